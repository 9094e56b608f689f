/* Flags of support tasks and bookings, and the change of what stands beside a ticket.  A flag is written under
 * the ticket's lock and told like any change, so that two who flag and clear at once leave one truth and the
 * journal says in which order it came. */
#include "desk/ticket/flag.h"
#include "desk/ticket/sheet_own.h"

enum { TASKS_OF_SESSION = 200 };

DB_STMT(flag_tasks,
        "SELECT s.ticket_id, COALESCE(s.flag, '') AS flag, CASE WHEN x.state = 60 THEN 'withdrawn' ELSE 'moved' END AS fate"
        " FROM support_task s JOIN ticket t ON t.id = s.ticket_id JOIN course_session x ON x.id = s.session_id"
        " WHERE s.session_id = :session AND t.state < 40 ORDER BY s.ticket_id LIMIT 200");
DB_STMT(flag_of, "SELECT ticket_id, COALESCE(flag, '') AS flag, '' AS fate FROM support_task WHERE ticket_id = :id");
DB_STMT(flag_put, "UPDATE support_task SET flag = :flag WHERE ticket_id = :id");
DB_STMT(flag_booking_put, "UPDATE booking SET flag = :flag WHERE ticket_id = :id AND state = 10");
static const struct db_stmt *const flag_stmts[] = {&flag_tasks, &flag_of, &flag_put, &flag_booking_put, NULL};

struct flagged {
        int64_t ticket_id;
        const char *flag, *fate;
};
static const struct db_col flagged_cols[] = {DB_COL_I64(struct flagged, ticket_id), DB_COL_TEXT(struct flagged, flag),
                                            DB_COL_TEXT(struct flagged, fate), DB_COL_END};

/* ---- beside ------------------------------------------------------------------------------------------------ */

static void line(struct changes *to, const struct beside *b)
{
        if (b->after_text)
                changes_text(to, b->field, b->before_text ? b->before_text : "", b->after_text);
        else
                changes_id(to, b->field, b->before, b->after);
}

enum status ticket_beside(struct ctx *c, struct ticket *t, enum action a, int64_t version, const struct beside_change *b)
{
        struct change ch;
        struct changes what;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : change_begin(c, t, a, version, &ch);
        if (!st && b->write)
                st = b->write(c, t, b->arg);
        if (st)
                return st;
        changes_init(c, &what);
        for (size_t i = 0; i < b->n_lines; i++)
                line(&what, &b->lines[i]);
        if (!what.any)
                return db_commit(&tx);
        st = ticket_touch(c, &ch.before);
        if (!st)
                st = changes_entry(c, &what, &ch.before, false, &ch.entry_id);
        ch.event = EV_CHANGED;
        ch.hidden = true;
        if (!st)
                st = change_end(c, &ch);
        return st ? st : db_commit(&tx);
}

/* ---- flags --------------------------------------------------------------------------------------------------- */

static enum status flag_write(struct ctx *c, const struct ticket *t, void *arg)
{
        const char *flag = arg;
        enum status st = db_exec(c->db, &flag_put, DB_ARGS(DB_T("flag", flag), DB_I("id", t->id)), NULL);

        return st ? st : db_exec(c->db, &flag_booking_put, DB_ARGS(DB_T("flag", flag), DB_I("id", t->id)), NULL);
}

/* As the house itself: who changes sessions need not work on the task. */
static enum status flag_one(struct ctx *c, const struct flagged *f)
{
        struct ticket t = {.id = f->ticket_id};
        const struct beside b = {.field = str_eq(f->fate, "moved") ? "session_moved" : "session_withdrawn", .after = c->now};
        const struct actor *who = c->actor;

        c->actor = &actor_system;
        char *fate = arena_str(c->arena, f->fate);
        enum status st = ticket_beside(c, &t, ACT_WORK, 0, &(struct beside_change){&b, 1, flag_write, fate});
        c->actor = who;
        return st;
}

enum status support_flag(struct ctx *c, const int64_t *session, size_t n, int64_t *flagged)
{
        struct flagged *f;
        size_t n_f;
        enum status st = n > FLAGS_MAX ? ST_TOO_LARGE : ST_OK;

        *flagged = 0;
        for (size_t i = 0; !st && i < n; i++) {
                st = db_all(c->db, c->arena, &flag_tasks, DB_ARGS(DB_I("session", session[i])), flagged_cols, sizeof *f,
                            TASKS_OF_SESSION, &f, &n_f);
                for (size_t j = 0; !st && j < n_f; j++) {
                        if (str_eq(f[j].flag, f[j].fate))
                                continue;
                        st = flag_one(c, &f[j]);
                        *flagged += !st;
                }
        }
        return st;
}

enum status support_unflag(struct ctx *c, struct ticket *t, int64_t version)
{
        struct flagged f = {.flag = ""};

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_load(c, t->id, ACT_WORK, t);
        if (!st)
                st = db_one(c->db, c->arena, &flag_of, DB_ARGS(DB_I("id", t->id)), flagged_cols, &f);
        if (st || !*f.flag)
                return st;
        const struct beside b = {.field = "session_looked", .after = c->now};
        st = ticket_beside(c, t, ACT_WORK, version, &(struct beside_change){&b, 1, flag_write, NULL});
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_flag = {.name = "ticket-flag", .stmts = flag_stmts};
