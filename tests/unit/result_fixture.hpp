// Results made of a few numbers, written as files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/output/trajectory_file.hpp"

namespace actorhood::tests {

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// What a synthetic result is made of. `wealth` = level + common noise of the replicate + own noise + years since 2030;
/// `depth` is over clusters: 1 + years, 3 + years, and not defined in the last; `constant` is 5 everywhere.
struct Recipe {
    std::uint32_t first_replicate = 0;
    std::uint32_t replicates = 50;
    std::uint64_t seed = 7;
    double level = 10.0;
    double own_noise = 0.1;
    std::uint16_t own_stream = 1;
    std::string headline = {};
    std::string parameters = "a = 1\n";
    std::string version = {};
    bool with_depth = true;
    std::vector<std::string> clusters{"alpha", "beta", "gamma"};
    int first_year = 2030;
    int last_year = 2040;
    std::string report_plan = {};
    int undefined_until = 0; ///< `patchy`, 1 + years otherwise, is not defined before this year
};

inline sim::Trajectory make_trajectory(const Recipe& recipe, std::uint32_t replicate) {
    const sim::Random random(recipe.seed, replicate);
    sim::Trajectory made{replicate, {0, 1, 2}, {}, {}, {{}, {}, {}}, {}};
    if (recipe.with_depth) {
        made.variables.push_back(3);
        made.values.emplace_back();
    }
    const double wealth = recipe.level + random.fixed(sim::Stream{0}).normal(0) +
                          recipe.own_noise * random.fixed(sim::Stream{recipe.own_stream}).normal(1);
    for (int year = recipe.first_year; year <= recipe.last_year; ++year) {
        const double since = year - 2030;
        made.times.push_back(year);
        made.months.push_back(12 * (year - recipe.first_year));
        made.values[0].push_back(wealth + since);
        made.values[1].push_back(5.0);
        made.values[2].push_back(year < recipe.undefined_until ? none : 1.0 + since);
        if (recipe.with_depth) {
            for (std::size_t k = 0; k < recipe.clusters.size(); ++k) {
                const bool last = k + 1 == recipe.clusters.size();
                made.values[3].push_back(last ? none : 1.0 + 2.0 * static_cast<double>(k) + since);
            }
        }
    }
    return made;
}

inline void write_result(const std::filesystem::path& path, const Recipe& recipe) {
    sim::Outputs outputs;
    outputs.axis("cluster", "cluster organisation", recipe.clusters);
    const auto nothing = [](std::span<double>) {};
    outputs.variable("wealth", {}, sim::Unit{"EUR"}, sim::Meaning{"Wealth of all"}, sim::Source{"test"}, nothing);
    outputs.variable("constant", {}, sim::Unit{"1"}, sim::Meaning{"Always five"}, sim::Source{"test"}, nothing);
    outputs.variable("patchy", {}, sim::Unit{"1"}, sim::Meaning{"Not always there"}, sim::Source{"test"}, nothing);
    outputs.variable("depth", {"cluster"}, sim::Unit{"1"}, sim::Meaning{"Depth"}, sim::Source{"test"}, nothing);
    std::vector<sim::Trajectory> trajectories;
    for (std::uint32_t i = 0; i < recipe.replicates; ++i) {
        trajectories.push_back(make_trajectory(recipe, recipe.first_replicate + i));
    }
    sim::hdf5::Attributes provenance{{"title", std::string("A test")}, {"master_seed", recipe.seed}};
    if (!recipe.headline.empty()) {
        provenance.emplace_back("headline_variables", recipe.headline);
    }
    if (!recipe.report_plan.empty()) {
        provenance.emplace_back("report_toml", recipe.report_plan);
    }
    if (!recipe.version.empty()) {
        provenance.emplace_back("program_version", recipe.version);
    }
    sim::write_trajectories(path, provenance, recipe.parameters, outputs, trajectories);
}

} // namespace actorhood::tests
