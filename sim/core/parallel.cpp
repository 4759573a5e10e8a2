#include "sim/core/loops_in_place.hpp"
#include "sim/core/parallel.hpp"

#include <atomic>

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/version.h>

namespace actorhood::sim {

namespace {

/// Whether all other threads have work of their own, as the owner of this thread's work knows it; null: not known.
thread_local const std::atomic<bool>* others_are_busy = nullptr;

bool runs_in_place(std::size_t count) {
    return count <= 1 || (others_are_busy != nullptr && others_are_busy->load(std::memory_order_relaxed));
}

} // namespace

LoopsInPlace::LoopsInPlace(const std::atomic<bool>& while_true) : before_(others_are_busy) {
    others_are_busy = &while_true;
}

LoopsInPlace::~LoopsInPlace() { others_are_busy = before_; }

namespace detail {
void parallel_for_erased(std::size_t count, LoopBody body, void* context) {
    if (runs_in_place(count)) {
        for (std::size_t index = 0; index < count; ++index) {
            body(context, index);
        }
        return;
    }
    // Isolated: a thread that waits for this loop must not begin a task of a loop around it, otherwise replicates
    // would pile up on one stack and memory would not be bounded by the number of threads.
    tbb::this_task_arena::isolate([count, body, context] {
        // Of its own group: an exception in another part of a loop around this one would end this one early and without
        // a word, and what it was to fill would be read as it is.
        tbb::task_group_context own(tbb::task_group_context::isolated);
        tbb::parallel_for(
            std::size_t{0}, count, [body, context](std::size_t index) { body(context, index); }, own);
    });
}
} // namespace detail

struct ThreadLimit::Control {
    tbb::global_control control;
};

ThreadLimit::ThreadLimit(std::size_t threads)
    : control_(new Control{
          tbb::global_control(tbb::global_control::max_allowed_parallelism, threads == 0 ? available() : threads)}) {}

ThreadLimit::~ThreadLimit() = default;

std::size_t ThreadLimit::available() { return static_cast<std::size_t>(tbb::info::default_concurrency()); }

std::string threading_library() { return std::string("oneTBB ") + TBB_runtime_version(); }

} // namespace actorhood::sim
