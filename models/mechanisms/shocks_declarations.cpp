// Parameters, problems and outputs of shocks; see shocks.hpp.
#include <algorithm>
#include <cmath>

#include "models/mechanisms/shocks.hpp"
#include "models/state/output_columns.hpp"
#include "models/state/scenario_facts.hpp"
#include "sim/config/other_place.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models::shocks {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

void Entry::declare(sim::Schema& schema, Entry& entry) {
    schema.structural([&] {
        schema.text(entry.name, "name", Default{""}, Meaning{"Name of the shock"}, Source{"scenario"});
        schema.date(entry.date, "date", Default{"2025-01-01"}, Meaning{"Month in which it begins"}, Source{"entry"});
        schema.choice(entry.kind, "kind", Default{"demand"}, {"demand", "supply", "energy", "technology", "labour"},
                      Meaning{"What it hits first"}, Source{"assumption"});
        schema.choice(entry.shape, "shape", Default{"exponential"}, {"step", "linear", "exponential", "lasting"},
                      Meaning{"How it passes after its duration"}, Source{"assumption"});
        schema.texts(entry.sectors, "sectors", Meaning{"Sectors that are hit; [] means all"}, Source{"entry"});
        schema.places_of("region", [&] {
            schema.texts(entry.regions, "regions",
                         Meaning{"Regions that are hit, such as \"region_3\" or 3; [] means all"}, Source{"entry"});
        });
        schema.text(entry.practice, "practice", Default{""},
                    Meaning{"Practice that becomes cheap and displaces more (kind technology)"}, Source{"entry"});
        schema.text(entry.source, "source", Default{""}, Meaning{"Where the numbers come from"}, Source{"scenario"});
    });
    schema.real(entry.magnitude, "magnitude", Unit{"1"}, Default{0.2}, Bounds{0, 10}, Sweep{0.05, 0.4},
                Meaning{"Share lost, at most 1; of the energy price: its rise"}, Source{"entry"});
    schema.real(entry.duration, "duration", Unit{"month"}, Default{6}, Bounds{1, 1200}, Sweep{1, 24},
                Meaning{"Time at full magnitude"}, Source{"entry"});
    schema.real(entry.recovery, "recovery", Unit{"month"}, Default{12}, Bounds{0, 1200}, Sweep{3, 36},
                Meaning{"Time after that until nothing (linear) or a twentieth (exponential) is left"},
                Source{"entry"});
    schema.check([&entry] { return entry.problems(); });
}

