/* F1: one message as it goes on the wire: plain text in UTF-8, one recipient, marked as written by a machine.
 * Whatever a subject or a name holds, it stays one header. */
#ifndef GUICHET_MAIL_LETTER_H
#define GUICHET_MAIL_LETTER_H

#include "base/buf.h"

struct letter {
        const char *from, *from_name; /* name "" or NULL: none */
        const char *to, *to_name;
        const char *subject, *text;
        const char *message_id;       /* of letter_id(), without < > */
        const char *thread;           /* NULL, or the same for all messages about one thing: letters of one conversation */
        int64_t at;
};
enum { LETTER_BYTES = 256 << 10 };

/* An address that one may write to: ASCII, one @, a local part of the usual letters, a domain of labels. */
bool letter_address_ok(const char *s);
/* A new identifier, random, behind the sender's domain. */
const char *letter_id(struct arena *a, const char *from);
/* ST_INVALID: an address or an identifier that could not stand in a header; ST_TOO_LARGE. */
enum status letter_write(const struct letter *l, struct buf *out) CHECKED;

#endif
