#include "sim/output/output_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/config/problems.hpp"
#include "sim/core/error.hpp"

namespace actorhood::sim {

namespace {

constexpr std::string_view allowed_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
constexpr std::size_t longest_name = 100; // of a run, an experiment; their files have an ending besides
constexpr std::size_t longest_ending = 20;

[[noreturn]] void fail(const std::string& action, const std::filesystem::path& path, int error) {
    throw Error(ExitCode::input_output,
                "cannot " + action + " '" + path.string() + "': " + std::generic_category().message(error));
}

/// Text the holder of the lock left in the lock file.
std::string holder(int descriptor) {
    std::array<char, 200> text{};
    const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
    std::string words(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    words = words.substr(0, words.find('\n'));
    return words.empty() ? "another process" : words;
}

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

/// True if opening the path gives the file that is open. It is opened, not looked up: file systems of a network answer
/// that from memory.
bool opens(const std::filesystem::path& path, int descriptor) {
    const int again = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (again < 0 && errno != ENOENT) {
        fail("lock the folder", path.parent_path(), errno);
    }
    struct stat there {};
    struct stat here {};
    const bool same =
        again >= 0 && ::fstat(again, &there) == 0 && ::fstat(descriptor, &here) == 0 && same_file(there, here);
    if (again >= 0) {
        ::close(again);
    }
    return same;
}

std::string own_name() {
    std::array<char, 65> host{};
    ::gethostname(host.data(), host.size() - 1);
    return "process " + std::to_string(::getpid()) + " on " + host.data() + "\n";
}

void check_name(std::string_view what, std::string_view name, std::size_t longest) {
    if (name.empty() || name.size() > longest || name.front() == '.' || name.front() == '-' ||
        name.find_first_not_of(allowed_letters) != name.npos) {
        throw Error(ExitCode::configuration, std::string(what) + " '" + shortened(name) +
                                                 "' cannot be a file name: use 1 to " + std::to_string(longest_name) +
                                                 " letters, digits, '.', '_' or '-', not beginning with '.' or '-'");
    }
}

} // namespace

void check_file_name(std::string_view what, std::string_view name) { check_name(what, name, longest_name); }

std::string file_name_of(std::string_view text) {
    std::string name;
    for (const char letter : text) {
        const bool continues = (static_cast<unsigned char>(letter) & 0xc0u) == 0x80u; // of a character in UTF-8
        if (!continues) {
            name += allowed_letters.find(letter) != allowed_letters.npos ? letter : '_';
        }
    }
    name.resize(std::min(name.size(), longest_name));
    if (name.empty() || name.front() == '.' || name.front() == '-') {
        name.insert(0, 1, '_');
        name.resize(std::min(name.size(), longest_name));
    }
    return name;
}

std::filesystem::path safe_child(const std::filesystem::path& folder, std::string_view name) {
    check_name("name", name, longest_name + longest_ending);
    const std::filesystem::path path = folder / name;
    std::error_code ignored;
    if (std::filesystem::is_symlink(std::filesystem::symlink_status(path, ignored))) {
        throw Error(ExitCode::input_output,
                    "'" + path.string() + "' is a symbolic link; results are not written " + "through links");
    }
    return path;
}

void make_output_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        fail("make the folder", folder, error.value());
    }
    const std::filesystem::path probe = folder / (".write-test-" + std::to_string(::getpid()));
    const int descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) {
        fail("write in the folder", folder, errno);
    }
    ::close(descriptor);
    ::unlink(probe.c_str());
}

void refuse_existing(const std::filesystem::path& path, bool force) {
    std::error_code ignored;
    const std::filesystem::file_status there = std::filesystem::symlink_status(path, ignored);
    if (std::filesystem::is_directory(there)) {
        throw Error(ExitCode::input_output,
                    "'" + path.string() +
                        "' is a folder, where a file is to be written; remove it, or give another " +
                        "output folder");
    }
    if (!force && std::filesystem::exists(there)) {
        throw Error(
            ExitCode::input_output,
            "'" + path.string() + "' exists already; give another output folder, or " + "--force to replace it");
    }
}

FolderLock::FolderLock(const std::filesystem::path& folder) : path_(folder / ".lock") {
    while (!take(folder)) {}
    const std::string name = own_name();
    // The name is for messages only: a full disk must not stop the run here.
    if (::ftruncate(descriptor_, 0) == 0) {
        const ssize_t written = ::pwrite(descriptor_, name.data(), name.size(), 0);
        static_cast<void>(written);
    }
}

bool FolderLock::take(const std::filesystem::path& folder) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) {
        fail("lock the folder", folder, errno);
    }
    int result = 0;
    do {
        result = ::flock(descriptor_, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EWOULDBLOCK) {
        const std::string who = holder(descriptor_);
        ::close(std::exchange(descriptor_, -1));
        throw Error(ExitCode::input_output, "'" + folder.string() + "' is in use by " + who +
                                                "; wait for it or choose another output folder");
    }
    if (result != 0) {
        notice_ = "the file system of '" + folder.string() + "' knows no locks; do not start a second run there";
        return true;
    }
    // The holder before may have removed the file while this process had it open: then it locks nothing any more.
    if (!opens(path_, descriptor_)) {
        ::close(std::exchange(descriptor_, -1));
        return false;
    }
    return true;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      notice_(std::move(other.notice_)) {}

FolderLock::~FolderLock() {
    if (descriptor_ < 0) {
        return;
    }
    // Only who has the lock removes the file, before others can have it. The folder may have another name by now.
    struct stat there {};
    struct stat here {};
    if (notice_.empty() && ::lstat(path_.c_str(), &there) == 0 && ::fstat(descriptor_, &here) == 0 &&
        same_file(there, here)) {
        ::unlink(path_.c_str());
    }
    ::close(descriptor_);
}

} // namespace actorhood::sim
