#include "models/mechanisms/shocks.hpp"

#include <algorithm>
#include <cmath>

#include "sim/config/spelling.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::shocks {

std::optional<std::size_t> region_number(const std::string& name, std::int64_t regions) {
    const std::optional<std::int64_t> number = sim::place_number(name, "region");
    return number && *number <= regions ? std::optional(static_cast<std::size_t>(*number - 1)) : std::nullopt;
}

std::int32_t onset_month(double date, const Calendar& calendar) {
    return calendar.burn_in + static_cast<std::int32_t>(std::floor((date - calendar.start_year) * 12.0 + 0.5));
}

double profile(const ShockPlan& shock, std::int32_t age) {
    if (age < 0) {
        return 0.0;
    }
    if (shock.shape == Recovery::lasting || age < shock.duration) {
        return 1.0;
    }
    if (shock.shape == Recovery::step || shock.recovery <= 0.0) {
        return 0.0;
    }
    const double passed = (static_cast<double>(age - shock.duration) + 0.5) / shock.recovery;
    if (shock.shape == Recovery::linear) {
        return std::max(0.0, 1.0 - passed);
    }
    const double left = sim::power(0.05, passed);
    return left < 0.001 ? 0.0 : left;
}

double capacity_loss(const Parameters& parameters, double magnitude, double diversity) {
    const double narrow = std::max(0.0, 1.0 - diversity / parameters.reference_diversity);
    return std::min(1.0, magnitude * (1.0 + parameters.specialisation * narrow));
}

namespace {

ShockPlan planned(const Entry& entry, std::int32_t position, const PracticeCatalogue& practices,
                  std::uint32_t regions, const Calendar& months) {
    ShockPlan shock;
    shock.kind = static_cast<ShockKind>(entry.kind);
    shock.onset = onset_month(entry.date, months);
    shock.magnitude = entry.magnitude;
    shock.duration = static_cast<std::int32_t>(std::floor(entry.duration + 0.5));
    shock.recovery = entry.recovery;
    shock.shape = static_cast<Recovery>(entry.shape);
    shock.entry = position;
    if (!entry.sectors.empty()) {
        shock.sectors = 0;
        for (const std::string& name : entry.sectors) {
            const auto found = std::find(sector_names.begin(), sector_names.end(), name);
            shock.sectors |= 1u << static_cast<std::size_t>(found - sector_names.begin());
        }
    }
    if (!entry.regions.empty()) {
        shock.regions.assign(regions, 0);
        for (const std::string& name : entry.regions) {
            if (const auto region = region_number(name, regions)) {
                shock.regions[*region] = 1;
            }
        }
    }
    if (shock.kind == technology_shock) {
        const std::size_t practice = practices.find(entry.practice);
        shock.practice = practice < practices.count() ? practice : practice_limit;
    }
    return shock;
}

/// Chooses each of `count` places with a probability, at least one. Draws: 0 the one that is surely hit, then one each.
template <class Choose>
void choose_places(const sim::RandomStream& draws, std::uint64_t id, std::uint32_t count, double probability,
                   Choose&& choose) {
    const auto sure = static_cast<std::uint32_t>(draws.uniform(id) * count);
    for (std::uint32_t place = 0; place < count; ++place) {
        // One id a place: a block has draws for 511 only.
        if (place == sure || draws.uniform(id | static_cast<std::uint64_t>(place + 1) << 32) < probability) {
            choose(place);
        }
    }
}

/// Digital practice drawn by a uniform number; practice_limit without any.
std::size_t random_practice(const PracticeCatalogue& practices, double u) {
    std::vector<std::size_t> digital_ones;
    for (std::size_t p = 0; p < practices.count(); ++p) {
        if (practices.pillar(p) == digital) {
            digital_ones.push_back(p);
        }
    }
    return digital_ones.empty()
               ? practice_limit
               : digital_ones[static_cast<std::size_t>(u * static_cast<double>(digital_ones.size()))];
}

ShockPlan drawn(const Parameters& parameters, ShockKind kind, std::int32_t onset, std::uint32_t ordinal,
                const PracticeCatalogue& practices, std::uint32_t regions, const sim::Random& random) {
    constexpr double longest = 1200.0; // months
    const auto month = static_cast<std::uint16_t>(onset);
    const sim::RandomStream draws = random.stream(shock_stream, month);
    const sim::RandomStream places = random.stream(shock_place_stream, month);
    const std::uint64_t id = kind + shock_kind_count * (ordinal + 1); // ids below: the numbers of shocks
    ShockPlan shock;
    shock.kind = kind;
    shock.onset = onset;
    shock.magnitude = parameters.smallest + (parameters.largest - parameters.smallest) * draws.uniform(id, 0);
    const double months = -parameters.mean_duration * sim::logarithm(draws.uniform(id, 1));
    shock.duration = static_cast<std::int32_t>(std::clamp(std::floor(months + 0.5), 1.0, longest));
    shock.recovery = parameters.recovery;
    shock.shape = kind == technology_shock ? Recovery::lasting : Recovery::exponential;
    if (kind == energy_shock) {
        return shock; // one price for all
    }
    if (kind == technology_shock) {
        shock.practice = random_practice(practices, draws.uniform(id, 2));
    }
    shock.sectors = 0;
    choose_places(places, 2 * id, sector_count, parameters.sector_share,
                  [&](std::uint32_t sector) { shock.sectors |= 1u << sector; });
    if (parameters.region_share < 1.0) {
        shock.regions.assign(regions, 0);
        choose_places(places, 2 * id + 1, regions, parameters.region_share,
                      [&](std::uint32_t region) { shock.regions[region] = 1; });
    }
    return shock;
}

} // namespace

