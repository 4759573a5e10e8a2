#include "models/program/sweep_conduct.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "models/program/result_attributes.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/output/provenance.hpp"
#include "sim/run/merge.hpp"
#include "sim/run/sweep.hpp"
#include "sim/run/work_source.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

std::optional<std::size_t> whole_number(const char* text) {
    const std::string digits = text == nullptr ? "" : text;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

/// Part and parts of a Slurm job array, by the rank of the task among them. Of an array that is a list (--array=3,7,8) the
/// variables tell no rank: its tasks share the whole work as it comes.
std::pair<std::size_t, std::size_t> slurm_shard() {
    const auto task = whole_number(std::getenv("SLURM_ARRAY_TASK_ID"));
    const auto first = whole_number(std::getenv("SLURM_ARRAY_TASK_MIN"));
    const auto tasks = whole_number(std::getenv("SLURM_ARRAY_TASK_COUNT"));
    const auto last = whole_number(std::getenv("SLURM_ARRAY_TASK_MAX"));
    const std::size_t step = whole_number(std::getenv("SLURM_ARRAY_TASK_STEP")).value_or(1);
    if (!task || !first || !tasks || step == 0 || *tasks == 0 || *task < *first) {
        throw sim::Error(sim::ExitCode::usage,
                         "--shard slurm: SLURM_ARRAY_TASK_ID, _MIN and _COUNT do not describe a job array; start "
                         "it with sbatch --array=1-N");
    }
    const auto is_regular = [&](std::size_t number) { return (number - *first) % step == 0; };
    const std::size_t rank = (*task - *first) / step;
    const bool regular = is_regular(*task) && rank < *tasks &&
                         (!last || (*last >= *first && is_regular(*last) && (*last - *first) / step + 1 == *tasks));
    return regular ? std::pair{rank, *tasks} : std::pair<std::size_t, std::size_t>{0, 1};
}

/// Part and parts of "i/n" (i from 1), or those of a Slurm job array.
std::pair<std::size_t, std::size_t> parse_shard(const std::string& text) {
    if (text == "slurm") {
        return slurm_shard();
    }
    const std::size_t slash = text.find('/');
    const auto part = whole_number(text.substr(0, slash).c_str());
    const auto parts = slash == std::string::npos ? std::nullopt : whole_number(text.substr(slash + 1).c_str());
    if (!part || !parts || *part < 1 || *part > *parts) {
        throw sim::Error(sim::ExitCode::usage,
                         "--shard must be i/n with i from 1 to n, or slurm, not '" + text + "'");
    }
    return {*part - 1, *parts};
}

sim::hdf5::Attributes attributes_of(const SweepDefinition& definition, const std::string& command_line) {
    std::set<std::string> varied;
    for (const sim::DesignColumn& column : definition.experiment.columns) {
        varied.insert(column.name);
    }
    sim::hdf5::Attributes attributes =
        result_attributes(*definition.base, definition.reproducible, command_line, varied);
    for (auto& [name, value] : attributes) {
        if (name == "title" && !definition.experiment.title.empty()) {
            value = definition.experiment.title;
        } else if (name == "summary" && !definition.experiment.summary.empty()) {
            value = definition.experiment.summary;
        }
    }
    return attributes;
}

/// Number of times in the merged file if it shows the present state.
std::optional<std::size_t> merged_times(const sim::SweepPlan& plan, const sim::SweepFolder& folder,
                                        const sim::SweepState& state) {
    std::error_code ignored;
    if (!fs::exists(folder.result(), ignored)) {
        return std::nullopt;
    }
    try {
        const sim::hdf5::File file = sim::hdf5::File::open(folder.result());
        const auto is = [&](const char* name, std::size_t count) {
            const auto value = file.find_attribute(name);
            const auto* number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
            return number != nullptr && static_cast<std::size_t>(*number) == count;
        };
        const bool is_present = file.text_attribute("experiment_fingerprint") == plan.fingerprint().text() &&
                                is("failed_runs", state.failed) && is("missing_runs", state.left);
        return is_present ? std::optional<std::size_t>(file.dataset("time").size()) : std::nullopt;
    } catch (const sim::Error&) {
        return std::nullopt; // damaged: made anew
    }
}

std::string without_numbers(std::string text) {
    std::erase_if(text,
                  [](char letter) { return (letter >= '0' && letter <= '9') || letter == '.' || letter == '-'; });
    return text;
}

int ended(const sim::SweepPlan& plan, SweepSession& session, const SweepConduct& conduct, bool stopped,
          const sim::SweepState& state) {
    const std::string name = sim::shell_word(session.folder().path().string());
    const std::string done = counted(static_cast<double>(state.done), "run");
    if (stopped) {
        print(stderr, "stopped: %s finished, %zu failed, %zu left; continue:\n  actorhood resume %s\n", done.c_str(),
              state.failed, state.left, name.c_str());
        return static_cast<int>(sim::ExitCode::stopped);
    }
    if (state.failed > 0) {
        print(stderr, "%s finished, %zu failed, %zu left\n%s%s:\n  actorhood resume %s%s\n", done.c_str(),
              state.failed, state.left, failures_text(plan, session.folder(), 5).c_str(),
              "the failed runs are simulated again, with those that are left, by", name.c_str(),
              conduct.keep_going ? " --keep-going" : "");
        return static_cast<int>(sim::ExitCode::incomplete);
    }
    if (state.left > 0 && !conduct.quiet) {
        print(stderr,
              "this part is done: %s finished, %zu left to other parts; when they are done:\n"
              "  actorhood merge %s\n",
              done.c_str(), state.left, name.c_str());
    }
    return static_cast<int>(sim::ExitCode::ok);
}

} // namespace

