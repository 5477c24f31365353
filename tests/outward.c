/* Loaded before the C library by `tests.egress`: tells a socket of every address that is not this machine's and
   that a process means to reach, and lets the call go on. A confined process may write no file, but may tell. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static void note(const char *call, const struct sockaddr *to) {
    char text[INET6_ADDRSTRLEN] = "", line[512], self[256] = "";
    if (!to) return;
    if (to->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const void *)to;
        if ((ntohl(four->sin_addr.s_addr) >> 24) == 127 || !four->sin_addr.s_addr) return;
        inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
    } else if (to->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const void *)to;
        if (IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) || (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) && six->sin6_addr.s6_addr[12] == 127) || IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr)) return;
        inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
    } else {
        return;
    }
    struct sockaddr_un log = {.sun_family = AF_UNIX};
    strncpy(log.sun_path, getenv("KHARITA_OUTWARD") ? getenv("KHARITA_OUTWARD") : "", sizeof log.sun_path - 1);
    int at = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (at < 0) return;
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) self[0] = 0;
    int length = snprintf(line, sizeof line, "%s %s by %s", call, text, self);
    syscall(SYS_sendto, at, line, length, 0, &log, sizeof log);
    close(at);
}

int connect(int at, const struct sockaddr *to, socklen_t size) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "connect");
    note("connect", to);
    return real(at, to, size);
}

ssize_t sendto(int at, const void *data, size_t length, int flags, const struct sockaddr *to, socklen_t size) {
    static ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "sendto");
    note("sendto", to);
    return real(at, data, length, flags, to, size);
}
