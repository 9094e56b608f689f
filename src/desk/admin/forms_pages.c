/* The editor of forms, without script: rows of inputs, ordered by their rank; a row without words is left out, so
 * that emptying one removes it.  The preview draws the fields as people will see them.  A draft is kept until it is
 * published; what was published stays and can be looked at again. */
#include "desk/admin/forms_view.h"

#include "desk/people/catalogue.h"
#include "templates.h"

enum { TEXT_BYTES = 64 * 1024, ROWS_MAX = ASK_FIELDS + 1 };

/* ---- the list ------------------------------------------------------------------------------------------------- */

static const char *state_of(struct ctx *c, int64_t published, bool draft)
{
        struct html_arg n = {"n", NULL, published};
        const char *now = published ? msg_text(c->arena, c->lang, MSG_forms_published_n, 1, &n) : ctx_msg(c, MSG_forms_never);

        return draft ? arena_fmt(c->arena, "%s, %s", now, ctx_msg(c, MSG_forms_with_draft)) : now;
}

static enum status forms_get(struct ctx *c)
{
        static const int words[] = {MSG_admin_name, MSG_admin_code, MSG_admin_department, MSG_forms_offers_head, MSG_admin_state};
        struct form_row *f;
        size_t n;
        enum status st = form_list(c, &f, &n);

        if (st)
                return st;
        const char **heads = ARENA_ARRAY(c->arena, ARRAY_LEN(words), const char *);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                heads[i] = ctx_msg(c, words[i]);
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 5, struct admin_cell);
                x[0] = (struct admin_cell){f[i].name, arena_fmt(c->arena, "/admin/forms/%s", f[i].code), false};
                x[1] = (struct admin_cell){f[i].code, NULL, false};
                x[2] = (struct admin_cell){*f[i].department ? f[i].department : ctx_msg(c, MSG_forms_all_departments), NULL, false};
                x[3] = (struct admin_cell){human_number(c->arena, c->lang, f[i].offers), NULL, false};
                x[4] = (struct admin_cell){state_of(c, f[i].published, f[i].draft && f[i].published != f[i].version), NULL, false};
                rows[i] = (struct admin_row){x, 5};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_forms_title), .hint = ctx_msg(c, MSG_forms_hint),
                                    .empty = ctx_msg(c, MSG_forms_none), .heads = heads, .n_heads = ARRAY_LEN(words), .rows = rows,
                                    .n_rows = n, .new_href = "/admin/forms/new", .new_label = ctx_msg(c, MSG_forms_new)};
        admin_page(c, &v.page, v.title, "admin-forms");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- what was typed --------------------------------------------------------------------------------------------- */

struct ranked {
        struct ask_field f;
        struct forms_row shown;    /* as typed */
        int64_t rank;
        bool options_bad, when_bad, limits_bad;
};

static const char *part(struct ctx *c, size_t i, const char *name)
{
        const char *s = form_value(c, arena_fmt(c->arena, "f%zu_%s", i, name));
        return s ? s : "";
}

static const char *one_line(struct ctx *c, size_t i, const char *name)
{
        const char *s = part(c, i, name);
        return text_clean(c->arena, s, strlen(s), true);
}

static bool number_typed(const char *s, int64_t *out)
{
        int64_t v;

        *out = ASK_UNSET;
        if (!*s)
                return true;
        if (!text_i64(s + (*s == '-'), &v))
                return false;
        *out = *s == '-' ? -v : v;
        return true;
}

/* The condition as the lines of a configuration write it: "field:a,b", with ! before it for the contrary. */
static bool when_typed(struct ctx *c, const char *s, struct ask_field *f)
{
        struct ask_field line;
        bool not = *s == '!';

        f->when = "";
        if (!*s)
                return true;
        if (!ask_line_read(c->arena, arena_fmt(c->arena, "x text %s=%.300s | x | x", not ? "ifnot" : "if", s + not), &line))
                return false;
        f->when = line.when;
        f->when_not = line.when_not;
        f->when_is = line.when_is;
        f->n_when = line.n_when;
        return true;
}

