#include "analysis/reading.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/output/kept_labels.hpp"

namespace actorhood::analysis {

namespace {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

/// A month's time is rounded: a thousandth of a year is a third of a day.
constexpr double third_of_a_day = 0.001;

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    const auto near = sim::closest_word(word, candidates);
    return near ? ", did you mean '" + *near + "'?" : "; there is " + listed(candidates, 12);
}

/// To the month, which two decimals tell.
std::string year_text(double year) { return sim::plain_number(std::round(year * 100.0) / 100.0); }

const Variable* find_variable(const ResultFile& file, const std::string& name) {
    const auto found = std::find_if(file.variables().begin(), file.variables().end(),
                                    [&](const Variable& variable) { return variable.name == name; });
    return found == file.variables().end() ? nullptr : &*found;
}

/// Positions of the recorded times that count.
Span span_of(const Reading& reading, const std::vector<double>& times) {
    Span span{0, 0};
    for (std::size_t t = 0; t < times.size(); ++t) {
        if ((reading.from == 0.0 || times[t] >= reading.from - third_of_a_day) &&
            (reading.to == 0.0 || times[t] < reading.to - third_of_a_day)) {
            span.first = span.count == 0 ? t : span.first;
            ++span.count;
        }
    }
    return span;
}

/// One side of an anchor: an output and the places of it that count.
struct Side {
    const Variable* variable;
    std::vector<std::size_t> places; ///< within the numbers of a replicate and time
};

/// Labels of an axis that conditions name.
std::set<std::string> labels_named(const std::vector<std::string>& where, const std::string& axis) {
    std::set<std::string> labels;
    for (const std::string& condition : where) {
        if (sim::AxisLabel named = sim::axis_label(condition); named.axis == axis) {
            labels.insert(std::move(named.label));
        }
    }
    return labels;
}

std::vector<std::size_t> places_of(const ResultFile& file, const Variable& variable,
                                   const std::vector<std::string>& where) {
    std::vector<std::size_t> places{0};
    for (std::size_t k = 0; k < variable.axes.size(); ++k) {
        const std::set<std::string> asked = labels_named(where, variable.axes[k]);
        const std::vector<std::string> labels = file.labels(variable.axes[k]);
        std::vector<std::size_t> finer;
        for (const std::size_t place : places) {
            for (std::size_t i = 0; i < labels.size(); ++i) {
                if (asked.empty() || asked.contains(labels[i])) {
                    finer.push_back(place * labels.size() + i);
                }
            }
        }
        places = std::move(finer);
    }
    return places;
}

double aggregated(std::vector<double> values, std::int64_t how) {
    constexpr std::int64_t sum = 0;
    constexpr std::int64_t median = 2;
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty()) {
        return undefined;
    }
    const double middle = mean(values);
    return how == sum ? middle * static_cast<double>(values.size()) : how == median ? quantile(values, 0.5) : middle;
}

constexpr std::int64_t mean_in_time = 2;
constexpr std::int64_t sum_in_time = 3;
constexpr std::int64_t growth = 5;

/// Mean of the values of one year, from `first` on; NaN if there is none.
double mean_of_year(const std::vector<double>& values, std::span<const double> times, double first) {
    std::vector<double> within;
    for (std::size_t t = 0; t < times.size(); ++t) {
        const bool inside = times[t] >= first - third_of_a_day && times[t] < first + 1.0 - third_of_a_day;
        if (inside && std::isfinite(values[t])) {
            within.push_back(values[t]);
        }
    }
    return within.empty() ? undefined : mean(within);
}

/// From the first year of the span to the last, a year.
double growth_of(const std::vector<double>& values, std::span<const double> times, const Reading& reading) {
    const double first = reading.from;
    const double last = reading.to - 1.0;
    return (mean_of_year(values, times, last) - mean_of_year(values, times, first)) / (last - first);
}

double over_time(std::vector<double> values, std::int64_t how) {
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty()) {
        return undefined;
    }
    switch (how) {
    case 0:
        return values.back();
    case 1:
        return values.front();
    case 2:
        return mean(values);
    case 3:
        return mean(values) * static_cast<double>(values.size());
    default:
        return *std::max_element(values.begin(), values.end());
    }
}

