// The core without files, threads and libraries makes the same state as the whole program.
#include <cinttypes>
#include <cstdio>

#include "models/transition.hpp"
#include "tests/catch.hpp"
#include "tests/core/core_parameters.hpp"
#include "tests/support/program.hpp"

namespace test_core_alone {

using namespace actorhood;
using namespace actorhood::tests;

TEST_CASE("the core alone makes the state of the whole program", "[same bytes]") {
    const models::Parameters parameters = core_parameters();
    models::TransitionSimulation simulation(parameters, 0);
    REQUIRE(simulation.steps() == static_cast<std::uint32_t>(core_months));
    const std::uint64_t start = simulation.state_hash();
    while (simulation.step() < simulation.steps()) {
        simulation.advance();
    }
    CHECK(simulation.state_hash() != start);
    char text[32];
    std::snprintf(text, sizeof text, "%016" PRIx64 "\n", simulation.state_hash());
    const Finished alone = Process({ACTORHOOD_CORE_ALONE}).wait();
    CHECK(alone.code == 0);
    CHECK(alone.output == text);
}

} // namespace test_core_alone
