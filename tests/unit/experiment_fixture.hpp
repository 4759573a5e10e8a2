// A small scenario, and experiments on it.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"
#include "sim/run/experiment_file.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace actorhood::tests {

using namespace actorhood::sim;

struct Machine {
    std::string name;
    double cost{};
    static void declare(Schema& schema, Machine& machine) {
        schema.text(machine.name, "name", Default{"unnamed"}, Meaning{"Name"}, Source{"test"});
        schema.real(machine.cost, "cost", Unit{"EUR"}, Default{1.0}, non_negative, Sweep{0.5, 2.0}, Meaning{"Cost"},
                    Source{"test"});
    }
};

/// A small scenario with one parameter of each kind.
struct World {
    double effort{};
    double rate{};
    std::int64_t teams{};
    std::int64_t size{};
    std::int64_t repeats{};
    bool active{};
    std::int64_t mode{};
    std::array<double, 3> mix{};
    std::array<double, 2> weight{};
    Series price;
    std::vector<Machine> machines;
    Schema schema;

    World() {
        schema.section("work", "Work");
        schema.real(effort, "effort", Unit{"1"}, Default{0.25}, Bounds{0, 1}, Sweep{0.1, 0.9}, Meaning{"Effort"},
                    Source{"test"});
        schema.real(rate, "rate", Unit{"year-1"}, Default{2.0}, Bounds{0, 100}, Sweep{0.01, 10}, Meaning{"Rate"},
                    Source{"test"});
        schema.integer(teams, "teams", Unit{"1"}, Default{3}, Bounds{1, 50}, Sweep{1, 5}, Meaning{"Teams"},
                       Source{"test"});
        schema.structural([&] {
            schema.integer(size, "size", Unit{"1"}, Default{10}, Bounds{1, 100}, Sweep{1, 100}, Meaning{"Size"},
                           Source{"test"});
        });
        schema.of_whole_result("'repeats' of [experiment]", [&] {
            schema.integer(repeats, "repeats", Unit{"1"}, Default{2}, Bounds{1, 9}, Sweep{1, 9}, Meaning{"Repeats"},
                           Source{"test"});
        });
        schema.boolean(active, "active", Default{true}, Meaning{"Active"}, Source{"test"});
        schema.choice(mode, "mode", Default{"free"}, {"free", "bound"}, Meaning{"Mode"}, Source{"test"});
        schema.section("mix", "Shares");
        const std::array<const char*, 3> names{"a", "b", "c"};
        for (std::size_t k = 0; k < 3; ++k) {
            schema.real(mix[k], names[k], Unit{"1"}, Default{k == 0 ? 0.5 : 0.25}, share, Sweep{0, 1},
                        Meaning{"A share"}, Source{"test"});
        }
        schema.section("other", "Other");
        schema.vector(weight, "weight", Unit{"1"}, {0.75, 0.25}, {"first", "second"}, Bounds{0, 1},
                      Meaning{"Weights"}, Source{"test"});
        schema.series(price, "price", Unit{"1"}, {{2020, 1.0}, {2025, 1.0}, {2030, 2.0}}, Bounds{0, 10},
                      Meaning{"Price"}, Source{"test"});
        schema.list(machines, "machine", 9, Meaning{"Machines"});
        schema.check([this]() -> std::vector<Schema::Problem> {
            if (std::abs(mix[0] + mix[1] + mix[2] - 1.0) > 1e-9) {
                return {{"mix", "must add up to 1"}};
            }
            return {};
        });
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;
};

/// A folder with a base scenario and an experiment beside it.
class ExperimentFiles {
public:
    explicit ExperimentFiles(
        const std::string& base = "[work]\neffort = 0.5\n[[machine]]\nname = \"saw\"\ncost = 1.5\n") {
        write_bytes(folder_.path() / "base.toml", base);
    }

    Experiment read(const std::string& text, const std::vector<std::string>& changes = {}) {
        write_bytes(folder_.path() / "try.toml", text);
        ReadOptions options;
        options.set = changes;
        return read_experiment(folder_.path() / "try.toml", options, world.schema);
    }

    /// What is wrong with an experiment, without the folder's path; "" if nothing is.
    std::string complaint(const std::string& text, const std::vector<std::string>& changes = {}) {
        try {
            read(text, changes);
        } catch (const ConfigurationError& error) {
            std::string said = error.what();
            const std::string path = folder_.path().string() + "/";
            for (std::size_t at = said.find(path); at != std::string::npos; at = said.find(path)) {
                said.erase(at, path.size());
            }
            return said;
        }
        return "";
    }

    /// Writes another file beside the experiment.
    void write(const std::string& name, const std::string& text) { write_bytes(path(name), text); }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

    World world;

private:
    TemporaryFolder folder_;
};

inline std::string head(const std::string& design, const std::string& more = "") {
    return "[experiment]\nbase = \"base.toml\"\ndesign = \"" + design + "\"\n" + more;
}

inline const std::string effort_axis = "[[experiment.axis]]\nparameter = \"work.effort\"\n";

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Applies a point to a scenario that holds the base; the problems, "" if none.
inline std::string applied(const std::vector<std::string>& settings, const Schema& schema) {
    ReadOptions options;
    options.set = settings;
    try {
        apply_settings(options, schema);
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return "";
}

} // namespace actorhood::tests
