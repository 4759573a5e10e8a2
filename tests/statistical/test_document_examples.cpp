// What the commands of the documents print, in the worlds that the documents describe: some 2,900 runs, a minute of one
// processor. ACTORHOOD_REFRESH=1 writes what is printed now; the sentences about it have to be read again by hand.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/example_world.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/temporary_folder.hpp"

namespace test_document_examples {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

/// True for what others need, or prints something that is shown. What a run needs on this machine is none of it, and the
/// wrong key of typo.toml is a matter of the fast suites.
bool is_called(const DocumentExample& example) {
    const auto begins = [&](const char* command) {
        return example.command.starts_with(std::string("actorhood ") + command + " ");
    };
    const bool made = begins("new") || begins("run") || begins("sweep");
    return (made || !example.shown.empty()) && !begins("validate") &&
           example.command.find("calibrated/") == std::string::npos; // needs an ensemble
}

/// Calls the examples of a document in a folder; returns the document with what they print.
std::string called(std::string document, const fs::path& folder) {
    for (const NamedToml& toml : toml_of_document(document)) {
        write_text(folder / toml.name, toml.text);
    }
    std::size_t grown = 0; // modulo the range: places behind what has become longer or shorter
    for (const DocumentExample& example : examples_of_document(document)) {
        if (!is_called(example)) {
            continue;
        }
        const Finished finished = call_example(folder, example.command);
        INFO(example.command << '\n' << finished.errors);
        REQUIRE(finished.code == 0);
        if (!example.shown.empty()) {
            const std::string printed = as_shown(example.shown, finished.output);
            CHECK((refreshing() || printed == document.substr(example.begin + grown, example.length)));
            document.replace(example.begin + grown, example.length, printed);
            grown += printed.size() - example.length;
        }
    }
    return document;
}

} // namespace

TEST_CASE("the commands of the documents print what is shown there", "[.statistical][examples]") {
    const TemporaryFolder folder;
    for (const char* const name : {"README.md", "analysis/README.md"}) {
        const fs::path file = fs::path(ACTORHOOD_SOURCE_DIR) / name;
        INFO(name << ". To refresh: ACTORHOOD_REFRESH=1 build/bin/test_statistical \"[examples]\"");
        const std::string now = called(text_of(file), folder.path());
        if (refreshing()) {
            write_text(file, now);
        }
    }
}

} // namespace test_document_examples
