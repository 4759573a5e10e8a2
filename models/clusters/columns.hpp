// Groups of columns with one row per cluster: each column is named once, with what a new row holds.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Marks what a group saves but has no row per cluster: it is emptied, not resized.
struct NotByRow {};
inline constexpr NotByRow not_by_row{};

/// What follows from one list of a group's columns: saving, hashing and measuring, and making rows. `Group` has a
/// function each(f) that calls f(name, column) or f(name, column, value of a new row) for every column.
template <class Group>
struct ColumnGroup {
    template <class Archive>
    void visit(Archive& archive) {
        group().each([&](std::string_view name, auto& column, const auto&...) { archive(name, column); });
    }
    /// Gives all columns `rows` new rows.
    void resize(std::size_t rows) { group().each(NewRows{rows}); }

private:
    struct NewRows {
        std::size_t rows;
        template <class T>
        void operator()(std::string_view, Column<T>& column) const {
            column.assign(rows, T{});
        }
        template <class T>
        void operator()(std::string_view, Column<T>& column, const std::type_identity_t<T>& value) const {
            column.assign(rows, value);
        }
        template <class T>
        void operator()(std::string_view, T& thing, NotByRow) const {
            thing = {};
        }
    };
    [[nodiscard]] Group& group() { return static_cast<Group&>(*this); }
};

} // namespace actorhood::models
