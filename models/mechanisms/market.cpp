#include "models/mechanisms/market.hpp"

#include <algorithm>

#include "models/firms/batches.hpp"
#include "models/firms/gates.hpp"
#include "models/rules/cents.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::market {

namespace {

void declare_money(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.margin, "margin", Unit{"1"}, Default{0.05}, Bounds{-1, 1}, Sweep{0.03, 0.08},
                Meaning{"Mean profit margin before overhead, share of revenue", Symbol{"base"}},
                Source{"assumption"});
    schema.real(p.persistence, "persistence", Unit{"1"}, Default{0.9}, Bounds{0, 0.999}, Sweep{0.8, 0.97},
                Meaning{"Monthly autocorrelation of the margin", Symbol{"a"}}, Source{"assumption"});
    schema.real(p.margin_sd, "margin_sd", Unit{"1"}, Default{0.025}, Bounds{0, 1}, Sweep{0.01, 0.04},
                Meaning{"Standard deviation of the monthly news in the margin, share of revenue", Symbol{"sd"}},
                Source{"assumption: about a tenth of young firms is illiquid, as survival to 5 years needs"});
    schema.real(p.rivalry, "rivalry", Unit{"1"}, Default{0.8}, share, Sweep{0.5, 1},
                Meaning{"Share of the sector's mean gain from practices that competition takes from every firm"},
                Source{"assumption"});
    schema.real(p.resistance_cost, "resistance_cost", Unit{"1"}, Default{0.02}, Bounds{0, 1}, Sweep{0, 0.05},
                Meaning{"Margin lost at full workforce resistance", Symbol{"c_L"}}, Source{"assumption"});
    schema.real(p.growth_service, "growth_service", Unit{"1"}, Default{0.004}, Bounds{0, 1}, Sweep{0, 0.01},
                Meaning{"Margin gained while a growth service acts"}, Source{"assumption"});
    schema.real(p.overhead, "overhead", Unit{"1"}, Default{0.025}, Bounds{0, 1}, Sweep{0.015, 0.035},
                Meaning{"Cost that does not move with demand, share of normal revenue"}, Source{"assumption"});
    schema.real(p.buffer, "buffer", Unit{"month"}, Default{2.5}, non_negative, Sweep{1, 4},
                Meaning{"Liquidity that firms keep, in months of revenue"}, Source{"assumption"});
    schema.real(
        p.payout, "payout", Unit{"month-1"}, Default{0.3}, share, Sweep{0.1, 0.5},
        Meaning{"Share of the liquidity above the buffer that is paid out to owners each month", Symbol{"share"}},
        Source{"assumption"});
}

void declare_demography(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.exit_rate, "exit_rate", Unit{"year-1"}, Default{0.03}, non_negative, Sweep{0.02, 0.05},
                Meaning{"Exit rate of an old micro firm", Symbol{"h0"}}, Source{"Eurostat business demography"});
    schema.real(p.exit_young, "exit_young", Unit{"year-1"}, Default{0.178}, non_negative, Sweep{0.1, 0.25},
                Meaning{"Further exit rate of a micro firm at birth", Symbol{"h1"}},
                Source{"Eurostat: survival 82 % after 1 year, 44 % after 5 years"});
    schema.real(p.exit_age, "exit_age", Unit{"year"}, Default{8.5}, Bounds{0.1, 100}, Sweep{5, 12},
                Meaning{"Age at which the further exit rate has fallen to 1/e", Symbol{"tau"}},
                Source{"Eurostat: survival 82 % after 1 year, 44 % after 5 years"});
    schema.vector(p.exit_by_class, "exit_by_class", Unit{"1"}, {1.0, 0.35, 0.25, 0.2},
                  {"micro", "small", "medium", "large"}, non_negative,
                  Meaning{"Factor on the exit rate by size class"}, Source{"Eurostat business demography"});
    schema.real(p.exit_illiquid, "exit_illiquid", Unit{"1"}, Default{1.8}, non_negative, Sweep{1, 4},
                Meaning{"Factor on the exit rate while liquidity is negative"}, Source{"assumption"});
    schema.real(p.exit_liquid, "exit_liquid", Unit{"1"}, Default{0.9}, non_negative, Sweep{0.7, 1},
                Meaning{"Factor on the exit rate while liquidity is not negative"}, Source{"assumption"});
    schema.choice(p.entry, "entry", Default{"free"}, {"free", "balancing"},
                  Meaning{"Foundations at a given rate, or as many as closures are expected"}, Source{"assumption"});
    schema.real(p.entry_rate, "entry_rate", Unit{"year-1"}, Default{0.105}, Bounds{0, 2}, Sweep{0.08, 0.12},
                Meaning{"Foundations per firm of the region's pool (entry = free)"},
                Source{"Eurostat: births 10.7 and 10.5 % in 2021 and 2022"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("market", "Profits, demand, closures and foundations of firms");
    declare_money(schema, p);
    declare_demography(schema, p);
}

double exit_rate(const Parameters& parameters, SizeClass size_class, bool illiquid, double age_years) {
    const double by_age =
        parameters.exit_rate + parameters.exit_young * sim::exponential(-age_years / parameters.exit_age);
    return by_age * parameters.exit_by_class[size_class] *
           (illiquid ? parameters.exit_illiquid : parameters.exit_liquid);
}

ExitTable exit_table(const Parameters& parameters) {
    ExitTable table;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t illiquid = 0; illiquid < 2; ++illiquid) {
            for (std::size_t age = 0; age < ExitTable::ages; ++age) {
                // Mid-month age: the monthly rates then add up to the integral over age.
                const double years = (static_cast<double>(age) + 0.5) / 12.0;
                const double rate = exit_rate(parameters, static_cast<SizeClass>(k), illiquid != 0, years);
                table.gate[k][illiquid][age] =
                    static_cast<std::uint32_t>(std::min(sim::monthly_hazard(rate) * 0x1p32, 4294967295.0));
            }
        }
    }
    return table;
}

