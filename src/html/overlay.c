/* Tables of what a country and a house say differently, one for each configuration ever seen, found by a key that
 * spells the configuration out.  A table holds only the texts that differ, and for each message the place of its own
 * among them (0: as shipped), so that asking costs one look.  Readers need no lock: a table never changes. */
#include "html/overlay.h"

#include <pthread.h>

#include "base/text.h"
#include "html/catalogue.h"

enum { FORMS = 2, ARENA_BYTES = 8 << 20, TEXTS_MAX = 2000, TEXT_BYTES = 256 << 10 };

struct overlay {
        const struct overlay *older;
        struct arena *memory; /* of all of it, for as long as the program runs */
        const char *key;
        bool country, quebec;
        uint16_t *slot; /* of (message, language, form): place in text, 0 = as shipped */
        const char **text;
        uint16_t n;
};

static pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;
static const struct overlay *made; /* the newest first, under made_lock */
static _Thread_local const struct overlay *chosen;

void overlay_use(const struct overlay *o)
{
        chosen = o;
}

static size_t slot_at(enum lang lang, int id, int form)
{
        return ((size_t)id * LANG__MAX + lang) * FORMS + (size_t)form;
}

const char *overlay_text(enum lang lang, int id, int form)
{
        uint16_t at = chosen ? chosen->slot[slot_at(lang, id, form)] : 0;

        return at ? chosen->text[at] : NULL;
}

/* ---- words of a country ---------------------------------------------------------------------------------------- */

static const struct word {
        const char *shipped, *said;
        bool quebec; /* only there */
} words[] = {{"ouvré", "ouvrable", false}, {"ouvrés", "ouvrables", false}, {"ouvrée", "ouvrable", false},
             {"ouvrées", "ouvrables", false}, {"ticket", "billet", true}, {"tickets", "billets", true}};

static bool is_letter(uint32_t cp)
{
        if (cp < 0x80)
                return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || cp == '_';
        return (cp >= 0xC0 && cp <= 0x36F && cp != 0xD7 && cp != 0xF7) || (cp >= 0x1E00 && cp <= 0x1EFF);
}

/* Bytes of the word that begins at s; 0 when none does. */
static size_t word_length(const char *s)
{
        size_t n = 0, left = strlen(s), len;

        while (n < left && is_letter(utf8_next(s + n, left - n, &len)))
                n += len;
        return n;
}

/* The word in small letters, as far as the words above need it. */
static void lowered(const char *s, size_t n, char *out)
{
        for (size_t i = 0; i < n; i++) {
                unsigned char b = (unsigned char)s[i];
                bool accented = i && (unsigned char)s[i - 1] == 0xC3 && b >= 0x80 && b <= 0x9E;
                out[i] = (char)(accented || (b >= 'A' && b <= 'Z') ? b + 0x20 : b);
        }
        out[n] = '\0';
}

static const char *word_said(const struct overlay *o, const char *s, size_t n)
{
        char low[16];

        if (n >= sizeof low)
                return NULL;
        lowered(s, n, low);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (strcmp(words[i].shipped, low) == 0)
                        return words[i].quebec && !o->quebec ? NULL : words[i].said;
        return NULL;
}

static bool is_capital(char c)
{
        return c >= 'A' && c <= 'Z';
}

/* What is said is plain ASCII: it takes the capitals that the shipped word has, the first or all. */
static void put_as(struct buf *out, const char *said, const char *like)
{
        bool first = is_capital(like[0]), all = first && is_capital(like[1]);

        for (size_t i = 0; said[i]; i++)
                buf_char(out, all || (first && i == 0) ? (char)(said[i] - 0x20) : said[i]);
}

/* A piece of an address, of a setting's name or of a compound is no word of a sentence. */
static bool stands_alone(const char *text, const char *s, size_t n)
{
        if (s > text && strchr("./@-#:=", s[-1]))
                return false;
        return !(s[n] && strchr("./@=", s[n]) && is_letter((unsigned char)s[n + 1]));
}

/* How many bytes go out as they are: a {placeholder} whole, or one code point. */
static size_t kept_length(const char *s)
{
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        size_t len;

        if (end)
                return (size_t)(end + 1 - s);
        utf8_next(s, strlen(s), &len);
        return len;
}

static const char *said_in(struct arena *a, const struct overlay *o, const char *text)
{
        struct buf b;
        bool changed = false;

        if (!o->country)
                return text;
        buf_init(&b, a, TEXT_BYTES);
        for (const char *s = text; *s;) {
                size_t n = word_length(s);
                const char *said = n && stands_alone(text, s, n) ? word_said(o, s, n) : NULL;
                if (said)
                        put_as(&b, said, s);
                else
                        buf_add(&b, s, n ? n : kept_length(s));
                changed |= said != NULL;
                s += n ? n : kept_length(s);
        }
        return changed ? b.p : text;
}

const char *overlay_said(struct arena *a, const char *s)
{
        return chosen ? said_in(a, chosen, s) : s;
}

/* ---- labels ------------------------------------------------------------------------------------------------------ */

