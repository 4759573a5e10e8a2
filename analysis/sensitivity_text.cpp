#include "analysis/sensitivity_text.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/notices.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"

namespace actorhood::analysis {

namespace {

/// Pairs listed below a table.
constexpr std::size_t most_pairs = 5;

std::string title_line(const OutputSensitivity& output) {
    const std::string meaning = output.long_name.empty() ? "" : ": " + output.long_name;
    const std::string unit = unit_behind(output.units);
    const std::string place = output.place.empty() ? "" : ", " + output.place;
    return output.name + meaning + unit + place + (output.over.empty() ? "" : ", " + output.over);
}

std::string method_name(SensitivityMethod method) {
    switch (method) {
    case SensitivityMethod::sobol:
        return "Sobol indices";
    case SensitivityMethod::morris:
        return "Elementary effects (Morris)";
    default:
        return "Rank correlations";
    }
}

std::string whole(double number) { return NumberFormat({number < 1000.0 ? 1000.0 : number}).text(number); }

std::string heading(const Sensitivity& sensitivity) {
    std::string text = "Sensitivity of " + sensitivity.path +
                       (sensitivity.title.empty() ? "" : " (" + sensitivity.title + ")") + "\n" +
                       method_name(sensitivity.method) + ", design " + sensitivity.design + ": " +
                       std::to_string(sensitivity.blocks) + " " + block_word(sensitivity.method, true);
    if (sensitivity.points_a_block > 1) {
        text += " of " + std::to_string(sensitivity.points_a_block) + " points";
    }
    return text + ", " + std::to_string(sensitivity.replicates) +
           (sensitivity.replicates == 1 ? " replicate" : " replicates") + " each; " +
           (sensitivity.common_random_numbers ? "points share their draws" : "points have draws of their own") +
           ".\nTime: " + sensitivity.when + ". Intervals hold " + per_cent(sensitivity.level) + ".\n";
}

/// Effects share decimals; indices and correlations have three.
NumberFormat format_of(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    if (sensitivity.method != SensitivityMethod::morris) {
        return NumberFormat({1.0});
    }
    double largest = 0.0;
    for (const FactorIndices& factor : output.factors) {
        for (const Index& index : factor.indices) {
            largest = std::max({largest, std::abs(index.value), std::abs(index.interval.high)});
        }
    }
    return NumberFormat({largest});
}

void add_heads(Table& table, const Sensitivity& sensitivity) {
    std::vector<std::string> heads{""};
    for (const std::string& name : sensitivity.index_names) {
        heads.push_back(name);
        if (name != "chance") {
            heads.push_back(per_cent(sensitivity.level) + " interval");
        }
    }
    table.row(heads);
}

void add_factor(Table& table, const Sensitivity& sensitivity, const FactorIndices& factor,
                const NumberFormat& format) {
    std::vector<std::string> row{(factor.is_share ? "    " : "  ") + factor.name +
                                 (factor.role.empty() || factor.is_share ? "" : " (" + factor.role + ")")};
    for (std::size_t k = 0; k < factor.indices.size(); ++k) {
        const Index& index = factor.indices[k];
        row.push_back(format.text(index.value));
        if (sensitivity.index_names[k] != "chance") {
            row.push_back(std::isnan(index.interval.low)
                              ? "-"
                              : format.text(index.interval.low) + " to " + format.text(index.interval.high));
        }
    }
    table.row(row);
}

/// Pairs whose interactions are told from none.
std::string pair_lines(const OutputSensitivity& output) {
    const NumberFormat format({1.0});
    std::string text;
    std::size_t listed_pairs = 0;
    for (const PairIndex& pair : output.pairs) {
        if (pair.index.interval.low > 0.0 && listed_pairs++ < most_pairs) {
            text += (text.empty() ? "" : "; ") + pair.first + " with " + pair.second + " " +
                    format.text(pair.index.value) + " (" + format.text(pair.index.interval.low) + " to " +
                    format.text(pair.index.interval.high) + ")";
        }
    }
    return output.pairs.empty() ? "" : "  Interactions: " + (text.empty() ? "none is told from 0" : text) + ".\n";
}

std::string chance_line(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    if (sensitivity.replicates == 1) {
        return "  Chance: one replicate, so it cannot be separated; " +
               std::string(sensitivity.common_random_numbers
                               ? "all points share its draws, for which alone the table holds.\n"
                               : "it is part of what the table shows.\n");
    }
    return "  Chance: " + per_cent(output.chance.share()) +
           " of the variance of a run lies between its replicates, " + per_cent(1.0 - output.chance.share()) +
           " between the points" +
           (sensitivity.common_random_numbers && sensitivity.replicates < fewest_left_out
                ? "; two replicates do not tell what others would change, so intervals hold for their draws alone.\n"
                : ".\n");
}

std::string dropped_line(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    const std::size_t dropped = output.not_finished + output.not_defined;
    if (dropped == 0) {
        return {};
    }
    std::string why;
    if (output.not_finished > 0) {
        why = std::to_string(output.not_finished) + " with runs that failed or are missing";
    }
    if (output.not_defined > 0) {
        why += (why.empty() ? "" : ", ") + std::to_string(output.not_defined) + " where it is not defined";
    }
    return "  Dropped: " + std::to_string(dropped) + " of " + std::to_string(sensitivity.blocks) + " " +
           block_word(sensitivity.method, true) + " (" + why + ").\n";
}

std::string precision_line(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    if (!output.precision) {
        return {};
    }
    const Precision& precision = *output.precision;
    const bool relative = sensitivity.method == SensitivityMethod::morris;
    const auto width = [&](double value) {
        return relative ? per_cent(value) + " of it" : sim::plain_number(std::round(value * 1000.0) / 1000.0);
    };
    std::string text = std::string("  Enough? ") + (precision.is_enough ? "Yes" : "No") + ": the interval of " +
                       precision.factor + " is " + width(precision.width) + " wide, the aim is " +
                       (relative ? per_cent(sensitivity.aim) : sim::plain_number(sensitivity.aim));
    if (precision.is_enough) {
        return text + ".\n";
    }
    if (precision.replicates_needed) {
        return text + "; more points alone do not narrow it, as all share the draws: about " +
               std::to_string(*precision.replicates_needed) + " replicates.\n";
    }
    if (!precision.blocks_needed) {
        return text + ", out of reach.\n";
    }
    const auto more = static_cast<double>(*precision.blocks_needed - sensitivity.blocks);
    const bool can_grow =
        sensitivity.design != "list" && sensitivity.design != "factorial" && sensitivity.design != "simplex";
    return text + "; about " + whole(more * static_cast<double>(sensitivity.points_a_block)) + " more points" +
           (can_grow ? ", points = " + std::to_string(*precision.blocks_needed) + " in the experiment" : "") + ".\n";
}

std::string output_text(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    std::string text = "\n" + title_line(output) + "\n";
    if (!output.problem.empty()) {
        return text + "  No indices: " + output.problem + ".\n" + dropped_line(sensitivity, output);
    }
    Table table;
    add_heads(table, sensitivity);
    const NumberFormat format = format_of(sensitivity, output);
    for (const FactorIndices& factor : output.factors) {
        add_factor(table, sensitivity, factor, format);
    }
    text += table.text() + pair_lines(output);
    if (sensitivity.method == SensitivityMethod::rank && !std::isnan(output.explained)) {
        text += "  Together they explain " + per_cent(output.explained) + " of the variance of the ranks.\n";
    }
    return text + chance_line(sensitivity, output) + dropped_line(sensitivity, output) +
           precision_line(sensitivity, output);
}

/// What the columns mean.
std::string reading(const Sensitivity& sensitivity) {
    switch (sensitivity.method) {
    case SensitivityMethod::sobol:
        return "\nTotal: share of the variance between the points that falls away if the parameter is known, "
               "interactions included.\nFirst: what the parameter does by itself. The rest of the total is "
               "interactions with others.\n";
    case SensitivityMethod::morris:
        return "\nmu*: mean size of the effect of a parameter over its whole range, in the unit of the output; mu: "
               "the "
               "same with its sign.\nsigma: spread of the effect, by interactions, curvature, or chance.\nChance: "
               "what "
               "sigma would be by chance alone; mu* would be 0.8 of that.\n";
    default:
        return "\nPartial: rank correlation with the ranks of all other parameters taken out; alone: as it is "
               "(Spearman).\nOf a simplex or of options: multiple correlations, without a sign. An effect that rises "
               "and falls is not seen.\n";
    }
}

std::string number_or_nothing(const std::optional<std::uint64_t>& number) {
    return number ? std::to_string(*number) : "null";
}

std::string index_json(const Index& index) {
    return sim::json_object({{"value", sim::json_number(index.value)},
                             {"low", sim::json_number(index.interval.low)},
                             {"high", sim::json_number(index.interval.high)}});
}

std::string factor_json(const Sensitivity& sensitivity, const FactorIndices& factor) {
    sim::JsonMembers members{{"name", sim::json_text(factor.name)},
                             {"role", sim::json_text(factor.role)},
                             {"is_share", sim::json_flag(factor.is_share)}};
    for (std::size_t k = 0; k < factor.indices.size(); ++k) {
        members.emplace_back(sensitivity.index_names[k], index_json(factor.indices[k]));
    }
    return sim::json_object(members);
}

std::string precision_json(const OutputSensitivity& output) {
    if (!output.precision) {
        return "null";
    }
    const Precision& precision = *output.precision;
    return sim::json_object({{"parameter", sim::json_text(precision.factor)},
                             {"width", sim::json_number(precision.width)},
                             {"is_enough", sim::json_flag(precision.is_enough)},
                             {"blocks_needed", number_or_nothing(precision.blocks_needed)},
                             {"replicates_needed", number_or_nothing(precision.replicates_needed)}});
}

std::string pair_json(const PairIndex& pair) {
    return sim::json_object({{"first", sim::json_text(pair.first)},
                             {"second", sim::json_text(pair.second)},
                             {"interaction", index_json(pair.index)}});
}

std::string output_json(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    const bool has_indices = output.problem.empty();
    const auto number = [](bool there, double value) { return sim::json_number(there ? value : std::nan("")); };
    return sim::json_object(
        {{"name", sim::json_text(output.name)},
         {"place", sim::json_text(output.place)},
         {"over", sim::json_text(output.over)},
         {"long_name", sim::json_text(output.long_name)},
         {"units", sim::json_text(output.units)},
         {"problem", sim::json_text(output.problem)},
         {"blocks", std::to_string(output.blocks)},
         {"dropped_not_finished", std::to_string(output.not_finished)},
         {"dropped_not_defined", std::to_string(output.not_defined)},
         {"mean", number(has_indices, output.mean)},
         {"variance_of_points", number(has_indices, output.chance.of_parameters)},
         {"variance_of_replicates", number(has_indices, output.chance.of_replicates)},
         {"share_of_chance", number(has_indices, output.chance.share())},
         {"explained", number(has_indices && sensitivity.method == SensitivityMethod::rank, output.explained)},
         {"precision", precision_json(output)},
         {"parameters",
          sim::json_array(output.factors,
                          [&](const FactorIndices& factor) { return factor_json(sensitivity, factor); })},
         {"pairs", sim::json_array(output.pairs, pair_json)}});
}

/// Cells of an output that stand before those of an index.
std::string output_cells(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    return csv_text(output.name) + ',' + csv_text(output.long_name) + ',' + csv_text(output.units) + ',' +
           csv_text(output.place) + ',' + csv_text(output.over) + ',' + csv_text(sensitivity.when) + ',' +
           method_word(sensitivity.method) + ',';
}

std::string output_end(const OutputSensitivity& output) {
    return ',' + csv_number(output.chance.share()) + ',' + std::to_string(output.blocks) + ',' +
           std::to_string(output.not_finished) + ',' + std::to_string(output.not_defined) + '\n';
}

std::string index_cells(const std::string& name, const Index& index) {
    return csv_text(name) + ',' + csv_number(index.value) + ',' + csv_number(index.interval.low) + ',' +
           csv_number(index.interval.high);
}

} // namespace

std::string sensitivity_table(const Sensitivity& sensitivity) {
    std::string text = heading(sensitivity);
    for (const OutputSensitivity& output : sensitivity.outputs) {
        text += output_text(sensitivity, output);
    }
    text += reading(sensitivity);
    return text + notes_text(sensitivity.notices);
}

std::string sensitivity_csv(const Sensitivity& sensitivity) {
    std::string text =
        "variable,long_name,units,place,over,time,method,parameter,role,index,value,low,high,share_of_chance,blocks,"
        "dropped_not_finished,dropped_not_defined\n";
    for (const OutputSensitivity& output : sensitivity.outputs) {
        const std::string before = output_cells(sensitivity, output);
        for (const FactorIndices& factor : output.factors) {
            for (std::size_t k = 0; k < factor.indices.size(); ++k) {
                text += before + csv_text(factor.name) + ',' + csv_text(factor.role) + ',' +
                        index_cells(sensitivity.index_names[k], factor.indices[k]) + output_end(output);
            }
        }
        for (const PairIndex& pair : output.pairs) {
            text += before + csv_text(pair.first + " with " + pair.second) + ",," +
                    index_cells("interaction", pair.index) + output_end(output);
        }
        if (output.factors.empty()) {
            text += before + ",,,,,," + std::to_string(output.blocks) + ',' + std::to_string(output.not_finished) +
                    ',' + std::to_string(output.not_defined) + '\n';
        }
    }
    return text;
}

std::string sensitivity_json(const Sensitivity& sensitivity) {
    return sim::json_document({{"path", sim::json_text(sensitivity.path)},
                               {"title", sim::json_text(sensitivity.title)},
                               {"method", sim::json_text(method_word(sensitivity.method))},
                               {"design", sim::json_text(sensitivity.design)},
                               {"time", sim::json_text(sensitivity.when)},
                               {"level", sim::json_number(sensitivity.level)},
                               {"aim", sim::json_number(sensitivity.aim)},
                               {"blocks", std::to_string(sensitivity.blocks)},
                               {"points_a_block", std::to_string(sensitivity.points_a_block)},
                               {"replicates", std::to_string(sensitivity.replicates)},
                               {"common_random_numbers", sim::json_flag(sensitivity.common_random_numbers)},
                               {"outputs", sim::json_array(sensitivity.outputs,
                                                           [&](const OutputSensitivity& output) {
                                                               return output_json(sensitivity, output);
                                                           })},
                               {"notices", sim::json_texts(sensitivity.notices)}});
}

} // namespace actorhood::analysis
