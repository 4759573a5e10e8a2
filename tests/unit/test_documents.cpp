// The generated parts of the documents say what the declarations say.
//
// Refresh them after a change of declarations:  ACTORHOOD_REFRESH=1 build/bin/test_unit "[documents]"
#include <cctype>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "models/contents.hpp"
#include "models/parameters.hpp"
#include "models/program/month_listing.hpp"
#include "models/program/output_listing.hpp"
#include "models/program/toolkit_listing.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/schema.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"

namespace test_documents {

namespace {

namespace fs = std::filesystem;
using namespace actorhood;
using namespace actorhood::tests;

constexpr const char* advice = "Out of date. To refresh: ACTORHOOD_REFRESH=1 build/bin/test_unit \"[documents]\"";

const fs::path reference_file = fs::path(ACTORHOOD_SOURCE_DIR) / "scenarios" / "reference.toml";

/// Without a comparison by the test library, which would print both texts in full.
bool current(const std::string& present, const std::string& wanted) { return present == wanted; }

void check_part(const std::string& name, const std::string& wanted, const fs::path& file = model_document()) {
    const std::string document = text_of(file);
    const Place place = generated_part(document, name);
    if (refreshing()) {
        replace_part(name, wanted, file);
        return;
    }
    INFO(file.filename().string() << ", part '" << name << "'. " << advice);
    CHECK(current(document.substr(place.begin, place.length), wanted));
}

/// Which section of the document treats a table of parameters: from headings such as
/// "### 7.8 Ties, opinions, learning `[ties]`, `[opinions]`, `[learning]`". Sections below inherit the number.
std::map<std::string, std::string> sections_of(const std::string& document) {
    std::map<std::string, std::string> sections;
    std::istringstream lines(document);
    std::string number;
    static const std::regex heading("#+ ([0-9]+\\.[0-9]+) .*");
    static const std::regex table("`\\[+([a-z_.]+)\\]+`");
    for (std::string line; std::getline(lines, line) && !line.starts_with("## 8");) {
        if (!line.starts_with("###")) {
            continue;
        }
        if (std::smatch match; std::regex_match(line, match, heading)) {
            number = match[1];
        }
        for (std::sregex_iterator match(line.begin(), line.end(), table), end; match != end; ++match) {
            sections.emplace((*match)[1], number);
        }
    }
    return sections;
}

/// The text of a numbered section, up to the next one.
std::string section_text(const std::string& document, const std::string& number) {
    const std::size_t begin = document.find("### " + number + " ");
    REQUIRE(begin != std::string::npos);
    return document.substr(begin, document.find("\n### ", begin + 1) - begin);
}

bool word_in(const std::string& text, const std::string& word) {
    const auto part_of_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || !part_of_word(text[at - 1]);
        if (begins && (end == text.size() || !part_of_word(text[end]))) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("documents: reference.toml is current", "[documents]") {
    models::Parameters parameters;
    sim::Schema schema;
    models::Parameters::declare(schema, parameters);
    const std::string wanted = sim::reference_toml(schema);
    if (refreshing()) {
        write_text(reference_file, wanted);
        return;
    }
    INFO("scenarios/reference.toml. " << advice);
    CHECK(current(text_of(reference_file), wanted));
}

TEST_CASE("documents: the tables of MODEL.md are current", "[documents]") {
    models::Parameters parameters;
    sim::Schema schema;
    models::Parameters::declare(schema, parameters);
    check_part("parameters", sim::markdown_tables(schema));
    check_part("symbols", sim::markdown_symbols(schema, sections_of(text_of(model_document()))));
    check_part("outputs", models::program::outputs_markdown());
    check_part("month", models::program::month_markdown());
}

TEST_CASE("documents: no parameter cites the document of the model as its source", "[documents]") {
    models::Parameters parameters;
    sim::Schema schema;
    models::Parameters::declare(schema, parameters);
    std::istringstream lines(sim::parameters_text(schema));
    std::size_t sources = 0;
    for (std::string line; std::getline(lines, line);) {
        if (const std::size_t source = line.find("source: "); source != std::string::npos) {
            INFO(line);
            CHECK_FALSE(std::regex_search(line.substr(source), std::regex("\\bmodel [0-9]")));
            ++sources;
        }
    }
    CHECK(sources > 400);
}

TEST_CASE("documents: each symbol of a parameter stands in the section that treats it", "[documents]") {
    const std::string document = text_of(model_document());
    const Place place = generated_part(document, "symbols");
    std::istringstream lines(document.substr(place.begin, place.length));
    static const std::regex row("\\| ([0-9.]+) \\| `([^`]+)` \\| `([^`]+)` .*");
    std::size_t rows = 0;
    for (std::string line; std::getline(lines, line);) {
        if (std::smatch match; std::regex_match(line, match, row)) {
            INFO(match[3] << ": section " << match[1] << " does not use the symbol " << match[2]);
            CHECK(word_in(section_text(document, match[1]), match[2]));
            ++rows;
        }
    }
    CHECK(rows > 50);
}

TEST_CASE("documents: the list of the policy toolkit is current", "[documents]") {
    check_part("toolkit", models::program::toolkit_markdown(models::program::read_toolkit()->parameters),
               fs::path(ACTORHOOD_SOURCE_DIR) / "scenarios" / "toolkit" / "README.md");
}

TEST_CASE("documents: the table of effects has a row for every mechanism with a switch", "[documents]") {
    const std::string document = text_of(model_document());
    const Place place = generated_part(document, "effects");
    std::istringstream lines(document.substr(place.begin, place.length));
    std::set<std::string> rows;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("| ") && !line.starts_with("| switched off")) {
            rows.insert(line.substr(2, line.find(' ', 2) - 2));
        }
    }
    std::set<std::string> switches;
    for (const sim::About* mechanism : models::mechanisms) {
        if (mechanism->switchable) {
            switches.emplace(mechanism->name);
        }
    }
    INFO("To make the table again, in minutes: ACTORHOOD_REFRESH=1 build/bin/test_statistical \"[effects]\"");
    CHECK(rows == switches);
}

TEST_CASE("documents: a missing mark is an error", "[documents]") {
    CHECK_THROWS_AS(generated_part("text without marks", "parameters"), std::runtime_error);
    CHECK_THROWS_AS(generated_part("<!-- generated: parameters -->\nno end", "parameters"), std::runtime_error);
    const Place place = generated_part("a\n<!-- generated: outputs -->\ntable\n<!-- end -->\n", "outputs");
    CHECK(place.begin == 30);
    CHECK(place.length == 6);
}

} // namespace test_documents
