/* What a change for many does to one ticket, and how it is taken back: verbs only, so that journal, clocks, hooks
 * and policy are those of any change by hand. */
#include "desk/ticket/internal.h"
#include "desk/ticket/many_own.h"
#include "desk/ticket/sheet.h"
#include "formats/json.h"

enum { TRIES = 3, WISH_BYTES = 400 << 10 };

DB_STMT(many_last_by,
        "SELECT COALESCE(p.name, '') AS name FROM entry e LEFT JOIN person p ON p.id = e.author_id WHERE e.ticket_id = :id"
        " ORDER BY e.id DESC LIMIT 1");
static const struct db_stmt *const do_stmts[] = {&many_last_by, NULL};
const struct slice slice_ticket_many = {.name = "ticket-many", .stmts = do_stmts};

bool many_some(const struct many_wish *w)
{
        return w->group || w->assignee || w->take || w->urgency || w->category || w->state || *w->tag;
}

const char *many_wish_text(struct ctx *c, const struct many_wish *w)
{
        struct buf b;

        buf_init(&b, c->arena, WISH_BYTES);
        buf_fmt(&b, "{\"group\":%lld,\"assignee\":%lld,\"urgency\":%lld,\"category\":%lld,\"state\":%lld,\"take\":%d,\"tag\":",
                (long long)w->group, (long long)w->assignee, (long long)w->urgency, (long long)w->category, (long long)w->state, w->take);
        buf_json(&b, w->tag);
        buf_str(&b, ",\"reason\":");
        buf_json(&b, w->reason);
        buf_char(&b, '}');
        return b.st ? NULL : b.p;
}

static const char *words(const struct json *j, const char *key)
{
        const char *s = jv_text(jv_get(j, key));

        return s ? s : "";
}

void many_wish_read(struct ctx *c, const char *text, struct many_wish *w)
{
        const struct json *j = NULL;
        const char *why;

        *w = (struct many_wish){.tag = "", .reason = ""};
        if (jv_parse(c->arena, text, strlen(text), &j, &why))
                return;
        *w = (struct many_wish){.group = jv_int(jv_get(j, "group"), 0), .assignee = jv_int(jv_get(j, "assignee"), 0),
                                .urgency = jv_int(jv_get(j, "urgency"), 0), .category = jv_int(jv_get(j, "category"), 0),
                                .state = jv_int(jv_get(j, "state"), 0), .take = jv_int(jv_get(j, "take"), 0) != 0,
                                .tag = words(j, "tag"), .reason = words(j, "reason")};
}

/* ---- one ticket -------------------------------------------------------------------------------------------- */

struct by_row {
        const char *name;
};

static enum status changed_since(struct ctx *c, int64_t ticket_id)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct by_row, name), DB_COL_END};
        struct by_row by = {""};
        enum status st = db_one(c->db, c->arena, &many_last_by, DB_ARGS(DB_I("id", ticket_id)), cols, &by);

        if (st && st != ST_NOT_FOUND)
                return st;
        struct html_arg who = {"who", by.name && *by.name ? by.name : ctx_msg(c, MSG_notice_us), 0};
        return ctx_fail_text(c, ST_STALE, msg_text(c->arena, c->lang, MSG_many_changed_since, 1, &who));
}

enum status many_hold(struct ctx *c, int64_t ticket_id, int64_t version, struct ticket *t)
{
        int64_t now = 0;
        enum status st = ticket_load(c, ticket_id, ACT_READ_ALL, t); /* what one may not see is not even waited for */

        if (!st)
                st = db_i64(c->db, &tsql_ticket_lock, DB_ARGS(DB_I("id", ticket_id)), &now);
        if (!st)
                st = ticket_load(c, ticket_id, ACT_READ_ALL, t);
        return !st && version && now != version ? changed_since(c, ticket_id) : st;
}

static enum status patch(struct ctx *c, struct ticket *t, int64_t urgency, int64_t category)
{
        struct ticket_patch p = TICKET_PATCH_NONE;

        p.urgency = urgency;
        p.category_id = category;
        return urgency < 0 && category < 0 ? ST_OK : ticket_change(c, t, &p, 0);
}

enum status many_do(struct ctx *c, struct ticket *t, const struct many_wish *w, bool *tagged)
{
        enum status st = ST_OK;

        *tagged = false;
        if (w->group && w->group != t->group_id)
                st = ticket_assign(c, t, w->group, 0, 0);
        if (!st && w->take && t->assignee_id != c->actor->person_id)
                st = ticket_take(c, t);
        if (!st && w->assignee && !w->take && t->assignee_id != w->assignee)
                st = ticket_assign(c, t, 0, w->assignee, 0);
        if (!st)
                st = patch(c, t, w->urgency ? w->urgency : -1, w->category ? w->category : -1);
        if (!st && *w->tag) {
                int64_t version = t->version;
                st = ticket_tag(c, t, w->tag, true);
                *tagged = t->version != version;
        }
        if (!st && w->state && w->state != t->state)
                st = ticket_move(c, t, (int)w->state, w->state == STATE_PENDING ? PENDING_REQUESTER : PENDING_NONE, w->reason, 0);
        return st;
}

/* A new ticket that was taken stays open: nobody can make it unseen again. */
enum status many_undo_one(struct ctx *c, struct ticket *t, const struct many_wish *w, const struct many_before *b)
{
        int64_t state = b->state == STATE_NEW && t->state != STATE_NEW ? STATE_OPEN : b->state;
        enum status st = ST_OK;

        if (t->state != state)
                st = ticket_move(c, t, (int)state, (int)b->pending, "", 0);
        if (!st && b->tagged)
                st = ticket_tag(c, t, w->tag, false);
        if (!st)
                st = patch(c, t, t->urgency == b->urgency ? -1 : b->urgency, t->category_id == b->category ? -1 : b->category);
        if (!st && t->group_id != b->group)
                st = ticket_assign(c, t, b->group, b->assignee, 0);
        else if (!st && t->assignee_id != b->assignee)
                st = ticket_assign(c, t, 0, b->assignee, 0);
        return st;
}

bool many_refused(struct ctx *c, enum status st, const char **why)
{
        bool refused = st == ST_NOT_FOUND || st == ST_DENIED || st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE;

        if (refused)
                *why = c->n_error ? c->error[0].message : c->why ? c->why : ctx_msg(c, MSG_lists_bulk_not_allowed);
        c->why = NULL;
        c->n_error = 0;
        return refused;
}

static enum status try_once(struct ctx *c, const struct many_wish *w, int64_t version, struct many_try *out)
{
        struct ticket t = {.id = 0};
        bool tagged;
        enum status st = ticket_find(c, out->number, ACT_READ_ALL, &t);

        if (st)
                return st;
        out->ticket_id = t.id;
        out->number = t.number;
        out->subject = t.subject;
        out->version = t.version;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : many_hold(c, t.id, version, &t);
        if (!st)
                st = many_do(c, &t, w, &tagged);
        out->changes = !st && t.version != out->version;
        return st;
}

enum status many_try(struct ctx *c, const char *number, int64_t version, const struct many_wish *w, struct many_try *out)
{
        enum status st = ST_BUSY;

        for (int i = 0; i < TRIES && st == ST_BUSY; i++) {
                *out = (struct many_try){.number = number, .subject = ""};
                c->why = NULL;
                c->n_error = 0;
                st = try_once(c, w, version, out);
        }
        return many_refused(c, st, &out->why) ? ST_OK : st;
}
