#include "analysis/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include "analysis/text.hpp"
#include "sim/core/error.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"
#include "sim/run/design.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t particle_count = 1200;
/// For what leaving an anchor out would add: one splitting for each.
constexpr std::size_t few_particles = 300;
/// Points at which it is looked how often two anchors are met together.
constexpr std::size_t pair_points = 20'000;
/// Emulators are exact enough when they are off by less than this part of the anchors' deviations.
constexpr double exact_enough = 0.5;
/// Emulators that are off by more than this part of them hide what the anchors say: more runs help, whatever the volume.
constexpr double too_coarse = 1.0;
/// Decades by which a wave must shrink the volume to be followed by another, if no emulator is too coarse.
constexpr double least_shrinkage = 0.5;
constexpr double constrained_width = 0.5;
constexpr double weak_width = 0.85;
constexpr double least_correlation = 0.3;
constexpr std::size_t most_correlations = 10;
constexpr std::size_t most_pairs = 10;
/// Times that candidates are drawn for members that did not hold.
constexpr std::size_t most_rounds = 5;
/// Standard deviations to the ends of an interval that holds 90 %.
constexpr double reach_of_90 = 1.6448536269514722;

/// What draws are for: each purpose has a seed of its own.
enum class Purpose : std::uint64_t {
    particles,
    pairs,
    members = 100,
    without = 1000,
    excluded = 10'000,
    wave = 1'000'000
};
std::uint64_t seed_of(std::uint64_t seed, Purpose purpose, std::uint64_t number = 0) {
    return seed * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(purpose) + number;
}

ReplicateMoments moments_of(const std::vector<double>& replicates) {
    const std::vector<double> values = defined(replicates);
    const double deviation = values.size() > 1 ? standard_deviation(values) : 0.0;
    return {values.empty() ? undefined : mean(values), deviation * deviation};
}

double correlation_of(const std::vector<double>& a, const std::vector<double>& b) {
    const double mean_a = mean(a);
    const double mean_b = mean(b);
    double products = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        products += (a[i] - mean_a) * (b[i] - mean_b);
    }
    const double spread = standard_deviation(a) * standard_deviation(b) * static_cast<double>(a.size() - 1);
    return spread > 0.0 ? products / spread : 0.0;
}

Identified identified_by(double width) {
    return width < constrained_width ? Identified::constrained
           : width < weak_width      ? Identified::weak
                                     : Identified::not_identifiable;
}

std::vector<double> coordinates(const std::vector<Point>& points, std::size_t parameter) {
    std::vector<double> values;
    for (const Point& point : points) {
        values.push_back(point[parameter]);
    }
    return values;
}

/// A calibration under way.
class Calibrator {
public:
    Calibrator(Simulator& simulator, std::vector<Anchor> anchors, const CalibrationPlan& plan);

    Calibration carry_out(const std::function<void(const Calibration&)>& news);

private:
    void survey();
    void wave(std::size_t number);
    [[nodiscard]] std::vector<Point> points_of_wave(std::size_t number) const;
    void learn(const std::vector<Point>& points, const AnchorRuns& runs, std::size_t wave);
    void measure_chance(std::size_t wave);
    void check_enough(std::size_t wave) const;
    [[nodiscard]] Training training(std::size_t anchor, std::size_t wave) const;
    void fit(std::size_t wave);
    void narrow(std::size_t wave);
    void note_nearest();
    void look_at_anchors(std::size_t wave);
    void look_at_pairs();
    void look_without();
    void look_at_parameters();
    [[nodiscard]] std::string why_end(std::size_t wave) const;
    void draw_members();
    [[nodiscard]] std::vector<Point> some_left(std::size_t round, std::size_t count) const;
    void learn_from_members(const std::vector<Point>& candidates, const AnchorRuns& runs);
    void try_members(const std::vector<Point>& candidates, const AnchorRuns& runs);
    void sum_up_members();
    void look_at_shares();
    void draw_excluded();
    [[nodiscard]] std::vector<Point> excluded_by(std::size_t target, double& part) const;
    [[nodiscard]] bool holds(const AnchorRuns& runs, std::size_t point, std::size_t target) const;
    [[nodiscard]] Point placed(Point point) const;
    [[nodiscard]] std::vector<Point> distinct(const std::vector<Point>& points) const;

