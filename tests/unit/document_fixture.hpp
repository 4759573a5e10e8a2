// A small world of every kind of parameter, read from texts and files.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/document.hpp"
#include "tests/catch.hpp"

namespace actorhood::tests::documents {

using namespace actorhood::sim;

struct SmallPractice {
    std::string name;
    double cost{};
    static void declare(Schema& schema, SmallPractice& practice) {
        schema.text(practice.name, "name", Default{""}, Meaning{"Name"}, Source{"assumption"});
        schema.real(practice.cost, "cost", Unit{"EUR"}, Default{0.1}, non_negative, Sweep{0, 1}, Meaning{"Cost"},
                    Source{"assumption"});
        schema.check([&practice] {
            return practice.cost == 13.0 ? std::vector<Schema::Problem>{{"cost", "'cost' brings bad luck"}}
                                         : std::vector<Schema::Problem>{};
        });
    }
};

struct SmallWorld {
    std::uint64_t seed{};
    double level{}, core{}, start{}, budget{};
    std::int64_t clusters{}, mode{};
    bool active{};
    std::string title;
    std::array<double, 3> mix{};
    Series price;
    std::vector<SmallPractice> practices;
    Schema schema;

    SmallWorld() {
        schema.seed(seed, "seed", Meaning{"Seed"}, Source{"assumption"});
        schema.section("funding", "Money");
        schema.real(level, "level", Unit{"1"}, Default{0.5}, Bounds{0, 1}, Sweep{0, 1}, Meaning{"Level"},
                    Source{"S0"});
        schema.real(budget, "budget", Unit{"EUR"}, Default{100}, non_negative, Sweep{0, 1000}, Meaning{"Budget"},
                    Source{"S0"});
        schema.real(core, "rules.core", Unit{"1"}, Default{1}, Bounds{0, 10}, Sweep{0, 1}, Meaning{"Core"},
                    Source{"S0"});
        schema.vector(mix, "mix", Unit{"1"}, {0.5, 0.25, 0.25}, {"core", "project", "fees"}, share, Meaning{"Income"},
                      Source{"S0"});
        schema.section("population", "Who");
        schema.integer(clusters, "clusters", Unit{"1"}, Default{12}, Bounds{0, 1000}, Sweep{1, 50},
                       Meaning{"Clusters"}, Source{"S2"});
        schema.boolean(active, "active", Default{true}, Meaning{"Switch"}, Source{"assumption"});
        schema.text(title, "title", Default{"none"}, Meaning{"Title"}, Source{"assumption"});
        schema.choice(mode, "mode", Default{"mixed"}, {"core_only", "mixed"}, Meaning{"Mode"}, Source{"S0"});
        schema.section("time", "When");
        schema.date(start, "start", Default{"2020-01-01"}, Meaning{"First month"}, Source{"assumption"});
        schema.series(price, "price", Unit{"EUR"}, {{2020.0, 1.0}}, non_negative, Meaning{"Price"}, Source{"S0"});
        schema.list(practices, "practice", 3, Meaning{"Practices"});
        schema.check([this] {
            std::vector<Schema::Problem> problems;
            if (level > 0.9 && clusters > 100) {
                problems.push_back({"funding.level", "above 0.9 it needs at most 100 clusters"});
            }
            if (budget == 7.0) {
                problems.push_back({"time", "something is wrong with time"});
            }
            return problems;
        });
    }

    Reading read(const std::string& text, std::vector<std::string> set = {}) {
        return read_text(text, "s.toml", {std::move(set)}, schema);
    }
};

/// All messages of a text, one a line, without the count; "" if it is accepted.
inline std::string complaint(const std::string& text, std::vector<std::string> set = {}) {
    SmallWorld world;
    try {
        world.read(text, std::move(set));
    } catch (const ConfigurationError& error) {
        CHECK(error.code() == ExitCode::configuration);
        const std::string what = error.what();
        return what.substr(0, what.rfind('\n'));
    }
    return "";
}

inline std::string set_complaint(const std::string& setting) { return complaint("seed = 1", {setting}); }

inline std::string file_complaint(const std::filesystem::path& path) {
    SmallWorld world;
    try {
        read_file(path, {}, world.schema);
    } catch (const ConfigurationError& error) {
        const std::string what = error.what();
        return what.substr(0, what.rfind('\n'));
    }
    return "";
}

/// A directory that is removed again.
struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "actorhood-document-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("no temporary directory");
        }
        path = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path / name).parent_path());
        std::ofstream(path / name, std::ios::binary) << text;
        return (path / name).string();
    }
};

/// The value that a field of the world takes when its key is given as it is written.
template <class Field>
auto taken(const std::string& key, Field SmallWorld::*field) {
    return [key, field](const std::string& value) {
        SmallWorld world;
        world.read(key + " = " + value);
        return world.*field;
    };
}

} // namespace actorhood::tests::documents
