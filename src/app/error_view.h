/* What error_page_html() shows: the page for 403, 404, 409, 413, 422, 429, 500, 503 and 507.
 * Filled by dispatch from the status a handler returned; title and text may be NULL, then the
 * template says the usual sentence for the status.  Knows nothing of slices: an error page must
 * come out even when the database is away. */
#ifndef GUICHET_APP_ERROR_VIEW_H
#define GUICHET_APP_ERROR_VIEW_H

#include "app/app.h"

struct error_view {
        struct page page;
        int status;
        const char *title, *text;          /* NULL: by status; text is what ctx_fail said */
        const char *action_href, *action;  /* main link; NULL: back home */
        const char *reference;             /* number that the log line carries too, or NULL */
};

#endif
