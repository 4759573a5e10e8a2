// A scenario as the commands use it: read, checked, estimated.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/parameters.hpp"
#include "models/scenario_folder.hpp"
#include "models/toolkit/periods.hpp"
#include "models/transition.hpp"
#include "sim/config/document.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/model_identity.hpp"

namespace actorhood::models::program {

/// Parameters with the schema bound to them; stays where it is.
struct Scenario {
    Scenario() {
        Parameters::declare(schema, parameters);
        schema.library_files("instrument", toolkit_files);
        schema.check([this] { return toolkit::problems(parameters); });
        schema.last_check(
            [this] { return checks_outputs ? output_problems(parameters) : std::vector<sim::Schema::Problem>{}; });
    }
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    Parameters parameters;
    sim::Schema schema;
    sim::Reading reading;
    bool checks_outputs{true}; ///< it takes a small world; points of a design have the outputs of their base
};

/// Refuses what is no text at all: Error(input_output) if it cannot be read, Error(usage) if it is a result.
void check_input(const std::string& file);

/// Reads and checks a scenario file with changes from the command line.
[[nodiscard]] std::unique_ptr<Scenario> read_scenario(const std::string& file, const std::vector<std::string>& set);

/// Options that stand for a key, and their values as they were given.
struct TypedOption {
    std::string key;    ///< "run.replicates=0"
    std::string option; ///< "--replicates 0"
};
/// What `body` gives; problems of such keys name the option that somebody wrote.
template <class Body>
auto as_typed(const std::vector<TypedOption>& typed, Body&& body) {
    try {
        return body();
    } catch (const sim::ConfigurationError& error) {
        std::vector<sim::Problem> problems = error.problems();
        for (sim::Problem& problem : problems) {
            for (const TypedOption& one : typed) {
                problem.where.file = problem.where.file == "--set " + one.key ? one.option : problem.where.file;
            }
        }
        throw sim::ConfigurationError(std::move(problems));
    }
}

/// Of this program: for checkpoints and shards.
[[nodiscard]] sim::ModelIdentity model_identity();

/// Error(corrupt): `what` was made by another model, whose scenario this program cannot read.
[[noreturn]] void refuse_other_model(const std::string& what, const sim::ModelIdentity& other);

/// One line: clusters, firms, months, replicates, variables; and one: time, memory, disk.
[[nodiscard]] std::string size_text(const Parameters& parameters, const Estimate& needed, std::size_t threads);

using sim::counted;

/// A number of bytes or seconds for people, e.g. "3.4 MB", "2 min".
[[nodiscard]] std::string bytes_text(double bytes);
[[nodiscard]] std::string seconds_text(double seconds);
/// "about 2 min", "less than a second".
[[nodiscard]] std::string about_seconds(double seconds);

} // namespace actorhood::models::program
