#include "analysis/report/sweep_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "analysis/ranking.hpp"
#include "analysis/ranking_text.hpp"
#include "analysis/report/answer.hpp"
#include "analysis/report/common_parts.hpp"
#include "analysis/report/figure_parts.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/report/plan.hpp"
#include "analysis/sensitivity.hpp"
#include "analysis/sensitivity_text.hpp"
#include "analysis/simplex_map.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/sweep_points.hpp"
#include "analysis/sweep_runs.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::report {

namespace {

/// Rows of a picture.
constexpr std::size_t most_rows = 12;
/// Triangles of one output.
constexpr std::size_t most_maps = 6;
constexpr std::size_t least_mixes = 4; ///< on a map

/// What a design does not allow is left out of the page; `why` says for which reason.
template <class Make>
auto where_possible(Make make, std::string& why) -> std::optional<decltype(make())> {
    try {
        return make();
    } catch (const sim::Error& error) {
        if (error.code() != sim::ExitCode::usage) {
            throw;
        }
        why = error.what();
        return std::nullopt;
    }
}

class SweepReport {
public:
    SweepReport(const ReportRequest& request, const std::shared_ptr<const ResultFile>& file)
        : say_(request.language), request_(request), file_(file), plan_(plan_of({file.get()}, request.language)) {
        names_ = chosen_outputs();
        leave_out_the_last(names_, own_notices_);
        for (const std::string& name : names_) {
            words_.push_back(plan_.words_for(name, long_name_of(name)));
        }
        words_[0].lower_is_better = words_[0].lower_is_better || request.lower_is_better;
        ranking_ = request.levers.empty() ? possible_ranking()
                                          : ranking_of(file->path(), ranking_request()); // named levers must be there
        std::string ignored;
        sensitivity_ = where_possible(
            [&] {
                SensitivityRequest wanted{request_.selection};
                wanted.selection.variables = names_;
                return sensitivity_of(file_->path(), wanted);
            },
            ignored);
        if (!ranking_ && !sensitivity_) {
            throw sim::Error(sim::ExitCode::usage,
                             "'" + file->path().string() +
                                 "': its design neither crosses choices with assumptions nor tells what decides; "
                                 "compare its points: compare --between design");
        }
    }

    std::string html() {
        Page page;
        page.answer = ranking_ ? answer_for_ranking(say_, *ranking_, words_[0], lead_by_chance())
                               : answer_for_sensitivity(say_, *sensitivity_, words_[0]);
        if (!request_.question.empty()) {
            page.answer.question = request_.question;
        }
        page.rests = rests();
        std::vector<FigureText> maps = ranking_ ? map_figures() : std::vector<FigureText>{};
        std::vector<FigureText> best = ranking_ ? best_figures() : std::vector<FigureText>{};
        std::vector<FigureText> drivers = sensitivity_ ? driver_figures() : std::vector<FigureText>{};
        std::vector<FigureText>& first = !maps.empty() ? maps : !best.empty() ? best : drivers;
        if (!first.empty()) {
            page.picture = figure_html(say_, first.front());
            first.erase(first.begin());
        }
        page.sections = {{"best", say_("section_best"), figures_html(say_, best)},
                         {"map", say_("section_map"), figures_html(say_, maps)},
                         {"regret", say_("section_regret"), ranking_ ? figures_html(say_, regret_figures()) : ""},
                         {"flips", say_("section_flips"), ranking_ ? flips() : ""},
                         {"drivers", say_("section_drivers"), figures_html(say_, drivers)},
                         {"choices", say_("section_choices"), choices()},
                         misses_section(say_, plan_),
                         limits_section(say_, request_.selection.level),
                         definitions_section(say_, plan_, *file_, names_),
                         repeat_section(say_, request_, {file_.get()}),
                         notes_section(say_, notices())};
        return page_html(say_, page);
    }

private:
    /// Names of outputs. What the request names and the file lacks is an error: only what the design does not allow may be
    /// left out of the page.
    [[nodiscard]] std::vector<std::string> chosen_outputs() const {
        if (!request_.selection.by.empty()) {
            throw sim::Error(sim::ExitCode::usage,
                             "--by has no meaning for the report of a sweep; --axis chooses places");
        }
        const std::vector<Result> sweep{all_runs(file_)};
        std::vector<std::string> ignored;
        std::vector<std::string> names = choose_variables(sweep, request_.selection, ignored);
        static_cast<void>(choose_times(sweep, request_.selection, ignored));
        static_cast<void>(choose_lines(sweep, names, request_.selection, ignored));
        return names;
    }

