/* Addresses in running text. */
#ifndef GUICHET_HTML_LINK_H
#define GUICHET_HTML_LINK_H

#include "base/buf.h"

/* Appends `n` bytes of valid UTF-8, escaped, http:// and https:// addresses as links;
 * `breaks` writes <br> before each line break. */
void link_text(struct buf *out, const char *s, size_t n, bool breaks);

/* Writes <a …> for an address already judged; false (nothing written) when it may not be a link.
 * Allowed: http, https, mailto, tel, and "/path" inside this server. */
bool link_open(struct buf *out, const char *s, size_t n, const char *more_attributes);

#endif
