/* Imports on both engines: what comes in and how, hostile lines, all or nothing, and a run that is killed
 * again and again and still brings every ticket once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/clock/past.h"
#include "desk/clock/clock.h"
#include "desk/intake/import.h"
#include "desk/intake/lines.h"
#include "desk/people/people.h"
#include "desk/ticket/bulk.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep,
        &slice_idempotency, &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_incident,
        &slice_ticket_bulk, &slice_clock_past, &slice_import, NULL};

enum { REFUSED_MAX = 64 };
struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t refused_line[REFUSED_MAX];
        const char *refused_why[REFUSED_MAX];
        size_t n_refused;
        int batches, die_after; /* SIGKILL in this many batches; 0: never */
};

static int64_t at(const char *text)
{
        int64_t ms = 0;
        assert_true(moment_parse(text, &ms));
        return ms;
}

static void app_of(struct world *w)
{
        const char *why = NULL;
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        w->c.now = at("2026-01-16T17:00:00Z");
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
}

static void world_open(struct world *w, enum db_engine e)
{
        *w = (struct world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        app_of(w);
}

static void world_close(struct world *w)
{
        const char *why = NULL;
        assert_int_equal(clock_check(&w->c, &why), ST_OK);
        assert_null(why);
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static int64_t count(struct world *w, const char *sql)
{
        int64_t n = -1;
        const struct db_stmt s = {NULL, sql};
        enum status st = db_i64(w->db, &s, DB_NO_ARGS, &n);
        if (st && st != ST_NOT_FOUND)
                print_error("%s: %s\n", sql, db_why(w->db));
        return n;
}

static void on_refused(void *arg, int64_t line, const char *why, const char *text, size_t n)
{
        struct world *w = arg;
        assert_true(w->n_refused < REFUSED_MAX);
        w->refused_line[w->n_refused] = line;
        w->refused_why[w->n_refused++] = arena_str(w->arena, why);
}

static void on_progress(void *arg, const struct import_state *s)
{
        struct world *w = arg;
        if (++w->batches == w->die_after)
                kill(getpid(), SIGKILL);
}

static struct import_options options(struct world *w)
{
        return (struct import_options){.refused = on_refused, .progress = on_progress, .arg = w};
}

/* A file with these bytes, its name gone, open at its start. */
static int file_of(const char *bytes, size_t n)
{
        char path[] = "/tmp/guichet-import-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        unlink(path);
        assert_int_equal(write(fd, bytes, n), (ssize_t)n);
        lseek(fd, 0, SEEK_SET);
        return fd;
}

static enum status bring(struct world *w, const char *text, const struct import_options *o, struct import_state *s)
{
        int fd = file_of(text, strlen(text));
        w->n_refused = 0;
        enum status st = import_tickets(&w->c, fd, o, s);
        if (st && !o->all_or_nothing)
                print_error("%s %s %s\n", status_name(st), s->why ? s->why : "", db_why(w->db));
        close(fd);
        return st;
}

/* ---- what comes in --------------------------------------------------------------------------------------- */

static const char good[] =
        "{\"kind\":\"incident\",\"subject\":\"Wifi coupé en B-214\",\"body\":\"Plus de réseau depuis midi.\","
        "\"requester\":{\"login\":\"icaron\",\"name\":\"Inès Caron\",\"mail\":\"icaron@etu.rives.example\"},"
        "\"group\":\"Réseau\",\"service\":\"aide\",\"state\":\"resolved\",\"priority\":1,\"channel\":\"email\","
        "\"created_at\":\"2026-01-09T15:00:00Z\",\"comments\":["
        "{\"author\":{\"login\":\"bmorel\",\"name\":\"Bastien Morel\"},\"body\":\"La borne redémarre.\",\"at\":\"2026-01-12T09:00:00Z\",\"public\":true},"
        "{\"author\":\"icaron\",\"body\":\"Toujours rien\",\"at\":\"2026-01-09T16:00:00Z\"},"
        "{\"author\":\"bmorel\",\"body\":\"Commutateur saturé\",\"at\":\"2026-01-12T08:30:00Z\",\"public\":false}]}\n"
        "\n"
        "{\"subject\":\"Attestation\",\"requester\":\"icaron@etu.rives.example\",\"created_at\":\"2026-01-16T09:00:00+01:00\"}\r\n"
        "{\"subject\":\"En attente\",\"requester\":{\"login\":\"moger\"},\"state\":\"pending\",\"group\":\"reseau\","
        "\"created_at\":\"2026-01-14T09:00:00Z\",\"comments\":[{\"author\":{\"login\":\"bmorel\"},\"body\":\"Une capture ?\",\"at\":\"2026-01-14T10:00:00Z\"}]}\n"
        "{\"subject\":\"Annulée\",\"requester\":{\"login\":\"moger\"},\"state\":\"cancelled\",\"created_at\":\"2026-01-14T09:00:00Z\"}";

static void check_first(struct world *w)
{
        struct ticket t;
        struct entry *e;
        struct clock_view *k;
        size_t n;
        bool more;
        assert_int_equal(ticket_find(&w->c, "INC-1", ACT_READ, &t), ST_OK);
        assert_string_equal(t.subject, "Wifi coupé en B-214");
        assert_string_equal(t.requester_name, "Inès Caron");
        assert_string_equal(t.group_name, "Réseau");
        assert_string_equal(t.service_code, "aide");
        assert_int_equal(t.state, STATE_RESOLVED);
        assert_int_equal(t.priority, 1);
        assert_int_equal(t.channel, CHANNEL_EMAIL);
        assert_int_equal(t.created_at, at("2026-01-09T15:00:00Z"));
        assert_int_equal(t.resolved_at, at("2026-01-12T09:00:00Z"));
        assert_int_equal(ticket_journal(&w->c, &t, 0, 50, &e, &n, &more), ST_OK);
        assert_int_equal(n, 5);
        assert_string_equal(e[1].body, "Toujours rien"); /* in the order of their time */
        assert_false(e[1].by_agent);
        assert_int_equal(e[2].kind, ENTRY_NOTE);
        assert_string_equal(e[3].author_name, "Bastien Morel");
        assert_true(e[3].by_agent);
        assert_int_equal(clock_list(&w->c, &t, &k, &n), ST_OK);
        assert_int_equal(n, 2);
        /* Friday 16:00 in Paris to Monday 10:00: four hours */
        assert_string_equal(k[0].word, "met");
        assert_int_equal(k[0].spent_ms, 4 * HOUR_MS);
        assert_int_equal(k[0].due_at, at("2026-01-12T13:00:00Z"));
        assert_string_equal(k[1].word, "met");
}

static size_t found(struct world *w, const char *words)
{
        struct ticket_query q = {.view = "scope", .q = words};
        struct ticket_page p;
        assert_int_equal(ticket_list(&w->c, &q, &p), ST_OK);
        return p.n_rows;
}

static void check_others(struct world *w)
{
        struct ticket t;
        struct clock_view *k;
        size_t n;
        assert_int_equal(ticket_find(&w->c, "INC-2", ACT_READ, &t), ST_OK);
        assert_string_equal(t.requester_login, "icaron"); /* known by the mail address */
        assert_int_equal(t.due_at, at("2026-01-16T16:00:00Z"));
        assert_int_equal(clock_list(&w->c, &t, &k, &n), ST_OK);
        assert_string_equal(k[0].word, "breached"); /* first contact was due an hour ago */
        assert_int_equal(ticket_find(&w->c, "INC-3", ACT_READ, &t), ST_OK);
        assert_int_equal(t.pending, PENDING_REQUESTER);
        assert_int_equal(t.news_kind, NEWS_REQUESTER);
        assert_int_equal(t.due_at, MOMENT_NEVER);
        assert_int_equal(clock_list(&w->c, &t, &k, &n), ST_OK);
        assert_string_equal(k[1].word, "paused");
        assert_int_equal(k[1].spent_ms, HOUR_MS);
        assert_int_equal(ticket_find(&w->c, "INC-4", ACT_READ, &t), ST_OK);
        assert_int_equal(t.closed_at, t.created_at);
        assert_int_equal(clock_list(&w->c, &t, &k, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(found(w, "bornes"), 1);
        assert_int_equal(found(w, "commutateur"), 1);
        assert_int_equal(found(w, "dromadaire"), 0);
}

static void brings_everything(enum db_engine e)
{
        struct world w;
        struct import_state s;
        world_open(&w, e);
        struct import_options o = options(&w);
        assert_int_equal(bring(&w, good, &o, &s), ST_OK);
        assert_int_equal(s.loaded, 4);
        assert_int_equal(s.refused, 0);
        assert_int_equal(s.lines, 5);
        assert_int_equal(s.bytes, s.size);
        check_first(&w);
        check_others(&w);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM person"), 3);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM support_group WHERE code = 'reseau'"), 1);
        /* one timer for each clock that runs and has a level before it */
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM job WHERE kind = 'clock.level'"),
                         count(&w, "SELECT COUNT(*) FROM clock WHERE state = 10 AND level_at < 253402300799999"));
        assert_true(count(&w, "SELECT COUNT(*) FROM job WHERE kind = 'clock.level'") > 0);
        /* the same file again does nothing; asked for, it comes again */
        assert_int_equal(bring(&w, good, &o, &s), ST_OK);
        assert_true(s.already);
        assert_int_equal(s.loaded, 4);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 4);
        o.again = true;
        assert_int_equal(bring(&w, good, &o, &s), ST_OK);
        assert_false(s.already);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 8);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM person"), 3);
        world_close(&w);
}
TESTDB_BOTH(brings_everything)

