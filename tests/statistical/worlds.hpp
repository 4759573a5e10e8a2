// Worlds that several patterns are measured in. Each is simulated once in a process.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/ensemble.hpp"
#include "tests/support/statistics.hpp"

namespace actorhood::tests {

/// A world for paired runs: 12 clusters of 120 members in the mean and 5,000 firms outside, to the end of 2039.
[[nodiscard]] inline Settings paired_world() {
    return {"population.clusters=12", "population.members_per_cluster=120", "population.outside_firms=5000",
            "population.regions=6"};
}

/// A world for grids of cluster policies: 8 clusters of 60 members in the mean, 1,000 firms outside.
[[nodiscard]] inline Settings small_world() {
    return {"population.clusters=8", "population.members_per_cluster=60", "population.outside_firms=1000",
            "population.regions=4"};
}

/// Cluster organisations that exist but do nothing for members' practices: no pathway, no services, no decisions, no
/// communication. Who joins and leaves, ties and markets go on.
[[nodiscard]] inline Settings without_cluster_work() {
    return {"mechanisms.pathway=false", "mechanisms.services=false", "mechanisms.decision=false",
            "adoption.reach_rate=0"};
}

/// A share `project` of calls and the rest in equal parts from the other sources, exact in every cluster.
[[nodiscard]] inline Settings project_share(double project) {
    const std::string rest = std::to_string((1.0 - project) / 3.0);
    const std::string core = std::to_string(1.0 - project - 2.0 * std::stod(rest));
    return {"funding.jitter=false", "funding.mix.project=" + std::to_string(project), "funding.mix.core=" + core,
            "funding.mix.fees=" + rest, "funding.mix.services=" + rest};
}

/// Firm-years at risk and events, in total and by year of age or tenure.
struct Risk {
    static constexpr std::size_t months = 360;
    std::array<double, months> exposed{}; ///< weighted firm-months by month of age or tenure
    std::array<double, months> events{};

    /// Yearly rate over months [from, to).
    [[nodiscard]] double rate(std::size_t from, std::size_t to) const {
        double at_risk = 0.0;
        double ended = 0.0;
        for (std::size_t m = from; m < std::min(to, months); ++m) {
            at_risk += exposed[m];
            ended += events[m];
        }
        return 12.0 * ended / at_risk;
    }
    /// Share that is left after so many months, from the monthly risks.
    [[nodiscard]] double survival(std::size_t until) const {
        double left = 1.0;
        for (std::size_t m = 0; m < until; ++m) {
            left *= exposed[m] > 0.0 ? 1.0 - events[m] / exposed[m] : 1.0;
        }
        return left;
    }
};

/// What one replicate's firms went through, from outside: month by month who was there and who was there before.
class Demography {
public:
    Risk closing;                                         ///< of all firms, weighted to the economy, by month of age
    Risk leaving;                                         ///< of members that did not close, by month of tenure
    std::array<double, models::size_class_count> stock{}; ///< weighted firms at the last look
    std::array<double, models::size_class_count> outside_stock{}; ///< those outside clusters

    void look(const models::World& world) {
        compare(world);
        remember(world);
    }

private:
    struct Known {
        std::uint64_t key;
        std::uint32_t handle;
        std::uint16_t age;
        std::int16_t tenure; ///< -1 outside
        float weight;
    };
    std::vector<Known> known_;

    void compare(const models::World& world) {
        for (const Known& firm : known_) {
            const std::uint32_t row = world.firms.row_of(firm.handle);
            const bool lives = row != models::no_firm && world.firms.key[row] == firm.key;
            const auto weight = static_cast<double>(firm.weight);
            closing.exposed[firm.age] += weight;
            closing.events[firm.age] += lives ? 0.0 : weight;
            if (firm.tenure >= 0 && lives) {
                const auto tenure = static_cast<std::size_t>(firm.tenure);
                leaving.exposed[tenure] += 1.0;
                leaving.events[tenure] += world.firms.is_member_row(row) ? 0.0 : 1.0;
            }
        }
    }

