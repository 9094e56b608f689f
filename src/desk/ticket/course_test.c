/* Courses of tickets on both engines: found, resolved from what people type, chosen at opening and changed
 * later, searched, listed, and whose presenters may be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/asked.h"
#include "desk/ticket/course.h"
#include "desk/ticket/test_world.h"

struct courses {
        int64_t bio_old, bio, chem;
};

static int64_t course_of(struct world *w, const char *code, const char *term, const char *title, int64_t owner, int64_t first)
{
        int64_t id = 0, department = count_of(w, "SELECT MIN(id) FROM department");
        struct course_draft d = {code, term, title, department, owner, first};

        as_system(w);
        EXPECT(w, course_ensure(&w->c, &d, &id), ST_OK);
        return id;
}

static struct courses courses_make(struct world *w)
{
        struct courses k = {.bio_old = course_of(w, "BIO1101", "A25", "Biologie générale", 0, 100),
                            .bio = course_of(w, "BIO1101", "H26", "Biologie générale", w->paul, 200),
                            .chem = course_of(w, "CHM-200", "H26", "Chimie de l'eau", 0, 300)};

        EXPECT(w, course_present(&w->c, k.bio, w->paul, true), ST_OK);
        EXPECT(w, course_present(&w->c, k.chem, w->paul, true), ST_OK);
        return k;
}

static void found(enum db_engine e)
{
        struct world w;
        struct course *rows, one;
        size_t n;
        int64_t id;

        world_open(&w, e);
        struct courses k = courses_make(&w);
        as_requester(&w, w.ines);
        EXPECT(&w, course_find(&w.c, "biol gen", 0, &rows, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(rows[0].id, k.bio); /* the latest first */
        assert_string_equal(rows[0].label, "BIO1101 (H26) Biologie générale");
        static const char *const nothing[] = {"", "   ", "%", "zzz", "biologie chimie", "\xf0\x9f\x99\x82"};
        for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
                EXPECT(&w, course_find(&w.c, nothing[i], 0, &rows, &n), ST_OK);
                assert_int_equal(n, 0);
        }
        EXPECT(&w, course_by_code(&w.c, "bio1101", "", &one), ST_OK);
        assert_int_equal(one.id, k.bio);
        EXPECT(&w, course_by_code(&w.c, "Bio1101", "a25", &one), ST_OK);
        assert_int_equal(one.id, k.bio_old);
        EXPECT(&w, course_by_code(&w.c, "chm-200", NULL, &one), ST_OK);
        EXPECT(&w, course_by_code(&w.c, "bio", NULL, &one), ST_NOT_FOUND);
        /* as people type it */
        EXPECT(&w, course_resolve(&w.c, "course", " ", &id), ST_OK);
        assert_int_equal(id, 0);
        EXPECT(&w, course_resolve(&w.c, "course", "BIO1101 (A25) Biologie générale", &id), ST_OK);
        assert_int_equal(id, k.bio_old);
        EXPECT(&w, course_resolve(&w.c, "course", "bio1101 a25", &id), ST_OK);
        assert_int_equal(id, k.bio_old);
        EXPECT(&w, course_resolve(&w.c, "course", "chimie", &id), ST_OK);
        assert_int_equal(id, k.chem);
        EXPECT(&w, course_resolve(&w.c, "course", "biologie", &id), ST_INVALID);
        assert_non_null(strstr(form_msg(&w.c, "course"), "A25"));
        as_requester(&w, w.ines);
        EXPECT(&w, course_resolve(&w.c, "course", "latin", &id), ST_INVALID);
        EXPECT(&w, course_ensure(&w.c, &(struct course_draft){"X", "Y", "Z", 1, 0, 0}, &id), ST_DENIED);
        w.c.actor = NULL;
        EXPECT(&w, course_find(&w.c, "bio", 0, &rows, &n), ST_SIGN_IN);
        world_close(&w);
}
TESTDB_BOTH(found)

