/* One change for many tickets, for programs: looked at, ordered, followed, taken back.  The tickets, the wish and the
 * report are those of the pages (desk/ticket/many.h); a program does not wait, the job works the rows off. */
#include "desk/api/api.h"
#include "desk/ticket/filter.h"
#include "desk/ticket/many.h"
#include "desk/ticket/saved.h"
#include "desk/ticket/sheet.h"

struct wish_in {
        const char *group, *category, *state, *tag, *reason;
        int64_t urgency, take;
};
static const struct form_field wish_fields[] = {{"group", FORM_LINE, offsetof(struct wish_in, group), 0, 120, 0},
                                                {"category", FORM_LINE, offsetof(struct wish_in, category), 0, 120, 0},
                                                {"state", FORM_LINE, offsetof(struct wish_in, state), 0, 40, 0},
                                                {"tag", FORM_LINE, offsetof(struct wish_in, tag), 0, 120, 0},
                                                {"reason", FORM_TEXT, offsetof(struct wish_in, reason), 0, 64000, 0},
                                                {"urgency", FORM_ID, offsetof(struct wish_in, urgency), 0, 3, 0},
                                                {"take", FORM_FLAG, offsetof(struct wish_in, take), 0, 0, 0},
                                                {0}};

/* A name that is none of ours is an error of its field; anything else ends the request. */
static enum status named(struct ctx *c, enum status st, const char *field, int message)
{
        if (st == ST_NOT_FOUND)
                form_error(c, field, message);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status wish_in(struct ctx *c, struct many_wish *w)
{
        struct wish_in in;
        struct group g = {.id = 0};
        struct category k = {.id = 0};
        struct person p = {.id = 0};
        const struct json *who = jv_get(c->json, "assigned_to");
        const char *login = jv_text(jv_get(who, "login")) ? jv_text(jv_get(who, "login")) : jv_text(who);
        enum status st = ST_OK;

        if (!form_read(c, wish_fields, &in))
                return ST_INVALID;
        if (*in.group)
                st = named(c, group_by_code(c, in.group, &g), "group", MSG_api_no_group);
        if (!st && *in.category)
                st = named(c, category_by_code(c, in.category, &k), "category", MSG_ticket_category_unknown);
        if (!st && login)
                st = named(c, person_by_login(c, login, &p), "assigned_to", MSG_api_no_person);
        *w = (struct many_wish){.group = g.id, .assignee = p.id, .urgency = in.urgency, .category = k.id, .state = state_find(in.state),
                                .take = in.take != 0, .tag = in.tag, .reason = in.reason};
        if (*in.state && !w->state)
                form_error_text(c, "state", "open, pending, resolved, closed, cancelled");
        if (!st && !c->n_error && !many_some(w))
                return ctx_fail(c, ST_INVALID, MSG_many_no_wish);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

/* ---- which tickets ---- */

/* "tickets": "INC-1", or {"number","version"} as a look gave it. */
static enum status chosen_in(struct ctx *c, const struct json *list, struct many_found *f)
{
        size_t n = jv_count(list), unknown = 0;

        if (jv_type(list) != JV_ARRAY || !n || n > MANY_CHOSEN_MAX) {
                form_error(c, "tickets", n > MANY_CHOSEN_MAX ? MSG_many_chosen_many : MSG_many_chosen_none);
                return ST_INVALID;
        }
        *f = (struct many_found){.pick = ARENA_ARRAY(c->arena, n, struct many_pick), .number = ARENA_ARRAY(c->arena, n, const char *), .n = n};
        for (size_t i = 0; i < n; i++) {
                const struct json *one = jv_at(list, i), *number = jv_get(one, "number");
                const char *text = jv_text(number ? number : one);
                f->number[i] = text ? text : "";
                f->pick[i] = (struct many_pick){0, jv_int(jv_get(one, "version"), 0)};
        }
        enum status st = many_find_named(c, f, &unknown);
        if (unknown)
                form_error(c, "tickets", MSG_fields_link_unknown);
        return unknown ? ST_INVALID : st;
}

/* "list": {"view","q","filters"}, as a saved view keeps them. */
static enum status list_in(struct ctx *c, const struct json *list, struct many_found *f)
{
        const struct json *filters = jv_get(list, "filters");
        const char *view = jv_text(jv_get(list, "view")), *q = jv_text(jv_get(list, "q")), *text[FILTERS_MAX + 1];
        size_t n = jv_count(filters) > FILTERS_MAX ? FILTERS_MAX + 1 : jv_count(filters); /* one too many is refused below */
        struct ticket_filter *cond = NULL;

        for (size_t i = 0; i < n; i++)
                text[i] = jv_text(jv_at(filters, i)) ? jv_text(jv_at(filters, i)) : "";
        view = view ? view : "scope";
        if (jv_type(list) != JV_OBJECT || !saved_view_word(view)) {
                form_error(c, "list", MSG_saved_view_unknown);
                return ST_INVALID;
        }
        enum status st = n ? filters_read(c, text, n, &cond) : ST_OK;
        struct ticket_query query = {.view = view, .q = q ? q : "", .filter = cond, .n_filter = n, .sort = str_eq(view, "all") ? SORT_CREATED : SORT_DUE};
        if (!st)
                st = many_find_all(c, &query, f);
        if (!st && f->over)
                st = ctx_fail(c, ST_INVALID, MSG_many_too_many);
        return st;
}

static enum status found_in(struct ctx *c, struct many_found *f, bool *all)
{
        const struct json *tickets = jv_get(c->json, "tickets"), *list = jv_get(c->json, "list"), *total = jv_get(c->json, "total");

        *all = !tickets && list;
        if (tickets && list) {
                form_error(c, "list", MSG_many_chosen_none);
                return ST_INVALID;
        }
        enum status st = *all ? list_in(c, list, f) : chosen_in(c, tickets, f);
        if (!st && total && jv_int(total, -1) != (int64_t)f->n)
                st = ctx_fail(c, ST_CONFLICT, MSG_many_list_changed);
        return st;
}

/* ---- answers ---- */

static void change_out(struct ctx *c, struct buf *b, const struct many *m)
{
        const char *state = m->state == MANY_RUNNING ? "running" : m->state == MANY_DONE ? "done" : m->state == MANY_UNDOING ? "undoing" : "undone";

        buf_fmt(b, "{\"id\":%lld,\"state\":\"%s\",\"at\":", (long long)m->id, state);
        api_time(c, b, m->at);
        buf_str(b, ",\"ended_at\":");
        api_time(c, b, m->ended_at);
        buf_str(b, ",\"undone_at\":");
        api_time(c, b, m->undone_at);
        buf_fmt(b, ",\"total\":%lld,\"waiting\":%lld,\"changed\":%lld,\"same\":%lld,\"refused\":%lld,\"taken_back\":%lld,\"kept\":%lld,\"may_undo\":%s}",
                (long long)m->total, (long long)m->waits, (long long)m->done, (long long)m->same, (long long)m->refused,
                (long long)m->back_done, (long long)m->back_kept, m->may_undo ? "true" : "false");
}

static enum status change_answer(struct ctx *c, int64_t id, int status)
{
        struct many m;
        enum status st = many_load(c, id, &m);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        if (status == 202)
                http_set(c->res, "Location", arena_fmt(c->arena, "/api/v1/changes/%lld", (long long)id));
        change_out(c, &c->res->body, &m);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

static int64_t id_in_path(const struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

/* What the change would do; nothing is done.  Of a list, the first are looked at. */
enum status api_change_look(struct ctx *c)
{
        struct many_wish w;
        struct many_found f;
        struct many_look k;
        struct buf *b = &c->res->body;
        bool all;
        enum status st = wish_in(c, &w);

        if (!st)
                st = found_in(c, &f, &all);
        if (!st)
                st = many_look(c, &f, all ? MANY_LOOK_FIRST : MANY_CHOSEN_MAX, &w, &k);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_fmt(b, "{\"total\":%zu,\"looked_at\":%zu,\"changed\":%lld,\"same\":%lld,\"refused\":%lld,\"tickets\":[", f.n, k.n,
                (long long)k.done, (long long)k.same, (long long)k.refused);
        for (size_t i = 0; i < k.n; i++) {
                const struct many_try *t = &k.row[i];
                buf_fmt(b, "%s{\"number\":\"%s\",\"version\":%lld,\"outcome\":\"%s\"", i ? "," : "", t->number, (long long)t->version,
                        t->why ? "refused" : t->changes ? "changed" : "same");
                api_text_member(b, "subject", t->subject);
                api_text_member(b, "why", t->why);
                buf_char(b, '}');
        }
        buf_str(b, "]}\n");
        return ST_OK;
}

enum status api_change_post(struct ctx *c)
{
        struct many_wish w;
        struct many_found f;
        int64_t id;
        bool all, again;
        enum status st = wish_in(c, &w);

        if (!st)
                st = found_in(c, &f, &all);
        if (!st && !f.n)
                st = ctx_fail(c, ST_INVALID, MSG_many_chosen_none);
        struct many_order o = {.wish = w, .pick = f.pick, .n_pick = f.n, .once = "", .back = "/tickets"};
        if (!st)
                st = many_begin(c, &o, &id, &again);
        return st ? st : change_answer(c, id, 202);
}

enum status api_change_list(struct ctx *c)
{
        struct many *m;
        size_t n;
        enum status st = many_list(c, &m, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                change_out(c, &c->res->body, &m[i]);
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_change_get(struct ctx *c)
{
        return change_answer(c, id_in_path(c), 200);
}

enum status api_change_rows(struct ctx *c)
{
        static const char *const none[] = {"waits", "changed", "same", "refused"}, *const back[] = {NULL, "taken_back", "kept"};
        struct many m;
        struct many_row *r;
        struct buf *b = &c->res->body;
        int64_t after = 0, id = id_in_path(c);
        size_t n, limit = api_limit(c);
        const char *cursor = ctx_param(c, "cursor");
        enum status st = many_load(c, id, &m);

        if (!st && *cursor && (!text_i64(cursor, &after) || after < 0))
                st = ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        if (!st)
                st = many_rows_after(c, id, after, limit + 1, &r, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n && i < limit; i++) {
                buf_fmt(b, "%s{\"number\":\"%s\",\"outcome\":\"%s\"", i ? "," : "", r[i].number, none[r[i].outcome / 10]);
                api_text_member(b, "subject", r[i].subject);
                api_text_member(b, "why", r[i].why);
                api_text_member(b, "undo", back[r[i].undo / 10]);
                api_text_member(b, "undo_why", r[i].undo_why);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":");
        buf_json(b, n > limit ? arena_fmt(c->arena, "%lld", (long long)r[limit - 1].id) : NULL);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_change_undo(struct ctx *c)
{
        int64_t id = id_in_path(c);
        enum status st = many_undo(c, id, 0); /* the job takes them back */

        return st ? st : change_answer(c, id, 202);
}
