// What firms decide in a month: who hears, evaluates, ends a trial, gives up or forgets; see adoption.hpp.
#include "models/mechanisms/adoption.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "models/mechanisms/adoption_choice.hpp"
#include "models/mechanisms/adoption_evaluation.hpp"
#include "models/mechanisms/adoption_view.hpp"
#include "models/firms/batches.hpp"
#include "models/rules/timers.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::adoption {

namespace {

/// Places in a batch to which the same may happen this month: a few of many.
class Occasions {
public:
    /// Finds the places below `size` for which likely(place) and then certain(place) hold. The first is a comparison,
    /// made for many places at once; the second is asked for few.
    template <class Likely, class Certain>
    void find(std::uint32_t size, Likely&& likely, Certain&& certain) {
        alignas(64) std::array<std::uint8_t, BatchDraws::rows> flags{};
        for (std::uint32_t place = 0; place < size; ++place) {
            flags[place] = likely(place) ? 1 : 0;
        }
        count_ = 0;
        for (std::uint32_t begin = 0; begin < size; begin += 64) {
            for (std::uint64_t bits = bits_of(&flags[begin]); bits != 0; bits &= bits - 1) {
                const std::uint32_t place = begin + static_cast<std::uint32_t>(std::countr_zero(bits));
                places_[count_] = static_cast<std::uint16_t>(place);
                count_ += certain(place) ? 1u : 0u;
            }
        }
    }
    [[nodiscard]] std::span<const std::uint16_t> places() const { return std::span(places_).first(count_); }

private:
    /// 64 flags of a byte each as bits.
    [[nodiscard]] static std::uint64_t bits_of(const std::uint8_t* flags) {
        std::uint64_t bits = 0;
        for (std::uint32_t eight = 0; eight < 8; ++eight) {
            std::uint64_t bytes;
            std::memcpy(&bytes, flags + 8 * eight, sizeof bytes);
            // The product moves the lowest bit of each byte to its place in the highest byte.
            bits |= (bytes * 0x0102040810204080ull >> 56) << (8 * eight);
        }
        return bits;
    }

    std::array<std::uint16_t, BatchDraws::rows> places_;
    std::size_t count_ = 0;
};
static_assert(std::endian::native == std::endian::little, "places are read from bytes of words");

/// Who may learn, evaluate, ... this month. Most firms do nothing, which a comparison with the gate of those to whom it
/// happens most easily tells.
struct BatchOccasions {
    Occasions timers, learning, evaluation, abandonment, forgetting;

    void find(const Terms& terms, const SegmentTerms& segment, std::uint16_t month, const Deciders& firms,
              RowBatch batch, const BatchDraws& draws) {
        const std::uint32_t* const aware = &firms.aware[batch.begin];
        const std::uint32_t* const adopted = &firms.adopted[batch.begin];
        const std::uint16_t* const next_due = &firms.next_due[batch.begin];
        const auto count = [](std::uint32_t mask) { return static_cast<std::size_t>(std::popcount(mask)); };
        const auto below = [&](std::size_t word, std::uint32_t gate) {
            return [&draws, word, gate](std::uint32_t i) { return draws.word[word][i] < gate; };
        };
        const std::uint8_t* const size_class = &firms.size_class[batch.begin];
        const auto [micro_gate, small_gate, medium_gate, large_gate] = segment.evaluation_gate;
        const auto evaluation_gate = [=](std::uint32_t i) {
            const std::uint32_t k = size_class[i];
            return k == micro ? micro_gate : k == small ? small_gate : k == medium ? medium_gate : large_gate;
        };
        const std::size_t most = count(terms.all);
        timers.find(
            batch.size, [&](std::uint32_t i) { return next_due[i] <= month; }, [](std::uint32_t) { return true; });
        learning.find(batch.size, below(0, segment.awareness_gate[most]), [&](std::uint32_t i) {
            return draws.word[0][i] < segment.awareness_gate[count(terms.all & ~aware[i])];
        });
        evaluation.find(
            batch.size, [&](std::uint32_t i) { return draws.word[1][i] < evaluation_gate(i); },
            [&](std::uint32_t i) { return (aware[i] & ~adopted[i]) != 0; });
        abandonment.find(batch.size, below(2, terms.abandonment_gate[most]), [&](std::uint32_t i) {
            return draws.word[2][i] < terms.abandonment_gate[count(adopted[i])];
        });
        forgetting.find(batch.size, below(3, terms.forgetting_gate[most]), [&](std::uint32_t i) {
            return draws.word[3][i] < terms.forgetting_gate[count(aware[i] & ~adopted[i])];
        });
    }
};

/// Rates (year-1) at which a firm gives up what it uses; where a programme ended, those with a voucher faster.
struct HabitLoss {
    std::array<double, practice_limit> rate{};
    double total{};
};

/// What a tie partner tells: practices as bits.
struct Hearsay {
    std::uint32_t praised;
    std::uint32_t blamed; ///< given up, and not in use again
};

/// What firms decide but for evaluations, batch by batch.
class Decisions {
public:
    Decisions(const View& view, Changes& changes) : view_(view), firms_(view.firms), changes_(changes) {}

