// Parameters, checks and outputs of the programmes of policy; see policy.hpp.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/mechanisms/policy.hpp"
#include "models/state/cluster_names.hpp"
#include "models/state/output_columns.hpp"
#include "models/state/scenario_facts.hpp"
#include "sim/config/other_place.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models::policy {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_frame(sim::Schema& schema, Programme& p) {
    schema.text(p.name, "name", Default{""}, Meaning{"Name by which outputs and changes refer to it"},
                Source{"scenario"});
    schema.choice(p.instrument, "kind", Default{"voucher"},
                  {"voucher", "training", "procurement", "regulation", "platform", "inclusion"},
                  Meaning{"Instrument"}, Source{"S2, S3"});
    schema.choice(p.level, "level", Default{"regional"}, {"EU", "national", "regional"},
                  Meaning{"Level of government; a label, without effect of its own"}, Source{"scenario"});
    schema.choice(p.theme, "theme", Default{"green"}, {"green", "digital", "resilience"},
                  Meaning{"Theme: green stands for circular practices, digital for digital ones, resilience for all"},
                  Source{"S2, S3"});
    schema.date(p.start, "start", Default{"2025-01-01"}, Meaning{"First month; never before the end of burn-in"},
                Source{"scenario"});
    schema.date(p.end, "end", Default{"2030-01-01"}, Meaning{"First month after it"}, Source{"scenario"});
    schema.real(p.intensity, "intensity", Unit{"1"}, Default{1}, sim::share, Sweep{0, 1},
                Meaning{"Strength relative to the settings below; 0 = nothing happens and nothing is spent"},
                Source{"scenario"});
    schema.real(p.budget, "budget", Unit{"EUR year-1"}, Default{0}, Bounds{0, 1e12}, Sweep{0, 5e6},
                Meaning{"Vouchers and training: most that is spent in a year of the programme, 0 = no limit; others: "
                        "what it costs to run"},
                Source{"scenario"});
}

void declare_reach(sim::Schema& schema, Programme& p) {
    schema.texts(p.practices, "practices", Meaning{"Practices covered, by name; [] = those of the pillar"},
                 Source{"scenario"});
    schema.choice(p.pillar, "pillar", Default{"theme"}, {"theme", "circular", "digital", "any"},
                  Meaning{"Pillar covered when no practices are named; theme = that of the theme"},
                  Source{"scenario"});
    schema.texts(p.sectors, "sectors", Meaning{"Industrial ecosystems covered; [] = all"}, Source{"scenario"});
    schema.places_of("region", [&] {
        schema.numbers(p.regions, "regions", Unit{"1"}, Bounds{1, 100000},
                       Meaning{"Regions covered, such as 3 or \"region_3\"; [] = all"}, Source{"scenario"});
    });
    schema.places_of("cluster", [&] {
        schema.texts(p.clusters, "clusters",
                     Meaning{"Clusters whose members are covered: names, or numbers from 1; [] = all"},
                     Source{"scenario"});
    });
    schema.texts(p.size_classes, "size_classes", Meaning{"Size classes covered; [] = all"}, Source{"scenario"});
    schema.boolean(p.members_only, "members_only", Default{false}, Meaning{"Only members of clusters are covered"},
                   Source{"scenario; S3: cascade grants through clusters"});
}

void declare_effects(sim::Schema& schema, Programme& p) {
    schema.real(p.share, "share", Unit{"1"}, Default{0.6}, sim::share, Sweep{0.5, 0.8},
                Meaning{"voucher: share of the cost of a first adoption that it pays", Symbol{"nu"}},
                Source{"assumption"});
    schema.real(p.limit, "limit", Unit{"EUR"}, Default{60000}, Bounds{0, 1e9}, Sweep{10000, 60000},
                Meaning{"voucher: most that it pays"}, Source{"S3 (METASTARS): 60,000 for one project"});
    schema.real(p.reach, "reach", Unit{"year-1"}, Default{0.1}, Bounds{0, 10}, Sweep{0.02, 0.3},
                Meaning{"training: share of the staff covered that is to be trained in a year"},
                Source{"assumption; S2: education and training"});
    schema.real(p.person_cost, "person_cost", Unit{"EUR"}, Default{1500}, Bounds{0, 1e6}, Sweep{500, 4000},
                Meaning{"training: cost of training one person"}, Source{"assumption"});
    schema.real(p.green_share, "green_share", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.6},
                Meaning{"procurement: part of the public procurement without green criteria that gets them"},
                Source{"assumption; S2: public procurement"});
    schema.real(p.volume, "volume", Unit{"1"}, Default{0}, sim::share, Sweep{0, 0.1},
                Meaning{"procurement: part of the other demand that becomes public procurement"},
                Source{"assumption"});
    schema.real(p.pressure, "pressure", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.5},
                Meaning{"regulation: part of the missing regulatory pressure that it adds"},
                Source{"assumption; S2: laws on waste, climate and resilience"});
    schema.real(p.cost_change, "cost_change", Unit{"1"}, Default{0}, Bounds{-0.9, 5}, Sweep{-0.3, 0.3},
                Meaning{"regulation: relative change of the cost of the practices covered, as spare parts become "
                        "scarce or repair dearer"},
                Source{"assumption; S2: end-to-end consequences of laws"});
    schema.real(p.awareness, "awareness", Unit{"year-1"}, Default{0}, Bounds{0, 12}, Sweep{0, 0.3},
                Meaning{"regulation and platform: rate at which firms covered learn of each practice covered"},
                Source{"assumption; S2"});
}

