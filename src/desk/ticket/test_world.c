/* The small university of the tests: IT with two groups, HR with one, two requesters, five agents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/state.h"
#include "desk/incident/incident.h"
#include "desk/ticket/access.h"
#include "desk/ticket/many.h"
#include "desk/ticket/test_world.h"

struct spy spy;

static enum status spy_on(struct ctx *c, const struct ticket_change *ch)
{
        if (spy.n < SPY_MAX) {
                spy.seen[spy.n].event = ch->event;
                spy.seen[spy.n].before = ch->before ? ch->before->state : 0;
                spy.seen[spy.n].after = ch->after->state;
                spy.seen[spy.n].contact = ch->contact;
        }
        spy.n++;
        if (spy.set_due)
                ch->after->due_at = spy.set_due;
        if (!spy.loops)
                return spy.refuse;
        struct ticket again = *ch->after;
        struct entry_draft e = {.body = "encore"};
        return ticket_comment(c, &again, &e, NULL);
}
static const struct ticket_hook spy_hook = {"spy", spy_on};
static const struct ticket_hook *const spy_hooks[] = {&spy_hook, NULL};
static const struct slice slice_spy = {.name = "spy", .hooks = spy_hooks};

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings,    &slice_audit,
                                             &slice_jobs,   &slice_live,    &slice_sweep,       &slice_idempotency,
                                             &slice_people, &slice_ticket,  &slice_ticket_access,
                                             &slice_ticket_many_order, &slice_incident, &slice_spy, NULL};

void expect(struct world *w, enum status got, enum status wanted, const char *where, int line)
{
        if (got == wanted)
                return;
        print_error("%s:%d: %s instead of %s: %s | %s | %s\n", where, line, status_name(got), status_name(wanted),
                    w->c.why ? w->c.why : "", w->c.n_error ? w->c.error[0].message : "", db_why(w->db));
        fail();
}

void as(struct world *w, int64_t person_id, int64_t roles)
{
        struct actor *who = ARENA_NEW(w->arena, struct actor);

        *who = (struct actor){.person_id = person_id, .login = "", .name = "", .lang_text = "fr", .persona = "",
                              .roles = roles, .prefs = "{}"};
        w->c.actor = who;
        w->c.n_error = 0;
        w->c.why = NULL;
}

void as_agent(struct world *w, int64_t person_id)
{
        as(w, person_id, ROLE_AGENT);
}

void as_requester(struct world *w, int64_t person_id)
{
        as(w, person_id, 0);
}

void as_system(struct world *w)
{
        as(w, 0, 0);
        w->c.actor = &actor_system;
}

static int64_t person(struct world *w, const char *login, const char *role, const char *group)
{
        int64_t id = 0;
        const char *const groups[] = {group};
        struct person_draft d = {.login = login, .name = login, .role = role, .groups = groups, .n_groups = group ? 1 : 0,
                                 .mail = arena_fmt(w->arena, "%s@rives.example", login)};

        EXPECT(w, person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static int64_t service(struct world *w, const char *code, int64_t department, int64_t group, int64_t confidential)
{
        int64_t id = 0;
        struct service_draft d = {.code = code, .name_fr = code, .name_en = code, .summary_fr = "", .summary_en = "",
                                  .icon = "help", .family_fr = "", .family_en = "", .department_id = department,
                                  .group_id = group, .confidential = confidential};

        EXPECT(w, service_ensure(&w->c, &d, &id), ST_OK);
        return id;
}

static void contents(struct world *w)
{
        int64_t it = 0, hr = 0;

        EXPECT(w, department_ensure(&w->c, "it", "Informatique", "IT", &it), ST_OK);
        EXPECT(w, department_ensure(&w->c, "hr", "Ressources humaines", "HR", &hr), ST_OK);
        EXPECT(w, group_ensure(&w->c, "net", "Réseau", it, &w->net), ST_OK);
        EXPECT(w, group_ensure(&w->c, "elearn", "E-learning", it, &w->elearn), ST_OK);
        EXPECT(w, group_ensure(&w->c, "pay", "Paie", hr, &w->pay), ST_OK);
        w->ines = person(w, "icaron", NULL, NULL);
        w->paul = person(w, "pmartin", NULL, NULL);
        w->agent_net = person(w, "crey", "agent", "net");
        w->lead_net = person(w, "lnet", "agent", "net");
        w->agent_el = person(w, "yben", "agent", "elearn");
        w->agent_hr = person(w, "hdub", "agent", "pay");
        w->admin = person(w, "chef", "admin", "net");
        w->wifi = service(w, "wifi", it, w->net, 0);
        w->payroll = service(w, "payroll", hr, w->pay, 1);
}

void world_open(struct world *w, enum db_engine e)
{
        const char *why = NULL;

        *w = (struct world){.arena = arena_new(256u << 20)};
        spy = (struct spy){0};
        const char *temporary = getenv("TMPDIR");
        snprintf(w->data, sizeof w->data, "%s/ticket-test-XXXXXX", temporary ? temporary : "/tmp");
        assert_non_null(mkdtemp(w->data));
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = w->data};
        if (app_open(&cfg, slices, w->arena, &w->app, &why))
                fail_msg("app_open: %s", why);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        w->c.now = INT64_C(1767600000000); /* a Monday in January 2026 */
        w->req = (struct http_request){.method = HTTP_POST, .path = "/", .query = "", .peer = "192.0.2.7", .arena = w->arena};
        w->res = (struct http_response){.status = 200, .fd = -1};
        buf_init(&w->res.body, w->arena, MAX_PAGE_BYTES);
        w->c.req = &w->req;
        w->c.res = &w->res;
        contents(w);
}

static void folder_remove(const char *path)
{
        pid_t pid = fork();

        if (pid == 0) {
                execlp("rm", "rm", "-rf", path, (char *)NULL);
                _exit(1);
        }
        waitpid(pid, NULL, 0);
}

void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        folder_remove(w->data);
        arena_free(&w->arena);
}

struct ticket ticket_of_ines(struct world *w, const char *subject, int64_t service, int confidential)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = subject, .description = "Rien ne marche dans la salle B12",
                                 .service_id = service, .confidential = confidential};

        as_requester(w, w->ines);
        EXPECT(w, ticket_open(&w->c, &d, &t), ST_OK);
        as_system(w);
        return t;
}

struct ticket fresh(struct world *w, int64_t id)
{
        struct ticket t;

        EXPECT(w, ticket_raw(&w->c, id, &t), ST_OK);
        return t;
}

int64_t count_of(struct world *w, const char *sql)
{
        struct db_stmt s = {"", sql};
        int64_t n = -1;

        EXPECT(w, db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}
