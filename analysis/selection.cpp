#include "analysis/selection.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// A time is accepted this far outside the recorded ones: half a month, in years.
constexpr double time_tolerance = 1.0 / 24.0;
/// A thousandth of a month covers the rounding of times such as 2020 + 1/12.
constexpr double same_time = 1e-4;

/// Time of a month, short: 2035.5, 2020.083.
std::string time_text(double time) { return sim::plain_number(std::round(time * 1000.0) / 1000.0); }

std::string recorded(const Result& result) {
    return result.name() + " records " + time_text(result.times().front()) + " to " +
           time_text(result.times().back());
}

/// Places named in a message.
constexpr std::size_t most_listed = 8;

/// Times that all results record, with their positions in each.
struct CommonTimes {
    std::vector<double> times;
    std::vector<std::vector<std::size_t>> positions; ///< one list a result
};

CommonTimes common_times(const std::vector<Result>& results) {
    CommonTimes common{{}, std::vector<std::vector<std::size_t>>(results.size())};
    for (const double time : results[0].times()) {
        std::vector<std::size_t> found;
        for (const Result& result : results) {
            const auto at = std::lower_bound(result.times().begin(), result.times().end(), time - same_time);
            if (at == result.times().end() || *at > time + same_time) {
                break;
            }
            found.push_back(static_cast<std::size_t>(at - result.times().begin()));
        }
        if (found.size() == results.size()) {
            common.times.push_back(time);
            for (std::size_t r = 0; r < results.size(); ++r) {
                common.positions[r].push_back(found[r]);
            }
        }
    }
    if (common.times.empty()) {
        std::string all;
        for (const Result& result : results) {
            all += (all.empty() ? "" : ", ") + recorded(result);
        }
        throw Error(ExitCode::usage, "the results have no recorded time in common: " + all);
    }
    return common;
}

[[noreturn]] void refuse_time(const CommonTimes& common, const std::string& asked, std::size_t results) {
    throw Error(ExitCode::usage, asked + ": " + (results > 1 ? "all results record " : "recorded is ") +
                                     time_text(common.times.front()) + " to " + time_text(common.times.back()));
}

void check_units(const std::vector<Result>& results) {
    for (const Result& result : results) {
        if (result.file().time_unit() != results[0].file().time_unit()) {
            throw Error(ExitCode::usage, "the results count time in different units: " + results[0].name() + " in '" +
                                             results[0].file().time_unit() + "', " + result.name() + " in '" +
                                             result.file().time_unit() + "'");
        }
    }
}

std::size_t nearest(const CommonTimes& common, double time, std::size_t results) {
    if (time < common.times.front() - time_tolerance || time > common.times.back() + time_tolerance) {
        refuse_time(common, time_text(time) + " was not recorded", results);
    }
    const auto found = std::min_element(common.times.begin(), common.times.end(),
                                        [&](double a, double b) { return std::abs(a - time) < std::abs(b - time); });
    return static_cast<std::size_t>(found - common.times.begin());
}

/// Says where a result records more than is compared.
void note_other_times(const std::vector<Result>& results, const CommonTimes& common, std::size_t first,
                      std::size_t last, const Selection& selection, std::vector<std::string>& notices) {
    for (const Result& result : results) {
        const std::vector<double>& own = result.times();
        if (selection.average) {
            const auto [from, to] = times_within(own, *selection.average);
            if (to - from != last - first) {
                notices.push_back(result.name() + " records " + std::to_string(to - from) +
                                  " times in this span: the mean is over the " + std::to_string(last - first) +
                                  " that all results record");
            }
        } else if (!selection.at && own.back() > common.times[first] + same_time) {
            notices.push_back(result.name() + " runs to " + time_text(own.back()) +
                              ", but compared is the last time that all results record, " +
                              time_text(common.times[first]));
        }
    }
}

[[noreturn]] void refuse_name(const std::string& what, const std::string& name,
                              const std::vector<std::string>& known) {
    const std::optional<std::string> meant = sim::closest_word(name, known);
    throw Error(ExitCode::usage,
                what + " '" + name + "'" +
                    (meant ? ", did you mean '" + *meant + "'?" : "; there is: " + listed(known, most_listed)));
}

