#!/usr/bin/env bash
# Shows that a sweep of 1,000 runs has the same bytes however it is carried out, interrupted and continued, and that no
# run is simulated twice. Prints one line a check; ends with 1 if any fails. What this machine lacks (mpirun, Slurm,
# small disks) is skipped and said. Needs minutes on two cores.
# Usage: tests/sweep/demonstrate.sh [PROGRAM, default build/bin/actorhood] [random kills, default 50]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-$here/../../build/bin/actorhood}")
kills=${2:-50}
work=$(mktemp -d "${TMPDIR:-/tmp}/actorhood-demonstration-XXXXXX")
cd "$work" || exit 1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export SLURM_CONF=$work/slurm/slurm.conf
ranks="mpirun -n 3 --oversubscribe --bind-to none"
failures=0
skipped=0
start=$SECONDS
RANDOM=7 # the instants of the kills

finish() {
    if test -e "$SLURM_CONF"; then
        bash "$here/slurm.sh" stop "$work/slurm"
    fi
    cd /
    rm -rf "$work"
}
trap finish EXIT

passed() { printf '%4d s  ok      %s\n' $((SECONDS - start)) "$*"; }
failed() {
    printf '%4d s  FAILED  %s\n' $((SECONDS - start)) "$*"
    failures=$((failures + 1))
}
skip() {
    printf '%4d s  skipped %s\n' $((SECONDS - start)) "$*"
    skipped=$((skipped + 1))
}
verdict() { # 0 if true, then the text
    if test "$1" -eq 0; then passed "${@:2}"; else failed "${@:2}"; fi
}
is() { # expected, found, text
    if test "$1" = "$2"; then passed "$3"; else failed "$3: expected '$1', found '$2'"; fi
}
hash_of() { sha256sum "$1/sweep.h5" 2>/dev/null | cut -d ' ' -f 1; }
same() { is "$reference" "$(hash_of "$1")" "$2: sha256 $(hash_of "$1")"; }
shards() { find "$1/shards" -name '*.runs' 2>/dev/null | wc -l; }

done_runs() { "$program" status "$1" | sed -n 's/^\([0-9]*\) done, .*/\1/p'; }
once() { # folder, text: every run is stored once
    "$program" status "$1" > once.log
    ! grep -q 'more than once' once.log
    verdict $? "$2: no run is stored twice"
}

wait_for_shards() { # folder, count, process
    for _ in $(seq 600); do
        test ! -e "$1/sweep.h5" -a "$(shards "$1")" -lt "$2" || return 0
        kill -0 "$3" 2>/dev/null || return 0
        sleep 0.02
    done
}

experiment() { # name, points, replicates
    cat > "$1.toml" <<TOML
[experiment]
base = "$here/../../scenarios/baseline.toml"
design = "sobol"
points = $2
replicates = $3
outputs = ["circular_depth", "members"]
every = 6
[experiment.set]
"population.clusters" = 2
"population.members_per_cluster" = 15
"population.outside_firms" = 60
"population.regions" = 2
"time.years" = 2
"time.burn_in_years" = 1
[[experiment.axis]]
parameter = "accountability.effort"
[[experiment.axis]]
simplex = "funding.mix"
TOML
}

sweep() { "$program" sweep thousand.toml -o "$@" --reproducible --quiet; }

experiment thousand 250 4
echo "A sweep of 250 points (Sobol: accountability effort, funding mix) with 4 replicates; 3 years, 90 firms."

echo "--- the same bytes, seven ways [same bytes]"
sweep one_thread --threads 1
reference=$(hash_of one_thread)
test -n "$reference"
verdict $? "one process, one thread: sha256 $reference"
is 1000 "$(done_runs one_thread)" "it holds 1,000 runs"
sweep two_threads --threads 2
same two_threads "one process, two threads"
for part in 2 3 1; do
    sweep parts --shard $part/3 --threads 1
done
same parts "three parts, one after the other, out of order"
sweep shared --threads 1 &
first=$!
sweep shared --threads 1 &
second=$!
wait $first && wait $second
same shared "two processes that share a folder"
is "$(shards one_thread)" "$(shards shared)" "they simulated nothing twice: as many shards as one process"

with_ranks=yes
if ! command -v mpirun >/dev/null; then
    with_ranks=no
    skip "mpirun is not installed: nothing with ranks"
elif ! $ranks "$program" sweep thousand.toml -o ranks --reproducible --quiet --threads 1 >ranks.log 2>&1; then
    if grep -q 'built without MPI' ranks.log; then
        with_ranks=no
        skip "the program is built without MPI and says so: nothing with ranks"
    else
        failed "mpirun: $(head -n 3 ranks.log)"
    fi
fi
if test $with_ranks = yes; then
    same ranks "mpirun with three ranks"
    is "$(shards one_thread)" "$(shards ranks)" "they simulated nothing twice"
fi
with_slurm=yes
if ! why=$(bash "$here/slurm.sh" start "$work/slurm"); then
    with_slurm=no
    skip "no Slurm here ($why): nothing with Slurm"
