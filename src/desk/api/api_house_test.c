/* The picture of the house and the people as a file by the API, on both engines: as on the pages, with the same refusals
 * and the same lines of the audit. */
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/admin/test_browser.h"

struct house {
        struct browser w;
        char *data; /* a data folder of its own */
};

static void enter(struct house *h, enum db_engine e)
{
        memset(h, 0, sizeof *h);
        browser_open(&h->w, e);
        h->data = arena_fmt(h->w.arena, "%s", "/tmp/guichet-house-XXXXXX");
        assert_non_null(mkdtemp(h->data));
        assert_int_equal(mkdir(arena_fmt(h->w.arena, "%s/tmp", h->data), 0700), 0);
        h->w.app->cfg.data = h->data;
        browser_person(&h->w, "ada", "Ada Min", "admin");
        browser_person(&h->w, "croy", "Camille Roy", "agent");
        browser_person(&h->w, "formule", "=1+1 Dubois", NULL);
        browser_sign_in(&h->w, "ada");
}

static int gone(const char *path, const struct stat *st, int kind, struct FTW *at)
{
        (void)st, (void)kind, (void)at;
        return remove(path);
}

static void leave(struct house *h)
{
        assert_int_equal(nftw(h->data, gone, 8, FTW_DEPTH | FTW_PHYS), 0);
        browser_close(&h->w);
}

static int64_t told(struct house *h, const char *verb, const char *detail)
{
        static const struct db_stmt s = {"house_test", "SELECT COUNT(*) FROM audit WHERE verb = :verb AND COALESCE(detail, '') = :detail AND actor_id > 0"};
        int64_t n = -1;

        assert_int_equal(db_i64(h->w.c.db, &s, DB_ARGS(DB_T("verb", verb), DB_T("detail", detail)), &n), ST_OK);
        return n;
}

static int put(struct house *h, const char *field, const void *p, size_t n)
{
        struct http_upload *u = ARENA_NEW(h->w.arena, struct http_upload);
        const char *path = arena_fmt(h->w.arena, "%s/tmp/up-%s", h->data, random_token(h->w.arena));
        int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, p, n), n);
        close(fd);
        *u = (struct http_upload){.field = field, .name = "logo.png", .type = "image/png", .path = path, .size = (int64_t)n};
        h->w.upload = u;
        int code = browser_call(&h->w, HTTP_PUT, "/api/v1/logo", NULL, NULL);
        assert_int_equal(unlink(path), 0);
        return code;
}

static const unsigned char png[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 64, 0, 0, 0, 32, 8, 6, 0, 0, 0, 1, 2, 3, 4, 5};

