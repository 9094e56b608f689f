/* Plans and items on both engines: the built-in plan from the opening to its end, two who close at once in both
 * orders, random plans closed in random orders, gates, cancelling and reviving, versions, due dates. */
#include <ctype.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/plan/edit.h"
#include "desk/plan/own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_plan[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_ticket_checks, &slice_ticket_course, &slice_ticket_course_people, &slice_ticket_course_sessions, &slice_clock, &slice_incident, &slice_plan,
        &slice_plan_first, &slice_plan_edit, NULL};

struct bench {
        struct world w;
        int64_t offer, course, agents[2];
};

static int64_t one(struct world *w, const char *sql, int64_t a)
{
        int64_t n = 0;
        const struct db_stmt s = {NULL, sql};

        EXPECT(w, db_i64(w->db, &s, DB_ARGS(DB_I("a", a)), &n), ST_OK);
        return n;
}

static void bench_open(struct bench *b, enum db_engine e)
{
        struct world *w = &b->w;
        struct group g;
        int64_t department;

        world_open(w, e);
        w->app->slices = with_plan;
        as_system(w);
        EXPECT(w, course_support_ensure(&w->c), ST_OK);
        EXPECT(w, course_support_ensure(&w->c), ST_OK); /* again: nothing */
        assert_int_equal(one(w, "SELECT COUNT(*) FROM plan_version WHERE :a = 0", 0), 1);
        b->offer = one(w, "SELECT offer_id FROM approach WHERE code = 'antem' AND :a = 0", 0);
        EXPECT(w, group_by_code(&w->c, "techno-pedagogues", &g), ST_OK);
        EXPECT(w, group_join(&w->c, g.id, w->agent_el, false), ST_OK);
        b->agents[0] = w->agent_el;
        EXPECT(w, group_by_code(&w->c, "technologues", &g), ST_OK);
        EXPECT(w, group_join(&w->c, g.id, w->agent_net, false), ST_OK);
        b->agents[1] = w->agent_net;
        department = one(w, "SELECT MIN(id) FROM department WHERE :a = 0", 0);
        struct course_draft d = {.code = "MED1234", .term = "H26", .title = "Introduction à la clinique", .department_id = department};
        EXPECT(w, course_ensure(&w->c, &d, &b->course), ST_OK);
        EXPECT(w, course_present(&w->c, b->course, w->paul, true), ST_OK);
}

static struct ticket item(struct bench *b)
{
        struct ticket t;
        struct item_draft d = {.offer_id = b->offer, .requester_id = b->w.ines, .course_id = b->course, .subject = "Soutien MED1234",
                               .description = "Six séances", .answers = "{\"approche\":\"classe-virtuelle-zoom\"}"};

        as_agent(&b->w, b->agents[0]);
        EXPECT(&b->w, item_open(&b->w.c, &d, &t), ST_OK);
        return t;
}

static struct task_row *tasks(struct bench *b, int64_t item_id, size_t wanted)
{
        struct task_row *t;
        size_t n;

        EXPECT(&b->w, item_tasks(&b->w.c, item_id, &t, &n), ST_OK);
        assert_int_equal(n, wanted);
        return t;
}

static enum status end(struct bench *b, int64_t ticket_id, int state, const char *reason)
{
        struct ticket t;

        b->w.c.n_error = 0;
        b->w.c.why = NULL;
        enum status st = ticket_load(&b->w.c, ticket_id, ACT_WORK, &t);
        return st ? st : ticket_move(&b->w.c, &t, state, 0, reason, 0);
}
#define END(b, id, state, reason) EXPECT(&(b)->w, end((b), (id), (state), (reason)), ST_OK)

/* ---- the built-in plan ------------------------------------------------------------------------------------------- */

