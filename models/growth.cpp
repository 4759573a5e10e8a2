#include "models/growth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "sim/core/math.hpp"

namespace actorhood::models {

namespace {

constexpr std::size_t oldest = 200; ///< years; older firms are counted there

/// Firms outside clusters by age in years and size class.
class Cohorts {
public:
    explicit Cohorts(const Parameters& parameters)
        : market_(parameters[market::about]),
          weights_(population::weights(parameters.population)),
          entrants_(market::entrants(market_, parameters.population, weights_)),
          firms_(oldest + 1) {
        const population::Parameters& stock = parameters.population;
        const auto& shares = entrants_.sampled ? stock.sample_shares : stock.economy_shares;
        for (std::size_t k = 0; k < size_class_count; ++k) {
            double older = static_cast<double>(stock.outside_firms) * shares[k];
            for (std::size_t age = 0; age <= oldest; ++age) {
                const double leaving = stock.mean_age > 0.0 && age < oldest
                                           ? older * (1.0 - sim::exponential(-1.0 / stock.mean_age))
                                           : older;
                firms_[age][k] = leaving;
                older -= leaving;
            }
        }
    }

    [[nodiscard]] double count() const {
        double sum = 0.0;
        for (const auto& cohort : firms_) {
            for (const double firms : cohort) {
                sum += firms;
            }
        }
        return sum;
    }

    void pass_year() {
        double represented = 0.0;
        double closed = 0.0;
        std::vector<ByClass> next(oldest + 1);
        for (std::size_t age = 0; age <= oldest; ++age) {
            for (std::size_t k = 0; k < size_class_count; ++k) {
                const double kept = firms_[age][k] * survival(k, static_cast<double>(age) + 0.5, 1.0);
                represented += weights_[k] * 0.5 * (firms_[age][k] + kept);
                closed += weights_[k] * (firms_[age][k] - kept);
                next[std::min(age + 1, oldest)][k] += kept;
            }
        }
        const bool balanced = market_.entry == 1;
        const double founded =
            (balanced ? closed : represented * market_.entry_rate) / std::max(entrants_.weight, 1e-300);
        for (std::size_t k = 0; k < size_class_count; ++k) {
            next[0][k] += founded * entrants_.class_shares[k] * (balanced ? 1.0 : survival(k, 0.25, 0.5));
        }
        firms_ = std::move(next);
    }

private:
    using ByClass = std::array<double, size_class_count>;

    [[nodiscard]] double survival(std::size_t size_class, double age, double years) const {
        const double rate = market::exit_rate(market_, static_cast<SizeClass>(size_class), false, age);
        return sim::exponential(-rate * years);
    }

    const market::Parameters& market_;
    ExpansionWeights weights_;
    EntrantMix entrants_;
    std::vector<ByClass> firms_;
};

} // namespace

std::vector<double> expected_firms_by_year(const Parameters& parameters) {
    const double all = population::expected_firms(parameters.population);
    const auto outside = static_cast<double>(parameters.population.outside_firms);
    const double years = parameters.time.calendar().months / 12.0;
    Cohorts cohorts(parameters);
    std::vector<double> counts{all};
    for (double year = 0.0; year < years; year += 1.0) {
        if (parameters.mechanisms[market::about]) {
            cohorts.pass_year();
        }
        counts.push_back(all - outside + cohorts.count());
    }
    return counts;
}

} // namespace actorhood::models
