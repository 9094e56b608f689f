/* One ticket becomes two: a part of it that is another matter, and what a requester writes to one that is
 * closed for good.  The new one is opened like any other, by whoever acts, and the link is made in the same
 * transaction; files stay where they were sent, the link leads to them. */
#include "desk/people/people.h"
#include "desk/ticket/together_own.h"

DB_STMT(split_entry,
        "SELECT e.id, e.at, e.is_public, b.body, COALESCE(p.name, '') AS author FROM entry e JOIN entry_body b ON b.entry_id = e.id"
        " LEFT JOIN person p ON p.id = e.author_id WHERE e.id = :entry AND e.ticket_id = :id AND e.kind IN (10, 20, 40)");
static const struct db_stmt *const split_stmts[] = {&split_entry, NULL};

struct said {
        int64_t id, at, is_public;
        const char *body, *author;
};
static const struct db_col said_cols[] = {
        DB_COL_I64(struct said, id),    DB_COL_I64(struct said, at),     DB_COL_I64(struct said, is_public),
        DB_COL_TEXT(struct said, body), DB_COL_TEXT(struct said, author), DB_COL_END};

/* ---- split ---------------------------------------------------------------------------------------------- */

static void quote(struct ctx *c, struct buf *to, const struct said *e)
{
        if (to->n)
                buf_str(to, "\n\n");
        buf_fmt(to, "%s, %s :\n\n%s", e->author, human_datetime(c->arena, c->lang, c->zone, e->at, c->now), e->body);
}

static enum status entries_quote(struct ctx *c, const struct ticket *t, const struct split_draft *d, struct buf *pub, struct buf *note)
{
        struct said e;

        for (size_t i = 0; i < d->n_entries && i < SPLIT_ENTRIES_MAX; i++) {
                enum status st = db_one(c->db, c->arena, &split_entry, DB_ARGS(DB_I("entry", d->entries[i]), DB_I("id", t->id)),
                                        said_cols, &e);
                if (st == ST_NOT_FOUND)
                        form_error(c, "entries", MSG_together_entry_unknown);
                if (st)
                        return st == ST_NOT_FOUND ? ST_INVALID : st;
                quote(c, e.is_public ? pub : note, &e);
        }
        return ST_OK;
}

static enum status texts_make(struct ctx *c, const struct ticket *t, const struct split_draft *d, struct buf *pub, struct buf *note)
{
        const char *subject, *body;

        buf_init(pub, c->arena, 2 * MAX_BODY_BYTES);
        buf_init(note, c->arena, 2 * MAX_BODY_BYTES);
        text_take(c, "subject", d->subject, MAX_SUBJECT_BYTES, true, &subject);
        text_take(c, "body", d->body, MAX_BODY_BYTES, false, &body);
        if (text_blank(subject) && !form_msg(c, "subject"))
                form_error(c, "subject", MSG_ticket_subject_missing);
        if (text_blank(body) && !d->n_entries && !form_msg(c, "body"))
                form_error(c, "body", MSG_together_split_empty);
        if (d->n_entries > SPLIT_ENTRIES_MAX)
                form_error(c, "entries", MSG_together_split_many);
        buf_str(pub, text_blank(body) ? "" : body);
        enum status st = entries_quote(c, t, d, pub, note);
        if (!st && (buf_end(pub) || buf_end(note) || pub->n > MAX_BODY_BYTES || note->n > MAX_BODY_BYTES)) {
                form_error(c, "entries", MSG_together_split_long);
                st = ST_INVALID;
        }
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status part_open(struct ctx *c, const struct ticket *t, const struct split_draft *d, const char *body, struct ticket *out)
{
        struct ticket_draft n = {.kind = (int)t->kind, .subject = d->subject, .description = body,
                                 .requester_id = t->requester_id, .requested_for_id = t->requested_for_id,
                                 .contact_id = t->contact_id, .service_id = t->service_id, .category_id = t->category_id,
                                 .group_id = t->group_id, .impact = t->impact, .urgency = t->urgency,
                                 .stated_urgency = t->stated_urgency, .channel = (int)t->channel, .persona = t->persona,
                                 .site = t->site, .room = t->room, .equipment = t->equipment, .course_id = t->course_id,
                                 .confidential = t->confidential ? 1 : -1, .link_to = t->id, .link_kind = LINK_SPLIT};

        return ticket_open(c, &n, out);
}

static enum status said_both(struct ctx *c, struct change *ch, const struct ticket *n, const char *here, const char *there)
{
        struct changes what;
        int64_t entry_id;

