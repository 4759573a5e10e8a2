// What the documents say about the program is so: names of parameters, files, links, examples, counts.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/document_check.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_document_facts {

namespace {

using namespace actorhood::tests;
using Found = std::vector<std::string>;

const DocumentFacts& facts() {
    static const DocumentFacts present = present_facts();
    return present;
}

/// What is wrong in a text that stands as models/TEXT.md.
Found wrong_in(const std::string& text) { return false_statements("models/TEXT.md", text, facts()); }

/// The line of a text that holds a word; "" if none does.
std::string line_with(const std::string& text, const std::string& word) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) {
        return "";
    }
    const std::size_t before = text.rfind('\n', at);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return text.substr(begin, text.find('\n', at) - begin);
}

} // namespace

TEST_CASE("documents say what is so", "[documents]") {
    std::size_t documents = 0;
    for (const std::string& path : facts().files.paths()) {
        if (path.ends_with(".md")) {
            ++documents;
            for (const std::string& statement :
                 false_statements(path, text_of(facts().files.top() / path), facts())) {
                FAIL_CHECK(statement);
            }
        }
    }
    CHECK(documents >= 6);
}

TEST_CASE("documents: the first minutes of the README are those of the program", "[documents]") {
    const TemporaryFolder folder;
    const LaunchOptions here{folder.path(), {}, {}};
    REQUIRE(call_program({"new", "demo.toml"}, here).code == 0);
    const std::string readme = text_of(facts().files.top() / "README.md");
    const std::string sizes = line_with(call_program({"validate", "demo.toml"}, here).output, "clusters, about");
    REQUIRE(!sizes.empty());
    CHECK(line_with(readme, "clusters, about") == sizes);

    std::string scenario = text_of(folder / "demo.toml");
    scenario.replace(scenario.find("effort ="), 6, "efort");
    write_text(folder / "typo.toml", scenario);
    const std::string complaint = line_with(call_program({"validate", "typo.toml"}, here).errors, "unknown key");
    REQUIRE(!complaint.empty());
    CHECK(line_with(readme, "unknown key") == complaint);
}

TEST_CASE("documents: names of parameters that do not exist are found", "[documents]") {
    CHECK(wrong_in("Effort `accountability.effort`, mix `funding.mix`, `funding.mix.core`, `--set run.seed=2`.") ==
          Found{});
    CHECK(wrong_in("`programmes.themes.circular`, `practice.cloud.cost`, `practice.NAME.cost`, `practice.*.cost`, "
                   "`adoption.fit_*`, `actorhood.*`, `experiment.points`, `[[landscape.shock]]`, `[funding.mix]`") ==
          Found{});
    CHECK(wrong_in("Two\nterms: `funding.core_term`.") ==
          Found{"models/TEXT.md:2: no parameter 'funding.core_term'"});
    CHECK(wrong_in("`regime.border*`") == Found{"models/TEXT.md:1: no parameter 'regime.border*'"});
    CHECK(wrong_in("`programmes.themes.blue`") == Found{"models/TEXT.md:1: no parameter 'programmes.themes.blue'"});
    CHECK(wrong_in("`practice.fax.cost`") == Found{"models/TEXT.md:1: no parameter 'practice.fax.cost'"});
    CHECK(wrong_in("`[[practise]]`") == Found{"models/TEXT.md:1: no section or list 'practise'"});
    CHECK(wrong_in("```\nactorhood run --set mechanisms.weather=false\n```\n") ==
          Found{"models/TEXT.md:2: no parameter 'mechanisms.weather'"});
    CHECK(wrong_in("```python\ntime.zone\n```\n") == Found{});
    CHECK(wrong_in("<!-- examples: time.zone -->\n`time.zone`, `landscape.visit(archive)`") == Found{});
}

