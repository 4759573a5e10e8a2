#include "analysis/plausibility.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace actorhood::analysis {

double implausibility(const Target& target, const Prediction& prediction) {
    const double found = std::abs(target.value - prediction.mean) /
                         std::sqrt(target.deviation * target.deviation + prediction.deviation * prediction.deviation);
    return std::isfinite(found) ? found : std::numeric_limits<double>::infinity(); // far outside, numbers overflow
}

double Plausibility::of(std::span<const double> point, std::size_t wave, std::size_t target) const {
    return implausibility(targets_[target], waves_[wave][target].at(point));
}

double Plausibility::worst(std::span<const double> point, std::size_t wave) const {
    return worst(point, wave, std::vector<bool>(targets_.size(), false));
}

double Plausibility::worst(std::span<const double> point, std::size_t wave, const std::vector<bool>& left_out) const {
    double worst = 0.0;
    for (std::size_t target = 0; target < targets_.size(); ++target) {
        if (!left_out[target]) {
            worst = std::max(worst, of(point, wave, target));
        }
    }
    return worst;
}

bool Plausibility::plausible(std::span<const double> point, std::size_t waves) const {
    for (std::size_t wave = 0; wave < waves; ++wave) {
        if (!(worst(point, wave) <= cut_)) {
            return false;
        }
    }
    return true;
}

} // namespace actorhood::analysis
