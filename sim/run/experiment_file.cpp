#include "sim/run/experiment_file.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "sim/config/binder.hpp"
#include "sim/config/format.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/error.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/run/axis_reader.hpp"
#include "sim/run/experiment_checks.hpp"
#include "sim/run/experiment_table.hpp"
#include "sim/run/layout.hpp"
#include "sim/run/listed_points.hpp"
#include "sim/run/points_table.hpp"

namespace actorhood::sim {

namespace {

/// Takes over what is wrong in another file that `key` names.
void take_over(ExperimentDocument& document, const std::string& key, const std::filesystem::path& file,
               const ConfigurationError& error) {
    const std::string name = key.substr(key.rfind('.') + 1);
    for (const Problem& problem : error.problems()) {
        if (problem.where.line == 0 && problem.where.file == file.string()) {
            document.problem(key, name + " '" + file.string() + "': " + problem.message);
        } else {
            document.problem(problem.where, problem.message);
        }
    }
}

/// The base scenario in the fields of a schema, and how to come back to it after trying changes.
class BaseScenario {
public:
    BaseScenario(ExperimentDocument& document, const Schema& schema) : document_(document), schema_(schema) {}

    /// Reads the base, applies the fixed changes and remembers the values; throws with what is wrong.
    void read(const std::filesystem::path& base, const Changes& fixed, const std::vector<std::string>& changes) {
        try {
            read_file(base, {}, schema_);
        } catch (const ConfigurationError& error) {
            take_over(document_, "experiment.base", base, error);
        }
        if (document_.record().problems.empty()) {
            apply(fixed, changes);
        }
        document_.finish();
        kept_ = parse_toml(resolved_toml(schema_), "base");
    }

    /// Tries changes of a document to single values or lists and reports to it what is not accepted.
    void attempt(const Node& table, ExperimentDocument& document) {
        Binder(schema_, document.record(), document.file()).bind(table);
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
        BindingRecord ignored;
        Binder(schema_, ignored, "base").bind(kept_.root);
        if (kept_.problem || !ignored.problems.empty()) {
            throw std::logic_error("a scenario that was written cannot be read: " +
                                   (kept_.problem ? *kept_.problem : ignored.problems.front()).text());
        }
    }

private:
    void apply(const Changes& fixed, const std::vector<std::string>& changes) {
        BindingRecord& record = document_.record();
        Binder(schema_, record, document_.file()).bind(fixed.table);
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
    ParsedText kept_;
};

std::vector<std::string> base_changes(const std::vector<std::string>& changes) {
    std::vector<std::string> result;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(result),
                 [](const std::string& change) { return !change.starts_with("experiment."); });
    return result;
}

DesignRequest request_of(const DesignEntry& design, std::uint64_t seed) {
    DesignRequest request;
    request.kind = design.kind();
    request.points = static_cast<std::uint64_t>(design.points);
    request.seed = seed;
    request.scramble = static_cast<Scramble>(design.scramble);
    request.levels = design.levels > 0 ? static_cast<std::uint32_t>(design.levels) : 4;
    return request;
}

/// Who changes which keys of the base. A key with two changers would make the order of changes matter.
class Changers {
public:
    explicit Changers(ExperimentDocument& document) : document_(document) {}

