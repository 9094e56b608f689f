/* Merging two records, by hand: name the other one, see what will happen, type its login to confirm.  The API
 * does it in one call, with the same verb. */
#include "desk/account/account_view.h"
#include "templates.h"

static const int family_words[MERGE_FAMILIES] = {MSG_merge_tickets, MSG_merge_journal, MSG_merge_rights, MSG_merge_contact,
                                                 MSG_merge_desk,    MSG_merge_time,    MSG_merge_other};

/* What is typed to confirm: its login, or its number when it has none. */
static const char *word_of(struct ctx *c, const struct person *p)
{
        return p->login && *p->login ? p->login : arena_fmt(c->arena, "%lld", (long long)p->id);
}

/* A record by number, login or address. */
static enum status other(struct ctx *c, const char *typed, struct person *out)
{
        int64_t id = 0;
        enum status st = person_by_login(c, typed, out);

        if (st == ST_NOT_FOUND && text_i64(typed, &id))
                st = person_load(c, id, out);
        if (st == ST_NOT_FOUND) {
                st = person_known(c, typed, &id);
                if (!st)
                        st = person_load(c, id, out);
        }
        if (st == ST_NOT_FOUND) {
                form_error(c, "with", MSG_merge_nobody);
                st = ST_INVALID;
        }
        return st;
}

static enum status merge_show(struct ctx *c, struct merge_view *v, enum status result)
{
        struct merge_sum sum;
        enum status st = *v->with && !c->n_error ? other(c, v->with, &v->goes) : ST_INVALID;

        if (!st)
                st = person_merge_look(c, v->stays.id, v->goes.id, &sum);
        if (st == ST_CONFLICT)
                form_error_text(c, "with", c->why);
        else if (st && st != ST_INVALID)
                return st;
        v->looked = !st;
        v->rows = ARENA_ARRAY(c->arena, MERGE_FAMILIES, struct merge_line);
        for (size_t i = 0; v->looked && i < MERGE_FAMILIES; i++)
                v->rows[v->n_rows++] = (struct merge_line){ctx_msg(c, family_words[i]), sum.moved[i], sum.double_[i]};
        if (v->looked)
                v->word = word_of(c, &v->goes);
        if (v->looked && result == ST_INVALID) {
                struct html_arg what = {"what", v->word, 0};
                form_error_text(c, "confirm", msg_text(c->arena, c->lang, MSG_merge_bad_confirm, 1, &what));
        }
        page_init(c, &v->page, ctx_msg(c, MSG_merge_title), "admin-people");
        v->page.page_script_desk = true;
        v->e_with = form_msg(c, "with");
        v->e_confirm = form_msg(c, "confirm");
        c->why = NULL;
        c->res->status = status_http(c->n_error && st == ST_CONFLICT ? ST_CONFLICT : c->n_error ? ST_INVALID : result);
        account_merge_html(&c->html, v);
        return ST_OK;
}

static enum status begin(struct ctx *c, const char *with, struct merge_view *v)
{
        int64_t id = 0;

        *v = (struct merge_view){.with = with ? with : "", .confirm = "", .word = ""};
        return text_i64(ctx_var(c, "id"), &id) ? person_load(c, id, &v->stays) : ST_NOT_FOUND;
}

static enum status merge_get(struct ctx *c)
{
        struct merge_view v;
        enum status st = begin(c, http_param(c->req, "with"), &v);

        return st ? st : merge_show(c, &v, ST_OK);
}

static enum status merge_post(struct ctx *c)
{
        const char *confirm = form_value(c, "confirm");
        struct merge_view v;
        struct merge_sum sum;
        enum status st = begin(c, form_value(c, "with"), &v);

        if (st)
                return st;
        v.confirm = confirm ? confirm : "";
        st = other(c, v.with, &v.goes);
        if (st == ST_INVALID || (!st && !str_eq(v.confirm, word_of(c, &v.goes))))
                return merge_show(c, &v, ST_INVALID);
        if (!st)
                st = person_merge(c, v.stays.id, v.goes.id, &sum);
        if (st == ST_CONFLICT)
                return merge_show(c, &v, st);
        if (st)
                return st;
        page_notice(c, "merge.done", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/people/%lld", (long long)v.stays.id));
}

static const struct route merge_routes[] = {
        {HTTP_GET, "/admin/people/{id}/merge", PERM_ADMIN, merge_get, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/merge", PERM_ADMIN, merge_post, ROUTE_SLOW | ROUTE_RECENT, NULL},
        {0}};

const struct slice slice_account_merge_pages = {.name = "account-merge-pages", .routes = merge_routes};
