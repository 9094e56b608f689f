/* Arena: alignment, zeroes, growth, the ceiling, deferred calls, and that the first block is reused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

static void test_alloc(void **state)
{
        struct arena *a = arena_new(8u << 20);

        for (size_t n = 0; n < 5000; n++) {
                unsigned char *p = arena_alloc(a, n);

                assert_int_equal((uintptr_t)p % 16, 0);
                for (size_t i = 0; i < n; i++)
                        assert_int_equal(p[i], 0);
                memset(p, 0xa5, n);
                if (n % 1000 == 999)
                        arena_reset(a);
        }
        assert_string_equal(arena_str(a, NULL), "");
        assert_string_equal(arena_strn(a, "abc", 2), "ab");
        assert_string_equal(arena_fmt(a, "%d-%s", 7, "x"), "7-x");
        assert_int_equal(strlen(arena_fmt(a, "%030000d", 1)), 30000);
        assert_non_null(ARENA_ARRAY(a, 0, int));
        arena_free(&a);
        assert_null(a);
        arena_free(&a);
        arena_free(NULL);
}

static void test_reuse(void **state)
{
        struct arena *a = arena_new(8u << 20);
        void *first = arena_alloc(a, 100);

        arena_alloc(a, 3u << 20);
        assert_true(arena_used(a) >= (3u << 20) + 100);
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
        assert_ptr_equal(arena_alloc(a, 100), first);
        arena_free(&a);
}

static void test_ceiling(void **state)
{
        struct arena *a = arena_new(1000);

        arena_alloc(a, 992);
        assert_false(arena_over(a));
        arena_alloc(a, 500);
        assert_true(arena_over(a));
        arena_alloc(a, 1);
        assert_true(arena_over(a));
        arena_reset(a);
        assert_false(arena_over(a));
        arena_free(&a);
}

/* True when fn aborts; its words on standard error are not ours to show. */
static bool aborts(void (*fn)(void))
{
        pid_t pid = fork();
        int status;

        if (!pid) {
                close(STDERR_FILENO);
                signal(SIGABRT, SIG_DFL);
                fn();
                _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void too_much(void)
{
        arena_alloc(arena_new(1000), 3000);
}

static void overflow(void)
{
        arena_calloc(arena_new(1000), SIZE_MAX / 2, 3);
}

static void test_bugs_abort(void **state)
{
        assert_true(aborts(too_much));
        assert_true(aborts(overflow));
}

static char order[8];
static struct arena *inner;

static void note(void *arg)
{
        strncat(order, (const char *)arg, 1);
}

static void inner_free(void *arg)
{
        arena_free(&inner);
}

static void test_defer(void **state)
{
        struct arena *a = arena_new(1u << 16);

        inner = arena_new(100);
        arena_defer(a, note, (char[]){"1"});
        arena_defer(a, note, (char[]){"2"});
        arena_reset(a);
        assert_string_equal(order, "21");
        arena_reset(a);
        assert_string_equal(order, "21");
        arena_defer(a, note, (char[]){"3"});
        arena_defer(inner, note, (char[]){"4"});
        arena_defer(a, inner_free, NULL);
        arena_free(&a);
        assert_string_equal(order, "2143");
        assert_null(inner);
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_alloc),      cmocka_unit_test(test_reuse), cmocka_unit_test(test_ceiling),
            cmocka_unit_test(test_bugs_abort), cmocka_unit_test(test_defer),
        };
        return cmocka_run_group_tests(list, NULL, NULL);
}
