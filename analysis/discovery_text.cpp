#include "analysis/discovery_text.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "analysis/notices.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"

namespace actorhood::analysis {

namespace {

std::string points_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " point" : " points"); }

std::string number_text(double value) { return NumberFormat({value}).text(value); }

std::string p_text(double p) { return p < 0.0005 ? "<0.001" : NumberFormat({1.0}).text(p); }

/// Options that a limit keeps.
std::vector<std::string> kept_options(const CaseInput& input, const BoxLimit& limit) {
    std::vector<std::string> kept;
    for (std::size_t option = 0; option < input.options.size(); ++option) {
        if (option >= limit.left_out.size() || !limit.left_out[option]) {
            kept.push_back(input.options[option]);
        }
    }
    return kept;
}

std::string limit_text(const CaseInput& input, const BoxLimit& limit) {
    if (limit.has_options()) {
        return "is " + listed(kept_options(input, limit), 6);
    }
    if (limit.has_low() && limit.has_high()) {
        return number_text(limit.low) + " to " + number_text(limit.high);
    }
    return limit.has_low() ? "above " + number_text(limit.low) : "below " + number_text(limit.high);
}

std::string quasi_p_text(const BoxLimit& limit) {
    if (limit.has_low() && limit.has_high()) {
        return p_text(limit.low_p) + ", " + p_text(limit.high_p);
    }
    return p_text(limit.has_high() ? limit.high_p : limit.low_p);
}

std::string check_text(const BoxCheck& check) {
    return "density " + per_cent(check.density) + " (" + per_cent(check.interval.low) + " to " +
           per_cent(check.interval.high) + "), coverage " + per_cent(check.coverage);
}

std::string box_text(const Discovery& discovery, std::size_t number) {
    const FoundBox& found = discovery.boxes[number];
    const auto all = static_cast<double>(discovery.cases.count());
    std::string text = "\nBox " + std::to_string(number + 1) + ": " + points_text(found.count.cases) + " (" +
                       per_cent(static_cast<double>(found.count.cases) / all) + " of all), density " +
                       per_cent(found.count.density()) + ", coverage " + per_cent(found.coverage) + ", p " +
                       p_text(found.p_value) + (number > 0 ? "; of the points outside the boxes before" : "") + "\n";
    Table table;
    table.row({"", "limits", "quasi p"});
    for (std::size_t k = 0; k < found.box.size(); ++k) {
        const CaseInput& input = discovery.cases.inputs[k];
        if (found.box[k].is_limited()) {
            table.row({"    " + input.name + (input.role.empty() ? "" : " (" + input.role + ")"),
                       limit_text(input, found.box[k]), quasi_p_text(found.box[k])});
        }
    }
    text += table.text() + "  Points left out of the search: " + check_text(found.left_out) + ".\n";
    if (found.fresh) {
        text += "  Fresh points: " + std::to_string(found.fresh->cases) + " in the box, " + check_text(*found.fresh) +
                ".\n";
    }
    return text;
}

std::string together_text(const Discovery& discovery) {
    BoxCount sum;
    for (const FoundBox& found : discovery.boxes) {
        sum.cases += found.count.cases;
        sum.interest += found.count.interest;
    }
    return discovery.boxes.size() < 2
               ? ""
               : "\nAll boxes together: " + points_text(sum.cases) + ", density " + per_cent(sum.density()) +
                     ", coverage " + per_cent(sum.coverage(discovery.cases.total_interest())) + ".\n";
}

/// The question of a node as an answer: its low side, or its high one.
std::string answer_text(const Cases& cases, const TreeNode& node, bool is_low) {
    const CaseInput& input = cases.inputs[node.input];
    if (input.options.empty()) {
        return input.name + (is_low ? " < " : " >= ") + number_text(node.split.threshold);
    }
    std::vector<std::string> words;
    for (const std::size_t option : node.split.low) {
        words.push_back(input.options[option]);
    }
    return input.name + (is_low ? " is " : " is not ") + listed(words, 4);
}

void add_node(const Discovery& discovery, std::size_t number, const std::string& answer, std::size_t depth,
              std::string& text) {
    const TreeNode& node = discovery.tree.nodes[number];
    text += "  " + std::string(2 * depth, ' ') + answer + ": " + points_text(node.cases) + ", " +
            per_cent(node.density()) + "\n";
    if (!node.is_leaf()) {
        add_node(discovery, node.low, answer_text(discovery.cases, node, true), depth + 1, text);
        add_node(discovery, node.high, answer_text(discovery.cases, node, false), depth + 1, text);
    }
}

