#include "models/mechanisms/programmes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "models/state/output_columns.hpp"
#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::programmes {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_core(sim::Schema& schema, Parameters& p) {
    schema.real(
        p.renewal_base, "renewal_base", Unit{"1"}, Default{2.2}, Bounds{-10, 10}, Sweep{0.85, 2.94},
        Meaning{"Logit of renewing the core contract of a cluster of normal legitimacy and recognition",
                Symbol{"a_0"}},
        Source{"chance of 0.9, sweep 0.7 to 0.95: most contracts are renewed, at another amount; assumption"});
    schema.real(p.renewal_legitimacy, "renewal_legitimacy", Unit{"1"}, Default{4}, Bounds{0, 40}, Sweep{0, 8},
                Meaning{"Effect of legitimacy with funders on the logit of renewal", Symbol{"a_up"}},
                Source{"assumption"});
    schema.real(p.renewal_legitimacy_norm, "renewal_legitimacy_norm", Unit{"1"}, Default{0.58}, sim::share,
                Sweep{0.5, 0.8}, Meaning{"Legitimacy with funders that neither helps nor harms renewal"},
                Source{"assumption"});
    schema.real(
        p.renewal_recognition, "renewal_recognition", Unit{"1"}, Default{16}, Bounds{0, 100}, Sweep{0, 24},
        Meaning{"Effect of recognition, relative to other applicants, on the logit of renewal", Symbol{"a_Q"}},
        Source{"assumption: about 0.8 a standard deviation of recognition"});
    schema.real(
        p.amount_legitimacy, "amount_legitimacy", Unit{"1"}, Default{1}, Bounds{0, 10}, Sweep{0, 2},
        Meaning{"Share of the amount of a core contract gained per unit of legitimacy with funders above that of "
                "the other clusters; 0 = the amount does not depend on it",
                Symbol{"b_up"}},
        Source{"renewal is seldom all or nothing; size: assumption"});
    schema.real(
        p.amount_recognition, "amount_recognition", Unit{"1"}, Default{4}, Bounds{0, 50}, Sweep{0, 8},
        Meaning{"Share of the amount gained per unit of recognition above that of other applicants", Symbol{"b_Q"}},
        Source{"assumption: 0.2 a standard deviation of recognition"});
    schema.vector(p.amount_limits, "amount_limits", Unit{"1"}, {0.5, 1.25}, {"least", "most"}, Bounds{0, 4},
                  Meaning{"Limits of the amount of a core contract, relative to the plan"}, Source{"assumption"});
    schema.check([&p]() -> std::vector<sim::Schema::Problem> {
        if (p.amount_limits[0] <= 1.0 && 1.0 <= p.amount_limits[1]) {
            return {};
        }
        return {{"programmes.amount_limits", "least must not exceed 1, most must not be below it"}};
    });
    schema.integer(p.retry_months, "retry_months", Unit{"month"}, Default{12}, Bounds{1, 120}, Sweep{6, 24},
                   Meaning{"Months until a refused cluster applies for a core contract again"}, Source{"assumption"});
}

