#include "analysis/best_split.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "analysis/statistics.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"

namespace actorhood::analysis {

namespace {

/// Key of the permutations; any number does.
constexpr std::array<std::uint32_t, 2> permutation_key{0x9e1u, 0x5b117u};
/// Sums that differ by less are equal: permutations add in other orders.
constexpr double rounding_of_sums = 1e-9;

/// A variable, prepared for targets in any order.
class Splitter {
public:
    Splitter(const SplitVariable& variable, std::size_t least) : variable_(variable), least_(least) {
        order_.resize(variable.values.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return variable.values[a] < variable.values[b]; });
        groups_ =
            variable.values.empty() ? 0 : static_cast<std::size_t>(variable.values[order_.back()]) + std::size_t{1};
    }

    /// A cut: after so many members in order, or options in the order of their means.
    struct Cut {
        double between = -1.0; ///< sum of squares between the sides; below 0 = none
        std::size_t after = 0;
        std::vector<std::size_t> low_options{};
    };
    /// The best cut for a target with mean 0.
    [[nodiscard]] Cut cut(std::span<const double> target) const {
        return variable_.is_option ? cut_options(target) : cut_numbers(target);
    }
    [[nodiscard]] std::size_t ordered(std::size_t k) const { return order_[k]; }

private:
    [[nodiscard]] double between(double sum, std::size_t count) const {
        const auto n = static_cast<double>(count);
        return sum * sum * (1.0 / n + 1.0 / (static_cast<double>(order_.size()) - n));
    }
    [[nodiscard]] bool enough(std::size_t count) const {
        return count >= least_ && order_.size() - count >= least_ && count < order_.size();
    }

    [[nodiscard]] Cut cut_numbers(std::span<const double> target) const {
        Cut best;
        double sum = 0.0;
        for (std::size_t k = 1; k < order_.size(); ++k) {
            sum += target[order_[k - 1]];
            if (enough(k) && variable_.values[order_[k - 1]] < variable_.values[order_[k]] &&
                between(sum, k) > best.between) {
                best.between = between(sum, k);
                best.after = k;
            }
        }
        return best;
    }

    [[nodiscard]] Cut cut_options(std::span<const double> target) const {
        std::vector<double> sums(groups_, 0.0);
        std::vector<std::size_t> counts(groups_, 0);
        for (std::size_t member = 0; member < target.size(); ++member) {
            const auto group = static_cast<std::size_t>(variable_.values[member]);
            sums[group] += target[member];
            ++counts[group];
        }
        std::vector<std::size_t> options;
        for (std::size_t group = 0; group < groups_; ++group) {
            if (counts[group] > 0) {
                options.push_back(group);
            }
        }
        const auto mean_of = [&](std::size_t group) { return sums[group] / static_cast<double>(counts[group]); };
        std::stable_sort(options.begin(), options.end(),
                         [&](std::size_t a, std::size_t b) { return mean_of(a) < mean_of(b); });
        Cut best;
        double sum = 0.0;
        std::size_t count = 0;
        for (std::size_t k = 0; k + 1 < options.size(); ++k) {
            sum += sums[options[k]];
            count += counts[options[k]];
            if (enough(count) && between(sum, count) > best.between) {
                best.between = between(sum, count);
                best.low_options.assign(options.begin(), options.begin() + static_cast<std::ptrdiff_t>(k) + 1);
            }
        }
        return best;
    }

