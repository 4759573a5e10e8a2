// Emulators: what a simulation would give, on average over chance, at a point that was not simulated, and how far
// that may be off.
//
// An output y is emulated on a scale z(y): itself, its logarithm if all its values are above 0, or its logit if they lie
// between 0 and 1, whichever predicts y best. With coordinates x = 2u - 1 of the unit cube
//
//     z(x) = b0 + sum_i b_i x_i + sum_{i<=j among the strongest} b_ij x_i x_j
//
// by least squares with a ridge chosen by leave-one-out (ridge.hpp). The strongest, at most ten and no more than the
// points can bear, are those whose linear and squared terms together explain most. The error of the emulator is the mean
// squared residual left out, less the variance of a run that chance makes, which is known from replicates. Because that
// variance is itself uncertain, one twentieth of the residual always counts as error, and no less than the part that
// chance puts into the fitted terms, their number over that of the runs. Back on the output's own scale, z + e with
// chance e of variance v has the mean y(z) + v/2 y''(z), and the deviation is y'(z) times that of z.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/ridge.hpp"

namespace actorhood::analysis {

/// Coordinates in the unit cube, one a parameter.
using Point = std::vector<double>;

/// The scale on which an output is emulated.
enum class EmulatorScale { plain, logarithm, logit };

struct Prediction {
    double mean;      ///< of the output over chance
    double deviation; ///< how far that may be off, one standard deviation
};

/// What replicates of one point tell of chance.
struct ReplicateMoments {
    double mean; ///< NaN if no replicate is defined
    double variance;
};
/// Of those that are defined.
[[nodiscard]] ReplicateMoments moments_of(const std::vector<double>& replicates);

/// What an emulator is made from.
struct Training {
    std::vector<Point> points;
    std::vector<double> values; ///< one run a point; not finite = not known
    /// Points that tell how good the emulator is: those of the present wave. One a point.
    std::vector<bool> judged;
    ReplicateMoments chance; ///< of some point of theirs
};

class Emulator {
public:
    /// Fits an emulator; needs at least three values.
    explicit Emulator(const Training& training);

    [[nodiscard]] Prediction at(std::span<const double> point) const;
    [[nodiscard]] EmulatorScale scale() const { return scale_; }
    /// No parameter changes the output: all values are the same.
    [[nodiscard]] bool constant() const { return constant_; }
    /// Share of the variance of the values that predictions of values left out explain; 0 for a constant.
    [[nodiscard]] double explained() const { return explained_; }
    /// The same of what chance leaves to explain: 1 if nothing but chance is left.
    [[nodiscard]] double explained_of_mean() const { return explained_of_mean_; }

private:
    void fit(const Training& known);
    [[nodiscard]] double linear(std::span<const double> point) const;

    EmulatorScale scale_ = EmulatorScale::plain;
    double intercept_ = 0.0;
    std::vector<double> slopes_;         ///< one a parameter
    std::vector<std::size_t> strongest_; ///< parameters with squares and products
    std::vector<double> curvatures_;     ///< (1,1), (1,2), (2,2), (1,3) ... of the strongest
    double error_ = 0.0;                 ///< variance of what the emulator is off, on its scale
    double chance_ = 0.0;                ///< variance of a run, on its scale
    bool constant_ = false;
    double explained_ = 0.0;
    double explained_of_mean_ = 0.0;
};

} // namespace actorhood::analysis
