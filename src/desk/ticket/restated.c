/* The need as the desk understood it.  The requester's own words are the ticket's description and stay as
 * they were said; beside them stands what an agent made of them, and the answer of the person: confirmed,
 * on the portal or aloud, or corrected by a comment.  One wording waits at a time (an index holds that). */
#include "desk/ticket/panels.h"
#include "desk/ticket/sheet_own.h"

DB_STMT(restated_rows,
        "SELECT r.id, r.at, r.state, r.by_voice, r.answered_at, r.body, b.name AS by_name, a.name AS answered_name"
        " FROM restated r LEFT JOIN person b ON b.id = r.by_id LEFT JOIN person a ON a.id = r.answered_by"
        " WHERE r.ticket_id = :id ORDER BY r.id DESC LIMIT 50");
DB_STMT(restated_newest,
        "SELECT r.id, r.at, r.state, r.by_voice, r.answered_at, r.body, b.name AS by_name, a.name AS answered_name"
        " FROM restated r LEFT JOIN person b ON b.id = r.by_id LEFT JOIN person a ON a.id = r.answered_by"
        " WHERE r.ticket_id = :id ORDER BY r.id DESC LIMIT 1");
DB_STMT(restated_count, "SELECT COUNT(*) FROM restated WHERE ticket_id = :id");
DB_STMT(restated_replace, "UPDATE restated SET state = 40 WHERE ticket_id = :id AND state = 10");
DB_STMT(restated_insert,
        "INSERT INTO restated (ticket_id, at, by_id, state, body) VALUES (:id, :now, :me, 10, :body) RETURNING id");
DB_STMT(restated_answer,
        "UPDATE restated SET state = :state, by_voice = :voice, answered_at = :now, answered_by = :me, entry_id = :entry"
        " WHERE id = :wording AND ticket_id = :id AND state = 10");
static const struct db_stmt *const restated_stmts[] = {&restated_rows,   &restated_newest, &restated_count, &restated_replace,
                                                       &restated_insert, &restated_answer, NULL};

#define I(m) DB_COL_I64(struct restated, m)
#define T(m) DB_COL_TEXT(struct restated, m)
static const struct db_col restated_cols[] = {I(id), I(at), I(state), I(by_voice), I(answered_at), T(body), T(by_name),
                                              T(answered_name), DB_COL_END};
#undef I
#undef T

const char *restated_word(int64_t state)
{
        return state == RESTATED_ASKED ? "asked" : state == RESTATED_CONFIRMED ? "confirmed"
               : state == RESTATED_CORRECTED ? "corrected" : state == RESTATED_REPLACED ? "replaced" : "";
}

const char *restated_label(struct ctx *c, int64_t state)
{
        return ctx_msg(c, state == RESTATED_ASKED ? MSG_panels_restated_asked
                          : state == RESTATED_CORRECTED ? MSG_panels_restated_corrected
                          : state == RESTATED_REPLACED ? MSG_panels_restated_replaced : MSG_panels_restated_confirmed);
}

/* Where the service hides its agents' names the group speaks, as in the journal. */
static void restated_fill(struct ctx *c, const struct ticket *t, struct restated *r)
{
        bool whole = ticket_can(c, t, ACT_READ_ALL);
        bool voice = r->by_voice && r->state == RESTATED_CONFIRMED;

        r->state_text = voice ? ctx_msg(c, MSG_panels_restated_voice) : restated_label(c, r->state);
        if (!whole && !t->agent_named)
                r->by_name = t->group_name;
        if (!whole && !t->agent_named && r->by_voice)
                r->answered_name = t->group_name;
        r->by_name = r->by_name ? r->by_name : "";
        r->answered_name = r->answered_name ? r->answered_name : "";
}

enum status restated_list(struct ctx *c, const struct ticket *t, struct restated **out, size_t *n)
{
        if (!ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &restated_rows, DB_ARGS(DB_I("id", t->id)), restated_cols, sizeof **out,
                                RESTATED_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                restated_fill(c, t, &(*out)[i]);
        return st;
}

enum status restated_last(struct ctx *c, const struct ticket *t, struct restated *out)
{
        if (!ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &restated_newest, DB_ARGS(DB_I("id", t->id)), restated_cols, out);
        if (!st)
                restated_fill(c, t, out);
        return st;
}

/* Whose turn it is follows; the entry is public: it is said to the person, or by them. */
static enum status restated_told(struct ctx *c, struct change *ch, struct changes *what, int64_t news)
{
        const struct ticket *b = &ch->before;
        int64_t rows;
        enum status st = db_exec(c->db, &tsql_ticket_news_put,
                                 DB_ARGS(DB_I("news", b->state >= STATE_CLOSED ? NEWS_SETTLED : news), DB_I("now", c->now),
                                         DB_I("id", b->id), DB_I("version", b->version)),
                                 &rows);

