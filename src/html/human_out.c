/* The public faces of human.c: into an arena, onto a page, and for templates. */
#include "html/human.h"
#include "html/template.h"

#define TO_ARENA(call)                                                                                       \
        char out[HUMAN_MAX];                                                                                 \
        call;                                                                                                \
        return arena_str(a, out)
#define TO_PAGE(call)                                                                                        \
        char out[HUMAN_MAX];                                                                                 \
        call;                                                                                                \
        html_text(h, out)

const char *human_date(struct arena *a, enum lang lang, const struct zone *z, int64_t at)
{
        TO_ARENA(human_put_date(out, lang, z, at));
}

const char *human_day(struct arena *a, enum lang lang, const struct zone *z, int64_t at, int64_t now)
{
        TO_ARENA(human_put_day(out, lang, z, at, now));
}

const char *human_time(struct arena *a, enum lang lang, const struct zone *z, int64_t at)
{
        TO_ARENA(human_put_time(out, lang, z, at));
}

const char *human_datetime(struct arena *a, enum lang lang, const struct zone *z, int64_t at, int64_t now)
{
        TO_ARENA(human_put_datetime(out, lang, z, at, now));
}

const char *human_ago(struct arena *a, enum lang lang, const struct zone *z, int64_t at, int64_t now)
{
        TO_ARENA(human_put_ago(out, lang, z, at, now));
}

const char *human_duration(struct arena *a, enum lang lang, int64_t ms)
{
        TO_ARENA(human_put_duration(out, lang, ms));
}

const char *human_number(struct arena *a, enum lang lang, int64_t v)
{
        TO_ARENA(human_put_number(out, lang, v));
}

const char *human_size(struct arena *a, enum lang lang, int64_t bytes)
{
        TO_ARENA(human_put_size(out, lang, bytes));
}

void html_date(struct html *h, int64_t at)
{
        TO_PAGE(human_put_date(out, h->lang, h->zone, at));
}

void html_time(struct html *h, int64_t at)
{
        TO_PAGE(human_put_time(out, h->lang, h->zone, at));
}

void html_datetime(struct html *h, int64_t at)
{
        TO_PAGE(human_put_datetime(out, h->lang, h->zone, at, h->now));
}

void html_ago(struct html *h, int64_t at)
{
        TO_PAGE(human_put_ago(out, h->lang, h->zone, at, h->now));
}

void html_duration(struct html *h, int64_t ms)
{
        TO_PAGE(human_put_duration(out, h->lang, ms));
}

void tpl_put_date(struct html *h, int64_t at)
{
        html_date(h, at);
}

void tpl_put_time(struct html *h, int64_t at)
{
        html_time(h, at);
}

void tpl_put_datetime(struct html *h, int64_t at)
{
        html_datetime(h, at);
}

void tpl_put_ago(struct html *h, int64_t at)
{
        html_ago(h, at);
}

void tpl_put_duration(struct html *h, int64_t ms)
{
        html_duration(h, ms);
}

void tpl_put_day(struct html *h, int64_t at)
{
        TO_PAGE(human_put_day(out, h->lang, h->zone, at, h->now));
}

void tpl_put_number(struct html *h, int64_t v)
{
        TO_PAGE(human_put_number(out, h->lang, v));
}

void tpl_put_size(struct html *h, int64_t bytes)
{
        TO_PAGE(human_put_size(out, h->lang, bytes));
}

void tpl_put_iso(struct html *h, int64_t at)
{
        html_text(h, tpl_iso(h, at));
}

const char *tpl_date(struct html *h, int64_t at)
{
        return human_date(h->out->arena, h->lang, h->zone, at);
}

const char *tpl_day(struct html *h, int64_t at)
{
        return human_day(h->out->arena, h->lang, h->zone, at, h->now);
}

const char *tpl_time(struct html *h, int64_t at)
{
        return human_time(h->out->arena, h->lang, h->zone, at);
}

const char *tpl_datetime(struct html *h, int64_t at)
{
        return human_datetime(h->out->arena, h->lang, h->zone, at, h->now);
}

const char *tpl_ago(struct html *h, int64_t at)
{
        return human_ago(h->out->arena, h->lang, h->zone, at, h->now);
}

const char *tpl_duration(struct html *h, int64_t ms)
{
        return human_duration(h->out->arena, h->lang, ms);
}

const char *tpl_number(struct html *h, int64_t v)
{
        return human_number(h->out->arena, h->lang, v);
}

const char *tpl_size(struct html *h, int64_t bytes)
{
        return human_size(h->out->arena, h->lang, bytes);
}

const char *tpl_iso(struct html *h, int64_t at)
{
        return moment_rfc3339(h->out->arena, at);
}
