#!/usr/bin/env bash
# run.sh SOURCE FOLDER address,undefined|thread: builds with these sanitizers and runs the suites; any report is a failure.
set -euo pipefail
source=$1
folder=$2
sanitizers=$3
here=$(cd "$(dirname "$0")" && pwd)
suites=(unit verification determinism faults)
if [ "$sanitizers" = thread ]; then
    suites=(determinism)
fi
bash "$here/build.sh" "$source" "$folder" "$sanitizers" actorhood actorhood-analysis "${suites[@]/#/test_}"

# The HDF5 library keeps what it allocated; children that fork and exec leave it to the system.
export ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1:detect_stack_use_after_return=1:log_path=$folder/report
export UBSAN_OPTIONS=print_stacktrace=1:log_path=$folder/report
export TSAN_OPTIONS=halt_on_error=0:history_size=4:log_path=$folder/report
rm -f "$folder"/report.*
failed=0
for suite in "${suites[@]}"; do
    echo "$suite"
    # Sanitizers reserve more addresses than a limit on them would allow.
    "$folder/bin/test_$suite" "~[.]" "~[address space]" || failed=1
done
if [ "$sanitizers" = thread ]; then
    scratch=$(mktemp -d)
    "$folder/bin/actorhood" sweep "$source/tests/python/crossed.toml" -o "$scratch/sweep" --threads 4 --quiet || failed=1
    rm -rf "$scratch"
fi
# Files without a seal are tried in a child process, because damaged ones break the HDF5 library: its faults there are what
# the child is for.
borne=0
for report in "$folder"/report.*; do
    if [ -e "$report" ] && grep -q 'File::try_in_child' "$report" && grep -q '#[01] .*libhdf5' "$report"; then
        borne=$((borne + 1))
    elif [ -e "$report" ]; then
        failed=1
        head -60 "$report"
    fi
done
echo "$borne faults of the HDF5 library in children that try damaged files"
exit "$failed"
