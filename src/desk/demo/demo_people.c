/* Who is who at the Université des Rives: five departments, their groups and services, eleven agents, and
 * those who ask.  One password for all: it is hashed once and the same text kept for everybody, which only
 * a demonstration may do. */
#include "base/assert.h"
#include "desk/demo/own.h"

DB_STMT(demo_service_body, "UPDATE service SET body = :body WHERE code = :code");
DB_STMT(demo_credentials,
        "INSERT INTO credential (person_id, kind, issuer, subject, secret, created_at)"
        " SELECT p.id, 'password', '', CAST(p.id AS TEXT), k.secret, k.created_at FROM person p, credential k"
        " WHERE k.person_id = :from AND k.kind = 'password' AND p.login IS NOT NULL AND p.id <> :from");
const struct db_stmt *const demo_people_stmts[] = {&demo_service_body, &demo_credentials, NULL};

/* ---- departments, groups, services ------------------------------------------------------------------- */

static const struct {
        const char *code, *fr, *en;
} departments[] = {
        {"dsi", "Informatique", "Information technology"},
        {"cours", "Soutien aux cours", "Teaching support"},
        {"scolarite", "Secrétariat étudiant", "Registrar"},
        {"rh", "Ressources humaines et finances", "Human resources and finance"},
        {"campus", "Locaux et campus", "Buildings and campus"},
};

static const struct {
        const char *code, *name, *department;
} groups[] = {
        {"informatique", "Informatique", "dsi"},    {"reseau", "Réseau", "dsi"},
        {"e-learning", "Soutien e-learning", "cours"}, {"technologues", "Technologues", "cours"},
        {"scolarite", "Secrétariat étudiant", "scolarite"}, {"rh", "Ressources humaines", "rh"},
        {"locaux", "Locaux et campus", "campus"},
};

struct demo_service {
        const char *code, *group, *family_fr, *family_en, *icon, *fr, *en, *summary_fr, *summary_en, *body;
        int confidential;
        const char *audience[4]; /* none: everybody */
};
#define ONLINE "Examens et cours en ligne", "Online exams and courses"
#define IT     "Informatique", "IT"
#define STUDY  "Études et scolarité", "Studies"
#define TEACH  "Enseigner", "Teaching"
#define PAY    "Contrat et paie", "Contract and pay"
#define CAMPUS "Locaux et campus", "Buildings and campus"