using Problems = std::vector<sim::Schema::Problem>;

/// Where the i-th element of an array is written.
std::string element(const std::string& key, std::size_t i) { return key + "#" + std::to_string(i); }

/// Reports names of `given` that are not among `known`.
template <class Names>
void check_names(const std::vector<std::string>& given, const Names& known, const std::string& key,
                 const std::string& what, Problems& problems) {
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (std::find(known.begin(), known.end(), given[i]) == known.end()) {
            problems.push_back({element(key, i), "there is no " + what + " \"" + given[i] + "\"" +
                                                     sim::meant_or_all(given[i], {known.begin(), known.end()})});
        }
    }
}

/// Clusters and regions that are not in the world.
void check_places(const Programme& programme, const std::string& key, const ScenarioFacts& facts,
                  Problems& problems) {
    for (std::size_t i = 0; i < programme.clusters.size(); ++i) {
        if (find_cluster(programme.clusters[i], facts.clusters) == facts.clusters.size()) {
            problems.push_back(
                {element(key + ".clusters", i), no_such_cluster(programme.clusters[i], facts.clusters)});
        }
    }
    for (std::size_t i = 0; i < programme.regions.size(); ++i) {
        const double region = programme.regions[i];
        if (region > static_cast<double>(facts.regions) || region != std::floor(region)) {
            problems.push_back({element(key + ".regions", i),
                                "regions are whole numbers from 1 to " + std::to_string(facts.regions)});
        }
    }
}

/// Settings that the kind of programme cannot follow.
void check_kind(const Programme& p, const std::string& key, Problems& problems) {
    const auto instrument = static_cast<Instrument>(p.instrument);
    const auto refuse = [&](bool given, const char* name) {
        if (given) {
            problems.push_back({key, std::string("a programme of this kind cannot be limited by ") + name});
        }
    };
    if (instrument == Instrument::training || instrument == Instrument::procurement ||
        instrument == Instrument::inclusion) {
        refuse(!p.practices.empty(), "practices");
    }
    if (instrument == Instrument::procurement) {
        refuse(!p.regions.empty() || !p.clusters.empty() || p.members_only,
               "regions or clusters: public buyers ask "
               "everybody");
        refuse(!p.size_classes.empty(), "size_classes");
    }
    if (instrument == Instrument::inclusion) {
        refuse(!p.sectors.empty() || !p.size_classes.empty(), "sectors or size_classes");
    }
    if (instrument == Instrument::training && p.budget > 0.0 && p.person_cost <= 0.0) {
        problems.push_back({key, "training with a budget needs a person_cost above 0"});
    }
    if (p.end < p.start) {
        problems.push_back({key, "end must not be before start"});
    }
}

template <class T>
T sum_over(const Column<T>& column) {
    return std::accumulate(column.begin(), column.end(), T{});
}

/// Outputs that every world has.
void declare_totals(sim::Outputs& outputs, const World& world) {
    const World* const w = &world;
    const Source source{"ledger, weighted to the economy; model 7.2"};
    outputs.variable("programmes_public_money", {}, Unit{"EUR"},
                     Meaning{"Public money that programmes of policy have spent since the start"}, source,
                     [w](std::span<double> out) { out[0] = to_eur(sum_over(w->policy.spent)); });
    outputs.variable("programmes_private_money", {}, Unit{"EUR"},
                     Meaning{"What firms have paid themselves for adoptions with a voucher since the start"}, source,
                     [w](std::span<double> out) { out[0] = to_eur(sum_over(w->policy.private_spent)); });
    outputs.variable("public_money", {}, Unit{"EUR"},
                     Meaning{"Core contracts, project grants and programmes since the end of burn-in"}, source,
                     [w](std::span<double> out) {
                         const Cents clusters = sum_over(w->clusters.funding.public_since_start);
                         out[0] = to_eur(clusters + sum_over(w->policy.spent));
                     });
    outputs.variable(
        "green_procurement", {"sector"}, Unit{"1"},
        Meaning{"Share of public procurement with green criteria in force"}, Source{"model 7.12; S2"},
        [w](std::span<double> out) { std::copy_n(w->demand.green_procurement.begin(), out.size(), out.begin()); });
    outputs.variable(
        "platform_visibility", {"cluster"}, Unit{"1"}, Meaning{"Visibility of members by platforms of programmes"},
        Source{"model 7.2"},
        [w](std::span<double> out) { std::copy_n(w->policy.platform.begin(), out.size(), out.begin()); });
}

} // namespace

