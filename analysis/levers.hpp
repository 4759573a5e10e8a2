// What somebody chooses: parameters within ranges, and shares of one whole. A choice sets all of them.
//
// Choices lie on a grid: a hundredth of a range, of the whole that shares divide, or a whole number; nobody chooses more
// finely, and equal choices are recognised. Operators of evolution on it [Deb & Agrawal 1995; Deb & Goyal 1996]:
//
//     crossover   child = (a + b)/2 +- beta (a - b)/2, beta from the distribution of simulated binary crossover; shares of
//                 one whole are scaled afterwards, so that they add up
//     mutation    a polynomial step of the coordinate; of shares, what one gains another loses
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/calibrated_space.hpp"
#include "analysis/splitting.hpp"

namespace actorhood::analysis {

/// A position on the grid: coordinates of all levers, one after another.
using Choice = std::vector<std::uint32_t>;

/// A parameter, or shares that add up to one whole.
struct Lever {
    std::string name;                                    ///< key of the parameter, or of the table of shares
    CalibratedParameter range{};                         ///< of a parameter
    std::vector<std::string> shares{};                   ///< keys of those that vary; none of a parameter
    std::vector<std::pair<std::string, double>> fixed{}; ///< shares that do not vary
    std::vector<double> base{};                          ///< of the shares that vary, in the base scenario

    [[nodiscard]] bool is_simplex() const { return !shares.empty(); }
    [[nodiscard]] std::size_t coordinates() const { return is_simplex() ? shares.size() : 1; }
    /// How many it can change independently.
    [[nodiscard]] std::size_t freedom() const { return is_simplex() ? shares.size() - 1 : 1; }
    /// The largest coordinate; those of shares add up to it.
    [[nodiscard]] std::uint32_t steps() const;
};

/// A parameter with its value as TOML.
using Setting = std::pair<std::string, std::string>;

class LeverSpace {
public:
    LeverSpace() = default;
    explicit LeverSpace(std::vector<Lever> levers) : levers_(std::move(levers)) {}

    [[nodiscard]] const std::vector<Lever>& levers() const { return levers_; }
    /// Dimensions of the unit cube over which choices are spread evenly.
    [[nodiscard]] std::size_t dimensions() const;

    /// Every parameter that a choice sets, fixed shares included. Shares are whole billionths that add up to 1.
    [[nodiscard]] std::vector<Setting> settings(const Choice& choice) const;
    /// Keys of what varies, and their values at a choice.
    [[nodiscard]] std::vector<std::string> varying() const;
    [[nodiscard]] std::vector<double> values(const Choice& choice) const;

    [[nodiscard]] Choice at(std::span<const double> unit) const;
    /// The choice nearest to the base scenario.
    [[nodiscard]] Choice base() const;
    /// The base with all of a whole given to one share.
    [[nodiscard]] std::vector<Choice> corners() const;

    [[nodiscard]] Choice crossed(const Choice& a, const Choice& b, Draws& draws) const;
    /// On average one coordinate is changed.
    [[nodiscard]] Choice mutated(Choice choice, Draws& draws) const;

private:
    std::vector<Lever> levers_;
};

/// Numbers that add up to about `total`, rounded so that they add up to it: the largest remainders are rounded up.
[[nodiscard]] std::vector<std::uint32_t> rounded_to_sum(const std::vector<double>& values, std::uint32_t total);

} // namespace actorhood::analysis
