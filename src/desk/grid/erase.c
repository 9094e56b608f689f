/* How long the text of a grid is kept (grid.keep_days after it was applied or left): once a day the rows of old
 * files, the cells put right in them and what undo kept are emptied; counts, codes and item numbers stay.  What a
 * line said last goes on being compared with the next file, so its people become their numbers in the directory
 * ("<#12>"), and are told by name and address again from there while a grid is read. */
#include <string.h>

#include "desk/grid/own.h"

DB_STMT(grid_erase_gate, "SELECT id FROM grid_gate WHERE id = 1 @lock");
DB_STMT(grid_erase_old,
        "UPDATE grid SET body = '', erased_at = :now, version = version + 1 WHERE id = (SELECT MIN(g.id) FROM grid g WHERE g.erased_at IS NULL"
        " AND g.state <> 15 AND g.made_at < :before AND COALESCE(g.applied_at, g.made_at) < :before) RETURNING id");
DB_STMT(grid_erase_fixes, "DELETE FROM grid_fix WHERE grid_id = :id");
DB_STMT(grid_erase_acts, "UPDATE grid_act SET before = '' WHERE grid_id = :id");
DB_STMT(grid_erase_lines,
        "SELECT l.course_id, l.approach_id, l.body FROM grid_line l WHERE l.said_at IS NOT NULL AND l.said_at < :before ORDER BY l.said_at LIMIT 200");
DB_STMT(grid_erase_line, "UPDATE grid_line SET body = :body, said_at = NULL WHERE course_id = :course AND approach_id = :approach");
DB_STMT(grid_erase_who, "SELECT m.person_id FROM person_mail m WHERE m.address_fold = :mail");
DB_STMT(grid_erase_person, "SELECT q.id, q.name FROM person p JOIN person q ON q.id = COALESCE(p.merged_into, p.id) WHERE p.id = :id");
DB_STMT(grid_erase_mails, "SELECT m.address_fold AS name FROM person_mail m WHERE m.person_id = :id ORDER BY m.address_fold LIMIT 20");
static const struct db_stmt *const erase_stmts[] = {&grid_erase_gate,  &grid_erase_old, &grid_erase_fixes,  &grid_erase_acts,  &grid_erase_lines,
                                                    &grid_erase_line, &grid_erase_who, &grid_erase_person, &grid_erase_mails, NULL};

enum { LINES_AT_ONCE = 200, MAILS_MAX = 20, BATCH_ARENA = 32 << 20 };

/* ---- people as numbers, and back ------------------------------------------------------------------------------------------ */

static enum status person_erase(struct ctx *c, struct grid_person *p)
{
        int64_t id = 0;

        p->name = "";
        if (!*p->mail || *p->mail == '#')
                return ST_OK;
        enum status st = db_i64(c->db, &grid_erase_who, DB_ARGS(DB_T("mail", p->mail)), &id);
        p->mail = id ? arena_fmt(c->arena, "#%lld", (long long)id) : "";
        return st == ST_NOT_FOUND ? ST_OK : st;
}

struct told_person {
        int64_t id;
        const char *name;
};
static const struct db_col who_cols[] = {DB_COL_I64(struct told_person, id), DB_COL_TEXT(struct told_person, name), DB_COL_END};
static const struct db_col mail_cols[] = {DB_COL_TEXT(struct told_person, name), DB_COL_END};

/* The person of this number as the directory has them: of several addresses the one that the file names. */
static enum status looked_up(struct grid_work *w, int64_t id, struct grid_person *out)
{
        struct ctx *c = w->c;
        struct told_person one, *mail;
        size_t n;
        enum status st = db_one(c->db, c->arena, &grid_erase_person, DB_ARGS(DB_I("id", id)), who_cols, &one);

        *out = (struct grid_person){.name = "", .mail = "", .id = id};
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        *out = (struct grid_person){.name = one.name, .mail = "", .id = one.id};
        st = db_all(c->db, c->arena, &grid_erase_mails, DB_ARGS(DB_I("id", one.id)), mail_cols, sizeof *mail, MAILS_MAX, &mail, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (i == 0 || grid_map_get(w->mails, mail[i].name))
                        out->mail = mail[i].name;
        return st;
}

static enum status person_tell(struct grid_work *w, struct grid_person *p)
{
        struct arena *a = w->c->arena;
        bool by_mail = *p->mail == '#';
        int64_t id = p->id;
        enum status st = ST_OK;

