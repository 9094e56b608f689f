/* What programs ask around a ticket, through the whole program, on both engines. */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/admin/test_browser.h"
#include "desk/ticket/list_export.h"

struct api {
        struct browser w;
        const char *t;  /* number of a ticket of ines */
        char *data;     /* a data folder of its own */
};

static int call(struct api *a, enum http_method m, const char *path, const char *json)
{
        return browser_call(&a->w, m, arena_fmt(a->w.arena, "/api/v1/%s", path), NULL, json);
}

static int of(struct api *a, enum http_method m, const char *what, const char *json)
{
        return call(a, m, arena_fmt(a->w.arena, "tickets/%s/%s", a->t, what), json);
}

/* Text of a member of the last answer. */
static const char *said(struct api *a, const char *name)
{
        const char *begins = arena_fmt(a->w.arena, "\"%s\":\"", name);
        const char *at = strstr(a->w.res->body.p, begins);

        assert_non_null(at);
        return arena_strn(a->w.arena, at + strlen(begins), strcspn(at + strlen(begins), "\""));
}

static int64_t count(struct api *a, const char *sql)
{
        const struct db_stmt s = {"api_test", sql};
        int64_t n = -1;

        assert_int_equal(db_i64(a->w.c.db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

/* ada and lea administer, ines asks. */
static void open_api(struct api *a, enum db_engine e)
{
        memset(a, 0, sizeof *a);
        browser_open(&a->w, e);
        a->data = arena_fmt(a->w.arena, "%s", "/tmp/guichet-api-XXXXXX");
        assert_non_null(mkdtemp(a->data));
        assert_int_equal(mkdir(arena_fmt(a->w.arena, "%s/tmp", a->data), 0700), 0);
        assert_int_equal(mkdir(arena_fmt(a->w.arena, "%s/exports", a->data), 0700), 0);
        assert_int_equal(mkdir(arena_fmt(a->w.arena, "%s/files", a->data), 0700), 0);
        a->w.app->cfg.data = a->data;
        browser_person(&a->w, "ada", "Ada Min", "admin");
        browser_person(&a->w, "lea", "Léa Min", "admin");
        browser_person(&a->w, "ines", "Inès Dubois", NULL);
        browser_sign_in(&a->w, "ines");
        assert_int_equal(call(a, HTTP_POST, "incidents", "{\"subject\":\"Le wifi\"}"), 201);
        a->t = said(a, "number");
        browser_sign_in(&a->w, "ada");
}

static int gone(const char *path, const struct stat *st, int kind, struct FTW *at)
{
        (void)st, (void)kind, (void)at;
        return remove(path);
}

static void close_api(struct api *a)
{
        assert_int_equal(nftw(a->data, gone, 8, FTW_DEPTH | FTW_PHYS), 0);
        browser_close(&a->w);
}

static void drafts(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        assert_int_equal(of(&a, HTTP_GET, "drafts/reply", NULL), 404);
        assert_int_equal(of(&a, HTTP_PUT, "drafts/reply", "{}"), 422);
        assert_int_equal(of(&a, HTTP_PUT, "drafts/else", "{\"body\":\"x\"}"), 404);
        assert_int_equal(of(&a, HTTP_PUT, "drafts/reply", "{\"body\":\"Bonjour\"}"), 200);
        assert_int_equal(of(&a, HTTP_PUT, "drafts/note", "{\"body\":\"Entre nous\"}"), 200);
        assert_string_equal(said(&a, "body"), "Entre nous");
        assert_int_equal(of(&a, HTTP_GET, "drafts/reply", NULL), 200);
        assert_string_equal(said(&a, "body"), "Bonjour");
        /* the page shows the same words */
        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/tickets/%s", a.t)), 200);
        assert_true(browser_shows(&a.w, "Bonjour") && browser_shows(&a.w, "Entre nous"));
        browser_sign_in(&a.w, "lea");
        assert_int_equal(of(&a, HTTP_GET, "drafts/reply", NULL), 404);
        assert_int_equal(of(&a, HTTP_DELETE, "drafts/reply", NULL), 404);
        browser_sign_in(&a.w, "ines");
        assert_int_equal(of(&a, HTTP_PUT, "drafts/note", "{\"body\":\"x\"}"), 404);
        browser_sign_in(&a.w, "ada");
        assert_int_equal(of(&a, HTTP_PUT, "drafts/note", "{\"body\":\"  \"}"), 204);
        assert_int_equal(of(&a, HTTP_GET, "drafts/note", NULL), 404);
        assert_int_equal(of(&a, HTTP_DELETE, "drafts/reply", NULL), 204);
        assert_int_equal(of(&a, HTTP_DELETE, "drafts/reply", NULL), 404);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM draft"), 0);
        close_api(&a);
}
TESTDB_BOTH(drafts)

static void new_request(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        browser_sign_in(&a.w, "ines");
        assert_int_equal(call(&a, HTTP_GET, "services", NULL), 200);
        const char *code = said(&a, "code"), *path = arena_fmt(a.w.arena, "services/%s/draft", code);
        assert_int_equal(call(&a, HTTP_GET, path, NULL), 404);
        assert_int_equal(call(&a, HTTP_PUT, "services/rien/draft", "{\"body\":\"x\"}"), 404);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM draft"), 0);
        assert_int_equal(call(&a, HTTP_PUT, path, "{\"body\":\"Je voudrais\"}"), 200);
        assert_string_equal(said(&a, "mode"), "new");
        assert_string_equal(said(&a, "body"), "Je voudrais");
        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/services/%s/new", code)), 200);
        assert_true(browser_shows(&a.w, "Je voudrais"));
        browser_sign_in(&a.w, "lea");
        assert_int_equal(call(&a, HTTP_GET, path, NULL), 404);
        browser_sign_in(&a.w, "ines");
        assert_int_equal(call(&a, HTTP_DELETE, path, NULL), 204);
        assert_int_equal(call(&a, HTTP_DELETE, path, NULL), 404);
        close_api(&a);
}
TESTDB_BOTH(new_request)

static void leave(struct api *a)
{
        int64_t then = a->w.c.now;
        int ran;

        a->w.c.now = moment_now() + 11000;
        assert_int_equal(job_run_due(&a->w.c, 50, &ran), ST_OK);
        a->w.c.now = then;
}

static void taken_back(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        assert_int_equal(of(&a, HTTP_DELETE, "comments", NULL), 409);
        assert_int_equal(of(&a, HTTP_POST, "comments", "{\"body\":\"Trop vite\",\"later\":true}"), 202);
        assert_true(*said(&a, "send_at"));
        assert_int_equal(of(&a, HTTP_PUT, "drafts/reply", "{\"body\":\"puis ceci\"}"), 200);
        /* nobody else learns that one waits */
        browser_sign_in(&a.w, "lea");
        assert_int_equal(of(&a, HTTP_DELETE, "comments", NULL), 409);
        assert_false(browser_shows(&a.w, "Trop vite"));
        browser_sign_in(&a.w, "ines");
        assert_int_equal(of(&a, HTTP_DELETE, "comments", NULL), 404);
        assert_int_equal(of(&a, HTTP_POST, "comments", "{\"body\":\"x\",\"later\":true}"), 403);
        browser_sign_in(&a.w, "ada");
        assert_int_equal(of(&a, HTTP_DELETE, "comments", NULL), 200);
        assert_string_equal(said(&a, "body"), "Trop vite\\n\\npuis ceci");
        leave(&a);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM entry WHERE kind = 10"), 0);
        assert_int_equal(of(&a, HTTP_POST, "comments", "{\"body\":\"Pour de bon\",\"later\":true}"), 202);
        leave(&a);
        assert_int_equal(of(&a, HTTP_DELETE, "comments", NULL), 409);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM entry WHERE kind = 10"), 1);
        close_api(&a);
}
TESTDB_BOTH(taken_back)

static int attach(struct api *a, const char *name, const char *content)
{
        struct http_upload *u = ARENA_NEW(a->w.arena, struct http_upload);
        const char *path = arena_fmt(a->w.arena, "%s/tmp/up-%s", a->data, random_token(a->w.arena));
        int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, content, strlen(content)), strlen(content));
        close(fd);
        *u = (struct http_upload){.field = "files", .name = name, .type = "text/plain", .path = path, .size = (int64_t)strlen(content)};
        digest(content, strlen(content), u->sha256);
        a->w.upload = u;
        int code = of(a, HTTP_POST, "attachments", NULL);
        (void)unlink(path);
        return code;
}

/* What is of another kind than its member is refused, all of it at once: it would count as absent, or as no. */
static void kinds(enum db_engine e)
{
        static const char *const wrong[] = {"subject", "confidential", "requester", "channel", "course", "service", "description"};
        struct api a;

        open_api(&a, e);
        assert_int_equal(call(&a, HTTP_POST, "incidents", "{\"subject\":[\"x\"],\"description\":{},\"confidential\":\"oui\",\"requester\":7,\"channel\":\"pigeon\","
                                                          "\"course\":\"RIEN0\",\"service\":\"rien\"}"), 422);
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_true(browser_shows(&a.w, arena_fmt(a.w.arena, "\"field\":\"%s\"", wrong[i])));
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM ticket"), 1);
        const char *ticket = arena_fmt(a.w.arena, "tickets/%s", a.t);
        assert_int_equal(call(&a, HTTP_PATCH, ticket, "{\"subject\":\"Autre\",\"confidential\":1,\"service\":7,\"channel\":[]}"), 422);
        assert_true(browser_shows(&a.w, "\"field\":\"confidential\"") && browser_shows(&a.w, "\"field\":\"service\"") && browser_shows(&a.w, "\"field\":\"channel\""));
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM ticket WHERE subject = 'Le wifi'"), 1);
        assert_int_equal(of(&a, HTTP_POST, "comments", "{\"body\":\"x\",\"later\":\"oui\"}"), 422);
        assert_true(browser_shows(&a.w, "\"field\":\"later\""));
        close_api(&a);
}
TESTDB_BOTH(kinds)

/* The same key gives the same answer, its version and its address with it. */
static void same_answer(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        a.w.key = "un";
        assert_int_equal(call(&a, HTTP_POST, "incidents", "{\"subject\":\"Une fois\"}"), 201);
        const char *etag = arena_str(a.w.arena, browser_header(&a.w, "ETag")), *where = arena_str(a.w.arena, browser_header(&a.w, "Location"));
        const char *body = arena_str(a.w.arena, a.w.res->body.p);
        assert_int_equal(call(&a, HTTP_POST, "incidents", "{\"subject\":\"Une fois\"}"), 201);
        assert_string_equal(browser_header(&a.w, "Idempotency-Replayed"), "true");
        assert_string_equal(browser_header(&a.w, "ETag"), etag);
        assert_string_equal(browser_header(&a.w, "Location"), where);
        assert_string_equal(a.w.res->body.p, body);
        a.w.key = NULL;
        /* what an address answers to is said with the refusal */
        assert_int_equal(call(&a, HTTP_PUT, "incidents", "{}"), 405);
        assert_string_equal(browser_header(&a.w, "Allow"), "GET, HEAD, POST");
        assert_int_equal(browser_get(&a.w, "/api/v1/courses?cursor=zz"), 422);
        /* a form is no call, except where files are sent */
        assert_int_equal(POST(&a.w, "/api/v1/incidents", F("subject", "Par formulaire")), 415);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM ticket"), 2);
        close_api(&a);
}
TESTDB_BOTH(same_answer)

/* A key goes with one file: the same again is not kept twice, another one is not taken for it. */
static void files_apart(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        a.w.key = "file-1";
        assert_int_equal(attach(&a, "preuve.txt", "une"), 201);
        assert_int_equal(attach(&a, "preuve.txt", "une"), 201);
        assert_string_equal(browser_header(&a.w, "Idempotency-Replayed"), "true");
        assert_int_equal(attach(&a, "preuve.txt", "deux"), 422);
        assert_int_equal(attach(&a, "autre.txt", "une"), 422);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM attachment"), 1);
        a.w.key = NULL;
        close_api(&a);
}
TESTDB_BOTH(files_apart)

/* The link is told once: nothing that is kept holds it, the memory of Idempotency-Key included. */
static void link_once(enum db_engine e)
{
        struct api a;
        const char *who = "{\"who\":\"tuteur@ecole.example\",\"name\":\"Jean Tuteur\"}";

        open_api(&a, e);
        a.w.key = "k-1";
        assert_int_equal(of(&a, HTTP_POST, "invited", who), 201);
        const char *link = said(&a, "link"), *secret = strrchr(link, '/') + 1, *id = arena_fmt(a.w.arena, "%lld",
                (long long)count(&a, "SELECT person_id FROM ticket_person WHERE part = 50"));
        assert_int_equal(strlen(secret), 43);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM idempotency WHERE status = 201 AND reply = ''"), 1);
        assert_int_equal(count(&a, arena_fmt(a.w.arena, "SELECT COUNT(*) FROM idempotency WHERE reply LIKE '%%%s%%'", secret)), 0);
        /* the same request again: it was done, once, and what it said is gone */
        assert_int_equal(of(&a, HTTP_POST, "invited", who), 409);
        assert_false(browser_shows(&a.w, secret));
        assert_string_equal(browser_header(&a.w, "Idempotency-Replayed"), "true");
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM token WHERE use = 'invite'"), 1);
        assert_int_equal(of(&a, HTTP_POST, "invited", "{\"who\":\"lea\"}"), 422); /* the key is another request's */
        browser_sign_out(&a.w);
        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/i/%s", secret)), 200);
        browser_sign_in(&a.w, "ada");
        /* another link ends the first; people with an account get none */
        a.w.key = "k-2";
        assert_int_equal(of(&a, HTTP_POST, arena_fmt(a.w.arena, "invited/%s/link", id), NULL), 201);
        const char *second = strrchr(said(&a, "link"), '/') + 1;
        assert_int_equal(of(&a, HTTP_POST, arena_fmt(a.w.arena, "invited/%s/link", id), NULL), 409);
        a.w.key = NULL;
        assert_int_equal(of(&a, HTTP_POST, "invited/999999/link", NULL), 404);
        assert_int_equal(of(&a, HTTP_POST, "invited", "{\"who\":\"\"}"), 422);
        assert_int_equal(of(&a, HTTP_POST, "invited", "{\"who\":\"lea\"}"), 201);
        assert_true(browser_shows(&a.w, "\"link\":null"));
        browser_sign_out(&a.w);
        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/i/%s", secret)), 404);
        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/i/%s", second)), 200);
        close_api(&a);
}
TESTDB_BOTH(link_once)

static void calls(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        assert_int_equal(call(&a, HTTP_GET, "calls", NULL), 200);
        assert_true(browser_shows(&a.w, "\"items\":[]"));
        assert_int_equal(call(&a, HTTP_POST, "calls", "{\"person\":\"Inès\",\"description\":\"Le wifi coupe\",\"service\":\"rien\"}"), 422);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM phone_call"), 0);
        assert_int_equal(call(&a, HTTP_POST, "calls", "{\"person\":\"Inès\",\"description\":\"Le wifi coupe\",\"intervention\":\"use\"}"), 201);
        assert_true(browser_shows(&a.w, "\"parked_at\":null") && browser_shows(&a.w, "\"intervention\":\"use\""));
        const char *one = arena_fmt(a.w.arena, "calls/%lld", (long long)count(&a, "SELECT MAX(id) FROM phone_call"));
        /* another one parks the first; the page has the same two */
        assert_int_equal(call(&a, HTTP_POST, "calls", "{\"person\":\"Théo\"}"), 201);
        const char *two = arena_fmt(a.w.arena, "calls/%lld", (long long)count(&a, "SELECT MAX(id) FROM phone_call"));
        assert_int_equal(browser_get(&a.w, "/calls/new"), 200);
        assert_true(browser_shows(&a.w, "Inès") && browser_shows(&a.w, "Théo"));
        browser_sign_in(&a.w, "lea");
        assert_int_equal(call(&a, HTTP_GET, one, NULL), 404);
        assert_int_equal(call(&a, HTTP_PATCH, one, "{\"person\":\"x\"}"), 404);
        assert_int_equal(call(&a, HTTP_POST, arena_fmt(a.w.arena, "%s/ticket", one), "{}"), 404);
        assert_int_equal(call(&a, HTTP_DELETE, one, NULL), 404);
        browser_sign_in(&a.w, "ada");
        assert_int_equal(call(&a, HTTP_PATCH, one, "{\"parked\":false,\"urgency\":1,\"intervention\":null}"), 200);
        assert_true(browser_shows(&a.w, "Le wifi coupe") && browser_shows(&a.w, "\"parked_at\":null") && browser_shows(&a.w, "\"urgency\":1"));
        assert_false(browser_shows(&a.w, "intervention"));
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM phone_call WHERE parked_at IS NULL"), 1);
        assert_int_equal(call(&a, HTTP_PATCH, one, "{\"parked\":true}"), 200);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM phone_call WHERE parked_at IS NULL"), 0);
        /* all that is missing at once, nothing is opened */
        assert_int_equal(call(&a, HTTP_POST, arena_fmt(a.w.arena, "%s/ticket", two), "{\"person\":null,\"solve\":true}"), 422);
        assert_true(browser_shows(&a.w, "\"person\"") && browser_shows(&a.w, "\"description\"") && browser_shows(&a.w, "\"solution\""));
        assert_int_equal(call(&a, HTTP_POST, arena_fmt(a.w.arena, "%s/ticket", one), "{\"person\":\"Min\"}"), 422);
        assert_true(browser_shows(&a.w, "\"choices\":[{\"pick\":"));
        assert_int_equal(call(&a, HTTP_POST, arena_fmt(a.w.arena, "%s/ticket", one), "{\"person\":\"ines\"}"), 201);
        const char *number = said(&a, "ticket");
        assert_int_equal(call(&a, HTTP_POST, arena_fmt(a.w.arena, "%s/ticket", one), "{\"person\":\"ines\"}"), 200);
        assert_string_equal(said(&a, "ticket"), number);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM ticket WHERE channel = 30"), 1);
        assert_int_equal(call(&a, HTTP_DELETE, two, NULL), 204);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM phone_call"), 0);
        close_api(&a);
}
TESTDB_BOTH(calls)

/* One file of the folder, "" when there is none. */
static const char *file_there(struct api *a, const char *folder, const char *not)
{
        DIR *d = opendir(folder);
        const char *found = "";

        assert_non_null(d);
        for (struct dirent *e = readdir(d); e; e = readdir(d))
                if (e->d_name[0] != '.' && !str_eq(e->d_name, not))
                        found = arena_str(a->w.arena, e->d_name);
        closedir(d);
        return found;
}

static void run_job(struct api *a, const char *name)
{
        const struct job_kind *k = slice_list_export.jobs;
        struct job j = {.kind = name, .key = "", .args = ""};

        while (!str_eq(k->name, name))
                k++;
        assert_int_equal(k->run(&a->w.c, &j), ST_OK);
}

static void put_aside(const char *path, int64_t written)
{
        const struct timespec at[2] = {{.tv_sec = written / SECOND_MS}, {.tv_sec = written / SECOND_MS}};
        int fd = open(path, O_WRONLY | O_CREAT, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, "x", 1), 1);
        assert_int_equal(futimens(fd, at), 0);
        close(fd);
}

