#include "analysis/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "analysis/calibration_anchors.hpp"
#include "analysis/calibration_parameters.hpp"
#include "analysis/calibration_seeds.hpp"
#include "analysis/posterior.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/run/design.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

constexpr std::size_t particle_count = 1200;
/// Emulators are exact enough when they are off by less than this part of the anchors' deviations.
constexpr double exact_enough = 0.5;
/// Emulators that are off by more than this part of them hide what the anchors say: more runs help, whatever the volume.
constexpr double too_coarse = 1.0;
/// Decades by which a wave must shrink the volume to be followed by another, if no emulator is too coarse.
constexpr double least_shrinkage = 0.5;
/// Times that candidates are drawn for members that did not hold.
constexpr std::size_t most_rounds = 5;
/// Standard deviations to the ends of an interval that holds 90 %.
constexpr double reach_of_90 = 1.6448536269514722;

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
    [[nodiscard]] std::string why_end(std::size_t wave) const;
    void draw_members();
    [[nodiscard]] std::vector<Point> some_left(std::size_t round, std::size_t count) const;
    void learn_from_members(const std::vector<Point>& candidates, const AnchorRuns& runs);
    void try_members(const std::vector<Point>& candidates, const AnchorRuns& runs);
    void sum_up_members();

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
        draw_excluded(found_, counted_, simulator_);
    }
    if (!found_.empty() && found_.plan.particles > 0) {
        draw_posterior(found_, counted_, left_.points, simulator_);
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
    return distinct_points(found_.parameters, points);
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
        look_at_pairs(found_, counted_);
        look_without(found_, counted_);
    }
    if (!left_.empty) {
        look_at_parameters(found_, left_.points);
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
        runs =
            simulator_.run("chance" + std::to_string(wave), {simulated_point(found_.parameters, best)}, replicates);
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
    shuffled = distinct_points(found_.parameters, shuffled);
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
        look_at_parameters(found_, left_.points);
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
            is_member = is_member && target_holds(found_, t, runs.at(i, a));
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
