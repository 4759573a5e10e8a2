// Services: who is served, with what, and what is booked, on worlds of three firms.
#include "models/mechanisms/services.hpp"

#include "models/rules/common.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_services {

using namespace actorhood;
using namespace actorhood::models;
using sim::OnePass;
using sim::Step;

namespace {

/// Two members of cluster 0, one of cluster 1 and a firm outside; a circular and a digital practice.
struct Office {
    tests::Bench bench{{2, 1, 1}, 2};
    Firms& firms = bench.firms();
    Clusters& clusters = bench.clusters();
    Delivery& delivery = bench.world().delivery;
    services::Weights& weights = bench.model().working.get<services::Weights>();

    Office() {
        bench.world().practices.entries.resize(2);
        bench.world().practices.entries[1].pillar = digital;
        bench.world().practices.derive();
        firms.size_class[0] = micro;
        firms.adopted[0] = 1u;
        firms.size_class[1] = large;
        firms.adopted[row(1)] = 3u;
        for (std::uint32_t segment = 0; segment < 3; ++segment) {
            firms.circular_capacity[row(segment)] = 0.5f;
            firms.digital_capacity[row(segment)] = 0.2f;
            firms.employees[row(segment)] = 30.0f;
        }
        clusters.funding.realised_share[0][service_funding] = 0.4;
        clusters.funding.realised_share[1][service_funding] = 0.0;
        clusters.pathway.service_capacity = {10.0, 0.0};
        clusters.pathway.stock.assign(2, {});
        clusters.decisions.effective_agenda.assign(2, {});
        clusters.decisions.effective_agenda[0][circular_topic] = 1.0;
        weights.tilts = {1.88, 0.2};
    }
    [[nodiscard]] std::uint32_t row(std::uint32_t segment) const { return firms.segment(segment).begin; }
    void deliver() { bench.run_in<OnePass<Step<services::about, services::deliver>>>({5, 2021.0, false, false, 0}); }
};

} // namespace

TEST_CASE("services::begin: nothing is delivered yet, in clusters and outside") {
    Office office;
    office.delivery.services[0][circular_topic] = 3;
    office.delivery.exits[2] = 1;
    office.bench.run<Step<services::about, services::begin, sim::When::always>>();
    CHECK(office.delivery.services == Column<std::array<std::int32_t, topic_count>>(3));
    CHECK(office.delivery.exits == Column<std::int32_t>(3, 0));
}

TEST_CASE("services::weigh adds up what members need and can pay, cluster by cluster") {
    Office office;
    office.weights.tilts.clear();
    office.bench.run<Step<services::about, services::weigh>>();
    // Need .2 + .8 * .5 = .6 and 1, ability .5 and 2 of a micro and a large firm, 40 % paid; need .2, nothing paid.
    REQUIRE(office.weights.tilts.size() == 2);
    CHECK(office.weights.tilts[0] == Approx(0.6 * (0.6 + 0.4 * 0.5) + 1.0 * (0.6 + 0.4 * 2.0)));
    CHECK(office.weights.tilts[1] == Approx(0.2));
    office.bench.world().practices.entries.clear();
    office.bench.run<Step<services::about, services::weigh>>();
    CHECK(office.weights.tilts == std::vector<double>{0.0, 0.0});
}

TEST_CASE("services::deliver serves members of clusters with staff on the topic of the agenda") {
    Office office;
    Firms& firms = office.firms;
    office.deliver(); // ten services among tilts of 1.88: everybody is served
    for (const std::uint32_t row : {0u, 1u}) {
        CHECK(firms.served_until[row] == std::array<std::uint16_t, topic_count>{0, 17, 0, 0});
        CHECK(firms.services_rate[row] == Approx(rules::service_rate_increment()));
        CHECK(firms.digital_capacity[row] == (row == 0 ? 0.2f : 0.0f));
    }
    CHECK(firms.circular_capacity[0] == Approx(0.5 + 0.1 * 0.5));
    for (const std::uint32_t segment : {1u, 2u}) { // no staff, and outside
        CHECK(firms.served_until[office.row(segment)] == std::array<std::uint16_t, topic_count>{});
        CHECK(firms.circular_capacity[office.row(segment)] == 0.5f);
    }
    const auto& delivered = office.bench.model().working.get<Sums<services::Delivered>>();
    CHECK(delivered.parts()[0].services == std::array<std::int32_t, topic_count>{0, 2, 0, 0});
    CHECK(delivered.parts()[0].reskilled == 0.0);
    CHECK(delivered.parts()[1].services == std::array<std::int32_t, topic_count>{});
}

