#include "analysis/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "analysis/special_numbers.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::analysis {

namespace {

/// Part of a column's variance that the columns before it must leave, for it to say something of its own.
constexpr double least_left = 1e-8;
/// Points that a regression needs beyond its columns.
constexpr std::size_t spare_points = 4;

/// Order of the points by each column; ranks of any resample follow from it by counting.
struct Ordered {
    std::span<const double> values;
    std::vector<std::size_t> order;

    explicit Ordered(std::span<const double> values_) : values(values_), order(values_.size()) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return values[a] != values[b] ? values[a] < values[b] : a < b;
        });
    }
};

/// Ranks when point i counts times[i] times; those of points that do not count mean nothing.
void counted_ranks(const Ordered& ordered, std::span<const std::uint32_t> times, std::span<double> ranks_of) {
    double below = 0.0;
    for (std::size_t i = 0; i < ordered.order.size();) {
        std::size_t end = i;
        double equal = 0.0;
        for (; end < ordered.order.size() && ordered.values[ordered.order[end]] == ordered.values[ordered.order[i]];
             ++end) {
            equal += times[ordered.order[end]];
        }
        for (; i < end; ++i) {
            ranks_of[ordered.order[i]] = below + 0.5 * (equal + 1.0);
        }
        below += equal;
    }
}

/// A symmetric matrix of correlations.
class Correlations {
public:
    explicit Correlations(std::size_t size) : size_(size), values_(size * size, 0.0) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    double& operator()(std::size_t i, std::size_t j) { return values_[i * size_ + j]; }
    double operator()(std::size_t i, std::size_t j) const { return values_[i * size_ + j]; }
    [[nodiscard]] std::span<double> row(std::size_t i) { return std::span(values_).subspan(i * size_, size_); }

private:
    std::size_t size_;
    std::vector<double> values_;
};

/// Correlations of the ranks of all columns; NaN for a column without variation.
Correlations rank_matrix(const std::vector<Ordered>& columns, std::span<const std::uint32_t> times) {
    const std::size_t points = times.size();
    const std::size_t size = columns.size();
    double count = 0.0;
    for (const std::uint32_t one : times) {
        count += one;
    }
    std::vector<double> centred(points * size);
    std::vector<double> own(points);
    for (std::size_t k = 0; k < size; ++k) {
        counted_ranks(columns[k], times, own);
        for (std::size_t i = 0; i < points; ++i) {
            centred[i * size + k] = own[i] - 0.5 * (count + 1.0);
        }
    }
    Correlations products(size);
    for (std::size_t i = 0; i < points; ++i) {
        if (times[i] > 0) {
            const std::span<const double> row = std::span(centred).subspan(i * size, size);
            for (std::size_t k = 0; k < size; ++k) {
                const double weighted = times[i] * row[k];
                const std::span<double> to = products.row(k);
                for (std::size_t j = 0; j <= k; ++j) {
                    to[j] += weighted * row[j];
                }
            }
        }
    }
    Correlations made(size);
    for (std::size_t k = 0; k < size; ++k) {
        for (std::size_t j = 0; j <= k; ++j) {
            made(k, j) = j == k ? 1.0 : products(k, j) / std::sqrt(products(k, k) * products(j, j));
            made(j, k) = made(k, j);
        }
    }
    return made;
}

/// The part of a matrix at some rows and columns.
Correlations part(const Correlations& whole, std::span<const std::size_t> at) {
    Correlations made(at.size());
    for (std::size_t i = 0; i < at.size(); ++i) {
        for (std::size_t j = 0; j < at.size(); ++j) {
            made(i, j) = whole(at[i], at[j]);
        }
    }
    return made;
}

