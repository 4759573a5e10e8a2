// Every mechanism can be switched off, and then what it does, and only then, does not happen.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/world.hpp"

using namespace actorhood;
using namespace actorhood::tests;

namespace {

Settings world() {
    return {"population.clusters=8",
            "population.members_per_cluster=60",
            "population.outside_firms=1500",
            "population.regions=4",
            "time.years=8",
            "time.burn_in_years=1",
            "landscape.shock=[{date=2023-01-01, kind=\"demand\", magnitude=0.2}]"};
}

/// What must hold when a mechanism is off.
struct Switch {
    const char* mechanism;
    std::vector<const char*> nothing;  ///< outputs that are zero throughout
    std::vector<const char*> constant; ///< outputs that keep their first value
    std::vector<const char*> frozen;   ///< columns of firms that no survivor changes
    std::vector<const char*> changed;  ///< outputs that differ from those of the full model
};

const std::vector<Switch>& switches() {
    static const std::vector<Switch> table{
        {"shocks",
         {"shock_magnitude", "output_loss"},
         {"demand", "output_by_group"},
         {},
         {"closures_by_group", "shock_output_loss"}},
        {"programmes", {"applications", "grants_won"}, {"track_record"}, {}, {"budget", "income_variation_24"}},
        {"funding", {"income", "wages", "levy_income"}, {"staff", "cash", "fee"}, {}, {"public_spending"}},
        {"accountability", {}, {"accountability_effort", "answerability", "legitimacy"}, {}, {"overhead_share"}},
        {"reflexivity", {}, {"reflexivity", "agenda", "sensed_harm_circular"}, {}, {"effective_agenda"}},
        {"decision", {"decision_reached", "levy_income"}, {"ambition"}, {}, {"obligation", "decision_autonomy"}},
        {"pathway", {}, {"pathway_stock", "stage_staff", "service_capacity"}, {}, {"services_delivered"}},
        {"services", {"services_delivered"}, {}, {}, {"services_per_member", "absorptive_capacity"}},
        {"ties", {}, {}, {}, {"tie_fill", "adoption"}},
        {"opinions", {}, {}, {"orientation"}, {"orientation"}},
        {"learning", {}, {}, {}, {"absorptive_capacity", "outside_absorptive_capacity"}},
        {"symbiosis",
         {"all_symbiosis_savings", "symbiosis_links_formed"},
         {"circular_material_use_rate"},
         {},
         {"symbiosis_links", "symbiosis_linked_share", "emissions_intensity"}},
        {"adoption", {"adoptions", "jobs_displaced"}, {}, {"adopted", "aware"}, {"adoption", "circular_depth"}},
        {"restructuring", {}, {"negotiation"}, {"resistance", "skill_gap"}, {"resistance", "skill_gap"}},
        {"market", {"firms_closed", "firms_founded", "member_closures"}, {}, {"margin_noise"}, {"members"}},
        {"membership", {"joins", "leaves"}, {}, {}, {"members"}},
        {"actorhood", {}, {"recognition", "responsible_actorhood"}, {}, {"mean_responsible_actorhood"}},
        {"regime", {"niche_share"}, {}, {}, {"niche_share"}}};
    return table;
}

/// Number of firms, alive at the start and at the end, whose value in the named column differs.
std::size_t survivors_changed(models::Firms& start, models::Firms& end, std::string_view column_name) {
    std::size_t changed = 0;
    start.for_each_column([&](std::string_view name, auto& before) {
        if (name != column_name) {
            return;
        }
        end.for_each_column([&](std::string_view other_name, auto& after) {
            if constexpr (std::is_same_v<decltype(before), decltype(after)>) {
                if (other_name != column_name) {
                    return;
                }
                for (std::uint32_t handle = 0; handle < start.count(); ++handle) {
                    const std::uint32_t from = start.row_of(handle);
                    const std::uint32_t to = end.row_of(handle);
                    if (to != models::no_firm && start.key[from] == end.key[to]) {
                        changed += before[from] != after[to];
                    }
                }
            }
        });
    });
    return changed;
}

} // namespace

