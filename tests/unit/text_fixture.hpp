// Texts and times for tests of what is read.
#pragma once

#include <chrono>
#include <string>

namespace actorhood::tests {

/// `text`, `count` times.
inline std::string repeated(const std::string& text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

/// Seconds that an action takes.
template <class Action>
double seconds(Action&& action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace actorhood::tests
