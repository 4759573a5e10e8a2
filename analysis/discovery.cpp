#include "analysis/discovery.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

#include <boost/math/distributions/beta.hpp>

#include "analysis/special_numbers.hpp"
#include "analysis/sweep_runs.hpp"
#include "analysis/text.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// A box after the first is kept if its search has at most this p-value.
constexpr double most_p_of_further_boxes = 0.05;
constexpr std::size_t parts_left_out = 5;
/// Fewer points than this say little.
constexpr std::size_t few_cases = 50;
constexpr std::size_t fewest_cases = 10;

/// Interval of a share of which `interest` in n cases was seen [Clopper & Pearson 1934].
Interval share_interval(double interest, std::size_t n, double level) {
    const auto count = static_cast<double>(n);
    const double tail = 0.5 - 0.5 * level;
    const auto beta = [](double a, double b, double p) {
        return boost::math::quantile(boost::math::beta_distribution<double>(a, b), p);
    };
    return {interest > 0.0 ? beta(interest, count - interest + 1.0, tail) : 0.0,
            interest < count ? beta(interest + 1.0, count - interest, 1.0 - tail) : 1.0};
}

BoxCheck check_of(const BoxCount& held, double total, double level) {
    BoxCheck made{held.cases, undefined, undefined, {undefined, undefined}};
    if (held.cases > 0) {
        made.density = held.density();
        made.interval = share_interval(held.interest, held.cases, level);
    }
    if (total > 0.0) {
        made.coverage = held.interest / total;
    }
    return made;
}

std::vector<std::size_t> outside(const Box& box, const Cases& cases) {
    std::vector<std::size_t> kept;
    for (std::size_t one = 0; one < cases.count(); ++one) {
        if (!contains(box, cases, one)) {
            kept.push_back(one);
        }
    }
    return kept;
}

bool is_limited(const Box& box) {
    return std::any_of(box.begin(), box.end(), [](const BoxLimit& limit) { return limit.is_limited(); });
}

/// What boxes found without a fifth of the cases hold of that fifth.
BoxCheck left_out_check(const Cases& cases, const PrimRequest& request, double level) {
    std::vector<std::size_t> order(cases.count());
    permute(1, order);
    BoxCount held;
    for (std::size_t part = 0; part < parts_left_out; ++part) {
        std::vector<std::size_t> seen;
        std::vector<std::size_t> left;
        for (std::size_t k = 0; k < order.size(); ++k) {
            (k % parts_left_out == part ? left : seen).push_back(order[k]);
        }
        const BoxCount own = count_in(find_box(cases.only(seen), request), cases.only(left));
        held.cases += own.cases;
        held.interest += own.interest;
    }
    return check_of(held, cases.total_interest(), level);
}

/// A column of the design as an input; `options` are those of another sweep, so that numbers agree.
CaseInput input_of(const DesignColumn& column, const std::string& role, const std::vector<std::size_t>& points,
                   std::vector<std::string> options) {
    CaseInput made{column.name, role, {}, std::move(options)};
    if (!column.is_text) {
        made.values = column_numbers(column, points);
        return made;
    }
    for (const std::size_t point : points) {
        const auto found = std::find(made.options.begin(), made.options.end(), column.values[point]);
        made.values.push_back(static_cast<double>(found - made.options.begin()));
        if (found == made.options.end()) {
            made.options.push_back(column.values[point]);
        }
    }
    return made;
}

bool varies(const CaseInput& input) {
    return std::any_of(input.values.begin(), input.values.end(),
                       [&](double value) { return value != input.values[0]; });
}

/// Runs of interest at each point.
struct PointInterest {
    std::vector<std::size_t> points;
    std::vector<double> interest;
    std::size_t not_finished = 0;
    std::size_t not_defined = 0;
    std::size_t runs_left_out = 0;
    std::string when;
};

/// Reads a sweep for a condition.
class InterestReader {
public:
    InterestReader(const std::shared_ptr<const ResultFile>& file, const DiscoveryRequest& request,
                   std::vector<std::string>& notices)
        : request_(request), sweep_{all_runs(file)}, finished_(file->finished_runs()) {
        const Times times = choose_times(sweep_, request.selection, notices);
        made_.when = times.text;
        Selection selection = request.selection;
        selection.variables = request.where.outputs();
        const std::vector<std::string> names = choose_variables(sweep_, selection, notices);
        for (const Line& line : choose_lines(sweep_, names, selection, notices)) {
            tables_.emplace(line.variable, read_runs(sweep_[0], line, times.positions[0], selection.over));
        }
    }

