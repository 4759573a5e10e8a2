#include "analysis/calibration_file.hpp"

#include <algorithm>
#include <utility>

#include "analysis/input_file.hpp"
#include "analysis/special_numbers.hpp"

namespace actorhood::analysis {

namespace {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

constexpr std::size_t most_axes = 1000;
constexpr std::size_t most_anchors = 1000;

std::vector<Anchor> read_anchors(const std::filesystem::path& path) {
    std::vector<Anchor> anchors;
    sim::Schema schema;
    schema.list(anchors, "anchor", most_anchors, Meaning{"What is known about the world"});
    sim::BindingRecord record;
    bind_file(path, schema, record);
    refuse_problems(std::move(record.problems));
    return anchors;
}

void check_axes(const CalibrationFile& file, std::vector<sim::Problem>& problems) {
    if (file.axes.empty()) {
        add_problem(problems, {file.path.string(), 0, 0},
                    "nothing is calibrated: name parameters in [[calibration.axis]], such as parameter = "
                    "\"adoption.evaluation\"");
    }
    for (const CalibrationAxis& axis : file.axes) {
        const bool one = axis.places.given("parameter");
        const bool shares = axis.places.given("simplex");
        if ((one ? 1 : 0) + (shares ? 1 : 0) + (axis.places.given("parameters") ? 1 : 0) != 1) {
            add_problem(problems, axis.places.entry, "an axis needs one of 'parameter', 'parameters', 'simplex'");
        }
        if (!shares && axis.places.given("fixed")) {
            add_problem(problems, axis.places.of("fixed"), "'fixed' belongs to 'simplex'");
        }
        if (shares && axis.places.given("scale")) {
            add_problem(problems, axis.places.of("scale"), "'scale' belongs to a number");
        }
        for (const char* key : {"min", "max"}) {
            if (!one && axis.places.given(key)) {
                add_problem(problems, axis.places.of(key), "'" + std::string(key) + "' belongs to 'parameter'");
            }
        }
        if (!axis.places.given("parameters") && axis.places.given("except")) {
            add_problem(problems, axis.places.of("except"), "'except' belongs to 'parameters'");
        }
    }
}

void check_anchors(const CalibrationFile& file, const sim::BindingRecord& record,
                   std::vector<sim::Problem>& problems) {
    const std::vector<sim::Problem> found = problems_of(file.anchors);
    problems.insert(problems.end(), found.begin(), found.end());
    const bool any =
        std::any_of(file.anchors.begin(), file.anchors.end(), [](const Anchor& anchor) { return !anchor.held_out; });
    if (!any) {
        add_problem(problems, sim::place_of(record, "calibration.anchors", file.path.string()),
                    file.anchors.empty() ? "there is no [[anchor]], here or in the file that 'anchors' names"
                                         : "all anchors are held out; nothing is left to calibrate by");
    }
}

} // namespace

void CalibrationAxis::declare(sim::Schema& schema, CalibrationAxis& p) {
    const Source source{"calibration"};
    constexpr Bounds anything{-infinity, infinity};
    schema.text(p.parameter, "parameter", Default{""}, Meaning{"Key of a parameter"}, source);
    schema.texts(p.parameters, "parameters", Meaning{"Patterns; every matching real parameter"}, source);
    schema.texts(p.except, "except", Meaning{"Patterns of keys that 'parameters' leaves out"}, source);
    schema.real(p.low, "min", Unit{"1"}, Default{0}, anything, Sweep{0, 1}, Meaning{"Lower end"}, source);
    schema.real(p.high, "max", Unit{"1"}, Default{0}, anything, Sweep{0, 1}, Meaning{"Upper end"}, source);
    schema.choice(p.scale, "scale", Default{"linear"}, {"linear", "log"}, Meaning{"What is spread evenly"}, source);
    schema.text(p.simplex, "simplex", Default{""}, Meaning{"Key of a table of shares that add up to 1"}, source);
    schema.written(p.fixed, "fixed", Meaning{"Table of shares that do not vary"}, source);
    schema.keep_places(p.places);
}

void CalibrationFile::declare(sim::Schema& schema, CalibrationFile& p) {
    const Source source{"calibration"};
    const auto count = [&](std::int64_t& field, const char* name, int value, Bounds bounds, Meaning meaning) {
        schema.integer(field, name, Unit{"1"}, Default{value}, bounds, Sweep{bounds.low, bounds.high}, meaning,
                       source);
    };
    schema.section("calibration", "Which parameter values the evidence leaves");
    schema.text(p.title, "title", Default{""}, Meaning{"Title of the ensemble"}, source);
    schema.text(p.base, "base", Default{""}, Meaning{"Base scenario, relative to this file"}, source);
    schema.text(p.anchors_file, "anchors", Default{""}, Meaning{"File of the anchors, relative to this file"},
                source);
    count(p.waves, "waves", 3, {1, 10}, Meaning{"Waves at most"});
    count(p.points, "points", 0, {0, 100'000},
          Meaning{"Points of the first wave; 0 = ten a parameter, at least 200"});
    count(p.wave_points, "wave_points", 0, {0, 100'000},
          Meaning{"Points of later waves; 0 = five a parameter, at least 100"});
    count(p.replicates, "replicates", 20, {2, 1000}, Meaning{"Replicates of one point a wave, to know chance"});
    count(p.members, "members", 50, {1, 1000}, Meaning{"Parameter sets of the ensemble"});
    count(p.member_replicates, "member_replicates", 10, {2, 1000},
          Meaning{"Replicates of each, to see whether it holds"});
    count(p.without, "without", 0, {0, 1000},
          Meaning{"Sets that an anchor alone excludes, of each anchor; 0 = not asked"});
    count(p.particles, "particles", 0, {0, 10'000},
          Meaning{"Parameter sets of a posterior sample (ABC-SMC) inside what is left; 0 = none"});
    count(p.generations, "generations", 8, {1, 50}, Meaning{"Times at most that its tolerance is lowered"});
    count(p.every, "every", 1, {1, 1200}, Meaning{"Months between the rows of which anchors are made"});
    schema.choice(
        p.over_time, "over_time", Default{"instant"}, {"instant", "mean", "sum"},
        Meaning{"What a row holds: the value of its month, or the mean or sum over the months since the row "
                "before"},
        source);
    schema.real(p.cut, "cut", Unit{"1"}, Default{3.5}, Bounds{1, 10}, Sweep{3, 4},
                Meaning{"Implausibility from which a point is given up"}, source);
    schema.seed(p.seed, "seed", Meaning{"Seed of the points"}, source);
    schema.changes(p.set, "set", Meaning{"Fixed changes to the base scenario"}, source);
    schema.list(p.axes, "calibration.axis", most_axes, Meaning{"What is calibrated"});
    schema.list(p.anchors, "anchor", most_anchors, Meaning{"What is known about the world"});
}

std::filesystem::path CalibrationFile::base_path() const { return (path.parent_path() / base).lexically_normal(); }

CalibrationPlan CalibrationFile::plan() const {
    const auto size = [](std::int64_t number) { return static_cast<std::size_t>(number); };
    return {size(waves),
            size(points),
            size(wave_points),
            size(replicates),
            size(members),
            size(member_replicates),
            size(without),
            size(particles),
            size(generations),
            cut,
            seed};
}

CalibrationFile read_calibration(const std::filesystem::path& path) {
    CalibrationFile file;
    file.path = path;
    sim::Schema schema;
    CalibrationFile::declare(schema, file);
    sim::BindingRecord record;
    bind_file(path, schema, record);
    refuse_problems(record.problems);
    std::vector<sim::Problem> problems;
    if (file.base.empty()) {
        add_problem(problems, {path.string(), 0, 0},
                    "[calibration] needs 'base', the path of a scenario, such as \"../baseline.toml\"");
    }
    if (!file.anchors_file.empty() && !file.anchors.empty()) {
        add_problem(problems, file.anchors.front().places.entry,
                    "anchors stand here or in the file that 'anchors' names, not in both");
    } else if (!file.anchors_file.empty()) {
        file.anchors = read_anchors((path.parent_path() / file.anchors_file).lexically_normal());
    }
    check_axes(file, problems);
    check_anchors(file, record, problems);
    refuse_problems(std::move(problems));
    return file;
}

} // namespace actorhood::analysis