void declare_calls(sim::Schema& schema, Parameters& p) {
    schema.integer(p.calls, "calls", Unit{"year-1"}, Default{6}, Bounds{1, 12}, Sweep{2, 12},
                   Meaning{"Project calls a year", Symbol{"K"}}, Source{"assumption"});
    schema.choice(
        p.arrival, "arrival", Default{"calls"}, {"calls", "poisson"},
        Meaning{"Common calls in which applicants compete, or calls that reach each cluster alone at random "
                "times and are granted by chance: the case with a known law"},
        Source{"verification: a case with a known law"});
    schema.real(p.success, "success", Unit{"1"}, Default{0.25}, Bounds{0.01, 1}, Sweep{0.12, 0.3},
                Meaning{"Share of the money asked for that a call grants", Symbol{"s_0"}},
                Source{"25 % of the budget asked for in S3 (METASTARS); cluster calls 12-30 %"});
    schema.real(p.grant, "grant", Unit{"EUR"}, Default{0}, Bounds{0, 1e8}, Sweep{0, 64000},
                Meaning{"Fixed size of a grant; 0 sizes grants so that the intended project income is met"},
                Source{"S3 (METASTARS): 60,000 low risk, 64,000 high risk"});
    schema.real(p.contest, "contest", Unit{"1"}, Default{1}, Bounds{0, 5}, Sweep{0, 2},
                Meaning{"Discrimination of the contest: exponent of the score", Symbol{"rho"}},
                Source{"Tullock 1980"});
    schema.real(p.volunteers, "volunteers", Unit{"persons"}, Default{0.5}, Bounds{0, 20}, Sweep{0, 1},
                Meaning{"Volunteers who help with applications"}, Source{"assumption"});
    schema.real(p.least_chance, "least_chance", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.25, 1},
                Meaning{"Chance of an application nobody had time for, relative to a complete one"},
                Source{"assumption"});
    schema.real(p.application_cost, "application_cost", Unit{"EUR"}, Default{5640}, Bounds{0, 1e6},
                Sweep{2000, 10000}, Meaning{"Cost of applying for a grant of the reference size"},
                Source{"price list of a consultancy: 5.8 kEUR for grants below 60 kEUR (weak)"});
    schema.real(p.application_grant, "application_grant", Unit{"EUR"}, Default{60000}, Bounds{1000, 1e7},
                Sweep{50000, 70000}, Meaning{"Reference size of a grant"}, Source{"S3 (METASTARS)"});
    schema.real(p.application_elasticity, "application_elasticity", Unit{"1"}, Default{0.7}, Bounds{0, 2},
                Sweep{0.5, 1}, Meaning{"Elasticity of application cost to the size of the grant"},
                Source{"price list of a consultancy: 5.8, 11.6 and 23 kEUR by size (weak)"});
    schema.vector(p.themes, "themes", Unit{"1"}, {0.25, 0.35, 0.35, 0.05},
                  {"growth", "circular", "digital", "labour"}, sim::share,
                  Meaning{"How often calls have each theme (normalised)"}, Source{"assumption; themes of S1, S2"});
    schema.real(p.theme_memory, "theme_memory", Unit{"year"}, Default{3}, Bounds{0.1, 50}, Sweep{1, 5},
                Meaning{"Memory of the mean theme of published calls"}, Source{"assumption"});
}

void declare_scores(sim::Schema& schema, Parameters& p) {
    schema.real(p.score_base, "score_base", Unit{"1"}, Default{0.6}, Bounds{0.01, 10}, Sweep{0.3, 1},
                Meaning{"Score of an applicant without staff"}, Source{"assumption"});
    schema.real(p.score_staff, "score_staff", Unit{"1"}, Default{0.4}, Bounds{0, 10}, Sweep{0, 0.7},
                Meaning{"Score added by the staff intended for the members"}, Source{"assumption"});
    schema.real(p.score_theme, "score_theme", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 0.8},
                Meaning{"Part of the score that depends on the fit of agenda and theme"}, Source{"assumption"});
    schema.real(p.track_low, "track_low", Unit{"1"}, Default{0.8}, Bounds{0.01, 10}, Sweep{0.6, 1},
                Meaning{"Lowest factor of the track record"}, Source{"assumption"});
    schema.real(p.track_high, "track_high", Unit{"1"}, Default{1.4}, Bounds{0.01, 10}, Sweep{1, 2},
                Meaning{"Highest factor of the track record"}, Source{"assumption"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(p.track_start, "track_start", Unit{"1"}, Default{1.1}, Bounds{0.01, 10}, Sweep{0.9, 1.3},
                    Meaning{"Track record at the beginning"}, Source{"assumption"});
    });
    schema.real(p.track_gain, "track_gain", Unit{"1"}, Default{0.15}, sim::share, Sweep{0, 0.3},
                Meaning{"Share of the way to the highest track record made with a win"}, Source{"assumption"});
    schema.real(p.track_loss, "track_loss", Unit{"1"}, Default{0.05}, sim::share, Sweep{0, 0.1},
                Meaning{"Share of the way to the lowest track record made with a loss"}, Source{"assumption"});
    schema.check([&p]() -> std::vector<sim::Schema::Problem> {
        if (p.track_low <= p.track_start && p.track_start <= p.track_high) {
            return {};
        }
        return {{"programmes.track_start", "track_start must lie between track_low and track_high"}};
    });
}

} // namespace

