#include "sim/run/progress.hpp"

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace actorhood::sim {

namespace {
constexpr std::int64_t terminal_interval = 200; // milliseconds
constexpr std::int64_t batch_interval = 60'000;

std::string duration_text(double seconds) {
    const auto whole = static_cast<long>(seconds + 0.5);
    char buffer[32];
    if (whole >= 3600) {
        std::snprintf(buffer, sizeof buffer, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        std::snprintf(buffer, sizeof buffer, "%ld:%02ld", whole / 60, whole % 60);
    }
    return buffer;
}
} // namespace

Progress::Progress(std::string what, std::uint64_t total, bool quiet)
    : what_(std::move(what)),
      total_(total),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      next_print_(terminal_ ? terminal_interval : batch_interval) {}

Progress::~Progress() {
    if (printed_bar_) {
        std::fputs("\r\033[K", stderr);
    }
}

void Progress::skip(std::uint64_t steps) {
    const std::lock_guard lock(printing_);
    skipped_ += steps;
    done_ += steps;
}

void Progress::advance(std::uint64_t steps) {
    done_ += steps;
    if (quiet_) {
        return;
    }
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_).count();
    if (now < next_print_.load()) {
        return;
    }
    const std::unique_lock lock(printing_, std::try_to_lock);
    if (lock.owns_lock() && now >= next_print_.load()) {
        next_print_ = now + (terminal_ ? terminal_interval : batch_interval);
        print(static_cast<double>(now) / 1000.0);
    }
}

void Progress::print(double elapsed) {
    const auto done = done_.load();
    const double worked = static_cast<double>(done - skipped_);
    const double left = static_cast<double>(total_ > done ? total_ - done : 0);
    const double share = total_ > done ? static_cast<double>(done) / static_cast<double>(total_) : 1.0;
    const std::string remaining = worked > 0.0 ? duration_text(elapsed * left / worked) : "?";
    if (terminal_) {
        constexpr int width = 30;
        const int filled = static_cast<int>(share * width);
        std::fprintf(stderr, "\r%s [%.*s%*s] %3d%%  %s left ", what_.c_str(), filled,
                     "##############################", width - filled, "", static_cast<int>(share * 100.0),
                     remaining.c_str());
        printed_bar_ = true;
    } else {
        std::fprintf(stderr, "%s: %d%% after %s, about %s left\n", what_.c_str(), static_cast<int>(share * 100.0),
                     duration_text(elapsed).c_str(), remaining.c_str());
    }
    std::fflush(stderr);
}

} // namespace actorhood::sim
