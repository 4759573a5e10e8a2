// Batch scripts: their text, and that a shell understands them.
#include <string>
#include <vector>

#include "models/program/slurm_script.hpp"
#include "sim/config/shell.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_slurm_script {

using namespace actorhood::tests;
using actorhood::models::program::slurm_script;
using actorhood::models::program::SlurmJob;
using actorhood::sim::shell_word;

namespace {

SlurmJob job_of(bool mpi, const std::string& launcher) {
    SlurmJob job;
    job.program = "/opt/actorhood/bin/actorhood";
    job.sweep = {"sweep", "mixes.toml", "-o", "out put", "--set", "funding.level=2000", "--quiet"};
    job.name = "mixes";
    job.folder = "out put";
    job.tasks = 16;
    job.mpi = mpi;
    job.cpus = 4;
    job.time = "04:00:00";
    job.memory = "2G";
    job.partition = "long";
    job.account = "lest";
    job.launcher = launcher;
    job.setup = {"module load hdf5"};
    return job;
}

void check_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(ACTORHOOD_SOURCE_DIR) / "tests/sweep" / name;
    if (std::getenv("ACTORHOOD_REFRESH") != nullptr) {
        write_bytes(file, text);
    }
    CHECK(text == read_bytes(file));
    const Finished understood = shell("bash -n \"$1\"", {file.string()});
    INFO(understood.errors);
    CHECK(understood.code == 0);
    CHECK(understood.errors.empty());
}

} // namespace

TEST_CASE("batch scripts have the text that was reviewed") {
    check_golden("array.slurm", slurm_script(job_of(false, "srun")));
    check_golden("srun.slurm", slurm_script(job_of(true, "srun")));
    check_golden("mpirun.slurm", slurm_script(job_of(true, "mpirun")));
}

TEST_CASE("words survive the shell") {
    CHECK(shell_word("a/b-c_d=1.5") == "a/b-c_d=1.5");
    for (const std::string word : {"", "two words", "it's", "$(rm -rf x)", "a;b", "`x`", "a\"b", "{a=1, b=2}", "*"}) {
        const Finished echoed = shell("eval \"printf %s $1\"", {shell_word(word)});
        CHECK(echoed.output == word);
    }
}

TEST_CASE("the script of an array does what it says, without Slurm", "[case 5]") {
    // Enough runs for a batch of each task. The script itself, as Slurm would start its tasks; scontrol writes down that it was called.
    const TemporaryFolder folder;
    write_sobol(folder.path(), "small", 16, 6);
    const auto call = [&](std::vector<std::string> arguments) {
        return call_program(arguments, {folder.path(), {}, ""});
    };
    REQUIRE(call({"sweep", "small.toml", "-o", "one", "--reproducible", "-q"}).code == 0);
    REQUIRE(call({"slurm", "small.toml", "-o", "array", "--array", "3", "--reproducible", "--script", "s.sh"}).code ==
            0);
    CHECK(call({"slurm", "small.toml", "--script", "s.sh"}).code == 4); // exists
    write_bytes(folder / "scontrol", "#!/bin/sh\necho \"$@\" >> requeued\n");
    const Finished run = shell(R"sh(
        chmod +x scontrol
        export PATH="$PWD:$PATH" SLURM_ARRAY_JOB_ID=9 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3
        for SLURM_ARRAY_TASK_ID in 1 2 3; do
            export SLURM_ARRAY_TASK_ID
            test ! -e array/sweep.h5 || exit 1
            bash s.sh || exit 2
        done
        cp array/sweep.h5 array.h5 # extending the sweep removes it
        sed 's/sweep small.toml/sweep small.toml --replicates 200/; s/--threads 1/--threads 1 --no-merge/' s.sh > long.sh
        export SLURM_ARRAY_TASK_ID=1
        signalled() { # WORD SIGNAL: a job that gets the signal when it has begun
            before=$(ls array/shards | wc -l)
            bash long.sh &
            until test "$(ls array/shards | wc -l)" -gt "$before"; do sleep 0.02; done
            kill -"$2" $!
            wait $!
            echo "$1 $?"
        }
        signalled limit USR1
        cat requeued
        export SLURM_RESTART_COUNT=100
        signalled often USR1
        unset SLURM_RESTART_COUNT
        signalled cancelled TERM
        cat requeued)sh",
                               {}, {folder.path(), {}, ""});
    INFO(run.errors);
    CHECK(run.output == "limit 75\nrequeue 9_1\noften 75\ncancelled 75\nrequeue 9_1\n");
    CHECK(run.says("queued 100 times already"));
    CHECK((read_bytes(folder / "array.h5") == read_bytes(folder / "one" / "sweep.h5")));
}

TEST_CASE("slurm refuses what a batch script cannot carry") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "small", 6, 2);
    const auto call = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"slurm", "small.toml"});
        return call_program(arguments, {folder.path(), {}, ""});
    };
    CHECK(call({"--array", "4"}).code == 0);
    CHECK(call({"--array", "0"}).code == 2);
    CHECK(call({"--array", "2", "--mpi", "2"}).code == 2);
    CHECK(call({"--time", "1 hour"}).code == 2);
    CHECK(call({"--partition", "a\n#SBATCH --x"}).code == 2);
    CHECK(call({"--launcher", "sh"}).code == 2);
    CHECK(call({"--set", "fundng.level=1"}).code == 3);
    CHECK(call_program({"slurm", "nothing.toml"}, {folder.path(), {}, ""}).code == 4);
}

} // namespace test_slurm_script
