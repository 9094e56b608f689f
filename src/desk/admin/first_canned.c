/* The ready answers that the first run offers, each in both languages and for the group it fits: what is said there
 * every day, with its gaps ("…") left for the agent.  A group that does not exist gets none.  What a group has
 * already under that name stays as it is. */
#include "desk/admin/first.h"
#include "desk/people/people.h"
#include "desk/ticket/canned.h"

struct ready {
        const char *group, *name[2], *body[2]; /* French, English */
};

#define HELLO_FR "Bonjour {prenom},\n\n"
#define HELLO_EN "Hello {first_name},\n\n"
#define BYE "\n\n{agent}"

static const struct ready answers[] = {
        {"desk",
         {"Mot de passe : le changer soi-même", "Password: changing it yourself"},
         {HELLO_FR "Vous pouvez choisir un nouveau mot de passe vous-même, depuis la page de connexion : « Mot de passe oublié ? ».\n\n"
                   "Le message arrive à votre adresse en quelques minutes ; regardez aussi dans les indésirables. Pensez ensuite à changer le mot "
                   "de passe gardé par votre téléphone et votre ordinateur, sans quoi le compte se verrouille à nouveau.\n\n"
                   "Si rien n'arrive, répondez ici : nous prendrons la suite." BYE,
          HELLO_EN "You can choose a new password yourself, from the sign-in page: \"Forgot your password?\".\n\n"
                   "The message reaches your address within minutes; look in the junk folder too. Then change the password that your phone and "
                   "your computer keep, or the account will be locked again.\n\n"
                   "If nothing arrives, reply here and we will take over." BYE}},
        {"desk",
         {"Compte verrouillé : vérifier qui demande", "Locked account: checking who asks"},
         {HELLO_FR "Votre compte est verrouillé. Pour le rouvrir, nous devons d'abord nous assurer que c'est bien vous.\n\n"
                   "À quel numéro connu de l'établissement pouvons-nous vous joindre, et à quel moment ? Ne nous envoyez ni mot de passe ni code : "
                   "nous ne les demandons jamais." BYE,
          HELLO_EN "Your account is locked. Before we open it again, we have to make sure that it is you.\n\n"
                   "At which number known to the institution can we reach you, and when? Send us neither password nor code: we never ask for them." BYE}},
        {"desk",
         {"Wifi : trois essais", "Wi-Fi: three things to try"},
         {HELLO_FR "Essayez dans cet ordre, et arrêtez-vous dès que la connexion revient :\n\n1. Oubliez le réseau sur l'appareil, puis "
                   "connectez-vous à nouveau avec votre identifiant complet.\n2. Vérifiez que la date et l'heure de l'appareil sont justes.\n"
                   "3. Essayez d'un autre endroit du bâtiment.\n\nSi rien n'y fait, dites-nous où vous étiez, à quelle heure, et avec quel appareil." BYE,
          HELLO_EN "Try these in order, and stop as soon as the connection is back:\n\n1. Forget the network on the device, then connect again "
                   "with your complete login.\n2. Check that the date and time of the device are right.\n3. Try from another place in the "
                   "building.\n\nIf none of it helps, tell us where you were, at what time, and with which device." BYE}},
        {"desk",
         {"Demander ce qu'il faut pour comprendre", "Asking for what we need to understand"},
         {HELLO_FR "Pour trouver la cause, il nous manque :\n\n- l'heure à laquelle cela s'est produit ;\n- le message affiché, mot pour mot, ou une "
                   "capture d'écran (sans mot de passe visible) ;\n- ce que vous veniez de faire.\n\nDéposez-les ici en réponse, la demande "
                   "{numero} reprendra aussitôt." BYE,
          HELLO_EN "To find the cause, we still need:\n\n- the time at which it happened;\n- the message shown, word for word, or a screenshot "
                   "(with no password in sight);\n- what you had just done.\n\nAdd them here in a reply, and request {number} goes on at once." BYE}},
        {"desk",
         {"Courriel suspect", "Suspicious message"},
         {HELLO_FR "Merci de nous l'avoir signalé. N'ouvrez ni lien ni pièce jointe, ne répondez pas, et gardez le message jusqu'à demain : il nous "
                   "aide à protéger les autres.\n\nSi vous avez déjà saisi votre mot de passe, changez-le maintenant et dites-le-nous ici : nous "
                   "vérifierons avec vous que rien n'a été touché." BYE,
          HELLO_EN "Thank you for telling us. Open neither link nor attachment, do not reply, and keep the message until tomorrow: it helps us "
                   "protect others.\n\nIf you have already typed your password, change it now and tell us here: we will check with you that "
                   "nothing was touched." BYE}},
        {"numerique",
         {"Épreuve en cours : continuez", "Exam under way: go on"},
         {HELLO_FR "Restez dans l'épreuve : ne fermez pas la fenêtre et continuez avec ce qui s'affiche. Ce que vous avez déjà répondu est "
                   "enregistré.\n\nSi la page ne répond plus, rechargez-la une fois, puis reconnectez-vous. L'incident et son heure sont notés "
                   "sous le numéro {numero} ; la personne responsable de l'épreuve en sera informée." BYE,
          HELLO_EN "Stay in the exam: do not close the window, and go on with what is shown. What you have already answered is saved.\n\n"
                   "If the page no longer responds, reload it once, then sign in again. The incident and its time are noted under {number}; the "
                   "person responsible for the exam will be told." BYE}},
        {"numerique",
         {"Épreuve : temps perdu, ce qui suit", "Exam: time lost, what comes next"},
         {HELLO_FR "Nous avons constaté l'interruption de … à … et transmis ces heures à la personne responsable de l'épreuve. C'est elle qui décide "
                   "de ce qui en découle (temps ajouté, nouvelle séance) et qui vous l'écrira.\n\nDe notre côté : …" BYE,
          HELLO_EN "We have found the interruption from … to … and sent these times to the person responsible for the exam. They decide what "
                   "follows (more time, another session) and will write to you.\n\nOn our side: …" BYE}},
        {"numerique",
         {"Espace de cours prêt", "Course space ready"},
         {HELLO_FR "Votre espace de cours est prêt : …\n\nVous y avez le rôle d'enseignant. Il reste invisible pour les étudiants jusqu'à ce que vous "
                   "l'ouvriez. Vérifiez d'abord la liste des inscrits et les dates des devoirs copiés.\n\nUne demi-heure avec nous pour le prendre "
                   "en main ? Proposez deux moments ici." BYE,
          HELLO_EN "Your course space is ready: …\n\nYou have the teacher's role there. Students do not see it until you open it. First check the "
                   "list of those enrolled and the dates of copied assignments.\n\nHalf an hour with us to get started? Suggest two moments here." BYE}},
        {"scolarite",
         {"Attestation : où la trouver", "Certificate: where to find it"},
         {HELLO_FR "Votre attestation est prête ; elle est jointe à cette réponse. Elle porte une signature qui en prouve l'origine : envoyez le "
                   "fichier tel quel plutôt qu'une photographie.\n\nSi une indication n'est pas juste, répondez ici sans la modifier." BYE,
          HELLO_EN "Your certificate is ready; it is attached to this reply. It bears a signature that proves its origin: send the file as it "
                   "is rather than a photograph.\n\nIf anything in it is wrong, reply here without changing it." BYE}},
        {"scolarite",
         {"Dossier : une pièce manque", "File: a document is missing"},
         {HELLO_FR "Votre dossier est presque complet. Il manque : …\n\nJoignez-la ici, lisible et en entier (PDF ou photographie). Sans elle avant le "
                   "…, votre inscription ne peut pas être confirmée. Si vous ne pouvez pas l'obtenir à temps, dites-le-nous : nous chercherons une "
                   "solution avec vous." BYE,
          HELLO_EN "Your file is nearly complete. What is missing: …\n\nAttach it here, readable and whole (PDF or photograph). Without it before "
                   "…, your enrolment cannot be confirmed. If you cannot get it in time, tell us: we will look for a way with you." BYE}},
        {"technique",
         {"Intervention prévue", "Visit planned"},
         {HELLO_FR "Nous passerons le … entre … et …, lieu : {lieu}.\n\nMerci de laisser l'accès libre. Votre présence n'est pas nécessaire, sauf "
                   "avis de votre part. Si ce moment ne convient pas, proposez-en deux autres ici." BYE,
          HELLO_EN "We will come on … between … and …, place: {room}.\n\nPlease leave free access. You do not have to be there unless you wish "
                   "to. If this moment does not suit you, suggest two others here." BYE}},
        {"technique",
         {"Réparé et essayé", "Repaired and tried"},
         {HELLO_FR "L'équipement a été réparé et essayé sur place : …\n\nUtilisez-le comme d'habitude. S'il s'arrête à nouveau, répondez ici : la demande "
                   "{numero} se rouvre et nous revenons." BYE,
          HELLO_EN "The equipment was repaired and tried on the spot: …\n\nUse it as usual. If it stops again, reply here: request {number} opens "
                   "again and we come back." BYE}},
        {"techno-pedagogues",
         {"Proposer l'entrevue", "Suggesting the interview"},
         {HELLO_FR "Je vous accompagne pour votre cours. Commençons par une entrevue d'une demi-heure : votre contexte, ce qui existe déjà, et ce que "
                   "vos présentateurs auront à faire.\n\nLequel de ces moments vous convient : …, … ou … ? D'ici là, la liste des présentateurs et "
                   "la date de la première séance suffisent." BYE,
          HELLO_EN "I will be with you for your course. Let us begin with an interview of half an hour: your context, what exists already, and what "
                   "your presenters will have to do.\n\nWhich of these moments suits you: …, … or …? Until then, the list of presenters and the "
                   "date of the first session are enough." BYE}},
        {"technologues",
         {"Avant une séance en direct", "Before a live session"},
         {HELLO_FR "Votre séance du … est préparée. Le lien : …\n\nConnectez-vous dix minutes avant, avec un casque et depuis un lieu calme. Un essai "
                   "de son et d'image la veille évite presque toutes les surprises. Pendant la séance, joignez-nous par « Demander de l'aide » : "
                   "la personne de garde répond d'abord à vous." BYE,
          HELLO_EN "Your session on … is prepared. The link: …\n\nSign in ten minutes early, with a headset and from a quiet place. A test of "
                   "sound and picture the day before avoids nearly all surprises. During the session, reach us by \"Ask for help\": the person on "
                   "call answers you first." BYE}},
};

enum status first_canned_put(struct ctx *c)
{
        static const char *const lang[] = {"fr", "en"};
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(answers); i++) {
                struct group g;
                st = group_by_code(c, answers[i].group, &g);
                for (size_t k = 0; !st && k < ARRAY_LEN(lang); k++)
                        st = canned_ensure(c, &(struct canned_draft){.level = CANNED_GROUP, .group_id = g.id, .name = answers[i].name[k],
                                                                     .lang = lang[k], .body = answers[i].body[k]});
                if (st == ST_NOT_FOUND)
                        st = ST_OK; /* a group that this house does not have */
        }
        return st;
}
