// A small world whose steps of the month are run singly: each finds its arguments by type, as in the month.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/context.hpp"
#include "models/model.hpp"

namespace actorhood::tests {

namespace detail {
/// The part of a list, if it belongs to one of the mechanisms.
template <class Part, const auto&... mechanisms>
struct Chosen {
    using type = sim::Types<>;
};
template <const auto& mechanism, auto function, sim::When when, const auto&... mechanisms>
struct Chosen<sim::Step<mechanism, function, when>, mechanisms...> {
    static constexpr bool wanted =
        ((static_cast<const sim::About*>(&mechanism) == static_cast<const sim::About*>(&mechanisms)) || ...);
    using type = std::conditional_t<wanted, sim::Types<sim::Step<mechanism, function, when>>, sim::Types<>>;
};
template <const auto&... mechanisms, class... Parts>
sim::Join<typename Chosen<Parts, mechanisms...>::type...> steps_of(const sim::Sequence<Parts...>&);
} // namespace detail

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

    /// Runs steps or passes of the lists in month `index` of the run (0 = first of burn-in), as far as they are
    /// switched on.
    template <class... Parts>
    void run(std::uint16_t index = 0) {
        run_in<Parts...>(model_.world.calendar.at(index));
    }
    /// Runs all steps of these mechanisms outside passes, in the order of the month.
    template <const auto&... mechanisms>
    void run_mechanisms(std::uint16_t index = 0) {
        run_all(index, decltype(detail::steps_of<mechanisms...>(models::TheMonth{})){});
    }
    template <class... Parts>
    void run_in(const models::Month& month) {
        models::Context context(parameters_, at_start_ ? *at_start_ : parameters_, month, model_);
        sim::Sequence<Parts...>::run(context);
    }

    /// Changes hold from the next step on, except what acts when the world is built.
    [[nodiscard]] models::Parameters& parameters() { return parameters_; }
    /// Parameters without instruments; those of the bench, until this is called.
    [[nodiscard]] models::Parameters& at_start() {
        if (!at_start_) {
            at_start_ = std::make_unique<models::Parameters>(parameters_);
        }
        return *at_start_;
    }
    [[nodiscard]] models::World& world() { return model_.world; }
    [[nodiscard]] models::Firms& firms() { return model_.world.firms; }
    [[nodiscard]] models::Clusters& clusters() { return model_.world.clusters; }
    [[nodiscard]] models::Model& model() { return model_; }
    /// Working memory of a type: a table, terms, sums.
    template <class T>
    [[nodiscard]] T& table() {
        return model_.working.get<T>();
    }

private:
    template <class... Steps>
    void run_all(std::uint16_t index, sim::Types<Steps...>) {
        run<Steps...>(index);
    }
    [[nodiscard]] static models::Parameters empty_world(std::size_t segments, std::uint32_t clusters);

    models::Parameters parameters_;
    std::unique_ptr<models::Parameters> at_start_;
    models::Model model_;
};

} // namespace actorhood::tests
