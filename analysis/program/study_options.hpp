// Options of commands that carry out a study in steps, each a sweep: calibrate, optimise.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include <boost/program_options/options_description.hpp>

#include "analysis/program/command_line.hpp"
#include "analysis/program/step_sweeps.hpp"

namespace actorhood::analysis::program {

/// `study`: "calibration", for the help.
[[nodiscard]] boost::program_options::options_description study_options(const std::string& study,
                                                                        bool makes_ensemble);

/// A study as it was called for.
struct Study {
    std::filesystem::path file;
    std::filesystem::path folder; ///< of everything that it makes
    std::string name;             ///< of the file, without its folder
    SweepConduct conduct;         ///< how its sweeps are carried out
    bool quiet{};
    bool json{};                      ///< the report as JSON
    std::filesystem::path ensemble{}; ///< where else the ensemble goes; "" = nowhere
};

/// A command of that kind.
struct StudyCommand {
    const char* word;    ///< "calibrate"
    const char* study;   ///< "calibration"
    bool makes_ensemble; ///< of parameter sets, which can go to another place, too
    std::string (*help)(const Call& call, const boost::program_options::options_description& visible);
    void (*carry_out)(const Study& study, std::ostream& out);
};
/// Reads the call and says what the command is, or carries it out; signals end it cleanly.
void run_study(const StudyCommand& command, const Call& call, std::ostream& out);

} // namespace actorhood::analysis::program
