/* From text to words to stems.
 *
 * A word is a run of letters and digits; a Chinese or Japanese character is a word of its own.
 * French elision goes (l'accès → accès) and what English leaves behind an apostrophe too.  Letters
 * are lowered and composed first, stemmed in French and in English, and folded last, because
 * Snowball needs the accents; the stem of the folded word is a form of its own, so that somebody
 * who types no accents meets exactly what others wrote with them.  Words with a digit are codes
 * and stay whole. */
#include <libstemmer.h>

#include "base/assert.h"
#include "base/text.h"
#include "db/words.h"

#define WORD_BYTES 60 /* longer words are cut; PostgreSQL takes 2046 a lexeme */

struct words {
        struct sb_stemmer *french, *english;
        struct arena *arena;
        size_t since_reset;
        char text[WORD_BYTES + 5]; /* the word being read: lower case, composed, with accents */
        size_t n, letters, from;
        uint32_t last; /* last code point, for composing */
        size_t last_n;
        bool digit, foreign, after_apostrophe;
};

struct words *words_new(void)
{
        struct words *w = calloc(1, sizeof(*w));

        if (!w)
                out_of_memory();
        w->french = sb_stemmer_new("french", NULL);
        w->english = sb_stemmer_new("english", NULL);
        if (!w->french || !w->english)
                out_of_memory();
        w->arena = arena_new(8u << 20);
        return w;
}

void words_free(struct words *w)
{
        if (!w)
                return;
        sb_stemmer_delete(w->french);
        sb_stemmer_delete(w->english);
        arena_free(&w->arena);
        free(w);
}

/* ---- characters ---- */

static bool between(uint32_t cp, uint32_t low, uint32_t high)
{
        return cp >= low && cp <= high;
}

static bool ideograph(uint32_t cp)
{
        return between(cp, 0x3040, 0x30fa) || between(cp, 0x3400, 0x4dbf) || between(cp, 0x4e00, 0x9fff) ||
               between(cp, 0xf900, 0xfaff) || between(cp, 0x20000, 0x2ffff);
}

static bool ascii_digit(uint32_t cp)
{
        return between(cp, '0', '9');
}

static bool in_word(uint32_t cp)
{
        if (cp < 0x80)
                return ascii_digit(cp) || between(cp | 0x20, 'a', 'z');
        if (cp < 0x250)
                return cp == 0xaa || cp == 0xb5 || cp == 0xba || (cp >= 0xc0 && cp != 0xd7 && cp != 0xf7);
        if (cp < 0x2000)
                return between(cp, 0x250, 0x2af) || (cp >= 0x300 && cp != 0x37e && cp != 0x387);
        if (cp < 0x10000)
                return between(cp, 0x2c00, 0x2dff) || between(cp, 0xa000, 0xd7ff) ||
                       between(cp, 0xfb00, 0xfdfb) || between(cp, 0xfe70, 0xfefc) ||
                       between(cp, 0xff10, 0xff19) || between(cp, 0xff21, 0xff3a) ||
                       between(cp, 0xff41, 0xff5a) || between(cp, 0xff66, 0xffdc) || ideograph(cp);
        return ideograph(cp) || between(cp, 0x10000, 0x1cfff) || between(cp, 0x1d400, 0x1d7ff);
}

static uint32_t lower(uint32_t cp)
{
        if (between(cp, 'A', 'Z') || (between(cp, 0xc0, 0xde) && cp != 0xd7))
                return cp + 0x20;
        if (cp < 0x100)
                return cp;
        if (between(cp, 0x139, 0x148) || between(cp, 0x179, 0x17e))
                return cp + (cp & 1);
        if (cp == 0x130 || cp == 0x131)
                return 'i';
        if (cp == 0x178)
                return 0xff;
        if (between(cp, 0x100, 0x177) || between(cp, 0x1e00, 0x1eff))
                return cp | 1;
        if (between(cp, 0x391, 0x3a9) || between(cp, 0x410, 0x42f))
                return cp + 0x20;
        return between(cp, 0x400, 0x40f) ? cp + 0x50 : cp;
}

/* Letter and combining accent as one letter, or 0. Only what French, Spanish and German write. */
static uint32_t compose(uint32_t letter, uint32_t accent)
{
        static const struct {
                uint32_t accent;
                const char *letters;
                uint16_t made[7];
        } table[] = {
            {0x300, "aeiou", {0xe0, 0xe8, 0xec, 0xf2, 0xf9}},
            {0x301, "aeiouy", {0xe1, 0xe9, 0xed, 0xf3, 0xfa, 0xfd}},
            {0x302, "aeiou", {0xe2, 0xea, 0xee, 0xf4, 0xfb}},
            {0x303, "ano", {0xe3, 0xf1, 0xf5}},
            {0x308, "aeiouy", {0xe4, 0xeb, 0xef, 0xf6, 0xfc, 0xff}},
            {0x30a, "a", {0xe5}},
            {0x327, "c", {0xe7}},
        };

        for (size_t i = 0; i < ARRAY_LEN(table); i++) {
                const char *at = letter && letter < 0x80 ? strchr(table[i].letters, (int)letter) : NULL;
                if (table[i].accent == accent && at)
                        return table[i].made[at - table[i].letters];
        }
        return 0;
}

