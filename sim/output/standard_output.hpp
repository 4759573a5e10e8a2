// Whether the answer of a command arrived on the standard output.
#pragma once

#include "sim/core/error.hpp"

namespace actorhood::sim {

/// The standard output takes no more: full, or closed. Whoever writes much throws it to stop early; that something is
/// missing is said at the end of the program, once.
class OutputLost : public Error {
public:
    OutputLost() : Error(ExitCode::input_output, "cannot write the output") {}
};

/// To be called before any file is opened. A standard stream that is closed gets something that takes nothing, so that no
/// file gets its number: what is printed would go into that file.
void hold_standard_streams();

/// Hands out what was printed to the standard output so far; false if some of it is lost. A reader that had enough and
/// went away (`| head`) has lost nothing.
[[nodiscard]] bool output_arrived();

} // namespace actorhood::sim
