/* What the pages of the texts of letters show. */
#ifndef GUICHET_DESK_ADMIN_LETTER_VIEW_H
#define GUICHET_DESK_ADMIN_LETTER_VIEW_H

#include "desk/admin/admin_view.h"
#include "desk/ticket/letters.h"

struct letter_preview {
        const char *lang, *subject, *body;
};
struct letter_view {
        struct page page;
        const char *word, *title, *when;
        int64_t version;
        struct admin_fields fields;
        bool own;                            /* differs from what is shipped */
        struct letter_preview previews[2];
        size_t n_previews;
};

#endif
