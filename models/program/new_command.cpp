// new: a scenario to start from.
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/scenario.hpp"
#include "models/program/terminal.hpp"
#include "models/scenario_folder.hpp"
#include "sim/config/format.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// A scenario of the collection as `file` can include it.
std::string include_path(const fs::path& file, const char* scenario) {
    const fs::path target = scenario_folder() / scenario;
    const fs::path relative = target.lexically_relative(fs::absolute(file).lexically_normal().parent_path());
    return relative.empty() ? target.generic_string() : relative.generic_string();
}

std::string starter_text(const fs::path& file) {
    return "# A scenario: what differs from the baseline. Everything else is taken from the file named here.\n"
           "# All parameters with meaning, unit and range: actorhood parameters, or actorhood new --template "
           "reference.\n"
           "include = [\"" +
           include_path(file, "baseline.toml") +
           "\"]\n"
           "# Instruments of the policy toolkit, by name (all: actorhood toolkit), e.g.:\n"
           "# toolkit = [\"green_public_procurement\"]\n"
           "\n"
           "[run]\n"
           "title = \"My first scenario\"\n"
           "summary = \"What this scenario is for\"\n"
           "replicates = 20           # more replicates, narrower intervals\n"
           "seed = 1                  # the same seed pairs this run with others\n"
           "\n"
           "[population]\n"
           "clusters = 12\n"
           "members_per_cluster = 170\n"
           "outside_firms = 5000\n"
           "\n"
           "# Who pays the cluster organisation; the shares must sum to 1.\n"
           "[funding.mix]\n"
           "core = 0.20               # long-term public funding\n"
           "project = 0.24            # calls for projects\n"
           "fees = 0.31               # membership fees\n"
           "services = 0.25           # paid services, private investment, sponsors\n"
           "\n"
           "# How much the organisation answers to funders, members, publics and other organisations.\n"
           "[accountability]\n"
           "effort = 0.25\n"
           "\n"
           "# Switch a mechanism off to see what it does, e.g.:\n"
           "# [mechanisms]\n"
           "# reflexivity = false\n";
}

std::string reference_text(const fs::path& file) {
    const Scenario scenario;
    return "include = [\"" + include_path(file, "practices/twin_transition.toml") + "\"]\n\n" +
           sim::reference_toml(scenario.schema);
}

/// The table of members that belongs to a scenario of one's own cluster.
fs::path members_file(const fs::path& scenario) {
    return scenario.parent_path() / (scenario.stem().string() + "_members.csv");
}

/// Invented firms: what such a table looks like, with more and less that is known.
constexpr const char* members_text =
    "name,employees,size_class,sector,region,practices,by_product,wanted_material,joined\n"
    "Northfield Dairy,180,,agri_food,,energy_efficiency; cloud; robotics,food_residues,heat,2009-03\n"
    "Harbour Bakery,24,,agri_food,,waste_minimisation,food_residues,,2014-09-15\n"
    "\"Green & Daughters, Seeds\",6,,agri_food,,none,,,2018-01\n"
    "Brightwater Packaging,75,,,,eco_design; material_efficiency,plastics,plastics,2011-06\n"
    "Lowland Logistics,,medium,mobility_transport,2,,,,2016-11\n"
    "Kestrel Sensors,12,,digital,,internet_of_things; data_analytics; cloud,,,2019-04\n"
    "Old Mill Brewery,38,,agri_food,,,food_residues,process_water,2012-02\n"
    "Fenland Greenhouses,55,,agri_food,2,renewable_energy,,carbon_dioxide,2010-05\n"
    "Riverside Cold Store,,small,,,,,,\n"
    "Amber Ingredients,310,,agri_food,,\"energy_efficiency, robotics, data_analytics\",sludge,,2008-01\n"
    "Tideline Seafood,19,,agri_food,,,animal_residues,,2017-07\n"
    "Field Lab,4,,,,,,,2019-10\n";

