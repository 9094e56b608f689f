/* Which tasks are ready, what is wrong with a graph, when a condition holds, when a step is due.  Pure, so that
 * ten thousand random plans cost a second. */
#include "desk/plan/graph.h"

#include <ctype.h>

enum { LOOK_DAYS = 800, DAYS_MAX = 200, TERM_BYTES = 400 };

/* ---- the graph ------------------------------------------------------------------------------------------------ */

/* Absent nodes are passed when all before them are: at most n rounds until nothing changes. */
uint64_t graph_passed(const struct plan_graph *g)
{
        uint64_t passed = 0, before;

        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].phase >= PHASE_DONE)
                        passed |= UINT64_C(1) << i;
        do {
                before = passed;
                for (size_t i = 0; i < g->n; i++)
                        if (g->node[i].phase == PHASE_ABSENT && !(g->node[i].before & ~passed))
                                passed |= UINT64_C(1) << i;
        } while (passed != before);
        return passed;
}

uint64_t graph_ready(const struct plan_graph *g)
{
        uint64_t passed = graph_passed(g), ready = 0;

        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].phase == PHASE_WAITING && !(g->node[i].before & ~passed))
                        ready |= UINT64_C(1) << i;
        return ready;
}

bool graph_finished(const struct plan_graph *g)
{
        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].phase == PHASE_WAITING || g->node[i].phase == PHASE_OPEN)
                        return false;
        return true;
}

/* Nodes that would ever open if everything that opens is done. */
static uint64_t reachable(const struct plan_graph *g)
{
        uint64_t open = 0, before;

        do {
                before = open;
                for (size_t i = 0; i < g->n; i++)
                        if (!(g->node[i].before & ~open))
                                open |= UINT64_C(1) << i;
        } while (open != before);
        return open;
}

static size_t lowest(uint64_t bits)
{
        return (size_t)__builtin_ctzll(bits);
}

/* From a node that never opens, back along those that never open: within n steps one comes twice. */
static const char *cycle_codes(struct arena *a, const struct plan_graph *g, uint64_t dead)
{
        size_t path[PLAN_STEPS + 1], n = 0, at = lowest(dead);
        uint64_t seen = 0;
        struct buf b;

        while (!(seen & UINT64_C(1) << at)) {
                seen |= UINT64_C(1) << at;
                path[n++] = at;
                at = lowest(g->node[at].before & dead);
        }
        size_t first = n;
        while (first > 0 && path[first - 1] != at)
                first--;
        buf_init(&b, a, 4096);
        buf_str(&b, g->node[at].code);
        for (size_t i = n; i >= first; i--) {
                buf_str(&b, " → ");
                buf_str(&b, g->node[path[i - 1]].code);
        }
        return b.p;
}

enum plan_fault graph_check(struct arena *a, const struct plan_graph *g, const char **codes)
{
        uint64_t all = g->n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << g->n) - 1, dead = all & ~reachable(g);

        *codes = "";
        if (!g->n)
                return PLAN_EMPTY;
        if (!dead)
                return PLAN_FINE;
        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].before & ~all) { /* it waits for something that is not there */
                        *codes = g->node[i].code;
                        return PLAN_DEAD;
                }
        *codes = cycle_codes(a, g, dead);
        return PLAN_CYCLE;
}

/* ---- conditions ------------------------------------------------------------------------------------------------ */

struct term {
        char name[TERM_BYTES], value[TERM_BYTES];
        enum { TERM_SAID, TERM_UNSAID, TERM_IS, TERM_IS_NOT } what;
};

static bool copy_trimmed(char out[TERM_BYTES], const char *p, size_t n)
{
        while (n && isspace((unsigned char)*p))
                p++, n--;
        while (n && isspace((unsigned char)p[n - 1]))
                n--;
        if (n >= TERM_BYTES)
                return false;
        memmove(out, p, n); /* a name without its sign is a part of itself */
        out[n] = 0;
        return true;
}

static bool name_good(const char *s)
{
        if (!*s)
                return false;
        for (; *s; s++)
                if (!isalnum((unsigned char)*s) && *s != '_' && *s != '-' && *s != '.')
                        return false;
        return true;
}

static bool term_read(const char *p, size_t n, struct term *t)
{
        const char *is = memchr(p, '=', n);
        bool not = is && is > p && is[-1] == '!';
        size_t name = is ? (size_t)(is - p) - (not ? 1 : 0) : n;

        t->value[0] = 0;
        if (!copy_trimmed(t->name, p, name))
                return false;
        if (is) {
                t->what = not ? TERM_IS_NOT : TERM_IS;
                if (!copy_trimmed(t->value, is + 1, n - (size_t)(is - p) - 1) || !t->value[0])
                        return false;
        } else {
                t->what = t->name[0] == '!' ? TERM_UNSAID : TERM_SAID;
                if (t->what == TERM_UNSAID && !copy_trimmed(t->name, t->name + 1, strlen(t->name + 1)))
                        return false;
        }
        return name_good(t->name);
}

