// Lists of types: what signatures of steps are turned into.
#pragma once

#include <type_traits>

namespace actorhood::sim {

template <class... T>
struct Types {};

namespace detail {
// Lists of hundreds of types are joined in every file that knows the month: eight at a time, which keeps it short.
template <class... Lists>
struct JoinTypes {
    using type = Types<>;
};
template <class... A>
struct JoinTypes<Types<A...>> {
    using type = Types<A...>;
};
template <class... A, class... B, class... Rest>
struct JoinTypes<Types<A...>, Types<B...>, Rest...> : JoinTypes<Types<A..., B...>, Rest...> {};
template <class... A, class... B, class... C, class... D, class... E, class... F, class... G, class... H,
          class... Rest>
struct JoinTypes<Types<A...>, Types<B...>, Types<C...>, Types<D...>, Types<E...>, Types<F...>, Types<G...>,
                 Types<H...>, Rest...> : JoinTypes<Types<A..., B..., C..., D..., E..., F..., G..., H...>, Rest...> {};

template <class Kept, class Left>
struct DistinctTypes;
template <class... Kept>
struct DistinctTypes<Types<Kept...>, Types<>> {
    using type = Types<Kept...>;
};
template <class... Kept, class First, class... Rest>
struct DistinctTypes<Types<Kept...>, Types<First, Rest...>>
    : DistinctTypes<std::conditional_t<(std::is_same_v<First, Kept> || ...), Types<Kept...>, Types<Kept..., First>>,
                    Types<Rest...>> {};

template <template <class> class Wanted, class List>
struct FilterTypes;
template <template <class> class Wanted, class... T>
struct FilterTypes<Wanted, Types<T...>> : JoinTypes<std::conditional_t<Wanted<T>::value, Types<T>, Types<>>...> {};
} // namespace detail

/// All types of some lists, in order.
template <class... Lists>
using Join = typename detail::JoinTypes<Lists...>::type;
/// Each type of a list once, where it stands first.
template <class List>
using Distinct = typename detail::DistinctTypes<Types<>, List>::type;
/// The types of a list for which Wanted<T>::value holds.
template <template <class> class Wanted, class List>
using Filter = typename detail::FilterTypes<Wanted, List>::type;

} // namespace actorhood::sim