        changes_init(c, &what);
        changes_id(&what, there, 0, ch->before.id);
        enum status st = changes_entry(c, &what, n, true, &entry_id);
        changes_init(c, &what);
        changes_id(&what, here, 0, n->id);
        if (!st)
                st = changes_entry(c, &what, &ch->before, true, &ch->entry_id);
        ch->event = EV_CHANGED;
        return st;
}

static enum status split_write(struct ctx *c, struct change *ch, const struct split_draft *d, struct ticket *out)
{
        struct buf pub, note;
        struct entry_draft e = {.is_public = false};
        enum status st = texts_make(c, &ch->before, d, &pub, &note);

        if (!st)
                st = part_open(c, &ch->before, d, pub.p, out);
        if (!st && note.n) {
                e.body = note.p;
                st = ticket_comment(c, out, &e, NULL);
        }
        if (!st)
                st = ticket_touch(c, &ch->before);
        if (!st)
                st = said_both(c, ch, out, "split", "split_from");
        return st ? st : change_end(c, ch);
}

enum status ticket_split(struct ctx *c, struct ticket *t, const struct split_draft *d, struct ticket *out)
{
        struct change ch;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st && (ch.before.merged_into || ch.before.state == STATE_CANCELLED || !ch.before.requester_id))
                st = ctx_fail(c, ST_CONFLICT, MSG_together_split_refused);
        if (!st)
                st = split_write(c, &ch, d, out);
        return st ? st : db_commit(&tx);
}

/* ---- what follows a closed one --------------------------------------------------------------------------- */

bool ticket_follow_due(struct ctx *c, const struct ticket *t)
{
        if (!requester_side(t) || t->merged_into || t->state < STATE_CLOSED || !ticket_can(c, t, ACT_COMMENT))
                return false;
        return t->state == STATE_CANCELLED || !reopen_in_time(c, t);
}

/* The service may be closed or no longer for them: the desk's general group then gets it. */
static int64_t service_still(struct ctx *c, const struct ticket *t)
{
        struct service s;

        return t->service_code && service_by_code(c, t->service_code, &s) == ST_OK ? s.id : 0;
}

static enum status follow_open(struct ctx *c, const struct ticket *t, const char *body, struct ticket *out)
{
        struct html_arg args[] = {{"number", t->number, 0}, {"subject", text_short(c->arena, t->subject, 100), 0}};
        bool mine = t->requester_id == c->actor->person_id;
        struct ticket_draft n = {.kind = (int)t->kind, .description = body, .requester_id = c->actor->person_id,
                                 .requested_for_id = mine ? t->requested_for_id : 0, .service_id = service_still(c, t),
                                 .stated_urgency = t->stated_urgency, .persona = t->persona, .site = t->site, .room = t->room,
                                 .equipment = t->equipment, .course_id = t->course_id, .channel = c->channel,
                                 .confidential = t->confidential ? 1 : -1, .link_to = t->id, .link_kind = LINK_FOLLOWS};

        n.subject = msg_text(c->arena, c->lang, MSG_together_follow_subject, ARRAY_LEN(args), args);
        return ticket_open(c, &n, out);
}

enum status ticket_follow_up(struct ctx *c, struct ticket *t, const char *body, struct ticket *out)
{
        struct change ch;
        const char *text;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_COMMENT, 0, &ch);
        if (!st && !ticket_follow_due(c, &ch.before))
                st = ctx_fail(c, ST_CONFLICT, MSG_together_follow_early);
        if (!st)
                st = body_take(c, "body", body, false, &text);
        if (!st)
                st = follow_open(c, &ch.before, text, out);
        if (!st)
                st = ticket_touch(c, &ch.before);
        if (!st)
                st = said_both(c, &ch, out, "followed", "follows");
        if (!st)
                st = change_end(c, &ch);
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_split = {.name = "ticket-split", .stmts = split_stmts};
