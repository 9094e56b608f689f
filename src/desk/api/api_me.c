/* One's own account for programs: contact, language, theme, shortcuts, over what was seen; the verbs of its pages. */
#include "desk/api/api.h"
#include "desk/people/display.h"

static const char *or_none(const char *s)
{
        return s ? s : "";
}

/* Display choices have no version of their own: they are part of the tag. */
static int64_t tag_of(const struct person *p, const struct display *d)
{
        int64_t theme = str_eq(d->theme, "dark") ? 2 : str_eq(d->theme, "light") ? 1 : 0;

        return p->version * 6 + theme * 2 + d->shortcuts;
}

enum status api_me_get(struct ctx *c)
{
        struct person p;
        struct buf *b = &c->res->body;
        enum status st = person_load(c, c->actor->person_id, &p);

        if (st)
                return st;
        const struct display d = display_read(c, p.prefs);
        c->res->type = "application/json";
        api_etag(c, tag_of(&p, &d));
        buf_str(b, "{\"login\":");
        buf_json(b, p.login);
        api_text_member(b, "name", p.name);
        api_text_member(b, "mail", p.mail);
        api_text_member(b, "phone", p.phone);
        api_text_member(b, "lang", p.lang);
        api_text_member(b, "theme", d.theme);
        api_text_member(b, "persona", c->actor->persona);
        buf_fmt(b, ",\"shortcuts\":%s}\n", d.shortcuts ? "true" : "false");
        return ST_OK;
}

struct me_in {
        const char *name, *phone, *lang, *theme;
        int64_t shortcuts;
};
static const struct form_field me_fields[] = {{"name", FORM_LINE, offsetof(struct me_in, name), 0, 150, 0},
                                              {"phone", FORM_LINE, offsetof(struct me_in, phone), 0, 40, 0},
                                              {"lang", FORM_LINE, offsetof(struct me_in, lang), 0, 2, 0},
                                              {"theme", FORM_LINE, offsetof(struct me_in, theme), 0, 5, 0},
                                              {"shortcuts", FORM_FLAG, offsetof(struct me_in, shortcuts), 0, 0, 0},
                                              {0}};

enum status api_me_patch(struct ctx *c)
{
        struct me_in in;
        struct person p;
        int64_t seen = 0;
        enum status st = person_load(c, c->actor->person_id, &p);

        if (st)
                return st;
        struct display d = display_read(c, p.prefs);
        if (!api_if_match(c, &seen) || (seen && seen != tag_of(&p, &d)))
                return ST_STALE;
        form_read(c, me_fields, &in);
        d.theme = api_over(c, "theme", in.theme, d.theme);
        if (*d.theme && !*display_theme(d.theme))
                form_error(c, "theme", MSG_form_bad_text);
        if (api_given(c, "shortcuts") && jv_type(jv_get(c->json, "shortcuts")) != JV_NULL)
                d.shortcuts = in.shortcuts;
        st = own_account_save(c, &p, &(struct person_contact){api_over(c, "name", in.name, p.name), api_over(c, "phone", in.phone, or_none(p.phone)),
                                                              api_over(c, "lang", in.lang, p.lang)}, &d);
        return st ? st : api_me_get(c);
}
