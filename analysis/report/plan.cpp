#include "analysis/report/plan.hpp"

#include <utility>

#include "sim/config/tree.hpp"

namespace actorhood::analysis::report {

namespace {

/// Text of a key of an entry; "" if there is none.
std::string text_of(const sim::Node& entry, const std::string& key) {
    const sim::Node* const child = entry.child(key);
    return child == nullptr ? "" : child->text;
}

/// The same in a language: of "title" in French that of "title_fr", if there is one.
std::string text_of(const sim::Node& entry, const std::string& key, Language language) {
    const std::string own = language == Language::english ? "" : text_of(entry, key + "_" + language_code(language));
    return own.empty() ? text_of(entry, key) : own;
}

/// Calls `use` with each table of a list.
template <class Use>
void each_entry(const sim::Node& root, const std::string& list, Use use) {
    const sim::Node* const entries = root.child(list);
    if (entries != nullptr && entries->kind == sim::Node::Kind::array) {
        for (const sim::Node& entry : entries->children) {
            use(entry);
        }
    }
}

PlannedFigure figure_in(const sim::Node& entry, Language language) {
    PlannedFigure figure{text_of(entry, "id"),
                         text_of(entry, "title", language),
                         text_of(entry, "note", language),
                         {},
                         text_of(entry, "by"),
                         text_of(entry, "over") == "sum" ? Over::sum : Over::mean};
    if (const sim::Node* const outputs = entry.child("outputs"); outputs != nullptr) {
        for (const sim::Node& output : outputs->children) {
            figure.outputs.push_back(output.text);
        }
    }
    return figure;
}

/// The beginning of a sentence as it is within one: "Mean share" as "mean share", but "EUR" as it is.
std::string within_sentence(std::string text) {
    const auto is_capital = [&](std::size_t at) { return at < text.size() && text[at] >= 'A' && text[at] <= 'Z'; };
    if (is_capital(0) && !is_capital(1)) {
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    }
    return text;
}

} // namespace

OutputWords Plan::words_for(const std::string& name, const std::string& long_name) const {
    if (const auto found = outputs.find(name); found != outputs.end()) {
        return found->second;
    }
    return {long_name.empty() ? name : within_sentence(long_name), false};
}

const ParameterMeaning* Plan::meaning_of(const std::string& key) const {
    if (const auto found = parameters.find(key); found != parameters.end()) {
        return &found->second;
    }
    // Of an entry of a list, whose name stands behind the first point and may hold others: "practice[].cost".
    const std::size_t first = key.find('.');
    for (std::size_t dot = first; dot != std::string::npos; dot = key.find('.', dot + 1)) {
        const auto found =
            dot == first ? parameters.end() : parameters.find(key.substr(0, first) + "[]" + key.substr(dot));
        if (found != parameters.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

Plan plan_in(const std::string& toml, Language language) {
    Plan plan;
    const sim::Node root = sim::parse_toml(toml, "").root;
    each_entry(root, "output", [&](const sim::Node& entry) {
        plan.outputs[text_of(entry, "name")] = {text_of(entry, "label", language),
                                                text_of(entry, "better") == "lower"};
    });
    each_entry(root, "figure", [&](const sim::Node& entry) { plan.figures.push_back(figure_in(entry, language)); });
    each_entry(root, "cost", [&](const sim::Node& entry) {
        plan.costs.push_back({text_of(entry, "label", language), text_of(entry, "money"), text_of(entry, "per")});
    });
    each_entry(root, "parameter", [&](const sim::Node& entry) {
        plan.parameters[text_of(entry, "key")] = {text_of(entry, "meaning"), text_of(entry, "unit"),
                                                  text_of(entry, "source"), text_of(entry, "role")};
    });
    each_entry(root, "miss", [&](const sim::Node& entry) {
        plan.misses.push_back({text_of(entry, "measured"), text_of(entry, "stated"), text_of(entry, "simulated")});
    });
    plan.compared = text_of(root, "compared");
    return plan;
}

Plan plan_of(const std::vector<const ResultFile*>& files, Language language) {
    Plan plan;
    for (const ResultFile* const file : files) {
        Plan own = plan_in(file->attribute(plan_attribute), language);
        if (plan.outputs.empty()) {
            std::swap(plan.outputs, own.outputs);
            plan.figures = std::move(own.figures);
            plan.costs = std::move(own.costs);
            plan.misses = std::move(own.misses);
            plan.compared = std::move(own.compared);
        }
        plan.parameters.merge(own.parameters);
    }
    return plan;
}

} // namespace actorhood::analysis::report
