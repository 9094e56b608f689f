/* The page of the configuration file: download it, give one back, see what would change, apply it.  What is
 * applied is what was shown: a mark of the configuration travels with the form, and when somebody changed
 * anything meanwhile the new difference is shown instead. */
#include <fcntl.h>
#include <unistd.h>

#include "desk/admin/config_view.h"
#include "formats/conf.h"
#include "templates.h"

static void lines_of(struct ctx *c, const struct config_plan *p, struct config_view *v)
{
        v->rows = ARENA_ARRAY(c->arena, p->n_changes + 1, struct config_line);
        v->n_rows = p->n_changes;
        for (size_t i = 0; i < p->n_changes; i++)
                v->rows[i] = (struct config_line){p->changes[i].part->kind, p->changes[i].want.code, p->changes[i].now == NULL,
                                                  p->changes[i].values, p->changes[i].n_values};
}

static enum status config_show(struct ctx *c, const char *text, const struct config_plan *p, bool compared)
{
        struct config_view v = {.text = text, .compared = compared && !p->n_errors};

        if (p) {
                v.faults = p->errors;
                v.n_faults = p->n_errors;
        }
        if (v.compared) {
                enum status st = config_mark_now(c, &v.seen);
                if (st)
                        return st;
                lines_of(c, p, &v);
                v.summary = config_summary(c, p);
        }
        admin_page(c, &v.page, ctx_msg(c, MSG_admin_config), "admin-config");
        if (v.n_faults)
                c->res->status = 422;
        admin_config_html(&c->html, &v);
        return ST_OK;
}

static enum status config_get_page(struct ctx *c)
{
        return config_show(c, "", NULL, false);
}

static enum status config_export_get(struct ctx *c)
{
        c->res->type = "application/toml; charset=utf-8";
        http_set(c->res, "Content-Disposition", "attachment; filename=\"guichet.toml\"");
        return config_export(c, &c->res->body);
}

/* What came: the file, else what was typed. */
static enum status text_came(struct ctx *c, const char **text, size_t *n)
{
        const struct http_upload *up = c->req->n_upload ? &c->req->upload[0] : NULL;
        const char *typed = http_field(c->req, "text");

        *text = typed ? typed : "";
        *n = strlen(*text);
        if (!up || !up->size)
                return ST_OK;
        if (up->size > CONF_BYTES)
                return ST_TOO_LARGE;
        char *all = arena_alloc(c->arena, (size_t)up->size + 1);
        int fd = open(up->path, O_RDONLY | O_CLOEXEC);
        ssize_t got = fd < 0 ? -1 : read(fd, all, (size_t)up->size);
        if (fd >= 0)
                close(fd);
        if (got != up->size)
                return ST_IO;
        all[up->size] = '\0';
        *text = all;
        *n = (size_t)up->size;
        return ST_OK;
}

static enum status config_post(struct ctx *c)
{
        struct config_plan p = {0};
        const char *text;
        size_t n;
        enum status st = text_came(c, &text, &n);

        if (!st)
                st = config_preview(c, text, n, &p);
        if (st == ST_INVALID && p.n_errors)
                return config_show(c, utf8_valid(text, n) && strlen(text) == n ? text : "", &p, false);
        return st ? st : config_show(c, text, &p, true);
}

static enum status config_apply_post(struct ctx *c)
{
        struct config_plan p = {0};
        const char *text = http_field(c->req, "text"), *seen = http_field(c->req, "seen");

        text = text ? text : "";
        enum status st = config_apply_seen(c, text, strlen(text), seen ? seen : "", &p);
        bool moved = st == ST_STALE && !p.n_errors;
        if (moved) {
                st = config_preview(c, text, strlen(text), &p);
                if (!st)
                        form_error(c, "text", MSG_admin_config_moved);
        }
        if ((st == ST_INVALID && p.n_errors) || c->n_error) {
                enum status shown = config_show(c, text, &p, c->n_error > 0);
                if (moved && !p.n_errors)
                        c->res->status = 409;
                return shown;
        }
        if (st)
                return st;
        page_notice(c, "admin.config_applied", NULL);
        return ctx_redirect(c, "/admin/config");
}

static const struct route config_routes[] = {
        {HTTP_GET, "/admin/config", PERM_ADMIN, config_get_page, 0, NULL},
        {HTTP_GET, "/admin/config/export", PERM_ADMIN, config_export_get, ROUTE_SLOW, NULL},
        {HTTP_POST, "/admin/config", PERM_ADMIN, config_post, ROUTE_UPLOAD, NULL},
        {HTTP_POST, "/admin/config/apply", PERM_ADMIN, config_apply_post, ROUTE_SLOW, NULL},
        {0}};

const struct slice slice_admin_config = {.name = "admin-config", .routes = config_routes};
