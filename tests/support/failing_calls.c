/* Preloaded into a program: one of its calls that change files below a folder fails, as on a disk that breaks.

       FAILING_BELOW   the folder, as an absolute path without links
       FAILING_LOG     file that receives a line a call: its number from 1, its name and the path
       FAILING_CALL    number of the call that fails; without it calls are only written down
       FAILING_ERROR   EIO, ENOSPC or EDQUOT. With SHORT half is written, with INTERRUPTED nothing, and the program is
                       told so; with KILLED half is written, or nothing else done, and the program is killed
       FAILING_ALWAYS  if set, all calls from that number on fail
       FAILING_READS   if set, calls that read are counted, and no others

   Counted are open (for writing, and of folders), write, pwrite, fsync, fdatasync, ftruncate, rename, exchanged names,
   mkdir, remove, unlink and close; or open for reading, read and pread. A close that fails has closed, as on Linux. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls = 0;

/* The function that the program would have called; through memory, because C knows no such conversion. */
static void next(const char* name, void* function) {
    void* const symbol = dlsym(RTLD_NEXT, name);
    memcpy(function, &symbol, sizeof symbol);
}

static int below(const char* path) {
    const char* const folder = getenv("FAILING_BELOW");
    const size_t length = folder != NULL ? strlen(folder) : 0;
    return length > 0 && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void path_of(int descriptor, char* path) {
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(name, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = '\0';
}

static void absolute(const char* given, char* path) {
    path[0] = '\0';
    if (given[0] != '/' && getcwd(path, PATH_MAX / 2) != NULL) {
        strcat(path, "/");
    }
    strncat(path, given, PATH_MAX / 2 - 1);
}

/* Without the functions below. */
static void write_down(const char* call, const char* path, long number, int fails) {
    const char* const file = getenv("FAILING_LOG");
    char line[PATH_MAX + 64];
    const int length = snprintf(line, sizeof line, "%ld%s %s %s\n", number, fails ? " failed" : "", call, path);
    const long log = file != NULL ? syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT, 0666) : -1;
    if (log >= 0) {
        syscall(SYS_write, log, line, (size_t)length);
        syscall(SYS_close, log);
    }
}

static int is_error(const char* name) {
    const char* const wanted = getenv("FAILING_ERROR");
    return wanted != NULL && strcmp(wanted, name) == 0;
}

static int half_is_written(void) { return is_error("SHORT") || is_error("KILLED"); }

static void die_if_asked(void) {
    if (is_error("KILLED")) {
        kill(getpid(), SIGKILL);
    }
}

static int error_number(void) {
    return is_error("ENOSPC") ? ENOSPC : is_error("EDQUOT") ? EDQUOT : is_error("INTERRUPTED") ? EINTR : EIO;
}

/* Counts a call; true if it has to fail. */
static int fails(const char* call, const char* path) {
    const int reads = strcmp(call, "read") == 0 || strcmp(call, "pread") == 0 || strcmp(call, "open-to-read") == 0;
    if (!below(path) || reads != (getenv("FAILING_READS") != NULL)) {
        return 0;
    }
    const int kept = errno;
    const char* const wanted = getenv("FAILING_CALL");
    const long number = atomic_fetch_add(&calls, 1) + 1;
    const long first = wanted != NULL ? atol(wanted) : LONG_MAX;
    const int failing = number == first || (number > first && getenv("FAILING_ALWAYS") != NULL);
    write_down(call, path, number, failing);
    if (failing && strcmp(call, "write") != 0 && strcmp(call, "pwrite") != 0) {
        die_if_asked();
    }
    errno = failing ? error_number() : kept;
    return failing;
}

static int descriptor_fails(const char* call, int descriptor) {
    char path[PATH_MAX];
    path_of(descriptor, path);
    return fails(call, path);
}

static int opened(const char* name, const char* given, int flags, mode_t mode) {
    int (*original)(const char*, int, ...) = NULL;
    char path[PATH_MAX];
    absolute(given, path);
    const int changes = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
    const int folder = (flags & O_DIRECTORY) == O_DIRECTORY;
    if (fails(changes ? "open" : folder ? "open-folder" : "open-to-read", path)) {
        return -1;
    }
    next(name, &original);
    return original(given, flags, mode);
}

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return opened("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return opened("open64", path, flags, mode);
}

ssize_t write(int descriptor, const void* bytes, size_t length) {
    ssize_t (*original)(int, const void*, size_t) = NULL;
    const int failing = descriptor_fails("write", descriptor);
    if (failing && !half_is_written()) {
        return -1;
    }
    next("write", &original);
    const ssize_t written = original(descriptor, bytes, failing ? (length + 1) / 2 : length);
    if (failing) {
        die_if_asked();
    }
    return written;
}

static ssize_t written_at(const char* name, int descriptor, const void* bytes, size_t length, off_t at) {
    ssize_t (*original)(int, const void*, size_t, off_t) = NULL;
    const int failing = descriptor_fails("pwrite", descriptor);
    if (failing && !half_is_written()) {
        return -1;
    }
    next(name, &original);
    const ssize_t written = original(descriptor, bytes, failing ? (length + 1) / 2 : length, at);
    if (failing) {
        die_if_asked();
    }
    return written;
}

ssize_t pwrite(int descriptor, const void* bytes, size_t length, off_t at) {
    return written_at("pwrite", descriptor, bytes, length, at);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t length, off_t at) {
    return written_at("pwrite64", descriptor, bytes, length, at);
}

ssize_t read(int descriptor, void* bytes, size_t length) {
    ssize_t (*original)(int, void*, size_t) = NULL;
    if (descriptor_fails("read", descriptor)) {
        return -1;
    }
    next("read", &original);
    return original(descriptor, bytes, length);
}

static ssize_t read_at(const char* name, int descriptor, void* bytes, size_t length, off_t at) {
    ssize_t (*original)(int, void*, size_t, off_t) = NULL;
    if (descriptor_fails("pread", descriptor)) {
        return -1;
    }
    next(name, &original);
    return original(descriptor, bytes, length, at);
}

ssize_t pread(int descriptor, void* bytes, size_t length, off_t at) {
    return read_at("pread", descriptor, bytes, length, at);
}

ssize_t pread64(int descriptor, void* bytes, size_t length, off_t at) {
    return read_at("pread64", descriptor, bytes, length, at);
}

static int of_descriptor(const char* name, int descriptor) {
    int (*original)(int) = NULL;
    if (descriptor_fails(name, descriptor)) {
        return -1;
    }
    next(name, &original);
    return original(descriptor);
}

int fsync(int descriptor) { return of_descriptor("fsync", descriptor); }
int fdatasync(int descriptor) { return of_descriptor("fdatasync", descriptor); }

int close(int descriptor) {
    int (*original)(int) = NULL;
    const int failing = descriptor_fails("close", descriptor);
    const int error = errno;
    next("close", &original);
    const int result = original(descriptor);
    if (failing) {
        errno = error;
        return -1;
    }
    return result;
}

static int cut(const char* name, int descriptor, off_t length) {
    int (*original)(int, off_t) = NULL;
    if (descriptor_fails("ftruncate", descriptor)) {
        return -1;
    }
    next(name, &original);
    return original(descriptor, length);
}

int ftruncate(int descriptor, off_t length) { return cut("ftruncate", descriptor, length); }
int ftruncate64(int descriptor, off_t length) { return cut("ftruncate64", descriptor, length); }

int rename(const char* from, const char* to) {
    int (*original)(const char*, const char*) = NULL;
    char path[PATH_MAX];
    absolute(to, path);
    if (fails("rename", path)) {
        return -1;
    }
    next("rename", &original);
    return original(from, to);
}

static int of_path(const char* name, const char* given) {
    int (*original)(const char*) = NULL;
    char path[PATH_MAX];
    absolute(given, path);
    if (fails(name, path)) {
        return -1;
    }
    next(name, &original);
    return original(given);
}

int remove(const char* path) { return of_path("remove", path); }
int unlink(const char* path) { return of_path("unlink", path); }

int mkdir(const char* given, mode_t mode) {
    int (*original)(const char*, mode_t) = NULL;
    char path[PATH_MAX];
    absolute(given, path);
    if (fails("mkdir", path)) {
        return -1;
    }
    next("mkdir", &original);
    return original(given, mode);
}

long syscall(long number, ...) {
    long (*original)(long, ...) = NULL;
    long words[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; ++i) {
        words[i] = va_arg(arguments, long);
    }
    va_end(arguments);
    if (number == SYS_renameat2) {
        char path[PATH_MAX];
        absolute((const char*)words[3], path);
        if (fails("exchange", path)) {
            return -1;
        }
    }
    next("syscall", &original);
    return original(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}
