#include "models/mechanisms/actorhood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::actorhood {

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

} // namespace

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
    sim::parallel_for(
        clusters, [&, &identity = identity, &census = census, &accountability = accountability](std::size_t c) {
            const double result = score(p, results_of(census, actorhood, slot, c), all, month.burn_in);
            actorhood.recognition[c] = watch(p, draws, identity.key[c], result,
                                             accountability.answerability[c][outward], actorhood.recognition[c]);
        });
}

void audit(const Parameters& p, const Month& month, Actorhood& actorhood) {
    if (!month.last_of_quarter) {
        return;
    }
    const Quarter now(month);
    sim::parallel_for(actorhood.autonomy.size(), [&](std::size_t c) {
        audit_autonomy(p, now, c, actorhood);
        audit_commitments(p, now, c, actorhood);
        audit_benefits(p, now, c, actorhood);
        conclude(p, c, actorhood);
    });
}

} // namespace actorhood::models::actorhood
