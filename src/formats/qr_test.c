/* The drawn path, painted back into modules: the three finders stand where they must, nothing in the quiet
 * zone, and the same text gives the same drawing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "formats/qr.h"

static unsigned char dark[200][200];

static void paint(const struct qr *q)
{
        memset(dark, 0, sizeof dark);
        for (const char *p = q->path; *p;) {
                char *end;
                assert_int_equal(*p, 'M');
                long x = strtol(p + 1, &end, 10), y = strtol(end, &end, 10);
                assert_int_equal(*end, 'h');
                long n = strtol(end + 1, &end, 10);
                for (long i = 0; i < n; i++)
                        dark[y][x + i] = 1;
                p = strchr(end, 'z') + 1;
        }
}

static void finder(int x, int y)
{
        for (int i = 0; i < 7; i++) {
                assert_true(dark[y][x + i] && dark[y + 6][x + i] && dark[y + i][x] && dark[y + i][x + 6]);
                if (i > 0 && i < 6)
                        assert_false(dark[y + 1][x + i] || dark[y + i][x + 1]);
        }
        assert_true(dark[y + 3][x + 3]);
}

static void test_shape(void **state)
{
        struct arena *a = arena_new(4u << 20);
        struct qr q, again;
        assert_int_equal(qr_make(a, "otpauth://totp/Guichet:ines?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Guichet", &q), ST_OK);
        paint(&q);
        int w = (int)q.size;
        assert_int_equal((w - 8) % 4, 1);
        finder(4, 4);
        finder(w - 11, 4);
        finder(4, w - 11);
        for (int i = 0; i < w; i++)
                for (int k = 0; k < 4; k++)
                        assert_false(dark[k][i] || dark[i][k] || dark[w - 1 - k][i] || dark[i][w - 1 - k]);
        assert_int_equal(qr_make(a, "otpauth://totp/Guichet:ines?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Guichet", &again), ST_OK);
        assert_string_equal(q.path, again.path);
        arena_free(&a);
}

static void test_ends(void **state)
{
        struct arena *a = arena_new(4u << 20);
        struct qr q;
        char *big = arena_alloc(a, 1002);
        memset(big, 'x', 1001);
        big[1001] = '\0';
        assert_int_equal(qr_make(a, big, &q), ST_TOO_LARGE);
        big[1000] = '\0';
        assert_int_equal(qr_make(a, big, &q), ST_OK);
        assert_int_not_equal(qr_make(a, "", &q), ST_OK);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest all[] = {cmocka_unit_test(test_shape), cmocka_unit_test(test_ends)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
