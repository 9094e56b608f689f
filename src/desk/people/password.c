/* What a password may be (NIST SP 800-63B): long enough, not made of what everybody knows of its owner, not
 * one of those that guessing begins with; no rule about kinds of characters, no end of validity.  The list is
 * our own and short on purpose: below a dozen characters these are what is tried within the ten tries that
 * the throttle leaves; folded, so that capitals and accents make no new word. */
#include "desk/people/own.h"

static const char *const common[] = {
        "00000000", "000000000", "0000000000", "01234567", "0123456789", "0987654321", "1029384756", "11111111", "111111111",
        "1111111111", "11223344", "1122334455", "112233445566", "12121212", "123123123", "1234554321", "12345678",
        "123456789", "1234567890", "12345678910", "123456789a", "12345678a", "1234qwer", "123654789", "123azerty", "123qweasd",
        "12qwaszx", "147258369", "159357456", "1a2b3c4d", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "1qaz2wsx3edc", "22222222",
        "31415926", "55555555", "66666666", "77777777", "87654321", "88888888", "987654321", "99999999", "a1b2c3d4", "a1z2e3r4",
        "aaaaaaaa", "abc12345", "abcd1234", "abcdefgh", "abcdefghi", "admin123", "admin1234", "administrateur",
        "administrator", "adminadmin", "alexandre", "amoureuse", "anthony1", "asdf1234", "asdfasdf", "asdfghjkl", "aurelie1",
        "azeazeaze", "azer1234", "azerazer", "azerqsdf", "azerty01", "azerty12", "azerty123", "azerty1234", "azerty31",
        "azerty75", "azertyui", "azertyuiop", "azertyuiop123", "barcelona", "barcelone", "baseball", "basketball", "batman123",
        "bienvenue", "bienvenue1", "bienvenue123", "bijou123", "bonjour1", "bonjour12", "bonjour123", "bordeaux", "bretagne",
        "camille1", "carottes", "catherine", "changeme", "changeme1", "changez-moi", "changezmoi", "charlotte", "chocolat",
        "chocolat1", "chocolate", "christian", "christine", "christophe", "clementine", "computer", "computer1", "coucou12",
        "coucou123", "dauphine", "default1", "dominique", "doudou12", "doudou123", "dragon12", "dragon123", "elisabeth",
        "emmanuel", "etudiant", "etudiant1", "etudiante", "facebook", "florence", "fontaine", "football", "football1",
        "francais", "francois", "frederic", "gabriel1", "geronimo", "grenoble", "guichet1", "guichet12", "guichet123",
        "guillaume", "hello123", "hellohello", "helloworld", "iloveyou", "iloveyou1", "internet", "invite123", "isabelle",
        "jacqueline", "jennifer", "jesuisla", "jetaime1", "jetaime123", "johnson1", "jonathan", "juventus", "karategi",
        "laurence", "letmein1", "letmein123", "lolololo", "loulou12", "loulou123", "lovelove", "maman123", "margaret", "marseille",
        "marseille13", "martinique", "mathilde", "maxime123", "merlin123", "michelle", "minecraft", "minouche", "monamour",
        "monkey123", "montagne", "mot de passe", "motdepasse", "motdepasse1", "motdepasse123", "mustang1", "nathalie", "nicolas1",
        "nintendo", "nounours", "ordinateur", "papamaman", "parissg75", "pass1234", "passe123", "passw0rd", "passw0rd1",
        "password", "password!", "password1", "password1!", "password12", "password123", "password1234", "patricia", "pauline1",
        "philippe", "pokemon1", "portugal", "princess", "princess1", "princesse", "printemps", "professeur", "provence",
        "qsdfghjklm", "qwer1234", "qwerty12", "qwerty123", "qwerty1234", "qwertyui", "qwertyuiop", "raphael1", "richard1",
        "royaltie", "samantha", "sandrine", "scolarite", "sebastien", "secret12", "secret123", "secretaire", "service1",
        "seventeen", "shadow123", "snoopy12", "soleil12", "soleil123", "spiderman", "starwars", "stephane", "stephanie",
        "strasbourg", "sunshine", "sunshine1", "superman", "superman1", "support1", "sysadmin", "temporaire", "test1234",
        "testtest", "tinkerbell", "toulouse", "toulouse31", "trustno1", "universite", "universite1", "university", "user1234",
        "vacances", "valentin", "valerie1", "veronique", "victoria", "vincent1", "voiture1", "wasdwasd", "welcome1",
        "welcome12", "welcome123", "whatever", "windows10", "winston1", "wxcvbn123", "wxcvbn,;:!", "yamaha12", "zaq12wsx",
        "zinedine", "zxcvbnm1", "zxcvbnm123"};

bool password_common(struct arena *a, const char *password)
{
        const char *fold = text_fold(a, password);

        for (size_t i = 0; i < ARRAY_LEN(common); i++)
                if (str_eq(fold, common[i]))
                        return true;
        return false;
}

/* Folded, letters and digits only: "Inès Caron" and "ines.caron" are one. */
static const char *bare(struct arena *a, const char *text)
{
        char *s = text_fold(a, text ? text : "");
        size_t n = 0;

        for (const char *p = s; *p; p++)
                if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || (unsigned char)*p >= 0x80)
                        s[n++] = *p;
        s[n] = '\0';
        return s;
}

/* The word alone, or followed by some digits: "inescaron", "inescaron2026". */
static bool is_of(const char *password, const char *word)
{
        size_t n = strlen(word);

        if (n < 3 || strncmp(password, word, n) != 0)
                return false;
        return strspn(password + n, "0123456789") == strlen(password + n);
}

static bool about_owner(struct ctx *c, const char *password, const struct password_owner *who)
{
        const char *s = bare(c->arena, password), *mail = who->mail ? who->mail : "";

        return is_of(s, bare(c->arena, who->login)) || is_of(s, bare(c->arena, who->name)) || is_of(s, bare(c->arena, mail)) ||
               is_of(s, bare(c->arena, arena_strn(c->arena, mail, strcspn(mail, "@"))));
}

enum status password_fit(struct ctx *c, const char *field, const char *password, const struct password_owner *who)
{
        int message = 0;
        bool by_command = c->actor && c->actor->system && !c->req; /* whoever sets it there answers for it; the first run is a page */

        if (utf8_count(password) < PASSWORD_MIN || text_blank(password)) /* eight blanks are what an empty field looks like */
                message = MSG_people_error_password_short;
        else if (strlen(password) > PASSWORD_MAX_BYTES || !utf8_valid(password, strlen(password)))
                message = MSG_people_error_password_long;
        else if (str_eq(text_fold(c->arena, password), who->login) || (!by_command && about_owner(c, password, who)))
                message = MSG_people_error_password_login;
        else if (!by_command && password_common(c->arena, password))
                message = MSG_people_error_password_common;
        if (!message)
                return ST_OK;
        form_error(c, field, message);
        return ST_INVALID;
}
