#include "models/mechanisms/restructuring.hpp"

#include <algorithm>

#include "models/firms/batches.hpp"
#include "models/state/output_columns.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::restructuring {

namespace {

/// What negotiation follows from.
void declare_negotiation(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.strongest, "strongest", Unit{"1"}, Default{0.8}, share, Sweep{0, 1},
                Meaning{"Intensity of negotiation with full answerability, reflexivity and labour agenda (nu_max)",
                        Symbol{"nu_max"}},
                Source{"S0 for the concept; value assumed"});
    schema.choice(
        p.link, "link", Default{"theory"}, {"theory", "detached"},
        Meaning{"Whether negotiation results from accountability and reflexivity, or is drawn for each cluster "
                "whatever they are"},
        Source{"S0 for the theory; detached: to see what depends on it"});
    schema.real(p.detached_mean, "detached_mean", Unit{"1"}, Default{0.41}, share, Sweep{0.2, 0.5},
                Meaning{"Mean intensity of negotiation where it is detached"},
                Source{"mean of the default scenario with the link"});
    schema.real(p.detached_spread, "detached_spread", Unit{"1"}, Default{0.05}, Bounds{0, 0.3}, Sweep{0, 0.1},
                Meaning{"Standard deviation of that intensity between clusters"},
                Source{"standard deviation of the default scenario with the link"});
    schema.real(p.labour_floor, "labour_floor", Unit{"1"}, Default{0.3}, share, Sweep{0, 0.6},
                Meaning{"Share of negotiation left when labour is not on the agenda", Symbol{"floor"}},
                Source{"assumption"});
    schema.real(p.labour_full, "labour_full", Unit{"1"}, Default{1.0 / 3.0}, Bounds{0.01, 1}, Sweep{0.2, 0.5},
                Meaning{"Weight of labour on the agenda at which negotiation is complete", Symbol{"full"}},
                Source{"assumption"});
    schema.real(p.outside_negotiation, "outside_negotiation", Unit{"1"}, Default{0}, share, Sweep{0, 0.3},
                Meaning{"Intensity of negotiation in firms outside clusters"}, Source{"assumption"});
}

/// What resistance and skills do, with and without it.
void declare_work(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.fading, "fading", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0.05, 0.3},
                Meaning{"Rate at which resistance fades by itself", Symbol{"l_0"}}, Source{"assumption"});
    schema.real(p.negotiated_fading, "negotiated_fading", Unit{"year-1"}, Default{0.8}, non_negative, Sweep{0.3, 1.5},
                Meaning{"Further rate at full negotiation", Symbol{"l_nu"}},
                Source{"S0 for the sign; value assumed"});
    schema.real(p.skill_drift, "skill_drift", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0.05, 0.2},
                Meaning{"Rate at which required skills run ahead", Symbol{"drift"}}, Source{"assumption"});
    schema.real(p.skill_attrition, "skill_attrition", Unit{"year-1"}, Default{0.2}, non_negative, Sweep{0.1, 0.3},
                Meaning{"Rate at which recruitment and experience close the skill gap", Symbol{"attrition"}},
                Source{"assumption"});
    schema.real(p.training, "training", Unit{"year-1"}, Default{0.25}, non_negative, Sweep{0.1, 0.4},
                Meaning{"Rate at which a firm's own training closes the skill gap", Symbol{"r"}},
                Source{"Cedefop 2020: 67.4 % of firms train; value assumed"});
    schema.real(
        p.labour_service, "labour_service", Unit{"1"}, Default{2}, non_negative, Sweep{0, 4},
        Meaning{"Further training while a labour service acts, in multiples of the firm's own", Symbol{"w_l"}},
        Source{"assumption"});
    schema.real(p.service_training, "service_training", Unit{"year"}, Default{0.2}, non_negative, Sweep{0, 0.5},
                Meaning{"Further training per service and year, in multiples of the firm's own", Symbol{"w_s"}},
                Source{"assumption"});
}

