// Indices of sensitivity, the strongest parameter at the top.
#include <algorithm>
#include <cmath>

#include "analysis/figures/figures.hpp"
#include "analysis/figures/rows.hpp"
#include "analysis/figures/sheet.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis {

namespace {

constexpr std::size_t most_bars = 20;
/// Indices drawn of each parameter: the one that decides the order, and the one beside it.
constexpr std::size_t drawn_indices = 2;

std::string index_words(const std::string& name) {
    if (name == "total") {
        return "total share of the variance, interactions included";
    }
    if (name == "first") {
        return "share of the parameter alone (first order)";
    }
    if (name == "mu*") {
        return "mu*, mean size of the effects";
    }
    if (name == "mu") {
        return "mu, mean effect";
    }
    return name == "partial" ? "partial rank correlation, the others held" : "rank correlation alone";
}

std::string axis_words(const Sensitivity& sensitivity, const OutputSensitivity& output) {
    switch (sensitivity.method) {
    case SensitivityMethod::sobol:
        return "share of the variance";
    case SensitivityMethod::morris:
        return "effect over the whole range" + unit_behind(output.units);
    case SensitivityMethod::rank:
        break;
    }
    return "rank correlation";
}

std::size_t rows_of(const OutputSensitivity& output) {
    return output.problem.empty() ? std::min(output.factors.size(), most_bars) : 1;
}

drawing::Range interval_of(const Index& index) { return {index.interval.low, index.interval.high}; }

drawing::Range range_for(const OutputSensitivity& output) {
    std::vector<double> values{0.0};
    for (const FactorIndices& factor : output.factors) {
        for (std::size_t k = 0; k < std::min(drawn_indices, factor.indices.size()); ++k) {
            const Index& index = factor.indices[k];
            values.insert(values.end(), {index.value, index.interval.low, index.interval.high});
        }
    }
    return drawing::range_of(values);
}

/// Shares and correlations have three decimals, effects as many as they need.
std::string index_text(const Index& index, SensitivityMethod method) {
    const NumberFormat format = method == SensitivityMethod::morris
                                    ? NumberFormat({index.value, index.interval.low, index.interval.high})
                                    : NumberFormat({1.0});
    return format.text(index.value) +
           (std::isnan(index.interval.low)
                ? ""
                : " (" + format.text(index.interval.low) + " to " + format.text(index.interval.high) + ")");
}

void draw_panel(drawing::Canvas& canvas, const drawing::Box& box, const OutputSensitivity& output,
                const Sensitivity& sensitivity) {
    if (!output.problem.empty()) {
        say_instead(canvas, box, output.problem);
        return;
    }
    std::vector<RowWords> words;
    for (std::size_t k = 0; k < rows_of(output); ++k) {
        const FactorIndices& factor = output.factors[k];
        words.push_back({factor.name + (factor.role == "lever" && !factor.is_share ? " (lever)" : ""),
                         index_text(factor.indices[0], sensitivity.method)});
    }
    const RowPlot rows = draw_rows(canvas, box, words, range_for(output), axis_words(sensitivity, output));
    for (std::size_t k = 0; k < words.size(); ++k) {
        const std::vector<Index>& indices = output.factors[k].indices;
        constexpr double bar_height = 9.0;
        constexpr double above = 4.0;
        constexpr double below = 6.0;
        drawing::bar(canvas, rows.plot, rows.middle(k) - above, indices[0].value, bar_height,
                     {drawing::look_of(0).colour, 0.35});
        drawing::interval(canvas, rows.plot, rows.middle(k) - above, indices[0].value, interval_of(indices[0]),
                          drawing::look_of(0));
        if (indices.size() > 1) {
            drawing::interval(canvas, rows.plot, rows.middle(k) + below, indices[1].value, interval_of(indices[1]),
                              drawing::look_of(1));
        }
    }
}

std::string words_for(const OutputSensitivity& output, const Sensitivity& sensitivity) {
    std::string text = panel_head(output.long_name, output.place, output.units) + ": ";
    if (!output.problem.empty()) {
        return text + output.problem + ". ";
    }
    for (std::size_t k = 0; k < rows_of(output); ++k) {
        text += (k == 0 ? "" : "; ") + output.factors[k].name + " " + sensitivity.index_names[0] + " " +
                index_text(output.factors[k].indices[0], sensitivity.method);
    }
    return text + ". ";
}

/// How much of the variance is chance, and what is not drawn.
std::string note_on(const OutputSensitivity& output, const Sensitivity& sensitivity) {
    std::string text;
    if (sensitivity.replicates > 1 && output.problem.empty() && std::isfinite(output.chance.share())) {
        text = per_cent(output.chance.share()) + " of the variance of a run is chance between its replicates";
    }
    if (output.factors.size() > rows_of(output) && output.problem.empty()) {
        text += (text.empty() ? "" : "; ") + std::to_string(output.factors.size() - rows_of(output)) +
                " weaker parameters are not drawn";
    }
    return text.empty() ? "" : output.name + ": " + text + ".";
}

Frame frame_of(const Sensitivity& sensitivity, const std::string& title) {
    Frame frame;
    const std::string what = sensitivity.title.empty() ? sensitivity.path : sensitivity.title;
    frame.title = title.empty() ? "Sensitivity: " + what : title;
    for (std::size_t k = 0; k < std::min(drawn_indices, sensitivity.index_names.size()); ++k) {
        frame.legend.push_back({drawing::look_of(k), index_words(sensitivity.index_names[k])});
        frame.legend.back().look.dash = "";
    }
    const std::string level = per_cent(sensitivity.level);
    frame.notes.push_back("Time: " + sensitivity.when + ". Design: " + sensitivity.design +
                          ". Bar and marks: the index, lines: its " + level + " interval.");
    frame.description =
        "Sensitivity of outputs to parameters, the strongest first, with intervals that hold " + level + ". ";
    for (const OutputSensitivity& output : sensitivity.outputs) {
        frame.description += words_for(output, sensitivity);
        if (const std::string note = note_on(output, sensitivity); !note.empty()) {
            frame.notes.push_back(note);
        }
    }
    frame.notes.insert(frame.notes.end(), sensitivity.notices.begin(), sensitivity.notices.end());
    return frame;
}

} // namespace

std::string tornado_figure(const Sensitivity& sensitivity, const std::string& title) {
    check_panels(sensitivity.outputs.size());
    std::vector<Panel> panels;
    for (const OutputSensitivity& output : sensitivity.outputs) {
        const std::string over = output.over.empty() ? "" : ", " + output.over;
        panels.push_back(
            {panel_head(output.long_name + over, output.place, output.units), rows_height(rows_of(output))});
    }
    Sheet sheet(frame_of(sensitivity, title), panels, 1);
    for (std::size_t k = 0; k < panels.size(); ++k) {
        draw_panel(sheet.canvas(), sheet.panel(k), sensitivity.outputs[k], sensitivity);
    }
    return sheet.document();
}

} // namespace actorhood::analysis
