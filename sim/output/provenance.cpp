#include "sim/output/provenance.hpp"

#include <array>
#include <ctime>

#include <boost/version.hpp>
#include <unistd.h>

#include "sim/core/archive.hpp"
#include "sim/core/parallel.hpp"

// A single file compiled by hand has no build information.
#if __has_include("build_information_generated.hpp")
#include "build_information_generated.hpp"
#else
namespace actorhood::sim::generated {
inline constexpr char version[] = "unknown";
inline constexpr char commit[] = "unknown";
inline constexpr char model[] = "unknown";
inline constexpr char changed[] = "unknown";
inline constexpr char build_type[] = "unknown";
inline constexpr char flags[] = "unknown";
} // namespace actorhood::sim::generated
#endif

namespace actorhood::sim {

namespace {

std::string compiler_name() {
#ifdef __clang__
    return std::string("Clang ") + __clang_version__;
#else
    return std::string("GCC ") + __VERSION__;
#endif
}

std::string boost_version() {
    return std::to_string(BOOST_VERSION / 100000) + '.' + std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
           std::to_string(BOOST_VERSION % 100);
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// `digits` digits, without a locale.
std::string padded(int value, std::size_t digits) {
    std::string text = std::to_string(value);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

void add_volatile(hdf5::Attributes& attributes, const RunDescription& run, const BuildInformation& build) {
    attributes.emplace_back("date_created", utc_now());
    attributes.emplace_back("host", host_name());
    attributes.emplace_back("command_line", run.command_line);
    attributes.emplace_back("git_commit", build.commit);
    attributes.emplace_back("git_uncommitted_changes", build.changed);
    attributes.emplace_back("model", build.model);
    attributes.emplace_back("state_layout", hexadecimal(run.state_layout));
    attributes.emplace_back("compiler", build.compiler);
    attributes.emplace_back("compiler_flags", build.flags);
    attributes.emplace_back("build_type", build.build_type);
    attributes.emplace_back("library_versions", build.libraries);
}

} // namespace

BuildInformation build_information() {
    return {generated::version,
            generated::commit,
            generated::changed,
            generated::version + std::string("-") + generated::model,
            compiler_name(),
            generated::flags,
            generated::build_type,
            "HDF5 " + hdf5::library_version() + ", Boost " + boost_version() + ", " + threading_library()};
}

hdf5::Attributes provenance(const RunDescription& run) {
    const BuildInformation build = build_information();
    const std::string program = run.program + ' ' + build.version;
    const std::string made = "made by " + program;
    hdf5::Attributes attributes{
        {"Conventions", "CF-1.10 ACDD-1.3"},
        {"title", run.title},
        {"summary", run.summary},
        {"source", program},
        {"history", run.reproducible ? made : utc_now() + ' ' + made},
        {"license", run.license},
        {"references", run.references},
        {"schema_version", result_schema_version},
        {"program_version", build.version},
        {"random_generator", "Philox4x32-10, counter = (id, stream, month, replicate, block), key = master_seed"},
        {"master_seed", run.master_seed},
        {"parameters_hash", run.parameters_hash},
    };
    if (!run.reproducible) {
        add_volatile(attributes, run, build);
    }
    std::erase_if(attributes, [](const auto& entry) {
        const auto* text = std::get_if<std::string>(&entry.second);
        return text != nullptr && text->empty();
    });
    return attributes;
}

std::string hexadecimal(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = text.size(); i-- > 0; number >>= 4) {
        text[i] = digits[number & 0xfu];
    }
    return text;
}

ModelIdentity model_identity(std::uint64_t state_layout) {
    const BuildInformation build = build_information();
    return {build.model, "actorhood " + build.version + ", commit " + build.commit.substr(0, 12), state_layout};
}

std::string parameters_hash(std::string_view parameters_toml) {
    return hexadecimal(hash_bytes(parameters_toml.data(), parameters_toml.size()));
}

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    return padded(parts.tm_year + 1900, 4) + '-' + padded(parts.tm_mon + 1, 2) + '-' + padded(parts.tm_mday, 2) +
           'T' + padded(parts.tm_hour, 2) + ':' + padded(parts.tm_min, 2) + ':' + padded(parts.tm_sec, 2) + 'Z';
}

} // namespace actorhood::sim
