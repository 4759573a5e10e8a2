// What a list says about itself: its steps in order, with what each reads and writes, as the compiler sees it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/sequence.hpp"

namespace actorhood::sim {

/// Name of a type without its namespaces of the project, e.g. "market::Terms".
template <class T>
[[nodiscard]] std::string type_name() {
    std::string_view name = __PRETTY_FUNCTION__;
    const std::size_t from = name.find("T = ") + 4;
    name = name.substr(from, name.find_first_of(";]", from) - from);
    std::string text(name);
    for (const std::string_view prefix : {"actorhood::models::", "actorhood::sim::"}) {
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size());
        }
    }
    if (const std::size_t kind = text.find("Columns<"); kind != std::string::npos) {
        text.erase(kind);
    }
    return text;
}

/// Name of a function, e.g. "market::rows".
template <auto function>
[[nodiscard]] std::string function_name() {
    std::string text = __PRETTY_FUNCTION__;
    text = text.substr(text.find("function = ") + 11);
    text.erase(text.find_first_of(";]"));
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
    bool in_pass;
    std::vector<std::string> reads, writes, reads_rows, writes_rows, adds;
};

template <class List>
[[nodiscard]] std::vector<StepContract> contracts() {
    std::vector<StepContract> all;
    List::for_each([&]<class S>(const About& mechanism, S, bool in_pass) {
        all.push_back({mechanism.name, function_name<S::called>(), mechanism.switchable, in_pass,
                       type_names(typename S::Reads{}), type_names(typename S::Writes{}),
                       type_names(typename S::ReadsRows{}), type_names(typename S::WritesRows{}),
                       type_names(typename S::Adds{})});
    });
    return all;
}

} // namespace actorhood::sim