static bool row_typed(struct ctx *c, size_t i, struct ranked *r)
{
        struct forms_row *s = &r->shown;

        *r = (struct ranked){.rank = (int64_t)i};
        *s = (struct forms_row){.code = one_line(c, i, "code"), .fr = one_line(c, i, "fr"), .en = one_line(c, i, "en"),
                                .help_fr = one_line(c, i, "help_fr"), .help_en = one_line(c, i, "help_en"), .options = part(c, i, "options"),
                                .min = one_line(c, i, "min"), .max = one_line(c, i, "max"), .when = one_line(c, i, "when"),
                                .required = str_eq(part(c, i, "required"), "1")};
        if (!*s->fr && !*s->en)
                return false;
        if (!*s->code)
                s->code = ask_code(c->arena, s->fr);
        r->f = (struct ask_field){.code = s->code, .fr = s->fr, .en = s->en, .help_fr = s->help_fr, .help_en = s->help_en,
                                  .type = ask_type_find(part(c, i, "type")), .required = s->required};
        if (r->f.type == ASK_CHOICE || r->f.type == ASK_CHOICES)
                r->options_bad = !ask_options_read(c->arena, s->options, &r->f);
        bool least = number_typed(s->min, &r->f.min), most = number_typed(s->max, &r->f.max);
        r->limits_bad = !least || !most;
        r->when_bad = !when_typed(c, s->when, &r->f);
        if (!text_i64(part(c, i, "rank"), &r->rank))
                r->rank = (int64_t)i;
        return true;
}

/* In the order of the ranks; equal ranks keep their order. */
static size_t rows_typed(struct ctx *c, struct ranked *r)
{
        size_t n = 0;

        for (size_t i = 1; i <= ROWS_MAX; i++) {
                struct ranked one;
                if (!row_typed(c, i, &one))
                        continue;
                size_t k = n++;
                for (; k && r[k - 1].rank > one.rank; k--)
                        r[k] = r[k - 1];
                r[k] = one;
        }
        for (size_t i = 0; i < n; i++) {
                if (r[i].options_bad)
                        form_error(c, arena_fmt(c->arena, "f%zu_options", i + 1), MSG_ask_options_both);
                if (r[i].limits_bad)
                        form_error(c, arena_fmt(c->arena, "f%zu_limits", i + 1), MSG_ask_limits_wrong);
                if (r[i].when_bad)
                        form_error(c, arena_fmt(c->arena, "f%zu_when", i + 1), MSG_forms_when_wrong);
        }
        return n;
}

/* ---- shown --------------------------------------------------------------------------------------------------------- */

static const char *written(struct ctx *c, const struct ask_field *f, void (*write)(struct buf *, const struct ask_field *))
{
        struct buf b;

        buf_init(&b, c->arena, TEXT_BYTES);
        write(&b, f);
        return b.p;
}

static void when_write(struct buf *b, const struct ask_field *f)
{
        if (!*f->when)
                return;
        buf_fmt(b, "%s%s:", f->when_not ? "!" : "", f->when);
        for (size_t i = 0; i < f->n_when; i++)
                buf_fmt(b, "%s%s", i ? "," : "", f->when_is[i]);
}

static const char *number_written(struct ctx *c, int64_t v)
{
        return v == ASK_UNSET ? "" : arena_fmt(c->arena, "%lld", (long long)v);
}

static struct ranked saved(struct ctx *c, const struct ask_field *f)
{
        struct ranked r = {.f = *f};

        r.shown = (struct forms_row){.code = f->code, .fr = f->fr, .en = f->en, .help_fr = f->help_fr, .help_en = f->help_en,
                                     .options = written(c, f, ask_options_write), .when = written(c, f, when_write),
                                     .min = number_written(c, f->min), .max = number_written(c, f->max), .required = f->required};
        return r;
}

static const struct admin_option *types(struct ctx *c, int64_t chosen, size_t *n)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, ASK_CONSENT, struct admin_option);

        for (int64_t t = ASK_TEXT; t <= ASK_CONSENT; t++)
                o[t - 1] = (struct admin_option){ask_type_word(t), ctx_msg(c, ask_type_label(t)), chosen == t};
        *n = ASK_CONSENT;
        return o;
}

static void row_errors(struct ctx *c, struct forms_row *r)
{
        const struct {
                const char *part, **to;
        } all[] = {{"code", &r->e_code}, {"fr", &r->e_fr},           {"en", &r->e_en},         {"help", &r->e_help},
                   {"type", &r->e_type}, {"options", &r->e_options}, {"limits", &r->e_limits}, {"when", &r->e_when}};

        for (size_t i = 0; i < ARRAY_LEN(all); i++)
                *all[i].to = form_msg(c, arena_fmt(c->arena, "f%lld_%s", (long long)r->rank, all[i].part));
}

