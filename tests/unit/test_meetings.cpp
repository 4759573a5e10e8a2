// Meetings: whom firms meet, and how it appears to them.
#include "models/mechanisms/meetings.hpp"

#include <algorithm>
#include <vector>

#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/opinions.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_meetings {

using namespace actorhood;
using namespace actorhood::models;

namespace {

std::vector<float> heard; ///< orientation of whom the firms met, by row

void listen(Rows<const FirmIdentity> firms, Handed<const Met> met) {
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        heard[row] = met->partner[row - firms.block.begin].orientation();
    }
}

using Meet =
    sim::Sequence<sim::Step<meetings::about, meetings::prepare>,
                  sim::OnePass<sim::Step<meetings::about, meetings::appear>>,
                  sim::OnePass<sim::Step<meetings::about, meetings::meet>, sim::Step<meetings::about, listen>>>;

void meet(tests::Bench& bench, std::uint16_t month) {
    heard.assign(bench.firms().key.size(), -1.0f);
    bench.run_in<Meet>({month, 2020.0, false, true, 0});
}

} // namespace

TEST_CASE("an impression holds what firms take along, in steps") {
    const Impression firm(0.25f, 0.5f, 0.75f, 0.3f);
    CHECK(firm.orientation() == 0.25f);
    CHECK(firm.uncertainty() == 0.5f);
    CHECK(firm.capacity(circular) == 0.75f);
    CHECK(firm.capacity(digital) == Approx(0.3).margin(0x1p-17));
    CHECK(Impression(1.0f, 0.0f, 1.0f, 0.0f).orientation() == Approx(1.0).margin(0x1.01p-16));
    CHECK(Impression(0.0f, 0.0f, 0.0f, 0.0f).uncertainty() > 0.0f); // it is divided by
    CHECK(sizeof(Impression) == 8);
}

TEST_CASE("whoever meets nobody hears nothing and learns nothing") {
    const Impression nobody = Impression::of_nobody();
    for (const float uncertainty : {0.01f, 0.4f, 3.0f}) {
        const opinions::Opinion own{0.5f, uncertainty};
        const opinions::Opinion after =
            opinions::after_meeting(own, {nobody.orientation(), nobody.uncertainty()}, 0.5f);
        CHECK(after.orientation == own.orientation);
        CHECK(after.uncertainty == own.uncertainty);
    }
    CHECK(learning::learned(0.2f, nobody.capacity(circular), 1.0f, 2.0f, 1.0f) == 0.0f);
    CHECK(learning::learned(0.0f, nobody.capacity(digital), 1.0f, 2.0f, 1.0f) == 0.0f);
}

TEST_CASE(
    "meetings::prepare, meetings::appear and meetings::meet: a firm meets a tie partner that is still there, as it "
    "was") {
    tests::Bench bench({3, 2}, 1);
    Firms& firms = bench.firms();
    const std::uint32_t outside = firms.segment(1).begin;
    firms.orientation[0] = 0.25f;
    firms.orientation[1] = 0.5f;
    firms.orientation[outside] = 0.75f;
    firms.ties[0][5] = firms.handle[1];
    firms.ties[1][7] = firms.handle[outside];
    firms.ties[outside][0] = firms.handle[outside + 1];
    const std::uint32_t gone = firms.handle[outside + 1];
    firms.remove(gone);
    meet(bench, 2);
    CHECK(heard[0] == 0.5f);
    CHECK(heard[1] == 0.75f);
    CHECK(heard[2] == 0.0f);       // has no tie
    CHECK(heard[outside] == 0.0f); // its partner is gone
}

TEST_CASE("meetings::meet: all ties in use are equally likely, anew each quarter") {
    tests::Bench bench({0, 6000}, 1);
    Firms& firms = bench.firms();
    const std::uint32_t first = firms.segment(1).begin;
    for (std::uint32_t k = 0; k < 3; ++k) {
        firms.orientation[first + k] = 0.25f * static_cast<float>(k + 1);
        for (std::uint32_t row = first + 3; row < first + 6000; ++row) {
            firms.ties[row][2 * k] = firms.handle[first + k];
        }
    }
    meet(bench, 2);
    const std::vector<float> before = heard;
    for (const float orientation : {0.25f, 0.5f, 0.75f}) {
        // sd of the share: sqrt(2/9/5997) = 0.006
        CHECK(static_cast<double>(std::count(heard.begin(), heard.end(), orientation)) / 5997.0 ==
              Approx(1.0 / 3.0).margin(0.025));
    }
    meet(bench, 5);
    std::size_t same = 0;
    for (std::uint32_t row = first + 3; row < first + 6000; ++row) {
        same += heard[row] == before[row] ? 1u : 0u;
    }
    CHECK(static_cast<double>(same) / 5997.0 == Approx(1.0 / 3.0).margin(0.025));
}

} // namespace test_meetings
