// Parameters, initial state and outputs of the adoption funnel; its behaviour is in adoption.cpp.
#include "models/mechanisms/adoption.hpp"

#include <algorithm>
#include <limits>

#include "models/state/fit.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::adoption {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("adoption", "Adoption funnel of circular and digital practices");
    schema.real(p.media_rate, "media_rate", Unit{"year-1"}, Default{0.05}, non_negative, Sweep{0.02, 0.1},
                Meaning{"Awareness hazard of each practice from media at attention 1"},
                Source{"assumption; model 7.7; Rogers 2003"});
    schema.real(p.reach_rate, "reach_rate", Unit{"year-1"}, Default{0.20}, non_negative, Sweep{0.05, 0.4},
                Meaning{"Awareness hazard of members per unit of intelligence intensity"},
                Source{"assumption; model 7.7"});
    schema.real(p.word_of_mouth, "word_of_mouth", Unit{"year-1"}, Default{0.3}, non_negative, Sweep{0.1, 0.6},
                Meaning{"Awareness hazard when all tie partners use the practice"},
                Source{"model 7.10; of the order of the imitation coefficient in Sultan et al. 1990"});
    schema.real(p.forgetting, "forgetting", Unit{"year-1"}, Default{0.04}, non_negative, Sweep{0, 0.1},
                Meaning{"Rate at which a firm forgets each practice it does not use"}, Source{"model 7.10"});
    schema.real(p.evaluation, "evaluation", Unit{"year-1"}, Default{1.1}, non_negative, Sweep{0.5, 1.5},
                Meaning{"Evaluations per firm"}, Source{"joint fit, MODEL.md 11"});
    schema.real(p.evaluation_served, "evaluation_served", Unit{"year-1"}, Default{0.4}, non_negative, Sweep{0, 0.8},
                Meaning{"Additional evaluations while a circular or digital service acts"}, Source{"model 7.7"});
    schema.real(p.obligation_evaluation, "obligation_evaluation", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Rise of the evaluation rate with the obligation of binding decisions"},
                Source{"assumption; model 7.6"});
    schema.real(p.obligation_weight, "obligation_weight", Unit{"1"}, Default{2}, non_negative, Sweep{0, 4},
                Meaning{"Rise of a targeted practice's candidate weight with the obligation"},
                Source{"assumption; model 7.6"});
    schema.real(p.served_weight, "served_weight", Unit{"1"}, Default{2}, non_negative, Sweep{1, 4},
                Meaning{"Candidate weight of practices of a pillar while a service of it acts"},
                Source{"assumption; model 7.7"});
    schema.real(p.abandonment, "abandonment", Unit{"year-1"}, Default{0.02}, Bounds{0, 2}, Sweep{0, 0.05},
                Meaning{"Rate at which each used practice is given up, at no resistance"}, Source{"model 7.10"});
    schema.real(p.rest, "rest", Unit{"month"}, Default{24}, Bounds{1, 600}, Sweep{12, 48},
                Meaning{"Rest after a failed trial or an abandonment"}, Source{"model 7.10"});
    schema.real(p.payback_weight, "payback_weight", Unit{"1"}, Default{1.26}, non_negative, Sweep{0.5, 1.5},
                Meaning{"Weight b of the logarithm of the payback time"},
                Source{"form: Anderson & Newell 2004; value: joint fit, MODEL.md 11"});
    schema.real(p.capital_weight, "capital_weight", Unit{"1"}, Default{0.4}, non_negative, Sweep{0, 0.8},
                Meaning{"Additional weight of capital cost, relative to b"},
                Source{"Anderson & Newell 2004: cost weighs 40 % more than savings"});
    schema.real(p.noise, "noise", Unit{"1"}, Default{0.4}, non_negative, Sweep{0.1, 0.8},
                Meaning{"Standard deviation of the logarithm of the perceived payback time"}, Source{"model 7.10"});
    schema.real(p.served_noise, "served_noise", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Remaining noise while a service of the pillar acts"}, Source{"model 7.7"});
    schema.real(p.peer_weight, "peer_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0, 3},
                Meaning{"Weight of adoption among tie partners"}, Source{"model 7.10; Granovetter 1978"});
    schema.choice(p.peer_rule, "peer_rule", Default{"simple"}, {"simple", "threshold"},
                  Meaning{"Peers count by their share, or once the share reaches the firm's threshold"},
                  Source{"Granovetter 1978; Centola & Macy 2007"});
    schema.real(p.threshold_mean, "threshold_mean", Unit{"1"}, Default{0.25}, Bounds{0.13, 0.87}, Sweep{0.15, 0.5},
                Meaning{"Mean threshold of the threshold rule (Beta with a + b = 4)"}, Source{"model 7.10"});
    schema.real(p.threshold_bypass, "threshold_bypass", Unit{"1"}, Default{0.01}, sim::share, Sweep{0.001, 0.05},
                Meaning{"Chance that a firm ignores its threshold"}, Source{"model 7.10"});
    schema.real(p.scaling_peer, "scaling_peer", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Largest rise of the peer effect by the pathway's scaling stock"}, Source{"model 7.7"});
    schema.real(p.capacity_weight, "capacity_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0.5, 3},
                Meaning{"Weight of absorptive capacity"}, Source{"Cohen & Levinthal 1990; model 7.10"});
    schema.real(p.skill_weight, "skill_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0.5, 3},
                Meaning{"Weight of the practice's skill demand times the skill gap"}, Source{"model 7.10"});
    schema.real(p.orientation_weight, "orientation_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0, 3},
                Meaning{"Weight of the orientation for circular practices"}, Source{"model 7.10"});
    schema.real(p.regulation_weight, "regulation_weight", Unit{"1"}, Default{1}, non_negative, Sweep{0, 2},
                Meaning{"Logit per unit of regulatory pressure on the pillar"}, Source{"assumption; model 7.10"});
    schema.real(p.resistance_cost, "resistance_cost", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Rise of the cost with workforce resistance (chi)"}, Source{"model 7.11"});
    schema.real(p.served_cost, "served_cost", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.4},
                Meaning{"Cost of know-how saved while a service of the pillar acts, share of the cost"},
                Source{"model 7.7"});
    schema.real(p.action_cost, "action_cost", Unit{"1"}, Default{0.1}, sim::share, Sweep{0, 0.2},
                Meaning{"Largest cost saved by the pathway's stock of tailored actions"},
                Source{"assumption; model 7.7"});
    schema.real(p.spill_over, "spill_over", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Weight of experience elsewhere against the own cluster or region (psi)"},
                Source{"assumption; model 7.10"});
    schema.real(p.subsidy_share, "subsidy_share", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 0.8},
                Meaning{"Share of a targeted practice's cost paid from the joint budget per unit of obligation"},
                Source{"assumption; model 7.6"});
    schema.real(p.subsidy_limit, "subsidy_limit", Unit{"EUR"}, Default{15000}, non_negative, Sweep{5000, 50000},
                Meaning{"Largest payment from the joint budget for one adoption"}, Source{"model 7.6"});
    schema.real(p.ration_memory, "ration_memory", Unit{"month"}, Default{6}, Bounds{1, 120}, Sweep{3, 12},
                Meaning{"Months over which members remember what the joint budget paid of the wished subsidies"},
                Source{"assumption"});
    schema.real(p.trial_failure, "trial_failure", Unit{"1"}, Default{0.3}, sim::share, Sweep{0.1, 0.5},
                Meaning{"Chance that a trial without risk, capacity and support fails"}, Source{"assumption"});
    schema.real(p.trial_risk, "trial_risk", Unit{"1"}, Default{1}, non_negative, Sweep{0, 2},
                Meaning{"Growth of the chance of failure with technical risk"}, Source{"assumption"});
    schema.real(p.trial_capacity, "trial_capacity", Unit{"1"}, Default{0.6}, sim::share, Sweep{0.2, 1},
                Meaning{"Share of failures that full absorptive capacity prevents"},
                Source{"assumption; Cohen & Levinthal 1990"});
    schema.real(p.trial_support, "trial_support", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.6},
                Meaning{"Share of failures that a service of the pillar prevents"}, Source{"assumption; S2"});
    schema.real(p.fit.sd, "fit_sd", Unit{"1"}, Default{1.2}, non_negative, Sweep{0.6, 2},
                Meaning{"Standard deviation of the fixed fit of firms to practices, logit"}, Source{"model 5"});
    schema.real(p.fit.common, "fit_common", Unit{"1"}, Default{0.4}, share, Sweep{0, 0.6},
                Meaning{"Share of its variance that a firm's fits to all practices have in common"},
                Source{"assumption; size and R&D go with all circular actions: Bassi & Dias 2019"});
}

