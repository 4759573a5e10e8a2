#include "analysis/calibration_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "analysis/left_out_sets.hpp"
#include "analysis/naive_forecast.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"

namespace actorhood::analysis {

namespace {

std::string number(double value) { return significant(value, 3); }

std::string fixed(double value, int decimals) {
    if (!std::isfinite(value)) {
        return "-";
    }
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string percent(double share) { return std::isfinite(share) ? number(100.0 * share) + " %" : "-"; }

std::string range(double low, double high) {
    return std::isfinite(low) && std::isfinite(high) ? number(low) + " to " + number(high) : "-";
}

std::string decades(double log10_volume) {
    return std::isfinite(log10_volume) ? "10^" + fixed(log10_volume, 1) : "nothing";
}

std::string band(const Anchor& anchor) {
    return range(anchor.value - anchor.half_band(), anchor.value + anchor.half_band());
}

std::string quoted(const Calibration& found, std::size_t anchor) { return "'" + found.anchors[anchor].name + "'"; }

std::string heading(const Calibration& found, const std::string& name) {
    const auto held_out = static_cast<std::size_t>(std::count_if(
        found.anchors.begin(), found.anchors.end(), [](const Anchor& anchor) { return anchor.held_out; }));
    return "Calibration of " + name + ": " + plural(found.parameters.size(), "parameter") + ", " +
           plural(found.anchors.size() - held_out, "anchor") +
           (held_out > 0 ? " and " + std::to_string(held_out) + " held out" : "") + ", cut " +
           sim::plain_number(found.plan.cut) + "\n\n";
}

std::string waves_text(const Calibration& found) {
    Table table;
    table.row({"  wave", "points", "ended well", "left of the space"});
    for (std::size_t w = 0; w < found.waves.size(); ++w) {
        const WaveFinding& wave = found.waves[w];
        table.row({"  " + std::to_string(w + 1) + (w < found.waves_asked ? "" : " (members)"),
                   std::to_string(wave.points), std::to_string(wave.finished), decades(wave.log10_volume)});
    }
    return table.text() + (found.ended.empty() ? "" : "  Ended: " + found.ended + ".\n") + "\n";
}

std::string anchors_text(const Calibration& found) {
    Table table;
    table.row({"  anchor", "band", "reached", "members (90 %)", "off by", "moved", "emulator", "check", "without"});
    for (std::size_t a = 0; a < found.anchors.size(); ++a) {
        const Anchor& anchor = found.anchors[a];
        const AnchorFinding& finding = found.findings[a];
        if (anchor.held_out) {
            continue;
        }
        const Interval members = central_interval(defined(finding.members), 0.9);
        table.row({"  " + anchor.name + (anchor.weight == 1 ? " (weak)" : ""), band(anchor),
                   range(finding.lowest, finding.highest), range(members.low, members.high),
                   fixed(finding.implausibility, 1), percent(finding.moved),
                   fixed(finding.emulator / anchor.deviation(), 2), percent(finding.checked),
                   decades(finding.without)});
    }
    return table.text() +
           "  Off by: members' median distance from the value, in deviations (half-band / 2). Moved: by parameters, "
           "of\n"
           "  what chance leaves of the differences. Emulator: how far it may be off, in deviations. Check: members "
           "in\n"
           "  its 90 % interval. Without: what the others that runs reach leave of the space without this anchor, "
           "first\n"
           "  wave; " +
           decades(found.without_missed) + " with all of them.\n\n";
}

/// What is wrong with anchors, whatever the parameters.
std::string warnings_text(const Calibration& found) {
    std::string text;
    for (std::size_t a = 0; a < found.anchors.size(); ++a) {
        const AnchorFinding& finding = found.findings[a];
        if (!std::isfinite(finding.lowest)) {
            continue;
        }
        if (found.missed(a)) {
            text += "  Structural miss: no run reaches the band of " + quoted(found, a) + ", " +
                    band(found.anchors[a]) + "; runs reach " + range(finding.lowest, finding.highest) + ".\n";
        }
        if (!found.anchors[a].held_out && found.unmoved(a)) {
            text += "  No parameter moves " + quoted(found, a) +
                    (finding.constant ? ": it is the same in all runs.\n" : ": points differ by chance.\n");
        }
        if (finding.undefined > 0.0) {
            text += "  Not defined in " + percent(finding.undefined) + " of the runs: " + quoted(found, a) + ".\n";
        }
    }
    for (const AnchorPair& pair : found.pairs) {
        text += "  Contradiction: " + quoted(found, pair.first) + " and " + quoted(found, pair.second) +
                " are met together in " + percent(pair.joint) + " of the space, " + percent(pair.expected) +
                " if they had nothing to do with each other.\n";
    }
    if (found.empty()) {
        text += "  Nothing is left. The nearest point is implausible for";
        std::vector<std::string> names;
        for (const std::size_t a : found.against_nearest) {
            names.push_back(quoted(found, a));
        }
        text += " " + listed(names, 12) + ".\n";
    }
    return text.empty() ? text : text + "\n";
}

std::string parameters_text(const Calibration& found) {
    if (found.left.empty() || found.empty()) {
        return "";
    }
    Table table;
    table.row({"  parameter", "base", "range", "left (90 %)", "median", "width", ""});
    const auto row = [&](const std::string& name, double base, const std::string& before,
                         const ParameterFinding& left) {
        table.row({"  " + name, number(base), before, range(left.interval.low, left.interval.high),
                   number(left.median), percent(std::min(left.width, 1.0)), identified_word(left.identified)});
    };
    for (std::size_t k = 0; k < found.parameters.size(); ++k) {
        const CalibratedParameter& parameter = found.parameters[k];
        if (parameter.shares_after == 0) {
            row(parameter.name, parameter.base, range(parameter.low, parameter.high), found.left[k]);
        }
    }
    for (const ShareFinding& share : found.shares) {
        row(share.key, share.base, "a share", share.finding);
    }
    std::string text = table.text(true) + "  Width: of what is left, in that of the range.\n";
    for (const Correlation& correlation : found.correlations) {
        text += "  " + std::string(correlation.value > 0.0 ? "Rise together: " : "One for the other: ") +
                found.parameters[correlation.first].name + ", " + found.parameters[correlation.second].name + " (" +
                fixed(correlation.value, 2) + ")\n";
    }
    return text + "\n";
}

/// What each anchor excludes alone, for those that do.
std::string excluded_text(const Calibration& found) {
    if (found.excluded.empty()) {
        return "";
    }
    Table table;
    table.row({"  left out alone", "excludes", "sets", "of"});
    for (const ExcludedSets& sets : found.excluded) {
        table.row({"  " + found.anchors[sets.anchor].name, percent(sets.part), std::to_string(sets.points.size()),
                   std::to_string(sets.candidates)});
    }
    return table.text() +
           "  Excludes: part of all that would be left without the anchor. Sets: those that all other anchors leave "
           "and "
           "it does\n  not, of so many simulated. A conclusion that holds in the ensemble and not in them is decided "
           "by "
           "this anchor alone.\n\n";
}

/// The posterior sample: how it was narrowed, and what it says beyond what is left.
std::string posterior_text(const Calibration& found) {
    const Posterior& posterior = found.posterior;
    if (posterior.points.empty()) {
        return "";
    }
    Table generations;
    generations.row({"  posterior", "tolerance", "runs", "steps taken", "different sets"});
    for (std::size_t g = 0; g < posterior.generations.size(); ++g) {
        const PosteriorGeneration& one = posterior.generations[g];
        generations.row({"  " + std::to_string(g), fixed(one.tolerance, 2), std::to_string(one.runs),
                         percent(one.accepted), std::to_string(one.distinct)});
    }
    Table parameters;
    parameters.row({"  parameter", "left (90 %)", "posterior (90 %)", "median"});
    for (std::size_t k = 0; k < found.parameters.size(); ++k) {
        if (found.parameters[k].shares_after == 0) {
            const Interval& left = found.left[k].interval;
            const Interval& holds = posterior.holds[k];
            parameters.row({"  " + found.parameters[k].name, range(left.low, left.high), range(holds.low, holds.high),
                            number(posterior.medians[k])});
        }
    }
    return generations.text() +
           "  Tolerance: root mean square distance of a run from the anchors, in deviations. Ended: " +
           posterior.ended + ".\n\n" + parameters.text() + "\n";
}

/// How often something nearer to the value than the members is known from earlier figures, and how often not.
class HeldOutScore {
public:
    void add(double members_off, double naive_off) {
        if (std::isfinite(naive_off)) {
            ++count_;
            nearer_ += members_off < naive_off ? 1u : 0u;
        }
    }
    [[nodiscard]] std::string text() const { return std::to_string(nearer_) + " of " + std::to_string(count_); }

private:
    std::size_t count_ = 0;
    std::size_t nearer_ = 0;
};

std::string held_out_text(const Calibration& found) {
    Table table;
    table.row({"  held out", "known", "band", "members (90 %)", "off by", "persistence off by", "logistic off by"});
    HeldOutScore persistence;
    HeldOutScore logistic;
    std::size_t count = 0;
    std::size_t within = 0;
    for (std::size_t a = 0; a < found.anchors.size(); ++a) {
        const Anchor& anchor = found.anchors[a];
        const std::vector<double> members = defined(found.findings[a].members);
        if (!anchor.held_out || members.empty()) {
            continue;
        }
        const Interval interval = central_interval(members, 0.9);
        const NaiveForecast naive = naive_forecast(found.anchors, a);
        const auto off = [&](double forecast) { return std::abs(forecast - anchor.value); };
        const double members_off = off(mean(members));
        table.row({"  " + anchor.name, number(anchor.value), band(anchor), range(interval.low, interval.high),
                   number(members_off), number(off(naive.persistence)), number(off(naive.logistic))});
        persistence.add(members_off, off(naive.persistence));
        logistic.add(members_off, off(naive.logistic));
        ++count;
        within += members_off <= anchor.half_band() ? 1u : 0u;
    }
    return count == 0
               ? ""
               : table.text() +
                     "  Off by: distance of the members' mean, and of naive forecasts from earlier anchors of "
                     "the series.\n  The members' mean lies in " +
                     std::to_string(within) + " of " + plural(count, "band") + "; it is nearer than persistence in " +
                     persistence.text() + ", than a logistic curve in " + logistic.text() + ".\n\n";
}

/// Coordinates of the base scenario.
Point base_point(const Calibration& found) {
    Point point;
    for (const CalibratedParameter& parameter : found.parameters) {
        point.push_back(parameter.unit(parameter.base));
    }
    return point;
}

bool base_inside(const Calibration& found) {
    const Point base = base_point(found);
    return std::all_of(base.begin(), base.end(), [](double unit) { return unit >= 0.0 && unit <= 1.0; });
}

/// Anchors for which some wave calls the base implausible; none if it lies outside the ranges.
std::vector<std::size_t> against_base(const Calibration& found) {
    const Point base = base_point(found);
    std::vector<std::size_t> against;
    if (!base_inside(found)) {
        return against;
    }
    std::size_t target = 0;
    for (std::size_t a = 0; a < found.anchors.size(); ++a) {
        if (found.anchors[a].held_out) {
            continue;
        }
        bool implausible = false;
        for (std::size_t wave = 0; wave < found.plausibility.waves(); ++wave) {
            implausible = implausible || !(found.plausibility.of(base, wave, target) <= found.plan.cut);
        }
        if (implausible) {
            against.push_back(a);
        }
        ++target;
    }
    return against;
}

std::string base_text(const Calibration& found) {
    if (!base_inside(found)) {
        return "The base scenario lies outside the ranges.\n";
    }
    std::vector<std::string> names;
    for (const std::size_t a : against_base(found)) {
        names.push_back(quoted(found, a));
    }
    return names.empty() ? "The base scenario is plausible.\n"
                         : "The base scenario is implausible for " + listed(names, 12) + ".\n";
}

std::string members_text(const Calibration& found) {
    if (found.candidates == 0) {
        return "";
    }
    return "Ensemble: " + std::to_string(found.members.size()) + " of " + plural(found.candidates, "candidate") +
           " hold with " + plural(found.plan.member_replicates, "replicate") + ".\n" +
           (found.members.size() < found.plan.members
                ? "  Fewer than the " + std::to_string(found.plan.members) +
                      " asked for: where the column emulator is near 1 or above, more wave_points or waves help.\n"
                : "");
}

std::string anchor_json(const Calibration& found, std::size_t a) {
    const Anchor& anchor = found.anchors[a];
    const AnchorFinding& finding = found.findings[a];
    const NaiveForecast naive = naive_forecast(found.anchors, a);
    return sim::json_object({{"name", sim::json_text(anchor.name)},
                             {"source", sim::json_text(anchor.source)},
                             {"value", sim::json_number(anchor.value)},
                             {"half_band", sim::json_number(anchor.half_band())},
                             {"weak", sim::json_flag(anchor.weight == 1)},
                             {"held_out", sim::json_flag(anchor.held_out)},
                             {"lowest", sim::json_number(finding.lowest)},
                             {"highest", sim::json_number(finding.highest)},
                             {"structural_miss", sim::json_flag(std::isfinite(finding.lowest) && found.missed(a))},
                             {"constant", sim::json_flag(!anchor.held_out && finding.constant)},
                             {"moved", sim::json_number(finding.moved)},
                             {"undefined", sim::json_number(finding.undefined)},
                             {"chance", sim::json_number(finding.chance)},
                             {"closest", sim::json_number(finding.closest)},
                             {"log10_volume_without", sim::json_number(finding.without)},
                             {"emulator_explained", sim::json_number(finding.explained)},
                             {"emulator_deviation", sim::json_number(finding.emulator)},
                             {"emulator_check", sim::json_number(finding.checked)},
                             {"implausibility", sim::json_number(finding.implausibility)},
                             {"members", sim::json_numbers(finding.members)},
                             {"persistence", sim::json_number(anchor.held_out ? naive.persistence : std::nan(""))},
                             {"logistic", sim::json_number(anchor.held_out ? naive.logistic : std::nan(""))}});
}

sim::JsonMembers left_json(const ParameterFinding& left) {
    return {{"left_low", sim::json_number(left.interval.low)},
            {"left_high", sim::json_number(left.interval.high)},
            {"median", sim::json_number(left.median)},
            {"width", sim::json_number(left.width)},
            {"identified", sim::json_text(identified_word(left.identified))}};
}

std::string parameter_json(const Calibration& found, std::size_t k) {
    const CalibratedParameter& parameter = found.parameters[k];
    sim::JsonMembers members{{"name", sim::json_text(parameter.name)},
                             {"base", sim::json_number(parameter.base)},
                             {"low", sim::json_number(parameter.low)},
                             {"high", sim::json_number(parameter.high)},
                             {"logarithmic", sim::json_flag(parameter.logarithmic)},
                             {"part_of_shares_left", sim::json_flag(parameter.shares_after > 0)}};
    if (!found.empty() && !found.left.empty()) {
        const sim::JsonMembers left = left_json(found.left[k]);
        members.insert(members.end(), left.begin(), left.end());
    }
    return sim::json_object(members);
}

std::vector<std::size_t> positions(std::size_t count) {
    std::vector<std::size_t> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        all[i] = i;
    }
    return all;
}

std::string wave_json(const WaveFinding& wave) {
    return sim::json_object({{"points", std::to_string(wave.points)},
                             {"ended_well", std::to_string(wave.finished)},
                             {"log10_volume", sim::json_number(wave.log10_volume)}});
}

std::string pair_json(const Calibration& found, const AnchorPair& pair) {
    return sim::json_object({{"first", sim::json_text(found.anchors[pair.first].name)},
                             {"second", sim::json_text(found.anchors[pair.second].name)},
                             {"joint", sim::json_number(pair.joint)},
                             {"expected", sim::json_number(pair.expected)}});
}

std::string correlation_json(const Calibration& found, const Correlation& one) {
    return sim::json_object({{"first", sim::json_text(found.parameters[one.first].name)},
                             {"second", sim::json_text(found.parameters[one.second].name)},
                             {"correlation", sim::json_number(one.value)}});
}

std::string share_json(const ShareFinding& share) {
    sim::JsonMembers members{{"name", sim::json_text(share.key)}, {"base", sim::json_number(share.base)}};
    const sim::JsonMembers left = left_json(share.finding);
    members.insert(members.end(), left.begin(), left.end());
    return sim::json_object(members);
}

std::string excluded_json(const Calibration& found, const ExcludedSets& sets) {
    return sim::json_object({{"anchor", sim::json_text(found.anchors[sets.anchor].name)},
                             {"part", sim::json_number(sets.part)},
                             {"candidates", std::to_string(sets.candidates)},
                             {"sets", std::to_string(sets.points.size())}});
}

std::string generation_json(const PosteriorGeneration& one) {
    return sim::json_object({{"tolerance", sim::json_number(one.tolerance)},
                             {"runs", std::to_string(one.runs)},
                             {"accepted", sim::json_number(one.accepted)},
                             {"different", std::to_string(one.distinct)}});
}

std::string member_json(const Calibration& found, const Point& point) {
    std::vector<double> values;
    for (std::size_t k = 0; k < point.size(); ++k) {
        values.push_back(found.parameters[k].value(point[k]));
    }
    return sim::json_numbers(values);
}

std::vector<std::string> member_names(const Calibration& found) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < found.members.size(); ++i) {
        names.push_back("set " + std::to_string(i + 1));
    }
    return names;
}

} // namespace

