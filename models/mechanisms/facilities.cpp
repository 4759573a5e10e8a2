#include "models/mechanisms/facilities.hpp"
#include "models/state/scenario_facts.hpp"

#include <algorithm>
#include <string>

#include "models/state/output_columns.hpp"
#include "sim/config/other_place.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::facilities {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

namespace {

constexpr std::size_t kind_limit = 64;
constexpr double reference_return = 0.5;

std::size_t sector_of(const std::string& name) {
    return static_cast<std::size_t>(std::find(sector_names.begin(), sector_names.end(), name) - sector_names.begin());
}

bool open_to(const Facility& facility, std::int32_t lead_sector) {
    return facility.sectors.empty() ||
           std::any_of(facility.sectors.begin(), facility.sectors.end(), [lead_sector](const std::string& name) {
               return sector_of(name) == static_cast<std::size_t>(lead_sector);
           });
}

/// Number of a kind of facility in a cluster.
std::size_t site_of(const Parameters& parameters, std::size_t cluster, std::size_t kind) {
    return cluster * parameters.entries.size() + kind;
}

/// Factors on the cost of practices from the facilities that a cluster has now.
void renew_factors(const Parameters& parameters, const PracticeCatalogue& practices, std::size_t cluster,
                   Facilities& facilities) {
    auto& factor = facilities.cost_factor[cluster];
    factor.fill(1.0);
    for (std::size_t kind = 0; kind < parameters.entries.size(); ++kind) {
        const Facility& facility = parameters.entries[kind];
        if (facilities.closes[site_of(parameters, cluster, kind)] == 0) {
            continue;
        }
        for (const std::string& name : facility.practices) {
            if (const std::size_t practice = practices.find(name); practice < practices.count()) {
                factor[practice] *= 1.0 - facility.cost_reduction;
            }
        }
    }
}

/// Ends the campaign for a site: forgets its contributions; what is left of its fund is free money of the cluster.
void end_campaign(std::size_t cluster, std::size_t site, Facilities& facilities, Funding& funding) {
    const auto last = std::remove_if(facilities.contributions.begin(), facilities.contributions.end(),
                                     [site](const Contribution& contribution) { return contribution.site == site; });
    facilities.contributions.erase(last, facilities.contributions.end());
    funding.earmarked[cluster] -= facilities.fund[site];
    facilities.fund[site] = 0;
    facilities.round[site] = 0;
}

void close_down(const Parameters& parameters, const PracticeCatalogue& practices, const Month& month,
                std::size_t cluster, Facilities& facilities) {
    bool any = false;
    for (std::size_t kind = 0; kind < parameters.entries.size(); ++kind) {
        std::int32_t& closes = facilities.closes[site_of(parameters, cluster, kind)];
        if (closes != 0 && closes <= month.index) {
            closes = 0;
            any = true;
        }
    }
    if (any) {
        renew_factors(parameters, practices, cluster, facilities);
    }
}

/// A cluster without members has nobody to collect from or to pay back: its campaigns have failed.
void give_up(const Parameters& parameters, std::size_t cluster, Facilities& facilities, Funding& funding) {
    for (std::size_t kind = 0; kind < parameters.entries.size(); ++kind) {
        if (const std::size_t site = site_of(parameters, cluster, kind); facilities.round[site] > 0) {
            end_campaign(cluster, site, facilities, funding);
            ++facilities.failed[cluster];
        }
    }
}

/// The facility that a cluster collects for: the one it has begun to, else the first of the list that it may; one
/// campaign at a time. Beyond the list if none.
std::size_t next_kind(const Parameters& parameters, const Month& month, std::int32_t lead_sector, std::size_t cluster,
                      const Facilities& facilities) {
    const std::size_t kinds = parameters.entries.size();
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        if (facilities.round[site_of(parameters, cluster, kind)] > 0) {
            return kind;
        }
    }
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        const std::size_t site = site_of(parameters, cluster, kind);
        if (facilities.closes[site] == 0 && facilities.rest_until[site] <= month.index &&
            open_to(parameters.entries[kind], lead_sector)) {
            return kind;
        }
    }
    return kinds;
}

