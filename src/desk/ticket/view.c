/* Lists.  A view is data: which index drives it (my groups, my scopes, a person…), in which order, and
 * which declared conditions its rows must meet.  This file turns that into SQL and is the only one that
 * composes statements, from the texts below and bound values, never from input.
 *
 * Every list walks an index in order and stops.  A driver with several values (my groups) is one arm per
 * value, joined by UNION ALL, each with its own limit; arms are padded to 1, 2, 4 … 32 so that few texts
 * exist, and more than 32 values are asked in portions.  A condition that the driving index does not hold
 * is tried on the first 5,000 rows, shared between the arms; the reader may then go on from where that
 * ended.  What the actor may see is part of each arm (TICKET_VISIBLE), unless the driver is itself the right
 * (own scopes, own requests). */
#include "desk/people/people.h"
#include "desk/ticket/view_own.h"

/* The declared conditions. */
static const struct {
        const char *sql, *arg;
} conds[COND__MAX] = {
        [COND_GROUP] = {"$.group_id = :f_group", "f_group"},
        [COND_ASSIGNEE] = {"$.assignee_id = :f_assignee", "f_assignee"},
        [COND_REQUESTER] = {"$.requester_id = :f_requester", "f_requester"},
        [COND_SERVICE] = {"$.service_id = :f_service", "f_service"},
        [COND_STATE] = {"$.state = CAST(:f_state AS BIGINT)", "f_state"},
        [COND_PRIORITY] = {"$.priority = CAST(:f_priority AS BIGINT)", "f_priority"},
        [COND_KIND] = {"$.kind = CAST(:f_kind AS BIGINT)", "f_kind"},
        [COND_CHANNEL] = {"$.channel = CAST(:f_channel AS BIGINT)", "f_channel"},
        [COND_COURSE] = {"$.course_id = :f_course", "f_course"},
        [COND_UNASSIGNED] = {"$.assignee_id IS NULL", NULL},
        [COND_UNREAD] = {UNREAD, NULL},
        [COND_OPEN] = {"$.state < 40", NULL},
        [COND_DONE] = {"$.state >= 40", NULL},
        [COND_RECENT] = {"$.resolved_at >= :f_since", "f_since"},
        [COND_MY_GROUPS] = {"$.group_id IN (SELECT m.group_id FROM group_member m WHERE m.person_id = :me)", NULL},
};

TICKET_SQL(view_groups, "SELECT group_id AS id FROM group_member WHERE person_id = :me ORDER BY group_id LIMIT 2000");
TICKET_SQL(view_scopes, "SELECT scope AS id FROM actor_scope WHERE person_id = :me ORDER BY scope LIMIT 2000");
TICKET_SQL(view_all_scopes,
        "SELECT 2 * id AS id FROM department UNION ALL SELECT 2 * id + 1 FROM support_group ORDER BY 1 LIMIT 2000");

static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};

/* ---- composing ------------------------------------------------------------------------------------ */

void text_start(struct ctx *c, struct text *x)
{
        x->c = c;
        x->n = 0;
        buf_init(&x->sql, c->arena, SQL_MAX);
}

void bind_i64(struct text *x, const char *name, int64_t v)
{
        for (size_t i = 0; i < x->n; i++)
                if (strcmp(x->arg[i].name, name) == 0)
                        return;
        ASSERT(x->n < ARGS_MAX);
        x->arg[x->n++] = DB_I(name, v);
}

void bind_text(struct text *x, const char *name, const char *v)
{
        for (size_t i = 0; i < x->n; i++)
                if (strcmp(x->arg[i].name, name) == 0)
                        return;
        ASSERT(x->n < ARGS_MAX);
        x->arg[x->n++] = DB_T(name, v);
}

void add(struct text *x, const char *sql)
{
        buf_str(&x->sql, sql);
}

void add_of(struct text *x, const char *sql, char alias)
{
        for (const char *p = sql; *p; p++)
                buf_char(&x->sql, *p == '$' ? alias : *p);
}

