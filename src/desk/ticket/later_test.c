/* Files, drafts, replies that can be taken back, closing by itself, imports: on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/ticket/test_world.h"

/* ---- files --------------------------------------------------------------------------------------------- */

static void upload(struct world *w, const char *name, const char *type, const char *content)
{
        struct http_upload *u = ARENA_NEW(w->arena, struct http_upload);
        const char *path = arena_fmt(w->arena, "%s/tmp/up-%s", w->data, random_token(w->arena));
        int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, content, strlen(content)), strlen(content));
        close(fd);
        *u = (struct http_upload){.field = "files", .name = name, .type = type, .path = path, .size = (int64_t)strlen(content)};
        digest(content, strlen(content), u->sha256);
        w->req.upload = u;
        w->req.n_upload = 1;
}

static const char *header(const struct http_response *r, const char *name)
{
        for (size_t i = 0; i < r->n_header; i++)
                if (strcasecmp(r->header[i].name, name) == 0)
                        return r->header[i].value;
        return "";
}

static void files(enum db_engine e)
{
        struct world w;
        struct entry *entries;
        size_t n, n_ids;
        bool more;
        int64_t *ids;
        struct entry_draft note = {.body = "Capture du serveur"};
        char text[16] = "";

        world_open(&w, e);
        upload(&w, "C:\\photos\\..\\écran \"1\".html", "text/html", "<script>alert(1)</script>");
        struct ticket t = ticket_of_ines(&w, "Avec un fichier", w.wifi, -1);
        w.req.n_upload = 0;
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 10, &entries, &n, &more), ST_OK);
        assert_int_equal(entries[0].n_files, 1);
        const struct attachment *f = &entries[0].files[0];
        assert_string_equal(f->name, "écran _1_.html");
        assert_string_equal(f->size_text, "25\u00a0o");
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_attachment_send(&w.c, f->id), ST_OK);
        assert_string_equal(w.res.type, "application/octet-stream");
        assert_string_equal(header(&w.res, "Content-Disposition"),
                            "attachment; filename=\"_cran _1_.html\"; filename*=UTF-8''%C3%A9cran%20_1_.html");
        assert_string_equal(header(&w.res, "X-Content-Type-Options"), "nosniff");
        assert_non_null(strstr(header(&w.res, "Content-Security-Policy"), "sandbox"));
        assert_int_equal(w.res.fd_size, 25);
        assert_int_equal(read(w.res.fd, text, 8), 8);
        assert_string_equal(text, "<script>");
        close(w.res.fd);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_attachment_send(&w.c, f->id), ST_NOT_FOUND);
        EXPECT(&w, ticket_attachment_send(&w.c, 424242), ST_NOT_FOUND);
        /* a file of a note is the desk's */
        as_agent(&w, w.agent_net);
        upload(&w, "journal.txt", "text/plain", "secret");
        EXPECT(&w, ticket_attach_uploads(&w.c, &t, false, 0, &ids, &n_ids), ST_OK);
        w.req.n_upload = 0;
        note.attach = ids;
        note.n_attach = n_ids;
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        EXPECT(&w, ticket_attachment_send(&w.c, ids[0]), ST_OK);
        close(w.res.fd);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_attachment_send(&w.c, ids[0]), ST_NOT_FOUND);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_attachment_send(&w.c, ids[0]), ST_NOT_FOUND);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM attachment WHERE entry_id IS NOT NULL"), 2);
        world_close(&w);
}

