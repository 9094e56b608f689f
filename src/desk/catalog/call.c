/* The calls of an agent as rows.  That only one is on the line is settled by a unique index, not by looking. */
#include "desk/catalog/call.h"

#include "formats/json.h"

enum { BODY_MAX = 64 * 1024, FIELDS_KEPT = 120, WHO_LETTERS = 120 };

#define CALL_COLUMNS                                                                                          \
        "id, COALESCE(person_id, 0) AS person_id, picked_at, COALESCE(parked_at, 0) AS parked_at, parked_ms, who, body" \
        " FROM phone_call"
DB_STMT(call_all, "SELECT " CALL_COLUMNS " WHERE agent_id = :me ORDER BY id LIMIT 8");
DB_STMT(call_one, "SELECT " CALL_COLUMNS " WHERE id = :id AND agent_id = :me");
DB_STMT(call_count, "SELECT COUNT(*) FROM phone_call WHERE agent_id = :me");
DB_STMT(call_insert,
        "INSERT INTO phone_call (agent_id, picked_at, saved_at) VALUES (:me, :now, :now) RETURNING id");
DB_STMT(call_again, "UPDATE phone_call SET picked_at = :now WHERE id = :id AND agent_id = :me");
DB_STMT(call_park_line, "UPDATE phone_call SET parked_at = :now WHERE agent_id = :me AND parked_at IS NULL");
DB_STMT(call_park_one, "UPDATE phone_call SET parked_at = :now WHERE id = :id AND agent_id = :me AND parked_at IS NULL");
DB_STMT(call_resume_one,
        "UPDATE phone_call SET parked_ms = parked_ms + (:now - parked_at), parked_at = NULL"
        " WHERE id = :id AND agent_id = :me AND parked_at IS NOT NULL");
DB_STMT(call_put,
        "UPDATE phone_call SET who = :who, person_id = (SELECT p.id FROM person p WHERE p.id = :person), body = :body,"
        " saved_at = :now WHERE id = :id AND agent_id = :me");
DB_STMT(call_delete, "DELETE FROM phone_call WHERE id = :id AND agent_id = :me");
DB_STMT(call_old, "DELETE FROM phone_call WHERE id IN (SELECT k.id FROM phone_call k WHERE k.saved_at < :before LIMIT 500)");
const struct db_stmt *const call_stmts[] = {&call_all,      &call_one,        &call_count, &call_insert, &call_again, &call_park_line,
                                            &call_park_one, &call_resume_one, &call_put,   &call_delete, &call_old,   NULL};

static const struct db_col call_cols[] = {DB_COL_I64(struct call, id),        DB_COL_I64(struct call, person_id),
                                          DB_COL_I64(struct call, picked_at), DB_COL_I64(struct call, parked_at),
                                          DB_COL_I64(struct call, parked_ms), DB_COL_TEXT(struct call, who),
                                          DB_COL_TEXT(struct call, body),     DB_COL_END};

static int64_t me(const struct ctx *c)
{
        return c->actor ? c->actor->person_id : 0;
}

enum status call_list(struct ctx *c, struct call **out, size_t *n)
{
        return db_all(c->db, c->arena, &call_all, DB_ARGS(DB_I("me", me(c))), call_cols, sizeof **out, CALLS_MAX, out, n);
}

enum status call_load(struct ctx *c, int64_t id, struct call *out)
{
        return db_one(c->db, c->arena, &call_one, DB_ARGS(DB_I("id", id), DB_I("me", me(c))), call_cols, out);
}

int64_t call_ms(const struct ctx *c, const struct call *k)
{
        int64_t ms = (k->parked_at ? k->parked_at : c->now) - k->picked_at - k->parked_ms;
        return ms > 0 ? ms : 0;
}

static bool untouched(const struct call *k)
{
        return !*k->who && str_eq(k->body, "{}");
}

static enum status pick_up(struct ctx *c, int64_t *id)
{
        struct call *all;
        size_t n;
        enum status st = db_hold(c->db, "calls", me(c));

        if (!st)
                st = call_list(c, &all, &n);

        for (size_t i = 0; !st && i < n; i++)
                if (!all[i].parked_at && untouched(&all[i])) { /* « Décrocher » pressed twice, or left empty */
                        *id = all[i].id;
                        return db_exec(c->db, &call_again, DB_ARGS(DB_I("now", c->now), DB_I("id", *id), DB_I("me", me(c))), NULL);
                }
        int64_t there = 0;
        if (!st)
                st = db_i64(c->db, &call_count, DB_ARGS(DB_I("me", me(c))), &there);
        if (!st && there >= CALLS_MAX)
                return ctx_fail(c, ST_CONFLICT, MSG_calls_full);
        if (!st)
                st = db_exec(c->db, &call_park_line, DB_ARGS(DB_I("now", c->now), DB_I("me", me(c))), NULL);
        if (!st)
                st = db_i64(c->db, &call_insert, DB_ARGS(DB_I("me", me(c)), DB_I("now", c->now)), id);
        return st == ST_CONFLICT ? ST_BUSY : st; /* two browsers at once: run again and see the other's */
}

