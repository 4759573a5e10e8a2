// What firms decide in a month: who hears, evaluates, ends a trial, gives up or forgets; see adoption.hpp.
#include "models/mechanisms/adoption.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/mechanisms/adoption_view.hpp"
#include "models/firms/batches.hpp"
#include "models/rules/timers.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::adoption {

namespace {

template <class Use>
void for_each_practice(std::uint32_t mask, Use&& use) {
    while (mask != 0) {
        use(static_cast<std::size_t>(std::countr_zero(mask)));
        mask &= mask - 1;
    }
}

/// Practice chosen by a uniform number with the given weights among those in `mask`; the mask is not empty.
template <class Weight>
std::size_t choose(std::uint32_t mask, double u, Weight&& weight) {
    double total = 0.0;
    for_each_practice(mask, [&](std::size_t p) { total += weight(p); });
    double rest = u * total;
    std::size_t chosen = static_cast<std::size_t>(std::countr_zero(mask));
    for_each_practice(mask, [&](std::size_t p) {
        if (rest >= 0.0) {
            chosen = p;
        }
        rest -= weight(p);
    });
    return chosen;
}

/// Places in a batch to which the same may happen this month.
class Occasions {
public:
    /// Appends `place` if `holds`, without a branch.
    void add(std::uint32_t place, bool holds) {
        places_[count_] = static_cast<std::uint16_t>(place);
        count_ += holds ? 1u : 0u;
    }
    void clear() { count_ = 0; }
    [[nodiscard]] std::span<const std::uint16_t> places() const { return std::span(places_).first(count_); }

private:
    std::array<std::uint16_t, BatchDraws::rows + 1> places_;
    std::size_t count_ = 0;
};

/// Who may learn, evaluate, ... this month, found by comparisons only, because most firms do nothing.
struct BatchOccasions {
    Occasions timers, learning, evaluation, abandonment, forgetting;

    void find(const Terms& terms, const SegmentTerms& segment, std::uint16_t month, Deciders firms, RowBatch batch,
              const BatchDraws& draws) {
        for (Occasions* list : {&timers, &learning, &evaluation, &abandonment, &forgetting}) {
            list->clear();
        }
        const auto count = [](std::uint32_t mask) { return static_cast<std::size_t>(std::popcount(mask)); };
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const std::uint32_t row = batch.begin + i;
            const std::uint32_t aware = firms.aware[row];
            const std::uint32_t adopted = firms.adopted[row];
            const std::uint32_t idle = aware & ~adopted;
            timers.add(i, firms.next_due[row] <= month);
            learning.add(i, draws.word[0][i] < segment.awareness_gate[count(terms.all & ~aware)]);
            evaluation.add(i, (draws.word[1][i] < segment.evaluation_gate) & (idle != 0));
            abandonment.add(i, draws.word[2][i] < terms.abandonment_gate[count(adopted)]);
            forgetting.add(i, draws.word[3][i] < terms.forgetting_gate[count(idle)]);
        }
    }
};

/// Loads the ties of firms at the given places, then where their partners are: in large worlds both are far away.
void prefetch_partners(const FirmLayout& layout, const Deciders& firms, RowBatch batch,
                       std::span<const std::uint16_t> places) {
    for (const std::uint32_t i : places) {
        __builtin_prefetch(&firms.ties[batch.begin + i]);
    }
    for (const std::uint32_t i : places) {
        for (const std::uint32_t partner : firms.ties[batch.begin + i]) {
            layout.prefetch_row_of(partner);
        }
    }
}

/// Rates (year-1) at which a firm gives up what it uses; where a programme ended, those with a voucher faster.
struct HabitLoss {
    std::array<double, practice_limit> rate{};
    double total{};
};

/// The firms of a block decide one after the other.
class Decisions {
public:
    Decisions(const View& view, Changes& changes) : view_(view), firms_(view.firms), changes_(changes) {}

