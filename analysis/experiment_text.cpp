#include "analysis/experiment_text.hpp"

#include "sim/config/format.hpp"

namespace actorhood::analysis {

std::string experiment_head(const ExperimentFrame& frame) {
    std::string text = "# " + frame.comment + "\n[experiment]\n";
    const auto line = [&](const std::string& key, const std::string& value) { text += key + " = " + value + "\n"; };
    if (!frame.title.empty()) {
        line("title", sim::toml_text(frame.title));
    }
    line("base", sim::toml_text(frame.base));
    line("design", sim::toml_text(frame.design));
    if (!frame.assumptions.empty()) {
        line("assumptions", sim::toml_text(frame.assumptions));
    }
    line("replicates", std::to_string(frame.replicates));
    line("every", std::to_string(frame.every));
    line("random", sim::toml_text(frame.common_random_numbers ? "common" : "independent"));
    line("outputs", texts_toml(frame.outputs));
    if (!frame.labels.empty()) {
        line("labels", texts_toml(frame.labels));
    }
    if (!frame.over_time.empty()) {
        line("over_time", sim::toml_text(frame.over_time));
    }
    if (!frame.set.empty()) {
        text += "\n[experiment.set]\n";
        for (const auto& [key, value] : frame.set) {
            line(sim::toml_text(key), value);
        }
    }
    return text;
}

std::string texts_toml(const std::vector<std::string>& texts) {
    std::string made = "[";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        made += (i == 0 ? "" : ", ") + sim::toml_text(texts[i]);
    }
    return made + "]";
}

} // namespace actorhood::analysis
