#include "analysis/report/cost.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "analysis/intervals.hpp"
#include "analysis/special_numbers.hpp"

namespace actorhood::analysis::report {

namespace {

/// Covariance of the means of two samples of one length; of one sample with itself its squared standard error.
double covariance_of_means(const std::vector<double>& a, const std::vector<double>& b) {
    const double mean_a = mean(a);
    const double mean_b = mean(b);
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += (a[i] - mean_a) * (b[i] - mean_b);
    }
    const auto count = static_cast<double>(a.size());
    return sum / (count - 1.0) / count;
}

} // namespace

UnitCost unit_cost(std::span<const double> money, std::span<const double> units, double level) {
    std::vector<double> m;
    std::vector<double> p;
    for (std::size_t i = 0; i < std::min(money.size(), units.size()); ++i) {
        if (std::isfinite(money[i]) && std::isfinite(units[i])) {
            m.push_back(money[i]);
            p.push_back(units[i]);
        }
    }
    UnitCost made{m.size(), mean(m), mean(p), undefined, {undefined, undefined}};
    if (m.size() < least_pairs(level)) {
        return made;
    }
    const boost::math::students_t student(static_cast<double>(m.size() - 1));
    const double t = boost::math::quantile(student, 0.5 + 0.5 * level);
    const double v_mm = covariance_of_means(m, m);
    const double v_mp = covariance_of_means(m, p);
    const double v_pp = covariance_of_means(p, p);
    const double g = t * t * v_pp / (made.units * made.units);
    if (!(g < 1.0)) {
        return made;
    }
    made.cost = made.money / made.units;
    const double r = made.cost;
    const double shared = v_pp > 0.0 ? v_mp / v_pp : 0.0;
    const double inner = v_mm - 2.0 * r * v_mp + r * r * v_pp - g * (v_mm - shared * v_mp);
    const double half = t / std::abs(made.units) * std::sqrt(std::max(inner, 0.0));
    const double centre = r - g * shared;
    made.interval = {(centre - half) / (1.0 - g), (centre + half) / (1.0 - g)};
    return made;
}

} // namespace actorhood::analysis::report
