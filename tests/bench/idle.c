/* Opens COUNT streams of live events on 127.0.0.1:PORT with a cookie, waits until each has got its head,
 * prints how many did, and keeps them open until standard input ends.
 *
 *   idle PORT COUNT COOKIE */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int stream_open(int port, const char *cookie)
{
        struct sockaddr_in to = {.sin_family = AF_INET,
                                 .sin_port = htons((unsigned short)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        char head[1024];
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to))
                return -1;
        int n = snprintf(head, sizeof head,
                         "GET /events?topics=desk HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\n\r\n", cookie);
        return write(fd, head, (size_t)n) == n ? fd : -1;
}

static int stream_answers(int fd)
{
        struct pollfd p = {fd, POLLIN, 0};
        char got[512] = "";
        return poll(&p, 1, 10000) == 1 && read(fd, got, sizeof got - 1) > 12 &&
               strncmp(got, "HTTP/1.1 200", 12) == 0;
}

int main(int argc, char **argv)
{
        if (argc != 4)
                return 2;
        int port = atoi(argv[1]), count = atoi(argv[2]), good = 0;
        struct rlimit files;
        if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
                files.rlim_cur = files.rlim_max;
                (void)!setrlimit(RLIMIT_NOFILE, &files);
        }
        int *fd = calloc((size_t)count, sizeof *fd);
        if (!fd)
                return 1;
        for (int i = 0; i < count; i++)
                fd[i] = stream_open(port, argv[3]);
        for (int i = 0; i < count; i++)
                good += fd[i] >= 0 && stream_answers(fd[i]);
        printf("%d\n", good);
        fflush(stdout);
        char c;
        while (read(0, &c, 1) > 0)
                continue;
        return 0;
}
