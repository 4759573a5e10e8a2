#include "models/program/sweep_ranks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <new>
#include <thread>

#include "models/program/terminal.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/run/machine.hpp"
#include "sim/run/rank_work.hpp"

namespace actorhood::models::program {

namespace {

using sim::RankMessage;
using sim::RankWord;

/// What went wrong, for another rank to report.
struct Failure {
    sim::ExitCode code{sim::ExitCode::ok};
    std::string message;
};

template <class Body>
Failure failure_of(Body&& body) {
    try {
        body();
        return {};
    } catch (const sim::Error& error) {
        return {error.code(), error.what()};
    } catch (const std::bad_alloc&) {
        return {sim::ExitCode::too_big, "out of memory: use fewer firms or fewer threads"};
    } catch (const std::exception& error) {
        return {sim::ExitCode::invariant, error.what()};
    }
}

RankMessage word(RankWord kind, std::vector<std::uint64_t> numbers = {}, std::string text = {}) {
    return {static_cast<std::uint32_t>(kind), std::move(numbers), std::move(text), 0};
}

void tell_others(sim::Ranks& ranks, const RankMessage& message) {
    for (std::size_t rank = 1; rank < ranks.count(); ++rank) {
        ranks.send(rank, message);
    }
}

[[noreturn]] void end_all(sim::Ranks& ranks, const Failure& failure) {
    print(stderr, "actorhood: %s\n", failure.message.c_str());
    std::fflush(stderr);
    ranks.end_all(static_cast<int>(failure.code));
}

/// What a rank other than 0 needs for its work.
struct Part {
    sim::SweepFolder folder;
    SweepDefinition definition;
    std::unique_ptr<sim::SweepPlan> plan;
};

std::unique_ptr<Part> load_part(const std::string& folder) {
    auto part = std::make_unique<Part>(Part{sim::SweepFolder(folder), load_definition(folder), nullptr});
    part->plan = std::make_unique<sim::SweepPlan>(part->definition.experiment, point_resolver(part->definition),
                                                  part->definition.batch_runs);
    if (part->plan->fingerprint().text() != part->definition.fingerprint) {
        throw sim::Error(sim::ExitCode::corrupt,
                         "another version of the program runs here than on the machine of "
                         "rank 0, or it reads '" +
                             folder + "' differently: use the same program everywhere");
    }
    return part;
}

/// A rank other than 0, from its beginning to its end.
void follow(sim::Ranks& ranks) {
    const RankMessage begin = ranks.receive();
    if (begin.kind != static_cast<std::uint32_t>(RankWord::begin)) {
        return;
    }
    RankTeam team{ranks};
    const std::size_t threads = begin.numbers[0] != 0 ? begin.numbers[0] : available_threads(&team);
    const bool keep_going = begin.numbers[1] != 0;
    const sim::ThreadLimit limit(threads);
    // Also while rank 0 merges: asked to stop then, it must not see this rank die.
    const sim::StopRequests requests;
    std::unique_ptr<Part> part;
    const Failure unable = failure_of([&] { part = load_part(begin.text); });
    ranks.send(0, word(RankWord::joined, {static_cast<std::uint64_t>(unable.code)},
                       "rank " + std::to_string(ranks.rank()) + ": " + unable.message));
    if (ranks.receive().kind != static_cast<std::uint32_t>(RankWord::go)) {
        return;
    }
    const Failure failure = failure_of([&] {
        sim::FollowingWork work(ranks);
        const sim::SweepOptions options = sweep_options(threads, keep_going, requests);
        const sim::SweepOutcome own = sim::run_sweep(part->definition.experiment, *part->plan,
                                                     point_resolver(part->definition), part->folder, work, options);
        work.finish(own, own.stopped || (own.failed > 0 && !keep_going));
        static_cast<void>(ranks.receive()); // until rank 0 has merged
    });
    if (failure.code != sim::ExitCode::ok) {
        end_all(ranks, failure);
    }
}

/// Rank 0 asks the others to prepare; Error if one cannot.
void gather(RankTeam& team, const std::string& folder, bool keep_going) {
    tell_others(team.ranks, word(RankWord::begin, {team.threads, keep_going}, folder));
    Failure first;
    std::size_t rank = team.ranks.count();
    for (std::size_t joined = 1; joined < team.ranks.count(); ++joined) {
        const RankMessage message = team.ranks.receive();
        const auto code = static_cast<sim::ExitCode>(message.numbers[0]);
        if (code != sim::ExitCode::ok && message.from < rank) {
            first = {code, message.text};
            rank = message.from;
        }
    }
    if (first.code != sim::ExitCode::ok) {
        throw sim::Error(first.code, first.message);
    }
}

} // namespace

std::size_t available_threads(const RankTeam* team) {
    const std::size_t threads = sim::usable_threads();
    return team == nullptr ? threads : std::max<std::size_t>(threads / team->ranks.sharing_processors(), 1);
}

int with_ranks(const std::function<int(RankTeam*)>& lead) {
    if (!sim::Ranks::started()) {
        return lead(nullptr);
    }
    int code = 0;
    Failure failure;
    {
        sim::Ranks ranks;
        if (ranks.rank() != 0) {
            follow(ranks);
            return 0;
        }
        RankTeam team{ranks};
        failure = failure_of([&] { code = lead(&team); });
        if (failure.code != sim::ExitCode::ok && team.at_work) {
            end_all(ranks, failure);
        }
        tell_others(ranks, word(RankWord::quit));
    }
    if (code != 0 || failure.code != sim::ExitCode::ok) {
        // The others are about to end; a code other than 0 makes mpirun and srun kill whoever has not.
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    if (failure.code != sim::ExitCode::ok) {
        throw sim::Error(failure.code, failure.message);
    }
    return code;
}

sim::SweepOutcome lead_sweep(RankTeam& team, const SweepDefinition& definition, const sim::SweepPlan& plan,
                             sim::SweepFolder& folder, sim::Claims& claims, const sim::FolderWork::Options& work,
                             const sim::SweepOptions& options) {
    gather(team, std::filesystem::absolute(folder.path()).string(), options.keep_going);
    tell_others(team.ranks, word(RankWord::go));
    team.at_work = true;
    sim::SweepFolder view(folder.path());
    view.look();
    sim::FolderWork source(plan, view, claims, work);
    sim::LeadingWork leading(team.ranks, source, folder);
    const sim::SweepOutcome own =
        sim::run_sweep(definition.experiment, plan, point_resolver(definition), folder, leading, options);
    const sim::SweepOutcome all = leading.finish(own, own.stopped || (own.failed > 0 && !options.keep_going));
    team.at_work = false;
    return all;
}

} // namespace actorhood::models::program