void add_conds(struct text *x, const struct plan *p, char alias, const char *before)
{
        for (int i = 0; i < COND__MAX; i++) {
                if (!(p->cond & 1u << i))
                        continue;
                add(x, before);
                add_of(x, conds[i].sql, alias);
                if (conds[i].arg)
                        bind_i64(x, conds[i].arg, p->value[i]);
                before = " AND ";
        }
        filters_add(x, p->filter, p->n_filter, alias, before);
}

const char *plan_visible(const struct plan *p)
{
        if (!p->visible)
                return "";
        return p->desk ? " AND " TICKET_OF_SCOPE : " AND " TICKET_VISIBLE;
}

void add_columns(struct text *x)
{
        add(x, ROW_COLUMNS);
        add_of(x, UNREAD, 't');
        add(x, " THEN 1 ELSE 0 END AS is_unread, ");
}

void bind_reader(struct text *x)
{
        bind_i64(x, "me", x->c->actor->person_id);
        bind_i64(x, "public", ctx_role(x->c, ~0) ? 0 : 1);
}

static bool rising(const struct plan *p)
{
        return p->order == ORDER_DUE || p->order == ORDER_PRIORITY;
}

static const char *sort_column(const struct plan *p)
{
        switch (p->order) {
        case ORDER_DUE:
                return "t.due_at";
        case ORDER_PRIORITY: /* then the deadline: the text of the index */
                return "(t.priority * 1000000000000000 + t.due_at)";
        case ORDER_MADE:
                return "t.created_at";
        case ORDER_CHANGED:
                return "t.updated_at";
        default:
                return "t.id";
        }
}

static const char *order_by(const struct plan *p)
{
        return rising(p) ? " ORDER BY k, id" : " ORDER BY k DESC, id DESC";
}

/* A request whose items stand in the lists themselves. */
#define NO_SUBMISSIONS " AND (t.kind <> 2 OR NOT EXISTS (SELECT 1 FROM ticket y WHERE y.parent_id = t.id AND y.kind = 3))"

/* Columns that conditions on the window may ask. */
#define WINDOW_COLUMNS                                                                                            \
        ", t.kind, t.state, t.priority, t.service_id, t.channel, t.assignee_id, t.requester_id, t.group_id,"      \
        " t.resolved_at, t.scope, t.course_id"

/* Do rows have to be tried?  Then the driving index is looked at up to a budget. */
static bool windowed(const struct plan *p)
{
        return p->cond || p->n_filter || (!p->column && p->visible);
}

/* How much of its index a walk takes (limit 0: whoever merges it stops it), and with which columns. */
struct walk {
        size_t limit, offset;
        bool columns;
};

static void add_person_walk(struct text *x, const struct plan *p, struct walk k)
{
        add(x, "SELECT t.id AS id, t.id AS k");
        add(x, k.columns ? WINDOW_COLUMNS : "");
        if (k.columns)
                filters_columns(x, p->filter, p->n_filter);
        add(x, " FROM (SELECT DISTINCT x.ticket_id FROM ticket_person x WHERE x.person_id = :a1 AND x.part <= 50"
               " AND x.ticket_id < :after ORDER BY x.ticket_id DESC");
        buf_fmt(&x->sql, " LIMIT %zu OFFSET %zu) m JOIN ticket t ON t.id = m.ticket_id%s ORDER BY t.id DESC", k.limit, k.offset,
                p->no_submissions ? NO_SUBMISSIONS : "");
}

static void add_walk(struct text *x, const struct plan *p, size_t i, struct walk k)
{
        const char *sort = sort_column(p), *down = rising(p) ? "" : " DESC";

        if (!p->column) {
                add_person_walk(x, p, k);
                return;
        }
        buf_fmt(&x->sql, "SELECT t.id AS id, %s AS k%s", sort, k.columns ? WINDOW_COLUMNS : "");
        if (k.columns)
                filters_columns(x, p->filter, p->n_filter);
        buf_fmt(&x->sql, " FROM ticket t WHERE %s = :a%zu", p->column, i + 1);
        add(x, p->open ? " AND t.state < 40" : "");
        /* always true: names the index (migration 0018) */
        add(x, p->order == ORDER_CHANGED ? " AND t.updated_at > 0" : p->order == ORDER_PRIORITY ? " AND t.priority > 0" : "");
        add(x, p->no_submissions ? NO_SUBMISSIONS : "");
        buf_fmt(&x->sql, " AND (%s, t.id) %s (:k, :after)", sort, rising(p) ? ">" : "<");
        add(x, windowed(p) ? "" : plan_visible(p));
        if (k.limit)
                buf_fmt(&x->sql, " ORDER BY %s%s, t.id%s LIMIT %zu OFFSET %zu", sort, down, down, k.limit, k.offset);
}

