// The program: finds the command, runs it, and turns errors into messages and exit codes.
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "models/program/commands.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/output/provenance.hpp"
#include "sim/output/standard_output.hpp"

namespace {

namespace program = actorhood::models::program;
using actorhood::sim::Error;
using actorhood::sim::ExitCode;
using program::Arguments;

/// Hands a command over to the analysis program, which stands beside this one.
template <const char* command>
int analyse(const Arguments& arguments) {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::string analysis = (self.parent_path() / "actorhood-analysis").string();
    std::vector<std::string> words{"actorhood", command}; // the first is the name it calls itself in messages
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    if (!actorhood::sim::output_arrived()) { // what is printed by now would be gone without a word
        throw actorhood::sim::OutputLost();
    }
    execv(analysis.c_str(), pointers.data());
    throw Error(ExitCode::input_output, "cannot start " + analysis + ": " + std::strerror(errno));
}

constexpr char compare_command[] = "compare";
constexpr char sensitivity_command[] = "sensitivity";
constexpr char rank_command[] = "rank";
constexpr char discover_command[] = "discover";
constexpr char calibrate_command[] = "calibrate";
constexpr char optimise_command[] = "optimise";
constexpr char plot_command[] = "plot";
constexpr char report_command[] = "report";
constexpr char export_command[] = "export";
constexpr char diff_command[] = "diff";
constexpr char scenario_command[] = "scenario";

/// Simulates a result again and lets the analysis program compare the two.
int reproduce(const Arguments& arguments, const std::string& command_line) {
    const program::Reproduction done = program::reproduce(arguments, command_line);
    return done.second.empty() ? done.code : analyse<diff_command>({done.first, done.second});
}

struct Command {
    std::string_view usage; ///< its name, then its arguments
    std::string_view summary;
    int (*run)(const Arguments& arguments, const std::string& command_line);

