/* Forms, offers and approaches in the configuration file.  A form is its fields, one a line (form.h); what the file
 * says is published, drafts stay with their editors.  An offer's code is SERVICE/CODE, with @AUDIENCE when it is for
 * one public.  Nothing is removed: what is no longer wanted says state = "retired". */
#include "app/config.h"
#include "desk/catalog/approach.h"
#include "desk/catalog/own.h"

enum { FIELDS_BYTES = 1 << 20 };

static int64_t state_of(struct ctx *c, const struct config_item *want)
{
        const char *state = config_get(want, "state");

        if (*state && !str_eq(state, "offered") && !str_eq(state, "retired"))
                form_error(c, "state", MSG_config_bad_word);
        return str_eq(state, "retired") ? OFFER_RETIRED : OFFER_OFFERED;
}

static const char *state_word_of(int64_t state)
{
        return state == OFFER_OFFERED ? "offered" : "retired";
}

/* ---- forms ---------------------------------------------------------------------------------------------------- */

static const struct config_key form_keys[] = {
        {"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true}, {"department", CONFIG_TEXT, false}, {"fields", CONFIG_LIST, true}, {0}};

static enum status forms_list(struct ctx *c, struct config_items *to)
{
        struct form_row *row;
        size_t n;
        enum status st = form_list(c, &row, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct ask_form f;
                struct buf b;
                if (!row[i].published)
                        continue;
                st = form_published(c, row[i].code, &f);
                buf_init(&b, c->arena, FIELDS_BYTES);
                for (size_t k = 0; !st && k < f.n_fields; k++) {
                        buf_str(&b, k ? "\n" : "");
                        ask_line_write(&b, &f.fields[k]);
                }
                struct config_item *x = config_add(to, row[i].code);
                config_set(c, x, "name_fr", row[i].name_fr);
                config_set(c, x, "name_en", row[i].name_en);
                config_set(c, x, "department", row[i].department);
                config_set(c, x, "fields", b.p);
        }
        return st;
}

static enum status form_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct ask_field *f = ARENA_ARRAY(c->arena, ASK_FIELDS + 1, struct ask_field);
        struct form_edit e = {.code = want->code, .name_fr = config_get(want, "name_fr"), .name_en = config_get(want, "name_en"),
                              .department = config_get(want, "department"), .fields = f, .seen = -1, .publish = true};
        const char *at = config_get(want, "fields"), *text;
        int64_t id;

        (void)now;
        while (e.n_fields <= ASK_FIELDS && (text = config_next(c->arena, &at)))
                if (!text_blank(text) && !ask_line_read(c->arena, text, &f[e.n_fields++]))
                        form_error(c, "fields", MSG_config_bad_line);
        return c->n_error ? ST_INVALID : form_save(c, &e, &id);
}

/* ---- offers --------------------------------------------------------------------------------------------------- */

static const struct config_key offer_keys[] = {
        {"name_fr", CONFIG_TEXT, true},     {"name_en", CONFIG_TEXT, true},  {"summary_fr", CONFIG_TEXT, false},
        {"summary_en", CONFIG_TEXT, false}, {"form", CONFIG_TEXT, true},     {"plan", CONFIG_TEXT, false},
        {"promise", CONFIG_TEXT, false},    {"group", CONFIG_TEXT, false},   {"sort", CONFIG_NUMBER, false},
        {"state", CONFIG_TEXT, false},      {0}};
enum { OFFER_SORT = 8 };

static enum status offers_list(struct ctx *c, struct config_items *to)
{
        struct offer *o;
        size_t n;
        enum status st = offer_kept(c, "", &o, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *x = config_add(to, offer_key(c, &o[i]));
                config_set(c, x, "name_fr", o[i].name_fr);
                config_set(c, x, "name_en", o[i].name_en);
                config_set(c, x, "summary_fr", o[i].summary_fr);
                config_set(c, x, "summary_en", o[i].summary_en);
                config_set(c, x, "form", o[i].form);
                config_set(c, x, "plan", o[i].plan);
                config_set(c, x, "promise", o[i].promise);
                config_set(c, x, "group", o[i].own_group);
                config_set_i64(c, x, "sort", o[i].sort);
                config_set(c, x, "state", state_word_of(o[i].state));
        }
        return st;
}

static enum status offer_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct offer_edit e = {.name_fr = config_get(want, "name_fr"), .name_en = config_get(want, "name_en"),
                               .summary_fr = config_get(want, "summary_fr"), .summary_en = config_get(want, "summary_en"),
                               .form = config_get(want, "form"), .plan = config_get(want, "plan"), .promise = config_get(want, "promise"),
                               .group = config_get(want, "group"), .state = state_of(c, want), .seen = -1,
                               .sort = want->value[OFFER_SORT] ? config_get_i64(want, "sort") : 100};
        struct offer is;
        int64_t id;

        offer_key_read(c, want->code, &e);
        enum status st = now ? offer_by_key(c, e.service, e.code, e.audience, &is) : ST_OK;
        if (st)
                return st;
        e.id = now ? is.id : 0;
        return offer_save(c, &e, &id);
}

