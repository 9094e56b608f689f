/* What follows a change, inside its transaction: the hooks of all slices in the order of slices.c, the
 * due date they may have set, and the live event.  A hook may change tickets by the verbs, whose own
 * hooks then run one level deeper; more than eight levels is a loop between slices and ends the request. */
#include "desk/ticket/internal.h"

enum { DEPTH_MAX = 8, PARTIES_MAX = 200 };

/* Depth of the change under way: a change stays on its thread from begin to commit. */
static _Thread_local int depth;

TICKET_SQL(ticket_due_put, "UPDATE ticket SET due_at = :due WHERE id = :id");
TICKET_SQL(ticket_heard, "SELECT id, version, scope FROM ticket WHERE id = :id");
TICKET_SQL(ticket_parties,
        "SELECT 1 AS what, y.scope AS n, 0 AS part FROM ticket_share y WHERE y.ticket_id = :id"
        " UNION ALL SELECT 2, x.person_id, x.part FROM ticket_person x WHERE x.ticket_id = :id ORDER BY 1, 2");

static const struct db_col party_cols[] = {DB_COL_I64(struct party, what), DB_COL_I64(struct party, n),
                                           DB_COL_I64(struct party, part), DB_COL_END};

enum status parties_load(struct ctx *c, int64_t ticket_id, struct party **out, size_t *n)
{
        return db_all(c->db, c->arena, &tsql_ticket_parties, DB_ARGS(DB_I("id", ticket_id)), party_cols, sizeof **out,
                      PARTIES_MAX, out, n);
}

static enum status slice_hooks(struct ctx *c, const struct slice *s, const struct ticket_change *ch)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && s->hooks && s->hooks[i]; i++)
                st = s->hooks[i]->on(c, ch);
        return st;
}

enum status hooks_run(struct ctx *c, const struct ticket_change *ch)
{
        const struct slice *const *s = c->app->slices;
        enum status st = ST_OK;

        if (depth >= DEPTH_MAX) {
                log_event(LOG_ERROR, "ticket.hooks_too_deep", LOG_I("ticket", ch->after->id), LOG_I("event", ch->event));
                return ST_CONFLICT;
        }
        depth++;
        for (size_t i = 0; !st && s && s[i]; i++)
                st = slice_hooks(c, s[i], ch);
        depth--;
        return st;
}

enum status hooks_due(struct ctx *c, struct ticket *t, int64_t due_before)
{
        if (t->due_at == due_before)
                return ST_OK;
        return db_exec(c->db, &tsql_ticket_due_put, DB_ARGS(DB_I("due", t->due_at), DB_I("id", t->id)), NULL);
}

static void add_once(int64_t *list, size_t *n, int64_t v)
{
        for (size_t i = 0; i < *n; i++)
                if (list[i] == v)
                        return;
        if (v)
                list[(*n)++] = v;
}

enum status live_tell(struct ctx *c, enum live_kind kind, const struct ticket *t, int64_t scope_before, bool hidden)
{
        struct party *party;
        size_t n, n_scopes = 0, n_people = 0;
        int64_t scopes[PARTIES_MAX + 2], people[PARTIES_MAX];
        enum status st = parties_load(c, t->id, &party, &n);

        if (st)
                return st;
        add_once(scopes, &n_scopes, t->scope);
        add_once(scopes, &n_scopes, scope_before);
        for (size_t i = 0; i < n; i++) {
                if (party[i].what == 1)
                        add_once(scopes, &n_scopes, party[i].n);
                else if (!hidden)
                        add_once(people, &n_people, party[i].n);
        }
        return live_event(c, kind, t->id, t->version, scopes, n_scopes, people, n_people);
}


enum status ticket_due_again(struct ctx *c, int64_t id)
{
        struct ticket before, after;
        struct ticket_change ch = {.event = EV_CHANGED, .before = &before, .after = &after, .quiet = true};
        enum status st = ticket_raw(c, id, &before);

        after = before;
        if (!st)
                st = hooks_run(c, &ch);
        if (!st)
                st = hooks_due(c, &after, before.due_at);
        return st ? st : live_tell(c, LIVE_TICKET_CHANGED, &after, before.scope, false);
}

/* What an event says of a ticket: no more of it is read. */
enum status ticket_tell(struct ctx *c, int64_t id)
{
        static const struct db_col cols[] = {DB_COL_I64(struct ticket, id), DB_COL_I64(struct ticket, version), DB_COL_I64(struct ticket, scope), DB_COL_END};
        struct ticket t = {0};
        enum status st = db_one(c->db, c->arena, &tsql_ticket_heard, DB_ARGS(DB_I("id", id)), cols, &t);

        return st ? st : live_tell(c, LIVE_TICKET_CHANGED, &t, t.scope, false);
}
