#include "analysis/input_file.hpp"

#include <utility>

#include "sim/config/text_file.hpp"
#include "sim/config/tree.hpp"

namespace actorhood::analysis {

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