    Simulator& simulator_;
    Calibration found_;
    std::vector<std::size_t> counted_; ///< anchors that are not held out: the targets
    Particles left_;
    std::vector<Point> points_;               ///< of all runs
    std::vector<std::size_t> wave_of_;        ///< one a point; 0 = the survey
    std::vector<bool> finished_;              ///< one a point
    std::vector<double> values_;              ///< point x anchor
    std::vector<ReplicateMoments> chance_;    ///< one an anchor
    double replicates_ = 1.0;                 ///< of which the values of the present wave are means
    std::vector<std::vector<double>> checks_; ///< one an anchor: 1 if a candidate is as the emulator says, else 0
};

std::vector<Target> targets_of(const std::vector<Anchor>& anchors) {
    std::vector<Target> targets;
    for (const Anchor& anchor : anchors) {
        if (!anchor.held_out) {
            targets.push_back({anchor.value, anchor.deviation()});
        }
    }
    return targets;
}

Calibrator::Calibrator(Simulator& simulator, std::vector<Anchor> anchors, const CalibrationPlan& plan)
    : simulator_(simulator) {
    found_.plausibility = Plausibility(targets_of(anchors), plan.cut);
    found_.anchors = std::move(anchors);
    found_.plan = plan;
    for (std::size_t a = 0; a < found_.anchors.size(); ++a) {
        if (!found_.anchors[a].held_out) {
            counted_.push_back(a);
        }
    }
    found_.findings.assign(found_.anchors.size(), {infinity,
                                                   -infinity,
                                                   0.0,
                                                   undefined,
                                                   true,
                                                   undefined,
                                                   undefined,
                                                   undefined,
                                                   undefined,
                                                   undefined,
                                                   {},
                                                   undefined,
                                                   undefined});
    checks_.resize(found_.anchors.size());
}

Calibration Calibrator::carry_out(const std::function<void(const Calibration&)>& news) {
    survey();
    for (std::size_t number = 1; found_.ended.empty(); ++number) {
        wave(number);
        found_.ended = why_end(number);
        found_.waves_asked = number;
        news(found_);
    }
    if (!found_.empty()) {
        draw_members();
    }
    if (!found_.members.empty() && found_.plan.without > 0) {
        draw_excluded();
    }
    return std::move(found_);
}

void Calibrator::survey() {
    Survey survey = simulator_.survey();
    found_.parameters = std::move(survey.space.parameters);
    found_.wholes = std::move(survey.space.wholes);
    CalibrationPlan& plan = found_.plan;
    const std::size_t dimensions = found_.parameters.size();
    plan.points = plan.points > 0 ? plan.points : std::max<std::size_t>(200, 10 * dimensions);
    plan.wave_points = plan.wave_points > 0 ? plan.wave_points : std::max<std::size_t>(100, 5 * dimensions);
    learn(survey.points, survey.runs, 0);
    left_ = uniform_particles(particle_count, dimensions, seed_of(plan.seed, Purpose::particles));
}

/// The point at which a simulation stands: whole parameters are rounded.
Point Calibrator::placed(Point point) const {
    for (std::size_t k = 0; k < point.size(); ++k) {
        const CalibratedParameter& parameter = found_.parameters[k];
        point[k] = parameter.whole ? parameter.unit(parameter.value(point[k])) : point[k];
    }
    return point;
}

/// The points as they are simulated, none twice.
std::vector<Point> Calibrator::distinct(const std::vector<Point>& points) const {
    std::set<Point> seen;
    std::vector<Point> kept;
    for (const Point& point : points) {
        if (Point there = placed(point); seen.insert(there).second) {
            kept.push_back(std::move(there));
        }
    }
    return kept;
}