/// Inverse of a positive definite matrix by sweeping its rows; nothing where one leaves less than `least_left`.
std::optional<Correlations> inverse(Correlations matrix) {
    const std::size_t size = matrix.size();
    for (std::size_t k = 0; k < size; ++k) {
        const double pivot = matrix(k, k);
        if (!(pivot > least_left)) {
            return std::nullopt;
        }
        for (std::size_t j = 0; j < size; ++j) {
            matrix(k, j) = j == k ? 1.0 / pivot : matrix(k, j) / pivot;
        }
        for (std::size_t i = 0; i < size; ++i) {
            if (i != k) {
                const double factor = matrix(i, k);
                matrix(i, k) = 0.0;
                for (std::size_t j = 0; j < size; ++j) {
                    matrix(i, j) -= factor * matrix(k, j);
                }
            }
        }
    }
    return matrix;
}

/// v' M^-1 v of a group of columns against the output, where M and v are parts of a matrix.
double explained_by(const Correlations& matrix, std::span<const std::size_t> group, std::size_t output) {
    const std::optional<Correlations> inverted = inverse(part(matrix, group));
    double sum = inverted ? 0.0 : undefined;
    for (std::size_t i = 0; inverted && i < group.size(); ++i) {
        for (std::size_t j = 0; j < group.size(); ++j) {
            sum += matrix(group[i], output) * (*inverted)(i, j) * matrix(group[j], output);
        }
    }
    return sum;
}

/// Which columns of the matrix belong to which parameter; the output stands behind them.
struct Columns {
    std::vector<std::vector<std::size_t>> of_parameter;
    std::vector<bool> told_apart;        ///< parameter that the others do not determine
    std::vector<std::size_t> regression; ///< columns that can stand together, then the output
    std::size_t output;

    /// Positions of a parameter's columns in the regression.
    [[nodiscard]] std::vector<std::size_t> in_regression(std::size_t parameter) const {
        std::vector<std::size_t> positions;
        for (const std::size_t column : of_parameter[parameter]) {
            const auto found = std::find(regression.begin(), regression.end(), column);
            positions.push_back(static_cast<std::size_t>(found - regression.begin()));
        }
        return positions;
    }
};

double correlation_alone(const Correlations& matrix, const Columns& columns, std::size_t parameter) {
    const std::vector<std::size_t>& own = columns.of_parameter[parameter];
    return own.size() == 1 ? matrix(own[0], columns.output) : std::sqrt(explained_by(matrix, own, columns.output));
}

/// From P, the inverse of the matrix of the regression: -P_iy / sqrt(P_ii P_yy); of a group g the root of
/// P_yg P_gg^-1 P_gy / P_yy.
double correlation_partial(const Correlations& precision, std::span<const std::size_t> own) {
    const std::size_t output = precision.size() - 1;
    if (own.size() == 1) {
        return -precision(own[0], output) / std::sqrt(precision(own[0], own[0]) * precision(output, output));
    }
    // Scaled to a unit diagonal, on which the inverse judges what is left.
    Correlations unit(precision.size());
    for (std::size_t i = 0; i < precision.size(); ++i) {
        for (std::size_t j = 0; j < precision.size(); ++j) {
            unit(i, j) = precision(i, j) / std::sqrt(precision(i, i) * precision(j, j));
        }
    }
    return std::sqrt(explained_by(unit, own, output));
}

/// Inverse of the matrix of the regression. Where the parameters determine the ranks of the output wholly, a trace of
/// other variance is added to it, so that correlations are 1 and 0 and not 0/0.
std::optional<Correlations> regression_precision(const Correlations& matrix, const Columns& columns) {
    Correlations own = part(matrix, columns.regression);
    std::optional<Correlations> made = inverse(own);
    if (!made) {
        own(own.size() - 1, own.size() - 1) += 2.0 * least_left;
        made = inverse(own);
    }
    return made;
}

/// For each parameter the two correlations; then what all explain.
std::vector<double> correlations(const Correlations& matrix, const Columns& columns) {
    const std::optional<Correlations> precision = regression_precision(matrix, columns);
    std::vector<double> made;
    for (std::size_t k = 0; k < columns.of_parameter.size(); ++k) {
        made.push_back(correlation_alone(matrix, columns, k));
        made.push_back(precision && columns.told_apart[k] ? correlation_partial(*precision, columns.in_regression(k))
                                                          : undefined);
    }
    const std::size_t last = columns.regression.size() - 1;
    made.push_back(precision && last > 0 ? 1.0 - 1.0 / (*precision)(last, last) : undefined);
    return made;
}

