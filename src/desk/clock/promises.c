/* Calendars, promises and rules as administrators keep them.  A row is locked while its next version is
 * made, so two editors cannot make the same number; what running clocks have to do with it is left to
 * the job 'clock.move'. */
#include "desk/clock/clock_own.h"
#include "formats/json.h"

#define CALENDAR_INFO                                                                                          \
        "SELECT c.id, w.version, w.id AS version_id, w.day_ms, c.code, c.name, w.time_zone AS zone, w.week, w.holidays" \
        " FROM calendar c JOIN calendar_version w ON w.calendar_id = c.id"                                           \
        " AND w.version = (SELECT MAX(x.version) FROM calendar_version x WHERE x.calendar_id = c.id)"
#define PROMISE_INFO                                                                                           \
        "SELECT p.id, v.version, v.target_ms, w.day_ms, p.code, p.name_fr, p.name_en, v.clock, v.pauses, v.levels, v.acts,"  \
        " c.code AS calendar_code, c.name AS calendar_name FROM promise p JOIN promise_version v ON v.promise_id = p.id" \
        " AND v.version = (SELECT MAX(x.version) FROM promise_version x WHERE x.promise_id = p.id)"                   \
        " JOIN calendar c ON c.id = v.calendar_id JOIN calendar_version w ON w.calendar_id = c.id"                    \
        " AND w.version = (SELECT MAX(y.version) FROM calendar_version y WHERE y.calendar_id = c.id)"
DB_STMT(calendar_info_all, CALENDAR_INFO " ORDER BY c.id");
DB_STMT(calendar_info_one, CALENDAR_INFO " WHERE c.code = :code");
DB_STMT(calendar_new, "INSERT INTO calendar (code, name) VALUES (:code, :name) ON CONFLICT (code) DO NOTHING");
DB_STMT(calendar_rename, "UPDATE calendar SET name = :name WHERE id = :id");
DB_STMT(calendar_hold, "SELECT id FROM calendar WHERE code = :code @lock");
DB_STMT(calendar_version_add,
        "INSERT INTO calendar_version (calendar_id, version, time_zone, day_ms, week, holidays, from_at, by_id)"
        " VALUES (:id, :version, :zone, :day_ms, :week, :holidays, :now, :by)");
DB_STMT(promise_info_all, PROMISE_INFO " ORDER BY p.id");
DB_STMT(promise_info_one, PROMISE_INFO " WHERE p.code = :code");
DB_STMT(promise_new,
        "INSERT INTO promise (code, name_fr, name_en, between_groups) VALUES (:code, :fr, :en, :between) ON CONFLICT (code) DO NOTHING");
DB_STMT(promise_rename, "UPDATE promise SET name_fr = :fr, name_en = :en WHERE id = :id");
DB_STMT(promise_hold, "SELECT id FROM promise WHERE code = :code @lock");
DB_STMT(promise_version_add,
        "INSERT INTO promise_version (promise_id, version, calendar_id, clock, target_ms, pauses, levels, acts, from_at,"
        " by_id) VALUES (:id, :version, :calendar, :clock, :target, :pauses, :levels, :acts, :now, :by)");
DB_STMT(promise_rule_all,
        "SELECT r.id, r.promise_id, r.kind, r.service_id, r.priority, r.rank, r.audience, s.name_fr AS service_fr,"
        " s.name_en AS service_en FROM promise_rule r LEFT JOIN service s ON s.id = r.service_id ORDER BY r.promise_id, r.id");
DB_STMT(promise_rule_new,
        "INSERT INTO promise_rule (promise_id, kind, service_id, priority, audience, rank)"
        " VALUES (:promise, :kind, :service, :priority, :audience, :rank)"
        " ON CONFLICT (kind, service_id, priority, audience, promise_id) DO UPDATE SET rank = excluded.rank");
DB_STMT(promise_rule_delete, "DELETE FROM promise_rule WHERE id = :id AND promise_id = :promise");
DB_STMT(promise_kept_since,
        "SELECT v.promise_id, COUNT(*) AS total, COUNT(k.breached_at) AS late FROM"
        " (SELECT promise_version_id, breached_at FROM clock WHERE state = 30 AND stopped_at >= :since"
        " ORDER BY stopped_at DESC LIMIT 50000) k JOIN promise_version v ON v.id = k.promise_version_id"
        " GROUP BY v.promise_id ORDER BY v.promise_id");
static const struct db_stmt *const promises_stmts[] = {
        &calendar_info_all, &calendar_info_one, &calendar_new, &calendar_rename, &calendar_hold, &calendar_version_add,
        &promise_info_all, &promise_info_one, &promise_new, &promise_rename, &promise_hold, &promise_version_add,
        &promise_rule_all, &promise_rule_new, &promise_rule_delete, &promise_kept_since, NULL};
const struct slice slice_clock_promises = {.name = "clock-promises", .stmts = promises_stmts};

enum { INFOS_MAX = 500, RULES_MAX = 2000 };
#define ACTS_DEFAULT "{\"agent\":750,\"group\":900,\"manager\":1000}"

