/* The pages of API tokens: one's own among the account's, everybody's in the administration.  The secret is in the
 * answer that made it and nowhere else: sent twice, the form says that it was shown. */
#include "desk/people/people_view.h"
#include "desk/people/tokens_own.h"
#include "templates.h"

struct token_in {
        const char *name, *scopes, *ends, *once;
};
static const struct form_field token_fields[] = {
        {"name", FORM_LINE, offsetof(struct token_in, name), 1, 80, MSG_tokens_error_name},
        {"scopes", FORM_LINE, offsetof(struct token_in, scopes), 0, 20, 0},
        {"ends", FORM_LINE, offsetof(struct token_in, ends), 1, 10, MSG_tokens_error_ends},
        {"once", FORM_LINE, offsetof(struct token_in, once), 0, 60, 0},
        {0}};

static const char *scopes_text(struct ctx *c, const char *scopes)
{
        if (str_eq(scopes, "read"))
                return ctx_msg(c, MSG_tokens_reads);
        return !*scopes || str_eq(scopes, "read write") ? ctx_msg(c, MSG_tokens_acts) : scopes;
}

static void lines_of(struct ctx *c, struct tokens_view *v, const struct api_token *t)
{
        v->rows = ARENA_ARRAY(c->arena, v->n_rows, struct token_line);
        for (size_t i = 0; i < v->n_rows; i++) {
                bool never = t[i].ends_at == MOMENT_NEVER;
                v->rows[i] = (struct token_line){
                        .is = t[i], .scopes = scopes_text(c, t[i].scopes),
                        .ends = never ? ctx_msg(c, MSG_tokens_no_end) : human_date(c->arena, c->lang, c->zone, t[i].ends_at - 1)};
        }
}

static enum status mine_show(struct ctx *c, const struct token_in *in, struct tokens_view *v, enum status result)
{
        struct api_token *t;
        enum status st = token_list(c, c->actor->person_id, &t, &v->n_rows);

        if (st)
                return st;
        lines_of(c, v, t);
        v->name = in->name;
        v->ends = *in->ends ? in->ends : day_text(c, c->now + TOKEN_DAYS * DAY_MS);
        v->first = day_text(c, c->now);
        v->last = day_text(c, c->now + (TOKEN_DAYS_MAX - 1) * DAY_MS);
        v->acts = str_eq(in->scopes, "read write");
        v->once = random_token(c->arena);
        v->e_name = form_msg(c, "name");
        v->e_scopes = form_msg(c, "scopes");
        v->e_ends = form_msg(c, "ends");
        v->why = result == ST_CONFLICT ? c->why : NULL;
        v->back = "/me/tokens";
        page_init(c, &v->page, ctx_msg(c, MSG_tokens_title), "me-tokens");
        c->res->status = status_http(result);
        people_me_tokens_html(&c->html, v);
        return ST_OK;
}

static const struct token_in none = {"", "read", "", ""};

static enum status mine_get(struct ctx *c)
{
        return mine_show(c, &none, &(struct tokens_view){0}, ST_OK);
}

/* Once: the number in the form is kept with the token's own transaction. */
static enum status give_once(struct ctx *c, const struct token_in *in, const struct token_draft *d, const char **secret)
{
        const char *before = NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, in->once, &before);

        if (st || before)
                return st;
        st = token_give(c, d, secret);
        if (!st)
                st = once_keep(c, in->once, "token");
        return st ? st : db_commit(&tx);
}

static enum status mine_post(struct ctx *c)
{
        struct token_in in;
        struct tokens_view v = {0};
        const char *secret = NULL;

        form_read(c, token_fields, &in);
        struct token_draft d = {in.name, *in.scopes ? in.scopes : "read", c->now + DAY_MS};
        if (*in.ends && !form_msg(c, "ends") && !day_begins(c, in.ends, 1, &d.ends_at))
                form_error(c, "ends", MSG_tokens_error_ends);
        enum status st = c->n_error ? ST_INVALID : give_once(c, &in, &d, &secret);
        if (st == ST_INVALID || st == ST_CONFLICT)
                return mine_show(c, &in, &v, st);
        if (st)
                return st;
        if (!secret) {
                page_notice(c, "tokens.made_before", NULL);
                return ctx_redirect(c, "/me/tokens");
        }
        v.secret = secret;
        v.made = in.name;
        return mine_show(c, &none, &v, ST_OK);
}

/* Ended already is what was wanted, on one's own page; `admin` has everybody's. */
static enum status end_post(struct ctx *c, bool admin)
{
        int64_t id = 0, who = 0;
        const char *back = form_value(c, "back");
        enum status st = text_i64(ctx_var(c, "id"), &id) ? token_end(c, id, &who) : ST_NOT_FOUND;

        if (!st)
                page_notice(c, "tokens.ended", NULL);
        if (st && (st != ST_NOT_FOUND || admin))
                return st;
        return ctx_redirect(c, !admin ? "/me/tokens" : back && path_is_ours(back) ? back : "/admin/tokens");
}

static enum status mine_end(struct ctx *c)
{
        return end_post(c, false);
}

static enum status admin_end(struct ctx *c)
{
        return end_post(c, true);
}

static enum status admin_get(struct ctx *c)
{
        struct tokens_view v = {.back = "/admin/tokens"};
        struct api_token *t;
        int64_t before = 0;

        text_i64(ctx_param(c, "before"), &before);
        enum status st = token_list_all(c, before, &t, &v.n_rows);
        if (st)
                return st;
        lines_of(c, &v, t);
        if (v.n_rows == TOKENS_PAGE)
                v.older = arena_fmt(c->arena, "/admin/tokens?before=%lld", (long long)t[v.n_rows - 1].id);
        page_init(c, &v.page, ctx_msg(c, MSG_tokens_all), "admin-tokens");
        v.page.page_script_desk = true;
        people_admin_tokens_html(&c->html, &v);
        return ST_OK;
}

enum status tokens_panel(struct ctx *c, int64_t person_id, struct tokens_view *out)
{
        struct api_token *t;
        enum status st = token_list(c, person_id, &t, &out->n_rows);

        if (st == ST_NOT_FOUND) /* a department administrator does not see them */
                return ST_OK;
        if (st)
                return st;
        lines_of(c, out, t);
        out->back = arena_fmt(c->arena, "/admin/people/%lld", (long long)person_id);
        return ST_OK;
}

const struct route token_routes[] = {
        {HTTP_GET, "/me/tokens", PERM_SIGNED_IN, mine_get, ROUTE_RECENT, NULL},
        {HTTP_POST, "/me/tokens", PERM_SIGNED_IN, mine_post, ROUTE_RECENT, NULL},
        {HTTP_POST, "/me/tokens/{id}/end", PERM_SIGNED_IN, mine_end, ROUTE_RECENT, NULL},
        {HTTP_GET, "/admin/tokens", PERM_ADMIN, admin_get, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/tokens/{id}/end", PERM_ADMIN, admin_end, ROUTE_RECENT, NULL},
        {0}};
