#include "analysis/prim.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <boost/math/special_functions/beta.hpp>

#include "analysis/best_split.hpp"
#include "analysis/special_numbers.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::analysis {

namespace {

/// Densities that differ by less are equal: sums are added in other orders.

/// A number between two, nearer to neither.
double between(double low, double high) {
    const double middle = std::midpoint(low, high);
    return middle > low ? middle : high;
}

/// Equal ends are told apart by ends up to so many times as thick.
constexpr std::size_t most_thicker = 8;

/// An end of one input that can be cut off or put back.
struct End {
    std::size_t input = 0;
    bool is_low = false;
    std::size_t option = 0;
    double limit = 0.0; ///< after it is cut off or put back
    BoxCount ends{};    ///< what is lost, or won
    double score = -std::numeric_limits<double>::infinity();
};

void cut_off(Box& box, const Cases& cases, const End& end) {
    BoxLimit& limit = box[end.input];
    if (!cases.inputs[end.input].options.empty()) {
        limit.left_out.resize(cases.inputs[end.input].options.size(), false);
        limit.left_out[end.option] = true;
    } else {
        (end.is_low ? limit.low : limit.high) = end.limit;
    }
}

/// How many cases make an end.
std::size_t end_size(double share, std::size_t cases) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(share * static_cast<double>(cases))));
}

using Orders = std::vector<std::vector<std::size_t>>;

/// The cases in the order of each input.
Orders orders_of(const Cases& cases) {
    Orders orders;
    for (const CaseInput& input : cases.inputs) {
        std::vector<std::size_t>& order = orders.emplace_back(cases.count());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return input.values[a] < input.values[b]; });
    }
    return orders;
}

/// Peels: the cases that are left, and for each input their order.
class Peeling {
public:
    /// `orders` are the cases by each input.
    Peeling(const Cases& cases, std::span<const double> interest, const PrimRequest& request, Orders orders)
        : cases_(cases),
          interest_(interest),
          request_(request),
          inside_(interest.size(), true),
          orders_(std::move(orders)) {
        count_.cases = interest.size();
        count_.interest = std::accumulate(interest.begin(), interest.end(), 0.0);
        least_ = end_size(request.least_mass, interest.size());
        box_.resize(cases.inputs.size());
    }

    [[nodiscard]] const BoxCount& count() const { return count_; }
    [[nodiscard]] const Box& box() const { return box_; }

    /// Cuts off the best end; false if none can be.
    bool step() {
        if (count_.interest >= static_cast<double>(count_.cases) * (1.0 - rounding)) {
            return false;
        }
        std::vector<End> ends = candidates();
        if (ends.empty()) {
            return false;
        }
        keep_best(ends);
        for (std::size_t thicker = 2; ends.size() > 1 && thicker <= most_thicker; thicker *= 2) {
            keep_best_when_thicker(ends, thicker);
        }
        cut_off(box_, cases_, ends.front());
        remove(ends.front());
        return true;
    }

private:
    /// All ends that can be cut off.
    [[nodiscard]] std::vector<End> candidates() const {
        std::vector<End> ends;
        for (std::size_t input = 0; input < orders_.size(); ++input) {
            if (cases_.inputs[input].options.empty()) {
                ends.push_back(end_of(input, true, 1));
                ends.push_back(end_of(input, false, 1));
            } else {
                add_options(input, ends);
            }
        }
        for (End& end : ends) {
            end.score = score_of(end);
        }
        std::erase_if(ends, [](const End& end) { return std::isinf(end.score); });
        return ends;
    }

    /// Gain of density per case that is lost; endless loss where too few would be left.
    [[nodiscard]] double score_of(const End& end) const {
        if (end.ends.cases >= count_.cases || count_.cases - end.ends.cases < least_) {
            return -std::numeric_limits<double>::infinity();
        }
        const double density =
            (count_.interest - end.ends.interest) / static_cast<double>(count_.cases - end.ends.cases);
        return (density - count_.density()) / static_cast<double>(end.ends.cases);
    }

    static void keep_best(std::vector<End>& ends) {
        double best = -std::numeric_limits<double>::infinity();
        for (const End& end : ends) {
            best = std::max(best, end.score);
        }
        std::erase_if(ends, [&](const End& end) { return !(end.score >= best - rounding); });
    }

