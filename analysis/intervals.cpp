#include "analysis/intervals.hpp"
#include "analysis/special_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace actorhood::analysis {

namespace {

constexpr Interval no_interval{undefined, undefined};

/// Probabilities that differ by less are equal: 1 - 0.9375 is 0.0625.
constexpr double same_level = 1e-12;

/// Hall's transformation turned round, at a quantile x and skewness a of the estimate.
double unskewed(double x, double a) { return 3.0 / a * (std::cbrt(1.0 + a * (x - a / 6.0)) - 1.0); }

/// What one sample adds to the variance, third cumulant and noise of an estimate.
struct Part {
    double variance; ///< of the mean
    double cumulant; ///< third, of the mean
    double cumulant_noise;
    double degrees;
};

Part part_of(std::span<const double> values) {
    const auto count = static_cast<double>(values.size());
    const double deviation = standard_deviation(values);
    const double cube = deviation * deviation * deviation / (count * count);
    const double noise = values.size() < 3 ? 0.0 : skewness_noise(values.size()) * cube;
    return {deviation * deviation / count, skewness(values) * cube, noise, count - 1.0};
}

/// The interval of Student's t with what differences of means add.
MeanEstimate joined(double mean, const Part& reference, const Part& other) {
    const double variance = reference.variance + other.variance;
    const double error = std::sqrt(variance);
    const double cube = variance * error;
    const auto weight = [](const Part& part) {
        return part.variance > 0.0 ? part.variance * part.variance / part.degrees : 0.0;
    };
    // Welch's degrees of freedom; without any variation they do not matter.
    const double degrees = variance > 0.0 ? variance * variance / (weight(reference) + weight(other)) : 1.0;
    return {mean, error, degrees, cube > 0.0 ? (other.cumulant - reference.cumulant) / cube : 0.0,
            cube > 0.0 ? std::hypot(other.cumulant_noise, reference.cumulant_noise) / cube : 0.0};
}

/// The estimate of values that are 2^exponent times as large.
MeanEstimate enlarged(MeanEstimate estimate, int exponent) {
    estimate.mean = std::ldexp(estimate.mean, exponent);
    estimate.standard_error = std::ldexp(estimate.standard_error, exponent);
    return estimate;
}

/// How often a sign test of n pairs sees at most `count` of one sign, both sides together.
double two_sided(std::size_t n, std::size_t count) {
    const boost::math::binomial_distribution<double> signs(static_cast<double>(n), 0.5);
    return std::min(1.0, 2.0 * boost::math::cdf(signs, static_cast<double>(count)));
}

/// Rank from either end, from 1, of the order statistics that hold the level; 0 if none do.
std::size_t median_rank(std::size_t n, double level) {
    std::size_t holds = 0;
    std::size_t fails = n / 2 + 1;
    while (fails - holds > 1) {
        const std::size_t rank = holds + (fails - holds) / 2;
        (two_sided(n, rank - 1) <= 1.0 - level + same_level ? holds : fails) = rank;
    }
    return holds;
}

double median_of(std::span<const double> values) { return quantile(values, 0.5); }

/// Largest u for which the probability of U <= u is at most `tail`, U the statistic of Mann & Whitney; -1 if none.
double mann_whitney_quantile(std::size_t m, std::size_t n, double tail) {
    const double product = static_cast<double>(m) * static_cast<double>(n);
    if (std::lgamma(static_cast<double>(m + n) + 1.0) - std::lgamma(static_cast<double>(m) + 1.0) -
            std::lgamma(static_cast<double>(n) + 1.0) >
        36.0) { // more than 2^53 arrangements
        const double deviation = std::sqrt(product * static_cast<double>(m + n + 1) / 12.0);
        return std::floor(0.5 * product + boost::math::quantile(boost::math::normal(), tail) * deviation - 0.5);
    }
    // Arrangements with U = u are the coefficients of prod_i (1 - x^(n+i)) / (1 - x^i), i = 1 to m.
    std::vector<double> counts(m * n + 1, 0.0);
    counts[0] = 1.0;
    for (std::size_t i = 1; i <= m; ++i) {
        for (std::size_t u = counts.size(); u-- > n + i;) {
            counts[u] -= counts[u - n - i];
        }
        for (std::size_t u = i; u < counts.size(); ++u) {
            counts[u] += counts[u - i];
        }
    }
    double all = 0.0;
    for (const double count : counts) {
        all += count;
    }
    double below = 0.0;
    for (std::size_t u = 0; u < counts.size(); ++u) {
        below += counts[u];
        if (below > tail * all * (1.0 + 1e-12)) {
            return static_cast<double>(u) - 1.0;
        }
    }
    return static_cast<double>(counts.size() - 1);
}

/// The differences of all combinations of two samples, by rank.
class Combinations {
public:
    Combinations(std::span<const double> reference, std::span<const double> other)
        : reference_(reference.begin(), reference.end()), other_(other.begin(), other.end()) {
        std::sort(reference_.begin(), reference_.end());
        std::sort(other_.begin(), other_.end());
    }
    [[nodiscard]] std::uint64_t size() const { return reference_.size() * other_.size(); }

