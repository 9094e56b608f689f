/* The ready contents that the first run offers: files in the form of formats/conf.h, applied like any other, and what
 * other floors ship.  Names of things are data here, not messages: each is in both languages where the thing has both. */
#include "desk/admin/first.h"

#include "app/config.h"
#include "desk/agenda/support.h"
#include "desk/plan/plan.h"
#include "desk/ticket/letters.h"

static const char services[] =
        "[department.\"scolarite\"]\nname_fr = \"Scolarité\"\nname_en = \"Student office\"\n"
        "[department.\"numerique\"]\nname_fr = \"Soutien à l'enseignement numérique\"\nname_en = \"E-learning support\"\n"
        "[department.\"technique\"]\nname_fr = \"Services techniques\"\nname_en = \"Technical services\"\n"
        "[group.\"scolarite\"]\nname = \"Scolarité\"\ndepartment = \"scolarite\"\n"
        "[group.\"numerique\"]\nname = \"Soutien numérique\"\ndepartment = \"numerique\"\n"
        "[group.\"technique\"]\nname = \"Services techniques\"\ndepartment = \"technique\"\n"
        "[service.\"compte\"]\nname_fr = \"Compte et mot de passe\"\nname_en = \"Account and password\"\ndepartment = \"dsi\"\ngroup = \"desk\"\n"
        "icon = \"key\"\nfamily_fr = \"Informatique\"\nfamily_en = \"Computing\"\nsort = 10\n"
        "summary_fr = \"Se connecter, retrouver ou changer son mot de passe.\"\nsummary_en = \"Sign in, recover or change your password.\"\n"
        "[service.\"reseau\"]\nname_fr = \"Réseau et wifi\"\nname_en = \"Network and Wi-Fi\"\ndepartment = \"dsi\"\ngroup = \"desk\"\n"
        "icon = \"wifi\"\nfamily_fr = \"Informatique\"\nfamily_en = \"Computing\"\nsort = 20\n"
        "summary_fr = \"Le réseau ne répond pas, ou mal.\"\nsummary_en = \"The network does not answer, or poorly.\"\n"
        "[service.\"poste\"]\nname_fr = \"Matériel et logiciels\"\nname_en = \"Equipment and software\"\ndepartment = \"dsi\"\ngroup = \"desk\"\n"
        "icon = \"device-laptop\"\nfamily_fr = \"Informatique\"\nfamily_en = \"Computing\"\nsort = 30\naudiences = [\"employee\", \"faculty\", \"staff\"]\n"
        "summary_fr = \"Un ordinateur, une imprimante, un logiciel de travail.\"\nsummary_en = \"A computer, a printer, software for work.\"\n"
        "[service.\"examens\"]\nname_fr = \"Examens en ligne\"\nname_en = \"Online exams\"\ndepartment = \"numerique\"\ngroup = \"numerique\"\n"
        "icon = \"clipboard-check\"\nfamily_fr = \"Enseignement\"\nfamily_en = \"Teaching\"\nsort = 40\n"
        "summary_fr = \"Avant, pendant et après une épreuve.\"\nsummary_en = \"Before, during and after an exam.\"\n"
        "[service.\"cours\"]\nname_fr = \"Cours en ligne\"\nname_en = \"Online courses\"\ndepartment = \"numerique\"\ngroup = \"numerique\"\n"
        "icon = \"school\"\nfamily_fr = \"Enseignement\"\nfamily_en = \"Teaching\"\nsort = 50\n"
        "summary_fr = \"Espaces de cours, classes virtuelles, enregistrements.\"\nsummary_en = \"Course spaces, virtual classes, recordings.\"\n"
        "[service.\"inscription\"]\nname_fr = \"Inscription et attestations\"\nname_en = \"Enrolment and certificates\"\ndepartment = \"scolarite\"\n"
        "group = \"scolarite\"\nicon = \"id-badge-2\"\nfamily_fr = \"Études\"\nfamily_en = \"Studies\"\nsort = 60\naudiences = [\"student\"]\n"
        "summary_fr = \"Inscription, carte, relevés, attestations.\"\nsummary_en = \"Enrolment, card, transcripts, certificates.\"\n"
        "[service.\"locaux\"]\nname_fr = \"Salles et locaux\"\nname_en = \"Rooms and premises\"\ndepartment = \"technique\"\ngroup = \"technique\"\n"
        "icon = \"building\"\nfamily_fr = \"Locaux\"\nfamily_en = \"Premises\"\nsort = 70\n"
        "summary_fr = \"Un équipement de salle, une panne, une réparation.\"\nsummary_en = \"Room equipment, a fault, a repair.\"\n";

