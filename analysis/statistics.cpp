#include "analysis/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"

namespace actorhood::analysis {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Quantile of values already in ascending order.
double sorted_quantile(std::span<const double> sorted, double probability) {
    if (sorted.empty()) {
        return undefined;
    }
    const double position = std::clamp(probability, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval sorted_interval(std::span<const double> sorted, double level) {
    return {sorted_quantile(sorted, 0.5 - 0.5 * level), sorted_quantile(sorted, 0.5 + 0.5 * level)};
}

/// Mean of one resample with replacement; the words of the draws are addressed by (resample, position).
double resampled_mean(std::span<const double> values, const sim::RandomStream& stream, std::uint64_t resample) {
    const std::uint64_t count = values.size();
    const std::uint64_t blocks = (count + 3) / 4;
    double sum = 0.0;
    for (std::uint64_t block = 0; block < blocks; ++block) {
        const sim::RandomBlock words = stream.block(resample * blocks + block);
        const std::uint64_t used = std::min<std::uint64_t>(4, count - block * 4);
        for (std::size_t k = 0; k < used; ++k) {
            sum += values[words.word[k] * count >> 32];
        }
    }
    return sum / static_cast<double>(count);
}

std::vector<double> resampled_means(std::span<const double> values, const Bootstrap& bootstrap,
                                    std::uint16_t sample) {
    const sim::RandomStream stream = sim::Random(bootstrap.seed, 0).stream(sim::Stream{sample}, 0);
    const double centre = mean(values);
    // Deviations from the mean add up with less rounding: without variation every resample gives the mean itself.
    std::vector<double> deviations(values.begin(), values.end());
    for (double& value : deviations) {
        value -= centre;
    }
    std::vector<double> means(bootstrap.resamples);
    sim::parallel_for(means.size(),
                      [&](std::size_t i) { means[i] = centre + resampled_mean(deviations, stream, i); });
    return means;
}

} // namespace

std::vector<double> defined(std::span<const double> values) {
    std::vector<double> kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept), [](double v) { return !std::isnan(v); });
    return kept;
}

double mean(std::span<const double> values) {
    if (values.empty()) {
        return undefined;
    }
    const auto count = static_cast<double>(values.size());
    const double rough = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double rest = 0.0;
    for (const double value : values) {
        rest += value - rough;
    }
    return rough + rest / count;
}

double standard_deviation(std::span<const double> values) {
    if (values.size() < 2) {
        return undefined;
    }
    const double centre = mean(values);
    double sum = 0.0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double quantile(std::span<const double> values, double probability) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted_quantile(sorted, probability);
}

Interval central_interval(std::span<const double> values, double level) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted_interval(sorted, level);
}

std::vector<double> paired_differences(std::span<const double> reference, std::span<const double> other) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (const double difference = other[i] - reference[i]; !std::isnan(difference)) {
            differences.push_back(difference);
        }
    }
    return differences;
}

Interval mean_interval(std::span<const double> values, const Bootstrap& bootstrap) {
    if (values.empty()) {
        return {undefined, undefined};
    }
    return central_interval(resampled_means(values, bootstrap, 0), bootstrap.level);
}

Interval difference_interval(std::span<const double> reference, std::span<const double> other,
                             const Bootstrap& bootstrap) {
    if (reference.empty() || other.empty()) {
        return {undefined, undefined};
    }
    const std::vector<double> first = resampled_means(reference, bootstrap, 0);
    std::vector<double> differences = resampled_means(other, bootstrap, 1);
    for (std::size_t i = 0; i < differences.size(); ++i) {
        differences[i] -= first[i];
    }
    return central_interval(differences, bootstrap.level);
}

double share_above_zero(std::span<const double> values) {
    const auto above = std::count_if(values.begin(), values.end(), [](double value) { return value > 0.0; });
    return values.empty() ? undefined : static_cast<double>(above) / static_cast<double>(values.size());
}

std::optional<std::uint64_t> pairs_needed(double difference, double deviation_of_differences, TestDemand demand) {
    const double ratio = deviation_of_differences / difference;
    const double pairs = std::ceil(demand.factor * ratio * ratio);
    if (!(pairs <= 1e9)) {
        return std::nullopt;
    }
    return std::max<std::uint64_t>(2, static_cast<std::uint64_t>(pairs));
}

} // namespace actorhood::analysis
