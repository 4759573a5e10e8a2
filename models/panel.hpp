// A panel of firms: single firms whose paths are recorded, named by the scenario or taken from all clusters alike.
//
// `output.panel` is a number of firms, or a list of names: of given members, or "CLUSTER/NUMBER" for the member of that
// number at the start. A number is shared out among the clusters; in each the firms are evenly spaced in the order in
// which its members stand, so that a list sorted by size gives small and large ones. The firms of a panel are the same
// in all replicates, runs and points. Where one is not there (its cluster began with fewer members in that replicate, or
// it has closed) its numbers are not defined.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/population.hpp"
#include "models/state/world.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models {

struct Parameters;

inline constexpr std::size_t most_panel_firms = 1000;

/// A firm whose path is recorded.
struct PanelFirm {
    std::string name; ///< no other of the panel has it
    std::uint64_t key;
};

/// True if a scenario asks for a panel.
[[nodiscard]] bool has_panel(const Parameters& parameters);
/// Its firms, in the order of their names in the list, or of their clusters.
[[nodiscard]] std::vector<PanelFirm> panel_firms(const Parameters& parameters);
/// Messages about names that no firm or several have, and about numbers.
[[nodiscard]] std::vector<sim::Schema::Problem> panel_problems(const Parameters& parameters);

/// Axes of whose positions the panel records numbers, as values: which cluster, which sector.
inline constexpr std::array<std::string_view, 2> panel_numbers{"cluster", "sector"};

/// Declares the axis and the outputs of a panel. The world must outlive the outputs.
void declare_panel(sim::Outputs& outputs, std::vector<PanelFirm> firms, const World& world);

} // namespace actorhood::models
