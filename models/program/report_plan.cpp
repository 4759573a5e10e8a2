#include "models/program/report_plan.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>

#include "models/program/known_misses.hpp"
#include "models/program/levers.hpp"
#include "sim/config/format.hpp"

namespace actorhood::models::program {

namespace {

/// An attribute of a file holds 64 kB.
constexpr std::size_t room_for_parameters = 56000;

constexpr auto labels = std::to_array<OutputLabel>({
    {"circular_depth", "use of circular practices by members", "usage de pratiques circulaires par les membres",
     "higher"},
    {"digital_depth", "use of digital practices by members", "usage de pratiques numériques par les membres",
     "higher"},
    {"mean_responsible_actorhood", "responsible actorhood", "actorat responsable", "higher"},
    {"public_spending_per_member", "public funding of organisations per member",
     "financement public des organisations par membre", "lower"},
    {"programmes_public_money", "public money of programmes", "argent public des programmes", "lower"},
    {"mean_decision_autonomy", "decision autonomy", "autonomie de décision", "higher"},
    {"mean_recognition", "recognition", "reconnaissance", "higher"},
    {"mean_care_commitment", "care and commitment", "soin et engagement", "higher"},
    {"budget", "budget of a cluster organisation", "budget d'une organisation de cluster", ""},
    {"staff", "staff of a cluster organisation", "personnel d'une organisation de cluster", ""},
    {"months_without_income", "months without income among 24", "mois sans revenu sur 24", "lower"},
    {"income_variation_24", "variation of income over two years", "variation du revenu sur deux ans", "lower"},
    {"agenda", "agenda of a cluster organisation", "agenda d'une organisation de cluster", ""},
    {"agenda_distance_to_calls", "distance of the agenda from published calls",
     "distance de l'agenda aux appels publiés", ""},
    {"application_share", "staff time spent on applications", "temps du personnel passé aux candidatures", "lower"},
    {"overhead_share", "staff time spent on accountability", "temps du personnel passé à rendre compte", ""},
    {"members", "members of a cluster", "membres d'un cluster", ""},
    {"passive_share", "members that receive no service", "membres qui ne reçoivent aucun service", "lower"},
    {"resistance", "resistance of members' workforces", "résistance du personnel des membres", "lower"},
    {"skill_gap", "skill gap of members", "déficit de compétences des membres", "lower"},
    {"jobs_displaced", "persons displaced", "personnes déplacées", "lower"},
    {"firms_closed", "firms closed", "entreprises fermées", "lower"},
    {"practice_years", "practice-years", "années-pratique", "higher"},
    {"public_money", "public money", "argent public", "lower"},
    {"payers_money", "money of all payers for cluster organisations",
     "argent de tous les payeurs pour les organisations de cluster", "lower"},
    {"payers_and_programmes_money", "money of all payers, programmes included",
     "argent de tous les payeurs, programmes compris", "lower"},
});

struct PlannedFigure {
    std::string_view id;
    std::string_view title;
    std::string_view title_fr;
    std::string_view note;
    std::string_view note_fr;
    std::array<std::string_view, 5> outputs; ///< "" = none
    std::string_view by;                     ///< axis of which the places are the curves
};

constexpr auto figures = std::to_array<PlannedFigure>({
    {"legs",
     "The three legs of responsible actorhood",
     "Les trois jambes de l'actorat responsable",
     "Responsible actorhood is the geometric mean of the three: what one lacks the others cannot make up.",
     "L'actorat responsable est la moyenne géométrique des trois : ce qui manque à l'une, les autres ne le "
     "remplacent "
     "pas.",
     {"mean_decision_autonomy", "mean_recognition", "mean_care_commitment"},
     ""},
    {"budget",
     "Where the money comes from",
     "D'où vient l'argent",
     "Income of the last twelve months by source, mean of the cluster organisations.",
     "Revenu des douze derniers mois par source, moyenne des organisations de cluster.",
     {"budget"},
     "source"},
    {"staff",
     "Staff, and money that stops and goes",
     "Personnel, et argent intermittent",
     "",
     "",
     {"staff", "months_without_income", "income_variation_24", "application_share", "overhead_share"},
     ""},
    {"agenda",
     "What the organisations work on",
     "À quoi travaillent les organisations",
     "Weight of each topic in the agenda, mean of the cluster organisations.",
     "Poids de chaque thème dans l'agenda, moyenne des organisations de cluster.",
     {"agenda"},
     "topic"},
    {"drift",
     "Drift of the agenda",
     "Dérive de l'agenda",
     "A small distance from published calls means that the agenda follows them.",
     "Une petite distance aux appels publiés veut dire que l'agenda les suit.",
     {"agenda_distance_to_calls"},
     ""},
    {"people",
     "Members and people",
     "Membres et personnes",
     "Who leaves, who is not served, whose work resists or is displaced.",
     "Qui part, qui n'est pas servi, dont le travail résiste ou est déplacé.",
     {"members", "passive_share", "resistance", "skill_gap", "jobs_displaced"},
     ""},
});

struct PlannedCost {
    std::string_view label;
    std::string_view label_fr;
    std::string_view money;
    std::string_view per;
};
constexpr auto costs = std::to_array<PlannedCost>({
    {"public money for a further practice-year", "argent public pour une année-pratique de plus", "public_money",
     "practice_years"},
    {"money of all payers for a further practice-year", "argent de tous pour une année-pratique de plus",
     "payers_and_programmes_money", "practice_years"},
});

/// An entry of a list of tables; what is empty is left out.
void add_entry(std::string& text, const char* list,
               std::initializer_list<std::pair<const char*, std::string_view>> lines) {
    text += std::string("[[") + list + "]]\n";
    for (const auto& [key, value] : lines) {
        text += value.empty() ? "" : std::string(key) + " = " + sim::toml_text(value) + "\n";
    }
}

void add_figure(std::string& text, const PlannedFigure& figure) {
    add_entry(text, "figure",
              {{"id", figure.id},
               {"title", figure.title},
               {"title_fr", figure.title_fr},
               {"note", figure.note},
               {"note_fr", figure.note_fr},
               {"by", figure.by}});
    std::string outputs;
    for (const std::string_view output : figure.outputs) {
        outputs += output.empty() ? "" : (outputs.empty() ? "" : ", ") + sim::toml_text(output);
    }
    text += "outputs = [" + outputs + "]\n";
}

void add_parameter(std::string& text, const std::string& key, std::string_view meaning, std::string_view unit,
                   std::string_view source) {
    if (text.size() <= room_for_parameters) {
        add_entry(text, "parameter",
                  {{"key", key},
                   {"meaning", meaning},
                   {"unit", unit},
                   {"source", source},
                   {"role", is_lever(key) ? "policy" : "assumption"}});
    }
}

/// Lists have too many entries for each to be told apart: what differs from the defaults in any.
void add_list(std::string& text, const sim::ListDeclaration& list) {
    std::map<std::string, std::array<std::string, 3>> told;
    bool is_used = false;
    list.each([&](sim::Schema& entry) {
        is_used = true;
        for (const sim::Parameter& parameter : entry.parameters()) {
            if (parameter.key != "name" && parameter.value_text() != parameter.default_text) {
                told[parameter.key] = {parameter.meaning, parameter.unit, parameter.source};
            }
        }
    });
    if (is_used) {
        add_parameter(text, list.key + "[]", list.meaning, "", "");
    }
    for (const auto& [key, words] : told) {
        add_parameter(text, list.key + "[]." + key, words[0], words[1], words[2]);
    }
}

} // namespace

std::span<const OutputLabel> output_labels() { return labels; }

std::set<std::string> reported_outputs() {
    std::set<std::string> names;
    for (const OutputLabel& one : labels) {
        names.emplace(one.name);
    }
    for (const PlannedFigure& figure : figures) {
        for (const std::string_view output : figure.outputs) {
            names.emplace(output);
        }
    }
    for (const PlannedCost& cost : costs) {
        names.emplace(cost.money);
        names.emplace(cost.per);
    }
    names.erase("");
    return names;
}

std::string report_plan(const sim::Schema& schema, const std::set<std::string>& varied) {
    std::string text = "compared = " + std::to_string(compared_patterns) + "\n";
    for (const OutputLabel& one : labels) {
        add_entry(text, "output",
                  {{"name", one.name}, {"label", one.label}, {"label_fr", one.label_fr}, {"better", one.better}});
    }
    for (const PlannedFigure& figure : figures) {
        add_figure(text, figure);
    }
    for (const PlannedCost& cost : costs) {
        add_entry(text, "cost",
                  {{"label", cost.label}, {"label_fr", cost.label_fr}, {"money", cost.money}, {"per", cost.per}});
    }
    for (const KnownMiss& miss : known_misses) {
        add_entry(text, "miss",
                  {{"measured", miss.measured}, {"stated", miss.stated}, {"simulated", miss.simulated}});
    }
    for (const sim::Parameter& parameter : schema.parameters()) {
        const bool says_nothing = parameter.key.starts_with("run.") || parameter.key.starts_with("output.");
        const bool differs = parameter.value_text() != parameter.default_text;
        if (!says_nothing && (differs || varied.contains(parameter.key))) {
            add_parameter(text, parameter.key, parameter.meaning, parameter.unit, parameter.source);
        }
    }
    for (const sim::ListDeclaration& list : schema.lists()) {
        if (list.key != "known") {
            add_list(text, list);
        }
    }
    return text;
}

} // namespace actorhood::models::program
