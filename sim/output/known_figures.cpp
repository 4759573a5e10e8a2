#include "sim/output/known_figures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

#include "sim/config/spelling.hpp"
#include "sim/output/kept_labels.hpp"

namespace actorhood::sim {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

const OutputVariable* find_variable(const Outputs& outputs, std::string_view name) {
    const auto found = std::find_if(outputs.variables().begin(), outputs.variables().end(),
                                    [&](const OutputVariable& variable) { return variable.name == name; });
    return found == outputs.variables().end() ? nullptr : &*found;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const auto near = closest_word(word, candidates);
    return near ? ", did you mean '" + *near + "'?" : "";
}

std::vector<std::string> variable_names(const Outputs& outputs) {
    std::vector<std::string> names;
    for (const OutputVariable& variable : outputs.variables()) {
        names.push_back(variable.name);
    }
    return names;
}

/// Which positions of a variable count: one flag a position, row-major.
std::vector<bool> chosen_positions(const KnownFigure& figure, const Outputs& outputs,
                                   const OutputVariable& variable) {
    std::vector<bool> chosen(variable.size, true);
    std::size_t stride = variable.size;
    for (const std::size_t number : variable.axes) {
        const Axis& axis = outputs.axes()[number];
        stride /= std::max<std::size_t>(axis.labels.size(), 1);
        std::vector<std::string> asked; // labels of one axis: any of them
        for (const std::string& condition : figure.where) {
            const auto [name, label] = axis_label(condition);
            if (name == axis.name) {
                asked.push_back(label);
            }
        }
        for (std::size_t i = 0; i < chosen.size() && !asked.empty(); ++i) {
            const std::string& label = axis.labels[i / stride % axis.labels.size()];
            chosen[i] = chosen[i] && std::find(asked.begin(), asked.end(), label) != asked.end();
        }
    }
    return chosen;
}

/// Sum or mean of the chosen positions of one recorded row; undefined ones are left out.
double across(const KnownFigure& figure, std::span<const double> row, const std::vector<bool>& chosen) {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (chosen[i] && !std::isnan(row[i])) {
            sum += row[i];
            ++count;
        }
    }
    if (count == 0) {
        return undefined;
    }
    return figure.across == 0 ? sum : sum / static_cast<double>(count);
}

double over_time(const KnownFigure& figure, const std::vector<double>& values) {
    if (values.empty()) {
        return undefined;
    }
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    switch (figure.time) {
    case 0:
        return values.back();
    case 1:
        return values.front();
    case 2:
        return sum / static_cast<double>(values.size());
    case 3:
        return sum;
    default:
        return *std::max_element(values.begin(), values.end());
    }
}

double read_variable(const KnownFigure& figure, std::string_view name, const Outputs& outputs,
                     const Trajectory& trajectory) {
    const OutputVariable* const variable = find_variable(outputs, name);
    if (variable == nullptr) {
        return undefined;
    }
    const auto number = static_cast<std::size_t>(variable - outputs.variables().data());
    const auto recorded = std::find(trajectory.variables.begin(), trajectory.variables.end(), number);
    if (recorded == trajectory.variables.end()) {
        return undefined;
    }
    const std::vector<double>& all =
        trajectory.values[static_cast<std::size_t>(recorded - trajectory.variables.begin())];
    const std::vector<bool> chosen = chosen_positions(figure, outputs, *variable);
    std::vector<double> values;
    for (std::size_t t = 0; t < trajectory.times.size(); ++t) {
        const double year = trajectory.times[t];
        // A month's time is rounded: a thousandth of a year is a third of a day.
        const bool counts =
            (figure.from == 0.0 || year >= figure.from - 0.001) && (figure.to == 0.0 || year < figure.to - 0.001);
        const double value =
            counts ? across(figure, std::span(all).subspan(t * variable->size, variable->size), chosen) : undefined;
        if (!std::isnan(value)) {
            values.push_back(value);
        }
    }
    return over_time(figure, values);
}

std::string number_text(double value) {
    if (std::isnan(value)) {
        return "not defined";
    }
    char text[48];
    const double size = std::abs(value);
    std::snprintf(text, sizeof text, size >= 1000.0 ? "%.0f" : size >= 10.0 ? "%.1f" : "%.3g", value);
    return text;
}

