/* What opening items in one steady scope writes, against rows written down by hand: numbers, states, groups, due dates,
 * points to check, journal.  item_batch_test.c compares two ways of the same code; this one knows neither. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/plan/own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident, slice_ticket_checks;
static const struct slice *const with_plan[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_clock, &slice_incident, &slice_plan, &slice_plan_first, &slice_ticket_checks,
        &slice_ticket_course, NULL};

DB_STMT(tickets,
        "SELECT t.kind, t.num, t.state, t.version, t.due_at, t.created_at, g.code AS grp, t.subject, COALESCE(u.num, 0) AS parent, COALESCE(k.code, '') AS course"
        " FROM ticket t JOIN support_group g ON g.id = t.group_id LEFT JOIN ticket u ON u.id = t.parent_id LEFT JOIN course k ON k.id = t.course_id"
        " ORDER BY t.kind DESC, t.num");
DB_STMT(steps,
        "SELECT t.num, i.num AS item, s.code, x.phase, x.due_known, CASE WHEN x.opened_at IS NULL THEN 0 ELSE 1 END AS opened,"
        " (SELECT COUNT(*) FROM plan_point b WHERE b.step_id = x.step_id AND x.points_shared = 1) AS boxes,"
        " (SELECT COUNT(*) FROM plan_point b WHERE b.step_id = x.step_id AND x.points_shared = 1 AND b.required = 1) AS required"
        " FROM service_task x JOIN ticket t ON t.id = x.ticket_id JOIN ticket i ON i.id = x.item_id JOIN plan_step s ON s.id = x.step_id ORDER BY t.num");
DB_STMT(journal,
        "SELECT t.kind, t.num, e.kind AS entry, e.is_public, COALESCE(e.changes, '') AS changes FROM entry e JOIN ticket t ON t.id = e.ticket_id"
        " ORDER BY t.kind DESC, t.num, e.id");

struct ticket_seen {
        int64_t kind, num, state, version, due_at, created_at, parent;
        const char *grp, *subject, *course;
};
static const struct db_col ticket_cols[] = {
        DB_COL_I64(struct ticket_seen, kind),       DB_COL_I64(struct ticket_seen, num),    DB_COL_I64(struct ticket_seen, state),
        DB_COL_I64(struct ticket_seen, version),    DB_COL_I64(struct ticket_seen, due_at), DB_COL_I64(struct ticket_seen, created_at),
        DB_COL_TEXT(struct ticket_seen, grp),       DB_COL_TEXT(struct ticket_seen, subject), DB_COL_I64(struct ticket_seen, parent),
        DB_COL_TEXT(struct ticket_seen, course),    DB_COL_END};
struct step_seen {
        int64_t num, item, phase, due_known, opened, boxes, required;
        const char *code;
};
static const struct db_col step_cols[] = {
        DB_COL_I64(struct step_seen, num),       DB_COL_I64(struct step_seen, item),   DB_COL_TEXT(struct step_seen, code), DB_COL_I64(struct step_seen, phase),
        DB_COL_I64(struct step_seen, due_known), DB_COL_I64(struct step_seen, opened), DB_COL_I64(struct step_seen, boxes), DB_COL_I64(struct step_seen, required),
        DB_COL_END};
struct entry_seen {
        int64_t kind, num, entry, is_public;
        const char *changes;
};
static const struct db_col entry_cols[] = {DB_COL_I64(struct entry_seen, kind),      DB_COL_I64(struct entry_seen, num),      DB_COL_I64(struct entry_seen, entry),
                                           DB_COL_I64(struct entry_seen, is_public), DB_COL_TEXT(struct entry_seen, changes), DB_COL_END};

static int64_t number(struct world *w, const char *sql)
{
        int64_t n = 0;
        const struct db_stmt s = {NULL, sql};

        EXPECT(w, db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

/* Three items at Monday 2026-01-05 09:00 in Paris: two of a course that begins on Monday the 19th, one of none. */
static void opened(struct world *w)
{
        static const char *const subject[] = {"Premier", "Deuxième", "Sans cours"};
        int64_t course, offer, monday;
        struct ticket t;

        w->app->slices = with_plan;
        w->c.zone = zone_get("Europe/Paris");
        as_system(w);
        EXPECT(w, course_support_ensure(&w->c), ST_OK);
        offer = number(w, "SELECT offer_id FROM approach WHERE code = 'antem'");
        assert_true(moment_parse("2026-01-19T07:30:00Z", &monday));
        struct course_draft k = {.code = "MED1", .term = "H26", .title = "Clinique", .department_id = number(w, "SELECT MIN(id) FROM department"), .first_at = monday};
        EXPECT(w, course_ensure(&w->c, &k, &course), ST_OK);
        as(w, w->admin, ROLE_ADMIN);
        DB_TX(tx, w->db);
        db_steady(w->db, w->c.arena);
        for (size_t i = 0; i < ARRAY_LEN(subject); i++) {
                const struct item_draft d = {.offer_id = offer, .requester_id = w->ines, .course_id = i < 2 ? course : 0, .subject = subject[i],
                                             .description = "", .answers = "{\"approche\":\"antem\"}", .channel = CHANNEL_IMPORT, .quiet_requester = true};
                EXPECT(w, item_open(&w->c, &d, &t), ST_OK);
        }
        EXPECT(w, db_commit(&tx), ST_OK);
        as_system(w);
}

