#include "analysis/report/leading.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/compare.hpp"
#include "analysis/reduction.hpp"

namespace actorhood::analysis::report {

namespace {

/// Results as the alternatives of a crossing with one set.
Crossing crossing_with(std::size_t alternatives) {
    Crossing crossing;
    crossing.alternatives = alternatives;
    crossing.sets = 1;
    for (std::size_t k = 0; k < alternatives; ++k) {
        crossing.points.push_back(k);
        crossing.names.push_back(std::to_string(k));
    }
    return crossing;
}

std::vector<Measured> measured(const std::vector<double>& values) {
    std::vector<Measured> all;
    for (const double value : values) {
        all.push_back({value, std::abs(value)});
    }
    return all;
}

/// Numbers of the replicates that all results have.
std::vector<std::int64_t> shared_replicates(const std::vector<Result>& results) {
    std::vector<std::int64_t> shared;
    for (const std::int64_t number : results[0].replicates()) {
        const bool everywhere = std::all_of(results.begin(), results.end(), [&](const Result& result) {
            return std::find(result.replicates().begin(), result.replicates().end(), number) !=
                   result.replicates().end();
        });
        if (everywhere) {
            shared.push_back(number);
        }
    }
    return shared;
}

} // namespace

bool share_randomness(const std::vector<Result>& results) {
    return std::all_of(results.begin(), results.end(),
                       [&](const Result& result) { return same_randomness(results[0], result); });
}

Leading leading_of(const ReplicateValues& values, bool paired, const RankedOutput& output, double level) {
    Leading made;
    made.replicates = values[0].size();
    RunTable runs{values.size(), made.replicates, paired, {}};
    for (const std::vector<double>& one : values) {
        runs.values.insert(runs.values.end(), one.begin(), one.end());
    }
    const Crossing crossing = crossing_with(values.size());
    const CrossedValues crossed = crossed_values(runs, crossing, std::vector<bool>(runs.values.size(), true));
    if (crossed.sets.empty()) {
        made.ranking.problem = "it is not defined in all results";
        return made;
    }
    RankingRequest request;
    request.selection.level = level;
    made.ranking = rank_output(crossed, crossing, output, request);
    if (made.ranking.problem.empty()) {
        const std::vector<Measured> first = measured(values[made.ranking.alternatives[0].alternative]);
        const std::vector<Measured> second = measured(values[made.ranking.alternatives[1].alternative]);
        made.lead = paired ? paired_difference(second, first, level) : unpaired_difference(second, first, level);
    }
    return made;
}

ReplicateValues shared_values(const std::vector<Result>& results, const Line& line, const Times& times, Over over) {
    const bool paired = share_randomness(results);
    const std::vector<std::int64_t> shared = shared_replicates(results);
    std::size_t fewest = results[0].replicates().size();
    for (const Result& result : results) {
        fewest = std::min(fewest, result.replicates().size());
    }
    ReplicateValues values;
    for (std::size_t r = 0; r < results.size(); ++r) {
        const Result& result = results[r];
        const Block block = result.read(result.variable(line.variable), times.positions[r], line.positions[r]);
        const std::vector<Measured> all = replicate_values(block, over);
        std::vector<double>& kept = values.emplace_back();
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool is_shared = std::find(shared.begin(), shared.end(), result.replicates()[i]) != shared.end();
            if (paired ? is_shared : i < fewest) {
                kept.push_back(all[i].value);
            }
        }
    }
    return values;
}

} // namespace actorhood::analysis::report
