/* Natures: the editable list of what requests are about.  Each says where it goes and how urgent it is at
 * first; tickets keep the nature's id, so that a row is withdrawn, never deleted. */
#include "desk/catalog/intake.h"
#include "desk/catalog/own.h"

#define NATURE_COLUMNS                                                                                          \
        "n.id, n.kind, COALESCE(n.service_id, 0) AS service_id, COALESCE(n.group_id, 0) AS group_id, n.urgency," \
        " n.sort, n.state, n.version, COALESCE(n.group_id, s.group_id, 0) AS route_group, n.code, n.name_fr, n.name_en," \
        " COALESCE(s.code, '') AS service_code, COALESCE(g.code, '') AS group_code,"                             \
        " COALESCE(CASE WHEN CAST(:lang AS TEXT) = 'en' THEN s.name_en ELSE s.name_fr END, '') AS service_name,"               \
        " COALESCE(g.name, '') AS group_name FROM nature n LEFT JOIN service s ON s.id = n.service_id"           \
        " LEFT JOIN support_group g ON g.id = n.group_id"

DB_STMT(nature_of, "SELECT " NATURE_COLUMNS " WHERE n.id = :id");
DB_STMT(nature_code, "SELECT " NATURE_COLUMNS " WHERE n.code = :code");
DB_STMT(nature_all, "SELECT " NATURE_COLUMNS " ORDER BY n.sort, n.id LIMIT 60");
DB_STMT(nature_count, "SELECT COUNT(*) FROM nature");
DB_STMT(nature_insert,
        "INSERT INTO nature (code, kind, name_fr, name_en, service_id, group_id, urgency, sort, state)"
        " VALUES (:code, :kind, :name_fr, :name_en, :service, :group, :urgency, :sort, :state) ON CONFLICT (code) DO NOTHING"
        " RETURNING id");
DB_STMT(nature_put,
        "UPDATE nature SET kind = :kind, name_fr = :name_fr, name_en = :name_en, service_id = :service, group_id = :group,"
        " urgency = :urgency, sort = :sort, state = :state, version = version + 1 WHERE id = :id AND version = :version");
DB_STMT(nature_places,
        "SELECT (CASE WHEN CAST(:service AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM service WHERE id = CAST(:service AS BIGINT))"
        " THEN 0 ELSE 1 END) + (CASE WHEN CAST(:group AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM support_group"
        " WHERE id = CAST(:group AS BIGINT)) THEN 0 ELSE 2 END)");
static const struct db_stmt *const nature_stmts[] = {&nature_of,     &nature_code, &nature_all,    &nature_count,
                                              &nature_insert, &nature_put,  &nature_places, NULL};

#define I(m) DB_COL_I64(struct nature, m)
#define T(m) DB_COL_TEXT(struct nature, m)
static const struct db_col nature_cols[] = {I(id), I(kind), I(service_id), I(group_id), I(urgency), I(sort), I(state),
                                            I(version), I(route_group), T(code), T(name_fr), T(name_en), T(service_code),
                                            T(group_code), T(service_name), T(group_name), DB_COL_END};
#undef I
#undef T

static const char *lang_of(const struct ctx *c)
{
        return c->lang == LANG_EN ? "en" : "fr";
}

static void nature_words(const struct ctx *c, struct nature *n)
{
        n->name = c->lang == LANG_EN ? n->name_en : n->name_fr;
}

enum status nature_list(struct ctx *c, int64_t kind, bool all, struct nature **out, size_t *n)
{
        struct nature *row;
        size_t rows;
        enum status st = db_all(c->db, c->arena, &nature_all, DB_ARGS(DB_T("lang", lang_of(c))), nature_cols, sizeof *row,
                                NATURES_MAX, &row, &rows);

        *n = 0;
        for (size_t i = 0; !st && i < rows; i++) {
                bool fits = !kind || !row[i].kind || row[i].kind == kind;
                if (!all && (row[i].state != NATURE_OFFERED || !fits))
                        continue;
                nature_words(c, &row[i]);
                row[(*n)++] = row[i];
        }
        *out = row;
        return st;
}