ShockCalendar draw(const Parameters& parameters, const PracticeCatalogue& practices, const FirmLayout& firms,
                   const Calendar& months, const sim::Random& random) {
    const std::uint32_t regions = firms.region_count();
    ShockCalendar calendar;
    std::vector<ShockPlan>& shocks = calendar.shocks;
    for (std::size_t i = 0; i < parameters.scheduled.size(); ++i) {
        const Entry& entry = parameters.scheduled[i];
        ShockPlan shock = planned(entry, static_cast<std::int32_t>(i), practices, regions, months);
        if (shock.magnitude > 0.0 && shock.onset >= 0 && shock.onset < months.months) {
            shocks.push_back(std::move(shock));
        }
    }
    for (std::size_t k = 0; k < shock_kind_count; ++k) {
        const double mean = parameters.rate[k] / 12.0;
        for (std::uint16_t month = months.burn_in; month < months.months && mean > 0.0; ++month) {
            const std::uint32_t count = sim::poisson_quantile(random.stream(shock_stream, month).uniform(k), mean);
            for (std::uint32_t ordinal = 0; ordinal < count; ++ordinal) {
                shocks.push_back(
                    drawn(parameters, static_cast<ShockKind>(k), month, ordinal, practices, regions, random));
            }
        }
    }
    std::stable_sort(shocks.begin(), shocks.end(),
                     [](const ShockPlan& a, const ShockPlan& b) { return a.onset < b.onset; });
    return calendar;
}

void respond(const Parameters& parameters, Shocks& shocks) { shocks.response = parameters.response; }

void initialise(const ShockCalendar& calendar, const ClusterIdentity& identity, const FirmLayout& firms,
                Shocks& shocks) {
    if (calendar.shocks.empty()) {
        return;
    }
    const std::uint32_t regions = firms.region_count();
    shocks.region.assign(identity.region.begin(), identity.region.end());
    for (std::uint32_t region = 0; region < regions; ++region) {
        shocks.region.push_back(region);
    }
    for (std::size_t k = 0; k < shock_kind_count; ++k) {
        shocks.strength[k].assign(regions, {});
        shocks.beginning[k].assign(regions, {});
    }
    ByShockKind all{};
    all.fill(1.0);
    shocks.left.assign(firms.segments().size(), all);
    shocks.rupture.assign(regions, {});
    shocks.output_by_region.assign(regions, 1.0);
    shocks.loss.assign(calendar.shocks.size(), 0.0);
    shocks.deepest.assign(calendar.shocks.size(), 0.0);
    shocks.recovery.assign(calendar.shocks.size(), -1);
    shocks.closed.assign(calendar.shocks.size(), 0);
}

