/* What SQLite itself can do with the rows that Guichet writes: the yardstick of `make bench`.
 *
 *   raw create DEST SOURCE FIRST LAST   the rows of tickets FIRST…LAST, one commit for each ticket
 *   raw reply  DEST SOURCE FIRST LAST   the rows of journal entries FIRST…LAST, one commit for each
 *   raw import DEST SOURCE BATCH        all tickets and people of SOURCE, BATCH tickets a commit
 *   raw grid DEST SOURCE                what a grid made in SOURCE and not in DEST: people, courses, tickets, lines; one commit
 *
 * Rows are read from SOURCE into memory first; only writing is timed.  DEST has the same schema and
 * indexes, the same settings as Guichet's connections (WAL, synchronous=FULL, foreign keys, secure_delete)
 * and the same tokenizer.  One connection, prepared statements, nothing else.  For a reply the rows of the
 * clocks, which Guichet also writes at the first answer, are left out: the yardstick is rather too fast.
 * Prints commits and seconds as JSON. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int fts5_register(sqlite3 *conn); /* of libguichet */

struct op { /* one row to write */
        struct op *next;
        sqlite3_stmt *write;
        int n;
        sqlite3_value *v[];
};
struct unit { /* what one commit holds */
        struct op *first, **last;
};
struct table {
        const char *read, *write; /* read's columns are write's arguments; ?1 in read is the unit's id */
        sqlite3_stmt *from, *to;
};

/* '*' of a table becomes as many arguments as it has columns. */
#define ALL(name, where)                                                                                     \
        {                                                                                                    \
                "SELECT * FROM " name " WHERE " where, "INSERT INTO " name " VALUES (*)", NULL, NULL         \
        }
#define SEARCH_READ "SELECT id, c0, c1, c2, c3 FROM search_content WHERE id = "

static struct table of_ticket[] = {
    {"SELECT num, kind FROM ticket WHERE id = ?1", "UPDATE counter SET n = ?1 WHERE kind = ?2", NULL, NULL},
    ALL("ticket", "id = ?1"),
    ALL("ticket_person", "ticket_id = ?1"),
    ALL("entry", "ticket_id = ?1"),
    ALL("entry_body", "entry_id IN (SELECT id FROM entry WHERE ticket_id = ?1)"),
    ALL("clock", "ticket_id = ?1"),
    ALL("clock_segment", "clock_id IN (SELECT id FROM clock WHERE ticket_id = ?1)"),
    ALL("job", "kind = 'clock.level' AND key IN (SELECT CAST(id AS TEXT) FROM clock WHERE ticket_id = ?1)"),
    {SEARCH_READ "?1", "INSERT INTO search (rowid, title, pub, note, keys) VALUES (*)", NULL, NULL},
    ALL("event", "ticket_id = ?1"), /* the last: a grid's events are read at once, they have no index by ticket */
    {NULL, NULL, NULL, NULL}};
static struct table of_entry[] = {
    ALL("entry", "id = ?1 AND kind = 10"),
    ALL("entry_body", "entry_id = (SELECT id FROM entry WHERE id = ?1 AND kind = 10)"),
    {"SELECT version, updated_at, news_at, news_kind, state, id FROM ticket WHERE id ="
     " (SELECT ticket_id FROM entry WHERE id = ?1 AND kind = 10)",
     "UPDATE ticket SET version = ?1, updated_at = ?2, news_at = ?3, news_kind = ?4, state = ?5 WHERE id = "
     "?6",
     NULL, NULL},
    {SEARCH_READ "(SELECT ticket_id FROM entry WHERE id = ?1 AND kind = 10)",
     "INSERT OR REPLACE INTO search (rowid, title, pub, note, keys) VALUES (*)", NULL, NULL},
    {"SELECT at, kind, ticket_id, 1, '2', '1' FROM entry WHERE id = ?1 AND kind = 10",
     "INSERT INTO event (at, kind, ticket_id, version, scopes, people) VALUES (*)", NULL, NULL},
    {NULL, NULL, NULL, NULL}};
static struct table people[] = {ALL("person", "id > ?1"),
                                ALL("person_mail", "person_id > ?1"),
                                ALL("person_word", "person_id > ?1"),
                                {"SELECT * FROM support_group WHERE id > 1 + ?1 - ?1",
                                 "INSERT INTO support_group VALUES (*)", NULL, NULL},
                                {NULL, NULL, NULL, NULL}};