    void finish_timers(Decider firm);
    /// Firms at the given places may learn of a practice; `words` are those of their gates.
    void hear(RowBatch batch, std::uint32_t segment, std::span<const std::uint16_t> places,
              std::span<const std::uint32_t> words);
    void abandon(Decider firm, double gate_draw);
    void forget(Decider firm);

private:
    [[nodiscard]] HabitLoss habit_loss(std::uint32_t row, double base_rate) const;
    void learn(Decider firm, Hearsay from, std::uint32_t gate_word);
    void change(Decider firm, Change::Kind kind, std::size_t practice) {
        changes_.others.push_back({firm.row, firm.segment, kind, static_cast<std::uint8_t>(practice)});
    }

    const View& view_;
    const Deciders firms_;
    Changes& changes_;
};

void Decisions::finish_timers(Decider firm) {
    const std::uint32_t row = firm.row;
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
                                      static_cast<double>(firms_.capacity(pillar)[row]), view_.served(row, pillar)) *
            (1.0 - view_.parameters.implementation.failure * view_.unresolved(firm));
        const bool works = view_.draws.trials.uniform(firms_.key[row], static_cast<std::uint32_t>(entry)) < success;
        change(firm, works ? Change::Kind::adopt : Change::Kind::fail, entry);
    }
    renew_next_due(firms_, row);
}

void Decisions::hear(RowBatch batch, std::uint32_t segment, std::span<const std::uint16_t> places,
                     std::span<const std::uint32_t> words) {
    const FirmLayout& layout = view_.get<FirmLayout>();
    const Funnel& others = view_.get<Funnel>();
    // One tie partner a month tells what it uses: on average over partners, the share that use a practice.
    // The low half of the gate's word picks it: the gate itself turns on the high bits.
    std::array<std::uint32_t, BatchDraws::rows> partner;
    for (std::size_t k = 0; k < places.size(); ++k) {
        partner[k] = pick_tie(firms_, batch.begin + places[k], words[places[k]] << 16);
        layout.prefetch_row_of(partner[k]);
    }
    for (std::size_t k = 0; k < places.size(); ++k) {
        partner[k] = layout.row_of(partner[k]);
        if (partner[k] != no_firm) {
            __builtin_prefetch(&others.adopted[partner[k]]);
            __builtin_prefetch(&others.given_up[partner[k]]);
        }
    }
    for (std::size_t k = 0; k < places.size(); ++k) {
        const std::uint32_t row = partner[k];
        const Hearsay from =
            row == no_firm ? Hearsay{} : Hearsay{others.adopted[row], others.given_up[row] & ~others.adopted[row]};
        learn({batch.begin + places[k], segment}, from, words[places[k]]);
    }
}

