// Rules of adoption beside the logit: how often firms of a size evaluate, what of a judgement lasts, and what partners
// who use a practice, or have given it up, are worth. Without state.
//
//   evaluations of a firm  ~ (n / n_ref)^x                                            managers, projects
//   luck of an evaluation  = Phi(sqrt(1 - rho) z - sqrt(rho) a),  a, z ~ Normal(0, 1)  accepted if luck < P(accept)
//   heard share            = (users - d * those who gave it up) / partners
//
// a is drawn once for a firm and a practice, z anew at each evaluation. The luck is uniform on (0,1) whatever rho is, so
// that a firm of given utility accepts with the same probability as ever; what rho says is how much of that the firm
// keeps: the latent normal scores of two evaluations of the same practice correlate by rho. At rho = 0 each evaluation
// draws everything anew and whoever evaluates often enough accepts in the end; at rho = 1 the same firm judges the same
// prospects in the same way for ever.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "models/firms/identity.hpp"
#include "sim/core/math.hpp"
#include "sim/core/normal.hpp"
#include "sim/core/random.hpp"

namespace actorhood::models {

inline constexpr sim::Stream inclination_stream{60, "what inclines a firm to a practice, or against it, for ever"};

/// How the evaluations of firms grow with their size.
struct EvaluationSize {
    double exponent{};  ///< x; 0 = all firms alike
    double reference{}; ///< n_ref, persons

    /// Evaluations of a firm as a multiple of those of a firm of the reference size.
    [[nodiscard]] double factor(double employees) const { return sim::power(employees / reference, exponent); }
};

/// The same factor from both sides for firms of any size, looked up: most questions about a firm's evaluations are
/// answered by what they are at least and at most, without a power.
class EvaluationSizeBounds {
public:
    struct Bounds {
        double least{0.0};
        double most{std::numeric_limits<double>::infinity()};
    };

    EvaluationSizeBounds() = default; ///< no bounds
    explicit EvaluationSizeBounds(const EvaluationSize& size) {
        constexpr double rounding = 1e-9; // far more than that of a power
        double least = size.factor(1.0);
        for (std::uint32_t place = 0; place < places; ++place) {
            const double most = size.factor(static_cast<double>(std::bit_cast<float>((first + place + 1) << shift)));
            bounds_[place] = {least * (1.0 - rounding), most * (1.0 + rounding)};
            least = most;
        }
    }
    [[nodiscard]] Bounds of(float employees) const {
        const std::uint32_t place = (std::bit_cast<std::uint32_t>(employees) >> shift) - first;
        return place < places ? bounds_[place] : Bounds{};
    }

private:
    // A place for each leading part of a float: four from one power of two to the next, from 1 to 16384 employees.
    static constexpr std::uint32_t shift = 21;
    static constexpr std::uint32_t first = std::bit_cast<std::uint32_t>(1.0f) >> shift;
    static constexpr std::uint32_t places = 4 * 14;
    std::array<Bounds, places> bounds_{};
};

/// Standard normal, high for a firm that takes to the practice: a pure function of the firm's traits, not stored.
[[nodiscard]] inline double inclination(const sim::Random& random, std::uint64_t key, std::size_t practice) {
    return random.fixed(inclination_stream).normal(trait_key(key), static_cast<std::uint32_t>(practice));
}

/// Luck of an evaluation, uniform on (0,1), of a firm's inclination and what is the occasion's own, both standard normal;
/// `persistence` = rho, 0..1. A firm accepts when its luck is below the probability of acceptance.
template <class Number>
[[nodiscard, gnu::always_inline]] inline Number lasting_luck(double persistence, Number inclination,
                                                             Number occasion) {
    return sim::normal_probability(std::sqrt(1.0 - persistence) * occasion - std::sqrt(persistence) * inclination);
}
/// The same with the occasion's own as a uniform number, which it is without persistence.
[[nodiscard]] inline double first_luck(double persistence, const sim::Random& random, std::uint64_t key,
                                       std::size_t practice, double uniform) {
    return persistence > 0.0
               ? lasting_luck(persistence, inclination(random, key, practice), sim::normal_quantile(uniform))
               : uniform;
}

/// Partners of a firm, and what they say of a practice.
struct Voices {
    std::uint32_t partners{};
    std::uint32_t users{};
    std::uint32_t abandoners{}; ///< gave it up and do not use it

    /// Share of partners that speak for the practice; those who gave it up count `disappointment` against it. 0 without
    /// partners, below 0 where more speak against it.
    [[nodiscard]] double heard_share(double disappointment) const {
        return partners == 0
                   ? 0.0
                   : (static_cast<double>(users) - disappointment * static_cast<double>(abandoners)) / partners;
    }
};

} // namespace actorhood::models
