// Programmes of policy: their rules, whom they cover, and what they spend.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/policy.hpp"
#include "models/state/scenario_facts.hpp"
#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_policy {

using namespace actorhood;
using namespace actorhood::models;

namespace {

policy::Programme programme(Instrument instrument) {
    sim::Schema schema;
    policy::Programme entry;
    policy::Programme::declare(schema, entry);
    entry.name = "p";
    entry.instrument = static_cast<std::int64_t>(instrument);
    entry.pillar = 3;
    return entry;
}

/// Month `index` of a run that starts in January 2025, without burn-in.
Month month_of(std::uint16_t index) { return {index, 2025.0 + index / 12.0, false, index % 3 == 2, 0}; }

/// Two clusters of two members in regions 1 and 2, and two firms outside in each region; three practices.
struct Small {
    tests::Bench bench{{2, 2, 2, 2}, 2, [](Parameters& p) { p.run.seed = 7; }};
    World& world = bench.world();
    policy::Parameters& parameters = bench.parameters()[policy::about];
    DemandInForce& demand = world.demand;

    Small() {
        world.clusters = {};
        world.clusters.resize(2);
        world.clusters.names = {"north", "south"};
        world.clusters.identity.region = {0, 1};
        for (const char* name : {"repair", "sharing", "cloud"}) {
            Practice practice;
            practice.name = name;
            practice.pillar = std::string(name) == "cloud" ? digital : circular;
            world.practices.entries.push_back(practice);
        }
        world.practices.derive();
    }
    void start() { policy::initialise(parameters, world.practices, world.firms, world.clusters, world.policy); }
    void step(std::uint16_t index) {
        using sim::OnePass;
        using sim::Step;
        bench.run_in<Step<policy::about, policy::begin>, OnePass<Step<policy::about, policy::count_staff>>,
                     Step<policy::about, policy::hold_courses>, OnePass<Step<policy::about, policy::teach>>>(
            month_of(index));
    }
    /// Rows of the eight firms: segments keep free rows between them.
    std::vector<std::uint32_t> rows() const {
        std::vector<std::uint32_t> all;
        for (std::uint32_t segment = 0; segment < 4; ++segment) {
            all.push_back(row(segment));
            all.push_back(row(segment) + 1);
        }
        return all;
    }
    std::uint32_t row(std::uint32_t segment) const { return world.firms.segment(segment).begin; }
};

} // namespace

TEST_CASE("a programme runs from its first month to before its end, never in burn-in") {
    policy::Programme entry = programme(Instrument::voucher);
    entry.start = 2025.25;
    entry.end = 2025.5;
    for (std::uint16_t index = 0; index < 12; ++index) {
        CHECK(policy::runs(entry, month_of(index)) == (index >= 3 && index < 6));
    }
    CHECK(policy::months_since_start(entry, month_of(3)) == 0);
    CHECK(policy::months_since_start(entry, month_of(2)) == -1);
    Month burning = month_of(4);
    burning.burn_in = true;
    CHECK_FALSE(policy::runs(entry, burning));
    entry.intensity = 0.0;
    CHECK_FALSE(policy::runs(entry, month_of(4)));
}

TEST_CASE("twelve monthly parts are the year, to the cent") {
    for (const Cents yearly : {Cents{0}, Cents{1}, Cents{100000001}, Cents{999999999999}}) {
        Cents sum = 0;
        for (std::int64_t month = 0; month < 12; ++month) {
            const Cents part = policy::monthly_part(yearly, month);
            CHECK(part >= yearly / 12);
            CHECK(part <= yearly / 12 + 1);
            sum += part;
        }
        CHECK(sum == yearly);
    }
}