static const struct forms_row *rows_shown(struct ctx *c, struct ranked *r, size_t n, size_t *shown)
{
        bool more = n < ASK_FIELDS;
        struct forms_row *out = ARENA_ARRAY(c->arena, n + 1, struct forms_row);
        struct ask_field blank = {.code = "", .fr = "", .en = "", .help_fr = "", .help_en = "", .type = ASK_TEXT, .min = ASK_UNSET,
                                  .max = ASK_UNSET, .when = ""};

        *shown = n + more;
        for (size_t i = 0; i < *shown; i++) {
                struct ranked none = saved(c, &blank);
                struct ranked *one = i < n ? &r[i] : &none;
                out[i] = one->shown;
                out[i].rank = (int64_t)i + 1;
                out[i].types = types(c, one->f.type, &out[i].n_types);
                row_errors(c, &out[i]);
        }
        return out;
}

/* Every field, also those that a condition hides at first. */
static void preview(struct ctx *c, struct ask_field *f, size_t n, struct ask_view *out)
{
        struct ask_form *form = ARENA_NEW(c->arena, struct ask_form);
        struct ask_answers a = {.form = form, .prefix = "seen_", .v = ARENA_ARRAY(c->arena, n + 1, struct ask_answer)};
        size_t errors = c->n_error;

        ask_words(c, f, n);
        *form = (struct ask_form){.code = "", .fields = f, .n_fields = n};
        for (size_t i = 0; i < n; i++)
                a.v[i] = (struct ask_answer){.typed = "", .asked = true};
        c->n_error = 0;
        ask_view_fill(c, &a, "", out);
        c->n_error = errors;
}

static struct ask_field *fields_of(struct ctx *c, const struct ranked *r, size_t n)
{
        struct ask_field *f = ARENA_ARRAY(c->arena, n + 1, struct ask_field);

        for (size_t i = 0; i < n; i++)
                f[i] = r[i].f;
        return f;
}

/* The form as it is known: its row and its newest version; a new one has neither. */
struct known {
        struct form_row row;
        struct ask_form newest;
        bool is_new;
};

static enum status departments_of(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct department_row *d;
        size_t n;
        enum status st = catalogue_departments(c, &d, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 2, struct admin_option);
        if (catalogue_may(c, 0))
                o[f->n_options++] = (struct admin_option){"", ctx_msg(c, MSG_forms_all_departments), !*chosen};
        for (size_t i = 0; i < n; i++)
                if (catalogue_may(c, d[i].id))
                        o[f->n_options++] = (struct admin_option){d[i].code, d[i].name, str_eq(d[i].code, chosen)};
        f->options = o;
        return ST_OK;
}

static struct admin_field line(struct ctx *c, const char *name, int label, const char *was, int64_t max)
{
        return (struct admin_field){.name = name, .label = ctx_msg(c, label), .value = admin_typed(c, name, was), .max = max,
                                    .required = true};
}

static enum status head_fields(struct ctx *c, const struct known *k, struct admin_fields *out)
{
        struct admin_field *f = admin_fields_new(c, 5);
        size_t n = 0;

        if (k->is_new) {
                f[n] = line(c, "code", MSG_admin_code, "", 64);
                f[n++].hint = ctx_msg(c, MSG_admin_code_hint);
        }
        f[n++] = line(c, "name_fr", MSG_admin_name_fr, k->row.name_fr, 150);
        f[n++] = line(c, "name_en", MSG_admin_name_en, k->row.name_en, 150);
        f[n] = (struct admin_field){.kind = ADMIN_SELECT, .name = "department", .label = ctx_msg(c, MSG_admin_department)};
        enum status st = departments_of(c, admin_typed(c, "department", k->row.department), &f[n++]);
        admin_errors(c, f, n);
        *out = (struct admin_fields){f, n};
        return st;
}

static enum status versions_of(struct ctx *c, const struct known *k, int64_t shown, struct forms_view *v)
{
        struct ask_form *all;
        size_t n = 0;
        enum status st = k->is_new ? ST_OK : form_versions(c, k->row.code, &all, &n);

        struct forms_version *x = ARENA_ARRAY(c->arena, n + 1, struct forms_version);
        for (size_t i = 0; !st && i < n; i++) {
                x[i] = (struct forms_version){all[i].version, all[i].published_at,
                                              arena_fmt(c->arena, "/admin/forms/%s?version=%lld", k->row.code, (long long)all[i].version),
                                              all[i].version == shown};
                if (all[i].version != shown)
                        continue;
                v->preview = v->older = true;
                v->older_n = shown;
                struct ask_field *f = ARENA_ARRAY(c->arena, all[i].n_fields + 1, struct ask_field);
                for (size_t m = 0; m < all[i].n_fields; m++)
                        f[m] = all[i].fields[m];
                preview(c, f, all[i].n_fields, &v->seen);
        }
        v->versions = x;
        v->n_versions = n;
        return st;
}

