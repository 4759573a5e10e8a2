// History matching on a simulator whose truth is known.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "analysis/calibration.hpp"
#include "analysis/calibration_text.hpp"
#include "analysis/posterior.hpp"
#include "sim/core/error.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_analysis_calibration {

using namespace actorhood;
using namespace actorhood::analysis;

namespace {

/// Five parameters between 0 and 1, of which the fifth does nothing; outputs of a diffusion: shares, a count, a rate, and
/// one that only the product of two parameters moves.
class Diffusion : public Simulator {
public:
    explicit Diffusion(std::uint64_t seed) : seed_(seed) {}

    static constexpr std::size_t outputs = 6;
    static std::vector<double> expected(const Point& u) {
        return {sim::logistic(-3.0 + 4.0 * u[0] - 1.5 * u[1]),
                sim::logistic(-1.5 + 4.0 * u[0] - 0.5 * u[1] + u[0] * u[2]),
                40.0 * sim::exponential(1.5 * u[1] - u[2]),
                2.0 * u[2] * u[2] + u[0],
                5.0 + 6.0 * u[1] * u[3],
                0.05 + 0.1 * u[2] + 0.02 * u[3]};
    }
    /// Deviation of a run from the mean over chance.
    static constexpr std::array<double, outputs> noise{0.02, 0.03, 2.0, 0.08, 0.4, 0.004};

    Survey survey() override {
        std::vector<CalibratedParameter> parameters;
        for (const char* name : {"a", "b", "c", "d", "idle"}) {
            parameters.push_back({name, 0.0, 1.0, false, false, 0.5});
        }
        return {{parameters, {}}, {}, {1, count(), {}, {}}};
    }
    AnchorRuns base(std::size_t replicates) override { return simulate({Point(5, 0.5)}, replicates); }
    AnchorRuns run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) override {
        asked.push_back(name);
        return simulate(points, replicates);
    }

    std::vector<std::string> asked;
    [[nodiscard]] std::uint64_t runs() const { return runs_; }
    double failing = 0.0;                             ///< part of the runs that fail
    std::vector<std::size_t> shown{0, 1, 2, 3, 4, 5}; ///< output of each anchor

private:
    [[nodiscard]] std::size_t count() const { return shown.size(); }
    AnchorRuns simulate(const std::vector<Point>& points, std::size_t replicates) {
        AnchorRuns runs{replicates, count(), {}, {}};
        for (const Point& point : points) {
            const std::vector<double> means = expected(point);
            for (std::size_t r = 0; r < replicates; ++r) {
                const sim::RandomStream draws = sim::Random(seed_, 1).fixed(sim::Stream{7});
                const std::uint64_t id = ++runs_;
                const bool fails = draws.uniform(id, 100) < failing;
                runs.finished.push_back(!fails);
                for (const std::size_t k : shown) {
                    runs.values.push_back(
                        fails ? std::nan("") : means[k] + noise[k] * draws.normal(id, static_cast<std::uint32_t>(k)));
                }
            }
        }
        return runs;
    }

    std::uint64_t seed_;
    std::uint64_t runs_ = 0;
};

/// Anchors at the truth, with bands of about three deviations of a run.
std::vector<Anchor> anchors_at(const Point& truth) {
    const std::vector<double> means = Diffusion::expected(truth);
    std::vector<Anchor> anchors;
    for (std::size_t k = 0; k < means.size(); ++k) {
        Anchor anchor;
        anchor.name = "anchor " + std::to_string(k);
        anchor.output = "output " + std::to_string(k);
        anchor.value = means[k];
        anchor.tolerance = 1.5 * Diffusion::noise[k];
        anchors.push_back(anchor);
    }
    return anchors;
}

Point planted(std::uint64_t number) {
    Point truth;
    for (std::uint32_t k = 0; k < 5; ++k) {
        truth.push_back(0.1 + 0.8 * sim::Random(number, 0).fixed(sim::Stream{3}).uniform(0, k));
    }
    return truth;
}

Calibration calibrated(Simulator& simulator, const std::vector<Anchor>& anchors, CalibrationPlan plan = {}) {
    return calibrate(simulator, anchors, plan, [](const Calibration&) {});
}

} // namespace

