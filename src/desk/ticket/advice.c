/* Asking another group's advice informs without transferring.  While a question is open, the ticket is
 * shared with the group's own scope; policy.c reads such a share as reading only, so that members read,
 * write notes, and nothing else.  The first note of a member answers; then the share goes.  A ticket that
 * only its group may see is shared with nobody, and one that becomes so takes back what was open. */
#include "desk/people/people.h"
#include "desk/ticket/asked_own.h"

enum { ADVICE_MAX = 50, ASKED_MAX = 20 };

#define ADVICE_COLUMNS                                                                                             \
        "SELECT a.id, a.ticket_id, a.group_id, a.shared, a.asked_at, COALESCE(a.asked_by, 0) AS asked_by,"          \
        " g.name AS group_name, COALESCE(p.name, '') AS asked_name FROM advice a"                                  \
        " JOIN support_group g ON g.id = a.group_id LEFT JOIN person p ON p.id = a.asked_by"

DB_STMT(advice_open_ones, ADVICE_COLUMNS " WHERE a.ticket_id = :id AND a.closed_at IS NULL ORDER BY a.id LIMIT 50");
DB_STMT(advice_of_mine,
        ADVICE_COLUMNS " JOIN group_member m ON m.group_id = a.group_id AND m.person_id = :me"
        " WHERE a.ticket_id = :id AND a.closed_at IS NULL AND (a.asked_by IS NULL OR a.asked_by <> :me)"
        " ORDER BY a.id LIMIT 50");
DB_STMT(advice_put,
        "INSERT INTO advice (ticket_id, group_id, shared, asked_at, asked_by) VALUES (:id, :group, :shared, :now, :me)");
DB_STMT(advice_shut, "UPDATE advice SET closed_at = :now, closed_by = :me WHERE id = :advice AND closed_at IS NULL");
DB_STMT(advice_share,
        "INSERT INTO ticket_share (ticket_id, scope) VALUES (:id, :scope) ON CONFLICT (ticket_id, scope) DO NOTHING");
DB_STMT(advice_unshare, "DELETE FROM ticket_share WHERE ticket_id = :id AND scope = :scope");
DB_STMT(watchers_leave,
        "DELETE FROM ticket_person WHERE ticket_id = :id AND part = 60 AND NOT EXISTS (SELECT 1 FROM actor_scope w"
        " WHERE w.person_id = ticket_person.person_id AND w.scope = :scope)");
DB_STMT(asked_of_me,
        "SELECT v.what, v.at, t.kind, t.num, t.subject, COALESCE(p.name, '') AS who, COALESCE(g.name, '') AS group_name FROM ("
        "SELECT 1 AS what, a.asked_at AS at, a.ticket_id, a.asked_by AS by_id, a.group_id FROM group_member m"
        " JOIN advice a ON a.group_id = m.group_id AND a.closed_at IS NULL WHERE m.person_id = :me"
        " UNION ALL SELECT 2, e.at, e.ticket_id, e.author_id, NULL FROM (SELECT entry_id FROM entry_mention"
        " WHERE person_id = :me ORDER BY entry_id DESC LIMIT 200) x JOIN entry e ON e.id = x.entry_id"
        " WHERE e.id > COALESCE((SELECT n.entry_id FROM ticket_seen n WHERE n.person_id = :me AND n.ticket_id = e.ticket_id), 0)"
        ") v JOIN ticket t ON t.id = v.ticket_id LEFT JOIN person p ON p.id = v.by_id LEFT JOIN support_group g ON g.id = v.group_id"
        " WHERE " TICKET_VISIBLE " ORDER BY v.at DESC, t.id DESC LIMIT 20");
static const struct db_stmt *const advice_stmts[] = {&advice_open_ones, &advice_of_mine, &advice_put, &advice_shut, &advice_share,
                                              &advice_unshare, &watchers_leave, &asked_of_me, NULL};

static const struct db_col advice_cols[] = {
        DB_COL_I64(struct advice, id),          DB_COL_I64(struct advice, ticket_id),   DB_COL_I64(struct advice, group_id),
        DB_COL_I64(struct advice, shared),      DB_COL_I64(struct advice, asked_at),    DB_COL_I64(struct advice, asked_by),
        DB_COL_TEXT(struct advice, group_name), DB_COL_TEXT(struct advice, asked_name), DB_COL_END};
static const struct db_col asked_cols[] = {
        DB_COL_I64(struct asked, what),     DB_COL_I64(struct asked, at),   DB_COL_I64(struct asked, kind),
        DB_COL_I64(struct asked, num),      DB_COL_TEXT(struct asked, subject), DB_COL_TEXT(struct asked, who),
        DB_COL_TEXT(struct asked, group_name), DB_COL_END};

static enum status open_ones(struct ctx *c, int64_t ticket_id, struct advice **out, size_t *n)
{
        return db_all(c->db, c->arena, &advice_open_ones, DB_ARGS(DB_I("id", ticket_id)), advice_cols, sizeof **out, ADVICE_MAX,
                      out, n);
}

enum status advice_list(struct ctx *c, const struct ticket *t, struct advice **out, size_t *n)
{
        *n = 0;
        if (ticket_lacks(t, HOLDS_ADVICE))
                return ST_OK;
        return ticket_can(c, t, ACT_READ_ALL) ? open_ones(c, t->id, out, n) : ST_NOT_FOUND;
}

/* ---- asking ---- */

static enum status told(struct ctx *c, const struct ticket *t, enum ticket_event event)
{
        struct ticket before = *t, after = *t;
        struct ticket_change ch = {.event = event, .before = &before, .after = &after};

        return hooks_run(c, &ch);
}

