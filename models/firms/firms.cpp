#include "models/firms/firms.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <type_traits>

#include "sim/core/error.hpp"
#include "sim/core/large_pages.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models {

namespace {
/// Gives a column that many rows, with some room in memory, so that it is seldom copied to grow.
template <class T>
void lengthen(Column<T>& column, std::size_t rows) {
    if (column.capacity() < rows) {
        Column<T> longer;
        sim::reserve_large(longer, rows + rows / 32);
        longer.assign(column.begin(), column.end());
        column.swap(longer);
    }
    column.resize(rows);
}
} // namespace

std::uint32_t Firms::room_for(std::uint32_t segment_number, std::uint32_t size) const {
    return size + size / (is_cluster(segment_number) ? 40 : 32) + 4;
}

std::uint32_t Firms::end_members(std::uint32_t end) {
    std::uint32_t largest = 0;
    for (std::uint32_t s = 0; s < clusters_; ++s) {
        largest = std::max(largest, segments_[s].capacity);
    }
    const std::uint32_t spare = largest + end / 128;
    if (spare > 0) {
        free_extents_.push_back({end, spare});
    }
    member_rows_ = end + spare;
    return member_rows_;
}

void Firms::lay_out(std::span<const std::uint32_t> sizes, std::uint32_t clusters) {
    clusters_ = clusters;
    segments_.clear();
    free_extents_.clear();
    std::uint32_t begin = 0;
    for (std::uint32_t s = 0; s < sizes.size(); ++s) {
        begin = s == clusters ? end_members(begin) : begin;
        segments_.push_back({begin, 0, room_for(s, sizes[s])});
        begin += segments_.back().capacity;
    }
    begin = sizes.size() == clusters ? end_members(begin) : begin;
    // Room that nobody has touched takes no memory, and columns that have it are not copied to grow: for a while, the
    // largest would stand in memory twice.
    for_each_column_in_parallel([this, begin](auto& column, bool members_only) {
        const std::size_t rows = members_only ? member_rows_ : begin;
        sim::reserve_large(column, rows + rows / 2);
        column.assign(rows, {});
    });
    rows_.clear();
    free_handles_.clear();
    retired_handles_.clear();
    sim::reserve_large(rows_, std::size_t{begin} + begin / 2);
    sort_segments();
    renew_blocks();
}

std::uint32_t Firms::add(std::uint32_t segment_number, std::uint64_t new_key) {
    const std::uint32_t row = take_slot(segment_number);
    for_each_column_of(is_cluster(segment_number), [row](std::string_view, auto& column) { column[row] = {}; });
    name(row, new_key);
    next_due[row] = 0xffff;
    ties[row].fill(no_firm);
    return row;
}

void Firms::name(std::uint32_t row, std::uint64_t new_key) {
    key[row] = new_key;
    handle[row] = coming_handle(0);
    take_handles(1);
    rows_[handle[row]] = row;
}

void Firms::take_handles(std::size_t count) {
    const std::size_t freed = std::min(count, free_handles_.size());
    free_handles_.resize(free_handles_.size() - freed);
    rows_.resize(rows_.size() + count - freed);
}

std::uint32_t Firms::append(std::uint32_t segment_number, std::uint32_t count) {
    Segment& target = segments_[segment_number];
    const std::uint32_t first = target.end();
    target.size += count;
    return first;
}

void Firms::remove(std::uint32_t handle_number) {
    const std::uint32_t row = rows_[handle_number];
    const std::uint32_t owner = segment_of(handle_number);
    rows_[handle_number] = no_firm;
    retired_handles_.push_back(handle_number);
    close_gap(owner, row);
}

std::uint32_t Firms::move(std::uint32_t handle_number, std::uint32_t segment_number) {
    const std::uint32_t owner = segment_of(handle_number);
    const std::uint32_t to = take_slot(segment_number);
    const std::uint32_t from = rows_[handle_number]; // after take_slot: enlarging moves rows
    copy_row(from, to);
    rows_[handle_number] = to;
    close_gap(owner, from);
    return to;
}

void Firms::remove(std::span<const Mover> movers, const BySegment& leaving) {
    for_all(leaving.segments(), movers.size(), [&](std::size_t s) {
        for (const std::uint32_t i : leaving.of(s)) {
            const std::uint32_t row = rows_[movers[i].handle];
            rows_[movers[i].handle] = no_firm;
            close_gap(static_cast<std::uint32_t>(s), row);
        }
    });
    for (const Mover& mover : movers) {
        retired_handles_.push_back(mover.handle);
    }
}