    [[nodiscard]] std::string long_name_of(const std::string& name) const {
        const auto known = std::find_if(file_->variables().begin(), file_->variables().end(),
                                        [&](const Variable& variable) { return variable.name == name; });
        return known == file_->variables().end() ? name : known->long_name;
    }

    [[nodiscard]] RankingRequest ranking_request() const {
        RankingRequest wanted;
        wanted.selection = request_.selection;
        wanted.levers = request_.levers;
        for (std::size_t k = 0; k < names_.size(); ++k) {
            wanted.outputs.push_back({names_[k], words_[k].lower_is_better});
        }
        return wanted;
    }

    /// The ranking by all outputs that have an order. Others than the first, which is asked for, are left out of the page
    /// where they have none, with a note: one that is not defined yet must not hide the others.
    [[nodiscard]] std::optional<Ranking> possible_ranking() {
        const auto rank = [&](const RankingRequest& wanted) {
            std::string why;
            std::optional<Ranking> found = where_possible([&] { return ranking_of(file_->path(), wanted); }, why);
            return std::pair{std::move(found), std::move(why)};
        };
        const RankingRequest all = ranking_request();
        const auto alone = [&](std::size_t k) {
            RankingRequest wanted = all;
            wanted.outputs = {all.outputs[k]};
            return rank(wanted);
        };
        std::optional<Ranking> found = rank(all).first;
        if (found || names_.size() == 1 || !alone(0).first) {
            return found;
        }
        for (std::size_t k = names_.size(); k-- > 1;) {
            if (const auto [possible, why] = alone(k); !possible) {
                own_notices_.push_back("left out: " + why);
                names_.erase(names_.begin() + static_cast<std::ptrdiff_t>(k));
                words_.erase(words_.begin() + static_cast<std::ptrdiff_t>(k));
            }
        }
        return rank(ranking_request()).first;
    }

    /// Under one set of assumptions chance alone decides: the comparison of the first two choices, as compare makes it.
    [[nodiscard]] std::optional<Difference> lead_by_chance() const {
        const OutputRanking& output = ranking_->outputs[0];
        if (output.sets != 1 || !output.problem.empty() || ranking_->replicates < 2) {
            return std::nullopt;
        }
        std::string ignored_reason;
        const std::optional<SweepPoints> points =
            where_possible([&] { return open_sweep_points(file_->path(), "design", {}); }, ignored_reason);
        if (!points || points->results.size() != ranking_->crossing.alternatives) {
            return std::nullopt; // points of sets that the ranking leaves out
        }
        Selection selection = request_.selection;
        selection.places.clear();
        std::vector<std::string> ignored;
        const std::vector<Line> lines = choose_lines(points->results, {names_[0]}, selection, ignored);
        const Times times = choose_times(points->results, selection, ignored);
        return leading_of(shared_values(points->results, lines[0], times, selection.over),
                          points->common_random_numbers, {names_[0], words_[0].lower_is_better}, ranking_->level)
            .lead;
    }

    [[nodiscard]] std::vector<std::string> rests() const {
        std::vector<std::string> made{origin_words(say_, *file_)};
        if (ranking_) {
            made.push_back(say_(ranking_->outputs[0].sets == 1 ? "rests_one_set" : "rests_sets",
                                {std::to_string(ranking_->crossing.alternatives),
                                 std::to_string(ranking_->outputs[0].sets), std::to_string(ranking_->replicates)}));
            std::vector<std::string> assumptions;
            for (const DesignFactor& factor : ranking_->crossing.assumptions) {
                assumptions.push_back(factor.name);
            }
            made.push_back(assumptions.empty() ? say_("rests_chance_only")
                                               : say_("rests_assumed", {listed(assumptions, 6)}));
            made.push_back(say_("rests_when", {when_words(say_, ranking_->when)}));
        } else {
            made.push_back(say_("rests_points", {std::to_string(sensitivity_->blocks),
                                                 std::to_string(sensitivity_->replicates), sensitivity_->design}));
            made.push_back(say_("rests_when", {when_words(say_, sensitivity_->when)}));
        }
        add_misses(say_, plan_, made);
        if (say_.language() != Language::english) {
            made.push_back(say_("in_english"));
        }
        return made;
    }

    [[nodiscard]] std::string head_of(std::size_t output, const std::string& units) const {
        return head_with_unit(say_, capitalised(words_[output].label), units);
    }
    [[nodiscard]] const std::string& name_of_alternative(const RankedAlternative& one) const {
        return ranking_->crossing.names[one.alternative];
    }
    [[nodiscard]] std::string probability_interval(const Interval& interval) const {
        return std::isnan(interval.low)
                   ? "-"
                   : say_("interval", {percent_text(say_, interval.low), percent_text(say_, interval.high)});
    }