std::string tree_text(const Discovery& discovery) {
    std::string text = "\nTree, with the share of interest";
    if (discovery.tree.leaves() < 2) {
        return text + ": no question holds in cross-validation.\n";
    }
    text += " (explains " + per_cent(discovery.tree.explained) + " of its variance in cross-validation)\n";
    add_node(discovery, 0, "all", 0, text);
    return text;
}

std::string dropped_text(const Discovery& discovery) {
    std::string text;
    if (discovery.not_finished + discovery.not_defined > 0) {
        text += "Dropped: " + points_text(discovery.not_finished) + " whose runs failed or are missing, " +
                std::to_string(discovery.not_defined) + " where the outputs are not defined.\n";
    }
    if (discovery.runs_left_out > 0) {
        text += "Left out: " + std::to_string(discovery.runs_left_out) +
                " single runs of other points, whose shares are of the rest.\n";
    }
    return text;
}

std::string check_json(const BoxCheck& check) {
    return sim::json_object({{"points", std::to_string(check.cases)},
                             {"density", sim::json_number(check.density)},
                             {"low", sim::json_number(check.interval.low)},
                             {"high", sim::json_number(check.interval.high)},
                             {"coverage", sim::json_number(check.coverage)}});
}

std::string limit_json(const CaseInput& input, const BoxLimit& limit) {
    const auto number = [](bool there, double value) { return sim::json_number(there ? value : std::nan("")); };
    return sim::json_object(
        {{"axis", sim::json_text(input.name)},
         {"role", sim::json_text(input.role)},
         {"low", number(limit.has_low(), limit.low)},
         {"high", number(limit.has_high(), limit.high)},
         {"options", limit.has_options() ? sim::json_texts(kept_options(input, limit)) : std::string("null")},
         {"low_quasi_p", number(limit.has_low() || limit.has_options(), limit.low_p)},
         {"high_quasi_p", number(limit.has_high(), limit.high_p)}});
}

std::string step_json(const BoxCount& count) {
    return sim::json_joined({std::to_string(count.cases), sim::json_number(count.interest)}, "[", "]");
}

std::string box_json(const Discovery& discovery, const FoundBox& found) {
    std::vector<std::string> limits;
    for (std::size_t k = 0; k < found.box.size(); ++k) {
        if (found.box[k].is_limited()) {
            limits.push_back(limit_json(discovery.cases.inputs[k], found.box[k]));
        }
    }
    std::vector<std::string> steps;
    std::transform(found.trajectory.begin(), found.trajectory.end(), std::back_inserter(steps), step_json);
    return sim::json_object({{"points", std::to_string(found.count.cases)},
                             {"interest", sim::json_number(found.count.interest)},
                             {"density", sim::json_number(found.count.density())},
                             {"coverage", sim::json_number(found.coverage)},
                             {"p", sim::json_number(found.p_value)},
                             {"limits", sim::json_joined(limits, "[", "]")},
                             {"left_out", check_json(found.left_out)},
                             {"fresh", found.fresh ? check_json(*found.fresh) : std::string("null")},
                             {"peeling", sim::json_joined(steps, "[", "]")}});
}

std::string node_json(const Discovery& discovery, std::size_t number) {
    const TreeNode& node = discovery.tree.nodes[number];
    sim::JsonMembers members{{"points", std::to_string(node.cases)}, {"interest", sim::json_number(node.interest)}};
    if (!node.is_leaf()) {
        const CaseInput& input = discovery.cases.inputs[node.input];
        std::vector<std::string> options;
        for (const std::size_t option : node.split.low) {
            options.push_back(input.options[option]);
        }
        members.insert(members.end(),
                       {{"axis", sim::json_text(input.name)},
                        {"threshold", input.options.empty() ? sim::json_number(node.split.threshold) : "null"},
                        {"low_options", sim::json_texts(options)},
                        {"low", node_json(discovery, node.low)},
                        {"high", node_json(discovery, node.high)}});
    }
    return sim::json_object(members);
}

} // namespace

