#include "analysis/sensitivity_design.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

// Names by which designs label their points (sim/run/layout.hpp).
constexpr const char* saltelli_block = "saltelli_block";
constexpr const char* saltelli_matrix = "saltelli_matrix";
constexpr const char* morris_trajectory = "morris_trajectory";
constexpr const char* morris_step = "morris_step";
constexpr const char* morris_factor = "morris_factor";
constexpr const char* morris_change = "morris_change";
constexpr const char* changed_axis = "changed_axis";
constexpr const char* assumption_point = "assumption_point";
constexpr const char* mixed_prefix = "AB_";

const DesignColumn* find(const std::vector<DesignColumn>& columns, const char* name) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const DesignColumn& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

const DesignColumn& label(const ResultFile& file, const std::vector<DesignColumn>& columns, const char* name) {
    const DesignColumn* found = find(columns, name);
    if (found == nullptr) {
        throw Error(ExitCode::corrupt,
                    "'" + file.path().string() + "': the design has no column '" + std::string(name) + "'");
    }
    return *found;
}

double number(const std::string& text) {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Role of a name of the design: that of its factor, or of the factor whose column it is.
std::string role_of(const std::vector<DesignFactor>& factors, const std::string& name) {
    for (const DesignFactor& factor : factors) {
        const bool own = std::any_of(factor.columns.begin(), factor.columns.end(),
                                     [&](const DesignColumn& column) { return column.name == name; });
        if (own || factor.name == name) {
            return factor.role;
        }
    }
    return {};
}

bool add_up_to_one_sum(const std::vector<DesignColumn>& columns) {
    constexpr double unit = 1e-8; // shares are written in parts of 10^9
    const auto sum = [&](std::size_t point) {
        double total = 0.0;
        for (const DesignColumn& column : columns) {
            total += number(column.values[point]);
        }
        return total;
    };
    for (std::size_t point = 1; point < columns[0].values.size(); ++point) {
        if (!(std::abs(sum(point) - sum(0)) < unit)) {
            return false;
        }
    }
    return true;
}

/// Points of each number in a column, in the order of the numbers.
std::map<double, std::vector<std::size_t>> grouped(const DesignColumn& column) {
    std::map<double, std::vector<std::size_t>> groups;
    for (std::size_t point = 0; point < column.values.size(); ++point) {
        groups[number(column.values[point])].push_back(point);
    }
    return groups;
}

[[noreturn]] void refuse_labels(const ResultFile& file, const char* what) {
    throw Error(ExitCode::corrupt, "'" + file.path().string() + "': the labels of the design do not make up " + what);
}

void note_simplex(SensitivityDesign& design, const std::vector<DesignFactor>& all, const std::string& meaning) {
    for (const DesignFactor& factor : all) {
        if (factor.is_simplex) {
            design.notices.push_back(factor.name + " is a simplex, its shares depend on each other: " + meaning);
        }
    }
}

SensitivityDesign saltelli_design(const ResultFile& file, const std::vector<DesignColumn>& columns) {
    const std::vector<std::string>& matrix = label(file, columns, saltelli_matrix).values;
    const std::vector<DesignFactor> all = design_factors(columns);
    SensitivityDesign design{SensitivityMethod::sobol, {}, {}, {}, {}, {}, 0, {}};
    std::vector<std::string> order; // of AB_i, as in the first block
    for (const std::string& name : matrix) {
        if (name.starts_with(mixed_prefix) && std::find(order.begin(), order.end(), name) == order.end()) {
            order.push_back(name);
            const std::string factor = name.substr(std::string(mixed_prefix).size());
            design.factors.push_back({factor, role_of(all, factor)});
        }
    }
    for (const auto& [block, points] : grouped(label(file, columns, saltelli_block))) {
        std::map<std::string, std::size_t> of_matrix;
        for (const std::size_t point : points) {
            of_matrix[matrix[point]] = point;
        }
        if (of_matrix.size() != order.size() + 2 || points.size() != of_matrix.size() || of_matrix.count("A") == 0 ||
            of_matrix.count("B") == 0) {
            refuse_labels(file, "Saltelli blocks");
        }
        SaltelliBlock made{of_matrix["A"], of_matrix["B"], {}};
        for (const std::string& name : order) {
            made.mixed.push_back(of_matrix[name]);
        }
        design.saltelli.push_back(made);
        design.blocks.push_back(points);
    }
    note_simplex(design, all, "they are one parameter here");
    if (!std::has_single_bit(design.blocks.size())) {
        design.notices.push_back("the number of blocks, " + std::to_string(design.blocks.size()) +
                                 ", is no power of two: the points lie less evenly than they could");
    }
    return design;
}

MorrisTrajectory trajectory_of(const ResultFile& file, const std::vector<DesignColumn>& columns,
                               std::vector<std::size_t> points, const std::vector<DesignFactor>& factors) {
    const std::vector<std::string>& steps = label(file, columns, morris_step).values;
    const std::vector<std::string>& moved = label(file, columns, morris_factor).values;
    const std::vector<std::string>& changes = label(file, columns, morris_change).values;
    std::sort(points.begin(), points.end(),
              [&](std::size_t a, std::size_t b) { return number(steps[a]) < number(steps[b]); });
    MorrisTrajectory made;
    std::set<std::size_t> seen;
    for (std::size_t s = 1; s < points.size(); ++s) {
        const auto factor = std::find_if(factors.begin(), factors.end(), [&](const DesignFactor& candidate) {
            return candidate.name == moved[points[s]];
        });
        const double change = number(changes[points[s]]);
        if (factor == factors.end() || !(std::abs(change) > 0.0)) {
            refuse_labels(file, "Morris trajectories");
        }
        made.push_back({points[s - 1], points[s], static_cast<std::size_t>(factor - factors.begin()), change});
        seen.insert(made.back().parameter);
    }
    if (seen.size() != factors.size() || made.size() != factors.size()) {
        refuse_labels(file, "Morris trajectories");
    }
    return made;
}

SensitivityDesign morris_design(const ResultFile& file, const std::vector<DesignColumn>& columns) {
    const std::vector<DesignFactor> all = design_factors(columns);
    SensitivityDesign design{SensitivityMethod::morris, {}, {}, {}, {}, {}, 0, {}};
    const std::vector<std::string>& steps = label(file, columns, morris_step).values;
    const std::vector<std::string>& moved = label(file, columns, morris_factor).values;
    for (const DesignColumn& column : columns) {
        for (std::size_t point = 0; point < moved.size(); ++point) {
            if (number(steps[point]) > 0.0 && moved[point] == column.name) {
                design.factors.push_back({column.name, role_of(all, column.name)});
                break;
            }
        }
    }
    for (const auto& [trajectory, points] : grouped(label(file, columns, morris_trajectory))) {
        design.trajectories.push_back(trajectory_of(file, columns, points, design.factors));
        design.blocks.push_back(points);
    }
    note_simplex(
        design, all,
        "an effect is that of a coordinate, which gives a share its part of what the shares before it leave; "
        "the shares behind it give way");
    return design;
}

/// Points drawn one by one; of a Saltelli design A and B.
SensitivityDesign sampled_design(const ResultFile& file, const std::vector<DesignColumn>& columns) {
    SensitivityDesign design{SensitivityMethod::rank, design_factors(columns), {}, {}, {}, {}, 1, {}, {}};
    const DesignColumn* matrix = find(columns, saltelli_matrix);
    for (std::size_t point = 0; point < file.points(); ++point) {
        if (matrix == nullptr || matrix->values[point] == "A" || matrix->values[point] == "B") {
            design.sample.push_back(point);
            design.blocks.push_back({point});
        }
    }
    std::erase_if(design.factors, [](const DesignFactor& factor) {
        return std::none_of(factor.columns.begin(), factor.columns.end(), varies);
    });
    if (const DesignColumn* set = find(columns, assumption_point); set != nullptr) {
        design.set_of_point = set->values;
        design.notices.push_back(
            "crossed design: intervals say what other sets of assumptions would change; the alternatives are those "
            "that "
            "were chosen");
    }
    note_simplex(design, design.factors,
                 "together they are one parameter; a single share has no partial correlation, because no share can "
                 "change while the others stay");
    return design;
}

} // namespace

