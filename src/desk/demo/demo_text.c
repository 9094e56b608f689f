/* What people write at the Université des Rives: nine kinds of requests with their words.  Data only. */
#include "desk/demo/own.h"

/* ---- settings of an exam, exceptions ------------------------------------------------------------------- */

static const struct demo_ask config_ask[] = {
        {"Ajouter 20 minutes à deux étudiants en {cours}",
         "Deux étudiants de {cours} ont droit à un tiers temps et ne le voient pas dans le test. L’épreuve a lieu à {heure}. Pouvez-vous régler la dérogation ?",
         "La dérogation est en place pour les deux personnes et je l’ai vérifiée avec un compte d’essai. Les autres gardent leurs dates.", false},
        {"Le test {cours} n’est pas visible",
         "Le test de {cours} devait s’ouvrir à {avant}. Les étudiants de la salle {salle} voient une page vide.",
         "Le test est visible : la restriction portait sur le mauvais groupe. Les tentatives déjà commencées ne sont pas touchées.", false},
        {"Nombre de tentatives à corriger, {cours}",
         "J’ai laissé une seule tentative au questionnaire de {cours}, il en faut deux. Je ne trouve plus le réglage depuis la mise à jour.",
         "Deux tentatives sont permises, la meilleure note compte. Le réglage est maintenant dans « Notes », plus dans « Disposition ».", false},
        {"Mélange des questions à retirer en {cours}",
         "Les questions de {cours} s’enchaînent : la 7 dépend de la 6. Or le mélange est actif. Comment le retirer sans perdre les réponses déjà données ?",
         "Le mélange est retiré et l’ordre de la question 1 à la dernière est fixé. Les réponses données sont toutes là.", false},
        {"Mot de passe de l’épreuve {cours} refusé",
         "Le mot de passe que j’ai donné en salle {salle} n’est pas accepté. Je l’ai pourtant recopié depuis la page de réglage. {n} personnes attendent.",
         "Un espace s’était glissé à la fin du mot de passe. Il est retiré, la salle {salle} a pu commencer à {avant}.", false},
        {"Barème à {n} points au lieu de 20",
         "Le carnet de notes de {cours} affiche une note sur {n}. Le règlement demande une note sur 20.",
         "Le carnet ramène la note sur 20 ; les copies déjà corrigées sont recalculées. Pensez à vérifier deux ou trois lignes.", false},
        {"Rouvrir une épreuve pour un retardataire",
         "Un étudiant est arrivé avec {n} minutes de retard à cause du tram. Son enseignant, {prof}, accepte de prolonger. Qui peut ouvrir l’accès ?",
         "Accès ouvert jusqu’à {heure} pour cette personne, avec l’accord de {prof}. Le journal de l’épreuve en garde la trace.", false},
        {"Dates du test {cours} décalées d’une heure",
         "Le test de {cours} s’est ouvert une heure trop tôt pour le groupe {n}. Faut-il annuler les tentatives ?",
         "Les dates suivent de nouveau l’heure de Paris. Les tentatives restent valables : {prof} préfère les garder.", false},
        {NULL, NULL, NULL, false}};
static const char *const config_reply[] = {
        "Bonjour {prenom}, je regarde les réglages de l’épreuve tout de suite.",
        "Bonjour {prenom}, bien reçu. Je vois le test et ses dates, je m’en occupe avant {heure}.",
        "Bonjour, je prends votre demande. Ne touchez plus aux réglages, je les reprends avec vous.", NULL};
static const char *const config_question[] = {
        "Il me faut l’accord de la personne responsable du cours. Pouvez-vous me donner son nom, ou me transmettre son message ?",
        "Pour quel groupe exactement, et à partir de quelle heure ?",
        NULL};
static const char *const config_answer[] = {
        "C’est d’accord pour {prof}, qui vous a écrit à l’instant.",
        "Pour le groupe {n}, à partir de {heure}. Merci pour votre aide.",
        NULL};
static const char *const config_note[] = {
        "Même réglage qu’à la session d’été : voir le modèle du groupe.",
        "{prof} joint par téléphone, accord oral, confirmation par courriel demandée.",
        NULL};

/* ---- handing in ------------------------------------------------------------------------------------------- */

