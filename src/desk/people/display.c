/* One's own account as one changes it: contact, language, theme, shortcuts, by page and by program.
 *
 * Display choices are kept in person.prefs, and theme and language of a browser also in a cookie, so that the first byte
 * of the next page is right before anybody is recognised. */
#include "desk/people/display.h"

#include "formats/json.h"

#define YEAR_SECONDS 31536000

void display_cookie(struct ctx *c, const char *name, const char *value)
{
        http_set(c->res, "Set-Cookie",
                 arena_fmt(c->arena, "%s=%s; Path=/; Max-Age=%d; SameSite=Lax%s", name, value, *value ? YEAR_SECONDS : 0,
                           c->req->tls ? "; Secure" : ""));
}

static const struct json *prefs_of(struct ctx *c, const char *text)
{
        const struct json *j = NULL;
        const char *why;
        return text && jv_parse(c->arena, text, strlen(text), &j, &why) == ST_OK ? j : NULL;
}

static void pref_add(struct buf *b, const char *key, const char *value)
{
        if (b->n > 1)
                buf_char(b, ',');
        buf_json(b, key);
        buf_char(b, ':');
        buf_json(b, value);
}

/* The same choices with one more; value "" takes it out. */
static const char *prefs_with(struct ctx *c, const char *old, const char *key, const char *value)
{
        const struct json *j = prefs_of(c, old), *member;
        const char *name;
        struct buf b;
        buf_init(&b, c->arena, 4096);
        buf_char(&b, '{');
        for (size_t i = 0; (name = jv_key(j, i, &member)); i++) {
                const char *text = jv_scalar(c->arena, member);
                if (text && !str_eq(name, key))
                        pref_add(&b, name, text);
        }
        if (*value)
                pref_add(&b, key, value);
        buf_char(&b, '}');
        return b.st ? "{}" : b.p;
}

const char *display_theme(const char *v)
{
        return str_eq(v, "light") ? "light" : str_eq(v, "dark") ? "dark" : "";
}

struct display display_read(struct ctx *c, const char *prefs)
{
        const struct json *j = prefs_of(c, prefs);
        const char *theme = jv_text(jv_get(j, "theme")), *shortcuts = jv_text(jv_get(j, "shortcuts"));

        return (struct display){display_theme(theme ? theme : ""), !(shortcuts && str_eq(shortcuts, "off"))};
}

enum status display_save(struct ctx *c, int64_t person_id, const char *prefs, const struct display *d)
{
        const char *themed = prefs_with(c, prefs, "theme", d->theme);

        return person_prefs_put(c, person_id, prefs_with(c, themed, "shortcuts", d->shortcuts ? "" : "off"));
}

static bool phone_plausible(const char *s)
{
        size_t digits = 0;
        for (const char *p = s; *p; p++) {
                if (*p >= '0' && *p <= '9')
                        digits++;
                else if (!strchr("+ .-()/#", *p) && (unsigned char)*p < 0x80)
                        return false;
        }
        return digits >= 3 && digits <= 18;
}

/* A phone that was kept before it was judged stays. */
static void account_fits(struct ctx *c, const struct person *was, const struct person_contact *now)
{
        if (text_blank(now->name) && !form_msg(c, "name"))
                form_error(c, "name", MSG_people_error_name);
        if (*now->phone && !str_eq(now->phone, was->phone ? was->phone : "") && !phone_plausible(now->phone))
                form_error(c, "phone", MSG_people_error_phone);
        if (!str_eq(now->lang, "fr") && !str_eq(now->lang, "en"))
                form_error(c, "lang", MSG_accounts_lang);
}

enum status own_account_save(struct ctx *c, const struct person *was, const struct person_contact *contact, const struct display *d)
{
        account_fits(c, was, contact);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = person_change(c, was->id, contact);
        if (!st)
                st = display_save(c, was->id, was->prefs, d);
        if (!st)
                st = db_commit(&tx);
        if (!st && c->actor->session.n) {
                display_cookie(c, "lang", contact->lang);
                display_cookie(c, "theme", d->theme);
        }
        return st;
}
