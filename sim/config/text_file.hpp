// Reading a scenario's text without trusting it.
//
// The TOML library recurses on nesting, is quadratic in the length of a line and takes any bytes. So a text is
// checked before it is parsed: size, encoding, control characters, nesting, line length, unclosed strings.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/problems.hpp"

namespace actorhood::sim {

inline constexpr std::size_t most_text_bytes = 2u << 20; ///< a few seconds of parsing
inline constexpr std::size_t most_line_bytes = 10000;    ///< parsing is quadratic in the line
inline constexpr std::size_t most_nesting = 64;

/// Content of a regular file, or a message (without location) why it cannot be used. Never blocks on a FIFO.
struct TextFile {
    std::string text;
    std::string failure; ///< empty = read
};
/// Nothing above `most` bytes is read.
[[nodiscard]] TextFile read_text_file(const std::filesystem::path& path, std::size_t most = most_text_bytes);

/// Turns byte offsets of a text into lines and columns.
class LineIndex {
public:
    explicit LineIndex(std::string_view text);
    [[nodiscard]] Location locate(const std::string& file, std::size_t offset) const;
    /// Offset at which the line that holds `offset` begins.
    [[nodiscard]] std::size_t line_start(std::size_t offset) const;

private:
    std::string_view text_;
    std::vector<std::size_t> starts_;
};

/// Where a text is at fault and why.
struct TextFault {
    std::size_t offset{};
    std::string message;
};
/// First fault in the encoding, the characters and the length of lines.
[[nodiscard]] std::optional<TextFault> check_characters(std::string_view text);
/// First reason not to hand the text to the TOML parser; check_characters is part of it.
[[nodiscard]] std::optional<TextFault> check_text(std::string_view text);

} // namespace actorhood::sim
