// Symbiosis: rules, and what comes of them in two clusters and the firms around them.
#include "models/mechanisms/symbiosis.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

namespace test_symbiosis {

using namespace actorhood;
using namespace actorhood::models;

namespace {

using sim::OnePass;
using sim::Step;

/// Two clusters in regions 0 and 1, and firms outside in both regions; everybody ready, trusting and large enough.
struct Park {
    static constexpr std::uint32_t size = 150;
    tests::Bench bench{{size, size, size, size}, 2, [](Parameters& p) {
                           p.run.seed = 7;
                           p.population.revenue_per_employee = 200000.0;
                       }};
    symbiosis::Parameters& parameters = bench.parameters()[symbiosis::about];
    const sim::Random& random = bench.world().random;
    Shocks& shocks = bench.world().shocks;
    Pathway& pathway = bench.clusters().pathway;
    ClusterIdentity& identity = bench.clusters().identity;
    PracticeCatalogue& practices = bench.world().practices;
    Firms& firms = bench.firms();
    Symbiosis& state = bench.world().symbiosis;
    Delivery& delivery = bench.world().delivery;
    Ledger& ledger = bench.world().ledger;
    std::uint16_t month = 30;

    Park() {
        bench.world().landscape = {};
        practices.entries.resize(2);
        practices.entries[0].by_product = true;
        practices.entries[0].saving = 0.004;
        practices.entries[1].material_saving = 0.1;
        practices.derive();
        pathway.collaboration_intensity = {1.0, 1.0};
        for (const RowBlock& block : firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                firms.employees[row] = 100.0f;
                firms.sector[row] = static_cast<std::uint8_t>(row % 14);
                firms.trust[row] = 0.5f;
                firms.adopted[row] = 1;
            }
        }
        parameters.unaided = 0.0;
        parameters.facilitation = 1e6; // everybody searches every month
        parameters.kernel = 1e4;       // and near is everywhere
        parameters.break_rate = 0.0;
        parameters.fixed = 0.0;
    }
    /// A shock of a kind on all sectors of both regions, in the month of its onset or later.
    void strike(ShockKind kind, double strength, bool onset) {
        shocks.region = {0, 1, 0, 1};
        shocks.active[kind] = true;
        shocks.begins[kind] = onset;
        for (Shocks::Places* places : {&shocks.strength[kind], &shocks.beginning[kind]}) {
            places->assign(2, {});
            for (auto& sectors : *places) {
                sectors.fill(strength);
            }
        }
    }
    void step() { run({month++, 2021.0, false, true, 0}); }
    void run(const Month& now) {
        bench
            .run_in<Step<symbiosis::about, symbiosis::prepare>, Step<symbiosis::about, symbiosis::end_links>,
                    OnePass<Step<symbiosis::about, symbiosis::find_ready>>, Step<symbiosis::about, symbiosis::gather>,
                    Step<symbiosis::about, symbiosis::propose>, Step<symbiosis::about, symbiosis::form_links>,
                    Step<symbiosis::about, symbiosis::measure_links>, Step<symbiosis::about, symbiosis::pay>>(now);
        account(now);
    }
    void account(const Month& now) {
        bench.run_in<OnePass<Step<symbiosis::about, symbiosis::count_materials>>,
                     Step<symbiosis::about, symbiosis::account>>(now);
    }
    [[nodiscard]] std::size_t links() const { return state.links.size(); }
    template <class Change>
    void for_all(Change&& change) {
        for (const RowBlock& block : firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                change(row, block.segment);
            }
        }
    }
};

} // namespace

TEST_CASE("a link saves disposal and virgin material less freight and fixed costs", "[symbiosis]") {
    auto p = test::defaults<symbiosis::Parameters>();
    p.disposal = 80.0;
    p.virgin_price = 100.0;
    p.quality = 0.5;
    p.freight = 0.1;
    p.fixed = 1000.0;
    const symbiosis::Terms terms = symbiosis::terms_of(p, 1.2);
    CHECK(symbiosis::joint_saving(terms, 50000.0, 20.0) == Approx(50.0 * (80.0 + 60.0 - 2.0) - 1000.0));
    CHECK(symbiosis::joint_saving(terms, 0.0, 20.0) == -1000.0);
    CHECK(symbiosis::joint_saving(terms, 50000.0, 1500.0) < 0.0);
}

