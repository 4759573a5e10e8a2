#include "models/population.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/error.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::population {

void ClusterEntry::declare(sim::Schema& schema, ClusterEntry& entry) {
    using namespace sim;
    schema.text(entry.name, "name", Default{"cluster"}, Meaning{"Name of the cluster"}, Source{"scenario"});
    schema.real(entry.members, "members", Unit{"1"}, Default{-1}, Bounds{-1, 1e6}, Sweep{20, 500},
                Meaning{"Members at the start; -1 draws the number"}, Source{"scenario"});
    schema.choice(entry.lead_sector, "lead_sector", Default{"any"},
                  {"any", "aerospace_defence", "agri_food", "construction", "cultural_creative", "digital",
                   "electronics", "energy_intensive", "renewable_energy", "health", "mobility_transport",
                   "proximity_social", "retail", "textiles", "tourism"},
                  Meaning{"Lead sector (industrial ecosystem); any draws it"}, Source{"scenario"});
    schema.real(entry.region, "region", Unit{"1"}, Default{-1}, Bounds{-1, 100000}, Sweep{0, 10},
                Meaning{"Number of its region; -1 takes the next one in turn"}, Source{"scenario"});
    schema.real(entry.knowledge_partners, "knowledge_partners", Unit{"1"}, Default{-1}, Bounds{-1, 1000},
                Sweep{0, 20}, Meaning{"Universities and research organisations; -1 draws the number"},
                Source{"scenario"});
    schema.real(entry.directiveness, "directiveness", Unit{"1"}, Default{-1}, Bounds{-1, 1}, Sweep{0.1, 0.9},
                Meaning{"Weight of the organisation's own proposal; -1 draws it"}, Source{"scenario"});
    schema.real(entry.approval, "approval", Unit{"1"}, Default{-1}, Bounds{-1, 1}, Sweep{0.5, 0.9},
                Meaning{"Share of members that must accept; -1 draws it"}, Source{"scenario"});
}

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("population", "Clusters, their members, and firms outside at the start");
    schema.structural([&] {
        schema.integer(p.clusters, "clusters", Unit{"1"}, Default{30}, Bounds{0, 100000}, Sweep{1, 100},
                       Meaning{"Number of clusters, when none are given by name"},
                       Source{"S3: the European Alliance of Cluster Networks has 31"});
        schema.real(p.members_per_cluster, "members_per_cluster", Unit{"1"}, Default{170}, Bounds{0, 1e6},
                    Sweep{50, 400}, Meaning{"Mean number of members of a cluster"},
                    Source{"European Cluster Collaboration Platform register 2022"});
        schema.real(p.members_sigma, "members_sigma", Unit{"1"}, Default{0.9}, Bounds{0, 3}, Sweep{0, 1.5},
                    Meaning{"Standard deviation of the logarithm of cluster size"}, Source{"assumption"});
        schema.integer(p.outside_firms, "outside_firms", Unit{"1"}, Default{10000}, Bounds{0, 1e15},
                       Sweep{1000, 100000}, Meaning{"Sampled firms outside all clusters"}, Source{"assumption"});
        schema.integer(p.regions, "regions", Unit{"1"}, Default{15}, Bounds{1, 100000}, Sweep{1, 100},
                       Meaning{"Regions; clusters are placed in them in turn"}, Source{"S3: 15 countries"});
        schema.real(p.economy_firms, "economy_firms", Unit{"1"}, Default{18400}, Bounds{0, 1e9}, Sweep{1000, 30000},
                    Meaning{"Firms of the economy per cluster for which the sample outside stands; 0: each firm "
                            "stands for itself"},
                    Source{"25.8 million firms over 1,398 cluster organisations: Eurostat 2023; register 2022"});
        schema.real(p.lead_sector_share, "lead_sector_share", Unit{"1"}, Default{0.6}, share, Sweep{0.3, 0.9},
                    Meaning{"Share of members in the cluster's lead sector"}, Source{"assumption"});
        schema.real(p.knowledge_partners, "knowledge_partners", Unit{"1"}, Default{5}, Bounds{0, 1000}, Sweep{0, 20},
                    Meaning{"Mean number of universities and research organisations of a cluster"},
                    Source{"assumption; S3: Flanders' FOOD has 10"});
        schema.real(p.directiveness_low, "directiveness_low", Unit{"1"}, Default{0.2}, share, Sweep{0, 0.5},
                    Meaning{"Lower end of the uniform distribution of directiveness"}, Source{"model 5"});
        schema.real(p.directiveness_high, "directiveness_high", Unit{"1"}, Default{0.8}, share, Sweep{0.5, 1},
                    Meaning{"Upper end of the uniform distribution of directiveness"}, Source{"model 5"});
        schema.real(p.aptitude_sigma, "aptitude_sigma", Unit{"1"}, Default{0.2}, Bounds{0, 2}, Sweep{0, 0.5},
                    Meaning{"Standard deviation of the logarithm of the aptitude to reach decisions"},
                    Source{"assumption; clusters differ"});
        schema.vector(p.member_shares, "member_shares", Unit{"1"}, {0.25, 0.35, 0.25, 0.15},
                      {"micro", "small", "medium", "large"}, sim::share, Meaning{"Size mix of members"},
                      Source{"assumption"});
        schema.vector(p.sample_shares, "sample_shares", Unit{"1"}, {0.60, 0.22, 0.12, 0.06},
                      {"micro", "small", "medium", "large"}, sim::share, Meaning{"Size mix of the sample outside"},
                      Source{"sampling design"});
        schema.vector(p.economy_shares, "economy_shares", Unit{"1"}, {0.932, 0.057, 0.009, 0.002},
                      {"micro", "small", "medium", "large"}, sim::share, Meaning{"Size mix of the economy"},
                      Source{"Eurostat; European Parliamentary Research Service"});
    });
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
                Source{"model 7.11"});
    schema.real(p.trust, "trust", Unit{"1"}, Default{0.5}, share, Sweep{0.2, 0.8},
                Meaning{"Members' trust in the cluster at the start"}, Source{"model 5"});
    schema.real(p.value, "value", Unit{"1"}, Default{0.25}, Bounds{-10, 10}, Sweep{0, 0.5},
                Meaning{"Perceived membership value at the start, in levels per member"}, Source{"model 7.13"});
    schema.real(p.joiner_value, "joiner_value", Unit{"1"}, Default{0.30}, Bounds{-10, 10}, Sweep{0, 0.6},
                Meaning{"Perceived membership value of a firm that joins"}, Source{"model 7.13"});
    schema.list(p.entries, "cluster", 100000, Meaning{"Clusters given by name, instead of population.clusters"});
    schema.check([&p] {
        std::vector<Schema::Problem> problems;
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
            if (p.economy_firms > 0.0 && p.sample_shares[k] <= 0.0 && p.economy_shares[k] > 0.0) {
                problems.push_back({"population.sample_shares",
                                    "a size class of the economy is missing from the sample: give it a share"});
            }
        }
        return problems;
    });
}

