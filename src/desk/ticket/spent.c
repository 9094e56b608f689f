/* Time given to a ticket.  A line belongs to its author: nobody else corrects it, and to anybody else it
 * does not exist when they try.  Minutes come in, milliseconds are kept, as everywhere. */
#include "desk/ticket/panels.h"
#include "desk/ticket/sheet_own.h"

DB_STMT(spent_rows,
        "SELECT s.id, s.person_id, s.at, s.ms, s.version, s.changed_at, s.note, p.name, p.login FROM time_spent s"
        " LEFT JOIN person p ON p.id = s.person_id WHERE s.ticket_id = :id AND s.ms > 0 ORDER BY s.id LIMIT 500");
DB_STMT(spent_total, "SELECT CAST(COALESCE(SUM(ms), 0) AS BIGINT) FROM time_spent WHERE ticket_id = :id");
DB_STMT(spent_count, "SELECT COUNT(*) FROM time_spent WHERE ticket_id = :id");
DB_STMT(spent_insert,
        "INSERT INTO time_spent (ticket_id, person_id, at, ms, note) VALUES (:id, :me, :now, :ms, :note) RETURNING id");
DB_STMT(spent_of_mine, "SELECT ms, version, note FROM time_spent WHERE id = :line AND ticket_id = :id AND person_id = :me");
DB_STMT(spent_update,
        "UPDATE time_spent SET ms = :ms, note = :note, version = version + 1, changed_at = :now"
        " WHERE id = :line AND person_id = :me AND version = :version");
DB_STMT(panels_line,
        "SELECT (SELECT CAST(COALESCE(SUM(s.ms), 0) AS BIGINT) FROM time_spent s WHERE s.ticket_id = t.id) AS spent_ms,"
        " (SELECT COUNT(*) FROM time_spent s WHERE s.ticket_id = t.id) AS n_spent,"
        " (SELECT COUNT(*) FROM check_box b WHERE b.ticket_id = t.id) + (SELECT COUNT(*) FROM service_task k JOIN plan_point q"
        " ON q.step_id = k.step_id WHERE k.ticket_id = t.id AND k.points_shared = 1) AS checks,"
        " (SELECT COUNT(*) FROM check_box b WHERE b.ticket_id = t.id AND b.done_at IS NOT NULL) AS checked,"
        " (SELECT r.state FROM restated r WHERE r.ticket_id = t.id ORDER BY r.id DESC LIMIT 1) AS restated"
        " FROM ticket t WHERE t.id = :id");
static const struct db_stmt *const spent_stmts[] = {&spent_rows,    &spent_total,  &spent_count, &spent_insert,
                                                    &spent_of_mine, &spent_update, &panels_line, NULL};

#define I(m) DB_COL_I64(struct spent, m)
#define T(m) DB_COL_TEXT(struct spent, m)
static const struct db_col spent_cols[] = {I(id), I(person_id), I(at), I(ms), I(version), I(changed_at), T(note), T(name),
                                           T(login), DB_COL_END};
static const struct db_col mine_cols[] = {I(ms), I(version), T(note), DB_COL_END};
#undef I
#undef T
#define I(m) DB_COL_I64(struct panels, m)
static const struct db_col panels_cols[] = {I(spent_ms), I(n_spent), I(checks), I(checked), I(restated), DB_COL_END};
#undef I

enum status ticket_panels(struct ctx *c, const struct ticket *t, struct panels *out)
{
        *out = (struct panels){0};
        if (!ticket_can(c, t, ACT_READ_ALL))
                return ST_OK;
        return db_one(c->db, c->arena, &panels_line, DB_ARGS(DB_I("id", t->id)), panels_cols, out);
}

const char *spent_text(struct ctx *c, int64_t ms)
{
        long long minutes = (long long)(ms / MINUTE_MS);

        if (minutes < 60 || minutes % 60 == 0)
                return minutes < 60 ? human_duration(c->arena, c->lang, ms) : arena_fmt(c->arena, "%lld\u00a0h", minutes / 60);
        return arena_fmt(c->arena, "%lld\u00a0h\u00a0%02lld", minutes / 60, minutes % 60);
}

