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

double student(double level, double degrees_of_freedom) {
    const boost::math::students_t_distribution<double> distribution(degrees_of_freedom);
    return boost::math::quantile(distribution, 0.5 + 0.5 * level);
}

/// Variance of estimate k by the choice of the replicates, from the estimates without each of them.
double jackknife_variance(const std::vector<std::vector<double>>& without, std::size_t k) {
    std::vector<double> values;
    for (const std::vector<double>& estimates : without) {
        values.push_back(estimates[k]);
    }
    const auto n = static_cast<double>(values.size());
    const double deviation = standard_deviation(values);
    return (n - 1.0) * (n - 1.0) / n * deviation * deviation;
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
    return blocks < 2 ? undefined : student(level, static_cast<double>(blocks - 1));
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

std::vector<double> estimate_from(const BlockNumbers& numbers, const EstimateFromMeans& estimate) {
    return estimate(mean_numbers(numbers, std::vector<std::uint32_t>(numbers.blocks, 1u)));
}

void cover_replicates(std::vector<Index>& indices, const RunTable& runs, const EstimateFromRuns& estimate,
                      double level, std::size_t blocks) {
    if (!runs.common_random_numbers || runs.replicates < fewest_left_out || blocks < 2) {
        return;
    }
    std::vector<std::vector<double>> without(runs.replicates);
    sim::parallel_for(runs.replicates, [&](std::size_t r) { without[r] = estimate(without_replicate(runs, r)); });
    const auto of_blocks = static_cast<double>(blocks - 1);
    const auto of_replicates = static_cast<double>(runs.replicates - 1);
    const double factor = student_factor(level, blocks);
    for (std::size_t k = 0; k < indices.size(); ++k) {
        const double error = 0.5 * (indices[k].interval.high - indices[k].interval.low) / factor;
        const double a = error * error;
        const double b = jackknife_variance(without, k);
        if (a + b > 0.0) {
            const double half =
                student(level, (a + b) * (a + b) / (a * a / of_blocks + b * b / of_replicates)) * std::sqrt(a + b);
            indices[k].interval = {indices[k].value - half, indices[k].value + half};
            indices[k].of_replicates = b / (a + b);
        }
    }
}

std::vector<Index> estimate_with_intervals(const BlockNumbers& numbers, const EstimateFromMeans& estimate,
                                           const Resampling& options) {
    const std::vector<double> values = estimate_from(numbers, estimate);
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
