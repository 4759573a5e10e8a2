// Requests to stop, from signals and time limits.
#pragma once

#include <chrono>

namespace actorhood::sim {

/// While it lives, SIGINT and SIGTERM ask the run to stop cleanly and SIGUSR1 asks for a checkpoint; a second SIGINT
/// or SIGTERM ends the process at once (the last checkpoint stays valid). One object a process.
class StopRequests {
public:
    StopRequests();
    ~StopRequests();
    StopRequests(const StopRequests&) = delete;
    StopRequests& operator=(const StopRequests&) = delete;

    /// Stop when this much time has passed since the call.
    void limit(std::chrono::duration<double> time);
    [[nodiscard]] bool stop() const;
    /// Number of checkpoints asked for so far.
    [[nodiscard]] int checkpoints_asked() const;

private:
    std::chrono::steady_clock::time_point deadline_{std::chrono::steady_clock::time_point::max()};
};

} // namespace actorhood::sim
