#include "models/toolkit/instruments.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/config/format.hpp"

namespace actorhood::models::toolkit {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

namespace {

using Problems = std::vector<sim::Schema::Problem>;

/// A month is the shortest time.
constexpr Bounds duration_bounds{1.0 / 12.0, 300.0};

void declare_facets(sim::Schema& schema, Instrument& instrument) {
    schema.choice(instrument.theme, "theme", Default{"green"}, {"green", "digital", "resilience"},
                  Meaning{"Policy driver it belongs to"}, Source{"S1; S2, figure 2"});
    schema.choice(instrument.challenge, "challenge", Default{"systemic_change"},
                  {"systemic_change", "circular_economy", "missions_and_alliances", "advice_and_finance", "skills",
                   "smart_manufacturing", "technology_partnerships", "sme_uptake", "supply_chains", "shared_value",
                   "inclusion", "international_reach", "cross_sector_innovation", "governance"},
                  Meaning{"Strategic challenge it answers"},
                  Source{"S2, 3.2 for the facet; words after the recommendations"});
    schema.choice(instrument.support, "support", Default{"networking"},
                  {"intelligence", "networking", "business_services", "training", "cluster_funding",
                   "economic_incentives", "public_procurement", "regulation"},
                  Meaning{"Type of cluster support"}, Source{"S2, 3.2 for the facet; words after S2, 3.2 and 3.3.1"});
    schema.choice(instrument.territory, "territory", Default{"regional"},
                  {"local", "regional", "national", "cross_border", "european"},
                  Meaning{"Type of territory it is made for"},
                  Source{"S2, 3.2 for the facet; words after the levels in S2, 3.3, and S3"});
}

Problems instrument_problems(const Instrument& instrument) {
    Problems found;
    const std::string who = "instrument '" + instrument.name + "' ";
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (instrument.name.empty() || !std::all_of(instrument.name.begin(), instrument.name.end(), letter)) {
        found.push_back({"name", who + "needs a 'name' of small letters, digits and _"});
    }
    const auto needs = [&](const std::string& text, const char* key) {
        if (text.empty()) {
            found.push_back({key, who + "needs a '" + key + "'"});
        }
    };
    needs(instrument.title, "title");
    needs(instrument.description, "description");
    needs(instrument.source, "source");
    for (const double number : instrument.recommendations) {
        if (number != std::floor(number)) {
            found.push_back({"recommendations", who + "has among its 'recommendations' " + sim::plain_number(number) +
                                                    ", which is not a whole number"});
        }
    }
    if (instrument.changes.empty() && instrument.programmes.empty()) {
        found.push_back({"changes", who + "changes nothing: give it 'changes' or a 'programme'"});
    }
    return found;
}

} // namespace

void Change::declare(sim::Schema& schema, Change& change) {
    schema.text(change.parameter, "parameter", Default{""},
                Meaning{"Key of the parameter; practice.NAME.key for a practice, "
                        "cluster.NAME.funding.level for a cluster, key.element inside an array"},
                Source{"instrument"});
    schema.optional_real(change.add, "add", Unit{"1"}, Bounds{-sim::infinity, sim::infinity},
                         Meaning{"Added at full intensity, in the parameter's unit; of a series, to every point"},
                         Source{"instrument"});
    schema.optional_real(change.multiply, "multiply", Unit{"1"}, Bounds{-sim::infinity, sim::infinity},
                         Meaning{"Factor at full intensity"}, Source{"instrument"});
    schema.optional_real(change.set, "set", Unit{"1"}, Bounds{-sim::infinity, sim::infinity},
                         Meaning{"Value at full intensity, in the parameter's unit"}, Source{"instrument"});
    schema.check([&change]() -> Problems {
        const int given = (change.add ? 1 : 0) + (change.multiply ? 1 : 0) + (change.set ? 1 : 0);
        if (given == 1) {
            return {};
        }
        return {{"parameter", "the change of 'parameter' \"" + change.parameter +
                                  "\" needs one of add, multiply and "
                                  "set" +
                                  (given == 0 ? "" : ", but has " + std::to_string(given))}};
    });
}

void Instrument::declare(sim::Schema& schema, Instrument& instrument) {
    schema.text(instrument.name, "name", Default{""}, Meaning{"Name by which a scenario adds it"},
                Source{"instrument"});
    schema.text(instrument.title, "title", Default{""}, Meaning{"Name for people"}, Source{"instrument"});
    schema.text(instrument.description, "description", Default{""}, Meaning{"What it is, in one or two sentences"},
                Source{"instrument"});
    declare_facets(schema, instrument);
    schema.numbers(instrument.recommendations, "recommendations", Unit{"1"}, Bounds{1, recommendation_count},
                   Meaning{"Recommendations of the European Expert Group on Clusters that it follows"},
                   Source{"S1; S2, figure 2"});
    schema.text(instrument.source, "source", Default{""}, Meaning{"Where the example and the sizes come from"},
                Source{"instrument"});
    schema.date(instrument.start, "start", Default{"2025-01-01"}, Meaning{"First month, unless the scenario differs"},
                Source{"instrument"});
    schema.optional_real(instrument.duration, "duration", Unit{"year"}, duration_bounds,
                         Meaning{"How long it lasts, unless the scenario differs; left out: it stays"},
                         Source{"instrument"});
    schema.list(instrument.changes, "changes", change_limit, Meaning{"What it does to parameters"});
    schema.list(instrument.programmes, "programme", own_programmes,
                Meaning{"Programmes of policy that run while it does"});
    schema.check([&instrument] { return instrument_problems(instrument); });
}

void Selection::declare(sim::Schema& schema, Selection& selection) {
    schema.text(selection.name, "name", Default{""}, Meaning{"Name of the instrument"}, Source{"scenario"});
    schema.optional_date(selection.start, "start", Meaning{"First month; left out: the instrument's own"},
                         Source{"scenario"});
    schema.optional_date(selection.end, "end", Meaning{"First month without it"}, Source{"scenario"});
    schema.optional_real(selection.duration, "duration", Unit{"year"}, duration_bounds,
                         Meaning{"How long it lasts, instead of an end; left out: the instrument's own"},
                         Source{"scenario"});
    schema.real(selection.intensity, "intensity", Unit{"1"}, Default{1}, sim::share, Sweep{0, 1},
                Meaning{"Part of the difference to the base that is made; 0 makes none"}, Source{"scenario"});
    schema.check([&selection]() -> Problems {
        if (selection.end && selection.duration) {
            return {{"end", "instrument '" + selection.name + "': give its 'end' or its duration, not both"}};
        }
        return {};
    });
}

const std::vector<std::string>& facet_words(const sim::Schema& instrument, const std::string& facet) {
    return instrument.find(facet)->labels;
}

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.list(p.selections, "toolkit", selection_limit,
                Meaning{"Instruments of the policy toolkit in use: names, or tables with dates and intensity"});
    schema.list(p.instruments, "instrument", instrument_limit, Meaning{"Instruments of the policy toolkit"});
    schema.library(
        {"instrument", "toolkit", "toolkit_files",
         "At the top of the file: files with [[instrument]] tables of your own, with paths relative to it"});
}

