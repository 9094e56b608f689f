/* What was asked for from the catalogue: loans and course spaces at different steps, two of them asked for together,
 * so that lists, a request's page and the desk have something to show beside course support. */
#include "desk/catalog/offer.h"
#include "desk/demo/own.h"
#include "desk/plan/plan.h"

enum { TOGETHER = 1 };
static const struct wish {
        const char *service, *code, *audience, *who, *words, *answers;
        const char *agent, *reply; /* NULL: nobody took it yet */
        int days_ago, state, pending, with; /* with: asked for in the request of the row before */
} wishes[] = {
        {"materiel", "pret", "student", "eblanchard", "Mon ordinateur est en réparation jusqu’à la fin du mois.",
         "{\"appareil\":\"portable\",\"motif\":\"autre\",\"precision\":\"Mon ordinateur est en réparation.\",\"charte\":true}", NULL, NULL, 1, 0, 0, 0},
        {"materiel", "pret", "student", "nlambert", "Un casque pour l’oral de langue.",
         "{\"appareil\":\"casque\",\"motif\":\"autre\",\"precision\":\"Oral de langue à distance.\",\"charte\":true}", "lgirard",
         "Bonjour Noah, un casque est réservé à votre nom. Quel jour passez-vous le prendre ?", 2, STATE_PENDING, PENDING_REQUESTER, 0},
        {"materiel", "pret", "student", "zmorin", "Une tablette pour annoter les planches d’anatomie.",
         "{\"appareil\":\"tablette\",\"motif\":\"autre\",\"precision\":\"Annoter des planches.\",\"charte\":true}", "nfaure",
         "Bonjour Zoé, la tablette vous a été remise ce matin ; elle revient dans quinze jours.", 6, STATE_CLOSED, 0, 0},
        {"enseigner", "espace-cours", "", "kbenali", "Reprendre l’espace de l’an dernier, sans les remises.",
         "{\"modele\":\"copie\",\"annee\":\"L’automne dernier\",\"remarque\":\"Sans les remises des étudiants.\"}", "alefort",
         "Bonjour Karim, deux espaces portent ce nom l’an dernier : lequel faut-il copier ?", 5, STATE_PENDING, PENDING_REQUESTER, 0},
        {"materiel", "pret", "faculty", "kbenali", "Pour la première séance de l’atelier.",
         "{\"materiel\":[\"camera\",\"micro\"],\"quantite\":1}", "bmorel",
         "Bonjour Karim, la caméra est prête ; le micro revient de réparation.", 5, STATE_OPEN, 0, TOGETHER},
        {"enseigner", "espace-cours", "", "ifontaine", "Un espace vide suffit.", "{\"modele\":\"vide\"}", "ybenamar",
         "Bonjour Isabelle, votre espace sera prêt demain.", 1, STATE_OPEN, 0, 0},
};

static enum status wish_answer(struct ctx *c, const struct demo_people *p, const struct wish *w, int64_t id)
{
        struct ticket t;

        c->actor = &demo_find(p, w->agent)->actor;
        c->now += 3 * HOUR_MS;
        enum status st = ticket_load(c, id, ACT_WORK, &t);
        if (!st)
                st = ticket_take(c, &t);
        if (!st)
                st = ticket_comment(c, &t, &(struct entry_draft){.body = w->reply, .is_public = true}, NULL);
        if (!st && t.state != w->state)
                st = ticket_move(c, &t, w->state, w->pending, "", 0);
        return st;
}

static enum status wish_make(struct ctx *c, const struct demo_people *p, const struct wish *w, int64_t *request)
{
        struct ticket t;
        struct offer o;
        enum status st = offer_by_key(c, w->service, w->code, w->audience, &o);

        if (st)
                return st;
        c->now -= w->days_ago * DAY_MS;
        c->actor = &demo_find(p, w->who)->actor;
        struct item_draft d = {.request_id = w->with ? *request : 0, .offer_id = o.id, .persona = w->audience, .subject = o.name_fr,
                               .description = w->words, .answers = w->answers, .channel = CHANNEL_PORTAL};
        st = item_open(c, &d, &t);
        if (!st)
                *request = t.parent_id;
        return st || !w->agent ? st : wish_answer(c, p, w, t.id);
}

enum status demo_requests_make(struct ctx *c, const struct demo_people *p)
{
        const struct actor *actor = c->actor;
        int64_t now = c->now, request = 0;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(wishes); i++) {
                c->actor = actor;
                c->now = now;
                st = wish_make(c, p, &wishes[i], &request);
        }
        c->actor = actor;
        c->now = now;
        return st;
}