EntrantMix entrants(const Parameters& parameters, const population::Parameters& stock,
                    const ExpansionWeights& weights) {
    EntrantMix mix;
    mix.sampled = stock.economy_firms > 0.0;
    mix.class_shares = population::entrant_shares(mix.sampled ? stock.sample_shares : stock.economy_shares,
                                                  parameters.exit_by_class);
    mix.weight = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        mix.weight += mix.class_shares[k] * (mix.sampled ? weights[k] : 1.0);
    }
    return mix;
}

std::uint32_t births(double u, double mean) {
    if (mean <= 700.0) {
        return sim::poisson_quantile(u, mean);
    }
    return static_cast<std::uint32_t>(std::max(0.0, mean + std::sqrt(mean) * sim::normal_quantile(u) + 0.5));
}

namespace {

/// Firms sell what is demanded of them.
struct NormalOutput {
    static constexpr bool disturbed = false;
};

/// Firms of one block sell less, by region, sector, skills and ties; adds up what is lost.
class DisturbedOutput {
public:
    static constexpr bool disturbed = true;

    DisturbedOutput(const Shocks& shocks, const ExpansionWeights& weights, const Traders& firms,
                    std::array<Revenue, sector_count>& revenue)
        : response_(shocks.response), weights_(weights), firms_(firms), revenue_(revenue) {
        for (std::size_t sector = 0; sector < sector_count; ++sector) {
            for (std::size_t kind = 0; kind < shock_kind_count; ++kind) {
                strength_[sector][kind] = shocks.level(static_cast<ShockKind>(kind), firms.block.segment, sector);
            }
        }
    }
    /// Share of its normal `revenue` that a firm earns.
    [[nodiscard]] double of(std::uint32_t row, double revenue) {
        const std::size_t sector = firms_.sector[row];
        const ByShockKind lost = response_.losses(
            strength_[sector], sector, static_cast<double>(firms_.digital_capacity[row]),
            static_cast<double>(count_slots(used_slots(firms_.ties[row]))) / static_cast<double>(tie_slots),
            static_cast<double>(firms_.skill_gap[row]));
        double output = 1.0;
        double sum = 0.0;
        for (const double share_lost : lost) {
            output *= 1.0 - share_lost;
            sum += share_lost;
        }
        const double normal = weight_of(firms_, weights_, row) * revenue;
        Revenue& account = revenue_[sector];
        account.normal += normal;
        account.realised += normal * output;
        for (std::size_t kind = 0; kind < shock_kind_count && sum > 0.0; ++kind) {
            account.lost[kind] += normal * (1.0 - output) * lost[kind] / sum;
        }
        return output;
    }

private:
    const ShockResponse& response_;
    const ExpansionWeights& weights_;
    const Traders& firms_;
    std::array<Revenue, sector_count>& revenue_;
    std::array<ByShockKind, sector_count> strength_{};
};

/// Firms of a batch on their way through the rule. Each step is a loop over all of them, without a branch that depends
/// on a firm, so that the processor takes several at a time; choices between two numbers are looked up in pairs.
struct Trading {
    template <class T>
    using OfBatch = std::array<T, BatchDraws::rows>;

