#!/usr/bin/env bash
# Installs what is needed, builds the program, runs five funding mixes, compares them, runs them again under all that the
# evidence leaves of the assumptions, and writes a report of either.
# With --web it also installs what the live page needs (280 MB) and writes that page; it does so without --web, too, where
# that is installed already.
# Usage: bash scenarios/quickstart.sh [--web] [folder for results, default: results]
set -euo pipefail
web=AUTO
if [ "${1:-}" = "--web" ]; then
    web=ON
    shift
fi
top=$(cd "$(dirname "$0")/.." && pwd)
results=${1:-results}
# shellcheck source=scenarios/install_packages.sh
. "$top/scenarios/install_packages.sh"

# shellcheck disable=SC2086
install_packages $build_packages
if [ "$web" = ON ]; then
    # shellcheck disable=SC2086
    install_packages $web_packages
fi
echo "Building (a few minutes on two cores) ..."
configured=$(cmake -S "$top" -B "$top/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DACTORHOOD_WEB="$web")
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
"$actorhood" report "${files[@]}" -o "$results/baseline.html" >/dev/null
echo
echo "Running the five mixes under every set of the ensemble ..."
"$actorhood" sweep "$top/scenarios/experiments/five_mixes.toml" --assumptions "$top/scenarios/ensembles/joint.toml" \
    -o "$results/mixes" --force >/dev/null
"$actorhood" report "$results/mixes" -o "$results/report.html" >/dev/null
case $configured in
*"Live page: ON"*)
    echo "Building the live page (a few minutes more) ..."
    cmake --build "$top/build" --target web --parallel "$(nproc)" | grep -E '[Ee]rror' || true
    "$actorhood" live "$top/scenarios/funding/balanced.toml" -o "$results/live.html" >/dev/null
    live="Try the model yourself: xdg-open $results/live.html"
    ;;
*)
    live="A page in which the model runs, to try: bash scenarios/quickstart.sh --web (installs: $web_packages)"
    ;;
esac
echo
echo "Results: $results/<mix>/<mix>.h5"
echo "Open one in Python:  xarray.open_dataset(\"${files[0]}\")"
echo "Look inside:         ncdump -h ${files[0]}"
echo "Compare in pairs:    $actorhood compare ${files[*]}"
echo "Over time, baseline: xdg-open $results/baseline.html"
echo "Read the report:     xdg-open $results/report.html   (any browser opens it: file://$(cd "$results" && pwd)/report.html)"
echo "$live"
