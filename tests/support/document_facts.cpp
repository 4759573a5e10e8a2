#include "tests/support/document_facts.hpp"

#include <algorithm>
#include <sstream>

#include "analysis/calibration_file.hpp"
#include "analysis/optimisation_file.hpp"
#include "models/parameters.hpp"
#include "models/program/output_listing.hpp"
#include "models/program/scenario.hpp"
#include "models/program/toolkit_listing.hpp"
#include "models/transition.hpp"
#include "sim/run/experiment_table.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace actorhood::tests {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// True if the text is what the pattern says; "*" stands for any characters.
bool matches(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.front() == '*') {
        return matches(pattern.substr(1), text) || (!text.empty() && matches(pattern, text.substr(1)));
    }
    return !text.empty() && pattern.front() == text.front() && matches(pattern.substr(1), text.substr(1));
}

/// True if a part of a name is a stand-in for the name of an entry, e.g. NAME.
bool is_stand_in(std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool same_name(const std::vector<std::string>& said, const std::vector<std::string>& known) {
    return said.size() == known.size() &&
           std::equal(said.begin(), said.end(), known.begin(), [](const std::string& a, const std::string& b) {
               return b == "*" || is_stand_in(a) || matches(a, b);
           });
}

} // namespace

void KnownKeys::add(const sim::Schema& schema, const std::map<std::string, std::vector<std::string>>& names) {
    for (const sim::SectionText& section : schema.sections()) {
        add_key(section.key);
    }
    for (const sim::Parameter& parameter : schema.parameters()) {
        add_key(parameter.key);
        if (parameter.kind == sim::Parameter::Kind::vector) {
            for (const std::string& element : parameter.labels) {
                add_key(parameter.key + "." + element);
            }
        }
    }
    for (const sim::ListDeclaration& list : schema.lists()) {
        const auto found = names.find(list.key);
        add_list(list.key, list, found == names.end() ? std::vector<std::string>{"*"} : found->second);
    }
}

void KnownKeys::add_key(const std::string& key) {
    std::vector<std::string> parts = parts_of(key, '.');
    first_.insert(parts.front());
    for (; !parts.empty(); parts.pop_back()) {
        known_.insert(parts);
    }
}

void KnownKeys::add_list(const std::string& key, const sim::ListDeclaration& list,
                         const std::vector<std::string>& names) {
    add_key(key);
    list.describe([&](const sim::Schema& entry) {
        for (const sim::Parameter& field : entry.parameters()) {
            add_key(key + "." + field.key);
            known_.insert(parts_of(field.key, '.')); // as the table of the entry's keys writes it
            for (const std::string& name : names) {
                add_key(key + "." + name + "." + field.key);
            }
        }
        for (const sim::ListDeclaration& inner : entry.lists()) {
            add_list(key + "." + inner.key, inner, {"*"});
        }
    });
}

bool KnownKeys::concerns(std::string_view name) const { return first_.contains(parts_of(name, '.').front()); }

bool KnownKeys::contains(std::string_view name) const {
    const std::vector<std::string> said = parts_of(name, '.');
    return std::any_of(known_.begin(), known_.end(),
                       [&](const std::vector<std::string>& known) { return same_name(said, known); });
}

RepositoryFiles::RepositoryFiles(const fs::path& top) : top_(top) {
    for (const char* const folder : {"sim", "models", "analysis", "scenarios", "tests"}) {
        paths_.insert(folder);
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top / folder)) {
            paths_.insert(entry.path().lexically_relative(top).generic_string());
        }
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(top)) {
        if (entry.is_regular_file()) {
            paths_.insert(entry.path().filename().string());
        }
    }
}

bool RepositoryFiles::concerns(std::string_view path) const {
    const std::size_t slash = path.find('/');
    return slash != std::string_view::npos && paths_.contains(std::string(path.substr(0, slash)));
}

bool RepositoryFiles::contains(std::string_view path) const {
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    const std::string with_ending = std::string(path) + ".*";
    return std::any_of(paths_.begin(), paths_.end(),
                       [&](const std::string& known) { return matches(path, known) || matches(with_ending, known); });
}

bool RepositoryFiles::contains_name(std::string_view name) const {
    return contains(name) || contains("*/" + std::string(name));
}

namespace {

std::set<std::string> options_in(const std::string& help) {
    std::set<std::string> options;
    for (std::size_t at = help.find("--"); at != std::string::npos; at = help.find("--", at + 2)) {
        const std::size_t end = help.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at);
        options.insert(help.substr(at, end - at));
    }
    return options;
}

/// The commands that the program's help lists, with the options that the help of each lists.
std::map<std::string, std::set<std::string>> present_commands() {
    const TemporaryFolder sweep;
    write_bytes(sweep / "experiment.toml", ""); // makes it the folder of a sweep, which has a help of its own
    std::map<std::string, std::set<std::string>> commands;
    std::istringstream help(call_program({"--help"}).output);
    for (std::string line; std::getline(help, line) && line != "examples:";) {
        std::string name;
        if (line.starts_with("  ") && std::istringstream(line) >> name) {
            commands[name] = options_in(call_program({name, "--help"}).output);
        }
    }
    commands["resume"].merge(options_in(call_program({"resume", sweep.path().string(), "--help"}).output));
    return commands;
}

} // namespace

DocumentFacts present_facts() {
    models::Parameters parameters;
    sim::Schema schema;
    models::Parameters::declare(schema, parameters);
    const auto toolkit = models::program::read_toolkit();
    std::vector<std::string> practices;
    for (const models::Practice& practice : toolkit->parameters.practices) {
        practices.push_back(practice.name);
    }

    DocumentFacts facts{{}, RepositoryFiles(ACTORHOOD_SOURCE_DIR), {}, present_commands()};
    facts.keys.add(schema, {{"practice", practices}});
    sim::Schema experiment;
    sim::ExperimentTable table;
    sim::ExperimentTable::declare(experiment, table);
    facts.keys.add(experiment);
    sim::Schema calibration;
    analysis::CalibrationFile calibration_file;
    analysis::CalibrationFile::declare(calibration, calibration_file);
    facts.keys.add(calibration);
    sim::Schema optimisation;
    analysis::OptimisationFile optimisation_file;
    analysis::OptimisationFile::declare(optimisation, optimisation_file);
    facts.keys.add(optimisation);

    const std::string outputs = models::program::outputs_markdown();
    models::program::Scenario
        plain; // without panel, programmes, lines of calls and metaclusters, which few runs have
    plain.parameters.population.clusters = 0;
    plain.parameters.population.outside_firms = 0;
    const models::TransitionSimulation every_run(plain.parameters, 0);
    const auto is_switch = [](const sim::Parameter& parameter) { return parameter.key.starts_with("mechanisms."); };
    facts.counts = {
        {"variables", every_run.outputs().variables().size()},
        {"parameters", schema.parameters().size()},
        {"mechanisms",
         static_cast<std::size_t>(std::count_if(schema.parameters().begin(), schema.parameters().end(), is_switch))},
        {"practices", practices.size()},
        {"instruments", toolkit->parameters.toolkit.instruments.size()},
    };
    return facts;
}

} // namespace actorhood::tests
