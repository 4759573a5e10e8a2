#include "models/mechanisms/funding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "models/state/output_columns.hpp"
#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::funding {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

/// Cents of all contracts and projects of one source that pay this month.
Cents contracted(const Contracts& contracts, std::size_t c, FundingSource source) {
    if (source == core_funding) {
        return contracts.core_active[c] != 0 ? contracts.core_monthly[c] : 0;
    }
    const auto& monthly = contracts.project_monthly[c];
    return std::accumulate(monthly.begin(), monthly.end(), Cents{0});
}

/// Books the month's income of a cluster on the accounts.
void book_income(std::size_t c, bool burn_in, Funding& funding, Ledger& ledger) {
    constexpr std::array<std::size_t, source_count> payer{Ledger::core_funder, Ledger::project_funder, Ledger::firms,
                                                          Ledger::service_buyers};
    for (std::size_t k = 0; k < source_count; ++k) {
        ledger.pay(payer[k], Ledger::cluster(c), funding.income[c][k]);
        funding.cash[c] += funding.income[c][k];
    }
    ledger.pay(Ledger::firms, Ledger::cluster(c), funding.levy_income[c]);
    funding.cash[c] += funding.levy_income[c];
    funding.joint_budget[c] += funding.levy_income[c];
    if (!burn_in) {
        funding.public_since_start[c] += funding.income[c][core_funding] + funding.income[c][project_funding];
    }
}

/// Sets what follows from the last year's income: shares, horizon, concentration.
void summarise(const FundingPlan& plan, std::size_t c, Funding& funding) {
    for (std::size_t k = 0; k < source_count; ++k) {
        Cents sum = 0;
        for (const auto& past : funding.income_ring[c]) {
            sum += past[k];
        }
        funding.income_year[c][k] = to_eur(sum);
    }
    if (sum_of(funding.income_year[c]) > 0.0) {
        funding.realised_share[c] = normalised(funding.income_year[c]);
    }
    const BySource& share = funding.realised_share[c];
    funding.horizon[c] = plan.horizon(share);
    funding.concentration[c] = std::inner_product(share.begin(), share.end(), share.begin(), 0.0);
}

/// Posts that the money in hand pays for, by source, full-time equivalents.
BySource paid_posts(const FundingPlan& plan, const Contracts& contracts, const Funding& funding, std::size_t c) {
    return {12.0 * to_eur(contracted(contracts, c, core_funding)) / plan.wage,
            12.0 * to_eur(contracted(contracts, c, project_funding)) / plan.wage,
            funding.income_year[c][fee_funding] / plan.wage, funding.income_year[c][service_funding] / plan.wage};
}

/// Posts by source that are filled; staff beyond them is bridged by the account.
void attribute_staff(const BySource& posts, std::size_t c, Funding& funding) {
    const double all = sum_of(posts);
    for (std::size_t k = 0; k < source_count; ++k) {
        funding.staff_by_source[c][k] = all > 0.0 ? posts[k] * std::min(1.0, funding.staff[c] / all) : 0.0;
    }
}

void renew_staff(const Parameters& p, const FundingPlan& plan, const Month& month, const Contracts& contracts,
                 std::size_t c, Funding& funding, Ledger& ledger) {
    const auto& before = funding.income_ring[c][(month.index + 11u) % 12u];
    const bool contract_ended = funding.income[c][core_funding] < before[core_funding] ||
                                funding.income[c][project_funding] < before[project_funding];
    const Cents free_cash = funding.cash[c] - funding.joint_budget[c] - funding.earmarked[c];
    const BySource posts = paid_posts(plan, contracts, funding, c);
    const Workforce after = renewed(p, {funding.staff[c], funding.hiring[c], 1.0}, sum_of(posts),
                                    12.0 * to_eur(free_cash) / plan.wage, contract_ended);
    funding.staff[c] = after.staff;
    funding.hiring[c] = after.hiring;
    funding.knowledge_kept[c] = after.knowledge_kept;
    attribute_staff(posts, c, funding);
    funding.wages[c] = std::clamp(to_cents(after.staff * plan.wage / 12.0), Cents{0}, std::max(Cents{0}, free_cash));
    funding.cash[c] -= funding.wages[c];
    ledger.pay(Ledger::cluster(c), Ledger::employees, funding.wages[c]);
}