    /// The ranking by one output alone, for its CSV.
    [[nodiscard]] Ranking alone(std::size_t output) const {
        Ranking made = *ranking_;
        made.outputs = {ranking_->outputs[output]};
        made.pareto.clear();
        return made;
    }

    [[nodiscard]] TableText alternatives_table(const std::string& head, const OutputRanking& output) const {
        double largest = 0.0;
        double mean = 0.0;
        for (const RankedAlternative& one : output.alternatives) {
            largest = std::max(largest, one.largest_regret);
            mean = std::max(mean, std::abs(one.mean));
        }
        const NumberFormat regrets({largest});
        const NumberFormat means({mean});
        TableText table{head,
                        {say_("head_choice"), say_("head_best"), say_("head_by_sets"), say_("head_by_chance"),
                         say_("head_worst"), say_("head_mean"), say_("head_regret"), say_("head_largest")},
                        {}};
        for (const RankedAlternative& one : output.alternatives) {
            table.rows.push_back({{name_of_alternative(one)},
                                  {percent_text(say_, one.best), true},
                                  {probability_interval(one.best_by_sets), true},
                                  {probability_interval(one.best_by_chance), true},
                                  {percent_text(say_, one.worst), true},
                                  {say_.number(means.text(one.mean)), true},
                                  {say_.number(regrets.text(one.expected_regret)), true},
                                  {say_.number(regrets.text(one.largest_regret)), true}});
        }
        return table;
    }

    /// A figure of an output with the table of its alternatives.
    [[nodiscard]] FigureText figure_of(std::size_t output, const char* kind, const std::string& head) const {
        FigureText figure;
        figure.head = head;
        figure.table = alternatives_table(head, ranking_->outputs[output]);
        figure.csv = ranking_csv(alone(output), RankingRows::alternatives);
        figure.csv_name = file_name(kind, names_[output]);
        return figure;
    }

    [[nodiscard]] std::vector<FigureText> best_figures() const {
        std::vector<FigureText> figures;
        for (std::size_t k = 0; k < ranking_->outputs.size(); ++k) {
            const OutputRanking& output = ranking_->outputs[k];
            if (!output.problem.empty()) {
                continue;
            }
            FigureText figure = figure_of(k, "best", head_of(k, ""));
            figure.note = say_("note_best", {std::to_string(output.sets), level_text(say_, ranking_->level)});
            std::vector<PictureRow> rows;
            for (std::size_t i = 0; i < std::min(most_rows, output.alternatives.size()); ++i) {
                const RankedAlternative& one = output.alternatives[i];
                rows.push_back({name_of_alternative(one),
                                percent_text(say_, one.best),
                                100.0 * one.best,
                                {100.0 * one.best_by_sets.low, 100.0 * one.best_by_sets.high},
                                drawing::look_of(0),
                                true});
            }
            figure.picture = rows_picture(say_, rows, say_("axis_probability"), picture_words(figure.head, rows));
            figures.push_back(std::move(figure));
        }
        return figures;
    }

    [[nodiscard]] std::vector<FigureText> regret_figures() const {
        std::vector<FigureText> figures;
        for (std::size_t k = 0; k < ranking_->outputs.size(); ++k) {
            const OutputRanking& output = ranking_->outputs[k];
            if (!output.problem.empty()) {
                continue;
            }
            FigureText figure = figure_of(k, "loss", head_of(k, output.units));
            figure.note = say_("note_regret");
            std::vector<RankedAlternative> ordered = output.alternatives;
            std::stable_sort(ordered.begin(), ordered.end(),
                             [](const RankedAlternative& a, const RankedAlternative& b) {
                                 return a.expected_regret < b.expected_regret;
                             });
            ordered.resize(std::min(ordered.size(), most_rows));
            std::vector<PictureRow> rows;
            for (const RankedAlternative& one : ordered) {
                const NumberFormat format({one.expected_regret, one.largest_regret});
                rows.push_back({name_of_alternative(one),
                                say_("interval", {say_.number(format.text(one.expected_regret)),
                                                  say_.number(format.text(one.largest_regret))}),
                                one.expected_regret,
                                {one.expected_regret, one.largest_regret},
                                drawing::look_of(1)});
            }
            figure.picture = rows_picture(say_, rows, say_("axis_loss"), picture_words(figure.head, rows));
            figures.push_back(std::move(figure));
        }
        return figures;
    }

