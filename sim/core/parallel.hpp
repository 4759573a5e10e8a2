// Deterministic parallel loops. The only place that knows the threading library is parallel.cpp; parallel_serial.cpp,
// linked in its stead, needs none.
//
// A loop body owns index i and writes only what belongs to i. Reductions are made by writing one partial result
// per block (blocks depend on the data, never on the threads) and adding the partials in block order.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace actorhood::sim {

namespace detail {
using LoopBody = void (*)(void* context, std::size_t index);
void parallel_for_erased(std::size_t count, LoopBody body, void* context);
} // namespace detail

/// Calls body(i) for i in [0, count), possibly at the same time. Exceptions are rethrown (one of them).
template <class Body>
void parallel_for(std::size_t count, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    detail::parallel_for_erased(
        count, [](void* context, std::size_t index) { (*static_cast<Plain*>(context))(index); },
        const_cast<std::remove_const_t<Plain>*>(std::addressof(body)));
}

/// Limits the number of threads of this process while it lives. 0 = all the process may use.
class ThreadLimit {
public:
    explicit ThreadLimit(std::size_t threads);
    ~ThreadLimit();
    ThreadLimit(const ThreadLimit&) = delete;
    ThreadLimit& operator=(const ThreadLimit&) = delete;

    /// Threads in use by default on this machine (respects affinity).
    [[nodiscard]] static std::size_t available();

private:
    struct Control;
    std::unique_ptr<Control> control_;
};

/// Name and version of the threading library in use, e.g. "oneTBB 2021.8".
[[nodiscard]] std::string threading_library();

} // namespace actorhood::sim
