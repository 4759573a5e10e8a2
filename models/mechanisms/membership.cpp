#include "models/mechanisms/membership.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "models/firms/batches.hpp"
#include "models/firms/gates.hpp"
#include "models/state/output_columns.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::membership {

namespace {

void declare_perception(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.trust_services, "trust_services", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0.05, 0.2},
                Meaning{"Rate at which many services build trust in the cluster organisation", Symbol{"g_s"}},
                Source{"Ring & Van de Ven 1994 for the sign; value assumed"});
    schema.real(p.trust_collaboration, "trust_collaboration", Unit{"year-1"}, Default{0.1}, non_negative,
                Sweep{0.05, 0.2}, Meaning{"Rate at which intense collaboration builds trust", Symbol{"g_c"}},
                Source{"Ring & Van de Ven 1994 for the sign; value assumed"});
    schema.real(p.trust_answers, "trust_answers", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0, 0.2},
                Meaning{"Rate at which full answerability to members and their workforce builds trust; 0 = none",
                        Symbol{"g_a"}},
                Source{"S0 for the sign; value assumed"});
    schema.real(p.trust_fading, "trust_fading", Unit{"year-1"}, Default{0.2}, non_negative, Sweep{0.1, 0.4},
                Meaning{"Rate at which trust falls back to one half", Symbol{"fade"}}, Source{"assumption"});
    schema.real(p.services, "services", Unit{"year"}, Default{0.45}, non_negative, Sweep{0.2, 0.7},
                Meaning{"Benefit of one service a year, in units of the funding level per member", Symbol{"w_s"}},
                Source{"Olson 1965 for the form; value assumed"});
    schema.real(p.ties, "ties", Unit{"1"}, Default{0.25}, non_negative, Sweep{0.1, 0.5},
                Meaning{"Benefit of having all inside ties", Symbol{"w_t"}}, Source{"assumption"});
    schema.real(p.legitimacy, "legitimacy", Unit{"1"}, Default{0.3}, non_negative, Sweep{0.1, 0.5},
                Meaning{"Benefit of a cluster organisation fully legitimate to its members", Symbol{"w_l"}},
                Source{"Hirschman 1970; value assumed"});
    schema.real(p.recognition, "recognition", Unit{"1"}, Default{0.15}, non_negative, Sweep{0, 0.3},
                Meaning{"Benefit of a fully recognised cluster", Symbol{"w_q"}}, Source{"assumption"});
    schema.real(p.cost, "cost", Unit{"1"}, Default{0.25}, non_negative, Sweep{0.1, 0.4},
                Meaning{"Time and effort of being a member"}, Source{"assumption"});
    schema.real(p.autonomy_trust, "autonomy_trust", Unit{"1"}, Default{0.2}, share, Sweep{0.1, 0.4},
                Meaning{"Ambition beyond the own orientation that full trust makes acceptable"},
                Source{"Ahrne & Brunsson 2008 for the tension; value assumed"});
    schema.real(p.approach, "approach", Unit{"year-1"}, Default{0.6}, non_negative, Sweep{0.3, 1.2},
                Meaning{"Rate at which the perceived value follows the benefit"}, Source{"assumption"});
}

void declare_leaving(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.leave_rate, "leave_rate", Unit{"year-1"}, Default{0.115}, Bounds{0, 10}, Sweep{0.08, 0.15},
                Meaning{"Rate of leaving when the perceived value equals the fee"}, Source{"MGI 2019"});
    schema.real(p.leave_slope, "leave_slope", Unit{"1"}, Default{0.6}, Bounds{0, 5}, Sweep{0.3, 1.2},
                Meaning{"Logarithm of the leave rate per unit of fee above value"},
                Source{"Hirschman 1970 for the form; value assumed"});
    schema.real(p.first_year, "first_year", Unit{"1"}, Default{1.3}, Bounds{0, 10}, Sweep{1, 2},
                Meaning{"Factor on the leave rate in the first year"}, Source{"MGI 2019: 81-84 % renew"});
}

