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

struct admin_field admin_line(struct ctx *c, const char *name, int label, const char *saved, int64_t max, bool required)
{
        return (struct admin_field){.name = name, .label = ctx_msg(c, label), .value = admin_typed(c, name, saved), .max = max,
                                    .required = required};
}

struct admin_field admin_number(struct ctx *c, const char *name, int label, int64_t saved)
{
        struct admin_field f = admin_line(c, name, label, arena_fmt(c->arena, "%lld", (long long)saved), 6, true);

        f.number = true;
        return f;
}

struct admin_field admin_choice(struct ctx *c, const char *name, int label, size_t room)
{
        return (struct admin_field){.kind = ADMIN_SELECT, .name = name, .label = ctx_msg(c, label),
                                    .options = ARENA_ARRAY(c->arena, room + 1, struct admin_option)};
}

void admin_option(struct admin_field *f, const char *value, const char *text, const char *chosen)
{
        ((struct admin_option *)f->options)[f->n_options++] = (struct admin_option){value, text, str_eq(value, chosen)};
}

struct admin_field admin_state(struct ctx *c, int64_t state, int64_t offered, int64_t retired)
{
        const char *is[] = {arena_fmt(c->arena, "%lld", (long long)offered), arena_fmt(c->arena, "%lld", (long long)retired)};
        const char *chosen = admin_typed(c, "state", state == retired ? is[1] : is[0]);
        struct admin_field f = admin_choice(c, "state", MSG_admin_state, 2);

        admin_option(&f, is[0], ctx_msg(c, MSG_admin_offered), chosen);
        admin_option(&f, is[1], ctx_msg(c, MSG_admin_retired), chosen);
        return f;
}

const char *const *admin_heads(struct ctx *c, const int *words, size_t n)
{
        const char **heads = ARENA_ARRAY(c->arena, n, const char *);

        for (size_t i = 0; i < n; i++)
                heads[i] = ctx_msg(c, words[i]);
        return heads;
}
