/* What programs do to a ticket.  Each handler finds it as the actor may see it and calls the verb: the
 * verb decides, as it does for pages and mail. */
#include "desk/api/api.h"
#include "desk/catalog/intake.h"
#include "desk/ticket/panels.h"

static enum status find(struct ctx *c, enum action a, struct ticket *t, int64_t *version)
{
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, t);
        if (st)
                return st;
        if (!ticket_can(c, t, a))
                return ST_DENIED;
        return api_if_match(c, version) && (!*version || *version == t->version) ? ST_OK : ST_STALE;
}

/* "to": logins of those who are told of a reply, beside the requester; absent: everybody on the ticket. */
static enum status told_in(struct ctx *c, struct entry_draft *e)
{
        const struct json *list = jv_get(c->json, "to");
        int64_t *ids = ARENA_ARRAY(c->arena, jv_count(list) + 1, int64_t);

        if (!list)
                return ST_OK;
        e->to_chosen = true;
        for (size_t i = 0; i < jv_count(list) && i < API_LIST_MAX; i++) {
                const char *login = jv_text(jv_at(list, i));
                enum status st = login ? person_known(c, login, &ids[e->n_to]) : ST_NOT_FOUND;
                if (st == ST_NOT_FOUND)
                        form_error(c, "to", MSG_api_no_person);
                if (st)
                        return st == ST_NOT_FOUND ? ST_INVALID : st;
                e->n_to++;
        }
        e->to = ids;
        return ST_OK;
}

struct body_in {
        const char *body;
        int64_t contact, later;
};
static const struct form_field body_fields[] = {{"body", FORM_TEXT, offsetof(struct body_in, body), 1, 64000, 0},
                                                {"contact", FORM_FLAG, offsetof(struct body_in, contact), 0, 0, 0},
                                                {"later", FORM_FLAG, offsetof(struct body_in, later), 0, 0, 0},
                                                {0}};

static enum status entry_post(struct ctx *c, bool is_public)
{
        struct ticket t;
        struct body_in in;
        int64_t version, id;
        enum status st = find(c, is_public ? ACT_COMMENT : ACT_NOTE, &t, &version);
        if (st)
                return st;
        if (!form_read(c, body_fields, &in))
                return ST_INVALID;
        const char *word = jv_text(jv_get(c->json, "channel"));
        struct entry_draft e = {.body = in.body, .is_public = is_public, .channel = word ? channel_find(word) : 0,
                                .contact = in.contact != 0};
        if (word && !e.channel) {
                form_error(c, "channel", MSG_api_no_channel);
                return ST_INVALID;
        }
        st = told_in(c, &e);
        if (!st && is_public && in.later)
                return api_reply_later(c, &t, &e);
        if (!st)
                st = ticket_comment(c, &t, &e, &id);
        if (st)
                return st;
        c->res->status = 201;
        c->res->type = "application/json";
        api_etag(c, t.version);
        struct entry *rows;
        size_t n;
        bool more;
        st = ticket_journal(c, &t, id + 1, 1, &rows, &n, &more);
        if (!st && n == 1)
                api_entry(c, &c->res->body, &rows[0]);
        return st;
}

enum status api_ticket_comment(struct ctx *c)
{
        return entry_post(c, true);
}

enum status api_ticket_note(struct ctx *c)
{
        return entry_post(c, false);
}

enum status api_ticket_take(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);
        if (!st)
                st = ticket_take(c, &t);
        return st ? st : api_answer_ticket(c, &t, 200);
}

/* The states one may go to, as words, for a 409. */
static void allowed_out(struct ctx *c, const struct ticket *t)
{
        struct buf b;
        bool first = true;
        buf_init(&b, c->arena, 512);
        buf_str(&b, ",\"allowed\":[");
        for (const int *m = ticket_moves(c, t); m && *m; m++) {
                buf_fmt(&b, "%s\"%s\"", first ? "" : ",", state_word(*m));
                first = false;
        }
        buf_char(&b, ']');
        c->problem_extra = b.p;
}

static enum status move(struct ctx *c, struct ticket *t, int state, int64_t version)
{
        const char *pending = jv_text(jv_get(c->json, "pending_reason")), *reason = jv_text(jv_get(c->json, "reason"));
        int why = pending ? pending_find(pending) : 0;
        if (!reason)
                reason = jv_text(jv_get(c->json, "solution"));
        if (!reason)
                reason = jv_text(jv_get(c->json, "body"));
        if (state == STATE_PENDING && !why) {
                form_error(c, "pending_reason", MSG_api_no_pending);
                return ST_INVALID;
        }
        enum status st = ticket_move(c, t, state, state == STATE_PENDING ? why : 0, reason ? reason : "", version);
        if (st == ST_CONFLICT)
                allowed_out(c, t);
        return st;
}

