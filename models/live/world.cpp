#include "models/live/world.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <optional>
#include <utility>

#include "models/toolkit/periods.hpp"
#include "sim/config/binder.hpp"
#include "sim/config/node_lines.hpp"
#include "sim/config/reference.hpp"

namespace actorhood::models::live {

namespace {

/// A reference, a policy and both under other assumptions take turns.
constexpr std::size_t most_variants = 4;

constexpr const char* not_lines = "this is no scenario of the live page";

std::string text_of(const std::vector<sim::Problem>& problems) {
    std::string text;
    for (const sim::Problem& problem : problems) {
        text += (text.empty() ? "" : "\n") + problem.message;
    }
    return text;
}

} // namespace

Variant::Variant() {
    Parameters::declare(schema, parameters);
    schema.check([this] { return toolkit::problems(parameters); });
}

Worlds::Replicate::Replicate(const Parameters& parameters, std::uint32_t replicate) : model(parameters, replicate) {
    model.declare_outputs(outputs);
}

std::string Worlds::read(std::string_view scenario) {
    std::optional<sim::Node> root = sim::node_from_lines(scenario);
    if (!root) {
        return not_lines;
    }
    replicate_.reset();
    variants_.clear();
    scenario_ = std::move(*root);
    return prepare("");
}

std::string Worlds::prepare(std::string_view changes) {
    const auto known =
        std::ranges::find_if(variants_, [&](const auto& variant) { return variant->changes == changes; });
    if (known != variants_.end()) {
        std::rotate(known, known + 1, variants_.end());
        return "";
    }
    auto variant = std::make_unique<Variant>();
    variant->changes = changes;
    sim::BindingRecord record;
    sim::Binder binder(variant->schema, record, "--scenario");
    binder.bind(scenario_);
    if (!changes.empty()) {
        const std::optional<sim::Node> root = sim::node_from_lines(changes);
        if (!root) {
            return not_lines;
        }
        binder.bind(*root);
    }
    if (record.problems.empty()) {
        sim::run_checks(variant->schema, record, "--scenario");
    }
    if (record.problems.empty()) {
        if (variants_.size() == most_variants) {
            variants_.erase(variants_.begin());
        }
        variants_.push_back(std::move(variant));
    }
    return text_of(record.problems);
}

std::string Worlds::begin(std::string_view changes, std::uint32_t replicate) {
    replicate_.reset(); // before its parameters may go
    std::string problem = prepare(changes);
    if (problem.empty()) {
        replicate_ = std::make_unique<Replicate>(variants_.back()->parameters, replicate);
    }
    return problem;
}

std::uint32_t Worlds::advance(std::uint32_t months) {
    const World& world = replicate_->model.world;
    for (; months > 0 && world.next_month < world.calendar.months; --months) {
        replicate_->model.advance();
    }
    return world.next_month;
}

std::uint32_t Worlds::months() const { return replicate_->model.world.calendar.months; }

std::vector<double> Worlds::output(std::string_view name) const {
    for (const sim::OutputVariable& variable : replicate_->outputs.variables()) {
        if (variable.name == name) {
            std::vector<double> values(variable.size);
            variable.write(values);
            return values;
        }
    }
    return {};
}

std::string Worlds::hash() {
    char text[17];
    std::snprintf(text, sizeof text, "%016" PRIx64, replicate_->model.state_hash());
    return text;
}

std::string Worlds::toml() const { return sim::resolved_toml(variants_.back()->schema); }

} // namespace actorhood::models::live
