#include "analysis/firm_panel.hpp"

#include <algorithm>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

std::vector<std::string> firm_names(const ResultFile& file) {
    const bool any = std::ranges::any_of(file.variables(), [](const Variable& variable) {
        return std::ranges::find(variable.axes, firm_axis) != variable.axes.end();
    });
    return any ? file.labels(firm_axis) : std::vector<std::string>{};
}

bool has_firm(const ResultFile& file, const std::string& name) {
    const std::vector<std::string> names = firm_names(file);
    return std::ranges::find(names, name) != names.end();
}

std::size_t firm_position(const ResultFile& file, const std::string& name) {
    const std::vector<std::string> names = firm_names(file);
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) {
        return static_cast<std::size_t>(found - names.begin());
    }
    if (names.empty()) {
        throw sim::Error(sim::ExitCode::usage, file.name() +
                                                   " holds no path of a single firm: run its scenario with "
                                                   "output.panel, a number of firms or their names");
    }
    const auto meant = sim::closest_word(name, names);
    throw sim::Error(sim::ExitCode::usage,
                     file.name() + " holds no path of a firm '" + sim::one_line(name) + "'" +
                         (meant ? ", did you mean '" + *meant + "'?" : "; it has those of " + listed(names, 10)));
}

std::vector<std::string> firm_variables(const ResultFile& file) {
    std::vector<std::string> names;
    for (const Variable& variable : file.variables()) {
        if (variable.axes == std::vector<std::string>{firm_axis}) {
            names.push_back(variable.name);
        }
    }
    return names;
}

} // namespace actorhood::analysis