    OfBatch<float> margin;       ///< of the sector
    OfBatch<float> growing;      ///< margin gained from a growth service
    OfBatch<float> visible_gain; ///< margin gained from a visible practice
    OfBatch<double> revenue;     ///< EUR a month per employee
    OfBatch<double> earned;      ///< EUR a month per employee, before overhead
    OfBatch<double> profit;      ///< cents, not yet whole
    OfBatch<std::uint32_t> age;  ///< months, as the exit table counts them
    OfBatch<std::uint32_t> gate; ///< of exit
};

/// Autoregressive part of the margins.
void renew_noise(const Terms& terms, const BatchDraws& words, RowBatch batch, Traders firms) {
    const float persistence = terms.persistence;
    const float innovation = terms.innovation;
    float* const noise = &firms.margin_noise[batch.begin];
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        noise[i] =
            persistence * noise[i] + innovation * irwin_hall(words.word[0][i], words.word[1][i], words.word[2][i]);
    }
}

/// What differs between firms by sector, visible practices, services and age.
void look_up(const Terms& terms, RowBatch batch, Traders firms, Trading& trading) {
    constexpr int oldest = static_cast<int>(ExitTable::ages) - 1;
    const std::array<float, 2> visible_gains{0.0f, terms.visible_gain};
    const std::array<float, 2> growth_services{0.0f, terms.growth_service};
    const std::uint32_t visible_mask = terms.visible_mask;
    const int month = terms.month;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint32_t row = batch.begin + i;
        const SectorTerms& sector = terms.sectors[firms.sector[row]];
        const std::size_t visible = (firms.adopted[row] & visible_mask) != 0 ? 1 : 0;
        trading.margin[i] = sector.margin;
        trading.revenue[i] = sector.revenue[visible];
        trading.visible_gain[i] = visible_gains[visible];
        trading.growing[i] = growth_services[firms.served_until[row][growth_topic] > month ? 1 : 0];
    }
    const std::int16_t* const birth_month = &firms.birth_month[batch.begin];
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        trading.age[i] = static_cast<std::uint32_t>(std::clamp(month - birth_month[i], 0, oldest));
    }
}

/// Profits of the month, not yet whole cents. Returns whether all amounts are small.
template <class Output>
bool earn(const Terms& terms, RowBatch batch, Traders firms, Output& output, Trading& trading) {
    const float price = terms.price;
    const float resistance_cost = terms.resistance_cost;
    const double overhead = terms.overhead;
    const float* const noise = &firms.margin_noise[batch.begin];
    const float* const gain = &firms.practice_gain[batch.begin];
    const float* const resistance = &firms.resistance[batch.begin];
    const float* const employees = &firms.employees[batch.begin];
    const Cents* const liquidity = &firms.liquidity[batch.begin];
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const float margin = trading.margin[i] + noise[i] + price * gain[i] - resistance_cost * resistance[i] +
                             trading.growing[i] + trading.visible_gain[i];
        trading.earned[i] = trading.revenue[i] * static_cast<double>(margin);
    }
    if constexpr (Output::disturbed) {
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const double sold = output.of(batch.begin + i, static_cast<double>(employees[i]) * trading.revenue[i]);
            trading.earned[i] = sold * trading.earned[i] - terms.fixed_cost * (1.0 - sold) * trading.revenue[i];
        }
    }
    std::uint64_t large = 0;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        trading.profit[i] = static_cast<double>(employees[i]) * (trading.earned[i] - overhead) * 100.0;
        large |= rules::too_large(liquidity[i], trading.profit[i]);
    }
    return large == 0;
}

/// Books profits and pays out what exceeds the buffer; a payout is never more than a firm has.
template <class Amounts>
void book(const Terms& terms, RowBatch batch, Traders firms, const Trading& trading, Trade& sums) {
    const double payout_share = terms.payout;
    const double buffer = terms.buffer;
    const float* const employees = &firms.employees[batch.begin];
    Cents* const liquidity = &firms.liquidity[batch.begin];
    Cents profits = 0;
    Cents payouts = 0;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const Cents profit = Amounts::nearest(trading.profit[i]);
        const Cents before = liquidity[i] + profit;
        const double excess = Amounts::number(before) - buffer * static_cast<double>(employees[i]);
        const Cents payout = Amounts::whole(payout_share * rules::positive_part(excess));
        liquidity[i] = before - payout;
        profits += profit;
        payouts += payout;
    }
    sums.profit += profits;
    sums.payout += payouts;
}

