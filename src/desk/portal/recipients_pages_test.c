/* Who else sees a request, as a browser meets it: for somebody else, invited, told of a reply, named in a
 * note, asked for advice.  The rules themselves are proved beside the tickets. */
#include "app/test_browser.h"
#include "desk/ticket/access.h"
#include "desk/board/board.h"
#include "desk/clock/clock.h"
#include "desk/portal/portal.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live, &slice_sweep, &slice_idempotency, &slice_people, &slice_ticket,
                                             &slice_clock, &slice_incident, &slice_board, &slice_portal, &slice_ticket_access, NULL};

struct world {
        struct browser b;
        int64_t ada, group;
        const char *number;
};

static const char *open_one(struct world *w, const char *subject)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = subject, .description = "Rien ne va <plus>",
                                 .requester_id = w->ada, .confidential = -1};
        assert_int_equal(ticket_open(&w->b.c, &d, &t), ST_OK);
        return t.number;
}

static int world_open(void **state)
{
        struct world *w = calloc(1, sizeof *w);
        browser_world(&w->b, DB_SQLITE, slices, 512u << 20);
        assert_int_equal(people_first_contents(&w->b.c), ST_OK);
        assert_int_equal(clock_first_contents(&w->b.c), ST_OK);
        w->ada = browser_person(&w->b, "ada", "Ada Byron", NULL);
        browser_person(&w->b, "bob", "Bob Moreau", NULL);
        browser_person(&w->b, "camille", "Camille Roy", "agent");
        browser_person(&w->b, "thomas", "Thomas Nguyen", "agent");
        w->number = open_one(w, "Le test s’est fermé");
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct world *w = *state;
        browser_close(&w->b);
        free(w);
        return 0;
}

static const char *page_of(struct world *w, const char *suffix)
{
        return arena_fmt(w->b.arena, "/tickets/%s%s", w->number, suffix);
}

static struct ticket now(struct world *w)
{
        struct ticket t;
        assert_int_equal(ticket_find(&w->b.c, w->number, ACT_READ_ALL, &t), ST_OK);
        return t;
}

static const char *request_of(struct world *w, const char *suffix)
{
        return arena_fmt(w->b.arena, "/requests/%s%s", w->number, suffix);
}

static void a_request_for_somebody_else(void **state)
{
        struct world *w = *state;
        struct service *s;
        size_t n;
        browser_enter(&w->b, "ada", "/requests");
        assert_int_equal(service_list(&w->b.c, &s, &n), ST_OK);
        assert_true(n > 0);
        struct http_pair form[] = {{"service", s[0].code, strlen(s[0].code)}, F("subject", "Son badge"), F("body", "Il est perdu"),
                                   F("urgency", "2"), F("once", "a1"), F("other", "bo")};
        assert_int_equal(browser_post(&w->b, "/requests", 6, form), 422);
        assert_true(browser_shows(&w->b, "Nous ne trouvons pas cette personne"));
        assert_true(browser_shows(&w->b, "Il est perdu"));
        assert_false(browser_shows(&w->b, "Bob Moreau"));
        form[5] = (struct http_pair)F("other", "bob");
        assert_int_equal(browser_post(&w->b, "/requests", 6, form), 303);
        const char *page = browser_location(&w->b);
        assert_int_equal(browser_get(&w->b, "/requests"), 200);
        assert_true(browser_shows(&w->b, "Pour Bob Moreau"));
        browser_enter(&w->b, "bob", "/requests");
        assert_true(browser_shows(&w->b, "Saisie par Ada Byron"));
        assert_int_equal(browser_get(&w->b, page), 200);
        assert_true(browser_shows(&w->b, "Il est perdu"));
}

static void a_requester_invites_and_withdraws(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "bob", "/requests");
        assert_int_equal(browser_get(&w->b, request_of(w, "")), 404);
        assert_int_equal(POST(&w->b, request_of(w, "/invite"), F("who", "bob")), 404);
        browser_enter(&w->b, "ada", "/requests");
        assert_int_equal(POST(&w->b, request_of(w, "/invite"), F("who", "Bob M")), 422);
        assert_true(browser_shows(&w->b, "Nous ne trouvons pas cette personne"));
        assert_int_equal(POST(&w->b, request_of(w, "/invite"), F("who", "bob")), 303);
        assert_int_equal(browser_get(&w->b, request_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "Bob Moreau"));
        browser_enter(&w->b, "bob", "/requests");
        assert_true(browser_shows(&w->b, w->number));
        assert_int_equal(browser_get(&w->b, request_of(w, "")), 200);
        assert_false(browser_shows(&w->b, "name=\"who\""));
        struct person p;
        assert_int_equal(person_by_login(&w->b.c, "bob", &p), ST_OK);
        const char *id = arena_fmt(w->b.arena, "%lld", (long long)p.id);
        struct http_pair out[] = {{"person", id, strlen(id)}};
        assert_int_equal(browser_post(&w->b, request_of(w, "/withdraw"), 1, out), 403);
        browser_enter(&w->b, "ada", "/requests");
        assert_int_equal(browser_post(&w->b, request_of(w, "/withdraw"), 1, out), 303);
        browser_enter(&w->b, "bob", "/requests");
        assert_int_equal(browser_get(&w->b, request_of(w, "")), 404);
}

