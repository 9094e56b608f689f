/* guichet check: the integrity of everything, one line per look, exit 1 at the first kind of fault. */
#include <sys/stat.h>

#include "desk/clock/clock.h"
#include "desk/ticket/internal.h"
#include "main/cmd.h"

DB_STMT(check_holes,
        "SELECT COUNT(*) FROM (SELECT kind, MAX(num) - COUNT(*) AS holes FROM ticket GROUP BY kind) h WHERE holes > 0");
DB_STMT(check_scopes,
        "SELECT COUNT(*) FROM ticket t WHERE t.scope <> 2 * t.department_id AND t.scope <> 2 * t.group_id + 1");
DB_STMT(check_bodies,
        "SELECT COUNT(*) FROM entry e WHERE e.kind IN (10, 20) AND NOT EXISTS"
        " (SELECT 1 FROM entry_body b WHERE b.entry_id = e.id)");
DB_STMT(check_people,
        "SELECT COUNT(*) FROM ticket t WHERE t.kind = 1 AND t.requester_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM ticket_person x WHERE x.ticket_id = t.id AND x.person_id = t.requester_id)");
DB_STMT(check_files, "SELECT file, size FROM attachment ORDER BY id");
DB_STMT(check_jobs, "SELECT COUNT(*) FROM job WHERE run_at = 253402300799999");
/* Where a series stops and goes on later: the numbers between were given to commits that failed. */
DB_STMT(check_gaps,
        "SELECT t.kind, t.num + 1 AS from_num, (SELECT MIN(x.num) FROM ticket x WHERE x.kind = t.kind AND x.num > t.num) - 1 AS to_num"
        " FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM ticket y WHERE y.kind = t.kind AND y.num = t.num + 1)"
        " AND EXISTS (SELECT 1 FROM ticket z WHERE z.kind = t.kind AND z.num > t.num) ORDER BY t.kind, t.num LIMIT 100");
static const struct db_stmt *const check_stmts[] = {&check_gaps, &check_holes, &check_scopes, &check_bodies, &check_people, &check_files,
                                                    &check_jobs, NULL};
const struct slice slice_check = {.name = "check", .stmts = check_stmts};

struct look {
        const char *what;
        const struct db_stmt *stmt;
        bool fault; /* else only worth saying */
};
static const struct look looks[] = {
        {"series of numbers with holes (failed commits)", &check_holes, false},
        {"tickets whose scope fits neither group nor department", &check_scopes, true},
        {"entries without body", &check_bodies, true},
        {"tickets whose requester cannot read them", &check_people, true},
        {"jobs given up", &check_jobs, false}};

struct file_row {
        const char *file;
        int64_t size;
};
static const struct db_col file_cols[] = {DB_COL_TEXT(struct file_row, file), DB_COL_I64(struct file_row, size), DB_COL_END};

struct gap_row {
        int64_t kind, from_num, to_num;
};
static const struct db_col gap_cols[] = {DB_COL_I64(struct gap_row, kind), DB_COL_I64(struct gap_row, from_num), DB_COL_I64(struct gap_row, to_num),
                                         DB_COL_END};

/* The missing numbers themselves, a hundred holes at most. */
static enum status gaps_print(struct cmd_env *env)
{
        struct gap_row *g;
        size_t n;
        enum status st = db_all(env->db, env->arena, &check_gaps, DB_NO_ARGS, gap_cols, sizeof *g, 100, &g, &n);
        for (size_t i = 0; !st && i < n; i++) {
                const struct ticket_kind *k = kind_declared(&env->ctx, g[i].kind);
                const char *prefix = k ? k->prefix : "?";
                if (g[i].from_num == g[i].to_num)
                        printf("     %s-%lld\n", prefix, (long long)g[i].from_num);
                else
                        printf("     %s-%lld … %s-%lld\n", prefix, (long long)g[i].from_num, prefix, (long long)g[i].to_num);
        }
        return st;
}

struct files_seen {
        const char *data;
        int64_t missing, all;
};

static enum status file_look(void *arg, void *row)
{
        struct files_seen *seen = arg;
        const struct file_row *r = row;
        char path[4096];
        struct stat s;
        snprintf(path, sizeof path, "%s/files/%.2s/%s", seen->data, r->file, r->file);
        seen->all++;
        if (stat(path, &s) || s.st_size != r->size)
                seen->missing++;
        return ST_OK;
}

static bool say(const char *what, int64_t n, bool fault)
{
        printf("%-4s %s: %lld\n", n == 0 ? "ok" : fault ? "BAD" : "note", what, (long long)n);
        return n == 0 || !fault;
}

static bool look_database(struct cmd_env *env)
{
        const char *why = NULL;
        enum status st = db_integrity(env->db, env->arena, &why);
        printf("%-4s database%s%s\n", st ? "BAD" : "ok", why ? ": " : "", why ? why : "");
        const char *clocks = NULL;
        enum status st2 = clock_check(&env->ctx, &clocks);
        printf("%-4s clocks%s%s\n", st2 || clocks ? "BAD" : "ok", clocks ? ": " : "", clocks ? clocks : "");
        return !st && !st2 && !clocks;
}

int cmd_check(struct cmd_env *env, int argc, char **argv)
{
        (void)argv;
        if (argc > 1)
                return EXIT_USAGE;
        bool good = look_database(env);
        for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
                int64_t n = 0;
                if (db_i64(env->db, looks[i].stmt, DB_NO_ARGS, &n))
                        return cmd_failed(env, looks[i].what, ST_IO);
                good = say(looks[i].what, n, looks[i].fault) && good;
                if (looks[i].stmt == &check_holes && n && gaps_print(env))
                        return cmd_failed(env, looks[i].what, ST_IO);
        }
        struct files_seen seen = {.data = env->cfg.data};
        struct arena *scratch = arena_new(1u << 20);
        enum status st = db_each(env->db, scratch, &check_files, DB_NO_ARGS, file_cols, sizeof(struct file_row), file_look, &seen);
        arena_free(&scratch);
        if (st)
                return cmd_failed(env, "attachments", st);
        good = say("attachments missing or of another size", seen.missing, true) && good;
        return good ? EXIT_DONE : EXIT_FAILED;
}
