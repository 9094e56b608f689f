/* The audit, newest first: who changed what, by person, deed, thing and period.  Read only.  The leading
 * filter is an index (person, else deed, else thing, else everything); the others are asked of the 5,000 lines
 * that it gives, and the page offers to look on when those were not enough. */
#include "desk/admin/settings_view.h"
#include "desk/people/people.h"
#include "formats/table.h"
#include "templates.h"

enum { LINES = 50, WINDOW = 5000, CSV_LINES = 10000, WORDS = 200 };

#define LOOK_ROWS                                                                                              \
        "SELECT a.id, a.at, a.actor_id, a.object_id, p.name AS actor, p.login, a.verb, a.object, a.result, a.peer, a.detail" \
        " FROM (SELECT * FROM audit WHERE "
#define LOOK_REST                                                                                              \
        " AND id < :before AND id >= :floor ORDER BY id DESC LIMIT 5000) a LEFT JOIN person p ON p.id = a.actor_id"  \
        " WHERE (CAST(:verb AS TEXT) = '' OR a.verb = :verb) AND (CAST(:object AS TEXT) = '' OR a.object = :object)" \
        " AND a.at >= :from_at AND a.at < :to_at ORDER BY a.id DESC LIMIT :max"
DB_STMT(audit_all, LOOK_ROWS "CAST(:actor AS BIGINT) = 0" LOOK_REST);
DB_STMT(audit_by_actor, LOOK_ROWS "actor_id = :actor" LOOK_REST);
DB_STMT(audit_by_verb, LOOK_ROWS "CAST(:actor AS BIGINT) = 0 AND verb = :verb" LOOK_REST);
DB_STMT(audit_by_object, LOOK_ROWS "CAST(:actor AS BIGINT) = 0 AND object = :object" LOOK_REST);
#define DEPTH "SELECT COALESCE(MIN(w.id), 0) * (CASE WHEN COUNT(*) = 5000 THEN 1 ELSE 0 END) FROM (SELECT id FROM audit WHERE "
#define DEPTH_REST " AND id < :before AND id >= :floor ORDER BY id DESC LIMIT 5000) w"
DB_STMT(audit_depth_all, DEPTH "CAST(:actor AS BIGINT) = 0" DEPTH_REST);
DB_STMT(audit_depth_actor, DEPTH "actor_id = :actor" DEPTH_REST);
DB_STMT(audit_depth_verb, DEPTH "verb = :verb" DEPTH_REST);
DB_STMT(audit_depth_object, DEPTH "object = :object" DEPTH_REST);
DB_STMT(audit_first_of, "SELECT id FROM audit WHERE at >= :at ORDER BY at, id LIMIT 1");
DB_STMT(audit_last_of, "SELECT id FROM audit WHERE at < :at ORDER BY at DESC, id DESC LIMIT 1");
/* One step in the index for each word that occurs: not a scan. */
DB_STMT(audit_verbs,
        "WITH RECURSIVE w(word) AS (SELECT (SELECT verb FROM audit ORDER BY verb LIMIT 1) UNION ALL"
        " SELECT (SELECT a.verb FROM audit a WHERE a.verb > w.word ORDER BY a.verb LIMIT 1) FROM w WHERE w.word IS NOT NULL)"
        " SELECT word AS verb FROM w WHERE word IS NOT NULL LIMIT 200");
static const struct db_stmt *const audit_page_stmts[] = {
        &audit_all, &audit_by_actor, &audit_by_verb, &audit_by_object, &audit_depth_all, &audit_depth_actor, &audit_depth_verb,
        &audit_depth_object, &audit_first_of, &audit_last_of, &audit_verbs, NULL};

#define I(m) DB_COL_I64(struct audit_line, m)
#define T(m) DB_COL_TEXT(struct audit_line, m)
static const struct db_col line_cols[] = {I(id), I(at), I(actor_id), I(object_id), T(actor), T(login), T(verb), T(object),
                                          T(result), T(peer), T(detail), DB_COL_END};
