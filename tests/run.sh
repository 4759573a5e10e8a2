#!/usr/bin/env bash
# Installs what is needed, builds program and tests, and runs the tests.
# Long suites run on request:  ctest --test-dir build -L 'statistical|benchmark|long|cluster|compilers|mutation|sanitizers|fuzz'
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
build=${ACTORHOOD_BUILD_DIR:-$top/build}
# shellcheck source=scenarios/install_packages.sh
. "$top/scenarios/install_packages.sh"

# shellcheck disable=SC2086
install_packages $build_packages $mpi_packages catch2 python3 python3-xarray python3-h5netcdf python3-netcdf4 netcdf-bin hdf5-tools valgrind
cmake -S "$top" -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=ON >/dev/null
cmake --build "$build" --parallel "$(nproc)"
ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure -LE 'statistical|benchmark|long|cluster|compilers|mutation|sanitizers|fuzz'
