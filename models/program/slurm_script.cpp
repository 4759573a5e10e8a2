#include "models/program/slurm_script.hpp"

#include "sim/config/shell.hpp"

namespace actorhood::models::program {

namespace {

bool with_srun(const SlurmJob& job) { return job.mpi && job.launcher == "srun"; }

std::string directives(const SlurmJob& job) {
    std::string text;
    const auto add = [&](const std::string& option) { text += "#SBATCH --" + option + "\n"; };
    const auto add_given = [&](const char* option, const std::string& value) {
        if (!value.empty()) {
            add(option + value);
        }
    };
    add("job-name=" + job.name);
    if (job.mpi) {
        add("ntasks=" + std::to_string(job.tasks));
    } else {
        add("array=1-" + std::to_string(job.tasks));
    }
    add("cpus-per-task=" + std::to_string(job.cpus));
    add_given("time=", job.time);
    add_given(job.mpi ? "mem-per-cpu=" : "mem=", job.memory);
    add_given("partition=", job.partition);
    add_given("account=", job.account);
    add("signal=B:USR1@60"); // no TERM: who cancels the job sends that
    add("requeue");
    add("open-mode=append");
    add(job.mpi ? "output=%x-%j.log" : "output=%x-%A_%a.log");
    return text;
}

std::string explanation(const SlurmJob& job) {
    std::string text =
        "#\n# Submit it in the folder where it was written:  sbatch THIS_FILE\n"
        "# Look at it:         " +
        job.program + " status " + sim::shell_word(job.folder) +
        "\n"
        "# Continue it:        the same sbatch again. Finished runs are kept, whatever stopped the job.\n"
        "# Failed runs:        listed by status; " +
        job.program + " resume " + sim::shell_word(job.folder) + " simulates them again.\n";
    if (job.mpi) {
        text += "#\n# One job of " + std::to_string(job.tasks) + (job.tasks == 1 ? " rank" : " ranks") +
                ". Rank 0 hands out the work, all simulate, and rank 0 merges at the end.\n";
    } else {
        text +=
            "#\n# An array of " + std::to_string(job.tasks) +
            (job.tasks == 1 ? " task that starts" : " tasks that start") +
            " whenever there is room. Each simulates its part and writes it\n"
            "# into the shared folder; the task that finds everything finished merges. Should the file system show\n"
            "# the last tasks each other's results too late, nothing is merged, and nothing is lost:\n"
            "#   " +
            job.program + " merge " + sim::shell_word(job.folder) + "\n";
    }
    return text +
           "#\n# 60 seconds before the time limit Slurm sends SIGUSR1 to this script, which asks the program to "
           "stop. It saves\n"
           "# what is under way and ends with code 75; then this script puts itself into the queue again, at most " +
           std::to_string(job.requeues) + (job.requeues == 1 ? " time" : " times") +
           ".\n# A job that is cancelled is not queued again.\n# Make the time limit longer than two "
           "minutes.\n";
}

std::string command(const SlurmJob& job) {
    std::string text;
    if (with_srun(job)) {
        text += "srun --mpi=pmix --kill-on-bad-exit=1 --cpus-per-task=" + std::to_string(job.cpus) + " ";
    } else if (job.mpi) {
        text += "mpirun --bind-to none "; // otherwise all threads of a rank may share one core
    }
    text += sim::shell_word(job.program);
    for (const std::string& word : job.sweep) {
        text += " " + sim::shell_word(word);
    }
    text += " --threads " + std::to_string(job.cpus);
    return text + (job.mpi ? "" : " --shard slurm");
}

/// What the script does to ask the program to stop.
std::string stop(const SlurmJob& job) {
    // srun would kill its tasks if it were asked itself.
    return with_srun(job) ? "scancel --signal=TERM \"$SLURM_JOB_ID.0\"" : "kill -TERM \"$child\"";
}

/// The command, started so that the script can pass on a signal.
std::string in_background(const SlurmJob& job) {
    std::string text;
    if (job.mpi && !with_srun(job)) {
        text +=
            "# Seconds that mpirun waits before it passes on the signal, and then before it kills the ranks.\n"
            "export OMPI_MCA_odls_base_sigkill_timeout=15\n\n";
    }
    text += "near_limit=no\nchild=\ntrap 'near_limit=yes; test -z \"$child\" || " + stop(job) + "' USR1\n";
    if (!with_srun(job)) { // whose tasks Slurm tells itself
        text += "trap 'test -z \"$child\" || " + stop(job) + "' TERM\n";
    }
    text += command(job) +
            " &\n"
            "child=$!\n"
            "wait \"$child\"\n"
            "code=$?\n"
            "while test \"$code\" -gt 128 && kill -0 \"$child\" 2>/dev/null; do\n"
            "    # A signal has interrupted the wait; the program is still at it.\n"
            "    wait \"$child\"\n"
            "    code=$?\n"
            "done\n";
    if (job.mpi && !with_srun(job)) {
        text +=
            "if test \"$near_limit\" = yes; then\n"
            "    # A signalled mpirun ends with a code of its own; the folder knows better.\n    " +
            sim::shell_word(job.program) + " status " + sim::shell_word(job.folder) +
            " >/dev/null\n"
            "    code=$?\n"
            "fi\n";
    }
    return text;
}

/// Puts the job into the queue again, if it was stopped for its time limit and not too often.
std::string queued_again(const SlurmJob& job) {
    const std::string self = job.mpi ? "$SLURM_JOB_ID" : "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}";
    const std::string most = std::to_string(job.requeues);
    return "if test \"$code\" -eq 75 && test \"$near_limit\" = yes; then\n"
           "    if test \"${SLURM_RESTART_COUNT:-0}\" -lt " +
           most +
           "; then\n"
           "        scontrol requeue \"" +
           self +
           "\"\n"
           "    else\n"
           "        echo \"queued " +
           most +
           " times already: sbatch this script again to continue\" >&2\n"
           "    fi\n"
           "fi\n";
}

} // namespace

std::string slurm_script(const SlurmJob& job) {
    std::string text = "#!/bin/bash\n" + directives(job) + explanation(job) + "\n";
    for (const std::string& line : job.setup) {
        text += line + "\n";
    }
    return text + (job.setup.empty() ? "" : "\n") + in_background(job) + queued_again(job) + "exit \"$code\"\n";
}

} // namespace actorhood::models::program
