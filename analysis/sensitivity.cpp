#include "analysis/sensitivity.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "analysis/special_numbers.hpp"
#include "analysis/sweep_runs.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Fewer blocks than this say little, whatever their intervals.
constexpr std::size_t few_sobol_blocks = 32;
constexpr std::size_t few_trajectories = 4;
/// Of a sample, points a parameter. Below, points that are drawn twice leave the regression too little: the intervals of
/// partial correlations are 1.3 times as wide as they should be at five, 1.6 times at three, twice at two.
constexpr std::size_t few_points_a_parameter = 5;

SensitivityMethod choose_method(const ResultFile& file, const std::optional<SensitivityMethod>& asked) {
    const std::vector<SensitivityMethod> possible = possible_methods(file);
    if (!asked) {
        return possible.front();
    }
    if (std::find(possible.begin(), possible.end(), *asked) == possible.end()) {
        std::vector<std::string> words;
        for (const SensitivityMethod method : possible) {
            words.emplace_back(method_word(method));
        }
        throw Error(
            ExitCode::usage,
            "the design of the sweep (" + file.attribute("design") + ") has no points for " + "the method " +
                method_word(*asked) + "; it allows: " + listed(words, 3) +
                (*asked == SensitivityMethod::sobol ? ". Sobol indices need design = \"saltelli\"" : std::string()));
    }
    return *asked;
}

std::vector<std::string> index_names(SensitivityMethod method) {
    switch (method) {
    case SensitivityMethod::sobol:
        return {"total", "first"};
    case SensitivityMethod::morris:
        return {"mu*", "mu", "sigma", "chance"};
    default:
        return {"partial", "alone"};
    }
}

/// Numbers of the blocks all of whose runs are there, and why the others are not.
std::vector<std::size_t> whole_blocks(const SensitivityDesign& design, const RunTable& runs,
                                      const std::vector<bool>& finished, OutputSensitivity& output) {
    std::vector<std::size_t> whole;
    for (std::size_t b = 0; b < design.blocks.size(); ++b) {
        bool all_finished = true;
        bool all_defined = true;
        for (const std::size_t point : design.blocks[b]) {
            for (std::size_t r = 0; r < runs.replicates; ++r) {
                all_finished = all_finished && finished[point * runs.replicates + r];
                all_defined = all_defined && std::isfinite(runs.row(point)[r]);
            }
        }
        if (all_defined) {
            whole.push_back(b);
        } else {
            ++(all_finished ? output.not_defined : output.not_finished);
        }
    }
    output.blocks = whole.size();
    return whole;
}

template <class Value>
std::vector<Value> chosen(const std::vector<Value>& all, const std::vector<std::size_t>& positions) {
    std::vector<Value> kept;
    for (const std::size_t position : positions) {
        kept.push_back(all[position]);
    }
    return kept;
}

/// Points that stand for the design as a whole: of a Saltelli design A and B.
std::vector<std::size_t> representative_points(const SensitivityDesign& design,
                                               const std::vector<std::size_t>& whole) {
    std::vector<std::size_t> points;
    for (const std::size_t b : whole) {
        if (design.method == SensitivityMethod::sobol) {
            points.insert(points.end(), {design.saltelli[b].a, design.saltelli[b].b});
        } else {
            points.insert(points.end(), design.blocks[b].begin(), design.blocks[b].end());
        }
    }
    return points;
}

void sobol_indices(const SensitivityDesign& design, const RunTable& runs, const std::vector<std::size_t>& whole,
                   double level, OutputSensitivity& output) {
    const VarianceShares shares = variance_shares(runs, chosen(design.saltelli, whole), {.level = level});
    if (!(shares.variance.interval.low > 0.0)) {
        output.problem = "its variance between the points is not told from 0: use more replicates or points";
        return;
    }
    const std::size_t count = design.factors.size();
    for (std::size_t i = 0; i < count; ++i) {
        output.factors.push_back(
            {design.factors[i].name, design.factors[i].role, false, {shares.total[i], shares.first[i]}});
        for (std::size_t j = i + 1; j < count; ++j) {
            output.pairs.push_back(
                {design.factors[i].name, design.factors[j].name, shares.pairs[VarianceShares::pair(i, j, count)]});
        }
    }
    std::stable_sort(output.pairs.begin(), output.pairs.end(),
                     [](const PairIndex& a, const PairIndex& b) { return a.index.value > b.index.value; });
}

