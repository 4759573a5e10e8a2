// Where firms are: segments, the blocks of parallel work, and the row of each handle.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/firms/identity.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/run/rows.hpp"

namespace actorhood::models {

/// Rows [begin, begin + size) hold the firms of one cluster, or of one region outside all clusters.
struct Segment {
    std::uint32_t begin;
    std::uint32_t size;
    std::uint32_t capacity;
    [[nodiscard]] std::uint32_t end() const { return begin + size; }
};

using sim::Handed;
using sim::RowBlock;
using sim::Rows;
using sim::Sum;
using sim::Sums;

/// Largest number of rows in a block.
inline constexpr std::uint32_t block_rows = 2048;

/// Where firms are: segments, blocks, and the row of each handle. Changes in commits at the end of a month only.
class FirmLayout {
public:
    /// Row of a handle, or no_firm when that firm is gone.
    [[nodiscard]] std::uint32_t row_of(std::uint32_t handle_number) const {
        return handle_number == no_firm ? no_firm : rows_[handle_number];
    }
    /// Asks the processor to load what row_of() will read; no effect on results.
    void prefetch_row_of(std::uint32_t handle_number) const {
        if (handle_number != no_firm) {
            __builtin_prefetch(&rows_[handle_number]);
        }
    }
    /// True for a handle that a firm has, or had a short while ago.
    [[nodiscard]] bool has_handle(std::uint32_t handle_number) const { return handle_number < rows_.size(); }
    [[nodiscard]] std::uint32_t segment_of(std::uint32_t handle_number) const;
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
    [[nodiscard]] const Segment& segment(std::size_t number) const { return segments_[number]; }
    [[nodiscard]] const std::vector<RowBlock>& blocks() const { return blocks_; }
    [[nodiscard]] std::uint32_t cluster_count() const { return clusters_; }
    [[nodiscard]] std::uint32_t region_count() const {
        return static_cast<std::uint32_t>(segments_.size()) - clusters_;
    }
    [[nodiscard]] bool is_cluster(std::uint32_t segment_number) const { return segment_number < clusters_; }
    /// True for rows of members of clusters, or of nobody: others come behind them.
    [[nodiscard]] bool is_member_row(std::uint32_t row) const { return row < member_rows_; }
    [[nodiscard]] std::uint64_t count() const;
    /// Firms in clusters.
    [[nodiscard]] std::uint64_t member_count() const;

protected:
    std::vector<Segment> segments_;
    std::vector<RowBlock> blocks_;
    Column<std::uint32_t> by_begin_; ///< segments in the order of their rows
    std::uint32_t clusters_ = 0;
    std::uint32_t member_rows_ = 0;                     ///< rows for clusters; those for regions come behind them
    Column<std::array<std::uint32_t, 2>> free_extents_; ///< first row and number of rows that no segment uses
    Column<std::uint32_t> rows_;                        ///< row of each handle
    Column<std::uint32_t> free_handles_;
    Column<std::uint32_t> retired_handles_; ///< gone, but ties may still name them
    Column<std::uint32_t> layout_;          ///< segments as numbers, for archives
};

} // namespace actorhood::models
