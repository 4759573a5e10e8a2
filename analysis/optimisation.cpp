#include "analysis/optimisation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "analysis/domination.hpp"
#include "analysis/hypervolume.hpp"
#include "analysis/special_numbers.hpp"
#include "analysis/text.hpp"
#include "sim/core/error.hpp"
#include "sim/run/design.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Lead that counts unless an objective says otherwise, in ranges of the first generation.
constexpr double usual_tolerance = 0.05;
/// How often a child that was tried before is replaced by another.
constexpr std::size_t most_attempts = 50;
constexpr double crossed_share = 0.9;
/// The first block of the stage that settles places; the search has fewer.
constexpr std::size_t settling_blocks = 500'000;

/// A choice and its runs so far.
struct Tried {
    Choice choice;
    std::size_t generation;
    std::vector<ChoiceRuns> blocks; ///< of this choice alone, those of the present stage
};

/// A search under way.
class Optimiser {
public:
    Optimiser(ChoiceSimulator& simulator, std::vector<Criterion> criteria, const OptimisationPlan& plan)
        : simulator_(simulator), standing_(criteria, {}) {
        found_.objectives = static_cast<std::size_t>(
            std::count_if(criteria.begin(), criteria.end(), [](const Criterion& one) { return !one.limit; }));
        found_.criteria = std::move(criteria);
        found_.plan = plan;
    }

    Optimisation carry_out(const std::function<void(const Optimisation&)>& news);

private:
    [[nodiscard]] std::vector<Choice> first_choices();
    [[nodiscard]] std::vector<Choice> children(std::size_t generation);
    [[nodiscard]] std::size_t tournament(Draws& draws) const;
    void evaluate(std::size_t generation, const std::vector<Choice>& choices);
    [[noreturn]] void refuse_incomplete(const ChoiceRuns& runs) const;
    void set_measures();
    void assess();
    [[nodiscard]] std::vector<std::size_t> in_doubt(const std::vector<std::size_t>& members) const;
    std::size_t run_again(const std::string& step, const std::vector<std::size_t>& members);
    void add_block(const std::string& step, std::size_t block, const std::vector<std::size_t>& members);
    void select();
    [[nodiscard]] double hypervolume_of(const std::vector<std::vector<double>>& points) const;
    [[nodiscard]] std::vector<std::size_t> front_of_pool() const;
    void note_generation(std::size_t choices, std::size_t failed, std::size_t again);
    [[nodiscard]] std::string why_end(std::size_t generation) const;
    [[nodiscard]] std::vector<std::size_t> distinct_candidates() const;
    void settle();
    void find_front();
    void check_front();
    void judge_front(const ChoiceRuns& runs, const std::vector<std::size_t>& there);
    void judge_base(const ChoiceRuns& runs);
    [[nodiscard]] std::vector<double> worth(std::size_t member) const;
    [[nodiscard]] std::vector<double> places_among(const ChoiceRuns& runs, std::optional<std::size_t> set = {}) const;

    ChoiceSimulator& simulator_;
    Optimisation found_;
    std::vector<Tried> tried_;
    std::set<std::vector<double>> seen_; ///< values of choices: of a whole number several can have the same
    std::vector<std::size_t> pool_;      ///< of tried_: the population and what may be on the front
    std::vector<std::size_t> parents_;   ///< positions in pool_, best first
    Standing standing_;                  ///< of the pool
    std::vector<double> places_;         ///< likewise: probabilities
    std::size_t first_block_ = 0;        ///< of the present stage
};

/// The base, all of each whole for one share, and a Latin hypercube.
std::vector<Choice> Optimiser::first_choices() {
    const LeverSpace& space = found_.space;
    std::vector<Choice> made;
    const auto add = [&](const Choice& choice) {
        if (made.size() < found_.plan.population && seen_.insert(found_.space.values(choice)).second) {
            made.push_back(choice);
        }
    };
    add(space.base());
    const std::vector<Choice> corners = space.corners();
    for (const Choice& corner : corners) {
        if (made.size() < (found_.plan.population + 1) / 2) {
            add(corner);
        }
    }
    const std::size_t rest = found_.plan.population - made.size(); // at least one: the population is 4 or more
    const sim::UnitPoints spread = sim::latin_hypercube(rest, space.dimensions(), found_.plan.seed);
    for (std::size_t p = 0; p < rest; ++p) {
        add(space.at(spread.row(p)));
    }
    return made;
}

