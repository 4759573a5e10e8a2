#include "tests/support/ensemble.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"
#include "tests/support/statistics.hpp"

namespace actorhood::tests {

std::size_t replicates(std::size_t usual) {
    const char* const wish = std::getenv("ACTORHOOD_REPLICATES");
    const long wanted = wish == nullptr ? 0 : std::strtol(wish, nullptr, 10);
    return wanted <= 0 ? usual : std::max<std::size_t>(3, static_cast<std::size_t>(wanted));
}

bool on_trial() { return std::getenv("ACTORHOOD_REPLICATES") != nullptr; }

double student_quantile(std::size_t degrees_of_freedom) {
    constexpr std::array<double, 10> table{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228};
    if (degrees_of_freedom <= table.size()) {
        return table[std::max<std::size_t>(degrees_of_freedom, 1) - 1];
    }
    // Expansion around the normal quantile; better than 0.001 from eleven degrees of freedom on.
    constexpr double z = 1.959964;
    const double n = static_cast<double>(degrees_of_freedom);
    return z + (z * z * z + z) / (4.0 * n) + (5.0 * std::pow(z, 5) + 16.0 * z * z * z + 3.0 * z) / (96.0 * n * n);
}

Estimate estimate(std::span<const double> values) {
    REQUIRE(values.size() >= 2);
    const double mean = mean_of(values);
    const double n = static_cast<double>(values.size());
    const double error = spread_of(values) / std::sqrt(n - 1.0);
    const double reach = student_quantile(values.size() - 1) * error;
    return {mean, mean - reach, mean + reach};
}

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
    REQUIRE(a.size() == b.size());
    std::vector<double> result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        result.push_back(a[i] - b[i]);
    }
    return result;
}

double correlation(std::span<const double> x, std::span<const double> y) {
    std::vector<double> a;
    std::vector<double> b;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (std::isfinite(x[i]) && std::isfinite(y[i])) {
            a.push_back(x[i]);
            b.push_back(y[i]);
        }
    }
    const double spread_a = spread_of(a);
    const double spread_b = spread_of(b);
    if (a.size() < 3 || spread_a <= 1e-12 || spread_b <= 1e-12) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return slope_of(a, b) * spread_a / spread_b;
}

Ensemble::Ensemble(const Settings& settings, std::size_t count, const Probe& probe, const Change& change,
                   const std::string& text) {
    const auto begin = std::chrono::steady_clock::now();
    const auto scenario = scenario_from(text, settings);
    if (change) {
        change(scenario->parameters);
    }
    records_.resize(count);
    if (count == 0) {
        return;
    }
    sim::parallel_for(count, [&](std::size_t r) {
        models::TransitionSimulation simulation(scenario->parameters, static_cast<std::uint32_t>(r));
        while (simulation.step() < simulation.steps()) {
            if (probe && simulation.step() >= simulation.model().world.calendar.burn_in) {
                probe(r, simulation.model());
            }
            simulation.advance();
        }
        if (probe) {
            probe(r, simulation.model());
        }
        records_[r] = simulation.recorder().trajectory();
    });
    models::Parameters small = scenario->parameters; // the outputs of a small world have the same names and axes
    small.population.outside_firms = 0;
    small.population.members_per_cluster = 0.0;
    models::TransitionSimulation sample(small, 0);
    const sim::Outputs& outputs = sample.outputs();
    for (std::size_t i = 0; i < records_.front().variables.size(); ++i) {
        const sim::OutputVariable& output = outputs.variables()[records_.front().variables[i]];
        Variable entry{i, output.size, {}};
        for (const std::size_t axis : output.axes) {
            entry.axes.push_back(outputs.axes()[axis]);
        }
        variables_[output.name] = std::move(entry);
    }
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

const Ensemble::Variable& Ensemble::variable(std::string_view name) const {
    const auto found = variables_.find(name);
    INFO("output " << name);
    REQUIRE(found != variables_.end());
    return found->second;
}

std::vector<std::string> Ensemble::names() const {
    std::vector<std::string> all;
    for (const auto& [name, entry] : variables_) {
        all.push_back(name);
    }
    return all;
}

std::size_t Ensemble::place(std::string_view name, std::initializer_list<std::string_view> labels) const {
    const Variable& entry = variable(name);
    REQUIRE(labels.size() == entry.axes.size());
    std::size_t position = 0;
    std::size_t axis = 0;
    for (const std::string_view label : labels) {
        const std::vector<std::string>& all = entry.axes[axis++].labels;
        const auto found = std::find(all.begin(), all.end(), label);
        INFO("label " << label << " of " << name);
        REQUIRE(found != all.end());
        position = position * all.size() + static_cast<std::size_t>(found - all.begin());
    }
    return position;
}

const std::vector<double>& Ensemble::values(std::size_t replicate, std::string_view name) const {
    return records_[replicate].values[variable(name).position];
}

std::vector<double> Ensemble::series(std::size_t replicate, std::string_view name, std::size_t place) const {
    const std::size_t row = width(name);
    const std::vector<double>& all = values(replicate, name);
    std::vector<double> one;
    for (std::size_t i = place; i < all.size(); i += row) {
        one.push_back(all[i]);
    }
    return one;
}

std::vector<double> Ensemble::places(std::size_t replicate, std::string_view name, double from, double to) const {
    const std::size_t row = width(name);
    const std::vector<double>& all = values(replicate, name);
    std::vector<double> sums(row, 0.0);
    std::vector<double> counts(row, 0.0);
    for (std::size_t t = 0; t < times().size(); ++t) {
        if (times()[t] < from - 1e-6 || times()[t] >= to - 1e-6) {
            continue;
        }
        for (std::size_t i = 0; i < row; ++i) {
            if (!std::isnan(all[t * row + i])) {
                sums[i] += all[t * row + i];
                counts[i] += 1.0;
            }
        }
    }
    for (std::size_t i = 0; i < row; ++i) {
        sums[i] = counts[i] > 0.0 ? sums[i] / counts[i] : std::numeric_limits<double>::quiet_NaN();
    }
    return sums;
}

std::vector<double> Ensemble::mean(std::string_view name, double from, double to) const {
    std::vector<double> result;
    for (std::size_t r = 0; r < size(); ++r) {
        std::vector<double> all = places(r, name, from, to);
        std::erase_if(all, [](double value) { return std::isnan(value); });
        result.push_back(all.empty() ? std::numeric_limits<double>::quiet_NaN() : mean_of(all));
    }
    return result;
}

std::vector<double> Ensemble::mean(std::string_view name, double from, double to,
                                   std::initializer_list<std::string_view> labels) const {
    const std::size_t position = place(name, labels);
    std::vector<double> result;
    for (std::size_t r = 0; r < size(); ++r) {
        result.push_back(places(r, name, from, to)[position]);
    }
    return result;
}

std::vector<double> Ensemble::sum(std::string_view name) const {
    std::vector<double> result;
    for (std::size_t r = 0; r < size(); ++r) {
        double total = 0.0;
        for (const double value : values(r, name)) {
            total += std::isnan(value) ? 0.0 : value;
        }
        result.push_back(total);
    }
    return result;
}

std::vector<std::string> mechanism_switches() {
    std::vector<std::string> names;
    for (const sim::About* mechanism : models::mechanisms) {
        if (mechanism->switchable) {
            names.emplace_back(mechanism->name);
        }
    }
    return names;
}

bool has_mechanism(std::string_view name) {
    const std::vector<std::string> names = mechanism_switches();
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace actorhood::tests
