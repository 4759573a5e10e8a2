// The program as its users run it: started, waited for, signalled.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace actorhood::tests {

/// How a program ended and what it said.
struct Finished {
    int code{-1};       ///< exit code; -1 when a signal ended it
    int signal{0};      ///< signal that ended it, 0 = none
    std::string output; ///< standard output
    std::string errors; ///< standard error
    double seconds{};   ///< wall-clock time

    [[nodiscard]] bool says(const std::string& text) const {
        return output.find(text) != std::string::npos || errors.find(text) != std::string::npos;
    }
};

struct LaunchOptions {
    std::filesystem::path folder;         ///< working directory; empty = the present one
    std::vector<std::string> environment; ///< NAME=value, added to the present environment
    std::string standard_output;          ///< file that receives it instead; "closed" closes the descriptor
};

/// A running program. The destructor kills it if it still runs.
class Process {
public:
    /// Starts arguments[0] with the others.
    Process(const std::vector<std::string>& arguments, const LaunchOptions& options = {});
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    void send(int signal) const;
    /// Waits until it ends; one that takes longer than `limit` (ten times as long with a sanitizer) is killed, which fails
    /// the test.
    Finished wait(std::chrono::milliseconds limit = std::chrono::seconds(60));
    [[nodiscard]] pid_t id() const { return process_; }

private:
    pid_t process_ = -1;
    std::chrono::steady_clock::time_point start_;
    std::string output_file_;
    std::string error_file_;
};

/// Runs the program under test.
Finished call_program(const std::vector<std::string>& arguments, const LaunchOptions& options = {});
/// The same arguments with the program's path in front, for Process.
[[nodiscard]] std::vector<std::string> program_command(const std::vector<std::string>& arguments);
/// Runs a shell script with $1, $2, ... = arguments.
Finished shell(const std::string& script, const std::vector<std::string>& arguments,
               const LaunchOptions& options = {});

[[nodiscard]] std::string read_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

/// Writes a scenario that includes the shipped baseline, cut down to a small population, followed by `more` TOML.
/// The file is `folder/name.toml`; returns its path. 60 + 240 months unless `more` says otherwise.
std::filesystem::path write_scenario(const std::filesystem::path& folder, const std::string& name,
                                     const std::string& more = "", int replicates = 1);

} // namespace actorhood::tests