/// One side in every run, point x replicate.
std::vector<double> read_side(const Reading& reading, const Side& side, const ResultFile& file) {
    const Span times = span_of(reading, file.times());
    const std::size_t replicates = file.replicates().size();
    const std::span<const double> counted = std::span(file.times()).subspan(times.first, times.count);
    const std::size_t stride = side.variable->places();
    std::vector<double> made;
    const std::size_t at_once = file.points_at_once(*side.variable, times.count);
    for (std::size_t first = 0; first < file.points(); first += at_once) {
        const std::size_t points = std::min(at_once, file.points() - first);
        const std::vector<double> read = file.read(*side.variable, {first, points}, {0, replicates}, times);
        for (std::size_t run = 0; run < points * replicates; ++run) {
            std::vector<double> row;
            for (std::size_t t = 0; t < times.count; ++t) {
                std::vector<double> cells;
                for (const std::size_t place : side.places) {
                    cells.push_back(read[(run * times.count + t) * stride + place]);
                }
                row.push_back(aggregated(std::move(cells), reading.across));
            }
            made.push_back(reading.time == growth ? growth_of(row, counted, reading)
                                                  : over_time(std::move(row), reading.time));
        }
    }
    return made;
}

const std::vector<std::string>& places_of_divisor(const Reading& reading) {
    return reading.places.given("per_where") ? reading.per_where : reading.where;
}

/// A sum of means is no sum over months, and a mean of sums no mean.
void check_rows(const Reading& reading, const Variable& variable, const std::string& key,
                std::vector<sim::Problem>& problems) {
    const bool sums = variable.cell_methods.find("sum") != std::string::npos;
    const bool averages = reading.time == mean_in_time || reading.time == growth;
    if (!variable.cell_methods.empty() && (sums ? averages : reading.time == sum_in_time)) {
        problems.push_back({reading.places.of(reading.places.given("time") ? "time" : key),
                            "the rows of '" + variable.name + "' are " + (sums ? "sums" : "means") +
                                " over months (output.over_time), of which a " + (sums ? "mean" : "sum") +
                                " is another quantity"});
    }
}

/// What of an output and its places the result does not have.
void check_side(const Reading& reading, const std::string& output, const std::vector<std::string>& where,
                const std::string& key, const ResultFile& file, std::vector<sim::Problem>& problems) {
    const Variable* const variable = find_variable(file, output);
    if (variable == nullptr) {
        problems.push_back({reading.places.of(key), "the runs have no output '" + output + "'"});
        return;
    }
    for (const std::string& condition : where) {
        const auto [axis, label] = sim::axis_label(condition);
        if (std::find(variable->axes.begin(), variable->axes.end(), axis) == variable->axes.end()) {
            problems.push_back({reading.places.of("where"),
                                "'" + output + "' has no axis '" + axis + "'" + did_you_mean(axis, variable->axes)});
            continue;
        }
        const std::vector<std::string> labels = file.labels(axis);
        if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
            problems.push_back({reading.places.of("where"), "axis '" + axis + "' of '" + output + "' has no '" +
                                                                label + "'" + did_you_mean(label, labels)});
        }
    }
    for (const std::string& axis : variable->axes) {
        if (file.cut_from(axis) > 0 && labels_named(where, axis).empty()) {
            problems.push_back({reading.places.of(key), "'" + output + "' is read over the whole axis '" + axis +
                                                            "', of which the runs record a part (output.labels)"});
        }
    }
    check_rows(reading, *variable, key, problems);
}

} // namespace

bool Reading::same_series(const Reading& other) const {
    return output == other.output && where == other.where && across == other.across && time == other.time &&
           factor == other.factor && per == other.per && places_of_divisor(*this) == places_of_divisor(other);
}

void Reading::declare_rule(sim::Schema& schema, Reading& p) {
    const Source source{"reading"};
    constexpr Sweep none{0, 1};
    schema.text(p.output, "output", Default{""}, Meaning{"Recorded output that shows it"}, source);
    schema.texts(p.where, "where", Meaning{"Places of the output that count, as axis=label"}, source);
    schema.choice(p.across, "across", Default{"sum"}, {"sum", "mean", "median"}, Meaning{"Over those places"},
                  source);
    schema.choice(p.time, "time", Default{"last"}, {"last", "first", "mean", "sum", "largest", "growth"},
                  Meaning{"Over the recorded times"}, source);
    schema.real(p.from, "from", Unit{"year"}, Default{0}, Bounds{0, 9999}, none, Meaning{"First year that counts"},
                source);
    schema.real(p.to, "to", Unit{"year"}, Default{0}, Bounds{0, 9999}, none,
                Meaning{"Year before which values count"}, source);
    schema.real(p.factor, "factor", Unit{"1"}, Default{1}, Bounds{-1e12, 1e12}, none,
                Meaning{"Factor from the output's unit to that of the value"}, source);
    schema.text(p.per, "per", Default{""}, Meaning{"Output by which it is divided"}, source);
    schema.texts(p.per_where, "per_where", Meaning{"Places of 'per' that count"}, source);
}

