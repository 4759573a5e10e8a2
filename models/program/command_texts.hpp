// What commands say about themselves, made into completions of shells and manual pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actorhood::models::program {

/// An option as a command declares it.
struct OptionText {
    std::string name;   ///< "output"
    std::string letter; ///< "o", or ""
    std::string value;  ///< name of its value, "DIR"; "" = a switch
    std::string help;
    std::vector<std::string> words{}; ///< all that the value may be; empty = anything
};

struct CommandText {
    std::string usage;   ///< "run FILE"
    std::string summary; ///< a phrase
    std::vector<OptionText> options{};
    std::string help{}; ///< all of `actorhood COMMAND --help`

    [[nodiscard]] std::string name() const { return usage.substr(0, usage.find(' ')); }
    /// What its argument may be, by the first line of its help: "bash", "zsh", "fish" of "completion bash|zsh|fish"; empty =
    /// anything.
    [[nodiscard]] std::vector<std::string> words() const;
};

/// An option of its declaration as one line, for programs; and back. No text of it holds a tab or a line break.
[[nodiscard]] std::string option_line(const OptionText& option);
[[nodiscard]] std::vector<OptionText> options_of_lines(const std::string& lines);

/// The option that makes a command list its options as such lines.
inline constexpr std::string_view list_options = "--list-options";

/// The completion for a shell: "bash", "zsh" or "fish".
[[nodiscard]] std::string completion_text(const std::string& shell, const std::vector<CommandText>& commands);
/// Where a shell looks for it below the folder "share".
[[nodiscard]] std::string completion_place(const std::string& shell);

/// The manual page of the program, actorhood(1), and that of one command, actorhood-COMMAND(1), as troff.
[[nodiscard]] std::string manual_page(const std::vector<CommandText>& commands, const std::string& version);
[[nodiscard]] std::string manual_page(const CommandText& command, const std::string& version);

} // namespace actorhood::models::program
