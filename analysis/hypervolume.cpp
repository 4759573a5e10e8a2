#include "analysis/hypervolume.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace actorhood::analysis {

namespace {

using Points = std::vector<std::vector<double>>;

double area(Points points, std::span<const double> reference) {
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a[0] > b[0]; });
    double sum = 0.0;
    double highest = reference[1];
    for (const std::vector<double>& point : points) {
        if (point[1] > highest) {
            sum += (point[0] - reference[0]) * (point[1] - highest);
            highest = point[1];
        }
    }
    return sum;
}

/// Volume in the first `dimensions` objectives of points that all beat the reference.
double volume(Points points, std::span<const double> reference, std::size_t dimensions) {
    const std::size_t last = dimensions - 1;
    std::sort(points.begin(), points.end(), [&](const auto& a, const auto& b) { return a[last] > b[last]; });
    if (dimensions == 1) {
        return points.empty() ? 0.0 : points.front()[0] - reference[0];
    }
    if (dimensions == 2) {
        return area(std::move(points), reference);
    }
    double sum = 0.0;
    Points so_far;
    for (std::size_t i = 0; i < points.size(); ++i) {
        so_far.push_back(points[i]);
        const double next = i + 1 < points.size() ? points[i + 1][last] : reference[last];
        if (points[i][last] > next) {
            sum += (points[i][last] - next) * volume(so_far, reference, last);
        }
    }
    return sum;
}

} // namespace

double hypervolume(const Points& points, std::span<const double> reference) {
    Points better;
    std::copy_if(points.begin(), points.end(), std::back_inserter(better), [&](const std::vector<double>& point) {
        return std::equal(point.begin(), point.end(), reference.begin(), [](double a, double b) { return a > b; });
    });
    return better.empty() ? 0.0 : volume(std::move(better), reference, reference.size());
}

} // namespace actorhood::analysis