static const struct demo_ask depot_ask[] = {
        {"Impossible de déposer ma copie de {cours}",
         "Le bouton « Remettre » reste gris. Le fichier fait {n} Mo. L’échéance est à {heure}.",
         "La limite du dépôt était restée à 20 Mo, elle est à 200 Mo. Votre copie est arrivée, je la vois dans l’espace du cours.", false},
        {"Mauvais fichier remis en {cours}",
         "J’ai remis le brouillon au lieu de la version finale. Est-il possible de le remplacer avant {heure} ?",
         "J’ai rouvert votre remise jusqu’à {heure}. La version finale a remplacé le brouillon.", false},
        {"Format refusé : {code}.pages",
         "Le dépôt de {cours} refuse mon fichier Pages. Je n’ai pas d’autre logiciel sur mon ordinateur.",
         "Menu Fichier, « Exporter vers », PDF : le dépôt l’a accepté. Le format Pages ne s’ouvre pas chez les correcteurs.", false},
        {"Remise marquée « en retard » à tort",
         "J’ai remis à {avant} précises et la plateforme indique un retard. Je joins une capture où l’heure est visible.",
         "L’heure du serveur vous donne raison, à quarante secondes près. {prof} est prévenu : aucun retard ne sera compté.", false},
        {"Dépôt de {cours} fermé trop tôt",
         "Le dépôt devait fermer à minuit d’après {prof}, il est fermé depuis {avant}. Nous sommes plusieurs dans ce cas.",
         "La fermeture était réglée à midi au lieu de minuit. Le dépôt est rouvert et le groupe a reçu un message.", false},
        {"Accusé de dépôt jamais reçu",
         "Je n’ai pas reçu d’accusé pour ma copie de {cours}. Comment savoir si elle est bien arrivée ?",
         "Votre copie est bien arrivée à {avant}. L’accusé était parti vers votre ancienne adresse, elle est corrigée.", false},
        {"Upload fails at 90 %",
         "I am trying to hand in my essay for {cours}. It stops at 90 % every time, on the campus wifi and at home. The deadline is {heure}.",
         "Your file was above the limit of this assignment. I raised it to 200 MB and your essay is in; no delay will be counted.", true},
        {NULL, NULL, NULL, false}};
static const char *const depot_reply[] = {
        "Bonjour {prenom}, l’heure de votre message fait foi. Gardez votre fichier, je regarde le dépôt.",
        "Bonjour {prenom}, je vois votre tentative de dépôt. Ne fermez pas la page, je reviens dans quelques minutes.", NULL};
static const char *const depot_question[] = {
        "Quel navigateur utilisez-vous, et quelle est la taille exacte du fichier ?",
        "Pouvez-vous m’envoyer une capture de la page où votre nom est visible ?",
        NULL};
static const char *const depot_answer[] = {
        "Firefox, et le fichier fait {n} Mo d’après les propriétés.",
        "Voici la capture. On voit l’heure en haut à droite.",
        NULL};
static const char *const depot_note[] = {
        "Heure du serveur vérifiée. À transmettre à {prof}.",
        "Troisième demande sur ce dépôt ce matin : voir si les réglages sont bons partout.",
        NULL};

/* ---- attempts that closed ------------------------------------------------------------------------------------ */

static const struct demo_ask attempt_ask[] = {
        {"Tentative terminée toute seule en {cours}",
         "À la question {n}, la page m’a indiqué « tentative terminée ». Il me restait une demi-heure.",
         "{prof} a donné son accord : votre tentative est rouverte jusqu’à {heure}. Rechargez la page et reprenez où vous étiez.", false},
        {"Page figée à la question {n}",
         "La page du test de {cours} ne réagit plus. J’ai peur de perdre mes réponses si je recharge.",
         "Vos réponses étaient enregistrées. La page a pu être rechargée sans perte, et dix minutes sont ajoutées.", false},
        {"Écran noir pendant l’épreuve {cours}",
         "Mon ordinateur s’est éteint en salle {salle}. J’ai rallumé, mais le test dit que je l’ai déjà passé.",
         "Vous avez pu terminer sur un poste de la salle {salle} ; vos premières réponses y étaient.", false},
        {"Message « session expirée » en plein test",
         "J’étais en train d’écrire en {cours} et {outil} m’a renvoyé à la page de connexion. Mes réponses sont-elles gardées ?",
         "La session a été reprise avec vos réponses. Vingt minutes sont ajoutées, avec l’accord de {prof}.", false},
        {"Double onglet, test {cours} bloqué",
         "J’avais ouvert le sujet dans un second onglet pour relire. Le test s’est fermé aussitôt.",
         "La tentative est rouverte. Gardez un seul onglet : le second ferme le premier.", false},
        {NULL, NULL, NULL, false}};
