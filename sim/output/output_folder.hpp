// The folder of results: safe names, no accidental overwriting, one writer at a time.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace actorhood::sim {

/// Refuses a name that could lead out of the folder or confuse a shell: letters, digits, '.', '_' and '-' only, at
/// most 100, not beginning with '.' or '-'. Error(configuration) names `what` ("run name").
void check_file_name(std::string_view what, std::string_view name);

/// A name that check_file_name() accepts, from any text: what is no letter of the English alphabet, digit, '.', '_' or
/// '-' becomes '_', one for each character.
[[nodiscard]] std::string file_name_of(std::string_view text);

/// `folder / name` for a checked name, that is not a symbolic link (Error(input_output)).
[[nodiscard]] std::filesystem::path safe_child(const std::filesystem::path& folder, std::string_view name);

/// Makes the folder (and those above it) and proves that files can be written in it, otherwise
/// Error(input_output).
void make_output_folder(const std::filesystem::path& folder);

/// Error(input_output) if `path` exists and `force` is off.
void refuse_existing(const std::filesystem::path& path, bool force);

/// Holds a folder for this process while it lives. The kernel frees the lock when the process ends in any way; its file,
/// ".lock", goes with it, but for that of a process that was killed.
class FolderLock {
public:
    /// Takes the lock; if another process has it, Error(input_output) names that process. Where the file system
    /// knows no locks it goes on without, and notice() says so.
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    [[nodiscard]] const std::string& notice() const { return notice_; }

private:
    /// False if the file that was locked is no longer there.
    [[nodiscard]] bool take(const std::filesystem::path& folder);

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::string notice_;
};

} // namespace actorhood::sim
