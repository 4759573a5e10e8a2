#include "analysis/compare_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>

#include "analysis/notices.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"

namespace actorhood::analysis {

namespace {

std::string title_line(const ComparedVariable& variable) {
    const std::string meaning = variable.long_name.empty() ? "" : ": " + variable.long_name;
    const std::string unit = unit_behind(variable.units);
    const std::string place = variable.place.empty() ? "" : ", " + variable.place;
    return variable.name + meaning + unit + place + (variable.over.empty() ? "" : ", " + variable.over);
}

/// "12,000" or "more than 10^9": about so many, not exactly.
std::string about_pairs(std::optional<std::uint64_t> pairs) {
    return pairs ? "about " + NumberFormat({1000.0}).text(static_cast<double>(*pairs)) : "more than 10^9";
}

std::string verdict_text(const Difference& difference) {
    std::string text = verdict_word(difference.verdict);
    if (difference.verdict == Verdict::identical && difference.paired) {
        text += " in every pair";
    }
    if (difference.verdict == Verdict::undecidable) {
        text += ": " + difference.reason;
    }
    if (difference.carriers) {
        return text + ", decided by " + std::to_string(difference.carriers->count) + " of " +
               std::to_string(difference.values) + (difference.paired ? " pairs" : " replicates");
    }
    if (difference.verdict == Verdict::indistinguishable) {
        text += ", need " + about_pairs(difference.more_pairs) + " more " +
                (difference.paired ? "pairs" : "replicates of each");
    }
    return text;
}

std::string higher_text(const Difference& difference) {
    if (difference.pairs == 0) {
        return "-";
    }
    if (!difference.paired) {
        return per_cent(difference.share_higher);
    }
    const double higher = std::round(difference.share_higher * static_cast<double>(difference.pairs));
    const std::string equal = difference.equal == 0 ? "" : ", " + std::to_string(difference.equal) + " equal";
    return sim::plain_number(higher) + " of " + std::to_string(difference.pairs) + equal;
}

std::string interval_text(const NumberFormat& format, Interval interval) {
    return format.text(interval.low) + " to " + format.text(interval.high);
}

/// Interval with signs, "-" if there is none.
std::string signed_interval(const NumberFormat& format, Interval interval) {
    return std::isnan(interval.low) ? "-"
                                    : format.signed_text(interval.low) + " to " + format.signed_text(interval.high);
}

/// One line for the values and the mean difference, and one for the median difference.
void add_result(Table& table, const Comparison& comparison, const ComparedVariable& variable, std::size_t r) {
    const Summary& summary = variable.summaries[r];
    const NumberFormat format({summary.mean, summary.interval.low, summary.interval.high});
    std::vector<std::string> row{"  " + comparison.results[r].name, format.text(summary.mean),
                                 std::isnan(summary.mean) ? "-" : interval_text(format, summary.interval)};
    if (r == 0) {
        table.row(row);
        return;
    }
    const Difference& difference = variable.differences[r - 1];
    const MedianEstimate& median = difference.median;
    const NumberFormat signs({difference.estimate.mean, difference.interval.low, difference.interval.high,
                              median.median, median.interval.low, median.interval.high});
    row.insert(row.end(), {signs.signed_text(difference.estimate.mean), signed_interval(signs, difference.interval),
                           higher_text(difference), verdict_text(difference)});
    table.row(row);
    if (difference.pairs > 0) {
        const bool decided = difference.median_verdict != Verdict::undecidable;
        table.row({"", "", "median", signs.signed_text(median.median), signed_interval(signs, median.interval), "",
                   decided ? verdict_word(difference.median_verdict) : ""});
    }
}

/// A value of a parameter, short enough for a column.
std::string short_value(const std::string& value) {
    constexpr std::size_t wide = 28;
    if (value.empty()) {
        return "-";
    }
    return value.size() <= wide ? value : value.substr(0, wide - 3) + "...";
}

/// What differs between the scenarios, levers before assumptions where roles are known.
std::string parameter_lines(const Comparison& comparison) {
    constexpr std::size_t most = 40;
    if (comparison.parameters.empty()) {
        return {};
    }
    std::vector<ParameterDifference> sorted = comparison.parameters;
    std::stable_sort(sorted.begin(), sorted.end(), [](const ParameterDifference& a, const ParameterDifference& b) {
        return a.role == "lever" && b.role != "lever";
    });
    Table table;
    std::vector<std::string> heads{"Parameters that differ"};
    for (const ComparedResult& result : comparison.results) {
        heads.push_back(result.name);
    }
    table.row(heads);
    for (std::size_t k = 0; k < std::min(most, sorted.size()); ++k) {
        std::vector<std::string> row{"  " + sorted[k].key +
                                     (sorted[k].role.empty() ? "" : " (" + sorted[k].role + ")")};
        for (const std::string& value : sorted[k].values) {
            row.push_back(short_value(value));
        }
        table.row(row);
    }
    if (sorted.size() > most) {
        table.line("  ... and " + std::to_string(sorted.size() - most) + " more (--json lists all)");
    }
    return "\n" + table.text();
}

/// Words that name the results and the time, and how to read the intervals.
std::string heading(const Comparison& comparison, bool differences) {
    Table table;
    for (std::size_t r = 0; r < comparison.results.size(); ++r) {
        const ComparedResult& result = comparison.results[r];
        table.row({"  " + result.name, plural(result.replicates, "replicate"),
                   result.master_seed.empty() ? "" : "seed " + result.master_seed, result.when,
                   r == 0 && differences ? "reference" : "", result.title});
    }
    return table.text(true);
}

std::string notice_lines(const Comparison& comparison) {
    const std::string text = notes_text(comparison.notices);
    return text.empty() ? text : "\n" + text;
}

/// Splits a variable's name into short lines at its underscores, so that columns stay narrow.
std::vector<std::string> stacked(const std::string& name) {
    constexpr std::size_t wide = 14;
    std::vector<std::string> lines{""};
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t end = std::min(name.find('_', at), name.size() - 1) + 1;
        const std::string word = name.substr(at, end - at);
        if (!lines.back().empty() && lines.back().size() + word.size() > wide) {
            lines.emplace_back();
        }
        lines.back() += word;
        at = end;
    }
    return lines;
}

/// Rows of column heads, aligned at the bottom.
void add_stacked_heads(Table& table, const std::vector<ComparedVariable>& variables) {
    std::vector<std::vector<std::string>> heads;
    std::size_t depth = 0;
    for (const ComparedVariable& variable : variables) {
        heads.push_back(stacked(variable.name));
        if (!variable.place.empty()) {
            heads.back().push_back(variable.place);
        }
        depth = std::max(depth, heads.back().size());
    }
    for (std::size_t line = 0; line < depth; ++line) {
        std::vector<std::string> row{""};
        for (const std::vector<std::string>& head : heads) {
            const std::size_t above = depth - head.size();
            row.push_back(line < above ? "" : head[line - above]);
        }
        table.row(row);
    }
}

/// What the columns of differences mean, and how far verdicts can be trusted.
std::string reading(const Comparison& comparison) {
    std::size_t verdicts = 0;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    bool paired = false;
    bool unpaired = false;
    for (const ComparedVariable& variable : comparison.variables) {
        for (const Difference& difference : variable.differences) {
            (difference.paired ? paired : unpaired) = true;
            if (difference.verdict != Verdict::undecidable) {
                ++verdicts;
                fewest = std::min(fewest, difference.pairs);
            }
        }
    }
    const std::string unit = paired ? "pairs" : "replicates";
    const std::string reference = comparison.results[0].name;
    std::string text =
        "Difference: mean difference to " + reference + "; below it the median difference, which no few " + unit +
        " can carry. Each with its " + per_cent(comparison.level) +
        "\ninterval (mean: Student's t, wider on the side of a long tail; median: " +
        (paired ? "order statistics" : "") + (paired && unpaired ? ", unpaired " : "") +
        (unpaired ? "Mann & Whitney" : "") + ").\n" +
        "Higher in: pairs of replicates (unpaired: share of all combinations) with a value above " + reference +
        "'s.\nVerdict: that of the mean. None is given below " + std::to_string(least_pairs(comparison.level)) + " " +
        unit + ", or where fewer differ at all.\n";
    if (verdicts > 0) {
        const double wrong = 1.0 - comparison.level;
        text += "Where there is no difference, about " + per_cent(wrong) +
                " of verdicts say higher or lower: of these " + std::to_string(verdicts) + " about " +
                sim::plain_number(std::round(wrong * static_cast<double>(verdicts) * 10.0) / 10.0) +
                ", were all without difference.\nWhat occurs in fewer than " +
                sim::plain_number(std::round(100.0 * unseen_share(fewest, comparison.level))) + " % of " + unit +
                " may be missing among " + std::to_string(fewest) + ".\n";
    }
    return text;
}

std::string carriers_json(const std::optional<Carriers>& carriers) {
    if (!carriers) {
        return "null";
    }
    return sim::json_object({{"count", std::to_string(carriers->count)},
                             {"mean_without", sim::json_number(carriers->mean)},
                             {"low", sim::json_number(carriers->interval.low)},
                             {"high", sim::json_number(carriers->interval.high)},
                             {"verdict", sim::json_text(verdict_word(carriers->verdict))}});
}

std::string difference_json(const Difference& difference) {
    const MedianEstimate& median = difference.median;
    return sim::json_object({{"paired", sim::json_flag(difference.paired)},
                             {"pairs", std::to_string(difference.pairs)},
                             {"equal", std::to_string(difference.equal)},
                             {"mean", sim::json_number(difference.estimate.mean)},
                             {"standard_error", sim::json_number(difference.estimate.standard_error)},
                             {"low", sim::json_number(difference.interval.low)},
                             {"high", sim::json_number(difference.interval.high)},
                             {"median", sim::json_number(median.median)},
                             {"median_low", sim::json_number(median.interval.low)},
                             {"median_high", sim::json_number(median.interval.high)},
                             {"share_higher", sim::json_number(difference.share_higher)},
                             {"sign_probability", sim::json_number(difference.sign_probability)},
                             {"verdict", sim::json_text(verdict_word(difference.verdict))},
                             {"median_verdict", sim::json_text(verdict_word(difference.median_verdict))},
                             {"reason", sim::json_text(difference.reason)},
                             {"decided_by", carriers_json(difference.carriers)},
                             {"more_pairs_needed",
                              difference.more_pairs ? std::to_string(*difference.more_pairs) : std::string("null")}});
}

std::string summary_json(const Comparison& comparison, const ComparedVariable& variable, std::size_t r) {
    const Summary& summary = variable.summaries[r];
    return sim::json_object(
        {{"name", sim::json_text(comparison.results[r].name)},
         {"defined", std::to_string(summary.defined)},
         {"mean", sim::json_number(summary.mean)},
         {"low", sim::json_number(summary.interval.low)},
         {"high", sim::json_number(summary.interval.high)},
         {"standard_deviation", sim::json_number(summary.standard_deviation)},
         {"difference", r == 0 ? std::string("null") : difference_json(variable.differences[r - 1])}});
}

std::string variable_json(const Comparison& comparison, const ComparedVariable& variable) {
    std::vector<std::size_t> results(variable.summaries.size());
    std::iota(results.begin(), results.end(), std::size_t{0});
    return sim::json_object({{"name", sim::json_text(variable.name)},
                             {"place", sim::json_text(variable.place)},
                             {"over", sim::json_text(variable.over)},
                             {"long_name", sim::json_text(variable.long_name)},
                             {"units", sim::json_text(variable.units)},
                             {"results", sim::json_array(results, [&](std::size_t r) {
                                  return summary_json(comparison, variable, r);
                              })}});
}

std::string differing_parameter_json(const ParameterDifference& parameter) {
    return sim::json_object({{"key", sim::json_text(parameter.key)},
                             {"role", sim::json_text(parameter.role)},
                             {"values", sim::json_texts(parameter.values)}});
}

std::string result_json(const ComparedResult& result) {
    return sim::json_object({{"name", sim::json_text(result.name)},
                             {"path", sim::json_text(result.path)},
                             {"title", sim::json_text(result.title)},
                             {"master_seed", sim::json_text(result.master_seed)},
                             {"replicates", std::to_string(result.replicates)},
                             {"time", sim::json_text(result.when)}});
}

/// Cells of one difference.
std::string difference_cells(const Comparison& comparison, const Difference& difference) {
    return csv_text(comparison.results[0].name) + ',' + (difference.paired ? "true" : "false") + ',' +
           std::to_string(difference.pairs) + ',' + csv_number(difference.estimate.mean) + ',' +
           csv_number(difference.interval.low) + ',' + csv_number(difference.interval.high) + ',' +
           csv_number(difference.share_higher) + ',' + verdict_word(difference.verdict) + ',' +
           (difference.more_pairs ? std::to_string(*difference.more_pairs) : std::string());
}

std::string further_cells(const Difference& difference) {
    return ',' + csv_number(difference.median.median) + ',' + csv_number(difference.median.interval.low) + ',' +
           csv_number(difference.median.interval.high) + ',' + verdict_word(difference.median_verdict) + ',' +
           std::to_string(difference.equal) + ',' + csv_number(difference.sign_probability) + ',' +
           csv_text(difference.reason) + ',' +
           (difference.carriers
                ? std::to_string(difference.carriers->count) + ',' + csv_number(difference.carriers->mean)
                : std::string(","));
}

} // namespace