/* ---- bad lines --------------------------------------------------------------------------------------------- */

#define WHO ",\"requester\":{\"login\":\"icaron\"}"
static const struct {
        const char *line, *why;
} bad[] = {
        {"{", "not JSON"},
        {"[1]", "not a JSON object"},
        {"\"text\"", "not a JSON object"},
        {"{\"subject\":\"x\"}", "\"requester\" is missing"},
        {"{\"subject\":\"  \"" WHO "}", "\"subject\" is missing"},
        {"{\"subject\":5" WHO "}", "\"subject\" must be a text"},
        {"{\"subject\":\"x\",\"subject\":\"y\"" WHO "}", "not JSON"},
        {"{\"subject\":\"x\\u0000y\"" WHO "}", "not JSON"},
        {"{\"subject\":\"x\xff\xfe\"" WHO "}", "not JSON"},
        {"{\"subject\":\"x\",\"state\":\"ouvert\"" WHO "}", "\"state\" must be"},
        {"{\"subject\":\"x\",\"channel\":\"fax\"" WHO "}", "\"channel\" must be"},
        {"{\"subject\":\"x\",\"kind\":\"task\"" WHO "}", "\"kind\" must be"},
        {"{\"subject\":\"x\",\"priority\":9" WHO "}", "\"priority\" must be"},
        {"{\"subject\":\"x\",\"state\":\"pending\",\"pending_reason\":\"zzz\"" WHO "}", "\"pending_reason\""},
        {"{\"subject\":\"x\",\"created_at\":\"hier\"" WHO "}", "\"created_at\" must be a time"},
        {"{\"subject\":\"x\",\"created_at\":\"2036-01-01T00:00:00Z\"" WHO "}", "\"created_at\" lies in the future"},
        {"{\"subject\":\"x\",\"service\":\"inconnu\"" WHO "}", "there is no service \"inconnu\""},
        {"{\"subject\":\"x\",\"group\":\"!!!\"" WHO "}", "\"group\" holds no letter"},
        {"{\"subject\":\"x\",\"requester\":{\"name\":\"Sans adresse\"}}", "the requester has neither"},
        {"{\"subject\":\"x\",\"requester\":7}", "the requester must be"},
        {"{\"subject\":\"x\",\"comments\":{}" WHO "}", "\"comments\" must be a list"},
        {"{\"subject\":\"x\",\"comments\":[{\"body\":\" \"}]" WHO "}", "a comment without text"},
        {"{\"subject\":\"x\",\"comments\":[7]" WHO "}", "a comment must be"},
        {"{\"subject\":\"x\",\"comments\":[{\"body\":\"y\",\"public\":\"oui\"}]" WHO "}", "\"public\" must be"},
};
static const char fine[] = "{\"subject\":\"Bonne ligne\"" WHO "}\n";

