// Rows of a block, and sums over them: what a step of a pass works on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
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

/// A column in the rows of one block: refuses those of others.
template <class T>
class CheckedColumn {
public:
    CheckedColumn() = default;
    CheckedColumn(T* column, const RowBlock& block) : column_(column), begin_(block.begin), end_(block.end) {}
    [[nodiscard]] T& operator[](std::size_t row) const {
        if (row < begin_ || row >= end_) {
            throw std::logic_error("a step of a pass touches row " + std::to_string(row) + ", which is not in rows " +
                                   std::to_string(begin_) + " to " + std::to_string(end_) + " of its block");
        }
        return column_[row];
    }

private:
    T* column_ = nullptr;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};
template <class T>
using CheckedConstColumn = CheckedColumn<const T>;

#ifdef NDEBUG
inline constexpr bool rows_are_checked = false;
#else
inline constexpr bool rows_are_checked = true;
#endif

namespace detail {
template <bool checked, class Group>
struct ViewOf;
template <template <template <class> class> class Columns, template <class> class Of>
struct ViewOf<false, Columns<Of>> {
    using type = Columns<Pointer>;
};
template <template <template <class> class> class Columns, template <class> class Of>
struct ViewOf<false, const Columns<Of>> {
    using type = Columns<ConstPointer>;
};
template <template <template <class> class> class Columns, template <class> class Of>
struct ViewOf<true, Columns<Of>> {
    using type = Columns<CheckedColumn>;
};
template <template <template <class> class> class Columns, template <class> class Of>
struct ViewOf<true, const Columns<Of>> {
    using type = Columns<CheckedConstColumn>;
};
template <bool checked, class Group>
using View = typename ViewOf<checked, Group>::type;

template <class T, class Address>
void point(T*& column, Address address, const RowBlock&) {
    column = static_cast<T*>(address);
}
template <class T, class Address>
void point(CheckedColumn<T>& column, Address address, const RowBlock& block) {
    column = {static_cast<T*>(address), block};
}
} // namespace detail

/// Columns of some groups, to be used in the rows of one block; of a const group only to be read. A group is a template
/// over the kind of its columns that names each once: `template <class Self, class F> static void each(Self&, F&&)`.
/// Take it by value: the compiler then keeps the addresses in registers.
template <bool checked, class... Groups>
struct RowsOf : detail::View<checked, Groups>... {
    RowBlock block;

    RowsOf(const RowBlock& rows, Groups&... groups) : block(rows) { (bind(groups), ...); }

private:
    template <class Group>
    void bind(Group& group) {
        using Address = std::conditional_t<std::is_const_v<Group>, const void*, void*>;
        using View = detail::View<checked, Group>;
        constexpr std::size_t most_columns = 16;
        std::array<Address, most_columns> addresses{};
        std::size_t count = 0;
        Group::each(group, [&](std::string_view, auto& column) { addresses.at(count++) = column.data(); });
        count = 0;
        View::each(static_cast<View&>(*this),
                   [&](std::string_view, auto& column) { detail::point(column, addresses[count++], block); });
    }
};
/// In builds without NDEBUG a step that touches rows of another block fails: other threads may be at work there.
template <class... Groups>
using Rows = RowsOf<rows_are_checked, Groups...>;

/// Parts of a sum, or lists, one a block, in the order of blocks: to be read after the pass.
template <class T>
class Sums {
public:
    void start(std::size_t blocks) {
        make_room(blocks);
        for (std::size_t b = 0; b < blocks; ++b) {
            begin(b);
        }
    }
    /// Parts for so many blocks, each of which is then to begin, several of them at the same time.
    void make_room(std::size_t blocks) {
        parts_.resize(blocks < parts_.size() ? parts_.size() : blocks);
        count_ = blocks;
    }
    void begin(std::size_t block) {
        T& part = parts_[block];
        if constexpr (requires { part.clear(); }) {
            part.clear(); // keeps what it has allocated
        } else {
            part = T{};
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

/// What a step of a pass leaves for later steps of the same pass, of the block in hand: room that is gone with the block,
/// so that it takes no memory a row. Who only reads it takes Handed<const T>. It begins with whatever was there.
template <class T>
struct Handed {
    T& held;
    T* operator->() const { return &held; }
    T& operator*() const { return held; }
};

/// The part of the present block.
template <class T>
struct Sum {
    T& part;
    T* operator->() const { return &part; }
    T& operator*() const { return part; }
};

} // namespace actorhood::sim
