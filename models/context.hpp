// What the steps of a month find by type: parameters in force, shared state, tables of the period, working memory.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include "models/model.hpp"

namespace actorhood::models {

/// One thing that is found by its type.
template <class T>
struct Slot {
    T* thing;
};
/// Things of different types, by reference; const ones can only be read.
template <class... T>
struct Things : Slot<T>... {
    // NOLINTNEXTLINE(google-explicit-constructor): a list of things.
    Things(T&... things) : Slot<T>{&things}... {}

    template <class Wanted>
    static constexpr bool has = std::is_base_of_v<Slot<Wanted>, Things>;
    template <class Wanted>
    [[nodiscard]] auto& get() const {
        if constexpr (has<Wanted>) {
            return *static_cast<const Slot<Wanted>&>(*this).thing;
        } else {
            static_assert(has<const Wanted>, "a step takes an argument that the month does not have");
            return *static_cast<const Slot<const Wanted>&>(*this).thing;
        }
    }
};

/// Facts of the run, groups of the state, tables of the period and working memory.
inline auto groups(const Parameters& p, const Month& month, World& w) {
    Clusters& c = w.clusters;
    return Things{p.population,
                  p.plan,
                  p.practices,
                  month,
                  std::as_const(w.random),
                  std::as_const(w.calendar),
                  w.practices,
                  w.weights,
                  w.revenue,
                  w.initial_experience,
                  c,
                  c.identity,
                  c.contracts,
                  c.funding,
                  c.accountability,
                  c.reflexivity,
                  c.decisions,
                  c.pathway,
                  c.negotiation,
                  c.actorhood,
                  w.firms,
                  w.census,
                  w.sectors,
                  w.delivery,
                  w.adoption,
                  w.landscape,
                  w.shocks,
                  w.market,
                  w.symbiosis,
                  w.facilities,
                  w.ledger,
                  w.movements,
                  w.policy,
                  w.inclusion,
                  w.demand,
                  w.metaclusters,
                  w.cooperation,
                  w.regime,
                  w.events};
}

class Context {
public:
    /// `p`: parameters in force; `base`: those without instruments.
    Context(const Parameters& p, const Parameters& base, const Month& month, Model& model)
        : parameters_(p),
          base_(base),
          groups_(groups(p, month, model.world)),
          firms_(model.world.firms),
          kept_(model.kept),
          working_(model.working) {}

    [[nodiscard]] const std::vector<RowBlock>& blocks() const { return firms_.blocks(); }
    [[nodiscard]] bool switched_on(const sim::About& mechanism) const { return parameters_.mechanisms[mechanism]; }

    /// The one thing of that type, or a bundle of things.
    template <class A>
    [[nodiscard]] A give() const {
        return Give<A>::from(*this);
    }

private:
    template <class A>
    struct Give {
        static A from(const Context& context) { return context.find<A>(); }
    };
    template <class... A>
    struct Give<std::tuple<A...>> {
        static std::tuple<A...> from(const Context& context) { return std::tuple<A...>(context.give<A>()...); }
    };
    template <const auto& mechanism>
    struct Give<sim::On<mechanism>> {
        static sim::On<mechanism> from(const Context& context) { return {context.switched_on(mechanism)}; }
    };
    template <class P>
    struct Give<AtStart<P>> {
        static AtStart<P> from(const Context& context) { return {&context.base_.sections.get<P>()}; }
    };

    template <class A>
    [[nodiscard]] A find() const {
        using T = std::remove_cvref_t<A>;
        if constexpr (std::is_base_of_v<T, Firms> && !std::is_same_v<T, Firms>) {
            return firms_; // a group of columns
        } else if constexpr (KeptState::has<T>) {
            return kept_.get<T>();
        } else if constexpr (WorkingMemory::has<T>) {
            return working_.get<T>();
        } else if constexpr (Sections::has<T>) {
            return parameters_.sections.get<T>();
        } else {
            return groups_.template get<T>();
        }
    }

    const Parameters& parameters_;
    const Parameters& base_;
    decltype(groups(std::declval<const Parameters&>(), std::declval<const Month&>(), std::declval<World&>())) groups_;
    Firms& firms_;
    KeptState& kept_;
    WorkingMemory& working_;
};

} // namespace actorhood::models
