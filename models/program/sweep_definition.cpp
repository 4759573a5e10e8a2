#include "models/program/sweep_definition.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <vector>

#include "sim/config/reference.hpp"
#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/checksum.hpp"
#include "sim/output/provenance.hpp"
#include "sim/run/run_identity.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

constexpr const char* experiment_file = "experiment.toml";
constexpr const char* base_file = "base.toml";
constexpr const char* points_file = "design.points";
constexpr std::int64_t only_last = 1200; ///< the longest distance between rows: little is recorded before the last

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
        schema.integer(record.every, "every", Unit{"month"}, Default{0}, Bounds{0, 1200}, Sweep{0, 12},
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

/// Columns and points as arrays, for one visitor that saves and loads.
struct PointTable {
    std::uint64_t columns{};
    std::vector<double> coordinates;   ///< points x columns
    std::vector<std::uint64_t> counts; ///< settings a point, then labels a column
    std::vector<char> texts;           ///< settings, then name, unit, meaning, role and labels of each column

    template <class Archive>
    void visit(Archive& archive) {
        archive("columns", columns);
        archive("coordinates", coordinates);
        archive("counts", counts);
        archive("texts", texts);
    }
    void add(const std::string& text) {
        texts.insert(texts.end(), text.begin(), text.end());
        texts.push_back('\0');
    }
};

void write_text(const fs::path& path, const std::string& text) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(text.data(), text.size()));
    sim::write_file_atomically(path, std::span(&bytes, 1));
}

void store_points(const sim::Experiment& experiment, const fs::path& path) {
    PointTable table;
    table.columns = experiment.columns.size();
    for (const sim::DesignPoint& point : experiment.points) {
        table.coordinates.insert(table.coordinates.end(), point.coordinates.begin(), point.coordinates.end());
        table.counts.push_back(point.settings.size());
        for (const std::string& setting : point.settings) {
            table.add(setting);
        }
    }
    for (const sim::DesignColumn& column : experiment.columns) {
        for (const std::string* text : {&column.name, &column.unit, &column.meaning, &column.role}) {
            table.add(*text);
        }
        table.counts.push_back(column.labels.size());
        for (const std::string& label : column.labels) {
            table.add(label);
        }
    }
    sim::ArchiveWriter archive;
    table.visit(archive);
    const std::vector<std::byte> content = archive.take();
    const sim::Seal seal = sim::make_seal(content);
    const std::vector<std::span<const std::byte>> parts{content, seal};
    sim::write_file_atomically(path, parts);
}

[[noreturn]] void refuse_points(const fs::path& path) {
    throw sim::Error(sim::ExitCode::corrupt,
                     "'" + path.string() +
                         "' is damaged: start the sweep again with its experiment file and the same "
                         "folder; finished runs are kept");
}

std::string file_content(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<std::byte> sealed_content(const fs::path& path) {
    if (sim::check_seal(path) != sim::SealState::intact) {
        refuse_points(path);
    }
    const std::string letters = file_content(path);
    const auto bytes = std::as_bytes(std::span(letters));
    return {bytes.begin(), bytes.end() - std::tuple_size_v<sim::Seal>};
}

/// Takes texts and counts off one after the other.
class PointReader {
public:
    PointReader(const PointTable& table, const fs::path& path) : table_(table), path_(path) {}
    std::string text() {
        std::string result;
        while (at_ < table_.texts.size() && table_.texts[at_] != '\0') {
            result += table_.texts[at_++];
        }
        check(at_++ < table_.texts.size());
        return result;
    }
    std::vector<std::string> texts() {
        check(counted_ < table_.counts.size());
        std::vector<std::string> result;
        for (std::uint64_t i = 0; i < table_.counts[counted_]; ++i) {
            result.push_back(text());
        }
        ++counted_;
        return result;
    }
    void check(bool good) const {
        if (!good) {
            refuse_points(path_);
        }
    }

private:
    const PointTable& table_;
    const fs::path& path_;
    std::size_t at_ = 0;
    std::size_t counted_ = 0;
};

void load_points(sim::Experiment& experiment, std::size_t points, const fs::path& path) {
    const std::vector<std::byte> content = sealed_content(path);
    PointTable table;
    sim::ArchiveReader archive(content);
    table.visit(archive);
    PointReader reader(table, path);
    reader.check(table.coordinates.size() == points * table.columns && table.counts.size() == points + table.columns);
    for (std::size_t point = 0; point < points; ++point) {
        const auto first = table.coordinates.begin() + static_cast<std::ptrdiff_t>(point * table.columns);
        experiment.points.push_back({{first, first + static_cast<std::ptrdiff_t>(table.columns)}, reader.texts()});
    }
    for (std::uint64_t column = 0; column < table.columns; ++column) {
        sim::DesignColumn read{reader.text(), reader.text(), reader.text(), reader.text(), {}};
        read.labels = reader.texts();
        experiment.columns.push_back(std::move(read));
    }
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

void refuse_events(const Parameters& parameters) {
    if (parameters.output.events) {
        throw sim::Error(sim::ExitCode::configuration,
                         "output.events: a sweep keeps no events of single firms; use 'actorhood run' for them");
    }
}

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
    write_text(folder / base_file, sim::resolved_toml(definition.base->schema));
    store_points(experiment, folder / points_file);
    write_text(folder / experiment_file, sim::resolved_toml(schema)); // last: it makes the folder a sweep
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
    load_points(experiment, static_cast<std::size_t>(record.points), folder / points_file);
    apply_kept_outputs(experiment, definition.base->parameters);
    return definition;
}

std::string definition_text(const fs::path& folder) {
    return file_content(folder / experiment_file) + file_content(folder / base_file) +
           file_content(folder / points_file);
}

void apply_kept_outputs(const sim::Experiment& experiment, Parameters& base) {
    if (!experiment.outputs.empty()) {
        base.output.variables = experiment.outputs;
    }
    base.output.every = experiment.every == 0 ? only_last : experiment.every;
    base.run.replicates = experiment.replicates;
}

sim::PointResolver point_resolver(const SweepDefinition& definition) {
    const Parameters* base = &definition.base->parameters;
    const bool common = definition.experiment.common_random_numbers;
    const std::string version = "actorhood " + sim::build_information().version + "\n";
    refuse_events(*base);
    refuse_too_big(*base, estimate(*base, 1));
    return [base, common, version](const sim::DesignPoint& point) {
        Scenario scenario;
        scenario.parameters = *base;
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
    options.state_version = state_version();
    options.model_version = sim::build_information().version;
    options.requests = &requests;
    return options;
}

} // namespace actorhood::models::program
