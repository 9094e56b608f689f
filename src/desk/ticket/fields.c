/* Custom fields.  A value is kept once as people read it (body) and once as lists compare it: folded text,
 * whole number, day, flag or id of a person.  A person's field keeps the id alone, so that nobody's name
 * stands in two places.  Nothing typed, or a flag that is off, is no row. */
#include "desk/people/people.h"
#include "desk/ticket/sheet_own.h"

DB_STMT(fields_of,
        "SELECT f.id, CASE WHEN v.ticket_id IS NULL THEN 0 ELSE 1 END AS is_set, v.num, f.state, f.version, f.code, f.type, f.name_fr, f.name_en,"
        " v.body, p.login, p.name AS person FROM field f"
        " LEFT JOIN ticket_field v ON v.field_id = f.id AND v.ticket_id = :id"
        " LEFT JOIN person p ON f.type = 'person' AND p.id = v.num"
        " WHERE f.state = 10 OR v.ticket_id IS NOT NULL OR CAST(:id AS BIGINT) = 0 ORDER BY f.id LIMIT 60");
DB_STMT(field_write,
        "UPDATE field SET name_fr = :fr, name_en = :en, state = :state, version = version + 1"
        " WHERE code = :code AND (version = :seen OR CAST(:seen AS BIGINT) < 0)");
DB_STMT(field_is, "SELECT COUNT(*) FROM field WHERE code = :code");
DB_STMT(field_value_put,
        "INSERT INTO ticket_field (ticket_id, field_id, num, fold, body) VALUES (:id, :field, :num, :fold, :body)"
        " ON CONFLICT (ticket_id, field_id) DO UPDATE SET num = excluded.num, fold = excluded.fold, body = excluded.body");
DB_STMT(field_value_drop, "DELETE FROM ticket_field WHERE ticket_id = :id AND field_id = :field");
DB_STMT(fields_count, "SELECT COUNT(*) FROM field");
DB_STMT(field_insert,
        "INSERT INTO field (code, type, name_fr, name_en) VALUES (:code, :type, :name_fr, :name_en)"
        " ON CONFLICT (code) DO NOTHING");
static const struct db_stmt *const field_stmts[] = {&fields_of,    &field_value_put, &field_value_drop,
                                                    &fields_count, &field_insert,    &field_write, &field_is, NULL};

static const struct db_col field_cols[] = {
        DB_COL_I64(struct field, id),       DB_COL_I64(struct field, is_set),   DB_COL_I64(struct field, num),
        DB_COL_I64(struct field, state),    DB_COL_I64(struct field, version),
        DB_COL_TEXT(struct field, code),    DB_COL_TEXT(struct field, type),    DB_COL_TEXT(struct field, name_fr),
        DB_COL_TEXT(struct field, name_en), DB_COL_TEXT(struct field, body),    DB_COL_TEXT(struct field, login),
        DB_COL_TEXT(struct field, person),  DB_COL_END};

static enum status fields_read(struct ctx *c, int64_t ticket_id, struct field **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &fields_of, DB_ARGS(DB_I("id", ticket_id)), field_cols, sizeof **out,
                                FIELDS_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++) {
                struct field *f = &(*out)[i];
                f->name = c->lang == LANG_EN ? f->name_en : f->name_fr;
                f->value = !f->is_set ? "" : str_eq(f->type, "person") ? f->login : f->body;
                if (!f->value) /* somebody without account */
                        f->value = f->person ? f->person : "";
        }
        return st;
}

enum status ticket_field_list(struct ctx *c, const struct ticket *t, struct field **out, size_t *n)
{
        if (t && !ticket_can(c, t, ACT_READ_ALL)) {
                *out = ARENA_ARRAY(c->arena, 1, struct field);
                *n = 0;
                return ST_OK;
        }
        return fields_read(c, t ? t->id : 0, out, n);
}

/* ---- one value ------------------------------------------------------------------------------------------- */

struct taken {
        bool some, numbered;
        int64_t num;
        const char *body, *shown;
};

static bool digits(const char *s, int n, int *out)
{
        *out = 0;
        for (int i = 0; i < n; i++) {
                if (s[i] < '0' || s[i] > '9')
                        return false;
                *out = *out * 10 + (s[i] - '0');
        }
        return true;
}

