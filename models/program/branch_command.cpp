// branch: the same past, another future. The branch is a scenario of its own: that of the result, with an instrument that
// sets parameters from a date on. Until then nothing differs, so its past need not be simulated again: replicates go on
// from the state of the original at that date, which is kept beside the original for further branches.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "models/program/branch_scenario.hpp"
#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/scenario.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/format.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/result_path.hpp"
#include "sim/run/machine.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// The month of "2030", "2030-06" or "2030-06-01", in years.
double month_of(const std::string& text) {
    int year = 0;
    int month = 1;
    const auto part = [&](std::size_t from, std::size_t length, int& value) {
        return std::from_chars(text.data() + from, text.data() + from + length, value).ptr ==
               text.data() + from + length;
    };
    const bool shaped = (text.size() == 4 || text.size() == 7 || text.size() == 10) && part(0, 4, year) &&
                        (text.size() < 7 || (text[4] == '-' && part(5, 2, month))) &&
                        (text.size() < 10 || text.substr(7) == "-01");
    if (!shaped || month < 1 || month > 12) {
        throw sim::Error(
            sim::ExitCode::usage,
            "--at must be the first day of a month, such as 2030, 2030-06 or 2030-06-01, not '" + text + "'");
    }
    return sim::years_of_month(year, month);
}

/// What the original says about itself.
struct Original {
    fs::path file;
    std::string scenario; ///< stands alone
    std::string model;    ///< "" in a reproducible file
};

Original read_original(const std::string& name) {
    Original original{sim::result_path(name), {}, {}};
    const sim::hdf5::File file = sim::hdf5::File::open(original.file);
    if (!file.sealed()) {
        notice(sim::unsealed_notice(original.file));
    }
    if (file.has("point_settings")) {
        throw sim::Error(sim::ExitCode::usage,
                         "'" + original.file.string() + "' is the result of a sweep: branch takes that of a run");
    }
    if (!file.has("parameters_toml")) {
        throw sim::Error(sim::ExitCode::corrupt,
                         "'" + original.file.string() + "' does not hold the scenario it was made from");
    }
    original.scenario = file.dataset("parameters_toml").strings().front();
    original.model = file.text_attribute("model");
    const sim::ModelIdentity own = model_identity();
    if (!original.model.empty() && original.model != own.model) {
        throw sim::Error(sim::ExitCode::corrupt, "'" + original.file.string() + "' was simulated by another model, " +
                                                     original.model + "; this program, " + own.text() +
                                                     ", would give it another past: run it anew, or use the program "
                                                     "that made it");
    }
    return original;
}

/// Programmes are part of the state: with others it has another shape.
bool has_programmes_of_its_own(const Fork& fork) {
    const auto count = [](const Parameters& parameters) {
        std::size_t programmes = 0;
        for (const toolkit::Window& window : toolkit::windows(parameters)) {
            programmes += window.instrument->programmes.size();
        }
        return programmes;
    };
    return count(fork.past->parameters) != count(fork.future->parameters);
}

/// Where states of the original are kept: beside it, or with the branch where that cannot be written.
fs::path states_folder(const Original& original, const fs::path& branch, const std::string& date) {
    const fs::path beside = original.file.parent_path() / "states" / date;
    try {
        sim::make_output_folder(beside);
        return beside;
    } catch (const sim::Error&) {
        return checkpoint_folder(branch) / "past";
    }
}

/// A state that is kept; none if it is damaged, or that of another result that once stood here: then all are made anew.
std::optional<sim::Checkpoint> own_state(const fs::path& kept, const sim::CheckpointExpectation& expected) {
    try {
        return sim::read_checkpoint(kept, expected);
    } catch (const sim::Error& error) {
        if (error.code() != sim::ExitCode::corrupt) {
            throw;
        }
        notice("states that were kept are made anew: " + std::string(error.what()));
    }
    std::vector<fs::path> others;
    for (const fs::directory_entry& entry : fs::directory_iterator(kept.parent_path())) {
        if (entry.path().filename().string().find(".state") != std::string::npos) {
            others.push_back(entry.path());
        }
    }
    std::ranges::for_each(others, [](const fs::path& file) { fs::remove(file); });
    return std::nullopt;
}

