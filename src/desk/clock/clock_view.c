/* Clocks as people and programs read them, and the ledger that explains a date line by line. */
#include "desk/clock/clock_own.h"

static const char *target_text(struct ctx *c, int64_t target, int64_t day_ms)
{
        if (day_ms > 0 && target % day_ms == 0)
                return arena_fmt(c->arena, "%lld business day%s", (long long)(target / day_ms), target == day_ms ? "" : "s");
        if (target % HOUR_MS == 0)
                return arena_fmt(c->arena, "%lld business hour%s", (long long)(target / HOUR_MS), target == HOUR_MS ? "" : "s");
        return arena_fmt(c->arena, "%lld business minutes", (long long)(target / MINUTE_MS));
}

const char *clock_with(struct ctx *c, int message, const char *name, const char *text)
{
        struct html_arg arg = {name, text, 0};
        return msg_text(c->arena, c->lang, message, 1, &arg);
}

static void words(struct ctx *c, const struct calendar *cal, const struct clock_row *k, const struct clock_stand *s,
                  struct clock_view *v)
{
        if (s->late) {
                v->word = "breached";
                v->css = "late";
                v->text = clock_with(c, MSG_clock_late_by, "time", clock_duration(c, cal, s->left < 0 ? -s->left : 0));
        } else if (k->state == CLOCK_PAUSED) {
                v->word = "paused";
                v->css = "pause";
                v->text = ctx_msg(c, MSG_clock_paused);
        } else if (k->state == CLOCK_RUNNING) {
                v->word = "running";
                v->css = s->risk ? "risk" : "";
                v->text = clock_with(c, MSG_clock_before, "when", human_datetime(c->arena, c->lang, c->zone, k->due_at, c->now));
        } else {
                v->word = "met";
                v->css = "met";
                v->text = clock_with(c, MSG_clock_met_in, "time", clock_duration(c, cal, s->counted));
        }
}

static enum status view_fill(struct ctx *c, const struct clock_row *k, struct clock_view *v)
{
        const struct calendar *cal;
        enum status st = calendar_of(c, k->calendar_version_id, &cal);
        if (st)
                return st;
        *v = (struct clock_view){.id = k->id, .state = k->state, .round = k->round, .since_at = k->since_at,
                                 .spent_ms = k->spent_ms, .due_at = k->due_at, .level = k->level,
                                 .stopped_at = k->stopped_at, .breached_at = k->breached_at, .target_ms = k->target_ms,
                                 .day_ms = k->day_ms, .name = k->name};
        struct clock_stand s;
        clock_stand(c, cal, k, &s);
        v->gauge = s.gauge;
        v->target = target_text(c, k->target_ms, k->day_ms);
        v->label = ctx_msg(c, strcmp(k->name, "response") == 0   ? MSG_clock_response
                              : strcmp(k->name, "internal") == 0 ? MSG_groups_clock_internal
                              : strcmp(k->name, "advice") == 0   ? MSG_groups_clock_advice
                                                                 : MSG_clock_resolution);
        words(c, cal, k, &s, v);
        return ST_OK;
}

enum status clock_list(struct ctx *c, const struct ticket *t, struct clock_view **out, size_t *n)
{
        struct clock_row *k;
        size_t n_rows;
        *n = 0;
        enum status st = clock_rows(c, t->id, &k, &n_rows);
        *out = ARENA_ARRAY(c->arena, n_rows + 1, struct clock_view);
        bool all = ticket_can(c, t, ACT_READ_ALL);
        for (size_t i = 0; !st && i < n_rows; i++)
                if (k[i].state != CLOCK_VOID && (all || !clock_is_internal(k[i].name)))
                        st = view_fill(c, &k[i], &(*out)[(*n)++]);
        return st;
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------ */

struct ledger {
        struct ctx *c;
        struct clock_line *line;
        size_t n, cap;
};

static void line_add(struct ledger *l, struct clock_line line)
{
        if (l->n == l->cap) {
                struct clock_line *more = ARENA_ARRAY(l->c->arena, l->cap * 2, struct clock_line);
                memcpy(more, l->line, l->n * sizeof line);
                l->line = more;
                l->cap *= 2;
        }
        l->line[l->n++] = line;
}

static enum status lines_run(struct ledger *l, int64_t calendar_id, int64_t from, int64_t to)
{
        const struct calendar *cal;
        struct calendar_line *row;
        size_t n;
        enum status st = calendar_of(l->c, calendar_id, &cal);
        if (st)
                return st;
        calendar_lines(l->c->arena, cal, from, to, l->c->lang == LANG_FR ? "fr" : "en", &row, &n);
        for (size_t i = 0; i < n; i++)
                line_add(l, (struct clock_line){row[i].from, row[i].to, row[i].counted_ms, row[i].kind, row[i].name});
        return ST_OK;
}

static const char *pause_note(struct ctx *c, const char *word)
{
        return word && *word ? state_label(c, 0, STATE_PENDING, pending_find(word)) : "";
}

static const char *segment_note(struct ctx *c, const struct segment_row *s)
{
        if (strcmp(s->kind, "correction") != 0)
                return pause_note(c, s->note);
        if (str_eq(s->note, "calendar"))
                return ctx_msg(c, MSG_clock_correction_calendar);
        return ctx_msg(c, str_eq(s->note, "promise") ? MSG_clock_correction_promise : MSG_clock_correction_ticket);
}

static enum status lines_all(struct ledger *l, const struct ticket *t, const struct clock_row *k)
{
        struct segment_row *s;
        size_t n;
        enum status st = segment_rows(l->c, k->id, &s, &n);
        for (size_t i = 0; !st && i < n; i++) {
                if (strcmp(s[i].kind, "run") == 0)
                        st = lines_run(l, s[i].calendar_version_id, s[i].from_at, s[i].to_at);
                else
                        line_add(l, (struct clock_line){s[i].from_at, s[i].to_at, s[i].counted_ms, s[i].kind,
                                                        segment_note(l->c, &s[i])});
        }
        if (!st && k->state == CLOCK_RUNNING && l->c->now > k->since_at)
                st = lines_run(l, k->calendar_version_id, k->since_at, l->c->now);
        if (!st && k->state == CLOCK_PAUSED && l->c->now > k->since_at)
                line_add(l, (struct clock_line){k->since_at, l->c->now, 0, "pause",
                                                pause_note(l->c, pending_word(t->pending))});
        return st;
}

enum status clock_ledger(struct ctx *c, const struct ticket *t, const char *name, struct clock_line **out, size_t *n,
                         struct clock_view *clock)
{
        struct clock_row *k;
        size_t n_rows, i = 0;
        enum status st = clock_rows(c, t->id, &k, &n_rows);
        while (!st && i < n_rows && strcmp(k[i].name, name) != 0)
                i++;
        if (!st && (i == n_rows || (clock_is_internal(name) && !ticket_can(c, t, ACT_READ_ALL))))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        struct ledger l = {.c = c, .line = ARENA_ARRAY(c->arena, 64, struct clock_line), .cap = 64};
        st = lines_all(&l, t, &k[i]);
        if (!st)
                st = view_fill(c, &k[i], clock);
        *out = l.line;
        *n = l.n;
        return st;
}