static const char *const attempt_reply[] = {
        "Bonjour {prenom}, je vois votre tentative : vos réponses sont enregistrées jusqu’à la question {n}. Rien n’est perdu.",
        "Bonjour {prenom}, restez sur la page, je regarde le journal de l’épreuve avec la personne responsable du cours.", NULL};
static const char *const attempt_question[] = {
        "Pour demander la réouverture, il me faut une capture d’écran où votre nom apparaît. Une photo prise au téléphone convient.",
        "Étiez-vous connecté sur un autre appareil au même moment ?",
        NULL};
static const char *const attempt_answer[] = {
        "Voici la photo, on voit mon nom en haut. Merci !",
        "Non, seulement sur l’ordinateur de la salle {salle}.",
        NULL};
static const char *const attempt_note[] = {
        "Journal : deux sessions ouvertes à une minute d’écart.",
        "Dérogation demandée à {prof}, accordée par courriel.",
        NULL};

/* ---- virtual classes -------------------------------------------------------------------------------------------- */

static const struct demo_ask class_ask[] = {
        {"Aucun son dans la classe virtuelle {cours}",
         "Les étudiants à distance ne m’entendent pas depuis la salle {salle}. La séance a commencé à {avant}.",
         "Le bon micro est choisi par défaut sur le poste de la salle {salle}. Essai fait avec deux participants.", false},
        {"Enregistrement de {cours} introuvable",
         "La séance de mardi devait être enregistrée, je ne trouve rien dans l’espace du cours.",
         "L’enregistrement était dans l’espace de {prof} ; il est maintenant dans celui du cours.", false},
        {"Lien Zoom périmé dans l’horaire",
         "Le lien affiché dans l’horaire de {cours} mène à une réunion terminée. {n} personnes attendent.",
         "Lien remplacé dans l’horaire et message envoyé au groupe.", false},
        {"Passer {prof} en animateur",
         "Je serai absente à {heure}. {prof} doit pouvoir ouvrir la séance de {cours} à ma place.",
         "{prof} peut ouvrir la séance. Le code d’animation vous est envoyé à tous les deux.", false},
        {NULL, NULL, NULL, false}};
static const char *const class_reply[] = {
        "Bonjour {prenom}, je rejoins la séance dans deux minutes pour voir avec vous.",
        "Bonjour {prenom}, je regarde les réglages de l’espace et je reviens vers vous avant {heure}.", NULL};
static const char *const class_question[] = {
        "À quelle heure commence la prochaine séance ?",
        NULL};
static const char *const class_answer[] = {
        "À {heure}, avec une vingtaine de personnes à distance.",
        NULL};
static const char *const class_note[] = {
        "Salle {salle} à revoir avec le parc après la session.",
        NULL};

/* ---- sign-in ------------------------------------------------------------------------------------------------------- */

