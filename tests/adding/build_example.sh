#!/usr/bin/env bash
# The worked example of models/ADDING.md, as a reader would add it: a copy of the sources, the one file, the two lines.
# It is compiled with the program and run; its test and the test of switches run with it. With "check" at the end only the
# files that see it are put through the compiler, which is a matter of seconds.
#     build_example.sh SOURCES FOLDER COMPILER [check]
set -euo pipefail
sources=$1
folder=$2
compiler=$3
rm -rf "$folder"
mkdir -p "$folder/sources"
cp -r "$sources"/{CMakeLists.txt,sim,models,scenarios,analysis,tests,README.md} "$folder/sources"
cd "$folder/sources"

# The n-th block of C++ of the chapter on mechanisms.
block() {
    awk -v wanted="$1" '
        /^## A mechanism/ { chapter = 1 }
        chapter && /^```cpp/ { ++number; inside = 1; next }
        /^```/ { inside = 0 }
        inside && number == wanted { print }' models/ADDING.md
}
block 1 > models/mechanisms/campaign.hpp
block 4 > tests/unit/test_campaign.cpp
include=$(block 2)
step=$(block 3)
awk -v include_line="$include" -v step_line="$step" '
    { print }
    /^#include "models\/mechanisms\/census.hpp"/ { print include_line }
    /Step<landscape::about, *landscape::step>,/ { print step_line }' models/month.hpp > month.tmp
mv month.tmp models/month.hpp
if [ "$(grep -c campaign models/month.hpp)" -ne 2 ]; then
    echo "the lines of the example did not find their place in models/month.hpp" >&2
    exit 1
fi

if [ "${4:-}" = check ]; then
    for file in models/model.cpp tests/unit/test_campaign.cpp; do
        "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wno-psabi -march=x86-64-v3 -I. "$file"
    done
    echo "the example compiles"
    exit
fi

# Only the tests that the example concerns.
find tests/unit -name 'test_*.cpp' ! -name test_campaign.cpp -delete
find tests/verification -name 'test_*.cpp' ! -name test_switches.cpp -delete
cmake -S . -B ../build -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O0 -DNDEBUG" -DCMAKE_CXX_COMPILER="$compiler" \
    -DACTORHOOD_MPI=OFF >/dev/null
cmake --build ../build --parallel 2 --target actorhood test_unit test_verification >/dev/null
cd ../build
bin/test_unit "campaign*"
bin/test_verification "a mechanism that is switched off*"
bin/actorhood parameters campaign. | grep "campaign.strength" >/dev/null
for years in 0 5; do
    bin/actorhood run "$sources/scenarios/baseline.toml" --set "campaign.years=$years" --set population.clusters=4 \
        --set population.outside_firms=300 --set time.years=8 --replicates 1 --quiet -o "run_$years"
done
bin/actorhood outputs | grep campaign_reach >/dev/null
echo "the example compiles and runs"
