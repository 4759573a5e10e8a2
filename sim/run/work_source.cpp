#include "sim/run/work_source.hpp"

#include <algorithm>

namespace actorhood::sim {

std::vector<RunPlace> open_runs(const SweepPlan& plan, const SweepFolder& folder, const WorkPart& work,
                                std::size_t number) {
    std::vector<RunPlace> runs = plan.batch(number);
    std::erase_if(runs, [&](const RunPlace& place) {
        const RunIdentity identity = plan.identity(place);
        return folder.find(identity) != nullptr || folder.has_failed(identity) ||
               (!work.only.empty() && work.only.count(identity) == 0);
    });
    return runs;
}

std::vector<RunIdentity> runs_to_do(const SweepPlan& plan, const SweepFolder& folder, const WorkPart& work) {
    std::vector<RunIdentity> found;
    for (std::size_t number = work.part; number < plan.batches(); number += work.parts) {
        for (const RunPlace& place : open_runs(plan, folder, work, number)) {
            found.push_back(plan.identity(place));
        }
    }
    std::ranges::sort(found);
    return found;
}

FolderWork::FolderWork(const SweepPlan& plan, SweepFolder& folder, Claims& claims, Options options)
    : plan_(plan), folder_(folder), claims_(claims), options_(std::move(options)) {
    for (std::size_t number = 0; number < plan.batches(); ++number) {
        if (number % options_.parts == options_.part && !open_runs(number).empty()) {
            left_.push_back(number);
        }
    }
}

WorkSource::Answer FolderWork::next(Batch& batch) {
    bool elsewhere = false;
    for (std::size_t at = 0; at < left_.size();) {
        const std::size_t number = left_[at];
        if (held_.count(number) != 0) {
            ++at;
            continue;
        }
        if (!claims_.take(first_batch_claim + number)) {
            elsewhere = true;
            ++at;
            continue;
        }
        folder_.look(); // whoever had it before may have finished it
        batch = {number, open_runs(number)};
        if (!batch.runs.empty()) {
            held_.insert(number);
            return Answer::batch;
        }
        claims_.give_back(first_batch_claim + number);
        left_.erase(left_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return elsewhere ? Answer::wait : Answer::none;
}

void FolderWork::done(const Batch& batch) {
    claims_.give_back(first_batch_claim + batch.number);
    held_.erase(batch.number);
}

} // namespace actorhood::sim