/* Every bad line between two good ones, then the hostile ones that a table cannot hold. */
static char *bad_file(struct world *w, size_t *n, size_t *lines)
{
        struct buf b;
        buf_init(&b, w->arena, 32u << 20);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                buf_fmt(&b, "%s\n%s", bad[i].line, fine);
        buf_add(&b, "{\"subject\":\"a\0b\"" WHO "}\n", sizeof "{\"subject\":\"a\0b\"" WHO "}\n" - 1);
        buf_str(&b, fine);
        char *wide = arena_alloc(w->arena, (2u << 20) + 1);
        memset(wide, 'x', 2u << 20);
        buf_fmt(&b, "{\"subject\":\"%s\"" WHO "}\n%s", wide, fine);
        memset(wide, '[', 2000);
        wide[2000] = '\0';
        buf_fmt(&b, "%s\n%s", wide, fine);
        assert_int_equal(buf_end(&b), ST_OK);
        *n = b.n;
        *lines = ARRAY_LEN(bad) + 3;
        return b.p;
}

static void refuses_line_by_line(enum db_engine e)
{
        struct world w;
        struct import_state s;
        size_t n, lines;
        world_open(&w, e);
        struct import_options o = options(&w);
        const char *bytes = bad_file(&w, &n, &lines);
        int fd = file_of(bytes, n);
        assert_int_equal(import_tickets(&w.c, fd, &o, &s), ST_OK);
        close(fd);
        assert_int_equal(s.refused, lines);
        assert_int_equal(s.loaded, lines);
        assert_int_equal(w.n_refused, lines);
        for (size_t i = 0; i < lines; i++) {
                assert_int_equal(w.refused_line[i], 2 * i + 1);
                const char *wanted = i < ARRAY_LEN(bad) ? bad[i].why : i == lines - 2 ? "longer than 1 MiB" : "not JSON";
                if (!strstr(w.refused_why[i], wanted))
                        print_error("line %zu: %s instead of %s\n", 2 * i + 1, w.refused_why[i], wanted);
                assert_non_null(strstr(w.refused_why[i], wanted));
        }
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), lines);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM person"), 1);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket WHERE subject <> 'Bonne ligne'"), 0);
        world_close(&w);
}
TESTDB_BOTH(refuses_line_by_line)

