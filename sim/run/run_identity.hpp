// What tells the runs of experiments apart: the resolved parameters and the replicate.
//
// Two runs with the same identity have the same trajectories, in whatever design, at whatever place in it. Identity
// decides what a resumed, extended or changed experiment still has to simulate.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace actorhood::sim {

/// 128 bits: among 10^12 runs two of the same identity by accident are less likely than 10^-14.
struct RunIdentity {
    std::uint64_t high{};
    std::uint64_t low{};

    auto operator<=>(const RunIdentity&) const = default;
    /// 32 hexadecimal digits.
    [[nodiscard]] std::string text() const;
};

/// For tables that are looked up; never walk through one.
struct RunIdentityHash {
    std::size_t operator()(const RunIdentity& identity) const { return static_cast<std::size_t>(identity.low); }
};

/// Identity of a resolved point, from the text of what decides its trajectories.
[[nodiscard]] RunIdentity point_identity(std::string_view resolved);
/// Identity of one replicate of a point.
[[nodiscard]] RunIdentity run_identity(const RunIdentity& point, std::uint32_t replicate);

/// Seed of a point that does not share its random numbers: from its resolved parameters, base seed included, so that
/// another place in the design does not change it.
[[nodiscard]] std::uint64_t derived_seed(std::string_view resolved);

} // namespace actorhood::sim
