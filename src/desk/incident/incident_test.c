/* Help requests: from a form to a ticket, on both engines; subjects made from what was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/catalog/intake.h"
#include "desk/incident/incident.h"
#include "desk/ticket/test_world.h"

static void subjects(void **state)
{
        struct arena *a = arena_new(1u << 20);
        static const struct {
                const char *body, *subject;
        } rows[] = {
                {"Le wifi est coupé. Depuis ce matin.", "Le wifi est coupé"},
                {"\n\n  Bonjour,\nle wifi", "Bonjour,"},
                {"Rien ne marche !! Aidez-moi", "Rien ne marche !!"},
                {"v1.2 ne démarre pas", "v1.2 ne démarre pas"},
                {"Pourquoi ? Je ne sais", "Pourquoi ?"},
                {"...", ""},
                {"", ""},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                assert_string_equal(intake_subject(a, rows[i].body), rows[i].subject);
        char *wide = arena_alloc(a, 4001);
        for (int i = 0; i < 1000; i++)
                memcpy(wide + 4 * i, "\xF0\x9F\x98\x80", 4);
        const char *s = intake_subject(a, wide);
        assert_true(strlen(s) <= MAX_SUBJECT_BYTES && utf8_valid(s, strlen(s)));
        arena_free(&a);
}

static void fields(struct world *w, const struct http_pair *f, size_t n)
{
        w->req.field = f;
        w->req.n_field = n;
}

static void reporting(enum db_engine e)
{
        struct world w;
        struct help_form form = {0};
        struct ticket t;
        static const struct http_pair good[] = {{"service", "wifi", 4}, {"body", "Le wifi est coupé. Rien.", 25}, {"urgency", "1", 1},
                                                {"room", "B12", 3}, {"reach", "06 39 98 12 07", 14}, {"priority", "1", 1},
                                                {"group", "2", 1}};
        static const struct http_pair bad[] = {{"service", "nosuch", 6}, {"body", " ", 1}, {"urgency", "7", 1}};

        world_open(&w, e);
        as_requester(&w, w.ines);
        fields(&w, good, ARRAY_LEN(good));
        assert_true(form_read(&w.c, help_fields, &form));
        EXPECT(&w, incident_report(&w.c, &form, &t), ST_OK);
        assert_string_equal(t.subject, "Le wifi est coupé");
        assert_string_equal(t.description, "Le wifi est coupé. Rien.\n\nÀ joindre\u00a0: 06 39 98 12 07");
        assert_string_equal(t.room, "B12");
        assert_int_equal(t.stated_urgency, 1);
        assert_int_equal(t.urgency, 2); /* the desk decides */
        assert_int_equal(t.group_id, w.net);
        as_requester(&w, w.ines);
        fields(&w, bad, ARRAY_LEN(bad));
        assert_false(form_read(&w.c, help_fields, &form));
        EXPECT(&w, incident_report(&w.c, &form, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "service")); /* all errors at once */
        assert_non_null(form_msg(&w.c, "body"));
        assert_non_null(form_msg(&w.c, "urgency"));
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket"), 1);
        world_close(&w);
}

TESTDB_BOTH(reporting)

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(subjects), TESTDB_RUN(reporting)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
