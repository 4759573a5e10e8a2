// Command-line options of one command.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace actorhood::models::program {

/// Declares what a command accepts, parses, and writes its help.
class Options {
public:
    /// `usage` e.g. "run FILE [options]"; `examples` one a line.
    Options(std::string usage, std::string summary, std::string examples);

    /// A switch, `--name`.
    void flag(const std::string& name, const std::string& help);
    /// An option with a value, `--name VALUE` (names may carry a short form: "output,o").
    /// `words`: all that the value may be; for completions.
    void value(const std::string& name, const std::string& value_name, const std::string& help,
               const std::vector<std::string>& words = {});
    /// An option that may be given several times.
    void repeated(const std::string& name, const std::string& value_name, const std::string& help);
    /// Free arguments: at least and at most this many.
    void positional(std::size_t least, std::size_t most);

    /// Parses; prints help and returns false for --help. Wrong arguments are Error(usage).
    [[nodiscard]] bool parse(const std::vector<std::string>& arguments);

    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;
    /// A whole number from `least` to `most`; otherwise Error(usage).
    [[nodiscard]] std::optional<std::uint64_t> number(const std::string& name, std::uint64_t least,
                                                      std::uint64_t most) const;
    [[nodiscard]] const std::vector<std::string>& free() const { return free_; }
    /// All free arguments as one text.
    [[nodiscard]] std::string words() const;

private:
    struct Item {
        std::string name;
        std::string letter;
        std::string value_name;
        std::string help;
        enum class Kind { flag, value, repeated } kind;
        std::vector<std::string> words;
        std::vector<std::string> given;
        bool present{};

        [[nodiscard]] bool takes_value() const { return kind != Kind::flag; }
    };
    void add(const std::string& name, const std::string& value_name, const std::string& help, Item::Kind kind);
    [[nodiscard]] const Item& item(const std::string& name) const;
    [[nodiscard]] std::string help_text() const;
    /// Error(usage) if there are too few or too many free arguments.
    /// ", did you mean '--replicates'?" for a slip of the keyboard, else nothing.
    [[nodiscard]] std::string suggestion(const std::string& given) const;
    void check_free() const;
    /// Error(usage) if an option that is given once is given twice, or its value is empty.
    void check_given(const Item& option) const;
    [[noreturn]] void refuse(const std::string& why) const;

    std::string usage_;
    std::string summary_;
    std::string examples_;
    std::vector<Item> items_;
    std::vector<std::string> free_;
    std::size_t least_free_ = 0;
    std::size_t most_free_ = 0;
};

} // namespace actorhood::models::program
