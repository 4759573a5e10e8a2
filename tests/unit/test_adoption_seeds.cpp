// Practices that are given to members at a date: to whom, when, and that they are entered where the member is.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/mechanisms/adoption.hpp"
#include "tests/catch.hpp"
#include "tests/unit/adoption_fixture.hpp"

namespace test_adoption_seeds {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;

namespace {

constexpr std::size_t practices = 4;

/// Six members of a cluster, three of another, two firms outside: blocks 0, 1 and 2.
struct Seeds {
    tests::Bench bench{{6, 3, 2}, 2};
    World& world = bench.world();
    Firms& firms = bench.firms();
    Sums<adoption::Changes>& changes = bench.table<Sums<adoption::Changes>>();

    explicit Seeds(SeedChoice choice, double share, std::size_t seeded = practices) {
        for (std::size_t p = 0; p < practices; ++p) {
            Practice entry = practice("repair", p % 2 == 0 ? circular : digital, 0.01);
            entry.seed_share = p < seeded ? share : 0.0;
            entry.seed_date = 2020.25;
            entry.seed_choice = static_cast<std::int64_t>(choice);
            world.practices.entries.push_back(entry);
        }
    }
    void run(const Month& month) {
        changes.start(3);
        bench.run_in<sim::Step<adoption::about, adoption::seed>>(month);
    }
    void run() { run({63, 2020.25, false, false, 60}); }
    /// To whom a practice is given in a block, in this order; all learn it just before.
    [[nodiscard]] std::vector<std::uint32_t> given(std::size_t practice, std::size_t block = 0) const {
        std::vector<std::uint32_t> rows;
        const std::vector<Change>& all = changes.parts()[block].others;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].practice == practice && all[i].kind == Change::Kind::adopt) {
                REQUIRE(i > 0);
                CHECK(all[i - 1].kind == Change::Kind::learn);
                CHECK(all[i - 1].row == all[i].row);
                CHECK(all[i].segment == firms.segment_of(firms.handle[all[i].row]));
                rows.push_back(all[i].row);
            }
        }
        return rows;
    }
    /// Members of the first cluster by their draws for a practice.
    [[nodiscard]] std::vector<std::uint32_t> queue(std::size_t practice) const {
        std::vector<std::uint32_t> rows{0, 1, 2, 3, 4, 5};
        const sim::RandomStream draws = world.random.fixed(adoption::seed_stream);
        std::sort(rows.begin(), rows.end(), [&](std::uint32_t one, std::uint32_t other) {
            return draws.uniform(firms.key[one], static_cast<std::uint32_t>(practice)) <
                   draws.uniform(firms.key[other], static_cast<std::uint32_t>(practice));
        });
        return rows;
    }
    void tie(std::uint32_t from, std::uint32_t to) {
        auto& slots = firms.ties[from];
        *std::find(slots.begin(), slots.end(), no_firm) = firms.handle[to];
    }
};

std::vector<std::uint32_t> first(const std::vector<std::uint32_t>& rows, std::size_t number) {
    return {rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(number)};
}

} // namespace

TEST_CASE("adoption::seed: at random is in the order of draws of its own for each practice", "[adoption]") {
    Seeds seeds(SeedChoice::random, 0.5);
    seeds.run();
    for (std::size_t p = 0; p < practices; ++p) {
        CHECK(seeds.given(p) == first(seeds.queue(p), 3));
    }
    CHECK((seeds.given(0) != seeds.given(1) || seeds.given(1) != seeds.given(2) || seeds.given(2) != seeds.given(3)));
}

TEST_CASE("adoption::seed: a share of each cluster's members who do not use it, and none of firms outside",
          "[adoption]") {
    Seeds seeds(SeedChoice::random, 0.5, 1);
    seeds.firms.adopted[0] = seeds.firms.adopted[3] = 1u;
    seeds.run();
    const std::vector<std::uint32_t> members = seeds.given(0);
    CHECK(members.size() == 2); // half of four
    CHECK(std::count(members.begin(), members.end(), 0u) + std::count(members.begin(), members.end(), 3u) == 0);
    const std::vector<std::uint32_t> others = seeds.given(0, 1);
    CHECK(others.size() == 2); // one and a half, rounded up
    for (const std::uint32_t row : others) {
        CHECK(seeds.firms.segment(1).begin <= row);
        CHECK(row < seeds.firms.segment(1).end());
    }
    CHECK(seeds.given(0, 2).empty());
}

