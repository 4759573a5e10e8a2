#include "models/mechanisms/symbiosis.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/math.hpp"
#include "tests/catch.hpp"
#include "tests/unit/firm_fixture.hpp"

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
        const auto any = symbiosis::material_traits(p, words, 3, 4, 9);
        all.insert(any.by_product);
        CHECK((any.east >= 130.0f && any.east < 260.0f)); // region 4 of nine is the middle of the grid
        CHECK((any.north >= 130.0f && any.north < 260.0f));
        p.typical = 1.0;
        typical.insert(symbiosis::material_traits(p, words, 3, 4, 9).wanted);
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
                                                    bench.firms.sector[giver], region, 2);
        const auto wants = symbiosis::material_traits(bench.parameters, traits.block(link.taker_key).word,
                                                      bench.firms.sector[taker], region, 2);
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

namespace {

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
    const auto traits = symbiosis::material_traits(trio.parameters, words, 4, 0, 1);
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
    "symbiosis::measure_links notes where partners are, what they save and what they move; end_links did before",
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
