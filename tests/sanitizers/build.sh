#!/usr/bin/env bash
# build.sh SOURCE FOLDER SANITIZERS TARGET...: builds with the compiler's sanitizers ("address,undefined" or "thread"), by
# clang 16 where it is installed with its runtime (Debian: clang-16 libclang-rt-16-dev llvm-16), so that fuzzers are built
# from the same objects; else by the compiler that there is.
set -euo pipefail
source=$1
folder=$2
sanitizers=$3
shift 3
options=()
fuzzer=$(clang++-16 -print-resource-dir 2>/dev/null || true)/lib/linux/libclang_rt.fuzzer-x86_64.a
if [ -e "$fuzzer" ]; then
    options+=(-DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_C_COMPILER=clang-16)
    if [ "$sanitizers" = address,undefined ]; then
        options+=(-DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link -DACTORHOOD_FUZZ=ON)
    fi
fi
if [ "$sanitizers" = thread ]; then
    compiler=c++
    [ ! -e "$fuzzer" ] || compiler=clang++-16
    CXX=$compiler bash "$(dirname "$0")/build_tbb.sh" "$folder/tbb"
    options+=("-DCMAKE_PREFIX_PATH=$folder/tbb/installed")
fi
cmake -S "$source" -B "$folder" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -D_GLIBCXX_ASSERTIONS" \
    "-DACTORHOOD_SANITIZE=$sanitizers" -DACTORHOOD_WEB=OFF -DACTORHOOD_MPI=OFF -DBUILD_TESTING=ON "${options[@]}" >/dev/null
cmake --build "$folder" --parallel "$(nproc)" --target "$@"
