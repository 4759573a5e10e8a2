// Outputs of the adoption funnel: counted in the register, not over firms.
#include <limits>

#include "models/mechanisms/adoption.hpp"

namespace actorhood::models::adoption {

namespace {

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

const sim::Source counted{"adoption register; model 7.10"};
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

/// Who uses and knows practices: members and firms outside.
void declare_shares(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    const std::size_t practices = world.practices.count();
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
}

/// Who uses practices where.
void declare_breakdowns(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    const std::size_t practices = world.practices.count();
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
}

/// Evaluations and adoptions of the month.
void declare_flows(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
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
    outputs.variable(
        "net_adoptions", {"cluster", "pillar"}, Unit{"month-1"},
        Meaning{"Adoptions completed by members in the month less practices that members gave up; what firms "
                "use that join, leave or close is not counted"},
        counted, [w](std::span<double> out) {
            const Delivery& d = w->delivery;
            for (std::size_t i = 0; i < out.size(); ++i) {
                const std::size_t c = i / pillar_count;
                out[i] = i % pillar_count == circular ? d.circular_adoptions[c] - d.circular_abandonments[c]
                                                      : d.digital_adoptions[c] - d.digital_abandonments[c];
            }
        });
}

/// How much of the catalogue is in use.
void declare_depths(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
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

} // namespace

void declare_outputs(sim::Outputs& outputs, const World& world) {
    declare_shares(outputs, world);
    declare_breakdowns(outputs, world);
    declare_flows(outputs, world);
    declare_depths(outputs, world);
}

} // namespace actorhood::models::adoption
