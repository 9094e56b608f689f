/* Text of HTML source as it was meant: references decoded, bytes made valid UTF-8. */
#ifndef GUICHET_HTML_DECODE_H
#define GUICHET_HTML_DECODE_H

#include "base/buf.h"

/* Appends `n` source bytes decoded: character references (with their semicolon; numeric ones also
 * without), CR LF as LF, malformed UTF-8 and non-characters as U+FFFD, controls and bidirectional
 * overrides dropped. */
void decode_text(struct buf *out, const char *s, size_t n);

/* The same cleaning without references: '&' is a plain character. */
void decode_bytes(struct buf *out, const char *s, size_t n);

/* Code point of a named reference without '&' and ';', 0 when unknown. */
uint32_t entity_find(const char *name, size_t n);

#endif
