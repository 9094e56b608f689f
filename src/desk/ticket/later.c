/* Typed text that is not yet said.  Drafts are kept per person and place.  A reply of the desk waits ten
 * seconds as the draft 'send:TICKET': undo takes the row away, the job takes it away too and makes it an
 * entry dated when it was typed; whoever deletes the row first decides.  A reply that may no longer be said
 * (rights lost, ticket closed meanwhile) becomes an ordinary draft again: nothing typed is lost. */
#include "desk/ticket/asked_own.h"
#include "desk/ticket/together.h"
#include "formats/json.h"

enum { UNDO_MS = 10000, PLACE_MAX = 80, ATTACH_MAX = 100 };

TICKET_SQL(draft_put,
           "INSERT INTO draft (person_id, place, body, send_at, saved_at) VALUES (:me, :place, :body, :send, :now)"
           " ON CONFLICT (person_id, place) DO UPDATE SET body = excluded.body, send_at = excluded.send_at,"
           " saved_at = excluded.saved_at");
TICKET_SQL(draft_get, "SELECT body, send_at, saved_at FROM draft WHERE person_id = :me AND place = :place");
TICKET_SQL(draft_drop_one, "DELETE FROM draft WHERE person_id = :me AND place = :place");
TICKET_SQL(draft_take, "DELETE FROM draft WHERE person_id = :me AND place = :place RETURNING body, send_at, saved_at");
TICKET_SQL(sender_roles,
           "SELECT COUNT(*) FROM role_grant r JOIN person p ON p.id = r.person_id WHERE r.person_id = :person AND p.state = 10");

TICKET_SQL(send_args, "SELECT args AS body, 0 AS send_at, 0 AS saved_at FROM job WHERE kind = 'ticket.send' AND key = :key");

struct draft_row {
        const char *body;
        int64_t send_at, saved_at;
};
static const struct db_col draft_cols[] = {DB_COL_TEXT(struct draft_row, body), DB_COL_I64(struct draft_row, send_at),
                                           DB_COL_I64(struct draft_row, saved_at), DB_COL_END};

static enum status place_check(struct ctx *c, const char *place)
{
        if (!c->actor || !c->actor->person_id)
                return ST_SIGN_IN;
        bool good = place && *place && utf8_valid(place, strlen(place)) && utf8_count(place) <= PLACE_MAX &&
                    !str_starts(place, "send:");
        return good ? ST_OK : ST_INVALID;
}

static enum status put(struct ctx *c, int64_t person_id, const char *place, const char *body, int64_t send_at)
{
        return db_exec(c->db, &tsql_draft_put,
                       DB_ARGS(DB_I("me", person_id), DB_T("place", place), DB_T("body", body), DB_REF("send", send_at),
                               DB_I("now", c->now)),
                       NULL);
}

enum status draft_save(struct ctx *c, const char *place, const char *body)
{
        const char *text;
        enum status st = place_check(c, place);

        if (!st && !text_take(c, "body", body, MAX_BODY_BYTES, false, &text))
                st = ST_INVALID;
        if (st)
                return st;
        return text_blank(text) ? draft_drop(c, place) : put(c, c->actor->person_id, place, text, 0);
}

enum status draft_load(struct ctx *c, const char *place, const char **body)
{
        struct draft_row row;
        enum status st = place_check(c, place);

        if (!st)
                st = db_one(c->db, c->arena, &tsql_draft_get,
                            DB_ARGS(DB_I("me", c->actor->person_id), DB_T("place", place)), draft_cols, &row);
        if (!st)
                *body = row.body;
        return st;
}

enum status draft_drop(struct ctx *c, const char *place)
{
        enum status st = place_check(c, place);

        return st ? st : db_exec(c->db, &tsql_draft_drop_one,
                                 DB_ARGS(DB_I("me", c->actor->person_id), DB_T("place", place)), NULL);
}

/* ---- replies that wait -------------------------------------------------------------------------------- */

static const char *send_place(struct ctx *c, int64_t ticket_id)
{
        return arena_fmt(c->arena, "send:%lld", (long long)ticket_id);
}

static const char *send_key(struct ctx *c, int64_t person_id, int64_t ticket_id)
{
        return arena_fmt(c->arena, "%lld:%lld", (long long)person_id, (long long)ticket_id);
}

