// Firms: one row each, in columns; the firms of a cluster (or of a region outside all clusters) are contiguous.
//
// A firm has three names. Its *key* is permanent and drives its random numbers. Its *handle* is a small number by
// which ties refer to it. Its *row* is where it is stored now; rows move only in commits at the end of a month.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/state/vocabulary.hpp"
#include "sim/run/sequence.hpp"

namespace actorhood::models {

inline constexpr std::uint32_t no_firm = 0xffffffffu;
inline constexpr std::size_t inside_ties = 6;
inline constexpr std::size_t outside_ties = 2;
inline constexpr std::size_t tie_slots = inside_ties + outside_ties;
inline constexpr std::size_t timer_slots = 4;
/// Marks a timer as a rest after abandonment instead of a trial.
inline constexpr std::uint8_t rest_flag = 0x80;

/// Handles of tie partners: six slots for partners of the own cluster or region, two for others.
using TieSlots = std::array<std::uint32_t, tie_slots>;

/// How a firm came into the world; part of its key.
enum class Origin : std::uint8_t { initial_member = 0, initial_outside = 1, entrant = 2 };

inline constexpr std::uint32_t month_limit = 4095;       ///< longest run, in months
inline constexpr std::uint32_t place_limit = 1u << 18;   ///< most clusters or regions
inline constexpr std::uint32_t ordinal_limit = 1u << 24; ///< most firms of one origin, place and month
inline constexpr std::uint32_t copy_limit = 255;         ///< most copies of one sampled firm

/// Permanent key: copy (8 bits) | origin (2) | place (18) | month (12) | ordinal (24). Injective: no collisions.
[[nodiscard]] constexpr std::uint64_t firm_key(Origin origin, std::uint32_t place, std::uint32_t month,
                                               std::uint32_t ordinal) {
    return static_cast<std::uint64_t>(origin) << 54 | static_cast<std::uint64_t>(place % place_limit) << 36 |
           static_cast<std::uint64_t>(month & 0xfffu) << 24 | (ordinal % ordinal_limit);
}
/// Key of a copy (1..255) of a sampled firm: its own monthly draws, the same permanent traits.
[[nodiscard]] constexpr std::uint64_t copy_key(std::uint64_t key, std::uint32_t copy) {
    return (key & 0x00ffffffffffffffull) | static_cast<std::uint64_t>(copy & 0xffu) << 56;
}
/// Key for permanent traits (fit, initial opinion and skills): a copy shares them with its original.
[[nodiscard]] constexpr std::uint64_t trait_key(std::uint64_t key) { return key & 0x00ffffffffffffffull; }

// Groups of columns, templates over the kind of the columns: stored, or a view of them in the rows of a block.

/// Who a firm is.
template <template <class> class Of>
struct FirmIdentityColumns {
    Of<std::uint64_t> key;
    Of<std::uint32_t> handle;
    Of<float> employees;           ///< persons
    Of<std::uint8_t> sector;       ///< 0..13
    Of<std::uint8_t> size_class;   ///< SizeClass, by employees
    Of<std::uint8_t> sampled;      ///< 0: stands for itself; n: sampled, stands for many, copied n-1 times
    Of<std::int16_t> birth_month;  ///< month of foundation, negative before the run
    Of<std::int16_t> joined_month; ///< month of joining the present cluster; -1 outside

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("key", self.key);
        f("handle", self.handle);
        f("employees", self.employees);
        f("sector", self.sector);
        f("size_class", self.size_class);
        f("sampled", self.sampled);
        f("birth_month", self.birth_month);
        f("joined_month", self.joined_month);
    }
};
using FirmIdentity = FirmIdentityColumns<Column>;

/// Money and margins.
template <template <class> class Of>
struct FinanceColumns {
    Of<std::int64_t> liquidity; ///< cents
    Of<float> margin_noise;     ///< autoregressive part of the profit margin, share of revenue
    Of<float> practice_gain;    ///< saving of adopted practices, share of revenue at price index 1

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("liquidity", self.liquidity);
        f("margin_noise", self.margin_noise);
        f("practice_gain", self.practice_gain);
    }
};
using Finance = FinanceColumns<Column>;

/// Absorptive capacity.
template <template <class> class Of>
struct SkillsColumns {
    Of<float> circular_capacity;    ///< for circular practices, 0..1
    Of<float> digital_capacity;     ///< for digital practices, 0..1
    Of<std::uint8_t> circular_base; ///< capacity to which unused know-how decays, in 255ths
    Of<std::uint8_t> digital_base;

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("circular_capacity", self.circular_capacity);
        f("digital_capacity", self.digital_capacity);
        f("circular_base", self.circular_base);
        f("digital_base", self.digital_base);
    }
    [[nodiscard]] auto& capacity(Pillar pillar) { return pillar == circular ? circular_capacity : digital_capacity; }
    [[nodiscard]] const auto& capacity(Pillar pillar) const {
        return pillar == circular ? circular_capacity : digital_capacity;
    }
};
using Skills = SkillsColumns<Column>;