enum status nature_load(struct ctx *c, int64_t id, struct nature *out)
{
        enum status st = db_one(c->db, c->arena, &nature_of, DB_ARGS(DB_I("id", id), DB_T("lang", lang_of(c))), nature_cols, out);

        if (!st)
                nature_words(c, out);
        return st;
}

enum status nature_by_code(struct ctx *c, const char *code, struct nature *out)
{
        enum status st = db_one(c->db, c->arena, &nature_code, DB_ARGS(DB_T("code", code), DB_T("lang", lang_of(c))),
                                nature_cols, out);

        if (!st)
                nature_words(c, out);
        return st;
}

/* ---- administration ------------------------------------------------------------------------------------------- */

static bool code_good(const char *s)
{
        size_t n = s ? strlen(s) : 0;
        return n && n <= 40 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static void name_check(struct ctx *c, const char *field, const char *s)
{
        if (!s || text_blank(s) || utf8_count(s) > 100 || strlen(s) > 400)
                form_error(c, field, MSG_intake_nature_name);
}

static enum status draft_check(struct ctx *c, const struct nature *d)
{
        int64_t wrong = 0;

        if (!d->id && !code_good(d->code))
                form_error(c, "code", MSG_intake_nature_code);
        if (d->kind && !*intervention_word(d->kind))
                form_error(c, "kind", MSG_intake_kind_unknown);
        name_check(c, "name_fr", d->name_fr);
        name_check(c, "name_en", d->name_en);
        if (d->urgency < 1 || d->urgency > 3)
                form_error(c, "urgency", MSG_intake_nature_urgency);
        if (d->sort < 0 || d->sort > 9999)
                form_error(c, "sort", MSG_intake_nature_sort);
        enum status st = db_i64(c->db, &nature_places, DB_ARGS(DB_I("service", d->service_id), DB_I("group", d->group_id)), &wrong);
        if (!st && wrong & 1)
                form_error(c, "service", MSG_ticket_service_unknown);
        if (!st && wrong & 2)
                form_error(c, "group", MSG_ticket_group_unknown);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status nature_new(struct ctx *c, const struct nature *d, int64_t *id)
{
        int64_t n;
        enum status st = db_hold(c->db, "natures", 0);

        if (!st)
                st = db_i64(c->db, &nature_count, DB_NO_ARGS, &n);
        if (!st && n >= NATURES_MAX) {
                form_error(c, "code", MSG_intake_nature_many);
                return ST_INVALID;
        }
        if (!st)
                st = db_i64(c->db, &nature_insert,
                            DB_ARGS(DB_T("code", d->code), DB_I("kind", d->kind), DB_T("name_fr", d->name_fr),
                                    DB_T("name_en", d->name_en), DB_REF("service", d->service_id), DB_REF("group", d->group_id),
                                    DB_I("urgency", d->urgency), DB_I("sort", d->sort), DB_I("state", d->state)),
                            id);
        if (st == ST_NOT_FOUND) { /* nothing inserted: the code is taken */
                form_error(c, "code", MSG_intake_nature_taken);
                return ST_INVALID;
        }
        return st;
}

static enum status nature_change(struct ctx *c, const struct nature *d)
{
        int64_t rows = 0;
        struct nature now;
        enum status st = nature_load(c, d->id, &now);

        if (!st)
                st = db_exec(c->db, &nature_put,
                             DB_ARGS(DB_I("kind", d->kind), DB_T("name_fr", d->name_fr), DB_T("name_en", d->name_en),
                                     DB_REF("service", d->service_id), DB_REF("group", d->group_id), DB_I("urgency", d->urgency),
                                     DB_I("sort", d->sort), DB_I("state", d->state), DB_I("id", d->id), DB_I("version", d->version)),
                             &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_STALE, MSG_intake_stale);
        return st;
}

enum status nature_save(struct ctx *c, const struct nature *d, int64_t *id)
{
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_check(c, d);
        *id = d->id;
        if (!st)
                st = d->id ? nature_change(c, d) : nature_new(c, d, id);
        if (!st)
                st = audit(c, d->id ? "nature.change" : "nature.add", "nature", *id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

const struct slice slice_natures = {.name = "natures", .stmts = nature_stmts};
