// Declared bounds are those within which the model works: any scenario inside them is refused with a reason, or runs.
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "models/transition.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "tests/catch.hpp"
#include "tests/support/world.hpp"

namespace test_bounds {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace models = actorhood::models;

namespace {

/// What makes a world small and a run short is not drawn.
bool is_left(const std::string& key) {
    for (const char* const table :
         {"run.", "time.", "output.", "population.clusters", "population.members_per_cluster",
          "population.outside_firms", "population.regions"}) {
        if (key.starts_with(table)) {
            return true;
        }
    }
    return false;
}

class Draws {
public:
    explicit Draws(std::uint32_t seed) : random_(seed) {}

    double share() { return static_cast<double>(random_()) * 0x1p-32; }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(share() * static_cast<double>(count)); }
    /// Ends often, because faults live there; small numbers of a wide range as often as large ones.
    double between(double low, double high) {
        const std::size_t kind = below(4);
        if (kind < 2) {
            return kind == 0 ? low : high;
        }
        const double least = std::max(low, high * 1e-6);
        return kind == 2 || least <= 0.0 ? low + share() * (high - low) : least * std::pow(high / least, share());
    }

private:
    std::mt19937 random_;
};

/// A value inside the bounds as TOML; "" where there are no bounds.
std::string value_of(const sim::Parameter& parameter, Draws& draws) {
    using Kind = sim::Parameter::Kind;
    const bool bounded = std::isfinite(parameter.low) && std::isfinite(parameter.high);
    switch (parameter.kind) {
    case Kind::boolean:
        return draws.below(2) == 0 ? "true" : "false";
    case Kind::choice:
        return sim::toml_text(parameter.labels[draws.below(parameter.labels.size())]);
    case Kind::real:
        return bounded ? sim::toml_real(draws.between(parameter.low, parameter.high)) : "";
    case Kind::integer:
        return bounded ? std::to_string(std::llround(draws.between(parameter.low, parameter.high))) : "";
    case Kind::vector: {
        std::string text;
        for (std::size_t i = 0; bounded && i < parameter.labels.size(); ++i) {
            text += (i == 0 ? "[" : ", ") + sim::toml_real(draws.between(parameter.low, parameter.high));
        }
        return text.empty() ? "" : text + "]";
    }
    default:
        return "";
    }
}

/// Draws a scenario and runs it for two years; true if it was not refused.
bool runs(std::uint32_t seed) {
    Draws draws(seed);
    models::Parameters declared;
    sim::Schema schema;
    models::Parameters::declare(schema, declared);
    Settings settings = small_population() + Settings{"time.years=1", "time.burn_in_years=1"};
    const std::vector<std::size_t> numbers{1, 3, 10, 40};
    for (std::size_t left = numbers[seed % numbers.size()]; left > 0; --left) {
        const sim::Parameter& parameter = schema.parameters()[draws.below(schema.parameters().size())];
        const std::string value = is_left(parameter.key) ? "" : value_of(parameter, draws);
        if (!value.empty()) {
            settings.push_back(parameter.key + "=" + value);
        }
    }
    std::string all;
    for (const std::string& setting : settings) {
        all += setting + "\n";
    }
    INFO("seed " << seed << "\n" << all);
    try {
        const auto scenario = baseline_with(settings);
        models::TransitionSimulation simulation(scenario->parameters, 0);
        while (simulation.step() < simulation.steps()) {
            simulation.advance();
        }
        return true;
    } catch (const sim::ConfigurationError& refusal) {
        CHECK_FALSE(std::string(refusal.what()).empty());
        return false;
    } catch (const std::exception& fault) {
        FAIL_CHECK(fault.what());
        return false;
    }
}

void check_seeds(std::uint32_t first, std::uint32_t count) {
    std::uint32_t ran = 0;
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        ran += runs(seed) ? 1u : 0u;
    }
    CHECK(ran > count / 4);
}

} // namespace

TEST_CASE("a hundred random scenarios within the declared bounds run or are refused with a reason", "[case 44]") {
    check_seeds(1, 100);
}

TEST_CASE("ten thousand random scenarios within the declared bounds run or are refused with a reason",
          "[.long][case 44]") {
    check_seeds(1000, 10'000);
}

} // namespace test_bounds
