// What nothing connects does not influence each other: not even in the last bit.
//
// The model has few links across regions, and each has a parameter: ties (ties.same_region), knowledge of practices
// (adoption.spill_over), rivals of a sector (market.rivalry, demand.procurement_share), the prevalence that entrants
// take over (market.entry_rate), and comparison with other clusters (programmes.renewal_recognition,
// programmes.amount_*, actorhood.comparison, actorhood.sector_weight, project calls). With all of them at zero, regions are islands.
#include <cstring>
#include <map>

#include "models/population.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_isolation {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

Settings islands() {
    return {"time.years=6",
            "time.burn_in_years=1",
            "population.regions=3",
            "population.outside_firms=900",
            "population.economy_firms=0",
            "ties.same_region=1",
            "adoption.spill_over=0",
            "market.rivalry=0",
            "market.entry_rate=0",
            "demand.procurement_share=0",
            "programmes.renewal_recognition=0",
            "programmes.amount_recognition=0",
            "programmes.amount_legitimacy=0",
            "actorhood.sector_weight=0",
            "actorhood.comparison=0",
            "funding.jitter=false",
            "funding.mix.core=0.6",
            "funding.mix.project=0",
            "funding.mix.fees=0.4",
            "funding.mix.services=0"};
}

/// All columns of a firm but handle and ties (numbers that only name others), as bytes.
std::string bytes_of(models::Firms& firms, std::uint32_t row) {
    std::string bytes;
    firms.for_each_column([&](std::string_view name, auto& column) {
        if (name != "handle" && name != "ties" && row < column.size()) { // only members have all columns
            const auto* const first = reinterpret_cast<const char*>(&column[row]);
            bytes.append(first, sizeof column[row]);
        }
    });
    return bytes;
}

/// What each firm of the world is, by its key.
std::map<std::uint64_t, std::string> everybody(models::Firms& firms) {
    std::map<std::uint64_t, std::string> all;
    for (const models::Segment& segment : firms.segments()) {
        for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
            all[firms.key[row]] = bytes_of(firms, row);
        }
    }
    return all;
}

/// Closes all firms of one region outside, before the first month.
void clear_region(models::Model& model, std::uint32_t region) {
    models::World& world = model.world;
    const std::uint32_t segment = world.firms.cluster_count() + region;
    while (world.firms.segment(segment).size > 0) {
        const std::uint32_t row = world.firms.segment(segment).begin;
        world.adoption.count_firm(world.firms, row, segment, -1);
        world.ledger.pay(models::Ledger::firms, models::Ledger::owners, world.firms.liquidity[row]);
        world.firms.remove(world.firms.handle[row]);
    }
    world.firms.renew_blocks();
}

/// Adds one firm without ties to a region outside.
std::uint64_t add_hermit(const models::Parameters& parameters, models::Model& model, std::uint32_t region) {
    models::World& world = model.world;
    models::Firms& firms = world.firms;
    const std::uint32_t segment = firms.cluster_count() + region;
    const std::uint64_t key = models::firm_key(models::Origin::entrant, region, 0, 77);
    const std::uint32_t row = firms.add(segment, key);
    const models::RowBlock itself{segment, row, row + 1};
    models::population::FirmPlan plan;
    plan.class_shares = {0.0, 0.0, 1.0, 0.0};
    models::population::set_traits(parameters.population, plan, world.random, 0, row,
                                   {itself, firms, firms, firms, firms, firms});
    models::opinions::begin(parameters[models::opinions::about], model.working.get<models::opinions::Quantiles>(),
                            world.random, {itself, firms, firms});
    models::learning::begin(parameters[models::learning::about], world.random, {itself, firms, firms});
    world.ledger.pay(models::Ledger::owners, models::Ledger::firms, firms.liquidity[row]);
    world.adoption.count_firm(firms, row, segment, 1);
    firms.renew_blocks();
    return key;
}

void run(models::Model& model) {
    while (model.world.next_month < model.world.calendar.months) {
        model.advance();
    }
}

} // namespace