/* ---- approaches -------------------------------------------------------------------------------------------------- */

static const struct config_key approach_keys[] = {
        {"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true}, {"words", CONFIG_TEXT, false}, {"page", CONFIG_TEXT, false},
        {"offer", CONFIG_TEXT, false},  {"sort", CONFIG_NUMBER, false}, {"state", CONFIG_TEXT, false}, {"recorded", CONFIG_FLAG, false}, {0}};
enum { APPROACH_SORT = 5, APPROACH_RECORDED = 7 };

static enum status approaches_list(struct ctx *c, struct config_items *to)
{
        struct approach *a;
        size_t n;
        enum status st = approach_list(c, true, &a, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct offer o;
                struct config_item *x = config_add(to, a[i].code);
                st = a[i].offer_id ? offer_load(c, a[i].offer_id, &o) : ST_OK;
                if (st)
                        return st;
                config_set(c, x, "name_fr", a[i].name_fr);
                config_set(c, x, "name_en", a[i].name_en);
                config_set(c, x, "words", a[i].words);
                config_set(c, x, "page", a[i].page);
                config_set(c, x, "offer", a[i].offer_id ? offer_key(c, &o) : "");
                config_set_i64(c, x, "sort", a[i].sort);
                config_set(c, x, "state", state_word_of(a[i].state));
                config_set_flag(x, "recorded", a[i].recorded);
        }
        return st;
}

static enum status approach_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct approach d = {.code = want->code};
        struct offer o;
        const char *offer = config_get(want, "offer");
        int64_t id;
        enum status st = now ? approach_by_code(c, want->code, &d) : ST_OK;

        if (st)
                return st;
        st = *offer ? offer_by_text(c, offer, &o) : ST_OK;
        if (st == ST_NOT_FOUND)
                form_error(c, "offer", MSG_approach_bad_offer);
        else if (st)
                return st;
        d.offer_id = *offer && !st ? o.id : 0;
        d.name_fr = config_get(want, "name_fr");
        d.name_en = config_get(want, "name_en");
        d.words = config_get(want, "words");
        d.page = config_get(want, "page");
        d.state = state_of(c, want);
        if (want->value[APPROACH_RECORDED]) /* a file that was written before leaves it as it is */
                d.recorded = config_get_flag(want, "recorded");
        d.sort = want->value[APPROACH_SORT] ? config_get_i64(want, "sort") : 100;
        return c->n_error ? ST_INVALID : approach_save(c, &d, &id);
}

/* Plans come between forms and offers: an offer names both. */
static const struct config_part offer_parts[] = {
        {"form", 92, false, MSG_forms_config, form_keys, forms_list, form_put},
        {"offer", 98, false, MSG_offers_config, offer_keys, offers_list, offer_put},
        {"approach", 99, false, MSG_approach_config, approach_keys, approaches_list, approach_put},
        {0}};

const struct slice slice_config_offers = {.name = "config-offers", .config = offer_parts};