ExpansionWeights expansion_weights(const Parameters& parameters, std::size_t clusters) {
    ExpansionWeights weights{1.0, 1.0, 1.0, 1.0};
    if (parameters.economy_firms <= 0.0 || parameters.outside_firms == 0) {
        return weights;
    }
    const double economy = parameters.economy_firms * static_cast<double>(std::max<std::size_t>(clusters, 1));
    const auto sample = static_cast<double>(parameters.outside_firms);
    for (std::size_t k = 0; k < size_class_count; ++k) {
        if (parameters.sample_shares[k] > 0.0) {
            weights[k] = economy * parameters.economy_shares[k] / (sample * parameters.sample_shares[k]);
        }
    }
    return weights;
}

double expected_firms(const Parameters& parameters) {
    double members = 0.0;
    if (parameters.entries.empty()) {
        members = static_cast<double>(parameters.clusters) * parameters.members_per_cluster;
    }
    for (const ClusterEntry& entry : parameters.entries) {
        members += entry.members < 0.0 ? parameters.members_per_cluster : entry.members;
    }
    return members + static_cast<double>(parameters.outside_firms);
}

std::array<double, size_class_count> entrant_shares(const std::array<double, size_class_count>& stock_shares,
                                                    const std::array<double, size_class_count>& exit_factors) {
    std::array<double, size_class_count> shares{};
    double sum = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        shares[k] = stock_shares[k] * exit_factors[k];
        sum += shares[k];
    }
    for (double& value : shares) {
        value = sum > 0.0 ? value / sum : 0.25;
    }
    return shares;
}

