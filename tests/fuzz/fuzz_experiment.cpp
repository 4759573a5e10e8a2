// Any text as an experiment: it is refused with a reason, or its design is laid out.
#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "models/parameters.hpp"
#include "sim/core/error.hpp"
#include "sim/run/experiment_file.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace actorhood;
    static const std::filesystem::path base = fuzz::written("base.toml", fuzz::catalogue);
    const std::filesystem::path file = fuzz::written("experiment.toml", fuzz::text_of(data, size));
    models::Parameters parameters;
    sim::Schema schema;
    models::Parameters::declare(schema, parameters);
    try {
        const sim::Experiment experiment = sim::read_experiment(file, {}, schema);
        static_cast<void>(sim::describe(experiment));
    } catch (const sim::Error&) {}
    return 0;
}
