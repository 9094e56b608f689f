/* The pages of a list as a file: sent at once when it is short, else asked for, followed and fetched when it is ready. */
#include "desk/board/board_view.h"
#include "templates.h"

static enum status export_offer(struct ctx *c, const struct list_shown *l, int64_t n)
{
        static const char *const kept[] = {"format", "columns", "separator", "bom"};
        struct board_export *v = ARENA_NEW(c->arena, struct board_export);
        struct buf extra;
        struct list_file *rows;
        enum status st = export_latest(c, &rows, &v->n_rows);
        if (st)
                return st;
        buf_init(&extra, c->arena, 4096);
        for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
                const char *value = ctx_param(c, kept[i]);
                if (!*value || strlen(value) > 20)
                        continue;
                buf_fmt(&extra, "%s%s=", extra.n ? "&" : "", kept[i]);
                buf_url(&extra, value);
        }
        v->rows = rows;
        v->total = n;
        v->action = list_address(c, l, "/tickets/export", -1, extra.n ? extra.p : "format=csv");
        v->back = list_address(c, l, "/tickets", -1, NULL);
        v->once = random_token(c->arena);
        board_desk_page(c, &v->page, ctx_msg(c, MSG_lists_export), "queue");
        board_export_html(&c->html, v);
        return ST_OK;
}

enum status board_export(struct ctx *c)
{
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        struct export_made m = {.fd = -1, .paper = &c->res->body};
        int64_t n = 0;
        enum status st = db_snapshot(c->db);
        if (!st)
                st = export_list(c, l);
        if (!st)
                st = ticket_count(c, &l->query, &n);
        if (!st && n > setting_i64(c, "export.direct_rows"))
                return export_offer(c, l, n);
        if (!st)
                st = export_make(c, l, NULL, &m);
        if (st)
                return st;
        if (!m.on_paper) {
                c->res->fd = m.fd;
                c->res->fd_size = m.size;
        }
        export_headers(c, &m);
        return ST_OK;
}

enum status board_export_post(struct ctx *c)
{
        int64_t id = 0;
        enum status st = export_ask(c, form_value(c, "once"), &id);
        return st ? st : ctx_redirect(c, arena_fmt(c->arena, "/tickets/exports/%lld", (long long)id));
}

static enum status mine(struct ctx *c, struct list_file *f)
{
        int64_t id;
        return text_i64(ctx_var(c, "id"), &id) ? export_load(c, id, f) : ST_NOT_FOUND;
}

enum status board_export_state(struct ctx *c)
{
        struct board_export *v = ARENA_NEW(c->arena, struct board_export);
        enum status st = mine(c, &v->file);
        if (st)
                return st;
        v->back = "/tickets";
        board_desk_page(c, &v->page, ctx_msg(c, MSG_export_title), "queue");
        board_exported_html(&c->html, v);
        return ST_OK;
}

enum status board_export_file(struct ctx *c)
{
        struct list_file f;
        enum status st = mine(c, &f);
        return st ? st : export_send(c, &f);
}
