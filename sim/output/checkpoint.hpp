// Checkpoints: the state of one run in one file that is whole or refused.
//
//     magic (8) | format version (4) | header bytes (4) | total bytes (8) | header | state | CRC-64 (8)
//
// The checksum covers everything before it, so every flipped bit, every cut and every addition is noticed. The
// place of magic, version, total and checksum is the same in all versions of the format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/output/model_identity.hpp"

namespace actorhood::sim {

/// What a checkpoint says about itself.
struct CheckpointHeader {
    std::string kind;            ///< what saved it, e.g. "run"
    ModelIdentity model;         ///< of the program that saved it
    std::string parameters_hash; ///< of the resolved scenario
    std::string parameters_toml; ///< the resolved scenario, so that a difference can be named
    std::uint32_t replicate{};
    std::int32_t month{}; ///< months simulated
    std::uint64_t seed{};

    bool operator==(const CheckpointHeader&) const = default;
};

/// A checkpoint as read.
struct Checkpoint {
    CheckpointHeader header;
    std::vector<std::byte> state;
    std::string note; ///< for the user: why an older generation was taken; usually empty
};

/// What the reader of a checkpoint accepts.
struct CheckpointExpectation {
    std::string kind;
    ModelIdentity model; ///< another model or layout is refused
    std::string parameters_hash;
    std::string parameters_toml;
};

/// Writes a checkpoint, whole or not at all; the one before is kept under the name with ".previous" added.
void write_checkpoint(const std::filesystem::path& path, const CheckpointHeader& header, const ArchiveParts& state);
/// The same for a state in one piece.
void write_checkpoint(const std::filesystem::path& path, const CheckpointHeader& header,
                      const std::vector<std::byte>& state);

/// Reads the newest undamaged generation. None at all is an Error(input_output); only damaged ones, another model
/// or another scenario is an Error(corrupt) that says so.
[[nodiscard]] Checkpoint read_checkpoint(const std::filesystem::path& path, const CheckpointExpectation& expected);

/// Reads one generation and checks only that it is undamaged and of a known format.
[[nodiscard]] Checkpoint inspect_checkpoint(const std::filesystem::path& path);

/// Months that a checkpoint says it holds, from its header alone and unchecked: for progress, before the states are read. 0
/// if it says nothing; Error(input_output) if the disk does not give it.
[[nodiscard]] std::uint32_t months_said(const std::filesystem::path& path);

/// True if there is a checkpoint to read, of any generation.
[[nodiscard]] bool checkpoint_exists(const std::filesystem::path& path);

/// Removes all generations of a checkpoint.
void remove_checkpoint(const std::filesystem::path& path);

/// Dotted keys whose lines differ between two scenario texts with one key a line, in order, at most `most`.
[[nodiscard]] std::vector<std::string> differing_keys(std::string_view a, std::string_view b, std::size_t most = 10);

} // namespace actorhood::sim
