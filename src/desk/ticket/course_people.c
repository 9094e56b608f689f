/* Who a course is of: its presenters with the four facts that each needs, its super-users, and who may read or
 * edit its record.  A fact stands in the presenter's row, where reports find what lacks; all that was ever said
 * of it stands beside, so that taking a word back brings the date and the author of before. */
#include "desk/people/people.h"
#include "desk/ticket/course_own.h"

#define FACT_COLUMNS(f)                                                                                               \
        "CASE WHEN r." #f "_at IS NULL THEN 0 WHEN r." #f "_not = 1 THEN 20 ELSE 10 END AS " #f "_state, r." #f "_at, r." #f "_by, " \
        #f ".name AS " #f "_name"
#define FACT_JOIN(f) " LEFT JOIN person " #f " ON " #f ".id = r." #f "_by"
#define FACT_PUT(f)                                                                                                    \
        DB_STMT(fact_put_##f, "UPDATE presenter SET " #f "_at = :at, " #f "_by = :by, " #f "_not = :no, version = version + 1"   \
                              " WHERE course_id = :course AND person_id = :person AND (CAST(:version AS BIGINT) = 0"              \
                              " OR version = :version) RETURNING version")
FACT_PUT(informed);
FACT_PUT(trained);
FACT_PUT(supported);
FACT_PUT(recorded);

DB_STMT(presenter_list,
        "SELECT p.id, r.version, p.login, p.name, " FACT_COLUMNS(informed) ", " FACT_COLUMNS(trained) ", " FACT_COLUMNS(supported)
        ", " FACT_COLUMNS(recorded) " FROM presenter r JOIN person p ON p.id = r.person_id" FACT_JOIN(informed) FACT_JOIN(trained)
        FACT_JOIN(supported) FACT_JOIN(recorded) " WHERE r.course_id = :course AND p.state < 30 ORDER BY p.name_fold, p.id LIMIT 200");
DB_STMT(presenter_ids, "SELECT person_id AS id FROM presenter WHERE course_id = :course LIMIT 1000");
DB_STMT(presenter_put,
        "INSERT INTO presenter (course_id, person_id) SELECT CAST(:course AS BIGINT), p.id FROM person p WHERE p.id = :person"
        " AND p.state < 30");
DB_STMT(presenter_cut, "DELETE FROM presenter WHERE course_id = :course AND person_id = :person");
DB_STMT(super_list,
        "SELECT p.id, p.login, p.name FROM course_super r JOIN person p ON p.id = r.person_id WHERE r.course_id = :course"
        " AND p.state < 30 ORDER BY p.name_fold, p.id LIMIT 200");
DB_STMT(super_ids, "SELECT person_id AS id FROM course_super WHERE course_id = :course LIMIT 1000");
DB_STMT(super_put,
        "INSERT INTO course_super (course_id, person_id) SELECT CAST(:course AS BIGINT), p.id FROM person p WHERE p.id = :person"
        " AND p.state < 30");
DB_STMT(super_cut, "DELETE FROM course_super WHERE course_id = :course AND person_id = :person");
DB_STMT(fact_said,
        "INSERT INTO presenter_fact (course_id, person_id, fact, state, at, by_id) VALUES (:course, :person, :fact, :state, :at, :by)");
DB_STMT(fact_last,
        "SELECT id, state, at, by_id FROM presenter_fact WHERE course_id = :course AND person_id = :person AND fact = :fact"
        " AND undone = 0 ORDER BY id DESC LIMIT 2");
DB_STMT(fact_unsay, "UPDATE presenter_fact SET undone = 1 WHERE id = :id");
DB_STMT(course_lock, "SELECT id FROM course WHERE id = :id @lock");
DB_STMT(course_touched, "UPDATE course SET version = version + 1 WHERE id = :id");
DB_STMT(course_own_one,
        "SELECT COUNT(*) FROM course k WHERE k.id = :id AND (k.owner_id = :me OR EXISTS (SELECT 1 FROM presenter r"
        " WHERE r.course_id = k.id AND r.person_id = :me) OR EXISTS (SELECT 1 FROM course_super u WHERE u.course_id = k.id"
        " AND u.person_id = :me))");