static bool number_read(const char *s, int64_t *out)
{
        bool less = *s == '-';

        if (!text_i64(s + less, out) || *out < 0)
                return false;
        *out = less ? -*out : *out;
        return true;
}

static bool day_read(const char *s, int64_t *day)
{
        int y, m, d, y2, m2, d2;

        if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' || !digits(s, 4, &y) || !digits(s + 5, 2, &m) || !digits(s + 8, 2, &d))
                return false;
        if (m < 1 || m > 12 || d < 1 || d > 31)
                return false;
        *day = civil_days(y, m, d);
        civil_from_days(*day, &y2, &m2, &d2);
        return y == y2 && m == m2 && d == d2;
}

static int flag_read(const char *s)
{
        if (str_eq(s, "1") || str_eq(s, "true"))
                return 1;
        return str_eq(s, "0") || str_eq(s, "false") ? 0 : -1;
}

static enum status person_take(struct ctx *c, const char *s, struct taken *v, int *error)
{
        struct person p;
        enum status st = person_by_login(c, s, &p);

        if (st == ST_NOT_FOUND)
                *error = MSG_fields_person_unknown;
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        v->num = p.id;
        v->body = NULL;
        v->shown = p.name;
        return ST_OK;
}

/* What was typed as this field keeps it; *error is a message when it cannot be that. */
static enum status value_take(struct ctx *c, const struct field *f, const char *raw, struct taken *v, int *error)
{
        size_t n = raw ? strlen(raw) : 0;

        *error = n > FIELD_BYTES ? MSG_fields_value_long : 0;
        *v = (struct taken){.body = *error ? "" : text_clean(c->arena, raw ? raw : "", n, true)};
        v->some = !text_blank(v->body);
        v->shown = v->body;
        v->numbered = !str_eq(f->type, "text") && !str_eq(f->type, "choice");
        if (*error || !v->some)
                return ST_OK;
        if (str_eq(f->type, "number") && !number_read(v->body, &v->num))
                *error = MSG_fields_not_number;
        if (str_eq(f->type, "date") && !day_read(v->body, &v->num))
                *error = MSG_fields_not_date;
        if (str_eq(f->type, "person"))
                return person_take(c, v->body, v, error);
        if (!str_eq(f->type, "flag"))
                return ST_OK;
        v->num = flag_read(v->body);
        *error = v->num < 0 ? MSG_fields_not_flag : 0;
        v->some = v->num > 0;
        v->body = v->shown = "1";
        return ST_OK;
}

static bool unchanged(const struct field *f, const struct taken *v)
{
        if (!f->is_set || !v->some)
                return !f->is_set && !v->some;
        if (str_eq(f->type, "person"))
                return f->num == v->num;
        return str_eq(f->body ? f->body : "", v->body);
}

static const char *told(struct ctx *c, const struct field *f, const char *value)
{
        return value && *value ? arena_fmt(c->arena, "%s = %s", f->name_fr, value) : f->name_fr;
}

static enum status value_write(struct ctx *c, struct change *ch, const struct field *f, const struct taken *v)
{
        struct changes what;
        const struct ticket *b = &ch->before;
        const char *old = !f->is_set ? "" : str_eq(f->type, "person") ? f->person : f->body;
        enum status st = ticket_touch(c, b);

        if (!st && !v->some)
                st = db_exec(c->db, &field_value_drop, DB_ARGS(DB_I("id", b->id), DB_I("field", f->id)), NULL);
        else if (!st)
                st = db_exec(c->db, &field_value_put,
                             DB_ARGS(DB_I("id", b->id), DB_I("field", f->id),
                                     v->numbered ? DB_I("num", v->num) : DB_N("num"),
                                     v->body ? DB_T("fold", text_short(c->arena, text_fold(c->arena, v->body), 200)) : DB_N("fold"),
                                     v->body ? DB_T("body", v->body) : DB_N("body")),
                             NULL);
        changes_init(c, &what);
        changes_text(&what, "field", f->is_set ? told(c, f, old) : "", v->some ? told(c, f, v->shown) : "");
        if (!st)
                st = changes_entry(c, &what, b, false, &ch->entry_id);
        ch->event = EV_CHANGED;
        ch->hidden = ch->reindex = true;
        return st ? st : change_end(c, ch);
}

