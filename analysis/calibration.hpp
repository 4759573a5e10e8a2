// Calibration by history matching: which parameter values does the evidence leave? [Craig et al. 1997; Vernon,
// Goldstein & Bower 2010; for models with chance Andrianakis et al. 2015]
//
// Points of the parameter space are simulated in waves. After each an emulator stands for every anchor (emulator.hpp). A
// point x is implausible if for some anchor, with its value z, the deviation t that its band stands for, and the
// emulator's mean m and deviation s there,
//
//     I(x) = |z - m(x)| / sqrt(t^2 + s(x)^2) > cut.
//
// Chance between replicates is no part of it: m is the mean over chance. What no wave calls implausible is found by
// splitting (splitting.hpp); the points of the next wave are spread over it, far apart. It ends when the emulators are
// exact enough everywhere, when the volume hardly shrinks any more though none is coarse, or with the last wave asked for. Members of the
// ensemble are drawn evenly from what is left, simulated with several replicates, and kept if these, too, are plausible.
// If some are not, the emulators learn from all of them, and others are drawn from what is left then.
// Shares of one whole are told of by themselves, whatever their coordinates are (calibrated_space.hpp).
//
// Whether a single anchor decides what follows from the ensemble is asked by sets that it alone excludes: drawn from what
// the others leave, kept if with several replicates all others hold and it does not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/anchors.hpp"
#include "analysis/calibrated_space.hpp"
#include "analysis/emulator.hpp"
#include "analysis/plausibility.hpp"
#include "analysis/splitting.hpp"
#include "analysis/statistics.hpp"

namespace actorhood::analysis {

/// Anchors as runs show them, point x replicate x anchor; NaN where a run failed or the anchor is not defined.
struct AnchorRuns {
    std::size_t replicates;
    std::size_t anchors;
    std::vector<double> values;
    std::vector<bool> finished; ///< one a run: it ended well

    [[nodiscard]] std::size_t points() const { return finished.size() / replicates; }
    /// The replicates of an anchor at a point.
    [[nodiscard]] std::vector<double> at(std::size_t point, std::size_t anchor) const;
};

/// What the parameters are, with runs that were needed to know it, of which emulators learn.
struct Survey {
    CalibratedSpace space;
    std::vector<Point> points;
    AnchorRuns runs; ///< one replicate
};

/// Who simulates. Points with the same name and coordinates give the same runs.
class Simulator {
public:
    virtual ~Simulator() = default;
    virtual Survey survey() = 0;
    /// Replicates of the base scenario.
    virtual AnchorRuns base(std::size_t replicates) = 0;
    /// Runs of points, all with draws of their own; `name` is that of the step.
    virtual AnchorRuns run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) = 0;
};

/// How much is done; 0 = as much as the number of parameters asks for.
struct CalibrationPlan {
    std::size_t waves = 3;
    std::size_t points = 0;      ///< of the first wave: ten a parameter, at least 200
    std::size_t wave_points = 0; ///< of each later one: five a parameter, at least 100
    std::size_t replicates = 20; ///< of one point a wave, to know chance
    std::size_t members = 50;
    std::size_t member_replicates = 10;
    std::size_t without = 0;     ///< sets that one anchor alone excludes, of each anchor
    std::size_t particles = 0;   ///< of the posterior sample; 0 = none
    std::size_t generations = 8; ///< of it, at most
    double cut = 3.5;
    std::uint64_t seed = 1;
};

/// What is found about one anchor.
struct AnchorFinding {
    double lowest;    ///< in the runs of all waves
    double highest;   ///< likewise
    double undefined; ///< part of the finished runs in which it is not defined
    double chance;    ///< deviation between replicates of one point, in the last wave
    bool constant;    ///< the same in all runs
    double moved; ///< part of the differences between points of the first wave, chance left out, that is explained
    double explained; ///< the same of the last wave, chance included
    double emulator;  ///< mean deviation of the last emulator over what is left
    double without;   ///< log10 of what the others leave, those that no run reaches left out, by the first wave
    double closest;   ///< lowest implausibility over the whole space, by the first wave
    std::vector<double> members; ///< mean over replicates of each member
    double implausibility;       ///< of the members, median
    double
        checked; ///< part of the members that the emulator's 90 % interval, with chance, holds; NaN without members
};

