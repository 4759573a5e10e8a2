// Growth curves fitted to yearly shares.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace actorhood::tests {

/// Bayesian information criterion of a least-squares fit; smaller is better.
[[nodiscard]] inline double information_criterion(double squares, std::size_t points, std::size_t parameters) {
    const auto n = static_cast<double>(points);
    return n * std::log(std::max(squares, 1e-12) / n) + static_cast<double>(parameters) * std::log(n);
}

/// Sum of squares around the least-squares line, x = 0, 1, 2, ...
[[nodiscard]] inline double line_squares(std::span<const double> y) {
    const auto n = static_cast<double>(y.size());
    double sum_y = 0.0, sum_xy = 0.0, sum_yy = 0.0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        sum_y += y[i];
        sum_xy += static_cast<double>(i) * y[i];
        sum_yy += y[i] * y[i];
    }
    const double mean_x = (n - 1.0) / 2.0;
    const double sxx = n * (n * n - 1.0) / 12.0;
    const double sxy = sum_xy - mean_x * sum_y;
    return sum_yy - sum_y * sum_y / n - sxy * sxy / sxx;
}

struct LogisticFit {
    double squares;
    double ceiling;
    double rate; ///< per year
    double midpoint;
};

/// Least-squares logistic curve ceiling / (1 + exp(-rate (x - midpoint))), x = 0, 1, 2, ...; by search with shrinking
/// steps from several starts. `free_ceiling` = false: the ceiling is 1.
[[nodiscard]] inline LogisticFit fit_logistic(std::span<const double> y, bool free_ceiling) {
    const auto squares = [&](const std::array<double, 3>& at) {
        double sum = 0.0;
        for (std::size_t i = 0; i < y.size(); ++i) {
            const double error = y[i] - at[0] / (1.0 + std::exp(-at[1] * (static_cast<double>(i) - at[2])));
            sum += error * error;
        }
        return sum;
    };
    LogisticFit best{HUGE_VAL, 1.0, 0.0, 0.0};
    for (const double ceiling : {1.0, 0.7}) {
        for (const double rate : {0.05, 0.15, 0.4, 1.0}) {
            for (const double midpoint : {0.0, 5.0, 10.0, 20.0}) {
                std::array<double, 3> at{free_ceiling ? ceiling : 1.0, rate, midpoint};
                std::array<double, 3> step{free_ceiling ? 0.1 : 0.0, 0.1, 3.0};
                double value = squares(at);
                for (int round = 0; round < 400 && step[1] > 1e-7; ++round) {
                    bool better = false;
                    for (std::size_t k = 0; k < 3; ++k) {
                        for (const double sign : {1.0, -1.0}) {
                            std::array<double, 3> trial = at;
                            trial[k] += sign * step[k];
                            const bool allowed = trial[0] > 0.0 && trial[0] <= 1.0;
                            const double found = allowed ? squares(trial) : HUGE_VAL;
                            if (found < value) {
                                value = found;
                                at = trial;
                                better = true;
                            }
                        }
                    }
                    for (double& size : step) {
                        size *= better ? 1.1 : 0.6;
                    }
                }
                if (value < best.squares) {
                    best = {value, at[0], at[1], at[2]};
                }
            }
        }
    }
    return best;
}

/// True if a logistic curve, with ceiling 1 or a ceiling of its own, describes the shares better than a line.
[[nodiscard]] inline bool grows_like_an_s(std::span<const double> y) {
    const double line = information_criterion(line_squares(y), y.size(), 2);
    const double full = information_criterion(fit_logistic(y, false).squares, y.size(), 2);
    const double own = information_criterion(fit_logistic(y, true).squares, y.size(), 3);
    return std::min(full, own) < line;
}

} // namespace actorhood::tests
