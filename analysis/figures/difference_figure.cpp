// Differences to the first result, with intervals.
#include <algorithm>
#include <cmath>

#include "analysis/figures/figures.hpp"
#include "analysis/figures/rows.hpp"
#include "analysis/figures/sheet.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

std::string verdict_words(const Difference& difference) {
    if (difference.verdict == Verdict::undecidable) {
        return difference.reason.empty() ? "undecidable" : difference.reason;
    }
    return std::string(verdict_word(difference.verdict)) + ", " + std::to_string(difference.pairs) +
           (difference.paired ? " pairs" : " values");
}

/// Rows of a panel: the first results.
std::size_t rows_of(const ComparedVariable& variable) {
    return std::min(variable.differences.size(), most_drawn_rows);
}

bool is_drawable(const Difference& difference) { return std::isfinite(difference.estimate.mean); }

/// What the axis must hold: zero, and all differences with their intervals.
drawing::Range range_for(const ComparedVariable& variable) {
    std::vector<double> values{0.0};
    for (std::size_t k = 0; k < rows_of(variable); ++k) {
        const Difference& difference = variable.differences[k];
        if (is_drawable(difference)) {
            values.insert(values.end(),
                          {difference.estimate.mean, difference.interval.low, difference.interval.high});
        }
    }
    return drawing::range_of(values);
}

void draw_panel(drawing::Canvas& canvas, const drawing::Box& box, const ComparedVariable& variable,
                const Comparison& comparison) {
    std::vector<RowWords> words;
    for (std::size_t k = 0; k < rows_of(variable); ++k) {
        words.push_back({comparison.results[k + 1].name, verdict_words(variable.differences[k])});
    }
    const RowPlot rows = draw_rows(canvas, box, words, range_for(variable),
                                   "difference to " + comparison.results[0].name + unit_behind(variable.units));
    for (std::size_t k = 0; k < rows_of(variable); ++k) {
        const Difference& difference = variable.differences[k];
        const drawing::Range interval{difference.interval.low, difference.interval.high};
        if (is_drawable(difference)) {
            drawing::interval(canvas, rows.plot, rows.middle(k), difference.estimate.mean, interval,
                              drawing::look_of(k + 1));
        }
    }
}

std::string words_for(const ComparedVariable& variable, const Comparison& comparison) {
    std::string text = panel_head(variable.long_name, variable.place, variable.units) + ":";
    for (std::size_t k = 0; k < variable.differences.size(); ++k) {
        const Difference& difference = variable.differences[k];
        const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
        text += (k == 0 ? " " : "; ") + comparison.results[k + 1].name + " " +
                format.signed_text(difference.estimate.mean) + " (" + format.signed_text(difference.interval.low) +
                " to " + format.signed_text(difference.interval.high) + "), " + verdict_words(difference);
    }
    return text + ". ";
}

Frame frame_of(const Comparison& comparison, const std::string& title) {
    const ComparedResult& reference = comparison.results[0];
    Frame frame;
    frame.title = title.empty() ? "Differences to " + reference.name + ", " + reference.when : title;
    frame.description = "Mean differences to " + reference.name + ", " + reference.when +
                        ", with intervals that hold " + per_cent(comparison.level) + ". ";
    for (const ComparedVariable& variable : comparison.variables) {
        frame.description += words_for(variable, comparison);
    }
    frame.notes.push_back("Mean difference to " + reference.name + ", " + reference.when + ", with its " +
                          per_cent(comparison.level) +
                          " interval. \"Higher\" and \"lower\": the interval leaves out 0.");
    if (comparison.results.size() > most_drawn_rows + 1) {
        frame.notes.push_back("The last " + std::to_string(comparison.results.size() - most_drawn_rows - 1) +
                              " results are not drawn.");
    }
    frame.notes.insert(frame.notes.end(), comparison.notices.begin(), comparison.notices.end());
    return frame;
}

} // namespace

std::string difference_figure(const Comparison& comparison, const std::string& title) {
    if (comparison.results.size() < 2) {
        throw sim::Error(sim::ExitCode::usage, "differences need at least two results: the first is the reference");
    }
    check_panels(comparison.variables.size());
    std::vector<Panel> panels;
    for (const ComparedVariable& variable : comparison.variables) {
        const std::string over = variable.over.empty() ? "" : ", " + variable.over;
        panels.push_back(
            {panel_head(variable.long_name + over, variable.place, variable.units), rows_height(rows_of(variable))});
    }
    Sheet sheet(frame_of(comparison, title), panels, 1);
    for (std::size_t k = 0; k < panels.size(); ++k) {
        draw_panel(sheet.canvas(), sheet.panel(k), comparison.variables[k], comparison);
    }
    return sheet.document();
}

} // namespace actorhood::analysis
