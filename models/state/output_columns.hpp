// Writers of whole columns, for the declarations of outputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/state/ledger.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Writes a column of numbers. The column must outlive the writer.
template <class T>
[[nodiscard]] auto values_of(const Column<T>& column) {
    return [&column](std::span<double> out) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = static_cast<double>(column[i]);
        }
    };
}

/// Writes a column of arrays, one entity after the other.
template <class T, std::size_t N>
[[nodiscard]] auto values_of(const Column<std::array<T, N>>& column) {
    return [&column](std::span<double> out) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = static_cast<double>(column[i / N][i % N]);
        }
    };
}

/// Writes a column of cents in EUR.
[[nodiscard]] inline auto euros_of(const Column<Cents>& column) {
    return [&column](std::span<double> out) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = to_eur(column[i]);
        }
    };
}

/// Writes a column of arrays of cents in EUR.
template <std::size_t N>
[[nodiscard]] auto euros_of(const Column<std::array<Cents, N>>& column) {
    return [&column](std::span<double> out) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = to_eur(column[i / N][i % N]);
        }
    };
}

} // namespace actorhood::models
