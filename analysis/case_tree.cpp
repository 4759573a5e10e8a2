#include "analysis/case_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/special_numbers.hpp"
#include "analysis/statistics.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::analysis {

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

/// Sum of squared deviations of the interest from its mean.
double deviance(const Cases& cases, const std::vector<std::size_t>& members) {
    double sum = 0.0;
    for (const std::size_t one : members) {
        sum += cases.interest[one];
    }
    const double centre = sum / static_cast<double>(members.size());
    double squares = 0.0;
    for (const std::size_t one : members) {
        squares += (cases.interest[one] - centre) * (cases.interest[one] - centre);
    }
    return squares;
}

/// Grows a tree from some of the cases.
class Growing {
public:
    Growing(const Cases& cases, const TreeRequest& request, std::size_t least)
        : cases_(cases), request_(request), least_(least) {}

    std::vector<TreeNode> grow(const std::vector<std::size_t>& members) {
        add(members, 0);
        return std::move(nodes_);
    }
    /// Sum of squared deviations in each node.
    [[nodiscard]] const std::vector<double>& deviances() const { return deviances_; }

private:
    std::size_t add(const std::vector<std::size_t>& members, std::size_t depth) {
        const std::size_t number = nodes_.size();
        TreeNode node;
        node.cases = members.size();
        for (const std::size_t one : members) {
            node.interest += cases_.interest[one];
        }
        nodes_.push_back(node);
        deviances_.push_back(deviance(cases_, members));
        if (depth < request_.deepest && members.size() >= 2 * least_) {
            ask(number, members, depth);
        }
        return number;
    }

    /// Asks the best question, if one leaves enough on both sides.
    void ask(std::size_t number, const std::vector<std::size_t>& members, std::size_t depth) {
        const Cases own = cases_.only(members);
        std::vector<SplitVariable> variables;
        for (const CaseInput& input : own.inputs) {
            variables.push_back({input.values, !input.options.empty()});
        }
        const std::vector<Split> splits = best_splits(variables, own.interest, {.least = least_, .permutations = 0});
        std::size_t best = splits.size();
        for (std::size_t k = 0; k < splits.size(); ++k) {
            const double found = best < splits.size() ? splits[best].explained : 0.0;
            if (splits[k].exists && splits[k].explained > found + rounding) {
                best = k;
            }
        }
        if (best == splits.size()) {
            return;
        }
        std::vector<std::size_t> low;
        std::vector<std::size_t> high;
        for (std::size_t k = 0; k < members.size(); ++k) {
            (splits[best].is_low(variables[best], k) ? low : high).push_back(members[k]);
        }
        nodes_[number].input = best;
        nodes_[number].split = splits[best];
        const std::size_t low_node = add(low, depth + 1);
        const std::size_t high_node = add(high, depth + 1);
        nodes_[number].low = low_node;
        nodes_[number].high = high_node;
    }

    const Cases& cases_;
    const TreeRequest& request_;
    std::size_t least_;
    std::vector<TreeNode> nodes_;
    std::vector<double> deviances_;
};

/// A tree with what pruning needs: at which price of a leaf each node becomes one.
struct PricedTree {
    std::vector<TreeNode> nodes;
    std::vector<double> prices; ///< the node is a leaf from this price on; endless for a grown leaf
};

struct Below {
    double deviance = 0.0;
    std::size_t leaves = 0;
};

/// Deviance and number of the leaves below a node, as pruned so far.
Below below(const std::vector<TreeNode>& nodes, const std::vector<double>& deviances, const std::vector<bool>& is_cut,
            std::size_t number) {
    if (nodes[number].is_leaf() || is_cut[number]) {
        return {deviances[number], 1};
    }
    const Below low = below(nodes, deviances, is_cut, nodes[number].low);
    const Below high = below(nodes, deviances, is_cut, nodes[number].high);
    return {low.deviance + high.deviance, low.leaves + high.leaves};
}

/// Nodes that are reached, with questions.
void collect_questions(const std::vector<TreeNode>& nodes, const std::vector<bool>& is_cut, std::size_t number,
                       std::vector<std::size_t>& found) {
    if (!nodes[number].is_leaf() && !is_cut[number]) {
        found.push_back(number);
        collect_questions(nodes, is_cut, nodes[number].low, found);
        collect_questions(nodes, is_cut, nodes[number].high, found);
    }
}

/// Cuts the weakest link again and again, until the root is left.
PricedTree priced(std::vector<TreeNode> nodes, const std::vector<double>& deviances) {
    PricedTree tree{std::move(nodes), std::vector<double>(deviances.size(), endless)};
    std::vector<bool> is_cut(deviances.size(), false);
    double paid = 0.0;
    for (;;) {
        std::vector<std::size_t> questions;
        collect_questions(tree.nodes, is_cut, 0, questions);
        if (questions.empty()) {
            return tree;
        }
        std::size_t weakest = questions[0];
        double least = endless;
        for (const std::size_t number : questions) {
            const Below under = below(tree.nodes, deviances, is_cut, number);
            const double price = (deviances[number] - under.deviance) / static_cast<double>(under.leaves - 1);
            if (price < least - rounding) {
                least = price;
                weakest = number;
            }
        }
        paid = std::max(paid, least);
        tree.prices[weakest] = paid;
        is_cut[weakest] = true;
    }
}

