// What the program says to those who slip: the kind of mistake, what is said, how it ends.
#include <filesystem>
#include <string>
#include <utility>
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
    for (const auto& [table, command] : {std::pair{"calibration", "calibrate"}, {"optimisation", "optimise"}}) {
        const std::string file = std::string(table) + ".toml";
        write_bytes(folder / file, std::string("[") + table + "]\nbase = \"scenario.toml\"\n");
        const std::string other = command == std::string("optimise") ? "calibrate" : "optimise";
        for (const std::string& wrong :
             {std::string("run"), std::string("validate"), std::string("sweep"), std::string("slurm"), other}) {
            expect(folder, {wrong, file}, 3,
                   std::string(table) + ": carry it out with 'actorhood " + command + " " + file + "'");
        }
    }
    const std::string run_first =
        "'scenario.toml' is a scenario, not a result; make one first: actorhood run scenario.toml "
        "-o scenario, then name scenario";
    for (const char* const command : {"compare", "rank", "report", "export", "sensitivity"}) {
        expect(folder, {command, "scenario.toml"}, 2, run_first);
    }
    expect(folder, {"compare", "experiment.toml"}, 2,
           "make one first: actorhood sweep experiment.toml -o experiment");
    expect(
        folder, {"calibrate", "scenario.toml"}, 3,
        "scenario.toml:1:1: this looks like a scenario; needed is a file with a table [calibration], which names a "
        "scenario as its base: see scenarios/calibration and actorhood calibrate --help");
    expect(folder, {"optimise", "experiment.toml"}, 3,
           "this looks like an experiment; needed is a file with a table [optim");
}

TEST_CASE("files that build on others: include in a scenario, base in an experiment", "[program]") {
    const TemporaryFolder folder;
    write_bytes(folder / "scenario.toml", "base = \"other.toml\"\n");
    expect(folder, {"validate", "scenario.toml"}, 3,
           "scenario.toml:1:1: unknown key 'base': a scenario builds on others by include = [\"other.toml\"]");
    write_bytes(folder / "experiment.toml", "include = [\"other.toml\"]\n[experiment]\ndesign = \"list\"\n");
    expect(
        folder, {"sweep", "experiment.toml"}, 3,
        "unknown key 'include': this file includes none; an [experiment] names its scenario by base = \"FILE.toml\"");
}

TEST_CASE("names that would turn the direction of writing are shown as text", "[program]") {
    const TemporaryFolder folder;
    const std::string turned = "evil\xe2\x80\xaelmth";
    write_scenario(folder.path(), "scenario",
                   short_run("run.title = \"" + turned + "\"\n[[cluster]]\nname = \"" + turned +
                             "\"\nmembers = 9\n[[cluster.member]]\nname = \"firm " + turned + "\"\n"));
    const auto call = [&](const std::vector<std::string>& words) {
        const Finished finished = call_program(words, {folder.path(), {}, ""});
        INFO(words.front() << "\n" << finished.output << finished.errors);
        CHECK(finished.output.find('\xae') == std::string::npos);
        CHECK(finished.errors.find('\xae') == std::string::npos);
        return finished;
    };
    CHECK(call({"validate", "scenario.toml"}).says("evil\\u202elmth")); // in quotes, as in a scenario
    CHECK(call({"describe", "scenario.toml"}).says("evil?lmth"));
    CHECK(call({"run", "scenario.toml", "-o", "A", "-q", "--set", "output.panel=2"}).code == 0);
    CHECK(call({"compare", "A", "A", "--variables", "members", "--by", "cluster"}).says("evil?lmth"));
    CHECK(call({"scenario", "A"}).says("evil\\u202elmth"));
    CHECK(call({"export", "A", "--firm", "nobody"}).says("evil?lmth"));
    CHECK(call({"compare", "A", "A", "--variables", "members", "--axis", "cluster=nobody"}).code == 2);
    CHECK(call({"run", "scenario.toml", "--set", "cluster=[{name=\"" + turned + "\"},{name=\"" + turned + "\"}]"})
              .code == 3);
}

