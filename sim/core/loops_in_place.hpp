// Where every thread has a run of its own, the loops within a run need no other thread.
#pragma once

#include <atomic>

namespace actorhood::sim {

/// While it lives, and as long as `while_true` is, loops of this thread run in place, one index after the other: where
/// every thread has a run of its own, handing out parts of a month costs more than it gains. Results are the same.
class LoopsInPlace {
public:
    explicit LoopsInPlace(const std::atomic<bool>& while_true);
    ~LoopsInPlace();
    LoopsInPlace(const LoopsInPlace&) = delete;
    LoopsInPlace& operator=(const LoopsInPlace&) = delete;

private:
    [[maybe_unused]] const std::atomic<bool>* before_; ///< what was in force around it
};

} // namespace actorhood::sim
