// Industrial symbiosis: who passes by-products to whom, and where the materials of all firms come from and go to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/state/economy.hpp"
#include "models/state/ledger.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Types of material that firms leave over and need.
inline constexpr std::size_t material_count = 24;
inline constexpr std::array<std::string_view, material_count> material_names{
    "ferrous", "non_ferrous", "glass",         "paper",           "rubber",         "plastics",
    "wood",    "textile",     "food_residues", "animal_residues", "sludge",         "minerals",
    "ash",     "slag",        "solvents",      "acids",           "oils",           "chemicals",
    "rubble",  "gypsum",      "heat",          "process_water",   "carbon_dioxide", "equipment"};

/// How two firms came to know what the other has to offer.
enum LinkChannel : std::uint8_t { facilitated = 0, listed = 1, unaided = 2 };
inline constexpr std::size_t channel_count = 3;

/// By-products of one firm that are an input of another. Partners are named by handle; handles are used again when
/// a firm is gone, so the permanent keys are kept beside them.
struct SymbiosisLink {
    std::uint64_t giver_key;
    std::uint64_t taker_key;
    std::uint32_t giver;         ///< handle
    std::uint32_t taker;         ///< handle
    std::uint32_t giver_segment; ///< where the giver was when the link was last looked at
    std::uint32_t taker_segment;
    std::uint32_t metres;  ///< distance
    std::uint16_t since;   ///< month of formation
    std::uint8_t material; ///< type, 0..23
    std::uint8_t channel;  ///< LinkChannel
};

/// Two firms that are linked or have been: permanent keys.
struct KnownPair {
    std::uint64_t giver_key;
    std::uint64_t taker_key;

    friend bool operator<(const KnownPair& a, const KnownPair& b) {
        return a.giver_key != b.giver_key ? a.giver_key < b.giver_key : a.taker_key < b.taker_key;
    }
};

/// Materials of all simulated firms in one month, in whole kilograms, so that what comes in is exactly what goes out.
/// Cells: group (member, outside), sector, stratum of AdoptionRegister; a cell is one number of each column.
struct MaterialAccounts {
    static constexpr std::size_t strata = AdoptionRegister::strata;
    static constexpr std::size_t cells = 2 * sector_count * strata;
    [[nodiscard]] static constexpr std::size_t cell(std::size_t group, std::size_t sector, std::size_t stratum) {
        return (group * sector_count + sector) * strata + stratum;
    }
    using Column = std::array<std::int64_t, cells>;

    Column input{};                                ///< all material that enters: virgin + recycled + received
    Column virgin{};                               ///< from nature
    Column recycled{};                             ///< secondary material bought on the market
    Column received{};                             ///< by-products of link partners
    Column product{};                              ///< what leaves as product
    Column given{};                                ///< by-products passed to link partners
    Column disposed{};                             ///< by-products handed to waste management
    Column jobs{};                                 ///< employees, in 1/1024 persons
    Column busy{};                                 ///< the same, as many as output needs in the month
    Column burdened{};                             ///< the same less the share of emissions avoided by practices
    std::array<double, 2 * sector_count> linked{}; ///< received through links, weighted, kg; by group and sector
    std::int64_t residual{}; ///< kg that came in and did not go out, or went two ways; 0 unless something is wrong

    template <class Archive>
    void visit(Archive& archive) {
        archive("materials.input", input);
        archive("materials.virgin", virgin);
        archive("materials.recycled", recycled);
        archive("materials.received", received);
        archive("materials.product", product);
        archive("materials.given", given);
        archive("materials.disposed", disposed);
        archive("materials.jobs", jobs);
        archive("materials.busy", busy);
        archive("materials.burdened", burdened);
        archive("materials.linked", linked);
        archive("materials.residual", residual);
    }
};

/// Written by the symbiosis mechanism, but for `platform_reach`.
struct Symbiosis {
    Column<SymbiosisLink> links; ///< in the order of their formation
    Column<KnownPair> known;     ///< pairs that have ever been linked, sorted
    /// Share of the cluster's ready members whose offers and wants are listed where the members of every other
    /// cluster with a platform find them, 0..1; 0 = no platform. Set by those who run platforms (policy, metaclusters).
    Column<double> platform_reach;
    // by segment of Firms, of the month unless said otherwise
    Column<std::int32_t> ready;        ///< firms that had made themselves ready in the last month of the last quarter
    Column<std::int32_t> linked;       ///< of them, those that give or take
    Column<std::int32_t> member_links; ///< links with at least one partner in the segment
    Column<Cents> saved;               ///< cents saved by partners in the segment
    std::int64_t formed{};             ///< links formed in the month
    std::int64_t broken{};             ///< links that ended in the month, by supply shocks or otherwise
    double recycled_rise{};            ///< of the share of recycled material of the market since 2020
    MaterialAccounts materials;

    void resize(std::size_t clusters, std::size_t segments) {
        links.clear();
        known.clear();
        platform_reach.assign(clusters, 0.0);
        ready.assign(segments, 0);
        linked.assign(segments, 0);
        member_links.assign(segments, 0);
        saved.assign(segments, 0);
    }
    template <class Archive>
    void visit(Archive& archive) {
        archive("symbiosis.links", links);
        archive("symbiosis.known", known);
        archive("symbiosis.platform_reach", platform_reach);
        archive("symbiosis.ready", ready);
        archive("symbiosis.linked", linked);
        archive("symbiosis.member_links", member_links);
        archive("symbiosis.saved", saved);
        archive("symbiosis.formed", formed);
        archive("symbiosis.broken", broken);
        archive("symbiosis.recycled_rise", recycled_rise);
        materials.visit(archive);
    }
};

} // namespace actorhood::models
