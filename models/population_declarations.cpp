// Parameters of the initial world.
#include <cmath>

#include "models/population.hpp"
#include "sim/config/format.hpp"

namespace actorhood::models::population {

namespace {

/// What a cluster is when the world is built.
void declare_traits(sim::Schema& schema, ClusterEntry& entry) {
    using namespace sim;
    schema.text(entry.name, "name", Default{"cluster"}, Meaning{"Name of the cluster"}, Source{"scenario"});
    schema.real(entry.members, "members", Unit{"1"}, Default{-1}, Bounds{-1, 1e6}, Sweep{20, 500},
                Meaning{"Members at the start; -1: as many as are given, or a number that is drawn when none are"},
                Source{"scenario"});
    schema.choice(entry.lead_sector, "lead_sector", Default{"any"},
                  {"any", "aerospace_defence", "agri_food", "construction", "cultural_creative", "digital",
                   "electronics", "energy_intensive", "renewable_energy", "health", "mobility_transport",
                   "proximity_social", "retail", "textiles", "tourism"},
                  Meaning{"Lead sector (industrial ecosystem); any draws it"}, Source{"scenario"});
    schema.places_of("region", [&] {
        schema.integer(entry.region, "region", Unit{"1"}, Default{0}, Bounds{0, 100000}, Sweep{0, 10},
                       Meaning{"Its region, such as 3 or \"region_3\" as in outputs; 0 takes the next one in turn"},
                       Source{"scenario"});
    });
    schema.real(entry.knowledge_partners, "knowledge_partners", Unit{"1"}, Default{-1}, Bounds{-1, 1000},
                Sweep{0, 20}, Meaning{"Universities and research organisations; -1 draws the number"},
                Source{"scenario"});
    schema.real(entry.directiveness, "directiveness", Unit{"1"}, Default{-1}, Bounds{-1, 1}, Sweep{0.1, 0.9},
                Meaning{"Weight of the organisation's own proposal; -1 draws it"}, Source{"scenario"});
    schema.real(entry.approval, "approval", Unit{"1"}, Default{-1}, Bounds{-1, 1}, Sweep{0.5, 0.9},
                Meaning{"Share of members that must accept; -1 draws it"}, Source{"scenario"});
    schema.text(entry.members_file, "members_file", Default{""},
                Meaning{"Table of its members (comma-separated values, with the keys below as names of the columns), "
                        "with a path relative to this file; its rows become part of the scenario"},
                Source{"scenario"});
    schema.list(entry.given, "member", most_given_members,
                Meaning{"Members that are given; what is left out of one, and other members, are drawn"});
    schema.list_from_file("member", "members_file");
}

} // namespace

void ClusterEntry::declare(sim::Schema& schema, ClusterEntry& entry) {
    using namespace sim;
    schema.fixed(built_with_world, [&] { declare_traits(schema, entry); });
    schema.section("funding", "Money and staff of this cluster organisation, where they are known");
    schema.optional_real(
        entry.level, "level", Unit{"EUR year-1"}, Bounds{0, 1e6},
        Meaning{"Intended income per member of this cluster; left out: funding.level, or what pays for "
                "its staff"},
        Source{"scenario"});
    schema.optional_real(
        entry.staff, "staff", Unit{"persons"}, Bounds{0, 10000},
        Meaning{"Full-time equivalents that its intended income pays for at the start; with a level of "
                "its own, a post costs what follows from both"},
        Source{"scenario"});
    schema.section("funding.mix", "Intended shares of its four sources, if they are known; they add up to 1");
    for (std::size_t k = 0; k < source_count; ++k) {
        schema.optional_real(
            entry.mix[k], source_names[k], Unit{"1"}, share,
            Meaning{"Share of this source of its intended income; left out: drawn around funding.mix"},
            Source{"scenario"});
    }
}

namespace {

void declare_numbers(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.integer(p.clusters, "clusters", Unit{"1"}, Default{30}, Bounds{0, 100000}, Sweep{1, 100},
                   Meaning{"Number of clusters, when none are given by name"},
                   Source{"S3: the European Alliance of Cluster Networks has 31"});
    schema.real(p.members_per_cluster, "members_per_cluster", Unit{"1"}, Default{170}, Bounds{0, 1e6}, Sweep{50, 400},
                Meaning{"Mean number of members of a cluster"},
                Source{"European Cluster Collaboration Platform register 2022"});
    schema.real(p.members_sigma, "members_sigma", Unit{"1"}, Default{0.9}, Bounds{0, 3}, Sweep{0, 1.5},
                Meaning{"Standard deviation of the logarithm of cluster size"}, Source{"assumption"});
    schema.integer(p.outside_firms, "outside_firms", Unit{"1"}, Default{10000}, Bounds{0, 1e15}, Sweep{1000, 100000},
                   Meaning{"Sampled firms outside all clusters"}, Source{"assumption"});
    schema.integer(p.regions, "regions", Unit{"1"}, Default{15}, Bounds{1, 100000}, Sweep{1, 100},
                   Meaning{"Regions; clusters are placed in them in turn"}, Source{"S3: 15 countries"});
    schema.real(p.economy_firms, "economy_firms", Unit{"1"}, Default{18400}, Bounds{0, 1e9}, Sweep{1000, 30000},
                Meaning{"Firms of the economy per cluster for which the sample outside stands; 0: each firm "
                        "stands for itself"},
                Source{"25.8 million firms over 1,398 cluster organisations: Eurostat 2023; register 2022"});
    schema.real(p.lead_sector_share, "lead_sector_share", Unit{"1"}, Default{0.6}, share, Sweep{0.3, 0.9},
                Meaning{"Share of members in the cluster's lead sector"}, Source{"assumption"});
}

void declare_organisations(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.knowledge_partners, "knowledge_partners", Unit{"1"}, Default{5}, Bounds{0, 700}, Sweep{0, 20},
                Meaning{"Mean number of universities and research organisations of a cluster"},
                Source{"assumption; S3: Flanders' FOOD has 10"});
    schema.real(p.directiveness_low, "directiveness_low", Unit{"1"}, Default{0.2}, share, Sweep{0, 0.5},
                Meaning{"Lower end of the uniform distribution of directiveness"}, Source{"assumption"});
    schema.real(p.directiveness_high, "directiveness_high", Unit{"1"}, Default{0.8}, share, Sweep{0.5, 1},
                Meaning{"Upper end of the uniform distribution of directiveness"}, Source{"assumption"});
    schema.real(p.aptitude_sigma, "aptitude_sigma", Unit{"1"}, Default{0.2}, Bounds{0, 2}, Sweep{0, 0.5},
                Meaning{"Standard deviation of the logarithm of the aptitude to reach decisions"},
                Source{"assumption; clusters differ"});
}

void declare_mixes(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.vector(p.member_shares, "member_shares", Unit{"1"}, {0.25, 0.35, 0.25, 0.15},
                  {"micro", "small", "medium", "large"}, sim::share, Meaning{"Size mix of members"},
                  Source{"assumption"});
    schema.vector(p.sample_shares, "sample_shares", Unit{"1"}, {0.60, 0.22, 0.12, 0.06},
                  {"micro", "small", "medium", "large"}, sim::share, Meaning{"Size mix of the sample outside"},
                  Source{"sampling design"});
    schema.vector(p.economy_shares, "economy_shares", Unit{"1"}, {0.932, 0.057, 0.009, 0.002},
                  {"micro", "small", "medium", "large"}, sim::share, Meaning{"Size mix of the economy"},
                  Source{"Eurostat; European Parliamentary Research Service"});
    schema.vector(p.size_median, "size_median", Unit{"persons"}, {3, 20, 100, 500},
                  {"micro", "small", "medium", "large"}, Bounds{1, 10000},
                  Meaning{"Median employees of a size class; must lie inside the class"}, Source{"assumption"});
    schema.vector(p.size_sd, "size_sd", Unit{"1"}, {0.7, 0.5, 0.5, 0.8}, {"micro", "small", "medium", "large"},
                  Bounds{0, 2}, Meaning{"Standard deviation of the logarithm of employees within a size class"},
                  Source{"assumption"});
}

void declare_firms(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.revenue_per_employee, "revenue_per_employee", Unit{"EUR year-1"}, Default{200000},
                Bounds{1000, 1e7}, Sweep{100000, 300000}, Meaning{"Yearly revenue per employee at normal demand"},
                Source{"assumption; order of Eurostat structural business statistics"});
    schema.real(p.mean_age, "mean_age", Unit{"year"}, Default{10}, Bounds{0, 100}, Sweep{5, 20},
                Meaning{"Mean age of firms at the start (exponential)"}, Source{"assumption"});
    schema.real(p.liquidity_low, "liquidity_low", Unit{"month"}, Default{0.5}, Bounds{0, 24}, Sweep{0, 1},
                Meaning{"Lower end of initial liquidity, in months of revenue"}, Source{"assumption"});
    schema.real(p.liquidity_high, "liquidity_high", Unit{"month"}, Default{2}, Bounds{0, 24}, Sweep{1, 4},
                Meaning{"Upper end of initial liquidity, in months of revenue"}, Source{"assumption"});
    schema.real(p.resistance, "resistance", Unit{"1"}, Default{0.05}, share, Sweep{0, 0.3},
                Meaning{"Workforce resistance of a firm at the start"}, Source{"assumption"});
    schema.real(p.skill_gap, "skill_gap", Unit{"1"}, Default{0.18}, share, Sweep{0, 0.5},
                Meaning{"Skill gap of a firm at the start: the rest point of the skill equation without services"},
                Source{"assumption"});
    schema.real(p.trust, "trust", Unit{"1"}, Default{0.5}, share, Sweep{0.2, 0.8},
                Meaning{"Members' trust in the cluster at the start"}, Source{"assumption"});
    schema.real(p.value, "value", Unit{"1"}, Default{0.25}, Bounds{-10, 10}, Sweep{0, 0.5},
                Meaning{"Perceived membership value at the start, in levels per member"}, Source{"assumption"});
    schema.real(p.joiner_value, "joiner_value", Unit{"1"}, Default{0.30}, Bounds{-10, 10}, Sweep{0, 0.6},
                Meaning{"Perceived membership value of a firm that joins"}, Source{"assumption"});
}