    [[nodiscard]] std::vector<FigureText> map_figures() const {
        MixTriangles mixes = mix_triangles(ranking_->crossing);
        // Corners alone, or a single mix, are read better as bars.
        std::erase_if(mixes.triangles,
                      [](const MixTriangle& triangle) { return triangle.places.size() < least_mixes; });
        std::vector<FigureText> figures;
        for (std::size_t k = 0; k < ranking_->outputs.size(); ++k) {
            const OutputRanking& output = ranking_->outputs[k];
            std::vector<double> best(ranking_->crossing.alternatives, undefined);
            for (const RankedAlternative& one : output.alternatives) {
                best[one.alternative] = 100.0 * one.best;
            }
            const std::size_t maps = output.problem.empty() ? std::min(mixes.triangles.size(), most_maps) : 0;
            for (std::size_t t = 0; t < maps; ++t) {
                const MixTriangle& mix = mixes.triangles[t];
                FigureText figure =
                    figure_of(k, "map", head_of(k, "") + (mix.others.empty() ? "" : ", " + mix.others));
                figure.note = say_("note_map");
                figure.is_on_white = true;
                figure.picture = map_of(figure.head, mixes, mix, best);
                figures.push_back(std::move(figure));
            }
        }
        return figures;
    }

    [[nodiscard]] std::string map_of(const std::string& head, const MixTriangles& mixes, const MixTriangle& mix,
                                     const std::vector<double>& best) const {
        std::vector<drawing::Cell> cells;
        for (const MixPlace& place : mix.places) {
            const double number = best[place.alternative];
            cells.push_back(
                {place.shares, number, std::isfinite(number) ? drawing::decimal_text(number, 0) : std::string{}});
        }
        const std::array<double, 3> most = largest_shares(mix);
        std::array<std::string, 3> corners;
        for (std::size_t corner = 0; corner < corners.size(); ++corner) {
            corners.at(corner) = mixes.corners.at(corner) + " " + say_.number(thousandths(most.at(corner)));
        }
        const double high = drawing::range_of(best).high;
        std::string description;
        constexpr std::size_t named = 5;
        for (std::size_t i = 0; i < std::min(named, mix.places.size()); ++i) {
            const std::size_t alternative = mix.places[i].alternative;
            description += (i == 0 ? "" : "; ") + ranking_->crossing.names[alternative] + ": " +
                           percent_text(say_, best[alternative] / 100.0);
        }
        return map_picture(say_, cells, {0.0, high > 0.0 ? high : 1.0}, corners, say_("axis_probability"),
                           {head, description});
    }

    /// What turns the first place, an output after the other: what surely does, then what shifts a lead, and apart from
    /// them what may be chance.
    [[nodiscard]] std::string flips() const {
        std::string text;
        for (std::size_t k = 0; k < ranking_->outputs.size(); ++k) {
            std::vector<Flip> found = ranking_->outputs[k].flips;
            std::erase_if(found, [](const Flip& flip) { return !flip.split.exists; });
            if (found.empty()) {
                continue;
            }
            const auto sure = std::stable_partition(found.begin(), found.end(), is_sure);
            std::stable_partition(found.begin(), sure, turns);
            const auto some = [&](auto from, auto to) { return table_html(flip_table(head_of(k, ""), {from, to})); };
            text += sure == found.begin() ? element("h3", plain(head_of(k, ""))) + paragraph(say_("flip_none"))
                                          : some(found.begin(), sure);
            text += sure == found.end() ? "" : folded(say_("flips_by_chance"), some(sure, found.end()));
            text += csv_link(file_name("flips", names_[k]), ranking_csv(alone(k), RankingRows::flips), say_("csv"));
        }
        return text.empty() ? "" : paragraph(say_("note_flips")) + text;
    }

    [[nodiscard]] TableText flip_table(const std::string& head, const std::vector<Flip>& flips) const {
        TableText table{head,
                        {say_("head_parameter"), say_("head_threshold"), say_("head_low_leader"),
                         say_("head_high_leader"), say_("head_p")},
                        {}};
        for (const Flip& flip : flips) {
            table.rows.push_back({{flip.assumption},
                                  {flip.low_options.empty() ? "< " + say_.number(significant(flip.split.threshold, 4))
                                                            : listed(flip.low_options, 3)},
                                  {flip.low_leader},
                                  {flip.high_leader},
                                  {say_.number(drawing::decimal_text(flip.split.family_p_value, 3)), true}});
        }
        return table;
    }

    [[nodiscard]] std::vector<FigureText> driver_figures() const {
        std::vector<FigureText> figures;
        for (const OutputSensitivity& output : sensitivity_->outputs) {
            if (output.problem.empty()) {
                figures.push_back(driver_figure(output));
            }
        }
        return figures;
    }

