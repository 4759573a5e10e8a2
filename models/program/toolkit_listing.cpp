#include "models/program/toolkit_listing.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <vector>

#include "models/scenario_folder.hpp"
#include "models/toolkit/periods.hpp"
#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models::program {

namespace {

using toolkit::Instrument;

/// The words of an instrument's facets.
struct Facets {
    std::string theme, challenge, support, territory;
};

Facets facets_of(const Instrument& instrument) {
    Instrument copy;
    sim::Schema schema;
    Instrument::declare(schema, copy);
    const auto word = [&](const char* facet, std::int64_t position) {
        return toolkit::facet_words(schema, facet).at(static_cast<std::size_t>(position));
    };
    return {word("theme", instrument.theme), word("challenge", instrument.challenge),
            word("support", instrument.support), word("territory", instrument.territory)};
}

std::string recommendations_of(const Instrument& instrument) {
    std::string text;
    for (const double number : instrument.recommendations) {
        text += (text.empty() ? "" : ", ") + sim::plain_number(number);
    }
    return text;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size() + 1, width), ' ');
    return text;
}

/// Settings of a programme that say what it does, whether or not they are the defaults.
std::vector<std::string> telling_keys(const std::string& kind) {
    if (kind == "voucher") {
        return {"share", "budget"};
    }
    if (kind == "training") {
        return {"reach", "person_cost"};
    }
    if (kind == "procurement") {
        return {"green_share"};
    }
    return kind == "regulation" ? std::vector<std::string>{"pressure"}
                                : std::vector<std::string>{kind == "platform" ? "awareness" : "intensity"};
}

std::string one_line(std::string text) {
    std::erase(text, '"');
    return text;
}

/// "voucher: share 0.5, budget 2000000.0 EUR year-1, size_classes [micro, small]"
std::string programme_text(const policy::Programme& programme) {
    policy::Programme copy;
    sim::Schema schema;
    policy::Programme::declare(schema, copy);
    copy = programme;
    const std::string kind = one_line(schema.find("kind")->value_text());
    const std::vector<std::string> telling = telling_keys(kind);
    static const std::vector<std::string> silent{"name", "kind", "level", "theme", "start", "end"};
    std::string text;
    for (const sim::Parameter& parameter : schema.parameters()) {
        const auto among = [&](const std::vector<std::string>& keys) {
            return std::find(keys.begin(), keys.end(), parameter.key) != keys.end();
        };
        if (!among(silent) && (among(telling) || parameter.value_text() != parameter.default_text)) {
            const bool has_unit = parameter.kind == sim::Parameter::Kind::real && parameter.unit != "1";
            text += (text.empty() ? "" : ", ") + parameter.key + " " + one_line(parameter.value_text()) +
                    (has_unit ? " " + parameter.unit : "");
        }
    }
    return kind + ": " + text;
}

std::string effect_text(const toolkit::Effect& effect) {
    return effect.parameter + " " + effect.from + " -> " + effect.to + (effect.unit.empty() ? "" : " " + effect.unit);
}

/// What the accounts of a run book for an instrument.
std::string cost_text(const Instrument& instrument) {
    double budget = 0.0;
    for (const policy::Programme& programme : instrument.programmes) {
        budget += programme.budget;
    }
    if (budget > 0.0) {
        return "costs at most " + sim::plain_number(budget) + " EUR year-1";
    }
    const bool moves_money =
        std::any_of(instrument.changes.begin(), instrument.changes.end(), [](const toolkit::Change& change) {
            return change.parameter.starts_with("funding.") || change.parameter.starts_with("programmes.");
        });
    return moves_money ? "costs what it changes in funding" : "no cost booked";
}

/// Changes and programmes at full intensity and what they cost, one a line of text.
std::vector<std::string> effects_of(const Parameters& base, const Instrument& instrument) {
    std::vector<std::string> lines;
    for (const toolkit::Effect& effect : toolkit::effects(base, instrument)) {
        lines.push_back(effect_text(effect));
    }
    for (const policy::Programme& programme : instrument.programmes) {
        lines.push_back("programme, " + programme_text(programme));
    }
    lines.push_back(cost_text(instrument));
    return lines;
}

std::string span_text(double start, double end) {
    return "from " + sim::toml_date(start) +
           (std::isfinite(end) ? " to before " + sim::toml_date(end) : ", without end");
}

std::string effect_json(const toolkit::Effect& effect) {
    return sim::json_object({{"parameter", sim::json_text(effect.parameter)},
                             {"from", sim::json_text(effect.from)},
                             {"to", sim::json_text(effect.to)},
                             {"unit", sim::json_text(effect.unit)}});
}

std::string instrument_json(const Parameters& base, const Instrument& instrument) {
    const Facets facets = facets_of(instrument);
    std::vector<std::string> changes;
    for (const toolkit::Effect& effect : toolkit::effects(base, instrument)) {
        changes.push_back(effect_json(effect));
    }
    std::vector<std::string> programmes;
    for (const policy::Programme& programme : instrument.programmes) {
        programmes.push_back(programme_text(programme));
    }
    return sim::json_object({{"name", sim::json_text(instrument.name)},
                             {"title", sim::json_text(instrument.title)},
                             {"description", sim::json_text(instrument.description)},
                             {"theme", sim::json_text(facets.theme)},
                             {"challenge", sim::json_text(facets.challenge)},
                             {"support", sim::json_text(facets.support)},
                             {"territory", sim::json_text(facets.territory)},
                             {"recommendations", "[" + recommendations_of(instrument) + "]"},
                             {"source", sim::json_text(instrument.source)},
                             {"start", sim::json_text(sim::toml_date(instrument.start))},
                             {"duration", instrument.duration ? sim::plain_number(*instrument.duration) : "null"},
                             {"changes", sim::json_joined(changes, "[", "]")},
                             {"programmes", sim::json_texts(programmes)},
                             {"cost", sim::json_text(cost_text(instrument))}});
}

} // namespace

