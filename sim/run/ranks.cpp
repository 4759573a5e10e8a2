#include "sim/run/ranks.hpp"

#include <chrono>
#include <cstdlib>
#include <thread>

#include "sim/core/error.hpp"

#ifdef ACTORHOOD_WITH_MPI
#include <algorithm>
#include <boost/mpi/collectives.hpp>
#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <sched.h>
#endif

namespace actorhood::sim {

namespace {

/// A whole number from the environment; 0 = none.
long environment_number(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

} // namespace

bool Ranks::started() {
    // Open MPI's mpirun; MPICH and relatives; srun --mpi=pmix. A process that srun starts without PMIx works for
    // itself: several of them share the folder like any other processes.
    return environment_number("OMPI_COMM_WORLD_SIZE") > 1 || environment_number("PMI_SIZE") > 1 ||
           (std::getenv("PMIX_RANK") != nullptr && environment_number("SLURM_STEP_NUM_TASKS") > 1);
}

RankMessage Ranks::receive() {
    while (true) {
        if (std::optional<RankMessage> message = received()) {
            return std::move(*message);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

#ifdef ACTORHOOD_WITH_MPI

namespace mpi = boost::mpi;

namespace {

constexpr int tag = 1;

/// Machine and processors that this process may use.
std::string place() {
    cpu_set_t processors;
    CPU_ZERO(&processors);
    sched_getaffinity(0, sizeof processors, &processors);
    std::string text = mpi::environment::processor_name() + ' ';
    for (std::size_t i = 0; i < CPU_SETSIZE; ++i) {
        text += CPU_ISSET(i, &processors) ? '1' : '0';
    }
    return text;
}

} // namespace

struct Ranks::Messenger {
    // Threads take turns; of several ranks on one core the waiting ones give way.
    mpi::environment environment{mpi::threading::serialized, false};
    mpi::communicator all;
};

bool Ranks::available() { return true; }

Ranks::Ranks() {
    // Inside MPI's own waiting loops; before its start, and not where the user has decided.
    ::setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
    messenger_ = std::make_unique<Messenger>();
    rank_ = static_cast<std::size_t>(messenger_->all.rank());
    count_ = static_cast<std::size_t>(messenger_->all.size());
    if (count_ == 1) {
        throw Error(ExitCode::usage,
                    "this process was started as one of several, but Open MPI, with which this "
                    "program is built, sees it alone: start it with Open MPI's mpirun, or with "
                    "srun --mpi=pmix");
    }
    if (mpi::environment::thread_level() < mpi::threading::serialized) {
        throw Error(ExitCode::usage, "the MPI library does not allow calls from several threads");
    }
    std::vector<std::string> places;
    mpi::all_gather(messenger_->all, place(), places);
    sharing_ = static_cast<std::size_t>(std::ranges::count(places, places[rank_]));
}

Ranks::~Ranks() = default;

void Ranks::send(std::size_t to, const RankMessage& message) {
    boost::mpi::packed_oarchive archive(messenger_->all);
    archive << message.kind << message.numbers << message.text;
    messenger_->all.send(static_cast<int>(to), tag, archive);
}

std::optional<RankMessage> Ranks::received() {
    const auto status = messenger_->all.iprobe(mpi::any_source, tag);
    if (!status) {
        return std::nullopt;
    }
    boost::mpi::packed_iarchive archive(messenger_->all);
    messenger_->all.recv(status->source(), tag, archive);
    RankMessage message;
    archive >> message.kind >> message.numbers >> message.text;
    message.from = static_cast<std::size_t>(status->source());
    return message;
}

void Ranks::end_all(int code) {
    mpi::environment::abort(code);
    std::_Exit(code);
}

#else

struct Ranks::Messenger {};

bool Ranks::available() { return false; }

Ranks::Ranks() {
    throw Error(ExitCode::usage,
                "this process was started as one of several, by mpirun or srun, but this program is "
                "built without MPI: install Boost.MPI and Open MPI and build again, or start several "
                "processes on one folder without mpirun (a job array: --shard slurm)");
}

Ranks::~Ranks() = default;

void Ranks::send(std::size_t, const RankMessage&) {}

std::optional<RankMessage> Ranks::received() { return std::nullopt; }

void Ranks::end_all(int code) { std::_Exit(code); }

#endif

} // namespace actorhood::sim
