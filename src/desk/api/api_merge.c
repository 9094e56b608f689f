/* {"login":OTHER}: the other record of the same person goes into this one, for good.  What it would
 * move is told before, to whom may do it.  The verbs of the page. */
#include "desk/api/api.h"
#include "desk/ticket/person_merge.h"

static enum status both(struct ctx *c, const char *field, const char *login, struct person *stays, struct person *goes)
{
        enum status st = person_by_login(c, ctx_var(c, "login"), stays);

        if (st)
                return st;
        st = person_by_login(c, login ? login : "", goes);
        if (st == ST_NOT_FOUND) {
                form_error(c, field, MSG_api_no_person);
                st = ST_INVALID;
        }
        return st;
}

enum status api_person_merge(struct ctx *c)
{
        struct person stays, goes;
        struct merge_sum sum;
        enum status st = both(c, "login", form_value(c, "login"), &stays, &goes);

        if (!st)
                st = person_merge(c, stays.id, goes.id, &sum);
        return st ? st : api_person_get(c);
}

static void families_out(struct buf *b, const char *name, const int64_t *n)
{
        static const char *const word[MERGE_FAMILIES] = {"tickets", "journal", "rights", "contact", "desk", "time", "other"};

        buf_fmt(b, "\"%s\":{", name);
        for (size_t i = 0; i < MERGE_FAMILIES; i++)
                buf_fmt(b, "%s\"%s\":%lld", i ? "," : "", word[i], (long long)n[i]);
        buf_str(b, "}");
}

enum status api_person_merge_look(struct ctx *c)
{
        struct person stays, goes;
        struct merge_sum sum;
        struct buf *b = &c->res->body;
        enum status st = both(c, "with", ctx_param(c, "with"), &stays, &goes);

        if (!st)
                st = person_merge_look(c, stays.id, goes.id, &sum);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_fmt(b, "{\"tickets\":%lld,", (long long)sum.tickets);
        families_out(b, "moved", sum.moved);
        buf_char(b, ',');
        families_out(b, "dropped", sum.double_);
        buf_str(b, "}\n");
        return ST_OK;
}