TEST_CASE("raised demand adds up in any order, stays below one, and zero changes no bit") {
    CHECK(raised(0.1, 0.0) == 0.1);
    CHECK(raised(0.1, 0.3) == Approx(0.37));
    CHECK(raised(raised(0.1, 0.3), 0.5) == Approx(raised(raised(0.1, 0.5), 0.3)));
    CHECK(raised(0.4, 1.0) == 1.0);
    auto parameters = test::defaults<ResponsibleDemand>();
    DemandInForce demand(parameters);
    CHECK(demand.contested(3) == parameters.procurement_share * parameters.green_procurement);
    demand.raise_green_procurement(3, 0.5);
    CHECK(demand.green_procurement[3] == Approx(0.55));
    CHECK(demand.green_procurement[4] == parameters.green_procurement);
}

TEST_CASE("habits decay at the declared rate and are forgotten in the end") {
    auto parameters = test::defaults<policy::Parameters>();
    CHECK(policy::habit_rate(parameters, 0.0) == 0.3);
    CHECK(policy::habit_rate(parameters, 2.0) == Approx(0.3 * sim::exponential(-2.0)));
    CHECK(policy::habit_rate(parameters, 40.0) == 0.0);
    parameters.habit_decay = 0.0;
    CHECK(policy::habit_rate(parameters, 0.0) == 0.0);
}

TEST_CASE("training reaches what is intended or what the money pays for") {
    CHECK(policy::persons_trained(1200.0, 0.1, 1500.0, to_cents(1e6)) == Approx(10.0));
    CHECK(policy::persons_trained(1200.0, 0.1, 1500.0, to_cents(3000.0)) == Approx(2.0));
    CHECK(policy::persons_trained(0.0, 0.1, 1500.0, to_cents(3000.0)) == 0.0);
    CHECK(policy::persons_trained(1200.0, 0.1, 0.0, 0) == Approx(10.0));
}

TEST_CASE("coverage follows members, regions, clusters, sectors, size classes and practices") {
    Small small;
    policy::Programme members = programme(Instrument::voucher);
    members.members_only = true;
    policy::Programme region = programme(Instrument::voucher);
    region.regions = {2};
    region.theme = 1;
    region.pillar = 0;
    policy::Programme named = programme(Instrument::voucher);
    named.clusters = {"south"};
    named.practices = {"sharing"};
    policy::Programme kind = programme(Instrument::voucher);
    kind.sectors = {"digital"};
    kind.size_classes = {"small", "large"};
    small.parameters.programmes = {members, region, named, kind};
    small.start();
    const auto& reach = small.world.policy.reach;
    CHECK(reach[0].segments == std::vector<std::uint8_t>{1, 1, 0, 0});
    CHECK(reach[0].practices == 7u);
    CHECK(reach[1].segments == std::vector<std::uint8_t>{0, 1, 0, 1});
    CHECK(reach[1].practices == 4u);
    CHECK(reach[2].segments == std::vector<std::uint8_t>{0, 1, 0, 0});
    CHECK(reach[2].practices == 2u);
    Firms& firms = small.world.firms;
    firms.sector[0] = 4;
    firms.size_class[0] = large;
    CHECK(reach[3].covers(firms, 0, 0));
    firms.size_class[0] = medium;
    CHECK_FALSE(reach[3].covers(firms, 0, 0));
    firms.size_class[0] = models::small;
    firms.sector[0] = 5;
    CHECK_FALSE(reach[3].covers(firms, 0, 0));
}