TEST_CASE("a mechanism that is switched off does nothing, and its absence shows") {
    const auto full_scenario = baseline_with(world());
    FinishedRun full(*full_scenario, 0);
    models::Model start(full_scenario->parameters, 0);
    for (const Switch& entry : switches()) {
        INFO("mechanism " << entry.mechanism);
        const auto scenario =
            baseline_with(world() + Settings{std::string("mechanisms.") + entry.mechanism + "=false"});
        FinishedRun run(*scenario, 0);
        CHECK(run.state_hash() != full.state_hash());
        for (const char* name : entry.nothing) {
            INFO("zero: " << name);
            CHECK(run.sum(name) == 0.0);
            CHECK(full.sum(name) > 0.0);
        }
        for (const char* name : entry.constant) {
            INFO("constant: " << name);
            CHECK(run.constant(name));
            CHECK_FALSE(full.constant(name));
        }
        for (const char* name : entry.frozen) {
            INFO("frozen: " << name);
            CHECK(survivors_changed(start.world.firms, run.model().world.firms, name) == 0);
            CHECK(survivors_changed(start.world.firms, full.model().world.firms, name) > 100);
        }
        for (const char* name : entry.changed) {
            INFO("changed: " << name);
            CHECK_FALSE(same_values(run.values(name), full.values(name)));
        }
    }
}

TEST_CASE("with everything switched off only the landscape moves") {
    Settings off = world();
    for (const Switch& entry : switches()) {
        off.push_back(std::string("mechanisms.") + entry.mechanism + "=false");
    }
    const auto scenario = baseline_with(off);
    FinishedRun run(*scenario, 0);
    for (const char* name : {"adoption", "adoption_by_group", "members", "cash", "staff", "agenda", "legitimacy",
                             "orientation", "resistance", "skill_gap", "pathway_stock", "demand", "tie_fill",
                             "absorptive_capacity", "ambition", "responsible_actorhood"}) {
        INFO(name);
        CHECK(run.constant(name));
    }
    CHECK_FALSE(run.constant("energy_price"));
}

TEST_CASE("without services members adopt like comparable firms outside") {
    // One to one, so that members and firms outside differ only by what the cluster does; sizes, sectors and ties
    // alike. With cluster organisations that do nothing, adoption may differ by chance only.
    const Settings alike{"population.clusters=8",
                         "population.members_per_cluster=250",
                         "population.members_sigma=0",
                         "population.outside_firms=2000",
                         "population.regions=8",
                         "population.economy_firms=0",
                         "population.lead_sector_share=0",
                         "population.member_shares=[0.25, 0.35, 0.25, 0.15]",
                         "population.economy_shares=[0.25, 0.35, 0.25, 0.15]",
                         "time.years=8",
                         "time.burn_in_years=0",
                         "mechanisms.programmes=false",
                         "mechanisms.funding=false",
                         "mechanisms.accountability=false",
                         "mechanisms.reflexivity=false",
                         "mechanisms.decision=false",
                         "mechanisms.pathway=false",
                         "mechanisms.services=false",
                         "mechanisms.ties=false",
                         "mechanisms.market=false",
                         "mechanisms.membership=false",
                         "mechanisms.restructuring=false",
                         "adoption.word_of_mouth=0",
                         "adoption.peer_weight=0",
                         "adoption.reach_rate=0",
                         "output.variables=[\"depth_by_group\"]"};
    const auto scenario = baseline_with(alike);
    for (std::uint32_t replicate = 0; replicate < 3; ++replicate) {
        const FinishedRun run(*scenario, replicate);
        const std::vector<double> depth = run.last("depth_by_group"); // members, then outside, by pillar
        INFO(depth[0] << " " << depth[1] << " against " << depth[2] << " " << depth[3]);
        // A firm's depth has a standard deviation near 0.25: the difference of two means of 2,000 has 0.008.
        CHECK(std::abs(depth[0] - depth[2]) < 4.0 * 0.008);
        CHECK(std::abs(depth[1] - depth[3]) < 4.0 * 0.008);
    }
}
