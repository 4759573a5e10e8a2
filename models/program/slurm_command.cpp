// slurm: writes the batch script of a sweep.
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <regex>

#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/run_conduct.hpp"
#include "models/program/scenario.hpp"
#include "models/program/slurm_script.hpp"
#include "models/program/sweep_conduct.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/output_folder.hpp"

namespace actorhood::models::program {

namespace {

/// Words that stand in a line for Slurm, which knows no quotes there.
std::string plain_word(const Options& options, const char* option, const std::string& what, const char* letters) {
    const std::string given = options.text(option).value_or("");
    for (const char letter : given) {
        const bool known = std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
                           std::string(letters).find(letter) != std::string::npos;
        if (!known) {
            throw sim::Error(sim::ExitCode::usage,
                             std::string("--") + option + " must be " + what + ", not '" + given + "'");
        }
    }
    return given;
}

/// Seconds of a time limit as Slurm writes it: minutes, MM:SS, HH:MM:SS, D-HH, D-HH:MM or D-HH:MM:SS.
std::optional<std::uint64_t> seconds_of(const std::string& limit) {
    static const std::regex form("(?:(\\d{1,4})-)?(\\d{1,6})(?::(\\d{1,2}))?(?::(\\d{1,2}))?");
    std::smatch part;
    if (!std::regex_match(limit, part, form)) {
        return std::nullopt;
    }
    const auto number = [&](std::size_t group) -> std::uint64_t {
        return part[group].matched ? std::stoull(part[group].str()) : 0;
    };
    if (part[1].matched) {
        return ((number(1) * 24 + number(2)) * 60 + number(3)) * 60 + number(4);
    }
    return part[4].matched   ? (number(2) * 60 + number(3)) * 60 + number(4)
           : part[3].matched ? number(2) * 60 + number(3)
                             : number(2) * 60;
}

/// The time limit, long enough for what happens when it is near.
std::string time_limit(const Options& options) {
    constexpr std::uint64_t least = 120; // the signal comes 60 seconds before the end
    const std::string given = options.text("time").value_or("");
    if (given.empty()) {
        return given;
    }
    const std::optional<std::uint64_t> seconds = seconds_of(given);
    if (!seconds) {
        throw sim::Error(sim::ExitCode::usage,
                         "--time must be HH:MM:SS or D-HH:MM:SS, such as 04:00:00, not '" + given + "'");
    }
    if (*seconds < least) {
        throw sim::Error(sim::ExitCode::usage, "--time " + given + " is " + std::to_string(*seconds) +
                                                   " seconds: Slurm asks the program to stop 60 seconds before the "
                                                   "limit, so it must be at least 00:02:00");
    }
    return given;
}

/// Bytes of a size as Slurm writes it, "2G"; nothing for what is none.
std::optional<double> bytes_of(const std::string& size) {
    static const std::regex form("(\\d{1,9})([KMGT])");
    std::smatch part;
    if (!std::regex_match(size, part, form)) {
        return std::nullopt;
    }
    const auto thousands = static_cast<int>(std::string("KMGT").find(part[2].str())) + 1;
    return static_cast<double>(std::stoull(part[1].str())) * std::pow(1024.0, thousands);
}

std::string memory_size(const Options& options) {
    constexpr double least = 1024.0 * 1024.0;
    const std::string given = options.text("memory").value_or("");
    if (!given.empty() && bytes_of(given).value_or(0.0) < least) {
        throw sim::Error(sim::ExitCode::usage,
                         "--memory must be a whole number with K, M, G or T (of 1024 bytes and "
                         "so on), such as 2G, and at least 1M, not '" +
                             given + "'");
    }
    return given;
}

/// Refuses a memory in which the sweep would refuse to begin, after hours in the queue.
void refuse_too_little(const SlurmJob& job, const Parameters& base) {
    if (job.memory.empty()) {
        return;
    }
    Parameters one = base;
    one.run.replicates = 1;
    const double needed = estimate(one, 1).memory_bytes;
    const double given = bytes_of(job.memory).value_or(0.0) * static_cast<double>(job.mpi ? job.cpus : 1);
    if (given < needed) {
        throw sim::Error(sim::ExitCode::usage, "--memory " + job.memory + (job.mpi ? " of each core" : "") +
                                                   " gives a task " + bytes_text(given) +
                                                   ", and one run needs about " + bytes_text(needed));
    }
}

/// Arguments of the sweep itself, handed through.
std::vector<std::string> sweep_arguments(const Options& options, const std::string& folder) {
    std::vector<std::string> words{"sweep", options.free().front(), "-o", folder};
    for (const char* option : {"seed", "points", "replicates", "random", "assumptions"}) {
        if (const auto value = options.text(option)) {
            words.insert(words.end(), {std::string("--") + option, *value});
        }
    }
    for (const std::string& change : options.texts("set")) {
        words.insert(words.end(), {"--set", change});
    }
    for (const char* option : {"reproducible", "keep-going"}) {
        if (options.has(option)) {
            words.push_back(std::string("--") + option);
        }
    }
    words.push_back("--quiet"); // one line a minute of each task helps nobody; status tells more
    return words;
}

void declare(Options& options) {
    options.positional(1, 1);
    options.value("output,o", "DIR", "folder for everything (default: the experiment's name)");
    options.value("array", "N", "a job array of N tasks (default: 8); needs no MPI");
    options.value("mpi", "N", "one job of N ranks instead");
    options.value("launcher", "L", "for --mpi: srun (default) or mpirun, where Slurm does not know PMIx",
                  {"srun", "mpirun"});
    options.value("cpus", "N", "cores, and threads, of each task (default: 1)");
    options.value("time", "HH:MM:SS", "time limit of each task (default: the partition's)");
    options.value("memory", "M", "memory of each task, or of each core with --mpi, e.g. 2G");
    options.value("partition", "P", "partition");
    options.value("account", "A", "account to charge");
    options.repeated("setup", "LINE", "a line of shell to begin with, such as 'module load hdf5' (repeatable)");
    options.value("requeues", "N", "how often the job may put itself into the queue again (default: 100)");
    options.value("program", "PATH", "the program on the nodes (default: this one)");
    options.value("script", "FILE", "write here (default: standard output)");
    options.flag("force", "replace FILE");
    options.repeated("set", "KEY=VALUE", "change the base scenario, as for sweep (repeatable)");
    options.value("seed", "N", "as for sweep");
    options.value("points", "N", "as for sweep");
    options.value("replicates", "N", "as for sweep");
    options.value("random", "KIND", "as for sweep", {"common", "independent"});
    options.value("assumptions", "FILE", "as for sweep");
    options.flag("reproducible", "as for sweep");
    options.flag("keep-going", "as for sweep");
}

/// What the options ask Slurm for.
SlurmJob job_of(const Options& options) {
    if (options.text("array") && options.text("mpi")) {
        throw sim::Error(sim::ExitCode::usage, "--array and --mpi exclude each other");
    }
    SlurmJob job;
    job.mpi = options.text("mpi").has_value();
    job.tasks = job.mpi ? *options.number("mpi", 1, 1'000'000) : options.number("array", 1, 100'000).value_or(8);
    job.cpus = options.number("cpus", 1, 4096).value_or(1);
    job.time = time_limit(options);
    job.memory = memory_size(options);
    job.partition = plain_word(options, "partition", "a name", "_-,.");
    job.account = plain_word(options, "account", "a name", "_-.");
    job.requeues = options.number("requeues", 0, 100'000).value_or(job.requeues);
    job.setup = options.texts("setup");
    job.launcher = options.text("launcher").value_or("srun");
    if (job.launcher != "srun" && job.launcher != "mpirun") {
        throw sim::Error(sim::ExitCode::usage, "--launcher must be srun or mpirun, not '" + job.launcher + "'");
    }
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    job.program = options.text("program").value_or(error ? "actorhood" : self.string());
    return job;
}

/// Says so when far more is asked of Slurm than the experiment needs.
void note_waste(const Options& options, const SlurmJob& job, const sim::Experiment& experiment,
                const Parameters& base) {
    constexpr double much = 20.0;
    const std::string limit = options.text("time").value_or("");
    if (limit.empty()) {
        return;
    }
    const double asked =
        static_cast<double>(job.tasks * job.cpus) * static_cast<double>(seconds_of(limit).value_or(0)) / 3600.0;
    Parameters one = base;
    one.run.replicates = 1;
    const double needed = estimate(one, 1).core_seconds * static_cast<double>(experiment.points.size()) *
                          static_cast<double>(experiment.replicates) / 3600.0;
    if (asked > 1.0 && asked > much * needed) {
        char text[200];
        std::snprintf(text, sizeof text,
                      "%.3g core-hours are asked for, and the experiment needs about %.2g: fewer tasks or a shorter "
                      "limit start sooner",
                      asked, needed);
        notice(text);
    }
}

void write_script(const std::string& file, const std::string& text, bool force) {
    sim::refuse_existing(file, force);
    sim::write_text_atomically(file, text);
    print(stderr, "%s\nnext: sbatch %s\n", file.c_str(), sim::shell_word(file).c_str());
}

} // namespace

int slurm(const Arguments& arguments) {
    Options options(
        "slurm FILE [options]",
        "Writes a batch script that carries out an experiment with Slurm: as a job array or with MPI,\n"
        "stopped before the time limit and queued again until all is done.",
        "  actorhood slurm experiment.toml --array 32 --cpus 4 --time 04:00:00 --script sweep.sh\n"
        "  actorhood slurm experiment.toml --mpi 64 --time 01:00:00 --setup 'module load hdf5' | sbatch\n");
    declare(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    SlurmJob job = job_of(options);
    // A wrong experiment is refused here, not after hours in the queue.
    const auto base = std::make_unique<Scenario>();
    const sim::Experiment experiment = read_asked_experiment(options, base->schema);
    sim::check_file_name("name of the experiment", experiment.name);
    job.name = experiment.name;
    job.folder = options.text("output").value_or(experiment.name);
    refuse_file(job.folder);
    job.sweep = sweep_arguments(options, job.folder);
    refuse_too_little(job, base->parameters);
    note_waste(options, job, experiment, base->parameters);
    const std::string script = slurm_script(job);
    if (const auto file = options.text("script")) {
        write_script(*file, script, options.has("force"));
    } else {
        print(stdout, "%s", script.c_str());
    }
    return 0;
}

} // namespace actorhood::models::program
