/* What the ticket page posts.  Every handler answers twice: a plain form gets 303 (or the page again
 * with 422 or 409), htmx gets the parts that changed.  Whatever is refused comes back as it was typed.
 *
 * A reply leaves ten seconds later (ticket_reply_later), so that it can be taken back.  It is refused
 * with 409 when somebody wrote to the requester after the newest entry that the author saw: then the
 * other text is shown and there are three ways on. */
#include "desk/incident/incident_view.h"
#include "templates.h"

enum { LOOK_BACK = 30 };

/* ---- the composer ---- */

struct message_in {
        const char *body, *mode, *engage, *force, *as, *once, *from; /* from: the draft it was typed into */
        int64_t last;
};
static const struct form_field message_form[] = {
        {"body", FORM_TEXT, offsetof(struct message_in, body), 1, MAX_BODY_BYTES / 4, MSG_desk_body_missing},
        {"mode", FORM_LINE, offsetof(struct message_in, mode), 0, 10, 0},
        {"engage", FORM_LINE, offsetof(struct message_in, engage), 0, 20, 0},
        {"force", FORM_LINE, offsetof(struct message_in, force), 0, 10, 0},
        {"as", FORM_LINE, offsetof(struct message_in, as), 0, 10, 0}, /* the button of the note, with or without script */
        {"once", FORM_LINE, offsetof(struct message_in, once), 0, 60, 0},
        {"last", FORM_ID, offsetof(struct message_in, last), 0, INT64_MAX, 0},
        {0},
};

/* The newest public word of somebody else after `last`; false when there is none. */
static enum status written_meanwhile(struct ctx *c, const struct ticket *t, int64_t last, const struct entry **out)
{
        struct entry *rows;
        size_t n;
        bool more;
        enum status st = ticket_journal(c, t, 0, LOOK_BACK, &rows, &n, &more);
        *out = NULL;
        for (size_t i = 0; !st && i < n; i++) {
                bool word = rows[i].kind == ENTRY_COMMENT || rows[i].kind == ENTRY_MAIL;
                if (word && rows[i].is_public && !rows[i].mine && rows[i].id > last)
                        *out = &rows[i];
        }
        return st;
}

static enum status composer_again(struct ctx *c, struct ticket *t, const struct message_in *in, const struct entry *other,
                                  const char *error)
{
        struct incident_page *v = ARENA_NEW(c->arena, struct incident_page);
        enum status st = incident_page_view(c, t, v);
        if (st)
                return st;
        struct incident_composer *m = &v->composer;
        m->note = str_eq(in->mode, "note");
        m->mode = m->note ? "note" : "reply";
        m->body = in->body;
        *(m->note ? &m->draft_note : &m->draft_reply) = in->body;
        m->engage = in->engage;
        m->error = error;
        incident_recipients_chosen(c, m->to, m->n_to);
        if (other) {
                m->conflict_who = other->author_name;
                m->conflict_at = other->at;
                m->conflict_id = other->id;
                m->conflict_body = other->safe;
        }
        c->res->status = other ? 409 : 422;
        if (c->fragment)
                incident_composer_html(&c->html, m);
        else
                incident_page_html(&c->html, v);
        return ST_OK;
}

static void engaged(const char *engage, int *state, int *pending)
{
        *state = *pending = 0;
        if (str_eq(engage, "resolved"))
                *state = STATE_RESOLVED;
        else if (str_eq(engage, "open"))
                *state = STATE_OPEN;
        else if (str_eq(engage, "waiting")) {
                *state = STATE_PENDING;
                *pending = PENDING_REQUESTER;
        }
}

static enum status recipients_in(struct ctx *c, const struct ticket *t, struct reply_draft *r)
{
        struct recipient *to;
        size_t n;
        enum status st = ticket_recipients_offered(c, t, &to, &n);
        if (st)
                return st;
        int64_t *ids = ARENA_ARRAY(c->arena, n + 1, int64_t);
        r->to_chosen = incident_recipients_chosen(c, to, n);
        for (size_t i = 0; i < n; i++)
                if (to[i].chosen)
                        ids[r->n_to++] = to[i].id;
        r->to = ids;
        return ST_OK;
}

