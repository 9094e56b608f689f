/* Which tickets a change for many is about, whoever asks (page or program): all that a list finds, or those that
 * were named; and what the wish would do to them. */
#include "desk/ticket/many.h"

enum { PAGE = 200, LOOKS = 400 };

enum status many_find_all(struct ctx *c, const struct ticket_query *asked, struct many_found *f)
{
        struct ticket_query q = *asked;
        const char *next = "";
        enum status st = ST_OK;

        *f = (struct many_found){.pick = ARENA_ARRAY(c->arena, MANY_ALL_MAX, struct many_pick),
                                 .number = ARENA_ARRAY(c->arena, MANY_ALL_MAX, const char *)};
        q.limit = PAGE;
        for (int i = 0; !st && next && !f->over && i < LOOKS; i++) {
                struct ticket_page page;
                q.cursor = next;
                st = ticket_list(c, &q, &page);
                for (size_t k = 0; !st && k < page.n_rows && !f->over; k++) {
                        f->over = f->n == MANY_ALL_MAX;
                        if (f->over)
                                break;
                        f->number[f->n] = page.rows[k].number;
                        f->pick[f->n++] = (struct many_pick){page.rows[k].id, page.rows[k].version};
                }
                next = st ? NULL : page.next;
        }
        f->over = f->over || next;
        return st;
}

static bool named_before(const struct many_pick *pick, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (pick[i].ticket_id == id)
                        return true;
        return false;
}

enum status many_find_named(struct ctx *c, struct many_found *f, size_t *unknown)
{
        size_t kept = 0;

        *unknown = 0;
        for (size_t i = 0; i < f->n; i++) {
                struct ticket t;
                bool known = f->pick[i].ticket_id != 0;
                enum status st = known ? ST_OK : ticket_find(c, f->number[i], ACT_READ_ALL, &t);
                if (st == ST_NOT_FOUND || st == ST_DENIED) {
                        ++*unknown;
                        continue;
                }
                if (st)
                        return st;
                if (!known && named_before(f->pick, kept, t.id))
                        continue;
                f->number[kept] = f->number[i];
                f->pick[kept++] = (struct many_pick){known ? f->pick[i].ticket_id : t.id, f->pick[i].version};
        }
        f->n = kept;
        c->why = NULL;
        return kept ? ST_OK : ST_NOT_FOUND;
}

enum status many_look(struct ctx *c, const struct many_found *f, size_t max, const struct many_wish *w, struct many_look *out)
{
        size_t n = f->n < max ? f->n : max;
        enum status st = ST_OK;

        *out = (struct many_look){.row = ARENA_ARRAY(c->arena, n + 1, struct many_try)};
        for (size_t i = 0; !st && i < n; i++) {
                struct many_try *t = &out->row[i];
                st = many_try(c, f->number[i], f->pick[i].version, w, t);
                if (st)
                        break;
                out->n++;
                out->refused += t->why != NULL;
                out->done += !t->why && t->changes;
                out->same += !t->why && !t->changes;
        }
        return st;
}
