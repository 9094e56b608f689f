/* The pages of approaches on both engines: listed in their order, added with all errors at once, changed in both
 * languages, retired, given an offer; by page and by program alike, for administrators only. */
#include "desk/admin/test_browser.h"
#include "desk/catalog/approach.h"
#include "desk/plan/plan.h"

static void pages(enum db_engine e)
{
        struct browser w;
        struct approach a;
        browser_open(&w, e);
        browser_person(&w, "ada", "Ada Min", "admin");
        browser_person(&w, "karim", "Karim Sy", "agent");
        assert_int_equal(course_support_ensure(&w.c), ST_OK);
        browser_sign_in(&w, "karim");
        assert_int_not_equal(browser_get(&w, "/admin/approaches"), 200);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/admin/approaches"), 200);
        assert_true(browser_shows(&w, "href=\"/admin/approaches/antem\"") && browser_shows(&w, "href=\"/admin/offers/"));
        assert_int_equal(browser_get(&w, "/admin/approaches/rien"), 404);
        /* everything that is wrong, at once; what was typed stays */
        assert_int_equal(POST(&w, "/admin/approaches/new", F("code", "É"), F("name_fr", "<b>Balado"), F("name_en", " "), F("page", "javascript:x"),
                              F("offer", "999999"), F("sort", "-4")), 422);
        assert_true(browser_shows(&w, "e-code") && browser_shows(&w, "e-name_en") && browser_shows(&w, "e-page") && browser_shows(&w, "e-offer") &&
                    browser_shows(&w, "e-sort") && browser_shows(&w, "&lt;b&gt;Balado"));
        assert_int_equal(POST(&w, "/admin/approaches/new", F("code", "balado"), F("name_fr", "Balado"), F("name_en", "Podcast"), F("words", "audio"),
                              F("page", ""), F("offer", ""), F("sort", "5")), 303);
        assert_int_equal(POST(&w, "/admin/approaches/new", F("code", "balado"), F("name_fr", "Encore"), F("name_en", "Again"), F("sort", "5")), 422);
        assert_int_equal(approach_by_code(&w.c, "balado", &a), ST_OK);
        assert_true(a.sort == 5 && a.offer_id == 0 && a.state == APPROACH_OFFERED);
        assert_int_equal(browser_get(&w, "/admin/approaches/balado"), 200);
        assert_true(browser_shows(&w, "value=\"Podcast\""));
        struct approach built;
        assert_int_equal(approach_by_code(&w.c, "antem", &built), ST_OK);
        const char *offer = arena_fmt(w.arena, "%lld", (long long)built.offer_id), *version = arena_fmt(w.arena, "%lld", (long long)a.version);
        assert_int_equal(POST(&w, "/admin/approaches/balado", {"offer", offer, strlen(offer)}, F("name_fr", "Balado"), F("name_en", "Podcast"),
                              F("sort", "5"), F("state", "20"), {"version", version, strlen(version)}), 303);
        assert_int_equal(approach_by_code(&w.c, "balado", &a), ST_OK);
        assert_true(a.offer_id == built.offer_id && a.state == APPROACH_RETIRED);
        assert_int_equal(approach_find(&w.c, "Podcast", &a), ST_NOT_FOUND); /* retired: grids know it no more */
        /* somebody was faster */
        assert_int_equal(POST(&w, "/admin/approaches/balado", F("name_fr", "Tard"), F("name_en", "Late"), F("sort", "5"), F("state", "10"),
                              {"version", version, strlen(version)}), 422);
        assert_true(browser_shows(&w, "value=\"Tard\""));
        browser_close(&w);
}
TESTDB_BOTH(pages)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(pages)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