/// Gives each replicate of the branch the state of the original at the month where they part; false if one is not kept.
bool take_states(const Fork& fork, const fs::path& states, const fs::path& folder) {
    const sim::CheckpointExpectation before = identity_of_run(*fork.past);
    const sim::CheckpointExpectation after = identity_of_run(*fork.future);
    const auto replicates = static_cast<std::uint32_t>(fork.past->parameters.run.replicates);
    for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
        const fs::path kept = sim::checkpoint_file(states, replicate);
        if (!sim::checkpoint_exists(kept)) {
            return false;
        }
        std::optional<sim::Checkpoint> state = own_state(kept, before);
        if (!state || static_cast<std::uint32_t>(state->header.month) != fork.month) {
            return false; // saved on the way to it
        }
        state->header.parameters_hash = after.parameters_hash;
        state->header.parameters_toml = after.parameters_toml;
        sim::write_checkpoint(sim::checkpoint_file(checkpoint_folder(folder), replicate), state->header,
                              state->state);
    }
    return true;
}

/// The past of the branch, from states that are kept or else simulated. False when asked to stop.
bool take_past(const Fork& fork, const Original& original, const RunRecord& record, const fs::path& folder,
               Conduct conduct, bool forget, sim::StopRequests& requests) {
    if (conduct.max_seconds > 0.0) {
        requests.limit(std::chrono::duration<double>(conduct.max_seconds));
    }
    if (has_programmes_of_its_own(fork)) {
        notice("an instrument brings programmes of its own, so the past is simulated again");
        return true;
    }
    const fs::path states = states_folder(original, folder, fork.date);
    sim::make_output_folder(states);
    const sim::FolderLock lock = locked(states);
    const sim::ThreadLimit limit(conduct.threads);
    conduct.stop_after = fork.month;
    while (!take_states(fork, states, folder)) {
        static_cast<void>(simulate(*fork.past, record.name + " until " + fork.date, states, conduct, requests));
        if (requests.stop()) {
            return false;
        }
    }
    if (forget) {
        std::error_code ignored;
        fs::remove_all(states, ignored);
    }
    return true;
}

/// Says that the past of the branch is that of the original, or throws: a reproducible file does not say which model
/// made it.
void check_past(const Original& original, const fs::path& branch, const Fork& fork) {
    const sim::hdf5::File first = sim::hdf5::File::open(original.file);
    const sim::hdf5::File second = sim::hdf5::File::open(branch);
    const Calendar calendar = fork.past->parameters.time.calendar();
    const double end = calendar.at(static_cast<std::uint16_t>(fork.month)).year - 0.5 / 12.0;
    const std::vector<double> times = first.dataset("time").doubles();
    const std::uint64_t replicates = first.dataset("replicate").size();
    std::uint64_t rows = 0;
    while (rows < times.size() && times[rows] < end) {
        ++rows;
    }
    for (const std::string& name : first.dataset_names()) {
        const sim::hdf5::Dataset numbers = first.dataset(name);
        if (rows == 0 || numbers.dimension_names() != std::vector<std::string>{"replicate", "time"}) {
            continue;
        }
        const std::array<std::uint64_t, 2> start{0, 0};
        const std::array<std::uint64_t, 2> count{replicates, rows};
        const std::vector<double> a = numbers.doubles(start, count);
        const std::vector<double> b = second.dataset(name).doubles(start, count);
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] != b[i] && !(std::isnan(a[i]) && std::isnan(b[i]))) {
                throw sim::Error(sim::ExitCode::corrupt,
                                 "the past of '" + branch.string() + "' is not that of '" + original.file.string() +
                                     "' (" + name +
                                     "): the original was made by another model, or changed; run it "
                                     "anew with this program");
            }
        }
    }
}

