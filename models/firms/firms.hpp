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
#include <type_traits>
#include <vector>

#include "models/firms/assistance.hpp"
#include "models/firms/finance.hpp"
#include "models/firms/funnel.hpp"
#include "models/firms/identity.hpp"
#include "models/firms/layout.hpp"
#include "models/firms/membership.hpp"
#include "models/firms/movers.hpp"
#include "models/firms/opinions.hpp"
#include "models/firms/skills.hpp"
#include "models/firms/ties.hpp"
#include "models/firms/timers.hpp"
#include "models/firms/workforce.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models {

/// True for groups that have rows for members of clusters only, which come before all others.
template <class Group>
inline constexpr bool of_members_only = requires {
    requires Group::has_members_only;
};

/// Groups of columns together, in the order in which they are saved.
template <class... Groups>
struct Together : Groups... {
    /// Calls f(name, column) for every column: checkpoint, hash and memory count use it.
    template <class F>
    void for_each_column(F&& f) {
        (Groups::each(*this, f), ...);
    }
    /// Calls f(name, column) for every column that members have, or firms outside: what moves rows uses it.
    template <class F>
    void for_each_column_of(bool members, F&& f) {
        ((members || !of_members_only<Groups> ? Groups::each(*this, f) : void()), ...);
    }
    /// Calls f(column, whether it is of members only) for every column, some at the same time.
    template <class F>
    void for_each_column_in_parallel(F&& f) {
        std::size_t columns = 0;
        for_each_column([&](std::string_view, auto&) { ++columns; });
        sim::parallel_for(columns, [&](std::size_t wanted) {
            std::size_t number = 0;
            const auto each_of = [&](auto& group, bool members_only) {
                std::remove_reference_t<decltype(group)>::each(group, [&](std::string_view, auto& column) {
                    if (number++ == wanted) {
                        f(column, members_only);
                    }
                });
            };
            (each_of(static_cast<Groups&>(*this), of_members_only<Groups>), ...);
        });
    }
};
/// All columns of firms.
using FirmColumns =
    Together<FirmIdentity, Finance, Skills, Opinions, Trust, Membership, Workforce, Funnel, Timers, Assistance, Ties>;

/// The firms of a world. Segments 0..clusters-1 are the clusters' members, then one per region outside. Rows of members
/// come before all others, so that columns that only they have end where those of firms outside begin.
class Firms : public FirmColumns, public FirmLayout {
public:
    /// Makes empty segments with room for the given numbers of firms.
    void lay_out(std::span<const std::uint32_t> sizes, std::uint32_t clusters);

    /// Adds a firm to `segment`, with a new handle and all other columns zero; returns its row.
    std::uint32_t add(std::uint32_t segment, std::uint64_t key);
    /// Removes the firm with this handle; its handle is not reused before release_handles().
    void remove(std::uint32_t handle);
    /// Moves a firm to another segment; returns its new row. Key and handle stay.
    std::uint32_t move(std::uint32_t handle, std::uint32_t segment);

    // Many at once: what does not depend on the order is done in parallel, and the firms are where they would be had
    // they come and gone one after the other.

    /// Gives segments room for so many more firms.
    void make_room(std::span<const std::uint32_t> arrivals);
    /// Takes `count` rows behind the last firm of a segment that has room for them; returns the first. They hold no
    /// firms before one of the following has filled them.
    std::uint32_t append(std::uint32_t segment, std::uint32_t count);
    /// Fills appended rows with new firms, all columns zero but their handles and `key(block, row)`.
    template <class Key>
    void fill(std::span<const RowBlock> blocks, Key&& key);
    /// A new handle for the firm of an appended row, which is then filled by copy_traits().
    void name(std::uint32_t row, std::uint64_t key);
    /// Copies all columns but key and handle.
    void copy_traits(std::uint32_t from_row, std::uint32_t to_row);
    /// Removes firms.
    void remove(std::span<const Mover> movers, const BySegment& leaving);
    /// Moves firms: each to a row appended for it, `to_rows` in the order of the list.
    void move(std::span<Mover> movers, const BySegment& leaving, std::span<const std::uint32_t> to_rows);
    /// Moves a firm to an appended row.
    void move_to(const Mover& mover, std::uint32_t to_row);

