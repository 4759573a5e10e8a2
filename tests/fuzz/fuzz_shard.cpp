// Any bytes as a shard of a sweep. The checksum of the header is put right first: past it nothing else protects the reader.
// `ACTORHOOD_FUZZ_SEED=FILE` writes a whole one, to begin with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/output/checksum.hpp"
#include "sim/run/shard.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using namespace actorhood;

constexpr std::size_t length_place = 12; ///< of the length of the header
constexpr std::size_t sum_place = 16;    ///< of its checksum
constexpr std::size_t header_place = 24;

void write_seed(const std::filesystem::path& path) {
    sim::RecordLayout layout;
    layout.axes = {{"cluster", "Clusters", {"a", "b"}}};
    layout.variables = {{"depth", "1", "Depth", "", {0}, 2, 0}, {"money", "EUR", "Money", "assumption", {}, 1, 4}};
    layout.times = {2020.0, 2021.0};
    layout.months = {0, 12};
    layout.numbers = 6;
    const std::vector<sim::RunRecord> runs{
        {{1, 2}, 0.5, std::make_shared<const sim::RecordLayout>(layout), {{1, 2, 3, 4}, {5, 6}}}};
    const std::filesystem::path written = sim::write_shard(fuzz::folder(), runs, {});
    std::filesystem::copy_file(written, path, std::filesystem::copy_options::overwrite_existing);
}

void read_all(const std::filesystem::path& path) {
    const sim::ShardIndex index = sim::read_shard_index(path);
    const sim::ShardReader reader(path);
    std::vector<double> numbers;
    for (const sim::ShardEntry& run : index.runs) {
        const sim::RecordLayout& layout = *index.layouts[run.layout];
        for (std::size_t variable = 0; variable < layout.variables.size(); ++variable) {
            reader.read(run, layout, variable, numbers);
        }
    }
    sim::verify_shard(path);
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    if (const char* const seed = std::getenv("ACTORHOOD_FUZZ_SEED")) {
        write_seed(seed);
        std::exit(0);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto given = fuzz::bytes_of(data, size);
    std::vector<std::byte> bytes(given.begin(), given.end());
    if (size > header_place) {
        std::uint32_t length = 0;
        std::memcpy(&length, bytes.data() + length_place, sizeof length);
        if (length <= size - header_place) {
            const std::uint64_t sum = sim::crc64(std::span(bytes).subspan(header_place, length));
            std::memcpy(bytes.data() + sum_place, &sum, sizeof sum);
        }
    }
    try {
        read_all(fuzz::written("shard.runs", bytes));
    } catch (const sim::Error&) {}
    return 0;
}
