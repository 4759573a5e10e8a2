#include "analysis/program/choice_sweeps.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "sim/config/format.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

namespace fs = std::filesystem;
using sim::Error;
using sim::ExitCode;

/// Blocks of one seed; the last is that of the check.
constexpr std::uint64_t most_blocks = 1'000'000;
constexpr std::uint64_t check_block = most_blocks - 1;

std::string axis_toml(const LeverEntry& lever) {
    std::string text = "\n[[experiment.axis]]\nrole = \"lever\"\n";
    if (!lever.simplex.empty()) {
        text += "simplex = " + sim::toml_text(lever.simplex) + "\nsteps = 1\n";
        return text + (lever.fixed ? "fixed = " + lever.fixed->toml() + "\n" : "");
    }
    text += "parameter = " + sim::toml_text(lever.parameter) + "\n";
    text += lever.low ? "min = " + sim::toml_real(*lever.low) + "\n" : "";
    return text + (lever.high ? "max = " + sim::toml_real(*lever.high) + "\n" : "");
}

/// Positions along a column that labels points, or of the points themselves.
std::vector<std::size_t> labels_of(const ResultFile& result, const std::string& label) {
    for (const DesignColumn& column : result.design_columns()) {
        if (column.name == label) {
            std::vector<std::size_t> made;
            for (const std::string& text : column.values) {
                made.push_back(static_cast<std::size_t>(std::stod(text)));
            }
            return made;
        }
    }
    return {};
}

/// Brings values point x replicate to their places: choice x set x replicate x criterion.
void place(const std::vector<double>& values, const std::vector<std::size_t>& choices,
           const std::vector<std::size_t>& sets, std::size_t criterion, ChoiceRuns& runs) {
    for (std::size_t point = 0; point < choices.size(); ++point) {
        for (std::size_t r = 0; r < runs.replicates; ++r) {
            runs.values[((choices[point] * runs.sets + sets[point]) * runs.replicates + r) * runs.criteria +
                        criterion] = values[point * runs.replicates + r];
        }
    }
}

} // namespace

ChoiceSweeps::ChoiceSweeps(const OptimisationFile& file, const fs::path& folder, SweepConduct conduct)
    : file_(file), readings_(file.readings()), steps_(folder, "optimisation", "ends", conduct) {}

ExperimentFrame ChoiceSweeps::frame(const std::string& comment, const std::string& design,
                                    std::size_t replicates) const {
    ExperimentFrame made{comment, file_.title, steps_.path_from_here(file_.base_path()),
                         design,  replicates,  static_cast<std::size_t>(file_.every)};
    made.common_random_numbers = true;
    for (const sim::Change& change : file_.set.each) {
        made.set.emplace_back(change.key, change.value.toml());
    }
    if (!file_.assumptions.empty()) {
        made.assumptions = steps_.path_from_here(file_.assumptions_path());
    }
    return made;
}

std::vector<std::string> ChoiceSweeps::needed_outputs() const {
    std::set<std::string> outputs(file_.outputs.begin(), file_.outputs.end());
    for (const Reading& reading : readings_) {
        const std::vector<std::string> needed = outputs_of(reading);
        outputs.insert(needed.begin(), needed.end());
    }
    return {outputs.begin(), outputs.end()};
}

/// A lever as the sweep of its ends shows it.
Lever ChoiceSweeps::lever_of(const LeverEntry& entry, const ResultFile& ends) const {
    Lever made{entry.simplex.empty() ? entry.parameter : entry.simplex};
    for (const DesignColumn& column : ends.design_columns()) {
        if (entry.simplex.empty() && column.name == entry.parameter) {
            const SweptRange range = swept_range(column);
            made.range = {column.name,
                          range.low,
                          range.high,
                          entry.scale == 1,
                          is_whole_setting(ends.point_settings().front(), column.name),
                          range.base};
        }
        if (!entry.simplex.empty() && key_before_last(column.name) == entry.simplex) {
            const std::string share = column.name.substr(entry.simplex.size() + 1);
            const sim::Node* const fixed = entry.fixed ? entry.fixed->child(share) : nullptr;
            if (fixed != nullptr) {
                made.fixed.emplace_back(column.name, std::stod(fixed->text));
            } else {
                made.shares.push_back(column.name);
                made.base.push_back(std::stod(column.values.front()));
            }
        }
    }
    if (made.range.logarithmic && !(made.range.low > 0.0)) {
        throw Error(ExitCode::configuration, file_.path.string() +
                                                 ": a log scale needs a range above 0, but that of '" + made.name +
                                                 "' begins at " + sim::plain_number(made.range.low));
    }
    return made;
}