static enum status field_pick(struct ctx *c, int64_t ticket_id, const char *code, struct field *out)
{
        struct field *all;
        size_t n;
        enum status st = fields_read(c, ticket_id, &all, &n);

        for (size_t i = 0; !st && i < n; i++) {
                if (!str_eq(all[i].code, code))
                        continue;
                *out = all[i];
                return ST_OK;
        }
        return st ? st : ST_NOT_FOUND;
}

enum status ticket_field_set(struct ctx *c, struct ticket *t, const char *code, const char *value, int64_t version)
{
        struct change ch;
        struct field f;
        struct taken v;
        int error = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, version, &ch);
        if (st)
                return st;
        const char *where = arena_fmt(c->arena, "field_%s", code);
        st = field_pick(c, t->id, code, &f);
        if (st == ST_NOT_FOUND)
                error = MSG_fields_unknown;
        else if (!st)
                st = value_take(c, &f, value, &v, &error);
        if (error) {
                form_error(c, where, error);
                return ST_INVALID;
        }
        if (!st && unchanged(&f, &v))
                return db_commit(&tx);
        if (!st)
                st = value_write(c, &ch, &f, &v);
        return st ? st : db_commit(&tx);
}

/* ---- the fields of the house -------------------------------------------------------------------------------- */

bool sheet_code_ok(const char *code)
{
        size_t n = code ? strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789._-") : 0;

        return n && n <= 40 && !code[n];
}

static bool known_type(const char *type)
{
        static const char *const types[] = {"text", "choice", "number", "date", "person", "flag"};
        for (size_t i = 0; type && i < ARRAY_LEN(types); i++)
                if (strcmp(types[i], type) == 0)
                        return true;
        return false;
}

static enum status field_room(struct ctx *c)
{
        int64_t n;
        enum status st = db_hold(c->db, "fields", 0);

        if (!st)
                st = db_i64(c->db, &fields_count, DB_NO_ARGS, &n);
        if (!st && n >= FIELDS_MAX) {
                form_error(c, "code", MSG_fields_too_many);
                return ST_INVALID;
        }
        return st;
}

enum status field_add(struct ctx *c, const struct field_draft *d)
{
        int64_t rows;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        if (!sheet_code_ok(d->code))
                form_error(c, "code", MSG_fields_bad_code);
        if (!known_type(d->type))
                form_error(c, "type", MSG_fields_bad_type);
        if (text_blank(d->name_fr))
                form_error(c, "name_fr", MSG_fields_name_missing);
        if (text_blank(d->name_en))
                form_error(c, "name_en", MSG_fields_name_missing);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : field_room(c);
        if (!st)
                st = db_exec(c->db, &field_insert,
                             DB_ARGS(DB_T("code", d->code), DB_T("type", d->type), DB_T("name_fr", d->name_fr),
                                     DB_T("name_en", d->name_en)), &rows);
        if (!st && !rows) {
                form_error(c, "code", MSG_fields_code_taken);
                return ST_INVALID;
        }
        if (!st)
                st = audit(c, "field.add", d->code, 0, "ok", d->type);
        return st ? st : db_commit(&tx);
}

enum status field_change(struct ctx *c, const struct sheet_edit *d)
{
        int64_t rows = 0, there = 0;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        sheet_edit_fits(c, d);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &field_is, DB_ARGS(DB_T("code", d->code)), &there);
        if (!st && !there)
                return ST_NOT_FOUND;
        if (!st)
                st = db_exec(c->db, &field_write,
                             DB_ARGS(DB_T("fr", text_short(c->arena, d->name_fr, 100)), DB_T("en", text_short(c->arena, d->name_en, 100)),
                                     DB_I("state", d->state), DB_T("code", d->code), DB_I("seen", d->seen)), &rows);
        if (!st && !rows)
                return ST_STALE;
        if (!st)
                st = audit(c, "field.change", d->code, 0, "ok", d->state == SHEET_RETIRED ? "retired" : d->name_fr);
        return st ? st : db_commit(&tx);
}

/* Of the fields of type person alone: of the others `num` is a number, a day or a flag. */
static const struct personal field_personal[] = {{"ticket_field", "num", "num", "named in a field of type person"}, {NULL}};

const struct slice slice_ticket_fields = {.name = "ticket-fields", .stmts = field_stmts, .personal = field_personal};
