// Patterns of the cluster organisation and of policy: V12, V14, V15, V16, V18.
#include <algorithm>
#include <array>
#include <bit>

#include "tests/catch.hpp"
#include "tests/statistical/worlds.hpp"
#include "tests/support/findings.hpp"

using namespace actorhood;
using namespace actorhood::tests;

namespace {

constexpr std::array<double, 7> efforts{0.0, 0.1, 0.25, 0.4, 0.6, 0.8, 1.0};

/// Outcome at each effort: [effort][replicate].
std::vector<std::vector<double>> over_efforts(double conflict, std::string_view outcome) {
    std::vector<std::vector<double>> curve;
    for (const double effort : efforts) {
        const Ensemble& runs = ensemble_of(small_world() + Settings{"accountability.effort=" + std::to_string(effort),
                                                                    "accountability.conflict=" +
                                                                        std::to_string(conflict)},
                                           replicates(10));
        curve.push_back(runs.mean(outcome, 2033, 2040));
    }
    return curve;
}

std::vector<double> of_replicate(const std::vector<std::vector<double>>& curve, std::size_t r) {
    std::vector<double> values;
    for (const std::vector<double>& point : curve) {
        values.push_back(point[r]);
    }
    return values;
}

std::size_t highest(const std::vector<double>& values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// Effort at which the parabola through the highest point and its neighbours is highest.
double optimum(const std::vector<double>& values) {
    const std::size_t best = highest(values);
    if (best == 0 || best + 1 == values.size()) {
        return efforts[best];
    }
    const double left = efforts[best] - efforts[best - 1];
    const double right = efforts[best + 1] - efforts[best];
    const double fall_left = values[best] - values[best - 1];
    const double fall_right = values[best] - values[best + 1];
    return efforts[best] + 0.5 * (right * right * fall_left - left * left * fall_right) /
                               (right * fall_left + left * fall_right);
}

std::vector<double> optima(double conflict, std::string_view outcome) {
    const auto curve = over_efforts(conflict, outcome);
    return by_replicate(curve.front().size(), [&](std::size_t r) { return optimum(of_replicate(curve, r)); });
}

/// Mean outcome at the effort with the highest mean, less that at the nearer end: at no effort or at full effort.
std::vector<double> above_ends(double conflict, std::string_view outcome) {
    const auto curve = over_efforts(conflict, outcome);
    std::vector<double> means;
    for (const std::vector<double>& point : curve) {
        means.push_back(mean_of(point));
    }
    // Away from the ends by construction; at an end the difference is zero or negative.
    const std::vector<double> inner(means.begin() + 1, means.end() - 1);
    const std::size_t best = highest(inner) + 1;
    const std::size_t end = means.front() > means.back() ? 0 : means.size() - 1;
    return difference(curve[best], curve[end]);
}

} // namespace

TEST_CASE("V12 accountability has an optimum", "[.statistical][table][patterns]") {
    const std::string_view actorhood = "mean_responsible_actorhood";
    judge({"V12", "actorhood 2033 to 2039 at the best effort inside the range less that at the better end, conflict 0.15",
           Band::above(0.0), Verdict::holds, 4}, above_ends(0.15, actorhood));
    judge({"V12", "best effort for actorhood, conflict 0.05, less that at conflict 0.30", Band::above(0.0),
           Verdict::holds}, difference(optima(0.05, actorhood), optima(0.30, actorhood)));
    judge({"V12", "circular depth at the best effort inside the range less that at the better end, conflict 0.15",
           Band::above(0.0), Verdict::missed, 4}, above_ends(0.15, "circular_depth"));
}

// Voice: workforces negotiate restructuring as strongly as by default (0.8), against not at all.
TEST_CASE("V14 voice: less equipment, more training, larger gains", "[.statistical][table][patterns]") {
    const std::size_t count = replicates(10);
    const auto net_gain = [](std::vector<double>& gains) {
        return [&gains](std::size_t r, models::Model& model) {
            const models::World& world = model.world;
            double gain = 0.0;
            double practices = 0.0;
            for (const models::RowBlock& block : world.firms.blocks()) {
                for (std::uint32_t row = block.begin; row < block.end && world.firms.is_cluster(block.segment); ++row) {
                    gain += static_cast<double>(world.firms.practice_gain[row]) -
                            model.parameters->market.resistance_cost * static_cast<double>(world.firms.resistance[row]);
                    practices += std::popcount(world.firms.adopted[row]);
                }
            }
            gains[r] = 1000.0 * gain / practices; // the last look stays
        };
    };
    std::vector<double> gains_with(count);
    std::vector<double> gains_without(count);
    const Ensemble with(paired_world(), count, net_gain(gains_with));
    const Ensemble without(paired_world() + Settings{"restructuring.strongest=0"}, count, net_gain(gains_without));
    judge({"V14", "effect of voice on members' digital depth, 2035 to 2039 (paired)", Band::below(0.0), Verdict::missed, 4},
          difference(with.mean("digital_depth", 2035, 2040), without.mean("digital_depth", 2035, 2040)));
    judge({"V14", "effect of voice on persons reskilled per cluster and month, 2020 to 2039 (paired)", Band::above(0.0),
           Verdict::holds, 2},
          difference(with.mean("jobs_reskilled", 2020, 2040), without.mean("jobs_reskilled", 2020, 2040)));
    judge({"V14", "effect of voice on members' gain per practice in use net of resistance, per mille of revenue, end of "
                  "2039 (paired)", Band::above(0.0), Verdict::holds, 3}, difference(gains_with, gains_without));
}

// Resistance of members when practices displace half more or half less labour, without the two safeguards of S0.
TEST_CASE("V15 displacement meets resistance", "[.statistical][table][patterns]") {
    const Settings bare = paired_world() + Settings{"mechanisms.accountability=false", "mechanisms.reflexivity=false"};
    const auto displacing = [](double factor) {
        return [factor](models::Parameters& p) {
            for (models::Practice& entry : p.practices) {
                entry.displacement = std::min(1.0, entry.displacement * factor);
            }
        };
    };
    const Ensemble more(bare, replicates(10), {}, displacing(1.5));
    const Ensemble less(bare, replicates(10), {}, displacing(0.5));
    judge({"V15", "members' resistance at displacement x 1.5 less that at x 0.5, without accountability and reflexivity, "
                  "2030 to 2039 (paired)", Band::above(0.0), Verdict::holds},
          difference(more.mean("resistance", 2030, 2040), less.mean("resistance", 2030, 2040)));
}

namespace {

/// Share of all firms outside and members that use a visible circular practice, mean over the three.
std::vector<double> visible_practices(const Ensemble& runs, double from, double to) {
    std::vector<double> sum(runs.size(), 0.0);
    for (const char* practice : {"eco_design", "repair_and_reuse", "product_as_a_service"}) {
        const auto share = runs.mean("adoption_by_group", from, to, {"outside", practice});
        for (std::size_t r = 0; r < sum.size(); ++r) {
            sum[r] += share[r] / 3.0;
        }
    }
    return sum;
}

const Ensemble& with_demand(const std::string& setting) {
    return ensemble_of(paired_world() + Settings{setting}, replicates(8));
}

} // namespace

// Eco-design, repair and reuse, product as a service; firms outside. A plateau: less than half a point a year.
TEST_CASE("V18 few payers leave a plateau, green procurement a jump", "[.statistical][table][patterns]") {
    const Ensemble& payers = with_demand("demand.responsible_buyers=0.1");
    const auto late = difference(visible_practices(payers, 2039, 2040), visible_practices(payers, 2034, 2035));
    const auto points_a_year = [](const std::vector<double>& growth) {
        return by_replicate(growth.size(), [&](std::size_t r) { return 100.0 * growth[r] / 5.0; });
    };
    judge({"V18", "growth a year of visible circular practices, 2034 to 2039, with 10 % actual payers, points",
           Band::below(0.5, 1), Verdict::missed, 2}, points_a_year(late));
    // Regulation rises in the baseline; demand alone shows when it stays as it was in 2020.
    const Ensemble& still = ensemble_of(paired_world() + Settings{"demand.responsible_buyers=0.1",
                                                                  "landscape.circular_regulation=[[2020, 0.1]]"},
                                        replicates(8));
    judge({"V18", "the same with regulation as in 2020", Band::below(0.5, 1), Verdict::missed, 2},
          points_a_year(difference(visible_practices(still, 2039, 2040), visible_practices(still, 2034, 2035))));
    std::vector<std::vector<double>> curve;
    for (const char* share : {"0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"}) {
        curve.push_back(visible_practices(with_demand(std::string("demand.green_procurement=") + share), 2035, 2040));
    }
    judge({"V18", "visible circular practices at 60 % green procurement less that at none, 2035 to 2039",
           Band::above(0.0), Verdict::holds}, difference(curve.back(), curve.front()));
    judge({"V18", "threshold: largest step of the response to green procurement after the first (0.1 a step), in "
                  "multiples of the first step", Band::above(2.0, 1), Verdict::missed, 2},
          by_replicate(curve.front().size(), [&](std::size_t r) {
              double largest = -1.0;
              for (std::size_t i = 2; i < curve.size(); ++i) {
                  largest = std::max(largest, curve[i][r] - curve[i - 1][r]);
              }
              return largest / std::max(1e-4, curve[1][r] - curve[0][r]);
          }));
}
