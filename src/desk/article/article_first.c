/* The pages a site must have, made once: legal notice, personal data, contact, accessibility.  Afterwards they
 * are the site's own; one that was retired or changed is never made again, because its address is taken. */
#include "desk/article/article_own.h"

static const struct {
        const char *slug, *title_fr, *title_en, *body_fr, *body_en;
} first[] = {
        {"accessibilite", "Déclaration d’accessibilité", "Accessibility statement",
         "{institution} s’engage à rendre ce guichet utilisable par tout le monde, conformément au RGAA 4.1 et aux WCAG 2.2, niveau AA.\n\n"
         "## État de conformité\n\n"
         "Ce guichet est **partiellement conforme**. Des contrôles automatiques sont passés sur chaque page, dans les deux thèmes et les"
         " deux langues ; ils ne remplacent pas un audit complet par des personnes, qui reste à faire.\n\n"
         "## Ce qui est prévu\n\n"
         "- demander, suivre et répondre au clavier seul, avec un lecteur d’écran et sans JavaScript ;\n"
         "- un thème clair et un thème sombre, aux contrastes vérifiés ;\n"
         "- des raccourcis d’une touche que chacun peut désactiver dans [Mes préférences](/me/accessibility) ;\n"
         "- aucune information donnée par la couleur seule.\n\n"
         "## Signaler une difficulté\n\n"
         "Si quelque chose vous empêche d’utiliser ce guichet, dites-le-nous : {phone}, {hours}, ou par une [demande](/services)."
         " Nous vous proposons aussi une autre manière de faire votre démarche.\n\n"
         "## Voie de recours\n\n"
         "Si notre réponse ne vous convient pas, vous pouvez saisir l’organisme chargé de l’égalité d’accès de votre pays"
         " (en France, le Défenseur des droits).\n",
         "{institution} is committed to making this desk usable by everybody, following RGAA 4.1 and WCAG 2.2, level AA.\n\n"
         "## Conformance status\n\n"
         "This desk is **partially conformant**. Automatic checks run on every page, in both themes and both languages; they do not"
         " replace a complete audit by people, which is still to be done.\n\n"
         "## What it provides\n\n"
         "- asking, following and answering with the keyboard alone, with a screen reader and without JavaScript;\n"
         "- a light and a dark theme whose contrast is checked;\n"
         "- single-key shortcuts that anybody can turn off in [My preferences](/me/accessibility);\n"
         "- no information given by colour alone.\n\n"
         "## Report a difficulty\n\n"
         "If something keeps you from using this desk, tell us: {phone}, {hours}, or by a [request](/services)."
         " We will also offer you another way to do what you came for.\n\n"
         "## If our answer does not suit you\n\n"
         "You may turn to the body in charge of equal access in your country (in France, the Défenseur des droits).\n"},
        {"donnees-personnelles", "Données personnelles", "Personal data",
         "Ce guichet garde ce qu’il faut pour répondre à vos demandes, et rien de plus.\n\n"
         "## Ce qui est gardé\n\n"
         "- votre nom, votre identifiant et les coordonnées que vous avez données ;\n"
         "- vos demandes, vos messages et les fichiers joints ;\n"
         "- qui a lu une demande et quand ; les journaux techniques ne contiennent pas le contenu des messages.\n\n"
         "## Qui le lit\n\n"
         "Les services chargés de votre demande. Une demande confidentielle n’est lue que par le groupe qui la traite.\n\n"
         "## Combien de temps\n\n"
         "Chaque service fixe une durée, comptée à partir de la clôture de la demande.\n\n"
         "## Vos droits\n\n"
         "Vous pouvez demander une copie de vos données, leur correction ou leur effacement : {phone}, ou par une [demande](/services)."
         " {institution} est responsable du traitement.\n",
         "This desk keeps what it needs to answer your requests, and nothing more.\n\n"
         "## What is kept\n\n"
         "- your name, your login and the contact details you gave;\n"
         "- your requests, your messages and the files attached;\n"
         "- who read a request and when; technical logs do not hold the content of messages.\n\n"
         "## Who reads it\n\n"
         "The services in charge of your request. A confidential request is read only by the group that handles it.\n\n"
         "## For how long\n\n"
         "Each service sets a duration, counted from the closing of the request.\n\n"
         "## Your rights\n\n"
         "You may ask for a copy of your data, a correction or an erasure: {phone}, or by a [request](/services)."
         " {institution} is the controller.\n"},
        {"mentions-legales", "Mentions légales", "Legal notice",
         "## Éditeur\n\n{institution}. L’administration du site complète ici l’adresse, la personne responsable de la publication et"
         " l’hébergement.\n\n"
         "## Logiciel\n\n"
         "Ce site utilise Guichet, un logiciel libre sous licence AGPL-3.0 ou ultérieure. Les polices et les icônes sont libres elles aussi.\n\n"
         "## Témoins de connexion\n\n"
         "Le site ne pose que les témoins (cookies) nécessaires : votre session, la langue, le thème et un message passager. Rien ne sert à"
         " suivre votre navigation.\n",
         "## Publisher\n\n{institution}. The administration of the site completes here the address, the person in charge of publication and"
         " the hosting.\n\n"
         "## Software\n\n"
         "This site runs Guichet, free software under AGPL-3.0 or later. Fonts and icons are free too.\n\n"
         "## Cookies\n\n"
         "The site sets only the cookies it needs: your session, the language, the theme and a passing message. None follows what you read.\n"},
        {"contact", "Nous joindre", "Contact us",
         "## Par téléphone\n\n{phone}, {hours}.\n\n"
         "## En ligne\n\n"
         "Choisissez un [service](/services) et décrivez votre besoin ; vous suivez ensuite la réponse dans [Mes demandes](/requests).\n",
         "## By phone\n\n{phone}, {hours}.\n\n"
         "## Online\n\n"
         "Choose a [service](/services) and describe what you need; you then follow the answer in [My requests](/requests).\n"},
};

DB_STMT(article_slug_taken, "SELECT COUNT(*) FROM article WHERE slug = :slug");
static const struct db_stmt *const first_stmts[] = {&article_slug_taken, NULL};

static enum status page_make(struct ctx *c, size_t i)
{
        static const char *const everyone[] = {"everyone"};
        const char *slug;
        int64_t taken = 0;
        struct article_draft d = {.slug = first[i].slug, .kind = "page", .fr = {first[i].title_fr, first[i].body_fr},
                                  .en = {first[i].title_en, first[i].body_en}, .audiences = everyone, .n_audiences = 1};
        enum status st = db_i64(c->db, &article_slug_taken, DB_ARGS(DB_T("slug", first[i].slug)), &taken);

        if (!st && !taken)
                st = article_save(c, NULL, &d, 0, &slug);
        return st || taken ? st : article_move(c, slug, ARTICLE_PUBLISHED, 0);
}

enum status article_first_contents(struct ctx *c)
{
        enum status st = ST_OK;

        DB_TX(tx, c->db);
        st = tx.st;
        for (size_t i = 0; !st && i < ARRAY_LEN(first); i++)
                st = page_make(c, i);
        return st ? st : db_commit(&tx);
}

const struct slice slice_article_first = {.name = "article_first", .stmts = first_stmts};