#define C(m) DB_COL_I64(struct calendar_info, m)
#define T(m) DB_COL_TEXT(struct calendar_info, m)
static const struct db_col calendar_cols[] = {C(id), C(version), C(version_id), C(day_ms), T(code), T(name),
                                              T(zone), T(week), T(holidays), DB_COL_END};
#undef C
#undef T
#define C(m) DB_COL_I64(struct promise_info, m)
#define T(m) DB_COL_TEXT(struct promise_info, m)
static const struct db_col promise_cols[] = {C(id), C(version), C(target_ms), C(day_ms), T(code), T(name_fr), T(name_en),
                                             T(clock), T(pauses), T(levels), T(acts), T(calendar_code), T(calendar_name), DB_COL_END};
#undef C
#undef T

enum status calendar_infos(struct ctx *c, struct calendar_info **out, size_t *n)
{
        return db_all(c->db, c->arena, &calendar_info_all, DB_NO_ARGS, calendar_cols, sizeof **out, INFOS_MAX, out, n);
}

enum status calendar_info_get(struct ctx *c, const char *code, struct calendar_info *out)
{
        return db_one(c->db, c->arena, &calendar_info_one, DB_ARGS(DB_T("code", code)), calendar_cols, out);
}

enum status promise_infos(struct ctx *c, struct promise_info **out, size_t *n)
{
        return db_all(c->db, c->arena, &promise_info_all, DB_NO_ARGS, promise_cols, sizeof **out, INFOS_MAX, out, n);
}

enum status promise_info_get(struct ctx *c, const char *code, struct promise_info *out)
{
        return db_one(c->db, c->arena, &promise_info_one, DB_ARGS(DB_T("code", code)), promise_cols, out);
}

/* What `seen` allows: the number of the next version in *next. */
static enum status version_next(int64_t seen, int64_t newest, int64_t *next)
{
        if (seen < 0 && newest)
                return ST_CONFLICT;
        if (seen > 0 && seen != newest)
                return ST_STALE;
        *next = newest + 1;
        return ST_OK;
}

static enum status moved_later(struct ctx *c, const char *object, const char *code)
{
        enum status st = audit(c, arena_fmt(c->arena, "%s.save", object), object, 0, "ok", code);
        return st ? st : job_plan(c, "clock.move", "edits", c->now, NULL);
}

/* ---- calendars ------------------------------------------------------------------------------------------- */

static bool calendar_says(const struct calendar_info *was, const struct calendar_draft *d, int64_t day_ms)
{
        return str_eq(was->name, d->name) && str_eq(was->zone, d->zone) && str_eq(was->week, d->week) &&
               str_eq(was->holidays, d->holidays) && was->day_ms == day_ms;
}

static enum status calendar_put(struct ctx *c, const struct calendar_draft *d, int64_t day_ms)
{
        struct calendar_info was = {0};
        int64_t id, next;
        enum status st = db_exec(c->db, &calendar_new, DB_ARGS(DB_T("code", d->code), DB_T("name", d->name)), NULL);
        if (!st)
                st = db_i64(c->db, &calendar_hold, DB_ARGS(DB_T("code", d->code)), &id);
        if (!st)
                st = calendar_info_get(c, d->code, &was);
        if (st == ST_NOT_FOUND)
                st = ST_OK;
        if (!st)
                st = version_next(d->seen, was.version, &next);
        if (st || (was.version && calendar_says(&was, d, day_ms)))
                return st;
        st = db_exec(c->db, &calendar_rename, DB_ARGS(DB_T("name", d->name), DB_I("id", id)), NULL);
        if (!st)
                st = db_exec(c->db, &calendar_version_add,
                             DB_ARGS(DB_I("id", id), DB_I("version", next), DB_T("zone", d->zone), DB_I("day_ms", day_ms),
                                     DB_T("week", d->week), DB_T("holidays", d->holidays), DB_I("now", c->now),
                                     DB_REF("by", c->actor->person_id)),
                             NULL);
        return st ? st : moved_later(c, "calendar", d->code);
}

enum status calendar_save(struct ctx *c, const struct calendar_draft *d)
{
        const struct calendar *parsed;
        const char *why = NULL;
        if (calendar_parse(c->arena, d->week, d->holidays, d->zone, d->day_ms, &parsed, &why))
                return ctx_fail_text(c, ST_INVALID, why);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = calendar_put(c, d, parsed->day_ms);
        return st ? st : db_commit(&tx);
}

/* ---- promises ---------------------------------------------------------------------------------------------- */

bool promise_levels_fit(struct ctx *c, const char *levels)
{
        const struct json *j = NULL;
        const char *why;
        int64_t before = 0;
        bool whole = false;
        if (jv_parse(c->arena, levels, strlen(levels), &j, &why) || !jv_count(j) || jv_count(j) > 8)
                return false;
        for (size_t i = 0; i < jv_count(j); i++) {
                int64_t mark = jv_int(jv_at(j, i), 0);
                if (mark <= before || mark > 2000)
                        return false;
                whole |= mark == 1000;
                before = mark;
        }
        return whole;
}

