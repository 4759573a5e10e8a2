// Small hand-made firms for the tests of mechanisms.
#pragma once

#include <cstdint>
#include <vector>

#include "models/state/firms.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::test {

/// Declared defaults of a mechanism's parameters.
template <class Parameters>
[[nodiscard]] Parameters defaults() {
    Parameters parameters{};
    sim::Schema schema;
    Parameters::declare(schema, parameters);
    return parameters;
}

/// Firms with keys by segment and ordinal, one employee each, all other traits zero. The first `clusters` segments
/// are clusters, the others regions outside.
[[nodiscard]] inline models::Firms make_firms(const std::vector<std::uint32_t>& sizes, std::uint32_t clusters) {
    models::Firms firms;
    firms.lay_out(sizes, clusters);
    for (std::uint32_t segment = 0; segment < sizes.size(); ++segment) {
        for (std::uint32_t ordinal = 0; ordinal < sizes[segment]; ++ordinal) {
            const std::uint32_t row =
                firms.add(segment, models::firm_key(models::Origin::initial_member, segment, 0, ordinal));
            firms.employees[row] = 1.0f;
            firms.joined_month[row] = segment < clusters ? std::int16_t{-24} : std::int16_t{-1};
        }
    }
    firms.renew_blocks();
    return firms;
}

} // namespace actorhood::test
