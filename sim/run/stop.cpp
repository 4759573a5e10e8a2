#include "sim/run/stop.hpp"

#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include "sim/core/error.hpp"

namespace actorhood::sim {

namespace {

// A signal handler can reach nothing but namespace-scope variables; these two belong to StopRequests alone.
volatile std::sig_atomic_t stop_signals = 0;
volatile std::sig_atomic_t checkpoint_signals = 0;

extern "C" void on_stop(int) {
    if (stop_signals > 0) {
        _exit(static_cast<int>(ExitCode::interrupted));
    }
    stop_signals = 1;
}

extern "C" void on_checkpoint(int) { checkpoint_signals = checkpoint_signals + 1; }

void install(int signal, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

} // namespace

StopRequests::StopRequests() {
    stop_signals = 0;
    checkpoint_signals = 0;
    install(SIGINT, on_stop);
    install(SIGTERM, on_stop);
    install(SIGUSR1, on_checkpoint);
    install(SIGPIPE, SIG_IGN); // a closed terminal must not cost the data
    install(SIGXFSZ, SIG_IGN); // a file size limit is reported as an error of write
}

StopRequests::~StopRequests() {
    install(SIGINT, SIG_DFL);
    install(SIGTERM, SIG_DFL);
    install(SIGUSR1, SIG_DFL);
}

void StopRequests::limit(std::chrono::duration<double> time) {
    deadline_ =
        std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(time);
}

bool StopRequests::stop() const { return stop_signals > 0 || std::chrono::steady_clock::now() >= deadline_; }

int StopRequests::checkpoints_asked() const { return checkpoint_signals; }

} // namespace actorhood::sim
