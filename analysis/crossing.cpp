#include "analysis/crossing.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "analysis/text.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

// Labels of a crossed design (sim/run/layout.hpp).
constexpr const char* lever_label = "lever_point";
constexpr const char* assumption_label = "assumption_point";
constexpr const char* lever_role = "lever";

/// What varies, without columns that stand still.
std::vector<DesignFactor> varying_factors(const std::vector<DesignColumn>& columns) {
    std::vector<DesignFactor> factors = design_factors(columns);
    for (DesignFactor& factor : factors) {
        std::erase_if(factor.columns, [](const DesignColumn& column) { return !varies(column); });
    }
    std::erase_if(factors, [](const DesignFactor& factor) { return factor.columns.empty(); });
    return factors;
}

/// Gives the named factors the role of levers and all others that of assumptions.
void take_as_levers(std::vector<DesignFactor>& factors, const std::vector<std::string>& levers) {
    std::vector<std::string> known;
    for (DesignFactor& factor : factors) {
        known.push_back(factor.name);
        factor.role = "uncertainty";
    }
    for (const std::string& name : levers) {
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end()) {
            const std::optional<std::string> meant = sim::closest_word(name, known);
            throw Error(ExitCode::usage,
                        "--levers: no axis '" + name + "' varies in the sweep" +
                            (meant ? ", did you mean '" + *meant + "'?" : "; there is: " + listed(known, 20)));
        }
        factors[static_cast<std::size_t>(found - known.begin())].role = lever_role;
    }
}

/// Groups of equal points, numbered from 0 in the order of their first points.
struct Groups {
    std::vector<std::size_t> of_point;
    std::vector<std::size_t> first_points; ///< one a group
};

Groups grouped(const std::vector<const DesignColumn*>& columns, std::size_t points) {
    std::map<std::vector<std::string_view>, std::size_t> known;
    Groups groups;
    for (std::size_t point = 0; point < points; ++point) {
        std::vector<std::string_view> values;
        for (const DesignColumn* column : columns) {
            values.emplace_back(column->values[point]);
        }
        const auto [group, is_new] = known.emplace(std::move(values), known.size());
        groups.of_point.push_back(group->second);
        if (is_new) {
            groups.first_points.push_back(point);
        }
    }
    return groups;
}

const DesignColumn* label(const std::vector<DesignColumn>& columns, const char* name) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const DesignColumn& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

std::vector<const DesignColumn*> columns_of(const std::vector<DesignFactor>& factors) {
    std::vector<const DesignColumn*> columns;
    for (const DesignFactor& factor : factors) {
        for (const DesignColumn& column : factor.columns) {
            columns.push_back(&column);
        }
    }
    return columns;
}

std::vector<std::string> factor_names(const std::vector<DesignFactor>& factors) {
    std::vector<std::string> names;
    for (const DesignFactor& factor : factors) {
        names.push_back(factor.name);
    }
    return names;
}

[[noreturn]] void refuse_without_levers(const std::vector<DesignFactor>& factors) {
    throw Error(ExitCode::usage,
                factors.empty()
                    ? std::string("all points of the sweep are alike: there is nothing to rank")
                    : "no axis of the sweep has the role 'lever', so it offers no choice to rank. Name the axes that "
                      "somebody chooses with --levers, or write role = \"lever\" into the experiment. There is: " +
                          listed(factor_names(factors), 20));
}

/// Says of a design that is no crossing what it lacks, for one the point `alternative` at `assumptions`, and what to do.
[[noreturn]] void refuse_holes(const Crossing& crossing, const std::string& design, std::size_t points,
                               const std::string& alternative, const std::string& assumptions) {
    const bool sampled = crossing.alternatives == points && crossing.sets == points;
    throw Error(
        ExitCode::usage,
        "the points do not cross: of " + std::to_string(crossing.alternatives) + " alternatives x " +
            std::to_string(crossing.sets) +
            " assumption sets = " + std::to_string(crossing.alternatives * crossing.sets) +
            " combinations there are only " + std::to_string(points) + " (design " + design + "). " +
            (sampled ? "Levers and assumptions were drawn together, so that no two alternatives meet the same "
                       "assumptions"
                     : "For one, " + alternative + " was not tried where " + assumptions) +
            ". Use design = \"crossed\" or \"factorial\"" +
            (sampled ? ", or ask actorhood sensitivity" : ", or name other axes with --levers"));
}

