// Under which conditions runs of interest occur: boxes (prim.hpp) and a tree (case_tree.hpp) over the points of a sweep.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/case_tree.hpp"
#include "analysis/condition.hpp"
#include "analysis/prim.hpp"
#include "analysis/selection.hpp"
#include "analysis/sensitivity_design.hpp"

namespace actorhood::analysis {

struct DiscoveryRequest {
    Condition where;
    Selection selection{};           ///< its variables are ignored
    std::vector<std::string> axes{}; ///< inputs to use; empty: all that vary
    PrimRequest prim{};
    std::size_t most_boxes = 3;
    std::optional<std::filesystem::path> check{}; ///< another sweep, on which the boxes are tried
};

/// What a box holds of cases that were not used to find it.
struct BoxCheck {
    std::size_t cases; ///< in the box
    double density;    ///< NaN without any
    double coverage;   ///< NaN where nothing is of interest
    Interval interval; ///< of the density
};

struct FoundBox {
    Box box;
    BoxCount count;                   ///< of the cases outside the boxes before
    double coverage;                  ///< of all interest
    double p_value;                   ///< of the search
    BoxCheck left_out;                ///< by searches that leave out a fifth of the cases each
    std::optional<BoxCheck> fresh{};  ///< on the other sweep
    std::vector<BoxCount> trajectory; ///< of peeling
};

struct Discovery {
    std::string path;
    std::string title;
    std::string design;
    std::string when;
    std::string where;
    std::vector<DesignFactor> factors; ///< of the design, to which the inputs belong
    Cases cases;
    std::vector<std::size_t> points; ///< of the cases
    std::size_t all_points{};
    std::size_t replicates{};
    std::size_t not_finished{};  ///< points dropped because none of their runs finished
    std::size_t not_defined{};   ///< points dropped because no run that finished has the outputs
    std::size_t runs_left_out{}; ///< single runs of other points
    std::optional<double> density_asked{};
    std::vector<FoundBox> boxes;
    CaseTree tree;
    std::string fresh_path{}; ///< of the other sweep
    std::size_t fresh_cases{};
    double fresh_interest{};
    std::vector<std::string> notices;
};

/// Reads the result of a sweep. No sweep, no input that varies, nothing or everything of interest is an Error(usage); no
/// run an Error(incomplete).
[[nodiscard]] Discovery discovery_of(const std::filesystem::path& path, const DiscoveryRequest& request);

/// Boxes one after the other, each among the cases outside those before, with intervals of that level. None where no
/// limit counts.
[[nodiscard]] std::vector<FoundBox> find_boxes(const Cases& cases, const PrimRequest& request, std::size_t most,
                                               double level);

} // namespace actorhood::analysis
