// How points stand against each other when each is known from a few replicates only.
//
// Points share the draws of their replicates, and one that has fewer has the first of them. Two points are therefore
// compared by the mean difference over the replicates that both have, which needs no assumption on what a replicate does
// to either. What these n replicates leave open is drawn many times: any difference from Student's t with n - 1 degrees of
// freedom around its estimate, with one normal draw z a replicate for all points,
//
//     d + s_n sum over r of z_r (d_r - d) / sqrt(n (n - 1)),      s_n = sqrt((n - 1) / chi squared).
//
// The place of a point is the share of draws in which it keeps every constraint and no other point that does beats it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/statistics.hpp"

namespace actorhood::analysis {

/// An objective, or a constraint, which has a limit.
struct Criterion {
    std::string name;
    bool lower_is_better{};
    bool worst_set{}; ///< its value is that of the worst set of assumptions, not the mean over the sets
    std::optional<double> tolerance{}; ///< lead of an objective that nobody would act on
    std::optional<double> reference{}; ///< value of an objective from which hypervolume counts
    std::optional<double> limit{};     ///< of a constraint: at most, if lower is better, else at least

    [[nodiscard]] double sign() const { return lower_is_better ? -1.0 : 1.0; }
};

/// Runs of points: point x set x replicate x criterion; NaN where a run failed or a criterion is not defined.
struct ChoiceRuns {
    std::size_t sets{};
    std::size_t replicates{};
    std::size_t criteria{};
    std::vector<double> values;

    [[nodiscard]] std::size_t per_point() const { return sets * replicates * criteria; }
    [[nodiscard]] std::size_t points() const { return per_point() == 0 ? 0 : values.size() / per_point(); }
    [[nodiscard]] double at(std::size_t point, std::size_t set, std::size_t replicate, std::size_t criterion) const {
        return values[((point * sets + set) * replicates + replicate) * criteria + criterion];
    }
    /// The runs of one point.
    [[nodiscard]] ChoiceRuns of(std::size_t point) const;
    /// True if every value of a point is there.
    [[nodiscard]] bool complete(std::size_t point) const;
};

/// Points with their replicates. In all of it higher is better: values of criteria where lower is better are turned.
class Standing {
public:
    /// Objectives stand before constraints. `tolerances`: one an objective.
    Standing(std::vector<Criterion> criteria, std::vector<double> tolerances)
        : criteria_(std::move(criteria)), tolerances_(std::move(tolerances)) {}

    /// Adds a point by its runs, in blocks that follow each other; all complete. `set`: that set of assumptions alone.
    void add(const std::vector<ChoiceRuns>& blocks, std::optional<std::size_t> set = {});
    /// How far values of an objective are apart, by their means.
    [[nodiscard]] Interval range(std::size_t objective) const;
    void set_tolerances(std::vector<double> tolerances) { tolerances_ = std::move(tolerances); }

    [[nodiscard]] std::size_t size() const { return points_.size(); }
    [[nodiscard]] std::size_t objectives() const { return objectives_; }
    /// Means of the objectives of each point over its own replicates.
    [[nodiscard]] std::vector<std::vector<double>> means() const;
    [[nodiscard]] double mean(std::size_t point, std::size_t criterion) const;
    /// Mean lead of a before b over the replicates that both have.
    [[nodiscard]] double lead(std::size_t a, std::size_t b, std::size_t criterion) const;
    /// True if no objective parts them by more than its tolerance.
    [[nodiscard]] bool alike(std::size_t a, std::size_t b) const;
    /// By how much constraints are missed, in their limits; 0 = all are kept.
    [[nodiscard]] double violation(std::size_t point) const;
    /// Smallest difference that is not rounding.
    [[nodiscard]] double rounding(std::size_t criterion) const;
    /// True if a beats b: one that keeps the constraints beats one that does not, of two that do not the one that misses
    /// them by less; of two that do, one that is as good in every objective over the replicates both have, and better in
    /// one.
    [[nodiscard]] bool beats(std::size_t a, std::size_t b) const;

    /// The probability of each point's place, where to beat another takes a lead by more than the tolerance.
    [[nodiscard]] std::vector<double> places(std::uint32_t draws) const;
    /// The criterion of each point as other replicates might have shown it: draw x point.
    [[nodiscard]] std::vector<std::vector<double>> drawn(std::size_t criterion, std::uint32_t draws) const;

private:
    struct Draw;
    /// Values of a point: sums over the first n replicates, n = 0 .. all, n x criterion.
    struct Sums {
        std::vector<double> values; ///< replicate x criterion
        std::vector<double> sums;
        std::size_t replicates;
    };
    [[nodiscard]] Draw draw(std::uint32_t number) const;
    [[nodiscard]] double drawn_lead(const Draw& draw, std::size_t a, std::size_t b, std::size_t criterion) const;
    [[nodiscard]] double drawn_value(const Draw& draw, std::size_t point, std::size_t criterion) const;
    [[nodiscard]] bool drawn_beats(const Draw& draw, std::size_t a, std::size_t b) const;
    void count_places(const Draw& draw, std::vector<double>& counts) const;

    std::vector<Criterion> criteria_;
    std::vector<double> tolerances_;
    std::size_t objectives_ = 0;
    std::vector<Sums> points_;
    std::vector<double> largest_; ///< absolute value of each criterion
};

/// What chance and assumptions leave of a criterion at a point, in its own sign.
struct Spread {
    double value;
    Interval by_chance;      ///< holds `level` of the draws
    Interval by_assumptions; ///< holds `level` of the sets; NaN with one set
};
/// Point x criterion, of runs that are complete.
[[nodiscard]] std::vector<Spread> spreads_of(const ChoiceRuns& runs, const std::vector<Criterion>& criteria,
                                             double level, std::uint32_t draws);

} // namespace actorhood::analysis
