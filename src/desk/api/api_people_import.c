/* People from a CSV text, for programs: looked at, then applied as it was shown, all of it or nothing.  The verb is that of
 * the page and of the command. */
#include "desk/api/api.h"
#include "desk/people/import.h"

enum { LINES_MAX = 500 }; /* shown of each answer; the counts are of all */

static const char *const kinds[IMPORT_KINDS] = {"created", "changed", "closed", "unchanged", "refused"};

static void diffs_out(struct buf *b, const struct people_import_line *l)
{
        buf_str(b, ",\"values\":[");
        for (size_t i = 0; i < l->n_diffs; i++) {
                buf_str(b, i ? ",{\"field\":" : "{\"field\":");
                buf_json(b, l->diffs[i].field);
                api_text_member(b, "before", l->diffs[i].before);
                api_text_member(b, "after", l->diffs[i].after);
                buf_char(b, '}');
        }
        buf_char(b, ']');
}

static void import_out(struct ctx *c, const struct people_import *p, bool applied)
{
        struct buf *b = &c->res->body;
        size_t shown = 0;

        c->res->type = "application/json";
        buf_fmt(b, "{\"applied\":%s,\"digest\":", applied ? "true" : "false");
        buf_json(b, p->digest);
        for (int k = 0; k < IMPORT_KINDS; k++)
                buf_fmt(b, ",\"%s\":%lld", kinds[k], (long long)p->count[k]);
        buf_str(b, ",\"lines\":[");
        for (size_t i = 0; i < p->n_lines && shown < LINES_MAX; i++) {
                const struct people_import_line *l = &p->lines[i];
                if (l->kind == IMPORT_UNCHANGED)
                        continue;
                buf_fmt(b, "%s{\"line\":%lld,\"action\":\"%s\"", shown++ ? "," : "", (long long)l->line, kinds[l->kind]);
                api_text_member(b, "login", l->login);
                api_text_member(b, "name", l->name);
                diffs_out(b, l);
                buf_char(b, '}');
        }
        buf_str(b, "]}\n");
}

/* ,"lines":[…] of the problem: each refused row, with its column. */
static void refused(struct ctx *c, const struct people_import *p)
{
        struct buf b;
        size_t shown = 0;

        if (p->why)
                form_error_text(c, "text", p->why);
        buf_init(&b, c->arena, MAX_PAGE_BYTES);
        buf_str(&b, ",\"lines\":[");
        for (size_t i = 0; i < p->n_lines && shown < LINES_MAX; i++) {
                if (p->lines[i].kind != IMPORT_REFUSED)
                        continue;
                buf_fmt(&b, "%s{\"line\":%lld", shown++ ? "," : "", (long long)p->lines[i].line);
                api_text_member(&b, "column", p->lines[i].column);
                api_text_member(&b, "message", p->lines[i].why);
                buf_char(&b, '}');
        }
        buf_char(&b, ']');
        c->problem_extra = buf_end(&b) ? NULL : b.p;
}

static enum status run(struct ctx *c, bool apply)
{
        struct people_import p = {.why = NULL};
        const char *text = jv_text(jv_get(c->json, "text")), *digest = jv_text(jv_get(c->json, "digest"));

        if (!text || text_blank(text))
                form_error(c, "text", MSG_accounts_import_missing);
        if (apply && !digest)
                form_error(c, "digest", MSG_form_missing);
        if (c->n_error)
                return ST_INVALID;
        enum status st = people_import(c, text, strlen(text), apply, apply ? digest : NULL, &p);
        if (st == ST_INVALID)
                refused(c, &p);
        if (st == ST_STALE)
                return ctx_fail(c, st, MSG_accounts_import_moved);
        if (!st)
                import_out(c, &p, apply);
        return st;
}

enum status api_import_look(struct ctx *c)
{
        return run(c, false);
}

enum status api_import_post(struct ctx *c)
{
        return run(c, true);
}
