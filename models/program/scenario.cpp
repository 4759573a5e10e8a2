#include "models/program/scenario.hpp"

#include <algorithm>
#include <cstdio>

#include "sim/core/error.hpp"
#include "sim/output/provenance.hpp"

namespace actorhood::models::program {

std::unique_ptr<Scenario> read_scenario(const std::string& file, const std::vector<std::string>& set) {
    auto scenario = std::make_unique<Scenario>();
    sim::ReadOptions options;
    options.set = set;
    scenario->reading = sim::read_file(file, options, scenario->schema);
    return scenario;
}

std::string bytes_text(double bytes) {
    static constexpr const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    std::size_t unit = 0;
    while (bytes >= 1000.0 && unit + 1 < std::size(units)) {
        bytes /= 1000.0;
        ++unit;
    }
    char text[64];
    std::snprintf(text, sizeof text, bytes < 10.0 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
    return text;
}

std::string seconds_text(double seconds) {
    char text[64];
    if (seconds < 1.0) {
        return "less than a second";
    }
    if (seconds < 120.0) {
        std::snprintf(text, sizeof text, "%.0f s", seconds);
    } else if (seconds < 7200.0) {
        std::snprintf(text, sizeof text, "%.0f min", seconds / 60.0);
    } else {
        std::snprintf(text, sizeof text, "%.1f h", seconds / 3600.0);
    }
    return text;
}

sim::ModelIdentity model_identity() { return sim::model_identity(state_layout()); }

void refuse_other_model(const std::string& what, const sim::ModelIdentity& other) {
    throw sim::Error(sim::ExitCode::corrupt, what + " was made by another model, " + other.text() +
                                                 ", whose scenario this program, " + model_identity().text() +
                                                 ", cannot read; continue with the program that made it, or begin "
                                                 "anew with this one");
}

std::string size_text(const Parameters& parameters, const Estimate& needed, std::size_t threads) {
    const std::size_t clusters = parameters.population.entries.empty()
                                     ? static_cast<std::size_t>(parameters.population.clusters)
                                     : parameters.population.entries.size();
    char text[512];
    std::snprintf(
        text, sizeof text,
        "%zu clusters, about %.0f firms, %.0f months (%.0f of burn-in), %.0f replicates, %.0f variables\n"
        "about %s on %zu threads, %s of memory, at most %s on disk\n",
        clusters, needed.firms, needed.months, parameters.time.burn_in_years * 12.0, needed.replicates,
        needed.variables,
        seconds_text(needed.core_seconds / std::min(needed.replicates, static_cast<double>(threads))).c_str(),
        threads, bytes_text(needed.memory_bytes).c_str(), bytes_text(needed.disk_bytes).c_str());
    return text;
}

} // namespace actorhood::models::program