TEST_CASE("recycled material is bought when materials are dear, and used where it is mandated", "[symbiosis]") {
    auto p = test::defaults<symbiosis::Parameters>();
    p.background = 0.1;
    p.price_response = 0.5;
    p.mandate_response = 0.2;
    p.reference_pressure = 0.1;
    CHECK(symbiosis::wanted_recycled(p, 1.0, 0.1) == Approx(0.1));
    CHECK(symbiosis::wanted_recycled(p, 1.0, 0.05) == Approx(0.1)); // what there is stays
    CHECK(symbiosis::wanted_recycled(p, 1.44, 0.1) == Approx(0.12));
    CHECK(symbiosis::wanted_recycled(p, 1.44, 0.6) == Approx(1.0 - 0.88 * 0.9));
    CHECK(symbiosis::wanted_recycled(p, 1e6, 0.1) == 1.0);
    p.price_response = p.mandate_response = 0.0;
    CHECK(symbiosis::wanted_recycled(p, 1.44, 0.9) == Approx(0.1)); // a constant background
}

TEST_CASE("volumes follow what the smaller side can give or use", "[symbiosis]") {
    auto p = test::defaults<symbiosis::Parameters>();
    p.by_product_share = 0.1;
    p.main_stream = 0.5;
    p.substitutable = 0.2;
    CHECK(symbiosis::link_volume(p, 1000.0, 1000.0) == Approx(50.0));
    CHECK(symbiosis::link_volume(p, 1000.0, 100.0) == Approx(20.0));
    CHECK(symbiosis::material_input(0.3, 10.0, 120000.0, 0.9, 0.1) == Approx(0.3 * 10.0 * 10000.0 * 0.9 * 0.9));
}

TEST_CASE("a firm searches where its cluster facilitates and lists, and a little by itself", "[symbiosis]") {
    auto p = test::defaults<symbiosis::Parameters>();
    const auto outside = symbiosis::search_rates(p, 0.0, 0.0);
    CHECK(outside == std::array<double, 3>{0.0, 0.0, p.unaided});
    const auto member = symbiosis::search_rates(p, 1.0, 0.5);
    CHECK(member[facilitated] == Approx(p.facilitation));
    CHECK(member[listed] == Approx(0.5 * p.platform));
    CHECK(symbiosis::search_rates(p, 1e9, 0.0)[facilitated] == Approx(3.0 * p.facilitation)); // saturates
}

TEST_CASE("materials and places are functions of the firm's traits", "[symbiosis]") {
    auto p = test::defaults<symbiosis::Parameters>();
    const sim::RandomStream traits = sim::Random(3, 0).fixed(symbiosis::symbiosis_trait_stream);
    std::set<int> all, typical;
    for (std::uint64_t key = 0; key < 2000; ++key) {
        const auto words = traits.block(key).word;
        p.typical = 0.0;
        const auto any = symbiosis::material_traits(p, words, 3, symbiosis::square_of(4, 9));
        all.insert(any.by_product);
        CHECK((any.east >= 130.0f && any.east < 260.0f)); // region 4 of nine is the middle of the grid
        CHECK((any.north >= 130.0f && any.north < 260.0f));
        p.typical = 1.0;
        typical.insert(symbiosis::material_traits(p, words, 3, symbiosis::square_of(4, 9)).wanted);
    }
    CHECK(all.size() == material_count);
    CHECK(*all.rbegin() == material_count - 1);
    CHECK(typical.size() == 4);
    CHECK(symbiosis::distance({0, 0, 1.0f, 2.0f}, {0, 0, 4.0f, 6.0f}) == Approx(5.0));
}

TEST_CASE("savings of practices add up over the mask", "[symbiosis]") {
    PracticeCatalogue catalogue;
    catalogue.entries.resize(12);
    catalogue.entries[0].material_saving = 0.02;
    catalogue.entries[9].material_saving = 0.05;
    catalogue.entries[9].energy_saving = 0.2;
    const symbiosis::SavingTables tables(catalogue);
    CHECK(tables.of(0).material == 0.0f);
    CHECK(tables.of(1u | 1u << 9 | 1u << 4).material == Approx(0.07f));
    CHECK(tables.of(1u << 9).energy == Approx(0.2f));
}

