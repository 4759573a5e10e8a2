// Axes and outputs: what the mechanisms of the list declare, and what belongs to none of them.
#include <string>
#include <type_traits>
#include <vector>

#include "models/contents.hpp"
#include "models/model.hpp"
#include "models/panel.hpp"

namespace actorhood::models {

namespace {

template <std::size_t N>
std::vector<std::string> labels(const std::array<std::string_view, N>& names) {
    return {names.begin(), names.end()};
}

void declare_axes(sim::Outputs& outputs, const World& world) {
    outputs.axis("cluster", "cluster organisation", world.clusters.names);
    std::vector<std::string> regions;
    for (std::uint32_t r = 0; r < world.firms.region_count(); ++r) {
        regions.push_back("region_" + std::to_string(r + 1));
    }
    outputs.axis("region", "region", regions);
    outputs.axis("sector", "industrial ecosystem", labels(sector_names));
    outputs.axis("size_class", "size class by employees", labels(size_class_names));
    outputs.axis("group", "members of clusters, or firms outside", {"member", "outside"});
    std::vector<std::string> practices;
    for (const Practice& practice : world.practices.entries) {
        practices.push_back(practice.name);
    }
    outputs.axis("practice", "practice of the catalogue", practices);
    outputs.axis("pillar", "pillar of the twin transition", labels(pillar_names));
    outputs.axis("payback", "payback in years", labels(EvaluationCounts::names));
    outputs.axis("intensity_level", "level of digital intensity", labels(census::intensity_names));
    outputs.axis("topic", "topic of agendas and services", labels(topic_names));
    outputs.axis("source", "source of funding", labels(source_names));
    outputs.axis("direction", "direction of accountability", labels(direction_names));
    outputs.axis("stage", "stage of the transition pathway", labels(stage_names));
    outputs.axis("function", "function of the cluster organisation", labels(function_names));
}

/// Calls the functions with which mechanisms declare their outputs; finds their arguments by type.
struct OutputContext {
    const Model& model;
    sim::Outputs& outputs;

    template <class... Mechanism>
    void declare_all(sim::Types<Mechanism...>) const {
        (declare(sim::Types<Mechanism>{}), ...);
    }

private:
    template <class Section, auto... functions>
    void declare(sim::Types<sim::Mechanism<Section, functions...>>) const {
        (call(functions), ...);
    }
    template <class... A>
    void call(void (*declare_outputs)(A...)) const {
        declare_outputs(give<A>()...);
    }
    template <class A>
    [[nodiscard]] A give() const {
        using T = std::remove_cvref_t<A>;
        if constexpr (std::is_same_v<T, sim::Outputs>) {
            return outputs;
        } else if constexpr (std::is_same_v<T, World>) {
            return model.world;
        } else if constexpr (KeptState::has<T>) {
            return model.kept.template get<T>();
        } else if constexpr (Sections::has<T>) {
            return model.parameters->sections.template get<T>();
        } else { // parameters in force when the output is read
            using Section = std::remove_cvref_t<typename T::result_type>;
            return
                [&model = model]() -> const Section& { return model.parameters->sections.template get<Section>(); };
        }
    }
};

} // namespace

void Model::declare_outputs(sim::Outputs& outputs) const {
    declare_axes(outputs, world);
    const OutputContext context{*this, outputs};
    context.declare_all(sim::Distinct<TheMonth::Mechanisms>{});
    kept.each([&](const auto& state) {
        using State = std::remove_cvref_t<decltype(state)>;
        const_cast<State&>(state).visit(RecordKept{outputs}); // one function visits for saving and for recording
    });
    outputs.variable(
        "ledger_residual", {}, sim::Unit{"EUR"},
        sim::Meaning{"Difference between the ledger and the money of firms and clusters; 0 by construction"},
        sim::Source{"double-entry ledger"}, [this](std::span<double> out) { out[0] = to_eur(ledger_residual()); });
    if (has_panel(*parameters)) {
        declare_panel(outputs, panel_firms(*parameters), world);
    }
}

} // namespace actorhood::models