void declare_joining(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.join_rate, "join_rate", Unit{"year-1"}, Default{0.15}, Bounds{0, 5}, Sweep{0.1, 0.2},
                Meaning{"Firms that join at neutral reputation, per member that the cluster had at the start"},
                Source{"assumption: replaces about 10 % who leave and 5 % who close"});
    schema.real(p.least_catchment, "least_catchment", Unit{"1"}, Default{10}, non_negative, Sweep{0, 30},
                Meaning{"Members at the start that a smaller cluster counts as when firms think of joining"},
                Source{"assumption: an empty cluster can start again"});
    schema.real(
        p.join_legitimacy, "join_legitimacy", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
        Meaning{"Change of the joining factor per unit of legitimacy towards members and publics", Symbol{"a_l"}},
        Source{"assumption"});
    schema.real(p.join_recognition, "join_recognition", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Change of the joining factor per unit of recognition", Symbol{"a_q"}}, Source{"assumption"});
    schema.real(p.neutral_reputation, "neutral_reputation", Unit{"1"}, Default{0.4}, share, Sweep{0.3, 0.6},
                Meaning{"Legitimacy and recognition at which the joining factor is 1", Symbol{"neutral"}},
                Source{"assumption"});
    schema.vector(p.joiner_shares, "joiner_shares", Unit{"1"}, {0.25, 0.35, 0.25, 0.15},
                  {"micro", "small", "medium", "large"}, share, Meaning{"Size classes of firms that join"},
                  Source{"assumption: as the initial members"});
    schema.real(p.lead_affinity, "lead_affinity", Unit{"1"}, Default{20}, non_negative, Sweep{1, 40},
                Meaning{"Chance to join of a firm of the cluster's lead sector relative to another"},
                Source{"assumption: keeps about 60 % of members in the lead sector"});
    schema.real(p.orientation_slope, "orientation_slope", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 2},
                Meaning{"Increase of the chance to join per unit of orientation towards transition"},
                Source{"assumption"});
    schema.real(p.tie_pull, "tie_pull", Unit{"1"}, Default{1}, non_negative, Sweep{0, 3},
                Meaning{"Increase of a cluster's weight in a joiner's choice per tie to one of its members"},
                Source{"Gulati & Gargiulo 1999 for the form; value assumed"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("membership", "Trust, perceived value, leaving and joining of members");
    declare_perception(schema, p);
    declare_leaving(schema, p);
    declare_joining(schema, p);
}

double benefit(const Parameters& parameters, double services_rate, double tie_fill, double legitimacy,
               double recognition) {
    return parameters.services * services_rate + parameters.ties * tie_fill + parameters.legitimacy * legitimacy +
           parameters.recognition * recognition - parameters.cost;
}

double autonomy_cost(const Parameters& parameters, double directiveness, double ambition, double orientation,
                     double trust) {
    return directiveness * std::max(0.0, ambition - orientation - parameters.autonomy_trust * trust);
}

double leave_rate(const Parameters& parameters, double fee, double value, bool first_year) {
    return parameters.leave_rate * sim::exponential(parameters.leave_slope * (fee - value)) *
           (first_year ? parameters.first_year : 1.0);
}

double reputation(const Parameters& parameters, double legitimacy, double recognition) {
    return std::max(0.0, 1.0 + parameters.join_legitimacy * (legitimacy - parameters.neutral_reputation) +
                             parameters.join_recognition * (recognition - parameters.neutral_reputation));
}

namespace {

/// What is the same for all members of a cluster this month.
struct PerceptionTerms {
    float kept;           ///< factor on trust
    float memory;         ///< factor on the services rate
    float services_trust; ///< per month
    float other_trust;    ///< of collaboration and answers, per month
    float fading;
    float approach; ///< share of the gap between benefit and V
    float constant; ///< benefit without services, ties and autonomy cost
    float services;
    float tie;           ///< per tie
    float directiveness; ///< 0 while nothing binds
    float ambition;
    float acceptance; ///< ambition accepted per unit of trust
};

/// Members of a batch on their way through the rule, in loops without a branch that depends on a firm.
struct Perceiving {
    std::array<float, BatchDraws::rows> ties;     ///< benefit of ties
    std::array<float, BatchDraws::rows> gain;     ///< of trust, per month
    std::array<float, BatchDraws::rows> approach; ///< rate at which trust approaches its target, at most 1
};

void perceive_rows(const PerceptionTerms& terms, Members firms) {
    constexpr float smallest = std::numeric_limits<float>::denorm_min();
    Perceiving of;
    for_each_batch(firms.block, [&, terms](RowBatch batch) {
        float* const services_rate = &firms.services_rate[batch.begin];
        float* const trust = &firms.trust[batch.begin];
        float* const value = &firms.value[batch.begin];
        const float* const orientation = &firms.orientation[batch.begin];
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const std::uint32_t inside = count_slots(used_slots(firms.ties[batch.begin + i]) & inside_slots);
            of.ties[i] = terms.tie * static_cast<float>(inside);
        }
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            services_rate[i] *= terms.memory;
            of.gain[i] = terms.services_trust * services_rate[i] / (1.0f + services_rate[i]) + terms.other_trust;
        }
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            of.approach[i] = rules::at_most(of.gain[i] + terms.fading, 1.0f);
        }
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            // Target of the relaxation: (gain + fading/2) / (gain + fading). Where both are 0, nothing moves.
            const float target =
                (of.gain[i] + 0.5f * terms.fading) / rules::at_least(of.gain[i] + terms.fading, smallest);
            const float before = trust[i] * terms.kept;
            trust[i] = before + (target - before) * rules::short_approach(of.approach[i]);
            const float beyond = rules::positive_part(terms.ambition - orientation[i] - terms.acceptance * trust[i]);
            const float worth =
                terms.constant + terms.services * services_rate[i] + of.ties[i] - terms.directiveness * beyond;
            value[i] += terms.approach * (worth - value[i]);
        }
    });
}

} // namespace