/// Labels with a number behind the second and further of one name, so that each stands for one place.
std::vector<std::string> distinct(std::vector<std::string> labels) {
    std::map<std::string, int> uses;
    for (std::string& label : labels) {
        if (const int use = ++uses[label]; use > 1) {
            label += " #" + std::to_string(use);
        }
    }
    return labels;
}

/// The places of one axis that all results have.
struct CommonPlaces {
    std::vector<std::string> labels;
    std::vector<std::vector<std::size_t>> positions; ///< one list a result
};

/// Places of axes, found once for all variables.
class Axes {
public:
    Axes(const std::vector<Result>& results, std::vector<std::string>& notices)
        : results_(results), notices_(notices) {}

    const CommonPlaces& places(const std::string& axis) {
        const auto found = known_.find(axis);
        return found != known_.end() ? found->second : known_.emplace(axis, common(axis)).first->second;
    }

private:
    [[nodiscard]] CommonPlaces common(const std::string& axis) {
        std::vector<std::map<std::string, std::size_t>> places;
        for (const Result& result : results_) {
            std::map<std::string, std::size_t>& own = places.emplace_back();
            for (const std::string& label : distinct(result.file().labels(axis))) {
                own.emplace(label, own.size());
            }
        }
        CommonPlaces common{{}, std::vector<std::vector<std::size_t>>(results_.size())};
        for (const std::string& label : distinct(results_[0].file().labels(axis))) {
            if (std::all_of(places.begin(), places.end(), [&](const auto& own) { return own.count(label) > 0; })) {
                common.labels.push_back(label);
                for (std::size_t r = 0; r < results_.size(); ++r) {
                    common.positions[r].push_back(places[r].at(label));
                }
            }
        }
        note_missing(axis, places, common.labels);
        return common;
    }

    void note_missing(const std::string& axis, const std::vector<std::map<std::string, std::size_t>>& places,
                      const std::vector<std::string>& common) {
        for (std::size_t r = 0; r < results_.size(); ++r) {
            std::vector<std::string> alone;
            for (const auto& [label, position] : places[r]) {
                if (std::find(common.begin(), common.end(), label) == common.end()) {
                    alone.push_back(label);
                }
            }
            if (common.empty()) {
                throw Error(ExitCode::usage, "the results have no place of the axis '" + axis +
                                                 "' in common: " + results_[0].name() + " has " +
                                                 listed(results_[0].file().labels(axis), most_listed) + "; " +
                                                 results_.back().name() + " has " +
                                                 listed(results_.back().file().labels(axis), most_listed));
            }
            if (!alone.empty()) {
                notices_.push_back("the axis '" + axis + "' holds other places in " + results_[r].name() + " (also " +
                                   listed(alone, most_listed) + "): only the " + std::to_string(common.size()) +
                                   " that all results have are compared");
            }
        }
    }

    const std::vector<Result>& results_;
    std::vector<std::string>& notices_;
    std::map<std::string, CommonPlaces> known_;
};

/// Positions in the common places that the selection keeps.
std::vector<std::size_t> kept_places(const std::string& axis, const CommonPlaces& common,
                                     const Selection& selection) {
    const auto choice = std::find_if(selection.places.begin(), selection.places.end(),
                                     [&](const AxisChoice& candidate) { return candidate.axis == axis; });
    std::vector<std::size_t> kept(common.labels.size());
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    if (choice == selection.places.end()) {
        return kept;
    }
    kept.clear();
    for (const std::string& label : whole_labels(choice->labels, common.labels)) {
        const auto found = std::find(common.labels.begin(), common.labels.end(), label);
        if (found == common.labels.end()) {
            refuse_name("the axis '" + axis + "' has no place", label, common.labels);
        }
        const auto place = static_cast<std::size_t>(found - common.labels.begin());
        if (std::find(kept.begin(), kept.end(), place) == kept.end()) {
            kept.push_back(place);
        }
    }
    return kept;
}

