// What the live page calls. Texts and numbers pass through two pieces of memory: the page writes into the room that it
// asked for, and reads the answer where answer() says. Nothing is thrown across: what is wrong is an answer, and what
// is thrown leaves its message there and ends the module.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "analysis/difference.hpp"
#include "models/live/world.hpp"

namespace {

using namespace actorhood;

std::vector<double> room; ///< doubles, for the alignment of numbers
std::string answer;

models::live::Worlds& worlds() {
    static models::live::Worlds made;
    return made;
}

std::string_view given(std::size_t bytes) { return {reinterpret_cast<const char*>(room.data()), bytes}; }

/// 1 if `problem` is empty; otherwise it becomes the answer.
int accepted(std::string problem) {
    answer = std::move(problem);
    return answer.empty() ? 1 : 0;
}

std::size_t answer_numbers(std::span<const double> numbers) {
    answer.resize(numbers.size() * sizeof(double));
    if (!numbers.empty()) {
        std::memcpy(answer.data(), numbers.data(), answer.size());
    }
    return numbers.size();
}

} // namespace

// There is nothing in WebAssembly's library that throws; the compiler calls these two.
extern "C" void* __cxa_allocate_exception(std::size_t bytes) noexcept { return std::malloc(bytes); }
extern "C" [[noreturn]] void __cxa_throw(void* thrown, std::type_info* type, void (*)(void*)) {
    // Boost's exceptions have their message elsewhere; all others are std::exception first.
    const bool readable = std::string_view(type->name()).find("boost") == std::string_view::npos;
    answer = readable ? static_cast<std::exception*>(thrown)->what() : type->name();
    __builtin_trap();
}

#define EXPORTED(name) extern "C" __attribute__((export_name(#name)))

/// Room for that many bytes.
EXPORTED(room) double* room_for(std::size_t bytes) {
    room.resize(bytes / sizeof(double) + 1);
    return room.data();
}
EXPORTED(answer) const char* answer_text() { return answer.data(); }
EXPORTED(answer_size) std::size_t answer_bytes() { return answer.size(); }

/// Takes the scenario in the room. 1, or 0 and the answer says what is wrong.
EXPORTED(read) int read_scenario(std::size_t bytes) {
    answer.clear(); // for what may be thrown
    return accepted(worlds().read(given(bytes)));
}
/// Begins a replicate with the changes in the room, likewise.
EXPORTED(begin) int begin_replicate(std::size_t bytes, std::uint32_t replicate) {
    answer.clear();
    return accepted(worlds().begin(given(bytes), replicate));
}
EXPORTED(advance) std::uint32_t advance_months(std::uint32_t months) {
    answer.clear();
    return worlds().advance(months);
}
EXPORTED(months) std::uint32_t all_months() { return worlds().months(); }

/// Present values of the output that the room names: how many numbers the answer holds.
EXPORTED(output) std::size_t read_output(std::size_t bytes) { return answer_numbers(worlds().output(given(bytes))); }

/// The answer is the hash of the state; the whole scenario.
EXPORTED(hash) void state_hash() { answer = worlds().hash(); }
EXPORTED(toml) void whole_scenario() { answer = worlds().toml(); }

/// The room holds values of the reference, as many of the other, and the same of their magnitudes (see
/// analysis::Measured). The answer holds pairs, mean, lower and upper end, verdict (analysis::Verdict), and about how
/// many more pairs it takes (0: unknown or not needed).
EXPORTED(difference) std::size_t paired_difference(std::size_t pairs, double level) {
    std::vector<analysis::Measured> reference(pairs);
    std::vector<analysis::Measured> other(pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
        reference[i] = {room[i], room[2 * pairs + i]};
        other[i] = {room[pairs + i], room[3 * pairs + i]};
    }
    const analysis::Difference found = analysis::paired_difference(reference, other, level);
    const double numbers[]{static_cast<double>(found.pairs),
                           found.estimate.mean,
                           found.interval.low,
                           found.interval.high,
                           static_cast<double>(found.verdict),
                           static_cast<double>(found.more_pairs.value_or(0))};
    return answer_numbers(numbers);
}
