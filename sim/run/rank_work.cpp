#include "sim/run/rank_work.hpp"

#include <chrono>

namespace actorhood::sim {

namespace {

RankMessage word(RankWord kind, std::vector<std::uint64_t> numbers = {}) {
    return {static_cast<std::uint32_t>(kind), std::move(numbers), {}, 0};
}

RankMessage packed(const Batch& batch) {
    RankMessage message = word(RankWord::batch, {batch.number});
    for (const RunPlace& run : batch.runs) {
        message.numbers.push_back(run.point);
        message.numbers.push_back(run.replicate);
    }
    return message;
}

Batch unpacked(const RankMessage& message) {
    Batch batch;
    batch.number = message.numbers.front();
    for (std::size_t i = 1; i + 1 < message.numbers.size(); i += 2) {
        batch.runs.push_back({message.numbers[i], static_cast<std::uint32_t>(message.numbers[i + 1])});
    }
    return batch;
}

} // namespace

LeadingWork::LeadingWork(Ranks& ranks, WorkSource& source, SweepFolder& seen)
    : ranks_(ranks), source_(source), seen_(seen), at_work_(ranks.count() - 1), thread_([this] { serve(); }) {}

LeadingWork::~LeadingWork() {
    abandoned_ = true;
    if (thread_.joinable()) {
        thread_.join();
    }
}

WorkSource::Answer LeadingWork::take(Batch& batch) {
    const std::lock_guard lock(mutex_);
    return closed_ ? Answer::none : source_.next(batch);
}

WorkSource::Answer LeadingWork::next(Batch& batch) {
    seen_.look();
    return take(batch);
}

void LeadingWork::done(const Batch& batch) {
    const std::lock_guard lock(mutex_);
    source_.done(batch);
}

void LeadingWork::serve() {
    try {
        while (at_work_ > 0 && !abandoned_) {
            if (const std::optional<RankMessage> message = ranks_.received()) {
                answer(*message);
            } else {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }
    } catch (...) {
        failure_ = std::current_exception();
        closed_ = true;
    }
}

void LeadingWork::answer(const RankMessage& message) {
    switch (static_cast<RankWord>(message.kind)) {
    case RankWord::ask: {
        Batch batch;
        const Answer answer = take(batch);
        ranks_.send(message.from, answer == Answer::batch  ? packed(batch)
                                  : answer == Answer::wait ? word(RankWord::wait)
                                                           : word(RankWord::none));
        break;
    }
    case RankWord::done: {
        const std::lock_guard lock(mutex_);
        source_.done({message.numbers.front(), {}});
        break;
    }
    case RankWord::left:
        --at_work_;
        others_.stopped = others_.stopped || message.numbers[0] != 0;
        others_.finished += message.numbers[1];
        others_.failed += message.numbers[2];
        // One that was asked to stop, or whose failed run ends the sweep, ends it for all.
        closed_ = closed_ || message.numbers[3] != 0;
        break;
    default:
        break;
    }
}

SweepOutcome LeadingWork::finish(const SweepOutcome& own, bool early) {
    closed_ = closed_ || early;
    thread_.join();
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    return {own.stopped || others_.stopped, own.finished + others_.finished, own.failed + others_.failed};
}

WorkSource::Answer FollowingWork::next(Batch& batch) {
    ranks_.send(0, word(RankWord::ask));
    const RankMessage message = ranks_.receive();
    switch (static_cast<RankWord>(message.kind)) {
    case RankWord::batch:
        batch = unpacked(message);
        return Answer::batch;
    case RankWord::wait:
        return Answer::wait;
    default:
        return Answer::none;
    }
}

void FollowingWork::done(const Batch& batch) { ranks_.send(0, word(RankWord::done, {batch.number})); }

void FollowingWork::finish(const SweepOutcome& own, bool early) {
    ranks_.send(0, word(RankWord::left, {own.stopped, own.finished, own.failed, early}));
}

} // namespace actorhood::sim
