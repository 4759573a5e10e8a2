#!/usr/bin/env bash
# run.sh SOURCE FOLDER READER SECONDS: fuzzes one reader, beginning with its corpus. Inputs that end it are left in
# FOLDER/fuzz/READER, inputs that reach new code in FOLDER/fuzz/READER/corpus.
set -euo pipefail
source=$1
folder=$2
reader=$3
seconds=$4
work=$folder/fuzz/$reader
mkdir -p "$work/corpus"
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
if [ "$reader" = result ]; then
    # One of each kind of output: a tenth of them all, and so many more inputs in the time.
    some='output.variables=["members","circular_depth","adoption*","funding*","responsible_actorhood*"]'
    "$folder/bin/actorhood" run "$source/tests/python/small.toml" --replicates 2 --set "$some" -o "$work/run" \
        --force --quiet
    "$folder/bin/actorhood" sweep "$source/tests/python/sweep.toml" --set "$some" -o "$work/sweep" \
        --force --keep-going --quiet || test $? -eq 8
    export ACTORHOOD_FUZZ_RESULTS=$work/run/small.h5:$work/sweep/sweep.h5
fi
options=(-max_total_time="$seconds" -timeout=300 -rss_limit_mb=3000 -malloc_limit_mb=1500 -print_final_stats=1
    -artifact_prefix="$work/")
case $reader in
    scenario | experiment) options+=(-max_len=4000 -dict="$source/tests/fuzz/toml.dict") ;;
    *) options+=(-max_len=2000) ;;
esac
ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 \
    "$folder/bin/fuzz_$reader" "${options[@]}" "$work/corpus" "$source/tests/fuzz/corpus/$reader"
