/* Panels of other slices on the pages of tickets.  A panel writes into a buffer of its own and its frame goes
 * around it; one that fails ends the page, so that nobody takes half a ticket for the whole.  The fragments are
 * the same function once more, after the same look at who may read. */
#include "desk/ticket/panel.h"

#include "desk/ticket/panel_view.h"
#include "templates.h"

static bool about(const struct panel *p, enum panel_place place, const struct ticket *t)
{
        return p->place == place && (t ? (p->kinds & (1 << t->kind)) != 0 : p->kinds == 0);
}

static const char *address(struct ctx *c, const struct panel *p, const struct ticket *t)
{
        if (p->place == PANEL_HOME)
                return arena_fmt(c->arena, "/desk/panels/%s", p->name);
        if (!t)
                return NULL;
        return arena_fmt(c->arena, "/%s/%s/panels/%s", p->place == PANEL_REQUEST ? "requests" : "tickets", t->number, p->name);
}

static enum status show_one(struct ctx *c, const struct panel *p, const struct ticket *t, int64_t id, struct html *to)
{
        struct buf b;
        struct html inner = *to;

        buf_init(&b, c->arena, PANEL_BYTES);
        inner.out = &b;
        enum status st = p->show(c, t, id, &inner);
        if (!st)
                st = buf_end(&b);
        if (st)
                return st;
        struct panel_frame frame = {p->name, address(c, p, t), html_written(&inner, 0)};
        panel_frame_html(to, &frame);
        return ST_OK;
}

/* All of the place, or the one called `name`; *found tells whether there was any. */
static enum status show_all(struct ctx *c, enum panel_place place, const char *name, const struct ticket *t, int64_t id,
                            struct html *to, bool *found)
{
        const struct slice *const *s = c->app->slices;
        enum status st = ST_OK;

        *found = false;
        for (size_t i = 0; s && s[i]; i++)
                for (const struct panel *p = s[i]->panels; !st && p && p->name; p++) {
                        if (!about(p, place, t) || (name && strcmp(name, p->name) != 0))
                                continue;
                        *found = true;
                        st = show_one(c, p, t, id, to);
                }
        return st;
}

enum status panels_render(struct ctx *c, enum panel_place place, const struct ticket *t, int64_t id, struct html_safe *out)
{
        struct buf *b = ARENA_NEW(c->arena, struct buf);
        struct html to = c->html;
        bool found;

        buf_init(b, c->arena, 4 * PANEL_BYTES);
        to.out = b;
        enum status st = show_all(c, place, NULL, t, id, &to, &found);
        if (!st)
                st = buf_end(b);
        *out = html_written(&to, 0);
        return st;
}

static enum status fragment(struct ctx *c, enum panel_place place, const struct ticket *t, bool *found)
{
        return show_all(c, place, ctx_var(c, "name"), t, t ? t->id : 0, &c->html, found);
}

static enum status desk_panel_get(struct ctx *c)
{
        struct ticket t;
        bool found;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (!st)
                st = fragment(c, PANEL_DESK, &t, &found);
        if (!st && !found)
                st = fragment(c, PANEL_SIDE, &t, &found);
        return st ? st : found ? ST_OK : ST_NOT_FOUND;
}

static enum status request_panel_get(struct ctx *c)
{
        struct ticket t;
        bool found;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);

        if (!st)
                st = fragment(c, PANEL_REQUEST, &t, &found);
        return st ? st : found ? ST_OK : ST_NOT_FOUND;
}

static enum status home_panel_get(struct ctx *c)
{
        bool found;
        enum status st = fragment(c, PANEL_HOME, NULL, &found);

        return st ? st : found ? ST_OK : ST_NOT_FOUND;
}

/* One address for every kind of ticket: what the word "tasks" leads to. */
static enum status task_get(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);

        return st ? st : ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s", t.number));
}

static const struct route panel_routes[] = {
        {HTTP_GET, "/tickets/{id}/panels/{name}", PERM_AGENT, desk_panel_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/requests/{id}/panels/{name}", PERM_SIGNED_IN, request_panel_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/desk/panels/{name}", PERM_AGENT, home_panel_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tasks/{id}", PERM_AGENT, task_get, 0, NULL},
        {0},
};

const struct slice slice_ticket_panels = {.name = "ticket_panels", .routes = panel_routes};
