// The whole state of one replicate. Mechanisms meet here and nowhere else.
#pragma once

#include <cstdint>
#include <vector>

#include "models/clusters/census.hpp"
#include "models/clusters/clusters.hpp"
#include "models/clusters/delivery.hpp"
#include "models/state/demand_in_force.hpp"
#include "models/state/economy.hpp"
#include "models/state/facilities.hpp"
#include "models/firms/firms.hpp"
#include "models/state/inclusion.hpp"
#include "models/state/ledger.hpp"
#include "models/state/metaclusters.hpp"
#include "models/state/policy.hpp"
#include "models/state/practices.hpp"
#include "models/state/regime.hpp"
#include "models/state/shocks.hpp"
#include "models/state/symbiosis.hpp"
#include "models/state/vocabulary.hpp"
#include "sim/core/math.hpp"
#include "sim/core/random.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

struct ScenarioFacts;

/// The month being simulated.
struct Month {
    std::uint16_t index{};  ///< 0 = first month of burn-in
    double year{};          ///< fractional year at the beginning of the month, e.g. 2020.25
    bool burn_in{};         ///< adoption is frozen
    bool last_of_quarter{}; ///< quarterly steps run
    std::uint16_t first{};  ///< index of the first month after burn-in
    double pace{1.0};       ///< months that slow stocks of organisations move in this one; 1 after the spin-up

    /// Share of a stock left when a month leaves `kept` of it: of as many months as this one stands for.
    [[nodiscard]] double kept(double kept_in_a_month) const {
        return pace == 1.0 ? kept_in_a_month : sim::power(kept_in_a_month, pace);
    }
    /// True in the month at whose end what has been there before is in place: the last of burn-in.
    [[nodiscard]] bool before_first() const { return index + 1 == first || (first == 0 && index == 0); }
};

/// Time axis of a run.
struct Calendar {
    double start_year{};     ///< first month after burn-in, fractional year
    std::uint16_t burn_in{}; ///< months
    std::uint16_t months{};  ///< months in all, burn-in included
    std::uint16_t spin_up{}; ///< first months of burn-in, in which slow stocks of organisations move faster
    double pace{1.0};        ///< how much faster

    [[nodiscard]] Month at(std::uint16_t index) const {
        const double offset = static_cast<double>(index) - static_cast<double>(burn_in);
        const bool spins_up = index < spin_up && index < burn_in;
        return {index, start_year + offset / 12.0, index < burn_in, index % 3 == 2, burn_in, spins_up ? pace : 1.0};
    }
};

/// How many firms of the economy a sampled firm outside stands for, by size class.
struct ExpansionWeights : std::array<double, size_class_count> {};

/// Firms of the economy for which a firm stands: its weight in statistics of all firms. `firms` have identities.
template <class Identity>
[[nodiscard]] double weight_of(const Identity& firms, const ExpansionWeights& weights, std::uint32_t row) {
    return firms.sampled[row] != 0 ? weights[firms.size_class[row]] : 1.0;
}

/// Parameters as they are without instruments, however the month's differ.
template <class Parameters>
struct AtStart {
    const Parameters* parameters;
    const Parameters& operator*() const { return *parameters; }
    const Parameters* operator->() const { return parameters; }
};

/// Yearly revenue of a firm per employee with normal demand, EUR.
struct RevenuePerEmployee {
    double eur{};
};
/// Firms founded in a period.
struct EntrantMix : sim::Working {
    std::array<double, size_class_count> class_shares{};
    bool sampled{};     ///< they stand for many
    double weight{1.0}; ///< firms of the economy for which one stands, on average
};

/// Share of firms that used each practice when adoption began: by segment, and in the last row of all firms.
struct InitialExperience {
    Column<std::array<double, practice_limit>> share;
};

struct World {
    World(std::uint64_t seed, std::uint32_t replicate) : random(seed, replicate) {}

    // fixed for a run
    sim::Random random;
    Calendar calendar;
    PracticeCatalogue practices;
    ExpansionWeights weights{1.0, 1.0, 1.0, 1.0};
    RevenuePerEmployee revenue{};
    InitialExperience initial_experience;

    // state
    std::uint16_t next_month{}; ///< index of the month to simulate next
    Firms firms;
    Clusters clusters;
    Census census;
    SectorCensus sectors;
    Delivery delivery;
    AdoptionRegister adoption;
    Landscape landscape;
    Shocks shocks;
    Market market;
    Symbiosis symbiosis;
    Facilities facilities;
    Ledger ledger;
    Movements movements;
    Policy policy;
    Inclusion inclusion;
    DemandInForce demand; ///< of the month: set from the parameters, raised by those who raise it
    Metaclusters metaclusters;
    Cooperation cooperation;
    Regime regime;

    // observation
    AdoptionEvents events;

    /// Weight of a firm in statistics of all firms.
    [[nodiscard]] double weight(std::uint32_t row) const { return weight_of(firms, weights, row); }

    template <class Archive>
    void visit(Archive& archive) {
        archive("next_month", next_month);
        archive("initial_experience", initial_experience.share);
        firms.visit(archive);
        clusters.visit(archive);
        census.visit(archive);
        delivery.visit(archive);
        adoption.visit(archive);
        landscape.visit(archive);
        shocks.visit(archive);
        market.visit(archive);
        ledger.visit(archive);
        policy.visit(archive);
        inclusion.visit(archive);
        symbiosis.visit(archive);
        facilities.visit(archive);
        metaclusters.visit(archive);
        cooperation.visit(archive);
        regime.visit(archive);
        sectors.visit(archive);
    }
};

} // namespace actorhood::models