/* By hand from the built-in plan: an interview five working days after Monday the 5th; the course begins on Monday the 19th, planning is due two working days
 * before it, accompaniment one, the review ten after its last day.  Without a course nothing of it is known. */
static const char *const ticket_lines[] = {
        "4-1 state 20 v1 techno-pedagogues due 2026-01-12T17:00:00Z made 2026-01-05T08:00:00Z of 1 MED1: Entrevue – Premier",
        "4-2 state 30 v1 technologues due 2026-01-15T17:00:00Z made 2026-01-05T08:00:00Z of 1 MED1: Planification technologique – Premier",
        "4-3 state 30 v1 techno-pedagogues due 2026-01-16T17:00:00Z made 2026-01-05T08:00:00Z of 1 MED1: Accompagnement techno-pédagogique – Premier",
        "4-4 state 30 v1 technologues due 2026-02-02T17:00:00Z made 2026-01-05T08:00:00Z of 1 MED1: Conformité de la médiatisation – Premier",
        "4-5 state 20 v1 techno-pedagogues due 2026-01-12T17:00:00Z made 2026-01-05T08:00:00Z of 2 MED1: Entrevue – Deuxième",
        "4-6 state 30 v1 technologues due 2026-01-15T17:00:00Z made 2026-01-05T08:00:00Z of 2 MED1: Planification technologique – Deuxième",
        "4-7 state 30 v1 techno-pedagogues due 2026-01-16T17:00:00Z made 2026-01-05T08:00:00Z of 2 MED1: Accompagnement techno-pédagogique – Deuxième",
        "4-8 state 30 v1 technologues due 2026-02-02T17:00:00Z made 2026-01-05T08:00:00Z of 2 MED1: Conformité de la médiatisation – Deuxième",
        "4-9 state 20 v1 techno-pedagogues due 2026-01-12T17:00:00Z made 2026-01-05T08:00:00Z of 3 : Entrevue – Sans cours",
        "4-10 state 30 v1 technologues due none made 2026-01-05T08:00:00Z of 3 : Planification technologique – Sans cours",
        "4-11 state 30 v1 techno-pedagogues due none made 2026-01-05T08:00:00Z of 3 : Accompagnement techno-pédagogique – Sans cours",
        "4-12 state 30 v1 technologues due none made 2026-01-05T08:00:00Z of 3 : Conformité de la médiatisation – Sans cours",
        "3-1 state 20 v1 techno-pedagogues due 2026-01-19T07:30:00Z made 2026-01-05T08:00:00Z of 1 MED1: Premier",
        "3-2 state 20 v1 techno-pedagogues due 2026-01-19T07:30:00Z made 2026-01-05T08:00:00Z of 2 MED1: Deuxième",
        "3-3 state 20 v1 techno-pedagogues due none made 2026-01-05T08:00:00Z of 3 : Sans cours",
        "2-1 state 20 v1 techno-pedagogues due none made 2026-01-05T08:00:00Z of 0 MED1: Premier",
        "2-2 state 20 v1 techno-pedagogues due none made 2026-01-05T08:00:00Z of 0 MED1: Deuxième",
        "2-3 state 20 v1 techno-pedagogues due none made 2026-01-05T08:00:00Z of 0 : Sans cours",
};
/* The interview is open, the rest waits (phase 0); the training of super-users is not among them. */
static const char *const step_lines[] = {
        "1 of item 1: 1 phase 1 known 1 opened 1, 6 points, 3 required",
        "2 of item 1: 2.1 phase 0 known 1 opened 0, 7 points, 1 required",
        "3 of item 1: 2.2 phase 0 known 1 opened 0, 4 points, 0 required",
        "4 of item 1: 3 phase 0 known 1 opened 0, 2 points, 1 required",
        "5 of item 2: 1 phase 1 known 1 opened 1, 6 points, 3 required",
        "6 of item 2: 2.1 phase 0 known 1 opened 0, 7 points, 1 required",
        "7 of item 2: 2.2 phase 0 known 1 opened 0, 4 points, 0 required",
        "8 of item 2: 3 phase 0 known 1 opened 0, 2 points, 1 required",
        "9 of item 3: 1 phase 1 known 1 opened 1, 6 points, 3 required",
        "10 of item 3: 2.1 phase 0 known 0 opened 0, 7 points, 1 required",
        "11 of item 3: 2.2 phase 0 known 0 opened 0, 4 points, 0 required",
        "12 of item 3: 3 phase 0 known 0 opened 0, 2 points, 1 required",
};
/* One public line of the journal each: opened. */
static const char *const entry_lines[] = {
        "4-1 entry 30 public 1 {\"opened\":[0,4]}",
        "4-2 entry 30 public 1 {\"opened\":[0,4]}",
        "4-3 entry 30 public 1 {\"opened\":[0,4]}",
        "4-4 entry 30 public 1 {\"opened\":[0,4]}",
        "4-5 entry 30 public 1 {\"opened\":[0,4]}",
        "4-6 entry 30 public 1 {\"opened\":[0,4]}",
        "4-7 entry 30 public 1 {\"opened\":[0,4]}",
        "4-8 entry 30 public 1 {\"opened\":[0,4]}",
        "4-9 entry 30 public 1 {\"opened\":[0,4]}",
        "4-10 entry 30 public 1 {\"opened\":[0,4]}",
        "4-11 entry 30 public 1 {\"opened\":[0,4]}",
        "4-12 entry 30 public 1 {\"opened\":[0,4]}",
        "3-1 entry 30 public 1 {\"opened\":[0,3]}",
        "3-2 entry 30 public 1 {\"opened\":[0,3]}",
        "3-3 entry 30 public 1 {\"opened\":[0,3]}",
        "2-1 entry 30 public 1 {\"opened\":[0,2]}",
        "2-2 entry 30 public 1 {\"opened\":[0,2]}",
        "2-3 entry 30 public 1 {\"opened\":[0,2]}",
};

