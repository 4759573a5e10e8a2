#include "analysis/report/course_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/report/common_parts.hpp"
#include "analysis/report/figure_parts.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

namespace {

/// Rows of a table of a fan, all results together; the CSV holds all drawn times.
constexpr std::size_t fan_rows = 15;
/// Digits of curves in CSV files; export has all.
constexpr int csv_digits = 7;

std::string year_text(const Words& say, double time) { return say.number(thousandths(time)); }

void add_fan_rows(const Words& say, FigureText& figure, const Fan& fan, const std::string& name, std::size_t most) {
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
                                         {year_text(say, fan.times[t]), true},
                                         {say.number(format.text(q(2))), true},
                                         {interval_words(say, format, {q(1), q(3)}), true},
                                         {interval_words(say, format, {q(0), q(4)}), true}});
            ++next;
        }
    }
}

} // namespace

FigureText course_figure(const Words& say, FanPanel panel, const std::string& head,
                         const std::vector<std::string>& names, std::size_t most) {
    FigureText figure;
    figure.head = head;
    figure.csv_name = file_name("time", panel.name);
    figure.csv = "scenario,time,median,low_50,high_50,low_90,high_90\n";
    figure.table = {head,
                    {say("head_scenario"), say("head_time"), say("head_median"),
                     say("head_range", {say.number("50 %")}), say("head_range", {say.number("90 %")})},
                    {}};
    std::string description;
    for (std::size_t k = 0; k < panel.fans.size(); ++k) {
        Fan& fan = panel.fans[k];
        fan = at_fewer_times(fan, most);
        add_fan_rows(say, figure, fan, names[k], std::max<std::size_t>(fan_rows / panel.fans.size(), 2));
        const NumberFormat format({fan.quantiles[0].back(), fan.quantiles[4].back()});
        description += (k == 0 ? "" : "; ") + names[k] + ": " + year_text(say, fan.times.back()) + " " +
                       say.number(format.text(fan.quantiles[2].back())) + " (" +
                       interval_words(say, format, {fan.quantiles[0].back(), fan.quantiles[4].back()}) + ")";
    }
    figure.picture = fan_picture(say, panel, {head, description});
    return figure;
}

std::vector<FanPanel> turned(const std::vector<FanPanel>& places) {
    std::vector<FanPanel> panels;
    for (std::size_t r = 0; !places.empty() && r < places[0].fans.size(); ++r) {
        FanPanel& panel = panels.emplace_back(places[0]);
        panel.fans.clear();
        for (const FanPanel& place : places) {
            panel.fans.push_back(place.fans[r]);
        }
    }
    return panels;
}

std::vector<std::string> labels_of(const std::vector<FanPanel>& places) {
    std::vector<std::string> labels;
    for (const FanPanel& place : places) {
        const std::size_t equals = place.place.find(" = ");
        labels.push_back(equals == std::string::npos ? place.place : place.place.substr(equals + 3));
    }
    return labels;
}

} // namespace actorhood::analysis::report