std::string comparison_table(const Comparison& comparison) {
    const bool differences = comparison.results.size() > 1;
    Table table;
    std::vector<std::string> heads{"", "mean", per_cent(comparison.level) + " of replicates"};
    if (differences) {
        heads.insert(heads.end(), {"difference", per_cent(comparison.level) + " interval", "higher in", "verdict"});
    }
    table.row(heads);
    for (const ComparedVariable& variable : comparison.variables) {
        table.line("");
        table.line(title_line(variable));
        for (std::size_t r = 0; r < comparison.results.size(); ++r) {
            add_result(table, comparison, variable, r);
        }
    }
    return heading(comparison, differences) + parameter_lines(comparison) + "\n" + table.text(differences) + "\n" +
           (differences ? reading(comparison) : std::string()) + notice_lines(comparison);
}

std::string summary_table(const Comparison& comparison) {
    Table table;
    add_stacked_heads(table, comparison.variables);
    for (std::size_t r = 0; r < comparison.results.size(); ++r) {
        std::vector<std::string> means{comparison.results[r].name};
        std::vector<std::string> intervals{""};
        for (const ComparedVariable& variable : comparison.variables) {
            const Summary& summary = variable.summaries[r];
            const NumberFormat format({summary.mean, summary.interval.low, summary.interval.high});
            means.push_back(format.text(summary.mean));
            intervals.push_back(interval_text(format, summary.interval));
        }
        table.line("");
        table.row(means);
        table.row(intervals);
    }
    std::string text = heading(comparison, false) + "\n" + table.text() +
                       "\nMean over the replicates, and the interval that holds " + per_cent(comparison.level) +
                       " of them.\n";
    for (const ComparedVariable& variable : comparison.variables) {
        text += "  " + title_line(variable) + "\n";
    }
    return text + notice_lines(comparison);
}

