// What the legs of responsible actorhood follow: correlations over clusters, within and between funding mixes.
#include <array>
#include <cmath>
#include <limits>

#include "analysis/rank_correlation.hpp"
#include "tests/catch.hpp"
#include "tests/statistical/worlds.hpp"
#include "tests/support/findings.hpp"

namespace test_legs {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double from = 2035.0;
constexpr double to = 2040.0;

/// Years over which a mean is taken; `end` is not among them.
struct Years {
    double begin;
    double end;
};

/// What a cluster is measured by: an output by cluster, or one place of an output by cluster and another axis.
struct Quantity {
    const char* name;
    const char* output;
    std::size_t stride;
    std::size_t place;
};

constexpr std::array<Quantity, 4> legs{{{"D autonomy", "decision_autonomy", 1, 0},
                                        {"Q recognition", "recognition", 1, 0},
                                        {"C care", "care_commitment", 1, 0},
                                        {"actorhood", "responsible_actorhood", 1, 0}}};

constexpr std::array<Quantity, 14> drivers{{{"reflexivity R", "reflexivity", 1, 0},
                                            {"answerability out", "answerability", 4, models::outward},
                                            {"answerability down", "answerability", 4, models::downward},
                                            {"answerability up", "answerability", 4, models::upward},
                                            {"negotiation nu", "negotiation", 1, 0},
                                            {"delivered commitments c", "delivered_commitments", 1, 0},
                                            {"benefit to others b", "benefit_to_others", 1, 0},
                                            {"ambition", "ambition", 1, 0},
                                            {"decisions reached", "decision_reached", 1, 0},
                                            {"services per member", "services_per_member", 1, 0},
                                            {"circular depth", "depth", 2, 0},
                                            {"staff", "staff", 1, 0},
                                            {"variation of income", "income_variation_24", 1, 0},
                                            {"members", "members", 1, 0}}};

/// Mean by cluster, over the last five years unless others are named.
std::vector<double> by_cluster(const Ensemble& runs, std::size_t r, const Quantity& quantity, Years years = {from, to}) {
    const std::vector<double> all = runs.places(r, quantity.output, years.begin, years.end);
    std::vector<double> values;
    for (std::size_t i = quantity.place; i < all.size(); i += quantity.stride) {
        values.push_back(all[i]);
    }
    return values;
}

double defined_mean(const std::vector<double>& values) {
    double sum = 0.0;
    double count = 0.0;
    for (const double value : values) {
        if (std::isfinite(value)) {
            sum += value;
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : undefined;
}

struct Correlations {
    std::vector<double> within;  ///< a value a replicate: pooled over mixes, as deviations from the mean of the mix
    std::vector<double> between; ///< a value a replicate: over the means of the mixes
};

Correlations correlate(const std::vector<const Ensemble*>& mixes, const Quantity& leg, const Quantity& driver) {
    Correlations result;
    for (std::size_t r = 0; r < mixes.front()->size(); ++r) {
        std::vector<double> x, y, mean_x, mean_y;
        for (const Ensemble* const runs : mixes) {
            const std::vector<double> a = by_cluster(*runs, r, driver);
            const std::vector<double> b = by_cluster(*runs, r, leg);
            mean_x.push_back(defined_mean(a));
            mean_y.push_back(defined_mean(b));
            for (std::size_t c = 0; c < a.size(); ++c) {
                x.push_back(a[c] - mean_x.back());
                y.push_back(b[c] - mean_y.back());
            }
        }
        result.within.push_back(correlation(x, y));
        result.between.push_back(correlation(mean_x, mean_y));
    }
    return result;
}

std::string correlation_text(std::vector<double> values) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    return values.size() < 3 ? std::string("not defined") : estimate_text(estimate(values), 2);
}

/// Logs of the three legs of clusters in which none is zero, each less its mean.
struct LogLegs {
    std::array<std::vector<double>, 3> legs;
    double left_out{};

    void add(const Ensemble& runs, std::size_t r) {
        std::array<std::vector<double>, 3> values;
        for (std::size_t leg = 0; leg < 3; ++leg) {
            values[leg] = by_cluster(runs, r, test_legs::legs[leg]);
        }
        std::array<std::vector<double>, 3> logs;
        for (std::size_t c = 0; c < values[0].size(); ++c) {
            if (values[0][c] > 0.0 && values[1][c] > 0.0 && values[2][c] > 0.0) {
                for (std::size_t leg = 0; leg < 3; ++leg) {
                    logs[leg].push_back(std::log(values[leg][c]));
                }
            } else {
                left_out += 1.0;
            }
        }
        for (std::size_t leg = 0; leg < 3; ++leg) {
            const double mean = defined_mean(logs[leg]);
            for (const double value : logs[leg]) {
                legs[leg].push_back(value - mean);
            }
        }
    }
    /// Share of the variance of their sum that each leg carries: covariance with the sum over its variance.
    [[nodiscard]] std::array<double, 3> shares() const {
        std::array<double, 3> covariance{};
        double variance = 0.0;
        for (std::size_t i = 0; i < legs[0].size(); ++i) {
            const double sum = legs[0][i] + legs[1][i] + legs[2][i];
            variance += sum * sum;
            for (std::size_t leg = 0; leg < 3; ++leg) {
                covariance[leg] += legs[leg][i] * sum;
            }
        }
        for (double& share : covariance) {
            share = variance > 0.0 ? share / variance : undefined;
        }
        return covariance;
    }
};

/// Row of the table of shares: over the clusters of these mixes, as deviations from the mean of their mix.
std::vector<std::string> share_row(const std::string& name, const std::vector<const Ensemble*>& mixes) {
    std::array<std::vector<double>, 3> shares;
    std::vector<double> left_out;
    for (std::size_t r = 0; r < mixes.front()->size(); ++r) {
        LogLegs logs;
        for (const Ensemble* const runs : mixes) {
            logs.add(*runs, r);
        }
        const std::array<double, 3> found = logs.shares();
        for (std::size_t leg = 0; leg < 3; ++leg) {
            shares[leg].push_back(found[leg]);
        }
        left_out.push_back(logs.left_out);
    }
    std::vector<std::string> cells{name};
    for (const auto& leg : shares) {
        cells.push_back(correlation_text(leg));
    }
    cells.push_back(estimate_text(estimate(left_out), 1));
    return cells;
}

double rank_correlation(const std::vector<double>& first, const std::vector<double>& second) {
    return correlation(analysis::ranks(first), analysis::ranks(second));
}

/// Rank correlation over clusters of actorhood in two spans of years.
std::string stability(const Ensemble& runs, Years early, Years late) {
    std::vector<double> found;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        found.push_back(rank_correlation(by_cluster(runs, r, legs[3], early), by_cluster(runs, r, legs[3], late)));
    }
    return correlation_text(found);
}

/// Correlation over clusters of actorhood with the logarithm of the number of members.
std::string dependence_on_size(const Ensemble& runs) {
    std::vector<double> found;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::vector<double> members = by_cluster(runs, r, drivers[13]);
        for (double& count : members) {
            count = std::log(count);
        }
        found.push_back(correlation(members, by_cluster(runs, r, legs[3])));
    }
    return correlation_text(found);
}

} // namespace