void Firms::move(std::span<Mover> movers, const BySegment& leaving, std::span<const std::uint32_t> to_rows) {
    for_all_in_pieces(movers.size(), [&](std::size_t i) { copy_row(rows_[movers[i].handle], to_rows[i]); });
    for_all(leaving.segments(), movers.size(), [&](std::size_t s) {
        for (const std::uint32_t i : leaving.of(s)) {
            // Where the firm was, or where it was put when the gap of one before it was closed.
            close_gap(static_cast<std::uint32_t>(s), rows_[movers[i].handle]);
            rows_[movers[i].handle] = to_rows[i];
            movers[i].row = to_rows[i];
        }
    });
}

void Firms::move_to(const Mover& mover, std::uint32_t to_row) {
    const std::uint32_t from = rows_[mover.handle];
    copy_row(from, to_row);
    rows_[mover.handle] = to_row;
    close_gap(mover.from, from);
}

void Firms::copy_traits(std::uint32_t from_row, std::uint32_t to_row) {
    const std::uint64_t own_key = key[to_row];
    const std::uint32_t own_handle = handle[to_row];
    copy_row(from_row, to_row);
    key[to_row] = own_key;
    handle[to_row] = own_handle;
}

void Firms::copy_row(std::uint32_t from, std::uint32_t to) {
    for_each_column_of(is_member_row(to), [from, to](std::string_view, auto& column) {
        column[to] =
            from < column.size() ? column[from] : typename std::remove_reference_t<decltype(column)>::value_type{};
    });
}

std::uint32_t Firms::take_slot(std::uint32_t segment_number) {
    if (segments_[segment_number].size == segments_[segment_number].capacity) {
        std::vector<std::uint32_t> arrivals(segments_.size());
        arrivals[segment_number] = 1;
        make_room(arrivals);
    }
    return append(segment_number, 1);
}

void Firms::close_gap(std::uint32_t segment_number, std::uint32_t row) {
    Segment& owner = segments_[segment_number];
    const std::uint32_t last = owner.begin + --owner.size;
    if (row != last) {
        copy_row(last, row);
        rows_[handle[row]] = row;
    }
}

std::uint32_t Firms::planned(std::uint32_t segment_number, std::span<const std::uint32_t> arrivals) const {
    const std::uint32_t size = segments_[segment_number].size;
    const std::uint32_t coming = arrivals[segment_number];
    return size + (has_room(segment_number, arrivals) ? coming : std::max(coming, size / 16 + 4));
}

void Firms::make_room(std::span<const std::uint32_t> arrivals) {
    std::uint64_t left_behind = 0;
    bool enough = true;
    for (std::uint32_t s = 0; s < segments_.size(); ++s) {
        if (!has_room(s, arrivals)) {
            left_behind += is_cluster(s) ? 0 : segments_[s].capacity;
            enough = false;
        }
    }
    if (enough) {
        return;
    }
    // Moving one segment is cheap, but leaves its old rows behind for others; if too many are left, or if the segments
    // are a large part of the world, all are laid out again; also where clusters have no room to spare any more.
    bool moved = free_rows_outside() + left_behind <= key.size() / 32;
    for (std::uint32_t s = 0; moved && s < segments_.size(); ++s) {
        moved = has_room(s, arrivals) || relocate(s, room_for(s, planned(s, arrivals)));
    }
    if (!moved) {
        lay_out_again(arrivals);
    }
}

std::uint64_t Firms::free_rows_outside() const {
    std::uint64_t rows = 0;
    for (const auto& [begin, size] : free_extents_) {
        rows += is_member_row(begin) ? 0 : size;
    }
    return rows;
}

std::uint32_t Firms::take_extent(std::uint32_t capacity, bool members) {
    const auto fit = [&](const auto& extent) {
        return extent[1] >= capacity && is_member_row(extent[0]) == members ? extent[1] : 0xffffffffu;
    };
    const auto best = std::min_element(free_extents_.begin(), free_extents_.end(),
                                       [&](const auto& a, const auto& b) { return fit(a) < fit(b); });
    if (best != free_extents_.end() && fit(*best) != 0xffffffffu) {
        const std::uint32_t begin = (*best)[0];
        *best = {begin + capacity, (*best)[1] - capacity};
        if ((*best)[1] == 0) {
            free_extents_.erase(best);
        }
        return begin;
    }
    if (members) {
        return no_firm;
    }
    const auto begin = static_cast<std::uint32_t>(key.size());
    const std::size_t rows = std::size_t{begin} + capacity;
    for_each_column_of(members, [rows](std::string_view, auto& column) { lengthen(column, rows); });
    return begin;
}