std::vector<Point> Calibrator::points_of_wave(std::size_t number) const {
    const CalibrationPlan& plan = found_.plan;
    std::vector<Point> points;
    if (number == 1) {
        const sim::UnitPoints units = sim::latin_hypercube(plan.points, found_.parameters.size(), plan.seed);
        for (std::size_t i = 0; i < units.size(); ++i) {
            points.emplace_back(units.row(i).begin(), units.row(i).end());
        }
    } else {
        for (const std::size_t p : farthest_apart(left_.points, plan.wave_points)) {
            points.push_back(left_.points[p]);
        }
    }
    return distinct(points);
}

void Calibrator::learn(const std::vector<Point>& points, const AnchorRuns& runs, std::size_t wave) {
    const std::size_t anchors = found_.anchors.size();
    for (std::size_t i = 0; i < points.size(); ++i) {
        points_.push_back(points[i]);
        wave_of_.push_back(wave);
        finished_.push_back(runs.finished[i]);
        for (std::size_t a = 0; a < anchors; ++a) {
            const double value = runs.at(i, a)[0];
            values_.push_back(value);
            if (std::isfinite(value)) {
                found_.findings[a].lowest = std::min(found_.findings[a].lowest, value);
                found_.findings[a].highest = std::max(found_.findings[a].highest, value);
            }
        }
    }
}

void Calibrator::wave(std::size_t number) {
    const std::vector<Point> points = points_of_wave(number);
    measure_chance(number);
    const AnchorRuns runs = simulator_.run("wave" + std::to_string(number), points, 1);
    learn(points, runs, number);
    const auto finished = static_cast<std::size_t>(std::count(runs.finished.begin(), runs.finished.end(), true));
    found_.waves.push_back({points.size(), finished, undefined});
    check_enough(number);
    fit(number);
    narrow(number);
    look_at_anchors(number);
    if (number == 1) {
        look_at_pairs();
        look_without();
    }
    if (!left_.empty) {
        look_at_parameters();
    }
}

/// Chance is measured at the base, then at the most plausible point of what is left.
void Calibrator::measure_chance(std::size_t wave) {
    const std::size_t replicates = found_.plan.replicates;
    AnchorRuns runs{replicates, found_.anchors.size(), {}, {}};
    if (wave == 1) {
        runs = simulator_.base(replicates);
    } else {
        const auto by_worst = [&](const Point& a, const Point& b) {
            return found_.plausibility.worst(a, wave - 2) < found_.plausibility.worst(b, wave - 2);
        };
        const Point best = *std::min_element(left_.points.begin(), left_.points.end(), by_worst);
        runs = simulator_.run("chance" + std::to_string(wave), {placed(best)}, replicates);
    }
    chance_.clear();
    for (std::size_t a = 0; a < found_.anchors.size(); ++a) {
        chance_.push_back(moments_of(runs.at(0, a)));
        found_.findings[a].chance = std::sqrt(chance_.back().variance);
    }
}

/// Error if an emulator would have too little to learn from.
void Calibrator::check_enough(std::size_t wave) const {
    const std::size_t needed = found_.parameters.size() + 2;
    const WaveFinding& now = found_.waves.back();
    if (wave == 1 && now.finished < needed) {
        throw Error(ExitCode::incomplete, std::to_string(now.finished) + " of " + std::to_string(now.points) +
                                              " runs of the first wave ended well, too few for " +
                                              std::to_string(found_.parameters.size()) + " parameters");
    }
    for (const std::size_t a : counted_) {
        std::size_t known = 0;
        for (std::size_t i = 0; i < points_.size(); ++i) {
            known += std::isfinite(values_[i * found_.anchors.size() + a]) ? 1u : 0u;
        }
        if (known < needed) {
            throw Error(ExitCode::configuration, found_.anchors[a].places.entry.text() + ": the anchor '" +
                                                     found_.anchors[a].name + "' is defined in " +
                                                     std::to_string(known) + " of " + std::to_string(points_.size()) +
                                                     " runs; an emulator needs " + std::to_string(needed));
        }
    }
}

