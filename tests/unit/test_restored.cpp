// A restored world whose numbers point outside of what there is.
#include "models/restored.hpp"

#include <functional>
#include <limits>
#include <string>

#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_restored {

using namespace actorhood;
using namespace actorhood::models;
using tests::operator+;

namespace {

/// What is said of a world after a year in which something was changed; "" = nothing.
std::string said_of(const std::function<void(World&)>& change) {
    const auto scenario = tests::baseline_with(
        tests::small_population() + tests::Settings{"time.years=1", "time.burn_in_years=0", "time.spin_up_years=0"});
    tests::FinishedRun run(*scenario, 0);
    World& world = run.model().world;
    world.firms.pack();
    change(world);
    try {
        check_numbers(world.firms);
        world.firms.unpack();
        check_restored(world);
    } catch (const sim::Error& error) {
        CHECK(error.code() == sim::ExitCode::corrupt);
        return error.what();
    }
    return "";
}

/// Row of a member, and of a firm outside.
std::uint32_t member(const World& world) { return world.firms.segment(0).begin; }
std::uint32_t outsider(const World& world) { return world.firms.segment(world.firms.cluster_count()).begin; }

} // namespace

TEST_CASE("a restored world without a contradiction is taken as it is", "[checkpoint]") {
    CHECK(said_of([](World&) {}) == "");
}

TEST_CASE("what is no number, or more than there can be, is refused", "[checkpoint]") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    for (const float wrong : {nan, std::numeric_limits<float>::infinity(), 1e30f}) {
        INFO(wrong);
        const auto refused = [](const std::function<void(World&)>& change) {
            return said_of(change).find("what is no number, or more than there can be") != std::string::npos;
        };
        CHECK(refused([&](World& w) { w.firms.digital_capacity.back() = wrong; }));
        CHECK(refused([&](World& w) { w.firms.value.front() = wrong; }));
    }
}

TEST_CASE("firms have as many employees as there can be", "[checkpoint]") {
    for (const float wrong : {-1.0f, 1e13f}) {
        INFO(wrong);
        CHECK(said_of([&](World& w) { w.firms.employees[outsider(w)] = wrong; }).find("no number of employees") !=
              std::string::npos);
    }
    CHECK(said_of([](World& w) { w.firms.employees[outsider(w)] = 1e9f; }) == "");
}

TEST_CASE("firms, rows and ties that do not fit together are refused", "[checkpoint]") {
    const auto refused = [](const std::function<void(World&)>& change) {
        return said_of(change).find("firms, their rows and their ties do not fit together") != std::string::npos;
    };
    CHECK(refused([](World& w) { w.firms.ties[member(w)][0] = 0x7fffffff; }));
    CHECK(refused([](World& w) { w.firms.ties[outsider(w)][tie_slots - 1] = 0xfffffffe; }));
    CHECK(refused([](World& w) { w.firms.handle[member(w)] = 0x7fffffff; }));
    CHECK(refused([](World& w) { w.firms.handle[member(w)] = w.firms.handle[outsider(w)]; }));
    CHECK(refused([](World& w) { w.firms.key.resize(w.firms.key.size() / 2); }));
}

TEST_CASE("what is in no sector, size class, catalogue, region or line of calls is refused", "[checkpoint]") {
    const auto says = [](const char* what, const std::function<void(World&)>& change) {
        INFO(what);
        CHECK(said_of(change) == std::string("the saved state contradicts itself: ") + what);
    };
    says("a firm is in no sector", [](World& w) { w.firms.sector[outsider(w)] = sector_count; });
    says("a firm is in no size class", [](World& w) { w.firms.size_class[member(w)] = size_class_count; });
    says("a firm uses a practice that is not in the catalogue",
         [](World& w) { w.firms.adopted[member(w)] = 1u << w.practices.count(); });
    says("a firm uses a practice that is not in the catalogue", [](World& w) {
        w.firms.timer_due[member(w)][0] = 20;
        w.firms.timer_practice[member(w)][0] = static_cast<std::uint8_t>(w.practices.count());
    });
    says("a cluster has no lead sector", [](World& w) { w.clusters.identity.lead_sector[0] = -1; });
    says("a cluster is in no region", [](World& w) { w.clusters.identity.region[0] = 1 << 20; });
    says("a project has no theme", [](World& w) { w.clusters.contracts.project_theme[0][0] = 4; });
    says("a project is of no line of calls", [](World& w) { w.clusters.contracts.project_line[0][0] = 99; });
    says("a by-product goes to nobody", [](World& w) {
        w.symbiosis.links.push_back({});
        w.symbiosis.links.back().taker = 0xfffffffe;
    });
    says("a by-product goes nowhere", [](World& w) {
        w.symbiosis.links.push_back({});
        w.symbiosis.links.back().taker_segment = 1000;
    });
    says("a by-product is of no material", [](World& w) {
        w.symbiosis.links.push_back({});
        w.symbiosis.links.back().material = material_count;
    });
    says("somebody pays for a facility who is not there", [](World& w) {
        w.facilities.contributions.push_back({});
        w.facilities.contributions.back().site = 1u << 20;
    });
}

} // namespace test_restored
