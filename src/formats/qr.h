/* A QR code as one SVG path, over libqrencode (the only file that sees it). */
#ifndef GUICHET_FORMATS_QR_H
#define GUICHET_FORMATS_QR_H

#include "base/arena.h"

/* Dark modules as horizontal runs, "M4 4h7v1h-7z…", in a square of `size` units with a quiet zone of four
 * around; error correction M.  Shown dark on light whatever the page's theme. */
struct qr {
        int64_t size;
        const char *path;
};
/* ST_TOO_LARGE for a text over 1,000 bytes. */
enum status qr_make(struct arena *a, const char *text, struct qr *out) CHECKED;

#endif
