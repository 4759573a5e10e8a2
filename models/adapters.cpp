#include "models/adapters.hpp"

namespace actorhood::models {

namespace adapters {

void adoption(const models::adoption::Parameters& p, const DemandInForce& demand, const Month& month,
              const shocks::Work& work, const Cooperation& cooperation, const Regime& regime,
              const models::adoption::Thresholds& thresholds, World& w, models::adoption::Scratch& scratch) {
    Clusters& c = w.clusters;
    models::adoption::step(p, demand, month, work.adoption, work.outside_negotiation, thresholds, scratch,
                           {w.random, w.practices, w.landscape, c.pathway, c.decisions, c.negotiation, w.weights,
                            w.initial_experience, w.revenue.eur, w.firms, w.adoption, c.funding, w.ledger, w.delivery,
                            w.keep_events ? &w.events : nullptr, w.facilities, &w.policy, &cooperation, &regime});
}

} // namespace adapters
} // namespace actorhood::models
