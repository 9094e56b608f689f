/* Which addresses may stand in href and src, shared by templates, Markdown and the sanitiser;
 * and the escaping loop over counted bytes. */
#ifndef GUICHET_HTML_ADDRESS_H
#define GUICHET_HTML_ADDRESS_H

#include "base/buf.h"

/* True for a relative address and for http, https, mailto and tel.  Judged as browsers read it:
 * leading spaces and controls are skipped, tabs and line breaks inside the scheme are dropped. */
bool address_allowed(const char *s, size_t n);

/* Escapes & < > " ' of `n` bytes. */
void html_escape(struct buf *out, const char *s, size_t n);

#endif
