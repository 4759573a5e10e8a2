#include "analysis/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"

namespace actorhood::analysis {

namespace {

/// Stream of these draws; any number does, as nothing else draws with their seeds.
constexpr std::uint16_t splitting_stream = 60001;
constexpr std::size_t moves_a_level = 25;
/// The particles of the last level are moved so many times more, which makes copies part company.
constexpr std::size_t last_moves = 75;
constexpr std::size_t most_levels = 60;
/// A level must be lower than the one three before it by this part, else the search is given up.
constexpr double least_progress = 1e-3;

double reflected(double value) {
    value = std::abs(std::fmod(value, 2.0));
    return value > 1.0 ? 2.0 - value : value;
}

/// Moves particles under a level.
class Mover {
public:
    Mover(std::vector<Point>& points, std::vector<double>& scores, const Score& score, std::uint64_t seed)
        : points_(points), scores_(scores), score_(score), seed_(seed) {}

    /// `others`: particles as they were when the level began.
    void move(const std::vector<Point>& others, double level, std::size_t times) {
        for (std::size_t k = 0; k < times; ++k, ++step_) {
            std::vector<char> moved(points_.size(), 0);
            sim::parallel_for(points_.size(), [&](std::size_t p) {
                Point proposed = step_from(points_[p], others, length_, Draws(seed_, step_, p));
                const double score = score_(proposed);
                if (score <= level) {
                    points_[p] = std::move(proposed);
                    scores_[p] = score;
                    moved[p] = 1;
                }
            });
            const auto accepted = static_cast<double>(std::count(moved.begin(), moved.end(), 1));
            length_ = next_length(length_, accepted / static_cast<double>(points_.size()));
        }
    }
    /// Draws that no move uses.
    [[nodiscard]] Draws draws(std::size_t particle) { return {seed_, step_, particle}; }
    void next_step() { ++step_; }

private:
    std::vector<Point>& points_;
    std::vector<double>& scores_;
    const Score& score_;
    std::uint64_t seed_;
    std::uint32_t step_ = 1; // 0 belongs to uniform_particles
    double length_ = 1.0;
};

/// Copies of particles at or below the level take the place of those above; returns the part at or below.
double replace(Particles& particles, std::vector<double>& scores, double level, Mover& mover) {
    std::vector<std::size_t> kept;
    for (std::size_t p = 0; p < scores.size(); ++p) {
        if (scores[p] <= level) {
            kept.push_back(p);
        }
    }
    for (std::size_t p = 0; p < scores.size(); ++p) {
        if (!(scores[p] <= level)) {
            const std::size_t from = kept[mover.draws(p).below(kept.size())];
            particles.points[p] = particles.points[from];
            scores[p] = scores[from];
        }
    }
    mover.next_step();
    return static_cast<double>(kept.size()) / static_cast<double>(scores.size());
}

void remember_nearest(Particles& particles, const std::vector<double>& scores) {
    const auto lowest = std::min_element(scores.begin(), scores.end());
    if (*lowest < particles.nearest_score) {
        particles.nearest_score = *lowest;
        particles.nearest = particles.points[static_cast<std::size_t>(lowest - scores.begin())];
    }
}

double squared_distance(const Point& a, const Point& b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
}

} // namespace

double Draws::uniform() {
    constexpr std::uint32_t draws_an_id = 512;
    const std::uint32_t number = next_++;
    const sim::RandomStream stream(seed_, step_ & 0xffffffu, splitting_stream, 0);
    return stream.uniform(index_ | static_cast<std::uint64_t>(number / draws_an_id) << 40, number % draws_an_id);
}

std::size_t Draws::below(std::size_t count) {
    return std::min(static_cast<std::size_t>(uniform() * static_cast<double>(count)), count - 1);
}

Point step_from(const Point& from, const std::vector<Point>& others, double length, Draws draws) {
    const Point& a = others[draws.below(others.size())];
    const Point& b = others[draws.below(others.size())];
    const double part = static_cast<double>(1 + draws.below(3)) / 3.0; // of the coordinates
    const std::size_t always = draws.below(from.size());
    const double jump = draws.uniform();
    const double expected = std::max(1.0, part * static_cast<double>(from.size()));
    const double factor = jump < 0.1 ? 1.0 : length * 2.38 / std::sqrt(2.0 * expected);
    Point proposed = from;
    for (std::size_t k = 0; k < from.size(); ++k) {
        const bool chosen = draws.uniform() < part || k == always;
        const double jitter = 1e-4 * (draws.uniform() - 0.5);
        if (chosen) {
            proposed[k] = reflected(from[k] + factor * (a[k] - b[k]) + jitter);
        }
    }
    return proposed;
}

double next_length(double length, double accepted) {
    // Long steps explore, but most of them must not be in vain.
    return std::clamp(length * (accepted > 0.25 ? 1.1 : 1.0 / 1.1), 0.02, 2.0);
}

Particles uniform_particles(std::size_t count, std::size_t dimensions, std::uint64_t seed) {
    Particles particles{{}, 0.0, false, {}, infinity};
    for (std::size_t p = 0; p < count; ++p) {
        Draws draws(seed, 0, p);
        Point point(dimensions);
        std::generate(point.begin(), point.end(), [&] { return draws.uniform(); });
        particles.points.push_back(std::move(point));
    }
    return particles;
}

Particles narrowed(Particles particles, const Score& score, double cut, std::uint64_t seed) {
    std::vector<double> scores(particles.points.size());
    sim::parallel_for(scores.size(), [&](std::size_t p) { scores[p] = score(particles.points[p]); });
    Mover mover(particles.points, scores, score, seed);
    particles.nearest_score = infinity;
    std::vector<double> levels;
    for (double level = infinity; level > cut;) {
        remember_nearest(particles, scores);
        std::vector<double> sorted = scores;
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                         sorted.end());
        level = std::max(cut, sorted[sorted.size() / 2]);
        levels.push_back(level);
        const bool stuck =
            levels.size() > 3 && level > cut && !(level < levels[levels.size() - 4] * (1.0 - least_progress));
        if (levels.size() > most_levels || stuck || !std::isfinite(level)) {
            particles.empty = true;
            return particles;
        }
        particles.log10_volume += sim::logarithm(replace(particles, scores, level, mover)) / sim::logarithm(10.0);
        const std::vector<Point> others = particles.points;
        mover.move(others, level, level > cut ? moves_a_level : last_moves);
    }
    remember_nearest(particles, scores);
    return particles;
}

std::vector<std::size_t> farthest_apart(const std::vector<Point>& points, std::size_t count) {
    std::vector<std::size_t> chosen;
    std::vector<double> distances(points.size(), infinity);
    std::size_t next = 0;
    while (chosen.size() < std::min(count, points.size()) && distances[next] > 0.0) {
        chosen.push_back(next);
        for (std::size_t p = 0; p < points.size(); ++p) {
            distances[p] = std::min(distances[p], squared_distance(points[p], points[next]));
        }
        next = static_cast<std::size_t>(std::max_element(distances.begin(), distances.end()) - distances.begin());
    }
    return chosen;
}

} // namespace actorhood::analysis
