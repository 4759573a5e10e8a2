// Double-entry ledger of the world, in integer cents.
//
// Every payment moves cents from one account to another, so the sum over accounts is zero by construction. The
// residual also holds the accounts against the money that firms and clusters say they have, which is kept
// elsewhere: a mechanism that changes a firm's liquidity without a payment shows up at once.
#pragma once

#include <cstdint>
#include <cstddef>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Amount of money in cents.
using Cents = std::int64_t;

/// Nearest cent of an amount in EUR.
[[nodiscard]] constexpr Cents to_cents(double eur) {
    const double scaled = eur * 100.0;
    return static_cast<Cents>(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5);
}
[[nodiscard]] constexpr double to_eur(Cents cents) { return static_cast<double>(cents) / 100.0; }

class Ledger {
public:
    /// Accounts of the world; the account of cluster c follows behind them.
    enum Account : std::size_t {
        core_funder = 0, ///< long-term public funder
        project_funder,  ///< public calls
        service_buyers,  ///< buyers of paid services, private investors, sponsors
        employees,       ///< staff of cluster organisations
        firms,           ///< liquidity of all firms together
        customers,       ///< what firms earn from and pay to the rest of the economy
        owners,          ///< dividends, founders' capital, estates of closed firms
        technology,      ///< suppliers of practices
        programme_funder, ///< funders of programmes of policy: vouchers, training, running costs
        world_accounts
    };
    void resize(std::size_t clusters) { balance_.assign(world_accounts + clusters, 0); }

    [[nodiscard]] static constexpr std::size_t cluster(std::size_t c) { return world_accounts + c; }
    /// Pays `amount` cents (>= 0 or negative for the reverse) from one account to another.
    void pay(std::size_t from, std::size_t to, Cents amount) {
        balance_[from] -= amount;
        balance_[to] += amount;
    }
    [[nodiscard]] Cents balance(std::size_t account) const { return balance_[account]; }
    /// Sum over all accounts (zero) plus what the firms' account and the given liquidity differ by, in cents.
    [[nodiscard]] Cents residual(Cents liquidity_of_firms, const Column<Cents>& cash_of_clusters) const {
        Cents sum = 0;
        for (const Cents balance : balance_) {
            sum += balance;
        }
        Cents difference = sum < 0 ? -sum : sum;
        const Cents firms_gap = balance_[firms] - liquidity_of_firms;
        difference += firms_gap < 0 ? -firms_gap : firms_gap;
        for (std::size_t c = 0; c < cash_of_clusters.size(); ++c) {
            const Cents gap = balance_[cluster(c)] - cash_of_clusters[c];
            difference += gap < 0 ? -gap : gap;
        }
        return difference;
    }
    template <class Archive>
    void visit(Archive& archive) {
        archive("ledger.balance", balance_);
    }

private:
    Column<Cents> balance_;
};

} // namespace actorhood::models