TEST_CASE("planted parameters are recovered, and an idle one is named", "[analysis][calibration]") {
    int kept = 0;
    int covered = 0;
    int of = 0;
    int all_covered = 0;
    double log10_volume = 0.0; // mean
    double runs = 0.0;         // mean
    for (std::uint64_t number = 1; number <= 10; ++number) {
        INFO("truth " << number);
        const Point truth = planted(number);
        Diffusion simulator(100 + number);
        const Calibration found = calibrated(simulator, anchors_at(truth));
        REQUIRE_FALSE(found.empty());
        CHECK(found.waves_asked <= 3);
        CHECK(found.waves.back().log10_volume < -1.0);
        log10_volume += found.waves.back().log10_volume / 10.0;
        runs += static_cast<double>(simulator.runs()) / 10.0;
        kept += found.plausibility.plausible(truth) ? 1 : 0;
        bool all = true;
        for (std::size_t k = 0; k < 5; ++k) {
            const bool inside = found.left[k].interval.contains(truth[k]);
            covered += inside ? 1 : 0;
            all = all && inside;
            ++of;
        }
        all_covered += all ? 1 : 0;
        CHECK(found.left[0].identified == Identified::constrained);
        CHECK(found.left[4].identified == Identified::not_identifiable);
        CHECK(found.members.size() >= 45);
    }
    CHECK(kept >= 9);
    INFO(covered << " of " << of << " intervals of 90 %, all of a truth in " << all_covered << " of 10");
    CHECK(covered >= 45);
    CHECK(all_covered >= 8);
    // What the document says of size and cost.
    CAPTURE(log10_volume, runs);
    CHECK(log10_volume == Approx(-2.7).margin(0.15));
    CHECK(runs == Approx(1100.0).margin(50.0));
}

TEST_CASE("calibration gives the same for any number of threads", "[analysis][calibration]") {
    const auto found = [](std::size_t threads) {
        const sim::ThreadLimit limit(threads);
        Diffusion simulator(5);
        return calibrated(simulator, anchors_at(planted(3)), {.waves = 2, .members = 10});
    };
    const Calibration one = found(1);
    const Calibration two = found(2);
    CHECK(one.members == two.members);
    CHECK(one.waves.back().log10_volume == two.waves.back().log10_volume);
    CHECK(one.findings[2].without == two.findings[2].without);
}

TEST_CASE("an impossible anchor is named, and no member is drawn", "[analysis][calibration]") {
    std::vector<Anchor> anchors = anchors_at(planted(2));
    anchors[2].value = 900.0; // the largest count is about 180
    Diffusion simulator(1);
    const Calibration found = calibrated(simulator, anchors);
    CHECK(found.empty());
    CHECK(found.ended == "nothing is left");
    CHECK(found.members.empty());
    CHECK(found.missed(2));
    CHECK_FALSE(found.missed(1));
    CHECK(std::count(found.against_nearest.begin(), found.against_nearest.end(), 2u) == 1);
    CHECK(found.findings[2].without > -4.0); // without it something is left
    CHECK(found.findings[1].without > found.without_missed - 0.2);
    CHECK(simulator.asked == std::vector<std::string>{"wave1"});
}

TEST_CASE("anchors that contradict each other are a pair, even if each can be met", "[analysis][calibration]") {
    std::vector<Anchor> anchors = anchors_at({0.9, 0.5, 0.5, 0.5, 0.5});
    const std::vector<double> other = Diffusion::expected({0.2, 0.5, 0.5, 0.5, 0.5});
    anchors[1].value = other[1]; // both are driven by the first parameter
    Diffusion simulator(1);
    const Calibration found = calibrated(simulator, anchors);
    CHECK(found.empty());
    CHECK_FALSE(found.missed(0));
    CHECK_FALSE(found.missed(1));
    REQUIRE_FALSE(found.pairs.empty());
    CHECK(found.pairs[0].first == 0);
    CHECK(found.pairs[0].second == 1);
    CHECK(found.pairs[0].joint < 0.1 * found.pairs[0].expected);
    CHECK_FALSE(found.without_missed > -1e300); // runs reach each, but not both
    CHECK(found.findings[0].without > -4.0);
    CHECK(found.findings[1].without > -4.0);
    CHECK_FALSE(found.findings[3].without > -1e300);
}

