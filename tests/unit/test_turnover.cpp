// Firms close, leave, join and are founded: each step on a few firms, worked out by hand.
#include "models/mechanisms/turnover.hpp"

#include <cmath>

#include "models/change.hpp"
#include "models/month.hpp"
#include "models/rules/adoption.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_turnover {

using namespace actorhood;
using namespace actorhood::models;
using sim::Always;
using sim::Step;

namespace {

using Close = Step<turnover::about, turnover::close>;
using Leave = Step<turnover::about, turnover::leave>;
using Join = Step<turnover::about, turnover::join>;
using Compare = Step<turnover::about, turnover::compare>;
using Found = Step<turnover::about, turnover::found>;
using Enrol = Step<turnover::about, turnover::enrol>;
using Commit = Step<turnover::about, turnover::commit>;

/// Segments: a cluster in region 0, one in region 1, then the firms outside of both regions. Firms own 1000 EUR more
/// one by one, know practices 0 and 1 and use 1, and are counted.
struct Place : tests::Bench {
    Movements& movements = world().movements;
    AdoptionRegister& adoption = world().adoption;
    Ledger& ledger = world().ledger;

    explicit Place(const std::vector<std::uint32_t>& sizes)
        : Bench(sizes, 2, [](Parameters& p) {
              p.practices.assign(2, tests::defaults<Practice>());
              p.practices[0].saving = 0.02;
              p.practices[1].saving = 0.05;
          }) {
        double eur = 0.0;
        for (const RowBlock& block : firms().blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                firms().liquidity[row] = to_cents(eur += 1000.0);
                firms().aware[row] = 3u;
                firms().adopted[row] = 2u;
                if (firms().is_member_row(row)) {
                    firms().services_rate[row] = 2.0f;
                }
            }
        }
        run<Step<population::about, population::pay_in>, Always<adoption::about, adoption::count_everybody>>();
    }
    [[nodiscard]] std::uint32_t row(std::uint32_t segment, std::uint32_t place) {
        return firms().segment(segment).begin + place;
    }
    [[nodiscard]] std::uint32_t handle(std::uint32_t segment, std::uint32_t place) {
        return firms().handle[row(segment, place)];
    }
    /// Firms and users of practice 1 that the register counts in a segment, for themselves and sampled, micro.
    [[nodiscard]] std::array<int, 2> counted(std::uint32_t segment) {
        const auto& counts = adoption.segment(segment);
        return {counts.firms[0] + counts.firms[1], counts.adopters[1][0] + counts.adopters[1][1]};
    }
    /// Users of practice 1 in sector 0 among members (0) or firms outside (1).
    [[nodiscard]] int users(std::size_t side) {
        const auto& counts = adoption.sector(side, 0);
        return counts.adopters[1][0] + counts.adopters[1][1];
    }
    [[nodiscard]] Cents money() {
        Cents sum = 0;
        for (const Segment& segment : firms().segments()) {
            for (std::uint32_t r = segment.begin; r < segment.end(); ++r) {
                sum += firms().liquidity[r];
            }
        }
        return sum;
    }
    [[nodiscard]] bool books_balance() { return ledger.residual(money(), {0, 0}) == 0; }
};

using Two = std::array<int, 2>;

} // namespace

TEST_CASE("the location table gives entrants the mean probability asked for", "[turnover]") {
    const LocationTable table(1.2);
    for (const double probability : {0.001, 0.05, 0.3, 0.7, 0.95}) {
        CHECK(logistic_normal_mean(table.location(probability), 1.2) == Approx(probability).epsilon(2e-3));
    }
    CHECK(first_adoption_probability(table.location(0.0), 3.0) == 0.0);
}

