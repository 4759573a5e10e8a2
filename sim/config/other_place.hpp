// A second place in what a check says: "the name is taken by cluster 1 (demo.toml:12:1)". A check knows keys, not lines; who
// runs it knows those.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/config/schema.hpp"

namespace actorhood::sim {

/// Stands in a message for the place of a key such as "cluster#0"; in control characters, which no name holds.
[[nodiscard]] std::string other_place(const std::string& key);

/// The message with its places as `text` gives them for their keys, each as " (place)"; "" leaves a place out.
[[nodiscard]] std::string with_places(std::string message,
                                      const std::function<std::string(const std::string& key)>& text);

/// The message of a check whose keys are those of an entry: its places seen from outside, where `prefix` leads to the
/// entry.
[[nodiscard]] std::string with_prefix(const std::string& message, const std::string& prefix);

/// The names of the entries of a list.
template <class Entries>
[[nodiscard]] std::vector<std::string> names_of(const Entries& entries) {
    std::vector<std::string> names;
    for (const auto& entry : entries) {
        names.push_back(entry.name);
    }
    return names;
}

/// What is wrong with the names of the entries of a list, in their order: that an earlier one has the name, with the places
/// of both. "" is no name.
[[nodiscard]] std::vector<Schema::Problem> repeated_names(const std::string& list,
                                                          const std::vector<std::string>& names);

} // namespace actorhood::sim
