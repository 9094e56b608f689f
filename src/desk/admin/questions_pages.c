/* The editor of question lists, without script: rows of inputs, ordered by their rank; a row without words
 * is left out, so that emptying one removes it.  The preview draws the rows as the forms will.  Saving makes
 * the next version; what was answered keeps its own. */
#include "desk/admin/questions_view.h"

#include "desk/people/people.h"
#include "templates.h"

static const char *target_name(struct ctx *c, const char *target, const struct service *s, size_t n)
{
        if (str_eq(target, "kind:equipment"))
                return ctx_msg(c, MSG_intake_kind_equipment);
        if (str_eq(target, "kind:technical"))
                return ctx_msg(c, MSG_intake_kind_technical);
        if (str_eq(target, "kind:use"))
                return ctx_msg(c, MSG_intake_kind_use);
        for (size_t i = 0; str_starts(target, "service:") && i < n; i++)
                if (str_eq(s[i].code, target + 8))
                        return s[i].name;
        return NULL;
}

/* ---- the lists --------------------------------------------------------------------------------------------------- */

static struct admin_row list_row(struct ctx *c, const char *target, const char *name, const struct question_target *all, size_t n)
{
        struct admin_cell *x = ARENA_ARRAY(c->arena, 3, struct admin_cell);
        int64_t asked = 0, version = 0;

        for (size_t i = 0; i < n; i++)
                if (str_eq(all[i].target, target)) {
                        asked = all[i].asked;
                        version = all[i].version;
                }
        x[0] = (struct admin_cell){name, arena_fmt(c->arena, "/admin/questions/%s", target), false};
        x[1] = (struct admin_cell){human_number(c->arena, c->lang, asked), NULL, false};
        x[2] = (struct admin_cell){version ? human_number(c->arena, c->lang, version) : "", NULL, false};
        return (struct admin_row){x, 3};
}

static enum status questions_get(struct ctx *c)
{
        static const char *const kinds[] = {"kind:technical", "kind:use", "kind:equipment"};
        static const int words[] = {MSG_intake_asked_for, MSG_intake_questions_n, MSG_intake_version};
        struct question_target *all;
        struct service *s;
        size_t n_all, n;
        enum status st = questions_all(c, &all, &n_all);

        if (!st)
                st = service_list(c, &s, &n);
        if (st)
                return st;
        const char **heads = ARENA_ARRAY(c->arena, ARRAY_LEN(words), const char *);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                heads[i] = ctx_msg(c, words[i]);
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + ARRAY_LEN(kinds), struct admin_row);
        size_t k = 0;
        for (; k < ARRAY_LEN(kinds); k++)
                rows[k] = list_row(c, kinds[k], target_name(c, kinds[k], NULL, 0), all, n_all);
        for (size_t i = 0; i < n; i++)
                rows[k++] = list_row(c, arena_fmt(c->arena, "service:%s", s[i].code), s[i].name, all, n_all);
        struct admin_list_view v = {.title = ctx_msg(c, MSG_intake_questions), .hint = ctx_msg(c, MSG_intake_questions_hint),
                                    .empty = "", .heads = heads, .n_heads = ARRAY_LEN(words), .rows = rows, .n_rows = k};
        admin_page(c, &v.page, v.title, "admin-questions");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- one list: read -------------------------------------------------------------------------------------------------- */

static const char *part(struct ctx *c, size_t i, const char *name)
{
        const char *s = form_value(c, arena_fmt(c->arena, "q%zu_%s", i, name));
        return s ? s : "";
}

/* One answer a line; the other language's line stands at the same place. */
static const char *line_at(struct ctx *c, const char *text, size_t i)
{
        for (; i && *text; i--) {
                text += strcspn(text, "\n");
                text += *text == '\n';
        }
        return text_clean(c->arena, text, strcspn(text, "\n"), true);
}

