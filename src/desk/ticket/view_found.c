/* Rows of what a search found, and of a number that was typed: the same columns, conditions and rights as
 * any list.  Part of the composer (view.c). */
#include "desk/ticket/view_own.h"

static void found_conds(struct ctx *c, const struct ticket_query *q, struct plan *p)
{
        const char *view = view_of(c, q);
        bool everything = strcmp(view, "scope") == 0 || strcmp(view, "all") == 0 || strcmp(view, "requested") == 0;

        *p = (struct plan){.order = ORDER_NUMBER};
        plan_filters(q, p);
        view_conds(c, view, p);
        if (strcmp(view, "mine") == 0)
                want(p, COND_ASSIGNEE, c->actor->person_id);
        else if (!everything)
                want(p, COND_MY_GROUPS, 0);
}

void compose_found(struct text *x, const struct plan *p, const struct found_query *f)
{
        text_start(x->c, x);
        bind_reader(x);
        add_columns(x);
        add(x, "t.id AS k FROM\n--@sqlite\n");
        /* with conditions the words alone decide how far one looks; without, the list's own end does */
        if (p->cond || p->n_filter)
                add(x, "(SELECT rowid AS ticket_id FROM search WHERE search MATCH :q AND rowid > :floor AND rowid < :before"
                       " ORDER BY rowid DESC LIMIT 5000) f JOIN ticket t ON t.id = f.ticket_id");
        else
                add(x, "search JOIN ticket t ON t.id = search.rowid");
        add(x, "\n--@postgres\n(WITH h AS MATERIALIZED (SELECT ticket_id FROM search WHERE tsv @@ CAST(:q AS tsquery))"
               " SELECT ticket_id FROM h WHERE ticket_id > :floor AND ticket_id < :before ORDER BY ticket_id DESC");
        buf_fmt(&x->sql, " LIMIT %zu) f JOIN ticket t ON t.id = f.ticket_id\n--@both\n" ROW_JOINS " WHERE 1 = 1",
                p->cond || p->n_filter ? (size_t)LOOK_MAX : 4 * f->limit);
        if (!p->cond && !p->n_filter)
                add(x, "\n--@sqlite\n AND search MATCH :q AND search.rowid > :floor AND search.rowid < :before\n--@both\n");
        if (!x->c->actor->system)
                add(x, p->desk ? " AND " TICKET_OF_SCOPE : " AND " TICKET_VISIBLE);
        add_conds(x, p, 't', " AND ");
        /* a window on SQLite is in order already: asked again, all of it would be read and sorted */
        add(x, p->cond || p->n_filter ? "" : "\n--@sqlite\n ORDER BY search.rowid DESC");
        add(x, "\n--@postgres\n ORDER BY t.id DESC\n--@both\n");
        buf_fmt(&x->sql, " LIMIT %zu", f->limit);
        bind_i64(x, "floor", f->floor);
        bind_i64(x, "before", f->before);
        ASSERT(x->n < ARGS_MAX);
        x->arg[x->n++] = DB_T("q", f->words);
}

enum status view_found(struct ctx *c, const struct ticket_query *q, const struct found_query *f, struct row_read **rows,
                       size_t *n)
{
        struct text x = {.c = c};
        struct plan p;

        found_conds(c, q, &p);
        compose_found(&x, &p, f);
        struct db_stmt s = stmt_of(&x);
        return db_all(c->db, c->arena, &s, args_of(&x), row_cols, sizeof **rows, f->limit, rows, n);
}

/* By what one's scopes show alone: for hits in notes, which taking part does not open. */
void compose_chosen(struct text *x, const struct plan *p, const int64_t *id, size_t n)
{
        text_start(x->c, x);
        bind_reader(x);
        add_columns(x);
        add(x, "t.id AS k FROM ticket t" ROW_JOINS " WHERE t.id IN (");
        for (size_t i = 0; i < CHOSEN_MAX; i++) {
                const char *name = arena_fmt(x->c->arena, "i%zu", i);
                buf_fmt(&x->sql, i ? ", :%s" : ":%s", name);
                bind_i64(x, name, i < n ? id[i] : -1);
        }
        add(x, ") AND (EXISTS (SELECT 1 FROM actor_scope w WHERE w.person_id = :me AND w.scope = t.scope) OR EXISTS (SELECT 1"
               " FROM ticket_share y JOIN actor_scope z ON z.scope = y.scope WHERE y.ticket_id = t.id AND z.person_id = :me))");
        add_conds(x, p, 't', " AND ");
        add(x, " ORDER BY t.id DESC");
}

enum status view_chosen(struct ctx *c, const struct ticket_query *q, const int64_t *id, size_t n_id, struct row_read **rows,
                        size_t *n)
{
        struct text x = {.c = c};
        struct plan p;

        found_conds(c, q, &p);
        compose_chosen(&x, &p, id, n_id);
        struct db_stmt s = stmt_of(&x);
        return db_all(c->db, c->arena, &s, args_of(&x), row_cols, sizeof **rows, CHOSEN_MAX, rows, n);
}

void compose_numbered(struct text *x, int64_t kind, int64_t num)
{
        text_start(x->c, x);
        bind_reader(x);
        add_columns(x);
        add(x, "t.id AS k FROM ticket t" ROW_JOINS " WHERE t.num = :num AND t.kind");
        add(x, kind ? " = :kind" : " IN (1, 2, 3, 4, 5, 6)");
        if (!x->c->actor->system)
                add(x, " AND " TICKET_VISIBLE);
        add(x, " ORDER BY t.kind LIMIT 6");
        bind_i64(x, "num", num);
        bind_i64(x, "kind", kind);
}

enum status view_numbered(struct ctx *c, int64_t kind, int64_t num, struct row_read **rows, size_t *n)
{
        struct text x = {.c = c};

        compose_numbered(&x, kind, num);
        struct db_stmt s = stmt_of(&x);
        return db_all(c->db, c->arena, &s, args_of(&x), row_cols, sizeof **rows, KIND_MAX, rows, n);
}
