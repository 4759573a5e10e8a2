#include "analysis/compare.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "analysis/reduction.hpp"
#include "analysis/sweep_points.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

/// Positions of the replicates that both results have: (in the reference, in the other).
Pairs shared_replicates(const Result& reference, const Result& other) {
    std::map<std::int64_t, std::size_t> position;
    for (std::size_t i = 0; i < reference.replicates().size(); ++i) {
        position.emplace(reference.replicates()[i], i);
    }
    Pairs shared;
    for (std::size_t i = 0; i < other.replicates().size(); ++i) {
        if (const auto found = position.find(other.replicates()[i]); found != position.end()) {
            shared.emplace_back(found->second, i);
        }
    }
    return shared;
}

Summary summary(const std::vector<Measured>& measured, double level) {
    std::vector<double> values;
    for (const Measured& one : measured) {
        values.push_back(one.value);
    }
    const std::vector<double> kept = defined(values);
    return {mean(kept), central_interval(kept, level), kept.size(), standard_deviation(kept)};
}

/// The comparison while it is made.
class Comparing {
public:
    /// `paired`: the replicates of each result are pairs with those of the first.
    Comparing(const std::vector<Result>& results, const Selection& selection, std::vector<bool> paired,
              Comparison& comparison)
        : results_(results), selection_(selection), paired_(std::move(paired)), comparison_(comparison) {
        for (const Result& result : results_) {
            pairs_.push_back(shared_replicates(results_[0], result));
        }
    }

    void describe(const Times& times) {
        for (const Result& result : results_) {
            comparison_.results.push_back({result.name(), result.file().path().string(), result.title(),
                                           result.master_seed(), result.replicates().size(), times.text});
        }
    }

    void note_pairing() {
        for (std::size_t r = 1; r < results_.size(); ++r) {
            const std::string both = results_[r].name() + " and " + results_[0].name();
            const std::size_t all = std::max(results_[0].replicates().size(), results_[r].replicates().size());
            if (!paired_[r]) {
                note(both + reason_not_paired(results_[0], results_[r]) +
                     ": their difference is unpaired, which needs far more replicates");
            } else if (pairs_[r].empty()) {
                throw Error(ExitCode::usage,
                            both + " share their random numbers but no replicate number: nothing to pair");
            } else if (pairs_[r].size() < all) {
                note(both + " are compared on the " + std::to_string(pairs_[r].size()) + " replicates they share");
            }
        }
    }

    void add(const Line& line, const Times& times) {
        const Variable& described = results_[0].variable(line.variable);
        ComparedVariable compared{described.name,
                                  line.place,
                                  over_text(line, selection_.over),
                                  described.long_name,
                                  described.units,
                                  {},
                                  {}};
        Block reference;
        for (std::size_t r = 0; r < results_.size(); ++r) {
            const Variable& variable = results_[r].variable(line.variable);
            require_unit(described, variable, results_[r]);
            Block block = results_[r].read(variable, times.positions[r], line.positions[r]);
            const std::vector<Measured> values = replicate_values(block, selection_.over);
            compared.summaries.push_back(summary(values, selection_.level));
            note_undefined(compared, results_[r]);
            if (r == 0) {
                reference = std::move(block);
            } else {
                compared.differences.push_back(difference(line, r, reference, block));
                note_carriers(compared, results_[r]);
            }
        }
        comparison_.variables.push_back(std::move(compared));
    }

    /// Says of which variables a mean over an axis is taken.
    void note_means(const std::vector<Line>& lines) {
        std::map<std::string, std::vector<std::string>> means;
        for (const Line& line : lines) {
            for (const auto& [axis, places] : line.over) {
                std::vector<std::string>& variables = means[axis + "' (" + std::to_string(places) + " places)"];
                if (std::find(variables.begin(), variables.end(), line.variable) == variables.end()) {
                    variables.push_back(line.variable);
                }
            }
        }
        for (const auto& [axis, variables] : means) {
            const std::string name = axis.substr(0, axis.find('\''));
            std::string all;
            for (const std::string& variable : variables) {
                all += (all.empty() ? "" : ", ") + variable;
            }
            note(std::string("a ") + (selection_.over == Over::sum ? "sum" : "mean") + " over the axis '" + axis +
                 " is taken of " + all + "; one place: --axis " + name + "=NAME; a line for each: --by " + name +
                 (selection_.over == Over::sum ? "; the mean: without --sum" : "; the total: --sum"));
        }
    }

private:
    void note(std::string text) { comparison_.notices.push_back(std::move(text)); }

