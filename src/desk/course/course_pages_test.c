/* The pages of courses as a browser meets them, on both engines: who sees what of a course, facts that are said
 * and taken back, people, sessions and recordings, two who edit at once, lists and their files. */
#include "desk/admin/test_browser.h"
#include "desk/catalog/approach.h"
#include "desk/catalog/form.h"
#include "desk/plan/plan.h"
#include "desk/ticket/course_record.h"

#define DAY(n) (INT64_C(1768800000000) + (n) * DAY_MS) /* 19 January 2026, 06:20 in Paris */
#define PAGE "/courses/MED1234?term=H26"

static int64_t person_of(struct browser *w, const char *login)
{
        struct person p;

        assert_int_equal(person_by_login(&w->c, login, &p), ST_OK);
        return p.id;
}

static struct course course_now(struct browser *w)
{
        struct course k;

        assert_int_equal(course_by_code(&w->c, "MED1234", "H26", &k), ST_OK);
        return k;
}

/* MED1234, answered for by paul, presented by paul and lucie; one session was announced as recorded. */
static void world(struct browser *w, enum db_engine e)
{
        struct department *d;
        int64_t id, *moved;
        size_t n;

        browser_open(w, e);
        browser_person(w, "ada", "Ada Byron", "admin");
        browser_person(w, "camille", "Camille Roy", "agent");
        int64_t paul = browser_person(w, "paul", "Paul Martin", NULL), lucie = browser_person(w, "lucie", "Lucie Arnaud", NULL);
        browser_person(w, "ines", "Inès Caron", NULL);
        assert_int_equal(department_list(&w->c, &d, &n), ST_OK);
        struct course_draft draft = {"MED1234", "H26", "Clinique <b>", d[0].id, paul, 0};
        assert_int_equal(course_ensure(&w->c, &draft, &id), ST_OK);
        assert_int_equal(course_presenters_set(&w->c, id, (const int64_t[]){paul, lucie}, 2), ST_OK);
        struct course_session s[] = {{.from_at = DAY(0), .to_at = DAY(0) + HOUR_MS, .theme = "Le cœur", .recording = "oui"},
                                     {.from_at = DAY(7), .to_at = DAY(7) + HOUR_MS, .theme = "Le foie", .link = "https://z.example/1"}};
        assert_int_equal(course_sessions_set(&w->c, id, s, 2, &moved, &n), ST_OK);
}

static void seen_by(enum db_engine e)
{
        struct browser w;

        world(&w, e);
        assert_int_equal(browser_get(&w, PAGE), 303); /* to sign in */
        browser_sign_in(&w, "ines");
        assert_int_equal(browser_get(&w, PAGE), 404);
        assert_int_equal(browser_get(&w, "/courses/items"), 404);
        assert_int_equal(browser_get(&w, "/courses"), 200);
        assert_false(browser_shows(&w, "MED1234"));
        browser_sign_out(&w);
        browser_sign_in(&w, "paul"); /* whose course it is: the sheet, without the desk's side */
        assert_int_equal(browser_get(&w, "/courses"), 200);
        assert_true(browser_shows(&w, "MED1234"));
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_true(browser_shows(&w, "Lucie Arnaud"));
        assert_true(browser_shows(&w, "Clinique &lt;b&gt;"));
        assert_false(browser_shows(&w, "/people/"));
        assert_false(browser_shows(&w, "h-items"));
        assert_false(browser_shows(&w, "/edit"));
        assert_int_equal(browser_get(&w, "/courses/MED1234/support"), 404);
        assert_int_equal(browser_get(&w, "/courses/MED1234/edit"), 404);
        assert_int_equal(POST(&w, "/courses/MED1234/facts", F("fact", "trained"), F("state", "10")), 404);
        browser_sign_out(&w);
        browser_sign_in(&w, "camille"); /* an agent reads; no group of hers works on courses */
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_true(browser_shows(&w, "h-items"));
        assert_false(browser_shows(&w, "/edit?"));
        assert_int_equal(browser_get(&w, "/courses/MED1234/edit"), 403);
        assert_int_equal(POST(&w, "/courses/MED1234/people", F("list", "presenters"), F("who", "ines")), 403);
        assert_int_equal(browser_get(&w, "/courses/rien"), 404);
        assert_int_equal(browser_get(&w, "/courses/=1"), 200);
        assert_int_equal(browser_get(&w, "/courses/=99999"), 404);
        browser_close(&w);
}
TESTDB_BOTH(seen_by)

static enum fact_state fact_now(struct browser *w, const char *login, enum course_fact f, int64_t *version)
{
        struct course_presenter *p;
        size_t n;