namespace {

std::vector<std::string> sector_list() { return {sector_names.begin(), sector_names.end()}; }

void declare_random(sim::Schema& schema, Parameters& p) {
    const Source size{"assumption: one shock per 3 to 8 years, 5 to 40 %"};
    const auto rate = [&](ShockKind kind, std::string_view name, Meaning meaning) {
        schema.real(p.rate[kind], name, Unit{"year-1"}, Default{0}, Bounds{0, 12}, Sweep{0, 0.33}, meaning, size);
    };
    rate(demand_shock, "rate.demand", Meaning{"Random demand shocks; 0 = none"});
    rate(supply_shock, "rate.supply", Meaning{"Random supply shocks; 0 = none"});
    rate(energy_shock, "rate.energy", Meaning{"Random energy shocks; 0 = none"});
    rate(technology_shock, "rate.technology", Meaning{"Random ruptures of technology; 0 = none"});
    rate(labour_shock, "rate.labour", Meaning{"Random labour shocks; 0 = none"});
    schema.real(p.smallest, "smallest", Unit{"1"}, Default{0.05}, sim::share, Sweep{0.02, 0.1},
                Meaning{"Least magnitude of random shocks"}, size);
    schema.real(p.largest, "largest", Unit{"1"}, Default{0.4}, sim::share, Sweep{0.2, 0.6},
                Meaning{"Greatest magnitude of random shocks"}, size);
    schema.real(p.mean_duration, "mean_duration", Unit{"month"}, Default{6}, Bounds{1, 120}, Sweep{3, 18},
                Meaning{"Mean duration of random shocks (exponential, at least a month)"}, Source{"assumption"});
    schema.real(p.recovery, "recovery", Unit{"month"}, Default{12}, Bounds{0, 240}, Sweep{3, 36},
                Meaning{"Months after which a twentieth of a random shock is left; ruptures last"},
                Source{"assumption"});
    schema.real(p.sector_share, "sector_share", Unit{"1"}, Default{0.3}, sim::share, Sweep{0.1, 1},
                Meaning{"Chance of a sector to be hit by a random shock"}, Source{"assumption"});
    schema.real(p.region_share, "region_share", Unit{"1"}, Default{1}, sim::share, Sweep{0.2, 1},
                Meaning{"Chance of a region to be hit by a random shock"}, Source{"assumption"});
}

void declare_output(sim::Schema& schema, Parameters& p) {
    ShockResponse& r = p.response;
    schema.real(r.capacity_relief, "capacity_relief", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 1},
                Meaning{"Demand lost less per unit of digital capacity above the reference"},
                Source{"assumption; digital firms lost less in the pandemic"});
    schema.real(r.reference_capacity, "reference_capacity", Unit{"1"}, Default{0.4}, sim::share, Sweep{0.3, 0.5},
                Meaning{"Digital capacity at which demand falls by the magnitude"},
                Source{"mean initial capacity of firms"});
    schema.real(r.supply_output, "supply_output", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 1},
                Meaning{"Output lost per unit of supply lost"}, Source{"assumption: half is replaced at once"});
    schema.real(r.tie_relief, "tie_relief", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Supply lost less per share of tie slots in use above the reference"},
                Source{"assumption; Todo, Nakajima & Matous 2015: networks help recovery"});
    schema.real(r.reference_ties, "reference_ties", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.3, 0.7},
                Meaning{"Share of tie slots in use at which supply falls by the magnitude"}, Source{"assumption"});
    schema.real(r.labour_output, "labour_output", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 1},
                Meaning{"Output lost per unit of labour shortage times skill gap"},
                Source{"assumption: half is replaced by longer hours"});
    schema.real(r.energy_curtailment, "energy_curtailment", Unit{"1"}, Default{0.5}, Bounds{0, 10}, Sweep{0, 1},
                Meaning{"Output lost per unit of additional energy cost"}, Source{"assumption"});
    schema.real(r.pass_through, "pass_through", Unit{"1"}, Default{0.7}, sim::share, Sweep{0.4, 1},
                Meaning{"Share of additional energy cost that customers pay"}, Source{"assumption"});
    schema.real(r.fixed_cost, "fixed_cost", Unit{"1"}, Default{0.15}, sim::share, Sweep{0, 0.3},
                Meaning{"Share of lost revenue that remains as cost"},
                Source{"assumption: wages, about 15 % of turnover, are paid on"});
    schema.vector(r.energy_share, "energy_share", Unit{"1"},
                  {0.02, 0.03, 0.02, 0.01, 0.01, 0.02, 0.10, 0.02, 0.01, 0.05, 0.01, 0.01, 0.03, 0.02},
                  {"aerospace_defence", "agri_food", "construction", "cultural_creative", "digital", "electronics",
                   "energy_intensive", "renewable_energy", "health", "mobility_transport", "proximity_social",
                   "retail", "textiles", "tourism"},
                  sim::share, Meaning{"Energy cost at normal prices, share of revenue"}, Source{"assumption"});
}

void declare_recovery(sim::Schema& schema, Parameters& p) {
    const Source signs{"Todo, Nakajima & Matous 2015, S3 for the sign; size: assumption"};
    schema.real(p.made_up_by_ties, "made_up_by_ties", Unit{"year-1"}, Default{1}, Bounds{0, 24}, Sweep{0, 2},
                Meaning{"Rate at which firms with all ties in use make up for a supply shock; 0 = its shape alone"},
                signs);
    schema.real(p.made_up_by_platforms, "made_up_by_platforms", Unit{"year-1"}, Default{1}, Bounds{0, 24},
                Sweep{0, 2}, Meaning{"Further rate where all are listed on a platform"}, signs);
    schema.real(p.made_up_by_partners, "made_up_by_partners", Unit{"year-1"}, Default{1}, Bounds{0, 24}, Sweep{0, 2},
                Meaning{"Further rate of a cluster with many partner clusters"}, signs);
    schema.real(
        p.made_up_by_skills, "made_up_by_skills", Unit{"year-1"}, Default{0.5}, Bounds{0, 24}, Sweep{0, 1},
        Meaning{"Rate at which full digital capacity makes up for a demand shock, and staff without skill gap "
                "for a labour shock; 0 = their shape alone"},
        Source{"assumption"});
}

