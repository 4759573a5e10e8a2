// From a TOML value to the field of a parameter: type, range and unit are checked here and nowhere else.
#pragma once

#include <functional>
#include <string>

#include "sim/config/schema.hpp"
#include "sim/config/tree.hpp"

namespace actorhood::sim {

/// Receives what is wrong with a value and where.
using ReportFault = std::function<void(const Node& where, const std::string& message)>;

/// Gives the value to the parameter's field; reports instead, leaving the field alone, if it is not acceptable.
/// `name` is the parameter's key as the user sees it. True if the field was set.
bool assign(const Parameter& parameter, const std::string& name, const Node& value, const ReportFault& report);

} // namespace actorhood::sim
