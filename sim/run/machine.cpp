#include "sim/run/machine.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "sim/core/parallel.hpp"

namespace actorhood::sim {

namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The number at the beginning of a text; nothing for "max", "-1" or another text.
std::optional<double> number(std::string_view text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && value > 0.0 ? std::optional(value) : std::nullopt;
}

void lower(std::optional<double>& limit, std::optional<double> other) {
    if (other && (!limit || *other < *limit)) {
        limit = other;
    }
}

/// Calls use(folder) for a group and all groups around it, as far as they can be seen. In a container its own group is
/// often what stands at `top`, whatever its path is called.
void each_group(const fs::path& top, const std::string& path, const std::function<void(const fs::path&)>& use) {
    fs::path inner = fs::path(path).relative_path();
    while (!inner.empty()) {
        use(top / inner);
        inner = inner.parent_path();
    }
    use(top);
}

/// The second version: one tree for all.
void unified(const fs::path& top, const std::string& path, GroupLimits& limits) {
    each_group(top, path, [&](const fs::path& group) {
        const std::string quota = content(group / "cpu.max"); // "200000 100000" or "max 100000"
        const std::size_t blank = quota.find(' ');
        if (const auto used = number(quota); used && blank != std::string::npos) {
            if (const auto period = number(std::string_view(quota).substr(blank + 1))) {
                lower(limits.processors, *used / *period);
            }
        }
        lower(limits.memory_bytes, number(content(group / "memory.max")));
    });
}

/// The first version: a tree for each controller.
void controlled(const fs::path& top, const std::string& controllers, const std::string& path, GroupLimits& limits) {
    std::istringstream words(controllers);
    for (std::string word; std::getline(words, word, ',');) {
        for (const fs::path& folder : {top / controllers, top / word}) {
            each_group(folder, path, [&](const fs::path& group) {
                if (word == "cpu") {
                    const auto used = number(content(group / "cpu.cfs_quota_us"));
                    const auto period = number(content(group / "cpu.cfs_period_us"));
                    lower(limits.processors, used && period ? std::optional(*used / *period) : std::nullopt);
                } else if (word == "memory") {
                    lower(limits.memory_bytes, number(content(group / "memory.limit_in_bytes")));
                }
            });
        }
    }
}

} // namespace

GroupLimits group_limits(const fs::path& root) {
    GroupLimits limits;
    const fs::path top = root / "sys" / "fs" / "cgroup";
    std::istringstream lines(content(root / "proc" / "self" / "cgroup"));
    for (std::string line; std::getline(lines, line);) { // "4:cpu,cpuacct:/path" or "0::/path"
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) {
            continue;
        }
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = line.substr(second + 1);
        if (controllers.empty()) {
            unified(top, path, limits);
            unified(top / "unified", path, limits);
        } else {
            controlled(top, controllers, path, limits);
        }
    }
    return limits;
}

std::size_t usable_threads() {
    const std::size_t available = std::max<std::size_t>(1, ThreadLimit::available());
    const std::optional<double> quota = group_limits().processors;
    if (!quota || *quota >= static_cast<double>(available)) {
        return available;
    }
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(*quota)));
}

UsableMemory usable_memory() {
    const double machine = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    std::optional<double> limit = group_limits().memory_bytes;
    rlimit own{};
    if (::getrlimit(RLIMIT_AS, &own) == 0 && own.rlim_cur != RLIM_INFINITY) {
        lower(limit, static_cast<double>(own.rlim_cur));
    }
    return limit && *limit < machine ? UsableMemory{*limit, true} : UsableMemory{machine, false};
}

} // namespace actorhood::sim
