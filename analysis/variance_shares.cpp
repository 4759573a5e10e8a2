#include "analysis/variance_shares.hpp"

#include <cmath>
#include <limits>

namespace actorhood::analysis {

namespace {

/// E[a] E[b] from replicates that may share their draws: the mean product of different ones.
double product_of_expectations(std::span<const double> a, std::span<const double> b) {
    const PointMoments of_a = moments(a);
    const PointMoments of_b = moments(b);
    double covariance = 0.0;
    for (std::size_t r = 0; r < a.size(); ++r) {
        covariance += (a[r] - of_a.mean) * (b[r] - of_b.mean);
    }
    const auto n = static_cast<double>(a.size());
    return of_a.mean * of_b.mean - (a.size() > 1 ? covariance / (n * (n - 1.0)) : 0.0);
}

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
    std::vector<double> made;
    for (std::size_t r = 0; r < a.size(); ++r) {
        made.push_back(a[r] - b[r]);
    }
    return made;
}

/// E[(y(p) - y(q))^2] / 2 of one block.
double half_square(const RunTable& runs, std::size_t p, std::size_t q) {
    return 0.5 * squared_expectation(moments(differences(runs.row(p), runs.row(q))), runs.replicates);
}

/// Means of A and B together, their squares, then a number a parameter for S, one for ST, one a pair for VT_ij.
BlockNumbers block_numbers(const RunTable& runs, std::span<const SaltelliBlock> blocks, std::size_t parameters) {
    BlockNumbers numbers(blocks.size(), 2 + 2 * parameters + parameters * (parameters - 1) / 2);
    for (std::size_t n = 0; n < blocks.size(); ++n) {
        const SaltelliBlock& block = blocks[n];
        const std::span<double> row = numbers.row(n);
        const PointMoments a = moments(runs.row(block.a));
        const PointMoments b = moments(runs.row(block.b));
        row[0] = 0.5 * (a.mean + b.mean);
        row[1] = 0.5 * (squared_expectation(a, runs.replicates) + squared_expectation(b, runs.replicates));
        for (std::size_t i = 0; i < parameters; ++i) {
            const std::vector<double> step = differences(runs.row(block.mixed[i]), runs.row(block.a));
            row[2 + i] = product_of_expectations(runs.row(block.b), step);
            row[2 + parameters + i] = 0.5 * squared_expectation(moments(step), runs.replicates);
            for (std::size_t j = i + 1; j < parameters; ++j) {
                row[2 + 2 * parameters + VarianceShares::pair(i, j, parameters)] =
                    half_square(runs, block.mixed[i], block.mixed[j]);
            }
        }
    }
    return numbers;
}

std::vector<double> shares(std::span<const double> means, std::size_t parameters) {
    const double variance = means[1] - means[0] * means[0];
    const double divisor = variance > 0.0 ? variance : std::numeric_limits<double>::quiet_NaN();
    std::vector<double> estimates{variance};
    for (std::size_t i = 0; i < 2 * parameters; ++i) {
        estimates.push_back(means[2 + i] / divisor);
    }
    for (std::size_t i = 0; i < parameters; ++i) {
        for (std::size_t j = i + 1; j < parameters; ++j) {
            const double both = means[2 + 2 * parameters + VarianceShares::pair(i, j, parameters)];
            estimates.push_back((means[2 + parameters + i] + means[2 + parameters + j] - both) / divisor);
        }
    }
    return estimates;
}

} // namespace

VarianceShares variance_shares(const RunTable& runs, std::span<const SaltelliBlock> blocks,
                               const Resampling& options) {
    const std::size_t parameters = blocks.empty() ? 0 : blocks[0].mixed.size();
    std::vector<std::size_t> sample;
    for (const SaltelliBlock& block : blocks) {
        sample.insert(sample.end(), {block.a, block.b});
    }
    const CentredRuns prepared = centred(runs, sample);
    const EstimateFromMeans estimate = [&](std::span<const double> means) { return shares(means, parameters); };
    std::vector<Index> found =
        estimate_with_intervals(block_numbers(prepared.runs, blocks, parameters), estimate, options);
    cover_replicates(
        found, prepared.runs,
        [&](const RunTable& fewer) { return estimate_from(block_numbers(fewer, blocks, parameters), estimate); },
        options.level, blocks.size());
    const auto at = [&](std::size_t position) { return found.begin() + static_cast<std::ptrdiff_t>(position); };
    const auto in_unit = [&](double value) { return std::ldexp(value, 2 * prepared.exponent); };
    const Interval interval = found[0].interval;
    return {{in_unit(found[0].value), {in_unit(interval.low), in_unit(interval.high)}},
            {at(1), at(1 + parameters)},
            {at(1 + parameters), at(1 + 2 * parameters)},
            {at(1 + 2 * parameters), found.end()}};
}

} // namespace actorhood::analysis