LeverSpace ChoiceSweeps::survey() {
    ExperimentFrame described =
        frame("Every lever alone at the ends of its range; written by optimise.", "one_at_a_time", 1);
    described.outputs = needed_outputs();
    described.assumptions.clear();
    std::string text = experiment_head(described);
    for (const LeverEntry& lever : file_.levers) {
        text += axis_toml(lever);
    }
    const std::shared_ptr<const ResultFile> ends = steps_.carry_out("ends", text);
    std::vector<sim::Problem> problems;
    for (std::size_t k = 0; k < readings_.size(); ++k) {
        check_readable(readings_[k], k < file_.objectives.size() ? "objective" : "constraint", *ends, problems);
    }
    if (!problems.empty()) {
        throw sim::ConfigurationError(std::move(problems));
    }
    std::vector<Lever> levers;
    for (const LeverEntry& lever : file_.levers) {
        levers.push_back(lever_of(lever, *ends));
    }
    space_ = LeverSpace(std::move(levers));
    base_settings_ = ends->point_settings().front();
    if (file_.outputs.empty()) { // of what is kept for the reader nothing is left out
        labels_ = labels_read(readings_, *ends);
    }
    return space_;
}

ChoiceRuns ChoiceSweeps::runs_of(const ResultFile& result) const {
    std::vector<std::size_t> choices = labels_of(result, "lever_point");
    std::vector<std::size_t> sets = labels_of(result, "assumption_point");
    if (sets.empty()) {
        sets.assign(result.points(), 0);
        choices.clear();
        for (std::size_t point = 0; point < result.points(); ++point) {
            choices.push_back(point);
        }
    }
    ChoiceRuns runs{
        1 + *std::max_element(sets.begin(), sets.end()), result.replicates().size(), readings_.size(), {}};
    runs.values.resize(result.points() * runs.replicates * runs.criteria);
    for (std::size_t c = 0; c < readings_.size(); ++c) {
        place(simulated(readings_[c], result), choices, sets, c, runs);
    }
    return runs;
}

ChoiceRuns ChoiceSweeps::run(const std::string& name, const std::vector<Choice>& choices, std::size_t block,
                             std::size_t replicates) {
    ExperimentFrame described = frame("Choices of a step; written by optimise.", "list", replicates);
    described.outputs = needed_outputs();
    described.labels = labels_;
    described.set.emplace_back("run.seed", std::to_string(file_.seed * most_blocks + block));
    std::string text = experiment_head(described);
    for (const Choice& choice : choices) {
        text += listed_point("", space_.settings(choice));
    }
    return runs_of(*steps_.carry_out(name, text));
}

ChoiceRuns ChoiceSweeps::check(const std::vector<Choice>& choices, std::size_t replicates) {
    ExperimentFrame described =
        frame("The front and the base with fresh replicates; written by optimise.", "list", replicates);
    described.set.emplace_back("run.seed", std::to_string(file_.seed * most_blocks + check_block));
    std::string text = experiment_head(described);
    std::size_t base = choices.size();
    for (std::size_t k = 0; k < choices.size(); ++k) {
        text += listed_point("front " + std::to_string(k + 1), space_.settings(choices[k]));
        base = is_base(choices[k]) ? k : base;
    }
    text += base == choices.size() ? listed_point("base", {}) : ""; // a list has no point twice
    ChoiceRuns runs = runs_of(*steps_.carry_out("front", text));
    if (base < choices.size()) {
        const std::vector<double> all = runs.values;
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(base * runs.per_point());
        runs.values.insert(runs.values.end(), first, first + static_cast<std::ptrdiff_t>(runs.per_point()));
    }
    return runs;
}

bool ChoiceSweeps::is_base(const Choice& choice) const {
    const std::vector<Setting> settings = space_.settings(choice);
    return std::all_of(settings.begin(), settings.end(), [this](const Setting& setting) {
        return setting_of(base_settings_, setting.first) == setting.second;
    });
}

std::string listed_point(const std::string& name, const std::vector<Setting>& settings) {
    std::string text = "\n[[experiment.point]]\n";
    text += name.empty() ? "" : "name = " + sim::toml_text(name) + "\n";
    for (const auto& [key, value] : settings) {
        text += sim::toml_text(key) + " = " + value + "\n";
    }
    return text;
}

} // namespace actorhood::analysis::program
