#include "models/mechanisms/pathway.hpp"

#include "models/rules/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/support/cluster_world.hpp"

namespace test_pathway {

using namespace actorhood;
using namespace actorhood::models;
using tests::ClusterWorld;
using tests::defaults;

TEST_CASE("money is redirected between stages, not destroyed") {
    const auto p = defaults<pathway::Parameters>();
    for (const BySource& shares : {BySource{1, 0, 0, 0}, BySource{0.45, 0.25, 0.15, 0.15}, BySource{0, 0, 0, 1}}) {
        CHECK(sum_of(pathway::allotted(p, shares, 7.0)) == Approx(7.0));
    }
    const ByStage core = pathway::allotted(p, {1, 0, 0, 0}, 1.0);
    CHECK(core[priorities] == Approx(0.2 / 0.64));
    CHECK(core[actions] == Approx(0.14 / 0.64));
    auto nothing_fits = p;
    nothing_fits.fit[core_funding] = {};
    CHECK(sum_of(pathway::allotted(nothing_fits, {1, 0, 0, 0}, 7.0)) == 0.0);
}

TEST_CASE("short horizons keep long work from starting") {
    const auto p = defaults<pathway::Parameters>();
    const ByStage effort = pathway::started(p, {1.0, 1.0, 1.0, 1.0}, 2.0);
    CHECK(effort[priorities] == Approx(0.5));
    CHECK(effort[scaling] == Approx(0.5));
    CHECK(effort[actions] == Approx(0.8 + 0.8 * 1.7));
    CHECK(sum_of(pathway::started(p, {1.0, 1.0, 1.0, 1.0}, 0.0)) == Approx(3.2));
}

TEST_CASE("functions follow the stages") {
    const auto p = defaults<pathway::Parameters>();
    const ByFunction staff = pathway::function_staff(p, {1.0, 2.0, 3.0, 4.0});
    CHECK(staff[intelligence] == Approx(1.8));
    CHECK(staff[collaboration] == Approx(3.2));
    CHECK(staff[support] == Approx(5.0));
}

TEST_CASE("scarce skills limit a stage by the elasticity of substitution") {
    auto p = defaults<pathway::Parameters>();
    const ByFunction functions{0.6, 0.4, 0.0};
    CHECK(pathway::productivity(p, functions, {1.0, 1.0, 0.0}) == Approx(1.0));
    CHECK(pathway::productivity(p, functions, {1.0, 0.5, 1.0}) == Approx(1.0 / 1.4));
    CHECK(pathway::productivity(p, functions, {1.0, 0.0, 1.0}) == 0.0);
    p.elasticity = 1.0;
    CHECK(pathway::productivity(p, functions, {1.0, 0.5, 1.0}) == Approx(std::pow(0.5, 0.4)));
    CHECK(pathway::productivity(p, functions, {1.0, 0.0, 1.0}) == 0.0);
    p.elasticity = 2.0;
    CHECK(pathway::productivity(p, functions, {1.0, 0.5, 1.0}) == Approx(std::pow(0.6 + 0.4 * std::sqrt(0.5), 2)));
    CHECK(pathway::productivity(p, functions, {1.0, 0.0, 1.0}) == Approx(0.36));
}

TEST_CASE("each stage builds on the one before") {
    auto p = defaults<pathway::Parameters>();
    p.loop_back = 0.0;
    ByStage stock{};
    for (int month = 0; month < 3000; ++month) {
        stock = pathway::advanced(p, stock, {0.2, 0.1, 0.1, 0.1});
    }
    CHECK(stock[priorities] == Approx(1.0));
    CHECK(stock[challenges] == Approx(0.5 * 1.0 / 1.5));
    CHECK(stock[actions] == Approx(0.5 * stock[challenges] / (stock[challenges] + 0.5)));
    CHECK(stock[scaling] == Approx(0.5 * stock[actions] / (stock[actions] + 0.5)));
    p.loop_back = 1.0;
    CHECK(pathway::advanced(p, stock, {0.2, 0.1, 0.1, 0.1})[priorities] > stock[priorities]);
    p.decay = 0.0;
    CHECK(pathway::advanced(p, {}, {1.2, 0.0, 0.0, 0.0})[priorities] == Approx(0.1));
}

TEST_CASE("staff give intensities and services, and leaving staff take stocks") {
    ClusterWorld run({100, 0}, [](Parameters& p) {
        p.plan.jitter = false;
        p.plan.mix = {0, 0, 1, 0};
    });
    Clusters& all = run.clusters();
    all.identity.knowledge_partners[0] = 3.0;
    CHECK(sum_of(all.pathway.skill_mix[0]) == Approx(1.0));
    all.funding.free_staff[0] = 4.0;
    all.funding.knowledge_kept[0] = 0.5;
    all.pathway.stock[0] = {2.0, 2.0, 2.0, 2.0};
    run.run<Step<pathway::about, pathway::step>>();
    CHECK(all.pathway.intelligence_intensity[0] == Approx(all.pathway.function_staff[0][intelligence] / 2.0 + 0.3));
    CHECK(all.pathway.collaboration_intensity[0] == Approx(all.pathway.function_staff[0][collaboration] / 2.0));
    CHECK(all.pathway.service_capacity[0] == Approx(4.0 * all.pathway.function_staff[0][support]));
    CHECK(all.pathway.stock[0][scaling] < 1.1);
    CHECK(all.pathway.service_capacity[1] == 0.0);
    CHECK(sum_of(all.pathway.stock[1]) == 0.0);
    SECTION("skills follow the work") {
        all.pathway.skill_mix[0] = {1.0, 0.0, 0.0};
        const ByFunction need = normalised(all.pathway.function_staff[0]);
        for (int month = 0; month < 24; ++month) {
            run.run<Step<pathway::about, pathway::step>>();
        }
        CHECK(all.pathway.skill_mix[0][support] == Approx(need[support] * (1.0 - std::exp(-1.0))));
    }
    SECTION("without staff nothing is worked on") {
        all.funding.free_staff[0] = 0.0;
        run.run<Step<pathway::about, pathway::step>>();
        CHECK(all.pathway.service_capacity[0] == 0.0);
        CHECK(sum_of(all.pathway.effort[0]) == 0.0);
    }
}

TEST_CASE("a month of the spin-up moves stocks as several months do, to where the same work would take them") {
    const auto p = defaults<pathway::Parameters>();
    const ByStage stock{1.0, 0.5, 0.25, 0.0};
    // Stage 1 towards (0.3 + 0.5 * 0.2 * 0)/0.2 = 1.5 by 1 - exp(-0.2 * 8/12).
    const ByStage later = pathway::advanced(p, stock, {0.3, 0.0, 0.0, 0.0}, 0.0, 8.0);
    CHECK(later[priorities] == Approx(1.5 - 0.5 * std::exp(-1.6 / 12.0)));
    CHECK(later[challenges] == Approx(0.5 * std::exp(-1.6 / 12.0)));
    Month month;
    CHECK(month.kept(0.9) == 0.9);
    month.pace = 2.0;
    CHECK(month.kept(0.9) == Approx(0.81));
    const Calendar calendar{.start_year = 2020.0, .burn_in = 60, .months = 300, .spin_up = 36, .pace = 8.0};
    CHECK(calendar.at(35).pace == 8.0);
    CHECK(calendar.at(36).pace == 1.0);
    CHECK(calendar.at(60).pace == 1.0);
    const Calendar longer{.start_year = 2020.0, .burn_in = 12, .months = 252, .spin_up = 36, .pace = 8.0};
    CHECK(longer.at(11).pace == 8.0);
    CHECK(longer.at(12).pace == 1.0); // never after burn-in
    CHECK(longer.at(11).before_first());
    CHECK_FALSE(longer.at(12).before_first());
    CHECK(
        Calendar{.start_year = 2020.0, .burn_in = 0, .months = 12}.at(0).before_first()); // without burn-in the first
}

TEST_CASE("a month of the spin-up without decay gains as much as several, and leaving staff take as much") {
    auto p = defaults<pathway::Parameters>();
    p.decay = 0.0;
    CHECK(pathway::advanced(p, {}, {0.3, 0.0, 0.0, 0.0}, 0.0, 8.0)[priorities] == Approx(0.3 * 8.0 / 12.0));
    // Stages that nobody works on lose what leaves, and what becomes outdated, of eight months.
    ClusterWorld run({100});
    Clusters& all = run.clusters();
    all.funding.free_staff[0] = 0.0;
    all.funding.knowledge_kept[0] = 0.9;
    all.pathway.stock[0] = {0.0, 0.0, 0.0, 1.0};
    Month month;
    month.pace = 8.0;
    run.run_in<Step<pathway::about, pathway::step>>(month);
    const double decay = run.parameters()[pathway::about].decay;
    CHECK(all.pathway.stock[0][scaling] == Approx(std::pow(0.9, 8.0) * std::exp(-decay * 8.0 / 12.0)));
}

TEST_CASE("pathway::take_results adds what projects yielded to the stocks of their cluster") {
    ClusterWorld run({3, 5});
    Clusters& all = run.clusters();
    all.contracts.results[1] = {0.0, 0.1, 0.2, 0.3};
    all.pathway.stock.assign(2, {1.0, 1.0, 1.0, 1.0});
    run.run<Step<pathway::about, pathway::take_results>>();
    CHECK(all.pathway.stock[0] == ByStage{1.0, 1.0, 1.0, 1.0});
    CHECK(all.pathway.stock[1] == ByStage{1.0, 1.1, 1.2, 1.3});
}

TEST_CASE("pathway::step turns free staff into work by the sources of money, and work into stocks") {
    ClusterWorld run({100, 200});
    const auto& p = run.parameters()[pathway::about];
    Clusters& all = run.clusters();
    const std::size_t c = 1;
    const auto sector = static_cast<std::size_t>(all.identity.lead_sector[c]);
    all.funding.realised_share[c] = {0.1, 0.2, 0.3, 0.4};
    all.funding.free_staff[c] = 6.0;
    all.funding.staff[c] = 9.0;
    all.funding.horizon[c] = 1.5;
    all.funding.knowledge_kept[c] = 0.75;
    all.identity.knowledge_partners[c] = 5.0;
    all.pathway.stock[c] = {0.8, 0.6, 0.4, 0.2};
    all.pathway.skill_mix[c] = {0.2, 0.3, 0.5};
    Shocks& shocks = run.world().shocks;
    shocks.is_rupture = true;
    shocks.region = {0, 1, 0};
    shocks.rupture.assign(2, {});
    shocks.rupture[1][sector] = 0.5;
    run.run<Step<pathway::about, pathway::step>>();

    const ByStage effort = pathway::started(p, pathway::allotted(p, {0.1, 0.2, 0.3, 0.4}, 6.0), 1.5);
    const ByFunction staff = pathway::function_staff(p, effort);
    const ByFunction need = normalised(staff);
    ByFunction match{};
    const ByFunction skills{0.2, 0.3, 0.5};
    for (std::size_t f = 0; f < function_count; ++f) {
        match[f] = std::min(1.0, skills[f] / need[f]);
        CHECK(all.pathway.function_staff[c][f] == Approx(staff[f]));
        CHECK(all.pathway.skill_mix[c][f] ==
              Approx(skills[f] + (1.0 - std::exp(-1.0 / 24.0)) * (need[f] - skills[f])));
    }
    ByStage throughput{};
    for (std::size_t s = 0; s < stage_count; ++s) {
        throughput[s] = effort[s] * pathway::productivity(p, p.functions[s], match) / 4.0; // 200 members, per 50
        CHECK(all.pathway.effort[c][s] == Approx(effort[s]));
    }
    const ByStage stock = pathway::advanced(p, {0.6, 0.45, 0.3, 0.15}, throughput, 0.5);
    for (std::size_t s = 0; s < stage_count; ++s) {
        CHECK(all.pathway.stock[c][s] == Approx(stock[s]));
    }
    CHECK(all.pathway.intelligence_intensity[c] == Approx(staff[intelligence] / 4.0 + 0.5));
    CHECK(all.pathway.collaboration_intensity[c] == Approx(staff[collaboration] / 4.0));
    CHECK(all.pathway.service_capacity[c] == Approx(4.0 * staff[support]));
}

} // namespace test_pathway
