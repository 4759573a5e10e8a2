#include "models/program/sweep_pilot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "models/program/result_attributes.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/shell.hpp"
#include "sim/run/advice.hpp"

namespace actorhood::models::program {

namespace {

constexpr double alpha = 0.05;

/// Points spread evenly over the design, with the first replicates of each: enough of both to judge by.
struct PilotRuns {
    std::vector<std::size_t> points;
    std::uint32_t replicates{};
};
PilotRuns chosen(const sim::SweepPlan& plan, std::size_t runs) {
    PilotRuns result;
    const auto square = static_cast<std::uint32_t>(std::sqrt(static_cast<double>(runs)));
    result.replicates = std::min(plan.replicates(), std::max<std::uint32_t>(square, 2));
    std::vector<std::size_t> possible; // those that have as many
    plan.for_each_run([&](const sim::RunPlace& place) {
        if (place.replicate + 1 == result.replicates) {
            possible.push_back(place.point);
        }
    });
    const std::size_t points =
        std::clamp<std::size_t>(runs / result.replicates, 1, std::max<std::size_t>(possible.size(), 1));
    for (std::size_t i = 0; i < points && !possible.empty(); ++i) {
        result.points.push_back(possible[i * possible.size() / points]);
    }
    return result;
}

/// Last value of a variable in every pilot run, by point and replicate; nothing if it is not recorded everywhere.
std::optional<std::vector<std::vector<double>>> last_values(const sim::SweepPlan& plan,
                                                            const sim::SweepFolder& folder, const PilotRuns& runs,
                                                            const std::string& name) {
    std::vector<std::vector<double>> values;
    std::vector<double> row;
    for (const std::size_t point : runs.points) {
        values.emplace_back();
        for (std::uint32_t replicate = 0; replicate < runs.replicates; ++replicate) {
            const auto* found = folder.find(plan.identity({point, replicate}));
            if (found == nullptr) {
                return std::nullopt;
            }
            const sim::ShardIndex& shard = folder.shard_list()[found->shard];
            const sim::ShardEntry& run = shard.runs[found->run];
            const sim::RecordLayout& layout = *shard.layouts[run.layout];
            const auto variable = std::ranges::find(layout.variables, name, &sim::RecordLayout::Variable::name);
            if (variable == layout.variables.end() || variable->size != 1) {
                return std::nullopt;
            }
            sim::ShardReader(shard.path)
                .read(run, layout, static_cast<std::size_t>(variable - layout.variables.begin()), row);
            values.back().push_back(row.back());
        }
    }
    return values;
}

/// Standard deviation within groups, pooled.
double pooled_sd(const std::vector<std::vector<double>>& groups) {
    double sum = 0.0;
    double degrees = 0.0;
    for (const std::vector<double>& group : groups) {
        double mean = 0.0;
        for (const double value : group) {
            mean += value / static_cast<double>(group.size());
        }
        for (const double value : group) {
            sum += (value - mean) * (value - mean);
        }
        degrees += static_cast<double>(group.size()) - 1.0;
    }
    return degrees > 0.0 ? std::sqrt(sum / degrees) : 0.0;
}

/// Differences of neighbouring points, replicate by replicate.
std::vector<std::vector<double>> paired(const std::vector<std::vector<double>>& values) {
    std::vector<std::vector<double>> differences;
    for (std::size_t point = 1; point < values.size(); ++point) {
        differences.emplace_back();
        for (std::size_t r = 0; r < values[point].size(); ++r) {
            differences.back().push_back(values[point][r] - values[point - 1][r]);
        }
    }
    return differences;
}

void print_precision(const sim::SweepPlan& plan, const sim::SweepFolder& folder, const PilotRuns& runs) {
    if (runs.replicates < 2) {
        print(stdout, "one replicate a point: nothing can be said about chance\n");
        return;
    }
    const std::int64_t replicates = plan.replicates();
    for (const char* name : headline_variables) {
        const auto values = last_values(plan, folder, runs, name);
        if (!values) {
            continue;
        }
        print(stdout, "%s: mean of a point to +- %.3g (95 %% interval) with %s", name,
              sim::half_width(pooled_sd(*values), replicates, alpha),
              counted(static_cast<double>(replicates), "replicate").c_str());
        if (const auto differences = paired(*values); !differences.empty()) {
            const double sd = pooled_sd(differences);
            const double seen = sim::detectable_difference(sd, replicates, {});
            print(stdout, "; %lld pairs show a difference of %.3g, %lld pairs half of it",
                  static_cast<long long>(replicates), seen,
                  static_cast<long long>(sim::pairs_needed(sd, seen / 2.0, {})));
        }
        print(stdout, "\n");
    }
}

} // namespace

int run_pilot(const SweepDefinition& definition, const sim::SweepPlan& plan, SweepSession& session,
              SweepConduct conduct, std::size_t count) {
    const PilotRuns runs = chosen(plan, count);
    for (const std::size_t point : runs.points) {
        for (std::uint32_t replicate = 0; replicate < runs.replicates; ++replicate) {
            conduct.only.insert(plan.identity({point, replicate}));
        }
    }
    conduct.merge = false;
    const bool quiet = std::exchange(conduct.quiet, true);
    const int code = carry_out(definition, plan, session, conduct);
    if (code != 0 || quiet) {
        return code;
    }
    const sim::SweepState state = state_of(plan, session.folder());
    const double seconds = state.seconds / static_cast<double>(std::max<std::size_t>(state.done, 1));
    const auto all = static_cast<double>(plan.distinct_runs());
    print(stdout, "pilot: %s, %s; %.3g s of processor time a run: %.3g core-hours for all %s, %s on %s\n",
          counted(static_cast<double>(runs.points.size()), "point").c_str(),
          counted(runs.replicates, "replicate").c_str(), seconds, seconds * all / 3600.0, counted(all, "run").c_str(),
          seconds_text(seconds * static_cast<double>(state.left) / static_cast<double>(conduct.threads)).c_str(),
          counted(static_cast<double>(conduct.threads), "thread").c_str());
    print_precision(plan, session.folder(), runs);
    print(stdout, "the runs are kept; go on with:\n  actorhood resume %s\n",
          sim::shell_word(session.folder().path().string()).c_str());
    return 0;
}

} // namespace actorhood::models::program
