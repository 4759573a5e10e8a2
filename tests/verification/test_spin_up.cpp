// January 2020: slow stocks of organisations are where a long burn-in takes them, and nothing jumps when adoption begins.
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_spin_up {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

/// Some replicates of a small world of which burn-in is recorded.
class Starts {
public:
    explicit Starts(const Settings& settings)
        : scenario_(baseline_with(Settings{"population.clusters=8", "population.outside_firms=500", "time.years=1",
                                           "output.burn_in=true"} +
                                  settings)) {
        for (std::uint32_t r = 0; r < 6; ++r) {
            runs_.push_back(std::make_unique<FinishedRun>(*scenario_, r));
        }
    }
    /// Mean over clusters and replicates in a recorded month; of the `parts` of a cluster the one numbered `part`.
    [[nodiscard]] double mean(const std::string& name, std::size_t month, std::size_t parts = 1,
                              std::size_t part = 0) const {
        double sum = 0.0;
        std::size_t count = 0;
        for (const auto& run : runs_) {
            const std::size_t width = run->width(name);
            for (std::size_t at = part; at < width; at += parts, ++count) {
                sum += run->values(name)[month * width + at];
            }
        }
        return sum / static_cast<double>(count);
    }
    /// Change a month between two months.
    [[nodiscard]] double change(const std::string& name, std::size_t from, std::size_t to, std::size_t parts = 1,
                                std::size_t part = 0) const {
        return (mean(name, to, parts, part) - mean(name, from, parts, part)) / static_cast<double>(to - from);
    }

private:
    std::unique_ptr<models::program::Scenario> scenario_;
    std::vector<std::unique_ptr<FinishedRun>> runs_;
};

} // namespace

TEST_CASE("five years of burn-in with spin-up take slow stocks to where 25 years take them") {
    const Starts spun({"time.burn_in_years=5"});
    const Starts burnt({"time.burn_in_years=25", "time.spin_up_pace=1"});
    const auto near = [&](const std::string& name, double tolerance, std::size_t parts = 1, std::size_t part = 0) {
        INFO(name << ' ' << part);
        CHECK(spun.mean(name, 59, parts, part) == Approx(burnt.mean(name, 299, parts, part)).epsilon(tolerance));
    };
    for (std::size_t stage = 0; stage < 4; ++stage) {
        near("pathway_stock", 0.15, 4, stage);
    }
    near("legitimacy", 0.05, 4, 0);
    near("reflexivity", 0.08);
    near("recognition", 0.08);
    // Without spin-up five years are too few: what the tolerances above are worth.
    const Starts early({"time.burn_in_years=5", "time.spin_up_pace=1"});
    CHECK(early.mean("pathway_stock", 59, 4, 2) < 0.5 * burnt.mean("pathway_stock", 299, 4, 2));
}

TEST_CASE("nothing jumps in January 2020: first differences before and after") {
    const Starts world({"time.burn_in_years=5"});
    // Changes a month from July to December 2019, in January 2020, and to June.
    CHECK(std::abs(world.change("resistance", 53, 59)) < 0.001);
    CHECK(std::abs(world.change("resistance", 59, 60)) < 0.003);
    // It rises faster after than before (MODEL.md 12): 0.0011 a month when this was written.
    CHECK(std::abs(world.change("resistance", 60, 65)) < 0.0015);
    CHECK(std::abs(world.change("skill_gap", 59, 60)) < 0.003);
    CHECK(std::abs(world.change("circular_material_use_rate", 59, 60)) < 0.0005);
    CHECK(std::abs(world.change("pathway_stock", 59, 60, 4, 2)) < 0.03);
    CHECK(world.mean("all_symbiosis_links", 58) == 0.0);
    CHECK(world.mean("all_symbiosis_links", 59) > 10.0); // the first links are there when the year begins
    CHECK(std::abs(world.change("all_symbiosis_links", 59, 62)) < 0.1 * world.mean("all_symbiosis_links", 59));
}

} // namespace test_spin_up