    PointInterest read() {
        const RunTable& first = tables_.begin()->second;
        for (std::size_t point = 0; point < first.points; ++point) {
            add(point, first.replicates);
        }
        return std::move(made_);
    }

private:
    void add(std::size_t point, std::size_t replicates) {
        std::size_t there = 0;
        std::size_t ended = 0;
        std::size_t of_interest = 0;
        for (std::size_t r = 0; r < replicates; ++r) {
            ended += finished_[point * replicates + r] ? 1u : 0u;
            const std::optional<bool> holds =
                request_.where.holds([&](const std::string& output) { return tables_.at(output).row(point)[r]; });
            there += holds ? 1u : 0u;
            of_interest += holds.value_or(false) ? 1u : 0u;
        }
        if (there == 0) {
            ++(ended == 0 ? made_.not_finished : made_.not_defined);
            return;
        }
        made_.runs_left_out += replicates - there;
        made_.points.push_back(point);
        made_.interest.push_back(static_cast<double>(of_interest) / static_cast<double>(there));
    }

    const DiscoveryRequest& request_;
    std::vector<Result> sweep_;
    std::vector<bool> finished_;
    std::map<std::string, RunTable> tables_;
    PointInterest made_;
};

/// The search while it is made.
class Discoverer {
public:
    Discoverer(const std::shared_ptr<const ResultFile>& file, const DiscoveryRequest& request)
        : file_(file), request_(request) {
        made_.path = file->path().string();
        made_.title = file->title();
        made_.design = file->attribute("design");
        made_.where = request.where.text();
        made_.all_points = file->points();
        made_.replicates = file->replicates().size();
        made_.density_asked = request.prim.density;
        made_.notices = unfinished_notices(*file);
        made_.factors = design_factors(file->design_columns());
    }

    Discovery answer() {
        read_cases();
        check_cases();
        made_.boxes = find_boxes(made_.cases, request_.prim, request_.most_boxes, request_.selection.level);
        made_.tree = case_tree(made_.cases, {});
        if (request_.check) {
            check_boxes(*request_.check);
        }
        add_notices();
        return std::move(made_);
    }

private:
    void read_cases() {
        PointInterest found = InterestReader(file_, request_, made_.notices).read();
        made_.when = found.when;
        made_.not_finished = found.not_finished;
        made_.not_defined = found.not_defined;
        made_.runs_left_out = found.runs_left_out;
        made_.points = found.points;
        made_.cases.interest = std::move(found.interest);
        if (made_.points.empty()) {
            const bool failed = made_.not_finished > 0;
            throw Error(failed ? ExitCode::incomplete : ExitCode::usage,
                        failed ? "all runs of the sweep failed or are missing; see actorhood status"
                               : "'" + made_.where + "' is not defined in any run");
        }
        const std::size_t count = made_.points.size();
        if (count < fewest_cases) {
            throw Error(ExitCode::usage, "the sweep has " + std::to_string(count) +
                                             (count == 1 ? " point" : " points") + " with a result; at least " +
                                             std::to_string(fewest_cases) + " are needed, some hundreds wanted");
        }
        std::vector<std::string> known;
        for (const DesignFactor& factor : made_.factors) {
            for (const DesignColumn& column : factor.columns) {
                CaseInput input = input_of(column, factor.role, made_.points, {});
                if (varies(input)) {
                    known.push_back(input.name);
                    if (is_asked(factor.name, column.name)) {
                        made_.cases.inputs.push_back(std::move(input));
                    }
                }
            }
        }
        refuse_unknown_axes(known);
    }

    [[nodiscard]] bool is_asked(const std::string& factor, const std::string& column) const {
        const std::vector<std::string>& asked = request_.axes;
        return asked.empty() || std::find(asked.begin(), asked.end(), factor) != asked.end() ||
               std::find(asked.begin(), asked.end(), column) != asked.end();
    }

    void refuse_unknown_axes(const std::vector<std::string>& known) const {
        std::vector<std::string> names = known;
        for (const DesignFactor& factor : made_.factors) {
            names.push_back(factor.name);
        }
        for (const std::string& axis : request_.axes) {
            if (std::find(names.begin(), names.end(), axis) == names.end()) {
                const auto meant = sim::closest_word(axis, names);
                throw Error(ExitCode::usage,
                            "--axes: the sweep has no axis '" + axis + "'" +
                                (meant ? ", did you mean '" + *meant + "'?" : "; there is: " + listed(known, 20)));
            }
        }
        if (known.empty()) {
            throw Error(ExitCode::usage, "no parameter varies between the points of the sweep");
        }
        if (made_.cases.inputs.empty()) {
            throw Error(ExitCode::usage,
                        "--axes: none of the axes named varies; those that do: " + listed(known, 20));
        }
    }

