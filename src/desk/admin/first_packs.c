/* The ready contents that the first run offers: files in the form of formats/conf.h, applied like any other.
 * Names of things are data here, not messages: each is in both languages where the thing has both. */
#include "desk/admin/first.h"

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
        "summary_fr = \"Un équipement de salle, une panne, une réparation.\"\nsummary_en = \"Room equipment, a fault, a repair.\"\n"
        /* and two things that they offer, each with its form */
        "[form.\"pret\"]\nname_fr = \"Prêt de matériel\"\nname_en = \"Equipment loan\"\nfields = [\n"
        "  \"materiel choice required | De quoi avez-vous besoin ? | What do you need? | ordinateur: Un ordinateur portable = A laptop"
        " | projecteur: Un vidéoprojecteur = A projector | autre: Autre chose = Something else\",\n"
        "  \"precision text required max=120 if=materiel:autre | Quoi ? | What?\",\n"
        "  \"debut date required min=0 | À partir de quand ? | From when?\",\n  \"fin date required min=0 | Jusqu'à quand ? | Until when?\",\n"
        "  \"remarque long | Autre chose à savoir ? | Anything else to know?\"\n]\n"
        "[form.\"espace-cours\"]\nname_fr = \"Création d'un espace de cours\"\nname_en = \"New course space\"\nfields = [\n"
        "  \"cours text required max=120 | Code et titre du cours | Code and title of the course\",\n"
        "  \"modele choice required | Partir de | Start from | vide: Un espace vide = An empty space | copie: Un espace qui existe = A space that exists\",\n"
        "  \"origine text required max=120 if=modele:copie | Lequel ? | Which one?\",\n"
        "  \"plan file max=3 | Plan de cours, si vous l'avez | Course outline, if you have it\"\n]\n"
        "[offer.\"poste/pret\"]\nname_fr = \"Prêt de matériel\"\nname_en = \"Equipment loan\"\nform = \"pret\"\n"
        "summary_fr = \"Un ordinateur ou un vidéoprojecteur, pour quelques jours.\"\nsummary_en = \"A computer or a projector, for a few days.\"\n"
        "[offer.\"cours/espace\"]\nname_fr = \"Création d'un espace de cours\"\nname_en = \"New course space\"\nform = \"espace-cours\"\n"
        "summary_fr = \"Vide, ou copié d'un espace qui existe.\"\nsummary_en = \"Empty, or copied from one that exists.\"\n";

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

const struct first_pack *first_pack_at(size_t i)
{
        static const struct first_pack packs[] = {
                {"pack_services", MSG_first_pack_services, MSG_first_pack_services_text, services},
                {"pack_typology", MSG_first_pack_typology, MSG_first_pack_typology_text, typology},
                {"pack_questions", MSG_first_pack_questions, MSG_first_pack_questions_text, questions}};

        return i < ARRAY_LEN(packs) ? &packs[i] : NULL;
}
