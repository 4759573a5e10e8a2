// Landscape: the exogenous conditions of a month.
//
// Piecewise-linear series of dates: prices of energy and materials, regulatory pressure, the circular depth that is
// required of members, the digital depth of the best, attention of the media, and for each practice its outside cost
// and the attention it gets (one common frontier cannot describe practices that take off at different times).
//
//     y(t) = y_k + (y_{k+1} - y_k) (t - t_k) / (t_{k+1} - t_k)
//
// Sources: multi-level perspective, landscape level [Geels 2002]; S0 (landscape pressure), S2 (end-to-end laws).
// Scheduled and random shocks act on these conditions, and on others: see shocks.hpp.
#pragma once

#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::landscape {

struct Parameters {
    sim::Series energy_price;
    sim::Series material_price;
    sim::Series circular_regulation;
    sim::Series digital_regulation;
    sim::Series required_depth;
    sim::Series digital_frontier;
    sim::Series media;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// The landscape of the given month.
void step(const Parameters& p, const Month& month, const PracticeCatalogue& practices, Landscape& landscape);

void declare_outputs(sim::Outputs& outputs, const World& world);

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "landscape", .title = "Exogenous conditions", .switchable = false}};

} // namespace actorhood::models::landscape