static void built_in(enum db_engine e)
{
        struct bench b;

        bench_open(&b, e);
        struct ticket t = item(&b);
        assert_int_equal(t.state, STATE_OPEN);
        assert_int_equal(t.kind, TICKET_ITEM);
        struct task_row *k = tasks(&b, t.id, 4);
        assert_string_equal(k[0].label, "Entrevue");
        assert_string_equal(k[3].code, "3");
        assert_int_equal(k[0].state, STATE_OPEN);
        for (size_t i = 1; i < 4; i++) {
                assert_int_equal(k[i].state, STATE_PENDING);
                assert_int_equal(k[i].pending, PENDING_EARLIER_TASK);
        }
        assert_int_equal(k[0].checks, 6);
        /* a task that waits neither closes nor opens by hand */
        assert_int_equal(end(&b, k[1].ticket_id, STATE_CLOSED, "trop tôt"), ST_CONFLICT);
        assert_int_equal(end(&b, k[1].ticket_id, STATE_OPEN, ""), ST_CONFLICT);
        /* required points, unless somebody says why */
        assert_int_equal(end(&b, k[0].ticket_id, STATE_CLOSED, ""), ST_CONFLICT);
        assert_non_null(strstr(b.w.c.why, "Activer les tâches"));
        int64_t events = one(&b.w, "SELECT COUNT(*) FROM event WHERE ticket_id = :a", t.id);
        END(&b, k[0].ticket_id, STATE_CLOSED, "Fait au téléphone");
        /* pages of the item look again once, whatever opened */
        assert_int_equal(one(&b.w, "SELECT COUNT(*) FROM event WHERE ticket_id = :a", t.id), events + 1);
        k = tasks(&b, t.id, 4);
        assert_int_equal(k[1].state, STATE_OPEN);
        assert_int_equal(k[2].state, STATE_OPEN);
        assert_int_equal(k[3].state, STATE_PENDING);
        END(&b, k[2].ticket_id, STATE_CLOSED, "");
        assert_int_equal(tasks(&b, t.id, 4)[3].state, STATE_PENDING);
        END(&b, k[1].ticket_id, STATE_CLOSED, "Accès déjà vérifiés");
        assert_int_equal(tasks(&b, t.id, 4)[3].state, STATE_OPEN);
        /* the item closes by its plan, not before */
        assert_int_equal(end(&b, t.id, STATE_CLOSED, "fini"), ST_CONFLICT);
        END(&b, k[3].ticket_id, STATE_CLOSED, "Rien n’était annoncé");
        assert_int_equal(fresh(&b.w, t.id).state, STATE_CLOSED);
        assert_int_equal(fresh(&b.w, t.parent_id).state, STATE_CLOSED);
        /* reopening closes nothing that it opened, closing again opens nothing */
        END(&b, k[0].ticket_id, STATE_OPEN, "");
        assert_int_equal(tasks(&b, t.id, 4)[3].state, STATE_CLOSED);
        END(&b, k[0].ticket_id, STATE_CLOSED, "encore");
        assert_int_equal(one(&b.w, "SELECT COUNT(*) FROM entry WHERE ticket_id = :a AND changes LIKE '%\"state\":[30,20]%'", k[3].ticket_id), 1);
        world_close(&b.w);
}
TESTDB_BOTH(built_in)

static void presenters(enum db_engine e)
{
        struct bench b;

        bench_open(&b, e);
        as_system(&b.w);
        EXPECT(&b.w, course_present(&b.w.c, b.course, b.w.paul, false), ST_OK);
        struct ticket t = item(&b);
        struct task_row *k = tasks(&b, t.id, 4);
        assert_int_equal(end(&b, k[0].ticket_id, STATE_CLOSED, "fait"), ST_CONFLICT);
        assert_non_null(strstr(b.w.c.why, "présentateurs"));
        assert_int_equal(tasks(&b, t.id, 4)[1].state, STATE_PENDING);
        as_system(&b.w);
        EXPECT(&b.w, course_present(&b.w.c, b.course, b.w.paul, true), ST_OK);
        as_agent(&b.w, b.agents[0]);
        END(&b, k[0].ticket_id, STATE_CLOSED, "fait");
        world_close(&b.w);
}
TESTDB_BOTH(presenters)

/* ---- its words --------------------------------------------------------------------------------------------------- */

/* Straight and curly apostrophes are the same letter here, and so is any white space. */
static const char *same_signs(struct arena *a, const char *s)
{
        struct buf b;

        buf_init(&b, a, strlen(s) + 1);
        for (; *s; s++) {
                if (strncmp(s, "’", strlen("’")) == 0) {
                        buf_char(&b, '\'');
                        s += strlen("’") - 1;
                } else if (!isspace((unsigned char)*s)) {
                        buf_char(&b, *s);
                } else if (b.n && b.p[b.n - 1] != ' ') {
                        buf_char(&b, ' ');
                }
        }
        return b.p;
}

/* A step as the document writes it: **code label.** *purpose* ▸ point **!** *case* ▸ point … */
static const char *as_written(struct arena *a, const struct plan_step *s)
{
        struct buf b;
        const char *under = "";

        buf_init(&b, a, 16384);
        buf_fmt(&b, "- **%s %s.** *%s*", s->code, str_eq(s->code, "3") ? "Conformité" : s->label_fr, s->purpose_fr);
        for (size_t i = 0; i < s->n_points; i++) {
                const struct plan_point *p = &s->points[i];
                if (!str_eq(p->under_fr, under))
                        buf_fmt(&b, " *%s*", p->under_fr);
                under = p->under_fr;
                buf_fmt(&b, " ▸ %s%s", p->fr, p->required ? " **!**" : "");
        }
        return same_signs(a, b.p);
}

static const char *document(struct arena *a)
{
        char *text = ARENA_ARRAY(a, 65536, char);
        FILE *f = fopen(arena_fmt(a, "%s/tests/plan/built-in.md", getenv("GUICHET_ROOT")), "r");

        assert_non_null(f);
        text[fread(text, 1, 65535, f)] = 0;
        fclose(f);
        return same_signs(a, text);
}

