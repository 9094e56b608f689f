/* Ready answers: /me/canned holds one's own and those of the groups one leads, /admin/canned those for
 * everybody.  Both are one page with one form; what one only uses is not listed there. */
#include "desk/admin/canned_view.h"
#include "templates.h"

extern const struct slice slice_admin_canned;

static bool for_all(const struct ctx *c)
{
        return str_starts(c->route->path, "/admin/");
}

static int64_t number_in(struct ctx *c, const char *name)
{
        int64_t v;
        const char *s = form_value(c, name);

        return s && text_i64(s, &v) ? v : 0;
}

static const char *level_text(struct ctx *c, const struct canned *k)
{
        struct html_arg group = {"group", k->group_name ? k->group_name : "", 0};

        if (k->level == CANNED_GROUP)
                return msg_text(c->arena, c->lang, MSG_canned_level_group, 1, &group);
        return ctx_msg(c, k->level == CANNED_PERSONAL ? MSG_canned_level_me : MSG_canned_level_all);
}

static enum status rows_view(struct ctx *c, struct canned_view *v)
{
        struct canned *all;
        size_t n;
        enum status st = canned_list(c, &all, &n);

        if (st)
                return st;
        struct canned_row *rows = ARENA_ARRAY(c->arena, n + 1, struct canned_row);
        for (size_t i = 0; i < n; i++)
                if (all[i].mine && (all[i].level == CANNED_EVERYBODY) == v->all)
                        rows[v->n_rows++] = (struct canned_row){&all[i], level_text(c, &all[i])};
        v->rows = rows;
        return ST_OK;
}

static enum status levels_view(struct ctx *c, struct canned_view *v)
{
        struct group *g;
        size_t n = 0;
        const char *typed = c->n_error ? form_value(c, "level") : NULL;
        enum status st = canned_groups(c, &g, &n);

        if (st)
                return st;
        struct canned_choice *o = ARENA_ARRAY(c->arena, n + 1, struct canned_choice);
        o[v->n_levels++] = (struct canned_choice){"", ctx_msg(c, MSG_canned_level_me), false};
        for (size_t i = 0; i < n; i++) {
                const char *value = arena_fmt(c->arena, "%lld", (long long)g[i].id);
                struct html_arg group = {"group", g[i].name, 0};
                o[v->n_levels++] = (struct canned_choice){value, msg_text(c->arena, c->lang, MSG_canned_level_group, 1, &group),
                                                          str_eq(value, typed)};
        }
        v->levels = o;
        return ST_OK;
}

/* The form: a new one, the one asked for with ?edit=, or what was typed. */
static enum status form_view(struct ctx *c, struct canned_view *v, bool typed)
{
        struct canned k;
        int64_t edit = 0;

        v->name = v->body = "";
        if (typed) {
                v->id = number_in(c, "id");
                v->version = number_in(c, "version");
                v->name = form_value(c, "name") ? form_value(c, "name") : "";
                v->body = form_value(c, "body") ? form_value(c, "body") : "";
                v->english = str_eq(form_value(c, "lang"), "en");
                return ST_OK;
        }
        v->english = c->lang == LANG_EN;
        if (!text_i64(ctx_param(c, "edit"), &edit) || !edit)
                return ST_OK;
        enum status st = canned_load(c, edit, &k);
        if (st || !k.mine || (k.level == CANNED_EVERYBODY) != v->all)
                return st ? st : ST_NOT_FOUND;
        v->id = k.id;
        v->version = k.version;
        v->name = k.name;
        v->body = k.body;
        v->english = str_eq(k.lang, "en");
        return ST_OK;
}

static enum status show(struct ctx *c, bool typed, const char *error)
{
        struct canned_view v = {.all = for_all(c), .error = error, .once = random_token(c->arena)};
        struct html_arg list = {"list", c->lang == LANG_EN ? "{first_name} {name} {number} {subject} {service} {group} {agent} {due} {room}"
                                                           : "{prenom} {nom} {numero} {objet} {service} {groupe} {agent} {echeance} {lieu}", 0};
        enum status st = form_view(c, &v, typed);

        if (!st)
                st = rows_view(c, &v);
        if (!st && !v.all)
                st = levels_view(c, &v);
        if (st)
                return st;
        v.path = v.all ? "/admin/canned" : "/me/canned";
        v.title = ctx_msg(c, v.all ? MSG_canned_title_all : MSG_canned_title);
        v.variables = msg_text(c->arena, c->lang, MSG_canned_variables, 1, &list);
        v.e_name = form_msg(c, "name");
        v.e_body = form_msg(c, "body");
        v.e_lang = form_msg(c, "lang");
        page_init(c, &v.page, v.title, v.all ? "admin-canned" : "me-canned");
        v.page.page_script_desk = true;
        if (v.all)
                canned_admin_html(&c->html, &v);
        else
                canned_me_html(&c->html, &v);
        return ST_OK;
}

static enum status canned_get(struct ctx *c)
{
        return show(c, false, NULL);
}

static enum status save(struct ctx *c)
{
        int64_t id, group = number_in(c, "level");
        const char *before = NULL, *once = form_value(c, "once");
        struct canned_draft d = {.id = number_in(c, "id"), .group_id = group, .name = form_value(c, "name"),
                                 .lang = form_value(c, "lang"), .body = form_value(c, "body"), .version = number_in(c, "version")};

        d.level = for_all(c) ? CANNED_EVERYBODY : group ? CANNED_GROUP : CANNED_PERSONAL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once ? once : "", &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = canned_save(c, &d, &id);
        if (!st)
                st = once_keep(c, once ? once : "", "1");
        return st ? st : db_commit(&tx);
}

static enum status canned_post(struct ctx *c)
{
        bool remove = str_eq(form_value(c, "do"), "remove");
        enum status st = remove ? canned_remove(c, number_in(c, "id")) : save(c);

        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE) {
                c->res->status = st == ST_INVALID ? 422 : 409;
                return show(c, true, c->n_error ? NULL : c->why);
        }
        if (st)
                return st;
        page_notice(c, remove ? "canned.removed" : "canned.saved", NULL);
        return ctx_redirect(c, for_all(c) ? "/admin/canned" : "/me/canned");
}

static const struct route canned_routes[] = {
        {HTTP_GET, "/me/canned", PERM_AGENT, canned_get, 0, NULL},
        {HTTP_POST, "/me/canned", PERM_AGENT, canned_post, 0, NULL},
        {HTTP_GET, "/admin/canned", PERM_ADMIN, canned_get, 0, NULL},
        {HTTP_POST, "/admin/canned", PERM_ADMIN, canned_post, 0, NULL},
        {0},
};

const struct slice slice_admin_canned = {.name = "admin_canned", .routes = canned_routes};
