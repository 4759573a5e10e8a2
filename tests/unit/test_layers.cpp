// Layers: who may include whom. sim knows no firm, models and analysis never include each other, mechanisms meet only in
// state; what several mechanisms of one name share (adoption_view.hpp) belongs to that one.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace test_layers {

namespace {

namespace fs = std::filesystem;

struct Include {
    std::string from; ///< path below the top of the sources
    std::string to;   ///< as it is written
};

std::vector<Include> includes_below(const std::string& folder) {
    static const std::regex line_of("#include \"([^\"]+)\".*");
    const fs::path top = ACTORHOOD_SOURCE_DIR;
    std::vector<Include> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top / folder)) {
        if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") {
            continue;
        }
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);) {
            if (std::smatch match; std::regex_match(line, match, line_of)) {
                found.push_back({fs::relative(entry.path(), top).generic_string(), match[1]});
            }
        }
    }
    return found;
}

/// Includes of a layer that lead where it may not look.
std::set<std::string> leaks(const std::vector<Include>& includes, const std::vector<std::string>& forbidden) {
    std::set<std::string> found;
    for (const Include& include : includes) {
        for (const std::string& layer : forbidden) {
            if (include.to.starts_with(layer)) {
                found.insert(include.from + " includes " + include.to);
            }
        }
    }
    return found;
}

/// "models/mechanisms/adoption_view.hpp" -> "adoption", if that is a mechanism; otherwise its own name.
std::string mechanism_of(const std::string& path, const std::set<std::string>& mechanisms) {
    const std::string name = fs::path(path).stem().string();
    for (const std::string& mechanism : mechanisms) {
        if (name == mechanism || name.starts_with(mechanism + "_")) {
            return mechanism;
        }
    }
    return name;
}

/// Includes of one mechanism by another.
std::set<std::string> entanglements(const std::vector<Include>& includes) {
    constexpr const char* folder = "models/mechanisms/";
    std::set<std::string> mechanisms;
    for (const Include& include : includes) {
        const std::string name = fs::path(include.from).stem().string();
        if (include.from.ends_with(".hpp") && name.find('_') == std::string::npos) {
            mechanisms.insert(name);
        }
    }
    std::set<std::string> found;
    for (const Include& include : includes) {
        if (include.to.starts_with(folder) &&
            mechanism_of(include.from, mechanisms) != mechanism_of(include.to, mechanisms)) {
            found.insert(include.from + " includes " + include.to);
        }
    }
    return found;
}

using Found = std::set<std::string>;

} // namespace

TEST_CASE("layers: sim includes neither models nor analysis, and these not each other", "[documents]") {
    CHECK(includes_below("sim").size() > 100);
    CHECK(leaks(includes_below("sim"), {"models/", "analysis/", "tests/"}) == Found{});
    CHECK(leaks(includes_below("models"), {"analysis/", "tests/"}) == Found{});
    CHECK(leaks(includes_below("analysis"), {"models/", "tests/"}) == Found{});
}

TEST_CASE("layers: no mechanism includes another", "[documents]") {
    const std::vector<Include> includes = includes_below("models/mechanisms");
    CHECK(includes.size() > 100);
    CHECK(entanglements(includes) == Found{});
}

TEST_CASE("layers: what is not allowed is found", "[documents]") {
    CHECK(leaks({{"sim/a.cpp", "sim/b.hpp"}, {"sim/a.cpp", "models/b.hpp"}}, {"models/", "analysis/"}) ==
          Found{"sim/a.cpp includes models/b.hpp"});
    CHECK(entanglements({{"models/mechanisms/ties.hpp", "sim/b.hpp"},
                         {"models/mechanisms/market.hpp", "models/state/world.hpp"},
                         {"models/mechanisms/market_exit.cpp", "models/mechanisms/market.hpp"},
                         {"models/mechanisms/market.cpp", "models/mechanisms/ties.hpp"}}) ==
          Found{"models/mechanisms/market.cpp includes models/mechanisms/ties.hpp"});
}

} // namespace test_layers
