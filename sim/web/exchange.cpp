#include "sim/web/exchange.hpp"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <typeinfo>
#include <utility>
#include <vector>

namespace actorhood::sim::web {

namespace {

std::vector<double> room; ///< doubles, for the alignment of numbers
std::string answer;

} // namespace

std::string_view given_text(std::size_t bytes) { return {reinterpret_cast<const char*>(room.data()), bytes}; }

std::span<const double> given_numbers(std::size_t count) { return std::span<const double>(room).first(count); }

void clear_answer() { answer.clear(); }

void answer_with(std::string text) { answer = std::move(text); }

std::size_t answer_with(std::span<const double> numbers) {
    answer.resize(numbers.size() * sizeof(double));
    if (!numbers.empty()) {
        std::memcpy(answer.data(), numbers.data(), answer.size());
    }
    return numbers.size();
}

int accepted(std::string problem) {
    answer = std::move(problem);
    return answer.empty() ? 1 : 0;
}

/// Room for that many bytes.
EXPORTED(room) double* room_for(std::size_t bytes) {
    room.resize(bytes / sizeof(double) + 1);
    return room.data();
}
EXPORTED(answer) const char* answer_text() { return answer.data(); }
EXPORTED(answer_size) std::size_t answer_bytes() { return answer.size(); }

} // namespace actorhood::sim::web

// There is nothing in WebAssembly's library that throws; the compiler calls these two.
extern "C" void* __cxa_allocate_exception(std::size_t bytes) noexcept { return std::malloc(bytes); }
extern "C" [[noreturn]] void __cxa_throw(void* thrown, std::type_info* type, void (*)(void*)) {
    // Boost's exceptions have their message elsewhere; all others are std::exception first.
    const bool readable = std::string_view(type->name()).find("boost") == std::string_view::npos;
    actorhood::sim::web::answer_with(
        std::string(readable ? static_cast<std::exception*>(thrown)->what() : type->name()));
    __builtin_trap();
}