/// The better of two parents drawn at random.
std::size_t Optimiser::tournament(Draws& draws) const {
    const std::size_t a = draws.below(parents_.size());
    const std::size_t b = draws.below(parents_.size());
    return pool_[parents_[std::min(a, b)]];
}

std::vector<Choice> Optimiser::children(std::size_t generation) {
    std::vector<Choice> made;
    for (std::size_t child = 0; child < found_.plan.population; ++child) {
        Draws draws(found_.plan.seed, static_cast<std::uint32_t>(generation), child);
        for (std::size_t attempt = 0; attempt < most_attempts; ++attempt) {
            const Choice& first = tried_[tournament(draws)].choice;
            const Choice& second = tried_[tournament(draws)].choice;
            Choice choice = draws.uniform() < crossed_share ? found_.space.crossed(first, second, draws) : first;
            choice = found_.space.mutated(std::move(choice), draws);
            if (seen_.insert(found_.space.values(choice)).second) {
                made.push_back(std::move(choice));
                break;
            }
        }
    }
    return made;
}

/// Says which criteria lack values.
void Optimiser::refuse_incomplete(const ChoiceRuns& runs) const {
    std::string lacking;
    for (std::size_t c = 0; c < runs.criteria; ++c) {
        std::size_t count = 0;
        for (std::size_t at = c; at < runs.values.size(); at += runs.criteria) {
            count += std::isfinite(runs.values[at]) ? 0u : 1u;
        }
        lacking += (c == 0 ? "'" : ", '") + found_.criteria[c].name + "' in " + std::to_string(count);
    }
    throw Error(ExitCode::incomplete,
                "of every choice of the first generation a run failed, or a criterion is not defined in one: of " +
                    std::to_string(runs.values.size() / runs.criteria) + " runs " + lacking +
                    " have no value; actorhood status names the causes of failed runs");
}

/// Runs new choices with the first block; those that are complete enter the pool.
void Optimiser::evaluate(std::size_t generation, const std::vector<Choice>& choices) {
    const ChoiceRuns runs =
        simulator_.run("generation" + std::to_string(generation), choices, 0, found_.plan.replicates);
    found_.sets = runs.sets;
    found_.search_runs += choices.size() * runs.sets * runs.replicates;
    for (std::size_t p = 0; p < choices.size(); ++p) {
        ++found_.tried;
        if (!runs.complete(p)) {
            ++found_.failed;
            continue;
        }
        pool_.push_back(tried_.size());
        tried_.push_back({choices[p], generation, {runs.of(p)}});
    }
    if (pool_.empty()) {
        refuse_incomplete(runs);
    }
}

void Optimiser::assess() {
    standing_ = Standing(found_.criteria, found_.tolerances);
    for (const std::size_t member : pool_) {
        standing_.add(tried_[member].blocks);
    }
    if (found_.ranges.empty()) {
        set_measures();
    }
    places_ = standing_.places(found_.plan.draws);
}

/// What the first generation spans: reference, tolerance and unit of each objective.
void Optimiser::set_measures() {
    for (std::size_t k = 0; k < found_.objectives; ++k) {
        const Criterion& criterion = found_.criteria[k];
        const auto [low, high] = standing_.range(k);
        if (standing_.size() > 1 && !(high - low > standing_.rounding(k))) {
            throw Error(
                ExitCode::configuration,
                "the objective '" + criterion.name +
                    "' is the same for all choices of the first generation: no lever moves it; leave it out, or "
                    "add levers or width");
        }
        found_.ranges.push_back(high - low);
        found_.tolerances.push_back(criterion.tolerance.value_or(usual_tolerance * (high - low)));
        found_.references.push_back(criterion.reference.value_or(criterion.sign() * low));
    }
    standing_.set_tolerances(found_.tolerances);
}

/// Of these members of the pool those whose place is not settled and that may have more replicates.
std::vector<std::size_t> Optimiser::in_doubt(const std::vector<std::size_t>& members) const {
    std::vector<std::size_t> made;
    for (const std::size_t p : members) {
        const std::size_t next = (tried_[pool_[p]].blocks.size() + 1) * found_.plan.replicates;
        if (places_[p] > 1.0 - found_.plan.level && places_[p] < found_.plan.level &&
            next <= found_.plan.most_replicates) {
            made.push_back(pool_[p]);
        }
    }
    return made;
}

