#include "models/mechanisms/opinions.hpp"

#include <algorithm>

#include "models/firms/batches.hpp"
#include "models/state/output_columns.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::opinions {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("opinions", "Orientation of firms and how it moves through ties");
    schema.real(p.influence, "influence", Unit{"1"}, Default{0.2}, Bounds{0, 0.5}, Sweep{0.05, 0.4},
                Meaning{"Strength of influence in a meeting (mu of relative agreement)", Symbol{"mu"}},
                Source{"Deffuant et al. 2002 for the form; value assumed"});
    schema.real(p.pull, "pull", Unit{"1"}, Default{0.06}, share, Sweep{0.02, 0.12},
                Meaning{"Share of the gap to the firm's own initial orientation that closes in a quarter"},
                Source{"Friedkin & Johnsen 1990 for the form; value assumed"});
    schema.real(p.uncertainty, "uncertainty", Unit{"1"}, Default{0.4}, Bounds{0.01, 2}, Sweep{0.2, 0.8},
                Meaning{"Initial uncertainty of an orientation"}, Source{"Deffuant et al. 2002; value assumed"});
    schema.real(p.shape_low, "shape_low", Unit{"1"}, Default{2}, Bounds{0.5, 100}, Sweep{1, 4},
                Meaning{"First parameter of the Beta distribution of initial orientations"},
                Source{"assumption: mean 0.4, broad"});
    schema.real(p.shape_high, "shape_high", Unit{"1"}, Default{3}, Bounds{0.5, 100}, Sweep{1, 6},
                Meaning{"Second parameter of the Beta distribution of initial orientations"},
                Source{"assumption: mean 0.4, broad"});
}

float Quantiles::at(double u) const {
    const double position = std::clamp(u * static_cast<double>(points) - 0.5, 0.0, static_cast<double>(points - 1));
    const std::size_t below = std::min(static_cast<std::size_t>(position), points - 2);
    const float part = static_cast<float>(position - static_cast<double>(below));
    return value[below] + part * (value[below + 1] - value[below]);
}

Quantiles quantiles_of(const Parameters& parameters) {
    Quantiles quantiles;
    for (std::size_t k = 0; k < Quantiles::points; ++k) {
        const double u = (static_cast<double>(k) + 0.5) / static_cast<double>(Quantiles::points);
        quantiles.value[k] = static_cast<float>(sim::beta_quantile(u, parameters.shape_low, parameters.shape_high));
    }
    return quantiles;
}

float initial_orientation(const Quantiles& quantiles, const sim::Random& random, std::uint64_t key) {
    return quantiles.at(random.fixed(initial_orientation_stream).block(trait_key(key)).uniform32(0));
}

void begin(const Parameters& parameters, const Quantiles& quantiles, const sim::Random& random,
           Rows<Opinions, const FirmIdentity> firms) {
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        firms.orientation[row] = initial_orientation(quantiles, random, firms.key[row]);
        const double u = random.fixed(initial_orientation_stream).block(trait_key(firms.key[row])).uniform32(1);
        firms.uncertainty[row] = static_cast<float>(parameters.uncertainty * (0.5 + u));
    }
}

namespace {

/// Opinions of a batch move towards those of partners and back to their origins; columns by value, so that their
/// addresses stay in registers.
void move_opinions(std::uint32_t size, float influence, float pull, const Impression* partner, const float* origin,
                   float* orientation, float* uncertainty) {
    std::array<Opinion, BatchDraws::rows> heard;
    for (std::uint32_t i = 0; i < size; ++i) {
        heard[i] = {partner[i].orientation(), partner[i].uncertainty()};
    }
    for (std::uint32_t i = 0; i < size; ++i) {
        const Opinion opinion = after_meeting({orientation[i], uncertainty[i]}, heard[i], influence);
        orientation[i] = opinion.orientation + pull * (origin[i] - opinion.orientation);
        uncertainty[i] = opinion.uncertainty;
    }
}

} // namespace

void hear(const Parameters& parameters, const Quantiles& quantiles, const sim::Random& random, const Month& month,
          Rows<Opinions, const FirmIdentity> firms, Handed<const Met> met) {
    if (!month.last_of_quarter) {
        return;
    }
    const sim::RandomStream origins = random.fixed(initial_orientation_stream);
    BatchDraws words;
    std::array<float, BatchDraws::rows> origin;
    for_each_batch(firms.block, [&](RowBatch batch) {
        words.draw_traits(origins, firms, batch);
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            origin[i] = quantiles.at(words.uniform(0, i));
        }
        move_opinions(batch.size, static_cast<float>(parameters.influence), static_cast<float>(parameters.pull),
                      &met->partner[batch.begin - firms.block.begin], origin.data(), &firms.orientation[batch.begin],
                      &firms.uncertainty[batch.begin]);
    });
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("orientation", {"cluster"}, Unit{"1"},
                     Meaning{"Mean orientation of members, 0 growth only to 1 transition"}, Source{"model 7.8"},
                     values_of(world.census.mean_orientation));
    outputs.variable("orientation_spread", {"cluster"}, Unit{"1"},
                     Meaning{"Standard deviation of members' orientations"}, Source{"model 7.8"},
                     values_of(world.census.sd_orientation));
    outputs.variable(
        "outside_orientation", {"region"}, Unit{"1"}, Meaning{"Mean orientation of firms outside clusters, weighted"},
        Source{"model 7.8"}, [w](std::span<double> out) {
            std::copy_n(w->census.mean_orientation.begin() + w->firms.cluster_count(), out.size(), out.begin());
        });
}

} // namespace actorhood::models::opinions