/// Lines of one variable: one, or one a place of the axis of --by.
std::vector<Line> lines_of(const std::vector<Result>& results, const std::string& name, const Selection& selection,
                           Axes& axes) {
    const Variable& variable = results[0].variable(name);
    Line whole{name, "", {}, std::vector<std::vector<std::vector<std::size_t>>>(results.size())};
    std::size_t by = variable.axes.size();
    for (std::size_t k = 0; k < variable.axes.size(); ++k) {
        const CommonPlaces& common = axes.places(variable.axes[k]);
        const std::vector<std::size_t> kept = kept_places(variable.axes[k], common, selection);
        for (std::size_t r = 0; r < results.size(); ++r) {
            std::vector<std::size_t>& positions = whole.positions[r].emplace_back();
            for (const std::size_t place : kept) {
                positions.push_back(common.positions[r][place]);
            }
        }
        if (variable.axes[k] == selection.by) {
            by = k;
        } else if (kept.size() > 1) {
            whole.over.emplace_back(variable.axes[k], kept.size());
        }
    }
    if (by == variable.axes.size()) {
        return {whole};
    }
    const std::vector<std::string> labels = results[0].file().labels(selection.by);
    std::vector<Line> lines;
    for (std::size_t k = 0; k < whole.positions[0][by].size(); ++k) {
        Line& line = lines.emplace_back(whole);
        line.place = selection.by + " = " + labels[whole.positions[0][by][k]];
        for (std::size_t r = 0; r < results.size(); ++r) {
            line.positions[r][by] = {whole.positions[r][by][k]};
        }
    }
    return lines;
}

void check_axes(const std::vector<Result>& results, const std::string& name) {
    const std::vector<std::string>& axes = results[0].variable(name).axes;
    for (const Result& result : results) {
        if (const std::vector<std::string>& others = result.variable(name).axes; others != axes) {
            const auto over = [](const std::vector<std::string>& words) {
                return words.empty() ? std::string("no axis") : "(" + listed(words, most_listed) + ")";
            };
            throw Error(ExitCode::usage, "'" + name + "' stands over " + over(axes) + " in " + results[0].name() +
                                             " but over " + over(others) + " in " + result.name());
        }
    }
}

/// What its rows hold, in words.
std::string rows_text(const Variable& variable) {
    return variable.cell_methods.empty()                            ? "values of single months"
           : variable.cell_methods.find("sum") != std::string::npos ? "sums over the months of a row"
                                                                    : "means over the months of a row";
}

/// Values of months, means and sums are not the same quantity.
void check_rows(const std::vector<Result>& results, const std::string& name) {
    const Variable& first = results[0].variable(name);
    for (const Result& result : results) {
        if (const Variable& other = result.variable(name); other.cell_methods != first.cell_methods) {
            throw Error(ExitCode::usage, "'" + name + "' holds " + rows_text(first) + " in " + results[0].name() +
                                             " but " + rows_text(other) + " in " + result.name() +
                                             ": record both with the same output.over_time");
        }
    }
}

/// Says which axes are not whole where a number stands for all that was recorded of them, be it one place.
void note_cut_axes(const Result& result, const std::vector<Line>& lines, const Selection& selection,
                   std::vector<std::string>& notices) {
    std::set<std::string> asked{selection.by};
    for (const AxisChoice& choice : selection.places) {
        asked.insert(choice.axis);
    }
    const std::string& name = result.is_run() ? result.name() : result.file().name();
    for (const Line& line : lines) {
        for (const std::string& axis : result.variable(line.variable).axes) {
            const std::size_t all = asked.insert(axis).second ? result.file().cut_from(axis) : 0;
            if (all > 0) {
                notices.push_back("the axis '" + axis + "' is not whole in " + name + ": " +
                                  std::to_string(result.file().labels(axis).size()) + " of its " +
                                  std::to_string(all) + " places were recorded (output.labels)");
            }
        }
    }
}

