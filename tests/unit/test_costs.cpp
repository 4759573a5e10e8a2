#include "models/mechanisms/costs.hpp"
#include "tests/catch.hpp"
#include "tests/support/bench.hpp"

namespace test_costs {

using namespace actorhood;
using namespace actorhood::models;

TEST_CASE("costs::count and costs::book add up what members use and what all payers give, after burn-in") {
    tests::Bench bench({2, 1, 1}, 2);
    Firms& firms = bench.firms();
    firms.adopted[0] = 7u;
    firms.employees[0] = 10.0f;
    firms.adopted[1] = 1u;
    firms.employees[1] = 200.0f;
    firms.adopted[firms.segment(2).begin] = 15u; // outside
    Funding& funding = bench.clusters().funding;
    funding.income[1] = {100, 200, 300, 400};
    funding.levy_income[1] = 50;
    const costs::Account& account = bench.model().kept.get<costs::Account>();
    const auto book = [&](bool burn_in) {
        bench.run_in<OnePass<Step<costs::about, costs::count>>, Step<costs::about, costs::book>>(
            {3, 2020.0, burn_in, false, 0});
    };
    book(true);
    CHECK(account.practices == Column<double>{4.0, 0.0});
    CHECK(account.practice_years == Column<double>{0.0, 0.0});
    CHECK(account.money == Column<double>{0.0, 0.0});
    book(false);
    firms.adopted[0] = 1u; // two are given up
    book(false);
    CHECK(account.practices[0] == 2.0);
    CHECK(account.practice_years[0] == Approx((4.0 + 2.0) / 12.0));
    CHECK(account.job_years[0] == Approx((3.0 * 10.0 + 200.0 + 10.0 + 200.0) / 12.0));
    CHECK(account.money[0] == 0.0);
    CHECK(account.money[1] == Approx(2.0 * 10.5));
}

} // namespace test_costs