TEST_CASE("services::deliver looks at the member's need where priorities are known, and trains for labour") {
    Office office;
    Firms& firms = office.firms;
    office.clusters.pathway.stock[0][priorities] = 1000.0;
    office.bench.world().landscape.required_depth = 0.5;
    office.bench.world().landscape.digital_frontier = 0.4;
    office.deliver();
    // The first uses its circular practice and lacks the digital one; the other lacks more of the circular pillar.
    CHECK(firms.served_until[0] == std::array<std::uint16_t, topic_count>{0, 0, 17, 0});
    CHECK(firms.digital_capacity[0] == Approx(0.2 + 0.1 * 0.8));
    CHECK(firms.circular_capacity[0] == 0.5f);
    CHECK(firms.served_until[1] == std::array<std::uint16_t, topic_count>{0, 17, 0, 0});
    office.clusters.decisions.effective_agenda[0] = {0.0, 0.0, 0.0, 1.0};
    office.deliver();
    CHECK(firms.served_until[0][labour_topic] == 17);
    const auto& delivered = office.bench.model().working.get<Sums<services::Delivered>>();
    CHECK(delivered.parts()[0].reskilled == Approx(0.1 * (30.0 + 1.0)));
}

TEST_CASE("services::deliver reaches each member with its tilt's share of the capacity") {
    tests::Bench bench({4000, 0}, 1);
    bench.world().practices.entries.resize(2);
    bench.world().practices.derive();
    for (std::uint32_t row = 0; row < 4000; row += 2) {
        bench.firms().adopted[row] = 3u;           // need .2, and ability .5 of a micro firm
        bench.firms().size_class[row + 1] = large; // need 1, ability 2
    }
    bench.clusters().pathway.service_capacity[0] = 1320.0;
    bench.clusters().funding.realised_share[0] = {};
    bench.clusters().funding.realised_share[0][service_funding] = 0.5;
    bench.run<Step<services::about, services::weigh>, OnePass<Step<services::about, services::deliver>>>();
    std::array<double, 2> served{};
    for (std::uint32_t row = 0; row < 4000; ++row) {
        served[row % 2] += bench.firms().services_rate[row] > 0.0f ? 1.0 : 0.0;
    }
    // Tilts of .15 and 1.5, 3300 together: four tenths of a tilt each.
    CHECK(std::abs(served[0] - 120.0) < 4.0 * std::sqrt(120.0 * 0.94));
    CHECK(std::abs(served[1] - 1200.0) < 4.0 * std::sqrt(1200.0 * 0.4));
}

TEST_CASE("services::settle books each block for its segment") {
    Office office;
    auto& delivered = office.bench.model().working.get<Sums<services::Delivered>>();
    delivered.start(3);
    delivered.part(0) = {{1, 2, 3, 4}, 0.5};
    delivered.part(1) = {{0, 7, 0, 0}, 2.0};
    office.delivery.services[1][circular_topic] = 1;
    office.bench.run<Step<services::about, services::settle>>();
    CHECK(office.delivery.services[0] == std::array<std::int32_t, topic_count>{1, 2, 3, 4});
    CHECK(office.delivery.services[1] == std::array<std::int32_t, topic_count>{0, 8, 0, 0});
    CHECK(office.delivery.reskilled_jobs == Column<double>{0.5, 2.0, 0.0});
}

} // namespace test_services