void declare_effects(sim::Schema& schema, Parameters& p) {
    schema.real(p.displacement_rise, "displacement_rise", Unit{"1"}, Default{1}, Bounds{0, 10}, Sweep{0, 3},
                Meaning{"Rise of the labour a practice displaces per magnitude of a rupture"}, Source{"assumption"});
    schema.real(p.specialisation, "specialisation", Unit{"1"}, Default{1}, Bounds{0, 10}, Sweep{0, 2},
                Meaning{"Further loss of digital capacity in a rupture where all members are of one sector"},
                Source{"Menzel & Fornahl 2010 for the sign; value assumed"});
    schema.real(p.reference_diversity, "reference_diversity", Unit{"1"}, Default{0.9}, Bounds{0.01, 1},
                Sweep{0.5, 0.93}, Meaning{"Simpson index of members' sectors without further loss"},
                Source{"assumption: close to that of the whole economy"});
    schema.real(p.rupture_months, "rupture_months", Unit{"month"}, Default{12}, Bounds{0, 120}, Sweep{6, 24},
                Meaning{"Time for which results of the pathway become outdated faster"}, Source{"assumption"});
    schema.real(p.full_rupture, "full_rupture", Unit{"1"}, Default{0.2}, Bounds{0.01, 1}, Sweep{0.1, 0.4},
                Meaning{"Magnitude from which they do so at the full rate"}, Source{"assumption"});
    schema.real(
        p.foresight, "foresight", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 0.8},
        Meaning{"Share of a rupture's loss of know-how that a fully reflexive organisation prevents which serves "
                "its members without limit; 0 = ruptures come unforeseen"},
        Source{"S0 (external changes are identified) for the sign; size: assumption"});
    schema.real(p.skill_loss, "skill_loss", Unit{"1"}, Default{1}, sim::share, Sweep{0.3, 1},
                Meaning{"Rise of the skill gap per magnitude of a labour shock, share of what is missing to 1"},
                Source{"assumption"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("shocks", "Random shocks, and how firms and clusters react to shocks");
    schema.fixed("the shocks of a run are drawn when the world is built", [&] { declare_random(schema, p); });
    declare_output(schema, p);
    declare_effects(schema, p);
    declare_recovery(schema, p);
    schema.list(p.scheduled, "landscape.shock", 500, Meaning{"Shocks that begin at a given date"});
    schema.check([&p] {
        std::vector<sim::Schema::Problem> found;
        if (p.smallest > p.largest) {
            found.push_back({"shocks.smallest", "must not be above shocks.largest"});
        }
        return found;
    });
}

bool Parameters::used() const {
    const auto positive = [](double x) { return x > 0.0; };
    return std::any_of(rate.begin(), rate.end(), positive) ||
           std::any_of(scheduled.begin(), scheduled.end(), [](const Entry& entry) { return entry.magnitude > 0.0; });
}

std::vector<sim::Schema::Problem> Entry::problems() const {
    std::vector<sim::Schema::Problem> found;
    for (const std::string& sector : sectors) {
        if (std::find(sector_names.begin(), sector_names.end(), sector) == sector_names.end()) {
            found.push_back(
                {"sectors", "no sector is called '" + sector + "'" + sim::meant_or_all(sector, sector_list())});
        }
    }
    if (kind != energy_shock && magnitude > 1.0) {
        found.push_back({"magnitude", "magnitude must be at most 1: nobody loses more than everything"});
    }
    if (kind == energy_shock && !(sectors.empty() && regions.empty())) {
        found.push_back({sectors.empty() ? "regions" : "sectors",
                         "an energy shock moves one price for all: leave out sectors and regions"});
    }
    if (kind == technology_shock && practice.empty()) {
        found.push_back({"practice",
                         "a technology shock needs the practice that becomes cheap, such as practice = "
                         "\"artificial_intelligence\""});
    }
    if (kind != technology_shock && !practice.empty()) {
        found.push_back({"practice",
                         "only a technology shock has a practice: leave it out or set kind = "
                         "\"technology\""});
    }
    return found;
}

std::vector<sim::Schema::Problem> Parameters::problems(const ScenarioFacts& facts) const {
    std::vector<sim::Schema::Problem> found;
    std::vector<std::string> practice_list;
    for (const Practice& practice : facts.practices.entries) {
        practice_list.push_back(practice.name);
    }
    std::vector<std::string> region_list;
    for (std::int64_t r = 1; r <= std::min<std::int64_t>(facts.regions, 1000); ++r) {
        region_list.push_back("region_" + std::to_string(r));
    }
    const std::vector<sim::Schema::Problem> taken = sim::repeated_names("landscape.shock", sim::names_of(scheduled));
    found.insert(found.end(), taken.begin(), taken.end());
    for (std::size_t i = 0; i < scheduled.size(); ++i) {
        const Entry& entry = scheduled[i];
        const std::string place = "landscape.shock#" + std::to_string(i) + ".";
        const auto missing = [](const std::vector<std::string>& names, const std::string& name) {
            return std::find(names.begin(), names.end(), name) == names.end();
        };
        if (!entry.practice.empty() && missing(practice_list, entry.practice)) {
            found.push_back({place + "practice", "no practice is called '" + entry.practice + "'" +
                                                     sim::meant_or_all(entry.practice, practice_list)});
        }
        for (const std::string& region : entry.regions) {
            if (!region_number(region, facts.regions)) {
                found.push_back({place + "regions",
                                 "no region is called '" + region + "'" + sim::meant_or_all(region, region_list)});
            }
        }
        if (onset_month(entry.date, facts.calendar) < 0) {
            found.push_back({place + "date",
                             "the shock begins before the run and its burn-in: give a later date, or "
                             "an earlier time.start"});
        }
    }
    return found;
}

void declare_outputs(sim::Outputs& outputs, const World& world) {
    const Shocks& shocks = world.shocks;
    const auto copy = [](const auto& values) {
        return [&values](std::span<double> out) { std::copy_n(values.begin(), out.size(), out.begin()); };
    };
    const Source measured{"revenue of firms relative to normal demand; Bruneau et al. 2003"};
    outputs.axis("shock_kind", "kind of shock", {shock_kind_names.begin(), shock_kind_names.end()});
    outputs.variable("shock_magnitude", {"shock_kind"}, Unit{"1"},
                     Meaning{"Greatest strength anywhere of shocks of the kind, 0 is none"}, Source{"model 7.1"},
                     copy(shocks.magnitude));
    outputs.variable("output_by_sector", {"sector"}, Unit{"1"},
                     Meaning{"Revenue of firms of the sector relative to normal demand, weighted"}, measured,
                     copy(shocks.output_by_sector));
    outputs.variable("output_by_region", {"region"}, Unit{"1"},
                     Meaning{"Revenue of firms of the region relative to normal demand, weighted"}, measured,
                     [&shocks](std::span<double> out) {
                         std::fill(out.begin(), out.end(), 1.0);
                         std::copy(shocks.output_by_region.begin(), shocks.output_by_region.end(), out.begin());
                     });
    outputs.variable("output_by_group", {"group"}, Unit{"1"},
                     Meaning{"Revenue of members and of firms outside relative to normal demand, weighted"}, measured,
                     copy(shocks.output_by_group));
    outputs.variable("output_loss", {"shock_kind"}, Unit{"month"},
                     Meaning{"Output lost to each kind of shock since the run began, in months of normal output"},
                     measured, copy(shocks.lost));
    outputs.variable("output_loss_by_group", {"group"}, Unit{"month"},
                     Meaning{"Output of the group lost since the run began, in months of its normal output"},
                     measured, copy(shocks.lost_by_group));
    outputs.variable("shock_output_loss", {"shock_kind"}, Unit{"month"},
                     Meaning{"Output lost by firms hit by the shock of the kind whose account was closed last"},
                     measured, copy(shocks.latest_loss));
    outputs.variable("shock_recovery", {"shock_kind"}, Unit{"month"},
                     Meaning{"Months until 95 % of the deepest drop was made up, of the same shock"}, measured,
                     copy(shocks.latest_recovery));
}

} // namespace actorhood::models::shocks