/* ---- one word ---- */

static struct word_form folded(struct words *w, const char *s, size_t n)
{
        bool ascii = true;
        char *copy;

        for (size_t i = 0; i < n; i++)
                ascii &= (unsigned char)s[i] < 0x80;
        copy = arena_strn(w->arena, s, n);
        if (!ascii)
                copy = text_fold(w->arena, copy);
        return (struct word_form){copy, strlen(copy)};
}

/* Where the form stands; 0 for none. */
static int add_form(struct word *word, struct word_form f)
{
        if (!f.n)
                return 0;
        for (int i = 0; i < word->forms; i++)
                if (word->form[i].n == f.n && !memcmp(word->form[i].p, f.p, f.n))
                        return i;
        word->form[word->forms] = f;
        return word->forms++;
}

static int add_stem(struct words *w, struct word *word, struct sb_stemmer *stemmer, const char *s, size_t n)
{
        const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)s, (int)n);

        if (!stem)
                out_of_memory();
        return add_form(word, folded(w, (const char *)stem, (size_t)sb_stemmer_length(stemmer)));
}

static void word_reset(struct words *w)
{
        w->n = w->letters = w->last_n = 0;
        w->last = 0;
        w->digit = w->foreign = false;
}

/* The word read so far ends at byte `to`. */
static int word_end(struct words *w, size_t to, bool with_whole, int (*fn)(void *, const struct word *),
                    void *arg)
{
        struct word word = {.from = w->from, .to = to, .letters = w->letters};
        bool leftover = w->after_apostrophe && w->n == 1 && strchr("stdm", w->text[0]);

        w->after_apostrophe = false;
        if (!w->n || leftover) {
                word_reset(w);
                return 0;
        }
        if (++w->since_reset > 500) {
                arena_reset(w->arena);
                w->since_reset = 0;
        }
        struct word_form whole = folded(w, w->text, w->n);
        word.whole = whole.p;
        if (w->digit || w->foreign || w->letters < 3) {
                add_form(&word, whole);
        } else {
                add_stem(w, &word, w->french, w->text, w->n);
                word.english = add_stem(w, &word, w->english, w->text, w->n);
                if (whole.n != w->n || memcmp(whole.p, w->text, w->n))
                        add_stem(w, &word, w->french, whole.p, whole.n);
                if (with_whole)
                        add_form(&word, whole);
        }
        word_reset(w);
        return word.forms ? fn(arg, &word) : 0;
}

static void word_add(struct words *w, uint32_t cp, size_t at)
{
        bool first = !w->n;

        if (between(cp, 0x300, 0x36f)) {
                uint32_t made = compose(w->last, cp);
                if (!made)
                        return;
                w->n -= w->last_n;
                w->letters--;
                cp = made;
        }
        if (first)
                w->from = at;
        cp = lower(cp);
        w->digit |= ascii_digit(cp);
        w->foreign |= cp > 0x24f;
        if (w->n >= WORD_BYTES)
                return;
        w->last = cp;
        w->last_n = utf8_put(w->text + w->n, cp);
        w->n += w->last_n;
        w->letters++;
}

/* l' d' qu' …: what is read so far is an article that goes. */
static bool elided(const struct words *w)
{
        static const char *const list[] = {"l", "d", "qu",    "j",      "n",      "s",     "m",
                                           "t", "c", "jusqu", "lorsqu", "puisqu", "quoiqu"};

        for (size_t i = 0; i < ARRAY_LEN(list); i++)
                if (strlen(list[i]) == w->n && !memcmp(list[i], w->text, w->n))
                        return true;
        return false;
}

static bool apostrophe(uint32_t cp)
{
        return cp == '\'' || cp == 0x2019 || cp == 0x2bc || cp == 0x2018;
}

int words_each(struct words *w, const char *text, size_t n, bool whole,
               int (*fn)(void *arg, const struct word *word), void *arg)
{
        size_t len;
        int rc = 0;

        word_reset(w);
        w->after_apostrophe = false;
        for (size_t i = 0; i < n && !rc; i += len) {
                uint32_t cp = utf8_next(text + i, n - i, &len);
                if (cp == 0xad)
                        continue; /* soft hyphen: inside a word */
                if (in_word(cp) && !ideograph(cp)) {
                        word_add(w, cp, i);
                        continue;
                }
                bool letters = w->n > 0;
                if (apostrophe(cp) && elided(w))
                        word_reset(w);
                rc = word_end(w, i, whole, fn, arg);
                w->after_apostrophe = apostrophe(cp) && letters;
                if (ideograph(cp) && !rc) {
                        word_add(w, cp, i);
                        rc = word_end(w, i + len, whole, fn, arg);
                }
        }
        if (!rc)
                rc = word_end(w, n, whole, fn, arg);
        arena_reset(w->arena);
        w->since_reset = 0;
        return rc;
}
