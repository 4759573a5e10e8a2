// Parameters and outputs of industrial symbiosis; see symbiosis.hpp.
#include <limits>

#include "models/mechanisms/symbiosis.hpp"
#include "models/state/output_columns.hpp"

namespace actorhood::models::symbiosis {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

namespace {

void declare_search(sim::Schema& schema, Parameters& p) {
    schema.real(p.facilitation, "facilitation", Unit{"year-1"}, Default{0.5}, sim::non_negative, Sweep{0.2, 1},
                Meaning{"Rate at which a ready member is brought together with others of its cluster, at one "
                        "collaboration staff per 50 members"},
                Source{"assumption; Perrucci et al. 2022: without facilitation parks fail"});
    schema.real(p.half_intensity, "half_intensity", Unit{"1"}, Default{2}, Bounds{0.01, 100}, Sweep{1, 4},
                Meaning{"Collaboration staff per 50 members at which facilitation reaches half of its limit"},
                Source{"assumption, as for ties"});
    schema.real(p.platform, "platform", Unit{"year-1"}, Default{0.5}, sim::non_negative, Sweep{0.2, 1},
                Meaning{"Rate at which a ready member looks up the platform when all members are listed"},
                Source{"assumption: as facilitation by one collaboration staff per 50 members"});
    schema.real(p.unaided, "unaided", Unit{"year-1"}, Default{0.05}, sim::non_negative, Sweep{0, 0.2},
                Meaning{"Rate at which a ready firm, in a cluster or not, looks around in its region by itself or "
                        "through a national programme"},
                Source{"assumption; NISP reached few of all firms"});
    schema.real(p.break_rate, "break_rate", Unit{"year-1"}, Default{0.1}, sim::non_negative, Sweep{0.05, 0.15},
                Meaning{"Rate at which a link ends for reasons of its own"}, Source{"assumption"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(
            p.initial_loss, "initial_loss", Unit{"year-1"}, Default{0.15}, sim::non_negative, Sweep{0, 0.3},
            Meaning{"Rate at which links end because a partner closes, leaves or gives up, as counted for the "
                    "stock of links at the start; later it follows from what firms do"},
            Source{"measured in the baseline"});
    });
    schema.real(p.trust, "trust", Unit{"1"}, Default{0.4}, sim::share, Sweep{0.2, 0.6},
                Meaning{"Trust in the cluster above which a firm opens its books to a partner; outside clusters: its "
                        "general trust"},
                Source{"assumption; Gibbs 2003 for the role of trust"});
    schema.real(p.kernel, "kernel", Unit{"km"}, Default{50}, Bounds{1, 10000}, Sweep{20, 100},
                Meaning{"Distance at which a partner is considered with probability 1/e"},
                Source{"NISP: most links below 50 km"});
    schema.real(p.region_side, "region_side", Unit{"km"}, Default{130}, Bounds{1, 1000}, Sweep{80, 200},
                Meaning{"Side of a region, a square"}, Source{"Eurostat: 4.1 million km2 in 242 NUTS 2 regions"});
}

void declare_volumes(sim::Schema& schema, Parameters& p) {
    schema.real(p.typical, "typical", Unit{"1"}, Default{0.7}, sim::share, Sweep{0, 1},
                Meaning{"Share of firms whose by-product, or wanted material, is one of the four typical of their "
                        "sector; the others have any"},
                Source{"assumption"});
    schema.real(p.by_product_share, "by_product_share", Unit{"1"}, Default{0.12}, sim::share, Sweep{0.05, 0.2},
                Meaning{"Share of a firm's material input that leaves as by-product or waste"},
                Source{"assumption; Eurostat: waste without major mineral wastes is 0.8 Gt of 6.2 Gt consumed"});
    schema.real(p.main_stream, "main_stream", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.3, 0.8},
                Meaning{"Share of the by-products in the firm's main type"}, Source{"assumption"});
    schema.real(p.substitutable, "substitutable", Unit{"1"}, Default{0.15}, sim::share, Sweep{0.05, 0.3},
                Meaning{"Share of a firm's input that a by-product of the wanted type can replace"},
                Source{"assumption"});
}

void declare_prices(sim::Schema& schema, Parameters& p) {
    schema.real(p.disposal, "disposal", Unit{"EUR t-1"}, Default{80}, sim::non_negative, Sweep{40, 120},
                Meaning{"Price of waste management, saved by the giver"},
                Source{"assumption; order of landfill charges in the European Union (European Environment Agency)"});
    schema.real(p.virgin_price, "virgin_price", Unit{"EUR t-1"}, Default{120}, sim::non_negative, Sweep{60, 240},
                Meaning{"Price of the virgin material, at a material price index of 1"},
                Source{"assumption; Eurostat secondary material prices: glass 60, paper 150, plastics 300"});
    schema.real(p.quality, "quality", Unit{"1"}, Default{0.7}, sim::share, Sweep{0.4, 1},
                Meaning{"Value of a by-product relative to virgin material"}, Source{"assumption"});
    schema.real(p.freight, "freight", Unit{"EUR t-1 km-1"}, Default{0.12}, sim::non_negative, Sweep{0.08, 0.2},
                Meaning{"Price of road freight"}, Source{"assumption; order of European road freight rates"});
    schema.real(p.fixed, "fixed", Unit{"EUR year-1"}, Default{2000}, sim::non_negative, Sweep{500, 10000},
                Meaning{"Contracts, analyses and permits of a link, both partners together"}, Source{"assumption"});
}

void declare_intensities(sim::Schema& schema, Parameters& p) {
    schema.real(
        p.background, "background", Unit{"1"}, Default{0.1096}, sim::share, Sweep{0.05, 0.2},
        Meaning{"Share of the material that firms would need without practices that is recycled on the market, 2020"},
        Source{"the level, and only the level, set to a rate of 11.7 % in 2020 (Eurostat)"});
    schema.real(p.price_response, "price_response", Unit{"1"}, Default{0.3}, Bounds{0, 5}, Sweep{0, 0.6},
                Meaning{"Elasticity of that share to the price of materials; 0 = none"},
                Source{"assumption: secondary supply responds weakly to prices"});
    schema.real(p.mandate_response, "mandate_response", Unit{"1"}, Default{0.05}, sim::share, Sweep{0, 0.15},
                Meaning{"Share of the material that mandates for recycled content reach at full circular regulatory "
                        "pressure; 0 = none"},
                Source{"assumption: packaging, batteries and cars, a small part of materials by mass"});
    schema.real(p.reference_pressure, "reference_pressure", Unit{"1"}, Default{0.1}, sim::share, Sweep{0, 0.2},
                Meaning{"Circular regulatory pressure whose mandates the share of 2020 holds already"},
                Source{"landscape.circular_regulation in 2020"});
    schema.real(p.adjustment_years, "adjustment_years", Unit{"year"}, Default{5}, Bounds{0.1, 50}, Sweep{2, 10},
                Meaning{"Time in which capacity for recycling follows demand"}, Source{"assumption"});
    schema.vector(p.material_intensity, "material_intensity", Unit{"kg EUR-1"},
                  {0.05, 0.45, 0.9, 0.01, 0.01, 0.08, 0.8, 0.3, 0.04, 0.12, 0.03, 0.03, 0.1, 0.04},
                  {"aerospace_defence", "agri_food", "construction", "cultural_creative", "digital", "electronics",
                   "energy_intensive", "renewable_energy", "health", "mobility_transport", "proximity_social",
                   "retail", "textiles", "tourism"},
                  sim::non_negative, Meaning{"Material per revenue without circular practices, by sector"},
                  Source{"assumption; mean of the order of Eurostat: 6.2 Gt consumed over 31 trillion EUR turnover"});
    schema.vector(p.emission_intensity, "emission_intensity", Unit{"kg EUR-1"},
                  {0.03, 0.2, 0.08, 0.02, 0.02, 0.03, 0.5, 0.3, 0.02, 0.15, 0.04, 0.03, 0.06, 0.06},
                  {"aerospace_defence", "agri_food", "construction", "cultural_creative", "digital", "electronics",
                   "energy_intensive", "renewable_energy", "health", "mobility_transport", "proximity_social",
                   "retail", "textiles", "tourism"},
                  sim::non_negative,
                  Meaning{"Greenhouse gas in CO2 equivalents per revenue without practices, by sector"},
                  Source{"assumption; order of Eurostat air emissions accounts"});
}

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Weight of a stratum in statistics of the economy.
double weight_of(const World& world, std::size_t stratum) {
    return stratum % 2 == 1 ? world.weights[stratum / 2] : 1.0;
}

/// Weighted kilograms of the cells of one group (0, 1) and sector.
double weighted(const World& world, const MaterialAccounts::Column& column, std::size_t group, std::size_t sector) {
    double sum = 0.0;
    for (std::size_t k = 0; k < MaterialAccounts::strata; ++k) {
        sum += weight_of(world, k) * static_cast<double>(column[MaterialAccounts::cell(group, sector, k)]);
    }
    return sum;
}

/// Recycled over all material of the given groups and sectors; NaN without any material.
double use_rate(const World& world, std::size_t first_group, std::size_t groups, std::size_t first_sector,
                std::size_t sectors) {
    const MaterialAccounts& accounts = world.symbiosis.materials;
    double input = 0.0;
    double circulated = 0.0;
    for (std::size_t g = first_group; g < first_group + groups; ++g) {
        for (std::size_t s = first_sector; s < first_sector + sectors; ++s) {
            input += weighted(world, accounts.input, g, s);
            circulated += weighted(world, accounts.recycled, g, s) + accounts.linked[g * sector_count + s];
        }
    }
    return input > 0.0 ? circulated / input : undefined;
}

/// Share of the links that satisfy a condition; NaN without links.
template <class Condition>
double share_of_links(const World& world, Condition&& condition) {
    double count = 0.0;
    for (const SymbiosisLink& link : world.symbiosis.links) {
        count += condition(link) ? 1.0 : 0.0;
    }
    return world.symbiosis.links.empty() ? undefined : count / static_cast<double>(world.symbiosis.links.size());
}

bool crosses_sectors(const World& world, const SymbiosisLink& link) {
    const std::uint32_t giver = world.firms.row_of(link.giver);
    const std::uint32_t taker = world.firms.row_of(link.taker);
    // A partner that closed at the end of the month is no longer known: the link ends with the next month.
    return giver != no_firm && taker != no_firm && world.firms.sector[giver] != world.firms.sector[taker];
}

void declare_member_links(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    const Source source{"model 7.9"};
    outputs.variable("symbiosis_links", {"cluster"}, Unit{"1"},
                     Meaning{"By-product links with at least one member as partner"}, source,
                     values_of(world.symbiosis.member_links));
    outputs.variable("symbiosis_linked_share", {"cluster"}, Unit{"1"},
                     Meaning{"Members that give or take, over those ready for by-product exchange at the last "
                             "search"},
                     source, [w](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             const auto ready = static_cast<double>(w->symbiosis.ready[c]);
                             out[c] = ready > 0.0 ? static_cast<double>(w->symbiosis.linked[c]) / ready : undefined;
                         }
                     });
    outputs.variable("symbiosis_savings", {"cluster"}, Unit{"EUR month-1"},
                     Meaning{"Members' savings through by-product links in the month"}, source,
                     euros_of(world.symbiosis.saved));
}

