// What a declaration must say: unit, meaning and source.
#pragma once

#include <string_view>

namespace actorhood::sim {

/// Text known at compile time and not empty; an empty one is a compile error.
struct RequiredText {
    std::string_view text;
    consteval RequiredText(const char* value) : text(value) {
        if (text.empty()) {
            throw "a declaration needs a unit, a meaning and a source";
        }
    }
};
/// Unit of a quantity in UDUNITS notation ("1", "EUR", "month", "year-1").
struct Unit : RequiredText {
    consteval Unit(const char* value) : RequiredText(value) {}
};
/// How the equations of the model's document write the quantity; "" where they spell it out or do not name it.
struct Symbol {
    std::string_view text;
    consteval Symbol(const char* value = "") : text(value) {}
};
/// What the quantity means, one sentence, and its symbol.
struct Meaning : RequiredText {
    Symbol symbol;
    consteval Meaning(const char* value, Symbol sign = {}) : RequiredText(value), symbol(sign) {}
};
/// Where the value or the form comes from: a paper, a seed document, or "assumption".
struct Source : RequiredText {
    consteval Source(const char* value) : RequiredText(value) {}
};

} // namespace actorhood::sim
