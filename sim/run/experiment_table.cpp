#include "sim/run/experiment_table.hpp"

#include <algorithm>
#include <utility>

#include "sim/config/text_file.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t most_axes = 1000;
constexpr std::size_t most_options = 1000;
constexpr std::size_t most_listed = 100'000;
constexpr Bounds anything{-infinity, infinity};

bool concerns_experiment(const std::string& change) { return change.starts_with("experiment."); }

Node* child_of(Node& table, const char* name) {
    const auto found = std::find_if(table.children.begin(), table.children.end(),
                                    [&](const Node& node) { return node.name == name; });
    return found == table.children.end() ? nullptr : &*found;
}

/// A text alone stands for an array of one.
void make_array(Node& table, const char* name) {
    Node* found = child_of(table, name);
    if (found != nullptr && found->kind == Node::Kind::text) {
        Node array = *found;
        array.kind = Node::Kind::array;
        array.text.clear();
        array.children = {*found};
        *found = std::move(array);
    }
}

/// {name = "a", x = 1} becomes {name = "a", set = {x = 1}}.
Node as_point(const Node& table) {
    Node point = table;
    Node set = table;
    set.name = "set";
    const auto is_own = [](const Node& node) { return node.name == "name" || node.name == "replicates"; };
    std::erase_if(set.children, is_own);
    std::erase_if(point.children, [&](const Node& node) { return !is_own(node); });
    point.children.push_back(std::move(set));
    return point;
}

/// Brings what may be written in a shorter way into the form that is declared.
void write_out(Node& root) {
    Node* experiment = child_of(root, "experiment");
    if (experiment == nullptr) {
        return;
    }
    if (Node* axes = child_of(*experiment, "axis"); axes != nullptr && axes->kind == Node::Kind::array) {
        for (Node& axis : axes->children) {
            make_array(axis, "parameters");
            make_array(axis, "except");
        }
    }
    if (Node* points = child_of(*experiment, "point"); points != nullptr && points->kind == Node::Kind::array) {
        for (Node& point : points->children) {
            point = point.kind == Node::Kind::table ? as_point(point) : point;
        }
    }
}

std::string text_of(const std::filesystem::path& path) {
    TextFile content = read_text_file(path);
    if (!content.failure.empty()) {
        refuse_file(path.string(), "cannot read this file: " + content.failure);
    }
    return std::move(content.text);
}

} // namespace

void OptionEntry::declare(Schema& schema, OptionEntry& p) {
    schema.text(p.name, "name", Default{""}, Meaning{"Name of the option"}, Source{"experiment"});
    schema.changes(p.set, "set", Meaning{"Changes to the base scenario"}, Source{"experiment"});
    schema.keep_places(p.places);
}

void PointEntry::declare(Schema& schema, PointEntry& p) {
    schema.text(p.name, "name", Default{""}, Meaning{"Name of the point"}, Source{"experiment"});
    schema.integer(p.replicates, "replicates", Unit{"1"}, Default{0}, Bounds{0, 16777215}, Sweep{0, 100},
                   Meaning{"Replicates of the point; left out: as many as the experiment says"},
                   Source{"experiment"});
    schema.changes(p.set, "set", Meaning{"Changes to the base scenario"}, Source{"experiment"});
    schema.keep_places(p.places);
}