TEST_CASE("a key of the top that stands in a table is to be moved", "[program]") {
    const TemporaryFolder folder;
    write_bytes(folder / "late.toml", "[run]\ntitle = \"x\"\ntoolkit = [\"trust_zone\"]\n");
    expect(folder, {"validate", "late.toml"}, 3,
           "late.toml:3:1: unknown key 'run.toolkit': move 'toolkit' above the first [table] of the file");
    write_bytes(folder / "late.toml", "[run]\ntitle = \"x\"\ninclude = [\"other.toml\"]\n");
    expect(folder, {"validate", "late.toml"}, 3,
           "late.toml:3:1: unknown key 'run.include': move 'include' above the first [table] of the file");
    write_bytes(folder / "late.toml", "[[cluster]]\nname = \"x\"\ninclude = [\"other.toml\"]\n");
    expect(folder, {"validate", "late.toml"}, 3, "move 'include' above the first [table] of the file");
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"x.toml\"\ndesign = \"list\"\ninclude = [\"other.toml\"]\n");
    CHECK_FALSE(call_program({"sweep", "experiment.toml"}, {folder.path(), {}, ""}).says("move 'include'"));
}

TEST_CASE("an ensemble that is not there is a missing file, not a mistake in one", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml", "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\n");
    const std::string said = "none.toml: cannot read this file: there is no such file";
    expect(folder, {"run", "scenario.toml", "--assumptions", "none.toml", "-o", "A"}, 4, said);
    expect(folder, {"sweep", "experiment.toml", "--assumptions", "none.toml", "-o", "A"}, 4, said);
    expect(folder, {"live", "scenario.toml", "--assumptions", "none.toml", "-o", "a.html"}, 4, said);
    CHECK_FALSE(std::filesystem::exists(folder / "A"));
}

TEST_CASE("what the file system refuses is an error of input and output", "[program]") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "A");
    std::filesystem::create_symlink("checkpoint", folder / "A/checkpoint"); // leads to itself
    expect(folder, {"status", "A"}, 4, "Too many levels of symbolic links");
    expect(folder, {"resume", "A"}, 4, "Too many levels of symbolic links");
}

TEST_CASE("a result is put into a folder, and found beside others", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run());
    expect(folder, {"run", "demo.toml", "-o", "A/demo.h5"}, 2,
           "names the folder for the result, not its file: write -o A (");
    expect(folder, {"run", "demo.toml", "-o", "A.h5", "--dry-run"}, 2, "write -o A (");
    CHECK_FALSE(std::filesystem::exists(folder / "A"));
    expect(folder, {"run", "demo.toml", "-o", "A", "-q"}, 0, "");
    std::filesystem::create_directory(folder / "A/old.h5");
    expect(folder, {"diff", "A", "A/demo.h5"}, 0, "identical: all numbers");
}

TEST_CASE("include in other letters is known", "[program]") {
    const TemporaryFolder folder;
    write_bytes(folder / "s.toml", "Include = [\"other.toml\"]\n");
    expect(folder, {"validate", "s.toml"}, 3, "s.toml:1:1: unknown key 'Include', did you mean 'include'?");
    expect(folder, {"validate", "s.toml", "--set", "Include=[]"}, 3, "unknown key 'Include'; the keys here are");
    write_bytes(folder / "c.toml", "Include = [\"other.toml\"]\n[calibration]\n");
    CHECK_FALSE(call_program({"calibrate", "c.toml"}, {folder.path(), {}, ""}).says("'include'"));
}

TEST_CASE("points with mistakes are not called the same", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "demo", short_run());
    const auto said = [&](const std::string& first, const std::string& second) {
        write_bytes(folder / "e.toml",
                    "[experiment]\nbase = \"demo.toml\"\ndesign = \"list\"\n"
                    "[[experiment.point]]\nname = \"a\"\n\"accountability.effort\" = " +
                        first + "\n[[experiment.point]]\nname = \"b\"\n\"accountability.effort\" = " + second + "\n");
        const Finished finished = call_program({"sweep", "e.toml", "-o", "S"}, {folder.path(), {}, ""});
        CHECK(finished.code == 3);
        return finished;
    };
    CHECK_FALSE(said("\"high\"", "\"low\"").says("is the same as"));
    CHECK_FALSE(said("0", "\"low\"").says("is the same as"));
    CHECK(said("0.5", "0.50").says("this point is the same as point 0"));
}

