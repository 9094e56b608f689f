/* An empty list, said in words: what is not there, why that is fine, what one may do. */
#ifndef GUICHET_APP_EMPTY_VIEW_H
#define GUICHET_APP_EMPTY_VIEW_H

#include <stdbool.h>

struct empty_view {
        const char *title, *text;
        const char *href, *action; /* NULL: nothing to do */
        bool primary;
        bool top;                  /* stands right under the page's title: <h2>, else <h3> in a panel */
};

#endif
