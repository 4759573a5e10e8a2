// diff, scenario and reproduce: what a result is made of, where two part, whether one can be had again.
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_reproduce {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

Finished call(const TemporaryFolder& folder, const std::vector<std::string>& words) {
    LaunchOptions options;
    options.folder = folder.path();
    return call_program(words, options);
}

void run(const TemporaryFolder& folder, const std::string& output, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"run", "demo.toml", "-q", "-o", output};
    words.insert(words.end(), more.begin(), more.end());
    const Finished finished = call(folder, words);
    INFO(finished.errors);
    REQUIRE(finished.code == 0);
}

const std::string short_run = "time.years = 2\ntime.burn_in_years = 1\n";

} // namespace

TEST_CASE("diff: the same numbers, then a parameter, the month and the place where they part", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run, 2);
    run(folder, "A");
    run(folder, "B", {"--threads", "1"});
    run(folder, "C", {"--set", "accountability.effort=0.4"});

    const Finished same = call(folder, {"diff", "A", "B"});
    CHECK(same.code == 0);
    CHECK(same.says("identical: all numbers of "));
    CHECK(same.says("variables, 2 replicates and 24 times"));

    const Finished other = call(folder, {"diff", "A", "C"});
    CHECK(other.code == 1);
    CHECK(other.says("accountability.effort: 0.25 in A, 0.4 in B"));
    CHECK(other.says("  2020  replicate 0  "));
    CHECK(other.says("more variables, later"));
    CHECK(other.says("the results differ"));
    CHECK_FALSE(call(folder, {"diff", "A", "C", "--all"}).says("more variables, later"));
    CHECK(call(folder, {"plot", "A", "--years", "2050:2060"}).says("it records 2020 to 2021.917\n"));
}

TEST_CASE("diff: variables, replicates and labels of one side only are differences", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run, 2);
    run(folder, "all");
    run(folder, "one", {"--set", "output.variables=[\"circular_depth\"]"});
    run(folder, "fewer", {"--replicates", "1"});
    const Finished variables = call(folder, {"diff", "all", "one"});
    CHECK(variables.code == 1);
    CHECK(variables.says("digital_depth is only in the first result"));
    CHECK(variables.says("identical in what both hold: numbers of 1 variables"));
    const Finished replicates = call(folder, {"diff", "fewer", "all"});
    CHECK(replicates.code == 1);
    CHECK(replicates.says("1 replicates of the second result are not in the other"));
    CHECK(call(folder, {"diff", "all"}).code == 2);
    CHECK(call(folder, {"diff", "all", "nowhere"}).code == 4);
}

TEST_CASE("scenario: what a result holds runs again to the same numbers", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run);
    run(folder, "A", {"--set", "accountability.effort=0.375"});
    const Finished written = call(folder, {"scenario", "A"});
    CHECK(written.code == 0);
    CHECK(written.says("effort = 0.375"));
    write_bytes(folder / "demo.toml", written.output);
    run(folder, "B");
    CHECK(call(folder, {"diff", "A", "B"}).code == 0);
    CHECK(call(folder, {"scenario", "A", "--point", "0"}).code == 2);
}

TEST_CASE("scenario: a result without recorded times holds one, too", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run);
    run(folder, "empty", {"--set", "time.years=0"});
    const Finished written = call(folder, {"scenario", "empty"});
    INFO(written.errors);
    CHECK(written.code == 0);
    write_bytes(folder / "again.toml", written.output);
    CHECK(call(folder, {"validate", "again.toml"}).code == 0);
    CHECK(call(folder, {"compare", "empty"}).says("is empty: it holds no recorded time"));
}

TEST_CASE("scenario and reproduce know a sweep from a run", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run);
    write_bytes(folder / "two.toml",
                "[experiment]\nbase = \"demo.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                "[[experiment.point]]\n\"accountability.effort\" = 0.5\n"
                "[[experiment.point]]\n\"accountability.effort\" = 0.125\n");
    REQUIRE(call(folder, {"sweep", "two.toml", "-q", "-o", "S"}).code == 0);
    run(folder, "A");
    CHECK(call(folder, {"scenario", "S", "--point", "1"}).says("#   accountability.effort=0.125"));
    CHECK(call(folder, {"scenario", "S", "--point", "2"}).says("--point must be a whole number from 0 to 1"));
    CHECK(call(folder, {"diff", "S", "S"}).code == 0);
    CHECK(call(folder, {"diff", "S", "A"}).says("one is a run and the other a sweep"));
}