/// All plausible points, and those of this wave, by which the emulator is judged.
Training Calibrator::training(std::size_t anchor, std::size_t wave) const {
    const ReplicateMoments& chance = chance_[anchor];
    Training made{{}, {}, {}, {chance.mean, chance.variance / replicates_}};
    for (std::size_t i = 0; i < points_.size(); ++i) {
        if (wave_of_[i] == wave || found_.plausibility.plausible(points_[i], wave - 1)) {
            made.points.push_back(points_[i]);
            made.values.push_back(values_[i * found_.anchors.size() + anchor]);
            made.judged.push_back(wave_of_[i] == wave);
        }
    }
    return made;
}

void Calibrator::fit(std::size_t wave) {
    std::vector<std::vector<Emulator>> made(counted_.size());
    sim::parallel_for(counted_.size(), [&](std::size_t t) { made[t].emplace_back(training(counted_[t], wave)); });
    std::vector<Emulator> emulators;
    for (std::vector<Emulator>& one : made) {
        emulators.push_back(std::move(one.front()));
    }
    found_.plausibility.add_wave(std::move(emulators));
}

/// Narrows what is left to what this wave, too, calls plausible.
void Calibrator::narrow(std::size_t wave) {
    const Score score = [this, wave](std::span<const double> point) {
        return found_.plausibility.plausible(point, wave - 1) ? found_.plausibility.worst(point, wave - 1) : infinity;
    };
    left_ = narrowed(std::move(left_), score, found_.plan.cut, seed_of(found_.plan.seed, Purpose::wave, wave));
    found_.waves.back().log10_volume = left_.empty ? -infinity : left_.log10_volume;
    if (left_.empty) {
        note_nearest();
    }
}

void Calibrator::note_nearest() {
    found_.nearest = left_.nearest;
    const std::size_t wave = found_.waves.size() - 1;
    for (std::size_t t = 0; t < counted_.size(); ++t) {
        if (found_.plausibility.of(found_.nearest, wave, t) > found_.plan.cut) {
            found_.against_nearest.push_back(counted_[t]);
        }
    }
}

void Calibrator::look_at_anchors(std::size_t wave) {
    const auto finished = static_cast<double>(std::count(finished_.begin(), finished_.end(), true));
    for (std::size_t a = 0; a < found_.anchors.size(); ++a) {
        double lacking = 0.0;
        for (std::size_t i = 0; i < points_.size(); ++i) {
            lacking += finished_[i] && !std::isfinite(values_[i * found_.anchors.size() + a]) ? 1.0 : 0.0;
        }
        found_.findings[a].undefined = lacking / finished;
    }
    for (std::size_t t = 0; t < counted_.size(); ++t) {
        AnchorFinding& finding = found_.findings[counted_[t]];
        const Emulator& emulator = found_.plausibility.last()[t];
        finding.explained = emulator.explained();
        if (wave == 1) {
            finding.constant = emulator.constant();
            finding.moved = emulator.explained_of_mean();
        }
        std::vector<double> deviations;
        for (const Point& point : left_.points) {
            deviations.push_back(emulator.at(point).deviation);
        }
        finding.emulator = mean(deviations);
    }
}