/// Gives every doubtful one of these members its next block; how many there were.
std::size_t Optimiser::run_again(const std::string& step, const std::vector<std::size_t>& members) {
    std::map<std::size_t, std::vector<std::size_t>> by_block;
    const std::vector<std::size_t> doubtful = in_doubt(members);
    for (const std::size_t member : doubtful) {
        by_block[tried_[member].blocks.size()].push_back(member);
    }

    for (const auto& [block, same] : by_block) {
        add_block(step + "_block" + std::to_string(block + 1), block, same);
    }
    if (!doubtful.empty()) {
        assess();
    }
    return doubtful.size();
}

/// Runs one block of members; those of which a run fails leave the pool.
void Optimiser::add_block(const std::string& step, std::size_t block, const std::vector<std::size_t>& members) {
    std::vector<Choice> choices;
    for (const std::size_t member : members) {
        choices.push_back(tried_[member].choice);
    }
    const ChoiceRuns runs = simulator_.run(step, choices, first_block_ + block, found_.plan.replicates);
    found_.search_runs += choices.size() * runs.sets * runs.replicates;
    for (std::size_t p = 0; p < members.size(); ++p) {
        if (runs.complete(p)) {
            tried_[members[p]].blocks.push_back(runs.of(p));
        } else {
            ++found_.failed;
            std::erase(pool_, members[p]);
        }
    }
}

/// The fittest become parents; who cannot be on the front any more leaves the pool.
void Optimiser::select() {
    const Relation beats = [this](std::size_t a, std::size_t b) { return standing_.beats(a, b); };
    const std::vector<std::size_t> order = fittest(standing_.means(), beats, found_.plan.population);
    std::vector<std::size_t> kept;
    for (const std::size_t p : order) {
        kept.push_back(pool_[p]);
    }
    for (std::size_t p = 0; p < pool_.size(); ++p) {
        if (places_[p] > 1.0 - found_.plan.level && std::find(order.begin(), order.end(), p) == order.end()) {
            kept.push_back(pool_[p]);
        }
    }
    pool_ = std::move(kept);
    parents_.clear();
    for (std::size_t p = 0; p < order.size(); ++p) {
        parents_.push_back(p);
    }
}

double Optimiser::hypervolume_of(const std::vector<std::vector<double>>& points) const {
    std::vector<std::vector<double>> relative;
    for (const std::vector<double>& point : points) {
        std::vector<double>& row = relative.emplace_back();
        for (std::size_t k = 0; k < found_.objectives; ++k) {
            const double unit = found_.ranges[k] > 0.0 ? found_.ranges[k] : 1.0;
            row.push_back((point[k] - found_.criteria[k].sign() * found_.references[k]) / unit);
        }
    }
    return hypervolume(relative, std::vector<double>(found_.objectives, 0.0));
}

/// Positions in the pool of those that keep the constraints and that nothing beats by their means.
std::vector<std::size_t> Optimiser::front_of_pool() const {
    const Relation beats = [this](std::size_t a, std::size_t b) { return standing_.beats(a, b); };
    const std::vector<std::size_t> numbers = front_numbers(pool_.size(), beats);
    std::vector<std::size_t> made;
    for (std::size_t p = 0; p < numbers.size(); ++p) {
        if (numbers[p] == 0 && standing_.violation(p) == 0.0) {
            made.push_back(p);
        }
    }
    return made;
}

void Optimiser::note_generation(std::size_t choices, std::size_t failed, std::size_t again) {
    const std::vector<std::vector<double>> means = standing_.means();
    std::vector<std::vector<double>> points;
    for (const std::size_t p : front_of_pool()) {
        points.push_back(means[p]);
    }
    found_.generations.push_back({choices, failed, again, points.size(), found_.search_runs, hypervolume_of(points)});
}

