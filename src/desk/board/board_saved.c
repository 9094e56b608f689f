/* Saved views: the list that came along is kept under a name; those that there are, arranged, renamed,
 * deleted after a question, one of them opening first. */
#include "desk/board/board.h"
#include "desk/ticket/list.h"
#include "desk/board/board_view.h"
#include "templates.h"

static int64_t number_in(struct ctx *c, const char *name)
{
        int64_t v;
        const char *s = form_value(c, name);
        return s && text_i64(s, &v) ? v : 0;
}

static const char *group_text(struct ctx *c, const char *name)
{
        struct html_arg group = {"group", name ? name : "", 0};
        return msg_text(c->arena, c->lang, MSG_saved_level_group, 1, &group);
}

static const char *level_text(struct ctx *c, const struct saved_view *k)
{
        if (k->level == CANNED_GROUP)
                return group_text(c, k->group_name);
        return ctx_msg(c, k->level == CANNED_PERSONAL ? MSG_saved_level_me : MSG_saved_level_all);
}

static bool neighbours(const struct saved_view *a, const struct saved_view *b)
{
        return a->level == b->level && a->group_id == b->group_id;
}

static enum status rows_view(struct ctx *c, bool typed, struct board_saved *v)
{
        struct saved_view *k;
        size_t n;
        int64_t remove = 0, edited = typed ? number_in(c, "id") : 0;
        enum status st = saved_list(c, &k, &n);
        if (st)
                return st;
        if (!text_i64(ctx_param(c, "remove"), &remove))
                remove = 0;
        struct board_saved_row *rows = ARENA_ARRAY(c->arena, n + 1, struct board_saved_row);
        for (size_t i = 0; i < n; i++) {
                const char *name = edited == k[i].id ? form_value(c, "name") : NULL;
                rows[i] = (struct board_saved_row){&k[i], level_text(c, &k[i]), name ? name : k[i].name,
                                                   i > 0 && neighbours(&k[i], &k[i - 1]), i + 1 < n && neighbours(&k[i], &k[i + 1])};
                v->first = v->first || k[i].first;
                if (k[i].id == remove && k[i].mine)
                        v->remove = &k[i];
        }
        v->rows = rows;
        v->n_rows = n;
        return ST_OK;
}

static enum status levels_view(struct ctx *c, struct board_saved *v)
{
        struct group *g;
        size_t n = 0;
        const char *typed = form_value(c, "level");
        enum status st = canned_groups(c, &g, &n);
        if (st)
                return st;
        struct board_option *o = ARENA_ARRAY(c->arena, n + 2, struct board_option);
        o[v->n_levels++] = (struct board_option){"", ctx_msg(c, MSG_saved_level_me), false};
        for (size_t i = 0; i < n; i++) {
                const char *value = arena_fmt(c->arena, "%lld", (long long)g[i].id);
                o[v->n_levels++] = (struct board_option){value, group_text(c, g[i].name), str_eq(value, typed)};
        }
        if (ctx_role(c, ROLE_ADMIN))
                o[v->n_levels++] = (struct board_option){"all", ctx_msg(c, MSG_saved_level_all), str_eq(typed, "all")};
        v->levels = o;
        return ST_OK;
}

/* The list in one line: its view and its conditions. */
static const char *shows(struct ctx *c, const struct list_shown *l)
{
        struct buf b;
        buf_init(&b, c->arena, 8192);
        buf_str(&b, ctx_msg(c, l->title));
        for (size_t i = 0; i < l->n_filter; i++)
                buf_fmt(&b, " · %s %s %s", l->filter[i].label, l->filter[i].op_text, l->filter[i].value_text);
        if (*l->q)
                buf_fmt(&b, " · « %s »", l->q);
        return b.p;
}

static enum status show(struct ctx *c, bool typed)
{
        struct board_saved *v = ARENA_NEW(c->arena, struct board_saved);
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        bool kept = *ctx_param(c, "view") != '\0';
        enum status st = kept ? list_read(c, l) : ST_OK;
        if (st || (st = rows_view(c, typed, v)) || (st = levels_view(c, v)))
                return st;
        board_desk_page(c, &v->page, ctx_msg(c, MSG_saved_title), "queue");
        v->page.crumbs[0] = (struct page_crumb){kept ? list_address(c, l, "/tickets", -1, NULL) : "/tickets", ctx_msg(c, MSG_desk_list)};
        v->page.n_crumbs = 1;
        v->save = kept ? list_address(c, l, "/tickets/views", -1, NULL) : NULL;
        v->shows = kept ? shows(c, l) : "";
        v->name = typed && !number_in(c, "id") && form_value(c, "name") ? form_value(c, "name") : "";
        v->e_name = form_msg(c, "name");
        v->error = typed && !c->n_error ? c->why : kept ? l->why : NULL;
        v->once = random_token(c->arena);
        board_saved_html(&c->html, v);
        return ST_OK;
}

enum status board_saved_page(struct ctx *c)
{
        return show(c, false);
}

static enum status rename_it(struct ctx *c, int64_t *id)
{
        struct saved_draft d = {.id = number_in(c, "id"), .name = form_value(c, "name"), .version = number_in(c, "version")};
        return saved_save(c, &d, id);
}

static enum status keep(struct ctx *c, int64_t *id)
{
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        const char *before = NULL, *once = form_value(c, "once"), *level = form_value(c, "level");
        int64_t group = number_in(c, "level");
        enum status st = list_read(c, l);
        if (st)
                return st;
        struct saved_list list = list_kept(c, l);
        struct saved_draft d = {.group_id = group, .name = form_value(c, "name"), .list = &list};
        d.level = str_eq(level, "all") ? CANNED_EVERYBODY : group ? CANNED_GROUP : CANNED_PERSONAL;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : once_find(c, once ? once : "", &before);
        if (!st && before) {
                if (!text_i64(before, id))
                        *id = 0;
                return ST_OK;
        }
        if (!st)
                st = saved_save(c, &d, id);
        if (!st)
                st = once_keep(c, once ? once : "", arena_fmt(c->arena, "%lld", (long long)*id));
        return st ? st : db_commit(&tx);
}

enum status board_saved_post(struct ctx *c)
{
        const char *act = form_value(c, "do");
        int64_t id = number_in(c, "id"), kept = 0;
        enum status st;
        if (str_eq(act, "up") || str_eq(act, "down"))
                st = saved_move(c, id, str_eq(act, "up"));
        else if (str_eq(act, "first") || str_eq(act, "none"))
                st = saved_first_set(c, str_eq(act, "first") ? id : 0);
        else if (str_eq(act, "remove"))
                st = saved_remove(c, id);
        else
                st = id ? rename_it(c, &id) : keep(c, &kept);
        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE) {
                c->res->status = st == ST_INVALID ? 422 : 409;
                return show(c, true);
        }
        if (st)
                return st;
        page_notice(c, str_eq(act, "remove") ? "saved.removed" : "saved.saved", NULL);
        return ctx_redirect(c, kept ? arena_fmt(c->arena, "/tickets?view=v%lld", (long long)kept) : "/tickets/views");
}
