#include "models/mechanisms/landscape.hpp"

#include <algorithm>

namespace actorhood::models::landscape {

using sim::Bounds;
using sim::Meaning;
using sim::Source;
using sim::Unit;

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("landscape", "Exogenous conditions: series of dates and values");
    schema.series(p.energy_price, "energy_price", Unit{"1"},
                  {{2020, 1.0}, {2021.5, 1.1}, {2022.75, 1.9}, {2024, 1.4}, {2030, 1.3}, {2040, 1.4}},
                  sim::non_negative, Meaning{"Price of energy, 2020 = 1"},
                  Source{"assumption: the peak of 2022, then a lasting increase"});
    schema.series(p.material_price, "material_price", Unit{"1"},
                  {{2020, 1.0}, {2022.5, 1.3}, {2024, 1.15}, {2040, 1.35}}, sim::non_negative,
                  Meaning{"Price of materials, 2020 = 1"}, Source{"assumption"});
    schema.series(p.circular_regulation, "circular_regulation", Unit{"1"}, {{2020, 0.1}, {2025, 0.25}, {2040, 0.8}},
                  sim::share, Meaning{"Regulatory pressure towards circular practices"},
                  Source{"assumption; laws on waste, climate and resilience: S2"});
    schema.series(p.digital_regulation, "digital_regulation", Unit{"1"}, {{2020, 0.07}, {2025, 0.1}, {2040, 0.3}},
                  sim::share, Meaning{"Regulatory pressure towards digital practices"}, Source{"assumption"});
    schema.series(p.required_depth, "required_depth", Unit{"1"}, {{2020, 0.60}, {2040, 0.95}}, Bounds{0.01, 1},
                  Meaning{"Circular depth of members required to stay within planetary boundaries"},
                  Source{"assumption; planetary boundaries: S0"});
    schema.series(p.digital_frontier, "digital_frontier", Unit{"1"}, {{2020, 0.45}, {2025, 0.60}, {2040, 0.90}},
                  sim::share, Meaning{"Digital depth of the best firms"}, Source{"assumption"});
    schema.series(p.media, "media", Unit{"1"}, {{2020, 1.0}}, sim::non_negative,
                  Meaning{"Attention of the media to the transition, 2020 = 1"}, Source{"assumption"});
}

void step(const Parameters& p, const Month& month, const PracticeCatalogue& practices, Landscape& landscape) {
    const double year = month.year;
    landscape.energy_price = p.energy_price.at(year);
    landscape.material_price = p.material_price.at(year);
    landscape.regulation = {p.circular_regulation.at(year), p.digital_regulation.at(year)};
    landscape.required_depth = p.required_depth.at(year);
    landscape.digital_frontier = p.digital_frontier.at(year);
    landscape.media = p.media.at(year);
    for (std::size_t practice = 0; practice < practices.count(); ++practice) {
        landscape.cost_index[practice] = practices.entries[practice].cost_index.at(year);
        landscape.attention[practice] = practices.entries[practice].attention.at(year);
        landscape.saving_index[practice] = practices.entries[practice].saving_index.at(year);
        landscape.skill_index[practice] = practices.entries[practice].skill_index.at(year);
        landscape.displacement_index[practice] = 1.0;
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Landscape& now = world.landscape;
    const Source source{"scenario"};
    outputs.variable("energy_price", {}, Unit{"1"}, Meaning{"Price of energy, 2020 = 1"}, source,
                     [&now](std::span<double> out) { out[0] = now.energy_price; });
    outputs.variable("material_price", {}, Unit{"1"}, Meaning{"Price of materials, 2020 = 1"}, source,
                     [&now](std::span<double> out) { out[0] = now.material_price; });
    outputs.variable("regulatory_pressure", {"pillar"}, Unit{"1"}, Meaning{"Regulatory pressure by pillar"}, source,
                     [&now](std::span<double> out) { std::copy_n(now.regulation.begin(), out.size(), out.begin()); });
    outputs.variable("required_circular_depth", {}, Unit{"1"}, Meaning{"Circular depth required of members"}, source,
                     [&now](std::span<double> out) { out[0] = now.required_depth; });
    outputs.variable("digital_frontier", {}, Unit{"1"}, Meaning{"Digital depth of the best firms"}, source,
                     [&now](std::span<double> out) { out[0] = now.digital_frontier; });
    outputs.variable("media_attention", {}, Unit{"1"}, Meaning{"Attention of the media, 2020 = 1"}, source,
                     [&now](std::span<double> out) { out[0] = now.media; });
    outputs.variable("practice_cost_index", {"practice"}, Unit{"1"}, Meaning{"Outside cost of a practice, 2020 = 1"},
                     source,
                     [&now](std::span<double> out) { std::copy_n(now.cost_index.begin(), out.size(), out.begin()); });
    outputs.variable("practice_attention", {"practice"}, Unit{"1"}, Meaning{"Attention to a practice, 2020 = 1"},
                     source,
                     [&now](std::span<double> out) { std::copy_n(now.attention.begin(), out.size(), out.begin()); });
}

} // namespace actorhood::models::landscape