void AxisEntry::declare(Schema& schema, AxisEntry& p) {
    const Source source{"experiment"};
    schema.text(p.name, "name", Default{""}, Meaning{"Name of an axis of options"}, source);
    schema.text(p.parameter, "parameter", Default{""}, Meaning{"Key of the parameter that varies"}, source);
    schema.texts(p.parameters, "parameters", Meaning{"Patterns; every matching real parameter is an axis"}, source);
    schema.texts(p.except, "except", Meaning{"Patterns of keys that 'parameters' leaves out"}, source);
    schema.text(p.simplex, "simplex", Default{""}, Meaning{"Table or vector whose shares add up to 1"}, source);
    schema.texts(p.components, "components", Meaning{"Components of the simplex; [] takes all"}, source);
    schema.written(p.fixed, "fixed", Meaning{"Shares of the simplex that do not vary"}, source);
    schema.real(p.low, "min", Unit{"1"}, Default{0}, anything, Sweep{0, 0}, Meaning{"Lower end"}, source);
    schema.real(p.high, "max", Unit{"1"}, Default{0}, anything, Sweep{0, 0}, Meaning{"Upper end"}, source);
    schema.written(p.values, "values", Meaning{"Values of the parameter, instead of a range"}, source);
    schema.choice(p.scale, "scale", Default{"linear"}, {"linear", "log"}, Meaning{"Spacing of values"}, source);
    schema.choice(p.role, "role", Default{"uncertainty"}, {"lever", "uncertainty"},
                  Meaning{"Whether somebody chooses the value"}, source);
    schema.integer(p.levels, "levels", Unit{"1"}, Default{0}, Bounds{0, 1e6}, Sweep{0, 0},
                   Meaning{"Values on a grid"}, source);
    schema.integer(p.steps, "steps", Unit{"1"}, Default{0}, Bounds{0, 1e6}, Sweep{0, 0},
                   Meaning{"Steps of a simplex lattice"}, source);
    schema.list(p.options, "options", most_options, Meaning{"Positions of an axis of options"});
    schema.keep_places(p.places);
}

void DesignEntry::declare(Schema& schema, DesignEntry& p, const std::string& section) {
    const Source source{"experiment"};
    p.place = section + ".";
    schema.choice(p.design, "design", Default{"list"},
                  {"list", "one_at_a_time", "factorial", "latin_hypercube", "sobol", "saltelli", "morris", "simplex",
                   "crossed"},
                  Meaning{"Kind of design"}, source);
    schema.integer(p.points, "points", Unit{"1"}, Default{0}, Bounds{0, 1e15}, Sweep{0, 0},
                   Meaning{"Points; blocks of a Saltelli design, trajectories of a Morris design"}, source);
    schema.choice(p.scramble, "scramble", Default{"owen"}, {"none", "shift", "owen"},
                  Meaning{"How a Sobol sequence is randomised"}, source);
    schema.integer(p.levels, "levels", Unit{"1"}, Default{0}, Bounds{0, 1e6}, Sweep{0, 0},
                   Meaning{"Values on a grid, where an axis does not say otherwise"}, source);
    schema.integer(p.steps, "steps", Unit{"1"}, Default{0}, Bounds{0, 1e6}, Sweep{0, 0},
                   Meaning{"Steps of a simplex lattice"}, source);
}

void ExperimentTable::declare(Schema& schema, ExperimentTable& p) {
    const Source source{"experiment"};
    schema.section("experiment", "Points of a design, each run with several replicates");
    schema.text(p.title, "title", Default{""}, Meaning{"Title of the result"}, source);
    schema.text(p.summary, "summary", Default{""}, Meaning{"What the experiment is for"}, source);
    schema.text(p.base, "base", Default{""}, Meaning{"Base scenario, relative to this file"}, source);
    schema.text(p.assumptions, "assumptions", Default{""},
                Meaning{"Experiment whose listed points are assumptions, relative to this file"}, source);
    schema.text(p.points_file, "points_file", Default{""},
                Meaning{"Table (CSV) of the points of a list, relative to this file"}, source);
    DesignEntry::declare(schema, p.design, "experiment");
    schema.integer(p.replicates, "replicates", Unit{"1"}, Default{10}, Bounds{1, 16777215}, Sweep{1, 100},
                   Meaning{"Replicates of each point"}, source);
    schema.texts(p.outputs, "outputs", Meaning{"Outputs to keep: names, or patterns with *; [] keeps all"}, source);
    schema.texts(p.labels, "labels",
                 Meaning{"What is kept of axes: axis=label, or patterns with *; [] keeps what the base records"},
                 source);
    schema.integer(p.every, "every", Unit{"month"}, Default{0}, Bounds{0, 4095}, Sweep{0, 12},
                   Meaning{"Months between kept rows; 0 keeps only the last"}, source);
    schema.choice(
        p.over_time, "over_time", Default{"instant"}, {"instant", "mean", "sum"},
        Meaning{"What a row holds: the value of its month, or the mean or sum over the months since the row "
                "before; not given, what the base says"},
        source);
    schema.choice(p.random, "random", Default{"common"}, {"common", "independent"},
                  Meaning{"Whether points with the same replicate share all draws"}, source);
    schema.seed(p.seed, "seed", Meaning{"Seed of the design"}, source);
    schema.changes(p.set, "set", Meaning{"Fixed changes to the base scenario"}, source);
    schema.list(p.axes, "experiment.axis", most_axes, Meaning{"What varies"});
    schema.list(p.listed, "experiment.point", most_listed, Meaning{"Points of a list"});
    schema.section("experiment.levers", "Design of what somebody chooses, one side of a crossed design");
    DesignEntry::declare(schema, p.levers, "experiment.levers");
    schema.section("experiment.uncertainties", "Design of what nobody chooses, the other side of a crossed design");
    DesignEntry::declare(schema, p.uncertainties, "experiment.uncertainties");
}

