/* Categories and custom fields in the configuration file.  Neither is ever removed: it is retired. */
#include "app/config.h"
#include "desk/people/people.h"
#include "desk/ticket/sheet.h"

static int64_t state_of(struct ctx *c, const struct config_item *want)
{
        const char *s = config_get(want, "state");

        if (*s && !str_eq(s, "offered") && !str_eq(s, "retired"))
                form_error(c, "state", MSG_config_bad_word);
        return str_eq(s, "retired") ? SHEET_RETIRED : SHEET_OFFERED;
}

static void names_out(struct ctx *c, struct config_item *x, const char *fr, const char *en, int64_t state)
{
        config_set(c, x, "name_fr", fr);
        config_set(c, x, "name_en", en);
        config_set(c, x, "state", state == SHEET_RETIRED ? "retired" : "offered");
}

static struct sheet_edit edit_of(struct ctx *c, const struct config_item *want)
{
        return (struct sheet_edit){.code = want->code, .name_fr = config_get(want, "name_fr"), .name_en = config_get(want, "name_en"),
                                   .state = state_of(c, want), .seen = -1};
}

/* What was said and stays. */
static void stays(struct ctx *c, const struct config_item *now, const struct config_item *want, const char *key)
{
        if (now && !str_eq(config_get(now, key), config_get(want, key)))
                form_error(c, key, MSG_config_stays);
}

/* ---- categories ------------------------------------------------------------------------------------------- */

static const struct config_key category_keys[] = {{"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true},
                                                  {"state", CONFIG_TEXT, false},  {"service", CONFIG_TEXT, false},
                                                  {"confidential", CONFIG_FLAG, false}, {0}};

DB_STMT(config_category_service,
        "SELECT k.code, s.code AS service FROM category k JOIN service s ON s.id = k.service_id ORDER BY k.code LIMIT 500");
DB_STMT(config_service_id, "SELECT id FROM service WHERE code = :code");
static const struct db_stmt *const config_ticket_stmts[] = {&config_category_service, &config_service_id, NULL};

struct of_service {
        const char *code, *service;
};

static enum status categories_list(struct ctx *c, struct config_items *to)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct of_service, code), DB_COL_TEXT(struct of_service, service), DB_COL_END};
        struct category *k;
        struct of_service *s;
        size_t n, services;
        enum status st = category_list(c, -1, &k, &n);

        if (!st)
                st = db_all(c->db, c->arena, &config_category_service, DB_NO_ARGS, cols, sizeof *s, CATEGORIES_MAX, &s, &services);
        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *x = config_add(to, k[i].code);
                names_out(c, x, k[i].name_fr, k[i].name_en, k[i].state);
                config_set(c, x, "service", "");
                config_set_flag(x, "confidential", k[i].confidential);
                for (size_t m = 0; m < services; m++)
                        if (str_eq(s[m].code, k[i].code))
                                config_set(c, x, "service", s[m].service);
        }
        return st;
}

static enum status category_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct sheet_edit e = edit_of(c, want);
        struct category_draft d = {.code = want->code, .name_fr = e.name_fr, .name_en = e.name_en,
                                   .confidential = config_get_flag(want, "confidential")};
        enum status st = ST_OK;

        e.confidential = d.confidential;
        stays(c, now, want, "service");
        if (!now && *config_get(want, "service"))
                st = db_i64(c->db, &config_service_id, DB_ARGS(DB_T("code", config_get(want, "service"))), &d.service_id);
        if (st == ST_NOT_FOUND) {
                form_error(c, "service", MSG_ticket_service_unknown);
                st = ST_OK;
        }
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        if (!now)
                st = category_add(c, &d);
        return st ? st : category_change(c, &e);
}

/* ---- fields ----------------------------------------------------------------------------------------------- */

static const struct config_key field_keys[] = {{"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true},
                                               {"type", CONFIG_TEXT, true},    {"state", CONFIG_TEXT, false}, {0}};

static enum status fields_list(struct ctx *c, struct config_items *to)
{
        struct field *f;
        size_t n;
        enum status st = ticket_field_list(c, NULL, &f, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *x = config_add(to, f[i].code);
                names_out(c, x, f[i].name_fr, f[i].name_en, f[i].state);
                config_set(c, x, "type", f[i].type);
        }
        return st;
}

static enum status field_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct sheet_edit e = edit_of(c, want);
        enum status st = ST_OK;

        stays(c, now, want, "type");
        if (c->n_error)
                return ST_INVALID;
        if (!now)
                st = field_add(c, &(struct field_draft){want->code, config_get(want, "type"), e.name_fr, e.name_en});
        return st ? st : field_change(c, &e);
}

static const struct config_part ticket_parts[] = {
        {"category", 60, false, MSG_config_about_categories, category_keys, categories_list, category_put},
        {"field", 70, false, MSG_config_about_fields, field_keys, fields_list, field_put},
        {0}};

const struct slice slice_config_ticket = {.name = "config-ticket", .stmts = config_ticket_stmts, .config = ticket_parts};