void declare_all_links(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    const Source source{"model 7.9"};
    outputs.variable("all_symbiosis_links", {}, Unit{"1"}, Meaning{"By-product links of all simulated firms"}, source,
                     [w](std::span<double> out) { out[0] = static_cast<double>(w->symbiosis.links.size()); });
    outputs.variable("symbiosis_links_formed", {}, Unit{"month-1"}, Meaning{"By-product links formed in the month"},
                     source, [w](std::span<double> out) { out[0] = static_cast<double>(w->symbiosis.formed); });
    outputs.variable("symbiosis_links_broken", {}, Unit{"month-1"}, Meaning{"By-product links ended in the month"},
                     source, [w](std::span<double> out) { out[0] = static_cast<double>(w->symbiosis.broken); });
    outputs.variable("all_symbiosis_savings", {}, Unit{"EUR month-1"},
                     Meaning{"Savings of all simulated firms through by-product links in the month"}, source,
                     [w](std::span<double> out) {
                         Cents sum = 0;
                         for (const Cents saved : w->symbiosis.saved) {
                             sum += saved;
                         }
                         out[0] = to_eur(sum);
                     });
}

void declare_kinds_of_links(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    outputs.variable("symbiosis_cross_sector_share", {}, Unit{"1"},
                     Meaning{"Share of by-product links between firms of different sectors"},
                     Source{"NISP: about 0.8"}, [w](std::span<double> out) {
                         out[0] = share_of_links(*w, [w](const auto& link) { return crosses_sectors(*w, link); });
                     });
    outputs.variable("symbiosis_distance", {}, Unit{"km"}, Meaning{"Mean distance between the partners of a link"},
                     Source{"NISP: most below 50 km"}, [w](std::span<double> out) {
                         double sum = 0.0;
                         for (const SymbiosisLink& link : w->symbiosis.links) {
                             sum += static_cast<double>(link.metres) / 1000.0;
                         }
                         out[0] = w->symbiosis.links.empty() ? undefined
                                                             : sum / static_cast<double>(w->symbiosis.links.size());
                     });
    outputs.variable("platform_reach", {"cluster"}, Unit{"1"},
                     Meaning{"Share of ready members listed on a platform between clusters"}, Source{"model 7.9"},
                     values_of(world.symbiosis.platform_reach));
}