TEST_CASE("an anchor that no parameter moves is named", "[analysis][calibration]") {
    // Only parameters that do nothing for it: output 2 depends on b and c, and here the anchor shows output 5 of noise.
    class Unmoved : public Diffusion {
    public:
        using Diffusion::Diffusion;
        AnchorRuns run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) override {
            AnchorRuns runs = Diffusion::run(name, points, replicates);
            flatten(runs);
            return runs;
        }
        AnchorRuns base(std::size_t replicates) override {
            AnchorRuns runs = Diffusion::base(replicates);
            flatten(runs);
            return runs;
        }

    private:
        static void flatten(AnchorRuns& runs) {
            for (std::size_t i = 0; i < runs.values.size(); i += runs.anchors) {
                runs.values[i + 4] = 7.0;
                runs.values[i + 5] = 3.0 + 0.1 * sim::Random(i, 2).fixed(sim::Stream{1}).normal(i);
            }
        }
    };
    std::vector<Anchor> anchors = anchors_at(planted(1));
    anchors[4].value = 7.2;
    anchors[5].value = 3.05;
    anchors[5].tolerance = 0.5;
    Unmoved simulator(4);
    const Calibration found = calibrated(simulator, anchors, {.members = 10});
    CHECK(found.findings[4].constant);
    CHECK(found.unmoved(4));
    CHECK(found.unmoved(5));
    CHECK_FALSE(found.findings[5].constant);
    CHECK_FALSE(found.unmoved(0));
    CHECK_FALSE(found.empty());
    anchors[4].value = 9.0;
    CHECK(calibrated(simulator, anchors, {.members = 10}).empty());
}

TEST_CASE("failed runs are left out, and too few of them are an error", "[analysis][calibration]") {
    const Point truth = planted(6);
    Diffusion simulator(9);
    simulator.failing = 0.2;
    const Calibration found = calibrated(simulator, anchors_at(truth));
    CHECK(found.waves[0].finished < 180);
    CHECK(found.plausibility.plausible(truth));
    CHECK(found.left[0].identified == Identified::constrained);
    simulator.failing = 0.99;
    try {
        static_cast<void>(calibrated(simulator, anchors_at(truth)));
        FAIL("no error");
    } catch (const sim::Error& error) {
        CHECK(error.code() == sim::ExitCode::incomplete);
        CHECK(std::string(error.what()).find("runs of the first wave ended well, too few for 5") !=
              std::string::npos);
    }
}

TEST_CASE("an anchor that is held out does not constrain", "[analysis][calibration]") {
    std::vector<Anchor> anchors = anchors_at(planted(8));
    for (Anchor& anchor : anchors) {
        anchor.held_out = anchor.name != "anchor 5"; // which depends on c and d alone
    }
    Diffusion simulator(2);
    const Calibration found = calibrated(simulator, anchors, {.members = 10});
    CHECK(found.left[0].identified == Identified::not_identifiable);
    CHECK(found.left[2].identified != Identified::not_identifiable);
    REQUIRE(found.findings[0].members.size() == found.members.size());
    CHECK(std::isfinite(found.findings[0].members[0]));
}

TEST_CASE("sets that one anchor alone excludes keep all others, in simulation too", "[analysis][calibration]") {
    const Point truth = planted(4);
    const std::vector<Anchor> anchors = anchors_at(truth);
    Diffusion simulator(7);
    const Calibration found = calibrated(simulator, anchors, {.members = 10, .member_replicates = 20, .without = 8});
    CHECK(simulator.asked.back() == "excluded");
    REQUIRE_FALSE(found.excluded.empty());
    std::size_t sets = 0;
    for (const ExcludedSets& excluded : found.excluded) {
        INFO(anchors[excluded.anchor].name);
        CHECK(excluded.points.size() <= excluded.candidates);
        CHECK(excluded.candidates <= 8);
        CHECK(excluded.part > 0.0);
        CHECK(excluded.part <= 1.0);
        for (const Point& point : excluded.points) {
            const std::vector<double> means = Diffusion::expected(point);
            for (std::size_t a = 0; a < anchors.size(); ++a) {
                const double off = std::abs(means[a] - anchors[a].value) / anchors[a].deviation();
                CHECK((a == excluded.anchor ? off > 2.5 : off < 4.5)); // the cut is 3.5, and chance moves the means
            }
            ++sets;
        }
    }
    CHECK(sets >= 10);
    // With one anchor the sets it excludes are the rest of the space.
    std::vector<Anchor> one{anchors[5]};
    one[0].output = "output 5";
    Diffusion alone(3);
    alone.shown = {5};
    const Calibration single = calibrated(alone, one, {.members = 5, .without = 20});
    REQUIRE(single.excluded.size() == 1);
    CHECK(single.excluded[0].part == Approx(1.0 - std::pow(10.0, single.waves.back().log10_volume)).margin(0.1));
    CHECK_FALSE(single.excluded[0].points.empty());
}

