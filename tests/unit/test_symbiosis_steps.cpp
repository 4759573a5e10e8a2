// The steps of symbiosis one by one, on a world of few firms worked out by hand.
#include "models/mechanisms/symbiosis.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_symbiosis_steps {

using namespace actorhood;
using namespace actorhood::models;

namespace {

using sim::OnePass;
using sim::Step;

/// Two members of a cluster in region 0 and a firm outside in the same region; practice 0 makes ready.
struct Trio {
    tests::Bench bench{{2, 1}, 1, [](Parameters& p) { p.population.revenue_per_employee = 120000.0; }};
    symbiosis::Parameters& parameters = bench.parameters()[symbiosis::about];
    Firms& firms = bench.firms();
    Symbiosis& state = bench.world().symbiosis;
    Ledger& ledger = bench.world().ledger;
    Delivery& delivery = bench.world().delivery;
    symbiosis::Conditions& conditions = bench.model().working.get<symbiosis::Conditions>();
    symbiosis::Engaged& engaged = bench.model().working.get<symbiosis::Engaged>();
    symbiosis::Flows& flows = bench.model().working.get<symbiosis::Flows>();
    symbiosis::Exchange& exchange = bench.model().working.get<symbiosis::Exchange>();
    symbiosis::Proposals& proposals = bench.model().working.get<symbiosis::Proposals>();
    const std::uint32_t outside = firms.segment(1).begin;
    const Month quarter{32, 2021.0, false, true, 0};

    Trio() {
        PracticeCatalogue& practices = bench.world().practices;
        practices.entries.resize(2);
        practices.entries[0].by_product = true;
        practices.entries[1].material_saving = 0.1;
        practices.entries[1].energy_saving = 0.25;
        practices.derive();
        bench.world().landscape.material_price = 1.5;
        bench.world().market.demand.fill(1.0);
        bench.world().market.demand[4] = 0.5;
        parameters.material_intensity.fill(0.12);
        parameters.material_intensity[4] = 0.6;
        parameters.by_product_share = 0.2;
        parameters.main_stream = 0.5;
        parameters.substitutable = 0.25;
        parameters.disposal = 80.0;
        parameters.virgin_price = 100.0;
        parameters.quality = 0.8;
        parameters.freight = 0.5;
        parameters.fixed = 0.0;
        parameters.kernel = 1e12;
        parameters.break_rate = 0.0;
        for (const std::uint32_t row : {0u, 1u, outside}) {
            firms.trust[row] = 0.9f;
            firms.employees[row] = 10.0f;
        }
        prepare(quarter);
        engaged.of_row.assign(firms.key.size(), 0);
    }
    void prepare(const Month& month) { bench.run_in<Step<symbiosis::about, symbiosis::prepare>>(month); }
    template <auto step>
    void run() {
        bench.run_in<Step<symbiosis::about, step>>(quarter);
    }
    /// A member's by-product 7 goes to the firm outside, 20 km away.
    void link() {
        state.links = {{firms.key[1], firms.key[outside], firms.handle[1], firms.handle[outside], 0, 1, 20000, 30, 7,
                        facilitated}};
    }
    /// Ready, with 100 t of material a month and by-product `gives`, in need of `wants`.
    static symbiosis::Candidate candidate(std::uint32_t row, std::uint32_t segment, std::uint8_t gives,
                                          std::uint8_t wants) {
        return {row, segment, 100000.0f, {gives, wants, 0.0f, 0.0f}, 0, 0, 0};
    }
};

} // namespace

TEST_CASE("symbiosis::list_on_platforms joins what programmes and partners list", "[symbiosis]") {
    tests::Bench bench({1, 1, 1}, 2);
    bench.world().policy.platform = {0.5, 0.0, 0.9}; // by segment
    bench.world().cooperation.platform_reach = {0.4, 0.3};
    bench.run<Step<symbiosis::about, symbiosis::list_on_platforms>>();
    REQUIRE(bench.world().symbiosis.platform_reach.size() == 2);
    CHECK(bench.world().symbiosis.platform_reach[0] == Approx(0.5 + 0.4 * 0.5));
    CHECK(bench.world().symbiosis.platform_reach[1] == Approx(0.3));
}