/* Whose courses they are, the desk and the person themselves may know. */
static void own(enum db_engine e)
{
        struct world w;
        struct course *rows;
        struct who *who;
        size_t n;

        world_open(&w, e);
        struct courses k = courses_make(&w);
        bool does;
        as_requester(&w, w.ines);
        EXPECT(&w, course_concerns(&w.c, &does), ST_OK);
        assert_false(does);
        as_requester(&w, w.paul);
        EXPECT(&w, course_concerns(&w.c, &does), ST_OK);
        assert_true(does);
        EXPECT(&w, course_choices(&w.c, w.paul, &rows, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(rows[0].id, k.chem);
        assert_int_equal(rows[0].mine, 1);
        EXPECT(&w, course_presenters(&w.c, k.bio, &who, &n), ST_OK);
        assert_int_equal(n, 0);
        as_requester(&w, w.ines);
        EXPECT(&w, course_choices(&w.c, w.paul, &rows, &n), ST_OK);
        assert_int_equal(n, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, course_choices(&w.c, w.paul, &rows, &n), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, course_presenters(&w.c, k.bio, &who, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(who[0].login, "pmartin");
        as_system(&w);
        EXPECT(&w, course_present(&w.c, k.chem, w.paul, false), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, course_choices(&w.c, w.paul, &rows, &n), ST_OK);
        assert_int_equal(n, 1);
        world_close(&w);
}
TESTDB_BOTH(own)

static int64_t listed(struct world *w, const struct ticket_query *q)
{
        struct ticket_page page;

        EXPECT(w, ticket_list(&w->c, q, &page), ST_OK);
        return (int64_t)page.n_rows;
}

static void of_ticket(enum db_engine e)
{
        struct world w;
        struct ticket t, other;
        struct entry *j;
        size_t n;
        bool more;
        struct ticket_patch p = TICKET_PATCH_NONE;

        world_open(&w, e);
        struct courses k = courses_make(&w);
        as_requester(&w, w.ines);
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Examen", .description = "Fermé", .service_id = w.wifi,
                                 .course_id = 999, .confidential = -1};
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "course"));
        as_requester(&w, w.ines);
        d.course_id = k.chem;
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        assert_string_equal(t.course_code, "CHM-200");
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "requested", .q = "chimie"}), 1);
        other = ticket_of_ines(&w, "Sans cours", w.wifi, -1);
        as_requester(&w, w.ines);
        p.course_id = k.bio;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_DENIED); /* the desk's to change */
        as_agent(&w, w.agent_net);
        p.course_id = 12345;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_INVALID);
        as_agent(&w, w.agent_net);
        p.course_id = k.bio;
        EXPECT(&w, ticket_change(&w.c, &t, &p, t.version), ST_OK);
        assert_string_equal(t.course_term, "H26");
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 10, &j, &n, &more), ST_OK);
        assert_non_null(strstr(j[n - 1].line, "CHM-200 (H26)"));
        assert_non_null(strstr(j[n - 1].line, "BIO1101 (H26)"));
        /* found by the new course's words, no longer by the old one's */
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "scope", .q = "biologie"}), 1);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "scope", .q = "chimie"}), 0);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "scope", .course_id = k.bio}), 1);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "all", .course_id = k.bio, .q = "examen"}), 1);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "groups", .course_id = k.bio}), 1);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "groups", .course_id = k.chem}), 0);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "groups"}), 2);
        /* an agent of another department does not see it through its course */
        as_agent(&w, w.agent_hr);
        assert_int_equal(listed(&w, &(struct ticket_query){.view = "all", .course_id = k.bio}), 0);
        as_agent(&w, w.agent_net);
        p.course_id = 0;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_null(t.course_code);
        assert_null(other.course_code);
        world_close(&w);
}
TESTDB_BOTH(of_ticket)

static bool offered(struct world *w, const struct ticket *t, int64_t person_id, struct recipient *out)
{
        struct recipient *r;
        size_t n;

        EXPECT(w, ticket_recipients_offered(&w->c, t, &r, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (r[i].id == person_id) {
                        *out = r[i];
                        return true;
                }
        return false;
}

/* Presenters are offered to those who work on the ticket; the one who is chosen is told, reads and answers. */
static void presenters_told(enum db_engine e)
{
        struct world w;
        struct ticket t, seen;
        struct recipient r = {0};
        int64_t at;
        struct ticket_patch p = TICKET_PATCH_NONE;

        world_open(&w, e);
        struct courses k = courses_make(&w);
        t = ticket_of_ines(&w, "Examen", w.wifi, -1);
        as_agent(&w, w.agent_net);
        assert_false(offered(&w, &t, w.paul, &r));
        p.course_id = k.bio;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_true(offered(&w, &t, w.paul, &r));
        assert_true(!r.chosen && !r.required && r.part == RECIPIENT_PRESENTER);
        /* told to everybody on the ticket: a presenter is not on it */
        EXPECT(&w, ticket_comment(&w.c, &t, &(struct entry_draft){.body = "Bonjour", .is_public = true}, NULL), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &seen), ST_OK);
        assert_false(offered(&w, &seen, w.paul, &r));
        /* her own choice of a presenter changes nothing */
        EXPECT(&w, ticket_comment(&w.c, &seen, &(struct entry_draft){.body = "Et lui ?", .is_public = true, .to = &w.paul,
                                  .n_to = 1, .to_chosen = true}, NULL), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &seen), ST_NOT_FOUND);
        as_agent(&w, w.agent_net);
        const int64_t to[] = {w.paul, w.agent_hr};
        struct reply_draft later = {.body = "Avec votre enseignant", .to = to, .n_to = 2, .to_chosen = true};
        EXPECT(&w, ticket_reply_later(&w.c, &t, &later, &at), ST_OK);
        w.c.now = at + 1;
        as_system(&w);
        EXPECT(&w, job_run_due(&w.c, 10, &(int){0}), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_recipient r JOIN person p ON p.id = r.person_id WHERE p.login = 'pmartin'"), 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_recipient r JOIN person p ON p.id = r.person_id WHERE p.login = 'hdub'"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%invited%'"), 1);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_COMMENT, &seen), ST_OK);
        EXPECT(&w, ticket_comment(&w.c, &seen, &(struct entry_draft){.body = "D'accord", .is_public = true}, NULL), ST_OK);
        world_close(&w);
}
TESTDB_BOTH(presenters_told)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(found), TESTDB_RUN(own), TESTDB_RUN(of_ticket), TESTDB_RUN(presenters_told)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
