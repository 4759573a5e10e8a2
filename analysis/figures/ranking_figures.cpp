// Maps of mixes, and regrets.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analysis/figures/figures.hpp"
#include "analysis/figures/rows.hpp"
#include "analysis/figures/sheet.hpp"
#include "analysis/simplex_map.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string subject(const Ranking& ranking) { return ranking.title.empty() ? ranking.path : ranking.title; }

std::string output_head(const OutputRanking& output) {
    return panel_head(output.long_name + (output.over.empty() ? "" : ", " + output.over), "", output.units);
}

/// What is true of all panels.
std::string common_note(const Ranking& ranking) {
    return "Time: " + ranking.when + ". " + std::to_string(ranking.crossing.alternatives) + " alternatives under " +
           std::to_string(ranking.crossing.sets) + (ranking.crossing.sets == 1 ? " set" : " sets") +
           " of assumptions, " + std::to_string(ranking.replicates) +
           (ranking.replicates == 1 ? " replicate each." : " replicates each.");
}

/// One number an alternative of the crossing: per cent of being best, or mean.
std::vector<double> mix_numbers(const OutputRanking& output, std::size_t alternatives, MixColour colour) {
    std::vector<double> numbers(alternatives, nan);
    for (const RankedAlternative& each : output.alternatives) {
        numbers[each.alternative] = colour == MixColour::best ? 100.0 * each.best : each.mean;
    }
    return numbers;
}

/// From nothing to the largest probability; from the least to the largest mean.
drawing::Range colour_range(const std::vector<double>& numbers, MixColour colour) {
    const drawing::Range range = drawing::range_of(numbers);
    if (colour == MixColour::best) {
        return {0.0, range.high > 0.0 ? range.high : 1.0};
    }
    return range.width() > 0.0 ? range : drawing::with_margin(range);
}

std::string cell_words(double number, MixColour colour, const drawing::Range& range) {
    if (!std::isfinite(number)) {
        return "";
    }
    return colour == MixColour::best ? drawing::decimal_text(number, 0)
                                     : NumberFormat({range.low, range.high}).text(number);
}

/// A panel of the map.
struct MapPart {
    const OutputRanking* output;
    const MixTriangle* mix;
};

std::array<std::string, 3> corner_words(const MixTriangles& mixes, const MixTriangle& mix) {
    std::array<std::string, 3> words;
    const std::array<double, 3> most = largest_shares(mix);
    for (std::size_t corner = 0; corner < words.size(); ++corner) {
        words.at(corner) = mixes.corners.at(corner) + " " + thousandths(most.at(corner));
    }
    return words;
}

void draw_map(drawing::Canvas& canvas, const drawing::Box& box, const MapPart& part, const MixTriangles& mixes,
              const std::vector<double>& numbers, MixColour colour) {
    if (!part.output->problem.empty()) {
        say_instead(canvas, box, part.output->problem);
        return;
    }
    const drawing::Range range = colour_range(numbers, colour); // of all triangles of the output
    std::vector<drawing::Cell> cells;
    for (const MixPlace& place : part.mix->places) {
        const double number = numbers[place.alternative];
        cells.push_back({place.shares, number, cell_words(number, colour, range)});
    }
    constexpr double scale_room = 64.0;
    constexpr double scale_height = 12.0;
    drawing::triangle(canvas, {box.left, box.top, box.width, box.height - scale_room}, cells, range,
                      corner_words(mixes, *part.mix));
    drawing::colour_scale(
        canvas, {box.left + 0.15 * box.width, box.bottom() - scale_room + 16.0, 0.7 * box.width, scale_height}, range,
        colour == MixColour::best ? "probability of being best [%]" : "mean" + unit_behind(part.output->units));
}

std::string map_words(const Ranking& ranking, const OutputRanking& output, MixColour colour) {
    std::string text = output_head(output) + ": ";
    if (!output.problem.empty()) {
        return text + output.problem + ". ";
    }
    std::vector<RankedAlternative> ordered = output.alternatives;
    const auto number = [&](const RankedAlternative& each) {
        return colour == MixColour::best ? each.best : (output.lower_is_better ? -each.mean : each.mean);
    };
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](const RankedAlternative& a, const RankedAlternative& b) { return number(a) > number(b); });
    constexpr std::size_t named = 5;
    for (std::size_t k = 0; k < std::min(named, ordered.size()); ++k) {
        text += (k == 0 ? "first " : "; ") + ranking.crossing.names[ordered[k].alternative] + " with " +
                (colour == MixColour::best ? drawing::decimal_text(100.0 * ordered[k].best, 0) + " %"
                                           : NumberFormat({ordered[k].mean}).text(ordered[k].mean));
    }
    return text + ". ";
}

Frame map_frame(const Ranking& ranking, MixColour colour, const std::string& title) {
    Frame frame;
    const char* what = colour == MixColour::best ? "Probability of being best: " : "Mean over the assumptions: ";
    frame.title = title.empty() ? what + subject(ranking) : title;
    frame.description = "Triangles of mixes, a cell a mix. ";
    for (const OutputRanking& output : ranking.outputs) {
        frame.description += map_words(ranking, output, colour);
        if (colour == MixColour::best) {
            frame.notes.push_back(output.name + ": " + (output.lower_is_better ? "lower" : "higher") + " is better.");
        }
    }
    frame.notes.push_back("A cell is a mix; at a corner the share named there is largest. " + common_note(ranking));
    frame.notes.insert(frame.notes.end(), ranking.notices.begin(), ranking.notices.end());
    return frame;
}

