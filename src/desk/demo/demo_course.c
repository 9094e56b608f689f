/* The courses of the term, who answers for them and who presents them.  A request whose words name a course
 * is about that course. */
#include "desk/demo/own.h"
#include "desk/ticket/course.h"

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
