/* One's own account: contact and how one's pages look. */
#ifndef GUICHET_DESK_PEOPLE_DISPLAY_H
#define GUICHET_DESK_PEOPLE_DISPLAY_H

#include "desk/people/people.h"

struct display {
        const char *theme; /* "light", "dark", "" as the system prefers */
        bool shortcuts;
};
/* Of the JSON text of person.prefs; what is not said is "" and true. */
struct display display_read(struct ctx *c, const char *prefs);
/* A theme's word; "" for any other. */
const char *display_theme(const char *v);
/* Keeps the choices beside what else `prefs` holds. */
enum status display_save(struct ctx *c, int64_t person_id, const char *prefs, const struct display *d) CHECKED;
/* For a year; "" ends it. */
void display_cookie(struct ctx *c, const char *name, const char *value);
/* The actor's own contact and choices, over the person as loaded, in one transaction; a browser's cookies follow.
 * Errors: "name", "phone", "lang". */
enum status own_account_save(struct ctx *c, const struct person *was, const struct person_contact *contact, const struct display *d) CHECKED;

#endif
