/* Steps of plans as text: points as lines of a form, a whole step as one line of the configuration file.
 *
 *   2.1 group=technologues after=1 due=first-2 needs=presenters supports | Libellé | Label | But | Purpose
 *       | ? approche = zoom | * Point à cocher = Point to tick | - Enregistrement > Autre = Recording > Other
 *
 * with \| \= \> and \\ where a text holds such a sign.  A star is a point asked before closing. */
#include "desk/plan/edit.h"

#include <ctype.h>

enum { LINE_BYTES = 64 * 1024 };

/* ---- lines of a form --------------------------------------------------------------------------------------------- */

static void point_line(struct buf *b, const char *under, const char *text, bool required)
{
        if (b->n)
                buf_char(b, '\n');
        if (under && *under)
                buf_fmt(b, "%s | ", under);
        buf_str(b, text);
        if (required)
                buf_str(b, " *");
}

void points_write(struct arena *a, const struct plan_point *p, size_t n, const char **fr, const char **en)
{
        struct buf f, e;

        buf_init(&f, a, LINE_BYTES);
        buf_init(&e, a, LINE_BYTES);
        for (size_t i = 0; i < n; i++) {
                point_line(&f, p[i].under_fr, p[i].fr, p[i].required);
                point_line(&e, p[i].under_en, p[i].en, false);
        }
        *fr = f.p;
        *en = e.p;
}

static const char *trimmed(struct arena *a, const char *p, size_t n)
{
        while (n && isspace((unsigned char)*p))
                p++, n--;
        while (n && isspace((unsigned char)p[n - 1]))
                n--;
        return arena_strn(a, p, n);
}

/* « cas | texte * » into its parts. */
static void point_read(struct arena *a, const char *line, const char **under, const char **text, bool *required)
{
        size_t n = strlen(line);
        const char *bar = strchr(line, '|');

        *required = n && line[n - 1] == '*';
        *under = bar ? trimmed(a, line, (size_t)(bar - line)) : "";
        const char *from = bar ? bar + 1 : line;
        *text = trimmed(a, from, strlen(from) - (*required ? 1 : 0));
}

/* The next line that is not blank, trimmed; NULL at the end. */
static const char *next_line(struct arena *a, const char **at)
{
        while (**at) {
                size_t n = strcspn(*at, "\n");
                const char *line = trimmed(a, *at, n);
                *at += n + ((*at)[n] ? 1 : 0);
                if (*line)
                        return line;
        }
        return NULL;
}

enum status points_lines(struct arena *a, const char *fr, const char *en, struct plan_point **out, size_t *n)
{
        const char *line, *other;
        bool ignored;

        *out = ARENA_ARRAY(a, PLAN_POINTS + 1, struct plan_point);
        *n = 0;
        while ((line = next_line(a, &fr))) {
                if (*n == PLAN_POINTS)
                        return ST_INVALID;
                struct plan_point *p = &(*out)[(*n)++];
                *p = (struct plan_point){.en = "", .under_en = ""};
                point_read(a, line, &p->under_fr, &p->fr, &p->required);
                other = next_line(a, &en);
                if (other)
                        point_read(a, other, &p->under_en, &p->en, &ignored);
                if (text_blank(p->fr) || strlen(p->fr) > 400 || strlen(p->en) > 400)
                        return ST_INVALID;
        }
        return ST_OK;
}

/* ---- a step as one line -------------------------------------------------------------------------------------------- */

static void escaped(struct buf *b, const char *s, const char *signs)
{
        for (; s && *s; s++) {
                if (strchr(signs, *s))
                        buf_char(b, '\\');
                buf_char(b, *s == '\n' ? ' ' : *s);
        }
}

static void part(struct buf *b, const char *s)
{
        buf_str(b, " | ");
        escaped(b, s, "|\\");
}

static void point_out(struct buf *b, const struct plan_point *p)
{
        buf_str(b, p->required ? " | * " : " | - ");
        if (p->under_fr && *p->under_fr) {
                escaped(b, p->under_fr, "|=>\\");
                buf_str(b, " > ");
        }
        escaped(b, p->fr, "|=>\\");
        buf_str(b, " = ");
        if (p->under_en && *p->under_en) {
                escaped(b, p->under_en, "|=>\\");
                buf_str(b, " > ");
        }
        escaped(b, p->en, "|=>\\");
}

