#include "analysis/crossed_values.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/random.hpp"

namespace actorhood::analysis {

namespace {

/// Seed of the draws; any number does.
constexpr std::uint64_t chance_seed = 0x7a4b1e5;
constexpr sim::Stream deviation_stream{1, "deviations of replicates"};
constexpr sim::Stream scale_stream{2, "their scale"};
/// Least squares with missing runs, by turns; each turn leaves a fixed part of the error.
constexpr int most_turns = 500;
constexpr double small_change = 1e-13;

/// The runs of one set, alternative x replicate.
struct SetRuns {
    std::size_t alternatives;
    std::size_t replicates;
    std::vector<double> values; ///< NaN where there is none

    [[nodiscard]] double at(std::size_t alternative, std::size_t replicate) const {
        return values[alternative * replicates + replicate];
    }
    [[nodiscard]] bool has(std::size_t alternative, std::size_t replicate) const {
        return std::isfinite(at(alternative, replicate));
    }
    [[nodiscard]] std::size_t count(std::size_t alternative) const {
        std::size_t there = 0;
        for (std::size_t r = 0; r < replicates; ++r) {
            there += has(alternative, r) ? 1u : 0u;
        }
        return there;
    }
};

/// Values of the alternatives and effects of the replicates.
struct TwoWay {
    std::vector<double> values;
    std::vector<double> effects; ///< NaN for a replicate without any run
};

/// Mean over the alternatives of what a replicate deviates by.
double effect_of(const SetRuns& runs, const std::vector<double>& values, std::size_t replicate) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t k = 0; k < runs.alternatives; ++k) {
        if (runs.has(k, replicate)) {
            sum += runs.at(k, replicate) - values[k];
            count += 1.0;
        }
    }
    return sum / count;
}

/// Means over the replicates without their effects.
void find_values(const SetRuns& runs, TwoWay& fit) {
    for (std::size_t k = 0; k < runs.alternatives; ++k) {
        double origin = 0.0; // sums are taken of small numbers
        double sum = 0.0;
        double count = 0.0;
        for (std::size_t r = 0; r < runs.replicates; ++r) {
            if (runs.has(k, r)) {
                origin = count == 0.0 ? runs.at(k, r) : origin;
                sum += runs.at(k, r) - origin - fit.effects[r];
                count += 1.0;
            }
        }
        fit.values[k] = origin + sum / count;
    }
}

/// Takes the mean effect out of the effects; the largest change against those before.
double centre(std::vector<double>& effects, const std::vector<double>& before) {
    double sum = 0.0;
    double count = 0.0;
    for (const double effect : effects) {
        if (std::isfinite(effect)) {
            sum += effect;
            count += 1.0;
        }
    }
    double change = 0.0;
    for (std::size_t r = 0; r < effects.size(); ++r) {
        effects[r] -= sum / count;
        change = std::isfinite(effects[r]) ? std::max(change, std::abs(effects[r] - before[r])) : change;
    }
    return change;
}

TwoWay least_squares(const SetRuns& runs, bool is_complete) {
    TwoWay fit{std::vector<double>(runs.alternatives), std::vector<double>(runs.replicates, 0.0)};
    find_values(runs, fit);
    for (int turn = 0; turn < most_turns; ++turn) {
        const std::vector<double> before = fit.effects;
        double largest = 0.0;
        for (std::size_t r = 0; r < runs.replicates; ++r) {
            fit.effects[r] = effect_of(runs, fit.values, r);
            largest = std::isfinite(fit.effects[r]) ? std::max(largest, std::abs(fit.effects[r])) : largest;
        }
        const double change = centre(fit.effects, before);
        if (is_complete) {
            break; // the means were right at once
        }
        find_values(runs, fit);
        if (!(change > small_change * largest)) {
            break;
        }
    }
    return fit;
}

SetRuns runs_of(const RunTable& runs, const Crossing& crossing, std::size_t set) {
    SetRuns made{crossing.alternatives, runs.replicates, {}};
    for (std::size_t k = 0; k < crossing.alternatives; ++k) {
        const std::span<const double> row = runs.row(crossing.point(k, set));
        made.values.insert(made.values.end(), row.begin(), row.end());
    }
    return made;
}