/// Fills the year before the run with the intended income.
void fill_history(const FundingPlan& plan, const BySource& mix, double members, std::size_t c, Funding& funding) {
    std::array<Cents, source_count> month{};
    for (std::size_t k = 0; k < source_count; ++k) {
        month[k] = to_cents(mix[k] * plan.level * members / 12.0);
    }
    funding.income_ring[c].fill(month);
    funding.income_history[c].fill(std::accumulate(month.begin(), month.end(), Cents{0}));
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("funding", "Money and staff of the cluster organisation");
    schema.real(p.levy, "levy", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.4},
                Meaning{"Levy for the joint budget at full obligation, in units of the level"}, Source{"assumption"});
    schema.real(p.service_price, "service_price", Unit{"EUR"}, Default{3000}, Bounds{1, 1e6}, Sweep{1000, 10000},
                Meaning{"Price of a paid service"}, Source{"assumption; paid services: S2"});
    schema.integer(p.hiring_lag, "hiring_lag", Unit{"month"}, Default{3},
                   Bounds{0, static_cast<double>(Funding::hiring_lag_limit)}, Sweep{0, 6},
                   Meaning{"Months from an open post to the first day of work"}, Source{"assumption"});
    schema.real(p.hiring_tolerance, "hiring_tolerance", Unit{"1"}, Default{0.1}, sim::share, Sweep{0, 0.2},
                Meaning{"Share of all posts that may stay open before somebody is hired"}, Source{"assumption"});
    schema.real(p.bridge, "bridge", Unit{"persons"}, Default{1.5}, Bounds{0, 100}, Sweep{0, 3},
                Meaning{"Staff without a paying source that is kept while the account lasts"}, Source{"assumption"});
    schema.real(p.knowledge_loss, "knowledge_loss", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Knowledge that leaves with all the staff", Symbol{"k"}}, Source{"assumption"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(p.initial_reserve, "initial_reserve", Unit{"month"}, Default{2}, Bounds{0, 60}, Sweep{0, 6},
                    Meaning{"Intended income in hand at the beginning"}, Source{"assumption"});
    });
}

FeeSchedule fee_schedule(const Parameters& p, const FundingPlan& plan, double fee_share, double obligation) {
    FeeSchedule schedule{plan.relative_fee(), plan.relative_fee()};
    for (std::size_t k = 0; k < size_class_count; ++k) {
        schedule.fee[k] *= fee_share * plan.level;
        schedule.levy[k] *= p.levy * obligation * plan.level;
    }
    return schedule;
}

double expected_sales(const Parameters& p, const FundingPlan& plan, double service_share, double members,
                      double demand) {
    return service_share * plan.level * members / 12.0 / p.service_price * std::max(0.0, demand);
}

std::int64_t sales(double u, double mean) {
    constexpr double largest_exact_mean = 700.0;
    if (mean <= largest_exact_mean) {
        return sim::poisson_quantile(u, mean);
    }
    const double sold = std::floor(mean + std::sqrt(mean) * sim::normal_quantile(u) + 0.5);
    return static_cast<std::int64_t>(std::max(0.0, sold));
}

double knowledge_kept(double loss, double before, double after) {
    return 1.0 - loss * std::max(0.0, before - after) / (before + 0.5);
}

Workforce renewed(const Parameters& p, Workforce before, double posts, double payable, bool contract_ended) {
    Workforce now = before;
    const double allowed = posts + std::clamp(payable - posts, 0.0, p.bridge);
    const double excess = std::max(0.0, before.staff - allowed);
    now.staff -= contract_ended ? excess : std::floor(excess);
    now.knowledge_kept = knowledge_kept(p.knowledge_loss, before.staff, now.staff);
    // Those who were promised a post start only if it still exists.
    now.staff += std::min(before.hiring[0], std::max(0.0, allowed - now.staff));
    std::copy(before.hiring.begin() + 1, before.hiring.end(), now.hiring.begin());
    now.hiring.back() = 0.0;
    const double open = posts - now.staff - sum_of(now.hiring);
    if (open > p.hiring_tolerance * posts) {
        (p.hiring_lag > 0 ? now.hiring[static_cast<std::size_t>(p.hiring_lag - 1)] : now.staff) += open;
    }
    now.staff = std::clamp(now.staff, 0.0, std::max(0.0, payable));
    return now;
}