std::vector<sim::Schema::Problem> problems_of(const Parameters& p) {
    std::vector<sim::Schema::Problem> problems;
    const auto must_sum = [&](const std::array<double, size_class_count>& shares, const char* key) {
        double sum = 0.0;
        for (const double part : shares) {
            sum += part;
        }
        if (std::abs(sum - 1.0) > 1e-9) {
            problems.push_back({key, "the four shares must sum to 1"});
        }
    };
    must_sum(p.member_shares, "population.member_shares");
    must_sum(p.sample_shares, "population.sample_shares");
    must_sum(p.economy_shares, "population.economy_shares");
    if (p.directiveness_low > p.directiveness_high) {
        problems.push_back({"population.directiveness_low", "must not exceed population.directiveness_high"});
    }
    if (p.liquidity_low > p.liquidity_high) {
        problems.push_back({"population.liquidity_low", "must not exceed population.liquidity_high"});
    }
    for (std::size_t k = 0; k < size_class_count; ++k) {
        if (p.size_median[k] < size_limits[k] || p.size_median[k] >= size_limits[k + 1]) {
            problems.push_back({"population.size_median", "the median of class " + std::string(size_class_names[k]) +
                                                              " must lie inside the class: at least " +
                                                              sim::plain_number(size_limits[k]) + " and below " +
                                                              sim::plain_number(size_limits[k + 1])});
        }
        if (p.economy_firms > 0.0 && p.sample_shares[k] <= 0.0 && p.economy_shares[k] > 0.0) {
            problems.push_back({"population.sample_shares",
                                "a size class of the economy is missing from the sample: give it a share"});
        }
    }
    return problems;
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("population", "Clusters, their members, and firms outside at the start");
    schema.structural([&] {
        declare_numbers(schema, p);
        declare_organisations(schema, p);
        declare_mixes(schema, p);
    });
    declare_firms(schema, p);
    schema.list(p.entries, "cluster", 100000, sim::Meaning{"Clusters given by name, instead of population.clusters"});
    schema.check([&p] { return problems_of(p); });
}

} // namespace actorhood::models::population
