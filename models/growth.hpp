// How many firms a run will have, year by year: founded and closed as the market does it on average.
#pragma once

#include <vector>

#include "models/parameters.hpp"

namespace actorhood::models {

/// Firms of one replicate at the start and after each year of the run, without shocks and instruments; liquid firms only.
/// Members of clusters are taken for constant, because they are replaced from outside.
[[nodiscard]] std::vector<double> expected_firms_by_year(const Parameters& parameters);

} // namespace actorhood::models
