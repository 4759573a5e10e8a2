// How a firm evaluates a practice: its cost, who pays a part of it, and whether the firm wants it; see adoption.hpp.
#include "models/mechanisms/adoption_evaluation.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "models/firms/gates.hpp"
#include "models/mechanisms/adoption_choice.hpp"
#include "models/rules/fit.hpp"
#include "models/rules/timers.hpp"

namespace actorhood::models::adoption {

bool EvaluationBatch::has_occasion(Decider firm, std::uint32_t word) const {
    const std::uint32_t row = firm.row;
    const Parameters& parameters = view_.parameters;
    const SegmentTerms& terms = view_.terms.segments[firm.segment];
    const bool helped = view_.served(row, circular) || view_.served(row, digital);
    if (!helped && word >= terms.unserved_evaluation_gate[firms_.size_class[row]]) {
        return false;
    }
    const double served = helped ? parameters.evaluation_served : 0.0;
    const auto bounds = view_.terms.evaluation_size.of(firms_.employees[row]);
    const MonthlyBounds chance(terms.evaluation * bounds.least + served, terms.evaluation * bounds.most + served);
    if (chance.excludes(word)) {
        return false;
    }
    return chance.includes(word) ||
           word < gate(sim::monthly_hazard(terms.evaluation * parameters.evaluation_size.factor(
                                                                  static_cast<double>(firms_.employees[row])) +
                                           served));
}

void EvaluationBatch::add(Decider firm, std::uint32_t word) {
    const std::uint32_t row = firm.row;
    if (!has_occasion(firm, word)) {
        return;
    }
    const std::uint32_t candidates = firms_.aware[row] & ~firms_.adopted[row] & ~timed(firms_, row);
    const auto& due = firms_.timer_due[row];
    if (candidates == 0 || std::find(due.begin(), due.end(), std::uint16_t{0}) == due.end()) {
        return;
    }
    ask_for(row);
    firm_[size_] = firm;
    key_[size_] = firms_.key[row];
    candidates_[size_] = candidates;
    if (++size_ == limit) {
        finish();
    }
}

void EvaluationBatch::finish() {
    ask_for_partners();
    choose_practices();
    find_partners();
    draw_fits_and_errors();
    draw_luck();
    describe();
    weigh();
    for (std::size_t i = 0; i < size_; ++i) {
        decide(i);
    }
    size_ = 0;
}

/// Asks the memory for what the later stages read of a firm itself.
void EvaluationBatch::ask_for(std::uint32_t row) const {
    __builtin_prefetch(&firms_.ties[row]);
    __builtin_prefetch(&firms_.liquidity[row]);
    __builtin_prefetch(&firms_.orientation[row]);
    __builtin_prefetch(&firms_.resistance[row]);
    __builtin_prefetch(&firms_.skill_gap[row]);
    __builtin_prefetch(&firms_.circular_capacity[row]);
    __builtin_prefetch(&firms_.digital_capacity[row]);
}

void EvaluationBatch::ask_for_partners() const {
    const FirmLayout& layout = view_.get<FirmLayout>();
    for (std::size_t i = 0; i < size_; ++i) {
        for (const std::uint32_t partner : firms_.ties[firm_[i].row]) {
            layout.prefetch_row_of(partner);
        }
    }
}

namespace {

/// Uniform on (0,1) with 52 bits from two words.
double uniform(std::uint32_t high, std::uint32_t low) { return sim::RandomBlock{{high, low, 0, 0}}.uniform(0); }

} // namespace

void EvaluationBatch::choose_practices() {
    view_.draws.evaluations.fill(in_use(key_), in_use(words_.first), in_use(words_.second), in_use(words_.third),
                                 in_use(words_.fourth));
    for (std::size_t i = 0; i < size_; ++i) {
        practice_[i] = static_cast<std::uint8_t>(choose_practice(i));
    }
}

std::size_t EvaluationBatch::choose_practice(std::size_t i) const {
    const PracticeCatalogue& practices = view_.practices();
    const SegmentTerms& terms = view_.terms.segments[firm_[i].segment];
    const std::uint32_t row = firm_[i].row;
    std::uint32_t candidates = candidates_[i];
    // Guided by the pathway's priorities, the pillar in which the firm needs most comes first.
    if (uniform(words_.first[i], words_.second[i]) < terms.alignment) {
        const auto first = static_cast<std::size_t>(std::countr_zero(candidates));
        const Pillar needed =
            practices.needed_pillar(firms_.adopted[row], view_.terms.required, practices.pillar(first));
        const std::uint32_t guided = candidates & practices.pillar_mask[needed];
        candidates = guided != 0 ? guided : candidates;
    }
    std::array<double, pillar_count> factor;
    for (const Pillar pillar : {circular, digital}) {
        factor[pillar] = view_.served(row, pillar) ? view_.parameters.served_weight : 1.0;
    }
    return choose(candidates, uniform(words_.third[i], words_.fourth[i]),
                  [&](std::size_t p) { return terms.candidate[p] * factor[practices.pillar(p)]; });
}

/// Rows of all partners; asks for what they use.
void EvaluationBatch::find_partners() {
    const FirmLayout& layout = view_.get<FirmLayout>();
    const Funnel& others = view_.get<Funnel>();
    for (std::size_t i = 0; i < size_; ++i) {
        const TieSlots& ties = firms_.ties[firm_[i].row];
        for (std::size_t slot = 0; slot < tie_slots; ++slot) {
            const std::uint32_t partner = layout.row_of(ties[slot]);
            partners_[i][slot] = partner;
            if (partner != no_firm) {
                __builtin_prefetch(&others.adopted[partner]);
                __builtin_prefetch(&others.given_up[partner]);
            }
        }
    }
}

/// The fit of each firm to its practice, and what its judgement owes to chance.
void EvaluationBatch::draw_fits_and_errors() {
    OfFirms<std::uint64_t> traits;
    OfFirms<std::uint8_t> block;
    OfFirms<double> shared;
    for (std::size_t i = 0; i < size_; ++i) {
        traits[i] = trait_key(key_[i]);
        block[i] = static_cast<std::uint8_t>(practice_[i] / 2);
    }
    const std::array<std::span<std::uint32_t>, 4> words{in_use(words_.first), in_use(words_.second),
                                                        in_use(words_.third), in_use(words_.fourth)};
    const sim::RandomStream fits = view_.random.fixed(fit_stream);
    fits.fill(in_use(traits), in_use(block), words);
    for (std::size_t i = 0; i < size_; ++i) {
        fit_[i] = practice_[i] % 2 == 0 ? uniform(words_.first[i], words_.second[i])
                                        : uniform(words_.third[i], words_.fourth[i]);
    }
    block.fill(static_cast<std::uint8_t>(practice_limit / 2));
    fits.fill(in_use(traits), in_use(block), words);
    for (std::size_t i = 0; i < size_; ++i) {
        shared[i] = uniform(words_.first[i], words_.second[i]);
    }
    block.fill(1);
    view_.draws.evaluations.fill(in_use(key_), in_use(block), words);
    for (std::size_t i = 0; i < size_; ++i) {
        error_[i] = uniform(words_.first[i], words_.second[i]);
        luck_[i] = uniform(words_.third[i], words_.fourth[i]);
    }
    sim::four::normal_quantiles(in_use(fit_));
    sim::four::normal_quantiles(in_use(shared));
    sim::four::normal_quantiles(in_use(error_));
    for (std::size_t i = 0; i < size_; ++i) {
        fit_[i] = combined_fit(view_.parameters.fit, fit_[i], shared[i]);
    }
}

/// What of the luck lasts: nothing is drawn for it where nothing does.
void EvaluationBatch::draw_luck() {
    const double persistence = view_.parameters.acceptance_persistence;
    if (!(persistence > 0.0)) {
        return;
    }
    OfFirms<std::uint64_t> traits;
    OfFirms<std::uint8_t> block;
    OfFirms<double> inclination;
    for (std::size_t i = 0; i < size_; ++i) {
        traits[i] = trait_key(key_[i]);
        block[i] = static_cast<std::uint8_t>(practice_[i] / 2);
    }
    view_.random.fixed(inclination_stream)
        .fill(in_use(traits), in_use(block),
              {in_use(words_.first), in_use(words_.second), in_use(words_.third), in_use(words_.fourth)});
    for (std::size_t i = 0; i < size_; ++i) {
        inclination[i] = practice_[i] % 2 == 0 ? uniform(words_.first[i], words_.second[i])
                                               : uniform(words_.third[i], words_.fourth[i]);
    }
    sim::four::normal_quantiles(in_use(inclination));
    sim::four::normal_quantiles(in_use(luck_));
    for (std::size_t i = 0; i < size_; i += lanes) { // places without a firm hold anything
        sim::four::store(&luck_[i],
                         lasting_luck(persistence, sim::four::load(&inclination[i]), sim::four::load(&luck_[i])));
    }
}

/// Whether enough of the firm's peers use the practice for it to be considered at all.
bool EvaluationBatch::considers(std::size_t i, double share) const {
    if (view_.parameters.peer_rule == 0) {
        return true;
    }
    const double u = view_.random.fixed(trait_stream).uniform(trait_key(key_[i]), 40);
    const auto& quantiles = view_.thresholds.quantile;
    const double threshold = quantiles[static_cast<std::size_t>(u * static_cast<double>(quantiles.size()))];
    return share >= threshold || view_.draws.evaluations.uniform(key_[i], 4) < view_.parameters.threshold_bypass;
}

/// Share of a firm's living tie partners that speak for its practice.
double EvaluationBatch::heard_share(std::size_t i) const {
    const Funnel& others = view_.get<Funnel>();
    const std::uint32_t practice = practice_[i];
    Voices voices;
    for (const std::uint32_t partner : partners_[i]) {
        if (partner != no_firm) {
            const std::uint32_t adopted = others.adopted[partner];
            ++voices.partners;
            voices.users += adopted >> practice & 1u;
            voices.abandoners += (others.given_up[partner] & ~adopted) >> practice & 1u;
        }
    }
    return voices.heard_share(view_.parameters.disappointment);
}

/// What the firm weighs, but for cost and payback.
Prospect EvaluationBatch::prospect(std::size_t i, double peer) const {
    const auto [row, segment] = firm_[i];
    const std::size_t practice = practice_[i];
    const Practice& entry = view_.practices().entries[practice];
    const Pillar pillar = view_.practices().pillar(practice);
    const double standards = pillar == circular ? view_.get<Regime>().standards[firms_.sector[row]] : 0.0;
    const double pressure = view_.get<Landscape>().regulation[pillar] + standards;
    Prospect prospect{};
    prospect.intercept = entry.intercept;
    prospect.size_slope = entry.size_slope;
    prospect.peer = peer;
    prospect.scaling_stock = view_.terms.segments[segment].scaling_stock;
    prospect.capacity = static_cast<double>(firms_.capacity(pillar)[row]);
    prospect.skill_demand = skill_demand(entry, view_.get<Landscape>(), practice);
    prospect.skill_gap = static_cast<double>(firms_.skill_gap[row]);
    prospect.complements = view_.practices().complement_effect(practice, firms_.adopted[row]);
    prospect.regulation =
        view_.parameters.regulation_weight * view_.get<Policy>().pressure(firms_, row, segment, practice, pressure);
    prospect.orientation = static_cast<double>(firms_.orientation[row]);
    prospect.circular = pillar == circular ? 1.0 : 0.0;
    prospect.fit = fit_[i];
    return prospect;
}

namespace {

Price price_of(const View& view, Decider firm, std::size_t practice, double revenue) {
    const SegmentTerms& terms = view.terms.segments[firm.segment];
    Price price{};
    price.helped = view.served(firm.row, view.practices().pillar(practice));
    price.cost = terms.cost[practice] * (price.helped ? 1.0 - view.parameters.served_cost : 1.0) *
                 view.get<Policy>().cost_factor(view.firms, firm.row, firm.segment, practice);
    const double eur = price.cost * revenue;
    if (terms.subsidy[practice] > 0.0 && eur > 0.0) {
        price.wished = std::min(terms.subsidy[practice], view.parameters.subsidy_limit / eur);
    }
    price.subsidy = terms.ration * price.wished;
    return price;
}

} // namespace

/// Prices and cases of all firms.
void EvaluationBatch::describe() {
    const Parameters& parameters = view_.parameters;
    for (std::size_t i = 0; i < size_; ++i) {
        const std::uint32_t row = firm_[i].row;
        const Practice& entry = view_.practices().entries[practice_[i]];
        const Price price = price_of(view_, firm_[i], practice_[i], revenue(i));
        price_[i] = price;
        own_cost_[i] = price.own();
        const double share = heard_share(i);
        considers_[i] = considers(i, share);
        CaseOf<double> one;
        one.prospect = prospect(i, share);
        one.employees = static_cast<double>(firms_.employees[row]);
        one.risk = entry.risk;
        one.resistance = static_cast<double>(firms_.resistance[row]);
        one.gain = view_.terms.saving[practice_[i]] + (entry.visible ? view_.terms.premium[firms_.sector[row]] : 0.0);
        one.error = (price.helped ? parameters.served_noise : 1.0) * parameters.noise * error_[i];
        set_case(i, one);
    }
}

void EvaluationBatch::set_case(std::size_t i, const CaseOf<double>& one) {
    const auto numbers = std::bit_cast<std::array<double, sizeof one / sizeof(double)>>(one);
    auto* const four = reinterpret_cast<std::byte*>(&cases_[i / lanes]);
    for (std::size_t field = 0; field < numbers.size(); ++field) {
        std::memcpy(four + (field * lanes + i % lanes) * sizeof(double), &numbers[field], sizeof(double));
    }
}

CaseOf<double> EvaluationBatch::one_case(std::size_t i) const {
    std::array<double, sizeof(CaseOf<double>) / sizeof(double)> numbers;
    const auto* const four = reinterpret_cast<const std::byte*>(&cases_[i / lanes]);
    for (std::size_t field = 0; field < numbers.size(); ++field) {
        std::memcpy(&numbers[field], four + (field * lanes + i % lanes) * sizeof(double), sizeof(double));
    }
    return std::bit_cast<CaseOf<double>>(numbers);
}

/// The chance that each accepts without a voucher, four firms at a time; places without a firm hold anything. In three
/// passes, because each rule is a long chain of operations, of which a processor carries out several at a time.
void EvaluationBatch::weigh() {
    const std::size_t groups = (size_ + lanes - 1) / lanes;
    for (std::size_t g = 0; g < groups; ++g) {
        cases_[g].complete(view_.parameters, sim::four::load(&own_cost_[lanes * g]));
    }
    for (std::size_t g = 0; g < groups; ++g) {
        sim::four::store(&chance_[lanes * g], utility(view_.terms.weights, cases_[g].prospect));
    }
    for (std::size_t g = 0; g < groups; ++g) {
        sim::four::store(&chance_[lanes * g], acceptance_probability(sim::four::load(&chance_[lanes * g])));
    }
}

/// Counts the evaluation by the payback that an expert would find; its bin, or `bins` when it is not counted.
std::size_t EvaluationBatch::count_evaluation(std::size_t i) {
    const auto [row, segment] = firm_[i];
    if (firms_.size_class[row] == micro || view_.month.burn_in) {
        return EvaluationCounts::bins;
    }
    const double risk = view_.practices().entries[practice_[i]].risk;
    const std::size_t bin = EvaluationCounts::bin(
        expected_payback_years(price_[i].cost, risk, 0.0, 0.0, view_.terms.saving[practice_[i]]));
    ++changes_.counts.evaluated[view_.get<FirmLayout>().is_cluster(segment) ? 0 : 1][bin];
    return bin;
}

/// Share of its own cost for which the firm asks by a voucher: 0 if none is offered, or if it refuses even with one.
double EvaluationBatch::voucher_share(std::size_t i, const VoucherOffer& offer) const {
    const double covered = offer.covered(price_[i].own() * revenue(i));
    if (!(covered > 0.0)) {
        return 0.0;
    }
    CaseOf<double> relieved = one_case(i);
    relieved.complete(view_.parameters, price_[i].own() * (1.0 - covered));
    const double accepts = acceptance_probability(utility(view_.terms.weights, relieved.prospect));
    return luck_[i] < accepts * willing(i) ? covered : 0.0;
}

double EvaluationBatch::willing(std::size_t i) const {
    return willing_share(view_.parameters.implementation, view_.unresolved(firm_[i]));
}

/// Length of a trial in whole months, up or down by a draw, so that small delays count on average.
std::uint16_t EvaluationBatch::trial_months(std::size_t i) const {
    const double length =
        trial_length(view_.parameters.implementation, view_.practices().entries[practice_[i]].months,
                     view_.unresolved(firm_[i]), view_.terms.segments[firm_[i].segment].negotiation);
    const double whole = std::floor(length);
    const double draw =
        view_.draws.trials.uniform(key_[i], static_cast<std::uint32_t>(practice_limit + practice_[i]));
    return static_cast<std::uint16_t>(whole + (draw < length - whole ? 1.0 : 0.0));
}

void EvaluationBatch::decide(std::size_t i) {
    if (!considers_[i]) {
        return;
    }
    const auto [row, segment] = firm_[i];
    const std::size_t practice = practice_[i];
    const std::size_t bin = count_evaluation(i);
    const VoucherOffer offer = view_.get<Policy>().offer(firms_, firms_, row, segment, practice);
    const double covered = voucher_share(i, offer);
    const bool alone = luck_[i] < chance_[i] * willing(i);
    if (!alone && covered == 0.0) {
        return;
    }
    const std::uint16_t months = trial_months(i);
    if (view_.month.index + months < view_.month.first) {
        return; // in burn-in only what is still under way at its end
    }
    const auto can_spend = [&](Cents amount) {
        return can_pay(static_cast<double>(firms_.employees[row]), view_.get<RevenuePerEmployee>(),
                       firms_.liquidity[row], amount);
    };
    const double eur = price_[i].cost * revenue(i);
    const Cents due = to_cents(eur);
    const Cents subsidy = to_cents(eur * price_[i].subsidy);
    const Cents voucher = covered > 0.0 ? to_cents(to_eur(due - subsidy) * covered) : 0;
    if (can_spend(due - subsidy - voucher)) {
        changes_.starts.push_back({row, segment, static_cast<std::uint8_t>(practice), months, due,
                                   to_cents(eur * price_[i].wished), subsidy, voucher, offer.programme,
                                   alone && can_spend(due - subsidy), static_cast<std::uint8_t>(bin)});
    }
}

} // namespace actorhood::models::adoption