    /// Of equal ends those that would be best if they were thicker, unless none can be.
    void keep_best_when_thicker(std::vector<End>& ends, std::size_t thicker) const {
        std::vector<End> tried = ends;
        double best = -std::numeric_limits<double>::infinity();
        for (End& end : tried) {
            if (cases_.inputs[end.input].options.empty()) {
                end.score = score_of(end_of(end.input, end.is_low, thicker));
            }
            best = std::max(best, end.score);
        }
        std::vector<End> kept;
        for (std::size_t k = 0; k < ends.size() && !std::isinf(best); ++k) {
            if (tried[k].score >= best - rounding) {
                kept.push_back(ends[k]);
            }
        }
        ends = kept.empty() ? ends : kept;
    }

    /// The thin end of an input among the cases that are left.
    [[nodiscard]] End end_of(std::size_t input, bool is_low, std::size_t thicker) const {
        const std::vector<std::size_t>& order = orders_[input];
        const std::vector<double>& values = cases_.inputs[input].values;
        const std::size_t size = thicker * end_size(request_.peel, count_.cases);
        End end;
        end.input = input;
        end.is_low = is_low;
        double last = 0.0;
        for (std::size_t k = 0; k < order.size(); ++k) {
            const std::size_t one = is_low ? order[k] : order[order.size() - 1 - k];
            if (!inside_[one]) {
                continue;
            }
            if (end.ends.cases >= size && values[one] != last) {
                end.limit = is_low ? between(last, values[one]) : between(values[one], last);
                return end;
            }
            last = values[one];
            ++end.ends.cases;
            end.ends.interest += interest_[one];
        }
        return end; // everything that is left, which cannot be cut off
    }

    void add_options(std::size_t input, std::vector<End>& ends) const {
        std::vector<BoxCount> counts(cases_.inputs[input].options.size());
        for (std::size_t one = 0; one < inside_.size(); ++one) {
            if (inside_[one]) {
                BoxCount& count = counts[static_cast<std::size_t>(cases_.inputs[input].values[one])];
                ++count.cases;
                count.interest += interest_[one];
            }
        }
        for (std::size_t option = 0; option < counts.size(); ++option) {
            if (counts[option].cases > 0) {
                End end;
                end.input = input;
                end.option = option;
                end.ends = counts[option];
                ends.push_back(end);
            }
        }
    }

    void remove(const End& end) {
        const BoxLimit& limit = box_[end.input];
        const std::vector<double>& values = cases_.inputs[end.input].values;
        for (const std::size_t one : orders_.front()) {
            inside_[one] = inside_[one] && limit.contains(values[one]);
        }
        count_.cases -= end.ends.cases;
        count_.interest -= end.ends.interest;
        if (2 * count_.cases < orders_.front().size()) { // walks need not pass what is gone
            for (std::vector<std::size_t>& order : orders_) {
                std::erase_if(order, [&](std::size_t one) { return !inside_[one]; });
            }
        }
    }

    const Cases& cases_;
    std::span<const double> interest_;
    const PrimRequest& request_;
    std::vector<bool> inside_;
    Orders orders_; ///< few cases that are gone are among them
    BoxCount count_;
    std::size_t least_{};
    Box box_;
};

/// The box on the way that is best, and what it holds.
Box peeled_box(const Cases& cases, const PrimRequest& request) {
    const double usual = cases.total_interest() / static_cast<double>(cases.count());
    Peeling peeling(cases, cases.interest, request, orders_of(cases));
    Box best = peeling.box();
    BoxCount held = peeling.count();
    const auto is_better = [&](const BoxCount& count) {
        if (request.density) {
            return held.density() < *request.density && count.density() > held.density();
        }
        return count.excess(usual) > held.excess(usual) + rounding;
    };
    while (peeling.step()) {
        if (is_better(peeling.count())) {
            best = peeling.box();
            held = peeling.count();
        }
    }
    return best;
}

