/* The texts of letters for administrators: a list, and each one in both languages, with a preview filled with an
 * example and the way back to what is shipped.  What the page showed is one number over its texts. */
#include "desk/admin/letter_view.h"
#include "templates.h"

static const char *lang_of(int l)
{
        return l == LANG_EN ? "en" : "fr";
}

/* ---- list ------------------------------------------------------------------------------------------------------ */

static enum status list_get(struct ctx *c)
{
        const char **heads = ARENA_ARRAY(c->arena, 3, const char *);
        struct admin_row *rows = ARENA_ARRAY(c->arena, LETTER_KINDS, struct admin_row);
        struct admin_list_view v = {.title = ctx_msg(c, MSG_letters_title), .hint = ctx_msg(c, MSG_letters_hint), .heads = heads, .n_heads = 3,
                                    .rows = rows, .n_rows = LETTER_KINDS};

        heads[0] = ctx_msg(c, MSG_letters_col_name);
        heads[1] = ctx_msg(c, MSG_letters_col_when);
        heads[2] = ctx_msg(c, MSG_letters_col_state);
        for (int k = 0; k < LETTER_KINDS; k++) {
                struct letter_text fr, en;
                struct admin_cell *cell = ARENA_ARRAY(c->arena, 3, struct admin_cell);
                enum status st = letter_text(c, k, LANG_FR, &fr);
                if (!st)
                        st = letter_text(c, k, LANG_EN, &en);
                if (st)
                        return st;
                cell[0] = (struct admin_cell){.text = letter_title(c, k), .href = arena_fmt(c->arena, "/admin/mail/texts/%s", letter_word(k))};
                cell[1] = (struct admin_cell){.text = letter_when(c, k)};
                cell[2] = (struct admin_cell){.text = ctx_msg(c, fr.own || en.own ? MSG_letters_own : MSG_letters_shipped), .tag = true};
                rows[k] = (struct admin_row){cell, 3};
        }
        admin_page(c, &v.page, v.title, "admin-mail");
        v.page.crumbs[0] = (struct page_crumb){"/admin/mail", ctx_msg(c, MSG_mail_title)};
        v.page.n_crumbs = 1;
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- one ------------------------------------------------------------------------------------------------------- */

static int64_t version_of(struct ctx *c, const struct letter_text t[2])
{
        unsigned char hash[DIGEST_BYTES];
        const char *all = arena_fmt(c->arena, "%s\n%s\n%s\n%s\n%d%d", t[0].subject, t[0].body, t[1].subject, t[1].body, t[0].own, t[1].own);
        int64_t v = 0;

        digest(all, strlen(all), hash);
        for (size_t i = 0; i < 6; i++)
                v = v * 256 + hash[i];
        return v;
}

static enum status texts_now(struct ctx *c, int kind, struct letter_text t[2])
{
        enum status st = letter_text(c, kind, LANG_FR, &t[LANG_FR]);

