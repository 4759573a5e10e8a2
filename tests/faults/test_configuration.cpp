// Wrong scenarios and command lines: the right exit code and place in the message, quickly and without a crash.
#include <string>
#include <vector>

#include <sys/stat.h>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_configuration {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::string baseline = "include = [\"" ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml\"]\n";

struct WrongFile {
    const char* name;
    std::string text;
    std::vector<std::string> says; ///< all of it, on standard error
};

std::vector<WrongFile> wrong_files() {
    std::string noise;
    for (unsigned i = 0; i < 4000; ++i) {
        noise.push_back(static_cast<char>(i * 2654435761u >> 13 | 0x80u)); // neither text nor control characters
    }
    return {
        {"unknown key",
         baseline + "[funding]\nlevl = 3\n",
         {".toml:3:1:", "unknown key 'funding.levl'", "did you mean 'funding.level'"}},
        {"unknown table", baseline + "\n[fundng]\nlevel = 3\n", {".toml:3:2:", "did you mean 'funding'"}},
        {"wrong type", baseline + "[population]\nclusters = \"many\"\n", {".toml:3:12:", "whole number", "\"many\""}},
        {"fraction for a count", baseline + "[population]\nclusters = 2.5\n", {".toml:3:12:", "whole number"}},
        {"out of range", baseline + "\n[accountability]\neffort = 7.0\n", {".toml:4:10:", "between 0 and 1", "7.0"}},
        {"given twice", baseline + "[time]\nyears = 3\nyears = 4\n", {".toml:4:", "given twice", "line 3"}},
        {"not a number", baseline + "[accountability]\neffort = nan\n", {".toml:3:10:", "finite"}},
        {"infinite", baseline + "[accountability]\neffort = inf\n", {".toml:3:10:", "finite"}},
        {"negative seed", baseline + "[run]\nseed = -1\n", {".toml:3:8:", "run.seed", "18446744073709551615"}},
        {"shares that do not add up", baseline + "[funding.mix]\ncore = 0.9\n", {".toml:", "funding.mix", "add up"}},
        {"no practices", baseline + "practice = []\n", {".toml:2:", "catalogue is empty"}},
        {"too long a run", baseline + "[time]\nyears = 300\nburn_in_years = 42\n", {".toml:4:", "between 0 and 40"}},
        {"includes itself", "include = [\"scenario.toml\"]\n", {"scenario.toml:1:12:", "include each other"}},
        {"missing include", "include = [\"absent.toml\"]\n", {"scenario.toml:1:12:", "absent.toml", "no such file"}},
        {"known figure of an unknown output",
         baseline + "[[known]]\nname = \"x\"\noutput = \"membrs\"\n",
         {".toml:4:10:", "known.output", "did you mean 'members'"}},
        {"two clusters of one name",
         baseline + "[[cluster]]\nname = \"north\"\n[[cluster]]\nname = \"south\"\n[[cluster]]\nname = \"north\"\n",
         {".toml:", "cluster 3 (\"north\"): the name is taken by cluster 1"}},
        {"a cluster whose name is blank",
         baseline + "[[cluster]]\nname = \"north\"\n[[cluster]]\nname = \" \"\n",
         {".toml:5:8:", "cluster 2 (\" \")", "by its name: give it one"}},
        {"a region that does not exist",
         baseline + "[[cluster]]\nname = \"north\"\nregion = 16\n",
         {".toml:", "region must be between 1 and 15", "but is 16"}},
        {"empty", "", {"scenario.toml", "empty"}},
        {"only a comment", "# nothing\n\n", {"scenario.toml", "empty"}},
        {"binary", noise, {"scenario.toml:1:", "UTF-8"}},
        {"unfinished", baseline + "[time\nyears = 3\n", {"scenario.toml:2:"}},
        {"NUL", baseline + std::string("[time]\nyears\0 = 3\n", 17), {"scenario.toml:3:"}},
        {"brackets in one line", "a = " + std::string(100'000, '['), {"scenario.toml:1:"}},
        {"brackets in many lines",
         "a = [\n" +
             [] {
                 std::string lines;
                 for (int i = 0; i < 100'000; ++i) {
                     lines += "[\n";
                 }
                 return lines;
             }(),
         {"scenario.toml:"}},
        {"dots",
         [] {
             std::string key = "a";
             for (int i = 0; i < 100'000; ++i) {
                 key += ".b";
             }
             return key + " = 1\n";
         }(),
         {"scenario.toml:1:"}},
    };
}

/// Not a crash, at once, and nothing written beside the scenario.
void check_refused(const Finished& finished, int code) {
    INFO(finished.errors.substr(0, 1000));
    CHECK(finished.signal == 0);
    CHECK(finished.code == code);
    CHECK(finished.seconds < 10.0 * ACTORHOOD_PATIENCE);
    CHECK(finished.errors.size() < 20'000);
    CHECK(finished.errors.starts_with("actorhood: "));
}

} // namespace

TEST_CASE("wrong scenario files are refused with the place of the error",
          "[case 27][case 30][case 31][case 32][case 33][case 34]") {
    for (const WrongFile& wrong : wrong_files()) {
        const TemporaryFolder folder;
        write_bytes(folder / "scenario.toml", wrong.text);
        INFO("case: " << wrong.name);
        for (const char* command : {"validate", "run", "describe"}) {
            const Finished finished = call_program({command, "scenario.toml"}, {folder.path(), {}, ""});
            check_refused(finished, 3);
            for (const std::string& text : wrong.says) {
                INFO("expected: " << text << "\nsaid: " << finished.errors.substr(0, 1000));
                CHECK(finished.errors.find(text) != std::string::npos);
            }
        }
        CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
    }
}

TEST_CASE("all errors are listed at once", "[case 31]") {
    const TemporaryFolder folder;
    write_bytes(folder / "scenario.toml",
                baseline + "[run]\nseed = -1\nsead = 2\n[accountability]\neffort = inf\n[fundng]\nlevel = 3\n");
    const Finished finished =
        call_program({"validate", "scenario.toml", "--set", "adoption.noise=x"}, {folder.path(), {}, ""});
    check_refused(finished, 3);
    for (const char* text : {"scenario.toml:3:8:", "scenario.toml:4:1:", "scenario.toml:6:10:", "scenario.toml:7:2:",
                             "--set adoption.noise=x", "5 problems"}) {
        INFO(text << " in " << finished.errors);
        CHECK(finished.errors.find(text) != std::string::npos);
    }
}

TEST_CASE("include cycles over several files show the chain", "[case 34]") {
    const TemporaryFolder folder;
    write_bytes(folder / "a.toml", "include = [\"b.toml\"]\n");
    write_bytes(folder / "b.toml", "\ninclude = [\"c.toml\"]\n");
    write_bytes(folder / "c.toml", "include = [\"a.toml\"]\n");
    const Finished finished = call_program({"validate", "a.toml"}, {folder.path(), {}, ""});
    check_refused(finished, 3);
    CHECK(finished.says("a.toml -> b.toml -> c.toml -> a.toml"));
    CHECK(finished.says("c.toml:1:"));
}

TEST_CASE("what is not a file is refused without waiting", "[case 33]") {
    const TemporaryFolder folder;
    fs::create_directory(folder / "folder.toml");
    REQUIRE(::mkfifo((folder / "pipe.toml").c_str(), 0600) == 0);
    write_bytes(folder / "includes_zero.toml", "include = [\"/dev/zero\"]\n");
    for (const char* name : {"folder.toml", "pipe.toml", "/dev/zero", "includes_zero.toml", "/dev/null"}) {
        INFO("file '" << name << "'");
        check_refused(call_program({"validate", name}, {folder.path(), {}, ""}), 3);
    }
    check_refused(call_program({"validate", "absent.toml"}, {folder.path(), {}, ""}), 4);
    check_refused(call_program({"validate", ""}, {folder.path(), {}, ""}), 4);
    // A gigabyte of nothing takes no space on disk, and no time.
    write_bytes(folder / "huge.toml", "a = 1\n");
    fs::resize_file(folder / "huge.toml", 1u << 30);
    const Finished huge = call_program({"validate", "huge.toml"}, {folder.path(), {}, ""});
    check_refused(huge, 3);
    CHECK(huge.seconds < 2.0 * ACTORHOOD_PATIENCE);
}

TEST_CASE("wrong --set options are refused by name") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario");
    for (const char* set :
         {"funding", "funding.levl=2", "=3", "funding.level=", "funding.level=\"x\"", "funding.level=1e999",
          "funding=3", "funding.level=nan", "run.seed=-1", "run.seed=18446744073709551616", "a.b.c=[[[[",
          "practice=1", "time.years=-1", "population.clusters=1e3", "mechanisms.adoption=1"}) {
        const Finished finished = call_program({"run", "scenario.toml", "--set", set}, {folder.path(), {}, ""});
        INFO("--set " << set << ": " << finished.errors);
        check_refused(finished, 3);
        CHECK(finished.says("--set "));
    }
}

TEST_CASE("wrong command lines are met with the usage") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario");
    const std::vector<std::vector<std::string>> wrong{{"frobnicate"},
                                                      {"run"},
                                                      {"run", "scenario.toml", "--nonsense"},
                                                      {"run", "scenario.toml", "--threads", "0"},
                                                      {"run", "scenario.toml", "--threads", "two"},
                                                      {"run", "scenario.toml", "more"},
                                                      {"resume"},
                                                      {"run", "scenario.toml", "--stop-after", "-1"},
                                                      {"run", "scenario.toml", "-o", "a", "-o", "b"},
                                                      {"run", "scenario.toml", "--seed"},
                                                      {"new"},
                                                      {"new", "a.toml", "--template", "nothing"},
                                                      {"parameters", "no such parameter"}};
    for (const auto& arguments : wrong) {
        const Finished finished = call_program(arguments, {folder.path(), {}, ""});
        INFO(arguments.front() << ": " << finished.errors);
        check_refused(finished, 2);
    }
    CHECK(call_program({}).code == 2);
    CHECK(call_program({"--help"}).code == 0);
    CHECK(call_program({"run", "--help"}).code == 0);
    CHECK(call_program({"help", "run"}).output == call_program({"run", "--help"}).output);
    CHECK(call_program({"-V"}).output == call_program({"version"}).output);
    CHECK(call_program({"runn"}).says("unknown command 'runn', did you mean 'run'?"));
    CHECK(call_program({"run", "a.toml", "--relicates", "3"}).says("did you mean '--replicates'?"));
}

TEST_CASE("names that could lead elsewhere become harmless, or are refused when they are asked for", "[case 35]") {
    const TemporaryFolder folder;
    const fs::path scenario = write_scenario(folder.path(), "good");
    const std::vector<std::pair<const char*, const char*>> harmless{
        {"a b.toml", "a_b"},          {"$(id).toml", "__id_"}, {"new\nline.toml", "new_line"},
        {".hidden.toml", "_.hidden"}, {"-x.toml", "_-x"},      {"semi;colon.toml", "semi_colon"},
        {"ünïcode.toml", "_n_code"}};
    for (const auto& [name, result] : harmless) {
        fs::copy_file(scenario, folder / name);
        const Finished finished =
            call_program({"run", (folder / name).string(), "-o", "out", "--dry-run"}, {folder.path(), {}, ""});
        INFO(name << ": " << finished.output << finished.errors);
        CHECK(finished.code == 0);
        CHECK(finished.says("would write out/" + std::string(result) + ".h5"));
        const Finished asked = call_program({"run", scenario.string(), "-o", "out", "--name", fs::path(name).stem()},
                                            {folder.path(), {}, ""});
        CHECK(asked.code == 3);
        CHECK_FALSE(fs::exists(folder / "out"));
    }
}

TEST_CASE("no name of a run or an experiment leads out of the output folder", "[case 35]") {
    const TemporaryFolder folder;
    const std::string scenario = write_scenario(folder.path(), "good", "time.years = 1\n").string();
    for (const char* name :
         {"../../x", "/etc/x", "..", "a/b", "new\nline", "$(touch x)", "`touch x`", "-rf", "", "x\ty"}) {
        const Finished run =
            call_program({"run", scenario, "-o", "out", "--name", name, "-q"}, {folder.path(), {}, ""});
        INFO("name '" << name << "': " << run.errors);
        CHECK(run.code == (*name == '\0' ? 2 : 3));
        CHECK(run.errors.find('\t') == std::string::npos);
        CHECK_FALSE(fs::exists(folder / "out"));
        CHECK_FALSE(fs::exists(folder / "x"));
    }
    CHECK_FALSE(fs::exists(folder.path().parent_path().parent_path() / "x.h5"));
    CHECK_FALSE(fs::exists("/etc/x.h5"));
}

} // namespace test_configuration