std::string Optimiser::why_end(std::size_t generation) const {
    const OptimisationPlan& plan = found_.plan;
    if (generation >= plan.generations) {
        return "all generations are done";
    }
    if (plan.runs > 0 && found_.search_runs >= plan.runs) {
        return "the runs asked for are used";
    }
    if (plan.patience > 0 && generation > plan.patience) {
        const double now = found_.generations.back().hypervolume;
        const double before = found_.generations[generation - 1 - plan.patience].hypervolume;
        if (before > 0.0 && now < before * (1.0 + plan.least_gain)) {
            return "the hypervolume grew by less than " + significant(100.0 * plan.least_gain, 12) + " % in " +
                   std::to_string(plan.patience) + " generations";
        }
    }
    return "";
}

/// Members of the pool that may be on the front; of those that are alike the one that most probably is.
std::vector<std::size_t> Optimiser::distinct_candidates() const {
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < pool_.size(); ++p) {
        if (places_[p] > 1.0 - found_.plan.level) {
            order.push_back(p);
        }
    }
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return places_[a] > places_[b]; });
    std::vector<std::size_t> kept;
    for (const std::size_t p : order) {
        if (std::none_of(kept.begin(), kept.end(), [&](std::size_t other) { return standing_.alike(p, other); })) {
            kept.push_back(p);
        }
    }
    for (std::size_t& p : kept) {
        p = pool_[p];
    }
    return kept;
}

