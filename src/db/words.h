/* Words of a text and the forms under which they are found; used by both engines' search.
 * One instance belongs to one thread at a time (Snowball's stemmers have state). */
#ifndef GUICHET_DB_WORDS_H
#define GUICHET_DB_WORDS_H

#include "base/arena.h"

#define WORD_FORMS 4

struct word {
        /* different forms, folded; the first is the French stem */
        struct word_form {
                const char *p;
                size_t n;
        } form[WORD_FORMS];
        int forms;
        int english;       /* which of them is the English stem; 0 where both are one */
        const char *whole; /* folded, not stemmed */
        size_t letters;    /* code points */
        size_t from, to;   /* where it stands in the text, in bytes */
};

struct words;
struct words *words_new(void);
void words_free(struct words *w);

/* fn for each word in order, until it gives something other than 0, which is returned.  `whole`
 * adds the unstemmed word to the forms: in documents and for prefixes.  Forms live until fn ends. */
int words_each(struct words *w, const char *text, size_t n, bool whole,
               int (*fn)(void *arg, const struct word *word), void *arg);

#endif
