/* The portal by what one is, over the whole program and as a browser without script meets it: seven things in two
 * clicks, areas for each audience, what is not for one is absent, the profile kept on the request, and the bell. */
#include "desk/admin/test_browser.h"
#include "desk/article/article.h"

static void affiliated(struct browser *w, const char *login, const char *role, const char *const *kinds, size_t n)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role, .password = "pommier en fleur", .affiliations = kinds,
                                 .n_affiliations = n};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
}

static void service(struct browser *w, const char *code, const char *name, const char *const *kinds, size_t n)
{
        struct group g;
        int64_t id = 0;
        assert_int_equal(group_by_code(&w->c, "desk", &g), ST_OK);
        struct service_draft d = {.code = code, .name_fr = name, .name_en = name, .summary_fr = "", .family_fr = "Famille", .icon = "help",
                                  .department_id = g.department_id, .group_id = g.id, .sort = 5};
        assert_int_equal(service_ensure(&w->c, &d, &id), ST_OK);
        assert_int_equal(service_audience_set(&w->c, id, kinds, n), ST_OK);
}

static void article(struct browser *w, const char *slug, const char *kind, const char *title, const char *audience)
{
        const char *now;
        struct article_draft d = {.slug = slug, .kind = kind, .fr = {title, "Texte de l’article."}, .en = {"", ""}, .audiences = &audience, .n_audiences = 1};
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_OK);
        assert_int_equal(article_move(&w->c, slug, ARTICLE_PUBLISHED, 0), ST_OK);
}

static void contents(struct browser *w)
{
        static const char *const both[] = {"student", "employee"}, *const student[] = {"student"}, *const employee[] = {"employee"}, *const staff[] = {"staff"};
        affiliated(w, "ines", NULL, both, 2);
        affiliated(w, "theo", NULL, student, 1);
        affiliated(w, "camille", "agent", staff, 1);
        service(w, "attestation", "Attestation", student, 1);
        service(w, "paie", "Bulletin de paie", employee, 1);
        service(w, "logement", "Logement", both, 2);
        article(w, "acces", "access", "Retrouver mon compte", "everyone");
        article(w, "usage", "use", "Remettre un devoir", "student");
        article(w, "question", "faq", "Quand suis-je payé ?", "employee");
        article(w, "procedure", "procedure", "Demander un congé", "employee");
}

/* From the home, one click to each door, and from there one more to the thing itself. */
static void seven_things(struct browser *w)
{
        static const char *const doors[] = {"/services/attestation", "/kb?kind=access", "/kb?kind=use", "/kb?kind=faq", "/kb?kind=guide", "/kb?kind=procedure", "/requests"};

        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/"), 200);
        for (size_t i = 0; i < ARRAY_LEN(doors); i++)
                if (!browser_shows(w, arena_fmt(w->arena, "href=\"%s", doors[i])))
                        fail_msg("the home does not lead to %s", doors[i]);
        assert_int_equal(browser_get(w, "/services/attestation?as=student"), 200);
        assert_true(browser_shows(w, "href=\"/services/attestation/new?as=student\""));
        assert_int_equal(browser_get(w, "/kb?kind=faq"), 200);
        assert_true(browser_shows(w, "href=\"/kb/question\""));
        assert_int_equal(browser_get(w, "/kb?kind=procedure"), 200);
        assert_true(browser_shows(w, "href=\"/kb/procedure\""));
}

static void areas(struct browser *w)
{
        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/services"), 200);
        assert_true(browser_shows(w, "id=\"area-student\""));
        assert_true(browser_shows(w, "id=\"area-employee\""));
        assert_true(browser_shows(w, "id=\"area-everyone\""));
        assert_true(browser_shows(w, "/services/logement?as=student"));
        assert_true(browser_shows(w, "/services/logement?as=employee"));
        /* the chip of what one puts away leads to the others, and is off then */
        assert_int_equal(browser_get(w, "/services?for=student,everyone"), 200);
        assert_false(browser_shows(w, "id=\"area-employee\""));
        assert_true(browser_shows(w, "id=\"chip-employee\" name=\"for\" value=\"employee,student,everyone\" aria-pressed=\"false\""));
        assert_int_equal(browser_get(w, "/parts/services?for=-"), 200);
        assert_false(browser_shows(w, "class=\"area\""));
        assert_true(browser_shows(w, "chip-student"));
        browser_sign_in(w, "camille");
        assert_int_equal(browser_get(w, "/services"), 200);
        assert_true(browser_shows(w, "id=\"area-others\""));
}

static void others_are_absent(struct browser *w)
{
        static const char *const paths[] = {"/services/paie", "/services/paie/new", "/api/v1/services/paie", "/kb/question", "/api/v1/articles/question"};

        browser_sign_in(w, "theo");
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                assert_int_equal(browser_get(w, paths[i]), 404);
        static const char *const lists[] = {"/", "/services", "/kb", "/kb?kind=faq", "/kb?q=paye", "/search?q=paie", "/search/suggest?q=paie",
                                            "/api/v1/services", "/api/v1/articles", "/api/v1/articles?q=paye"};
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                assert_int_equal(browser_get(w, lists[i]), 200);
                if (browser_shows(w, "Bulletin de paie") || browser_shows(w, "Quand suis-je") || browser_shows(w, "/paie"))
                        fail_msg("%s shows what is for others", lists[i]);
        }
        assert_int_equal(POST(w, "/requests", F("service", "paie"), F("subject", "x"), F("body", "y"), F("urgency", "2")), 404);
        browser_sign_out(w);
        assert_int_equal(browser_get(w, "/services/attestation"), 404);
        assert_int_equal(browser_get(w, "/"), 200);
        assert_false(browser_shows(w, "Attestation"));
}

