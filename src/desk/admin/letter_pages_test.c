/* What Guichet writes to people, with a relay that takes it: a request received, an answer, a solution, a link; in
 * the reader's language, as each chose, nothing that they may not see, nothing twice; and the texts' own pages. */
#include "desk/admin/test_browser.h"

#include <dirent.h>

#include "app/config.h"
#include "desk/ticket/access.h"
#include "desk/ticket/letters.h"
#include "desk/ticket/notify.h"
#include "net/smtp_kit.h"

struct world {
        struct browser b;
        int64_t ines, karim, ada;
        struct ticket t;
};

static size_t spooled(struct arena *a)
{
        DIR *d = opendir(relay_told(a, "dir"));
        size_t n = 0;
        assert_non_null(d);
        for (struct dirent *e; (e = readdir(d));)
                n += strstr(e->d_name, ".json") != NULL;
        closedir(d);
        return n;
}

static const char *newest(struct arena *a)
{
        char *text = arena_alloc(a, 65536);
        FILE *f = fopen(arena_fmt(a, "%s/%zu.json", relay_told(a, "dir"), spooled(a)), "r");
        assert_non_null(f);
        text[fread(text, 1, 65535, f)] = '\0';
        fclose(f);
        return text;
}

static void set(struct world *w, const char *name, const char *value)
{
        w->b.c.actor = &actor_system;
        assert_int_equal(setting_put(&w->b.c, name, value), ST_OK);
        settings_fresh(&w->b.c);
}

static void as(struct world *w, int64_t id, int64_t roles)
{
        struct actor *who = ARENA_NEW(w->b.arena, struct actor);
        *who = (struct actor){.person_id = id, .login = "", .name = "x", .lang_text = "fr", .persona = "", .roles = roles, .prefs = "{}"};
        w->b.c.actor = id ? who : &actor_system;
        w->b.c.n_error = 0;
        w->b.c.now = moment_now();
}

static int64_t person(struct world *w, const char *login, const char *name, const char *mail, const char *role, const char *group, const char *lang)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = name, .mail = mail, .role = role, .groups = &group, .n_groups = group ? 1 : 0, .lang = lang,
                                 .password = "pommier en fleur"};
        as(w, 0, 0);
        assert_int_equal(person_add(&w->b.c, &d, &id), ST_OK);
        return id;
}

static void open_world(struct world *w, enum db_engine e)
{
        browser_open(&w->b, e);
        set(w, "mail.relay_host", "127.0.0.1");
        set(w, "mail.relay_port", relay_told(w->b.arena, "plain"));
        set(w, "mail.relay_security", "none");
        set(w, "mail.sender", "guichet@univ.example");
        set(w, "site.url", "https://guichet.univ.example");
        set(w, "notify.digest_minutes", "0");
        w->ines = person(w, "ines", "Ines Caron", "ines@univ.example", NULL, NULL, "fr");
        w->karim = person(w, "karim", "Karim", "karim@univ.example", "agent", "desk", "en");
        w->ada = person(w, "ada", "Ada", "ada@univ.example", "admin", NULL, "fr");
}

static void opens(struct world *w, int64_t by, int64_t roles, int confidential)
{
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Panne de wifi", .description = "Rien ne va", .requester_id = w->ines,
                                 .confidential = confidential};
        as(w, by, roles);
        assert_int_equal(ticket_open(&w->b.c, &d, &w->t), ST_OK);
}

static void works(struct world *w)
{
        as(w, w->karim, ROLE_AGENT);
        assert_int_equal(ticket_load(&w->b.c, w->t.id, ACT_READ, &w->t), ST_OK);
}

static void replies(struct world *w)
{
        struct entry_draft e = {.body = "Essayez maintenant.", .is_public = true};
        works(w);
        assert_int_equal(ticket_comment(&w->b.c, &w->t, &e, NULL), ST_OK);
}

/* The jobs and the relay's thread, as they would come by; how many letters arrived. */
static size_t arrives(struct world *w)
{
        size_t before = spooled(w->b.arena);
        as(w, 0, 0);
        assert_int_equal(job_plan(&w->b.c, "letters.write", "", w->b.c.now, NULL), ST_OK);
        assert_int_equal(job_run_due(&w->b.c, 100, NULL), ST_OK);
        as(w, 0, 0);
        assert_int_equal(outbox_run_due(&w->b.c, 100, NULL), ST_OK);
        return spooled(w->b.arena) - before;
}

static bool shows(struct world *w, const char *text)
{
        return strstr(newest(w->b.arena), text) != NULL;
}