static const char *reply_args(struct ctx *c, const struct reply_draft *r)
{
        struct buf b;

        buf_init(&b, c->arena, 8192);
        buf_fmt(&b, "{\"state\":%d,\"pending\":%d,\"attach\":[", r->state, r->pending);
        for (size_t i = 0; i < r->n_attach && i < ATTACH_MAX; i++)
                buf_fmt(&b, i ? ",%lld" : "%lld", (long long)r->attach[i]);
        buf_str(&b, r->to_chosen ? "],\"to\":[" : "]}");
        for (size_t i = 0; r->to_chosen && i < r->n_to && i < ATTACH_MAX; i++)
                buf_fmt(&b, i ? ",%lld" : "%lld", (long long)r->to[i]);
        buf_str(&b, r->to_chosen ? "]}" : "");
        return b.p;
}

static const int64_t *ids_read(struct ctx *c, const struct json *list, size_t *n)
{
        int64_t *ids = ARENA_ARRAY(c->arena, jv_count(list), int64_t);

        *n = jv_count(list);
        for (size_t i = 0; i < *n; i++)
                ids[i] = jv_int(jv_at(list, i), 0);
        return ids;
}

static void reply_read(struct ctx *c, const char *args, struct reply_draft *out)
{
        const struct json *j;
        const char *why;

        *out = (struct reply_draft){.body = ""};
        if (!args || jv_parse(c->arena, args, strlen(args), &j, &why))
                return;
        out->state = (int)jv_int(jv_get(j, "state"), 0);
        out->pending = (int)jv_int(jv_get(j, "pending"), 0);
        out->attach = ids_read(c, jv_get(j, "attach"), &out->n_attach);
        out->to_chosen = jv_get(j, "to") != NULL;
        out->to = ids_read(c, jv_get(j, "to"), &out->n_to);
}

/* Says it, as the person and at the moment of typing. */
static enum status say(struct ctx *c, int64_t person_id, int64_t ticket_id, const struct reply_draft *r, int64_t at)
{
        int64_t roles;
        struct ticket t;
        enum status st = db_i64(c->db, &tsql_sender_roles, DB_ARGS(DB_I("person", person_id)), &roles);

        if (st)
                return st;
        struct actor who = {.person_id = person_id, .login = "", .name = "", .lang_text = "fr", .prefs = "{}",
                            .roles = roles ? ROLE_AGENT : 0};
        struct ctx as = *c;
        as.actor = &who;
        as.now = at;
        as.req = NULL;
        as.channel = CHANNEL_PORTAL;
        struct entry_draft e = {.body = r->body, .is_public = true, .attach = r->attach, .n_attach = r->n_attach,
                                .to = r->to, .n_to = r->n_to, .to_chosen = r->to_chosen};
        st = ticket_load(&as, ticket_id, ACT_COMMENT, &t);
        if (!st)
                st = ticket_comment(&as, &t, &e, NULL);
        if (st)
                return st;
        /* the words count even when the state has moved on meanwhile */
        st = move_silent(&as, &t, r->state, r->pending);
        return st == ST_CONFLICT || st == ST_INVALID || st == ST_DENIED ? ST_OK : st;
}

static bool refused(enum status st)
{
        return st == ST_NOT_FOUND || st == ST_DENIED || st == ST_CONFLICT || st == ST_INVALID;
}

/* Inside the caller's scope. */
static enum status deliver(struct ctx *c, int64_t person_id, int64_t ticket_id, const char *args)
{
        struct draft_row row;
        struct reply_draft r;
        enum status st = db_one(c->db, c->arena, &tsql_draft_take,
                                DB_ARGS(DB_I("me", person_id), DB_T("place", send_place(c, ticket_id))), draft_cols, &row);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        reply_read(c, args, &r);
        r.body = row.body;
        st = say(c, person_id, ticket_id, &r, row.saved_at);
        if (!refused(st))
                return st;
        log_event(LOG_WARN, "ticket.reply_returned", LOG_I("ticket", ticket_id), LOG_S("status", status_name(st)));
        return put(c, person_id, arena_fmt(c->arena, "reply:%lld", (long long)ticket_id), row.body, 0);
}

enum status later_send(struct ctx *c, const struct job *j)
{
        int64_t person_id, ticket_id;
        const char *colon = strchr(j->key, ':');

        if (!colon || !text_i64(arena_strn(c->arena, j->key, (size_t)(colon - j->key)), &person_id) ||
            !text_i64(colon + 1, &ticket_id))
                return ST_OK;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = deliver(c, person_id, ticket_id, j->args);
        return st ? st : db_commit(&tx);
}