TEST_CASE("numbers without a digit beside the point are completed in the message", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    expect(folder, {"validate", "scenario.toml", "--set", "accountability.effort=.5"}, 3, "write 0.5 instead of .5");
    expect(folder, {"validate", "scenario.toml", "--set", "run.seed=-5."}, 3, "write -5.0 instead of -5.");
    for (const char* const title : {"version.five", "007", "NaN"}) {
        expect(folder, {"validate", "scenario.toml", "--set", std::string("run.title=") + title}, 0, "is valid");
    }
    const auto effort = [&](const std::string& written, const std::string& text) {
        const Finished finished = call_program(
            {"validate", "scenario.toml", "--set", "accountability.effort=" + written}, {folder.path(), {}, ""});
        INFO(written << "\n" << finished.errors);
        CHECK(finished.code == 3);
        CHECK(finished.says(text));
        CHECK_FALSE(finished.says("remove the quotes")); // none were typed
    };
    effort(".5e-1", "write 0.5e-1 instead of .5e-1");
    effort("-.5E3", "write -0.5E3 instead of -.5E3");
    effort("00.5", "write 0.5 instead of 00.5");
    effort("007", "must be a number, but is the text \"007\"; write 7");
    effort("0x1p3", "must be a number, but is the text \"0x1p3\"\n");
    effort("NaN", "must be a number, but is the text \"NaN\", which stands for no finite number");
    effort("Infinity", "which stands for no finite number");
    effort("0,5", "is the text \"0,5\"; decimals are written with a point, thousands without a sign\n");
    effort("1,000,5", "must be a number, but is the text \"1,000,5\"\n");
    expect(folder, {"validate", "scenario.toml", "--set", "accountability.effort='0.5'"}, 3, "remove the quotes");
    expect(folder, {"validate", "scenario.toml", "--set", "run.replicates='12'"}, 3, "remove the quotes");
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
    const std::string longest(100, 'a'); // of a run; a file system knows longer names of files
    write_bytes(folder / (std::string(240, 'a') + ".toml"), read_bytes(scenario));
    expect(folder, {"run", std::string(240, 'a') + ".toml", "-q", "-o", "long"}, 0, "");
    CHECK(std::filesystem::exists(folder / ("long/" + longest + ".h5")));
    expect(folder, {"run", "plain.toml", "-q", "-o", "out", "--name", longest + "a"}, 3, "use 1 to 100 letters");
}

TEST_CASE("resume says why there is nothing to continue, a run does not mix with a sweep", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                "[[experiment.point]]\n\"accountability.effort\" = 0.5\n");
    expect(folder, {"resume", "nowhere"}, 4, "there is no folder 'nowhere'");
    std::filesystem::create_directory(folder / "empty");
    expect(folder, {"resume", "empty"}, 4, "holds neither a run nor a sweep");
    expect(folder, {"run", "scenario.toml", "-q", "-o", "done"}, 0, "");
    expect(folder, {"resume", "done"}, 0, "the run in done is finished: done/scenario.h5");
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
          "[[metacluster]] Metaclusters of the scenario:\n  \"two\"  members = [\"all\"]", "(run.title comes from ",
          "Policies and choices that differ from the defaults:\n  none beside the entries above\n"}) {
        expect(folder, {"describe", "lists.toml"}, 0, said);
    }
    const std::string none = "Policies and choices that differ from the defaults:\n  none\n";
    expect(folder, {"describe", "plain.toml"}, 0, none);
    write_bytes(folder / "known.toml",
                "include = [\"plain.toml\"]\n[[known]]\nname = \"crowd\"\nvalue = 99.0\noutput = \"members\"\n"
                "comparison = \"at_least\"\n");
    expect(folder, {"describe", "known.toml"}, 0,
           "[[known]] Known figures of a real case, printed beside the simulated ones:\n"
           "  \"crowd\"  value = 99.0, comparison = \"at_least\", output = \"members\"\n");
    expect(folder, {"describe", "known.toml"}, 0, none);
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
    const std::string memory =
        "--memory must be a whole number with K, M, G or T (of 1024 bytes and so on), such as "
        "2G, and at least 1M, not '";
    for (const char* const wrong : {"2", "0M", "1K", "1023K", "0T"}) {
        slurm("--memory", wrong, 2, memory + wrong + "'");
    }
    expect(folder, {"slurm", "experiment.toml", "--memory", "100M", "--set", "population.outside_firms=1000000"}, 2,
           "--memory 100M gives a task 105 MB, and one run needs about ");
    slurm("--memory", "lots", 2, "not 'lots'");
    slurm("--memory", "512M", 0, "#SBATCH --mem=512M");
}