static void file_names(void **state)
{
        struct arena *a = arena_new(1u << 20);
        struct ctx c = {.arena = a};
        static const struct {
                const char *sent, *kept;
        } name[] = {
                {"a.png", "a.png"},       {"../../etc/passwd", "passwd"}, {"/", "fichier"},      {"..", "fichier"},
                {".htaccess", "htaccess"}, {"a\r\nSet-Cookie: x", "a Set-Cookie_ x"},             {"", "fichier"},
                {"x\u202Egpj.exe", "xgpj.exe"}, {"a;b\"c", "a_b_c"},         {NULL, "fichier"},
        };
        static const struct {
                const char *sent, *kept;
        } type[] = {
                {"image/png", "image/png"},       {"IMAGE/PNG; x=y", "image/png"}, {"text/html\r\nX: y", "application/octet-stream"},
                {"", "application/octet-stream"}, {"a/b/c", "application/octet-stream"}, {"/x", "application/octet-stream"},
                {"x/", "application/octet-stream"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(name); i++)
                assert_string_equal(attachment_name(&c, name[i].sent), name[i].kept);
        for (size_t i = 0; i < ARRAY_LEN(type); i++)
                assert_string_equal(attachment_type(&c, type[i].sent), type[i].kept);
        char *lon = arena_alloc(a, 2001);
        for (int i = 0; i < 1000; i++)
                memcpy(lon + 2 * i, "é", 2);
        const char *kept = attachment_name(&c, lon);
        assert_int_equal(strlen(kept), 200);
        assert_true(utf8_valid(kept, 200));
        arena_free(&a);
}

static size_t stored_files(struct world *w)
{
        size_t n = 0;
        struct stat s;
        int64_t rows = count_of(w, "SELECT COUNT(*) FROM attachment");
        static const struct db_stmt all = {"", "SELECT id, ticket_id, entry_id, size, is_public, evidence, name, type, file"
                                               " FROM attachment ORDER BY id"};
        static const struct db_col cols[] = {
                DB_COL_I64(struct attachment, id), DB_COL_I64(struct attachment, ticket_id), DB_COL_I64(struct attachment, entry_id),
                DB_COL_I64(struct attachment, size), DB_COL_I64(struct attachment, is_public), DB_COL_I64(struct attachment, evidence),
                DB_COL_TEXT(struct attachment, name), DB_COL_TEXT(struct attachment, type), DB_COL_TEXT(struct attachment, file),
                DB_COL_END};
        struct attachment *f;

        EXPECT(w, db_all(w->db, w->arena, &all, DB_NO_ARGS, cols, sizeof *f, 100, &f, &n), ST_OK);
        assert_int_equal(n, rows);
        size_t there = 0;
        for (size_t i = 0; i < n; i++)
                there += stat(arena_fmt(w->arena, "%s/files/%.2s/%s", w->data, f[i].file, f[i].file), &s) == 0;
        return there;
}

/* What never got a row goes after a day, all the rest stays. */
static void sweep(enum db_engine e)
{
        struct world w;
        struct stat s;

        world_open(&w, e);
        upload(&w, "a.txt", "text/plain", "gardé");
        ticket_of_ines(&w, "Un", w.wifi, -1);
        w.req.n_upload = 0;
        const char *orphan = arena_fmt(w.arena, "%s/files/ab/ab%062d-%s", w.data, 0, random_token(w.arena));
        const char *other = arena_fmt(w.arena, "%s/files/ab/README", w.data);
        mkdir(arena_fmt(w.arena, "%s/files/ab", w.data), 0700);
        close(open(orphan, O_CREAT | O_WRONLY, 0600));
        close(open(other, O_CREAT | O_WRONLY, 0600));
        w.c.now = moment_now() + HOUR_MS;
        for (int i = 0; i < 256; i++, w.c.now += 5 * MINUTE_MS)
                if (w.c.now < moment_now() + DAY_MS - 10 * MINUTE_MS)
                        EXPECT(&w, attach_sweep(&w.c, NULL), ST_OK);
        assert_int_equal(stat(orphan, &s), 0);
        for (int i = 0; i < 300; i++, w.c.now += 5 * MINUTE_MS)
                EXPECT(&w, attach_sweep(&w.c, NULL), ST_OK);
        assert_int_not_equal(stat(orphan, &s), 0);
        assert_int_equal(stat(other, &s), 0);
        assert_int_equal(stored_files(&w), 1);
        world_close(&w);
}

/* A refused draft leaves no file behind. */
static void refused_file(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Refusé", .confidential = -1};
        struct stat s;

        world_open(&w, e);
        upload(&w, "a.txt", "text/plain", "x");
        spy.refuse = ST_CONFLICT; /* a hook says no, after the file went in */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_CONFLICT);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM attachment"), 0);
        const char *dir = arena_fmt(w.arena, "%s/files/%.2s", w.data, hex(w.arena, w.req.upload[0].sha256, 1));
        assert_int_equal(rmdir(dir), 0); /* empty */
        assert_int_equal(stat(w.req.upload[0].path, &s), 0); /* still there: the request may run again */
        spy.refuse = ST_OK;
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        assert_int_equal(stored_files(&w), 1);
        world_close(&w);
}

/* ---- drafts ------------------------------------------------------------------------------------------------ */

