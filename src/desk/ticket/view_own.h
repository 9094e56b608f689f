/* What view.c and view_filter.c share: a statement under composition. */
#ifndef GUICHET_DESK_TICKET_VIEW_OWN_H
#define GUICHET_DESK_TICKET_VIEW_OWN_H

#include "desk/ticket/filter.h"
#include "desk/ticket/internal.h"

enum { IDS_MAX = 2000, ARGS_MAX = 200, SQL_MAX = 96 << 10 };

/* Something was written by somebody else since the actor looked last; $ is the ticket's alias. */
#define UNREAD                                                                                                    \
        "EXISTS (SELECT 1 FROM entry e WHERE e.ticket_id = $.id AND e.kind IN (10, 20, 40) AND e.is_public >= CAST(:public AS BIGINT)" \
        " AND (e.author_id IS NULL OR e.author_id <> :me) AND e.id > COALESCE((SELECT n.entry_id FROM ticket_seen n" \
        " WHERE n.person_id = :me AND n.ticket_id = $.id), 0))"

struct text {
        struct ctx *c;
        struct buf sql;
        struct db_arg arg[ARGS_MAX];
        size_t n;
};
void text_start(struct ctx *c, struct text *x);
void bind_i64(struct text *x, const char *name, int64_t v);
void bind_text(struct text *x, const char *name, const char *v);
void add(struct text *x, const char *sql);
/* Adds a text with $ as the alias of the ticket. */
void add_of(struct text *x, const char *sql, char alias);

/* view_filter.c */

/* The conditions on the ticket called `alias`, each behind `before` (" AND "); binds their values. */
void filters_add(struct text *x, const struct ticket_filter *f, size_t n, char alias, const char *before);
/* The columns of the ticket that they ask, ", t.site, t.room": for a window that shows a few only. */
void filters_columns(struct text *x, const struct ticket_filter *f, size_t n);

/* Conditions that an index answers by itself with the ids of tickets. */
enum set_kind { SET_NONE, SET_PERSON, SET_TAG, SET_FIELD_FOLD, SET_FIELD_NUM, SET_COURSE, SET_ASSIGNEE };
struct set {
        enum set_kind kind;
        int64_t id, num;
        const char *words;
};
/* SELECT of at most LOOK_MAX + 1 ids (column ticket_id), and their bindings. */
void set_add(struct text *x, const struct set *s);
/* The smallest set among these conditions that holds at most LOOK_MAX tickets; SET_NONE when there is none.
 * `open`: only open tickets are wanted. */
enum status set_choose(struct ctx *c, const struct ticket_filter *f, size_t n, bool open, struct set *out) CHECKED;
/* Does the set hold at most LOOK_MAX? */
enum status set_small(struct ctx *c, const struct set *s, int64_t *n) CHECKED;

/* ---- view.c ---- */

#define ROW_COLUMNS                                                                                               \
        "SELECT t.id, t.kind, t.num, t.version, t.state, t.pending, t.priority, t.due_at, t.created_at,"          \
        " t.updated_at, t.group_id, t.assignee_id, t.requester_id, t.news_at, t.news_kind, t.confidential,"       \
        " t.subject, g.name AS group_name, a.name AS assignee_name, r.name AS requester_name,"                    \
        " s.name_fr AS service_fr, s.name_en AS service_en, CASE WHEN "
#define ROW_JOINS                                                                                                 \
        " JOIN support_group g ON g.id = t.group_id LEFT JOIN person a ON a.id = t.assignee_id"                   \
        " LEFT JOIN person r ON r.id = t.requester_id LEFT JOIN service s ON s.id = t.service_id"
/* The declared conditions. */
enum cond {
        COND_GROUP, COND_ASSIGNEE, COND_REQUESTER, COND_SERVICE, COND_STATE, COND_PRIORITY, COND_KIND, COND_CHANNEL,
        COND_UNASSIGNED, COND_COURSE, COND_UNREAD, COND_OPEN, COND_DONE, COND_RECENT, COND_MY_GROUPS, COND__MAX
};
struct id_row {
        int64_t id;
};
struct plan {
        const char *column; /* of the driving index; NULL: people of tickets, or `set` */
        struct id_row *ids, one;
        size_t n_ids;
        enum order order;
        bool open;          /* t.state < 40 as a literal: the partial indexes */
        bool visible;       /* the driver is no right by itself */
        uint32_t cond;
        int64_t value[COND__MAX];
        bool nothing;       /* known to be empty */
        bool no_submissions; /* no kind was asked for: requests are seen by their items */
        const struct ticket_filter *filter;
        size_t n_filter;
        struct set set;     /* drives instead of column: few tickets, looked at whole */
        bool desk;          /* some condition is the desk's alone: scopes show, taking part does not */
};

void want(struct plan *p, enum cond cond, int64_t value);
const char *view_of(const struct ctx *c, const struct ticket_query *q);
/* Conditions of the query, and those that a view adds to its driver. */
void plan_filters(const struct ticket_query *q, struct plan *p);
void view_conds(struct ctx *c, const char *view, struct plan *p);
/* " AND …": who may see the ticket called t, "" when the driver is itself the right. */
const char *plan_visible(const struct plan *p);

/* Columns of a list's row, up to its sort value; what every list binds; the conditions. */
void add_columns(struct text *x);
void bind_reader(struct text *x);
void add_conds(struct text *x, const struct plan *p, char alias, const char *before);
struct db_stmt stmt_of(const struct text *x);
struct db_args args_of(const struct text *x);

/* Rows of one value of a column (NULL: somebody's tickets). */
void drive_one(struct plan *p, const char *column, int64_t id);

/* view_tune.c */
/* Does a condition speak of what is settled?  The view then shows every state. */
bool asks_done(const struct ticket_query *q);
enum order order_of(const struct ticket_query *q, bool done);
/* The driver that the conditions make better; p has the view's. */
enum status plan_tune(struct ctx *c, const struct ticket_query *q, const char *view, struct plan *p) CHECKED;

/* view_found.c, for view_prepare() */
void compose_found(struct text *x, const struct plan *p, const struct found_query *f);
void compose_chosen(struct text *x, const struct plan *p, const int64_t *id, size_t n);
void compose_numbered(struct text *x, int64_t kind, int64_t num);

#endif