std::string discovery_table(const Discovery& discovery) {
    const double total = discovery.cases.total_interest();
    std::string text =
        "Discovery in " + discovery.path + (discovery.title.empty() ? "" : " (" + discovery.title + ")") +
        "\nDesign " + discovery.design + ": " + points_text(discovery.all_points) + ", " +
        std::to_string(discovery.replicates) + (discovery.replicates == 1 ? " replicate" : " replicates") +
        " each; a point counts with the share of its runs.\nOf interest: " + discovery.where + ", at " +
        discovery.when + ": " + per_cent(total / static_cast<double>(discovery.cases.count())) + " of " +
        points_text(discovery.cases.count()) + ".\n" + dropped_text(discovery);
    if (discovery.boxes.empty()) {
        text += "\nNo box: no limit makes the cases of interest denser than chance would.\n";
    }
    for (std::size_t number = 0; number < discovery.boxes.size(); ++number) {
        text += box_text(discovery, number);
    }
    text += together_text(discovery);
    if (!discovery.fresh_path.empty()) {
        text += "\nFresh points: " + discovery.fresh_path + ", " + points_text(discovery.fresh_cases) + ", " +
                per_cent(discovery.fresh_interest / static_cast<double>(discovery.fresh_cases)) + " of interest.\n";
    }
    text +=
        tree_text(discovery) +
        "\nDensity: share of a box that is of interest; coverage: share of all interest that lies in it.\nQuasi p: "
        "chance makes the box as dense, if this limit did nothing; p: peeling finds as good a box where nothing "
        "matters.\n";
    return text + notes_text(discovery.notices);
}

std::string discovery_csv(const Discovery& discovery) {
    std::string text =
        "where,time,box,points,density,coverage,p,left_out_density,left_out_coverage,fresh_density,"
        "fresh_coverage,axis,role,low,high,options,low_quasi_p,high_quasi_p\n";
    const double nothing = std::nan("");
    for (std::size_t number = 0; number < discovery.boxes.size(); ++number) {
        const FoundBox& found = discovery.boxes[number];
        for (std::size_t k = 0; k < found.box.size(); ++k) {
            const BoxLimit& limit = found.box[k];
            if (!limit.is_limited()) {
                continue;
            }
            const CaseInput& input = discovery.cases.inputs[k];
            text += csv_text(discovery.where) + ',' + csv_text(discovery.when) + ',' + std::to_string(number + 1) +
                    ',' + std::to_string(found.count.cases);
            for (const double value : {found.count.density(), found.coverage, found.p_value, found.left_out.density,
                                       found.left_out.coverage, found.fresh ? found.fresh->density : nothing,
                                       found.fresh ? found.fresh->coverage : nothing}) {
                text += ',' + csv_number(value);
            }
            text += ',' + csv_text(input.name) + ',' + csv_text(input.role) + ',' +
                    csv_number(limit.has_low() ? limit.low : nothing) + ',' +
                    csv_number(limit.has_high() ? limit.high : nothing) + ',' +
                    csv_text(limit.has_options() ? listed(kept_options(input, limit), input.options.size())
                                                 : std::string()) +
                    ',' + csv_number(limit.has_low() || limit.has_options() ? limit.low_p : nothing) + ',' +
                    csv_number(limit.has_high() ? limit.high_p : nothing) + '\n';
        }
    }
    return text;
}

std::string discovery_json(const Discovery& discovery) {
    const std::string tree = sim::json_object({{"explained", sim::json_number(discovery.tree.explained)},
                                               {"leaves", std::to_string(discovery.tree.leaves())},
                                               {"root", node_json(discovery, 0)}});
    return sim::json_document(
        {{"path", sim::json_text(discovery.path)},
         {"title", sim::json_text(discovery.title)},
         {"design", sim::json_text(discovery.design)},
         {"time", sim::json_text(discovery.when)},
         {"where", sim::json_text(discovery.where)},
         {"points", std::to_string(discovery.cases.count())},
         {"interest", sim::json_number(discovery.cases.total_interest())},
         {"replicates", std::to_string(discovery.replicates)},
         {"dropped_not_finished", std::to_string(discovery.not_finished)},
         {"dropped_not_defined", std::to_string(discovery.not_defined)},
         {"runs_left_out", std::to_string(discovery.runs_left_out)},
         {"boxes",
          sim::json_array(discovery.boxes, [&](const FoundBox& found) { return box_json(discovery, found); })},
         {"tree", tree},
         {"notices", sim::json_texts(discovery.notices)}});
}

} // namespace actorhood::analysis