/// Firms that close: lists their rows.
void choose_exits(const ExitTable& exits, const BatchDraws& words, RowBatch batch, Traders firms, Trading& trading,
                  Trade& sums) {
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        const std::uint32_t row = batch.begin + i;
        trading.gate[i] =
            exits.gate[firms.size_class[row]][static_cast<std::uint64_t>(firms.liquidity[row]) >> 63][trading.age[i]];
    }
    for_each_where(
        batch, [&](std::uint32_t i) { return words.word[3][i] < trading.gate[i]; },
        [&](std::uint32_t i) { sums.exits.push_back(batch.begin + i); });
}

/// Adds up the gates of all firms: closures to be expected.
void expect_exits(RowBatch batch, Traders firms, const Trading& trading, Trade& sums) {
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        sums.gates[firms.sampled[batch.begin + i] != 0 ? 1 : 0] += trading.gate[i];
    }
}

template <class Output>
void run_block(const ExitTable& exits, const Terms& terms, const sim::RandomStream& draws, Traders firms,
               Output&& output, Trade& sums) {
    BatchDraws words;
    Trading trading;
    for_each_batch(firms.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        renew_noise(terms, words, batch, firms);
        look_up(terms, batch, firms, trading);
        if (earn(terms, batch, firms, output, trading)) {
            book<rules::SmallAmounts>(terms, batch, firms, trading, sums);
        } else {
            book<rules::AnyAmounts>(terms, batch, firms, trading, sums);
        }
        choose_exits(exits, words, batch, firms, trading, sums);
        if (terms.balancing) {
            expect_exits(batch, firms, trading, sums);
        }
    });
}

/// Firms of the economy for which a region's pool stands, and the mean weight of a firm of the sample.
struct Pool {
    double represented;
    double mean_weight;
};
Pool pool_of(const AdoptionRegister::Counts& counts, const ExpansionWeights& weights) {
    double own = 0.0;
    double sampled = 0.0;
    double weight = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        own += counts.firms[k * 2];
        sampled += counts.firms[k * 2 + 1];
        weight += weights[k] * counts.firms[k * 2 + 1];
    }
    const double mean_weight = sampled > 0.0 ? std::max(1.0, weight / sampled) : 1.0;
    return {weight + own, mean_weight};
}

/// Foundations that replace the closures expected in the blocks of a segment.
double expected_closures(const FirmLayout& layout, std::uint32_t segment, const Pool& pool,
                         const Sums<Trade>& trade) {
    const std::vector<RowBlock>& blocks = layout.blocks(); // in the order of segments
    const auto first = std::partition_point(blocks.begin(), blocks.end(),
                                            [segment](const RowBlock& block) { return block.segment < segment; });
    double mean = 0.0;
    for (auto b = static_cast<std::size_t>(first - blocks.begin()); b < blocks.size() && blocks[b].segment == segment;
         ++b) {
        const std::array<std::uint64_t, 2>& gates = trade.parts()[b].gates;
        mean += 0x1p-32 * (static_cast<double>(gates[1]) + static_cast<double>(gates[0]) / pool.mean_weight);
    }
    return mean;
}

/// Revenue of all blocks of a segment together.
void record_revenue(const FirmLayout& firms, const Sums<Trade>& trade, Market& market) {
    market.revenue.assign(firms.segments().size(), {});
    for (std::size_t b = 0; b < firms.blocks().size(); ++b) {
        for (std::size_t sector = 0; sector < sector_count; ++sector) {
            const Revenue& part = trade.parts()[b].revenue[sector];
            Revenue& sum = market.revenue[firms.blocks()[b].segment][sector];
            sum.normal += part.normal;
            sum.realised += part.realised;
            for (std::size_t kind = 0; kind < shock_kind_count; ++kind) {
                sum.lost[kind] += part.lost[kind];
            }
        }
    }
}

void add_sectors(const PracticeCatalogue& practices, const ExpansionWeights& weights, Sellers firms,
                 SectorSums& sums) {
    const std::uint32_t visible = practices.visible_circular_mask;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const double weight = weight_of(firms, weights, row);
        const std::size_t sector = firms.sector[row];
        sums.weight[sector] += weight;
        sums.gain[sector] += weight * static_cast<double>(firms.practice_gain[row]);
        sums.visible[sector] += (firms.adopted[row] & visible) != 0 ? weight : 0.0;
    }
}

