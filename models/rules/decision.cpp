#include "models/rules/decision.hpp"

#include <algorithm>
#include <numeric>

#include "sim/core/math.hpp"

namespace actorhood::models::decision {

double orientation_quantile(const OrientationHistogram& histogram, double q) {
    const auto members = static_cast<double>(std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0}));
    const auto bins = static_cast<double>(histogram.size());
    if (members <= 0.0) {
        return 0.0;
    }
    const double wanted = q * members;
    double below = 0.0;
    for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
        const double inside = histogram[bin];
        if (inside > 0.0 && below + inside >= wanted) {
            return (static_cast<double>(bin) + std::max(0.0, wanted - below) / inside) / bins;
        }
        below += inside;
    }
    return 1.0;
}

double accepted_ambition(const Parameters& p, const OrientationHistogram& histogram, double approval,
                         double mean_trust) {
    return orientation_quantile(histogram, 1.0 - approval) + p.neutral_space * mean_trust;
}

double decided_ambition(double directiveness, double proposed, double accepted) {
    return directiveness * proposed + (1.0 - directiveness) * std::min(proposed, accepted);
}

double decision_probability(const Parameters& p, double sd_orientation, double aptitude) {
    return std::clamp(sim::exponential(-p.dissent * sd_orientation) * aptitude, 0.0, 1.0);
}

Agenda agenda_at(const Agenda& agenda, double ambition) {
    const double others = agenda[circular_topic] + agenda[digital_topic] + agenda[labour_topic];
    Agenda result{1.0 - ambition, ambition / 3.0, ambition / 3.0, ambition / 3.0};
    if (others > 0.0) {
        for (const Topic topic : {circular_topic, digital_topic, labour_topic}) {
            result[topic] = ambition * agenda[topic] / others;
        }
    }
    return result;
}

std::array<double, pillar_count> target_weights(const Agenda& agenda) {
    const double largest = std::max(agenda[circular_topic], agenda[digital_topic]);
    return largest > 0.0
               ? std::array<double, pillar_count>{agenda[circular_topic] / largest, agenda[digital_topic] / largest}
               : std::array<double, pillar_count>{};
}

} // namespace actorhood::models::decision