void declare(Options& options) {
    options.positional(1, 1);
    options.value("at", "DATE", "first month that differs: 2030, 2030-06 or 2030-06-01");
    options.repeated("set", "KEY=VALUE", "change a parameter from then on; the value is TOML (repeatable)");
    options.repeated("toolkit", "NAME", "add an instrument of the toolkit from then on (repeatable)");
    options.value("output,o", "DIR", "folder for the branch (default: the result's name and the month)");
    options.flag("reproducible", "leave date, host and build out of the file: equal inputs, equal bytes");
    options.flag("force", "replace an existing result or an unfinished run");
    options.flag("forget", "do not keep the state of the original for further branches");
    options.value("threads,t", "N", "threads to use (default: all this process may use)");
    options.value("max-time", "SECONDS", "stop cleanly, resumable, after this time");
    options.flag("quiet,q", "no progress, no summary");
}

Conduct branch_conduct(const Options& options) {
    Conduct conduct;
    conduct.threads = static_cast<std::size_t>(options.number("threads", 1, 4096).value_or(sim::usable_threads()));
    conduct.max_seconds = static_cast<double>(options.number("max-time", 1, 100'000'000).value_or(0));
    conduct.quiet = options.has("quiet");
    return conduct;
}

void refuse_folder_of(const Original& original, const fs::path& folder) {
    const fs::path beside = original.file.has_parent_path() ? original.file.parent_path() : fs::path(".");
    if (fs::exists(folder) && fs::equivalent(folder, beside)) {
        throw sim::Error(sim::ExitCode::usage, "the branch needs a folder of its own: give another with -o");
    }
}

} // namespace

int branch(const Arguments& arguments, const std::string& command_line) {
    Options options(
        "branch RESULT --at DATE --set KEY=VALUE [options]",
        "Goes on from a month of a finished run with other parameters: the same past, another future, paired\n"
        "with the original replicate by replicate. The state at that month is kept beside the result, so that\n"
        "further branches from there begin at once. The branch is a scenario of its own, with an instrument that\n"
        "begins at the date; it can be resumed, compared and reproduced like any run.",
        "  actorhood branch A --at 2030 --set accountability.effort=0.9 -o B\n"
        "  actorhood branch A --at 2030-06 --toolkit spearhead_clusters -o C\n"
        "  actorhood compare A B C\n");
    declare(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    if (!options.text("at")) {
        throw sim::Error(sim::ExitCode::usage, "branch: say from when on with --at DATE, e.g. --at 2030");
    }
    const double start = month_of(*options.text("at"));
    const Original original = read_original(options.free().front());
    const std::string stem = sim::file_name_of(original.file.stem().string());
    const RunRecord record{stem, options.has("reproducible"), original.file.string()};
    const fs::path folder = options.text("output").value_or(stem + "_" + sim::toml_date(start).substr(0, 7));
    refuse_file(folder);
    refuse_folder_of(original, folder);
    const Conduct conduct = branch_conduct(options);
    const BranchWish wish{start, options.texts("set"), options.texts("toolkit")};
    const Fork fork = forked(original.scenario, original.file.string(), wish); // what is refused leaves nothing
    refuse_too_big(fork.future->parameters, estimate(fork.future->parameters, conduct.threads));
    sim::make_output_folder(folder);
    const sim::FolderLock lock = locked(folder);
    make_room(record, folder, options.has("force"));
    store(*fork.future, record, folder);
    sim::StopRequests requests;
    if (!take_past(fork, original, record, folder, conduct, options.has("forget"), requests)) {
        print(stderr, "stopped before the branch began; continue:\n  actorhood resume %s\n",
              sim::shell_word(folder.string()).c_str());
        return static_cast<int>(sim::ExitCode::stopped);
    }
    const int code = carry_on(*fork.future, record, folder, conduct, command_line, requests);
    if (code == 0) {
        check_past(original, folder / (record.name + ".h5"), fork);
    }
    return code;
}

} // namespace actorhood::models::program