TEST_CASE("links form between ready firms with fitting materials, pay half each, and one each way", "[symbiosis]") {
    Park bench;
    bench.for_all([&](std::uint32_t row, std::uint32_t) { bench.firms.adopted[row] = row % 3 == 0 ? 2 : 1; });
    bench.step();
    REQUIRE(bench.links() > 20);
    std::set<std::uint64_t> givers, takers;
    Cents paid = 0;
    const sim::RandomStream traits = bench.random.fixed(symbiosis::symbiosis_trait_stream);
    for (const SymbiosisLink& link : bench.state.links) {
        const std::uint32_t giver = bench.firms.row_of(link.giver);
        const std::uint32_t taker = bench.firms.row_of(link.taker);
        CHECK(giver != taker);
        CHECK((bench.firms.adopted[giver] & bench.firms.adopted[taker] & 1u) == 1u);
        CHECK(link.giver_segment == link.taker_segment); // facilitated in the own cluster
        CHECK(bench.firms.is_cluster(link.giver_segment));
        CHECK(givers.insert(link.giver_key).second);
        CHECK(takers.insert(link.taker_key).second);
        const std::uint32_t region = link.giver_segment;
        const auto has = symbiosis::material_traits(bench.parameters, traits.block(link.giver_key).word,
                                                    bench.firms.sector[giver], symbiosis::square_of(region, 2));
        const auto wants = symbiosis::material_traits(bench.parameters, traits.block(link.taker_key).word,
                                                      bench.firms.sector[taker], symbiosis::square_of(region, 2));
        CHECK(has.by_product == wants.wanted);
        CHECK(link.material == has.by_product);
        // Hand-computed: what the giver leaves over or the taker can use, priced by the tonne, halved.
        const auto input = [&](std::uint32_t row) {
            return bench.parameters.material_intensity[bench.firms.sector[row]] * 100.0 * 200000.0;
        };
        const double tonnes = std::min(0.12 * 0.5 * input(giver), 0.15 * input(taker)) / 1000.0;
        const double km = static_cast<double>(link.metres) / 1000.0;
        CHECK(km == Approx(symbiosis::distance(has, wants)).margin(0.001));
        paid += 2 * to_cents(tonnes * (80.0 + 0.7 * 120.0 - 0.12 * km) / 24.0);
    }
    Cents received = 0;
    bench.for_all([&](std::uint32_t row, std::uint32_t) { received += bench.firms.liquidity[row]; });
    CHECK(std::abs(received - paid) <= static_cast<Cents>(2 * bench.links())); // roundings
    CHECK(bench.ledger.balance(Ledger::firms) == received);
    CHECK(bench.ledger.balance(Ledger::customers) == -received);
    CHECK(bench.state.saved[0] + bench.state.saved[1] == received);
    CHECK(bench.state.ready[0] < static_cast<std::int32_t>(Park::size));
    CHECK(bench.state.linked[2] == 0);
}

TEST_CASE("links need trust, nearness, a gain, and to be seen", "[symbiosis]") {
    Park plain;
    plain.step();
    const std::size_t usual = plain.links();
    REQUIRE(usual > 50);
    SECTION("trust") {
        Park bench;
        bench.for_all([&](std::uint32_t row, std::uint32_t) { bench.firms.trust[row] = 0.4f; });
        bench.step();
        CHECK(bench.links() == 0);
    }
    SECTION("distance") {
        Park bench;
        bench.parameters.kernel = 5.0; // without it freight alone makes firms prefer near partners
        bench.step();
        CHECK(bench.links() < usual * 2 / 3);
        double near = 0.0;
        double far = 0.0;
        for (const SymbiosisLink& link : bench.state.links) {
            near += link.metres;
        }
        for (const SymbiosisLink& link : plain.state.links) {
            far += link.metres;
        }
        CHECK(near / static_cast<double>(bench.links()) < 0.7 * far / static_cast<double>(usual));
    }
    SECTION("gain") {
        Park bench;
        bench.parameters.fixed = 1e9;
        bench.step();
        CHECK(bench.links() == 0);
    }
    SECTION("facilitation") {
        Park bench;
        bench.pathway.collaboration_intensity = {1.0, 0.0};
        bench.step();
        CHECK(bench.state.member_links[0] > 0);
        CHECK(bench.state.member_links[1] == 0);
    }
    SECTION("a platform joins clusters that have one") {
        Park bench;
        bench.pathway.collaboration_intensity = {0.0, 0.0};
        bench.parameters.platform = 1e6;
        bench.step();
        CHECK(bench.links() == 0);
        bench.state.platform_reach = {1.0, 1.0};
        bench.step();
        std::size_t across = 0;
        for (const SymbiosisLink& link : bench.state.links) {
            CHECK(link.channel == listed);
            CHECK((link.giver_segment < 2 && link.taker_segment < 2));
            across += link.giver_segment != link.taker_segment ? 1 : 0;
        }
        CHECK(across > 10);
        Park thin;
        thin.pathway.collaboration_intensity = {0.0, 0.0};
        thin.parameters.platform = 1e6;
        thin.state.platform_reach = {1.0, 0.1};
        thin.step();
        CHECK(thin.links() > 0);
        CHECK(thin.links() < bench.links());
    }
    SECTION("unaided, in the region, members and others") {
        Park bench;
        bench.parameters.facilitation = 0.0;
        bench.step();
        CHECK(bench.links() == 0);
        bench.parameters.unaided = 1e6;
        bench.step();
        bool mixed = false;
        for (const SymbiosisLink& link : bench.state.links) {
            CHECK(link.giver_segment % 2 == link.taker_segment % 2); // regions 0 and 1
            mixed = mixed || bench.firms.is_cluster(link.giver_segment) != bench.firms.is_cluster(link.taker_segment);
        }
        CHECK(mixed);
    }
}

