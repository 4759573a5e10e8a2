#include "models/mechanisms/adoption.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "models/state/batches.hpp"
#include "models/state/fit.hpp"
#include "models/state/timers.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

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

bool served(const Firms& firms, std::uint32_t row, Pillar pillar, std::uint16_t month) {
    return firms.served_until[row][topic_of(pillar)] > month;
}

/// The part of one month that the parallel loop shares.
struct Context {
    const Parameters& parameters;
    const Month& month;
    const Access& access;
    const Scratch& scratch;
    const Thresholds& thresholds;
    std::uint32_t all; ///< mask of the catalogue
    std::array<std::uint32_t, practice_limit + 1> abandonment_gate;
    std::array<std::uint32_t, practice_limit + 1> forgetting_gate;
    std::array<double, sector_count> premium; ///< of visible practices, share of revenue
    double habit;                             ///< year-1, fastest rate of giving up after a programme
    UtilityWeights weights;
    TrialWeights trial_weights;
    sim::RandomStream gates, choices, evaluations, trials;
};

/// Adoption among a firm's tie partners: living partners, and those that use each practice.
struct Peers {
    std::array<std::uint32_t, tie_slots> adopted{};
    std::size_t count{};

    Peers(const Firms& firms, std::uint32_t row) {
        for (const std::uint32_t handle : firms.ties[row]) {
            const std::uint32_t partner = firms.row_of(handle);
            if (partner != no_firm) {
                adopted[count++] = firms.adopted[partner];
            }
        }
    }
    [[nodiscard]] double share(std::size_t practice) const {
        std::size_t users = 0;
        for (std::size_t i = 0; i < count; ++i) {
            users += adopted[i] >> practice & 1u;
        }
        return count == 0 ? 0.0 : static_cast<double>(users) / static_cast<double>(count);
    }
};

void finish_timers(const Context& context, std::uint32_t row, std::uint32_t segment, std::vector<Change>& changes) {
    Firms& firms = context.access.firms;
    for (std::size_t slot = 0; slot < timer_slots; ++slot) {
        const std::uint16_t due = firms.timer_due[row][slot];
        if (due == 0 || due > context.month.index) {
            continue;
        }
        firms.timer_due[row][slot] = 0;
        const std::uint8_t entry = firms.timer_practice[row][slot];
        if ((entry & rest_flag) != 0) {
            continue; // rested: a candidate again
        }
        const Pillar pillar = context.access.practices.pillar(entry);
        const double success = trial_success_probability(
            context.trial_weights, context.access.practices.entries[entry].risk,
            static_cast<double>(firms.capacity(pillar)[row]), served(firms, row, pillar, context.month.index));
        const bool works = context.trials.uniform(firms.key[row], static_cast<std::uint32_t>(entry)) < success;
        changes.push_back({row, segment, works ? Change::Kind::adopt : Change::Kind::fail, entry, 0, 0, 0, 0});
    }
    renew_next_due(firms, row);
}

void become_aware(const Context& context, std::uint32_t row, std::uint32_t segment, std::uint32_t unknown,
                  std::uint32_t gate_word, std::vector<Change>& changes) {
    const Firms& firms = context.access.firms;
    const SegmentTerms& terms = context.scratch.segments[segment];
    // One tie partner a month tells what it uses: on average over partners, the share that use a practice.
    // The low half of the gate's word picks it: the gate itself turns on the high bits.
    const std::uint32_t partner = firms.row_of(pick_tie(firms, row, gate_word << 16));
    const std::uint32_t told = partner == no_firm ? 0 : firms.adopted[partner];
    const auto rate = [&](std::size_t p) {
        return terms.awareness[p] + ((told >> p & 1u) != 0 ? context.parameters.word_of_mouth : 0.0) +
               (terms.campaign > 0.0 ? context.access.policy->awareness_rate(firms, row, segment, p) : 0.0);
    };
    double total = 0.0;
    for_each_practice(unknown, [&](std::size_t p) { total += rate(p); });
    // 1 - exp(-x) never exceeds x: most of those who do not learn are known without the exponential.
    const double gate_draw = (static_cast<double>(gate_word) + 0.5) * 0x1p-32;
    if (gate_draw >= total / 12.0 || gate_draw >= sim::monthly_hazard(total)) {
        return;
    }
    const std::size_t practice = choose(unknown, context.choices.uniform(firms.key[row], 0), rate);
    changes.push_back({row, segment, Change::Kind::learn, static_cast<std::uint8_t>(practice), 0, 0, 0, 0});
}