Topic draw_theme(const Agenda& themes, double u) {
    const Agenda shares = normalised(themes);
    double cumulated = 0.0;
    for (std::size_t topic = 0; topic + 1 < topic_count; ++topic) {
        cumulated += shares[topic];
        if (u < cumulated) {
            return static_cast<Topic>(topic);
        }
    }
    return labour_topic;
}

namespace {

/// Frees the slots of projects that are over.
void free_slots(Contracts& contracts, std::size_t c, std::int32_t now) {
    for (std::size_t slot = 0; slot < Contracts::project_slots; ++slot) {
        if (contracts.project_end[c][slot] != 0 && contracts.project_end[c][slot] <= now) {
            contracts.project_end[c][slot] = 0;
            contracts.project_monthly[c][slot] = 0;
            contracts.project_line[c][slot] = 0;
        }
    }
}

/// Mean theme of running projects by money; of published calls when none runs.
Agenda mean_theme(const Contracts& contracts, std::size_t c) {
    Agenda sum{};
    for (std::size_t slot = 0; slot < Contracts::project_slots; ++slot) {
        const auto topic = static_cast<std::size_t>(contracts.project_theme[c][slot]);
        sum[topic] += static_cast<double>(contracts.project_monthly[c][slot]);
    }
    return sum_of(sum) > 0.0 ? normalised(sum) : contracts.published_themes[c];
}

/// `grade`: part of the planned amount that is granted.
void start_core(const FundingPlan& plan, const ClusterIdentity& identity, const Census& census, std::size_t c,
                std::int32_t end, double grade, Contracts& contracts) {
    contracts.core_active[c] = 1;
    contracts.core_end[c] = end;
    contracts.core_monthly[c] =
        core_amount(plan_of(plan, identity, c), grade * identity.intended_mix[c][core_funding], census.firms[c]);
}

/// True if the cluster asks for a core contract this month.
bool applies_for_core(const ClusterIdentity& identity, const Census& census, const Contracts& contracts,
                      std::size_t c, std::int32_t now) {
    if (identity.intended_mix[c][core_funding] <= 0.0 || census.firms[c] <= 0.0) {
        return false;
    }
    return contracts.core_active[c] != 0 ? contracts.core_end[c] <= now : contracts.core_next_application[c] <= now;
}

/// A contract that ended without an application leaves the cluster without core money.
void end_core(Contracts& contracts, std::size_t c, std::int32_t now) {
    if (contracts.core_active[c] != 0 && contracts.core_end[c] <= now) {
        contracts.core_active[c] = 0;
        contracts.core_monthly[c] = 0;
        contracts.core_next_application[c] = now;
    }
}

/// Clusters as they apply for core contracts.
struct CoreApplicants {
    const ClusterIdentity& identity;
    const Census& census;
    const Accountability& accountability;
    const Actorhood& actorhood;
};

/// Enters this month's applicants and returns the mean recognition of those of the last twelve months.
double register_applicants(const CoreApplicants& applicants, std::int32_t now, Contracts& contracts) {
    const auto slot = static_cast<std::size_t>(now % 12);
    contracts.core_applicants[slot] = 0;
    contracts.core_applicant_recognition[slot] = 0.0;
    for (std::size_t c = 0; c < applicants.identity.key.size(); ++c) {
        if (applies_for_core(applicants.identity, applicants.census, contracts, c, now)) {
            ++contracts.core_applicants[slot];
            contracts.core_applicant_recognition[slot] += applicants.actorhood.recognition[c];
        }
    }
    const auto& counts = contracts.core_applicants;
    const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), 0));
    return all > 0.0 ? sum_of(contracts.core_applicant_recognition) / all : 0.0;
}

/// Mean legitimacy with funders of the clusters that live on core money, in part.
double mean_legitimacy(const CoreApplicants& applicants) {
    double sum = 0.0;
    double clusters = 0.0;
    for (std::size_t c = 0; c < applicants.identity.key.size(); ++c) {
        if (applicants.identity.intended_mix[c][core_funding] > 0.0 && applicants.census.firms[c] > 0.0) {
            sum += applicants.accountability.legitimacy[c][upward];
            clusters += 1.0;
        }
    }
    return clusters > 0.0 ? sum / clusters : 0.0;
}

