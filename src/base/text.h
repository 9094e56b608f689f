/* Text as bytes of UTF-8.  Everything from outside passes utf8_valid() before it is kept. */
#ifndef GUICHET_BASE_TEXT_H
#define GUICHET_BASE_TEXT_H

#include "base/arena.h"

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, ≤ U+10FFFF) without NUL. */
bool utf8_valid(const char *s, size_t n);

/* Decodes one code point at s (n > 0 bytes left), stores its length in *len (≥ 1).
 * Malformed input gives 0xFFFD and length 1. */
uint32_t utf8_next(const char *s, size_t n, size_t *len);

/* Appends a code point to out (at least 4 bytes), returns its length. */
size_t utf8_put(char *out, uint32_t cp);

/* Number of code points. */
size_t utf8_count(const char *s);

/* A copy fit to be kept: malformed bytes and C0/C1 controls other than \n and \t dropped or
 * replaced, CR LF and CR made LF, zero-width and bidirectional control characters
 * (U+200B–U+200F, U+202A–U+202E, U+2060–U+2069, U+FEFF) removed, except U+200D between
 * emoji.  `one_line` also turns \n and \t into spaces and trims. */
char *text_clean(struct arena *a, const char *s, size_t n, bool one_line);

/* Lower case without accents, œ→oe, æ→ae, ß→ss, ’→', no-break spaces→space: what is compared,
 * sorted and searched.  Covers Latin, Greek and Cyrillic; other scripts pass unchanged. */
char *text_fold(struct arena *a, const char *s);

/* Only space, including Unicode spaces and zero-width characters. */
bool text_blank(const char *s);

/* First `max` code points, with an ellipsis when something was left out; cut at a space if near. */
char *text_short(struct arena *a, const char *s, size_t max);

/* ASCII digits only, as a non-negative number. False on overflow, sign, space, empty. */
bool text_i64(const char *s, int64_t *out);

/* Initials of a person's name for an avatar: "Inès Caron" → "IC". */
char *text_initials(struct arena *a, const char *name);

bool str_eq(const char *a, const char *b);        /* NULL equals only NULL */
bool str_starts(const char *s, const char *prefix);

#endif