    [[nodiscard]] FigureText driver_figure(const OutputSensitivity& output) const {
        const std::string& index = sensitivity_->index_names[0];
        FigureText figure;
        figure.head = head_with_unit(say_,
                                     capitalised(plan_.words_for(output.name, output.long_name).label) +
                                         (output.place.empty() ? "" : ", " + output.place),
                                     sensitivity_->method == SensitivityMethod::morris ? output.units : "");
        figure.note = say_("note_drivers", {index, level_text(say_, sensitivity_->level)});
        figure.csv_name = file_name("drivers", output.name);
        Sensitivity own = *sensitivity_;
        own.outputs = {output};
        figure.csv = sensitivity_csv(own);
        figure.table = {figure.head,
                        {say_("head_parameter"), say_("head_index", {index}),
                         say_("head_interval", {level_text(say_, sensitivity_->level)})},
                        {}};
        std::vector<PictureRow> rows;
        for (const FactorIndices& factor : output.factors) {
            const Index& strength = factor.indices[0];
            const NumberFormat format({strength.value, strength.interval.low, strength.interval.high});
            const std::string value = say_.number(format.text(strength.value));
            const std::string interval = interval_words(say_, format, strength.interval);
            figure.table.rows.push_back({{factor.name}, {value, true}, {interval, true}});
            if (!factor.is_share && rows.size() < most_rows) {
                rows.push_back({factor.name,
                                value,
                                strength.value,
                                {strength.interval.low, strength.interval.high},
                                drawing::look_of(0),
                                true});
            }
        }
        figure.picture = rows_picture(say_, rows, say_("axis_index", {index}), picture_words(figure.head, rows));
        return figure;
    }

    /// What the design varies: choices apart from assumptions.
    [[nodiscard]] std::string choices() const {
        std::vector<ParameterDifference> policies;
        std::vector<ParameterDifference> assumptions;
        for (const DesignFactor& factor : design_factors(file_->design_columns())) {
            if (factor.role == "design") {
                continue;
            }
            const bool is_lever = request_.levers.empty() ? factor.role == "lever"
                                                          : std::find(request_.levers.begin(), request_.levers.end(),
                                                                      factor.name) != request_.levers.end();
            for (const DesignColumn& column : factor.columns) {
                (is_lever ? policies : assumptions).push_back({column.name, {values_of(column)}, factor.role});
            }
        }
        std::string text;
        for (const auto& [head, parameters] :
             {std::pair{"choices_policies", &policies}, std::pair{"choices_assumptions", &assumptions}}) {
            if (!parameters->empty()) {
                text += element("h3", plain(say_(head))) +
                        parameters_html(say_, plan_, say_(head), {say_("head_values")}, *parameters);
            }
        }
        return text;
    }

    /// "0.1 to 0.9", or the options.
    [[nodiscard]] std::string values_of(const DesignColumn& column) const {
        std::vector<std::string> values = column.values;
        if (column.is_text) {
            std::sort(values.begin(), values.end());
            values.erase(std::unique(values.begin(), values.end()), values.end());
            return listed(values, 6);
        }
        std::vector<std::size_t> points(values.size());
        for (std::size_t k = 0; k < points.size(); ++k) {
            points[k] = k;
        }
        const drawing::Range range = drawing::range_of(column_numbers(column, points));
        return say_("interval", {say_.number(significant(range.low, 4)), say_.number(significant(range.high, 4))});
    }

    [[nodiscard]] std::vector<std::string> notices() const {
        std::vector<std::string> all = own_notices_;
        const std::vector<std::string> unfinished = unfinished_notices(*file_);
        all.insert(all.end(), unfinished.begin(), unfinished.end());
        if (ranking_) {
            all.insert(all.end(), ranking_->notices.begin(), ranking_->notices.end());
        }
        if (sensitivity_) {
            all.insert(all.end(), sensitivity_->notices.begin(), sensitivity_->notices.end());
        }
        return all;
    }

    Words say_;
    const ReportRequest& request_;
    std::shared_ptr<const ResultFile> file_;
    Plan plan_;
    std::vector<std::string> names_; ///< of outputs, that which is asked for first
    std::vector<OutputWords> words_; ///< one a name
    std::vector<std::string> own_notices_;
    std::optional<Ranking> ranking_;
    std::optional<Sensitivity> sensitivity_;
};

} // namespace

std::string sweep_report(const ReportRequest& request, const std::shared_ptr<const ResultFile>& file) {
    return SweepReport(request, file).html();
}

} // namespace actorhood::analysis::report