/// The end just outside a limit of the box, inside all its other limits.
End outside_of(const Box& box, const Cases& cases, std::size_t input, bool is_low, std::size_t size) {
    Box open = box;
    (is_low ? open[input].low : open[input].high) =
        is_low ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    const std::vector<double>& values = cases.inputs[input].values;
    std::vector<std::size_t> outside;
    for (std::size_t one = 0; one < cases.count(); ++one) {
        if (contains(open, cases, one) && !box[input].contains(values[one])) {
            outside.push_back(one);
        }
    }
    std::stable_sort(outside.begin(), outside.end(), [&](std::size_t a, std::size_t b) {
        return is_low ? values[a] > values[b] : values[a] < values[b];
    });
    End end;
    end.input = input;
    end.is_low = is_low;
    end.limit = is_low ? open[input].low : open[input].high;
    for (std::size_t k = 0; k < outside.size(); ++k) {
        const double value = values[outside[k]];
        if (end.ends.cases >= size && value != values[outside[k - 1]]) {
            end.limit = is_low ? between(value, values[outside[k - 1]]) : between(values[outside[k - 1]], value);
            break;
        }
        ++end.ends.cases;
        end.ends.interest += cases.interest[outside[k]];
    }
    return end;
}

/// What the box would gain by an option, or an end, that was cut off.
std::vector<End> ends_outside(const Box& box, const Cases& cases, std::size_t size) {
    std::vector<End> ends;
    for (std::size_t input = 0; input < box.size(); ++input) {
        for (const bool is_low : {true, false}) {
            if (is_low ? box[input].has_low() : box[input].has_high()) {
                ends.push_back(outside_of(box, cases, input, is_low, size));
            }
        }
        for (std::size_t option = 0; option < box[input].left_out.size(); ++option) {
            if (box[input].left_out[option]) {
                Box only = box;
                only[input].left_out.assign(box[input].left_out.size(), true);
                only[input].left_out[option] = false;
                End end;
                end.input = input;
                end.option = option;
                end.ends = count_in(only, cases);
                ends.push_back(end);
            }
        }
    }
    return ends;
}

void put_back(Box& box, const Cases& cases, const End& end) {
    if (!cases.inputs[end.input].options.empty()) {
        box[end.input].left_out[end.option] = false;
    } else {
        (end.is_low ? box[end.input].low : box[end.input].high) = end.limit;
    }
}

/// Puts ends back as long as this is better.
void paste(Box& box, const Cases& cases, const PrimRequest& request) {
    const double usual = cases.total_interest() / static_cast<double>(cases.count());
    for (bool changed = true; changed;) {
        const BoxCount held = count_in(box, cases);
        End best;
        for (End end : ends_outside(box, cases, end_size(request.peel, held.cases))) {
            const BoxCount wider{held.cases + end.ends.cases, held.interest + end.ends.interest};
            const bool good = request.density
                                  ? wider.density() >= *request.density && wider.interest > held.interest + rounding
                                  : wider.excess(usual) > held.excess(usual) + rounding;
            end.score = request.density ? wider.interest : wider.excess(usual);
            if (good && (std::isinf(best.score) || end.score > best.score + rounding)) {
                best = end;
            }
        }
        changed = !std::isinf(best.score);
        if (changed) {
            put_back(box, cases, best);
        }
    }
}

/// One limit of a box: an end of numbers, or all options that are left out.
struct LimitPlace {
    std::size_t input;
    bool is_low;
};

void take_off(Box& box, const LimitPlace& place) {
    BoxLimit& limit = box[place.input];
    if (limit.has_options()) {
        limit.left_out.clear();
    } else {
        (place.is_low ? limit.low : limit.high) =
            place.is_low ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    }
}

/// Finds the quasi p-values of all limits; the place of the largest.
std::optional<LimitPlace> find_quasi_p(Box& box, const Cases& cases) {
    const BoxCount held = count_in(box, cases);
    std::optional<LimitPlace> worst;
    double largest = -1.0;
    for (std::size_t input = 0; input < box.size(); ++input) {
        for (const bool is_low : {true, false}) {
            const bool is_there = is_low ? box[input].has_low() || box[input].has_options() : box[input].has_high();
            double& p = is_low ? box[input].low_p : box[input].high_p;
            p = 1.0;
            if (!is_there) {
                continue;
            }
            Box without = box;
            take_off(without, {input, is_low});
            p = quasi_p_value(held.interest, held.cases, count_in(without, cases).density());
            if (p > largest) {
                largest = p;
                worst = LimitPlace{input, is_low};
            }
        }
    }
    return worst;
}

