// The mechanisms of a list, and what must hold of them: it does not compile otherwise.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

#include "sim/run/mechanism.hpp"

namespace actorhood::sim {

namespace detail {

template <class List>
inline constexpr std::size_t step_count = [] {
    std::size_t steps = 0;
    List::for_each([&](const auto&, auto, bool) { ++steps; });
    return steps;
}();

/// The mechanisms of a list, each once, in the order of their first steps.
template <class List>
struct Found {
    std::array<const About*, step_count<List>> all{};
    std::size_t count = 0;

    constexpr Found() {
        List::for_each([this](const About& mechanism, auto, bool) {
            const auto end = all.begin() + static_cast<std::ptrdiff_t>(count);
            const auto is_this = [&](const About* other) { return other == &mechanism; };
            if (std::none_of(all.begin(), end, is_this)) {
                all[count++] = &mechanism;
            }
        });
    }
};
template <class List>
inline constexpr Found<List> found;

} // namespace detail

template <class List>
struct Contents {
    static constexpr std::size_t count = detail::found<List>.count;
    /// In the order of their first steps.
    static constexpr std::array<const About*, count> mechanisms = [] {
        std::array<const About*, count> all{};
        std::copy_n(detail::found<List>.all.begin(), count, all.begin());
        return all;
    }();

private:
    /// Names are keys of scenarios.
    static consteval bool names_are_keys() {
        return std::all_of(mechanisms.begin(), mechanisms.end(), [](const About* mechanism) {
            return !mechanism->name.empty() && mechanism->name.find_first_not_of(
                                                   "abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
        });
    }
    static consteval bool names_differ() {
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (mechanisms[i]->name == mechanisms[k]->name) {
                    return false;
                }
            }
        }
        return true;
    }
    /// Mechanisms may share a stream, which then is one object.
    static consteval bool streams_differ() {
        std::array<const Stream*, count * std::tuple_size_v<decltype(About::streams)>> all{};
        std::size_t named = 0;
        for (const About* mechanism : mechanisms) {
            for (const Stream* stream : mechanism->streams) {
                if (stream == nullptr) {
                    continue;
                }
                for (std::size_t i = 0; i < named; ++i) {
                    if (all[i] != stream && all[i]->number == stream->number) {
                        return false;
                    }
                }
                all[named++] = stream;
            }
        }
        return true;
    }
    static_assert(names_are_keys(), "the name of a mechanism is a key of scenarios: a-z, 0-9 and _ only");
    static_assert(names_differ(), "two mechanisms of the list have the same name");
    static_assert(streams_differ(), "two random streams have the same number: take one that is free");
};

} // namespace actorhood::sim
