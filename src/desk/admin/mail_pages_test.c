/* Outgoing mail, with a relay that answers: the administrator's page, its test, and the outbox itself: written with
 * the change, sent once whoever claims, tried again, given up, held in a trial and never sent after it. */
#include "desk/admin/test_browser.h"

#include <dirent.h>
#include <pthread.h>
#include <unistd.h>

#include "app/outbox.h"
#include "desk/admin/first.h"
#include "net/smtp_kit.h"

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

static const char *spool(struct arena *a, size_t n)
{
        char *text = arena_alloc(a, 65536);
        FILE *f = fopen(arena_fmt(a, "%s/%zu.json", relay_told(a, "dir"), n), "r");
        assert_non_null(f);
        text[fread(text, 1, 65535, f)] = '\0';
        fclose(f);
        return text;
}

static void set(struct browser *w, const char *name, const char *value)
{
        assert_int_equal(setting_put(&w->c, name, value), ST_OK);
        settings_fresh(&w->c);
}

static void relay_set(struct browser *w, const char *port)
{
        set(w, "mail.relay_host", "127.0.0.1");
        set(w, "mail.relay_port", relay_told(w->arena, port));
        set(w, "mail.relay_security", "none");
        set(w, "mail.sender", "guichet@univ.example");
}

static void put(struct browser *w, const char *to, const char *text)
{
        struct outbox_letter l = {.to = to, .to_name = "Inès Caron", .subject = "Votre demande", .text = text, .kind = "received"};
        DB_TX(tx, w->db);
        w->c.now = moment_now();
        assert_int_equal(outbox_put(&w->c, &l), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

static int64_t count(struct browser *w, enum outbox_state s)
{
        int64_t n = -1;
        assert_int_equal(outbox_count(&w->c, s, &n), ST_OK);
        return n;
}

static int run(struct browser *w)
{
        int n = -1;
        w->c.now = moment_now();
        assert_int_equal(outbox_run_due(&w->c, 100, &n), ST_OK);
        return n;
}

static int64_t number(struct browser *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        int64_t n = -1;
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void sends(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        size_t before = spooled(w.arena);
        put(&w, "ines@univ.example", "x");
        assert_int_equal(count(&w, OUTBOX_DUE), 0); /* no relay: nothing is written */
        relay_set(&w, "plain");
        {
                DB_TX(tx, w.db); /* what is rolled back was never written */
                assert_int_equal(tx.st, ST_OK);
                assert_int_equal(outbox_put(&w.c, &(struct outbox_letter){.to = "ines@univ.example", .to_name = "", .subject = "s", .text = "t", .kind = "k"}), ST_OK);
        }
        put(&w, "ines@univ.example", "Un secret: https://x/i/abcdef");
        assert_int_equal(count(&w, OUTBOX_DUE), 1);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM outbox WHERE letter IS NOT NULL"), 1);
        assert_int_equal(run(&w), 1);
        assert_int_equal(count(&w, OUTBOX_SENT), 1);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM outbox WHERE letter IS NULL AND answer <> '' AND ended_at > 0"), 1);
        assert_int_equal(spooled(w.arena), before + 1);
        const char *got = spool(w.arena, before + 1);
        assert_non_null(strstr(got, "Un secret: https://x/i/abcdef"));
        assert_non_null(strstr(got, "Auto-Submitted: auto-generated"));
        assert_int_equal(run(&w), 0);
        assert_int_equal(spooled(w.arena), before + 1);
        browser_close(&w);
}
TESTDB_BOTH(sends)

static void sealed(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        relay_set(&w, "plain");
        put(&w, "ines@univ.example", "le-lien-secret");
        struct row { struct db_blob letter; } r;
        static const struct db_col cols[] = {DB_COL_BLOB(struct row, letter), DB_COL_END};
        const struct db_stmt s = {NULL, "SELECT letter FROM outbox"};
        assert_int_equal(db_one(w.db, w.arena, &s, DB_NO_ARGS, cols, &r), ST_OK);
        assert_true(r.letter.n > 20);
        assert_null(memmem(r.letter.p, r.letter.n, "le-lien-secret", 14));
        browser_close(&w);
}
TESTDB_BOTH(sealed)

/* Refused for now comes back later under the same Message-ID; refused for ever is given up, and may be asked again. */
static void refused(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        relay_set(&w, "plain");
        put(&w, "later@univ.example", "x");
        put(&w, "never@univ.example", "x");
        put(&w, "pas une adresse", "x");
        assert_int_equal(count(&w, OUTBOX_FAILED), 1);
        assert_int_equal(run(&w), 2);
        assert_int_equal(count(&w, OUTBOX_DUE), 1);
        assert_int_equal(count(&w, OUTBOX_FAILED), 2);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM outbox WHERE answer = '450 4.2.1 Mailbox busy' AND attempts = 1 AND lease = 0"), 1);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM outbox WHERE answer = '550 5.1.1 No such mailbox' AND state = 30"), 1);
        assert_int_equal(run(&w), 0); /* not due yet */
        int64_t wait = number(&w, "SELECT run_at FROM outbox WHERE attempts = 1 AND state = 10") - moment_now();
        assert_true(wait > 1000 && wait <= 30000);
        int64_t ids = number(&w, "SELECT COUNT(DISTINCT message_id) FROM outbox");
        w.c.now = moment_now();
        assert_int_equal(outbox_again(&w.c, 0), ST_OK);
        assert_int_equal(run(&w), 3);
        assert_int_equal(number(&w, "SELECT COUNT(DISTINCT message_id) FROM outbox"), ids);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM outbox WHERE attempts = 2 AND state = 10"), 1);
        const struct db_stmt last = {NULL, "UPDATE outbox SET attempts = 19, run_at = 0 WHERE state = 10"};
        {
                DB_TX(tx, w.db);
                assert_int_equal(db_exec(w.db, &last, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(run(&w), 1);
        assert_int_equal(count(&w, OUTBOX_DUE), 0); /* after two days it is given up */
        assert_int_equal(count(&w, OUTBOX_FAILED), 3);
        browser_close(&w);
}
TESTDB_BOTH(refused)

/* A relay that is down is asked once, not once a letter, and nothing is lost. */
static void relay_down(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        relay_set(&w, "plain");
        set(&w, "mail.relay_port", "1");
        for (int i = 0; i < 3; i++)
                put(&w, "ines@univ.example", "x");
        assert_int_equal(run(&w), 1);
        assert_int_equal(count(&w, OUTBOX_DUE), 3);
        set(&w, "mail.relay_port", relay_told(w.arena, "plain"));
        assert_int_equal(outbox_again(&w.c, 0), ST_OK);
        assert_int_equal(run(&w), 3);
        assert_int_equal(count(&w, OUTBOX_SENT), 3);
        browser_close(&w);
}
TESTDB_BOTH(relay_down)

/* A node that died while it sent: its lease ends, another sends the same letter; what the first one writes later,
 * if it lives after all, changes nothing. */
static void lease(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        relay_set(&w, "plain");
        put(&w, "ines@univ.example", "x");
        const struct db_stmt died = {NULL, "UPDATE outbox SET lease = 77, attempts = 1, run_at = run_at + 180000"};
        const struct db_stmt over = {NULL, "UPDATE outbox SET run_at = run_at - 180000"};
        {
                DB_TX(tx, w.db);
                assert_int_equal(db_exec(w.db, &died, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(run(&w), 0);
        assert_int_equal(outbox_again(&w.c, 0), ST_OK); /* nobody takes it from who sends it */
        assert_int_equal(run(&w), 0);
        {
                DB_TX(tx, w.db);
                assert_int_equal(db_exec(w.db, &over, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(run(&w), 1);
        assert_int_equal(count(&w, OUTBOX_SENT), 1);
        browser_close(&w);
}
TESTDB_BOTH(lease)

struct sender {
        struct browser *w;
        int ran;
        enum status st;
};

static void *send_all(void *arg)
{
        struct sender *s = arg;
        struct arena *a = arena_new(8 << 20);
        struct db *db;
        struct ctx c;
        s->st = db_open(s->w->app->pool, &db);
        if (!s->st) {
                app_ctx(s->w->app, a, db, &c);
                s->st = outbox_run_due(&c, 100, &s->ran);
                db_close(&db);
        }
        arena_free(&a);
        return NULL;
}

/* Four at once, as the nodes of a house: every letter once. */
static void together(enum db_engine e)
{
        enum { LETTERS = 24, NODES = 4 };
        struct sender s[NODES];
        pthread_t t[NODES];
        struct browser w;
        int sent = 0;
        browser_open(&w, e);
        relay_set(&w, "plain");
        size_t before = spooled(w.arena);
        for (int i = 0; i < LETTERS; i++)
                put(&w, arena_fmt(w.arena, "ines%d@univ.example", i), "x");
        usleep(5000);
        for (int i = 0; i < NODES; i++) {
                s[i] = (struct sender){&w, 0, ST_IO};
                assert_int_equal(pthread_create(&t[i], NULL, send_all, &s[i]), 0);
        }
        for (int i = 0; i < NODES; i++) {
                pthread_join(t[i], NULL);
                assert_true(s[i].st == ST_OK || s[i].st == ST_BUSY);
                sent += s[i].ran;
        }
        sent += run(&w); /* what was busy for all of them */
        assert_int_equal(count(&w, OUTBOX_SENT), LETTERS);
        assert_int_equal(sent, LETTERS);
        assert_int_equal(spooled(w.arena), before + LETTERS);
        browser_close(&w);
}
TESTDB_BOTH(together)

static void trial(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        browser_person(&w, "chef", "Chef", "admin");
        relay_set(&w, "plain");
        size_t before = spooled(w.arena);
        put(&w, "avant@univ.example", "x"); /* written before the trial */
        browser_enter(&w, "chef", "/admin/trial");
        assert_int_equal(POST(&w, "/admin/trial/begin", F("x", "")), 303);
        put(&w, "ines@univ.example", "x");
        assert_int_equal(count(&w, OUTBOX_HELD), 1);
        assert_int_equal(run(&w), 0); /* neither the one nor the other */
        assert_int_equal(browser_get(&w, "/admin/trial"), 200);
        assert_true(browser_shows(&w, "1 courriel retenu par l") && browser_shows(&w, "les courriels sont retenus"));
        assert_int_equal(browser_get(&w, "/admin/mail/letters?state=held"), 200);
        assert_true(browser_shows(&w, "ines@univ.example"));
        assert_int_equal(browser_get(&w, "/admin/trial"), 200);
        browser_take_csrf(&w);
        assert_int_equal(POST(&w, "/admin/trial/mail", F("trial_to", "pas une adresse"), F("seen", "")), 422);
        assert_int_equal(POST(&w, "/admin/trial/mail", F("trial_to", "essai@univ.example"), F("seen", "")), 303);
        assert_int_equal(POST(&w, "/admin/trial/mail", F("trial_to", "autre@univ.example"), F("seen", "")), 422); /* changed meanwhile */
        assert_int_equal(browser_get(&w, "/admin/trial"), 200);
        assert_true(browser_shows(&w, "une seule adresse d"));
        put(&w, "ines@univ.example", "x");
        assert_int_equal(run(&w), 1);
        assert_int_equal(spooled(w.arena), before + 1);
        const char *got = spool(w.arena, before + 1);
        assert_non_null(strstr(got, "\"to\": [\"essai@univ.example\"]"));
        assert_non_null(strstr(got, "ines@univ.example"));
        put(&w, "ines@univ.example", "x"); /* waits when the trial ends */
        browser_take_csrf(&w);
        assert_int_equal(POST(&w, "/admin/trial/end", F("x", "")), 303);
        assert_int_equal(count(&w, OUTBOX_HELD), 0);
        assert_int_equal(run(&w), 1);
        assert_int_equal(spooled(w.arena), before + 2);
        assert_non_null(strstr(spool(w.arena, before + 2), "avant@univ.example"));
        assert_int_equal(run(&w), 0);
        browser_close(&w);
}
TESTDB_BOTH(trial)

#define RELAY(host, port, security, user, password, sender)                                                              \
        F("version", version), F("relay_host", host), F("relay_port", port), F("relay_security", security), F("relay_user", user), \
                F("relay_password", password), F("sender", sender), F("sender_name", "Guichet des Rives")

static void page(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        w.app->cfg.ca_file = relay_told(w.arena, "ca");
        browser_person(&w, "chef", "Chef", "admin");
        browser_person(&w, "ines", "Inès", "agent");
        browser_enter(&w, "ines", "/");
        assert_int_equal(browser_get(&w, "/admin/mail"), 404);
        browser_sign_out(&w);
        browser_enter(&w, "chef", "/admin/mail");
        assert_true(browser_shows(&w, "Enregistrez d"));
        const char *port = relay_told(w.arena, "starttls"), *password = relay_told(w.arena, "password");
        const char *version = browser_hidden(&w, "version");
        size_t before = spooled(w.arena);
        assert_int_equal(POST(&w, "/admin/mail", RELAY("a/b", "0", "rien", "u", "p", "x")), 422);
        assert_true(browser_shows(&w, "value=\"a/b\"") && !browser_shows(&w, "value=\"p\""));
        assert_int_equal(POST(&w, "/admin/mail", RELAY("relais.univ.example", port, "none", "", "", "guichet@univ.example")), 422);
        assert_int_equal(POST(&w, "/admin/mail", RELAY("127.0.0.1", port, "starttls", "guichet", "faux", "")), 422);
        assert_int_equal(POST(&w, "/admin/mail", RELAY("127.0.0.1", port, "starttls", "guichet", "faux", "guichet@univ.example")), 303);
        assert_int_equal(POST(&w, "/admin/mail", RELAY("127.0.0.1", port, "starttls", "guichet", "faux", "guichet@univ.example")), 422); /* stale */
        assert_int_equal(POST(&w, "/admin/mail/try", F("to", "chef@univ.example")), 200);
        assert_true(browser_shows(&w, "Le relais refuse l") && browser_shows(&w, "535"));
        assert_false(browser_shows(&w, "faux"));
        version = browser_hidden(&w, "version");
        assert_int_equal(POST(&w, "/admin/mail", RELAY("localhost", port, "starttls", "guichet", "", "guichet@univ.example")), 422);
        assert_true(browser_shows(&w, "donnez à nouveau le mot de passe"));
        assert_int_equal(POST(&w, "/admin/mail", RELAY("127.0.0.1", port, "starttls", "guichet", password, "guichet@univ.example")), 303);
        assert_int_equal(POST(&w, "/admin/mail/try", F("to", "x\r\nBcc: y@z")), 422);
        assert_int_equal(POST(&w, "/admin/mail/try", F("to", "")), 422);
        assert_int_equal(POST(&w, "/admin/mail/try", F("to", "chef@univ.example")), 200);
        assert_true(browser_shows(&w, "Parti. Regardez"));
        assert_int_equal(spooled(w.arena), before + 1);
        assert_non_null(strstr(spool(w.arena, before + 1), "\"login\": true"));
        assert_int_equal(browser_get(&w, "/admin/settings"), 200);
        assert_false(browser_shows(&w, "mot de passe du relais: "));
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM audit WHERE verb = 'mail.try' AND result = 'ok'"), 1);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%mot de passe du%'"), 0);
        browser_close(&w);
}
TESTDB_BOTH(page)

#define API_(method, path, json) browser_call(&w, HTTP_##method, "/api/v1/mail/" path, NULL, json)

/* The same by program: what is refused on the page is refused here, a password is written and never read. */
static void program(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        browser_person(&w, "chef", "Chef", "admin");
        browser_person(&w, "ines", "Inès", "agent");
        browser_enter(&w, "ines", "/");
        assert_int_equal(API_(PATCH, "relay", "{\"host\":\"a\"}"), 404);
        assert_int_equal(browser_get(&w, "/api/v1/mail/letters"), 404);
        browser_sign_out(&w);
        browser_enter(&w, "chef", "/me");
        const char *port = relay_told(w.arena, "plain");
        assert_int_equal(browser_get(&w, "/api/v1/mail/relay"), 200);
        assert_true(browser_shows(&w, "\"password_kept\":false"));
        const char *first_mark = arena_str(w.arena, browser_header(&w, "ETag"));
        assert_int_equal(API_(POST, "relay/try", "{\"to\":\"chef@univ.example\"}"), 422); /* no relay yet */
        assert_int_equal(API_(PATCH, "relay", "{\"host\":\"a/b\",\"port\":0,\"security\":\"rien\",\"sender\":\"x\",\"password\":7,\"user\":[]}"), 422);
        static const char *const wrong[] = {"host", "port", "security", "sender", "password", "user"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_true(browser_shows(&w, arena_fmt(w.arena, "\"field\":\"%s\"", wrong[i])));
        w.if_match = first_mark;
        assert_int_equal(API_(PATCH, "relay", arena_fmt(w.arena, "{\"host\":\"127.0.0.1\",\"port\":%s,\"security\":\"none\",\"user\":\"u\",\"password\":\"mot-secret\",\"sender\":\"guichet@univ.example\"}", port)), 200);
        assert_true(browser_shows(&w, "\"password_kept\":true") && !browser_shows(&w, "mot-secret"));
        assert_string_not_equal(browser_header(&w, "ETag"), first_mark);
        assert_int_equal(API_(PATCH, "relay", "{\"sender_name\":\"Autre\"}"), 412);
        w.if_match = NULL;
        assert_int_equal(browser_get(&w, "/api/v1/mail/relay"), 200);
        assert_false(browser_shows(&w, "mot-secret"));
        const char *mark = arena_str(w.arena, browser_header(&w, "ETag"));
        assert_int_equal(API_(PATCH, "relay", "{\"port\":1}"), 422); /* another relay, without its password */
        assert_true(browser_shows(&w, "\"field\":\"password\""));
        assert_int_equal(API_(PATCH, "relay", "{\"password\":\"autre\"}"), 200);
        assert_string_not_equal(browser_header(&w, "ETag"), mark);
        assert_int_equal(API_(PATCH, "relay", "{\"user\":\"\"}"), 200);
        assert_true(browser_shows(&w, "\"password_kept\":false") && browser_shows(&w, "\"sender\":\"guichet@univ.example\""));
        assert_int_equal(API_(POST, "relay/try", "{\"to\":\"x\\r\\nBcc: y@z\"}"), 422);
        size_t before = spooled(w.arena);
        assert_int_equal(API_(POST, "relay/try", "{\"to\":\"chef@univ.example\"}"), 200);
        assert_true(browser_shows(&w, "\"sent\":true"));
        assert_int_equal(spooled(w.arena), before + 1);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM audit WHERE verb = 'mail.try' AND result = 'ok'"), 1);
        put(&w, "pas une adresse", "le-lien-secret");
        put(&w, "never@univ.example", "x");
        put(&w, "ines@univ.example", "le-lien-secret");
        assert_int_equal(browser_get(&w, "/api/v1/mail/letters"), 200);
        assert_true(browser_shows(&w, "\"to\":\"ines@univ.example\"") && browser_shows(&w, "\"state\":\"due\"") && !browser_shows(&w, "le-lien-secret"));
        assert_int_equal(browser_get(&w, "/api/v1/mail/letters?limit=1"), 200);
        assert_true(browser_shows(&w, "ines@") && !browser_shows(&w, "never@") && !browser_shows(&w, "\"next_cursor\":null"));
        assert_int_equal(run(&w), 2);
        assert_int_equal(browser_get(&w, "/api/v1/mail/letters?state=failed"), 200);
        assert_true(browser_shows(&w, "550 5.1.1 No such mailbox") && browser_shows(&w, "pas une adresse") && browser_shows(&w, "\"next_cursor\":null"));
        assert_int_equal(browser_get(&w, "/api/v1/mail/letters?state=perdu&cursor=loin"), 422);
        assert_true(browser_shows(&w, "\"field\":\"state\"") && browser_shows(&w, "\"field\":\"cursor\""));
        int64_t id = number(&w, "SELECT id FROM outbox WHERE answer LIKE '550%'"), sent = number(&w, "SELECT id FROM outbox WHERE state = 20");
        assert_int_equal(browser_call(&w, HTTP_POST, arena_fmt(w.arena, "/api/v1/mail/letters/%lld/again", (long long)id), NULL, "{}"), 204);
        assert_int_equal(count(&w, OUTBOX_DUE), 1);
        assert_int_equal(browser_call(&w, HTTP_POST, arena_fmt(w.arena, "/api/v1/mail/letters/%lld/again", (long long)sent), NULL, "{}"), 404);
        assert_int_equal(API_(POST, "letters/0/again", "{}"), 404);
        assert_int_equal(API_(POST, "letters/again", "{}"), 204);
        assert_int_equal(number(&w, "SELECT COUNT(*) FROM audit WHERE verb = 'mail.again'"), 2);
        browser_close(&w);
}
TESTDB_BOTH(program)

/* The first run tries what is typed before anything is kept, and goes on without a relay as well as with one. */
static void first(enum db_engine e)
{
        struct browser w;
        const char *code;
        browser_open(&w, e);
        assert_int_equal(first_code(&w.c, &code), ST_OK);
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/first?code=%s", code)), 200);
        size_t before = spooled(w.arena);
        const char *port = relay_told(w.arena, "plain");
        assert_int_equal(POST(&w, "/first", F("code", code), F("act", "try"), F("relay_host", ""), F("sender", ""), F("mail", "ada@univ.example")), 422);
        assert_int_equal(POST(&w, "/first", F("code", "faux"), F("act", "try"), F("relay_host", "127.0.0.1"), F("relay_security", "none"),
                              F("relay_port", port), F("sender", "guichet@univ.example"), F("mail", "ada@univ.example")), 422);
        assert_int_equal(spooled(w.arena), before);
        assert_int_equal(POST(&w, "/first", F("code", code), F("act", "try"), F("relay_host", "127.0.0.1"), F("relay_security", "none"),
                              F("relay_port", "1"), F("sender", "guichet@univ.example"), F("mail", "ada@univ.example")), 200);
        assert_true(browser_shows(&w, "Le relais ne répond pas"));
        assert_int_equal(POST(&w, "/first", F("code", code), F("act", "try"), F("relay_host", "127.0.0.1"), F("relay_security", "none"),
                              F("relay_port", port), F("sender", "guichet@univ.example"), F("mail", "ada@univ.example"), F("site_name", "Comptoir")), 200);
        assert_true(browser_shows(&w, "Parti. Regardez") && browser_shows(&w, "value=\"Comptoir\""));
        assert_int_equal(spooled(w.arena), before + 1);
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/first?code=%s", code)), 200); /* nothing was kept */
        assert_int_equal(POST(&w, "/first", F("code", code), F("site_name", "Comptoir"), F("institution", "Université"), F("country", "fr"),
                              F("relay_host", "127.0.0.1"), F("relay_security", "none"), F("relay_port", port), F("relay_user", "u"),
                              F("relay_password", "p"), F("sender", "guichet@univ.example"), F("name", "Ada"), F("login", "ada"),
                              F("mail", "ada@univ.example"), F("password", "pommier en fleur")), 303);
        struct relay r;
        settings_fresh(&w.c);
        assert_int_equal(relay_now(&w.c, &r), ST_OK);
        assert_string_equal(r.password, "p");
        assert_string_equal(r.sender, "guichet@univ.example");
        browser_close(&w);
}
TESTDB_BOTH(first)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(sends), TESTDB_RUN(sealed), TESTDB_RUN(refused), TESTDB_RUN(relay_down), TESTDB_RUN(lease),
                                           TESTDB_RUN(together), TESTDB_RUN(trial), TESTDB_RUN(page), TESTDB_RUN(program), TESTDB_RUN(first)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