static void told(enum db_engine e)
{
        struct world w;
        open_world(&w, e);
        opens(&w, w.ines, 0, -1);
        assert_int_equal(arrives(&w), 1); /* who asks gets their number */
        assert_true(shows(&w, "[\"ines@univ.example\"]") && shows(&w, "Panne de wifi"));
        assert_true(shows(&w, arena_fmt(w.b.arena, "https://guichet.univ.example/requests/%s", w.t.number)));
        assert_int_equal(arrives(&w), 0);
        replies(&w);
        assert_int_equal(arrives(&w), 1);
        assert_true(shows(&w, "Une r=C3=A9ponse vous attend") && !shows(&w, "Essayez maintenant"));
        replies(&w);
        assert_int_equal(arrives(&w), 1); /* another one, another letter */
        replies(&w);
        as(&w, w.ines, 0);
        {
                DB_TX(tx, w.b.db);
                assert_int_equal(notify_seen(&w.b.c, w.t.id), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(arrives(&w), 0); /* read in the page meanwhile */
        works(&w);
        assert_int_equal(ticket_move(&w.b.c, &w.t, STATE_RESOLVED, 0, "C'était le câble.", w.t.version), ST_OK);
        assert_int_equal(arrives(&w), 1);
        assert_true(shows(&w, "Voir la solution"));
        browser_close(&w.b);
}
TESTDB_BOTH(told)

static void chosen(enum db_engine e)
{
        struct world w;
        open_world(&w, e);
        as(&w, w.ines, 0);
        assert_int_equal(notify_choice_put(&w.b.c, NOTIFY_OPENED, true, false), ST_OK);
        assert_int_equal(notify_choice_put(&w.b.c, NOTIFY_REPLY, true, false), ST_OK);
        opens(&w, w.ines, 0, -1);
        replies(&w);
        assert_int_equal(arrives(&w), 0);
        as(&w, w.ada, ROLE_ADMIN);
        assert_int_equal(ticket_load(&w.b.c, w.t.id, ACT_READ, &w.t), ST_OK);
        assert_int_equal(ticket_assign(&w.b.c, &w.t, w.t.group_id, w.karim, w.t.version), ST_OK);
        const struct db_stmt now = {NULL, "UPDATE notification SET mail_at = 1 + mail_at - mail_at + :now WHERE mail = 1"};
        {
                DB_TX(tx, w.b.db); /* the desk opens */
                assert_int_equal(db_exec(w.b.db, &now, DB_ARGS(DB_I("now", w.b.c.now - 1000)), NULL), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(arrives(&w), 1);
        assert_true(shows(&w, "[\"karim@univ.example\"]") && shows(&w, "Hello Karim") && shows(&w, "/tickets/"));
        browser_close(&w.b);
}
TESTDB_BOTH(chosen)

/* No relay, then one a day later: old news is not written.  A confidential request is not named. */
static void quiet(enum db_engine e)
{
        struct world w;
        open_world(&w, e);
        set(&w, "mail.relay_host", "");
        opens(&w, w.ines, 0, -1);
        replies(&w);
        assert_int_equal(arrives(&w), 0);
        const struct db_stmt old = {NULL, "UPDATE notification SET mail_at = mail_at - 90000000"};
        {
                DB_TX(tx, w.b.db);
                assert_int_equal(db_exec(w.b.db, &old, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        set(&w, "mail.relay_host", "127.0.0.1");
        assert_int_equal(arrives(&w), 0);
        opens(&w, w.ines, 0, 1);
        assert_int_equal(arrives(&w), 1);
        assert_true(shows(&w, "demande confidentielle") && !shows(&w, "Panne"));
        browser_close(&w.b);
}
TESTDB_BOTH(quiet)

static void links(enum db_engine e)
{
        struct world w;
        struct access_link link;
        open_world(&w, e);
        opens(&w, w.ines, 0, -1);
        assert_int_equal(arrives(&w), 1);
        as(&w, w.ines, 0);
        assert_int_equal(access_invite(&w.b.c, &w.t, "paul@ailleurs.example", "Paul", &link), ST_OK);
        assert_true(link.mailed && link.secret);
        const char *path = arena_fmt(w.b.arena, "/i/%s", link.secret);
        assert_int_equal(arrives(&w), 1);
        assert_true(shows(&w, "[\"paul@ailleurs.example\"]"));
        const char *mail = newest(w.b.arena);
        assert_non_null(strstr(mail, "https://guichet.univ.example/i/"));
        w.b.cookie = NULL;
        assert_int_equal(browser_get(&w.b, path), 200);
        replies(&w); /* whose link is no longer known: they are told to use it */
        assert_int_equal(arrives(&w), 2);
        assert_int_equal(browser_get(&w.b, path), 200);
        set(&w, "site.url", ""); /* nothing to begin a link with: only shown to who invites */
        as(&w, w.ines, 0);
        assert_int_equal(access_renew(&w.b.c, &w.t, link.person_id, &link), ST_OK);
        assert_false(link.mailed);
        assert_int_equal(arrives(&w), 0);
        opens(&w, w.ines, 0, -1);
        assert_int_equal(arrives(&w), 1);
        assert_true(shows(&w, "dans Guichet, sous ce num") && !shows(&w, "/requests/"));
        browser_close(&w.b);
}
TESTDB_BOTH(links)

#define TEXTS(sf, bf, se, be) F("version", version), F("subject_fr", sf), F("body_fr", bf), F("subject_en", se), F("body_en", be)

static void texts(enum db_engine e)
{
        struct world w;
        struct letter_text t;
        open_world(&w, e);
        browser_enter(&w.b, "ada", "/admin/mail/texts");
        assert_true(browser_shows(&w.b, "/admin/mail/texts/link"));
        assert_int_equal(browser_get(&w.b, "/admin/mail/texts/rien"), 404);
        assert_int_equal(browser_get(&w.b, "/admin/mail/texts/link"), 200);
        const char *version = browser_hidden(&w.b, "version");
        browser_take_csrf(&w.b);
        assert_int_equal(POST(&w.b, "/admin/mail/texts/link", TEXTS("", "sans lien", "x {quoi}", "{link} {inconnu}")), 422);
        assert_true(browser_shows(&w.b, "e-subject_fr") && browser_shows(&w.b, "e-body_fr") && browser_shows(&w.b, "e-subject_en") &&
                    browser_shows(&w.b, "e-body_en") && browser_shows(&w.b, "{inconnu}") && browser_shows(&w.b, "{lien}"));
        assert_int_equal(POST(&w.b, "/admin/mail/texts/link", TEXTS("Bonjour <b>{nom}", "{lien}", "Hi", "{link}"), F("act", "preview")), 200);
        assert_true(browser_shows(&w.b, "Bonjour &lt;b&gt;Inès Caron"));
        assert_int_equal(letter_text(&w.b.c, LETTER_LINK, LANG_FR, &t), ST_OK);
        assert_false(t.own);
        assert_int_equal(POST(&w.b, "/admin/mail/texts/link", TEXTS("Salut {nom}", "Ici : {lien}", "Hi {name}", "Here: {link}")), 303);
        assert_int_equal(POST(&w.b, "/admin/mail/texts/link", TEXTS("Tard", "{lien}", "Late", "{link}")), 422); /* somebody was faster */
        as(&w, 0, 0);
        assert_int_equal(letter_text(&w.b.c, LETTER_LINK, LANG_FR, &t), ST_OK);
        assert_true(t.own && str_eq(t.subject, "Salut {nom}"));
        struct buf file;
        buf_init(&file, w.b.arena, 4 << 20);
        assert_int_equal(config_export(&w.b.c, &file), ST_OK);
        assert_non_null(strstr(file.p, "[mail_text.\"link/fr\"]"));
        assert_null(strstr(file.p, "[mail_text.\"received/fr\"]"));
        assert_int_equal(browser_get(&w.b, "/admin/mail/texts/link"), 200);
        version = browser_hidden(&w.b, "version");
        assert_int_equal(POST(&w.b, "/admin/mail/texts/link", TEXTS("a", "b", "c", "d"), F("act", "restore")), 303);
        as(&w, 0, 0);
        assert_int_equal(letter_text(&w.b.c, LETTER_LINK, LANG_FR, &t), ST_OK);
        assert_false(t.own);
        struct config_plan plan;
        assert_int_equal(config_apply(&w.b.c, file.p, file.n, &plan), ST_OK);
        assert_int_equal(letter_text(&w.b.c, LETTER_LINK, LANG_EN, &t), ST_OK);
        assert_string_equal(t.body, "Here: {link}");
        const char *bad = "[mail_text.\"received/fr\"]\nsubject = \"x\"\nbody = \"{lieu}\"\n";
        assert_int_equal(config_apply(&w.b.c, bad, strlen(bad), &plan), ST_INVALID);
        browser_close(&w.b);
}
TESTDB_BOTH(texts)

/* Every shipped text passes the check that a changed one has to pass. */
static void shipped(enum db_engine e)
{
        struct world w;
        open_world(&w, e);
        as(&w, 0, 0);
        for (int k = 0; k < LETTER_KINDS; k++)
                for (int l = LANG_FR; l <= LANG_EN; l++) {
                        struct letter_text t = letter_shipped(k, (enum lang)l), is;
                        letter_fill(&w.b.c, &t, letter_sample(&w.b.c), &is);
                        if (strchr(is.subject, '{') || strchr(is.body, '{') || letter_text_put(&w.b.c, k, (enum lang)l, &t))
                                fail_msg("%s: %s | %s", letter_word(k), is.subject, is.body);
                }
        browser_close(&w.b);
}
TESTDB_BOTH(shipped)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(told), TESTDB_RUN(chosen), TESTDB_RUN(quiet), TESTDB_RUN(links), TESTDB_RUN(texts), TESTDB_RUN(shipped)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
