// Pure rules of collective decisions, which clusters and metaclusters share. Equations and sources:
// mechanisms/decision.hpp, where the parameters are declared.
#pragma once

#include <array>
#include <cstdint>

#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::decision {

using OrientationHistogram = std::array<std::uint32_t, 64>;

struct Parameters {
    double neutral_space;
    double dissent;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Quantile of orientations at probability q in 0..1, linear inside the bins; 0 without members.
[[nodiscard]] double orientation_quantile(const OrientationHistogram& histogram, double q);
/// Largest ambition that the approving share of members accepts.
[[nodiscard]] double accepted_ambition(const Parameters& p, const OrientationHistogram& histogram, double approval,
                                       double mean_trust);
/// Ambition decided when the organisation proposes `proposed` and members accept `accepted`.
[[nodiscard]] double decided_ambition(double directiveness, double proposed, double accepted);
/// Probability that a decision is reached in a quarter.
[[nodiscard]] double decision_probability(const Parameters& p, double sd_orientation, double aptitude);
/// The agenda at a given ambition.
[[nodiscard]] Agenda agenda_at(const Agenda& agenda, double ambition);
/// Weight of each pillar as a target, the larger one 1.
[[nodiscard]] std::array<double, pillar_count> target_weights(const Agenda& agenda);

} // namespace actorhood::models::decision