static const struct demo_ask account_ask[] = {
        {"Mot de passe oublié avant un examen",
         "J’ai une épreuve à {heure} et je ne me souviens plus de mon mot de passe. Je suis devant la salle {salle}.",
         "Identité vérifiée devant la salle, mot de passe choisi de nouveau. L’épreuve a pu commencer à l’heure.", false},
        {"Compte verrouillé après cinq essais",
         "Mon compte est verrouillé. Je crois que mon ancien téléphone essaie encore de se connecter.",
         "Compte déverrouillé. L’ancien téléphone continuait d’essayer : il est déconnecté.", false},
        {"Nouveau téléphone, plus de second facteur",
         "J’ai changé de téléphone et je n’ai plus l’application de validation. Comment me connecter à {outil} ?",
         "Ancien téléphone retiré, nouveau téléphone inscrit. Gardez les codes de secours en lieu sûr.", false},
        {"Compte pas encore actif",
         "Je me suis inscrite la semaine dernière, mon compte n’existe toujours pas. Numéro {code}.",
         "Le compte est actif depuis {avant}, un lien de première connexion vient de partir à votre adresse personnelle.", false},
        {"Messagerie inaccessible depuis ce matin",
         "La messagerie me répond « droits insuffisants ». Tout allait bien hier soir.",
         "Votre boîte avait changé de serveur dans la nuit sans ses droits. Ils sont rétablis, aucun message n’est perdu.", false},
        {"Mauvais nom affiché dans {outil}",
         "Mon nom d’usage n’apparaît pas dans {outil}, alors qu’il est sur ma carte.",
         "Le nom d’usage est repris partout ; il apparaîtra dans {outil} après une reconnexion.", false},
        {"Password reset link does not work",
         "I am an exchange student. The link to choose my password says it has expired. Could you send a new one, please?",
         "The link was older than 24 hours. A new one is on its way to your private address, and it works until tomorrow.", true},
        {"Vacataire sans accès à {cours}",
         "Je remplace {prof} en {cours} à partir de demain et je n’ai pas encore de compte.",
         "Compte de vacataire ouvert jusqu’à la fin du semestre, avec l’accès à {cours}. Le lien est parti.", false},
        {NULL, NULL, NULL, false}};
static const char *const account_reply[] = {
        "Bonjour {prenom}, je vois votre compte. Je vous appelle pour vérifier qui vous êtes, cela prend une minute.",
        "Bonjour {prenom}, passez à l’accueil informatique du bâtiment A avec votre carte, ou rappelez au 01 99 00 50 50.",
        "Bonjour {prenom}, votre accès se rétablit dans les dix minutes ; je vous confirme dès que c’est fait.", NULL};
static const char *const account_question[] = {
        "Pouvez-vous me donner votre numéro, et l’heure du dernier essai ?",
        "Avez-vous encore un appareil resté connecté, un ordinateur par exemple ?",
        NULL};
static const char *const account_answer[] = {
        "Mon numéro est le {code}, dernier essai à {avant}.",
        "Oui, ma tablette affiche encore mes messages.",
        NULL};
static const char *const account_note[] = {
        "Identité vérifiée au téléphone, trois questions.",
        "Carte vue à l’accueil, rien d’anormal.",
        NULL};

/* ---- own equipment -------------------------------------------------------------------------------------------------- */

static const struct demo_ask device_ask[] = {
        {"{outil} ne démarre pas pour l’examen",
         "L’application d’examen se ferme aussitôt sur mon ordinateur portable. J’ai {n} minutes avant l’épreuve de {cours}.",
         "Ordinateur prêté pour quinze jours, étiquette {code}. L’épreuve a pu commencer à l’heure.", false},
        {"Page blanche dans le navigateur",
         "Depuis la mise à jour, {outil} n’affiche rien avec mon navigateur. Mes voisins n’ont pas le problème.",
         "Le bloqueur de publicités empêchait l’affichage ; il est désactivé pour le site des examens.", false},
        {"Emprunter un ordinateur pour l’épreuve",
         "Le mien ne tient plus la charge. Est-il possible d’en emprunter un aujourd’hui avant {heure} ?",
         "Ordinateur {code} remis à l’accueil du bâtiment A, à rendre dans quinze jours.", false},
        {"Vidéoprojecteur muet en salle {salle}",
         "L’image passe, le son non. J’ai essayé les deux câbles.",
         "Sortie audio réglée sur le vidéoprojecteur et câble remplacé en salle {salle}.", false},
        {"Poste {code} très lent",
         "Le poste de la salle {salle} met dix minutes à ouvrir une session. {n} étudiants composent dans cette salle demain.",
         "Disque remplacé, le poste ouvre une session en moins d’une minute. Les autres postes de la salle ont été vérifiés.", false},
        {"Caméra refusée par le site",
         "Le test demande la caméra et mon navigateur la bloque. Je ne trouve pas où l’autoriser.",
         "Caméra autorisée dans les réglages du site. Pensez à fermer les autres applications qui l’utilisent.", false},
        {NULL, NULL, NULL, false}};