    [[nodiscard]] static std::string reason_not_paired(const Result& reference, const Result& other) {
        if (!reference.is_run()) {
            return " are points with random numbers of their own";
        }
        return other.master_seed().empty() || reference.master_seed().empty() ? " do not both state a master seed"
                                                                              : " have different master seeds";
    }

    void require_unit(const Variable& described, const Variable& variable, const Result& result) const {
        if (variable.units != described.units) {
            throw Error(ExitCode::usage, "'" + described.name + "' has the unit '" + described.units + "' in " +
                                             results_[0].name() + " but '" + variable.units + "' in " +
                                             result.name());
        }
    }

    [[nodiscard]] Difference difference(const Line& line, std::size_t r, const Block& reference, const Block& block) {
        if (!paired_[r]) {
            if (unevenly_defined(reference, block)) {
                note(line.variable + " is not defined at the same times and places in all replicates of " +
                     results_[r].name() + " and " + results_[0].name() + ": their means are over different ones");
            }
            return unpaired_difference(replicate_values(reference, selection_.over),
                                       replicate_values(block, selection_.over), selection_.level);
        }
        const PairedValues values = paired_values(reference, block, pairs_[r], selection_.over);
        if (values.narrowed) {
            note(line.variable + " is not defined everywhere in both of a pair of " + results_[r].name() + " and " +
                 results_[0].name() +
                 (selection_.over == Over::sum ? ": undefined places count nothing in its sum"
                                               : ": the difference is over the times and places where it is"));
        }
        return paired_difference(values.reference, values.other, selection_.level);
    }

    void note_undefined(const ComparedVariable& variable, const Result& result) {
        const std::size_t all = result.replicates().size();
        if (const std::size_t missing = all - variable.summaries.back().defined; missing > 0) {
            note(variable.name + " is not defined in " + std::to_string(missing) + " of " + std::to_string(all) +
                 " replicates of " + result.name());
        }
    }

    void note_carriers(const ComparedVariable& variable, const Result& result) {
        const Difference& difference = variable.differences.back();
        if (difference.carriers) {
            const Carriers& carriers = *difference.carriers;
            const NumberFormat signs({carriers.mean, carriers.interval.low, carriers.interval.high});
            note(variable.name + ": " + std::to_string(carriers.count) + " of " + std::to_string(difference.values) +
                 (difference.paired ? " pairs of " : " replicates of ") + result.name() + " and " +
                 results_[0].name() + " lie far from the others and decide; without them the difference is " +
                 signs.signed_text(carriers.mean) + " (" + signs.signed_text(carriers.interval.low) + " to " +
                 signs.signed_text(carriers.interval.high) + "), " + verdict_word(carriers.verdict));
        }
        const bool opposite =
            (difference.verdict == Verdict::higher && difference.median_verdict == Verdict::lower) ||
            (difference.verdict == Verdict::lower && difference.median_verdict == Verdict::higher);
        if (opposite) {
            note(variable.name + ": the mean of " + result.name() + " is " + verdict_word(difference.verdict) +
                 " but most pairs are " + verdict_word(difference.median_verdict));
        }
    }

    const std::vector<Result>& results_;
    const Selection& selection_;
    std::vector<bool> paired_;
    Comparison& comparison_;
    std::vector<Pairs> pairs_;
};

Comparison compared(const std::vector<Result>& results, const Selection& selection, std::vector<bool> paired,
                    Comparison comparison) {
    if (!(selection.level > 0.0 && selection.level < 1.0)) {
        throw Error(ExitCode::usage, "the level of intervals must be between 0 and 1, e.g. 0.9");
    }
    const Times times = choose_times(results, selection, comparison.notices);
    Comparing comparing(results, selection, std::move(paired), comparison);
    comparing.describe(times);
    comparing.note_pairing();
    const std::vector<std::string> variables = choose_variables(results, selection, comparison.notices);
    const std::vector<Line> lines = choose_lines(results, variables, selection, comparison.notices);
    comparing.note_means(lines);
    for (const Line& line : lines) {
        comparing.add(line, times);
    }
    return comparison;
}

/// Labels of `all` that `others` do not have.
std::vector<std::string> alone(const std::vector<std::string>& all, const std::vector<std::string>& others) {
    std::vector<std::string> left;
    for (const std::string& label : all) {
        if (std::find(others.begin(), others.end(), label) == others.end()) {
            left.push_back(label);
        }
    }
    std::sort(left.begin(), left.end());
    return left;
}

