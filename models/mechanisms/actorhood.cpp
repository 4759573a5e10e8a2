#include "models/mechanisms/actorhood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "models/state/output_columns.hpp"
#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::actorhood {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t ring = Actorhood::quarters;

double dot(const Agenda& a, const Agenda& b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < topic_count; ++k) {
        sum += a[k] * b[k];
    }
    return sum;
}

Agenda minus(const Agenda& a, const Agenda& b) {
    Agenda difference{};
    for (std::size_t k = 0; k < topic_count; ++k) {
        difference[k] = a[k] - b[k];
    }
    return difference;
}

void declare_windows(sim::Schema& schema, Parameters& p) {
    schema.integer(p.window, "window", Unit{"quarter"}, Default{20}, Bounds{4, 28}, Sweep{12, 20},
                   Meaning{"Length of the audited period: decisions, promises, benefits"}, Source{"assumption"});
    schema.integer(p.delivery_lag, "delivery_lag", Unit{"quarter"}, Default{12}, Bounds{4, 28}, Sweep{4, 12},
                   Meaning{"Time after which a promise is held against what was delivered"}, Source{"assumption"});
    schema.integer(p.minimum_quarters, "minimum_quarters", Unit{"quarter"}, Default{4}, Bounds{1, 20}, Sweep{2, 8},
                   Meaning{"Quarters that must be known before a leg is measured"}, Source{"assumption"});
    schema.check([&p] {
        std::vector<sim::Schema::Problem> problems;
        if (p.window + p.mandate > static_cast<std::int64_t>(ring) + 1) {
            problems.push_back({"actorhood.mandate", "window and mandate together must not exceed 33 quarters"});
        }
        if (p.window + p.delivery_lag > static_cast<std::int64_t>(ring)) {
            problems.push_back({"actorhood.window", "window and delivery_lag together must not exceed 32 quarters"});
        }
        if (p.minimum_quarters > p.window) {
            problems.push_back({"actorhood.minimum_quarters", "must not be longer than window"});
        }
        if (p.autonomy_exponent + p.recognition_exponent + p.care_exponent <= 0.0) {
            problems.push_back({"actorhood.autonomy_exponent", "at least one leg needs a positive exponent"});
        }
        return problems;
    });
}

void declare_autonomy(sim::Schema& schema, Parameters& p) {
    schema.integer(
        p.mandate, "mandate", Unit{"quarter"}, Default{4}, Bounds{1, 12}, Sweep{1, 8},
        Meaning{"How long a decision stands: an agenda that members have not confirmed for longer is nobody's"},
        Source{"yearly general assembly; assumption"});
    schema.real(
        p.half_deviation, "half_deviation", Unit{"1"}, Default{0.1}, Bounds{0.001, 1}, Sweep{0.05, 0.2},
        Meaning{"Share of weight by which an agenda differs from what payers ask when the auditor calls half of "
                "the decision the cluster's own"},
        Source{"assumption"});
    schema.real(p.sector_weight, "sector_weight", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Weight of the lead sector's published figures, against those of the region"},
                Source{"assumption"});
    schema.real(p.statistics_noise, "statistics_noise", Unit{"1"}, Default{0.03}, sim::share, Sweep{0, 0.1},
                Meaning{"Standard deviation of the error of a published figure of a region or sector"},
                Source{"assumption: standard error of a share in a survey of some 300 firms"});
    schema.integer(p.publication_lag, "publication_lag", Unit{"year"}, Default{1}, Bounds{0, 3}, Sweep{0, 3},
                   Meaning{"Time between a yearly count and its publication"},
                   Source{"Eurostat publishes within about a year; assumption"});
}

