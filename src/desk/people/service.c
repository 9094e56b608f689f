/* Services: what one asks help about, and to which group it goes.
 *
 * A service without a listed audience is for everybody; agents see all of them, since they also
 * open tickets for others.  What is not for the actor is answered like what does not exist. */
#include "desk/people/own.h"

/* Columns and a WHERE: the service is open and meant for :me. */
#define SERVICE_OPEN                                                                                \
        "s.id, s.department_id, s.group_id, s.state, s.agent_named, s.confidential, s.code, s.name_fr," \
        " s.name_en, s.summary_fr, s.summary_en, s.icon, s.family_fr, s.family_en, s.body, g.name AS group_name" \
        " FROM service s JOIN support_group g ON g.id = s.group_id WHERE s.state = 10"               \
        " AND (CAST(:everything AS BIGINT) = 1 OR NOT EXISTS (SELECT 1 FROM service_audience a WHERE a.service_id = s.id)" \
        " OR EXISTS (SELECT 1 FROM service_audience a JOIN affiliation f ON f.kind = a.audience"      \
        " AND (a.department_id = 0 OR a.department_id = f.department_id)"                            \
        " WHERE a.service_id = s.id AND f.person_id = :me AND f.until_at > :now))"

static const struct db_col service_cols[] = {
        DB_COL_I64(struct service, id),           DB_COL_I64(struct service, department_id),
        DB_COL_I64(struct service, group_id),     DB_COL_I64(struct service, state),
        DB_COL_I64(struct service, agent_named),  DB_COL_I64(struct service, confidential),
        DB_COL_TEXT(struct service, code),        DB_COL_TEXT(struct service, name_fr),
        DB_COL_TEXT(struct service, name_en),     DB_COL_TEXT(struct service, summary_fr),
        DB_COL_TEXT(struct service, summary_en),  DB_COL_TEXT(struct service, icon),
        DB_COL_TEXT(struct service, family_fr),   DB_COL_TEXT(struct service, family_en),
        DB_COL_TEXT(struct service, body),        DB_COL_TEXT(struct service, group_name), DB_COL_END};

PEOPLE_SQL(service_open, "SELECT " SERVICE_OPEN " ORDER BY s.sort, s.id LIMIT 500");
PEOPLE_SQL(service_code, "SELECT " SERVICE_OPEN " AND s.code = :code");
PEOPLE_SQL(service_find, "SELECT s.id FROM service s WHERE s.code = :code");
PEOPLE_SQL(service_insert,
           "INSERT INTO service (code, department_id, group_id, name_fr, name_en, summary_fr, summary_en, icon,"
           " family_fr, family_en, confidential, sort) VALUES (:code, :department, :group, :name_fr, :name_en,"
           " :summary_fr, :summary_en, :icon, :family_fr, :family_en, :confidential, :sort) RETURNING id");

static void service_words(const struct ctx *c, struct service *s)
{
        bool en = c->lang == LANG_EN;
        s->name = en ? s->name_en : s->name_fr;
        s->summary = en ? s->summary_en : s->summary_fr;
        s->family = en ? s->family_en : s->family_fr;
}

/* Families together, in the order of each family's first service. */
static struct service *by_family(struct arena *a, struct service *row, size_t n)
{
        struct service *out = ARENA_ARRAY(a, n + 1, struct service);
        bool *taken = ARENA_ARRAY(a, n + 1, bool);
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
                for (size_t j = i; j < n; j++)
                        if (!taken[j] && str_eq(row[j].family_fr, row[i].family_fr)) {
                                taken[j] = true;
                                out[k++] = row[j];
                        }
        return out;
}

enum status service_list(struct ctx *c, struct service **out, size_t *n)
{
        struct service *row;
        enum status st = db_all(c->db, c->arena, &sql_service_open,
                                DB_ARGS(DB_I("everything", ctx_role(c, ROLE_ANY)),
                                        DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("now", c->now)),
                                service_cols, sizeof(struct service), PEOPLE_LIST_MAX, &row, n);
        if (st)
                return st;
        for (size_t i = 0; i < *n; i++)
                service_words(c, &row[i]);
        *out = by_family(c->arena, row, *n);
        return ST_OK;
}

enum status service_by_code(struct ctx *c, const char *code, struct service *out)
{
        const char *fold = code_fold(c->arena, code);
        enum status st = db_one(c->db, c->arena, &sql_service_code,
                                DB_ARGS(DB_I("everything", ctx_role(c, ROLE_ANY)),
                                        DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("now", c->now),
                                        DB_T("code", fold)),
                                service_cols, out);
        if (!st)
                service_words(c, out);
        return st;
}

/* Text that may not be NULL in the table. */
static const char *or_empty(const char *s)
{
        return s ? s : "";
}

enum status service_ensure(struct ctx *c, const struct service_draft *d, int64_t *id)
{
        const char *fold = code_fold(c->arena, d->code);
        if (!*fold || !d->name_fr || !*d->name_fr)
                return ST_INVALID;
        enum status st = db_i64(c->db, &sql_service_find, DB_ARGS(DB_T("code", fold)), id);
        if (st != ST_NOT_FOUND)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        st = db_i64(c->db, &sql_service_insert,
                    DB_ARGS(DB_T("code", fold), DB_I("department", d->department_id), DB_I("group", d->group_id),
                            DB_T("name_fr", d->name_fr), DB_T("name_en", d->name_en ? d->name_en : d->name_fr),
                            DB_T("summary_fr", or_empty(d->summary_fr)),
                            DB_T("summary_en", or_empty(d->summary_en ? d->summary_en : d->summary_fr)),
                            DB_T("icon", d->icon ? d->icon : "help"), DB_T("family_fr", or_empty(d->family_fr)),
                            DB_T("family_en", or_empty(d->family_en ? d->family_en : d->family_fr)),
                            DB_I("confidential", d->confidential), DB_I("sort", d->sort)),
                    id);
        if (!st)
                st = audit(c, "service.add", "service", *id, "ok", fold);
        return st ? st : db_commit(&tx);
}