static const struct db_col word_cols[] = {T(verb), DB_COL_END};
#undef I
#undef T

struct look {
        const char *actor, *verb, *object, *from, *to;
        int64_t actor_id, from_at, to_at, before, floor;
};

/* ---- what was asked ---------------------------------------------------------------------------------------- */

static bool day_of(struct ctx *c, const char *typed, int add, int64_t *at)
{
        int64_t noon;

        if (!moment_parse(arena_fmt(c->arena, "%sT12:00:00Z", typed), &noon) || strlen(typed) != 10)
                return false;
        struct civil day;
        zone_local(zone_get("UTC"), noon + add * DAY_MS, &day);
        day.hour = day.minute = day.second = 0;
        *at = zone_moment(c->zone, &day);
        return true;
}

static void period_read(struct ctx *c, struct look *l)
{
        l->from_at = 0;
        l->to_at = MOMENT_NEVER;
        if (*l->from && !day_of(c, l->from, 0, &l->from_at))
                form_error(c, "from", MSG_admin_bad_day);
        if (*l->to && !day_of(c, l->to, 1, &l->to_at))
                form_error(c, "to", MSG_admin_bad_day);
}

/* Ids grow with time, but for transactions that overlap: a thousand of them are given away on both sides. */
static enum status period_bound(struct ctx *c, struct look *l)
{
        int64_t id = 0;
        enum status st = ST_OK;

        if (l->from_at > 0) {
                st = db_i64(c->db, &audit_first_of, DB_ARGS(DB_I("at", l->from_at)), &id);
                l->floor = st == ST_NOT_FOUND ? MOMENT_NEVER : id - 1000;
        }
        if ((!st || st == ST_NOT_FOUND) && l->to_at < MOMENT_NEVER) {
                st = db_i64(c->db, &audit_last_of, DB_ARGS(DB_I("at", l->to_at)), &id);
                int64_t last = st == ST_NOT_FOUND ? 0 : id + 1000;
                l->before = last < l->before ? last : l->before;
        }
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status look_read(struct ctx *c, struct look *l)
{
        struct person p;
        enum status st = ST_OK;

        *l = (struct look){.actor = ctx_param(c, "actor"), .verb = ctx_param(c, "verb"), .object = ctx_param(c, "object"),
                           .from = ctx_param(c, "from"), .to = ctx_param(c, "to"), .before = MOMENT_NEVER};
        if (*ctx_param(c, "before") && !text_i64(ctx_param(c, "before"), &l->before))
                l->before = MOMENT_NEVER;
        period_read(c, l);
        if (*l->actor) {
                st = person_by_login(c, l->actor, &p);
                l->actor_id = st ? 0 : p.id;
        }
        if (st == ST_NOT_FOUND) {
                form_error(c, "actor", MSG_admin_nobody);
                st = ST_OK;
        }
        return st ? st : period_bound(c, l);
}

static struct db_args look_args(struct ctx *c, const struct look *l, int64_t max)
{
        struct db_arg *v = ARENA_ARRAY(c->arena, 8, struct db_arg);
        const struct db_arg all[] = {DB_I("actor", l->actor_id), DB_T("verb", l->verb), DB_T("object", l->object),
                                     DB_I("from_at", l->from_at), DB_I("to_at", l->to_at), DB_I("before", l->before),
                                     DB_I("floor", l->floor), DB_I("max", max)};

        memcpy(v, all, sizeof all);
        return (struct db_args){ARRAY_LEN(all), v};
}

static enum status look_lines(struct ctx *c, const struct look *l, int64_t max, struct audit_line **out, size_t *n)
{
        const struct db_stmt *s = l->actor_id ? &audit_by_actor : *l->verb ? &audit_by_verb : *l->object ? &audit_by_object : &audit_all;

