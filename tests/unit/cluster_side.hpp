// A world of cluster organisations whose members never change: for tests of the mechanisms of the organisation.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/mechanisms/accountability.hpp"
#include "models/mechanisms/decision.hpp"
#include "models/mechanisms/funding.hpp"
#include "models/mechanisms/landscape.hpp"
#include "models/mechanisms/pathway.hpp"
#include "models/mechanisms/programmes.hpp"
#include "models/mechanisms/reflexivity.hpp"
#include "models/state/funding_plan.hpp"
#include "models/state/world.hpp"

namespace actorhood::models {

/// Parameters with their declared defaults.
template <class Parameters>
[[nodiscard]] Parameters defaults() {
    sim::Schema schema;
    Parameters p;
    Parameters::declare(schema, p);
    return p;
}

struct ClusterSide {
    FundingPlan plan = defaults<FundingPlan>();
    landscape::Parameters landscape_parameters = defaults<landscape::Parameters>();
    programmes::Parameters programmes_parameters = defaults<programmes::Parameters>();
    funding::Parameters funding_parameters = defaults<funding::Parameters>();
    accountability::Parameters accountability_parameters = defaults<accountability::Parameters>();
    reflexivity::Parameters reflexivity_parameters = defaults<reflexivity::Parameters>();
    decision::Parameters decision_parameters = defaults<decision::Parameters>();
    pathway::Parameters pathway_parameters = defaults<pathway::Parameters>();
    World world;

    explicit ClusterSide(std::uint64_t seed) : world(seed, 0) { world.calendar = {2020.0, 60, 300}; }

    /// Makes clusters with the given numbers of members, by size class as in the plan's reference.
    void populate(const std::vector<std::uint32_t>& sizes) {
        world.firms.lay_out(sizes, static_cast<std::uint32_t>(sizes.size()));
        world.clusters.resize(sizes.size());
        world.census.resize(sizes.size());
        world.market.demand.fill(1.0);
        for (std::uint32_t c = 0; c < sizes.size(); ++c) {
            for (std::uint32_t member = 0; member < sizes[c]; ++member) {
                add_member(c, member, sizes[c]);
            }
            describe(c);
        }
        world.firms.renew_blocks();
    }

    /// Start values of all mechanisms, and their opening balances.
    void initialise() {
        Clusters& all = world.clusters;
        world.ledger.resize(all.count());
        world.ledger.pay(Ledger::owners, Ledger::firms, liquidity());
        const sim::RandomStream mix_draws = world.random.fixed(funding_mix_stream);
        for (std::size_t c = 0; c < all.count(); ++c) {
            all.identity.intended_mix[c] = plan.intended_mix(mix_draws, all.identity.key[c]);
        }
        landscape::step(landscape_parameters, world.calendar.at(0), world.practices, world.landscape);
        programmes::initialise(programmes_parameters, plan, world.random, all.identity, world.census, true,
                               all.contracts);
        funding::initialise(funding_parameters, plan, all.identity, all.contracts, world.census, true, all.funding,
                            world.ledger);
        accountability::initialise(accountability_parameters, true, all.accountability, all.funding);
        reflexivity::initialise(reflexivity_parameters, all.reflexivity);
        decision::initialise(all.reflexivity, all.decisions);
        pathway::initialise(pathway_parameters, all.identity, all.funding, all.pathway);
    }

    /// One month of the seven mechanisms, in the order of the model.
    void step() {
        const Month month = world.calendar.at(world.next_month);
        Clusters& all = world.clusters;
        landscape::step(landscape_parameters, month, world.practices, world.landscape);
        programmes::step(programmes_parameters, plan, month, world.random, all.identity, world.census, all.funding,
                         all.accountability, all.reflexivity, all.actorhood, all.contracts);
        funding::step(funding_parameters, plan, month, world.random, all.identity, all.contracts, all.decisions,
                      world.market, world.shocks, world.firms, all.funding, world.ledger);
        accountability::step(accountability_parameters, world.census, all.pathway, world.landscape, {},
                             all.accountability, all.funding);
        reflexivity::measure(reflexivity_parameters, world.census, world.landscape, all.reflexivity.harm);
        reflexivity::step(reflexivity_parameters, plan, month, world.random, all.identity, world.census,
                          all.contracts, all.funding, all.accountability, all.pathway, all.reflexivity);
        decision::step(decision_parameters, month, world.random, all.identity, world.census, all.reflexivity,
                       all.decisions);
        pathway::step(pathway_parameters, all.identity, world.census, all.funding, {}, all.pathway);
        ++world.next_month;
    }

    /// Money of all firms, cents.
    [[nodiscard]] Cents liquidity() const {
        Cents sum = 0;
        for (std::size_t c = 0; c < world.clusters.count(); ++c) {
            const Segment& members = world.firms.segment(c);
            for (std::uint32_t row = members.begin; row < members.end(); ++row) {
                sum += world.firms.liquidity[row];
            }
        }
        return sum;
    }
    /// What the ledger and the accounts differ by, cents.
    [[nodiscard]] Cents residual() const { return world.ledger.residual(liquidity(), world.clusters.funding.cash); }

private:
    void add_member(std::uint32_t cluster, std::uint32_t member, std::uint32_t size) {
        const std::uint32_t row = world.firms.add(cluster, firm_key(Origin::initial_member, cluster, 0, member));
        const double position = (static_cast<double>(member) + 0.5) / size;
        double cumulated = 0.0;
        std::uint8_t size_class = 0;
        while (size_class + 1u < size_class_count && position > (cumulated += plan.reference_classes[size_class])) {
            ++size_class;
        }
        world.firms.size_class[row] = size_class;
        world.firms.liquidity[row] = to_cents(1e6);
        world.firms.orientation[row] = static_cast<float>(0.1 + 0.7 * position);
    }
    void describe(std::uint32_t c) {
        ClusterIdentity& identity = world.clusters.identity;
        Census& census = world.census;
        const double variety = static_cast<double>(c % 5) / 4.0;
        identity.key[c] = 1000u + c;
        identity.lead_sector[c] = static_cast<std::int32_t>(c % sector_count);
        identity.knowledge_partners[c] = static_cast<double>(c % 4);
        identity.directiveness[c] = 0.2 + 0.6 * variety;
        identity.approval[c] = 0.67;
        const Segment& members = world.firms.segment(c);
        census.firms[c] = members.size;
        census.mean_orientation[c] = 0.45;
        census.sd_orientation[c] = 0.2;
        census.mean_trust[c] = 0.5;
        census.mean_value[c] = 0.25;
        census.mean_services[c] = 0.9;
        census.mean_resistance[c] = 0.1;
        census.mean_skill_gap[c] = 0.3;
        census.mean_depth[c] = {0.35, 0.2 + 0.1 * variety};
        census.sector_diversity[c] = 0.7;
        census.orientation_diversity[c] = 0.8;
        world.clusters.actorhood.recognition[c] = 0.45 + 0.1 * variety;
        for (std::uint32_t row = members.begin; row < members.end(); ++row) {
            const auto bin = static_cast<std::size_t>(world.firms.orientation[row] * 64.0f);
            ++census.orientation_histogram[c][bin];
        }
    }
};

} // namespace actorhood::models
