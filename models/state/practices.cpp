#include "models/state/practices.hpp"

#include <algorithm>
#include <bit>

#include "sim/config/other_place.hpp"

namespace actorhood::models {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_identity(sim::Schema& schema, Practice& practice) {
    schema.text(practice.name, "name", Default{""}, Meaning{"Name by which scenarios and outputs refer to it"},
                Source{"scenario"});
    schema.text(practice.label, "label", Default{""}, Meaning{"Name for people"}, Source{"scenario"});
    schema.choice(practice.pillar, "pillar", Default{"circular"}, {"circular", "digital"},
                  Meaning{"Side of the twin transition it belongs to"}, Source{"scenario"});
    schema.boolean(practice.visible, "visible", Default{false},
                   Meaning{"Customers can see it, so it may earn a premium"}, Source{"scenario"});
    schema.boolean(practice.by_product, "by_product", Default{false},
                   Meaning{"It makes a firm ready to exchange by-products: it saves nothing by itself, only while a "
                           "link with a partner exists"},
                   Source{"scenario"});
    schema.boolean(practice.niche, "niche", Default{false},
                   Meaning{"Part of the niche that challenges the regime of a sector"}, Source{"Geels 2002"});
    schema.choice(practice.price, "price", Default{"none"}, {"none", "material", "energy"},
                  Meaning{"Price index that the saving follows"}, Source{"assumption"});
    schema.texts(practice.complements, "complements",
                 Meaning{"Practices that make this one more attractive once they are adopted"}, Source{"scenario"});
    schema.text(practice.source, "source", Default{""}, Meaning{"Where the numbers of the entry come from"},
                Source{"scenario"});
}

void declare_economics(sim::Schema& schema, Practice& practice) {
    schema.real(practice.cost, "cost", Unit{"1"}, Default{0.015}, Bounds{0.0001, 1}, Sweep{0.005, 0.05},
                Meaning{"Capital cost, share of yearly revenue", Symbol{"C_0"}}, Source{"entry"});
    schema.real(practice.saving, "saving", Unit{"1"}, Default{0.006}, Bounds{0, 1}, Sweep{0.002, 0.015},
                Meaning{"Yearly saving, share of yearly revenue"}, Source{"entry"});
    schema.real(practice.months, "months", Unit{"month"}, Default{9}, Bounds{1, 60}, Sweep{3, 18},
                Meaning{"Length of the trial before it pays"}, Source{"entry"});
    schema.real(practice.learning, "learning", Unit{"1"}, Default{0.1}, Bounds{0, 1}, Sweep{0, 0.32},
                Meaning{"Elasticity of cost to cumulative experience; 0.1 = 7 % less per doubling"},
                Source{"Wright 1936; McNerney et al. 2011; entry"});
    schema.real(practice.rebound, "rebound", Unit{"1"}, Default{0}, sim::share, Sweep{0, 0.3},
                Meaning{"Share of the saving lost because use grows"}, Source{"entry"});
    schema.real(practice.material_saving, "material_saving", Unit{"1"}, Default{0}, Bounds{0, 0.9}, Sweep{0, 0.1},
                Meaning{"Share of the material input that it makes unnecessary, rebound taken off"}, Source{"entry"});
    schema.real(practice.energy_saving, "energy_saving", Unit{"1"}, Default{0}, Bounds{0, 0.9}, Sweep{0, 0.2},
                Meaning{"Share of the emissions that it avoids, rebound taken off"}, Source{"entry"});
    schema.series(practice.cost_index, "cost_index", Unit{"1"}, {{2020.0, 1.0}}, Bounds{0, 100},
                  Meaning{"Cost outside the modelled firms' control, 2020 = 1", Symbol{"index(t)"}}, Source{"entry"});
    schema.series(practice.attention, "attention", Unit{"1"}, {{2020.0, 1.0}}, Bounds{0, 100},
                  Meaning{"Attention of media and vendors, 2020 = 1"}, Source{"entry"});
    schema.series(practice.saving_index, "saving_index", Unit{"1"}, {{2020.0, 1.0}}, Bounds{0, 100},
                  Meaning{"Saving that firms expect from it, 2020 = 1"}, Source{"entry"});
    schema.series(practice.skill_index, "skill_index", Unit{"1"}, {{2020.0, 1.0}}, Bounds{0, 100},
                  Meaning{"Skill it demands, 2020 = 1; at most all there is"}, Source{"entry"});
}

void declare_adoption(sim::Schema& schema, Practice& practice) {
    schema.real(practice.skill, "skill", Unit{"1"}, Default{0.4}, sim::share, Sweep{0.1, 0.8},
                Meaning{"Skill it demands"}, Source{"entry"});
    schema.real(practice.displacement, "displacement", Unit{"1"}, Default{0.05}, sim::share, Sweep{0, 0.3},
                Meaning{"Labour it displaces"}, Source{"entry"});
    schema.real(practice.risk, "risk", Unit{"1"}, Default{0.2}, sim::share, Sweep{0.05, 0.4},
                Meaning{"Technical risk, by technology readiness"}, Source{"entry"});
    schema.real(practice.size_slope, "size_slope", Unit{"1"}, Default{0.25}, Bounds{-2, 2}, Sweep{0.1, 0.9},
                Meaning{"Rise of the logit of adoption per ln(employees), at a given fit", Symbol{"slope"}},
                Source{"entry"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(practice.initial_share, "initial_share", Unit{"1"}, Default{0.1}, Bounds{0.0001, 0.999},
                    Sweep{0.01, 0.7}, Meaning{"Adopters among the surveyed firms at the start"}, Source{"entry"});
    });
    schema.choice(practice.surveyed, "surveyed", Default{"ten_or_more"}, {"ten_or_more", "all"},
                  Meaning{"Firms to which the share refers: with ten or more employees, or all"},
                  Source{"Eurostat surveys firms with ten or more persons, the Flash Eurobarometer all"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(practice.initial_aware, "initial_aware", Unit{"1"}, Default{0.5}, Bounds{0.0001, 1},
                    Sweep{0.1, 0.95}, Meaning{"Firms that know it at the start"}, Source{"entry"});
    });
    schema.real(practice.intercept, "intercept", Unit{"1"}, Default{0}, Bounds{-10, 10}, Sweep{-2, 5},
                Meaning{"Logit of acceptance that no other term explains; fitted to shares of 2025", Symbol{"alpha"}},
                Source{"entry"});
    schema.real(practice.complementarity, "complementarity", Unit{"1"}, Default{0}, Bounds{-1, 2}, Sweep{0, 0.5},
                Meaning{"Rise of the logit of acceptance for each adopted complement", Symbol{"gamma"}},
                Source{"Milgrom & Roberts 1990; entry"});
}

void declare_seeds(sim::Schema& schema, Practice& practice) {
    schema.fixed("it is given once, at its date", [&] {
        schema.real(practice.seed_share, "seed_share", Unit{"1"}, Default{0}, sim::share, Sweep{0, 0.1},
                    Meaning{"Share of each cluster's members to whom it is given, of those who do not use it"},
                    Source{"scenario; neutral value"});
        schema.date(practice.seed_date, "seed_date", Default{"2020-01-01"},
                    Meaning{"Month in which it is given to them, after burn-in"}, Source{"scenario"});
        schema.choice(
            practice.seed_choice, "seed_choice", Default{"random"}, {"random", "connected", "together"},
            Meaning{"To whom it is given: to random members, to those whom most others have as a partner, or "
                    "to a member and its partners, theirs, and so on"},
            Source{"Centola & Macy 2007; Valente 2012"});
    });
}

bool usable_name(std::string_view name) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    const bool letter_first = !name.empty() && name.front() >= 'a' && name.front() <= 'z';
    return letter_first && std::all_of(name.begin(), name.end(), plain);
}

