#include "sim/run/experiment_file.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "sim/config/binder.hpp"
#include "sim/config/format.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/error.hpp"
#include "sim/run/axis_reader.hpp"
#include "sim/run/experiment_table.hpp"
#include "sim/run/layout.hpp"
#include "sim/run/listed_points.hpp"

namespace actorhood::sim {

namespace {

/// The base scenario in the fields of a schema, and how to come back to it after trying changes.
class BaseScenario {
public:
    BaseScenario(ExperimentDocument& document, const Schema& schema) : document_(document), schema_(schema) {}

    /// Reads the base, applies the fixed changes and remembers the values; throws with what is wrong.
    void read(const std::filesystem::path& base, const std::vector<std::string>& changes) {
        read_base(base);
        if (document_.record().problems.empty()) {
            apply(changes);
        }
        document_.finish();
        kept_ = resolved_toml(schema_);
    }

    /// Tries changes to single values or lists and reports what is not accepted.
    void attempt(const Node& table) {
        Binder(schema_, document_.record(), document_.file()).bind(table);
        // A changed list would be what the next changes are tried on.
        const bool lists = std::any_of(table.children.begin(), table.children.end(), [&](const Node& member) {
            return std::any_of(schema_.lists().begin(), schema_.lists().end(),
                               [&](const ListDeclaration& list) { return list.key.starts_with(member.name); });
        });
        if (lists) {
            restore();
        }
    }

    /// Goes back to the values that were read.
    void restore() {
        for (const ListDeclaration& list : schema_.lists()) {
            list.clear();
        }
        const ParsedText parsed = parse_toml(kept_, "base");
        BindingRecord ignored;
        Binder(schema_, ignored, "base").bind(parsed.root);
        if (parsed.problem || !ignored.problems.empty()) {
            throw std::logic_error("a scenario that was written cannot be read: " +
                                   (parsed.problem ? *parsed.problem : ignored.problems.front()).text());
        }
    }

private:
    void read_base(const std::filesystem::path& base) {
        try {
            read_file(base, {}, schema_);
        } catch (const ConfigurationError& error) {
            for (const Problem& problem : error.problems()) {
                if (problem.where.line == 0 && problem.where.file == base.string()) {
                    document_.problem("experiment.base", "base '" + base.string() + "': " + problem.message);
                } else {
                    document_.record().problems.push_back(problem);
                }
            }
        }
    }

    void apply(const std::vector<std::string>& changes) {
        BindingRecord& record = document_.record();
        Binder(schema_, record, document_.file()).bind(document_.table().set.table);
        if (!record.problems.empty()) {
            return;
        }
        if (changes.empty()) {
            run_checks(schema_, record, document_.file());
            return;
        }
        ReadOptions options;
        options.set = changes;
        try {
            apply_settings(options, schema_);
        } catch (const ConfigurationError& error) {
            record.problems.insert(record.problems.end(), error.problems().begin(), error.problems().end());
        }
    }