/// What a firm wants.
template <template <class> class Of>
struct OpinionsColumns {
    Of<float> orientation;      ///< 0 growth only .. 1 transition
    Of<float> orientation_next; ///< written by the opinion step, read by nobody until it is committed
    Of<float> uncertainty;      ///< of the orientation (relative agreement)
    Of<float> uncertainty_next; ///< like orientation_next; both serve as working space between opinion steps

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("orientation", self.orientation);
        f("orientation_next", self.orientation_next);
        f("uncertainty", self.uncertainty);
        f("uncertainty_next", self.uncertainty_next);
    }
};
using Opinions = OpinionsColumns<Column>;

/// What a member thinks of its cluster.
template <template <class> class Of>
struct MembershipColumns {
    Of<float> trust;         ///< in the cluster organisation, 0..1
    Of<float> value;         ///< perceived membership value V, in units of the level per member
    Of<float> services_rate; ///< services received, smoothed, per year

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("trust", self.trust);
        f("value", self.value);
        f("services_rate", self.services_rate);
    }
};
using Membership = MembershipColumns<Column>;

/// How adoption changed the work.
template <template <class> class Of>
struct WorkforceColumns {
    Of<float> resistance; ///< workforce resistance L, 0..1
    Of<float> skill_gap;  ///< g, 0..1

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("resistance", self.resistance);
        f("skill_gap", self.skill_gap);
    }
};
using Workforce = WorkforceColumns<Column>;

/// What a firm knows, tries and uses.
template <template <class> class Of>
struct FunnelColumns {
    Of<std::uint32_t> aware;                                  ///< bit p: knows practice p
    Of<std::uint32_t> adopted;                                ///< bit p: uses practice p
    Of<std::uint32_t> given_up;                               ///< bit p: has given practice p up at least once
    Of<std::uint32_t> voucher_paid;                           ///< bit p: had a voucher for practice p
    Of<std::array<std::uint8_t, timer_slots>> timer_practice; ///< practice of a trial, or practice|rest_flag
    Of<std::array<std::uint16_t, timer_slots>> timer_due;     ///< month when it ends; 0 = free slot
    Of<std::uint16_t> next_due;                               ///< earliest timer; 0xffff = none
    Of<std::array<std::uint16_t, topic_count>> served_until;  ///< month until which a service of the topic acts

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("aware", self.aware);
        f("adopted", self.adopted);
        f("given_up", self.given_up);
        f("voucher_paid", self.voucher_paid);
        f("timer_practice", self.timer_practice);
        f("timer_due", self.timer_due);
        f("next_due", self.next_due);
        f("served_until", self.served_until);
    }
};
using Funnel = FunnelColumns<Column>;

/// Partners.
template <template <class> class Of>
struct TiesColumns {
    Of<TieSlots> ties; ///< handles, no_firm = free

    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("ties", self.ties);
    }
};
using Ties = TiesColumns<Column>;

/// All columns of firms.
struct FirmColumns : FirmIdentity, Finance, Skills, Opinions, Membership, Workforce, Funnel, Ties {
    /// Calls f(name, column) for every column: resize, move, checkpoint, hash and memory count use it.
    template <class F>
    void for_each_column(F&& f) {
        FirmIdentity::each(*this, f);
        Finance::each(*this, f);
        Skills::each(*this, f);
        Opinions::each(*this, f);
        Membership::each(*this, f);
        Workforce::each(*this, f);
        Funnel::each(*this, f);
        Ties::each(*this, f);
    }
};

/// Rows [begin, begin + size) hold the firms of one cluster, or of one region outside all clusters.
struct Segment {
    std::uint32_t begin;
    std::uint32_t size;
    std::uint32_t capacity;
    [[nodiscard]] std::uint32_t end() const { return begin + size; }
};

using sim::RowBlock;
using sim::Rows;
using sim::Sum;
using sim::Sums;

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
    [[nodiscard]] std::uint32_t segment_of(std::uint32_t handle_number) const;
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
    [[nodiscard]] const Segment& segment(std::size_t number) const { return segments_[number]; }
    [[nodiscard]] const std::vector<RowBlock>& blocks() const { return blocks_; }
    [[nodiscard]] std::uint32_t cluster_count() const { return clusters_; }
    [[nodiscard]] std::uint32_t region_count() const {
        return static_cast<std::uint32_t>(segments_.size()) - clusters_;
    }
    [[nodiscard]] bool is_cluster(std::uint32_t segment_number) const { return segment_number < clusters_; }
    [[nodiscard]] std::uint64_t count() const;
    /// Firms in clusters.
    [[nodiscard]] std::uint64_t member_count() const;

protected:
    std::vector<Segment> segments_;
    std::vector<RowBlock> blocks_;
    Column<std::uint32_t> by_begin_; ///< segments in the order of their rows
    std::uint32_t clusters_ = 0;
    Column<std::array<std::uint32_t, 2>> free_extents_; ///< first row and number of rows that no segment uses
    Column<std::uint32_t> rows_;                        ///< row of each handle
    Column<std::uint32_t> free_handles_;
    Column<std::uint32_t> retired_handles_; ///< gone, but ties may still name them
    Column<std::uint32_t> layout_;          ///< segments as numbers, for archives
};

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
    void sort_segments();
};

} // namespace actorhood::models
