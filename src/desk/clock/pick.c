/* Which promises a ticket gets: one statement, one row a clock.  And what happens to a running clock when
 * the answer changes, because the ticket changed (another service, another priority) or because the
 * promise or its calendar has a newer version: the stretch so far is closed under the old version, a
 * correction of no length says why, and the clock goes on under the new one with what it has spent. */
#include "desk/clock/clock_own.h"
#include "desk/clock/site.h"
#include "formats/json.h"

/* A rule weighs its conditions; what a site promises weighs more than all of them, and what an offer promises more
 * than that.  A ticket at a site counts by the site's calendar. */
#define PICK(which)                                                                                                \
        "SELECT x.promise_version_id, x.calendar_version_id, x.target_ms, x.name, x.levels, x.pauses FROM"         \
        " (SELECT v.id AS promise_version_id, w.id AS calendar_version_id, v.target_ms, v.clock AS name, v.levels, v.pauses," \
        " ROW_NUMBER() OVER (PARTITION BY v.clock ORDER BY r.weight DESC, r.rank, r.promise_id) AS place FROM"     \
        " (SELECT r.promise_id, r.rank, CASE WHEN r.service_id > 0 THEN 1 ELSE 0 END"                              \
        " + CASE WHEN r.priority > 0 THEN 1 ELSE 0 END + CASE WHEN r.audience <> '' THEN 1 ELSE 0 END AS weight"   \
        " FROM promise_rule r WHERE r.kind = CAST(:kind AS BIGINT) AND r.service_id IN (0, CAST(:service AS BIGINT))"              \
        " AND r.priority IN (0, CAST(:priority AS BIGINT)) AND r.audience IN ('', CAST(:audience AS TEXT))"        \
        " UNION ALL SELECT y.promise_id, 0, 9 FROM site_promise y WHERE y.site_id = :site AND CAST(:kind AS BIGINT) IN (1, 2)" \
        " UNION ALL SELECT q.id, 0, 10 FROM promise q WHERE q.id = :own) r"                                        \
        " JOIN promise_version v ON v.promise_id = r.promise_id JOIN calendar_version w ON w.calendar_id ="        \
        " COALESCE((SELECT z.calendar_id FROM site z WHERE z.id = :site), v.calendar_id) WHERE " which             \
        " AND v.version = (SELECT MAX(a.version) FROM promise_version a WHERE a.promise_id = r.promise_id)"        \
        " AND w.version = (SELECT MAX(b.version) FROM calendar_version b WHERE b.calendar_id = w.calendar_id)) x"  \
        " WHERE x.place = 1 ORDER BY x.name DESC"
DB_STEADY(promise_pick, PICK("v.clock <> 'internal'"));
DB_STEADY(promise_pick_internal, PICK("v.clock = 'internal'"));
/* The calendar of the first row that promise_pick gives for an incident of no service, priority, audience or site: asked
 * with every notice, so in one look instead of a ranking of all rules. */
DB_STEADY(promise_desk,
        "SELECT w.id FROM promise_rule r JOIN promise_version v ON v.promise_id = r.promise_id"
        " JOIN calendar_version w ON w.calendar_id = v.calendar_id WHERE r.kind = 1 AND r.service_id = 0 AND r.priority = 0"
        " AND r.audience = '' AND v.clock <> 'internal'"
        " AND v.version = (SELECT MAX(a.version) FROM promise_version a WHERE a.promise_id = r.promise_id)"
        " AND w.version = (SELECT MAX(b.version) FROM calendar_version b WHERE b.calendar_id = w.calendar_id)"
        " ORDER BY v.clock DESC, r.rank, r.promise_id LIMIT 1");
DB_STMT(promise_of_item,
        "SELECT COALESCE(o.promise_id, 0) FROM item i JOIN offer o ON o.id = i.offer_id WHERE i.ticket_id = :ticket");
DB_STMT(clock_versions_put,
        "UPDATE clock SET promise_version_id = :promise, calendar_version_id = :calendar WHERE id = :id");
static const struct db_stmt *const pick_stmts[] = {&promise_pick, &promise_pick_internal, &promise_desk, &promise_of_item, &clock_versions_put, NULL};
const struct slice slice_clock_pick = {.name = "clock-pick", .stmts = pick_stmts};

static const struct db_col pick_cols[] = {
        DB_COL_I64(struct promise_row, promise_version_id), DB_COL_I64(struct promise_row, calendar_version_id),
        DB_COL_I64(struct promise_row, target_ms), DB_COL_TEXT(struct promise_row, name),
        DB_COL_TEXT(struct promise_row, levels), DB_COL_TEXT(struct promise_row, pauses), DB_COL_END};