static const struct demo_service services[] = {
        {"examens", "e-learning", ONLINE, "clock-check", "Difficulté pendant un examen", "Trouble during an exam",
         "Test fermé, clé refusée, question qui ne s’affiche pas : une équipe répond en quelques minutes.",
         "Test closed, key refused, question not shown: a team answers within minutes.",
         "## Avant tout\n\n1. **Ne rechargez pas la page** et ne commencez pas de nouvelle tentative.\n"
         "2. Prenez une capture d’écran où **votre nom est visible**. Une photo prise au téléphone convient.\n"
         "3. Signalez-le tout de suite : l’heure de votre message fait foi pour le temps perdu.\n\n"
         "Vos réponses ne sont pas perdues : la plateforme les enregistre à chaque page.\n", 0},
        {"moodle", "e-learning", ONLINE, "school", "Cours qui n’apparaît pas", "Missing course",
         "Espace vide, groupe absent, activité invisible dans Moodle.", "Empty space, missing group or activity in Moodle.",
         "Indiquez le **code du cours** et votre groupe. Les inscriptions du secrétariat arrivent dans Moodle chaque nuit.\n", 0},
        {"depot", "e-learning", ONLINE, "upload", "Remise d’un travail", "Handing in work",
         "Fichier refusé, trop lourd, remis en retard ou au mauvais endroit.", "File refused, too large, late or in the wrong place.",
         "La taille maximale d’un dépôt est de **200 Mo**. Au-delà, nous vous donnons un espace d’échange.\n", 0},
        {"zoom", "technologues", ONLINE, "video", "Classe virtuelle", "Virtual class",
         "Son, caméra, partage d’écran, enregistrement d’une séance.", "Sound, camera, screen sharing, recording of a session.",
         "Dites-nous l’**heure de la séance** : une séance en cours passe avant tout.\n", 0},
        {"compte", "informatique", IT, "key", "Compte et mot de passe", "Account and password",
         "Retrouver l’accès, changer de téléphone, compte verrouillé.", "Get back in, change of phone, locked account.",
         "Nous ne demandons **jamais** votre mot de passe. Ayez votre carte sous la main : nous vérifions qui vous êtes.\n", 0},
        {"wifi", "reseau", IT, "wifi", "Wifi et réseau", "Wifi and network",
         "eduroam, prises réseau, accès à distance.", "eduroam, network sockets, remote access.",
         "Réseau **eduroam** : votre identifiant est `login@rives.example`. Précisez la salle et l’appareil.\n", 0},
        {"materiel", "informatique", IT, "device-laptop", "Ordinateur et matériel", "Computer and equipment",
         "Panne, prêt d’un ordinateur, salle informatique.", "Breakdown, laptop loan, computer room.",
         "Le **numéro d’inventaire** est sur l’étiquette orange. Un prêt dure quinze jours.\n", 0},
        {"logiciel", "informatique", IT, "download", "Logiciels et licences", "Software and licences",
         "Obtenir, installer ou renouveler un logiciel.", "Get, install or renew software.",
         "La liste des logiciels offerts est revue chaque semestre.\n", 0},
        {"pannes", "informatique", IT, "server", "Lenteurs et pannes", "Slow or down",
         "Un service en ligne est lent ou ne répond plus.", "An online service is slow or does not answer.",
         "Donnez l’**heure** et l’adresse de la page : nous comparons avec nos mesures.\n", 0},
        {"scolarite", "scolarite", STUDY, "file-description", "Attestation et relevé", "Certificate and transcript",
         "Attestation d’inscription, relevé de notes, copie de diplôme.", "Enrolment certificate, transcript, diploma copy.",
         "Délai habituel : **trois jours ouvrés**.\n", 0, {"student"}},
        {"groupes", "scolarite", STUDY, "users", "Groupe et inscription", "Group and enrolment",
         "Changer de groupe ou de cours, chevauchement d’horaire.", "Change group or course, clashing timetable.",
         "Joignez l’accord de la personne responsable du cours, si vous l’avez.\n", 0, {"student"}},
        {"absence", "scolarite", STUDY, "calendar-event", "Absence et justificatif", "Absence",
         "Déposer un justificatif, reporter une épreuve.", "Hand in a justification, postpone an exam.",
         "Ce que vous joignez n’est lu que par le secrétariat.\n", 1, {"student"}},
        {"enseigner", "e-learning", TEACH, "heart-handshake", "Soutien d’un cours à distance", "Support of a distance course",
         "Préparer une séance, ajouter des présentateurs, médiatiser.", "Prepare a session, add presenters, produce media.",
         "Comptez **dix jours ouvrables** avant la première séance.\n", 0, {"faculty", "staff"}},
        {"cubicule", "technologues", TEACH, "microphone", "Cubicule d’enregistrement", "Recording booth",
         "Réserver un studio, se faire accompagner.", "Book a studio, with help.", "Trois cubicules au bâtiment B.\n", 0, {"faculty", "staff"}},
        {"rh", "rh", PAY, "receipt-2", "Paie et heures", "Pay and hours",
         "Bulletin de paie, heures d’auxiliaire, contrat.", "Payslip, assistant hours, contract.",
         "Vos échanges ne sont visibles que du service des ressources humaines.\n", 1, {"employee", "faculty", "staff"}},
        {"frais", "rh", PAY, "calculator", "Frais de déplacement", "Travel expenses",
         "Se faire rembourser un déplacement.", "Be paid back for a trip.", "Un ordre de mission est demandé avant le départ.\n", 0, {"employee", "faculty", "staff"}},
        {"locaux", "locaux", CAMPUS, "building", "Salles et bâtiments", "Rooms and buildings",
         "Chauffage, éclairage, mobilier, propreté.", "Heating, lighting, furniture, cleaning.", "Indiquez le bâtiment et la salle.\n", 0},
        {"acces", "locaux", CAMPUS, "door-enter", "Clés et accès", "Keys and access",
         "Carte, badge, accès à une salle, objet perdu.", "Card, badge, access to a room, lost property.",
         "Accueil du bâtiment A, de 8 h à 18 h.\n", 0},
};

static enum status places_make(struct ctx *c)
{
        int64_t id, department = 0;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(departments); i++)
                st = department_ensure(c, departments[i].code, departments[i].fr, departments[i].en, &id);
        for (size_t i = 0; !st && i < ARRAY_LEN(groups); i++) {
                st = department_ensure(c, groups[i].department, "", "", &department);
                if (!st)
                        st = group_ensure(c, groups[i].code, groups[i].name, department, &id);
        }
        return st;
}

