// Firms that go from their segments in the same month: a list of them, and the same by segment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/firms/layout.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models {

/// A firm that goes.
struct Mover {
    std::uint32_t handle;
    std::uint32_t from; ///< segment it leaves
    std::uint32_t to;   ///< segment it goes to; without meaning for one that closes
    std::uint32_t row;  ///< where it is now: in the segment it leaves, or, once it was copied, where it goes
};

/// Below so many, starting threads takes longer than the work.
inline constexpr std::size_t few_movers = 128;

/// Calls body(i) for i in [0, count), in parallel if there is enough to do for `work` firms.
template <class Body>
void for_all(std::size_t count, std::size_t work, Body&& body) {
    if (work < few_movers) {
        for (std::size_t i = 0; i < count; ++i) {
            body(i);
        }
    } else {
        sim::parallel_for(count, body);
    }
}

/// Calls body(i) for i in [0, count), pieces of them in parallel.
template <class Body>
void for_all_in_pieces(std::size_t count, Body&& body) {
    constexpr std::size_t piece = 64;
    for_all((count + piece - 1) / piece, count, [&](std::size_t b) {
        const std::size_t end = b * piece + piece < count ? b * piece + piece : count;
        for (std::size_t i = b * piece; i < end; ++i) {
            body(i);
        }
    });
}

/// Movers by the segment they leave, those of a segment in the order of the list.
class BySegment {
public:
    void sort(std::span<const Mover> movers, std::size_t segments) {
        first_.assign(segments + 1, 0);
        for (const Mover& mover : movers) {
            ++first_[mover.from + 1];
        }
        for (std::size_t s = 0; s < segments; ++s) {
            first_[s + 1] += first_[s];
        }
        order_.resize(movers.size());
        next_.assign(first_.begin(), first_.end() - 1);
        for (std::uint32_t i = 0; i < movers.size(); ++i) {
            order_[next_[movers[i].from]++] = i;
        }
    }
    [[nodiscard]] std::size_t segments() const { return next_.size(); }
    [[nodiscard]] std::size_t size() const { return order_.size(); }
    /// Positions in the list of those that leave a segment.
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t segment) const {
        return std::span(order_).subspan(first_[segment], first_[segment + 1] - first_[segment]);
    }

private:
    std::vector<std::uint32_t> first_;
    std::vector<std::uint32_t> next_;
    std::vector<std::uint32_t> order_;
};

} // namespace actorhood::models