void morris_indices(const SensitivityDesign& design, const RunTable& runs, const std::vector<std::size_t>& whole,
                    double level, OutputSensitivity& output) {
    const std::vector<ElementaryEffect> effects =
        elementary_effects(runs, chosen(design.trajectories, whole), {.level = level});
    for (std::size_t k = 0; k < effects.size(); ++k) {
        const Index chance{effects[k].chance_deviation, {undefined, undefined}};
        output.factors.push_back({design.factors[k].name,
                                  design.factors[k].role,
                                  false,
                                  {effects[k].absolute_mean, effects[k].mean, effects[k].deviation, chance}});
    }
}

/// Of points of a crossed sample the number of their set, 0, 1, ... as they come; of others nothing.
std::vector<std::size_t> sets_of(const SensitivityDesign& design, const std::vector<std::size_t>& points) {
    std::map<std::string, std::size_t> numbers;
    std::vector<std::size_t> sets;
    for (const std::size_t point : points) {
        if (!design.set_of_point.empty()) {
            sets.push_back(numbers.try_emplace(design.set_of_point[point], numbers.size()).first->second);
        }
    }
    return sets;
}

void rank_indices(const SensitivityDesign& design, const RunTable& runs, const std::vector<std::size_t>& points,
                  double level, OutputSensitivity& output) {
    std::vector<SampledParameter> parameters;
    std::vector<const DesignFactor*> factors;
    for (const DesignFactor& factor : design.factors) {
        if (SampledParameter sampled = sampled_values(factor, points); !sampled.columns.empty()) {
            parameters.push_back(std::move(sampled));
            factors.push_back(&factor);
        }
    }
    const RankCorrelations found =
        rank_correlations_of_runs(parameters, runs, points, {.level = level}, sets_of(design, points));
    output.explained = found.explained;
    for (std::size_t k = 0; k < factors.size(); ++k) {
        output.factors.push_back(
            {factors[k]->name, factors[k]->role, false, {found.parameters[k].partial, found.parameters[k].alone}});
    }
}

/// Sets of assumptions of a crossed sample, 0 of any other.
std::size_t set_count(const SensitivityDesign& design) {
    return std::set<std::string>(design.set_of_point.begin(), design.set_of_point.end()).size();
}

/// Correlations of the single shares of simplexes, to stand below their simplex.
std::vector<FactorIndices> share_indices(const SensitivityDesign& design, const DesignFactor& simplex,
                                         const RunTable& runs, const std::vector<std::size_t>& points, double level) {
    std::vector<FactorIndices> shares;
    for (const DesignColumn& column : simplex.columns) {
        const std::vector<double> values = column_numbers(column, points);
        if (std::any_of(values.begin(), values.end(), [&](double value) { return value != values[0]; })) {
            const std::vector<SampledParameter> alone{{{values}}};
            const RankCorrelations found =
                rank_correlations_of_runs(alone, runs, points, {.level = level}, sets_of(design, points));
            shares.push_back(
                {column.name, simplex.role, true, {{undefined, {undefined, undefined}}, found.parameters[0].alone}});
        }
    }
    return shares;
}

/// By how much a parameter counts: the size of its first index, or of the second where there is no first.
double importance(const FactorIndices& factor) {
    for (const Index& index : factor.indices) {
        if (!std::isnan(index.value)) {
            return std::abs(index.value);
        }
    }
    return -1.0;
}

void sort_by_importance(std::vector<FactorIndices>& factors) {
    std::stable_sort(factors.begin(), factors.end(),
                     [](const FactorIndices& a, const FactorIndices& b) { return importance(a) > importance(b); });
}

/// Puts the shares of each simplex below it.
void add_shares(const SensitivityDesign& design, const RunTable& runs, const std::vector<std::size_t>& points,
                double level, OutputSensitivity& output) {
    for (const DesignFactor& factor : design.factors) {
        const auto place = std::find_if(output.factors.begin(), output.factors.end(),
                                        [&](const FactorIndices& one) { return one.name == factor.name; });
        if (factor.is_simplex && place != output.factors.end()) {
            std::vector<FactorIndices> shares = share_indices(design, factor, runs, points, level);
            sort_by_importance(shares);
            output.factors.insert(place + 1, shares.begin(), shares.end());
        }
    }
}

