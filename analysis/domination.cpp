#include "analysis/domination.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace actorhood::analysis {

namespace {

/// Adds the distances in one objective to those of the points of one front.
void add_distances(const std::vector<std::vector<double>>& objectives, std::size_t objective,
                   std::vector<std::size_t> front, std::vector<double>& distances) {
    const auto value = [&](std::size_t p) { return objectives[p][objective]; };
    std::stable_sort(front.begin(), front.end(), [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    const double range = value(front.back()) - value(front.front());
    distances[front.front()] = distances[front.back()] = std::numeric_limits<double>::infinity();
    for (std::size_t k = 1; range > 0.0 && k + 1 < front.size(); ++k) {
        distances[front[k]] += (value(front[k + 1]) - value(front[k - 1])) / range;
    }
}

} // namespace

std::vector<std::size_t> front_numbers(std::size_t count, const Relation& beats) {
    std::vector<std::vector<std::size_t>> beaten(count);
    std::vector<std::size_t> beaten_by(count, 0);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            if (a != b && beats(a, b)) {
                beaten[a].push_back(b);
                ++beaten_by[b];
            }
        }
    }
    std::vector<std::size_t> numbers(count, count);
    std::vector<std::size_t> front;
    for (std::size_t p = 0; p < count; ++p) {
        if (beaten_by[p] == 0) {
            front.push_back(p);
        }
    }
    for (std::size_t number = 0; !front.empty(); ++number) {
        std::vector<std::size_t> next;
        for (const std::size_t p : front) {
            numbers[p] = number;
            for (const std::size_t other : beaten[p]) {
                if (--beaten_by[other] == 0) {
                    next.push_back(other);
                }
            }
        }
        front = std::move(next);
    }
    return numbers;
}

std::vector<double> crowding_distances(const std::vector<std::vector<double>>& objectives,
                                       const std::vector<std::size_t>& fronts) {
    std::vector<double> distances(objectives.size(), 0.0);
    const std::size_t last = fronts.empty() ? 0 : *std::max_element(fronts.begin(), fronts.end());
    std::vector<std::vector<std::size_t>> members(last + 1);
    for (std::size_t p = 0; p < fronts.size(); ++p) {
        members[fronts[p]].push_back(p);
    }
    for (const std::vector<std::size_t>& front : members) {
        for (std::size_t k = 0; !front.empty() && k < objectives[0].size(); ++k) {
            add_distances(objectives, k, front, distances);
        }
    }
    return distances;
}

std::vector<std::size_t> fittest(const std::vector<std::vector<double>>& objectives, const Relation& beats,
                                 std::size_t count) {
    const std::vector<std::size_t> fronts = front_numbers(objectives.size(), beats);
    const std::vector<double> distances = crowding_distances(objectives, fronts);
    std::vector<std::size_t> order(objectives.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return fronts[a] != fronts[b] ? fronts[a] < fronts[b] : distances[a] > distances[b];
    });
    order.resize(std::min(order.size(), count));
    return order;
}

} // namespace actorhood::analysis
