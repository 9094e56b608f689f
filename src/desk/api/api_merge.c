/* {"login":OTHER}: the other record of the same person goes into this one, for good.  The verb of the page. */
#include "desk/api/api.h"
#include "desk/ticket/person_merge.h"

enum status api_person_merge(struct ctx *c)
{
        const char *login = form_value(c, "login");
        struct person stays, goes;
        struct merge_sum sum;
        enum status st = person_by_login(c, ctx_var(c, "login"), &stays);

        if (st)
                return st;
        st = person_by_login(c, login ? login : "", &goes);
        if (st == ST_NOT_FOUND) {
                form_error(c, "login", MSG_api_no_person);
                return ST_INVALID;
        }
        if (!st)
                st = person_merge(c, stays.id, goes.id, &sum);
        return st ? st : api_person_get(c);
}
