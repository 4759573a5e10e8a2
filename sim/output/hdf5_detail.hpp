// Shared by the files that talk to the HDF5 library: turning its failures into errors.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/output/hdf5.hpp"

namespace actorhood::sim::hdf5::detail {

/// The library prints its errors by itself unless told not to (per thread).
void silence_library();

/// Innermost reason on the library's error stack, which is then empty.
[[nodiscard]] std::string library_reason();

/// How files are opened and made: without the library's locks. Finished files never change, unfinished ones have a name
/// that no other process uses, and some file systems know no locks.
[[nodiscard]] Handle access_without_locks(const std::string& path);

/// Last part of the path of an object inside its file.
[[nodiscard]] std::string link_name(Handle::Identifier object);

template <class Result>
Result check(Result result, ExitCode code, const std::string& path, std::string_view action) {
    if (result < 0) {
        const std::string reason = library_reason();
        // The library names the error of a call to the disk; then it is the disk, whatever was asked for.
        const bool disk = reason.find("errno = ") != std::string::npos;
        throw Error(disk ? ExitCode::input_output : code,
                    "'" + path + "': cannot " + std::string(action) + ": " + reason);
    }
    return result;
}

/// Checks a call that writes, and one that reads.
template <class Result>
Result written(Result result, const std::string& path, std::string_view action) {
    return check(result, ExitCode::input_output, path, action);
}
template <class Result>
Result was_read(Result result, const std::string& path, std::string_view action) {
    return check(result, ExitCode::corrupt, path, action);
}

} // namespace actorhood::sim::hdf5::detail