DB_STMT(course_group_of,
        "SELECT COUNT(*) FROM group_member m WHERE m.person_id = :me AND m.group_id IN (SELECT s.group_id FROM approach a"
        " JOIN offer o ON o.id = a.offer_id JOIN service s ON s.id = o.service_id UNION SELECT x.group_id FROM approach b"
        " JOIN offer q ON q.id = b.offer_id JOIN plan_step x ON x.plan_version_id = q.plan_version_id)");
static const struct db_stmt *const people_stmts[] = {
        &fact_put_informed, &fact_put_trained, &fact_put_supported, &fact_put_recorded, &presenter_list, &presenter_ids,
        &presenter_put, &presenter_cut, &super_list, &super_ids, &super_put, &super_cut, &fact_said, &fact_last, &fact_unsay,
        &course_lock, &course_touched, &course_own_one, &course_group_of, NULL};

/* ---- who may ----------------------------------------------------------------------------------------------- */

bool course_may_read(struct ctx *c, int64_t course_id)
{
        int64_t n = 0;

        if (!c->actor || !course_id)
                return false;
        if (ctx_role(c, ~0))
                return true;
        enum status st = db_i64(c->db, &course_own_one, DB_ARGS(DB_I("id", course_id), DB_I("me", c->actor->person_id)), &n);
        return !st && n > 0;
}

bool course_may_edit(struct ctx *c, int64_t department_id)
{
        int64_t n = 0;

        if (!c->actor)
                return false;
        if (ctx_role(c, ROLE_ADMIN) || people_manages(c, department_id))
                return true;
        if (!ctx_role(c, ~0))
                return false;
        enum status st = db_i64(c->db, &course_group_of, DB_ARGS(DB_I("me", c->actor->person_id)), &n);
        return !st && n > 0;
}

enum status course_hold(struct ctx *c, int64_t course_id, struct course *out)
{
        int64_t id;
        enum status st = db_i64(c->db, &course_lock, DB_ARGS(DB_I("id", course_id)), &id);

        if (!st)
                st = course_load(c, course_id, out);
        if (!st && !course_may_edit(c, out->department_id))
                st = ST_NOT_FOUND;
        return st;
}

enum status course_seen(struct ctx *c, int64_t course_id, int64_t version)
{
        struct course k;
        enum status st = course_hold(c, course_id, &k);

        return !st && version && k.version != version ? ST_STALE : st;
}

enum status course_touch(struct ctx *c, int64_t course_id)
{
        return db_exec(c->db, &course_touched, DB_ARGS(DB_I("id", course_id)), NULL);
}

/* ---- lists of people --------------------------------------------------------------------------------------- */

struct id_row {
        int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};
static const struct db_col who_cols[] = {DB_COL_I64(struct who, id), DB_COL_TEXT(struct who, login),
                                         DB_COL_TEXT(struct who, name), DB_COL_END};

struct people_of { /* one of the two lists of a course */
        const struct db_stmt *ids, *put, *cut;
        size_t max;
};
static const struct people_of presenters = {&presenter_ids, &presenter_put, &presenter_cut, PRESENTERS_MAX};
static const struct people_of supers = {&super_ids, &super_put, &super_cut, SUPERS_MAX};

static bool among(const int64_t *ids, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (ids[i] == id)
                        return true;
        return false;
}

static enum status one(struct ctx *c, const struct db_stmt *s, int64_t course_id, int64_t person_id, int64_t *rows)
{
        return db_exec(c->db, s, DB_ARGS(DB_I("course", course_id), DB_I("person", person_id)), rows);
}

static enum status people_make(struct ctx *c, const struct people_of *l, int64_t course_id, const int64_t *person, size_t n)
{
        struct id_row *have;
        size_t n_have;
        int64_t rows, changed = 0;
        enum status st = db_all(c->db, c->arena, l->ids, DB_ARGS(DB_I("course", course_id)), id_cols, sizeof *have, 1000, &have, &n_have);

