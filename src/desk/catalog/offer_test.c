/* Offers, on both engines: for whom they are, which row stands for whom, who keeps them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/catalog/offer.h"
#include "desk/ticket/test_world.h"
#include "formats/json.h"

static int64_t form(struct world *w, const char *code, const char *department, const char *line)
{
        int64_t id = 0;
        struct ask_field f;

        assert_true(ask_line_read(w->c.arena, line, &f));
        struct form_edit e = {.code = code, .department = department, .name_fr = code, .name_en = code, .fields = &f, .n_fields = 1};
        as_system(w);
        EXPECT(w, form_ensure(&w->c, &e, &id), ST_OK);
        return id;
}

static struct offer_edit edit(const char *code, const char *audience, const char *form_code)
{
        return (struct offer_edit){.service = "wifi", .code = code, .audience = audience, .form = form_code, .plan = "", .promise = "",
                                   .group = "", .name_fr = "Prêt", .name_en = "Loan", .summary_fr = "", .summary_en = "",
                                   .state = OFFER_OFFERED, .sort = 10, .seen = -1};
}

static int64_t offer(struct world *w, const char *code, const char *audience, const char *form_code)
{
        int64_t id = 0;
        struct offer_edit e = edit(code, audience, form_code);

        as_system(w);
        EXPECT(w, offer_ensure(&w->c, &e, &id), ST_OK);
        return id;
}

static void is(struct world *w, int64_t person, const char *kind)
{
        assert_int_equal(db_exec(w->db, &(struct db_stmt){"", "INSERT INTO affiliation (person_id, kind, department_id)"
                                 " SELECT :me, :kind, MIN(id) FROM department"},
                                 DB_ARGS(DB_I("me", person), DB_T("kind", kind)), NULL), ST_OK);
}

static void sees(struct world *w, int64_t person, const char *wanted)
{
        struct offer *o;
        size_t n;
        struct buf b;

        as_requester(w, person);
        EXPECT(w, offer_list(&w->c, w->wifi, &o, &n), ST_OK);
        buf_init(&b, w->c.arena, 4096);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%s%s:%s", i ? " " : "", o[i].code, o[i].audience);
        assert_string_equal(b.p, wanted);
}

static void by_audience(enum db_engine e)
{
        struct world w;
        struct offer o;
        struct offer_area *area;
        size_t n;

        world_open(&w, e);
        form(&w, "court", "", "motif text | Motif | Reason");
        form(&w, "long", "", "motif text required | Motif | Reason");
        offer(&w, "portable", "", "court");
        offer(&w, "portable", "student", "court");
        offer(&w, "portable", "employee", "long");
        offer(&w, "salle", "employee", "long");
        sees(&w, w.ines, "portable:");
        EXPECT(&w, offer_for(&w.c, "wifi", "salle", "", &o), ST_NOT_FOUND);
        is(&w, w.ines, "student");
        sees(&w, w.ines, "portable:student");
        is(&w, w.ines, "employee");
        sees(&w, w.ines, "portable:employee portable:student salle:employee");
        EXPECT(&w, offer_for(&w.c, "wifi", "portable", "employee", &o), ST_OK);
        assert_string_equal(o.form, "long");
        EXPECT(&w, offer_for(&w.c, "wifi", "portable", "student", &o), ST_OK);
        assert_string_equal(o.form, "court");
        EXPECT(&w, offer_areas(&w.c, w.wifi, &area, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(area[0].n_links + area[1].n_links, 3);
        EXPECT(&w, offer_for(&w.c, "wifi", "nosuch", "", &o), ST_NOT_FOUND);
        EXPECT(&w, offer_for(&w.c, "payroll", "portable", "", &o), ST_NOT_FOUND);
        as_system(&w);
        int64_t id;
        EXPECT(&w, offer_by_key(&w.c, "wifi", "portable", "student", &o), ST_OK);
        struct offer_edit out = edit("", "", "court");
        out.id = o.id;
        out.state = OFFER_RETIRED;
        EXPECT(&w, offer_save(&w.c, &out, &id), ST_OK);
        sees(&w, w.ines, "portable:employee salle:employee");
        world_close(&w);
}
TESTDB_BOTH(by_audience)

static void kept_by_its_department(enum db_engine e)
{
        struct world w;
        struct offer o, *all;
        size_t n;
        int64_t id;

        world_open(&w, e);
        form(&w, "commun", "", "motif text | Motif | Reason");
        form(&w, "paie", "hr", "motif text | Motif | Reason");
        int64_t first = offer(&w, "portable", "", "commun");
        as_agent(&w, w.agent_net);
        struct offer_edit d = edit("autre", "", "commun");
        EXPECT(&w, offer_save(&w.c, &d, &id), ST_NOT_FOUND);
        assert_int_equal(db_exec(w.db, &(struct db_stmt){"", "INSERT INTO role_grant (person_id, role, department_id) SELECT"
                         " :me, 'department_admin', department_id FROM support_group WHERE id = :group"},
                         DB_ARGS(DB_I("me", w.lead_net), DB_I("group", w.net)), NULL), ST_OK);
        as(&w, w.lead_net, ROLE_DEPT_ADMIN);
        EXPECT(&w, offer_save(&w.c, &d, &id), ST_OK);
        EXPECT(&w, offer_save(&w.c, &d, &id), ST_INVALID);
        assert_non_null(form_msg(&w.c, "code"));
        as(&w, w.lead_net, ROLE_DEPT_ADMIN);
        d = edit("Paie !", "", "paie"); /* a form of another department */
        d.service = "payroll";
        d.name_fr = "";
        d.plan = "nosuch";
        d.promise = "nosuch";
        d.group = "nosuch";
        d.sort = -1;
        EXPECT(&w, offer_save(&w.c, &d, &id), ST_INVALID);
        static const char *const wrong[] = {"service", "code", "form", "name_fr", "plan", "promise", "group", "sort"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                if (!form_msg(&w.c, wrong[i]))
                        fail_msg("nothing about %s", wrong[i]);
        as(&w, w.lead_net, ROLE_DEPT_ADMIN);
        EXPECT(&w, offer_kept(&w.c, "", &all, &n), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, offer_kept_one(&w.c, first, &o), ST_OK);
        d = edit("portable", "", "commun");
        d.id = first;
        d.seen = o.version;
        d.name_fr = "Un prêt";
        EXPECT(&w, offer_save(&w.c, &d, &id), ST_OK);
        EXPECT(&w, offer_save(&w.c, &d, &id), ST_STALE);
        as(&w, w.agent_hr, ROLE_DEPT_ADMIN); /* the role of the session, without the grant */
        EXPECT(&w, offer_kept_one(&w.c, first, &o), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(kept_by_its_department)

static void follow_the_form(enum db_engine e)
{
        struct world w;
        struct offer before, after;
        struct ask_field f;
        const struct json *j;
        const char *why, *kept;
        int64_t id, v;

        world_open(&w, e);
        form(&w, "court", "", "motif text required | Motif | Reason");
        id = offer(&w, "portable", "", "court");
        EXPECT(&w, offer_load(&w.c, id, &before), ST_OK);
        assert_true(ask_line_read(w.c.arena, "motif text required max=5 | Motif | Reason", &f));
        struct form_edit d = {.code = "court", .department = "", .name_fr = "C", .name_en = "C", .fields = &f, .n_fields = 1, .seen = -1};
        EXPECT(&w, form_save(&w.c, &d, &v), ST_OK);
        EXPECT(&w, offer_load(&w.c, id, &after), ST_OK);
        assert_int_equal(after.form_version_id, before.form_version_id); /* a draft asks nobody */
        d.publish = true;
        EXPECT(&w, form_save(&w.c, &d, &v), ST_OK);
        EXPECT(&w, offer_load(&w.c, id, &after), ST_OK);
        assert_int_equal(after.form_version_id, v);
        assert_int_equal(jv_parse(w.c.arena, "{\"motif\":\"trop long\"}", 21, &j, &why), ST_OK);
        EXPECT(&w, offer_answers_read(&w.c, &after, j, &kept), ST_INVALID);
        assert_non_null(form_msg(&w.c, "answers.motif"));
        w.c.n_error = 0;
        EXPECT(&w, offer_answers_read(&w.c, &before, j, &kept), ST_OK); /* under the version that it was asked */
        assert_string_equal(kept, "{\"motif\":\"trop long\"}");
        EXPECT(&w, offer_answers_read(&w.c, &after, NULL, &kept), ST_INVALID);
        world_close(&w);
}
TESTDB_BOTH(follow_the_form)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(by_audience), TESTDB_RUN(kept_by_its_department), TESTDB_RUN(follow_the_form)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
