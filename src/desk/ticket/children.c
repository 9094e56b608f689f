/* A parent and its children: one cause, many who ask.  One text answers all children at once, each as a reply
 * of its own that can be taken back for ten seconds like any other; who may not be answered is named with the
 * reason, and children that one may not see are neither named nor counted. */
#include "desk/ticket/together_own.h"

DB_STMT(children_of,
        "SELECT t.id, t.kind, t.num, t.state, t.pending, t.subject, p.name AS requester_name FROM ticket t"
        " LEFT JOIN person p ON p.id = t.requester_id WHERE t.parent_id = :id AND (CAST(:all AS BIGINT) = 1 OR " TICKET_VISIBLE ")"
        " ORDER BY t.id LIMIT 200");
static const struct db_stmt *const children_stmts[] = {&children_of, NULL};

static const struct db_col child_cols[] = {
        DB_COL_I64(struct child, id),      DB_COL_I64(struct child, kind),    DB_COL_I64(struct child, num),
        DB_COL_I64(struct child, state),   DB_COL_I64(struct child, pending), DB_COL_TEXT(struct child, subject),
        DB_COL_TEXT(struct child, requester_name), DB_COL_END};

const char *child_why(struct ctx *c, int64_t verdict)
{
        switch (verdict) {
        case CHILD_NO_RIGHT:
                return ctx_msg(c, MSG_together_child_no_right);
        case CHILD_DONE:
                return ctx_msg(c, MSG_together_child_done);
        case CHILD_MERGED:
                return ctx_msg(c, MSG_together_child_merged);
        case CHILD_FAILED:
                return ctx_msg(c, MSG_together_child_failed);
        default:
                return "";
        }
}

static int64_t verdict_on(struct ctx *c, const struct ticket *t)
{
        if (!ticket_can(c, t, ACT_WORK) || !ticket_can(c, t, ACT_COMMENT))
                return CHILD_NO_RIGHT;
        if (t->merged_into)
                return CHILD_MERGED;
        return t->state >= STATE_CLOSED ? CHILD_DONE : CHILD_MAY;
}

enum status ticket_children(struct ctx *c, const struct ticket *t, struct child **out, size_t *n)
{
        struct ticket one;
        enum status st = ST_NOT_FOUND;

        if (ticket_can(c, t, ACT_READ_ALL))
                st = db_all(c->db, c->arena, &children_of,
                            DB_ARGS(DB_I("id", t->id), DB_I("all", c->actor->system), DB_I("me", c->actor->person_id)), child_cols,
                            sizeof **out, CHILDREN_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++) {
                struct child *k = &(*out)[i];
                st = ticket_raw(c, k->id, &one);
                k->verdict = st ? CHILD_FAILED : verdict_on(c, &one);
                k->number = ticket_number(c, k->kind, k->num);
                k->state_text = state_label(c, k->kind, k->state, k->pending);
                k->why = child_why(c, k->verdict);
        }
        return st;
}

/* ---- the answer --------------------------------------------------------------------------------------------- */

static bool chosen(const struct child *k, const int64_t *ids, size_t n)
{
        for (size_t i = 0; ids && i < n; i++)
                if (ids[i] == k->id)
                        return true;
        return !ids;
}

static enum status children_lock(struct ctx *c, const struct ticket *t, const struct child *k, size_t n)
{
        int64_t *ids = ARENA_ARRAY(c->arena, n + 1, int64_t);

        for (size_t i = 0; i < n; i++)
                ids[i] = k[i].id;
        ids[n] = t->id;
        return tickets_lock(c, ids, n + 1);
}

/* A name in the text that one child's readers may not know refuses the whole: it is one text. */
static enum status child_answer(struct ctx *c, struct child *k, const char *body)
{
        struct ticket one;
        struct reply_draft r = {.body = body};
        int64_t send_at;
        enum status st = ticket_load(c, k->id, ACT_COMMENT, &one);

        if (!st)
                st = ticket_reply_later(c, &one, &r, &send_at);
        if (st == ST_CONFLICT || st == ST_DENIED || st == ST_NOT_FOUND) {
                k->verdict = st == ST_CONFLICT ? CHILD_FAILED : CHILD_NO_RIGHT;
                st = ST_OK;
        } else if (!st) {
                k->verdict = CHILD_SENT;
        }
        k->why = child_why(c, k->verdict);
        return st;
}

static enum status answer_all(struct ctx *c, const char *body, const int64_t *ids, size_t n_ids, struct child *k, size_t n,
                              size_t *sent)
{
        enum status st = ST_OK;

        *sent = 0;
        for (size_t i = 0; !st && i < n; i++) {
                if (k[i].verdict != CHILD_MAY || !chosen(&k[i], ids, n_ids))
                        continue;
                st = child_answer(c, &k[i], body);
                *sent += k[i].verdict == CHILD_SENT;
        }
        if (!st && !*sent) {
                form_error(c, "children", MSG_together_children_none);
                st = ST_INVALID;
        }
        return st;
}

static enum status counted(struct ctx *c, struct change *ch, const char *field, size_t n)
{
        struct changes what;
        enum status st = ticket_touch(c, &ch->before);

        changes_init(c, &what);
        changes_id(&what, field, 0, (int64_t)n);
        if (!st)
                st = changes_entry(c, &what, &ch->before, false, &ch->entry_id);
        ch->event = EV_CHANGED;
        ch->hidden = true;
        return st ? st : change_end(c, ch);
}

enum status ticket_children_answer(struct ctx *c, struct ticket *t, const char *body, const int64_t *ids, size_t n_ids,
                                   struct child **out, size_t *n)
{
        struct change ch;
        const char *text;
        size_t sent;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = ticket_load(c, t->id, ACT_WORK, t);
        if (!st)
                st = ticket_children(c, t, out, n);
        if (!st)
                st = children_lock(c, t, *out, *n);
        if (!st)
                st = ticket_children(c, t, out, n); /* as they are now that they stand still */
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st)
                st = body_take(c, "body", body, false, &text);
        if (!st)
                st = answer_all(c, text, ids, n_ids, *out, *n, &sent);
        if (!st)
                st = counted(c, &ch, "children_told", sent);
        if (!st)
                st = draft_drop(c, arena_fmt(c->arena, "children:%lld", (long long)t->id));
        return st ? st : db_commit(&tx);
}

/* ---- back ----------------------------------------------------------------------------------------------------- */

/* The text goes back to where it was typed, not to each child: their own drafts stay as they are. */
static enum status child_undo(struct ctx *c, const struct child *k, const char **body, bool *back)
{
        enum status st = reply_take_back(c, k->id, body);

        *back = !st;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status ticket_children_undo(struct ctx *c, struct ticket *t, size_t *taken_back)
{
        struct change ch;
        struct child *k;
        size_t n;
        const char *body = "";
        bool back;

        *taken_back = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = ticket_load(c, t->id, ACT_WORK, t);
        if (!st)
                st = ticket_children(c, t, &k, &n);
        if (!st)
                st = children_lock(c, t, k, n);
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        for (size_t i = 0; !st && i < n; i++) {
                st = child_undo(c, &k[i], &body, &back);
                *taken_back += !st && back;
        }
        if (!st && !*taken_back)
                return ctx_fail(c, ST_CONFLICT, MSG_together_children_left);
        if (!st)
                st = counted(c, &ch, "children_back", *taken_back);
        if (!st)
                st = draft_save(c, arena_fmt(c->arena, "children:%lld", (long long)t->id), body);
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_children = {.name = "ticket-children", .stmts = children_stmts};
