#include "models/transition.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "models/growth.hpp"
#include "models/panel.hpp"
#include "models/restored.hpp"
#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"
#include "sim/output/kept_labels.hpp"
#include "sim/run/machine.hpp"

namespace actorhood::models {

namespace {

sim::EventTable adoption_events() {
    using Integers = std::vector<std::int32_t>;
    return {"events",
            "Adoptions and abandonments of single firms",
            {{"month_index", "1", "months simulated before the event, burn-in included", Integers{}, ""},
             {"firm", "1", "permanent key of the firm", std::vector<std::uint64_t>{}, ""},
             {"segment", "1", "cluster of the firm, or clusters + region outside", Integers{}, ""},
             {"practice_index", "1", "practice adopted or abandoned", Integers{}, "practice"},
             {"change", "1", "1 adopted, -1 abandoned", Integers{}, ""}}};
}

sim::EventTable shock_events() {
    using Integers = std::vector<std::int32_t>;
    using Numbers = std::vector<double>;
    return {
        "shocks",
        "Shocks and the resilience of those they hit; a row when output has recovered, or at the end of the run",
        {{"kind", "1", "kind of the shock", Integers{}, "shock_kind"},
         {"onset", "1", "month of the run in which it began, burn-in included", Integers{}, ""},
         {"entry", "1", "position in the scenario's list of shocks, -1 for a random shock", Integers{}, ""},
         {"magnitude", "1", "share lost; of the energy price its rise", Numbers{}, ""},
         {"duration", "month", "time at full magnitude", Integers{}, ""},
         {"sectors", "1", "sectors that were hit, bit s for sector s", Integers{}, ""},
         {"regions", "1", "number of regions that were hit", Integers{}, ""},
         {"loss", "month", "output lost by those it hit, in months of their normal output", Numbers{}, ""},
         {"deepest", "1", "greatest share of their output lost in a month", Numbers{}, ""},
         {"recovery", "month", "time until 95 % of the deepest drop was made up; -1 if it was not", Integers{}, ""}}};
}

/// What is recorded of the outputs that the model declares.
sim::Outputs recorded_outputs(const Model& model, const OutputParameters& asked) {
    sim::Outputs outputs;
    model.declare_outputs(outputs);
    return sim::cut_to_labels(outputs, asked.labels).over_time(static_cast<sim::OverTime>(asked.over_time));
}

sim::Recorder make_recorder(const Parameters& parameters, const sim::Outputs& outputs) {
    if (parameters.output.variables.empty()) {
        return sim::Recorder(outputs);
    }
    std::vector<std::string> selection = parameters.output.variables;
    if (has_panel(parameters)) {
        selection.emplace_back("panel_*"); // it was asked for by itself
    }
    return {outputs, selection};
}

} // namespace

TransitionSimulation::TransitionSimulation(const Parameters& parameters, std::uint32_t replicate)
    : model_(parameters, replicate),
      outputs_(recorded_outputs(model_, parameters.output)),
      recorder_(make_recorder(parameters, outputs_)),
      keeps_shocks_(parameters.mechanisms[shocks::about] && parameters[shocks::about].used()) {
    if (model_.world.events.kept) {
        events_ = recorder_.add_events(adoption_events());
    }
    if (keeps_shocks_) {
        shock_events_ = recorder_.add_events(shock_events());
    }
    recorder_.reserve(recorded_rows());
}

bool TransitionSimulation::recorded(const Month& month) const {
    return !month.burn_in || model_.parameters->output.burn_in;
}

/// Instants stand at the first month of each span, means and sums are whole with its last: then twelve months are those
/// of a year, at whose end the row stands.
bool TransitionSimulation::ends_row(const Month& month) const {
    const OutputParameters& output = model_.parameters->output;
    const auto from = static_cast<std::int64_t>(output.burn_in ? 0 : month.first);
    const std::int64_t end = outputs_.over_time() == sim::OverTime::instant ? 0 : 1;
    return recorded(month) &&
           ((month.index - from + end) % output.every == 0 || month.index + 1 == model_.world.calendar.months);
}

std::size_t TransitionSimulation::recorded_rows() const {
    std::size_t rows = 0;
    for (std::uint32_t index = 0; index < steps(); ++index) {
        rows += ends_row(model_.world.calendar.at(static_cast<std::uint16_t>(index))) ? 1u : 0u;
    }
    return rows;
}

void TransitionSimulation::advance() {
    const Month month = model_.world.calendar.at(model_.world.next_month);
    model_.advance();
    take_events();
    if (ends_row(month)) {
        recorder_.record(month.year, month.index);
    } else if (recorded(month)) {
        recorder_.take_in(month.year, month.index);
    }
}

void TransitionSimulation::take_shocks() {
    const Shocks& shocks = model_.world.shocks;
    for (const std::uint32_t number : shocks.closed_now) {
        const ShockPlan& shock = model_.working.get<ShockCalendar>().shocks[number];
        const std::size_t regions =
            shock.regions.empty()
                ? model_.world.firms.region_count()
                : static_cast<std::size_t>(std::count(shock.regions.begin(), shock.regions.end(), std::uint8_t{1}));
        constexpr std::uint32_t all_sectors = (1u << sector_count) - 1;
        recorder_.events(shock_events_)
            .append(static_cast<std::int32_t>(shock.kind), shock.onset, shock.entry, shock.magnitude, shock.duration,
                    static_cast<std::int32_t>(shock.sectors & all_sectors), static_cast<std::int32_t>(regions),
                    shocks.loss[number], shocks.deepest[number], shocks.recovery[number]);
    }
}

void TransitionSimulation::take_events() {
    if (keeps_shocks_) {
        take_shocks();
    }
    if (!model_.world.events.kept) {
        return;
    }
    for (const AdoptionEvent& event : model_.world.events.list) {
        recorder_.events(events_).append(event.month, event.firm, event.segment, event.practice, event.change);
    }
    model_.world.events.list.clear();
}

sim::ArchiveParts TransitionSimulation::state() {
    sim::ArchiveParts archive;
    model_.world.firms.pack();
    model_.visit(archive);
    recorder_.visit(archive);
    return archive;
}

void TransitionSimulation::restore(const std::vector<std::byte>& state) {
    sim::ArchiveReader archive(state);
    model_.visit(archive);
    recorder_.visit(archive);
    if (!archive.at_end()) {
        throw sim::Error(sim::ExitCode::corrupt, "saved state is longer than this program expects");
    }
    check_record();
    check_numbers(model_.world.firms);
    model_.world.firms.unpack();
    check_restored(model_.world);
    model_.resume_period();
}

void TransitionSimulation::check_record() const {
    const sim::Trajectory& kept = recorder_.trajectory();
    const bool gathers = outputs_.over_time() != sim::OverTime::instant;
    std::size_t row = 0;
    std::int32_t taken_in = 0;
    double begin = 0.0;
    bool fits = true;
    for (std::uint32_t index = 0; index < std::min(step(), steps()); ++index) {
        const Month month = model_.world.calendar.at(static_cast<std::uint16_t>(index));
        if (gathers && recorded(month)) {
            begin = taken_in == 0 ? month.year : begin;
            ++taken_in;
        }
        if (ends_row(month)) {
            fits = fits && row < kept.months.size() && kept.months[row] == month.index &&
                   kept.times[row] == month.year && (!gathers || kept.begins[row] == begin);
            ++row;
            taken_in = 0;
        }
    }
    fits = fits && recorder_.months_taken_in() == taken_in;
    if (!fits || row != kept.months.size() || step() > steps()) {
        throw sim::Error(sim::ExitCode::corrupt, "the recorded rows in the saved state are not those of its months");
    }
}

std::uint64_t TransitionSimulation::state_bytes() {
    sim::ArchiveSize archive;
    model_.visit(archive);
    return archive.bytes();
}

namespace {

/// The outputs depend on the axes only, so a world without firms has them all.
Parameters without_firms(const Parameters& parameters) {
    Parameters small = parameters;
    small.population.outside_firms = 0;
    small.population.members_per_cluster = 0.0;
    for (population::ClusterEntry& entry : small.population.entries) {
        entry.members = 0.0;
    }
    return small;
}

} // namespace

std::uint64_t state_layout() {
    static const std::uint64_t layout = [] {
        Parameters parameters;
        sim::Schema schema;
        Parameters::declare(schema, parameters);
        parameters.population.clusters = 0;
        Model model(without_firms(parameters), 0);
        sim::ArchiveLayout archive;
        model.visit(archive);
        return archive.hash();
    }();
    return layout;
}

namespace {

/// Problems at the entries of a list.
void add_wrong(const std::string& key, const std::vector<sim::WrongEntry>& wrong,
               std::vector<sim::Schema::Problem>& problems) {
    for (const sim::WrongEntry& entry : wrong) {
        problems.push_back({key + "#" + std::to_string(entry.position), entry.message});
    }
}

/// What a panel does not go with: some of its outputs are numbers of positions on axes.
void add_against_panel(const Parameters& parameters, std::vector<sim::Schema::Problem>& problems) {
    const OutputParameters& asked = parameters.output;
    if (!has_panel(parameters)) {
        return;
    }
    for (std::size_t i = 0; i < asked.labels.size(); ++i) {
        const std::string axis = sim::axis_label(asked.labels[i]).axis;
        if (std::ranges::find(panel_numbers, axis) != panel_numbers.end()) {
            problems.push_back(
                {"output.labels#" + std::to_string(i), "output.panel records numbers of positions on the axis '" +
                                                           axis + "': record all of the axis, or no panel"});
        }
    }
    if (asked.over_time != static_cast<std::int64_t>(sim::OverTime::instant)) {
        problems.push_back({"output.over_time",
                            "output.panel records the numbers of clusters and sectors, of which "
                            "there is no mean or sum: record instants, or no panel"});
    }
}

} // namespace

std::vector<sim::Schema::Problem> output_problems(const Parameters& parameters) {
    const OutputParameters& asked = parameters.output;
    const bool all = asked.variables.empty() && asked.labels.empty() && asked.over_time == 0;
    if (all && parameters.known.empty()) {
        return {};
    }
    const Parameters small = without_firms(parameters);
    std::vector<sim::Schema::Problem> problems;
    {
        const Model model(small, 0);
        sim::Outputs outputs;
        model.declare_outputs(outputs);
        add_wrong("output.variables", sim::wrong_selections(outputs, asked.variables), problems);
        add_wrong("output.labels", sim::wrong_labels(outputs, asked.labels), problems);
        add_against_panel(parameters, problems);
    }
    if (!problems.empty()) {
        return problems;
    }
    try {
        TransitionSimulation simulation(small, 0);
        return sim::problems_of(parameters.known, simulation.outputs(), simulation.recorder().trajectory().variables);
    } catch (const sim::Error& error) { // a table of events holds positions on an axis that is cut
        return {{"output.labels", error.what()}};
    }
}

Estimate estimate(const Parameters& parameters, std::size_t threads) {
    // Measured by the benchmark; see sim/DESIGN.md. Estimates are rounded up, not promises.
    constexpr double bytes_per_firm = 200.0;             // at the peak, with what steps work on
    constexpr double nanoseconds_per_firm_month = 250.0; // with recording
    constexpr double bytes_per_file = 7e4;               // the scenario, axes and what the format needs
    constexpr double bytes_per_variable = 4.5e3;         // its description, and where its numbers stand
    constexpr double bytes_of_program = 25e6;            // before it simulates anything
    constexpr double seconds_per_replicate = 0.01;       // quantiles and tables of each world, whatever its size
    constexpr double seconds_per_month = 5e-5;           // likewise
    constexpr double seconds_per_region = 2e-4;          // likewise, if anybody lives there or not
    const Calendar calendar = parameters.time.calendar();
    Estimate needed;
    const std::vector<double> firms = expected_firms_by_year(parameters);
    needed.firms = firms.front();
    needed.firms_at_end = firms.back();
    const double most_firms = *std::max_element(firms.begin(), firms.end());
    const double mean_firms = std::accumulate(firms.begin(), firms.end(), 0.0) / static_cast<double>(firms.size());
    needed.months = calendar.months;
    needed.replicates = static_cast<double>(parameters.run.replicates);
    needed.core_seconds =
        mean_firms * needed.months * needed.replicates * nanoseconds_per_firm_month * 1e-9 +
        needed.replicates * (seconds_per_replicate + needed.months * seconds_per_month +
                             static_cast<double>(parameters.population.regions) * seconds_per_region);

    const Parameters small = without_firms(parameters);
    TransitionSimulation simulation(small, 0);
    const double first = parameters.output.burn_in ? 0.0 : calendar.burn_in;
    const double rows = (needed.months - first) / static_cast<double>(parameters.output.every) + 1.0;
    const auto row_bytes = static_cast<double>(simulation.recorder().bytes(1));
    needed.variables = static_cast<double>(simulation.recorder().trajectory().variables.size());
    const double values = row_bytes * rows * needed.replicates;
    needed.rows = rows;
    needed.bytes_a_row = row_bytes;
    needed.disk_bytes = values + bytes_per_file + bytes_per_variable * needed.variables;
    const double at_once = std::min(needed.replicates, static_cast<double>(std::max<std::size_t>(threads, 1)));
    needed.memory_bytes = bytes_of_program + most_firms * bytes_per_firm * at_once + 2.0 * needed.disk_bytes +
                          static_cast<double>(simulation.state_bytes()) * at_once;
    return needed;
}

void refuse_too_big(const Parameters& parameters, const Estimate& needed) {
    const sim::UsableMemory memory = sim::usable_memory();
    char text[256];
    if (needed.memory_bytes > memory.bytes) {
        std::snprintf(text, sizeof text,
                      "this run needs about %.3g GB of memory and %s %.3g GB: use fewer firms, fewer threads, or %s",
                      needed.memory_bytes / 1e9, memory.limited ? "this process may use" : "the machine has",
                      memory.bytes / 1e9, memory.limited ? "ask for more" : "a larger machine");
        throw sim::Error(sim::ExitCode::too_big, text);
    }
    const double a_region =
        static_cast<double>(parameters.population.outside_firms) / static_cast<double>(parameters.population.regions);
    if (a_region >= ordinal_limit || needed.firms >= 4e9) {
        throw sim::Error(sim::ExitCode::too_big,
                         "more than 16.7 million firms in one region, or 4 billion in all, have no keys: use more "
                         "regions or a sample of firms");
    }
}

} // namespace actorhood::models
