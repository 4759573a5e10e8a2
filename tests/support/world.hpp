// Small worlds for the tests: the shipped baseline with changes, run without files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/program/scenario.hpp"
#include "models/transition.hpp"

namespace actorhood::tests {

/// Changes to a scenario, "dotted.key=value" as on the command line.
using Settings = std::vector<std::string>;

/// Both lists, the second after the first.
[[nodiscard]] Settings operator+(Settings first, const Settings& second);

/// Three clusters of about forty members and 300 firms outside, in three regions.
[[nodiscard]] Settings small_population();

/// The shipped baseline with changes.
[[nodiscard]] std::unique_ptr<models::program::Scenario> baseline_with(const Settings& settings);

/// A scenario text on top of the shipped baseline ("include" is added), with changes.
[[nodiscard]] std::unique_ptr<models::program::Scenario> scenario_from(const std::string& text,
                                                                       const Settings& settings = {});

/// The five funding mixes of the shipped scenarios, exact in every cluster: name and settings.
[[nodiscard]] std::vector<std::pair<std::string, Settings>> funding_mixes();

/// One replicate carried to its end.
class FinishedRun {
public:
    /// `scenario` must outlive the run.
    FinishedRun(const models::program::Scenario& scenario, std::uint32_t replicate);
    FinishedRun(const FinishedRun&) = delete;
    FinishedRun& operator=(const FinishedRun&) = delete;

    /// All values of an output, time by time; REQUIREs that it exists.
    [[nodiscard]] const std::vector<double>& values(std::string_view name) const;
    /// Numbers in one row of an output.
    [[nodiscard]] std::size_t width(std::string_view name) const;
    /// Last row of an output.
    [[nodiscard]] std::vector<double> last(std::string_view name) const;
    /// Sum over all times and places; undefined values are left out.
    [[nodiscard]] double sum(std::string_view name) const;
    /// True if every row equals the first one, undefined values included.
    [[nodiscard]] bool constant(std::string_view name) const;
    [[nodiscard]] std::uint64_t state_hash() { return simulation_.state_hash(); }
    [[nodiscard]] models::Model& model() { return simulation_.model(); }
    [[nodiscard]] const sim::Trajectory& trajectory() const { return *record_; }

private:
    [[nodiscard]] std::size_t position(std::string_view name) const;

    models::TransitionSimulation simulation_;
    const sim::Trajectory* record_;
    std::map<std::string, std::size_t, std::less<>> positions_; ///< among the recorded variables
};

/// True if two rows hold the same values; undefined equals undefined.
[[nodiscard]] bool same_values(const std::vector<double>& a, const std::vector<double>& b);

} // namespace actorhood::tests
