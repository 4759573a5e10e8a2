// Anchors: figures known about the world, each with the rule that reads the same figure from the outputs of a run
// (reading.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/reading.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::analysis {

struct Anchor : Reading {
    double value{};        ///< what is known, in its own unit
    double tolerance{};    ///< half the width of the band within which a good model lies
    std::int64_t weight{}; ///< 0 usual, 1 weak: the band is twice as wide
    std::string source;
    bool held_out{}; ///< not used to calibrate; what was calibrated without it is judged by it

    [[nodiscard]] double half_band() const { return weight == 1 ? 2.0 * tolerance : tolerance; }
    /// Standard deviation that the band stands for: it reaches to two of them.
    [[nodiscard]] double deviation() const { return 0.5 * half_band(); }
    [[nodiscard]] double middle_of_time() const { return to > 0.0 ? 0.5 * (from + to) : from; }

    static void declare(sim::Schema& schema, Anchor& anchor);
};

/// What is missing in an anchor or contradicts itself, each with its place.
[[nodiscard]] std::vector<sim::Problem> problems_of(const std::vector<Anchor>& anchors);

/// What of the anchors cannot be read from such a result: axes, labels and years it does not have.
[[nodiscard]] std::vector<sim::Problem> unreadable(const std::vector<Anchor>& anchors, const ResultFile& file);

} // namespace actorhood::analysis