static enum status message_save(struct ctx *c, struct ticket *t, const struct message_in *in, int64_t *send_at)
{
        bool note = str_eq(in->mode, "note");
        int64_t *files, entry;
        size_t n_files;
        const char *before = NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, in->once, &before);
        if (st)
                return st;
        if (before) /* the same form once more: said already, or waiting to be */
                return incident_sending(c, t->id, send_at);
        /* not public until the entry is: a reply taken back must not leave its files visible */
        if ((st = ticket_attach_uploads(c, t, false, 0, &files, &n_files)))
                return st;
        if (note) {
                struct entry_draft e = {.body = in->body, .is_public = false, .attach = files, .n_attach = n_files};
                st = ticket_comment(c, t, &e, &entry);
        } else {
                struct reply_draft r = {.body = in->body, .attach = files, .n_attach = n_files};
                engaged(in->engage, &r.state, &r.pending);
                st = recipients_in(c, t, &r);
                if (!st)
                        st = ticket_reply_later(c, t, &r, send_at);
        }
        if (st || (st = ticket_draft_drop(c, t, in->mode)) || (st = ticket_draft_drop(c, t, in->from)) ||
            (st = ticket_seen(c, t)) || (st = once_keep(c, in->once, t->number)))
                return st;
        return db_commit(&tx);
}

static enum status message_sent(struct ctx *c, struct ticket *t, const struct message_in *in, int64_t send_at)
{
        struct incident_sent v = {.url = incident_url(c, t), .send_at = send_at};
        bool note = str_eq(in->mode, "note");
        enum status st = ticket_load(c, t->id, ACT_READ_ALL, t);
        if (st == ST_NOT_FOUND || st == ST_DENIED) { /* the note answered what our group was asked */
                page_notice(c, "recipients.advice_given", NULL);
                return ctx_redirect(c, "/desk");
        }
        if (st)
                return st;
        if (!c->fragment) {
                page_notice(c, note ? "desk.note_saved" : "desk.reply_leaving",
                            note ? NULL : arena_fmt(c->arena, "%s/undo", v.url));
                return ctx_redirect(c, v.url);
        }
        if ((st = incident_composer_view(c, t, &v.composer)))
                return st;
        v.composer.note = note;
        v.composer.mode = note ? "note" : "reply";
        v.composer.body = note ? v.composer.draft_note : v.composer.draft_reply;
        v.composer.last = in->last;
        http_set(c->res, "HX-Trigger", "resync");
        incident_sent_html(&c->html, &v);
        return ST_OK;
}

enum status incident_message_post(struct ctx *c)
{
        struct ticket t;
        struct message_in in;
        const struct entry *other = NULL;
        int64_t send_at = 0;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        bool fine = form_read(c, message_form, &in);
        in.from = in.mode;
        if (str_eq(in.as, "note"))
                in.mode = in.as;
        if (!fine)
                return composer_again(c, &t, &in, NULL, form_msg(c, "body") ? form_msg(c, "body") : c->error[0].message);
        bool checks = !str_eq(in.mode, "note") && in.last > 0 && !*in.force;
        if (checks && (st = written_meanwhile(c, &t, in.last, &other)))
                return st;
        if (other)
                return composer_again(c, &t, &in, other, NULL);
        st = message_save(c, &t, &in, &send_at);
        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_TOO_LARGE) {
                const char *why = form_msg(c, "body");
                return composer_again(c, &t, &in, NULL, why ? why : c->why ? c->why : ctx_msg(c, MSG_desk_not_saved));
        }
        return st ? st : message_sent(c, &t, &in, send_at);
}

enum status incident_draft_put(struct ctx *c)
{
        struct ticket t;
        const char *body = form_value(c, "body"), *mode = form_value(c, "mode");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        if ((st = ticket_draft_save(c, &t, mode, body ? body : "")) || (st = db_commit(&tx)))
                return st;
        incident_saved_html(&c->html, &t);
        return ST_OK;
}

/* ---- actions ---- */