double coefficient_of_variation(std::span<const std::int64_t> amounts) {
    const auto count = static_cast<double>(amounts.size());
    const double mean = static_cast<double>(std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0})) / count;
    double squares = 0.0;
    for (const std::int64_t amount : amounts) {
        const double difference = static_cast<double>(amount) - mean;
        squares += difference * difference;
    }
    return mean > 0.0 ? std::sqrt(squares / count) / mean : std::numeric_limits<double>::quiet_NaN();
}

void intend(const FundingPlan& plan, const population::Parameters& given, const sim::Random& random,
            ClusterIdentity& identity) {
    const sim::RandomStream mixes = random.fixed(funding_mix_stream);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const std::optional<BySource> own = population::given_mix(given, c);
        identity.intended_mix[c] = own ? normalised(*own) : plan.intended_mix(mixes, identity.key[c]);
        const population::OwnMoney money = population::own_money(given, plan, c, identity.catchment[c]);
        identity.level_factor[c] = money.level_factor;
        identity.wage_factor[c] = money.wage_factor;
    }
}

void initialise(const Parameters& p, const FundingPlan& plan, const ClusterIdentity& identity,
                const Contracts& contracts, const Census& census, sim::On<about> runs, Funding& funding,
                Ledger& ledger) {
    funding.resize(identity.key.size());
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const FundingPlan own = plan_of(plan, identity, c);
        funding.realised_share[c] = identity.intended_mix[c];
        if (runs) {
            const double members = census.firms[c];
            fill_history(own, identity.intended_mix[c], members, c, funding);
            funding.cash[c] = to_cents(p.initial_reserve * own.level * members / 12.0);
            ledger.pay(Ledger::owners, Ledger::cluster(c), funding.cash[c]);
        }
        summarise(plan, c, funding);
        if (runs) {
            const BySource posts = paid_posts(own, contracts, funding, c);
            funding.staff[c] = sum_of(posts);
            attribute_staff(posts, c, funding);
            funding.fee[c] = fee_schedule(p, own, identity.intended_mix[c][fee_funding], 0.0).fee;
            funding.fee_units[c] = identity.intended_mix[c][fee_funding];
        }
        funding.free_staff[c] = funding.staff[c];
    }
}

void collect_fees(const Parameters& p, const FundingPlan& plan, const Month& month,
                  sim::Read<ClusterIdentity, Decisions, FirmLayout, FirmIdentity> from, Finance& finance,
                  Funding& funding) {
    const auto& [identity, decisions, layout, firms] = from;
    sim::parallel_for(identity.key.size(), [&](std::size_t c) {
        const double share = identity.intended_mix[c][fee_funding];
        // No levy while adoption is frozen: there is nothing yet to pay from a joint budget.
        const double obligation = month.burn_in ? 0.0 : decisions.obligation[c];
        const FeeSchedule schedule = fee_schedule(p, plan_of(plan, identity, c), share, obligation);
        std::array<Cents, size_class_count> fee{};
        std::array<Cents, size_class_count> due{};
        for (std::size_t k = 0; k < size_class_count; ++k) {
            funding.fee[c][k] = schedule.fee[k] + schedule.levy[k];
            fee[k] = to_cents(schedule.fee[k] / 12.0);
            due[k] = fee[k] + to_cents(schedule.levy[k] / 12.0);
        }
        funding.levy_units[c] = p.levy * obligation;
        funding.fee_units[c] = share + funding.levy_units[c];
        Cents fees = 0;
        Cents paid = 0;
        const Segment& members = layout.segment(c);
        for (std::uint32_t row = members.begin; row < members.end(); ++row) {
            const std::uint8_t size_class = firms.size_class[row];
            finance.liquidity[row] -= due[size_class];
            fees += fee[size_class];
            paid += due[size_class];
        }
        funding.income[c][fee_funding] = fees;
        funding.levy_income[c] = paid - fees;
    });
}

