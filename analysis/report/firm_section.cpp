#include "analysis/report/firm_section.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <utility>

#include "analysis/firm_panel.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

namespace {

constexpr std::size_t most_other_names = 12;

/// Share of replicates in whole per cent: shares are counted here, no probability is estimated.
std::string share_text(const Words& say, std::size_t number, std::size_t of) {
    return of == 0 ? "-" : say.number(per_cent(static_cast<double>(number) / static_cast<double>(of)));
}

/// In how many runs something is so, of all: replicates, of points of a sweep each with every setting of its other axes.
struct RunCounts {
    std::map<std::string, std::size_t> number;
    std::size_t all = 0;
};

/// Where the firm is at a time, by name.
RunCounts whereabouts(const Words& say, const Result& result, std::size_t firm, std::size_t time) {
    // A sweep may have kept nothing that has the clusters' names.
    const std::vector<std::string> clusters =
        result.file().has_axis("cluster") ? result.file().labels("cluster") : std::vector<std::string>{};
    const auto cluster = [&](std::size_t position) {
        return position < clusters.size() ? clusters[position] : "cluster " + std::to_string(position + 1);
    };
    const std::array<std::size_t, 1> times{time};
    const Block block = result.read(result.variable("panel_cluster"), times, {{firm}});
    RunCounts found{{}, block.values.size()};
    for (const double number : block.values) {
        const std::string place = !std::isfinite(number) ? say("firm_gone")
                                  : number < 1.0         ? say("firm_outside")
                                                         : cluster(static_cast<std::size_t>(number) - 1);
        ++found.number[place];
    }
    return found;
}

std::string place_table(const Words& say, const std::vector<Result>& results, const std::string& firm) {
    TableText table{
        say("firm_where"), {say("head_scenario"), say("firm_place"), say("firm_first"), say("firm_last")}, {}};
    for (const Result& result : results) {
        const std::size_t position = firm_position(result.file(), firm);
        const auto first = whereabouts(say, result, position, 0);
        const auto last = whereabouts(say, result, position, result.times().size() - 1);
        std::map<std::string, std::size_t> all = first.number;
        all.insert(last.number.begin(), last.number.end());
        const auto share = [&](const RunCounts& found, const std::string& place) {
            const auto at = found.number.find(place);
            return share_text(say, at == found.number.end() ? 0 : at->second, found.all);
        };
        for (const auto& [place, number] : all) {
            table.rows.push_back({{result.name()}, {place}, {share(first, place), true}, {share(last, place), true}});
        }
    }
    return table_html(table);
}

/// RunCounts in which the firm uses each practice at a time, and those in which it is there.
std::pair<std::vector<std::size_t>, std::size_t> users(const Result& result, std::size_t firm, std::size_t time) {
    const Variable& variable = result.variable("panel_in_use");
    const std::size_t practices = result.file().labels("practice").size();
    std::vector<std::size_t> all(practices);
    for (std::size_t p = 0; p < practices; ++p) {
        all[p] = p;
    }
    const std::array<std::size_t, 1> times{time};
    const Block block = result.read(variable, times, {{firm}, all});
    std::vector<std::size_t> number(practices, 0);
    std::size_t there = 0;
    for (std::size_t run = 0; run < block.replicates * block.moments; ++run) {
        const std::span<const double> row = std::span(block.values).subspan(run * practices, practices);
        there += !row.empty() && std::isfinite(row[0]) ? 1u : 0u;
        for (std::size_t p = 0; p < practices; ++p) {
            number[p] += row[p] > 0.5 ? 1u : 0u;
        }
    }
    return {number, there};
}

std::string practice_table(const Words& say, const Result& result, const std::string& firm) {
    TableText table{
        say("firm_practices", {result.name()}), {say("firm_practice"), say("firm_first"), say("firm_last")}, {}};
    const std::size_t position = firm_position(result.file(), firm);
    const auto [first, there_first] = users(result, position, 0);
    const auto [last, there_last] = users(result, position, result.times().size() - 1);
    const std::vector<std::string> practices = result.file().labels("practice");
    for (std::size_t p = 0; p < practices.size(); ++p) {
        if (first[p] + last[p] > 0) {
            table.rows.push_back({{practices[p], false, true},
                                  {share_text(say, first[p], there_first), true},
                                  {share_text(say, last[p], there_last), true}});
        }
    }
    return table.rows.empty() ? "" : table_html(table);
}

} // namespace

std::vector<std::string> firm_courses() {
    return {"panel_practices", "panel_orientation", "panel_resistance", "panel_skill_gap",
            "panel_saving",    "panel_liquidity",   "panel_value"};
}

Section firm_section(const Words& say, const std::vector<Result>& results, const std::string& firm,
                     const std::string& courses) {
    Section section{"firm", say("section_firm"), ""};
    if (!std::ranges::all_of(results, [](const Result& result) { return result.has("panel_cluster"); })) {
        return section;
    }
    section.body = element("p", say("firm_intro", {element("strong", name_of(firm))})) +
                   paragraph(say("firm_caveat"), " class=\"note\"");
    std::vector<std::string> others = firm_names(results[0].file());
    std::erase(others, firm);
    if (!others.empty()) {
        section.body += paragraph(say("firm_others", {listed(others, most_other_names)}), " class=\"note\"");
    }
    section.body += place_table(say, results, firm);
    for (const Result& result : results) {
        section.body += result.has("panel_in_use") ? practice_table(say, result, firm) : "";
    }
    section.body += courses;
    return section;
}

} // namespace actorhood::analysis::report
