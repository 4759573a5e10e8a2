#include "sim/run/work_source.hpp"

namespace actorhood::sim {

FolderWork::FolderWork(const SweepPlan& plan, SweepFolder& folder, Claims& claims, Options options)
    : plan_(plan), folder_(folder), claims_(claims), options_(std::move(options)) {
    for (std::size_t number = 0; number < plan.batches(); ++number) {
        if (number % options_.parts == options_.part && !open_runs(number).empty()) {
            left_.push_back(number);
        }
    }
}

std::vector<RunPlace> FolderWork::open_runs(std::size_t number) const {
    std::vector<RunPlace> runs = plan_.batch(number);
    std::erase_if(runs, [this](const RunPlace& place) {
        const RunIdentity identity = plan_.identity(place);
        return folder_.find(identity) != nullptr || folder_.has_failed(identity) ||
               (!options_.only.empty() && options_.only.count(identity) == 0);
    });
    return runs;
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
