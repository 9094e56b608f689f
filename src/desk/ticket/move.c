/* States and words.  Which moves exist is declared by the kind (struct ticket_kind of some slice), the
 * same for pages, mail, API and board; who may make one is a column of that table.  A comment may carry a
 * move with it: a requester's answer reopens or ends a wait, the desk's first answer opens what is new.
 * Such a move is a change of its own, after the comment, so that hooks see one thing at a time. */
#include "desk/people/people.h"
#include "desk/ticket/asked_own.h"
#include "desk/ticket/together_own.h"
#include "desk/ticket/evidence_own.h"
#include "desk/ticket/panels.h"

TICKET_SQL(ticket_news_put,
        "UPDATE ticket SET news_kind = :news, news_at = :now, version = version + 1, updated_at = :now"
        " WHERE id = :id AND version = :version");
TICKET_SQL(ticket_noted_put,
        "UPDATE ticket SET version = version + 1, updated_at = :now WHERE id = :id AND version = :version");
TICKET_SQL(ticket_move_put,
        "UPDATE ticket SET state = :state, pending = :pending, news_kind = :news, news_at = :now,"
        " resolved_at = :resolved, closed_at = :closed, version = version + 1, updated_at = :now"
        " WHERE id = :id AND version = :version");

/* ---- declared moves --------------------------------------------------------------------------------- */

static const struct ticket_kind *kind_in(const struct slice *s, int64_t kind)
{
        for (const struct ticket_kind *k = s->kinds; k && k->kind; k++)
                if (k->kind == kind)
                        return k;
        return NULL;
}

const struct ticket_kind *kind_declared(struct ctx *c, int64_t kind)
{
        const struct slice *const *s = c->app->slices;

        for (size_t i = 0; s && s[i]; i++) {
                const struct ticket_kind *k = kind_in(s[i], kind);
                if (k)
                        return k;
        }
        return NULL;
}

static const struct ticket_move_rule *rules_of(struct ctx *c, int64_t kind)
{
        static const struct ticket_move_rule none[] = {{0, 0, 0}};
        const struct ticket_kind *k = kind_declared(c, kind);

        return k ? k->moves : none;
}

/* What the kind itself asks before the state is left or reached. */
static enum status kind_gate(struct ctx *c, const struct ticket *t, int state, const char *reason)
{
        const struct ticket_kind *k = kind_declared(c, t->kind);

        return k && k->gate ? k->gate(c, t, state, reason ? reason : "") : ST_OK;
}

bool move_declared(struct ctx *c, int64_t kind, int64_t from, int64_t to)
{
        for (const struct ticket_move_rule *r = rules_of(c, kind); r->from; r++)
                if (r->from == from && r->to == to)
                        return true;
        return false;
}

bool reopen_in_time(struct ctx *c, const struct ticket *t)
{
        int64_t since = t->closed_at ? t->closed_at : t->resolved_at;

        return c->now - since <= setting_i64(c, "ticket.reopen_days") * DAY_MS;
}

static bool is_reopening(int64_t from, int64_t to)
{
        return to == STATE_OPEN && (from == STATE_RESOLVED || from == STATE_CLOSED);
}

/* The rule that lets this actor make the move, or NULL. */
static const struct ticket_move_rule *rule_for(struct ctx *c, const struct ticket *t, int64_t to)
{
        const struct ticket_kind *k = kind_declared(c, t->kind);

        if (t->merged_into) /* it goes on in the other ticket */
                return NULL;
        if (k && k->fits && !k->fits(t, to))
                return NULL;
        for (const struct ticket_move_rule *r = rules_of(c, t->kind); r->from; r++) {
                if (r->from != t->state || r->to != to || !ticket_can(c, t, r->who))
                        continue;
                if (r->who == ACT_ACCEPT && is_reopening(r->from, to) && !reopen_in_time(c, t))
                        continue;
                return r;
        }
        return NULL;
}

const int *ticket_moves(struct ctx *c, const struct ticket *t)
{
        static const int states[] = {STATE_NEW, STATE_OPEN, STATE_PENDING, STATE_RESOLVED, STATE_CLOSED, STATE_CANCELLED};
        int *out = ARENA_ARRAY(c->arena, ARRAY_LEN(states) + 1, int);
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (rule_for(c, t, states[i]))
                        out[n++] = states[i];
        return out;
}

