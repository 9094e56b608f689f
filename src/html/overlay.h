/* The words of a country and of a house, over the catalogues: single words of the French texts (Belgium and Québec
 * say « ouvrable » for a business day, Québec « billet » for a ticket), and four labels that a house may name itself.
 *
 * A label replaces a message that consists wholly of it (« Trimestre », « Trimestres »), in both languages, and never a
 * word inside a sentence: articles and adjectives around it would no longer agree.  Tables are built once for
 * each configuration and kept till the process ends, because what msg() gave may still be shown. */
#ifndef GUICHET_HTML_OVERLAY_H
#define GUICHET_HTML_OVERLAY_H

#include "html/html.h"

enum overlay_label { OVERLAY_TERM, OVERLAY_DEPARTMENT, OVERLAY_STUDENT_NUMBER, OVERLAY_ROOM, OVERLAY__MAX };

enum { OVERLAY_LETTERS = 60 }; /* of a label; a longer one counts as none */

/* What a house asks for.  country: "be", "qc"; NULL or any other has the shipped words.  A label: NULL or blank = the
 * shipped one; "Local / Locaux" says singular and plural, without a stroke the plural takes an s unless it ends in s, x or z. */
struct overlay_words {
        const char *country;
        const char *label[OVERLAY__MAX][LANG__MAX];
};

struct overlay;

/* The table for these words: the same pointer for the same words, valid till the process ends; NULL when they
 * change nothing.  From any thread; copies what it keeps. */
const struct overlay *overlay_of(const struct overlay_words *words);

/* From here on this thread's messages are said with `o`; NULL: as shipped. */
void overlay_use(const struct overlay *o);

/* For message.c: what this thread says instead of the shipped text, or NULL. */
const char *overlay_text(enum lang lang, int id, int form);

/* A shipped French text that is no message (the default of a setting) with the words of this thread's country:
 * `s` itself when nothing changes, else in `a`.  {placeholders}, addresses and names with dots stay as they are. */
const char *overlay_said(struct arena *a, const char *s);

#endif
