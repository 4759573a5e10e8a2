// Every example of every help text, and every command of the documents on results, does what is said: run in small worlds
// that have the names of the examples.
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/example_world.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_written_examples {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

/// The worlds are made once; each text has a copy.
class Copy {
public:
    Copy() {
        static const TemporaryFolder worlds;
        static const bool written = (write_example_world(worlds.path()), true);
        static_cast<void>(written);
        fs::copy(
            worlds.path(), folder_.path(),
            fs::copy_options::recursive | fs::copy_options::create_hard_links); // files are replaced, not changed
    }
    [[nodiscard]] const fs::path& path() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

std::vector<std::string> commands() {
    std::vector<std::string> names;
    std::istringstream help(call_program({"--help"}).output);
    for (std::string line; std::getline(help, line) && line != "examples:";) {
        std::string name;
        if (line.starts_with("  ") && std::istringstream(line) >> name) {
            names.push_back(name);
        }
    }
    return names;
}

/// The sweep or run that the examples of a command call "results".
std::string results_of(const std::string& command) {
    if (command == "discover") {
        return "sample";
    }
    return command == "sweep" ? "" : "mixes";
}

void check_example(const fs::path& folder, const std::string& line) {
    static const std::map<std::string, int> codes{{"actorhood diff A B", 1},
                                                  {"actorhood validate typo.toml", 3}}; // what they are there to show
    const auto known = codes.find(line);
    const Finished finished = call_example(folder, line);
    if (finished.code == 4 && finished.says("module was not built")) {
        WARN("Nothing was tested: " << line << " needs the live page's module.");
        return;
    }
    INFO(line << '\n' << finished.errors);
    CHECK(finished.code == (known == codes.end() ? 0 : known->second));
}

} // namespace

TEST_CASE("examples: those of every help text do what they say", "[documents][examples]") {
    std::size_t lines = 0;
    for (const std::string& command : commands()) {
        const std::string help = call_program({command, "--help"}).output;
        INFO(command << " --help");
        const std::vector<std::string> examples = examples_of_help(help);
        CHECK_FALSE(examples.empty());
        const Copy world;
        if (const std::string results = results_of(command); !results.empty()) {
            fs::remove_all(world.path() / "results");
            fs::copy(world.path() / results, world.path() / "results", fs::copy_options::recursive);
        }
        for (const std::string& line : examples) {
            check_example(world.path(), line);
            ++lines;
        }
    }
    CHECK(lines > 80);
}

TEST_CASE("help: all commands begin alike, and none takes a part of an option's name", "[documents]") {
    for (const std::string& command : commands()) {
        INFO(command);
        CHECK(call_program({command, "--help"}).output.starts_with("usage: actorhood " + command));
        const Finished part = call_program({command, "--hel"});
        CHECK(part.code == 2);
        CHECK(part.says("unrecognised option '--hel'"));
    }
}

TEST_CASE("examples: those of the documents on results do what they say", "[documents][examples]") {
    for (const char* const document : {"README.md", "analysis/README.md", "analysis/REPORT.md"}) {
        INFO(document);
        const Copy world;
        for (const DocumentExample& example :
             examples_of_document(text_of(fs::path(ACTORHOOD_SOURCE_DIR) / document))) {
            if (example.command != "actorhood new demo.toml") { // there is a smaller one
                check_example(world.path(), example.command);
            }
        }
    }
}

TEST_CASE("examples: commands, what they print and experiments are found in documents", "[documents][examples]") {
    const std::string text =
        "```toml\n# which.toml, beside it\n[experiment]\n```\n`actorhood x`\n```\n"
        "actorhood run a \\\n    --quiet     # remark\n$ actorhood rank b\nfirst\n...\nlast\n"
        "```\n```python\nactorhood y\n```\n";
    const std::vector<DocumentExample> examples = examples_of_document(text);
    REQUIRE(examples.size() == 2);
    CHECK(examples[0].command == "actorhood run a --quiet");
    CHECK(examples[0].shown.empty());
    CHECK(examples[1].command == "actorhood rank b");
    CHECK(text.substr(examples[1].begin, examples[1].length) == "first\n...\nlast\n");
    CHECK(as_shown(examples[1].shown, "1\n2\nlast\n4\n") == "1\n...\nlast\n");
    CHECK(as_shown({"first", "...", "a", "b", "..."}, "1\n2\na\n4\n5\n") == "1\n...\na\n4\n...\n");
    CHECK(as_shown({"first", "...", "gone"}, "1\n2\n") == "1\n...\n");
    CHECK(as_shown({"a", "b"}, "1\n2\n3\n") == "1\n2\n3\n");
    const std::vector<NamedToml> toml = toml_of_document(text);
    REQUIRE(toml.size() == 1);
    CHECK(toml[0].name == "which.toml");
    CHECK(toml[0].text == "[experiment]\n");
    CHECK(examples_of_help("x\nexamples:\n  actorhood a b      beside\n  actorhood c\n\nmore\n") ==
          std::vector<std::string>{"actorhood a b", "actorhood c"});
}

} // namespace test_written_examples
