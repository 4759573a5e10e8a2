#include "analysis/optimisation_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"

namespace actorhood::analysis {

namespace {

std::string number(double value) { return significant(value, 4); }

std::string range(const Interval& interval) {
    return std::isfinite(interval.low) ? number(interval.low) + " to " + number(interval.high) : "-";
}

std::string percent(double share) {
    return std::isfinite(share) ? std::to_string(static_cast<int>(std::floor(100.0 * share + 0.5))) : "-";
}

std::string wanted(const Criterion& criterion) {
    const std::string over = criterion.worst_set ? ", worst set" : "";
    if (criterion.limit) {
        return criterion.name + (criterion.lower_is_better ? " <= " : " >= ") + sim::plain_number(*criterion.limit) +
               over;
    }
    return criterion.name + (criterion.lower_is_better ? " (lower" : " (higher") + over + ")";
}

std::string heading(const Optimisation& found, const std::string& name) {
    std::string text = "Optimisation of " + name + ": " + plural(found.objectives, "objective") + ", " +
                       plural(found.criteria.size() - found.objectives, "constraint") + ", " +
                       plural(found.space.varying().size(), "value") + " to choose, " +
                       (found.sets > 1 ? plural(found.sets, "set") + " of assumptions" : "one set of assumptions") +
                       "\n";
    for (std::size_t k = 0; k < found.objectives; ++k) {
        text += "  " + wanted(found.criteria[k]) + "; a lead up to " + number(found.tolerances[k]) +
                " counts for nothing; hypervolume from " + number(found.references[k]) + "\n";
    }
    for (std::size_t c = found.objectives; c < found.criteria.size(); ++c) {
        text += "  " + wanted(found.criteria[c]) + "\n";
    }
    return text + "\n";
}

std::string generations_text(const Optimisation& found) {
    Table table;
    table.row({"  generation", "choices", "failed", "run again", "front", "runs so far", "hypervolume"});
    for (std::size_t g = 0; g < found.generations.size(); ++g) {
        const GenerationFinding& one = found.generations[g];
        table.row({"  " + std::to_string(g + 1), std::to_string(one.choices), std::to_string(one.failed),
                   std::to_string(one.again), std::to_string(one.front), std::to_string(one.runs),
                   number(one.hypervolume)});
    }
    return table.text() + (found.ended.empty() ? "" : "  Ended: " + found.ended + ".\n") +
           "  Run again: choices on the front whose place was in doubt. Hypervolume: in boxes from its beginning to "
           "the best of\n  generation 1.\n\n";
}

std::vector<std::string> front_head(const Optimisation& found) {
    std::vector<std::string> head{"  point"};
    for (const std::string& key : found.space.varying()) {
        head.push_back(key);
    }
    for (const Criterion& criterion : found.criteria) {
        head.push_back(criterion.name);
    }
    head.insert(head.end(), {"place %", "fresh %"});
    if (found.sets > 1) {
        head.push_back("in sets %");
    }
    head.push_back("verdict");
    return head;
}

/// The value of each criterion, "-" where there is none.
void add_worth(const Optimisation& found, const std::vector<Spread>& spreads, std::vector<std::string>& row) {
    for (std::size_t c = 0; c < found.criteria.size(); ++c) {
        row.push_back(spreads.empty() ? "-" : number(spreads[c].value));
    }
}

std::vector<std::string> front_row(const Optimisation& found, std::size_t p) {
    const FrontPoint& point = found.front[p];
    std::vector<std::string> row{"  front " + std::to_string(p + 1)};
    for (const double value : found.space.values(point.choice)) {
        row.push_back(number(value));
    }
    add_worth(found, point.worth, row);
    row.insert(row.end(), {percent(point.place), percent(point.checked)});
    if (found.sets > 1) {
        row.push_back(percent(point.in_sets));
    }
    row.push_back(fresh_verdict_word(point.verdict));
    return row;
}

std::string front_text(const Optimisation& found) {
    Table table;
    const std::vector<std::string> head = front_head(found);
    table.row(head);
    for (std::size_t p = 0; p < found.front.size(); ++p) {
        table.row(front_row(found, p));
    }
    std::vector<std::string> base{"  base"};
    base.resize(1 + found.space.varying().size());
    add_worth(found, found.base, base);
    base.insert(base.end(), {"", found.base.empty() ? "-" : percent(found.base_place), ""});
    base.resize(head.size());
    table.row(base);
    return "Front, by " + std::to_string(found.plan.check_replicates) +
           " fresh replicates under each set of assumptions:\n" + table.text() +
           "  Place: probability that nothing beats it, by the replicates that settled it; fresh: the same among the "
           "front by\n  replicates that played no part in that; in sets: in one set of assumptions alone. Base: that "
           "nothing of the front\n  beats it.\n\n";
}

std::string spreads_text(const Optimisation& found) {
    const std::string level = percent(found.plan.level) + " %";
    Table table;
    table.row({"  point", "", "found", "fresh", "chance (" + level + ")", "assumptions (" + level + ")"});
    for (std::size_t p = 0; p < found.front.size(); ++p) {
        for (std::size_t c = 0; c < found.criteria.size() && !found.front[p].worth.empty(); ++c) {
            const Spread& spread = found.front[p].worth[c];
            table.row({c == 0 ? "  front " + std::to_string(p + 1) : "", found.criteria[c].name,
                       number(found.front[p].found[c]), number(spread.value), range(spread.by_chance),
                       range(spread.by_assumptions)});
        }
    }
    return "What chance and assumptions leave open:\n" + table.text() + "\n";
}

std::string summary_text(const Optimisation& found) {
    if (found.front.empty()) {
        std::string text = "No choice keeps all constraints. The nearest:";
        for (std::size_t c = found.objectives; c < found.nearest_miss.size(); ++c) {
            text +=
                (c == found.objectives ? " " : ", ") + found.criteria[c].name + " = " + number(found.nearest_miss[c]);
        }
        return text + ".\n";
    }
    const std::size_t kept = found.with(FreshVerdict::kept);
    const std::size_t open = found.with(FreshVerdict::open);
    const std::size_t lost = found.with(FreshVerdict::lost);
    return plural(found.front.size(), "point") + ": " + std::to_string(kept) +
           " keep their place by fresh replicates, " + std::to_string(open) + " open, " + std::to_string(lost) +
           " lost.\nHypervolume by fresh replicates, whose level is their own: " + number(found.hypervolume) + ".\n" +
           std::to_string(found.tried) + " choices, of which " + std::to_string(found.failed) + " failed; " +
           std::to_string(found.search_runs) + " runs to search, " + std::to_string(found.check_runs) +
           " to check.\n";
}

std::string interval_json(const Interval& interval) { return sim::json_numbers({interval.low, interval.high}); }

std::string spread_json(const Optimisation& found, const std::vector<Spread>& spreads, std::size_t c) {
    if (spreads.empty()) {
        return "null";
    }
    return sim::json_object({{"name", sim::json_text(found.criteria[c].name)},
                             {"value", sim::json_number(spreads[c].value)},
                             {"by_chance", interval_json(spreads[c].by_chance)},
                             {"by_assumptions", interval_json(spreads[c].by_assumptions)}});
}

std::string spreads_json(const Optimisation& found, const std::vector<Spread>& spreads) {
    std::vector<std::string> parts;
    for (std::size_t c = 0; c < spreads.size(); ++c) {
        parts.push_back(spread_json(found, spreads, c));
    }
    return sim::json_joined(parts, "[", "]");
}

std::string criterion_json(const Optimisation& found, std::size_t c) {
    const Criterion& criterion = found.criteria[c];
    const double none = std::numeric_limits<double>::quiet_NaN();
    const bool wanted_most = c < found.objectives;
    return sim::json_object({{"name", sim::json_text(criterion.name)},
                             {"lower_is_better", sim::json_flag(criterion.lower_is_better)},
                             {"worst_set", sim::json_flag(criterion.worst_set)},
                             {"limit", sim::json_number(criterion.limit.value_or(none))},
                             {"tolerance", sim::json_number(wanted_most ? found.tolerances[c] : none)},
                             {"reference", sim::json_number(wanted_most ? found.references[c] : none)},
                             {"range", sim::json_number(wanted_most ? found.ranges[c] : none)}});
}

std::string generation_json(const GenerationFinding& one) {
    return sim::json_object({{"choices", std::to_string(one.choices)},
                             {"failed", std::to_string(one.failed)},
                             {"again", std::to_string(one.again)},
                             {"front", std::to_string(one.front)},
                             {"runs", std::to_string(one.runs)},
                             {"hypervolume", sim::json_number(one.hypervolume)}});
}

std::string point_json(const Optimisation& found, const FrontPoint& point) {
    sim::JsonMembers levers;
    const std::vector<std::string> keys = found.space.varying();
    const std::vector<double> values = found.space.values(point.choice);
    for (std::size_t k = 0; k < keys.size(); ++k) {
        levers.emplace_back(keys[k], sim::json_number(values[k]));
    }
    return sim::json_object({{"levers", sim::json_object(levers)},
                             {"generation", std::to_string(point.generation)},
                             {"replicates", std::to_string(point.replicates)},
                             {"place", sim::json_number(point.place)},
                             {"fresh", sim::json_number(point.checked)},
                             {"in_sets", sim::json_number(point.in_sets)},
                             {"verdict", sim::json_text(fresh_verdict_word(point.verdict))},
                             {"found", sim::json_numbers(point.found)},
                             {"worth", spreads_json(found, point.worth)}});
}

} // namespace

std::string optimisation_report(const Optimisation& found, const std::string& name) {
    std::string text = heading(found, name) + generations_text(found);
    if (!found.front.empty()) {
        text += front_text(found) + spreads_text(found);
    }
    const bool checked = !found.front.empty() || !found.nearest_miss.empty();
    return text + (checked ? summary_text(found) : "");
}

std::string optimisation_json(const Optimisation& found, const std::string& name) {
    std::vector<std::string> criteria;
    for (std::size_t c = 0; c < found.criteria.size(); ++c) {
        criteria.push_back(criterion_json(found, c));
    }
    return sim::json_document(
        {{"optimisation", sim::json_text(name)},
         {"sets", std::to_string(found.sets)},
         {"ended", sim::json_text(found.ended)},
         {"criteria", sim::json_joined(criteria, "[\n    ", "\n  ]")},
         {"generations", sim::json_array(found.generations, generation_json)},
         {"front", sim::json_array(found.front, [&](const FrontPoint& point) { return point_json(found, point); })},
         {"base", spreads_json(found, found.base)},
         {"base_place", sim::json_number(found.base.empty() ? std::nan("") : found.base_place)},
         {"hypervolume", sim::json_number(found.hypervolume)},
         {"nearest_miss", sim::json_numbers(found.nearest_miss)},
         {"choices", std::to_string(found.tried)},
         {"failed", std::to_string(found.failed)},
         {"search_runs", std::to_string(found.search_runs)},
         {"check_runs", std::to_string(found.check_runs)}});
}

} // namespace actorhood::analysis
