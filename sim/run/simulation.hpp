// One replicate of a model, as the engine sees it: it can advance by a step, be observed, saved and restored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/output/recorder.hpp"

namespace actorhood::sim {

class Simulation {
public:
    Simulation() = default;
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;
    virtual ~Simulation() = default;

    /// Steps in all, and steps done.
    [[nodiscard]] virtual std::uint32_t steps() const = 0;
    [[nodiscard]] virtual std::uint32_t step() const = 0;
    /// Simulates one step and records it where the scenario asks for it.
    virtual void advance() = 0;
    /// Whole state with what was recorded so far, not copied: valid until the next step.
    [[nodiscard]] virtual ArchiveParts state() = 0;
    /// The same as a copy; restoring it continues with the same bits.
    [[nodiscard]] std::vector<std::byte> save() { return state().joined(); }
    virtual void restore(const std::vector<std::byte>& state) = 0;
    /// Hash of the whole state without what was recorded.
    [[nodiscard]] virtual std::uint64_t state_hash() = 0;
    /// Bytes of the state.
    [[nodiscard]] virtual std::uint64_t state_bytes() = 0;
    [[nodiscard]] virtual const Outputs& outputs() const = 0;
    [[nodiscard]] virtual Recorder& recorder() = 0;
};

/// Makes the replicate with the given number; called from several threads at the same time.
using SimulationFactory = std::function<std::unique_ptr<Simulation>(std::uint32_t replicate)>;

} // namespace actorhood::sim
