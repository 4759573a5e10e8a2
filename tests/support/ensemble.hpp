// Ensembles for statistical tests: replicates of a scenario in parallel, kept in memory, and what they say.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/transition.hpp"
#include "tests/support/world.hpp"

namespace actorhood::tests {

/// Replicates of an ensemble: `usual`, or what the environment variable ACTORHOOD_REPLICATES says (at least 3).
[[nodiscard]] std::size_t replicates(std::size_t usual);
/// True when ACTORHOOD_REPLICATES is set: intervals are wider than those of the recorded verdicts.
[[nodiscard]] bool on_trial();

/// Mean over replicates with the 95 % interval of Student's t.
struct Estimate {
    double mean{};
    double low{};
    double high{};
};
/// At least two values, all defined.
[[nodiscard]] Estimate estimate(std::span<const double> values);
/// Value by value, a - b.
[[nodiscard]] std::vector<double> difference(std::span<const double> a, std::span<const double> b);
/// Quantile 0.975 of Student's t.
[[nodiscard]] double student_quantile(std::size_t degrees_of_freedom);
/// Pearson's correlation; undefined pairs are left out; NaN without variation.
[[nodiscard]] double correlation(std::span<const double> x, std::span<const double> y);

class Ensemble {
public:
    /// Changes parameters that settings cannot reach.
    using Change = std::function<void(models::Parameters&)>;
    /// Looks at a replicate before each month after burn-in, and once after the last. Called from several threads,
    /// for one replicate from one at a time.
    using Probe = std::function<void(std::size_t replicate, models::Model& model)>;

    /// `text`: further lines of the scenario, as TOML, on top of the shipped baseline.
    Ensemble(const Settings& settings, std::size_t count, const Probe& probe = {}, const Change& change = {},
             const std::string& text = "");

    [[nodiscard]] std::size_t size() const { return records_.size(); }
    [[nodiscard]] double seconds() const { return seconds_; }
    [[nodiscard]] const std::vector<double>& times() const { return records_.front().times; }
    [[nodiscard]] bool has(std::string_view name) const { return variables_.find(name) != variables_.end(); }
    /// Names of the recorded variables.
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] std::size_t width(std::string_view name) const { return variable(name).width; }
    /// Position within a row of the place with these labels, one an axis.
    [[nodiscard]] std::size_t place(std::string_view name, std::initializer_list<std::string_view> labels) const;
    /// Time by time, all places.
    [[nodiscard]] const std::vector<double>& values(std::size_t replicate, std::string_view name) const;
    /// One place, time by time.
    [[nodiscard]] std::vector<double> series(std::size_t replicate, std::string_view name, std::size_t place) const;
    /// Mean over the rows with from <= year < to, by place; undefined values are left out.
    [[nodiscard]] std::vector<double> places(std::size_t replicate, std::string_view name, double from,
                                             double to) const;
    /// Mean over time and all places, a value a replicate.
    [[nodiscard]] std::vector<double> mean(std::string_view name, double from, double to) const;
    /// Mean over time at one place, a value a replicate.
    [[nodiscard]] std::vector<double> mean(std::string_view name, double from, double to,
                                           std::initializer_list<std::string_view> labels) const;
    /// Sum over all rows and places, a value a replicate; undefined values are left out.
    [[nodiscard]] std::vector<double> sum(std::string_view name) const;

private:
    struct Variable {
        std::size_t position;
        std::size_t width;
        std::vector<sim::Axis> axes;
    };
    [[nodiscard]] const Variable& variable(std::string_view name) const;

    std::map<std::string, Variable, std::less<>> variables_;
    std::vector<sim::Trajectory> records_;
    double seconds_{};
};

/// Names of the switches of [mechanisms], as declared.
[[nodiscard]] std::vector<std::string> mechanism_switches();
/// True if the model has a mechanism with this switch.
[[nodiscard]] bool has_mechanism(std::string_view name);

} // namespace actorhood::tests