static void all_or_nothing_keeps_nothing(enum db_engine e)
{
        struct world w;
        struct import_state s;
        world_open(&w, e);
        struct import_options o = options(&w);
        o.all_or_nothing = true;
        const char *text = arena_fmt(w.arena, "%s\n{\"subject\":\"x\"}\n{\"subject\":\"\"" WHO "}\n%s", good, fine);
        assert_int_equal(bring(&w, text, &o, &s), ST_INVALID);
        assert_int_equal(w.n_refused, 2);
        assert_int_equal(w.refused_line[0], 6);
        assert_int_equal(w.refused_line[1], 7);
        assert_non_null(s.why);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 0);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM person"), 0);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM support_group"), 1);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM clock"), 0);
        /* corrected, it comes whole, from the first number on */
        assert_int_equal(bring(&w, good, &o, &s), ST_OK);
        assert_int_equal(s.loaded, 4);
        if (e == DB_SQLITE)
                assert_int_equal(count(&w, "SELECT MAX(num) FROM ticket"), 4);
        assert_int_equal(bring(&w, good, &o, &s), ST_OK);
        assert_true(s.already);
        world_close(&w);
}
TESTDB_BOTH(all_or_nothing_keeps_nothing)

/* ---- killed and resumed --------------------------------------------------------------------------------------- */

enum { MANY = 4300 };

