// The program: finds the command, runs it, and turns errors into messages and exit codes.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <unistd.h>
#include <vector>

#include "models/program/commands.hpp"
#include "sim/core/error.hpp"
#include "sim/output/provenance.hpp"

namespace {

namespace program = actorhood::models::program;
using actorhood::sim::Error;
using actorhood::sim::ExitCode;
using program::Arguments;

constexpr const char* overview =
    "usage: actorhood COMMAND [arguments]\n"
    "\n"
    "Simulates industrial clusters as meta-organisations in the circular and digital transition.\n"
    "\n"
    "  new FILE            write a commented scenario to start from\n"
    "  validate FILE       report every error of a scenario, or what a run needs\n"
    "  describe FILE       say in plain language what a scenario is\n"
    "  parameters [TEXT]   list parameters\n"
    "  outputs [TEXT]      list recorded variables\n"
    "  practices [FILE]    list the practices of a scenario\n"
    "  toolkit [TEXT]      list the instruments of the policy toolkit\n"
    "  run FILE            run a scenario\n"
    "  sweep FILE          carry out an experiment: many points, many runs\n"
    "  slurm FILE          write a batch script for an experiment on a cluster\n"
    "  resume DIR          continue a stopped or killed run or sweep\n"
    "  status DIR          say how far a run or sweep is, and what failed\n"
    "  check DIR           verify the checksums of all files of a run or sweep\n"
    "  merge DIR           bring the finished runs of a sweep into one file\n"
    "  compare A [B ...]   compare results, with intervals\n"
    "  version [--json]    version and build\n"
    "\n"
    "actorhood COMMAND --help explains a command, with examples.\n"
    "\n"
    "examples:\n"
    "  actorhood new demo.toml\n"
    "  actorhood run demo.toml -o A\n"
    "  actorhood run demo.toml --set accountability.effort=0.5 -o B\n"
    "  actorhood compare A B\n";

/// Hands over to the analysis program, which stands beside this one.
int analyse(const Arguments& arguments) {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::string analysis = (self.parent_path() / "actorhood-analysis").string();
    std::vector<std::string> words{analysis, "compare"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    execv(analysis.c_str(), pointers.data());
    throw Error(ExitCode::input_output, "cannot start " + analysis + ": " + std::strerror(errno));
}

int dispatch(const std::string& command, const Arguments& arguments, const std::string& command_line) {
    if (command == "new") {
        return program::new_scenario(arguments);
    }
    if (command == "validate") {
        return program::validate(arguments);
    }
    if (command == "describe") {
        return program::describe(arguments);
    }
    if (command == "parameters") {
        return program::parameters(arguments);
    }
    if (command == "outputs") {
        return program::outputs(arguments);
    }
    if (command == "practices") {
        return program::practices(arguments);
    }
    if (command == "toolkit") {
        return program::toolkit(arguments);
    }
    if (command == "run") {
        return program::run(arguments, command_line);
    }
    if (command == "resume") {
        return program::resume(arguments, command_line);
    }
    if (command == "sweep") {
        return program::sweep(arguments, command_line);
    }
    if (command == "slurm") {
        return program::slurm(arguments);
    }
    if (command == "status") {
        return program::status(arguments);
    }
    if (command == "check") {
        return program::check(arguments);
    }
    if (command == "merge") {
        return program::merge(arguments, command_line);
    }
    if (command == "compare") {
        return analyse(arguments);
    }
    if (command == "version" || command == "--version") {
        return program::version(arguments);
    }
    if (command == "help" || command == "--help" || command == "-h") {
        std::fputs(overview, stdout);
        return 0;
    }
    throw Error(ExitCode::usage, "unknown command '" + command + "'\nsee: actorhood --help");
}

std::string joined(int count, char** words) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += (i == 0 ? "" : " ") + std::string(words[i]);
    }
    return text;
}

int fail(ExitCode code, const char* message) {
    std::fprintf(stderr, "actorhood: %s\n", message);
    return static_cast<int>(code);
}

} // namespace

int main(int argc, char** argv) {
    int code = 0;
    try {
        if (argc < 2) {
            std::fputs(overview, stderr);
            return static_cast<int>(ExitCode::usage);
        }
        code = dispatch(argv[1], Arguments(argv + 2, argv + argc), joined(argc, argv));
    } catch (const Error& error) {
        code = fail(error.code(), error.what());
    } catch (const std::bad_alloc&) {
        code = fail(ExitCode::too_big, "out of memory: use fewer firms or fewer threads (see --dry-run)");
    } catch (const std::exception& error) {
        code = fail(ExitCode::invariant, error.what());
    }
    // A full or closed standard output does not change what was computed and stored.
    std::fflush(stdout);
    return code;
}