        if (st)
                return st;
        int64_t *ids = ARENA_ARRAY(c->arena, n_have + 1, int64_t);
        for (size_t i = 0; i < n_have; i++)
                ids[i] = have[i].id;
        for (size_t i = 0; !st && i < n_have; i++) {
                if (among(person, n, ids[i]))
                        continue;
                st = one(c, l->cut, course_id, ids[i], NULL);
                changed++;
        }
        for (size_t i = 0; !st && i < n; i++) {
                if (among(ids, n_have, person[i]) || among(person, i, person[i]))
                        continue;
                st = one(c, l->put, course_id, person[i], &rows);
                if (!st && !rows)
                        st = ST_INVALID;
                changed++;
        }
        return st || !changed ? st : course_touch(c, course_id);
}

static enum status people_set(struct ctx *c, const struct people_of *l, int64_t course_id, const int64_t *person, size_t n)
{
        struct course k;

        if (n > l->max)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = course_hold(c, course_id, &k);
        if (!st)
                st = people_make(c, l, course_id, person, n);
        return st ? st : db_commit(&tx);
}

enum status course_presenters_set(struct ctx *c, int64_t course_id, const int64_t *person, size_t n)
{
        return people_set(c, &presenters, course_id, person, n);
}

enum status course_supers_set(struct ctx *c, int64_t course_id, const int64_t *person, size_t n)
{
        return people_set(c, &supers, course_id, person, n);
}

enum status course_supers(struct ctx *c, int64_t course_id, struct who **out, size_t *n)
{
        *n = 0;
        if (!course_may_read(c, course_id))
                return ST_NOT_FOUND;
        return db_all(c->db, c->arena, &super_list, DB_ARGS(DB_I("course", course_id)), who_cols, sizeof **out, PRESENTERS_MAX, out, n);
}

/* ---- facts --------------------------------------------------------------------------------------------------- */

static const char *const fact_words[FACTS] = {"informed", "trained", "supported", "recorded"};
static const struct db_stmt *const fact_puts[FACTS] = {&fact_put_informed, &fact_put_trained, &fact_put_supported, &fact_put_recorded};

const char *fact_word(enum course_fact f)
{
        return (size_t)f < FACTS ? fact_words[f] : "";
}

enum course_fact fact_find(const char *word)
{
        for (size_t i = 0; i < FACTS; i++)
                if (str_eq(fact_words[i], word))
                        return (enum course_fact)i;
        return FACTS;
}

struct presenter_row {
        int64_t id, version;
        int64_t informed_state, informed_at, informed_by, trained_state, trained_at, trained_by, supported_state, supported_at,
            supported_by, recorded_state, recorded_at, recorded_by;
        const char *login, *name, *informed_name, *trained_name, *supported_name, *recorded_name;
};
#define FACT_COLS(f)                                                                                                     \
        DB_COL_I64(struct presenter_row, f##_state), DB_COL_I64(struct presenter_row, f##_at),                           \
        DB_COL_I64(struct presenter_row, f##_by), DB_COL_TEXT(struct presenter_row, f##_name)
static const struct db_col presenter_cols[] = {
        DB_COL_I64(struct presenter_row, id),    DB_COL_I64(struct presenter_row, version), DB_COL_TEXT(struct presenter_row, login),
        DB_COL_TEXT(struct presenter_row, name), FACT_COLS(informed), FACT_COLS(trained), FACT_COLS(supported), FACT_COLS(recorded),
        DB_COL_END};

enum status course_presenter_list(struct ctx *c, int64_t course_id, struct course_presenter **out, size_t *n)
{
        struct presenter_row *row;

        *n = 0;
        if (!course_may_read(c, course_id))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &presenter_list, DB_ARGS(DB_I("course", course_id)), presenter_cols, sizeof *row,
                                PRESENTERS_MAX, &row, n);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, *n + 1, struct course_presenter);
        for (size_t i = 0; i < *n; i++) {
                const struct presenter_row *r = &row[i];
                (*out)[i] = (struct course_presenter){
                        r->id, r->version, r->login, r->name,
                        {{r->informed_state, r->informed_at, r->informed_by, r->informed_name},
                         {r->trained_state, r->trained_at, r->trained_by, r->trained_name},
                         {r->supported_state, r->supported_at, r->supported_by, r->supported_name},
                         {r->recorded_state, r->recorded_at, r->recorded_by, r->recorded_name}}};
        }
        return ST_OK;
}

