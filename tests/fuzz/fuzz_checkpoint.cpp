// Any bytes as a checkpoint. Length and checksum are put right first: past them nothing else protects the reader.
// `ACTORHOOD_FUZZ_SEED=FILE` writes a whole one, to begin with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/checksum.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

constexpr std::size_t total_place = 16; ///< of the total bytes
constexpr std::size_t least_bytes = 32; ///< of envelope and checksum

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    using namespace actorhood;
    if (const char* const seed = std::getenv("ACTORHOOD_FUZZ_SEED")) {
        sim::CheckpointHeader header{
            "run", {}, "0123456789abcdef", "[run]\nseed = 1\n[[practice]]\nname = \"a\"\n", 3, 14, 42};
        sim::write_checkpoint(seed, header, std::vector<std::byte>(16));
        std::exit(0);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace actorhood;
    const auto given = fuzz::bytes_of(data, size);
    std::vector<std::byte> bytes(given.begin(), given.end());
    if (size >= least_bytes) {
        const std::uint64_t total = size;
        std::memcpy(bytes.data() + total_place, &total, sizeof total);
        const std::size_t content = size - sizeof total;
        const std::uint64_t sum = sim::crc64(std::span(bytes).first(content));
        std::memcpy(bytes.data() + content, &sum, sizeof sum);
    }
    try {
        const sim::Checkpoint found = sim::inspect_checkpoint(fuzz::written("checkpoint", bytes));
        static_cast<void>(sim::differing_keys(found.header.parameters_toml, "[run]\nseed = 2\n"));
    } catch (const sim::Error&) {}
    return 0;
}