static void exports(enum db_engine e)
{
        struct api a;
        int ran;

        open_api(&a, e);
        assert_int_equal(call(&a, HTTP_POST, "exports", "{\"list\":{\"view\":\"all\",\"filters\":[\"x\"]}}"), 422);
        assert_int_equal(call(&a, HTTP_POST, "exports", "{\"format\":\"ods\"}"), 404);
        assert_int_equal(call(&a, HTTP_POST, "exports", "{\"list\":[]}"), 422);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM export_file"), 0);
        assert_int_equal(call(&a, HTTP_POST, "exports", "{\"list\":{\"view\":\"all\"},\"format\":\"csv\",\"columns\":\"all\"}"), 202);
        assert_string_equal(said(&a, "state"), "running");
        const char *one = arena_fmt(a.w.arena, "exports/%lld", (long long)count(&a, "SELECT MAX(id) FROM export_file"));
        assert_int_equal(call(&a, HTTP_GET, arena_fmt(a.w.arena, "%s/file", one), NULL), 404);
        int64_t then = a.w.c.now;
        a.w.c.now = moment_now() + 1000;
        assert_int_equal(job_run_due(&a.w.c, 50, &ran), ST_OK);
        a.w.c.now = then;
        assert_int_equal(call(&a, HTTP_GET, one, NULL), 200);
        assert_string_equal(said(&a, "state"), "done");
        assert_true(browser_shows(&a.w, "\"rows\":1"));
        assert_int_equal(call(&a, HTTP_GET, arena_fmt(a.w.arena, "%s/file", one), NULL), 200);
        assert_true(browser_shows(&a.w, "Le wifi"));
        /* the page is of the same file; nobody else has it */
        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/tickets/%s", one)), 200);
        browser_sign_in(&a.w, "lea");
        assert_int_equal(call(&a, HTTP_GET, one, NULL), 404);
        assert_int_equal(call(&a, HTTP_GET, arena_fmt(a.w.arena, "%s/file", one), NULL), 404);
        assert_int_equal(call(&a, HTTP_GET, "exports", NULL), 200);
        assert_true(browser_shows(&a.w, "\"items\":[]"));
        close_api(&a);
}
TESTDB_BOTH(exports)

