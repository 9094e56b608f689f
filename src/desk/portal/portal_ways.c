/* Where a request goes on: merged into another, followed by one, a part of one.  Only what its reader may read
 * is named; the desk's own links (related, duplicate, children) stay at the desk. */
#include "desk/portal/portal.h"

enum status portal_ways_fill(struct ctx *c, struct portal_request *v)
{
        struct link *l;
        size_t n;
        enum status st = ticket_links(c, &v->ticket, &l, &n);

        if (st)
                return st;
        struct link *ways = ARENA_ARRAY(c->arena, n + 1, struct link);
        for (size_t i = 0; i < n; i++) {
                if (l[i].kind == LINK_MERGED && !l[i].back)
                        v->goes_on = l[i].number;
                else if (l[i].kind > LINK_MERGED)
                        ways[v->n_ways++] = l[i];
        }
        v->ways = ways;
        return ST_OK;
}

/* Sent twice, it makes one request. */
enum status portal_follow(struct ctx *c, struct ticket *t, const char *body, const char *once, struct ticket *next)
{
        const char *before = NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once, &before);

        if (!st && before)
                return ticket_find(c, before, ACT_READ, next);
        if (!st)
                st = ticket_follow_up(c, t, body, next);
        if (!st)
                st = once_keep(c, once, next->number);
        return st ? st : db_commit(&tx);
}
