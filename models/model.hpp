// A world ready to run month by month, its outputs and its digest; the order of the month is models/month.hpp.
#pragma once

#include <memory>

#include "models/contents.hpp"
#include "models/kept.hpp"
#include "models/parameters.hpp"
#include "models/state/world.hpp"
#include "models/toolkit/periods.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models {

/// A world ready to run, and all it needs.
struct Model {
    /// Builds the initial world of a replicate. `parameters` must outlive the model.
    Model(const Parameters& parameters, std::uint32_t replicate);

    /// Simulates the next month. Throws Error(invariant) when the ledger does not balance or a number is not finite.
    void advance();
    /// Declares all axes and outputs, bound to this model (which must not move).
    void declare_outputs(sim::Outputs& outputs) const;

    /// Puts the parameters in force that the last simulated month had; after a state was restored.
    void resume_period();

    /// Hash of the whole state.
    [[nodiscard]] std::uint64_t state_hash();

    /// Cents by which the ledger and the money of firms and clusters differ; 0 unless something is wrong.
    [[nodiscard]] Cents ledger_residual() const;

    template <class Archive>
    void visit(Archive& archive) {
        world.visit(archive);
        kept.each([&](auto& state) { state.visit(SaveKept<Archive>{archive}); });
    }

    std::vector<Period> periods;  ///< of instruments; empty = the parameters hold for the whole run
    const Parameters* parameters; ///< in force
    World world;
    KeptState kept;
    WorkingMemory working;

private:
    /// Parameters of the scenario without instruments.
    [[nodiscard]] const Parameters& base() const {
        return periods.empty() ? *parameters : periods.front().parameters;
    }
    template <class List>
    void run(const Month& month);
    /// Puts the parameters of the month in force; runs the list if they are others than before.
    template <class List>
    void put_in_force(const Month& month);
    void check_invariants() const;
};

} // namespace actorhood::models