void collect_income(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
                    sim::Read<ClusterIdentity, Contracts, Market, Shocks, FirmLayout> from, Funding& funding) {
    const auto& [identity, contracts, market, shocks, layout] = from;
    const sim::RandomStream draws = random.stream(service_sales_stream, month.index);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const auto lead = static_cast<std::size_t>(identity.lead_sector[c]);
        const double demand = market.demand[lead] * (1.0 - shocks.level(demand_shock, c, lead));
        const double mean = expected_sales(p, plan_of(plan, identity, c), identity.intended_mix[c][service_funding],
                                           static_cast<double>(layout.segment(c).size), demand);
        funding.income[c][core_funding] = contracted(contracts, c, core_funding);
        funding.income[c][project_funding] = contracted(contracts, c, project_funding);
        funding.income[c][service_funding] = sales(draws.uniform(identity.key[c]), mean) * to_cents(p.service_price);
    }
}

void book(const FundingPlan& plan, const Month& month, Funding& funding, Ledger& ledger) {
    for (std::size_t c = 0; c < funding.cash.size(); ++c) {
        book_income(c, month.burn_in, funding, ledger);
        const auto& income = funding.income[c];
        funding.income_ring[c][month.index % 12u] = income;
        funding.income_history[c][month.index % Funding::history_months] =
            std::accumulate(income.begin(), income.end(), Cents{0});
        summarise(plan, c, funding);
    }
}

void employ(const Parameters& p, const FundingPlan& plan, const Month& month, const ClusterIdentity& identity,
            const Contracts& contracts, Funding& funding, Ledger& ledger) {
    for (std::size_t c = 0; c < funding.staff.size(); ++c) {
        renew_staff(p, plan_of(plan, identity, c), month, contracts, c, funding, ledger);
        funding.free_staff[c] =
            std::max(0.0, funding.staff[c] * (1.0 - funding.overhead[c]) - contracts.application_effort[c]);
    }
}

namespace {

/// Income of the month of all clusters from the given sources, EUR a year.
double yearly_income(const Funding& funding, std::initializer_list<FundingSource> sources) {
    Cents sum = 0;
    for (const auto& income : funding.income) {
        for (const FundingSource source : sources) {
            sum += income[source];
        }
    }
    return 12.0 * to_eur(sum);
}

/// Income of all sources in each of the last twelve months, cents.
std::array<Cents, 12> monthly_totals(const std::array<std::array<Cents, source_count>, 12>& ring) {
    std::array<Cents, 12> totals{};
    for (std::size_t month = 0; month < totals.size(); ++month) {
        totals[month] = std::accumulate(ring[month].begin(), ring[month].end(), Cents{0});
    }
    return totals;
}

void declare_money(sim::Outputs& outputs, const World& world, Source source) {
    const Funding& funding = world.clusters.funding;
    outputs.variable("budget", {"cluster", "source"}, Unit{"EUR year-1"},
                     Meaning{"Income of the last twelve months by source"}, source, values_of(funding.income_year));
    outputs.variable("income", {"cluster", "source"}, Unit{"EUR"}, Meaning{"Income of the month by source"}, source,
                     euros_of(funding.income));
    outputs.variable("levy_income", {"cluster"}, Unit{"EUR"}, Meaning{"Levy of binding decisions in the month"},
                     source, euros_of(funding.levy_income));
    outputs.variable("wages", {"cluster"}, Unit{"EUR"}, Meaning{"Wages paid in the month"}, source,
                     euros_of(funding.wages));
    outputs.variable("cash", {"cluster"}, Unit{"EUR"}, Meaning{"Money on the cluster's account"}, source,
                     euros_of(funding.cash));
    outputs.variable("subsidy_ration", {"cluster"}, Unit{"1"},
                     Meaning{"Part of the wished subsidies that the joint budget lately paid"}, source,
                     values_of(funding.subsidy_ration));
    outputs.variable("joint_budget", {"cluster"}, Unit{"EUR"}, Meaning{"Part of the cash bound by joint decisions"},
                     source, euros_of(funding.joint_budget));
    outputs.variable("fee", {"cluster", "size_class"}, Unit{"EUR year-1"}, Meaning{"Fee of a member, levy included"},
                     source, values_of(funding.fee));
    outputs.variable("fee_units", {"cluster"}, Unit{"1"}, Meaning{"Fee with levy in units of the level per member"},
                     source, values_of(funding.fee_units));
}

void declare_structure(sim::Outputs& outputs, const World& world, Source source) {
    const Funding& funding = world.clusters.funding;
    outputs.variable("realised_share", {"cluster", "source"}, Unit{"1"}, Meaning{"Share of the last year's income"},
                     source, values_of(funding.realised_share));
    outputs.variable("funding_horizon", {"cluster"}, Unit{"year"}, Meaning{"Income-weighted length of commitments"},
                     source, values_of(funding.horizon));
    outputs.variable("funding_concentration", {"cluster"}, Unit{"1"}, Meaning{"Herfindahl index of the sources"},
                     source, values_of(funding.concentration));
    outputs.variable("income_variation_12", {"cluster"}, Unit{"1"},
                     Meaning{"Coefficient of variation of monthly income over the last 12 months"}, source,
                     [&funding](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = coefficient_of_variation(monthly_totals(funding.income_ring[c]));
                         }
                     });
    outputs.variable("income_variation_24", {"cluster"}, Unit{"1"},
                     Meaning{"Coefficient of variation of monthly income over the last 24 months"}, source,
                     [&funding](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = coefficient_of_variation(funding.income_history[c]);
                         }
                     });
    outputs.variable("months_without_income", {"cluster"}, Unit{"1"},
                     Meaning{"Months without any income among the last 24"}, source,
                     [&funding](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             const auto& past = funding.income_history[c];
                             out[c] = static_cast<double>(std::count(past.begin(), past.end(), 0));
                         }
                     });
}

