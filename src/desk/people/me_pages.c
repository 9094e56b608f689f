/* One's own account: contact, language, theme, shortcuts, password, open sessions. */
#include "desk/people/display.h"
#include "desk/people/people_view.h"
#include "templates.h"

enum status page_me_theme(struct ctx *c)
{
        const char *theme = display_theme(form_value(c, "theme"));
        enum status st = ST_OK;
        if (c->actor) {
                struct display d = display_read(c, c->actor->prefs);
                d.theme = theme;
                st = display_save(c, c->actor->person_id, c->actor->prefs, &d);
        }
        if (st)
                return st;
        display_cookie(c, "theme", theme);
        if (!c->fragment && !http_header(c->req, "X-Requested-With"))
                return ctx_redirect(c, c->actor ? "/me" : "/");
        c->res->status = 204;
        return ST_OK;
}

/* ---- profile --------------------------------------------------------------------------------------------------- */

struct me_in {
        const char *name, *phone, *lang, *theme;
};
static const struct form_field me_fields[] = {
        {"name", FORM_LINE, offsetof(struct me_in, name), 1, 150, MSG_people_error_name},
        {"phone", FORM_LINE, offsetof(struct me_in, phone), 0, 40, 0},
        {"lang", FORM_LINE, offsetof(struct me_in, lang), 0, 2, 0},
        {"theme", FORM_LINE, offsetof(struct me_in, theme), 0, 5, 0},
        {0}};

static enum status me_show(struct ctx *c, const struct me_in *in, const struct person *p, enum status st)
{
        struct me_view v = {.name = in->name, .phone = in->phone, .mail = p->mail, .lang = in->lang, .theme = in->theme};
        enum status load = person_affiliations(c, p->id, &v.affiliations, &v.n_affiliations);
        if (!load)
                load = people_groups_of(c, p->id, &v.groups, &v.n_groups);
        if (load)
                return load;
        page_init(c, &v.page, ctx_msg(c, MSG_people_me_profile), "me");
        v.name_error = form_msg(c, "name");
        v.phone_error = form_msg(c, "phone");
        c->res->status = status_http(st);
        people_me_html(&c->html, &v);
        return ST_OK;
}

enum status page_me(struct ctx *c)
{
        struct person p;
        enum status st = person_load(c, c->actor->person_id, &p);
        if (st)
                return st;
        struct me_in in = {p.name, p.phone, p.lang, display_read(c, p.prefs).theme};
        return me_show(c, &in, &p, ST_OK);
}

enum status page_me_post(struct ctx *c)
{
        struct me_in in;
        struct person p;
        enum status st = person_load(c, c->actor->person_id, &p);
        if (st)
                return st;
        form_read(c, me_fields, &in);
        in.lang = str_eq(in.lang, "en") ? "en" : "fr";
        in.theme = display_theme(in.theme);
        struct display d = display_read(c, p.prefs);
        d.theme = in.theme;
        st = own_account_save(c, &p, &(struct person_contact){in.name, in.phone, in.lang}, &d);
        if (st == ST_INVALID)
                return me_show(c, &in, &p, st);
        if (st)
                return st;
        page_notice(c, "people.me.saved", NULL);
        return ctx_redirect(c, "/me");
}

/* ---- accessibility ------------------------------------------------------------------------------------------------ */

enum status page_me_access(struct ctx *c)
{
        struct access_view v = {.shortcuts = display_read(c, c->actor->prefs).shortcuts};
        page_init(c, &v.page, ctx_msg(c, MSG_people_me_accessibility), "me-accessibility");
        people_me_accessibility_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_access_post(struct ctx *c)
{
        const char *on = form_value(c, "shortcuts");
        struct display d = display_read(c, c->actor->prefs);

        d.shortcuts = on && *on;
        enum status st = display_save(c, c->actor->person_id, c->actor->prefs, &d);
        if (st)
                return st;
        page_notice(c, "people.me.saved", NULL);
        return ctx_redirect(c, "/me/accessibility");
}

/* ---- sessions -------------------------------------------------------------------------------------------------------- */

enum status page_me_sessions(struct ctx *c)
{
        struct sessions_view v = {0};
        enum status st = my_sessions(c, &v.rows, &v.n_rows);
        if (st)
                return st;
        page_init(c, &v.page, ctx_msg(c, MSG_people_me_sessions), "me-sessions");
        people_me_sessions_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_session_end(struct ctx *c)
{
        const char *key = form_value(c, "key");
        enum status st = my_session_end(c, key ? key : "");
        if (st && st != ST_NOT_FOUND) /* already ended: what was wanted is so */
                return st;
        page_notice(c, "people.sessions.ended", NULL);
        return ctx_redirect(c, "/me/sessions");
}

enum status page_me_sessions_end_others(struct ctx *c)
{
        enum status st = my_sessions_end_others(c);
        if (st)
                return st;
        page_notice(c, "people.sessions.ended", NULL);
        return ctx_redirect(c, "/me/sessions");
}

/* ---- password -------------------------------------------------------------------------------------------------------- */

static enum status password_show(struct ctx *c, enum status st)
{
        struct password_view v = {.why = st == ST_THROTTLED ? c->why : NULL};
        page_init(c, &v.page, ctx_msg(c, MSG_people_me_password), "me-password");
        v.old_error = form_msg(c, "old");
        v.new_error = form_msg(c, "new");
        v.again_error = form_msg(c, "again");
        c->res->status = status_http(st);
        people_me_password_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_password(struct ctx *c)
{
        return password_show(c, ST_OK);
}

static void new_password_check(struct ctx *c, const struct person *p, const char *fresh, const char *again)
{
        password_fit(c, "new", fresh, &(struct password_owner){p->login, p->name, p->mail});
        if (!form_msg(c, "new") && !str_eq(fresh, again))
                form_error(c, "again", MSG_people_error_password_repeat);
}

enum status page_me_password_post(struct ctx *c)
{
        const char *old = http_field(c->req, "old"), *fresh = http_field(c->req, "new"), *again = http_field(c->req, "again");
        int64_t id = 0;
        if (!old || !*old)
                form_error(c, "old", MSG_people_error_missing_password);
        struct person p;
        enum status st = person_load(c, c->actor->person_id, &p);
        if (st)
                return st;
        new_password_check(c, &p, fresh ? fresh : "", again ? again : "");
        if (c->n_error)
                return password_show(c, ST_INVALID);
        st = password_check(c, c->actor->login, old, &id);
        if (st == ST_DENIED || (!st && id != c->actor->person_id)) {
                form_error(c, "old", MSG_people_error_password_old);
                return password_show(c, ST_INVALID);
        }
        if (st == ST_THROTTLED)
                return password_show(c, st);
        if (!st)
                st = person_set_password(c, c->actor->person_id, fresh);
        if (!st)
                st = session_start_at(c, c->actor->person_id, c->actor->level); /* a new identifier for this browser too */
        if (st)
                return st;
        page_notice(c, "people.password.done", NULL);
        return ctx_redirect(c, "/me");
}