enum status spent_list(struct ctx *c, const struct ticket *t, struct spent **out, size_t *n, int64_t *total_ms)
{
        *n = 0;
        *total_ms = 0;
        *out = ARENA_ARRAY(c->arena, 1, struct spent);
        if (!ticket_can(c, t, ACT_READ_ALL))
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &spent_rows, DB_ARGS(DB_I("id", t->id)), spent_cols, sizeof **out,
                                SPENT_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++) {
                struct spent *s = &(*out)[i];
                s->mine = s->person_id == c->actor->person_id;
                s->text = spent_text(c, s->ms);
                s->note = s->note ? s->note : "";
                s->name = s->name ? s->name : "";
        }
        return st ? st : db_i64(c->db, &spent_total, DB_ARGS(DB_I("id", t->id)), total_ms);
}

static enum status spent_take(struct ctx *c, int64_t minutes, int64_t min, const char *raw, const char **note)
{
        if (minutes < min || minutes > SPENT_MINUTES)
                form_error(c, "minutes", MSG_panels_minutes_bad);
        text_take(c, "note", raw, SPENT_NOTE_BYTES, true, note);
        return c->n_error ? ST_INVALID : ST_OK;
}

/* The change of one line becomes an entry that the requester does not see. */
static enum status spent_told(struct ctx *c, struct change *ch, int64_t before_ms, int64_t after_ms)
{
        struct changes what;
        enum status st = ticket_touch(c, &ch->before);

        changes_init(c, &what);
        changes_id(&what, "time", before_ms / MINUTE_MS, after_ms / MINUTE_MS);
        if (!st)
                st = changes_entry(c, &what, &ch->before, false, &ch->entry_id);
        ch->event = EV_CHANGED;
        ch->hidden = true;
        return st ? st : change_end(c, ch);
}

enum status spent_add(struct ctx *c, struct ticket *t, int64_t minutes, const char *note, int64_t *id)
{
        struct change ch;
        const char *text;
        int64_t n = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_NOTE, 0, &ch);
        if (!st && !c->actor->person_id)
                st = ST_DENIED;
        if (!st)
                st = spent_take(c, minutes, 1, note, &text);
        if (!st)
                st = db_i64(c->db, &spent_count, DB_ARGS(DB_I("id", t->id)), &n);
        if (!st && n >= SPENT_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_panels_spent_many);
        if (!st)
                st = db_i64(c->db, &spent_insert,
                            DB_ARGS(DB_I("id", t->id), DB_I("me", c->actor->person_id), DB_I("now", c->now),
                                    DB_I("ms", minutes * MINUTE_MS), DB_T("note", *text ? text : NULL)),
                            id);
        if (!st)
                st = spent_told(c, &ch, 0, minutes * MINUTE_MS);
        return st ? st : db_commit(&tx);
}

enum status spent_correct(struct ctx *c, struct ticket *t, int64_t id, int64_t minutes, const char *note, int64_t version)
{
        struct change ch;
        struct spent old;
        const char *text;
        int64_t rows;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_NOTE, 0, &ch);
        if (!st)
                st = db_one(c->db, c->arena, &spent_of_mine,
                            DB_ARGS(DB_I("line", id), DB_I("id", t->id), DB_I("me", c->actor->person_id)), mine_cols, &old);
        if (!st && version && version != old.version)
                st = ctx_fail(c, ST_STALE, MSG_ticket_stale);
        if (!st)
                st = spent_take(c, minutes, 0, note ? note : old.note, &text);
        if (st)
                return st;
        st = db_exec(c->db, &spent_update,
                     DB_ARGS(DB_I("ms", minutes * MINUTE_MS), DB_T("note", *text ? text : NULL), DB_I("now", c->now),
                             DB_I("line", id), DB_I("me", c->actor->person_id), DB_I("version", old.version)),
                     &rows);
        st = change_held(c, st, rows);
        if (!st)
                st = spent_told(c, &ch, old.ms, minutes * MINUTE_MS);
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_spent = {.name = "ticket_spent", .stmts = spent_stmts};