const char* method_word(SensitivityMethod method) {
    switch (method) {
    case SensitivityMethod::sobol:
        return "sobol";
    case SensitivityMethod::morris:
        return "morris";
    default:
        return "rank";
    }
}

std::string block_word(SensitivityMethod method, bool several) {
    switch (method) {
    case SensitivityMethod::sobol:
        return several ? "blocks" : "block";
    case SensitivityMethod::morris:
        return several ? "trajectories" : "trajectory";
    default:
        return several ? "points" : "point";
    }
}

std::vector<SensitivityMethod> possible_methods(const ResultFile& file) {
    const std::vector<DesignColumn> columns = file.design_columns();
    if (find(columns, changed_axis) != nullptr) {
        throw Error(ExitCode::usage,
                    "a one-at-a-time design says nothing on what parameters do together; compare its points with "
                    "actorhood compare SWEEP --between AXIS, or use a design morris, saltelli or latin_hypercube");
    }
    if (find(columns, morris_trajectory) != nullptr) {
        return {SensitivityMethod::morris};
    }
    if (find(columns, saltelli_block) != nullptr) {
        return {SensitivityMethod::sobol, SensitivityMethod::rank};
    }
    const std::vector<DesignFactor> factors = design_factors(columns);
    const auto moves = [](const DesignFactor& factor) {
        return std::any_of(factor.columns.begin(), factor.columns.end(), varies);
    };
    if (std::none_of(factors.begin(), factors.end(), moves)) {
        throw Error(ExitCode::usage, "no parameter varies between the points of the sweep");
    }
    return {SensitivityMethod::rank};
}