        assert_int_equal(course_presenter_list(&w->c, course_now(w).id, &p, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (str_eq(p[i].login, login)) {
                        *version = p[i].version;
                        return (enum fact_state)p[i].fact[f].state;
                }
        fail_msg("%s presents nothing", login);
        return FACT_UNKNOWN;
}

static int say(struct browser *w, int64_t person, const char *state, int64_t version)
{
        return POST(w, "/courses/MED1234/facts?term=H26", F("person", arena_fmt(w->arena, "%lld", (long long)person)), F("fact", "trained"),
                    F("state", state), F("version", arena_fmt(w->arena, "%lld", (long long)version)));
}

static void facts(enum db_engine e)
{
        struct browser w;
        int64_t version;

        world(&w, e);
        int64_t lucie = person_of(&w, "lucie");
        browser_sign_in(&w, "ada");
        assert_int_equal(fact_now(&w, "lucie", FACT_TRAINED, &version), FACT_UNKNOWN);
        assert_int_equal(say(&w, lucie, "10", version), 303);
        assert_int_equal(fact_now(&w, "lucie", FACT_TRAINED, &version), FACT_DONE);
        assert_int_equal(say(&w, lucie, "20", version - 1), 409); /* somebody was faster */
        assert_true(browser_shows(&w, "a changé depuis"));
        assert_int_equal(fact_now(&w, "lucie", FACT_TRAINED, &version), FACT_DONE);
        assert_int_equal(say(&w, lucie, "20", version), 303);
        assert_int_equal(fact_now(&w, "lucie", FACT_TRAINED, &version), FACT_NOT_NEEDED);
        const char *undo = arena_fmt(w.arena, "/courses/MED1234/facts/%lld/trained?term=H26", (long long)lucie);
        assert_int_equal(browser_post(&w, undo, 0, NULL), 303);
        assert_int_equal(fact_now(&w, "lucie", FACT_TRAINED, &version), FACT_DONE);
        assert_int_equal(browser_post(&w, undo, 0, NULL), 303);
        assert_int_equal(browser_post(&w, undo, 0, NULL), 409);
        assert_int_equal(say(&w, lucie, "15", version + 1), 422);
        assert_int_equal(say(&w, 987654, "10", 0), 404);
        browser_close(&w);
}
TESTDB_BOTH(facts)

static void people(enum db_engine e)
{
        struct browser w;
        struct course_presenter *p;
        size_t n;

        world(&w, e);
        browser_sign_in(&w, "ada");
        assert_int_equal(POST(&w, "/courses/MED1234/people?term=H26", F("list", "presenters"), F("who", "ines")), 303);
        assert_int_equal(POST(&w, "/courses/MED1234/people?term=H26", F("list", "presenters"), F("who", "ines")), 303); /* once */
        assert_int_equal(course_presenter_list(&w.c, course_now(&w).id, &p, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_int_equal(POST(&w, "/courses/MED1234/people?term=H26", F("list", "presenters"), F("who", "personne <x>")), 422);
        assert_true(browser_shows(&w, "personne &lt;x&gt;")); /* what was typed is kept */
        assert_int_equal(POST(&w, "/courses/MED1234/people?term=H26", F("list", "supers"), F("super", "")), 422);
        assert_int_equal(POST(&w, "/courses/MED1234/people?term=H26", F("list", "supers"), F("super", "lucie")), 303);
        const char *ines = arena_fmt(w.arena, "%lld", (long long)person_of(&w, "ines"));
        assert_int_equal(POST(&w, "/courses/MED1234/people?term=H26", F("list", "presenters"), F("act", "remove"), F("person", ines)), 303);
        assert_int_equal(course_presenter_list(&w.c, course_now(&w).id, &p, &n), ST_OK);
        assert_int_equal(n, 2);
        browser_close(&w);
}
TESTDB_BOTH(people)

static int session_send(struct browser *w, const char *path, const char *day, const char *from, const char *to, const char *link)
{
        return POST(w, path, F("day", day), F("from", from), F("to", to), F("link", link), F("theme", "Le sang"), F("host", ""),
                    F("recording", ""), F("version", arena_fmt(w->arena, "%lld", (long long)course_now(w).version)));
}

static void sessions(enum db_engine e)
{
        struct browser w;
        struct course_session *s;
        size_t n;
        static const char new[] = "/courses/MED1234/sessions/new?term=H26";

        world(&w, e);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, new), 200);
        assert_int_equal(session_send(&w, new, "2026-02-30", "08:30", "10:30", ""), 422);
        assert_true(browser_shows(&w, "2026-02-30"));
        assert_int_equal(session_send(&w, new, "2026-02-05", "25:99", "10:30", ""), 422);
        assert_int_equal(session_send(&w, new, "2026-02-05", "10:30", "08:30", ""), 422);
        assert_int_equal(session_send(&w, new, "2026-02-05", "08:30", "10:30", "javascript:alert(1)"), 422);
        assert_int_equal(session_send(&w, new, "2026-02-05", "08:30", "10:30", ""), 303);
        assert_int_equal(session_send(&w, new, "2026-02-05", "08:30", "10:30", ""), 303); /* sent twice: one session */
        assert_int_equal(course_sessions(&w.c, course_now(&w).id, &s, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_string_equal(s[0].theme, "Le cœur"); /* the others keep what they are */
        assert_string_equal(s[0].recording, "oui");
        assert_string_equal(s[1].link, "https://z.example/1");
        const char *third = arena_fmt(w.arena, "/courses/MED1234/sessions/%lld?term=H26", (long long)s[2].id);
        assert_int_equal(browser_get(&w, third), 200);
        assert_true(browser_shows(&w, "08:30"));
        const char *seen = browser_hidden(&w, "version");
        assert_int_equal(session_send(&w, third, "2026-02-06", "08:30", "10:30", ""), 303);
        assert_int_equal(POST(&w, third, F("day", "2026-02-07"), F("from", "08:30"), F("to", "10:30"), F("version", seen)), 422); /* an older one */
        assert_true(browser_shows(&w, "2026-02-07"));
        assert_int_equal(POST(&w, third, F("act", "remove"), F("version", arena_fmt(w.arena, "%lld", (long long)course_now(&w).version))), 303);
        assert_int_equal(course_sessions(&w.c, course_now(&w).id, &s, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(browser_get(&w, "/courses/MED1234/sessions/999999?term=H26"), 404);
        browser_close(&w);
}
TESTDB_BOTH(sessions)

static void recordings(enum db_engine e)
{
        struct browser w;
        struct course_session *s;
        size_t n;

        world(&w, e);
        assert_int_equal(course_sessions(&w.c, course_now(&w).id, &s, &n), ST_OK);
        const char *first = arena_fmt(w.arena, "%lld", (long long)s[0].id), *other = arena_fmt(w.arena, "%lld", (long long)s[1].id);
        browser_sign_in(&w, "ada");
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", first), F("act", "missing")), 303);
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", first), F("act", "ask")), 303);
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", other), F("act", "present")), 409);
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", first), F("act", "rien")), 422);
        browser_sign_out(&w);
        browser_sign_in(&w, "lucie"); /* presents, does not answer for it */
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", first), F("act", "intended"), F("reason", "x")), 404);
        browser_sign_out(&w);
        browser_sign_in(&w, "paul");
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_true(browser_shows(&w, "voulue"));
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", first), F("act", "unwanted"), F("reason", " ")), 422);
        assert_int_equal(POST(&w, "/courses/MED1234/recordings?term=H26", F("session", first), F("act", "unwanted"), F("reason", "Oubli <i>")), 303);
        assert_int_equal(course_sessions(&w.c, course_now(&w).id, &s, &n), ST_OK);
        assert_int_equal(s[0].rec_state, REC_UNWANTED);
        browser_sign_out(&w);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/courses/recordings?from=2026-01-01"), 200);
        assert_true(browser_shows(&w, "Oubli &lt;i&gt;"));
        assert_true(browser_shows(&w, "présentateur à contacter"));
        browser_close(&w);
}
TESTDB_BOTH(recordings)

static void changed(enum db_engine e)
{
        struct browser w;

        world(&w, e);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/courses/MED1234/edit?term=H26"), 200);
        const char *seen = browser_hidden(&w, "version");
        const char *department = arena_fmt(w.arena, "%lld", (long long)course_now(&w).department_id);
        assert_int_equal(POST(&w, "/courses/MED1234/edit?term=H26", F("title", " "), F("owner", "qui ?"), F("day", "demain"), F("version", seen)), 422);
        assert_true(browser_shows(&w, "demain"));
        assert_int_equal(POST(&w, "/courses/MED1234/edit?term=H26", F("title", "Clinique 1"), F("owner", "lucie"), F("department", department),
                              F("day", "2026-01-05"), F("hour", ""), F("version", seen)), 303);
        struct course k = course_now(&w);
        assert_string_equal(k.title, "Clinique 1");
        assert_string_equal(k.owner_login, "lucie");
        assert_true(k.first_at < DAY(0));
        assert_int_equal(POST(&w, "/courses/MED1234/edit?term=H26", F("title", "Autre"), F("owner", "lucie"), F("department", department),
                              F("version", seen)), 422);
        assert_string_equal(course_now(&w).title, "Clinique 1");
        browser_close(&w);
}
TESTDB_BOTH(changed)

static void lists(enum db_engine e)
{
        struct browser w;
        struct course_draft d = {"=BIO/1", "A25", "=1+1", 0, 0, 0};
        int64_t id;

        world(&w, e);
        d.department_id = course_now(&w).department_id;
        assert_int_equal(course_ensure(&w.c, &d, &id), ST_OK);
        browser_sign_in(&w, "camille");
        assert_int_equal(browser_get(&w, "/courses?q=clini"), 200);
        assert_true(browser_shows(&w, "MED1234"));
        assert_false(browser_shows(&w, "BIO/1"));
        assert_int_equal(browser_get(&w, "/courses?term=A25"), 200);
        assert_true(browser_shows(&w, arena_fmt(w.arena, "/courses/=%lld\"", (long long)id))); /* a code that no path can carry */
        assert_false(browser_shows(&w, "MED1234"));
        assert_int_equal(browser_get(&w, "/courses?term=zz&department=x&cursor=...&q=%3Cscript"), 200);
        assert_int_equal(browser_get(&w, "/courses/presenters?term=H26"), 200);
        assert_true(browser_shows(&w, "Lucie Arnaud"));
        int64_t version = 0;
        for (int f = 0; f < FACTS; f++) {
                version = 0;
                assert_int_equal(course_fact_set(&w.c, course_now(&w).id, person_of(&w, "lucie"), (enum course_fact)f, f ? FACT_DONE : FACT_NOT_NEEDED,
                                                 &version), ST_OK);
        }
        assert_int_equal(browser_get(&w, "/courses/presenters"), 200);
        assert_false(browser_shows(&w, "Lucie Arnaud"));
        assert_true(browser_shows(&w, "Paul Martin"));
        assert_int_equal(browser_get(&w, "/courses/sessions?from=2026-01-20"), 200);
        assert_true(browser_shows(&w, "Le foie"));
        assert_false(browser_shows(&w, "Le cœur"));
        assert_int_equal(browser_get(&w, "/courses/sessions?from=hier"), 200);
        assert_int_equal(browser_get(&w, "/courses/items?presenter=lucie"), 200);
        assert_int_equal(browser_get(&w, "/courses/items?presenter=zzz"), 200);
        assert_true(browser_shows(&w, "e-presenter"));
        assert_int_equal(browser_get(&w, "/courses/export?list=courses&format=csv"), 200);
        assert_true(browser_shows(&w, "'=1+1"));
        assert_true(browser_shows(&w, "MED1234"));
        assert_int_equal(browser_get(&w, "/courses/export?list=rien"), 404);
        assert_int_equal(browser_get(&w, "/courses/export?list=sessions&format=xlsx&from=2026-01-01"), 200);
        browser_close(&w);
}
TESTDB_BOTH(lists)

/* Pages follow one another without a hole and without a repetition. */
static void paged(enum db_engine e)
{
        struct browser w;
        int64_t id;
        size_t seen = 0, pages = 0;
        const char *next = "/courses?term=T1";

        world(&w, e);
        struct course_draft d = {NULL, "T1", "Cours", course_now(&w).department_id, 0, 0};
        for (int i = 0; i < 120; i++) {
                d.code = arena_fmt(w.arena, "PAG%03d", i);
                assert_int_equal(course_ensure(&w.c, &d, &id), ST_OK);
        }
        browser_sign_in(&w, "camille");
        for (; next && pages < 5; pages++) {
                assert_int_equal(browser_get(&w, next), 200);
                const char *body = arena_strn(w.arena, w.res->body.p, w.res->body.n), *p = body;
                while ((p = strstr(p, ">PAG"))) {
                        assert_string_equal(arena_strn(w.arena, p + 1, 6), arena_fmt(w.arena, "PAG%03zu", seen));
                        seen++;
                        p += 4;
                }
                const char *more = strstr(body, "<a class=\"btn\" href=\"/courses?&amp;cursor=");
                next = more ? arena_fmt(w.arena, "/courses?term=T1&cursor=%s", arena_strn(w.arena, more + 42, strcspn(more + 42, "&\""))) : NULL;
        }
        assert_int_equal(seen, 120);
        assert_int_equal(pages, 3);
        browser_close(&w);
}
TESTDB_BOTH(paged)

/* Two people bear one name: whoever was picked stays picked on other pages and in files, until another name is typed. */
static void picked(enum db_engine e)
{
        struct browser w;

        world(&w, e);
        browser_person(&w, "claire1", "Claire Petit", NULL);
        const char *id = arena_fmt(w.arena, "%lld", (long long)browser_person(&w, "claire2", "Claire Petit", NULL));
        browser_sign_in(&w, "camille");
        assert_int_equal(browser_get(&w, "/courses/items?presenter=Claire+Petit"), 200);
        assert_true(browser_shows(&w, "e-presenter"));
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/courses/items?presenter=Claire+Petit&presenter_pick=%s&cursor=1.1.0.", id)), 200);
        assert_false(browser_shows(&w, "e-presenter"));
        assert_true(browser_shows(&w, arena_fmt(w.arena, "data-value-of=\"f-presenter\" value=\"%s\"", id)));
        const char *kept = arena_fmt(w.arena, "presenter=Claire%%20Petit&amp;presenter_pick=%s", id);
        assert_true(browser_shows(&w, arena_fmt(w.arena, "href=\"/courses/items?&amp;%s\"", kept)));
        assert_true(browser_shows(&w, arena_fmt(w.arena, "href=\"/courses/export?&amp;list=items&amp;%s&amp;format=csv\"", kept)));
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/courses/export?list=items&presenter=Claire%%20Petit&presenter_pick=%s", id)), 200);
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/courses/items?presenter=zzz&presenter_pick=%s", id)), 200); /* typed over it */
        assert_true(browser_shows(&w, "e-presenter") && browser_shows(&w, "list=items&amp;presenter=zzz&amp;format=csv"));
        assert_int_equal(browser_get(&w, "/courses/items?presenter=Claire+Petit&presenter_pick=99999999"), 200);
        assert_true(browser_shows(&w, "e-presenter"));
        browser_close(&w);
}
TESTDB_BOTH(picked)

/* From beside somebody's name to a request for them: filled in for whoever may know them, opened as any other. */
static void access_asked(enum db_engine e)
{
        struct browser w;
        struct ask_form f;
        static const char form[] = "/services/soutien-cours/items/regularisation-acces";
        static const char ask[] = "/services/soutien-cours/items/regularisation-acces?for=lucie&course=MED1234%20H26";
        static const struct db_stmt made = {NULL, "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.requested_for_id JOIN course k ON k.id = t.course_id"
                                                  " WHERE t.kind = 3 AND p.login = 'lucie' AND k.code = 'MED1234'"};
        int64_t n = 0;

        world(&w, e);
        browser_sign_in(&w, "camille");
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_false(browser_shows(&w, "regularisation-acces")); /* course support is not there yet */
        assert_int_equal(course_support_ensure(&w.c), ST_OK);
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_true(browser_shows(&w, "regularisation-acces?for=lucie&amp;course=MED1234%20H26"));
        assert_true(browser_shows(&w, "regularisation-acces?for=paul&amp;"));
        assert_int_equal(browser_get(&w, ask), 200);
        assert_true(browser_shows(&w, "préparée pour Lucie Arnaud") && browser_shows(&w, "value=\"lucie\""));
        assert_true(browser_shows(&w, "MED1234 (H26) Clinique &lt;b&gt;"));
        assert_int_equal(browser_get(&w, "/services/soutien-cours/items/regularisation-acces?for=personne%3Ci%3E&course=RIEN%00%FF"), 200);
        assert_true(browser_shows(&w, "n’a pas pu être reprise") && browser_shows(&w, "n’a pas été reconnu") && !browser_shows(&w, "personne<i>"));
        browser_sign_out(&w);
        browser_sign_in(&w, "ines"); /* not a teacher: no such service */
        assert_int_equal(browser_get(&w, ask), 404);
        assert_int_equal(person_affiliate(&w.c, person_of(&w, "ines"), "faculty"), ST_OK);
        assert_int_equal(browser_get(&w, ask), 200); /* no course of hers: whoever is named, there or not, she learns the same */
        assert_true(browser_shows(&w, "n’a pas pu être reprise") && !browser_shows(&w, "Lucie Arnaud") && !browser_shows(&w, "value=\"lucie\""));
        browser_sign_out(&w);
        assert_int_equal(person_affiliate(&w.c, person_of(&w, "paul"), "faculty"), ST_OK);
        browser_sign_in(&w, "paul"); /* who answers for the course */
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_true(browser_shows(&w, "regularisation-acces?for=lucie"));
        assert_int_equal(browser_get(&w, ask), 200);
        assert_true(browser_shows(&w, "préparée pour Lucie Arnaud"));
        assert_int_equal(browser_get(&w, "/services/soutien-cours/items/regularisation-acces?for=camille&course=MED1234%20H26"), 200);
        assert_true(browser_shows(&w, "n’a pas pu être reprise") && !browser_shows(&w, "Camille Roy"));
        assert_int_equal(form_published(&w.c, "regularisation-acces", &f), ST_OK);
        const char *version = arena_fmt(w.arena, "%lld", (long long)f.id);
        assert_int_equal(POST(&w, form, F("form", version), F("once", "a1"), F("other", "lucie"), F("a_cours", "MED1234 H26"), F("a_acces", "autre")), 422);
        assert_true(browser_shows(&w, "e-a_precision"));
        for (int i = 0; i < 2; i++)
                assert_int_equal(POST(&w, form, F("form", version), F("once", "a1"), F("other", "lucie"), F("a_cours", "MED1234 H26"), F("a_acces", "zoom")), 303);
        assert_int_equal(db_i64(w.db, &made, DB_NO_ARGS, &n), ST_OK);
        assert_int_equal(n, 1);
        browser_sign_out(&w);
        browser_sign_in(&w, "lucie"); /* presents, does not answer for the course: no request for others from here */
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_false(browser_shows(&w, "regularisation-acces"));
        browser_close(&w);
}
TESTDB_BOTH(access_asked)

/* A teacher's intention, validated, is a line of the term's grid with its item; a second one withdraws nothing. */
static void intentions(enum db_engine e)
{
        struct browser w;
        struct approach *a;
        struct course k;
        size_t n;
        int64_t lines, id;
        static const struct db_stmt count = {NULL, "SELECT COUNT(*) FROM grid_line WHERE withdrawn_at IS NULL"};

        world(&w, e);
        k = course_now(&w);
        struct course_draft d = {"BIO1", "H26", "Biologie", k.department_id, k.owner_id, 0};
        assert_int_equal(course_ensure(&w.c, &d, &id), ST_OK);
        assert_int_equal(approach_list(&w.c, false, &a, &n), ST_OK);
        const char *mine = arena_fmt(w.arena, "%lld", (long long)k.id), *other = arena_fmt(w.arena, "%lld", (long long)id),
                   *zoom = arena_fmt(w.arena, "%lld", (long long)a[0].id);
        browser_sign_in(&w, "ines"); /* not her course */
        assert_int_equal(POST(&w, "/courses/intentions", F("course", mine), F("approach", zoom), F("note", "")), 422);
        browser_sign_out(&w);
        browser_sign_in(&w, "paul");
        assert_int_equal(POST(&w, "/courses/intentions", F("course", mine), F("approach", "9999"), F("note", "x <y>")), 422);
        assert_true(browser_shows(&w, "x &lt;y&gt;"));
        assert_int_equal(POST(&w, "/courses/intentions", F("course", mine), F("approach", zoom), F("note", "En direct")), 303);
        assert_int_equal(POST(&w, "/courses/intentions", F("course", mine), F("approach", zoom), F("note", "En direct")), 303);
        assert_int_equal(POST(&w, "/courses/intentions", F("course", other), F("approach", zoom), F("note", "")), 303);
        assert_int_equal(POST(&w, "/courses/intentions/1", F("act", "validate")), 404);
        assert_int_equal(browser_get(&w, "/courses/intentions"), 200);
        assert_true(browser_shows(&w, "en attente du département"));
        browser_sign_out(&w);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/courses/intentions"), 200);
        assert_true(browser_shows(&w, "En direct"));
        assert_int_equal(POST(&w, "/courses/intentions/1", F("act", "validate"), F("reason", "")), 303);
        assert_int_equal(db_i64(w.db, &count, DB_NO_ARGS, &lines), ST_OK);
        assert_int_equal(lines, 1);
        assert_int_equal(POST(&w, "/courses/intentions/1", F("act", "refuse")), 409);
        const struct db_stmt second = {NULL, "SELECT MAX(id) FROM course_intention"};
        assert_int_equal(db_i64(w.db, &second, DB_NO_ARGS, &id), ST_OK);
        assert_int_equal(POST(&w, arena_fmt(w.arena, "/courses/intentions/%lld", (long long)id), F("act", "validate")), 303);
        assert_int_equal(db_i64(w.db, &count, DB_NO_ARGS, &lines), ST_OK);
        assert_int_equal(lines, 2);
        assert_int_equal(browser_get(&w, "/courses/items"), 200);
        assert_true(browser_shows(&w, "MED1234"));
        assert_true(browser_shows(&w, a[0].name_fr));
        assert_int_equal(browser_get(&w, PAGE), 200);
        assert_true(browser_shows(&w, "RITM-"));
        browser_close(&w);
}
TESTDB_BOTH(intentions)

/* A course that is not in the list yet: everything wrong at once and kept, recognised when it is there, made with its line by
 * the department's word, refused with a reason that is read. */
static int fresh(struct browser *w, const char *code, const char *term, const char *title, const char *department, const char *approach)
{
        return POST(w, "/courses/intentions", F("course", "new"), F("code", code), F("term", term), F("title", title), F("department", department),
                    F("approach", approach), F("note", "En direct"));
}

static int64_t now_of(struct browser *w, const char *sql)
{
        int64_t n = -1;

        assert_int_equal(db_i64(w->db, &(struct db_stmt){NULL, sql}, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void fresh_courses(enum db_engine e)
{
        struct browser w;
        struct approach *a;
        struct course k;
        size_t n;

        world(&w, e);
        assert_int_equal(approach_list(&w.c, false, &a, &n), ST_OK);
        const char *zoom = arena_fmt(w.arena, "%lld", (long long)a[0].id), *dept = arena_fmt(w.arena, "%lld", (long long)course_now(&w).department_id);
        browser_sign_in(&w, "ines"); /* studies: names no course */
        assert_int_equal(browser_get(&w, "/courses/intentions"), 200);
        assert_false(browser_shows(&w, "f-code"));
        assert_int_equal(fresh(&w, "NEW1", "H26", "Neuf", dept, zoom), 422);
        browser_sign_out(&w);
        assert_int_equal(person_affiliate(&w.c, person_of(&w, "ines"), "faculty"), ST_OK);
        browser_sign_in(&w, "ines");
        assert_int_equal(fresh(&w, "", "", "x <y>", "9999", "9999"), 422);
        assert_true(browser_shows(&w, "e-code") && browser_shows(&w, "e-term") && browser_shows(&w, "e-department") && browser_shows(&w, "e-approach"));
        assert_true(browser_shows(&w, "x &lt;y&gt;"));
        assert_int_equal(fresh(&w, "med1234", "h26", "Clinique", dept, zoom), 422); /* there, under paul */
        assert_true(browser_shows(&w, "déjà dans la liste"));
        for (int i = 0; i < 2; i++)
                assert_int_equal(fresh(&w, "NEW1", "H26", "Neuf", dept, zoom), 303);
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM course_intention"), 1);
        assert_int_equal(fresh(&w, "NEW2", "H26", "Refusé", dept, zoom), 303);
        assert_int_equal(fresh(&w, "NEW3", "H26", "Retiré", dept, zoom), 303);
        const char *third = arena_fmt(w.arena, "/courses/intentions/%lld", (long long)now_of(&w, "SELECT MAX(id) FROM course_intention"));
        const char *second = arena_fmt(w.arena, "/courses/intentions/%lld", (long long)now_of(&w, "SELECT id FROM course_intention WHERE code = 'NEW2'"));
        const char *first = arena_fmt(w.arena, "/courses/intentions/%lld", (long long)now_of(&w, "SELECT id FROM course_intention WHERE code = 'NEW1'"));
        assert_int_equal(POST(&w, first, F("act", "validate")), 404); /* not hers to say */
        browser_sign_out(&w);
        browser_sign_in(&w, "paul");
        assert_int_equal(fresh(&w, "new1", "h26", "Le même", dept, zoom), 422); /* hers waits */
        assert_true(browser_shows(&w, "déjà proposé"));
        assert_int_equal(POST(&w, third, F("act", "withdraw")), 404);
        browser_sign_out(&w);
        browser_sign_in(&w, "ines");
        assert_int_equal(POST(&w, third, F("act", "withdraw")), 303);
        assert_int_equal(POST(&w, third, F("act", "withdraw")), 409);
        browser_sign_out(&w);
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM course WHERE code LIKE 'NEW%'"), 0);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/courses/intentions"), 200);
        assert_true(browser_shows(&w, "NEW1") && browser_shows(&w, "nouveau cours") && !browser_shows(&w, "NEW3"));
        assert_int_equal(POST(&w, second, F("act", "refuse"), F("reason", " ")), 422);
        assert_true(browser_shows(&w, "e-reason-"));
        assert_int_equal(POST(&w, second, F("act", "refuse"), F("reason", "Déjà au programme <b>")), 303);
        assert_int_equal(POST(&w, first, F("act", "validate")), 303);
        assert_int_equal(POST(&w, first, F("act", "validate")), 409);
        assert_int_equal(course_by_code(&w.c, "NEW1", "H26", &k), ST_OK);
        assert_string_equal(k.title, "Neuf");
        assert_int_equal(k.owner_id, person_of(&w, "ines"));
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM course WHERE code LIKE 'NEW%'"), 1);
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM grid_line l JOIN course k ON k.id = l.course_id WHERE k.code = 'NEW1' AND l.withdrawn_at IS NULL"), 1);
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM course_intention i JOIN course k ON k.id = i.course_id WHERE k.code = 'NEW1' AND i.state = 20"), 1);
        browser_sign_out(&w);
        browser_sign_in(&w, "ines");
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM notification WHERE intention_id IS NOT NULL AND page = 1 AND mail = 1 AND read_at = 0"), 2);
        assert_int_equal(browser_get(&w, "/notifications"), 200);
        assert_true(browser_shows(&w, "a validé votre intention") && browser_shows(&w, "NEW1 (H26)"));
        assert_true(browser_shows(&w, "a refusé votre intention") && browser_shows(&w, "NEW2 (H26)"));
        assert_int_equal(POST(&w, "/notifications/read", F("x", "")), 303);
        assert_int_equal(browser_get(&w, "/notifications"), 200);
        assert_false(browser_shows(&w, "votre intention"));
        assert_int_equal(browser_get(&w, "/courses/intentions"), 200);
        assert_true(browser_shows(&w, "Déjà au programme &lt;b&gt;") && browser_shows(&w, "validée") && browser_shows(&w, "retirée"));
        assert_int_equal(fresh(&w, "NEW1", "H26", "Neuf", dept, zoom), 422); /* hers, validated */
        assert_true(browser_shows(&w, "déjà validée"));
        assert_int_equal(fresh(&w, "NEW2", "H26", "Encore", dept, zoom), 303); /* refused once, stated anew */
        browser_close(&w);
}
TESTDB_BOTH(fresh_courses)

/* The answer reaches whoever stated it as they chose, and nobody else; it is opened from the list. */
static void answered(enum db_engine e)
{
        struct browser w;
        struct approach *a;
        size_t n;

        world(&w, e);
        assert_int_equal(approach_list(&w.c, false, &a, &n), ST_OK);
        const char *zoom = arena_fmt(w.arena, "%lld", (long long)a[0].id), *mine = arena_fmt(w.arena, "%lld", (long long)course_now(&w).id);
        browser_sign_in(&w, "paul");
        assert_int_equal(POST(&w, "/me/notifications", F("page.intention", "1")), 303); /* no mail */
        assert_int_equal(POST(&w, "/courses/intentions", F("course", mine), F("approach", zoom), F("note", "")), 303);
        browser_sign_out(&w);
        browser_sign_in(&w, "ada");
        assert_int_equal(POST(&w, "/courses/intentions/1", F("act", "refuse"), F("reason", "Plus tard")), 303);
        assert_int_equal(browser_get(&w, "/notifications"), 200);
        assert_false(browser_shows(&w, "votre intention"));
        browser_sign_out(&w);
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM notification WHERE intention_id = 1 AND page = 1 AND mail = 0"), 1);
        const char *open = arena_fmt(w.arena, "/notifications/%lld/open", (long long)now_of(&w, "SELECT MAX(id) FROM notification WHERE intention_id = 1"));
        browser_sign_in(&w, "lucie");
        assert_int_equal(POST(&w, open, F("x", "")), 404);
        browser_sign_out(&w);
        browser_sign_in(&w, "paul");
        assert_int_equal(browser_get(&w, "/api/v1/notifications?unread=1"), 200);
        assert_true(browser_shows(&w, "\"events\":[\"intention\"]") && browser_shows(&w, "\"path\":\"/courses/intentions\""));
        assert_int_equal(POST(&w, open, F("x", "")), 303);
        assert_int_equal(browser_get(&w, "/notifications"), 200);
        assert_false(browser_shows(&w, "votre intention"));
        assert_int_equal(POST(&w, "/courses/intentions", F("course", mine), F("approach", zoom), F("note", "")), 303); /* stated anew: no news any more */
        assert_int_equal(browser_get(&w, "/notifications?all=1"), 200);
        browser_close(&w);
}
TESTDB_BOTH(answered)

/* A term typed in another case is the one that is there: one grid. */
static void one_term(enum db_engine e)
{
        struct browser w;
        struct approach *a;
        size_t n;
        static const char *const said[][2] = {{"UN1", "h26"}, {"UN2", "H26"}, {"UN3", "É30"}, {"UN4", "é30"}, {"UN5", "X H26"}};

        world(&w, e);
        assert_int_equal(approach_list(&w.c, false, &a, &n), ST_OK);
        const char *zoom = arena_fmt(w.arena, "%lld", (long long)a[0].id), *dept = arena_fmt(w.arena, "%lld", (long long)course_now(&w).department_id);
        assert_int_equal(person_affiliate(&w.c, person_of(&w, "ines"), "faculty"), ST_OK);
        browser_sign_in(&w, "ines");
        for (size_t i = 0; i < ARRAY_LEN(said); i++)
                assert_int_equal(fresh(&w, said[i][0], said[i][1], "Neuf", dept, zoom), 303);
        browser_sign_out(&w);
        browser_sign_in(&w, "ada");
        for (size_t i = 0; i < ARRAY_LEN(said); i++)
                assert_int_equal(POST(&w, arena_fmt(w.arena, "/courses/intentions/%zu", i + 1), F("act", "validate")), 303);
        assert_int_equal(now_of(&w, "SELECT COUNT(DISTINCT name) FROM grid"), 3);
        assert_int_equal(now_of(&w, "SELECT COUNT(*) FROM grid_line WHERE withdrawn_at IS NULL"), 5);
        assert_int_equal(now_of(&w, "SELECT COUNT(DISTINCT term) FROM course"), 3);
        browser_close(&w);
}
TESTDB_BOTH(one_term)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(seen_by),    TESTDB_RUN(facts),   TESTDB_RUN(people), TESTDB_RUN(sessions),
                                           TESTDB_RUN(recordings), TESTDB_RUN(changed), TESTDB_RUN(lists),  TESTDB_RUN(paged), TESTDB_RUN(intentions),
                                           TESTDB_RUN(access_asked), TESTDB_RUN(fresh_courses), TESTDB_RUN(picked), TESTDB_RUN(answered),
                                           TESTDB_RUN(one_term)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