TEST_CASE("market::entrants keep the size mix that exit would change, and weigh what they stand for", "[turnover]") {
    const auto shares = population::entrant_shares({0.6, 0.22, 0.12, 0.06}, {1.0, 0.35, 0.25, 0.2});
    CHECK(shares[micro] == Approx(0.6 / 0.719));
    CHECK(shares[large] == Approx(0.012 / 0.719));
    Place place({0, 0, 0, 0});
    auto& stock = place.parameters().population;
    stock.sample_shares = {0.5, 0.5, 0.0, 0.0};
    stock.economy_shares = {0.25, 0.75, 0.0, 0.0};
    place.parameters()[market::about].exit_by_class = {1.0, 0.5, 0.25, 0.2};
    place.world().weights = {9.0, 3.0, 1.0, 1.0};
    place.run<Always<market::about, market::entrants>>();
    const auto& mix = place.table<EntrantMix>();
    CHECK_FALSE(mix.sampled); // every firm stands for itself: the economy's shares
    CHECK(mix.class_shares[small] == Approx(0.375 / 0.625));
    CHECK(mix.weight == Approx(1.0));
    stock.economy_firms = 100.0;
    place.run<Always<market::about, market::entrants>>();
    CHECK(mix.sampled);
    CHECK(mix.class_shares[micro] == Approx(0.5 / 0.75));
    CHECK(mix.weight == Approx(9.0 * 2.0 / 3.0 + 3.0 / 3.0));
}

TEST_CASE("turnover::close removes a firm, pays out what it owns and counts it where it was", "[turnover]") {
    Place place({2, 1, 1, 0});
    const std::uint32_t closing = place.handle(1, 0);
    const std::uint32_t outside = place.handle(2, 0);
    place.movements.exits = {closing, outside};
    place.run<Close>();
    Firms& firms = place.firms();
    CHECK(firms.row_of(closing) == no_firm);
    CHECK(firms.row_of(outside) == no_firm);
    CHECK(firms.count() == 2);
    CHECK(place.money() == to_cents(1000.0 + 2000.0));
    CHECK(place.books_balance());
    CHECK(place.counted(0) == Two{2, 2});
    CHECK(place.counted(1) == Two{0, 0});
    CHECK(place.counted(2) == Two{0, 0});
    CHECK(place.users(0) == 2);
    CHECK(place.users(1) == 0);
    CHECK(place.world().delivery.exits == Column<std::int32_t>{0, 1, 1, 0});
    CHECK(place.world().market.exits == 2);
    place.movements.exits = {};
    place.run<Close>();
    CHECK(place.world().market.exits == 0); // of the month
}

TEST_CASE("turnover::leave moves a member to the region of its cluster", "[turnover]") {
    Place place({1, 3, 1, 1});
    Firms& firms = place.firms();
    const std::uint32_t leaver = place.handle(1, 1);
    const std::uint32_t closing = place.handle(1, 2);
    firms.ties[place.row(1, 1)] = {place.handle(1, 0), no_firm,           no_firm, no_firm, no_firm, no_firm,
                                   place.handle(3, 0), place.handle(0, 0)};
    place.movements.exits = {closing};
    place.movements.leaves = {leaver, closing};
    place.run<Close, Leave>();
    const std::uint32_t row = firms.row_of(leaver);
    CHECK(firms.segment_of(leaver) == 3);
    CHECK_FALSE(firms.is_member_row(row));
    CHECK(firms.liquidity[row] == to_cents(3000.0));
    // Of its region now: the partner outside; the others are strangers, of whom two find a slot.
    CHECK(firms.ties[row] == TieSlots{place.handle(3, 0), no_firm, no_firm, no_firm, no_firm, no_firm,
                                      place.handle(1, 0), place.handle(0, 0)});
    CHECK(place.counted(1) == Two{1, 1});
    CHECK(place.counted(2) == Two{1, 1});
    CHECK(place.counted(3) == Two{2, 2});
    CHECK(place.users(0) == 2);
    CHECK(place.users(1) == 3);
    CHECK(place.world().delivery.leaves == Column<std::int32_t>{0, 1, 0, 0});
    CHECK(place.books_balance());
}