SensitivityDesign sensitivity_design(const ResultFile& file, SensitivityMethod method) {
    const std::vector<DesignColumn> columns = file.design_columns();
    SensitivityDesign design = method == SensitivityMethod::sobol    ? saltelli_design(file, columns)
                               : method == SensitivityMethod::morris ? morris_design(file, columns)
                                                                     : sampled_design(file, columns);
    design.points_a_block = design.blocks.front().size();
    return design;
}

std::vector<DesignFactor> design_factors(const std::vector<DesignColumn>& columns) {
    std::map<std::string, std::vector<DesignColumn>> by_beginning;
    for (const DesignColumn& column : columns) {
        if (column.role != "design" && !column.is_text && !key_before_last(column.name).empty()) {
            by_beginning[key_before_last(column.name)].push_back(column);
        }
    }
    std::erase_if(by_beginning, [](const auto& group) {
        return std::count_if(group.second.begin(), group.second.end(), varies) < 2 ||
               !add_up_to_one_sum(group.second);
    });
    std::vector<DesignFactor> factors;
    for (const DesignColumn& column : columns) {
        const auto simplex = by_beginning.find(key_before_last(column.name));
        if (column.role == "design" || column.name == point_names) {
            continue;
        }
        if (column.is_text || simplex == by_beginning.end()) {
            factors.push_back({column.name, column.role, {column}, false});
        } else if (std::none_of(factors.begin(), factors.end(),
                                [&](const DesignFactor& factor) { return factor.name == simplex->first; })) {
            factors.push_back({simplex->first, column.role, simplex->second, true});
        }
    }
    return factors;
}

std::vector<double> column_numbers(const DesignColumn& column, std::span<const std::size_t> points) {
    std::vector<double> values;
    for (const std::size_t point : points) {
        values.push_back(number(column.values[point]));
    }
    return values;
}

SampledParameter sampled_values(const DesignFactor& factor, std::span<const std::size_t> points) {
    SampledParameter made;
    if (factor.columns[0].is_text) {
        std::set<std::string> options;
        for (const std::size_t point : points) {
            options.insert(factor.columns[0].values[point]);
        }
        for (const std::string& option : options) {
            std::vector<double>& column = made.columns.emplace_back();
            for (const std::size_t point : points) {
                column.push_back(factor.columns[0].values[point] == option ? 1.0 : 0.0);
            }
        }
    } else {
        for (const DesignColumn& column : factor.columns) {
            made.columns.push_back(column_numbers(column, points));
        }
    }
    std::erase_if(made.columns, [](const std::vector<double>& column) {
        return std::all_of(column.begin(), column.end(), [&](double value) { return value == column[0]; });
    });
    return made;
}

} // namespace actorhood::analysis
