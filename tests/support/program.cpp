#include "tests/support/program.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.hpp"

extern char** environ;

namespace actorhood::tests {

namespace {

using Clock = std::chrono::steady_clock;

std::string temporary_file() {
    std::string name = (std::filesystem::temp_directory_path() / "actorhood-said-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) {
        throw std::runtime_error("cannot make a temporary file");
    }
    ::close(descriptor);
    return name;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words) {
        result.push_back(word.data());
    }
    result.push_back(nullptr);
    return result;
}

/// The present environment without the names that are given anew.
std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
    std::vector<std::string> result = changes;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string present = *entry;
        const std::string name = present.substr(0, present.find('=') + 1);
        bool changed = false;
        for (const std::string& change : changes) {
            changed = changed || change.starts_with(name);
        }
        if (!changed) {
            result.push_back(present);
        }
    }
    return result;
}

} // namespace

Process::Process(const std::vector<std::string>& arguments, const LaunchOptions& options)
    : output_file_(temporary_file()), error_file_(temporary_file()) {
    std::vector<std::string> words = arguments;
    std::vector<std::string> environment = environment_with(options.environment);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (!options.folder.empty()) {
        posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (options.standard_output == "closed") {
        posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO);
    } else {
        const std::string& file = options.standard_output.empty() ? output_file_ : options.standard_output;
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file.c_str(), O_WRONLY | O_TRUNC, 0);
    }
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error_file_.c_str(), O_WRONLY | O_TRUNC, 0);
    start_ = Clock::now();
    const int failure = posix_spawn(&process_, words.front().c_str(), &actions, nullptr, pointers(words).data(),
                                    pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) {
        process_ = -1;
        throw std::runtime_error("cannot start " + words.front());
    }
}

Process::~Process() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove(output_file_, ignored);
    std::filesystem::remove(error_file_, ignored);
}

void Process::send(int signal) const {
    if (process_ > 0) {
        ::kill(process_, signal);
    }
}

Finished Process::wait(std::chrono::milliseconds limit) {
    Finished finished;
    int status = 0;
    limit *= ACTORHOOD_PATIENCE;
    const Clock::time_point latest = Clock::now() + limit;
    while (::waitpid(process_, &status, WNOHANG) == 0) {
        if (Clock::now() > latest) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, &status, 0);
            process_ = -1;
            FAIL("a program ran longer than " << limit.count() << " ms and was killed: " << read_bytes(error_file_));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    process_ = -1;
    finished.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    finished.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    finished.output = read_bytes(output_file_);
    finished.errors = read_bytes(error_file_);
    return finished;
}

std::vector<std::string> program_command(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{ACTORHOOD_PROGRAM};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

Finished call_program(const std::vector<std::string>& arguments, const LaunchOptions& options) {
    return Process(program_command(arguments), options).wait();
}

Finished shell(const std::string& script, const std::vector<std::string>& arguments, const LaunchOptions& options) {
    std::vector<std::string> command{"/bin/sh", "-c", script, "sh"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return Process(command, options).wait();
}

std::string read_bytes(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream stream(path, std::ios::binary);
    stream << bytes << std::flush;
    if (!stream) {
        throw std::runtime_error("cannot write " + path.string());
    }
}

std::filesystem::path write_scenario(const std::filesystem::path& folder, const std::string& name,
                                     const std::string& more, int replicates) {
    const std::filesystem::path path = folder / (name + ".toml");
    write_bytes(path, "include = [\"" ACTORHOOD_SOURCE_DIR
                      "/scenarios/baseline.toml\"]\n"
                      "population.clusters = 3\n"
                      "population.members_per_cluster = 40\n"
                      "population.outside_firms = 300\n"
                      "population.regions = 3\n"
                      "run.replicates = " +
                          std::to_string(replicates) + "\n" + more);
    return path;
}

} // namespace actorhood::tests
