// Least squares with a ridge, chosen by leave-one-out.
//
// With features centred on their means, X, and values likewise, y, the slopes are (X'X + n p I)^-1 X'y; the intercept
// is free. The residual that row i has when it is left out and everything else is fitted again needs no further fit:
//
//     e_i / (1 - h_i),   h_i = 1/n + x_i' (X'X + n p I)^-1 x_i        [Allen 1974; Golub, Heath, Wahba 1979]
//
// where n p stays what it is for all rows. Systems are solved by Cholesky's decomposition.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace actorhood::analysis {

/// Numbers that explain, one row an observation, row-major.
struct Features {
    std::size_t rows;
    std::size_t columns;
    std::vector<double> values;

    [[nodiscard]] std::span<const double> row(std::size_t i) const {
        return std::span(values).subspan(i * columns, columns);
    }
};

struct RidgeFit {
    double intercept;
    std::vector<double> slopes;   ///< one a feature
    std::vector<double> left_out; ///< one a row: its value less what the other rows predict
    double penalty;
    double freedom; ///< sum of the h_i: terms in effect, the intercept included
};

/// A regression whose ridge is still open.
class Ridge {
public:
    /// At least two rows; values one a row.
    Ridge(Features features, std::span<const double> values);

    /// With the penalty p, above 0.
    [[nodiscard]] RidgeFit fit(double penalty) const;
    /// With the penalty among 1e-10, 1e-9 ... 10 whose squared residuals left out are the least.
    [[nodiscard]] RidgeFit best() const;

private:
    Features centred_;
    std::vector<double> means_;    ///< of the features
    std::vector<double> values_;   ///< centred
    double mean_;                  ///< of the values
    std::vector<double> products_; ///< X'X, row-major
    std::vector<double> moments_;  ///< X'y
};

} // namespace actorhood::analysis
