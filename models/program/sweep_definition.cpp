#include "models/program/sweep_definition.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/reference.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/provenance.hpp"
#include "sim/run/points_file.hpp"
#include "sim/run/run_identity.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

constexpr const char* experiment_file = "experiment.toml";
constexpr const char* base_file = "base.toml";
constexpr const char* points_file = "design.points";
constexpr std::int64_t only_last = 1200; ///< a distance between rows by which little is recorded before the last

/// The scalar part of a definition.
struct ExperimentRecord {
    std::string name, title, summary, design, fingerprint;
    std::int64_t replicates{}, every{}, batch_runs{}, points{};
    bool common_random_numbers{}, reproducible{};

    static void declare(sim::Schema& schema, ExperimentRecord& record) {
        using namespace sim;
        const Source source{"the experiment file and the command line"};
        schema.section("experiment", "What was asked for; base.toml and design.points belong to it");
        schema.text(record.name, "name", Default{"sweep"}, Meaning{"Name of the experiment"}, source);
        schema.text(record.title, "title", Default{""}, Meaning{"Title of the result"}, source);
        schema.text(record.summary, "summary", Default{""}, Meaning{"What it is for"}, source);
        schema.text(record.design, "design", Default{"list"}, Meaning{"Kind of the design"}, source);
        schema.integer(record.points, "points", Unit{"1"}, Default{0}, Bounds{0, 1e15}, Sweep{0, 1},
                       Meaning{"Points of the design"}, source);
        schema.integer(record.replicates, "replicates", Unit{"1"}, Default{1}, Bounds{1, 16777215}, Sweep{1, 100},
                       Meaning{"Replicates of each point"}, source);
        schema.integer(record.every, "every", Unit{"month"}, Default{0}, Bounds{0, month_limit}, Sweep{0, 12},
                       Meaning{"Months between kept rows; 0 keeps only the last"}, source);
        schema.boolean(record.common_random_numbers, "common_random_numbers", Default{true},
                       Meaning{"Points share the random numbers of a replicate"}, source);
        schema.boolean(record.reproducible, "reproducible", Default{false},
                       Meaning{"Leave out what is not a consequence of the inputs"}, source);
        schema.integer(record.batch_runs, "batch_runs", Unit{"1"}, Default{1}, Bounds{1, 1e9}, Sweep{1, 512},
                       Meaning{"Runs that are claimed and stored together"}, source);
        schema.text(record.fingerprint, "fingerprint", Default{""},
                    Meaning{"Hash of the identities of all runs in their order"}, source);
    }
};