/* "group" and "assigned_to" (login, {"login":…} or null). */
static enum status assign(struct ctx *c, struct ticket *t, int64_t version)
{
        const struct json *who = jv_get(c->json, "assigned_to"), *code = jv_get(c->json, "group");
        const char *login = jv_text(jv_get(who, "login"));
        int64_t group = 0, person = jv_type(code) == JV_TEXT ? 0 : t->assignee_id;
        struct group g;
        struct person p;
        enum status st = ST_OK;
        if (!login)
                login = jv_text(who);
        if (jv_type(who) == JV_NULL)
                person = 0;
        if (jv_text(code) && (st = group_by_code(c, jv_text(code), &g)) == ST_OK)
                group = g.id;
        if (st == ST_NOT_FOUND)
                form_error(c, "group", MSG_api_no_group);
        if (!st && login && (st = person_by_login(c, login, &p)) == ST_OK)
                person = p.id;
        if (st == ST_NOT_FOUND && c->n_error == 0)
                form_error(c, "assigned_to", MSG_api_no_person);
        if (st)
                return st == ST_NOT_FOUND ? ST_INVALID : st;
        return ticket_assign(c, t, group, person, version);
}

enum status api_ticket_assign(struct ctx *c)
{
        struct ticket t;
        int64_t version;
        enum status st = find(c, ACT_ASSIGN, &t, &version);
        if (!st)
                st = assign(c, &t, version);
        return st ? st : api_answer_ticket(c, &t, 200);
}

/* ---- PATCH: fields, then assignment, then state, in one transaction ------------------------------------------- */

static int64_t level_in(struct ctx *c, const char *name)
{
        const struct json *j = jv_get(c->json, name);
        if (!j)
                return -1;
        int64_t v = jv_int(j, 0);
        if (v < 1 || v > 3)
                form_error(c, name, MSG_form_bad_number);
        return v;
}

static const char *text_in(struct ctx *c, const char *name, size_t max, bool line)
{
        const struct json *j = jv_get(c->json, name);
        const char *s = jv_text(j);
        if (!j)
                return NULL;
        if (!s || strlen(s) > (line ? 4 * max : max)) { /* characters of a line are counted where it is taken */
                form_error(c, name, s ? MSG_error_too_large_text : MSG_form_bad_text);
                return NULL;
        }
        return text_clean(c->arena, s, strlen(s), line);
}

/* {"login":…} or a login: for whom it is. */
static void for_in(struct ctx *c, int64_t *id)
{
        const struct json *j = jv_get(c->json, "requested_for");
        const char *login = jv_text(jv_get(j, "login"));

        if (!login)
                login = jv_text(j);
        if (j && (!login || person_known(c, login, id)))
                form_error(c, "requested_for", MSG_api_no_person);
}

static bool patch_read(struct ctx *c, struct ticket_patch *p)
{
        struct service s;
        const char *service = jv_text(jv_get(c->json, "service")), *channel = jv_text(jv_get(c->json, "channel"));
        *p = TICKET_PATCH_NONE;
        p->subject = text_in(c, "subject", MAX_SUBJECT_BYTES, true);
        p->description = text_in(c, "description", MAX_BODY_BYTES, false);
        p->site = text_in(c, "site", MAX_NAME_BYTES, true);
        p->room = text_in(c, "room", MAX_NAME_BYTES, true);
        p->equipment = text_in(c, "equipment", MAX_NAME_BYTES, true);
        p->impact = level_in(c, "impact");
        p->urgency = level_in(c, "urgency");
        if (jv_type(jv_get(c->json, "confidential")) == JV_BOOL)
                p->confidential = jv_true(jv_get(c->json, "confidential"));
        else if (jv_type(jv_get(c->json, "confidential")) > JV_NULL) /* never taken for "no" */
                form_error(c, "confidential", MSG_form_bad_flag);
        api_category_in(c, p);
        api_course_in(c, &p->course_id);
        for_in(c, &p->requested_for_id);
        if (channel && (p->channel = channel_find(channel)) == 0)
                form_error(c, "channel", MSG_api_no_channel);
        static const char *const texts[] = {"service", "channel"};
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                const struct json *j = jv_get(c->json, texts[i]);
                if (jv_type(j) > JV_NULL && !jv_text(j))
                        form_error(c, texts[i], MSG_form_bad_text);
        }
        if (service && service_by_code(c, service, &s) == ST_OK)
                p->service_id = s.id;
        else if (service)
                form_error(c, "service", MSG_api_no_service);
        return c->n_error == 0;
}

