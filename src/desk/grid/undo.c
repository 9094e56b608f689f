/* Taking an import back whole, within a day and while nobody worked on what it made: what applying wrote down
 * before each change is put back, the last first. */
#include <string.h>

#include "desk/grid/apply_own.h"
#include "desk/plan/plan.h"
#include "desk/ticket/flag.h"

DB_STMT(grid_undo_gate, "SELECT id FROM grid_gate WHERE id = 1 @lock");
DB_STMT(grid_acts, "SELECT x.id, x.kind, x.course_id, x.approach_id, x.item_id, x.seen, x.before FROM grid_act x WHERE x.grid_id = :id AND x.id < :below"
                   " ORDER BY x.id DESC LIMIT 500");
DB_STMT(grid_touched_items,
        "SELECT count(*) FROM (SELECT 1 AS one FROM grid_act x WHERE x.grid_id = :id AND x.kind IN (20, 30, 50) AND x.seen <>"
        " (SELECT COALESCE(SUM(t.version), 0) + (SELECT count(*) FROM support_task s JOIN service_task y ON y.ticket_id = s.service_task_id"
        " WHERE y.item_id = x.item_id) FROM ticket t WHERE t.id = x.item_id OR t.id IN (SELECT z.ticket_id FROM service_task z WHERE z.item_id = x.item_id))"
        " LIMIT 1) n");
DB_STMT(grid_touched_courses,
        "SELECT count(*) FROM (SELECT 1 AS one FROM grid_act x JOIN course k ON k.id = x.course_id WHERE x.grid_id = :id AND x.kind = 10"
        " AND x.seen <> k.version AND NOT EXISTS (SELECT 1 FROM grid_act y WHERE y.grid_id = :id AND y.course_id = x.course_id AND y.kind = 10"
        " AND y.id > x.id) LIMIT 1) n");
DB_STMT(grid_line_back,
        "UPDATE grid_line SET withdrawn_at = :withdrawn, confirmed_at = :confirmed, kept_at = :kept, body_hash = :hash, body = :body, said_at = :now"
        " WHERE course_id = :course AND approach_id = :approach");
DB_STMT(grid_line_undone, "UPDATE grid_line SET withdrawn_at = :now, confirmed_at = :now WHERE course_id = :course AND approach_id = :approach");
DB_STMT(grid_undone, "UPDATE grid SET state = 30, version = version + 1 WHERE id = :id AND state = 20");
DB_STMT(grid_acts_drop, "DELETE FROM grid_act WHERE grid_id = :id");
static const struct db_stmt *const undo_stmts[] = {&grid_undo_gate, &grid_acts, &grid_touched_items, &grid_touched_courses, &grid_line_back, &grid_line_undone,
                                                   &grid_undone, &grid_acts_drop, NULL};
const struct slice slice_grid_undo = {.name = "grid-undo", .stmts = undo_stmts};

enum { ACTS_AT_ONCE = 500, COURSE_ARENA = 16 << 20 };

struct act {
        int64_t id, kind, course_id, approach_id, item_id, seen;
        const char *before;
};
static const struct db_col act_cols[] = {DB_COL_I64(struct act, id),        DB_COL_I64(struct act, kind),    DB_COL_I64(struct act, course_id),
                                         DB_COL_I64(struct act, approach_id), DB_COL_I64(struct act, item_id), DB_COL_I64(struct act, seen),
                                         DB_COL_TEXT(struct act, before),   DB_COL_END};

/* ---- what stood before, as text -------------------------------------------------------------------------------------------- */

enum status grid_snapshot(struct ctx *c, const struct course *k, const char **out)
{
        struct course_session *s;
        struct course_presenter *p;
        size_t n_s, n_p;
        struct grid_entry e = {.title = k->title, .department = arena_fmt(c->arena, "%lld", (long long)k->department_id), .first_at = k->activity_at,
                               .owner = {.name = "", .mail = "", .id = k->owner_id}};
        enum status st = course_sessions(c, k->id, &s, &n_s);

        if (!st)
                st = course_presenter_list(c, k->id, &p, &n_p);
        if (st)
                return st;
        e.session = ARENA_ARRAY(c->arena, n_s + 1, struct grid_span);
        e.presenter = ARENA_ARRAY(c->arena, n_p + 1, struct grid_person);
        for (size_t i = 0; i < n_s; i++)
                if (s[i].state == SESSION_HELD)
                        e.session[e.n_sessions++] = (struct grid_span){s[i].from_at, s[i].to_at};
        for (size_t i = 0; i < n_p; i++)
                e.presenter[e.n_presenters++] = (struct grid_person){.name = "", .mail = "", .id = p[i].id};
        grid_body_make(c, &e);
        *out = e.body;
        return ST_OK;
}

/* "withdrawn confirmed kept HASH" and the body behind. */
const char *grid_line_before(struct ctx *c, const struct grid_known *k)
{
        struct buf b;

        buf_init(&b, c->arena, 128 << 10);
        buf_fmt(&b, "%lld %lld %lld ", (long long)k->withdrawn_at, (long long)k->confirmed_at, (long long)k->kept_at);
        for (size_t i = 0; i < k->body_hash.n; i++)
                buf_fmt(&b, "%02x", k->body_hash.p[i]);
        buf_fmt(&b, "\n%s", k->body);
        return b.p;
}

static int64_t number_at(struct arena *a, const char **p)
{
        size_t n = strcspn(*p, " \n");
        int64_t v = 0;

        if (!text_i64(arena_strn(a, *p, n), &v))
                v = 0;
        *p += n + ((*p)[n] == ' ');
        return v;
}

static unsigned char nibble(char ch)
{
        return (unsigned char)(ch <= '9' ? ch - '0' : ch - 'a' + 10);
}

