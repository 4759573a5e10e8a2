// Firms: one row each, in columns; the firms of a cluster (or of a region outside all clusters) are contiguous.
//
// A firm has three names. Its *key* is permanent and drives its random numbers. Its *handle* is a small number by
// which ties refer to it. Its *row* is where it is stored now; rows move only in commits at the end of a month.
// Each group of columns has a file. It is a template over the kind of its columns, stored or a view of them in the rows
// of a block (Rows), and names each column once, in `each`: room, moves, checkpoints, hashes and sizes follow from that.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "models/firms/assistance.hpp"
#include "models/firms/finance.hpp"
#include "models/firms/funnel.hpp"
#include "models/firms/identity.hpp"
#include "models/firms/layout.hpp"
#include "models/firms/membership.hpp"
#include "models/firms/opinions.hpp"
#include "models/firms/skills.hpp"
#include "models/firms/ties.hpp"
#include "models/firms/timers.hpp"
#include "models/firms/workforce.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models {

/// Groups of columns together, in the order in which they are saved.
template <class... Groups>
struct Together : Groups... {
    /// Calls f(name, column) for every column: resize, move, checkpoint, hash and memory count use it.
    template <class F>
    void for_each_column(F&& f) {
        (Groups::each(*this, f), ...);
    }
    /// Calls f(column) for every column, some at the same time.
    template <class F>
    void for_each_column_in_parallel(F&& f) {
        std::size_t columns = 0;
        for_each_column([&](std::string_view, auto&) { ++columns; });
        sim::parallel_for(columns, [&](std::size_t wanted) {
            std::size_t number = 0;
            for_each_column([&](std::string_view, auto& column) {
                if (number++ == wanted) {
                    f(column);
                }
            });
        });
    }
};
/// All columns of firms.
using FirmColumns =
    Together<FirmIdentity, Finance, Skills, Opinions, Membership, Workforce, Funnel, Timers, Assistance, Ties>;

/// The firms of a world. Segments 0..clusters-1 are the clusters' members, then one per region outside.
class Firms : public FirmColumns, public FirmLayout {
public:
    /// Largest number of rows in a block.
    static constexpr std::uint32_t block_rows = 2048;

    /// Makes empty segments with room for the given numbers of firms.
    void lay_out(std::span<const std::uint32_t> sizes, std::uint32_t clusters);

    /// Adds a firm to `segment`, with a new handle and all other columns zero; returns its row.
    std::uint32_t add(std::uint32_t segment, std::uint64_t key);
    /// Removes the firm with this handle; its handle is not reused before release_handles().
    void remove(std::uint32_t handle);
    /// Moves a firm to another segment; returns its new row. Key and handle stay.
    std::uint32_t move(std::uint32_t handle, std::uint32_t segment);
    /// Copies all columns but key and handle.
    void copy_traits(std::uint32_t from_row, std::uint32_t to_row);
    /// Puts the ties of a firm into the slots where they belong after a move: partners of `segment` inside, others
    /// outside; what finds no slot is dropped.
    void sort_ties(std::uint32_t row, std::uint32_t segment);
    /// Forgets ties to firms that no longer exist, sorts those to firms that moved, and lets handles be used again.
    void release_handles();
    /// Recomputes blocks after a commit.
    void renew_blocks();

    template <class Archive>
    void visit(Archive& archive) {
        for_each_column([&](std::string_view name, auto& column) { archive(name, column); });
        archive("segment_layout", layout_);
        archive("clusters", clusters_);
        archive("free_extents", free_extents_);
        archive("rows", rows_);
        archive("free_handles", free_handles_);
        archive("retired_handles", retired_handles_);
    }
    /// Call before visiting with a writer and after visiting with a reader.
    void pack();
    void unpack();

private:
    std::uint32_t take_slot(std::uint32_t segment_number);
    void close_gap(std::uint32_t segment_number, std::uint32_t row);
    void copy_row(std::uint32_t from, std::uint32_t to);
    void enlarge(std::uint32_t segment_number);
    void relocate(std::uint32_t segment_number, std::uint32_t capacity);
    [[nodiscard]] std::array<std::uint32_t, 2> take_extent(std::uint32_t capacity);
    [[nodiscard]] std::uint64_t free_rows() const;
    void lay_out_again(std::uint32_t segment_number);
    template <class T>
    void move_segments(Column<T>& column, const std::vector<std::uint32_t>& begins) const;
    /// Rows for a segment of that many firms: clusters fluctuate, regions grow, for more than a year.
    [[nodiscard]] std::uint32_t room_for(std::uint32_t segment_number, std::uint32_t size) const;
    void sort_segments();
};

} // namespace actorhood::models
