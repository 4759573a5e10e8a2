#!/usr/bin/env bash
# build_tbb.sh FOLDER: oneTBB with the thread sanitizer, in FOLDER/installed. The one of the system synchronises threads
# where the sanitizer does not see it. Source: $ONETBB_SOURCE, or Debian's, fetched into FOLDER without touching the
# system's lists.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
if [ -e "$folder/installed/include/oneapi/tbb/version.h" ]; then
    exit 0
fi
source=${ONETBB_SOURCE:-}
if [ -z "$source" ]; then
    mkdir -p "$folder/lists/partial"
    echo "deb-src http://deb.debian.org/debian bookworm main" >"$folder/source.list"
    apt=(apt-get -qq -o "Dir::Etc::sourcelist=$folder/source.list" -o Dir::Etc::sourceparts=/nonexistent
        -o "Dir::State::lists=$folder/lists" -o APT::Sandbox::User=root)
    "${apt[@]}" update
    (cd "$folder" && "${apt[@]}" source --download-only onetbb)
    mkdir -p "$folder/source"
    tar -xf "$folder"/onetbb_*.orig.tar.* -C "$folder/source" --strip-components=1
    source=$folder/source
fi
cmake -S "$source" -B "$folder/build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBB_SANITIZE=thread \
    -DTBBMALLOC_BUILD=OFF -DTBB_DISABLE_HWLOC_AUTOMATIC_SEARCH=ON "-DCMAKE_INSTALL_PREFIX=$folder/installed" \
    "-DCMAKE_CXX_COMPILER=${CXX:-c++}" >/dev/null
cmake --build "$folder/build" --parallel "$(nproc)" --target install >/dev/null