void declare_staff(sim::Outputs& outputs, const World& world, Source source) {
    const Funding& funding = world.clusters.funding;
    outputs.variable("staff", {"cluster"}, Unit{"persons"}, Meaning{"Full-time equivalents at work"}, source,
                     values_of(funding.staff));
    outputs.variable("staff_by_source", {"cluster", "source"}, Unit{"persons"},
                     Meaning{"Full-time equivalents by paying source"}, source, values_of(funding.staff_by_source));
    outputs.variable("vacancies", {"cluster"}, Unit{"persons"},
                     Meaning{"Full-time equivalents hired, not yet at work"}, source,
                     [&funding](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = sum_of(funding.hiring[c]);
                         }
                     });
    outputs.variable("free_staff", {"cluster"}, Unit{"persons"},
                     Meaning{"Full-time equivalents left by overhead and applications"}, source,
                     values_of(funding.free_staff));
    outputs.variable("knowledge_kept", {"cluster"}, Unit{"1"},
                     Meaning{"Factor on knowledge left by those who left in the month"}, source,
                     values_of(funding.knowledge_kept));
}

void declare_totals(sim::Outputs& outputs, const World& world, Source source) {
    const Funding& funding = world.clusters.funding;
    outputs.variable("public_spending", {}, Unit{"EUR year-1"}, Meaning{"Core and project money paid to clusters"},
                     source, [&funding](std::span<double> out) {
                         out[0] = yearly_income(funding, {core_funding, project_funding});
                     });
    outputs.variable("private_spending", {}, Unit{"EUR year-1"}, Meaning{"Fees and services paid to clusters"},
                     source, [&funding](std::span<double> out) {
                         out[0] = yearly_income(funding, {fee_funding, service_funding});
                     });
    outputs.variable("public_spending_per_member", {}, Unit{"EUR"},
                     Meaning{"Core and project money since the end of burn-in per present member"}, source,
                     [&world](std::span<double> out) {
                         const auto& spent = world.clusters.funding.public_since_start;
                         const auto members = static_cast<double>(world.firms.member_count());
                         const Cents sum = std::accumulate(spent.begin(), spent.end(), Cents{0});
                         out[0] = members > 0.0 ? to_eur(sum) / members : 0.0;
                     });
}

} // namespace

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Source source{"model"};
    declare_money(outputs, world, source);
    declare_structure(outputs, world, source);
    declare_staff(outputs, world, source);
    declare_totals(outputs, world, source);
}

} // namespace actorhood::models::funding