static const char *const shipped_label[OVERLAY__MAX][FORMS] = {[OVERLAY_TERM] = {"Trimestre", "Trimestres"},
                                                               [OVERLAY_DEPARTMENT] = {"Département", "Départements"},
                                                               [OVERLAY_STUDENT_NUMBER] = {"Numéro étudiant", "Numéros étudiants"},
                                                               [OVERLAY_ROOM] = {"Salle", "Salles"}};

static const char *trimmed(struct arena *a, const char *s, size_t n)
{
        while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
                n--;
        while (n && (*s == ' ' || *s == '\t')) {
                s++;
                n--;
        }
        return arena_strn(a, s, n);
}

/* One form of a label; NULL when the house has none of its own. */
static const char *label_form(struct arena *a, const char *label, int form)
{
        if (!label || utf8_count(label) > OVERLAY_LETTERS)
                return NULL;
        size_t one = strcspn(label, "/");
        const char *singular = trimmed(a, label, one), *plural = label[one] ? trimmed(a, label + one + 1, strlen(label + one + 1)) : "";
        if (!*singular)
                return NULL;
        if (form == 0)
                return singular;
        if (*plural)
                return plural;
        return strchr("sxz", singular[strlen(singular) - 1]) ? singular : arena_fmt(a, "%ss", singular);
}

/* What the house calls this message, when the message is a label (its French text says so, for both languages). */
static const char *label_said(struct arena *a, const struct overlay_words *w, enum lang lang, int id)
{
        const char *french = catalogue[id].text[LANG_FR][0];

        if (catalogue[id].text[LANG_FR][1])
                return NULL;
        for (int i = 0; i < OVERLAY__MAX; i++)
                for (int form = 0; form < FORMS; form++)
                        if (strcmp(french, shipped_label[i][form]) == 0)
                                return label_form(a, w->label[i][lang], form);
        return NULL;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static void fill_message(struct arena *a, struct arena *scratch, struct overlay *o, const struct overlay_words *w, enum lang lang, int id)
{
        const char *label = label_said(scratch, w, lang, id);

        for (int form = 0; form < FORMS; form++) {
                const char *shipped = catalogue[id].text[lang][form];
                const char *said = shipped && lang == LANG_FR ? said_in(scratch, o, shipped) : shipped;
                if (form == 0 && label)
                        said = label;
                if (!shipped || said == shipped || o->n + 1 == TEXTS_MAX)
                        continue;
                o->text[++o->n] = arena_str(a, said);
                o->slot[slot_at(lang, id, form)] = o->n;
        }
}

/* A form that a message has not is said as its first one, as in message.c. */
static void fill_missing_form(struct overlay *o, enum lang lang, int id)
{
        if (!catalogue[id].text[lang][1])
                o->slot[slot_at(lang, id, 1)] = o->slot[slot_at(lang, id, 0)];
}

static const struct overlay *overlay_new(const struct overlay_words *w, const char *key, const struct overlay *older)
{
        struct arena *a = arena_new(ARENA_BYTES), *scratch = arena_new(ARENA_BYTES);
        struct overlay *o = ARENA_NEW(a, struct overlay);

        o->older = older;
        o->memory = a;
        o->key = arena_str(a, key);
        o->quebec = str_eq(w->country, "qc");
        o->country = o->quebec || str_eq(w->country, "be");
        o->slot = ARENA_ARRAY(a, n_catalogue * LANG__MAX * FORMS, uint16_t);
        o->text = ARENA_ARRAY(a, TEXTS_MAX, const char *);
        for (int id = 0; id < (int)n_catalogue; id++)
                for (int lang = 0; lang < LANG__MAX; lang++) {
                        fill_message(a, scratch, o, w, (enum lang)lang, id);
                        fill_missing_form(o, (enum lang)lang, id);
                        arena_reset(scratch);
                }
        arena_free(&scratch);
        return o;
}

/* What the words come to, spelt out; "" when all is as shipped. */
static const char *key_of(struct arena *a, const struct overlay_words *w)
{
        bool any = str_eq(w->country, "be") || str_eq(w->country, "qc");
        struct buf b;

        buf_init(&b, a, 16u << 10);
        buf_fmt(&b, "%s", any ? w->country : "");
        for (int i = 0; i < OVERLAY__MAX; i++)
                for (int lang = 0; lang < LANG__MAX; lang++) {
                        const char *singular = label_form(a, w->label[i][lang], 0), *plural = label_form(a, w->label[i][lang], 1);
                        any |= singular != NULL;
                        buf_fmt(&b, "/%s/%s", singular ? singular : "", singular ? plural : "");
                }
        return any ? b.p : "";
}

const struct overlay *overlay_of(const struct overlay_words *w)
{
        struct arena *scratch = arena_new(64u << 10);
        const char *key = key_of(scratch, w);
        const struct overlay *o = NULL;

        if (*key) {
                pthread_mutex_lock(&made_lock);
                for (o = made; o && strcmp(o->key, key) != 0;)
                        o = o->older;
                if (!o)
                        made = o = overlay_new(w, key, made);
                pthread_mutex_unlock(&made_lock);
        }
        arena_free(&scratch);
        return o;
}