void perceive(const Parameters& parameters, const ClusterIdentity& identity, const Funding& funding,
              const Accountability& accountability, const Decisions& decisions, const Pathway& pathway,
              const Actorhood& actorhood, Members firms) {
    const std::size_t c = firms.block.segment;
    if (c >= identity.key.size()) {
        return; // outside clusters
    }
    const double collaboration = pathway.collaboration_intensity[c];
    const double other_trust = parameters.trust_collaboration * collaboration / (1.0 + collaboration) +
                               parameters.trust_answers * accountability.answerability[c][downward];
    const double constant =
        benefit(parameters, 0.0, 0.0, accountability.legitimacy[c][downward], actorhood.recognition[c]);
    const bool binding = decisions.obligation[c] > 0.0;
    const auto number = [](double value) { return static_cast<float>(value); };
    const PerceptionTerms terms{
        .kept = number(std::min(1.0, funding.knowledge_kept[c])),
        .memory = number(rules::service_rate_decay()),
        .services_trust = number(parameters.trust_services / 12.0),
        .other_trust = number(other_trust / 12.0),
        .fading = number(parameters.trust_fading / 12.0),
        .approach = number(sim::monthly_approach(parameters.approach)),
        .constant = number(constant),
        .services = number(parameters.services),
        .tie = number(parameters.ties / static_cast<double>(inside_ties)),
        .directiveness = binding ? number(identity.directiveness[c]) : 0.0f,
        .ambition = number(decisions.ambition[c]),
        .acceptance = number(parameters.autonomy_trust),
    };
    perceive_rows(terms, firms);
}

namespace {

double willingness(double slope, float orientation) { return 1.0 + slope * static_cast<double>(orientation); }

double affinity(const Parameters& parameters, const ClusterIdentity& identity, std::size_t cluster,
                std::size_t sector) {
    return static_cast<std::size_t>(identity.lead_sector[cluster]) == sector ? parameters.lead_affinity : 1.0;
}

/// Candidates of each region.
void add_up(const FirmLayout& layout, const Sums<Candidates>& candidates, std::vector<ByKind>& of_region) {
    of_region.assign(layout.region_count(), {});
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::uint32_t segment = layout.blocks()[b].segment;
        if (layout.is_cluster(segment)) {
            continue;
        }
        ByKind& sum = of_region[segment - layout.cluster_count()];
        for (std::size_t k = 0; k < size_class_count; ++k) {
            for (std::size_t s = 0; s < sector_count; ++s) {
                sum[k][s] += candidates.parts()[b].firms[k][s];
            }
        }
    }
}