void declare_use_rates(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    const Source eurostat{"Eurostat: circular material use rate (cei_srm030)"};
    outputs.variable("circular_material_use_rate", {}, Unit{"1"},
                     Meaning{"Recycled material over all material that firms use, weighted to the economy"}, eurostat,
                     [w](std::span<double> out) { out[0] = use_rate(*w, 0, 2, 0, sector_count); });
    outputs.variable("circular_material_use_by_group", {"group"}, Unit{"1"},
                     Meaning{"Recycled material over all material, members and firms outside, weighted"}, eurostat,
                     [w](std::span<double> out) {
                         for (std::size_t g = 0; g < out.size(); ++g) {
                             out[g] = use_rate(*w, g, 1, 0, sector_count);
                         }
                     });
    outputs.variable("circular_material_use_by_sector", {"sector"}, Unit{"1"},
                     Meaning{"Recycled material over all material by sector, weighted"}, eurostat,
                     [w](std::span<double> out) {
                         for (std::size_t s = 0; s < out.size(); ++s) {
                             out[s] = use_rate(*w, 0, 2, s, 1);
                         }
                     });
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("symbiosis", "Exchange of by-products between firms, and the materials of all firms");
    declare_search(schema, p);
    declare_volumes(schema, p);
    declare_prices(schema, p);
    declare_intensities(schema, p);
}