static size_t padded(size_t n)
{
        size_t arms = 1;

        while (arms < n && arms < ARMS_MAX)
                arms *= 2;
        return arms;
}

static size_t arms_of(const struct plan *p, size_t from)
{
        return p->column ? padded(p->n_ids - from) : 1;
}

/* Rows that one arm may look at. */
static size_t budget_of(const struct plan *p, size_t from)
{
        size_t each = LOOK_MAX / arms_of(p, from);

        return each > LOOK_MIN ? each : LOOK_MIN;
}

/* One arm: what it shows, at most `limit`.  A window keeps the order of the index it walked, so that the
 * arm stops at its last row; SQLite would sort the whole window if it were asked for that order again. */
static void add_arm(struct text *x, const struct plan *p, size_t from, size_t i, size_t limit)
{
        if (!windowed(p)) {
                add_walk(x, p, i, (struct walk){limit, 0, false});
                return;
        }
        add(x, "SELECT t.id AS id, t.k AS k FROM (");
        add_walk(x, p, i, (struct walk){budget_of(p, from), 0, true});
        add(x, ") t WHERE 1 = 1");
        add_conds(x, p, 't', " AND ");
        add(x, plan_visible(p));
        add(x, "\n--@postgres\n");
        add(x, order_by(p));
        buf_fmt(&x->sql, "\n--@both\n LIMIT %zu", limit);
}

/* A small set, whole, in whatever order is wanted. */
static void add_set_arm(struct text *x, const struct plan *p, size_t limit)
{
        const char *sort = sort_column(p);

        buf_fmt(&x->sql, "SELECT t.id AS id, %s AS k FROM (", sort);
        set_add(x, &p->set);
        add(x, ") m JOIN ticket t ON t.id = m.ticket_id WHERE 1 = 1");
        add(x, p->open ? " AND t.state < 40" : "");
        buf_fmt(&x->sql, " AND (%s, t.id) %s (:k, :after)", sort, rising(p) ? ">" : "<");
        add(x, p->no_submissions ? NO_SUBMISSIONS : "");
        add_conds(x, p, 't', " AND ");
        add(x, plan_visible(p));
        add(x, order_by(p));
        buf_fmt(&x->sql, " LIMIT %zu", limit);
}

/* The arms for ids[from…], merged in order, at most `limit` rows; `ends` gives the last row of each
 * window that is full instead. */
static void add_arms(struct text *x, const struct plan *p, size_t from, size_t limit, bool ends)
{
        static const char *const name[ARMS_MAX] = {
                "a1",  "a2",  "a3",  "a4",  "a5",  "a6",  "a7",  "a8",  "a9",  "a10", "a11", "a12", "a13", "a14", "a15", "a16",
                "a17", "a18", "a19", "a20", "a21", "a22", "a23", "a24", "a25", "a26", "a27", "a28", "a29", "a30", "a31", "a32"};

        if (p->set.kind != SET_NONE) {
                add_set_arm(x, p, limit);
                return;
        }
        /* plain arms are merged row by row in the order of their index: one row too many of each, no sort */
        bool plain = !ends && !windowed(p) && p->column;
        for (size_t i = 0; i < arms_of(p, from); i++) {
                bind_i64(x, name[i], from + i < p->n_ids ? p->ids[from + i].id : -1);
                if (plain) {
                        add(x, i ? " UNION ALL " : "");
                        add_walk(x, p, i, (struct walk){0, 0, false});
                        continue;
                }
                add(x, i ? " UNION ALL SELECT * FROM (" : "SELECT * FROM (");
                if (ends)
                        add_walk(x, p, i, (struct walk){1, budget_of(p, from) - 1, false});
                else
                        add_arm(x, p, from, i, limit);
                buf_fmt(&x->sql, ") s%zu", i + 1);
        }
        add(x, order_by(p));
        buf_fmt(&x->sql, " LIMIT %zu", limit);
}

