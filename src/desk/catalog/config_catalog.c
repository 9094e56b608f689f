/* Natures and question lists in the configuration file.  A nature is retired, never removed.  A list is its
 * questions, one a line:
 *
 *   q1 choice required | Quelle aide ? | Which help? | Une réponse = An answer | Une formation = A training
 *
 * with \| \= and \\ where a text holds such a sign.  The code comes first: q and a number that this list never
 * had for another question.  Saving a list that differs makes its next version, as on the page. */
#include "app/config.h"
#include "desk/catalog/own.h"
#include "desk/people/people.h"

enum { LINE_BYTES = 64 * 1024 };

/* ---- natures --------------------------------------------------------------------------------------------------- */

static const struct config_key nature_keys[] = {
        {"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true},   {"intervention", CONFIG_TEXT, false},
        {"service", CONFIG_TEXT, false}, {"group", CONFIG_TEXT, false},   {"urgency", CONFIG_NUMBER, false},
        {"sort", CONFIG_NUMBER, false},  {"state", CONFIG_TEXT, false},   {0}};

static enum status natures_list(struct ctx *c, struct config_items *to)
{
        struct nature *n;
        size_t k;
        enum status st = nature_list(c, 0, true, &n, &k);

        for (size_t i = 0; !st && i < k; i++) {
                struct config_item *x = config_add(to, n[i].code);
                config_set(c, x, "name_fr", n[i].name_fr);
                config_set(c, x, "name_en", n[i].name_en);
                config_set(c, x, "intervention", intervention_word(n[i].kind));
                config_set(c, x, "service", n[i].service_code);
                config_set(c, x, "group", n[i].group_code);
                config_set_i64(c, x, "urgency", n[i].urgency);
                config_set_i64(c, x, "sort", n[i].sort);
                config_set(c, x, "state", n[i].state == NATURE_OFFERED ? "offered" : "retired");
        }
        return st;
}

/* The codes of the file as ids; one that nobody has is an error of its key. */
static enum status places(struct ctx *c, const struct config_item *want, struct nature *d)
{
        struct service s;
        struct group g;
        const char *service = config_get(want, "service"), *group = config_get(want, "group");
        enum status st = *service ? service_by_code(c, service, &s) : ST_OK;

        d->service_id = *service && !st ? s.id : 0;
        if (st == ST_NOT_FOUND)
                form_error(c, "service", MSG_ticket_service_unknown);
        else if (st)
                return st;
        st = *group ? group_by_code(c, group, &g) : ST_OK;
        d->group_id = *group && !st ? g.id : 0;
        if (st == ST_NOT_FOUND)
                form_error(c, "group", MSG_ticket_group_unknown);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status nature_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct nature d = {.code = want->code};
        const char *kind = config_get(want, "intervention"), *state = config_get(want, "state");
        int64_t id;
        enum status st = now ? nature_by_code(c, want->code, &d) : ST_OK;

        if (!st)
                st = places(c, want, &d);
        d.name_fr = config_get(want, "name_fr");
        d.name_en = config_get(want, "name_en");
        d.kind = intervention_find(kind);
        if (*kind && !d.kind)
                form_error(c, "intervention", MSG_intake_kind_unknown);
        if (*state && !str_eq(state, "offered") && !str_eq(state, "retired"))
                form_error(c, "state", MSG_config_bad_word);
        d.state = str_eq(state, "retired") ? NATURE_WITHDRAWN : NATURE_OFFERED;
        d.urgency = want->value[5] ? config_get_i64(want, "urgency") : 2;
        d.sort = want->value[6] ? config_get_i64(want, "sort") : 100;
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        return nature_save(c, &d, &id);
}

/* ---- question lists ------------------------------------------------------------------------------------------------ */

static const struct config_key questions_keys[] = {{"questions", CONFIG_LIST, true}, {0}};

static void escaped(struct buf *b, const char *s)
{
        for (; *s; s++) {
                if (strchr("|=\\", *s))
                        buf_char(b, '\\');
                buf_char(b, *s);
        }
}

static void question_out(struct buf *b, const struct question *q)
{
        buf_fmt(b, "%s %s%s | ", q->code, question_type_word(q->type), q->required ? " required" : "");
        escaped(b, q->fr);
        buf_str(b, " | ");
        escaped(b, q->en);
        for (size_t i = 0; i < q->n_options; i++) {
                buf_str(b, " | ");
                escaped(b, q->options[i].fr);
                buf_str(b, " = ");
                escaped(b, q->options[i].en);
        }
}

static enum status lists_list(struct ctx *c, struct config_items *to)
{
        struct question_target *t;
        size_t n;
        enum status st = questions_all(c, &t, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct question_list l;
                struct buf b;
                st = questions_current(c, t[i].target, &l);
                buf_init(&b, c->arena, LINE_BYTES * 4);
                for (size_t k = 0; !st && k < l.n_questions; k++) {
                        buf_str(&b, k ? "\n" : "");
                        question_out(&b, &l.questions[k]);
                }
                if (!st)
                        config_set(c, config_add(to, t[i].target), "questions", b.p);
        }
        return st;
}

/* The text up to the next unescaped sign, without its escapes and the blanks around it; *at moves behind the sign. */
static const char *piece(struct ctx *c, const char **at, char sign)
{
        struct buf b;
        const char *p = *at;

        buf_init(&b, c->arena, LINE_BYTES);
        for (; *p && *p != sign; p++) {
                if (*p == '\\' && p[1] && sign == '=')
                        p++;
                else if (*p == '\\' && p[1]) /* an option keeps its escapes until it is cut at '=' */
                        buf_char(&b, *p++);
                buf_char(&b, *p);
        }
        *at = *p ? p + 1 : p;
        return text_clean(c->arena, b.p, strlen(b.p), true);
}

static const char *whole(struct ctx *c, const char *escaped_text)
{
        const char *at = escaped_text;
        struct buf b;

        buf_init(&b, c->arena, LINE_BYTES);
        for (; *at; at++) {
                if (*at == '\\' && at[1])
                        at++;
                buf_char(&b, *at);
        }
        return b.p;
}

static void head_in(struct ctx *c, const char *head, struct question *q)
{
        size_t n = strcspn(head, " ");

        q->code = arena_strn(c->arena, head, n);
        head += n + strspn(head + n, " ");
        n = strcspn(head, " ");
        q->type = question_type_find(arena_strn(c->arena, head, n));
        head += n + strspn(head + n, " ");
        q->required = str_eq(head, "required");
}

static struct question question_in(struct ctx *c, const char *text)
{
        struct question q = {0};
        struct question_option *o = ARENA_ARRAY(c->arena, OPTIONS_MAX + 1, struct question_option);

        head_in(c, piece(c, &text, '|'), &q);
        q.fr = whole(c, piece(c, &text, '|'));
        q.en = whole(c, piece(c, &text, '|'));
        while (*text && q.n_options <= OPTIONS_MAX) {
                const char *one = piece(c, &text, '|');
                o[q.n_options].fr = piece(c, &one, '=');
                o[q.n_options].en = whole(c, text_clean(c->arena, one, strlen(one), true));
                q.n_options++;
        }
        q.options = o;
        return q;
}

static enum status list_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct question_list l = {.target = want->code}, is;
        struct question *q = ARENA_ARRAY(c->arena, QUESTIONS_MAX + 1, struct question);
        const char *at = config_get(want, "questions"), *text;
        int64_t version;

        (void)now;
        while (l.n_questions <= QUESTIONS_MAX && (text = config_next(c->arena, &at)))
                if (!text_blank(text))
                        q[l.n_questions++] = question_in(c, text);
        l.questions = q;
        enum status st = questions_current(c, l.target, &is);
        return st ? st : questions_save(c, &l, is.version, &version);
}

static const struct config_part catalog_parts[] = {
        {"nature", 80, false, MSG_intake_config_natures, nature_keys, natures_list, nature_put},
        {"questions", 90, false, MSG_intake_config_questions, questions_keys, lists_list, list_put},
        {0}};

const struct slice slice_config_catalog = {.name = "config-catalog", .config = catalog_parts};