/// Adds columns as far as those before do not determine them.
void add_independent(const Correlations& matrix, std::span<const std::size_t> columns,
                     std::vector<std::size_t>& kept) {
    for (const std::size_t column : columns) {
        kept.push_back(column);
        if (!inverse(part(matrix, kept))) {
            kept.pop_back();
        }
    }
}

/// True if no column of the parameter is determined by those of the others.
bool is_told_apart(const Correlations& matrix, const Columns& columns, std::size_t parameter) {
    std::vector<std::size_t> kept;
    for (std::size_t other = 0; other < columns.of_parameter.size(); ++other) {
        if (other != parameter) {
            add_independent(matrix, columns.of_parameter[other], kept);
        }
    }
    kept.insert(kept.end(), columns.of_parameter[parameter].begin(), columns.of_parameter[parameter].end());
    return inverse(part(matrix, kept)).has_value();
}

Columns laid_out(std::span<const SampledParameter> parameters) {
    Columns columns{{}, std::vector<bool>(parameters.size(), true), {}, 0};
    for (const SampledParameter& parameter : parameters) {
        columns.of_parameter.emplace_back();
        for (std::size_t c = 0; c < parameter.columns.size(); ++c) {
            columns.of_parameter.back().push_back(columns.output++);
        }
    }
    return columns;
}

/// Decides which columns stand in the regression, and drops those that others of the same parameter determine.
void choose_regression(Columns& columns, const Correlations& matrix, std::size_t points) {
    std::size_t count = 0;
    for (std::vector<std::size_t>& own : columns.of_parameter) {
        std::vector<std::size_t> kept;
        add_independent(matrix, own, kept);
        own = kept;
        count += own.size();
    }
    if (points < count + spare_points) {
        columns.told_apart.assign(columns.told_apart.size(), false);
        columns.regression = {columns.output};
        return;
    }
    for (const std::vector<std::size_t>& own : columns.of_parameter) {
        add_independent(matrix, own, columns.regression);
    }
    const bool all = columns.regression.size() == count;
    for (std::size_t k = 0; !all && k < columns.told_apart.size(); ++k) {
        columns.told_apart[k] = is_told_apart(matrix, columns, k);
    }
    columns.regression.push_back(columns.output);
}

/// How often each point counts in a resample of the blocks.
std::vector<std::uint32_t> drawn_points(std::uint32_t resample, std::size_t blocks, std::size_t points,
                                        std::span<const std::size_t> block_of) {
    std::vector<std::uint32_t> of_blocks(blocks);
    draw_blocks(resample, of_blocks);
    if (block_of.empty()) {
        return of_blocks;
    }
    std::vector<std::uint32_t> times(points);
    for (std::size_t i = 0; i < points; ++i) {
        times[i] = of_blocks[block_of[i]];
    }
    return times;
}

/// On the scale on which the error of a correlation does not depend on its size [Fisher 1915].
double fisher(double correlation) { return std::atanh(std::clamp(correlation, -1.0 + 1e-12, 1.0 - 1e-12)); }

/// A correlation with the interval that it has on Fisher's scale.
Index with_interval(double value, const Interval& on_scale) {
    const Interval interval{std::tanh(on_scale.low), std::tanh(on_scale.high)};
    if (std::isnan(interval.low)) {
        return {value, interval};
    }
    return {value, {std::min(interval.low, value), std::max(interval.high, value)}}; // beyond what fisher() cuts off
}

Index with_interval(double value, double error, double factor) {
    const double half = factor * error;
    return with_interval(value, Interval{fisher(value) - half, fisher(value) + half});
}

Index without_sign(const Index& index) {
    const Interval turned = index.value < 0.0 ? Interval{-index.interval.high, -index.interval.low} : index.interval;
    return {std::abs(index.value), {std::max(0.0, turned.low), turned.high}};
}

} // namespace

