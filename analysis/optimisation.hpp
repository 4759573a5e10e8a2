// Optimisation: which choices nothing beats in several objectives, over what is assumed, when every value is known only
// from runs with chance?
//
// Search: NSGA-II [Deb et al. 2002] with a growing number of replicates. A generation is a batch of new choices, run with a
// block of replicates under every set of assumptions; block b has the same draws for all choices. Every choice that is on the
// front by its means, but whose place is in doubt (standing.hpp: its probability lies between 1 - level and level), gets one
// block more in each generation. What may be on the front is kept beside the population, so that nothing found is lost.
//
// A search for the best finds the lucky: the best of many estimates is too good. So every stage judges by draws that the one
// before has not seen. What may be on the front after the search starts anew with other blocks, until each place is settled
// or has the most replicates; of choices that the tolerances do not part one stands for the others. The front that these leave is run once more: its worth, and who keeps the place, come from
// these runs alone.
//
// A choice of which a run fails, or a criterion is not defined in a run, is left out and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analysis/levers.hpp"
#include "analysis/standing.hpp"
#include "analysis/statistics.hpp"

namespace actorhood::analysis {

/// How much is done.
struct OptimisationPlan {
    std::size_t population = 24;
    std::size_t generations = 20; ///< at most
    std::size_t runs = 0;         ///< from which no new generation begins; 0 = no limit
    std::size_t replicates = 4;   ///< of a block
    std::size_t most_replicates = 32;
    std::size_t check_replicates = 32;
    double level = 0.9;       ///< probability with which a place is settled
    double least_gain = 0.01; ///< of the hypervolume, over `patience` generations: with less it ends
    std::size_t patience = 5; ///< 0 = never ends for that
    std::uint64_t seed = 1;
    std::uint32_t draws = 500;
};

/// Who simulates. The same name and choices give the same runs.
class ChoiceSimulator {
public:
    virtual ~ChoiceSimulator() = default;
    virtual LeverSpace survey() = 0;
    /// Runs of choices with the draws of a block.
    virtual ChoiceRuns run(const std::string& name, const std::vector<Choice>& choices, std::size_t block,
                           std::size_t replicates) = 0;
    /// Runs of the front that was found, and of the base scenario as a last point, with draws that no block has.
    virtual ChoiceRuns check(const std::vector<Choice>& choices, std::size_t replicates) = 0;
};

/// What fresh replicates say of a place that was found.
enum class FreshVerdict { kept, open, lost };
[[nodiscard]] const char* fresh_verdict_word(FreshVerdict verdict);

/// A point of the front.
struct FrontPoint {
    Choice choice;
    std::size_t generation;    ///< in which it was found
    std::size_t replicates;    ///< by which its place was settled, under each set
    double place;              ///< its probability when places were settled
    std::vector<double> found; ///< what it was taken to be worth then, one a criterion
    double checked;            ///< probability of its place by fresh replicates, among the front
    double in_sets;            ///< the same in one set of assumptions alone, mean over the sets
    FreshVerdict verdict;
    std::vector<Spread> worth; ///< by fresh replicates, one a criterion
};

struct GenerationFinding {
    std::size_t choices; ///< new ones
    std::size_t failed;  ///< that were left out
    std::size_t again;   ///< choices that got a further block
    std::size_t front;   ///< choices that nothing beats by their means
    std::size_t runs;    ///< so far
    double hypervolume;  ///< of that front, in boxes from the reference to the best of the first generation
};

struct Optimisation {
    std::vector<Criterion> criteria; ///< objectives first
    std::size_t objectives{};
    OptimisationPlan plan;
    LeverSpace space;
    std::size_t sets{};
    std::vector<double> tolerances; ///< one an objective
    std::vector<double> references; ///< one an objective, in its own sign
    std::vector<double> ranges;     ///< of the first generation, one an objective
    std::vector<GenerationFinding> generations;
    std::string ended; ///< why there is no further generation; "" = it has not ended
    std::size_t tried{};
    std::size_t failed{};
    std::size_t search_runs{};
    std::size_t check_runs{};
    double hypervolume{};             ///< of the front by fresh replicates, whose level is their own
    std::vector<FrontPoint> front;    ///< best in the first objective first
    std::vector<Spread> base;         ///< the base scenario by the same replicates; empty if its runs failed
    double base_place{};              ///< probability that no point of the front beats it
    std::vector<double> nearest_miss; ///< if no choice keeps the constraints: the values of the nearest

    [[nodiscard]] std::size_t with(FreshVerdict verdict) const;
};

/// Carries out the plan; `news` is called after each generation. An objective that nothing moves is an
/// Error(configuration), runs that all failed an Error(incomplete).
[[nodiscard]] Optimisation optimise(ChoiceSimulator& simulator, std::vector<Criterion> criteria,
                                    const OptimisationPlan& plan,
                                    const std::function<void(const Optimisation&)>& news);

} // namespace actorhood::analysis
