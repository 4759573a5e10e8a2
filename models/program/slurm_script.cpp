#include "models/program/slurm_script.hpp"

#include "sim/config/shell.hpp"

namespace actorhood::models::program {

namespace {

/// srun would kill its tasks if it were asked to end; Slurm signals them itself.
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
    add(with_srun(job) ? "signal=TERM@60" : "signal=B:TERM@60");
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
        text += "#\n# One job of " + std::to_string(job.tasks) +
                " ranks. Rank 0 hands out the work, all simulate, and rank 0 merges at the end.\n";
    } else {
        text +=
            "#\n# An array of " + std::to_string(job.tasks) +
            " tasks that start whenever there is room. Each simulates its part and writes it\n"
            "# into the shared folder; the task that finds everything finished merges. Should the file system show\n"
            "# the last tasks each other's results too late, nothing is merged, and nothing is lost:\n"
            "#   " +
            job.program + " merge " + sim::shell_word(job.folder) + "\n";
    }
    return text + "#\n# 60 seconds before the time limit Slurm sends SIGTERM to " +
           (with_srun(job) ? "all ranks." : "this script, which passes it on.") +
           " The program saves\n# what is under way and ends with code 75; then this script puts itself into the "
           "queue "
           "again.\n"
           "# Make the time limit longer than two minutes.\n";
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

/// The command, started so that the script can pass on a signal.
std::string in_background(const SlurmJob& job) {
    std::string text;
    if (job.mpi) {
        text +=
            "# Seconds that mpirun waits before it passes on the signal, and then before it kills the ranks.\n"
            "export OMPI_MCA_odls_base_sigkill_timeout=15\n\n";
    }
    text +=
        "asked=no\n"
        "child=\n"
        "trap 'asked=yes; test -z \"$child\" || kill -TERM \"$child\"' TERM\n" +
        command(job) +
        " &\n"
        "child=$!\n"
        "wait \"$child\"\n"
        "code=$?\n"
        "if test \"$asked\" = yes && test \"$code\" -gt 128; then\n"
        "    # The signal has interrupted the wait; the program is still at it.\n"
        "    wait \"$child\"\n"
        "    code=$?\n"
        "fi\n";
    if (job.mpi) {
        text +=
            "if test \"$asked\" = yes; then\n"
            "    # A signalled mpirun ends with a code of its own; the folder knows better.\n    " +
            sim::shell_word(job.program) + " status " + sim::shell_word(job.folder) +
            " >/dev/null\n"
            "    code=$?\n"
            "fi\n";
    }
    return text;
}

} // namespace

std::string slurm_script(const SlurmJob& job) {
    std::string text = "#!/bin/bash\n" + directives(job) + explanation(job) + "\n";
    if (with_srun(job)) {
        text += command(job) + "\ncode=$?\n";
    } else {
        text += in_background(job);
    }
    const std::string self = job.mpi ? "$SLURM_JOB_ID" : "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}";
    return text + "if test \"$code\" -eq 75; then\n    scontrol requeue \"" + self + "\"\nfi\nexit \"$code\"\n";
}

} // namespace actorhood::models::program
