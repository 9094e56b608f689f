/* Files that wait with a form.  They are in the store under their final name at once, so that moving them to a
 * ticket is a row and no copy.  A row that nobody used goes after two days; its file is then swept like any
 * file without a row. */
#include "desk/ticket/staged.h"
#include "desk/ticket/internal.h"

enum { STAGED_DAYS = 2 };

DB_STMT(staged_count, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM staged_file WHERE person_id = :me LIMIT 101) x");
DB_STMT(staged_insert,
        "INSERT INTO staged_file (person_id, at, name, type, size, sha256, file) VALUES (:me, :now, :name, :type, :size, :sha,"
        " :file) RETURNING id");
DB_STMT(staged_own, "SELECT id, size, name, type FROM staged_file WHERE id = :id AND person_id = :me");
DB_STMT(staged_to_ticket,
        "INSERT INTO attachment (ticket_id, entry_id, name, type, size, sha256, file, is_public)"
        " SELECT CAST(:ticket AS BIGINT), (SELECT MIN(e.id) FROM entry e WHERE e.ticket_id = :ticket), s.name, s.type, s.size,"
        " s.sha256, s.file, 1 FROM staged_file s WHERE s.id = :id AND s.person_id = :me");
DB_STMT(staged_drop, "DELETE FROM staged_file WHERE id = :id AND person_id = :me");
DB_STMT(staged_old, "DELETE FROM staged_file WHERE id IN (SELECT id FROM staged_file WHERE at < :before ORDER BY at LIMIT 500)");
static const struct db_stmt *const staged_stmts[] = {&staged_count, &staged_insert, &staged_own, &staged_to_ticket, &staged_drop,
                                                     &staged_old, NULL};

static const struct db_col staged_cols[] = {DB_COL_I64(struct staged, id), DB_COL_I64(struct staged, size),
                                            DB_COL_TEXT(struct staged, name), DB_COL_TEXT(struct staged, type), DB_COL_END};

static enum status rows_write(struct ctx *c, const struct stored *s, size_t n, struct staged *out)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        int64_t have = 0;

        if (!st)
                st = db_i64(c->db, &staged_count, DB_ARGS(DB_I("me", c->actor->person_id)), &have);
        if (!st && have + (int64_t)n > STAGED_OWN)
                return ST_TOO_LARGE;
        for (size_t i = 0; !st && i < n; i++) {
                out[i] = (struct staged){.size = s[i].from->size, .name = s[i].name, .type = s[i].type,
                                         .size_text = human_size(c->arena, c->lang, s[i].from->size)};
                st = db_i64(c->db, &staged_insert,
                            DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now), DB_T("name", s[i].name),
                                    DB_T("type", s[i].type), DB_I("size", s[i].from->size),
                                    DB_B("sha", s[i].from->sha256, sizeof s[i].from->sha256), DB_T("file", s[i].file)),
                            &out[i].id);
        }
        return st ? st : db_commit(&tx);
}

enum status staged_keep(struct ctx *c, const char *field, struct staged **out, size_t *n)
{
        size_t sent = c->req ? c->req->n_upload : 0;
        struct stored *s = ARENA_ARRAY(c->arena, sent + 1, struct stored);
        enum status st = ST_OK;

        *n = 0;
        *out = ARENA_ARRAY(c->arena, sent + 1, struct staged);
        if (!c->actor || !c->actor->person_id)
                return sent ? ST_SIGN_IN : ST_OK;
        for (size_t i = 0; !st && i < sent; i++)
                if (c->req->upload[i].size && str_eq(c->req->upload[i].field, field)) {
                        st = upload_store(c, &c->req->upload[i], &s[*n]);
                        *n += !st;
                }
        if (!st && *n)
                st = rows_write(c, s, *n, *out);
        if (st) {
                uploads_drop(s, *n);
                *n = 0;
        }
        return st;
}

enum status staged_load(struct ctx *c, int64_t id, struct staged *out)
{
        enum status st = db_one(c->db, c->arena, &staged_own, DB_ARGS(DB_I("id", id), DB_I("me", c->actor ? c->actor->person_id : 0)),
                                staged_cols, out);

        if (!st)
                out->size_text = human_size(c->arena, c->lang, out->size);
        return st;
}

enum status staged_attach(struct ctx *c, const struct ticket *t, const int64_t *ids, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i++) {
                struct db_args who = DB_ARGS(DB_I("id", ids[i]), DB_I("me", c->actor->person_id), DB_I("ticket", t->id));
                int64_t rows = 0;
                st = db_exec(c->db, &staged_to_ticket, who, &rows);
                if (!st && !rows)
                        st = ST_NOT_FOUND;
                if (!st)
                        st = db_exec(c->db, &staged_drop, DB_ARGS(DB_I("id", ids[i]), DB_I("me", c->actor->person_id)), NULL);
        }
        return st;
}

static enum status staged_sweep(struct ctx *c, const struct job *j)
{
        (void)j;
        return db_exec(c->db, &staged_old, DB_ARGS(DB_I("before", c->now - STAGED_DAYS * DAY_MS)), NULL);
}

static const struct job_kind staged_jobs[] = {{"staged.sweep", staged_sweep, 60 * MINUTE_MS, 0}, {0}};
static const struct personal staged_personal[] = {
        {"staged_file", "name", "person_id", "names of files sent with a form that was not finished"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_staged = {.name = "staged-files", .stmts = staged_stmts, .jobs = staged_jobs, .personal = staged_personal};
