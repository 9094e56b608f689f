/* Presence: who is here, who is gone, who is new to a version, and what happens when it is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "desk/ticket/presence.h"

static void others_are_listed(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct present *p;
        (void)state;
        presence_put(1, 10, "Camille Roy", false, 3, 1000);
        presence_put(1, 11, "Thomas Nguyen", true, 3, 2000);
        presence_put(2, 12, "Sophie Marchal", false, 3, 2000);
        assert_int_equal(presence_list(a, 1, 10, 3000, &p), 1);
        assert_string_equal(p[0].name, "Thomas Nguyen");
        assert_true(p[0].typing);
        assert_int_equal(presence_list(a, 1, 11, 3000, &p), 1);
        assert_string_equal(p[0].name, "Camille Roy");
        assert_false(p[0].typing);
        arena_free(&a);
}

static void silence_is_leaving(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct present *p;
        (void)state;
        presence_put(5, 10, "Camille Roy", false, 1, 100000);
        assert_int_equal(presence_list(a, 5, 0, 100000 + 45000, &p), 1);
        assert_int_equal(presence_list(a, 5, 0, 100000 + 45001, &p), 0);
        arena_free(&a);
}

static void a_new_version_is_told_once(void **state)
{
        (void)state;
        assert_true(presence_put(6, 10, "Camille Roy", false, 1, 1000));
        assert_false(presence_put(6, 10, "Camille Roy", true, 1, 2000));
        assert_true(presence_put(6, 10, "Camille Roy", false, 2, 3000));
}

/* More visitors than places: the longest silent one goes, the newest are there. */
static void the_oldest_gives_way(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct present *p;
        (void)state;
        for (int64_t i = 0; i < 3000; i++)
                presence_put(1000 + i, 20, "Somebody", false, 1, 500000 + i);
        assert_int_equal(presence_list(a, 1000 + 2999, 0, 503000, &p), 1);
        assert_int_equal(presence_list(a, 1000, 0, 503000, &p), 0);
        arena_free(&a);
}

/* A long name is cut, and never in the middle of a character that would then be shown. */
static void a_long_name_stays_valid(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct present *p;
        char name[301];
        (void)state;
        name[0] = 'x';
        for (size_t i = 1; i + 1 < sizeof name; i += 2)
                memcpy(name + i, "é", 2);
        name[299] = '\0';
        presence_put(9, 10, name, false, 1, 9000000);
        assert_int_equal(presence_list(a, 9, 0, 9000000, &p), 1);
        assert_true(utf8_valid(p[0].name, strlen(p[0].name)));
        assert_true(strlen(p[0].name) > 50);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest all[] = {
                cmocka_unit_test(others_are_listed),       cmocka_unit_test(silence_is_leaving),
                cmocka_unit_test(a_new_version_is_told_once), cmocka_unit_test(the_oldest_gives_way),
                cmocka_unit_test(a_long_name_stays_valid),
        };
        return cmocka_run_group_tests(all, NULL, NULL);
}
