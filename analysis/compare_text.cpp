#include "analysis/compare_text.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"

namespace actorhood::analysis {

namespace {

using Verdict = Difference::Verdict;

std::string percent(double level) { return sim::plain_number(std::round(level * 1000.0) / 10.0) + " %"; }

std::string title_line(const ComparedVariable& variable) {
    const std::string meaning = variable.long_name.empty() ? "" : ": " + variable.long_name;
    return variable.name + meaning + (variable.units.empty() ? "" : " [" + variable.units + "]");
}

/// "12,000" or "more than 10^9": about so many, not exactly.
std::string about_pairs(std::optional<std::uint64_t> pairs) {
    return pairs ? "about " + NumberFormat({1000.0}).text(static_cast<double>(*pairs)) : "more than 10^9";
}

std::string verdict_text(const Difference& difference) {
    switch (difference.verdict) {
    case Verdict::higher:
        return "higher";
    case Verdict::lower:
        return "lower";
    case Verdict::identical:
        return difference.paired ? "identical in every pair" : "identical";
    case Verdict::undecidable:
        return "too few replicates to tell";
    case Verdict::indistinguishable:
        break;
    }
    return "indistinguishable, need " + about_pairs(difference.more_pairs) + " more " +
           (difference.paired ? "pairs" : "replicates of each");
}

std::string verdict_word(Verdict verdict) {
    switch (verdict) {
    case Verdict::higher:
        return "higher";
    case Verdict::lower:
        return "lower";
    case Verdict::identical:
        return "identical";
    case Verdict::undecidable:
        return "undecidable";
    case Verdict::indistinguishable:
        break;
    }
    return "indistinguishable";
}

std::string higher_text(const Difference& difference) {
    if (difference.pairs == 0) {
        return "-";
    }
    if (!difference.paired) {
        return percent(difference.share_higher);
    }
    const double higher = std::round(difference.share_higher * static_cast<double>(difference.pairs));
    return sim::plain_number(higher) + " of " + std::to_string(difference.pairs);
}

std::string interval_text(const NumberFormat& format, Interval interval) {
    return format.text(interval.low) + " to " + format.text(interval.high);
}

std::vector<std::string> result_row(const Comparison& comparison, const ComparedVariable& variable, std::size_t r) {
    const Summary& summary = variable.summaries[r];
    const NumberFormat format({summary.mean, summary.interval.low, summary.interval.high});
    std::vector<std::string> row{"  " + comparison.results[r].name, format.text(summary.mean),
                                 interval_text(format, summary.interval)};
    if (r > 0) {
        const Difference& difference = variable.differences[r - 1];
        const NumberFormat signs({difference.mean, difference.interval.low, difference.interval.high});
        row.insert(row.end(),
                   {signs.signed_text(difference.mean),
                    signs.signed_text(difference.interval.low) + " to " + signs.signed_text(difference.interval.high),
                    higher_text(difference), verdict_text(difference)});
    }
    return row;
}

/// Words that name the results and the time, and how to read the intervals.
std::string heading(const Comparison& comparison, bool differences) {
    Table table;
    for (std::size_t r = 0; r < comparison.results.size(); ++r) {
        const ComparedResult& result = comparison.results[r];
        table.row({"  " + result.name, std::to_string(result.replicates) + " replicates",
                   result.master_seed.empty() ? "" : "seed " + result.master_seed, result.when,
                   r == 0 && differences ? "reference" : "", result.title});
    }
    return table.text(true);
}

std::string notice_lines(const Comparison& comparison) {
    std::string text;
    std::set<std::string> said;
    for (const std::string& notice : comparison.notices) {
        if (said.insert(notice).second) {
            text += "Note: " + notice + ".\n";
        }
    }
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

std::string difference_json(const Difference& difference) {
    return "{\"paired\": " + std::string(difference.paired ? "true" : "false") +
           ", \"pairs\": " + std::to_string(difference.pairs) + ", \"mean\": " + json_number(difference.mean) +
           ", \"low\": " + json_number(difference.interval.low) +
           ", \"high\": " + json_number(difference.interval.high) +
           ", \"share_higher\": " + json_number(difference.share_higher) +
           ", \"verdict\": " + sim::json_text(verdict_word(difference.verdict)) + ", \"more_pairs_needed\": " +
           (difference.more_pairs ? std::to_string(*difference.more_pairs) : std::string("null")) + "}";
}

std::string variable_json(const Comparison& comparison, const ComparedVariable& variable) {
    std::string text = "    {\"name\": " + sim::json_text(variable.name) +
                       ", \"long_name\": " + sim::json_text(variable.long_name) +
                       ", \"units\": " + sim::json_text(variable.units) + ", \"results\": [";
    for (std::size_t r = 0; r < variable.summaries.size(); ++r) {
        const Summary& summary = variable.summaries[r];
        text += std::string(r == 0 ? "" : ",") + "\n      {\"name\": " + sim::json_text(comparison.results[r].name) +
                ", \"defined\": " + std::to_string(summary.defined) + ", \"mean\": " + json_number(summary.mean) +
                ", \"low\": " + json_number(summary.interval.low) +
                ", \"high\": " + json_number(summary.interval.high) +
                ", \"standard_deviation\": " + json_number(summary.standard_deviation) +
                ", \"difference\": " + (r == 0 ? std::string("null") : difference_json(variable.differences[r - 1])) +
                "}";
    }
    return text + "\n    ]}";
}

} // namespace

std::string comparison_table(const Comparison& comparison) {
    const bool differences = comparison.results.size() > 1;
    Table table;
    std::vector<std::string> heads{"", "mean", percent(comparison.level) + " of replicates"};
    if (differences) {
        heads.insert(heads.end(), {"difference", percent(comparison.level) + " interval", "higher in", "verdict"});
    }
    table.row(heads);
    for (const ComparedVariable& variable : comparison.variables) {
        table.line("");
        table.line(title_line(variable));
        for (std::size_t r = 0; r < comparison.results.size(); ++r) {
            table.row(result_row(comparison, variable, r));
        }
    }
    const std::string reading =
        differences ? "Difference: mean difference to " + comparison.results[0].name + " with its " +
                          percent(comparison.level) + " bootstrap interval. Of many such intervals about " +
                          percent(1.0 - comparison.level) + " miss the true difference.\n" +
                          "Higher in: pairs of replicates (unpaired: share of all combinations) with a value above " +
                          comparison.results[0].name + "'s.\n"
                    : std::string();
    return heading(comparison, differences) + "\n" + table.text(differences) + "\n" + reading +
           notice_lines(comparison);
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
                       "\nMean over the replicates, and the interval that holds " + percent(comparison.level) +
                       " of them.\n";
    for (const ComparedVariable& variable : comparison.variables) {
        text += "  " + title_line(variable) + "\n";
    }
    return text + notice_lines(comparison);
}

std::string comparison_csv(const Comparison& comparison) {
    std::string text =
        "variable,long_name,units,result,time,replicates,mean,low,high,reference,paired,pairs,"
        "difference,difference_low,difference_high,share_higher,verdict,more_pairs_needed\n";
    for (const ComparedVariable& variable : comparison.variables) {
        for (std::size_t r = 0; r < comparison.results.size(); ++r) {
            const Summary& summary = variable.summaries[r];
            text += csv_text(variable.name) + ',' + csv_text(variable.long_name) + ',' + csv_text(variable.units) +
                    ',' + csv_text(comparison.results[r].name) + ',' + csv_text(comparison.results[r].when) + ',' +
                    std::to_string(summary.defined) + ',' + csv_number(summary.mean) + ',' +
                    csv_number(summary.interval.low) + ',' + csv_number(summary.interval.high);
            if (r == 0) {
                text += ",,,,,,,,,\n";
                continue;
            }
            const Difference& difference = variable.differences[r - 1];
            text += ',' + csv_text(comparison.results[0].name) + ',' + (difference.paired ? "true" : "false") + ',' +
                    std::to_string(difference.pairs) + ',' + csv_number(difference.mean) + ',' +
                    csv_number(difference.interval.low) + ',' + csv_number(difference.interval.high) + ',' +
                    csv_number(difference.share_higher) + ',' + verdict_word(difference.verdict) + ',' +
                    (difference.more_pairs ? std::to_string(*difference.more_pairs) : std::string()) + '\n';
        }
    }
    return text;
}

std::string comparison_json(const Comparison& comparison) {
    std::string text = "{\n  \"level\": " + json_number(comparison.level) + ",\n  \"results\": [";
    for (std::size_t r = 0; r < comparison.results.size(); ++r) {
        const ComparedResult& result = comparison.results[r];
        text += std::string(r == 0 ? "" : ",") + "\n    {\"name\": " + sim::json_text(result.name) +
                ", \"path\": " + sim::json_text(result.path) + ", \"title\": " + sim::json_text(result.title) +
                ", \"master_seed\": " + sim::json_text(result.master_seed) +
                ", \"replicates\": " + std::to_string(result.replicates) +
                ", \"time\": " + sim::json_text(result.when) + "}";
    }
    text += "\n  ],\n  \"variables\": [";
    for (std::size_t v = 0; v < comparison.variables.size(); ++v) {
        text += (v == 0 ? "\n" : ",\n") + variable_json(comparison, comparison.variables[v]);
    }
    text += "\n  ],\n  \"notices\": [";
    for (std::size_t n = 0; n < comparison.notices.size(); ++n) {
        text += (n == 0 ? "\n    " : ",\n    ") + sim::json_text(comparison.notices[n]);
    }
    return text + "\n  ]\n}\n";
}

} // namespace actorhood::analysis
