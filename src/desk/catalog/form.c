/* Forms and their versions.  A version is a row of form_version named "item:CODE"; the newest may be a draft, which is
 * saved in place until it is published.  Publishing and moving the offers along is one transaction, so that nobody is
 * asked by a version that no offer names. */
#include "desk/catalog/form.h"

#include "desk/people/catalogue.h"

enum { BODY_BYTES = 512 * 1024, VERSIONS_SHOWN = 100 };

#define FORM_ROW                                                                                                  \
        "SELECT f.id, COALESCE(f.department_id, 0) AS department_id, v.version, v.edit,"                         \
        " COALESCE((SELECT MAX(p.version) FROM form_version p WHERE p.form = 'item:' || f.code AND p.published_at IS NOT NULL), 0)" \
        " AS published, CASE WHEN v.published_at IS NULL THEN 1 ELSE 0 END AS draft,"                            \
        " (SELECT COUNT(*) FROM form_version w JOIN offer o ON o.form_version_id = w.id WHERE w.form = 'item:' || f.code) AS offers," \
        " f.version AS row_version, f.code, f.name_fr, f.name_en, COALESCE(d.code, '') AS department FROM form f"  \
        " JOIN form_version v ON v.form = 'item:' || f.code AND v.version = (SELECT MAX(m.version) FROM form_version m" \
        " WHERE m.form = 'item:' || f.code) LEFT JOIN department d ON d.id = f.department_id"
DB_STMT(form_all, FORM_ROW " ORDER BY f.code LIMIT 500");
DB_STMT(form_one, FORM_ROW " WHERE f.code = :code");
DB_STMT(form_hold, "SELECT id FROM form WHERE code = :code @lock");
DB_STMT(form_insert,
        "INSERT INTO form (code, department_id, name_fr, name_en) VALUES (:code, :department, :fr, :en)"
        " ON CONFLICT (code) DO NOTHING RETURNING id");
DB_STMT(form_update,
        "UPDATE form SET department_id = :department, name_fr = :fr, name_en = :en, version = version + 1 WHERE code = :code");
#define VERSION_ROW "SELECT v.id, v.version, v.edit, COALESCE(v.published_at, 0) AS published_at, v.form, v.body FROM form_version v"
DB_STMT(form_version_one, VERSION_ROW " WHERE v.id = :id");
DB_STMT(form_version_newest, VERSION_ROW " WHERE v.form = :form ORDER BY v.version DESC LIMIT 1");
DB_STMT(form_version_published,
        VERSION_ROW " WHERE v.form = :form AND v.published_at IS NOT NULL ORDER BY v.version DESC LIMIT 1");
DB_STMT(form_version_all, VERSION_ROW " WHERE v.form = :form ORDER BY v.version DESC LIMIT 100");
DB_STMT(form_version_add,
        "INSERT INTO form_version (form, version, body, published_at) VALUES (:form, :version, :body, :published) RETURNING id");
DB_STMT(form_version_put,
        "UPDATE form_version SET body = :body, published_at = :published, edit = edit + 1 WHERE id = :id AND published_at IS NULL");
DB_STMT(form_offers_follow,
        "UPDATE offer SET form_version_id = :id, version = version + 1 WHERE form_version_id <> :id AND form_version_id IN"
        " (SELECT v.id FROM form_version v WHERE v.form = :form)");
DB_STMT(form_department, "SELECT id FROM department WHERE code = :code");
static const struct db_stmt *const form_stmts[] = {
        &form_all, &form_one, &form_hold, &form_insert, &form_update, &form_version_one, &form_version_newest,
        &form_version_published, &form_version_all, &form_version_add, &form_version_put, &form_offers_follow, &form_department, NULL};

#define I(m) DB_COL_I64(struct form_row, m)
#define T(m) DB_COL_TEXT(struct form_row, m)
static const struct db_col form_cols[] = {I(id), I(department_id), I(version), I(edit), I(published), I(draft), I(offers),
                                          I(row_version), T(code), T(name_fr), T(name_en), T(department), DB_COL_END};
#undef I
#undef T

struct version_row {
        int64_t id, version, edit, published_at;
        const char *form, *body;
};
#define I(m) DB_COL_I64(struct version_row, m)
static const struct db_col version_cols[] = {I(id), I(version), I(edit), I(published_at), DB_COL_TEXT(struct version_row, form),
                                             DB_COL_TEXT(struct version_row, body), DB_COL_END};
#undef I

/* ---- the forms -------------------------------------------------------------------------------------------------- */

static void named(const struct ctx *c, struct form_row *f)
{
        f->name = c->lang == LANG_EN ? f->name_en : f->name_fr;
}