/* What these services offer, each with its form; what is asked at intake where the service alone says too little. */
static const char forms[] =
        "[form.\"acces\"]\nname_fr = \"Accès à une application\"\nname_en = \"Access to an application\"\nfields = [\n"
        "  \"application text required max=120 | Quelle application ? | Which application?\",\n"
        "  \"droits choice required | Pour y faire quoi ? | To do what there? | consulter: Consulter = Read | saisir: Saisir et modifier = Enter and change"
        " | gerer: Gérer les accès des autres = Manage the access of others\",\n"
        "  \"raison long required | Pour quelle tâche ? | For which task?\",\n  \"jusque date min=0 | Jusqu'à quand, si cela finit | Until when, if it ends\"\n]\n"
        "[form.\"prise\"]\nname_fr = \"Prise réseau\"\nname_en = \"Network socket\"\nfields = [\n"
        "  \"lieu text required max=120 | Bâtiment et salle | Building and room\",\n"
        "  \"pour choice required | Pour quel appareil ? | For which device? | ordinateur: Un ordinateur = A computer | imprimante: Une imprimante = A printer"
        " | telephone: Un téléphone = A telephone | autre: Autre chose = Something else\",\n"
        "  \"precision text required max=120 if=pour:autre | Lequel ? | Which one?\",\n  \"date date min=0 | Pour quand ? | By when?\"\n]\n"
        "[form.\"pret\"]\nname_fr = \"Prêt de matériel\"\nname_en = \"Equipment loan\"\nfields = [\n"
        "  \"materiel choice required | De quoi avez-vous besoin ? | What do you need? | ordinateur: Un ordinateur portable = A laptop"
        " | projecteur: Un vidéoprojecteur = A projector | autre: Autre chose = Something else\",\n"
        "  \"precision text required max=120 if=materiel:autre | Quoi ? | What?\",\n"
        "  \"debut date required min=0 | À partir de quand ? | From when?\",\n  \"fin date required min=0 | Jusqu'à quand ? | Until when?\",\n"
        "  \"remarque long | Autre chose à savoir ? | Anything else to know?\"\n]\n"
        "[form.\"examen\"]\nname_fr = \"Préparation d'un examen en ligne\"\nname_en = \"Preparing an online exam\"\nfields = [\n"
        "  \"cours text required max=120 | Code et titre du cours | Code and title of the course\",\n"
        "  \"date date required min=0 | Date de l'épreuve | Date of the exam\",\n  \"heure time required | Heure de début | Starting time\",\n"
        "  \"duree number required min=5 max=720 | Durée, en minutes | Length, in minutes\",\n"
        "  \"nombre number required min=1 max=20000 | Combien d'étudiants ? | How many students?\",\n"
        "  \"lieu choice required | Où composent-ils ? | Where do they sit it? | salle: En salle = In a room | distance: À distance = Remotely"
        " | deux: Les deux = Both\",\n"
        "  \"amenagements long | Aménagements à prévoir, sans nommer personne | Arrangements to provide, naming nobody\"\n]\n"
        "[form.\"espace-cours\"]\nname_fr = \"Création d'un espace de cours\"\nname_en = \"New course space\"\nfields = [\n"
        "  \"cours text required max=120 | Code et titre du cours | Code and title of the course\",\n"
        "  \"modele choice required | Partir de | Start from | vide: Un espace vide = An empty space | copie: Un espace qui existe = A space that exists\",\n"
        "  \"origine text required max=120 if=modele:copie | Lequel ? | Which one?\",\n"
        "  \"plan file max=3 | Plan de cours, si vous l'avez | Course outline, if you have it\"\n]\n"
        "[form.\"attestation\"]\nname_fr = \"Attestation ou relevé\"\nname_en = \"Certificate or transcript\"\nfields = [\n"
        "  \"document choice required | Quel document ? | Which document? | scolarite: Attestation de scolarité = Proof of enrolment"
        " | releve: Relevé de notes = Transcript | reussite: Attestation de réussite = Proof of success | carte: Duplicata de carte = New card\",\n"
        "  \"annee text required max=20 ifnot=document:carte | Pour quelle année ? | For which year?\",\n"
        "  \"langue choice required ifnot=document:carte | En quelle langue ? | In which language? | fr: Français = French | en: Anglais = English\",\n"
        "  \"perte consent required if=document:carte | J'ai perdu ma carte ou elle ne fonctionne plus : l'ancienne sera bloquée."
        " | I have lost my card or it no longer works: the old one will be blocked.\"\n]\n"
        "[form.\"salle\"]\nname_fr = \"Équiper ou aménager une salle\"\nname_en = \"Equip or arrange a room\"\nfields = [\n"
        "  \"lieu text required max=120 | Bâtiment et salle | Building and room\",\n"
        "  \"quoi choices required | De quoi s'agit-il ? | What is it about? | tables: Tables et chaises = Tables and chairs | image: Image et son = Picture and sound"
        " | lumiere: Lumière = Light | acces: Accès et clés = Access and keys | autre: Autre = Other\",\n"
        "  \"texte long required | Décrivez ce qu'il faut | Describe what is needed\",\n"
        "  \"date date min=0 | Pour quand ? | By when?\",\n  \"photo file max=3 | Photographies, si elles aident | Photographs, if they help\"\n]\n"
        "[offer.\"compte/acces\"]\nname_fr = \"Accès à une application\"\nname_en = \"Access to an application\"\nform = \"acces\"\n"
        "summary_fr = \"Ouvrir un accès, ou le changer.\"\nsummary_en = \"Open an access, or change it.\"\n"
        "[offer.\"reseau/prise\"]\nname_fr = \"Prise réseau\"\nname_en = \"Network socket\"\nform = \"prise\"\n"
        "summary_fr = \"Activer une prise, ou en poser une.\"\nsummary_en = \"Activate a socket, or install one.\"\n"
        "[offer.\"poste/pret\"]\nname_fr = \"Prêt de matériel\"\nname_en = \"Equipment loan\"\nform = \"pret\"\n"
        "summary_fr = \"Un ordinateur ou un vidéoprojecteur, pour quelques jours.\"\nsummary_en = \"A computer or a projector, for a few days.\"\n"
        "[offer.\"examens/preparation\"]\nname_fr = \"Préparation d'un examen en ligne\"\nname_en = \"Preparing an online exam\"\nform = \"examen\"\n"
        "summary_fr = \"Réglages, essai, présence le jour de l'épreuve.\"\nsummary_en = \"Settings, a rehearsal, someone there on the day.\"\n"
        "[offer.\"cours/espace\"]\nname_fr = \"Création d'un espace de cours\"\nname_en = \"New course space\"\nform = \"espace-cours\"\n"
        "summary_fr = \"Vide, ou copié d'un espace qui existe.\"\nsummary_en = \"Empty, or copied from one that exists.\"\n"
        "[offer.\"inscription/attestation\"]\nname_fr = \"Attestation ou relevé\"\nname_en = \"Certificate or transcript\"\nform = \"attestation\"\n"
        "summary_fr = \"Scolarité, notes, réussite, carte.\"\nsummary_en = \"Enrolment, marks, success, card.\"\n"
        "[offer.\"locaux/salle\"]\nname_fr = \"Équiper ou aménager une salle\"\nname_en = \"Equip or arrange a room\"\nform = \"salle\"\n"
        "summary_fr = \"Mobilier, image et son, accès.\"\nsummary_en = \"Furniture, picture and sound, access.\"\n"
        "[questions.\"service:compte\"]\nquestions = [\"q1 text | Quel identifiant, sans le mot de passe ? | Which login, without the password?\","
        " \"q2 yes_no | D'autres services s'ouvrent-ils avec ce compte ? | Do other services open with this account?\"]\n"
        "[questions.\"service:reseau\"]\nquestions = [\"q1 text required | Bâtiment et salle | Building and room\","
        " \"q2 choice | Par quel moyen ? | By which means? | Wifi = Wi-Fi | Câble = Cable | Accès à distance = Remote access\","
        " \"q3 yes_no | D'autres personnes autour de vous sont-elles touchées ? | Are others around you affected?\"]\n"
        "[questions.\"service:examens\"]\nquestions = [\"q1 text required | Quelle épreuve, quel jour ? | Which exam, on which day?\","
        " \"q2 yes_no required | L'épreuve est-elle en cours ? | Is the exam under way?\"]\n"
        "[questions.\"service:cours\"]\nquestions = [\"q1 text | Code du cours | Code of the course\"]\n"
        "[questions.\"service:inscription\"]\nquestions = [\"q1 text | Formation et année | Programme and year\"]\n"
        "[questions.\"service:locaux\"]\nquestions = [\"q1 text required | Bâtiment et salle | Building and room\","
        " \"q2 yes_no | Y a-t-il un danger ? | Is there any danger?\"]\n";

