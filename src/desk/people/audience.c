/* Audiences: for whom services and articles are.  They are computed from affiliations, an open list of words
 * (student, faculty, staff…): somebody may be several at once and then sees what is for each. */
#include "desk/people/own.h"

enum { AUDIENCES_MAX = 20, FITS_MAX = 2000 };

DB_STMT(audience_mine_rows,
        "SELECT DISTINCT kind FROM affiliation WHERE person_id = :me AND until_at > :now ORDER BY kind LIMIT 20");
DB_STMT(audience_has_row, "SELECT COUNT(*) FROM affiliation WHERE person_id = :person AND kind = :kind AND until_at > :now");
DB_STMT(audience_fit_rows,
        "SELECT DISTINCT a.service_id, a.audience FROM service_audience a JOIN affiliation f ON f.kind = a.audience"
        " AND (a.department_id = 0 OR a.department_id = f.department_id) WHERE f.person_id = :me AND f.until_at > :now"
        " ORDER BY a.service_id, a.audience LIMIT 2000");
DB_STMT(audience_listed_rows, "SELECT DISTINCT service_id, '' AS audience FROM service_audience ORDER BY service_id LIMIT 2000");
DB_STMT(audience_of_service_rows,
        "SELECT DISTINCT audience AS kind FROM service_audience WHERE service_id = :service ORDER BY audience LIMIT 20");
DB_STMT(audience_clear, "DELETE FROM service_audience WHERE service_id = :service");
DB_STMT(audience_put,
        "INSERT INTO service_audience (service_id, audience) VALUES (:service, :audience)"
        " ON CONFLICT (service_id, audience, department_id) DO NOTHING");
static const struct db_stmt *const audience_stmts[] = {&audience_mine_rows, &audience_has_row, &audience_fit_rows, &audience_listed_rows,
                                                       &audience_of_service_rows, &audience_clear, &audience_put, NULL};

static const struct db_col audience_cols[] = {DB_COL_TEXT(struct audience, kind), DB_COL_END};
static const struct db_col fit_cols[] = {DB_COL_I64(struct service_fit, service_id), DB_COL_TEXT(struct service_fit, audience), DB_COL_END};

const char *audience_word(struct ctx *c, const char *kind)
{
        if (str_eq(kind, "everyone"))
                return ctx_msg(c, MSG_audience_everyone);
        return held_word(c, "affiliation", kind);
}

/* "Pour vos études"; a kind that the catalogue does not know shows as it is. */
const char *audience_area(struct ctx *c, const char *kind)
{
        int m = msg_find(arena_fmt(c->arena, "audience.for_%s", kind));
        struct html_arg arg = {"audience", audience_word(c, kind), 0};

        return m >= 0 ? ctx_msg(c, m) : msg_text(c->arena, c->lang, MSG_audience_for, 1, &arg);
}

static void words(struct ctx *c, struct audience *row, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                row[i].word = audience_word(c, row[i].kind);
                row[i].area = audience_area(c, row[i].kind);
        }
}

enum status audience_mine(struct ctx *c, struct audience **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &audience_mine_rows,
                                DB_ARGS(DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("now", c->now)), audience_cols,
                                sizeof **out, AUDIENCES_MAX, out, n);
        if (!st)
                words(c, *out, *n);
        return st;
}

enum status audience_has(struct ctx *c, int64_t person_id, const char *kind, bool *has)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &audience_has_row,
                                DB_ARGS(DB_I("person", person_id), DB_T("kind", kind), DB_I("now", c->now)), &n);
        *has = n > 0;
        return st;
}

enum status audience_fits(struct ctx *c, bool all, struct service_fit **out, size_t *n)
{
        if (all)
                return db_all(c->db, c->arena, &audience_listed_rows, DB_NO_ARGS, fit_cols, sizeof **out, FITS_MAX, out, n);
        return db_all(c->db, c->arena, &audience_fit_rows,
                      DB_ARGS(DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("now", c->now)), fit_cols, sizeof **out, FITS_MAX,
                      out, n);
}

enum status audience_personas(struct ctx *c, int64_t service_id, struct audience **out, size_t *n)
{
        struct audience *mine, *of;
        size_t n_mine, n_of, k = 0;
        enum status st = audience_mine(c, &mine, &n_mine);

        if (!st)
                st = db_all(c->db, c->arena, &audience_of_service_rows, DB_ARGS(DB_I("service", service_id)), audience_cols, sizeof *of,
                            AUDIENCES_MAX, &of, &n_of);
        for (size_t i = 0; !st && i < n_mine; i++) {
                bool fits = n_of == 0;
                for (size_t j = 0; j < n_of && !fits; j++)
                        fits = str_eq(of[j].kind, mine[i].kind);
                if (fits)
                        mine[k++] = mine[i];
        }
        *out = st ? NULL : mine;
        *n = k;
        return st;
}

enum status service_audience_set(struct ctx *c, int64_t service_id, const char *const *kinds, size_t n)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &audience_clear, DB_ARGS(DB_I("service", service_id)), NULL);
        for (size_t i = 0; !st && i < n; i++)
                st = db_exec(c->db, &audience_put, DB_ARGS(DB_I("service", service_id), DB_T("audience", kinds[i])), NULL);
        if (!st)
                st = audit(c, "service.audience", "service", service_id, "ok", n ? kinds[0] : "everyone");
        return st ? st : db_commit(&tx);
}

const struct slice slice_people_audience = {.name = "people_audience", .stmts = audience_stmts};