TEST_CASE("shares of a whole have coordinates, and back", "[analysis][calibration]") {
    const CalibratedShares whole{"mix", {"mix.a", "mix.b", "mix.c"}, {{"mix.d", 0.1}}, {0.3, 0.3, 0.3}, 1};
    CHECK(whole.total() == Approx(0.9));
    // a takes 1 - sqrt(1 - u) of 0.9, b takes u of what is left.
    const std::vector<double> shares = whole.at({0.123, 0.75, 0.25});
    REQUIRE(shares.size() == 3);
    CHECK(shares[0] == Approx(0.45));
    CHECK(shares[1] == Approx(0.1125));
    CHECK(shares[2] == Approx(0.3375));
    const std::vector<double> units = whole.units(shares);
    CHECK(units[0] == Approx(0.75));
    CHECK(units[1] == Approx(0.25));
    CHECK(whole.units({0.9, 0.0, 0.0})[0] == Approx(1.0));
    CHECK(whole.units({0.9, 0.0, 0.0})[1] == 0.5); // nothing is left to divide
    const CalibratedParameter part{"mix.a", 0.0, 1.0, false, false, 0.0, 2};
    CHECK(part.value(0.75) == Approx(0.5));
    CHECK(part.unit(0.5) == Approx(0.75));
    const std::string text = experiment_points({{part, {"mix.b", 0.0, 1.0, false, false, 0.0, 1}},
                                                {{"mix", {"mix.a", "mix.b", "mix.c"}, {{"mix.d", 0.1}}, {}, 0}}},
                                               {{0.75, 0.25}}, {"one"});
    CHECK(text ==
          "\n[[experiment.point]]\nname = \"one\"\n\"mix.a\" = 0.45\n\"mix.b\" = 0.1125\n\"mix.c\" = 0.3375\n"
          "\"mix.d\" = 0.1\n");
}

TEST_CASE("what is left is told of shares", "[analysis][calibration]") {
    /// Two coordinates are three shares; an output shows each of the first two.
    class Shares : public Diffusion {
    public:
        using Diffusion::Diffusion;
        Survey survey() override {
            Survey made = Diffusion::survey();
            made.space.parameters[0] = {"mix.a", 0.0, 1.0, false, false, 0.0, 2};
            made.space.parameters[1] = {"mix.b", 0.0, 1.0, false, false, 0.0, 1};
            made.space.wholes = {mix};
            return made;
        }
        AnchorRuns run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) override {
            AnchorRuns runs = Diffusion::run(name, points, replicates);
            for (std::size_t i = 0; i < runs.finished.size(); ++i) {
                runs.values[i] =
                    mix.at(points[i / replicates])[0] + 0.001 * sim::Random(i, 3).fixed(sim::Stream{1}).normal(i);
            }
            return runs;
        }
        CalibratedShares mix{"mix", {"mix.a", "mix.b", "mix.c"}, {}, {0.4, 0.3, 0.3}, 0};
    };
    Anchor share;
    share.name = "share of a";
    share.output = "a";
    share.value = 0.4;
    share.tolerance = 0.02;
    Shares simulator(1);
    simulator.shown = {0};
    const Calibration found = calibrated(simulator, {share}, {.members = 10});
    REQUIRE(found.shares.size() == 3);
    CHECK(found.shares[0].key == "mix.a");
    CHECK(found.shares[0].finding.median == Approx(0.4).margin(0.03));
    CHECK(found.shares[0].finding.identified == Identified::constrained);
    CHECK(found.shares[2].base == 0.3);
    // b and c divide 0.6 evenly: 90 % between 0.03 and 0.57.
    CHECK(found.shares[1].finding.interval.low == Approx(0.03).margin(0.02));
    CHECK(found.shares[1].finding.interval.high == Approx(0.57).margin(0.02));
    const std::string report = calibration_report(found, "mix.toml");
    CHECK(report.find("mix.c") != std::string::npos);
    CHECK(report.find("a share") != std::string::npos);
}

