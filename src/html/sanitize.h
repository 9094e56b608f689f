/* The sanitiser's insides, for Markdown. */
#ifndef GUICHET_HTML_SANITIZE_H
#define GUICHET_HTML_SANITIZE_H

#include "html/html.h"

enum sanitize_flag {
        SANITIZE_LINKS = 1,    /* http(s) addresses in text become links */
        SANITIZE_BREAKS = 2,   /* a line break inside a paragraph stays one */
        SANITIZE_BARE_IMG = 4, /* an image without alternative text becomes a link too */
};

struct html_safe sanitize_with(struct arena *a, const char *bytes, size_t n, unsigned flags);

#endif
