/* The context of one request, job or command: small helpers that every handler uses. */
#include "app/state.h"

const struct actor actor_system = {.login = "system", .name = "Guichet", .lang_text = "fr", .persona = "",
                                   .roles = ROLE_AGENT | ROLE_ADMIN, .prefs = "{}", .system = true};

enum status ctx_fail(struct ctx *c, enum status st, int message)
{
        return ctx_fail_text(c, st, msg(c->lang, message));
}

enum status ctx_fail_text(struct ctx *c, enum status st, const char *sentence)
{
        c->why = sentence;
        return st;
}

const char *ctx_msg(struct ctx *c, int message)
{
        return msg(c->lang, message);
}

bool ctx_role(const struct ctx *c, int roles)
{
        return c->actor && (c->actor->system || (c->actor->roles & roles));
}

const char *ctx_param(const struct ctx *c, const char *name)
{
        for (size_t i = 0; c->req && i < c->req->n_param; i++)
                if (strcmp(c->req->param[i].name, name) == 0)
                        return text_clean(c->arena, c->req->param[i].value, c->req->param[i].n, true);
        return "";
}

size_t ctx_params(const struct ctx *c, const char *name, const char **out, size_t max)
{
        size_t n = 0;
        for (size_t i = 0; c->req && n < max && i < c->req->n_param; i++)
                if (strcmp(c->req->param[i].name, name) == 0)
                        out[n++] = text_clean(c->arena, c->req->param[i].value, c->req->param[i].n, true);
        return n;
}

bool path_is_ours(const char *path)
{
        if (!path || path[0] != '/' || path[1] == '/' || path[1] == '\\' || strlen(path) > 1024)
                return false;
        for (const char *p = path; *p; p++)
                if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f)
                        return false;
        size_t before_query = strcspn(path, "?#");
        return memchr(path, ':', before_query) == NULL;
}

enum status ctx_redirect(struct ctx *c, const char *path)
{
        if (!path_is_ours(path))
                path = "/";
        if (c->fragment) {
                c->res->status = 204;
                http_set(c->res, "HX-Redirect", arena_str(c->arena, path));
                return ST_OK;
        }
        c->res->status = 303;
        http_set(c->res, "Location", arena_str(c->arena, path));
        return ST_OK;
}

/* "fr-CA,fr;q=0.9,en;q=0.8" → the first of our languages named; French when none is. */
static enum lang lang_accepted(const char *header)
{
        for (const char *p = header; p && *p;) {
                p += strspn(p, " ,");
                if (strncasecmp(p, "fr", 2) == 0)
                        return LANG_FR;
                if (strncasecmp(p, "en", 2) == 0)
                        return LANG_EN;
                p += strcspn(p, ",");
        }
        return LANG_FR;
}

static bool lang_named(const char *text, enum lang *out)
{
        if (str_eq(text, "fr"))
                *out = LANG_FR;
        else if (str_eq(text, "en"))
                *out = LANG_EN;
        else
                return false;
        return true;
}

void ctx_language(struct ctx *c)
{
        enum lang lang = LANG_FR;
        const char *asked = c->req ? http_param(c->req, "lang") : NULL;
        if (lang_named(asked, &lang)) {
                http_set(c->res, "Set-Cookie",
                         arena_fmt(c->arena, "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax%s", asked,
                                   c->req->tls ? "; Secure" : ""));
        } else if (!(c->req && !c->api && lang_named(http_cookie(c->req, "lang"), &lang)) &&
                   !(c->actor && lang_named(c->actor->lang_text, &lang))) {
                lang = c->req ? lang_accepted(http_header(c->req, "Accept-Language")) : LANG_FR;
        }
        c->lang = c->html.lang = lang;
}

void app_ctx(struct app *app, struct arena *a, struct db *db, struct ctx *out)
{
        *out = (struct ctx){.app = app, .arena = a, .db = db, .now = moment_now(), .actor = &actor_system};
        overlay_use(settings_words(app)); /* this thread writes for this house until the next context */
        out->zone = zone_get(setting_text(out, "site.zone"));
        if (!out->zone)
                out->zone = zone_get("UTC");
        out->html = (struct html){.lang = LANG_FR, .zone = out->zone, .now = out->now, .assets = app->state->assets};
}