void Programme::declare(sim::Schema& schema, Programme& programme) {
    declare_frame(schema, programme);
    declare_reach(schema, programme);
    declare_effects(schema, programme);
}

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("policy", "Programmes of policy: what holds for all of them");
    schema.real(p.habit_decay, "habit_decay", Unit{"year-1"}, Default{0.3}, Bounds{0, 12}, Sweep{0, 1},
                Meaning{"Rate at which adopters that had a voucher give up when the programme has just ended",
                        Symbol{"delta"}},
                Source{"the evidence conflicts: Nesta's trial found no effect left after 12 months, a "
                       "Dutch one a lasting effect"});
    schema.real(p.habit_memory, "habit_memory", Unit{"year"}, Default{1}, Bounds{0.01, 100}, Sweep{0.5, 3},
                Meaning{"Time in which that rate falls to 1/e", Symbol{"T"}}, Source{"assumption"});
    schema.real(p.training_effect, "training_effect", Unit{"1"}, Default{0.6}, sim::non_negative, Sweep{0.3, 1.2},
                Meaning{"Rate at which the skill gap closes per share of the staff trained in a year", Symbol{"w_g"}},
                Source{"assumption: firms' own training, 0.25 1/year, at some 40 % of staff in training a year"});
    schema.real(
        p.training_capacity, "training_capacity", Unit{"1"}, Default{0.1}, sim::share, Sweep{0, 0.2},
        Meaning{"Share of the missing absorptive capacity closed when the whole staff is trained", Symbol{"w_k"}},
        Source{"assumption: as much as a service"});
    schema.real(p.platform_ties, "platform_ties", Unit{"1"}, Default{1}, sim::non_negative, Sweep{0, 3},
                Meaning{"Rise of the rate of new outside ties at full visibility by a platform", Symbol{"w_t"}},
                Source{"assumption; S2 on collaboration platforms"});
    schema.list(p.programmes, "programme", programme_limit, Meaning{"Programmes of policy"});
}

std::vector<sim::Schema::Problem> Parameters::problems(const ScenarioFacts& facts) const {
    Problems found;
    std::vector<std::string> catalogue;
    for (const Practice& practice : facts.practices.entries) {
        catalogue.push_back(practice.name);
    }
    for (std::size_t k = 0; k < programmes.size(); ++k) {
        const Programme& programme = programmes[k];
        const std::string key = "programme#" + std::to_string(k);
        Problems own;
        if (programme.name.empty()) {
            own.push_back({key, "it needs a name"});
        }
        check_names(programme.practices, catalogue, key + ".practices", "practice", own);
        check_names(programme.sectors, sector_names, key + ".sectors", "sector", own);
        check_names(programme.size_classes, size_class_names, key + ".size_classes", "size class", own);
        check_places(programme, key, facts, own);
        check_kind(programme, key, own);
        for (sim::Schema::Problem& problem : own) {
            found.push_back({problem.key, "programme " + std::to_string(k + 1) + " (\"" + programme.name +
                                              "\"): " + problem.message});
        }
    }
    const Problems taken = sim::repeated_names("programme", sim::names_of(programmes));
    found.insert(found.end(), taken.begin(), taken.end());
    return found;
}

void declare_outputs(sim::Outputs& outputs, const World& world, const Parameters& parameters) {
    declare_totals(outputs, world);
    if (parameters.programmes.empty()) {
        return; // an axis without places cannot be recorded
    }
    std::vector<std::string> names;
    for (const Programme& programme : parameters.programmes) {
        names.push_back(programme.name);
    }
    outputs.axis("programme", "programme of policy", names);
    const Policy& policy = world.policy;
    const Source source{"ledger, weighted to the economy; model 7.2"};
    outputs.variable("programme_running", {"programme"}, Unit{"1"}, Meaning{"1 in the months in which it runs"},
                     Source{"scenario"}, [&policy](std::span<double> out) {
                         for (std::size_t k = 0; k < out.size(); ++k) {
                             out[k] = policy.action[k].running ? 1.0 : 0.0;
                         }
                     });
    outputs.variable("programme_public_money", {"programme"}, Unit{"EUR"}, Meaning{"Public money of the month"},
                     source, euros_of(policy.spent_month));
    outputs.variable("programme_private_money", {"programme"}, Unit{"EUR"},
                     Meaning{"What firms paid themselves in the month for adoptions with a voucher"}, source,
                     euros_of(policy.private_month));
    outputs.variable("programme_cases", {"programme"}, Unit{"1"},
                     Meaning{"Vouchers paid, or persons trained, in the month"}, source,
                     values_of(policy.cases_month));
    outputs.variable("programme_refused", {"programme"}, Unit{"1"},
                     Meaning{"Vouchers refused in the month because the budget was spent"}, source,
                     values_of(policy.refused));
}

} // namespace actorhood::models::policy
