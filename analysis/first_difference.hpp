// Where two results first differ: month, replicate, variable, place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/data.hpp"
#include "analysis/parameters.hpp"

namespace actorhood::analysis {

/// One number that is not the same in two results.
struct NumberDifference {
    std::string variable;
    std::string place;   ///< "cluster=blue, pillar=circular"; "" = one number a time
    double time;         ///< in the unit of time of the files
    std::uint64_t point; ///< of a sweep, otherwise 0
    std::int64_t replicate;
    double first;
    double second;
};

/// What two results have in common, and what not.
struct ResultDifference {
    std::vector<ParameterDifference> parameters;
    std::vector<std::string> only_in_one;  ///< variables, replicates, times that one result lacks
    std::size_t variables{};               ///< compared
    std::size_t replicates{};              ///< compared
    std::size_t times{};                   ///< compared
    std::vector<NumberDifference> numbers; ///< the first of each variable that differs, earliest first

    [[nodiscard]] bool identical() const { return numbers.empty() && only_in_one.empty(); }
};

/// Compares all numbers that both results have, bit by bit; what is not a number equals itself. A run and a sweep, or
/// sweeps of different designs, are an Error(usage).
[[nodiscard]] ResultDifference difference_of(const ResultFile& first, const ResultFile& second);

/// For people: what differs, at most `most` variables.
[[nodiscard]] std::string difference_text(const ResultFile& first, const ResultFile& second,
                                          const ResultDifference& difference, std::size_t most);

} // namespace actorhood::analysis