TEST_CASE("names and titles hold no control characters, and none reaches a terminal", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "escape", short_run("run.title = \"ev\\u001B[31mil\"\n"));
    write_scenario(folder.path(), "nul", short_run("[[cluster]]\nname = \"a\\u0000b\"\n"));
    write_scenario(folder.path(), "lines", short_run("run.title = \"two\\nlines\"\n"));
    expect(folder, {"validate", "escape.toml"}, 3, "'run.title' holds a control character; remove it");
    expect(folder, {"validate", "nul.toml"}, 3, "'cluster.name' holds a control character; remove it");
    expect(folder, {"describe", "lines.toml"}, 0, "two lines\n");
    expect(folder, {"run", "lines.toml", "-o", "lines", "-q"}, 0, "");
    expect(folder, {"compare", "lines"}, 0, "two lines\n");
    expect(folder, {"fo\x1b[31mo"}, 2, "unknown command 'fo?[31mo'");
}

TEST_CASE("an unknown output is named with its place", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run("output.variables = [\"circular_dept\"]\n"));
    expect(folder, {"validate", "scenario.toml"}, 3,
           "scenario.toml:9:21: 'output.variables': no output is called 'circular_dept', did you mean "
           "'circular_depth'?");
}

TEST_CASE("points that cannot be run for like reasons are named once", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"factorial\"\n"
                "[[experiment.axis]]\nparameter = \"funding.mix.core\"\nvalues = [0.5, 0.6, 0.7]\n");
    expect(
        folder, {"sweep", "experiment.toml", "--dry-run"}, 8,
        "an experiment varies them together as simplex = \"funding.mix\"\n1 problem\n  and 2 more points, for like "
        "reasons");
}

TEST_CASE("of a point with hundreds of settings those that stand against it are shown", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"latin_hypercube\"\npoints = 40\nreplicates = 1\n"
                "[[experiment.axis]]\nparameters = [\"programmes.*\", \"adoption.*\"]\n");
    LaunchOptions options;
    options.folder = folder.path();
    const Finished finished = call_program({"sweep", "experiment.toml", "--dry-run"}, options);
    INFO(finished.errors);
    CHECK(finished.code == 8);
    CHECK(finished.says("points cannot be run"));
    CHECK(finished.says(": programmes.track_low="));
    CHECK(finished.says(" more\n    "));
    CHECK_FALSE(finished.says("adoption.noise="));
}

TEST_CASE("version says source and build", "[program]") {
    const TemporaryFolder folder;
    for (const char* said : {"actorhood ", "\nsource: commit ", "\nmodel: ", "\nbuild: ", "\nlibraries: HDF5 "}) {
        expect(folder, {"version"}, 0, said);
    }
    expect(folder, {"-V"}, 0, "\nsource: commit ");
}

TEST_CASE("slips in commands and options of both programs are met with what was meant", "[program]") {
    const TemporaryFolder folder;
    expect(folder, {"runn"}, 2, "unknown command 'runn', did you mean 'run'?");
    expect(folder, {"run", "--replicats", "3"}, 2, "did you mean '--replicates'?");
    expect(folder, {"compare", "--variabels", "x"}, 2, "did you mean '--variables'?");
    expect(folder, {"hlep"}, 2, "unknown command 'hlep', did you mean 'help'?");
    expect(folder, {"man", "rnu"}, 2, "there is no command 'rnu', did you mean 'run'?");
    expect(folder, {"parameters", "cluster", "region"}, 0, "population.regions");
}

