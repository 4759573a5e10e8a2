#!/bin/bash
# check_alone.sh COMPILER SOURCE_FOLDER PROGRAM SOURCE...: neither headers nor libraries of files, threads or other people.
set -euo pipefail
compiler=$1 folder=$2 program=$3
shift 3
forbidden='/(filesystem|fstream|iostream|thread|future)$|/(tbb|oneapi|hdf5|boost|toml11|mpi)/|/(hdf5|toml|mpi)\.h(pp)?$'
headers=$("$compiler" -std=c++20 -M -I"$folder" "$@" | tr -s ' \\' '\n')
if found=$(grep -E "$forbidden" <<< "$headers" | sort -u); then
    echo "the core includes"; echo "$found"; exit 1
fi
libraries=$(readelf -d "$program" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')
if found=$(grep -vE '^(libstdc\+\+|libm|libgcc_s|libc|ld-linux.*)\.so' <<< "$libraries"); then
    echo "the core needs the library"; echo "$found"; exit 1
fi
