#include "analysis/first_difference.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

/// Positions of what both lists hold; what one lacks is named in `lacking`.
template <class T>
std::vector<std::pair<std::size_t, std::size_t>> shared(const std::vector<T>& first, const std::vector<T>& second,
                                                        const std::string& what, std::vector<std::string>& lacking) {
    std::map<T, std::size_t> places;
    for (std::size_t i = 0; i < second.size(); ++i) {
        places.emplace(second[i], i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> both;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (const auto found = places.find(first[i]); found != places.end()) {
            both.emplace_back(i, found->second);
        }
    }
    for (const auto& [side, count] : {std::pair("first", first.size()), std::pair("second", second.size())}) {
        if (count > both.size()) {
            lacking.push_back(std::to_string(count - both.size()) + " " + what + " of the " + side +
                              " result are not in the other");
        }
    }
    return both;
}

std::string place_text(const ResultFile& file, const Variable& variable, std::size_t place) {
    std::string text;
    for (std::size_t axis = variable.axes.size(); axis-- > 0;) {
        const std::size_t at = place % variable.shape[axis];
        place /= variable.shape[axis];
        const std::string part = variable.axes[axis] + "=" + file.labels(variable.axes[axis])[at];
        text = text.empty() ? part : part + ", " + text;
    }
    return text;
}

/// Compares variable by variable what both files have.
class Comparing {
public:
    Comparing(const ResultFile& first, const ResultFile& second, ResultDifference& result)
        : first_(first),
          second_(second),
          result_(result),
          replicates_(shared(first.replicates(), second.replicates(), "replicates", result.only_in_one)),
          times_(shared(first.times(), second.times(), "times", result.only_in_one)) {
        result_.replicates = replicates_.size();
        result_.times = times_.size();
    }

    void compare(const Variable& a, const Variable& b) {
        ++result_.variables;
        const std::size_t points = std::max<std::size_t>(1, first_.points());
        const std::size_t at_once = first_.is_sweep() ? first_.points_at_once(a, first_.times().size()) : 1;
        std::optional<NumberDifference> found;
        for (std::size_t begin = 0; begin < points; begin += at_once) {
            const Span part{begin, std::min(at_once, points - begin)};
            const auto difference = first_in(a, b, part);
            if (difference && (!found || difference->time < found->time)) {
                found = difference;
            }
        }
        if (found) {
            result_.numbers.push_back(*found);
        }
    }

private:
    [[nodiscard]] std::optional<NumberDifference> first_in(const Variable& a, const Variable& b, Span points) const {
        const std::vector<double> ours = all(first_, a, points);
        const std::vector<double> theirs = all(second_, b, points);
        const std::size_t places = a.places();
        const auto at = [&](const ResultFile& file, std::size_t point, std::size_t replicate, std::size_t time) {
            return ((point * file.replicates().size() + replicate) * file.times().size() + time) * places;
        };
        for (const auto& [time, other_time] : times_) {
            for (std::size_t point = 0; point < points.count; ++point) {
                for (const auto& [replicate, other_replicate] : replicates_) {
                    const std::size_t here = at(first_, point, replicate, time);
                    const std::size_t there = at(second_, point, other_replicate, other_time);
                    for (std::size_t k = 0; k < places; ++k) {
                        if (!same(ours[here + k], theirs[there + k])) {
                            return NumberDifference{a.name,
                                                    place_text(first_, a, k),
                                                    first_.times()[time],
                                                    points.first + point,
                                                    first_.replicates()[replicate],
                                                    ours[here + k],
                                                    theirs[there + k]};
                        }
                    }
                }
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] static std::vector<double> all(const ResultFile& file, const Variable& variable, Span points) {
        return file.read(variable, file.is_sweep() ? points : Span{0, 0}, {0, file.replicates().size()},
                         {0, file.times().size()});
    }

    const ResultFile& first_;
    const ResultFile& second_;
    ResultDifference& result_;
    std::vector<std::pair<std::size_t, std::size_t>> replicates_;
    std::vector<std::pair<std::size_t, std::size_t>> times_;
};

bool alike(const ResultFile& first, const Variable& a, const ResultFile& second, const Variable& b) {
    return a.axes == b.axes && a.shape == b.shape &&
           std::all_of(a.axes.begin(), a.axes.end(),
                       [&](const std::string& axis) { return first.labels(axis) == second.labels(axis); });
}

void require_comparable(const ResultFile& first, const ResultFile& second) {
    if (first.is_sweep() != second.is_sweep()) {
        throw Error(ExitCode::usage, "one is a run and the other a sweep: their numbers have no common place");
    }
    if (first.point_settings() != second.point_settings()) {
        throw Error(ExitCode::usage,
                    "the two sweeps have different points: compare points with "
                    "'actorhood compare SWEEP --between AXIS'");
    }
}

} // namespace

ResultDifference difference_of(const ResultFile& first, const ResultFile& second) {
    require_comparable(first, second);
    ResultDifference result;
    result.parameters = parameter_differences({first.parameters(), second.parameters()});
    Comparing comparing(first, second, result);
    for (const Variable& a : first.variables()) {
        const auto b = std::find_if(second.variables().begin(), second.variables().end(),
                                    [&](const Variable& other) { return other.name == a.name; });
        if (b == second.variables().end()) {
            result.only_in_one.push_back(a.name + " is only in the first result");
        } else if (a.cell_methods != b->cell_methods) {
            const auto rows = [](const Variable& variable) {
                return variable.cell_methods.empty() ? std::string("instants") : variable.cell_methods;
            };
            result.only_in_one.push_back(a.name + " is not the same quantity: " + rows(a) + " in the first result, " +
                                         rows(*b) + " in the second");
        } else if (!alike(first, a, second, *b)) {
            result.only_in_one.push_back(a.name + " has other axes, or other labels along them");
        } else {
            comparing.compare(a, *b);
        }
    }
    for (const Variable& b : second.variables()) {
        if (std::none_of(first.variables().begin(), first.variables().end(),
                         [&](const Variable& a) { return a.name == b.name; })) {
            result.only_in_one.push_back(b.name + " is only in the second result");
        }
    }
    std::stable_sort(result.numbers.begin(), result.numbers.end(),
                     [](const NumberDifference& a, const NumberDifference& b) { return a.time < b.time; });
    return result;
}

std::string difference_text(const ResultFile& first, const ResultFile& second, const ResultDifference& difference,
                            std::size_t most) {
    std::string text = "A " + first.path().string() + "\nB " + second.path().string() + "\n";
    for (const ParameterDifference& parameter : difference.parameters) {
        const auto shown = [](const std::string& value) {
            return value.empty() ? std::string("(not there)") : value;
        };
        text +=
            parameter.key + ": " + shown(parameter.values[0]) + " in A, " + shown(parameter.values[1]) + " in B\n";
    }
    for (const std::string& line : difference.only_in_one) {
        text += line + "\n";
    }
    const std::string compared = std::to_string(difference.variables) + " variables, " +
                                 std::to_string(difference.replicates) + " replicates and " +
                                 std::to_string(difference.times) + " times";
    if (difference.numbers.empty()) {
        const char* const what = difference.only_in_one.empty() ? "identical: all" : "identical in what both hold:";
        return text + what + " numbers of " + compared + "\n";
    }
    text += std::to_string(difference.numbers.size()) + " of " + compared + " differ, first:\n";
    for (std::size_t i = 0; i < std::min(most, difference.numbers.size()); ++i) {
        const NumberDifference& number = difference.numbers[i];
        text += "  " + thousandths(number.time) + "  replicate " + std::to_string(number.replicate) +
                (first.is_sweep() ? "  point " + std::to_string(number.point) : "") + "  " + number.variable +
                (number.place.empty() ? "" : " [" + number.place + "]") + ": " + sim::plain_number(number.first) +
                " in A, " + sim::plain_number(number.second) + " in B\n";
    }
    if (difference.numbers.size() > most) {
        text += "  and " + std::to_string(difference.numbers.size() - most) + " more variables, later\n";
    }
    return text;
}

} // namespace actorhood::analysis
