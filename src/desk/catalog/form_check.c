/* What a form must be before it is kept: every field named in both languages, codes given once, limits that can be
 * met, conditions on what was asked before.  A condition looks back only, so that no circle can be drawn. */
#include "desk/catalog/form.h"

static void error_at(struct ctx *c, size_t i, const char *part, int message)
{
        form_error(c, arena_fmt(c->arena, "f%zu_%s", i + 1, part), message);
}

static bool fits(const char *s, size_t letters)
{
        return s && utf8_count(s) <= letters && strlen(s) <= letters * 4;
}

static bool code_good(const char *s)
{
        size_t n = s ? strlen(s) : 0;
        return n && n <= ASK_CODE && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == n;
}

static void options_check(struct ctx *c, const struct ask_field *f, size_t i)
{
        bool asks = f->type == ASK_CHOICE || f->type == ASK_CHOICES;

        if (!asks && f->n_options)
                error_at(c, i, "options", MSG_ask_options_none);
        if (asks && f->n_options < (f->type == ASK_CHOICE ? 2u : 1u))
                error_at(c, i, "options", MSG_ask_options_few);
        if (f->n_options > ASK_OPTIONS)
                error_at(c, i, "options", MSG_ask_options_many);
        for (size_t k = 0; k < f->n_options && k < ASK_OPTIONS; k++) {
                const struct ask_option *o = &f->options[k];
                if (!code_good(o->code) || !fits(o->fr, ASK_LABEL) || !fits(o->en, ASK_LABEL) || text_blank(o->fr) || text_blank(o->en))
                        error_at(c, i, "options", MSG_ask_options_both);
                for (size_t m = 0; m < k; m++)
                        if (str_eq(f->options[m].code, o->code))
                                error_at(c, i, "options", MSG_ask_options_twice);
        }
}

struct range {
        int64_t low, high;
};

/* What min and max may be; low > high: this type has none. */
static struct range range_of(const struct ask_field *f)
{
        switch (f->type) {
        case ASK_TEXT:
                return (struct range){1, ASK_TEXT_MAX};
        case ASK_LONG:
                return (struct range){1, ASK_LONG_MAX};
        case ASK_CHOICES:
                return (struct range){1, (int64_t)f->n_options};
        case ASK_DATE:
                return (struct range){-ASK_DAYS_MAX, ASK_DAYS_MAX};
        case ASK_NUMBER:
                return (struct range){-ASK_VALUE_MAX, ASK_VALUE_MAX};
        case ASK_FILE:
                return (struct range){1, ASK_FILES};
        default:
                return (struct range){1, 0};
        }
}

static void limits_check(struct ctx *c, const struct ask_field *f, size_t i)
{
        struct range r = range_of(f);
        bool low = f->min != ASK_UNSET, high = f->max != ASK_UNSET;

        if ((low && (f->min < r.low || f->min > r.high)) || (high && (f->max < r.low || f->max > r.high)) ||
            (low && high && f->min > f->max))
                error_at(c, i, "limits", r.low > r.high ? MSG_ask_limits_none : MSG_ask_limits_wrong);
}

static bool steers_by(const struct ask_field *f, const char *value)
{
        if (f->type == ASK_CONSENT)
                return str_eq(value, "yes") || str_eq(value, "no");
        for (size_t k = 0; k < f->n_options; k++)
                if (str_eq(f->options[k].code, value))
                        return f->type == ASK_CHOICE || f->type == ASK_CHOICES;
        return false;
}

static void when_check(struct ctx *c, const struct ask_field *f, size_t i)
{
        const struct ask_field *on = NULL;

        if (!f[i].when || !*f[i].when)
                return;
        for (size_t k = 0; k < i; k++)
                if (str_eq(f[k].code, f[i].when))
                        on = &f[k];
        if (!on || (on->type != ASK_CHOICE && on->type != ASK_CHOICES && on->type != ASK_CONSENT)) {
                error_at(c, i, "when", MSG_ask_when_field);
                return;
        }
        if (!f[i].n_when)
                error_at(c, i, "when", MSG_ask_when_value);
        for (size_t k = 0; k < f[i].n_when; k++)
                if (!steers_by(on, f[i].when_is[k]))
                        error_at(c, i, "when", MSG_ask_when_value);
}

static void field_check(struct ctx *c, const struct ask_field *f, size_t i)
{
        if (!code_good(f[i].code))
                error_at(c, i, "code", MSG_ask_code_wrong);
        for (size_t k = 0; k < i; k++)
                if (str_eq(f[k].code, f[i].code))
                        error_at(c, i, "code", MSG_ask_code_twice);
        if (!fits(f[i].fr, ASK_LABEL) || text_blank(f[i].fr))
                error_at(c, i, "fr", MSG_ask_label_wrong);
        if (!fits(f[i].en, ASK_LABEL) || text_blank(f[i].en))
                error_at(c, i, "en", MSG_ask_label_wrong);
        if (!fits(f[i].help_fr ? f[i].help_fr : "", ASK_HELP) || !fits(f[i].help_en ? f[i].help_en : "", ASK_HELP))
                error_at(c, i, "help", MSG_ask_help_long);
        if (!*ask_type_word(f[i].type))
                error_at(c, i, "type", MSG_ask_type_wrong);
        options_check(c, &f[i], i);
        limits_check(c, &f[i], i);
        when_check(c, f, i);
}

void ask_check(struct ctx *c, const struct ask_field *f, size_t n)
{
        if (n > ASK_FIELDS)
                form_error(c, "fields", MSG_ask_fields_many);
        for (size_t i = 0; i < n && i < ASK_FIELDS; i++)
                field_check(c, f, i);
}