TEST_CASE("completion for every shell knows the commands and options of both programs", "[program]") {
    const TemporaryFolder folder;
    expect(folder, {"completion", "--into", "."}, 0, "bash-completion/completions/actorhood");
    const auto completes = [&](const std::string& words, const std::string& expected) {
        const Finished finished =
            shell("bash -c 'source bash-completion/completions/actorhood; COMP_WORDS=(" + words +
                      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _actorhood; "
                      "echo \"${COMPREPLY[@]}\"'",
                  {}, {folder.path(), {}, ""});
        INFO(words << ": " << finished.errors);
        CHECK(finished.output == expected + "\n");
    };
    completes("actorhood bra", "branch");
    completes("actorhood help sens", "sensitivity");
    completes("actorhood run --rep", "--replicates --reproducible --replace");
    completes("actorhood compare --betw", "--between");
    completes("actorhood plot --kind \"\"", "series differences tornado simplex regret");
    completes("actorhood plot --kind = tor", "tornado");
    completes("actorhood new x.toml --template o", "own_cluster");
    completes("actorhood toolkit --theme d", "digital");
    completes("actorhood rank S --order w", "worst-case");
    completes("actorhood completion z", "zsh");
    completes("actorhood completion --in", "--into");
    completes("actorhood man co", "compare completion");
    completes("actorhood man --h", "--help");
    completes("actorhood run nouv", ""); // names of files are the shell's: it knows their blanks
}

TEST_CASE("completions hold the choices of options, and places of files", "[program]") {
    const TemporaryFolder folder;
    const auto holds = [&](const std::string& shell_name, const std::vector<std::string>& parts) {
        const Finished finished = call_program({"completion", shell_name}, {folder.path(), {}, ""});
        INFO(shell_name << ": " << finished.errors);
        CHECK(finished.code == 0);
        for (const std::string& part : parts) {
            INFO(part);
            CHECK(finished.says(part));
        }
    };
    holds("bash", {"complete -o default -F _actorhood actorhood"});
    holds("fish", {"-l kind -r -f -a 'series differences tornado simplex regret' -d ",
                   "'__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'",
                   "'__fish_seen_subcommand_from man' -f -a 'new validate ",
                   "'__fish_seen_subcommand_from run' -l output -s o -r -d 'folder for the"});
    holds("zsh", {"simplex or regret]:NAME:(series differences tornado simplex regret)'", "'1:word:(bash zsh fish)'",
                  "'*'{-o,--output}'[folder for the result (default\\: the scenario'\\''s"});
    expect(folder, {"completion", "tcsh"}, 2, "bash, zsh or fish");
}

TEST_CASE("manual pages and completions are written where they belong", "[program]") {
    const TemporaryFolder folder;
    expect(folder, {"completion", "--into", "share"}, 0, "share/man/man1/actorhood-run.1");
    for (const char* place : {"share/bash-completion/completions/actorhood", "share/zsh/site-functions/_actorhood",
                              "share/fish/vendor_completions.d/actorhood.fish", "share/man/man1/actorhood.1",
                              "share/man/man1/actorhood-compare.1"}) {
        INFO(place);
        CHECK(std::filesystem::file_size(folder / place) > 500);
    }
    const std::string page = read_bytes(folder / "share/man/man1/actorhood-run.1");
    CHECK(page.starts_with(".TH ACTORHOOD\\-RUN 1"));
    CHECK(page.find("\\-\\-replicates N") != std::string::npos);
}

