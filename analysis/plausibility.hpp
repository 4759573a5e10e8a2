// Which points of the parameter space are plausible by the emulators of all waves.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "analysis/emulator.hpp"

namespace actorhood::analysis {

/// What is known of an anchor that counts.
struct Target {
    double value;
    double deviation; ///< that its band stands for
};

[[nodiscard]] double implausibility(const Target& target, const Prediction& prediction);

/// The emulators of each wave, one a target.
class Plausibility {
public:
    Plausibility() = default;
    Plausibility(std::vector<Target> targets, double cut) : targets_(std::move(targets)), cut_(cut) {}

    void add_wave(std::vector<Emulator> emulators) { waves_.push_back(std::move(emulators)); }
    void drop_wave() { waves_.pop_back(); }
    [[nodiscard]] double cut() const { return cut_; }
    [[nodiscard]] std::size_t waves() const { return waves_.size(); }
    [[nodiscard]] const std::vector<Target>& targets() const { return targets_; }
    [[nodiscard]] const std::vector<Emulator>& last() const { return waves_.back(); }

    /// Implausibility for one target, by the emulators of a wave.
    [[nodiscard]] double of(std::span<const double> point, std::size_t wave, std::size_t target) const;
    /// The largest over the targets, by a wave.
    [[nodiscard]] double worst(std::span<const double> point, std::size_t wave) const;
    /// The same over those targets that are not left out; `left_out` has one a target.
    [[nodiscard]] double worst(std::span<const double> point, std::size_t wave,
                               const std::vector<bool>& left_out) const;
    /// No wave before `waves` calls the point implausible.
    [[nodiscard]] bool plausible(std::span<const double> point, std::size_t waves) const;
    [[nodiscard]] bool plausible(std::span<const double> point) const { return plausible(point, waves_.size()); }

private:
    std::vector<Target> targets_;
    std::vector<std::vector<Emulator>> waves_;
    double cut_ = 0.0;
};

} // namespace actorhood::analysis