namespace {

/// Calls use(value of the place) for every region and sector a shock hits.
template <class Use>
void for_each_place(const ShockPlan& shock, Shocks::Places& places, Use&& use) {
    for (std::size_t region = 0; region < places.size(); ++region) {
        for (std::size_t sector = 0; sector < sector_count && shock.hits_region(region); ++sector) {
            if (shock.hits_sector(sector)) {
                use(places[region][sector]);
            }
        }
    }
}

/// Places without any shock, the first time in a month that they are needed.
void make_ready(bool& in_use, Shocks::Places& places) {
    if (!in_use) {
        in_use = true;
        std::fill(places.begin(), places.end(), std::array<double, sector_count>{});
    }
}

/// Two shocks of one kind at one place.
double combined(ShockKind kind, double a, double b) {
    return kind == energy_shock ? (1.0 + a) * (1.0 + b) - 1.0 : 1.0 - (1.0 - a) * (1.0 - b);
}

/// What a rupture does to a practice: cheaper for good or for a while, and more of its labour displaced.
void change_practice(const Parameters& parameters, std::size_t practice, double strength, Landscape& landscape) {
    if (practice < practice_limit) {
        landscape.cost_index[practice] *= 1.0 - strength;
        landscape.displacement_index[practice] *= 1.0 + parameters.displacement_rise * strength;
    }
}

void add(const Parameters& parameters, const ShockPlan& shock, std::int32_t age, Landscape& landscape,
         Shocks& shocks) {
    const ShockKind kind = shock.kind;
    const double strength = shock.magnitude * profile(shock, age);
    if (strength > 0.0) {
        make_ready(shocks.active[kind], shocks.strength[kind]);
        for_each_place(shock, shocks.strength[kind], [&](double& value) {
            value = combined(kind, value, strength);
            shocks.magnitude[kind] = std::max(shocks.magnitude[kind], value);
        });
        if (kind == energy_shock) {
            landscape.energy_price *= 1.0 + strength;
        }
        change_practice(parameters, shock.practice, strength, landscape);
    }
    if (age == 0) {
        make_ready(shocks.begins[kind], shocks.beginning[kind]);
        for_each_place(shock, shocks.beginning[kind],
                       [&](double& value) { value = combined(kind, value, shock.magnitude); });
    }
    if (kind == technology_shock && age >= 0 && static_cast<double>(age) < parameters.rupture_months) {
        make_ready(shocks.is_rupture, shocks.rupture);
        const double full = std::min(1.0, shock.magnitude / parameters.full_rupture);
        for_each_place(shock, shocks.rupture, [&](double& value) { value = std::max(value, full); });
    }
}

} // namespace

void strike(const Parameters& parameters, const ShockCalendar& calendar, const Month& month, Landscape& landscape,
            Shocks& shocks) {
    if (calendar.shocks.empty()) {
        return;
    }
    shocks.active.fill(false);
    shocks.begins.fill(false);
    shocks.is_rupture = false;
    shocks.magnitude.fill(0.0);
    for (const ShockPlan& shock : calendar.shocks) {
        if (shock.onset > month.index) {
            break; // in the order of their onset
        }
        add(parameters, shock, month.index - shock.onset, landscape, shocks);
    }
}

double recovery_rate(const Parameters& parameters, ShockKind kind, const Substitutes& substitutes) {
    switch (kind) {
    case supply_shock:
        return parameters.made_up_by_ties * substitutes.ties +
               parameters.made_up_by_platforms * substitutes.platform +
               parameters.made_up_by_partners * substitutes.partners;
    case demand_shock:
        return parameters.made_up_by_skills * substitutes.capacity;
    case labour_shock:
        return parameters.made_up_by_skills * substitutes.skills;
    case energy_shock:
    case technology_shock:
        break; // one price for all; know-how is learnt, not replaced
    }
    return 0.0;
}

namespace {

bool begins_in(const Shocks& shocks, ShockKind kind, std::size_t segment) {
    if (!shocks.begins[kind]) {
        return false;
    }
    const auto& sectors = shocks.beginning[kind][shocks.region[segment]];
    return std::any_of(sectors.begin(), sectors.end(), [](double magnitude) { return magnitude > 0.0; });
}

Substitutes substitutes(const FirmLayout& layout, const Census& census, const Cooperation& cooperation,
                        const Policy& policy, std::uint32_t segment) {
    const bool cluster = layout.is_cluster(segment);
    const double breadth = cluster ? cooperation.breadth[segment] : 0.0;
    const double joint = cluster ? cooperation.platform_reach[segment] : 0.0;
    const double programme = policy.platform[segment];
    return {.ties = census.tie_fill[segment],
            .platform = programme + joint * (1.0 - programme),
            .partners = breadth / (1.0 + breadth),
            .capacity = census.mean_capacity[segment][digital],
            .skills = 1.0 - census.mean_skill_gap[segment]};
}

} // namespace

