/* What the forms of the administration share: what was typed stays, a newer version is said, errors stand
 * beside their fields. */
#include "desk/admin/admin_view.h"

static bool sent(const struct ctx *c)
{
        return c->req->method == HTTP_POST;
}

const char *admin_typed(struct ctx *c, const char *name, const char *saved)
{
        const char *s = sent(c) ? form_value(c, name) : saved;

        return s ? s : "";
}

int64_t admin_typed_i64(struct ctx *c, const char *name, int64_t saved, int64_t wrong)
{
        int64_t v = 0;

        if (!sent(c))
                return saved;
        return text_i64(admin_typed(c, name, ""), &v) ? v : wrong;
}

bool admin_typed_flag(struct ctx *c, const char *name, bool saved)
{
        return sent(c) ? str_eq(admin_typed(c, name, ""), "1") : saved;
}

int64_t admin_seen(struct ctx *c)
{
        return admin_typed_i64(c, "version", 0, 0);
}

void admin_page(struct ctx *c, struct page *p, const char *title, const char *nav)
{
        page_init(c, p, title, nav);
        p->page_script_desk = true;
        if (c->n_error)
                c->res->status = 422;
}

enum status admin_stale(struct ctx *c, enum status st, const char *field)
{
        if (st != ST_STALE)
                return st;
        form_error(c, field, MSG_admin_stale);
        return ST_INVALID;
}

void admin_errors(struct ctx *c, struct admin_field *f, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (f[i].name)
                        f[i].error = form_msg(c, f[i].name);
}

struct admin_field *admin_fields_new(struct ctx *c, size_t n)
{
        return ARENA_ARRAY(c->arena, n, struct admin_field);
}
