#include "analysis/simplex_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "analysis/sensitivity_design.hpp"

namespace actorhood::analysis {

namespace {

constexpr std::size_t most_triangles = 12;
constexpr std::size_t most_rows = 25;

/// Three shares that span the triangle, and all else that tells its points apart.
struct Layers {
    std::vector<DesignColumn> corners;
    std::vector<DesignFactor> others;
};

Layers layers_of(const Crossing& crossing) {
    Layers made;
    for (const DesignFactor& lever : crossing.levers) {
        if (!lever.is_simplex || lever.columns.size() < 3 || !made.corners.empty()) {
            made.others.push_back(lever);
            continue;
        }
        made.corners.assign(lever.columns.begin(), lever.columns.begin() + 3);
        if (lever.columns.size() > 3) {
            made.others.push_back({lever.name, lever.role, {lever.columns.begin() + 3, lever.columns.end()}, true});
        }
    }
    return made;
}

/// A place in a triangle: the share at its top, the share at its right.
using Place = std::pair<double, double>;

std::string cell_text(double number) {
    std::string text = std::to_string(std::lround(100.0 * number));
    return std::string(4 - std::min<std::size_t>(4, text.size()), ' ') + text;
}

/// Rows from the top down, each with its share of the corner at the top before it.
std::string triangle(const std::map<Place, double>& cells) {
    std::map<double, std::string, std::greater<>> rows;
    std::size_t widest = 0;
    for (const auto& [place, number] : cells) {
        std::string& row = rows[place.first];
        row += cell_text(number);
        widest = std::max(widest, row.size());
    }
    std::string text;
    for (const auto& [share, row] : rows) {
        char label[16];
        std::snprintf(label, sizeof label, "%8.3g  ", share);
        text += label + std::string((widest - row.size()) / 2, ' ') + row + "\n";
    }
    return text;
}

} // namespace

MixTriangles mix_triangles(const Crossing& crossing) {
    const Layers layers = layers_of(crossing);
    MixTriangles made;
    if (layers.corners.empty()) {
        return made;
    }
    const std::vector<std::size_t> points = crossing.points_of_alternatives();
    std::array<std::vector<double>, 3> shares;
    for (std::size_t corner = 0; corner < 3; ++corner) {
        made.corners.at(corner) = last_part(layers.corners[corner].name);
        shares.at(corner) = column_numbers(layers.corners[corner], points);
    }
    std::map<std::string, std::vector<MixPlace>> by_others;
    for (std::size_t k = 0; k < points.size(); ++k) {
        by_others[coordinates_text(layers.others, points[k])].push_back(
            {k, {shares[0][k], shares[1][k], shares[2][k]}});
    }
    for (auto& [others, places] : by_others) {
        made.triangles.push_back({others, std::move(places)});
    }
    return made;
}

std::array<double, 3> largest_shares(const MixTriangle& mix) {
    std::array<double, 3> largest{};
    for (const MixPlace& place : mix.places) {
        for (std::size_t corner = 0; corner < largest.size(); ++corner) {
            largest.at(corner) = std::max(largest.at(corner), place.shares.at(corner));
        }
    }
    return largest;
}

std::string simplex_map(const Crossing& crossing, std::span<const double> numbers) {
    const MixTriangles mixes = mix_triangles(crossing);
    std::set<double> rows;
    for (const MixTriangle& mix : mixes.triangles) {
        for (const MixPlace& place : mix.places) {
            rows.insert(place.shares[0]);
        }
    }
    if (mixes.triangles.size() > most_triangles || rows.size() > most_rows || rows.size() < 3) {
        return {};
    }
    std::string text = "  Top: all " + mixes.corners[0] + " (its share before each row); bottom left: all " +
                       mixes.corners[2] + "; bottom right: all " + mixes.corners[1] + ".\n";
    for (const MixTriangle& mix : mixes.triangles) {
        std::map<Place, double> cells;
        for (const MixPlace& place : mix.places) {
            cells[{place.shares[0], place.shares[1]}] = numbers[place.alternative];
        }
        text += (mix.others.empty() ? "" : "  " + mix.others + "\n") + triangle(cells);
    }
    return text;
}

} // namespace actorhood::analysis