void add_sweep_conduct_options(Options& options) {
    options.flag("keep-going", "go on when a run fails; without it the first failure ends the sweep");
    options.value("shard", "I/N", "only part I of N; 'slurm' takes them from the job array");
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.value("max-time", "SECONDS", "stop cleanly, resumable, after this time");
    options.flag("no-merge", "leave the results in shards; 'actorhood merge' makes one file of them");
    options.flag("quiet,q", "no progress, no summary");
}

SweepConduct sweep_conduct_of(const Options& options, const std::string& command_line, RankTeam* team) {
    SweepConduct conduct;
    conduct.team = team;
    const std::optional<std::uint64_t> threads = options.number("threads", 1, 4096);
    conduct.threads = static_cast<std::size_t>(threads.value_or(available_threads(team)));
    if (team != nullptr) {
        team->threads = static_cast<std::size_t>(threads.value_or(0));
    }
    conduct.max_seconds = static_cast<double>(options.number("max-time", 1, 100'000'000).value_or(0));
    conduct.keep_going = options.has("keep-going");
    conduct.merge = !options.has("no-merge");
    conduct.quiet = options.has("quiet");
    conduct.command_line = command_line;
    if (const auto shard = options.text("shard")) {
        std::tie(conduct.part, conduct.parts) = parse_shard(*shard);
    }
    return conduct;
}

