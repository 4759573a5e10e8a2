#include "analysis/program/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/core/error.hpp"

namespace actorhood::analysis::program {

namespace {

sigset_t held_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) {
        sigaddset(&set, signal);
    }
    return set;
}

/// In the child: only what may be called after a fork.
[[noreturn]] void become(const std::vector<char*>& words) {
    const sigset_t held = held_signals();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setpgid(0, 0); // what the terminal sends comes by way of the parent, once
    sigprocmask(SIG_UNBLOCK, &held, nullptr);
    execv(words[0], words.data());
    _exit(127);
}

} // namespace

HeldSignals::HeldSignals() {
    const sigset_t held = held_signals();
    sigprocmask(SIG_BLOCK, &held, nullptr);
}

HeldSignals::~HeldSignals() {
    const sigset_t held = held_signals();
    sigprocmask(SIG_UNBLOCK, &held, nullptr);
}

std::string program_beside(const std::string& name) {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path() / name).string();
}

int run_child(const std::vector<std::string>& words) {
    std::vector<std::string> copies = words;
    std::vector<char*> pointers;
    for (std::string& word : copies) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        become(pointers);
    }
    if (child < 0) {
        throw sim::Error(sim::ExitCode::input_output, "cannot start " + words[0] + ": " + std::strerror(errno));
    }
    const sigset_t held = held_signals();
    int state = 0;
    while (waitpid(child, &state, WNOHANG) == 0) {
        int signal = 0;
        sigwait(&held, &signal);
        if (signal != SIGCHLD) {
            kill(child, signal);
        }
    }
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

} // namespace actorhood::analysis::program
