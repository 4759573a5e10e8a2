// Large pages of memory for long columns.
//
// A look-up in a column of many megabytes costs the processor two: of the number, and of where its page of 4 KiB lies.
// With pages of 2 MiB it knows the places of nearly all. Results do not depend on it.
#pragma once

#include <cstddef>
#include <vector>

namespace actorhood::sim {

/// Asks the system for large pages behind an address; call it before the memory is touched. Without effect where the
/// system has none, or grants them to nobody who asks.
void prefer_large_pages(void* begin, std::size_t bytes);

/// Gives a column that may not yet hold anything room for so many entries, on large pages if it is long.
template <class T>
void reserve_large(std::vector<T>& column, std::size_t entries) {
    column.reserve(entries);
    prefer_large_pages(column.data(), column.capacity() * sizeof(T));
}

} // namespace actorhood::sim
