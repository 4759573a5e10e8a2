#include "tests/support/example_world.hpp"

#include <algorithm>
#include <chrono>
#include <regex>
#include <sstream>

#include "tests/catch.hpp"

namespace actorhood::tests {

namespace fs = std::filesystem;

namespace {

/// One world for all: a cluster whose firms have names, one that is drawn, an instrument of its own.
std::string scenario(const std::string& title, const std::string& more) {
    return "include = [\"" ACTORHOOD_SOURCE_DIR
           "/scenarios/baseline.toml\"]\n"
           "run.title = \"" +
           title +
           "\"\n"
           "run.replicates = 2\n"
           "time.years = 20\n"
           "time.burn_in_years = 0\n"
           "population.outside_firms = 60\n"
           "population.regions = 2\n"
           "output.panel = [\"Northfield Dairy\", \"Kestrel Sensors\"]\n" +
           more + R"(
[[cluster]]
name = "our cluster"
members_file = "ours_members.csv"
[[cluster]]
name = "neighbour"
members = 12
[[instrument]]
name = "my_own"
title = "Our own"
description = "Members account for more."
source = "none"
changes = [{ parameter = "accountability.effort", multiply = 1.5 }]
)";
}

std::string experiment(const std::string& head, const std::string& axes) {
    return "[experiment]\nbase = \"demo.toml\"\n" + head + axes;
}

const std::string mix = "[[experiment.axis]]\nsimplex = \"funding.mix\"\nrole = \"lever\"\n";
const std::string effort = "[[experiment.axis]]\nparameter = \"accountability.effort\"\n";

/// All mixes of three shares in halves, under three efforts.
const std::string crossed = experiment("design = \"factorial\"\nreplicates = 2\nevery = 12\n",
                                       mix + "fixed = { services = 0.1 }\nsteps = 2\n" + effort + "levels = 3\n");
const std::string saltelli =
    experiment("design = \"saltelli\"\npoints = 4\nreplicates = 2\nevery = 12\n", mix + effort);
/// With a parameter that decides how deep circular practices go, so that there is something to discover.
const std::string sample =
    experiment("design = \"latin_hypercube\"\npoints = 60\nreplicates = 1\nevery = 60\n",
               mix + effort +
                   "[[experiment.axis]]\nparameter = \"funding.level\"\n[[experiment.axis]]\nparameter = "
                   "\"adoption.evaluation\"\nmin = 0.1\nmax = 6\n");
const std::string short_sample =
    experiment("design = \"sobol\"\npoints = 8\nreplicates = 1\nevery = 12\n[experiment.set]\n\"time.years\" = 1\n",
               mix + effort);

const std::string calibration = R"([calibration]
base = "demo.toml"
points = 30
wave_points = 15
waves = 1
replicates = 4
members = 3
member_replicates = 2
every = 12
[calibration.set]
"time.years" = 2
[[calibration.axis]]
parameter = "practice.cloud.intercept"
min = -2
max = 2
[[anchor]]
name = "cloud"
source = "none"
output = "adoption_by_group"
where = ["group=outside", "practice=cloud"]
value = 0.4
tolerance = 0.2
)";

const std::string optimisation = R"([optimisation]
base = "demo.toml"
population = 4
generations = 1
replicates = 2
most_replicates = 2
check_replicates = 2
[optimisation.set]
"time.years" = 1
[[lever]]
simplex = "funding.mix"
[[objective]]
output = "circular_depth"
[[objective]]
output = "public_spending_per_member"
direction = "lower"
)";

void write_stand_ins(const fs::path& folder) {
    fs::create_directories(folder / "bin");
    for (const char* const name : {"sbatch", "man"}) {
        write_bytes(folder / "bin" / name, "#!/bin/sh\ncat > /dev/null\n");
        fs::permissions(folder / "bin" / name, fs::perms::owner_all);
    }
    fs::create_directories(folder / ".config" / "fish" / "completions");
}

/// The program in the folder, which must succeed.
void make(const fs::path& folder, const std::vector<std::string>& arguments) {
    const Finished made = call_program(arguments, {folder, {}, {}});
    INFO(arguments[0] << ' ' << arguments[1] << ": " << made.errors);
    REQUIRE(made.code == 0);
}

} // namespace