static void options_take(struct ctx *c, size_t i, struct question *q)
{
        const char *fr = part(c, i, "options_fr"), *en = part(c, i, "options_en");
        size_t lines = 1;

        for (const char *p = fr; *p; p++)
                lines += *p == '\n';
        for (const char *p = en; *p; p++)
                lines += *p == '\n';
        lines = lines < 4 * OPTIONS_MAX ? lines : 4 * OPTIONS_MAX;
        struct question_option *o = ARENA_ARRAY(c->arena, lines + 1, struct question_option);
        for (size_t k = 0; k < lines; k++) {
                struct question_option one = {line_at(c, fr, k), line_at(c, en, k), NULL};
                one.text = c->lang == LANG_EN ? one.en : one.fr;
                if (*one.fr || *one.en)
                        o[q->n_options++] = one;
        }
        q->options = o;
}

struct ranked {
        struct question q;
        int64_t rank;
};

static bool row_take(struct ctx *c, size_t i, struct ranked *r)
{
        int64_t rank;
        const char *fr = part(c, i, "fr"), *en = part(c, i, "en");

        *r = (struct ranked){.q = {.code = part(c, i, "code"), .type = question_type_find(part(c, i, "type")),
                                   .required = str_eq(part(c, i, "required"), "1")}};
        r->q.fr = text_clean(c->arena, fr, strlen(fr), true);
        r->q.en = text_clean(c->arena, en, strlen(en), true);
        r->q.text = c->lang == LANG_EN && *r->q.en ? r->q.en : r->q.fr;
        r->rank = text_i64(part(c, i, "rank"), &rank) ? rank : (int64_t)i;
        if (r->q.type == QUESTION_CHOICE)
                options_take(c, i, &r->q);
        return *r->q.fr || *r->q.en;
}

/* What was typed, in the order of the ranks; equal ranks keep their order. */
static void list_typed(struct ctx *c, struct question_list *l)
{
        struct ranked *r = ARENA_ARRAY(c->arena, QUESTIONS_MAX + 2, struct ranked);
        struct question *q = ARENA_ARRAY(c->arena, QUESTIONS_MAX + 2, struct question);
        size_t n = 0;

        for (size_t i = 1; i <= QUESTIONS_MAX + 1; i++) {
                struct ranked one;
                if (!row_take(c, i, &one))
                        continue;
                size_t k = n++;
                for (; k && r[k - 1].rank > one.rank; k--)
                        r[k] = r[k - 1];
                r[k] = one;
        }
        for (size_t i = 0; i < n; i++)
                q[i] = r[i].q;
        l->questions = q;
        l->n_questions = n;
}

/* ---- one list: shown ------------------------------------------------------------------------------------------------------ */

static const char *joined(struct ctx *c, const struct question *q, bool english)
{
        struct buf b;

        buf_init(&b, c->arena, 64 * 1024);
        for (size_t i = 0; i < q->n_options; i++)
                buf_fmt(&b, "%s%s", i ? "\n" : "", english ? q->options[i].en : q->options[i].fr);
        return b.p;
}

static const struct admin_option *types(struct ctx *c, int64_t chosen, size_t *n)
{
        static const int labels[] = {MSG_intake_type_text, MSG_intake_type_long, MSG_intake_type_choice, MSG_intake_type_yes_no,
                                     MSG_intake_type_date};
        struct admin_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(labels), struct admin_option);

        for (size_t i = 0; i < ARRAY_LEN(labels); i++)
                o[i] = (struct admin_option){question_type_word((int64_t)i + 1), ctx_msg(c, labels[i]), chosen == (int64_t)i + 1};
        *n = ARRAY_LEN(labels);
        return o;
}

static struct questions_row row_of(struct ctx *c, const struct question *q, size_t i)
{
        struct questions_row r = {.rank = (int64_t)i, .code = q->code, .fr = q->fr, .en = q->en, .required = q->required,
                                  .options_fr = joined(c, q, false), .options_en = joined(c, q, true)};

        r.types = types(c, q->type, &r.n_types);
        r.e_fr = form_msg(c, arena_fmt(c->arena, "q%zu_fr", i));
        r.e_en = form_msg(c, arena_fmt(c->arena, "q%zu_en", i));
        r.e_type = form_msg(c, arena_fmt(c->arena, "q%zu_type", i));
        r.e_options = form_msg(c, arena_fmt(c->arena, "q%zu_options", i));
        return r;
}

