// What statistical offices publish about the firms of regions and sectors: counted by the measurement of actorhood, read
// by nobody whom it measures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/state/vocabulary.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// Gaps of circular practice, digital practice and work that statistics show, 1 = all is missing; negative = ahead of
/// what is required.
using PublishedGap = std::array<double, 3>;

/// Yearly statistics of gaps, with the noise of a survey.
struct PublishedStatistics : sim::Kept {
    /// Years remembered: the longest lag of publication is one less.
    static constexpr std::size_t editions = 4;
    /// By age of the count: 0 = the last one.
    using Editions = std::array<PublishedGap, editions>;

    Column<Editions> region;
    std::array<Editions, sector_count> sector{};
    std::uint8_t counted{}; ///< 1 = there is a count

    template <class Visitor>
    void visit(Visitor&& column) {
        column(region, "statistics.region", sim::By{"region"});
        column(sector, "statistics.sector");
        column(counted, "statistics.counted");
    }
};

} // namespace actorhood::models