namespace {

/// Sizes that stand for the economy's firms from a size class on: quantiles of each class's lognormal.
std::vector<SizePoint> sizes_from(SizeClass smallest) {
    struct Class {
        double median, sigma, weight;
    };
    static constexpr std::array<Class, size_class_count> classes{Class{3, 0.7, 93.2}, Class{20, 0.5, 5.7},
                                                                 Class{100, 0.5, 0.9}, Class{500, 0.8, 0.2}};
    std::vector<SizePoint> sizes;
    for (std::size_t k = smallest; k < classes.size(); ++k) {
        const Class& size_class = classes[k];
        for (int i = 0; i < 9; ++i) {
            const double z = sim::normal_quantile((i + 0.5) / 9.0);
            sizes.push_back({size_class.median * sim::exponential(size_class.sigma * z), size_class.weight / 9.0});
        }
    }
    return sizes;
}

void start_firm(const std::vector<double>& intercepts, const Parameters& parameters,
                const PracticeCatalogue& practices, const sim::Random& random, std::uint32_t row, Firms& firms) {
    const sim::RandomStream draws = random.fixed(initial_adoption_stream);
    const std::uint64_t key = trait_key(firms.key[row]);
    const double shared_fit = common_fit(random, key);
    for (std::size_t p = 0; p < practices.count(); ++p) {
        const Practice& entry = practices.entries[p];
        const auto draw = static_cast<std::uint32_t>(p);
        const std::uint32_t practice_bit = 1u << p;
        const double fit = practice_fit(random, key, p, parameters.fit, shared_fit);
        const double adopted = entry.initial_share <= 0.0
                                   ? 0.0
                                   : initial_adoption_probability(intercepts[p], entry.size_slope,
                                                                  static_cast<double>(firms.employees[row]), fit);
        if (draws.uniform(key, draw) < adopted) {
            firms.adopted[row] |= practice_bit;
            firms.aware[row] |= practice_bit;
            firms.practice_gain[row] += static_cast<float>(entry.own_saving());
        } else if (draws.uniform(key, practice_limit + draw) <
                   awareness_given_not_adopted(entry.initial_aware, entry.initial_share)) {
            firms.aware[row] |= practice_bit;
        }
    }
}

/// Weighted adopters (or aware) and firms of a practice over chosen sector counts.
struct Tally {
    double having = 0.0;
    double firms = 0.0;
    [[nodiscard]] double share() const {
        return firms > 0.0 ? having / firms : std::numeric_limits<double>::quiet_NaN();
    }
};

template <class Member>
void tally(const AdoptionRegister::Counts& counts, Member member, std::size_t practice,
           const ExpansionWeights& weights, std::size_t first_class, std::size_t last_class, Tally& sum) {
    for (std::size_t k = first_class; k <= last_class; ++k) {
        for (std::size_t sampled = 0; sampled < 2; ++sampled) {
            const double weight = sampled != 0 ? weights[k] : 1.0;
            sum.having += weight * (counts.*member)[practice][k * 2 + sampled];
            sum.firms += weight * counts.firms[k * 2 + sampled];
        }
    }
}

constexpr auto adopters = &AdoptionRegister::Counts::adopters;
constexpr auto aware = &AdoptionRegister::Counts::aware;

/// Share over all sectors of one side (0 members, 1 outside) for size classes first..last.
template <class Member>
double share_of_side(const World& world, Member member, std::size_t outside, std::size_t practice,
                     std::size_t first_class = 0, std::size_t last_class = size_class_count - 1) {
    Tally sum;
    for (std::size_t s = 0; s < sector_count; ++s) {
        tally(world.adoption.sector(outside, s), member, practice, world.weights, first_class, last_class, sum);
    }
    return sum.share();
}

/// Mean share of the pillar's practices adopted by one side.
double depth_of_side(const World& world, std::size_t outside, Pillar pillar) {
    double sum = 0.0;
    double practices = 0.0;
    for (std::size_t p = 0; p < world.practices.count(); ++p) {
        if (world.practices.pillar(p) == pillar) {
            sum += share_of_side(world, adopters, outside, p);
            practices += 1.0;
        }
    }
    return practices > 0.0 ? sum / practices : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

PracticeCatalogue catalogue(const std::vector<Practice>& practices) {
    PracticeCatalogue catalogue;
    catalogue.entries = practices;
    catalogue.derive();
    return catalogue;
}

Thresholds thresholds(const Parameters& parameters) {
    // Beta with the given mean and the spread of Beta(1, 3).
    constexpr std::size_t points = 256;
    const double a = 4.0 * parameters.threshold_mean;
    const double b = 4.0 - a;
    Thresholds thresholds;
    for (std::size_t i = 0; i < points; ++i) {
        thresholds.quantile.push_back(sim::beta_quantile((static_cast<double>(i) + 0.5) / points, a, b));
    }
    return thresholds;
}

void initialise(const Parameters& parameters, const PracticeCatalogue& practices, const sim::Random& random,
                Firms& firms) {
    const std::array<std::vector<SizePoint>, 2> sizes{sizes_from(small), sizes_from(micro)};
    std::vector<double> intercepts;
    for (const Practice& entry : practices.entries) {
        intercepts.push_back(entry.initial_share <= 0.0
                                 ? 0.0
                                 : initial_intercept(entry.initial_share, entry.size_slope, parameters.fit.sd,
                                                     sizes[static_cast<std::size_t>(entry.surveyed)]));
    }
    const std::vector<RowBlock>& blocks = firms.blocks();
    sim::parallel_for(blocks.size(), [&](std::size_t b) {
        for (std::uint32_t row = blocks[b].begin; row < blocks[b].end; ++row) {
            start_firm(intercepts, parameters, practices, random, row, firms);
        }
    });
}

LocationTable locations(const Parameters& parameters) { return LocationTable(parameters.fit.sd); }

void adopt_like_others(const Parameters& parameters, const EntrantFunnel& like, const PracticeCatalogue& practices,
                       const sim::Random& random, Rows<Funnel, Finance, const FirmIdentity> firms) {
    const sim::RandomStream draws = random.fixed(initial_adoption_stream);
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const std::uint64_t key = firms.key[row];
        const std::size_t size_class = firms.size_class[row];
        const double shared_fit = common_fit(random, key);
        for (std::size_t p = 0; p < practices.count(); ++p) {
            const double fit = practice_fit(random, key, p, parameters.fit, shared_fit);
            const std::uint32_t practice_bit = 1u << p;
            const sim::RandomBlock draw = draws.block(key, static_cast<std::uint32_t>(p));
            if (draw.uniform(0) < entrant_adoption_probability(like.location[size_class][p], fit)) {
                firms.adopted[row] |= practice_bit;
                firms.aware[row] |= practice_bit;
                firms.practice_gain[row] += static_cast<float>(practices.entries[p].own_saving());
            } else if (draw.uniform(1) < like.aware[size_class][p]) {
                firms.aware[row] |= practice_bit;
            }
        }
    }
}

void count_everybody(const Firms& firms, AdoptionRegister& adoption) {
    for (const RowBlock& block : firms.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            adoption.count_firm(firms, row, block.segment, 1);
        }
    }
}

