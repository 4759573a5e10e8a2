// Commands that show what there is: validate, describe, parameters, outputs, practices, version.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "models/program/commands.hpp"
#include "models/program/levers.hpp"
#include "models/program/notices.hpp"
#include "models/program/options.hpp"
#include "models/program/output_listing.hpp"
#include "models/program/scenario.hpp"
#include "models/program/terminal.hpp"
#include "models/program/toolkit_listing.hpp"
#include "models/scenario_folder.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/shell.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/provenance.hpp"
#include "sim/run/machine.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// `entries_above`: entries of lists were described, which are such changes, too.
void print_changes(const Scenario& scenario, bool levers, bool entries_above) {
    print(stdout, "\n%s that differ from the defaults:\n", levers ? "Policies and choices" : "Assumptions");
    bool any = false;
    for (const sim::Parameter& parameter : scenario.schema.parameters()) {
        const std::string value = parameter.value_text();
        if (value == parameter.default_text || is_lever(parameter.key) != levers ||
            parameter.key.starts_with("run.") || parameter.key.starts_with("output.")) {
            continue;
        }
        any = true;
        const auto origin = scenario.reading.origins.find(parameter.key);
        print(stdout, "  %-36s %s (default %s)  %s\n    %s\n", parameter.key.c_str(), value.c_str(),
              parameter.default_text.c_str(), origin == scenario.reading.origins.end() ? "" : origin->second.c_str(),
              parameter.meaning.c_str());
    }
    if (!any) {
        std::puts(entries_above ? "  none beside the entries above" : "  none");
    }
}

/// What an entry of a list is and says beyond its defaults: "kind = "voucher", start = 2025-01-01, budget = 2000000.0 EUR".
/// `choices`: those that are the default's, too.
std::string entry_text(const sim::Schema& entry, bool choices) {
    std::string text;
    for (const sim::Parameter& parameter : entry.parameters()) {
        const std::string value = parameter.value_text();
        const bool is_date = parameter.kind == sim::Parameter::Kind::date;
        const bool tells = is_date || (choices && parameter.kind == sim::Parameter::Kind::choice);
        if (parameter.key == "name" || value.empty() || (value == parameter.default_text && !tells)) {
            continue;
        }
        const bool has_unit = !is_date && !parameter.unit.empty() && parameter.unit != "1";
        text += (text.empty() ? "" : ", ") + parameter.key + " = " + value + (has_unit ? " " + parameter.unit : "");
    }
    return text;
}

/// Whether there are entries of lists that are policies, or assumptions. Known figures are neither.
struct Listed {
    bool levers{};
    bool assumptions{};
};

/// The entries of all lists of a scenario, but for the catalogue of practices.
Listed print_lists(const sim::Schema& schema) {
    constexpr std::size_t most_entries = 20;
    Listed listed;
    for (const sim::ListDeclaration& list : schema.lists()) {
        if (list.key == "practice") {
            continue;
        }
        const bool is_known = list.key == "known";
        std::size_t number = 0;
        list.each([&](sim::Schema& entry) {
            if (number++ == 0) {
                print(stdout, "\n[[%s]] %s:\n", list.key.c_str(), list.meaning.c_str());
            }
            if (number <= most_entries) {
                const sim::Parameter* const name = entry.find("name");
                print(stdout, "  %s  %s\n", name == nullptr ? "" : name->value_text().c_str(),
                      entry_text(entry, !is_known).c_str());
            }
        });
        if (number > most_entries) {
            print(stdout, "  and %zu more\n", number - most_entries);
        }
        if (number > 0 && !is_known) {
            (is_lever(list.key + "[]") ? listed.levers : listed.assumptions) = true;
        }
    }
    return listed;
}

/// What of the members is given, and what is drawn.
void print_given(const Parameters& parameters) {
    for (const std::string& line : population::given_and_drawn(parameters.population)) {
        print(stdout, "%s\n", line.c_str());
    }
}

/// Says when title or summary are those of a file that the scenario includes.
void print_borrowed(const Scenario& scenario, const std::string& file) {
    for (const char* key : {"run.title", "run.summary"}) {
        const auto origin = scenario.reading.origins.find(key);
        if (origin != scenario.reading.origins.end() && !origin->second.starts_with(file + ":") &&
            !origin->second.starts_with("--set")) {
            print(stdout, "(%s comes from %s: this scenario has none of its own)\n", key, origin->second.c_str());
        }
    }
}

std::string percent(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f %%", value * 100.0);
    return text;
}

} // namespace