static void a_reply_says_who_is_told(void **state)
{
        struct world *w = *state;
        int ran = 0;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/invite"), F("who", "nobody")), 422);
        assert_int_equal(POST(&w->b, page_of(w, "/invite"), F("who", "bob")), 303);
        assert_int_equal(POST(&w->b, page_of(w, "/invite"), F("who", "tuteur@ecole.example")), 200); /* the link, once */
        assert_true(browser_shows(&w->b, "/i/"));
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "checked> <span>Bob Moreau"));
        assert_true(browser_shows(&w->b, "checked> <span>tuteur@ecole.example"));
        /* the form shown, nobody ticked: the requester alone */
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("body", "Un"), F("to_shown", "1")), 303);
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("body", "Deux")), 303);
        w->b.c.now = moment_now() + 11 * SECOND_MS;
        assert_int_equal(job_run_due(&w->b.c, 100, &ran), ST_OK);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "<span>à Ada Byron</span>"));
        assert_true(browser_shows(&w->b, "<span>à Ada Byron, Bob Moreau, tuteur@ecole.example</span>"));
}

static void a_name_in_a_note_is_told(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "note"), F("body", "Vois avec @thomas ou @ada")), 303);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "<strong>@Thomas Nguyen</strong> ou @ada"));
        browser_enter(&w->b, "thomas", "/desk");
        assert_true(browser_shows(&w->b, "Camille Roy vous mentionne"));
        assert_int_equal(browser_get(&w->b, "/desk/parts/asked"), 200);
        assert_true(browser_shows(&w->b, w->number));
}

static void advice_is_asked_and_given(void **state)
{
        struct world *w = *state;
        int64_t law = 0, group = 0, id = 0;
        const char *const groups[] = {"law-help"};
        assert_int_equal(department_ensure(&w->b.c, "law", "Droit", "Law", &law), ST_OK);
        assert_int_equal(group_ensure(&w->b.c, "law-help", "Juristes", law, &group), ST_OK);
        struct person_draft d = {.login = "lea", .name = "Léa Petit", .role = "agent", .password = "pommier en fleur",
                                 .groups = groups, .n_groups = 1};
        assert_int_equal(person_add(&w->b.c, &d, &id), ST_OK);
        const char *g = arena_fmt(w->b.arena, "%lld", (long long)group);
        struct http_pair ask_it[] = {{"group", g, strlen(g)}, F("body", "Est-ce permis ?")}, blank[] = {{"group", g, strlen(g)}, F("body", " ")};
        browser_enter(&w->b, "lea", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 404);
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_post(&w->b, page_of(w, "/advice"), 2, blank), 422);
        assert_int_equal(browser_post(&w->b, page_of(w, "/advice"), 2, ask_it), 303);
        assert_int_equal(browser_post(&w->b, page_of(w, "/advice"), 2, ask_it), 409);
        assert_true(browser_shows(&w->b, "Est-ce permis ?"));
        browser_enter(&w->b, "lea", "/desk");
        assert_true(browser_shows(&w->b, "Camille Roy demande un avis à Juristes"));
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "Est-ce permis ?"));
        assert_int_equal(POST(&w->b, page_of(w, "/take"), F("x", "")), 403);
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "note"), F("body", "Oui, article 3")), 303);
        assert_string_equal(browser_location(&w->b), "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 404);
        assert_int_equal(browser_get(&w->b, "/desk"), 200);
        assert_false(browser_shows(&w->b, "demande un avis"));
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "Oui, article 3"));
        assert_int_equal(now(w).assignee_id, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)

int main(void)
{
        const struct CMUnitTest all[] = {T(a_request_for_somebody_else), T(a_requester_invites_and_withdraws), T(a_reply_says_who_is_told),
                                         T(a_name_in_a_note_is_told), T(advice_is_asked_and_given)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
