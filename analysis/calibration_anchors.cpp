#include "analysis/calibration_anchors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>

#include "analysis/calibration_seeds.hpp"
#include "analysis/emulator.hpp"
#include "analysis/plausibility.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/splitting.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::analysis {

namespace {

/// For what leaving an anchor out would add: one splitting for each.
constexpr std::size_t few_particles = 300;
/// Points at which it is looked how often two anchors are met together.
constexpr std::size_t pair_points = 20'000;
constexpr std::size_t most_pairs = 10;

/// Points that all anchors but one leave, by the emulators of all waves, and the part that they are of all that would be
/// left without it.
std::vector<Point> excluded_by(const Calibration& found, std::size_t target, double& part) {
    std::vector<bool> left_out(found.plausibility.targets().size(), false);
    left_out[target] = true;
    const std::size_t waves = found.plausibility.waves();
    const Score score = [&](std::span<const double> point) {
        double worst = 0.0;
        for (std::size_t wave = 0; wave < waves; ++wave) {
            worst = std::max(worst, found.plausibility.worst(point, wave, left_out));
        }
        return worst;
    };
    const std::uint64_t seed = seed_of(found.plan.seed, Purpose::excluded, target);
    const Particles rest =
        narrowed(uniform_particles(few_particles, found.parameters.size(), seed), score, found.plan.cut, seed);
    std::vector<Point> excluded;
    if (!rest.empty) {
        std::copy_if(rest.points.begin(), rest.points.end(), std::back_inserter(excluded),
                     [&found](const Point& point) { return !found.plausibility.plausible(point); });
    }
    part = static_cast<double>(excluded.size()) / static_cast<double>(few_particles);
    excluded = distinct_points(found.parameters, excluded);
    excluded.resize(std::min(excluded.size(), found.plan.without));
    return excluded;
}

} // namespace

bool target_holds(const Calibration& found, std::size_t target, const std::vector<double>& replicates) {
    const ReplicateMoments moments = moments_of(replicates);
    const double error = std::sqrt(moments.variance / static_cast<double>(replicates.size()));
    return implausibility(found.plausibility.targets()[target], {moments.mean, error}) <= found.plan.cut;
}

void look_at_pairs(Calibration& found, const std::vector<std::size_t>& counted) {
    const Particles all =
        uniform_particles(pair_points, found.parameters.size(), seed_of(found.plan.seed, Purpose::pairs));
    const std::size_t targets = counted.size();
    std::vector<double> scores(pair_points * targets);
    sim::parallel_for(pair_points, [&](std::size_t p) {
        for (std::size_t t = 0; t < targets; ++t) {
            scores[p * targets + t] = found.plausibility.of(all.points[p], 0, t);
        }
    });
    std::vector<double> alone(targets, 0.0);
    std::vector<double> joint(targets * targets, 0.0);
    for (std::size_t t = 0; t < targets; ++t) {
        double& closest = found.findings[counted[t]].closest;
        closest = infinity;
        for (std::size_t p = 0; p < pair_points; ++p) {
            const bool met = scores[p * targets + t] <= found.plan.cut;
            closest = std::min(closest, scores[p * targets + t]);
            alone[t] += met ? 1.0 / pair_points : 0.0;
            for (std::size_t s = 0; met && s < t; ++s) {
                joint[t * targets + s] += scores[p * targets + s] <= found.plan.cut ? 1.0 / pair_points : 0.0;
            }
        }
    }
    // Fewer points than some twenty expected ones tell nothing.
    constexpr double least_expected = 20.0 / pair_points;
    for (std::size_t t = 0; t < targets; ++t) {
        for (std::size_t s = 0; s < t; ++s) {
            const double expected = alone[t] * alone[s];
            if (expected >= least_expected && joint[t * targets + s] < 0.5 * expected) {
                found.pairs.push_back({counted[s], counted[t], joint[t * targets + s], expected});
            }
        }
    }
    std::stable_sort(found.pairs.begin(), found.pairs.end(), [](const AnchorPair& a, const AnchorPair& b) {
        return a.joint * b.expected < b.joint * a.expected;
    });
    found.pairs.resize(std::min(found.pairs.size(), most_pairs));
}

void look_without(Calibration& found, const std::vector<std::size_t>& counted) {
    const std::size_t targets = counted.size();
    std::vector<bool> missed;
    std::transform(counted.begin(), counted.end(), std::back_inserter(missed),
                   [&found](std::size_t a) { return found.missed(a); });
    std::vector<double> volumes(targets + 1);
    sim::parallel_for(targets + 1, [&](std::size_t t) {
        std::vector<bool> left_out = missed;
        if (t < targets) {
            left_out[t] = true;
        }
        const Score score = [&](std::span<const double> point) {
            return found.plausibility.worst(point, 0, left_out);
        };
        const std::uint64_t seed = seed_of(found.plan.seed, Purpose::without, t);
        const Particles rest =
            narrowed(uniform_particles(few_particles, found.parameters.size(), seed), score, found.plan.cut, seed);
        volumes[t] = rest.empty ? -infinity : rest.log10_volume;
    });
    for (std::size_t t = 0; t < targets; ++t) {
        found.findings[counted[t]].without = volumes[t];
    }
    found.without_missed = volumes[targets];
}

void draw_excluded(Calibration& found, const std::vector<std::size_t>& counted, Simulator& simulator) {
    const std::size_t targets = counted.size();
    std::vector<std::vector<Point>> drawn(targets);
    std::vector<double> parts(targets);
    sim::parallel_for(targets, [&](std::size_t t) { drawn[t] = excluded_by(found, t, parts[t]); });
    std::vector<Point> all;
    for (const std::vector<Point>& points : drawn) {
        all.insert(all.end(), points.begin(), points.end());
    }
    if (all.empty()) {
        return;
    }
    const AnchorRuns runs = simulator.run("excluded", all, found.plan.member_replicates);
    std::size_t next = 0;
    for (std::size_t t = 0; t < targets; ++t) {
        ExcludedSets sets{counted[t], parts[t], drawn[t].size(), {}};
        for (const Point& point : drawn[t]) {
            bool others = true;
            for (std::size_t s = 0; s < targets; ++s) {
                others = others && (s == t || target_holds(found, s, runs.at(next, counted[s])));
            }
            if (others && !target_holds(found, t, runs.at(next, counted[t]))) {
                sets.points.push_back(point);
            }
            ++next;
        }
        if (sets.candidates > 0) {
            found.excluded.push_back(std::move(sets));
        }
    }
}

} // namespace actorhood::analysis
