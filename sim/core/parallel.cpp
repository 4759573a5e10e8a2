#include "sim/core/parallel.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>

namespace actorhood::sim {

namespace detail {
void parallel_for_erased(std::size_t count, LoopBody body, void* context) {
    if (count <= 1) {
        if (count == 1) {
            body(context, 0);
        }
        return;
    }
    tbb::parallel_for(
        std::size_t{0}, count, [body, context](std::size_t index) { body(context, index); });
}
} // namespace detail

struct ThreadLimit::Control {
    tbb::global_control control;
};

ThreadLimit::ThreadLimit(std::size_t threads)
    : control_(new Control{tbb::global_control(tbb::global_control::max_allowed_parallelism,
                                               threads == 0 ? available() : threads)}) {}

ThreadLimit::~ThreadLimit() = default;

std::size_t ThreadLimit::available() { return static_cast<std::size_t>(tbb::info::default_concurrency()); }

} // namespace actorhood::sim
