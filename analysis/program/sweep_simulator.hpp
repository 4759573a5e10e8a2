// The simulator of a calibration: each step is an experiment file in its folder, carried out by `actorhood sweep`.
//
//     DIR/ends.toml      every parameter alone at the ends of its range: what the ranges are, and first runs
//     DIR/base.toml      replicates of the base scenario
//     DIR/wave1.toml ... points of a wave; DIR/chance2.toml ... replicates of one point; DIR/members.toml ...
//
// with the sweep of each in the folder of the same name. A sweep never repeats a run that is finished, so that a
// calibration that was stopped goes on where it was.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/calibration.hpp"
#include "analysis/calibration_file.hpp"
#include "analysis/calibration_text.hpp"
#include "analysis/data.hpp"

namespace actorhood::analysis::program {

/// How sweeps are carried out; nothing of it changes a result.
struct SweepConduct {
    std::optional<std::size_t> threads;
    std::optional<std::chrono::steady_clock::time_point> deadline; ///< then it stops, to be continued
};

class SweepSimulator : public Simulator {
public:
    SweepSimulator(const CalibrationFile& file, std::filesystem::path folder, SweepConduct conduct);

    Survey survey() override;
    AnchorRuns base(std::size_t replicates) override;
    AnchorRuns run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) override;

    /// An experiment of this calibration, up to its points.
    [[nodiscard]] ExperimentFrame frame(const std::string& comment, const std::string& design,
                                        std::size_t replicates) const;

private:
    [[nodiscard]] std::shared_ptr<const ResultFile> carry_out(const std::string& name, const std::string& text) const;
    [[nodiscard]] std::vector<CalibratedParameter> parameters_of(const ResultFile& ends) const;
    [[nodiscard]] bool is_logarithmic(const std::string& parameter) const;
    [[nodiscard]] AnchorRuns runs_of(const ResultFile& result) const;

    const CalibrationFile& file_;
    std::filesystem::path folder_;
    SweepConduct conduct_;
    std::vector<CalibratedParameter> parameters_;
};

} // namespace actorhood::analysis::program