/// Weighted means by sector of gains and of visible circular practices.
void average_sectors(const Sums<SectorSums>& sums, Market& market) {
    std::array<double, sector_count> weight{};
    market.mean_gain.fill(0.0);
    market.visible_share.fill(0.0);
    for (const SectorSums& part : sums.parts()) {
        for (std::size_t s = 0; s < sector_count; ++s) {
            weight[s] += part.weight[s];
            market.mean_gain[s] += part.gain[s];
            market.visible_share[s] += part.visible[s];
        }
    }
    for (std::size_t s = 0; s < sector_count; ++s) {
        const double divisor = weight[s] > 0.0 ? weight[s] : 1.0;
        market.mean_gain[s] /= divisor;
        market.visible_share[s] /= divisor;
    }
}

} // namespace

void initialise(const PracticeCatalogue& practices, const ExpansionWeights& weights, const FirmLayout& layout,
                const FirmIdentity& firms, const Finance& finance, const Funnel& funnel, Market& market) {
    market.demand.fill(1.0);
    Sums<SectorSums> sums;
    sums.start(layout.blocks().size());
    sim::parallel_for(layout.blocks().size(), [&](std::size_t b) {
        add_sectors(practices, weights, {layout.blocks()[b], firms, finance, funnel}, sums.part(b));
    });
    average_sectors(sums, market);
}

void count_sectors(const Month& month, const PracticeCatalogue& practices, const ExpansionWeights& weights,
                   Sellers firms, Sum<SectorSums> sums) {
    if (month.last_of_quarter) {
        add_sectors(practices, weights, firms, *sums);
    }
}

void renew(const Month& month, const Sums<SectorSums>& sums, Market& market) {
    if (month.last_of_quarter) {
        average_sectors(sums, market);
    }
}

void prepare(const Parameters& parameters, const Month& month, RevenuePerEmployee revenue,
             const PracticeCatalogue& practices, sim::Read<DemandInForce, Landscape, Shocks, Market> from,
             Terms& terms) {
    const auto& [demand, landscape, shocks, market] = from;
    const double price = 0.5 * (landscape.energy_price + landscape.material_price);
    const double normal_revenue = revenue.eur / 12.0;
    terms.overhead = parameters.overhead * normal_revenue;
    terms.buffer = 100.0 * parameters.buffer * normal_revenue;
    terms.payout = parameters.payout;
    terms.price = static_cast<float>(price);
    terms.visible_gain = static_cast<float>(demand.base.premium * demand.base.buyers);
    terms.growth_service = static_cast<float>(parameters.growth_service);
    terms.resistance_cost = static_cast<float>(parameters.resistance_cost);
    terms.persistence = static_cast<float>(parameters.persistence);
    terms.innovation = static_cast<float>(parameters.margin_sd);
    terms.fixed_cost = shocks.response.fixed_cost;
    terms.visible_mask = practices.visible_circular_mask;
    terms.month = month.index;
    terms.balancing = parameters.entry == 1;
    for (std::size_t s = 0; s < sector_count; ++s) {
        const double contested = demand.contested(s);
        terms.sectors[s].margin =
            static_cast<float>(parameters.margin - parameters.rivalry * price * market.mean_gain[s] -
                               shocks.response.energy_margin(shocks.level(energy_shock, 0, s), s));
        for (const bool visible : {false, true}) {
            terms.sectors[s].revenue[visible ? 1 : 0] =
                normal_revenue * market.demand[s] * procurement_factor(contested, visible, market.visible_share[s]);
        }
    }
}

void rows(const Terms& terms, const ExitTable& exits, const sim::Random& random, const ExpansionWeights& weights,
          const Shocks& shocks, Traders firms, Sum<Trade> trade) {
    const sim::RandomStream draws = random.stream(market_stream, terms.month);
    if (shocks.disturb_output()) {
        trade->revenue = {};
        run_block(exits, terms, draws, firms, DisturbedOutput(shocks, weights, firms, trade->revenue), *trade);
    } else {
        run_block(exits, terms, draws, firms, NormalOutput{}, *trade);
    }
}

