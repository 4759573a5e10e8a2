#include "analysis/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "analysis/left_out_sets.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/sweep_runs.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Runs of one output over the sets, not yet turned round.
struct ReadOutput {
    Line line;
    RankedOutput asked;
    CrossedValues crossed;
    std::vector<CrossedValues> left_out; ///< sets that one anchor alone excludes, for each such anchor
};

/// Sets of the crossing that one anchor alone excludes.
struct LeftOutGroup {
    double part{}; ///< of all that would be left without it
    std::set<std::size_t> sets;
};

/// The values at some sets of the crossing only.
CrossedValues only_sets(const CrossedValues& crossed, const std::set<std::size_t>& kept) {
    CrossedValues made = crossed;
    made.sets.clear();
    made.values.clear();
    made.deviations.clear();
    const std::size_t width = crossed.alternatives * crossed.replicates;
    for (std::size_t s = 0; s < crossed.sets.size(); ++s) {
        if (kept.count(crossed.sets[s]) > 0) {
            const auto first = crossed.deviations.begin() + static_cast<std::ptrdiff_t>(s * width);
            made.sets.push_back(crossed.sets[s]);
            made.values.insert(made.values.end(), crossed.set(s).begin(), crossed.set(s).end());
            made.deviations.insert(made.deviations.end(), first, first + static_cast<std::ptrdiff_t>(width));
        }
    }
    return made;
}

/// The ranking while it is made.
class Ranker {
public:
    Ranker(const std::shared_ptr<const ResultFile>& file, const RankingRequest& request)
        : request_(request), sweep_{all_runs(file)}, finished_(file->finished_runs()) {
        made_.path = file->path().string();
        made_.title = file->title();
        made_.design = file->attribute("design");
        made_.level = request.selection.level;
        made_.optimism = request.optimism;
        made_.at_least = request.at_least;
        made_.at_most = request.at_most;
        made_.order = request.order;
        made_.replicates = file->replicates().size();
        made_.common_random_numbers = has_common_random_numbers(*file);
        made_.crossing = crossing_of(*file, request.levers);
        made_.notices = made_.crossing.notices;
        find_left_out(*file);
        const std::vector<std::string> unfinished = unfinished_notices(*file);
        made_.notices.insert(made_.notices.end(), unfinished.begin(), unfinished.end());
    }

    Ranking answer() {
        const Times times = choose_times(sweep_, request_.selection, made_.notices);
        made_.when = times.text;
        read(times.positions[0]);
        require_some();
        for (const ReadOutput& output : outputs_) {
            made_.outputs.push_back(rank_output(output.crossed, made_.crossing, output.asked, request_));
            describe(output, made_.outputs.back());
            leave_out(output, made_.outputs.back());
        }
        if (outputs_.size() > 1) {
            add_pareto();
        }
        if (made_.replicates == 1) {
            made_.notices.push_back(
                "with one replicate chance cannot be told from the alternatives: every probability "
                "is that of these draws");
        }
        return std::move(made_);
    }

private:
    /// What to rank by, patterns spelt out.
    std::vector<RankedOutput> outputs() {
        Selection selection = request_.selection;
        selection.variables.clear();
        if (request_.outputs.empty()) {
            const std::vector<std::string> known = choose_variables(sweep_, selection, made_.notices);
            if (known.size() > 1) {
                made_.notices.push_back("ranked by " + known[0] +
                                        "; --output chooses others: " + listed({known.begin() + 1, known.end()}, 12));
            }
            return {{known[0], request_.lower_is_better}};
        }
        std::vector<RankedOutput> made;
        for (const RankedOutput& asked : request_.outputs) {
            selection.variables = {asked.name};
            for (const std::string& name : choose_variables(sweep_, selection, made_.notices)) {
                const auto known = std::find_if(made.begin(), made.end(),
                                                [&](const RankedOutput& other) { return other.name == name; });
                if (known == made.end()) {
                    made.push_back({name, asked.lower_is_better});
                }
            }
        }
        return made;
    }