/// Takes off limits that chance may have made.
void prune(Box& box, const Cases& cases, double most) {
    for (std::optional<LimitPlace> worst = find_quasi_p(box, cases); worst; worst = find_quasi_p(box, cases)) {
        const BoxLimit& limit = box[worst->input];
        if ((worst->is_low ? limit.low_p : limit.high_p) <= most) {
            return;
        }
        take_off(box, *worst);
    }
}

/// The farthest beyond chance on the way of peeling.
double highest_excess(const Cases& cases, std::span<const double> interest, const PrimRequest& request,
                      const Orders& orders) {
    const double usual =
        std::accumulate(interest.begin(), interest.end(), 0.0) / static_cast<double>(interest.size());
    Peeling peeling(cases, interest, request, orders);
    double highest = peeling.count().excess(usual);
    while (peeling.step()) {
        highest = std::max(highest, peeling.count().excess(usual));
    }
    return highest;
}

} // namespace

double Cases::total_interest() const { return std::accumulate(interest.begin(), interest.end(), 0.0); }

Cases Cases::only(std::span<const std::size_t> kept) const {
    Cases made;
    for (const CaseInput& input : inputs) {
        made.inputs.push_back({input.name, input.role, {}, input.options});
        for (const std::size_t one : kept) {
            made.inputs.back().values.push_back(input.values[one]);
        }
    }
    for (const std::size_t one : kept) {
        made.interest.push_back(interest[one]);
    }
    return made;
}

bool BoxLimit::contains(double value) const {
    return left_out.empty() ? low <= value && value < high : !left_out[static_cast<std::size_t>(value)];
}

bool BoxLimit::has_options() const { return std::find(left_out.begin(), left_out.end(), true) != left_out.end(); }

bool contains(const Box& box, const Cases& cases, std::size_t one) {
    for (std::size_t input = 0; input < box.size(); ++input) {
        if (!box[input].contains(cases.inputs[input].values[one])) {
            return false;
        }
    }
    return true;
}

BoxCount count_in(const Box& box, const Cases& cases) {
    BoxCount count;
    for (std::size_t one = 0; one < cases.count(); ++one) {
        if (contains(box, cases, one)) {
            ++count.cases;
            count.interest += cases.interest[one];
        }
    }
    return count;
}

std::vector<BoxCount> peeling_trajectory(const Cases& cases, const PrimRequest& request) {
    Peeling peeling(cases, cases.interest, request, orders_of(cases));
    std::vector<BoxCount> counts{peeling.count()};
    while (peeling.step()) {
        counts.push_back(peeling.count());
    }
    return counts;
}

Box find_box(const Cases& cases, const PrimRequest& request) {
    Box box = peeled_box(cases, request);
    paste(box, cases, request);
    prune(box, cases, request.most_quasi_p);
    return box;
}

double box_p_value(const Cases& cases, const PrimRequest& request) {
    const Orders orders = orders_of(cases);
    const double found = highest_excess(cases, cases.interest, request, orders);
    std::vector<char> as_high(request.permutations, 0);
    sim::parallel_for(request.permutations, [&](std::size_t p) {
        std::vector<std::size_t> order(cases.count());
        permute(static_cast<std::uint32_t>(p), order);
        std::vector<double> interest;
        for (const std::size_t one : order) {
            interest.push_back(cases.interest[one]);
        }
        as_high[p] = highest_excess(cases, interest, request, orders) >= found - rounding ? 1 : 0;
    });
    const auto exceeded = std::count(as_high.begin(), as_high.end(), 1);
    return (static_cast<double>(exceeded) + 1.0) / (request.permutations + 1.0);
}

double quasi_p_value(double interest, std::size_t n, double p) {
    const auto count = static_cast<double>(n);
    if (interest <= 0.0 || p >= 1.0) {
        return 1.0;
    }
    return p <= 0.0 ? 0.0 : boost::math::ibeta(interest, count - interest + 1.0, p);
}

} // namespace actorhood::analysis
