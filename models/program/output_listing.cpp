#include "models/program/output_listing.hpp"

#include <cstddef>
#include <memory>
#include <vector>

#include "models/program/scenario.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models::program {

namespace {

/// A world without firms: its outputs have the names, axes, units and meanings of any world's.
class EmptyWorld {
public:
    EmptyWorld() {
        Parameters& p = scenario_.parameters;
        p.population.clusters = 0;
        p.population.outside_firms = 0;
        p.population.regions = 1;
        p.output.panel.emplace();
        p.output.panel->kind = sim::Node::Kind::integer;
        p.output.panel->text = "1"; // of no firms: its outputs are declared, too
        add_one_of_each(p.sections);
        simulation_ = std::make_unique<TransitionSimulation>(p, 0);
    }
    [[nodiscard]] const sim::Outputs& outputs() const { return simulation_->outputs(); }

private:
    /// Of all that worlds may have or not, and that has outputs of its own.
    static void add_one_of_each(Sections& sections) {
        sections.get<policy::Parameters>().programmes.emplace_back().name = "programme";
        sections.get<programmes::Parameters>().lines.emplace_back().name = "line";
        sections.get<metaclusters::Parameters>().entries.emplace_back().name = "metacluster";
    }

    Scenario scenario_;
    std::unique_ptr<TransitionSimulation> simulation_;
};

std::string axes_text(const sim::Outputs& outputs, const sim::OutputVariable& variable, const char* separator) {
    std::string text;
    for (const std::size_t axis : variable.axes) {
        text += (text.empty() ? "" : separator) + outputs.axes()[axis].name;
    }
    return text;
}

/// Calls `tell` with each variable whose name and meaning hold the words of the filter.
template <class Tell>
void for_each_output(std::string_view filter, Tell&& tell) {
    const EmptyWorld world;
    for (const sim::OutputVariable& variable : world.outputs().variables()) {
        if (sim::holds_words(variable.name + " " + variable.meaning, filter)) {
            tell(world.outputs(), variable);
        }
    }
}

} // namespace

std::string outputs_text(std::string_view filter) {
    std::string text;
    for_each_output(filter, [&](const sim::Outputs& outputs, const sim::OutputVariable& variable) {
        const std::string axes = axes_text(outputs, variable, ", ");
        text += variable.name + " (" + (axes.empty() ? "world" : axes) + ") [" + variable.unit + "]\n    " +
                variable.meaning + ". Source: " + variable.source + "\n";
    });
    return text;
}

std::string outputs_json(std::string_view filter) {
    std::vector<std::string> all;
    for_each_output(filter, [&](const sim::Outputs& outputs, const sim::OutputVariable& variable) {
        std::vector<std::string> axes;
        for (const std::size_t axis : variable.axes) {
            axes.push_back(outputs.axes()[axis].name);
        }
        all.push_back(sim::json_object({{"name", sim::json_text(variable.name)},
                                        {"axes", sim::json_texts(axes)},
                                        {"unit", sim::json_text(variable.unit)},
                                        {"meaning", sim::json_text(variable.meaning)},
                                        {"source", sim::json_text(variable.source)}}));
    });
    return all.empty() ? "" : sim::json_list(all);
}

std::optional<std::string> meant_output(std::string_view filter) {
    std::vector<std::string> texts;
    for_each_output("", [&](const sim::Outputs&, const sim::OutputVariable& variable) {
        texts.push_back(variable.name + " " + variable.meaning);
    });
    return sim::meant_words(filter, texts);
}

std::string outputs_markdown() {
    std::string text = "| variable | axes | unit | meaning | source |\n|---|---|---|---|---|\n";
    for_each_output("", [&](const sim::Outputs& outputs, const sim::OutputVariable& variable) {
        const std::string axes = axes_text(outputs, variable, ", ");
        text += "| `" + variable.name + "` | " + (axes.empty() ? "world" : axes) + " | " + variable.unit + " | " +
                variable.meaning + " | " + variable.source + " |\n";
    });
    return text;
}

} // namespace actorhood::models::program