        if (c->n_error) { /* a filter that means nothing finds nothing */
                *n = 0;
                *out = ARENA_ARRAY(c->arena, 1, struct audit_line);
                return ST_OK;
        }
        return db_all(c->db, c->arena, s, look_args(c, l, max), line_cols, sizeof **out, (size_t)max, out, n);
}

/* The oldest line looked at, when there are older ones; 0 when all were seen. */
static enum status look_depth(struct ctx *c, const struct look *l, int64_t *oldest)
{
        const struct db_stmt *s = l->actor_id ? &audit_depth_actor : *l->verb ? &audit_depth_verb
                                  : *l->object ? &audit_depth_object : &audit_depth_all;
        return db_i64(c->db, s, look_args(c, l, 0), oldest);
}

/* ---- words --------------------------------------------------------------------------------------------------- */

static const char *verb_said(struct ctx *c, const char *verb)
{
        int m = msg_find(arena_fmt(c->arena, "audit.%s", verb));

        return m < 0 ? verb : ctx_msg(c, m);
}

static void line_said(struct ctx *c, struct audit_line *l)
{
        int m = msg_find(arena_fmt(c->arena, "audit_on.%s", l->object));
        const char *word = m < 0 ? l->object : ctx_msg(c, m);

        l->said = verb_said(c, l->verb);
        l->what = l->object_id ? arena_fmt(c->arena, "%s %lld", word, (long long)l->object_id) : word;
}

static const char *address(struct ctx *c, const char *path, const struct look *l, int64_t before)
{
        struct buf b;
        const struct {
                const char *name, *value;
        } part[] = {{"actor", l->actor}, {"verb", l->verb}, {"object", l->object}, {"from", l->from}, {"to", l->to}};

        buf_init(&b, c->arena, 16384);
        buf_fmt(&b, "%s?before=%lld", path, (long long)before);
        for (size_t i = 0; i < ARRAY_LEN(part); i++) {
                if (!*part[i].value)
                        continue;
                buf_fmt(&b, "&%s=", part[i].name);
                buf_url(&b, part[i].value);
        }
        return buf_end(&b) ? path : b.p;
}

static enum status verb_choices(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct audit_line *row;
        size_t n;
        enum status st = db_all(c->db, c->arena, &audit_verbs, DB_NO_ARGS, word_cols, sizeof *row, WORDS, &row, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);
        o[0] = (struct admin_option){"", ctx_msg(c, MSG_admin_audit_any), !*chosen};
        for (size_t i = 0; i < n; i++)
                o[i + 1] = (struct admin_option){row[i].verb, verb_said(c, row[i].verb), str_eq(row[i].verb, chosen)};
        f->options = o;
        f->n_options = n + 1;
        return ST_OK;
}

static enum status filter_fill(struct ctx *c, const struct look *l, struct admin_fields *out)
{
        struct admin_field *f = admin_fields_new(c, 5);

        f[0] = (struct admin_field){.name = "actor", .label = ctx_msg(c, MSG_admin_audit_actor_login), .value = l->actor, .max = 64};
        f[1] = (struct admin_field){.kind = ADMIN_SELECT, .name = "verb", .label = ctx_msg(c, MSG_admin_audit_verb)};
        f[2] = (struct admin_field){.name = "object", .label = ctx_msg(c, MSG_admin_audit_object),
                                    .hint = ctx_msg(c, MSG_admin_audit_object_hint), .value = l->object, .max = 100};
        f[3] = (struct admin_field){.kind = ADMIN_DATE, .name = "from", .label = ctx_msg(c, MSG_admin_audit_from), .value = l->from};
        f[4] = (struct admin_field){.kind = ADMIN_DATE, .name = "to", .label = ctx_msg(c, MSG_admin_audit_to), .value = l->to};
        admin_errors(c, f, 5);
        *out = (struct admin_fields){f, 5};
        return verb_choices(c, l->verb, &f[1]);
}

/* ---- pages ----------------------------------------------------------------------------------------------------- */

static enum status audit_get(struct ctx *c)
{
        struct audit_view v = {0};
        struct look l;
        int64_t oldest = 0;
        enum status st = look_read(c, &l);

