#include "models/mechanisms/services.hpp"

#include <algorithm>
#include <bit>

#include "models/firms/batches.hpp"
#include "models/firms/gates.hpp"
#include "models/rules/common.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::services {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("services", "Delivery of the cluster organisation's services to single members");
    schema.real(p.duration, "duration", Unit{"month"}, Default{12}, Bounds{1, 120}, Sweep{6, 24},
                Meaning{"Months during which a received service acts"}, Source{"assumption"});
    schema.real(p.capacity_gain, "capacity_gain", Unit{"1"}, Default{0.10}, share, Sweep{0.05, 0.2},
                Meaning{"Share of the missing absorptive capacity that a service closes"},
                Source{"Cohen & Levinthal 1990 for the form; value assumed"});
    schema.real(p.need_floor, "need_floor", Unit{"1"}, Default{0.2}, share, Sweep{0, 1},
                Meaning{"Relative chance to be served of a member that has adopted the whole catalogue"},
                Source{"assumption"});
    schema.vector(p.ability, "ability", Unit{"1"}, {0.5, 0.8, 1.2, 2.0}, {"micro", "small", "medium", "large"},
                  non_negative, Meaning{"Ability to pay for services, by size class"}, Source{"assumption; S2"});
    schema.real(p.trained_share, "trained_share", Unit{"1"}, Default{0.1}, share, Sweep{0.02, 0.3},
                Meaning{"Share of a firm's employees that a labour service reskills"}, Source{"assumption; S2"});
}

namespace {

using TiltTable = std::array<std::array<double, 33>, size_class_count>;

TiltTable tilt_table(const Parameters& parameters, double paid_share, std::size_t practices) {
    TiltTable table{};
    for (std::size_t k = 0; k < size_class_count; ++k) {
        for (std::size_t n = 0; n <= practices; ++n) {
            const double adopted = static_cast<double>(n) / static_cast<double>(practices);
            table[k][n] = tilt(adopted, parameters.ability[k], paid_share, parameters.need_floor);
        }
    }
    return table;
}

double tilt_of(const TiltTable& table, std::uint8_t size_class, std::uint32_t adopted) {
    return table[size_class][static_cast<std::size_t>(std::popcount(adopted))];
}

double highest_of(const TiltTable& table) {
    double highest = 0.0;
    for (const auto& by_adopted : table) {
        highest = std::max(highest, *std::max_element(by_adopted.begin(), by_adopted.end()));
    }
    return highest;
}

/// The topic after looking at the member's need: of circular and digital, the pillar in which it is further behind.
Topic aligned(Topic topic, const std::array<double, pillar_count>& required, const PracticeCatalogue& practices,
              std::uint32_t adopted) {
    if (topic != circular_topic && topic != digital_topic) {
        return topic;
    }
    return topic_of(practices.needed_pillar(adopted, required, topic == circular_topic ? circular : digital));
}

/// One service to one member.
void serve(const Parameters& parameters, const Month& month, Topic topic, std::uint32_t row, Served firms,
           Delivered& delivered) {
    const auto until = static_cast<std::uint16_t>(std::min(65534.0, month.index + parameters.duration));
    firms.served_until[row][topic] = until;
    firms.services_rate[row] += static_cast<float>(rules::service_rate_increment());
    ++delivered.services[topic];
    if (topic == circular_topic || topic == digital_topic) {
        float& capacity = firms.capacity(topic == circular_topic ? circular : digital)[row];
        capacity += static_cast<float>(parameters.capacity_gain) * (1.0f - capacity);
    } else if (topic == labour_topic) {
        delivered.reskilled += parameters.trained_share * static_cast<double>(firms.employees[row]);
    }
}

} // namespace

void begin(const FirmLayout& layout, Delivery& delivery) { delivery.resize(layout.segments().size()); }

void weigh(const Parameters& parameters, const Funding& funding, const PracticeCatalogue& practices,
           const FirmLayout& layout, const FirmIdentity& firms, const Funnel& funnel, Weights& weights) {
    const std::size_t clusters = layout.cluster_count();
    weights.tilts.assign(clusters, 0.0);
    if (practices.count() == 0) {
        return;
    }
    sim::parallel_for(clusters, [&](std::size_t c) {
        const TiltTable table = tilt_table(parameters, funding.realised_share[c][service_funding], practices.count());
        const Segment& members = layout.segment(c);
        double sum = 0.0;
        for (std::uint32_t row = members.begin; row < members.end(); ++row) {
            sum += tilt_of(table, firms.size_class[row], funnel.adopted[row]);
        }
        weights.tilts[c] = sum;
    });
}

void deliver(const Parameters& parameters, const Month& month, const sim::Random& random,
             sim::Read<Landscape, Pathway, Decisions, Funding> from, const PracticeCatalogue& practices,
             const Weights& weights, Served firms, Sum<Delivered> delivered) {
    const auto& [landscape, pathway, decisions, funding] = from;
    const std::size_t c = firms.block.segment;
    if (practices.count() == 0 || c >= weights.tilts.size() || pathway.service_capacity[c] <= 0.0) {
        return; // nothing to help with, outside clusters, or no staff
    }
    const std::array<double, pillar_count> required{landscape.required_depth, landscape.digital_frontier};
    const sim::RandomStream draws = random.stream(service_delivery_stream, month.index);
    const TiltTable table = tilt_table(parameters, funding.realised_share[c][service_funding], practices.count());
    const double scale = weights.tilts[c] > 0.0 ? pathway.service_capacity[c] / weights.tilts[c] : 0.0;
    const std::uint32_t gate = gate_of(scale * highest_of(table));
    const double alignment = 1.0 - sim::exponential(-pathway.stock[c][priorities]);
    const Agenda& agenda = decisions.effective_agenda[c];
    BatchDraws words;
    for_each_batch(firms.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        for_each_that_passes(words.word[0], batch, gate, [&](std::uint32_t i) {
            const std::uint32_t row = batch.begin + i;
            if (words.uniform(0, i) < scale * tilt_of(table, firms.size_class[row], firms.adopted[row])) {
                const Topic drawn = draw_topic(agenda, words.uniform(1, i));
                const Topic topic =
                    words.uniform(2, i) < alignment ? aligned(drawn, required, practices, firms.adopted[row]) : drawn;
                serve(parameters, month, topic, row, firms, *delivered);
            }
        });
    });
}

void settle(const FirmLayout& layout, const Sums<Delivered>& delivered, Delivery& delivery) {
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::size_t segment = layout.blocks()[b].segment;
        const Delivered& part = delivered.parts()[b];
        for (std::size_t topic = 0; topic < topic_count; ++topic) {
            delivery.services[segment][topic] += part.services[topic];
        }
        delivery.reskilled_jobs[segment] += part.reskilled;
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("services_delivered", {"cluster", "topic"}, Unit{"month-1"},
                     Meaning{"Services delivered to members in the month, by topic"}, Source{"model 7.7"},
                     [w](std::span<double> out) {
                         for (std::size_t i = 0; i < out.size(); ++i) {
                             out[i] = w->delivery.services[i / topic_count][i % topic_count];
                         }
                     });
    outputs.variable(
        "services_per_member", {"cluster"}, Unit{"year-1"},
        Meaning{"Services received per member and year, smoothed over a year"}, Source{"model 7.7"},
        [w](std::span<double> out) { std::copy_n(w->census.mean_services.begin(), out.size(), out.begin()); });
}

} // namespace actorhood::models::services