/// How often two anchors are met together, over the whole space, by the first wave.
void Calibrator::look_at_pairs() {
    const Particles all =
        uniform_particles(pair_points, found_.parameters.size(), seed_of(found_.plan.seed, Purpose::pairs));
    const std::size_t targets = counted_.size();
    std::vector<double> scores(pair_points * targets);
    sim::parallel_for(pair_points, [&](std::size_t p) {
        for (std::size_t t = 0; t < targets; ++t) {
            scores[p * targets + t] = found_.plausibility.of(all.points[p], 0, t);
        }
    });
    std::vector<double> alone(targets, 0.0);
    std::vector<double> joint(targets * targets, 0.0);
    for (std::size_t t = 0; t < targets; ++t) {
        double& closest = found_.findings[counted_[t]].closest;
        closest = infinity;
        for (std::size_t p = 0; p < pair_points; ++p) {
            const bool met = scores[p * targets + t] <= found_.plan.cut;
            closest = std::min(closest, scores[p * targets + t]);
            alone[t] += met ? 1.0 / pair_points : 0.0;
            for (std::size_t s = 0; met && s < t; ++s) {
                joint[t * targets + s] += scores[p * targets + s] <= found_.plan.cut ? 1.0 / pair_points : 0.0;
            }
        }
    }
    // Fewer points than some twenty expected ones tell nothing.
    constexpr double least_expected = 20.0 / pair_points;
    for (std::size_t t = 0; t < targets; ++t) {
        for (std::size_t s = 0; s < t; ++s) {
            const double expected = alone[t] * alone[s];
            if (expected >= least_expected && joint[t * targets + s] < 0.5 * expected) {
                found_.pairs.push_back({counted_[s], counted_[t], joint[t * targets + s], expected});
            }
        }
    }
    std::stable_sort(found_.pairs.begin(), found_.pairs.end(), [](const AnchorPair& a, const AnchorPair& b) {
        return a.joint * b.expected < b.joint * a.expected;
    });
    found_.pairs.resize(std::min(found_.pairs.size(), most_pairs));
}

/// What the anchors leave without each of them, by the first wave. Where no run reaches an anchor, nothing is left anyway:
/// such anchors are left out here.
void Calibrator::look_without() {
    const std::size_t targets = counted_.size();
    std::vector<bool> missed;
    std::transform(counted_.begin(), counted_.end(), std::back_inserter(missed),
                   [this](std::size_t a) { return found_.missed(a); });
    std::vector<double> volumes(targets + 1);
    sim::parallel_for(targets + 1, [&](std::size_t t) {
        std::vector<bool> left_out = missed;
        if (t < targets) {
            left_out[t] = true;
        }
        const Score score = [&](std::span<const double> point) {
            return found_.plausibility.worst(point, 0, left_out);
        };
        const std::uint64_t seed = seed_of(found_.plan.seed, Purpose::without, t);
        const Particles rest =
            narrowed(uniform_particles(few_particles, found_.parameters.size(), seed), score, found_.plan.cut, seed);
        volumes[t] = rest.empty ? -infinity : rest.log10_volume;
    });
    for (std::size_t t = 0; t < targets; ++t) {
        found_.findings[counted_[t]].without = volumes[t];
    }
    found_.without_missed = volumes[targets];
}

void Calibrator::look_at_parameters() {
    found_.left.clear();
    found_.correlations.clear();
    std::vector<std::vector<double>> all;
    for (std::size_t k = 0; k < found_.parameters.size(); ++k) {
        const CalibratedParameter& parameter = found_.parameters[k];
        const std::vector<double>& here = all.emplace_back(coordinates(left_.points, k));
        const Interval units = central_interval(here, 0.9);
        const double width = (units.high - units.low) / 0.9;
        found_.left.push_back({{parameter.value(units.low), parameter.value(units.high)},
                               parameter.value(quantile(here, 0.5)),
                               width,
                               identified_by(width)});
        for (std::size_t m = 0; m < k; ++m) {
            const double value = correlation_of(all[m], here);
            if (std::abs(value) >= least_correlation) {
                found_.correlations.push_back({m, k, value});
            }
        }
    }
    std::stable_sort(
        found_.correlations.begin(), found_.correlations.end(),
        [](const Correlation& a, const Correlation& b) { return std::abs(a.value) > std::abs(b.value); });
    found_.correlations.resize(std::min(found_.correlations.size(), most_correlations));
    look_at_shares();
}