    ExperimentDocument& document_;
    const Schema& schema_;
    std::string kept_;
};

std::vector<std::string> base_changes(const std::vector<std::string>& changes) {
    std::vector<std::string> result;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(result),
                 [](const std::string& change) { return !change.starts_with("experiment."); });
    return result;
}

DesignRequest request_of(const ExperimentTable& table) {
    DesignRequest request;
    request.kind = table.kind();
    request.points = static_cast<std::uint64_t>(table.points);
    request.seed = table.seed;
    request.scramble = static_cast<Scramble>(table.scramble);
    request.levels = table.levels > 0 ? static_cast<std::uint32_t>(table.levels) : 4;
    return request;
}

bool among(DesignKind kind, std::initializer_list<DesignKind> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// Keys of [experiment] that the design needs, or has no use for.
void check_keys(ExperimentDocument& document) {
    const ExperimentTable& table = document.table();
    const auto kind = table.kind();
    const std::string& word = document.design_word();
    const auto useless = [&](const char* key, const std::string& why) {
        const std::string full = std::string("experiment.") + key;
        if (document.given(full)) {
            document.problem(full, std::string("'") + key + "' has no meaning for the design " + word + why);
        }
    };
    if (!document.given("experiment.base")) {
        document.problem("experiment.base",
                         "[experiment] needs 'base', the path of a scenario, such as \"../baseline.toml\"");
    }
    if (!document.given("experiment.design")) {
        document.problem("experiment.design", "[experiment] needs 'design', such as \"sobol\" or \"list\"");
    }
    if (!among(kind, {DesignKind::latin_hypercube, DesignKind::sobol, DesignKind::saltelli, DesignKind::morris})) {
        useless("points", "; it has as many as are written down");
    } else if (table.points == 0) {
        document.problem("experiment.points", "the design " + word + " needs 'points', at least 1");
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
    if (kind == DesignKind::morris && table.levels % 2 != 0) {
        document.problem("experiment.levels", "a Morris design needs an even number of levels, such as 4");
    }
}

/// Lists have points and no axes; the other designs have axes and no points.
void check_parts(ExperimentDocument& document) {
    const ExperimentTable& table = document.table();
    const bool list = table.kind() == DesignKind::list;
    if (list && !table.axes.empty()) {
        document.problem("experiment.axis",
                         "a list has no axes; write [[experiment.point]] or choose another design");
    } else if (list && table.listed.empty()) {
        document.problem("experiment.design", "a list needs points, written as [[experiment.point]]");
    } else if (!list && table.axes.empty()) {
        document.problem("experiment.design",
                         "the design " + document.design_word() + " needs an [[experiment.axis]]");
    }
    if (!list && !table.listed.empty()) {
        document.problem("experiment.point", "points are given for the design list only");
    }
}

/// Passes on the changes that each option of an axis and each listed point makes.
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

/// Dotted names in quotes hide from the TOML reader that a key is given twice.
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

/// A key that one place fixes and another varies would make the order of changes matter.
void check_overlaps(ExperimentDocument& document, const DesignAxes& axes, const std::vector<std::string>& changes) {
    std::map<std::string, std::string> varied;
    std::set<std::string> twice;
    for (const auto& axis : axes) {
        for (const std::string& key : axis->keys()) {
            if (!varied.emplace(key, axis->name()).second && twice.insert(key).second) {
                document.problem("experiment.axis", "'" + shortened(key) + "' is changed by two axes, '" +
                                                        varied[key] + "' and '" + axis->name() + "'");
            }
        }
    }
    const auto fixed = [&](const std::string& key, const std::string& place) {
        if (const auto found = varied.find(key); found != varied.end()) {
            document.problem(place, "'" + found->first + "' is fixed here and varied by the axis '" + found->second +
                                        "'; remove one");
        }
    };
    for (const Change& change : document.table().set.each) {
        fixed(change.key, "experiment.set");
    }
    for (const std::string& setting : changes) {
        fixed(setting_key(setting), "experiment.axis");
    }
}

Experiment head_of(const ExperimentDocument& document, const std::filesystem::path& path,
                   const std::filesystem::path& base, const std::vector<std::string>& changes) {
    const ExperimentTable& table = document.table();
    Experiment experiment;
    experiment.name = path.stem().string();
    experiment.title = table.title.empty() ? experiment.name : table.title;
    experiment.summary = table.summary;
    experiment.design = document.design_word();
    experiment.base = base;
    experiment.settings = table.set.settings();
    experiment.settings.insert(experiment.settings.end(), changes.begin(), changes.end());
    experiment.outputs = table.outputs;
    experiment.every = table.every;
    experiment.replicates = static_cast<std::uint32_t>(table.replicates);
    experiment.common_random_numbers = table.random == 0;
    return experiment;
}

} // namespace

Experiment read_experiment(const std::filesystem::path& path, const ReadOptions& options, const Schema& declared) {
    ExperimentDocument document(path, options.set);
    check_keys(document);
    check_parts(document);
    check_repetitions(document);
    document.finish();

    const ExperimentTable& table = document.table();
    const std::filesystem::path base = (path.parent_path() / table.base).lexically_normal();
    const std::vector<std::string> changes = base_changes(options.set);
    BaseScenario scenario(document, declared);
    scenario.read(base, changes);

    const DesignAxes axes = read_axes(document, declared);
    Layout listed = listed_points(document, declared);
    check_overlaps(document, axes, changes);
    each_variant(table, [&](const Changes& variant) { scenario.attempt(variant.table); });
    scenario.restore();
    document.finish();

    Experiment experiment = head_of(document, path, base, changes);
    Layout layout = table.kind() == DesignKind::list ? std::move(listed) : lay_out(request_of(table), axes);
    experiment.columns = std::move(layout.columns);
    experiment.points = std::move(layout.points);
    return experiment;
}

} // namespace actorhood::sim
