#include "models/mechanisms/pathway.hpp"

#include "models/state/simplex.hpp"
#include "tests/catch.hpp"
#include "tests/unit/cluster_side.hpp"

using namespace actorhood;
using namespace actorhood::models;

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
    ClusterSide run(1);
    run.plan.jitter = false;
    run.plan.mix = {0, 0, 1, 0};
    run.populate({100, 0});
    run.initialise();
    Clusters& all = run.world.clusters;
    all.identity.knowledge_partners[0] = 3.0;
    CHECK(sum_of(all.pathway.skill_mix[0]) == Approx(1.0));
    all.funding.free_staff[0] = 4.0;
    all.funding.knowledge_kept[0] = 0.5;
    all.pathway.stock[0] = {2.0, 2.0, 2.0, 2.0};
    pathway::step(run.pathway_parameters, all.identity, run.world.census, all.funding, {}, all.pathway);
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
            pathway::step(run.pathway_parameters, all.identity, run.world.census, all.funding, {}, all.pathway);
        }
        CHECK(all.pathway.skill_mix[0][support] == Approx(need[support] * (1.0 - std::exp(-1.0))));
    }
    SECTION("without staff nothing is worked on") {
        all.funding.free_staff[0] = 0.0;
        pathway::step(run.pathway_parameters, all.identity, run.world.census, all.funding, {}, all.pathway);
        CHECK(all.pathway.service_capacity[0] == 0.0);
        CHECK(sum_of(all.pathway.effort[0]) == 0.0);
    }
}
