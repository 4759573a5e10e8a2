// Opinions: how the orientation of firms (0 growth only .. 1 transition) moves through ties.
//
// Quarterly, firm i hears the partner j that it meets (meetings.hpp; relative agreement):
//   h = min(o_i + u_i, o_j + u_j) - max(o_i - u_i, o_j - u_j)         overlap of the two segments of opinion
//   if h > u_j:  o_i += mu (h/u_j - 1)(o_j - o_i),  u_i += mu (h/u_j - 1)(u_j - u_i)
// and is pulled back to its own initial orientation, o_i += pull (o_i(0) - o_i); without the pull opinions collapse
// to one. o_i(0) ~ Beta(2, 3) is a pure function of the firm's key.
// Sources: Deffuant, Amblard, Weisbuch & Faure 2002 (JASSS 5(4)1); Friedkin & Johnsen 1990 for the pull.
// Departures: the influence is one-way (i hears j), so that each firm writes its own row only; both read last
// quarter's values. The partner of a quarter is the one from which the firm learns.
// Switched off: orientation and uncertainty stay as initialised.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "models/firms/impressions.hpp"
#include "models/rules/common.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::opinions {

struct Parameters {
    double influence{};   ///< mu
    double pull{};        ///< share of the gap to the initial orientation that closes in a quarter
    double uncertainty{}; ///< initial u
    double shape_low{};   ///< first parameter of the Beta distribution of initial orientations
    double shape_high{};  ///< second parameter

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Quantiles of the initial orientation at the middles of equal steps of probability.
struct Quantiles : sim::Working {
    static constexpr std::size_t points = 1024;
    std::array<float, points> value{};
    /// Quantile at probability u, linear between the points.
    [[nodiscard]] float at(double u) const;
};
[[nodiscard]] Quantiles quantiles_of(const Parameters& parameters);

struct Opinion {
    float orientation;
    float uncertainty;
};
/// What firm `own` thinks after hearing `other`.
[[nodiscard]] inline Opinion after_meeting(Opinion own, Opinion other, float influence) {
    // Overlap of [o-u, o+u] of both: sum of the half-widths less the distance, at most twice the smaller half-width.
    const float apart = std::abs(own.orientation - other.orientation);
    const float wider = std::abs(own.uncertainty - other.uncertainty);
    const float sum = own.uncertainty + other.uncertainty;
    const float overlap = sum - wider - rules::positive_part(apart - wider);
    const float strength = influence * rules::positive_part(overlap / other.uncertainty - 1.0f);
    return {own.orientation + strength * (other.orientation - own.orientation),
            own.uncertainty + strength * (other.uncertainty - own.uncertainty)};
}

/// Initial orientation of a firm, a pure function of its key.
[[nodiscard]] float initial_orientation(const Quantiles& quantiles, const sim::Random& random, std::uint64_t key);

/// Orientation and uncertainty of firms on their first day.
void begin(const Parameters& parameters, const Quantiles& quantiles, const sim::Random& random,
           Rows<Opinions, const FirmIdentity> firms);

/// Hears whom it met and is pulled back, in the last month of a quarter; writes orientation and uncertainty.
void hear(const Parameters& parameters, const Quantiles& quantiles, const sim::Random& random, const Month& month,
          Rows<Opinions, const FirmIdentity> firms, Handed<const Met> met);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream initial_orientation_stream{28, "orientation at the start"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "opinions",
     .title = "Influence among tie partners",
     .when_off = {.frozen = "orientation", .different = "orientation"},
     .streams = {&initial_orientation_stream}}};

} // namespace actorhood::models::opinions