static void drafts(enum db_engine e)
{
        struct world w;
        const char *body;
        char *huge, *place;

        world_open(&w, e);
        as_requester(&w, w.ines);
        EXPECT(&w, draft_load(&w.c, "new", &body), ST_NOT_FOUND);
        EXPECT(&w, draft_save(&w.c, "new", "Bonjour"), ST_OK);
        EXPECT(&w, draft_save(&w.c, "new", "Bonjour à tous"), ST_OK);
        EXPECT(&w, draft_load(&w.c, "new", &body), ST_OK);
        assert_string_equal(body, "Bonjour à tous");
        as_requester(&w, w.paul);
        EXPECT(&w, draft_load(&w.c, "new", &body), ST_NOT_FOUND);
        as_requester(&w, w.ines);
        EXPECT(&w, draft_save(&w.c, "new", "  "), ST_OK); /* blank drops it */
        EXPECT(&w, draft_load(&w.c, "new", &body), ST_NOT_FOUND);
        EXPECT(&w, draft_save(&w.c, "send:1", "x"), ST_INVALID);
        EXPECT(&w, draft_save(&w.c, "", "x"), ST_INVALID);
        huge = arena_alloc(w.arena, MAX_BODY_BYTES + 2);
        memset(huge, 'x', MAX_BODY_BYTES + 1);
        EXPECT(&w, draft_save(&w.c, "new", huge), ST_INVALID);
        as_requester(&w, w.ines);
        huge[MAX_BODY_BYTES] = 0;
        EXPECT(&w, draft_save(&w.c, "new", huge), ST_OK);
        place = arena_strn(w.arena, huge, 81);
        EXPECT(&w, draft_save(&w.c, place, "x"), ST_INVALID);
        EXPECT(&w, draft_drop(&w.c, "new"), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM draft"), 0);
        world_close(&w);
}

static int run_jobs(struct world *w, int64_t at)
{
        const struct actor *actor = w->c.actor;
        int64_t now = w->c.now;
        int ran;

        w->c.now = at;
        w->c.actor = &actor_system;
        EXPECT(w, job_run_due(&w->c, 50, &ran), ST_OK);
        w->c.now = now;
        w->c.actor = actor;
        return ran;
}

static void reply_later(enum db_engine e)
{
        struct world w;
        struct entry *entries;
        size_t n;
        bool more;
        int64_t send_at;
        const char *body;
        struct reply_draft first = {.body = "Je regarde"}, solved = {.body = "Borne remplacée", .state = STATE_RESOLVED};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Répondre", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_reply_later(&w.c, &t, &first, &send_at), ST_OK);
        assert_int_equal(send_at, w.c.now + 10000);
        assert_int_equal(run_jobs(&w, send_at - 1), 0);
        /* what was typed since stays, behind it; whoever is not the author finds nothing to take back */
        EXPECT(&w, ticket_draft_save(&w.c, &t, "reply", "puis ceci"), ST_OK);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ_ALL, &t), ST_OK);
        EXPECT(&w, ticket_reply_undo(&w.c, &t, &body), ST_CONFLICT);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        EXPECT(&w, ticket_reply_undo(&w.c, &t, &body), ST_DENIED);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM draft WHERE send_at IS NOT NULL"), 1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ_ALL, &t), ST_OK);
        EXPECT(&w, ticket_reply_undo(&w.c, &t, &body), ST_OK);
        assert_string_equal(body, "Je regarde\n\npuis ceci");
        EXPECT(&w, ticket_reply_undo(&w.c, &t, &body), ST_CONFLICT);
        assert_int_equal(run_jobs(&w, send_at + 1), 0);
        EXPECT(&w, ticket_draft_load(&w.c, &t, "reply", &body), ST_OK); /* not lost */
        assert_string_equal(body, "Je regarde\n\npuis ceci");
        EXPECT(&w, ticket_draft_drop(&w.c, &t, "reply"), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE kind = 10"), 0);
        /* two within ten seconds keep their order; the second resolves */
        EXPECT(&w, ticket_reply_later(&w.c, &t, &first, &send_at), ST_OK);
        w.c.now += 3000;
        EXPECT(&w, ticket_reply_later(&w.c, &t, &solved, &send_at), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE kind = 10"), 1);
        assert_int_equal(run_jobs(&w, send_at + 5000), 1);
        t = fresh(&w, t.id);
        assert_int_equal(t.state, STATE_RESOLVED);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ_ALL, &t), ST_OK);
        EXPECT(&w, ticket_reply_undo(&w.c, &t, &body), ST_CONFLICT);
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 50, &entries, &n, &more), ST_OK);
        size_t said = 0;
        for (size_t i = 0; i < n; i++)
                if (entries[i].kind == ENTRY_COMMENT) {
                        assert_string_equal(entries[i].body, said ? "Borne remplacée" : "Je regarde");
                        assert_int_equal(entries[i].at, send_at - 10000 - (said ? 0 : 3000)); /* when it was typed */
                        assert_string_equal(entries[i].author_login, "crey");
                        said++;
                }
        assert_int_equal(said, 2);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_reply_later(&w.c, &t, &first, &send_at), ST_NOT_FOUND);
        world_close(&w);
}

