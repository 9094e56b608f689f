/* The request that an access be put right (CAT-4): an offer of the service of course support, whose form knows the course
 * and is sent for a person.  Whoever looks at a course or at a step of its plan opens it from beside that person's name,
 * both filled in: the address carries them, and the form reads an address like what somebody typed. */
#include "desk/catalog/offer.h"
#include "desk/people/people.h"
#include "desk/plan/own.h"
#include "desk/ticket/course_record.h"

#define SERVICE "soutien-cours"
#define ACCESS "regularisation-acces"

static const char *const access_lines[] = {
        "cours course required | Cours | Course",
        ("acces choices required | Quels accès régulariser ? | Which access is to be put right? | zoom: Zoom = Zoom | moodle: Moodle = Moodle"
         " | antem: Antem = Antem | espace: Espace du cours = Course space | autre: Autre = Other"),
        "precision text required max=120 if=acces:autre | Lequel ? | Which one?",
        "constat long | Ce qui manque ou ce qui a été constaté | What is missing or was noticed",
        "date date min=0 | Pour quand ? | By when?",
};

/* ---- making it ---------------------------------------------------------------------------------------------------- */

static enum status access_form(struct ctx *c)
{
        struct ask_field *f = ARENA_ARRAY(c->arena, ARRAY_LEN(access_lines), struct ask_field);
        struct form_edit e = {.code = ACCESS, .department = "", .name_fr = "Régularisation d’un accès", .name_en = "Access regularisation",
                              .fields = f, .n_fields = ARRAY_LEN(access_lines)};
        int64_t id;

        for (size_t i = 0; i < ARRAY_LEN(access_lines); i++)
                if (!ask_line_read(c->arena, access_lines[i], &f[i]))
                        return ST_IO;
        return form_ensure(c, &e, &id);
}

enum status access_ready(struct ctx *c)
{
        struct offer_edit e = {.service = SERVICE, .code = ACCESS, .audience = "", .form = ACCESS, .plan = "", .promise = "",
                               .group = "technologues", .name_fr = "Régularisation d’un accès", .name_en = "Access regularisation",
                               .summary_fr = "Pour une personne d’un cours : Zoom, Moodle, l’espace du cours.",
                               .summary_en = "For somebody of a course: Zoom, Moodle, the course space.", .state = OFFER_OFFERED, .sort = 20,
                               .seen = -1};
        struct group g;
        int64_t id;
        enum status st = group_by_code(c, e.group, &g);

        if (st == ST_NOT_FOUND) { /* somebody gave the group another code: the service's own does it */
                e.group = "";
                st = ST_OK;
        }
        if (!st)
                st = access_form(c);
        return st ? st : offer_ensure(c, &e, &id);
}

/* ---- where it is asked ---------------------------------------------------------------------------------------------- */

/* How the people of a course are named to a form: by login, else by an address of theirs. */
DB_STMT(access_reach,
        "SELECT p.id, p.login, (SELECT MIN(m.address_fold) FROM person_mail m WHERE m.person_id = p.id AND m.verified_at IS NOT NULL)"
        " AS mail FROM person p WHERE p.state = 10 AND p.id IN (SELECT r.person_id FROM presenter r WHERE r.course_id = :course"
        " UNION SELECT s.person_id FROM course_super s WHERE s.course_id = :course"
        " UNION SELECT k.owner_id FROM course k WHERE k.id = :course) LIMIT 300");
static const struct db_stmt *const access_stmts[] = {&access_reach, NULL};
enum { REACH_MAX = 300 };

struct access_person {
        int64_t id;
        const char *login, *mail;
};
static const struct db_col reach_cols[] = {DB_COL_I64(struct access_person, id), DB_COL_TEXT(struct access_person, login),
                                           DB_COL_TEXT(struct access_person, mail), DB_COL_END};

enum status access_open(struct ctx *c, const struct course *k, struct access *out)
{
        struct offer o;
        enum status st = offer_for(c, SERVICE, ACCESS, NULL, &o);

        *out = (struct access){.code = k->code, .term = k->term};
        if (st || !course_may_read(c, k->id))
                return st == ST_NOT_FOUND ? ST_OK : st;
        return db_all(c->db, c->arena, &access_reach, DB_ARGS(DB_I("course", k->id)), reach_cols, sizeof *out->people, REACH_MAX, &out->people,
                      &out->n_people);
}

const char *access_href(struct ctx *c, const struct access *a, int64_t person_id)
{
        struct buf b;
        const char *reach = NULL;

        for (size_t i = 0; i < a->n_people; i++)
                if (a->people[i].id == person_id)
                        reach = a->people[i].login ? a->people[i].login : ctx_role(c, ~0) ? a->people[i].mail : NULL;
        if (!reach)
                return NULL;
        buf_init(&b, c->arena, 4096);
        buf_str(&b, "/services/" SERVICE "/items/" ACCESS "?for=");
        buf_url(&b, reach);
        buf_str(&b, "&course=");
        buf_url(&b, arena_fmt(c->arena, "%s %s", a->code, a->term));
        return buf_end(&b) ? NULL : b.p;
}

static void add(struct ctx *c, const struct access *a, int64_t id, const char *name, struct access_list *out)
{
        const char *href = access_href(c, a, id);

        if (href)
                out->rows[out->n_rows++] = (struct access_row){name, href};
}

enum status access_of_step(struct ctx *c, int64_t course_id, const char *needs, struct access_list *out)
{
        bool presents = plan_word_in(needs, "presenters"), supers = plan_word_in(needs, "super_users");
        struct course_presenter *p = NULL;
        struct who *w = NULL;
        struct course k;
        struct access a;
        size_t n_p = 0, n_w = 0;

        *out = (struct access_list){0};
        if (!course_id || (!presents && !supers))
                return ST_OK;
        enum status st = course_load(c, course_id, &k);
        if (!st)
                st = access_open(c, &k, &a);
        if (st || !a.n_people)
                return st;
        if (presents)
                st = course_presenter_list(c, course_id, &p, &n_p);
        if (!st && supers)
                st = course_supers(c, course_id, &w, &n_w);
        if (st)
                return st;
        out->rows = ARENA_ARRAY(c->arena, n_p + n_w + 1, struct access_row);
        for (size_t i = 0; i < n_p; i++)
                add(c, &a, p[i].id, p[i].name, out);
        for (size_t i = 0; i < n_w; i++)
                add(c, &a, w[i].id, w[i].name, out);
        return ST_OK;
}

const struct slice slice_plan_access = {.name = "plan_access", .stmts = access_stmts};