void write_example_world(const fs::path& folder) {
    write_stand_ins(folder);
    make(folder, {"new", "ours.toml", "--template", "own_cluster"}); // with ours_members.csv
    for (const char* const name : {"demo.toml", "ours.toml", "scenario.toml"}) {
        write_bytes(folder / name, scenario("A small world", ""));
    }
    write_bytes(folder / "typo.toml", scenario("A small world", "accountability.efort = 0.5\n"));
    for (const char* const path :
         {"baseline.toml", "funding/balanced.toml", "funding/services_only.toml", "shocks/supply_break.toml"}) {
        fs::create_directories((folder / "scenarios" / path).parent_path());
        write_bytes(folder / "scenarios" / path, scenario("A small world", ""));
        fs::copy_file(folder / "ours_members.csv", (folder / "scenarios" / path).parent_path() / "ours_members.csv",
                      fs::copy_options::skip_existing);
    }
    for (const auto& [name, text] :
         {std::pair{"mixes", crossed}, {"which", saltelli}, {"sample", sample}, {"experiment", short_sample}}) {
        write_bytes(folder / (std::string(name) + ".toml"), text);
    }
    write_bytes(folder / "calibration.toml", calibration);
    write_bytes(folder / "funding.toml", optimisation);
    make(folder, {"run", "demo.toml", "-o", "A"});
    make(folder, {"run", "demo.toml", "--set", "accountability.effort=0.9", "-o", "B"});
    for (const auto& [name, result] : {std::pair{"C", "B"},
                                       {"balanced", "A"},
                                       {"core_only", "B"},
                                       {"fees_only", "B"},
                                       {"ours", "A"},
                                       {"results/balanced", "A"},
                                       {"runs/A", "A"},
                                       {"runs/B", "B"}}) {
        fs::create_directories((folder / name).parent_path());
        fs::copy(folder / result, folder / name, fs::copy_options::recursive);
    }
    for (const char* const name : {"mixes", "which", "sample"}) {
        make(folder, {"sweep", std::string(name) + ".toml", "-o", name, "-q"});
    }
    make(folder, {"calibrate", "calibration.toml", "-o", "calibrated", "-q"});
    fs::copy_file(folder / "calibrated/ensemble.toml", folder / "calibrated/without.toml"); // stands for it
    make(folder, {"optimise", "funding.toml", "-o", "optimised", "-q"});
}

std::vector<std::string> examples_of_help(const std::string& help) {
    const std::size_t begin = help.find("xamples:\n");
    std::vector<std::string> examples;
    std::istringstream lines(begin == std::string::npos ? "" : help.substr(help.find('\n', begin) + 1));
    for (std::string line; std::getline(lines, line) && line.starts_with("  ");) {
        examples.push_back(line.substr(2, line.find("  ", 2) - 2));
    }
    return examples;
}

namespace {

/// A line as a command: without "$ ", remarks and "#"; "" if it is none.
std::string command_in(const std::string& line) {
    const std::string command = line.starts_with("$ ") ? line.substr(2) : line;
    const std::string kept = command.substr(0, command.find("  #"));
    return kept.starts_with("actorhood ") ? kept.substr(0, kept.find_last_not_of(" \\") + 1) : "";
}

/// The lines of a block and their places.
struct Line {
    std::string text;
    std::size_t place;
};

std::vector<Line> lines_of(const std::string& text) {
    std::vector<Line> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back({text.substr(at, end - at), at});
        at = end + 1;
    }
    return lines;
}

} // namespace

