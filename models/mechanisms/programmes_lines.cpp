// Project calls held in lines of different risk; see programmes.hpp.
#include <algorithm>
#include <cmath>

#include "models/mechanisms/programmes.hpp"
#include "models/state/output_columns.hpp"
#include "sim/config/other_place.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::programmes {

namespace {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

/// Most applications of one cluster to one line of a call.
constexpr std::uint32_t most_applications = 16;
/// Members to which the gain of a project refers.
constexpr double members_per_unit = 50.0;

// Draw numbers of a cluster in a month, apart from each other.
constexpr std::uint32_t arrival_draw(std::uint32_t line, std::uint32_t number) {
    return line * most_applications + number; // 0..127
}
constexpr std::uint32_t number_draw(std::uint32_t line) { return 128 + line; }
constexpr std::uint32_t last_draw(std::uint32_t line, std::uint32_t number) {
    return 192 + line * most_applications + number; // 192..319
}
constexpr std::uint32_t result_draw(std::size_t slot) { return 320 + static_cast<std::uint32_t>(slot); }

std::int32_t length_of(const CallLine& line) { return static_cast<std::int32_t>(std::floor(line.months + 0.5)); }

/// Puts the applications of a cluster to a line onto the desk.
void apply(const Parameters& p, const FundingPlan& plan, std::size_t l, const Call& call,
           const Applicants& applicants, std::size_t c, Contracts& contracts, Desk& desk) {
    const CallLine& line = p.lines[l];
    const auto number_of_line = static_cast<std::uint32_t>(l);
    const FundingPlan own = plan_of(plan, applicants.identity, c);
    const double planned =
        planned_money(p, own, applicants.identity.intended_mix[c][project_funding], applicants.census.firms[c]);
    const double mean = line_share(p, l) * planned / (line.success * line.grant);
    const std::uint64_t key = applicants.identity.key[c];
    // Nobody applies for a project that could not be begun.
    const auto places = static_cast<std::uint32_t>(Contracts::project_slots - running(contracts, c));
    const std::uint32_t wanted = std::min(
        {most_applications, places, rounded_at_random(mean, call.draws.uniform(key, number_draw(number_of_line)))});
    const double able = working_time(applicants.funding, applicants.cooperation, c);
    const double need = application_need(p, own.wage, line.grant);
    const double own_quality = quality(p, plan, applicants, call.theme, c, contracts);
    for (std::uint32_t number = 0; number < wanted; ++number) {
        const double free = std::max(0.0, able - contracts.application_effort[c]);
        const double weight = sim::power(own_quality, p.contest) * preparation(p, free + p.volunteers, need);
        contracts.application_effort[c] += std::min(need, free);
        desk.applications.push_back({static_cast<std::uint32_t>(c), line.grant,
                                     arrival(call.draws.uniform(key, arrival_draw(number_of_line, number)), weight),
                                     number});
    }
    contracts.applications[c] += static_cast<std::int32_t>(wanted);
    contracts.line_applications[l] += static_cast<std::int32_t>(wanted);
    desk.asked += wanted * line.grant;
}

/// Grants of one line in the order of arrival until its money is spent; the last by the share that is left.
void award_line(const Parameters& p, std::size_t l, const Call& call, Desk desk, const ClusterIdentity& identity,
                Contracts& contracts) {
    const CallLine& line = p.lines[l];
    std::sort(desk.applications.begin(), desk.applications.end(), [&](const auto& a, const auto& b) {
        return a.arrival != b.arrival   ? a.arrival < b.arrival
               : a.cluster != b.cluster ? identity.key[a.cluster] < identity.key[b.cluster]
                                        : a.number < b.number;
    });
    double left = line.success * desk.asked;
    for (const Application& application : desk.applications) {
        const std::size_t c = application.cluster;
        const std::uint32_t draw = last_draw(static_cast<std::uint32_t>(l), application.number);
        const bool chosen =
            left >= line.grant || (left > 0.0 && call.draws.happens(identity.key[c], left / line.grant, draw));
        left = left >= line.grant ? left - line.grant : 0.0;
        double& track = contracts.track_record[c];
        if (chosen) {
            start_project(contracts, c, call.month + length_of(line), line.grant, length_of(line), call.theme,
                          static_cast<std::int32_t>(l) + 1);
            ++contracts.grants[c];
            ++contracts.line_grants[l];
            contracts.line_money[l] += to_cents(line.grant);
            track += p.track_gain * (p.track_high - track);
        } else {
            track += p.track_loss * (p.track_low - track);
        }
    }
}

} // namespace