static void same(struct buf *b, const char *const *line, size_t n)
{
        const char *p = b->p;

        assert_int_equal(buf_end(b), ST_OK);
        for (size_t i = 0; i < n; i++) {
                size_t bytes = strcspn(p, "\n");
                assert_string_equal(arena_strn(b->arena, p, bytes), line[i]);
                p += bytes + (p[bytes] == '\n');
        }
        assert_string_equal(p, ""); /* and no row more */
}

static const char *day(struct world *w, int64_t at)
{
        return at >= MOMENT_NEVER ? "none" : moment_rfc3339(w->c.arena, at);
}

static void written(enum db_engine e)
{
        struct world w;
        struct ticket_seen *t;
        struct step_seen *s;
        struct entry_seen *x;
        struct buf b;
        size_t n;

        world_open(&w, e);
        opened(&w);
        buf_init(&b, w.c.arena, 1 << 20);
        EXPECT(&w, db_all(w.db, w.c.arena, &tickets, DB_NO_ARGS, ticket_cols, sizeof *t, 100, &t, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%lld-%lld state %lld v%lld %s due %s made %s of %lld %s: %s\n", (long long)t[i].kind, (long long)t[i].num, (long long)t[i].state,
                        (long long)t[i].version, t[i].grp, day(&w, t[i].due_at), day(&w, t[i].created_at), (long long)t[i].parent, t[i].course, t[i].subject);
        same(&b, ticket_lines, ARRAY_LEN(ticket_lines));
        buf_init(&b, w.c.arena, 1 << 20);
        EXPECT(&w, db_all(w.db, w.c.arena, &steps, DB_NO_ARGS, step_cols, sizeof *s, 100, &s, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%lld of item %lld: %s phase %lld known %lld opened %lld, %lld points, %lld required\n", (long long)s[i].num, (long long)s[i].item,
                        s[i].code, (long long)s[i].phase, (long long)s[i].due_known, (long long)s[i].opened, (long long)s[i].boxes, (long long)s[i].required);
        same(&b, step_lines, ARRAY_LEN(step_lines));
        buf_init(&b, w.c.arena, 1 << 20);
        EXPECT(&w, db_all(w.db, w.c.arena, &journal, DB_NO_ARGS, entry_cols, sizeof *x, 100, &x, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%lld-%lld entry %lld public %lld %s\n", (long long)x[i].kind, (long long)x[i].num, (long long)x[i].entry, (long long)x[i].is_public,
                        x[i].changes);
        same(&b, entry_lines, ARRAY_LEN(entry_lines));
        world_close(&w);
}
TESTDB_BOTH(written)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(written)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
