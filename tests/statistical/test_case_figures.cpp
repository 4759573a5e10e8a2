// Known figures of the real cases beside the simulated ones: the table of scenarios/cases/README.md.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "models/program/scenario.hpp"
#include "models/transition.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/known_figures.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"

namespace test_case_figures {

using namespace actorhood;
using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const fs::path cases = fs::path(ACTORHOOD_SOURCE_DIR) / "scenarios" / "cases";

/// Cases with known figures, in alphabetical order, but for the one with every firm of Europe.
std::vector<fs::path> files_of_cases() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(cases)) {
        if (entry.path().extension() == ".toml" && entry.path().stem() != "europe") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// "at least 300" for ">= 300".
std::string with_words(const std::string& known) {
    return known.starts_with(">= ")   ? "at least " + known.substr(3)
           : known.starts_with("<= ") ? "at most " + known.substr(3)
                                      : known;
}

/// Rows of the table for a case; none if nothing is known about it.
std::string rows_of(const fs::path& file) {
    const auto scenario = models::program::read_scenario(file.string(), {});
    const models::Parameters& p = scenario->parameters;
    if (p.known.empty()) {
        return "";
    }
    std::vector<sim::Trajectory> records(static_cast<std::size_t>(p.run.replicates));
    sim::parallel_for(records.size(), [&](std::size_t r) {
        models::TransitionSimulation run(p, static_cast<std::uint32_t>(r));
        while (run.step() < run.steps()) {
            run.advance();
        }
        records[r] = run.recorder().trajectory();
    });
    const models::TransitionSimulation meta(p, 0);
    std::string text;
    for (const sim::FigureRow& row : sim::known_figure_rows(p.known, meta.outputs(), records)) {
        text += "| " + (text.empty() ? "`" + file.stem().string() + "`" : "") + " | " + row.name + " | " +
                with_words(row.known) + " | " + row.simulated + " " + row.range + " | " + row.role + " | " +
                row.source + " |\n";
    }
    return text;
}

} // namespace

TEST_CASE("the table of the cases shows what they simulate", "[.statistical][cases][table]") {
    std::string table = "| case | figure | known | simulated | role | source |\n|---|---|---|---|---|---|\n";
    for (const fs::path& file : files_of_cases()) {
        table += rows_of(file);
    }
    const fs::path document = cases / "README.md";
    if (refreshing()) {
        replace_part("cases", table, document);
        return;
    }
    const std::string text = text_of(document);
    const Place place = generated_part(text, "cases");
    CHECK(text.substr(place.begin, place.length).find(table) != std::string::npos);
}

} // namespace test_case_figures