    void check_cases() const {
        const double total = made_.cases.total_interest();
        if (!(total > 0.0) || !(total < static_cast<double>(made_.cases.count()))) {
            throw Error(ExitCode::usage, "'" + made_.where + "' holds in " + (total > 0.0 ? "every" : "no") +
                                             " run: there is nothing to discover; choose another limit");
        }
    }

    /// Tries the boxes on another sweep, whose points know the same inputs.
    void check_boxes(const std::filesystem::path& path) {
        const std::shared_ptr<const ResultFile> other = ResultFile::open(path);
        if (!other->is_sweep()) {
            throw Error(ExitCode::usage, "--check: '" + other->path().string() + "' is a single run, not a sweep");
        }
        PointInterest found = InterestReader(other, request_, made_.notices).read();
        if (found.points.empty()) {
            throw Error(ExitCode::incomplete, "--check: '" + other->path().string() + "' has no run with a result");
        }
        Cases fresh{{}, std::move(found.interest)};
        const std::vector<DesignColumn> columns = other->design_columns();
        for (std::size_t k = 0; k < made_.cases.inputs.size(); ++k) {
            const CaseInput& input = made_.cases.inputs[k];
            const auto column = std::find_if(columns.begin(), columns.end(),
                                             [&](const DesignColumn& own) { return own.name == input.name; });
            if (column == columns.end()) {
                refuse_if_limited(k, other->path().string());
                fresh.inputs.push_back(
                    {input.name, input.role, std::vector<double>(fresh.count(), 0.0), input.options});
                continue;
            }
            fresh.inputs.push_back(input_of(*column, input.role, found.points, input.options));
        }
        made_.fresh_path = other->path().string();
        made_.fresh_cases = fresh.count();
        made_.fresh_interest = fresh.total_interest();
        judge(std::move(fresh));
    }

    void refuse_if_limited(std::size_t input, const std::string& path) const {
        for (const FoundBox& found : made_.boxes) {
            if (found.box[input].is_limited()) {
                throw Error(ExitCode::usage, "--check: '" + path + "' has no axis '" +
                                                 made_.cases.inputs[input].name + "', which a box limits");
            }
        }
    }

    void judge(Cases fresh) {
        const double total = fresh.total_interest();
        for (FoundBox& found : made_.boxes) {
            Box box = found.box;
            for (std::size_t k = 0; k < box.size(); ++k) { // options that were never seen lie outside
                if (!box[k].left_out.empty()) {
                    box[k].left_out.resize(fresh.inputs[k].options.size(), true);
                }
            }
            found.fresh = check_of(count_in(box, fresh), total, request_.selection.level);
            fresh = fresh.only(outside(box, fresh));
        }
    }

    void add_notices() {
        if (has_common_random_numbers(*file_)) {
            made_.notices.push_back(
                "all points share the draws of " + std::to_string(made_.replicates) +
                (made_.replicates == 1 ? " replicate" : " replicates") +
                ": with others the same box may hold more or less; --write makes a sweep with others, "
                "--check tries it");
        }
        if (made_.cases.count() < few_cases) {
            made_.notices.push_back("fewer than " + std::to_string(few_cases) + " points say little");
        }
        if (made_.density_asked && !made_.boxes.empty() && made_.boxes[0].count.density() < *made_.density_asked) {
            made_.notices.push_back("no box of the least size reaches the density asked for; box 1 is the densest");
        }
    }

    std::shared_ptr<const ResultFile> file_;
    const DiscoveryRequest& request_;
    Discovery made_;
};

} // namespace

std::vector<FoundBox> find_boxes(const Cases& cases, const PrimRequest& request, std::size_t most, double level) {
    std::vector<FoundBox> boxes;
    const double total = cases.total_interest();
    Cases rest = cases;
    while (boxes.size() < most && rest.count() >= fewest_cases && rest.total_interest() > 0.0) {
        FoundBox found{find_box(rest, request), {}, 0.0, 1.0, {}, {}, {}};
        if (!is_limited(found.box)) {
            break;
        }
        found.p_value = box_p_value(rest, request);
        if (!boxes.empty() && found.p_value > most_p_of_further_boxes) {
            break;
        }
        found.count = count_in(found.box, rest);
        found.coverage = found.count.coverage(total);
        found.left_out = left_out_check(rest, request, level);
        found.trajectory = peeling_trajectory(rest, request);
        rest = rest.only(outside(found.box, rest));
        boxes.push_back(std::move(found));
    }
    return boxes;
}

Discovery discovery_of(const std::filesystem::path& path, const DiscoveryRequest& request) {
    const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    if (!file->is_sweep()) {
        throw Error(ExitCode::usage, "'" + file->path().string() +
                                         "' is a single run, not a sweep: discover needs an experiment with design "
                                         "latin_hypercube or sobol, carried out with actorhood sweep");
    }
    return Discoverer(file, request).answer();
}

} // namespace actorhood::analysis
