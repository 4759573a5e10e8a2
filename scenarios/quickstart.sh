#!/usr/bin/env bash
# Installs what is needed, builds the program, runs five funding mixes, compares them, and writes a report.
# Usage: bash scenarios/quickstart.sh [folder for results, default: results]
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
results=${1:-results}
# shellcheck source=scenarios/install_packages.sh
. "$top/scenarios/install_packages.sh"

# shellcheck disable=SC2086
install_packages $build_packages
echo "Building (a few minutes on two cores) ..."
cmake -S "$top" -B "$top/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF >/dev/null
cmake --build "$top/build" --parallel "$(nproc)" | grep -E '^\[ *[0-9]*0%\]|[Ee]rror' || true
actorhood="$top/build/bin/actorhood"
test -x "$actorhood"

files=()
for mix in balanced core_only project_only fees_only services_only; do
    echo "Running $mix ..."
    "$actorhood" run "$top/scenarios/funding/$mix.toml" --replicates 20 \
        -o "$results/$mix" --force --quiet
    files+=("$results/$mix/$mix.h5")
done

echo
"$actorhood" compare --summary "${files[@]}"
"$actorhood" report "${files[@]}" -o "$results/report.html" >/dev/null
echo
echo "Results: $results/<mix>/<mix>.h5"
echo "Open one in Python:  xarray.open_dataset(\"${files[0]}\")"
echo "Look inside:         ncdump -h ${files[0]}"
echo "Compare in pairs:    $actorhood compare ${files[*]}"
echo "Read the report:     xdg-open $results/report.html   (any browser opens it: file://$(cd "$results" && pwd)/report.html)"