static void words(enum db_engine e)
{
        struct bench b;
        struct plan_version v;
        struct plan_step *s;
        size_t n, found = 0;

        bench_open(&b, e);
        struct arena *a = b.w.c.arena;
        EXPECT(&b.w, plan_current(&b.w.c, "soutien-cours", &v), ST_OK);
        EXPECT(&b.w, plan_steps(&b.w.c, v.id, &s, &n), ST_OK);
        for (size_t i = 0; i < n; i++) {
                const char *said = as_written(a, &s[i]), *at;
                assert_true(*s[i].label_en && *s[i].purpose_en);
                for (size_t k = 0; k < s[i].n_points; k++)
                        assert_true(*s[i].points[k].en && !*s[i].points[k].under_fr == !*s[i].points[k].under_en);
                if (str_eq(s[i].code, "2.3"))
                        continue; /* an optional step, in words of ours */
                at = strstr(document(a), arena_fmt(a, "%s - **", said));
                if (!at)
                        print_error("not as written: %s\n", said);
                assert_non_null(at);
                found++;
        }
        assert_int_equal(found, 4);
        world_close(&b.w);
}
TESTDB_BOTH(words)

/* ---- what a step needs of the course ------------------------------------------------------------------------------ */

static void announce(struct bench *b, const char *recording)
{
        int64_t *moved;
        size_t n;
        const struct course_session s = {.from_at = b->w.c.now + DAY_MS, .to_at = b->w.c.now + DAY_MS + HOUR_MS, .theme = "", .link = "",
                                         .host = "", .recording = recording};

        as_system(&b->w);
        EXPECT(&b->w, course_sessions_set(&b->w.c, b->course, &s, 1, &moved, &n), ST_OK);
        as_agent(&b->w, b->agents[0]);
}

static struct ticket item_of(struct bench *b, const char *approach)
{
        struct ticket t;
        struct item_draft d = {.offer_id = b->offer, .requester_id = b->w.ines, .course_id = b->course, .subject = "Soutien",
                               .answers = arena_fmt(b->w.c.arena, "{\"approche\": \"%s\"}", approach)};

        as_agent(&b->w, b->agents[0]);
        EXPECT(&b->w, item_open(&b->w.c, &d, &t), ST_OK);
        return t;
}

/* The interview activates planning: not without the calendar of recordings, when something is recorded. */
static void recordings(enum db_engine e)
{
        struct bench b;

        bench_open(&b, e);
        struct ticket t = item_of(&b, "enregistrement-cubicule"), live = item_of(&b, "classe-virtuelle-zoom");
        struct task_row *k = tasks(&b, t.id, 4);
        assert_int_equal(end(&b, k[0].ticket_id, STATE_CLOSED, "fait"), ST_CONFLICT);
        assert_non_null(strstr(b.w.c.why, "enregistrement"));
        announce(&b, "");
        assert_int_equal(end(&b, k[0].ticket_id, STATE_CLOSED, "fait"), ST_CONFLICT);
        END(&b, tasks(&b, live.id, 4)[0].ticket_id, STATE_CLOSED, "fait");
        assert_int_equal(tasks(&b, t.id, 4)[1].state, STATE_PENDING);
        announce(&b, "oui");
        END(&b, k[0].ticket_id, STATE_CLOSED, "fait");
        assert_int_equal(tasks(&b, t.id, 4)[1].state, STATE_OPEN);
        world_close(&b.w);
}
TESTDB_BOTH(recordings)

/* And the training of super-users, when the course has some: once, whenever they come to be known. */
static void super_users(enum db_engine e)
{
        struct bench b;

        bench_open(&b, e);
        struct ticket t = item(&b);
        struct task_row *k = tasks(&b, t.id, 4);
        END(&b, k[0].ticket_id, STATE_CLOSED, "fait");
        tasks(&b, t.id, 4);
        as_system(&b.w);
        EXPECT(&b.w, course_supers_set(&b.w.c, b.course, &b.w.paul, 1), ST_OK);
        as_agent(&b.w, b.agents[0]);
        END(&b, k[2].ticket_id, STATE_CLOSED, "");
        struct task_row *five = tasks(&b, t.id, 5);
        assert_string_equal(five[3].code, "2.3");
        assert_int_equal(five[3].state, STATE_OPEN);
        assert_int_equal(five[3].optional, 1);
        assert_int_equal(five[3].checks, 2);
        END(&b, k[1].ticket_id, STATE_CLOSED, "Accès vérifiés"); /* 3 does not wait for the training */
        assert_int_equal(tasks(&b, t.id, 5)[4].state, STATE_OPEN);
        END(&b, k[3].ticket_id, STATE_CLOSED, "fait");
        assert_int_equal(fresh(&b.w, t.id).state, STATE_OPEN);
        END(&b, five[3].ticket_id, STATE_CANCELLED, ""); /* optional: no reason is asked */
        assert_int_equal(fresh(&b.w, t.id).state, STATE_CLOSED);
        /* they are known already: the training opens with the rest */
        struct ticket next = item(&b);
        END(&b, tasks(&b, next.id, 4)[0].ticket_id, STATE_CLOSED, "fait");
        five = tasks(&b, next.id, 5);
        for (size_t i = 1; i < 4; i++)
                assert_int_equal(five[i].state, STATE_OPEN);
        world_close(&b.w);
}
TESTDB_BOTH(super_users)