        st = change_held(c, st, rows);
        if (!st)
                st = changes_entry(c, what, b, true, &ch->entry_id);
        ch->event = EV_CHANGED;
        return st ? st : change_end(c, ch);
}

static enum status restate_write(struct ctx *c, struct change *ch, const char *body)
{
        struct changes what;
        int64_t id;
        enum status st = db_exec(c->db, &restated_replace, DB_ARGS(DB_I("id", ch->before.id)), NULL);

        if (!st)
                st = db_i64(c->db, &restated_insert,
                            DB_ARGS(DB_I("id", ch->before.id), DB_I("now", c->now), DB_I("me", c->actor->person_id),
                                    DB_T("body", body)),
                            &id);
        changes_init(c, &what);
        changes_text(&what, "restated", "", body);
        ch->contact = true;
        return st ? st : restated_told(c, ch, &what, NEWS_REQUESTER);
}

enum status restate(struct ctx *c, struct ticket *t, const char *body)
{
        struct change ch;
        const char *text;
        int64_t n = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st && !c->actor->person_id)
                st = ST_DENIED;
        if (!st && ch.before.state >= STATE_RESOLVED)
                st = ctx_fail(c, ST_CONFLICT, MSG_ticket_is_done);
        if (!st && (!text_take(c, "restated", body, RESTATED_BYTES, false, &text) || text_blank(text))) {
                if (!form_msg(c, "restated"))
                        form_error(c, "restated", MSG_panels_restated_missing);
                st = ST_INVALID;
        }
        if (!st)
                st = db_i64(c->db, &restated_count, DB_ARGS(DB_I("id", t->id)), &n);
        if (!st && n >= RESTATED_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_panels_restated_many);
        bool was_new = !st && ch.before.state == STATE_NEW;
        if (!st)
                st = restate_write(c, &ch, text);
        /* as after a first reply: somebody works on it */
        if (!st && was_new && move_declared(c, t->kind, STATE_NEW, STATE_OPEN))
                st = move_apply(c, t, STATE_OPEN, PENDING_NONE);
        return st ? st : db_commit(&tx);
}

static enum status answer_put(struct ctx *c, const struct ticket *t, int64_t id, int state, bool voice, int64_t entry_id)
{
        int64_t rows = 0;
        enum status st = db_exec(c->db, &restated_answer,
                                 DB_ARGS(DB_I("state", state), DB_I("voice", voice), DB_I("now", c->now),
                                         DB_I("me", c->actor->person_id), DB_REF("entry", entry_id), DB_I("wording", id),
                                         DB_I("id", t->id)),
                                 &rows);

        return st ? st : rows ? ST_OK : ctx_fail(c, ST_CONFLICT, MSG_panels_restated_late);
}

enum status restated_confirm(struct ctx *c, struct ticket *t, int64_t id, bool by_voice)
{
        struct change ch;
        struct changes what;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, by_voice ? ACT_WORK : ACT_ACCEPT, 0, &ch);
        if (!st && !c->actor->person_id)
                st = ST_DENIED;
        if (!st)
                st = answer_put(c, t, id, RESTATED_CONFIRMED, by_voice, 0);
        changes_init(c, &what);
        changes_id(&what, "restated_state", RESTATED_ASKED, by_voice ? RESTATED_CONFIRMED + 1 : RESTATED_CONFIRMED);
        if (!st) {
                ch.contact = by_voice;
                st = restated_told(c, &ch, &what, NEWS_DESK);
        }
        return st ? st : db_commit(&tx);
}

enum status restated_correct(struct ctx *c, struct ticket *t, int64_t id, const char *body)
{
        struct entry_draft e = {.body = body, .is_public = true};
        struct ticket mine;
        int64_t entry_id = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_load(c, t->id, ACT_ACCEPT, &mine);
        if (!st)
                st = ticket_comment(c, t, &e, &entry_id);
        if (!st)
                st = answer_put(c, t, id, RESTATED_CORRECTED, false, entry_id);
        return st ? st : db_commit(&tx);
}

static const struct personal restated_personal[] = {
        {"restated", "body", "by_id", "the need as an agent wrote it"},
        {"restated", "answered_at", "answered_by", "who confirmed or corrected it, and when"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_restated = {.name = "ticket_restated", .stmts = restated_stmts, .personal = restated_personal};
