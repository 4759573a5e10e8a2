// How the live page and its module exchange texts and numbers: two pieces of memory. The page writes into the room that it
// asked for, and reads the answer where answer() says. Nothing is thrown across: what is wrong is an answer, and what is
// thrown leaves its message there and ends the module. Part of no library: compiled to WebAssembly only.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// A function that the page calls by this name.
#define EXPORTED(name) extern "C" __attribute__((export_name(#name)))

namespace actorhood::sim::web {

/// What the page wrote, as text of that many bytes, or as numbers.
[[nodiscard]] std::string_view given_text(std::size_t bytes);
[[nodiscard]] std::span<const double> given_numbers(std::size_t count);

/// Forgets the last answer, for what may be thrown.
void clear_answer();
void answer_with(std::string text);
/// Returns how many numbers there are.
std::size_t answer_with(std::span<const double> numbers);
/// 1 if `problem` is empty; otherwise 0, and it becomes the answer.
int accepted(std::string problem);

} // namespace actorhood::sim::web