/* Rights lost within the ten seconds: nothing is said, nothing is lost. */
static void reply_refused(enum db_engine e)
{
        struct world w;
        int64_t send_at;
        const char *body;
        struct reply_draft reply = {.body = "Trop tard"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Rendu", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_reply_later(&w.c, &t, &reply, &send_at), ST_OK);
        as_agent(&w, w.agent_el);
        EXPECT(&w, ticket_assign(&w.c, &t, w.pay, 0, 0), ST_OK);
        as_agent(&w, w.agent_net);
        assert_int_equal(run_jobs(&w, send_at), 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE kind = 10"), 0);
        EXPECT(&w, draft_load(&w.c, arena_fmt(w.arena, "reply:%lld", (long long)t.id), &body), ST_OK);
        assert_string_equal(body, "Trop tard");
        world_close(&w);
}

/* ---- closing, imports --------------------------------------------------------------------------------------- */

static void closing(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Silence", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Fait", 0), ST_OK);
        as_system(&w);
        w.c.now += 7 * DAY_MS - 1;
        EXPECT(&w, autoclose(&w.c, NULL), ST_OK);
        assert_int_equal(fresh(&w, t.id).state, STATE_RESOLVED);
        w.c.now += 2;
        EXPECT(&w, autoclose(&w.c, NULL), ST_OK);
        t = fresh(&w, t.id);
        assert_int_equal(t.state, STATE_CLOSED);
        assert_int_equal(t.closed_at, w.c.now);
        world_close(&w);
}

static void import(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct ticket_page page;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Ancien", .confidential = -1, .state = STATE_CLOSED,
                                 .created_at = 1000, .quiet = true, .channel = CHANNEL_IMPORT};
        struct ticket_query q = {.view = "requested", .q = "vieillerie"};

        world_open(&w, e);
        d.requester_id = w.ines;
        as_system(&w);
        {
                DB_TX(tx, w.db);
                int64_t before = db_count(w.db);
                EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
                assert_true(db_count(w.db) - before <= 7);
                struct entry_draft entry = {.body = "Une vieillerie", .is_public = true, .author_id = w.agent_net, .at = 2000};
                EXPECT(&w, ticket_import_entry(&w.c, t.id, &entry), ST_OK);
                EXPECT(&w, ticket_reindex(&w.c, t.id), ST_OK);
                EXPECT(&w, db_commit(&tx), ST_OK);
        }
        assert_int_equal(spy.n, 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM event WHERE kind NOT IN (40, 60)"), 0); /* 40: rights of the people above are told; 60 tells nobody */
        t = fresh(&w, t.id);
        assert_int_equal(t.created_at, 1000);
        assert_int_equal(t.closed_at, 1000);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 1);
        struct entry_draft forged = {.body = "x", .is_public = true, .author_id = w.agent_net, .at = 5};
        EXPECT(&w, ticket_import_entry(&w.c, t.id, &forged), ST_DENIED);
        world_close(&w);
}

TESTDB_BOTH(files)
TESTDB_BOTH(sweep)
TESTDB_BOTH(refused_file)
TESTDB_BOTH(drafts)
TESTDB_BOTH(reply_later)
TESTDB_BOTH(reply_refused)
TESTDB_BOTH(closing)
TESTDB_BOTH(import)

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(file_names), TESTDB_RUN(files),   TESTDB_RUN(sweep),
                                           TESTDB_RUN(refused_file),     TESTDB_RUN(drafts),  TESTDB_RUN(reply_later),
                                           TESTDB_RUN(reply_refused),    TESTDB_RUN(closing), TESTDB_RUN(import)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
