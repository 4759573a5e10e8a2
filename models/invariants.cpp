// What must hold at the end of every month: balanced books, balanced materials, finite numbers.
#include <cmath>
#include <string>

#include "models/model.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models {

Cents Model::ledger_residual() const {
    return world.ledger.residual(kept.get<census::Groups>().liquidity, world.clusters.funding.cash);
}

void Model::check_invariants() const {
    const std::string when = "month " + std::to_string(world.next_month) + ": ";
    if (const Cents residual = ledger_residual(); residual != 0) {
        throw sim::Error(sim::ExitCode::invariant,
                         when + "the ledger is out of balance by " + std::to_string(residual) + " cents");
    }
    if (world.symbiosis.materials.residual != 0) {
        throw sim::Error(sim::ExitCode::invariant, when + "materials are out of balance by " +
                                                       std::to_string(world.symbiosis.materials.residual) + " kg");
    }
    const auto must_be_finite = [&](const auto& column, const char* name) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (!std::isfinite(column[i])) {
                throw sim::Error(sim::ExitCode::invariant,
                                 when + name + " of segment " + std::to_string(i) + " is not a finite number");
            }
        }
    };
    must_be_finite(world.census.mean_orientation, "mean orientation");
    must_be_finite(world.census.mean_trust, "mean trust");
    must_be_finite(world.census.mean_value, "mean membership value");
    must_be_finite(world.census.mean_resistance, "mean resistance");
    must_be_finite(world.census.mean_skill_gap, "mean skill gap");
    must_be_finite(world.clusters.funding.staff, "staff");
    must_be_finite(world.clusters.reflexivity.reflexivity, "reflexivity");
    must_be_finite(world.clusters.decisions.ambition, "ambition");
}

} // namespace actorhood::models
