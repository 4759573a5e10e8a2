#include "models/mechanisms/metaclusters.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "models/state/cluster_names.hpp"
#include "models/state/scenario_facts.hpp"
#include "models/rules/simplex.hpp"
#include "sim/config/other_place.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::metaclusters {

namespace {

/// Clusters in the order of a draw, which does not depend on how many are taken.
std::vector<std::uint32_t> drawn_order(const sim::RandomStream& draws, std::uint32_t draw,
                                       const Column<std::uint64_t>& keys) {
    std::vector<std::uint32_t> order(keys.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const double first = draws.uniform(keys[a], draw);
        const double second = draws.uniform(keys[b], draw);
        return first != second ? first < second : keys[a] < keys[b];
    });
    return order;
}

/// Member clusters of an entry, in order of their numbers.
std::vector<std::uint32_t> invited_clusters(const Entry& entry, std::uint32_t number, const sim::RandomStream& draws,
                                            const Clusters& clusters) {
    std::vector<bool> chosen(clusters.count(), false);
    for (const std::string& member : entry.members) {
        const std::size_t c = find_cluster(member, clusters.names);
        if (c < clusters.count()) {
            chosen[c] = true;
        } else if (member == "all") {
            chosen.assign(clusters.count(), true);
        }
    }
    const auto wanted =
        static_cast<std::size_t>(entry.count) +
        static_cast<std::size_t>(std::floor(entry.share * static_cast<double>(clusters.count()) + 0.5));
    std::size_t added = 0;
    for (const std::uint32_t c : drawn_order(draws, number, clusters.identity.key)) {
        if (added < wanted && !chosen[c]) {
            chosen[c] = true;
            ++added;
        }
    }
    std::vector<std::uint32_t> members;
    for (std::uint32_t c = 0; c < chosen.size(); ++c) {
        if (chosen[c]) {
            members.push_back(c);
        }
    }
    return members;
}

/// Clusters as metaclusters see them.
struct Traits {
    const ClusterIdentity& identity;
    const Census& census;
    const Funding& funding;
    const Reflexivity& reflexivity;
    const Decisions& decisions;
    const Cooperation& cooperation;
};

double saturated(double x) { return x / (1.0 + x); }

/// True if the membership counts this month.
bool works(const Metaclusters& m, const Census& census, std::size_t e) {
    return m.standing[e] != no_member && census.firms[m.cluster[e]] > 0.0;
}

/// Dues and access relative to a full member.
double rate_of(const Parameters& p, std::uint8_t standing) {
    return standing == full_member ? 1.0 : standing == associate_member ? p.associate_rate : 0.0;
}

/// Means over the member clusters at work.
struct Members {
    double all{}, full{};
    double staff{};
    double depth{};
    double dues{};
    double mean_breadth{}; ///< of members, in full equivalents
    double following{};    ///< share of full members
    double sd_ambition{};  ///< of full members
    std::array<double, 3> sensed{};
    Agenda agenda{};
    decision::OrientationHistogram ambitions{};
    bool is_linked{}; ///< a member belongs to another metacluster too
    double diversity{};
};

std::size_t bin_of(double value, std::size_t bins) {
    return std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, value) * static_cast<double>(bins)));
}

/// Mean of the Simpson indices of members' lead sectors and of their ambitions in ten bins.
double diversity_of(const Metaclusters& m, std::size_t i, const Traits& clusters, double all) {
    std::array<double, sector_count> sectors{};
    std::array<double, 10> ambitions{};
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        if (works(m, clusters.census, e)) {
            const std::uint32_t c = m.cluster[e];
            sectors[static_cast<std::size_t>(std::max(0, clusters.identity.lead_sector[c])) % sector_count] +=
                1.0 / all;
            ambitions[bin_of(clusters.decisions.ambition[c], ambitions.size())] += 1.0 / all;
        }
    }
    const auto simpson = [](const auto& shares) {
        double same = 0.0;
        for (const double share : shares) {
            same += share * share;
        }
        return 1.0 - same;
    };
    return all > 0.0 ? 0.5 * (simpson(sectors) + simpson(ambitions)) : 0.0;
}

/// Sums of ambitions, for their spread.
struct AmbitionSums {
    double ambition{};
    double squares{};
};