TEST_CASE("symbiosis::prepare says when firms link, at which prices, and what they need", "[symbiosis]") {
    Trio trio;
    trio.state.formed = trio.state.broken = 3;
    trio.state.linked = {2, 1};
    trio.state.saved = {5, 6};
    trio.state.recycled_rise = 0.0;
    trio.prepare({31, 2021.0, false, false, 0});
    CHECK(trio.conditions.linking);
    CHECK_FALSE(trio.conditions.matching);
    CHECK(trio.conditions.terms.tonne == Approx(80.0 + 0.8 * 100.0 * 1.5));
    CHECK(trio.conditions.terms.freight == 0.5);
    CHECK(trio.conditions.ready_mask == 1u);
    CHECK(trio.conditions.savings.of(2u).material == 0.1f);
    CHECK(trio.conditions.per_employee[3] == Approx(0.12 * 10000.0));
    CHECK(trio.conditions.per_employee[4] == Approx(0.6 * 10000.0 * 0.5));
    CHECK(trio.state.formed + trio.state.broken == 0);
    CHECK(trio.state.linked == Column<std::int32_t>{0, 0});
    CHECK(trio.state.saved == Column<Cents>{0, 0});
    // Recycling follows demand in five years: 1.5 times the price.
    const double gap =
        symbiosis::wanted_recycled(trio.parameters, 1.5, trio.bench.world().landscape.regulation[circular]) -
        trio.parameters.background;
    CHECK(gap > 0.0);
    CHECK(trio.state.recycled_rise == Approx(gap * (1.0 - std::exp(-1.0 / 60.0))));
    trio.prepare({59, 2021.0, true, false, 60});
    CHECK(trio.conditions.matching); // the last month of burn-in
    trio.prepare({60, 2021.0, false, false, 60});
    CHECK_FALSE(trio.conditions.matching); // not again a month later
    trio.prepare({2, 2021.0, true, true, 60});
    CHECK_FALSE(trio.conditions.linking);
    CHECK_FALSE(trio.conditions.matching);
}

TEST_CASE("symbiosis::end_links counts who is engaged where", "[symbiosis]") {
    Trio trio;
    trio.link();
    trio.firms.adopted[1] = trio.firms.adopted[trio.outside] = 1u;
    trio.run<symbiosis::end_links>();
    REQUIRE(trio.state.links.size() == 1);
    CHECK(trio.engaged.of_row[0] == 0);
    CHECK(trio.engaged.of_row[1] == symbiosis::Engaged::gives);
    CHECK(trio.engaged.of_row[trio.outside] == symbiosis::Engaged::takes);
    CHECK(trio.state.linked == Column<std::int32_t>{1, 1});
    CHECK(trio.state.member_links == Column<std::int32_t>{1, 1});
    trio.firms.adopted[trio.outside] = 2u; // no longer ready
    trio.run<symbiosis::end_links>();
    CHECK(trio.state.links.empty());
    CHECK(trio.state.broken == 1);
}

TEST_CASE("symbiosis::find_ready finds ready firms, what they need, and who looks where", "[symbiosis]") {
    Trio trio;
    Firms& firms = trio.firms;
    firms.adopted[0] = 1u;
    firms.adopted[1] = 3u;
    firms.adopted[trio.outside] = 2u; // not ready
    firms.sector[1] = 4;
    trio.engaged.of_row[0] = symbiosis::Engaged::gives;
    trio.parameters.facilitation = 1e9;
    trio.parameters.unaided = 0.0;
    trio.bench.clusters().pathway.collaboration_intensity[0] = 1.0;
    const auto find = [&] {
        trio.bench.run_in<OnePass<Step<symbiosis::about, symbiosis::find_ready>>>(trio.quarter);
        return trio.bench.model().working.get<Sums<symbiosis::Ready>>().parts();
    };
    const auto parts = find();
    REQUIRE(parts[0].found.size() == 2);
    CHECK(parts[1].found.empty());
    const symbiosis::Candidate& first = parts[0].found[0];
    const symbiosis::Candidate& second = parts[0].found[1];
    CHECK(first.row == 0);
    CHECK(first.gives == 1);
    CHECK(first.looks == 0); // gives already
    CHECK(first.volume == Approx(0.12 * 10.0 * 10000.0));
    CHECK(second.row == 1);
    CHECK(second.looks == 1 + facilitated);
    CHECK(second.volume == Approx(0.6 * 10.0 * 10000.0 * 0.5 * 0.9));
    const auto words = trio.bench.world().random.fixed(symbiosis::symbiosis_trait_stream).block(firms.key[1]).word;
    const auto traits = symbiosis::material_traits(trio.parameters, words, 4, symbiosis::square_of(0, 1));
    CHECK(second.traits.by_product == traits.by_product);
    CHECK(second.traits.wanted == traits.wanted);
    CHECK(second.traits.north == traits.north);
    trio.bench.clusters().pathway.collaboration_intensity[0] = 0.0;
    CHECK(find()[0].found[1].looks == 0);
    trio.conditions.matching = false;
    CHECK(find()[0].found.empty());
}

