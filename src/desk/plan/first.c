/* The built-in plan of course support, in both languages, with its service, groups, form and offer: data that anybody
 * may change afterwards.  It is made once; what is there is left as it is. */
#include "desk/catalog/offer.h"
#include "desk/people/people.h"
#include "desk/plan/edit.h"
#include "desk/plan/own.h"

#define SUPPORT "soutien-cours"

DB_STMT(first_service_id, "SELECT id FROM service WHERE code = :code");
DB_STMT(first_offer, "SELECT id FROM offer WHERE service_id = :service AND code = :code ORDER BY id LIMIT 1");
DB_STMT(first_approaches, "UPDATE approach SET offer_id = :offer WHERE offer_id IS NULL");
DB_STMT(first_body, "UPDATE service SET body = :body WHERE id = :id AND body = ''");
DB_STMT(first_missing, "SELECT COUNT(*) FROM approach WHERE offer_id IS NULL");
static const struct db_stmt *const first_stmts[] = {&first_service_id, &first_offer, &first_approaches,
                                                    &first_body, &first_missing, NULL};
static const struct plan_point points_1[] = {
        {.fr = "Présenter les services (soutien techno-pédagogique, technique, aux autres présentateurs ; guides, procédures, bonnes pratiques, FAQ ; à défaut, super-utilisateur)",
         .en = "Present the services (techno-pedagogical and technical support, support for the other presenters; guides, procedures, good practice, FAQ; failing that, a super-user)"},
        {.fr = "Envoyer le lien vers la page de l’approche", .en = "Send the link to the page of the approach"},
        {.fr = "Recueillir le plan de cours : présentateurs et coordonnées, dates, thèmes",
         .en = "Collect the course plan: presenters and how to reach them, dates, themes", .required = true},
        {.fr = "Enregistrements annoncés", .en = "Recordings announced"},
        {.fr = "Confirmer l’échéance", .en = "Confirm the due date", .required = true},
        {.fr = "Activer les tâches", .en = "Activate the tasks", .required = true},
};
static const struct plan_point points_21[] = {
        {.fr = "Valider les accès", .en = "Check the access rights", .required = true},
        {.fr = "Transmettre les ressources techniques", .en = "Hand over the technical resources"},
        {.under_fr = "Enregistrement", .under_en = "Recording",
         .fr = "Exposer les solutions, aider à choisir : PowerPoint narré, Antem (hors ligne), Zoom (en ligne, accompagnement possible), cubicule (campus)",
         .en = "Explain the solutions, help to choose: narrated PowerPoint, Antem (offline), Zoom (online, can be accompanied), cubicle (campus)"},
        {.under_fr = "Enregistrement", .under_en = "Recording", .fr = "Créer l’espace si requis", .en = "Create the space if needed"},
        {.under_fr = "Enregistrement", .under_en = "Recording", .fr = "Programmer les captations avec soutien",
         .en = "Schedule the recordings that are supported"},
        {.under_fr = "Classe virtuelle", .under_en = "Virtual class", .fr = "Créer les espaces Zoom, inscrire les hôtes",
         .en = "Create the Zoom spaces, enter the hosts"},
        {.under_fr = "Classe virtuelle", .under_en = "Virtual class", .fr = "Programmer le soutien, sur appel ou en salle",
         .en = "Schedule the support, on call or in the room"},
};
static const struct plan_point points_22[] = {
        {.fr = "Responsable : enjeux de la distance (communication, progression, assiduité, évaluation), animation",
         .en = "Responsible: what distance changes (communication, progress, attendance, assessment), facilitation"},
        {.fr = "Présentateurs : préparer les contenus, bien enregistrer", .en = "Presenters: preparing the contents, recording well"},
        {.fr = "Accompagner préparations et prestations", .en = "Accompany preparations and performances"},
        {.fr = "Rétroaction : résultats, pistes d’amélioration", .en = "Feedback: results, ways to improve"},
};
static const struct plan_point points_3[] = {
        {.fr = "Chaque enregistrement annoncé est présent", .en = "Every recording announced is there", .required = true},
        {.fr = "Sinon : voulu (raison), ou joindre le présentateur, trouver la cause, aider à tout reprendre",
         .en = "If not: intended (reason), or reach the presenter, find the cause, help to do it all again"},
};

static const struct plan_point points_23[] = {
        {.fr = "Convenir d’un moment avec les super-utilisateurs", .en = "Agree on a time with the super-users"},
        {.fr = "Former : ouvrir l’espace, aider les présentateurs, joindre l’équipe",
         .en = "Train: opening the space, helping the presenters, reaching the team"},
};

