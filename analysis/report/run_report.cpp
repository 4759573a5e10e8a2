#include "analysis/report/run_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "analysis/compare.hpp"
#include "analysis/compare_text.hpp"
#include "analysis/figures/fan.hpp"
#include "analysis/report/answer.hpp"
#include "analysis/report/common_parts.hpp"
#include "analysis/report/cost.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/report/plan.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis::report {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
/// Rows of a table of a fan, all results together; the CSV holds all drawn times.
constexpr std::size_t fan_rows = 15;
/// Digits of curves in CSV files; export has all.
constexpr int csv_digits = 7;

std::string year_text(const Words& say, double time) {
    return say.number(sim::plain_number(std::round(1000.0 * time) / 1000.0));
}

/// The verdict on a difference in the words of the language.
std::string verdict_text(const Words& say, const Difference& difference) {
    switch (difference.verdict) {
    case Verdict::higher:
        return say("verdict_higher");
    case Verdict::lower:
        return say("verdict_lower");
    case Verdict::indistinguishable:
        return say("verdict_indistinguishable");
    case Verdict::identical:
        return say("verdict_identical");
    case Verdict::undecidable:
        break;
    }
    return say("verdict_undecidable");
}

/// The results of a page, with what everything on it is made from.
class RunReport {
public:
    RunReport(const ReportRequest& request, std::vector<Result> results)
        : say_(request.language), request_(request), results_(std::move(results)) {
        comparison_ = compare(results_, request_.selection);
        for (const Result& result : results_) {
            files_.push_back(&result.file());
        }
        plan_ = plan_of(files_, request.language);
        times_ = choose_times(results_, request_.selection, ignored_);
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
            leading_.push_back(leading_of(
                shared_values(results_, lines[v], times_, request_.selection.over), share_randomness(results_),
                {comparison_.variables[v].name, words_[v].lower_is_better}, comparison_.level));
        }
    }

    [[nodiscard]] OutputWords words_for(const ComparedVariable& variable) const {
        OutputWords words = plan_.words_for(variable.name, variable.long_name);
        words.label += variable.place.empty() ? "" : ", " + variable.place;
        return words;
    }

    [[nodiscard]] bool is_comparison() const { return results_.size() > 1; }

    /// Values of an output at the times of the comparison, over all places.
    [[nodiscard]] ReplicateValues values_of(const std::string& name, Over over) const {
        Selection selection = request_.selection;
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
        made.push_back(say_(
            !is_comparison() ? "rests_single" : (share_randomness(results_) ? "rests_replicates" : "rests_unpaired"),
            {replicates}));
        made.push_back(say_("rests_when", {when_words(say_, comparison_.results[0].when)}));
        made.push_back(say_("rests_chance_only"));
        add_misses(say_, plan_, made);
        if (say_.language() != Language::english) {
            made.push_back(say_("in_english"));
        }
        return made;
    }

    /// Names of results with what they look like.
    [[nodiscard]] std::string legend(const std::vector<std::string>& names) const {
        std::string items;
        for (std::size_t k = 0; k < std::min(names.size(), most_curves); ++k) {
            items += element("li", element("span", legend_sample(drawing::look_of(k)), " aria-hidden=\"true\"") +
                                       name_of(names[k]));
        }
        return element("ul", items, " class=\"legend d\"");
    }
    [[nodiscard]] std::vector<std::string> result_names() const {
        std::vector<std::string> names;
        for (const Result& result : results_) {
            names.push_back(result.name());
        }
        return names;
    }

    std::string first_picture() {
        return is_comparison() ? figure_html(say_, difference_figure(0))
                               : figure_html(say_, fan_figures({shown_[0]})[0]);
    }

    // Who is first.

    [[nodiscard]] std::string first_section() const {
        std::vector<FigureText> figures;
        for (std::size_t v = 0; results_.size() > 2 && v < leading_.size(); ++v) {
            if (leading_[v].ranking.problem.empty() && leading_[v].lead.verdict != Verdict::undecidable) {
                figures.push_back(first_figure(v));
            }
        }
        return figures_html(say_, figures);
    }

    [[nodiscard]] FigureText first_figure(std::size_t v) const {
        FigureText figure;
        figure.head = capitalised(words_[v].label);
        figure.note = say_(words_[v].lower_is_better ? "note_first_lower" : "note_first");
        figure.table = {figure.head, {say_("head_scenario"), say_("head_first"), say_("head_last")}, {}};
        figure.csv = "scenario,first,last\n";
        figure.csv_name = file_name("first", comparison_.variables[v].name);
        std::vector<PictureRow> rows;
        for (const RankedAlternative& one : leading_[v].ranking.alternatives) {
            const std::string& name = results_[one.alternative].name();
            const std::string percent = percent_text(say_, one.best);
            rows.push_back({name, percent, 100.0 * one.best, {none, none}, drawing::look_of(one.alternative), true});
            figure.table.rows.push_back({{name}, {percent, true}, {percent_text(say_, one.worst), true}});
            figure.csv += csv_text(name) + ',' + csv_number(one.best) + ',' + csv_number(one.worst) + '\n';
        }
        figure.picture = rows_picture(say_, rows, say_("axis_probability"), picture_words(figure.head, rows));
        return figure;
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
                figures.push_back(difference_figure(v));
            }
        }
        return is_comparison() ? figures_html(say_, figures) : "";
    }

    [[nodiscard]] FigureText difference_figure(std::size_t v) const {
        const ComparedVariable& variable = comparison_.variables[v];
        FigureText figure;
        figure.head = with_unit_head(capitalised(words_[v].label), variable.units);
        figure.note =
            say_("note_differences", {comparison_.results[0].name, when_words(say_, comparison_.results[0].when),
                                      whole_percent(say_, comparison_.level)});
        figure.table = difference_table(variable, figure.head);
        Comparison alone = comparison_;
        alone.variables = {variable};
        figure.csv = comparison_csv(alone);
        figure.csv_name = file_name("differences", variable.name);
        std::vector<PictureRow> rows;
        for (std::size_t k = 0; k < variable.differences.size(); ++k) {
            const Difference& difference = variable.differences[k];
            const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
            rows.push_back(
                {comparison_.results[k + 1].name,
                 say_.number(format.signed_text(difference.estimate.mean)) + ", " + verdict_text(say_, difference),
                 difference.estimate.mean,
                 {difference.interval.low, difference.interval.high},
                 drawing::look_of(k + 1)});
        }
        figure.picture = rows_picture(say_, rows, say_("axis_difference", {comparison_.results[0].name}),
                                      picture_words(figure.head, rows));
        return figure;
    }

    [[nodiscard]] TableText difference_table(const ComparedVariable& variable, const std::string& caption) const {
        TableText table{
            caption,
            {say_("head_scenario"), say_("head_mean"), say_("head_range", {whole_percent(say_, comparison_.level)}),
             say_("head_difference"), say_("head_interval", {whole_percent(say_, comparison_.level)}),
             say_("head_higher"), say_("head_verdict")},
            {}};
        for (std::size_t r = 0; r < comparison_.results.size(); ++r) {
            const Summary& summary = variable.summaries[r];
            const NumberFormat format({summary.mean, summary.interval.low, summary.interval.high});
            std::vector<Cell> row{{comparison_.results[r].name},
                                  {say_.number(format.text(summary.mean)), true},
                                  {interval_words(format, summary.interval, false), true}};
            if (r == 0) {
                row.insert(row.end(), {{"-", true}, {"-", true}, {"-", true}, {say_("reference")}});
            } else {
                add_difference(variable.differences[r - 1], row);
            }
            table.rows.push_back(std::move(row));
        }
        return table;
    }

    void add_difference(const Difference& difference, std::vector<Cell>& row) const {
        const NumberFormat format({difference.estimate.mean, difference.interval.low, difference.interval.high});
        const std::string higher =
            std::to_string(std::lround(difference.share_higher * static_cast<double>(difference.pairs)));
        row.push_back({say_.number(format.signed_text(difference.estimate.mean)), true});
        row.push_back({interval_words(format, difference.interval, true), true});
        row.push_back({difference.pairs == 0 ? "-"
                       : difference.paired   ? say_("of_pairs", {higher, std::to_string(difference.pairs)})
                                             : percent_text(say_, difference.share_higher),
                       true});
        row.push_back({verdict_text(say_, difference)});
    }

    [[nodiscard]] std::string interval_words(const NumberFormat& format, const Interval& interval,
                                             bool is_signed) const {
        if (std::isnan(interval.low)) {
            return "-";
        }
        const auto text = [&](double value) {
            return say_.number(is_signed ? format.signed_text(value) : format.text(value));
        };
        return say_("interval", {text(interval.low), text(interval.high)});
    }

    // Over time.

    std::string time_section() {
        std::vector<std::string> names(shown_.begin() + (is_comparison() ? 0 : 1), shown_.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return names.empty() ? "" : curve_note() + legend(result_names()) + figures_html(say_, fan_figures(names));
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

    std::vector<FigureText> fan_figures(const std::vector<std::string>& names, Over over = Over::mean,
                                        std::size_t most = most_times) {
        Selection selection = request_.selection;
        selection.variables = names;
        selection.average.reset();
        selection.over = request_.selection.over == Over::sum ? Over::sum : over;
        std::vector<std::string> names_drawn = result_names();
        std::vector<FigureText> figures;
        for (FanPanel& panel : read_fans(drawn_results(), selection, ignored_)) {
            const std::string place = panel.place.empty() ? "" : ", " + panel.place;
            const std::string label = plan_.words_for(panel.name, panel.long_name).label + place;
            figures.push_back(fan_figure(panel, with_unit_head(capitalised(label), panel.units), names_drawn, most));
        }
        return figures;
    }

    /// A picture of curves; `names` are those of the curves.
    [[nodiscard]] FigureText fan_figure(FanPanel& panel, const std::string& head,
                                        const std::vector<std::string>& names, std::size_t most) const {
        FigureText figure;
        figure.head = head;
        figure.csv_name = file_name("time", panel.name);
        figure.csv = "scenario,time,median,low_50,high_50,low_90,high_90\n";
        figure.table = {head,
                        {say_("head_scenario"), say_("head_time"), say_("head_median"),
                         say_("head_range", {say_.number("50 %")}), say_("head_range", {say_.number("90 %")})},
                        {}};
        std::string description;
        for (std::size_t k = 0; k < panel.fans.size(); ++k) {
            Fan& fan = panel.fans[k];
            fan = at_fewer_times(fan, most);
            add_fan_rows(figure, fan, names[k], std::max<std::size_t>(fan_rows / panel.fans.size(), 2));
            const NumberFormat format({fan.quantiles[0].back(), fan.quantiles[4].back()});
            description += (k == 0 ? "" : "; ") + names[k] + ": " + year_text(say_, fan.times.back()) + " " +
                           say_.number(format.text(fan.quantiles[2].back())) + " (" +
                           interval_words(format, {fan.quantiles[0].back(), fan.quantiles[4].back()}, false) + ")";
        }
        figure.picture = fan_picture(say_, panel, {head, description});
        return figure;
    }

    void add_fan_rows(FigureText& figure, const Fan& fan, const std::string& name, std::size_t most) const {
        const std::size_t shown = std::min(most, fan.times.size());
        std::size_t next = 0;
        for (std::size_t t = 0; t < fan.times.size(); ++t) {
            const auto q = [&](std::size_t k) { return fan.quantiles.at(k)[t]; };
            figure.csv += csv_text(name) + ',' + csv_number(fan.times[t]);
            for (const std::size_t k : std::array<std::size_t, 5>{2, 1, 3, 0, 4}) {
                figure.csv += ',' + (std::isfinite(q(k)) ? significant(q(k), csv_digits) : "");
            }
            figure.csv += '\n';
            const std::size_t wanted = shown < 2 ? fan.times.size() - 1 : next * (fan.times.size() - 1) / (shown - 1);
            if (t == wanted) {
                const NumberFormat format({q(0), q(4)});
                figure.table.rows.push_back({{name},
                                             {year_text(say_, fan.times[t]), true},
                                             {say_.number(format.text(q(2))), true},
                                             {interval_words(format, {q(1), q(3)}, false), true},
                                             {interval_words(format, {q(0), q(4)}, false), true}});
                ++next;
            }
        }
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
        const std::string note = planned.note.empty() ? "" : paragraph(planned.note);
        section.body =
            note + (planned.by.empty()
                        ? legend(result_names()) + figures_html(say_, fan_figures(known, planned.over, fewer_times))
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
        std::vector<std::string> labels;
        for (const FanPanel& place : places) {
            const std::size_t equals = place.place.find(" = ");
            labels.push_back(equals == std::string::npos ? place.place : place.place.substr(equals + 3));
        }
        std::vector<FigureText> figures;
        for (std::size_t r = 0; r < drawn.size(); ++r) {
            FanPanel panel = places[0];
            panel.fans.clear();
            for (const FanPanel& place : places) {
                panel.fans.push_back(place.fans[r]);
            }
            figures.push_back(fan_figure(panel, with_unit_head(drawn[r].name(), panel.units), labels, fewer_times));
        }
        return legend(labels) + figures_html(say_, figures);
    }

    // Cost.

    [[nodiscard]] std::string cost_section() const {
        if (!is_comparison() || !share_randomness(results_)) {
            return "";
        }
        std::vector<FigureText> figures;
        for (const PlannedCost& cost : plan_.costs) {
            const bool known = std::all_of(results_.begin(), results_.end(), [&](const Result& result) {
                return result.has(cost.money) && result.has(cost.per);
            });
            if (known) {
                figures.push_back(cost_figure(cost));
            }
        }
        return figures_html(say_, figures);
    }

    [[nodiscard]] FigureText cost_figure(const PlannedCost& cost) const {
        const ReplicateValues money = values_of(cost.money, Over::sum);
        const ReplicateValues units = values_of(cost.per, Over::sum);
        const std::string unit = results_[0].variable(cost.money).units;
        FigureText figure;
        figure.head = with_unit_head(capitalised(cost.label), unit);
        figure.note = say_("note_cost", {results_[0].name(), whole_percent(say_, comparison_.level)});
        figure.csv = "scenario,money,units,cost,low,high,pairs\n";
        figure.csv_name = file_name("cost", cost.money);
        figure.table = {figure.head,
                        {say_("head_scenario"), say_("head_money"), say_("head_units"), say_("head_cost"),
                         say_("head_interval", {whole_percent(say_, comparison_.level)}), say_("head_reading")},
                        {}};
        std::vector<PictureRow> rows;
        for (std::size_t r = 1; r < results_.size(); ++r) {
            const UnitCost found = unit_cost(differences(money, r), differences(units, r), comparison_.level);
            const NumberFormat format({found.cost, found.interval.low, found.interval.high});
            const NumberFormat moneys({found.money});
            const NumberFormat unit_format({found.units});
            const std::string price = std::isnan(found.cost) ? "-" : say_.number(format.text(found.cost));
            const std::string reading = cost_reading(found, price);
            const bool is_price = has_price(found);
            rows.push_back({results_[r].name(),
                            reading,
                            is_price ? found.cost : none,
                            {found.interval.low, found.interval.high},
                            drawing::look_of(r)});
            figure.table.rows.push_back({{results_[r].name()},
                                         {say_.number(moneys.signed_text(found.money)), true},
                                         {say_.number(unit_format.signed_text(found.units)), true},
                                         {is_price ? price : "-", true},
                                         {is_price ? interval_words(format, found.interval, false) : "-", true},
                                         {reading}});
            figure.csv += csv_text(results_[r].name());
            for (const double number :
                 {found.money, found.units, found.cost, found.interval.low, found.interval.high}) {
                figure.csv += ',' + csv_number(number);
            }
            figure.csv += ',' + std::to_string(found.pairs) + '\n';
        }
        figure.picture = rows_picture(say_, rows, unit, picture_words(figure.head, rows));
        return figure;
    }

    /// True if what is paid or saved buys or gives up something: otherwise one scenario is better in both.
    [[nodiscard]] static bool has_price(const UnitCost& found) {
        return std::isfinite(found.cost) && (found.cost > 0.0 || found.interval.contains(0.0));
    }
    [[nodiscard]] std::string cost_reading(const UnitCost& found, const std::string& price) const {
        if (std::isnan(found.cost)) {
            return say_("cost_open");
        }
        if (found.interval.contains(0.0)) {
            return say_("cost_zero", {price});
        }
        if (found.cost > 0.0) {
            return say_(found.units > 0.0 ? "cost_pays" : "cost_saves", {price});
        }
        return say_(found.units > 0.0 ? "cost_better" : "cost_worse");
    }

    [[nodiscard]] static std::vector<double> differences(const ReplicateValues& values, std::size_t result) {
        std::vector<double> made;
        for (std::size_t i = 0; i < values[0].size(); ++i) {
            made.push_back(values[result][i] - values[0][i]);
        }
        return made;
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

    [[nodiscard]] std::string with_unit_head(const std::string& head, const std::string& unit) const {
        const std::string words = unit_words(say_, unit);
        return words.empty() ? head : head + " [" + words + "]";
    }

    [[nodiscard]] static PictureWords picture_words(const std::string& head, const std::vector<PictureRow>& rows) {
        PictureWords words{head, ""};
        for (const PictureRow& row : rows) {
            words.description += (words.description.empty() ? "" : "; ") + row.name + ": " + row.words;
        }
        return words;
    }

    Words say_;
    const ReportRequest& request_;
    std::vector<Result> results_;
    Comparison comparison_{};
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
    return RunReport(request, std::move(results)).html();
}

} // namespace actorhood::analysis::report
