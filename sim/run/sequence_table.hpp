// What a list says about itself: its steps in order, with what each reads and writes, as the compiler sees it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/sequence.hpp"

namespace actorhood::sim {

namespace detail {
inline void erase_all(std::string& text, std::string_view part) {
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part)) {
        text.erase(at, part.size());
    }
}
} // namespace detail

/// Name of a type for readers, without the namespaces of the project: "market::Terms", "Finance" for its columns,
/// "Sums of market::Trade".
template <class T>
[[nodiscard]] std::string type_name() {
    std::string_view name = __PRETTY_FUNCTION__;
    const std::size_t from = name.find("T = ") + 4;
    name = name.substr(from, name.find_first_of(";]", from) - from);
    std::string text(name);
    for (const std::string_view prefix : {"actorhood::models::", "actorhood::sim::", "std::"}) {
        detail::erase_all(text, prefix);
    }
    if (const std::size_t kind = text.find("Columns<"); kind != std::string::npos) {
        text.erase(kind);
    }
    detail::erase_all(text, ">");
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<')) {
        text.replace(at, 1, " of ");
    }
    return text;
}

/// Name of a function, e.g. "market::rows".
template <auto function>
[[nodiscard]] std::string function_name() {
    std::string text = __PRETTY_FUNCTION__;
    text = text.substr(text.find("function = ") + 11);
    text.erase(text.find_first_of(";]"));
    detail::erase_all(text, "&"); // clang writes the address, g++ the function
    const std::string prefix = "actorhood::models::";
    const std::size_t at = text.find(prefix);
    return at == std::string::npos ? text : text.substr(at + prefix.size());
}

template <class... T>
[[nodiscard]] std::vector<std::string> type_names(Types<T...>) {
    return {type_name<T>()...};
}

/// One step of a list.
struct StepContract {
    std::string_view mechanism;
    std::string function;
    bool switchable;
    bool always; ///< runs also when its mechanism is off
    bool in_pass;
    std::vector<std::string> reads, writes, reads_rows, writes_rows, adds;
};

template <class List>
[[nodiscard]] std::vector<StepContract> contracts() {
    std::vector<StepContract> all;
    List::for_each([&]<class S>(const About& mechanism, S, bool in_pass) {
        all.push_back({mechanism.name, function_name<S::called>(), mechanism.switchable, S::runs_always, in_pass,
                       type_names(typename S::Reads{}), type_names(typename S::Writes{}),
                       type_names(typename S::ReadsRows{}), type_names(typename S::WritesRows{}),
                       type_names(typename S::Adds{})});
    });
    return all;
}

} // namespace actorhood::sim
