#include "models/mechanisms/inclusion.hpp"

#include <algorithm>

#include "sim/core/math.hpp"

namespace actorhood::models::inclusion {

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.section("inclusion", "Equal access to work, the talent pool and vacancies");
    schema.fixed("it says how clusters are when the run starts", [&] {
        schema.real(p.start, "start", Unit{"1"}, Default{0.5}, share, Sweep{0.3, 0.7},
                    Meaning{"Equality at the start: women among applicants relative to parity", Symbol{"e_0"}},
                    Source{"S3: women are 25 % of applicants for engineering programmes"});
    });
    schema.real(p.target, "target", Unit{"1"}, Default{0.8}, share, Sweep{0.6, 1},
                Meaning{"Equality towards which inclusion programmes work", Symbol{"e*"}},
                Source{"S3: 40 % women in tech by 2030 (Sweden)"});
    schema.real(
        p.speed, "speed", Unit{"year-1"}, Default{0.2}, non_negative, Sweep{0.05, 0.5},
        Meaning{"Rate at which equality approaches the target under a programme of full intensity", Symbol{"s"}},
        Source{"assumption"});
    schema.real(p.fading, "fading", Unit{"year-1"}, Default{0.05}, non_negative, Sweep{0, 0.2},
                Meaning{"Rate at which equality falls back to that of the start", Symbol{"f"}}, Source{"assumption"});
    schema.fixed("it says how clusters are when the run starts", [&] {
        schema.real(
            p.agenda, "agenda", Unit{"1"}, Default{0.73}, share, Sweep{0.5, 1},
            Meaning{"Share of clusters that have equality on their agenda, where programmes act", Symbol{"a"}},
            Source{"S3: 73 % of the participants of the European Cluster Conference"});
    });
    schema.real(p.widening, "widening", Unit{"1"}, Default{0.15}, non_negative, Sweep{0, 0.3},
                Meaning{"Widening of the talent pool at full equality against none", Symbol{"w"}},
                Source{"S3 for the sign; value assumed"});
    schema.real(p.vacancy, "vacancy", Unit{"month"}, Default{4}, non_negative, Sweep{2, 8},
                Meaning{"Time to fill a vacancy at the start", Symbol{"v_0"}}, Source{"assumption"});
    schema.real(p.recruitment, "recruitment", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0.05, 0.2},
                Meaning{"Part of the rate at which skill gaps close that is due to recruitment", Symbol{"r"}},
                Source{"assumption: half of restructuring.skill_attrition"});
}

double talent_pool(double widening, double equality, double start) {
    return (1.0 + widening * equality) / (1.0 + widening * start);
}

double equality_after(const Parameters& p, double equality, double intensity, double agenda) {
    const double risen =
        equality + std::max(0.0, p.target - equality) * sim::monthly_approach(p.speed * intensity * agenda);
    return risen + (p.start - risen) * sim::monthly_approach(p.fading);
}

void initialise(const Parameters& p, const sim::Random& random, const ClusterIdentity& identity,
                const FirmLayout& firms, Inclusion& inclusion) {
    const std::size_t segments = firms.segments().size();
    inclusion.resize(segments, p.start);
    const sim::RandomStream draws = random.fixed(inclusion_stream);
    for (std::size_t segment = 0; segment < segments; ++segment) {
        const bool cluster = segment < identity.key.size();
        inclusion.agenda[segment] = !cluster ? p.agenda : draws.happens(identity.key[segment], p.agenda) ? 1.0 : 0.0;
    }
}

void step(const Parameters& p, const Policy& policy, Inclusion& inclusion) {
    for (std::size_t segment = 0; segment < inclusion.equality.size(); ++segment) {
        const double intensity = policy.inclusion[segment];
        if (intensity > 0.0 || inclusion.equality[segment] != p.start) {
            inclusion.equality[segment] =
                equality_after(p, inclusion.equality[segment], intensity, inclusion.agenda[segment]);
        }
        inclusion.pool[segment] = talent_pool(p.widening, inclusion.equality[segment], p.start);
    }
}

void rows(const Parameters& p, const Inclusion& inclusion, const Work& work, Rows<Workforce> firms) {
    const double further = p.recruitment * (inclusion.pool[firms.block.segment] - 1.0);
    const auto closed = static_cast<float>(sim::monthly_approach(further));
    if (work.changes && closed > 0.0f) {
        for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
            firms.skill_gap[row] -= closed * firms.skill_gap[row];
        }
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world, std::function<const Parameters&()> parameters) {
    using namespace sim;
    const World* const w = &world;
    const Source source{"S3; model 7.11"};
    outputs.variable(
        "equality", {"cluster"}, Unit{"1"},
        Meaning{"Equality of access to work: women among applicants relative to parity"}, source,
        [w](std::span<double> out) { std::copy_n(w->inclusion.equality.begin(), out.size(), out.begin()); });
    outputs.variable("talent_pool", {"cluster"}, Unit{"1"}, Meaning{"Talent pool relative to the start"}, source,
                     [w](std::span<double> out) { std::copy_n(w->inclusion.pool.begin(), out.size(), out.begin()); });
    outputs.variable("vacancy_duration", {"cluster"}, Unit{"month"}, Meaning{"Time to fill a vacancy in a firm"},
                     source, [w, parameters](std::span<double> out) {
                         const double vacancy = parameters().vacancy;
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = vacancy / w->inclusion.pool[c];
                         }
                     });
}

} // namespace actorhood::models::inclusion