/// What becomes of displaced persons, and what practices did to work before the run.
void declare_jobs(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.hiring, "hiring", Unit{"year-1"}, Default{0.5}, non_negative, Sweep{0.3, 1},
                Meaning{"Rate at which displaced persons find work elsewhere"},
                Source{"assumption: about four in ten within a year"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.vector(
            p.displaced_before, "displaced_before", Unit{"year-1"}, {0.03, 0.012}, {"members", "outside"}, share,
            Meaning{"Share of labour that practices displaced in a year before the run, while adoption is frozen"},
            Source{"rate of the first simulated year, before part of the chance in judgements lasted"});
        schema.vector(p.skills_before, "skills_before", Unit{"year-1"}, {0.18, 0.06}, {"members", "outside"},
                      Bounds{0, 5}, Meaning{"Skill demand of practices taken up in a year before the run, likewise"},
                      Source{"rate of the first simulated year, before part of the chance in judgements lasted"});
    });
}

/// What ruptures and adoption do to work, and who learns anew.
void declare_changes(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.relearning, "relearning", Unit{"year-1"}, Default{0.1}, non_negative, Sweep{0, 0.3},
                Meaning{"Rate at which know-how that a rupture devalued returns by itself, beside learning.decay",
                        Symbol{"r_0"}},
                Source{"assumption"});
    schema.real(p.negotiated_relearning, "negotiated_relearning", Unit{"year-1"}, Default{0.6}, non_negative,
                Sweep{0, 1.2},
                Meaning{"Further rate at full negotiation; 0 = negotiation does not help", Symbol{"c"}},
                Source{"S0 for the sign; value assumed"});
    schema.real(p.shock.resistance_per_displacement, "resistance_per_displacement", Unit{"1"}, Default{2},
                Bounds{0.01, 10}, Sweep{1, 3},
                Meaning{"Resistance that an adopted practice adds per share of labour it displaces"},
                Source{"assumption"});
    schema.real(p.shock.skill_gap_per_skill, "skill_gap_per_skill", Unit{"1"}, Default{0.3}, share, Sweep{0.1, 0.5},
                Meaning{"Skill gap that an adopted practice opens per unit of its skill demand"},
                Source{"assumption"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("restructuring", "Negotiated professional restructuring");
    declare_negotiation(schema, p);
    declare_work(schema, p);
    declare_jobs(schema, p);
    declare_changes(schema, p);
}

double negotiation_intensity(const Parameters& parameters, double answerability, double reflexivity,
                             double labour_agenda) {
    const double labour = std::min(1.0, labour_agenda / parameters.labour_full);
    const double subject = parameters.labour_floor + (1.0 - parameters.labour_floor) * labour;
    return parameters.strongest * sim::power(answerability * reflexivity * subject, 1.0 / 3.0);
}

double detached_intensity(const Parameters& parameters, double u) {
    constexpr double half_width = 1.7320508075688772; // of a uniform distribution, in standard deviations
    return std::clamp(parameters.detached_mean + half_width * parameters.detached_spread * (2.0 * u - 1.0), 0.0, 1.0);
}

namespace {

double employees(Staff firms) {
    double sum = 0.0;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        sum += static_cast<double>(firms.employees[row]);
    }
    return sum;
}

/// What practices that came into use before the run did to work, a month of it.
void take_up_before(const Parameters& parameters, std::size_t side, double nu, Staff firms) {
    const double displaced = parameters.displaced_before[side] / 12.0;
    const double skill = parameters.skills_before[side] / 12.0;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        firms.resistance[row] = static_cast<float>(rules::resistance_after_adoption(
            static_cast<double>(firms.resistance[row]), displaced, nu, parameters.shock));
        firms.skill_gap[row] = static_cast<float>(
            rules::skill_gap_after_adoption(static_cast<double>(firms.skill_gap[row]), skill, parameters.shock));
    }
}

void fade(float kept, Staff firms) {
    for (std::size_t row = firms.block.begin; row < firms.block.end; ++row) {
        firms.resistance[row] *= kept;
    }
}

/// Lets capacity return that a rupture left below its base; what returned, summed over firms.
double relearn(const Parameters& parameters, double nu, Staff firms) {
    const auto approach =
        static_cast<float>(sim::monthly_approach(parameters.relearning + parameters.negotiated_relearning * nu));
    double returned = 0.0;
    for (const Pillar pillar : {circular, digital}) {
        const auto& base = pillar == circular ? firms.circular_base : firms.digital_base;
        auto& capacity = firms.capacity(pillar);
        for (std::size_t row = firms.block.begin; row < firms.block.end; ++row) {
            const float missing =
                rules::positive_part(static_cast<float>(base[row]) * (1.0f / 255.0f) - capacity[row]);
            capacity[row] += approach * missing;
            returned += static_cast<double>(approach * missing);
        }
    }
    return returned;
}