    void remember(const models::World& world) {
        const models::Firms& firms = world.firms;
        const auto limit = static_cast<int>(Risk::months) - 1;
        known_.clear();
        stock = {};
        outside_stock = {};
        for (const models::RowBlock& block : firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                // Whoever came at the end of the month before has been there for no month yet.
                const int now = static_cast<int>(world.next_month) - 1;
                const int age = now - firms.birth_month[row];
                const bool member = firms.is_cluster(block.segment);
                const bool joined = member && firms.joined_month[row] >= 0; // since the run began
                const double weight = world.weight(row);
                stock[firms.size_class[row]] += weight;
                outside_stock[firms.size_class[row]] += member ? 0.0 : weight;
                known_.push_back(
                    {firms.key[row], firms.handle[row], static_cast<std::uint16_t>(std::clamp(age, 0, limit)),
                     static_cast<std::int16_t>(joined ? std::clamp(now - firms.joined_month[row], 0, limit) : -1),
                     static_cast<float>(weight)});
            }
        }
    }
};

/// Logit slope of using a practice per ln(employees) among firms outside clusters with 10 or more employees, weighted
/// to the economy: logistic regression by Newton's method.
[[nodiscard]] inline double size_slope(const models::World& world, std::size_t practice) {
    const models::Firms& firms = world.firms;
    double intercept = 0.0;
    double slope = 0.0;
    for (int step = 0; step < 25; ++step) {
        double g0 = 0.0, g1 = 0.0, h00 = 0.0, h01 = 0.0, h11 = 0.0;
        for (const models::RowBlock& block : firms.blocks()) {
            if (firms.is_cluster(block.segment)) {
                continue;
            }
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                if (firms.size_class[row] == models::micro) {
                    continue;
                }
                const double weight = world.weight(row);
                const double x = std::log(static_cast<double>(firms.employees[row])) - 3.0;
                const double p = 1.0 / (1.0 + std::exp(-intercept - slope * x));
                const double error = ((firms.adopted[row] >> practice & 1u) != 0 ? 1.0 : 0.0) - p;
                g0 += weight * error;
                g1 += weight * error * x;
                h00 += weight * p * (1.0 - p);
                h01 += weight * p * (1.0 - p) * x;
                h11 += weight * p * (1.0 - p) * x * x;
            }
        }
        const double determinant = h00 * h11 - h01 * h01;
        intercept += (h11 * g0 - h01 * g1) / determinant;
        slope += (h00 * g1 - h01 * g0) / determinant;
    }
    return slope;
}

/// The shipped baseline at full size, ten replicates, with what its firms went through.
struct Baseline {
    std::vector<Demography> demography;
    std::vector<double> slope_internet_of_things; ///< at the end of 2021
    std::vector<double> slope_intelligence;       ///< of artificial intelligence at the end of 2023
    std::vector<double> median_staff;             ///< of a cluster organisation at the end of 2022
    Ensemble ensemble;

    explicit Baseline(std::size_t count)
        : demography(count),
          slope_internet_of_things(count),
          slope_intelligence(count),
          median_staff(count),
          ensemble({}, count, [this](std::size_t r, models::Model& model) { look(r, model.world); }) {}

private:
    void look(std::size_t r, const models::World& world) {
        demography[r].look(world);
        const double year = world.calendar.at(world.next_month).year;
        const auto is = [year](double other) { return std::abs(year - other) < 0.01; };
        if (is(2022.0)) {
            slope_internet_of_things[r] = size_slope(world, world.practices.find("internet_of_things"));
        }
        if (is(2023.0)) {
            std::vector<double> staff = world.clusters.funding.staff;
            std::sort(staff.begin(), staff.end());
            median_staff[r] = staff[staff.size() / 2];
        }
        if (is(2024.0)) {
            slope_intelligence[r] = size_slope(world, world.practices.find("artificial_intelligence"));
        }
    }
};

[[nodiscard]] inline const Baseline& baseline_runs() {
    static const Baseline runs(replicates(10));
    return runs;
}

/// An ensemble of this process, simulated at the first call with these settings.
[[nodiscard]] inline const Ensemble& ensemble_of(const Settings& settings, std::size_t count) {
    static std::map<std::string, Ensemble> all;
    std::string key = std::to_string(count);
    for (const std::string& setting : settings) {
        key += "\n" + setting;
    }
    const auto found = all.find(key);
    return found != all.end() ? found->second : all.emplace(key, Ensemble(settings, count)).first->second;
}

/// A value in every replicate.
template <class Measure>
[[nodiscard]] std::vector<double> by_replicate(std::size_t count, Measure&& measure) {
    std::vector<double> values;
    for (std::size_t r = 0; r < count; ++r) {
        values.push_back(measure(r));
    }
    return values;
}

} // namespace actorhood::tests