TEST_CASE("symbiosis::end_links: links end by themselves, with their partners, and when a partner leaves",
          "[symbiosis]") {
    Park bench;
    bench.step();
    bench.parameters.facilitation = 0.0; // nothing new
    const std::size_t before = bench.links();
    const SymbiosisLink first = bench.state.links[0];
    SECTION("closing, and the handle used again") {
        bench.firms.remove(first.taker);
        bench.firms.release_handles();
        const std::uint32_t row = bench.firms.add(first.taker_segment, 12345);
        REQUIRE(bench.firms.handle[row] == first.taker);
        bench.firms.adopted[row] = 1;
        bench.firms.employees[row] = 100.0f;
        bench.firms.renew_blocks();
        bench.step();
        CHECK(bench.links() < before);
        for (const SymbiosisLink& link : bench.state.links) {
            CHECK((link.taker != first.taker && link.giver != first.taker));
        }
    }
    SECTION("leaving the cluster") {
        bench.firms.move(first.giver, 2);
        bench.firms.renew_blocks();
        bench.step();
        CHECK(bench.links() < before);
        CHECK(bench.state.links[0].giver_key != first.giver_key);
    }
    SECTION("giving the practice up") {
        bench.firms.adopted[bench.firms.row_of(first.taker)] = 2;
        bench.step();
        CHECK(bench.links() < before);
        CHECK(bench.state.links[0].giver_key != first.giver_key);
    }
    SECTION("nothing left to gain") {
        bench.parameters.fixed = 1e9;
        bench.step();
        CHECK(bench.links() == 0);
        CHECK(bench.state.broken == static_cast<std::int64_t>(before));
    }
    SECTION("a rate") {
        bench.parameters.break_rate = 12.0; // 1 - 1/e a month
        bench.step();
        const double kept = static_cast<double>(bench.links()) / static_cast<double>(before);
        CHECK(std::abs(kept - sim::exponential(-1.0)) < 4.0 * std::sqrt(0.233 / static_cast<double>(before)));
    }
    SECTION("joining a cluster does not end it") {
        Park outside;
        outside.parameters.facilitation = 0.0;
        outside.parameters.unaided = 1e6;
        outside.pathway.collaboration_intensity = {0.0, 0.0};
        outside.step();
        outside.parameters.unaided = 0.0;
        const auto found = std::find_if(outside.state.links.begin(), outside.state.links.end(),
                                        [](const SymbiosisLink& link) { return link.giver_segment == 2; });
        REQUIRE(found != outside.state.links.end());
        const std::size_t links = outside.links();
        outside.firms.move(found->giver, 0);
        outside.firms.renew_blocks();
        outside.step();
        CHECK(outside.links() == links);
    }
}

TEST_CASE("supply shocks break links of the regions and sectors they hit", "[symbiosis]") {
    Park bench;
    bench.step();
    const std::size_t before = bench.links();
    Column<std::array<double, sector_count>> probability(2);
    const sim::RandomStream draws = bench.random.stream(symbiosis::symbiosis_stream, 99);
    CHECK(symbiosis::break_links(probability, bench.identity, draws, bench.firms, bench.firms, bench.state) == 0);
    CHECK(bench.links() == before);
    probability[1].fill(1.0);
    const std::size_t broken =
        symbiosis::break_links(probability, bench.identity, draws, bench.firms, bench.firms, bench.state);
    CHECK(broken > 0);
    CHECK(broken + bench.links() == before);
    for (const SymbiosisLink& link : bench.state.links) {
        CHECK(link.giver_segment == 0);
    }
    probability[0][bench.firms.sector[bench.firms.row_of(bench.state.links[0].giver)]] = 1.0;
    CHECK(symbiosis::break_links(probability, bench.identity, draws, bench.firms, bench.firms, bench.state) > 0);
    CHECK(bench.links() > 0);
}

