// Counts and means over the firms of a segment.
#pragma once

#include <array>
#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Counts and means over the members (and over the firms of each region outside) at the end of a month. Row =
/// segment of Firms: clusters first, then regions outside.
struct Census : ColumnGroup<Census> {
    Column<double> firms; ///< firms, unweighted
    Column<double> mean_orientation;
    Column<double> sd_orientation;
    Column<double> mean_trust;
    Column<double> mean_value;
    Column<double> mean_services; ///< services received per firm and year, smoothed
    Column<double> mean_resistance;
    Column<double> mean_skill_gap;
    Column<std::array<double, pillar_count>> mean_capacity;
    Column<std::array<double, pillar_count>> mean_depth; ///< mean share of the pillar's practices adopted
    Column<double> tie_fill;                             ///< mean share of inside slots in use
    Column<double> passive_share;         ///< members that received no service within the last year or so
    Column<double> sector_diversity;      ///< Simpson index of members' sectors, 0..1
    Column<double> orientation_diversity; ///< Simpson index of members' orientations in ten bins
    Column<std::array<double, size_class_count>> class_count;
    Column<std::array<std::uint32_t, 64>> orientation_histogram; ///< members by orientation in 64 equal bins of [0,1]

    template <class F>
    void each(F&& column) {
        column("census.firms", firms);
        column("census.mean_orientation", mean_orientation);
        column("census.sd_orientation", sd_orientation);
        column("census.mean_trust", mean_trust);
        column("census.mean_value", mean_value);
        column("census.mean_services", mean_services);
        column("census.mean_resistance", mean_resistance);
        column("census.mean_skill_gap", mean_skill_gap);
        column("census.mean_capacity", mean_capacity);
        column("census.mean_depth", mean_depth);
        column("census.tie_fill", tie_fill);
        column("census.passive_share", passive_share);
        column("census.sector_diversity", sector_diversity);
        column("census.orientation_diversity", orientation_diversity);
        column("census.class_count", class_count);
        column("census.orientation_histogram", orientation_histogram);
    }
};

/// Work in the firms of each sector, as the census counts them.
struct SectorCensus {
    /// [members, outside][sector][weight of firms, weighted resistance, weighted skill gap]
    std::array<std::array<std::array<double, 3>, sector_count>, 2> sums{};

    /// Mean workforce resistance of all firms of a sector, 0..1; 0 without firms.
    [[nodiscard]] double mean_resistance(std::size_t sector) const {
        const double weight = sums[0][sector][0] + sums[1][sector][0];
        return weight > 0.0 ? (sums[0][sector][1] + sums[1][sector][1]) / weight : 0.0;
    }
    template <class Archive>
    void visit(Archive& archive) {
        archive("census.by_sector", sums);
    }
};

} // namespace actorhood::models
