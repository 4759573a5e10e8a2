// The same loops one after the other: for programs without a threading library. Loop bodies own their index, so that
// results are the same bits.
#include "sim/core/loops_in_place.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::sim {

namespace detail {
void parallel_for_erased(std::size_t count, LoopBody body, void* context) {
    for (std::size_t index = 0; index < count; ++index) {
        body(context, index);
    }
}
} // namespace detail

LoopsInPlace::LoopsInPlace(const std::atomic<bool>& while_true) : before_(&while_true) {}

LoopsInPlace::~LoopsInPlace() = default;

struct ThreadLimit::Control {};

ThreadLimit::ThreadLimit(std::size_t) {}

ThreadLimit::~ThreadLimit() = default;

std::size_t ThreadLimit::available() { return 1; }

std::string threading_library() { return "none"; }

} // namespace actorhood::sim