static enum status service_make(struct ctx *c, const struct demo_service *s, int64_t sort)
{
        struct group g;
        int64_t id;
        enum status st = group_by_code(c, s->group, &g);
        struct service_draft d = {.code = s->code, .name_fr = s->fr, .name_en = s->en, .summary_fr = s->summary_fr,
                                  .summary_en = s->summary_en, .icon = s->icon, .family_fr = s->family_fr,
                                  .family_en = s->family_en, .department_id = g.department_id, .group_id = g.id,
                                  .confidential = s->confidential, .sort = sort};
        size_t n = 0;
        while (n < ARRAY_LEN(s->audience) && s->audience[n])
                n++;
        if (!st)
                st = service_ensure(c, &d, &id);
        if (!st && n)
                st = service_audience_set(c, id, s->audience, n);
        return st ? st : db_exec(c->db, &demo_service_body, DB_ARGS(DB_T("body", s->body), DB_T("code", s->code)), NULL);
}

/* ---- accounts ------------------------------------------------------------------------------------------- */

struct demo_agent {
        const char *login, *name, *role, *phone, *groups[4];
};
/* The eleven, then who leads and who administers. */
static const struct demo_agent agents[] = {
        {"croy", "Camille Roy", "agent", "01 99 00 50 51", {"e-learning", "technologues", "desk"}},
        {"ybenamar", "Youssef Benamar", "agent", "01 99 00 50 52", {"e-learning", "informatique"}},
        {"tnguyen", "Thomas Nguyen", "agent", "01 99 00 50 53", {"technologues", "e-learning"}},
        {"alefort", "Anaïs Lefort", "agent", "01 99 00 50 54", {"e-learning"}},
        {"smarchal", "Sophie Marchal", "lead", "01 99 00 50 55", {"e-learning", "technologues"}},
        {"lgirard", "Louis Girard", "agent", "01 99 00 50 61", {"informatique", "desk"}},
        {"nfaure", "Nadia Faure", "agent", "01 99 00 50 62", {"informatique", "desk"}},
        {"bmorel", "Bastien Morel", "agent", "01 99 00 50 63", {"reseau", "informatique"}},
        {"iperrin", "Irène Perrin", "agent", "01 99 00 50 64", {"informatique", "desk"}},
        {"oduval", "Olivier Duval", "agent", "01 99 00 50 65", {"reseau", "informatique"}},
        {"fcisse", "Fatou Cissé", "lead", "01 99 00 50 66", {"informatique", "reseau"}},
        {"caubert", "Claire Aubert", "manager", "01 99 00 50 70", {"scolarite", "rh", "locaux"}},
        {"admin", "Administration", "admin", NULL, {NULL}},
};

/* Requesters: "Name|login", teachers first. */
static const char *const teachers[] = {
        "Hélène Dubreuil|hdubreuil", "Karim Benali|kbenali", "Pauline Weber|pweber", "Rachel Stern|rstern",
        "Josée Tremblay-Roy|jtremblay", "Marc Lemaire|mlemaire", "Lucie Arnaud|larnaud", "Paul Etxeberria|petxeberria",
        "Samir Haddad|shaddad", "Isabelle Fontaine|ifontaine", "Gérard Colin|gcolin", "Nathalie Joly|njoly",
        "Vincent Meunier|vmeunier", "Amina Traoré|atraore", "Denis Picard|dpicard"};
static const char *const students[] = {
        "Inès Caron|icaron", "Mathis Oger|moger", "Noah Lambert|nlambert", "Aya Diallo|adiallo", "Louis Faure|lfaure",
        "Jade Mercier|jmercier", "Gabriel Roussel|groussel", "Emma Blanchard|eblanchard", "Léo Garnier|lgarnier",
        "Chloé Chevalier|cchevalier", "Adam Legrand|alegrand", "Manon Gauthier|mgauthier", "Lucas Robin|lrobin",
        "Zoé Morin|zmorin", "Hugo Nicolas|hnicolas", "Léa Rousseau|lrousseau", "Raphaël Masson|rmasson",
        "Lina Haddad|lhaddad", "Arthur Denis|adenis", "Nour Benamar|nbenamar", "Jules Dumont|jdumont",
        "Alice Meyer|ameyer", "Ethan Dufour|edufour", "Rose Brun|rbrun", "Nathan Giraud|ngiraud", "Ambre Rivière|ariviere",
        "Sacha Gaillard|sgaillard", "Mila Barbier|mbarbier", "Tom Schmitt|tschmitt", "Louise Vidal|lvidal",
        "Maël Renaud|mrenaud", "Julia Kowalski|jkowalski", "Samuel Hubert|shubert", "Romane Lacroix|rlacroix",
        "Victor Olivier|volivier", "Inaya Kaya|ikaya", "Antoine Petit|apetit", "Élise Rossi|erossi",
        "Maxime Bouchard|mbouchard", "Salomé Ferreira|sferreira", "Baptiste Roche|broche", "Océane Renard|orenard",
        "Rayan Cissé|rcisse", "Agathe Bourgeois|abourgeois", "Simon Hall|shall"};

