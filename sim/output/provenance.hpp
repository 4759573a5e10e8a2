// Where a result comes from: the attributes of a result file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/output/hdf5.hpp"
#include "sim/output/model_identity.hpp"

namespace actorhood::sim {

/// Version of the layout of result files.
inline constexpr std::int64_t result_schema_version = 1;

/// What this build of the program knows about itself.
struct BuildInformation {
    std::string version;  ///< of the program, e.g. "0.1.0"
    std::string commit;   ///< of the source, or "unknown"
    std::string changed;  ///< source differs from the commit: "yes", "no" or "unknown"
    std::string model;    ///< version, and a hash of the sources that decide results
    std::string compiler; ///< name and version
    std::string flags;
    std::string build_type;
    std::string libraries; ///< names and versions of those in use
};
[[nodiscard]] BuildInformation build_information();

/// Of this program, whose state has this layout.
[[nodiscard]] ModelIdentity model_identity(std::uint64_t state_layout);

/// What the attributes of one result file say about the run.
struct RunDescription {
    std::string program; ///< e.g. "actorhood"
    std::string title;
    std::string summary;
    std::string license;
    std::string references;
    std::string parameters_hash;
    std::string command_line;
    std::uint64_t master_seed{};
    std::uint64_t state_layout{}; ///< ModelIdentity::state_layout
    /// Leaves out what is not a consequence of the inputs, so that equal inputs give equal bytes on any machine
    /// and with any compiler: date, host, command line, git state, model, compiler, flags, library versions.
    bool reproducible{};
};

/// Attributes for the root of a result file [CF-1.10, ACDD-1.3], fixed ones first; empty texts are left out.
[[nodiscard]] hdf5::Attributes provenance(const RunDescription& run);

/// Sixteen hexadecimal digits.
[[nodiscard]] std::string hexadecimal(std::uint64_t number);

/// Sixteen hexadecimal digits that identify a scenario text.
[[nodiscard]] std::string parameters_hash(std::string_view parameters_toml);

/// The present time, UTC, as "2026-03-01T12:00:00Z".
[[nodiscard]] std::string utc_now();

} // namespace actorhood::sim
