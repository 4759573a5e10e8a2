// A scenario without files: declared defaults, and two years of a small world with some practices, shocks and a
// metacluster.
#pragma once

#include <string>

#include "models/parameters.hpp"

namespace actorhood::tests {

/// An entry of a list of the scenario with its declared defaults.
template <class Entry>
[[nodiscard]] Entry default_entry(const std::string& name) {
    Entry entry{};
    sim::Schema schema;
    Entry::declare(schema, entry);
    entry.name = name;
    return entry;
}

[[nodiscard]] inline models::Parameters core_parameters() {
    models::Parameters p;
    sim::Schema schema;
    models::Parameters::declare(schema, p);
    p.run.seed = 20;
    p.time.years = 1.0;
    p.time.burn_in_years = 1.0;
    p.population.clusters = 6;
    p.population.members_per_cluster = 40.0;
    p.population.outside_firms = 500;
    p.population.regions = 3;
    for (const char* name : {"reuse", "repair", "sensors", "forecasts"}) {
        p.practices.push_back(default_entry<models::Practice>(name));
        p.practices.back().pillar = static_cast<std::int64_t>(p.practices.size() > 2);
    }
    p.practices.front().by_product = true;
    p[models::shocks::about].rate.fill(1.0);
    p[models::metaclusters::about].entries.push_back(default_entry<models::metaclusters::Entry>("alliance"));
    p[models::metaclusters::about].entries.back().count = 3;
    return p;
}

inline constexpr int core_months = 24;

} // namespace actorhood::tests