    const SplitVariable& variable_;
    std::size_t least_;
    std::vector<std::size_t> order_;
    std::size_t groups_;
};

/// Means and numbers of the two sides.
void describe_sides(const SplitVariable& variable, std::span<const double> target, Split& split) {
    for (std::size_t member = 0; member < target.size(); ++member) {
        const bool low = split.is_low(variable, member);
        (low ? split.low_mean : split.high_mean) += target[member];
        ++(low ? split.low_count : split.high_count);
    }
    split.low_mean /= static_cast<double>(split.low_count);
    split.high_mean /= static_cast<double>(split.high_count);
}

/// A number between two that lies nearer to neither, unless rounding_of_sums leaves nothing between.
double between_two(double low, double high) {
    const double middle = std::midpoint(low, high);
    return middle > low ? middle : high;
}

std::vector<double> without_mean(std::span<const double> target) {
    const double centre = mean(target);
    std::vector<double> centred;
    for (const double value : target) {
        centred.push_back(value - centre);
    }
    return centred;
}

/// How often permutations split as well as the target does: of each variable, and of the best of them.
struct Exceeded {
    std::vector<std::uint32_t> own;
    std::vector<std::uint32_t> family;
};

Exceeded count_exceeded(const std::vector<Splitter>& splitters, const std::vector<Splitter::Cut>& cuts,
                        const std::vector<double>& target, double total, std::uint32_t permutations) {
    std::vector<std::vector<double>> found(permutations);
    sim::parallel_for(permutations, [&](std::size_t p) {
        std::vector<std::size_t> order(target.size());
        permute(static_cast<std::uint32_t>(p), order);
        std::vector<double> permuted(target.size());
        for (std::size_t k = 0; k < target.size(); ++k) {
            permuted[k] = target[order[k]];
        }
        for (const Splitter& splitter : splitters) {
            found[p].push_back(splitter.cut(permuted).between);
        }
    });
    Exceeded exceeded{std::vector<std::uint32_t>(cuts.size(), 0), std::vector<std::uint32_t>(cuts.size(), 0)};
    for (const std::vector<double>& between : found) {
        const double largest = *std::max_element(between.begin(), between.end());
        for (std::size_t k = 0; k < cuts.size(); ++k) {
            const double limit = cuts[k].between - rounding_of_sums * total;
            exceeded.own[k] += between[k] >= limit ? 1u : 0u;
            exceeded.family[k] += largest >= limit ? 1u : 0u;
        }
    }
    return exceeded;
}

} // namespace

bool Split::is_low(const SplitVariable& variable, std::size_t member) const {
    return variable.is_option
               ? std::find(low.begin(), low.end(), static_cast<std::size_t>(variable.values[member])) != low.end()
               : variable.values[member] < threshold;
}

void permute(std::uint32_t permutation, std::span<std::size_t> order) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t k = order.size(); k > 1; --k) { // Fisher and Yates, from the end
        const std::array<std::uint32_t, 4> words =
            sim::philox4x32_10({static_cast<std::uint32_t>(k), permutation, 0, 0}, permutation_key);
        std::swap(order[k - 1], order[static_cast<std::size_t>(std::uint64_t{words[0]} * k >> 32)]);
    }
}

std::vector<Split> best_splits(std::span<const SplitVariable> variables, std::span<const double> target,
                               const SplitRequest& request) {
    std::vector<Split> splits(variables.size());
    const std::vector<double> centred = without_mean(target);
    const double total = std::inner_product(centred.begin(), centred.end(), centred.begin(), 0.0);
    if (variables.empty() || !(total > rounding_of_sums * static_cast<double>(target.size()) * rounding_of_sums)) {
        return splits;
    }
    std::vector<Splitter> splitters;
    std::vector<Splitter::Cut> cuts;
    for (const SplitVariable& variable : variables) {
        splitters.emplace_back(variable, std::max<std::size_t>(1, request.least));
        cuts.push_back(splitters.back().cut(centred));
    }
    const Exceeded exceeded = count_exceeded(splitters, cuts, centred, total, request.permutations);
    for (std::size_t k = 0; k < variables.size(); ++k) {
        Split& split = splits[k];
        split.exists = cuts[k].between >= 0.0;
        if (!split.exists) {
            continue;
        }
        split.low = cuts[k].low_options;
        if (!variables[k].is_option) {
            split.threshold = between_two(variables[k].values[splitters[k].ordered(cuts[k].after - 1)],
                                          variables[k].values[splitters[k].ordered(cuts[k].after)]);
        }
        describe_sides(variables[k], target, split);
        split.explained = cuts[k].between / total;
        const double tries = request.permutations + 1.0;
        split.p_value = (exceeded.own[k] + 1.0) / tries;
        split.family_p_value = (exceeded.family[k] + 1.0) / tries;
    }
    return splits;
}

} // namespace actorhood::analysis