        if ((!by_mail && (*p->mail || *p->name)) || (by_mail && !text_i64(p->mail + 1, &id)) || !id)
                return ST_OK;
        const char *key = arena_fmt(a, "%lld", (long long)id);
        struct grid_person *known = grid_map_get(w->told, key);
        if (!known) {
                known = ARENA_NEW(a, struct grid_person);
                st = looked_up(w, id, known);
                grid_map_put(w->told, a, key, known);
        }
        *p = *known;
        if (!by_mail)
                p->mail = "";
        return st;
}

static void file_mails(struct grid_work *w)
{
        struct arena *a = w->c->arena;

        w->told = grid_map_new(a, 256);
        w->mails = grid_map_new(a, 1024);
        for (size_t i = 0; i < w->sheet->n_rows; i++) {
                const struct grid_entry *e = &w->entry[i];
                if (e->bad)
                        continue;
                if (!grid_map_get(w->mails, e->owner.mail))
                        grid_map_put(w->mails, a, e->owner.mail, w);
                for (size_t k = 0; k < e->n_presenters; k++)
                        if (!grid_map_get(w->mails, e->presenter[k].mail))
                                grid_map_put(w->mails, a, e->presenter[k].mail, w);
        }
}

enum status grid_body_tell(struct grid_work *w, const char **body)
{
        struct grid_entry e;

        if (!w->told)
                file_mails(w);
        grid_body_read(w->c, *body, &e);
        enum status st = person_tell(w, &e.owner);
        for (size_t i = 0; !st && i < e.n_presenters; i++)
                st = person_tell(w, &e.presenter[i]);
        if (!st) {
                grid_body_make(w->c, &e);
                *body = e.body;
        }
        return st;
}

/* ---- the job -------------------------------------------------------------------------------------------------------------------- */

struct said {
        int64_t course_id, approach_id;
        const char *body;
};
static const struct db_col said_cols[] = {DB_COL_I64(struct said, course_id), DB_COL_I64(struct said, approach_id), DB_COL_TEXT(struct said, body), DB_COL_END};

static enum status line_erase(struct ctx *c, const struct said *l)
{
        struct grid_entry e;

        grid_body_read(c, l->body, &e);
        enum status st = person_erase(c, &e.owner);
        for (size_t i = 0; !st && i < e.n_presenters; i++)
                st = person_erase(c, &e.presenter[i]);
        if (st)
                return st;
        grid_body_make(c, &e);
        return db_exec(c->db, &grid_erase_line, DB_ARGS(DB_T("body", e.body), DB_I("course", l->course_id), DB_I("approach", l->approach_id)), NULL);
}

/* Each batch is a transaction behind the gate: no grid is applied meanwhile. */
static enum status lines_erase(struct ctx *c, int64_t before, size_t *n)
{
        struct said *l;
        int64_t one;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &grid_erase_gate, DB_NO_ARGS, &one);
        if (!st)
                st = db_all(c->db, c->arena, &grid_erase_lines, DB_ARGS(DB_I("before", before)), said_cols, sizeof *l, LINES_AT_ONCE, &l, n);
        for (size_t i = 0; !st && i < *n; i++)
                st = line_erase(c, &l[i]);
        return st ? st : db_commit(&tx);
}

static enum status file_erase(struct ctx *c, int64_t before)
{
        int64_t one, id;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &grid_erase_gate, DB_NO_ARGS, &one);
        if (!st)
                st = db_i64(c->db, &grid_erase_old, DB_ARGS(DB_I("now", c->now), DB_I("before", before)), &id);
        if (!st)
                st = db_exec(c->db, &grid_erase_fixes, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = db_exec(c->db, &grid_erase_acts, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = audit(c, "grid.erase", "grid", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

static enum status job_erase(struct ctx *c, const struct job *j)
{
        struct ctx part = *c;
        int64_t before = c->now - setting_i64(c, "grid.keep_days") * DAY_MS;
        size_t n = LINES_AT_ONCE;
        enum status st = ST_OK;

        (void)j;
        part.arena = arena_new(BATCH_ARENA);
        while (!st) {
                arena_reset(part.arena);
                st = file_erase(&part, before);
        }
        if (st == ST_NOT_FOUND)
                st = ST_OK;
        while (!st && n == LINES_AT_ONCE) {
                arena_reset(part.arena);
                st = lines_erase(&part, before, &n);
        }
        arena_free(&part.arena);
        return st;
}

static const struct job_kind erase_jobs[] = {{"grid.erase", job_erase, DAY_MS, 0}, {NULL, NULL, 0, 0}};
/* Two days at least: undo, which needs the text, lasts one. */
static const struct setting erase_settings[] = {{"grid.keep_days", "90", 2, 3650, MSG_setting_grid_keep_days, NULL}, {NULL, NULL, 0, 0, 0, NULL}};
static const struct personal erase_personal[] = {
        {"grid", "body", "by_id", "rows of the course grids one brought, emptied after grid.keep_days"},
        {NULL, NULL, NULL, NULL},
};
const struct slice slice_grid_erase = {
        .name = "grid-erase", .stmts = erase_stmts, .jobs = erase_jobs, .settings = erase_settings, .personal = erase_personal};
