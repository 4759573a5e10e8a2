// Files that appear whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace actorhood::sim {

/// What happens to the file that a new one replaces.
enum class Replaced {
    dropped,
    kept ///< under the name with ".previous" added
};

/// An Error(input_output) if a folder stands where a file is to be written; for who has much to do before. Writing asks, too.
void refuse_folder(const std::filesystem::path& path);

/// Writes `parts` one after the other to a temporary file beside `path` (NAME.partial-MACHINE-PROCESS), brings it safely to
/// disk and gives it its name, so that a crash at any instant leaves the old file or the new one. On failure the
/// temporary file is removed and Error(input_output) names the path, the reason and the bytes needed.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts,
                           Replaced replaced = Replaced::dropped);

/// The same for a text.
void write_text_atomically(const std::filesystem::path& path, std::string_view text);

/// Seals (see checksum.hpp) what another hand wrote to partial_path(path), brings it safely to disk and gives it its
/// name. On failure the temporary file is removed.
void publish_partial_file(const std::filesystem::path& path);

/// The name under which write_file_atomically writes before it renames.
[[nodiscard]] std::filesystem::path partial_path(const std::filesystem::path& path);
/// The name under which Replaced::kept keeps the file before.
[[nodiscard]] std::filesystem::path previous_path(const std::filesystem::path& path);

/// Which temporary files may be removed.
enum class Leftovers {
    all,          ///< for who holds the folder's lock: nobody else writes there
    of_the_ended, ///< where there are no locks: those whose process, of this machine, is gone
};

/// Removes temporary files that killed processes left in `folder`.
void remove_partial_files(const std::filesystem::path& folder, Leftovers which);

} // namespace actorhood::sim
