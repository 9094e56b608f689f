/* Places, types of support and a week of events around the moment at which the demonstration stands: some taken,
 * some to take. */
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

/* Day of the week (0 Monday), hours, course, type, place, agent, presenter. */
static const struct {
        int day, from, to;
        const char *course, *subject, *type, *place, *agent, *presenter;
} events[] = {
        {0, 510, 600, "ANA2001", "ANA2001, séance 1", "classe-appel", NULL, "tnguyen", "mlemaire"},
        {0, 780, 900, "MED2105", "MED2105, séance 2", "classe-appel", NULL, "smarchal", "kbenali"},
        {0, 930, 1020, "HIS2210", "HIS2210, capsules 4 à 6", "captation-cubicule", "CUB-1", NULL, "pweber"},
        {1, 540, 630, "PSY1102", "PSY1102, séance 2", "classe-appel", NULL, "tnguyen", "rstern"},
        {1, 630, 720, "MED2105", "MED2105, séance 3", "classe-salle", "B-214", "smarchal", "mlemaire"},
        {1, 900, 990, "MED2105", "MED2105, capsule", "captation-cubicule", "CUB-2", "tnguyen", "atraore"},
        {2, 780, 870, "ECO1001", "ECO1001, séance 8", "classe-appel", NULL, NULL, "vmeunier"},
        {2, 870, 960, "INF2003", "INF2003, captation", "captation-salle", "ZOOM-1", NULL, "shaddad"},
        {3, 510, 630, "MED2105", "MED2105, essai Zoom", "classe-salle", "ZOOM-2", "tnguyen", "kbenali"},
        {3, 660, 720, "BIO1400", "BIO1400, capsule", "captation-cubicule", "CUB-2", "tnguyen", "njoly"},
        {3, 840, 960, "DRT3300", "DRT3300, soutenance", "classe-salle", "C-002", "smarchal", "hdubreuil"},
        {4, 540, 630, "BIO1400", "BIO1400, séance 1", "classe-appel", NULL, "smarchal", "petxeberria"},
        {4, 570, 645, "ECO1001", "ECO1001, séance 9", "classe-appel", NULL, "tnguyen", "shaddad"},
        {4, 810, 900, "HIS2210", "HIS2210, capsules 7 à 9", "captation-cubicule", "CUB-1", "tnguyen", "pweber"},
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

static enum status event_make(struct ctx *c, const struct demo_people *p, const struct demo_session *s, size_t i)
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
        struct support_draft d = {.template_id = y.id, .course_id = k.id, .room_id = r.id, .subject = events[i].subject,
                                  .person_id = demo_find(p, events[i].presenter)->id, .from_at = at(s, events[i].day, events[i].from),
                                  .to_at = at(s, events[i].day, events[i].to), .link = "https://visio.rives.example/cours"};
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

        for (size_t i = 0; !st && i < ARRAY_LEN(events); i++)
                st = event_make(c, p, s, i);
        return st;
}
