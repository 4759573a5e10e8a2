#include "models/population.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "sim/config/format.hpp"
#include "sim/config/other_place.hpp"
#include "sim/core/math.hpp"
#include "sim/core/normal.hpp"

namespace actorhood::models::population {

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
        members += entry.members >= 0.0  ? entry.members
                   : entry.given.empty() ? parameters.members_per_cluster
                                         : static_cast<double>(entry.given.size());
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

double draw_employees(const Parameters& parameters, const sim::RandomStream& stream, std::uint64_t key,
                      SizeClass size_class) {
    const double median = parameters.size_median[size_class];
    for (std::uint32_t attempt = 0; attempt < 16; ++attempt) {
        const double employees =
            median * sim::exponential(parameters.size_sd[size_class] * stream.normal(key, 8 + attempt));
        if (employees >= size_limits[size_class] && employees < size_limits[size_class + 1]) {
            return employees;
        }
    }
    return median; // a chance below 1e-6 at the defaults: sixteen draws outside the class
}

namespace {

SizeClass class_of(double employees) {
    std::size_t size_class = micro;
    while (size_class + 1 < size_class_count && employees >= size_limits[size_class + 1]) {
        ++size_class;
    }
    return static_cast<SizeClass>(size_class);
}

} // namespace

void set_traits(const Parameters& parameters, const FirmPlan& plan, const sim::Random& random, std::uint16_t month,
                std::uint32_t row, const NewFirms& firms) {
    const sim::RandomStream draws = random.fixed(population_stream);
    const std::uint64_t key = firms.key[row];
    const MemberEntry nothing{};
    const MemberEntry& known = plan.given == nullptr ? nothing : *plan.given;
    const SizeClass size_class = known.employees        ? class_of(*known.employees)
                                 : known.size_class > 0 ? static_cast<SizeClass>(known.size_class - 1)
                                                        : draw_class(plan.class_shares, draws.uniform(key, 0));
    const double employees = known.employees ? *known.employees : draw_employees(parameters, draws, key, size_class);
    const bool lead = plan.lead_sector >= 0 && draws.uniform(key, 1) < plan.lead_share;
    const auto any = static_cast<int>(draws.uniform(key, 2) * static_cast<double>(sector_count));
    const double age_months = -12.0 * plan.mean_age * sim::logarithm(draws.uniform(key, 3));
    firms.employees[row] = static_cast<float>(employees);
    firms.size_class[row] = size_class;
    firms.sector[row] = static_cast<std::uint8_t>(known.sector > 0 ? static_cast<int>(known.sector - 1)
                                                  : lead           ? plan.lead_sector
                                                                   : any);
    firms.sampled[row] = plan.sampled ? 1 : 0;
    firms.birth_month[row] = static_cast<std::int16_t>(month - static_cast<int>(std::min(age_months, 1200.0)));
    const double months_of_revenue =
        parameters.liquidity_low + (parameters.liquidity_high - parameters.liquidity_low) * draws.uniform(key, 4);
    firms.liquidity[row] = to_cents(months_of_revenue * employees * parameters.revenue_per_employee / 12.0);
    firms.resistance[row] = static_cast<float>(parameters.resistance);
    firms.skill_gap[row] = static_cast<float>(parameters.skill_gap);
    firms.trust[row] = static_cast<float>(parameters.trust);
}

namespace {

std::uint32_t draw_members(const Parameters& parameters, const sim::RandomStream& draws, std::uint64_t key) {
    const double sigma = parameters.members_sigma;
    const double size =
        parameters.members_per_cluster * sim::exponential(sigma * draws.normal(key, 0) - 0.5 * sigma * sigma);
    const double least = std::min(10.0, parameters.members_per_cluster);
    return static_cast<std::uint32_t>(std::max(least, size) + 0.5);
}

/// Traits of one cluster, drawn or given, and its number of members.
void found_cluster(const Parameters& parameters, const ClusterEntry& entry, const sim::RandomStream& draws,
                   std::size_t c, ClusterIdentity& identity) {
    const std::uint64_t key = 0xf000000000000000ull | c;
    static constexpr std::array<double, 3> approvals{0.5, 0.67, 0.8};
    identity.key[c] = key;
    identity.lead_sector[c] =
        entry.lead_sector > 0 ? static_cast<std::int32_t>(entry.lead_sector - 1)
                              : static_cast<std::int32_t>(draws.uniform(key, 2) * static_cast<double>(sector_count));
    const auto regions = static_cast<std::size_t>(parameters.regions);
    identity.region[c] =
        static_cast<std::int32_t>(entry.region > 0 ? static_cast<std::size_t>(entry.region - 1) : c % regions);
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
    identity.catchment[c] = entry.members >= 0.0  ? static_cast<std::uint32_t>(entry.members + 0.5)
                            : entry.given.empty() ? draw_members(parameters, draws, key)
                                                  : static_cast<std::uint32_t>(entry.given.size());
}

std::vector<ClusterEntry> cluster_entries(const Parameters& parameters) {
    std::vector<ClusterEntry> entries = parameters.entries;
    if (entries.empty()) {
        const auto count = static_cast<std::size_t>(parameters.clusters);
        for (std::size_t c = 0; c < count; ++c) {
            ClusterEntry entry;
            entry.name = "cluster_" + std::string(c < 9 ? "00" : c < 99 ? "0" : "") + std::to_string(c + 1);
            entry.members = entry.knowledge_partners = entry.directiveness = entry.approval = -1.0;
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

OwnMoney own_money(const Parameters& parameters, const FundingPlan& plan, std::size_t cluster, double members) {
    OwnMoney own;
    if (cluster >= parameters.entries.size() || plan.level <= 0.0) {
        return own;
    }
    const ClusterEntry& entry = parameters.entries[cluster];
    if (entry.level) {
        own.level_factor = *entry.level / plan.level;
    }
    if (entry.staff && members > 0.0) {
        if (!entry.level) {
            own.level_factor = *entry.staff * plan.wage / (plan.level * members);
        } else if (*entry.staff > 0.0) {
            own.wage_factor = *entry.level * members / (*entry.staff * plan.wage);
        }
    }
    return own;
}

std::optional<BySource> given_mix(const Parameters& parameters, std::size_t cluster) {
    if (cluster >= parameters.entries.size() || !parameters.entries[cluster].mix[core_funding]) {
        return std::nullopt;
    }
    BySource mix{};
    for (std::size_t k = 0; k < source_count; ++k) {
        mix[k] = parameters.entries[cluster].mix[k].value_or(0.0);
    }
    return mix;
}

namespace {

/// Messages about the money of one cluster.
void check_money(const ClusterEntry& entry, std::size_t c, std::vector<sim::Schema::Problem>& found) {
    const std::string place = "cluster#" + std::to_string(c) + ".funding";
    const auto given =
        std::count_if(entry.mix.begin(), entry.mix.end(), [](const auto& part) { return part.has_value(); });
    if (given != 0 && given != static_cast<std::ptrdiff_t>(source_count)) {
        found.push_back({place + ".mix", "core, project, fees and services are given together, or none of them"});
    } else if (given != 0) {
        double sum = 0.0;
        for (const std::optional<double>& part : entry.mix) {
            sum += *part;
        }
        if (std::abs(sum - 1.0) > 1e-9) {
            found.push_back({place + ".mix", "core, project, fees and services must add up to 1, but add up to " +
                                                 sim::plain_number(std::round(sum * 1e12) / 1e12)});
        }
    }
    if (entry.level && entry.staff && *entry.level > 0.0 && *entry.staff <= 0.0) {
        found.push_back(
            {place + ".staff", "an organisation with an income of its own has staff: leave one of the two out"});
    }
    if (entry.level && entry.staff && *entry.level <= 0.0 && *entry.staff > 0.0) {
        found.push_back({place + ".level", "staff are paid from an income: leave one of the two out"});
    }
}

} // namespace

std::vector<sim::Schema::Problem> problems(const Parameters& parameters) {
    std::vector<sim::Schema::Problem> found;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t c = 0; c < parameters.entries.size(); ++c) {
        const ClusterEntry& entry = parameters.entries[c];
        const std::string place = "cluster " + std::to_string(c + 1) + " (\"" + entry.name + "\"): ";
        const std::string key = "cluster#" + std::to_string(c);
        const auto [taken, is_new] = places.emplace(entry.name, c);
        if (entry.name.find_first_not_of(' ') == std::string::npos) {
            found.push_back({key + ".name", place + "outputs and messages call it by its name: give it one"});
        } else if (!is_new) {
            found.push_back({key, place + "the name is taken by cluster " + std::to_string(taken->second + 1) +
                                      sim::other_place("cluster#" + std::to_string(taken->second))});
        }
        check_money(entry, c, found);
        if (entry.region > parameters.regions) {
            found.push_back({key + ".region", place + "region must be between 1 and " +
                                                  std::to_string(parameters.regions) +
                                                  " (population.regions), or 0 for the next one in turn, but is " +
                                                  std::to_string(entry.region)});
        }
    }
    return found;
}

ExpansionWeights weights(const Parameters& parameters) {
    return expansion_weights(parameters, cluster_entries(parameters).size());
}

RevenuePerEmployee revenue(const Parameters& parameters) { return {parameters.revenue_per_employee}; }

EconomySizes sizes(const Parameters& parameters) {
    EconomySizes sizes;
    sizes.shares = parameters.economy_shares;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        const double median = parameters.size_median[k];
        const double sd = parameters.size_sd[k];
        const auto below = [&](double employees) {
            return sd > 0.0 ? sim::normal_probability(sim::logarithm(employees / median) / sd)
                            : (employees > median ? 1.0 : 0.0);
        };
        const double low = below(size_limits[k]);
        const double high = below(size_limits[k + 1]);
        for (std::size_t i = 0; i < EconomySizes::points; ++i) {
            const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(EconomySizes::points);
            sizes.employees[k][i] =
                sd > 0.0 ? median * sim::exponential(sd * sim::normal_quantile(low + (high - low) * u)) : median;
        }
    }
    return sizes;
}

void found_clusters(const Parameters& parameters, const sim::Random& random, Clusters& clusters) {
    const std::vector<ClusterEntry> entries = cluster_entries(parameters);
    clusters.resize(entries.size());
    clusters.names = cluster_names(parameters);
    for (std::size_t c = 0; c < entries.size(); ++c) {
        found_cluster(parameters, entries[c], random.fixed(trait_stream), c, clusters.identity);
    }
}

void place_firms(const Parameters& parameters, const ClusterIdentity& identity, Firms& firms) {
    const auto clusters = static_cast<std::uint32_t>(identity.key.size());
    const auto regions = static_cast<std::uint32_t>(parameters.regions);
    const auto outside = static_cast<std::uint32_t>(parameters.outside_firms);
    std::vector<std::uint32_t> sizes;
    for (const double members : identity.catchment) {
        sizes.push_back(static_cast<std::uint32_t>(members));
    }
    for (std::uint32_t r = 0; r < regions; ++r) {
        sizes.push_back(outside / regions + (r < outside % regions ? 1 : 0));
    }
    firms.lay_out(sizes, clusters);
    for (std::uint32_t segment = 0; segment < sizes.size(); ++segment) {
        firms.append(segment, sizes[segment]);
    }
    firms.renew_blocks();
    firms.fill(firms.blocks(), [&](const RowBlock& block, std::uint32_t row) {
        const bool members = block.segment < clusters;
        return firm_key(members ? Origin::initial_member : Origin::initial_outside,
                        members ? block.segment : block.segment - clusters, 0,
                        row - firms.segment(block.segment).begin);
    });
}

void lay_out(const FirmLayout& layout, Census& census, Delivery& delivery, AdoptionRegister& adoption, Ledger& ledger,
             Movements& movements) {
    const std::size_t segments = layout.segments().size();
    census.resize(segments);
    delivery.resize(segments);
    adoption.resize(segments, layout.cluster_count());
    ledger.resize(layout.cluster_count());
    movements.births.assign(layout.region_count(), 0);
}

namespace {

/// Month of the run in which a member joined: before the run negative, but never -1, which says that it is in no cluster.
std::int16_t joined_month(const MemberEntry* given, const Month& month) {
    constexpr std::int16_t usual = -24;
    if (given == nullptr || !given->joined) {
        return usual;
    }
    const auto joined = static_cast<std::int16_t>(std::floor((*given->joined - month.year) * 12.0 + 0.5));
    return joined == -1 ? std::int16_t{-2} : joined;
}

} // namespace

void give_traits(const Parameters& parameters, const Month& month, const ClusterIdentity& clusters,
                 const sim::Random& random, NewFirms firms) {
    const bool members = firms.block.segment < clusters.key.size();
    FirmPlan plan;
    plan.class_shares = members                          ? parameters.member_shares
                        : parameters.economy_firms > 0.0 ? parameters.sample_shares
                                                         : parameters.economy_shares;
    plan.lead_sector = members ? clusters.lead_sector[firms.block.segment] : -1;
    plan.lead_share = parameters.lead_sector_share;
    plan.sampled = !members && parameters.economy_firms > 0.0;
    plan.mean_age = parameters.mean_age;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        plan.given = members ? given_member(parameters, firms.key[row]) : nullptr;
        set_traits(parameters, plan, random, 0, row, firms);
        if (members) {
            firms.joined_month[row] = joined_month(plan.given, month);
            firms.value[row] = static_cast<float>(parameters.value);
        }
    }
}

void pay_in(const FirmLayout& layout, const Finance& firms, Ledger& ledger) {
    Cents liquidity = 0;
    for (const RowBlock& block : layout.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            liquidity += firms.liquidity[row];
        }
    }
    ledger.pay(Ledger::owners, Ledger::firms, liquidity);
}

} // namespace actorhood::models::population