static const char *const device_reply[] = {
        "Bonjour {prenom}, un ordinateur de prêt vous attend à l’accueil du bâtiment A. Je regarde le vôtre ensuite.",
        "Bonjour {prenom}, fermez les autres fenêtres et essayez avec l’autre navigateur ; je reste en ligne.",
        "Bonjour {prenom}, je passe en salle {salle} avant {heure}.", NULL};
static const char *const device_question[] = {
        "Quelle version du système et du navigateur, s’il vous plaît ? Une capture de la page « À propos » suffit.",
        "Jusqu’à quelle heure êtes-vous sur place ?",
        NULL};
static const char *const device_answer[] = {
        "Tout est à jour d’hier soir. Capture jointe.",
        "Je suis en salle {salle} jusqu’à {heure}.",
        NULL};
static const char *const device_note[] = {
        "Vu sur place, étiquette {code}.",
        "Même modèle que dans trois demandes de la semaine.",
        NULL};

/* ---- network ----------------------------------------------------------------------------------------------------------- */

static const struct demo_ask wifi_ask[] = {
        {"Pas de wifi en salle {salle}",
         "Aucun réseau n’apparaît en salle {salle} depuis {avant}. Nous composons dans une heure.",
         "Borne redémarrée et canal changé. La salle {salle} est de nouveau couverte, mesure faite sur place.", false},
        {"eduroam se déconnecte sans cesse",
         "Toutes les cinq minutes, eduroam me redemande de m’identifier. J’ai supprimé puis recréé la connexion.",
         "Profil eduroam réinstallé avec l’assistant du site. Le certificat du mois dernier restait en mémoire.", false},
        {"Prise réseau {code} morte",
         "La prise {code} de la salle {salle} ne donne plus rien. Le poste de l’enseignant y est branché.",
         "Prise rebrassée dans le local technique, débit normal.", false},
        {"Accès à distance impossible depuis l’étranger",
         "Je suis en mobilité et l’accès à distance est refusé. J’ai besoin des bases documentaires pour {cours}.",
         "Compte ajouté au groupe de l’accès à distance. Déconnectez-vous puis reconnectez-vous.", false},
        {"Wifi saturé à la bibliothèque",
         "Entre 12 h et 14 h plus rien ne passe au premier étage. Il y a au moins {n} personnes.",
         "Une seconde borne est posée au premier étage, et les mises à jour des postes sont passées à la nuit.", false},
        {NULL, NULL, NULL, false}};
static const char *const wifi_reply[] = {
        "Bonjour {prenom}, je vois la borne de la salle {salle} dans notre surveillance, elle redémarre.",
        "Bonjour {prenom}, nous regardons. En attendant, le réseau « rives-examens » est ouvert dans ce bâtiment.", NULL};
static const char *const wifi_question[] = {
        "Sur quel appareil, et l’icône affiche-t-elle un cadenas ou un point d’exclamation ?",
        "D’autres personnes près de vous ont-elles la même chose ?",
        NULL};
static const char *const wifi_answer[] = {
        "Un point d’exclamation. C’est un téléphone Android.",
        "Oui, au moins trois autour de moi.",
        NULL};
static const char *const wifi_note[] = {
        "Borne en boucle depuis la mise à jour de nuit, deux autres à surveiller.",
        "Commutateur du local {salle} à 90 % de charge.",
        NULL};

/* ---- slow servers ---------------------------------------------------------------------------------------------------------- */

static const struct demo_ask slow_ask[] = {
        {"Plateforme très lente ce matin",
         "Chaque page de {outil} met plus de trente secondes. L’épreuve de {cours} est à {heure}.",
         "Un second serveur a été mis en route à {avant}. Les temps de réponse sont redevenus normaux.", false},
        {"Erreur 504 à l’ouverture de {cours}",
         "Une fois sur deux, j’obtiens « passerelle expirée » en ouvrant le cours.",
         "Un des deux serveurs ne répondait plus ; il est sorti de la répartition. Plus d’erreur depuis {avant}.", false},
        {"Vidéos qui s’arrêtent toutes les minutes",
         "Les capsules de {cours} ne se lisent plus. Chez moi comme au campus.",
         "Le cache des vidéos était plein, il est vidé. Merci de nous redire si cela recommence.", false},
        {"Recherche de la bibliothèque en panne",
         "Le catalogue répond « service indisponible » depuis {avant}.",
         "L’index du catalogue a été reconstruit, la recherche répond de nouveau.", false},
        {NULL, NULL, NULL, false}};