/* A crash between the file and its row leaves a file that no row names: it goes when it is old.  What another node writes
 * just now has no row either, and stays. */
static void left_behind(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        const char *folder = arena_fmt(a.w.arena, "%s/exports", a.data), *fresh = random_token(a.w.arena);
        put_aside(arena_fmt(a.w.arena, "%s/%s", folder, random_token(a.w.arena)), a.w.c.now - 3 * DAY_MS);
        put_aside(arena_fmt(a.w.arena, "%s/%s", folder, fresh), a.w.c.now);
        assert_true(*file_there(&a, folder, fresh));
        run_job(&a, "list.export_clean");
        assert_string_equal(file_there(&a, folder, fresh), "");
        assert_string_equal(file_there(&a, folder, ""), fresh);
        close_api(&a);
}
TESTDB_BOTH(left_behind)

/* A list that is read whole is given a page at a time: each member once, in its order. */
static void page_of_articles(enum db_engine e)
{
        static const char *const title[] = {"Alpha note", "Bêta note", "Gamma note"};
        struct api a;

        open_api(&a, e);
        for (size_t i = ARRAY_LEN(title); i-- > 0;)
                assert_int_equal(call(&a, HTTP_POST, "articles", arena_fmt(a.w.arena, "{\"kind\":\"faq\",\"title_fr\":\"%s\",\"body_fr\":\"Ici.\",\"title_en\":\"%s\","
                                 "\"body_en\":\"Here.\",\"audiences\":[\"everyone\"],\"state\":\"published\"}", title[i], title[i])), 201);
        for (size_t q = 0; q < 2; q++) {
                const char *cursor = "", *words = q ? "&q=note" : "";
                size_t seen = 0;
                for (size_t i = 0; i < ARRAY_LEN(title); i++) {
                        assert_int_equal(browser_get(&a.w, arena_fmt(a.w.arena, "/api/v1/articles?kind=faq&limit=1%s&cursor=%s", words, cursor)), 200);
                        for (size_t k = 0; k < ARRAY_LEN(title); k++)
                                seen |= browser_shows(&a.w, title[k]) ? (size_t)1 << k : 0;
                        assert_true(q || browser_shows(&a.w, title[i]));
                        cursor = i + 1 < ARRAY_LEN(title) ? said(&a, "next_cursor") : "";
                }
                assert_true(browser_shows(&a.w, "\"next_cursor\":null"));
                assert_int_equal(seen, 7);
        }
        assert_int_equal(browser_get(&a.w, "/api/v1/articles?q=note&cursor=987654"), 422);
        assert_int_equal(browser_get(&a.w, "/api/v1/articles?cursor=loin"), 422);
        close_api(&a);
}
TESTDB_BOTH(page_of_articles)

