// The analysis program: reads results and says what they tell. What it needs simulated it leaves to `actorhood sweep`.
#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "analysis/program/command_line.hpp"
#include "sim/config/format.hpp"
#include "sim/core/error.hpp"
#include "sim/output/standard_output.hpp"

namespace {

using namespace actorhood;
using analysis::program::Call;
using sim::Error;
using sim::ExitCode;

struct Command {
    std::string_view name;
    std::string_view arguments;
    std::string_view summary;
    void (*run)(const Call& call, std::ostream& out);
};

constexpr std::array commands{
    Command{"compare", "RESULT...", "differences to the first result, with intervals", analysis::program::compare},
    Command{"sensitivity", "SWEEP", "which parameters of a sweep decide an outcome", analysis::program::sensitivity},
    Command{"rank", "SWEEP", "which alternative is best under all assumptions", analysis::program::rank},
    Command{"discover", "SWEEP", "where runs of interest occur", analysis::program::discover},
    Command{"calibrate", "FILE", "which parameter values the evidence leaves", analysis::program::calibrate},
    Command{"optimise", "FILE", "which choices nothing beats", analysis::program::optimise},
    Command{"plot", "RESULT...", "figures as SVG", analysis::program::plot},
    Command{"report", "RESULT...", "one page of HTML for people who decide", analysis::program::report},
    Command{"export", "RESULT", "time series as a flat table", analysis::program::export_series},
    Command{"diff", "A B", "where two results first differ", analysis::program::diff},
    Command{"scenario", "RESULT", "the scenario that a result holds", analysis::program::scenario},
};

std::string overview(const std::string& program) {
    constexpr std::size_t summary_column = 24;
    std::string text = program + ": reads the results of simulations.\n\nusage:\n";
    for (const Command& command : commands) {
        std::string usage = std::string(command.name) + " " + std::string(command.arguments);
        usage.resize(summary_column, ' ');
        text += "  " + program + " " + usage + std::string(command.summary) + "\n";
    }
    std::string help = "COMMAND --help";
    help.resize(summary_column, ' ');
    return text + "  " + program + " " + help + R"(the options of a command, with examples

A RESULT is a file (.h5) or a folder that holds one.

Exit codes: 0 done, 1 the results of diff differ, 2 wrong command line, 3 wrong or contradictory input file, 4 file missing
or unreadable, or the output cannot be written, 5 file damaged, 7 not enough memory, 8 too many runs of a sweep failed or
are missing, 75 stopped.
)";
}

void answer(Call call, std::ostream& out) {
    if (call.arguments.empty()) {
        throw Error(ExitCode::usage, "no command is given\n\n" + overview(call.program));
    }
    const std::string name = call.arguments[0];
    if (name == "--help" || name == "-h" || name == "help") {
        out << overview(call.program);
        return;
    }
    std::string known;
    for (const Command& command : commands) {
        if (command.name == name) {
            call.arguments.erase(call.arguments.begin());
            command.run(call, out);
            return;
        }
        known += (known.empty() ? "" : ", ") + std::string(command.name);
    }
    throw Error(ExitCode::usage, "unknown command '" + name + "'; there is: " + known);
}

/// What is written to a terminal: tables for other programs, too, without what names may hold to drive it.
struct ToTerminal {
    ToTerminal() = default;
    ToTerminal(const ToTerminal&) = delete;
    ToTerminal& operator=(const ToTerminal&) = delete;
    ~ToTerminal() { std::cout << sim::printable(text.str()); }

    std::ostringstream text;
};

/// Answers on the standard output, what other programs ask for, too.
void answer_there(const Call& call) {
    try {
        if (::isatty(STDOUT_FILENO) == 1) {
            ToTerminal terminal;
            answer(call, terminal.text);
        } else {
            answer(call, std::cout);
        }
    } catch (const analysis::program::OptionList& asked) {
        std::cout << asked.lines;
    }
}

int fail(const std::string& program, ExitCode code, const char* message) {
    std::cerr << program << ": " << sim::printable(message) << '\n';
    return static_cast<int>(code);
}

/// Whoever reads the output must know if some of it is missing, however the command ended.
int printed(const std::string& program, int code) {
    std::cout << std::flush;
    const sim::OutputLost lost;
    return sim::output_arrived() ? code : fail(program, lost.code(), lost.what());
}

} // namespace

int main(int count, char** values) {
    std::signal(SIGXFSZ, SIG_IGN); // a limit of file size is an error of write, with the name of the file
    sim::hold_standard_streams();
    const std::string program =
        count > 0 ? std::filesystem::path(values[0]).filename().string() : "actorhood-analysis";
    int code = 0;
    try {
        answer_there({program, {values + std::min(count, 1), values + count}});
    } catch (const sim::OutputLost&) { // printed() says it
    } catch (const Error& error) {
        code = fail(program, error.code(), error.what());
    } catch (const std::bad_alloc&) {
        code = fail(program, ExitCode::too_big, "not enough memory; choose fewer variables or times");
    } catch (const std::filesystem::filesystem_error& error) {
        const std::string message = "'" + error.path1().string() + "': " + error.code().message();
        code = fail(program, ExitCode::input_output, message.c_str());
    } catch (const std::exception& error) {
        code = fail(program, ExitCode::invariant, error.what());
    }
    return printed(program, code);
}