TEST_CASE("a voucher is offered once, for a first adoption, while money is left") {
    Small small;
    policy::Programme low = programme(Instrument::voucher);
    low.share = 0.5;
    low.intensity = 0.5;
    low.budget = 1000.0;
    policy::Programme high = programme(Instrument::voucher);
    high.regions = {1};
    high.practices = {"repair"};
    small.parameters.programmes = {low, high};
    small.start();
    Policy& state = small.world.policy;
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 0).share == 0.0); // nothing runs yet
    small.step(0);
    CHECK(state.vouchers);
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 0).share == 0.6);
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 0).programme == 1);
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 1).share == 0.25);
    CHECK(state.offer(small.world.firms, small.world.firms, small.row(1), 1, 0).share == 0.25);
    small.world.firms.voucher_paid[0] = 1u;
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 0).share == 0.0);
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 1).share == 0.25);
    small.world.firms.given_up[0] = 2u;
    CHECK(state.offer(small.world.firms, small.world.firms, 0, 0, 1).share == 0.0);
    state.book(0, to_cents(1000.0), 0, 1.0);
    CHECK(state.left(0) == 0);
    CHECK(state.offer(small.world.firms, small.world.firms, small.row(1), 1, 0).share == 0.0);
    small.step(12); // a new year of the programme
    CHECK(state.left(0) == to_cents(1000.0));
    CHECK(VoucherOffer{0, 0.6, 60000.0}.covered(50000.0) == 0.6);
    CHECK(VoucherOffer{0, 0.6, 60000.0}.covered(200000.0) == Approx(0.3));
    CHECK(VoucherOffer{}.covered(1000.0) == 0.0);
}

TEST_CASE("regulation adds to pressure, cost and awareness of those it covers") {
    Small small;
    policy::Programme law = programme(Instrument::regulation);
    law.practices = {"repair"};
    law.regions = {1};
    law.pressure = 0.5;
    law.cost_change = 0.2;
    law.awareness = 0.3;
    law.intensity = 0.5;
    small.parameters.programmes = {law, law};
    small.start();
    small.step(0);
    const Policy& state = small.world.policy;
    const Firms& firms = small.world.firms;
    CHECK(state.pressure(firms, 0, 0, 0, 0.2) == Approx(1.0 - 0.8 * 0.75 * 0.75));
    CHECK(state.pressure(firms, 0, 0, 1, 0.2) == 0.2);
    CHECK(state.pressure(firms, small.row(1), 1, 0, 0.2) == 0.2);
    CHECK(state.cost_factor(firms, 0, 0, 0) == Approx(1.21));
    CHECK(state.cost_factor(firms, 0, 0, 1) == 1.0);
    CHECK(state.awareness_rate(firms, 0, 0, 0) == Approx(0.3));
    CHECK(state.awareness_rate(firms, 0, 0, 2) == 0.0);
    CHECK(state.awareness == Approx(0.3));
}

TEST_CASE("policy::begin: procurement, platforms and inclusion reach those named, and cost what they cost") {
    Small small;
    policy::Programme buyers = programme(Instrument::procurement);
    buyers.sectors = {"health"};
    buyers.green_share = 0.5;
    buyers.budget = 1.0;
    policy::Programme platform = programme(Instrument::platform);
    platform.regions = {1};
    platform.intensity = 0.5;
    policy::Programme equal = programme(Instrument::inclusion);
    equal.members_only = true;
    small.parameters.programmes = {buyers, platform, platform, equal};
    small.demand = DemandInForce(test::defaults<ResponsibleDemand>());
    const double before = small.demand.green_procurement[8];
    small.start();
    small.step(0);
    CHECK(small.demand.green_procurement[8] == Approx(before + 0.5 * (1.0 - before)));
    CHECK(small.demand.green_procurement[9] == before);
    const Policy& state = small.world.policy;
    CHECK(state.platform == Column<double>{0.75, 0.0, 0.75, 0.0});
    CHECK(state.outside_ties == Column<double>{1.75, 1.0, 1.75, 1.0});
    CHECK(state.inclusion == Column<double>{1.0, 1.0, 0.0, 0.0});
    for (std::uint16_t index = 1; index < 24; ++index) {
        small.step(index);
    }
    CHECK(state.spent[0] == 200);
    CHECK(small.world.ledger.balance(Ledger::programme_funder) == -200);
    small.step(60); // all ended
    CHECK(state.platform == Column<double>(4, 0.0));
    CHECK(state.outside_ties == Column<double>(4, 1.0));
    CHECK(state.inclusion == Column<double>(4, 0.0));
}

