#include "sim/run/experiment_checks.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/tree.hpp"
#include "sim/run/experiment.hpp"

namespace actorhood::sim {

namespace {

bool among(DesignKind kind, std::initializer_list<DesignKind> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// Keys of a design that its kind needs, or has no use for.
void check_design(ExperimentDocument& document, const DesignEntry& design) {
    const auto kind = design.kind();
    const auto useless = [&](const char* key, const std::string& why) {
        if (document.given(design.place + key)) {
            document.problem(design.place + key,
                             std::string("'") + key + "' has no meaning for the design " + design.word() + why);
        }
    };
    if (!document.given(design.place + "design")) {
        document.problem(design.place + "design", "[" + design.place.substr(0, design.place.size() - 1) +
                                                      "] needs 'design', such as \"sobol\" or \"list\"");
    }
    if (kind == DesignKind::crossed) {
        useless("points", "; its sides have them");
    } else if (!among(kind,
                      {DesignKind::latin_hypercube, DesignKind::sobol, DesignKind::saltelli, DesignKind::morris})) {
        useless("points", "; it has as many as are written down");
    } else if (design.points == 0) {
        document.problem(design.place + (document.given(design.place + "points") ? "points" : "design"),
                         "the design " + design.word() + " needs 'points', at least 1");
    }
    if (!among(kind, {DesignKind::sobol, DesignKind::saltelli})) {
        useless("scramble", "");
    }
    if (!on_grid(kind)) {
        useless("steps", "");
        if (kind != DesignKind::morris) {
            useless("levels", "");
        }
    }
    if (kind == DesignKind::morris && design.levels % 2 != 0) {
        document.problem(design.place + "levels", "a Morris design needs an even number of levels, such as 4");
    }
}

/// What a design has: a list its points, the others `axes`. `role` is that of the axes on one side of a crossed
/// design, "" otherwise.
void check_parts(ExperimentDocument& document, const DesignEntry& design, const std::vector<const AxisEntry*>& axes,
                 const std::string& role) {
    const bool list = design.kind() == DesignKind::list;
    const bool in_table = !document.table().points_file.empty();
    const bool listed = role != "uncertainty" && (in_table || !document.table().listed.empty());
    if (list && role == "uncertainty") {
        document.problem(design.place + "design",
                         "the points of a list are levers; put assumptions into a file of "
                         "their own and name it: assumptions = \"ensemble.toml\"");
    } else if (list && !axes.empty()) {
        document.problem(axes.front()->places.entry,
                         "a list has no axes; write [[experiment.point]] or choose another design");
    } else if (list && !listed) {
        document.problem(
            design.place + "design",
            "a list needs points, written as [[experiment.point]] or in a table, points_file = \"points.csv\"");
    } else if (!list && axes.empty()) {
        document.problem(design.place + "design", "the design " + design.word() + " needs an [[experiment.axis]]" +
                                                      (role.empty() ? "" : " with role = " + toml_text(role)));
    }
    if (!list && listed) {
        document.problem(in_table ? "experiment.points_file" : "experiment.point",
                         "points are given for the design list only");
    } else if (list && in_table && !document.table().listed.empty()) {
        document.problem("experiment.points_file", "points stand here or as [[experiment.point]], not in both");
    }
}

/// One side of a crossed design.
void check_side(ExperimentDocument& document, const DesignEntry& design, const std::vector<const AxisEntry*>& axes,
                const std::string& role) {
    if (design.kind() == DesignKind::crossed) {
        document.problem(design.place + "design", "a side of a crossed design cannot be crossed itself");
        return;
    }
    check_design(document, design);
    check_parts(document, design, axes, role);
}

/// Axes of one role, in order.
std::vector<const AxisEntry*> axes_of(const ExperimentTable& table, bool levers) {
    std::vector<const AxisEntry*> axes;
    for (const AxisEntry& axis : table.axes) {
        if (axis.is_lever() == levers) {
            axes.push_back(&axis);
        }
    }
    return axes;
}

/// The levers and the uncertainties of a crossed design.
void check_sides(ExperimentDocument& document) {
    const ExperimentTable& table = document.table();
    const std::vector<const AxisEntry*> uncertain = axes_of(table, false);
    if (document.given("experiment.levers")) {
        check_side(document, table.levers, axes_of(table, true), "lever");
    } else {
        document.problem("experiment.design",
                         "a crossed design needs 'levers', such as levers = { design = \"list\" }");
    }
    const bool own = document.given("experiment.uncertainties");
    if (own) {
        check_side(document, table.uncertainties, uncertain, "uncertainty");
    }
    if (own && !table.assumptions.empty()) {
        document.problem("experiment.assumptions", "a crossed design has 'uncertainties' or 'assumptions', not both");
    } else if (!own && table.assumptions.empty()) {
        document.problem("experiment.design",
                         "a crossed design needs 'uncertainties', such as uncertainties = { design = "
                         "\"latin_hypercube\", points = 200 }, or 'assumptions', the file of an ensemble");
    } else if (!own && !uncertain.empty()) {
        document.problem(uncertain.front()->places.entry,
                         "the uncertainties are those of 'assumptions'; an axis here "
                         "needs role = \"lever\"");
    }
}

/// Passes on the dotted key of every value in a table, and the value.
void each_key(const Node& table, const std::string& prefix,
              const std::function<void(const std::string& key, const Node& value)>& use) {
    for (const Node& member : table.children) {
        const std::string key = prefix + member.name;
        if (member.kind == Node::Kind::table) {
            each_key(member, key + ".", use);
        } else {
            use(key, member);
        }
    }
}

} // namespace

void check_tables(ExperimentDocument& document) {
    const ExperimentTable& table = document.table();
    if (!document.given("experiment.base")) {
        document.problem("experiment.base",
                         "[experiment] needs 'base', the path of a scenario, such as \"../baseline.toml\"");
    }
    check_design(document, table.design);
    if (table.crossed()) {
        check_sides(document);
        return;
    }
    for (const std::string side : {"levers", "uncertainties"}) {
        if (document.given("experiment." + side)) {
            document.problem("experiment." + side, "'" + side + "' belongs to the design crossed");
        }
    }
    std::vector<const AxisEntry*> axes;
    std::transform(table.axes.begin(), table.axes.end(), std::back_inserter(axes),
                   [](const AxisEntry& axis) { return &axis; });
    check_parts(document, table.design, axes, "");
}

void each_variant(const ExperimentTable& table, const std::function<void(const Changes& variant)>& use) {
    for (const AxisEntry& axis : table.axes) {
        for (const OptionEntry& option : axis.options) {
            use(option.set);
        }
    }
    for (const PointEntry& point : table.listed) {
        use(point.set);
    }
}

void check_scope(ExperimentDocument& document, const Schema& scenario) {
    each_variant(document.table(), [&](const Changes& changes) {
        for (const Change& change : changes.each) {
            const Parameter* const parameter = scenario.find(change.key);
            if (parameter != nullptr && !parameter->whole.empty()) {
                document.problem(Location{document.file(), change.value.key.line, change.value.key.column},
                                 "'" + change.key + "' belongs to the whole result and " +
                                     (parameter->kind == Parameter::Kind::seed
                                          ? "is one for all points, which are compared by pairs of runs "
                                            "with a common seed"
                                          : "changes nothing in a point") +
                                     "; say it by " + parameter->whole);
            }
        }
    });
}

void check_base_changes(ExperimentDocument& document, const Schema& scenario,
                        const std::vector<std::string>& settings) {
    const auto check = [&](const std::string& key, const auto& place) {
        const Parameter* const parameter = scenario.find(key);
        if (parameter != nullptr && !parameter->whole.empty() && !parameter->whole.ends_with("the base")) {
            document.problem(place, "'" + key +
                                        "' changes nothing here, because an experiment says it itself; say it by " +
                                        parameter->whole);
        }
    };
    each_key(document.table().set.table, "", check);
    for (const std::string& setting : settings) {
        // A word without quotes is no TOML, but then it is not a table with more keys either.
        ParsedText parsed = parse_toml(setting, "");
        if (parsed.problem) {
            parsed = parse_toml(setting_key(setting) + "=0", "");
        }
        each_key(parsed.root, "", [&](const std::string& key, const Node&) {
            check(key, Location{"--set " + shortened(setting, 100), 0, 0});
        });
    }
}

void check_repetitions(ExperimentDocument& document) {
    const auto check = [&](const Changes& changes) {
        std::set<std::string> keys;
        for (const Change& change : changes.each) {
            if (!keys.insert(change.key).second) {
                document.problem(changes.table, "'" + shortened(change.key) + "' is given twice; keep one of them");
            }
        }
    };
    check(document.table().set);
    each_variant(document.table(), check);
}

} // namespace actorhood::sim