    void read(const std::vector<std::size_t>& times) {
        const std::vector<RankedOutput> asked = outputs();
        std::vector<std::string> names;
        for (const RankedOutput& output : asked) {
            names.push_back(output.name);
        }
        const std::vector<Line> lines = choose_lines(sweep_, names, request_.selection, made_.notices);
        for (std::size_t k = 0; k < lines.size(); ++k) {
            const RunTable runs = read_runs(sweep_[0], lines[k], times, request_.selection.over);
            outputs_.push_back({lines[k], asked[k], crossed_values(runs, made_.crossing, finished_), {}});
            set_apart(outputs_.back());
        }
    }

    /// Takes the sets that one anchor alone excludes out of those that are ranked under.
    void set_apart(ReadOutput& output) const {
        if (left_out_.empty()) {
            return;
        }
        std::set<std::size_t> members(output.crossed.sets.begin(), output.crossed.sets.end());
        for (const auto& [anchor, group] : left_out_) {
            output.left_out.push_back(only_sets(output.crossed, group.sets));
            std::erase_if(members, [&group = group](std::size_t set) { return group.sets.contains(set); });
        }
        output.crossed = only_sets(output.crossed, members);
    }

    /// What each anchor decides whose sets were set apart.
    void leave_out(const ReadOutput& output, OutputRanking& made) const {
        std::size_t position = 0;
        for (const auto& [anchor, group] : left_out_) {
            const CrossedValues& crossed = output.left_out[position++];
            if (crossed.sets.empty() || !made.problem.empty()) {
                continue;
            }
            const OutputRanking alone = rank_output(crossed, made_.crossing, output.asked, request_);
            if (alone.problem.empty()) {
                made.left_out.push_back(without_anchor(anchor, group.part, made, alone));
            }
        }
        std::stable_sort(made.left_out.begin(), made.left_out.end(),
                         [](const LeftOutAnchor& a, const LeftOutAnchor& b) { return a.turns() && !b.turns(); });
    }

    /// Which sets of assumptions an anchor alone excludes, by their names.
    void find_left_out(const ResultFile& file) {
        for (const DesignColumn& column : file.design_columns()) {
            if (column.name != "assumption_name") {
                continue;
            }
            for (std::size_t set = 0; set < made_.crossing.sets; ++set) {
                if (const auto named = left_out_set(column.values[made_.crossing.point(0, set)])) {
                    LeftOutGroup& group = left_out_[named->anchor];
                    group.part = named->part;
                    group.sets.insert(set);
                }
            }
        }
    }

    void describe(const ReadOutput& output, OutputRanking& made) const {
        const Variable& variable = sweep_[0].variable(output.line.variable);
        made.over = over_text(output.line, request_.selection.over);
        made.long_name = variable.long_name;
        made.units = variable.units;
    }

    /// Every output needs a set.
    void require_some() const {
        for (const ReadOutput& output : outputs_) {
            if (!output.crossed.sets.empty()) {
                continue;
            }
            const bool failed = output.crossed.not_finished > 0;
            throw Error(
                failed ? ExitCode::incomplete : ExitCode::usage,
                output.asked.name + ": no set of assumptions has " +
                    (made_.replicates > 1 ? "two replicates" : "a run") + " of every alternative (of " +
                    std::to_string(made_.crossing.sets) + " sets " + std::to_string(output.crossed.not_finished) +
                    " have runs that failed or are missing, in " + std::to_string(output.crossed.not_defined) +
                    " it is not defined)" + (failed ? "; see actorhood status" : ""));
        }
    }

