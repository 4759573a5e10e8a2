#include "models/model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/context.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models {

namespace {

Derived derive(const Parameters& p, const World& world, ShockCalendar shocks) {
    Derived derived;
    derived.shocks = std::move(shocks);
    derived.neighbourhood = ties::derive(world.clusters.identity, world.firms.region_count());
    derived.orientations = opinions::derive(p[opinions::about]);
    derived.exits = market::derive(p[market::about]);
    if (p.mechanisms[restructuring::about]) {
        derived.work = {p[restructuring::about].shock, p[restructuring::about].outside_negotiation, true};
    }
    turnover::Plan& plan = derived.turnover;
    plan.sampled = p.population.economy_firms > 0.0;
    plan.entrant_classes = population::entrant_shares(
        plan.sampled ? p.population.sample_shares : p.population.economy_shares, p[market::about].exit_by_class);
    derived.entrants.firms = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        derived.entrants.firms += plan.entrant_classes[k] * (plan.sampled ? world.weights[k] : 1.0);
    }
    plan.fit = p[adoption::about].fit;
    plan.locations = turnover::LocationTable(p[adoption::about].fit.sd);
    plan.complete = [&p, quantiles = derived.orientations](const sim::Random& random, std::uint32_t row,
                                                           Firms& firms) {
        opinions::initialise_firm(p[opinions::about], quantiles, random, row, firms);
        learning::initialise_firm(p[learning::about], random, row, firms);
    };
    return derived;
}

/// The shocks of a run, drawn once.
ShockCalendar draw_shocks(const Parameters& p, const World& world) {
    return p.mechanisms[shocks::about] ? shocks::calendar(p[shocks::about], world.practices,
                                                          world.firms.region_count(), world.calendar, world.random)
                                       : ShockCalendar{};
}

/// The parameters of a month; the first are those of the base.
const Parameters& parameters_at(const std::vector<Period>& periods, std::uint32_t month) {
    const auto begun = [&](const Period& period) { return period.first <= month; };
    return std::find_if(periods.rbegin(), periods.rend(), begun)->parameters;
}

bool same_savings(const std::vector<Practice>& a, const std::vector<Practice>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Practice& one, const Practice& other) {
        return one.own_saving() == other.own_saving();
    });
}

/// What firms save is what the practices they use save now: giving one up later takes off what it added.
void renew_gains(const std::vector<Practice>& practices, Firms& firms) {
    for (const RowBlock& block : firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            float gain = 0.0f;
            for (std::size_t p = 0; p < practices.size(); ++p) {
                gain += (firms.adopted[row] >> p & 1u) != 0 ? static_cast<float>(practices[p].own_saving()) : 0.0f;
            }
            firms.practice_gain[row] = gain;
        }
    }
}

/// Experience at the start, against which learning curves count: of each segment with what reaches it from others.
void remember_experience(World& world) {
    adoption::experience(world.adoption, world.practices.count(), world.weights, world.initial_experience);
}

void register_everybody(World& world) {
    for (const RowBlock& block : world.firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            world.adoption.count_firm(world.firms, row, block.segment, 1);
        }
    }
}

void intend_mixes(const FundingPlan& plan, const World& world, ClusterIdentity& identity) {
    const sim::RandomStream mixes = world.random.fixed(funding_mix_stream);
    for (std::size_t i = 0; i < identity.key.size(); ++i) {
        identity.intended_mix[i] = plan.intended_mix(mixes, identity.key[i]);
    }
}

} // namespace

