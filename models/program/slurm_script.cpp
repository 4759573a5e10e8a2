#include "models/program/slurm_script.hpp"

namespace actorhood::models::program {

namespace {

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
    add("signal=B:TERM@60");
    add("requeue");
    add("open-mode=append");
    add(job.mpi ? "output=%x-%j.log" : "output=%x-%A_%a.log");
    return text;
}

std::string explanation(const SlurmJob& job) {
    std::string text = "#\n# Submit it in the folder where it was written:  sbatch THIS_FILE\n"
                       "# Look at it:         " +
                       job.program + " status " + shell_quoted(job.folder) +
                       "\n"
                       "# Continue it:        the same sbatch again. Finished runs are kept, whatever stopped the job.\n"
                       "# Failed runs:        listed by status; " +
                       job.program + " resume " + shell_quoted(job.folder) + " simulates them again.\n";
    if (job.mpi) {
        text += "#\n# One job of " + std::to_string(job.tasks) +
                " ranks. Rank 0 hands out the work, all simulate, and rank 0 merges at the end.\n";
    } else {
        text += "#\n# An array of " + std::to_string(job.tasks) +
                " tasks that start whenever there is room. Each simulates its part and writes it\n"
                "# into the shared folder; the task that finds everything finished merges. Should the file system show\n"
                "# the last tasks each other's results too late, nothing is merged, and nothing is lost:\n"
                "#   " +
                job.program + " merge " + shell_quoted(job.folder) + "\n";
    }
    return text + "#\n# 60 seconds before the time limit Slurm sends SIGTERM to this script, which passes it on. The program\n"
                  "# saves what is under way and ends with code 75: the script then puts itself into the queue again.\n"
                  "# Make the time limit longer than two minutes.\n";
}

std::string command(const SlurmJob& job) {
    std::string text;
    if (job.mpi && job.launcher == "srun") {
        text += "srun --mpi=pmix --kill-on-bad-exit=1 --cpus-per-task=" + std::to_string(job.cpus) + " ";
    } else if (job.mpi) {
        text += "mpirun --map-by slot:PE=" + std::to_string(job.cpus) + " ";
    }
    text += shell_quoted(job.program);
    for (const std::string& word : job.sweep) {
        text += " " + shell_quoted(word);
    }
    text += " --threads " + std::to_string(job.cpus);
    return text + (job.mpi ? "" : " --shard slurm");
}

} // namespace

std::string shell_quoted(const std::string& word) {
    const char* harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) {
        return word;
    }
    std::string quoted = "'";
    for (const char letter : word) {
        quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return quoted + "'";
}

std::string slurm_script(const SlurmJob& job) {
    const std::string self =
        job.mpi ? "$SLURM_JOB_ID" : "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}";
    std::string text = "#!/bin/bash\n" + directives(job) + explanation(job) + "\n";
    if (job.mpi && job.launcher == "mpirun") {
        text += "# mpirun would kill the ranks a second after passing on the signal.\n"
                "export OMPI_MCA_odls_base_sigkill_timeout=50\n\n";
    }
    text += "asked=0\n"
            "child=\n"
            "trap 'asked=1; test -z \"$child\" || kill -TERM \"$child\"' TERM\n" +
            command(job) +
            " &\n"
            "child=$!\n"
            "wait \"$child\"\n"
            "code=$?\n"
            "# A wait that the signal interrupted has not seen the end of the program.\n"
            "while test \"$asked\" -eq 1 && test \"$code\" -gt 128; do\n"
            "    asked=0\n"
            "    wait \"$child\"\n"
            "    code=$?\n"
            "done\n";
    if (job.mpi && job.launcher == "mpirun") {
        text += "# mpirun ends with a code of its own when it was signalled; the folder knows better.\n" +
                std::string("if test \"$code\" -gt 128; then\n    ") + shell_quoted(job.program) + " status " +
                shell_quoted(job.folder) + " >/dev/null\n    code=$?\nfi\n";
    }
    return text + "if test \"$code\" -eq 75; then\n    scontrol requeue \"" + self + "\"\nfi\nexit \"$code\"\n";
}

} // namespace actorhood::models::program
