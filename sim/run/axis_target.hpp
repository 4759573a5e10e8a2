// What of a scenario can be an axis, and what its values are.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/assign.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/tree.hpp"
#include "sim/run/experiment.hpp"

namespace actorhood::sim {

/// A parameter of the scenario, an element of a vector, a part of a series (series_part.hpp), or one of these of a named
/// entry of a list.
struct AxisTarget {
    Parameter declared;    ///< its declaration, with the full key; an element or part is a real
    double base{};         ///< present value of a number; NaN if it is left out
    std::string base_text; ///< present value as TOML; "" if it is left out
    std::string fault{};   ///< why there is no such value after all; "" = there is

    [[nodiscard]] bool is_number() const {
        return declared.kind == Parameter::Kind::real || declared.kind == Parameter::Kind::integer;
    }
    /// The column of a design whose coordinates are values of the target.
    [[nodiscard]] DesignColumn column(std::string role) const {
        return {declared.key, declared.unit, declared.meaning, std::move(role), {}};
    }
};

/// The target with this key ("funding.level", "funding.fee_factor.micro", "practice.cloud.cost_index.point_2"), if there is
/// one.
[[nodiscard]] std::optional<AxisTarget> find_target(const Schema& scenario, const std::string& key);

/// The key that was probably meant, for a message.
[[nodiscard]] std::optional<std::string> closest_target(const Schema& scenario, const std::string& key);

/// Why a target cannot be an axis at all; "" if it can.
[[nodiscard]] std::string unsuitable(const AxisTarget& target);

/// The sweepable real parameters that a pattern fits ('*' stands for any text, "all" for "*"). Entries of lists are
/// meant only by a pattern that begins with the list's name.
[[nodiscard]] std::vector<AxisTarget> matching_targets(const Schema& scenario, const std::string& pattern);

/// A value as the scenario's reader understands it.
struct CheckedValue {
    double number{};  ///< of a real or an integer
    std::string text; ///< as TOML
};
/// Reads a value for the target without giving it to the scenario; reports instead if it is not accepted.
[[nodiscard]] std::optional<CheckedValue> check_value(const AxisTarget& target, const Node& value,
                                                      const ReportFault& report);

} // namespace actorhood::sim