static int many_file(struct arena *a)
{
        struct buf b;
        buf_init(&b, a, 16u << 20);
        for (int i = 0; i < MANY; i++)
                buf_fmt(&b, "{\"subject\":\"Demande %d\",\"requester\":{\"login\":\"p%d\"},\"group\":\"g%d\",\"comments\":"
                            "[{\"author\":\"agent%d\",\"body\":\"Réponse %d\"}]}\n%s", i, i % 97, i % 5, i % 7, i, i % 1000 == 500 ? "{\n" : "");
        return file_of(b.p, b.n);
}

/* A process that imports until it is killed: in its own third batch, or by the parent after some time. */
static bool child_runs(struct arena *a, int fd, int die_after, int kill_ms)
{
        pid_t child = fork();
        if (child == 0) {
                struct world w = {.arena = arena_new(256u << 20), .die_after = die_after};
                struct import_state s;
                app_of(&w);
                struct import_options o = options(&w);
                lseek(fd, 0, SEEK_SET);
                _exit(import_tickets(&w.c, fd, &o, &s) == ST_OK ? 0 : 1);
        }
        assert_true(child > 0);
        if (kill_ms) {
                usleep((useconds_t)kill_ms * 1000);
                kill(child, SIGKILL);
        }
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how) || WEXITSTATUS(how) == 0);
        return WIFSIGNALED(how);
}

static void resumes_after_kill(enum db_engine e)
{
        struct world w = {.arena = arena_new(256u << 20)};
        struct import_state s;
        testdb_open(e, &w.pool, &w.spare);
        int fd = many_file(w.arena);
        assert_true(child_runs(w.arena, fd, 2, 0)); /* dies after its second batch */
        for (int ms = 40; ms < 400 && child_runs(w.arena, fd, 0, ms); ms += 60)
                continue;
        app_of(&w);
        int64_t before = count(&w, "SELECT COUNT(*) FROM ticket");
        assert_true(before >= 1990);
        struct import_options o = options(&w);
        lseek(fd, 0, SEEK_SET);
        assert_int_equal(import_tickets(&w.c, fd, &o, &s), ST_OK);
        close(fd);
        assert_true(s.already || s.skipped >= 2000);
        assert_int_equal(s.loaded, MANY);
        assert_int_equal(s.refused, 4);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), MANY);
        assert_int_equal(count(&w, "SELECT COUNT(DISTINCT subject) FROM ticket"), MANY);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM entry WHERE kind = 10"), MANY);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM clock"), 2 * MANY);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM person"), 97 + 7);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM support_group"), 1 + 5);
        world_close(&w);
}
TESTDB_BOTH(resumes_after_kill)

static void a_part_is_not_taken_back(enum db_engine e)
{
        struct world w = {.arena = arena_new(256u << 20)};
        struct import_state s;
        testdb_open(e, &w.pool, &w.spare);
        int fd = many_file(w.arena);
        assert_true(child_runs(w.arena, fd, 1, 0));
        app_of(&w);
        struct import_options o = options(&w);
        o.all_or_nothing = true;
        lseek(fd, 0, SEEK_SET);
        /* half of it is in already: all or nothing cannot be kept any more */
        assert_int_equal(import_tickets(&w.c, fd, &o, &s), ST_CONFLICT);
        assert_non_null(s.why);
        close(fd);
        world_close(&w);
}
TESTDB_BOTH(a_part_is_not_taken_back)

/* A pipe cannot be recognised: it is read once, and twice if it comes twice. */
static void reads_a_pipe(enum db_engine e)
{
        struct world w;
        struct import_state s;
        world_open(&w, e);
        struct import_options o = options(&w);
        for (int i = 0; i < 2; i++) {
                int ends[2];
                assert_int_equal(pipe(ends), 0);
                assert_int_equal(write(ends[1], good, sizeof good - 1), (ssize_t)(sizeof good - 1));
                close(ends[1]);
                assert_int_equal(import_tickets(&w.c, ends[0], &o, &s), ST_OK);
                close(ends[0]);
                assert_int_equal(s.loaded, 4);
                assert_int_equal(s.size, 0);
        }
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 8);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM import_run"), 0);
        world_close(&w);
}
TESTDB_BOTH(reads_a_pipe)

