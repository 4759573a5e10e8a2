// The file of a calibration: what is varied, how much is done, and the anchors, here or in a file of their own.
//
//     [calibration]              base, anchors, waves, points, members ...
//     [calibration.set]          fixed changes to the base scenario
//     [[calibration.axis]]       parameters that are calibrated, as in an experiment
//     [[anchor]]                 what is known (anchors.hpp)
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/anchors.hpp"
#include "analysis/calibration.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::analysis {

/// [[calibration.axis]]: what becomes an [[experiment.axis]].
struct CalibrationAxis {
    std::string parameter;
    std::vector<std::string> parameters;
    std::vector<std::string> except;
    double low{};
    double high{};
    std::int64_t scale{};           ///< 1 = logarithmic
    std::string simplex;            ///< table of shares that add up to 1
    std::optional<sim::Node> fixed; ///< shares of it that do not vary
    sim::EntryPlaces places;

    static void declare(sim::Schema& schema, CalibrationAxis& axis);
};

struct CalibrationFile {
    std::filesystem::path path;
    std::string title;
    std::string base;         ///< scenario, relative to the file
    std::string anchors_file; ///< relative to the file; "" = the anchors stand in it
    std::int64_t waves{};
    std::int64_t points{};
    std::int64_t wave_points{};
    std::int64_t replicates{};
    std::int64_t members{};
    std::int64_t member_replicates{};
    std::int64_t without{};   ///< sets that one anchor alone excludes, of each
    std::int64_t particles{}; ///< of the posterior sample
    std::int64_t generations{};
    std::int64_t every{};     ///< months between recorded rows
    std::int64_t over_time{}; ///< sim::OverTime: what a row holds
    double cut{};
    std::uint64_t seed{};
    sim::Changes set;
    std::vector<CalibrationAxis> axes;
    std::vector<Anchor> anchors;

    /// Path of the base scenario.
    [[nodiscard]] std::filesystem::path base_path() const;
    [[nodiscard]] CalibrationPlan plan() const;

    static void declare(sim::Schema& schema, CalibrationFile& file);
};

/// Reads the file and that of the anchors; ConfigurationError with everything that is wrong in them.
[[nodiscard]] CalibrationFile read_calibration(const std::filesystem::path& path);

} // namespace actorhood::analysis