void CallLine::declare(sim::Schema& schema, CallLine& line) {
    schema.text(line.name, "name", Default{""}, Meaning{"Name by which outputs and changes refer to it"},
                Source{"scenario"});
    schema.real(line.share, "share", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Share of the money of a call, relative to the other lines"},
                Source{"S3 (METASTARS): 6 projects of low and 5 of high risk"});
    schema.real(line.grant, "grant", Unit{"EUR"}, Default{60000}, Bounds{1000, 1e8}, Sweep{50000, 70000},
                Meaning{"Size of a grant"}, Source{"S3 (METASTARS): 60,000 low risk, 64,000 high risk"});
    schema.real(line.months, "months", Unit{"month"}, Default{12}, Bounds{1, 24}, Sweep{6, 24},
                Meaning{"Length of a project"}, Source{"S3 (METASTARS): 12 low risk, 10 high risk"});
    schema.real(line.success, "success", Unit{"1"}, Default{0.25}, Bounds{0.01, 1}, Sweep{0.12, 0.3},
                Meaning{"Share of the money asked for that the line grants"},
                Source{"25 % of the budget asked for in S3 (METASTARS)"});
    schema.real(line.risk, "risk", Unit{"1"}, Default{0.1}, sim::share, Sweep{0, 0.7},
                Meaning{"Probability that a project yields nothing"},
                Source{"assumption; S3: technology readiness 5-7 against 2-5"});
    schema.real(line.gain, "gain", Unit{"1"}, Default{0.05}, sim::non_negative, Sweep{0, 0.3},
                Meaning{"What a project that does adds to the stock of a stage, per 50 members of 50"},
                Source{"assumption"});
    schema.choice(line.stage, "stage", Default{"tailored_actions"},
                  {"priority_definition", "strategic_challenges", "tailored_actions", "pathway_scaling"},
                  Meaning{"Stage of the pathway to which its results belong"}, Source{"assumption; S2, Table 2"});
}

double planned_money(const Parameters& p, const FundingPlan& plan, double project_share, double members) {
    return project_share * plan.level * members / static_cast<double>(p.calls);
}

std::uint32_t rounded_at_random(double mean, double u) {
    const double whole = std::floor(mean);
    return static_cast<std::uint32_t>(std::min(1e6, whole)) + (u < mean - whole ? 1u : 0u);
}

double line_share(const Parameters& p, std::size_t line) {
    double all = 0.0;
    for (const CallLine& each : p.lines) {
        all += each.share;
    }
    return all > 0.0 ? p.lines[line].share / all : 0.0;
}

std::vector<sim::Schema::Problem> line_problems(const Parameters& p) {
    std::vector<sim::Schema::Problem> problems;
    if (!p.lines.empty() && p.arrival != static_cast<std::int64_t>(Arrival::calls)) {
        problems.push_back({"programmes.arrival",
                            "call_line entries describe common calls: set arrival = \"calls\", "
                            "or leave call_line out"});
    }
    const auto has_share = [](const CallLine& line) { return line.share > 0.0; };
    if (!p.lines.empty() && std::none_of(p.lines.begin(), p.lines.end(), has_share)) {
        problems.push_back({"call_line", "all shares are 0: no line has money; give one a share above 0"});
    }
    for (std::size_t l = 0; l < p.lines.size(); ++l) {
        if (p.lines[l].name.empty()) {
            problems.push_back({"call_line#" + std::to_string(l), "it needs a name of its own"});
        }
    }
    const std::vector<sim::Schema::Problem> taken = sim::repeated_names("call_line", sim::names_of(p.lines));
    problems.insert(problems.end(), taken.begin(), taken.end());
    return problems;
}

void prepare_lines(const Parameters& p, Contracts& contracts) {
    for (Column<std::int32_t>* counter : {&contracts.line_applications, &contracts.line_grants,
                                          &contracts.line_successes, &contracts.line_failures}) {
        counter->assign(p.lines.size(), 0);
    }
    contracts.line_money.assign(p.lines.size(), 0);
}