void substitute(const Parameters& parameters, const FirmLayout& layout, const Census& census,
                const Cooperation& cooperation, const Policy& policy, Shocks& shocks) {
    if (!shocks.disturb_output() || shocks.left.empty()) {
        std::for_each(shocks.left.begin(), shocks.left.end(), [](ByShockKind& left) { left.fill(1.0); });
        return;
    }
    for (std::uint32_t s = 0; s < layout.segments().size(); ++s) {
        const Substitutes has = substitutes(layout, census, cooperation, policy, s);
        for (const ShockKind kind : {demand_shock, supply_shock, labour_shock}) {
            double& left = shocks.left[s][kind];
            const bool whole = !shocks.active[kind] || begins_in(shocks, kind, s);
            left = whole ? 1.0 : left * sim::exponential(-recovery_rate(parameters, kind, has) / 12.0);
        }
    }
}

double foreseen(const Parameters& parameters, double reflexivity, double services) {
    return parameters.foresight * reflexivity * services / (1.0 + services);
}

void outdate_capacity(const Parameters& parameters, const Census& census, const Reflexivity& reflexivity,
                      const FirmLayout& layout, const Shocks& shocks, Rows<Skills, const FirmIdentity> firms,
                      Sum<KnowHowToll> toll) {
    if (!shocks.begins[technology_shock]) {
        return;
    }
    const std::uint32_t segment = firms.block.segment;
    const bool cluster = layout.is_cluster(segment);
    const double diversity = cluster ? census.sector_diversity[segment] : parameters.reference_diversity;
    const double spared =
        cluster ? foreseen(parameters, reflexivity.reflexivity[segment], census.mean_services[segment]) : 0.0;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const double magnitude = shocks.onset(technology_shock, segment, firms.sector[row]);
        const double loss = capacity_loss(parameters, magnitude, diversity);
        const auto before = static_cast<double>(firms.digital_capacity[row]);
        firms.digital_capacity[row] *= static_cast<float>(1.0 - loss * (1.0 - spared));
        toll->lost += before * loss * (1.0 - spared);
        toll->spared += before * loss * spared;
    }
}

void displace_incumbents(const Parameters& parameters, const ShockCalendar& calendar, const Month& month,
                         sim::Read<PracticeCatalogue, Negotiation, Work> from, const Shocks& shocks,
                         Rows<Workforce, const FirmIdentity, const Funnel> firms, Sum<JobsToll> toll) {
    const auto& [practices, negotiation, work] = from;
    if (!work.changes || !shocks.begins[technology_shock]) {
        return;
    }
    const std::uint32_t segment = firms.block.segment;
    const double nu =
        segment < negotiation.intensity.size() ? negotiation.intensity[segment] : work.outside_negotiation;
    for (const ShockPlan& shock : calendar.shocks) {
        if (shock.onset != month.index || shock.practice >= practices.count() ||
            !shock.hits_region(shocks.region[segment])) {
            continue;
        }
        const double displaced = practices.entries[shock.practice].displacement;
        const double further = std::min(1.0 - displaced, displaced * parameters.displacement_rise * shock.magnitude);
        for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
            if ((firms.adopted[row] >> shock.practice & 1u) != 0 && shock.hits_sector(firms.sector[row])) {
                firms.resistance[row] = static_cast<float>(rules::resistance_after_adoption(
                    static_cast<double>(firms.resistance[row]), further, nu, work.adoption));
                const double persons = further * static_cast<double>(firms.employees[row]);
                toll->displaced += persons;
                toll->reskilled += persons * nu;
            }
        }
    }
}

void book_toll(const FirmLayout& layout, const Sums<KnowHowToll>& know_how, const Sums<JobsToll>& jobs,
               RuptureAccount& account) {
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::uint32_t segment = layout.blocks()[b].segment;
        if (layout.is_cluster(segment)) {
            account.lost[segment] += know_how.parts()[b].lost;
            account.spared[segment] += know_how.parts()[b].spared;
            account.displaced[segment] += jobs.parts()[b].displaced;
            account.reskilled[segment] += jobs.parts()[b].reskilled;
        }
    }
}

void widen_skill_gaps(const Parameters& parameters, const Work& work, const Shocks& shocks,
                      Rows<Workforce, const FirmIdentity> firms) {
    if (!work.changes || !shocks.begins[labour_shock]) {
        return;
    }
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const double rise =
            parameters.skill_loss * shocks.onset(labour_shock, firms.block.segment, firms.sector[row]);
        float& gap = firms.skill_gap[row];
        gap += static_cast<float>(rise) * (1.0f - gap);
    }
}

