/* Ready answers in the composer.  The list comes when it is asked for.  Without script the button posts the
 * whole form here and the composer comes back with the text behind what was typed; with script the text is
 * fetched and put where the cursor stands. */
#include "desk/incident/incident_canned.h"
#include "templates.h"

enum status incident_canned_view(struct ctx *c, struct incident_composer *v)
{
        struct canned *all;
        enum status st = canned_list(c, &all, &v->n_canned);

        if (st)
                return st;
        v->canned = all;
        v->canned_shown = true;
        return ST_OK;
}

static enum status canned_get(struct ctx *c)
{
        struct ticket t;
        struct incident_composer v = {0};
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (!st)
                st = incident_canned_view(c, &v);
        if (st)
                return st;
        if (!c->fragment)
                return ctx_redirect(c, arena_fmt(c->arena, "%s?canned=1", incident_url(c, &t)));
        v.url = incident_url(c, &t);
        incident_canned_html(&c->html, &v);
        return ST_OK;
}

static enum status text_of(struct ctx *c, const struct ticket *t, const char *id, const char **out)
{
        struct canned k;
        int64_t n = 0;
        enum status st = id && text_i64(id, &n) ? canned_load(c, n, &k) : ST_NOT_FOUND;

        return st ? st : canned_fill(c, &k, t, out);
}

static enum status canned_text_get(struct ctx *c)
{
        struct ticket t;
        const char *text;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (!st)
                st = text_of(c, &t, ctx_var(c, "canned"), &text);
        if (st)
                return st;
        c->res->type = "text/plain; charset=utf-8";
        http_set(c->res, "Cache-Control", "private, no-store");
        buf_str(&c->res->body, text);
        return ST_OK;
}

/* The composer as it was typed, with the text behind it. */
static enum status canned_post(struct ctx *c)
{
        struct ticket t;
        struct incident_page *v = ARENA_NEW(c->arena, struct incident_page);
        const char *text = NULL, *body = form_value(c, "body"), *mode = form_value(c, "mode"), *engage = form_value(c, "engage");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (st)
                return st;
        enum status found = text_of(c, &t, form_value(c, "canned"), &text);
        if ((found && found != ST_NOT_FOUND) || (st = incident_page_view(c, &t, v)) ||
            (st = incident_canned_view(c, &v->composer)))
                return found && found != ST_NOT_FOUND ? found : st;
        struct incident_composer *m = &v->composer;
        body = body ? body : "";
        if (text)
                body = text_blank(body) ? text : arena_fmt(c->arena, "%s\n\n%s", body, text);
        else
                m->error = ctx_msg(c, MSG_canned_gone);
        m->note = m->can_note && (str_eq(mode, "note") || !m->can_reply);
        m->mode = m->note ? "note" : "reply";
        m->body = body;
        *(m->note ? &m->draft_note : &m->draft_reply) = body;
        m->engage = engage ? engage : "";
        incident_recipients_chosen(c, m->to, m->n_to);
        c->res->status = text ? 200 : 422;
        if (c->fragment)
                incident_composer_html(&c->html, m);
        else
                incident_page_html(&c->html, v);
        return ST_OK;
}

static const struct route canned_routes[] = {
        {HTTP_GET, "/tickets/{id}/canned", PERM_AGENT, canned_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}/canned/{canned}", PERM_AGENT, canned_text_get, ROUTE_QUIET, NULL},
        {HTTP_POST, "/tickets/{id}/canned", PERM_AGENT, canned_post, ROUTE_UPLOAD, NULL},
        {0},
};

const struct slice slice_incident_canned = {.name = "incident_canned", .routes = canned_routes};
