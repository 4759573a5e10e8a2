#include "models/program/scenario.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "sim/config/format.hpp"
#include "sim/config/shell.hpp"
#include "sim/config/text_file.hpp"
#include "sim/core/error.hpp"
#include "sim/output/provenance.hpp"
#include "sim/output/result_path.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// True for a file that HDF5 wrote, or a folder of results.
bool is_result(const fs::path& path) {
    std::error_code ended;
    if (path.extension() == ".toml" && !fs::is_directory(path, ended)) {
        return false;
    }
    if (!fs::is_directory(path, ended)) {
        std::ifstream file(path, std::ios::binary);
        std::array<char, 4> beginning{};
        file.read(beginning.data(), beginning.size());
        return std::string_view(beginning.data(), beginning.size()) == "\x89HDF";
    }
    return fs::exists(path / "experiment.toml", ended) || fs::exists(path / "checkpoint", ended) ||
           !sim::trajectory_files(path).empty();
}

} // namespace

void check_input(const std::string& file) {
    const bool readable = ::access(file.c_str(), R_OK) == 0;
    const std::string failure = readable ? "" : sim::read_text_file(file).failure;
    if (!failure.empty()) {
        throw sim::Error(sim::ExitCode::input_output,
                         (file.empty() ? "''" : file) + ": cannot read this file: " + failure);
    }
    std::error_code unknown;
    const fs::file_type type = fs::status(file, unknown).type();
    if ((type == fs::file_type::regular || type == fs::file_type::directory) && is_result(file)) {
        throw sim::Error(sim::ExitCode::usage, "'" + file +
                                                   "' is a result; the scenario that it holds is written by "
                                                   "actorhood scenario " +
                                                   sim::shell_word(file));
    }
}

std::unique_ptr<Scenario> read_scenario(const std::string& file, const std::vector<std::string>& set) {
    check_input(file);
    auto scenario = std::make_unique<Scenario>();
    sim::ReadOptions options;
    options.set = set;
    scenario->reading = sim::read_file(file, options, scenario->schema);
    return scenario;
}

std::string bytes_text(double bytes) {
    static constexpr const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    std::size_t unit = 0;
    while (bytes >= 1000.0 && unit + 1 < std::size(units)) {
        bytes /= 1000.0;
        ++unit;
    }
    char text[64];
    std::snprintf(text, sizeof text, bytes < 10.0 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
    return text;
}

std::string about_seconds(double seconds) { return (seconds < 1.0 ? "" : "about ") + seconds_text(seconds); }

std::string seconds_text(double seconds) {
    char text[64];
    if (seconds < 1.0) {
        return "less than a second";
    }
    if (seconds < 120.0) {
        std::snprintf(text, sizeof text, "%.0f s", seconds);
    } else if (seconds < 7200.0) {
        std::snprintf(text, sizeof text, "%.0f min", seconds / 60.0);
    } else {
        std::snprintf(text, sizeof text, "%.1f h", seconds / 3600.0);
    }
    return text;
}

sim::ModelIdentity model_identity() { return sim::model_identity(state_layout()); }

void refuse_other_model(const std::string& what, const sim::ModelIdentity& other) {
    throw sim::Error(sim::ExitCode::corrupt, what + " was made by another model, " + other.text() +
                                                 ", whose scenario this program, " + model_identity().text() +
                                                 ", cannot read; continue with the program that made it, or begin "
                                                 "anew with this one");
}

std::string size_text(const Parameters& parameters, const Estimate& needed, std::size_t threads) {
    const std::size_t clusters = parameters.population.entries.empty()
                                     ? static_cast<std::size_t>(parameters.population.clusters)
                                     : parameters.population.entries.size();
    char text[512];
    std::snprintf(
        text, sizeof text,
        "%s, about %.0f firms, %s (%.0f of burn-in), %s, %s\n%s on %s, %s of memory, at most %s on disk\n",
        counted(static_cast<double>(clusters), "cluster").c_str(), needed.firms,
        counted(needed.months, "month").c_str(), parameters.time.burn_in_years * 12.0,
        counted(needed.replicates, "replicate").c_str(), counted(needed.variables, "variable").c_str(),
        about_seconds(needed.core_seconds / std::min(needed.replicates, static_cast<double>(threads))).c_str(),
        counted(static_cast<double>(threads), "thread").c_str(), bytes_text(needed.memory_bytes).c_str(),
        bytes_text(needed.disk_bytes).c_str());
    return text;
}

} // namespace actorhood::models::program