TEST_CASE("symbiosis::gather lists who could take what, by region and on platforms", "[symbiosis]") {
    Trio trio;
    auto& ready = trio.bench.model().working.get<Sums<symbiosis::Ready>>();
    ready.start(2);
    ready.part(0).found = {Trio::candidate(0, 0, 1, 7), Trio::candidate(1, 0, 2, 7)};
    ready.part(0).found[1].takes = symbiosis::Engaged::takes;
    ready.part(1).found = {Trio::candidate(trio.outside, 1, 3, 5)};
    trio.state.platform_reach = {0.5};
    trio.run<symbiosis::gather>();
    REQUIRE(trio.exchange.candidates.size() == 3);
    CHECK(trio.exchange.candidates[2].row == trio.outside);
    CHECK(trio.state.ready == Column<std::int32_t>{2, 1});
    const auto takers_of = [](const std::vector<std::uint32_t>& first, const std::vector<std::uint32_t>& sorted,
                              std::size_t material) {
        return std::vector<std::uint32_t>(sorted.begin() + first[material], sorted.begin() + first[material + 1]);
    };
    CHECK(takers_of(trio.exchange.first, trio.exchange.takers, 7) == std::vector<std::uint32_t>{0}); // one is served
    CHECK(takers_of(trio.exchange.first, trio.exchange.takers, 5) == std::vector<std::uint32_t>{2});
    CHECK(takers_of(trio.exchange.listed_first, trio.exchange.listings, 7) == std::vector<std::uint32_t>{0});
    CHECK(takers_of(trio.exchange.listed_first, trio.exchange.listings, 5).empty()); // only members are listed
}

TEST_CASE("symbiosis::propose proposes to the taker with whom both save most", "[symbiosis]") {
    Trio trio;
    auto& ready = trio.bench.model().working.get<Sums<symbiosis::Ready>>();
    ready.start(2);
    ready.part(0).found = {Trio::candidate(0, 0, 7, 1), Trio::candidate(1, 0, 2, 7)};
    ready.part(0).found[0].looks = 1 + unaided;
    ready.part(0).found[1].volume = 20000.0f;
    ready.part(1).found = {Trio::candidate(trio.outside, 1, 3, 7)};
    ready.part(1).found[0].traits.east = 30.0f;
    trio.run<symbiosis::gather>();
    trio.run<symbiosis::propose>();
    // Near: 5 t a month that the taker can use; 30 km away: 10 t that the giver has, for 15 EUR less a tonne.
    REQUIRE(trio.proposals.all.size() == 1);
    CHECK(trio.proposals.all[0].giver == 0);
    CHECK(trio.proposals.all[0].taker == 2);
    CHECK(trio.proposals.all[0].metres == 30000);
    CHECK(trio.proposals.all[0].saving == Approx(120.0 * (200.0 - 15.0)));
    CHECK(trio.proposals.all[0].channel == unaided);
    trio.firms.trust[trio.outside] = 0.0f;
    trio.run<symbiosis::propose>();
    REQUIRE(trio.proposals.all.size() == 1);
    CHECK(trio.proposals.all[0].taker == 1);
    CHECK(trio.proposals.all[0].saving == Approx(60.0 * 200.0));
    trio.firms.trust[0] = 0.0f; // the giver's own
    trio.run<symbiosis::propose>();
    CHECK(trio.proposals.all.empty());
}