void decide_core(const Parameters& p, const FundingPlan& plan, std::int32_t now, const sim::RandomStream& draws,
                 const CoreApplicants& applicants, Contracts& contracts) {
    const double mean = register_applicants(applicants, now, contracts);
    // What there is to give is planned: in the amount legitimacy counts against that of the others.
    const double usual = mean_legitimacy(applicants) - p.renewal_legitimacy_norm;
    const auto term = static_cast<std::int32_t>(std::floor(plan.core_term * 12.0 + 0.5));
    const ClusterIdentity& identity = applicants.identity;
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const bool applies = applies_for_core(identity, applicants.census, contracts, c, now);
        end_core(contracts, c, now);
        if (!applies) {
            continue;
        }
        const double legitimacy = applicants.accountability.legitimacy[c][upward];
        const double recognition = applicants.actorhood.recognition[c];
        if (draws.happens(identity.key[c], renewal_probability(p, legitimacy, recognition, mean))) {
            start_core(plan, identity, applicants.census, c, now + term,
                       grade(p, legitimacy - usual, recognition, mean), contracts);
        } else {
            contracts.core_next_application[c] = now + static_cast<std::int32_t>(p.retry_months);
        }
    }
}

/// The applications of all clusters to a call.
Desk collect_applications(const Parameters& p, const FundingPlan& plan, const Call& call,
                          const Applicants& applicants, Contracts& contracts) {
    const ClusterIdentity& identity = applicants.identity;
    Desk desk;
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const FundingPlan own = plan_of(plan, identity, c);
        const double grant =
            grant_size(p, own, identity.intended_mix[c][project_funding], applicants.census.firms[c]);
        if (grant <= 0.0 || running(contracts, c) == Contracts::project_slots) {
            continue;
        }
        const double able = working_time(applicants.funding, applicants.cooperation, c);
        const double need = application_need(p, own.wage, grant);
        const double weight = sim::power(quality(p, plan, applicants, call.theme, c, contracts), p.contest) *
                              preparation(p, able + p.volunteers, need);
        contracts.applications[c] = 1;
        contracts.application_effort[c] = std::min(need, able);
        desk.applications.push_back(
            {static_cast<std::uint32_t>(c), grant, arrival(call.draws.uniform(identity.key[c], 0), weight)});
        desk.asked += grant;
    }
    return desk;
}

/// Grants in the order of arrival until the success share of the money asked for is spent.
void award(const Parameters& p, const FundingPlan& plan, const Call& call, Desk desk, const ClusterIdentity& identity,
           Contracts& contracts) {
    std::sort(desk.applications.begin(), desk.applications.end(), [&](const auto& a, const auto& b) {
        return a.arrival != b.arrival ? a.arrival < b.arrival : identity.key[a.cluster] < identity.key[b.cluster];
    });
    const auto months = static_cast<std::int32_t>(std::floor(plan.project_months + 0.5));
    double left = p.success * desk.asked;
    for (const Application& application : desk.applications) {
        const std::size_t c = application.cluster;
        const bool wins = left >= application.grant ||
                          (left > 0.0 && call.draws.happens(identity.key[c], left / application.grant, 1));
        // The application that only part of the money is left for closes the call, won or lost.
        left = left >= application.grant ? left - application.grant : 0.0;
        double& track = contracts.track_record[c];
        if (wins) {
            start_project(contracts, c, call.month + months, application.grant, static_cast<double>(months),
                          call.theme);
            contracts.grants[c] = 1;
            track += p.track_gain * (p.track_high - track);
        } else {
            track += p.track_loss * (p.track_low - track);
        }
    }
}

/// Moves the slow mean of published themes after a call.
void publish(const Parameters& p, Topic theme, Contracts& contracts) {
    const double years_between_calls = 1.0 / static_cast<double>(p.calls);
    const double weight = 1.0 - sim::exponential(-years_between_calls / p.theme_memory);
    for (Agenda& themes : contracts.published_themes) {
        for (std::size_t topic = 0; topic < topic_count; ++topic) {
            themes[topic] += weight * ((topic == theme ? 1.0 : 0.0) - themes[topic]);
        }
    }
}

