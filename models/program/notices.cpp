#include "models/program/notices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "models/growth.hpp"
#include "models/program/terminal.hpp"
#include "models/toolkit/periods.hpp"
#include "sim/config/format.hpp"

namespace actorhood::models::program {

namespace {

constexpr double half_month = 0.5 / 12.0; ///< in years: dates are compared with this tolerance

/// The months of a run as people name them.
struct Span {
    Span(const Calendar& calendar, std::uint16_t from)
        : first(calendar.at(from).year), end(calendar.at(calendar.months).year) {}

    /// Why something from `start` to before `until` (fractional years) never happens; "" if it does.
    [[nodiscard]] std::string missed(double start, double until) const {
        return start > end - half_month     ? "begins when the run has ended (" + sim::toml_date(end) + ")"
               : until < first + half_month ? "ends before it could act (" + sim::toml_date(first) + ")"
                                            : "";
    }

    double first; ///< first month that counts
    double end;   ///< first month after the run
};

/// To three digits, as people say it.
std::string rounded(double number) {
    const double unit = std::max(1.0, std::pow(10.0, std::floor(std::log10(std::max(number, 1.0))) - 2.0));
    return sim::plain_number(std::floor(number / unit + 0.5) * unit);
}

/// Why a number of clusters is given in vain, if it is: clusters by name stand instead of it. What an included file says
/// of its own world, and what a scenario with all its defaults says, is no slip.
std::string unused_number_of_clusters(const Scenario& scenario) {
    const std::map<std::string, std::string>& origins = scenario.reading.origins;
    const auto number = origins.find("population.clusters");
    const auto named = origins.find("cluster");
    if (scenario.parameters.population.entries.empty() || number == origins.end() || named == origins.end()) {
        return "";
    }
    const auto file = [](const std::string& origin) { return origin.substr(0, origin.rfind(':')); };
    const sim::Parameter& clusters = *scenario.schema.find(number->first);
    const bool here = file(number->second) == file(named->second) && clusters.value_text() != clusters.default_text;
    return here || number->second.starts_with("--")
               ? "population.clusters (" + number->second + ") changes nothing: [[cluster]] says which there are (" +
                     named->second + ")"
               : "";
}

/// Why a metacluster changes nothing; "" if it does.
std::string idle_because(const metaclusters::Entry& entry, const Span& run) {
    const bool alone = entry.members.empty() && entry.count == 0 && entry.share <= 0.0;
    return alone ? "has no members" : run.missed(entry.start, std::numeric_limits<double>::infinity());
}

/// Why a known figure will have nothing beside it; "" if it will.
std::string without_months(const sim::KnownFigure& figure, const Span& recorded) {
    const double from = std::max(figure.from, recorded.first);
    const double to = figure.to > 0.0 ? std::min(figure.to, recorded.end) : recorded.end;
    return to > from + half_month
               ? ""
               : "known figure '" + figure.name + "' has nothing to stand beside: no month of the run, " +
                     sim::toml_date(recorded.first) + " to " + sim::toml_date(recorded.end) +
                     ", lies between its 'from' and 'to'";
}

/// Entries that are there and ask for nothing in these months.
void note_idle_entries(const Parameters& parameters, const Span& run, const Span& recorded,
                       std::vector<std::string>& found) {
    const auto& entries = parameters[metaclusters::about].entries;
    if (!entries.empty() && !parameters.mechanisms[metaclusters::about]) {
        found.emplace_back("[[metacluster]] changes nothing: mechanisms.metaclusters is off");
    } else {
        for (const metaclusters::Entry& entry : entries) {
            if (const std::string why = idle_because(entry, run); !why.empty()) {
                found.push_back("metacluster '" + entry.name + "' changes nothing: it " + why);
            }
        }
    }
    for (const sim::KnownFigure& figure : parameters.known) {
        if (std::string why = without_months(figure, recorded); !why.empty()) {
            found.push_back(std::move(why));
        }
    }
}

} // namespace

std::vector<std::string> notices(const Parameters& parameters) {
    const Calendar calendar = parameters.time.calendar();
    const Span run(calendar, 0);
    const Span after_burn_in(calendar, calendar.burn_in); // no programme of policy acts before
    std::vector<std::string> found;
    const auto note = [&](const std::string& who, const std::string& why) {
        if (!why.empty()) {
            found.push_back(who + " changes nothing: it " + why);
        }
    };
    if (population::cluster_names(parameters.population).empty()) {
        found.push_back("there is no cluster (population.clusters = 0, no [[cluster]]): firms stand alone");
    }
    const std::vector<double> firms = expected_firms_by_year(parameters);
    if (constexpr double much = 3.0; firms.back() > much * firms.front()) {
        found.push_back("the number of firms grows from about " + rounded(firms.front()) + " to about " +
                        rounded(firms.back()) + " by " + sim::toml_date(run.end) +
                        ", because more are founded (market.entry_rate) than closed: market.entry = \"balancing\" "
                        "keeps it");
    }
    if (parameters.mechanisms[policy::about]) {
        for (const policy::Programme& programme : parameters[policy::about].programmes) {
            note("programme '" + programme.name + "'", after_burn_in.missed(programme.start, programme.end));
        }
    }
    note_idle_entries(parameters, run, parameters.output.burn_in ? run : after_burn_in, found);
    for (const toolkit::Window& window : toolkit::windows(parameters)) {
        if (window.intensity > 0.0) {
            note("instrument '" + window.instrument->name + "'", run.missed(window.start, window.end));
        }
    }
    for (std::size_t i = 0; parameters.mechanisms[shocks::about] && i < parameters[shocks::about].scheduled.size();
         ++i) {
        const shocks::Entry& entry = parameters[shocks::about].scheduled[i];
        const std::int32_t onset = shocks::onset_month(entry.date, calendar);
        if (entry.magnitude > 0.0 && (onset < 0 || onset >= calendar.months)) {
            note("shock " + (entry.name.empty() ? std::to_string(i + 1) : "'" + entry.name + "'") + " of " +
                     sim::toml_date(entry.date),
                 onset < 0 ? "begins before the run (" + sim::toml_date(run.first) + ")"
                           : "begins when the run has ended (" + sim::toml_date(run.end) + ")");
        }
    }
    return found;
}

void print_notices(const Scenario& scenario) {
    for (const std::string& text : scenario.reading.replaced) {
        notice(text);
    }
    if (const std::string unused = unused_number_of_clusters(scenario); !unused.empty()) {
        notice(unused);
    }
    for (const std::string& text : notices(scenario.parameters)) {
        notice(text);
    }
}

void note_unused_axes(const Parameters& base, sim::Experiment& experiment) {
    const auto is_number = [](const sim::DesignColumn& column) { return column.name == "population.clusters"; };
    if (!base.population.entries.empty() && std::ranges::any_of(experiment.columns, is_number)) {
        experiment.notices.emplace_back(
            "population.clusters changes nothing in any point: [[cluster]] of the base says which there are");
    }
}

} // namespace actorhood::models::program