/// The firm learns, or does not, from media, services, campaigns and what a partner tells.
void Decisions::learn(Decider firm, Hearsay from, std::uint32_t gate_word) {
    const SegmentTerms& terms = view_.terms.segments[firm.segment];
    const std::uint32_t unknown = view_.terms.all & ~firms_.aware[firm.row];
    const double gate_draw = (static_cast<double>(gate_word) + 0.5) * 0x1p-32;
    // 1 - exp(-x) never exceeds x. Most of those who do not learn are known by what a firm could hear at most, rounded
    // up, others without the exponential.
    const double most = terms.highest_awareness * static_cast<double>(std::popcount(unknown)) +
                        view_.parameters.word_of_mouth * static_cast<double>(std::popcount(from.praised & unknown));
    if (gate_draw * 11.999999 >= most) {
        return;
    }
    const Policy& policy = view_.get<Policy>();
    const double word = view_.parameters.word_of_mouth;
    const double warning = word * view_.parameters.disappointment;
    const auto rate = [&](std::size_t p) {
        const double known =
            terms.awareness[p] + ((from.praised >> p & 1u) != 0 ? word : 0.0) +
            (view_.terms.campaign > 0.0 ? policy.awareness_rate(firms_, firm.row, firm.segment, p) : 0.0);
        return (from.blamed >> p & 1u) != 0 ? std::max(0.0, known - warning) : known;
    };
    double total = 0.0;
    for_each_practice(unknown, [&](std::size_t p) { total += rate(p); });
    if (gate_draw >= total / 12.0 || gate_draw >= sim::monthly_hazard(total)) {
        return;
    }
    change(firm, Change::Kind::learn, choose(unknown, view_.draws.choices.uniform(firms_.key[firm.row], 0), rate));
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
void Decisions::abandon(Decider firm, double gate_draw) {
    const std::uint32_t row = firm.row;
    const std::uint32_t adopted = firms_.adopted[row];
    const double each =
        view_.parameters.abandonment * (1.0 + view_.parameters.implementation.abandonment * view_.unresolved(firm));
    const auto lose = [&](double total, auto&& rate) {
        if (gate_draw < sim::monthly_hazard(total)) {
            change(firm, Change::Kind::abandon,
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
void Decisions::forget(Decider firm) {
    const std::uint32_t row = firm.row;
    const std::uint32_t idle = firms_.aware[row] & ~firms_.adopted[row];
    const std::size_t practice =
        choose(idle, view_.draws.choices.uniform(firms_.key[row], 1), [](std::size_t) { return 1.0; });
    if ((timed(firms_, row) & bit(practice)) == 0) {
        change(firm, Change::Kind::forget, practice);
    }
}

/// Asks the memory for what is read first of those who have an occasion.
void ask_for(const Deciders& firms, RowBatch batch, const BatchOccasions& occasions) {
    for (const std::uint32_t i : occasions.evaluation.places()) {
        __builtin_prefetch(&firms.timer_due[batch.begin + i]);
        __builtin_prefetch(&firms.timer_practice[batch.begin + i]);
        __builtin_prefetch(&firms.served_until[batch.begin + i]);
        __builtin_prefetch(&firms.employees[batch.begin + i]);
    }
    for (const std::uint32_t i : occasions.learning.places()) {
        __builtin_prefetch(&firms.ties[batch.begin + i]);
    }
}

} // namespace

void decide(const Parameters& parameters, const Month& month, const Terms& terms, const Thresholds& thresholds,
            const sim::Random& random, Surroundings surroundings, Deciders firms, Sum<Changes> changes) {
    const View view{parameters, month, terms, thresholds, random, Draws(random, month.index), surroundings, firms};
    const sim::RandomStream gates = random.stream(adoption_stream, month.index);
    const std::uint32_t segment = firms.block.segment;
    EvaluationBatch evaluations(view, *changes);
    Decisions decisions(view, *changes);
    BatchDraws draws;
    BatchOccasions occasions;
    for_each_batch(firms.block, [&](RowBatch batch) {
        draws.draw(gates, firms, batch);
        occasions.find(terms, terms.segments[segment], month.index, firms, batch, draws);
        ask_for(firms, batch, occasions);
        for (const std::uint32_t i : occasions.evaluation.places()) {
            evaluations.add({batch.begin + i, segment}, draws.word[1][i]);
        }
        if (month.burn_in) {
            return;
        }
        for (const std::uint32_t i : occasions.timers.places()) {
            decisions.finish_timers({batch.begin + i, segment});
        }
        decisions.hear(batch, segment, occasions.learning.places(), draws.word[0]);
        for (const std::uint32_t i : occasions.abandonment.places()) {
            decisions.abandon({batch.begin + i, segment}, draws.uniform(2, i));
        }
        for (const std::uint32_t i : occasions.forgetting.places()) {
            decisions.forget({batch.begin + i, segment});
        }
    });
    evaluations.finish();
}

} // namespace actorhood::models::adoption