TEST_CASE(
    "policy::hold_courses and policy::teach: training spends its budget to the cent and closes gaps by its "
    "equation") {
    Small small;
    policy::Programme pact = programme(Instrument::training);
    pact.members_only = true;
    pact.theme = 1;
    pact.budget = 1000.01;
    pact.person_cost = 100.0;
    pact.reach = 1.0;
    small.parameters.programmes = {pact};
    Firms& firms = small.world.firms;
    for (const std::uint32_t row : small.rows()) {
        firms.employees[row] = 10.0f;
        firms.skill_gap[row] = 0.4f;
        firms.circular_capacity[row] = firms.digital_capacity[row] = 0.2f;
    }
    small.start();
    small.step(0);
    // 83.33 EUR train 0.8333 of 40 persons: a share of 0.25 a year.
    const double share = 12.0 * 0.8333 / 40.0;
    CHECK(small.world.policy.cases_month[0] == Approx(0.8333));
    CHECK(firms.skill_gap[0] == Approx(0.4 * sim::exponential(-0.6 * share / 12.0)).epsilon(1e-5));
    CHECK(firms.digital_capacity[0] ==
          Approx(0.2 + 0.8 * 0.1 * (1.0 - sim::exponential(-share / 12.0))).epsilon(1e-5));
    CHECK(firms.circular_capacity[0] == 0.2f);
    CHECK(firms.skill_gap[small.row(2)] == 0.4f);
    for (std::uint16_t index = 1; index < 24; ++index) {
        small.step(index);
        CHECK(small.world.policy.spent_year[0] <= small.world.policy.budget[0]);
        if (index == 11) {
            CHECK(small.world.policy.spent_year[0] == 100001);
        }
    }
    CHECK(small.world.policy.spent[0] == 200002);
    CHECK(small.world.ledger.balance(Ledger::programme_funder) == -200002);
}

TEST_CASE("policy::hold_courses: without restructuring training teaches but leaves skill gaps alone") {
    Small small;
    small.bench.table<Work>().changes = false;
    small.parameters.programmes = {programme(Instrument::training)};
    Firms& firms = small.world.firms;
    for (const std::uint32_t row : small.rows()) {
        firms.employees[row] = 10.0f;
        firms.skill_gap[row] = 0.4f;
        firms.circular_capacity[row] = firms.digital_capacity[row] = 0.2f;
    }
    small.start();
    small.step(0);
    CHECK(small.world.policy.cases_month[0] > 0.0);
    for (const std::uint32_t row : small.rows()) {
        CHECK(firms.skill_gap[row] == 0.4f);
        CHECK(firms.circular_capacity[row] + firms.digital_capacity[row] > 0.4f);
    }
}

TEST_CASE("training without anybody to train does nothing") {
    Small small;
    small.world.firms = test::make_firms({0, 0, 1, 0}, 2);
    policy::Programme pact = programme(Instrument::training);
    pact.members_only = true;
    small.parameters.programmes = {pact};
    small.start();
    small.step(0);
    CHECK(small.world.policy.spent[0] == 0);
    CHECK(small.world.ledger.balance(Ledger::programme_funder) == 0);
}

