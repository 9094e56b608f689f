/* The lists of courses for programs: courses, requested items by due date, presenters who lack something, sessions that
 * nobody supports, recordings that were announced.  The rows and what narrows them are those of the pages. */
#include "desk/api/api.h"
#include "desk/catalog/approach.h"
#include "desk/ticket/course_list.h"

/* ?from=2026-01-12 or a moment; without it now. */
static int64_t day_param(struct ctx *c)
{
        const char *from = ctx_param(c, "from");
        int64_t at;

        if (moment_parse(from, &at) || moment_parse(arena_fmt(c->arena, "%sT00:00:00Z", from), &at))
                return at;
        return c->now;
}

/* The pages' cursor holds a folded code, with blanks: in hexadecimal it goes into any address as it is. */
static const char *cursor_out(struct ctx *c, const char *cursor)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        for (const char *p = cursor; *p; p++)
                buf_fmt(&b, "%02x", (unsigned char)*p);
        return buf_end(&b) ? "" : b.p;
}

/* ST_INVALID for one that none of these lists gave: its beginning again and again would be a list without end. */
static enum status cursor_in(struct ctx *c, struct course_ask *a)
{
        const char *hex = ctx_param(c, "cursor");
        size_t n = strlen(hex) / 2;
        bool fits = strlen(hex) % 2 == 0;
        char *s = arena_alloc(c->arena, n + 1);

        for (size_t i = 0; fits && i < n; i++) {
                static const char digits[] = "0123456789abcdef";
                const char *high = strchr(digits, hex[2 * i]), *low = strchr(digits, hex[2 * i + 1]);
                fits = high && low;
                s[i] = (char)(fits ? (high - digits) * 16 + (low - digits) : 0);
        }
        if (*hex && !(fits && course_cursor_read(c, text_clean(c->arena, s, n, true), a)))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        return ST_OK;
}

/* A code that nobody has narrows to nothing, as on the pages. */
static enum status ask_read(struct ctx *c, const struct course_list *l, struct course_ask *a)
{
        const char *department = ctx_param(c, "department"), *who = ctx_param(c, "presenter"), *need = ctx_param(c, "approach");
        struct person p;
        struct approach need_row;
        enum status st = ST_OK;

        *a = (struct course_ask){.words = text_short(c->arena, ctx_param(c, "q"), 200), .term = l->by & BY_TERM ? ctx_param(c, "term") : "",
                                 .after_fold = "", .limit = api_limit(c)};
        st = cursor_in(c, a);
        if (st)
                return st;
        if (l->by & BY_DAY)
                a->day = day_param(c);
        if ((l->by & BY_DEPARTMENT) && *department)
                st = api_department_in(c, department, &a->department);
        if (!st && (l->by & BY_PRESENTER) && *who) {
                st = person_by_login(c, who, &p);
                a->presenter = st ? -1 : p.id;
        }
        if ((!st || st == ST_NOT_FOUND) && (l->by & BY_APPROACH) && *need) {
                st = approach_find(c, need, &need_row);
                a->approach = st ? -1 : need_row.id;
        }
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static void cell_out(struct ctx *c, struct buf *b, const struct course_head *h, const struct course_cell *x)
{
        int64_t n;

        if (!h->member)
                return;
        buf_fmt(b, ",\"%s\":", h->member);
        if (h->time)
                api_time(c, b, x->at);
        else if (text_i64(x->text, &n) && (str_eq(h->member, "sessions") || str_eq(h->member, "presenters")))
                buf_i64(b, n);
        else
                buf_json(b, x->word ? x->word : x->text);
}

static enum status list_out(struct ctx *c, const struct course_list *l)
{
        struct course_ask a;
        struct course_found found = {0};
        struct buf *b = &c->res->body;
        enum status st = ask_read(c, l, &a);

        if (!st)
                st = l->rows(c, &a, &found);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < found.n_rows; i++) {
                const struct course_row *r = &found.rows[i];
                buf_str(b, i ? ",{\"code\":" : "{\"code\":");
                buf_json(b, r->code);
                buf_str(b, ",\"term\":");
                buf_json(b, r->term);
                for (size_t k = 0; k < l->n_heads; k++)
                        cell_out(c, b, &l->heads[k], &r->cell[k]);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":");
        buf_json(b, found.next ? cursor_out(c, found.next) : NULL);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_courses_all(struct ctx *c)
{
        return list_out(c, &course_list_courses);
}

enum status api_course_report(struct ctx *c)
{
        const struct course_list *l = course_list_named(ctx_var(c, "name"));

        return l ? list_out(c, l) : ST_NOT_FOUND;
}