    void consider(std::uint32_t row, std::uint32_t word);
    void finish_timers(std::uint32_t row);
    void become_aware(std::uint32_t row, std::uint32_t gate_word);
    void abandon(std::uint32_t row, double gate_draw);
    void forget(std::uint32_t row);

private:
    [[nodiscard]] std::size_t choose_candidate(std::uint32_t row, std::uint32_t candidates) const;
    [[nodiscard]] HabitLoss habit_loss(std::uint32_t row, double base_rate) const;
    void change(std::uint32_t row, Change::Kind kind, std::size_t practice) {
        changes_.list.push_back({row, firms_.block.segment, kind, static_cast<std::uint8_t>(practice), 0, 0, 0, 0});
    }

    const View& view_;
    Deciders firms_;
    Changes& changes_;
};

std::size_t Decisions::choose_candidate(std::uint32_t row, std::uint32_t candidates) const {
    const PracticeCatalogue& practices = view_.practices();
    const SegmentTerms& terms = view_.segment();
    const sim::RandomBlock draws = view_.draws.evaluations.block(firms_.key[row], 0);
    // Guided by the pathway's priorities, the pillar in which the firm needs most comes first.
    if (draws.uniform(0) < terms.alignment) {
        const std::size_t first = static_cast<std::size_t>(std::countr_zero(candidates));
        const Pillar needed =
            practices.needed_pillar(firms_.adopted[row], view_.terms.required, practices.pillar(first));
        const std::uint32_t guided = candidates & practices.pillar_mask[needed];
        candidates = guided != 0 ? guided : candidates;
    }
    return choose(candidates, draws.uniform(1), [&](std::size_t p) {
        return terms.candidate[p] * (view_.served(row, practices.pillar(p)) ? view_.parameters.served_weight : 1.0);
    });
}

void Decisions::consider(std::uint32_t row, std::uint32_t word) {
    const bool helped = view_.served(row, circular) || view_.served(row, digital);
    if (!helped && word >= view_.segment().unserved_evaluation_gate) {
        return;
    }
    const std::uint32_t candidates = firms_.aware[row] & ~firms_.adopted[row] & ~timed(firms_, row);
    const auto& due = firms_.timer_due[row];
    if (candidates == 0 || std::find(due.begin(), due.end(), std::uint16_t{0}) == due.end()) {
        return;
    }
    evaluate(view_, row, choose_candidate(row, candidates), changes_);
}

void Decisions::finish_timers(std::uint32_t row) {
    for (std::size_t slot = 0; slot < timer_slots; ++slot) {
        const std::uint16_t due = firms_.timer_due[row][slot];
        if (due == 0 || due > view_.month.index) {
            continue;
        }
        firms_.timer_due[row][slot] = 0;
        const std::uint8_t entry = firms_.timer_practice[row][slot];
        if ((entry & rest_flag) != 0) {
            continue; // rested: a candidate again
        }
        const Pillar pillar = view_.practices().pillar(entry);
        const double success =
            trial_success_probability(view_.terms.trials, view_.practices().entries[entry].risk,
                                      static_cast<double>(firms_.capacity(pillar)[row]), view_.served(row, pillar));
        const bool works = view_.draws.trials.uniform(firms_.key[row], static_cast<std::uint32_t>(entry)) < success;
        change(row, works ? Change::Kind::adopt : Change::Kind::fail, entry);
    }
    renew_next_due(firms_, row);
}

void Decisions::become_aware(std::uint32_t row, std::uint32_t gate_word) {
    const std::uint32_t unknown = view_.terms.all & ~firms_.aware[row];
    const SegmentTerms& terms = view_.segment();
    const Policy& policy = view_.get<Policy>();
    // One tie partner a month tells what it uses: on average over partners, the share that use a practice.
    // The low half of the gate's word picks it: the gate itself turns on the high bits.
    const std::uint32_t told = view_.used_by(pick_tie(firms_, row, gate_word << 16));
    const auto rate = [&](std::size_t p) {
        return terms.awareness[p] + ((told >> p & 1u) != 0 ? view_.parameters.word_of_mouth : 0.0) +
               (view_.terms.campaign > 0.0 ? policy.awareness_rate(firms_, row, firms_.block.segment, p) : 0.0);
    };
    double total = 0.0;
    for_each_practice(unknown, [&](std::size_t p) { total += rate(p); });
    // 1 - exp(-x) never exceeds x: most of those who do not learn are known without the exponential.
    const double gate_draw = (static_cast<double>(gate_word) + 0.5) * 0x1p-32;
    if (gate_draw >= total / 12.0 || gate_draw >= sim::monthly_hazard(total)) {
        return;
    }
    change(row, Change::Kind::learn, choose(unknown, view_.draws.choices.uniform(firms_.key[row], 0), rate));
}

