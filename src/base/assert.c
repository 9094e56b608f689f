/* The last words of the program.  They go to standard error with write(2) and no allocation,
 * because the heap may be what is broken. */
#include "base/assert.h"

#include <unistd.h>

static _Noreturn void last_words(const char *line, int n, size_t room)
{
        size_t len = n < 0 ? 0 : (size_t)n;
        ssize_t ignored = write(STDERR_FILENO, line, len < room ? len : room - 1);

        (void)ignored;
        abort();
}

void assert_failed(const char *what, const char *file, int line)
{
        char s[512];

        last_words(s, snprintf(s, sizeof(s), "assertion failed: %s at %s:%d\n", what, file, line), sizeof(s));
}

void out_of_memory(void)
{
        char s[32];

        last_words(s, snprintf(s, sizeof(s), "out of memory\n"), sizeof(s));
}
