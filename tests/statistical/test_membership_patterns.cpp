// Patterns of membership and firm demography: V04, V20, V23.
#include "tests/catch.hpp"
#include "tests/statistical/worlds.hpp"
#include "tests/support/findings.hpp"

namespace test_membership_patterns {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

/// Mean share of all practices that a group uses, a value a replicate; 0 = members, 1 = outside.
std::vector<double> group_depth(const Ensemble& runs, std::size_t group, double from, double to) {
    const std::size_t practices = runs.width("adoption_by_group") / 2;
    return by_replicate(runs.size(), [&](std::size_t r) {
        const std::vector<double> shares = runs.places(r, "adoption_by_group", from, to);
        return mean_of(std::span(shares).subspan(group * practices, practices));
    });
}

/// Adoptions completed per member and year beyond those of the paired run, a value a replicate.
std::vector<double> additional_rate(const Ensemble& with, const Ensemble& without, double from, double to) {
    const auto rate = [&](const Ensemble& runs) {
        return by_replicate(runs.size(), [&](std::size_t r) {
            const std::vector<double> adoptions = runs.places(r, "adoptions", from, to); // by cluster and pillar
            const std::vector<double> members = runs.places(r, "members", from, to);
            return 12.0 * 2.0 * mean_of(adoptions) / mean_of(members);
        });
    };
    return difference(rate(with), rate(without));
}

} // namespace

// Raw gap: as a survey of members and of the economy would find it, all sizes, weighted. Paired effect: the members of
// the same replicate with cluster organisations that do nothing for practices.
TEST_CASE("V04 members adopt more, partly by selection", "[.statistical][table][patterns]") {
    const Ensemble& with = ensemble_of(paired_world(), replicates(10));
    const Ensemble& without = ensemble_of(paired_world() + without_cluster_work(), replicates(10));
    const auto gap = difference(group_depth(with, 0, 2025, 2030), group_depth(with, 1, 2025, 2030));
    const auto effect = [&](double from, double to) {
        return difference(group_depth(with, 0, from, to), group_depth(without, 0, from, to));
    };
    judge({"V04", "raw gap: practices in use, members less outside, 2025 to 2029", Band::above(0.0), Verdict::holds},
          gap);
    judge({"V04", "paired effect of the clusters' work on members, 2025 to 2029", Band::above(0.0), Verdict::holds},
          effect(2025, 2030));
    judge({"V04", "raw gap less paired effect (selection)", Band::above(0.0), Verdict::holds},
          difference(gap, effect(2025, 2030)));
    // The effect of a year is what it adds to the difference: 2020 to 2024 against 2035 to 2039.
    const auto early = effect(2024, 2025);
    const auto late = difference(effect(2039, 2040), effect(2034, 2035));
    judge({"V04", "growth of the paired effect in the first five years less that in the last five", Band::above(0.0),
           Verdict::holds},
          difference(early, late));
    judge({"V04", "additional adoptions per member and year (paired), 2020 to 2024 less 2035 to 2039",
           Band::above(0.0), Verdict::holds},
          difference(additional_rate(with, without, 2020, 2025), additional_rate(with, without, 2035, 2040)));
}

// Yearly rates from monthly risks. A member is passive when no service reached it within twelve months.
TEST_CASE("V20 members leave, and some stay passive", "[.statistical][table][patterns]") {
    const Baseline& runs = baseline_runs();
    const std::size_t count = runs.ensemble.size();
    judge({"V20", "members that leave a year", Band::between(0.08, 0.12), Verdict::missed},
          by_replicate(count, [&](std::size_t r) { return runs.demography[r].leaving.rate(0, Risk::months); }));
    judge({"V20", "leaving in the first year in multiples of later years", Band::between(1.3, 1.7, 1), Verdict::holds,
           2},
          by_replicate(count, [&](std::size_t r) {
              const Risk& leaving = runs.demography[r].leaving;
              return leaving.rate(0, 12) / leaving.rate(12, Risk::months);
          }));
    judge({"V20", "passive members", Band::above(0.20), Verdict::holds},
          runs.ensemble.mean("passive_share", 2021, 2040));
}

TEST_CASE("V23 exit falls with age, the size mix stays", "[.statistical][table][patterns]") {
    const Baseline& runs = baseline_runs();
    const std::size_t count = runs.ensemble.size();
    const auto fall = [&](std::size_t young, std::size_t middle, std::size_t old) {
        return by_replicate(count, [&, young, middle, old](std::size_t r) {
            const Risk& closing = runs.demography[r].closing;
            return closing.rate(young, middle) - closing.rate(middle, old);
        });
    };
    judge({"V23", "closures a year, age below 1 less age 1 to 5", Band::above(0.0), Verdict::holds}, fall(0, 12, 60));
    judge({"V23", "closures a year, age 1 to 5 less age 5 to 10", Band::above(0.0), Verdict::holds},
          fall(12, 60, 120));
    judge({"V23", "closures a year, age 5 to 10 less older", Band::above(0.0), Verdict::holds},
          fall(60, 120, Risk::months));
    const auto size_share = [&](std::size_t size_class, bool outside = false) {
        return by_replicate(count, [&, size_class, outside](std::size_t r) {
            const auto& stock = outside ? runs.demography[r].outside_stock : runs.demography[r].stock;
            return 100.0 * stock[size_class] / (stock[0] + stock[1] + stock[2] + stock[3]);
        });
    };
    judge({"V23", "micro firms, % of firms, end of 2039", Band::between(92, 94, 0), Verdict::holds, 2},
          size_share(0));
    judge({"V23", "small firms, % of firms, end of 2039", Band::between(5.0, 6.6, 1), Verdict::holds, 2},
          size_share(1));
    judge({"V23", "medium firms, % of firms, end of 2039", Band::between(0.7, 1.2, 1), Verdict::holds, 2},
          size_share(2));
    judge({"V23", "large firms, % of firms, end of 2039", Band::between(0.15, 0.30), Verdict::holds, 2},
          size_share(3));
    judge({"V23", "large firms, % of firms outside clusters, end of 2039", Band::between(0.15, 0.30), Verdict::holds,
           2},
          size_share(3, true));
}

} // namespace test_membership_patterns
