// Options of commands that carry out a study in steps, each a sweep: calibrate, optimise.
#pragma once

#include <string>

#include <boost/program_options/options_description.hpp>

#include "analysis/program/command_line.hpp"
#include "analysis/program/step_sweeps.hpp"

namespace actorhood::analysis::program {

/// `study`: "calibration", for the help.
[[nodiscard]] boost::program_options::options_description study_options(const std::string& study);

/// How the sweeps are carried out, as the options say.
[[nodiscard]] SweepConduct conduct_of(const Given& given);

} // namespace actorhood::analysis::program