TEST_CASE("held-out anchors are scored against naive forecasts", "[analysis][calibration]") {
    Calibration found;
    Anchor known;
    known.name = "2021";
    known.output = "cloud";
    known.value = 0.40;
    known.tolerance = 0.04;
    known.from = 2021.0;
    known.to = 2022.0;
    Anchor later = known;
    later.name = "2023";
    later.value = 0.45;
    later.from = 2023.0;
    later.to = 2024.0;
    later.held_out = true;
    found.anchors = {known, later};
    found.findings.resize(2);
    found.findings[1].members = {0.44, 0.47}; // off by .005, persistence by .05; one figure makes no curve
    const std::string report = calibration_report(found, "cloud.toml");
    INFO(report);
    CHECK(
        report.find("The members' mean lies in 1 of 1 band; it is nearer than persistence in 1 of 1, than a logistic "
                    "curve in 0 of 0.") != std::string::npos);
    found.findings[1].members = {0.52, 0.54};
    CHECK(calibration_report(found, "cloud.toml")
              .find("lies in 0 of 1 band; it is nearer than persistence in 0 of 1") != std::string::npos);
}

TEST_CASE("coordinates of parameters and back", "[analysis][calibration]") {
    const CalibratedParameter plain{"p", -2.0, 6.0, false, false, 0.0};
    CHECK(plain.value(0.0) == -2.0);
    CHECK(plain.value(1.0) == 6.0);
    CHECK(plain.unit(plain.value(0.3)) == Approx(0.3));
    const CalibratedParameter ratio{"r", 0.01, 100.0, true, false, 1.0};
    CHECK(ratio.value(0.5) == Approx(1.0));
    CHECK(ratio.value(1.0) == Approx(100.0));
    CHECK(ratio.unit(0.1) == Approx(0.25));
    const CalibratedParameter whole{"n", 2.0, 5.0, false, true, 3.0};
    CHECK(whole.value(0.49) == 3.0);
    CHECK(whole.value(0.51) == 4.0);
    CHECK(whole.unit(4.0) == Approx(2.0 / 3.0));
}

namespace {

/// One number that one of two parameters moves: y = 10 u + chance of deviation 0.4, unless it is told otherwise.
class Line : public Simulator {
public:
    explicit Line(double from = 0.0, double width = 10.0, double chance = 0.4)
        : from_(from), width_(width), chance_(chance) {}
    Survey survey() override {
        return {{{{"slope", 0.0, 1.0, false, false, 0.5}, {"idle", 0.0, 1.0, false, false, 0.5}}, {}},
                {},
                {1, 1, {}, {}}};
    }
    AnchorRuns base(std::size_t replicates) override { return run("base", {Point(2, 0.5)}, replicates); }
    AnchorRuns run(const std::string&, const std::vector<Point>& points, std::size_t replicates) override {
        AnchorRuns runs{replicates, 1, {}, {}};
        for (const Point& point : points) {
            for (std::size_t r = 0; r < replicates; ++r) {
                runs.finished.push_back(true);
                runs.values.push_back(from_ + width_ * point[0] +
                                      chance_ * sim::Random(5, 1).fixed(sim::Stream{7}).normal(++runs_, 0));
            }
        }
        return runs;
    }

private:
    double from_;
    double width_;
    double chance_;
    std::uint64_t runs_ = 0;
};

std::vector<double> coordinate(const std::vector<Point>& points, std::size_t k) {
    std::vector<double> values;
    for (const Point& point : points) {
        values.push_back(point[k]);
    }
    return values;
}

} // namespace

