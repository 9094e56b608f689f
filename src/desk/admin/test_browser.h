/* The browser of app/test_browser.h on the whole program with its first contents, on either engine. */
#ifndef GUICHET_DESK_ADMIN_TEST_BROWSER_H
#define GUICHET_DESK_ADMIN_TEST_BROWSER_H

#include "app/test_browser.h"
#include "desk/people/people.h"
#include "main/cmd.h"
#include "main/first.h"

void browser_open(struct browser *w, enum db_engine e);
/* The account of browser_person(); its form token comes from /me. */
void browser_sign_in(struct browser *w, const char *login);

#endif
