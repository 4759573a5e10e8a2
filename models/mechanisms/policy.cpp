#include "models/mechanisms/policy.hpp"

#include <algorithm>
#include <cmath>

#include "models/state/cluster_names.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::policy {

namespace {

template <class Names>
std::uint32_t mask_of(const std::vector<std::string>& chosen, const Names& names) {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool wanted = chosen.empty() || std::find(chosen.begin(), chosen.end(), names[i]) != chosen.end();
        mask |= wanted ? 1u << i : 0u;
    }
    return mask;
}

/// Practices named, or those of the pillar; without either those of the theme (resilience: all).
std::uint32_t practice_mask(const Programme& programme, const PracticeCatalogue& practices) {
    std::uint32_t mask = 0;
    for (const std::string& name : programme.practices) {
        const std::size_t practice = practices.find(name);
        mask |= practice < practices.count() ? 1u << practice : 0u;
    }
    if (!programme.practices.empty()) {
        return mask;
    }
    const std::int64_t choice = programme.pillar == 0 ? programme.theme + 1 : programme.pillar;
    return choice == 1   ? practices.pillar_mask[circular]
           : choice == 2 ? practices.pillar_mask[digital]
                         : practices.pillar_mask[circular] | practices.pillar_mask[digital];
}

bool covers_segment(const Programme& programme, const FirmLayout& layout, const Clusters& clusters,
                    std::uint32_t segment) {
    const bool cluster = layout.is_cluster(segment);
    const std::uint32_t region =
        cluster ? static_cast<std::uint32_t>(clusters.identity.region[segment]) : segment - layout.cluster_count();
    const auto& regions = programme.regions;
    if (!regions.empty() && std::find(regions.begin(), regions.end(), region + 1.0) == regions.end()) {
        return false;
    }
    if (!programme.clusters.empty()) {
        return cluster &&
               std::any_of(programme.clusters.begin(), programme.clusters.end(),
                           [&](const std::string& name) { return find_cluster(name, clusters.names) == segment; });
    }
    return cluster || !programme.members_only;
}

ProgrammeAction action_of(const Parameters& parameters, const Programme& programme, const Month& month, Cents spent) {
    ProgrammeAction action;
    const auto instrument = static_cast<Instrument>(programme.instrument);
    if (!runs(programme, month)) {
        if (instrument == Instrument::voucher && spent > 0) {
            action.habit = habit_rate(parameters, month.year - programme.end);
        }
        return action;
    }
    action.running = true;
    if (instrument == Instrument::voucher) {
        action.voucher = programme.intensity * programme.share;
        action.limit = programme.limit;
    } else if (instrument == Instrument::regulation) {
        action.pressure = programme.intensity * programme.pressure;
        action.cost_change = programme.intensity * programme.cost_change;
    }
    if (instrument == Instrument::regulation || instrument == Instrument::platform) {
        action.awareness = programme.intensity * programme.awareness;
    }
    return action;
}

void begin_month(const Parameters& parameters, const Month& month, Policy& policy) {
    policy.awareness = 0.0;
    policy.habit = 0.0;
    policy.vouchers = false;
    std::fill(policy.platform.begin(), policy.platform.end(), 0.0);
    std::fill(policy.outside_ties.begin(), policy.outside_ties.end(), 1.0);
    std::fill(policy.inclusion.begin(), policy.inclusion.end(), 0.0);
    for (std::size_t k = 0; k < parameters.programmes.size(); ++k) {
        const Programme& programme = parameters.programmes[k];
        policy.spent_month[k] = policy.private_month[k] = 0;
        policy.cases_month[k] = policy.refused[k] = 0.0;
        if (months_since_start(programme, month) % 12 == 0) {
            policy.spent_year[k] = 0;
        }
        policy.action[k] = action_of(parameters, programme, month, policy.spent[k]);
        policy.awareness += policy.action[k].awareness;
        policy.habit = std::max(policy.habit, policy.action[k].habit);
        policy.vouchers = policy.vouchers || policy.action[k].voucher > 0.0;
    }
}

