// What this process may use of its machine: containers and batch systems give less than there is.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

namespace actorhood::sim {

/// Limits of the control groups (version 1 or 2) that a process is in and of those around them; nothing = none.
struct GroupLimits {
    std::optional<double> processors;
    std::optional<double> memory_bytes;
};
/// Of this process. `root` is where /proc and /sys are, for tests.
[[nodiscard]] GroupLimits group_limits(const std::filesystem::path& root = "/");

/// Threads that can run at the same time: the processors that this process may use, or what a quota gives it of them,
/// rounded up.
[[nodiscard]] std::size_t usable_threads();

/// Memory for this process.
struct UsableMemory {
    double bytes{};
    bool limited{}; ///< by a control group or a limit of the process; otherwise it is that of the machine
};
[[nodiscard]] UsableMemory usable_memory();

} // namespace actorhood::sim
