// Shards: the finished runs of a batch in one immutable file.
//
//     magic (8) | format version (4) | header bytes (4) | header CRC-64 (8) | header | runs | seal
//
// The header says which model simulated the runs, what was recorded (names, units, axes, times) and lists the runs: identity, computing time, place of
// its numbers. A run is its variables one after the other, each time x axes. The seal (see checksum.hpp) covers
// everything. Plain numbers without compression: writing costs next to nothing beside the simulation, and merging
// reads any variable of any run without unpacking the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/output/model_identity.hpp"
#include "sim/output/outputs.hpp"
#include "sim/output/recorder.hpp"
#include "sim/run/run_identity.hpp"

namespace actorhood::sim {

/// What a run recorded, without the numbers.
struct RecordLayout {
    struct Variable {
        std::string name;
        std::string unit;
        std::string meaning;
        std::string source;
        std::vector<std::size_t> axes; ///< positions in `axes`
        std::size_t size{1};           ///< numbers in one time row
        std::uint64_t offset{};        ///< of its numbers among those of a run, in numbers
        std::string cell_methods{};    ///< as in OutputVariable
    };
    std::vector<Axis> axes;
    std::vector<Variable> variables;
    std::vector<double> times;        ///< years
    std::vector<std::int32_t> months; ///< simulated before each time
    std::vector<double> begins;       ///< as in Trajectory
    std::uint64_t numbers{};          ///< of a run, all variables together
};
/// The layout of what was recorded; only axes that a recorded variable has.
[[nodiscard]] RecordLayout layout_of(const Outputs& outputs, const Trajectory& trajectory);

/// True if both describe the same record.
[[nodiscard]] bool same_layout(const RecordLayout& a, const RecordLayout& b);

/// One finished run on its way to a shard.
struct RunRecord {
    RunIdentity identity;
    double seconds{}; ///< computing time
    std::shared_ptr<const RecordLayout> layout;
    std::vector<std::vector<double>> values; ///< as in Trajectory
};

/// Where a finished run is.
struct ShardEntry {
    RunIdentity identity;
    double seconds{};
    std::uint32_t layout{}; ///< position in the shard's layouts
    std::uint64_t offset{}; ///< in the file, in bytes
};

/// What a shard holds.
struct ShardIndex {
    std::filesystem::path path;
    ModelIdentity model; ///< of the program that simulated its runs
    std::vector<std::shared_ptr<const RecordLayout>> layouts;
    std::vector<ShardEntry> runs;
};

/// Writes the runs, whole or not at all; the name follows from their identities. Returns the path.
std::filesystem::path write_shard(const std::filesystem::path& folder, std::span<const RunRecord> runs,
                                  const ModelIdentity& model);

/// Reads the header. Damage there, or a wrong length, is an Error(corrupt) that says what to do.
[[nodiscard]] ShardIndex read_shard_index(const std::filesystem::path& path);

/// Reads the whole file and holds it against its seal; damage is an Error(corrupt) that says what to do.
void verify_shard(const std::filesystem::path& path);

/// An open shard, for reading numbers.
class ShardReader {
public:
    explicit ShardReader(const std::filesystem::path& path);
    ~ShardReader();
    ShardReader(const ShardReader&) = delete;
    ShardReader& operator=(const ShardReader&) = delete;

    /// Numbers of one variable of one run: all times x axes.
    void read(const ShardEntry& run, const RecordLayout& layout, std::size_t variable,
              std::vector<double>& into) const;

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
};

/// Ending of the names of shards.
inline constexpr const char* shard_ending = ".runs";

} // namespace actorhood::sim
