// Whether the parts of a restored world fit together.
#pragma once

#include "models/state/world.hpp"

namespace actorhood::models {

/// Throws Error(corrupt) where a real number of a firm is not finite or beyond all measure. Call before the firms are
/// unpacked.
void check_numbers(Firms& firms);

/// Throws Error(corrupt) where a number of the world points outside of what there is: rows, handles, sectors, practices,
/// themes. A checksum notices accidents; who changes a state and computes its checksum anew gets a message, not a crash.
/// Call after the world was read and its firms were unpacked. Linear in the number of firms.
void check_restored(const World& world);

} // namespace actorhood::models