TEST_CASE("turnover::join moves a firm that stands for itself", "[turnover]") {
    Place place({1, 1, 2, 1});
    Firms& firms = place.firms();
    const std::uint32_t joiner = place.handle(2, 1);
    const std::uint32_t closing = place.handle(3, 0);
    firms.ties[place.row(2, 1)][0] = place.handle(2, 0);
    place.movements.exits = {closing};
    place.movements.joins = {{joiner, 1}, {closing, 0}};
    place.run<Close, Join>(7);
    const std::uint32_t row = firms.row_of(joiner);
    CHECK(firms.segment_of(joiner) == 1);
    CHECK(firms.joined_month[row] == 7);
    CHECK(firms.value[row] == static_cast<float>(place.parameters().population.joiner_value));
    CHECK(firms.trust[row] == static_cast<float>(place.parameters().population.trust));
    CHECK(firms.services_rate[row] == 0.0f);
    CHECK(firms.ties[row][0] == no_firm);
    CHECK(firms.ties[row][inside_ties] == place.handle(2, 0));
    CHECK(place.counted(1) == Two{2, 2});
    CHECK(place.counted(2) == Two{1, 1});
    CHECK(place.users(0) == 3);
    CHECK(place.users(1) == 1);
    CHECK(place.world().delivery.joins == Column<std::int32_t>{0, 1, 0, 0});
    CHECK(place.money() == to_cents(1000.0 + 2000.0 + 3000.0 + 4000.0)); // 5000 closed
    CHECK(place.books_balance());
}

TEST_CASE("turnover::join copies a firm of the sample, of the same kind and the less copied of two", "[turnover]") {
    Place place({1, 0, 3, 3});
    place.world().weights[micro] = 9.0;
    Firms& firms = place.firms();
    std::array<std::uint32_t, 6> outside{};
    for (std::uint32_t i = 0; i < 6; ++i) {
        outside[i] = place.handle(2 + i / 3, i % 3);
        const std::uint32_t row = firms.row_of(outside[i]);
        place.adoption.count_firm(firms, row, 2 + i / 3, -1);
        firms.sampled[row] = 1;
        place.adoption.count_firm(firms, row, 2 + i / 3, 1);
    }
    // Two of a kind, whoever asks; the others differ in class or sector, or may not be copied any more.
    const auto row_of = [&](std::size_t i) { return firms.row_of(outside[i]); };
    firms.sector[row_of(0)] = 5;
    firms.sector[row_of(1)] = 5;
    firms.sampled[row_of(1)] = 3; // copied twice
    firms.size_class[row_of(2)] = small;
    firms.sector[row_of(2)] = 5;
    firms.sector[row_of(5)] = 5;
    firms.sampled[row_of(5)] = copy_limit;
    const std::uint64_t key = firms.key[row_of(0)];
    place.movements.joins = {{outside[1], 0}};
    place.run<Join>(9);
    REQUIRE(firms.segment(0).size == 2);
    const std::uint32_t copy = firms.segment(0).end() - 1;
    CHECK(firms.key[copy] == copy_key(key, 1));
    CHECK(trait_key(firms.key[copy]) == key);
    CHECK(firms.sampled[copy] == 0);
    CHECK(firms.sector[copy] == 5);
    CHECK(firms.liquidity[copy] == to_cents(2000.0));
    CHECK(firms.joined_month[copy] == 9);
    CHECK(firms.sampled[row_of(0)] == 2);
    CHECK(firms.sampled[row_of(1)] == 3);
    CHECK(firms.segment(2).size == 3);
    CHECK(place.counted(0) == Two{2, 2});
    CHECK(place.adoption.segment(0).firms[0] == 2); // the copy stands for itself
    CHECK(place.world().delivery.joins[0] == 1);
    CHECK(place.books_balance()); // what the copy owns is new money of its owners
}

TEST_CASE("the sample owes what joined as a copy, until one of its firms is paid", "[turnover]") {
    double owed = 0.0;
    CHECK_FALSE(turnover::takes_original(2.5, owed));
    CHECK(owed == 1.0);
    CHECK_FALSE(turnover::takes_original(2.5, owed));
    CHECK(turnover::takes_original(2.5, owed));
    CHECK(owed == 0.5);
    CHECK_FALSE(turnover::takes_original(2.5, owed));
    CHECK(turnover::takes_original(2.5, owed)); // five firms for two that stand for 2.5 each
    CHECK(owed == 0.0);
    CHECK(turnover::takes_original(1.0, owed)); // a firm that stands for itself moves
}