std::string calibration_report(const Calibration& found, const std::string& name) {
    return heading(found, name) + waves_text(found) + anchors_text(found) + warnings_text(found) +
           parameters_text(found) + posterior_text(found) + excluded_text(found) + held_out_text(found) +
           base_text(found) + members_text(found);
}

std::string calibration_json(const Calibration& found, const std::string& name) {
    const auto anchor_name = [&](std::size_t a) { return sim::json_text(found.anchors[a].name); };
    return sim::json_document(
        {{"calibration", sim::json_text(name)},
         {"cut", sim::json_number(found.plan.cut)},
         {"ended", sim::json_text(found.ended)},
         {"empty", sim::json_flag(found.empty())},
         {"waves", sim::json_array(found.waves, wave_json)},
         {"anchors",
          sim::json_array(positions(found.anchors.size()), [&](std::size_t a) { return anchor_json(found, a); })},
         {"log10_volume_without_missed", sim::json_number(found.without_missed)},
         {"contradictions",
          sim::json_array(found.pairs, [&](const AnchorPair& pair) { return pair_json(found, pair); })},
         {"parameters", sim::json_array(positions(found.parameters.size()),
                                        [&](std::size_t k) { return parameter_json(found, k); })},
         {"correlations",
          sim::json_array(found.correlations, [&](const Correlation& one) { return correlation_json(found, one); })},
         {"shares", sim::json_array(found.shares, share_json)},
         {"excluded_alone",
          sim::json_array(found.excluded, [&](const ExcludedSets& sets) { return excluded_json(found, sets); })},
         {"base_implausible_for", sim::json_array(against_base(found), anchor_name)},
         {"nearest_implausible_for", sim::json_array(found.against_nearest, anchor_name)},
         {"posterior_generations", sim::json_array(found.posterior.generations, generation_json)},
         {"posterior_ended", sim::json_text(found.posterior.ended)},
         {"posterior",
          sim::json_array(found.posterior.points, [&](const Point& point) { return member_json(found, point); })},
         {"candidates", std::to_string(found.candidates)},
         {"members", sim::json_array(found.members, [&](const Point& point) { return member_json(found, point); })}});
}