void raise_demand(const Programme& programme, const ProgrammeReach& reach, DemandInForce& demand) {
    for (std::size_t sector = 0; sector < sector_count; ++sector) {
        if ((reach.sectors >> sector & 1u) != 0) {
            demand.raise_green_procurement(sector, programme.intensity * programme.green_share);
            demand.raise_procurement_share(sector, programme.intensity * programme.volume);
        }
    }
}

void show(const Parameters& parameters, const Programme& programme, const ProgrammeReach& reach, Policy& policy) {
    for (std::size_t segment = 0; segment < policy.platform.size(); ++segment) {
        if (reach.segments[segment] != 0) {
            policy.platform[segment] = raised(policy.platform[segment], programme.intensity);
            policy.outside_ties[segment] = 1.0 + parameters.platform_ties * policy.platform[segment];
        }
    }
}

void include(const Programme& programme, const ProgrammeReach& reach, Policy& policy) {
    for (std::size_t segment = 0; segment < policy.inclusion.size(); ++segment) {
        if (reach.segments[segment] != 0) {
            policy.inclusion[segment] = raised(policy.inclusion[segment], programme.intensity);
        }
    }
}

/// Employees of the firms of a block that are of the programme's kind, weighted to the economy.
double employees_of_kind(const ProgrammeReach& reach, const ExpansionWeights& weights,
                         Rows<const FirmIdentity> firms) {
    double sum = 0.0;
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        if (reach.covers_kind(firms, row)) {
            sum += weight_of(firms, weights, row) * static_cast<double>(firms.employees[row]);
        }
    }
    return sum;
}

/// A course for a share `trained` (year-1) of the staff; `skills_change`: skill gaps close too.
Course course_of(const Parameters& parameters, std::size_t programme, double trained, bool skills_change) {
    const auto closed =
        skills_change ? static_cast<float>(sim::monthly_approach(parameters.training_effect * trained)) : 0.0f;
    const auto learned = static_cast<float>(parameters.training_capacity * sim::monthly_approach(trained));
    const std::int64_t theme = parameters.programmes[programme].theme;
    return {programme, closed, {theme != 1 ? learned : 0.0f, theme != 0 ? learned : 0.0f}};
}

void pay_running_cost(std::size_t k, std::int64_t month_of_year, Ledger& ledger, Policy& policy) {
    const Cents due = monthly_part(policy.budget[k], month_of_year);
    ledger.pay(Ledger::programme_funder, Ledger::customers, due);
    policy.book(k, due, 0, 0.0);
}

} // namespace

std::int64_t months_since_start(const Programme& programme, const Month& month) {
    return static_cast<std::int64_t>(std::floor((month.year - programme.start) * 12.0 + 0.5));
}

bool runs(const Programme& programme, const Month& month) {
    // Half a month of tolerance: years are fractions.
    return !month.burn_in && programme.intensity > 0.0 && months_since_start(programme, month) >= 0 &&
           month.year < programme.end - 0.5 / 12.0;
}

double habit_rate(const Parameters& parameters, double years) {
    // Below one in a million a year there is nothing left to compute.
    const double rate = parameters.habit_decay * sim::exponential(-std::max(0.0, years) / parameters.habit_memory);
    return rate < 1e-6 ? 0.0 : rate;
}

double persons_trained(double staff, double reach, double person_cost, Cents money) {
    const double wanted = staff * reach / 12.0;
    return person_cost > 0.0 ? std::min(wanted, static_cast<double>(money) / (100.0 * person_cost)) : wanted;
}