TEST_CASE("a posterior sample has the mean and the spread that chance and the tolerance give it",
          "[analysis][calibration]") {
    Line simulator;
    Anchor anchor;
    anchor.name = "height";
    anchor.output = "height";
    anchor.value = 4.0;
    anchor.tolerance = 1.0; // a deviation of 0.5
    CalibrationPlan plan;
    plan.particles = 400;
    plan.generations = 20;
    const Calibration found = calibrated(simulator, {anchor}, plan);
    const Posterior& posterior = found.posterior;
    REQUIRE(posterior.points.size() == 400);
    CHECK(posterior.ended == "runs are as near to the anchors as their bands say");
    CHECK(posterior.generations.back().tolerance == 1.0);
    // A run within 0.5 of 4, and chance of deviation 0.4: variance 0.25 / 3 + 0.16, a tenth of its root in the parameter.
    const ReplicateMoments slope = moments_of(coordinate(posterior.points, 0));
    CHECK(std::abs(slope.mean - 0.4) < 0.01);
    CHECK(std::abs(std::sqrt(slope.variance) - 0.0493) < 0.006);
    // What no anchor moves stays as likely everywhere.
    const ReplicateMoments idle = moments_of(coordinate(posterior.points, 1));
    CHECK(std::abs(idle.mean - 0.5) < 0.06);
    CHECK(std::abs(idle.variance - 1.0 / 12.0) < 0.015);
    // Possible is more than likely.
    CHECK(found.left[0].interval.low < posterior.holds[0].low);
    CHECK(found.left[0].interval.high > posterior.holds[0].high);
    const std::string report = calibration_report(found, "line.toml");
    CHECK(report.find("posterior (90 %)") != std::string::npos);
    CHECK(posterior_points(found).find("\"slope\" = ") != std::string::npos);
}

TEST_CASE("a parameter that is seen through normal chance has the posterior of the textbook",
          "[analysis][calibration]") {
    // theta ~ U(-10, 10), y ~ N(theta, 1), observed 0, accepted where |y| <= eps: eps / 10 of all draws, and a posterior of
    // variance 1 + eps^2 / 3.
    for (const double eps : {0.5, 2.0}) {
        const std::vector<Target> observed{{0.0, eps}};
        constexpr std::size_t draws = 40'000;
        const sim::RandomStream random = sim::Random(6, 0).fixed(sim::Stream{8});
        std::size_t accepted = 0;
        for (std::size_t i = 0; i < draws; ++i) {
            const double theta = -10.0 + 20.0 * random.uniform(i, 0);
            accepted += run_distance(observed, {theta + random.normal(i, 1)}) <= 1.0 ? 1u : 0u;
        }
        CHECK(static_cast<double>(accepted) / draws == Approx(eps / 10.0).epsilon(0.05));
    }
    const double eps = 2.0;
    Line simulator(-10.0, 20.0, 1.0);
    Anchor anchor;
    anchor.name = "height";
    anchor.output = "height";
    anchor.value = 0.0;
    anchor.tolerance = 2.0 * eps; // a deviation of eps
    CalibrationPlan plan;
    plan.particles = 1000;
    plan.generations = 20;
    const Calibration found = calibrated(simulator, {anchor}, plan);
    REQUIRE(found.posterior.generations.back().tolerance == 1.0);
    const ReplicateMoments theta = moments_of(coordinate(found.posterior.points, 0));
    CHECK(std::abs(-10.0 + 20.0 * theta.mean) < 0.2);
    CHECK(400.0 * theta.variance == Approx(1.0 + eps * eps / 3.0).epsilon(0.15));
}

TEST_CASE("the distance of a run is the root mean square over anchors, in deviations", "[analysis][calibration]") {
    const std::vector<Target> targets{{1.0, 0.5}, {10.0, 2.0}};
    CHECK(run_distance(targets, {2.0, 10.0}) == Approx(std::sqrt(2.0)));
    CHECK(run_distance(targets, {1.0, 16.0}) == Approx(std::sqrt(4.5)));
    CHECK(std::isinf(run_distance(targets, {std::nan(""), 10.0})));
}

} // namespace test_analysis_calibration
