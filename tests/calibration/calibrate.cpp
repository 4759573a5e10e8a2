// Fits the few parameters that no source gives, once and together, to all anchors of digital adoption.
//
// Least squares over the anchors, with a prior on every parameter (Gauss-Newton with finite differences; all runs
// share their random numbers, so differences are those of the parameters). It prints the anchors before and after, and
// the fitted values as TOML. Nothing is written: whoever changes a default does so by hand and says so in MODEL.md.
//
//     cmake --build build --target calibrate && build/bin/calibrate [REPLICATES] [ITERATIONS]
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/numeric/ublas/lu.hpp>
#include <boost/numeric/ublas/matrix.hpp>

#include "models/model.hpp"
#include "models/program/scenario.hpp"
#include "sim/core/parallel.hpp"

using namespace actorhood;

namespace {

/// Room for the normal equations (the unbounded containers of Boost 1.74 do not compile as C++20).
constexpr std::size_t most_parameters = 32;
constexpr int all_sizes = -1; ///< firms with ten or more employees

/// A share of adopters among firms outside clusters in one year.
struct Anchor {
    const char* practice;
    int year;
    int size_class; ///< SizeClass, or all_sizes
    double observed;
    double tolerance; ///< what a difference of definitions and samples may do
};

/// Eurostat, enterprises with ten or more persons: shares of adopters in the survey of the year.
const std::vector<Anchor>& anchors() {
    static const std::vector<Anchor> table{
        {"cloud", 2021, all_sizes, 0.41, 0.01},
        {"cloud", 2023, all_sizes, 0.452, 0.01},
        {"data_analytics", 2023, all_sizes, 0.33, 0.01},
        {"internet_of_things", 2021, all_sizes, 0.29, 0.01},
        {"internet_of_things", 2021, models::small, 0.26, 0.02},
        {"internet_of_things", 2021, models::medium, 0.38, 0.02},
        {"internet_of_things", 2021, models::large, 0.48, 0.03},
        {"artificial_intelligence", 2021, all_sizes, 0.077, 0.01},
        {"artificial_intelligence", 2023, all_sizes, 0.081, 0.01},
        {"artificial_intelligence", 2024, all_sizes, 0.135, 0.01},
        {"artificial_intelligence", 2025, all_sizes, 0.200, 0.01},
        {"artificial_intelligence", 2023, models::small, 0.064, 0.02},
        {"artificial_intelligence", 2023, models::medium, 0.130, 0.02},
        {"artificial_intelligence", 2023, models::large, 0.304, 0.03},
        {"artificial_intelligence", 2024, models::large, 0.412, 0.03},
        {"artificial_intelligence", 2025, models::large, 0.550, 0.03},
    };
    return table;
}

/// A parameter that is fitted, with what is believed about it before.
struct Free {
    const char* setting; ///< with % where the value goes
    double prior;
    double spread;
    double step; ///< of the finite difference
};

const std::vector<Free>& parameters() {
    static const std::vector<Free> table{
        {"practice.cloud.intercept=%", -0.79, 0.5, 0.1},
        {"practice.data_analytics.intercept=%", -0.84, 0.5, 0.1},
        {"practice.internet_of_things.intercept=%", -0.81, 0.5, 0.1},
        {"practice.artificial_intelligence.intercept=%", -0.67, 0.5, 0.1},
        {"practice.internet_of_things.size_slope=%", 0.22, 0.1, 0.05},
        {"practice.artificial_intelligence.size_slope=%", 0.50, 0.1, 0.05},
        {"practice.artificial_intelligence.cost_index=[[2020, 1.0], [2022.8334, 1.0], [2025, %], [2040, 0.4]]", 0.5,
         0.1, 0.05},
        {"practice.artificial_intelligence.attention=[[2020, %], [2023.5833, %], [2023.6667, 3.0], [2026, 3.0], "
         "[2026.0833, 1.5]]",
         0.7, 0.3, 0.1},
        {"adoption.payback_weight=%", 1.0, 0.25, 0.1},
        {"adoption.evaluation=%", 0.9, 0.25, 0.1},
    };
    return table;
}

using Vector = std::vector<double>;

/// The change to the scenario that gives a parameter this value.
std::string setting(const Free& parameter, double value) {
    std::string text;
    for (const char* letter = parameter.setting; *letter != 0; ++letter) {
        text += *letter == '%' ? std::to_string(value) : std::string(1, *letter);
    }
    return text;
}

/// Adds the share of adopters of every anchor that falls into the present month.
void observe(const models::Model& model, std::vector<double>& sums, std::vector<int>& months) {
    const models::World& world = model.world;
    const models::Month done = world.calendar.at(static_cast<std::uint16_t>(world.next_month - 1));
    for (std::size_t a = 0; a < anchors().size(); ++a) {
        const Anchor& anchor = anchors()[a];
        if (static_cast<int>(std::floor(done.year + 1e-6)) != anchor.year) {
            continue;
        }
        const std::size_t practice = world.practices.find(anchor.practice);
        double adopters = 0.0;
        double firms = 0.0;
        for (std::size_t sector = 0; sector < models::sector_count; ++sector) {
            const models::AdoptionRegister::Counts& counts = world.adoption.sector(1, sector);
            for (int k = models::small; k <= models::large; ++k) {
                if (anchor.size_class != all_sizes && anchor.size_class != k) {
                    continue;
                }
                const auto size_class = static_cast<std::size_t>(k);
                for (const std::size_t sampled : {std::size_t{0}, std::size_t{1}}) {
                    const double weight = sampled != 0 ? world.weights[size_class] : 1.0;
                    adopters += weight * counts.adopters[practice][size_class * 2 + sampled];
                    firms += weight * counts.firms[size_class * 2 + sampled];
                }
            }
        }
        sums[a] += adopters / firms;
        ++months[a];
    }
}

/// Simulated value of every anchor: mean over the year and over replicates.
Vector simulate(const Vector& values, std::size_t replicates) {
    std::vector<std::string> settings{"time.years=6", "population.clusters=5", "population.outside_firms=12000"};
    for (std::size_t i = 0; i < values.size(); ++i) {
        settings.push_back(setting(parameters()[i], values[i]));
    }
    const auto scenario = models::program::read_scenario(ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml", settings);
    std::vector<Vector> shares(replicates);
    sim::parallel_for(replicates, [&](std::size_t r) {
        models::Model model(scenario->parameters, static_cast<std::uint32_t>(r));
        Vector sums(anchors().size(), 0.0);
        std::vector<int> months(anchors().size(), 0);
        while (model.world.next_month < model.world.calendar.months) {
            model.advance();
            observe(model, sums, months);
        }
        for (std::size_t a = 0; a < sums.size(); ++a) {
            sums[a] /= months[a];
        }
        shares[r] = sums;
    });
    Vector mean(anchors().size(), 0.0);
    for (const Vector& one : shares) {
        for (std::size_t a = 0; a < mean.size(); ++a) {
            mean[a] += one[a] / static_cast<double>(replicates);
        }
    }
    return mean;
}

double loss(const Vector& values, const Vector& simulated) {
    double sum = 0.0;
    for (std::size_t a = 0; a < simulated.size(); ++a) {
        const double residual = (simulated[a] - anchors()[a].observed) / anchors()[a].tolerance;
        sum += residual * residual;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double residual = (values[i] - parameters()[i].prior) / parameters()[i].spread;
        sum += residual * residual;
    }
    return sum;
}

/// The Gauss-Newton step from `values`.
Vector improvement(const Vector& values, const Vector& simulated, std::size_t replicates) {
    namespace ublas = boost::numeric::ublas;
    const std::size_t n = values.size();
    std::vector<Vector> slopes;
    for (std::size_t i = 0; i < n; ++i) {
        Vector moved = values;
        moved[i] += parameters()[i].step;
        Vector slope = simulate(moved, replicates);
        for (std::size_t a = 0; a < slope.size(); ++a) {
            slope[a] = (slope[a] - simulated[a]) / parameters()[i].step / anchors()[a].tolerance;
        }
        slopes.push_back(std::move(slope));
    }
    ublas::bounded_matrix<double, most_parameters, most_parameters> normal(n, n);
    ublas::bounded_vector<double, most_parameters> gradient(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double precision = 1.0 / (parameters()[i].spread * parameters()[i].spread);
        gradient(i) = -precision * (values[i] - parameters()[i].prior);
        for (std::size_t a = 0; a < simulated.size(); ++a) {
            gradient(i) -= slopes[i][a] * (simulated[a] - anchors()[a].observed) / anchors()[a].tolerance;
        }
        for (std::size_t j = 0; j < n; ++j) {
            normal(i, j) = i == j ? precision : 0.0;
            for (std::size_t a = 0; a < simulated.size(); ++a) {
                normal(i, j) += slopes[i][a] * slopes[j][a];
            }
        }
    }
    ublas::permutation_matrix<std::size_t, ublas::bounded_array<std::size_t, most_parameters>> order(n);
    ublas::lu_factorize(normal, order);
    ublas::lu_substitute(normal, order, gradient);
    return {gradient.begin(), gradient.end()};
}

void print(const Vector& before, const Vector& after) {
    static constexpr std::array<const char*, 5> names{"10 or more", "micro", "small", "medium", "large"};
    std::printf("%-26s %-5s %-11s %9s %9s %9s\n", "practice", "year", "employees", "observed", "before", "after");
    for (std::size_t a = 0; a < before.size(); ++a) {
        const Anchor& anchor = anchors()[a];
        std::printf("%-26s %-5d %-11s %9.3f %9.3f %9.3f\n", anchor.practice, anchor.year,
                    names[static_cast<std::size_t>(anchor.size_class + 1)], anchor.observed, before[a], after[a]);
    }
}

} // namespace

int main(int argc, char** argv) {
    const auto replicates = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 10);
    const int iterations = argc > 2 ? std::atoi(argv[2]) : 4;
    Vector values;
    for (const Free& parameter : parameters()) {
        values.push_back(parameter.prior);
    }
    const Vector before = simulate(values, replicates);
    Vector simulated = before;
    std::printf("start: loss %.2f\n", loss(values, simulated));
    for (int iteration = 1; iteration <= iterations; ++iteration) {
        const Vector step = improvement(values, simulated, replicates);
        double scale = 1.0;
        // A step that does not pay is halved.
        for (int attempt = 0; attempt < 4; ++attempt, scale *= 0.5) {
            Vector tried = values;
            for (std::size_t i = 0; i < tried.size(); ++i) {
                tried[i] += scale * step[i];
            }
            const Vector result = simulate(tried, replicates);
            if (loss(tried, result) < loss(values, simulated)) {
                values = tried;
                simulated = result;
                break;
            }
        }
        std::printf("iteration %d: loss %.2f\n", iteration, loss(values, simulated));
        std::fflush(stdout);
    }
    print(before, simulated);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::printf("%s  # before %.3f\n", setting(parameters()[i], values[i]).c_str(), parameters()[i].prior);
    }
    return 0;
}
