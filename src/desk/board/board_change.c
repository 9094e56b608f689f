/* One change for many tickets: chosen, previewed, applied, reported.  A preview runs the very verbs in a
 * transaction that is never committed, so it cannot say anything else than what will happen.  Each ticket is
 * its own transaction: one that is refused leaves the others done. */
#include "desk/board/board.h"
#include "desk/board/board_view.h"
#include "desk/ticket/sheet.h"
#include "templates.h"

enum { CHANGE_MAX = 200, TRIES = 3 };

/* What is asked; 0 and "" leave. */
struct wish {
        int64_t group, assignee, urgency, category;
        int state;
        bool take, some;
        const char *tag, *reason;
};

static int64_t number_in(struct ctx *c, const char *name)
{
        const char *text = form_value(c, name);
        int64_t v;
        return text && text_i64(text, &v) ? v : 0;
}

static const char *text_in(struct ctx *c, const char *name)
{
        const char *text = form_value(c, name);
        return text ? text : "";
}

static enum status wish_read(struct ctx *c, struct wish *w)
{
        struct person p;
        const char *who = text_in(c, "assignee");
        enum status st = ST_OK;
        *w = (struct wish){.group = number_in(c, "group"), .urgency = number_in(c, "urgency"), .category = number_in(c, "category"),
                           .state = state_find(text_in(c, "state")), .tag = text_in(c, "tag"), .reason = text_in(c, "reason")};
        w->take = str_eq(who, "me");
        if (*who && !w->take && !(st = person_by_login(c, who, &p)))
                w->assignee = p.id;
        if (st == ST_NOT_FOUND)
                form_error(c, "assignee", MSG_fields_person_unknown);
        w->some = w->group || w->assignee || w->take || w->urgency || w->category || w->state || *w->tag;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status patch(struct ctx *c, struct ticket *t, const struct wish *w)
{
        struct ticket_patch p = TICKET_PATCH_NONE;
        if (!w->urgency && !w->category)
                return ST_OK;
        p.urgency = w->urgency ? w->urgency : -1;
        p.category_id = w->category ? w->category : -1;
        return ticket_change(c, t, &p, 0);
}

static enum status wish_do(struct ctx *c, struct ticket *t, const struct wish *w)
{
        enum status st = ST_OK;
        if (w->group && w->group != t->group_id)
                st = ticket_assign(c, t, w->group, 0, 0);
        if (!st && w->take && t->assignee_id != c->actor->person_id)
                st = ticket_take(c, t);
        if (!st && w->assignee && t->assignee_id != w->assignee)
                st = ticket_assign(c, t, 0, w->assignee, 0);
        if (!st)
                st = patch(c, t, w);
        if (!st && *w->tag)
                st = ticket_tag(c, t, w->tag, true);
        if (!st && w->state && w->state != t->state)
                st = ticket_move(c, t, w->state, w->state == STATE_PENDING ? PENDING_REQUESTER : PENDING_NONE, w->reason, 0);
        return st;
}

/* In a transaction of its own; `dry` leaves nothing.  *changed: the ticket is not what it was. */
static enum status one(struct ctx *c, const char *number, const struct wish *w, bool dry, struct ticket *t, bool *changed)
{
        enum status st = ticket_find(c, number, ACT_READ_ALL, t);
        if (st)
                return st;
        int64_t version = t->version;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : wish_do(c, t, w);
        *changed = t->version != version;
        if (st || dry)
                return st;
        return db_commit(&tx);
}

static void refused(struct ctx *c, struct board_bulk *v, struct board_bulk_row *r)
{
        r->css = "bad";
        r->say = c->n_error ? c->error[0].message : c->why ? c->why : ctx_msg(c, MSG_lists_bulk_not_allowed);
        v->refused++;
}

static enum status row_run(struct ctx *c, const char *number, const struct wish *w, bool dry, struct board_bulk *v, struct board_bulk_row *r)
{
        struct ticket t = {.number = number, .subject = ""};
        bool changed = false;
        enum status st = ST_BUSY;
        c->why = NULL;
        c->n_error = 0;
        for (int i = 0; i < TRIES && st == ST_BUSY; i++)
                st = one(c, number, w, dry, &t, &changed);
        *r = (struct board_bulk_row){.number = number, .subject = t.subject ? t.subject : ""};
        if (st == ST_NOT_FOUND || st == ST_DENIED || st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE || st == ST_BUSY) {
                refused(c, v, r);
        } else if (!st && !changed) {
                r->css = "same";
                r->say = ctx_msg(c, MSG_lists_bulk_same);
                v->same++;
        } else if (!st) {
                r->css = "ok";
                r->say = ctx_msg(c, dry ? MSG_lists_bulk_will : MSG_lists_bulk_did);
                v->done++;
        }
        c->why = NULL;
        c->n_error = 0;
        return st && *r->css == 0 ? st : ST_OK;
}

/* The numbers ticked; without a wish only their subjects. */
static enum status rows_run(struct ctx *c, const struct wish *w, bool dry, struct board_bulk *v)
{
        struct board_bulk_row *rows = ARENA_ARRAY(c->arena, CHANGE_MAX, struct board_bulk_row);
        enum status st = ST_OK;
        for (size_t i = 0; !st && i < c->req->n_field && v->n_rows < CHANGE_MAX; i++) {
                if (strcmp(c->req->field[i].name, "ticket") != 0)
                        continue;
                const char *number = text_clean(c->arena, c->req->field[i].value, c->req->field[i].n, true);
                st = row_run(c, number, w, dry, v, &rows[v->n_rows++]);
        }
        v->rows = rows;
        return st;
}

/* ---- the page ------------------------------------------------------------------------------------------------- */

static void option(struct board_option *o, size_t *n, const char *value, const char *text, const char *typed)
{
        o[(*n)++] = (struct board_option){value, text, str_eq(value, typed)};
}

static enum status options_fill(struct ctx *c, struct board_bulk *v)
{
        static const int states[] = {STATE_OPEN, STATE_PENDING, STATE_RESOLVED, STATE_CLOSED, STATE_CANCELLED};
        static const int urgencies[] = {MSG_lists_urgency_1, MSG_lists_urgency_2, MSG_lists_urgency_3};
        struct choice *g;
        struct category *k;
        size_t n_g, n_k;
        enum status st = group_choices(c, &g, &n_g);
        if (st || (st = category_list(c, -1, &k, &n_k)))
                return st;
        struct board_option *o = ARENA_ARRAY(c->arena, n_g + n_k + ARRAY_LEN(states) + ARRAY_LEN(urgencies), struct board_option);
        v->groups = o;
        for (size_t i = 0; i < n_g; i++)
                option(o, &v->n_groups, arena_fmt(c->arena, "%lld", (long long)g[i].id), g[i].name, text_in(c, "group"));
        v->categories = o += v->n_groups;
        for (size_t i = 0; i < n_k; i++)
                option(o, &v->n_categories, arena_fmt(c->arena, "%lld", (long long)k[i].id), k[i].name, text_in(c, "category"));
        v->states = o += v->n_categories;
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                option(o, &v->n_states, state_word(states[i]), state_label(c, states[i], states[i] == STATE_PENDING ? PENDING_REQUESTER : 0),
                       text_in(c, "state"));
        v->urgencies = o += v->n_states;
        for (size_t i = 0; i < ARRAY_LEN(urgencies); i++)
                option(o, &v->n_urgencies, arena_fmt(c->arena, "%zu", i + 1), ctx_msg(c, urgencies[i]), text_in(c, "urgency"));
        return ST_OK;
}

static enum status page_out(struct ctx *c, struct board_bulk *v)
{
        const char *back = form_value(c, "back"), *once = text_in(c, "once");
        enum status st = options_fill(c, v);
        if (st)
                return st;
        v->back = back && path_is_ours(back) && str_starts(back, "/tickets") ? back : "/tickets";
        v->assignee = text_in(c, "assignee");
        v->tag = text_in(c, "tag");
        v->reason = text_in(c, "reason");
        v->once = *once ? once : random_token(c->arena);
        board_desk_page(c, &v->page, ctx_msg(c, v->applied ? MSG_lists_bulk_report : MSG_lists_bulk_title), "queue");
        board_change_html(&c->html, v);
        return ST_OK;
}

/* Has this very form been applied?  Then nothing is done again: what is shown is how the tickets are. */
static enum status claim(struct ctx *c, bool *again)
{
        const char *kept;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, text_in(c, "once"), &kept);
        if (st)
                return st;
        *again = kept != NULL;
        if (*again)
                return ST_OK;
        st = once_keep(c, text_in(c, "once"), "bulk");
        return st ? st : db_commit(&tx);
}

enum status board_change_post(struct ctx *c)
{
        struct board_bulk *v = ARENA_NEW(c->arena, struct board_bulk);
        struct wish w;
        const char *act = form_value(c, "act");
        bool again = false, apply = str_eq(act, "apply");
        enum status st = wish_read(c, &w);
        if (st)
                return st;
        if (c->n_error) {
                v->wrong = c->error[0].message;
                c->n_error = 0;
                w = (struct wish){.tag = "", .reason = ""};
        }
        if (apply && w.some && (st = claim(c, &again)))
                return st;
        v->applied = apply && w.some;
        v->previewed = w.some && !v->applied;
        st = rows_run(c, &w, !v->applied || again, v);
        return st ? st : page_out(c, v);
}
