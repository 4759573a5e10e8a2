#include "models/firms/firms.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_firms {

using namespace actorhood;
using namespace actorhood::models;

namespace {

/// Where each firm should be, kept the slow and obvious way.
struct Expected {
    std::uint64_t key;
    std::uint32_t segment;
    float employees;
    float value; ///< of members only
};

void check_against(const Firms& firms, const std::map<std::uint32_t, Expected>& expected) {
    REQUIRE(firms.count() == expected.size());
    std::set<std::uint32_t> rows;
    for (const auto& [handle, firm] : expected) {
        const std::uint32_t row = firms.row_of(handle);
        REQUIRE(row != no_firm);
        REQUIRE(rows.insert(row).second);
        REQUIRE(firms.key[row] == firm.key);
        REQUIRE(firms.handle[row] == handle);
        REQUIRE(firms.employees[row] == firm.employees);
        REQUIRE(firms.segment_of(handle) == firm.segment);
        const Segment& home = firms.segment(firm.segment);
        REQUIRE(row >= home.begin);
        REQUIRE(row < home.end());
        REQUIRE(firms.is_member_row(row) == firms.is_cluster(firm.segment));
        REQUIRE((!firms.is_cluster(firm.segment) || firms.value[row] == firm.value));
    }
    REQUIRE(firms.value.size() == firms.joined_month.size());
    REQUIRE(firms.value.size() <= firms.key.size());
}

} // namespace

TEST_CASE("firms stay findable through ten thousand births, deaths and moves", "[firms]") {
    const auto clusters = GENERATE(3u, 0u, 1u, 4u);
    Firms firms;
    const std::vector<std::uint32_t> sizes{5, 0, 40, 300};
    firms.lay_out(sizes, clusters);
    std::map<std::uint32_t, Expected> expected;
    const sim::RandomStream draws = sim::Random(7, 0).fixed(sim::Stream{1});
    std::uint32_t born = 0;
    const auto any = [&](double u) {
        auto it = expected.begin();
        std::advance(it, static_cast<long>(u * static_cast<double>(expected.size())));
        return it->first;
    };
    for (std::uint64_t event = 0; event < 10'000; ++event) {
        const sim::RandomBlock draw = draws.block(event);
        const auto segment = static_cast<std::uint32_t>(draw.uniform32(1) * 4.0);
        if (draw.uniform32(0) < 0.45 || expected.empty()) {
            const std::uint64_t key = firm_key(Origin::entrant, segment, 0, born++);
            const std::uint32_t row = firms.add(segment, key);
            firms.employees[row] = static_cast<float>(born);
            expected[firms.handle[row]] = {key, segment, static_cast<float>(born), static_cast<float>(event)};
            if (firms.is_cluster(segment)) {
                firms.value[row] = static_cast<float>(event);
            }
        } else if (draw.uniform32(0) < 0.75) {
            const std::uint32_t handle = any(draw.uniform32(2));
            firms.remove(handle);
            expected.erase(handle);
            CHECK(firms.row_of(handle) == no_firm);
        } else {
            const std::uint32_t handle = any(draw.uniform32(2));
            const bool member = firms.is_cluster(expected[handle].segment);
            firms.move(handle, segment);
            // Who comes from outside brings no value; between clusters, it goes along.
            expected[handle].value = member ? expected[handle].value : 0.0f;
            expected[handle].segment = segment;
        }
        if (event % 997 == 0) {
            firms.renew_blocks();
            firms.release_handles();
            check_against(firms, expected);
        }
    }
    check_against(firms, expected);

    firms.pack();
    sim::ArchiveWriter writer;
    firms.visit(writer);
    Firms restored;
    sim::ArchiveReader reader(writer.bytes());
    restored.visit(reader);
    restored.unpack();
    check_against(restored, expected);
}