std::unique_ptr<Scenario> read_toolkit() {
    std::string files;
    for (const std::string& file : toolkit_files()) {
        files += (files.empty() ? "" : ", ") + sim::toml_text(file);
    }
    auto scenario = std::make_unique<Scenario>();
    scenario->reading =
        sim::read_text("include = [" + sim::toml_text((scenario_folder() / "baseline.toml").string()) +
                           "]\ntoolkit_files = [" + files + "]\n",
                       "policy toolkit", {}, scenario->schema);
    return scenario;
}

bool ToolkitFilter::matches(const Instrument& instrument) const {
    const auto is = [](const std::optional<std::int64_t>& wanted, std::int64_t value) {
        return !wanted || *wanted == value;
    };
    const auto& numbers = instrument.recommendations;
    return is(theme, instrument.theme) && is(challenge, instrument.challenge) && is(support, instrument.support) &&
           is(territory, instrument.territory) &&
           (!recommendation ||
            std::find(numbers.begin(), numbers.end(), static_cast<double>(*recommendation)) != numbers.end()) &&
           sim::holds_words(searched_text(instrument), text);
}

std::string searched_text(const Instrument& instrument) {
    const Facets facets = facets_of(instrument);
    return instrument.name + " " + instrument.title + " " + instrument.description + " " + instrument.source + " " +
           facets.theme + " " + facets.challenge + " " + facets.support + " " + facets.territory;
}

std::string toolkit_table(const Instruments& instruments) {
    const auto row = [](const std::string& name, const Facets& f, const std::string& numbers) {
        return padded(name, 34) + padded(f.theme, 12) + padded(f.challenge, 25) + padded(f.support, 21) +
               padded(f.territory, 14) + numbers + "\n";
    };
    std::string text = row("name", {"theme", "challenge", "support", "territory"}, "recommendations");
    for (const Instrument* instrument : instruments) {
        text += row(instrument->name, facets_of(*instrument), recommendations_of(*instrument)) + "    " +
                instrument->title + "\n";
    }
    return text;
}

std::string toolkit_description(const Parameters& base, const Instrument& instrument, const std::string& base_name) {
    const Facets facets = facets_of(instrument);
    std::string text = instrument.name + ": " + instrument.title + "\n" + instrument.description + "\n\n" + "theme " +
                       facets.theme + ", challenge " + facets.challenge + ", support " + facets.support +
                       ", territory " + facets.territory + "\n";
    for (const double number : instrument.recommendations) {
        text += "recommendation " + sim::plain_number(number) + ": " +
                std::string(toolkit::recommendation(static_cast<std::size_t>(number))) + "\n";
    }
    const double end = instrument.duration ? instrument.start + *instrument.duration : sim::infinity;
    text += "source: " + instrument.source + "\n" + "in force " + span_text(instrument.start, end) +
            ", unless the scenario differs\n\nat full intensity, on " + base_name + ":\n";
    for (const toolkit::Effect& effect : toolkit::effects(base, instrument)) {
        text += "  " + effect_text(effect) + "\n      " + effect.meaning + "\n";
    }
    for (const policy::Programme& programme : instrument.programmes) {
        text += "  programme, " + programme_text(programme) + "\n";
    }
    text += "  " + cost_text(instrument) + "\n";
    return text + "\nuse it at the top of a scenario: toolkit = [\"" + instrument.name + "\"]\n";
}

std::string toolkit_json(const Parameters& base, const Instruments& instruments) {
    std::vector<std::string> all;
    for (const Instrument* instrument : instruments) {
        all.push_back(instrument_json(base, *instrument));
    }
    return sim::json_list(all);
}

std::string toolkit_markdown(const Parameters& base) {
    std::string text =
        "| name | what it is | theme | challenge | support | territory | recommendations | at full intensity, on the "
        "baseline | source |\n|---|---|---|---|---|---|---|---|---|\n";
    for (const Instrument& instrument : base.toolkit.instruments) {
        const Facets facets = facets_of(instrument);
        const double end = instrument.duration ? instrument.start + *instrument.duration : sim::infinity;
        text += "| `" + instrument.name + "` | **" + instrument.title + ".** " + instrument.description + " | " +
                facets.theme + " | " + facets.challenge + " | " + facets.support + " | " + facets.territory + " | " +
                recommendations_of(instrument) + " | " + sim::joined(effects_of(base, instrument), "; ") + "; " +
                span_text(instrument.start, end) + " | " + instrument.source + " |\n";
    }
    return text;
}

std::string instruments_in_use(const Parameters& parameters) {
    std::string text;
    for (const toolkit::Window& window : toolkit::windows(parameters)) {
        text += "  " + window.instrument->title + " (" + window.instrument->name + "), " +
                span_text(window.start, window.end) + ", intensity " + sim::plain_number(window.intensity);
        text += window.first_month >= window.end_month ? ": never within this run, so it changes nothing\n"
                : window.intensity == 0.0              ? ": changes nothing\n"
                                                       : "\n";
        text += "    " + window.instrument->description + "\n";
        for (const std::string& line : effects_of(parameters, *window.instrument)) {
            text += "    at full intensity: " + line + "\n";
        }
        text += "    source: " + window.instrument->source + "\n";
    }
    return text;
}

} // namespace actorhood::models::program