std::vector<DocumentExample> examples_of_document(const std::string& document) {
    std::vector<DocumentExample> examples;
    bool inside = false; // a block without language
    bool other = false;  // a block with one
    bool prompt = false; // the last command began with "$": what follows is printed
    bool goes_on = false;
    for (const auto& [line, place] : lines_of(document)) {
        if (line.starts_with("```")) {
            const bool opens = !inside && !other;
            inside = opens && line == "```";
            other = opens && !inside;
            prompt = goes_on = false;
            continue;
        }
        const std::string command = inside ? command_in(line) : "";
        if (goes_on) {
            const std::string more = line.substr(line.find_first_not_of(' '));
            std::string& joined = examples.back().command;
            joined += " " + more.substr(0, more.find("  #"));
            joined.resize(joined.find_last_not_of(" \\") + 1);
            goes_on = line.ends_with('\\');
            examples.back().begin = place + line.size() + 1;
        } else if (!command.empty()) {
            prompt = line.starts_with("$ ");
            goes_on = line.ends_with('\\');
            examples.push_back({command, {}, place + line.size() + 1, 0});
        } else if (prompt && inside) {
            examples.back().shown.push_back(line);
            examples.back().length += line.size() + 1;
        }
    }
    return examples;
}

namespace {

/// Where a part that is shown begins in what is printed; nowhere = it is not there any more.
std::size_t begin_of(const std::vector<std::string>& part, std::size_t from, const std::vector<Line>& printed) {
    constexpr std::size_t telling = 12; // characters of its first line, which stay when numbers change
    while (from < printed.size() && printed[from].text.substr(0, telling) != part.front().substr(0, telling)) {
        ++from;
    }
    return from;
}

} // namespace

std::string as_shown(const std::vector<std::string>& shown, const std::string& printed) {
    std::vector<std::vector<std::string>> parts(1);
    for (const std::string& line : shown) {
        if (line == "...") {
            parts.emplace_back();
        } else {
            parts.back().push_back(line);
        }
    }
    const std::vector<Line> lines = lines_of(printed);
    if (parts.size() == 1) {
        return printed;
    }
    std::string text;
    std::size_t next = 0;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        text += p == 0 ? "" : "...\n";
        const std::size_t begin = p == 0 || parts[p].empty() ? next : begin_of(parts[p], next, lines);
        next = std::min(begin + parts[p].size(), lines.size());
        for (std::size_t line = begin; line < next; ++line) {
            text += lines[line].text + "\n";
        }
    }
    return text;
}

std::vector<NamedToml> toml_of_document(const std::string& document) {
    static const std::regex block("```toml\n# ([a-z_]+\\.toml)[^\n]*\n([^`]*)```");
    std::vector<NamedToml> found;
    for (std::sregex_iterator match(document.begin(), document.end(), block), end; match != end; ++match) {
        found.push_back({(*match)[1], (*match)[2]});
    }
    return found;
}

namespace {

/// Removes what a line would write anew: after -o, the file of `new`. What a sweep goes on with stays.
void remove_targets(const fs::path& folder, const std::string& line) {
    static const std::regex target(
        "actorhood (?:(?:run|sweep|branch|calibrate|optimise|reproduce)\\b.* -o|new) "
        "([A-Za-z_./]+)");
    std::smatch match;
    if (line.find("--points") == std::string::npos && line.find("--shard") == std::string::npos &&
        std::regex_search(line, match, target)) {
        const fs::path target_path = folder / match[1].str();
        fs::remove_all(target_path);
        fs::remove(target_path.parent_path() / (target_path.stem().string() + "_members.csv")); // of a template
    }
}

} // namespace

Finished call_example(const fs::path& folder, const std::string& line) {
    remove_targets(folder, line);
    std::vector<std::string> environment{"HOME=" + folder.string(),
                                         "PATH=" + (folder / "bin").string() + ":" +
                                             fs::path(ACTORHOOD_PROGRAM).parent_path().string() + ":/usr/bin:/bin"};
    if (line.find("--shard slurm") != std::string::npos) { // one task of an array
        environment.insert(environment.end(),
                           {"SLURM_ARRAY_TASK_ID=0", "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_MAX=0",
                            "SLURM_ARRAY_TASK_COUNT=1", "SLURM_ARRAY_TASK_STEP=1"});
    }
    // Who shows the first lines only closes the pipe before the program ends.
    const std::string mode = line.find("| head") == std::string::npos ? "set -o pipefail; " : "";
    Process process({"/bin/bash", "-c", mode + line}, {folder, environment, {}});
    return process.wait(std::chrono::minutes(5));
}

} // namespace actorhood::tests