    void add_pareto() {
        std::set<std::size_t> common(outputs_[0].crossed.sets.begin(), outputs_[0].crossed.sets.end());
        for (const ReadOutput& output : outputs_) {
            const std::set<std::size_t> own(output.crossed.sets.begin(), output.crossed.sets.end());
            std::erase_if(common, [&](std::size_t set) { return own.count(set) == 0; });
        }
        made_.pareto_sets = common.size();
        if (common.empty()) {
            made_.notices.push_back("no set of assumptions has all outputs: there is no Pareto set");
            return;
        }
        std::vector<CrossedValues> values;
        std::vector<bool> lower;
        for (const ReadOutput& output : outputs_) {
            values.push_back(only_sets(output.crossed, common));
            lower.push_back(output.asked.lower_is_better);
        }
        made_.pareto = rank_by_pareto(values, lower, request_.resamples);
    }

    const RankingRequest& request_;
    std::vector<Result> sweep_;
    std::vector<bool> finished_;
    std::vector<ReadOutput> outputs_;
    std::map<std::string, LeftOutGroup> left_out_; ///< by anchor
    Ranking made_;
};

} // namespace

const char* order_word(RankingOrder order) {
    switch (order) {
    case RankingOrder::best:
        return "best";
    case RankingOrder::regret:
        return "regret";
    case RankingOrder::largest_regret:
        return "max-regret";
    case RankingOrder::rank:
        return "rank";
    case RankingOrder::least:
        return "worst-case";
    case RankingOrder::hurwicz:
        return "hurwicz";
    default:
        return "share";
    }
}

const std::vector<RankingOrder>& all_orders() {
    static const std::vector<RankingOrder> orders{
        RankingOrder::best,  RankingOrder::regret,  RankingOrder::largest_regret, RankingOrder::rank,
        RankingOrder::least, RankingOrder::hurwicz, RankingOrder::share};
    return orders;
}

LeftOutAnchor without_anchor(const std::string& anchor, double part, const OutputRanking& with,
                             const OutputRanking& alone) {
    const auto best_of = [](const OutputRanking& ranking, std::size_t alternative) {
        const auto found = std::find_if(ranking.alternatives.begin(), ranking.alternatives.end(),
                                        [&](const RankedAlternative& one) { return one.alternative == alternative; });
        return found == ranking.alternatives.end() ? 0.0 : found->best;
    };
    const auto together = [&](std::size_t alternative, double weight) {
        return (1.0 - weight) * best_of(with, alternative) + weight * best_of(alone, alternative);
    };
    const auto leader = std::max_element(with.alternatives.begin(), with.alternatives.end(),
                                         [](const auto& a, const auto& b) { return a.best < b.best; });
    const std::size_t first = leader->alternative;
    const double first_best = together(first, part);
    LeftOutAnchor made{anchor, part, alone.sets, first, first, first_best, first_best, undefined};
    for (const RankedAlternative& one : with.alternatives) {
        const double before = best_of(with, first) - one.best;
        const double after = best_of(alone, one.alternative) - best_of(alone, first);
        if (after > 0.0) {
            made.turning = std::fmin(made.turning, before / (before + after)); // NaN counts as none
        }
        if (together(one.alternative, part) > made.leader_best) {
            made.leader = one.alternative;
            made.leader_best = together(one.alternative, part);
        }
    }
    return made;
}

Ranking ranking_of(const std::filesystem::path& path, const RankingRequest& request) {
    const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    if (!file->is_sweep()) {
        throw Error(ExitCode::usage,
                    "'" + file->path().string() +
                        "' is a single run, not a sweep: rank needs an experiment with alternatives under several "
                        "assumptions (design = \"crossed\" or \"factorial\"), carried out with actorhood sweep");
    }
    if (request.order == RankingOrder::share && !request.at_least && !request.at_most) {
        throw Error(ExitCode::usage, "--order share needs what satisfies: --at-least X or --at-most X");
    }
    if (!request.selection.by.empty()) {
        throw Error(ExitCode::usage, "--by has no meaning for a ranking, which has one line an output");
    }
    return Ranker(file, request).answer();
}

} // namespace actorhood::analysis
