#include "analysis/report/answer.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/report/number_words.hpp"
#include "analysis/report/phrases.hpp"
#include "analysis/text.hpp"

namespace actorhood::analysis::report {

namespace {

/// "almost certainly" and so on, as a capital at the beginning of a sentence.
std::string phrase(const Words& say, std::string_view name) { return capitalised(say(name)); }

std::string mean_text(const Words& say, const ComparedVariable& variable, std::size_t result) {
    const Summary& summary = variable.summaries[result];
    return with_unit(
        say, say.number(NumberFormat({summary.mean, summary.interval.low, summary.interval.high}).text(summary.mean)),
        variable.units);
}

/// One output in a sentence on what else changes: "digital depth higher, +0.01 (...)".
std::string change_text(const Words& say, const std::string& label, const std::string& units,
                        const Difference& difference) {
    switch (difference.verdict) {
    case Verdict::higher:
    case Verdict::lower: {
        const std::string name = difference.verdict == Verdict::higher ? "change_higher" : "change_lower";
        const std::string carried = difference.carriers ? say("change_carried") : "";
        return say(name, {label, with_unit(say, difference_text(say, difference), units)}) + carried;
    }
    case Verdict::identical:
        return say("change_identical", {label});
    case Verdict::indistinguishable:
        return say("change_open", {label});
    case Verdict::undecidable:
        break;
    }
    return say("change_undecidable", {label});
}

std::string joined(const Words& say, const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : say("between")) + part;
    }
    return text;
}

/// What a result changes against the first in the outputs from `from` on.
std::string changes_against_first(const Words& say, const Comparison& comparison,
                                  const std::vector<OutputWords>& words, std::size_t result, std::size_t from) {
    constexpr std::size_t most = 4;
    std::vector<std::string> parts;
    for (std::size_t v = from; v < std::min(comparison.variables.size(), from + most); ++v) {
        const ComparedVariable& variable = comparison.variables[v];
        parts.push_back(change_text(say, words[v].label, variable.units, variable.differences[result - 1]));
    }
    return joined(say, parts);
}

/// The phrase that the first of several results may have; "" = none.
std::string_view strength_of(const OutputWords& words, const Leading& leading) {
    const Verdict needed = words.lower_is_better ? Verdict::lower : Verdict::higher;
    return phrase_for(allowed_by(leading.lead, needed, leading.ranking.alternatives[0].best));
}

/// Who is ahead of several results in what is asked for.
std::string who_is_ahead(const Words& say, const Comparison& comparison, const OutputWords& words,
                         const Leading& leading) {
    if (!leading.ranking.problem.empty()) {
        return say("several_no_order", {words.label});
    }
    const RankedAlternative& ahead = leading.ranking.alternatives[0];
    const RankedAlternative& next = leading.ranking.alternatives[1];
    const std::string& name = comparison.results[ahead.alternative].name;
    const std::string mean = mean_text(say, comparison.variables[0], ahead.alternative);
    if (leading.lead.verdict == Verdict::undecidable) {
        return say("several_undecidable", {std::to_string(leading.replicates), name, mean});
    }
    const std::string_view strength = strength_of(words, leading);
    if (strength.empty()) {
        return say("several_open", {name, percent_text(say, ahead.best), comparison.results[next.alternative].name,
                                    percent_text(say, next.best)});
    }
    return say("several_first", {phrase(say, strength), name, mean, when_words(say, comparison.results[0].when),
                                 percent_text(say, ahead.best)});
}

/// The same in few words, of another output.
std::string ahead_elsewhere(const Words& say, const Comparison& comparison, const OutputWords& words,
                            const Leading& leading) {
    const bool is_open = !leading.ranking.problem.empty() || leading.lead.verdict == Verdict::undecidable;
    const std::string_view strength = is_open ? std::string_view{} : strength_of(words, leading);
    if (strength.empty()) {
        return say("elsewhere_open", {words.label});
    }
    return say(words.lower_is_better ? "elsewhere_lowest" : "elsewhere_highest",
               {words.label, say(strength), comparison.results[leading.ranking.alternatives[0].alternative].name});
}

const RankedAlternative& with_least_regret(const OutputRanking& output) {
    return *std::min_element(
        output.alternatives.begin(), output.alternatives.end(),
        [](const RankedAlternative& a, const RankedAlternative& b) { return a.expected_regret < b.expected_regret; });
}

} // namespace

