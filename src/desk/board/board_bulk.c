/* Bulk actions on the tickets ticked in a list. */
#include "desk/board/board.h"
#include "desk/board/board_list.h"
#include "desk/board/board_view.h"
#include "templates.h"

enum { BULK_MAX = 200 };

static int64_t id_of(const char *text)
{
        int64_t v;
        return text_i64(text, &v) ? v : 0;
}

void board_report_read(struct ctx *c, struct board_report *r)
{
        r->done = id_of(ctx_param(c, "done"));
        r->taken = id_of(ctx_param(c, "taken"));
        r->refused = id_of(ctx_param(c, "refused"));
        r->moved = str_eq(ctx_param(c, "act"), "group");
        r->shown = *ctx_param(c, "done") != '\0';
}

static enum status bulk_one(struct ctx *c, const char *number, bool take, int64_t group, struct board_report *r)
{
        struct ticket t;
        enum status st = ticket_find(c, number, take ? ACT_TAKE : ACT_ASSIGN, &t);
        if (!st)
                st = take ? ticket_take(c, &t) : ticket_assign(c, &t, group, 0, 0);
        if (!st)
                r->done++;
        else if (st == ST_CONFLICT)
                r->taken++;
        else if (st == ST_NOT_FOUND || st == ST_DENIED || st == ST_INVALID)
                r->refused++;
        else
                return st;
        return ST_OK;
}

/* Where to go back to: the queue that the form came from, with the report. */
static const char *bulk_back(struct ctx *c, const struct board_report *r)
{
        const char *back = form_value(c, "back");
        if (!back || !path_is_ours(back) || !str_starts(back, "/tickets"))
                back = "/tickets?view=take";
        return arena_fmt(c->arena, "%s%cact=%s&done=%lld&taken=%lld&refused=%lld", back, strchr(back, '?') ? '&' : '?',
                         r->moved ? "group" : "take", (long long)r->done, (long long)r->taken, (long long)r->refused);
}

/* Each ticket is its own change: one that somebody else took meanwhile does not undo the others. */
enum status board_bulk_post(struct ctx *c)
{
        struct board_report r = {0};
        const char *act = form_value(c, "act");
        const char *chosen = form_value(c, "group");
        bool take = str_eq(act, "take");
        int64_t group = chosen ? id_of(chosen) : 0;
        size_t seen = 0;
        if (!take && (!str_eq(act, "group") || !group))
                return ctx_fail(c, ST_INVALID, MSG_desk_bulk_which);
        for (size_t i = 0; i < c->req->n_field && seen < BULK_MAX; i++) {
                if (strcmp(c->req->field[i].name, "ticket") != 0)
                        continue;
                seen++;
                enum status st = bulk_one(c, c->req->field[i].value, take, group, &r);
                if (st)
                        return st;
        }
        c->why = NULL;
        r.moved = !take;
        return ctx_redirect(c, bulk_back(c, &r));
}

