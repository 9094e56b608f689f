/* Hours as people type and read them.  Typing is lenient ("8h30-12h 13h-17h"), what is kept is exact. */
#include "desk/admin/sla_view.h"

static const char *const keys[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
static const int labels[7] = {MSG_sla_mon, MSG_sla_tue, MSG_sla_wed, MSG_sla_thu, MSG_sla_fri, MSG_sla_sat, MSG_sla_sun};

static bool digit(char ch)
{
        return ch >= '0' && ch <= '9';
}

/* "8", "8h", "8h30", "08:30"; minutes of the day, −1 when it is none. */
static int time_read(const char **p)
{
        const char *s = *p;
        int hour = 0, minute = 0, n = 0;

        for (; digit(*s) && n < 2; n++)
                hour = hour * 10 + *s++ - '0';
        if (!n || digit(*s))
                return -1;
        if (*s == ':' || *s == 'h' || *s == 'H') {
                s++;
                if (digit(s[0]) && digit(s[1])) {
                        minute = (s[0] - '0') * 10 + s[1] - '0';
                        s += 2;
                }
        }
        *p = s;
        return hour > 24 || minute > 59 || (hour == 24 && minute) || digit(*s) ? -1 : hour * 60 + minute;
}

static const char *skip(const char *s, const char *set)
{
        return s + strspn(s, set);
}

/* A dash: -, – or —. */
static bool dash_read(const char **p)
{
        const char *s = skip(*p, " ");

        if (*s == '-')
                s++;
        else if (str_starts(s, "\xe2\x80\x93") || str_starts(s, "\xe2\x80\x94"))
                s += 3;
        else
                return false;
        *p = skip(s, " ");
        return true;
}

bool sla_hours_read(const char *typed, struct calendar_hours *out)
{
        const char *p = skip(typed, " ,;");

        *out = (struct calendar_hours){.n = 0};
        if (!*p || str_eq(p, "fermé") || str_eq(p, "closed") || str_eq(p, "-"))
                return true;
        if (str_eq(p, "24/24")) {
                *out = (struct calendar_hours){.slot = {{0, 1440}}, .n = 1};
                return true;
        }
        while (*p) {
                struct calendar_slot s = {.from = time_read(&p)};
                if (s.from < 0 || !dash_read(&p) || (s.to = time_read(&p)) <= s.from || out->n == CALENDAR_SLOTS)
                        return false;
                if (out->n && s.from < out->slot[out->n - 1].to)
                        return false;
                out->slot[out->n++] = s;
                p = skip(p, " ,;");
        }
        return true;
}

static void slots(struct buf *b, const struct calendar_hours *h, const char *open, const char *between)
{
        for (size_t i = 0; i < h->n; i++)
                buf_fmt(b, "%s%s%02d:%02d-%02d:%02d%s", i ? between : "", open, h->slot[i].from / 60, h->slot[i].from % 60,
                        h->slot[i].to / 60, h->slot[i].to % 60, open);
}

const char *sla_hours_text(struct arena *a, const struct calendar_hours *h)
{
        struct buf b;

        buf_init(&b, a, 512);
        slots(&b, h, "", ", ");
        return b.n ? b.p : "";
}

void sla_slots_json(struct buf *b, const struct calendar_hours *h)
{
        buf_char(b, '[');
        slots(b, h, "\"", ",");
        buf_char(b, ']');
}

void sla_week_json(struct buf *b, const struct sla_week *w)
{
        for (size_t i = 0; i < 7; i++) {
                buf_fmt(b, "%s\"%s\":", i ? "," : "{", keys[i]);
                sla_slots_json(b, &w->day[i].hours);
        }
}

void sla_week_fill(struct ctx *c, struct sla_week *w)
{
        w->n_day = 7;
        for (size_t i = 0; i < 7; i++) {
                struct sla_day *d = &w->day[i];
                const char *text = sla_hours_text(c->arena, &d->hours);
                d->key = keys[i];
                d->label = ctx_msg(c, labels[i]);
                d->said = *text ? text : ctx_msg(c, MSG_sla_closed);
                d->n_bar = d->hours.n;
                for (size_t s = 0; s < d->hours.n; s++)
                        d->bar[s] = (struct sla_bar){d->hours.slot[s].from / 15, (d->hours.slot[s].to - d->hours.slot[s].from) / 15};
                if (!d->typed)
                        d->typed = text;
        }
}

const char *sla_date_text(struct arena *a, int64_t day)
{
        int y, m, d;

        civil_from_days(day, &y, &m, &d);
        return arena_fmt(a, "%04d-%02d-%02d", y, m, d);
}

bool sla_date_ok(struct arena *a, const char *typed)
{
        int64_t at;

        return strlen(typed) == 10 && moment_parse(arena_fmt(a, "%sT00:00:00Z", typed), &at);
}

const char *sla_span(struct ctx *c, int64_t ms)
{
        long long minutes = (long long)(ms / MINUTE_MS);

        if (minutes < 60)
                return arena_fmt(c->arena, "%lld\u00a0min", minutes);
        return minutes % 60 ? arena_fmt(c->arena, "%lld\u00a0h\u00a0%02lld", minutes / 60, minutes % 60)
                            : arena_fmt(c->arena, "%lld\u00a0h", minutes / 60);
}

const char *sla_target(struct ctx *c, int64_t target_ms, int64_t day_ms)
{
        struct html_arg hours[] = {{"hours", sla_span(c, target_ms), 0}};

        if (day_ms > 0 && target_ms % day_ms == 0)
                return msg_plural(c->arena, c->lang, MSG_desk_business_days, target_ms / day_ms, 0, NULL);
        return msg_text(c->arena, c->lang, MSG_desk_business_hours, 1, hours);
}

const char *sla_week_total(struct ctx *c, const struct calendar_week *w)
{
        int64_t sum = 0;

        for (size_t i = 0; i < 7; i++)
                for (size_t s = 0; s < w->day[i].n; s++)
                        sum += w->day[i].slot[s].to - w->day[i].slot[s].from;
        struct html_arg args[] = {{"hours", sla_span(c, sum * MINUTE_MS), 0}};
        return msg_text(c->arena, c->lang, MSG_sla_week_total, 1, args);
}

bool sla_code_ok(const char *code)
{
        size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789._-");

        return n && n <= 64 && !code[n] && !str_eq(code, "new") && !str_eq(code, "check");
}

const char *sla_value(struct ctx *c, const char *name)
{
        const char *s = form_value(c, name);

        return s ? s : "";
}