        return st ? st : letter_text(c, kind, LANG_EN, &t[LANG_EN]);
}

static void typed(struct ctx *c, const struct letter_text now[2], struct letter_text out[2])
{
        for (int l = LANG_FR; l <= LANG_EN; l++) {
                out[l].subject = admin_typed(c, arena_fmt(c->arena, "subject_%s", lang_of(l)), now[l].subject);
                out[l].body = admin_typed(c, arena_fmt(c->arena, "body_%s", lang_of(l)), now[l].body);
                out[l].own = now[l].own;
        }
}

static void fields(struct ctx *c, int kind, const struct letter_text t[2], struct letter_view *v)
{
        static const int names[2][2] = {{MSG_letters_subject_fr, MSG_letters_body_fr}, {MSG_letters_subject_en, MSG_letters_body_en}};
        struct admin_field *f = admin_fields_new(c, 4);

        for (int l = LANG_FR; l <= LANG_EN; l++) {
                struct html_arg list = {"list", letter_words(c, kind, (enum lang)l), 0};
                f[2 * l] = (struct admin_field){.name = arena_fmt(c->arena, "subject_%s", lang_of(l)), .label = ctx_msg(c, names[l][0]),
                                                .value = t[l].subject, .max = LETTER_SUBJECT_MAX};
                f[2 * l + 1] = (struct admin_field){.kind = ADMIN_AREA, .name = arena_fmt(c->arena, "body_%s", lang_of(l)), .label = ctx_msg(c, names[l][1]),
                                                    .hint = msg_text(c->arena, c->lang, MSG_letters_words, 1, &list), .value = t[l].body};
        }
        admin_errors(c, f, 4);
        v->fields = (struct admin_fields){f, 4};
}

static void previews(struct ctx *c, const struct letter_text t[2], struct letter_view *v)
{
        for (int l = LANG_FR; l <= LANG_EN; l++) {
                struct letter_text is;
                letter_fill(c, &t[l], letter_sample(c), &is);
                v->previews[v->n_previews++] = (struct letter_preview){ctx_msg(c, l == LANG_EN ? MSG_letters_in_en : MSG_letters_in_fr), is.subject, is.body};
        }
}

static enum status show(struct ctx *c, int kind)
{
        struct letter_view v = {.word = letter_word(kind), .title = letter_title(c, kind), .when = letter_when(c, kind)};
        struct letter_text now[2], t[2];
        enum status st = texts_now(c, kind, now);

        if (st)
                return st;
        typed(c, now, t);
        v.version = c->req->method == HTTP_POST ? admin_seen(c) : version_of(c, now);
        v.own = now[LANG_FR].own || now[LANG_EN].own;
        fields(c, kind, t, &v);
        previews(c, t, &v);
        admin_page(c, &v.page, v.title, "admin-mail");
        v.page.crumbs[0] = (struct page_crumb){"/admin/mail", ctx_msg(c, MSG_mail_title)};
        v.page.crumbs[1] = (struct page_crumb){"/admin/mail/texts", ctx_msg(c, MSG_letters_title)};
        v.page.n_crumbs = 2;
        admin_letter_html(&c->html, &v);
        return ST_OK;
}

static int asked(struct ctx *c)
{
        return letter_of(ctx_var(c, "code"));
}

static enum status letter_get(struct ctx *c)
{
        return asked(c) < 0 ? ST_NOT_FOUND : show(c, asked(c));
}

static enum status saved(struct ctx *c, int kind, bool restore)
{
        struct letter_text now[2], t[2];

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : texts_now(c, kind, now);
        if (!st && admin_seen(c) != version_of(c, now))
                form_error(c, "subject_fr", MSG_admin_stale);
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        typed(c, now, t);
        enum status refused = ST_OK;
        for (int l = LANG_FR; !st && l <= LANG_EN; l++) {
                bool same = str_eq(t[l].subject, now[l].subject) && str_eq(t[l].body, now[l].body);
                if (!restore && same)
                        continue;
                st = letter_text_put(c, kind, (enum lang)l, restore ? NULL : &t[l]);
                if (st == ST_INVALID) { /* the other language is judged, too */
                        refused = st;
                        st = ST_OK;
                }
        }
        if (st || refused)
                return st ? st : refused;
        return db_commit(&tx);
}

static enum status letter_post(struct ctx *c)
{
        const char *act = form_value(c, "act");
        bool restore = str_eq(act, "restore");
        int kind = asked(c);

        if (kind < 0)
                return ST_NOT_FOUND;
        if (str_eq(act, "preview"))
                return show(c, kind);
        enum status st = saved(c, kind, restore);
        if (st == ST_INVALID)
                return show(c, kind);
        if (st)
                return st;
        page_notice(c, restore ? "letters.restored" : "letters.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/mail/texts/%s", letter_word(kind)));
}

static const struct route letter_routes[] = {{HTTP_GET, "/admin/mail/texts", PERM_ADMIN, list_get, 0, NULL},
                                             {HTTP_GET, "/admin/mail/texts/{code}", PERM_ADMIN, letter_get, 0, NULL},
                                             {HTTP_POST, "/admin/mail/texts/{code}", PERM_ADMIN, letter_post, 0, NULL},
                                             {0}};

const struct slice slice_admin_letters = {.name = "admin-letters", .routes = letter_routes};
