// Every instrument of the shipped toolkit does something, and nothing before it begins or with intensity 0.
#include <string>
#include <vector>

#include "models/program/toolkit_listing.hpp"
#include "sim/core/archive.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_toolkit {

using namespace actorhood;
using namespace actorhood::tests;
using models::toolkit::Selection;

namespace {

constexpr double begin = 2020.25; ///< April 2020, month 15 with a year of burn-in

std::unique_ptr<models::program::Scenario> small_toolkit() {
    auto scenario = models::program::read_toolkit();
    sim::apply_settings({small_population() + Settings{"population.members_per_cluster=120", "time.years=6",
                                                       "time.burn_in_years=1", "symbiosis.break_rate=0.6"}},
                        scenario->schema);
    return scenario;
}

/// Firms and cluster organisations, without what programmes keep for themselves.
std::uint64_t people(models::Model& model) {
    sim::ArchiveWriter archive;
    model.world.firms.pack();
    model.world.firms.visit(archive);
    model.world.clusters.visit(archive);
    return sim::hash_bytes(archive.bytes().data(), archive.bytes().size());
}

} // namespace

TEST_CASE("every instrument of the toolkit changes firms or cluster organisations, from its first month on") {
    const auto scenario = small_toolkit();
    models::Parameters& p = scenario->parameters;
    FinishedRun base(*scenario, 0);
    const std::uint64_t base_people = people(base.model());
    const std::uint64_t base_state = base.state_hash();
    models::Model waiting(p, 0);
    for (int month = 0; month < 15; ++month) {
        waiting.advance();
    }
    const std::uint64_t before = people(waiting);
    REQUIRE(p.toolkit.instruments.size() >= 45);
    for (const auto& instrument : p.toolkit.instruments) {
        INFO("instrument " << instrument.name);
        p.toolkit.selections = {Selection{instrument.name, begin, {}, 20.0, 1.0}};
        REQUIRE(models::toolkit::problems(p).empty());
        FinishedRun run(*scenario, 0);
        CHECK(people(run.model()) != base_people);
        models::Model early(p, 0);
        for (int month = 0; month < 15; ++month) {
            early.advance();
        }
        CHECK(people(early) == before);
        p.toolkit.selections = {Selection{instrument.name, begin, {}, 20.0, 0.0}};
        FinishedRun none(*scenario, 0);
        CHECK(none.state_hash() == base_state);
    }
}

TEST_CASE("without instruments, and with instruments of intensity 0, the record is that of the baseline") {
    const auto scenario = small_toolkit();
    models::Parameters& p = scenario->parameters;
    const FinishedRun base(*scenario, 1);
    for (const auto& instrument : p.toolkit.instruments) {
        p.toolkit.selections.push_back({instrument.name, begin, {}, {}, 0.0});
    }
    const FinishedRun none(*scenario, 1);
    REQUIRE(none.trajectory().values.size() == base.trajectory().values.size());
    for (std::size_t i = 0; i < base.trajectory().values.size(); ++i) {
        CHECK(same_values(none.trajectory().values[i], base.trajectory().values[i]));
    }
}

TEST_CASE("all instruments of the toolkit together are a valid scenario") {
    const auto scenario = small_toolkit();
    models::Parameters& p = scenario->parameters;
    for (const auto& instrument : p.toolkit.instruments) {
        p.toolkit.selections.push_back({instrument.name, begin, {}, 3.0, 1.0});
    }
    CHECK(models::toolkit::problems(p).empty());
    FinishedRun run(*scenario, 0); // the ledger and the numbers are checked every month
    CHECK(run.model().ledger_residual() == 0);
}

TEST_CASE("an instrument that has ended leaves the parameters of the base") {
    const auto scenario = small_toolkit();
    models::Parameters& p = scenario->parameters;
    p.toolkit.selections = {{"spearhead_clusters", begin, {}, 0.5, 1.0},
                            {"affordable_spare_parts", begin, {}, 0.5, 1.0}};
    models::Model model(p, 0);
    const double cost = p.practices[5].cost;
    REQUIRE(p.practices[5].name == "repair_and_reuse");
    std::vector<double> terms;
    std::vector<double> costs;
    for (int month = 0; month < 24; ++month) {
        model.advance();
        terms.push_back(model.parameters->plan.core_term);
        costs.push_back(model.world.practices.entries[5].cost);
    }
    CHECK(terms[14] == 5.0);
    CHECK(terms[15] == 10.0);
    CHECK(terms[20] == 10.0);
    CHECK(terms[21] == 5.0);
    CHECK(costs[14] == cost);
    CHECK(costs[15] == Approx(0.8 * cost).epsilon(1e-12));
    CHECK(costs[21] == cost);
}

} // namespace test_toolkit