/// Adds one cluster's joins to the rates of its region. Classes without candidates leave their part to the others.
void spread_joins(const Parameters& parameters, const ClusterIdentity& identity, std::size_t cluster, double expected,
                  Attraction& attraction) {
    const auto region = static_cast<std::size_t>(identity.region[cluster]);
    const ByKind& base = attraction.candidates[region];
    std::array<double, size_class_count> candidates{};
    double shares = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            candidates[k] += affinity(parameters, identity, cluster, s) * base[k][s];
        }
        shares += candidates[k] > 0.0 ? parameters.joiner_shares[k] : 0.0;
    }
    attraction.share[cluster].fill(0.0);
    for (std::size_t k = 0; k < size_class_count && shares > 0.0; ++k) {
        if (candidates[k] > 0.0) {
            attraction.share[cluster][k] = expected * parameters.joiner_shares[k] / (shares * candidates[k]);
        }
        for (std::size_t s = 0; s < sector_count; ++s) {
            attraction.rates[region][k][s] +=
                attraction.share[cluster][k] * affinity(parameters, identity, cluster, s);
        }
    }
}

/// Adds up what a cluster and those before it in its region weigh in the choice of a firm without ties to them.
void add_up_weights(const Parameters& parameters, const ClusterIdentity& identity, std::uint32_t cluster,
                    Attraction& attraction) {
    const std::vector<std::uint32_t>& neighbours =
        attraction.clusters_of_region[static_cast<std::size_t>(identity.region[cluster])];
    const std::uint32_t place = attraction.place[cluster];
    const ByKind before = place == 0 ? ByKind{} : attraction.up_to[neighbours[place - 1]];
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            attraction.up_to[cluster][k][s] =
                before[k][s] + attraction.share[cluster][k] * affinity(parameters, identity, cluster, s);
        }
    }
}

/// A firm that joins a cluster of its region.
struct Joiner {
    std::uint8_t size_class;
    std::uint8_t sector;
    std::uint32_t region;
    const TieSlots& ties;
};

/// Segments of a firm's partners; its region for those that are not in clusters.
std::array<std::uint32_t, tie_slots> segments_of_ties(const FirmLayout& layout, const Joiner& joiner) {
    const std::uint32_t home = layout.cluster_count() + joiner.region;
    const Segment& rows = layout.segment(home);
    std::array<std::uint32_t, tie_slots> tied{};
    for (std::size_t slot = 0; slot < tie_slots; ++slot) {
        const std::uint32_t partner = joiner.ties[slot];
        const std::uint32_t row = layout.row_of(partner);
        const bool at_home = row == no_firm || (row >= rows.begin && row < rows.end());
        tied[slot] = at_home ? home : layout.segment_of(partner);
    }
    return tied;
}

/// Cluster that a joining firm chooses: by the clusters' parts in its rate and by its ties. Up to the first cluster to
/// which it is tied, sums of weights are those of all firms of its kind.
std::uint32_t choose_cluster(const Parameters& parameters, const ClusterIdentity& identity, const FirmLayout& layout,
                             const Attraction& attraction, const Joiner& joiner, double u) {
    const std::vector<std::uint32_t>& clusters = attraction.clusters_of_region[joiner.region];
    const auto tied = segments_of_ties(layout, joiner);
    std::size_t first_tied = clusters.size();
    for (const std::uint32_t c : tied) {
        if (layout.is_cluster(c) && static_cast<std::uint32_t>(identity.region[c]) == joiner.region) {
            first_tied = std::min<std::size_t>(first_tied, attraction.place[c]);
        }
    }
    const auto up_to = [&](std::uint32_t c) { return attraction.up_to[c][joiner.size_class][joiner.sector]; };
    const auto weight = [&](std::uint32_t c) {
        const auto ties = static_cast<double>(std::count(tied.begin(), tied.end(), c));
        return attraction.share[c][joiner.size_class] * affinity(parameters, identity, c, joiner.sector) *
               (1.0 + parameters.tie_pull * ties);
    };
    const auto from = clusters.begin() + static_cast<std::ptrdiff_t>(first_tied);
    const double before = first_tied == 0 ? 0.0 : up_to(*(from - 1));
    const double total =
        std::accumulate(from, clusters.end(), before, [&](double sum, std::uint32_t c) { return sum + weight(c); });
    const double wanted = u * total;
    if (wanted < before) {
        return *std::upper_bound(clusters.begin(), from, wanted,
                                 [&](double least, std::uint32_t c) { return least < up_to(c); });
    }
    double below = before;
    for (auto c = from; c != clusters.end(); ++c) {
        below += weight(*c);
        if (wanted < below) {
            return *c;
        }
    }
    const auto last =
        std::find_if(clusters.rbegin(), clusters.rend(), [&](std::uint32_t c) { return weight(c) > 0.0; });
    return last == clusters.rend() ? no_firm : *last;
}