PricedTree grown(const Cases& cases, const std::vector<std::size_t>& members, const TreeRequest& request,
                 std::size_t least) {
    Growing growing(cases, request, least);
    std::vector<TreeNode> nodes = growing.grow(members);
    return priced(std::move(nodes), growing.deviances());
}

/// What the tree, pruned at a price, expects of a case.
double expected(const PricedTree& tree, double price, const Cases& cases, std::size_t one) {
    std::size_t number = 0;
    while (!tree.nodes[number].is_leaf() && price < tree.prices[number]) {
        const TreeNode& node = tree.nodes[number];
        const CaseInput& input = cases.inputs[node.input];
        const SplitVariable variable{{input.values[one]}, !input.options.empty()};
        number = node.split.is_low(variable, 0) ? node.low : node.high;
    }
    return tree.nodes[number].density();
}

/// Prices between those at which the tree changes, ending with one at which only the root is left.
std::vector<double> trial_prices(const PricedTree& tree) {
    std::vector<double> changes{0.0};
    for (const double price : tree.prices) {
        if (price < endless) {
            changes.push_back(price);
        }
    }
    std::sort(changes.begin(), changes.end());
    changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
    std::vector<double> trials;
    for (std::size_t k = 0; k + 1 < changes.size(); ++k) {
        trials.push_back(std::sqrt(changes[k] * changes[k + 1]));
    }
    trials.push_back(endless);
    return trials;
}

/// Squared errors of each case at each price, by trees that did not see it.
std::vector<std::vector<double>> errors_outside(const Cases& cases, const TreeRequest& request, std::size_t least,
                                                const std::vector<double>& prices) {
    std::vector<std::size_t> order(cases.count());
    permute(0, order);
    std::vector<std::vector<double>> errors(prices.size(), std::vector<double>(cases.count()));
    sim::parallel_for(request.parts, [&](std::size_t part) {
        std::vector<std::size_t> seen;
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (k % request.parts != part) {
                seen.push_back(order[k]);
            }
        }
        const PricedTree tree = grown(cases, seen, request, least);
        for (std::size_t k = part; k < order.size(); k += request.parts) {
            for (std::size_t p = 0; p < prices.size(); ++p) {
                const double error = cases.interest[order[k]] - expected(tree, prices[p], cases, order[k]);
                errors[p][order[k]] = error * error;
            }
        }
    });
    return errors;
}

/// The nodes that are left at a price, numbered anew.
std::size_t copy_pruned(const PricedTree& tree, double price, std::size_t number, std::vector<TreeNode>& nodes) {
    const std::size_t made = nodes.size();
    nodes.push_back(tree.nodes[number]);
    if (tree.nodes[number].is_leaf() || price >= tree.prices[number]) {
        nodes[made].low = nodes[made].high = 0;
        return made;
    }
    const std::size_t low = copy_pruned(tree, price, tree.nodes[number].low, nodes);
    const std::size_t high = copy_pruned(tree, price, tree.nodes[number].high, nodes);
    nodes[made].low = low;
    nodes[made].high = high;
    return made;
}

} // namespace

std::size_t CaseTree::leaves() const {
    return static_cast<std::size_t>(
        std::count_if(nodes.begin(), nodes.end(), [](const TreeNode& node) { return node.is_leaf(); }));
}

CaseTree case_tree(const Cases& cases, const TreeRequest& request) {
    constexpr std::size_t fewest_in_leaf = 5;
    const auto share = static_cast<std::size_t>(std::ceil(request.least_leaf * static_cast<double>(cases.count())));
    const std::size_t least = std::max(fewest_in_leaf, share);
    std::vector<std::size_t> all(cases.count());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const PricedTree tree = grown(cases, all, request, least);
    const std::vector<double> prices = trial_prices(tree);
    const std::vector<std::vector<double>> errors = errors_outside(cases, request, least, prices);
    std::size_t best = 0;
    for (std::size_t p = 1; p < prices.size(); ++p) {
        best = mean(errors[p]) < mean(errors[best]) ? p : best;
    }
    const double allowed =
        mean(errors[best]) + standard_deviation(errors[best]) / std::sqrt(static_cast<double>(cases.count()));
    std::size_t chosen = best;
    for (std::size_t p = best; p < prices.size(); ++p) {
        chosen = mean(errors[p]) <= allowed ? p : chosen;
    }
    CaseTree made;
    copy_pruned(tree, prices[chosen], 0, made.nodes);
    made.explained = 1.0 - mean(errors[chosen]) / (deviance(cases, all) / static_cast<double>(cases.count()));
    return made;
}

} // namespace actorhood::analysis