TEST_CASE("one isolated firm more leaves all others as they are, byte for byte") {
    const auto scenario =
        baseline_with(islands() + Settings{"population.clusters=2", "population.members_per_cluster=80"});
    const std::uint32_t empty_region = 2;
    models::Model without(scenario->parameters, 0);
    models::Model with(scenario->parameters, 0);
    clear_region(without, empty_region);
    clear_region(with, empty_region);
    const std::uint64_t hermit = add_hermit(scenario->parameters, with, empty_region);
    const std::string hermit_before = everybody(with.world.firms).at(hermit);
    const auto start = everybody(without.world.firms);
    run(without);
    run(with);
    auto expected = everybody(without.world.firms);
    auto found = everybody(with.world.firms);
    REQUIRE(expected.size() > 400);
    CHECK(expected != start);
    if (const auto self = found.find(hermit); self != found.end()) {
        CHECK(self->second != hermit_before); // it lives: it earns, learns and adopts
        found.erase(self);
    }
    CHECK(found == expected);
    CHECK(without.world.clusters.reflexivity.agenda == with.world.clusters.reflexivity.agenda);
    CHECK(without.world.clusters.funding.cash == with.world.clusters.funding.cash);
    CHECK(without.world.clusters.actorhood.recognition == with.world.clusters.actorhood.recognition);
}

TEST_CASE("a firm in the middle of others changes some of them") {
    // The counterpart of the test above: with ties and shared markets, one firm more is felt.
    const auto scenario =
        baseline_with({"time.years=6", "time.burn_in_years=1", "population.regions=3", "population.clusters=2",
                       "population.members_per_cluster=80", "population.outside_firms=900"});
    models::Model without(scenario->parameters, 0);
    models::Model with(scenario->parameters, 0);
    const std::uint64_t extra = add_hermit(scenario->parameters, with, 2);
    run(without);
    run(with);
    auto found = everybody(with.world.firms);
    found.erase(extra);
    CHECK(found != everybody(without.world.firms));
}

namespace {

const char* const two_clusters = R"([[cluster]]
name = "first"
members = 90
region = 1
[[cluster]]
name = "second"
members = 120
region = 2
)";
const char* const first_alone = R"([[cluster]]
name = "first"
members = 90
region = 1
[[cluster]]
name = "second"
members = 0
region = 2
)";
const char* const second_alone = R"([[cluster]]
name = "first"
members = 0
region = 1
[[cluster]]
name = "second"
members = 120
region = 2
)";

/// Values of all outputs over clusters, of one cluster.
std::map<std::string, std::vector<double>> of_cluster(FinishedRun& run, std::size_t cluster) {
    std::map<std::string, std::vector<double>> values;
    for (const char* name : {"members", "cash", "staff", "agenda", "legitimacy", "reflexivity", "ambition",
                             "adoption", "services_delivered", "tie_fill", "resistance", "skill_gap",
                             "responsible_actorhood", "absorptive_capacity", "joins", "leaves", "member_closures"}) {
        const std::size_t width = run.width(name) / 2;
        const std::vector<double>& all = run.values(name);
        for (std::size_t row = 0; row < all.size(); row += 2 * width) {
            for (std::size_t i = 0; i < width; ++i) {
                values[name].push_back(all[row + cluster * width + i]);
            }
        }
    }
    return values;
}

void require_same(const std::map<std::string, std::vector<double>>& a,
                  const std::map<std::string, std::vector<double>>& b) {
    for (const auto& [name, values] : a) {
        INFO(name);
        CHECK(same_values(values, b.at(name)));
    }
}

} // namespace

TEST_CASE("two unconnected clusters together are what each is alone") {
    const auto both_scenario = scenario_from(two_clusters, islands());
    const auto first_scenario = scenario_from(first_alone, islands());
    const auto second_scenario = scenario_from(second_alone, islands());
    FinishedRun both(*both_scenario, 0);
    FinishedRun first(*first_scenario, 0);
    FinishedRun second(*second_scenario, 0);
    CHECK_FALSE(both.constant("members"));
    require_same(of_cluster(both, 0), of_cluster(first, 0));
    require_same(of_cluster(both, 1), of_cluster(second, 1));
}

TEST_CASE("two clusters that share markets and knowledge are not what each is alone") {
    const Settings connected{"time.years=6", "time.burn_in_years=1", "population.regions=3",
                             "population.outside_firms=900"};
    const auto both_scenario = scenario_from(two_clusters, connected);
    const auto first_scenario = scenario_from(first_alone, connected);
    FinishedRun both(*both_scenario, 0);
    FinishedRun first(*first_scenario, 0);
    CHECK_FALSE(same_values(of_cluster(both, 0)["adoption"], of_cluster(first, 0)["adoption"]));
}

} // namespace test_isolation