bool Firms::relocate(std::uint32_t segment_number, std::uint32_t capacity) {
    const bool members = is_cluster(segment_number);
    const std::uint32_t begin = take_extent(capacity, members);
    if (begin == no_firm) {
        return false;
    }
    Segment& moved = segments_[segment_number];
    for_each_column_of(members, [&](std::string_view, auto& column) {
        std::copy_n(column.begin() + moved.begin, moved.size, column.begin() + begin);
    });
    free_extents_.push_back({moved.begin, moved.capacity});
    moved = {begin, moved.size, capacity};
    for (std::uint32_t row = moved.begin; row < moved.end(); ++row) {
        rows_[handle[row]] = row;
    }
    by_begin_.erase(std::find(by_begin_.begin(), by_begin_.end(), segment_number));
    by_begin_.insert(
        std::lower_bound(by_begin_.begin(), by_begin_.end(), begin,
                         [this](std::uint32_t s, std::uint32_t row) { return segments_[s].begin < row; }),
        segment_number);
    return true;
}

void Firms::lay_out_again(std::span<const std::uint32_t> arrivals) {
    std::vector<std::uint32_t> begins(segments_.size());
    free_extents_.clear();
    std::uint32_t rows = 0;
    std::uint32_t placed = 0;
    for (const std::uint32_t s : by_begin_) { // clusters first
        begins[s] = rows;
        segments_[s].capacity = room_for(s, planned(s, arrivals));
        rows += segments_[s].capacity;
        rows = ++placed == clusters_ ? end_members(rows) : rows;
    }
    for_each_column_in_parallel([&](auto& column, bool members_only) {
        const std::size_t wanted = members_only ? member_rows_ : rows;
        lengthen(column, std::max(column.size(), wanted));
        move_segments(column, begins, members_only);
        column.resize(wanted);
    });
    for (std::size_t s = 0; s < segments_.size(); ++s) {
        segments_[s].begin = begins[s];
    }
    sim::parallel_for(segments_.size(), [&](std::size_t s) {
        for (std::uint32_t row = segments_[s].begin; row < segments_[s].end(); ++row) {
            rows_[handle[row]] = row;
        }
    });
}

/// In place, because the order of segments stays: none that moves down ends where one is that has yet to move, if they
/// go from the first on, and none that moves up if they go from the last on.
template <class T>
void Firms::move_segments(Column<T>& column, const std::vector<std::uint32_t>& begins, bool members_only) const {
    const auto moved = std::span(by_begin_).first(members_only ? clusters_ : by_begin_.size());
    for (const std::uint32_t s : moved) {
        if (begins[s] < segments_[s].begin) {
            const auto from = column.begin() + segments_[s].begin;
            std::copy(from, from + segments_[s].size, column.begin() + begins[s]);
        }
    }
    for (auto s = moved.rbegin(); s != moved.rend(); ++s) {
        if (begins[*s] > segments_[*s].begin) {
            const auto from = column.begin() + segments_[*s].begin;
            std::copy_backward(from, from + segments_[*s].size, column.begin() + begins[*s] + segments_[*s].size);
        }
    }
}

void Firms::sort_segments() {
    by_begin_.resize(segments_.size());
    std::iota(by_begin_.begin(), by_begin_.end(), 0u);
    std::sort(by_begin_.begin(), by_begin_.end(),
              [this](std::uint32_t a, std::uint32_t b) { return segments_[a].begin < segments_[b].begin; });
}

void Firms::sort_ties(std::uint32_t row, std::uint32_t segment_number, std::uint32_t end) {
    const std::uint32_t begin = segments_[segment_number].begin;
    // Each partner is written to both lists, and stays where it belongs: without a branch, because slots are free, and
    // partners gone, as if at random.
    std::array<std::uint32_t, tie_slots + 1> inside;
    std::array<std::uint32_t, tie_slots + 1> outside;
    std::size_t inside_count = 0;
    std::size_t outside_count = 0;
    for (const std::uint32_t partner : ties[row]) {
        const std::uint32_t partner_row = row_of(partner);
        const bool alive = partner_row != no_firm;
        const bool at_home = (partner_row >= begin) & (partner_row < end);
        inside[inside_count] = outside[outside_count] = partner;
        inside_count += (alive & at_home) ? 1u : 0u;
        outside_count += (alive & !at_home) ? 1u : 0u;
    }
    TieSlots& sorted = ties[row];
    sorted.fill(no_firm);
    std::copy_n(inside.begin(), std::min(inside_count, inside_ties), sorted.begin());
    std::copy_n(outside.begin(), std::min(outside_count, outside_ties), sorted.begin() + inside_ties);
}