/// Calls that reach each cluster alone: applications and grants of the month by chance.
void meet_calls(const Parameters& p, const FundingPlan& plan, std::int32_t now, const sim::RandomStream& draws,
                const Applicants& applicants, Contracts& contracts) {
    const auto months = static_cast<std::int32_t>(std::floor(plan.project_months + 0.5));
    const ClusterIdentity& identity = applicants.identity;
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const std::uint64_t key = identity.key[c];
        const FundingPlan own = plan_of(plan, identity, c);
        const double grant =
            grant_size(p, own, identity.intended_mix[c][project_funding], applicants.census.firms[c]);
        if (grant <= 0.0) {
            continue;
        }
        const std::uint32_t met = sim::poisson_quantile(draws.uniform(key, 2), static_cast<double>(p.calls) / 12.0);
        const double able = working_time(applicants.funding, applicants.cooperation, c);
        contracts.applications[c] = static_cast<std::int32_t>(met);
        contracts.application_effort[c] = std::min(met * application_need(p, own.wage, grant), able);
        for (std::uint32_t i = 0; i < met; ++i) {
            const std::uint32_t draw = 3 + 2 * i;
            if (draws.happens(key, p.success, draw)) {
                const Topic theme = draw_theme(p.themes, draws.uniform(key, draw + 1));
                start_project(contracts, c, now + months, grant, static_cast<double>(months), theme);
                ++contracts.grants[c];
            }
        }
    }
}

/// Projects at the start when calls come at random: Poisson with mean K s_0 d, ends uniform over the length.
void scatter_projects(const Parameters& p, const FundingPlan& plan, const sim::RandomStream& draws, std::uint64_t key,
                      double grant, std::size_t c, Contracts& contracts) {
    const double months = std::floor(plan.project_months + 0.5);
    const double mean = static_cast<double>(p.calls) * p.success * months / 12.0;
    const std::uint32_t projects = sim::poisson_quantile(draws.uniform(key, 0), mean);
    for (std::uint32_t i = 0; i < projects; ++i) {
        const std::uint32_t draw = 1 + 2 * i;
        const auto left = static_cast<std::int32_t>(draws.uniform(key, draw) * months) + 1;
        const Topic theme = draw_theme(p.themes, draws.uniform(key, draw + 1));
        start_project(contracts, c, left, grant, months, theme);
    }
}

/// Projects of the calls before the run that are still running: Binomial(calls within the length, success).
void stagger_projects(const Parameters& p, const FundingPlan& plan, const sim::RandomStream& draws, std::uint64_t key,
                      double grant, std::size_t c, Contracts& contracts) {
    const auto months = static_cast<std::int32_t>(std::floor(plan.project_months + 0.5));
    for (std::int32_t past = 1; past < months; ++past) {
        if (!call_opens(p.calls, -past)) {
            continue;
        }
        const auto draw = static_cast<std::uint32_t>(past);
        if (draws.happens(key, p.success, draw)) {
            const Topic theme = draw_theme(p.themes, draws.uniform(call_identity, draw));
            start_project(contracts, c, months - past, grant, static_cast<double>(months), theme);
        }
    }
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("programmes", "Programmes of public funders: core contracts and project calls");
    declare_core(schema, p);
    declare_calls(schema, p);
    declare_scores(schema, p);
    schema.list(p.lines, "call_line", 8, Meaning{"Lines in which project calls are held; none: one kind of call"});
    schema.check([&p] { return line_problems(p); });
}

double working_time(const Funding& funding, const Cooperation& cooperation, std::size_t c) {
    const double staff = funding.staff[c];
    return std::max(0.0, staff * (1.0 - funding.overhead[c]) - cooperation.dues[c] * staff);
}

double quality(const Parameters& p, const FundingPlan& plan, const Applicants& applicants, Topic theme, std::size_t c,
               const Contracts& contracts) {
    const double intended = plan_of(plan, applicants.identity, c).intended_staff(applicants.census.firms[c]);
    const double staff_share = intended > 0.0 ? applicants.funding.staff[c] / intended : 0.0;
    return score(p, contracts.track_record[c], staff_share, applicants.reflexivity.agenda[c][theme]) *
           applicants.cooperation.application_factor[c];
}

std::size_t running(const Contracts& contracts, std::size_t c) {
    const auto& ends = contracts.project_end[c];
    return ends.size() - static_cast<std::size_t>(std::count(ends.begin(), ends.end(), 0));
}

