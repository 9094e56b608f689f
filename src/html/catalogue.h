/* The table tools/messages.py makes from locale/: sorted by key, indexed by enum message. */
#ifndef GUICHET_HTML_CATALOGUE_H
#define GUICHET_HTML_CATALOGUE_H

#include "html/html.h"

struct catalogue_entry {
        const char *key;
        const char *text[LANG__MAX][2]; /* [1] is the plural, NULL when there is none */
};

extern const struct catalogue_entry catalogue[];
extern const size_t n_catalogue;

#endif