std::string file_content(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// True if a world of `point` is no larger than one of `base` and records no more: then it fits where that fits.
bool no_larger(const Parameters& point, const Parameters& base) {
    return point.population.clusters <= base.population.clusters &&
           point.population.members_per_cluster <= base.population.members_per_cluster &&
           point.population.outside_firms <= base.population.outside_firms &&
           point.population.regions == base.population.regions &&
           point.population.entries.size() == base.population.entries.size() &&
           point.practices.size() <= base.practices.size() && point.time.years <= base.time.years &&
           point.time.burn_in_years <= base.time.burn_in_years && point.output.every >= base.output.every &&
           point.output.burn_in == base.output.burn_in;
}

/// The key of [experiment] that stands for a key of [output], entries as "labels#0".
std::string key_in_experiment(const std::string& key) {
    const std::string name = key.substr(key.find('.') + 1);
    constexpr std::string_view variables = "variables";
    return name.starts_with(variables) ? "outputs" + name.substr(variables.size()) : name;
}

/// Says what is asked for in vain: at its place in the experiment if that says it, otherwise of the base. Known figures
/// that what is kept does not show are forgotten: a sweep prints none.
void check_kept_outputs(const sim::Experiment& asked, Parameters& base) {
    std::vector<sim::Problem> problems;
    std::set<std::size_t> unseen;
    for (const sim::Schema::Problem& found : output_problems(base)) {
        if (constexpr std::string_view known = "known#"; found.key.starts_with(known)) {
            unseen.insert(std::stoul(found.key.substr(known.size())));
            continue;
        }
        const std::string key = key_in_experiment(found.key);
        const std::string whole = key.substr(0, key.find('#'));
        const bool here = whole == "outputs"  ? !asked.outputs.empty()
                          : whole == "labels" ? !asked.labels.empty()
                                              : asked.over_time.has_value();
        const sim::Location place = !here                   ? sim::Location{asked.base.string(), 0, 0}
                                    : asked.kept.given(key) ? asked.kept.of(key)
                                                            : asked.kept.of(whole);
        const std::string name = here ? "experiment." + whole : found.key.substr(0, found.key.find('#'));
        problems.push_back({place, "'" + name + "': " + found.message});
    }
    if (!problems.empty()) {
        throw sim::ConfigurationError(std::move(problems));
    }
    std::size_t number = 0;
    std::erase_if(base.known, [&](const sim::KnownFigure&) { return unseen.contains(number++); });
}

void refuse_events(const Parameters& parameters) {
    if (parameters.output.events) {
        throw sim::Error(sim::ExitCode::configuration,
                         "output.events: a sweep keeps no events of single firms; use 'actorhood run' for them");
    }
}

/// From when to when rows stand; how far apart they are is one for all points.
std::string recorded_span(const Parameters& parameters) {
    const double before = parameters.output.burn_in ? parameters.time.burn_in_years : 0.0;
    return sim::plain_number(parameters.time.start) + " " + sim::plain_number(parameters.time.years) + " " +
           sim::plain_number(before);
}

/// Scenarios into which points are resolved, one after the other: to declare the parameters takes longer than all else
/// at a point.
class ScenarioPool {
public:
    /// A scenario that nobody else uses, given back at the end of its life.
    class Lent {
    public:
        Lent(ScenarioPool& pool, std::unique_ptr<Scenario> scenario) : pool_(pool), scenario_(std::move(scenario)) {}
        Lent(const Lent&) = delete;
        Lent& operator=(const Lent&) = delete;
        ~Lent() {
            const std::lock_guard<std::mutex> hold(pool_.mutex_);
            pool_.free_.push_back(std::move(scenario_));
        }
        Scenario& operator*() const { return *scenario_; }

    private:
        ScenarioPool& pool_;
        std::unique_ptr<Scenario> scenario_;
    };

    /// One with the parameters of `base`, whose outputs are known.
    Lent lend(const Parameters& base) {
        std::unique_ptr<Scenario> scenario = taken();
        if (scenario == nullptr) {
            scenario = std::make_unique<Scenario>();
            scenario->checks_outputs = false;
        }
        scenario->parameters = base;
        return {*this, std::move(scenario)};
    }

private:
    std::unique_ptr<Scenario> taken() {
        const std::lock_guard<std::mutex> hold(mutex_);
        if (free_.empty()) {
            return nullptr;
        }
        std::unique_ptr<Scenario> scenario = std::move(free_.back());
        free_.pop_back();
        return scenario;
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<Scenario>> free_;
};

} // namespace

bool is_sweep_folder(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / experiment_file, ignored);
}

void store_definition(const SweepDefinition& definition, const fs::path& folder) {
    const sim::Experiment& experiment = definition.experiment;
    ExperimentRecord record;
    sim::Schema schema;
    ExperimentRecord::declare(schema, record);
    record = {experiment.name,
              experiment.title,
              experiment.summary,
              experiment.design,
              definition.fingerprint,
              experiment.replicates,
              experiment.every,
              static_cast<std::int64_t>(definition.batch_runs),
              static_cast<std::int64_t>(experiment.points.size()),
              experiment.common_random_numbers,
              definition.reproducible};
    sim::write_text_atomically(folder / base_file, sim::resolved_toml(definition.base->schema));
    sim::store_points(experiment, folder / points_file);
    sim::write_text_atomically(folder / experiment_file,
                               sim::resolved_toml(schema)); // last: it makes the folder a sweep
}