void settle(const Shocks& shocks, const FirmLayout& layout, const Sums<Trade>& trade, Market& market,
            Ledger& ledger) {
    if (shocks.disturb_output()) {
        record_revenue(layout, trade, market);
    }
    Cents profit = 0;
    Cents payout = 0;
    for (const Trade& part : trade.parts()) {
        profit += part.profit;
        payout += part.payout;
    }
    ledger.pay(Ledger::customers, Ledger::firms, profit);
    ledger.pay(Ledger::firms, Ledger::owners, payout);
}

void close(const population::Parameters& given, const Month& month, const FirmLayout& layout,
           const FirmIdentity& firms, const ExpansionWeights& weights, const Sums<Trade>& trade, Market& market,
           Movements& movements) {
    market.exits_by_class.fill(0.0);
    market.exits_by_sector.fill(0.0);
    market.exits_by_group.fill(0.0);
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        if (month.burn_in && population::members_given(given, layout.blocks()[b].segment)) {
            continue; // they are there at the start of the run
        }
        const std::size_t group = layout.is_cluster(layout.blocks()[b].segment) ? 0 : 1;
        for (const std::uint32_t row : trade.parts()[b].exits) {
            const double weight = weight_of(firms, weights, row);
            market.exits_by_class[firms.size_class[row]] += weight;
            market.exits_by_sector[firms.sector[row]] += weight;
            market.exits_by_group[group] += weight;
            movements.exits.push_back(firms.handle[row]);
        }
    }
}

void found(const Parameters& parameters, const Month& month, const sim::Random& random,
           const ExpansionWeights& weights, const EntrantMix& entrants, sim::Read<AdoptionRegister, FirmLayout> pools,
           const Sums<Trade>& trade, Movements& movements) {
    const auto& [adoption, layout] = pools;
    const sim::RandomStream draws = random.stream(entry_stream, month.index);
    movements.births.resize(layout.region_count(), 0);
    for (std::uint32_t region = 0; region < layout.region_count(); ++region) {
        const std::uint32_t segment = layout.cluster_count() + region;
        const Pool pool = pool_of(adoption.segment(segment), weights);
        const double mean = parameters.entry == 1 ? expected_closures(layout, segment, pool, trade)
                                                  : pool.represented * parameters.entry_rate / 12.0 / entrants.weight;
        movements.births[region] = births(draws.uniform(region), mean);
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const Market* const market = &world.market;
    const auto copy = [](const auto& values) {
        return [&values](std::span<double> out) { std::copy_n(values.begin(), out.size(), out.begin()); };
    };
    outputs.variable("firms_closed", {}, Unit{"month-1"}, Meaning{"Firms of the simulation closed in the month"},
                     Source{"model 7.12"},
                     [market](std::span<double> out) { out[0] = static_cast<double>(market->exits); });
    outputs.variable("firms_founded", {}, Unit{"month-1"}, Meaning{"Firms of the simulation founded in the month"},
                     Source{"model 7.12"},
                     [market](std::span<double> out) { out[0] = static_cast<double>(market->entries); });
    outputs.variable("closures_by_group", {"group"}, Unit{"month-1"},
                     Meaning{"Closures in the month, members and firms outside, weighted to the economy"},
                     Source{"model 7.12"}, copy(world.market.exits_by_group));
    outputs.variable("closures_by_sector", {"sector"}, Unit{"month-1"},
                     Meaning{"Closures in the month by sector, weighted to the economy"}, Source{"model 7.12"},
                     copy(world.market.exits_by_sector));
    outputs.variable("closures_by_size_class", {"size_class"}, Unit{"month-1"},
                     Meaning{"Closures in the month by size class, weighted to the economy"}, Source{"model 7.12"},
                     copy(world.market.exits_by_class));
    const Shocks* const shocks = &world.shocks;
    outputs.variable("demand", {"sector"}, Unit{"1"},
                     Meaning{"Demand index of the sector, 1 is normal, mean over regions"}, Source{"model 7.12"},
                     [market, shocks](std::span<double> out) {
                         for (std::size_t s = 0; s < out.size(); ++s) {
                             out[s] = market->demand[s] * (1.0 - shocks->mean_level(demand_shock, s));
                         }
                     });
    outputs.variable("practice_gain", {"sector"}, Unit{"1"},
                     Meaning{"Mean saving of adopted practices at 2020 prices, share of revenue, weighted"},
                     Source{"model 7.12"}, copy(world.market.mean_gain));
    outputs.variable("visible_share", {"sector"}, Unit{"1"},
                     Meaning{"Share of firms with a circular practice that customers can see, weighted"},
                     Source{"model 7.12"}, copy(world.market.visible_share));
}

} // namespace actorhood::models::market
