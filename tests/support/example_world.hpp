// A folder with small worlds under the names that examples of help texts and documents use, and the examples themselves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace actorhood::tests {

/// Files and results by the names of the examples: demo.toml, A, B, results, mixes, which, sample ... Each is made of two
/// small clusters over twenty years, so that every month and place that an example names is there.
void write_example_world(const std::filesystem::path& folder);

/// Examples of a help text: the indented lines below "examples:", without what is said beside them.
[[nodiscard]] std::vector<std::string> examples_of_help(const std::string& help);

/// A command that a document shows, and what it prints there.
struct DocumentExample {
    std::string command;            ///< without "$ " and remarks, lines that end with \ joined
    std::vector<std::string> shown; ///< "..." stands for lines that are left out
    std::size_t begin{};            ///< place of what is shown in the document
    std::size_t length{};
};
/// The commands `actorhood ...` in the blocks of a document that have no language, in their order.
[[nodiscard]] std::vector<DocumentExample> examples_of_document(const std::string& document);

/// What is printed as it would be shown in the place of `shown`: of each part between lines "..." as many lines as there
/// were, from the beginning, or from a line that begins as the part did.
[[nodiscard]] std::string as_shown(const std::vector<std::string>& shown, const std::string& printed);

/// TOML that a document gives a name in its first line, "# which.toml".
struct NamedToml {
    std::string name;
    std::string text;
};
[[nodiscard]] std::vector<NamedToml> toml_of_document(const std::string& document);

/// Calls a line as a shell does, in a folder of examples; results that it writes are removed first, as somebody who
/// reads the example has none. The program is on its path; batch systems and pagers are stand-ins.
Finished call_example(const std::filesystem::path& folder, const std::string& line);

} // namespace actorhood::tests