static void voices(enum db_engine e)
{
        struct api a;

        open_api(&a, e);
        assert_int_equal(call(&a, HTTP_POST, "articles", "{\"kind\":\"faq\",\"title_fr\":\"Ma note\",\"body_fr\":\"Ici.\",\"title_en\":\"My grade\","
                                                          "\"body_en\":\"Here.\",\"audiences\":[\"everyone\"],\"state\":\"published\"}"), 201);
        const char *slug = said(&a, "slug"), *path = arena_fmt(a.w.arena, "articles/%s/feedback", slug);
        browser_sign_in(&a.w, "ines");
        assert_int_equal(call(&a, HTTP_POST, path, "{\"remark\":\"x\"}"), 422);
        assert_int_equal(call(&a, HTTP_POST, "articles/rien/feedback", "{\"helpful\":true}"), 404);
        assert_int_equal(call(&a, HTTP_POST, "articles/contact/feedback", "{\"helpful\":true}"), 404); /* a page of the site */
        assert_int_equal(call(&a, HTTP_POST, path, "{\"helpful\":false,\"remark\":\"Et l’oral ?\"}"), 204);
        assert_int_equal(call(&a, HTTP_POST, path, "{\"helpful\":true}"), 204);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM article_vote"), 1);
        assert_int_equal(count(&a, "SELECT COUNT(*) FROM article_vote WHERE helpful = 1 AND remark IS NULL"), 1);
        /* who is here */
        assert_int_equal(of(&a, HTTP_GET, "presence", NULL), 404);
        assert_int_equal(of(&a, HTTP_POST, "presence", "{}"), 404);
        browser_sign_in(&a.w, "lea");
        assert_int_equal(of(&a, HTTP_POST, "presence", "{\"typing\":true}"), 204);
        assert_int_equal(of(&a, HTTP_GET, "presence", NULL), 200);
        assert_true(browser_shows(&a.w, "\"items\":[]"));
        browser_sign_in(&a.w, "ada");
        assert_int_equal(of(&a, HTTP_GET, "presence", NULL), 200);
        assert_true(browser_shows(&a.w, "{\"name\":\"Léa Min\",\"typing\":true}"));
        close_api(&a);
}
TESTDB_BOTH(voices)

int main(void)
{
        /* a Tuesday morning: what waits for the hours of the desk does not wait */
        setenv("GUICHET_NOW", "2026-01-13T09:30:00Z", 1);
        const struct CMUnitTest tests[] = {TESTDB_RUN(drafts), TESTDB_RUN(new_request), TESTDB_RUN(taken_back), TESTDB_RUN(kinds), TESTDB_RUN(same_answer), TESTDB_RUN(files_apart), TESTDB_RUN(link_once),
                                           TESTDB_RUN(calls), TESTDB_RUN(exports), TESTDB_RUN(left_behind), TESTDB_RUN(page_of_articles), TESTDB_RUN(voices)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