std::string own_cluster_text(const fs::path& file) {
    return "# Your own cluster: its members stand in the table named below, what you do not know is drawn.\n"
           "# Nothing here is calibrated to your region: the cluster lives in the economy of the baseline, and what "
           "is\n"
           "# drawn comes from its assumptions. Columns of the table: actorhood parameters cluster.member\n"
           "include = [\"" +
           include_path(file, "baseline.toml") +
           "\"]\n"
           "\n"
           "[run]\n"
           "title = \"Our cluster\"\n"
           "summary = \"A cluster whose members are known, from 2020 on\"\n"
           "replicates = 20\n"
           "seed = 1\n"
           "\n"
           "[time]\n"
           "start = 2020-01-01        # the members are those of this month\n"
           "years = 10\n"
           "\n"
           "[population]\n"
           "outside_firms = 2000\n"
           "regions = 2\n"
           "\n"
           "[output]\n"
           "panel = [\"Northfield Dairy\", \"Kestrel Sensors\"] # firms whose paths are recorded; or a number of "
           "them\n"
           "\n"
           "[[cluster]]\n"
           "name = \"our cluster\"\n"
           "members_file = " +
           sim::toml_text(members_file(file).filename().string()) +
           "\n"
           "# members = 20              # more than the table has: the others are drawn\n"
           "lead_sector = \"agri_food\"\n"
           "region = 1\n"
           "knowledge_partners = 3     # universities and research organisations\n"
           "funding.level = 2500       # EUR per member and year, all sources together\n"
           "funding.staff = 0.5        # full-time equivalents that this pays for\n"
           "funding.mix = { core = 0.30, project = 0.20, fees = 0.35, services = 0.15 } # they add up to 1\n"
           "\n"
           "[[cluster]]                # another one in the same economy, of which nothing is known\n"
           "name = \"neighbour\"\n"
           "region = 2\n";
}

/// To the standard output, for a file of the present folder.
void print_scenario(const std::string& kind) {
    if (kind == "own_cluster") {
        throw sim::Error(sim::ExitCode::usage, "own_cluster writes two files: give a name, such as ours.toml");
    }
    print(stdout, "%s", (kind == "starter" ? starter_text("-") : reference_text("-")).c_str());
}

/// The table first, so that no scenario stands without it. Where the scenario cannot be written, a table that was not there
/// before goes again: what is left of it would be in the way of the next call.
void write_with_table(const fs::path& table, const fs::path& file) {
    const bool was_there = fs::exists(table);
    sim::write_text_atomically(table, members_text);
    try {
        sim::write_text_atomically(file, own_cluster_text(file));
    } catch (const sim::Error&) {
        std::error_code ignored;
        if (!was_there) {
            fs::remove(table, ignored);
        }
        throw;
    }
}

} // namespace

int new_scenario(const Arguments& arguments) {
    Options options("new FILE [--template T]",
                    "Writes a commented scenario to start from; to the standard output for -.",
                    "  actorhood new demo.toml\n  actorhood new all.toml --template reference\n"
                    "  actorhood new ours.toml --template own_cluster\n");
    options.positional(1, 1);
    options.value("template", "T",
                  "starter (default), own_cluster: members in a table beside it, or reference: every parameter",
                  {"starter", "own_cluster", "reference"});
    options.flag("force", "replace an existing file");
    if (!options.parse(arguments)) {
        return 0;
    }
    const std::string kind = options.text("template").value_or("starter");
    if (kind != "starter" && kind != "reference" && kind != "own_cluster") {
        throw sim::Error(sim::ExitCode::usage,
                         "unknown template '" + kind + "': use starter, own_cluster or reference");
    }
    const fs::path file = options.free().front();
    const fs::path table = members_file(file);
    const bool with_table = kind == "own_cluster";
    if (file == "-") {
        print_scenario(kind);
        return 0;
    }
    for (const fs::path& path : with_table ? std::vector<fs::path>{file, table} : std::vector<fs::path>{file}) {
        if (fs::exists(path) && !options.has("force")) {
            throw sim::Error(sim::ExitCode::input_output, path.string() + " exists; replace it with --force");
        }
    }
    if (with_table) {
        write_with_table(table, file);
    } else {
        sim::write_text_atomically(file, kind == "starter" ? starter_text(file) : reference_text(file));
    }
    print(stdout, "%s\n%snext: actorhood validate %s\n", file.string().c_str(),
          with_table ? (table.string() + "\n").c_str() : "", sim::shell_word(file.string()).c_str());
    return 0;
}

} // namespace actorhood::models::program
