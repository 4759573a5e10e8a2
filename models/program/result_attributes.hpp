// What a result file of this program says about where it comes from.
#pragma once

#include <array>
#include <set>
#include <string>

#include "models/program/scenario.hpp"
#include "sim/output/hdf5.hpp"

namespace actorhood::models::program {

/// Outcomes that reports show first: one number each.
inline constexpr std::array<const char*, 4> headline_variables{
    "circular_depth", "digital_depth", "mean_responsible_actorhood", "public_spending_per_member"};

/// Attributes of a result of `scenario`; `reproducible` leaves out what is not a consequence of the inputs. `varied`: keys
/// of parameters that a sweep varies.
[[nodiscard]] sim::hdf5::Attributes result_attributes(const Scenario& scenario, bool reproducible,
                                                      const std::string& command_line,
                                                      const std::set<std::string>& varied = {});

} // namespace actorhood::models::program
