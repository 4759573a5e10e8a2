// Practices that are given to members at a date; see adoption.hpp.
//
// In the month of the date a share of each cluster's members, of those who do not use the practice, gets to know and use
// it, at no cost and without a trial; what it does to their work and to the counts is that of any adoption.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/mechanisms/adoption.hpp"
#include "models/rules/timers.hpp"

namespace actorhood::models::adoption {

namespace {

/// A member, and its place in the queue of those to whom the practice may be given; the smallest first.
struct Candidate {
    double place;
    std::uint64_t key;
    std::uint32_t row;
};

/// The firms of a cluster, for one practice.
class Seeding {
public:
    Seeding(const Segment& members, std::size_t practice, const FirmLayout& layout, const FirmIdentity& identity,
            const Funnel& funnel, const Ties& ties)
        : members_(members),
          practice_(practice),
          layout_(layout),
          identity_(identity),
          funnel_(funnel),
          ties_(ties) {}

    /// Rows of those to whom it is given.
    [[nodiscard]] std::vector<std::uint32_t> chosen(SeedChoice choice, double share,
                                                    const sim::RandomStream& draws) const {
        std::vector<Candidate> queue;
        for (std::uint32_t row = members_.begin; row < members_.begin + members_.size; ++row) {
            queue.push_back(
                {draws.uniform(identity_.key[row], static_cast<std::uint32_t>(practice_)), identity_.key[row], row});
        }
        if (choice == SeedChoice::connected) {
            put_listened_to_first(queue);
        }
        std::sort(queue.begin(), queue.end(), [](const Candidate& one, const Candidate& other) {
            return one.place != other.place ? one.place < other.place : one.key < other.key;
        });
        std::vector<std::uint32_t> rows;
        for (const Candidate& candidate : queue) {
            rows.push_back(candidate.row);
        }
        if (choice == SeedChoice::together) {
            rows = by_neighbourhood(rows);
        }
        std::erase_if(rows, [this](std::uint32_t row) { return (funnel_.adopted[row] & bit(practice_)) != 0; });
        rows.resize(static_cast<std::size_t>(std::floor(share * static_cast<double>(rows.size()) + 0.5)));
        return rows;
    }

private:
    [[nodiscard]] bool is_member(std::uint32_t row) const {
        return row != no_firm && row >= members_.begin && row < members_.begin + members_.size;
    }
    /// Each member that has another as a partner moves that one forward by a whole place; draws decide among equals.
    void put_listened_to_first(std::vector<Candidate>& queue) const {
        for (std::uint32_t row = members_.begin; row < members_.begin + members_.size; ++row) {
            for (const std::uint32_t handle : ties_.ties[row]) {
                if (const std::uint32_t partner = layout_.row_of(handle); is_member(partner)) {
                    queue[partner - members_.begin].place -= 1.0;
                }
            }
        }
    }
    /// The first of the queue, its partners in the cluster, theirs and so on; then the next of the queue not yet reached.
    [[nodiscard]] std::vector<std::uint32_t> by_neighbourhood(const std::vector<std::uint32_t>& queue) const {
        std::vector<bool> reached(members_.size, false);
        std::vector<std::uint32_t> order;
        const auto reach = [&](std::uint32_t row) {
            if (is_member(row) && !reached[row - members_.begin]) {
                reached[row - members_.begin] = true;
                order.push_back(row);
            }
        };
        std::size_t asked = 0;
        for (const std::uint32_t first : queue) {
            reach(first);
            for (; asked < order.size(); ++asked) {
                for (const std::uint32_t handle : ties_.ties[order[asked]]) {
                    reach(layout_.row_of(handle));
                }
            }
        }
        return order;
    }

    const Segment members_;
    const std::size_t practice_;
    const FirmLayout& layout_;
    const FirmIdentity& identity_;
    const Funnel& funnel_;
    const Ties& ties_;
};

/// The month that begins nearest to the date; half way between two the later one, whichever way their years are rounded.
bool falls_in(const Month& month, double date) {
    constexpr double rounding = 1e-6; // months
    const double late = 12.0 * (month.year - date);
    return !month.burn_in && late > rounding - 0.5 && late <= rounding + 0.5;
}

/// The block to which a row belongs.
std::size_t block_of(const FirmLayout& layout, std::uint32_t row) {
    const auto& blocks = layout.blocks();
    const auto block = std::find_if(blocks.begin(), blocks.end(),
                                    [row](const RowBlock& b) { return row >= b.begin && row < b.end; });
    return static_cast<std::size_t>(block - blocks.begin());
}

} // namespace

void seed(const Month& month, const PracticeCatalogue& practices, const sim::Random& random, const FirmLayout& layout,
          sim::Read<FirmIdentity, Funnel, Ties> firms, Sums<Changes>& changes) {
    const auto& [identity, funnel, ties] = firms;
    for (std::size_t p = 0; p < practices.count(); ++p) {
        const Practice& entry = practices.entries[p];
        if (!(entry.seed_share > 0.0) || !falls_in(month, entry.seed_date)) {
            continue;
        }
        const sim::RandomStream draws = random.fixed(seed_stream);
        for (std::uint32_t segment = 0; segment < layout.cluster_count(); ++segment) {
            const Seeding seeding(layout.segment(segment), p, layout, identity, funnel, ties);
            for (const std::uint32_t row :
                 seeding.chosen(static_cast<SeedChoice>(entry.seed_choice), entry.seed_share, draws)) {
                auto& others = changes.part(block_of(layout, row)).others;
                others.push_back({row, segment, Change::Kind::learn, static_cast<std::uint8_t>(p)});
                others.push_back({row, segment, Change::Kind::adopt, static_cast<std::uint8_t>(p)});
            }
        }
    }
}

} // namespace actorhood::models::adoption