    [[nodiscard]] std::string_view name() const { return usage.substr(0, usage.find(' ')); }
};

/// For commands that do not record how they were called.
template <int (*function)(const Arguments&)>
int alone(const Arguments& arguments, const std::string& /*command_line*/) {
    return function(arguments);
}

std::vector<program::CommandText> command_texts();

template <int (*function)(const Arguments&, std::vector<program::CommandText>)>
int about_all(const Arguments& arguments, const std::string& /*command_line*/) {
    return function(arguments, command_texts());
}

constexpr std::array commands{
    Command{"new FILE", "write a commented scenario to start from", alone<program::new_scenario>},
    Command{"validate FILE", "report every error of a scenario, or what a run needs", alone<program::validate>},
    Command{"describe FILE", "say in plain language what a scenario is", alone<program::describe>},
    Command{"parameters [TEXT]", "list parameters", alone<program::parameters>},
    Command{"outputs [TEXT]", "list recorded variables", alone<program::outputs>},
    Command{"practices [FILE]", "list the practices of a scenario", alone<program::practices>},
    Command{"toolkit [TEXT]", "list the instruments of the policy toolkit", alone<program::toolkit>},
    Command{"run FILE", "run a scenario", program::run},
    Command{"sweep FILE", "carry out an experiment: many points, many runs", program::sweep},
    Command{"slurm FILE", "write a batch script for an experiment on a cluster", alone<program::slurm>},
    Command{"resume DIR", "continue a stopped or killed run or sweep", program::resume},
    Command{"branch RESULT", "go on from a month of a run with other parameters: same past, other future",
            program::branch},
    Command{"status DIR", "say how far a run or sweep is, and what failed", alone<program::status>},
    Command{"check DIR", "verify the checksums of all files of a run or sweep", alone<program::check>},
    Command{"merge DIR", "bring the finished runs of a sweep into one file", program::merge},
    Command{"compare A [B ...]", "compare results, with intervals", alone<analyse<compare_command>>},
    Command{"sensitivity SWEEP", "say which parameters of a sweep decide an outcome",
            alone<analyse<sensitivity_command>>},
    Command{"rank SWEEP", "rank alternatives under all assumptions, with what flips the first",
            alone<analyse<rank_command>>},
    Command{"discover SWEEP", "say under which conditions runs of interest occur", alone<analyse<discover_command>>},
    Command{"calibrate FILE", "find the parameter values that the evidence leaves, as an ensemble",
            alone<analyse<calibrate_command>>},
    Command{"optimise FILE", "find the choices that nothing beats in several objectives",
            alone<analyse<optimise_command>>},
    Command{"report A [B ...]", "one page of HTML for people who decide", alone<analyse<report_command>>},
    Command{"live FILE", "one page of HTML in which the model runs", alone<program::live>},
    Command{"plot A [B ...]", "draw figures as SVG", alone<analyse<plot_command>>},
    Command{"export RESULT", "write time series as CSV or JSON", alone<analyse<export_command>>},
    Command{"diff A B", "say where two results first differ", alone<analyse<diff_command>>},
    Command{"scenario RESULT", "write the scenario that a result holds", alone<analyse<scenario_command>>},
    Command{"reproduce RESULT", "simulate a result again and say whether it is the same", reproduce},
    Command{"completion SHELL", "completion of commands and options for bash, zsh or fish",
            about_all<program::completion>},
    Command{"man [COMMAND]", "manual page of the program or of a command", about_all<program::manual>},
    Command{"version [--json]", "version, source and build", alone<program::version>},
};

std::vector<program::CommandText> command_texts() {
    std::vector<program::CommandText> texts;
    for (const Command& command : commands) {
        texts.push_back({std::string(command.usage), std::string(command.summary)});
    }
    return texts;
}

std::string overview() {
    constexpr std::size_t summary_column = 20;
    std::string text =
        "usage: actorhood COMMAND [arguments]\n"
        "\n"
        "Simulates industrial clusters as meta-organisations in the circular and digital transition.\n"
        "\n";
    for (const Command& command : commands) {
        std::string usage(command.usage);
        usage.resize(summary_column, ' ');
        text += "  " + usage + std::string(command.summary) + "\n";
    }
    return text +
           "\n"
           "actorhood help COMMAND explains a command, with examples.\n"
           "\n"
           "examples:\n"
           "  actorhood new demo.toml\n"
           "  actorhood run demo.toml -o A\n"
           "  actorhood run demo.toml --set accountability.effort=0.5 -o B\n"
           "  actorhood compare A B\n";
}

std::string suggestion(const std::string& name) {
    std::vector<std::string> names{"help"};
    for (const Command& command : commands) {
        names.emplace_back(command.name());
    }
    const auto meant = actorhood::sim::closest_word(name, names);
    return meant ? ", did you mean '" + *meant + "'?" : "";
}

int dispatch(const std::string& name, const Arguments& arguments, const std::string& command_line) {
    if (name == "help" || name == "--help" || name == "-h") {
        if (!arguments.empty() && arguments.front().front() != '-') {
            return dispatch(arguments.front(), {"--help"}, command_line);
        }
        std::fputs(overview().c_str(), stdout);
        return 0;
    }
    const std::string wanted = name == "--version" || name == "-V" ? "version" : name;
    const auto command =
        std::find_if(commands.begin(), commands.end(), [&](const Command& each) { return each.name() == wanted; });
    if (command == commands.end()) {
        throw Error(ExitCode::usage, "unknown command '" + name + "'" + suggestion(name) + "\nsee: actorhood --help");
    }
    return command->run(arguments, command_line);
}

std::string joined(int count, char** words) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += (i == 0 ? "" : " ") + std::string(words[i]);
    }
    return text;
}

int fail(ExitCode code, const char* message) {
    std::fprintf(stderr, "%s %s\n", program::toned("actorhood:", program::Tone::error).c_str(),
                 actorhood::sim::printable(message).c_str());
    return static_cast<int>(code);
}

/// A full or closed standard output does not change what was computed and stored, but who reads it must know that some of
/// it is missing, however the command ended.
int printed(int code) {
    const actorhood::sim::OutputLost lost;
    return actorhood::sim::output_arrived() ? code : fail(lost.code(), lost.what());
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGXFSZ, SIG_IGN); // a limit of file size is an error of write, with the name of the file
    actorhood::sim::hold_standard_streams();
    int code = 0;
    try {
        if (argc < 2) {
            std::fputs(overview().c_str(), stderr);
            return static_cast<int>(ExitCode::usage);
        }
        code = dispatch(argv[1], Arguments(argv + 2, argv + argc), joined(argc, argv));
    } catch (const actorhood::sim::OutputLost&) { // printed() says it
    } catch (const Error& error) {
        code = fail(error.code(), error.what());
    } catch (const std::bad_alloc&) {
        code = fail(ExitCode::too_big, "out of memory: use fewer firms or fewer threads (see --dry-run)");
    } catch (const std::filesystem::filesystem_error& error) {
        const std::string message = "'" + error.path1().string() + "': " + error.code().message();
        code = fail(ExitCode::input_output, message.c_str());
    } catch (const std::exception& error) {
        code = fail(ExitCode::invariant, error.what());
    }
    return printed(code);
}
