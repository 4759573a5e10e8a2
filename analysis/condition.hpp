// What makes a run a case of interest: "circular_depth < .6 and members >= 200".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace actorhood::analysis {

/// An output against a number.
struct ConditionTerm {
    std::string output;
    bool below;   ///< < or <=
    bool reached; ///< <= or >=: the number itself counts
    double limit;

    [[nodiscard]] bool holds(double value) const;
    [[nodiscard]] std::string text() const;
};

/// Terms joined by "and" and "or"; "and" binds more tightly.
class Condition {
public:
    /// What cannot be read is an Error(usage) that says where.
    [[nodiscard]] static Condition read(const std::string& text);

    /// Names of the outputs, each once, in their order.
    [[nodiscard]] std::vector<std::string> outputs() const;
    /// Whether it holds, given the value of each output; nothing if a value it depends on is not finite.
    [[nodiscard]] std::optional<bool> holds(const std::function<double(const std::string&)>& value_of) const;
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<ConditionTerm>> alternatives_; ///< any of which suffices; of each all terms must hold
};

} // namespace actorhood::analysis
