// Errors a program reports to its user, with the exit code each kind has.
#pragma once

#include <stdexcept>
#include <string>

namespace actorhood::sim {

enum class ExitCode : int {
    ok = 0,
    different = 1,     ///< results that were compared are not the same
    usage = 2,         ///< wrong command line
    configuration = 3, ///< invalid scenario
    input_output = 4,  ///< file system: missing, read-only, full
    corrupt = 5,       ///< damaged or mismatched data
    invariant = 6,     ///< an invariant of the model is broken, or a NaN appeared
    too_big = 7,       ///< more memory than there is, or beyond a limit
    incomplete = 8,    ///< some runs of a sweep failed
    stopped = 75,      ///< stopped cleanly, can be resumed
    interrupted = 130, ///< second interrupt
};

/// An error with an exit code; what() is written for the user and says what to do.
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

} // namespace actorhood::sim