/// Adds the member of membership e to the sums over the members of metacluster i.
void add_member(const Parameters& p, const Metaclusters& m, std::size_t i, std::uint32_t e, const Traits& clusters,
                Members& sums, AmbitionSums& spread) {
    const std::uint32_t c = m.cluster[e];
    const double dues = p.entries[i].dues * rate_of(p, m.standing[e]);
    sums.all += 1.0;
    sums.staff += dues * clusters.funding.staff[c];
    sums.dues += dues;
    sums.depth += clusters.census.mean_depth[c][circular];
    sums.mean_breadth += clusters.cooperation.breadth[c];
    for (std::size_t kind = 0; kind < sums.sensed.size(); ++kind) {
        sums.sensed[kind] += clusters.reflexivity.sensed[c][kind];
    }
    for (std::size_t topic = 0; topic < topic_count; ++topic) {
        sums.agenda[topic] += clusters.reflexivity.agenda[c][topic];
    }
    sums.is_linked = sums.is_linked || clusters.cooperation.lateral_pull[c] > 1.5 * p.lateral_pull;
    if (m.standing[e] == full_member) {
        const double own = clusters.decisions.ambition[c];
        sums.full += 1.0;
        sums.following += m.follows[e] != 0 ? 1.0 : 0.0;
        spread.ambition += own;
        spread.squares += own * own;
        ++sums.ambitions[bin_of(own, sums.ambitions.size())];
    }
}

Members gather(const Parameters& p, const Metaclusters& m, std::size_t i, const Traits& clusters) {
    Members sums;
    AmbitionSums spread;
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        if (works(m, clusters.census, e)) {
            add_member(p, m, i, e, clusters, sums, spread);
        }
    }
    if (sums.all > 0.0) {
        for (double* mean :
             {&sums.depth, &sums.dues, &sums.mean_breadth, &sums.sensed[0], &sums.sensed[1], &sums.sensed[2]}) {
            *mean /= sums.all;
        }
        sums.diversity = diversity_of(m, i, clusters, sums.all);
    }
    if (sums.full > 0.0) {
        const double mean = spread.ambition / sums.full;
        sums.following /= sums.full;
        sums.sd_ambition = std::sqrt(std::max(0.0, spread.squares / sums.full - mean * mean));
    }
    return sums;
}

/// 7.4 with clusters as members.
void answer(const Parameters& p, const accountability::Parameters& rules, const Landscape& landscape,
            const Members& members, std::size_t i, Metaclusters& m) {
    const ByDirection effort = accountability::efforts(
        rules, accountability::pulls(rules, BySource{0.0, 0.0, 1.0, 0.0}, members.is_linked ? p.lateral_pull : 0.0));
    m.effort[i] = effort;
    m.overhead[i] = accountability::overhead(rules, effort);
    m.free_staff[i] = free_time(p, members.staff, m.overhead[i], members.all);
    m.understanding[i] = understanding(p, m.free_staff[i], members.all);
    const double value = p.value_slope * saturated(members.mean_breadth);
    const ByDirection judged = accountability::performance(
        rules, {members.mean_breadth, m.obligation[i] * members.following, value - p.cost_slope * members.dues,
                members.depth, landscape.required_depth,
                members.is_linked ? p.lateral_performance : rules.lateral_performance});
    const double approach = sim::monthly_approach(rules.adjustment);
    for (std::size_t d = 0; d < direction_count; ++d) {
        m.answerability[i][d] = accountability::answerability(rules, effort[d]);
        m.legitimacy[i][d] += approach * (m.answerability[i][d] * judged[d] - m.legitimacy[i][d]);
    }
}

/// 7.5 with clusters as members: what they sense and want arrives weakened by one layer.
void reflect(const Parameters& p, const reflexivity::Parameters& rules, const sim::RandomStream& draws,
             const Members& members, std::size_t i, Metaclusters& m) {
    const double per_fifty = 50.0 * m.free_staff[i] / members.all;
    const double kept = 1.0 - p.message_loss;
    const double noise = rules.sensing_noise / std::sqrt(1.0 + (1.0 - p.exchange_share) * per_fifty);
    const double approach = sim::monthly_approach(1.0 / rules.sensing_time);
    for (std::size_t kind = 0; kind < m.sensed[i].size(); ++kind) {
        const double view = kept * members.sensed[kind] + noise * draws.normal(i, static_cast<std::uint32_t>(kind));
        m.sensed[i][kind] += approach * (view - m.sensed[i][kind]);
    }
    m.reflexivity[i] =
        reflexivity::reflected(rules, m.reflexivity[i], p.exchange_share * per_fifty, members.diversity, 0.0);
    const std::array<reflexivity::Pull, 3> pulls{
        reflexivity::Pull{rules.integration * m.reflexivity[i] * (rules.integration_base + m.effort[i][outward]),
                          reflexivity::needed_agenda(rules, m.sensed[i])},
        reflexivity::Pull{rules.habit, normalised(rules.targets.theta_growth)},
        reflexivity::Pull{rules.pull[fee_funding] * kept, normalised(members.agenda)}};
    m.agenda[i] = reflexivity::pulled(m.agenda[i], pulls);
}

