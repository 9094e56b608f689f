/* What Guichet writes to people.  Each kind of letter has a text in French and one in English, shipped here and
 * changed by administrators; words in braces stand for what it tells of, and are checked when a text is kept.  A
 * letter is plain text in its reader's language, and names nothing that its reader may not see. */
#ifndef GUICHET_DESK_TICKET_LETTERS_H
#define GUICHET_DESK_TICKET_LETTERS_H

#include "app/outbox.h"
#include "desk/ticket/ticket.h"

enum letter_kind { LETTER_RECEIVED, LETTER_ANSWERED, LETTER_RESOLVED, LETTER_INVITED, LETTER_LINK, LETTER_ASSIGNED, LETTER_NOTICE, LETTER_PASSWORD, LETTER_KINDS };
enum { LETTER_SUBJECT_MAX = 200, LETTER_TEXT_MAX = 5000 };

/* ---- texts (letter_texts.c) ---- */

struct letter_text {
        const char *subject, *body;
        bool own;                 /* differs from what is shipped */
};
const char *letter_word(int kind);                  /* "received"… */
int letter_of(const char *word);                    /* −1: none */
const char *letter_title(struct ctx *c, int kind);  /* « Demande reçue » */
const char *letter_when(struct ctx *c, int kind);   /* when it is sent */
struct letter_text letter_shipped(int kind, enum lang lang);
/* The text that holds. */
enum status letter_text(struct ctx *c, int kind, enum lang lang, struct letter_text *out) CHECKED;
/* Keeps a text, or gives back the shipped one (NULL).  ST_INVALID with errors on "subject_fr", "body_en"…: empty, too
 * long, a word in braces that this letter does not know, or a link that is missing where the letter is for it. */
enum status letter_text_put(struct ctx *c, int kind, enum lang lang, const struct letter_text *t) CHECKED;
/* Inside DB_TX: the shipped texts become the house's own, to be changed. */
enum status letter_texts_adopt(struct ctx *c) CHECKED;
/* « {nom} {objet} … » that may stand in it. */
const char *letter_words(struct ctx *c, int kind, enum lang lang);

/* What the words in braces become. */
struct letter_values {
        const char *name, *number, *subject, *link, *what;
};
const struct letter_values *letter_sample(struct ctx *c);
/* *out in the context's arena, with the values put in. */
void letter_fill(struct ctx *c, const struct letter_text *t, const struct letter_values *v, struct letter_text *out);

/* ---- writing them (letters.c) ---- */

/* Inside DB_TX, when letters are written at all: to a person, or to nobody when no address is known. */
enum status letter_to_person(struct ctx *c, int64_t person_id, int kind, int64_t ticket_id, struct letter_values *v) CHECKED;
/* Inside DB_TX: the link of somebody without account.  Only where site.url says what links begin with; *told says
 * whether it was written. */
enum status letter_link(struct ctx *c, const struct ticket *t, int64_t person_id, const char *secret, bool *told) CHECKED;

extern const struct slice slice_letter_texts, slice_letters;

#endif
