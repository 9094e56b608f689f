/* Which index drives a view once its conditions are known: a small set of tickets looked at whole, chosen
 * groups instead of all of mine, else the view's own.  Part of the composer (view.c). */
#include "desk/ticket/view_own.h"

bool asks_done(const struct ticket_query *q)
{
        for (size_t i = 0; i < q->n_filter; i++) {
                const struct ticket_filter *f = &q->filter[i];
                if (strcmp(f->field->code, "resolved") == 0 && f->op != OP_EMPTY)
                        return true;
                if (strcmp(f->field->code, "state") != 0 || f->op != OP_IS)
                        continue;
                for (size_t k = 0; k < f->n_n; k++)
                        if (f->n[k] >= STATE_RESOLVED)
                                return true;
        }
        return false;
}

enum order order_of(const struct ticket_query *q, bool done)
{
        if (done || q->sort == SORT_CREATED)
                return ORDER_MADE;
        return q->sort == SORT_UPDATED ? ORDER_CHANGED : q->sort == SORT_PRIORITY ? ORDER_PRIORITY : ORDER_DUE;
}

/* The condition is answered by the driver: no row has to be tried for it. */
static void filter_done(struct ctx *c, struct plan *p, size_t at)
{
        struct ticket_filter *rest = ARENA_ARRAY(c->arena, p->n_filter, struct ticket_filter);
        size_t n = 0;

        for (size_t i = 0; i < p->n_filter; i++)
                if (i != at)
                        rest[n++] = p->filter[i];
        p->filter = rest;
        p->n_filter = n;
}

/* "group is one of these": their own index, among my groups only where the view is of my groups. */
static void drive_groups(struct ctx *c, struct plan *p)
{
        size_t at = 0;

        while (at < p->n_filter && (strcmp(p->filter[at].field->code, "group") != 0 || p->filter[at].op != OP_IS))
                at++;
        if (at == p->n_filter || !p->column || (strcmp(p->column, "t.group_id") != 0 && strcmp(p->column, "t.scope") != 0))
                return;
        const struct ticket_filter *f = &p->filter[at];
        struct id_row *ids = ARENA_ARRAY(c->arena, f->n_n, struct id_row);
        bool mine = strcmp(p->column, "t.group_id") == 0;
        size_t n = 0;
        for (size_t i = 0; i < f->n_n; i++) {
                bool fits = !mine;
                for (size_t k = 0; mine && k < p->n_ids; k++)
                        fits = fits || p->ids[k].id == f->n[i];
                for (size_t k = 0; k < n; k++)
                        fits = fits && ids[k].id != f->n[i];
                if (fits)
                        ids[n++].id = f->n[i];
        }
        p->column = "t.group_id";
        p->visible = true;
        p->desk = p->desk || !mine; /* driven by a scope before: what one merely takes part in stays out */
        p->ids = ids;
        p->n_ids = n;
        p->nothing = p->nothing || !n;
        filter_done(c, p, at);
}

/* A small set drives instead of the view's index, which becomes a condition. */
static void drive_set(struct ctx *c, const char *view, const struct set *set, struct plan *p)
{
        bool mine = strcmp(view, "mine") == 0, any = strcmp(view, "scope") == 0 || strcmp(view, "all") == 0;

        if (mine)
                want(p, COND_ASSIGNEE, c->actor->person_id);
        else if (!any)
                want(p, COND_MY_GROUPS, 0);
        drive_one(p, NULL, 0);
        p->set = *set;
        p->desk = p->desk || !mine;
}

/* Is there an index for this order behind the driver? */
static bool sorted(const struct plan *p)
{
        bool of_desk = p->column && (strcmp(p->column, "t.scope") == 0 || strcmp(p->column, "t.group_id") == 0);

        return of_desk || (p->order != ORDER_CHANGED && p->order != ORDER_PRIORITY);
}

enum status plan_tune(struct ctx *c, const struct ticket_query *q, const char *view, struct plan *p)
{
        struct set set = {SET_NONE, 0, 0, NULL};
        int64_t n;
        enum status st = ST_OK;

        if (!p->column) /* "requested", or somebody's tickets: by number */
                return ST_OK;
        if (p->n_filter)
                st = set_choose(c, p->filter, p->n_filter, p->open, &set);
        if (!st && set.kind == SET_NONE && !sorted(p)) {
                bool course = strcmp(p->column, "t.course_id") == 0;
                set = (struct set){course ? SET_COURSE : SET_ASSIGNEE, p->ids[0].id, 0, NULL};
                if ((st = set_small(c, &set, &n)) || n > LOOK_MAX) {
                        set.kind = SET_NONE;
                        p->order = ORDER_DUE;
                }
        }
        if (!st && set.kind != SET_NONE)
                drive_set(c, view, &set, p);
        else if (!st)
                drive_groups(c, p);
        return st;
}
