// Funding, accounts and staff of the cluster organisation.
//
// Money in, by source k: core and project as contracted; fees of members; paid services, sold one by one.
//     fee a year (class a)   = share_fees x level x f_a + levy,   levy = 0.2 obl x level x f_a      (f_a has mean 1)
//     sales a month          ~ Poisson(share_services x level x members / 12 / price x demand of the lead sector)
// The levy of binding decisions feeds the joint budget: part of the cash, kept apart, no income of the organisation.
//
// Staff: money in hand pays for posts P = sum_k (contracts running; fees and sales of the last year) / wage. Missing
// posts are filled after the hiring lag. When posts end, people leave with them, except that the free cash bridges
// up to 1.5 of them while it lasts. People leave with a contract or as whole persons, so that small changes are no
// exit; what the cash cannot pay beyond that is worked in fewer hours. Cash never falls below zero.
//     knowledge kept         = 1 - k max(0, old - new) / (old + 0.5)                 (factor on x, R, members' trust)
//     horizon                H = sum_k phi_k T_k;  concentration = sum_k phi_k^2
//
// Sources: dependence on few payers [Pfeffer & Salancik 1978]; cluster business models S2; horizon [Stein 1989].
// Departures: realised shares phi are those of the last twelve months, with the intended income in place of months
// before the run; with a year without any income they stay as they were.
#pragma once

#include "models/population.hpp"
#include "models/state/funding_plan.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::funding {

struct Parameters {
    double levy;
    double service_price;
    std::int64_t hiring_lag;
    double hiring_tolerance;
    double bridge;
    double knowledge_loss;
    double initial_reserve;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Yearly amounts a member of each size class pays, EUR.
struct FeeSchedule {
    std::array<double, size_class_count> fee;
    std::array<double, size_class_count> levy;
};
[[nodiscard]] FeeSchedule fee_schedule(const Parameters& p, const FundingPlan& plan, double fee_share,
                                       double obligation);

/// Expected paid services a month.
[[nodiscard]] double expected_sales(const Parameters& p, const FundingPlan& plan, double service_share,
                                    double members, double demand);
/// Paid services sold in a month at quantile u in (0,1): Poisson, above 700 its normal approximation.
[[nodiscard]] std::int64_t sales(double u, double mean);

/// Staff of one organisation during a month's change, full-time equivalents.
struct Workforce {
    double staff;                                         ///< at work
    std::array<double, Funding::hiring_lag_limit> hiring; ///< start in 1, 2, ... months
    double knowledge_kept;                                ///< factor left by those who left, 1 = nobody
};
/// One month of hiring and leaving. `posts` = posts paid by money in hand, `payable` = posts the free cash pays this
/// month, `contract_ended` = a source of posts ended, whose people leave in full rather than as whole persons.
[[nodiscard]] Workforce renewed(const Parameters& p, Workforce before, double posts, double payable,
                                bool contract_ended);
/// Factor on knowledge when staff falls from `before` to `after`.
[[nodiscard]] double knowledge_kept(double loss, double before, double after);
/// Standard deviation divided by mean; NaN when the mean is zero.
[[nodiscard]] double coefficient_of_variation(std::span<const std::int64_t> amounts);

/// Takes fee and levy from every member.
void collect_fees(const Parameters& p, const FundingPlan& plan, const Month& month,
                  sim::Read<ClusterIdentity, Decisions, FirmLayout, FirmIdentity> from, Finance& finance,
                  Funding& funding);
/// Grants, contracts and paid services of the month.
void collect_income(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
                    sim::Read<ClusterIdentity, Contracts, Market, Shocks, FirmLayout> from, Funding& funding);
/// Books what came in on the accounts, and sums up the last year's income.
void book(const FundingPlan& plan, const Month& month, Funding& funding, Ledger& ledger);
/// Staff are hired, leave and are paid; what overhead and applications leave of their time is free.
void employ(const Parameters& p, const FundingPlan& plan, const Month& month, const ClusterIdentity& identity,
            const Contracts& contracts, Funding& funding, Ledger& ledger);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Stream service_sales_stream{7, "services that clusters sell"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "funding",
     .title = "Income, staff and accounts of clusters",
     .when_off = {.zero = "income wages levy_income", .constant = "staff cash fee", .different = "public_spending"},
     .streams = {&service_sales_stream, &funding_mix_stream}}};

/// Mix and money that each cluster intends: its own, else as the plan in force says.
void intend(const FundingPlan& plan, const population::Parameters& given, const sim::Random& random,
            ClusterIdentity& identity);
/// Accounts, staff and history as they stand at the beginning, after programmes::initialise(); no money, no fee and no
/// staff when the mechanism is off. Needs the census and the intended mixes.
void initialise(const Parameters& p, const FundingPlan& plan, const ClusterIdentity& identity,
                const Contracts& contracts, const Census& census, sim::On<about> runs, Funding& funding,
                Ledger& ledger);

} // namespace actorhood::models::funding