int validate(const Arguments& arguments) {
    Options options("validate FILE [--set KEY=VALUE]", "Reports every error of a scenario, or what a run would need.",
                    "  actorhood validate demo.toml\n");
    options.positional(1, 1);
    options.repeated("set", "KEY=VALUE", "change a parameter");
    options.value("threads,t", "N", "threads for the estimate");
    if (!options.parse(arguments)) {
        return 0;
    }
    const auto scenario = read_scenario(options.free().front(), options.texts("set"));
    const auto threads = static_cast<std::size_t>(options.number("threads", 1, 4096).value_or(sim::usable_threads()));
    const Estimate needed = estimate(scenario->parameters, threads);
    refuse_too_big(scenario->parameters, needed);
    print_notices(*scenario);
    print_given(scenario->parameters);
    print(stdout, "%s is valid\n%snext: actorhood run %s\n", options.free().front().c_str(),
          size_text(scenario->parameters, needed, threads).c_str(), sim::shell_word(options.free().front()).c_str());
    return 0;
}

namespace {

/// The shocks that a scenario lists, and whether random ones come.
void print_shocks(const Parameters& p) {
    if (!p.mechanisms[shocks::about] || !p[shocks::about].used()) {
        return;
    }
    for (const shocks::Entry& entry : p[shocks::about].scheduled) {
        const auto months = static_cast<long>(entry.date * 12.0 + 0.5);
        const auto number = [](const std::vector<std::string>& names, const char* one) {
            return counted(static_cast<double>(names.size()), one);
        };
        print(stdout, "Shock of %s from %ld-%02ld: %s for %s, %s%s%s.\n",
              std::string(shock_kind_names[static_cast<std::size_t>(entry.kind)]).c_str(), months / 12,
              months % 12 + 1, percent(entry.magnitude).c_str(), counted(entry.duration, "month").c_str(),
              entry.sectors.empty() ? "all sectors" : number(entry.sectors, "sector").c_str(),
              entry.regions.empty() ? "" : (", " + number(entry.regions, "region")).c_str(),
              entry.name.empty() ? "" : (" (" + entry.name + ")").c_str());
    }
    for (std::size_t kind = 0; kind < shock_kind_count; ++kind) {
        if (p[shocks::about].rate[kind] > 0.0) {
            print(stdout, "Random shocks of %s, %.2g a year.\n", std::string(shock_kind_names[kind]).c_str(),
                  p[shocks::about].rate[kind]);
        }
    }
}

/// How much money organisations are meant to have, and whose it is.
void print_money(const Parameters& p) {
    const BySource& mix = p.plan.mix;
    const auto own = std::ranges::count_if(p.population.entries, [](const auto& entry) {
        return entry.level || entry.staff ||
               std::ranges::any_of(entry.mix, [](const std::optional<double>& share) { return share.has_value(); });
    });
    print(stdout,
          "\n%s is meant to have %.0f EUR per member and year: %s long-term public "
          "funding,\n%s project calls, %s fees, %s paid services. ",
          own == 0 ? "Each cluster organisation" : "A cluster organisation without money of its own", p.plan.level,
          percent(mix[core_funding]).c_str(), percent(mix[project_funding]).c_str(),
          percent(mix[fee_funding]).c_str(), percent(mix[service_funding]).c_str());
    std::puts(p.plan.jitter ? "Clusters differ around this mix."
              : own == 0    ? "All clusters have exactly this mix."
                            : "All of these have exactly this mix.");
    if (own > 0) {
        print(stdout, "%td of the clusters %s money or a mix of %s own; the scenario's do not reach them.\n", own,
              own == 1 ? "has" : "have", own == 1 ? "its" : "their");
    }
}

} // namespace

int describe(const Arguments& arguments) {
    Options options("describe FILE [--set KEY=VALUE]",
                    "Says in plain language what a scenario is, assumptions apart from policies.",
                    "  actorhood describe demo.toml\n");
    options.positional(1, 1);
    options.repeated("set", "KEY=VALUE", "change a parameter");
    if (!options.parse(arguments)) {
        return 0;
    }
    const auto scenario = read_scenario(options.free().front(), options.texts("set"));
    const Parameters& p = scenario->parameters;
    print_notices(*scenario);
    const std::size_t threads = sim::usable_threads();
    print(stdout, "%s\n%s\n", sim::one_line(p.run.title).c_str(), p.run.summary.c_str());
    print_borrowed(*scenario, options.free().front());
    std::puts("");
    print(stdout, "%s", size_text(p, estimate(p, threads), threads).c_str());
    print_money(p);
    print(
        stdout, "%s in the catalogue.\n",
        p.practices.size() == 1 ? "1 practice is" : (std::to_string(p.practices.size()) + " practices are").c_str());
    print_given(p);
    print_shocks(p);
    print(stdout, "Files read:");
    for (const std::string& file : scenario->reading.files) {
        print(stdout, " %s", file.c_str());
    }
    std::puts("");
    const Listed listed = print_lists(scenario->schema);
    print_changes(*scenario, true, listed.levers);
    if (const std::string instruments = instruments_in_use(p); !instruments.empty()) {
        print(stdout, "\nInstruments of the policy toolkit:\n%s", instruments.c_str());
    }
    print_changes(*scenario, false, listed.assumptions);
    return 0;
}

