// Points of a sweep are resolved into scenarios that are used again and again: nothing of a point stays for the next.
#include <string>
#include <vector>

#include "models/program/sweep_definition.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_sweep_definition {

using namespace actorhood::tests;
namespace program = actorhood::models::program;
namespace sim = actorhood::sim;

TEST_CASE("a point is what it says, whatever points were resolved before it", "[sweep]") {
    const TemporaryFolder folder;
    program::SweepDefinition definition;
    definition.base = program::read_scenario(write_scenario(folder.path(), "small").string(), {});
    const auto identity_by = [](const sim::PointResolver& resolve, const std::vector<std::string>& settings) {
        return resolve({{}, settings, 0}).identity;
    };
    const sim::PointResolver used = program::point_resolver(definition);
    const std::string plain = identity_by(used, {});
    const std::vector<std::vector<std::string>> points{
        {"accountability.effort=0.9"},
        {"practice.waste_minimisation.cost=0.01", "mechanisms.policy=false"},
        {"cluster=[{name=\"textile\", members=7}]"},
        {"time.years=1", "funding.mix={core=1, project=0, fees=0, services=0}"},
        {"programme=[{name=\"v\"}]"},
    };
    for (const std::vector<std::string>& settings : points) {
        INFO(settings.front());
        const std::string changed = identity_by(used, settings);
        CHECK(changed != plain);
        CHECK((changed == identity_by(program::point_resolver(definition), settings)));
        CHECK((identity_by(used, {}) == plain));
    }
    CHECK_THROWS_AS(identity_by(used, {"funding.level=1", "accountability.effort=7"}), sim::Error);
    CHECK((identity_by(used, {}) == plain));
}

} // namespace test_sweep_definition