std::size_t choose_candidate(const Context& context, std::uint32_t row, const SegmentTerms& terms,
                             std::uint32_t candidates) {
    const Firms& firms = context.access.firms;
    const PracticeCatalogue& practices = context.access.practices;
    const sim::RandomBlock draws = context.evaluations.block(firms.key[row], 0);
    // Guided by the pathway's priorities, the pillar in which the firm needs most comes first.
    if (draws.uniform(0) < terms.alignment) {
        const std::size_t first = static_cast<std::size_t>(std::countr_zero(candidates));
        const Pillar needed = practices.needed_pillar(
            firms.adopted[row], {context.access.landscape.required_depth, context.access.landscape.digital_frontier},
            practices.pillar(first));
        const std::uint32_t guided = candidates & practices.pillar_mask[needed];
        candidates = guided != 0 ? guided : candidates;
    }
    return choose(candidates, draws.uniform(1), [&](std::size_t p) {
        return terms.candidate[p] * (served(firms, row, practices.pillar(p), context.month.index)
                                         ? context.parameters.served_weight
                                         : 1.0);
    });
}

double peer_effect(const Context& context, std::uint32_t row, std::size_t practice) {
    const double share_of_peers = Peers(context.access.firms, row).share(practice);
    if (context.parameters.peer_rule == 0) {
        return share_of_peers;
    }
    const std::uint64_t key = context.access.firms.key[row];
    const double u = context.access.random.fixed(trait_stream).uniform(trait_key(key), 40);
    const auto& quantiles = context.thresholds.quantile;
    const double threshold = quantiles[static_cast<std::size_t>(u * static_cast<double>(quantiles.size()))];
    const double bypass = context.evaluations.uniform(key, 4);
    return share_of_peers >= threshold || bypass < context.parameters.threshold_bypass ? 1.0 : 0.0;
}

double price_index(const Landscape& landscape, const Practice& entry) {
    return entry.price == 0 ? 1.0 : entry.price == 1 ? landscape.material_price : landscape.energy_price;
}

/// Draws whether the firm accepts `practice` and starts a trial.
void evaluate(const Context& context, std::uint32_t row, std::uint32_t segment, std::size_t practice,
              std::vector<Change>& changes, EvaluationCounts& counts) {
    const Parameters& parameters = context.parameters;
    const Access& access = context.access;
    const Firms& firms = access.firms;
    const SegmentTerms& terms = context.scratch.segments[segment];
    const Practice& entry = access.practices.entries[practice];
    const Pillar pillar = access.practices.pillar(practice);
    const std::uint64_t key = firms.key[row];
    const bool helped = served(firms, row, pillar, context.month.index);
    const sim::RandomBlock draws = context.evaluations.block(key, 1);
    const double revenue = static_cast<double>(firms.employees[row]) * access.revenue_per_employee;
    const Policy* const policy = access.policy;
    const double cost = terms.cost[practice] * (helped ? 1.0 - parameters.served_cost : 1.0) *
                        (policy != nullptr ? policy->cost_factor(firms, row, segment, practice) : 1.0);
    const double cost_eur = cost * revenue;
    double wished_share = 0.0;
    if (terms.subsidy[practice] > 0.0 && cost_eur > 0.0) {
        wished_share = std::min(terms.subsidy[practice], parameters.subsidy_limit / cost_eur);
    }
    const double subsidy_share = terms.ration * wished_share;
    const VoucherOffer offer =
        policy != nullptr ? policy->offer(firms, firms, row, segment, practice) : VoucherOffer{};
    const std::size_t sector = firms.sector[row];
    const double premium = entry.visible ? context.premium[sector] : 0.0;
    const double noise = (helped ? parameters.served_noise : 1.0) * parameters.noise;

    Prospect prospect;
    prospect.intercept = entry.intercept;
    const std::size_t side = firms.is_cluster(segment) ? 0 : 1;
    const bool counted = firms.size_class[row] != micro && !context.month.burn_in;
    const std::size_t bin =
        counted ? EvaluationCounts::bin(payback_years(cost, entry.risk, 0.0, 0.0,
                                                      entry.net_saving() * price_index(access.landscape, entry), 0.0))
                : EvaluationCounts::bins;
    if (counted) {
        ++counts.evaluated[side][bin];
    }
    prospect.log_employees = sim::logarithm(static_cast<double>(firms.employees[row]));
    prospect.size_slope = entry.size_slope;
    prospect.peer = peer_effect(context, row, practice);
    prospect.scaling_stock = terms.scaling_stock;
    prospect.capacity = static_cast<double>(firms.capacity(pillar)[row]);
    prospect.skill_demand = entry.skill;
    prospect.skill_gap = static_cast<double>(firms.skill_gap[row]);
    prospect.complements = access.practices.complement_effect(practice, firms.adopted[row]);
    const double standards = access.regime != nullptr && pillar == circular ? access.regime->standards[sector] : 0.0;
    const double pressure = access.landscape.regulation[pillar] + standards;
    prospect.regulation = parameters.regulation_weight *
                          (policy != nullptr ? policy->pressure(firms, row, segment, practice, pressure) : pressure);
    prospect.orientation = static_cast<double>(firms.orientation[row]);
    prospect.circular = pillar == circular;
    prospect.fit = practice_fit(access.random, key, practice, parameters.fit, common_fit(access.random, key));
    const auto accepts = [&](double own_cost) {
        prospect.cost = own_cost;
        prospect.payback = payback_years(own_cost, entry.risk, parameters.resistance_cost,
                                         static_cast<double>(firms.resistance[row]),
                                         entry.net_saving() * price_index(access.landscape, entry) + premium,
                                         noise * sim::normal_quantile(draws.uniform(0)));
        return draws.uniform(1) < acceptance_probability(utility(context.weights, prospect));
    };
    const double own_cost = cost * (1.0 - subsidy_share);
    const bool alone = accepts(own_cost);
    const double covered = offer.covered(own_cost * revenue);
    const bool asks = covered > 0.0 && accepts(own_cost * (1.0 - covered));
    const auto months = static_cast<std::uint16_t>(std::max(1.0, entry.months));
    // In burn-in only what is still under way at its end.
    if ((!alone && !asks) || context.month.index + months < context.month.first) {
        return;
    }
    const Cents due = to_cents(cost_eur);
    const Cents subsidy = to_cents(cost_eur * subsidy_share);
    const Cents voucher = asks ? to_cents(to_eur(due - subsidy) * covered) : 0;
    if (!can_pay(access, row, due - subsidy - voucher)) {
        return;
    }
    changes.push_back({row, segment, Change::Kind::start, static_cast<std::uint8_t>(practice), months, due,
                       to_cents(cost_eur * wished_share), subsidy, voucher, offer.programme,
                       alone && can_pay(access, row, due - subsidy), static_cast<std::uint8_t>(bin)});
}