namespace {

/// Requests of the eight firms for vouchers of 100 EUR in two blocks, in the given order; who gets one, by number.
std::vector<std::uint32_t> served(Small& small, std::vector<std::uint32_t> order, Cents& spent) {
    auto& changes = small.bench.table<Sums<adoption::Changes>>();
    changes.start(2);
    for (std::size_t i = 0; i < order.size(); ++i) {
        changes.part(i / 4).starts.push_back({small.rows()[order[i]], 0, 0, 6, 20000, 0, 0, 10000, 0, false});
    }
    small.bench.run<sim::Step<adoption::about, adoption::grant>>(5);
    const std::vector<std::uint32_t> rows = small.rows();
    std::vector<std::uint32_t> numbers;
    for (const adoption::Changes& part : changes.parts()) {
        for (const adoption::Start& start : part.starts) {
            if (start.voucher > 0) {
                const auto place = std::find(rows.begin(), rows.end(), start.row);
                numbers.push_back(static_cast<std::uint32_t>(place - rows.begin()));
                spent += start.voucher;
            }
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

} // namespace

TEST_CASE("who is refused when the money ends depends on draws, not on the order of firms") {
    Small small;
    policy::Programme voucher = programme(Instrument::voucher);
    voucher.budget = 350.0;
    small.parameters.programmes = {voucher};
    small.start();
    small.step(5);
    Cents spent = 0;
    const auto chosen = served(small, {0, 1, 2, 3, 4, 5, 6, 7}, spent);
    CHECK(chosen.size() == 3);
    CHECK(spent == 30000);
    CHECK(small.world.policy.refused[0] == 5.0);
    CHECK(served(small, {7, 6, 5, 4, 3, 2, 1, 0}, spent) == chosen);
    CHECK(served(small, {3, 7, 0, 4, 6, 1, 5, 2}, spent) == chosen);
    CHECK(chosen != std::vector<std::uint32_t>{0, 1, 2});
    small.world.policy.budget[0] = 0; // no limit
    CHECK(served(small, {0, 1, 2, 3, 4, 5, 6, 7}, spent).size() == 8);
}

TEST_CASE("only those who had a voucher give up faster after its end") {
    Small small;
    policy::Programme voucher = programme(Instrument::voucher);
    voucher.end = 2026.0;
    small.parameters.programmes = {voucher};
    small.start();
    small.step(0);
    Firms& firms = small.world.firms;
    firms.adopted[0] = 3u;
    firms.voucher_paid[0] = 2u;
    Policy& state = small.world.policy;
    CHECK(state.habit_rate(firms, 0, 1) == 0.0); // still paid
    state.book(0, 100, 100, 1.0);
    small.step(12);
    CHECK(state.habit == 0.3);
    CHECK(state.habit_rate(firms, 0, 1) == 0.3);
    small.step(24);
    CHECK(state.habit_rate(firms, 0, 1) == Approx(0.3 * sim::exponential(-1.0)));
}

TEST_CASE("settings that cannot be followed are reported with the programme's name") {
    Small small;
    policy::Programme bad = programme(Instrument::procurement);
    bad.name = "bad";
    bad.practices = {"reapir"};
    bad.regions = {3};
    bad.end = 2024.0;
    policy::Programme same = programme(Instrument::voucher);
    same.name = "bad";
    same.clusters = {"west"};
    small.parameters.programmes = {bad, same};
    const auto problems = small.parameters.problems({small.world.practices, small.world.clusters.names, 2, {}});
    const auto says = [&](const std::string& text) {
        return std::any_of(problems.begin(), problems.end(),
                           [&](const auto& problem) { return problem.message.find(text) != std::string::npos; });
    };
    CHECK(problems.size() == 7);
    CHECK(says("programme 1 (\"bad\"): there is no practice \"reapir\""));
    CHECK(says("regions are whole numbers from 1 to 2"));
    CHECK(says("end must not be before start"));
    CHECK(says("limited by practices"));
    CHECK(says("public buyers ask everybody"));
    CHECK(says("programme 2 (\"bad\"): the name is taken"));
    CHECK(says("there is no cluster \"west\": give its name, or its number from 1 to 2"));
    small.parameters.programmes = {programme(Instrument::voucher)};
    small.parameters.programmes[0].clusters = {"2"};
    CHECK(small.parameters.problems({small.world.practices, small.world.clusters.names, 2, {}}).empty());
    small.start();
    const auto& segments = small.world.policy.reach[0].segments;
    CHECK((segments[0] == 0 && segments[1] == 1 && segments[2] == 0 && segments[3] == 0));
    small.parameters.programmes = {programme(Instrument::voucher)};
    CHECK(small.parameters.problems({small.world.practices, small.world.clusters.names, 2, {}}).empty());
}

TEST_CASE("policy::count_staff weighs the employees of the firms that each training programme covers") {
    Small small;
    policy::Programme all = programme(Instrument::training);
    policy::Programme some = programme(Instrument::training);
    some.sectors = {"digital"};
    some.members_only = true;
    policy::Programme later = programme(Instrument::training);
    later.start = 2030.0;
    small.parameters.programmes = {programme(Instrument::voucher), all, some, later};
    small.start();
    small.world.weights = {3.0, 7.0, 1.0, 1.0};
    Firms& firms = small.world.firms;
    for (const std::uint32_t row : small.rows()) {
        firms.employees[row] = 2.0f;
    }
    firms.sector[small.row(0)] = 4;
    firms.employees[small.row(0)] = 5.0f;
    firms.sector[small.row(2)] = 4;
    firms.sampled[small.row(2)] = 1; // a small firm outside: stands for seven
    firms.size_class[small.row(2)] = models::small;
    const Month month = month_of(0);
    small.bench
        .run_in<sim::Step<policy::about, policy::begin>, sim::OnePass<sim::Step<policy::about, policy::count_staff>>>(
            month);
    const auto parts = small.bench.model().working.get<Sums<policy::Staff>>().parts();
    REQUIRE(parts.size() == 4);
    CHECK(parts[0].covered == std::vector<double>{0.0, 7.0, 5.0, 0.0});
    CHECK(parts[1].covered == std::vector<double>{0.0, 4.0, 0.0, 0.0});
    CHECK(parts[2].covered == std::vector<double>{0.0, 16.0, 0.0, 0.0});
    CHECK(parts[3].covered == std::vector<double>{0.0, 4.0, 0.0, 0.0});
}

TEST_CASE("policy::hold_courses trains with the money of each programme, policy::teach those whom it covers") {
    Small small;
    policy::Programme green = programme(Instrument::training);
    green.regions = {1};
    green.theme = 0;
    green.reach = 0.6;
    green.person_cost = 100.0;
    green.budget = 0.0; // no limit
    policy::Programme numeric = green;
    numeric.regions = {2};
    numeric.theme = 1;
    numeric.budget = 120.0; // 10 EUR a month
    numeric.members_only = true;
    small.parameters.programmes = {green, numeric};
    small.start();
    Firms& firms = small.world.firms;
    for (const std::uint32_t row : small.rows()) {
        firms.employees[row] = 10.0f;
        firms.skill_gap[row] = 0.4f;
        firms.circular_capacity[row] = 0.2f;
        firms.digital_capacity[row] = 0.3f;
    }
    small.step(0);
    // Region 1: 40 persons, 2 a month. South: 20 members' employees, a tenth of a person for 10 EUR.
    const Policy& state = small.world.policy;
    CHECK(state.cases_month[0] == Approx(2.0));
    CHECK(state.spent_month[0] == to_cents(200.0));
    CHECK(state.cases_month[1] == Approx(0.1));
    CHECK(state.spent_month[1] == to_cents(10.0));
    CHECK(small.world.ledger.balance(Ledger::programme_funder) == -to_cents(210.0));
    const auto taught = [](double share) { return 0.1 * (1.0 - sim::exponential(-share / 12.0)); };
    const auto closed = [](double share) { return sim::exponential(-0.6 * share / 12.0); };
    const double north = 12.0 * 2.0 / 40.0;
    const double south = 12.0 * 0.1 / 20.0;
    for (const std::uint32_t row : {small.row(0), small.row(2)}) {
        CHECK(firms.skill_gap[row] == Approx(0.4 * closed(north)).epsilon(1e-5));
        CHECK(firms.circular_capacity[row] == Approx(0.2 + 0.8 * taught(north)).epsilon(1e-5));
        CHECK(firms.digital_capacity[row] == 0.3f); // green
    }
    CHECK(firms.skill_gap[small.row(1)] == Approx(0.4 * closed(south)).epsilon(1e-6));
    CHECK(firms.digital_capacity[small.row(1)] == Approx(0.3 + 0.7 * taught(south)).epsilon(1e-6));
    CHECK(firms.circular_capacity[small.row(1)] == 0.2f);
    CHECK(firms.skill_gap[small.row(3)] == 0.4f); // outside clusters
}

} // namespace test_policy
