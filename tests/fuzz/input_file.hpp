// What a fuzzer hands to a reader of files: bytes as a file of this process, in a folder of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include <unistd.h>

namespace actorhood::fuzz {

/// A folder in the place for temporary files (TMPDIR), one a process. It is left: fuzzers end in many ways.
inline const std::filesystem::path& folder() {
    static const std::filesystem::path made = [] {
        const auto path = std::filesystem::temp_directory_path() / ("actorhood-fuzz-" + std::to_string(::getpid()));
        std::filesystem::create_directories(path);
        return path;
    }();
    return made;
}

/// Writes the bytes to a file of that name there.
inline std::filesystem::path written(const std::string& name, std::span<const std::byte> bytes) {
    const std::filesystem::path path = folder() / name;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
}
inline std::filesystem::path written(const std::string& name, std::string_view text) {
    return written(name, std::as_bytes(std::span(text)));
}

/// One practice, so that scenarios can be whole.
inline constexpr std::string_view catalogue = R"([[practice]]
name = "material_efficiency"
label = "Material efficiency"
pillar = "circular"
price = "material"
cost = 0.015
saving = 0.009
months = 9.0
skill = 0.35
displacement = 0.04
risk = 0.1
learning = 0.08
size_slope = 0.25
initial_share = 0.56
surveyed = "all"
initial_aware = 0.85
intercept = 2.8
source = "assumption"
)";

inline std::span<const std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span(data, size));
}
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

} // namespace actorhood::fuzz