void start_project(Contracts& contracts, std::size_t c, std::int32_t end, double grant, double months, Topic theme,
                   std::int32_t line) {
    auto& ends = contracts.project_end[c];
    const auto slot = std::find(ends.begin(), ends.end(), 0);
    if (slot == ends.end()) {
        return;
    }
    const auto position = static_cast<std::size_t>(slot - ends.begin());
    *slot = end;
    contracts.project_monthly[c][position] = to_cents(grant / months);
    contracts.project_theme[c][position] = theme;
    contracts.project_line[c][position] = line;
}

double renewal_probability(const Parameters& p, double legitimacy, double recognition, double mean_recognition) {
    return sim::logistic(p.renewal_base + p.renewal_legitimacy * (legitimacy - p.renewal_legitimacy_norm) +
                         p.renewal_recognition * (recognition - mean_recognition));
}

double grade(const Parameters& p, double legitimacy, double recognition, double mean_recognition) {
    return std::clamp(1.0 + p.amount_legitimacy * (legitimacy - p.renewal_legitimacy_norm) +
                          p.amount_recognition * (recognition - mean_recognition),
                      p.amount_limits[0], p.amount_limits[1]);
}

std::int64_t core_amount(const FundingPlan& plan, double core_share, double members) {
    return to_cents(core_share * plan.level * members / plan.core_on_share() / 12.0);
}

double grant_size(const Parameters& p, const FundingPlan& plan, double project_share, double members) {
    if (project_share <= 0.0 || members <= 0.0) {
        return 0.0;
    }
    return p.grant > 0.0 ? p.grant
                         : project_share * plan.level * members / (static_cast<double>(p.calls) * p.success);
}

double application_need(const Parameters& p, double wage, double grant) {
    return 12.0 * p.application_cost * sim::power(grant / p.application_grant, p.application_elasticity) / wage;
}

double preparation(const Parameters& p, double capacity, double need) {
    return need > 0.0 ? std::clamp(capacity / need, p.least_chance, 1.0) : 1.0;
}

double score(const Parameters& p, double track_record, double staff_share, double theme_weight) {
    return track_record * (p.score_base + p.score_staff * staff_share) *
           (1.0 - p.score_theme + p.score_theme * theme_weight);
}

double arrival(double u, double weight) { return weight > 0.0 ? -sim::logarithm(u) / weight : HUGE_VAL; }

bool call_opens(std::int64_t calls_a_year, std::int64_t month_index) {
    // Months before the run count as months of years before it; 1200 makes the division exact for them too.
    const std::int64_t month = month_index + 1200;
    return (month + 1) * calls_a_year / 12 > month * calls_a_year / 12;
}

void initialise(const Parameters& p, const FundingPlan& plan, const sim::Random& random,
                const ClusterIdentity& identity, const Census& census, sim::On<about> runs, Contracts& contracts) {
    const sim::RandomStream core_draws = random.fixed(core_contract_stream);
    const sim::RandomStream call_draws = random.fixed(project_call_stream);
    contracts.resize(identity.key.size());
    prepare_lines(p, contracts);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        const std::uint64_t key = identity.key[c];
        contracts.track_record[c] = p.track_start;
        contracts.published_themes[c] = normalised(p.themes);
        if (runs && identity.intended_mix[c][core_funding] > 0.0) {
            const double position = core_draws.uniform(key, 1);
            if (core_draws.happens(key, plan.core_on_share(), 0)) {
                const double months = std::floor(position * plan.core_term * 12.0) + 1.0;
                start_core(plan, identity, census, c, static_cast<std::int32_t>(months), 1.0, contracts);
            } else {
                contracts.core_next_application[c] =
                    static_cast<std::int32_t>(position * static_cast<double>(p.retry_months));
            }
        }
        const FundingPlan own = plan_of(plan, identity, c);
        const double grant = grant_size(p, own, identity.intended_mix[c][project_funding], census.firms[c]);
        if (runs && grant > 0.0 && p.arrival == static_cast<std::int64_t>(Arrival::poisson)) {
            scatter_projects(p, plan, call_draws, key, grant, c, contracts);
        } else if (runs && grant > 0.0 && p.lines.empty()) {
            stagger_projects(p, plan, call_draws, key, grant, c, contracts);
        } else if (runs) {
            stagger_lines(p, own, random, key, identity.intended_mix[c][project_funding], census.firms[c], c,
                          contracts);
        }
        contracts.project_themes[c] = mean_theme(contracts, c);
    }
}

