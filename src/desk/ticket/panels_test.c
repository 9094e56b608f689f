/* Time, points to check, restated need and evidence, on both engines: what is kept, who may, what the
 * journal says, what stays hidden, and the gate of resolving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/random.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/test_world.h"

static const char *last_line(struct world *w, const struct ticket *t)
{
        struct entry *e;
        size_t n;
        bool more;

        EXPECT(w, ticket_journal(&w->c, t, 0, 1, &e, &n, &more), ST_OK);
        return n && e[0].line ? e[0].line : "";
}

static int64_t total(struct world *w, const struct ticket *t, struct spent **rows, size_t *n)
{
        int64_t ms;

        EXPECT(w, spent_list(&w->c, t, rows, n, &ms), ST_OK);
        return ms / MINUTE_MS;
}

static void time_spent(enum db_engine e)
{
        struct world w;
        struct spent *rows;
        size_t n;
        int64_t a, b;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, spent_add(&w.c, &t, 90, "Sur place, salle B12", &a), ST_OK);
        assert_non_null(strstr(last_line(&w, &t), "90"));
        as_agent(&w, w.lead_net);
        EXPECT(&w, spent_add(&w.c, &t, 5, NULL, &b), ST_OK);
        assert_int_equal(total(&w, &t, &rows, &n), 95);
        assert_int_equal(n, 2);
        assert_string_equal(rows[0].text, "1\u00a0h\u00a030");
        assert_string_equal(rows[0].name, "crey");
        assert_false(rows[0].mine);
        assert_true(rows[1].mine);
        /* another agent's line does not exist for a correction */
        EXPECT(&w, spent_correct(&w.c, &t, a, 10, NULL, 0), ST_NOT_FOUND);
        as_agent(&w, w.agent_net);
        EXPECT(&w, spent_correct(&w.c, &t, a, 60, NULL, 1), ST_OK);
        EXPECT(&w, spent_correct(&w.c, &t, a, 61, NULL, 1), ST_STALE);
        assert_int_equal(total(&w, &t, &rows, &n), 65);
        assert_string_equal(rows[0].note, "Sur place, salle B12");
        assert_int_not_equal(rows[0].changed_at, 0);
        EXPECT(&w, spent_correct(&w.c, &t, a, 0, NULL, 2), ST_OK);
        assert_int_equal(total(&w, &t, &rows, &n), 5);
        assert_int_equal(n, 1);
        const int64_t bad[] = {0, -1, SPENT_MINUTES + 1, INT64_MAX};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                as_agent(&w, w.agent_net);
                EXPECT(&w, spent_add(&w.c, &t, bad[i], NULL, &a), ST_INVALID);
                assert_non_null(form_msg(&w.c, "minutes"));
        }
        struct panels p;
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_panels(&w.c, &t, &p), ST_OK);
        assert_int_equal(p.spent_ms, 5 * MINUTE_MS);
        /* the requester neither gives time nor sees it; somebody else has no ticket */
        as_requester(&w, w.ines);
        EXPECT(&w, spent_add(&w.c, &t, 5, NULL, &a), ST_DENIED);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        assert_int_equal(total(&w, &t, &rows, &n), 0);
        as_requester(&w, w.paul);
        EXPECT(&w, spent_add(&w.c, &t, 5, NULL, &a), ST_NOT_FOUND);
        world_close(&w);
}

static void checklist(enum db_engine e)
{
        struct world w;
        struct check *k;
        size_t n;
        int64_t cable, other;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, check_add(&w.c, &t, "  Câble testé ", true, &cable), ST_OK);
        EXPECT(&w, check_add(&w.c, &t, "Prévenue", false, &other), ST_OK);
        EXPECT(&w, check_add(&w.c, &t, " \t", false, &other), ST_INVALID);
        assert_non_null(form_msg(&w.c, "label"));
        as_agent(&w, w.agent_net);
        EXPECT(&w, check_list(&w.c, &t, &k, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_string_equal(k[0].label, "Câble testé");
        other = k[1].id;
        /* the gate says what is missing; nothing moves */
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Réglé", 0), ST_CONFLICT);
        assert_non_null(strstr(w.c.why, "Câble testé"));
        assert_null(strstr(w.c.why, "Prévenue"));
        assert_int_equal(fresh(&w, t.id).state, STATE_NEW);
        struct reply_draft r = {.body = "Réglé", .state = STATE_RESOLVED};
        int64_t send_at;
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_reply_later(&w.c, &t, &r, &send_at), ST_CONFLICT);
        as_agent(&w, w.agent_net);
        EXPECT(&w, check_tick(&w.c, &t, cable, true), ST_OK);
        as_agent(&w, w.lead_net);
        EXPECT(&w, check_tick(&w.c, &t, cable, true), ST_OK); /* the first author stays */
        EXPECT(&w, check_list(&w.c, &t, &k, &n), ST_OK);
        assert_string_equal(k[0].done_name, "crey");
        assert_int_equal(k[0].done_at, w.c.now);
        EXPECT(&w, check_drop(&w.c, &t, cable), ST_CONFLICT);
        as_agent(&w, w.lead_net);
        EXPECT(&w, check_tick(&w.c, &t, cable, false), ST_OK);
        EXPECT(&w, check_require(&w.c, &t, cable, false), ST_OK);
        EXPECT(&w, check_require(&w.c, &t, other, true), ST_OK);
        EXPECT(&w, check_drop(&w.c, &t, cable), ST_OK);
        EXPECT(&w, check_tick(&w.c, &t, cable, true), ST_NOT_FOUND);
        EXPECT(&w, check_tick(&w.c, &t, other, true), ST_OK);
        assert_non_null(strstr(last_line(&w, &t), "Prévenue"));
        /* a point of another ticket is none of this one */
        struct ticket u = ticket_of_ines(&w, "Autre", w.wifi, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, check_tick(&w.c, &u, other, false), ST_NOT_FOUND);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Réglé", 0), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, check_tick(&w.c, &t, other, false), ST_DENIED);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        EXPECT(&w, check_list(&w.c, &t, &k, &n), ST_OK);
        assert_int_equal(n, 0);
        world_close(&w);
}