bool is_sure(const Flip& flip) {
    constexpr double most_by_chance = 0.1;
    return flip.split.exists && flip.split.family_p_value <= most_by_chance;
}

bool turns(const Flip& flip) { return is_sure(flip) && flip.low_leader != flip.high_leader; }

namespace {

/// What turns the first place, if anything surely does.
std::string flip_text(const Words& say, const OutputRanking& output) {
    for (const Flip& flip : output.flips) {
        if (!turns(flip)) {
            continue;
        }
        if (!flip.low_options.empty()) {
            return say("flip_options",
                       {flip.assumption, listed(flip.low_options, 3), flip.low_leader, flip.high_leader});
        }
        return say("flip", {flip.assumption, say.number(significant(flip.split.threshold, 4)), flip.low_leader,
                            flip.high_leader});
    }
    return say("flip_none");
}

} // namespace

Answer answer_for_run(const Words& say, const Comparison& comparison, const std::vector<OutputWords>& words) {
    const ComparedResult& result = comparison.results[0];
    const ComparedVariable& variable = comparison.variables[0];
    const Summary& summary = variable.summaries[0];
    Answer answer;
    answer.question = say("question_run", {result.title.empty() ? result.name : result.title});
    if (std::isnan(summary.mean)) {
        answer.first = say("run_undefined", {capitalised(words[0].label), when_words(say, result.when)});
    } else if (summary.defined < 2) {
        answer.first = say("run_single",
                           {capitalised(words[0].label), mean_text(say, variable, 0), when_words(say, result.when)});
    } else {
        const NumberFormat format({summary.mean, summary.interval.low, summary.interval.high});
        answer.first =
            say("run_mean", {capitalised(words[0].label), mean_text(say, variable, 0), when_words(say, result.when),
                             level_text(say, comparison.level), interval_words(say, format, summary.interval)});
    }
    answer.second = say("run_alone");
    return answer;
}

Answer answer_for_pair(const Words& say, const Comparison& comparison, const std::vector<OutputWords>& words,
                       const Leading& leading) {
    const ComparedVariable& variable = comparison.variables[0];
    const Difference& difference = variable.differences[0];
    const std::string& first = comparison.results[0].name;
    const std::string& second = comparison.results[1].name;
    const std::string how = with_unit(say, difference_text(say, difference), variable.units);
    const std::string level = level_text(say, comparison.level);
    Answer answer;
    answer.question = say("question_pair", {second, first, words[0].label});
    if (difference.verdict == Verdict::higher || difference.verdict == Verdict::lower) {
        const bool second_is_ahead =
            !leading.ranking.alternatives.empty() && leading.ranking.alternatives[0].alternative == 1;
        const double probability = leading.ranking.alternatives.empty() ? 0.0 : leading.ranking.alternatives[0].best;
        const bool agrees = second_is_ahead == ((difference.verdict == Verdict::higher) != words[0].lower_is_better);
        const std::string_view strength =
            agrees ? phrase_for(allowed_by(difference, difference.verdict, probability)) : std::string_view{};
        const std::string name = difference.verdict == Verdict::higher ? "pair_higher" : "pair_lower";
        answer.first = strength.empty()
                           ? say("pair_open", {words[0].label, second, first, how, level})
                           : say(name, {phrase(say, strength), words[0].label, second, first, how, level});
        answer.first += difference.carriers ? " " + say("pair_carried", {std::to_string(difference.carriers->count),
                                                                         std::to_string(difference.values)})
                                            : "";
    } else if (difference.verdict == Verdict::identical) {
        answer.first = say("pair_identical", {words[0].label, second, first});
    } else if (difference.verdict == Verdict::undecidable) {
        answer.first = say("pair_undecidable", {words[0].label, second, first, std::to_string(difference.pairs)});
    } else {
        answer.first = say("pair_open", {words[0].label, second, first, how, level});
    }
    const std::string others = changes_against_first(say, comparison, words, 1, 1);
    answer.second = others.empty() ? say("pair_nothing_else") : say("pair_else", {others});
    return answer;
}

