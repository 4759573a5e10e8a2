#include "analysis/input_file.hpp"

#include <algorithm>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/config/binder.hpp"
#include "sim/config/text_file.hpp"
#include "sim/config/tree.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

/// Names of the tables and lists of tables that a file of this kind may hold.
std::vector<std::string> tables_of(const sim::Schema& schema) {
    std::vector<std::string> names;
    for (const sim::SectionText& section : schema.sections()) {
        names.push_back(section.key.substr(0, section.key.find('.')));
    }
    for (const sim::ListDeclaration& list : schema.lists()) {
        names.push_back(list.key);
    }
    return names;
}

/// What to do about a file that holds none of its tables.
std::string other_file(const sim::Node& root, const std::vector<std::string>& tables, const std::string& file) {
    for (const sim::Node& member : root.children) {
        if (const std::string study = sim::study_of_table(member.name, file); !study.empty()) {
            return "this is " + study;
        }
    }
    const char* const kind = root.child("experiment") != nullptr ? "an experiment" : "a scenario";
    return "this looks like " + std::string(kind) + "; needed is a file with a table [" + tables.front() +
           "], which names a scenario as its base: see scenarios/" + tables.front() + " and actorhood " +
           (tables.front() == "calibration" ? "calibrate" : "optimise") + " --help";
}

} // namespace

void require_readable(const std::filesystem::path& path) {
    const bool is_readable = ::access(path.c_str(), R_OK) == 0; // a folder and what is no text is told by bind_file
    const std::string failure = is_readable ? "" : sim::read_text_file(path).failure;
    if (!failure.empty()) {
        throw sim::Error(sim::ExitCode::input_output, path.string() + ": cannot read this file: " + failure);
    }
}

void bind_file(const std::filesystem::path& path, const sim::Schema& schema, sim::BindingRecord& record) {
    const std::string name = path.string();
    const sim::TextFile content = sim::read_text_file(path);
    if (!content.failure.empty()) {
        add_problem(record.problems, {name, 0, 0}, "cannot read this file: " + content.failure);
        return;
    }
    sim::ParsedText parsed = sim::parse_toml(content.text, name);
    if (parsed.problem) {
        record.problems.push_back(std::move(*parsed.problem));
        return;
    }
    const std::vector<std::string> tables = tables_of(schema);
    const bool any = std::any_of(
        parsed.root.children.begin(), parsed.root.children.end(),
        [&](const sim::Node& child) { return std::find(tables.begin(), tables.end(), child.name) != tables.end(); });
    if (!any && !schema.sections().empty() && !parsed.root.children.empty()) {
        add_problem(record.problems, {name, 1, 1}, other_file(parsed.root, tables, name));
        return;
    }
    sim::Binder(schema, record, name).bind(parsed.root);
}

void add_problem(std::vector<sim::Problem>& problems, const sim::Location& where, std::string message) {
    problems.push_back({where, std::move(message)});
}

void refuse_problems(std::vector<sim::Problem> problems) {
    if (!problems.empty()) {
        throw sim::ConfigurationError(std::move(problems));
    }
}

} // namespace actorhood::analysis