    /// The difference of a rank, from 1: halves the range in which it lies until nothing is between.
    [[nodiscard]] double ranked(std::uint64_t rank) const {
        double low = other_.front() - reference_.back();
        if (count_up_to(low) >= rank) {
            return low;
        }
        for (double high = other_.back() - reference_.front(); low < high;) {
            const double middle = std::midpoint(low, high);
            if (middle <= low || middle >= high) {
                break;
            }
            (count_up_to(middle) >= rank ? high : low) = middle;
        }
        return next_above(low);
    }
    [[nodiscard]] double median() const { return std::midpoint(ranked((size() + 1) / 2), ranked(size() / 2 + 1)); }

private:
    /// Combinations with a difference of at most `limit`.
    [[nodiscard]] std::uint64_t count_up_to(double limit) const {
        std::uint64_t count = 0;
        std::size_t lowest =
            reference_.size(); // reference values from here on give at most `limit`; falls with `other`
        for (std::size_t i = other_.size(); i-- > 0;) {
            while (lowest > 0 && other_[i] - reference_[lowest - 1] <= limit) {
                --lowest;
            }
            count += reference_.size() - lowest;
        }
        return count;
    }
    /// The smallest difference above `limit`.
    [[nodiscard]] double next_above(double limit) const {
        double next = std::numeric_limits<double>::infinity();
        std::size_t lowest = reference_.size();
        for (std::size_t i = other_.size(); i-- > 0;) {
            while (lowest > 0 && other_[i] - reference_[lowest - 1] <= limit) {
                --lowest;
            }
            if (lowest > 0) {
                next = std::min(next, other_[i] - reference_[lowest - 1]);
            }
        }
        return next;
    }

    std::vector<double> reference_;
    std::vector<double> other_;
};

} // namespace

MeanEstimate estimate_mean(std::span<const double> values) {
    const int exponent = scale_exponent(values);
    const std::vector<double> small = scaled(values, exponent);
    return enlarged(joined(mean(small), {0.0, 0.0, 0.0, 0.0}, part_of(small)), exponent);
}

MeanEstimate estimate_difference(std::span<const double> reference, std::span<const double> other) {
    const int exponent = std::max(scale_exponent(reference), scale_exponent(other));
    const std::vector<double> first = scaled(reference, exponent);
    const std::vector<double> second = scaled(other, exponent);
    return enlarged(joined(mean(second) - mean(first), part_of(first), part_of(second)), exponent);
}

Interval mean_interval(const MeanEstimate& estimate, double level) {
    if (std::isnan(estimate.mean) || std::isnan(estimate.standard_error)) {
        return no_interval;
    }
    if (estimate.standard_error == 0.0) {
        return {estimate.mean, estimate.mean};
    }
    const boost::math::students_t_distribution<double> student(estimate.degrees);
    const double x = boost::math::quantile(student, 0.5 + 0.5 * level);
    double below = x;
    double above = x;
    if (std::abs(estimate.skewness) > estimate.skewness_noise) {
        below = std::max(below, unskewed(x, estimate.skewness));
        above = std::max(above, -unskewed(-x, estimate.skewness));
    }
    return {estimate.mean - below * estimate.standard_error, estimate.mean + above * estimate.standard_error};
}

MedianEstimate median_estimate(std::span<const double> values, double level) {
    if (values.empty()) {
        return {undefined, no_interval};
    }
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t rank = median_rank(sorted.size(), level);
    return {median_of(sorted), rank == 0 ? no_interval : Interval{sorted[rank - 1], sorted[sorted.size() - rank]}};
}

MedianEstimate shift_estimate(std::span<const double> reference, std::span<const double> other, double level) {
    if (reference.empty() || other.empty()) {
        return {undefined, no_interval};
    }
    const Combinations differences(reference, other);
    const double u = mann_whitney_quantile(reference.size(), other.size(), 0.5 * (1.0 - level));
    if (u < 0.0) {
        return {differences.median(), no_interval};
    }
    const auto rank = static_cast<std::uint64_t>(u) + 1;
    return {differences.median(), {differences.ranked(rank), differences.ranked(differences.size() + 1 - rank)}};
}

double sign_test(std::span<const double> differences) {
    const auto above = static_cast<std::size_t>(
        std::count_if(differences.begin(), differences.end(), [](double value) { return value > 0.0; }));
    const auto below = static_cast<std::size_t>(
        std::count_if(differences.begin(), differences.end(), [](double value) { return value < 0.0; }));
    return above + below == 0 ? 1.0 : two_sided(above + below, std::min(above, below));
}

std::size_t least_pairs(double level) {
    // The whole range misses the median where all signs are alike: 2^(1-n).
    std::size_t n = 2;
    for (double misses = 0.5; misses > 1.0 - level + same_level; misses *= 0.5) {
        ++n;
    }
    return n;
}

double unseen_share(std::size_t n, double level) { return 1.0 - std::pow(1.0 - level, 1.0 / static_cast<double>(n)); }

} // namespace actorhood::analysis