SizeClass draw_class(const std::array<double, size_class_count>& shares, double u) {
    double below = 0.0;
    for (std::size_t k = 0; k + 1 < size_class_count; ++k) {
        below += shares[k];
        if (u < below) {
            return static_cast<SizeClass>(k);
        }
    }
    return large;
}

double draw_employees(const sim::RandomStream& stream, std::uint64_t key, SizeClass size_class) {
    struct Band {
        double low, high, median, sigma;
    };
    static constexpr std::array<Band, size_class_count> bands{Band{1, 10, 3, 0.7}, Band{10, 50, 20, 0.5},
                                                              Band{50, 250, 100, 0.5}, Band{250, 10000, 500, 0.8}};
    const Band& band = bands[size_class];
    for (std::uint32_t attempt = 0; attempt < 16; ++attempt) {
        const double employees = band.median * sim::exponential(band.sigma * stream.normal(key, 8 + attempt));
        if (employees >= band.low && employees < band.high) {
            return employees;
        }
    }
    return band.median; // a chance below 1e-6: sixteen draws outside the class
}

void set_traits(const Parameters& parameters, const FirmPlan& plan, const sim::Random& random, std::uint16_t month,
                std::uint32_t row, Firms& firms) {
    const sim::RandomStream draws = random.fixed(population_stream);
    const std::uint64_t key = firms.key[row];
    const SizeClass size_class = draw_class(plan.class_shares, draws.uniform(key, 0));
    const double employees = draw_employees(draws, key, size_class);
    const bool lead = plan.lead_sector >= 0 && draws.uniform(key, 1) < plan.lead_share;
    const auto any = static_cast<int>(draws.uniform(key, 2) * static_cast<double>(sector_count));
    const double age_months = -12.0 * plan.mean_age * sim::logarithm(draws.uniform(key, 3));
    firms.employees[row] = static_cast<float>(employees);
    firms.size_class[row] = size_class;
    firms.sector[row] = static_cast<std::uint8_t>(lead ? plan.lead_sector : any);
    firms.sampled[row] = plan.sampled ? 1 : 0;
    firms.birth_month[row] = static_cast<std::int16_t>(month - static_cast<int>(std::min(age_months, 1200.0)));
    const double months_of_revenue =
        parameters.liquidity_low + (parameters.liquidity_high - parameters.liquidity_low) * draws.uniform(key, 4);
    firms.liquidity[row] = to_cents(months_of_revenue * employees * parameters.revenue_per_employee / 12.0);
    firms.resistance[row] = static_cast<float>(parameters.resistance);
    firms.skill_gap[row] = static_cast<float>(parameters.skill_gap);
    firms.trust[row] = static_cast<float>(parameters.trust);
    firms.value[row] = static_cast<float>(parameters.value);
}