void Firms::release_handles() {
    sim::parallel_for(blocks_.size(), [&](std::size_t b) {
        for (std::uint32_t row = blocks_[b].begin; row < blocks_[b].end; ++row) {
            sort_ties(row, blocks_[b].segment, segments_[blocks_[b].segment].end());
        }
    });
    free_handles_.insert(free_handles_.end(), retired_handles_.rbegin(), retired_handles_.rend());
    retired_handles_.clear();
}

void Firms::renew_blocks() {
    blocks_.clear();
    for (std::uint32_t s = 0; s < segments_.size(); ++s) {
        for (std::uint32_t row = segments_[s].begin; row < segments_[s].end(); row += block_rows) {
            blocks_.push_back({s, row, std::min(row + block_rows, segments_[s].end())});
        }
    }
}

std::uint32_t FirmLayout::segment_of(std::uint32_t handle_number) const {
    const std::uint32_t row = rows_[handle_number];
    const auto after =
        std::upper_bound(by_begin_.begin(), by_begin_.end(), row,
                         [this](std::uint32_t wanted, std::uint32_t s) { return wanted < segments_[s].begin; });
    return *(after - 1);
}

std::uint64_t FirmLayout::count() const {
    return std::accumulate(segments_.begin(), segments_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Segment& s) { return sum + s.size; });
}

std::uint64_t FirmLayout::member_count() const {
    return std::accumulate(segments_.begin(), segments_.begin() + clusters_, std::uint64_t{0},
                           [](std::uint64_t sum, const Segment& s) { return sum + s.size; });
}

void Firms::pack() {
    layout_.clear();
    for (const Segment& s : segments_) {
        layout_.insert(layout_.end(), {s.begin, s.size, s.capacity});
    }
}

void Firms::unpack() {
    segments_.clear();
    for (std::size_t i = 0; i + 2 < layout_.size(); i += 3) {
        segments_.push_back({layout_[i], layout_[i + 1], layout_[i + 2]});
    }
    sort_segments();
    if (!segments_fit() || !handles_fit()) {
        throw sim::Error(sim::ExitCode::corrupt,
                         "the saved state contradicts itself: firms, their rows and their ties do "
                         "not fit together");
    }
    renew_blocks();
}

bool Firms::segments_fit() const {
    const std::size_t rows = key.size();
    bool fits = layout_.size() % 3 == 0 && clusters_ <= segments_.size() && member_rows_ <= rows;
    std::uint64_t end = 0;
    for (const std::uint32_t s : by_begin_) {
        const Segment& segment = segments_[s];
        const std::uint64_t room = is_cluster(s) ? member_rows_ : rows;
        fits = fits && segment.begin >= end && segment.size <= segment.capacity;
        end = std::uint64_t{segment.begin} + segment.capacity;
        fits = fits && end <= room && (is_cluster(s) || segment.begin >= member_rows_);
    }
    return fits && std::ranges::all_of(free_extents_, [rows](const auto& extent) {
               return std::uint64_t{extent[0]} + extent[1] <= rows;
           });
}

bool Firms::handles_fit() const {
    std::uint64_t named = 0;
    for (const std::uint32_t row : rows_) {
        named += row == no_firm ? 0 : 1;
    }
    const auto is_free = [this](std::uint32_t handle_number) {
        return has_handle(handle_number) && rows_[handle_number] == no_firm;
    };
    bool fits = named == count() && std::ranges::all_of(free_handles_, is_free) &&
                std::ranges::all_of(retired_handles_, is_free);
    for (const Segment& segment : segments_) {
        for (std::uint32_t row = segment.begin; fits && row < segment.end(); ++row) {
            fits = has_handle(handle[row]) && rows_[handle[row]] == row &&
                   std::ranges::all_of(ties[row], [this](std::uint32_t partner) {
                       return partner == no_firm || has_handle(partner);
                   });
        }
    }
    return fits;
}

} // namespace actorhood::models
