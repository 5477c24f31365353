/* Loaded before the C library by `tests.faults`: makes the disk err, lag, or the clock run wrong, below one folder.
   FAULT_UNDER: the folder.  FAULT_CALL: write, fsync, rename, open or unlink.  FAULT_AT: which of these calls fails.
   FAULT_ERROR: errno; 0 only delays.  FAULT_DELAY_MS: how long each takes.  FAULT_SKEW_S: added to the clock. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int seen;

static int fails(const char *call, const char *path) {
    const char *under = getenv("FAULT_UNDER"), *wanted = getenv("FAULT_CALL");
    if (!under || !wanted || !path || strncmp(path, under, strlen(under)) || strcmp(call, wanted)) return 0;
    if (getenv("FAULT_DELAY_MS")) usleep(1000 * atoi(getenv("FAULT_DELAY_MS")));
    int error = atoi(getenv("FAULT_ERROR") ? getenv("FAULT_ERROR") : "0");
    if (!error || ++seen != atoi(getenv("FAULT_AT") ? getenv("FAULT_AT") : "1")) return 0;
    errno = error;
    return 1;
}

static const char *path_of(int file, char *buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, buffer, 4095);
    if (length < 0) return 0;
    buffer[length] = 0;
    return buffer;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

ssize_t write(int file, const void *data, size_t size) {
    char path[4096];
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails("write", path_of(file, path)) ? -1 : real(file, data, size);
}

int fsync(int file) {
    char path[4096];
    REAL(int, "fsync", int);
    return fails("fsync", path_of(file, path)) ? -1 : real(file);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return fails("rename", to) ? -1 : real(from, to);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return fails("unlink", path) ? -1 : real(path);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = va_arg(rest, int);
    va_end(rest);
    REAL(int, "open64", const char *, int, ...);
    return fails("open", path) ? -1 : real(path, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int done = real(clock, now);
    if (clock == CLOCK_REALTIME && getenv("FAULT_SKEW_S")) now->tv_sec += atoll(getenv("FAULT_SKEW_S"));
    return done;
}
