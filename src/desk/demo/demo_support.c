/* Places, types of support and two weeks of events, the one in which the demonstration stands and the one after it,
 * so that the calendar is full on the Monday after it was loaded too: some taken, some to take. */
#include "desk/agenda/support.h"
#include "desk/demo/own.h"
#include "desk/ticket/course.h"

static const struct {
        const char *code, *name, *site, *kind, *note;
        int64_t capacity;
} places[] = {
        {"CUB-1", "Cubicule 1", "Bâtiment B", "cubicle", "", 2},
        {"CUB-2", "Cubicule 2", "Bâtiment B", "cubicle", "Fond vert", 2},
        {"CUB-3", "Cubicule 3", "Bâtiment B", "cubicle", "", 2},
        {"STUDIO", "Studio", "Bâtiment B", "studio", "Deux caméras", 6},
        {"B-214", "Salle B-214", "Bâtiment B", "room", "Micro de table", 30},
        {"C-002", "Salle C-002", "Bâtiment C", "room", "", 24},
        {"ZOOM-1", "Salle Zoom 1", "", "virtual", "", 300},
        {"ZOOM-2", "Salle Zoom 2", "", "virtual", "", 300},
};

/* Day of the week (0 Monday), hours, course, subject this week and the next, type, place, agent, presenter. */
enum { WEEKS = 2 };
static const struct {
        int day, from, to;
        const char *course, *subject[WEEKS], *type, *place, *agent, *presenter;
} events[] = {
        {0, 510, 600, "ANA2001", {"ANA2001, séance 1", "ANA2001, séance 2"}, "classe-appel", NULL, "tnguyen", "mlemaire"},
        {0, 780, 900, "MED2105", {"MED2105, séance 2", "MED2105, séance 4"}, "classe-appel", NULL, "smarchal", "kbenali"},
        {0, 930, 1020, "HIS2210", {"HIS2210, capsules 4 à 6", "HIS2210, capsules 10 à 12"}, "captation-cubicule", "CUB-1", NULL, "pweber"},
        {1, 540, 630, "PSY1102", {"PSY1102, séance 2", "PSY1102, séance 3"}, "classe-appel", NULL, "tnguyen", "rstern"},
        {1, 630, 720, "MED2105", {"MED2105, séance 3", "MED2105, séance 5"}, "classe-salle", "B-214", "smarchal", "mlemaire"},
        {1, 900, 990, "MED2105", {"MED2105, capsule", "MED2105, capsule 2"}, "captation-cubicule", "CUB-2", "tnguyen", "atraore"},
        {2, 780, 870, "ECO1001", {"ECO1001, séance 8", "ECO1001, séance 10"}, "classe-appel", NULL, NULL, "vmeunier"},
        {2, 870, 960, "INF2003", {"INF2003, captation", "INF2003, captation 2"}, "captation-salle", "ZOOM-1", NULL, "shaddad"},
        {3, 510, 630, "MED2105", {"MED2105, essai Zoom", "MED2105, second essai Zoom"}, "classe-salle", "ZOOM-2", "tnguyen", "kbenali"},
        {3, 660, 720, "BIO1400", {"BIO1400, capsule", "BIO1400, capsule 2"}, "captation-cubicule", "CUB-2", "tnguyen", "njoly"},
        {3, 840, 960, "DRT3300", {"DRT3300, soutenance", "DRT3300, soutenance 2"}, "classe-salle", "C-002", "smarchal", "hdubreuil"},
        {4, 540, 630, "BIO1400", {"BIO1400, séance 1", "BIO1400, séance 2"}, "classe-appel", NULL, "smarchal", "petxeberria"},
        {4, 570, 645, "ECO1001", {"ECO1001, séance 9", "ECO1001, séance 11"}, "classe-appel", NULL, "tnguyen", "shaddad"},
        {4, 810, 900, "HIS2210", {"HIS2210, capsules 7 à 9", "HIS2210, capsules 13 à 15"}, "captation-cubicule", "CUB-1", "tnguyen", "pweber"},
};

static int64_t at(const struct demo_session *s, int day, int minute)
{
        struct civil t;

        zone_local(s->zone, s->now, &t);
        int64_t monday = civil_days(t.year, t.month, t.day) - (t.wday - 1) + day;
        t = (struct civil){.hour = minute / 60, .minute = minute % 60};
        civil_from_days(monday, &t.year, &t.month, &t.day);
        return zone_moment(s->zone, &t);
}

static enum status places_make(struct ctx *c)
{
        enum status st = ST_OK;
        int64_t id;

        for (size_t i = 0; !st && i < ARRAY_LEN(places); i++) {
                struct room r = {.code = places[i].code, .name = places[i].name, .site = places[i].site, .kind = places[i].kind,
                                 .note = places[i].note, .capacity = places[i].capacity};
                st = room_save(c, &r, &id);
        }
        return st ? st : support_types_ensure(c);
}

static enum status event_make(struct ctx *c, const struct demo_people *p, const struct demo_session *s, size_t i, int week)
{
        struct support_type y;
        struct course k;
        struct room r = {.id = 0};
        struct ticket t;
        enum status st = support_type_by_code(c, events[i].type, &y);

        if (!st)
                st = course_by_code(c, events[i].course, NULL, &k);
        if (!st && events[i].place)
                st = room_by_code(c, events[i].place, &r);
        if (st)
                return st;
        int day = events[i].day + week * 7;
        struct support_draft d = {.template_id = y.id, .course_id = k.id, .room_id = r.id, .subject = events[i].subject[week],
                                  .person_id = demo_find(p, events[i].presenter)->id, .from_at = at(s, day, events[i].from),
                                  .to_at = at(s, day, events[i].to), .link = "https://visio.rives.example/cours"};
        const struct actor *house = c->actor;
        st = support_open(c, &d, &t, NULL);
        if (!st && events[i].agent) {
                c->actor = &demo_find(p, events[i].agent)->actor;
                st = ticket_take(c, &t);
                c->actor = house;
        }
        return st;
}

enum status demo_support_make(struct ctx *c, const struct demo_people *p, const struct demo_session *s)
{
        enum status st = places_make(c);

        for (int week = 0; !st && week < WEEKS; week++)
                for (size_t i = 0; !st && i < ARRAY_LEN(events); i++)
                        st = event_make(c, p, s, i, week);
        return st;
}