namespace {

/// Share of normal output that is lost.
double missing(const Revenue& sum) { return sum.normal > 0.0 ? std::max(0.0, 1.0 - sum.realised / sum.normal) : 0.0; }

void add_revenue(const Revenue& part, Revenue& sum) {
    sum.normal += part.normal;
    sum.realised += part.realised;
    for (std::size_t k = 0; k < shock_kind_count; ++k) {
        sum.lost[k] += part.lost[k];
    }
}

/// Indices of the month and what they add to the losses.
void renew_indices(const Market& market, std::uint32_t clusters, Shocks& shocks) {
    Revenue all;
    std::array<Revenue, sector_count> by_sector{};
    std::array<Revenue, 2> by_group{};
    std::vector<Revenue> by_region(shocks.output_by_region.size());
    for (std::size_t segment = 0; segment < market.revenue.size(); ++segment) {
        for (std::size_t sector = 0; sector < sector_count; ++sector) {
            const Revenue& part = market.revenue[segment][sector];
            add_revenue(part, all);
            add_revenue(part, by_sector[sector]);
            add_revenue(part, by_group[segment < clusters ? 0 : 1]);
            add_revenue(part, by_region[shocks.region[segment]]);
        }
    }
    for (std::size_t sector = 0; sector < sector_count; ++sector) {
        shocks.output_by_sector[sector] = 1.0 - missing(by_sector[sector]);
    }
    for (std::size_t region = 0; region < by_region.size(); ++region) {
        shocks.output_by_region[region] = 1.0 - missing(by_region[region]);
    }
    for (std::size_t group = 0; group < 2; ++group) {
        shocks.output_by_group[group] = 1.0 - missing(by_group[group]);
        shocks.lost_by_group[group] += missing(by_group[group]);
    }
    for (std::size_t k = 0; k < shock_kind_count && all.normal > 0.0; ++k) {
        shocks.lost[k] += all.lost[k] / all.normal;
    }
}

void undisturbed(Shocks& shocks) {
    shocks.output_by_sector.fill(1.0);
    shocks.output_by_group.fill(1.0);
    std::fill(shocks.output_by_region.begin(), shocks.output_by_region.end(), 1.0);
}

/// Share of their normal output that the firms a shock hits lose to shocks of its kind.
double drop_of(const ShockPlan& shock, const Market& market, const Shocks& shocks) {
    Revenue sum;
    for (std::size_t segment = 0; segment < market.revenue.size(); ++segment) {
        for (std::size_t sector = 0; sector < sector_count; ++sector) {
            if (shock.hits_region(shocks.region[segment]) && shock.hits_sector(sector)) {
                add_revenue(market.revenue[segment][sector], sum);
            }
        }
    }
    return sum.normal > 0.0 ? std::max(0.0, sum.lost[shock.kind] / sum.normal) : 0.0;
}

void close_account(std::uint32_t number, const ShockPlan& shock, Shocks& shocks) {
    shocks.closed[number] = 1;
    shocks.closed_now.push_back(number);
    shocks.latest_loss[shock.kind] = shocks.loss[number];
    shocks.latest_recovery[shock.kind] =
        shocks.recovery[number] < 0 ? std::numeric_limits<double>::quiet_NaN() : shocks.recovery[number];
}

} // namespace

void book_drop(const ShockPlan& shock, std::int32_t age, double drop, std::uint32_t number, Shocks& shocks) {
    constexpr double made_up = 0.95;
    shocks.loss[number] += drop;
    shocks.deepest[number] = std::max(shocks.deepest[number], drop);
    const bool recovered = drop <= (1.0 - made_up) * shocks.deepest[number];
    if (!recovered) {
        shocks.recovery[number] = -1;
    } else if (shocks.recovery[number] < 0) {
        shocks.recovery[number] = age;
    }
    if (recovered && age + 1 >= shock.duration) {
        close_account(number, shock, shocks);
    }
}

void account(const ShockCalendar& calendar, const Month& month, const Calendar& run, const Market& market,
             const FirmLayout& layout, Shocks& shocks) {
    shocks.closed_now.clear();
    if (calendar.shocks.empty()) {
        return;
    }
    const bool last = month.index + 1 == run.months;
    const bool disturbed = shocks.disturb_output() && !market.revenue.empty();
    if (disturbed) {
        renew_indices(market, layout.cluster_count(), shocks);
    } else {
        undisturbed(shocks);
    }
    for (std::uint32_t number = 0; number < calendar.shocks.size(); ++number) {
        const ShockPlan& shock = calendar.shocks[number];
        if (shock.onset > month.index || shocks.closed[number] != 0) {
            continue;
        }
        book_drop(shock, month.index - shock.onset, disturbed ? drop_of(shock, market, shocks) : 0.0, number, shocks);
        if (last && shocks.closed[number] == 0) {
            close_account(number, shock, shocks);
        }
    }
}

} // namespace actorhood::models::shocks
