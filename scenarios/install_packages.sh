# Installs the Debian packages named as arguments that are missing. Sourced by quickstart.sh and tests/run.sh.
# As root, or through sudo; without either it says what to install.

build_packages="g++ cmake make git ca-certificates libboost-dev libboost-program-options-dev libtbb-dev libhdf5-dev libdeflate-dev libtoml11-dev"

# Not needed to build: with them `mpirun actorhood sweep` works.
mpi_packages="libopenmpi-dev openmpi-bin libboost-mpi-dev libboost-serialization-dev"

# Not needed to build: with them `cmake --build build --target web` makes the live page's module.
web_packages="clang-19 lld-19 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32 wasi-libc"

install_packages() {
    missing=""
    for package in "$@"; do
        if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep "install ok installed" >/dev/null; then
            missing="$missing $package"
        fi
    done
    if [ -z "$missing" ]; then
        return 0
    fi
    echo "Installing:$missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1; then
        as_root="sudo"
    else
        echo "Cannot install packages: run as root, or install sudo, or ask your administrator for:$missing" >&2
        return 1
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
