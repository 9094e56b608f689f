/* Categories: the typology of a service, or of every service.  A ticket's category is one of its columns
 * (ticket_change()); here is only what there is to choose from. */
#include "desk/ticket/sheet_own.h"

#define CATEGORY_COLUMNS \
        "SELECT k.id, k.service_id, k.confidential, k.state, k.version, k.code, k.name_fr, k.name_en, s.name_fr AS service_fr," \
        " s.name_en AS service_en FROM category k LEFT JOIN service s ON s.id = k.service_id"

DB_STMT(categories_of,
        CATEGORY_COLUMNS " WHERE CAST(:service AS BIGINT) < 0 OR (k.state = 10 AND (k.service_id IS NULL OR k.service_id = :service))"
        " ORDER BY s.name_fr, k.name_fr, k.id LIMIT 500");
DB_STMT(category_of_code, CATEGORY_COLUMNS " WHERE k.code = :code");
DB_STMT(category_of_id, CATEGORY_COLUMNS " WHERE k.id = :id");
DB_STMT(category_write,
        "UPDATE category SET name_fr = :fr, name_en = :en, confidential = :confidential, state = :state, version = version + 1"
        " WHERE code = :code AND (version = :seen OR CAST(:seen AS BIGINT) < 0)");
DB_STMT(category_insert,
        "INSERT INTO category (service_id, code, name_fr, name_en, confidential)"
        " VALUES (:service, :code, :name_fr, :name_en, :confidential) ON CONFLICT (code) DO NOTHING");
DB_STMT(category_service, "SELECT COUNT(*) FROM service WHERE id = :service");
static const struct db_stmt *const category_stmts[] = {&categories_of, &category_of_code, &category_of_id, &category_write, &category_insert, &category_service,
                                                       NULL};

static const struct db_col category_cols[] = {
        DB_COL_I64(struct category, id),          DB_COL_I64(struct category, service_id),
        DB_COL_I64(struct category, confidential), DB_COL_I64(struct category, state),
        DB_COL_I64(struct category, version),     DB_COL_TEXT(struct category, code),
        DB_COL_TEXT(struct category, name_fr),    DB_COL_TEXT(struct category, name_en),
        DB_COL_TEXT(struct category, service_fr), DB_COL_TEXT(struct category, service_en), DB_COL_END};

static void named(const struct ctx *c, struct category *k)
{
        k->name = c->lang == LANG_EN ? k->name_en : k->name_fr;
        k->service = c->lang == LANG_EN ? k->service_en : k->service_fr;
}

enum status category_list(struct ctx *c, int64_t service_id, struct category **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &categories_of, DB_ARGS(DB_I("service", service_id)), category_cols,
                                sizeof **out, CATEGORIES_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                named(c, &(*out)[i]);
        return st;
}

enum status category_by_code(struct ctx *c, const char *code, struct category *out)
{
        enum status st = db_one(c->db, c->arena, &category_of_code, DB_ARGS(DB_T("code", code)), category_cols, out);

        if (!st)
                named(c, out);
        return st;
}

enum status category_load(struct ctx *c, int64_t id, struct category *out)
{
        enum status st = db_one(c->db, c->arena, &category_of_id, DB_ARGS(DB_I("id", id)), category_cols, out);

        if (!st)
                named(c, out);
        return st;
}

bool category_offered(struct ctx *c, int64_t id)
{
        struct category k;
        enum status st = category_load(c, id, &k);

        return !st && k.state == SHEET_OFFERED;
}

static enum status service_known(struct ctx *c, int64_t service_id)
{
        int64_t n = 1;
        enum status st = ST_OK;

        if (service_id)
                st = db_i64(c->db, &category_service, DB_ARGS(DB_I("service", service_id)), &n);
        if (!st && !n) {
                form_error(c, "service", MSG_ticket_service_unknown);
                return ST_INVALID;
        }
        return st;
}

enum status category_add(struct ctx *c, const struct category_draft *d)
{
        int64_t rows;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        if (!sheet_code_ok(d->code))
                form_error(c, "code", MSG_fields_bad_code);
        if (text_blank(d->name_fr))
                form_error(c, "name_fr", MSG_fields_name_missing);
        if (text_blank(d->name_en))
                form_error(c, "name_en", MSG_fields_name_missing);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : service_known(c, d->service_id);
        if (!st)
                st = db_exec(c->db, &category_insert,
                             DB_ARGS(DB_REF("service", d->service_id), DB_T("code", d->code), DB_T("name_fr", d->name_fr),
                                     DB_T("name_en", d->name_en), DB_I("confidential", d->confidential != 0)), &rows);
        if (!st && !rows) {
                form_error(c, "code", MSG_fields_code_taken);
                return ST_INVALID;
        }
        if (!st)
                st = audit(c, "category.add", d->code, 0, "ok", d->name_fr);
        return st ? st : db_commit(&tx);
}

/* What both a category and a field are asked when they are changed. */
void sheet_edit_fits(struct ctx *c, const struct sheet_edit *d)
{
        if (text_blank(d->name_fr))
                form_error(c, "name_fr", MSG_fields_name_missing);
        if (text_blank(d->name_en))
                form_error(c, "name_en", MSG_fields_name_missing);
        if (d->state != SHEET_OFFERED && d->state != SHEET_RETIRED)
                form_error(c, "state", MSG_form_bad_text);
}

enum status category_change(struct ctx *c, const struct sheet_edit *d)
{
        struct category was;
        int64_t rows = 0;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        sheet_edit_fits(c, d);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : category_by_code(c, d->code, &was);
        if (!st)
                st = db_exec(c->db, &category_write,
                             DB_ARGS(DB_T("fr", text_short(c->arena, d->name_fr, 100)), DB_T("en", text_short(c->arena, d->name_en, 100)),
                                     DB_I("confidential", d->confidential != 0), DB_I("state", d->state), DB_T("code", d->code),
                                     DB_I("seen", d->seen)), &rows);
        if (!st && !rows)
                return ST_STALE;
        if (!st)
                st = audit(c, "category.change", d->code, 0, "ok", d->state == SHEET_RETIRED ? "retired" : d->name_fr);
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_categories = {.name = "ticket-categories", .stmts = category_stmts};
