#include "sim/run/claims.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "sim/core/error.hpp"

namespace actorhood::sim {

namespace {

struct flock byte_lock(std::uint64_t claim, short type) {
    struct flock lock = {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(claim);
    lock.l_len = 1;
    return lock;
}

} // namespace

Claims::Claims(const std::filesystem::path& file) : path_(file) {
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) {
        throw Error(ExitCode::input_output,
                    "cannot open '" + file.string() + "': " + std::generic_category().message(errno));
    }
}

Claims::~Claims() { ::close(descriptor_); }

bool Claims::set(std::uint64_t claim, Mode mode, bool wait) {
    const short type = mode == Mode::none ? F_UNLCK : mode == Mode::shared ? F_RDLCK : F_WRLCK;
    struct flock lock = byte_lock(claim, type);
    int result = 0;
    do {
        // Locks of the open file, not of the process: two objects in one process exclude each other too.
        result = ::fcntl(descriptor_, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
    } while (result != 0 && errno == EINTR);
    if (result == 0) {
        return true;
    }
    if (errno == EAGAIN || errno == EACCES) {
        return false;
    }
    notice_ = "the file system of '" + path_.string() +
              "' knows no locks: several processes may simulate the same runs, with the same result";
    return true;
}

bool Claims::taken_elsewhere(std::uint64_t claim) const {
    struct flock lock = byte_lock(claim, F_WRLCK);
    return ::fcntl(descriptor_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

} // namespace actorhood::sim
