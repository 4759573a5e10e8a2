// The fixed, idiosyncratic fit of a firm to a practice, and what follows from it at a firm's first day.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "models/firms/firms.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/core/random.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

inline constexpr sim::Stream fit_stream{2, "fit of firms to practices"};
inline constexpr sim::Stream initial_adoption_stream{27, "practices that firms know and use on their first day"};

/// How the fit of firms to practices varies.
struct FitSpread {
    double sd{};     ///< over firms, for one practice, on the logit scale
    double common{}; ///< share of the variance that a firm's fits to all practices have in common, 0..1
};

/// Fit on the logit scale of what is the firm's own for a practice and what it shares, both standard normal.
[[nodiscard]] inline double combined_fit(const FitSpread& spread, double own, double shared) {
    return spread.sd * (std::sqrt(1.0 - spread.common) * own + std::sqrt(spread.common) * shared);
}

/// What the fits of a firm to all practices have in common, standard normal.
[[nodiscard]] inline double common_fit(const sim::Random& random, std::uint64_t key) {
    return random.fixed(fit_stream).normal(trait_key(key), static_cast<std::uint32_t>(practice_limit));
}

/// Fit of a firm to a practice on the logit scale, Normal(0, sd^2): a pure function of the firm's traits, not
/// stored, so that those who do not adopt today tend not to adopt tomorrow (model 5). `shared` = common_fit().
[[nodiscard]] inline double practice_fit(const sim::Random& random, std::uint64_t key, std::size_t practice,
                                         const FitSpread& spread, double shared) {
    const double own = random.fixed(fit_stream).normal(trait_key(key), static_cast<std::uint32_t>(practice));
    return combined_fit(spread, own, shared);
}

/// Probability that a firm that has not adopted a practice knows it, when `aware` of all firms know it and
/// `adopted` of all firms, who all know it, use it.
[[nodiscard]] constexpr double awareness_given_not_adopted(double aware, double adopted) {
    return adopted >= 1.0 ? 0.0 : std::clamp((aware - adopted) / (1.0 - adopted), 0.0, 1.0);
}

/// Location on the logit scale at which firms of random fit adopt with a given mean probability; tabulated over the logit
/// of that probability, because solving for it is slow.
class LocationTable : public sim::Working {
public:
    LocationTable() = default;
    explicit LocationTable(double fit_sd);
    /// -infinity at 0; probabilities count as at most 0.9999. Error below 1e-4.
    [[nodiscard]] double location(double probability) const;

private:
    static constexpr std::size_t points = 193;
    static constexpr double highest = 12.0; ///< logits tabulated: -12 .. 12
    std::array<double, points> table_{};
};

/// What firms founded this month know and use, by size class and practice.
struct EntrantFunnel : sim::Working {
    using ByClass = std::array<std::array<double, practice_limit>, size_class_count>;
    ByClass location{}; ///< of adoption at fit 0, logit
    ByClass aware{};    ///< probability that one that does not adopt knows it
};

} // namespace actorhood::models