/// Everything a campaign touches.
struct Campaign {
    const Parameters& parameters;
    const Month& month;
    sim::RandomStream types;
    RevenuePerEmployee revenue;
    sim::Read<PracticeCatalogue, ClusterIdentity, Pathway> from;
    sim::Read<FirmLayout, FirmIdentity, Assistance> members;
    Facilities& facilities;
    sim::Write<Finance, Funding, Ledger> money;

    void run(std::size_t cluster, std::size_t kind) const;

private:
    /// What a member would give this round: its share, and cents it can pay.
    struct Offer {
        double share;
        Cents amount;
    };
    [[nodiscard]] bool active(std::uint32_t row) const;
    [[nodiscard]] Offer offer_of(const Facility& facility, double belief, std::uint32_t row) const;
    /// One round: members give, at most what is missing, and learn what others gave.
    void hold_round(std::size_t cluster, std::size_t kind, Cents missing) const;
    /// Takes from each member its part of what is missing; returns the cents given.
    [[nodiscard]] Cents take(std::size_t cluster, std::size_t kind, Cents missing, Cents offered) const;
    /// Pays contributions to a site back to the firms that still exist.
    void pay_back(std::size_t cluster, std::size_t site) const;
    void build(std::size_t cluster, std::size_t kind, Cents cost) const;
};

bool Campaign::active(std::uint32_t row) const {
    const auto& served = std::get<const Assistance&>(members).served_until[row];
    return *std::max_element(served.begin(), served.end()) > month.index;
}

Campaign::Offer Campaign::offer_of(const Facility& facility, double belief, std::uint32_t row) const {
    if (!active(row)) {
        return {0.0, 0};
    }
    const auto& firms = std::get<const FirmIdentity&>(members);
    const Contributor type = contributor(parameters, types.uniform(trait_key(firms.key[row])));
    const double share = contribution_share(parameters, type, facility.marginal_return, belief);
    const double yearly = static_cast<double>(firms.employees[row]) * revenue.eur;
    const Cents amount = to_cents(share * parameters.stake * yearly);
    return amount < std::get<Finance&>(money).liquidity[row] ? Offer{share, amount} : Offer{0.0, 0};
}

Cents Campaign::take(std::size_t cluster, std::size_t kind, Cents missing, Cents offered) const {
    const auto& [layout, firms, funnel] = members;
    const Segment& rows = layout.segment(cluster);
    const std::size_t site = site_of(parameters, cluster, kind);
    const double belief = facilities.belief[cluster];
    const double part = offered > missing ? static_cast<double>(missing) / static_cast<double>(offered) : 1.0;
    Cents given = 0;
    for (std::uint32_t row = rows.begin; row < rows.end() && given < missing; ++row) {
        const Cents amount = offer_of(parameters.entries[kind], belief, row).amount;
        // Rounded up, so that a sufficient offer suffices to the cent.
        const Cents paid =
            std::min({amount, missing - given, static_cast<Cents>(part * static_cast<double>(amount)) + 1});
        if (amount > 0) {
            std::get<Finance&>(money).liquidity[row] -= paid;
            facilities.contributions.push_back(
                {firms.key[row], firms.handle[row], static_cast<std::uint32_t>(site), paid});
            given += paid;
        }
    }
    return given;
}

