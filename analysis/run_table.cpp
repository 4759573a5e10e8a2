#include "analysis/run_table.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"

namespace actorhood::analysis {

namespace {

/// Relative size of what rounding leaves of a constant: sums of thousands of months and places agree to this.

/// Mean of the values in one column of the table at some points, or of all its columns.
double mean_at(const RunTable& runs, std::span<const std::size_t> points, std::size_t first, std::size_t count) {
    std::vector<double> values;
    for (const std::size_t point : points) {
        const std::span<const double> row = runs.row(point).subspan(first, count);
        values.insert(values.end(), row.begin(), row.end());
    }
    return mean(values);
}

} // namespace

RunTable without_replicate(const RunTable& runs, std::size_t left_out) {
    RunTable made{runs.points, runs.replicates - 1, runs.common_random_numbers, {}};
    for (std::size_t i = 0; i < runs.values.size(); ++i) {
        if (i % runs.replicates != left_out) {
            made.values.push_back(runs.values[i]);
        }
    }
    return made;
}

CentredRuns centred(const RunTable& runs, std::span<const std::size_t> points) {
    CentredRuns made{runs, mean_at(runs, points, 0, runs.replicates), 0, true};
    std::vector<double> centres(runs.replicates, made.centre);
    for (std::size_t r = 0; runs.common_random_numbers && r < runs.replicates; ++r) {
        centres[r] = mean_at(runs, points, r, 1);
    }
    double largest = 0.0;
    double largest_left = 0.0;
    for (std::size_t i = 0; i < made.runs.values.size(); ++i) {
        double& value = made.runs.values[i];
        largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
        value -= centres[i % runs.replicates];
    }
    for (const std::size_t point : points) {
        for (const double value : made.runs.row(point)) {
            largest_left = std::max(largest_left, std::abs(value));
        }
    }
    made.is_constant = !(largest_left > rounding * largest);
    made.exponent = scale_exponent(std::span<const double>(&largest_left, 1));
    made.runs.values = scaled(made.runs.values, made.exponent);
    return made;
}

PointMoments moments(std::span<const double> replicates) {
    double sum = 0.0;
    for (const double value : replicates) {
        sum += value;
    }
    const auto n = static_cast<double>(replicates.size());
    PointMoments made{sum / n, 0.0};
    if (replicates.size() > 1) {
        double squares = 0.0;
        for (const double value : replicates) {
            squares += (value - made.mean) * (value - made.mean);
        }
        made.variance = squares / (n - 1.0);
    }
    return made;
}

double squared_expectation(const PointMoments& difference, std::size_t replicates) {
    return difference.mean * difference.mean - difference.variance / static_cast<double>(replicates);
}

} // namespace actorhood::analysis