    /// Puts the ties of a firm into the slots where they belong after a move: partners of `segment` inside, others
    /// outside; what finds no slot is dropped. Partners in rows from `end` on are outside: they came after it.
    void sort_ties(std::uint32_t row, std::uint32_t segment, std::uint32_t end);
    /// Forgets ties to firms that no longer exist, sorts those to firms that moved, and lets handles be used again.
    void release_handles();
    /// Recomputes blocks after a commit.
    void renew_blocks();

    template <class Archive>
    void visit(Archive& archive) {
        for_each_column([&](std::string_view name, auto& column) { archive(name, column); });
        archive("segment_layout", layout_);
        archive("clusters", clusters_);
        archive("member_rows", member_rows_);
        archive("free_extents", free_extents_);
        archive("rows", rows_);
        archive("free_handles", free_handles_);
        archive("retired_handles", retired_handles_);
    }
    /// Call before visiting with a writer.
    void pack();
    /// Call after visiting with a reader. Throws Error(corrupt) if segments, rows, handles and ties that were read do not
    /// fit together.
    void unpack();

private:
    std::uint32_t take_slot(std::uint32_t segment_number);
    /// Segments and free rows are inside the columns, clusters first, none over another.
    [[nodiscard]] bool segments_fit() const;
    /// Each firm has its row's handle and each handle its firm's row; ties name handles.
    [[nodiscard]] bool handles_fit() const;
    /// Handle number `n` of those that come next, and what to do when so many were taken.
    [[nodiscard]] std::uint32_t coming_handle(std::size_t n) const {
        const std::size_t free = free_handles_.size();
        return n < free ? free_handles_[free - 1 - n] : static_cast<std::uint32_t>(rows_.size() + n - free);
    }
    void take_handles(std::size_t count);
    void close_gap(std::uint32_t segment_number, std::uint32_t row);
    void copy_row(std::uint32_t from, std::uint32_t to);
    /// False if there is no room for so many rows where those of clusters are.
    [[nodiscard]] bool relocate(std::uint32_t segment_number, std::uint32_t capacity);
    /// First of so many rows that no segment uses, among those of clusters or behind them; no_firm if there are none.
    [[nodiscard]] std::uint32_t take_extent(std::uint32_t capacity, bool members);
    /// Ends the rows of clusters with some to spare for those that grow; returns where the others begin.
    [[nodiscard]] std::uint32_t end_members(std::uint32_t end);
    [[nodiscard]] std::uint64_t free_rows_outside() const;
    void lay_out_again(std::span<const std::uint32_t> arrivals);
    [[nodiscard]] bool has_room(std::uint32_t segment_number, std::span<const std::uint32_t> arrivals) const {
        return segments_[segment_number].size + arrivals[segment_number] <= segments_[segment_number].capacity;
    }
    /// Firms of a segment to plan for: what it has and gets, and more of one that is full.
    [[nodiscard]] std::uint32_t planned(std::uint32_t segment_number, std::span<const std::uint32_t> arrivals) const;
    /// Of clusters only, or all.
    template <class T>
    void move_segments(Column<T>& column, const std::vector<std::uint32_t>& begins, bool members_only) const;
    /// Rows for a segment of that many firms: clusters fluctuate, regions grow, for more than a year.
    [[nodiscard]] std::uint32_t room_for(std::uint32_t segment_number, std::uint32_t size) const;
    void sort_segments();

    std::vector<std::size_t> first_handle_; ///< of each block that is filled
};

template <class Key>
void Firms::fill(std::span<const RowBlock> blocks, Key&& key_of) {
    first_handle_.clear();
    std::size_t handles = 0;
    for (const RowBlock& block : blocks) {
        first_handle_.push_back(handles);
        handles += block.end - block.begin;
    }
    sim::parallel_for(blocks.size(), [&](std::size_t b) {
        const RowBlock& block = blocks[b];
        for_each_column_of(is_cluster(block.segment), [&](std::string_view, auto& column) {
            std::fill(column.begin() + block.begin, column.begin() + block.end,
                      typename std::remove_reference_t<decltype(column)>::value_type{});
        });
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            key[row] = key_of(block, row);
            handle[row] = coming_handle(first_handle_[b] + row - block.begin);
            next_due[row] = 0xffff;
            ties[row].fill(no_firm);
        }
    });
    take_handles(handles);
    sim::parallel_for(blocks.size(), [&](std::size_t b) {
        for (std::uint32_t row = blocks[b].begin; row < blocks[b].end; ++row) {
            rows_[handle[row]] = row;
        }
    });
}

} // namespace actorhood::models