/* Writes what stands now; *version in: as seen, out: the new one. */
static enum status fact_put(struct ctx *c, int64_t course_id, int64_t person_id, enum course_fact f, const struct fact_now *now,
                            int64_t *version)
{
        bool said = now->state != FACT_UNKNOWN;
        enum status st = db_i64(c->db, fact_puts[f],
                                DB_ARGS(said ? DB_I("at", now->at) : DB_N("at"), said ? DB_REF("by", now->by_id) : DB_N("by"),
                                        DB_I("no", now->state == FACT_NOT_NEEDED), DB_I("course", course_id),
                                        DB_I("person", person_id), DB_I("version", *version)),
                                version);
        return st == ST_NOT_FOUND && *version ? ST_STALE : st;
}

enum status course_fact_set(struct ctx *c, int64_t course_id, int64_t person_id, enum course_fact f, enum fact_state s, int64_t *version)
{
        struct course k;

        if ((size_t)f >= FACTS || (s != FACT_UNKNOWN && s != FACT_DONE && s != FACT_NOT_NEEDED))
                return ST_INVALID;
        DB_TX(tx, c->db);
        struct fact_now now = {s, c->now, c->actor ? c->actor->person_id : 0, NULL};
        enum status st = tx.st;
        if (!st)
                st = course_hold(c, course_id, &k);
        if (!st)
                st = fact_put(c, course_id, person_id, f, &now, version);
        if (!st)
                st = db_exec(c->db, &fact_said,
                             DB_ARGS(DB_I("course", course_id), DB_I("person", person_id), DB_I("fact", f), DB_I("state", s),
                                     DB_I("at", now.at), DB_REF("by", now.by_id)),
                             NULL);
        return st ? st : db_commit(&tx);
}

struct said_row {
        int64_t id, state, at, by_id;
};
static const struct db_col said_cols[] = {DB_COL_I64(struct said_row, id), DB_COL_I64(struct said_row, state),
                                          DB_COL_I64(struct said_row, at), DB_COL_I64(struct said_row, by_id), DB_COL_END};

enum status course_fact_undo(struct ctx *c, int64_t course_id, int64_t person_id, enum course_fact f)
{
        struct course k;
        struct said_row *said;
        size_t n = 0;
        int64_t any = 0;

        if ((size_t)f >= FACTS)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = course_hold(c, course_id, &k);
        if (!st)
                st = db_all(c->db, c->arena, &fact_last, DB_ARGS(DB_I("course", course_id), DB_I("person", person_id), DB_I("fact", f)),
                            said_cols, sizeof *said, 2, &said, &n);
        if (!st && (!n || said[0].by_id != c->actor->person_id))
                st = ST_CONFLICT;
        struct fact_now before = {0};
        if (!st && n > 1)
                before = (struct fact_now){said[1].state, said[1].at, said[1].by_id, NULL};
        if (!st)
                st = fact_put(c, course_id, person_id, f, &before, &any);
        if (!st)
                st = db_exec(c->db, &fact_unsay, DB_ARGS(DB_I("id", said[0].id)), NULL);
        return st ? st : db_commit(&tx);
}

static const struct personal people_personal[] = {
        {"presenter", "recorded_by", "recorded_by", "who made a recording with a presenter"},
        {"presenter_fact", "fact", "person_id", "what was said of a presenter's training and support"},
        {"presenter_fact", "fact", "by_id", "who said so"},
        {"course_super", "course_id", "person_id", "courses one helps colleagues with"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_course_people = {.name = "ticket-course-people", .stmts = people_stmts, .personal = people_personal};
