// The month as a list of types: what runs, in which order, and what each step may read and write.
//
//     using TheMonth = Sequence<Step<landscape::about, landscape::step>,
//                               OnePass<Step<market::about, market::rows>, Step<membership::about, membership::perceive>>>;
//     TheMonth::run(context);
//
// A step is a plain function. Its signature is its contract: `const T&` is read, `T&` written; `Read<A, B>` and
// `Write<A, B>` bundle what would make the list of arguments long; `Rows<G>` / `Rows<const G>` are the rows of one block,
// `Sum<T>` this block's part of a sum, `Handed<T>` what steps of one pass hand on. The context finds each argument by its
// type: give<A>(). Steps of a pass run one after the other on a block, blocks in parallel.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "sim/core/parallel.hpp"
#include "sim/run/mechanism.hpp"
#include "sim/run/rows.hpp"
#include "sim/run/types.hpp"

namespace actorhood::sim {

/// Several things to read, or to write, as one argument: `const auto& [census, funding] = from;`
template <class... T>
using Read = std::tuple<const T&...>;
template <class... T>
using Write = std::tuple<T&...>;

namespace detail {

/// Room for what is handed on within a pass.
template <class T>
struct Room {
    T room;
};
template <class List>
struct RoomsFor;
template <class... T>
struct RoomsFor<Types<T...>> : Room<T>... {};
/// What an argument hands on or takes over.
template <class Use>
struct HandsOf {
    using type = Types<>;
};
template <class Use>
requires requires { typename Use::Hands; }
struct HandsOf<Use> {
    using type = typename Use::Hands;
};

/// How one argument of a step is used.
template <class A>
struct Use {
    static_assert(!std::is_pointer_v<std::remove_cvref_t<A>>, "a step takes references: what is off is neutral");
    using Plain = std::remove_cvref_t<A>;
    static constexpr bool written = std::is_reference_v<A> && !std::is_const_v<std::remove_reference_t<A>>;
    using Reads = std::conditional_t<written, Types<>, Types<Plain>>;
    using Writes = std::conditional_t<written, Types<Plain>, Types<>>;
    using ReadsRows = Types<>;
    using WritesRows = Types<>;
    using Adds = Types<>;
    template <class Context, class Rooms>
    static A in_block(Context& context, std::size_t, const RowBlock&, Rooms&) {
        return context.template give<A>();
    }
};
template <class... A>
struct Use<std::tuple<A...>> {
    using Reads = Join<typename Use<A>::Reads...>;
    using Writes = Join<typename Use<A>::Writes...>;
    using ReadsRows = Types<>;
    using WritesRows = Types<>;
    using Adds = Types<>;
    template <class Context, class Rooms>
    static std::tuple<A...> in_block(Context& context, std::size_t, const RowBlock&, Rooms&) {
        return context.template give<std::tuple<A...>>();
    }
};
template <class... Groups>
struct Use<Rows<Groups...>> {
    using Reads = Types<>;
    using Writes = Types<>;
    using ReadsRows =
        Join<std::conditional_t<std::is_const_v<Groups>, Types<std::remove_const_t<Groups>>, Types<>>...>;
    using WritesRows = Join<std::conditional_t<std::is_const_v<Groups>, Types<>, Types<Groups>>...>;
    using Adds = Types<>;
    template <class Context, class Rooms>
    static Rows<Groups...> in_block(Context& context, std::size_t, const RowBlock& block, Rooms&) {
        return {block, context.template give<Groups&>()...};
    }
};
template <class T>
struct Use<Sum<T>> {
    using Reads = Types<>;
    using Writes = Types<>;
    using ReadsRows = Types<>;
    using WritesRows = Types<>;
    using Adds = Types<T>;
    template <class Context, class Rooms>
    static Sum<T> in_block(Context& context, std::size_t number, const RowBlock&, Rooms&) {
        return {context.template give<Sums<T>&>().part(number)};
    }
};
template <class T>
struct Use<Handed<T>> {
    using Plain = std::remove_const_t<T>;
    static_assert(std::is_trivially_default_constructible_v<Plain>,
                  "what steps of a pass hand on is not made anew for every block: nothing may initialise it");
    using Reads = Types<>;
    using Writes = Types<>;
    using ReadsRows = std::conditional_t<std::is_const_v<T>, Types<Plain>, Types<>>;
    using WritesRows = std::conditional_t<std::is_const_v<T>, Types<>, Types<Plain>>;
    using Adds = Types<>;
    using Hands = Types<Plain>;
    template <class Context, class Rooms>
    static Handed<T> in_block(Context&, std::size_t, const RowBlock&, Rooms& rooms) {
        return {static_cast<Room<Plain>&>(rooms).room};
    }
};

template <const auto& mechanism>
struct Use<On<mechanism>> {
    using Reads = Types<>; // a switch is no state
    using Writes = Types<>;
    using ReadsRows = Types<>;
    using WritesRows = Types<>;
    using Adds = Types<>;
    template <class Context, class Rooms>
    static On<mechanism> in_block(Context& context, std::size_t, const RowBlock&, Rooms&) {
        return context.template give<On<mechanism>>();
    }
};

/// True when `Whole` is, or holds, one of the groups, or the sums of one of them.
template <class Whole, class... Groups>
consteval bool holds(Types<Groups...>) {
    return ((std::is_base_of_v<Groups, Whole> || std::is_same_v<Whole, Sums<Groups>>) || ...);
}
template <class Written, class... Wholes>
consteval bool any_holds(Types<Wholes...>) {
    return (holds<Wholes>(Written{}) || ...);
}

} // namespace detail

inline constexpr std::size_t most_arguments = 8; ///< of a step: more nobody reads

/// When a step runs.
enum class When { switched_on, always };

/// One function of a mechanism. What it returns replaces the one thing of that type: so tables are filled.
template <const auto& mechanism, auto function, When when = When::switched_on>
struct Step;
/// One that runs whether the mechanism is switched on or not.
template <const auto& mechanism, auto function>
using Always = Step<mechanism, function, When::always>;

template <const auto& mechanism, class Result, class... A, Result (*function)(A...), When when>
struct Step<mechanism, function, when> {
    static constexpr auto called = function;
    static constexpr bool runs_always = when == When::always || !mechanism.switchable;
    static constexpr bool fills = !std::is_void_v<Result>;
    static constexpr std::size_t arguments = sizeof...(A);
    static_assert(arguments <= most_arguments,
                  "a step has at most eight parameters: bundle what it reads with Read, what it writes with Write");
    using Reads = Join<typename detail::Use<A>::Reads...>;
    using Writes = Join<std::conditional_t<fills, Types<Result>, Types<>>, typename detail::Use<A>::Writes...>;
    using ReadsRows = Join<typename detail::Use<A>::ReadsRows...>;
    using WritesRows = Join<typename detail::Use<A>::WritesRows...>;
    using Adds = Join<typename detail::Use<A>::Adds...>;
    using Hands = Join<typename detail::HandsOf<detail::Use<A>>::type...>;

