// Faults and bad inputs, each with its right outcome, and the tests that show it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actorhood::tests {

/// Something that goes wrong. Numbers stay: tests carry them as the tag "[case 7]".
struct FaultCase {
    int number;
    std::string what;
    std::string outcome;
};
[[nodiscard]] const std::vector<FaultCase>& fault_cases();

/// What surrounds or divides a run and must not be seen in its bytes. Tests carry the tag "[same bytes]".
inline constexpr const char* same_bytes_tag = "same bytes";

/// A test, or a part of a script, that carries a tag.
struct TaggedTest {
    std::string file; ///< from the top of the repository
    std::string name; ///< of the test; of a part of a script its heading
    bool is_long;     ///< not in the fast suites
    std::vector<std::string> tags;
};
/// The tests with tags in sources and scripts below a folder, in the order of the files' names. Scripts carry tags in
/// the texts that they print.
[[nodiscard]] std::vector<TaggedTest> tagged_tests(const std::filesystem::path& tests);

/// The tables of tests/README.md.
[[nodiscard]] std::string cases_markdown(const std::vector<FaultCase>& cases, const std::vector<TaggedTest>& tests);
[[nodiscard]] std::string same_bytes_markdown(const std::vector<TaggedTest>& tests);

} // namespace actorhood::tests
