#!/usr/bin/env bash
# Counts the instructions of a firm-month (callgrind, one thread) and compares them with what stands in instructions.txt:
# more than a tenth above fails. Times on shared machines are noise; counts are the same to a thousandth.
# Usage: instructions.sh BENCHMARK [--record]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
benchmark=$1
recorded=$here/instructions.txt
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }

firm_months=$(valgrind --tool=callgrind --callgrind-out-file="$folder/out" \
  --toggle-collect='actorhood::models::Model::advance()' "$benchmark" --instructions 2>"$folder/log") ||
  { cat "$folder/log" >&2; exit 1; }
total=$(awk '/^(totals|summary):/ {print $2; exit}' "$folder/out")
now=$((total / firm_months))
if [ "${2:-}" = --record ]; then
  echo "$now" >"$recorded"
  echo "recorded: $now instructions per firm-month"
  exit 0
fi
before=$(cat "$recorded")
echo "$now instructions per firm-month, recorded $before"
if [ $((now * 10)) -gt $((before * 11)) ]; then
  echo "That is more than a tenth above. If it has to be: bash tests/benchmark/instructions.sh build/bin/benchmark --record"
  exit 1
fi