void Campaign::hold_round(std::size_t cluster, std::size_t kind, Cents missing) const {
    auto& [finance, funding, ledger] = money;
    const Segment& rows = std::get<const FirmLayout&>(members).segment(cluster);
    double& belief = facilities.belief[cluster];
    double shares = 0.0;
    Cents offered = 0;
    for (std::uint32_t row = rows.begin; row < rows.end(); ++row) {
        const Offer offer = offer_of(parameters.entries[kind], belief, row);
        shares += offer.share;
        offered += offer.amount;
    }
    const Cents given = take(cluster, kind, missing, offered);
    ledger.pay(Ledger::firms, Ledger::cluster(cluster), given);
    funding.cash[cluster] += given;
    funding.earmarked[cluster] += given;
    facilities.fund[site_of(parameters, cluster, kind)] += given;
    facilities.contributed[cluster] += given;
    const double seen =
        visible_share(parameters, rows.size, std::get<const Pathway&>(from).collaboration_intensity[cluster]);
    belief += parameters.speed * (seen * shares / static_cast<double>(rows.size) - belief);
}

void Campaign::pay_back(std::size_t cluster, std::size_t site) const {
    const auto& [layout, firms, funnel] = members;
    auto& [finance, funding, ledger] = money;
    for (const Contribution& contribution : facilities.contributions) {
        const std::uint32_t row = layout.row_of(contribution.handle);
        if (contribution.site == site && row != no_firm && firms.key[row] == contribution.key) {
            finance.liquidity[row] += contribution.paid;
            funding.cash[cluster] -= contribution.paid;
            ledger.pay(Ledger::cluster(cluster), Ledger::firms, contribution.paid);
            facilities.refunded[cluster] += contribution.paid;
        }
    }
}

void Campaign::build(std::size_t cluster, std::size_t kind, Cents cost) const {
    auto& [finance, funding, ledger] = money;
    const std::size_t site = site_of(parameters, cluster, kind);
    end_campaign(cluster, site, facilities, funding);
    funding.cash[cluster] -= cost;
    ledger.pay(Ledger::cluster(cluster), Ledger::technology, cost);
    const double months = 12.0 * parameters.entries[kind].running_years;
    facilities.closes[site] = month.index + 1 + static_cast<std::int32_t>(months);
    ++facilities.built[cluster];
    renew_factors(parameters, std::get<const PracticeCatalogue&>(from), cluster, facilities);
}

void Campaign::run(std::size_t cluster, std::size_t kind) const {
    const std::size_t site = site_of(parameters, cluster, kind);
    const Segment& rows = std::get<const FirmLayout&>(members).segment(cluster);
    const Cents cost = to_cents(price(parameters.entries[kind], rows.size));
    if (cost > facilities.fund[site]) {
        hold_round(cluster, kind, cost - facilities.fund[site]);
        ++facilities.round[site];
    }
    if (facilities.fund[site] >= cost) {
        build(cluster, kind, cost);
    } else if (facilities.round[site] >= parameters.rounds) {
        pay_back(cluster, site);
        end_campaign(cluster, site, facilities, std::get<Funding&>(money));
        facilities.rest_until[site] = month.index + 1 + static_cast<std::int32_t>(12.0 * parameters.rest);
        ++facilities.failed[cluster];
    }
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("facilities", "How members pay for shared facilities; the facilities themselves: [[facility]]");
    schema.real(p.conditional, "conditional", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.4, 0.6},
                Meaning{"Share of firms that give what they expect of others"}, Source{"Fischbacher et al. 2001"});
    schema.real(p.free_riders, "free_riders", Unit{"1"}, Default{0.3}, sim::share, Sweep{0.2, 0.4},
                Meaning{"Share of firms that give nothing"}, Source{"Fischbacher et al. 2001"});
    schema.real(p.matching, "matching", Unit{"1"}, Default{0.8}, sim::share, Sweep{0.6, 1},
                Meaning{"What conditional cooperators give relative to what they expect of others"},
                Source{"Fischbacher et al. 2001: less than others give; value assumed"});
    schema.real(p.return_weight, "return_weight", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Rise of the matching per unit of marginal return above 0.5"},
                Source{"Zelmer 2003 for the sign; value assumed"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(p.initial_belief, "initial_belief", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.3, 0.7},
                    Meaning{"Share of the full contribution that members expect of others at first"},
                    Source{"Ledyard 1995: first contributions of 40 to 60 %"});
    });
    schema.real(p.speed, "speed", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.25, 0.75},
                Meaning{"Share of the gap between belief and what was seen that a round closes"},
                Source{"assumption; Fischbacher & Gaechter 2010"});
    schema.real(p.recovery, "recovery", Unit{"year-1"}, Default{0.3}, sim::non_negative, Sweep{0, 1},
                Meaning{"Rate at which beliefs return to where they began while nobody collects"},
                Source{"assumption"});
    schema.real(p.monitored, "monitored", Unit{"1"}, Default{50}, Bounds{1, 100000}, Sweep{20, 150},
                Meaning{"Members at which half of others' contributions is seen without collaboration staff"},
                Source{"assumption; Ostrom 1990 for monitoring"});
    schema.real(p.stake, "stake", Unit{"1"}, Default{0.0005}, sim::share, Sweep{0.0002, 0.002},
                Meaning{"Full contribution of a round, share of yearly revenue"}, Source{"assumption"});
    schema.real(p.rounds, "rounds", Unit{"1"}, Default{8}, Bounds{1, 200}, Sweep{4, 12},
                Meaning{"Quarterly rounds of a campaign before it has failed"}, Source{"assumption: two years"});
    schema.real(p.rest, "rest", Unit{"year"}, Default{3}, Bounds{0, 100}, Sweep{1, 5},
                Meaning{"Years after a failed campaign before the next"}, Source{"assumption"});
    schema.list(p.entries, "facility", kind_limit, Meaning{"Facilities that members may build together"});
}

