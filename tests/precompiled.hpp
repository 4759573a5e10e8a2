// What most files of tests begin with, compiled once. Each file still includes what it uses: the build with
// -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON takes this one away.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/bench.hpp"
