#include "models/program/output_listing.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "models/program/scenario.hpp"

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
        simulation_ = std::make_unique<TransitionSimulation>(p, 0);
    }
    [[nodiscard]] const sim::Outputs& outputs() const { return simulation_->outputs(); }

private:
    Scenario scenario_;
    std::unique_ptr<TransitionSimulation> simulation_;
};

bool contains(std::string_view text, std::string_view part) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string axes_text(const sim::Outputs& outputs, const sim::OutputVariable& variable, const char* separator) {
    std::string text;
    for (const std::size_t axis : variable.axes) {
        text += (text.empty() ? "" : separator) + outputs.axes()[axis].name;
    }
    return text;
}

template <class Write>
std::string listing(std::string_view filter, Write&& write) {
    const EmptyWorld world;
    std::string text;
    for (const sim::OutputVariable& variable : world.outputs().variables()) {
        if (contains(variable.name, filter) || contains(variable.meaning, filter)) {
            text += write(world.outputs(), variable);
        }
    }
    return text;
}

} // namespace

std::string json_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            quoted += escaped;
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

std::string outputs_text(std::string_view filter) {
    return listing(filter, [](const sim::Outputs& outputs, const sim::OutputVariable& variable) {
        const std::string axes = axes_text(outputs, variable, ", ");
        return variable.name + " (" + (axes.empty() ? "world" : axes) + ") [" + variable.unit + "]\n    " +
               variable.meaning + ". Source: " + variable.source + "\n";
    });
}

std::string outputs_json(std::string_view filter) {
    std::string text = listing(filter, [](const sim::Outputs& outputs, const sim::OutputVariable& variable) {
        std::string axes;
        for (const std::size_t axis : variable.axes) {
            axes += (axes.empty() ? "" : ", ") + json_text(outputs.axes()[axis].name);
        }
        return "  {\"name\": " + json_text(variable.name) + ", \"axes\": [" + axes +
               "], \"unit\": " + json_text(variable.unit) + ", \"meaning\": " + json_text(variable.meaning) +
               ", \"source\": " + json_text(variable.source) + "},\n";
    });
    if (text.empty()) {
        return text;
    }
    text.erase(text.size() - 2, 1);
    return "[\n" + text + "]\n";
}

std::string outputs_markdown() {
    return "| variable | axes | unit | meaning | source |\n|---|---|---|---|---|\n" +
           listing("", [](const sim::Outputs& outputs, const sim::OutputVariable& variable) {
               const std::string axes = axes_text(outputs, variable, ", ");
               return "| `" + variable.name + "` | " + (axes.empty() ? "world" : axes) + " | " + variable.unit +
                      " | " + variable.meaning + " | " + variable.source + " |\n";
           });
}

} // namespace actorhood::models::program