void consider(const Context& context, std::uint32_t row, std::uint32_t segment, std::uint32_t word,
              std::vector<Change>& changes, EvaluationCounts& counts) {
    const Firms& firms = context.access.firms;
    const SegmentTerms& terms = context.scratch.segments[segment];
    const bool helped =
        served(firms, row, circular, context.month.index) || served(firms, row, digital, context.month.index);
    if (!helped && word >= terms.unserved_evaluation_gate) {
        return;
    }
    const std::uint32_t candidates = firms.aware[row] & ~firms.adopted[row] & ~timed(firms, row);
    const auto& due = firms.timer_due[row];
    if (candidates == 0 || std::find(due.begin(), due.end(), std::uint16_t{0}) == due.end()) {
        return;
    }
    evaluate(context, row, segment, choose_candidate(context, row, terms, candidates), changes, counts);
}

/// A used practice is given up, or a known one forgotten: the same draw decides whether and which.
template <class Weight>
void lose(const Context& context, std::uint32_t row, std::uint32_t segment, std::uint32_t mask, Change::Kind kind,
          std::vector<Change>& changes, Weight&& weight) {
    const double u = context.choices.uniform(context.access.firms.key[row], kind == Change::Kind::forget ? 1 : 2);
    const std::size_t practice = choose(mask, u, weight);
    changes.push_back({row, segment, kind, static_cast<std::uint8_t>(practice), 0, 0, 0, 0});
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

    void find(const Context& context, const SegmentTerms& terms, RowBatch batch, const BatchDraws& draws) {
        for (Occasions* list : {&timers, &learning, &evaluation, &abandonment, &forgetting}) {
            list->clear();
        }
        const Firms& firms = context.access.firms;
        const auto count = [](std::uint32_t mask) { return static_cast<std::size_t>(std::popcount(mask)); };
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const std::uint32_t row = batch.begin + i;
            const std::uint32_t aware = firms.aware[row];
            const std::uint32_t adopted = firms.adopted[row];
            const std::uint32_t idle = aware & ~adopted;
            timers.add(i, firms.next_due[row] <= context.month.index);
            learning.add(i, draws.word[0][i] < terms.awareness_gate[count(context.all & ~aware)]);
            evaluation.add(i, (draws.word[1][i] < terms.evaluation_gate) & (idle != 0));
            abandonment.add(i, draws.word[2][i] < context.abandonment_gate[count(adopted)]);
            forgetting.add(i, draws.word[3][i] < context.forgetting_gate[count(idle)]);
        }
    }
};