/* Of a grid: each list begins behind what DEST has of its first table. */
static struct table grid_people[] = {ALL("person", "id > ?1"), ALL("person_mail", "person_id > ?1"), ALL("person_word", "person_id > ?1"),
                                     {NULL, NULL, NULL, NULL}};
static struct table grid_departments[] = {ALL("department", "id > ?1"), {NULL, NULL, NULL, NULL}};
static struct table grid_courses[] = {ALL("course", "id > ?1"), ALL("course_word", "course_id > ?1"), ALL("course_session", "course_id > ?1"),
                                      ALL("presenter", "course_id > ?1"), {NULL, NULL, NULL, NULL}};
static struct table grid_files[] = {ALL("grid", "id > ?1"), {NULL, NULL, NULL, NULL}};
static struct table grid_events[] = {ALL("event", "id > ?1"), {NULL, NULL, NULL, NULL}};
static struct table grid_lines[] = {ALL("grid_line", "grid_id > ?1"), ALL("grid_act", "grid_id > ?1"), {NULL, NULL, NULL, NULL}};
static struct table of_plan[] = {ALL("item", "ticket_id = ?1"), ALL("service_task", "ticket_id = ?1"), ALL("check_box", "ticket_id = ?1"),
                                 {NULL, NULL, NULL, NULL}};

static void need(int ok, sqlite3 *db, const char *what)
{
        if (ok)
                return;
        fprintf(stderr, "raw: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
        exit(1);
}

static sqlite3 *opened(const char *path)
{
        sqlite3 *db = NULL;
        need(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK, db,
             path);
        need(
            sqlite3_exec(db,
                         "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;"
                         " PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF",
                         NULL, NULL, NULL) == SQLITE_OK,
            db, "pragmas");
        need(fts5_register(db) == SQLITE_OK, db, "tokenizer");
        return db;
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql)
{
        sqlite3_stmt *s = NULL;
        need(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) == SQLITE_OK, db, sql);
        return s;
}

static void tables_open(struct table *t, sqlite3 *source, sqlite3 *dest)
{
        for (; t->read; t++) {
                char sql[1024];
                t->from = prepared(source, t->read);
                const char *star = strstr(t->write, "(*)");
                if (!star) {
                        t->to = prepared(dest, t->write);
                        continue;
                }
                int n = snprintf(sql, sizeof sql, "%.*s(", (int)(star - t->write), t->write);
                for (int i = 0; i < sqlite3_column_count(t->from); i++)
                        n += snprintf(sql + n, sizeof sql - (size_t)n, i ? ", ?" : "?");
                snprintf(sql + n, sizeof sql - (size_t)n, ")");
                t->to = prepared(dest, sql);
        }
}

static void rows_keep(struct unit *u, struct table *t, long long id)
{
        for (; t->read; t++) {
                sqlite3_bind_int64(t->from, 1, id);
                while (sqlite3_step(t->from) == SQLITE_ROW) {
                        int n = sqlite3_column_count(t->from);
                        struct op *o = malloc(sizeof *o + (size_t)n * sizeof o->v[0]);
                        need(o != NULL, NULL, "memory");
                        *o = (struct op){.write = t->to, .n = n};
                        for (int i = 0; i < n; i++)
                                o->v[i] = sqlite3_value_dup(sqlite3_column_value(t->from, i));
                        *u->last = o;
                        u->last = &o->next;
                }
                sqlite3_reset(t->from);
        }
}

static void unit_write(sqlite3 *db, const struct unit *u)
{
        for (const struct op *o = u->first; o; o = o->next) {
                for (int i = 0; i < o->n; i++)
                        sqlite3_bind_value(o->write, i + 1, o->v[i]);
                need(sqlite3_step(o->write) == SQLITE_DONE, db, sqlite3_sql(o->write));
                sqlite3_reset(o->write);
        }
}