static enum status line_back(struct ctx *c, const struct act *x)
{
        const char *p = x->before;
        int64_t withdrawn = number_at(c->arena, &p), confirmed = number_at(c->arena, &p), kept = number_at(c->arena, &p);
        unsigned char hash[32];
        size_t n = 0;

        for (; p[0] && p[1] && *p != '\n' && n < sizeof hash; p += 2)
                hash[n++] = (unsigned char)(nibble(p[0]) << 4 | nibble(p[1]));
        p += *p == '\n';
        return db_exec(c->db, &grid_line_back,
                       DB_ARGS(DB_REF("withdrawn", withdrawn), DB_REF("confirmed", confirmed), DB_REF("kept", kept), DB_B("hash", hash, n), DB_T("body", p), DB_I("now", c->now),
                               DB_I("course", x->course_id), DB_I("approach", x->approach_id)),
                       NULL);
}

/* ---- a course ---------------------------------------------------------------------------------------------------------------- */

static enum status sessions_back(struct ctx *c, int64_t course_id, const struct grid_entry *e)
{
        struct course_session *now, *want;
        size_t n, n_moved, n_want = 0;
        int64_t *moved, flagged;
        enum status st = course_sessions(c, course_id, &now, &n);

        if (st)
                return st;
        want = ARENA_ARRAY(c->arena, e->n_sessions + 1, struct course_session);
        for (size_t i = 0; i < e->n_sessions; i++)
                want[n_want++] = (struct course_session){.from_at = e->session[i].from_at, .to_at = e->session[i].to_at, .state = SESSION_HELD};
        st = course_sessions_set(c, course_id, want, n_want, &moved, &n_moved);
        return st || !n_moved ? st : support_flag(c, moved, n_moved, &flagged);
}

static enum status course_back(struct ctx *c, const struct act *x)
{
        struct grid_entry e;
        struct course k;
        int64_t department = 0;
        enum status st = course_load(c, x->course_id, &k);

        grid_body_read(c, x->before, &e);
        int64_t *who = ARENA_ARRAY(c->arena, e.n_presenters + 1, int64_t);
        for (size_t i = 0; i < e.n_presenters; i++)
                who[i] = e.presenter[i].id;
        if (!st && *x->before && text_i64(e.department, &department))
                st = course_change(c, x->course_id, &(struct course_draft){k.code, k.term, e.title, department, e.owner.id, e.first_at}, 0);
        if (!st)
                st = course_presenters_set(c, x->course_id, who, e.n_presenters);
        if (!st)
                st = sessions_back(c, x->course_id, &e);
        return st ? st : course_redate(c, x->course_id);
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------------- */

static enum status act_back(struct ctx *c, const struct act *x, const char *reason)
{
        enum status st = ST_OK;

        if (x->kind == ACT_COURSE)
                return course_back(c, x);
        if (x->kind == ACT_CREATED || x->kind == ACT_REVIVED)
                st = item_cancel(c, x->item_id, reason);
        if (st)
                return st;
        if (x->kind != ACT_CREATED)
                return line_back(c, x);
        return db_exec(c->db, &grid_line_undone, DB_ARGS(DB_I("now", c->now), DB_I("course", x->course_id), DB_I("approach", x->approach_id)), NULL);
}

static enum status acts_back(struct ctx *c, int64_t id)
{
        struct ctx sys = *c;
        struct act *x;
        size_t n = ACTS_AT_ONCE;
        int64_t below = INT64_MAX;
        const char *reason = ctx_msg(c, MSG_grid_undone_reason);
        enum status st = ST_OK;

        sys.actor = &actor_system;
        sys.arena = arena_new(COURSE_ARENA);
        while (!st && n == ACTS_AT_ONCE) {
                arena_reset(sys.arena);
                st = db_all(c->db, sys.arena, &grid_acts, DB_ARGS(DB_I("id", id), DB_I("below", below)), act_cols, sizeof *x, ACTS_AT_ONCE, &x, &n);
                for (size_t i = 0; !st && i < n; i++) {
                        st = act_back(&sys, &x[i], reason);
                        below = x[i].id;
                }
        }
        c->why = st && sys.why ? arena_str(c->arena, sys.why) : c->why;
        arena_free(&sys.arena);
        return st;
}

static enum status untouched(struct ctx *c, int64_t id)
{
        int64_t items = 0, courses = 0;
        enum status st = db_i64(c->db, &grid_touched_items, DB_ARGS(DB_I("id", id)), &items);

        if (!st)
                st = db_i64(c->db, &grid_touched_courses, DB_ARGS(DB_I("id", id)), &courses);
        if (st)
                return st;
        return items || courses ? ctx_fail(c, ST_CONFLICT, items ? MSG_grid_error_touched : MSG_grid_error_touched_course) : ST_OK;
}

enum status grid_undo(struct ctx *c, int64_t id)
{
        struct grid_import g;
        int64_t one = 0, rows = 0;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &grid_undo_gate, DB_NO_ARGS, &one);
        if (!st)
                st = grid_load(c, id, &g);
        if (!st && g.state == GRID_UNDONE)
                return ST_OK;
        if (!st && !g.undo)
                st = ctx_fail(c, ST_CONFLICT, g.acts ? MSG_grid_error_late : MSG_grid_error_nothing);
        if (!st)
                st = untouched(c, id);
        if (!st)
                st = acts_back(c, id);
        if (!st)
                st = db_exec(c->db, &grid_undone, DB_ARGS(DB_I("id", id)), &rows);
        if (!st)
                st = db_exec(c->db, &grid_acts_drop, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = audit(c, "grid.undo", "grid", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}
