/* See test_browser.h. */
#include "desk/admin/test_browser.h"

void browser_open(struct browser *w, enum db_engine e)
{
        browser_world(w, e, guichet_slices, 256u << 20);
        assert_int_equal(first_contents(&w->c), ST_OK);
}

void browser_sign_in(struct browser *w, const char *login)
{
        browser_enter(w, login, "/me");
}