TEST_CASE("symbiosis::form_links links a taker once, and credits pairs that are new", "[symbiosis]") {
    Trio trio;
    Firms& firms = trio.firms;
    trio.exchange.candidates = {Trio::candidate(0, 0, 7, 1), Trio::candidate(1, 0, 7, 2),
                                Trio::candidate(trio.outside, 1, 3, 7)};
    trio.proposals.all = {{900.0, 1, 2, 20000, listed}, {800.0, 0, 2, 10000, unaided}};
    trio.run<symbiosis::form_links>();
    REQUIRE(trio.state.links.size() == 1);
    const SymbiosisLink& link = trio.state.links[0];
    CHECK(link.giver_key == firms.key[1]);
    CHECK(link.taker_key == firms.key[trio.outside]);
    CHECK(link.giver == firms.handle[1]);
    CHECK(link.taker == firms.handle[trio.outside]);
    CHECK(link.giver_segment == 0);
    CHECK(link.taker_segment == 1);
    CHECK(link.metres == 20000);
    CHECK(link.since == 32);
    CHECK(link.material == 7);
    CHECK(link.channel == listed);
    CHECK(trio.state.formed == 1);
    CHECK(trio.engaged.of_row[trio.outside] == symbiosis::Engaged::takes);
    CHECK(trio.delivery.link_savings == Column<double>{450.0, 450.0});
    CHECK(trio.delivery.new_pairs == Column<std::int32_t>{1, 1});
    REQUIRE(trio.state.known.size() == 1);
    // Again later: known already.
    trio.state.links.clear();
    trio.exchange.candidates[2].takes = 0;
    trio.run<symbiosis::form_links>();
    CHECK(trio.state.links.size() == 1);
    CHECK(trio.delivery.link_savings == Column<double>{450.0, 450.0});
    CHECK(trio.state.known.size() == 1);
}

TEST_CASE(
    "symbiosis::measure_links notes where partners are, what they save and what they move, end_links did before",
    "[symbiosis]") {
    Trio trio;
    trio.link();
    trio.firms.sector[1] = 4;
    trio.firms.adopted[1] = trio.firms.adopted[trio.outside] = 1;
    trio.run<symbiosis::measure_links>();
    REQUIRE(trio.flows.of_link.size() == 1);
    const symbiosis::Flow flow = trio.flows.of_link[0];
    CHECK(flow.giver == 1);
    CHECK(flow.taker == trio.outside);
    CHECK(flow.saving == Approx(12.0 * 3.0 * (200.0 - 10.0))); // a quarter of the taker's 12 t a month, 20 km away
    CHECK(flow.moved == 3000);
    trio.run<symbiosis::end_links>();
    REQUIRE(trio.flows.of_link.size() == 1);
    CHECK(trio.flows.of_link[0].saving == flow.saving);
    CHECK(trio.flows.of_link[0].moved == flow.moved);
    // What is known stays; only new links are measured.
    trio.state.links.push_back(trio.state.links[0]);
    trio.flows.of_link[0].moved = 1;
    trio.run<symbiosis::measure_links>();
    REQUIRE(trio.flows.of_link.size() == 2);
    CHECK(trio.flows.of_link[0].moved == 1);
    CHECK(trio.flows.of_link[1].moved == 3000);
    CHECK(trio.flows.of_link[1].giver == 1);
    // A link that no longer pays is dropped with its flow.
    trio.state.links[0].metres = 1000000;
    trio.run<symbiosis::end_links>();
    REQUIRE(trio.flows.of_link.size() == 1);
    CHECK(trio.state.links[0].metres == 20000);
    CHECK(trio.flows.of_link[0].saving == flow.saving);
}

TEST_CASE("symbiosis::pay gives both partners half of what their link saves", "[symbiosis]") {
    Trio trio;
    trio.link();
    trio.firms.sector[1] = 4;
    trio.engaged.of_row[1] = trio.engaged.of_row[trio.outside] = 3;
    trio.run<symbiosis::measure_links>();
    trio.run<symbiosis::pay>();
    // The giver leaves over a tenth of 30 t, the taker can use a quarter of 12 t a month; 10 EUR a tonne of freight.
    const Cents half = to_cents(12.0 * 3.0 * (200.0 - 10.0) / 24.0);
    CHECK(trio.firms.liquidity[1] == half);
    CHECK(trio.firms.liquidity[trio.outside] == half);
    CHECK(trio.firms.liquidity[0] == 0);
    CHECK(trio.state.saved == Column<Cents>{half, half});
    CHECK(trio.ledger.balance(Ledger::firms) == 2 * half);
    CHECK(trio.ledger.balance(Ledger::customers) == -2 * half);
    CHECK(trio.engaged.of_row == std::vector<std::uint8_t>(trio.firms.key.size(), 0));
    trio.firms.adopted[trio.outside] = 2u; // needs a tenth less
    trio.state.links[0].metres = 0;
    trio.flows.of_link.clear();
    trio.run<symbiosis::measure_links>();
    trio.run<symbiosis::pay>();
    CHECK(trio.firms.liquidity[trio.outside] - half == to_cents(12.0 * 2.7 * 200.0 / 24.0));
}