void check_condition(const std::string& key, const Outputs& outputs, const OutputVariable& variable,
                     const std::string& condition, std::vector<Schema::Problem>& problems) {
    const auto [name, label] = axis_label(condition);
    std::vector<std::string> axes;
    for (const std::size_t number : variable.axes) {
        axes.push_back(outputs.axes()[number].name);
    }
    const auto axis = std::find(axes.begin(), axes.end(), name);
    if (axis == axes.end()) {
        problems.push_back(
            {key + ".where", "'" + variable.name + "' has no axis '" + name + "'" + did_you_mean(name, axes)});
        return;
    }
    const auto& labels = outputs.axes()[variable.axes[static_cast<std::size_t>(axis - axes.begin())]].labels;
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
        problems.push_back(
            {key + ".where", "axis '" + name + "' has no '" + label + "'" + did_you_mean(label, labels)});
    }
}

/// What is read over a whole axis must not be cut.
void check_whole(const std::string& key, const Axis& axis, const std::string& output,
                 const std::vector<std::string>& where, std::vector<Schema::Problem>& problems) {
    const bool named =
        std::ranges::any_of(where, [&](const std::string& text) { return axis_label(text).axis == axis.name; });
    if (axis.cut_from > 0 && !named) {
        problems.push_back({key, "'" + output + "' is read over the whole axis '" + axis.name +
                                     "', of which output.labels records a part: name labels in 'where', or record "
                                     "all of them"});
    }
}

void check_variable(const std::string& key, const char* field, const std::string& name,
                    const std::vector<std::string>& where, const Outputs& outputs,
                    std::span<const std::size_t> recorded, std::vector<Schema::Problem>& problems) {
    const OutputVariable* const variable = find_variable(outputs, name);
    if (variable == nullptr) {
        problems.push_back(
            {key + "." + field, "there is no output '" + name + "'" + did_you_mean(name, variable_names(outputs))});
        return;
    }
    const auto number = static_cast<std::size_t>(variable - outputs.variables().data());
    if (std::find(recorded.begin(), recorded.end(), number) == recorded.end()) {
        problems.push_back({key + "." + field, "'" + name + "' is not recorded: add it to output.variables"});
    }
    for (const std::string& condition : where) {
        check_condition(key, outputs, *variable, condition, problems);
    }
    for (const std::size_t axis : variable->axes) {
        check_whole(key + "." + field, outputs.axes()[axis], name, where, problems);
    }
}

} // namespace

void KnownFigure::declare(Schema& schema, KnownFigure& figure) {
    const Source source{"scenario"};
    schema.text(figure.name, "name", Default{""}, Meaning{"What the figure is"}, source);
    schema.real(figure.value, "value", Unit{"1"}, Default{0}, Bounds{-infinity, infinity}, Sweep{0, 1},
                Meaning{"The known figure, in its own unit"}, source);
    schema.text(figure.unit, "unit", Default{"1"}, Meaning{"Unit of the figure"}, source);
    schema.text(figure.source, "source", Default{""}, Meaning{"Where the figure comes from"}, source);
    schema.choice(figure.role, "role", Default{"outcome"}, {"outcome", "given"},
                  Meaning{"Whether the model produces it or the scenario was given it"}, source);
    schema.choice(figure.comparison, "comparison", Default{"about"}, {"about", "at_least", "at_most"},
                  Meaning{"How exact the known figure is"}, source);
    schema.text(figure.output, "output", Default{""}, Meaning{"Recorded variable that shows it"}, source);
    schema.texts(figure.where, "where",
                 Meaning{"Parts of the variable that count, as axis=label, any of several labels of an axis; the "
                         "rest is aggregated"},
                 source);
    schema.choice(figure.across, "across", Default{"sum"}, {"sum", "mean"},
                  Meaning{"How the parts of the variable are aggregated"}, source);
    schema.choice(figure.time, "time", Default{"last"}, {"last", "first", "mean", "sum", "largest"},
                  Meaning{"How its recorded values are aggregated"}, source);
    schema.real(figure.from, "from", Unit{"year"}, Default{0}, Bounds{0, 9999}, Sweep{2020, 2030},
                Meaning{"First year that counts, e.g. 2020.5; 0 = from the beginning"}, source);
    schema.real(figure.to, "to", Unit{"year"}, Default{0}, Bounds{0, 9999}, Sweep{2020, 2030},
                Meaning{"Year before which values count; 0 = to the end"}, source);
    schema.real(figure.factor, "factor", Unit{"1"}, Default{1}, Bounds{-1e12, 1e12}, Sweep{0.5, 2},
                Meaning{"Factor from the variable's unit to the figure's"}, source);
    schema.text(figure.per, "per", Default{""},
                Meaning{"Variable by which it is divided, aggregated in the same way; empty = none"}, source);
    schema.boolean(figure.share, "share", Default{false},
                   Meaning{"The figure is the share of the parts that count in the whole variable"}, source);
}

