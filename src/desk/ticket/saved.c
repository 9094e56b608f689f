/* Saved views.  Who may open one is one text (SAVED_VISIBLE); who may change one is the rule of ready answers.
 * The stored filter is JSON, {"view":"mine","q":"…","filter":["state:is:new"]}: data, never SQL. */
#include "desk/ticket/saved.h"

#include "desk/ticket/internal.h"
#include "formats/json.h"

#define SAVED_VISIBLE                                                                                          \
        "(k.owner_id = :me OR (k.owner_id IS NULL AND (k.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m" \
        " WHERE m.group_id = k.group_id AND m.person_id = :me))))"
#define SAVED_COLUMNS                                                                                          \
        "SELECT k.id, k.owner_id, k.group_id, k.version, k.rank, k.name, k.filter, k.columns, k.sort,"         \
        " g.name AS group_name, g.code AS group_code, f.view_id AS first_of FROM saved_view k"                 \
        " LEFT JOIN support_group g ON g.id = k.group_id"                                                      \
        " LEFT JOIN saved_view_first f ON f.person_id = :me AND f.view_id = k.id WHERE " SAVED_VISIBLE

DB_STMT(saved_rows,
        SAVED_COLUMNS " ORDER BY CASE WHEN k.owner_id IS NOT NULL THEN 1 WHEN k.group_id IS NOT NULL THEN 2 ELSE 3 END,"
                      " g.name, k.group_id, k.rank, k.id LIMIT 200");
DB_STMT(saved_one, SAVED_COLUMNS " AND k.id = :id");
DB_STMT(saved_count,
        "SELECT COUNT(*) FROM saved_view WHERE COALESCE(owner_id, 0) = :owner AND COALESCE(group_id, 0) = :group");
DB_STMT(saved_insert,
        "INSERT INTO saved_view (owner_id, group_id, name, filter, columns, sort, rank)"
        " VALUES (:owner, :group, :name, :filter, :columns, :sort, :rank) RETURNING id");
DB_STMT(saved_update,
        "UPDATE saved_view SET name = :name, filter = :filter, columns = :columns, sort = :sort, version = version + 1"
        " WHERE id = :id AND version = :version");
DB_STMT(saved_rank, "UPDATE saved_view SET rank = :rank WHERE id = :id");
DB_STMT(saved_delete, "DELETE FROM saved_view WHERE id = :id");
DB_STMT(saved_delete_first, "DELETE FROM saved_view_first WHERE view_id = :id");
DB_STMT(saved_first_of, "SELECT view_id FROM saved_view_first WHERE person_id = :me");
DB_STMT(saved_first_none, "DELETE FROM saved_view_first WHERE person_id = :me");
DB_STMT(saved_first_put,
        "INSERT INTO saved_view_first (person_id, view_id) VALUES (:me, :id)"
        " ON CONFLICT (person_id) DO UPDATE SET view_id = excluded.view_id");
static const struct db_stmt *const saved_stmts[] = {&saved_rows,   &saved_one,          &saved_count,    &saved_insert,
                                                    &saved_update, &saved_rank,         &saved_delete,   &saved_delete_first,
                                                    &saved_first_of, &saved_first_none, &saved_first_put, NULL};

#define I(m) DB_COL_I64(struct saved_view, m)
#define T(m) DB_COL_TEXT(struct saved_view, m)
static const struct db_col saved_cols[] = {I(id), I(owner_id), I(group_id), I(version), I(rank), T(name), T(filter), T(columns),
                                           T(sort), T(group_name), T(group_code), I(first_of), DB_COL_END};
#undef I
#undef T

enum { LIST_TEXT_MAX = 16 << 10, WORDS_MAX = 200 };

static enum status who(struct ctx *c)
{
        if (!c->actor)
                return ST_SIGN_IN;
        return c->actor->system || c->actor->roles != 0 ? ST_OK : ST_NOT_FOUND;
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

/* `before`: the row above it in a list, whose answer holds for the same level; NULL: none. */
static enum status saved_show(struct ctx *c, struct saved_view *v, const struct saved_view *before)
{
        const struct json *j = NULL;
        const char *why;
        enum status st = ST_OK;