static bool value_is(struct arena *a, const struct json *v, const char *wanted)
{
        for (size_t i = 0; i < jv_count(v); i++) {
                const char *one = jv_scalar(a, jv_at(v, i));
                if (one && str_eq(one, wanted))
                        return true;
        }
        const char *s = jv_scalar(a, v);
        return s && str_eq(s, wanted);
}

static bool answered(struct arena *a, const struct json *v)
{
        const char *s = jv_scalar(a, v);

        return jv_count(v) > 0 || (s && !text_blank(s) && !str_eq(s, "false"));
}

static bool term_holds(struct arena *a, const struct term *t, const struct json *answers)
{
        const struct json *v = jv_get(answers, t->name);

        switch (t->what) {
        case TERM_SAID:
                return answered(a, v);
        case TERM_UNSAID:
                return !answered(a, v);
        case TERM_IS:
                return value_is(a, v, t->value);
        case TERM_IS_NOT:
                return !value_is(a, v, t->value);
        }
        return false;
}

/* Walks the terms: `answers` NULL only reads them. */
static bool walk(struct arena *a, const char *text, const struct json *answers, bool hold, const char **wrong)
{
        if (text_blank(text))
                return true;
        for (const char *p = text;;) {
                size_t n = strcspn(p, "&");
                struct term t;
                if (!term_read(p, n, &t)) {
                        if (wrong)
                                *wrong = arena_strn(a, p, n);
                        return false;
                }
                if (hold && !term_holds(a, &t, answers))
                        return false;
                if (!p[n])
                        return true;
                p += n + 1;
        }
}

bool condition_good(struct arena *a, const char *text, const char **wrong)
{
        return walk(a, text, NULL, false, wrong);
}

bool condition_holds(struct arena *a, const char *text, const struct json *answers)
{
        return walk(a, text, answers, true, NULL);
}

/* ---- due ----------------------------------------------------------------------------------------------------------- */

bool due_read(const char *text, struct due_rule *out)
{
        static const struct {
                const char *word;
                enum due_from from;
        } words[] = {{"open", DUE_OPEN}, {"first", DUE_FIRST}, {"last", DUE_LAST}};
        int64_t days;

        *out = (struct due_rule){DUE_NONE, 0};
        if (!text || !*text)
                return true;
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
                size_t n = strlen(words[i].word);
                if (strncmp(text, words[i].word, n) != 0 || (text[n] != '+' && text[n] != '-'))
                        continue;
                if (!text_i64(text + n + 1, &days) || days < 0 || days > DAYS_MAX || !isdigit((unsigned char)text[n + 1]))
                        return false;
                if (text[n] == '-' && words[i].from == DUE_OPEN && days)
                        return false;
                *out = (struct due_rule){words[i].from, text[n] == '-' ? -(int)days : (int)days};
                return true;
        }
        return false;
}

/* Minute of the local day at which it closes, 0 when it is closed all day. */
static int closing(const struct calendar *cal, int64_t day)
{
        if (!cal)
                return civil_wday(day) <= 5 ? 18 * 60 : 0;
        const struct calendar_hours *h = calendar_hours(cal, day, "fr", NULL, NULL);
        return h && h->n ? h->slot[h->n - 1].to : 0;
}

static int64_t moment_of(const struct zone *z, int64_t day, int minute)
{
        struct civil c = {0};

        day += minute / 1440;
        minute %= 1440;
        civil_from_days(day, &c.year, &c.month, &c.day);
        c.hour = minute / 60;
        c.minute = minute % 60;
        return zone_moment(z, &c);
}

int64_t due_moment(const struct calendar *cal, const struct zone *z, const struct due_rule *r, int64_t anchor)
{
        struct civil local;
        int left = r->days < 0 ? -r->days : r->days, step = r->days < 0 ? -1 : 1;

        if (!left && r->from != DUE_OPEN)
                return anchor;
        if (cal && cal->zone)
                z = cal->zone;
        zone_local(z, anchor, &local);
        int64_t day = civil_days(local.year, local.month, local.day);
        int now = local.hour * 60 + local.minute;
        if (!left && closing(cal, day) > now)
                return moment_of(z, day, closing(cal, day));
        left = left ? left : 1;
        for (int i = 0; i < LOOK_DAYS; i++) {
                day += step;
                int at = closing(cal, day);
                if (at && --left == 0)
                        return moment_of(z, day, at);
        }
        return anchor;
}

/* ---- codes ----------------------------------------------------------------------------------------------------------- */

int code_order(const char *a, const char *b)
{
        while (*a && *b) {
                if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
                        size_t n = strspn(a, "0"), m = strspn(b, "0");
                        a += n, b += m;
                        n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
                        int cmp = n != m ? (n < m ? -1 : 1) : strncmp(a, b, n);
                        if (cmp)
                                return cmp;
                        a += n, b += m;
                } else if (*a != *b) {
                        return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
                } else {
                        a++, b++;
                }
        }
        return (*a != 0) - (*b != 0);
}
