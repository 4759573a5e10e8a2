// The words of reports, in every language from one table, and numbers as each language writes them.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace actorhood::analysis::report {

enum class Language { english, french };
/// "en", "fr": as --language says, and as pages state it.
[[nodiscard]] const char* language_code(Language language);
/// The language of a code; an unknown one is an Error(usage).
[[nodiscard]] Language language_of(const std::string& code);

/// One text in all languages. "{1}", "{2}" ... stand for what is put in.
struct Wording {
    std::string_view name;
    std::string_view english;
    std::string_view french;
};
/// The table.
[[nodiscard]] std::span<const Wording> wordings();

/// Texts in one language.
class Words {
public:
    explicit Words(Language language) : language_(language) {}

    [[nodiscard]] Language language() const { return language_; }
    /// The text of that name with its parts put in; an unknown name is a std::logic_error.
    [[nodiscard]] std::string operator()(std::string_view name,
                                         std::initializer_list<std::string_view> parts = {}) const;
    /// A number that is written as in English, as this language writes it: "12,345.6", "12 345,6". Other letters stay.
    [[nodiscard]] std::string number(std::string_view english) const;

private:
    Language language_;
};

/// The text with its first letter as a capital, if that is one of ASCII.
[[nodiscard]] std::string capitalised(std::string text);

} // namespace actorhood::analysis::report