std::vector<sim::Schema::Problem> Parameters::problems(const ScenarioFacts& facts) const {
    std::vector<sim::Schema::Problem> found;
    if (conditional + free_riders > 1.0) {
        found.push_back({"facilities.free_riders", "together with facilities.conditional at most 1"});
    }
    for (std::size_t k = 0; k < entries.size(); ++k) {
        const std::string key = "facility#" + std::to_string(k);
        const std::string place = "facility " + std::to_string(k + 1) + " (\"" + entries[k].name + "\"): ";
        if (entries[k].name.empty()) {
            found.push_back({key, place + "it needs a name"});
        }
        for (const std::string& name : entries[k].practices) {
            if (facts.practices.find(name) == facts.practices.count()) {
                found.push_back(
                    {key + ".practices", place + "it serves \"" + name + "\", which is not in the catalogue"});
            }
        }
        for (const std::string& name : entries[k].sectors) {
            if (sector_of(name) == sector_count) {
                found.push_back(
                    {key + ".sectors", place + "there is no sector \"" + name + "\"" +
                                           sim::meant_or_all(name, {sector_names.begin(), sector_names.end()})});
            }
        }
        if (entries[k].practices.empty()) {
            found.push_back({key, place + "name the practices that it serves"});
        }
    }
    const std::vector<sim::Schema::Problem> taken = sim::repeated_names("facility", sim::names_of(entries));
    found.insert(found.end(), taken.begin(), taken.end());
    return found;
}

Contributor contributor(const Parameters& parameters, double u) {
    return u < parameters.conditional                            ? Contributor::conditional
           : u < parameters.conditional + parameters.free_riders ? Contributor::free_rider
                                                                 : Contributor::hump_shaped;
}

double contribution_share(const Parameters& parameters, Contributor type, double marginal_return, double belief) {
    const double matching =
        std::clamp(parameters.matching + parameters.return_weight * (marginal_return - reference_return), 0.0, 1.0);
    switch (type) {
    case Contributor::conditional:
        return matching * belief;
    case Contributor::hump_shaped:
        return matching * std::min(belief, 1.0 - belief);
    case Contributor::free_rider:
        break;
    }
    return 0.0;
}