TEST_CASE("documents: files and headings that do not exist are found", "[documents]") {
    CHECK(
        wrong_in("`models/MODEL.md`, `sim/output/hdf5*.cpp`, `tests/statistical/`, `MODEL.md`, `models/parameters`, "
                 "[model](MODEL.md#8-parameters), [here](#below), `A/demo.h5`\n## Below\n") == Found{});
    CHECK(wrong_in("`models/weather.cpp`") == Found{"models/TEXT.md:1: no file 'models/weather.cpp'"});
    CHECK(wrong_in("`weather.cpp`") == Found{"models/TEXT.md:1: no file named 'weather.cpp'"});
    CHECK(wrong_in("[x](NOTHING.md)") == Found{"models/TEXT.md:1: the link 'NOTHING.md' leads nowhere"});
    CHECK(wrong_in("[x](MODEL.md#weather)") ==
          Found{"models/TEXT.md:1: the link 'MODEL.md#weather' names no heading"});
    CHECK(wrong_in("```cpp\n#include \"models/weather.hpp\"\n```\n") ==
          Found{"models/TEXT.md:2: no file 'models/weather.hpp'"});
    CHECK(wrong_in("<!-- examples: models/weather.cpp -->\n`models/weather.cpp`") == Found{});
    CHECK(wrong_in("<!-- examples: MODEL.md -->\n`MODEL.md`") ==
          Found{"models/TEXT.md:1: the example 'MODEL.md' is named nowhere or exists"});
}

TEST_CASE("documents: commands and options that do not exist are found", "[documents]") {
    CHECK(
        wrong_in(
            "`actorhood run FILE --set run.seed=2 --reproducible`, `actorhood COMMAND --help`, `actorhood\nnew X`") ==
        Found{});
    CHECK(wrong_in("```\n$ actorhood resume sweep --failed --keep-going   # --nothing\n```\n") == Found{});
    CHECK(wrong_in("`actorhood walk`") == Found{"models/TEXT.md:1: no command 'walk'"});
    CHECK(wrong_in("```\nmpirun -n 2 actorhood sweep a --plot\n```\n") ==
          Found{"models/TEXT.md:2: 'sweep' has no option '--plot'"});
}

TEST_CASE("documents: wrong counts are found", "[documents]") {
    const std::string variables = std::to_string(facts().counts.at("variables"));
    REQUIRE(facts().counts.at("variables") > 100);
    REQUIRE(facts().counts.at("mechanisms") > 20);
    CHECK(wrong_in("There are " + variables + " variables.") == Found{});
    CHECK(wrong_in("```\n300 months, 7 variables\n```\n") ==
          Found{"models/TEXT.md:2: says 7 variables, there are " + variables});
    CHECK(wrong_in("all 1,234\nparameters").size() == 1);
    CHECK(wrong_in("99 mechanisms").size() == 1);
    CHECK(wrong_in("Done. At most 24 projects, 64 instruments at once. None.") == Found{});
    CHECK(wrong_in("At most this. It has 64 instruments.").size() == 1);
}

TEST_CASE("documents: examples in TOML that the reader refuses are found", "[documents]") {
    CHECK(wrong_in("```toml\n[[known]]\nname = \"a\"\n[accountability]\neffort = 0.5\n```\n") == Found{});
    CHECK(wrong_in("```toml\n[accountability]\nefort = 0.5\n```\n").size() == 1);
    CHECK(wrong_in("```toml\n[[practice]]\ncost = \"much\"\n```\n").size() == 1);
    CHECK(wrong_in("```toml\n[experiment]\nbase = \"b.toml\"\n```\n") == Found{});
    CHECK(wrong_in("```toml\n[experiment]\nbasis = \"b.toml\"\n```\n").size() == 1);
    CHECK(wrong_in("```toml\n[calibration]\nbase = \"b.toml\"\n[[anchor]]\nvalue = 1.0\n```\n") == Found{});
    CHECK(wrong_in("```toml\n[calibration]\nbasis = \"b.toml\"\n```\n").size() == 1);
    CHECK(wrong_in("```toml\n[run]\n").size() == 1);
}

} // namespace test_document_facts
