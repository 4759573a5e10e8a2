#include "analysis/report/cost_figures.hpp"

#include <cmath>

#include "analysis/report/common_parts.hpp"
#include "analysis/report/cost.hpp"
#include "analysis/report/figure_parts.hpp"
#include "analysis/report/number_words.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

namespace {

/// True if what is paid or saved buys or gives up something: otherwise one scenario is better in both.
bool has_price(const UnitCost& found) {
    return std::isfinite(found.cost) && (found.cost > 0.0 || found.interval.contains(0.0));
}
std::string cost_reading(const Words& say, const UnitCost& found, const std::string& price) {
    if (std::isnan(found.cost)) {
        return say("cost_open");
    }
    if (found.interval.contains(0.0)) {
        return say("cost_zero", {price});
    }
    if (found.cost > 0.0) {
        return say(found.units > 0.0 ? "cost_pays" : "cost_saves", {price});
    }
    return say(found.units > 0.0 ? "cost_better" : "cost_worse");
}

std::vector<double> differences(const ReplicateValues& values, std::size_t result) {
    std::vector<double> made;
    for (std::size_t i = 0; i < values[0].size(); ++i) {
        made.push_back(values[result][i] - values[0][i]);
    }
    return made;
}

} // namespace

FigureText cost_figure(const Words& say, const CostWords& words, const std::vector<std::string>& names,
                       const ReplicateValues& money, const ReplicateValues& units, double level) {
    FigureText figure;
    figure.head = head_with_unit(say, capitalised(words.label), words.unit);
    figure.note = say("note_cost", {names[0], level_text(say, level)});
    figure.csv = "scenario,money,units,cost,low,high,pairs\n";
    figure.csv_name = file_name("cost", words.money);
    figure.table = {figure.head,
                    {say("head_scenario"), say("head_money"), say("head_units"), say("head_cost"),
                     say("head_interval", {level_text(say, level)}), say("head_reading")},
                    {}};
    std::vector<PictureRow> rows;
    for (std::size_t r = 1; r < names.size(); ++r) {
        const UnitCost found = unit_cost(differences(money, r), differences(units, r), level);
        const NumberFormat format({found.cost, found.interval.low, found.interval.high});
        const NumberFormat moneys({found.money});
        const NumberFormat unit_format({found.units});
        const std::string price = std::isnan(found.cost) ? "-" : say.number(format.text(found.cost));
        const std::string reading = cost_reading(say, found, price);
        const bool is_price = has_price(found);
        rows.push_back({names[r],
                        reading,
                        is_price ? found.cost : undefined,
                        {found.interval.low, found.interval.high},
                        drawing::look_of(r)});
        figure.table.rows.push_back({{names[r]},
                                     {say.number(moneys.signed_text(found.money)), true},
                                     {say.number(unit_format.signed_text(found.units)), true},
                                     {is_price ? price : "-", true},
                                     {is_price ? interval_words(say, format, found.interval) : "-", true},
                                     {reading}});
        figure.csv += csv_text(names[r]);
        for (const double number : {found.money, found.units, found.cost, found.interval.low, found.interval.high}) {
            figure.csv += ',' + csv_number(number);
        }
        figure.csv += ',' + std::to_string(found.pairs) + '\n';
    }
    figure.picture = rows_picture(say, rows, words.unit, picture_words(figure.head, rows));
    return figure;
}

} // namespace actorhood::analysis::report
