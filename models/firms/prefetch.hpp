// Asking the processor early for what firms far away in memory hold.
#pragma once

#include <array>
#include <cstdint>

#include "models/firms/batches.hpp"

namespace actorhood::models {

/// Asks for what the partners of a batch hold in some columns, so that the loads overlap; no effect on results.
template <class... Columns>
void prefetch_partners(RowBatch batch, const std::array<std::uint32_t, BatchDraws::rows>& partners,
                       const Columns&... columns) {
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        (__builtin_prefetch(&columns[partners[i]]), ...);
    }
}

} // namespace actorhood::models