static bool patch_any(const struct ticket_patch *p)
{
        return p->subject || p->description || p->site || p->room || p->equipment || p->impact >= 0 || p->urgency >= 0 ||
               p->service_id >= 0 || p->category_id >= 0 || p->channel >= 0 || p->confidential >= 0 ||
               p->course_id >= 0 || p->requested_for_id >= 0;
}

/* Resolving brings what the service asks along with the solution. */
static enum status resolve(struct ctx *c, struct ticket *t, int64_t version)
{
        struct ticket_patch p;

        if (!ticket_can(c, t, ACT_WORK))
                return ST_DENIED;
        if (!patch_read(c, &p))
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && patch_any(&p))
                st = ticket_change(c, t, &p, version);
        if (!st)
                st = move(c, t, STATE_RESOLVED, version ? t->version : 0);
        return st ? st : db_commit(&tx);
}

enum status api_ticket_resolve(struct ctx *c)
{
        struct ticket t;
        int64_t version;
        enum status st = find(c, ACT_READ, &t, &version);
        if (!st)
                st = resolve(c, &t, version);
        return st ? st : api_answer_ticket(c, &t, 200);
}

enum status api_ticket_reopen(struct ctx *c)
{
        struct ticket t;
        int64_t version;
        enum status st = find(c, ACT_READ, &t, &version);
        if (!st)
                st = move(c, &t, STATE_OPEN, version);
        return st ? st : api_answer_ticket(c, &t, 200);
}

static enum status patch_apply(struct ctx *c, struct ticket *t, int64_t version)
{
        struct ticket_patch p;
        const char *state = jv_text(jv_get(c->json, "state"));
        int to = state ? state_find(state) : 0;
        if (state && !to)
                form_error_text(c, "state", "new, open, pending, resolved, closed, cancelled");
        if (!patch_read(c, &p) || c->n_error)
                return ST_INVALID;
        enum status st = ST_OK;
        if (version && version != t->version)
                return ST_STALE;
        if (patch_any(&p))
                st = ticket_change(c, t, &p, version ? t->version : 0);
        if (!st)
                st = api_sheet_patch(c, t, version ? t->version : 0);
        if (!st && jv_get(c->json, "answers"))
                st = intake_edit(c, t, version ? t->version : 0);
        if (!st && (jv_get(c->json, "group") || jv_get(c->json, "assigned_to")))
                st = assign(c, t, version ? t->version : 0);
        if (!st)
                st = api_due_patch(c, t, version ? t->version : 0);
        if (!st && to && (to != t->state || to == STATE_PENDING))
                st = move(c, t, to, version ? t->version : 0);
        return st;
}

enum status api_ticket_patch(struct ctx *c)
{
        struct ticket t;
        int64_t version;
        enum status st = find(c, ACT_READ, &t, &version);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = patch_apply(c, &t, version);
        if (!st)
                st = db_commit(&tx);
        return st ? st : api_answer_ticket(c, &t, 200);
}

/* ---- attachments ------------------------------------------------------------------------------------------------- */

enum status api_ticket_attach(struct ctx *c)
{
        struct ticket t;
        int64_t version, *ids;
        size_t n;
        enum status st = find(c, ACT_COMMENT, &t, &version);
        if (!st && c->req->body_st == ST_TOO_LARGE)
                st = ST_TOO_LARGE;
        if (!st && c->req->n_upload == 0) {
                form_error(c, "files", MSG_form_missing);
                st = ST_INVALID;
        }
        if (st)
                return st;
        const char *note = http_field(c->req, "public");
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = ticket_attach_uploads(c, &t, !(str_eq(note, "false") && ticket_can(c, &t, ACT_NOTE)), 0, &ids, &n);
        if (!st)
                st = evidence_came(c, &t);
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        c->res->status = 201;
        c->res->type = "application/json";
        buf_str(&c->res->body, "{\"items\":[");
        for (size_t i = 0; i < n; i++)
                buf_fmt(&c->res->body, "%s{\"id\":%lld,\"url\":\"/attachments/%lld\"}", i ? "," : "", (long long)ids[i],
                        (long long)ids[i]);
        buf_str(&c->res->body, "],\"next_cursor\":null}\n");
        return ST_OK;
}