TEST_CASE("many firms that go at once are where they would be had they gone one after the other", "[firms]") {
    // More movers than few_movers, so that segments take part in parallel; some are the last rows of theirs.
    const std::vector<std::uint32_t> sizes{400, 300, 500};
    Firms together = tests::make_firms(sizes, 2);
    Firms singly = tests::make_firms(sizes, 2);
    for (Firms* firms : {&together, &singly}) {
        for (const RowBlock& block : firms->blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                firms->employees[row] = static_cast<float>(firms->handle[row]);
            }
        }
    }
    const auto same = [&] {
        for (std::size_t s = 0; s < sizes.size(); ++s) {
            const Segment& a = together.segment(s);
            const Segment& b = singly.segment(s);
            REQUIRE(a.size == b.size);
            for (std::uint32_t i = 0; i < a.size; ++i) {
                REQUIRE(together.key[a.begin + i] == singly.key[b.begin + i]);
                REQUIRE(together.employees[a.begin + i] == singly.employees[b.begin + i]);
                REQUIRE(together.row_of(together.handle[a.begin + i]) == a.begin + i);
            }
        }
    };
    const auto listed = [&](std::uint32_t step, std::uint32_t first) {
        std::vector<Mover> movers;
        for (std::uint32_t s = 0; s < 2; ++s) {
            const Segment& from = together.segment(s);
            for (std::uint32_t i = first; i < from.size; i += step) {
                movers.push_back({together.handle[from.begin + i], s, 2, from.begin + i});
            }
        }
        REQUIRE(movers.size() >= few_movers);
        return movers;
    };
    BySegment leaving;
    std::vector<Mover> gone = listed(3, 0);
    leaving.sort(gone, sizes.size());
    together.remove(gone, leaving);
    for (const Mover& mover : gone) {
        singly.remove(mover.handle);
        CHECK(together.row_of(mover.handle) == no_firm);
    }
    same();
    std::vector<Mover> moving = listed(2, 1);
    together.make_room(std::vector<std::uint32_t>{0, 0, static_cast<std::uint32_t>(moving.size())});
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < moving.size(); ++i) {
        rows.push_back(together.append(2, 1));
    }
    leaving.sort(moving, sizes.size());
    together.move(moving, leaving, rows);
    for (const Mover& mover : moving) {
        singly.move(mover.handle, 2);
    }
    same();
}

TEST_CASE("ties are sorted into inside and outside slots, and those to closed firms go", "[firms]") {
    Firms firms;
    const std::vector<std::uint32_t> sizes{10, 10};
    firms.lay_out(sizes, 1);
    std::vector<std::uint32_t> handles;
    for (std::uint32_t i = 0; i < 20; ++i) {
        handles.push_back(firms.handle[firms.add(i < 10 ? 0 : 1, firm_key(Origin::initial_member, 0, 0, i))]);
    }
    firms.renew_blocks();
    TieSlots& ties = firms.ties[firms.row_of(handles[0])];
    ties = {handles[11], handles[1], handles[12], handles[13], handles[2], handles[3], handles[4], no_firm};
    firms.remove(handles[1]);
    firms.sort_ties(firms.row_of(handles[0]), 0, firms.segment(0).end());
    CHECK(firms.ties[firms.row_of(handles[0])] ==
          TieSlots{handles[2], handles[3], handles[4], no_firm, no_firm, no_firm, handles[11], handles[12]});
}

TEST_CASE("keys of firms do not collide, and copies share the traits of their original", "[firms]") {
    std::set<std::uint64_t> keys;
    std::size_t made = 0;
    for (const Origin origin : {Origin::initial_member, Origin::initial_outside, Origin::entrant}) {
        for (const std::uint32_t place : {0u, 1u, place_limit - 1}) {
            for (const std::uint32_t month : {0u, 1u, month_limit}) {
                for (const std::uint32_t ordinal : {0u, 1u, ordinal_limit - 1}) {
                    for (const std::uint32_t copy : {0u, 1u, copy_limit}) {
                        const std::uint64_t key = firm_key(origin, place, month, ordinal);
                        keys.insert(copy == 0 ? key : copy_key(key, copy));
                        ++made;
                        CHECK(trait_key(copy_key(key, copy)) == key);
                    }
                }
            }
        }
    }
    CHECK(keys.size() == made);
}

TEST_CASE("checked rows refuse those of another block, rows of a block are the rows of the group") {
    Firms firms = tests::make_firms({3, 2}, 1);
    const RowBlock block{0, 1, 3};
    const sim::RowsOf<true, Finance, const FirmIdentity> checked(block, firms, firms);
    checked.liquidity[2] = 7;
    CHECK(firms.liquidity[2] == 7);
    CHECK(checked.key[1] == firms.key[1]);
    CHECK_THROWS_AS(checked.liquidity[3], std::logic_error);
    CHECK_THROWS_AS(checked.key[0], std::logic_error);
    const sim::RowsOf<false, Finance, const FirmIdentity> plain(block, firms, firms);
    plain.liquidity[1] = 9;
    CHECK(firms.liquidity[1] == 9);
    static_assert(std::is_const_v<std::remove_reference_t<decltype(checked.key[0])>>);
    static_assert(std::is_const_v<std::remove_reference_t<decltype(plain.key[0])>>);
    static_assert(sizeof(plain.liquidity) == sizeof(void*));
}

} // namespace test_firms