static void bind_place(struct text *x, const struct plan *p, struct place at)
{
        if (p->column || p->set.kind != SET_NONE)
                bind_i64(x, "k", at.k);
        bind_i64(x, "after", at.id);
        bind_reader(x);
}

static void compose_page(struct text *x, const struct plan *p, size_t from, size_t limit, struct place at)
{
        text_start(x->c, x);
        bind_place(x, p, at);
        add_columns(x);
        add(x, "p.k FROM (");
        add_arms(x, p, from, limit, false);
        add(x, ") p JOIN ticket t ON t.id = p.id" ROW_JOINS);
        add(x, rising(p) ? " ORDER BY p.k, p.id" : " ORDER BY p.k DESC, p.id DESC");
}

/* The nearest end of the arms' windows; no row when none was full. */
static void compose_last(struct text *x, const struct plan *p, size_t from, struct place at)
{
        text_start(x->c, x);
        bind_place(x, p, at);
        add_arms(x, p, from, 1, true);
}

static void compose_count(struct text *x, const struct plan *p, size_t from, struct place at)
{
        text_start(x->c, x);
        bind_place(x, p, at);
        add(x, "SELECT COUNT(*) FROM (");
        add_arms(x, p, from, COUNT_MAX, false);
        add(x, ") c");
}

struct db_stmt stmt_of(const struct text *x)
{
        ASSERT(x->sql.st == ST_OK);
        return (struct db_stmt){"", x->sql.p};
}

struct db_args args_of(const struct text *x)
{
        return (struct db_args){x->n, x->arg};
}

/* ---- from a query to a plan -------------------------------------------------------------------------- */

void want(struct plan *p, enum cond cond, int64_t value)
{
        p->cond |= 1u << cond;
        p->value[cond] = value;
}

void drive_one(struct plan *p, const char *column, int64_t id)
{
        p->column = column;
        p->one.id = id;
        p->ids = &p->one;
        p->n_ids = 1;
        p->visible = true;
}

static enum status drive_many(struct ctx *c, struct plan *p, const char *column, const struct db_stmt *s)
{
        p->column = column;
        p->visible = s != &tsql_view_scopes && s != &tsql_view_all_scopes;
        enum status st = db_all(c->db, c->arena, s, DB_ARGS(DB_I("me", c->actor->person_id)), id_cols, sizeof *p->ids,
                                IDS_MAX, &p->ids, &p->n_ids);
        p->nothing = !p->n_ids;
        return st;
}

static enum status drive_scopes(struct ctx *c, struct plan *p)
{
        return drive_many(c, p, "t.scope", c->actor->system ? &tsql_view_all_scopes : &tsql_view_scopes);
}

void plan_filters(const struct ticket_query *q, struct plan *p)
{
        const struct {
                int64_t value;
                enum cond cond;
        } f[] = {{q->group_id, COND_GROUP},     {q->assignee_id, COND_ASSIGNEE}, {q->requester_id, COND_REQUESTER},
                 {q->service_id, COND_SERVICE}, {q->state, COND_STATE},          {q->priority, COND_PRIORITY},
                 {q->kind, COND_KIND},          {q->channel, COND_CHANNEL},     {q->course_id, COND_COURSE}};

        for (size_t i = 0; i < ARRAY_LEN(f); i++)
                if (f[i].value)
                        want(p, f[i].cond, f[i].value);
        if (q->state_open)
                want(p, COND_OPEN, 0);
        if (q->state_done)
                want(p, COND_DONE, 0);
        p->filter = q->filter;
        p->n_filter = q->n_filter;
        for (size_t i = 0; i < q->n_filter; i++)
                p->desk = p->desk || (q->filter[i].field->flags & FILTER_DESK);
}

static bool drive_by(struct plan *p, const char *column, int64_t value, enum cond cond)
{
        drive_one(p, column, value);
        p->cond &= ~(1u << cond);
        return true;
}

