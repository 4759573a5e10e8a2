#include "models/mechanisms/regime.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/math.hpp"

namespace actorhood::models::regime {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_shift(sim::Schema& schema, Parameters& p) {
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(p.barrier, "barrier", Unit{"1"}, Default{0.25}, Bounds{0, 10}, Sweep{0.1, 0.4},
                    Meaning{"Mean over sectors of the barrier that pressure times niche must exceed", Symbol{"G_0"}},
                    Source{"assumption"});
        schema.real(p.barrier_sd, "barrier_sd", Unit{"1"}, Default{0.06}, Bounds{0, 5}, Sweep{0, 0.1},
                    Meaning{"Standard deviation of the barrier over sectors"}, Source{"assumption"});
    });
    schema.real(p.erosion, "erosion", Unit{"year-1"}, Default{2}, Bounds{0, 50}, Sweep{1, 4},
                Meaning{"Barrier lost a year per unit by which pressure times niche exceeds it"},
                Source{"assumption; Bergman et al. 2008"});
    schema.fixed("the barriers of sectors are drawn with it when the world is built", [&] {
        schema.real(p.shift_below, "shift_below", Unit{"1"}, Default{0.05}, Bounds{0, 1}, Sweep{0.02, 0.1},
                    Meaning{"Barrier below which the sector shifts"}, Source{"assumption"});
    });
    schema.real(p.member_weight, "member_weight", Unit{"1"}, Default{0.25}, sim::share, Sweep{0, 0.5},
                Meaning{"Weight of members of clusters in the niche share, the rest being firms outside"},
                Source{"assumption"});
}

void declare_rules(sim::Schema& schema, Parameters& p) {
    schema.real(p.standards, "standards", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.6},
                Meaning{"Regulatory pressure towards circular practices that a shift adds in its sector"},
                Source{"assumption; Geels 2002; as much as the landscape's rise over six years"});
    schema.real(
        p.procurement, "procurement", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.5},
        Meaning{"Part of the public procurement without green criteria that a shift gives them, in its sector"},
        Source{"assumption; range of green procurement in S2"});
    schema.real(p.phase_rate, "phase_rate", Unit{"year-1"}, Default{0.5}, Bounds{0, 50}, Sweep{0.25, 1},
                Meaning{"Rate at which new rules come into force, and are withdrawn"}, Source{"assumption"});
    schema.real(p.resistance_limit, "resistance_limit", Unit{"1"}, Default{0.25}, Bounds{0, 10}, Sweep{0.15, 0.4},
                Meaning{"Mean workforce resistance of a shifted sector above which its old rules return"},
                Source{"assumption; labour backlash: S0"});
    schema.real(p.price_limit, "price_limit", Unit{"1"}, Default{1.6}, Bounds{0, 1000}, Sweep{1.3, 2.5},
                Meaning{"Mean of energy and material price indices above which old rules return"},
                Source{"assumption: above the peak of 2022 in the default series"});
    schema.real(p.backlash_years, "backlash_years", Unit{"year"}, Default{4}, Bounds{0, 100}, Sweep{2, 8},
                Meaning{"Years after a backlash in which the regime does not move"}, Source{"assumption"});
}

/// Firms of one side of a sector and their mean share of the practices in `mask`.
struct Side {
    double firms{};
    double share{};
};

Side side_of(const AdoptionRegister::Counts& counts, std::uint32_t mask, const ExpansionWeights& weights) {
    Side side;
    double used = 0.0;
    double practices = 0.0;
    for (std::size_t p = 0; p < practice_limit; ++p) {
        practices += (mask >> p & 1u) != 0 ? 1.0 : 0.0;
    }
    for (std::size_t stratum = 0; stratum < AdoptionRegister::strata; ++stratum) {
        const double weight = stratum % 2 == 1 ? weights[stratum / 2] : 1.0;
        side.firms += weight * counts.firms[stratum];
        for (std::size_t p = 0; p < practice_limit; ++p) {
            used += (mask >> p & 1u) != 0 ? weight * counts.adopters[p][stratum] : 0.0;
        }
    }
    side.share = side.firms > 0.0 && practices > 0.0 ? used / (side.firms * practices) : 0.0;
    return side;
}

void enter(RegimeState state, const Month& month, std::size_t sector, Regime& regime) {
    if (regime.state[sector] != state) {
        regime.state[sector] = state;
        regime.since[sector] = month.index;
    }
}

/// Moves the barrier of a sector that has not shifted; it does not shift while a backlash would turn it back at once.
void wear(const Parameters& p, const Month& month, double pressure, bool resisted, std::size_t sector,
          Regime& regime) {
    double& barrier = regime.barrier[sector];
    const double full = regime.full_barrier[sector];
    barrier = worn_barrier(p.erosion, barrier, full, pressure, regime.niche[sector]);
    const bool shifts = barrier < p.shift_below && !resisted;
    enter(shifts ? shifted_regime : barrier < full ? reconfiguring_regime : stable_regime, month, sector, regime);
}