/// g' = g (1 - a) + drift/rate * a, a = 1 - exp(-rate/12); rate = fixed + labour service now + services.
/// `fixed_of(row)`: monthly rate without services, which only members get.
template <class Fixed>
void train(const Parameters& parameters, const Month& month, bool members, Staff firms, Fixed&& fixed_of) {
    const auto labour = static_cast<float>(parameters.training * parameters.labour_service / 12.0);
    const auto per_service = static_cast<float>(parameters.training * parameters.service_training / 12.0);
    const auto drift = static_cast<float>(parameters.skill_drift / 12.0);
    const std::array<float, 2> service{0.0f, labour};
    std::array<float, BatchDraws::rows> rate;
    for_each_batch(firms.block, [&](RowBatch batch) {
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const std::uint32_t row = batch.begin + i;
            rate[i] = fixed_of(row) + service[firms.served_until[row][labour_topic] > month.index ? 1 : 0];
        }
        if (members) {
            const float* const services = &firms.services_rate[batch.begin];
            for (std::uint32_t i = 0; i < batch.size; ++i) {
                rate[i] += per_service * services[i];
            }
        }
        float* const gap = &firms.skill_gap[batch.begin];
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            rate[i] = rules::at_most(rate[i], 1.0f);
        }
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            gap[i] -= (gap[i] - drift / rules::at_least(rate[i], 1e-6f)) * rules::short_approach(rate[i]);
        }
    });
}

/// Rate at which skill gaps close without services, a month, while the share `shortage` of recruits is missing.
float fixed_rate(const Parameters& parameters, double shortage) {
    const double attrition = parameters.skill_attrition * (1.0 - shortage);
    return static_cast<float>((parameters.skill_drift + attrition + parameters.training) / 12.0);
}

void train_all(const Parameters& parameters, const Month& month, const Shocks& shocks, bool members, Staff firms) {
    if (!shocks.active[labour_shock]) {
        const float fixed = fixed_rate(parameters, 0.0);
        train(parameters, month, members, firms, [fixed](std::size_t) { return fixed; });
        return;
    }
    std::array<float, sector_count> fixed{};
    for (std::size_t s = 0; s < sector_count; ++s) {
        fixed[s] = fixed_rate(parameters, shocks.level(labour_shock, firms.block.segment, s));
    }
    train(parameters, month, members, firms, [&](std::size_t row) { return fixed[firms.sector[row]]; });
}

} // namespace

Work work(const Parameters& parameters) { return {{}, parameters.shock, parameters.outside_negotiation, true}; }

void step(const Parameters& parameters, const sim::Random& random, const ClusterIdentity& identity,
          const Accountability& accountability, const Reflexivity& reflexivity, Negotiation& negotiation) {
    const bool detached = parameters.link == static_cast<std::int64_t>(Link::detached);
    const sim::RandomStream draws = random.fixed(negotiation_stream);
    for (std::size_t c = 0; c < negotiation.intensity.size(); ++c) {
        if (detached) {
            negotiation.intensity[c] = detached_intensity(parameters, draws.uniform(identity.key[c]));
            continue;
        }
        negotiation.intensity[c] =
            negotiation_intensity(parameters, accountability.answerability[c][downward], reflexivity.reflexivity[c],
                                  reflexivity.agenda[c][labour_topic]);
    }
}

void rows(const Parameters& parameters, const Month& month, const Negotiation& negotiation, const Shocks& shocks,
          Staff firms, Sum<Reskilled> reskilled) {
    const std::uint32_t segment = firms.block.segment;
    const bool member = segment < negotiation.intensity.size();
    const double nu = member ? negotiation.intensity[segment] : parameters.outside_negotiation;
    if (member) {
        reskilled->employees = employees(firms);
    }
    if (month.burn_in) {
        take_up_before(parameters, member ? 0 : 1, nu, firms);
    }
    fade(static_cast<float>(sim::exponential(-(parameters.fading + parameters.negotiated_fading * nu) / 12.0)),
         firms);
    train_all(parameters, month, shocks, member, firms);
    if (!shocks.region.empty()) { // a run without shocks has no ruptures
        reskilled->know_how = relearn(parameters, nu, firms);
    }
}