/* The plan that an earlier program shipped gets its next version; what runs keeps its own, what somebody changed stays. */
static void upgraded(enum db_engine e)
{
        struct bench b;
        struct plan_version v;
        struct plan_step *s, old[5];
        size_t n, n_old = 0;

        bench_open(&b, e);
        as_system(&b.w);
        EXPECT(&b.w, plan_current(&b.w.c, "soutien-cours", &v), ST_OK);
        EXPECT(&b.w, plan_steps(&b.w.c, v.id, &s, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (!str_eq(s[i].code, "2.3"))
                        old[n_old++] = s[i];
        old[1].needs = "presenters";
        EXPECT(&b.w, plan_put(&b.w.c, "soutien-cours", v.name_fr, v.name_en, old, n_old), ST_OK);
        struct ticket before = item(&b);
        as_system(&b.w);
        EXPECT(&b.w, course_support_ensure(&b.w.c), ST_OK);
        EXPECT(&b.w, plan_current(&b.w.c, "soutien-cours", &v), ST_OK);
        assert_int_equal(v.version, 3);
        EXPECT(&b.w, plan_steps(&b.w.c, v.id, &s, &n), ST_OK);
        assert_int_equal(n, 5);
        struct ticket after = item(&b);
        struct item i, k;
        EXPECT(&b.w, item_load(&b.w.c, before.id, &i), ST_OK);
        EXPECT(&b.w, item_load(&b.w.c, after.id, &k), ST_OK);
        assert_int_equal(i.plan_version, 2);
        assert_int_equal(k.plan_version, 3);
        old[0].label_fr = "Premier entretien";
        as_system(&b.w);
        EXPECT(&b.w, plan_put(&b.w.c, "soutien-cours", v.name_fr, v.name_en, old, n_old), ST_OK);
        EXPECT(&b.w, course_support_ensure(&b.w.c), ST_OK);
        EXPECT(&b.w, plan_current(&b.w.c, "soutien-cours", &v), ST_OK);
        assert_int_equal(v.version, 4);
        world_close(&b.w);
}
TESTDB_BOTH(upgraded)

/* An access to be put right is asked where course support is: an older folder gets the offer, what somebody did with it
 * stays.  A step names the people it works with, each with the request for them. */
static void access_asked(enum db_engine e)
{
        struct bench b;
        struct access_list who;
        static const char there[] = "SELECT COUNT(*) FROM offer WHERE code = 'regularisation-acces' AND :a = 0";

        bench_open(&b, e);
        as_system(&b.w);
        assert_int_equal(one(&b.w, there, 0), 1);
        EXPECT(&b.w, db_exec(b.w.db, &(struct db_stmt){NULL, "DELETE FROM offer WHERE code = 'regularisation-acces'"}, DB_NO_ARGS, NULL), ST_OK);
        as_agent(&b.w, b.agents[0]);
        EXPECT(&b.w, access_of_step(&b.w.c, b.course, "presenters recordings", &who), ST_OK);
        assert_int_equal(who.n_rows, 0);
        as_system(&b.w);
        EXPECT(&b.w, slice_plan_first.jobs[0].run(&b.w.c, NULL), ST_OK); /* as when a newer program begins */
        EXPECT(&b.w, slice_plan_first.jobs[0].run(&b.w.c, NULL), ST_OK);
        assert_int_equal(one(&b.w, there, 0), 1);
        assert_int_equal(one(&b.w, "SELECT COUNT(*) FROM approach a JOIN offer o ON o.id = a.offer_id WHERE o.code = 'regularisation-acces' AND :a = 0", 0), 0);
        as_agent(&b.w, b.agents[0]);
        EXPECT(&b.w, access_of_step(&b.w.c, b.course, "presenters recordings", &who), ST_OK);
        assert_int_equal(who.n_rows, 1);
        assert_non_null(strstr(who.rows[0].href, "/services/soutien-cours/items/regularisation-acces?for="));
        assert_non_null(strstr(who.rows[0].href, "&course=MED1234%20H26"));
        EXPECT(&b.w, access_of_step(&b.w.c, b.course, "sessions super_users", &who), ST_OK);
        assert_int_equal(who.n_rows, 0); /* the course has none */
        EXPECT(&b.w, access_of_step(&b.w.c, 0, "presenters", &who), ST_OK);
        assert_int_equal(who.n_rows, 0);
        as_system(&b.w);
        EXPECT(&b.w, course_supers_set(&b.w.c, b.course, (const int64_t[]){b.w.ines}, 1), ST_OK);
        as_agent(&b.w, b.agents[0]);
        EXPECT(&b.w, access_of_step(&b.w.c, b.course, "super_users", &who), ST_OK);
        assert_int_equal(who.n_rows, 1);
        EXPECT(&b.w, db_exec(b.w.db, &(struct db_stmt){NULL, "UPDATE offer SET state = 20 WHERE code = 'regularisation-acces'"}, DB_NO_ARGS, NULL), ST_OK);
        as_system(&b.w);
        EXPECT(&b.w, course_support_ensure(&b.w.c), ST_OK); /* retired by somebody: it stays so */
        as_agent(&b.w, b.agents[0]);
        EXPECT(&b.w, access_of_step(&b.w.c, b.course, "presenters", &who), ST_OK);
        assert_int_equal(who.n_rows, 0);
        world_close(&b.w);
}
TESTDB_BOTH(access_asked)

/* ---- two at once ---------------------------------------------------------------------------------------------------- */

struct closer {
        struct app *app;
        int64_t who, ticket_id;
        int now, other;
        pthread_barrier_t *start;
};

static void *close_one(void *arg)
{
        struct closer *k = arg;
        struct arena *a = arena_new(64u << 20);
        struct db *db = NULL;
        struct actor who = {.person_id = k->who, .login = "", .name = "", .lang_text = "fr", .prefs = "{}", .roles = ROLE_AGENT};
        enum status st = db_open(k->app->pool, &db);

        pthread_barrier_wait(k->start);
        do {
                struct ctx c;
                struct ticket t;
                app_ctx(k->app, a, db, &c);
                c.actor = &who;
                if (!st || st == ST_BUSY)
                        st = ticket_load(&c, k->ticket_id, ACT_WORK, &t);
                if (!st)
                        st = ticket_move(&c, &t, STATE_CLOSED, 0, "fait", 0);
                arena_reset(a);
        } while (st == ST_BUSY);
        k->other = st != ST_OK;
        db_close(&db);
        arena_free(&a);
        return NULL;
}

static void both_close(struct bench *b, int64_t first, int64_t second)
{
        pthread_barrier_t start;
        pthread_t thread[2];
        struct closer k[2] = {{b->w.app, b->w.admin, first, 0, 0, &start}, {b->w.app, b->w.admin, second, 0, 0, &start}};

        pthread_barrier_init(&start, NULL, 2);
        for (size_t i = 0; i < 2; i++)
                assert_int_equal(pthread_create(&thread[i], NULL, close_one, &k[i]), 0);
        for (size_t i = 0; i < 2; i++) {
                pthread_join(thread[i], NULL);
                assert_int_equal(k[i].other, 0);
        }
        pthread_barrier_destroy(&start);
}

/* How often the task came from waiting to open: its journal says. */
static int64_t times_opened(struct bench *b, int64_t ticket_id)
{
        return one(&b->w, "SELECT COUNT(*) FROM entry WHERE ticket_id = :a AND changes LIKE '%\"state\":[30,20]%'", ticket_id);
}

static void at_once(enum db_engine e)
{
        struct bench b;
        const char *wanted = getenv("GUICHET_PLAN_RACES");
        int64_t rounds = 40;

        if (wanted)
                text_i64(wanted, &rounds);
        bench_open(&b, e);
        for (int64_t i = 0; i < rounds; i++) {
                struct ticket t = item(&b);
                struct task_row *k = tasks(&b, t.id, 4);
                END(&b, k[0].ticket_id, STATE_CLOSED, "fait");
                both_close(&b, k[i % 2 ? 1 : 2].ticket_id, k[i % 2 ? 2 : 1].ticket_id);
                k = tasks(&b, t.id, 4);
                assert_int_equal(k[3].state, STATE_OPEN);
                assert_int_equal(times_opened(&b, k[3].ticket_id), 1);
                END(&b, k[3].ticket_id, STATE_CLOSED, "fait");
                assert_int_equal(fresh(&b.w, t.id).state, STATE_CLOSED);
                assert_int_equal(fresh(&b.w, t.parent_id).state, STATE_CLOSED);
        }
        world_close(&b.w);
}
TESTDB_BOTH(at_once)

/* ---- random plans, random orders --------------------------------------------------------------------------------------- */

static uint64_t seed = 7;

static unsigned rnd(unsigned n)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return (unsigned)(seed % n);
}

static size_t random_steps(struct plan_step *s, const char *group)
{
        static const char *const codes[] = {"1", "2", "3", "4", "5", "6", "7"};
        size_t n = 2 + rnd(6);

        for (size_t i = 0; i < n; i++) {
                s[i] = (struct plan_step){.code = codes[i], .label_fr = "Étape", .label_en = "Step", .purpose_fr = "", .purpose_en = "",
                                          .kind = "task", .condition = rnd(5) ? "" : "aide", .due = "", .needs = "", .group_code = group};
                for (size_t k = 0; k < i; k++)
                        if (!rnd(2))
                                s[i].after[s[i].n_after++] = codes[k];
        }
        return n;
}

static void random_plans(enum db_engine e)
{
        struct bench b;
        struct plan_step s[7];

        bench_open(&b, e);
        for (int round = 0; round < 200; round++) {
                size_t n = random_steps(s, "elearn"), left;
                as_system(&b.w);
                EXPECT(&b.w, plan_put(&b.w.c, "soutien-cours", "Essai", "Trial", s, n), ST_OK);
                struct ticket t = item(&b);
                as(&b.w, b.w.admin, ROLE_ADMIN);
                do {
                        struct task_row *k;
                        size_t all, open[7];
                        EXPECT(&b.w, item_tasks(&b.w.c, t.id, &k, &all), ST_OK);
                        left = 0;
                        for (size_t i = 0; i < all; i++)
                                if (k[i].state == STATE_OPEN)
                                        open[left++] = i;
                        bool closed = fresh(&b.w, t.id).state == STATE_CLOSED;
                        assert_int_equal(closed, left == 0);
                        if (left)
                                END(&b, k[open[rnd((unsigned)left)]].ticket_id, rnd(4) ? STATE_CLOSED : STATE_CANCELLED, "fait");
                } while (left);
                assert_int_equal(one(&b.w, "SELECT COUNT(*) FROM service_task WHERE item_id = :a AND phase < 2", t.id), 0);
                assert_int_equal(one(&b.w, "SELECT COUNT(*) FROM (SELECT e.ticket_id FROM entry e JOIN service_task k ON k.ticket_id = e.ticket_id"
                                           " WHERE k.item_id = :a AND e.changes LIKE '%\"state\":[%,20]%' GROUP BY e.ticket_id HAVING COUNT(*) > 1) x", t.id), 0);
                assert_int_equal(fresh(&b.w, t.parent_id).state, STATE_CLOSED);
        }
        world_close(&b.w);
}
TESTDB_BOTH(random_plans)

/* ---- cancelling, reviving, requests --------------------------------------------------------------------------------------- */

static void cancelled(enum db_engine e)
{
        struct bench b;

        bench_open(&b, e);
        struct ticket t = item(&b);
        struct task_row *k = tasks(&b, t.id, 4);
        END(&b, k[0].ticket_id, STATE_CLOSED, "fait");
        END(&b, k[1].ticket_id, STATE_CANCELLED, "pas besoin"); /* counts as done */
        EXPECT(&b.w, item_cancel(&b.w.c, t.id, "le cours est annulé"), ST_OK);
        k = tasks(&b, t.id, 4);
        assert_int_equal(k[0].state, STATE_CLOSED);
        for (size_t i = 1; i < 4; i++)
                assert_int_equal(k[i].state, STATE_CANCELLED);
        assert_int_equal(times_opened(&b, k[3].ticket_id), 0);
        assert_int_equal(fresh(&b.w, t.parent_id).state, STATE_CANCELLED);
        EXPECT(&b.w, item_revive(&b.w.c, t.id), ST_OK);
        EXPECT(&b.w, item_revive(&b.w.c, t.id), ST_OK);
        k = tasks(&b, t.id, 4);
        assert_int_equal(k[1].state, STATE_CANCELLED); /* somebody had decided that */
        assert_int_equal(k[2].state, STATE_OPEN);
        assert_int_equal(k[3].state, STATE_PENDING);
        assert_int_equal(fresh(&b.w, t.id).state, STATE_OPEN);
        assert_int_equal(fresh(&b.w, t.parent_id).state, STATE_OPEN);
        END(&b, k[2].ticket_id, STATE_CLOSED, "fait");
        assert_int_equal(tasks(&b, t.id, 4)[3].state, STATE_OPEN);
        world_close(&b.w);
}
TESTDB_BOTH(cancelled)

static void two_items(enum db_engine e)
{
        struct bench b;
        struct ticket two;

        bench_open(&b, e);
        struct ticket t = item(&b);
        struct item_draft d = {.offer_id = b.offer, .request_id = t.parent_id, .requester_id = b.w.ines, .subject = "Un second"};
        EXPECT(&b.w, item_open(&b.w.c, &d, &two), ST_OK);
        EXPECT(&b.w, item_cancel(&b.w.c, t.id, "non"), ST_OK);
        assert_int_equal(fresh(&b.w, t.parent_id).state, STATE_OPEN);
        assert_int_equal(end(&b, t.parent_id, STATE_CLOSED, "fini"), ST_CONFLICT);
        /* the requester withdraws all of it */
        as_requester(&b.w, b.w.ines);
        struct ticket req;
        EXPECT(&b.w, ticket_load(&b.w.c, t.parent_id, ACT_ACCEPT, &req), ST_OK);
        EXPECT(&b.w, ticket_move(&b.w.c, &req, STATE_CANCELLED, 0, "", 0), ST_OK);
        assert_int_equal(fresh(&b.w, two.id).state, STATE_CANCELLED);
        assert_int_equal(one(&b.w, "SELECT COUNT(*) FROM ticket WHERE parent_id = :a AND state < 40", two.id), 0);
        world_close(&b.w);
}
TESTDB_BOTH(two_items)

/* A requester opens what an offer holds; the tasks are not theirs to see. */
static void by_requester(enum db_engine e)
{
        struct bench b;
        struct ticket t, task;
        struct task_row *k;
        size_t n;

        bench_open(&b, e);
        EXPECT(&b.w, person_affiliate(&b.w.c, b.w.ines, "faculty@it"), ST_OK);
        as_requester(&b.w, b.w.ines);
        struct item_draft d = {.offer_id = b.offer, .subject = "Ma classe virtuelle"};
        EXPECT(&b.w, item_open(&b.w.c, &d, &t), ST_OK);
        EXPECT(&b.w, item_tasks(&b.w.c, t.id, &k, &n), ST_OK);
        assert_int_equal(ticket_load(&b.w.c, k[0].ticket_id, ACT_READ, &task), ST_NOT_FOUND);
        EXPECT(&b.w, ticket_load(&b.w.c, t.id, ACT_READ, &task), ST_OK);
        assert_int_equal(task.requester_id, b.w.ines);
        d.offer_id = 999999;
        assert_int_equal(item_open(&b.w.c, &d, &t), ST_NOT_FOUND);
        world_close(&b.w);
}
TESTDB_BOTH(by_requester)

/* ---- versions --------------------------------------------------------------------------------------------------------------- */

static void versions(enum db_engine e)
{
        struct bench b;
        struct plan_version v;
        struct plan_step *s;
        size_t n;

        bench_open(&b, e);
        struct ticket before = item(&b);
        as(&b.w, b.w.admin, ROLE_ADMIN);
        EXPECT(&b.w, plan_draft_open(&b.w.c, "soutien-cours", &v), ST_OK);
        EXPECT(&b.w, plan_steps(&b.w.c, v.id, &s, &n), ST_OK);
        assert_int_equal(n, 5);
        assert_int_equal(s[4].n_after, 2);
        /* a cycle is named, and nothing is published */
        struct plan_step loop = s[1];
        loop.after[loop.n_after++] = "3";
        EXPECT(&b.w, plan_step_save(&b.w.c, "soutien-cours", "2.1", &loop, v.edits), ST_OK);
        assert_int_equal(plan_step_save(&b.w.c, "soutien-cours", "2.1", &loop, v.edits), ST_STALE);
        assert_int_equal(plan_publish(&b.w.c, "soutien-cours", 0), ST_CONFLICT);
        assert_non_null(strstr(b.w.c.why, "2.1 → 3 → 2.1"));
        EXPECT(&b.w, plan_step_remove(&b.w.c, "soutien-cours", "2.1", 0), ST_OK);
        EXPECT(&b.w, plan_publish(&b.w.c, "soutien-cours", 0), ST_OK);
        struct ticket after = item(&b);
        tasks(&b, after.id, 3);
        /* the one before keeps its version to its end */
        struct task_row *k = tasks(&b, before.id, 4);
        END(&b, k[0].ticket_id, STATE_CLOSED, "fait");
        assert_int_equal(tasks(&b, before.id, 4)[1].state, STATE_OPEN);
        /* a whole plan says all that is wrong with it, step by step, and changes nothing */
        struct plan_step wrong[] = {s[0], s[1]};
        wrong[0].group_code = "inconnu";
        wrong[1].group_code = "licornes";
        wrong[1].due = "jamais";
        as(&b.w, b.w.admin, ROLE_ADMIN);
        EXPECT(&b.w, plan_put(&b.w.c, "soutien-cours", "Faux", "Wrong", wrong, 2), ST_INVALID);
        assert_int_equal(b.w.c.n_error, 3);
        assert_string_equal(b.w.c.error[0].field, "1 group=inconnu");
        assert_string_equal(b.w.c.error[1].field, "2.1 group=licornes");
        assert_string_equal(b.w.c.error[2].field, "2.1 due");
        b.w.c.n_error = 0;
        tasks(&b, item(&b).id, 3);
        /* a department's administrator edits the plans of their own groups only */
        as(&b.w, b.w.agent_hr, ROLE_AGENT | ROLE_DEPT_ADMIN);
        assert_int_equal(plan_draft_open(&b.w.c, "soutien-cours", &v), ST_DENIED);
        world_close(&b.w);
}
TESTDB_BOTH(versions)

/* ---- agreements, strict steps, due dates ------------------------------------------------------------------------------------ */

static const struct plan_step strict_plan[] = {
        {.code = "1", .label_fr = "Accord", .label_en = "Agreement", .purpose_fr = "", .purpose_en = "", .kind = "agreement", .condition = "",
         .due = "", .needs = "", .group_code = "elearn"},
        {.code = "2", .label_fr = "Faire", .label_en = "Do", .purpose_fr = "", .purpose_en = "", .kind = "task", .condition = "", .due = "first-2",
         .needs = "", .group_code = "elearn", .strict = 1, .after = {"1"}, .n_after = 1,
         .points = (struct plan_point[]){{.fr = "Vérifier", .en = "Check", .required = true}}, .n_points = 1},
};

static void agreements(enum db_engine e)
{
        struct bench b;
        struct ticket t;

        bench_open(&b, e);
        as_system(&b.w);
        EXPECT(&b.w, plan_put(&b.w.c, "soutien-cours", "Strict", "Strict", strict_plan, 2), ST_OK);
        struct ticket yes = item(&b), no = item(&b);
        struct task_row *k = tasks(&b, yes.id, 2);
        as(&b.w, b.w.admin, ROLE_ADMIN);
        assert_int_equal(end(&b, k[0].ticket_id, STATE_CLOSED, "oui"), ST_CONFLICT); /* decide first */
        EXPECT(&b.w, ticket_load(&b.w.c, k[0].ticket_id, ACT_WORK, &t), ST_OK);
        assert_int_equal(agreement_decide(&b.w.c, &t, true, " "), ST_INVALID);
        EXPECT(&b.w, agreement_decide(&b.w.c, &t, true, "La directrice est d’accord"), ST_OK);
        assert_int_equal(agreement_decide(&b.w.c, &t, false, "trop tard"), ST_CONFLICT);
        assert_int_equal(tasks(&b, yes.id, 2)[1].state, STATE_OPEN);
        /* strict: no reason helps */
        assert_int_equal(end(&b, k[1].ticket_id, STATE_CLOSED, "pressé"), ST_CONFLICT);
        struct check *point;
        size_t n;
        EXPECT(&b.w, ticket_load(&b.w.c, k[1].ticket_id, ACT_WORK, &t), ST_OK);
        EXPECT(&b.w, check_list(&b.w.c, &t, &point, &n), ST_OK);
        EXPECT(&b.w, check_tick(&b.w.c, &t, point[0].id, true), ST_OK);
        END(&b, k[1].ticket_id, STATE_CLOSED, "");
        /* a no ends the item */
        k = tasks(&b, no.id, 2);
        EXPECT(&b.w, ticket_load(&b.w.c, k[0].ticket_id, ACT_WORK, &t), ST_OK);
        EXPECT(&b.w, agreement_decide(&b.w.c, &t, false, "Pas cette année"), ST_OK);
        assert_int_equal(fresh(&b.w, no.id).state, STATE_CANCELLED);
        assert_int_equal(tasks(&b, no.id, 2)[1].state, STATE_CANCELLED);
        world_close(&b.w);
}
TESTDB_BOTH(agreements)

static void due_dates(enum db_engine e)
{
        struct bench b;
        struct ticket now;
        int64_t monday, thursday, later;

        bench_open(&b, e);
        struct ticket t = item(&b);
        struct task_row *k = tasks(&b, t.id, 4);
        assert_int_equal(k[0].due_known, DUE_PROPOSED); /* counts from the opening */
        assert_int_equal(k[1].due_known, DUE_UNKNOWN);
        assert_int_equal(fresh(&b.w, k[1].ticket_id).due_at, MOMENT_NEVER);
        assert_true(moment_parse("2026-01-19T07:30:00Z", &monday));
        assert_true(moment_parse("2026-01-15T17:00:00Z", &thursday));
        assert_true(moment_parse("2026-02-02T07:30:00Z", &later));
        as_system(&b.w);
        struct course_draft d = {.code = "MED1234", .term = "H26", .title = "Introduction à la clinique", .first_at = monday,
                                 .department_id = one(&b.w, "SELECT MIN(id) FROM department WHERE :a = 0", 0)};
        EXPECT(&b.w, course_ensure(&b.w.c, &d, &b.course), ST_OK);
        EXPECT(&b.w, item_redate(&b.w.c, t.id), ST_OK);
        k = tasks(&b, t.id, 4);
        assert_int_equal(k[1].due_at, thursday);
        assert_int_equal(fresh(&b.w, k[1].ticket_id).due_at, thursday);
        assert_int_equal(fresh(&b.w, t.id).due_at, monday);
        /* confirmed is confirmed: the session moves, the date does not */
        as(&b.w, b.w.admin, ROLE_ADMIN);
        EXPECT(&b.w, ticket_load(&b.w.c, k[1].ticket_id, ACT_WORK, &now), ST_OK);
        EXPECT(&b.w, plan_due_confirm(&b.w.c, &now, thursday - DAY_MS, 0), ST_OK);
        as_system(&b.w);
        d.first_at = later;
        EXPECT(&b.w, course_ensure(&b.w.c, &d, &b.course), ST_OK);
        EXPECT(&b.w, course_redate(&b.w.c, b.course), ST_OK);
        k = tasks(&b, t.id, 4);
        assert_int_equal(k[1].due_at, thursday - DAY_MS);
        assert_int_equal(k[1].due_known, DUE_CONFIRMED);
        assert_true(k[2].due_at > thursday + 10 * DAY_MS);
        as_requester(&b.w, b.w.ines);
        assert_int_equal(plan_due_confirm(&b.w.c, &t, later, 0), ST_DENIED);
        world_close(&b.w);
}
TESTDB_BOTH(due_dates)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(built_in), TESTDB_RUN(presenters), TESTDB_RUN(words), TESTDB_RUN(recordings), TESTDB_RUN(super_users), TESTDB_RUN(upgraded), TESTDB_RUN(access_asked), TESTDB_RUN(at_once), TESTDB_RUN(random_plans), TESTDB_RUN(cancelled),
                TESTDB_RUN(two_items), TESTDB_RUN(by_requester), TESTDB_RUN(versions), TESTDB_RUN(agreements), TESTDB_RUN(due_dates),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
