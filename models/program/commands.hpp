// The commands of the program. Each takes its own arguments and returns an exit code; errors are thrown.
#pragma once

#include <string>
#include <vector>

#include "models/program/command_texts.hpp"

namespace actorhood::models::program {

/// Arguments after the name of the command.
using Arguments = std::vector<std::string>;

int new_scenario(const Arguments& arguments);
int validate(const Arguments& arguments);
int describe(const Arguments& arguments);
int parameters(const Arguments& arguments);
int outputs(const Arguments& arguments);
int practices(const Arguments& arguments);
int toolkit(const Arguments& arguments);
int run(const Arguments& arguments, const std::string& command_line);
int resume(const Arguments& arguments, const std::string& command_line);
int branch(const Arguments& arguments, const std::string& command_line);
int sweep(const Arguments& arguments, const std::string& command_line);
/// `resume` for the folder of a sweep.
int resume_sweep(const Arguments& arguments, const std::string& command_line);
/// A result and its second: to be compared by the analysis program, when both are there.
struct Reproduction {
    int code{}; ///< exit code of the second run
    std::string first;
    std::string second;
};
Reproduction reproduce(const Arguments& arguments, const std::string& command_line);
int live(const Arguments& arguments);
int slurm(const Arguments& arguments);
int merge(const Arguments& arguments, const std::string& command_line);
int status(const Arguments& arguments);
int check(const Arguments& arguments);
int version(const Arguments& arguments);
/// These two speak of all commands.
int completion(const Arguments& arguments, std::vector<CommandText> commands);
int manual(const Arguments& arguments, std::vector<CommandText> commands);

} // namespace actorhood::models::program