/* "scope" with a filter that an index holds is driven by it; the policy text then guards each row. */
static bool drive_filter(const struct ticket_query *q, struct plan *p)
{
        if (q->requester_id) {
                drive_one(p, NULL, q->requester_id);
                p->order = ORDER_NUMBER;
                return true;
        }
        if (q->assignee_id && p->open)
                return drive_by(p, "t.assignee_id", q->assignee_id, COND_ASSIGNEE);
        if (q->course_id) {
                p->order = ORDER_NUMBER;
                return drive_by(p, "t.course_id", q->course_id, COND_COURSE);
        }
        if (q->group_id)
                return drive_by(p, "t.group_id", q->group_id, COND_GROUP);
        if (q->service_id && p->order == ORDER_MADE)
                return drive_by(p, "t.service_id", q->service_id, COND_SERVICE);
        return false;
}

const char *view_of(const struct ctx *c, const struct ticket_query *q)
{
        if (q->view && *q->view)
                return q->view;
        return ctx_role(c, ~0) ? "scope" : "requested";
}

void view_conds(struct ctx *c, const char *view, struct plan *p)
{
        if (strcmp(view, "take") == 0)
                want(p, COND_UNASSIGNED, 0);
        if (strcmp(view, "waiting") == 0)
                want(p, COND_STATE, STATE_PENDING);
        if (strcmp(view, "unread") == 0)
                want(p, COND_UNREAD, 0);
        if (strcmp(view, "resolved") == 0)
                want(p, COND_RECENT, c->now - 7 * DAY_MS);
}

static enum status plan_drive(struct ctx *c, const struct ticket_query *q, const char *view, struct plan *p)
{
        static const char *const group_views[] = {"take", "groups", "waiting", "unread", "resolved"};

        if (strcmp(view, "requested") == 0) {
                drive_one(p, NULL, c->actor->person_id);
                p->order = ORDER_NUMBER;
                p->visible = false;
                return ST_OK;
        }
        if (strcmp(view, "mine") == 0) {
                if (p->open) {
                        drive_one(p, "t.assignee_id", c->actor->person_id);
                        return ST_OK;
                }
                want(p, COND_ASSIGNEE, c->actor->person_id);
                return drive_scopes(c, p);
        }
        for (size_t i = 0; i < ARRAY_LEN(group_views); i++)
                if (strcmp(view, group_views[i]) == 0)
                        return drive_many(c, p, "t.group_id", &tsql_view_groups);
        if (strcmp(view, "scope") != 0 && strcmp(view, "all") != 0)
                return ST_NOT_FOUND;
        return drive_filter(q, p) ? ST_OK : drive_scopes(c, p);
}

bool view_asks_kind(const struct ticket_query *q)
{
        bool asks = q->kind != 0;

        for (size_t i = 0; i < q->n_filter; i++)
                asks = asks || str_eq(q->filter[i].field->code, "kind");
        return asks;
}

static enum status plan_make(struct ctx *c, const struct ticket_query *q, struct plan *p)
{
        const char *view = view_of(c, q);
        bool done = q->state >= STATE_RESOLVED || q->state_done || strcmp(view, "resolved") == 0 ||
                    strcmp(view, "all") == 0 || asks_done(q);

        *p = (struct plan){.order = order_of(q, done), .no_submissions = !view_asks_kind(q)};
        p->open = p->order != ORDER_MADE;
        plan_filters(q, p);
        view_conds(c, view, p);
        enum status st = plan_drive(c, q, view, p);
        if (!st)
                st = plan_tune(c, q, view, p);
        if (st)
                return st;
        if (p->order == ORDER_NUMBER)
                p->open = false;
        if (p->set.kind != SET_NONE && done) /* sorted whole: any order will do */
                p->order = order_of(q, false);
        /* newest first, but only what is open: the index does not know */
        if (p->order == ORDER_MADE && !done && strcmp(view, "requested") != 0)
                want(p, COND_OPEN, 0);
        if (p->open)
                p->cond &= ~(1u << COND_OPEN);
        if (p->desk && !p->column)
                p->visible = true;
        if (c->actor->system)
                p->visible = false;
        return ST_OK;
}

static struct place place_first(const struct plan *p)
{
        if (rising(p))
                return (struct place){p->order, -1, 0};
        return (struct place){p->order, INT64_MAX, INT64_MAX};
}

