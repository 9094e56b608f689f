/* The leading filter is an index (person, else deed, else thing, else everything); the others are asked of the 5,000
 * lines that it gives, and a page offers to look on when those were not enough. */
#include "desk/people/audit_look.h"

enum { WORDS = 200 };

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
static const struct db_stmt *const audit_look_stmts[] = {
        &audit_all, &audit_by_actor, &audit_by_verb, &audit_by_object, &audit_depth_all, &audit_depth_actor, &audit_depth_verb,
        &audit_depth_object, &audit_first_of, &audit_last_of, &audit_verbs, NULL};
const struct slice slice_audit_look = {.name = "audit-look", .stmts = audit_look_stmts};

#define I(m) DB_COL_I64(struct audit_line, m)
#define T(m) DB_COL_TEXT(struct audit_line, m)
static const struct db_col line_cols[] = {I(id), I(at), I(actor_id), I(object_id), T(actor), T(login), T(verb), T(object),
                                          T(result), T(peer), T(detail), DB_COL_END};
static const struct db_col word_cols[] = {T(verb), DB_COL_END};
#undef I
#undef T

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

static void period_read(struct ctx *c, struct audit_look *l)
{
        l->from_at = 0;
        l->to_at = MOMENT_NEVER;
        if (*l->from && !day_of(c, l->from, 0, &l->from_at))
                form_error(c, "from", MSG_admin_bad_day);
        if (*l->to && !day_of(c, l->to, 1, &l->to_at))
                form_error(c, "to", MSG_admin_bad_day);
}

/* Ids grow with time, but for transactions that overlap: a thousand of them are given away on both sides. */
static enum status period_bound(struct ctx *c, struct audit_look *l)
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

enum status audit_look_read(struct ctx *c, int64_t before, struct audit_look *l)
{
        struct person p;
        enum status st = ST_OK;

        *l = (struct audit_look){.actor = ctx_param(c, "actor"), .verb = ctx_param(c, "verb"), .object = ctx_param(c, "object"),
                           .from = ctx_param(c, "from"), .to = ctx_param(c, "to"), .before = before};
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

static struct db_args look_args(struct ctx *c, const struct audit_look *l, int64_t max)
{
        struct db_arg *v = ARENA_ARRAY(c->arena, 8, struct db_arg);
        const struct db_arg all[] = {DB_I("actor", l->actor_id), DB_T("verb", l->verb), DB_T("object", l->object),
                                     DB_I("from_at", l->from_at), DB_I("to_at", l->to_at), DB_I("before", l->before),
                                     DB_I("floor", l->floor), DB_I("max", max)};

        memcpy(v, all, sizeof all);
        return (struct db_args){ARRAY_LEN(all), v};
}

enum status audit_lines(struct ctx *c, const struct audit_look *l, int64_t max, struct audit_line **out, size_t *n)
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
static enum status look_depth(struct ctx *c, const struct audit_look *l, int64_t *oldest)
{
        const struct db_stmt *s = l->actor_id ? &audit_depth_actor : *l->verb ? &audit_depth_verb
                                  : *l->object ? &audit_depth_object : &audit_depth_all;
        return db_i64(c->db, s, look_args(c, l, 0), oldest);
}

const char *audit_verb_said(struct ctx *c, const char *verb)
{
        int m = msg_find(arena_fmt(c->arena, "audit.%s", verb));

        return m < 0 ? verb : ctx_msg(c, m);
}

static void line_said(struct ctx *c, struct audit_line *l)
{
        int m = msg_find(arena_fmt(c->arena, "audit_on.%s", l->object));
        const char *word = m < 0 ? l->object : ctx_msg(c, m);

        l->said = audit_verb_said(c, l->verb);
        l->what = l->object_id ? arena_fmt(c->arena, "%s %lld", word, (long long)l->object_id) : word;
}

enum status audit_page(struct ctx *c, const struct audit_look *l, size_t max, struct audit_line **out, size_t *n, int64_t *older,
                       bool *looked_short)
{
        enum status st = audit_lines(c, l, (int64_t)max + 1, out, n);

        *older = 0;
        *looked_short = false;
        if (!st && *n <= max && !c->n_error)
                st = look_depth(c, l, older);
        if (st)
                return st;
        *looked_short = *older != 0;
        if (*n > max) {
                *n = max;
                *older = (*out)[max - 1].id;
        }
        for (size_t i = 0; i < *n; i++)
                line_said(c, &(*out)[i]);
        return ST_OK;
}

enum status audit_verbs_met(struct ctx *c, const char ***out, size_t *n)
{
        struct audit_line *row;
        enum status st = db_all(c->db, c->arena, &audit_verbs, DB_NO_ARGS, word_cols, sizeof *row, WORDS, &row, n);

        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, *n + 1, const char *);
        for (size_t i = 0; i < *n; i++)
                (*out)[i] = row[i].verb;
        return ST_OK;
}