static enum status line_write(struct ctx *c, const struct ticket *t, int64_t before, int64_t after)
{
        struct changes what;
        int64_t entry_id;

        changes_init(c, &what);
        changes_id(&what, "advice", before, after);
        return changes_entry(c, &what, t, false, &entry_id);
}

static enum status group_fits(struct ctx *c, const struct ticket *t, int64_t group_id)
{
        struct group g;
        struct advice *open;
        size_t n = 0;
        enum status st = group_id > 0 ? group_load(c, group_id, &g) : ST_NOT_FOUND;

        if (st == ST_NOT_FOUND || (!st && g.external)) {
                form_error(c, "group", MSG_ticket_group_unknown);
                return ST_INVALID;
        }
        if (!st && t->scope % 2)
                return ctx_fail(c, ST_CONFLICT, MSG_recipients_advice_confidential);
        if (!st && t->group_id == group_id)
                return ctx_fail(c, ST_CONFLICT, MSG_recipients_advice_own);
        if (!st && t->state >= STATE_CLOSED)
                return ctx_fail(c, ST_CONFLICT, MSG_ticket_is_done);
        if (!st)
                st = open_ones(c, t->id, &open, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (open[i].group_id == group_id)
                        return ctx_fail(c, ST_CONFLICT, MSG_recipients_advice_open);
        return st;
}

/* Both fields are looked at, so that everything that is wrong is said at once. */
static enum status asked_fits(struct ctx *c, const struct ticket *t, int64_t group_id, const char *question)
{
        const char *body;
        enum status st = group_fits(c, t, group_id), words = st && st != ST_INVALID ? st : body_take(c, "body", question, false, &body);

        return st ? st : words;
}

/* The question is written before the row: a note of somebody in both groups must not answer it. */
enum status advice_ask(struct ctx *c, struct ticket *t, int64_t group_id, const char *question)
{
        struct change ch;
        struct entry_draft e = {.body = question};
        int64_t shared = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st)
                st = asked_fits(c, t, group_id, question);
        if (!st)
                st = db_exec(c->db, &advice_share, DB_ARGS(DB_I("id", t->id), DB_I("scope", scope_group(group_id))), &shared);
        if (!st)
                st = line_write(c, t, 0, group_id);
        if (!st)
                st = ticket_comment(c, t, &e, NULL);
        if (!st)
                st = db_exec(c->db, &advice_put,
                             DB_ARGS(DB_I("id", t->id), DB_I("group", group_id), DB_I("shared", shared), DB_I("now", c->now),
                                     DB_REF("me", c->actor->person_id)),
                             NULL);
        if (!st) {
                struct ticket now = *t;
                st = hooks_run(c, &(struct ticket_change){.event = EV_ADVICE, .before = t, .after = &now});
        }
        return st ? st : db_commit(&tx);
}

/* ---- the end ---- */

static enum status advice_close(struct ctx *c, const struct ticket *t, const struct advice *a)
{
        int64_t scopes[] = {t->scope, scope_group(a->group_id)};
        enum status st = db_exec(c->db, &advice_shut,
                                 DB_ARGS(DB_I("now", c->now), DB_REF("me", c->actor->person_id), DB_I("advice", a->id)), NULL);

        if (!st && a->shared)
                st = db_exec(c->db, &advice_unshare, DB_ARGS(DB_I("id", t->id), DB_I("scope", scopes[1])), NULL);
        if (!st)
                st = line_write(c, t, a->group_id, 0);
        if (!st)
                st = ticket_reindex(c, t->id);
        if (!st)
                st = told(c, t, EV_ADVISED);
        return st ? st : live_event(c, LIVE_TICKET_CHANGED, t->id, t->version, scopes, ARRAY_LEN(scopes), NULL, 0);
}

enum status advice_answered(struct ctx *c, const struct ticket *t)
{
        struct advice *a;
        size_t n = 0;

        if (!c->actor->person_id)
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &advice_of_mine,
                                DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", t->id)), advice_cols, sizeof *a, ADVICE_MAX,
                                &a, &n);
        for (size_t i = 0; !st && i < n; i++)
                st = advice_close(c, t, &a[i]);
        return st;
}

enum status advice_withdraw(struct ctx *c, struct ticket *t, int64_t group_id)
{
        struct change ch;
        struct advice *a;
        size_t n = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st)
                st = open_ones(c, t->id, &a, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (a[i].group_id == group_id)
                        st = advice_close(c, t, &a[i]);
        return st ? st : db_commit(&tx);
}

enum status asked_shut(struct ctx *c, const struct ticket *t)
{
        struct advice *a;
        size_t n = 0;
        enum status st = open_ones(c, t->id, &a, &n);

        for (size_t i = 0; !st && i < n; i++)
                st = advice_close(c, t, &a[i]);
        return st ? st : db_exec(c->db, &watchers_leave, DB_ARGS(DB_I("id", t->id), DB_I("scope", t->scope)), NULL);
}

/* ---- what waits for one ---- */

enum status asked_list(struct ctx *c, struct asked **out, size_t *n)
{
        if (!c->actor || !c->actor->roles)
                return ST_DENIED;
        enum status st = db_all(c->db, c->arena, &asked_of_me, DB_ARGS(DB_I("me", c->actor->person_id)), asked_cols,
                                sizeof **out, ASKED_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++) {
                (*out)[i].number = ticket_number(c, (*out)[i].kind, (*out)[i].num);
                (*out)[i].stub = ticket_stub((*out)[i].kind);
        }
        return st;
}

static const struct personal advice_personal[] = {
        {"advice", "asked_by", "asked_by", "who asked a group for its advice"},
        {"advice", "closed_by", "closed_by", "who answered"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_advice = {.name = "ticket_advice", .stmts = advice_stmts, .personal = advice_personal};
