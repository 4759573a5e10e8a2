#include "analysis/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "analysis/calibration_seeds.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"

namespace actorhood::analysis {

namespace {

/// Runs as near as this to the anchors are as near as their bands say.
constexpr double near_enough = 1.0;
/// Steps of a generation go on until every particle has taken one on average, but not longer than so many.
constexpr std::size_t most_steps = 6;
/// With fewer steps accepted a lower tolerance only makes copies.
constexpr double fewest_accepted = 0.02;

/// A sample under way.
class Sampler {
public:
    Sampler(Calibration& found, const std::vector<std::size_t>& counted, Simulator& simulator)
        : found_(found),
          counted_(counted),
          simulator_(simulator),
          seed_(seed_of(found.plan.seed, Purpose::posterior)) {}

    void begin(const std::vector<Point>& left);
    /// False if there is no further one.
    bool generation(std::size_t number);
    void sum_up();

private:
    [[nodiscard]] Draws draws(std::size_t particle) const { return {seed_, step_, particle}; }
    [[nodiscard]] std::vector<double> simulate(const std::string& name, const std::vector<Point>& points);
    [[nodiscard]] double next_tolerance() const;
    void replace(double tolerance);
    std::size_t move(const std::string& name, const std::vector<Point>& others, double tolerance);

    Calibration& found_;
    const std::vector<std::size_t>& counted_;
    Simulator& simulator_;
    std::uint64_t seed_;
    std::uint32_t step_ = 0; ///< of draws
    double length_ = 1.0;    ///< of steps
    std::size_t runs_ = 0;   ///< of the present generation
    std::vector<Point> points_;
    std::vector<double> distances_;
};

/// Distances of one run at each of the points; those that are simulated at the same place share it.
std::vector<double> Sampler::simulate(const std::string& name, const std::vector<Point>& points) {
    std::vector<Point> simulated;
    for (const Point& point : points) {
        simulated.push_back(simulated_point(found_.parameters, point));
    }
    const std::vector<Point> distinct = distinct_points(found_.parameters, points);
    if (distinct.empty()) {
        return {};
    }
    const AnchorRuns runs = simulator_.run(name, distinct, 1);
    runs_ += distinct.size();
    std::vector<double> distances;
    for (const Point& point : simulated) {
        const auto at =
            static_cast<std::size_t>(std::find(distinct.begin(), distinct.end(), point) - distinct.begin());
        std::vector<double> values;
        for (const std::size_t anchor : counted_) {
            values.push_back(runs.at(at, anchor)[0]);
        }
        distances.push_back(run_distance(found_.plausibility.targets(), values));
    }
    return distances;
}

void Sampler::begin(const std::vector<Point>& left) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t p = 0; p < left.size(); ++p) {
        order.emplace_back(draws(p).uniform(), p);
    }
    ++step_;
    std::sort(order.begin(), order.end());
    for (std::size_t p = 0; p < found_.plan.particles; ++p) {
        points_.push_back(left[order[p % order.size()].second]);
    }
    distances_ = simulate("posterior0", points_);
    found_.posterior.generations.push_back(
        {infinity, runs_, undefined, std::set<Point>(points_.begin(), points_.end()).size()});
}

double Sampler::next_tolerance() const {
    std::vector<double> sorted = distances_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return std::max(near_enough, *middle);
}

/// Copies of particles within the tolerance take the place of those beyond it.
void Sampler::replace(double tolerance) {
    std::vector<std::size_t> kept;
    for (std::size_t p = 0; p < distances_.size(); ++p) {
        if (distances_[p] <= tolerance) {
            kept.push_back(p);
        }
    }
    for (std::size_t p = 0; p < distances_.size(); ++p) {
        if (!(distances_[p] <= tolerance)) {
            const std::size_t from = kept[draws(p).below(kept.size())];
            points_[p] = points_[from];
            distances_[p] = distances_[from];
        }
    }
    ++step_;
}

/// One step of every particle; returns how many were taken.
std::size_t Sampler::move(const std::string& name, const std::vector<Point>& others, double tolerance) {
    std::vector<std::size_t> particles;
    std::vector<Point> proposed;
    for (std::size_t p = 0; p < points_.size(); ++p) {
        Point point = step_from(points_[p], others, length_, draws(p));
        if (found_.plausibility.plausible(point)) {
            particles.push_back(p);
            proposed.push_back(std::move(point));
        }
    }
    ++step_;
    const std::vector<double> distances = simulate(name, proposed);
    std::size_t taken = 0;
    for (std::size_t i = 0; i < particles.size(); ++i) {
        if (distances[i] <= tolerance) {
            points_[particles[i]] = proposed[i];
            distances_[particles[i]] = distances[i];
            ++taken;
        }
    }
    length_ = next_length(length_, static_cast<double>(taken) / static_cast<double>(points_.size()));
    return taken;
}

bool Sampler::generation(std::size_t number) {
    const double tolerance = next_tolerance();
    if (!std::isfinite(tolerance)) {
        found_.posterior.ended = "anchors are not defined in half of the runs";
        return false;
    }
    runs_ = 0;
    replace(tolerance);
    const std::vector<Point> others = points_;
    std::size_t taken = 0;
    std::size_t steps = 0;
    while (steps < most_steps && taken < points_.size()) {
        ++steps;
        taken += move("posterior" + std::to_string(number) + "_" + std::to_string(steps), others, tolerance);
    }
    const double accepted = static_cast<double>(taken) / static_cast<double>(steps * points_.size());
    found_.posterior.generations.push_back(
        {tolerance, runs_, accepted, std::set<Point>(points_.begin(), points_.end()).size()});
    if (tolerance <= near_enough) {
        found_.posterior.ended = "runs are as near to the anchors as their bands say";
    } else if (accepted < fewest_accepted) {
        found_.posterior.ended = "hardly a step is taken any more";
    } else if (number == found_.plan.generations) {
        found_.posterior.ended = "all generations are done";
    }
    return found_.posterior.ended.empty();
}

void Sampler::sum_up() {
    Posterior& posterior = found_.posterior;
    posterior.points = points_;
    for (std::size_t k = 0; k < found_.parameters.size(); ++k) {
        std::vector<double> values;
        for (const Point& point : points_) {
            values.push_back(found_.parameters[k].value(point[k]));
        }
        posterior.holds.push_back(central_interval(values, 0.9));
        posterior.medians.push_back(quantile(values, 0.5));
    }
}

} // namespace

double run_distance(const std::vector<Target>& targets, const std::vector<double>& values) {
    double sum = 0.0;
    for (std::size_t t = 0; t < targets.size(); ++t) {
        const double off = (values[t] - targets[t].value) / targets[t].deviation;
        sum += off * off;
    }
    const double distance = std::sqrt(sum / static_cast<double>(targets.size()));
    return std::isfinite(distance) ? distance : infinity;
}

void draw_posterior(Calibration& found, const std::vector<std::size_t>& counted, const std::vector<Point>& left,
                    Simulator& simulator) {
    Sampler sampler(found, counted, simulator);
    sampler.begin(left);
    for (std::size_t number = 1; sampler.generation(number); ++number) {}
    sampler.sum_up();
}

} // namespace actorhood::analysis
