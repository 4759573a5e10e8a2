// The transition model as the engine runs it: one replicate with its recorder.
#pragma once

#include <memory>

#include "models/model.hpp"
#include "sim/run/simulation.hpp"

namespace actorhood::models {

class TransitionSimulation final : public sim::Simulation {
public:
    /// `parameters` must outlive the simulation.
    TransitionSimulation(const Parameters& parameters, std::uint32_t replicate);

    [[nodiscard]] std::uint32_t steps() const override { return model_.world.calendar.months; }
    [[nodiscard]] std::uint32_t step() const override { return model_.world.next_month; }
    void advance() override;
    [[nodiscard]] sim::ArchiveParts state() override;
    void restore(const std::vector<std::byte>& state) override;
    [[nodiscard]] std::uint64_t state_hash() override { return model_.state_hash(); }
    [[nodiscard]] std::uint64_t state_bytes() override;
    [[nodiscard]] const sim::Outputs& outputs() const override { return outputs_; }
    [[nodiscard]] sim::Recorder& recorder() override { return recorder_; }
    [[nodiscard]] Model& model() { return model_; }

private:
    /// True if the month is one of those that are recorded, and if a row ends with it.
    [[nodiscard]] bool recorded(const Month& month) const;
    [[nodiscard]] bool ends_row(const Month& month) const;
    [[nodiscard]] std::size_t recorded_rows() const;
    /// Error(corrupt) unless the rows of a restored record are those of the months simulated.
    void check_record() const;
    void take_events();
    void take_shocks();

    Model model_;
    sim::Outputs outputs_;
    sim::Recorder recorder_;
    std::size_t events_{};
    std::size_t shock_events_{};
    bool keeps_shocks_; ///< the record has a table of shocks
};

/// Names and sizes of all that is saved of a run, as one number: the same for all scenarios.
[[nodiscard]] std::uint64_t state_layout();

/// What a run will need.
struct Estimate {
    double firms{};        ///< at the start, per replicate
    double firms_at_end{}; ///< expected without shocks and instruments
    double months{};
    double replicates{};
    double memory_bytes{}; ///< with `threads` replicates at a time
    double disk_bytes{};   ///< upper bound: before compression
    double core_seconds{}; ///< on one core
    double variables{};
    double rows{};        ///< recorded of one replicate
    double bytes_a_row{}; ///< of the numbers of one replicate
};
/// Estimates from the parameters alone, without building a world of full size.
[[nodiscard]] Estimate estimate(const Parameters& parameters, std::size_t threads);
/// What is wrong with what is asked for of outputs, which depend on everything else, and known figures of the scenario
/// that its outputs cannot show; for parameters without other problems.
[[nodiscard]] std::vector<sim::Schema::Problem> output_problems(const Parameters& parameters);
/// Error(too_big) when the estimate exceeds the memory of this machine or a limit of the model.
void refuse_too_big(const Parameters& parameters, const Estimate& needed);

} // namespace actorhood::models