/// Gates of joining of firms [that stand for themselves, for many] by size class and sector.
using JoinGates = std::array<std::array<std::array<std::uint32_t, sector_count>, size_class_count>, 2>;

JoinGates join_gates(const Parameters& parameters, const ExpansionWeights& weights, const ByKind& rates) {
    constexpr float highest_orientation = 1.000001f; // 1, and what rounding may add
    const double highest = willingness(parameters.orientation_slope, highest_orientation);
    JoinGates gates;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            gates[0][k][s] = gate_of(rates[k][s] * 1.0 * highest);
            gates[1][k][s] = gate_of(rates[k][s] * weights[k] * highest);
        }
    }
    return gates;
}

} // namespace

void count_candidates(const Parameters& parameters, const ExpansionWeights& weights, const FirmLayout& layout,
                      Rows<const FirmIdentity, const Opinions> firms, Sum<Candidates> candidates) {
    if (layout.is_cluster(firms.block.segment)) {
        return;
    }
    const double slope = parameters.orientation_slope;
    ByKind& sums = candidates->firms;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        sums[firms.size_class[row]][firms.sector[row]] +=
            weight_of(firms, weights, row) * willingness(slope, firms.orientation[row]);
    }
}

void attract(sim::Read<Parameters, population::Parameters> read, const Month& month, const ClusterIdentity& identity,
             const Accountability& accountability, const Actorhood& actorhood, const FirmLayout& layout,
             const Sums<Candidates>& candidates, Attraction& attraction) {
    const auto& [parameters, given] = read;
    add_up(layout, candidates, attraction.candidates);
    const std::uint32_t clusters = layout.cluster_count();
    attraction.rates.assign(layout.region_count(), {});
    attraction.share.resize(clusters);
    attraction.place.resize(clusters);
    attraction.up_to.resize(clusters);
    attraction.clusters_of_region.resize(layout.region_count());
    for (std::vector<std::uint32_t>& list : attraction.clusters_of_region) {
        list.clear();
    }
    for (std::uint32_t c = 0; c < clusters; ++c) {
        std::vector<std::uint32_t>& neighbours =
            attraction.clusters_of_region[static_cast<std::size_t>(identity.region[c])];
        attraction.place[c] = static_cast<std::uint32_t>(neighbours.size());
        neighbours.push_back(c);
        const ByDirection& legitimacy = accountability.legitimacy[c];
        const double factor =
            reputation(parameters, 0.5 * (legitimacy[downward] + legitimacy[outward]), actorhood.recognition[c]);
        const double catchment = std::max(parameters.least_catchment, identity.catchment[c]);
        const bool settling = month.burn_in && population::members_given(given, c);
        const double expected = settling ? 0.0 : parameters.join_rate / 12.0 * catchment * factor;
        spread_joins(parameters, identity, c, expected, attraction);
        add_up_weights(parameters, identity, c, attraction);
    }
}