TEST_CASE("turnover::join moves the original when its class owes what it stands for, firms stay as many",
          "[turnover]") {
    Place place({1, 0, 3, 2});
    Firms& firms = place.firms();
    place.world().weights = {2.0, 1.0, 1.0, 1.0};
    std::array<std::uint32_t, 5> outside{};
    for (std::uint32_t i = 0; i < 5; ++i) {
        outside[i] = place.handle(2 + i / 3, i % 3);
        const std::uint32_t row = firms.row_of(outside[i]);
        place.adoption.count_firm(firms, row, 2 + i / 3, -1);
        firms.sampled[row] = 1;
        place.adoption.count_firm(firms, row, 2 + i / 3, 1);
    }
    const auto& owed = place.model().kept.get<turnover::Owed>().firms;
    const auto represented = [&] {
        double sum = -owed[micro];
        for (const Segment& segment : firms.segments()) {
            for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
                sum += place.world().weight(row);
            }
        }
        return sum;
    };
    CHECK(represented() == 11.0);
    place.movements.joins = {{outside[0], 0}};
    place.run<Join>(9);
    CHECK(owed[micro] == 1.0);
    CHECK(firms.count() == 7); // a copy
    CHECK(represented() == 11.0);
    place.movements.joins = {{outside[0], 0}, {outside[4], 1}, {outside[2], 1}};
    place.run<Join>(10);
    CHECK(owed[micro] == 0.0);
    CHECK(represented() == 11.0);
    CHECK(firms.count() == 8);         // two moved, one is a copy
    CHECK(firms.segment(0).size == 3); // the one of before, the copy, the original that moved in the second month
    CHECK(firms.segment(1).size == 2); // a copy and another original
    CHECK(firms.segment(2).size + firms.segment(3).size == 3);
    for (std::uint32_t cluster = 0; cluster < 2; ++cluster) {
        const Segment& segment = firms.segment(cluster);
        for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
            CHECK(firms.sampled[row] == 0);
        }
        const int members = static_cast<int>(segment.size);
        CHECK(place.counted(cluster) == Two{members, members});
        CHECK(place.adoption.segment(cluster).firms[0] == members); // all for themselves
    }
    int left = 0;
    for (std::uint32_t region = 2; region < 4; ++region) {
        CHECK(place.adoption.segment(region).firms[0] == 0);
        left += place.adoption.segment(region).firms[1];
    }
    CHECK(left == 3);
    CHECK(place.users(1) == 3);
    CHECK(place.books_balance());
    // The old way: the sample stays, firms become more.
    place.parameters()[turnover::about].sample_shrinks = false;
    place.movements.joins = {{outside[0], 0}};
    for (std::uint32_t i = 0; i < 5; ++i) {
        const std::uint32_t row = firms.row_of(outside[i]);
        if (!firms.is_cluster(firms.segment_of(outside[i])) && firms.sampled[row] != 0) {
            place.movements.joins = {{outside[i], 0}};
        }
    }
    place.run<Join>(11);
    CHECK(represented() == 12.0);
    CHECK(owed[micro] == 0.0);
}

TEST_CASE("turnover::compare: entrants adopt like the economy's firms of their class, a little less", "[turnover]") {
    Place place({2, 0, 1, 1});
    Firms& firms = place.firms();
    place.world().weights = {1.0, 6.0, 1.0, 1.0};
    // Of class small: a member that uses nothing and one of the sample, which stands for six and uses practice 1. Both
    // know practice 0, which nobody uses.
    for (const std::uint32_t row : {place.row(0, 0), place.row(2, 0)}) {
        place.adoption.count_firm(firms, row, row == place.row(0, 0) ? 0 : 2, -1);
    }
    firms.size_class[place.row(0, 0)] = firms.size_class[place.row(2, 0)] = small;
    firms.adopted[place.row(0, 0)] = 0;
    firms.aware[place.row(0, 0)] = 1u;
    firms.sampled[place.row(2, 0)] = 1;
    for (const std::uint32_t row : {place.row(0, 0), place.row(2, 0)}) {
        place.adoption.count_firm(firms, row, row == place.row(0, 0) ? 0 : 2, 1);
    }
    place.parameters()[turnover::about].entrant_adoption = 0.5;
    const LocationTable& locations = place.table<LocationTable>();
    const EntrantFunnel& funnel = place.table<EntrantFunnel>();
    const std::uint16_t after_burn_in = 60;
    place.run<Compare>(after_burn_in);
    CHECK(funnel.location[small][1] == Approx(locations.location(0.5 * 6.0 / 7.0)));
    CHECK(funnel.aware[small][1] == Approx(0.0)); // of those that do not use it
    CHECK(first_adoption_probability(funnel.location[small][0], 9.0) == 0.0);
    CHECK(funnel.aware[small][0] == 1.0);
    CHECK(funnel.location[micro][1] == Approx(locations.location(0.5)));
    CHECK(first_adoption_probability(funnel.location[large][1], 9.0) == 0.0); // there are none
    place.run<Compare>(0);                                                    // in burn-in as much as others
    CHECK(funnel.location[small][1] == Approx(locations.location(6.0 / 7.0)));
    place.parameters()[adoption::about].fit.sd = 0.0;
    place.run<Always<adoption::about, adoption::locations>, Compare>(0);
    CHECK(funnel.location[small][1] == Approx(std::log(6.0)).epsilon(1e-3));
}

