#include "analysis/resampling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>

#include "analysis/special_numbers.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"

namespace actorhood::analysis {

namespace {

/// Key of the draws; any number does.
constexpr std::array<std::uint32_t, 2> resampling_key{0x5e2517u, 0x8b00717u};

std::vector<double> mean_numbers(const BlockNumbers& numbers, std::span<const std::uint32_t> times) {
    std::vector<double> sums(numbers.width, 0.0);
    for (std::size_t block = 0; block < numbers.blocks; ++block) {
        if (times[block] > 0) {
            const auto weight = static_cast<double>(times[block]);
            const std::span<const double> row = numbers.row(block);
            for (std::size_t k = 0; k < row.size(); ++k) {
                sums[k] += weight * row[k];
            }
        }
    }
    for (double& sum : sums) {
        sum /= static_cast<double>(numbers.blocks);
    }
    return sums;
}

} // namespace

void draw_blocks(std::uint32_t resample, std::span<std::uint32_t> times) {
    std::fill(times.begin(), times.end(), 0u);
    const std::uint64_t blocks = times.size();
    for (std::size_t i = 0; i < times.size(); i += 4) {
        const std::array<std::uint32_t, 4> words =
            sim::philox4x32_10({static_cast<std::uint32_t>(i / 4), resample, 0, 0}, resampling_key);
        for (std::size_t k = 0; k < std::min<std::size_t>(4, times.size() - i); ++k) {
            ++times[static_cast<std::size_t>(words[k] * blocks >> 32)];
        }
    }
}

double student_factor(double level, std::size_t blocks) {
    if (blocks < 2) {
        return undefined;
    }
    const boost::math::students_t_distribution<double> student(static_cast<double>(blocks - 1));
    return boost::math::quantile(student, 0.5 + 0.5 * level);
}

std::vector<double> resampled_errors(const std::vector<std::vector<double>>& estimates, std::size_t blocks) {
    std::vector<double> errors;
    const auto n = static_cast<double>(blocks);
    for (std::size_t k = 0; !estimates.empty() && k < estimates[0].size(); ++k) {
        std::vector<double> values;
        for (const std::vector<double>& resample : estimates) {
            values.push_back(resample[k]);
        }
        const std::vector<double> kept = defined(values);
        const bool enough = blocks > 1 && 10 * kept.size() >= 9 * values.size();
        // The drawn blocks vary by (n - 1) / n of what new ones would.
        errors.push_back(enough ? standard_deviation(kept) * std::sqrt(n / (n - 1.0)) : undefined);
    }
    return errors;
}

std::vector<Index> estimate_with_intervals(const BlockNumbers& numbers, const EstimateFromMeans& estimate,
                                           const Resampling& options) {
    const std::vector<std::uint32_t> once(numbers.blocks, 1u);
    const std::vector<double> values = estimate(mean_numbers(numbers, once));
    std::vector<std::vector<double>> resampled(options.resamples);
    sim::parallel_for(options.resamples, [&](std::size_t resample) {
        std::vector<std::uint32_t> times(numbers.blocks);
        draw_blocks(static_cast<std::uint32_t>(resample), times);
        resampled[resample] = estimate(mean_numbers(numbers, times));
    });
    const std::vector<double> errors = resampled_errors(resampled, numbers.blocks);
    const double factor = student_factor(options.level, numbers.blocks);
    std::vector<Index> indices;
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double half = factor * errors[k];
        indices.push_back({values[k], {values[k] - half, values[k] + half}});
    }
    return indices;
}

} // namespace actorhood::analysis