void leave(sim::Read<Parameters, population::Parameters> read, const Month& month, const sim::Random& random,
           const Funding& funding, Rows<const FirmIdentity, const models::Membership> firms, Sum<Leaves> leaves) {
    const auto& [parameters, given] = read;
    const std::size_t c = firms.block.segment;
    if (c >= funding.fee_units.size() || (month.burn_in && population::members_given(given, c))) {
        return; // outside clusters, or members as they are given
    }
    const double fee = funding.fee_units[c];
    const double largest_factor = std::max(1.0, parameters.first_year);
    const std::uint32_t gate =
        gate_of(sim::monthly_hazard(largest_factor * leave_rate(parameters, fee, lowest_value(parameters), false)));
    const sim::RandomStream draws = random.stream(leave_stream, month.index);
    BatchDraws words;
    for_each_batch(firms.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        for_each_that_passes(words.word[0], batch, gate, [&](std::uint32_t i) {
            const std::uint32_t row = batch.begin + i;
            const bool first_year = month.index - firms.joined_month[row] < 12;
            const double rate = leave_rate(parameters, fee, static_cast<double>(firms.value[row]), first_year);
            if (words.uniform(0, i) < sim::monthly_hazard(rate)) {
                leaves->handles.push_back(firms.handle[row]);
            }
        });
    });
}

void join(const Parameters& parameters, const Month& month, const sim::Random& random,
          sim::Read<ClusterIdentity, ExpansionWeights> from, const FirmLayout& layout, const Attraction& attraction,
          Rows<const FirmIdentity, const Opinions, const Ties> firms, Sum<Joins> joins) {
    if (layout.is_cluster(firms.block.segment)) {
        return;
    }
    const auto& [identity, weights] = from;
    const std::uint32_t region = firms.block.segment - layout.cluster_count();
    const ByKind& rates = attraction.rates[region];
    const JoinGates gates = join_gates(parameters, weights, rates);
    const sim::RandomStream draws = random.stream(join_stream, month.index);
    BatchDraws words;
    for_each_batch(firms.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        const auto may_join = [&](std::uint32_t i) {
            const std::uint32_t row = batch.begin + i;
            return words.word[0][i] <=
                   gates[firms.sampled[row] != 0 ? 1 : 0][firms.size_class[row]][firms.sector[row]];
        };
        for_each_where(batch, may_join, [&](std::uint32_t i) {
            const std::uint32_t row = batch.begin + i;
            const double chance = rates[firms.size_class[row]][firms.sector[row]] * weight_of(firms, weights, row) *
                                  willingness(parameters.orientation_slope, firms.orientation[row]);
            if (words.uniform(0, i) < chance) {
                const Joiner joiner{firms.size_class[row], firms.sector[row], region, firms.ties[row]};
                joins->found.push_back({firms.handle[row], choose_cluster(parameters, identity, layout, attraction,
                                                                          joiner, words.uniform(1, i))});
            }
        });
    });
}

void settle(const Sums<Leaves>& leaves, const Sums<Joins>& joins, Movements& movements) {
    for (const Leaves& part : leaves.parts()) {
        movements.leaves.insert(movements.leaves.end(), part.handles.begin(), part.handles.end());
    }
    for (const Joins& part : joins.parts()) {
        movements.joins.insert(movements.joins.end(), part.found.begin(), part.found.end());
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("trust", {"cluster"}, Unit{"1"}, Meaning{"Mean trust of members in the cluster organisation"},
                     Source{"model 7.13"}, values_of(world.census.mean_trust));
    outputs.variable("membership_value", {"cluster"}, Unit{"1"},
                     Meaning{"Mean perceived value of membership, in units of the funding level per member"},
                     Source{"model 7.13"}, values_of(world.census.mean_value));
    outputs.variable("fee_above_value", {"cluster"}, Unit{"1"},
                     Meaning{"Fee less mean perceived value, in units of the funding level per member"},
                     Source{"model 7.13"}, [w](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = w->clusters.funding.fee_units[c] - w->census.mean_value[c];
                         }
                     });
    outputs.variable("members", {"cluster"}, Unit{"1"}, Meaning{"Member firms"}, Source{"model 7.13"},
                     values_of(world.census.firms));
    outputs.variable("joins", {"cluster"}, Unit{"month-1"}, Meaning{"Firms that joined in the month"},
                     Source{"model 7.13"}, values_of(world.delivery.joins));
    outputs.variable("leaves", {"cluster"}, Unit{"month-1"}, Meaning{"Members that left in the month"},
                     Source{"model 7.13"}, values_of(world.delivery.leaves));
    outputs.variable("member_closures", {"cluster"}, Unit{"month-1"}, Meaning{"Members that closed in the month"},
                     Source{"model 7.13"}, values_of(world.delivery.exits));
}

} // namespace actorhood::models::membership
