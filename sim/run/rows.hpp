// Rows of a block, and sums over them: what a step of a pass works on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace actorhood::sim {

/// A fixed piece of one segment: the unit of parallel work. Depends on the data only, never on threads.
struct RowBlock {
    std::uint32_t segment;
    std::uint32_t begin;
    std::uint32_t end;
};

template <class T>
using Pointer = T*;
template <class T>
using ConstPointer = const T*;

namespace detail {
template <class Group>
struct ViewOf;
template <template <template <class> class> class Columns, template <class> class Of>
struct ViewOf<Columns<Of>> {
    using type = Columns<Pointer>;
};
template <template <template <class> class> class Columns, template <class> class Of>
struct ViewOf<const Columns<Of>> {
    using type = Columns<ConstPointer>;
};
template <class Group>
using View = typename ViewOf<Group>::type;
} // namespace detail

/// Columns of some groups, to be used in the rows of one block; of a const group only to be read. A group is a template
/// over the kind of its columns that names each once: `template <class Self, class F> static void each(Self&, F&&)`.
/// Take it by value: the compiler then keeps the addresses in registers.
template <class... Groups>
struct Rows : detail::View<Groups>... {
    RowBlock block;

    Rows(const RowBlock& rows, Groups&... groups) : block(rows) { (bind(groups), ...); }

private:
    template <class Group>
    void bind(Group& group) {
        using Address = std::conditional_t<std::is_const_v<Group>, const void*, void*>;
        constexpr std::size_t most_columns = 16;
        std::array<Address, most_columns> addresses{};
        std::size_t count = 0;
        Group::each(group, [&](std::string_view, auto& column) { addresses.at(count++) = column.data(); });
        count = 0;
        detail::View<Group>::each(static_cast<detail::View<Group>&>(*this), [&](std::string_view, auto& pointer) {
            pointer = static_cast<std::remove_reference_t<decltype(pointer)>>(addresses[count++]);
        });
    }
};

/// Parts of a sum, or lists, one a block, in the order of blocks: to be read after the pass.
template <class T>
class Sums {
public:
    void start(std::size_t blocks) {
        parts_.resize(blocks < parts_.size() ? parts_.size() : blocks);
        count_ = blocks;
        for (T& part : parts_) {
            if constexpr (requires { part.clear(); }) {
                part.clear(); // keeps what it has allocated
            } else {
                part = T{};
            }
        }
    }
    [[nodiscard]] T& part(std::size_t block) { return parts_[block]; }
    /// Of the blocks of the last pass.
    [[nodiscard]] std::span<const T> parts() const { return std::span(parts_).first(count_); }
    [[nodiscard]] std::span<T> parts() { return std::span(parts_).first(count_); }

private:
    std::vector<T> parts_;
    std::size_t count_ = 0;
};

/// The part of the present block.
template <class T>
struct Sum {
    T& part;
    T* operator->() const { return &part; }
    T& operator*() const { return part; }
};

} // namespace actorhood::sim