TEST_CASE("symbiosis::count_materials adds up jobs and input by sector and stratum", "[symbiosis]") {
    Trio trio;
    trio.firms.sector[1] = 4;
    trio.firms.adopted[1] = 2u;
    trio.firms.employees[1] = 2.5f;
    trio.firms.size_class[trio.outside] = medium;
    trio.firms.sampled[trio.outside] = 1;
    trio.bench.world().shocks.region = {0, 0};
    trio.bench.world().shocks.active[demand_shock] = true;
    trio.bench.world().shocks.strength[demand_shock].assign(1, {});
    trio.bench.world().shocks.strength[demand_shock][0][4] = 0.4;
    trio.bench.run_in<OnePass<Step<symbiosis::about, symbiosis::count_materials>>>(trio.quarter);
    const auto parts = trio.bench.model().working.get<Sums<symbiosis::BlockMaterials>>().parts();
    const auto& other = parts[0].cell[0][AdoptionRegister::stratum(micro, 0)];
    CHECK(other.jobs == 10240);
    CHECK(other.busy == 10240);
    CHECK(other.burdened == 10240);
    CHECK(other.input == 12000);
    const auto& hit = parts[0].cell[4][AdoptionRegister::stratum(micro, 0)];
    CHECK(hit.jobs == 2560);
    CHECK(hit.busy == 1536); // 60 % of the output
    CHECK(hit.burdened == 1920);
    CHECK(hit.input == Approx(3000.0 * 0.6 * 2.5 * 0.9).margin(1.0));
    CHECK(parts[1].cell[0][AdoptionRegister::stratum(medium, 1)].input == 12000);
    CHECK(parts[1].cell[0][AdoptionRegister::stratum(medium, 0)].jobs == 0);
}

TEST_CASE("symbiosis::account books what comes in and goes out, and what links move", "[symbiosis]") {
    Trio trio;
    trio.parameters.background = 0.0;
    trio.state.recycled_rise = 0.1; // of the market, since 2020
    trio.bench.world().weights = {6.0, 1.0, 1.0, 1.0};
    trio.firms.sector[1] = 4;
    trio.firms.sampled[trio.outside] = 1;
    trio.link();
    trio.run<symbiosis::measure_links>();
    trio.bench.run_in<OnePass<Step<symbiosis::about, symbiosis::count_materials>>,
                      Step<symbiosis::about, symbiosis::account>>(trio.quarter);
    const MaterialAccounts& accounts = trio.state.materials;
    const std::size_t giver = MaterialAccounts::cell(0, 4, AdoptionRegister::stratum(micro, 0));
    const std::size_t taker = MaterialAccounts::cell(1, 0, AdoptionRegister::stratum(micro, 1));
    CHECK(accounts.input[giver] == 30000);
    CHECK(accounts.given[giver] == 3000);
    CHECK(accounts.received[giver] == 0);
    CHECK(accounts.recycled[giver] == 3000);
    CHECK(accounts.virgin[giver] == 27000);
    CHECK(accounts.disposed[giver] == 6000 - 3000);
    CHECK(accounts.product[giver] == 24000);
    CHECK(accounts.received[taker] == 3000);
    CHECK(accounts.virgin[taker] == 12000 - 3000 - 1200);
    CHECK(accounts.linked[sector_count + 0] == 3000.0); // the lighter partner stands for itself
    CHECK(accounts.linked[4] == 0.0);
    CHECK(accounts.residual == 0);
    CHECK(trio.engaged.of_row == std::vector<std::uint8_t>(trio.firms.key.size(), 0));
}

} // namespace test_symbiosis_steps