enum status call_pick_up(struct ctx *c, int64_t *id)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : pick_up(c, id);
        return st ? st : db_commit(&tx);
}

enum status call_park(struct ctx *c, int64_t id)
{
        struct call k;
        enum status st = call_load(c, id, &k);

        return st ? st : db_exec(c->db, &call_park_one, DB_ARGS(DB_I("now", c->now), DB_I("id", id), DB_I("me", me(c))), NULL);
}

enum status call_resume(struct ctx *c, int64_t id)
{
        struct call k;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : call_load(c, id, &k);

        if (!st && k.parked_at)
                st = db_exec(c->db, &call_park_line, DB_ARGS(DB_I("now", c->now), DB_I("me", me(c))), NULL);
        if (!st && k.parked_at)
                st = db_exec(c->db, &call_resume_one, DB_ARGS(DB_I("now", c->now), DB_I("id", id), DB_I("me", me(c))), NULL);
        if (st == ST_CONFLICT)
                return ST_BUSY;
        return st ? st : db_commit(&tx);
}

enum status call_drop(struct ctx *c, int64_t id)
{
        int64_t rows = 0;
        enum status st = db_exec(c->db, &call_delete, DB_ARGS(DB_I("id", id), DB_I("me", me(c))), &rows);

        return st ? st : rows ? ST_OK : ST_NOT_FOUND;
}

/* ---- what was typed ------------------------------------------------------------------------------------------- */

static bool kept(const char *name)
{
        static const char *const names[] = {"person",  "person_id", "mail",      "phone", "description", "urgency", "school",
                                            "programme", "course",  "study_year", "service", "group",     "kind",    "nature",
                                            "device",  "owner",     "site",      "room",  "equipment",   "lists",   "solution",
                                            "written", "written_asked"};
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (str_eq(names[i], name))
                        return true;
        return str_starts(name, "q_k_q") || str_starts(name, "q_s_q");
}

static void body_write(struct ctx *c, struct buf *b)
{
        size_t n = 0;

        buf_char(b, '{');
        for (size_t i = 0; i < c->req->n_field && n < FIELDS_KEPT; i++) {
                const struct http_pair *f = &c->req->field[i];
                bool again = false;
                for (size_t k = 0; k < i && !again; k++)
                        again = str_eq(c->req->field[k].name, f->name);
                if (again || !f->n || !kept(f->name))
                        continue;
                buf_str(b, n++ ? "," : "");
                buf_json(b, f->name);
                buf_char(b, ':');
                buf_json(b, text_clean(c->arena, f->value, f->n, false));
        }
        buf_char(b, '}');
}

enum status call_save(struct ctx *c, int64_t id)
{
        struct buf b;
        struct call k;
        int64_t person = 0;
        const char *who = form_value(c, "person"), *chosen = form_value(c, "person_id");
        enum status st = call_load(c, id, &k);

        if (st)
                return st;
        buf_init(&b, c->arena, BODY_MAX);
        body_write(c, &b);
        if (buf_end(&b)) /* more than any call says: what was kept before stays */
                return ctx_fail(c, ST_TOO_LARGE, MSG_calls_long);
        if (!chosen || !text_i64(chosen, &person))
                person = 0;
        who = who ? text_short(c->arena, text_clean(c->arena, who, strlen(who), true), WHO_LETTERS) : "";
        return db_exec(c->db, &call_put,
                       DB_ARGS(DB_T("who", who), DB_I("person", person), DB_T("body", b.p), DB_I("now", c->now), DB_I("id", id),
                               DB_I("me", me(c))),
                       NULL);
}

enum status call_restore(struct ctx *c, const struct call *k)
{
        const struct json *j, *value;
        const char *why, *name;
        size_t n = 0;
        struct http_pair *f = ARENA_ARRAY(c->arena, FIELDS_KEPT, struct http_pair);

        if (jv_parse(c->arena, k->body, strlen(k->body), &j, &why))
                return ST_IO;
        for (size_t i = 0; n < FIELDS_KEPT && (name = jv_key(j, i, &value)); i++) {
                const char *text = jv_text(value);
                if (text)
                        f[n++] = (struct http_pair){name, text, strlen(text)};
        }
        c->req->field = f;
        c->req->n_field = n;
        return ST_OK;
}

/* Daily: a call that nobody touched for a week is over. */
enum status call_sweep(struct ctx *c, const struct job *j)
{
        (void)j;
        return db_exec(c->db, &call_old, DB_ARGS(DB_I("before", c->now - 7 * DAY_MS)), NULL);
}