/// A joint decision of metacluster i binds full members that carry it out, each as its autonomy allows.
void bind(const Parameters& p, const decision::Parameters& rules, const sim::RandomStream& draws,
          const Traits& clusters, std::size_t i, Metaclusters& m) {
    const double directiveness = p.entries[i].directiveness;
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        const std::uint32_t c = m.cluster[e];
        m.autonomy_cost[e] = 0.0;
        m.follows[e] = 0;
        if (m.standing[e] == full_member) {
            m.autonomy_cost[e] = autonomy_cost(directiveness, m.ambition[i], clusters.decisions.ambition[c],
                                               rules.neutral_space, m.legitimacy[i][downward]);
            const bool follows = draws.happens(clusters.identity.key[c], following(p, m.autonomy_cost[e]),
                                               16 + static_cast<std::uint32_t>(i));
            m.follows[e] = follows ? 1 : 0;
        }
    }
}

/// 7.6 with clusters as members.
void decide(const Parameters& p, const decision::Parameters& rules, const Month& month,
            const sim::RandomStream& draws, const Members& members, const Traits& clusters, std::size_t i,
            Metaclusters& m) {
    const Entry& entry = p.entries[i];
    m.decided[i] = 0;
    if (members.full <= 0.0) {
        m.obligation[i] = 0.0;
    } else if (month.last_of_quarter &&
               draws.happens(i, decision::decision_probability(rules, members.sd_ambition, 1.0), 8)) {
        const double accepted =
            decision::accepted_ambition(rules, members.ambitions, entry.approval, m.legitimacy[i][downward]);
        m.decided[i] = 1;
        m.ambition[i] = decision::decided_ambition(entry.directiveness, 1.0 - m.agenda[i][growth_topic], accepted);
        m.obligation[i] = entry.directiveness * m.ambition[i];
        bind(p, rules, draws, clusters, i, m);
    }
    m.plan[i] = decision::agenda_at(m.agenda[i], m.ambition[i]);
}

/// Members leave, and those who left come back.
void move(const Parameters& p, const Month& month, const sim::RandomStream& draws, const Traits& clusters,
          std::size_t i, Metaclusters& m) {
    if (!month.last_of_quarter) {
        return;
    }
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        const std::uint32_t c = m.cluster[e];
        const double dues = p.entries[i].dues * rate_of(p, m.standing[e]);
        const double rate = m.standing[e] == no_member
                                ? p.return_rate
                                : leave_rate(p, m.autonomy_cost[e], dues, clusters.cooperation.breadth[c]);
        if (draws.happens(clusters.identity.key[c], sim::monthly_hazard(3.0 * rate), static_cast<std::uint32_t>(i))) {
            m.standing[e] = m.standing[e] == no_member ? m.invited[e] : std::uint8_t{no_member};
            m.follows[e] = 0;
            m.autonomy_cost[e] = 0.0;
        }
    }
}

/// Begins a metacluster in the month of its start date.
void begin(const Parameters& p, const Month& month, std::size_t i, Metaclusters& m) {
    if (m.started[i] == 0 && month.year > p.entries[i].start - 1.0 / 24.0) {
        m.started[i] = 1;
        std::copy(m.invited.begin() + m.first[i], m.invited.begin() + m.first[i + 1],
                  m.standing.begin() + m.first[i]);
    }
}

/// Share of a cluster's members that use each practice.
double prevalence(const AdoptionRegister::Counts& counts, std::size_t practice) {
    double firms = 0.0;
    double adopters = 0.0;
    for (std::size_t stratum = 0; stratum < AdoptionRegister::strata; ++stratum) {
        firms += counts.firms[stratum];
        adopters += counts.adopters[practice][stratum];
    }
    return firms > 0.0 ? adopters / firms : 0.0;
}

/// Clears what is summed over metaclusters; experience stays, being a stock.
void clear(const Parameters& p, std::size_t practices, Cooperation& c) {
    const double kept = 1.0 - sim::monthly_approach(p.transfer_rate);
    for (auto* column :
         {&c.dues, &c.lateral_pull, &c.lateral_performance, &c.breadth, &c.plan_rate, &c.platform_reach}) {
        std::fill(column->begin(), column->end(), 0.0);
    }
    std::fill(c.plan_target.begin(), c.plan_target.end(), Agenda{});
    for (auto& experience : c.experience) {
        for (std::size_t practice = 0; practice < practices; ++practice) {
            experience[practice] *= kept;
        }
    }
}