/// Puts the points into their cells; two in one and an empty one are refused.
void place_points(Crossing& crossing, const Groups& levers, const Groups& sets, const std::string& design) {
    const std::size_t points = levers.of_point.size();
    crossing.alternatives = levers.first_points.size();
    crossing.sets = sets.first_points.size();
    std::map<std::size_t, std::size_t> cells; // alternative and set -> point; holes would take memory
    for (std::size_t point = 0; point < points; ++point) {
        const std::size_t cell = levers.of_point[point] * crossing.sets + sets.of_point[point];
        if (const auto [known, is_new] = cells.emplace(cell, point); !is_new) {
            throw Error(ExitCode::usage, "points " + std::to_string(known->second) + " and " + std::to_string(point) +
                                             " of the sweep are the same alternative under the same assumptions (" +
                                             coordinates_text(crossing.levers, point) + ")");
        }
    }
    if (points < crossing.alternatives * crossing.sets) {
        std::size_t hole = 0;
        while (cells.count(hole) > 0) {
            ++hole;
        }
        refuse_holes(crossing, design, points,
                     coordinates_text(crossing.levers, levers.first_points[hole / crossing.sets]),
                     coordinates_text(crossing.assumptions, sets.first_points[hole % crossing.sets]));
    }
    for (const auto& [cell, point] : cells) {
        crossing.points.push_back(point);
    }
    for (const std::size_t point : levers.first_points) {
        crossing.names.push_back(coordinates_text(crossing.levers, point));
    }
}

} // namespace

std::vector<std::size_t> Crossing::points_of_alternatives() const {
    std::vector<std::size_t> first;
    for (std::size_t alternative = 0; alternative < alternatives; ++alternative) {
        first.push_back(point(alternative, 0));
    }
    return first;
}

std::vector<std::size_t> Crossing::points_of_sets() const {
    return {points.begin(), points.begin() + static_cast<std::ptrdiff_t>(sets)};
}

Crossing crossing_of(const ResultFile& file, const std::vector<std::string>& levers) {
    return crossing_of(file.design_columns(), file.attribute("design"), levers);
}

Crossing crossing_of(const std::vector<DesignColumn>& columns, const std::string& design,
                     const std::vector<std::string>& levers) {
    std::vector<DesignFactor> factors = varying_factors(columns);
    if (!levers.empty()) {
        take_as_levers(factors, levers);
    }
    Crossing crossing;
    for (DesignFactor& factor : factors) {
        (factor.role == lever_role ? crossing.levers : crossing.assumptions).push_back(factor);
    }
    const DesignColumn* lever = levers.empty() ? label(columns, lever_label) : nullptr;
    const DesignColumn* assumption = levers.empty() ? label(columns, assumption_label) : nullptr;
    if (crossing.levers.empty()) {
        refuse_without_levers(factors);
    }
    const std::size_t points = columns.front().values.size();
    const auto groups = [&](const DesignColumn* own, const std::vector<DesignFactor>& by) {
        return grouped(own != nullptr ? std::vector<const DesignColumn*>{own} : columns_of(by), points);
    };
    place_points(crossing, groups(lever, crossing.levers), groups(assumption, crossing.assumptions), design);
    if (const DesignColumn* named = levers.empty() ? label(columns, point_names) : nullptr;
        named != nullptr && named->role == lever_role) {
        std::vector<std::string> names;
        for (const std::size_t point : crossing.points_of_alternatives()) {
            names.push_back(named->values[point]);
        }
        if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) { // no other lever varies
            crossing.names = std::move(names);
        }
    }
    if (crossing.sets == 1) {
        crossing.notices.push_back(
            "no axis with the role 'uncertainty' varies: this is one set of assumptions, and the order is that under "
            "it "
            "alone" +
            std::string(crossing.levers.size() > 1
                            ? "; --levers says which axes are levers, the others become assumptions"
                            : ""));
    }
    return crossing;
}

std::string coordinates_text(const std::vector<DesignFactor>& factors, std::size_t point) {
    std::map<std::string, int> uses;
    for (const DesignFactor& factor : factors) {
        for (const DesignColumn& column : factor.columns) {
            ++uses[last_part(column.name)];
        }
    }
    std::string text;
    for (const DesignFactor& factor : factors) {
        for (const DesignColumn& column : factor.columns) {
            const std::string name = uses[last_part(column.name)] > 1 ? column.name : last_part(column.name);
            const bool alone = column.is_text && factors.size() == 1;
            text += (text.empty() ? "" : " ") + (alone ? "" : name + "=") + column.values[point];
        }
    }
    return text;
}

} // namespace actorhood::analysis