namespace {

[[noreturn]] void refuse_search(const std::string& what, const std::string& filter,
                                const std::optional<std::string>& meant) {
    throw sim::Error(sim::ExitCode::usage,
                     "no " + what + " contains '" + filter + "'" + (meant ? "; did you mean '" + *meant + "'?" : ""));
}

} // namespace

int parameters(const Arguments& arguments) {
    Options options("parameters [TEXT]", "Lists parameters whose key, meaning and source hold the words of TEXT.",
                    "  actorhood parameters accountability\n  actorhood parameters --json\n"
                    "  actorhood parameters --toml > reference.toml\n");
    options.positional(0, 20);
    options.flag("json", "as JSON");
    options.flag("toml", "all, as a scenario file");
    options.flag("markdown", "all, as tables");
    if (!options.parse(arguments)) {
        return 0;
    }
    const Scenario scenario;
    const std::string filter = options.words();
    const std::string text = options.has("toml")       ? sim::reference_toml(scenario.schema)
                             : options.has("markdown") ? sim::markdown_tables(scenario.schema)
                             : options.has("json")     ? sim::parameters_json(scenario.schema, filter)
                                                       : sim::parameters_text(scenario.schema, filter);
    if (text.empty()) {
        std::vector<std::string> texts;
        for (const sim::Parameter& parameter : scenario.schema.parameters()) {
            texts.push_back(parameter.key + " " + parameter.meaning);
        }
        refuse_search("parameter", filter, sim::meant_words(filter, texts));
    }
    print(stdout, "%s", text.c_str());
    return 0;
}

int outputs(const Arguments& arguments) {
    Options options("outputs [TEXT]", "Lists recorded variables whose name and meaning hold the words of TEXT.",
                    "  actorhood outputs legitimacy\n  actorhood outputs --json\n");
    options.positional(0, 20);
    options.flag("json", "as JSON");
    options.flag("markdown", "all, as a table");
    if (!options.parse(arguments)) {
        return 0;
    }
    const std::string filter = options.words();
    const std::string text = options.has("markdown") ? outputs_markdown()
                             : options.has("json")   ? outputs_json(filter)
                                                     : outputs_text(filter);
    if (text.empty()) {
        refuse_search("variable", filter, meant_output(filter));
    }
    print(stdout, "%s", text.c_str());
    return 0;
}

int practices(const Arguments& arguments) {
    Options options("practices [FILE]", "Lists the practices of a scenario (default: the baseline).",
                    "  actorhood practices\n  actorhood practices demo.toml\n");
    options.positional(0, 1);
    if (!options.parse(arguments)) {
        return 0;
    }
    const std::string file =
        options.free().empty() ? (scenario_folder() / "baseline.toml").string() : options.free().front();
    const auto scenario = read_scenario(file, {});
    print(stdout, "%-26s %-9s %8s %8s %7s %6s %10s  %s\n", "name", "pillar", "cost", "saving", "months", "skill",
          "share 2020", "label");
    for (const Practice& practice : scenario->parameters.practices) {
        print(stdout, "%-26s %-9s %8.3f %8.3f %7.0f %6.2f %10.2f  %s\n", practice.name.c_str(),
              std::string(pillar_names[static_cast<std::size_t>(practice.pillar)]).c_str(), practice.cost,
              practice.saving, practice.months, practice.skill, practice.initial_share, practice.label.c_str());
    }
    std::puts("cost and saving: share of yearly revenue (saving a year)");
    return 0;
}

int version(const Arguments& arguments) {
    Options options("version [--json]", "Version, source and build of this program.", "  actorhood version --json\n");
    options.positional(0, 0);
    options.flag("json", "as JSON");
    if (!options.parse(arguments)) {
        return 0;
    }
    const sim::BuildInformation build = sim::build_information();
    if (!options.has("json")) {
        print(stdout, "actorhood %s\nsource: commit %s%s\nmodel: %s\nbuild: %s, %s, %s\nlibraries: %s\n",
              build.version.c_str(), build.commit.c_str(),
              build.changed == "yes"  ? ", with changes that are not committed"
              : build.changed == "no" ? ""
                                      : ", changes unknown",
              build.model.c_str(), build.build_type.c_str(), build.compiler.c_str(), build.flags.c_str(),
              build.libraries.c_str());
        return 0;
    }
    std::fputs(sim::json_document({{"program", sim::json_text("actorhood")},
                                   {"version", sim::json_text(build.version)},
                                   {"model", sim::json_text(build.model)},
                                   {"commit", sim::json_text(build.commit)},
                                   {"changed", sim::json_text(build.changed)},
                                   {"compiler", sim::json_text(build.compiler)},
                                   {"flags", sim::json_text(build.flags)},
                                   {"build_type", sim::json_text(build.build_type)},
                                   {"libraries", sim::json_text(build.libraries)}})
                   .c_str(),
               stdout);
    return 0;
}

} // namespace actorhood::models::program