/* ---- what people write ------------------------------------------------------------------------------- */

bool requester_side(const struct ticket *t)
{
        return t->my_part > 0 && t->my_part <= PART_INVITED && (t->my_part < PART_INVITED || t->my_rights < RIGHT_WORK);
}

enum status body_take(struct ctx *c, const char *field, const char *raw, bool may_be_empty, const char **out)
{
        if (!text_take(c, field, raw, MAX_BODY_BYTES, false, out))
                return ST_INVALID;
        if (!text_blank(*out) || may_be_empty)
                return ST_OK;
        form_error(c, field, MSG_ticket_body_missing);
        return ST_INVALID;
}

static enum status entry_write(struct ctx *c, const struct ticket *t, const struct entry_draft *e, const char *body,
                               int64_t *entry_id)
{
        bool imported = c->actor->system;
        struct entry_row row = {.ticket_id = t->id,
                                .at = imported && e->at ? e->at : c->now,
                                .kind = e->is_public ? ENTRY_COMMENT : ENTRY_NOTE,
                                .author_id = imported ? e->author_id : c->actor->person_id,
                                .is_public = e->is_public,
                                .channel = e->channel && (imported || !requester_side(t)) ? e->channel : c->channel,
                                .body = body};
        enum status st = entry_add(c, &row, entry_id);

        return st ? st : attach_tie(c, t->id, *entry_id, e->is_public, e->attach, e->n_attach);
}

static enum status comment_news(struct ctx *c, const struct ticket *b, bool is_public)
{
        int64_t rows, news = requester_side(b) ? NEWS_DESK : NEWS_REQUESTER;
        bool done = b->state >= STATE_CLOSED;
        enum status st = db_exec(c->db, is_public ? &tsql_ticket_news_put : &tsql_ticket_noted_put,
                                 DB_ARGS(DB_I("news", done ? NEWS_SETTLED : news), DB_I("now", c->now), DB_I("id", b->id),
                                         DB_I("version", b->version)),
                                 &rows);
        return change_held(c, st, rows);
}

/* Entry, news, hooks: no move.  ch holds the locked ticket. */
static enum status comment_write(struct ctx *c, struct change *ch, const struct entry_draft *e, const char *body)
{
        enum status st = entry_write(c, &ch->before, e, body, &ch->entry_id);

        if (!st)
                st = recipients_write(c, &ch->before, ch->entry_id, e);
        if (!st)
                st = comment_news(c, &ch->before, e->is_public);
        ch->event = e->is_public ? EV_COMMENTED : EV_NOTED;
        ch->contact = !requester_side(&ch->before) && !c->actor->system && (e->is_public || e->contact);
        ch->contact = ch->contact || (c->actor->system && e->contact);
        ch->hidden = !e->is_public;
        ch->reindex = true;
        return st ? st : change_end(c, ch);
}

/* What a public comment does to the state; 0 = nothing. */
static enum status comment_moves_to(struct ctx *c, const struct ticket *b, int *to)
{
        bool theirs = requester_side(b);

        *to = 0;
        if (b->merged_into) {
                struct html_arg number = {"number", changes_number(c, b->merged_into), 0};
                return ctx_fail_text(c, ST_CONFLICT, msg_text(c->arena, c->lang, MSG_together_goes_on, 1, &number));
        }
        if (b->state >= STATE_RESOLVED && theirs) {
                if (!move_declared(c, b->kind, b->state, STATE_OPEN) || b->state == STATE_CANCELLED || !reopen_in_time(c, b))
                        return ctx_fail(c, ST_CONFLICT, MSG_ticket_too_late);
                *to = STATE_OPEN;
        }
        if (b->state == STATE_PENDING && b->pending == PENDING_REQUESTER && theirs)
                *to = STATE_OPEN;
        if (b->state == STATE_NEW && !theirs && !c->actor->system)
                *to = STATE_OPEN;
        if (*to && (!move_declared(c, b->kind, b->state, *to) || kind_gate(c, b, *to, "")))
                *to = 0;
        return ST_OK;
}

/* What an entry does to the state; 0 = nothing. */
static enum status entry_moves_to(struct ctx *c, const struct ticket *b, const struct entry_draft *e, int *to)
{
        *to = 0;
        if (evidence_arrives(b, e)) {
                *to = STATE_OPEN;
                return ST_OK;
        }
        return e->is_public ? comment_moves_to(c, b, to) : ST_OK;
}