/// The largest index, and how many blocks would narrow its interval to the aim: its width falls with their root, but for
/// what the replicates leave open; where that alone is most of the aim, so many replicates as make it half of it.
std::optional<Precision> precision_of(const OutputSensitivity& output, const SensitivityDesign& design,
                                      std::size_t replicates, double aim) {
    const FactorIndices& largest = output.factors.front();
    const auto first = std::find_if(largest.indices.begin(), largest.indices.end(),
                                    [](const Index& index) { return !std::isnan(index.value); });
    if (first == largest.indices.end()) {
        return std::nullopt;
    }
    const double size = design.method == SensitivityMethod::morris ? first->value : 1.0;
    const double width = (first->interval.high - first->interval.low) / size;
    if (!std::isfinite(width)) {
        return std::nullopt;
    }
    Precision made{largest.name, *first, width, width <= aim, std::nullopt};
    const double square = (width / aim) * (width / aim);
    const double of_replicates = first->of_replicates * square;
    if (made.is_enough) {
        return made;
    }
    if (of_replicates > 0.5) {
        const double needed = std::ceil(2.0 * of_replicates * static_cast<double>(replicates));
        if (needed < 1e9) {
            made.replicates_needed = static_cast<std::uint64_t>(needed);
        }
        return made;
    }
    const double needed =
        std::ceil(static_cast<double>(design.blocks.size()) * (square - of_replicates) / (1.0 - of_replicates));
    if (needed < 1e9) {
        const auto blocks = static_cast<std::uint64_t>(needed);
        made.blocks_needed = design.method == SensitivityMethod::sobol ? std::bit_ceil(blocks) : blocks;
    }
    return made;
}

/// The sensitivity while it is made.
class Answering {
public:
    Answering(std::shared_ptr<const ResultFile> file, const SensitivityRequest& request)
        : request_(request),
          sweep_{all_runs(file)},
          design_(sensitivity_design(*file, choose_method(*file, request.method))),
          finished_(file->finished_runs()) {
        if (file->has_uneven_replicates()) {
            throw Error(ExitCode::usage,
                        "'" + file->path().string() +
                            "': points have different numbers of replicates; sensitivity needs a sweep "
                            "in which all have the same");
        }
        describe(*file);
    }

    Sensitivity answer() {
        const Selection& selection = request_.selection;
        const Times times = choose_times(sweep_, selection, made_.notices);
        made_.when = times.text;
        const std::vector<std::string> variables = choose_variables(sweep_, selection, made_.notices);
        for (const Line& line : choose_lines(sweep_, variables, selection, made_.notices)) {
            made_.outputs.push_back(output(line, times.positions[0]));
        }
        require_some();
        return std::move(made_);
    }

private:
    void describe(const ResultFile& file) {
        made_.method = design_.method;
        made_.path = file.path().string();
        made_.title = file.title();
        made_.design = file.attribute("design");
        made_.level = request_.selection.level;
        made_.aim = request_.aim;
        made_.blocks = design_.blocks.size();
        made_.points_a_block = design_.points_a_block;
        made_.replicates = file.replicates().size();
        made_.common_random_numbers = has_common_random_numbers(file);
        made_.index_names = index_names(design_.method);
        made_.notices = design_.notices;
        const std::vector<std::string> unfinished = unfinished_notices(file);
        made_.notices.insert(made_.notices.end(), unfinished.begin(), unfinished.end());
    }

    OutputSensitivity output(const Line& line, const std::vector<std::size_t>& times) {
        const Variable& variable = sweep_[0].variable(line.variable);
        OutputSensitivity made{line.variable, line.place, over_text(line, request_.selection.over),
                               variable.long_name, variable.units};
        const RunTable runs = read_runs(sweep_[0], line, times, request_.selection.over);
        const std::vector<std::size_t> whole = whole_blocks(design_, runs, finished_, made);
        made.problem = too_few(made);
        if (!made.problem.empty()) {
            return made;
        }
        const std::vector<std::size_t> points = representative_points(design_, whole);
        const CentredRuns centred_runs = centred(runs, points);
        made.mean = centred_runs.centre;
        made.chance = chance_at(runs, points);
        if (centred_runs.is_constant) {
            made.problem = made.chance.of_replicates > 0.0 ? "it depends on chance alone, all points are equal"
                                                           : "it is the same everywhere: nothing to explain";
            return made;
        }
        find_indices(runs, whole, points, made);
        return made;
    }