TEST_CASE("materials in are materials out, and a by-product given twice is noticed", "[symbiosis]") {
    Park bench;
    bench.step();
    const MaterialAccounts& accounts = bench.state.materials;
    const auto sum = [](const MaterialAccounts::Column& column) {
        std::int64_t total = 0;
        for (const std::int64_t value : column) {
            total += value;
        }
        return total;
    };
    CHECK(accounts.residual == 0);
    CHECK(sum(accounts.received) > 0);
    CHECK(sum(accounts.received) == sum(accounts.given));
    CHECK(sum(accounts.virgin) + sum(accounts.recycled) + sum(accounts.received) == sum(accounts.input));
    CHECK(sum(accounts.product) + sum(accounts.given) + sum(accounts.disposed) == sum(accounts.input));
    // One firm by hand: sector 0, 100 employees, 0.05 kg/EUR.
    const double kilograms = 0.05 * 100.0 * 200000.0 / 12.0;
    std::int64_t firms_of_sector = 0;
    bench.for_all([&](std::uint32_t row, std::uint32_t) { firms_of_sector += bench.firms.sector[row] == 0; });
    CHECK(accounts.input[MaterialAccounts::cell(0, 0, 0)] + accounts.input[MaterialAccounts::cell(1, 0, 0)] ==
          firms_of_sector * static_cast<std::int64_t>(kilograms));
    // A practice that spares material spares virgin material.
    const std::int64_t virgin = sum(accounts.virgin);
    const std::int64_t recycled = sum(accounts.recycled);
    bench.parameters.facilitation = 0.0;
    bench.state.links.clear();
    bench.for_all([&](std::uint32_t row, std::uint32_t) { bench.firms.adopted[row] = 3; });
    bench.step();
    CHECK(sum(accounts.virgin) < virgin);
    CHECK(sum(accounts.recycled) == recycled);
    CHECK(accounts.residual == 0);

    bench.parameters.facilitation = 1e6;
    bench.step();
    REQUIRE(bench.links() > 0);
    bench.state.links.push_back(bench.state.links[0]);
    bench.bench.run<Step<symbiosis::about, symbiosis::measure_links>>();
    bench.account({bench.month, 2021.0, false, true, 0});
    CHECK(accounts.residual > 0);
}

TEST_CASE("symbiosis without firms, without practices and during burn-in does nothing", "[symbiosis]") {
    Park empty;
    empty.firms = test::make_firms({0, 0, 0, 0}, 2);
    empty.step();
    CHECK(empty.links() == 0);
    CHECK(empty.state.materials.residual == 0);
    Park unready;
    unready.practices.entries[0].by_product = false;
    unready.practices.derive();
    unready.step();
    CHECK(unready.links() == 0);
    Park early;
    early.run({3, 2018.0, true, false, 60});
    CHECK(early.links() == 0);
    CHECK(early.state.materials.residual == 0);
}

TEST_CASE("a practice that needs a partner saves nothing by itself", "[symbiosis]") {
    Practice practice;
    practice.saving = 0.01;
    practice.rebound = 0.1;
    CHECK(practice.own_saving() == Approx(0.009));
    practice.by_product = true;
    CHECK(practice.own_saving() == 0.0);
    CHECK(practice.net_saving() == Approx(0.009));
}

TEST_CASE("a supply shock breaks a link with the greater of its partners' probabilities", "[symbiosis]") {
    Park bench;
    bench.step();
    const auto before = static_cast<double>(bench.links());
    REQUIRE(before > 50.0);
    // Both partners at 1/2: half of the links, not three quarters.
    Column<std::array<double, sector_count>> probability(2);
    probability[0].fill(0.5);
    probability[1].fill(0.5);
    const std::size_t broken =
        symbiosis::break_links(probability, bench.identity, bench.random.stream(symbiosis::symbiosis_stream, 99),
                               bench.firms, bench.firms, bench.state);
    CHECK(std::abs(static_cast<double>(broken) / before - 0.5) < 4.0 * std::sqrt(0.25 / before));
}

