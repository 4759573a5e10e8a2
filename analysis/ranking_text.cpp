#include "analysis/ranking_text.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "analysis/simplex_map.hpp"
#include "analysis/notices.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"

namespace actorhood::analysis {

namespace {

/// Assumptions listed below a table that may be chance, and the family-wise level above which they may.
constexpr std::size_t most_flips = 8;
constexpr double told_level = 0.1;

/// A probability in whole per cent, with "<1" and ">99" where rounding would make a certainty of it.
std::string chance_text(double probability) {
    if (std::isnan(probability)) {
        return "-";
    }
    if (probability > 0.0 && probability < 0.005) {
        return "<1";
    }
    if (probability < 1.0 && probability >= 0.995) {
        return ">99";
    }
    return std::to_string(std::lround(100.0 * probability));
}

std::string interval_text(const Interval& interval) {
    return std::isnan(interval.low) ? "-" : chance_text(interval.low) + " to " + chance_text(interval.high);
}

std::string heading(const Ranking& ranking) {
    return "Ranking of " + ranking.path + (ranking.title.empty() ? "" : " (" + ranking.title + ")") + "\nDesign " +
           ranking.design + ": " + plural(ranking.crossing.alternatives, "alternative") + " under " +
           plural(ranking.crossing.sets, "set") + " of assumptions, " + plural(ranking.replicates, "replicate") +
           " each; " +
           (ranking.common_random_numbers ? "points share their draws" : "points have draws of their own") +
           ".\nTime: " + ranking.when + ". Intervals hold " + per_cent(ranking.level) + ". In order of " +
           (ranking.order == RankingOrder::best ? "the probability of being best" : order_word(ranking.order)) +
           ".\n";
}

std::string title_line(const OutputRanking& output) {
    return output.name + (output.long_name.empty() ? "" : ": " + output.long_name) + unit_behind(output.units) +
           (output.over.empty() ? "" : ", " + output.over) + "; " + (output.lower_is_better ? "lower" : "higher") +
           " is better";
}

std::string dropped_line(const Ranking& ranking, const OutputRanking& output) {
    std::string text;
    const std::size_t dropped = output.not_finished + output.not_defined;
    if (dropped > 0) {
        text +=
            "  Dropped: " + std::to_string(dropped) + " of " + std::to_string(ranking.crossing.sets) +
            " sets of assumptions (" +
            (output.not_finished > 0 ? std::to_string(output.not_finished) + " with runs that failed or are missing"
                                     : "") +
            (output.not_finished > 0 && output.not_defined > 0 ? ", " : "") +
            (output.not_defined > 0 ? std::to_string(output.not_defined) + " where it is not defined" : "") + ").\n";
    }
    if (output.runs_left_out > 0) {
        text += "  Left out: " + plural(output.runs_left_out, "single run") +
                " without a value; the alternatives are compared over the replicates they share.\n";
    }
    return text;
}

/// The table of alternatives.
class AlternativeTable {
public:
    AlternativeTable(const Ranking& ranking, const OutputRanking& output)
        : ranking_(ranking),
          output_(output),
          several_(output.sets > 1),
          satisfies_(ranking.at_least || ranking.at_most),
          hurwicz_(ranking.order == RankingOrder::hurwicz),
          values_(format(&RankedAlternative::mean)),
          regrets_(format(&RankedAlternative::largest_regret)) {}

    [[nodiscard]] std::string text(std::size_t most) {
        heads();
        const std::size_t shown = std::min(most, output_.alternatives.size());
        for (std::size_t place = 0; place < shown; ++place) {
            row(place);
        }
        const std::size_t left = output_.alternatives.size() - shown;
        return table_.text() + (left > 0 ? "  ... and " + std::to_string(left) + " more (--all, --csv)\n" : "");
    }

private:
    [[nodiscard]] NumberFormat format(double RankedAlternative::*number) const {
        double largest = 0.0;
        for (const RankedAlternative& one : output_.alternatives) {
            largest = std::max(largest, std::abs(one.*number));
        }
        return NumberFormat({largest});
    }

    void heads() {
        std::vector<std::string> cells{"", "best %"};
        if (several_) {
            cells.insert(cells.end(), {"by sets", "by chance"});
        }
        cells.insert(cells.end(), {"worst %", "rank", "swap %", several_ ? "expected regret" : "regret"});
        if (several_) {
            cells.emplace_back("largest");
        }
        cells.emplace_back(several_ ? "mean" : "value");
        if (several_) {
            cells.emplace_back("in worst set");
        }
        if (hurwicz_) {
            cells.emplace_back("hurwicz");
        }
        if (satisfies_) {
            cells.emplace_back("satisfies %");
        }
        table_.row(cells);
    }

