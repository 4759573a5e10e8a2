// report: results as one page of HTML for people who decide.
#include "analysis/report/report.hpp"

#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analysis/program/command_line.hpp"
#include "sim/config/format.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;
using Texts = std::vector<std::string>;

options::options_description described() {
    options::options_description description("options");
    description.add_options()("output,o", options::value<std::string>()->value_name("FILE.html"),
                              "where to write it (default: the standard output)")(
        "language", one_of({"en", "fr"})->value_name("CODE")->default_value("en"), "en or fr")(
        "question", options::value<std::string>()->value_name("TEXT"),
        "words at the head of the page (default: made from the results)")(
        "between", options::value<std::string>()->value_name("AXIS"),
        "compare points of a sweep that differ in an axis ('design': all points); --axis then also holds values of "
        "other axes")("firm", options::value<std::string>()->value_name("NAME"),
                      "the firm of the panel whose path is shown (default: the first)")(
        "lower", "lower is better, of the first variable (default: as the result says)")(
        "levers", options::value<Texts>()->value_name("A,B")->composing(),
        "of a sweep: axes that somebody chooses (default: by their roles)");
    add_selection(description);
    description.add_options()("help,h", "this text");
    return description;
}

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " report REFERENCE [RESULT...] [options]\n"
         << "       " << call.program << " report SWEEP [--between AXIS] [options]\n\n"
         << visible << R"(
Writes one page of HTML for people who decide: the question, the answer in two sentences, a picture, what it rests on;
then differences with intervals, courses over time, choices apart from assumptions, what the model misses, definitions,
how to repeat it. It needs no network and holds no script; under each picture stand its numbers and a CSV file. The first
variable is what is asked for. No sentence is stronger than compare and rank allow.

examples:
)";
    const std::string name = "  " + call.program + " report ";
    text << name << "balanced core_only fees_only -o mixes.html\n"
         << name << "A B --variables 'members, circular_depth' --average 2030:2040 -o members.html\n"
         << name << "A B --language fr -o rapport.html\n"
         << name << "mixes -o mixes.html                    a sweep\n"
         << name << "mixes --between funding.mix -o between.html\n";
    return text.str();
}

/// The command as it was called, without its program's folder.
std::string call_words(const Call& call) {
    std::string words = "actorhood report";
    for (const std::string& argument : call.arguments) {
        words += " " + sim::shell_word(argument);
    }
    return words;
}

} // namespace

void report(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "report", visible);
    if (given.has("help")) {
        out << help(call, visible);
        return;
    }
    if (given.results.empty()) {
        throw Error(ExitCode::usage, "report: name at least one result: its folder or file");
    }
    report::ReportRequest request{given.results,
                                  report::language_of(given.text("language")),
                                  selection_of(given),
                                  given.has("lower"),
                                  {},
                                  given.has("question") ? given.text("question") : "",
                                  given.has("between") ? given.text("between") : "",
                                  given.has("firm") ? given.text("firm") : "",
                                  call_words(call)};
    if (given.has("levers")) {
        request.levers = words_between_commas(given.options["levers"].as<Texts>());
    }
    const auto page = [&] {
        std::string text = report::report_html(request);
        tell_unsealed(given.results);
        return text;
    };
    if (!given.has("output")) {
        refuse_terminal("report", "a page of HTML", "report.html");
        out << page();
        return;
    }
    const std::filesystem::path path = given.text("output");
    if (path.extension() != ".html" && path.extension() != ".htm") {
        throw Error(ExitCode::usage, "--output: report writes HTML; let the name of the file end with .html, not '" +
                                         path.filename().string() + "'");
    }
    sim::refuse_folder(path); // before anything is computed
    sim::write_text_atomically(path, page());
    out << sim::printable(path.string()) << "\n";
}

} // namespace actorhood::analysis::program
