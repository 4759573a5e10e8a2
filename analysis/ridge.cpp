#include "analysis/ridge.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "analysis/statistics.hpp"

namespace actorhood::analysis {

namespace {

/// Cholesky's decomposition A = L L' of a symmetric, positive definite matrix.
class Cholesky {
public:
    /// `matrix` is row-major; its lower triangle counts. Not usable if it is not positive definite.
    Cholesky(std::vector<double> matrix, std::size_t size) : lower_(std::move(matrix)), size_(size) {
        for (std::size_t i = 0; i < size_ && usable_; ++i) {
            for (std::size_t k = 0; k <= i; ++k) {
                double sum = at(i, k);
                for (std::size_t m = 0; m < k; ++m) {
                    sum -= at(i, m) * at(k, m);
                }
                usable_ = i != k || sum > 0.0;
                at(i, k) = i == k ? std::sqrt(sum) : sum / at(k, k);
            }
        }
    }
    [[nodiscard]] bool usable() const { return usable_; }

    /// Replaces b by L^-1 b.
    void forward(std::span<double> b) const {
        for (std::size_t i = 0; i < size_; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                b[i] -= at(i, k) * b[k];
            }
            b[i] /= at(i, i);
        }
    }
    /// Replaces b by L'^-1 b.
    void backward(std::span<double> b) const {
        for (std::size_t i = size_; i-- > 0;) {
            for (std::size_t k = i + 1; k < size_; ++k) {
                b[i] -= at(k, i) * b[k];
            }
            b[i] /= at(i, i);
        }
    }

private:
    [[nodiscard]] double& at(std::size_t i, std::size_t k) { return lower_[i * size_ + k]; }
    [[nodiscard]] double at(std::size_t i, std::size_t k) const { return lower_[i * size_ + k]; }

    std::vector<double> lower_;
    std::size_t size_;
    bool usable_ = true;
};

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += a[k] * b[k];
    }
    return sum;
}

double squares(std::span<const double> values) { return dot(values, values); }

std::vector<double> column_means(const Features& features) {
    std::vector<double> means;
    std::vector<double> column(features.rows);
    for (std::size_t k = 0; k < features.columns; ++k) {
        for (std::size_t i = 0; i < features.rows; ++i) {
            column[i] = features.row(i)[k];
        }
        means.push_back(mean(column));
    }
    return means;
}

} // namespace

Ridge::Ridge(Features features, std::span<const double> values)
    : centred_(std::move(features)),
      means_(column_means(centred_)),
      values_(values.begin(), values.end()),
      mean_(mean(values)),
      products_(centred_.columns * centred_.columns, 0.0),
      moments_(centred_.columns, 0.0) {
    const std::size_t width = centred_.columns;
    for (std::size_t i = 0; i < centred_.rows; ++i) {
        const std::span<double> row = std::span(centred_.values).subspan(i * width, width);
        values_[i] -= mean_;
        for (std::size_t k = 0; k < width; ++k) {
            row[k] -= means_[k];
            moments_[k] += row[k] * values_[i];
            for (std::size_t m = 0; m <= k; ++m) {
                products_[k * width + m] += row[k] * row[m];
            }
        }
    }
}

RidgeFit Ridge::fit(double penalty) const {
    const std::size_t width = centred_.columns;
    const auto rows = static_cast<double>(centred_.rows);
    std::vector<double> matrix = products_;
    for (std::size_t k = 0; k < width; ++k) {
        matrix[k * width + k] += rows * penalty;
    }
    const Cholesky system(std::move(matrix), width);
    RidgeFit fit{mean_, moments_, values_, penalty, 0.0};
    if (!system.usable()) { // features repeat each other and so small a penalty cannot tell them apart
        fit.slopes.assign(width, 0.0);
        fit.left_out.assign(centred_.rows, std::numeric_limits<double>::infinity());
        return fit;
    }
    system.forward(fit.slopes);
    system.backward(fit.slopes);
    std::vector<double> row(width);
    for (std::size_t i = 0; i < centred_.rows; ++i) {
        row.assign(centred_.row(i).begin(), centred_.row(i).end());
        const double residual = values_[i] - dot(row, fit.slopes);
        system.forward(row);
        const double leverage = 1.0 / rows + squares(row);
        fit.left_out[i] = residual / (1.0 - leverage);
        fit.freedom += leverage;
    }
    fit.intercept -= dot(means_, fit.slopes);
    return fit;
}

RidgeFit Ridge::best() const {
    std::optional<RidgeFit> best;
    for (const double penalty : {10.0, 1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10}) {
        RidgeFit tried = fit(penalty);
        if (!best || squares(tried.left_out) < squares(best->left_out)) {
            best = std::move(tried);
        }
    }
    return *best;
}

} // namespace actorhood::analysis