HabitLoss Decisions::habit_loss(std::uint32_t row, double base_rate) const {
    const Policy& policy = view_.get<Policy>();
    HabitLoss loss;
    for_each_practice(firms_.adopted[row], [&](std::size_t p) {
        const bool paid = (firms_.voucher_paid[row] >> p & 1u) != 0;
        loss.rate[p] = base_rate + (paid ? policy.habit_rate(firms_, row, p) : 0.0);
        loss.total += loss.rate[p];
    });
    return loss;
}

/// The same draw decides whether a firm gives up and what.
void Decisions::abandon(std::uint32_t row, double gate_draw) {
    const std::uint32_t adopted = firms_.adopted[row];
    const double each = view_.parameters.abandonment * (1.0 + static_cast<double>(firms_.resistance[row]));
    const auto lose = [&](double total, auto&& rate) {
        if (gate_draw < sim::monthly_hazard(total)) {
            change(row, Change::Kind::abandon,
                   choose(adopted, view_.draws.choices.uniform(firms_.key[row], 2), rate));
        }
    };
    if (view_.terms.habit > 0.0 && (adopted & firms_.voucher_paid[row]) != 0) {
        const HabitLoss loss = habit_loss(row, each);
        lose(loss.total, [&loss](std::size_t p) { return loss.rate[p]; });
    } else {
        lose(each * static_cast<double>(std::popcount(adopted)), [](std::size_t) { return 1.0; });
    }
}

/// One of the known practices not in use is chosen; on trial or at rest it is not forgotten.
void Decisions::forget(std::uint32_t row) {
    const std::uint32_t idle = firms_.aware[row] & ~firms_.adopted[row];
    const std::size_t practice =
        choose(idle, view_.draws.choices.uniform(firms_.key[row], 1), [](std::size_t) { return 1.0; });
    if ((timed(firms_, row) & bit(practice)) == 0) {
        change(row, Change::Kind::forget, practice);
    }
}

} // namespace

void decide(const Parameters& parameters, const Month& month, const Terms& terms, const Thresholds& thresholds,
            const sim::Random& random, Surroundings surroundings, Deciders firms, Sum<Changes> changes) {
    const View view{parameters, month, terms, thresholds, random, Draws(random, month.index), surroundings, firms};
    const FirmLayout& layout = view.get<FirmLayout>();
    const sim::RandomStream gates = random.stream(adoption_stream, month.index);
    Decisions decisions(view, *changes);
    BatchDraws draws;
    BatchOccasions occasions;
    for_each_batch(firms.block, [&](RowBatch batch) {
        draws.draw(gates, firms, batch);
        occasions.find(terms, view.segment(), month.index, firms, batch, draws);
        prefetch_partners(layout, firms, batch, occasions.evaluation.places());
        for (const std::uint32_t i : occasions.evaluation.places()) {
            decisions.consider(batch.begin + i, draws.word[1][i]);
        }
        if (month.burn_in) {
            return;
        }
        for (const std::uint32_t i : occasions.timers.places()) {
            decisions.finish_timers(batch.begin + i);
        }
        prefetch_partners(layout, firms, batch, occasions.learning.places());
        for (const std::uint32_t i : occasions.learning.places()) {
            decisions.become_aware(batch.begin + i, draws.word[0][i]);
        }
        for (const std::uint32_t i : occasions.abandonment.places()) {
            decisions.abandon(batch.begin + i, draws.uniform(2, i));
        }
        for (const std::uint32_t i : occasions.forgetting.places()) {
            decisions.forget(batch.begin + i);
        }
    });
}

} // namespace actorhood::models::adoption