JobsMonth jobs_after(double without_work, double before, double employment, double unnegotiated, double resolved,
                     double hired) {
    JobsMonth jobs{};
    jobs.gone = employment < before ? without_work * (1.0 - employment / before) : 0.0;
    jobs.without_work = without_work - jobs.gone;
    const double at_work = employment > 0.0 ? std::max(0.0, 1.0 - jobs.without_work / employment) : 0.0;
    jobs.displaced = std::min(unnegotiated, employment) * at_work;
    jobs.without_work += jobs.displaced;
    jobs.reskilled = jobs.without_work * resolved;
    jobs.hired = (jobs.without_work - jobs.reskilled) * hired;
    jobs.without_work -= jobs.reskilled + jobs.hired;
    return jobs;
}

namespace {

/// Enters a month in the account of a cluster.
void enter(const JobsMonth& jobs, std::size_t cluster, JobsAccount& account) {
    account.displaced[cluster] += jobs.displaced;
    account.reskilled[cluster] += jobs.reskilled;
    account.hired[cluster] += jobs.hired;
    account.gone[cluster] += jobs.gone;
    account.without_work[cluster] = jobs.without_work;
}

} // namespace

void settle(const Parameters& parameters, const Month& month, const FirmLayout& layout,
            const Negotiation& negotiation, const Sums<Reskilled>& reskilled, Delivery& delivery,
            RuptureAccount& ruptures, JobsAccount& account) {
    Column<double>& employment = account.employment;
    account.before = employment;
    std::fill(employment.begin(), employment.end(), 0.0);
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::uint32_t segment = layout.blocks()[b].segment;
        if (layout.is_cluster(segment)) {
            employment[segment] += reskilled.parts()[b].employees;
            ruptures.relearned[segment] += reskilled.parts()[b].know_how;
        }
    }
    const double hired = sim::monthly_hazard(parameters.hiring);
    for (std::size_t c = 0; c < employment.size(); ++c) {
        const double nu = negotiation.intensity[c];
        const double by_ruptures = ruptures.displaced[c] - ruptures.reskilled[c];
        double unnegotiated = delivery.displaced_jobs[c] + by_ruptures - account.ruptures[c];
        if (month.burn_in) {
            unnegotiated += parameters.displaced_before[0] / 12.0 * (1.0 - nu) * employment[c];
        }
        const JobsMonth jobs = jobs_after(account.without_work[c], account.before[c], employment[c], unnegotiated,
                                          sim::monthly_hazard(parameters.negotiated_fading * nu), hired);
        enter(jobs, c, account);
        account.ruptures[c] = by_ruptures;
        delivery.displaced_jobs[c] = month.burn_in ? 0.0 : jobs.displaced;
        delivery.reskilled_jobs[c] += jobs.reskilled;
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    using namespace sim;
    const World* const w = &world;
    outputs.variable("negotiation", {"cluster"}, Unit{"1"},
                     Meaning{"Intensity of negotiated professional restructuring"}, Source{"S0; model 7.11"},
                     values_of(world.clusters.negotiation.intensity));
    outputs.variable("resistance", {"cluster"}, Unit{"1"}, Meaning{"Mean resistance of members' workforces"},
                     Source{"model 7.11"}, values_of(world.census.mean_resistance));
    outputs.variable("skill_gap", {"cluster"}, Unit{"1"}, Meaning{"Mean skill gap of members"}, Source{"model 7.11"},
                     values_of(world.census.mean_skill_gap));
    outputs.variable("jobs_displaced", {"cluster"}, Unit{"month-1"},
                     Meaning{"Persons displaced by members' adoptions and by ruptures in the month"},
                     Source{"model 7.11"}, values_of(world.delivery.displaced_jobs));
    outputs.variable("jobs_reskilled", {"cluster"}, Unit{"month-1"},
                     Meaning{"Persons reskilled in the month by labour services and negotiation"},
                     Source{"model 7.11"}, values_of(world.delivery.reskilled_jobs));
    outputs.variable("outside_resistance", {"region"}, Unit{"1"},
                     Meaning{"Mean resistance of workforces outside clusters, weighted"}, Source{"model 7.11"},
                     [w](std::span<double> out) {
                         std::copy_n(w->census.mean_resistance.begin() + w->firms.cluster_count(), out.size(),
                                     out.begin());
                     });
}

} // namespace actorhood::models::restructuring