TEST_CASE("adoption::seed: together is a member, its partners, theirs, and so on, through those who use it",
          "[adoption]") {
    // A ring: each listens to the next one, and all to a firm outside and one of the other cluster.
    const auto ring = [](Seeds& seeds) {
        for (std::uint32_t row = 0; row < 6; ++row) {
            seeds.tie(row, seeds.firms.segment(1).begin);
            seeds.tie(row, (row + 1) % 6);
            seeds.tie(row, seeds.firms.segment(2).begin);
        }
    };
    Seeds seeds(SeedChoice::together, 0.5);
    ring(seeds);
    seeds.run();
    for (std::size_t p = 0; p < practices; ++p) {
        const std::uint32_t start = seeds.queue(p).front();
        CHECK(seeds.given(p) == std::vector<std::uint32_t>{start, (start + 1) % 6, (start + 2) % 6});
    }
    Seeds again(SeedChoice::together, 0.5);
    ring(again);
    for (std::size_t p = 0; p < practices; ++p) {
        again.firms.adopted[(again.queue(p).front() + 1) % 6] |= 1u << p;
    }
    again.run();
    for (std::size_t p = 0; p < practices; ++p) {
        const std::uint32_t start = again.queue(p).front();
        CHECK(again.given(p) == std::vector<std::uint32_t>{start, (start + 2) % 6, (start + 3) % 6});
    }
}

TEST_CASE("adoption::seed: together goes on with the next in the queue where partners end", "[adoption]") {
    Seeds seeds(SeedChoice::together, 0.5, 1);
    const std::vector<std::uint32_t> queue = seeds.queue(0);
    seeds.tie(queue[0], queue[5]); // the last of the queue comes second
    seeds.run();
    CHECK(seeds.given(0) == std::vector<std::uint32_t>{queue[0], queue[5], queue[1]});
}

TEST_CASE("adoption::seed: connected is those to whom most members listen, draws among equals", "[adoption]") {
    Seeds seeds(SeedChoice::connected, 0.5, 1);
    const std::vector<std::uint32_t> queue = seeds.queue(0);
    seeds.tie(queue[0], queue[5]);
    seeds.tie(queue[1], queue[5]);
    seeds.tie(queue[0], queue[4]);
    for (std::uint32_t outside = seeds.firms.segment(2).begin; outside < seeds.firms.segment(2).end(); ++outside) {
        seeds.tie(outside, queue[3]); // those outside do not count
    }
    seeds.run();
    CHECK(seeds.given(0) == std::vector<std::uint32_t>{queue[5], queue[4], queue[0]});
}

TEST_CASE("adoption::seed: every date falls in one month after burn-in, half way between two in the later one",
          "[adoption]") {
    Seeds seeds(SeedChoice::random, 0.5, 1);
    const auto months_of = [&](double date) {
        seeds.world.practices.entries[0].seed_date = date;
        std::vector<int> months;
        for (int number = -24; number < 120; ++number) {
            seeds.run({static_cast<std::uint16_t>(60 + number), 2020.0 + number / 12.0, number < 0, false, 60});
            if (!seeds.changes.parts()[0].others.empty()) {
                months.push_back(number);
            }
        }
        return months;
    };
    CHECK(months_of(2020.0) == std::vector<int>{0});
    CHECK(months_of(2020.25) == std::vector<int>{3});
    CHECK(months_of(2020.3) == std::vector<int>{4}); // 3.6 months
    CHECK(months_of(2019.5).empty());
    for (int month = 0; month < 100; ++month) {
        CHECK(months_of(2020.0 + (month + 0.5) / 12.0) == std::vector<int>{month + 1});
    }
}

} // namespace test_adoption_seeds