/// What is wrong with one practice among the others.
std::vector<std::string> problems_of(const PracticeCatalogue& catalogue, std::size_t p) {
    const Practice& entry = catalogue.entries[p];
    std::vector<std::string> found;
    if (!usable_name(entry.name)) {
        found.emplace_back("name must consist of small letters, digits and _, and begin with a letter");
    } else if (catalogue.find(entry.name) != p) {
        const std::size_t first = catalogue.find(entry.name);
        found.push_back("the name is taken by practice " + std::to_string(first + 1) +
                        sim::other_place("practice#" + std::to_string(first)));
    }
    for (const std::string& name : entry.complements) {
        if (name == entry.name) {
            found.emplace_back("cannot be its own complement");
        } else if (catalogue.find(name) == catalogue.count()) {
            found.push_back("its complement \"" + name + "\" is not in the catalogue");
        }
    }
    if (entry.initial_aware < entry.initial_share) {
        found.emplace_back("initial_aware must not be below initial_share: who uses it knows it");
    }
    return found;
}

} // namespace

void Practice::declare(sim::Schema& schema, Practice& practice) {
    schema.structural([&] { declare_identity(schema, practice); });
    declare_economics(schema, practice);
    declare_adoption(schema, practice);
    declare_seeds(schema, practice);
}