enum status form_list(struct ctx *c, struct form_row **out, size_t *n)
{
        struct form_row *row;
        size_t all;

        *n = 0;
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &form_all, DB_NO_ARGS, form_cols, sizeof *row, FORMS_MAX, &row, &all);
        for (size_t i = 0; !st && i < all; i++) {
                if (!catalogue_may(c, row[i].department_id))
                        continue;
                named(c, &row[i]);
                row[(*n)++] = row[i];
        }
        *out = row;
        return st;
}

enum status form_usable(struct ctx *c, int64_t department_id, struct form_row **out, size_t *n)
{
        struct form_row *row;
        size_t all;

        *n = 0;
        if (!catalogue_may(c, department_id))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &form_all, DB_NO_ARGS, form_cols, sizeof *row, FORMS_MAX, &row, &all);
        for (size_t i = 0; !st && i < all; i++) {
                if (!row[i].published || (row[i].department_id && row[i].department_id != department_id))
                        continue;
                named(c, &row[i]);
                row[(*n)++] = row[i];
        }
        *out = row;
        return st;
}

enum status form_row_load(struct ctx *c, const char *code, struct form_row *out)
{
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &form_one, DB_ARGS(DB_T("code", code)), form_cols, out);
        if (!st && !catalogue_may(c, out->department_id))
                return ST_NOT_FOUND;
        if (!st)
                named(c, out);
        return st;
}

/* ---- versions ----------------------------------------------------------------------------------------------------- */

static enum status version_take(struct ctx *c, const struct version_row *r, struct ask_form *out)
{
        struct ask_field *f;

        *out = (struct ask_form){.id = r->id, .version = r->version, .edit = r->edit, .published_at = r->published_at};
        if (!str_starts(r->form, "item:"))
                return ST_NOT_FOUND;
        out->code = r->form + 5;
        if (ask_body_read(c->arena, r->body, strlen(r->body), &f, &out->n_fields))
                return ST_IO;
        ask_words(c, f, out->n_fields);
        out->fields = f;
        return ST_OK;
}

static const char *form_key(struct ctx *c, const char *code)
{
        return arena_fmt(c->arena, "item:%.80s", code ? code : "");
}

static enum status version_get(struct ctx *c, const struct db_stmt *s, struct db_args args, struct ask_form *out)
{
        struct version_row r;
        enum status st = db_one(c->db, c->arena, s, args, version_cols, &r);

        *out = (struct ask_form){.code = ""};
        return st ? st : version_take(c, &r, out);
}

enum status form_version_load(struct ctx *c, int64_t id, struct ask_form *out)
{
        return version_get(c, &form_version_one, DB_ARGS(DB_I("id", id)), out);
}

enum status form_newest(struct ctx *c, const char *code, struct ask_form *out)
{
        return version_get(c, &form_version_newest, DB_ARGS(DB_T("form", form_key(c, code))), out);
}

enum status form_published(struct ctx *c, const char *code, struct ask_form *out)
{
        return version_get(c, &form_version_published, DB_ARGS(DB_T("form", form_key(c, code))), out);
}

enum status form_versions(struct ctx *c, const char *code, struct ask_form **out, size_t *n)
{
        struct version_row *r;
        enum status st = db_all(c->db, c->arena, &form_version_all, DB_ARGS(DB_T("form", form_key(c, code))), version_cols,
                                sizeof *r, VERSIONS_SHOWN, &r, n);

        *out = ARENA_ARRAY(c->arena, (st ? 0 : *n) + 1, struct ask_form);
        for (size_t i = 0; !st && i < *n; i++)
                st = version_take(c, &r[i], &(*out)[i]);
        return st;
}

/* ---- saving -------------------------------------------------------------------------------------------------------- */

static bool name_good(const char *s)
{
        return s && !text_blank(s) && utf8_count(s) <= 150 && strlen(s) <= 600;
}

static bool form_code_good(const char *s)
{
        size_t n = s ? strlen(s) : 0;
        return n && n <= 64 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == n && !str_eq(s, "new");
}

static enum status owner_of(struct ctx *c, const struct form_edit *e, int64_t *department)
{
        *department = 0;
        if (!e->department || !*e->department)
                return ST_OK;
        enum status st = db_i64(c->db, &form_department, DB_ARGS(DB_T("code", e->department)), department);
        if (st == ST_NOT_FOUND) {
                form_error(c, "department", MSG_admin_department_unknown);
                return ST_OK;
        }
        return st;
}

static enum status edit_check(struct ctx *c, const struct form_edit *e, int64_t *department)
{
        enum status st = owner_of(c, e, department);

