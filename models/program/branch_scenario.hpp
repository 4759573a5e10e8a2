// The scenario of a branch: that of a finished run, with an instrument that changes parameters from a month on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/program/scenario.hpp"

namespace actorhood::models::program {

/// What a branch is to change, and from when on.
struct BranchWish {
    double start{};                   ///< first day of a month, fractional year
    std::vector<std::string> set;     ///< "key=value"
    std::vector<std::string> toolkit; ///< names of instruments
};

/// The past and the future, and where they part.
struct Fork {
    std::unique_ptr<Scenario> past;
    std::unique_ptr<Scenario> future;
    std::uint32_t month{}; ///< index of the first month that differs
    std::string date;
};

/// The scenario of the branch of a run with the scenario `original`, a text that stands alone, of the result `file`. What
/// cannot change during a run, a month outside of it and a branch that differs in nothing are errors.
[[nodiscard]] Fork forked(const std::string& original, const std::string& file, const BranchWish& wish);

} // namespace actorhood::models::program