void hold_lines(const Parameters& p, const FundingPlan& plan, const Call& call, const Applicants& applicants,
                Contracts& contracts) {
    for (std::size_t l = 0; l < p.lines.size(); ++l) {
        Desk desk;
        for (std::size_t c = 0; c < applicants.identity.key.size(); ++c) {
            apply(p, plan, l, call, applicants, c, contracts, desk);
        }
        award_line(p, l, call, std::move(desk), applicants.identity, contracts);
    }
}

void harvest_lines(const Parameters& p, std::int32_t now, const sim::RandomStream& draws,
                   const ClusterIdentity& identity, const Census& census, Contracts& contracts) {
    if (p.lines.empty()) {
        return;
    }
    prepare_lines(p, contracts);
    for (std::size_t c = 0; c < identity.key.size(); ++c) {
        contracts.results[c] = {};
        for (std::size_t slot = 0; slot < Contracts::project_slots; ++slot) {
            const std::int32_t number = contracts.project_line[c][slot];
            if (number == 0 || contracts.project_end[c][slot] == 0 || contracts.project_end[c][slot] > now) {
                continue;
            }
            const auto l = static_cast<std::size_t>(number - 1);
            if (draws.happens(identity.key[c], p.lines[l].risk, result_draw(slot))) {
                ++contracts.line_failures[l];
                continue;
            }
            ++contracts.line_successes[l];
            contracts.results[c][static_cast<std::size_t>(p.lines[l].stage)] +=
                p.lines[l].gain * members_per_unit / std::max(1.0, census.firms[c]);
        }
    }
}

void stagger_lines(const Parameters& p, const FundingPlan& plan, const sim::Random& random, std::uint64_t key,
                   double project_share, double members, std::size_t c, Contracts& contracts) {
    const sim::RandomStream draws = random.fixed(call_line_stream);
    const sim::RandomStream calls = random.fixed(project_call_stream);
    for (std::size_t l = 0; l < p.lines.size(); ++l) {
        const CallLine& line = p.lines[l];
        const double mean = line_share(p, l) * planned_money(p, plan, project_share, members) / line.grant;
        for (std::int32_t past = 1; past < length_of(line); ++past) {
            if (!call_opens(p.calls, -past)) {
                continue;
            }
            const auto draw = static_cast<std::uint32_t>(l * 32) + static_cast<std::uint32_t>(past);
            const Topic theme = draw_theme(p.themes, calls.uniform(call_identity, static_cast<std::uint32_t>(past)));
            for (std::uint32_t n = rounded_at_random(mean, draws.uniform(key, draw)); n > 0; --n) {
                start_project(contracts, c, length_of(line) - past, line.grant, length_of(line), theme,
                              static_cast<std::int32_t>(l) + 1);
            }
        }
    }
}

void declare_line_outputs(sim::Outputs& outputs, const World& world, const Parameters& p) {
    if (p.lines.empty()) {
        return; // an axis without places cannot be recorded
    }
    std::vector<std::string> names;
    for (const CallLine& line : p.lines) {
        names.push_back(line.name);
    }
    outputs.axis("call_line", "line of project calls", names);
    const Contracts& contracts = world.clusters.contracts;
    const Source source{"S3 (METASTARS); model 7.2"};
    outputs.variable("line_applications", {"call_line"}, Unit{"1"}, Meaning{"Applications to the line in the month"},
                     source, values_of(contracts.line_applications));
    outputs.variable("line_grants", {"call_line"}, Unit{"1"}, Meaning{"Grants of the line in the month"}, source,
                     values_of(contracts.line_grants));
    outputs.variable("line_money", {"call_line"}, Unit{"EUR"}, Meaning{"Money granted by the line in the month"},
                     source, euros_of(contracts.line_money));
    outputs.variable("line_successes", {"call_line"}, Unit{"1"},
                     Meaning{"Projects of the line that ended in the month with a result"}, source,
                     values_of(contracts.line_successes));
    outputs.variable("line_failures", {"call_line"}, Unit{"1"},
                     Meaning{"Projects of the line that ended in the month without one"}, source,
                     values_of(contracts.line_failures));
}

} // namespace actorhood::models::programmes