Answer answer_for_several(const Words& say, const Comparison& comparison, const std::vector<OutputWords>& words,
                          const std::vector<Leading>& leading) {
    Answer answer;
    answer.question = say(words[0].lower_is_better ? "question_several_lower" : "question_several",
                          {std::to_string(comparison.results.size()), words[0].label});
    answer.first = who_is_ahead(say, comparison, words[0], leading[0]);
    std::vector<std::string> others;
    constexpr std::size_t most = 5;
    for (std::size_t v = 1; v < std::min(comparison.variables.size(), most); ++v) {
        others.push_back(ahead_elsewhere(say, comparison, words[v], leading[v]));
    }
    answer.second = others.empty() ? "" : say("several_else", {joined(say, others)});
    return answer;
}

Answer answer_for_ranking(const Words& say, const Ranking& ranking, const OutputWords& words,
                          const std::optional<Difference>& lead) {
    const OutputRanking& output = ranking.outputs[0];
    Answer answer;
    const bool one_set = output.sets == 1;
    const std::string question = one_set ? "question_one_set" : "question_ranking";
    answer.question = say(question + (words.lower_is_better ? "_lower" : ""),
                          {std::to_string(ranking.crossing.alternatives), words.label, std::to_string(output.sets)});
    if (!output.problem.empty() || output.alternatives.size() < 2) {
        answer.first = say("several_no_order", {words.label});
        return answer;
    }
    const RankedAlternative& ahead = output.alternatives[0];
    const RankedAlternative& next = output.alternatives[1];
    const auto name = [&](const RankedAlternative& one) { return ranking.crossing.names[one.alternative]; };
    // With a single replicate every probability is that of these draws.
    const Verdict needed = words.lower_is_better ? Verdict::lower : Verdict::higher;
    const double probability = lead ? allowed_by(*lead, needed, ahead.best) : ahead.best;
    const std::string_view strength = ranking.replicates < 2 ? std::string_view{} : phrase_for(probability);
    if (lead && lead->verdict == Verdict::undecidable) {
        answer.first =
            say("several_undecidable",
                {std::to_string(ranking.replicates), name(ahead),
                 with_unit(say, say.number(NumberFormat({ahead.mean, next.mean}).text(ahead.mean)), output.units)});
    } else if (strength.empty()) {
        answer.first = say(one_set ? "several_open" : "ranking_open",
                           {name(ahead), percent_text(say, ahead.best), name(next), percent_text(say, next.best)});
    } else {
        answer.first = say(one_set ? "ranking_first_one_set" : "ranking_first",
                           {phrase(say, strength), name(ahead), percent_text(say, ahead.best),
                            percent_text(say, ahead.best_by_sets.low), percent_text(say, ahead.best_by_sets.high)});
    }
    if (one_set) { // nothing is lost against the best of the only set, and none turns
        return answer;
    }
    const RankedAlternative& safe = with_least_regret(output);
    const NumberFormat regrets({safe.expected_regret, safe.largest_regret});
    answer.second = say("ranking_regret",
                        {name(safe), with_unit(say, say.number(regrets.text(safe.expected_regret)), output.units),
                         with_unit(say, say.number(regrets.text(safe.largest_regret)), output.units)}) +
                    " " + flip_text(say, output);
    return answer;
}

Answer answer_for_sensitivity(const Words& say, const Sensitivity& sensitivity, const OutputWords& words) {
    const OutputSensitivity& output = sensitivity.outputs[0];
    Answer answer;
    answer.question = say("question_sensitivity", {words.label});
    if (!output.problem.empty() || output.factors.empty()) {
        answer.first = say("sensitivity_nothing", {words.label});
        return answer;
    }
    const FactorIndices& strongest = output.factors[0];
    const Index& index = strongest.indices[0];
    const NumberFormat format({index.value, index.interval.low, index.interval.high});
    const std::string how =
        say.number(format.text(index.value)) + " (" + interval_words(say, format, index.interval) + ")";
    const auto next = std::find_if(output.factors.begin() + 1, output.factors.end(),
                                   [](const FactorIndices& factor) { return !factor.is_share; });
    const bool stands_out = next == output.factors.end() ||
                            std::abs(index.interval.low) > std::max(std::abs(next->indices[0].interval.low),
                                                                    std::abs(next->indices[0].interval.high));
    answer.first = stands_out ? say("sensitivity_first", {strongest.name, words.label, how})
                              : say("sensitivity_open", {strongest.name, next->name, words.label, how});
    const double chance = output.chance.share();
    answer.second = std::isfinite(chance) && sensitivity.replicates > 1
                        ? say("sensitivity_chance", {percent_text(say, chance)})
                        : say("sensitivity_no_chance");
    return answer;
}

} // namespace actorhood::analysis::report