/* ---- running -------------------------------------------------------------------------------------------- */

struct page_read {
        struct row_read *rows;
        size_t n;
        bool looked_enough;
        struct place last; /* where looking stopped, when it did */
};

static bool comes_before(const struct plan *p, struct place a, struct place b)
{
        bool less = a.k < b.k || (a.k == b.k && a.id < b.id);
        bool more = a.k > b.k || (a.k == b.k && a.id > b.id);

        return rising(p) ? less : more;
}

static struct place place_of(const struct plan *p, const struct row_read *r)
{
        return (struct place){p->order, r->k, r->row.id};
}

/* Two ordered lists become one of at most `limit` rows. */
static void merge(struct ctx *c, const struct plan *p, struct page_read *into, const struct row_read *more, size_t n,
                  size_t limit)
{
        struct row_read *out = ARENA_ARRAY(c->arena, limit, struct row_read);
        size_t i = 0, k = 0, at = 0;

        while (at < limit && (i < into->n || k < n)) {
                bool left = k >= n || (i < into->n && comes_before(p, place_of(p, &into->rows[i]), place_of(p, &more[k])));
                out[at++] = left ? into->rows[i++] : more[k++];
        }
        into->rows = out;
        into->n = at;
}

struct last_row {
        int64_t id, k;
};
static const struct db_col last_cols[] = {DB_COL_I64(struct last_row, id), DB_COL_I64(struct last_row, k), DB_COL_END};

/* Did a window of these arms end before its index did?  Then looking stops at the nearest such end: what
 * the other arms show beyond it comes with the next page. */
static enum status look_end(struct text *x, const struct plan *p, size_t from, struct place at, struct page_read *out)
{
        struct last_row last;

        compose_last(x, p, from, at);
        struct db_stmt s = stmt_of(x);
        enum status st = db_one(x->c->db, x->c->arena, &s, args_of(x), last_cols, &last);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        struct place end = {p->order, last.k, last.id};
        if (!out->looked_enough || comes_before(p, end, out->last))
                out->last = end;
        out->looked_enough = true;
        return ST_OK;
}

static enum status page_read(struct ctx *c, const struct plan *p, size_t limit, struct place at, struct page_read *out)
{
        struct text x = {.c = c};
        enum status st = ST_OK;

        for (size_t from = 0; !st && from < p->n_ids; from += ARMS_MAX) {
                struct row_read *rows;
                size_t n;
                compose_page(&x, p, from, limit, at);
                struct db_stmt s = stmt_of(&x);
                st = db_all(c->db, c->arena, &s, args_of(&x), row_cols, sizeof *rows, limit, &rows, &n);
                if (!st && windowed(p) && p->set.kind == SET_NONE)
                        st = look_end(&x, p, from, at, out);
                if (!st && from == 0 && n) {
                        out->rows = rows;
                        out->n = n;
                } else if (!st) {
                        merge(c, p, out, rows, n, limit);
                }
        }
        /* beyond the place where looking stopped the other portions know more: shown next time */
        while (out->looked_enough && out->n && comes_before(p, out->last, place_of(p, &out->rows[out->n - 1])))
                out->n--;
        return st;
}

static void page_out(struct ctx *c, const struct plan *p, struct page_read *r, size_t limit, struct ticket_page *out)
{
        bool more = r->n > limit;
        size_t n = more ? limit : r->n;

        *out = (struct ticket_page){ARENA_ARRAY(c->arena, n, struct ticket_row), n, NULL, !more && r->looked_enough};
        for (size_t i = 0; i < n; i++) {
                row_fill(c, &r->rows[i]);
                out->rows[i] = r->rows[i].row;
        }
        if (more)
                out->next = cursor_write(c, place_of(p, &r->rows[n - 1]));
        else if (out->looked_enough)
                out->next = cursor_write(c, r->last);
}

static enum status found_list(struct ctx *c, const struct ticket_query *q, size_t limit, struct ticket_page *out)
{
        struct found f;
        enum status st = search_list(c, q, limit, &f);
        struct page_read r = {.rows = f.rows, .n = f.n};
        struct plan p = {.order = f.order};

