// Every mechanism can be switched off, and then what it does, and only then, does not happen. What that is each mechanism
// of the list says itself, in `when_off` of its `about` (sim/run/mechanism.hpp).
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "models/contents.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_switches {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

/// To the end of 2031: what mechanisms need to matter happens before.
Settings world() {
    return {"population.clusters=8",
            "population.members_per_cluster=60",
            "population.outside_firms=1500",
            "population.regions=4",
            "time.years=12",
            "time.burn_in_years=1"};
}

std::vector<std::string> words(std::string_view text) {
    std::istringstream stream{std::string(text)};
    return {std::istream_iterator<std::string>(stream), {}};
}

Settings without(const sim::About& mechanism) { return {"mechanisms." + std::string(mechanism.name) + "=false"}; }

/// A replicate with what a mechanism needs to matter, carried to its end.
struct Told {
    Told(std::string_view matters, const Settings& settings)
        : scenario(scenario_from(std::string(matters), world() + settings)),
          start(scenario->parameters, 0),
          run(*scenario, 0) {}

    std::unique_ptr<models::program::Scenario> scenario;
    models::Model start;
    FinishedRun run;
};

/// The replicate with every mechanism on; each is simulated once.
Told& everything(std::string_view matters) {
    static std::map<std::string_view, std::unique_ptr<Told>> all;
    std::unique_ptr<Told>& found = all[matters];
    if (found == nullptr) {
        found = std::make_unique<Told>(matters, Settings{});
    }
    return *found;
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
                    const bool both = to != models::no_firm && from < before.size() && to < after.size();
                    if (both && start.key[from] == end.key[to]) {
                        changed += before[from] != after[to];
                    }
                }
            }
        });
    });
    return changed;
}

std::size_t survivors_changed(Told& told, std::string_view column) {
    return survivors_changed(told.start.world.firms, told.run.model().world.firms, column);
}

void check_switch(const sim::About& mechanism) {
    const sim::WhenOff& expected = mechanism.when_off;
    Told& on = everything(mechanism.matters);
    Told off(mechanism.matters, without(mechanism));
    INFO("If the baseline gives it nothing to do, say in .matters of its `about` what does, as TOML.");
    CHECK(off.run.state_hash() != on.run.state_hash());
    for (const std::string& name : words(expected.zero)) {
        INFO("zero: " << name);
        CHECK(off.run.sum(name) == 0.0);
        CHECK(on.run.sum(name) > 0.0);
    }
    for (const std::string& name : words(expected.constant)) {
        INFO("constant: " << name);
        CHECK(off.run.constant(name));
        CHECK_FALSE(on.run.constant(name));
    }
    for (const std::string& name : words(expected.frozen)) {
        INFO("frozen: " << name);
        CHECK(survivors_changed(off, name) == 0);
        CHECK(survivors_changed(on, name) > 100);
    }
    for (const std::string& name : words(expected.different)) {
        INFO("different: " << name);
        CHECK_FALSE(same_values(off.run.values(name), on.run.values(name)));
    }
}

} // namespace

TEST_CASE("a mechanism that is switched off does nothing, and its absence shows") {
    for (const sim::About* mechanism : models::mechanisms) {
        if (!mechanism->switchable) {
            continue;
        }
        INFO("mechanism " << mechanism->name);
        const sim::WhenOff& expected = mechanism->when_off;
        if ((words(expected.zero) + words(expected.constant) + words(expected.frozen) + words(expected.different))
                .empty()) {
            FAIL_CHECK(
                "It does not say what a run looks like without it. Give its `about` a .when_off with names of "
                "outputs that are then .zero, .constant or .different, or of columns of firms that are .frozen");
            continue;
        }
        check_switch(*mechanism);
    }
}

TEST_CASE("with everything switched off only the landscape moves") {
    Settings off;
    std::set<std::string_view> needs;
    for (const sim::About* mechanism : models::mechanisms) {
        off = mechanism->switchable ? off + without(*mechanism) : off;
        needs.insert(mechanism->matters);
    }
    for (const std::string_view matters : needs) {
        Told told(matters, off);
        INFO("with " << matters);
        // What several mechanisms move together, and none alone; then what each says of itself.
        std::vector<std::string> still{"adoption_by_group", "members",  "orientation",        "resistance",
                                       "skill_gap",         "tie_fill", "absorptive_capacity"};
        for (const sim::About* mechanism : models::mechanisms) {
            if (mechanism->matters.empty() || mechanism->matters == matters) {
                still = still + words(mechanism->when_off.zero) + words(mechanism->when_off.constant);
                for (const std::string& column : words(mechanism->when_off.frozen)) {
                    INFO("frozen: " << column);
                    CHECK(survivors_changed(told, column) == 0);
                }
            }
        }
        for (const std::string& name : still) {
            INFO(name);
            CHECK(told.run.constant(name));
        }
        CHECK_FALSE(told.run.constant("energy_price"));
    }
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

} // namespace test_switches