static const char typology[] =
        "[category.\"acces-serveur\"]\nname_fr = \"Accès au serveur\"\nname_en = \"Server access\"\n"
        "[category.\"connexion\"]\nname_fr = \"Connexion de l'étudiant\"\nname_en = \"Student's connection\"\n"
        "[category.\"appareil\"]\nname_fr = \"Maniement de l'appareil\"\nname_en = \"Handling of the device\"\n"
        "[category.\"reglages-examen\"]\nname_fr = \"Réglages de l'examen\"\nname_en = \"Exam settings\"\n"
        "[category.\"autre\"]\nname_fr = \"Autre\"\nname_en = \"Other\"\n";

static const char questions[] =
        "[questions.\"kind:use\"]\nquestions = [\"q1 text | Depuis quand ? | Since when?\", \"q2 long | Le message affiché, s'il y en a un | The message shown, if any\"]\n"
        "[questions.\"kind:equipment\"]\nquestions = [\"q1 choice required | Quel appareil ? | Which device? | Ordinateur = Computer | Imprimante = Printer"
        " | Téléphone = Telephone | Équipement de salle = Room equipment | Autre = Other\", \"q2 text | Où se trouve-t-il ? | Where is it?\"]\n"
        "[questions.\"kind:technical\"]\nquestions = [\"q1 text required | Où intervenir ? | Where is it?\", \"q2 date | Quel jour vous conviendrait ? | Which day would suit you?\","
        " \"q3 yes_no | Y a-t-il un danger ? | Is there any danger?\"]\n";

