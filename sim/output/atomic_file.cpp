#include "sim/output/atomic_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/core/error.hpp"
#include "sim/output/checksum.hpp"
#include "sim/output/output_folder.hpp"

namespace actorhood::sim {

namespace {

constexpr std::string_view partial_mark = ".partial-";

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// Reports the failure of one system call, with the room left on the disk.
[[noreturn]] void fail(const std::filesystem::path& path, const char* action, int error, std::uint64_t needed) {
    std::string message = "cannot write '" + path.string() + "': " + action +
                          " failed: " + std::generic_category().message(error) + "; " + std::to_string(needed) +
                          " bytes are needed";
    std::error_code unknown;
    const std::filesystem::space_info space = std::filesystem::space(folder_of(path), unknown);
    if (!unknown) {
        message += ", " + std::to_string(space.available) + " are free";
    }
    throw Error(ExitCode::input_output, message);
}

/// An open file that is removed unless it was renamed.
class PartialFile {
public:
    PartialFile(const std::filesystem::path& path, std::uint64_t needed)
        : target_(path), partial_(partial_path(path)), needed_(needed) {
        ::unlink(partial_.c_str()); // of an earlier process with the same number
        descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        check(descriptor_ >= 0, "open");
    }
    /// A partial file that another hand has written; goes on at its end.
    explicit PartialFile(const std::filesystem::path& path) : target_(path), partial_(partial_path(path)) {
        descriptor_ = ::open(partial_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        check(descriptor_ >= 0, "open");
        const off_t length = ::lseek(descriptor_, 0, SEEK_END);
        check(length >= 0, "seek");
        needed_ = static_cast<std::uint64_t>(length);
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
        if (!renamed_) {
            ::unlink(partial_.c_str());
        }
    }

    void write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) {
                continue;
            }
            check(written >= 0, "write");
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }
    /// Adds the seal of what the file holds so far.
    void seal() {
        std::vector<std::byte> block(std::min<std::uint64_t>(needed_, 1u << 20));
        SealMaker maker;
        for (std::uint64_t at = 0; at < needed_;) {
            const ssize_t length = ::pread(descriptor_, block.data(), block.size(), static_cast<off_t>(at));
            if (length < 0 && errno == EINTR) {
                continue;
            }
            check(length > 0, "read");
            maker.add(std::span(block).first(static_cast<std::size_t>(length)));
            at += static_cast<std::uint64_t>(length);
        }
        const Seal seal = maker.seal();
        write(seal);
    }
    void close() {
        check(::fsync(descriptor_) == 0, "fsync");
        const int descriptor = descriptor_;
        descriptor_ = -1;
        check(::close(descriptor) == 0, "close");
    }
    void rename_keeping(const std::filesystem::path& previous) {
        // Exchanging the names never leaves a moment without a file under the name.
        constexpr unsigned exchange = 1u << 1; // RENAME_EXCHANGE
        if (::syscall(SYS_renameat2, AT_FDCWD, partial_.c_str(), AT_FDCWD, target_.c_str(), exchange) == 0) {
            renamed_ = true; // what has the partial name now is the file before
            check(::rename(partial_.c_str(), previous.c_str()) == 0, "rename");
            return;
        }
        check(::rename(target_.c_str(), previous.c_str()) == 0 || errno == ENOENT, "rename");
        rename();
    }
    void rename() {
        check(::rename(partial_.c_str(), target_.c_str()) == 0, "rename");
        renamed_ = true;
    }
    /// Without this a crash of the machine could forget the new name.
    void sync_folder() {
        const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        check(folder >= 0, "open folder");
        const int result = ::fsync(folder);
        const int error = errno;
        ::close(folder);
        errno = error;
        // Some file systems cannot sync a folder and need not.
        check(result == 0 || error == EINVAL || error == ENOTSUP, "fsync folder");
    }

private:
    void check(bool good, const char* action) const {
        if (!good) {
            fail(target_, action, errno, needed_);
        }
    }

    std::filesystem::path target_;
    std::filesystem::path partial_;
    std::uint64_t needed_ = 0;
    int descriptor_ = -1;
    bool renamed_ = false;
};

/// Name of this machine, fit for a file name.
std::string machine_name() {
    constexpr std::size_t most = 30;
    std::array<char, 256> name{};
    const bool known = ::gethostname(name.data(), name.size() - 1) == 0 && name.front() != '\0';
    return file_name_of(known ? std::string(name.data()).substr(0, most) : "unknown");
}

/// Who writes, or wrote, a temporary file.
struct Writer {
    std::string machine;
    pid_t process{};
};

/// Nothing for the name of another file.
std::optional<Writer> writer_of(std::string_view name) {
    const std::size_t mark = name.rfind(partial_mark);
    if (mark == name.npos) {
        return std::nullopt;
    }
    name.remove_prefix(mark + partial_mark.size());
    const std::size_t dash = name.rfind('-');
    const std::string_view digits = dash == name.npos ? name : name.substr(dash + 1);
    pid_t process = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), process);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return Writer{std::string(dash == name.npos ? "" : name.substr(0, dash)), process};
}

bool has_ended(const Writer& writer) {
    return writer.machine == machine_name() && ::kill(writer.process, 0) != 0 && errno == ESRCH;
}

} // namespace

std::filesystem::path partial_path(const std::filesystem::path& path) {
    return path.string() + std::string(partial_mark) + machine_name() + '-' + std::to_string(::getpid());
}

std::filesystem::path previous_path(const std::filesystem::path& path) { return path.string() + ".previous"; }

void refuse_folder(const std::filesystem::path& path) {
    std::error_code unknown;
    if (std::filesystem::is_directory(std::filesystem::symlink_status(path, unknown))) {
        throw Error(ExitCode::input_output, "'" + path.string() +
                                                "' is a folder, where a file is to be written; give " +
                                                "the file another name, or remove the folder");
    }
}

void write_file_atomically(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts,
                           Replaced replaced) {
    refuse_folder(path);
    std::uint64_t needed = 0;
    for (const std::span<const std::byte> part : parts) {
        needed += part.size();
    }
    PartialFile file(path, needed);
    constexpr std::size_t small = 1u << 16;
    std::vector<std::byte> together; // many small parts are one call
    for (const std::span<const std::byte> part : parts) {
        if (part.size() < small) {
            together.insert(together.end(), part.begin(), part.end());
        }
        if (part.size() >= small || together.size() >= small) {
            file.write(together);
            together.clear();
        }
        if (part.size() >= small) {
            file.write(part);
        }
    }
    file.write(together);
    file.close();
    if (replaced == Replaced::kept) {
        file.rename_keeping(previous_path(path));
    } else {
        file.rename();
    }
    file.sync_folder();
}

void write_text_atomically(const std::filesystem::path& path, std::string_view text) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(text.data(), text.size()));
    write_file_atomically(path, std::span(&bytes, 1));
}

void publish_partial_file(const std::filesystem::path& path) {
    PartialFile file(path);
    file.seal();
    file.close();
    file.rename();
    file.sync_folder();
}

void remove_partial_files(const std::filesystem::path& folder, Leftovers which) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::optional<Writer> writer = writer_of(entry.path().filename().string());
        if (writer && (which == Leftovers::all || has_ended(*writer))) {
            std::filesystem::remove(entry.path(), error);
        }
    }
}

} // namespace actorhood::sim