void end_projects(const Parameters& p, const Month& month, const sim::Random& random, const ClusterIdentity& identity,
                  const Census& census, Contracts& contracts) {
    const auto now = static_cast<std::int32_t>(month.index);
    harvest_lines(p, now, random.stream(call_line_stream, month.index), identity, census, contracts);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        free_slots(contracts, c, now);
        contracts.application_effort[c] = 0.0;
        contracts.applications[c] = 0;
        contracts.grants[c] = 0;
    }
}

void award_contracts(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
                     sim::Read<ClusterIdentity, Census, Accountability, Actorhood> from, Contracts& contracts) {
    decide_core(p, plan, static_cast<std::int32_t>(month.index), random.stream(core_contract_stream, month.index),
                std::make_from_tuple<CoreApplicants>(from), contracts);
}

void hold_calls(const Parameters& p, const FundingPlan& plan, const Month& month, const sim::Random& random,
                sim::Read<ClusterIdentity, Census, Funding, Reflexivity, Cooperation> from, Contracts& contracts) {
    const auto now = static_cast<std::int32_t>(month.index);
    const auto applicants = std::make_from_tuple<Applicants>(from);
    const sim::RandomStream draws = random.stream(project_call_stream, month.index);
    if (p.arrival == static_cast<std::int64_t>(Arrival::poisson)) {
        meet_calls(p, plan, now, draws, applicants, contracts);
    } else if (call_opens(p.calls, month.index)) {
        const Topic theme = draw_theme(p.themes, draws.uniform(call_identity));
        if (p.lines.empty()) {
            const Call call{now, theme, draws};
            award(p, plan, call, collect_applications(p, plan, call, applicants, contracts), applicants.identity,
                  contracts);
        } else {
            hold_lines(p, plan, {now, theme, random.stream(call_line_stream, month.index)}, applicants, contracts);
        }
        publish(p, theme, contracts);
    }
    for (std::size_t c = 0; c < contracts.project_themes.size(); ++c) {
        contracts.project_themes[c] = mean_theme(contracts, c);
    }
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Contracts& contracts = world.clusters.contracts;
    const Funding& funding = world.clusters.funding;
    const Source source{"model"};
    outputs.variable("core_contract_active", {"cluster"}, Unit{"1"}, Meaning{"1 while a core contract runs"}, source,
                     values_of(contracts.core_active));
    outputs.variable("projects_running", {"cluster"}, Unit{"1"}, Meaning{"Project grants that run"}, source,
                     [&contracts](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             out[c] = static_cast<double>(running(contracts, c));
                         }
                     });
    outputs.variable("applications", {"cluster"}, Unit{"1"}, Meaning{"Project applications of the month"}, source,
                     values_of(contracts.applications));
    outputs.variable("grants_won", {"cluster"}, Unit{"1"}, Meaning{"Project grants won in the month"}, source,
                     values_of(contracts.grants));
    outputs.variable("track_record", {"cluster"}, Unit{"1"}, Meaning{"Factor of past grants on the score"}, source,
                     values_of(contracts.track_record));
    outputs.variable("application_share", {"cluster"}, Unit{"1"},
                     Meaning{"Share of staff time of the month spent on applications"}, source,
                     [&contracts, &funding](std::span<double> out) {
                         for (std::size_t c = 0; c < out.size(); ++c) {
                             const double staff = funding.staff[c];
                             out[c] = staff > 0.0 ? std::min(1.0, contracts.application_effort[c] / staff) : 0.0;
                         }
                     });
    outputs.variable(
        "published_call_themes", {"topic"}, Unit{"1"}, Meaning{"Slow mean of the themes of published calls"}, source,
        [&contracts](std::span<double> out) {
            for (std::size_t topic = 0; topic < out.size(); ++topic) {
                out[topic] = contracts.published_themes.empty() ? 0.0 : contracts.published_themes[0][topic];
            }
        });
}

} // namespace actorhood::models::programmes