TEST_CASE("colour is for terminals that want it", "[program]") {
    const TemporaryFolder folder;
    expect(folder, {"runn"}, 2, "actorhood: unknown command");
    if (shell("command -v script > /dev/null", {}).code != 0) {
        WARN("the program script is missing: terminals are not tried");
        return;
    }
    const auto on_terminal = [&](const std::vector<std::string>& environment) {
        return shell("script -qc \"'$1' runn\" /dev/null", {ACTORHOOD_PROGRAM}, {folder.path(), environment, ""})
            .output;
    };
    CHECK(on_terminal({"TERM=xterm", "NO_COLOR="}).find("\033[1;31mactorhood:\033[0m") != std::string::npos);
    CHECK(on_terminal({"TERM=xterm", "NO_COLOR=1"}).find('\033') == std::string::npos);
    CHECK(on_terminal({"TERM=dumb", "NO_COLOR="}).find('\033') == std::string::npos);
}

TEST_CASE("the end of a command says what comes next", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    write_bytes(folder / "experiment.toml",
                "[experiment]\nbase = \"scenario.toml\"\ndesign = \"factorial\"\n"
                "[[experiment.axis]]\nparameter = \"accountability.effort\"\nvalues = [0.2, 0.8]\n");
    expect(folder, {"new", "demo.toml"}, 0, "next: actorhood validate demo.toml");
    expect(folder, {"validate", "scenario.toml"}, 0, "next: actorhood run scenario.toml");
    expect(folder, {"run", "scenario.toml", "-o", "A"}, 0, "next: actorhood compare A/scenario.h5");
    expect(folder, {"sweep", "experiment.toml", "-o", "B"}, 0, "next: actorhood compare B --between design");
    expect(folder, {"merge", "B"}, 0, "next: actorhood compare B --between design");
    expect(folder, {"compare", "B", "--between", "design"}, 0, "");
    expect(folder, {"slurm", "experiment.toml", "--array", "512", "--time", "1:00:00", "--script", "s.sh"}, 0,
           "next: sbatch s.sh");
    expect(folder, {"slurm", "experiment.toml", "--array", "512", "--time", "1:00:00"}, 0,
           "notice: 512 core-hours are asked for");
}

TEST_CASE("an instrument of a scenario's own needs no recommendation and is described on that scenario",
          "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "plain", short_run());
    write_bytes(
        folder / "own.toml",
        "include = [\"plain.toml\"]\ntoolkit = [\"mine\"]\n[[instrument]]\nname = \"mine\"\ntitle = \"Mine\"\n"
        "description = \"Effort.\"\nsource = \"assumption\"\nchanges = [{ parameter = \"accountability.effort\", "
        "set = 0.9 }]\n");
    expect(folder, {"toolkit", "mine", "--scenario", "own.toml"}, 0,
           "at full intensity, on own.toml:\n  accountability.effort 0.25 -> 0.9");
    expect(folder, {"toolkit", "mine"}, 2, "no instrument fits 'mine'; 'actorhood toolkit' lists them all");
}

TEST_CASE("a run that grows without bound says so, and its estimate knows", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", "time.years = 300\n");
    expect(folder, {"validate", "scenario.toml"}, 0, "notice: the number of firms grows from about 420 to about");
    expect(folder, {"validate", "scenario.toml", "--set", "market.entry=balancing"}, 0, "is valid");
}

TEST_CASE("a scenario without any cluster says so", "[program]") {
    const TemporaryFolder folder;
    const std::string said = "notice: there is no cluster";
    write_scenario(folder.path(), "scenario", short_run());
    expect(folder, {"validate", "scenario.toml", "--set", "population.clusters=0"}, 0, said);
    write_scenario(folder.path(), "own", short_run() + "[[cluster]]\nname = \"textile\"\n");
    const std::vector<std::string> own{"validate", "own.toml", "--set", "population.clusters=0"};
    CHECK_FALSE(call_program(own, {folder.path(), {}, ""}).says(said));
}