void renew_gains(const std::vector<Practice>& coming, const PracticeCatalogue& practices, const FirmLayout& layout,
                 const Funnel& funnel, Finance& firms) {
    const bool same =
        std::equal(coming.begin(), coming.end(), practices.entries.begin(), practices.entries.end(),
                   [](const Practice& one, const Practice& other) { return one.own_saving() == other.own_saving(); });
    if (same) {
        return;
    }
    for (const RowBlock& block : layout.blocks()) {
        for (std::uint32_t row = block.begin; row < block.end; ++row) {
            float gain = 0.0f;
            for (std::size_t p = 0; p < coming.size(); ++p) {
                gain += (funnel.adopted[row] >> p & 1u) != 0 ? static_cast<float>(coming[p].own_saving()) : 0.0f;
            }
            firms.practice_gain[row] = gain;
        }
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    const std::size_t practices = world.practices.count();
    const Source counted{"adoption register; model 7.10"};
    outputs.variable(
        "adoption", {"cluster", "practice"}, Unit{"1"}, Meaning{"Share of members that use the practice"}, counted,
        [w, practices](std::span<double> out) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                Tally sum;
                tally(w->adoption.segment(i / practices), adopters, i % practices, w->weights, 0, 3, sum);
                out[i] = sum.share();
            }
        });
    outputs.variable("adoption_by_group", {"group", "practice"}, Unit{"1"},
                     Meaning{"Share of members and of all firms outside that use the practice"}, counted,
                     [w, practices](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = share_of_side(*w, adopters, i / practices, i % practices);
                         }
                     });
    outputs.variable(
        "adoption_ten_or_more", {"group", "practice"}, Unit{"1"},
        Meaning{"Share that use the practice among firms with 10 or more employees, members and outside"},
        Source{"adoption register; scope of the Eurostat survey of digital technologies"},
        [w, practices](std::span<double> out) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                out[i] = share_of_side(*w, adopters, i / practices, i % practices, small);
            }
        });
    outputs.variable("awareness_by_group", {"group", "practice"}, Unit{"1"},
                     Meaning{"Share of members and of all firms outside that know the practice"}, counted,
                     [w, practices](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = share_of_side(*w, aware, i / practices, i % practices);
                         }
                     });
    outputs.variable("adoption_by_sector", {"sector", "practice"}, Unit{"1"},
                     Meaning{"Share of all firms of the sector that use the practice"}, counted,
                     [w, practices](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             Tally sum;
                             for (std::size_t outside = 0; outside < 2; ++outside) {
                                 tally(w->adoption.sector(outside, i / practices), adopters, i % practices,
                                       w->weights, 0, 3, sum);
                             }
                             out[i] = sum.share();
                         }
                     });
    outputs.variable("adoption_by_region", {"region", "practice"}, Unit{"1"},
                     Meaning{"Share of firms outside clusters in the region that use the practice"}, counted,
                     [w, practices](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             Tally sum;
                             tally(w->adoption.segment(w->clusters.count() + i / practices), adopters, i % practices,
                                   w->weights, 0, 3, sum);
                             out[i] = sum.share();
                         }
                     });
    outputs.variable("adoption_by_size_class", {"group", "size_class", "practice"}, Unit{"1"},
                     Meaning{"Share that use the practice, members and outside, by size class"}, counted,
                     [w, practices](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             const std::size_t k = i / practices % size_class_count;
                             out[i] =
                                 share_of_side(*w, adopters, i / practices / size_class_count, i % practices, k, k);
                         }
                     });
    outputs.variable(
        "evaluations_by_payback", {"group", "payback"}, Unit{"month-1"},
        Meaning{"Evaluations in the month by firms with 10 or more employees, by the payback that an "
                "expert would find; firms of the simulation, not weighted"},
        counted, [w](std::span<double> out) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                out[i] = w->adoption.evaluations.evaluated[i / EvaluationCounts::bins][i % EvaluationCounts::bins];
            }
        });
    outputs.variable(
        "acceptances_by_payback", {"group", "payback"}, Unit{"month-1"},
        Meaning{"Those of the evaluations after which the trial began in the month"}, counted,
        [w](std::span<double> out) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                out[i] = w->adoption.evaluations.accepted[i / EvaluationCounts::bins][i % EvaluationCounts::bins];
            }
        });
    outputs.variable("adoptions", {"cluster", "pillar"}, Unit{"month-1"},
                     Meaning{"Adoptions completed by members in the month"}, counted, [w](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = i % pillar_count == circular ? w->delivery.circular_adoptions[i / pillar_count]
                                                                   : w->delivery.digital_adoptions[i / pillar_count];
                         }
                     });
    outputs.variable("depth_by_group", {"group", "pillar"}, Unit{"1"},
                     Meaning{"Mean share of the pillar's practices in use, members and all firms outside"}, counted,
                     [w](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = depth_of_side(*w, i / pillar_count, static_cast<Pillar>(i % pillar_count));
                         }
                     });
    outputs.variable("circular_depth", {}, Unit{"1"}, Meaning{"Mean share of circular practices in use by members"},
                     counted, [w](std::span<double> out) { out[0] = depth_of_side(*w, 0, circular); });
    outputs.variable("digital_depth", {}, Unit{"1"}, Meaning{"Mean share of digital practices in use by members"},
                     counted, [w](std::span<double> out) { out[0] = depth_of_side(*w, 0, digital); });
}

} // namespace actorhood::models::adoption
