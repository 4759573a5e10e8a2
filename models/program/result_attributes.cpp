#include "models/program/result_attributes.hpp"

#include "models/program/report_plan.hpp"
#include "sim/config/reference.hpp"
#include "sim/output/provenance.hpp"

namespace actorhood::models::program {

sim::hdf5::Attributes result_attributes(const Scenario& scenario, bool reproducible, const std::string& command_line,
                                        const std::set<std::string>& varied) {
    sim::RunDescription description;
    description.program = "actorhood";
    description.title = scenario.parameters.run.title;
    description.summary = scenario.parameters.run.summary.empty()
                              ? "Trajectories of clusters as meta-organisations and of firms in the circular and "
                                "digital transition"
                              : scenario.parameters.run.summary;
    description.license = "not yet chosen";
    description.references = "Berkowitz & Gadille 2021; see models/MODEL.md";
    description.parameters_hash = sim::parameters_hash(scenario.schema);
    description.command_line = command_line;
    description.master_seed = scenario.parameters.run.seed;
    description.state_layout = state_layout();
    description.reproducible = reproducible;
    sim::hdf5::Attributes attributes = sim::provenance(description);
    std::string headline;
    for (const char* name : headline_variables) {
        headline += (headline.empty() ? "" : " ") + std::string(name);
    }
    if (!scenario.parameters.sections.get<policy::Parameters>().programmes.empty()) {
        headline += " programmes_public_money"; // is not in what is spent for members
    }
    attributes.emplace_back("headline_variables", headline);
    attributes.emplace_back("report_toml", report_plan(scenario.schema, varied));
    return attributes;
}

} // namespace actorhood::models::program
