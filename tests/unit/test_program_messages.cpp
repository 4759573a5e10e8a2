// What the program says to those who slip: the kind of mistake, what is said, how it ends.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_program_messages {

using namespace actorhood::tests;

namespace {

/// Calls the program in a folder and expects an exit code and a text in what it says.
void expect(const TemporaryFolder& folder, const std::vector<std::string>& words, int code, const std::string& text) {
    LaunchOptions options;
    options.folder = folder.path();
    const Finished finished = call_program(words, options);
    INFO(words.front() << " " << words.back() << "\n" << finished.output << finished.errors);
    CHECK(finished.code == code);
    CHECK(finished.says(text));
}

std::string short_run(const std::string& more = "") { return "time.years = 1\ntime.burn_in_years = 1\n" + more; }

} // namespace

TEST_CASE("a file of the other kind is named as such", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\n"
                "[[experiment.point]]\n\"accountability.effort\" = 0.5\n");
    expect(folder, {"run", "experiment.toml"}, 3,
           "experiment.toml:1:2: this is an experiment, not a scenario: carry it out with 'actorhood sweep'");
    expect(folder, {"sweep", "scenario.toml"}, 3, "a scenario is run with 'actorhood run'");
}

TEST_CASE("a key of the top that stands in a table is to be moved", "[program]") {
    const TemporaryFolder folder;
    write_bytes(folder / "late.toml", "[run]\ntitle = \"x\"\ntoolkit = [\"trust_zone\"]\n");
    expect(folder, {"validate", "late.toml"}, 3,
           "late.toml:3:1: unknown key 'run.toolkit': move 'toolkit' above the first [table] of the file");
}

TEST_CASE("numbers without a digit beside the point are completed in the message", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    expect(folder, {"validate", "scenario.toml", "--set", "accountability.effort=.5"}, 3, "write 0.5 instead of .5");
    expect(folder, {"validate", "scenario.toml", "--set", "run.seed=-5."}, 3, "write -5.0 instead of -5.");
    expect(folder, {"validate", "scenario.toml", "--set", "run.title=version.five"}, 0, "is valid");
}

TEST_CASE("shares that do not add up to 1 are shown, and how to vary them", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    expect(folder, {"validate", "scenario.toml", "--set", "funding.mix.core=0.7"}, 3,
           "0.7 + 0.24 + 0.31 + 0.25 = 1.5; an experiment varies them together as simplex = \"funding.mix\"");
}

TEST_CASE("a run may be called what the file system does not allow", "[program]") {
    const TemporaryFolder folder;
    const auto scenario = write_scenario(folder.path(), "plain", short_run());
    write_bytes(folder / "mon scénario.toml", read_bytes(scenario));
    expect(folder, {"run", "mon scénario.toml", "-q"}, 0, "");
    CHECK(std::filesystem::exists(folder / "mon_sc_nario/mon_sc_nario.h5"));
    expect(folder, {"run", "plain.toml", "-q", "-o", "out", "--name", "second"}, 0, "");
    CHECK(std::filesystem::exists(folder / "out/second.h5"));
    expect(folder, {"run", "plain.toml", "-q", "-o", "out", "--name", "../second"}, 3, "cannot be a file name");
}

TEST_CASE("resume says why there is nothing to continue; a run does not mix with a sweep", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                "[[experiment.point]]\n\"accountability.effort\" = 0.5\n");
    expect(folder, {"resume", "nowhere"}, 4, "there is no folder 'nowhere'");
    std::filesystem::create_directory(folder / "empty");
    expect(folder, {"resume", "empty"}, 4, "holds neither a run nor a sweep");
    expect(folder, {"run", "scenario.toml", "-q", "-o", "done"}, 0, "");
    expect(folder, {"resume", "done"}, 4, "the run in done is finished: done/scenario.h5");
    expect(folder, {"sweep", "experiment.toml", "-q", "-o", "swept"}, 0, "");
    expect(folder, {"run", "scenario.toml", "-q", "-o", "swept"}, 4, "swept holds a sweep");
    expect(folder, {"sweep", "experiment.toml", "--dry-run", "-o", "swept"}, 0,
           "1 of these runs are finished there, 0 are left");
    expect(folder, {"sweep", "experiment.toml", "--dry-run", "--random", "independent"}, 0,
           "independent random numbers");
    expect(folder, {"sweep", "experiment.toml", "--dry-run", "--random", "sometimes"}, 3, "experiment.random");
}

TEST_CASE("parameters are found by words, and by keys of lists without their brackets", "[program]") {
    const TemporaryFolder folder;
    expect(folder, {"parameters", "cluster."}, 0, "cluster[].lead_sector");
    expect(folder, {"parameters", "cluster."}, 0, "Keys with [] belong to the entries of a list");
    expect(folder, {"parameters", "factor class exit"}, 0, "market.exit_by_class");
    expect(folder, {"parameters", "exit_by_class nowhere"}, 2, "no parameter contains");
}

TEST_CASE("describe names the entries of all lists, and a title that is not the scenario's own", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "plain", short_run());
    write_bytes(folder / "lists.toml",
                "include = [\"plain.toml\"]\n"
                "[[programme]]\nname = \"help\"\nkind = \"voucher\"\nstart = 2020-02-01\nend = 2021-01-01\n"
                "budget = 2e6\n"
                "[[facility]]\nname = \"plant\"\npractices = [\"robotics\"]\nsource = \"test\"\n"
                "[[metacluster]]\nname = \"two\"\nmembers = [\"all\"]\n");
    for (const char* said :
         {"\"help\"  kind = \"voucher\"", "budget = 2000000.0 EUR year-1", "\"plant\"  practices = [\"robotics\"]",
          "[[metacluster]] Metaclusters of the scenario:\n  \"two\"  members = [\"all\"]",
          "(run.title comes from "}) {
        expect(folder, {"describe", "lists.toml"}, 0, said);
    }
}

TEST_CASE("what Slurm would refuse, or stop before the program can, is refused before the queue", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\n"
                "[[experiment.point]]\n\"accountability.effort\" = 0.5\n");
    const auto slurm = [&](const std::string& option, const std::string& value, int code, const std::string& text) {
        expect(folder, {"slurm", "experiment.toml", option, value}, code, text);
    };
    slurm("--time", "4h", 2, "--time must be HH:MM:SS or D-HH:MM:SS, such as 04:00:00, not '4h'");
    slurm("--time", "00:01:59", 2, "--time 00:01:59 is 119 seconds");
    slurm("--time", "1", 2, "is 60 seconds");
    slurm("--time", "90", 0, "#SBATCH --time=90");
    slurm("--time", "1-00", 0, "#SBATCH --time=1-00");
    slurm("--memory", "2", 2, "--memory must be a whole number with K, M, G or T, such as 2G, not '2'");
    slurm("--memory", "lots", 2, "not 'lots'");
    slurm("--memory", "512M", 0, "#SBATCH --mem=512M");
}

} // namespace test_program_messages
