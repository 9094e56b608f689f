/* What is kept of the calendar, of a course's page and of the lists of courses is never shown old: after each kind of change
 * by somebody else, after a right that was taken, in another language, to another person and in another session. */
#include "desk/admin/test_browser.h"
#include "desk/agenda/support.h"
#include "desk/ticket/course_record.h"

#define PAGE "/courses/MED1234?term=H26"

struct house {
        struct browser w, desk;  /* camille, who looks; ada, who does */
        int64_t at, course, camille, paul, lucie, group, department, room, type, ticket;
        const char *report, *week;
};

/* A Wednesday noon some weeks ahead: the same day in every zone that people have here. */
static int64_t wednesday(void)
{
        int64_t day = moment_now() / DAY_MS + 30;

        return (day - (day + 4) % 7 + 3) * DAY_MS + 12 * HOUR_MS;
}

static const char *day_text(struct house *h, int64_t at)
{
        struct civil d;

        zone_local(zone_get("UTC"), at, &d);
        return arena_fmt(h->w.arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void sessions_put(struct house *h, int64_t first, size_t n)
{
        int64_t *moved;
        size_t n_moved;
        struct course_session s[] = {{.from_at = first, .to_at = first + HOUR_MS, .theme = "Le cœur", .recording = "oui"},
                                     {.from_at = h->at + DAY_MS, .to_at = h->at + DAY_MS + HOUR_MS, .theme = "Le foie"}};

        assert_int_equal(course_sessions_set(&h->w.c, h->course, s, n, &moved, &n_moved), ST_OK);
}

static void house_open(struct house *h, enum db_engine e)
{
        struct department *d;
        struct support_type *y;
        size_t n;

        *h = (struct house){.at = wednesday()};
        browser_open(&h->w, e);
        browser_person(&h->w, "ada", "Ada Byron", "admin");
        h->camille = browser_person(&h->w, "camille", "Camille Roy", "agent");
        h->paul = browser_person(&h->w, "paul", "Paul Martin", NULL);
        h->lucie = browser_person(&h->w, "lucie", "Lucie Arnaud", NULL);
        assert_int_equal(support_types_ensure(&h->w.c), ST_OK);
        assert_int_equal(support_types(&h->w.c, true, &y, &n), ST_OK);
        h->type = y[0].id;
        h->group = y[0].group_id;
        assert_int_equal(group_join(&h->w.c, h->group, h->camille, false), ST_OK);
        assert_int_equal(department_list(&h->w.c, &d, &n), ST_OK);
        h->department = d[0].id;
        struct course_draft draft = {"MED1234", "H26", "Clinique", h->department, h->paul, 0};
        assert_int_equal(course_ensure(&h->w.c, &draft, &h->course), ST_OK);
        assert_int_equal(course_presenters_set(&h->w.c, h->course, &h->paul, 1), ST_OK);
        sessions_put(h, h->at, 2);
        struct room r = {.code = "CUB-1", .name = "Cubicule 1", .kind = "cubicle", .site = "", .capacity = 2};
        assert_int_equal(room_save(&h->w.c, &r, &h->room), ST_OK);
        h->report = arena_fmt(h->w.arena, "/courses/sessions?from=%s", day_text(h, h->at - DAY_MS));
        h->week = arena_fmt(h->w.arena, "/calendar?scale=week&group=all&from=%s", day_text(h, h->at));
        h->desk = (struct browser){.app = h->w.app, .db = h->w.db, .arena = h->w.arena};
        browser_sign_in(&h->w, "camille");
        browser_sign_in(&h->desk, "ada");
}

static void look(struct house *h, const char *page)
{
        assert_int_equal(browser_get(&h->w, page), 200);
}

/* Until what is kept was what was shown: it is not after five seconds, nor when another minute begins meanwhile. */
static void look_kept(struct house *h, const char *page)
{
        DB_STMT(kept_touch, "UPDATE person SET name = name WHERE login = 'ada'");

        for (int i = 0; i < 20; i++) {
                assert_int_equal(db_exec(h->w.db, &kept_touch, DB_NO_ARGS, NULL), ST_OK);
                int64_t start = db_count(h->w.db);
                look(h, page);
                int64_t anew = db_count(h->w.db) - start;
                look(h, page);
                if (db_count(h->w.db) - start < 2 * anew)
                        return;
        }
        fail_msg("%s is never kept", page);
}

/* ---- each kind of change ------------------------------------------------------------------------------------- */

static enum status retitled(struct house *h)
{
        struct course_draft d = {"MED1234", "H26", "Clinique des reins", h->department, h->paul, 0};

        return course_change(&h->w.c, h->course, &d, 0);
}

static enum status moved(struct house *h)
{
        sessions_put(h, h->at + 30 * MINUTE_MS, 2);
        return ST_OK;
}

static enum status withdrawn(struct house *h)
{
        sessions_put(h, h->at + 30 * MINUTE_MS, 1);
        return ST_OK;
}

static enum status fact_said(struct house *h)
{
        int64_t version = 0;

        return course_fact_set(&h->w.c, h->course, h->paul, FACT_TRAINED, FACT_DONE, &version);
}

static enum status presenter_added(struct house *h)
{
        return course_presenters_set(&h->w.c, h->course, (const int64_t[]){h->paul, h->lucie}, 2);
}

static enum status presenter_added_alone(struct house *h)
{
        return course_present(&h->w.c, h->course, h->camille, true);
}

static enum status super_added(struct house *h)
{
        return course_supers_set(&h->w.c, h->course, &h->lucie, 1);
}

static enum status support_made(struct house *h)
{
        struct course_session *s;
        struct ticket t;
        size_t n;
        enum status st = course_sessions(&h->w.c, h->course, &s, &n);
        struct support_draft d = {.template_id = h->type, .session_id = s[0].id, .person_id = h->paul, .group_id = h->group};

        if (!st)
                st = support_open(&h->w.c, &d, &t, NULL);
        h->ticket = t.id;
        return st;
}

static enum status support_taken(struct house *h)
{
        struct ticket t;

        assert_int_equal(ticket_raw(&h->w.c, h->ticket, &t), ST_OK);
        return POST(&h->desk, arena_fmt(h->w.arena, "/tickets/%s/take", ticket_number(&h->w.c, t.kind, t.num)), F("x", "")) == 303 ? ST_OK : ST_INVALID;
}

static enum status support_moved(struct house *h)
{
        struct ticket t;
        struct support_patch p = SUPPORT_PATCH_NONE;

        assert_int_equal(ticket_raw(&h->w.c, h->ticket, &t), ST_OK);
        p.host = "Hôtesse";
        p.place = "Amphi";
        return support_change(&h->w.c, &t, &p, t.version, NULL);
}

static enum status support_cancelled(struct house *h)
{
        struct ticket t;

        assert_int_equal(ticket_raw(&h->w.c, h->ticket, &t), ST_OK);
        return ticket_move(&h->w.c, &t, STATE_CANCELLED, 0, "Plus besoin", t.version);
}

static enum status type_renamed(struct house *h)
{
        struct group_draft d = {.code = "zoo", .name = "Ménagerie", .department_id = h->department};
        int64_t id;

        return group_add(&h->w.c, &d, &id);
}

static enum status room_booked(struct house *h)
{
        int64_t id, monday = h->at - 2 * DAY_MS;
        struct booking_draft d = {.room_id = h->room, .from_at = monday - 8 * HOUR_MS, .to_at = monday + 8 * HOUR_MS, .title = "Jury"};

        return booking_save(&h->w.c, &d, &id, NULL);
}

static enum status room_renamed(struct house *h)
{
        struct room r = {.id = h->room, .code = "CUB-1", .name = "Cubicule bleu", .kind = "cubicle", .site = "", .capacity = 2};
        int64_t id;

        return room_save(&h->w.c, &r, &id);
}

static enum status department_new(struct house *h)
{
        int64_t id;

        return department_ensure(&h->w.c, "zoo", "Zoologie", "Zoology", &id);
}

/* What no verb of any slice writes is heard of too. */
static enum status by_hand(struct house *h)
{
        DB_STMT(kept_by_hand, "UPDATE person SET name = 'Pauline Martin' WHERE login = 'paul'");

        return db_exec(h->w.db, &kept_by_hand, DB_NO_ARGS, NULL);
}

enum where { ON_PAGE, ON_REPORT, ON_WEEK, ON_FREE };
static const struct {
        const char *name;
        enum status (*change)(struct house *h);
        enum where where;
        const char *gone, *there; /* shown before and not after, and the reverse; NULL: nothing */
} changes[] = {
        {"title", retitled, ON_PAGE, NULL, "Clinique des reins"},
        {"session moved", moved, ON_REPORT, NULL, "T12:30:00Z"},
        {"session withdrawn", withdrawn, ON_FREE, "Le foie", NULL},
        {"fact", fact_said, ON_PAGE, NULL, "status--done"},
        {"presenter", presenter_added, ON_PAGE, NULL, "Lucie Arnaud"},
        {"presenter, outside a scope", presenter_added_alone, ON_PAGE, NULL, "Camille Roy</a>"},
        {"super-user", super_added, ON_PAGE, "courses.supers_none", NULL},
        {"support task", support_made, ON_REPORT, "Le cœur", NULL},
        {"support task moved", support_moved, ON_WEEK, NULL, "Amphi"},
        {"support task taken", support_taken, ON_PAGE, NULL, "Ada Byron"},
        {"support task cancelled", support_cancelled, ON_WEEK, "Amphi", NULL},
        {"booking", room_booked, ON_WEEK, NULL, "tag--bad"},
        {"room", room_renamed, ON_WEEK, NULL, "Cubicule bleu"},
        {"group", type_renamed, ON_WEEK, NULL, "Ménagerie"},
        {"department", department_new, ON_REPORT, NULL, "Zoologie"},
        {"by hand", by_hand, ON_PAGE, "Paul Martin", "Pauline Martin"}};

static const char *where_is(struct house *h, enum where where)
{
        return where == ON_PAGE ? PAGE : where == ON_REPORT ? h->report
               : where == ON_WEEK ? h->week : arena_fmt(h->w.arena, "%s&show=sessions", h->week);
}

static void changed(enum db_engine e)
{
        struct house h;

        house_open(&h, e);
        for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
                const char *page = where_is(&h, changes[i].where);
                look_kept(&h, page);
                const char *gone = changes[i].gone, *there = changes[i].there;
                if (gone && str_starts(gone, "courses."))
                        gone = msg(LANG_FR, msg_find(gone));
                if ((gone && !browser_shows(&h.w, gone)) || (there && browser_shows(&h.w, there)))
                        fail_msg("%s: %s shows it before", changes[i].name, page);
                assert_int_equal(changes[i].change(&h), ST_OK);
                look(&h, page);
                if ((gone && browser_shows(&h.w, gone)) || (there && !browser_shows(&h.w, there)))
                        fail_msg("%s: %s is old", changes[i].name, page);
        }
        browser_close(&h.w);
}
TESTDB_BOTH(changed)

/* ---- who looks, how, and from where --------------------------------------------------------------------------- */

static void rights(enum db_engine e)
{
        struct house h;
        struct role_held *held;
        size_t n;

        house_open(&h, e);
        look_kept(&h, PAGE);
        assert_false(browser_shows(&h.w, "/edit?"));
        assert_int_equal(person_role_give(&h.w.c, h.camille, "department_admin", h.department), ST_OK);
        look(&h, PAGE);
        assert_true(browser_shows(&h.w, "/edit?"));
        look_kept(&h, PAGE);
        assert_int_equal(person_role_take(&h.w.c, h.camille, "department_admin", h.department), ST_OK);
        look(&h, PAGE);
        assert_false(browser_shows(&h.w, "/edit?"));
        const char *chip = arena_fmt(h.w.arena, "&amp;group=%lld\">", (long long)h.group);
        look_kept(&h, h.week);
        assert_true(browser_shows(&h.w, chip));
        assert_int_equal(group_leave(&h.w.c, h.group, h.camille), ST_OK);
        look(&h, h.week);
        assert_false(browser_shows(&h.w, chip));
        look_kept(&h, h.week);
        look_kept(&h, h.report);
        assert_int_equal(person_roles_held(&h.w.c, h.camille, &held, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                assert_int_equal(person_role_take(&h.w.c, h.camille, held[i].role, held[i].department_id), ST_OK);
        assert_int_equal(browser_get(&h.w, h.week), 404);
        assert_int_equal(browser_get(&h.w, h.report), 404);
        assert_int_equal(browser_get(&h.w, PAGE), 404);
        browser_close(&h.w);
}
TESTDB_BOTH(rights)

static void readers(enum db_engine e)
{
        struct house h;
        struct browser again;

        house_open(&h, e);
        look_kept(&h, h.report);
        assert_true(browser_shows(&h.w, "Le cœur"));
        h.w.lang = "en";
        assert_int_equal(browser_get(&h.w, arena_fmt(h.w.arena, "%s&lang=en", h.report)), 200);
        assert_true(browser_shows(&h.w, msg(LANG_EN, MSG_courses_uncovered)));
        assert_false(browser_shows(&h.w, msg(LANG_FR, MSG_courses_uncovered_hint)));
        /* an administrator's forms are no agent's, and each session has a token of its own */
        assert_int_equal(browser_get(&h.desk, PAGE), 200);
        assert_int_equal(browser_get(&h.desk, PAGE), 200);
        assert_string_equal(browser_hidden(&h.desk, "csrf"), h.desk.csrf);
        again = (struct browser){.app = h.w.app, .db = h.w.db, .arena = h.w.arena};
        browser_sign_in(&again, "ada");
        for (int i = 0; i < 2; i++) {
                assert_int_equal(browser_get(&again, PAGE), 200);
                assert_false(browser_shows(&again, h.desk.csrf));
                assert_string_equal(browser_hidden(&again, "csrf"), again.csrf);
                assert_int_equal(browser_get(&again, h.week), 200);
                assert_false(browser_shows(&again, h.desk.csrf));
        }
        /* what lets a form be sent once is another each time */
        const char *once = browser_hidden(&again, "once");
        assert_true(*once != 0);
        assert_int_equal(browser_get(&again, h.week), 200);
        assert_string_not_equal(browser_hidden(&again, "once"), once);
        browser_close(&h.w);
}
TESTDB_BOTH(readers)

/* On PostgreSQL an event may become visible behind one with a larger id. */
static void behind(void **state)
{
        struct house h;
        int64_t before = 0, after = 0;
        DB_STMT(kept_event, "INSERT INTO event (id, at, kind, version, scopes, people) VALUES (:id, :at, 60, 0, '', '')");

        house_open(&h, DB_POSTGRES);
        assert_int_equal(db_exec(h.w.db, &kept_event, DB_ARGS(DB_I("id", 900001), DB_I("at", moment_now())), NULL), ST_OK);
        assert_int_equal(live_stamp(h.w.db, &before), ST_OK);
        assert_int_equal(db_exec(h.w.db, &kept_event, DB_ARGS(DB_I("id", 900000), DB_I("at", moment_now())), NULL), ST_OK);
        assert_int_equal(live_stamp(h.w.db, &after), ST_OK);
        assert_int_not_equal(before, after);
        browser_close(&h.w);
}

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(changed), TESTDB_RUN(rights), TESTDB_RUN(readers), cmocka_unit_test(behind)};

        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
