#include "analysis/report/difference_figures.hpp"

#include <cmath>
#include <utility>

#include "analysis/compare_text.hpp"
#include "analysis/report/common_parts.hpp"
#include "analysis/report/figure_parts.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

namespace {

/// The verdict on a difference in the words of the language.
std::string verdict_text(const Words& say, const Difference& difference) {
    switch (difference.verdict) {
    case Verdict::higher:
        return say("verdict_higher");
    case Verdict::lower:
        return say("verdict_lower");
    case Verdict::indistinguishable:
        return say("verdict_indistinguishable");
    case Verdict::identical:
        return say("verdict_identical");
    case Verdict::undecidable:
        break;
    }
    return say("verdict_undecidable");
}

void add_difference(const Words& say, const Difference& difference, std::vector<Cell>& row) {
    const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
    const std::string higher =
        std::to_string(std::lround(difference.share_higher * static_cast<double>(difference.pairs)));
    row.push_back({say.number(format.signed_text(difference.estimate.mean)), true});
    row.push_back({interval_words(say, format, difference.interval, true), true});
    row.push_back({difference.pairs == 0 ? "-"
                   : difference.paired   ? say("of_pairs", {higher, std::to_string(difference.pairs)})
                                         : percent_text(say, difference.share_higher),
                   true});
    row.push_back({verdict_text(say, difference)});
}

TableText difference_table(const Words& say, const Comparison& comparison, const ComparedVariable& variable,
                           const std::string& caption) {
    TableText table{caption,
                    {say("head_scenario"), say("head_mean"), say("head_range", {level_text(say, comparison.level)}),
                     say("head_difference"), say("head_interval", {level_text(say, comparison.level)}),
                     say("head_higher"), say("head_verdict")},
                    {}};
    for (std::size_t r = 0; r < comparison.results.size(); ++r) {
        const Summary& summary = variable.summaries[r];
        const NumberFormat format({summary.mean, summary.interval.low, summary.interval.high});
        std::vector<Cell> row{{comparison.results[r].name},
                              {say.number(format.text(summary.mean)), true},
                              {interval_words(say, format, summary.interval), true}};
        if (r == 0) {
            row.insert(row.end(), {{"-", true}, {"-", true}, {"-", true}, {say("reference")}});
        } else {
            add_difference(say, variable.differences[r - 1], row);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace

FigureText difference_figure(const Words& say, const Comparison& comparison, std::size_t number,
                             const OutputWords& words) {
    const ComparedVariable& variable = comparison.variables[number];
    FigureText figure;
    figure.head = head_with_unit(say, capitalised(words.label), variable.units);
    figure.note = say("note_differences", {comparison.results[0].name, when_words(say, comparison.results[0].when),
                                           level_text(say, comparison.level)});
    figure.table = difference_table(say, comparison, variable, figure.head);
    Comparison alone = comparison;
    alone.variables = {variable};
    figure.csv = comparison_csv(alone);
    figure.csv_name = file_name("differences", variable.name);
    std::vector<PictureRow> rows;
    for (std::size_t k = 0; k < variable.differences.size(); ++k) {
        const Difference& difference = variable.differences[k];
        const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
        rows.push_back(
            {comparison.results[k + 1].name,
             say.number(format.signed_text(difference.estimate.mean)) + ", " + verdict_text(say, difference),
             difference.estimate.mean,
             {difference.interval.low, difference.interval.high},
             drawing::look_of(k + 1)});
    }
    figure.picture = rows_picture(say, rows, say("axis_difference", {comparison.results[0].name}),
                                  picture_words(figure.head, rows));
    return figure;
}

FigureText first_figure(const Words& say, const Comparison& comparison, std::size_t variable,
                        const OutputWords& words, const Leading& leading) {
    FigureText figure;
    figure.head = capitalised(words.label);
    figure.note = say(words.lower_is_better ? "note_first_lower" : "note_first");
    figure.table = {figure.head, {say("head_scenario"), say("head_first"), say("head_last")}, {}};
    figure.csv = "scenario,first,last\n";
    figure.csv_name = file_name("first", comparison.variables[variable].name);
    std::vector<PictureRow> rows;
    for (const RankedAlternative& one : leading.ranking.alternatives) {
        const std::string& name = comparison.results[one.alternative].name;
        const std::string percent = percent_text(say, one.best);
        rows.push_back(
            {name, percent, 100.0 * one.best, {undefined, undefined}, drawing::look_of(one.alternative), true});
        figure.table.rows.push_back({{name}, {percent, true}, {percent_text(say, one.worst), true}});
        figure.csv += csv_text(name) + ',' + csv_number(one.best) + ',' + csv_number(one.worst) + '\n';
    }
    figure.picture = rows_picture(say, rows, say("axis_probability"), picture_words(figure.head, rows));
    return figure;
}

} // namespace actorhood::analysis::report