    void row(std::size_t place) {
        const RankedAlternative& one = output_.alternatives[place];
        const NumberFormat ranks({10.0});
        std::vector<std::string> cells{"  " + ranking_.crossing.names[one.alternative], chance_text(one.best)};
        if (several_) {
            cells.insert(cells.end(), {interval_text(one.best_by_sets), interval_text(one.best_by_chance)});
        }
        cells.insert(cells.end(), {chance_text(one.worst), ranks.text(one.mean_rank), chance_text(one.swap),
                                   regrets_.text(one.expected_regret)});
        if (several_) {
            cells.push_back(regrets_.text(one.largest_regret));
        }
        cells.push_back(values_.text(one.mean));
        if (several_) {
            cells.push_back(values_.text(one.least));
        }
        if (hurwicz_) {
            cells.push_back(values_.text(one.hurwicz));
        }
        if (satisfies_) {
            cells.push_back(chance_text(one.share));
        }
        table_.row(cells);
    }

    const Ranking& ranking_;
    const OutputRanking& output_;
    bool several_;
    bool satisfies_;
    bool hurwicz_;
    NumberFormat values_;
    NumberFormat regrets_;
    Table table_;
};

/// The alternative with the least of a number.
const RankedAlternative& least_by(const OutputRanking& output, double RankedAlternative::*number, double sign) {
    return *std::min_element(output.alternatives.begin(), output.alternatives.end(),
                             [&](const RankedAlternative& a, const RankedAlternative& b) {
                                 return sign * (a.*number) < sign * (b.*number);
                             });
}

/// Which alternative each criterion puts first; criteria that agree stand together.
std::string firsts_line(const Ranking& ranking, const OutputRanking& output) {
    if (output.sets < 2) {
        return {};
    }
    const double sign = output.lower_is_better ? 1.0 : -1.0;
    const std::vector<std::pair<std::string, const RankedAlternative*>> firsts{
        {"probability of best", &least_by(output, &RankedAlternative::best, -1.0)},
        {"expected regret", &least_by(output, &RankedAlternative::expected_regret, 1.0)},
        {"largest regret", &least_by(output, &RankedAlternative::largest_regret, 1.0)},
        {"worst case", &least_by(output, &RankedAlternative::least, sign)},
        {"Hurwicz (" + sim::plain_number(ranking.optimism) + ")",
         &least_by(output, &RankedAlternative::hurwicz, sign)}};
    std::string text;
    std::set<const RankedAlternative*> told;
    for (const auto& [criterion, first] : firsts) {
        if (!told.insert(first).second) {
            continue;
        }
        std::string criteria;
        for (const auto& [other, its] : firsts) {
            criteria += its != first ? "" : (criteria.empty() ? "" : ", ") + other;
        }
        text +=
            (text.empty() ? "  First by " : "; by ") + criteria + ": " + ranking.crossing.names[first->alternative];
    }
    return text + ".\n";
}

std::string chance_lines(const Ranking& ranking, const OutputRanking& output) {
    if (ranking.replicates < 2) {
        return {};
    }
    const NumberFormat regrets({output.winners_luck});
    return "  Chance: in " + per_cent(output.decided) +
           " of the sets one alternative is best with a probability of " + per_cent(ranking.level) +
           " or more. Luck of the winners in every regret: " + regrets.text(output.winners_luck) + ".\n";
}

/// "0.45", or the options of the low side.
std::string border_text(const Flip& flip) {
    if (!flip.low_options.empty()) {
        return "is " + listed(flip.low_options, 4);
    }
    return "< " + NumberFormat({flip.split.threshold}).text(flip.split.threshold);
}

std::string flips_text(const Ranking& ranking, const OutputRanking& output) {
    if (output.sets < 2) {
        return {};
    }
    const std::string first = ranking.crossing.names[output.alternatives.front().alternative];
    if (ranking.crossing.assumptions.empty()) {
        return {};
    }
    if (output.flips.empty()) {
        return "  No assumption flips the first place: how probable it is that " + first +
               " is best does not differ between the sets.\n";
    }
    const auto told = std::count_if(output.flips.begin(), output.flips.end(),
                                    [](const Flip& flip) { return flip.split.family_p_value <= told_level; });
    std::string text = told == 0 ? "  No single assumption is told to decide whether " + first +
                                       " is first (p above " + sim::plain_number(told_level) + "); the strongest:\n"
                                 : "  What decides whether " + first + " is first:\n";
    Table table;
    table.row({"", "where", "first %", "leads there", "else %", "leads else", "strength %", "p"});
    const std::size_t shown = std::min(most_flips, std::max<std::size_t>(3, static_cast<std::size_t>(told)));
    for (std::size_t k = 0; k < std::min(shown, output.flips.size()); ++k) {
        const Flip& flip = output.flips[k];
        table.row({"    " + flip.assumption, border_text(flip), chance_text(flip.split.low_mean), flip.low_leader,
                   chance_text(flip.split.high_mean), flip.high_leader, chance_text(flip.split.explained),
                   NumberFormat({1.0}).text(flip.split.family_p_value)});
    }
    return text + table.text();
}

/// Which single anchor of the calibration decides who is first.
std::string left_out_text(const Ranking& ranking, const OutputRanking& output) {
    if (output.left_out.empty()) {
        return {};
    }
    Table table;
    table.row({"", "sets", "excludes", "first %", "leads without it", "best %", "turns from"});
    for (const LeftOutAnchor& one : output.left_out) {
        table.row({"    " + one.anchor, std::to_string(one.sets), per_cent(one.part), chance_text(one.first_best),
                   ranking.crossing.names[one.leader], chance_text(one.leader_best),
                   std::isnan(one.turning) ? "-" : per_cent(one.turning)});
    }
    const std::string first = ranking.crossing.names[output.left_out.front().first];
    const auto turning = static_cast<std::size_t>(
        std::count_if(output.left_out.begin(), output.left_out.end(), std::mem_fn(&LeftOutAnchor::turns)));
    return "  The ranking is under the " + plural(output.sets, "set") +
           " that all anchors leave. Without a single anchor of the calibration " + first + " is " +
           (turning == 0 ? "first all the same:\n"
                         : "not first in " + std::to_string(turning) + " of " +
                               plural(output.left_out.size(), "case") + ":\n") +
           table.text() +
           "    Excludes: part that the sets excluded by the anchor alone are of all that is left without it; turns "
           "from: part\n    from which another leads.\n";
}

/// The probability of being best over the mixes.
std::string map_text(const Ranking& ranking, const OutputRanking& output) {
    std::vector<double> best(ranking.crossing.alternatives);
    for (const RankedAlternative& one : output.alternatives) {
        best[one.alternative] = one.best;
    }
    const std::string map = simplex_map(ranking.crossing, best);
    return map.empty() ? "" : "  Map of the probability of being best, in per cent.\n" + map;
}

std::string output_text(const Ranking& ranking, const OutputRanking& output, std::size_t most) {
    std::string text = "\n" + title_line(output) + "\n";
    if (!output.problem.empty()) {
        return text + "  No ranking: " + output.problem + ".\n" + dropped_line(ranking, output);
    }
    return text + AlternativeTable(ranking, output).text(most) + firsts_line(ranking, output) +
           chance_lines(ranking, output) + dropped_line(ranking, output) + flips_text(ranking, output) +
           left_out_text(ranking, output) + map_text(ranking, output);
}

std::string pareto_text(const Ranking& ranking, std::size_t most) {
    if (ranking.pareto.empty()) {
        return {};
    }
    const auto front = std::count_if(ranking.pareto.begin(), ranking.pareto.end(),
                                     [](const ParetoAlternative& one) { return one.on_front; });
    std::string text = "\nPareto set of " + plural(ranking.outputs.size(), "output") + " over " +
                       plural(ranking.pareto_sets, "set") + ": nothing beats " + std::to_string(front) + " of " +
                       std::to_string(ranking.crossing.alternatives) + " alternatives by the means\n";
    std::vector<NumberFormat> formats;
    std::vector<std::string> heads{"", "by means", "unbeaten %"};
    for (std::size_t k = 0; k < ranking.outputs.size(); ++k) {
        double largest = 0.0;
        for (const ParetoAlternative& one : ranking.pareto) {
            largest = std::max(largest, std::abs(one.means[k]));
        }
        formats.emplace_back(NumberFormat({largest}));
        heads.push_back(ranking.outputs[k].name);
    }
    Table table;
    table.row(heads);
    const std::size_t shown = std::min(most, ranking.pareto.size());
    for (std::size_t place = 0; place < shown; ++place) {
        const ParetoAlternative& one = ranking.pareto[place];
        std::vector<std::string> cells{"  " + ranking.crossing.names[one.alternative], one.on_front ? "front" : "-",
                                       chance_text(one.probability)};
        for (std::size_t k = 0; k < one.means.size(); ++k) {
            cells.push_back(formats[k].text(one.means[k]));
        }
        table.row(cells);
    }
    return text + table.text() +
           (shown < ranking.pareto.size()
                ? "  ... and " + std::to_string(ranking.pareto.size() - shown) + " more (--all, --csv)\n"
                : "");
}

/// What the columns mean.
std::string reading(const Ranking& ranking) {
    std::string text =
        "\nBest, worst: probability over the sets of assumptions, with what the replicates leave open. By sets: "
        "interval "
        "if\nthe sets are a sample of what may be true; by chance: if the replicates were others.\n"
        "Swap: probability that chance alone put the alternative before the next one. Rank: mean over the sets.\n"
        "Regret: what is lost against the best of each set.";
    if (ranking.at_least || ranking.at_most) {
        text += " Satisfies: probability of " +
                (ranking.at_least ? sim::plain_number(*ranking.at_least) + " or more" : std::string()) +
                (ranking.at_least && ranking.at_most ? " and " : "") +
                (ranking.at_most ? sim::plain_number(*ranking.at_most) + " or less" : std::string()) + ".";
    }
    return text +
           "\nStrength: share of the differences between the sets that the border explains; p: of the best border "
           "of any assumption by chance.\n";
}

} // namespace

std::string ranking_table(const Ranking& ranking, std::size_t most) {
    std::string text = heading(ranking);
    for (const OutputRanking& output : ranking.outputs) {
        text += output_text(ranking, output, most);
    }
    text += pareto_text(ranking, most) + reading(ranking);
    return text + notes_text(ranking.notices);
}

} // namespace actorhood::analysis