TEST_CASE("links that a supply shock breaks are counted", "[symbiosis]") {
    Park bench;
    bench.step();
    const auto before = static_cast<std::int64_t>(bench.links());
    bench.parameters.facilitation = 0.0; // nothing new
    bench.strike(supply_shock, 0.5, true);
    bench.step();
    CHECK(bench.state.broken > 0);
    CHECK(bench.state.broken == before - static_cast<std::int64_t>(bench.links()));
    // The shock goes on, but it begins only once.
    const std::size_t left = bench.links();
    bench.strike(supply_shock, 0.5, false);
    bench.step();
    CHECK(bench.state.broken == 0);
    CHECK(bench.links() == left);
}

TEST_CASE("in a slump materials and savings of links fall with output, and still add up", "[symbiosis]") {
    Park bench;
    bench.step();
    bench.parameters.facilitation = 0.0;
    bench.step();
    const auto sum = [](const MaterialAccounts::Column& column) {
        std::int64_t total = 0;
        for (const std::int64_t value : column) {
            total += value;
        }
        return static_cast<double>(total);
    };
    const MaterialAccounts usual = bench.state.materials;
    const Column<Cents> saved = bench.state.saved;
    const std::size_t links = bench.links();
    bench.strike(demand_shock, 0.4, false);
    bench.step();
    const MaterialAccounts& slump = bench.state.materials;
    CHECK(bench.links() == links);
    CHECK(slump.residual == 0);
    for (const auto column : {&MaterialAccounts::input, &MaterialAccounts::virgin, &MaterialAccounts::recycled,
                              &MaterialAccounts::received, &MaterialAccounts::given}) {
        REQUIRE(sum(usual.*column) > 0.0);
        CHECK(sum(slump.*column) / sum(usual.*column) == Approx(0.6).epsilon(1e-3));
    }
    CHECK(static_cast<double>(bench.state.saved[0]) / static_cast<double>(saved[0]) == Approx(0.6).epsilon(1e-3));
    CHECK(slump.jobs == usual.jobs);
    // Only where it strikes.
    bench.shocks.strength[demand_shock][0] = {};
    bench.step();
    CHECK(bench.state.saved[0] == saved[0]);
    CHECK(bench.state.saved[1] < saved[1]);
    CHECK(bench.state.materials.residual == 0);
}

TEST_CASE("a pair that links for the first time is credited once, apart from adoptions", "[symbiosis]") {
    Park bench;
    bench.step();
    REQUIRE(bench.links() > 50);
    double saving = 0.0;
    std::int32_t partners = 0;
    for (std::size_t segment = 0; segment < 4; ++segment) {
        CHECK(bench.delivery.adoption_savings[segment] == 0.0);
        saving += bench.delivery.link_savings[segment];
        partners += bench.delivery.new_pairs[segment];
    }
    CHECK(partners == static_cast<std::int32_t>(2 * bench.links()));
    // What the links pay in the month is a twelfth of it, but for roundings.
    Cents paid = 0;
    for (const Cents saved : bench.state.saved) {
        paid += saved;
    }
    CHECK(saving / 12.0 == Approx(to_eur(paid)).epsilon(1e-4));
    // The same pairs again: nothing new.
    std::set<std::pair<std::uint64_t, std::uint64_t>> before;
    for (const SymbiosisLink& link : bench.state.links) {
        before.insert({link.giver_key, link.taker_key});
    }
    bench.state.links.clear();
    bench.delivery.resize(4);
    bench.step();
    std::int32_t new_partners = 0;
    for (const SymbiosisLink& link : bench.state.links) {
        new_partners += before.count({link.giver_key, link.taker_key}) == 0 ? 2 : 0;
    }
    REQUIRE(new_partners < static_cast<std::int32_t>(2 * bench.links()));
    CHECK(bench.delivery.new_pairs[0] + bench.delivery.new_pairs[1] == new_partners);
    CHECK(std::is_sorted(bench.state.known.begin(), bench.state.known.end()));
    // What was there in the first month is nobody's merit.
    Park first;
    first.month = 0;
    first.step();
    REQUIRE(first.links() > 50);
    CHECK(first.state.known.size() == first.links());
    CHECK(first.delivery.link_savings == Column<double>(4, 0.0));
}

} // namespace test_symbiosis
