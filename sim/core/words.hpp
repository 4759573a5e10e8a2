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
/// What the quantity means, one sentence.
struct Meaning : RequiredText {
    consteval Meaning(const char* value) : RequiredText(value) {}
};
/// Where the value or the form comes from: a paper, a seed document, or "assumption".
struct Source : RequiredText {
    consteval Source(const char* value) : RequiredText(value) {}
};

} // namespace actorhood::sim
