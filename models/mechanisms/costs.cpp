#include "models/mechanisms/costs.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace actorhood::models::costs {

void count(const FirmLayout& layout, Rows<const FirmIdentity, const Funnel> firms, Sum<PracticesInUse> use) {
    if (!layout.is_cluster(firms.block.segment)) {
        return;
    }
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const auto practices = static_cast<double>(std::popcount(firms.adopted[row]));
        use->practices += practices;
        use->jobs += practices * static_cast<double>(firms.employees[row]);
    }
}

void book(const Month& month, const FirmLayout& layout, const Funding& funding, const Sums<PracticesInUse>& use,
          Account& account) {
    std::fill(account.practices.begin(), account.practices.end(), 0.0);
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::uint32_t c = layout.blocks()[b].segment;
        if (layout.is_cluster(c)) {
            account.practices[c] += use.parts()[b].practices;
            account.practice_years[c] += month.burn_in ? 0.0 : use.parts()[b].practices / 12.0;
            account.job_years[c] += month.burn_in ? 0.0 : use.parts()[b].jobs / 12.0;
        }
    }
    for (std::size_t c = 0; c < account.money.size() && !month.burn_in; ++c) {
        const auto& income = funding.income[c];
        account.money[c] += to_eur(std::accumulate(income.begin(), income.end(), funding.levy_income[c]));
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world, const Account& account) {
    outputs.variable(
        "payers_and_programmes_money", {}, sim::Unit{"EUR"},
        sim::Meaning{
            "What all payers gave for cluster organisations, levy included, and public money of programmes, since "
            "the end of burn-in; what firms pay for their practices is not in it"},
        sim::Source{"ledger, weighted to the economy; model 7.2"}, [&world, &account](std::span<double> out) {
            const auto& spent = world.policy.spent;
            out[0] = std::accumulate(account.money.begin(), account.money.end(),
                                     to_eur(std::accumulate(spent.begin(), spent.end(), Cents{0})));
        });
}

} // namespace actorhood::models::costs
