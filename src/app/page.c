/* The frame of every page: who reads, in which language and theme, where the menu stands, and the
 * one-time message after a redirect.  The message travels as a key of the catalogue in a short-lived
 * cookie, so that nothing a stranger writes can appear as ours. */
#include "app/outbox.h"
#include "app/state.h"
#include "formats/json.h"

static const char *pref(struct ctx *c, const char *name)
{
        const struct json *j = NULL;
        const char *why;
        if (!c->actor || !c->actor->prefs ||
            jv_parse(c->arena, c->actor->prefs, strlen(c->actor->prefs), &j, &why))
                return "";
        const char *v = jv_scalar(c->arena, jv_get(j, name));
        return v ? v : "";
}

static const char *theme_of(struct ctx *c)
{
        const char *t = c->req ? http_cookie(c->req, "theme") : NULL;
        if (!t)
                t = pref(c, "theme");
        return str_eq(t, "dark") || str_eq(t, "light") ? t : "";
}

/* The shipped hours are said in the words of the country, those of the house as they were written. */
static const char *help_hours(struct ctx *c)
{
        const char *name = c->lang == LANG_FR ? "help.hours_fr" : "help.hours_en";
        const char *hours = setting_text(c, name);
        return c->lang == LANG_FR && str_eq(hours, setting_known(c, name)->value) ? overlay_said(c->arena, hours) : hours;
}

static void phone_links(struct ctx *c, struct page *p)
{
        struct buf b;
        p->phone = setting_text(c, "help.phone");
        p->help_hours = help_hours(c);
        buf_init(&b, c->arena, 64);
        buf_str(&b, "tel:");
        for (const char *s = p->phone; *s; s++)
                if ((*s >= '0' && *s <= '9') || *s == '+')
                        buf_char(&b, *s);
        p->phone_href = b.p;
}

static void other_language(struct ctx *c, struct page *p)
{
        p->lang = c->lang == LANG_FR ? "fr" : "en";
        p->other_lang = c->lang == LANG_FR ? "en" : "fr";
        p->path = c->req ? c->req->path : "/";
        bool get = c->req && (c->req->method == HTTP_GET || c->req->method == HTTP_HEAD);
        struct buf b;
        buf_init(&b, c->arena, 8192);
        buf_fmt(&b, "%s?lang=%s", get ? p->path : "/", p->other_lang);
        for (size_t i = 0; get && i < c->req->n_param; i++) {
                if (strcmp(c->req->param[i].name, "lang") == 0)
                        continue;
                buf_char(&b, '&');
                buf_url(&b, c->req->param[i].name);
                buf_char(&b, '=');
                buf_url(&b, c->req->param[i].value);
        }
        p->other_lang_url = b.st ? "/" : b.p;
}

static void take_notice(struct ctx *c, struct page *p)
{
        const char *v = c->req ? http_cookie(c->req, "notice") : NULL;
        if (!v || !*v)
                return;
        http_set(c->res, "Set-Cookie", "notice=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        size_t key_n = strcspn(v, "|");
        int m = msg_find(arena_strn(c->arena, v, key_n));
        if (m < 0)
                return;
        p->notice = msg(c->lang, m);
        p->notice_kind = "ok";
        const char *undo = v[key_n] ? v + key_n + 1 : "";
        if (path_is_ours(undo)) {
                p->undo_url = arena_str(c->arena, undo);
                p->undo_label = ctx_msg(c, MSG_page_undo);
        }
}

void page_notice(struct ctx *c, const char *key, const char *undo_path)
{
        http_set(c->res, "Set-Cookie",
                 arena_fmt(c->arena, "notice=%s|%s; Path=/; Max-Age=20; HttpOnly; SameSite=Lax%s", key,
                           undo_path && path_is_ours(undo_path) ? undo_path : "", c->req->tls ? "; Secure" : ""));
}

static void (*counters_fill[8])(struct ctx *, struct page *);

void page_counters(void (*fill)(struct ctx *c, struct page *p))
{
        size_t i = 0;
        while (i < ARRAY_LEN(counters_fill) && counters_fill[i] && counters_fill[i] != fill)
                i++;
        ASSERT(i < ARRAY_LEN(counters_fill));
        counters_fill[i] = fill;
}

void page_init(struct ctx *c, struct page *p, const char *title, const char *nav)
{
        *p = (struct page){.title = title, .nav = nav, .live = "", .session_expires = "", .to_take = -1, .unread = -1, .supports = -1, .notices = -1, .shortcuts = true};
        p->site = setting_text(c, "site.name");
        p->site_sub = setting_text(c, "site.institution");
        const char *logo = house_fact(c, "state.logo");
        p->logo = logo ? arena_fmt(c->arena, "/logo/%s", logo) : NULL;
        p->trial = trial_on(c);
        p->trial_mail = p->trial && outbox_on(c) && *setting_text(c, "mail.trial_to");
        p->theme = theme_of(c);
        p->assets = c->app->state->assets;
        p->csrf = c->html.csrf ? c->html.csrf : "";
        p->errors = c->error;
        p->n_errors = c->n_error;
        phone_links(c, p);
        other_language(c, p);
        take_notice(c, p);
        if (!c->actor)
                return;
        p->signed_in = true;
        if (c->actor->ends_at)
                p->session_expires = arena_fmt(c->arena, "%lld", (long long)c->actor->ends_at);
        p->person = c->actor->name;
        p->login = c->actor->login;
        p->initials = text_initials(c->arena, c->actor->name);
        p->agent = ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
        p->admin = ctx_role(c, ROLE_ADMIN);
        p->keeps = ctx_role(c, ROLE_DEPT_ADMIN | ROLE_ADMIN);
        p->shortcuts = !str_eq(pref(c, "shortcuts"), "off");
        for (size_t i = 0; i < ARRAY_LEN(counters_fill) && counters_fill[i]; i++)
                counters_fill[i](c, p);
}