        v->level = canned_level_of(v->owner_id, v->group_id);
        if (before && before->level == v->level && before->group_id == v->group_id)
                v->mine = before->mine;
        else
                st = canned_may_change(c, v->level, v->owner_id, v->group_id, &v->mine);
        if (!st)
                st = jv_parse(c->arena, v->filter, strlen(v->filter), &j, &why);
        if (st)
                return st == ST_INVALID ? ST_IO : st;
        const struct json *conds = jv_get(j, "filter");
        size_t n = jv_count(conds) < FILTERS_MAX ? jv_count(conds) : FILTERS_MAX;
        const char **cond = ARENA_ARRAY(c->arena, n + 1, const char *);
        for (size_t i = 0; i < n; i++) {
                const char *text = jv_text(jv_at(conds, i));
                cond[i] = text ? text : "";
        }
        const char *view = jv_text(jv_get(j, "view")), *q = jv_text(jv_get(j, "q"));
        v->first = v->first_of == v->id;
        v->list = (struct saved_list){view ? view : "", q ? q : "", v->columns, v->sort, cond, n};
        return ST_OK;
}

enum status saved_list(struct ctx *c, struct saved_view **out, size_t *n)
{
        enum status st = who(c);

        if (!st)
                st = db_all(c->db, c->arena, &saved_rows, DB_ARGS(DB_I("me", c->actor->person_id)), saved_cols, sizeof **out,
                            SAVED_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                st = saved_show(c, &(*out)[i], i ? &(*out)[i - 1] : NULL);
        return st;
}

enum status saved_load(struct ctx *c, int64_t id, struct saved_view *out)
{
        enum status st = who(c);

        if (!st)
                st = db_one(c->db, c->arena, &saved_one, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)), saved_cols, out);
        return st ? st : saved_show(c, out, NULL);
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

static bool word_of(const char *word, const char *const *words, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(word, words[i]))
                        return true;
        return false;
}

bool saved_view_word(const char *view)
{
        static const char *const views[] = {"take", "mine", "unread", "groups", "waiting", "resolved", "scope", "all"};

        return word_of(view, views, ARRAY_LEN(views));
}

/* What a list shows, as it is stored; errors are left on the form. */
static enum status list_take(struct ctx *c, const struct saved_list *l, struct saved_view *v)
{
        static const char *const sorts[] = {"due", "created", "updated", "priority"};
        struct ticket_filter *read;
        struct buf b;
        const char *q = "";
        enum status st = filters_read(c, l->cond, l->n_cond, &read);

        if (st && st != ST_INVALID)
                return st;
        if (!saved_view_word(l->view))
                form_error(c, "view", MSG_saved_view_unknown);
        if (!word_of(l->sort, sorts, ARRAY_LEN(sorts)))
                form_error(c, "sort", MSG_saved_sort_unknown);
        if (strlen(l->columns) > WORDS_MAX || strspn(l->columns, "abcdefghijklmnopqrstuvwxyz,_") != strlen(l->columns))
                form_error(c, "columns", MSG_saved_columns_unknown);
        if (!text_take(c, "q", l->q, WORDS_MAX, true, &q) || c->n_error)
                return ST_INVALID;
        buf_init(&b, c->arena, LIST_TEXT_MAX);
        buf_str(&b, "{\"view\":");
        buf_json(&b, l->view);
        buf_str(&b, ",\"q\":");
        buf_json(&b, q);
        buf_str(&b, ",\"filter\":[");
        for (size_t i = 0; i < l->n_cond; i++) {
                buf_str(&b, i ? "," : "");
                buf_json(&b, read[i].text);
        }
        buf_str(&b, "]}");
        v->filter = b.p;
        v->columns = l->columns;
        v->sort = l->sort;
        return buf_end(&b) ? ST_TOO_LARGE : ST_OK;
}

static enum status draft_take(struct ctx *c, const struct saved_draft *d, struct saved_view *v)
{
        if (text_take(c, "name", d->name, MAX_NAME_BYTES, true, &v->name) &&
            (text_blank(v->name) || utf8_count(v->name) > SAVED_NAME))
                form_error(c, "name", MSG_saved_name_bad);
        enum status st = d->list ? list_take(c, d->list, v) : ST_OK;
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status saved_new(struct ctx *c, const struct saved_draft *d, const struct saved_view *v, int64_t *id)
{
        int64_t n, owner = d->level == CANNED_PERSONAL ? c->actor->person_id : 0;
        int64_t group = d->level == CANNED_GROUP ? d->group_id : 0;
        enum status st = db_hold(c->db, "saved", owner ? owner : -group);

        if (!st)
                st = db_i64(c->db, &saved_count, DB_ARGS(DB_I("owner", owner), DB_I("group", group)), &n);
        if (!st && n >= SAVED_LEVEL_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_saved_many);
        return st ? st : db_i64(c->db, &saved_insert,
                                DB_ARGS(DB_REF("owner", owner), DB_REF("group", group), DB_T("name", v->name),
                                        DB_T("filter", v->filter), DB_T("columns", v->columns), DB_T("sort", v->sort),
                                        DB_I("rank", SAVED_LEVEL_MAX)),
                                id);
}

static enum status saved_change(struct ctx *c, const struct saved_draft *d, const struct saved_view *v)
{
        int64_t rows;
        enum status st = db_exec(c->db, &saved_update,
                                 DB_ARGS(DB_T("name", v->name), DB_T("filter", v->filter), DB_T("columns", v->columns),
                                         DB_T("sort", v->sort), DB_I("id", v->id),
                                         DB_I("version", d->version ? d->version : v->version)),
                                 &rows);