        if (st)
                return st;
        page_out(c, &p, &r, r.n, out);
        if (f.more && r.n)
                out->next = cursor_write(c, place_of(&p, &r.rows[r.n - 1]));
        return ST_OK;
}

enum status ticket_list(struct ctx *c, const struct ticket_query *q, struct ticket_page *out)
{
        struct page_read r = {.n = 0};
        struct plan p;
        size_t limit = !q->limit ? 50 : q->limit > PAGE_MAX ? PAGE_MAX : q->limit;

        *out = (struct ticket_page){.n_rows = 0};
        if (!c->actor)
                return ST_SIGN_IN;
        if (q->q && !text_blank(q->q))
                return found_list(c, q, limit, out);
        enum status st = plan_make(c, q, &p);
        if (st)
                return st;
        struct place at = place_first(&p);
        if (q->cursor && *q->cursor && !cursor_read(q->cursor, p.order, &at))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        if (p.nothing)
                return ST_OK;
        st = page_read(c, &p, limit + 1, at, &r);
        if (!st)
                page_out(c, &p, &r, limit, out);
        return st;
}

static enum status found_count(struct ctx *c, const struct ticket_query *q, int64_t *n)
{
        struct found f;
        enum status st = search_list(c, q, COUNT_MAX, &f);

        *n = (int64_t)f.n;
        return st;
}

static enum status count_run(struct ctx *c, const struct ticket_query *q, int64_t *n)
{
        struct text x = {.c = c};
        struct plan p;

        *n = 0;
        if (!c->actor)
                return ST_SIGN_IN;
        if (q->q && !text_blank(q->q))
                return found_count(c, q, n);
        enum status st = plan_make(c, q, &p);
        for (size_t from = 0; !st && !p.nothing && from < p.n_ids && *n < COUNT_MAX; from += ARMS_MAX) {
                int64_t some;
                compose_count(&x, &p, from, place_first(&p));
                struct db_stmt s = stmt_of(&x);
                st = db_i64(c->db, &s, args_of(&x), &some);
                *n += st ? 0 : some;
        }
        *n = *n > COUNT_MAX ? COUNT_MAX : *n;
        return st;
}

/* The views that tabs and the menu count on every page, without any filter. */
static unsigned memo_of(const struct ticket_query *q)
{
        static const char *const views[] = {"take", "groups", "mine", "scope", "waiting", "unread", "resolved"};
        unsigned i = 0;

        if (q->n_filter || q->group_id || q->assignee_id || q->requester_id || q->service_id || q->state || q->priority || q->kind ||
            q->channel || q->course_id || q->state_open || q->state_done || (q->q && *q->q) || q->sort != SORT_DUE || !q->view)
                return MEMO_WHAT;
        while (i < ARRAY_LEN(views) && strcmp(views[i], q->view) != 0)
                i++;
        return i < ARRAY_LEN(views) ? i : MEMO_WHAT;
}

enum status ticket_count(struct ctx *c, const struct ticket_query *q, int64_t *n)
{
        unsigned what = memo_of(q);

        if (what < MEMO_WHAT && memo_get(c, what, n))
                return ST_OK;
        enum status st = count_run(c, q, n);
        if (!st && what < MEMO_WHAT)
                memo_put(c, what, *n);
        return st;
}

/* ---- for tests -------------------------------------------------------------------------------------------- */

enum status view_prepare(struct ctx *c, const struct ticket_query *q)
{
        struct text x = {.c = c};
        struct plan p;
        struct db_stmt s;
        struct found_query f = {"x", 0, INT64_MAX, 51};
        enum status st = plan_make(c, q, &p);

        for (int i = 0; !st && i < 6; i++) {
                if (i == 0)
                        compose_page(&x, &p, 0, 51, place_first(&p));
                else if (i == 1)
                        compose_last(&x, &p, 0, place_first(&p));
                else if (i == 2)
                        compose_count(&x, &p, 0, place_first(&p));
                else if (i == 3)
                        compose_found(&x, &p, &f);
                else if (i == 5)
                        compose_chosen(&x, &p, &f.before, 1);
                else
                        compose_numbered(&x, q->kind, 1);
                s = stmt_of(&x);
                st = db_prepare_only(c->db, &s);
        }
        return st;
}