void create_clusters(const Parameters& p, World& world) {
    Clusters& c = world.clusters;
    intend_mixes(p.plan, world, c.identity);
    actorhood::initialise(p[actorhood::about], c.actorhood);
    programmes::initialise(p[programmes::about], p.plan, world.random, c.identity, world.census,
                           p.mechanisms[programmes::about], c.contracts);
    funding::initialise(p[funding::about], p.plan, c.identity, c.contracts, world.census,
                        p.mechanisms[funding::about], c.funding, world.ledger);
    accountability::initialise(p[accountability::about], p.mechanisms[accountability::about], c.accountability,
                               c.funding);
    reflexivity::initialise(p[reflexivity::about], c.reflexivity);
    decision::initialise(c.reflexivity, c.decisions);
    pathway::initialise(p[pathway::about], c.identity, c.funding, c.pathway);
    metaclusters::initialise(p[metaclusters::about], p.mechanisms[metaclusters::about], world.random,
                             p[accountability::about], p[reflexivity::about], c, world.metaclusters);
}

Model::Model(const Parameters& given, std::uint32_t replicate)
    : periods(toolkit::periods_of(given)),
      parameters(periods.empty() ? &given : &periods.front().parameters),
      world(given.run.seed, replicate) {
    const Parameters& p = *parameters;
    world.calendar = p.time.calendar();
    world.practices.entries = p.practices;
    world.practices.derive();
    world.keep_events = p.output.events;
    population::create(p.population, world);
    derived = derive(p, world, draw_shocks(p, world));
    const Month start = world.calendar.at(0);
    landscape::step(p[landscape::about], start, world.practices, world.landscape);
    shocks::initialise(p[shocks::about], derived.shocks, world.clusters.identity, world.firms.region_count(),
                       world.shocks);
    opinions::initialise(p[opinions::about], derived.orientations, world.random, world.firms);
    learning::initialise(p[learning::about], world.random, world.firms);
    ties::initialise(p[ties::about], derived.neighbourhood, world.random, world.firms, world.firms, world.firms);
    adoption::prepare(p[adoption::about], scratch.adoption);
    adoption::initialise(p[adoption::about], world);
    register_everybody(world);
    remember_experience(world);
    Context context(p, base(), start, *this);
    Sequence<OnePass<Step<census::about, census::count>>, Step<census::about, census::publish>>::run(context);
    create_clusters(p, world);
    policy::initialise(p[policy::about], world, world.policy);
    inclusion::initialise(p[inclusion::about], world.random, world.clusters.identity, world.firms.segments().size(),
                          world.inclusion);
    world.demand = DemandInForce(p[demand::about]);
    market::initialise(world.practices, world.weights, world.firms, world.firms, world.firms, world.firms,
                       world.market);
    symbiosis::initialise(world.firms, world.symbiosis);
    facilities::initialise(p[facilities::about], world.firms, world.facilities);
    regime::initialise(p[regime::about], world.random, world.regime);
    scratch.audited.harm.assign(world.clusters.count(), {});
    kept.each([&](auto& state) { state.visit(SizeKept{world.firms}); });
}

void Model::enter_period(const Month& month) {
    if (periods.empty()) {
        return;
    }
    const Parameters& p = parameters_at(periods, month.index);
    if (!same_savings(parameters->practices, p.practices)) {
        renew_gains(p.practices, world.firms);
    }
    put_in_force(p);
}

void Model::resume_period() {
    if (!periods.empty()) {
        put_in_force(world.next_month == 0 ? base() : parameters_at(periods, world.next_month - 1u));
    }
}

void Model::put_in_force(const Parameters& p) {
    if (parameters == &p) {
        return;
    }
    parameters = &p;
    world.practices.entries = p.practices;
    world.practices.derive();
    derived = derive(p, world, std::move(derived.shocks));
    world.shocks.response = p[shocks::about].response;
    adoption::prepare(p[adoption::about], scratch.adoption);
    intend_mixes(p.plan, world, world.clusters.identity);
}

void Model::advance() {
    const Month month = world.calendar.at(world.next_month);
    enter_period(month);
    world.delivery.resize(world.firms.segments().size());
    if (month.index == month.first) {
        remember_experience(world);
    }
    Context context(*parameters, base(), month, *this);
    TheMonth::run(context);
    check_invariants();
    ++world.next_month;
}

} // namespace actorhood::models