#define POINTS(p) .points = (struct plan_point *)(uintptr_t)(p), .n_points = ARRAY_LEN(p)
static const struct plan_step built_in[] = {
        {.code = "1", .label_fr = "Entrevue", .label_en = "Interview", .group_code = "techno-pedagogues", .kind = "task", .due = "open+5",
         .purpose_fr = "Premier contact : comprendre le contexte, repérer informations et ressources, recueillir de quoi déclencher le soutien.",
         .purpose_en = "First contact: understand the context, find information and resources, collect what is needed to start the support.",
         .condition = "", .needs = "", POINTS(points_1)},
        {.code = "2.1", .label_fr = "Planification technologique", .label_en = "Technological planning", .group_code = "technologues",
         .kind = "task", .due = "first-2", .supports = 1,
         .purpose_fr = "Premier contact avec les présentateurs : événements, espaces, accès, ressources.",
         .purpose_en = "First contact with the presenters: events, spaces, access rights, resources.",
         .condition = "", .needs = "presenters recordings", .after = {"1"}, .n_after = 1, POINTS(points_21)},
        {.code = "2.2", .label_fr = "Accompagnement techno-pédagogique", .label_en = "Techno-pedagogical accompaniment",
         .group_code = "techno-pedagogues", .kind = "task", .due = "first-1", .supports = 1,
         .purpose_fr = "Conseiller la personne responsable, l’offrir aux présentateurs.",
         .purpose_en = "Advise the person responsible, offer it to the presenters.",
         .condition = "", .needs = "presenters", .after = {"1"}, .n_after = 1, POINTS(points_22)},
        {.code = "2.3", .label_fr = "Formation des super-utilisateurs", .label_en = "Training of the super-users",
         .group_code = "techno-pedagogues", .kind = "task", .due = "first-1", .supports = 1, .optional = 1,
         .purpose_fr = "Former les super-utilisateurs que l’entrevue a désignés ; rien ne s’ouvre quand le cours n’en a pas.",
         .purpose_en = "Train the super-users whom the interview named; nothing opens when the course has none.",
         .condition = "", .needs = "super_users", .after = {"1"}, .n_after = 1, POINTS(points_23)},
        {.code = "3", .label_fr = "Conformité de la médiatisation", .label_en = "Conformity of the recordings", .group_code = "technologues",
         .kind = "task", .due = "last+10", .purpose_fr = "Bilan de complétion.", .purpose_en = "Review of completion.",
         .condition = "", .needs = "", .after = {"2.1", "2.2"}, .n_after = 2, POINTS(points_3)},
};

static const char *const form_lines[] = {
        "cours course | Cours | Course",
        "approche choice | Approche d’enseignement | Approach to teaching | classe-virtuelle-zoom: Classe virtuelle Zoom = Zoom virtual class"
        " | enregistrement-zoom: Enregistrement Zoom = Zoom recording"
        " | enregistrement-cubicule: Enregistrement en cubicule = Recording in a cubicle"
        " | powerpoint-narre: PowerPoint narré = Narrated PowerPoint | antem: Antem = Antem",
        "precisions long | Précisions utiles | Anything useful to know",
};

static const char service_words[] =
        "Quatre étapes, et vous savez toujours où vous en êtes : une **entrevue** pour comprendre votre cours, la **planification "
        "technologique** (accès, espaces, captations), l’**accompagnement techno-pédagogique** des présentateurs, puis un **bilan** : "
        "chaque enregistrement annoncé est là.\n";

/* ---- making it ---------------------------------------------------------------------------------------------------- */

static enum status service_make(struct ctx *c, int64_t department, int64_t group, int64_t *id)
{
        const struct service_draft d = {
                .code = SUPPORT, .name_fr = "Soutien à l’enseignement à distance", .name_en = "Support for distance teaching",
                .summary_fr = "Classe virtuelle, enregistrement, cubicule : une équipe vous accompagne, de l’entrevue au bilan.",
                .summary_en = "Virtual class, recording, cubicle: a team goes with you, from the interview to the review.",
                .icon = "school", .family_fr = "Enseignement", .family_en = "Teaching", .department_id = department, .group_id = group,
                .sort = 60};
        static const char *const for_whom[] = {"faculty"};
        enum status st = db_i64(c->db, &first_service_id, DB_ARGS(DB_T("code", SUPPORT)), id);

        if (st != ST_NOT_FOUND)
                return st;
        st = service_ensure(c, &d, id);
        if (!st)
                st = db_exec(c->db, &first_body, DB_ARGS(DB_T("body", service_words), DB_I("id", *id)), NULL);
        return st ? st : service_audience_set(c, *id, for_whom, 1);
}

static enum status form_make(struct ctx *c)
{
        struct ask_field *f = ARENA_ARRAY(c->arena, ARRAY_LEN(form_lines), struct ask_field);
        struct form_edit e = {.code = SUPPORT, .department = "", .name_fr = "Soutien à l’enseignement à distance",
                              .name_en = "Support for distance teaching", .fields = f, .n_fields = ARRAY_LEN(form_lines)};
        int64_t id;