std::string experiment_points(const CalibratedSpace& space, const std::vector<Point>& points,
                              const std::vector<std::string>& names) {
    std::string text;
    const auto line = [&](const std::string& key, const std::string& value) {
        text += sim::toml_text(key) + " = " + value + "\n";
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        text += "\n[[experiment.point]]\n";
        if (!names.empty()) {
            text += "name = " + sim::toml_text(names[i]) + "\n";
        }
        for (std::size_t k = 0; k < space.parameters.size(); ++k) {
            const CalibratedParameter& parameter = space.parameters[k];
            const double value = parameter.value(points[i][k]);
            if (parameter.shares_after == 0) {
                line(parameter.name, parameter.whole ? sim::plain_number(value) : sim::toml_real(value));
            }
        }
        for (const CalibratedShares& whole : space.wholes) {
            const std::vector<double> shares = whole.at(points[i]);
            for (std::size_t k = 0; k < shares.size(); ++k) {
                line(whole.keys[k], sim::toml_real(shares[k]));
            }
            for (const auto& [key, share] : whole.fixed) {
                line(key, sim::toml_real(share));
            }
        }
    }
    return text;
}

std::string ensemble_points(const Calibration& found) {
    return experiment_points(found.space(), found.members, member_names(found));
}

std::string posterior_points(const Calibration& found) {
    return experiment_points(found.space(), distinct_points(found.parameters, found.posterior.points), {});
}

std::string points_with_excluded(const Calibration& found) {
    std::vector<Point> points = found.members;
    std::vector<std::string> names = member_names(found);
    for (const ExcludedSets& sets : found.excluded) {
        for (std::size_t i = 0; i < sets.points.size(); ++i) {
            points.push_back(sets.points[i]);
            names.push_back(left_out_name({found.anchors[sets.anchor].name, sets.part}, i + 1));
        }
    }
    return experiment_points(found.space(), points, names);
}

} // namespace actorhood::analysis
