#include "analysis/condition.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sim/config/format.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
    throw Error(ExitCode::usage,
                "--where '" + text + "': " + why +
                    "; write e.g. 'circular_depth < 0.6' or 'circular_depth < 0.6 and members > 200'");
}

/// Words, numbers and comparison signs.
std::vector<std::string> tokens(const std::string& text) {
    std::vector<std::string> made;
    for (std::size_t at = 0; at < text.size();) {
        const bool sign = text[at] == '<' || text[at] == '>';
        if (text[at] == ' ' || text[at] == '\t') {
            ++at;
        } else if (sign) {
            const std::size_t length = at + 1 < text.size() && text[at + 1] == '=' ? 2 : 1;
            made.push_back(text.substr(at, length));
            at += length;
        } else {
            const std::size_t end = std::min(text.find_first_of(" \t<>", at), text.size());
            made.push_back(text.substr(at, end - at));
            at = end;
        }
    }
    return made;
}

double number(const std::string& text, const std::string& word) {
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    if (word.empty() || *end != '\0' || !std::isfinite(value)) {
        refuse(text, "'" + word + "' is not a number");
    }
    return value;
}

} // namespace

bool ConditionTerm::holds(double value) const {
    return (below ? value < limit : value > limit) || (reached && value == limit);
}

std::string ConditionTerm::text() const {
    return output + (below ? " <" : " >") + (reached ? "= " : " ") + sim::plain_number(limit);
}

Condition Condition::read(const std::string& text) {
    const std::vector<std::string> words = tokens(text);
    Condition made;
    made.alternatives_.emplace_back();
    for (std::size_t at = 0; at < words.size() || at == 0;) {
        if (at + 2 >= words.size() || words[at + 1].find_first_of("<>") != 0) {
            refuse(text, "an output, one of < <= > >=, and a number are needed" +
                             (at < words.size() ? " at '" + words[at] + "'" : std::string()));
        }
        const std::string& sign = words[at + 1];
        made.alternatives_.back().push_back(
            {words[at], sign[0] == '<', sign.size() == 2, number(text, words[at + 2])});
        at += 3;
        if (at == words.size()) {
            break;
        }
        if (words[at] != "and" && words[at] != "or") {
            refuse(text, "'" + words[at] + "' stands where 'and' or 'or' is expected");
        }
        if (words[at] == "or") {
            made.alternatives_.emplace_back();
        }
        ++at;
        if (at == words.size()) {
            refuse(text, "nothing follows '" + words[at - 1] + "'");
        }
    }
    return made;
}

std::vector<std::string> Condition::outputs() const {
    std::vector<std::string> names;
    for (const std::vector<ConditionTerm>& terms : alternatives_) {
        for (const ConditionTerm& term : terms) {
            if (std::find(names.begin(), names.end(), term.output) == names.end()) {
                names.push_back(term.output);
            }
        }
    }
    return names;
}

std::optional<bool> Condition::holds(const std::function<double(const std::string&)>& value_of) const {
    bool any = false;
    for (const std::vector<ConditionTerm>& terms : alternatives_) {
        bool all = true;
        for (const ConditionTerm& term : terms) {
            const double value = value_of(term.output);
            if (!std::isfinite(value)) {
                return std::nullopt;
            }
            all = all && term.holds(value);
        }
        any = any || all;
    }
    return any;
}

std::string Condition::text() const {
    std::string text;
    for (const std::vector<ConditionTerm>& terms : alternatives_) {
        for (std::size_t k = 0; k < terms.size(); ++k) {
            text += (k > 0 ? " and " : (text.empty() ? "" : " or ")) + terms[k].text();
        }
    }
    return text;
}

} // namespace actorhood::analysis