        if (!st)
                st = look_lines(c, &l, LINES + 1, &v.rows, &v.n_rows);
        if (!st)
                st = filter_fill(c, &l, &v.filter);
        if (!st && v.n_rows <= LINES && !c->n_error)
                st = look_depth(c, &l, &oldest);
        if (st)
                return st;
        if (v.n_rows > LINES) {
                v.n_rows = LINES;
                v.older = address(c, "/admin/audit", &l, v.rows[LINES - 1].id);
        } else if (oldest) {
                v.looked_short = true;
                v.older = address(c, "/admin/audit", &l, oldest);
        }
        for (size_t i = 0; i < v.n_rows; i++)
                line_said(c, &v.rows[i]);
        v.csv = address(c, "/admin/audit.csv", &l, l.before);
        admin_page(c, &v.page, ctx_msg(c, MSG_admin_audit), "admin-audit");
        admin_audit_html(&c->html, &v);
        return ST_OK;
}

static enum status csv_line(struct ctx *c, struct table *t, const struct audit_line *l)
{
        const struct table_cell cell[] = {{moment_rfc3339(c->arena, l->at), 0}, {l->login, 0}, {l->actor, 0}, {l->verb, 0}, {l->object, 0},
                                          {l->object_id ? arena_fmt(c->arena, "%lld", (long long)l->object_id) : "", 0}, {l->result, 0},
                                          {l->peer, 0}, {l->detail, 0}};

        return table_row(t, cell);
}

/* The names of the columns are those of the data: whoever reads this file is a program, or knows it. */
static enum status csv_write(struct ctx *c, const struct audit_line *row, size_t n)
{
        static const struct table_column columns[] = {{"at", CELL_TEXT, 0},     {"login", CELL_TEXT, 0},     {"name", CELL_TEXT, 0},
                                                      {"verb", CELL_TEXT, 0},   {"object", CELL_TEXT, 0},    {"object_id", CELL_TEXT, 0},
                                                      {"result", CELL_TEXT, 0}, {"peer", CELL_TEXT, 0},      {"detail", CELL_TEXT, 0}};
        const struct table_spec spec = {.kind = TABLE_CSV, .dir = arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), .column = columns,
                                        .n = ARRAY_LEN(columns), .separator = ',', .zone = c->zone};
        struct table *t;
        enum status st = table_open(c->arena, &spec, &t);

        for (size_t i = 0; !st && i < n; i++)
                st = csv_line(c, t, &row[i]);
        return st ? st : table_end(t, &c->res->fd, &c->res->fd_size);
}

static enum status audit_csv(struct ctx *c)
{
        struct audit_line *row;
        struct look l;
        size_t n;
        enum status st = look_read(c, &l);

        if (!st)
                st = look_lines(c, &l, CSV_LINES, &row, &n);
        if (st)
                return st;
        if (c->n_error)
                return ctx_fail_text(c, ST_INVALID, c->error[0].message);
        st = csv_write(c, row, n);
        if (st)
                return st;
        c->res->type = "text/csv; charset=utf-8; header=present";
        http_set(c->res, "Content-Disposition", "attachment; filename=\"audit.csv\"");
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        return ST_OK;
}

static const struct route audit_routes[] = {
        {HTTP_GET, "/admin/audit", PERM_ADMIN, audit_get, 0, NULL},
        {HTTP_GET, "/admin/audit.csv", PERM_ADMIN, audit_csv, ROUTE_SLOW, NULL},
        {0}};

const struct slice slice_admin_audit = {.name = "admin-audit", .routes = audit_routes, .stmts = audit_page_stmts};