void initialise(const Parameters& parameters, const PracticeCatalogue& practices, const FirmLayout& layout,
                const Clusters& clusters, Policy& policy) {
    const std::size_t segments = layout.segments().size();
    policy.reach.clear();
    policy.budget.clear();
    for (const Programme& programme : parameters.programmes) {
        ProgrammeReach reach;
        reach.instrument = static_cast<Instrument>(programme.instrument);
        reach.practices = practice_mask(programme, practices);
        reach.sectors = mask_of(programme.sectors, sector_names);
        reach.size_classes = mask_of(programme.size_classes, size_class_names);
        for (std::uint32_t segment = 0; segment < segments; ++segment) {
            reach.segments.push_back(covers_segment(programme, layout, clusters, segment) ? 1 : 0);
        }
        policy.reach.push_back(std::move(reach));
        policy.budget.push_back(to_cents(programme.budget));
    }
    policy.resize(parameters.programmes.size(), segments);
}

void begin(const Parameters& parameters, const Month& month, Ledger& ledger, DemandInForce& demand, Policy& policy) {
    if (parameters.programmes.empty()) {
        return;
    }
    begin_month(parameters, month, policy);
    for (std::size_t k = 0; k < parameters.programmes.size(); ++k) {
        const Programme& programme = parameters.programmes[k];
        if (!policy.action[k].running) {
            continue;
        }
        switch (policy.reach[k].instrument) {
        case Instrument::voucher:
            continue; // spent by adoption
        case Instrument::training:
            continue; // spent on courses
        case Instrument::procurement:
            raise_demand(programme, policy.reach[k], demand);
            break;
        case Instrument::platform:
            show(parameters, programme, policy.reach[k], policy);
            break;
        case Instrument::inclusion:
            include(programme, policy.reach[k], policy);
            break;
        case Instrument::regulation:
            break; // read by adoption
        }
        pay_running_cost(k, months_since_start(programme, month) % 12, ledger, policy);
    }
}

void count_staff(const Policy& policy, const ExpansionWeights& weights, Rows<const FirmIdentity> firms,
                 Sum<Staff> staff) {
    for (std::size_t k = 0; k < policy.action.size(); ++k) {
        const ProgrammeReach& reach = policy.reach[k];
        if (!policy.action[k].running || reach.instrument != Instrument::training) {
            continue;
        }
        staff->covered.resize(policy.action.size(), 0.0);
        if (reach.segments[firms.block.segment] != 0) {
            staff->covered[k] = employees_of_kind(reach, weights, firms);
        }
    }
}

void hold_courses(const Parameters& parameters, const Month& month, const Work& work, const Sums<Staff>& staff,
                  Ledger& ledger, Policy& policy, Courses& courses) {
    courses.held.clear();
    for (std::size_t k = 0; k < parameters.programmes.size(); ++k) {
        const Programme& programme = parameters.programmes[k];
        if (!policy.action[k].running || policy.reach[k].instrument != Instrument::training) {
            continue;
        }
        double covered = 0.0;
        for (const Staff& part : staff.parts()) {
            covered += part.covered[k];
        }
        // What is left is spread over the months left of the programme's year.
        const std::int64_t month_of_year = months_since_start(programme, month) % 12;
        const Cents money = policy.left(k) / (policy.budget[k] > 0 ? 12 - month_of_year : 1);
        const double persons =
            persons_trained(covered, programme.intensity * programme.reach, programme.person_cost, money);
        if (persons <= 0.0) {
            continue;
        }
        const Cents paid = std::min(money, to_cents(persons * programme.person_cost));
        ledger.pay(Ledger::programme_funder, Ledger::technology, paid);
        policy.book(k, paid, 0, persons);
        courses.held.push_back(course_of(parameters, k, 12.0 * persons / covered, work.changes));
    }
}

void teach(const Policy& policy, const Courses& courses, Rows<Skills, Workforce, const FirmIdentity> firms) {
    for (const Course& course : courses.held) {
        const ProgrammeReach& reach = policy.reach[course.programme];
        for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
            if (!reach.covers(firms, row, firms.block.segment)) {
                continue;
            }
            firms.skill_gap[row] -= course.closed * firms.skill_gap[row];
            firms.circular_capacity[row] += course.learned[circular] * (1.0f - firms.circular_capacity[row]);
            firms.digital_capacity[row] += course.learned[digital] * (1.0f - firms.digital_capacity[row]);
        }
    }
}

} // namespace actorhood::models::policy
