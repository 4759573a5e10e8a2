// Patterns of funding: V09, V10, V11.
#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.hpp"
#include "tests/statistical/worlds.hpp"
#include "tests/support/findings.hpp"

namespace test_funding_patterns {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

/// Clusters whose members stay, so that money varies by calls and contracts alone.
Settings still_members() {
    return {"population.clusters=120",     "population.members_per_cluster=10",
            "population.members_sigma=0",  "population.outside_firms=50",
            "population.regions=2",        "time.years=30",
            "mechanisms.membership=false", "mechanisms.market=false"};
}

Settings mix(std::size_t number) { return funding_mixes()[number].second; }

/// Coefficient of variation of the monthly income of a cluster over the run, mean over clusters, a value a replicate.
/// Pooled over clusters: all have the same number of members.
std::vector<double> income_variation(const Ensemble& runs, std::string_view source) {
    return by_replicate(runs.size(), [&](std::size_t r) {
        std::vector<double> income;
        const std::size_t width = runs.width("income");
        for (std::size_t c = 0; c < width / models::source_count; ++c) {
            const std::size_t place = c * models::source_count + runs.place("income", {"cluster_001", source});
            const auto series = runs.series(r, "income", place);
            income.insert(income.end(), series.begin(), series.end());
        }
        return spread_of(income) / mean_of(income);
    });
}

/// Coefficient of variation of the project income of each cluster over sqrt((1 - s_c)/(K s_c d)) with its own realised
/// success s_c, ratio of means over clusters, a value a replicate. `calls`: K d, calls in the life of a project.
std::vector<double> variation_over_own_law(const Ensemble& runs, double calls) {
    return by_replicate(runs.size(), [&](std::size_t r) {
        const std::size_t clusters = runs.width("income") / models::source_count;
        const std::size_t first = runs.place("income", {"cluster_001", "project"});
        double varied = 0.0;
        double law = 0.0;
        for (std::size_t c = 0; c < clusters; ++c) {
            const auto income = runs.series(r, "income", first + c * models::source_count);
            const double success =
                mean_of(runs.series(r, "grants_won", c)) / mean_of(runs.series(r, "applications", c));
            if (success > 0.0) {
                varied += spread_of(income) / mean_of(income);
                law += std::sqrt((1.0 - success) / (calls * success));
            }
        }
        return varied / law;
    });
}

constexpr std::array<double, 5> project_shares{0.0, 0.25, 0.5, 0.75, 1.0};

const Ensemble& with_share(double share, const Settings& more = {}) {
    return ensemble_of(small_world() + project_share(share) + more, replicates(10));
}

/// Correlation over quarters and topics of a mean agenda with the themes of published calls, both as deviations from
/// their means over time.
double follows_calls(const Ensemble& runs, std::size_t r) {
    const auto agenda = runs.values(r, "agenda");
    const auto calls = runs.values(r, "published_call_themes");
    const std::size_t clusters = runs.width("agenda") / models::topic_count;
    const std::size_t months = runs.times().size();
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t topic = 0; topic < models::topic_count; ++topic) {
        std::vector<double> theta;
        std::vector<double> theme;
        for (std::size_t t = 2; t < months; t += 3) {
            double sum = 0.0;
            for (std::size_t c = 0; c < clusters; ++c) {
                sum += agenda[(t * clusters + c) * models::topic_count + topic];
            }
            theta.push_back(sum / static_cast<double>(clusters));
            theme.push_back(calls[t * models::topic_count + topic]);
        }
        const double mean_theta = mean_of(theta);
        const double mean_theme = mean_of(theme);
        for (std::size_t i = 0; i < theta.size(); ++i) {
            x.push_back(theta[i] - mean_theta);
            y.push_back(theme[i] - mean_theme);
        }
    }
    return correlation(x, y);
}

/// Slope over the five project shares of a quantity that has a value a replicate.
template <class Measure>
std::vector<double> slope_over_shares(Measure&& measure) {
    std::vector<std::vector<double>> by_share;
    for (const double share : project_shares) {
        by_share.push_back(measure(with_share(share)));
    }
    return by_replicate(by_share.front().size(), [&](std::size_t r) {
        std::vector<double> values;
        for (const std::vector<double>& one : by_share) {
            values.push_back(one[r]);
        }
        return slope_of(project_shares, values);
    });
}

} // namespace