std::vector<double> ranks(std::span<const double> values) {
    std::vector<double> made(values.size());
    counted_ranks(Ordered(values), std::vector<std::uint32_t>(values.size(), 1u), made);
    return made;
}

RankCorrelations rank_correlations(std::span<const SampledParameter> parameters, std::span<const double> output,
                                   const Resampling& options, std::span<const std::size_t> block_of) {
    std::vector<Ordered> ordered;
    for (const SampledParameter& parameter : parameters) {
        for (const std::vector<double>& column : parameter.columns) {
            ordered.emplace_back(column);
        }
    }
    ordered.emplace_back(output);
    const Correlations matrix = rank_matrix(ordered, std::vector<std::uint32_t>(output.size(), 1u));
    Columns columns = laid_out(parameters);
    choose_regression(columns, matrix, output.size());
    const std::vector<double> values = correlations(matrix, columns);
    const std::size_t blocks =
        block_of.empty() ? output.size() : *std::max_element(block_of.begin(), block_of.end()) + 1;
    std::vector<std::vector<double>> resampled(options.resamples);
    sim::parallel_for(options.resamples, [&](std::size_t resample) {
        const std::vector<std::uint32_t> times =
            drawn_points(static_cast<std::uint32_t>(resample), blocks, output.size(), block_of);
        resampled[resample] = correlations(rank_matrix(ordered, times), columns);
        for (double& value : resampled[resample]) {
            value = fisher(value);
        }
    });
    std::vector<double> errors = resampled_errors(resampled, blocks);
    errors.resize(values.size(), undefined); // without resamples
    const double factor = student_factor(options.level, blocks);
    RankCorrelations made{{}, values.back()};
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        RankCorrelation& own = made.parameters.emplace_back(
            RankCorrelation{with_interval(values[2 * k], errors[2 * k], factor),
                            with_interval(values[2 * k + 1], errors[2 * k + 1], factor)});
        if (parameters[k].columns.size() > 1) {
            own = {without_sign(own.alone), without_sign(own.partial)};
        }
    }
    return made;
}

RankCorrelations rank_correlations_of_runs(std::span<const SampledParameter> parameters, const RunTable& runs,
                                           std::span<const std::size_t> points, const Resampling& options,
                                           std::span<const std::size_t> block_of) {
    const auto found = [&](const RunTable& table, std::size_t resamples) {
        std::vector<double> means;
        for (const std::size_t point : points) {
            means.push_back(moments(table.row(point)).mean);
        }
        return rank_correlations(parameters, means, {options.level, resamples}, block_of);
    };
    RankCorrelations made = found(runs, options.resamples);
    std::vector<Index> on_scale;
    for (const RankCorrelation& parameter : made.parameters) {
        for (const Index& index : {parameter.alone, parameter.partial}) {
            on_scale.push_back({fisher(index.value), {fisher(index.interval.low), fisher(index.interval.high)}});
        }
    }
    const std::size_t blocks =
        block_of.empty() ? points.size() : *std::max_element(block_of.begin(), block_of.end()) + 1;
    cover_replicates(
        on_scale, runs,
        [&](const RunTable& fewer) {
            std::vector<double> values;
            for (const RankCorrelation& parameter : found(fewer, 0).parameters) {
                values.insert(values.end(), {fisher(parameter.alone.value), fisher(parameter.partial.value)});
            }
            return values;
        },
        options.level, blocks);
    for (std::size_t k = 0; k < made.parameters.size(); ++k) {
        const bool signless = parameters[k].columns.size() > 1;
        for (const auto& [index, position] :
             {std::pair{&made.parameters[k].alone, 2 * k}, std::pair{&made.parameters[k].partial, 2 * k + 1}}) {
            *index = with_interval(index->value, on_scale[position].interval);
            index->of_replicates = on_scale[position].of_replicates;
            index->interval.low = signless ? std::max(0.0, index->interval.low) : index->interval.low;
        }
    }
    return made;
}

} // namespace actorhood::analysis
