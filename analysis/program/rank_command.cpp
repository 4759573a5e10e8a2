// rank: which alternative is best, under all assumptions that may hold.
#include "analysis/ranking.hpp"

#include <limits>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analysis/program/command_line.hpp"
#include "analysis/ranking_text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

namespace options = boost::program_options;
using sim::Error;
using sim::ExitCode;
using Texts = std::vector<std::string>;

/// Alternatives in a table unless all are asked for.
constexpr std::size_t usual_rows = 20;

Texts orders() {
    Texts words;
    for (const RankingOrder order : all_orders()) {
        words.emplace_back(order_word(order));
    }
    return words;
}

std::string order_words() { return sim::joined(orders(), ", "); }

options::options_description described() {
    options::options_description description("options");
    description.add_options()(
        "output", options::value<Texts>()->value_name("A,B")->composing(),
        "what to rank by; several also give the Pareto set. NAME:lower and NAME:higher say which "
        "is better (default: the first headline variable)")("higher", "higher is better (default)")(
        "lower", "lower is better")("at-least", options::value<std::string>()->value_name("X"),
                                    "what satisfies: X or more")(
        "at-most", options::value<std::string>()->value_name("X"), "what satisfies: X or less")(
        "optimism", options::value<std::string>()->value_name("SHARE")->default_value("0.5"),
        "weight of the best set of assumptions in Hurwicz' criterion, 0 to 1")(
        "order", one_of(orders())->value_name("NAME")->default_value("best"),
        ("order of the table: " + order_words()).c_str())(
        "levers", options::value<Texts>()->value_name("A,B")->composing(),
        "axes that somebody chooses, all others being assumptions (default: by their roles)");
    add_places_of_output(description);
    description.add_options()("all", "all alternatives in the tables, not the first 20")("csv",
                                                                                         "comma-separated values")(
        "rows",
        one_of({"alternatives", "flips", "sets", "anchors"})->value_name("NAME")->default_value("alternatives"),
        "what --csv has a row for: alternatives, flips, sets, anchors")("json", "everything, as JSON")("help,h",
                                                                                                       "this text");
    return description;
}

std::string help(const Call& call, const options::options_description& visible) {
    std::ostringstream text;
    text << "usage: " << call.program << " rank SWEEP [options]\n\n"
         << visible << R"(
Ranks the alternatives of a sweep under its sets of assumptions: every choice of its levers was run under every
combination of its uncertainties (design "crossed", "factorial", or a list that is complete). Says how probable it is
that each is best and worst, by what it may be regretted, whether chance decides the order of neighbours, which
assumptions flip the first place and where; under without.toml of a calibration, which single anchor decides it; of a
lattice of mixes it draws the map.
Two uncertainties stand beside each other: "by sets", as the sets of assumptions are a sample of what may be true, and
"by chance", as other replicates would differ. Sets in which an alternative lacks two replicates are dropped and counted.

examples:
)";
    const std::string name = "  " + call.program + " rank results ";
    text << name << "--output circular_depth\n"
         << name << "--output public_spending_per_member --lower --order max-regret\n"
         << name << "--output circular_depth,public_spending_per_member:lower     Pareto set\n"
         << name << "--output circular_depth --at-least 0.6 --average 2035:2040\n"
         << name << "--levers funding.mix             all other axes are assumptions\n"
         << name << "--csv > ranking.csv              a row an alternative\n"
         << name << "--csv --rows flips > flips.csv   a row an assumption\n";
    return text.str();
}

RankingOrder order_named(const std::string& word) {
    Texts known;
    for (const RankingOrder order : all_orders()) {
        if (word == order_word(order)) {
            return order;
        }
        known.emplace_back(order_word(order));
    }
    const auto meant = sim::closest_word(word, known);
    throw Error(ExitCode::usage, "--order: '" + word + "' is none" +
                                     (meant ? ", did you mean '" + *meant + "'?" : "; there is: " + order_words()));
}

RankingRows rows_named(const std::string& word) {
    for (const auto& [name, rows] :
         {std::pair{"alternatives", RankingRows::alternatives}, std::pair{"flips", RankingRows::flips},
          std::pair{"sets", RankingRows::sets}, std::pair{"anchors", RankingRows::anchors}}) {
        if (word == name) {
            return rows;
        }
    }
    throw Error(ExitCode::usage, "--rows: '" + word + "' is none; there is: alternatives, flips, sets, anchors");
}

RankingRequest request_of(const Given& given) {
    refuse_both(given, "higher", "lower");
    RankingRequest request;
    request.selection = selection_of(given);
    request.lower_is_better = given.has("lower");
    if (given.has("output")) {
        for (const std::string& word : words_between_commas(given.options["output"].as<Texts>())) {
            request.outputs.push_back(output_named(word, request.lower_is_better, "--output"));
        }
        if (request.outputs.empty()) {
            throw Error(ExitCode::usage, "--output: no output is named");
        }
    }
    if (given.has("levers")) {
        request.levers = words_between_commas(given.options["levers"].as<Texts>());
    }
    if (given.has("at-least")) {
        request.at_least = finite_number(given.text("at-least"), "--at-least");
    }
    if (given.has("at-most")) {
        request.at_most = finite_number(given.text("at-most"), "--at-most");
    }
    request.optimism = finite_number(given.text("optimism"), "--optimism");
    if (!(request.optimism >= 0.0 && request.optimism <= 1.0)) {
        throw Error(ExitCode::usage, "--optimism: a share from 0 (the worst set alone) to 1 (the best alone)");
    }
    request.order = order_named(given.text("order"));
    return request;
}

std::string answer(const Given& given) {
    refuse_both(given, "csv", "json");
    if (given.results.size() != 1) {
        throw Error(ExitCode::usage, "rank: name one sweep: its folder or file");
    }
    const RankingRows rows = rows_named(given.text("rows"));
    const Ranking found = ranking_of(given.results[0], request_of(given));
    tell_beside_csv(given, found.notices);
    if (given.has("json")) {
        return ranking_json(found);
    }
    return given.has("csv")
               ? ranking_csv(found, rows)
               : ranking_table(found, given.has("all") ? std::numeric_limits<std::size_t>::max() : usual_rows);
}

} // namespace

void rank(const Call& call, std::ostream& out) {
    const options::options_description visible = described();
    const Given given = read_call(call, "rank", visible);
    out << (given.has("help") ? help(call, visible) : shown(given, answer(given)));
}

} // namespace actorhood::analysis::program