/// Adds what metacluster i gives to and takes from its members. lateral_performance sums carried-out plans here.
void add_effects(const Parameters& p, std::size_t practices, const Census& census, const AdoptionRegister& adoption,
                 std::size_t i, const Metaclusters& m, Cooperation& effects) {
    const double kept = 1.0 - p.message_loss;
    std::array<double, practice_limit> sum{};
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        for (std::size_t practice = 0; works(m, census, e) && practice < practices; ++practice) {
            sum[practice] += prevalence(adoption.segment(m.cluster[e]), practice);
        }
    }
    const double arriving = sim::monthly_approach(p.transfer_rate) * p.transfer * kept * kept * m.understanding[i];
    for (std::uint32_t e = m.first[i]; e < m.first[i + 1]; ++e) {
        if (!works(m, census, e)) {
            continue;
        }
        const std::uint32_t c = m.cluster[e];
        const double rate = rate_of(p, m.standing[e]);
        effects.dues[c] += p.entries[i].dues * rate;
        effects.lateral_pull[c] += p.lateral_pull;
        effects.lateral_performance[c] +=
            m.standing[e] == associate_member || m.follows[e] != 0 ? p.lateral_pull : 0.0;
        effects.breadth[c] += rate * breadth(p, m.understanding[i], m.members[i]);
        // Listed in one metacluster or another.
        effects.platform_reach[c] += (1.0 - effects.platform_reach[c]) * rate * kept * kept * m.understanding[i];
        const double pull = m.follows[e] != 0 ? p.binding * m.obligation[i] * kept : 0.0;
        effects.plan_rate[c] += pull;
        for (std::size_t topic = 0; topic < topic_count; ++topic) {
            effects.plan_target[c][topic] += pull * m.plan[i][topic];
        }
        for (std::size_t practice = 0; practice < practices; ++practice) {
            const double partners = sum[practice] - prevalence(adoption.segment(c), practice);
            effects.experience[c][practice] += rate * arriving * std::max(0.0, partners);
        }
    }
}

/// What follows from the sums over all metaclusters of a cluster.
void finish(const Parameters& p, const accountability::Parameters& rules, std::size_t practices, Cooperation& c) {
    for (std::size_t i = 0; i < c.breadth.size(); ++i) {
        const double pull = c.lateral_pull[i];
        const double carried_out = pull > 0.0 ? c.lateral_performance[i] / pull : 0.0;
        c.lateral_performance[i] =
            rules.lateral_performance + (p.lateral_performance - rules.lateral_performance) * carried_out;
        c.dues[i] = std::min(1.0, c.dues[i]);
        c.application_factor[i] = c.breadth[i] > 0.0 ? 1.0 + p.application_bonus : 1.0;
        c.tie_rate[i] = p.ties * saturated(c.breadth[i]);
        c.memory[i] = p.memory * saturated(c.breadth[i]);
        c.plan_target[i] = c.plan_rate[i] > 0.0 ? normalised(c.plan_target[i]) : Agenda{};
        for (std::size_t practice = 0; practice < practices; ++practice) {
            c.awareness[i][practice] = p.search * c.experience[i][practice];
        }
    }
}

} // namespace

std::vector<sim::Schema::Problem> Parameters::problems(const ScenarioFacts& facts) const {
    std::vector<sim::Schema::Problem> found;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry& entry = entries[i];
        const std::string key = "metacluster#" + std::to_string(i);
        const std::string place = "metacluster " + std::to_string(i + 1) + " (\"" + entry.name + "\"): ";
        if (entry.name.empty()) {
            found.push_back({key, place + "it needs a name"});
        }
        for (const std::string& member : entry.members) {
            if (member != "all" && find_cluster(member, facts.clusters) == facts.clusters.size()) {
                found.push_back({key + ".members", place + no_such_cluster(member, facts.clusters) + ", or \"all\""});
            }
        }
    }
    const std::vector<sim::Schema::Problem> taken = sim::repeated_names("metacluster", sim::names_of(entries));
    found.insert(found.end(), taken.begin(), taken.end());
    return found;
}

double free_time(const Parameters& p, double staff, double overhead, double members) {
    return staff * (1.0 - overhead) / (1.0 + p.coordination * std::max(0.0, members - 1.0));
}

double understanding(const Parameters& p, double free_staff, double members) {
    return members > 1.0 ? 1.0 - sim::exponential(-p.exchange_share * free_staff /
                                                  (members * (members - 1.0) * p.exchange_time))
                         : 0.0;
}

