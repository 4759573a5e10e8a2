#include "models/program/live_scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "models/live/world.hpp"
#include "models/population.hpp"
#include "models/scenario_folder.hpp"
#include "sim/config/format.hpp"
#include "sim/config/node_lines.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/text_file.hpp"
#include "sim/config/tree.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

std::string inclusion(const std::string& key, const std::vector<std::string>& files) {
    std::string list;
    for (const std::string& file : files) {
        list += (list.empty() ? "" : ",\n    ") + sim::toml_text(fs::absolute(file).string());
    }
    return key + " = [\n    " + list + "\n]\n";
}

/// A scenario on top of the file.
std::string extended(const std::string& file, const Parameters& given) {
    std::string text = inclusion("include", {file});
    if (given.toolkit.instruments.empty()) {
        text += inclusion("toolkit_files", toolkit_files());
    }
    if (given.population.entries.empty()) {
        for (const std::string& name : population::cluster_names(given.population)) {
            text += "[[cluster]]\nname = " + sim::toml_text(name) + "\n";
        }
    }
    return text;
}

/// Puts a value at a dotted key, tables on the way.
void put(sim::Node& table, std::string_view key, const sim::Node& value) {
    const std::size_t dot = key.find('.');
    const std::string name(key.substr(0, dot));
    if (dot == std::string_view::npos) {
        table.children.push_back(value);
        table.children.back().name = name;
        return;
    }
    auto inner = std::find_if(table.children.begin(), table.children.end(),
                              [&](const sim::Node& node) { return node.name == name; });
    if (inner == table.children.end()) {
        inner = table.children.insert(table.children.end(), sim::Node{});
        inner->name = name;
    }
    put(*inner, key.substr(dot + 1), value);
}

/// All values below a table, each at its whole key; dots in names are dots of keys.
void collect(const sim::Node& from, const std::string& prefix, sim::Node& into) {
    for (const sim::Node& member : from.children) {
        const std::string key = prefix + member.name;
        if (member.kind == sim::Node::Kind::table) {
            collect(member, key + ".", into);
        } else if (key != "name") {
            put(into, key, member);
        }
    }
}

sim::Node parsed(std::string_view text, const std::string& name) {
    sim::ParsedText result = sim::parse_toml(text, name);
    if (result.problem) {
        throw sim::ConfigurationError({*result.problem});
    }
    return std::move(result.root);
}

} // namespace

std::vector<std::string> small_world() {
    return {"population.clusters=10", "population.members_per_cluster=60.0", "population.outside_firms=500"};
}

LiveScenario read_live_scenario(const std::string& file, const std::vector<std::string>& settings) {
    std::vector<std::string> first; // what does not name entries that are added below
    std::copy_if(settings.begin(), settings.end(), std::back_inserter(first), [](const std::string& setting) {
        return !setting.starts_with("cluster.") && !setting.starts_with("instrument.");
    });
    const auto plain = read_scenario(file, first);
    LiveScenario live;
    live.scenario = std::make_unique<Scenario>();
    live.scenario->reading =
        sim::read_text(extended(file, plain->parameters), "live " + file, {settings}, live.scenario->schema);
    live.lines = sim::node_lines(parsed(sim::resolved_toml(live.scenario->schema), "the whole scenario"));
    return live;
}

std::vector<AssumptionSet> read_assumption_sets(const std::string& file, const LiveScenario& live) {
    const sim::TextFile content = sim::read_text_file(file);
    if (!content.failure.empty()) {
        sim::refuse_file(file, "cannot read this file: " + content.failure);
    }
    const sim::Node root = parsed(content.text, file);
    const sim::Node* experiment = root.child("experiment");
    const sim::Node* points = experiment == nullptr ? nullptr : experiment->child("point");
    if (points == nullptr || points->children.empty()) {
        sim::refuse_file(file, "this is no ensemble: it has no [[experiment.point]]");
    }
    live::Worlds worlds;
    if (const std::string wrong = worlds.read(live.lines); !wrong.empty()) {
        sim::refuse_file(file, wrong);
    }
    std::vector<AssumptionSet> sets;
    for (const sim::Node& point : points->children) {
        const sim::Node* name = point.child("name");
        sim::Node changes;
        collect(point, "", changes);
        sets.push_back(
            {name == nullptr ? "set " + std::to_string(sets.size() + 1) : name->text, sim::node_lines(changes)});
        if (const std::string wrong = worlds.begin(sets.back().lines, 0); !wrong.empty()) {
            sim::refuse_file(file, sets.back().name + ": " + wrong);
        }
    }
    return sets;
}

} // namespace actorhood::models::program
