/* What can be asked for in the demonstration: the loan of equipment, with one form for students and another for those
 * who teach, and a course space with a condition, a colleague and a file. */
#include "desk/catalog/offer.h"
#include "desk/demo/own.h"

enum { LINES_MAX = 8 };
static const struct {
        const char *code, *department, *fr, *en, *line[LINES_MAX];
} forms[] = {
        {"pret-etudiant", "dsi", "Prêt de matériel (études)", "Equipment loan (studies)",
         {"appareil choice required | De quoi avez-vous besoin ? | What do you need? | portable: Un ordinateur portable = A laptop | tablette: Une tablette = A tablet | casque: Un casque avec micro = A headset",
          "debut date required min=0 max=60 | À partir de quand ? | From when? | ? Un prêt dure quinze jours. = A loan lasts two weeks.",
          "motif choice required | Pour quel usage ? | For what use? | cours: Suivre un cours = Following a course | examen: Passer un examen = Sitting an exam | autre: Autre chose = Something else",
          "cours course required if=motif:cours,examen | Pour quel cours ? | For which course?",
          "precision long required max=500 if=motif:autre | Dites-nous-en un peu plus | Tell us a little more",
          "charte consent required | J'ai lu la charte du prêt et je rends le matériel à la date convenue. | I have read the loan charter and I return the equipment on the agreed date."}},
        {"pret-personnel", "dsi", "Prêt de matériel (enseignement)", "Equipment loan (teaching)",
         {"materiel choices required max=3 | Matériel | Equipment | portable: Ordinateur portable = Laptop | projecteur: Vidéoprojecteur = Projector | camera: Caméra de conférence = Conference camera | micro: Micro sans fil = Wireless microphone",
          "quantite number min=1 max=30 | Combien de postes ? | How many machines?",
          "debut date required min=0 max=180 | Du | From",
          "fin date required min=0 max=200 | Au | To",
          "heure time | À quelle heure venez-vous le chercher ? | At what time will you fetch it?",
          "salle text max=60 | Dans quelle salle ? | In which room?"}},
        {"espace-cours", "cours", "Création d'un espace de cours", "New course space",
         {"cours course required | Cours | Course",
          "modele choice required | Partir de | Start from | vide: Un espace vide = An empty space | copie: L'espace de l'an dernier = Last year's space",
          "annee text required max=40 if=modele:copie | Quelle année, quel trimestre ? | Which year, which term?",
          "collegue person | Une personne de plus qui enseigne | One more person who teaches | ? Facultatif. = Optional.",
          "plan file max=3 | Plan de cours, si vous l'avez | Course outline, if you have it",
          "remarque long | Autre chose à savoir ? | Anything else to know?"}},
};
static const struct offer_edit offers[] = {
        {.service = "materiel", .code = "pret", .audience = "student", .form = "pret-etudiant", .plan = "", .promise = "incident.resolution", .group = "",
         .name_fr = "Prêt de matériel", .name_en = "Equipment loan", .state = OFFER_OFFERED, .sort = 10, .seen = -1,
         .summary_fr = "Un ordinateur, une tablette ou un casque, pour quinze jours.",
         .summary_en = "A computer, a tablet or a headset, for two weeks."},
        {.service = "materiel", .code = "pret", .audience = "faculty", .form = "pret-personnel", .plan = "", .promise = "", .group = "",
         .name_fr = "Prêt de matériel pour enseigner", .name_en = "Equipment loan for teaching", .state = OFFER_OFFERED, .sort = 10, .seen = -1,
         .summary_fr = "Ordinateurs, vidéoprojecteur, caméra, micro, pour une séance ou un trimestre.",
         .summary_en = "Computers, projector, camera, microphone, for a session or a term."},
        {.service = "enseigner", .code = "espace-cours", .audience = "", .form = "espace-cours", .plan = "", .promise = "", .group = "",
         .name_fr = "Création d'un espace de cours", .name_en = "New course space", .state = OFFER_OFFERED, .sort = 20, .seen = -1,
         .summary_fr = "Vide ou copié de l'an dernier, prêt en deux jours.",
         .summary_en = "Empty or copied from last year, ready in two days."},
};

static enum status form_make(struct ctx *c, size_t i)
{
        struct ask_field *f = ARENA_ARRAY(c->arena, LINES_MAX, struct ask_field);
        struct form_edit e = {.code = forms[i].code, .department = forms[i].department, .name_fr = forms[i].fr, .name_en = forms[i].en, .fields = f};
        int64_t id;

        for (; e.n_fields < LINES_MAX && forms[i].line[e.n_fields]; e.n_fields++)
                if (!ask_line_read(c->arena, forms[i].line[e.n_fields], &f[e.n_fields]))
                        return ST_IO;
        return form_ensure(c, &e, &id);
}

enum status demo_offers_make(struct ctx *c)
{
        int64_t id;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(forms); i++)
                st = form_make(c, i);
        for (size_t i = 0; !st && i < ARRAY_LEN(offers); i++)
                st = offer_ensure(c, &offers[i], &id);
        return st;
}