/// Ends a shift or a backlash when its time has come.
void reconsider(const Parameters& p, const Month& month, bool resisted, std::size_t sector, Regime& regime) {
    if (regime.state[sector] == shifted_regime) {
        if (resisted) {
            regime.barrier[sector] = regime.full_barrier[sector];
            enter(backlash_regime, month, sector, regime);
        }
    } else if (static_cast<double>(month.index - regime.since[sector]) >= 12.0 * p.backlash_years) {
        enter(stable_regime, month, sector, regime);
    }
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("regime", "Regime: rules of each sector that a niche under pressure can overturn");
    declare_shift(schema, p);
    declare_rules(schema, p);
}

double niche_share(double member_weight, const AdoptionRegister& adoption, std::size_t sector, std::uint32_t mask,
                   const ExpansionWeights& weights) {
    const Side members = side_of(adoption.sector(0, sector), mask, weights);
    const Side outside = side_of(adoption.sector(1, sector), mask, weights);
    const double member_part = members.firms > 0.0 ? member_weight : 0.0;
    const double outside_part = outside.firms > 0.0 ? 1.0 - member_weight : 0.0;
    const double parts = member_part + outside_part;
    return parts > 0.0 ? (member_part * members.share + outside_part * outside.share) / parts : 0.0;
}

double worn_barrier(double erosion, double barrier, double full_barrier, double pressure, double niche) {
    return std::clamp(barrier - erosion * (pressure * niche - full_barrier) / 12.0, 0.0, full_barrier);
}

bool turns_back(const Parameters& p, double resistance, double price_index) {
    return resistance > p.resistance_limit || price_index > p.price_limit;
}

void initialise(const Parameters& p, const sim::Random& random, Regime& regime) {
    regime = {};
    const sim::RandomStream draws = random.fixed(regime_stream);
    for (std::size_t s = 0; s < sector_count; ++s) {
        const double drawn = p.barrier + p.barrier_sd * draws.normal(s);
        regime.full_barrier[s] = std::max(2.0 * p.shift_below, drawn);
        regime.barrier[s] = regime.full_barrier[s];
    }
}

void step(const Parameters& p, const Month& month, const Landscape& landscape, const PracticeCatalogue& practices,
          const ExpansionWeights& weights, const AdoptionRegister& adoption, const SectorCensus& sectors,
          Regime& regime) {
    if (month.burn_in || practices.niche_mask == 0) {
        return;
    }
    const double price_index = 0.5 * (landscape.energy_price + landscape.material_price);
    const double approach = sim::monthly_approach(p.phase_rate);
    for (std::size_t s = 0; s < sector_count; ++s) {
        regime.niche[s] = niche_share(p.member_weight, adoption, s, practices.niche_mask, weights);
        const bool resisted = turns_back(p, sectors.mean_resistance(s), price_index);
        if (regime.state[s] == shifted_regime || regime.state[s] == backlash_regime) {
            reconsider(p, month, resisted, s, regime);
        } else {
            wear(p, month, landscape.regulation[circular], resisted, s, regime);
        }
        const double wanted = regime.state[s] == shifted_regime ? 1.0 : 0.0;
        regime.phase[s] += approach * (wanted - regime.phase[s]);
        regime.standards[s] = p.standards * regime.phase[s];
        regime.procurement[s] = p.procurement * regime.phase[s];
    }
}

void raise_demand(const Regime& regime, DemandInForce& demand) {
    for (std::size_t sector = 0; sector < sector_count; ++sector) {
        demand.raise_green_procurement(sector, regime.procurement[sector]);
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    const Source source{"model 7.15"};
    const auto by_sector = [](const auto& column) {
        return [&column](std::span<double> out) {
            for (std::size_t s = 0; s < out.size(); ++s) {
                out[s] = static_cast<double>(column[s]);
            }
        };
    };
    const Regime& regime = world.regime;
    outputs.variable("regime_state", {"sector"}, Unit{"1"},
                     Meaning{"Rules of the sector: 0 stable, 1 reconfiguring, 2 shifted, 3 backlash"}, source,
                     by_sector(regime.state));
    outputs.variable("regime_barrier", {"sector"}, Unit{"1"},
                     Meaning{"What is left of the barrier against new rules (G)"}, source, by_sector(regime.barrier));
    outputs.variable("niche_share", {"sector"}, Unit{"1"},
                     Meaning{"Weighted share of niche practices in use by firms of the sector"}, source,
                     by_sector(regime.niche));
    outputs.variable("months_since_shift", {"sector"}, Unit{"month"},
                     Meaning{"Months since the sector shifted; undefined unless it is shifted"}, source,
                     [w](std::span<double> out) {
                         for (std::size_t s = 0; s < out.size(); ++s) {
                             out[s] = w->regime.state[s] == shifted_regime
                                          ? static_cast<double>(w->next_month - 1 - w->regime.since[s])
                                          : std::numeric_limits<double>::quiet_NaN();
                         }
                     });
    outputs.variable("regime_phase", {"sector"}, Unit{"1"},
                     Meaning{"Part of the new rules of a shifted sector that is in force: of regime.standards and of "
                             "regime.procurement"},
                     source, by_sector(regime.phase));
    outputs.variable("shifted_sectors", {}, Unit{"1"}, Meaning{"Number of shifted sectors"}, source,
                     [w](std::span<double> out) {
                         const auto& state = w->regime.state;
                         out[0] = static_cast<double>(std::count(state.begin(), state.end(), shifted_regime));
                     });
}

} // namespace actorhood::models::regime
