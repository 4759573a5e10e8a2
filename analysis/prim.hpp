// Boxes in which cases of interest are dense: the patient rule induction method [Friedman & Fisher 1999], as scenario
// discovery uses it [Bryant & Lempert 2010].
//
// Peeling: from the box of all cases, again and again, the thin end of one input (a share `peel` of the cases, with all
// that are equal to the last of them; of options one option) is cut off whose loss raises the density most, per case that
// is lost; of equal ones that whose end twice, four, eight times as thick would raise it most. Of the boxes on the way the
// one is taken whose density D of n cases lies farthest beyond the density d of all: (D - d) sqrt(n), which is the
// deviation that a test of the box against chance would find; or, if a density is asked for, the first that reaches it.
// Pasting: ends are put back, as thick as they are cut, as long as this raises the same number, or keeps the density asked
// for. A limit whose quasi p-value is above .05 is then taken off, the worst first.
//
// The quasi p-value of a limit is the probability that chance makes the box as dense, if the limit did nothing: of a
// binomial of n cases with the density that the box has without the limit, to hold as many cases of interest or more. It
// does not know that the limit was searched for. The p-value of a box does: the share of random permutations of the
// interest among the cases in which peeling finds a box as far beyond.
//
// A case counts with the share of its replicates that are of interest.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace actorhood::analysis {

/// What varies between the cases: numbers, or options by their numbers.
struct CaseInput {
    std::string name;
    std::string role;
    std::vector<double> values;
    std::vector<std::string> options{}; ///< empty: numbers
};

struct Cases {
    std::vector<CaseInput> inputs;
    std::vector<double> interest; ///< share of the replicates, 0 to 1

    [[nodiscard]] std::size_t count() const { return interest.size(); }
    [[nodiscard]] double total_interest() const;
    /// Some of the cases.
    [[nodiscard]] Cases only(std::span<const std::size_t> kept) const;
};

/// Limits of one input; by default none.
struct BoxLimit {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    std::vector<bool> left_out{}; ///< options outside the box; empty: none
    double low_p = 1.0;           ///< quasi p-values, of options in `low_p`
    double high_p = 1.0;

    [[nodiscard]] bool contains(double value) const;
    [[nodiscard]] bool has_low() const { return low > -std::numeric_limits<double>::infinity(); }
    [[nodiscard]] bool has_high() const { return high < std::numeric_limits<double>::infinity(); }
    [[nodiscard]] bool has_options() const;
    [[nodiscard]] bool is_limited() const { return has_low() || has_high() || has_options(); }
};

/// One limit an input of the cases.
using Box = std::vector<BoxLimit>;
[[nodiscard]] bool contains(const Box& box, const Cases& cases, std::size_t one);

/// How many cases a box holds, and how much interest.
struct BoxCount {
    std::size_t cases{};
    double interest{};

    [[nodiscard]] double density() const { return interest / static_cast<double>(cases); }
    [[nodiscard]] double coverage(double total) const { return interest / total; }
    /// How far its density lies beyond that of all cases, in their deviation by chance.
    [[nodiscard]] double excess(double density_of_all) const {
        const auto n = static_cast<double>(cases);
        return (interest - n * density_of_all) / std::sqrt(n);
    }
};
[[nodiscard]] BoxCount count_in(const Box& box, const Cases& cases);

struct PrimRequest {
    double peel = 0.05;
    double least_mass = 0.05;         ///< share of the cases that a box keeps
    std::optional<double> density{};  ///< asked for
    std::uint32_t permutations = 199; ///< for the p-value of a box
    double most_quasi_p = 0.05;       ///< of a limit
};

/// The boxes of peeling, the first holding all cases.
[[nodiscard]] std::vector<BoxCount> peeling_trajectory(const Cases& cases, const PrimRequest& request);

/// A box with limits that count; none of its limits is set where nothing was found.
[[nodiscard]] Box find_box(const Cases& cases, const PrimRequest& request);
/// p-value of the search that finds a box among these cases.
[[nodiscard]] double box_p_value(const Cases& cases, const PrimRequest& request);

/// Probability that n cases, each of interest with probability p, hold as many or more; `interest` need not be whole.
[[nodiscard]] double quasi_p_value(double interest, std::size_t n, double p);

} // namespace actorhood::analysis