/* The two groups of course support, in the department of teaching: what works with them finds them there. */
static const char course_groups[] =
        "[department.\"numerique\"]\nname_fr = \"Soutien à l'enseignement numérique\"\nname_en = \"E-learning support\"\n"
        "[group.\"techno-pedagogues\"]\nname = \"Techno-pédagogues\"\ndepartment = \"numerique\"\n"
        "[group.\"technologues\"]\nname = \"Technologues\"\ndepartment = \"numerique\"\n";

static enum status config_put(struct ctx *c, const char *config)
{
        struct config_plan plan = {.n_errors = 0};
        enum status st = config_apply(c, config, strlen(config), &plan);

        return st == ST_INVALID && plan.n_errors ? ctx_fail_text(c, ST_IO, plan.errors[0].text) : st;
}

static enum status services_put(struct ctx *c)
{
        return config_put(c, forms);
}

enum status first_pack_put(struct ctx *c, const struct first_pack *p)
{
        enum status st = p->config ? config_put(c, p->config) : ST_OK;

        return !st && p->put ? p->put(c) : st;
}

const struct first_pack *first_pack_at(size_t i)
{
        static const struct first_pack packs[] = {
                {"pack_services", MSG_first_pack_services, MSG_first_pack_services_text, services, services_put},
                {"pack_typology", MSG_first_pack_typology, MSG_first_pack_typology_text, typology, NULL},
                {"pack_questions", MSG_first_pack_questions, MSG_first_pack_questions_text, questions, NULL},
                {"pack_plan", MSG_first_pack_plan, MSG_first_pack_plan_text, course_groups, course_support_ensure},
                {"pack_types", MSG_first_pack_types, MSG_first_pack_types_text, course_groups, support_types_ensure},
                {"pack_canned", MSG_first_pack_canned, MSG_first_pack_canned_text, NULL, first_canned_put},
                {"pack_mail", MSG_letters_pack, MSG_letters_pack_text, NULL, letter_texts_adopt}};

        return i < ARRAY_LEN(packs) ? &packs[i] : NULL;
}
