/* Course support under way: five items of the built-in plan at different steps, with the groups that do them. */
#include "desk/demo/own.h"
#include "desk/plan/plan.h"
#include "desk/ticket/course.h"

static const struct {
        const char *course, *requester, *approach, *subject, *words;
        int closed;    /* how many tasks are done, in their order */
        int days_ago;
        int first_in;  /* days until the first session, 0: not known yet */
} items[] = {
        {"ECO1001", "vmeunier", "classe-virtuelle-zoom", "Classe virtuelle Zoom – ECO1001 Microéconomie",
         "Deux groupes en même temps, l’un en salle, l’autre à distance.", 3, 9, 5},
        {"HIS2210", "pweber", "classe-virtuelle-zoom", "Classe virtuelle Zoom – HIS2210 Histoire contemporaine",
         "Une conférence invitée, en direct de Bruxelles.", 4, 12, 2},
        {"MED2105", "kbenali", "classe-virtuelle-zoom", "Classe virtuelle Zoom – MED2105 Sémiologie médicale",
         "Six séances en direct, deux présentateurs invités.", 2, 6, 13},
        {"BIO1400", "njoly", "enregistrement-cubicule", "Enregistrement en cubicule – BIO1400 Biologie cellulaire",
         "Trois capsules d’une demi-heure, avec les schémas au tableau.", 1, 4, 20},
        {"DRT3300", "hdubreuil", "powerpoint-narre", "PowerPoint narré – DRT3300 Droit des obligations",
         "Le cours commence à distance le trimestre prochain.", 0, 1, 0},
};

static enum status members(struct ctx *c, const struct demo_people *p)
{
        static const char *const who[] = {"alefort", "smarchal", "croy"};
        struct group g;
        enum status st = group_by_code(c, "techno-pedagogues", &g);

        for (size_t i = 0; !st && i < ARRAY_LEN(who); i++)
                st = group_join(c, g.id, demo_find(p, who[i])->id, i == 1);
        return st;
}

/* Each by somebody of its group, a working day after the other. */
static enum status tasks_close(struct ctx *c, const struct demo_people *p, int64_t item_id, int closed)
{
        static const char *const who[] = {"alefort", "tnguyen", "alefort", "tnguyen"};
        struct task_row *k;
        struct ticket t;
        size_t n;
        enum status st = item_tasks(c, item_id, &k, &n);

        for (int i = 0; !st && i < closed && (size_t)i < n; i++) {
                c->actor = &demo_find(p, who[i])->actor;
                c->now += 20 * HOUR_MS;
                st = ticket_load(c, k[i].ticket_id, ACT_WORK, &t);
                if (!st)
                        st = ticket_take(c, &t);
                if (!st)
                        st = ticket_move(c, &t, STATE_CLOSED, PENDING_NONE, "Vu ensemble par téléphone.", 0);
        }
        return st;
}

static enum status item_make(struct ctx *c, const struct demo_people *p, size_t i, int64_t offer_id, int64_t now)
{
        struct course course;
        struct ticket t;
        const struct demo_person *who = demo_find(p, items[i].requester);
        enum status st = course_by_code(c, items[i].course, NULL, &course);

        if (!st && items[i].first_in) {
                struct course_draft d = {.code = course.code, .term = course.term, .title = course.title, .department_id = course.department_id,
                                         .owner_id = course.owner_id, .first_at = now + items[i].first_in * DAY_MS};
                st = course_ensure(c, &d, &course.id);
        }
        if (st)
                return st;
        c->now = now - items[i].days_ago * DAY_MS;
        c->actor = &demo_find(p, "alefort")->actor;
        struct item_draft d = {.offer_id = offer_id, .requester_id = who->id, .course_id = course.id, .subject = items[i].subject,
                               .description = items[i].words, .channel = CHANNEL_PORTAL,
                               .answers = arena_fmt(c->arena, "{\"approche\":\"%s\"}", items[i].approach)};
        st = item_open(c, &d, &t);
        return st ? st : tasks_close(c, p, t.id, items[i].closed);
}

DB_STMT(demo_offer, "SELECT offer_id FROM approach WHERE offer_id IS NOT NULL ORDER BY id LIMIT 1");
static const struct db_stmt *const demo_plan_stmts[] = {&demo_offer, NULL};
const struct slice slice_demo_plan = {.name = "demo-plan", .stmts = demo_plan_stmts};

enum status demo_plans_make(struct ctx *c, const struct demo_people *p)
{
        const struct actor *actor = c->actor;
        int64_t offer, now = c->now;
        enum status st = course_support_ensure(c);

        if (!st)
                st = db_i64(c->db, &demo_offer, DB_NO_ARGS, &offer);
        if (!st)
                st = members(c, p);
        for (size_t i = 0; !st && i < ARRAY_LEN(items); i++) {
                c->actor = actor;
                c->now = now;
                st = item_make(c, p, i, offer, now);
        }
        c->actor = actor;
        c->now = now;
        return st;
}