TEST_CASE("a number of clusters beside clusters by name is said to change nothing", "[program]") {
    const TemporaryFolder folder;
    const std::string said = "changes nothing: [[cluster]] says which there are (own.toml:";
    const std::string included = "include = [\"" ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml\"]\n";
    const std::string textile = "[[cluster]]\nname = \"textile\"\n";
    write_bytes(folder / "own.toml", included + textile); // 30 is what the included file says of its own world
    CHECK_FALSE(call_program({"validate", "own.toml"}, {folder.path(), {}, ""}).says("changes nothing"));
    expect(folder, {"validate", "own.toml", "--set", "population.clusters=5"}, 0,
           "notice: population.clusters (--set) " + said);
    write_bytes(folder / "more.toml",
                "[experiment]\nbase = \"own.toml\"\ndesign = \"list\"\nreplicates = 2\n"
                "[[experiment.point]]\npopulation.clusters = 3\n[[experiment.point]]\npopulation.clusters = 5\n");
    expect(folder, {"sweep", "more.toml", "--dry-run"}, 0,
           "notice: population.clusters changes nothing in any point: [[cluster]] of the base says");
    write_bytes(folder / "own.toml", included + "population.clusters = 7\n" + textile);
    expect(folder, {"validate", "own.toml"}, 0, "notice: population.clusters (own.toml:2) " + said);
}

TEST_CASE("metaclusters without effect and known figures without months are said", "[program]") {
    const TemporaryFolder folder;
    const auto notices = [&](const std::string& more, const std::vector<std::string>& set = {}) {
        write_scenario(folder.path(), "own", short_run() + more);
        std::vector<std::string> words{"validate", "own.toml"};
        words.insert(words.end(), set.begin(), set.end());
        const Finished finished = call_program(words, {folder.path(), {}, ""});
        CHECK(finished.code == 0);
        return finished.errors;
    };
    const std::string all = "[[metacluster]]\nname = \"m\"\nmembers = [\"all\"]\n";
    CHECK(notices(all + "start = 2020-06-01\n").find("metacluster") == std::string::npos);
    CHECK(notices(all + "start = 2090-01-01\n")
              .find("metacluster 'm' changes nothing: it begins when the run has ended") != std::string::npos);
    CHECK(notices("[[metacluster]]\nname = \"m\"\n").find("metacluster 'm' changes nothing: it has no members") !=
          std::string::npos);
    CHECK(notices(all, {"--set", "mechanisms.metaclusters=false"}).find("mechanisms.metaclusters is off") !=
          std::string::npos);
    const std::string known = "[[known]]\nname = \"k\"\nvalue = 1\nsource = \"s\"\noutput = \"members\"\n";
    const std::string said = "known figure 'k' has nothing to stand beside";
    CHECK(notices(known).find(said) == std::string::npos);
    CHECK(notices(known + "from = 2020\nto = 2021\n").find(said) == std::string::npos);
    CHECK(notices(known + "from = 2090\nto = 2091\n").find(said) != std::string::npos);
    CHECK(notices(known + "from = 2020\nto = 2020\n").find(said) != std::string::npos);
}

TEST_CASE("one file is checked by itself, wherever it was copied to", "[program]") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "scenario", short_run());
    expect(folder, {"run", "scenario.toml", "-o", "out", "-q"}, 0, "");
    std::filesystem::copy_file(folder / "out/scenario.h5", folder / "copied.h5");
    expect(folder, {"check", "copied.h5"}, 0, "1 file is whole\n");
    expect(folder, {"check", "out"}, 0, "1 file is whole\n");
    std::string bytes = read_bytes(folder / "copied.h5");
    char& letter = bytes[bytes.size() / 2];
    letter = static_cast<char>(letter ^ 8);
    write_bytes(folder / "copied.h5", bytes);
    expect(folder, {"check", "copied.h5"}, 5,
           "'copied.h5' is damaged, or was changed by another program: copy it again");
    std::filesystem::copy_file(folder / "copied.h5", folder / "out/scenario.h5",
                               std::filesystem::copy_options::overwrite_existing);
    expect(folder, {"run", "scenario.toml", "-o", "out", "-q", "--force"}, 0, ""); // what the message says to do
    expect(folder, {"check", "out"}, 0, "1 file is whole\n");
    expect(folder, {"check", "scenario.toml"}, 4, "is no file of this program that has a checksum");
    expect(folder, {"check", "nowhere"}, 4, "there is no folder or file 'nowhere'");
}

} // namespace test_program_messages