ExperimentDocument::ExperimentDocument(const std::filesystem::path& path, const std::vector<std::string>& changes)
    : ExperimentDocument(text_of(path), path.string(), changes) {}

ExperimentDocument::ExperimentDocument(std::string_view text, std::string name,
                                       const std::vector<std::string>& changes)
    : file_(std::move(name)) {
    ExperimentTable::declare(schema_, table_);
    ParsedText parsed = parse_toml(text, file_);
    if (parsed.problem) {
        refuse(*parsed.problem);
    }
    if (parsed.root.children.empty()) {
        refuse_file(file_, "the file is empty; an experiment names a base and a design");
    }
    if (parsed.root.child("experiment") == nullptr) {
        for (const Node& member : parsed.root.children) {
            if (const std::string study = study_of_table(member.name, file_); !study.empty()) {
                refuse_file(file_, "this is " + study);
            }
        }
        refuse_file(file_,
                    "this is no experiment, because it has no [experiment]; "
                    "a scenario is run with 'actorhood run'");
    }
    bind(std::move(parsed.root));
    change(changes);
    finish();
}

ExperimentDocument::ExperimentDocument(Node root, std::string name) : file_(std::move(name)) {
    ExperimentTable::declare(schema_, table_);
    bind(std::move(root));
    finish();
}

void ExperimentDocument::bind(Node root) {
    write_out(root);
    Binder(schema_, record_, file_).bind(root);
}

void ExperimentDocument::change(const std::vector<std::string>& changes) {
    ReadOptions options;
    for (const std::string& setting : changes) {
        if (!concerns_experiment(setting)) {
            continue;
        }
        const std::string key = setting.substr(0, std::min(setting.find_first_of("= \t"), setting.size()));
        const Location where{"--set " + shortened(setting, 100), 0, 0};
        if (key == "experiment.set" || key.starts_with("experiment.set.")) {
            record_.problems.push_back({where, "changes to the base are given without 'experiment.set.'"});
        } else if (key.starts_with("experiment.axis") || key.starts_with("experiment.point.") ||
                   key == "experiment.point") {
            record_.problems.push_back({where, "axes and points are changed in the experiment file"});
        } else {
            options.set.push_back(setting);
            changed_.push_back(key);
            std::erase_if(record_.places, [&](const auto& place) { return place.first.starts_with(key + "#"); });
            record_.places[key] = where;
        }
    }
    try {
        apply_settings(options, schema_);
    } catch (const ConfigurationError& error) {
        record_.problems.insert(record_.problems.end(), error.problems().begin(), error.problems().end());
    }
}

bool ExperimentDocument::given(const std::string& key) const {
    const auto inside = record_.places.lower_bound(key + ".");
    return record_.places.contains(key) || (inside != record_.places.end() && inside->first.starts_with(key + ".")) ||
           std::find(changed_.begin(), changed_.end(), key) != changed_.end();
}

void ExperimentDocument::problem(const std::string& key, const std::string& message) {
    problem(place_of(record_, key, file_), message);
}

void ExperimentDocument::problem(const Location& where, const std::string& message) { record_.add(where, message); }

void ExperimentDocument::problem(const Node& where, const std::string& message) {
    problem(Location{file_, where.value.line, where.value.column}, message);
}

void ExperimentDocument::finish() {
    if (!record_.problems.empty()) {
        throw ConfigurationError(std::move(record_.problems));
    }
}

} // namespace actorhood::sim
