// Five funding mixes, paired: what each costs and causes against the balanced mix.
#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/catch.hpp"
#include "tests/statistical/worlds.hpp"
#include "tests/support/findings.hpp"

namespace test_mixes {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

constexpr double from = 2035.0; // outcomes: the last five years
constexpr double to = 2040.0;

/// 15 clusters of about 170 members and 3,500 firms outside: 6,000 firms.
Settings mix_world() {
    return {"population.clusters=15", "population.members_per_cluster=170", "population.outside_firms=3500",
            "population.regions=8"};
}

/// Adoptions completed by members from 2020 to 2039 beyond those of the paired run without work of clusters: monthly
/// difference of the rates per member times the members of the mix. So a mix that merely loses or wins members is not
/// said to prevent or cause their adoptions.
std::vector<double> additional_adoptions(const Ensemble& mix, const Ensemble& idle) {
    return by_replicate(mix.size(), [&](std::size_t r) {
        const auto monthly = [r](const Ensemble& runs, std::string_view name) {
            const std::size_t width = runs.width(name);
            const auto& all = runs.values(r, name);
            std::vector<double> sums;
            for (std::size_t i = 0; i < all.size(); i += width) {
                double sum = 0.0;
                for (std::size_t k = 0; k < width; ++k) {
                    sum += all[i + k];
                }
                sums.push_back(sum);
            }
            return sums;
        };
        const auto adoptions = monthly(mix, "adoptions");
        const auto members = monthly(mix, "members");
        const auto idle_adoptions = monthly(idle, "adoptions");
        const auto idle_members = monthly(idle, "members");
        double additional = 0.0;
        for (std::size_t t = 0; t < adoptions.size(); ++t) {
            additional += adoptions[t] - idle_adoptions[t] / idle_members[t] * members[t];
        }
        return additional;
    });
}

/// Core and project money paid to clusters from 2020 to 2039, EUR.
std::vector<double> public_money(const Ensemble& runs) {
    const std::size_t months = runs.times().size();
    const auto mean = runs.mean("public_spending", 2020, 2040); // a year
    return by_replicate(runs.size(), [&](std::size_t r) { return mean[r] * static_cast<double>(months) / 12.0; });
}

/// Coefficient of variation of a cluster's staff over time, mean over clusters.
std::vector<double> staff_variation(const Ensemble& runs) {
    return by_replicate(runs.size(), [&](std::size_t r) {
        std::vector<double> variations;
        for (std::size_t c = 0; c < runs.width("staff"); ++c) {
            const auto staff = runs.series(r, "staff", c);
            if (mean_of(staff) > 0.0) {
                variations.push_back(spread_of(staff) / mean_of(staff));
            }
        }
        return mean_of(variations);
    });
}

/// Weight of growth in the agenda, towards which habit and payers pull: drift.
std::vector<double> growth_weight(const Ensemble& runs) {
    return by_replicate(runs.size(), [&](std::size_t r) {
        const auto agenda = runs.places(r, "agenda", from, to);
        double sum = 0.0;
        for (std::size_t i = 0; i < agenda.size(); i += models::topic_count) {
            sum += agenda[i];
        }
        return sum / (static_cast<double>(agenda.size()) / models::topic_count);
    });
}

} // namespace

TEST_CASE("what each funding mix costs and causes", "[.statistical][table][mixes]") {
    const std::size_t count = replicates(30);
    const auto mixes = funding_mixes();
    std::vector<const Ensemble*> runs;
    double seconds = 0.0;
    for (const auto& [name, settings] : mixes) {
        runs.push_back(&ensemble_of(mix_world() + settings, count));
        seconds += runs.back()->seconds();
    }
    const Ensemble& balanced = *runs.back();
    const Ensemble& idle = ensemble_of(mix_world() + mixes.back().second + without_cluster_work() +
                                           Settings{"mechanisms.programmes=false", "mechanisms.funding=false"},
                                       count);

    const auto output = [](const char* name) {
        return [name](const Ensemble& one) { return one.mean(name, from, to); };
    };
    struct Row {
        std::string name;
        std::function<std::vector<double>(const Ensemble&)> measure;
        int decimals;
    };
    const auto additional = [&](const Ensemble& one) { return additional_adoptions(one, idle); };
    const std::vector<Row> rows{
        {"circular depth of members", output("circular_depth"), 4},
        {"digital depth of members", output("digital_depth"), 4},
        {"responsible actorhood", output("mean_responsible_actorhood"), 4},
        {"decision autonomy D", output("mean_decision_autonomy"), 4},
        {"recognition Q", output("mean_recognition"), 4},
        {"care and commitment C", output("mean_care_commitment"), 4},
        {"members' resistance", output("resistance"), 4},
        {"members of a cluster", output("members"), 1},
        {"public money 2020 to 2039, million EUR",
         [](const Ensemble& one) {
             auto money = public_money(one);
             for (double& value : money) {
                 value /= 1e6;
             }
             return money;
         },
         1},
        {"additional adoptions 2020 to 2039", additional, 0},
        {"public EUR per additional adoption",
         [&](const Ensemble& one) { return ratio_of_means(public_money(one), additional(one)); }, 0},
        {"channel: agenda weight of growth", growth_weight, 4},
        {"channel: distance of agenda and calls", output("agenda_distance_to_calls"), 4},
        {"channel: reflexivity", output("reflexivity"), 4},
        {"channel: variation of staff over time", staff_variation, 4},
        {"channel: months without income among 24", output("months_without_income"), 2},
        {"channel: staff", output("staff"), 3},
        {"channel: overhead share", output("overhead_share"), 4},
        {"channel: application share", output("application_share"), 4},
        {"channel: services per member and year", output("services_per_member"), 4}};

    std::vector<std::string> header{"2035 to 2039 unless said otherwise", "balanced"};
    for (std::size_t m = 0; m + 1 < mixes.size(); ++m) {
        header.push_back(mixes[m].first + " less balanced");
    }
    Table table("mixes", header);
    for (const Row& row : rows) {
        INFO(row.name);
        const auto reference = row.measure(balanced);
        std::vector<std::string> cells{row.name, estimate_text(estimate(reference), row.decimals)};
        for (std::size_t m = 0; m + 1 < mixes.size(); ++m) {
            const Estimate found = estimate(difference(row.measure(*runs[m]), reference));
            REQUIRE(std::isfinite(found.mean));
            const bool clear = found.low > 0.0 || found.high < 0.0;
            const std::string text = estimate_text(found, row.decimals);
            cells.push_back(clear ? "**" + text + "**" : text);
        }
        table.row(cells);
    }
    table.finish(
        std::to_string(count) +
        " pairs of replicates, 15 clusters of about 170 members and 3,500 firms outside; means with 95 % intervals, "
        "differences bold where the interval excludes zero. Additional adoptions: those completed by members beyond "
        "the paired run in which cluster organisations have no money and do nothing, rate per member, times members. "
        "Public EUR per additional adoption: core and project money of the mix over its additional adoptions, ratio "
        "of means (jackknife).");
    std::printf("%.0f s of simulation for five mixes\n", seconds);
    CHECK(estimate(difference(runs[1]->mean("circular_depth", from, to), balanced.mean("circular_depth", from, to)))
              .mean != 0.0);
}

} // namespace test_mixes