/// Shares are told by themselves; before, each of n is larger than s with the probability (1 - s)^(n-1).
void Calibrator::look_at_shares() {
    found_.shares.clear();
    for (const CalibratedShares& whole : found_.wholes) {
        std::vector<std::vector<double>> all(whole.keys.size());
        for (const Point& point : left_.points) {
            const std::vector<double> shares = whole.at(point);
            for (std::size_t k = 0; k < shares.size(); ++k) {
                all[k].push_back(shares[k]);
            }
        }
        const double others = static_cast<double>(whole.keys.size()) - 1.0;
        const double before = whole.total() * (sim::power(0.95, 1.0 / others) - sim::power(0.05, 1.0 / others));
        for (std::size_t k = 0; k < whole.keys.size(); ++k) {
            const Interval interval = central_interval(all[k], 0.9);
            const double width = (interval.high - interval.low) / before;
            found_.shares.push_back(
                {whole.keys[k], whole.base[k], {interval, quantile(all[k], 0.5), width, identified_by(width)}});
        }
    }
}

std::string Calibrator::why_end(std::size_t wave) const {
    if (left_.empty) {
        return "nothing is left";
    }
    const auto within = [&](double part) {
        return std::all_of(counted_.begin(), counted_.end(), [&](std::size_t a) {
            return found_.findings[a].emulator <= part * found_.anchors[a].deviation();
        });
    };
    if (within(exact_enough)) {
        return "the emulators are exact enough";
    }
    if (wave > 1 && within(too_coarse) &&
        found_.waves[wave - 2].log10_volume - found_.waves[wave - 1].log10_volume < least_shrinkage) {
        return "the last wave changed the volume by less than half a decade";
    }
    return wave >= found_.plan.waves ? "all waves are done" : "";
}

/// Draws members evenly from what is left. Candidates that do not hold teach the emulators what is wrong, as a wave of their
/// own, and others are drawn from what is left then.
void Calibrator::draw_members() {
    const std::size_t wanted = found_.plan.members;
    for (std::size_t round = 1; round <= most_rounds && found_.members.size() < wanted && !left_.empty; ++round) {
        const std::vector<Point> candidates = some_left(round, wanted - found_.members.size());
        const std::string name = "members" + (round > 1 ? std::to_string(round) : std::string());
        const AnchorRuns runs = simulator_.run(name, candidates, found_.plan.member_replicates);
        try_members(candidates, runs);
        if (found_.members.size() < wanted && round < most_rounds) {
            learn_from_members(candidates, runs);
        }
    }
    sum_up_members();
}

/// So many points of what is left, at random.
std::vector<Point> Calibrator::some_left(std::size_t round, std::size_t count) const {
    std::vector<std::pair<double, std::size_t>> order;
    const std::uint64_t seed = seed_of(found_.plan.seed, Purpose::members, round);
    for (std::size_t p = 0; p < left_.points.size(); ++p) {
        order.emplace_back(Draws(seed, 0, p).uniform(), p);
    }
    std::sort(order.begin(), order.end());
    std::vector<Point> shuffled;
    for (const auto& [draw, particle] : order) {
        shuffled.push_back(left_.points[particle]);
    }
    shuffled = distinct(shuffled);
    shuffled.resize(std::min(shuffled.size(), count));
    return shuffled;
}

/// The means over replicates of candidates as runs of a further wave, with as much less of chance. If nothing would be left
/// then, all stays as it was.
void Calibrator::learn_from_members(const std::vector<Point>& candidates, const AnchorRuns& runs) {
    AnchorRuns means{1, runs.anchors, {}, {}};
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        bool finished = false;
        for (std::size_t a = 0; a < runs.anchors; ++a) {
            means.values.push_back(moments_of(runs.at(i, a)).mean);
            finished = finished || std::isfinite(means.values.back());
        }
        means.finished.push_back(finished);
    }
    const std::size_t wave = found_.waves.size() + 1;
    learn(candidates, means, wave);
    replicates_ = static_cast<double>(runs.replicates);
    const auto finished = static_cast<std::size_t>(std::count(means.finished.begin(), means.finished.end(), true));
    found_.waves.push_back({candidates.size(), finished, undefined});
    fit(wave);
    const Particles before = left_;
    narrow(wave);
    if (left_.empty) {
        left_ = before;
        found_.waves.pop_back();
        found_.plausibility.drop_wave();
        found_.against_nearest.clear();
    } else {
        look_at_anchors(wave);
        look_at_parameters();
    }
}

