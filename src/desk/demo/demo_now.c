/* What is under way at the moment the demonstration is loaded: thirteen requests told one by one, so that
 * every state, both clocks and a conversation being read can be seen at once. */
#include "desk/demo/own.h"

/* What the telling needs at hand. */
struct telling {
        struct demo_acts *acts;
        const struct demo_people *people;
        const struct demo_session *session;
        struct demo_story *story;
};

static void tell(struct telling *t, const char *who, int64_t at, enum demo_what what, const char *text, int pending)
{
        demo_act_add(t->acts, (struct demo_act){.at = at, .what = what, .story = t->story, .text = text, .pending = pending,
                                                .who = demo_find(t->people, who)});
}

static void begin(struct telling *t, const char *who, int64_t at, const char *service, int urgency, const char *subject,
                  const char *body)
{
        t->story = ARENA_NEW(t->acts->arena, struct demo_story);
        *t->story = (struct demo_story){.requester = demo_find(t->people, who), .service = service, .subject = subject,
                                        .body = body, .channel = CHANNEL_PORTAL, .impact = urgency == 1 ? 1 : 2,
                                        .urgency = urgency};
        tell(t, who, at, DO_OPEN, NULL, 0);
}

/* Minutes before the moment at which the session stands. */
static int64_t ago(const struct telling *t, int minutes)
{
        return t->session->now - minutes * MINUTE_MS;
}

/* The moment since which the desk has been open for so many minutes. */
static int64_t open_before(const struct telling *t, int minutes)
{
        const struct demo_session *s = t->session;
        struct civil local;
        int day = DEMO_DAYS - 1;

        zone_local(s->zone, s->now, &local);
        int minute = local.hour * 60 + local.minute - minutes;
        for (; minute < 8 * 60 && day > 0; day--)
                minute += 10 * 60;
        return demo_at(s, day, minute);
}

static void exams_now(struct telling *t)
{
        begin(t, "icaron", ago(t, 10), "examens", 1, "Le test « Anatomie 2 » s’est fermé avant la fin",
              "La page s’est fermée à la question 14, avec « tentative terminée ». Il restait 35 minutes.");
        tell(t, "croy", ago(t, 8), DO_TAKE, NULL, 0);
        tell(t, "croy", ago(t, 7), DO_RANK, NULL, 0);
        tell(t, "croy", ago(t, 5), DO_WAIT,
             "Bonjour Inès, j’ai bien reçu votre message et je vois votre tentative : vos **13 premières réponses** sont "
             "enregistrées. Rien n’est perdu.\n\nPour demander la réouverture, il me faut une capture où votre nom apparaît.",
             PENDING_REQUESTER);
        tell(t, "tnguyen", ago(t, 3), DO_NOTE,
             "Journal Moodle : double onglet dix minutes avant l’incident, la seconde tentative a fermé la première. "
             "Réouverture possible si le Pr Lemaire est d’accord.", 0);
        tell(t, "icaron", ago(t, 1), DO_ANSWER, "Voici la photo, on voit mon nom en haut. Merci !", 0);
        begin(t, "moger", ago(t, 4), "examens", 1, "Impossible d’ouvrir l’épreuve, « clé refusée »",
              "L’application d’examen répond « clé refusée » depuis 8 h 55 pour PHY1050. J’ai redémarré deux fois. L’épreuve a commencé !");
        begin(t, "hdubreuil", ago(t, 6), "enseigner", 2, "Micro absent dans la salle Zoom de soutenance",
              "Le micro de table de la salle B-214 n’est pas proposé dans Zoom. Soutenance de DRT3300 dans une heure, deux membres du jury sont à distance.");
        begin(t, "adiallo", ago(t, 55), "depot", 2, "Copie refusée, fichier trop lourd",
              "Le dépôt d’ANA2001 refuse mon fichier de 240 Mo. L’échéance est à midi.");
        tell(t, "croy", ago(t, 50), DO_TAKE, NULL, 0);
        tell(t, "croy", ago(t, 49), DO_WAIT,
             "Bonjour Aya, l’heure de votre message fait foi : aucune inquiétude pour l’échéance. Pouvez-vous enregistrer votre "
             "présentation en PDF et me dire la taille obtenue ? Sinon je vous ouvre un espace d’échange.", PENDING_REQUESTER);
}

