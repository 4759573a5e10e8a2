// A small world whose steps of the month are run singly: each finds its arguments by type, as in the month.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "models/context.hpp"
#include "models/model.hpp"

namespace actorhood::tests {

/// Parameters with their declared defaults.
template <class Parameters>
[[nodiscard]] Parameters defaults() {
    Parameters parameters{};
    sim::Schema schema;
    Parameters::declare(schema, parameters);
    return parameters;
}

/// Firms with keys by segment and ordinal, one employee each, all other traits zero. The first `clusters` segments
/// are clusters, the others regions outside.
[[nodiscard]] models::Firms make_firms(const std::vector<std::uint32_t>& sizes, std::uint32_t clusters);

/// A world of hand-made firms: all that steps read and write, at its initial value. Firms have no practices, ties or
/// money; change what a test needs, then run steps.
class Bench {
public:
    /// Segments of these sizes, of which the first `clusters` are clusters; `change` is given the parameters before the
    /// world is built.
    template <class Change>
    Bench(const std::vector<std::uint32_t>& sizes, std::uint32_t clusters, Change&& change)
        : parameters_(empty_world(sizes.size(), clusters)), model_((change(parameters_), parameters_), 0) {
        model_.world.firms = make_firms(sizes, clusters);
    }
    Bench(const std::vector<std::uint32_t>& sizes, std::uint32_t clusters)
        : Bench(sizes, clusters, [](models::Parameters&) {}) {}
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /// Runs steps or passes of the month in month `index` of the run (0 = first of burn-in), as far as they are
    /// switched on.
    template <class... Parts>
    void run(std::uint16_t index = 0) {
        run_in<Parts...>(model_.world.calendar.at(index));
    }
    template <class... Parts>
    void run_in(const models::Month& month) {
        models::Context context(parameters_, parameters_, month, model_);
        sim::Sequence<Parts...>::run(context);
    }

    /// Changes hold from the next step on, except what acts when the world is built.
    [[nodiscard]] models::Parameters& parameters() { return parameters_; }
    [[nodiscard]] models::World& world() { return model_.world; }
    [[nodiscard]] models::Firms& firms() { return model_.world.firms; }
    [[nodiscard]] models::Clusters& clusters() { return model_.world.clusters; }
    [[nodiscard]] models::Model& model() { return model_; }

private:
    [[nodiscard]] static models::Parameters empty_world(std::size_t segments, std::uint32_t clusters);

    models::Parameters parameters_;
    models::Model model_;
};

} // namespace actorhood::tests