/* The action is done: htmx gets head, side and forms anew, a plain form goes back to the page. */
enum status incident_acted(struct ctx *c, struct ticket *t, const char *notice, const char *undo)
{
        struct incident_parts v = {0};
        enum status st;
        if (!c->fragment) {
                page_notice(c, notice, undo);
                return ctx_redirect(c, incident_url(c, t));
        }
        if ((st = ticket_load(c, t->id, ACT_READ_ALL, t)) == ST_NOT_FOUND)
                return ctx_redirect(c, "/tickets?view=take");
        if (st || (st = incident_head_view(c, t, &v.head)) || (st = incident_live_view(c, t, &v.live)) ||
            (st = incident_forms_view(c, t, "", &v.forms)))
                return st;
        v.head.oob = v.live.oob = v.forms.oob = true;
        v.said = ctx_msg(c, msg_find(notice));
        http_set(c->res, "HX-Trigger", "resync");
        incident_parts_html(&c->html, &v);
        return ST_OK;
}

/* The action is refused: the form as it was typed, with the reason and what the ticket now is. */
enum status incident_refused(struct ctx *c, struct ticket *t, const char *form, enum status why)
{
        struct incident_page *v = ARENA_NEW(c->arena, struct incident_page);
        struct incident_forms forms;
        enum status st;
        if (why != ST_INVALID && why != ST_STALE && why != ST_CONFLICT)
                return why;
        if ((st = ticket_load(c, t->id, ACT_READ_ALL, t)) || (st = incident_forms_typed(c, t, form, &forms)))
                return st == ST_DENIED ? why : st; /* no such form on this ticket: nothing to show again */
        forms.stale = why == ST_STALE;
        c->res->status = why == ST_INVALID ? 422 : 409;
        if (c->fragment) {
                forms.oob = true;
                incident_forms_html(&c->html, &forms);
                return ST_OK;
        }
        if ((st = incident_page_view(c, t, v)))
                return st;
        v->forms = forms;
        incident_page_html(&c->html, v);
        return ST_OK;
}

static enum status taken_row(struct ctx *c, const struct ticket *t, enum status st)
{
        struct incident_taken v = {.t = t, .url = incident_url(c, t)};
        if (st)
                v.why = c->why ? c->why : ctx_msg(c, MSG_desk_faster);
        c->res->status = 200;
        incident_taken_html(&c->html, &v);
        return ST_OK;
}

enum status incident_take_post(struct ctx *c)
{
        struct ticket t;
        const char *from = form_value(c, "from"), *back = form_value(c, "back");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_TAKE, &t);
        if (st)
                return st;
        {
                DB_TX(tx, c->db);
                st = tx.st;
                if (!st && !(st = ticket_take(c, &t)))
                        st = db_commit(&tx);
        }
        if (c->fragment && str_eq(from, "desk") && (!st || st == ST_CONFLICT))
                return taken_row(c, &t, st);
        if (st)
                return st;
        const char *undo = arena_fmt(c->arena, "%s/undo?what=take", incident_url(c, &t));
        if (c->fragment || !from)
                return incident_acted(c, &t, "desk.taken_you", undo);
        page_notice(c, "desk.taken_you", undo);
        return ctx_redirect(c, str_eq(from, "desk") ? "/desk" : back && path_is_ours(back) ? back : "/tickets?view=take");
}

static int64_t id_field(struct ctx *c, const char *name)
{
        int64_t v;
        const char *s = form_value(c, name);
        return s && text_i64(s, &v) ? v : 0;
}

/* Whoever is chosen must belong to the group that is chosen. */
static enum status assign_checked(struct ctx *c, struct ticket *t, int64_t group, int64_t person, int64_t version)
{
        int64_t to = group ? group : t->group_id;
        if (person && person != c->actor->person_id && !people_is_member(c, person, to)) {
                form_error(c, "assignee", MSG_desk_not_member);
                return ctx_fail(c, ST_INVALID, MSG_desk_not_member);
        }
        return ticket_assign(c, t, group == t->group_id ? 0 : group, person, version);
}

enum status incident_assign_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_ASSIGN, &t);
        if (st)
                return st;
        {
                DB_TX(tx, c->db);
                st = tx.st;
                if (!st)
                        st = assign_checked(c, &t, id_field(c, "group"), id_field(c, "assignee"), id_field(c, "version"));
                if (!st)
                        st = db_commit(&tx);
        }
        return st ? incident_refused(c, &t, "assign", st) : incident_acted(c, &t, "desk.assigned", NULL);
}

