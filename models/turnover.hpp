// Turnover: carries out, once, at the end of the month, what market and membership decided: firms close, members
// leave, firms join, firms are founded. It is the only place where firms change their row.
//
// A firm that leaves its cluster lives on outside, in its region, and stands for itself. A firm sampled outside
// stands for many: when one of those joins a cluster, a copy that stands for itself joins and the sample stays. The
// copy is of a firm of the same size class and sector anywhere in the sample, of two near a random place the one copied less often,
// so that a small sample does not fill a cluster with the same firm.
// Where every firm stands for itself the firm moves. An entrant adopts each practice with 0.97 of its size class's
// prevalence, given its own fit (model 5); its random numbers are keyed by its birth (region, month, ordinal), so
// that paired runs stay paired after their first differing exit.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "models/population.hpp"
#include "models/state/fit.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::turnover {

struct Parameters {
    double entrant_adoption{};
    double entrant_liquidity{};

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Share of adopters and of those aware among all firms of a size class, weighted; rows = classes.
struct Prevalence {
    std::array<std::array<double, practice_limit>, size_class_count> adopted{};
    std::array<std::array<double, practice_limit>, size_class_count> aware{};
};
[[nodiscard]] Prevalence class_prevalence(const AdoptionRegister& adoption, const ExpansionWeights& weights,
                                          std::size_t practices);

/// Location on the logit scale at which firms of random fit adopt with a given mean probability; tabulated once
/// over the logit of that probability, because solving for it is slow.
class LocationTable {
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

/// Inputs that do not change during a run.
struct Plan {
    std::array<double, size_class_count> entrant_classes{}; ///< size mix of new firms
    bool sampled{};                                         ///< new firms stand for many
    FitSpread fit;                                          ///< how entrants fit to practices
    LocationTable locations;
    /// Fills what a new firm needs beyond its population traits: opinion and skills.
    std::function<void(const sim::Random& random, std::uint32_t row, Firms& firms)> complete;
};

/// Carries out `world.movements`, keeps register, ledger and deliveries in step, and clears them.
void step(const Parameters& parameters, const population::Parameters& traits, const Plan& plan, const Month& month,
          World& world);

inline constexpr sim::Mechanism<Parameters> about{
    {.name = "turnover",
     .title = "Firms come and go",
     .switchable = false,
     .streams = {&population::population_stream, &fit_stream, &initial_adoption_stream, &join_stream}}};

} // namespace actorhood::models::turnover