static enum status form_show(struct ctx *c, const struct known *k, struct ranked *r, size_t n, bool seen)
{
        int64_t shown = 0;
        struct forms_view v = {.title = k->is_new ? ctx_msg(c, MSG_forms_new) : k->row.name, .offers = k->row.offers,
                               .action = arena_fmt(c->arena, "/admin/forms/%s", k->is_new ? "new" : k->row.code),
                               .state = state_of(c, k->row.published, k->row.draft && k->row.published != k->row.version),
                               .version = k->newest.version, .edit = k->newest.edit, .preview = seen};

        if (c->req->method != HTTP_POST && !text_i64(ctx_param(c, "version"), &shown))
                shown = 0;
        enum status st = head_fields(c, k, &v.head);
        if (!st)
                st = versions_of(c, k, shown, &v);
        if (st)
                return st;
        v.rows = rows_shown(c, r, n, &v.n_rows);
        if (seen)
                preview(c, fields_of(c, r, n), n, &v.seen);
        admin_page(c, &v.page, v.title, "admin-forms");
        forms_admin_html(&c->html, &v);
        return ST_OK;
}

/* ---- pages -------------------------------------------------------------------------------------------------------- */

static enum status known_load(struct ctx *c, struct known *k)
{
        *k = (struct known){.is_new = str_eq(ctx_var(c, "code"), "new"), .row = {.name_fr = "", .name_en = "", .department = ""}};
        if (k->is_new)
                return catalogue_any(c) ? ST_OK : ST_NOT_FOUND;
        enum status st = form_row_load(c, ctx_var(c, "code"), &k->row);
        return st ? st : form_newest(c, k->row.code, &k->newest);
}

static enum status form_get(struct ctx *c)
{
        struct known k;
        enum status st = known_load(c, &k);

        if (st)
                return st;
        struct ranked *r = ARENA_ARRAY(c->arena, k.newest.n_fields + 1, struct ranked);
        for (size_t i = 0; i < k.newest.n_fields; i++)
                r[i] = saved(c, &k.newest.fields[i]);
        return form_show(c, &k, r, k.newest.n_fields, false);
}

/* What stands there now, under what was typed: the next sending answers to it. */
static enum status again(struct ctx *c, struct known *k, struct ranked *r, size_t n, enum status st)
{
        if (st == ST_STALE) {
                form_error(c, "fields", MSG_admin_stale);
                st = known_load(c, k);
                return st ? st : form_show(c, k, r, n, false);
        }
        return st == ST_INVALID ? form_show(c, k, r, n, false) : st;
}

static enum status form_post(struct ctx *c)
{
        struct known k;
        struct ranked *r = ARENA_ARRAY(c->arena, ROWS_MAX + 1, struct ranked);
        const char *act = admin_typed(c, "act", "draft");
        int64_t id;
        enum status st = known_load(c, &k);

        if (st)
                return st;
        size_t n = rows_typed(c, r);
        if (!k.is_new) {
                k.newest.version = admin_seen(c);
                k.newest.edit = admin_typed_i64(c, "edit", 0, 0);
        }
        if (str_eq(act, "preview") || str_eq(act, "more")) {
                c->n_error = 0;
                return form_show(c, &k, r, n, str_eq(act, "preview"));
        }
        struct form_edit e = {.code = k.is_new ? admin_typed(c, "code", "") : k.row.code, .department = admin_typed(c, "department", ""),
                              .name_fr = admin_typed(c, "name_fr", ""), .name_en = admin_typed(c, "name_en", ""),
                              .fields = fields_of(c, r, n), .n_fields = n, .seen = k.is_new ? 0 : k.newest.version > 0 ? k.newest.version : 1,
                              .seen_edit = k.newest.edit, .publish = str_eq(act, "publish")};
        st = form_save(c, &e, &id);
        if (st)
                return again(c, &k, r, n, st);
        page_notice(c, e.publish ? "forms.saved_published" : "forms.saved_draft", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/forms/%s", e.code));
}

static const struct route forms_routes[] = {
        {HTTP_GET, "/admin/forms", PERM_DEPT_ADMIN, forms_get, 0, NULL},
        {HTTP_GET, "/admin/forms/{code}", PERM_DEPT_ADMIN, form_get, 0, NULL},
        {HTTP_POST, "/admin/forms/{code}", PERM_DEPT_ADMIN, form_post, 0, NULL},
        {0}};

const struct slice slice_admin_forms = {.name = "admin-forms", .routes = forms_routes};
