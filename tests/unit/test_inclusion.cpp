#include "models/mechanisms/inclusion.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

using namespace actorhood;
using namespace actorhood::models;

namespace {

Policy policy_of(std::size_t segments, double intensity) {
    Policy policy;
    policy.resize(0, segments);
    policy.inclusion.assign(segments, intensity);
    return policy;
}

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
    inclusion::initialise(p, sim::Random(3, 0), identity, 2001, state);
    double count = 0.0;
    for (std::size_t c = 0; c < 2000; ++c) {
        CHECK((state.agenda[c] == 0.0 || state.agenda[c] == 1.0));
        count += state.agenda[c];
    }
    CHECK(std::abs(count - 1460.0) < 4.0 * 19.9); // binomial
    CHECK(state.agenda[2000] == 0.73);
}

TEST_CASE("a wider pool closes skill gaps; without programmes nothing moves") {
    auto p = test::defaults<inclusion::Parameters>();
    p.agenda = 1.0;
    Firms firms = test::make_firms({1, 1}, 1);
    firms.skill_gap[0] = firms.skill_gap[firms.segment(1).begin] = 0.3f;
    ClusterIdentity identity;
    identity.resize(1);
    Inclusion state;
    inclusion::initialise(p, sim::Random(3, 0), identity, 2, state);
    inclusion::step(p, policy_of(2, 0.0), true, firms, state);
    CHECK(firms.skill_gap[0] == 0.3f);
    CHECK(state.pool == Column<double>{1.0, 1.0});
    Policy policy = policy_of(2, 0.0);
    policy.inclusion[0] = 1.0;
    state.equality[0] = 0.8;
    inclusion::step(p, policy, false, firms, state); // no restructuring
    CHECK(state.pool[0] > 1.0);
    CHECK(firms.skill_gap[0] == 0.3f);
    state.equality[0] = 0.8;
    inclusion::step(p, policy, true, firms, state);
    const double pool = inclusion::talent_pool(0.15, inclusion::equality_after(p, 0.8, 1.0, 1.0), 0.5);
    CHECK(state.pool[0] == Approx(pool));
    CHECK(firms.skill_gap[0] == Approx(0.3 * sim::exponential(-0.1 * (pool - 1.0) / 12.0)).epsilon(1e-6));
    CHECK(firms.skill_gap[0] < 0.3f);
    CHECK(firms.skill_gap[firms.segment(1).begin] == 0.3f);
}

TEST_CASE("inclusion without clusters and firms is no harm") {
    const auto p = test::defaults<inclusion::Parameters>();
    Firms firms = test::make_firms({0}, 0);
    Inclusion state;
    inclusion::initialise(p, sim::Random(3, 0), ClusterIdentity{}, 1, state);
    inclusion::step(p, policy_of(1, 1.0), true, firms, state);
    CHECK(state.equality[0] > 0.5);
}