std::size_t PracticeCatalogue::find(std::string_view name) const {
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [name](const Practice& p) { return p.name == name; });
    return static_cast<std::size_t>(entry - entries.begin());
}

double PracticeCatalogue::depth(Pillar pillar, std::uint32_t adopted) const {
    const std::uint32_t mask = pillar_mask[pillar];
    return std::popcount(adopted & mask) / std::max(1.0, 1.0 * std::popcount(mask));
}

Pillar PracticeCatalogue::needed_pillar(std::uint32_t adopted, const std::array<double, pillar_count>& required,
                                        Pillar drawn) const {
    const double circular_gap = required[circular] - depth(circular, adopted);
    const double digital_gap = required[digital] - depth(digital, adopted);
    return circular_gap > digital_gap ? circular : digital_gap > circular_gap ? digital : drawn;
}

double PracticeCatalogue::complement_effect(std::size_t practice, std::uint32_t adopted) const {
    return entries[practice].complementarity * std::popcount(adopted & complement_mask[practice]);
}

void PracticeCatalogue::derive() {
    pillar_mask = {};
    visible_circular_mask = 0;
    by_product_mask = 0;
    niche_mask = 0;
    complement_mask.assign(count(), 0);
    for (std::size_t p = 0; p < count(); ++p) {
        const std::uint32_t bit = std::uint32_t{1} << p;
        pillar_mask[pillar(p)] |= bit;
        if (entries[p].by_product) {
            by_product_mask |= bit;
        }
        niche_mask |= entries[p].niche ? bit : 0u;
        if (entries[p].visible && pillar(p) == circular) {
            visible_circular_mask |= bit;
        }
        for (const std::string& name : entries[p].complements) {
            const std::size_t other = find(name);
            if (other < count() && other != p) {
                complement_mask[p] |= std::uint32_t{1} << other;
            }
        }
    }
}

std::vector<sim::Schema::Problem> PracticeCatalogue::problems() const {
    std::vector<sim::Schema::Problem> found;
    const auto report = [&found](std::string message) { found.push_back({"practice", std::move(message)}); };
    if (entries.empty()) {
        report("the catalogue is empty: include a file of practices, such as practices/twin_transition.toml");
    }
    if (count() > practice_limit) {
        report("at most " + std::to_string(practice_limit) + " practices fit, but there are " +
               std::to_string(count()));
    }
    double material = 0.0;
    double energy = 0.0;
    for (const Practice& entry : entries) {
        material += entry.material_saving;
        energy += entry.energy_saving;
    }
    if (material > 0.9 || energy > 0.9) {
        report(
            "material_saving and energy_saving may add up to 0.9 each over the catalogue: a firm with all "
            "practices still needs something");
    }
    for (std::size_t p = 0; p < count(); ++p) {
        const std::string place = "practice " + std::to_string(p + 1) + " (\"" + entries[p].name + "\"): ";
        for (const std::string& problem : problems_of(*this, p)) {
            found.push_back({"practice#" + std::to_string(p), place + problem});
        }
    }
    return found;
}

} // namespace actorhood::models
