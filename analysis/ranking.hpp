// Which alternative is best, how sure that is, and on what it depends.
//
// The points of a sweep are a crossing of alternatives and assumption sets. Two uncertainties stand beside every answer:
// chance, which other replicates would show, and the assumptions, of which no set is known to be right.
//
// The probability of being best is the mean over the assumption sets of the probability that the alternative is best
// there, given what its replicates leave open: each value is drawn from Student's t about its mean, with the draws of a
// replicate common to all points that share them (crossed_values.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/best_split.hpp"
#include "analysis/crossed_values.hpp"
#include "analysis/decision.hpp"
#include "analysis/selection.hpp"

namespace actorhood::analysis {

/// What puts the alternatives in order.
enum class RankingOrder { best, regret, largest_regret, rank, least, hurwicz, share };
/// "best", "regret", "max-regret", "rank", "worst-case", "hurwicz", "share"
[[nodiscard]] const char* order_word(RankingOrder order);
[[nodiscard]] const std::vector<RankingOrder>& all_orders();

struct RankedOutput {
    std::string name;
    bool lower_is_better;
};

struct RankingRequest {
    std::vector<RankedOutput> outputs{}; ///< empty: the first headline variable, or the first with one number a time
    bool lower_is_better = false;        ///< of the default output
    Selection selection{};               ///< its variables are ignored; a line a place (`by`) is an Error(usage)
    std::vector<std::string> levers{};   ///< axes to take as levers; empty: by their roles
    std::optional<double> at_least{};    ///< what satisfies
    std::optional<double> at_most{};
    double optimism = 0.5; ///< of Hurwicz
    RankingOrder order = RankingOrder::best;
    std::uint32_t resamples = 1000;
};

/// What is said of one alternative, all in the output's own sign.
struct RankedAlternative {
    std::size_t alternative; ///< of the crossing
    double best;             ///< probability, chance included
    Interval best_by_sets;   ///< of it, as the sets are a sample; NaN with one set
    Interval best_by_chance; ///< of it, with these sets and other replicates; NaN with one set or one replicate
    double best_by_means;    ///< share of the sets in which its mean is best
    double worst;            ///< probability, chance included
    double mean;             ///< value over the sets
    double least;            ///< value in the worst set
    double expected_regret;
    double largest_regret;
    double hurwicz;
    double mean_rank;
    double share; ///< of the sets, in which it satisfies; NaN if nothing was asked for
    double swap;  ///< probability that chance alone put it before the next; NaN for the last, or with one replicate
};

/// How one assumption decides whether the first alternative is first.
struct Flip {
    std::string assumption;
    Split split;
    std::vector<std::string> low_options; ///< of an assumption with options
    std::string low_leader;               ///< most often best on the low side
    std::string high_leader;
};

/// Who is best under one assumption set.
struct SetWinner {
    std::size_t set; ///< of the crossing
    std::size_t alternative;
    double probability;
    double lead; ///< of its mean before the second's
};

/// What one anchor of a calibration decides, by the sets that it alone excludes (left_out_sets.hpp). Without it, what is
/// left is these and the members of the ensemble, in the parts that the calibration found.
struct LeftOutAnchor {
    std::string anchor;
    double part;        ///< of these sets in all that is left then
    std::size_t sets;   ///< used
    std::size_t first;  ///< alternative that is most probably best with the anchor
    std::size_t leader; ///< the same without it
    double leader_best; ///< with this probability
    double first_best;  ///< that of the first then
    double turning;     ///< part of these sets from which another leads; NaN: none does

    [[nodiscard]] bool turns() const { return leader != first; }
};

struct OutputRanking {
    std::string name;
    std::string over; ///< "mean over cluster (12)"; "" = nothing
    std::string long_name;
    std::string units;
    bool lower_is_better{};
    std::string problem{}; ///< why there is no order; "" = there is
    std::size_t sets{};    ///< used
    std::size_t not_finished{};
    std::size_t not_defined{};
    std::size_t runs_left_out{};
    std::vector<RankedAlternative> alternatives{}; ///< best first
    double decided{};      ///< share of the sets in which the first place is beyond chance at the level
    double winners_luck{}; ///< mean over the sets of what chance adds to the best value; NaN with one replicate
    std::vector<double> best_in{}; ///< set x alternative: probability of being best there
    std::vector<Flip> flips{};     ///< strongest first
    std::vector<SetWinner> winners{};
    std::vector<LeftOutAnchor> left_out{}; ///< those that turn the first place first
};

/// One alternative against all others in several outputs.
struct ParetoAlternative {
    std::size_t alternative;
    std::vector<double> means; ///< one an output
    bool on_front;             ///< by the means over the sets
    double probability;        ///< mean over the sets of the probability that nothing beats it there
};

struct Ranking {
    std::string path;
    std::string title;
    std::string design;
    std::string when;
    double level{};
    double optimism{};
    std::optional<double> at_least{};
    std::optional<double> at_most{};
    RankingOrder order{};
    std::size_t replicates{};
    bool common_random_numbers{};
    Crossing crossing;
    std::vector<OutputRanking> outputs;
    std::vector<ParetoAlternative> pareto; ///< of several outputs, most probable first
    std::size_t pareto_sets{};             ///< used for it
    std::vector<std::string> notices;
};

/// Reads the result of a sweep. What is no crossing is an Error(usage); a sweep none of whose sets has enough runs an
/// Error(incomplete).
[[nodiscard]] Ranking ranking_of(const std::filesystem::path& path, const RankingRequest& request);

/// What leaving out an anchor does to a ranking by the members, `with`, where `alone` ranks the sets that it alone excludes.
[[nodiscard]] LeftOutAnchor without_anchor(const std::string& anchor, double part, const OutputRanking& with,
                                           const OutputRanking& alone);

/// The ranking by one output whose runs are known, without its flips.
[[nodiscard]] OutputRanking rank_alternatives(const CrossedValues& crossed, const RankedOutput& output,
                                              const RankingRequest& request);
/// The same with them.
[[nodiscard]] OutputRanking rank_output(const CrossedValues& crossed, const Crossing& crossing,
                                        const RankedOutput& output, const RankingRequest& request);
/// The alternatives that nothing beats in several outputs, over the same sets in the same order.
[[nodiscard]] std::vector<ParetoAlternative> rank_by_pareto(const std::vector<CrossedValues>& outputs,
                                                            const std::vector<bool>& lower_is_better,
                                                            std::uint32_t resamples);

} // namespace actorhood::analysis