enum status ticket_comment(struct ctx *c, struct ticket *t, const struct entry_draft *e, int64_t *entry_id)
{
        struct change ch;
        struct mentions named;
        const char *body;
        int to = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, e->is_public ? ACT_COMMENT : ACT_NOTE, 0, &ch);
        if (!st)
                st = body_take(c, "body", e->body, e->n_attach > 0, &body);
        if (!st)
                st = entry_moves_to(c, &ch.before, e, &to);
        if (!st)
                st = mentions_find(c, &ch.before, body, &named);
        if (!st)
                st = comment_write(c, &ch, e, body);
        if (!st)
                st = mentions_write(c, t, ch.entry_id, &named);
        if (!st && !e->is_public)
                st = advice_answered(c, t);
        if (!st && entry_id)
                *entry_id = ch.entry_id;
        if (!st && to)
                st = move_apply(c, t, to, PENDING_NONE);
        return st ? st : db_commit(&tx);
}

/* ---- the move ------------------------------------------------------------------------------------------ */

static int64_t news_after(const struct ticket *b, int state, int pending)
{
        bool theirs = pending == PENDING_REQUESTER || pending == PENDING_EVIDENCE;

        if (state == STATE_RESOLVED || (state == STATE_PENDING && theirs))
                return NEWS_REQUESTER;
        if (state >= STATE_CLOSED)
                return NEWS_SETTLED;
        /* work that begins or waits leaves the turn with whom the last word left it */
        return state == STATE_PENDING || b->state == STATE_NEW ? b->news_kind : NEWS_DESK;
}

static enum status move_entry(struct ctx *c, const struct ticket *b, int state, int pending, int64_t *entry_id)
{
        struct changes what;

        changes_init(c, &what);
        changes_id(&what, "state", b->state, state);
        changes_id(&what, "pending", b->pending, pending);
        return changes_entry(c, &what, b, true, entry_id);
}

static enum status move_write(struct ctx *c, struct ticket *t, int state, int pending, bool quiet)
{
        struct change ch = {.t = t, .event = EV_MOVED, .before = *t, .quiet = quiet};
        const struct ticket *b = &ch.before;
        int64_t rows;
        int64_t resolved = state == STATE_RESOLVED ? c->now : state >= STATE_CLOSED ? b->resolved_at : 0;
        int64_t closed = state >= STATE_CLOSED ? c->now : 0;
        enum status st = db_exec(c->db, &tsql_ticket_move_put,
                                 DB_ARGS(DB_I("state", state), DB_I("pending", pending),
                                         DB_I("news", news_after(b, state, pending)), DB_I("now", c->now),
                                         DB_REF("resolved", resolved), DB_REF("closed", closed), DB_I("id", b->id),
                                         DB_I("version", b->version)),
                                 &rows);

        st = change_held(c, st, rows);
        if (!st)
                st = move_entry(c, b, state, pending, &ch.entry_id);
        return st ? st : change_end(c, &ch);
}

enum status move_apply(struct ctx *c, struct ticket *t, int state, int pending)
{
        return move_write(c, t, state, pending, false);
}

enum status ticket_hold(struct ctx *c, int64_t id)
{
        int64_t locked;

        return db_i64(c->db, &tsql_ticket_lock, DB_ARGS(DB_I("id", id)), &locked);
}

enum status ticket_set_state(struct ctx *c, int64_t id, int state, int pending, bool quiet, struct ticket *out)
{
        int64_t locked;
        enum status st = db_i64(c->db, &tsql_ticket_lock, DB_ARGS(DB_I("id", id)), &locked);

        if (!st)
                st = ticket_raw(c, id, out);
        if (st || (out->state == state && out->pending == pending))
                return st;
        return move_write(c, out, state, pending, quiet);
}

/* Undeclared, or not this actor's to make: a sentence that names what is allowed. */
static enum status move_refused(struct ctx *c, const struct ticket *t, int state)
{
        struct buf b;