static void while_typing(struct browser *w)
{
        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/search/suggest?q=devoir"), 200);
        assert_true(browser_shows(w, "href=\"/kb/usage\""));
        for (int i = 0; i < 5; i++)
                article(w, arena_fmt(w->arena, "dev-%d", i), "guide", "Un devoir de plus", "student");
        assert_int_equal(browser_get(w, "/search/suggest?q=devoir"), 200);
        size_t n = 0;
        for (const char *p = w->res->body.p; (p = strstr(p, "href=\"/kb/")); p++)
                n++;
        assert_int_equal(n, 3);
}

static void profile(struct browser *w)
{
        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/services/logement/new?as=employee"), 200);
        assert_true(browser_shows(w, "value=\"employee\" checked"));
        assert_int_equal(POST(w, "/requests", F("service", "logement"), F("subject", "Une chambre"), F("body", "Dès lundi"), F("urgency", "2"),
                              F("persona", "faculty")), 422);
        assert_true(browser_shows(w, "id=\"e-persona\""));
        assert_true(browser_shows(w, "Dès lundi"));
        assert_int_equal(POST(w, "/requests", F("service", "logement"), F("subject", "Une chambre"), F("body", "Dès lundi"), F("urgency", "2"),
                              F("persona", "employee")), 303);
        const char *number = strrchr(browser_header(w, "Location"), '/') + 1;
        /* it is proposed again, without being asked for */
        assert_int_equal(browser_get(w, "/services/logement/new"), 200);
        assert_true(browser_shows(w, "value=\"employee\" checked"));
        browser_sign_in(w, "camille");
        assert_int_equal(browser_get(w, arena_fmt(w->arena, "/tickets/%s", number)), 200);
        assert_true(browser_shows(w, "Profil : personnel") || browser_shows(w, "Profil\xc2\xa0: personnel"));
        assert_int_equal(POST(w, arena_fmt(w->arena, "/tickets/%s/take", number)), 303);
        assert_int_equal(POST(w, arena_fmt(w->arena, "/tickets/%s/messages", number), F("mode", "note"), F("body", "entre nous")), 303);
        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/notifications"), 200);
        assert_false(browser_shows(w, "note interne"));
        assert_int_equal(POST(w, arena_fmt(w->arena, "/requests/%s/messages", number), F("body", "Alors ?")), 303);
        browser_sign_in(w, "camille");
        assert_int_equal(browser_get(w, "/notifications"), 200);
        assert_true(browser_shows(w, "Une chambre"));
        assert_true(browser_shows(w, number));
        assert_int_equal(POST(w, "/notifications/read", F("x", "1")), 303);
        assert_int_equal(browser_get(w, "/notifications"), 200);
        assert_false(browser_shows(w, "Une chambre"));
        assert_int_equal(browser_get(w, "/notifications?all=1"), 200);
        assert_true(browser_shows(w, "Une chambre"));
}

/* As what one asked last is proposed in the next session, not only in this one. */
static void profile_kept(struct browser *w)
{
        browser_sign_in(w, "ines");
        assert_int_equal(POST(w, "/requests", F("service", "logement"), F("subject", "Un meuble"), F("body", "Un bureau"), F("urgency", "2"),
                              F("persona", "student")), 303);
        assert_int_equal(browser_get(w, "/services/logement/new"), 200);
        assert_true(browser_shows(w, "value=\"student\" checked"));
        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/services/logement/new"), 200);
        assert_true(browser_shows(w, "value=\"student\" checked"));
}

static void choices(struct browser *w)
{
        browser_sign_in(w, "ines");
        assert_int_equal(POST(w, "/me/notifications", F("page.state", "1")), 303);
        assert_int_equal(browser_get(w, "/me/notifications"), 200);
        assert_true(browser_shows(w, "name=\"page.state\" value=\"1\" checked"));
        assert_true(browser_shows(w, "name=\"page.reply\" value=\"1\"><"));
        assert_false(browser_shows(w, "name=\"page.note\""));
        assert_int_equal(browser_get(w, "/admin/notifications"), 404);
        browser_person(w, "chef", "Chef", "admin");
        browser_sign_in(w, "chef");
        assert_int_equal(POST(w, "/admin/notifications", F("page.reply.requester", "9")), 422);
        assert_int_equal(POST(w, "/admin/notifications", F("page.reply.requester", "3")), 303);
        browser_sign_in(w, "ines");
        assert_int_equal(browser_get(w, "/me/notifications"), 200);
        assert_true(browser_shows(w, "name=\"page.reply\" value=\"1\" checked disabled"));
}

static void all(enum db_engine e)
{
        struct browser w;
        void (*const part[])(struct browser *) = {seven_things, areas, others_are_absent, while_typing, profile, profile_kept, choices};
        browser_open(&w, e);
        contents(&w);
        for (size_t i = 0; i < ARRAY_LEN(part); i++)
                part[i](&w);
        browser_close(&w);
}
TESTDB_BOTH(all)

int main(void)
{
        /* a Tuesday morning: the desk is open, and what it is told does not wait */
        setenv("GUICHET_NOW", "2026-01-13T09:30:00Z", 1);
        const struct CMUnitTest tests[] = {TESTDB_RUN(all)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