        return st ? st : rows ? ST_OK : ctx_fail(c, ST_STALE, MSG_saved_stale);
}

enum status saved_save(struct ctx *c, const struct saved_draft *d, int64_t *id)
{
        struct saved_view v = {0};
        bool may = false;
        enum status st = who(c);

        DB_TX(tx, c->db);
        if (!st)
                st = tx.st;
        if (!st && d->id) {
                st = saved_load(c, d->id, &v);
                may = !st && v.mine;
        } else if (!st) {
                st = canned_may_change(c, d->level, c->actor->person_id, d->group_id, &may);
        }
        if (!st && !may)
                st = ST_DENIED;
        if (!st)
                st = draft_take(c, d, &v);
        if (!st)
                st = d->id ? saved_change(c, d, &v) : saved_new(c, d, &v, &v.id);
        *id = v.id;
        return st ? st : db_commit(&tx);
}

enum status saved_remove(struct ctx *c, int64_t id)
{
        struct saved_view v;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : saved_load(c, id, &v);
        if (!st && !v.mine)
                st = ST_DENIED;
        if (!st)
                st = db_exec(c->db, &saved_delete_first, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = db_exec(c->db, &saved_delete, DB_ARGS(DB_I("id", id)), NULL);
        return st ? st : db_commit(&tx);
}

/* ---- order -------------------------------------------------------------------------------------------------- */

static void swap_with(struct saved_view **row, size_t n, int64_t id, bool earlier)
{
        for (size_t i = 0; i < n; i++) {
                size_t other = earlier ? i - 1 : i + 1;
                if (row[i]->id != id || (earlier && i == 0) || other >= n)
                        continue;
                struct saved_view *kept = row[i];
                row[i] = row[other];
                row[other] = kept;
                return;
        }
}

enum status saved_move(struct ctx *c, int64_t id, bool earlier)
{
        struct saved_view v, *all;
        size_t n_all = 0, n = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : saved_load(c, id, &v);
        if (!st && !v.mine)
                st = ST_DENIED;
        if (!st)
                st = db_hold(c->db, "saved", v.owner_id ? v.owner_id : -v.group_id);
        if (!st)
                st = saved_list(c, &all, &n_all);
        struct saved_view **row = ARENA_ARRAY(c->arena, n_all + 1, struct saved_view *);
        for (size_t i = 0; !st && i < n_all; i++)
                if (all[i].level == v.level && all[i].group_id == v.group_id)
                        row[n++] = &all[i];
        swap_with(row, n, id, earlier);
        for (size_t i = 0; !st && i < n; i++)
                if (row[i]->rank != (int64_t)i)
                        st = db_exec(c->db, &saved_rank, DB_ARGS(DB_I("rank", i), DB_I("id", row[i]->id)), NULL);
        return st ? st : db_commit(&tx);
}

/* ---- the one that opens first ---------------------------------------------------------------------------- */

enum status saved_first(struct ctx *c, int64_t *id)
{
        struct saved_view v;
        enum status st = who(c);

        *id = 0;
        if (!st)
                st = db_i64(c->db, &saved_first_of, DB_ARGS(DB_I("me", c->actor->person_id)), id);
        if (!st && (st = saved_load(c, *id, &v)) == ST_NOT_FOUND)
                *id = 0;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status saved_first_set(struct ctx *c, int64_t id)
{
        struct saved_view v;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : id ? saved_load(c, id, &v) : who(c);
        if (!st)
                st = db_exec(c->db, id ? &saved_first_put : &saved_first_none,
                             id ? DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)) : DB_ARGS(DB_I("me", c->actor->person_id)),
                             NULL);
        return st ? st : db_commit(&tx);
}

static const struct personal saved_personal[] = {
        {"saved_view", "name", "owner_id", "one's own saved lists"},
        {"saved_view_first", "view_id", "person_id", "the list that opens first"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_saved = {.name = "ticket_saved", .stmts = saved_stmts, .personal = saved_personal};