void declare_outputs(sim::Outputs& outputs, const World& world, std::function<const Parameters&()> parameters) {
    const World* const w = &world;
    declare_member_links(outputs, world);
    declare_all_links(outputs, world);
    declare_kinds_of_links(outputs, world);
    declare_use_rates(outputs, world);
    outputs.variable("virgin_material", {"group"}, Unit{"kg month-1"},
                     Meaning{"Virgin material that members and firms outside use in the month, simulated firms"},
                     Source{"model 7.9"}, [w](std::span<double> out) {
                         for (std::size_t g = 0; g < out.size(); ++g) {
                             std::int64_t sum = 0;
                             for (std::size_t i = 0; i < MaterialAccounts::cells / 2; ++i) {
                                 sum += w->symbiosis.materials.virgin[g * MaterialAccounts::cells / 2 + i];
                             }
                             out[g] = static_cast<double>(sum);
                         }
                     });
    outputs.variable(
        "emissions_intensity", {"sector"}, Unit{"kg EUR-1"},
        Meaning{"Greenhouse gas per revenue in CO2 equivalents, weighted"}, Source{"model 7.9"},
        [w, parameters](std::span<double> out) {
            const auto& base = parameters().emission_intensity;
            const MaterialAccounts& accounts = w->symbiosis.materials;
            for (std::size_t s = 0; s < out.size(); ++s) {
                const double jobs = weighted(*w, accounts.jobs, 0, s) + weighted(*w, accounts.jobs, 1, s);
                const double burdened = weighted(*w, accounts.burdened, 0, s) + weighted(*w, accounts.burdened, 1, s);
                out[s] = jobs > 0.0 ? base[s] * burdened / jobs : undefined;
            }
        });
    outputs.variable("material_residual", {}, Unit{"kg"},
                     Meaning{"Material that came in and did not go out; 0 by construction"},
                     Source{"conservation of mass"},
                     [w](std::span<double> out) { out[0] = static_cast<double>(w->symbiosis.materials.residual); });
}

} // namespace actorhood::models::symbiosis
