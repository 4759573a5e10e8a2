#include "tests/support/world.hpp"

#include <cmath>
#include <span>

#include "sim/config/document.hpp"
#include "tests/catch.hpp"

namespace actorhood::tests {

namespace {

const std::string scenarios = std::string(ACTORHOOD_SOURCE_DIR) + "/scenarios/";

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

} // namespace

Settings operator+(Settings first, const Settings& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

Settings small_population() {
    return {"population.clusters=3", "population.members_per_cluster=40", "population.outside_firms=300",
            "population.regions=3"};
}

std::unique_ptr<models::program::Scenario> baseline_with(const Settings& settings) {
    return models::program::read_scenario(scenarios + "baseline.toml", settings);
}

std::unique_ptr<models::program::Scenario> scenario_from(const std::string& text, const Settings& settings) {
    auto scenario = std::make_unique<models::program::Scenario>();
    sim::ReadOptions options;
    options.set = settings;
    scenario->reading = sim::read_text("include = [\"" + scenarios + "baseline.toml\"]\n" + text, "test scenario",
                                       options, scenario->schema);
    return scenario;
}

std::vector<std::pair<std::string, Settings>> funding_mixes() {
    const auto mix = [](const char* core, const char* project, const char* fees, const char* services) {
        return Settings{"funding.jitter=false", std::string("funding.mix.core=") + core,
                        std::string("funding.mix.project=") + project, std::string("funding.mix.fees=") + fees,
                        std::string("funding.mix.services=") + services};
    };
    return {{"core only", mix("1.0", "0.0", "0.0", "0.0")},
            {"project only", mix("0.0", "1.0", "0.0", "0.0")},
            {"fees only", mix("0.0", "0.0", "1.0", "0.0")},
            {"services only", mix("0.0", "0.0", "0.0", "1.0")},
            {"balanced", mix("0.25", "0.25", "0.25", "0.25")}};
}

FinishedRun::FinishedRun(const models::program::Scenario& scenario, std::uint32_t replicate)
    : simulation_(scenario.parameters, replicate), record_(&simulation_.recorder().trajectory()) {
    for (std::size_t i = 0; i < record_->variables.size(); ++i) {
        positions_[simulation_.outputs().variables()[record_->variables[i]].name] = i;
    }
    while (simulation_.step() < simulation_.steps()) {
        simulation_.advance();
    }
}

std::size_t FinishedRun::position(std::string_view name) const {
    const auto found = positions_.find(name);
    INFO("output " << name);
    REQUIRE(found != positions_.end());
    return found->second;
}

const std::vector<double>& FinishedRun::values(std::string_view name) const {
    return record_->values[position(name)];
}

std::size_t FinishedRun::width(std::string_view name) const {
    for (const sim::OutputVariable& variable : simulation_.outputs().variables()) {
        if (variable.name == name) {
            return variable.size;
        }
    }
    return 0;
}

std::vector<double> FinishedRun::last(std::string_view name) const {
    const std::vector<double>& all = values(name);
    return {all.end() - static_cast<std::ptrdiff_t>(width(name)), all.end()};
}

double FinishedRun::sum(std::string_view name) const {
    double total = 0.0;
    for (const double value : values(name)) {
        total += std::isnan(value) ? 0.0 : value;
    }
    return total;
}

bool FinishedRun::constant(std::string_view name) const {
    const std::vector<double>& all = values(name);
    const std::size_t row = width(name);
    for (std::size_t i = row; i < all.size(); ++i) {
        if (!same(all[i], all[i - row])) {
            return false;
        }
    }
    return !all.empty();
}

bool same_values(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

} // namespace actorhood::tests