static void restated_need(enum db_engine e)
{
        struct world w;
        struct restated r;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, restated_last(&w.c, &t, &r), ST_NOT_FOUND);
        EXPECT(&w, restate(&w.c, &t, " \n"), ST_INVALID);
        assert_non_null(form_msg(&w.c, "restated"));
        as_agent(&w, w.agent_net);
        spy.n = 0;
        EXPECT(&w, restate(&w.c, &t, "Le réseau de la salle B12 ne répond pas."), ST_OK);
        assert_true(spy.seen[0].contact);
        assert_int_equal(t.state, STATE_OPEN);
        assert_int_equal(t.news_kind, NEWS_REQUESTER);
        assert_string_equal(t.description, "Rien ne marche dans la salle B12"); /* as said */
        EXPECT(&w, restated_last(&w.c, &t, &r), ST_OK);
        int64_t first = r.id;
        EXPECT(&w, restate(&w.c, &t, "Le Wi-Fi de la salle B12 ne répond pas."), ST_OK);
        EXPECT(&w, restated_last(&w.c, &t, &r), ST_OK);
        assert_int_not_equal(r.id, first);
        /* only the requester's side answers on the portal, and only the wording that waits */
        as_requester(&w, w.paul);
        EXPECT(&w, restated_confirm(&w.c, &t, r.id, false), ST_NOT_FOUND);
        as_agent(&w, w.agent_net);
        EXPECT(&w, restated_confirm(&w.c, &t, r.id, false), ST_DENIED);
        as_requester(&w, w.ines);
        EXPECT(&w, restated_confirm(&w.c, &t, first, false), ST_CONFLICT);
        EXPECT(&w, restated_confirm(&w.c, &t, r.id, true), ST_DENIED);
        EXPECT(&w, restate(&w.c, &t, "Moi"), ST_DENIED);
        EXPECT(&w, restated_correct(&w.c, &t, r.id, ""), ST_INVALID);
        as_requester(&w, w.ines);
        EXPECT(&w, restated_correct(&w.c, &t, r.id, "Non, c'est la prise."), ST_OK);
        EXPECT(&w, restated_correct(&w.c, &t, r.id, "Encore"), ST_CONFLICT);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_body WHERE body = 'Encore'"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM restated r JOIN entry_body b ON b.entry_id = r.entry_id"
                                      " WHERE b.body = 'Non, c''est la prise.' AND r.state = 30"), 1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, restate(&w.c, &t, "La prise de la salle B12 est muette."), ST_OK);
        EXPECT(&w, restated_last(&w.c, &t, &r), ST_OK);
        EXPECT(&w, restated_confirm(&w.c, &t, r.id, true), ST_OK);
        EXPECT(&w, restated_last(&w.c, &t, &r), ST_OK);
        assert_int_equal(r.state, RESTATED_CONFIRMED);
        assert_string_equal(r.state_text, "confirmé de vive voix");
        assert_string_equal(r.answered_name, "crey");
        assert_non_null(strstr(last_line(&w, &t), "de vive voix"));
        /* the requester reads all of it in the journal */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        assert_non_null(strstr(last_line(&w, &t), "de vive voix"));
        struct restated *all;
        size_t n;
        EXPECT(&w, restated_list(&w.c, &t, &all, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_int_equal(all[2].state, RESTATED_REPLACED);
        world_close(&w);
}

/* The request carries one small file. */
static void upload(struct world *w)
{
        static struct http_upload u;
        const char *path = arena_fmt(w->arena, "%s/%s", w->data, random_token(w->arena));
        int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, "png", 3), 3);
        close(fd);
        u = (struct http_upload){.name = "capture.png", .type = "image/png", .path = path, .size = 3};
        w->req.upload = &u;
        w->req.n_upload = 1;
}