double breadth(const Parameters& p, double understanding, double members) {
    const double kept = 1.0 - p.message_loss;
    return kept * kept * understanding * std::max(0.0, members - 1.0);
}

double autonomy_cost(double directiveness, double joint_ambition, double own_ambition, double neutral_space,
                     double trust) {
    return directiveness * std::max(0.0, joint_ambition - own_ambition - neutral_space * trust);
}

double following(const Parameters& p, double cost) { return sim::exponential(-p.defiance * cost); }

double leave_rate(const Parameters& p, double cost, double dues, double reached) {
    return p.leave_rate * sim::exponential(p.cost_slope * (cost + dues) - p.value_slope * saturated(reached));
}

void initialise(const Parameters& p, const sim::Random& random, const accountability::Parameters& accountability,
                const reflexivity::Parameters& reflexivity, const Clusters& clusters, Metaclusters& m,
                Cooperation& cooperation) {
    const sim::RandomStream draws = random.fixed(metacluster_member_stream);
    m = {};
    m.resize(p.entries.size());
    cooperation.resize(clusters.count());
    m.first.push_back(0);
    for (std::uint32_t i = 0; i < p.entries.size(); ++i) {
        const Entry& entry = p.entries[i];
        m.names.push_back(entry.name);
        m.legitimacy[i].fill(accountability.initial_legitimacy);
        m.reflexivity[i] = reflexivity.initial_reflexivity;
        m.agenda[i] = normalised(reflexivity.initial_agenda);
        m.ambition[i] = 1.0 - m.agenda[i][growth_topic];
        m.plan[i] = m.agenda[i];
        for (const std::uint32_t c : invited_clusters(entry, i, draws, clusters)) {
            const bool is_associate =
                draws.happens(clusters.identity.key[c], entry.associates, i + std::uint32_t{metacluster_limit});
            m.cluster.push_back(c);
            m.invited.push_back(is_associate ? associate_member : full_member);
        }
        m.first.push_back(static_cast<std::uint32_t>(m.cluster.size()));
    }
    m.standing.assign(m.cluster.size(), no_member);
    m.follows.assign(m.cluster.size(), 0);
    m.autonomy_cost.assign(m.cluster.size(), 0.0);
    cooperation.lateral_performance.assign(clusters.count(), accountability.lateral_performance);
}

void judge_alone(sim::On<about> runs, const accountability::Parameters& rules, const Metaclusters& m,
                 Cooperation& cooperation) {
    if (!runs || m.count() == 0) {
        std::fill(cooperation.lateral_performance.begin(), cooperation.lateral_performance.end(),
                  rules.lateral_performance);
    }
}

void contribute(const Cooperation& cooperation, Funding& funding) {
    for (std::size_t c = 0; c < cooperation.dues.size(); ++c) {
        funding.free_staff[c] = std::max(0.0, funding.free_staff[c] - cooperation.dues[c] * funding.staff[c]);
        funding.knowledge_kept[c] += cooperation.memory[c] * (1.0 - funding.knowledge_kept[c]);
    }
}

void meet(const Parameters& p, ClusterRules rules, const Month& month, const sim::Random& random,
          const Landscape& landscape, ClusterTraits clusters, Metaclusters& m) {
    const auto& [accountability, reflexivity, decision] = rules;
    const Traits traits = std::make_from_tuple<Traits>(clusters);
    const sim::RandomStream decisions = random.stream(metacluster_decision_stream, month.index);
    const sim::RandomStream moves = random.stream(metacluster_move_stream, month.index);
    for (std::size_t i = 0; i < m.count(); ++i) {
        begin(p, month, i, m);
        if (m.started[i] == 0) {
            continue;
        }
        const Members members = gather(p, m, i, traits);
        m.members[i] = members.all;
        m.staff[i] = members.staff;
        answer(p, accountability, landscape, members, i, m);
        if (members.all > 0.0) {
            reflect(p, reflexivity, decisions, members, i, m);
        }
        decide(p, decision, month, decisions, members, traits, i, m);
        move(p, month, moves, traits, i, m);
    }
}

void cooperate(const Parameters& p, const accountability::Parameters& rules, const PracticeCatalogue& practices,
               const Census& census, const AdoptionRegister& adoption, const Metaclusters& m,
               Cooperation& cooperation) {
    if (m.count() == 0) {
        return;
    }
    clear(p, practices.count(), cooperation);
    for (std::size_t i = 0; i < m.count(); ++i) {
        add_effects(p, practices.count(), census, adoption, i, m, cooperation);
    }
    finish(p, rules, practices.count(), cooperation);
}

} // namespace actorhood::models::metaclusters