static bool pauses_fit(struct ctx *c, const char *pauses)
{
        const struct json *j = NULL;
        const char *why;
        if (jv_parse(c->arena, pauses, strlen(pauses), &j, &why) || jv_type(j) != JV_ARRAY)
                return false;
        for (size_t i = 0; i < jv_count(j); i++) {
                const char *word = jv_text(jv_at(j, i));
                if (!word || !pending_find(word))
                        return false;
        }
        return true;
}

static bool promise_says(const struct promise_info *was, const struct promise_draft *d)
{
        return str_eq(was->name_fr, d->name_fr) && str_eq(was->name_en, d->name_en) && was->target_ms == d->target_ms &&
               str_eq(was->pauses, d->pauses) && str_eq(was->levels, d->levels) &&
               (!d->acts || str_eq(was->acts, d->acts)) && str_eq(was->calendar_code, d->calendar_code);
}

static enum status promise_put(struct ctx *c, const struct promise_draft *d, int64_t calendar_id)
{
        struct promise_info was = {0};
        int64_t id, next;
        struct db_args names = DB_ARGS(DB_T("code", d->code), DB_T("fr", d->name_fr), DB_T("en", d->name_en),
                                       DB_I("between", d->clock && str_eq(d->clock, "internal")));
        enum status st = db_exec(c->db, &promise_new, names, NULL);
        if (!st)
                st = db_i64(c->db, &promise_hold, DB_ARGS(DB_T("code", d->code)), &id);
        if (!st)
                st = promise_info_get(c, d->code, &was);
        if (st == ST_NOT_FOUND)
                st = ST_OK;
        if (!st)
                st = version_next(d->seen, was.version, &next);
        if (st || (was.version && promise_says(&was, d)))
                return st;
        st = db_exec(c->db, &promise_rename, DB_ARGS(DB_T("fr", d->name_fr), DB_T("en", d->name_en), DB_I("id", id)), NULL);
        if (!st)
                st = db_exec(c->db, &promise_version_add,
                             DB_ARGS(DB_I("id", id), DB_I("version", next), DB_I("calendar", calendar_id),
                                     DB_T("clock", was.version ? was.clock : d->clock), DB_I("target", d->target_ms),
                                     DB_T("pauses", d->pauses), DB_T("levels", d->levels),
                                     DB_T("acts", d->acts ? d->acts : was.version ? was.acts : ACTS_DEFAULT), DB_I("now", c->now),
                                     DB_REF("by", c->actor->person_id)),
                             NULL);
        return st ? st : moved_later(c, "promise", d->code);
}

enum status promise_save(struct ctx *c, const struct promise_draft *d)
{
        struct calendar_info cal;
        if (d->target_ms <= 0 || !promise_levels_fit(c, d->levels) || !pauses_fit(c, d->pauses))
                return ctx_fail_text(c, ST_INVALID, "promise: target, levels or pauses are not what they should be");
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = calendar_info_get(c, d->calendar_code, &cal);
        if (!st)
                st = promise_put(c, d, cal.id);
        return st ? st : db_commit(&tx);
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

enum status promise_rules(struct ctx *c, struct promise_rule **out, size_t *n)
{
        static const struct db_col cols[] = {
                DB_COL_I64(struct promise_rule, id),       DB_COL_I64(struct promise_rule, promise_id),
                DB_COL_I64(struct promise_rule, kind),     DB_COL_I64(struct promise_rule, service_id),
                DB_COL_I64(struct promise_rule, priority), DB_COL_I64(struct promise_rule, rank),
                DB_COL_TEXT(struct promise_rule, audience), DB_COL_TEXT(struct promise_rule, service_fr),
                DB_COL_TEXT(struct promise_rule, service_en), DB_COL_END};
        return db_all(c->db, c->arena, &promise_rule_all, DB_NO_ARGS, cols, sizeof **out, RULES_MAX, out, n);
}

enum status promise_rule_add(struct ctx *c, const struct promise_rule *r)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &promise_rule_new,
                             DB_ARGS(DB_I("promise", r->promise_id), DB_I("kind", r->kind), DB_I("service", r->service_id),
                                     DB_I("priority", r->priority), DB_T("audience", r->audience ? r->audience : ""),
                                     DB_I("rank", r->rank)),
                             NULL);
        if (!st)
                st = audit(c, "promise.rule", "promise", r->promise_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status promise_rule_drop(struct ctx *c, int64_t promise_id, int64_t rule_id)
{
        int64_t rows = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &promise_rule_delete, DB_ARGS(DB_I("id", rule_id), DB_I("promise", promise_id)), &rows);
        if (!st && !rows)
                return ST_NOT_FOUND;
        if (!st)
                st = audit(c, "promise.unrule", "promise", promise_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status promises_kept(struct ctx *c, int64_t since, struct promise_kept **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct promise_kept, promise_id), DB_COL_I64(struct promise_kept, total),
                                             DB_COL_I64(struct promise_kept, late), DB_COL_END};
        return db_all(c->db, c->arena, &promise_kept_since, DB_ARGS(DB_I("since", since)), cols, sizeof **out, INFOS_MAX,
                      out, n);
}
