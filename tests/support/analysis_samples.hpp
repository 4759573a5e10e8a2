// Samples and crossings as the analysis takes them, made of plain numbers.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/crossing.hpp"
#include "analysis/difference.hpp"
#include "sim/core/random.hpp"

namespace actorhood::tests {

/// Values whose size is that of what they were made of.
inline std::vector<analysis::Measured> measured(const std::vector<double>& values) {
    std::vector<analysis::Measured> result;
    for (const double value : values) {
        result.push_back({value, std::abs(value)});
    }
    return result;
}

/// Normal values, a stream of them for each purpose.
inline double noise(std::uint16_t purpose, std::size_t id) {
    return sim::Random(77, 0).stream(sim::Stream{purpose}, 0).normal(id);
}

/// Alternatives 0, 1, ... under sets 0, 1, ..., each set a number on the axis "u".
inline analysis::Crossing crossed(std::size_t alternatives, std::size_t sets) {
    analysis::DesignColumn lever{"policy.effort", "lever", {}, false};
    analysis::DesignColumn assumption{"u", "uncertainty", {}, false};
    for (std::size_t k = 0; k < alternatives; ++k) {
        for (std::size_t s = 0; s < sets; ++s) {
            lever.values.push_back(std::to_string(k));
            assumption.values.push_back(std::to_string(s));
        }
    }
    return analysis::crossing_of({lever, assumption}, "factorial", {});
}

} // namespace actorhood::tests