    void find_indices(const RunTable& runs, const std::vector<std::size_t>& whole,
                      const std::vector<std::size_t>& points, OutputSensitivity& made) {
        const double level = request_.selection.level;
        switch (design_.method) {
        case SensitivityMethod::sobol:
            sobol_indices(design_, runs, whole, level, made);
            break;
        case SensitivityMethod::morris:
            morris_indices(design_, runs, whole, level, made);
            break;
        default:
            rank_indices(design_, runs, points, level, made);
        }
        if (made.factors.empty()) {
            return;
        }
        sort_by_importance(made.factors);
        made.precision = precision_of(made, design_, made_.replicates, request_.aim);
        if (design_.method == SensitivityMethod::rank) {
            add_shares(design_, runs, points, level, made);
        }
        note_few(made);
    }

    [[nodiscard]] std::string too_few(const OutputSensitivity& made) const {
        const std::size_t least = design_.method == SensitivityMethod::rank ? 4 : 2;
        if (made.blocks >= least) {
            return {};
        }
        if (made.not_defined > made.not_finished) {
            return "it is not defined in enough runs";
        }
        return made.not_finished > 0 ? "too many runs failed or are missing" : "the design has too few points";
    }

    void note_few(const OutputSensitivity& made) {
        const bool sobol = design_.method == SensitivityMethod::sobol;
        const std::size_t least = sobol ? few_sobol_blocks : few_trajectories;
        if (design_.method != SensitivityMethod::rank && made.blocks < least) {
            note_once("fewer than " + std::to_string(least) + (sobol ? " blocks" : " trajectories") +
                      " say little, and their intervals may be too narrow");
        }
        if (design_.method == SensitivityMethod::rank && made.blocks < few_points_a_parameter * made.factors.size()) {
            note_once("fewer than " + std::to_string(few_points_a_parameter) +
                      " points a parameter make the intervals of partial correlations too wide, 1.6 times at "
                      "three, twice at two");
        }
        note_few_sets(made);
        const bool lacks_partial = std::any_of(
            made.factors.begin(), made.factors.end(),
            [](const FactorIndices& factor) { return !factor.is_share && std::isnan(factor.indices[0].value); });
        if (design_.method == SensitivityMethod::rank && lacks_partial) {
            note_once(std::isnan(made.explained)
                          ? "there are too few points for partial correlations: at least five more than parameters"
                          : "parameters without a partial correlation move together with others in this design");
        }
    }

    void note_few_sets(const OutputSensitivity& made) {
        const std::size_t sets = set_count(design_);
        const auto assumptions = static_cast<std::size_t>(
            std::count_if(made.factors.begin(), made.factors.end(),
                          [](const FactorIndices& factor) { return factor.role != "lever" && !factor.is_share; }));
        if (sets > 0 && sets < few_points_a_parameter * assumptions) {
            note_once(std::to_string(sets) + " sets of assumptions are few for " + std::to_string(assumptions) +
                      " uncertain parameters: more alternatives do not help, more sets do");
        }
    }

    void note_once(const std::string& text) {
        if (std::find(made_.notices.begin(), made_.notices.end(), text) == made_.notices.end()) {
            made_.notices.push_back(text);
        }
    }

    /// One output that can be told about is enough.
    void require_some() const {
        const auto hopeless = [](const OutputSensitivity& one) { return one.blocks < 2; };
        if (!std::all_of(made_.outputs.begin(), made_.outputs.end(), hopeless)) {
            return;
        }
        const OutputSensitivity& first = made_.outputs.front();
        const bool failed = first.not_finished > 0 && first.not_finished >= first.not_defined;
        throw Error(failed ? ExitCode::incomplete : ExitCode::usage,
                    first.name + ": " + first.problem + " (of " + std::to_string(design_.blocks.size()) + " " +
                        block_word(design_.method, true) + " " + std::to_string(first.not_finished) +
                        " have runs that failed or are missing, in " + std::to_string(first.not_defined) +
                        " it is not defined)" + (failed ? "; see actorhood status" : ""));
    }

    const SensitivityRequest& request_;
    std::vector<Result> sweep_;
    SensitivityDesign design_;
    std::vector<bool> finished_;
    Sensitivity made_;
};

} // namespace

Sensitivity sensitivity_of(const std::filesystem::path& path, const SensitivityRequest& request) {
    const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    if (!file->is_sweep()) {
        throw Error(ExitCode::usage,
                    "'" + file->path().string() +
                        "' is a single run, not a sweep: sensitivity needs an experiment with design "
                        "morris, saltelli or latin_hypercube, carried out with actorhood sweep");
    }
    return Answering(file, request).answer();
}

} // namespace actorhood::analysis