static void logo(enum db_engine e)
{
        static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>";
        struct house h;

        enter(&h, e);
        assert_int_equal(browser_call(&h.w, HTTP_GET, "/api/v1/logo", NULL, NULL), 200);
        assert_true(browser_shows(&h.w, "{\"url\":null,\"type\":null,\"size\":0}"));
        assert_int_equal(browser_call(&h.w, HTTP_DELETE, "/api/v1/logo", NULL, NULL), 204); /* none: nothing to say */
        assert_int_equal(told(&h, "logo.remove", ""), 0);
        assert_int_equal(put(&h, "logo", png, sizeof png), 200);
        assert_true(browser_shows(&h.w, "\"url\":\"/logo/") && browser_shows(&h.w, "\"type\":\"image/png\",\"size\":34}"));
        const char *at = strstr(h.w.res->body.p, "/logo/");
        const char *url = arena_strn(h.w.arena, at, strcspn(at, "\""));
        assert_int_equal(browser_get(&h.w, url), 200);
        assert_memory_equal(h.w.res->body.p, png, sizeof png);
        assert_int_equal(browser_get(&h.w, "/admin/trial"), 200); /* the pages show it at once */
        assert_true(browser_shows(&h.w, url));
        assert_int_equal(told(&h, "logo.put", "image/png"), 1);
        /* what is no picture, too large, under another name or not there: refused, and what was there stays */
        assert_int_equal(put(&h, "logo", svg, sizeof svg - 1), 422);
        assert_true(browser_shows(&h.w, "\"field\":\"logo\""));
        char *large = arena_alloc(h.w.arena, LOGO_BYTES + 1);
        memcpy(large, png, sizeof png);
        memset(large + sizeof png, 7, LOGO_BYTES + 1 - sizeof png);
        assert_int_equal(put(&h, "logo", large, LOGO_BYTES + 1), 422);
        assert_int_equal(put(&h, "file", png, sizeof png), 422);
        assert_int_equal(browser_call(&h.w, HTTP_PUT, "/api/v1/logo", NULL, "{\"logo\":\"x\"}"), 422);
        assert_int_equal(browser_get(&h.w, url), 200);
        browser_sign_in(&h.w, "croy");
        assert_int_equal(put(&h, "logo", png, sizeof png), 404);
        assert_int_equal(browser_call(&h.w, HTTP_DELETE, "/api/v1/logo", NULL, NULL), 404);
        assert_int_equal(browser_call(&h.w, HTTP_GET, "/api/v1/logo", NULL, NULL), 200);
        browser_sign_in(&h.w, "ada");
        assert_int_equal(browser_call(&h.w, HTTP_DELETE, "/api/v1/logo", NULL, NULL), 204);
        assert_int_equal(browser_get(&h.w, url), 404);
        assert_int_equal(told(&h, "logo.remove", ""), 1);
        leave(&h);
}
TESTDB_BOTH(logo)

static void people(enum db_engine e)
{
        static const char *const path = "/api/v1/people/export";
        struct house h;

        enter(&h, e);
        assert_int_equal(browser_call(&h.w, HTTP_POST, path, NULL, "{\"format\":\"csv\"}"), 200);
        assert_non_null(strstr(browser_header(&h.w, "Content-Disposition"), ".csv\""));
        const char *rows = arena_str(h.w.arena, browser_header(&h.w, "X-Export-Rows")), *all = arena_str(h.w.arena, h.w.res->body.p);
        assert_true(strstr(all, "Ada Min;ada;") && strstr(all, "Camille Roy;croy;"));
        assert_null(strstr(all, "\n=1+1")); /* never a formula */
        assert_non_null(strstr(all, "formule"));
        assert_int_equal(told(&h, "people.export", rows), 1);
        h.w.key = "deux-fois"; /* each taking is one line of the audit */
        for (int i = 0; i < 2; i++) {
                assert_int_equal(browser_call(&h.w, HTTP_POST, path, NULL, "{\"format\":\"csv\",\"q\":\"camille\"}"), 200);
                const char *one = h.w.res->body.p;
                assert_true(strstr(one, "croy") && !strstr(one, "Ada Min"));
        }
        assert_int_equal(told(&h, "people.export", "1"), 2);
        h.w.key = NULL;
        assert_int_equal(browser_call(&h.w, HTTP_POST, path, NULL, "{\"format\":\"xlsx\",\"q\":null}"), 200);
        assert_memory_equal(h.w.res->body.p, "PK", 2);
        static const char *const wrong[] = {"{}", "{\"format\":\"pdf\"}", "{\"format\":7}", "{\"format\":[\"csv\"]}"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                assert_int_equal(browser_call(&h.w, HTTP_POST, path, NULL, wrong[i]), 422);
                assert_true(browser_shows(&h.w, "\"field\":\"format\""));
        }
        assert_int_equal(browser_call(&h.w, HTTP_POST, path, NULL, "{\"format\":\"csv\",\"q\":{}}"), 422);
        assert_true(browser_shows(&h.w, "\"field\":\"q\""));
        browser_sign_in(&h.w, "croy");
        assert_int_equal(browser_call(&h.w, HTTP_POST, path, NULL, "{\"format\":\"csv\"}"), 404);
        leave(&h);
}
TESTDB_BOTH(people)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(logo), TESTDB_RUN(people)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