namespace {

std::uint32_t draw_members(const Parameters& parameters, const sim::RandomStream& draws, std::uint64_t key) {
    const double sigma = parameters.members_sigma;
    const double size =
        parameters.members_per_cluster * sim::exponential(sigma * draws.normal(key, 0) - 0.5 * sigma * sigma);
    const double least = std::min(10.0, parameters.members_per_cluster);
    return static_cast<std::uint32_t>(std::max(least, size) + 0.5);
}

/// Traits of one cluster, drawn or given; returns its number of members.
std::uint32_t create_cluster(const Parameters& parameters, const ClusterEntry& entry, std::size_t c, World& world) {
    const sim::RandomStream draws = world.random.fixed(trait_stream);
    const std::uint64_t key = 0xf000000000000000ull | c;
    ClusterIdentity& identity = world.clusters.identity;
    static constexpr std::array<double, 3> approvals{0.5, 0.67, 0.8};
    identity.key[c] = key;
    identity.lead_sector[c] =
        entry.lead_sector > 0 ? static_cast<std::int32_t>(entry.lead_sector - 1)
                              : static_cast<std::int32_t>(draws.uniform(key, 2) * static_cast<double>(sector_count));
    const auto regions = static_cast<std::size_t>(parameters.regions);
    identity.region[c] = static_cast<std::int32_t>(
        entry.region >= 0.0 ? static_cast<std::size_t>(entry.region) % regions : c % regions);
    identity.knowledge_partners[c] =
        entry.knowledge_partners >= 0.0 ? entry.knowledge_partners
                                        : sim::poisson_quantile(draws.uniform(key, 3), parameters.knowledge_partners);
    identity.directiveness[c] =
        entry.directiveness >= 0.0
            ? entry.directiveness
            : parameters.directiveness_low +
                  (parameters.directiveness_high - parameters.directiveness_low) * draws.uniform(key, 4);
    identity.approval[c] =
        entry.approval >= 0.0 ? entry.approval : approvals[static_cast<std::size_t>(draws.uniform(key, 5) * 3.0)];
    identity.decision_aptitude[c] = sim::exponential(parameters.aptitude_sigma * draws.normal(key, 6));
    world.clusters.names[c] = entry.name;
    return entry.members >= 0.0 ? static_cast<std::uint32_t>(entry.members + 0.5)
                                : draw_members(parameters, draws, key);
}

std::vector<ClusterEntry> cluster_entries(const Parameters& parameters) {
    std::vector<ClusterEntry> entries = parameters.entries;
    if (entries.empty()) {
        const auto count = static_cast<std::size_t>(parameters.clusters);
        for (std::size_t c = 0; c < count; ++c) {
            ClusterEntry entry;
            entry.name = "cluster_" + std::string(c < 9 ? "00" : c < 99 ? "0" : "") + std::to_string(c + 1);
            entry.members = entry.region = entry.knowledge_partners = entry.directiveness = entry.approval = -1.0;
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

} // namespace

std::vector<std::string> cluster_names(const Parameters& parameters) {
    std::vector<std::string> names;
    for (const ClusterEntry& entry : cluster_entries(parameters)) {
        names.push_back(entry.name);
    }
    return names;
}

void create(const Parameters& parameters, World& world) {
    const std::vector<ClusterEntry> entries = cluster_entries(parameters);
    const auto clusters = static_cast<std::uint32_t>(entries.size());
    const auto regions = static_cast<std::uint32_t>(parameters.regions);
    const std::size_t segments = clusters + regions;
    world.clusters.resize(clusters);
    world.clusters.names.assign(clusters, "");
    world.census.resize(segments);
    world.delivery.resize(segments);
    world.adoption.resize(segments);
    world.ledger.resize(clusters);
    world.movements.births.assign(regions, 0);
    world.market.demand.fill(1.0);
    world.weights = expansion_weights(parameters, clusters);
    world.revenue_per_employee = parameters.revenue_per_employee;

    std::vector<std::uint32_t> sizes;
    sizes.reserve(segments);
    for (std::uint32_t c = 0; c < clusters; ++c) {
        sizes.push_back(create_cluster(parameters, entries[c], c, world));
        world.clusters.identity.catchment[c] = sizes.back();
    }
    const auto outside = static_cast<std::uint32_t>(parameters.outside_firms);
    for (std::uint32_t r = 0; r < regions; ++r) {
        sizes.push_back(outside / regions + (r < outside % regions ? 1 : 0));
    }
    Firms& firms = world.firms;
    firms.lay_out(sizes, clusters);
    for (std::uint32_t segment = 0; segment < segments; ++segment) {
        const bool members = segment < clusters;
        for (std::uint32_t ordinal = 0; ordinal < sizes[segment]; ++ordinal) {
            firms.add(segment, firm_key(members ? Origin::initial_member : Origin::initial_outside,
                                        members ? segment : segment - clusters, 0, ordinal));
        }
    }
    firms.renew_blocks();
    sim::parallel_for(firms.blocks().size(), [&](std::size_t b) {
        const RowBlock& block = firms.blocks()[b];
        FirmPlan plan;
        const bool members = block.segment < clusters;
        plan.class_shares = members                          ? parameters.member_shares
                            : parameters.economy_firms > 0.0 ? parameters.sample_shares
                                                             : parameters.economy_shares;
        plan.lead_sector = members ? world.clusters.identity.lead_sector[block.segment] : -1;
        plan.lead_share = parameters.lead_sector_share;
        plan.sampled = !members && parameters.economy_firms > 0.0;
        plan.mean_age = parameters.mean_age;
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            set_traits(parameters, plan, world.random, 0, row, firms);
            firms.joined_month[row] = members ? std::int16_t{-24} : std::int16_t{-1};
        }
    });
    Cents liquidity = 0;
    for (const RowBlock& block : firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            liquidity += firms.liquidity[row];
        }
    }
    world.ledger.pay(Ledger::owners, Ledger::firms, liquidity);
}

} // namespace actorhood::models::population
