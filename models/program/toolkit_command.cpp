// The command toolkit: the instruments of the policy toolkit, searchable by its facets.
#include <cstdio>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/terminal.hpp"
#include "models/program/toolkit_listing.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models::program {

namespace {

/// Position of the word given for a facet; Error(usage) with the valid words if there is none.
std::optional<std::int64_t> facet(const Options& options, const std::string& name) {
    const std::optional<std::string> given = options.text(name);
    if (!given) {
        return std::nullopt;
    }
    toolkit::Instrument sample;
    sim::Schema schema;
    toolkit::Instrument::declare(schema, sample);
    const std::vector<std::string>& words = toolkit::facet_words(schema, name);
    std::string valid;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == *given) {
            return static_cast<std::int64_t>(i);
        }
        valid += (valid.empty() ? "" : ", ") + words[i];
    }
    const auto meant = sim::closest_word(*given, words);
    throw sim::Error(sim::ExitCode::usage, "--" + name + " must be one of " + valid + ", not '" + *given + "'" +
                                               (meant ? "; did you mean '" + *meant + "'?" : ""));
}

[[noreturn]] void nothing_found(const Parameters& p, const std::string& text) {
    std::vector<std::string> names;
    std::vector<std::string> texts;
    for (const toolkit::Instrument& instrument : p.toolkit.instruments) {
        names.push_back(instrument.name);
        texts.push_back(searched_text(instrument));
    }
    auto meant = sim::closest_word(text, names);
    meant = meant ? meant : sim::meant_words(text, texts);
    throw sim::Error(sim::ExitCode::usage,
                     "no instrument fits" + (text.empty() ? "" : " '" + text + "'") +
                         (meant ? "; did you mean '" + *meant + "'?" : "; 'actorhood toolkit' lists them all"));
}

void declare(Options& options) {
    options.positional(0, 20);
    const auto words_of = [](const std::string& facet) {
        toolkit::Instrument sample;
        sim::Schema schema;
        toolkit::Instrument::declare(schema, sample);
        return toolkit::facet_words(schema, facet);
    };
    options.value("theme", "T", "green, digital or resilience", words_of("theme"));
    options.value("challenge", "C", "strategic challenge, e.g. circular_economy, skills, shared_value",
                  words_of("challenge"));
    options.value("support", "S", "type of cluster support, e.g. training, regulation, business_services",
                  words_of("support"));
    options.value("territory", "T", "type of territory: local, regional, national, cross_border, european",
                  words_of("territory"));
    options.value("recommendation", "N", "recommendation 1 to 15 of the European Expert Group on Clusters");
    options.value("scenario", "FILE", "the instruments that a scenario uses or defines, on its own values");
    options.flag("json", "as JSON");
    options.flag("markdown", "all, as a table");
}

ToolkitFilter filter_of(const Options& options) {
    ToolkitFilter filter;
    filter.text = options.words();
    filter.theme = facet(options, "theme");
    filter.challenge = facet(options, "challenge");
    filter.support = facet(options, "support");
    filter.territory = facet(options, "territory");
    filter.recommendation = options.number("recommendation", 1, toolkit::recommendation_count);
    return filter;
}

} // namespace

int toolkit(const Arguments& arguments) {
    Options options("toolkit [NAME|TEXT] [options]",
                    "Lists the instruments of the policy toolkit, or says all about the one named NAME.",
                    "  actorhood toolkit --theme green --support regulation\n"
                    "  actorhood toolkit spearhead_clusters\n"
                    "  actorhood toolkit my_own --scenario demo.toml\n"
                    "  actorhood run demo.toml --set 'toolkit=[\"spearhead_clusters\"]' -o B\n");
    declare(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    const ToolkitFilter filter = filter_of(options);
    const auto own = options.text("scenario");
    const auto scenario = own ? read_scenario(*own, {}) : read_toolkit();
    const Parameters& p = scenario->parameters;
    if (options.has("markdown")) {
        print(stdout, "%s", toolkit_markdown(p).c_str());
        return 0;
    }
    const toolkit::Instrument* named = p.toolkit.find(filter.text);
    Instruments found;
    for (const toolkit::Instrument& instrument : p.toolkit.instruments) {
        if (named != nullptr ? &instrument == named : filter.matches(instrument)) {
            found.push_back(&instrument);
        }
    }
    if (found.empty()) {
        nothing_found(p, filter.text);
    }
    const std::string text = options.has("json") ? toolkit_json(p, found)
                             : named != nullptr  ? toolkit_description(p, *named, own.value_or("the baseline"))
                                                 : toolkit_table(found);
    print(stdout, "%s", text.c_str());
    if (!options.has("json") && named == nullptr) {
        print(stdout, "%zu of %zu instruments; all about one: actorhood toolkit NAME\n", found.size(),
              p.toolkit.instruments.size());
    }
    return 0;
}

} // namespace actorhood::models::program