static const struct demo_person *added(struct demo_people *p, int64_t id, const char *login, const char *name, int64_t roles,
                                       const char *persona, bool teacher)
{
        struct demo_person *x = &p->person[p->n++];

        *x = (struct demo_person){.id = id, .teacher = teacher,
                                  .actor = {.person_id = id, .login = login, .name = name, .lang_text = "fr",
                                            .persona = persona, .roles = roles, .prefs = "{}"}};
        return x;
}

static int64_t roles_of(const char *role)
{
        if (strcmp(role, "lead") == 0)
                return ROLE_LEAD;
        if (strcmp(role, "manager") == 0)
                return ROLE_MANAGER;
        return strcmp(role, "admin") == 0 ? ROLE_ADMIN : ROLE_AGENT;
}

static enum status agent_make(struct ctx *c, struct demo_people *p, const struct demo_agent *a, const char *password)
{
        static const char *const staff[] = {"staff"};
        int64_t id;
        size_t n = 0;

        while (n < ARRAY_LEN(a->groups) && a->groups[n])
                n++;
        struct person_draft d = {.login = a->login, .name = a->name, .phone = a->phone, .role = a->role, .groups = a->groups,
                                 .n_groups = n, .password = password, .affiliations = staff, .n_affiliations = 1,
                                 .mail = arena_fmt(c->arena, "%s@rives.example", a->login)};
        enum status st = person_add(c, &d, &id);
        if (!st)
                added(p, id, a->login, a->name, roles_of(a->role), "staff", false);
        return st;
}

static enum status requester_make(struct ctx *c, struct demo_people *p, const char *line, bool teacher, size_t number)
{
        static const char *const as_student[] = {"student", "employee"}, *const as_teacher[] = {"faculty"};
        const char *bar = strchr(line, '|'), *name = arena_strn(c->arena, line, (size_t)(bar - line)), *login = bar + 1;
        /* Inès also works as a teaching assistant */
        bool both = strcmp(login, "icaron") == 0;
        int64_t id;
        struct person_draft d = {.login = login, .name = name, .lang = strcmp(login, "shall") == 0 ? "en" : "fr",
                                 .affiliations = teacher ? as_teacher : as_student, .n_affiliations = both ? 2 : 1,
                                 .phone = arena_fmt(c->arena, "06 39 98 %02zu %02zu", 10 + number % 90, 7 + number * 13 % 90),
                                 .mail = arena_fmt(c->arena, "%s@%srives.example", login, teacher ? "" : "etu."),
                                 .student_number = teacher ? NULL : arena_fmt(c->arena, "2230%04zu", 1000 + number * 37)};
        enum status st = person_add(c, &d, &id);
        if (!st)
                added(p, id, login, name, 0, teacher ? "faculty" : "student", teacher);
        return st;
}

enum status demo_people_make(struct ctx *c, const char *password, struct demo_people *out)
{
        size_t most = ARRAY_LEN(agents) + ARRAY_LEN(teachers) + ARRAY_LEN(students);
        enum status st = places_make(c);

        *out = (struct demo_people){.person = ARENA_ARRAY(c->arena, most, struct demo_person)};
        for (size_t i = 0; !st && i < ARRAY_LEN(services); i++)
                st = service_make(c, &services[i], (int64_t)i + 1);
        for (size_t i = 0; !st && i < ARRAY_LEN(agents); i++)
                st = agent_make(c, out, &agents[i], i == 0 ? password : NULL);
        out->first_requester = out->n;
        for (size_t i = 0; !st && i < ARRAY_LEN(teachers); i++)
                st = requester_make(c, out, teachers[i], true, i);
        for (size_t i = 0; !st && i < ARRAY_LEN(students); i++)
                st = requester_make(c, out, students[i], false, 50 + i);
        out->n_requesters = out->n - out->first_requester;
        return st ? st : db_exec(c->db, &demo_credentials, DB_ARGS(DB_I("from", out->person[0].id)), NULL);
}

const struct demo_person *demo_find(const struct demo_people *p, const char *login)
{
        for (size_t i = 0; i < p->n; i++)
                if (strcmp(p->person[i].actor.login, login) == 0)
                        return &p->person[i];
        ASSERT(!"demo person");
        return p->person;
}