static double cpu_used(void)
{
        struct timespec t;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Writes every unit that has rows; their number goes to *commits. */
static double write_all(sqlite3 *db, const struct unit *u, size_t n, size_t *commits)
{
        sqlite3_stmt *begin = prepared(db, "BEGIN IMMEDIATE"), *commit = prepared(db, "COMMIT");
        double start = now();
        for (size_t i = 0; i < n; i++) {
                if (!u[i].first)
                        continue;
                ++*commits;
                need(sqlite3_step(begin) == SQLITE_DONE, db, "BEGIN");
                sqlite3_reset(begin);
                unit_write(db, &u[i]);
                need(sqlite3_step(commit) == SQLITE_DONE, db, "COMMIT");
                sqlite3_reset(commit);
        }
        return now() - start;
}

static struct unit *units_new(size_t n)
{
        struct unit *u = calloc(n, sizeof *u);
        need(u != NULL, NULL, "memory");
        for (size_t i = 0; i < n; i++)
                u[i].last = &u[i].first;
        return u;
}

static long long number(sqlite3 *db, const char *sql)
{
        sqlite3_stmt *s = prepared(db, sql);
        need(sqlite3_step(s) == SQLITE_ROW, db, sql);
        long long n = sqlite3_column_int64(s, 0);
        sqlite3_finalize(s);
        return n;
}

static void list_keep(struct unit *u, struct table *t, sqlite3 *source, sqlite3 *dest, const char *newest)
{
        tables_open(t, source, dest);
        rows_keep(u, t, number(dest, newest));
}

static int grid(sqlite3 *dest, sqlite3 *source)
{
        struct unit *u = units_new(1);
        long long first = number(dest, "SELECT COALESCE(MAX(id), 0) FROM ticket") + 1, last = number(source, "SELECT MAX(id) FROM ticket");
        size_t commits = 0;

        list_keep(u, grid_people, source, dest, "SELECT COALESCE(MAX(id), 0) FROM person");
        list_keep(u, grid_departments, source, dest, "SELECT COALESCE(MAX(id), 0) FROM department");
        list_keep(u, grid_courses, source, dest, "SELECT COALESCE(MAX(id), 0) FROM course");
        list_keep(u, grid_files, source, dest, "SELECT COALESCE(MAX(id), 0) FROM grid");
        of_ticket[sizeof of_ticket / sizeof of_ticket[0] - 2] = (struct table){NULL, NULL, NULL, NULL};
        tables_open(of_ticket, source, dest);
        tables_open(of_plan, source, dest);
        for (long long id = first; id <= last; id++) {
                rows_keep(u, of_ticket, id);
                rows_keep(u, of_plan, id);
        }
        list_keep(u, grid_events, source, dest, "SELECT COALESCE(MAX(id), 0) FROM event");
        list_keep(u, grid_lines, source, dest, "SELECT COALESCE(MAX(id), 0) FROM grid");
        double cpu = cpu_used(), s = write_all(dest, u, 1, &commits);
        printf("{\"commits\": %zu, \"tickets\": %lld, \"seconds\": %.6f, \"cpu\": %.6f}\n", commits, last - first + 1, s, cpu_used() - cpu);
        return 0;
}

int main(int argc, char **argv)
{
        if (argc == 4 && strcmp(argv[1], "grid") == 0)
                return grid(opened(argv[2]), opened(argv[3]));
        int import = argc == 5 && strcmp(argv[1], "import") == 0,
            reply = argc == 6 && strcmp(argv[1], "reply") == 0;
        if (!import && !reply && !(argc == 6 && strcmp(argv[1], "create") == 0)) {
                fprintf(stderr,
                        "usage: raw create|reply DEST SOURCE FIRST LAST | raw import DEST SOURCE BATCH | raw grid DEST SOURCE\n");
                return 2;
        }
        sqlite3 *dest = opened(argv[2]), *source = opened(argv[3]);
        struct table *t = reply ? of_entry : of_ticket;
        tables_open(t, source, dest);
        long long first = import ? 1 : atoll(argv[4]), batch = import ? atoll(argv[4]) : 1;
        long long last = import ? number(source, "SELECT MAX(id) FROM ticket") : atoll(argv[5]);
        size_t n = (size_t)((last - first) / batch + 1);
        struct unit *u = units_new(n);
        if (import) {
                tables_open(people, source, dest);
                rows_keep(&u[0], people, number(dest, "SELECT COALESCE(MAX(id), 0) FROM person"));
        }
        for (long long id = first; id <= last; id++)
                rows_keep(&u[(size_t)((id - first) / batch)], t, id);
        size_t commits = 0;
        double cpu = cpu_used(), s = write_all(dest, u, n, &commits);
        printf("{\"commits\": %zu, \"tickets\": %lld, \"seconds\": %.6f, \"cpu\": %.6f}\n", commits,
               last - first + 1, s, cpu_used() - cpu);
        return 0;
}