/* A reply that still waits goes first, so that two in ten seconds keep their order. */
static enum status flush(struct ctx *c, int64_t ticket_id)
{
        struct draft_row row = {.body = NULL};
        int64_t me = c->actor->person_id;
        enum status st = db_one(c->db, c->arena, &tsql_send_args, DB_ARGS(DB_T("key", send_key(c, me, ticket_id))), draft_cols,
                                &row);

        return st && st != ST_NOT_FOUND ? st : deliver(c, me, ticket_id, row.body);
}

enum status ticket_reply_later(struct ctx *c, struct ticket *t, const struct reply_draft *r, int64_t *send_at)
{
        struct mentions named;
        const char *body;
        int64_t me = c->actor ? c->actor->person_id : 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = ticket_load(c, t->id, ACT_COMMENT, t);
        if (!st && !me)
                st = ST_DENIED;
        if (!st)
                st = body_take(c, "body", r->body, r->n_attach > 0, &body);
        if (!st && r->state)
                st = move_possible(c, t, r->state, r->pending, r->body);
        if (!st && r->state == STATE_RESOLVED)
                st = resolution_check(c, t);
        if (!st && t->merged_into)
                st = ctx_fail(c, ST_CONFLICT, MSG_together_merged_already);
        if (!st)
                st = mentions_find(c, t, body, &named); /* refused now, not in ten seconds */
        if (!st)
                st = flush(c, t->id);
        if (st)
                return st;
        *send_at = c->now + UNDO_MS;
        st = put(c, me, send_place(c, t->id), body, *send_at);
        if (!st)
                st = job_plan(c, "ticket.send", send_key(c, me, t->id), *send_at, reply_args(c, r));
        return st ? st : db_commit(&tx);
}

enum status reply_take_back(struct ctx *c, int64_t ticket_id, const char **body)
{
        struct draft_row row;
        int64_t me = c->actor->person_id;
        enum status st = db_one(c->db, c->arena, &tsql_draft_take,
                                DB_ARGS(DB_I("me", me), DB_T("place", send_place(c, ticket_id))), draft_cols, &row);

        if (!st)
                *body = row.body;
        return st ? st : job_drop(c, "ticket.send", send_key(c, me, ticket_id));
}

/* What had been typed there since stays behind it, as far as two texts of the longest go. */
static enum status undo_merge(struct ctx *c, const struct ticket *t, const char **body)
{
        const char *typed = "", *place = ticket_draft_place(c, t, "reply");
        enum status st = draft_load(c, place, &typed);

        if (st && st != ST_NOT_FOUND)
                return st;
        if (*typed && strlen(*body) + strlen(typed) <= 2 * MAX_BODY_BYTES)
                *body = arena_fmt(c->arena, "%s\n\n%s", *body, typed);
        return put(c, c->actor->person_id, place, *body, 0);
}

enum status ticket_reply_undo(struct ctx *c, const struct ticket *t, const char **body)
{
        if (!c->actor || !c->actor->person_id || !ticket_can(c, t, ACT_READ_ALL))
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : reply_take_back(c, t->id, body);
        if (st == ST_NOT_FOUND)
                return ctx_fail(c, ST_CONFLICT, MSG_desk_undo_late);
        if (!st)
                st = undo_merge(c, t, body);
        return st ? st : db_commit(&tx);
}

/* ---- the drafts of a ticket ------------------------------------------------------------------------------- */

const char *ticket_draft_place(struct ctx *c, const struct ticket *t, const char *mode)
{
        return arena_fmt(c->arena, "%s:%lld", str_eq(mode, "note") ? "note" : "reply", (long long)t->id);
}

enum status ticket_draft_save(struct ctx *c, const struct ticket *t, const char *mode, const char *body)
{
        return ticket_can(c, t, ACT_READ_ALL) ? draft_save(c, ticket_draft_place(c, t, mode), body) : ST_DENIED;
}

enum status ticket_draft_load(struct ctx *c, const struct ticket *t, const char *mode, const char **body)
{
        return ticket_can(c, t, ACT_READ_ALL) ? draft_load(c, ticket_draft_place(c, t, mode), body) : ST_DENIED;
}

enum status ticket_draft_drop(struct ctx *c, const struct ticket *t, const char *mode)
{
        return ticket_can(c, t, ACT_READ_ALL) ? draft_drop(c, ticket_draft_place(c, t, mode)) : ST_DENIED;
}

const char *request_draft_place(struct ctx *c, const char *service_code)
{
        return arena_fmt(c->arena, "new:%.60s", service_code);
}
