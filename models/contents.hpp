// What follows from the lists: the mechanisms of the month once each, their sections of parameters, and the state and
// the working memory that steps of all lists name.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "models/change.hpp"
#include "models/month.hpp"
#include "models/start.hpp"
#include "sim/run/contents.hpp"

namespace actorhood::models {

static_assert(std::is_same_v<sim::Distinct<TheMonth::Adds>, TheMonth::Adds>,
              "two passes of the month add to sums of one type: give each a struct of its own");

namespace detail {

template <class Mechanism>
using SectionOf = std::conditional_t<std::is_same_v<typename Mechanism::Parameters, sim::NoParameters>, sim::Types<>,
                                     sim::Types<typename Mechanism::Parameters>>;
template <class List>
struct SectionsOf;
template <class... Mechanism>
struct SectionsOf<sim::Types<Mechanism...>> {
    using type = sim::Distinct<sim::Join<SectionOf<Mechanism>...>>;
};

} // namespace detail

inline constexpr std::size_t mechanism_count = sim::Contents<TheMonth>::count;
/// The mechanisms of the list, in the order of their first steps.
inline constexpr std::array<const sim::About*, mechanism_count> mechanisms = sim::Contents<TheMonth>::mechanisms;
/// Place of a mechanism of the list, by name; mechanism_count if it has none of that name.
[[nodiscard]] constexpr std::size_t place_of(std::string_view name) {
    for (std::size_t i = 0; i < mechanism_count; ++i) {
        if (mechanisms[i]->name == name) {
            return i;
        }
    }
    return mechanism_count;
}

/// One thing of each type, found by its type.
template <class T>
struct Held {
    T held{};
};
template <class List>
struct HoldAll;
template <class... T>
struct HoldAll<sim::Types<T...>> : Held<T>... {
    using List = sim::Types<T...>;
    template <class Wanted>
    static constexpr bool has = std::is_base_of_v<Held<Wanted>, HoldAll>;
    template <class Wanted>
    [[nodiscard]] Wanted& get() {
        return static_cast<Held<Wanted>&>(*this).held;
    }
    template <class Wanted>
    [[nodiscard]] const Wanted& get() const {
        return static_cast<const Held<Wanted>&>(*this).held;
    }
    /// Calls f(thing) for each, in order.
    template <class F>
    void each(F&& f) {
        (f(get<T>()), ...);
    }
    template <class F>
    void each(F&& f) const {
        (f(get<T>()), ...);
    }
};

/// The parameters of the mechanisms: a section each, in the order of the list.
using Sections = HoldAll<detail::SectionsOf<TheMonth::Mechanisms>::type>;

namespace detail {
template <class T>
struct IsKept : std::is_base_of<sim::Kept, T> {};
template <class T>
struct IsWorking : std::is_base_of<sim::Working, T> {};
template <class List>
struct SumsOf;
template <class... T>
struct SumsOf<sim::Types<T...>> {
    using type = sim::Types<Sums<T>...>;
};
} // namespace detail

/// All that runs in a model: the month with its births, the start with its period, and the change of periods.
using AllSteps = sim::Sequence<TheMonth, TheStart, TheChange>;
static_assert(
    [] {
        const auto& all = sim::Contents<AllSteps>::mechanisms;
        return std::all_of(all.begin(), all.end(), [](const sim::About* mechanism) {
            return !mechanism->switchable || place_of(mechanism->name) < mechanism_count;
        });
    }(),
    "a mechanism with a switch has a step in the month: its switch, section and outputs follow from that list");

namespace detail {
template <class T>
struct IsFirms : std::is_same<T, Firms> {};
template <class Wanted>
consteval bool every_step(Wanted&& holds) {
    bool all = true;
    AllSteps::for_each([&](const sim::About& mechanism, auto step, bool) { all = all && holds(mechanism, step); });
    return all;
}
} // namespace detail
static_assert(detail::every_step([]<class S>(const sim::About& mechanism, S) {
                  return std::is_same_v<sim::Filter<detail::IsFirms, typename S::Names>, sim::Types<>> ||
                         mechanism.name == turnover::about.name || mechanism.name == population::about.name;
              }),
              "only steps that move rows take all firms: others name the groups of columns that they need");
/// State that steps name and that is kept.
using KeptState = HoldAll<sim::Distinct<sim::Filter<detail::IsKept, AllSteps::Names>>>;
/// Working memory that steps name, and the sums of passes.
using WorkingMemory = HoldAll<
    sim::Distinct<sim::Join<sim::Filter<detail::IsWorking, AllSteps::Names>, detail::SumsOf<AllSteps::Adds>::type>>>;

} // namespace actorhood::models
