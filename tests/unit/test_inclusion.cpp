#include "models/mechanisms/inclusion.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_inclusion {

using namespace actorhood;
using namespace actorhood::models;

namespace {

using sim::OnePass;
using sim::Step;

/// A cluster and a region outside, one firm each; equality is on the agenda everywhere.
struct Place : tests::Bench {
    explicit Place(const std::vector<std::uint32_t>& sizes, std::uint32_t clusters)
        : Bench(sizes, clusters, [](Parameters& p) { p[inclusion::about].agenda = 1.0; }) {}
    Inclusion& state() { return world().inclusion; }
    void step() { run<Step<inclusion::about, inclusion::step>, OnePass<Step<inclusion::about, inclusion::rows>>>(); }
};

} // namespace

TEST_CASE("the talent pool counts relative to the start") {
    CHECK(inclusion::talent_pool(0.15, 0.5, 0.5) == 1.0);
    CHECK(inclusion::talent_pool(0.15, 1.0, 0.0) == Approx(1.15));
    CHECK(inclusion::talent_pool(0.15, 0.8, 0.5) == Approx(1.12 / 1.075));
    CHECK(inclusion::talent_pool(0.0, 0.8, 0.5) == 1.0);
}

TEST_CASE("equality approaches the target under a programme and fades without") {
    auto p = test::defaults<inclusion::Parameters>();
    const double risen = 0.5 + 0.3 * (1.0 - sim::exponential(-0.2 / 12.0));
    CHECK(inclusion::equality_after(p, 0.5, 1.0, 1.0) ==
          Approx(risen + (0.5 - risen) * (1.0 - sim::exponential(-0.05 / 12.0))));
    CHECK(inclusion::equality_after(p, 0.5, 1.0, 0.0) == 0.5);
    CHECK(inclusion::equality_after(p, 0.7, 0.0, 1.0) == Approx(0.5 + 0.2 * sim::exponential(-0.05 / 12.0)));
    p.fading = 0.0;
    double equality = 0.5;
    for (int month = 0; month < 1200; ++month) {
        equality = inclusion::equality_after(p, equality, 1.0, 1.0);
    }
    CHECK(equality == Approx(0.8));
    CHECK(equality <= 0.8);
}

TEST_CASE("equality is on the agenda of the declared share of clusters") {
    const auto p = test::defaults<inclusion::Parameters>();
    ClusterIdentity identity;
    identity.resize(2000);
    for (std::size_t c = 0; c < 2000; ++c) {
        identity.key[c] = c;
    }
    Inclusion state;
    const Firms firms = test::make_firms(std::vector<std::uint32_t>(2001), 2000);
    inclusion::initialise(p, sim::Random(3, 0), identity, firms, state);
    double count = 0.0;
    for (std::size_t c = 0; c < 2000; ++c) {
        CHECK((state.agenda[c] == 0.0 || state.agenda[c] == 1.0));
        count += state.agenda[c];
    }
    CHECK(std::abs(count - 1460.0) < 4.0 * 19.9); // binomial
    CHECK(state.agenda[2000] == 0.73);
}

TEST_CASE("inclusion::step and inclusion::rows: a wider pool closes skill gaps, without programmes nothing moves") {
    Place place({1, 1}, 1);
    const inclusion::Parameters& p = place.parameters()[inclusion::about];
    Firms& firms = place.firms();
    Inclusion& state = place.state();
    firms.skill_gap[0] = firms.skill_gap[firms.segment(1).begin] = 0.3f;
    place.step();
    CHECK(firms.skill_gap[0] == 0.3f);
    CHECK(state.pool == Column<double>{1.0, 1.0});
    place.world().policy.inclusion[0] = 1.0;
    state.equality[0] = 0.8;
    place.table<Work>().changes = false; // no restructuring
    place.step();
    CHECK(state.pool[0] > 1.0);
    CHECK(firms.skill_gap[0] == 0.3f);
    state.equality[0] = 0.8;
    place.table<Work>().changes = true;
    place.step();
    const double pool = inclusion::talent_pool(0.15, inclusion::equality_after(p, 0.8, 1.0, 1.0), 0.5);
    CHECK(state.pool[0] == Approx(pool));
    CHECK(firms.skill_gap[0] == Approx(0.3 * sim::exponential(-0.1 * (pool - 1.0) / 12.0)).epsilon(1e-6));
    CHECK(firms.skill_gap[0] < 0.3f);
    CHECK(firms.skill_gap[firms.segment(1).begin] == 0.3f);
}

TEST_CASE("inclusion without clusters and firms is no harm") {
    Place place({0}, 0);
    place.world().policy.inclusion[0] = 1.0;
    place.step();
    CHECK(place.state().equality[0] > 0.5);
}

} // namespace test_inclusion
