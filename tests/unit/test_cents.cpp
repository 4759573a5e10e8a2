#include "models/rules/cents.hpp"

#include <cmath>
#include <limits>

#include "sim/core/random.hpp"
#include "tests/catch.hpp"

namespace test_cents {

using namespace actorhood;
using namespace actorhood::models;
using rules::AnyAmounts;
using rules::SmallAmounts;

namespace {

/// Amounts of all sizes below 2^51: a random mantissa with a random exponent, and what lies halfway between cents.
double amount(const sim::RandomStream& draws, std::uint64_t i) {
    const double size = std::ldexp(draws.uniform(i, 0), static_cast<int>(draws.uniform(i, 1) * 70.0) - 18);
    return draws.uniform(i, 2) < 0.3 ? std::floor(size) + 0.5 : size;
}

} // namespace

TEST_CASE("both ways between cents and numbers agree on amounts below 2^51") {
    const sim::RandomStream draws = sim::Random(3, 0).fixed(sim::Stream{1});
    for (std::uint64_t i = 0; i < 200000; ++i) {
        const double value = amount(draws, i);
        const Cents cents = static_cast<Cents>(value);
        if (SmallAmounts::nearest(value) != AnyAmounts::nearest(value) ||
            SmallAmounts::nearest(-value) != AnyAmounts::nearest(-value) ||
            SmallAmounts::whole(value) != AnyAmounts::whole(value) ||
            SmallAmounts::number(cents) != AnyAmounts::number(cents) ||
            SmallAmounts::number(-cents) != AnyAmounts::number(-cents)) {
            INFO(value);
            FAIL("they differ");
        }
    }
    constexpr Cents limit = Cents{1} << 51;
    for (const Cents cents : {Cents{0}, Cents{1}, Cents{-1}, limit - 1, -limit}) {
        CHECK(SmallAmounts::number(cents) == static_cast<double>(cents));
        CHECK(SmallAmounts::nearest(static_cast<double>(cents)) == cents);
    }
    CHECK(SmallAmounts::whole(static_cast<double>(limit - 1)) == limit - 1);
    CHECK(SmallAmounts::whole(0.999999) == 0);
    CHECK(AnyAmounts::nearest(2.5) == 2);
    CHECK(AnyAmounts::nearest(-3.5) == -4);
}

TEST_CASE("amounts are called large from 2^50 cents on") {
    constexpr Cents limit = Cents{1} << 50;
    CHECK(rules::too_large(limit - 1, 0x1p50) == 0);
    CHECK(rules::too_large(-limit, -0x1p50) == 0);
    CHECK(rules::too_large(limit, 0.0) != 0);
    CHECK(rules::too_large(-limit - 1, 0.0) != 0);
    CHECK(rules::too_large(std::numeric_limits<Cents>::min(), 0.0) != 0);
    CHECK(rules::too_large(std::numeric_limits<Cents>::max(), 0.0) != 0);
    CHECK(rules::too_large(0, std::nextafter(0x1p50, 0x1p51)) != 0);
    CHECK(rules::too_large(0, -std::numeric_limits<double>::infinity()) != 0);
    CHECK(rules::too_large(0, std::numeric_limits<double>::quiet_NaN()) != 0);
}

} // namespace test_cents