// K = 6 calls a year, s = 0.25, d = 2 years: 3 projects run on average. Calls reach each cluster alone.
TEST_CASE("V09 project money comes and goes", "[.statistical][table][patterns]") {
    const double projects = 3.0;
    const std::size_t count = replicates(10);
    const Ensemble& random =
        ensemble_of(still_members() + mix(1) + Settings{"programmes.arrival=\"poisson\""}, count);
    const Ensemble& calls = ensemble_of(still_members() + mix(1), count);
    const Ensemble& core = ensemble_of(still_members() + mix(0), count);
    const auto variation = income_variation(random, "project");
    const double law = 1.0 / std::sqrt(projects);
    judge({"V09", "income of project-only clusters, calls at random times: coefficient of variation over 1/sqrt(3)",
           Band::between(0.9, 1.1, 1), Verdict::holds},
          by_replicate(count, [&](std::size_t r) { return variation[r] / law; }));
    judge({"V09", "months without a project over exp(-3), calls at random times", Band::between(0.9, 1.1, 1),
           Verdict::holds},
          by_replicate(count, [&](std::size_t r) {
              const auto& running = random.values(r, "projects_running");
              const auto none = std::count(running.begin(), running.end(), 0.0);
              return static_cast<double>(none) / static_cast<double>(running.size()) / std::exp(-projects);
          }));
    // With equal chances K discrete calls have a known law too; the contest adds that winners win again.
    const Ensemble& lottery =
        ensemble_of(still_members() + mix(1) + Settings{"programmes.contest=0", "programmes.least_chance=1"}, count);
    const double contest = std::sqrt(0.75 / projects);
    const auto drawn = income_variation(lottery, "project");
    judge({"V09", "the same with common calls and equal chances over sqrt((1-s)/3)", Band::between(0.9, 1.1, 1),
           Verdict::holds},
          by_replicate(count, [&](std::size_t r) { return drawn[r] / contest; }));
    // Who won wins again: each cluster has a success of its own, and its law with it.
    judge({"V09",
           "with the contest of the baseline: mean over clusters, over that of sqrt((1-s_c)/(K s_c d)), s_c realised",
           Band::between(0.9, 1.1, 1), Verdict::missed},
          variation_over_own_law(calls, 12.0));
    const auto steady = income_variation(core, "core");
    judge({"V09", "coefficient of variation of income, project-only (random times) over core-only",
           Band::above(3.0, 1), Verdict::missed, 2},
          by_replicate(count, [&](std::size_t r) { return variation[r] / steady[r]; }));
    const auto short_project = calls.mean("income_variation_24", 2022, 2050);
    const auto short_core = core.mean("income_variation_24", 2022, 2050);
    judge({"V09", "the same within 24 months, common calls", Band::above(3.0, 1), Verdict::holds, 2},
          by_replicate(count, [&](std::size_t r) { return short_project[r] / short_core[r]; }));
}

TEST_CASE("V10 agendas follow calls the more projects pay", "[.statistical][table][patterns]") {
    const auto correlations = [](const Ensemble& runs) {
        return by_replicate(runs.size(), [&](std::size_t r) { return follows_calls(runs, r); });
    };
    judge({"V10", "correlation over time of agenda and published calls: slope over the project share 0, 0.25 ... 1",
           Band::above(0.0), Verdict::holds},
          slope_over_shares(correlations));
    judge({"V10", "distance of agenda and published calls: slope over the project share", Band::below(0.0),
           Verdict::holds},
          slope_over_shares([](const Ensemble& runs) { return runs.mean("agenda_distance_to_calls", 2025, 2040); }));
}

TEST_CASE("V11 projects cost applications and reports", "[.statistical][table][patterns]") {
    judge({"V11", "share of staff time for applications and accountability: slope over the project share",
           Band::above(0.0), Verdict::holds},
          slope_over_shares([](const Ensemble& runs) {
              const auto applications = runs.mean("application_share", 2020, 2040);
              const auto overhead = runs.mean("overhead_share", 2020, 2040);
              return by_replicate(runs.size(), [&](std::size_t r) { return applications[r] + overhead[r]; });
          }));
    judge({"V11", "reporting: effort of accountability to funders: slope over the project share", Band::above(0.0),
           Verdict::holds},
          slope_over_shares([](const Ensemble& runs) {
              return by_replicate(runs.size(), [&](std::size_t r) {
                  const auto efforts = runs.places(r, "accountability_effort", 2020, 2040);
                  double sum = 0.0;
                  for (std::size_t i = 0; i < efforts.size(); i += models::direction_count) {
                      sum += efforts[i];
                  }
                  return sum / (static_cast<double>(efforts.size()) / models::direction_count);
              });
          }));
    judge({"V11", "of this for all accountability: slope over the project share", Band::above(0.0), Verdict::holds},
          slope_over_shares([](const Ensemble& runs) { return runs.mean("overhead_share", 2020, 2040); }));
    const auto rare = with_share(0.5, {"programmes.success=0.12"}).mean("application_share", 2020, 2040);
    const auto frequent = with_share(0.5, {"programmes.success=0.30"}).mean("application_share", 2020, 2040);
    judge({"V11", "share of staff time for applications at a success rate of 12 % less that at 30 %",
           Band::above(0.0), Verdict::holds},
          difference(rare, frequent));
}

} // namespace test_funding_patterns
