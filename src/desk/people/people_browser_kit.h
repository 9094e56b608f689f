/* Browsers on the world of people_test_kit.h: as many as a test needs, each with its cookies. */
#ifndef GUICHET_DESK_PEOPLE_BROWSER_KIT_H
#define GUICHET_DESK_PEOPLE_BROWSER_KIT_H

#include "app/test_browser.h"
#include "desk/people/people_test_kit.h"

static inline struct browser browser_on(struct world *w)
{
        return (struct browser){.app = w->app, .db = w->db, .arena = w->arena};
}

#endif