/// Says what of the results was recorded otherwise than usual: parts of axes, rows that are no values of months.
void note_what_was_recorded(const std::vector<Result>& results, const std::vector<Line>& lines,
                            const Selection& selection, std::vector<std::string>& notices) {
    for (const Result& result : results) {
        if (result.is_run() || &result == &results.front()) { // points of a sweep stand in one file
            note_cut_axes(result, lines, selection, notices);
        }
    }
    const auto instants = [&](const Line& line) { return results[0].variable(line.variable).cell_methods.empty(); };
    if (const auto rows = std::ranges::find_if_not(lines, instants); rows != lines.end()) {
        notices.push_back("what was recorded are " + rows_text(results[0].variable(rows->variable)) +
                          " (output.over_time)");
    }
}

/// Says which variables a choice on an axis does not touch.
void note_lacking(const Result& result, const std::vector<std::string>& variables, const std::string& axis,
                  std::vector<std::string>& notices) {
    std::vector<std::string> lacking;
    for (const std::string& name : variables) {
        const std::vector<std::string>& axes = result.variable(name).axes;
        if (std::find(axes.begin(), axes.end(), axis) == axes.end()) {
            lacking.push_back(name);
        }
    }
    if (!lacking.empty()) {
        notices.push_back("the choice of places of '" + axis + "' does not touch " + listed(lacking, most_listed) +
                          ": " +
                          (lacking.size() == 1 ? "it has no such axis and is that of the whole"
                                               : "they have no such axis and are those of the whole"));
    }
}

/// Axes named in the selection must be axes of some variable; those without are named in `notices`.
void check_named_axes(const std::vector<Result>& results, const std::vector<std::string>& variables,
                      const Selection& selection, std::vector<std::string>& notices) {
    std::set<std::string> known;
    for (const std::string& name : variables) {
        const std::vector<std::string>& axes = results[0].variable(name).axes;
        known.insert(axes.begin(), axes.end());
    }
    std::vector<std::string> asked;
    for (const AxisChoice& choice : selection.places) {
        asked.push_back(choice.axis);
    }
    if (!selection.by.empty()) {
        asked.push_back(selection.by);
    }
    for (const std::string& axis : asked) {
        note_lacking(results[0], variables, axis, notices);
        if (known.empty()) {
            throw Error(ExitCode::usage, "none of the compared variables has an axis '" + axis +
                                             "': they are one number a time; choose others with --variables");
        }
        if (known.count(axis) == 0) {
            refuse_name("none of the compared variables has an axis", axis, {known.begin(), known.end()});
        }
    }
}

/// The names as asked; those with * or ? stand for all variables that they match.
std::vector<std::string> matching_variables(const Result& result, const std::vector<std::string>& asked) {
    std::vector<std::string> names;
    for (const std::string& pattern : asked) {
        const std::size_t before = names.size();
        for (const Variable& variable : result.file().variables()) {
            if (sim::matches_pattern(pattern, variable.name) &&
                std::find(names.begin(), names.end(), variable.name) == names.end()) {
                names.push_back(variable.name);
            }
        }
        const bool is_pattern = pattern.find_first_of("*?") != std::string::npos;
        if (names.size() == before && is_pattern) {
            std::vector<std::string> known;
            for (const Variable& variable : result.file().variables()) {
                known.push_back(variable.name);
            }
            throw Error(ExitCode::usage, "no variable of " + result.name() + " matches '" + pattern + "'" +
                                             comma_forgotten(pattern, known));
        }
        if (!is_pattern) {
            (void)result.variable(pattern); // refuses an unknown one
        }
    }
    return names;
}

} // namespace

std::pair<std::size_t, std::size_t> times_within(const std::vector<double>& times,
                                                 const std::pair<double, double>& span) {
    const auto first = std::lower_bound(times.begin(), times.end(), span.first - same_time);
    const auto last = std::lower_bound(first, times.end(), span.second - same_time);
    return {static_cast<std::size_t>(first - times.begin()), static_cast<std::size_t>(last - times.begin())};
}

