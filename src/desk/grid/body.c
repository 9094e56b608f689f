/* What a row says of its course as one text: kept with the line and compared the next time, so that "changed" is
 * what the department changed, whatever people did by hand in between. */
#include <string.h>

#include "base/sha256.h"
#include "desk/grid/own.h"

enum { BODY_BYTES = 64 << 10 };

static void person_put(struct buf *b, const char *mark, const struct grid_person *p, bool names)
{
        if (*p->mail)
                buf_fmt(b, "%s%s <%s>\n", mark, names ? p->name : "", p->mail);
        else
                buf_fmt(b, "%s%s #%lld\n", mark, p->name, (long long)p->id);
}

/* `names`: with the names of those whom their address tells. */
static void written(struct ctx *c, const struct grid_entry *e, bool names, struct buf *b)
{
        buf_init(b, c->arena, BODY_BYTES);
        buf_fmt(b, "T%s\nD%s\n", e->title, e->department);
        person_put(b, "O", &e->owner, names);
        for (size_t i = 0; i < e->n_presenters; i++)
                person_put(b, "P", &e->presenter[i], names);
        for (size_t i = 0; i < e->n_sessions; i++)
                buf_fmt(b, "S%lld %lld\n", (long long)e->session[i].from_at, (long long)e->session[i].to_at);
        if (e->first_at)
                buf_fmt(b, "F%lld\n", (long long)e->first_at);
}

void grid_body_make(struct ctx *c, struct grid_entry *e)
{
        struct buf b;
        struct sha256 h;

        written(c, e, false, &b);
        sha256_init(&h);
        sha256_add(&h, b.p, b.n);
        sha256_end(&h, e->hash);
        written(c, e, true, &b);
        e->body = b.p;
}

/* "Name <mail>" or "Name #12". */
static struct grid_person person_of(struct arena *a, const char *s)
{
        size_t n = strlen(s);
        const char *open = strrchr(s, '<'), *number = strrchr(s, '#');
        struct grid_person p = {.name = s, .mail = ""};

        if (open && n && s[n - 1] == '>') {
                p.mail = arena_strn(a, open + 1, (size_t)(s + n - 1 - open - 1));
                p.name = arena_strn(a, s, open > s ? (size_t)(open - s - 1) : 0);
        } else if (number && text_i64(number + 1, &p.id)) {
                p.name = arena_strn(a, s, number > s ? (size_t)(number - s - 1) : 0);
        }
        return p;
}

static bool span_of(struct arena *a, const char *s, struct grid_span *out)
{
        size_t n = strcspn(s, " ");

        return s[n] && text_i64(arena_strn(a, s, n), &out->from_at) && text_i64(s + n + 1, &out->to_at);
}

void grid_body_read(struct ctx *c, const char *body, struct grid_entry *out)
{
        struct arena *a = c->arena;

        *out = (struct grid_entry){.title = "", .department = "", .owner = {.name = "", .mail = ""}};
        size_t lines = 1;
        for (const char *p = body; *p; p++)
                lines += *p == '\n';
        out->presenter = ARENA_ARRAY(a, lines, struct grid_person);
        out->session = ARENA_ARRAY(a, lines, struct grid_span);
        while (*body) {
                size_t n = strcspn(body, "\n");
                const char *line = arena_strn(a, body + 1, n ? n - 1 : 0);
                if (*body == 'T')
                        out->title = line;
                else if (*body == 'D')
                        out->department = line;
                else if (*body == 'O')
                        out->owner = person_of(a, line);
                else if (*body == 'P')
                        out->presenter[out->n_presenters++] = person_of(a, line);
                else if (*body == 'S')
                        out->n_sessions += span_of(a, line, &out->session[out->n_sessions]);
                else if (*body == 'F' && !text_i64(line, &out->first_at))
                        out->first_at = 0;
                body += n + (body[n] != '\0');
        }
}

/* ---- what changed ------------------------------------------------------------------------------------------------------ */

struct diffs {
        struct ctx *c;
        struct grid_diff *d;
        size_t n;
};

static void differ(struct diffs *o, enum grid_field f, const char *before, const char *after)
{
        if (!str_eq(before, after))
                o->d[o->n++] = (struct grid_diff){f, grid_field_label(o->c, f), before, after};
}

static const char *shown(struct ctx *c, const struct grid_person *p)
{
        return *p->mail ? *p->name ? arena_fmt(c->arena, "%s <%s>", p->name, p->mail) : p->mail : p->name;
}

static bool same_person(const struct grid_person *a, const struct grid_person *b)
{
        return str_eq(a->mail, b->mail) && (*a->mail || a->id == b->id);
}

static bool presents(const struct grid_entry *e, const struct grid_person *p)
{
        for (size_t i = 0; i < e->n_presenters; i++)
                if (same_person(&e->presenter[i], p))
                        return true;
        return false;
}

static bool held(const struct grid_entry *e, const struct grid_span *s)
{
        for (size_t i = 0; i < e->n_sessions; i++)
                if (e->session[i].from_at == s->from_at && e->session[i].to_at == s->to_at)
                        return true;
        return false;
}

/* How many there are, and those that the other side lacks. */
static const char *presenters_text(struct ctx *c, const struct grid_entry *e, const struct grid_entry *other)
{
        struct buf b;

        buf_init(&b, c->arena, BODY_BYTES);
        buf_i64(&b, (int64_t)e->n_presenters);
        for (size_t i = 0; i < e->n_presenters; i++)
                if (!presents(other, &e->presenter[i]))
                        buf_fmt(&b, "%s%s", strchr(b.p, '(') ? ", " : " (", shown(c, &e->presenter[i]));
        buf_str(&b, strchr(b.p, '(') ? ")" : "");
        return b.p;
}

static const char *sessions_text(struct ctx *c, const struct grid_entry *e, const struct grid_entry *other)
{
        struct buf b;

        buf_init(&b, c->arena, BODY_BYTES);
        buf_i64(&b, (int64_t)e->n_sessions);
        for (size_t i = 0; i < e->n_sessions; i++)
                if (!held(other, &e->session[i]))
                        buf_fmt(&b, "%s%s", strchr(b.p, '(') ? ", " : " (", grid_span_text(c, &e->session[i]));
        buf_str(&b, strchr(b.p, '(') ? ")" : "");
        return b.p;
}

struct grid_diff *grid_body_diff(struct ctx *c, const struct grid_entry *before, const struct grid_entry *after, size_t *n)
{
        struct diffs o = {c, ARENA_ARRAY(c->arena, GRID_FIELDS, struct grid_diff), 0};

        differ(&o, GRID_TITLE, before->title, after->title);
        differ(&o, GRID_DEPARTMENT, before->department, after->department);
        if (!same_person(&before->owner, &after->owner))
                differ(&o, GRID_OWNER, shown(c, &before->owner), shown(c, &after->owner));
        differ(&o, GRID_PRESENTERS, presenters_text(c, before, after), presenters_text(c, after, before));
        differ(&o, GRID_SESSIONS, sessions_text(c, before, after), sessions_text(c, after, before));
        differ(&o, GRID_FIRST, before->first_at ? grid_moment_text(c, before->first_at) : "",
               after->first_at ? grid_moment_text(c, after->first_at) : "");
        *n = o.n;
        return o.d;
}