/// The alternatives with the least expected regret, that first.
std::vector<RankedAlternative> by_regret(const OutputRanking& output) {
    std::vector<RankedAlternative> ordered = output.alternatives;
    std::stable_sort(ordered.begin(), ordered.end(), [](const RankedAlternative& a, const RankedAlternative& b) {
        return a.expected_regret < b.expected_regret;
    });
    ordered.resize(std::min(ordered.size(), most_drawn_rows));
    return ordered;
}

std::string regret_text(const RankedAlternative& each) {
    const NumberFormat format({each.expected_regret, each.largest_regret});
    return format.text(each.expected_regret) + ", largest " + format.text(each.largest_regret);
}

void draw_regrets(drawing::Canvas& canvas, const drawing::Box& box, const OutputRanking& output,
                  const Crossing& crossing) {
    if (!output.problem.empty()) {
        say_instead(canvas, box, output.problem);
        return;
    }
    const std::vector<RankedAlternative> ordered = by_regret(output);
    std::vector<RowWords> words;
    std::vector<double> values{0.0};
    for (const RankedAlternative& each : ordered) {
        words.push_back({crossing.names[each.alternative], regret_text(each)});
        values.push_back(each.largest_regret);
    }
    const RowPlot rows =
        draw_rows(canvas, box, words, drawing::range_of(values), "regret" + unit_behind(output.units));
    for (std::size_t k = 0; k < ordered.size(); ++k) {
        constexpr double bar_height = 12.0;
        const drawing::Look largest = drawing::look_of(1);
        const std::array<drawing::Point, 2> to_largest{{{rows.plot.x(ordered[k].expected_regret), rows.middle(k)},
                                                        {rows.plot.x(ordered[k].largest_regret), rows.middle(k)}}};
        drawing::bar(canvas, rows.plot, rows.middle(k), ordered[k].expected_regret, bar_height,
                     {drawing::look_of(0).colour});
        canvas.line(to_largest, {largest.colour, 2.0, largest.dash});
        canvas.marks(std::array<drawing::Point, 1>{to_largest[1]}, largest.marker, 8.0, {largest.colour});
    }
}

Frame regret_frame(const Ranking& ranking, const std::string& title) {
    Frame frame;
    frame.title = title.empty() ? "Regret: " + subject(ranking) : title;
    frame.legend = {{drawing::look_of(0), "expected regret (bar)"}, {drawing::look_of(1), "largest regret"}};
    frame.legend[0].look.marker = drawing::Marker::square;
    frame.description = "Regret of alternatives, the least first. ";
    frame.notes.push_back("Regret: what is lost against the best alternative of the same assumptions. " +
                          common_note(ranking));
    for (const OutputRanking& output : ranking.outputs) {
        frame.description += output_head(output) + ":";
        for (const RankedAlternative& each : by_regret(output)) {
            frame.description += " " + ranking.crossing.names[each.alternative] + " " + regret_text(each) + ";";
        }
        frame.description.back() = '.';
        frame.description += " ";
        if (output.alternatives.size() > most_drawn_rows) {
            frame.notes.push_back(output.name + ": " + std::to_string(output.alternatives.size() - most_drawn_rows) +
                                  " alternatives with more regret are not drawn.");
        }
        if (std::isfinite(output.winners_luck) && output.problem.empty()) {
            frame.notes.push_back(output.name + ": " + NumberFormat({output.winners_luck}).text(output.winners_luck) +
                                  " of every regret is luck of the winners.");
        }
    }
    frame.notes.insert(frame.notes.end(), ranking.notices.begin(), ranking.notices.end());
    return frame;
}

} // namespace

std::string simplex_figure(const Ranking& ranking, MixColour colour, const std::string& title) {
    const MixTriangles mixes = mix_triangles(ranking.crossing);
    if (mixes.triangles.empty()) {
        throw sim::Error(sim::ExitCode::usage,
                         "no lever of this sweep is a simplex of three shares that vary, which a "
                         "triangle needs; --kind regret draws its alternatives as bars");
    }
    std::vector<MapPart> parts;
    std::vector<Panel> panels;
    const bool is_single = mixes.triangles.size() * ranking.outputs.size() == 1;
    for (const OutputRanking& output : ranking.outputs) {
        for (const MixTriangle& mix : mixes.triangles) {
            parts.push_back({&output, &mix});
            const std::string others = mix.others.empty() ? "" : " " + mix.others;
            panels.push_back({output_head(output) + others, is_single ? 560.0 : 410.0});
        }
    }
    Sheet sheet(map_frame(ranking, colour, title), panels, is_single ? 1 : 2);
    for (std::size_t k = 0; k < parts.size(); ++k) {
        const std::vector<double> numbers = mix_numbers(*parts[k].output, ranking.crossing.alternatives, colour);
        draw_map(sheet.canvas(), sheet.panel(k), parts[k], mixes, numbers, colour);
    }
    return sheet.document();
}

std::string regret_figure(const Ranking& ranking, const std::string& title) {
    std::vector<Panel> panels;
    for (const OutputRanking& output : ranking.outputs) {
        const std::size_t rows = output.problem.empty() ? std::min(output.alternatives.size(), most_drawn_rows) : 1;
        panels.push_back({output_head(output), rows_height(rows)});
    }
    Sheet sheet(regret_frame(ranking, title), panels, 1);
    for (std::size_t k = 0; k < panels.size(); ++k) {
        draw_regrets(sheet.canvas(), sheet.panel(k), ranking.outputs[k], ranking.crossing);
    }
    return sheet.document();
}

} // namespace actorhood::analysis