static enum status own_promise(struct ctx *c, const struct ticket *t, int64_t *own)
{
        enum status st = db_i64(c->db, &promise_of_item, DB_ARGS(DB_I("ticket", t->id)), own);

        if (st)
                *own = 0;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status pick(struct ctx *c, const struct db_stmt *which, const struct ticket *t, int64_t own, struct promise_row **out, size_t *n)
{
        int64_t site = 0;
        bool placed = t->id && t->site && !text_blank(t->site);
        enum status st = placed ? site_of_ticket(c, t->id, &site) : ST_OK;

        if (!st && own == PROMISE_ASKED)
                st = t->kind == TICKET_ITEM && t->id ? own_promise(c, t, &own) : ST_OK;
        if (st)
                return st;
        return db_all(c->db, c->arena, which,
                      DB_ARGS(DB_I("kind", t->kind), DB_I("service", t->service_id), DB_I("priority", t->priority),
                              DB_T("audience", t->persona ? t->persona : ""), DB_I("site", site), DB_I("own", own)),
                      pick_cols, sizeof **out, CLOCKS_MAX, out, n);
}

enum status promises_pick(struct ctx *c, const struct ticket *t, int64_t own, struct promise_row **out, size_t *n)
{
        return pick(c, &promise_pick, t, own, out, n);
}

enum status internal_pick(struct ctx *c, const struct ticket *t, struct promise_row **out, size_t *n)
{
        return pick(c, &promise_pick_internal, t, PROMISE_ASKED, out, n);
}

enum status desk_pick(struct ctx *c, int64_t *calendar_version_id)
{
        enum status st = db_i64(c->db, &promise_desk, DB_NO_ARGS, calendar_version_id);

        if (st)
                *calendar_version_id = 0;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

bool pick_changed(const struct ticket *a, const struct ticket *b)
{
        return a->kind != b->kind || a->service_id != b->service_id || a->priority != b->priority ||
               !str_eq(a->persona ? a->persona : "", b->persona ? b->persona : "") ||
           !str_eq(a->site ? a->site : "", b->site ? b->site : "");
}

/* Levels below the target that the spent time has passed: they were told, or would have been.  The target
 * itself is never skipped, or a breach would go unseen. */
static int64_t levels_passed(struct ctx *c, const struct clock_row *k)
{
        const struct json *j = NULL;
        const char *why;
        int64_t n = 0;
        if (jv_parse(c->arena, k->levels, strlen(k->levels), &j, &why))
                return 0;
        for (size_t i = 0; i < jv_count(j); i++) {
                int64_t mark = jv_int(jv_at(j, i), 1000);
                if (mark >= 1000 || k->target_ms * mark / 1000 > k->spent_ms)
                        break;
                n++;
        }
        return n;
}

static void row_take(struct ctx *c, const struct ticket *t, const struct promise_row *p, struct clock_row *k)
{
        bool same_levels = str_eq(k->levels, p->levels);
        k->promise_version_id = p->promise_version_id;
        k->calendar_version_id = p->calendar_version_id;
        k->target_ms = p->target_ms;
        k->pauses = p->pauses;
        k->levels = p->levels;
        if (!same_levels)
                k->level = levels_passed(c, k);
        k->state = t->state == STATE_PENDING && clock_pauses_for(k, t->pending) ? CLOCK_PAUSED : CLOCK_RUNNING;
}

enum status clock_switch(struct ctx *c, const struct ticket *t, struct clock_row *k, const struct promise_row *p, int64_t at,
                         const char *note)
{
        const struct calendar *was, *now;
        if (k->state != CLOCK_RUNNING && k->state != CLOCK_PAUSED)
                return ST_OK;
        if (k->promise_version_id == p->promise_version_id && k->calendar_version_id == p->calendar_version_id)
                return ST_OK;
        enum status st = calendar_of(c, k->calendar_version_id, &was);
        if (!st)
                st = calendar_of(c, p->calendar_version_id, &now);
        if (!st)
                st = clock_close(c, was, k, at, k->state == CLOCK_PAUSED ? pending_word(t->pending) : NULL);
        if (st)
                return st;
        row_take(c, t, p, k);
        st = clock_correct(c, k, note);
        if (!st)
                st = db_exec(c->db, &clock_versions_put,
                             DB_ARGS(DB_I("promise", k->promise_version_id), DB_I("calendar", k->calendar_version_id),
                                     DB_I("id", k->id)),
                             NULL);
        clock_dates(c, now, k);
        if (k->state == CLOCK_PAUSED)
                k->level_at = MOMENT_NEVER;
        return st ? st : clock_write(c, k);
}