std::string comparison_csv(const Comparison& comparison) {
    std::string text =
        "variable,long_name,units,result,time,replicates,mean,low,high,reference,paired,pairs,"
        "difference,difference_low,difference_high,share_higher,verdict,more_pairs_needed,place,over,"
        "median_difference,median_low,median_high,median_verdict,equal_pairs,sign_probability,reason,decided_by,"
        "difference_without\n";
    for (const ComparedVariable& variable : comparison.variables) {
        for (std::size_t r = 0; r < comparison.results.size(); ++r) {
            const Summary& summary = variable.summaries[r];
            text += csv_text(variable.name) + ',' + csv_text(variable.long_name) + ',' + csv_text(variable.units) +
                    ',' + csv_text(comparison.results[r].name) + ',' + csv_text(comparison.results[r].when) + ',' +
                    std::to_string(summary.defined) + ',' + csv_number(summary.mean) + ',' +
                    csv_number(summary.interval.low) + ',' + csv_number(summary.interval.high) + ',';
            const std::string places = ',' + csv_text(variable.place) + ',' + csv_text(variable.over);
            text += r == 0 ? ",,,,,,,," + places + ",,,,,,,,,\n"
                           : difference_cells(comparison, variable.differences[r - 1]) + places +
                                 further_cells(variable.differences[r - 1]) + '\n';
        }
    }
    return text;
}