/// Adds the values of a set and how chance moves them.
void add_set(CrossedValues& made, const SetRuns& runs, bool is_complete) {
    const bool common = made.common_random_numbers;
    TwoWay fit{std::vector<double>(runs.alternatives), std::vector<double>(runs.replicates, 0.0)};
    if (common) {
        fit = least_squares(runs, is_complete);
    } else {
        find_values(runs, fit);
    }
    double rows = 0.0; // replicates of which anything is there
    for (const double effect : fit.effects) {
        rows += std::isfinite(effect) ? 1.0 : 0.0;
    }
    made.values.insert(made.values.end(), fit.values.begin(), fit.values.end());
    for (std::size_t k = 0; k < runs.alternatives; ++k) {
        const auto n = static_cast<double>(runs.count(k));
        const double divisor = runs.replicates > 1 ? std::sqrt(n * (n - 1.0)) : 1.0;
        const double effect_divisor = runs.replicates > 1 ? std::sqrt(rows * (rows - 1.0)) : 1.0;
        for (std::size_t r = 0; r < runs.replicates; ++r) {
            const double effect = std::isfinite(fit.effects[r]) ? fit.effects[r] : 0.0;
            const double rest = runs.has(k, r) ? runs.at(k, r) - fit.values[k] - effect : 0.0;
            made.deviations.push_back(runs.replicates > 1 ? effect / effect_divisor + rest / divisor : 0.0);
        }
    }
}

/// A standard normal draw; of a value among others and of one of its replicates.
double normal(std::uint32_t resample, const sim::Stream& stream, std::size_t id) {
    return sim::Random(chance_seed, resample).fixed(stream).normal(id);
}

/// The root of degrees over a draw of chi squared: it turns normal draws into those of Student's t.
double student_scale(std::uint32_t resample, std::size_t first, std::size_t degrees) {
    double squares = 0.0;
    for (std::size_t k = 0; k < degrees; ++k) {
        const double draw = normal(resample, scale_stream, first + k);
        squares += draw * draw;
    }
    return std::sqrt(static_cast<double>(degrees) / squares);
}

} // namespace

double CrossedValues::standard_error(std::size_t position, std::size_t alternative) const {
    double squares = 0.0;
    for (const double value : deviation(position, alternative)) {
        squares += value * value;
    }
    return std::sqrt(squares);
}

CrossedValues crossed_values(const RunTable& runs, const Crossing& crossing, const std::vector<bool>& finished) {
    CrossedValues made;
    made.alternatives = crossing.alternatives;
    made.replicates = runs.replicates;
    made.common_random_numbers = runs.common_random_numbers;
    const std::size_t least = std::min<std::size_t>(2, runs.replicates);
    for (std::size_t set = 0; set < crossing.sets; ++set) {
        const SetRuns own = runs_of(runs, crossing, set);
        std::size_t there = 0;
        bool enough_finished = true;
        bool enough_defined = true;
        for (std::size_t k = 0; k < crossing.alternatives; ++k) {
            const auto first =
                finished.begin() + static_cast<std::ptrdiff_t>(crossing.point(k, set) * runs.replicates);
            const auto ended = std::count(first, first + static_cast<std::ptrdiff_t>(runs.replicates), true);
            enough_finished = enough_finished && static_cast<std::size_t>(ended) >= least;
            enough_defined = enough_defined && own.count(k) >= least;
            there += own.count(k);
        }
        if (!enough_defined) {
            ++(enough_finished ? made.not_defined : made.not_finished);
            continue;
        }
        made.sets.push_back(set);
        made.runs_left_out += own.values.size() - there;
        add_set(made, own, there == own.values.size());
    }
    return made;
}

void draw_values(const CrossedValues& crossed, std::uint32_t resample, std::span<double> drawn) {
    const std::size_t replicates = crossed.replicates;
    std::vector<double> moves(replicates);
    const auto draw_moves = [&](std::size_t value) {
        const double scale = student_scale(resample, value * replicates, replicates - 1);
        for (std::size_t r = 0; r < replicates; ++r) {
            moves[r] = scale * normal(resample, deviation_stream, value * replicates + r);
        }
    };
    std::copy(crossed.values.begin(), crossed.values.end(), drawn.begin());
    if (replicates < 2) {
        return;
    }
    if (crossed.common_random_numbers) {
        draw_moves(0);
    }
    for (std::size_t value = 0; value < drawn.size(); ++value) {
        if (!crossed.common_random_numbers) {
            draw_moves(value);
        }
        for (std::size_t r = 0; r < replicates; ++r) {
            drawn[value] += moves[r] * crossed.deviations[value * replicates + r];
        }
    }
}

} // namespace actorhood::analysis
