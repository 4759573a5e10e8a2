// diff and scenario: what a result is made of, and where two of them part.
#include <ostream>
#include <sstream>
#include <string>

#include "analysis/first_difference.hpp"
#include "analysis/program/command_line.hpp"
#include "sim/config/format.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;

options::options_description described_diff() {
    options::options_description description("options");
    description.add_options()("all", "every variable that differs, not only the first ten")("help,h", "this text");
    return description;
}

options::options_description described_scenario() {
    options::options_description description("options");
    description.add_options()("point", options::value<std::string>()->value_name("N"),
                              "of a sweep: the changes of this point come last")("help,h", "this text");
    return description;
}

/// The changes of one point of a sweep as lines of a comment, to be given with --set.
std::string point_text(const ResultFile& file, const std::string& given) {
    const double number = finite_number(given, "point");
    const std::vector<std::string> settings = file.point_settings();
    if (!file.is_sweep()) {
        throw Error(ExitCode::usage, "--point has no meaning for a run");
    }
    if (!(number >= 0.0 && number < static_cast<double>(settings.size())) ||
        number != static_cast<double>(static_cast<std::size_t>(number))) {
        throw Error(ExitCode::usage, "--point must be a whole number from 0 to " +
                                         std::to_string(settings.size() - 1) + ", not '" + given + "'");
    }
    std::istringstream lines(settings[static_cast<std::size_t>(number)]);
    std::string text = "# The changes of point " + given + ", each for --set:\n";
    for (std::string line; std::getline(lines, line);) {
        text += "#   " + line + "\n";
    }
    return text;
}

} // namespace

void diff(const Call& call, std::ostream& out) {
    const options::options_description visible = described_diff();
    const Given given = read_call(call, "diff", visible);
    if (given.has("help")) {
        out << "usage: " << call.program << " diff A B [options]\n\n"
            << visible << "\nSays whether two results hold the same numbers; if not, which parameters differ, and in "
            << "which month, replicate,\nvariable and place the numbers first part. Ends with 0 if they are the same "
            << "and with 1 if they differ.\n\nexamples:\n  " << call.program << " diff A B\n";
        return;
    }
    if (given.results.size() != 2) {
        throw Error(ExitCode::usage, "diff: name two results");
    }
    const auto first = ResultFile::open(given.results[0]);
    const auto second = ResultFile::open(given.results[1]);
    tell_unsealed(given.results);
    const ResultDifference difference = difference_of(*first, *second);
    if (!first->is_sweep()) {
        for (const std::string& sentence :
             program_differences({Result::open(given.results[0]), Result::open(given.results[1])})) {
            out << sim::printable(sentence) << '\n';
        }
    }
    out << sim::printable(
        difference_text(*first, *second, difference, given.has("all") ? difference.numbers.size() : 10));
    if (!difference.identical()) {
        out << std::flush;
        throw Error(ExitCode::different, "the results differ");
    }
}

void scenario(const Call& call, std::ostream& out) {
    const options::options_description visible = described_scenario();
    const Given given = read_call(call, "scenario", visible);
    if (given.has("help")) {
        out << "usage: " << call.program << " scenario RESULT [options]\n\n"
            << visible << "\nWrites the scenario that a result holds: every parameter as it was, without included "
            << "files, to the standard\noutput. Of a sweep it is the base.\n\nexamples:\n  " << call.program
            << " scenario A > again.toml\n  " << call.program << " scenario results --point 7\n";
        return;
    }
    if (given.results.size() != 1) {
        throw Error(ExitCode::usage, "scenario: name one result");
    }
    const auto file = ResultFile::open(given.results[0], EmptyResult::accepted); // its scenario is there
    tell_unsealed(given.results);
    const std::string text = file->parameters();
    if (text.empty()) {
        throw Error(ExitCode::corrupt, "'" + file->path().string() + "' does not hold the scenario it was made from");
    }
    const std::string point = given.has("point") ? point_text(*file, given.text("point")) : "";
    out << text << point; // all or nothing: what is refused must not look like a scenario in a file
}

} // namespace actorhood::analysis::program
