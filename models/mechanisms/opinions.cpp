#include "models/mechanisms/opinions.hpp"

#include <algorithm>

#include "models/firms/batches.hpp"
#include "models/firms/prefetch.hpp"
#include "models/state/output_columns.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::opinions {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("opinions", "Orientation of firms and how it moves through ties");
    schema.real(p.influence, "influence", Unit{"1"}, Default{0.2}, Bounds{0, 0.5}, Sweep{0.05, 0.4},
                Meaning{"Strength of influence in a meeting (mu of relative agreement)"},
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

Opinion after_meeting(Opinion own, Opinion other, float influence) {
    // Overlap of [o-u, o+u] of both: sum of the half-widths less the distance, at most twice the smaller half-width.
    const float apart = std::abs(own.orientation - other.orientation);
    const float wider = std::abs(own.uncertainty - other.uncertainty);
    const float sum = own.uncertainty + other.uncertainty;
    const float overlap = sum - wider - rules::positive_part(apart - wider);
    const float strength = influence * rules::positive_part(overlap / other.uncertainty - 1.0f);
    return {own.orientation + strength * (other.orientation - own.orientation),
            own.uncertainty + strength * (other.uncertainty - own.uncertainty)};
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

void step(const Parameters& parameters, const Quantiles& quantiles, const sim::Random& random, const Month& month,
          const FirmLayout& layout, const FirmIdentity& identity, const Ties& ties, Opinions& firms) {
    if (!month.last_of_quarter) {
        return;
    }
    const sim::RandomStream meetings = random.stream(opinion_stream, month.index);
    const sim::RandomStream origins = random.fixed(initial_orientation_stream);
    const auto influence = static_cast<float>(parameters.influence);
    const auto pull = static_cast<float>(parameters.pull);
    sim::parallel_for(layout.blocks().size(), [&](std::size_t b) {
        BatchDraws words;
        BatchDraws origin_words;
        std::array<std::uint32_t, BatchDraws::rows> partners;
        for_each_batch(layout.blocks()[b], [&](RowBatch batch) {
            words.draw(meetings, identity, batch);
            origin_words.draw_traits(origins, identity, batch);
            pick_partners(layout, ties, batch, words.word[0], partners);
            prefetch_partners(batch, partners, firms.orientation, firms.uncertainty);
            for (std::uint32_t i = 0; i < batch.size; ++i) {
                const std::uint32_t row = batch.begin + i;
                const std::uint32_t partner = partners[i]; // itself when it has none: no change
                const Opinion opinion =
                    after_meeting({firms.orientation[row], firms.uncertainty[row]},
                                  {firms.orientation[partner], firms.uncertainty[partner]}, influence);
                const float origin = quantiles.at(origin_words.uniform(0, i));
                firms.orientation_next[row] = opinion.orientation + pull * (origin - opinion.orientation);
                firms.uncertainty_next[row] = opinion.uncertainty;
            }
        });
    });
    firms.orientation.swap(firms.orientation_next);
    firms.uncertainty.swap(firms.uncertainty_next);
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
