// What most files of the analysis begin with, compiled once. Each file still includes what it uses: the build with
// -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON takes this one away.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
