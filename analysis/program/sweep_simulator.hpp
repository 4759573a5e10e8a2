// The simulator of a calibration: each step is an experiment file in its folder, carried out by `actorhood sweep`.
//
//     DIR/ends.toml      every parameter alone at the ends of its range: what the ranges are, and first runs
//     DIR/base.toml      replicates of the base scenario
//     DIR/wave1.toml ... points of a wave; DIR/chance2.toml ... replicates of one point; DIR/members.toml ...
//
// with the sweep of each in the folder of the same name. A sweep never repeats a run that is finished, so that a
// calibration that was stopped goes on where it was.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/calibration.hpp"
#include "analysis/calibration_file.hpp"
#include "analysis/data.hpp"
#include "analysis/experiment_text.hpp"
#include "analysis/program/step_sweeps.hpp"

namespace actorhood::analysis::program {

class SweepSimulator : public Simulator {
public:
    SweepSimulator(const CalibrationFile& file, const std::filesystem::path& folder, SweepConduct conduct);

    Survey survey() override;
    AnchorRuns base(std::size_t replicates) override;
    AnchorRuns run(const std::string& name, const std::vector<Point>& points, std::size_t replicates) override;

    /// An experiment of this calibration, up to its points.
    [[nodiscard]] ExperimentFrame frame(const std::string& comment, const std::string& design,
                                        std::size_t replicates) const;
    /// The base scenario as an experiment in another folder names it.
    [[nodiscard]] std::string base_from(const std::filesystem::path& folder) const;

private:
    /// The head of an experiment that is carried out here: it keeps what anchors read.
    [[nodiscard]] std::string head(const std::string& comment, const std::string& design,
                                   std::size_t replicates) const;
    [[nodiscard]] CalibratedSpace space_of(const ResultFile& ends) const;
    void add_shares(const CalibrationAxis& axis, const std::vector<DesignColumn>& columns,
                    CalibratedSpace& space) const;
    [[nodiscard]] bool is_logarithmic(const std::string& parameter) const;
    [[nodiscard]] AnchorRuns runs_of(const ResultFile& result) const;

    const CalibrationFile& file_;
    StepSweeps steps_;
    CalibratedSpace space_;
    std::vector<std::string> labels_; ///< all that anchors read, known once the axes are: after the survey
};

} // namespace actorhood::analysis::program