        if (is_reopening(t->state, state) && ticket_can(c, t, ACT_ACCEPT) && !reopen_in_time(c, t))
                return ctx_fail(c, ST_CONFLICT, MSG_ticket_too_late);
        buf_init(&b, c->arena, 1024);
        for (const int *m = ticket_moves(c, t); *m; m++)
                buf_fmt(&b, "%s%s", b.n ? ", " : "", state_label(c, t->kind, *m, 0));
        struct html_arg args[] = {{"from", state_label(c, t->kind, t->state, t->pending), 0}, {"to", state_label(c, t->kind, state, 0), 0},
                                  {"allowed", b.n ? b.p : ctx_msg(c, MSG_change_nothing), 0}};
        return ctx_fail_text(c, ST_CONFLICT, msg_text(c->arena, c->lang, MSG_ticket_move_refused, ARRAY_LEN(args), args));
}

/* Why must be said when a solution is refused, and when the desk resolves what its service wants a solution for. */
static enum status reason_needed(struct ctx *c, const struct ticket *b, int state, bool *needed)
{
        struct service_resolution r;

        *needed = !c->actor->system && b->state == STATE_RESOLVED && state == STATE_OPEN && requester_side(b);
        if (c->actor->system || state != STATE_RESOLVED || b->kind != TICKET_INCIDENT)
                return ST_OK;
        enum status st = service_resolution_get(c, b->service_id, &r);
        *needed = !st && r.solution == ASKS_MUST;
        return st;
}

/* The reason becomes an entry before the move: the ticket is then one version on. */
static enum status move_reason(struct ctx *c, struct change *ch, int state, int pending, const char *reason)
{
        const char *body;
        bool needed;
        enum status st = reason_needed(c, &ch->before, state, &needed);

        if (!st)
                st = body_take(c, "reason", reason, !needed, &body);
        if (st || text_blank(body))
                return st;
        struct entry_draft e = {.is_public = state != STATE_PENDING || pending == PENDING_REQUESTER};
        return comment_write(c, ch, &e, body);
}

enum status move_possible(struct ctx *c, const struct ticket *b, int state, int pending, const char *reason)
{
        if (!*state_word(state) || (state == STATE_PENDING ? !*pending_word(pending) : pending)) {
                form_error(c, state == STATE_PENDING || pending ? "pending" : "state", MSG_ticket_state_unknown);
                return ST_INVALID;
        }
        /* another reason to wait is no move of the table */
        bool other_wait = state == STATE_PENDING && b->state == STATE_PENDING && pending != b->pending;
        if (other_wait && ticket_can(c, b, ACT_WORK))
                return kind_gate(c, b, state, reason);
        if (!rule_for(c, b, state))
                return move_refused(c, b, state);
        enum status st = state == STATE_RESOLVED ? resolve_gate(c, b) : ST_OK;
        return st ? st : kind_gate(c, b, state, reason);
}

enum status ticket_held_back(struct ctx *c, const struct ticket *t, int state, const char **why)
{
        const char *said = c->why;
        enum status st = kind_gate(c, t, state, "");

        *why = st == ST_CONFLICT ? c->why : NULL;
        c->why = said;
        return st == ST_CONFLICT ? ST_OK : st;
}

enum status ticket_move(struct ctx *c, struct ticket *t, int state, int pending, const char *reason, int64_t version)
{
        struct change ch;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_READ, version, &ch);
        if (!st)
                st = move_possible(c, &ch.before, state, pending, reason);
        if (!st && state == STATE_RESOLVED && !c->actor->system)
                st = resolution_check(c, &ch.before);
        if (!st)
                st = move_reason(c, &ch, state, pending, reason);
        if (!st)
                st = move_apply(c, t, state, pending);
        return st ? st : db_commit(&tx);
}

enum status move_silent(struct ctx *c, struct ticket *t, int state, int pending)
{
        struct change ch;

        if (!state || (state == t->state && pending == t->pending))
                return ST_OK;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_READ, 0, &ch);
        if (!st)
                st = move_possible(c, &ch.before, state, pending, "");
        if (!st)
                st = move_apply(c, t, state, pending);
        return st ? st : db_commit(&tx);
}

/* ---- imports ---------------------------------------------------------------------------------------------- */

enum status ticket_import_entry(struct ctx *c, int64_t ticket_id, const struct entry_draft *e)
{
        struct ticket t = {.id = ticket_id};
        const char *body;
        int64_t entry_id;

        if (!c->actor || !c->actor->system)
                return ST_DENIED;
        enum status st = body_take(c, "body", e->body, false, &body);
        return st ? st : entry_write(c, &t, e, body, &entry_id);
}