static void only_the_system_imports(enum db_engine e)
{
        struct world w;
        struct import_state s;
        struct actor agent = {.person_id = 1, .roles = ROLE_ADMIN, .prefs = "{}"};
        world_open(&w, e);
        struct import_options o = options(&w);
        w.c.actor = &agent;
        int fd = file_of(good, sizeof good - 1);
        assert_int_equal(import_tickets(&w.c, fd, &o, &s), ST_DENIED);
        close(fd);
        w.c.actor = &actor_system;
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 0);
        world_close(&w);
}
TESTDB_BOTH(only_the_system_imports)

/* ---- lines -------------------------------------------------------------------------------------------------------- */

static void lines_of(const char *bytes, size_t n, size_t max, const char *const *wanted, size_t n_wanted)
{
        int fd = file_of(bytes, n);
        struct lines *l = lines_new(fd, max);
        struct line line;
        for (size_t i = 0; i < n_wanted; i++) {
                assert_int_equal(lines_next(l, &line), ST_OK);
                assert_int_equal(line.number, i + 1);
                assert_int_equal(line.too_long, wanted[i] == NULL);
                if (!wanted[i])
                        continue;
                assert_int_equal(line.n, strlen(wanted[i]));
                assert_memory_equal(line.p, wanted[i], line.n);
        }
        assert_int_equal(lines_next(l, &line), ST_NOT_FOUND);
        assert_int_equal(lines_bytes(l), n);
        lines_free(&l);
        close(fd);
}

static void finds_lines(void **state)
{
        static const char *const plain[] = {"a", "", "b"};
        lines_of("a\n\r\nb", 5, 100, plain, 3);
        lines_of("", 0, 100, NULL, 0);
        static const char *const one_end[] = {"a"};
        lines_of("a\n", 2, 100, one_end, 1);
        /* at the ceiling, one over it, far over it, without an end */
        struct arena *a = arena_new(64u << 20);
        char *big = arena_alloc(a, 300001);
        memset(big, 'x', 300000);
        const char *ten = "xxxxxxxxxx";
        const char *const limits[] = {ten, NULL, "ok", NULL, "ok"};
        const char *text = arena_fmt(a, "%s\n%sx\nok\n%s\nok", ten, ten, big);
        lines_of(text, strlen(text), 10, limits, 5);
        const char *const endless[] = {"ok", NULL};
        text = arena_fmt(a, "ok\n%s", big);
        lines_of(text, strlen(text), 10, endless, 2);
        arena_free(&a);
}

static void cleans_what_it_reads(void **state)
{
        struct arena *a = arena_new(16u << 20);
        struct import_ticket t;
        const char *why = NULL;
        /* a bidirectional override and a zero-width space in the subject, a folded login */
        const char line[] = "{\"subject\":\"Fac\xe2\x80\xae" "ture\xe2\x80\x8b\",\"body\":\"a\\r\\nb\",\"requester\":{\"login\":\"ICaron\"},"
                            "\"state\":\"closed\",\"created_at\":\"2026-01-09T15:00:00Z\",\"closed_at\":\"2026-01-02T15:00:00Z\"}";
        assert_int_equal(import_line(a, line, sizeof line - 1, at("2026-02-01T00:00:00Z"), &t, &why), ST_OK);
        assert_null(why);
        assert_string_equal(t.subject, "Facture");
        assert_string_equal(t.body, "a\nb");
        assert_string_equal(t.requester.login, "icaron");
        assert_int_equal(t.kind, TICKET_INCIDENT);
        assert_int_equal(t.channel, CHANNEL_IMPORT);
        assert_int_equal(t.closed_at, t.created_at); /* never before it was made */
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(finds_lines), cmocka_unit_test(cleans_what_it_reads), TESTDB_RUN(brings_everything),
                TESTDB_RUN(refuses_line_by_line), TESTDB_RUN(all_or_nothing_keeps_nothing), TESTDB_RUN(resumes_after_kill),
                TESTDB_RUN(a_part_is_not_taken_back), TESTDB_RUN(reads_a_pipe), TESTDB_RUN(only_the_system_imports)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
