// What each mechanism does: the same replicates with it switched off, for every mechanism of the list that has a switch.
// What it needs to matter (`matters` of its `about`) both arms of the pair have.
#include <algorithm>
#include <cmath>

#include "models/contents.hpp"
#include "tests/catch.hpp"
#include "tests/statistical/worlds.hpp"
#include "tests/support/findings.hpp"

namespace test_effects {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

/// Twelve years of eight clusters, so that thirty pairs for every switch stay affordable.
Settings effect_world() { return small_world() + Settings{"time.years=12", "time.burn_in_years=3"}; }

constexpr double from = 2029.0; // the last three years
constexpr double to = 2032.0;

std::string effect_text(const std::vector<double>& differences, int decimals) {
    const Estimate found = estimate(differences);
    const bool clear = found.low > 0.0 || found.high < 0.0;
    const std::string text = estimate_text(found, decimals);
    return clear ? "**" + text + "**" : text;
}

struct Moved {
    std::string name;
    double relative; ///< difference over the sum of both levels, in absolute value
    Estimate effect;
};

/// Outputs whose mean the switch moves with an interval that excludes zero, the largest relative changes first.
std::vector<Moved> moved_outputs(const Ensemble& on, const Ensemble& off) {
    std::vector<Moved> moved;
    for (const std::string& name : on.names()) {
        if (name == "ledger_residual") {
            continue;
        }
        const auto with = on.mean(name, from, to);
        const auto without = off.mean(name, from, to);
        std::vector<double> both;
        for (std::size_t r = 0; r < with.size(); ++r) {
            if (std::isfinite(with[r]) && std::isfinite(without[r])) {
                both.push_back(without[r] - with[r]);
            }
        }
        if (both.size() < 3) {
            continue;
        }
        const Estimate effect = estimate(both);
        const double level = std::abs(mean_of(with)) + std::abs(mean_of(without));
        if ((effect.low > 0.0 || effect.high < 0.0) && std::isfinite(level) && level > 0.0) {
            moved.push_back({name, std::abs(effect.mean) / level, effect});
        }
    }
    std::stable_sort(moved.begin(), moved.end(),
                     [](const Moved& a, const Moved& b) { return a.relative > b.relative; });
    return moved;
}

} // namespace

TEST_CASE("the effect of switching each mechanism off", "[.statistical][table][effects]") {
    const std::size_t count = replicates(30);
    Table table("effects", {"switched off", "circular depth", "digital depth", "actorhood", "resistance", "members",
                            "what else moves most (from, to)", "outputs moved"});
    const Ensemble plain(effect_world(), count);
    double seconds = plain.seconds();
    std::vector<std::string> idle;
    for (const sim::About* about : models::mechanisms) {
        if (!about->switchable) {
            continue;
        }
        const std::string mechanism(about->name);
        const std::string needed(about->matters);
        const Ensemble special(effect_world(), needed.empty() ? 0 : count, {}, {}, needed);
        const Ensemble& on = needed.empty() ? plain : special;
        const Ensemble off(effect_world() + Settings{"mechanisms." + mechanism + "=false"}, count, {}, {}, needed);
        seconds += off.seconds();
        const auto effect = [&](std::string_view name, int decimals) {
            auto differences = difference(off.mean(name, from, to), on.mean(name, from, to));
            std::erase_if(differences, [](double value) { return std::isnan(value); });
            return differences.size() < 3 ? std::string("not defined") : effect_text(differences, decimals);
        };
        const std::vector<Moved> moved = moved_outputs(on, off);
        std::string most;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, moved.size()); ++i) {
            const double before = mean_of(on.mean(moved[i].name, from, to));
            char text[160];
            std::snprintf(text, sizeof text, "%s`%s` %.3g, %.3g", i == 0 ? "" : "; ", moved[i].name.c_str(), before,
                          before + moved[i].effect.mean);
            most += text;
        }
        if (moved.empty()) {
            idle.push_back(mechanism);
        }
        table.row({mechanism, effect("circular_depth", 4), effect("digital_depth", 4),
                   effect("mean_responsible_actorhood", 4), effect("resistance", 4), effect("members", 1),
                   most.empty() ? "nothing" : most, std::to_string(moved.size())});
    }
    table.finish("Off less on, mean of the last three of 12 years, " + std::to_string(count) +
                 " pairs of replicates, 8 clusters of about 60 members and 1,000 firms outside; 95 % intervals, bold "
                 "where they "
                 "exclude zero. The last columns: outputs whose mean the switch moves with such an interval.");
    std::printf("%.0f s of simulation\n", seconds);
    std::string names;
    for (const std::string& name : idle) {
        names += name + " ";
    }
    INFO("Switches that move nothing: " << names);
    CHECK(idle.empty());
}

} // namespace test_effects
