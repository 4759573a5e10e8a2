// Members given by the scenario: what somebody knows of the firms of a cluster.
//
// A cluster's first members are those that its entry lists ([[cluster.member]], or the rows of its `members_file`), in
// that order; the others are drawn. What is not said of a member is drawn as for any other, from the same draws: a firm
// of which nothing is known is the firm that would be there without the list.
//
// While the world settles (burn-in), nobody joins or leaves a cluster whose members are given, and none of them closes:
// they are those of the first month after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/state/practices.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::population {

inline constexpr std::size_t most_given_members = 5000; ///< of one cluster

/// A member given by the scenario. What is left out is drawn.
struct MemberEntry {
    std::string name;
    std::optional<double> employees;
    std::int64_t size_class{};          ///< 0: drawn; else the class, from 1
    std::int64_t sector{};              ///< 0: drawn; else the sector, from 1
    std::int64_t region{};              ///< from 1; 0: that of the cluster
    std::vector<std::string> practices; ///< names; empty: drawn; "none" alone: none
    std::int64_t by_product{};          ///< 0: drawn; else the type of material, from 1
    std::int64_t wanted_material{};     ///< likewise
    std::optional<double> joined;       ///< fractional year

    static void declare(sim::Schema& schema, MemberEntry& member);

    /// Practices in use as bits; nothing if they are drawn.
    [[nodiscard]] std::optional<std::uint32_t> uses(const PracticeCatalogue& practices) const;
};

struct Parameters;

/// The member that the scenario gives for the firm of this key, or nullptr.
[[nodiscard]] const MemberEntry* given_member(const Parameters& parameters, std::uint64_t key);
/// Whether the scenario lists members of a cluster.
[[nodiscard]] bool members_given(const Parameters& parameters, std::size_t cluster);
/// The name of a member for people: its own, else "CLUSTER/NUMBER" with its number from 1.
[[nodiscard]] std::string member_name(const Parameters& parameters, std::size_t cluster, std::size_t member);
/// Messages about given members, each at its place: names that are taken, what does not fit together or does not exist.
[[nodiscard]] std::vector<sim::Schema::Problem> member_problems(const Parameters& parameters,
                                                                const PracticeCatalogue& practices,
                                                                double start_year);
/// A line for each cluster with given members: how many of its members and values are given, and how many are drawn.
[[nodiscard]] std::vector<std::string> given_and_drawn(const Parameters& parameters);

} // namespace actorhood::models::population