static const char *const slow_reply[] = {
        "Bonjour {prenom}, nous voyons la même lenteur dans nos mesures. L’équipe y travaille, prochaine nouvelle avant {heure}.",
        "Bonjour {prenom}, merci du signalement : il nous aide à situer l’heure du début.", NULL};
static const char *const slow_question[] = {
        "Pouvez-vous me donner l’heure exacte du dernier essai et l’adresse de la page ?",
        NULL};
static const char *const slow_answer[] = {
        "C’était à {avant}, sur la page d’accueil du cours {cours}.",
        NULL};
static const char *const slow_note[] = {
        "Charge à 38 sur web-2, rien d’anormal sur web-1.",
        "À rapprocher des autres demandes de {avant}.",
        NULL};

/* ---- everything else ----------------------------------------------------------------------------------------------------------- */

static const struct demo_ask other_ask[] = {
        {"Installer {outil} en salle {salle}",
         "Il nous faut {outil} sur les {n} postes de la salle {salle} pour les travaux pratiques de {cours}.",
         "Installé sur tous les postes de la salle {salle}, essai fait sur deux d’entre eux.", false},
        {"Imprimante de l’étage : bac vide",
         "Plus de papier ni de toner à l’imprimante {code}. Les sujets doivent être tirés avant {heure}.",
         "Papier et toner remplacés, impression d’essai bonne.", false},
        {"Licence étudiante de {outil}",
         "Comment obtenir la licence de {outil} dont parle {prof} ? Je ne trouve pas la page.",
         "La licence s’obtient depuis « Mes logiciels » avec votre compte de l’université ; le lien de l’article est corrigé.", false},
        {"Fichier effacé par erreur",
         "J’ai supprimé le dossier de {cours} sur l’espace partagé. Peut-on le retrouver ? C’était hier vers {avant}.",
         "Dossier retrouvé dans la sauvegarde de la nuit et remis en place.", false},
        {"Message suspect reçu",
         "J’ai reçu un message qui me demande de confirmer mon compte avant ce soir. Est-ce bien vous ?",
         "C’était un hameçonnage : adresse bloquée, vous n’avez rien à faire de plus. Merci de l’avoir signalé.", false},
        {"Second écran pour le bureau {salle}",
         "Est-il possible d’avoir un second écran pour corriger les copies ? Bureau {salle}.",
         "Écran livré et branché, étiquette {code}.", false},
        {"Où poser ma question ?",
         "Je ne sais pas à qui m’adresser : mon emploi du temps de {cours} affiche deux salles différentes pour demain.",
         "La bonne salle est {salle}. L’horaire est corrigé pour tout le groupe.", false},
        {NULL, NULL, NULL, false}};
static const char *const other_reply[] = {
        "Bonjour {prenom}, merci pour votre message, je m’en occupe.",
        "Bonjour {prenom}, bien reçu. Je regarde et je vous réponds avant {heure}.",
        "Bonjour {prenom}, vous avez bien fait de nous écrire.", NULL};
static const char *const other_question[] = {
        "Pour quand en avez-vous besoin, au plus tard ?",
        NULL};
static const char *const other_answer[] = {
        "Avant {heure} si possible, sinon demain matin.",
        NULL};
static const char *const other_note[] = {
        "Vu avec {prof}.",
        "Procédure du parc suivie.",
        NULL};

#define WORDS(x) x##_ask, x##_reply, x##_question, x##_answer, x##_note
const struct demo_topic demo_topics[] = {
        {33, "examens", true, 2, WORDS(config)}, {22, "depot", false, 2, WORDS(depot)},
        {14, "examens", false, 1, WORDS(attempt)}, {9, "zoom", true, 2, WORDS(class)},
        {30, "compte", false, 2, WORDS(account)}, {21, "materiel", false, 2, WORDS(device)},
        {20, "wifi", false, 2, WORDS(wifi)},      {14, "pannes", false, 1, WORDS(slow)},
        {20, "logiciel", true, 3, WORDS(other)},  {8, "aide", false, 3, WORDS(other)},
        {0, NULL, false, 0, NULL, NULL, NULL, NULL, NULL}};
