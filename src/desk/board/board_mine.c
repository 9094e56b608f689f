/* What comes to me by itself: tickets given by a convention, by an absence, by a clock; and the switch that
 * says whether anything may.  The panel shows the rows of the bell.  Every act is a form that works without script and returns to the desk. */
#include "desk/board/board.h"
#include "desk/board/board_view.h"
#include "desk/people/away.h"
#include "templates.h"

/* The work to take stands beside: what came by itself takes no more room than it. */
enum { HOME_NOTICES = 6 };

enum status board_notices_view(struct ctx *c, struct board_notices *v)
{
        struct notification *rows;
        struct to_hand_out *groups;
        enum status st = notify_list(c, true, HOME_NOTICES + 1, &rows, &v->n_rows);

        if (!st)
                st = to_hand_out_list(c, &groups, &v->n_hand_out);
        if (st)
                return st;
        v->more = v->n_rows > HOME_NOTICES;
        v->n_rows = v->more ? HOME_NOTICES : v->n_rows;
        v->rows = rows;
        v->hand_out = groups;
        return ST_OK;
}

enum status board_stand_in_view(struct ctx *c, struct board_stand_in *v)
{
        struct stand_in *offered, *back;
        enum status st = stand_in_offered(c, &offered, &v->n_offered);

        if (!st)
                st = stand_in_back_list(c, &back, &v->n_back);
        if (st)
                return st;
        v->offered = offered;
        v->back = back;
        return ST_OK;
}

enum status board_available_post(struct ctx *c)
{
        const char *on = form_value(c, "available");
        enum status st = person_available_put(c, on && *on);

        if (st)
                return st;
        page_notice(c, on && *on ? "groups.available_on" : "groups.available_off", NULL);
        return ctx_redirect(c, "/desk");
}

enum status board_notices_post(struct ctx *c)
{
        struct board_notices v = {0};
        enum status st = notify_read(c, 0, NULL);

        if (st || !c->fragment)
                return st ? st : ctx_redirect(c, "/desk");
        st = board_notices_view(c, &v);
        if (!st)
                board_notices_html(&c->html, &v);
        return st;
}

enum status board_stand_in_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);

        if (!st)
                st = stand_in_take(c, &t);
        if (st)
                return st;
        page_notice(c, "groups.taken_over", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s", t.number));
}

enum status board_back_post(struct ctx *c)
{
        const char *take = form_value(c, "take");
        int64_t done;
        enum status st = stand_in_back(c, take && *take, &done);

        if (st)
                return st;
        page_notice(c, take && *take ? "groups.back_done" : "groups.back_left", NULL);
        return ctx_redirect(c, "/desk");
}
