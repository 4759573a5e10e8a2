#!/usr/bin/env bash
# Throughput of sweeps: runs a second and core, the share of processor time that is not simulation, and scaling, for
# about 2,700 firms over 300 months with a row a year. Prints a table; fails only if a sweep fails. On a busy machine
# only the share is to be trusted, because it divides processor time by processor time.
# Usage: tests/benchmark/sweep.sh [PROGRAM, default build/bin/actorhood] [points, default 32] [outputs, a TOML list]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-$here/../../build/bin/actorhood}")
points=${2:-32}
outputs=${3:-'["circular_depth", "digital_depth", "members", "adoption_by_group"]'}
work=$(mktemp -d "${TMPDIR:-/tmp}/actorhood-benchmark-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > firms.toml <<TOML
[experiment]
base = "$here/../../scenarios/baseline.toml"
design = "sobol"
points = $points
replicates = 1
outputs = $outputs
every = 12
[experiment.set]
"population.clusters" = 5
"population.outside_firms" = 1850
"time.years" = 20
"time.burn_in_years" = 5
[[experiment.axis]]
parameter = "accountability.effort"
[[experiment.axis]]
simplex = "funding.mix"
TOML

TIMEFORMAT='%R %U %S'
one_thread=""
printf '%8s %6s %10s %14s %20s %10s\n' threads runs 'elapsed s' 'processor s' 'runs a core second' 'not simulation'
for threads in $(seq "$(nproc)"); do
    test "$threads" -eq 1 -o "$threads" -eq "$(nproc)" || continue
    { time "$program" sweep firms.toml -o "out$threads" --threads "$threads" --reproducible --quiet >/dev/null; } \
        2>time.txt
    each=$("$program" status "out$threads" | sed -n 's/^\([^ ]*\) s of processor time a run.*/\1/p')
    tail -n 1 time.txt | awk -v runs="$points" -v threads="$threads" -v each="$each" '{
        processor = $2 + $3
        printf "%8d %6d %10.2f %14.2f %20.2f %9.1f %%\n", threads, runs, $1, processor, runs / processor,
               100 * (processor - runs * each) / processor
    }'
    elapsed=$(tail -n 1 time.txt | cut -d ' ' -f 1)
    one_thread=${one_thread:-$elapsed}
done
awk -v one="$one_thread" -v all="$elapsed" -v cores="$(nproc)" \
    'BEGIN {printf "%d threads are %.2f times as fast as one\n", cores, one / all}'
cmp "out1/sweep.h5" "out$(nproc)/sweep.h5"