void declare_recognition(sim::Schema& schema, Parameters& p) {
    schema.real(p.initial_recognition, "initial_recognition", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.3, 0.7},
                Meaning{"Recognition at the start of burn-in, and always when actorhood is not measured"},
                Source{"assumption"});
    schema.real(p.recognition_rate, "recognition_rate", Unit{"year-1"}, Default{0.5}, sim::non_negative,
                Sweep{0.2, 1}, Meaning{"Rate at which an observer who sees results changes its belief"},
                Source{"assumption"});
    schema.real(p.forgetting, "forgetting", Unit{"year-1"}, Default{0.04}, sim::non_negative, Sweep{0, 0.2},
                Meaning{"Rate at which an observer who sees nothing forgets what it believed"}, Source{"assumption"});
    schema.integer(p.observers, "observers", Unit{"1"}, Default{30}, Bounds{1, 200}, Sweep{10, 100},
                   Meaning{"Funders, buyers and other clusters that may watch a cluster"}, Source{"assumption"});
    schema.real(p.observer_noise, "observer_noise", Unit{"1"}, Default{0.3}, sim::share, Sweep{0.1, 0.5},
                Meaning{"Standard deviation of one observer's impression of results"}, Source{"assumption"});
    schema.real(p.least_visibility, "least_visibility", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.5},
                Meaning{"Chance a quarter that an observer sees results without outward answerability"},
                Source{"assumption; Bovens 2007"});
    schema.real(
        p.comparison, "comparison", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
        Meaning{"Weight of other clusters, against a fixed standard, in the yardstick of observers", Symbol{"m"}},
        Source{"assumption"});
    schema.real(p.standard_services, "standard_services", Unit{"year-1"}, Default{1.0}, Bounds{0.001, 100},
                Sweep{0.5, 2}, Meaning{"Services per member and year that observers hold for normal"},
                Source{"assumption"});
    schema.real(p.standard_adoptions, "standard_adoptions", Unit{"year-1"}, Default{0.4}, Bounds{0.001, 100},
                Sweep{0.2, 0.8}, Meaning{"Practices adopted per member and year that observers hold for normal"},
                Source{"assumption"});
    schema.real(p.adoption_weight, "adoption_weight", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 0.8},
                Meaning{"Weight of adoptions against services in what observers call results"}, Source{"assumption"});
}

void declare_care(sim::Schema& schema, Parameters& p) {
    schema.real(p.avoided_value, "avoided_value", Unit{"1"}, Default{0.6}, sim::non_negative, Sweep{0.2, 1.5},
                Meaning{"Avoided damage to publics and the future, EUR per EUR of circular saving"},
                Source{"assumption"});
    schema.real(
        p.saving_cap, "saving_cap", Unit{"EUR year-1"}, Default{20000}, sim::non_negative, Sweep{5000, 100000},
        Meaning{"Most that the mean adoption of a month counts, or a partner's half of the mean new by-product link"},
        Source{"assumption"});
    schema.real(p.reskilling_value, "reskilling_value", Unit{"EUR year-1"}, Default{2000}, sim::non_negative,
                Sweep{500, 8000}, Meaning{"Yearly value of reskilling to one worker"}, Source{"assumption"});
    schema.real(p.reskilling_cap, "reskilling_cap", Unit{"year-1"}, Default{2}, sim::non_negative, Sweep{0.5, 10},
                Meaning{"Most reskilled workers per member and year that count"}, Source{"assumption"});
    schema.real(p.growth_service_value, "growth_service_value", Unit{"EUR year-1"}, Default{10000}, sim::non_negative,
                Sweep{2000, 40000}, Meaning{"Yearly margin that one growth service brings"},
                Source{"assumption: 0.004 of a revenue of EUR 2.5 million"});
}