void Calibrator::try_members(const std::vector<Point>& candidates, const AnchorRuns& runs) {
    const auto replicates = static_cast<double>(runs.replicates);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        bool is_member = true;
        std::vector<double> means;
        std::vector<double> errors; // squared, of the means
        for (std::size_t a = 0; a < found_.anchors.size(); ++a) {
            const ReplicateMoments moments = moments_of(runs.at(i, a));
            means.push_back(moments.mean);
            errors.push_back(moments.variance / replicates);
        }
        for (std::size_t t = 0; t < counted_.size(); ++t) {
            const std::size_t a = counted_[t];
            is_member = is_member && holds(runs, i, t);
            const Prediction emulated = found_.plausibility.last()[t].at(candidates[i]);
            const double reach = reach_of_90 * std::sqrt(emulated.deviation * emulated.deviation + errors[a]);
            if (std::isfinite(means[a])) {
                checks_[a].push_back(std::abs(emulated.mean - means[a]) <= reach ? 1.0 : 0.0);
            }
        }
        ++found_.candidates;
        if (is_member) {
            found_.members.push_back(candidates[i]);
            for (std::size_t a = 0; a < found_.anchors.size(); ++a) {
                found_.findings[a].members.push_back(means[a]);
            }
        }
    }
}

/// True if an anchor that counts is plausible by the replicates of a point.
bool Calibrator::holds(const AnchorRuns& runs, std::size_t point, std::size_t target) const {
    const ReplicateMoments moments = moments_of(runs.at(point, counted_[target]));
    const double error = std::sqrt(moments.variance / static_cast<double>(runs.replicates));
    return implausibility(found_.plausibility.targets()[target], {moments.mean, error}) <= found_.plan.cut;
}

/// Points that all anchors but one leave, by the emulators of all waves, and the part that they are of all that would be
/// left without it.
std::vector<Point> Calibrator::excluded_by(std::size_t target, double& part) const {
    std::vector<bool> left_out(counted_.size(), false);
    left_out[target] = true;
    const std::size_t waves = found_.plausibility.waves();
    const Score score = [&](std::span<const double> point) {
        double worst = 0.0;
        for (std::size_t wave = 0; wave < waves; ++wave) {
            worst = std::max(worst, found_.plausibility.worst(point, wave, left_out));
        }
        return worst;
    };
    const std::uint64_t seed = seed_of(found_.plan.seed, Purpose::excluded, target);
    const Particles rest =
        narrowed(uniform_particles(few_particles, found_.parameters.size(), seed), score, found_.plan.cut, seed);
    std::vector<Point> excluded;
    if (!rest.empty) {
        std::copy_if(rest.points.begin(), rest.points.end(), std::back_inserter(excluded),
                     [this](const Point& point) { return !found_.plausibility.plausible(point); });
    }
    part = static_cast<double>(excluded.size()) / static_cast<double>(few_particles);
    excluded = distinct(excluded);
    excluded.resize(std::min(excluded.size(), found_.plan.without));
    return excluded;
}

/// Simulates points that one anchor alone excludes, for each anchor, and keeps those of which that is true.
void Calibrator::draw_excluded() {
    const std::size_t targets = counted_.size();
    std::vector<std::vector<Point>> drawn(targets);
    std::vector<double> parts(targets);
    sim::parallel_for(targets, [&](std::size_t t) { drawn[t] = excluded_by(t, parts[t]); });
    std::vector<Point> all;
    for (const std::vector<Point>& points : drawn) {
        all.insert(all.end(), points.begin(), points.end());
    }
    if (all.empty()) {
        return;
    }
    const AnchorRuns runs = simulator_.run("excluded", all, found_.plan.member_replicates);
    std::size_t next = 0;
    for (std::size_t t = 0; t < targets; ++t) {
        ExcludedSets sets{counted_[t], parts[t], drawn[t].size(), {}};
        for (const Point& point : drawn[t]) {
            bool others = true;
            for (std::size_t s = 0; s < targets; ++s) {
                others = others && (s == t || holds(runs, next, s));
            }
            if (others && !holds(runs, next, t)) {
                sets.points.push_back(point);
            }
            ++next;
        }
        if (sets.candidates > 0) {
            found_.excluded.push_back(std::move(sets));
        }
    }
}

