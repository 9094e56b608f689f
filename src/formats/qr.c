/* A QR code drawn as runs of dark modules: some kilobytes of path instead of a thousand squares. */
#include "formats/qr.h"

#include <qrencode.h>
#include <string.h>

#include "base/assert.h"
#include "base/buf.h"

enum { QUIET = 4, TEXT_MAX = 1000, PATH_MAX_BYTES = 256 << 10 };

static void row_runs(struct buf *b, const unsigned char *row, int width, int y)
{
        for (int x = 0; x < width;) {
                int n = 0;
                while (x + n < width && (row[x + n] & 1))
                        n++;
                if (n)
                        buf_fmt(b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
                x += n ? n : 1;
        }
}

enum status qr_make(struct arena *a, const char *text, struct qr *out)
{
        struct buf b;

        if (strlen(text) > TEXT_MAX)
                return ST_TOO_LARGE;
        QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
        if (!code)
                return ST_INVALID; /* an empty text */
        buf_init(&b, a, PATH_MAX_BYTES);
        for (int y = 0; y < code->width; y++)
                row_runs(&b, code->data + (ptrdiff_t)y * code->width, code->width, y);
        *out = (struct qr){.size = code->width + 2 * QUIET, .path = b.p};
        QRcode_free(code);
        return b.st;
}