/// Two anchors that together leave less than each of them would if they had nothing to do with each other.
struct AnchorPair {
    std::size_t first;
    std::size_t second;
    double joint;    ///< part of the space that both leave
    double expected; ///< product of the parts that each leaves
};

struct WaveFinding {
    std::size_t points;
    std::size_t finished;
    double log10_volume; ///< of what is left after it, as a part of the whole space; minus infinity = nothing
};

enum class Identified { constrained, weak, not_identifiable };
[[nodiscard]] const char* identified_word(Identified identified);

/// What the evidence leaves of a parameter.
struct ParameterFinding {
    Interval interval; ///< holds 90 % of what is left
    double median;
    double width; ///< of the interval, in that of the same interval before
    Identified identified;
};

/// The same of a share of a whole.
struct ShareFinding {
    std::string key;
    double base;
    ParameterFinding finding;
};

/// What one anchor alone excludes.
struct ExcludedSets {
    std::size_t anchor;
    double part;               ///< of all that would be left without it
    std::size_t candidates;    ///< that were simulated
    std::vector<Point> points; ///< of those, which all other anchors leave
};

/// One tightening of a posterior sample.
struct PosteriorGeneration {
    double tolerance;     ///< distance that a run may have from the anchors (posterior.hpp)
    std::size_t runs;     ///< that were simulated for it
    double accepted;      ///< part of the steps that were
    std::size_t distinct; ///< sets, copies counted once
};

/// A sample of parameter sets, each as frequent as the anchors make it likely.
struct Posterior {
    std::vector<PosteriorGeneration> generations;
    std::vector<Point> points;   ///< copies among them
    std::string ended;           ///< why there is no further generation
    std::vector<Interval> holds; ///< 90 % of the sample, one a parameter
    std::vector<double> medians; ///< one a parameter
};

struct Correlation {
    std::size_t first;
    std::size_t second;
    double value;
};

/// Everything that was found.
struct Calibration {
    std::vector<Anchor> anchors;
    CalibrationPlan plan; ///< with the numbers that were used
    std::vector<CalibratedParameter> parameters;
    std::vector<CalibratedShares> wholes;
    std::vector<WaveFinding> waves;
    std::size_t waves_asked{};           ///< the first so many; the others are candidates for members
    std::vector<AnchorFinding> findings; ///< one an anchor
    std::vector<AnchorPair> pairs;       ///< the worst first
    double without_missed{}; ///< log10 of what is left without anchors that no run reaches, by the first wave
    std::vector<ParameterFinding> left; ///< one a parameter; none if nothing is left
    std::vector<ShareFinding> shares;   ///< all that vary, of all wholes; none if nothing is left
    std::vector<Correlation> correlations;
    Plausibility plausibility;                ///< for the anchors that are not held out, in order
    std::vector<Point> members;               ///< of the ensemble
    std::size_t candidates{};                 ///< members that were simulated
    std::vector<ExcludedSets> excluded;       ///< of anchors that exclude something alone
    Posterior posterior;                      ///< if it was asked for
    std::string ended;                        ///< why no further wave; "" = it has not ended
    Point nearest;                            ///< the least implausible point, if nothing is left
    std::vector<std::size_t> against_nearest; ///< anchors for which that point is implausible

    [[nodiscard]] CalibratedSpace space() const { return {parameters, wholes}; }
    [[nodiscard]] bool empty() const { return !waves.empty() && !(waves.back().log10_volume > -1e300); }
    /// An anchor whose band no run reaches.
    [[nodiscard]] bool missed(std::size_t anchor) const;
    /// An anchor that hardly differs between points but by chance.
    [[nodiscard]] bool unmoved(std::size_t anchor) const;
};

/// Carries out the plan; `news` is called after each wave and at the end. Too few runs are an Error(incomplete).
[[nodiscard]] Calibration calibrate(Simulator& simulator, std::vector<Anchor> anchors, CalibrationPlan plan,
                                    const std::function<void(const Calibration&)>& news);

} // namespace actorhood::analysis
