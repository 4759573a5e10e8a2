// Pure rules of reflexivity, which clusters and metaclusters share. Equations and sources:
// mechanisms/reflexivity.hpp, where the parameters are declared.
#pragma once

#include <array>
#include <span>

#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::reflexivity {

/// Circular, digital, labour.
using Harms = std::array<double, 3>;

/// The agendas towards which payers and habit pull, as published.
struct PayerTargets {
    Agenda theta_funder{};  ///< of the long-term public funder
    Agenda theta_payers{};  ///< of buyers of paid services, private investors and sponsors
    Agenda theta_members{}; ///< of members wholly oriented to transition (growth 0)
    Agenda theta_growth{};  ///< habit: competitiveness first
};

struct Parameters {
    double nonhuman_weight;
    double circular_weight;
    double sensing_noise;
    double sensing_time;
    double reflection;
    double forgetting;
    double gap_forgetting;
    double urgency;
    double integration;
    double integration_base;
    double habit;
    double capture;
    double heard;
    BySource pull;
    PayerTargets targets;
    double initial_reflexivity;
    Agenda initial_agenda;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Agenda that would answer the given harms: growth 1, each harm its size times the urgency, shares of the sum.
[[nodiscard]] Agenda needed_agenda(const Parameters& p, const Harms& harms);
/// Agenda of members of mean orientation o: growth 1 - o, the rest as wholly oriented members want it.
[[nodiscard]] Agenda members_agenda(const Parameters& p, double orientation);
/// R after a month, or several; collaboration staff per 50 members, diversity and staff gap 0..1.
[[nodiscard]] double reflected(const Parameters& p, double reflexivity, double collaboration, double diversity,
                               double staff_gap, double months = 1.0);

/// One pull on the agenda.
struct Pull {
    double rate; ///< per year
    Agenda target;
};
/// The agenda after a month under all pulls together.
[[nodiscard]] Agenda pulled(const Agenda& agenda, std::span<const Pull> pulls);

} // namespace actorhood::models::reflexivity