TEST_CASE("reproduce: a sweep again, whatever its design", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run);
    write_bytes(folder / "sampled.toml",
                "[experiment]\nbase = \"demo.toml\"\ndesign = \"latin_hypercube\"\npoints = 3\nreplicates = 2\n"
                "random = \"independent\"\nevery = 6\noutputs = [\"circular_depth\", \"staff\"]\n"
                "[experiment.set]\n\"population.regions\" = 1\n"
                "[[experiment.axis]]\nparameter = \"accountability.effort\"\n"
                "[[experiment.axis]]\nsimplex = \"funding.mix\"\n");
    REQUIRE(call(folder, {"sweep", "sampled.toml", "-q", "-o", "S"}).code == 0);
    const Finished again = call(folder, {"reproduce", "S", "--threads", "1"});
    INFO(again.output << again.errors);
    CHECK(again.code == 0);
    CHECK(again.says("identical: all numbers of 2 variables"));
    CHECK(fs::exists(folder / "S_again/sweep/sweep.h5"));
    CHECK(call(folder, {"reproduce", "S", "-o", "S_again"}).code == 4); // there already

    run(folder, "A", {});
    const auto refuses = [&](const char* result, const char* place, const char* reason) {
        const Finished refused = call(folder, {"reproduce", result, "-o", place});
        INFO(result << " in " << place << ": " << refused.errors);
        CHECK(refused.code == 4);
        CHECK(refused.says(reason));
    };
    const auto files = [&](const char* place) {
        return std::distance(fs::recursive_directory_iterator(folder / place), fs::recursive_directory_iterator());
    };
    const auto before = std::pair(files("A"), files("S"));
    refuses("S", "A", "holds the result of a run");
    refuses("A", "S", "holds a sweep");
    fs::copy(folder / "S", folder / "T", fs::copy_options::recursive);
    refuses("S", "T", "holds a sweep");
    CHECK((std::pair(files("A"), files("S")) == before));
}

TEST_CASE("reproduce: the same numbers again, and what was changed in the file is found", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run);
    run(folder, "A", {"--set", "accountability.effort=0.375"});
    const Finished again = call(folder, {"reproduce", "A"});
    INFO(again.output << again.errors);
    CHECK(again.code == 0);
    CHECK(again.says("identical: all numbers of "));
    CHECK(fs::exists(folder / "A_again/demo.h5"));
    CHECK(call(folder, {"reproduce", "A", "-o", "A_again"}).code == 4); // there already
    CHECK(call(folder, {"reproduce", "A", "--force", "--threads", "1"}).code == 0);
    CHECK(call(folder, {"reproduce", "A", "-o", "A"}).says("needs a folder of its own"));

    // One bit of one number is another.
    const Finished altered = shell(
        "cp -r A forged && /usr/bin/env python3 -c \""
        "import h5py; f = h5py.File('forged/demo.h5', 'r+'); f['circular_depth'][0, 5] += 1e-9; f.close()\"",
        {}, {folder.path(), {}, ""});
    if (altered.code == 0) { // where Python has h5py
        const Finished found = call(folder, {"reproduce", "forged", "-o", "second"});
        CHECK(found.code == 1);
        CHECK(found.says("1 of "));
        CHECK(found.says("circular_depth"));
    }
}

TEST_CASE("a result without its checksum is read with one word about it, by every command", "[reproduce]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run, 2);
    run(folder, "A");
    run(folder, "B", {"--set", "accountability.effort=0.4"});
    const fs::path file = folder / "A" / "demo.h5";
    const std::string whole = read_bytes(file);
    constexpr std::size_t seal = 24;
    write_bytes(file, whole.substr(0, whole.size() - seal));
    const auto times = [](const std::string& text) {
        const std::string words = "has no checksum";
        std::size_t count = 0;
        for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
            ++count;
        }
        return count;
    };
    const std::vector<std::vector<std::string>> all{
        {"compare", "A"},
        {"compare", "A", "A/demo.h5"},
        {"compare", "B", "A", "--csv"},
        {"compare", "B", "A", "--summary"},
        {"export", "A"},
        {"scenario", "A"},
        {"diff", "B", "A"},
        {"plot", "A"},
        {"plot", "A", "-o", "a.svg"},
        {"report", "A", "-o", "a.html"},
        {"reproduce", "A", "-o", "again", "-q"},
        {"branch", "A", "--at", "2021-01", "--set", "accountability.effort=0.5", "-o", "C", "-q"}};
    for (const std::vector<std::string>& words : all) {
        const Finished finished = call(folder, words);
        INFO(words[0] << " " << words.back() << ": " << finished.errors);
        CHECK(finished.code == (words[0] == "diff" ? 1 : 0));
        const bool has_notes = words[0] == "compare" && words.back() != "--csv";
        CHECK(times(finished.errors) == (has_notes ? 0 : 1));
        CHECK(times(finished.output) == (has_notes ? 1 : 0));
        CHECK(finished.says(has_notes ? "Note: 'A/demo.h5' has no checksum" : "notice: 'A/demo.h5' has no checksum"));
    }
    CHECK(times(read_bytes(folder / "a.html")) > 0);
    CHECK(times(call(folder, {"compare", "A", "--json"}).output) == 1);
    const Finished sealed = call(folder, {"compare", "B"});
    CHECK(times(sealed.errors) + times(sealed.output) == 0);
}

} // namespace test_reproduce
