// Rankings for other programs: tables of CSV, and all of it as JSON.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include "analysis/ranking_text.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"

namespace actorhood::analysis {

namespace {

const char* better_word(const OutputRanking& output) { return output.lower_is_better ? "lower" : "higher"; }

std::string interval_json(const Interval& interval) { return sim::json_numbers({interval.low, interval.high}); }

std::string coordinates_json(const std::vector<DesignFactor>& factors, std::size_t point) {
    sim::JsonMembers coordinates;
    for (const DesignFactor& factor : factors) {
        for (const DesignColumn& column : factor.columns) {
            const std::string& value = column.values[point];
            coordinates.emplace_back(column.name, column.is_text ? sim::json_text(value) : value);
        }
    }
    return sim::json_object(coordinates);
}

std::string alternative_json(const Ranking& ranking, const RankedAlternative& one) {
    const std::size_t point = ranking.crossing.point(one.alternative, 0);
    return sim::json_object({{"name", sim::json_text(ranking.crossing.names[one.alternative])},
                             {"levers", coordinates_json(ranking.crossing.levers, point)},
                             {"best", sim::json_number(one.best)},
                             {"best_by_sets", interval_json(one.best_by_sets)},
                             {"best_by_chance", interval_json(one.best_by_chance)},
                             {"best_by_means", sim::json_number(one.best_by_means)},
                             {"worst", sim::json_number(one.worst)},
                             {"mean_rank", sim::json_number(one.mean_rank)},
                             {"swap", sim::json_number(one.swap)},
                             {"expected_regret", sim::json_number(one.expected_regret)},
                             {"largest_regret", sim::json_number(one.largest_regret)},
                             {"mean", sim::json_number(one.mean)},
                             {"worst_case", sim::json_number(one.least)},
                             {"hurwicz", sim::json_number(one.hurwicz)},
                             {"satisfies", sim::json_number(one.share)}});
}

std::string flip_json(const Flip& flip) {
    const Split& split = flip.split;
    return sim::json_object({{"assumption", sim::json_text(flip.assumption)},
                             {"threshold", flip.low_options.empty() ? sim::json_number(split.threshold) : "null"},
                             {"low_options", sim::json_texts(flip.low_options)},
                             {"low_sets", std::to_string(split.low_count)},
                             {"high_sets", std::to_string(split.high_count)},
                             {"low_first", sim::json_number(split.low_mean)},
                             {"high_first", sim::json_number(split.high_mean)},
                             {"low_leader", sim::json_text(flip.low_leader)},
                             {"high_leader", sim::json_text(flip.high_leader)},
                             {"strength", sim::json_number(split.explained)},
                             {"p", sim::json_number(split.p_value)},
                             {"family_p", sim::json_number(split.family_p_value)}});
}

std::string left_out_json(const Ranking& ranking, const LeftOutAnchor& one) {
    return sim::json_object({{"anchor", sim::json_text(one.anchor)},
                             {"sets", std::to_string(one.sets)},
                             {"excludes", sim::json_number(one.part)},
                             {"first", sim::json_text(ranking.crossing.names[one.first])},
                             {"first_best", sim::json_number(one.first_best)},
                             {"leader", sim::json_text(ranking.crossing.names[one.leader])},
                             {"leader_best", sim::json_number(one.leader_best)},
                             {"turning", sim::json_number(one.turning)}});
}

std::string winner_json(const Ranking& ranking, const SetWinner& winner) {
    const std::size_t point = ranking.crossing.point(0, winner.set);
    return sim::json_object({{"set", std::to_string(winner.set)},
                             {"assumptions", coordinates_json(ranking.crossing.assumptions, point)},
                             {"first", sim::json_text(ranking.crossing.names[winner.alternative])},
                             {"probability", sim::json_number(winner.probability)},
                             {"lead", sim::json_number(winner.lead)}});
}

std::string output_json(const Ranking& ranking, const OutputRanking& output) {
    const bool has_order = output.problem.empty();
    return sim::json_object(
        {{"name", sim::json_text(output.name)},
         {"over", sim::json_text(output.over)},
         {"long_name", sim::json_text(output.long_name)},
         {"units", sim::json_text(output.units)},
         {"better", sim::json_text(better_word(output))},
         {"problem", sim::json_text(output.problem)},
         {"sets", std::to_string(output.sets)},
         {"dropped_not_finished", std::to_string(output.not_finished)},
         {"dropped_not_defined", std::to_string(output.not_defined)},
         {"runs_left_out", std::to_string(output.runs_left_out)},
         {"decided", sim::json_number(has_order ? output.decided : std::nan(""))},
         {"winners_luck", sim::json_number(has_order ? output.winners_luck : std::nan(""))},
         {"alternatives",
          sim::json_array(output.alternatives,
                          [&](const RankedAlternative& one) { return alternative_json(ranking, one); })},
         {"flips", sim::json_array(output.flips, flip_json)},
         {"left_out",
          sim::json_array(output.left_out, [&](const LeftOutAnchor& one) { return left_out_json(ranking, one); })},
         {"winners",
          sim::json_array(output.winners, [&](const SetWinner& winner) { return winner_json(ranking, winner); })}});
}

std::string pareto_json(const Ranking& ranking, const ParetoAlternative& one) {
    sim::JsonMembers means;
    for (std::size_t k = 0; k < one.means.size(); ++k) {
        means.emplace_back(ranking.outputs[k].name, sim::json_number(one.means[k]));
    }
    return sim::json_object({{"name", sim::json_text(ranking.crossing.names[one.alternative])},
                             {"on_front", sim::json_flag(one.on_front)},
                             {"unbeaten", sim::json_number(one.probability)},
                             {"means", sim::json_object(means)}});
}

/// Names of the columns of some factors, each behind a comma.
std::string column_heads(const std::vector<DesignFactor>& factors) {
    std::string text;
    for (const DesignFactor& factor : factors) {
        for (const DesignColumn& column : factor.columns) {
            text += ',' + csv_text(column.name);
        }
    }
    return text;
}

std::string column_cells(const std::vector<DesignFactor>& factors, std::size_t point) {
    std::string text;
    for (const DesignFactor& factor : factors) {
        for (const DesignColumn& column : factor.columns) {
            text += ',' + (column.is_text ? csv_text(column.values[point]) : column.values[point]);
        }
    }
    return text;
}

/// Comma and number, many times.
std::string number_cells(std::initializer_list<double> numbers) {
    std::string text;
    for (const double number : numbers) {
        text += ',' + csv_number(number);
    }
    return text;
}

std::string output_cells(const Ranking& ranking, const OutputRanking& output) {
    return csv_text(output.name) + ',' + csv_text(output.over) + ',' + csv_text(ranking.when) + ',' +
           better_word(output);
}

std::string alternatives_csv(const Ranking& ranking) {
    std::string text =
        "variable,over,time,better,place,alternative" + column_heads(ranking.crossing.levers) +
        ",best,best_by_sets_low,best_by_sets_high,best_by_chance_low,best_by_chance_high,best_by_means,"
        "worst,mean_rank,swap,expected_regret,largest_regret,mean,worst_case,hurwicz,satisfies,unbeaten,"
        "on_front,sets\n";
    for (const OutputRanking& output : ranking.outputs) {
        for (std::size_t place = 0; place < output.alternatives.size(); ++place) {
            const RankedAlternative& one = output.alternatives[place];
            const auto pareto =
                std::find_if(ranking.pareto.begin(), ranking.pareto.end(),
                             [&](const ParetoAlternative& other) { return other.alternative == one.alternative; });
            const bool has = pareto != ranking.pareto.end();
            text += output_cells(ranking, output) + ',' + std::to_string(place + 1) + ',' +
                    csv_text(ranking.crossing.names[one.alternative]) +
                    column_cells(ranking.crossing.levers, ranking.crossing.point(one.alternative, 0)) +
                    number_cells({one.best, one.best_by_sets.low, one.best_by_sets.high, one.best_by_chance.low,
                                  one.best_by_chance.high, one.best_by_means, one.worst, one.mean_rank, one.swap,
                                  one.expected_regret, one.largest_regret, one.mean, one.least, one.hurwicz,
                                  one.share, has ? pareto->probability : std::nan("")}) +
                    ',' + (has ? (pareto->on_front ? "yes" : "no") : "") + ',' + std::to_string(output.sets) + '\n';
        }
    }
    return text;
}

std::string flips_csv(const Ranking& ranking) {
    std::string text =
        "variable,over,time,better,first,assumption,threshold,low_options,low_sets,high_sets,low_first,high_first,"
        "low_leader,high_leader,strength,p,family_p\n";
    for (const OutputRanking& output : ranking.outputs) {
        for (const Flip& flip : output.flips) {
            const Split& split = flip.split;
            text += output_cells(ranking, output) + ',' +
                    csv_text(ranking.crossing.names[output.alternatives.front().alternative]) + ',' +
                    csv_text(flip.assumption) + ',' +
                    (flip.low_options.empty() ? csv_number(split.threshold) : std::string()) + ',' +
                    csv_text(listed(flip.low_options, flip.low_options.size())) + ',' +
                    std::to_string(split.low_count) + ',' + std::to_string(split.high_count) +
                    number_cells({split.low_mean, split.high_mean}) + ',' + csv_text(flip.low_leader) + ',' +
                    csv_text(flip.high_leader) +
                    number_cells({split.explained, split.p_value, split.family_p_value}) + '\n';
        }
    }
    return text;
}

std::string anchors_csv(const Ranking& ranking) {
    std::string text = "variable,over,time,better,anchor,sets,excludes,first,first_best,leader,leader_best,turning\n";
    for (const OutputRanking& output : ranking.outputs) {
        for (const LeftOutAnchor& one : output.left_out) {
            text += output_cells(ranking, output) + ',' + csv_text(one.anchor) + ',' + std::to_string(one.sets) +
                    number_cells({one.part}) + ',' + csv_text(ranking.crossing.names[one.first]) +
                    number_cells({one.first_best}) + ',' + csv_text(ranking.crossing.names[one.leader]) +
                    number_cells({one.leader_best, one.turning}) + '\n';
        }
    }
    return text;
}

std::string sets_csv(const Ranking& ranking) {
    std::string text =
        "variable,over,time,better,set" + column_heads(ranking.crossing.assumptions) + ",first,probability,lead\n";
    for (const OutputRanking& output : ranking.outputs) {
        for (const SetWinner& winner : output.winners) {
            text += output_cells(ranking, output) + ',' + std::to_string(winner.set) +
                    column_cells(ranking.crossing.assumptions, ranking.crossing.point(0, winner.set)) + ',' +
                    csv_text(ranking.crossing.names[winner.alternative]) +
                    number_cells({winner.probability, winner.lead}) + '\n';
        }
    }
    return text;
}

} // namespace

std::string ranking_csv(const Ranking& ranking, RankingRows rows) {
    switch (rows) {
    case RankingRows::flips:
        return flips_csv(ranking);
    case RankingRows::sets:
        return sets_csv(ranking);
    case RankingRows::anchors:
        return anchors_csv(ranking);
    default:
        return alternatives_csv(ranking);
    }
}

std::string ranking_json(const Ranking& ranking) {
    return sim::json_document(
        {{"path", sim::json_text(ranking.path)},
         {"title", sim::json_text(ranking.title)},
         {"design", sim::json_text(ranking.design)},
         {"time", sim::json_text(ranking.when)},
         {"level", sim::json_number(ranking.level)},
         {"order", sim::json_text(order_word(ranking.order))},
         {"optimism", sim::json_number(ranking.optimism)},
         {"at_least", sim::json_number(ranking.at_least.value_or(std::nan("")))},
         {"at_most", sim::json_number(ranking.at_most.value_or(std::nan("")))},
         {"replicates", std::to_string(ranking.replicates)},
         {"common_random_numbers", sim::json_flag(ranking.common_random_numbers)},
         {"alternatives", std::to_string(ranking.crossing.alternatives)},
         {"sets", std::to_string(ranking.crossing.sets)},
         {"outputs", sim::json_array(ranking.outputs,
                                     [&](const OutputRanking& output) { return output_json(ranking, output); })},
         {"pareto_sets", std::to_string(ranking.pareto_sets)},
         {"pareto",
          sim::json_array(ranking.pareto, [&](const ParetoAlternative& one) { return pareto_json(ranking, one); })},
         {"notices", sim::json_texts(ranking.notices)}});
}

} // namespace actorhood::analysis
