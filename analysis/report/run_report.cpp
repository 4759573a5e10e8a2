#include "analysis/report/run_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "analysis/compare.hpp"
#include "analysis/figures/fan.hpp"
#include "analysis/firm_panel.hpp"
#include "analysis/report/answer.hpp"
#include "analysis/report/common_parts.hpp"
#include "analysis/report/cost_figures.hpp"
#include "analysis/report/course_figures.hpp"
#include "analysis/report/difference_figures.hpp"
#include "analysis/report/figure_parts.hpp"
#include "analysis/report/firm_section.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/report/plan.hpp"

namespace actorhood::analysis::report {

namespace {

/// The results of a page, with what everything on it is made from.
class RunReport {
public:
    /// `paired`: replicates of one number share their draws.
    RunReport(const ReportRequest& request, std::vector<Result> results, Comparison comparison, bool paired)
        : say_(request.language),
          request_(request),
          results_(std::move(results)),
          comparison_(std::move(comparison)),
          paired_(paired) {
        for (const Result& result : results_) {
            if (std::find(files_.begin(), files_.end(), &result.file()) == files_.end()) {
                files_.push_back(&result.file()); // points of a sweep stand in one file
            }
        }
        plan_ = plan_of(files_, request.language);
        times_ = choose_times(results_, request_.selection, ignored_);
        leave_out_the_last(comparison_.variables, comparison_.notices);
        for (const ComparedVariable& variable : comparison_.variables) {
            words_.push_back(words_for(variable));
            shown_.push_back(variable.name);
        }
        words_[0].lower_is_better = words_[0].lower_is_better || request_.lower_is_better;
        if (results_.size() > 1) {
            find_leading();
        }
    }

    std::string html() {
        Page page;
        page.answer = answer();
        if (!request_.question.empty()) {
            page.answer.question = request_.question;
        }
        page.picture = first_picture();
        page.rests = rests();
        page.sections = {{"first", say_("section_first"), first_section()},
                         {"differences", say_("section_differences"), differences_section()},
                         {"time", say_("section_time"), time_section()}};
        for (const PlannedFigure& figure : plan_.figures) {
            page.sections.push_back(planned_section(figure));
        }
        page.sections.push_back(one_firm_section());
        page.sections.push_back({"cost", say_("section_cost"), cost_section()});
        page.sections.push_back({"choices", say_("section_choices"), choices_section()});
        page.sections.push_back(misses_section(say_, plan_));
        page.sections.push_back(limits_section(say_, comparison_.level));
        page.sections.push_back(definitions_section(say_, plan_, results_[0].file(), shown_));
        page.sections.push_back(repeat_section(say_, request_, files_));
        page.sections.push_back(notes_section(say_, comparison_.notices));
        return page_html(say_, page);
    }

private:
    /// Who is ahead in each compared variable.
    void find_leading() {
        std::vector<std::string> names = shown_;
        names.erase(std::unique(names.begin(), names.end()), names.end());
        const std::vector<Line> lines = choose_lines(results_, names, request_.selection, ignored_);
        for (std::size_t v = 0; v < comparison_.variables.size(); ++v) { // a line each, in the same order
            leading_.push_back(leading_of(shared_values(results_, lines[v], times_, request_.selection.over), paired_,
                                          {comparison_.variables[v].name, words_[v].lower_is_better},
                                          comparison_.level));
        }
    }

    [[nodiscard]] OutputWords words_for(const ComparedVariable& variable) const {
        OutputWords words = plan_.words_for(variable.name, variable.long_name);
        words.label += variable.place.empty() ? "" : ", " + variable.place;
        return words;
    }

    [[nodiscard]] bool is_comparison() const { return results_.size() > 1; }

    /// Values of an output at the times of the comparison, over all places whatever the selection says.
    [[nodiscard]] ReplicateValues values_of(const std::string& name, Over over) const {
        Selection selection;
        selection.variables = {name};
        selection.over = over;
        std::vector<std::string> notices;
        const std::vector<Line> lines = choose_lines(results_, {name}, selection, notices);
        return shared_values(results_, lines[0], times_, over);
    }

    [[nodiscard]] Answer answer() const {
        if (!is_comparison()) {
            return answer_for_run(say_, comparison_, words_);
        }
        return results_.size() == 2 ? answer_for_pair(say_, comparison_, words_, leading_[0])
                                    : answer_for_several(say_, comparison_, words_, leading_);
    }