void require_key(const Reading& reading, const char* key, const std::string& kind,
                 std::vector<sim::Problem>& problems) {
    if (!reading.places.given(key)) {
        const bool vowel = std::string("aeiou").find(kind.front()) != std::string::npos;
        problems.push_back(
            {reading.places.of(key), (vowel ? "an " : "a ") + kind + " needs '" + std::string(key) + "'"});
    }
}

void check_rule(const Reading& reading, std::vector<sim::Problem>& problems) {
    if (reading.to != 0.0 && !(reading.to > reading.from)) {
        problems.push_back({reading.places.of("to"), "'to' must be later than 'from'"});
    }
    if (reading.time == growth && !(reading.from > 0.0 && reading.to >= reading.from + 2.0)) {
        problems.push_back({reading.places.of("time"),
                            "growth needs 'from' and 'to', two years or more apart: it leads from "
                            "the mean of the first year to that of the last"});
    }
    if (!reading.per_where.empty() && reading.per.empty()) {
        problems.push_back({reading.places.of("per_where"), "'per_where' needs 'per'"});
    }
}

void check_readable(const Reading& reading, const std::string& kind, const ResultFile& file,
                    std::vector<sim::Problem>& problems) {
    check_side(reading, reading.output, reading.where, "output", file, problems);
    if (!reading.per.empty()) {
        check_side(reading, reading.per, places_of_divisor(reading), "per", file, problems);
    }
    const std::vector<double>& times = file.times();
    const double step = times.size() > 1 ? times.back() - times[times.size() - 2] : 1.0 / 12.0;
    const Span span = span_of(reading, times);
    const bool within = (reading.from == 0.0 || reading.from >= file.begins().front() - third_of_a_day) &&
                        (reading.to == 0.0 || reading.to <= times.back() + step + third_of_a_day);
    if (span.count == 0 || !within) {
        problems.push_back({reading.places.of(reading.places.given("from") ? "from" : "to"),
                            "the " + kind + " '" + sim::shortened(reading.name) +
                                "' lies outside the runs, which record the years from " + year_text(times.front()) +
                                " to " + year_text(times.back()) + "; lengthen them or change the " + kind});
    } else if (reading.from != 0.0 && file.begins()[span.first] < reading.from - third_of_a_day) {
        problems.push_back(
            {reading.places.of("from"), "'from' lies within a row of the runs, whose months begin with " +
                                            year_text(file.begins()[span.first]) +
                                            ": take the beginning of a row, or shorter rows"});
    }
}

std::vector<std::string> outputs_of(const Reading& reading) {
    std::vector<std::string> outputs{reading.output};
    if (!reading.per.empty()) {
        outputs.push_back(reading.per);
    }
    return outputs;
}

std::vector<std::string> labels_read(const std::vector<Reading>& readings, const ResultFile& file) {
    std::map<std::string, std::set<std::string>> labels;
    std::set<std::string> whole;
    const auto add = [&](const std::string& output, const std::vector<std::string>& where) {
        const Variable* const variable = find_variable(file, output);
        for (std::size_t k = 0; variable != nullptr && k < variable->axes.size(); ++k) {
            const std::set<std::string> named = labels_named(where, variable->axes[k]);
            labels[variable->axes[k]].insert(named.begin(), named.end());
            if (named.empty()) {
                whole.insert(variable->axes[k]);
            }
        }
    };
    for (const Reading& reading : readings) {
        add(reading.output, reading.where);
        if (!reading.per.empty()) {
            add(reading.per, places_of_divisor(reading));
        }
    }
    std::vector<std::string> read;
    for (const auto& [axis, named] : labels) {
        for (const std::string& label : named) {
            if (!whole.contains(axis) && named.size() < file.labels(axis).size()) {
                read.push_back(axis + "=" + label);
            }
        }
    }
    return read;
}

std::vector<double> simulated(const Reading& reading, const ResultFile& file) {
    const auto side = [&](const std::string& output, const std::vector<std::string>& where) {
        const Variable* const variable = find_variable(file, output);
        return read_side(reading, {variable, places_of(file, *variable, where)}, file);
    };
    std::vector<double> values = side(reading.output, reading.where);
    std::vector<double> divisors(values.size(), 1.0);
    if (!reading.per.empty()) {
        divisors = side(reading.per, places_of_divisor(reading));
    }
    const std::vector<bool> finished = file.finished_runs();
    for (std::size_t run = 0; run < values.size(); ++run) {
        const bool defined_here = finished[run] && divisors[run] != 0.0;
        values[run] = defined_here ? reading.factor * values[run] / divisors[run] : undefined;
    }
    return values;
}

} // namespace actorhood::analysis