std::vector<Schema::Problem> problems_of(std::span<const KnownFigure> figures, const Outputs& outputs,
                                         std::span<const std::size_t> recorded) {
    std::vector<Schema::Problem> problems;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const KnownFigure& figure = figures[i];
        const std::string key = "known#" + std::to_string(i);
        if (figure.share && (figure.where.empty() || !figure.per.empty())) {
            problems.push_back({key + ".share", "a share needs 'where' (which part it is) and no 'per'"});
        }
        check_variable(key, "output", figure.output, figure.where, outputs, recorded, problems);
        if (const OutputVariable* const whole = find_variable(outputs, figure.output); figure.share && whole) {
            for (const std::size_t axis : whole->axes) {
                check_whole(key + ".share", outputs.axes()[axis], figure.output, {}, problems);
            }
        }
        if (!figure.per.empty()) {
            check_variable(key, "per", figure.per, figure.where, outputs, recorded, problems);
        }
    }
    return problems;
}

double simulated_figure(const KnownFigure& figure, const Outputs& outputs, const Trajectory& trajectory) {
    const double value = figure.factor * read_variable(figure, figure.output, outputs, trajectory);
    if (figure.per.empty() && !figure.share) {
        return value;
    }
    KnownFigure whole = figure;
    if (figure.share) {
        whole.per = figure.output;
        whole.where.clear();
    }
    const double divisor = read_variable(whole, whole.per, outputs, trajectory);
    return divisor == 0.0 ? undefined : value / divisor;
}

std::vector<FigureRow> known_figure_rows(std::span<const KnownFigure> figures, const Outputs& outputs,
                                         std::span<const Trajectory> trajectories) {
    std::vector<FigureRow> rows;
    for (const KnownFigure& figure : figures) {
        double sum = 0.0;
        double low = infinity;
        double high = -infinity;
        std::size_t count = 0;
        for (const Trajectory& trajectory : trajectories) {
            const double value = simulated_figure(figure, outputs, trajectory);
            if (!std::isnan(value)) {
                sum += value;
                low = std::min(low, value);
                high = std::max(high, value);
                ++count;
            }
        }
        static constexpr const char* signs[] = {"", ">= ", "<= "};
        const bool pure = figure.unit.empty() || figure.unit == "1";
        rows.push_back({figure.name,
                        signs[figure.comparison] + number_text(figure.value) + (pure ? "" : " " + figure.unit),
                        number_text(count > 0 ? sum / static_cast<double>(count) : undefined),
                        count > 0 ? "(" + number_text(low) + " to " + number_text(high) + ")" : "",
                        figure.role == 0 ? "outcome" : "given", figure.source});
    }
    return rows;
}

std::string known_figures_text(std::span<const KnownFigure> figures, const Outputs& outputs,
                               std::span<const Trajectory> trajectories) {
    std::vector<FigureRow> rows = known_figure_rows(figures, outputs, trajectories);
    rows.insert(rows.begin(), {"known figure", "known", "simulated", "(lowest to highest)", "role", "source"});
    std::size_t width = 0;
    for (const FigureRow& row : rows) {
        width = std::max(width, row.name.size());
    }
    std::string text;
    for (const FigureRow& row : rows) {
        char line[1024];
        std::snprintf(line, sizeof line, "%-*s  %14s  %14s  %-25s  %-9s %s\n", static_cast<int>(width),
                      row.name.c_str(), row.known.c_str(), row.simulated.c_str(), row.range.c_str(), row.role.c_str(),
                      row.source.c_str());
        text += line;
    }
    return text;
}

} // namespace actorhood::sim