fi
if test $with_slurm = yes; then
    "$program" slurm thousand.toml -o array --array 4 --time 00:10:00 --reproducible --script array.sh 2>/dev/null
    sbatch --wait array.sh >/dev/null
    is 0 $? "a Slurm job array of four ended well"
    same array "the Slurm job array"
    if test $with_ranks = yes; then
        "$program" slurm thousand.toml -o step --mpi 3 --time 00:10:00 --reproducible --script step.sh 2>/dev/null
        sbatch --wait step.sh >/dev/null
        is 0 $? "a Slurm job of three ranks (srun --mpi=pmix) ended well"
        same step "the Slurm job of three ranks"
    fi
fi

echo "--- $kills kills (signal 9) at random instants, then the same command again [case 1][case 24]"
kinds=(process)
test $with_ranks = no || kinds+=(rank)
test $with_slurm = no || kinds+=(task)
declare -A counts
: > trouble

kill_process() { # folder
    "$program" sweep thousand.toml -o "$1" --reproducible --quiet --threads 2 &
    local process=$!
    wait_for_shards "$1" $(($(shards "$1") + RANDOM % 3)) $process
    sleep "0.$((RANDOM % 500 + 100))"
    kill -KILL $process 2>/dev/null
    wait $process 2>/dev/null
}
lives() { # process; one that ended and that nobody has waited for does not
    case $(ps -o stat= -p "$1") in
        '' | Z*) return 1 ;;
    esac
}
kill_rank() { # folder
    $ranks "$program" sweep thousand.toml -o "$1" --reproducible --quiet --threads 1 >kill.log 2>&1 &
    local job=$!
    wait_for_shards "$1" $(($(shards "$1") + 1)) $job
    sleep "0.$((RANDOM % 500 + 100))"
    local victims
    mapfile -t victims < <(pgrep -P $job)
    test ${#victims[@]} -eq 0 || kill -KILL "${victims[$((RANDOM % ${#victims[@]}))]}" 2>/dev/null
    local killed=$SECONDS
    wait $job 2>/dev/null
    for victim in "${victims[@]}"; do
        while lives "$victim" && test $((SECONDS - killed)) -le 30; do
            sleep 0.1
        done
    done
    test $((SECONDS - killed)) -le 30 || echo "a rank lived on for more than 30 s" >> trouble
}
kill_task() { # folder
    test -e "$1.sh" ||
        "$program" slurm thousand.toml -o "$1" --array 2 --reproducible --script "$1.sh" 2>/dev/null
    local job
    job=$(sbatch --parsable --output=/dev/null "$1.sh")
    wait_for_shards "$1" $(($(shards "$1") + 1)) $$
    sleep "0.$((RANDOM % 500 + 100))"
    scancel --signal=KILL --full "$job" 2>/dev/null
    while test -n "$(squeue --noheader --job "$job" 2>/dev/null)"; do
        scancel --state=PENDING "$job" 2>/dev/null # a task killed at its very start is put into the queue again
        sleep 0.05
    done
}

killed=killed1
folders=1
for number in $(seq "$kills"); do
    if test -e $killed/sweep.h5; then
        same $killed "finished between two kills"
        once $killed "finished between two kills"
        folders=$((folders + 1))
        killed=killed$folders
    fi
    kind=${kinds[$((number % ${#kinds[@]}))]}
    "kill_$kind" $killed 2>/dev/null
    counts[$kind]=$((${counts[$kind]:-0} + 1))
done
for kind in "${kinds[@]}"; do
    echo "        killed: ${counts[$kind]:-0} times a $kind"
done
is "" "$(cat trouble)" "after the kill of one rank all were gone within 30 s"
"$program" resume $killed --quiet
is 0 $? "resumed after the last kill"
same $killed "after the kills"
once $killed "after the kills"
"$program" check $killed >check.log
verdict $? "its checksums are right: $(cat check.log)"

echo "--- asked to stop (signal 15), ten seconds to do so [case 3][case 5]"
"$program" sweep thousand.toml -o stopped --reproducible --quiet --threads 1 2>stop.log &
process=$!
wait_for_shards stopped 3 $process
sleep 0.3
kill -TERM $process
asked=$SECONDS
wait $process
is 75 $? "a process ends with 75"
test $((SECONDS - asked)) -le 10
verdict $? "within ten seconds: $(head -n 1 stop.log)"
"$program" resume stopped --quiet
same stopped "resumed"
once stopped "resumed"
if test $with_ranks = yes; then
    $ranks "$program" sweep thousand.toml -o stopped_ranks --reproducible --quiet --threads 1 >stop.log 2>&1 &
    process=$!
    wait_for_shards stopped_ranks 3 $process
    kill -TERM "$(pgrep -P $process | tail -n 1)"
    asked=$SECONDS
    wait $process
    is 75 $? "one of three ranks is asked to stop: mpirun ends with 75"
    test $((SECONDS - asked)) -le 10
    verdict $? "within ten seconds: $(grep stopped: stop.log)"
    $ranks "$program" resume stopped_ranks --quiet >resume.log 2>&1
    same stopped_ranks "resumed by mpirun"
    once stopped_ranks "resumed by mpirun"
fi
if test $with_slurm = yes; then
    for kind in array step; do
        test -e $kind.sh || continue
        sed "s/ -o $kind / -o stopped_$kind /" $kind.sh > stopped_$kind.sh
        job=$(sbatch --parsable --output=stop_$kind.log stopped_$kind.sh)
        wait_for_shards stopped_$kind 3 $$
        scancel --signal=USR1 --batch "$job" # what Slurm does before the time limit
        for _ in $(seq 100); do
            squeue --noheader --job "$job" --states=RUNNING,COMPLETING --format=%i | grep . >/dev/null || break
            sleep 0.1
        done
        waiting=$(squeue --noheader --job "$job" --states=PENDING --format=%i)
        test -n "$waiting" -a ! -e stopped_$kind/sweep.h5
        verdict $? "a Slurm job ($kind) asked to stop is in the queue again: $(echo $waiting)"
        sleep 5 # the node still clears up after the ranks: a launch in the same second fails
        for waiting_job in $(squeue --noheader --array --job "$job" --states=PENDING --format=%i); do
            scontrol update JobId="$waiting_job" StartTime=now # not after the two minutes that Slurm lets pass
        done
        # A job that is between two states is for an instant in no list.
        for _ in $(seq 600); do
            test ! -e stopped_$kind/sweep.h5 -o -n "$(squeue --noheader --job "$job" 2>/dev/null)" || break
            sleep 0.2
        done
        test -e stopped_$kind/sweep.h5 || tail -n 20 stop_$kind.log
        same stopped_$kind "it has gone on to the end by itself"
        once stopped_$kind "it has gone on to the end by itself"
    done
fi

echo "--- a full disk [case 7]"
mkdir disk
unshare --user --map-root-user --mount sh -c '
    mount -t tmpfs -o size=120k tmpfs disk || exit 99
    "$1" sweep thousand.toml -o disk/full --reproducible --quiet
    echo "full $?"
    mount -o remount,size=20m disk
    "$1" resume disk/full --quiet
    echo "freed $?"
    cp -r disk/full full' sh "$program" >full.log 2>full.errors
if test $? -eq 99; then
    skip "no small disk can be mounted here"
else
    is "full 4" "$(head -n 1 full.log)" "it ends with 4: $(head -n 1 full.errors)"
    is "freed 0" "$(tail -n 1 full.log)" "with room again it is resumed"
    same full "resumed"
    once full "resumed"
fi

echo "--- one failing run of 1,000 [case 41]"
experiment failing 1 1
sed -i 's/design = "sobol"/design = "list"/; /^points/d; /experiment.axis/,$d' failing.toml
cp failing.toml corrected.toml
for point in $(seq 1000); do
    effort=$(printf '0.%04d' "$point")
    for file in failing corrected; do
        if test "$file-$point" = failing-637; then
            change='"membership.services" = 1e308'
        else
            change="\"accountability.effort\" = $effort"
        fi
        printf '[[experiment.point]]\nname = "p%s"\n%s\n' "$point" "$change" >> $file.toml
    done
done
"$program" sweep failing.toml -o failing --reproducible --keep-going --quiet 2>fail.log
is 8 $? "it ends with 8"
is "999" "$(done_runs failing)" "999 runs are finished"
"$program" status failing >status.log
verdict "$(grep -q 'failed: point 636, replicate 0' status.log; echo $?)" \
    "status names it and why: $(grep 'failed: point' status.log | cut -c 1-110)"
before=$(find failing/shards -name '*.runs' | sort)
"$program" resume failing --keep-going 2>resume.log >&2
is 8 $? "resume fails again with 8"
is "999 runs are finished, 1 to simulate" "$(grep 'to simulate' resume.log)" "resume simulates exactly that one"
is "$before" "$(find failing/shards -name '*.runs' | sort)" "and nothing else"
"$program" sweep corrected.toml -o failing --reproducible 2>corrected.log >&2
is 0 $? "with the point corrected it ends with 0"
is "999 of 1000 runs are finished already and kept, 1 are new, 0 finished ones are not needed any more" \
    "$(grep 'are new' corrected.log)" "of the corrected design one run is new"

echo "--- 1,000 points extended to 1,200 [case 42]"
experiment growing 1000 1
"$program" sweep growing.toml -o growing --reproducible --quiet
is 1000 "$(done_runs growing)" "1,000 points"
"$program" sweep growing.toml -o growing --reproducible --points 1200 2>grow.log >&2
is "1000 of 1200 runs are finished already and kept, 200 are new, 0 finished ones are not needed any more" \
    "$(grep 'are new' grow.log)" "extended: 200 are new"
is 1200 "$(done_runs growing)" "1,200 points"
once growing "extended"
"$program" sweep growing.toml -o fresh --reproducible --quiet --points 1200
is "$(hash_of fresh)" "$(hash_of growing)" "the bytes of 1,200 points made at once: sha256 $(hash_of fresh | cut -c 1-16)..."

echo
echo "$failures failed, $skipped skipped, $((SECONDS - start)) s"
test $failures -eq 0
