#include "analysis/parameters.hpp"

#include <algorithm>

#include "sim/config/tree.hpp"

namespace actorhood::analysis {

namespace {

/// Stands for an entry of a list that a result has and another has not.
constexpr const char* there = "there";

/// The parameters of a scenario by their dotted keys, and the entries of its lists.
struct Flat {
    std::map<std::string, std::string> values;
    std::map<std::string, std::string> entries; ///< key of each entry of a list; the value is `there`
};

bool is_list_of_tables(const sim::Node& node) {
    return node.kind == sim::Node::Kind::array && !node.children.empty() &&
           std::all_of(node.children.begin(), node.children.end(),
                       [](const sim::Node& child) { return child.kind == sim::Node::Kind::table; });
}

/// Name of an entry: its own, or its place, from 1.
std::string entry_name(const sim::Node& entry, std::size_t place) {
    const sim::Node* const name = entry.child("name");
    const bool named = name != nullptr && name->kind == sim::Node::Kind::text && !name->text.empty();
    return named ? name->text : "#" + std::to_string(place + 1);
}

void flatten(const sim::Node& node, const std::string& key, Flat& flat) {
    if (node.kind == sim::Node::Kind::table) {
        for (const sim::Node& child : node.children) {
            flatten(child, key.empty() ? child.name : key + "." + child.name, flat);
        }
    } else if (is_list_of_tables(node)) {
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const std::string entry = key + "." + entry_name(node.children[i], i);
            flat.entries.emplace(entry, there);
            flatten(node.children[i], entry, flat);
        }
    } else {
        flat.values.emplace(key, node.toml());
    }
}

bool says_nothing(const std::string& key) { return key.starts_with("run.") || key.starts_with("output."); }

/// True if the key is of an entry that is named in `entries` already.
bool within(const std::string& key, const std::vector<std::string>& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const std::string& entry) { return key == entry || key.starts_with(entry + "."); });
}

/// Keys of all scenarios, in order.
std::vector<std::string> all_keys(const std::vector<Flat>& scenarios,
                                  std::map<std::string, std::string> Flat::*which) {
    std::vector<std::string> keys;
    for (const Flat& scenario : scenarios) {
        for (const auto& [key, value] : scenario.*which) {
            keys.push_back(key);
        }
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

/// Appends what differs among the values or entries of the scenarios.
void collect(const std::vector<Flat>& scenarios, std::map<std::string, std::string> Flat::*which,
             std::vector<std::string>& entries, std::vector<ParameterDifference>& differences) {
    for (const std::string& key : all_keys(scenarios, which)) {
        ParameterDifference difference{key, {}};
        for (const Flat& scenario : scenarios) {
            const auto found = (scenario.*which).find(key);
            difference.values.push_back(found == (scenario.*which).end() ? "" : found->second);
        }
        const bool same = std::all_of(difference.values.begin(), difference.values.end(),
                                      [&](const std::string& value) { return value == difference.values[0]; });
        if (!same && !says_nothing(key) && !within(key, entries)) {
            if (which == &Flat::entries) {
                entries.push_back(key);
            }
            differences.push_back(std::move(difference));
        }
    }
}

} // namespace

std::vector<ParameterDifference> parameter_differences(const std::vector<std::string>& scenarios) {
    std::vector<Flat> flat(scenarios.size());
    for (std::size_t r = 0; r < scenarios.size(); ++r) {
        flatten(sim::parse_toml(scenarios[r], "").root, "", flat[r]);
    }
    std::vector<std::string> entries;
    std::vector<ParameterDifference> differences;
    collect(flat, &Flat::entries, entries, differences);
    collect(flat, &Flat::values, entries, differences);
    return differences;
}

std::map<std::string, std::string> parameter_values(const std::string& scenario) {
    Flat flat;
    flatten(sim::parse_toml(scenario, "").root, "", flat);
    return flat.values;
}

std::vector<std::string> program_differences(const std::vector<Result>& results) {
    const auto text = [](const Result& result) {
        std::string words;
        bool changed = false;
        for (const Origin& origin : result.file().origin()) {
            if (origin.attribute == "git_uncommitted_changes") {
                changed = origin.value == "yes";
            } else {
                words += (words.empty() ? "" : ", commit ") + origin.value.substr(0, 12);
            }
        }
        return words + (changed ? " with changes that are not committed" : "");
    };
    std::vector<std::string> sentences;
    for (const Result& result : results) {
        const std::string own = text(result);
        const std::string first = text(results[0]);
        if (!own.empty() && !first.empty() && own != first) {
            sentences.push_back(result.name() + " was made by program version " + own + ", " + results[0].name() +
                                " by " + first + ": a difference may come from the program");
        }
    }
    return sentences;
}

} // namespace actorhood::analysis
