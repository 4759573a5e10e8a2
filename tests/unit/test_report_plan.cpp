// What results say about themselves for reports: every name is declared, every text is there in both languages, and what
// the model misses is what its documentation says.
//
// Refresh models/program/known_misses.hpp:  ACTORHOOD_REFRESH=1 build/bin/test_unit "[documents]"
#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/report/plan.hpp"
#include "models/program/known_misses.hpp"
#include "models/program/levers.hpp"
#include "models/program/output_listing.hpp"
#include "models/program/report_plan.hpp"
#include "models/program/result_attributes.hpp"
#include "models/program/scenario.hpp"
#include "sim/config/format.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"

namespace test_report_plan {

using namespace actorhood;
using namespace actorhood::models::program;
using analysis::report::Language;
using analysis::report::Plan;
using analysis::report::plan_in;

namespace {

/// Cells of a row of a Markdown table, without blanks around them.
std::vector<std::string> cells_of(const std::string& row) {
    std::vector<std::string> cells;
    std::istringstream parts(row.substr(1));
    for (std::string cell; std::getline(parts, cell, '|');) {
        const std::size_t first = cell.find_first_not_of(' ');
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    }
    return cells;
}

/// Columns of a table in which it says what was measured, stated, simulated.
struct TableOfFindings {
    std::string name;
    std::size_t measured;
    std::size_t stated;
    std::size_t simulated;
};

/// The generated header: misses of both tables, and how many rows they have.
std::string header_of_misses() {
    std::string rows;
    std::size_t compared = 0;
    const std::string document = tests::text_of(tests::model_document());
    for (const TableOfFindings& table : {TableOfFindings{"patterns", 1, 2, 3}, TableOfFindings{"anchors", 0, 3, 4}}) {
        const tests::Place place = tests::generated_part(document, table.name);
        std::istringstream lines(document.substr(place.begin, place.length));
        std::size_t number = 0;
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with('|') || number++ < 2) { // the head and the rule below it
                continue;
            }
            ++compared;
            const std::vector<std::string> cells = cells_of(line);
            if (cells.back().starts_with("**")) {
                rows += "    {" + sim::json_text(cells[table.measured]) + ",\n     " +
                        sim::json_text(cells[table.stated]) + ", " + sim::json_text(cells[table.simulated]) + "},\n";
            }
        }
    }
    return "// Generated from the tables of patterns and anchors in models/MODEL.md, section 11:\n"
           "// ACTORHOOD_REFRESH=1 build/bin/test_unit \"[documents]\"\n"
           "#pragma once\n\n#include <array>\n#include <cstddef>\n#include <string_view>\n\n"
           "// clang-format off\n"
           "namespace actorhood::models::program {\n\n"
           "/// A figure known from outside, or a pattern stated before the run, that the model misses.\n"
           "struct KnownMiss {\n    std::string_view measured;\n    std::string_view stated;\n"
           "    std::string_view simulated;\n};\n\n"
           "/// With how many patterns and figures it was compared.\n"
           "inline constexpr std::size_t compared_patterns = " +
           std::to_string(compared) + ";\n\ninline constexpr auto known_misses = std::to_array<KnownMiss>({\n" +
           rows + "});\n\n} // namespace actorhood::models::program\n";
}

} // namespace

TEST_CASE("documents: what reports say the model misses is what its tables say", "[documents]") {
    const std::filesystem::path file =
        std::filesystem::path(ACTORHOOD_SOURCE_DIR) / "models" / "program" / "known_misses.hpp";
    if (tests::refreshing()) {
        tests::write_text(file, header_of_misses());
        return;
    }
    INFO(
        "models/program/known_misses.hpp is out of date. To refresh: ACTORHOOD_REFRESH=1 build/bin/test_unit "
        "\"[documents]\"");
    const bool is_current = tests::text_of(file) == header_of_misses();
    CHECK(is_current);
}

TEST_CASE("Every output of reports is declared, and has words in both languages", "[report][plan]") {
    const std::string declared = outputs_markdown();
    for (const std::string& name : reported_outputs()) {
        INFO(name);
        CHECK(declared.find("| `" + name + "` |") != std::string::npos);
    }
    const Scenario scenario;
    const std::string text = report_plan(scenario.schema, {});
    const Plan english = plan_in(text, Language::english);
    const Plan french = plan_in(text, Language::french);
    for (const std::string& name : reported_outputs()) {
        INFO(name);
        REQUIRE(english.outputs.contains(name));
        CHECK(french.outputs.at(name).label != english.outputs.at(name).label);
    }
    for (const char* name : headline_variables) {
        CHECK(english.outputs.contains(name));
    }
    for (std::size_t k = 0; k < english.figures.size(); ++k) {
        CHECK(english.figures[k].title != french.figures[k].title);
        CHECK((english.figures[k].note.empty() || english.figures[k].note != french.figures[k].note));
    }
    CHECK(english.misses.size() == known_misses.size());
    CHECK(english.compared == std::to_string(compared_patterns));
}

TEST_CASE("A plan holds the meaning of what differs from the defaults or varies, and fits into an attribute",
          "[report][plan]") {
    const Scenario scenario;
    const Plan plan = plan_in(report_plan(scenario.schema, {"accountability.effort"}), Language::english);
    REQUIRE(plan.meaning_of("accountability.effort") != nullptr);
    CHECK(plan.meaning_of("accountability.effort")->role == "policy");
    CHECK_FALSE(plan.meaning_of("accountability.effort")->source.empty());
    CHECK(plan.meaning_of("learning.rate") == nullptr);
    std::set<std::string> all;
    for (const sim::Parameter& parameter : scenario.schema.parameters()) {
        all.insert(parameter.key);
    }
    CHECK(report_plan(scenario.schema, all).size() < 64000);
    CHECK(is_lever("programme[].budget"));
    CHECK_FALSE(is_lever("learning.rate"));
}

TEST_CASE("money and mix of a cluster of one's own are policies, its members assumptions", "[report]") {
    Scenario scenario;
    sim::read_text("include = [\"" ACTORHOOD_SOURCE_DIR
                   "/scenarios/practices/twin_transition.toml\"]\n"
                   "[[cluster]]\nname = \"St. Gallen\"\nmembers = 9\n"
                   "funding.mix = { core = 0.1, project = 0.1, fees = 0.6, services = 0.2 }\n",
                   "t", {}, scenario.schema);
    const Plan plan = plan_in(report_plan(scenario.schema, {}), Language::english);
    const auto role = [&](const char* key) {
        const analysis::report::ParameterMeaning* const meaning = plan.meaning_of(key);
        return meaning == nullptr ? std::string() : meaning->role;
    };
    CHECK(role("cluster.St. Gallen.funding.mix.core") == "policy");
    CHECK(role("cluster.St. Gallen.members") == "assumption");
    CHECK(is_lever("cluster[].funding.level"));
    CHECK_FALSE(is_lever("cluster[].members"));
}

} // namespace test_report_plan