        if (!form_code_good(e->code))
                form_error(c, "code", MSG_admin_bad_code);
        if (!name_good(e->name_fr))
                form_error(c, "name_fr", MSG_form_missing);
        if (!name_good(e->name_en))
                form_error(c, "name_en", MSG_form_missing);
        ask_check(c, e->fields, e->n_fields);
        if (!st && !catalogue_may(c, *department))
                form_error(c, "department", MSG_ask_not_yours);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status row_put(struct ctx *c, const struct form_edit *e, int64_t department, bool is_new)
{
        int64_t id = 0;
        struct arena *a = c->arena;
        struct db_args args = DB_ARGS(DB_T("code", e->code), DB_REF("department", department),
                                      DB_T("fr", text_clean(a, e->name_fr, strlen(e->name_fr), true)),
                                      DB_T("en", text_clean(a, e->name_en, strlen(e->name_en), true)));
        enum status st = is_new ? db_i64(c->db, &form_insert, args, &id) : db_exec(c->db, &form_update, args, NULL);

        if (is_new && st == ST_NOT_FOUND) {
                form_error(c, "code", MSG_admin_code_taken);
                return ST_INVALID;
        }
        return st;
}

/* The next state of the newest version: the same, a draft saved over, or one more. */
static enum status version_put(struct ctx *c, const struct form_edit *e, const struct version_row *now, int64_t *id)
{
        struct buf body;
        struct db_arg published = e->publish ? DB_I("published", c->now) : DB_N("published");
        int64_t rows = 0;

        buf_init(&body, c->arena, BODY_BYTES);
        ask_body_write(&body, e->fields, e->n_fields);
        enum status st = buf_end(&body);
        bool same = !st && now->id && str_eq(now->body, body.p);
        *id = now->id;
        if (st || (same && (now->published_at || !e->publish)))
                return st;
        if (now->id && !now->published_at) {
                st = db_exec(c->db, &form_version_put, DB_ARGS(DB_T("body", body.p), published, DB_I("id", now->id)), &rows);
                return st ? st : rows ? ST_OK : ST_STALE;
        }
        return db_i64(c->db, &form_version_add,
                      DB_ARGS(DB_T("form", form_key(c, e->code)), DB_I("version", now->version + 1), DB_T("body", body.p), published),
                      id);
}

static enum status held(struct ctx *c, const struct form_edit *e, struct version_row *now, bool *is_new)
{
        int64_t id;
        struct form_row row;
        enum status st = db_i64(c->db, &form_hold, DB_ARGS(DB_T("code", e->code)), &id);

        *now = (struct version_row){.body = ""};
        *is_new = st == ST_NOT_FOUND;
        if (*is_new)
                return e->seen > 0 ? ST_NOT_FOUND : ST_OK;
        if (!st)
                st = form_row_load(c, e->code, &row);
        if (!st)
                st = db_one(c->db, c->arena, &form_version_newest, DB_ARGS(DB_T("form", form_key(c, e->code))), version_cols, now);
        if (!st && e->seen == 0)
                form_error(c, "code", MSG_admin_code_taken);
        if (!st && e->seen > 0 && (now->version != e->seen || now->edit != e->seen_edit))
                return ctx_fail(c, ST_STALE, MSG_intake_stale);
        return st;
}

/* What is not theirs is told like what does not exist, whatever else is wrong. */
static enum status form_put(struct ctx *c, const struct form_edit *e, int64_t *id)
{
        struct version_row now;
        int64_t department;
        bool is_new;
        enum status st = held(c, e, &now, &is_new);

        if (!st)
                st = edit_check(c, e, &department);
        if (!st)
                st = row_put(c, e, department, is_new);
        if (!st)
                st = version_put(c, e, &now, id);
        if (!st && e->publish)
                st = db_exec(c->db, &form_offers_follow, DB_ARGS(DB_I("id", *id), DB_T("form", form_key(c, e->code))), NULL);
        return st ? st : audit(c, e->publish ? "form.publish" : "form.draft", "form", *id, "ok", e->code);
}

enum status form_save(struct ctx *c, const struct form_edit *e, int64_t *id)
{
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : form_put(c, e, id);
        return st ? st : db_commit(&tx);
}

enum status form_ensure(struct ctx *c, const struct form_edit *e, int64_t *id)
{
        struct ask_form now;
        struct form_edit first = *e;
        enum status st = form_published(c, e->code, &now);

        *id = now.id;
        if (st != ST_NOT_FOUND)
                return st;
        first.seen = -1;
        first.publish = true;
        return form_save(c, &first, id);
}

const struct slice slice_forms = {.name = "forms", .stmts = form_stmts};