std::string_view recommendation(std::size_t number) {
    // Shortened from S1 and from figure 2 of S2.
    static constexpr std::array<std::string_view, recommendation_count> texts{
        "use clusters as drivers of change of the green transition",
        "use clusters to develop and implement circular economy strategies",
        "recognise clusters as contributors to European alliances and missions",
        "develop capacity of clusters to provide sustainable advisory services",
        "use clusters to channel expertise and financing to small firms",
        "mobilise clusters for digital and green skills, such as the EU Pact for Skills",
        "increase the capacity of clusters to provide advanced business services",
        "make clusters an integral part of Digital Innovation Hubs",
        "use clusters for public-private partnerships in digital and advanced technologies",
        "use clusters to implement European digital policies and reach out to small firms",
        "use the collective intelligence of clusters for resilient supply chains",
        "develop an active role of clusters in local labour markets",
        "use clusters to identify and implement shared value initiatives",
        "reinforce international cluster collaboration and critical mass",
        "initiate cross-sectoral, interdisciplinary and transnational collaboration"};
    return texts.at(number - 1);
}

const Instrument* Parameters::find(const std::string& name) const {
    const auto found = std::find_if(instruments.begin(), instruments.end(),
                                    [&](const Instrument& instrument) { return instrument.name == name; });
    return found == instruments.end() ? nullptr : &*found;
}

} // namespace actorhood::models::toolkit