    [[nodiscard]] std::vector<std::string> rests() const {
        std::vector<std::string> made{origin_words(say_, results_[0].file())};
        const std::string replicates =
            std::to_string(is_comparison() ? leading_[0].replicates : results_[0].replicates().size());
        made.push_back(say_(!is_comparison() ? "rests_single" : (paired_ ? "rests_replicates" : "rests_unpaired"),
                            {replicates}));
        made.push_back(say_("rests_when", {when_words(say_, comparison_.results[0].when)}));
        made.push_back(say_("rests_chance_only"));
        add_misses(say_, plan_, made);
        if (say_.language() != Language::english) {
            made.push_back(say_("in_english"));
        }
        return made;
    }

    [[nodiscard]] std::vector<std::string> result_names() const {
        std::vector<std::string> names;
        for (const Result& result : results_) {
            names.push_back(result.name());
        }
        return names;
    }

    std::string first_picture() {
        return is_comparison() ? figure_html(say_, difference_figure(say_, comparison_, 0, words_[0]))
                               : figure_html(say_, fan_figures({shown_[0]})[0]);
    }

    // Who is first.

    [[nodiscard]] std::string first_section() const {
        std::vector<FigureText> figures;
        for (std::size_t v = 0; results_.size() > 2 && v < leading_.size(); ++v) {
            if (leading_[v].ranking.problem.empty() && leading_[v].lead.verdict != Verdict::undecidable) {
                figures.push_back(first_figure(say_, comparison_, v, words_[v], leading_[v]));
            }
        }
        return figures_html(say_, figures);
    }

    // Differences.

    [[nodiscard]] std::string differences_section() const {
        std::vector<FigureText> figures;
        for (std::size_t v = is_comparison() ? 1 : 0; v < comparison_.variables.size(); ++v) {
            const std::vector<Difference>& found = comparison_.variables[v].differences;
            const bool is_defined = std::any_of(found.begin(), found.end(), [](const Difference& difference) {
                return std::isfinite(difference.estimate.mean);
            });
            if (is_defined) {
                figures.push_back(difference_figure(say_, comparison_, v, words_[v]));
            }
        }
        return is_comparison() ? figures_html(say_, figures) : "";
    }

    // Over time.

