/* The page of settings: every one that a slice declares, grouped by the first word of its name, with its
 * default, its bounds and when it was changed.  A group is saved as a whole, all its errors at once; each
 * setting carries the value that the page showed, so that nobody writes over what they have not seen. */
#include "desk/admin/settings_view.h"
#include "templates.h"

enum { GROUPS_MAX = 40 };

static const char *group_key(struct ctx *c, const char *name)
{
        return arena_strn(c->arena, name, strcspn(name, "."));
}

static const char *group_title(struct ctx *c, const char *key)
{
        int m = msg_find(arena_fmt(c->arena, "admin.group_%s", key));

        return m < 0 ? key : ctx_msg(c, m);
}

static const char *range_of(struct ctx *c, const struct setting *s)
{
        struct html_arg args[] = {{"min", NULL, s->min}, {"max", NULL, s->max}};

        return s->min || s->max ? msg_text(c->arena, c->lang, MSG_setting_range, ARRAY_LEN(args), args) : NULL;
}

static struct settings_row row_of(struct ctx *c, const struct setting_now *s, bool typed)
{
        const char *name = s->is->name, *sent = typed ? form_value(c, name) : NULL;
        const char *seen = typed ? form_value(c, arena_fmt(c->arena, "seen.%s", name)) : NULL;

        return (struct settings_row){.name = name, .label = ctx_msg(c, s->is->help), .range = range_of(c, s->is),
                                     .value = sent ? sent : s->value, .seen = seen ? seen : s->value, .standard = s->is->value,
                                     .error = form_msg(c, name), .changed_at = s->changed_at, .own = s->own};
}

static enum status settings_show(struct ctx *c, const char *typed)
{
        struct setting_now *s;
        struct settings_view v = {.groups = ARENA_ARRAY(c->arena, GROUPS_MAX, struct settings_group)};
        size_t n;
        enum status st = setting_list(c, &s, &n);

        for (size_t i = 0; !st && i < n; i++) {
                const char *key = group_key(c, s[i].is->name);
                struct settings_group *g = v.n_groups ? &v.groups[v.n_groups - 1] : NULL;
                if (!g || !str_eq(g->key, key)) {
                        ASSERT(v.n_groups < GROUPS_MAX);
                        g = &v.groups[v.n_groups++];
                        *g = (struct settings_group){.key = key, .title = group_title(c, key),
                                                     .rows = ARENA_ARRAY(c->arena, n, struct settings_row)};
                }
                g->rows[g->n_rows++] = row_of(c, &s[i], str_eq(typed, key));
        }
        if (st)
                return st;
        admin_page(c, &v.page, ctx_msg(c, MSG_admin_settings), "admin-settings");
        admin_settings_html(&c->html, &v);
        return ST_OK;
}

static enum status settings_get(struct ctx *c)
{
        return settings_show(c, "");
}

static enum status one_saved(struct ctx *c, const char *name)
{
        const char *value = form_value(c, name), *seen = form_value(c, arena_fmt(c->arena, "seen.%s", name));

        if (!value)
                return ST_OK;
        enum status st = setting_change(c, name, value, seen ? seen : "");
        if (st == ST_STALE) {
                form_error(c, name, MSG_admin_stale);
                return ST_INVALID;
        }
        return st;
}

/* What is refused stops none of the others from being judged; then all of it is saved or nothing. */
static enum status group_saved(struct ctx *c, const char *key, bool *known)
{
        struct setting_now *s;
        size_t n;
        enum status st = setting_list(c, &s, &n), refused = ST_OK;

        for (size_t i = 0; !st && i < n; i++) {
                if (!str_eq(group_key(c, s[i].is->name), key))
                        continue;
                *known = true;
                st = one_saved(c, s[i].is->name);
                if (st == ST_INVALID) {
                        refused = st;
                        st = ST_OK;
                }
        }
        return st ? st : refused;
}

static enum status settings_post(struct ctx *c)
{
        const char *key = ctx_var(c, "group"), *reset = form_value(c, "reset");
        bool known = false;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && reset && *reset) {
                known = setting_known(c, reset) != NULL;
                st = known ? setting_change(c, reset, NULL, NULL) : ST_NOT_FOUND;
        } else if (!st) {
                st = group_saved(c, key, &known);
        }
        if (st == ST_INVALID) {
                db_end(&tx);
                return settings_show(c, key);
        }
        if (!st && !known)
                return ST_NOT_FOUND;
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        settings_fresh(c);
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/settings");
}

static const struct route settings_routes[] = {
        {HTTP_GET, "/admin/settings", PERM_ADMIN, settings_get, 0, NULL},
        {HTTP_POST, "/admin/settings/{group}", PERM_ADMIN, settings_post, 0, NULL},
        {0}};

const struct slice slice_admin_settings = {.name = "admin-settings", .routes = settings_routes};