void step_line_write(struct buf *b, const struct plan_step *s)
{
        buf_fmt(b, "%s group=%s", s->code, s->group_code);
        for (size_t i = 0; i < s->n_after; i++)
                buf_fmt(b, "%s%s", i ? "," : " after=", s->after[i]);
        if (*s->due)
                buf_fmt(b, " due=%s", s->due);
        for (const char *p = s->needs; *p;) {
                size_t n = strcspn(p, " ");
                buf_fmt(b, "%s%.*s", p == s->needs ? " needs=" : ",", (int)n, p);
                p += n + (p[n] ? 1 : 0);
        }
        buf_fmt(b, "%s%s%s%s", str_eq(s->kind, "agreement") ? " agreement" : "", s->optional ? " optional" : "",
                s->supports ? " supports" : "", s->strict ? " strict" : "");
        part(b, s->label_fr);
        part(b, s->label_en);
        part(b, s->purpose_fr);
        part(b, s->purpose_en);
        if (*s->condition) {
                buf_str(b, " | ? ");
                escaped(b, s->condition, "|\\");
        }
        for (size_t i = 0; i < s->n_points; i++)
                point_out(b, &s->points[i]);
}

/* One part up to an unescaped sign of `ends`, signs still escaped; *at goes behind the sign. */
static const char *take(struct arena *a, const char **at, const char *ends)
{
        const char *p = *at;

        while (*p && !strchr(ends, *p))
                p += *p == '\\' && p[1] ? 2 : 1;
        const char *out = trimmed(a, *at, (size_t)(p - *at));
        *at = p + (*p ? 1 : 0);
        return out;
}

static const char *plain(struct arena *a, const char *s)
{
        struct buf b;

        buf_init(&b, a, LINE_BYTES);
        for (; *s; s++) {
                if (*s == '\\' && s[1])
                        s++;
                buf_char(&b, *s);
        }
        return b.p;
}

static void half(struct arena *a, const char *s, const char **under, const char **text)
{
        const char *at = s, *first = take(a, &at, ">");
        bool cased = *at || (at > s && at[-1] == '>');

        *under = cased ? plain(a, first) : "";
        *text = plain(a, cased ? take(a, &at, "") : first);
}

static bool word_read(struct arena *a, const char *word, struct plan_step *s)
{
        const char *is = strchr(word, '='), *at;

        if (!is) {
                s->optional = s->optional || str_eq(word, "optional");
                s->supports = s->supports || str_eq(word, "supports");
                s->strict = s->strict || str_eq(word, "strict");
                s->kind = str_eq(word, "agreement") ? "agreement" : s->kind;
                return str_eq(word, "optional") || str_eq(word, "supports") || str_eq(word, "strict") || str_eq(word, "agreement");
        }
        at = is + 1;
        if (strncmp(word, "group=", 6) == 0) {
                s->group_code = at;
        } else if (strncmp(word, "due=", 4) == 0) {
                s->due = at;
        } else if (strncmp(word, "after=", 6) == 0) {
                while (*at && s->n_after < PLAN_STEPS)
                        s->after[s->n_after++] = take(a, &at, ",");
        } else if (strncmp(word, "needs=", 6) == 0) {
                s->needs = take(a, &at, ",");
                while (*at)
                        s->needs = arena_fmt(a, "%s %s", s->needs, take(a, &at, ","));
        } else {
                return false;
        }
        return true;
}

static bool more_read(struct arena *a, const char *p, struct plan_step *s)
{
        const char *at = p + 1;

        if (*p == '?') {
                s->condition = plain(a, trimmed(a, at, strlen(at)));
                return true;
        }
        if ((*p != '*' && *p != '-') || s->n_points == PLAN_POINTS)
                return false;
        struct plan_point *k = &s->points[s->n_points++];
        *k = (struct plan_point){.required = *p == '*'};
        half(a, take(a, &at, "="), &k->under_fr, &k->fr);
        half(a, take(a, &at, ""), &k->under_en, &k->en);
        return *k->fr != 0;
}

bool step_line_read(struct arena *a, const char *line, struct plan_step *out)
{
        const char *at = line, *head = take(a, &at, "|"), *word;
        const char **text[] = {&out->label_fr, &out->label_en, &out->purpose_fr, &out->purpose_en};

        *out = (struct plan_step){.kind = "task", .condition = "", .due = "", .needs = "", .group_code = "", .label_fr = "", .label_en = "",
                                  .purpose_fr = "", .purpose_en = "", .points = ARENA_ARRAY(a, PLAN_POINTS + 1, struct plan_point)};
        out->code = take(a, &head, " ");
        while (*(word = take(a, &head, " ")))
                if (!word_read(a, word, out))
                        return false;
        for (size_t i = 0; i < ARRAY_LEN(text); i++)
                *text[i] = plain(a, take(a, &at, "|"));
        while (*at)
                if (!more_read(a, take(a, &at, "|"), out))
                        return false;
        return *out->code && *out->label_fr;
}