    std::string time_section() {
        std::vector<std::string> names(shown_.begin() + (is_comparison() ? 0 : 1), shown_.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return names.empty() ? ""
                             : curve_note() + legend_html(result_names()) + figures_html(say_, fan_figures(names));
    }

    [[nodiscard]] std::string curve_note() const {
        const bool single = std::all_of(results_.begin(), results_.end(),
                                        [](const Result& result) { return result.replicates().size() == 1; });
        std::string text = paragraph(say_(single ? "note_single" : "note_fan"), " class=\"note\"");
        if (results_.size() > most_curves) {
            text += paragraph(say_("more_results", {std::to_string(most_curves), std::to_string(results_.size())}),
                              " class=\"note\"");
        }
        return text;
    }

    /// The results of which curves are drawn.
    [[nodiscard]] std::vector<Result> drawn_results() const {
        return {results_.begin(),
                results_.begin() + static_cast<std::ptrdiff_t>(std::min(results_.size(), most_curves))};
    }

    /// Courses of outputs as the selection says, but at all times.
    std::vector<FigureText> fan_figures(const std::vector<std::string>& names) {
        Selection selection = request_.selection;
        selection.average.reset();
        return fan_figures(names, selection, most_times);
    }
    std::vector<FigureText> fan_figures(const std::vector<std::string>& names, Selection selection,
                                        std::size_t most) {
        std::vector<FigureText> figures;
        for (const std::string& name : names) { // one by one: the places of one axis are enough panels for a reading
            selection.variables = {name};
            for (FanPanel& panel : read_fans(drawn_results(), selection, ignored_)) {
                const std::string place = panel.place.empty() ? "" : ", " + panel.place;
                const std::string label = plan_.words_for(panel.name, panel.long_name).label + place;
                const std::string head = head_with_unit(say_, capitalised(label), panel.units);
                figures.push_back(course_figure(say_, std::move(panel), head, result_names(), most));
            }
        }
        return figures;
    }

    // Figures of the result's own plan.

    Section planned_section(const PlannedFigure& planned) {
        Section section{planned.id, planned.title, ""};
        std::vector<std::string> known;
        for (const std::string& name : planned.outputs) {
            if (std::all_of(results_.begin(), results_.end(),
                            [&](const Result& result) { return result.has(name); })) {
                known.push_back(name);
            }
        }
        if (known.empty()) {
            return section;
        }
        shown_.insert(shown_.end(), known.begin(), known.end());
        Selection whole;
        whole.over = planned.over;
        const std::string note = planned.note.empty() ? "" : paragraph(planned.note);
        section.body = note + (planned.by.empty() ? legend_html(result_names()) +
                                                        figures_html(say_, fan_figures(known, whole, fewer_times))
                                                  : parts_html(known[0], planned));
        return section;
    }

    /// One output along an axis: the places as curves, one picture a result.
    std::string parts_html(const std::string& name, const PlannedFigure& planned) {
        Selection selection;
        selection.variables = {name};
        selection.by = planned.by;
        selection.over = planned.over;
        const std::vector<Result> drawn = drawn_results();
        std::vector<FanPanel> places = read_fans(drawn, selection, ignored_);
        places.resize(std::min(places.size(), most_curves));
        const std::vector<std::string> labels = labels_of(places);
        std::vector<FigureText> figures;
        std::size_t number = 0;
        for (FanPanel& panel : turned(places)) {
            const std::string head = head_with_unit(say_, drawn[number++].name(), panel.units);
            figures.push_back(course_figure(say_, std::move(panel), head, labels, fewer_times));
        }
        return legend_html(labels) + figures_html(say_, figures);
    }

    // One firm.

    /// Of the firm that is asked for, or of the first that all results record.
    Section one_firm_section() {
        const std::vector<std::string> names = firm_names(results_[0].file());
        const std::string firm = !request_.firm.empty() ? request_.firm : names.empty() ? "" : names.front();
        for (const Result& result : results_) {
            if (!request_.firm.empty()) {
                static_cast<void>(firm_position(result.file(), firm)); // a known name, or a message
            } else if (!has_firm(result.file(), firm)) {
                return {};
            }
        }
        std::vector<std::string> known;
        for (const std::string& name : firm_courses()) {
            if (std::all_of(results_.begin(), results_.end(),
                            [&](const Result& result) { return result.has(name); })) {
                known.push_back(name);
            }
        }
        const Selection one{.places = {{firm_axis, {firm}}}};
        const std::string courses =
            known.empty() ? ""
                          : legend_html(result_names()) + figures_html(say_, fan_figures(known, one, fewer_times));
        return firm_section(say_, drawn_results(), firm, courses);
    }

    // Cost.

    [[nodiscard]] std::string cost_section() const {
        if (!is_comparison() || !paired_) {
            return "";
        }
        std::vector<FigureText> figures;
        for (const PlannedCost& cost : plan_.costs) {
            const bool known = std::all_of(results_.begin(), results_.end(), [&](const Result& result) {
                return result.has(cost.money) && result.has(cost.per);
            });
            if (known) {
                figures.push_back(cost_figure(say_, {cost.label, cost.money, results_[0].variable(cost.money).units},
                                              result_names(), values_of(cost.money, Over::sum),
                                              values_of(cost.per, Over::sum), comparison_.level));
            }
        }
        return figures_html(say_, figures);
    }

    // What was chosen.

    [[nodiscard]] std::string choices_section() const {
        if (!is_comparison()) {
            return paragraph(say_("choices_one", {request_.paths[0]}));
        }
        if (comparison_.parameters.empty()) {
            return paragraph(say_("choices_none"));
        }
        std::vector<ParameterDifference> policies;
        std::vector<ParameterDifference> assumptions;
        std::vector<ParameterDifference> unsorted;
        for (const ParameterDifference& parameter : comparison_.parameters) {
            const ParameterMeaning* const known = plan_.meaning_of(parameter.key);
            (known == nullptr ? unsorted : known->role == "policy" ? policies : assumptions).push_back(parameter);
        }
        std::string text = paragraph(say_("choices_note"), " class=\"note\"");
        const std::vector<std::string> names = result_names();
        for (const auto& [head, parameters] :
             {std::pair{"choices_policies", &policies}, std::pair{"choices_assumptions", &assumptions},
              std::pair{"choices_unsorted", &unsorted}}) {
            if (!parameters->empty()) {
                text +=
                    element("h3", plain(say_(head))) + parameters_html(say_, plan_, say_(head), names, *parameters);
            }
        }
        return text;
    }

    Words say_;
    const ReportRequest& request_;
    std::vector<Result> results_;
    Comparison comparison_;
    bool paired_;
    std::vector<const ResultFile*> files_;
    Plan plan_;
    Times times_;
    std::vector<OutputWords> words_;   ///< one a compared variable
    std::vector<std::string> shown_;   ///< names of the outputs on the page
    std::vector<Leading> leading_;     ///< one a compared variable; empty for a single result
    std::vector<std::string> ignored_; ///< notices that the comparison has too
};

} // namespace

std::string run_report(const ReportRequest& request, std::vector<Result> results) {
    Comparison comparison = compare(results, request.selection);
    const bool paired = share_randomness(results);
    return RunReport(request, std::move(results), std::move(comparison), paired).html();
}

std::string points_report(const ReportRequest& request, SweepPoints points) {
    Comparison comparison = compare_points(points, request.selection);
    return RunReport(request, std::move(points.results), std::move(comparison), points.common_random_numbers).html();
}

} // namespace actorhood::analysis::report