static struct ticket by_phone(struct world *w)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Compte bloqué", .description = "Au téléphone",
                                 .service_id = w->wifi, .requester_id = w->ines, .channel = CHANNEL_PHONE, .confidential = -1};

        as_agent(w, w->agent_net);
        EXPECT(w, ticket_open(&w->c, &d, &t), ST_OK);
        return t;
}

static void evidence(enum db_engine e)
{
        struct world w;
        struct ticket t;
        int64_t *ids;
        size_t n;
        bool on;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        EXPECT(&w, service_evidence_put(&w.c, w.wifi, true), ST_DENIED);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, service_evidence_put(&w.c, w.wifi, true), ST_OK);
        EXPECT(&w, service_evidence_put(&w.c, 999999, true), ST_NOT_FOUND);
        EXPECT(&w, service_evidence(&w.c, w.wifi, &on), ST_OK);
        assert_true(on);
        EXPECT(&w, service_evidence(&w.c, w.payroll, &on), ST_OK);
        assert_false(on);
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Compte", .description = "Bloqué", .service_id = w.wifi,
                                 .channel = CHANNEL_PORTAL, .confidential = -1};
        w.c.channel = CHANNEL_PORTAL;
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "files"));
        as_requester(&w, w.ines);
        upload(&w);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        w.req.n_upload = 0;
        assert_int_equal(t.state, STATE_NEW);
        t = by_phone(&w);
        assert_int_equal(t.state, STATE_PENDING);
        assert_int_equal(t.pending, PENDING_EVIDENCE);
        assert_int_equal(t.news_kind, NEWS_REQUESTER);
        /* words alone, or a file that the desk sends, do not open it */
        struct entry_draft words = {.body = "Bonjour", .is_public = true};
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_comment(&w.c, &t, &words, NULL), ST_OK);
        assert_int_equal(t.state, STATE_PENDING);
        upload(&w);
        EXPECT(&w, ticket_attach_uploads(&w.c, &t, true, 0, &ids, &n), ST_OK);
        struct entry_draft shot = {.body = "Voici", .is_public = true, .attach = ids, .n_attach = n};
        EXPECT(&w, ticket_comment(&w.c, &t, &shot, NULL), ST_OK);
        w.req.n_upload = 0;
        assert_int_equal(t.state, STATE_OPEN);
        /* checked, by whom and when; then not */
        struct evidence *f;
        size_t files;
        as_agent(&w, w.agent_net);
        EXPECT(&w, evidence_check(&w.c, &t, ids[0], true), ST_OK);
        EXPECT(&w, evidence_list(&w.c, &t, &f, &files), ST_OK);
        assert_int_equal(files, 1);
        assert_int_equal(f[0].evidence, 1);
        assert_int_equal(f[0].evidence_at, w.c.now);
        assert_string_equal(f[0].checked_name, "crey");
        assert_non_null(strstr(last_line(&w, &t), "capture.png"));
        EXPECT(&w, evidence_check(&w.c, &t, ids[0], false), ST_OK);
        EXPECT(&w, evidence_list(&w.c, &t, &f, &files), ST_OK);
        assert_null(f[0].checked_name);
        as_requester(&w, w.ines);
        EXPECT(&w, evidence_check(&w.c, &t, ids[0], true), ST_DENIED);
        /* a note with the file that came otherwise opens it too; another ticket's file is none */
        int64_t foreign = ids[0];
        t = by_phone(&w);
        EXPECT(&w, evidence_check(&w.c, &t, foreign, true), ST_NOT_FOUND);
        upload(&w);
        EXPECT(&w, ticket_attach_uploads(&w.c, &t, false, 0, &ids, &n), ST_OK);
        struct entry_draft note = {.body = "Reçue par messagerie", .attach = ids, .n_attach = n};
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        w.req.n_upload = 0;
        assert_int_equal(t.state, STATE_OPEN);
        t = by_phone(&w);
        EXPECT(&w, evidence_came(&w.c, &t), ST_OK);
        assert_int_equal(t.state, STATE_OPEN);
        world_close(&w);
}

TESTDB_BOTH(time_spent)
TESTDB_BOTH(checklist)
TESTDB_BOTH(restated_need)
TESTDB_BOTH(evidence)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(time_spent), TESTDB_RUN(checklist), TESTDB_RUN(restated_need),
                                           TESTDB_RUN(evidence)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
