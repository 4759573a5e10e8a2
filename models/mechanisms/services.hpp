// Services: what the cluster organisation's support staff does for single members (model 7.7).
//
// Of the month's capacity N_c, member i receives a service with probability N_c * tilt_i / sum(tilt), at most 1:
//   tilt_i = need_i * ((1 - phi_services) + phi_services * ability_i)
// need = share of the catalogue not yet adopted (plus a floor), ability = ability to pay by size class: the more an
// organisation lives from paid services, the more its help goes to those who can pay. The topic is drawn from the
// effective agenda; with probability 1 - exp(-x1) the priorities known direct a circular or digital service to the
// pillar in which the member is further behind what is required. A circular or digital service raises the absorptive
// capacity of that pillar, kappa += gain * (1 - kappa), and acts for twelve months on that pillar only: cheaper
// know-how, better estimates, more evaluations (see adoption). A growth service raises the margin (see market), a
// labour service trains (see restructuring).
// Sources: S2, Table 2 (functions and stages of support); S2 on paid services; Cohen & Levinthal 1990.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::services {

struct Parameters {
    double duration{};                              ///< months a service acts
    double capacity_gain{};                         ///< share of the missing absorptive capacity gained
    double need_floor{};                            ///< tilt of a member that has adopted everything
    std::array<double, size_class_count> ability{}; ///< ability to pay by size class
    double trained_share{};                         ///< share of a firm's staff a labour service reskills

    static void declare(sim::Schema& schema, Parameters& p);
};

/// How the members of each cluster share in its services.
struct Weights : sim::Working {
    std::vector<double> tilts; ///< by cluster: sum over members
};
/// What the members of a block receive.
struct Delivered {
    std::array<std::int32_t, topic_count> services{};
    double reskilled{}; ///< persons
};
/// What the rows of a block need.
using Served = Rows<Assistance, Skills, Membership, const FirmIdentity, const Funnel>;

/// Relative chance of a member to be served.
[[nodiscard]] constexpr double tilt(double adopted_share, double ability, double paid_share, double need_floor) {
    const double need = need_floor + (1.0 - need_floor) * (1.0 - adopted_share);
    return need * ((1.0 - paid_share) + paid_share * ability);
}

/// Topic that a uniform number picks from an agenda.
[[nodiscard]] constexpr Topic draw_topic(const Agenda& agenda, double u) {
    double below = 0.0;
    for (std::size_t topic = 0; topic + 1 < topic_count; ++topic) {
        below += agenda[topic];
        if (u < below) {
            return static_cast<Topic>(topic);
        }
    }
    return labour_topic;
}

/// Nothing is delivered yet this month.
void begin(const FirmLayout& layout, Delivery& delivery);
/// Adds up the tilts of each cluster's members.
void weigh(const Parameters& parameters, const Funding& funding, const PracticeCatalogue& practices,
           const FirmLayout& layout, const FirmIdentity& firms, const Funnel& funnel, Weights& weights);
/// Delivers the month's services: members' service dates, absorptive capacity and service rates.
void deliver(const Parameters& parameters, const Month& month, const sim::Random& random,
             sim::Read<Landscape, Pathway, Decisions, Funding> from, const PracticeCatalogue& practices,
             const Weights& weights, Served firms, Sum<Delivered> delivered);
/// Books what was delivered.
void settle(const FirmLayout& layout, const Sums<Delivered>& delivered, Delivery& delivery);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream service_delivery_stream{11, "which members are served"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "services",
     .title = "Services to single members",
     .when_off = {.zero = "services_delivered", .different = "services_per_member absorptive_capacity"},
     .streams = {&service_delivery_stream}}};

} // namespace actorhood::models::services