        for (size_t i = 0; i < ARRAY_LEN(form_lines); i++)
                if (!ask_line_read(c->arena, form_lines[i], &f[i]))
                        return ST_IO;
        return form_ensure(c, &e, &id);
}

static const char plan_fr[] = "Soutien à l’enseignement à distance", plan_en[] = "Support for distance teaching";

/* The plan as it was shipped before: without the training of super-users, without the calendar of recordings. */
static size_t shipped_before(struct plan_step out[ARRAY_LEN(built_in)])
{
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(built_in); i++) {
                if (str_eq(built_in[i].code, "2.3"))
                        continue;
                out[n] = built_in[i];
                if (str_eq(out[n].code, "2.1"))
                        out[n].needs = "presenters";
                n++;
        }
        return n;
}

/* There is none: it is made.  There is one as an earlier program shipped it: the newer text is its next version, and what
 * runs keeps its own.  One that somebody changed is theirs. */
static enum status plan_ready(struct ctx *c)
{
        struct plan_version v;
        struct plan_step before[ARRAY_LEN(built_in)];
        bool untouched = true;
        enum status st = plan_current(c, SUPPORT, &v);

        if (!st)
                st = plan_is(c, &v, plan_fr, plan_en, before, shipped_before(before), &untouched);
        if (st && st != ST_NOT_FOUND)
                return st;
        return !st && !untouched ? ST_OK : plan_put(c, SUPPORT, plan_fr, plan_en, built_in, ARRAY_LEN(built_in));
}

/* An offer of this code is there, for whomever: it is left as it is. */
static enum status offer_make(struct ctx *c, int64_t service, int64_t *offer)
{
        const struct offer_edit e = {.service = SUPPORT, .code = SUPPORT, .audience = "", .form = SUPPORT, .plan = SUPPORT, .promise = "",
                                     .group = "", .name_fr = "Soutien à l’enseignement à distance",
                                     .name_en = "Support for distance teaching",
                                     .summary_fr = "Pour un cours : classe virtuelle, enregistrement, cubicule.",
                                     .summary_en = "For a course: virtual class, recording, cubicle.", .state = OFFER_OFFERED, .sort = 10,
                                     .seen = -1};
        enum status st = plan_ready(c);

        if (!st)
                st = form_make(c);
        if (!st)
                st = db_i64(c->db, &first_offer, DB_ARGS(DB_I("service", service), DB_T("code", SUPPORT)), offer);
        return st == ST_NOT_FOUND ? offer_ensure(c, &e, offer) : st;
}

static enum status make(struct ctx *c)
{
        struct group teachers, technologists;
        int64_t service, offer;
        enum status st = group_ready(c, "techno-pedagogues", "Techno-pédagogues", &teachers);

        if (!st)
                st = group_ready(c, "technologues", "Technologues", &technologists);
        if (!st)
                st = service_make(c, teachers.department_id, teachers.id, &service);
        if (!st)
                st = offer_make(c, service, &offer);
        if (!st)
                st = access_ready(c);
        return st ? st : db_exec(c->db, &first_approaches, DB_ARGS(DB_I("offer", offer)), NULL);
}

/* What an earlier program made lacks what came since. */
static enum status complete(struct ctx *c)
{
        enum status st = plan_ready(c);

        return st ? st : access_ready(c);
}

enum status course_support_ensure(struct ctx *c)
{
        int64_t missing, service;
        enum status st;

        DB_TX(tx, c->db);
        st = tx.st ? tx.st : db_i64(c->db, &first_missing, DB_NO_ARGS, &missing);
        if (!st)
                st = db_i64(c->db, &first_service_id, DB_ARGS(DB_T("code", SUPPORT)), &service);
        if (!st && !missing)
                AS_SYSTEM(c, st = complete(c));
        else if (!st || st == ST_NOT_FOUND)
                AS_SYSTEM(c, st = make(c));
        return st ? st : db_commit(&tx);
}

/* Where course support was made by an earlier program: the offer that came since joins it, whatever is done or not. */
static enum status complete_job(struct ctx *c, const struct job *j)
{
        int64_t service;

        (void)j;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &first_service_id, DB_ARGS(DB_T("code", SUPPORT)), &service);
        if (!st)
                AS_SYSTEM(c, st = access_ready(c));
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        return db_commit(&tx);
}

static const struct job_kind first_jobs[] = {{"plan.complete", complete_job, DAY_MS, 0}, {NULL, NULL, 0, 0}};
const struct slice slice_plan_first = {.name = "plan_first", .stmts = first_stmts, .jobs = first_jobs};
