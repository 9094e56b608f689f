/* The courses of the term, who answers for them and who presents them, and for some of them their sessions, what
 * each presenter still lacks and the recordings they announced.  A request whose words name a course is about
 * that course. */
#include "desk/demo/own.h"
#include "desk/ticket/course_record.h"

enum { PRESENTERS = 4 };
static const struct {
        const char *code, *title, *owner, *presents[PRESENTERS];
} courses[] = {
        {"ANA2001", "Anatomie 2", "mlemaire", {"mlemaire", "hdubreuil"}},
        {"PHY1050", "Physique générale", "dpicard", {"dpicard", "njoly"}},
        {"DRT3300", "Droit des obligations", "hdubreuil", {"hdubreuil", "gcolin"}},
        {"MED2105", "Sémiologie médicale", "kbenali", {"kbenali", "mlemaire", "atraore"}},
        {"PSY1102", "Introduction à la psychologie", "rstern", {"rstern"}},
        {"HIS2210", "Histoire contemporaine", "pweber", {"pweber", "gcolin"}},
        {"NUT1801", "Nutrition humaine", "ifontaine", {"ifontaine"}},
        {"ECO1001", "Microéconomie", "vmeunier", {"vmeunier", "shaddad"}},
        {"BIO1400", "Biologie cellulaire", "njoly", {"njoly", "petxeberria", "larnaud"}},
        {"CHM1101", "Chimie organique", "larnaud", {"larnaud", "petxeberria"}},
        {"INF2003", "Structures de données", "shaddad", {"shaddad"}},
        {"LET1210", "Littérature comparée", "jtremblay", {"jtremblay", "pweber"}},
        {"STA3050", "Statistique appliquée", "atraore", {"atraore", "vmeunier"}},
};

static enum status presenters_make(struct ctx *c, const struct demo_people *p, size_t i, int64_t course_id)
{
        enum status st = ST_OK;

        for (size_t k = 0; !st && k < PRESENTERS && courses[i].presents[k]; k++)
                st = course_present(c, course_id, demo_find(p, courses[i].presents[k])->id, true);
        return st;
}

enum status demo_courses_make(struct ctx *c, const struct demo_people *p)
{
        int64_t department, id;
        enum status st = department_ensure(c, "cours", "", "", &department);

        for (size_t i = 0; !st && i < ARRAY_LEN(courses); i++) {
                struct course_draft d = {.code = courses[i].code, .term = "H26", .title = courses[i].title,
                                         .department_id = department, .owner_id = demo_find(p, courses[i].owner)->id};
                st = course_ensure(c, &d, &id);
                if (!st)
                        st = presenters_make(c, p, i, id);
        }
        return st;
}

/* Sessions by working day of the demonstration (0 the first, 6 today, beyond: days after), at an hour of two. */
static const struct {
        const char *course;
        int day, hour;
        const char *theme, *host, *recording;
} meetings[] = {
        {"MED2105", 3, 8, "L’examen clinique", "Karim Benali", "cours enregistré"},
        {"MED2105", 5, 10, "Cœur et poumons", "Marc Lemaire", "cours enregistré"},
        {"MED2105", 9, 8, "Abdomen", "Amina Traoré", "cours enregistré"},
        {"MED2105", 16, 8, "Le dossier du patient", "", ""},
        {"BIO1400", 8, 13, "La membrane", "Nathalie Joly", ""},
        {"BIO1400", 15, 13, "Le noyau", "", "capsule avant la séance"},
        {"PHY1050", 4, 9, "Cinématique", "Denis Picard", "cours enregistré"},
        {"PHY1050", 11, 9, "Dynamique", "Denis Picard", "cours enregistré"},
        {"LET1210", 7, 15, "Lire à deux", "Josée Tremblay-Roy", ""},
        {"LET1210", 14, 15, "Traduire", "", ""},
};
static const struct {
        const char *course, *who;
        enum course_fact fact;
        enum fact_state state;
} known[] = {
        {"MED2105", "kbenali", FACT_INFORMED, FACT_DONE},     {"MED2105", "kbenali", FACT_TRAINED, FACT_DONE},
        {"MED2105", "kbenali", FACT_SUPPORTED, FACT_DONE},    {"MED2105", "kbenali", FACT_RECORDED, FACT_DONE},
        {"MED2105", "mlemaire", FACT_INFORMED, FACT_DONE},    {"MED2105", "mlemaire", FACT_TRAINED, FACT_NOT_NEEDED},
        {"BIO1400", "njoly", FACT_INFORMED, FACT_DONE},       {"BIO1400", "petxeberria", FACT_INFORMED, FACT_DONE},
        {"PHY1050", "dpicard", FACT_INFORMED, FACT_DONE},     {"PHY1050", "dpicard", FACT_TRAINED, FACT_DONE},
        {"PHY1050", "njoly", FACT_RECORDED, FACT_NOT_NEEDED},
};

static int64_t meeting_at(const struct demo_session *s, int day, int hour)
{
        int last = DEMO_DAYS - 1;

        return demo_at(s, day < last ? day : last, hour * 60) + (day > last ? day - last : 0) * DAY_MS;
}

static enum status meetings_of(struct ctx *c, const struct demo_session *s, const char *code)
{
        struct course_session want[ARRAY_LEN(meetings)];
        struct course k;
        int64_t *moved;
        size_t n = 0, n_moved;

        for (size_t i = 0; i < ARRAY_LEN(meetings); i++) {
                int64_t at = meeting_at(s, meetings[i].day, meetings[i].hour);
                if (str_eq(meetings[i].course, code))
                        want[n++] = (struct course_session){.from_at = at, .to_at = at + 2 * HOUR_MS, .theme = meetings[i].theme,
                                                            .host = meetings[i].host, .recording = meetings[i].recording,
                                                            .link = "https://visio.rives.example/cours"};
        }
        enum status st = n ? course_by_code(c, code, NULL, &k) : ST_OK;
        return st || !n ? st : course_sessions_set(c, k.id, want, n, &moved, &n_moved);
}

enum status demo_course_records_make(struct ctx *c, const struct demo_people *p, const struct demo_session *s)
{
        int64_t real = c->now;
        struct course k;
        enum status st = ST_OK;

        c->now = demo_at(s, 1, 10 * 60);
        for (size_t i = 0; !st && i < ARRAY_LEN(courses); i++)
                st = meetings_of(c, s, courses[i].code);
        for (size_t i = 0; !st && i < ARRAY_LEN(known); i++) {
                int64_t any = 0;
                st = course_by_code(c, known[i].course, NULL, &k);
                if (!st)
                        st = course_fact_set(c, k.id, demo_find(p, known[i].who)->id, known[i].fact, known[i].state, &any);
        }
        if (!st)
                st = course_by_code(c, "MED2105", NULL, &k);
        if (!st)
                st = course_supers_set(c, k.id, &demo_find(p, "njoly")->id, 1);
        c->now = real;
        return st;
}

enum status demo_course_named(struct ctx *c, const char *subject, const char *body, int64_t *id)
{
        struct course k;

        *id = 0;
        for (size_t i = 0; i < ARRAY_LEN(courses); i++) {
                if (!strstr(subject, courses[i].code) && !strstr(body, courses[i].code))
                        continue;
                enum status st = course_by_code(c, courses[i].code, NULL, &k);
                if (!st)
                        *id = k.id;
                return st;
        }
        return ST_OK;
}