/// Judges what may be on the front by draws that the search has not seen: a block of all, and further ones until every
/// place is settled or has the most replicates.
void Optimiser::settle() {
    const std::vector<std::size_t> candidates = distinct_candidates();
    if (candidates.empty()) {
        return; // nothing keeps the constraints
    }
    for (const std::size_t member : candidates) {
        tried_[member].blocks.clear();
    }
    pool_ = candidates;
    first_block_ = settling_blocks;
    add_block("settle1", 0, candidates);
    if (pool_.empty()) {
        throw Error(ExitCode::incomplete, "a run of every choice that may be best failed; see actorhood status");
    }
    assess();
    for (std::size_t round = 2;; ++round) {
        std::vector<std::size_t> all(pool_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        if (run_again("settle" + std::to_string(round), all) == 0) {
            return;
        }
    }
}

void Optimiser::find_front() {
    std::vector<std::size_t> front = front_of_pool();
    std::sort(front.begin(), front.end(), [this](std::size_t a, std::size_t b) {
        const double value_a = standing_.mean(a, 0);
        const double value_b = standing_.mean(b, 0);
        return value_a != value_b ? value_a > value_b : pool_[a] < pool_[b];
    });
    for (const std::size_t p : front) {
        const Tried& tried = tried_[pool_[p]];
        found_.front.push_back({tried.choice,
                                tried.generation,
                                tried.blocks.size() * found_.plan.replicates,
                                places_[p],
                                worth(p),
                                undefined,
                                undefined,
                                FreshVerdict::open,
                                {}});
    }
    if (front.empty()) {
        std::size_t nearest = 0;
        for (std::size_t p = 1; p < pool_.size(); ++p) {
            nearest = standing_.violation(p) < standing_.violation(nearest) ? p : nearest;
        }
        found_.nearest_miss = worth(nearest);
    }
}

/// What a member of the pool is taken to be worth, one a criterion, in their own signs.
std::vector<double> Optimiser::worth(std::size_t member) const {
    std::vector<double> made;
    for (std::size_t c = 0; c < found_.criteria.size(); ++c) {
        const double value = standing_.mean(member, c);
        made.push_back(std::abs(value) <= standing_.rounding(c) ? 0.0 : found_.criteria[c].sign() * value);
    }
    return made;
}

/// The place of each point of complete runs, among these.
std::vector<double> Optimiser::places_among(const ChoiceRuns& runs, std::optional<std::size_t> set) const {
    Standing standing(found_.criteria, found_.tolerances);
    for (std::size_t p = 0; p < runs.points(); ++p) {
        standing.add({runs.of(p)}, set);
    }
    return standing.places(found_.plan.draws);
}

/// The base scenario, the last of these points, among the front.
void Optimiser::judge_base(const ChoiceRuns& runs) {
    const std::vector<Spread> spreads = spreads_of(runs, found_.criteria, found_.plan.level, found_.plan.draws);
    found_.base.assign(spreads.end() - static_cast<std::ptrdiff_t>(found_.criteria.size()), spreads.end());
    found_.base_place = places_among(runs).back();
}

/// Fresh replicates say what the front is worth.
void Optimiser::check_front() {
    std::vector<Choice> choices;
    for (const FrontPoint& point : found_.front) {
        choices.push_back(point.choice);
    }
    const ChoiceRuns runs = simulator_.check(choices, found_.plan.check_replicates);
    found_.check_runs = runs.points() * runs.sets * runs.replicates;
    ChoiceRuns complete{runs.sets, runs.replicates, runs.criteria, {}};
    std::vector<std::size_t> there;
    for (std::size_t p = 0; p < choices.size(); ++p) {
        if (runs.complete(p)) {
            there.push_back(p);
            const ChoiceRuns own = runs.of(p);
            complete.values.insert(complete.values.end(), own.values.begin(), own.values.end());
        } else {
            found_.front[p].verdict = FreshVerdict::lost;
        }
    }
    if (there.empty()) {
        return;
    }
    judge_front(complete, there);
    const std::size_t base = runs.points() - 1;
    if (runs.complete(base)) {
        const ChoiceRuns own = runs.of(base);
        complete.values.insert(complete.values.end(), own.values.begin(), own.values.end());
        judge_base(complete);
    }
}

/// `there`: the points of the front to which the runs belong.
void Optimiser::judge_front(const ChoiceRuns& runs, const std::vector<std::size_t>& there) {
    const std::vector<double> places = places_among(runs);
    std::vector<double> in_sets(there.size(), 0.0);
    for (std::size_t set = 0; set < runs.sets; ++set) {
        const std::vector<double> own = places_among(runs, set);
        for (std::size_t k = 0; k < own.size(); ++k) {
            in_sets[k] += own[k] / static_cast<double>(runs.sets);
        }
    }
    const std::vector<Spread> spreads = spreads_of(runs, found_.criteria, found_.plan.level, found_.plan.draws);
    const std::size_t width = found_.criteria.size();
    std::vector<std::vector<double>> points;
    for (std::size_t k = 0; k < there.size(); ++k) {
        FrontPoint& point = found_.front[there[k]];
        point.checked = places[k];
        point.in_sets = in_sets[k];
        point.verdict = point.checked >= found_.plan.level         ? FreshVerdict::kept
                        : point.checked <= 1.0 - found_.plan.level ? FreshVerdict::lost
                                                                   : FreshVerdict::open;
        const auto first = spreads.begin() + static_cast<std::ptrdiff_t>(k * width);
        point.worth.assign(first, first + static_cast<std::ptrdiff_t>(width));
        std::vector<double>& values = points.emplace_back();
        for (std::size_t c = 0; c < found_.objectives; ++c) {
            values.push_back(found_.criteria[c].sign() * point.worth[c].value);
        }
    }
    found_.hypervolume = hypervolume_of(points);
}

Optimisation Optimiser::carry_out(const std::function<void(const Optimisation&)>& news) {
    found_.space = simulator_.survey();
    std::vector<Choice> choices = first_choices();
    for (std::size_t generation = 1;; ++generation) {
        const std::size_t failed_before = found_.failed;
        evaluate(generation, choices);
        assess();
        const std::size_t again = run_again("generation" + std::to_string(generation), front_of_pool());
        note_generation(choices.size(), found_.failed - failed_before, again);
        found_.ended = why_end(generation);
        select();
        assess(); // of the pool that is left
        news(found_);
        if (!found_.ended.empty()) {
            break;
        }
        choices = children(generation + 1);
        if (choices.empty()) {
            found_.ended = "no choice is left that was not tried";
            break;
        }
    }
    settle();
    find_front();
    if (!found_.front.empty()) {
        check_front();
    }
    return std::move(found_);
}

} // namespace

const char* fresh_verdict_word(FreshVerdict verdict) {
    switch (verdict) {
    case FreshVerdict::kept:
        return "kept";
    case FreshVerdict::open:
        return "open";
    default:
        return "lost";
    }
}

std::size_t Optimisation::with(FreshVerdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(front.begin(), front.end(), [&](const FrontPoint& point) { return point.verdict == verdict; }));
}

Optimisation optimise(ChoiceSimulator& simulator, std::vector<Criterion> criteria, const OptimisationPlan& plan,
                      const std::function<void(const Optimisation&)>& news) {
    return Optimiser(simulator, std::move(criteria), plan).carry_out(news);
}

} // namespace actorhood::analysis