/// Says on which axes a result has other places than the first: another catalogue, other clusters.
void describe_axes(const Result& reference, const Result& other, Comparison& comparison) {
    constexpr std::size_t most = 8;
    std::set<std::string> axes;
    for (const Variable& variable : reference.file().variables()) {
        if (other.has(variable.name) && other.variable(variable.name).axes == variable.axes) {
            axes.insert(variable.axes.begin(), variable.axes.end());
        }
    }
    for (const std::string& axis : axes) {
        const std::vector<std::string> first = reference.file().labels(axis);
        const std::vector<std::string> second = other.file().labels(axis);
        std::string which;
        if (const auto more = alone(second, first); !more.empty()) {
            which = "only in " + other.name() + ": " + listed(more, most);
        }
        if (const auto less = alone(first, second); !less.empty()) {
            which += (which.empty() ? "" : "; ") + ("only in " + reference.name() + ": " + listed(less, most));
        }
        if (!which.empty()) {
            comparison.notices.push_back(other.name() + " and " + reference.name() +
                                         " have different places on the axis '" + axis + "' (" + which +
                                         "): variables that sum up over it are not the same quantity");
        }
    }
}

/// What differs between the scenarios of runs, and what is not known of them.
void describe_parameters(const std::vector<Result>& results, Comparison& comparison) {
    std::vector<std::string> scenarios;
    for (const Result& result : results) {
        if (std::string notice = result.file().seal_notice(); !notice.empty()) {
            comparison.notices.push_back(std::move(notice));
        }
        scenarios.push_back(result.file().parameters());
        if (scenarios.back().empty()) {
            comparison.notices.push_back(result.name() + " does not hold its parameters");
        }
    }
    if (std::all_of(scenarios.begin(), scenarios.end(), [](const std::string& text) { return !text.empty(); })) {
        comparison.parameters = parameter_differences(scenarios);
        for (std::size_t r = 1; r < results.size(); ++r) {
            if (std::all_of(comparison.parameters.begin(), comparison.parameters.end(),
                            [&](const ParameterDifference& one) { return one.values[r] == one.values[0]; })) {
                comparison.notices.push_back(results[r].name() + " and " + results[0].name() +
                                             " have the same parameters");
            }
        }
    }
    for (std::string& sentence : program_differences(results)) {
        comparison.notices.push_back(std::move(sentence));
    }
}

} // namespace

bool same_randomness(const Result& reference, const Result& other) {
    return !reference.master_seed().empty() && reference.master_seed() == other.master_seed();
}

void make_names_differ(std::vector<Result>& results) {
    std::map<std::string, int> uses;
    for (const Result& result : results) {
        ++uses[result.name()];
    }
    for (Result& result : results) {
        if (uses[result.name()] > 1) {
            result.rename(result.file().path().string());
        }
    }
}

Comparison compare(std::vector<Result>& results, const Selection& selection) {
    if (results.empty()) {
        throw Error(ExitCode::usage, "compare needs at least one result");
    }
    make_names_differ(results);
    Comparison comparison{selection.level, {}, {}, {}, {}};
    describe_parameters(results, comparison);
    for (std::size_t r = 1; r < results.size(); ++r) {
        describe_axes(results[0], results[r], comparison);
    }
    std::vector<bool> paired;
    for (const Result& result : results) {
        paired.push_back(same_randomness(results[0], result));
    }
    return compared(results, selection, std::move(paired), std::move(comparison));
}

std::vector<AxisChoice> take_held(const ResultFile& file, Selection& selection) {
    const std::vector<std::string> axes = file.design_axes();
    std::vector<AxisChoice> held;
    std::erase_if(selection.places, [&](const AxisChoice& choice) {
        const bool of_design = std::find(axes.begin(), axes.end(), choice.axis) != axes.end();
        if (of_design) {
            held.push_back(choice);
        }
        return of_design;
    });
    return held;
}

Comparison compare_points(const SweepPoints& points, const Selection& selection) {
    Comparison comparison{selection.level, {}, points.parameters, {}, points.notices};
    return compared(points.results, selection, std::vector<bool>(points.results.size(), points.common_random_numbers),
                    std::move(comparison));
}

Comparison compare_sweep(const std::filesystem::path& path, const std::string& between, Selection selection) {
    const std::vector<AxisChoice> held = take_held(*ResultFile::open(path), selection);
    return compare_points(open_sweep_points(path, between, held), selection);
}

} // namespace actorhood::analysis
