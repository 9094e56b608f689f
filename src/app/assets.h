/* What the program carries for browsers: style sheet, scripts, icons, fonts.  Made from web/ at build
 * (web/build.mjs, then tools/assets.py) and embedded: nothing is read from disk or network.
 *
 * Served as /assets/HASH/NAME with HASH = assets_hash, the content of all files together: such an
 * address never changes its meaning, so the answer is
 *     Cache-Control: public, max-age=31536000, immutable
 * Another HASH (a page of yesterday's release) is answered with today's bytes and no-cache, which is
 * better than a page without style.  The ETag of a file is its own `hash`. */
#ifndef GUICHET_APP_ASSETS_H
#define GUICHET_APP_ASSETS_H

#include <stddef.h>

struct asset {
        const char *name;       /* "guichet.css", "portal.js", "desk.js", "icons.svg", "favicon.svg", "*.woff2" */
        const char *type;       /* Content-Type */
        const unsigned char *p; /* lives as long as the program */
        size_t n;
        const char *hash;       /* of these bytes, 16 hexadecimal digits */
};

/* Sorted by name, ends with a zeroed row. */
extern const struct asset assets[];
/* Of all files together, 12 hexadecimal digits: the HASH of the address. */
extern const char assets_hash[];

/* The asset called `name`, or NULL. */
const struct asset *asset_find(const char *name);

#endif