TEST_CASE("what the legs of actorhood follow", "[.statistical][table][legs]") {
    std::vector<const Ensemble*> mixes;
    std::vector<std::string> names;
    const std::size_t count = replicates(10);
    for (const auto& [name, settings] : funding_mixes()) {
        names.push_back(name);
        mixes.push_back(&ensemble_of(Settings{"population.clusters=20", "population.members_per_cluster=120",
                                              "population.outside_firms=2000", "population.regions=10"} +
                                         settings,
                                     count));
    }
    Table table("legs", {"correlation with", "D within", "D between", "Q within", "Q between", "C within",
                         "C between", "actorhood within", "actorhood between"});
    for (const Quantity& driver : drivers) {
        std::vector<std::string> cells{driver.name};
        for (const Quantity& leg : legs) {
            const Correlations found = correlate(mixes, leg, driver);
            cells.push_back(correlation_text(found.within));
            cells.push_back(correlation_text(found.between));
        }
        table.row(cells);
    }
    table.finish("20 clusters of about 120 members in each of five funding mixes, means of 2035 to 2039, " +
                 std::to_string(count) +
                 " replicates; mean correlation over replicates with its 95 % interval. Within: over clusters, as "
                 "deviations from the mean of their mix. Between: over the means of the five mixes.");

    // The regime that each leg is meant to follow, by mix. With exact mixes all clusters of a mix answer alike; in the
    // baseline their mixes differ, and with them their efforts.
    names.push_back("baseline (mixes differ)");
    mixes.push_back(&ensemble_of(Settings{"population.clusters=20", "population.members_per_cluster=120",
                                          "population.outside_firms=2000", "population.regions=10"},
                                 count));
    Table own("leg_regimes",
              {"mix", "D with R", "Q with answerability out", "C with delivered commitments", "C with negotiation"});
    const std::array<std::array<std::size_t, 2>, 4> pairs{{{0, 0}, {1, 1}, {2, 5}, {2, 4}}};
    for (std::size_t m = 0; m < mixes.size(); ++m) {
        std::vector<std::string> cells{names[m]};
        for (const auto& [leg, driver] : pairs) {
            cells.push_back(correlation_text(correlate({mixes[m]}, legs[leg], drivers[driver]).within));
        }
        own.row(cells);
    }
    own.finish("The same runs, over the clusters of each mix.");
    // What the geometric mean is made of, and what its other means say of the mixes.
    Table parts("leg_shares", {"clusters of", "share of D", "share of Q", "share of C", "left out"});
    for (std::size_t m = 0; m < mixes.size(); ++m) {
        parts.row(share_row(names[m], {mixes[m]}));
    }
    parts.row(share_row("five mixes, within", {mixes.begin(), mixes.end() - 1}));
    parts.finish(
        "The same runs: share of the variance over clusters of the logarithm of actorhood that each leg carries "
        "(covariance with the sum of the logarithms). Left out: clusters with a leg of zero.");
    Table means("leg_means", {"mix", "D", "Q", "C", "geometric mean", "least leg", "mean of the legs"});
    for (std::size_t m = 0; m < mixes.size(); ++m) {
        std::vector<std::string> cells{names[m]};
        for (const char* const output :
             {"mean_decision_autonomy", "mean_recognition", "mean_care_commitment", "mean_responsible_actorhood",
              "mean_actorhood_least_leg", "mean_actorhood_mean_leg"}) {
            cells.push_back(estimate_text(estimate(mixes[m]->mean(output, from, to)), 3));
        }
        means.row(cells);
    }
    means.finish("The same runs: the legs and actorhood under three means, means over clusters.");
    Table lasting("leg_stability", {"mix", "2025 to 2029 with 2030 to 2034", "2025 to 2029 with 2035 to 2039",
                                    "with the logarithm of members, 2035 to 2039"});
    for (std::size_t m = 0; m < mixes.size(); ++m) {
        lasting.row({names[m], stability(*mixes[m], {2025.0, 2030.0}, {2030.0, 2035.0}),
                     stability(*mixes[m], {2025.0, 2030.0}, {from, to}), dependence_on_size(*mixes[m])});
    }
    lasting.finish("The same runs, over the clusters of each mix: rank correlation of a cluster's actorhood between spans "
                   "of years, and correlation of its actorhood with its size.");
    CHECK(std::isfinite(estimate(correlate(mixes, legs[0], drivers[0]).within).mean));
}

} // namespace test_legs
