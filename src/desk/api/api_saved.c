/* Saved views, for programs. */
#include "desk/api/api.h"
#include "desk/ticket/saved.h"

static void saved_out(struct buf *b, const struct saved_view *v)
{
        buf_fmt(b, "{\"id\":%lld,\"level\":\"%s\",\"group\":", (long long)v->id, canned_word(v->level));
        buf_json(b, v->group_code);
        buf_str(b, ",\"name\":");
        buf_json(b, v->name);
        buf_str(b, ",\"view\":");
        buf_json(b, v->list.view);
        buf_str(b, ",\"q\":");
        buf_json(b, v->list.q);
        buf_str(b, ",\"filters\":[");
        for (size_t i = 0; i < v->list.n_cond; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, v->list.cond[i]);
        }
        buf_str(b, "],\"columns\":");
        buf_json(b, v->list.columns);
        buf_str(b, ",\"sort\":");
        buf_json(b, v->list.sort);
        buf_fmt(b, ",\"first\":%s,\"version\":%lld}", v->first ? "true" : "false", (long long)v->version);
}

static int64_t id_in_path(struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

static enum status saved_answer(struct ctx *c, int64_t id, int status)
{
        struct saved_view v;
        enum status st = saved_load(c, id, &v);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, v.version);
        saved_out(&c->res->body, &v);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

enum status api_saved_list(struct ctx *c)
{
        struct saved_view *v;
        size_t n;
        enum status st = saved_list(c, &v, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                saved_out(&c->res->body, &v[i]);
        }
        api_items_end(c);
        return ST_OK;
}

/* What the body says of the list, over what is. */
static void list_in(struct ctx *c, struct saved_list *l)
{
        const struct json *filters = jv_get(c->json, "filters");
        const char *view = jv_text(jv_get(c->json, "view")), *q = jv_text(jv_get(c->json, "q"));
        const char *columns = jv_text(jv_get(c->json, "columns")), *sort = jv_text(jv_get(c->json, "sort"));

        l->view = view ? view : l->view;
        l->q = q ? q : l->q;
        l->columns = columns ? columns : l->columns;
        l->sort = sort ? sort : l->sort;
        if (jv_type(filters) != JV_ARRAY)
                return;
        size_t n = jv_count(filters);
        n = n > FILTERS_MAX ? FILTERS_MAX + 1 : n; /* one too many is refused where conditions are read */
        const char **cond = ARENA_ARRAY(c->arena, n + 1, const char *);
        for (size_t i = 0; i < n; i++) {
                const char *text = jv_text(jv_at(filters, i));
                cond[i] = text ? text : "";
        }
        l->cond = cond;
        l->n_cond = n;
}

static enum status level_in(struct ctx *c, struct saved_draft *d)
{
        struct group g;
        const char *level = jv_text(jv_get(c->json, "level")), *group = jv_text(jv_get(c->json, "group"));

        d->level = str_eq(level, "everybody") ? CANNED_EVERYBODY : str_eq(level, "group") ? CANNED_GROUP : CANNED_PERSONAL;
        if (d->level != CANNED_GROUP)
                return ST_OK;
        if (!group || group_by_code(c, group, &g)) {
                form_error(c, "group", MSG_ticket_group_unknown);
                return ST_INVALID;
        }
        d->group_id = g.id;
        return ST_OK;
}

enum status api_saved_post(struct ctx *c)
{
        struct saved_list list = {"scope", "", "", "due", NULL, 0};
        struct saved_draft d = {.name = jv_text(jv_get(c->json, "name")), .list = &list};
        int64_t id;
        enum status st = level_in(c, &d);

        list_in(c, &list);
        if (!st)
                st = saved_save(c, &d, &id);
        return st ? st : saved_answer(c, id, 201);
}

/* Which list opens first is each reader's own, and asks no right to change it. */
static enum status first_in(struct ctx *c, const struct saved_view *v)
{
        const struct json *first = jv_get(c->json, "first");

        if (!first)
                return ST_OK;
        if (jv_type(first) != JV_BOOL) {
                form_error(c, "first", MSG_notice_yes_or_no);
                return ST_INVALID;
        }
        return jv_true(first) == v->first ? ST_OK : saved_first_set(c, jv_true(first) ? v->id : 0);
}

static enum status move_in(struct ctx *c, const struct saved_view *v)
{
        const struct json *move = jv_get(c->json, "move");
        const char *to = jv_text(move);

        if (!move)
                return ST_OK;
        if (!str_eq(to, "earlier") && !str_eq(to, "later")) {
                form_error(c, "move", MSG_form_bad_text);
                return ST_INVALID;
        }
        return saved_move(c, v->id, str_eq(to, "earlier"));
}

static enum status view_change(struct ctx *c, struct saved_view *v, struct saved_draft *d)
{
        int64_t id;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : first_in(c, v);
        if (!st)
                st = move_in(c, v);
        if (!st && (d->list || jv_get(c->json, "name")))
                st = saved_save(c, d, &id);
        return st ? st : db_commit(&tx);
}

enum status api_saved_patch(struct ctx *c)
{
        static const char *const of_list[] = {"view", "q", "columns", "sort", "filters"};
        struct saved_view v;
        struct saved_draft d = {.id = id_in_path(c)};
        const char *name = jv_text(jv_get(c->json, "name"));
        enum status st = saved_load(c, d.id, &v);

        if (st)
                return st;
        if (!api_if_match(c, &d.version))
                return ST_STALE;
        d.name = name ? name : v.name;
        for (size_t i = 0; i < ARRAY_LEN(of_list); i++)
                if (jv_get(c->json, of_list[i]))
                        d.list = &v.list;
        list_in(c, &v.list);
        st = view_change(c, &v, &d);
        return st ? st : saved_answer(c, v.id, 200);
}

enum status api_saved_delete(struct ctx *c)
{
        enum status st = saved_remove(c, id_in_path(c));

        if (!st)
                c->res->status = 204;
        return st;
}