static void courses_now(struct telling *t)
{
        const struct demo_session *s = t->session;

        /* an hour and forty minutes are left of its three days */
        int64_t since = open_before(t, 28 * 60 + 20);
        begin(t, "pweber", since, "enseigner", 2, "Son coupé dans les capsules 4 à 6",
              "Les capsules 4 à 6 de HIS2210 se coupent après deux minutes. Les étudiants doivent les voir avant vendredi.");
        tell(t, "croy", demo_open(s, since + 12 * MINUTE_MS), DO_TAKE, NULL, 0);
        tell(t, "croy", demo_open(s, since + 16 * MINUTE_MS), DO_REPLY,
             "Bonjour Pauline, je retrouve les enregistrements d’origine : le son y est complet. Nous refaisons l’export des trois capsules.", 0);
        tell(t, "tnguyen", demo_at(s, DEMO_DAYS - 2, 10 * 60 + 20), DO_NOTE, "Export de la 4 refait. La 5 et la 6 tournent.", 0);
        begin(t, "rstern", demo_at(s, DEMO_DAYS - 2, 16 * 60 + 30), "moodle", 3, "Espace Moodle vide pour le groupe 3",
              "Le groupe 3 de PSY1102 ne voit aucune activité, alors que les groupes 1 et 2 ont tout.");
        tell(t, "ybenamar", demo_at(s, DEMO_DAYS - 2, 16 * 60 + 42), DO_TAKE, NULL, 0);
        tell(t, "ybenamar", demo_at(s, DEMO_DAYS - 2, 16 * 60 + 55), DO_WAIT,
             "Bonjour Rachel, le groupe 3 n’a pas de date d’ouverture dans les restrictions d’accès. Souhaitez-vous la même que "
             "les deux autres groupes, ou une autre ?", PENDING_REQUESTER);
        begin(t, "kbenali", open_before(t, 7 * 60 + 20), "enseigner", 3, "Ajouter 3 présentateurs à l’espace Zoom",
              "Merci d’ajouter Lucie Arnaud, Paul Etxeberria et Samir Haddad comme présentateurs de MED2105. Première séance lundi.");
        begin(t, "larnaud", demo_at(s, DEMO_DAYS - 2, 9 * 60 + 10), "moodle", 2, "Notes invisibles pour le groupe B",
              "Les notes du test de mi-parcours ne s’affichent pas pour le groupe B de CHM1101.");
        tell(t, "smarchal", demo_at(s, DEMO_DAYS - 2, 9 * 60 + 16), DO_TAKE, NULL, 0);
        tell(t, "smarchal", demo_at(s, DEMO_DAYS - 2, 9 * 60 + 40), DO_REPLY,
             "C’était une catégorie masquée du carnet de notes ; elle est ouverte. Pouvez-vous vérifier avec une ou deux personnes du groupe ?", 0);
        tell(t, "smarchal", demo_at(s, DEMO_DAYS - 2, 9 * 60 + 41), DO_WAIT, "", PENDING_VALIDATION);
}

static void network_now(struct telling *t)
{
        const struct demo_session *s = t->session;

        begin(t, "vmeunier", demo_at(s, DEMO_DAYS - 3, 11 * 60 + 5), "wifi", 2, "Borne wifi de l’amphi C",
              "Plus de wifi dans la moitié droite de l’amphi C : la borne clignote en orange. Trois épreuves y sont prévues.");
        tell(t, "bmorel", demo_at(s, DEMO_DAYS - 3, 11 * 60 + 9), DO_TAKE, NULL, 0);
        tell(t, "bmorel", demo_at(s, DEMO_DAYS - 3, 11 * 60 + 25), DO_REPLY,
             "Bonjour, la borne ne répond plus. J’en pose une de prêt avant l’épreuve de cet après-midi et je commande le remplacement.", 0);
        tell(t, "bmorel", demo_at(s, DEMO_DAYS - 3, 14 * 60 + 2), DO_WAIT, "Remplacement commandé, livraison annoncée sous trois jours.",
             PENDING_SUPPLIER);
        begin(t, "nlambert", ago(t, 12), "wifi", 2, "Accès refusé à eduroam sur mon téléphone",
              "Depuis que j’ai changé mon mot de passe, eduroam me redemande sans cesse de m’identifier. Android, bâtiment D.");
}

static void computers_now(struct telling *t)
{
        const struct demo_session *s = t->session;

        begin(t, "ifontaine", ago(t, 40), "materiel", 2, "Imprimante de la bibliothèque hors service",
              "L’imprimante du premier étage affiche « bourrage » alors que le bac est vide. Les étudiants impriment leurs sujets autorisés.");
        tell(t, "lgirard", ago(t, 34), DO_TAKE, NULL, 0);
        tell(t, "lgirard", ago(t, 30), DO_REPLY,
             "Bonjour Isabelle, je monte la voir. En attendant, la file **biblio-2** au rez-de-chaussée est ouverte à tous.", 0);
        begin(t, "jtremblay", demo_at(s, DEMO_DAYS - 2, 13 * 60 + 50), "logiciel", 3, "Licence Antem expirée",
              "Antem annonce que la licence du département a expiré hier. Nous sommes quatre à l’utiliser.");
        tell(t, "ybenamar", demo_at(s, DEMO_DAYS - 2, 14 * 60 + 10), DO_TAKE, NULL, 0);
        tell(t, "ybenamar", demo_at(s, DEMO_DAYS - 2, 14 * 60 + 20), DO_REPLY,
             "Bonjour Josée, le renouvellement est signé ; j’attends le fichier de licence de l’éditeur et je l’installe dès réception.", 0);
        tell(t, "ybenamar", demo_at(s, DEMO_DAYS - 2, 14 * 60 + 21), DO_WAIT, "Relance envoyée à l’éditeur.", PENDING_SUPPLIER);
        /* its first contact is late by half an hour */
        begin(t, "dpicard", open_before(t, 8 * 60 + 35), "compte", 2, "Compte bloqué après un changement de téléphone",
              "Mon second facteur était sur l’ancien téléphone, que j’ai rendu. Je ne peux plus ouvrir ma messagerie.");
}

void demo_now_plan(struct demo_acts *a, const struct demo_people *p, const struct demo_session *s)
{
        struct telling t = {.acts = a, .people = p, .session = s};

        exams_now(&t);
        courses_now(&t);
        network_now(&t);
        computers_now(&t);
}
