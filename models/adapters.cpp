#include "models/adapters.hpp"

namespace actorhood::models {

namespace adapters {

void adoption(const models::adoption::Parameters& p, const DemandInForce& demand, const Month& month,
              const shocks::Work& work, const Cooperation& cooperation, const Regime& regime, World& w,
              models::adoption::Scratch& scratch) {
    Clusters& c = w.clusters;
    models::adoption::step(
        p, demand, month, work.adoption, work.outside_negotiation, scratch,
        {w.random, w.practices, w.landscape, c.pathway, c.decisions, c.negotiation, w.weights, w.initial_experience,
         w.revenue_per_employee, w.firms, w.adoption, c.funding, w.ledger, w.delivery,
         w.keep_events ? &w.events : nullptr, w.facilities, &w.policy, &cooperation, &regime});
}

void turnover(const models::turnover::Parameters& p, const population::Parameters& traits,
              const models::turnover::Plan& plan, const Month& month, World& world) {
    models::turnover::step(p, traits, plan, month, world);
}

} // namespace adapters
} // namespace actorhood::models