SweepSession::SweepSession(const fs::path& folder) : folder_(folder), claims_((folder_.make(), folder_.claims())) {
    // Either alone, or together with others; in between, one that is alone will share in a moment.
    while (!(alone_ = claims_.take(sim::session_claim)) && !claims_.share(sim::session_claim)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (!claims_.notice().empty()) {
        notice(claims_.notice());
    }
    if (alone_) {
        // Without locks others may be at work here.
        const auto which = claims_.notice().empty() ? sim::Leftovers::all : sim::Leftovers::of_the_ended;
        for (const fs::path& place : {folder_.path(), folder_.shards(), folder_.failures(), folder_.checkpoints()}) {
            sim::remove_partial_files(place, which);
        }
    }
}

void SweepSession::share() {
    if (alone_) {
        static_cast<void>(claims_.share(sim::session_claim));
        alone_ = false;
    }
}

std::string merged_text(const SweepDefinition& definition, const sim::SweepFolder& folder, std::size_t times) {
    static const std::map<std::string, std::string> next{{"crossed", "rank"},
                                                         {"saltelli", "sensitivity"},
                                                         {"sobol", "sensitivity"},
                                                         {"latin_hypercube", "sensitivity"},
                                                         {"morris", "sensitivity"}};
    if (times == 0) {
        return folder.result().string() + "\n" + nothing_recorded;
    }
    const auto found = next.find(definition.experiment.design);
    const std::string result = sim::shell_word(folder.path().string());
    return folder.result().string() + "\nnext: actorhood " +
           (found == next.end() ? "compare " + result + " --between design" : found->second + " " + result) + "\n";
}

/// The settings of a point that a cause of refusal names, or else the first; how many more there are.
std::string settings_concerned(const std::vector<std::string>& settings, const std::string& cause) {
    constexpr std::size_t most_shown = 6;
    std::vector<std::string> shown;
    if (settings.size() > most_shown) {
        for (const std::string& setting : settings) {
            const std::string key = sim::setting_key(setting);
            const std::string name = key.substr(key.rfind('.') + 1); // what checks of one table name it by
            if (cause.find(name) != std::string::npos && shown.size() < most_shown) {
                shown.push_back(setting);
            }
        }
    }
    if (shown.empty()) {
        shown.assign(settings.begin(),
                     settings.begin() + static_cast<std::ptrdiff_t>(std::min(settings.size(), most_shown)));
    }
    std::string text;
    for (const std::string& setting : shown) {
        text += " " + setting;
    }
    return settings.size() > shown.size() ? text + " and " + std::to_string(settings.size() - shown.size()) + " more"
                                          : text;
}

void report_refused_points(const SweepDefinition& definition, const sim::SweepPlan& plan, bool keep_going) {
    constexpr std::size_t most_shown = 10;
    const std::size_t refused = plan.refused_points();
    std::string text;
    std::size_t shown = 0;
    std::set<std::string> said; // a cause that differs in its numbers only is said once
    for (std::size_t point = 0; point < plan.points().size() && shown < std::min(refused, most_shown); ++point) {
        if (!plan.points()[point].cause.empty() && said.insert(without_numbers(plan.points()[point].cause)).second) {
            const std::string& cause = plan.points()[point].cause;
            text += "  point " + std::to_string(point) + ":" +
                    settings_concerned(definition.experiment.points[point].settings, cause) + "\n    " + cause + "\n";
            ++shown;
        }
    }
    if (refused == 0) {
        return;
    }
    text = std::to_string(refused) + " of " + counted(static_cast<double>(plan.points().size()), "point") +
           " cannot be run:\n" + text +
           (refused > shown
                ? "  and " + counted(static_cast<double>(refused - shown), "more point") + ", for like reasons\n"
                : "");
    if (!keep_going) {
        throw sim::Error(sim::ExitCode::incomplete, text + "correct them, or run the others with --keep-going");
    }
    print(stderr, "%s", text.c_str());
}

void report_other_models(const sim::SweepState& state) {
    const sim::ModelIdentity own = model_identity();
    for (const sim::ModelIdentity& other : state.models) {
        if (!other.same_model(own)) {
            notice("runs in this folder were simulated by another model, " + other.text() + "; sweep and resume of " +
                   "this program, " + own.text() + ", simulate them again");
        }
    }
}

int carry_out(const SweepDefinition& definition, const sim::SweepPlan& plan, SweepSession& session,
              const SweepConduct& conduct) {
    sim::StopRequests requests;
    if (conduct.max_seconds > 0.0) {
        requests.limit(std::chrono::duration<double>(conduct.max_seconds));
    }
    const sim::ThreadLimit limit(conduct.threads);
    sim::SweepOutcome outcome;
    {
        sim::SweepFolder& folder = session.folder();
        const sim::SweepState before = state_of(plan, folder);
        report_other_models(before);
        const sim::WorkPart work{conduct.part, conduct.parts, conduct.only};
        sim::SweepOptions options = sweep_options(conduct.threads, conduct.keep_going, requests);
        options.counted = sim::runs_to_do(plan, folder, work);
        sim::Progress progress(definition.experiment.name, sim::progress_steps * options.counted.size(),
                               conduct.quiet);
        options.progress = &progress;
        if (conduct.team != nullptr) {
            outcome = lead_sweep(*conduct.team, definition, plan, folder, session.claims(), work, options);
        } else {
            sim::FolderWork source(plan, folder, session.claims(), work);
            outcome =
                sim::run_sweep(definition.experiment, plan, point_resolver(definition), folder, source, options);
        }
    }
    session.folder().look();
    const sim::SweepState state = state_of(plan, session.folder());
    if (conduct.merge && state.left == 0 && state.done > 0 && !outcome.stopped) {
        const std::size_t times =
            merge_folder(definition, plan, session.folder(), session.claims(), false, conduct.command_line);
        if (!conduct.quiet) {
            print(stdout, "%s", merged_text(definition, session.folder(), times).c_str());
        }
    }
    return ended(plan, session, conduct, outcome.stopped, state);
}

std::size_t merge_folder(const SweepDefinition& definition, const sim::SweepPlan& plan, sim::SweepFolder& folder,
                         sim::Claims& claims, bool partial, const std::string& command_line) {
    claims.wait_for(sim::merge_claim);
    folder.look();
    std::optional<std::size_t> times = merged_times(plan, folder, state_of(plan, folder));
    if (!times) {
        sim::MergeOptions options;
        options.attributes = attributes_of(definition, command_line);
        options.parameters_toml = sim::resolved_toml(definition.base->schema);
        options.partial = partial;
        times = sim::merge_sweep(definition.experiment, plan, folder, options);
    }
    claims.give_back(sim::merge_claim);
    return *times;
}

std::string failures_text(const sim::SweepPlan& plan, const sim::SweepFolder& folder, std::size_t most) {
    std::string text;
    std::size_t count = 0;
    const auto add = [&](const std::string& which, sim::ExitCode code, const std::string& cause) {
        if (++count <= most) {
            text += "  failed: " + which + " (" + std::to_string(static_cast<int>(code)) + "): " + cause + "\n";
        }
    };
    for (std::size_t point = 0; point < plan.points().size(); ++point) {
        const sim::PlannedPoint& planned = plan.points()[point];
        if (!planned.cause.empty()) {
            add("point " + std::to_string(point) + ", all replicates", planned.code, planned.cause);
        }
    }
    plan.for_each_run([&](const sim::RunPlace& place) {
        const auto failed = folder.failed().find(plan.identity(place));
        if (failed != folder.failed().end() && folder.find(plan.identity(place)) == nullptr) {
            add("point " + std::to_string(place.point) + ", replicate " + std::to_string(place.replicate),
                failed->second.code, failed->second.cause);
        }
    });
    return text + (count > most ? "  and " + std::to_string(count - most) + " more\n" : "");
}

} // namespace actorhood::models::program
