/* The help of the Université des Rives: a few articles of each sort, in both languages, each for its public. */
#include "desk/article/article.h"
#include "desk/demo/own.h"

struct demo_article {
        const char *slug, *kind, *service, *owner, *audience[3];
        const char *title_fr, *body_fr, *title_en, *body_en;
};
static const struct demo_article articles[] = {
        {"mon-test-s-est-ferme", "use", "examens", "smarchal", {"everyone"},
         "Mon test s’est fermé avant la fin",
         "> **Vos réponses ne sont pas perdues.** Moodle les enregistre à chaque changement de page et toutes les 60 secondes.\n\n"
         "## À faire dans les 5 minutes\n\n"
         "1. **Ne rechargez pas la page et ne commencez pas de nouvelle tentative.** Une nouvelle tentative pourrait masquer la première.\n"
         "2. **Prenez une capture d’écran où votre nom est visible.** Il se trouve en haut à droite de Moodle. Une photo prise au téléphone"
         " convient.\n"
         "3. **Signalez-le tout de suite.** L’heure de votre message fait foi pour le temps perdu : [signaler la difficulté](/services/examens/new).\n\n"
         "## Ce qui se passe ensuite\n\n"
         "La personne qui vous répond vérifie votre tentative, puis demande l’accord de votre enseignant. Seul votre enseignant, ou un"
         " référent e-learning, peut rouvrir une épreuve.\n\n"
         "## Pourquoi cela arrive\n\n- la connexion s’est coupée plus de deux minutes ;\n- un autre onglet Moodle était ouvert avec le même"
         " compte ;\n- l’heure de l’ordinateur n’était pas à jour.\n",
         "My test closed before the end",
         "> **Your answers are not lost.** Moodle saves them each time you change page and every 60 seconds.\n\n"
         "## Do this within 5 minutes\n\n"
         "1. **Do not reload the page and do not start a new attempt.** A new attempt could hide the first one.\n"
         "2. **Take a screenshot on which your name can be seen.** It is at the top right of Moodle. A photo taken with a phone will do.\n"
         "3. **Report it at once.** The time of your message counts for the time lost: [report the trouble](/services/examens/new).\n\n"
         "## What happens next\n\n"
         "The person who answers you checks your attempt, then asks your teacher’s agreement. Only your teacher, or an e-learning referent,"
         " can reopen a test.\n\n"
         "## Why it happens\n\n- the connection was cut for more than two minutes;\n- another Moodle tab was open with the same account;\n"
         "- the clock of the computer was wrong.\n"},
        {"retrouver-l-acces-a-mon-compte", "access", "compte", "lgirard", {"everyone"},
         "Retrouver l’accès à mon compte",
         "Trois causes reviennent : un mot de passe expiré, un téléphone changé, un compte verrouillé après dix essais.\n\n"
         "## Mot de passe oublié ou expiré\n\nAppelez-nous avec votre carte sous la main. Nous ne demandons **jamais** votre mot de passe.\n\n"
         "## Téléphone changé\n\nNous retirons l’ancien second facteur après avoir vérifié qui vous êtes ; vous enregistrez le nouveau tout de"
         " suite.\n\n## Compte verrouillé\n\nIl se rouvre seul au bout de quinze minutes.\n",
         "Get back into my account",
         "Three causes come back: an expired password, a new phone, an account locked after ten tries.\n\n"
         "## Password forgotten or expired\n\nCall us with your card at hand. We **never** ask for your password.\n\n"
         "## New phone\n\nWe remove the old second factor once we have checked who you are; you register the new one at once.\n\n"
         "## Locked account\n\nIt opens again by itself after fifteen minutes.\n"},
        {"se-connecter-au-wifi", "access", "wifi", "bmorel", {"everyone"},
         "Se connecter au wifi du campus",
         "## Sur un ordinateur ou un téléphone\n\n1. Choisissez le réseau **eduroam**.\n2. Identifiant : `login@rives.example`.\n"
         "3. Mot de passe : celui de votre compte.\n\n## Si cela ne marche pas\n\nOubliez le réseau, puis recommencez. Précisez la salle et"
         " l’appareil quand vous nous écrivez.\n",
         "Connect to the campus wifi",
         "## On a computer or a phone\n\n1. Choose the network **eduroam**.\n2. Login: `login@rives.example`.\n3. Password: that of your"
         " account.\n\n## If it does not work\n\nForget the network, then start again. Tell us the room and the device when you write.\n"},
        {"remettre-un-fichier-trop-lourd", "use", "depot", "alefort", {"student", "faculty"},
         "Remettre un fichier trop lourd",
         "La taille maximale d’un dépôt est de **200 Mo**.\n\n1. Compressez la vidéo, ou coupez-la en deux.\n2. Si elle reste trop lourde,"
         " demandez un espace d’échange.\n3. Indiquez le cours et la date de remise : l’heure de votre demande fait foi.\n",
         "Hand in a file that is too large",
         "A hand-in may be **200 MB** at most.\n\n1. Compress the video, or cut it in two.\n2. If it is still too large, ask for an exchange"
         " space.\n3. Tell us the course and the deadline: the time of your request counts.\n"},
        {"quand-mon-cours-apparait-il", "faq", "moodle", "croy", {"student"},
         "Quand mon cours apparaît-il dans Moodle ?",
         "La nuit qui suit votre inscription par le secrétariat. S’il manque encore deux jours plus tard, donnez-nous le code du cours et"
         " votre groupe.\n",
         "When does my course show in Moodle?",
         "The night after the registrar enrols you. If it is still missing two days later, give us the course code and your group.\n"},
        {"combien-de-temps-pour-une-reponse", "faq", "", "smarchal", {"everyone"},
         "En combien de temps me répondez-vous ?",
         "Une personne vous répond dans les **8 heures ouvrées**, et nous visons une solution en **3 jours ouvrés**. La date de la prochaine"
         " nouvelle est écrite sur chaque demande, même quand la solution n’est pas encore trouvée.\n",
         "How soon do you answer?",
         "A person answers within **8 business hours**, and we aim at a solution within **3 business days**. The date of the next news is"
         " written on every request, even when the solution is not found yet.\n"},
        {"preparer-un-examen-en-ligne", "guide", "examens", "smarchal", {"faculty"},
         "Préparer un examen en ligne",
         "## Deux semaines avant\n\n- créez le test et faites-le relire ;\n- vérifiez les aménagements de durée.\n\n## La veille\n\n- ouvrez le"
         " test en vue étudiante ;\n- notez le numéro du guichet pour les surveillants.\n\n## Le jour même\n\nUne seule équipe répond pendant"
         " toute l’épreuve.\n",
         "Prepare an online exam",
         "## Two weeks before\n\n- create the test and have it read;\n- check extra time.\n\n## The day before\n\n- open the test as a"
         " student sees it;\n- give the number of the desk to the invigilators.\n\n## On the day\n\nOne team answers during the whole exam.\n"},
        {"obtenir-une-attestation", "procedure", "scolarite", "caubert", {"student"},
         "Obtenir une attestation d’inscription",
         "1. Déposez une demande au guichet *Attestation et relevé*.\n2. Le secrétariat vérifie votre inscription : trois jours ouvrés au plus.\n"
         "3. Vous recevez l’attestation en pièce jointe de la réponse.\n",
         "Get a certificate of enrolment",
         "1. Make a request at the counter *Certificate and transcript*.\n2. The registrar checks your enrolment: three business days at"
         " most.\n3. You get the certificate attached to the answer.\n"},
        {"se-faire-rembourser-un-deplacement", "procedure", "frais", "caubert", {"faculty", "staff", "employee"},
         "Se faire rembourser un déplacement",
         "1. Demandez un ordre de mission **avant** le départ.\n2. Gardez les justificatifs.\n3. Au retour, déposez-les avec la demande :"
         " le remboursement suit le mois d’après.\n",
         "Be paid back for a trip",
         "1. Ask for a travel order **before** you leave.\n2. Keep the receipts.\n3. When back, hand them in with the request: you are paid"
         " the month after.\n"},
        {"rouvrir-une-tentative", "procedure", "examens", "croy", {NULL},
         "Rouvrir une tentative de test (agents)",
         "1. Vérifiez la capture : le nom est visible.\n2. Demandez l’accord de la personne responsable du cours.\n3. Dans Moodle, *Résultats*,"
         " *Rouvrir* ; notez la durée rendue dans une note interne.\n",
         "Reopen a test attempt (agents)",
         "1. Check the screenshot: the name can be seen.\n2. Ask for the agreement of the person in charge of the course.\n3. In Moodle,"
         " *Results*, *Reopen*; write the time given back in an internal note.\n"},
};

static enum status article_make(struct ctx *c, const struct demo_article *a)
{
        struct article_draft d = {.slug = a->slug, .kind = a->kind, .service = a->service, .owner = a->owner,
                                  .fr = {a->title_fr, a->body_fr}, .en = {a->title_en, a->body_en}, .audiences = a->audience};
        const char *slug;

        while (d.n_audiences < ARRAY_LEN(a->audience) && a->audience[d.n_audiences])
                d.n_audiences++;
        enum status st = article_save(c, NULL, &d, 0, &slug);
        return st ? st : article_move(c, slug, ARTICLE_PUBLISHED, 0);
}

enum status demo_articles_make(struct ctx *c)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(articles); i++)
                st = article_make(c, &articles[i]);
        return st;
}
