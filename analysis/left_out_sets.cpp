#include "analysis/left_out_sets.hpp"

#include <charconv>
#include <string_view>

#include "sim/config/format.hpp"

namespace actorhood::analysis {

namespace {

constexpr std::string_view beginning = "without ";
constexpr std::string_view between = " | ";

} // namespace

std::string left_out_name(const LeftOutSet& set, std::size_t number) {
    return std::string(beginning) + set.anchor + std::string(between) + sim::plain_number(set.part) +
           std::string(between) + std::to_string(number);
}

std::optional<LeftOutSet> left_out_set(const std::string& name) {
    const std::size_t number = name.rfind(between);
    const std::size_t part = number == std::string::npos || number == 0 ? number : name.rfind(between, number - 1);
    if (!name.starts_with(beginning) || part == std::string::npos || part < beginning.size() || part == number) {
        return std::nullopt;
    }
    LeftOutSet set{name.substr(beginning.size(), part - beginning.size()), 0.0};
    const char* const first = name.data() + part + between.size();
    const char* const last = name.data() + number;
    const auto [end, fault] = std::from_chars(first, last, set.part);
    return fault == std::errc{} && end == last && set.part >= 0.0 && set.part <= 1.0 ? std::optional(set)
                                                                                     : std::nullopt;
}

} // namespace actorhood::analysis