    template <class Context>
    static bool runs([[maybe_unused]] const Context& context) {
        if constexpr (runs_always) {
            return true;
        } else {
            return context.switched_on(mechanism);
        }
    }
    template <class Context>
    static void run(Context& context) {
        if (!runs(context)) {
            return;
        }
        if constexpr (fills) {
            context.template give<Result&>() = function(context.template give<A>()...);
        } else {
            function(context.template give<A>()...);
        }
    }
    template <class Context, class Rooms>
    static void run_block(Context& context, std::size_t number, const RowBlock& block, Rooms& rooms) {
        function(detail::Use<A>::in_block(context, number, block, rooms)...);
    }
    /// Calls f(mechanism, step, in_pass).
    template <class F>
    static constexpr void for_each(F&& f, bool in_pass = false) {
        f(mechanism, Step{}, in_pass);
    }
    using Mechanisms = Types<std::remove_cvref_t<decltype(mechanism)>>;
    using Names = Join<Reads, Writes, ReadsRows, WritesRows>;
};

namespace detail {
/// The rows of a pass: all of them, or those of the blocks that one thing holds.
struct AllRows {
    using Reads = Types<>;
    template <class Context>
    static const auto& blocks(Context& context) {
        return context.blocks();
    }
};
template <class Chosen>
struct BlocksOf {
    using Reads = Types<Chosen>;
    template <class Context>
    static const auto& blocks(Context& context) {
        return context.template give<const Chosen&>().blocks;
    }
};

template <class Where, class... Steps>
struct Pass {
    using Written = Join<typename Steps::WritesRows..., typename Steps::Adds...>;
    using Adds = Join<typename Steps::Adds...>;
    using Rooms = detail::RoomsFor<Distinct<Join<typename Steps::Hands...>>>;
    using Mechanisms = Join<typename Steps::Mechanisms...>;
    using Names = Join<typename Where::Reads, typename Steps::Names...>;
    static_assert((std::is_same_v<typename Steps::Writes, Types<>> && ...),
                  "a step of a pass writes what blocks share: take it by const reference, or add to a Sum");
    static_assert(
        (!detail::any_holds<Written>(typename Steps::Reads{}) && ...),
        "a step of a pass reads whole what a step of the same pass writes by row: other blocks may be done");

    template <class Context>
    static void run(Context& context) {
        const auto& blocks = Where::blocks(context);
        make_room(context, blocks.size(), Adds{});
        const std::array<bool, sizeof...(Steps)> runs{Steps::runs(context)...};
        parallel_for(blocks.size(), [&](std::size_t b) {
            begin(context, b, Adds{});
            Rooms rooms; // not initialised: a step fills what it hands on
            std::size_t i = 0;
            ((runs[i++] ? Steps::run_block(context, b, blocks[b], rooms) : void()), ...);
        });
    }
    template <class F>
    static constexpr void for_each(F&& f) {
        (Steps::for_each(f, true), ...);
    }

private:
    template <class Context, class... T>
    static void make_room([[maybe_unused]] Context& context, [[maybe_unused]] std::size_t blocks, Types<T...>) {
        (context.template give<Sums<T>&>().make_room(blocks), ...);
    }
    template <class Context, class... T>
    static void begin([[maybe_unused]] Context& context, [[maybe_unused]] std::size_t block, Types<T...>) {
        (context.template give<Sums<T>&>().begin(block), ...);
    }
};

} // namespace detail

/// Steps that share one pass over the rows.
template <class... Steps>
using OnePass = detail::Pass<detail::AllRows, Steps...>;
/// Steps that share one pass over the rows of the blocks that `Chosen` holds.
template <class Chosen, class... Steps>
using PassOver = detail::Pass<detail::BlocksOf<Chosen>, Steps...>;

/// Steps and passes, in order.
template <class... Parts>
struct Sequence {
    using Adds = Join<typename Parts::Adds...>;
    using Mechanisms = Join<typename Parts::Mechanisms...>;
    /// Types that the signatures of its steps name.
    using Names = Join<typename Parts::Names...>;

    template <class Context>
    static void run(Context& context) {
        (Parts::run(context), ...);
    }
    /// Calls f(mechanism, step, in_pass) for each step.
    template <class F>
    static constexpr void for_each(F&& f) {
        (Parts::for_each(f), ...);
    }
};

} // namespace actorhood::sim
