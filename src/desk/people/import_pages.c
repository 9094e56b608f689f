/* The import of people on a page: a file, its differences, then all of it.  The rows travel along in the form,
 * with a digest of what was shown: when accounts changed meanwhile the new differences are shown instead. */
#include <fcntl.h>
#include <unistd.h>

#include "desk/people/people_view.h"
#include "templates.h"

enum { PAGE_BYTES = 512 << 10, SHOWN_MAX = 500 };

static void rows_fill(struct ctx *c, const struct people_import *p, struct import_view *v)
{
        static const int words[IMPORT_KINDS] = {MSG_accounts_kind_created, MSG_accounts_kind_changed, MSG_accounts_kind_closed,
                                                MSG_accounts_kind_unchanged, MSG_accounts_kind_refused};
        static const char *const tags[IMPORT_KINDS] = {"tag tag--ok", "tag tag--copper", "tag tag--warn", "tag", "tag tag--bad"};

        v->rows = ARENA_ARRAY(c->arena, SHOWN_MAX, struct import_row);
        for (int pass = 0; pass < 2; pass++) /* refused ones first: they are what one has to act on */
                for (size_t i = 0; i < p->n_lines; i++) {
                        const struct people_import_line *l = &p->lines[i];
                        if (l->kind == IMPORT_UNCHANGED || (l->kind == IMPORT_REFUSED) != (pass == 0))
                                continue;
                        if (v->n_rows == SHOWN_MAX) {
                                v->cut = true;
                                return;
                        }
                        v->rows[v->n_rows++] = (struct import_row){l->line, l->login, l->name, ctx_msg(c, words[l->kind]), tags[l->kind],
                                                                   l->column, l->why, l->diffs, l->n_diffs};
                }
}

static enum status import_show(struct ctx *c, const struct people_import *p, enum status result)
{
        struct import_view v = {.why = NULL};

        if (p) {
                v.why = p->why;
                v.compared = p->n_lines > 0 || !p->why;
                v.created = p->count[IMPORT_CREATED];
                v.changed = p->count[IMPORT_CHANGED];
                v.closed = p->count[IMPORT_CLOSED];
                v.unchanged = p->count[IMPORT_UNCHANGED];
                v.refused = p->count[IMPORT_REFUSED];
                v.text = p->text;
                v.digest = p->digest;
                v.may_apply = v.compared && !v.refused && v.created + v.changed + v.closed > 0;
                rows_fill(c, p, &v);
        }
        if (result == ST_STALE)
                v.why = ctx_msg(c, MSG_accounts_import_moved);
        page_init(c, &v.page, ctx_msg(c, MSG_accounts_import), "admin-people");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        people_admin_import_html(&c->html, &v);
        return ST_OK;
}

enum status page_admin_import(struct ctx *c)
{
        return import_show(c, NULL, ST_OK);
}

/* The uploaded file, else the text of the form. */
static enum status came(struct ctx *c, const char **bytes, size_t *n)
{
        const struct http_upload *up = c->req->n_upload ? &c->req->upload[0] : NULL;
        const char *text = http_field(c->req, "text");

        *bytes = text ? text : "";
        *n = strlen(*bytes);
        if (!up || !up->size)
                return *n > PAGE_BYTES * 2 ? ST_TOO_LARGE : ST_OK;
        if (up->size > PAGE_BYTES)
                return ST_TOO_LARGE;
        char *all = arena_alloc(c->arena, (size_t)up->size + 1);
        int fd = open(up->path, O_RDONLY | O_CLOEXEC);
        ssize_t got = fd < 0 ? -1 : read(fd, all, (size_t)up->size);
        if (fd >= 0)
                close(fd);
        if (got != up->size)
                return ST_IO;
        all[up->size] = '\0';
        *bytes = all;
        *n = (size_t)up->size;
        return ST_OK;
}

static enum status run(struct ctx *c, bool apply)
{
        struct people_import p = {.why = NULL};
        const char *bytes, *seen = http_field(c->req, "seen");
        size_t n;
        enum status st = came(c, &bytes, &n);

        if (!st && n == 0) {
                p.why = ctx_msg(c, MSG_accounts_import_missing);
                return import_show(c, &p, ST_INVALID);
        }
        if (!st)
                st = people_import(c, bytes, n, apply, apply ? seen ? seen : "" : NULL, &p);
        if (st && st != ST_INVALID && st != ST_STALE)
                return st;
        if (st || !apply)
                return import_show(c, &p, st);
        page_notice(c, "accounts.import_done", NULL);
        return ctx_redirect(c, "/admin/people");
}

enum status page_admin_import_post(struct ctx *c)
{
        return run(c, false);
}

enum status page_admin_import_apply(struct ctx *c)
{
        return run(c, true);
}