void abandon(const Context& context, std::uint32_t row, std::uint32_t segment, double gate_draw,
             std::vector<Change>& changes) {
    const Firms& firms = context.access.firms;
    const std::uint32_t adopted = firms.adopted[row];
    const double each = context.parameters.abandonment * (1.0 + static_cast<double>(firms.resistance[row]));
    if (context.habit > 0.0 && (adopted & firms.voucher_paid[row]) != 0) {
        const HabitLoss loss = habit_loss(context.access, row, each);
        if (gate_draw < sim::monthly_hazard(loss.total)) {
            lose(context, row, segment, adopted, Change::Kind::abandon, changes,
                 [&loss](std::size_t p) { return loss.rate[p]; });
        }
        return;
    }
    const double rate = each * static_cast<double>(std::popcount(adopted));
    if (gate_draw < sim::monthly_hazard(rate)) {
        lose(context, row, segment, adopted, Change::Kind::abandon, changes, [](std::size_t) { return 1.0; });
    }
}

/// One of the known practices not in use is chosen; on trial or at rest it is not forgotten.
void forget(const Context& context, std::uint32_t row, std::uint32_t segment, std::vector<Change>& changes) {
    const Firms& firms = context.access.firms;
    lose(context, row, segment, firms.aware[row] & ~firms.adopted[row], Change::Kind::forget, changes,
         [](std::size_t) { return 1.0; });
    if ((timed(firms, row) & bit(changes.back().practice)) != 0) {
        changes.pop_back();
    }
}

/// Loads the ties of firms at the given places, then where their partners are: in large worlds both are far away.
void prefetch_partners(const Firms& firms, RowBatch batch, std::span<const std::uint16_t> places) {
    for (const std::uint32_t i : places) {
        __builtin_prefetch(&firms.ties[batch.begin + i]);
    }
    for (const std::uint32_t i : places) {
        for (const std::uint32_t partner : firms.ties[batch.begin + i]) {
            firms.prefetch_row_of(partner);
        }
    }
}

void visit_block(const Context& context, const RowBlock& block, std::vector<Change>& changes,
                 EvaluationCounts& counts) {
    BatchDraws draws;
    BatchOccasions occasions;
    const Firms& firms = context.access.firms;
    const std::uint32_t segment = block.segment;
    const SegmentTerms& terms = context.scratch.segments[segment];
    changes.clear();
    counts = {};
    for_each_batch(block, [&](RowBatch batch) {
        draws.draw(context.gates, firms, batch);
        occasions.find(context, terms, batch, draws);
        prefetch_partners(firms, batch, occasions.evaluation.places());
        for (const std::uint32_t i : occasions.evaluation.places()) {
            consider(context, batch.begin + i, segment, draws.word[1][i], changes, counts);
        }
        if (context.month.burn_in) {
            return;
        }
        for (const std::uint32_t i : occasions.timers.places()) {
            finish_timers(context, batch.begin + i, segment, changes);
        }
        prefetch_partners(firms, batch, occasions.learning.places());
        for (const std::uint32_t i : occasions.learning.places()) {
            const std::uint32_t row = batch.begin + i;
            become_aware(context, row, segment, context.all & ~firms.aware[row], draws.word[0][i], changes);
        }
        for (const std::uint32_t i : occasions.abandonment.places()) {
            abandon(context, batch.begin + i, segment, draws.uniform(2, i), changes);
        }
        for (const std::uint32_t i : occasions.forgetting.places()) {
            forget(context, batch.begin + i, segment, changes);
        }
    });
}

UtilityWeights utility_weights(const Parameters& parameters) {
    UtilityWeights weights;
    weights.payback = parameters.payback_weight;
    weights.capital_share = parameters.capital_weight;
    weights.peer = parameters.peer_weight;
    weights.scaling = parameters.scaling_peer;
    weights.capacity = parameters.capacity_weight;
    weights.skill = parameters.skill_weight;
    weights.orientation = parameters.orientation_weight;
    return weights;
}

