/* What teachers ask for about their courses: accesses to be put right, one that nobody took yet and one in work, and what
 * they mean to do, one intention that waits for its department and one that was validated and is under way as a line of
 * the term's grid.  By the functions of their pages, as whoever asked and whoever answered. */
#include "desk/catalog/approach.h"
#include "desk/demo/own.h"
#include "desk/grid/intention.h"
#include "desk/plan/submit.h"
#include "desk/ticket/course.h"
#include "formats/json.h"

static const struct access_wish {
        const char *who, *whom, *answers;
        int days_ago;
        const char *agent, *reply, *note; /* NULL: nobody took it yet */
} accesses[] = {
        {"kbenali", "atraore", "{\"cours\":\"MED2105 H26\",\"acces\":[\"zoom\",\"espace\"],\"constat\":\"Amina présente la prochaine séance et ne"
         " peut ni ouvrir la classe virtuelle ni déposer ses documents dans l’espace du cours.\"}", 1, "tnguyen",
         "Bonjour Karim, l’espace du cours est ouvert à Amina depuis ce matin. Il reste la licence Zoom : je l’ai demandée, réponse attendue demain.",
         "Espace du cours : fait. Licence Zoom : commandée."},
        {"hdubreuil", "gcolin", "{\"cours\":\"DRT3300 H26\",\"acces\":[\"moodle\"],\"constat\":\"Gérard ne voit pas l’espace du cours dans Moodle.\"}", 0, NULL,
         NULL, NULL},
};

static const struct aim {
        const char *who, *code, *title, *approach, *note; /* title: a course that is not in the list yet; NULL: it is */
        int days_ago;
        bool validated;
} aims[] = {
        {"vmeunier", "ECO2050", "Jeux et stratégies", "powerpoint-narre", "Un nouveau cours, à distance pour moitié.", 1, false},
        {"shaddad", "INF2003", NULL, "classe-virtuelle-zoom", "Les travaux pratiques restent en salle ; le cours magistral passe à distance.", 4, true},
};

/* ---- accesses -------------------------------------------------------------------------------------------------------- */

static enum status access_asked(struct ctx *c, const struct demo_people *p, const struct access_wish *w, struct ticket *out)
{
        struct offer o;
        struct ask_form form;
        struct ask_answers answers;
        struct ticket request;
        const struct json *typed = NULL;
        const char *why;
        enum status st = offer_for(c, "soutien-cours", "regularisation-acces", NULL, &o);

        if (!st)
                st = form_version_load(c, o.form_version_id, &form);
        if (!st)
                st = jv_parse(c->arena, w->answers, strlen(w->answers), &typed, &why);
        if (!st)
                st = ask_read_json(c, &form, typed, "", true, &answers);
        if (st)
                return st;
        const struct submit_line line = {&o, &answers, ""};
        return submit_send(c, &(struct submit){.lines = &line, .n_lines = 1, .requested_for_id = demo_find(p, w->whom)->id, .channel = CHANNEL_PORTAL},
                           &request, out);
}

static enum status access_taken(struct ctx *c, const struct demo_people *p, const struct access_wish *w, int64_t id)
{
        struct ticket t;

        c->actor = &demo_find(p, w->agent)->actor;
        c->now += 3 * HOUR_MS;
        enum status st = ticket_load(c, id, ACT_WORK, &t);
        if (!st)
                st = ticket_take(c, &t);
        if (!st)
                st = ticket_comment(c, &t, &(struct entry_draft){.body = w->reply, .is_public = true}, NULL);
        return st ? st : ticket_comment(c, &t, &(struct entry_draft){.body = w->note}, NULL);
}

static enum status access_make(struct ctx *c, const struct demo_people *p, const struct access_wish *w)
{
        struct ticket t;

        c->now -= w->days_ago * DAY_MS;
        c->actor = &demo_find(p, w->who)->actor;
        enum status st = access_asked(c, p, w, &t);
        return st || !w->agent ? st : access_taken(c, p, w, t.id);
}

/* ---- intentions ------------------------------------------------------------------------------------------------------ */

static enum status aim_draft(struct ctx *c, const struct aim *a, struct intention_draft *d)
{
        struct approach way;
        struct course k;
        enum status st = approach_by_code(c, a->approach, &way);

        *d = (struct intention_draft){.fresh = a->title != NULL, .code = "", .term = "", .title = "", .note = a->note};
        if (st)
                return st;
        d->approach_id = way.id;
        if (!a->title) {
                st = course_by_code(c, a->code, NULL, &k);
                d->course_id = st ? 0 : k.id;
                return st;
        }
        d->code = a->code;
        d->term = "H26";
        d->title = a->title;
        return department_ensure(c, "cours", "", "", &d->department_id);
}

static enum status aim_make(struct ctx *c, const struct demo_people *p, const struct aim *a)
{
        struct intention_draft d;
        int64_t id;
        enum status st = aim_draft(c, a, &d);

        if (st)
                return st;
        c->now -= a->days_ago * DAY_MS;
        c->actor = &demo_find(p, a->who)->actor;
        st = intention_put(c, &d, &id);
        if (st || !a->validated)
                return st;
        c->now += DAY_MS;
        c->actor = &demo_find(p, "admin")->actor;
        return intention_decide(c, id, INTENTION_VALIDATED, "");
}

enum status demo_teaching_make(struct ctx *c, const struct demo_people *p)
{
        const struct actor *actor = c->actor;
        int64_t now = c->now;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(accesses); i++) {
                st = access_make(c, p, &accesses[i]);
                c->actor = actor;
                c->now = now;
        }
        /* last: what is validated is applied as a grid, by statements that remember until the end what is set up */
        for (size_t i = 0; !st && i < ARRAY_LEN(aims); i++) {
                st = aim_make(c, p, &aims[i]);
                c->actor = actor;
                c->now = now;
        }
        return st;
}
