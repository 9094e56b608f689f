/* Sites and the tickets at them.  The site of a ticket is found once, when it is opened or its words change,
 * and kept in ticket_site, so that choosing a promise and moving clocks ask for a number. */
#include "desk/clock/site.h"

#include "desk/clock/promises.h"

enum { SITES_MAX = 500, SITE_PROMISES_MAX = 50 };

#define SITE_COLUMNS                                                                                          \
        "SELECT s.id, s.version, s.code, s.name, k.code AS calendar_code, k.name AS calendar_name, w.time_zone AS zone" \
        " FROM site s JOIN calendar k ON k.id = s.calendar_id JOIN calendar_version w ON w.calendar_id = k.id" \
        " AND w.version = (SELECT MAX(x.version) FROM calendar_version x WHERE x.calendar_id = k.id)"
DB_STMT(site_all, SITE_COLUMNS " ORDER BY s.code LIMIT 500");
DB_STMT(site_one, SITE_COLUMNS " WHERE s.code = :code");
DB_STMT(site_add,
        "INSERT INTO site (code, name, name_fold, calendar_id, from_at) VALUES (:code, :name, :fold, :calendar, :now)"
        " ON CONFLICT DO NOTHING RETURNING id");
DB_STMT(site_put,
        "UPDATE site SET name = :name, name_fold = :fold, from_at = CASE WHEN calendar_id = :calendar THEN from_at ELSE :now END,"
        " calendar_id = :calendar, version = version + 1 WHERE id = :id AND version = :seen"
        " AND NOT EXISTS (SELECT 1 FROM site o WHERE o.name_fold = :fold AND o.id <> :id)");
DB_STMT(site_promise_all,
        "SELECT p.code FROM site_promise y JOIN promise p ON p.id = y.promise_id WHERE y.site_id = :id ORDER BY p.code LIMIT 50");
DB_STMT(site_promise_clear, "DELETE FROM site_promise WHERE site_id = :id");
DB_STMT(site_promise_add,
        "INSERT INTO site_promise (site_id, promise_id) SELECT CAST(:id AS BIGINT), p.id FROM promise p WHERE p.code = :code"
        " ON CONFLICT (site_id, promise_id) DO NOTHING");
DB_STMT(site_named, "SELECT id FROM site WHERE name_fold = :fold OR code = :fold ORDER BY id LIMIT 1");
DB_STMT(site_ticket, "SELECT site_id FROM ticket_site WHERE ticket_id = :ticket");
DB_STMT(site_ticket_put,
        "INSERT INTO ticket_site (ticket_id, site_id) VALUES (:ticket, :site)"
        " ON CONFLICT (ticket_id) DO UPDATE SET site_id = excluded.site_id");
DB_STMT(site_ticket_drop, "DELETE FROM ticket_site WHERE ticket_id = :ticket");
static const struct db_stmt *const site_stmts[] = {&site_all, &site_one, &site_add, &site_put, &site_promise_all,
                                                   &site_promise_clear, &site_promise_add, &site_named, &site_ticket,
                                                   &site_ticket_put, &site_ticket_drop, NULL};
const struct slice slice_clock_site = {.name = "clock-site", .stmts = site_stmts};

static const struct db_col site_cols[] = {
        DB_COL_I64(struct site, id),        DB_COL_I64(struct site, version),        DB_COL_TEXT(struct site, code),
        DB_COL_TEXT(struct site, name),     DB_COL_TEXT(struct site, calendar_code), DB_COL_TEXT(struct site, calendar_name),
        DB_COL_TEXT(struct site, zone),     DB_COL_END};

enum status site_list(struct ctx *c, struct site **out, size_t *n)
{
        return db_all(c->db, c->arena, &site_all, DB_NO_ARGS, site_cols, sizeof **out, SITES_MAX, out, n);
}

enum status site_get(struct ctx *c, const char *code, struct site *out)
{
        return db_one(c->db, c->arena, &site_one, DB_ARGS(DB_T("code", code)), site_cols, out);
}

enum status site_promises(struct ctx *c, int64_t site_id, struct site_code **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct site_code, code), DB_COL_END};

        return db_all(c->db, c->arena, &site_promise_all, DB_ARGS(DB_I("id", site_id)), cols, sizeof **out, SITE_PROMISES_MAX,
                      out, n);
}

static enum status row_write(struct ctx *c, const struct site_draft *d, int64_t calendar_id, int64_t *id)
{
        const char *fold = text_fold(c->arena, d->name);
        struct site was;
        int64_t rows = 0;
        enum status st;

        if (d->seen < 0) {
                st = db_i64(c->db, &site_add,
                            DB_ARGS(DB_T("code", d->code), DB_T("name", d->name), DB_T("fold", fold),
                                    DB_I("calendar", calendar_id), DB_I("now", c->now)),
                            id);
                return st == ST_NOT_FOUND ? ST_CONFLICT : st;
        }
        st = site_get(c, d->code, &was);
        if (!st && was.version != d->seen)
                return ST_STALE;
        *id = was.id;
        if (!st)
                st = db_exec(c->db, &site_put,
                             DB_ARGS(DB_T("name", d->name), DB_T("fold", fold), DB_I("calendar", calendar_id), DB_I("now", c->now),
                                     DB_I("id", was.id), DB_I("seen", d->seen)),
                             &rows);
        return st ? st : rows ? ST_OK : ST_CONFLICT;
}

enum status site_save(struct ctx *c, const struct site_draft *d)
{
        struct calendar_info cal;
        int64_t id = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = calendar_info_get(c, d->calendar_code, &cal);
        if (!st)
                st = row_write(c, d, cal.id, &id);
        if (!st)
                st = db_exec(c->db, &site_promise_clear, DB_ARGS(DB_I("id", id)), NULL);
        for (size_t i = 0; !st && i < d->n_promises; i++)
                st = db_exec(c->db, &site_promise_add, DB_ARGS(DB_I("id", id), DB_T("code", d->promises[i])), NULL);
        if (!st)
                st = audit(c, "site.save", "site", id, "ok", d->code);
        if (!st)
                st = job_plan(c, "clock.move", "edits", c->now, NULL);
        return st ? st : db_commit(&tx);
}

enum status site_of_ticket(struct ctx *c, int64_t ticket_id, int64_t *out)
{
        enum status st = db_i64(c->db, &site_ticket, DB_ARGS(DB_I("ticket", ticket_id)), out);

        if (st != ST_NOT_FOUND)
                return st;
        *out = 0;
        return ST_OK;
}

enum status site_resolve(struct ctx *c, const struct ticket *t)
{
        int64_t site = 0;
        enum status st = ST_NOT_FOUND;

        if (t->site && !text_blank(t->site))
                st = db_i64(c->db, &site_named, DB_ARGS(DB_T("fold", text_fold(c->arena, t->site))), &site);
        if (st == ST_NOT_FOUND)
                return db_exec(c->db, &site_ticket_drop, DB_ARGS(DB_I("ticket", t->id)), NULL);
        return st ? st : db_exec(c->db, &site_ticket_put, DB_ARGS(DB_I("ticket", t->id), DB_I("site", site)), NULL);
}
