// What is wrong with a scenario, and where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"

namespace actorhood::sim {

/// Most problems collected from one scenario; a broken file must not print a book.
inline constexpr std::size_t most_problems = 200;

/// A place in a file (line and column count from 1, columns in characters), or with line 0 a whole file or an
/// option of the command line.
struct Location {
    std::string file;
    std::size_t line{};
    std::size_t column{};

    /// "file:line:column", or the file alone when there is no line.
    [[nodiscard]] std::string text() const;
};

/// One thing to correct; the message says how.
struct Problem {
    Location where;
    std::string message;

    [[nodiscard]] std::string text() const { return where.text() + ": " + message; }
};

/// Everything that is wrong with a scenario, sorted by file and line; what() lists it all.
class ConfigurationError : public Error {
public:
    explicit ConfigurationError(std::vector<Problem> problems);
    [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

private:
    std::vector<Problem> problems_;
};

/// Throws a ConfigurationError with one problem.
[[noreturn]] void refuse(Problem problem);
/// ... that concerns a whole file.
[[noreturn]] void refuse_file(const std::string& file, std::string message);

/// Text of a scenario made fit for a message: shortened, on one line, and printable (format.hpp).
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most = 60);

} // namespace actorhood::sim
