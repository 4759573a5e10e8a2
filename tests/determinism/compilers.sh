#!/usr/bin/env bash
# Builds the program with several compilers and levels of optimisation and compares the bytes of its results with those
# of a program that is there already. Prints one line a build; ends with 1 if any differs.
# Those at -O0 also check that steps keep to their rows. A build takes about five minutes of a processor; compilers that are
# not installed are skipped and said.
# Usage: tests/determinism/compilers.sh [PROGRAM, default build/bin/actorhood] [BUILD ...]
#     a BUILD is 'COMPILER LEVEL [INSTRUCTION SET]', e.g. 'clang++-16 -O0' 'g++ -O3 x86-64'
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
sources=$(realpath "$here/../..")
program=$(realpath "${1:-$sources/build/bin/actorhood}")
shift
if test $# -eq 0; then
    set -- 'g++ -O0' 'g++ -O2' 'g++ -O3' 'clang++-16 -O0' 'clang++-16 -O3' 'g++ -O3 x86-64'
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/actorhood-compilers-XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "The same bytes across compilers and levels of optimisation [same bytes]"

# Short runs that between them use all mechanisms, instruments, shocks, events, and a sweep.
small=(--set population.clusters=5 --set population.outside_firms=800 --set population.members_per_cluster=30)
results() { # program, folder: one checksum for all results
    local program=$1 folder=$2 scenario
    mkdir -p "$folder"
    for scenario in baseline cases/war_pandemic cases/balanced_pathway metaclusters/six programmes/call_lines; do
        "$program" run "$sources/scenarios/$scenario.toml" "${small[@]}" --set time.years=4 --replicates 2 --reproducible -q \
            -o "$folder/$(basename "$scenario")" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; return 1; }
    done
    "$program" run "$sources/scenarios/baseline.toml" "${small[@]}" --set time.years=2 --set output.events=true \
        --reproducible -q -o "$folder/events" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; return 1; }
    cat > "$folder/sweep.toml" <<TOML
[experiment]
base = "$sources/scenarios/baseline.toml"
design = "sobol"
points = 8
replicates = 2
every = 6
[experiment.set]
"population.clusters" = 3
"population.outside_firms" = 300
"time.years" = 2
"time.burn_in_years" = 1
[[experiment.axis]]
parameter = "accountability.effort"
[[experiment.axis]]
simplex = "funding.mix"
TOML
    "$program" sweep "$folder/sweep.toml" --reproducible -q -o "$folder/sweep" >"$folder/log" 2>&1 ||
        { cat "$folder/log" >&2; return 1; }
    (cd "$folder" && find . -name '*.h5' | sort | xargs sha256sum | sha256sum | cut -d ' ' -f 1)
}

reference=$(results "$program" "$work/reference") || exit 1
echo "the program given: $reference"
differing=0
for build in "$@"; do
    read -r compiler level instructions <<<"$build"
    if ! command -v "$compiler" >/dev/null; then
        echo "$build: skipped, $compiler is not installed"
        continue
    fi
    # Without NDEBUG a step of a pass that touches rows of another block fails.
    checks=-DNDEBUG
    test "$level" = -O0 && checks=
    cmake -S "$sources" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DACTORHOOD_MPI=OFF \
        -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS_RELEASE="$level $checks" \
        -DACTORHOOD_INSTRUCTION_SET="${instructions:-auto}" >"$work/log" 2>&1 &&
        cmake --build "$work/build" --target actorhood --parallel "$(nproc)" >"$work/log" 2>&1
    if test $? -ne 0; then
        echo "$build: FAILED to build"
        tail -n 20 "$work/log"
        differing=$((differing + 1))
    else
        hash=$(results "$work/build/bin/actorhood" "$work/results")
        if test "$hash" = "$reference"; then
            echo "$build: equal"
        else
            echo "$build: DIFFERS, $hash"
            differing=$((differing + 1))
        fi
    fi
    rm -rf "$work/build" "$work/results"
done
test $differing -eq 0