double visible_share(const Parameters& parameters, double members, double collaboration) {
    const double watched = parameters.monitored * (1.0 + collaboration);
    return watched / (watched + members);
}

double price(const Facility& facility, double members) { return facility.cost + facility.cost_per_member * members; }

void initialise(const Parameters& parameters, const FirmLayout& firms, Facilities& facilities) {
    facilities.resize(firms.cluster_count(), parameters.entries.size());
    std::fill(facilities.belief.begin(), facilities.belief.end(), parameters.initial_belief);
}

void retire(const Parameters& parameters, const PracticeCatalogue& practices, const Month& month,
            const FirmLayout& layout, Facilities& facilities, Funding& funding) {
    if (parameters.entries.empty() || month.burn_in) {
        return;
    }
    for (std::size_t c = 0; c < facilities.belief.size(); ++c) {
        facilities.contributed[c] = facilities.refunded[c] = 0;
        close_down(parameters, practices, month, c, facilities);
        if (layout.segment(c).size == 0) {
            give_up(parameters, c, facilities, funding);
        }
    }
}

void collect(const Parameters& parameters, const Month& month, const sim::Random& random, RevenuePerEmployee revenue,
             sim::Read<PracticeCatalogue, ClusterIdentity, Pathway> from,
             sim::Read<FirmLayout, FirmIdentity, Assistance> members, Facilities& facilities,
             sim::Write<Finance, Funding, Ledger> money) {
    if (parameters.entries.empty() || month.burn_in) {
        return;
    }
    const ClusterIdentity& identity = std::get<const ClusterIdentity&>(from);
    const Campaign campaign{parameters, month, random.fixed(contributor_stream), revenue, from, members,
                            facilities, money};
    const double recovered = sim::monthly_approach(parameters.recovery);
    for (std::size_t c = 0; c < facilities.belief.size(); ++c) {
        const std::size_t kind = next_kind(parameters, month, identity.lead_sector[c], c, facilities);
        if (kind == parameters.entries.size()) {
            facilities.belief[c] += recovered * (parameters.initial_belief - facilities.belief[c]);
        } else if (month.last_of_quarter && std::get<const FirmLayout&>(members).segment(c).size > 0) {
            campaign.run(c, kind);
        }
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    const Facilities& facilities = world.facilities;
    const Source source{"model 7.9"};
    outputs.variable("facilities_running", {"cluster"}, Unit{"1"}, Meaning{"Shared facilities that members can use"},
                     source, [w](std::span<double> out) {
                         const std::size_t kinds = out.empty() ? 0 : w->facilities.closes.size() / out.size();
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             const auto first = w->facilities.closes.begin() + static_cast<std::ptrdiff_t>(c * kinds);
                             out[c] =
                                 static_cast<double>(std::count_if(first, first + static_cast<std::ptrdiff_t>(kinds),
                                                                   [](auto end) { return end != 0; }));
                         }
                     });
    outputs.variable("facilities_built", {"cluster"}, Unit{"1"}, Meaning{"Shared facilities built since the start"},
                     source, values_of(facilities.built));
    outputs.variable("facility_campaigns_failed", {"cluster"}, Unit{"1"},
                     Meaning{"Campaigns for shared facilities that failed since the start"}, source,
                     values_of(facilities.failed));
    outputs.variable("facility_contributions", {"cluster"}, Unit{"EUR month-1"},
                     Meaning{"Members' contributions to shared facilities in the month"}, source,
                     euros_of(facilities.contributed));
    outputs.variable("facility_refunds", {"cluster"}, Unit{"EUR month-1"},
                     Meaning{"Contributions paid back in the month because a campaign failed"}, source,
                     euros_of(facilities.refunded));
    outputs.variable("facility_belief", {"cluster"}, Unit{"1"},
                     Meaning{"Share of the full contribution that members expect of others"}, source,
                     values_of(facilities.belief));
}

} // namespace actorhood::models::facilities
