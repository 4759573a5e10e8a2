// Progress on stderr: a bar on a terminal, one plain line a minute otherwise, nothing when quiet.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace actorhood::sim {

class Progress {
public:
    /// `total` steps of work in all; `quiet` prints nothing.
    Progress(std::string what, std::uint64_t total, bool quiet);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Counts steps that need no work any more (done before a resume).
    void skip(std::uint64_t steps);
    /// Counts finished steps; thread-safe.
    void advance(std::uint64_t steps);

    [[nodiscard]] std::uint64_t done() const { return done_; }
    [[nodiscard]] std::uint64_t total() const { return total_; }

private:
    void print(double elapsed);

    using Clock = std::chrono::steady_clock;
    std::string what_;
    std::uint64_t total_;
    bool quiet_;
    bool terminal_;
    std::atomic<std::uint64_t> done_{0};
    std::uint64_t skipped_{0};
    Clock::time_point start_;
    std::atomic<std::int64_t> next_print_; ///< milliseconds since start_
    std::mutex printing_;
    bool printed_bar_{false};
};

} // namespace actorhood::sim