static enum status preview(struct ctx *c, const struct question_list *l, struct intake_form *out)
{
        struct intake in = {.device = "", .owner = "", .n_lists = 1};
        struct question *q = ARENA_ARRAY(c->arena, l->n_questions + 1, struct question);
        const char **blank = ARENA_ARRAY(c->arena, l->n_questions + 1, const char *);

        for (size_t i = 0; i < l->n_questions; i++) {
                q[i] = l->questions[i];
                q[i].code = arena_fmt(c->arena, "%zu", i + 1);
                blank[i] = "";
        }
        in.lists[0] = (struct intake_list){.list = {.target = l->target, .questions = q, .n_questions = l->n_questions},
                                           .prefix = "seen_", .values = blank};
        return intake_form(c, &in, out);
}

static enum status list_show(struct ctx *c, const struct question_list *l, const char *name, bool seen)
{
        bool more = l->n_questions < QUESTIONS_MAX;
        struct questions_row *r = ARENA_ARRAY(c->arena, l->n_questions + 1, struct questions_row);
        struct question blank = {.code = "", .fr = "", .en = "", .type = QUESTION_TEXT};
        struct questions_view v = {.title = name, .action = arena_fmt(c->arena, "/admin/questions/%s", l->target),
                                   .version = l->version, .rows = r, .n_rows = l->n_questions + more, .preview = seen};

        for (size_t i = 0; i < l->n_questions; i++)
                r[i] = row_of(c, &l->questions[i], i + 1);
        if (more)
                r[l->n_questions] = row_of(c, &blank, l->n_questions + 1);
        enum status st = seen ? preview(c, l, &v.seen) : ST_OK;
        if (st)
                return st;
        admin_page(c, &v.page, name, "admin-questions");
        questions_admin_html(&c->html, &v);
        return ST_OK;
}

static enum status list_asked(struct ctx *c, struct question_list *l, const char **name)
{
        struct service *s;
        size_t n;
        enum status st = service_list(c, &s, &n);

        if (st)
                return st;
        *name = target_name(c, ctx_var(c, "target"), s, n);
        return *name ? questions_current(c, ctx_var(c, "target"), l) : ST_NOT_FOUND;
}

static enum status list_get(struct ctx *c)
{
        struct question_list l;
        const char *name;
        enum status st = list_asked(c, &l, &name);

        return st ? st : list_show(c, &l, name, false);
}

static enum status list_post(struct ctx *c)
{
        struct question_list l;
        const char *name;
        int64_t version;
        enum status st = list_asked(c, &l, &name);

        if (st)
                return st;
        list_typed(c, &l);
        l.version = admin_seen(c);
        if (str_eq(form_value(c, "act"), "preview") || str_eq(form_value(c, "act"), "more"))
                return list_show(c, &l, name, str_eq(form_value(c, "act"), "preview"));
        st = questions_save(c, &l, l.version, &version);
        if (st == ST_STALE)
                form_error(c, "target", MSG_intake_stale);
        if (st == ST_STALE) { /* seen: the next sending is an answer to what is there now */
                struct question_list now;
                st = questions_current(c, l.target, &now);
                l.version = now.version;
                return st ? st : list_show(c, &l, name, false);
        }
        if (st == ST_INVALID)
                return list_show(c, &l, name, false);
        if (st)
                return st;
        page_notice(c, "intake.saved", NULL);
        return ctx_redirect(c, "/admin/questions");
}

static const struct route questions_routes[] = {
        {HTTP_GET, "/admin/questions", PERM_ADMIN, questions_get, 0, NULL},
        {HTTP_GET, "/admin/questions/{target}", PERM_ADMIN, list_get, 0, NULL},
        {HTTP_POST, "/admin/questions/{target}", PERM_ADMIN, list_post, 0, NULL},
        {0}};

const struct slice slice_admin_questions = {.name = "admin-questions", .routes = questions_routes};