    void axes(const DesignAxes& axes) {
        std::set<std::string> twice;
        for (const auto& axis : axes) {
            for (const std::string& key : axis->keys()) {
                const auto [found, added] = changers_.emplace(key, "'" + axis->name() + "'");
                if (!added && twice.insert(key).second) {
                    document_.problem("experiment.axis", "'" + shortened(key) + "' is changed by two axes, " +
                                                             found->second + " and '" + axis->name() + "'");
                }
            }
        }
        for (auto& [key, changer] : changers_) {
            changer = "the axis " + changer;
        }
    }
    /// Keys that are fixed and must not vary.
    template <class Place>
    void fixed(const std::string& key, const Place& place) {
        if (const auto found = changers_.find(key); found != changers_.end()) {
            document_.problem(place, "'" + key + "' is fixed here and varied by " + found->second + "; remove one");
        }
        fixed_.insert(key);
    }
    /// Points of the document, or of another one that holds them.
    void points(ExperimentDocument& holder) {
        std::set<std::string> seen;
        for (const PointEntry& point : holder.table().listed) {
            for (const Change& change : point.set.each) {
                const auto found = changers_.find(change.key);
                if (seen.insert(change.key).second && found != changers_.end()) {
                    holder.problem(change.value, "'" + shortened(change.key) + "' is changed here and by " +
                                                     found->second + "; remove one");
                }
            }
        }
        for (const std::string& key : seen) {
            changers_.emplace(key, "a listed point");
        }
    }
    void assumptions(const std::vector<DesignColumn>& columns) {
        for (const DesignColumn& column : columns) {
            const auto found = changers_.find(column.name);
            const bool fixed = fixed_.contains(column.name);
            if (column.role == "uncertainty" && (fixed || found != changers_.end())) {
                document_.problem("experiment.assumptions",
                                  "'" + shortened(column.name) + "' is varied by the assumptions and " +
                                      (fixed ? "fixed by a change of the base" : "changed by " + found->second) +
                                      "; remove it from one of them");
            }
        }
    }

private:
    ExperimentDocument& document_;
    std::map<std::string, std::string> changers_; ///< key -> who changes it
    std::set<std::string> fixed_;
};

/// What axes and fixed changes change.
Changers changers_of(ExperimentDocument& document, const DesignAxes& axes, const std::vector<std::string>& changes) {
    Changers changers(document);
    changers.axes(axes);
    for (const Change& change : document.table().set.each) {
        changers.fixed(change.key, document.table().set.table);
    }
    for (const std::string& setting : changes) {
        changers.fixed(setting_key(setting), std::string("experiment.axis"));
    }
    return changers;
}

/// Points in a file of their own.
struct PointsFile {
    std::string key; ///< that names it, "experiment.assumptions"
    std::filesystem::path path;
    std::string role; ///< of its columns
    std::string what; ///< "assumptions are", for a message
};

/// The points of a list whose base and fixed changes, if it has any, are for its own runs and left aside here. They are
/// tried on the scenario. Nothing if the file has faults, which become problems of the document.
Layout read_points(ExperimentDocument& document, const PointsFile& file, BaseScenario& scenario,
                   const Schema& declared, const std::function<void(ExperimentDocument&)>& look) {
    try {
        const std::unique_ptr<ExperimentDocument> own = open_points(file.path);
        const ExperimentTable& table = own->table();
        if (table.design.kind() != DesignKind::list || table.listed.empty() || !table.axes.empty()) {
            own->problem("experiment.design",
                         file.what + " a list: design = \"list\" with [[experiment.point]] and no axes");
        }
        check_repetitions(*own);
        check_scope(*own, declared);
        own->finish();
        Layout layout = listed_points(*own, declared, file.role);
        look(*own);
        for (const PointEntry& point : table.listed) {
            scenario.attempt(point.set.table, *own);
        }
        own->finish();
        return layout;
    } catch (const ConfigurationError& error) {
        take_over(document, file.key, file.path, error);
        return {};
    }
}

/// The points of the list, which stand in the document or in a table that it names.
Layout read_listed(ExperimentDocument& document, const std::filesystem::path& path, BaseScenario& scenario,
                   const Schema& declared, Changers& changers) {
    const ExperimentTable& table = document.table();
    if (table.points_file.empty()) {
        changers.points(document);
        return listed_points(document, declared, "lever");
    }
    const PointsFile file{"experiment.points_file", (path.parent_path() / table.points_file).lexically_normal(),
                          "lever", "the points of a table are"};
    return read_points(document, file, scenario, declared, [&](ExperimentDocument& own) { changers.points(own); });
}

/// Where what is kept is written, for messages when it is known what there is.
EntryPlaces kept_places(ExperimentDocument& document) {
    EntryPlaces places;
    places.entry = {document.file(), 0, 0};
    const std::string prefix = "experiment.";
    for (const auto& [key, where] : document.record().places) {
        if (key.starts_with(prefix)) {
            places.keys[key.substr(prefix.size())] = where;
        }
    }
    return places;
}

Experiment head_of(ExperimentDocument& document, const std::filesystem::path& path, const std::filesystem::path& base,
                   const std::vector<std::string>& changes) {
    const ExperimentTable& table = document.table();
    Experiment experiment;
    experiment.name = file_name_of(path.stem().string());
    experiment.title = table.title.empty() ? path.stem().string() : table.title;
    experiment.summary = table.summary;
    experiment.design = design_word(table.assumptions.empty() ? table.design.kind() : DesignKind::crossed);
    experiment.base = base;
    experiment.settings = table.set.settings();
    experiment.settings.insert(experiment.settings.end(), changes.begin(), changes.end());
    experiment.outputs = table.outputs;
    experiment.labels = table.labels;
    experiment.every = table.every;
    if (document.given("experiment.over_time")) {
        experiment.over_time = static_cast<OverTime>(table.over_time);
    }
    experiment.kept = kept_places(document);
    experiment.replicates = static_cast<std::uint32_t>(table.replicates);
    experiment.common_random_numbers = table.random == 0;
    return experiment;
}

/// Takes the axes of one role, all if it is "".
DesignAxes take_axes(DesignAxes& axes, const std::string& role) {
    DesignAxes taken;
    for (auto& axis : axes) {
        if (axis != nullptr && (role.empty() || axis->columns().front().role == role)) {
            taken.push_back(std::move(axis));
        }
    }
    std::erase(axes, nullptr);
    return taken;
}

/// Lays out what the tables ask for; what a design cannot answer becomes a notice of the experiment.
Layout lay_out_tables(const ExperimentTable& table, DesignAxes axes, Layout listed, Layout assumptions,
                      std::vector<std::string>& notices) {
    const auto one = [&](const DesignEntry& design, const std::string& role) {
        if (design.kind() == DesignKind::list) {
            return std::move(listed);
        }
        const DesignRequest request = request_of(design, table.seed);
        const DesignAxes own = take_axes(axes, role);
        const std::vector<std::string> found = design_notices(request, own);
        notices.insert(notices.end(), found.begin(), found.end());
        return lay_out(request, own);
    };
    Layout first = table.crossed() ? one(table.levers, "lever") : one(table.design, "");
    if (!table.assumptions.empty()) {
        return cross(std::move(first), std::move(assumptions));
    }
    return table.crossed() ? cross(std::move(first), one(table.uncertainties, "uncertainty")) : first;
}

Experiment read(ExperimentDocument& document, const std::filesystem::path& path, const ReadOptions& options,
                const Schema& declared) {
    check_tables(document);
    check_repetitions(document);
    check_scope(document, declared);
    document.finish();

    const ExperimentTable& table = document.table();
    const std::filesystem::path base = (path.parent_path() / table.base).lexically_normal();
    const std::vector<std::string> changes = base_changes(options.set);
    BaseScenario scenario(document, declared);
    scenario.read(base, table.set, changes);

    DesignAxes axes = read_axes(document, declared);
    Changers changers = changers_of(document, axes, changes);
    Layout listed = read_listed(document, path, scenario, declared, changers);
    Layout assumptions;
    std::filesystem::path ensemble;
    if (!table.assumptions.empty()) {
        ensemble = (path.parent_path() / table.assumptions).lexically_normal();
        assumptions = read_points(document, {"experiment.assumptions", ensemble, "uncertainty", "assumptions are"},
                                  scenario, declared, [](ExperimentDocument&) {});
    }
    changers.assumptions(assumptions.columns);
    each_variant(table, [&](const Changes& variant) { scenario.attempt(variant.table, document); });
    scenario.restore();
    document.finish();

    Experiment experiment = head_of(document, path, base, changes);
    experiment.assumptions = ensemble;
    Layout layout =
        lay_out_tables(table, std::move(axes), std::move(listed), std::move(assumptions), experiment.notices);
    experiment.columns = std::move(layout.columns);
    experiment.points = std::move(layout.points);
    return experiment;
}

} // namespace

Experiment read_experiment(const std::filesystem::path& path, const ReadOptions& options, const Schema& declared) {
    ExperimentDocument document(path, options.set);
    check_base_changes(document, declared, base_changes(options.set));
    return read(document, path, options, declared);
}

Experiment scenario_under_assumptions(const std::filesystem::path& scenario, const std::filesystem::path& assumptions,
                                      const ReadOptions& options, const Schema& declared) {
    const std::string text = "[experiment]\ndesign = \"list\"\nbase = " + toml_text(scenario.filename().string()) +
                             "\nassumptions = " + toml_text(std::filesystem::absolute(assumptions).string()) +
                             "\n[[experiment.point]]\n";
    ExperimentDocument document(text, "--assumptions", options.set);
    return read(document, scenario, options, declared);
}

} // namespace actorhood::sim
