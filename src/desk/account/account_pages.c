/* What somebody asked for, on their sheet, as far as its reader may know; and handing over the open tickets of
 * who leaves. */
#include "desk/account/account_view.h"
#include "templates.h"

extern const struct slice slice_account;

enum { ASKED_SHOWN = 20 };

/* The list of tickets obeys the one policy: what the reader may not see is not in it. */
static enum status asked(struct ctx *c, const struct person *p)
{
        struct ticket_page page;
        const struct ticket_query q = {.view = "all", .requester_id = p->id, .limit = ASKED_SHOWN};
        enum status st = ticket_list(c, &q, &page);

        if (st)
                return st;
        struct asked_view v = {.who = *p, .rows = page.rows, .n_rows = page.n_rows, .more = page.next != NULL, .admin = ctx_role(c, ROLE_ADMIN)};
        account_asked_html(&c->html, &v);
        return ST_OK;
}

__attribute__((constructor)) static void register_asked(void)
{
        people_sheet_panel(asked);
}

/* ---- handing over ------------------------------------------------------------------------------------------ */

static enum status handover_show(struct ctx *c, int64_t id, const char *to, enum status result)
{
        struct handover_view v = {.to = to, .e_to = form_msg(c, "to")};
        struct ticket_page page;
        enum status st = person_load(c, id, &v.who);

        if (!st)
                st = handover_list(c, id, &page);
        if (st)
                return st;
        v.rows = page.rows;
        v.n_rows = page.n_rows;
        page_init(c, &v.page, ctx_msg(c, MSG_handover_title), "admin-people");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        account_handover_html(&c->html, &v);
        return ST_OK;
}

static enum status handover_get(struct ctx *c)
{
        int64_t id = 0;

        return text_i64(ctx_var(c, "id"), &id) ? handover_show(c, id, "", ST_OK) : ST_NOT_FOUND;
}

static enum status handover_post(struct ctx *c)
{
        int64_t id = 0;
        struct person who;
        struct handover_sum sum;
        int64_t to = 0;
        const char *typed = form_value(c, "to");
        typed = typed ? typed : "";
        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = person_load(c, id, &who);
        if (!st)
                st = handover_to(c, id, typed, &to);
        if (!st)
                st = handover(c, id, to, &sum);
        if (st == ST_INVALID)
                return handover_show(c, id, typed, st);
        if (st == ST_NOT_FOUND) /* nothing is open any more: somebody was faster, or it was sent twice */
                return handover_show(c, id, typed, ST_OK);
        if (st)
                return st;
        page_notice(c, "handover.done", arena_fmt(c->arena, "/admin/handovers/%lld/undo", (long long)sum.id));
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/people/%lld/handover", (long long)id));
}

static enum status handover_undo_post(struct ctx *c)
{
        int64_t id = 0, person = 0, back = 0;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = handover_undo(c, id, &person, &back);
        if (st)
                return st;
        page_notice(c, "handover.undone", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/people/%lld/handover", (long long)person));
}

static const struct route account_routes[] = {
        {HTTP_GET, "/admin/people/{id}/handover", PERM_ADMIN, handover_get, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/handover", PERM_ADMIN, handover_post, ROUTE_SLOW | ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/handovers/{id}/undo", PERM_ADMIN, handover_undo_post, ROUTE_SLOW | ROUTE_RECENT, NULL},
        {0}};

const struct slice slice_account = {.name = "account", .routes = account_routes};