SweepDefinition load_definition(const fs::path& folder) {
    ExperimentRecord record;
    sim::Schema schema;
    ExperimentRecord::declare(schema, record);
    sim::read_file(folder / experiment_file, {}, schema);
    SweepDefinition definition;
    definition.base = read_scenario((folder / base_file).string(), {});
    definition.reproducible = record.reproducible;
    definition.batch_runs = static_cast<std::size_t>(record.batch_runs);
    definition.fingerprint = record.fingerprint;
    sim::Experiment& experiment = definition.experiment;
    experiment.name = record.name;
    experiment.title = record.title;
    experiment.summary = record.summary;
    experiment.design = record.design;
    experiment.base = folder / base_file;
    experiment.outputs = definition.base->parameters.output.variables;
    experiment.every = record.every;
    experiment.replicates = static_cast<std::uint32_t>(record.replicates);
    experiment.common_random_numbers = record.common_random_numbers;
    sim::load_points(experiment, static_cast<std::size_t>(record.points), folder / points_file);
    apply_kept_outputs(experiment, definition.base->parameters);
    return definition;
}

std::string definition_text(const fs::path& folder) {
    return file_content(folder / experiment_file) + file_content(folder / base_file) +
           file_content(folder / points_file);
}

void apply_kept_outputs(sim::Experiment& experiment, Parameters& base) {
    const sim::Experiment& asked = experiment;
    OutputParameters& output = base.output;
    output.variables = asked.outputs.empty() ? output.variables : asked.outputs;
    output.labels = asked.labels.empty() ? output.labels : asked.labels;
    output.over_time = asked.over_time ? static_cast<std::int64_t>(*asked.over_time) : output.over_time;
    // Of instants only the last row is kept; a mean or sum is to be over all months.
    const bool instants = static_cast<sim::OverTime>(output.over_time) == sim::OverTime::instant;
    output.every = asked.every > 0 ? asked.every : instants ? only_last : month_limit;
    base.run.replicates = asked.replicates;
    check_kept_outputs(asked, base);
    experiment.outputs = output.variables;
    experiment.labels = output.labels;
    experiment.over_time = static_cast<sim::OverTime>(output.over_time);
}

sim::PointResolver point_resolver(const SweepDefinition& definition) {
    const Parameters* base = &definition.base->parameters;
    const bool common = definition.experiment.common_random_numbers;
    const std::string version = "actorhood, model " + model_identity().model + "\n";
    refuse_events(*base);
    refuse_too_big(*base, estimate(*base, 1));
    const auto pool = std::make_shared<ScenarioPool>();
    return [base, common, version, pool](const sim::DesignPoint& point) {
        const ScenarioPool::Lent lent = pool->lend(*base);
        Scenario& scenario = *lent;
        sim::apply_settings({point.settings}, scenario.schema);
        Parameters& parameters = scenario.parameters;
        refuse_events(parameters);
        if (!no_larger(parameters, *base)) { // an estimate takes longer than everything else here
            refuse_too_big(parameters, estimate(parameters, 1));
        }
        parameters.run.title.clear();
        parameters.run.summary.clear();
        parameters.run.replicates = 1;
        if (!common) {
            parameters.run.seed = sim::derived_seed(sim::resolved_toml(scenario.schema));
        }
        sim::ResolvedPoint resolved;
        resolved.identity = version + sim::resolved_toml(scenario.schema);
        resolved.times = recorded_span(parameters);
        auto held = std::make_shared<const Parameters>(std::move(parameters));
        resolved.make = [held](std::uint32_t replicate) {
            return std::make_unique<TransitionSimulation>(*held, replicate);
        };
        return resolved;
    };
}

sim::SweepOptions sweep_options(std::size_t threads, bool keep_going, const sim::StopRequests& requests) {
    sim::SweepOptions options;
    options.threads = threads;
    options.keep_going = keep_going;
    options.model = model_identity();
    options.requests = &requests;
    return options;
}

} // namespace actorhood::models::program