/* "30-10": state and reason for waiting. */
static void move_read(struct ctx *c, int64_t *state, int64_t *pending)
{
        const char *move = form_value(c, "move");
        size_t n = move ? strcspn(move, "-") : 0;
        *state = *pending = 0;
        if (!n || !text_i64(arena_strn(c->arena, move, n), state))
                *state = 0;
        if (move && move[n] && !text_i64(move + n + 1, pending))
                *pending = 0;
}

enum status incident_state_post(struct ctx *c)
{
        struct ticket t;
        int64_t state, pending, version = id_field(c, "version");
        const char *reason = form_value(c, "reason");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);
        if (st)
                return st;
        move_read(c, &state, &pending);
        {
                DB_TX(tx, c->db);
                st = tx.st;
                if (!st && state == STATE_RESOLVED)
                        st = incident_resolve_save(c, &t, &version);
                if (!st)
                        st = ticket_move(c, &t, (int)state, (int)pending, reason ? reason : "", version);
                if (!st)
                        st = db_commit(&tx);
        }
        return st ? incident_refused(c, &t, "state", st) : incident_acted(c, &t, "desk.moved", NULL);
}

static enum status fields_save(struct ctx *c, struct ticket *t)
{
        struct ticket_patch p = TICKET_PATCH_NONE;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        p.subject = form_value(c, "subject");
        p.description = form_value(c, "description");
        p.site = form_value(c, "site");
        p.room = form_value(c, "room");
        p.equipment = form_value(c, "equipment");
        p.impact = id_field(c, "impact") ? id_field(c, "impact") : -1;
        p.urgency = id_field(c, "urgency") ? id_field(c, "urgency") : -1;
        p.service_id = id_field(c, "service") ? id_field(c, "service") : -1;
        p.category_id = incident_category_typed(c, t, p.service_id);
        p.channel = id_field(c, "channel") ? id_field(c, "channel") : -1;
        p.confidential = form_value(c, "confidential") != NULL;
        enum status st = incident_course_typed(c, t, &p.course_id);
        if (!st)
                st = ticket_change(c, t, &p, id_field(c, "version"));
        if (!st)
                st = incident_fields_typed(c, t);
        return st ? st : db_commit(&tx);
}

enum status incident_fields_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);
        if (st)
                return st;
        st = fields_save(c, &t);
        return st ? incident_refused(c, &t, "fields", st) : incident_acted(c, &t, "desk.changed", NULL);
}

enum status incident_answers_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);
        if (st)
                return st;
        st = intake_edit(c, &t, id_field(c, "version"));
        return st ? incident_refused(c, &t, "answers", st) : incident_acted(c, &t, "desk.changed", NULL);
}

/* ---- undo ---- */

static enum status undo_take(struct ctx *c, struct ticket *t)
{
        enum status st;
        if (t->assignee_id != c->actor->person_id)
                return ctx_fail(c, ST_CONFLICT, MSG_desk_undo_late);
        {
                DB_TX(tx, c->db);
                if ((st = tx.st) || (st = ticket_assign(c, t, 0, 0, 0)) || (st = db_commit(&tx)))
                        return st;
        }
        if (c->fragment && str_eq(form_value(c, "from"), "desk"))
                return ST_OK; /* the row goes away, the home's list brings the ticket back */
        return incident_acted(c, t, "desk.released", NULL);
}

enum status incident_undo_post(struct ctx *c)
{
        struct ticket t;
        struct incident_composer v;
        const char *body;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        if (str_eq(ctx_param(c, "what"), "take"))
                return undo_take(c, &t);
        if ((st = ticket_reply_undo(c, &t, &body)))
                return st;
        if (!c->fragment) {
                page_notice(c, "desk.reply_back", NULL);
                return ctx_redirect(c, incident_url(c, &t));
        }
        if ((st = incident_composer_view(c, &t, &v)))
                return st;
        v.oob = true;
        http_set(c->res, "HX-Trigger", "resync");
        incident_composer_html(&c->html, &v);
        return ST_OK;
}