void Calibrator::sum_up_members() {
    for (std::size_t a = 0; a < found_.anchors.size(); ++a) {
        AnchorFinding& finding = found_.findings[a];
        std::vector<double> all;
        for (const double member : finding.members) {
            all.push_back(std::abs(member - found_.anchors[a].value) / found_.anchors[a].deviation());
        }
        finding.implausibility = quantile(defined(all), 0.5);
        finding.checked = mean(checks_[a]);
    }
}

} // namespace

double CalibratedParameter::value(double unit) const {
    if (shares_after > 0) {
        return 1.0 - sim::power(1.0 - std::clamp(unit, 0.0, 1.0), 1.0 / static_cast<double>(shares_after));
    }
    const double inside =
        logarithmic ? low * sim::exponential(unit * sim::logarithm(high / low)) : low + unit * (high - low);
    return std::clamp(whole ? std::floor(inside + 0.5) : inside, low, high);
}

double CalibratedParameter::unit(double value) const {
    if (shares_after > 0) {
        return 1.0 - sim::power(1.0 - value, static_cast<double>(shares_after));
    }
    return logarithmic ? sim::logarithm(value / low) / sim::logarithm(high / low) : (value - low) / (high - low);
}

double CalibratedShares::total() const {
    return std::accumulate(fixed.begin(), fixed.end(), 1.0,
                           [](double rest, const auto& share) { return rest - share.second; });
}

std::vector<double> CalibratedShares::at(const Point& point) const {
    const auto units = static_cast<std::uint32_t>(std::floor(total() * sim::share_units + 0.5));
    std::vector<double> shares;
    for (const std::uint32_t share :
         sim::simplex_from_unit(std::span(point).subspan(first, keys.size() - 1), units)) {
        shares.push_back(static_cast<double>(share) / static_cast<double>(sim::share_units));
    }
    return shares;
}

std::vector<double> CalibratedShares::units(const std::vector<double>& shares) const {
    std::vector<double> made;
    double rest = total();
    for (std::size_t k = 0; k + 1 < shares.size(); ++k) {
        // Where nothing is left to divide, any part is right.
        const double part = rest > 1e-9 ? std::clamp(shares[k] / rest, 0.0, 1.0) : 0.5;
        made.push_back(1.0 - sim::power(1.0 - part, static_cast<double>(shares.size() - 1 - k)));
        rest -= shares[k];
    }
    return made;
}

std::vector<double> AnchorRuns::at(std::size_t point, std::size_t anchor) const {
    std::vector<double> found;
    for (std::size_t r = 0; r < replicates; ++r) {
        found.push_back(values[(point * replicates + r) * anchors + anchor]);
    }
    return found;
}

const char* identified_word(Identified identified) {
    switch (identified) {
    case Identified::constrained:
        return "constrained";
    case Identified::weak:
        return "weak";
    default:
        return "not identifiable";
    }
}

bool Calibration::missed(std::size_t anchor) const {
    const Anchor& asked = anchors[anchor];
    return findings[anchor].highest < asked.value - asked.half_band() ||
           findings[anchor].lowest > asked.value + asked.half_band();
}

bool Calibration::unmoved(std::size_t anchor) const {
    constexpr double least_moved = 0.1;
    return findings[anchor].constant || findings[anchor].moved < least_moved;
}

Calibration calibrate(Simulator& simulator, std::vector<Anchor> anchors, CalibrationPlan plan,
                      const std::function<void(const Calibration&)>& news) {
    return Calibrator(simulator, std::move(anchors), plan).carry_out(news);
}

} // namespace actorhood::analysis
