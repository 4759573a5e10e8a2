/* Preloaded into a program: its file system knows no locks, as some network file systems do. Every request for one fails
   with ENOLCK, or with EOPNOTSUPP if NO_LOCKS=unsupported. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int refused(void) {
    const char* const kind = getenv("NO_LOCKS");
    errno = kind != NULL && strcmp(kind, "unsupported") == 0 ? EOPNOTSUPP : ENOLCK;
    return -1;
}

static int asks_for_lock(int command) {
    return command == F_SETLK || command == F_SETLKW || command == F_GETLK || command == F_OFD_SETLK ||
           command == F_OFD_SETLKW || command == F_OFD_GETLK;
}

int flock(int descriptor, int operation) {
    (void)descriptor;
    (void)operation;
    return refused();
}

typedef int (*Control)(int, int, ...);

static int control(const char* name, int descriptor, int command, void* argument) {
    Control original = NULL;
    void* const symbol = dlsym(RTLD_NEXT, name);
    memcpy(&original, &symbol, sizeof original);
    return asks_for_lock(command) ? refused() : original(descriptor, command, argument);
}

int fcntl(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return control("fcntl", descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return control("fcntl64", descriptor, command, argument);
}