/// What holds for all firms this month.
Context month_context(const Parameters& parameters, const Month& month, const DemandInForce& demand,
                      const Thresholds& thresholds, const Scratch& scratch, const Access& access) {
    const std::size_t practices = access.practices.count();
    Context context{
        parameters,
        month,
        access,
        scratch,
        thresholds,
        static_cast<std::uint32_t>((std::uint64_t{1} << practices) - 1),
        {},
        {},
        {},
        access.policy != nullptr ? access.policy->habit : 0.0,
        utility_weights(parameters),
        {parameters.trial_failure, parameters.trial_risk, parameters.trial_capacity, parameters.trial_support},
        access.random.stream(adoption_stream, month.index),
        access.random.stream(awareness_choice_stream, month.index),
        access.random.stream(evaluation_stream, month.index),
        access.random.stream(trial_stream, month.index)};
    for (std::size_t s = 0; s < sector_count; ++s) {
        context.premium[s] =
            rules::visible_premium(demand.base.buyers, demand.base.premium, demand.procurement_share[s],
                                   demand.green_procurement[s], demand.base.procurement_weight);
    }
    for (std::size_t n = 0; n <= practices; ++n) {
        const auto count = static_cast<double>(n);
        context.abandonment_gate[n] =
            gate(sim::monthly_hazard((2.0 * parameters.abandonment + context.habit) * count));
        context.forgetting_gate[n] = gate(sim::monthly_hazard(parameters.forgetting * count));
    }
    return context;
}

/// Terms of all segments and what joint budgets can pay, from the state at the beginning of the month.
void prepare_terms(const Parameters& parameters, const Month& month, double outside_negotiation, const Access& access,
                   Scratch& scratch) {
    const auto world_share = world_prevalence(access.adoption, access.practices.count(), access.weights);
    const std::size_t segments = access.firms.segments().size();
    scratch.segments.resize(segments);
    sim::parallel_for(segments, [&](std::size_t s) {
        scratch.segments[s] = segment_terms(parameters, access, month.burn_in, outside_negotiation, s, world_share);
    });
    scratch.budgets.assign(access.firms.cluster_count(), {});
    for (std::size_t c = 0; c < scratch.budgets.size(); ++c) {
        scratch.budgets[c].available = access.funding.joint_budget[c];
    }
}

/// What every firm decides, block by block.
void decide(const Context& context, const std::vector<RowBlock>& blocks, Scratch& scratch) {
    scratch.changes.resize(std::max(scratch.changes.size(), blocks.size()));
    scratch.evaluations.resize(scratch.changes.size());
    sim::parallel_for(blocks.size(), [&](std::size_t b) {
        visit_block(context, blocks[b], scratch.changes[b], scratch.evaluations[b]);
    });
}

/// Carries out the changes of the month, one after the other in the order of blocks.
void carry_out_all(const Parameters& parameters, const Month& month, const rules::AdoptionShock& shock,
                   Scratch& scratch, const Access& access) {
    access.adoption.evaluations = {};
    for (std::size_t b = 0; b < access.firms.blocks().size(); ++b) {
        access.adoption.evaluations.add(scratch.evaluations[b]);
        for (const Change& change : scratch.changes[b]) {
            JointBudget* const budget =
                access.firms.is_cluster(change.segment) ? &scratch.budgets[change.segment] : nullptr;
            carry_out(parameters, month, shock, scratch.segments[change.segment], change, access, budget);
        }
    }
}

} // namespace

void step(const Parameters& parameters, const Month& month, Given given, World& w, Scratch& scratch) {
    const auto& [demand, work, thresholds, cooperation, regime] = given;
    const Clusters& c = w.clusters;
    const Access access{w.random,
                        w.practices,
                        w.landscape,
                        c.pathway,
                        c.decisions,
                        c.negotiation,
                        w.weights,
                        w.initial_experience,
                        w.revenue.eur,
                        w.firms,
                        w.adoption,
                        w.clusters.funding,
                        w.ledger,
                        w.delivery,
                        w.keep_events ? &w.events : nullptr,
                        w.facilities,
                        &w.policy,
                        &cooperation,
                        &regime};
    if (access.practices.count() == 0) {
        return;
    }
    prepare_terms(parameters, month, work.outside_negotiation, access, scratch);
    const std::vector<RowBlock>& blocks = access.firms.blocks();
    decide(month_context(parameters, month, demand, thresholds, scratch, access), blocks, scratch);
    grant_vouchers(month, blocks.size(), access, scratch);
    carry_out_all(parameters, month, work.adoption, scratch, access);
    if (!month.burn_in) {
        renew_rations(parameters, scratch.budgets, access.funding);
    }
}

} // namespace actorhood::models::adoption