Times choose_times(const std::vector<Result>& results, const Selection& selection,
                   std::vector<std::string>& notices) {
    check_units(results);
    const CommonTimes common = common_times(results);
    std::size_t first = common.times.size() - 1;
    std::size_t last = common.times.size();
    if (selection.average) {
        const auto [from, to] = *selection.average;
        std::tie(first, last) = times_within(common.times, *selection.average);
        if (first >= last) {
            refuse_time(common, "no recorded time from " + time_text(from) + " up to " + time_text(to),
                        results.size());
        }
    } else if (selection.at) {
        first = nearest(common, *selection.at, results.size());
        last = first + 1;
    }
    note_other_times(results, common, first, last, selection, notices);
    Times times;
    for (const std::vector<std::size_t>& positions : common.positions) {
        times.positions.emplace_back(positions.begin() + static_cast<std::ptrdiff_t>(first),
                                     positions.begin() + static_cast<std::ptrdiff_t>(last));
    }
    const std::string from = time_text(common.times[first]);
    times.text = selection.average ? "mean of " + from + " to " + time_text(common.times[last - 1]) + ", " +
                                         std::to_string(last - first) + (last - first == 1 ? " row" : " rows")
                                   : from;
    return times;
}

std::string over_text(const Line& line, Over over) {
    std::string text;
    for (const auto& [axis, places] : line.over) {
        text += (text.empty() ? (over == Over::sum ? "sum over " : "mean over ") : ", ") + axis + " (" +
                std::to_string(places) + ")";
    }
    return text;
}

std::vector<std::string> choose_variables(const std::vector<Result>& results, const Selection& selection,
                                          std::vector<std::string>& notices) {
    if (!selection.variables.empty()) {
        return matching_variables(results[0], selection.variables);
    }
    std::vector<std::string> wished;
    for (const Result& result :
         results) { // a result may have more than the first, such as the cost of its programmes
        for (std::string& name : result.headline_variables()) {
            if (std::find(wished.begin(), wished.end(), name) == wished.end()) {
                wished.push_back(std::move(name));
            }
        }
    }
    if (wished.empty()) {
        for (const Variable& variable : results[0].file().variables()) {
            if (variable.is_scalar()) {
                wished.push_back(variable.name);
            }
        }
    }
    std::vector<std::string> chosen;
    for (const std::string& name : wished) {
        const auto without =
            std::find_if(results.begin(), results.end(), [&](const Result& result) { return !result.has(name); });
        if (without == results.end()) {
            chosen.push_back(name);
        } else {
            notices.push_back(name + " is left out: " + without->name() + " does not have it");
        }
    }
    if (chosen.empty()) {
        throw Error(ExitCode::usage,
                    "the results have no variable in common with one number a time; choose some "
                    "with --variables");
    }
    return chosen;
}

std::vector<Line> choose_lines(const std::vector<Result>& results, const std::vector<std::string>& variables,
                               const Selection& selection, std::vector<std::string>& notices) {
    for (const std::string& name : variables) {
        check_axes(results, name);
        check_rows(results, name);
    }
    check_named_axes(results, variables, selection, notices);
    Axes axes(results, notices);
    std::vector<Line> lines;
    for (const std::string& name : variables) {
        const std::vector<Line> more = lines_of(results, name, selection, axes);
        lines.insert(lines.end(), more.begin(), more.end());
    }
    note_what_was_recorded(results, lines, selection, notices);
    return lines;
}

std::vector<std::string> whole_labels(const std::vector<std::string>& between_commas,
                                      const std::vector<std::string>& known) {
    std::vector<std::string> labels;
    for (std::size_t first = 0; first < between_commas.size();) {
        std::string label = between_commas[first];
        std::string spaced = label;
        std::string close = label;
        std::size_t next = first + 1;
        for (std::size_t last = next; last < between_commas.size(); ++last) {
            spaced += ", " + between_commas[last];
            close += "," + between_commas[last];
            for (const std::string& joined : {spaced, close}) {
                if (std::find(known.begin(), known.end(), joined) != known.end()) {
                    label = joined;
                    next = last + 1;
                }
            }
        }
        labels.push_back(std::move(label));
        first = next;
    }
    return labels;
}

} // namespace actorhood::analysis