void declare_mean(sim::Schema& schema, Parameters& p) {
    schema.real(p.autonomy_exponent, "autonomy_exponent", Unit{"1"}, Default{1}, sim::non_negative, Sweep{0.5, 2},
                Meaning{"Weight of decision autonomy in the geometric mean"}, Source{"S0; assumption"});
    schema.real(p.recognition_exponent, "recognition_exponent", Unit{"1"}, Default{1}, sim::non_negative,
                Sweep{0.5, 2}, Meaning{"Weight of recognition in the geometric mean"}, Source{"S0; assumption"});
    schema.real(p.care_exponent, "care_exponent", Unit{"1"}, Default{1}, sim::non_negative, Sweep{0.5, 2},
                Meaning{"Weight of care and commitment in the geometric mean"}, Source{"S0; assumption"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("actorhood", "Responsible actorhood: how it is measured");
    schema.fixed("it belongs to the measurement of responsible actorhood, which no policy may move", [&] {
        declare_windows(schema, p);
        declare_autonomy(schema, p);
        declare_recognition(schema, p);
        declare_care(schema, p);
        declare_mean(schema, p);
    });
}

Agenda members_target(const Agenda& theta_members, double mean_orientation) {
    Agenda target{};
    for (std::size_t k = 0; k < topic_count; ++k) {
        target[k] = mean_orientation * theta_members[k];
    }
    target[growth_topic] += 1.0 - mean_orientation;
    return target;
}

Agenda payers_target(const reflexivity::PayerTargets& targets, const BySource& share, const Agenda& published_themes,
                     double mean_orientation) {
    const double all = share[core_funding] + share[project_funding] + share[fee_funding] + share[service_funding];
    if (!(all > 0.0)) {
        return targets.theta_growth;
    }
    // Before any call was published there are no themes to follow: calls then ask for what core funders ask for.
    const Agenda& calls = sum_of(published_themes) > 0.0 ? published_themes : targets.theta_funder;
    const Agenda members = members_target(targets.theta_members, mean_orientation);
    Agenda target{};
    for (std::size_t k = 0; k < topic_count; ++k) {
        target[k] = (share[core_funding] * targets.theta_funder[k] + share[project_funding] * calls[k] +
                     share[fee_funding] * members[k] + share[service_funding] * targets.theta_payers[k]) /
                    all;
    }
    return target;
}

PublishedGap gap_at_hand(const Parameters& p, const PublishedStatistics& statistics, std::int32_t region,
                         std::int32_t sector) {
    const auto edition = static_cast<std::size_t>(p.publication_lag);
    PublishedGap gap = statistics.region[static_cast<std::size_t>(region)][edition];
    if (sector >= 0) {
        const PublishedGap& of_sector = statistics.sector[static_cast<std::size_t>(sector)][edition];
        for (std::size_t kind = 0; kind < gap.size(); ++kind) {
            gap[kind] += p.sector_weight * (of_sector[kind] - gap[kind]);
        }
    }
    return gap;
}

namespace {

/// Angle with this cosine as a share of a half turn, 0..1 [Abramowitz & Stegun 4.4.46, error below 1e-8].
double half_turns(double cosine) {
    constexpr std::array<double, 8> coefficients{1.5707963050, -0.2145988016, 0.0889789874, -0.0501743046,
                                                 0.0308918810, -0.0170881256, 0.0066700901, -0.0012624911};
    constexpr double half_turn = 3.141592653589793;
    const double x = std::min(1.0, std::abs(cosine));
    double sum = 0.0;
    for (std::size_t i = coefficients.size(); i-- > 0;) {
        sum = sum * x + coefficients[i];
    }
    const double share = std::min(0.5, std::sqrt(1.0 - x) * sum / half_turn);
    return cosine >= 0.0 ? share : 1.0 - share;
}

} // namespace

Stance stance(const Agenda& agenda, const Agenda& payers, const PublishedGap& gap) {
    const double mean = sum_of(gap) / static_cast<double>(topic_count); // nothing is published of growth
    const Agenda need{-mean, gap[0] - mean, gap[1] - mean, gap[2] - mean};
    const Agenda difference = minus(agenda, payers); // adds up to nothing: its mean is zero
    const double lengths = std::sqrt(dot(difference, difference) * dot(need, need));
    return {distance_between(agenda, payers),
            lengths > 0.0 ? 1.0 - half_turns(dot(difference, need) / lengths) : 0.5};
}

double autonomous_part(const Parameters& p, const Stance& stance) {
    return stance.deviation / (stance.deviation + p.half_deviation) * stance.agreement;
}

double relative_result(double result, double yardstick) {
    return result > 0.0 ? result / (result + std::max(0.0, yardstick)) : 0.0;
}

double delivered_share(std::span<const Agenda> promised, std::span<const Agenda> delivered) {
    double promises = 0.0;
    double kept = 0.0;
    for (std::size_t q = 0; q < promised.size(); ++q) {
        for (const Topic topic : {circular_topic, digital_topic, labour_topic}) {
            promises += promised[q][topic];
            kept += std::min(promised[q][topic], delivered[q][topic]);
        }
    }
    return promises > 0.0 ? std::clamp(kept / promises, 0.0, 1.0) : 0.0;
}

Benefits benefits_of_month(const Parameters& p, const Delivery& delivery, std::size_t c, double members) {
    const double circular_adoptions = delivery.circular_adoptions[c];
    const double adoptions = circular_adoptions + delivery.digital_adoptions[c];
    const double saving = std::clamp(delivery.adoption_savings[c], 0.0, p.saving_cap * adoptions);
    // By-products that replace virgin material: circular as a whole.
    const double linked = std::clamp(delivery.link_savings[c], 0.0, p.saving_cap * delivery.new_pairs[c]);
    Benefits benefits;
    benefits.members = saving + linked;
    benefits.environment = adoptions > 0.0 ? p.avoided_value * saving * circular_adoptions / adoptions : 0.0;
    benefits.environment += p.avoided_value * linked;
    benefits.workers =
        p.reskilling_value * std::clamp(delivery.reskilled_jobs[c], 0.0, p.reskilling_cap * members / 12.0);
    benefits.growth = p.growth_service_value * delivery.services[c][growth_topic];
    return benefits;
}

double benefit_share(const Benefits& sum) {
    const double others = sum.environment + sum.workers;
    const double all = others + sum.members + sum.growth;
    return all > 0.0 ? others / all : 0.0;
}

double responsible_actorhood(const Parameters& p, double autonomy, double recognition, double care) {
    if (std::isnan(autonomy) || std::isnan(recognition) || std::isnan(care)) {
        return unknown;
    }
    const double exponents = p.autonomy_exponent + p.recognition_exponent + p.care_exponent;
    return sim::power(autonomy, p.autonomy_exponent / exponents) *
           sim::power(recognition, p.recognition_exponent / exponents) *
           sim::power(care, p.care_exponent / exponents);
}

double least_leg(const Parameters& p, double autonomy, double recognition, double care) {
    if (std::isnan(autonomy) || std::isnan(recognition) || std::isnan(care)) {
        return unknown;
    }
    double least = 1.0;
    for (const auto& [leg, weight] : {std::pair{autonomy, p.autonomy_exponent}, std::pair{care, p.care_exponent},
                                      std::pair{recognition, p.recognition_exponent}}) {
        least = weight > 0.0 ? std::min(least, leg) : least;
    }
    return least;
}

double mean_leg(const Parameters& p, double autonomy, double recognition, double care) {
    return (p.autonomy_exponent * autonomy + p.recognition_exponent * recognition + p.care_exponent * care) /
           (p.autonomy_exponent + p.recognition_exponent + p.care_exponent);
}

void initialise(const Parameters& p, Actorhood& actorhood) {
    const std::size_t clusters = actorhood.recognition.size();
    actorhood.resize(clusters);
    actorhood.recognition.assign(clusters, p.initial_recognition);
    for (auto* leg : {&actorhood.autonomy, &actorhood.care, &actorhood.responsible_actorhood,
                      &actorhood.delivered_share, &actorhood.benefit_share, &actorhood.deviation,
                      &actorhood.agreement, &actorhood.least_leg, &actorhood.mean_leg}) {
        leg->assign(clusters, unknown);
    }
}

namespace {

/// The quarter that ends in a month, and where the ring keeps it.
struct Quarter {
    std::size_t number; ///< since the start of burn-in
    std::size_t first;  ///< first whole quarter after burn-in

    explicit Quarter(const Month& month) : number(month.index / 3u), first((month.first + 2u) / 3u) {}
    [[nodiscard]] static std::size_t slot(std::size_t quarter) { return quarter % ring; }
    [[nodiscard]] std::size_t slot() const { return slot(number); }
};

/// Adds what a month brought to the benefits of the running quarter.
void add_benefits(const Benefits& month, std::array<double, 4>& quarter) {
    quarter[0] += month.environment;
    quarter[1] += month.workers;
    quarter[2] += month.members;
    quarter[3] += month.growth;
}

/// True if members have decided on the agenda in this quarter or in those before it for which a decision stands.
bool in_force(const Parameters& p, const std::array<std::uint8_t, ring>& decided, std::size_t quarter) {
    const std::size_t standing = std::min(static_cast<std::size_t>(p.mandate), quarter + 1);
    for (std::size_t back = 0; back < standing; ++back) {
        if (decided[Quarter::slot(quarter - back)] != 0) {
            return true;
        }
    }
    return false;
}

void audit_autonomy(const Parameters& p, const Quarter& now, std::size_t c, Actorhood& actorhood) {
    const std::size_t known = std::min(static_cast<std::size_t>(p.window), now.number + 1);
    if (known < static_cast<std::size_t>(p.minimum_quarters)) {
        return;
    }
    double decided = 0.0;
    double own = 0.0;
    Stance sum;
    for (std::size_t q = 0; q < known; ++q) {
        const std::size_t slot = Quarter::slot(now.number - q);
        if (in_force(p, actorhood.decided[c], now.number - q)) {
            const Stance quarter =
                stance(actorhood.agenda[c][slot], actorhood.payer_target[c][slot], actorhood.published[c][slot]);
            decided += 1.0;
            own += autonomous_part(p, quarter);
            sum.deviation += quarter.deviation;
            sum.agreement += quarter.agreement;
        }
    }
    actorhood.deviation[c] = decided > 0.0 ? sum.deviation / decided : unknown;
    actorhood.agreement[c] = decided > 0.0 ? sum.agreement / decided : unknown;
    actorhood.autonomy[c] = own / static_cast<double>(known);
}

void audit_commitments(const Parameters& p, const Quarter& now, std::size_t c, Actorhood& actorhood) {
    const auto lag = static_cast<std::size_t>(p.delivery_lag);
    if (now.number + 1 < lag + static_cast<std::size_t>(p.minimum_quarters)) {
        return;
    }
    const std::size_t last = now.number - lag; // latest promise that is due
    const std::size_t due = std::min(static_cast<std::size_t>(p.window), last + 1);
    double volume = 0.0;
    for (std::size_t q = 0; q < due; ++q) {
        volume += sum_of(actorhood.services[c][Quarter::slot(last - q)]) / static_cast<double>(due);
    }
    std::array<Agenda, ring> promised{};
    std::array<Agenda, ring> delivered{};
    for (std::size_t q = 0; q < due; ++q) {
        const Agenda& agenda = actorhood.agenda[c][Quarter::slot(last - q)];
        for (std::size_t k = 0; k < topic_count; ++k) {
            promised[q][k] = agenda[k] * volume;
            for (std::size_t back = 0; back < 4; ++back) {
                delivered[q][k] += 0.25 * actorhood.services[c][Quarter::slot(last - q + lag - back)][k];
            }
        }
    }
    actorhood.delivered_share[c] = delivered_share(std::span(promised).first(due), std::span(delivered).first(due));
}

void audit_benefits(const Parameters& p, const Quarter& now, std::size_t c, Actorhood& actorhood) {
    if (now.number + 1 < now.first + static_cast<std::size_t>(p.minimum_quarters)) {
        return;
    }
    const std::size_t known = std::min(static_cast<std::size_t>(p.window), now.number + 1 - now.first);
    Benefits sum;
    for (std::size_t q = 0; q < known; ++q) {
        const auto& quarter = actorhood.benefit[c][Quarter::slot(now.number - q)];
        sum.environment += quarter[0];
        sum.workers += quarter[1];
        sum.members += quarter[2];
        sum.growth += quarter[3];
    }
    actorhood.benefit_share[c] = benefit_share(sum);
}

/// Services and adoptions per member and year in the quarter that ends now.
struct Results {
    double services{};
    double adoptions{};
    double clusters{}; ///< clusters with members behind a sum
};

Results results_of(const Census& census, const Actorhood& actorhood, std::size_t slot, std::size_t c) {
    const double members = census.firms[c];
    if (!(members > 0.0)) {
        return {};
    }
    return {sum_of(actorhood.services[c][slot]), 4.0 * actorhood.quarter_adoptions[c] / members, 1.0};
}

/// Score 0..1 of one cluster's results against the others' and the standard.
double score(const Parameters& p, const Results& own, const Results& all, bool burn_in) {
    const double others = all.clusters - own.clusters;
    const auto yardstick = [&](double sum, double mine, double standard) {
        return others > 0.0 ? p.comparison * (sum - mine) / others + (1.0 - p.comparison) * standard : standard;
    };
    const double services = relative_result(own.services, yardstick(all.services, own.services, p.standard_services));
    if (burn_in) {
        return services; // nobody adopts
    }
    const double adoptions =
        relative_result(own.adoptions, yardstick(all.adoptions, own.adoptions, p.standard_adoptions));
    return p.adoption_weight * adoptions + (1.0 - p.adoption_weight) * services;
}

/// Mean belief after a quarter in which each observer saw the results or did not.
double watch(const Parameters& p, const sim::RandomStream& draws, std::uint64_t key, double result,
             double answerability, double belief) {
    const double chance = p.least_visibility + (1.0 - p.least_visibility) * answerability;
    const auto observers = static_cast<std::uint32_t>(p.observers);
    const double learned = 1.0 - sim::exponential(-p.recognition_rate / 4.0);
    const double forgotten = 1.0 - sim::exponential(-p.forgetting / 4.0);
    double change = 0.0;
    for (std::uint32_t observer = 0; observer < observers; ++observer) {
        if (draws.happens(key, chance, observer)) {
            // One impression may lie beyond 0..1: cutting each would lift the belief in those who achieve nothing.
            const double seen = result + p.observer_noise * draws.normal(key, observers + observer);
            change += learned * (seen - belief);
        } else {
            change -= forgotten * belief;
        }
    }
    return std::clamp(belief + change / static_cast<double>(observers), 0.0, 1.0);
}

void conclude(const Parameters& p, std::size_t c, Actorhood& actorhood) {
    const double kept = actorhood.delivered_share[c];
    const double shared = actorhood.benefit_share[c];
    actorhood.care[c] = std::isnan(kept) || std::isnan(shared) ? unknown : kept * shared;
    actorhood.responsible_actorhood[c] =
        responsible_actorhood(p, actorhood.autonomy[c], actorhood.recognition[c], actorhood.care[c]);
    actorhood.least_leg[c] = least_leg(p, actorhood.autonomy[c], actorhood.recognition[c], actorhood.care[c]);
    actorhood.mean_leg[c] = mean_leg(p, actorhood.autonomy[c], actorhood.recognition[c], actorhood.care[c]);
    actorhood.quarter_services[c] = {};
    actorhood.quarter_adoptions[c] = 0;
    actorhood.quarter_benefit[c] = {};
}

} // namespace

void add_month(const Parameters& p, const Month& month, const Census& census, const Delivery& delivery,
               Actorhood& actorhood) {
    for (std::size_t c = 0; c < actorhood.quarter_services.size(); ++c) {
        for (std::size_t k = 0; k < topic_count; ++k) {
            actorhood.quarter_services[c][k] += delivery.services[c][k];
        }
        if (!month.burn_in) { // while adoption is frozen, benefits of services alone would mislead
            actorhood.quarter_adoptions[c] += delivery.circular_adoptions[c] + delivery.digital_adoptions[c];
            add_benefits(benefits_of_month(p, delivery, c, census.firms[c]), actorhood.quarter_benefit[c]);
        }
    }
}

void file_quarter(const Parameters& p, const reflexivity::Parameters& wishes,
                  AtStart<reflexivity::Parameters> yardstick, const Month& month,
                  sim::Read<ClusterIdentity, Census, Contracts, Funding, PublishedStatistics, Decisions> from,
                  Actorhood& actorhood) {
    if (!month.last_of_quarter) {
        return;
    }
    const auto& [identity, census, contracts, funding, statistics, decisions] = from;
    const std::size_t slot = Quarter(month).slot();
    // A scenario may give wishes as weights.
    const reflexivity::PayerTargets targets{
        normalised(wishes.targets.theta_funder), normalised(wishes.targets.theta_payers),
        normalised(wishes.targets.theta_members), normalised(yardstick->targets.theta_growth)};
    for (std::size_t c = 0; c < actorhood.agenda.size(); ++c) {
        actorhood.decided[c][slot] = decisions.decided[c];
        actorhood.agenda[c][slot] = decisions.effective_agenda[c];
        actorhood.payer_target[c][slot] = payers_target(targets, funding.realised_share[c],
                                                        contracts.published_themes[c], census.mean_orientation[c]);
        actorhood.published[c][slot] = gap_at_hand(p, statistics, identity.region[c], identity.lead_sector[c]);
        const double members = census.firms[c];
        for (std::size_t k = 0; k < topic_count; ++k) {
            actorhood.services[c][slot][k] = members > 0.0 ? 4.0 * actorhood.quarter_services[c][k] / members : 0.0;
        }
        actorhood.benefit[c][slot] = actorhood.quarter_benefit[c];
    }
}

void observe(const Parameters& p, const Month& month, const sim::Random& random,
             sim::Read<ClusterIdentity, Census, Accountability> from, Actorhood& actorhood) {
    if (!month.last_of_quarter) {
        return;
    }
    const auto& [identity, census, accountability] = from;
    const std::size_t slot = Quarter(month).slot();
    const std::size_t clusters = identity.key.size();
    Results all;
    for (std::size_t c = 0; c < clusters; ++c) {
        const Results own = results_of(census, actorhood, slot, c);
        all.services += own.services;
        all.adoptions += own.adoptions;
        all.clusters += own.clusters;
    }
    const sim::RandomStream draws = random.stream(recognition_stream, month.index);
    for (std::size_t c = 0; c < clusters; ++c) {
        const double result = score(p, results_of(census, actorhood, slot, c), all, month.burn_in);
        actorhood.recognition[c] = watch(p, draws, identity.key[c], result, accountability.answerability[c][outward],
                                         actorhood.recognition[c]);
    }
}

void audit(const Parameters& p, const Month& month, Actorhood& actorhood) {
    if (!month.last_of_quarter) {
        return;
    }
    const Quarter now(month);
    for (std::size_t c = 0; c < actorhood.autonomy.size(); ++c) {
        audit_autonomy(p, now, c, actorhood);
        audit_commitments(p, now, c, actorhood);
        audit_benefits(p, now, c, actorhood);
        conclude(p, c, actorhood);
    }
}

namespace {

/// Mean over clusters for which the figure is known; NaN if there is none.
double known_mean(const Column<double>& column) {
    double sum = 0.0;
    double count = 0.0;
    for (const double value : column) {
        if (!std::isnan(value)) {
            sum += value;
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : unknown;
}

auto mean(const Column<double>& column) {
    return [&column](std::span<double> values) { values[0] = known_mean(column); };
}

/// Actorhood and its legs, cluster by cluster.
void declare_legs(sim::Outputs& outputs, const Actorhood& a) {
    outputs.variable("responsible_actorhood", {"cluster"}, Unit{"1"},
                     Meaning{"Responsible actorhood: geometric mean of autonomy, recognition and care"}, Source{"S0"},
                     values_of(a.responsible_actorhood));
    outputs.variable("actorhood_least_leg", {"cluster"}, Unit{"1"},
                     Meaning{"Responsible actorhood as the least of autonomy, recognition and care"}, Source{"S0"},
                     values_of(a.least_leg));
    outputs.variable("actorhood_mean_leg", {"cluster"}, Unit{"1"},
                     Meaning{"Responsible actorhood as the mean of autonomy, recognition and care"}, Source{"S0"},
                     values_of(a.mean_leg));
    outputs.variable("decision_autonomy", {"cluster"}, Unit{"1"},
                     Meaning{"Decisions that differ from what payers ask and agree with published gaps, mean of the "
                             "quarters of five years"},
                     Source{"S0"}, values_of(a.autonomy));
    outputs.variable("decision_deviation", {"cluster"}, Unit{"1"},
                     Meaning{"Share of weight by which decided agendas of five years differ from what payers asked"},
                     Source{"S0"}, values_of(a.deviation));
    outputs.variable(
        "decision_agreement", {"cluster"}, Unit{"1"},
        Meaning{"Agreement of these differences with published gaps: 0 opposite, 1/2 unrelated, 1 the same"},
        Source{"S0"}, values_of(a.agreement));
    outputs.variable("recognition", {"cluster"}, Unit{"1"},
                     Meaning{"What outside observers believe about realised results"}, Source{"S0"},
                     values_of(a.recognition));
    outputs.variable("care_commitment", {"cluster"}, Unit{"1"},
                     Meaning{"Delivered commitments times benefit to others"}, Source{"S0"}, values_of(a.care));
    outputs.variable("delivered_commitments", {"cluster"}, Unit{"1"},
                     Meaning{"Share of promised transition services delivered three years later"}, Source{"S0"},
                     values_of(a.delivered_share));
    outputs.variable("benefit_to_others", {"cluster"}, Unit{"1"},
                     Meaning{"Share of publics, workers and the future in all benefit of five years"}, Source{"S0"},
                     values_of(a.benefit_share));
}

/// Their means over clusters.
void declare_means(sim::Outputs& outputs, const Actorhood& a) {
    outputs.variable("mean_responsible_actorhood", {}, Unit{"1"},
                     Meaning{"Mean of responsible actorhood over clusters"}, Source{"S0"},
                     mean(a.responsible_actorhood));
    outputs.variable("mean_actorhood_least_leg", {}, Unit{"1"},
                     Meaning{"Mean over clusters of the least leg of actorhood"}, Source{"S0"}, mean(a.least_leg));
    outputs.variable("mean_actorhood_mean_leg", {}, Unit{"1"},
                     Meaning{"Mean over clusters of the mean leg of actorhood"}, Source{"S0"}, mean(a.mean_leg));
    outputs.variable("mean_decision_autonomy", {}, Unit{"1"}, Meaning{"Mean of decision autonomy over clusters"},
                     Source{"S0"}, mean(a.autonomy));
    outputs.variable("mean_recognition", {}, Unit{"1"}, Meaning{"Mean of recognition over clusters"}, Source{"S0"},
                     mean(a.recognition));
    outputs.variable("mean_care_commitment", {}, Unit{"1"}, Meaning{"Mean of care and commitment over clusters"},
                     Source{"S0"}, mean(a.care));
}

} // namespace

void declare_outputs(sim::Outputs& outputs, const World& world) {
    declare_legs(outputs, world.clusters.actorhood);
    declare_means(outputs, world.clusters.actorhood);
}

} // namespace actorhood::models::actorhood
