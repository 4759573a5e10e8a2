/* Preloaded into a program: a clock of the wall that is wrong and was set back. It begins in 1999, and every look at it
   is an hour before the last one. Clocks that only measure how much time has passed are left alone. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_long looks = 0;

static time_t now(void) { return (time_t)(930000000L - 3600L * atomic_fetch_add(&looks, 1)); }

time_t time(time_t* seconds) {
    const time_t present = now();
    if (seconds != NULL) {
        *seconds = present;
    }
    return present;
}

int gettimeofday(struct timeval* restrict present, void* restrict zone) {
    (void)zone;
    present->tv_sec = now();
    present->tv_usec = 0;
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec* present) {
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
        present->tv_sec = now();
        present->tv_nsec = 0;
        return 0;
    }
    /* The kernel itself: looking for the library's function allocates, and allocators ask for the time. */
    return (int)syscall(SYS_clock_gettime, clock, present);
}