std::string summary_csv(const Comparison& comparison) {
    std::string text = "result,title,time,replicates";
    for (const ComparedVariable& variable : comparison.variables) {
        const std::string place = variable.place.empty() ? "" : " (" + variable.place + ")";
        for (const char* part : {"", "_low", "_high", "_replicates"}) {
            text += ',' + csv_text(variable.name + part + place);
        }
    }
    text += '\n';
    for (std::size_t r = 0; r < comparison.results.size(); ++r) {
        const ComparedResult& result = comparison.results[r];
        text += csv_text(result.name) + ',' + csv_text(result.title) + ',' + csv_text(result.when) + ',' +
                std::to_string(result.replicates);
        for (const ComparedVariable& variable : comparison.variables) {
            const Summary& summary = variable.summaries[r];
            text += ',' + csv_number(summary.mean) + ',' + csv_number(summary.interval.low) + ',' +
                    csv_number(summary.interval.high) + ',' + std::to_string(summary.defined);
        }
        text += '\n';
    }
    return text;
}

std::string comparison_json(const Comparison& comparison) {
    return sim::json_document(
        {{"level", sim::json_number(comparison.level)},
         {"least_pairs", std::to_string(least_pairs(comparison.level))},
         {"results", sim::json_array(comparison.results, result_json)},
         {"parameters", sim::json_array(comparison.parameters, differing_parameter_json)},
         {"variables", sim::json_array(comparison.variables,
                                       [&](const ComparedVariable& one) { return variable_json(comparison, one); })},
         {"notices", sim::json_texts(comparison.notices)}});
}

} // namespace actorhood::analysis