TEST_CASE("turnover::found gives rows and keys, the last of each region", "[turnover]") {
    Place place({1, 1, 2, 0});
    place.movements.births = {1, 2};
    place.run<Found>(5);
    const auto& blocks = place.table<turnover::Founded>().blocks;
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[0].segment == 2);
    CHECK(blocks[0].begin == place.row(2, 2));
    CHECK(blocks[0].end == place.row(2, 3));
    CHECK(blocks[1].segment == 3);
    CHECK(blocks[1].begin == place.row(3, 0));
    CHECK(blocks[1].end == place.row(3, 2));
    CHECK(place.firms().key[place.row(2, 2)] == firm_key(Origin::entrant, 0, 5, 0));
    CHECK(place.firms().key[place.row(3, 0)] == firm_key(Origin::entrant, 1, 5, 0));
    CHECK(place.firms().key[place.row(3, 1)] == firm_key(Origin::entrant, 1, 5, 1));
    place.movements.births = {0, 0};
    place.run<Found>(6);
    CHECK(blocks.empty());
}

TEST_CASE("the first day: turnover::endow, opinions::begin, learning::begin, adoption::adopt_like_others",
          "[turnover]") {
    Place place({1, 0, 1, 1});
    Firms& firms = place.firms();
    const Parameters& p = place.parameters();
    const sim::Random& random = place.world().random;
    place.table<EntrantMix>().class_shares = {0.0, 0.0, 1.0, 0.0};
    place.table<EntrantMix>().sampled = true;
    EntrantFunnel& funnel = place.table<EntrantFunnel>();
    for (auto* of_class : {&funnel.location, &funnel.aware}) {
        *of_class = {};
    }
    funnel.location[medium] = {90.0, -90.0}; // surely, surely not
    funnel.aware[medium] = {0.0, 1.0};
    place.movements.births = {0, 1};
    place.run<Found, TheBirth>(5);
    const std::uint32_t row = place.row(3, 1);
    const std::uint64_t key = firm_key(Origin::entrant, 1, 5, 0);
    CHECK(firms.key[row] == key);
    CHECK(firms.size_class[row] == medium);
    CHECK(firms.employees[row] == static_cast<float>(population::draw_employees(
                                      p.population, random.fixed(population::population_stream), key, medium)));
    CHECK(firms.sampled[row] == 1);
    CHECK(firms.birth_month[row] == 5);
    CHECK_FALSE(firms.is_member_row(row));
    // A month's revenue at 200,000 EUR a year for each of its employees.
    CHECK(firms.liquidity[row] == to_cents(static_cast<double>(firms.employees[row]) * 200000.0 / 12.0));
    CHECK(firms.resistance[row] == static_cast<float>(p.population.resistance));
    CHECK(firms.skill_gap[row] == static_cast<float>(p.population.skill_gap));
    CHECK(firms.orientation[row] == opinions::initial_orientation(place.table<opinions::Quantiles>(), random, key));
    CHECK(firms.uncertainty[row] > 0.0f);
    const auto base =
        learning::initial_capacity(p[learning::about], random, key, static_cast<double>(firms.employees[row]));
    CHECK(firms.circular_base[row] == base[circular]);
    CHECK(firms.digital_capacity[row] == Approx(base[digital] / 255.0));
    CHECK(firms.adopted[row] == 1u);
    CHECK(firms.aware[row] == 3u);
    CHECK(firms.practice_gain[row] == Approx(0.02));
    // Nobody else has changed.
    for (const std::uint32_t other : {place.row(0, 0), place.row(2, 0), place.row(3, 0)}) {
        CHECK(firms.adopted[other] == 2u);
        CHECK(firms.employees[other] == 1.0f);
        CHECK(firms.orientation[other] == 0.0f);
        CHECK(firms.circular_base[other] == 0);
    }
}

