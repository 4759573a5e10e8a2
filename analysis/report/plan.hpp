// What a result says about itself for reports: how its outputs are called, which of them make a figure, what costs what,
// what its parameters mean, and which patterns its model meets.
//
// All of it stands in the attribute `report_toml` of the result, written by the program that made it. A result without it
// makes a plainer report.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/report/answer.hpp"
#include "analysis/report/language.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis::report {

inline constexpr const char* plan_attribute = "report_toml";

/// Outputs that are shown together.
struct PlannedFigure {
    std::string id;
    std::string title;
    std::string note;
    std::vector<std::string> outputs; ///< a panel each
    std::string by;                   ///< axis whose places are the curves of a panel, one panel a result; "" = none
    Over over = Over::mean;
};

/// What an additional unit of an output costs.
struct PlannedCost {
    std::string label; ///< "public money"
    std::string money; ///< output
    std::string per;   ///< output
};

struct ParameterMeaning {
    std::string meaning;
    std::string unit;
    std::string source;
    std::string role; ///< "policy", "assumption"
};

/// A pattern or figure known from outside that the model misses.
struct KnownMiss {
    std::string measured;
    std::string stated;
    std::string simulated;
};

struct Plan {
    std::map<std::string, OutputWords> outputs;
    std::vector<PlannedFigure> figures;
    std::vector<PlannedCost> costs;
    std::map<std::string, ParameterMeaning> parameters; ///< by key; of entries of lists "practice[].cost"
    std::vector<KnownMiss> misses;
    std::string compared; ///< number of patterns and figures that the model was compared with; "" = not stated

    /// What the output is called; its meaning in the file where nothing else is known.
    [[nodiscard]] OutputWords words_for(const std::string& name, const std::string& long_name) const;
    /// What is known of a parameter, by its key as in differences ("practice.cloud.cost"); nullptr = nothing.
    [[nodiscard]] const ParameterMeaning* meaning_of(const std::string& key) const;
};

/// The plan in a text; what it does not know it leaves out.
[[nodiscard]] Plan plan_in(const std::string& toml, Language language);
/// The plan of a result, with the parameters of all.
[[nodiscard]] Plan plan_of(const std::vector<const ResultFile*>& files, Language language);

} // namespace actorhood::analysis::report
