// Another program, started and waited for.
#pragma once

#include <string>
#include <vector>

namespace actorhood::analysis::program {

/// While it lives, SIGINT and SIGTERM wait for the next child, which is given them. Made before the first thread.
class HeldSignals {
public:
    HeldSignals();
    ~HeldSignals();
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;
};

/// The program of that name in the folder of this one.
[[nodiscard]] std::string program_beside(const std::string& name);

/// Starts words[0] with the others and waits for its end; returns its exit code, or 128 and the signal that ended it.
/// The child gets the signals that are held, each once, and SIGTERM when this process dies.
[[nodiscard]] int run_child(const std::vector<std::string>& words);

} // namespace actorhood::analysis::program