TEST_CASE("turnover::enrol counts entrants and books their capital", "[turnover]") {
    Place place({1, 0, 1, 1});
    place.movements.births = {0, 2};
    place.run<Found>();
    for (std::uint32_t i = 1; i <= 2; ++i) {
        place.firms().liquidity[place.row(3, i)] = to_cents(500.0 * i);
        place.firms().aware[place.row(3, i)] = 3u;
        place.firms().adopted[place.row(3, i)] = i; // practice 0, then practice 1
    }
    place.run<Enrol>();
    CHECK(place.counted(3) == Two{3, 2});
    CHECK(place.counted(2) == Two{1, 1});
    CHECK(place.adoption.segment(3).adopters[0][0] == 1);
    CHECK(place.users(1) == 3);
    CHECK(place.users(0) == 1);
    CHECK(place.world().market.entries == 2);
    CHECK(place.books_balance());
}

TEST_CASE("turnover::commit renews blocks, ends movements and frees handles once a year", "[turnover]") {
    Place place({2, 0, 1, 1});
    Firms& firms = place.firms();
    const std::uint32_t closing = place.handle(0, 1);
    firms.ties[place.row(2, 0)][inside_ties] = closing;
    place.movements.exits = {closing};
    place.movements.leaves = {closing};
    place.movements.joins = {{closing, 0}};
    place.movements.births = {3, 0};
    place.run<Close, Leave, Join, Found, TheBirth, Enrol, Commit>(10);
    CHECK(place.movements.exits.empty());
    CHECK(place.movements.leaves.empty());
    CHECK(place.movements.joins.empty());
    CHECK(place.movements.births == std::vector<std::uint32_t>{0, 0});
    REQUIRE(firms.blocks().size() == 3);
    CHECK(firms.blocks()[0].end - firms.blocks()[0].begin == 1);
    CHECK(firms.blocks()[1].end - firms.blocks()[1].begin == 4);
    CHECK(place.books_balance());
    CHECK(firms.ties[place.row(2, 0)][inside_ties] == closing);
    place.run<Commit>(11);
    CHECK(firms.ties[place.row(2, 0)][inside_ties] == no_firm);
    CHECK(firms.handle[firms.add(0, 1)] == closing); // used again
}

TEST_CASE("adoption::renew_gains: firms save what their practices save from now on", "[turnover]") {
    Place place({1, 0, 1, 0});
    Firms& firms = place.firms();
    firms.adopted[place.row(2, 0)] = 3u;
    for (const std::uint32_t row : {place.row(0, 0), place.row(2, 0)}) {
        firms.practice_gain[row] = 0.123f; // accumulated
    }
    place.run<Always<adoption::about, adoption::renew_gains>>();
    CHECK(firms.practice_gain[place.row(0, 0)] == 0.123f); // nothing saves more or less than before
    place.parameters().practices[1].saving = 0.09;
    place.run<TheChange>();
    CHECK(firms.practice_gain[place.row(0, 0)] == Approx(0.09));
    CHECK(firms.practice_gain[place.row(2, 0)] == Approx(0.11));
    CHECK(place.world().practices.entries[1].saving == 0.09);
    firms.practice_gain[place.row(0, 0)] = 0.123f;
    place.run<TheChange>();
    CHECK(firms.practice_gain[place.row(0, 0)] == 0.123f);
}

} // namespace test_turnover
