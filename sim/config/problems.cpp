#include "sim/config/problems.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/config/format.hpp"

namespace actorhood::sim {

namespace {

std::vector<Problem> sorted(std::vector<Problem> problems) {
    // Options of the command line come after the files they change.
    const auto order = [](const Problem& problem) {
        return std::make_tuple(problem.where.file.starts_with("--"), std::string_view(problem.where.file),
                               problem.where.line, problem.where.column);
    };
    std::stable_sort(problems.begin(), problems.end(),
                     [&](const Problem& a, const Problem& b) { return order(a) < order(b); });
    return problems;
}

std::string listing(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) {
        text += problem.text() + "\n";
    }
    if (problems.size() >= most_problems) {
        return text + "stopped after " + std::to_string(problems.size()) + " problems";
    }
    return text + std::to_string(problems.size()) + (problems.size() == 1 ? " problem" : " problems");
}

} // namespace

std::string Location::text() const {
    return line == 0 ? file : file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

ConfigurationError::ConfigurationError(std::vector<Problem> problems)
    : Error(ExitCode::configuration, listing(sorted(problems))), problems_(sorted(std::move(problems))) {}

std::string shortened(std::string_view text, std::size_t most) {
    std::size_t end = std::min(text.size(), most);
    // Never cut inside a UTF-8 character.
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) {
        --end;
    }
    std::string result = printable(text.substr(0, end));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c == '\n' || c == '\t'; }, '?');
    return end < text.size() ? result + "..." : result;
}

void refuse(Problem problem) {
    std::vector<Problem> problems;
    problems.push_back(std::move(problem));
    throw ConfigurationError(std::move(problems));
}

void refuse_file(const std::string& file, std::string message) {
    Problem problem;
    problem.where.file = file;
    problem.message = std::move(message);
    refuse(std::move(problem));
}

} // namespace actorhood::sim
