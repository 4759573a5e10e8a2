#include "models/mechanisms/learning.hpp"

#include <algorithm>

#include "models/firms/batches.hpp"
#include "models/state/output_columns.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::learning {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("learning", "Absorptive capacity: learning from ties and forgetting");
    schema.real(p.rate, "rate", Unit{"year-1"}, Default{0.6}, Bounds{0, 4}, Sweep{0.2, 1.2},
                Meaning{"Rate at which a firm takes over useful know-how of its ties", Symbol{"r"}},
                Source{"Cohen & Levinthal 1990 for the form; value assumed"});
    schema.real(p.furthest, "furthest", Unit{"1"}, Default{0.5}, Bounds{0.01, 2}, Sweep{0.3, 0.7},
                Meaning{"Cognitive distance beyond which nothing is learned", Symbol{"d_max"}},
                Source{"Nooteboom et al. 2007"});
    schema.real(p.understanding, "understanding", Unit{"1"}, Default{0.3}, share, Sweep{0.1, 0.5},
                Meaning{"Share of what is useful that a firm without any capacity understands", Symbol{"floor"}},
                Source{"Cohen & Levinthal 1990 for the form; value assumed"});
    schema.real(p.sector_barrier, "sector_barrier", Unit{"1"}, Default{0.3}, share, Sweep{0, 0.6},
                Meaning{"Share of useful know-how that does not get across from a partner of another sector"},
                Source{"Boschma 2005 for the sign; value assumed"});
    schema.real(p.decay, "decay", Unit{"year-1"}, Default{0.06}, non_negative, Sweep{0.02, 0.15},
                Meaning{"Rate at which absorptive capacity falls back to its initial value"}, Source{"assumption"});
    schema.vector(p.mean, "mean", Unit{"1"}, {0.4, 0.4}, {"circular", "digital"}, share,
                  Meaning{"Mean initial absorptive capacity of a firm with 20 employees"}, Source{"assumption"});
    schema.vector(p.sd, "sd", Unit{"1"}, {0.12, 0.12}, {"circular", "digital"}, share,
                  Meaning{"Standard deviation of initial absorptive capacity at a given size"}, Source{"assumption"});
    schema.real(p.size_slope, "size_slope", Unit{"1"}, Default{0.03}, Bounds{-0.5, 0.5}, Sweep{0, 0.06},
                Meaning{"Initial absorptive capacity per ln(employees)"},
                Source{"Bassi & Dias 2019 for the sign; value assumed"});
}

std::array<std::uint8_t, pillar_count> initial_capacity(const Parameters& parameters, const sim::Random& random,
                                                        std::uint64_t key, double employees) {
    const sim::RandomStream draws = random.fixed(initial_capacity_stream);
    constexpr double log_of_twenty = sim::logarithm(20.0);
    const double size = employees > 0.0 ? sim::logarithm(employees) - log_of_twenty : 0.0;
    std::array<std::uint8_t, pillar_count> result{};
    for (std::uint32_t pillar = 0; pillar < pillar_count; ++pillar) {
        const double capacity = parameters.mean[pillar] + parameters.size_slope * size +
                                parameters.sd[pillar] * draws.normal(trait_key(key), pillar);
        result[pillar] = static_cast<std::uint8_t>(std::clamp(capacity, 0.0, 1.0) * 255.0 + 0.5);
    }
    return result;
}

void begin(const Parameters& parameters, const sim::Random& random, Rows<Skills, const FirmIdentity> firms) {
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const auto base =
            initial_capacity(parameters, random, firms.key[row], static_cast<double>(firms.employees[row]));
        firms.circular_base[row] = base[circular];
        firms.digital_base[row] = base[digital];
        firms.circular_capacity[row] = static_cast<float>(base[circular]) * (1.0f / 255.0f);
        firms.digital_capacity[row] = static_cast<float>(base[digital]) * (1.0f / 255.0f);
    }
}

namespace {

/// One pillar; columns by value, so that their addresses stay in registers.
template <class Base, class Capacity>
void forget_pillar(const RowBlock& block, float approach, Base base, Capacity capacity) {
    for (std::size_t row = block.begin; row < block.end; ++row) {
        capacity[row] += approach * (static_cast<float>(base[row]) * (1.0f / 255.0f) - capacity[row]);
    }
}

} // namespace

void forget(const Parameters& parameters, Rows<Skills> firms) {
    const auto approach = static_cast<float>(sim::monthly_approach(parameters.decay));
    forget_pillar(firms.block, approach, firms.circular_base, firms.circular_capacity);
    forget_pillar(firms.block, approach, firms.digital_base, firms.digital_capacity);
}

void learn(const Parameters& parameters, const Month& month, Rows<Skills, const FirmIdentity> firms,
           Handed<const Met> met) {
    if (!month.last_of_quarter) {
        return;
    }
    const auto rate = static_cast<float>(0.25 * parameters.rate);
    const auto furthest = static_cast<float>(parameters.furthest);
    const auto understanding = static_cast<float>(parameters.understanding);
    const auto barrier = static_cast<float>(parameters.sector_barrier);
    // What the partners have is unpacked first, and the rule then computed for many firms at once.
    std::array<float, BatchDraws::rows> reach;
    std::array<float, BatchDraws::rows> theirs;
    for_each_batch(firms.block, [&](RowBatch batch) {
        const Impression* const partner = &met->partner[batch.begin - firms.block.begin];
        const std::uint8_t* const partner_sector = &met->sector[batch.begin - firms.block.begin];
        const std::uint8_t* const sector = &firms.sector[batch.begin];
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            reach[i] = sector_proximity(sector[i], partner_sector[i], barrier);
        }
        for (const Pillar pillar : {circular, digital}) {
            float* const own = &firms.capacity(pillar)[batch.begin];
            for (std::uint32_t i = 0; i < batch.size; ++i) {
                theirs[i] = partner[i].capacity(pillar);
            }
            for (std::uint32_t i = 0; i < batch.size; ++i) {
                own[i] += reach[i] * learned(own[i], theirs[i], rate, furthest, understanding);
            }
        }
    });
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("absorptive_capacity", {"cluster", "pillar"}, Unit{"1"},
                     Meaning{"Mean absorptive capacity of members"}, Source{"model 7.8; Cohen & Levinthal 1990"},
                     values_of(world.census.mean_capacity));
    outputs.variable("outside_absorptive_capacity", {"region", "pillar"}, Unit{"1"},
                     Meaning{"Mean absorptive capacity of firms outside clusters, weighted"},
                     Source{"model 7.8; Cohen & Levinthal 1990"}, [w](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             const std::size_t segment = w->firms.cluster_count() + i / pillar_count;
                             out[i] = w->census.mean_capacity[segment][i % pillar_count];
                         }
                     });
}

} // namespace actorhood::models::learning
