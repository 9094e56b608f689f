/* Services as administrators keep them.  A service that is retired is offered to nobody and stays on the
 * tickets that name it.  Changing its group or its confidentiality holds for what is asked from now on. */
#include "desk/people/catalogue_own.h"

#define SERVICE_ROW                                                                                            \
        "SELECT s.id, s.department_id, s.group_id, s.state, s.agent_named, s.confidential, s.keep_days, s.sort, s.version," \
        " s.code, s.name_fr, s.name_en, s.summary_fr, s.summary_en, s.icon, s.family_fr, s.family_en, s.body,"        \
        " d.code AS department, g.code AS \"group\", d.name_fr AS department_fr, d.name_en AS department_en,"          \
        " g.name AS group_name FROM service s JOIN department d ON d.id = s.department_id"                            \
        " JOIN support_group g ON g.id = s.group_id"
DB_STMT(catalogue_service_all, SERVICE_ROW " ORDER BY s.sort, s.id LIMIT 500");
DB_STMT(catalogue_service_one, SERVICE_ROW " WHERE s.code = :code");
DB_STMT(catalogue_audience,
        "SELECT a.audience, d.code AS department FROM service_audience a LEFT JOIN department d ON d.id = a.department_id"
        " WHERE a.service_id = :id ORDER BY a.audience, d.code LIMIT 200");
DB_STMT(catalogue_service_new,
        "INSERT INTO service (code, department_id, group_id, name_fr, name_en, summary_fr, summary_en, icon, family_fr,"
        " family_en, body, state, agent_named, confidential, keep_days, sort) VALUES (:code, :department, :group_id, :name_fr,"
        " :name_en, :summary_fr, :summary_en, :icon, :family_fr, :family_en, :body, :state, :named, :confidential, :keep, :sort)"
        " ON CONFLICT (code) DO NOTHING RETURNING id");
DB_STMT(catalogue_service_hold, "SELECT id FROM service WHERE code = :code @lock");
DB_STMT(catalogue_service_write,
        "UPDATE service SET department_id = :department, group_id = :group_id, name_fr = :name_fr, name_en = :name_en,"
        " summary_fr = :summary_fr, summary_en = :summary_en, icon = :icon, family_fr = :family_fr, family_en = :family_en,"
        " body = :body, state = :state, agent_named = :named, confidential = :confidential, keep_days = :keep, sort = :sort,"
        " version = version + 1 WHERE code = :code");
DB_STMT(catalogue_audience_clear, "DELETE FROM service_audience WHERE service_id = :id");
DB_STMT(catalogue_audience_put,
        "INSERT INTO service_audience (service_id, audience, department_id) VALUES (:id, :audience, :department)"
        " ON CONFLICT (service_id, audience, department_id) DO NOTHING");
DB_STMT(catalogue_department_id, "SELECT id FROM department WHERE code = :code");
DB_STMT(catalogue_group_id, "SELECT id FROM support_group WHERE code = :code");
static const struct db_stmt *const service_stmts[] = {
        &catalogue_service_all, &catalogue_service_one, &catalogue_audience, &catalogue_service_new, &catalogue_service_hold,
        &catalogue_service_write, &catalogue_audience_clear, &catalogue_audience_put, &catalogue_department_id,
        &catalogue_group_id, NULL};
const struct slice slice_catalogue_services = {.name = "catalogue-services", .stmts = service_stmts};

enum { AUDIENCES_MAX = 100 };

#define I(m) DB_COL_I64(struct service_row, m)
#define T(m) DB_COL_TEXT(struct service_row, m)
static const struct db_col service_row_cols[] = {
        I(id), I(department_id), I(group_id), I(state), I(agent_named), I(confidential), I(keep_days), I(sort), I(version),
        T(code), T(name_fr), T(name_en), T(summary_fr), T(summary_en), T(icon), T(family_fr), T(family_en), T(body),
        T(department), T(group), T(department_fr), T(department_en), T(group_name), DB_COL_END};
#undef I
#undef T

struct audience_row {
        const char *audience, *department;
};

const char *audience_kind(size_t i)
{
        static const char *const kinds[] = {"student", "faculty", "employee", "staff", "researcher", "affiliate", "alum"};

        return i < ARRAY_LEN(kinds) ? kinds[i] : NULL;
}

static enum status audiences_read(struct ctx *c, struct service_row *s)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct audience_row, audience),
                                             DB_COL_TEXT(struct audience_row, department), DB_COL_END};
        struct audience_row *row;
        struct buf b;
        size_t n;
        enum status st = db_all(c->db, c->arena, &catalogue_audience, DB_ARGS(DB_I("id", s->id)), cols, sizeof *row, 200, &row, &n);

        buf_init(&b, c->arena, 32768);
        for (size_t i = 0; !st && i < n; i++)
                buf_fmt(&b, "%s%s%s%s", i ? ", " : "", row[i].audience, row[i].department ? "@" : "",
                        row[i].department ? row[i].department : "");
        s->audiences = b.n ? b.p : "";
        s->name = c->lang == LANG_EN ? s->name_en : s->name_fr;
        return st;
}

enum status catalogue_services(struct ctx *c, struct service_row **out, size_t *n)
{
        struct service_row *row;
        size_t all;

        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &catalogue_service_all, DB_NO_ARGS, service_row_cols, sizeof *row,
                                CATALOGUE_MAX, &row, &all);
        *n = 0;
        for (size_t i = 0; !st && i < all; i++) {
                if (!catalogue_may(c, row[i].department_id))
                        continue;
                st = audiences_read(c, &row[i]);
                row[(*n)++] = row[i];
        }
        *out = row;
        return st;
}

enum status catalogue_service(struct ctx *c, const char *code, struct service_row *out)
{
        enum status st = db_one(c->db, c->arena, &catalogue_service_one, DB_ARGS(DB_T("code", code)), service_row_cols, out);

        if (!st && !catalogue_may(c, out->department_id))
                return ST_NOT_FOUND;
        return st ? st : audiences_read(c, out);
}

/* ---- saving ----------------------------------------------------------------------------------------------- */

static enum status id_of(struct ctx *c, const struct db_stmt *s, const char *code, const char *field, int wrong, int64_t *id)
{
        enum status st = db_i64(c->db, s, DB_ARGS(DB_T("code", code ? code : "")), id);

        if (st != ST_NOT_FOUND)
                return st;
        form_error(c, field, wrong);
        return ST_INVALID;
}

static bool icon_ok(const char *icon)
{
        size_t n = strspn(icon, "abcdefghijklmnopqrstuvwxyz0123456789-");

        return n > 0 && n <= 40 && !icon[n];
}

static void service_fits(struct ctx *c, const struct service_edit *d)
{
        if (!catalogue_code_ok(c->arena, d->code))
                form_error(c, "code", MSG_admin_bad_code);
        if (text_blank(d->name_fr))
                form_error(c, "name_fr", MSG_form_missing);
        if (text_blank(d->name_en))
                form_error(c, "name_en", MSG_form_missing);
        if (!icon_ok(d->icon))
                form_error(c, "icon", MSG_admin_bad_icon);
        if (d->keep_days < 1 || d->keep_days > KEEP_DAYS_MAX)
                form_error(c, "keep_days", MSG_admin_bad_keep);
        if (d->sort < 0 || d->sort > 30000)
                form_error(c, "sort", MSG_form_bad_number);
        if (d->state != SERVICE_OFFERED && d->state != SERVICE_RETIRED)
                form_error(c, "state", MSG_form_bad_text);
        if (utf8_count(d->body) > SERVICE_BODY_LETTERS) {
                struct html_arg max = {"max", NULL, SERVICE_BODY_LETTERS};
                form_error_text(c, "body", msg_text(c->arena, c->lang, MSG_form_too_long, 1, &max));
        }
}

/* One "kind" or "kind@department", ended by the word's end. */
static enum status audience_put(struct ctx *c, int64_t service_id, char *word)
{
        int64_t department = 0;
        char *at = strchr(word, '@');
        enum status st = ST_OK;

        if (at) {
                *at = '\0';
                st = id_of(c, &catalogue_department_id, at + 1, "audiences", MSG_admin_department_unknown, &department);
        }
        size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_.:");
        if (!st && (!n || n > 40 || word[n])) {
                form_error(c, "audiences", MSG_admin_bad_audience);
                st = ST_INVALID;
        }
        if (st)
                return st;
        return db_exec(c->db, &catalogue_audience_put,
                       DB_ARGS(DB_I("id", service_id), DB_T("audience", word), DB_I("department", department)), NULL);
}

static enum status audiences_write(struct ctx *c, int64_t service_id, const char *typed)
{
        char *p = text_fold(c->arena, typed ? typed : "");
        enum status st = db_exec(c->db, &catalogue_audience_clear, DB_ARGS(DB_I("id", service_id)), NULL);
        int words = 0;

        for (p += strspn(p, " ,;"); !st && *p; p += strspn(p, " ,;")) {
                size_t n = strcspn(p, " ,;");
                char *word = arena_strn(c->arena, p, n);
                p += n;
                if (++words > AUDIENCES_MAX) {
                        form_error(c, "audiences", MSG_admin_bad_audience);
                        return ST_INVALID;
                }
                st = audience_put(c, service_id, word);
        }
        return st;
}

static enum status service_write(struct ctx *c, const struct service_edit *d, int64_t was_id, int64_t department, int64_t group)
{
        int64_t id = was_id;
        struct arena *a = c->arena;
        struct db_args args = DB_ARGS(
                DB_T("code", d->code), DB_I("department", department), DB_I("group_id", group),
                DB_T("name_fr", catalogue_word(a, d->name_fr, 150)), DB_T("name_en", catalogue_word(a, d->name_en, 150)),
                DB_T("summary_fr", catalogue_word(a, d->summary_fr, 400)), DB_T("summary_en", catalogue_word(a, d->summary_en, 400)),
                DB_T("icon", d->icon), DB_T("family_fr", catalogue_word(a, d->family_fr, 100)),
                DB_T("family_en", catalogue_word(a, d->family_en, 100)), DB_T("body", text_clean(a, d->body, strlen(d->body), false)),
                DB_I("state", d->state), DB_I("named", d->agent_named != 0), DB_I("confidential", d->confidential != 0),
                DB_I("keep", d->keep_days), DB_I("sort", d->sort));
        enum status st = was_id ? db_exec(c->db, &catalogue_service_write, args, NULL) : db_i64(c->db, &catalogue_service_new, args, &id);

        if (st == ST_NOT_FOUND) {
                form_error(c, "code", MSG_admin_code_taken);
                return ST_INVALID;
        }
        if (!st)
                st = audiences_write(c, id, d->audiences);
        return st ? st : audit(c, was_id ? "service.change" : "service.add", "service", id, "ok", d->code);
}

static enum status service_put(struct ctx *c, const struct service_edit *d)
{
        struct service_row was = {0};
        int64_t held, department = 0, group = 0;
        enum status st = db_i64(c->db, &catalogue_service_hold, DB_ARGS(DB_T("code", d->code)), &held);

        if (!st)
                st = db_one(c->db, c->arena, &catalogue_service_one, DB_ARGS(DB_T("code", d->code)), service_row_cols, &was);
        if (st && st != ST_NOT_FOUND)
                return st;
        if (was.id && !catalogue_may(c, was.department_id))
                return ST_NOT_FOUND;
        if (was.id && d->seen == 0) {
                form_error(c, "code", MSG_admin_code_taken);
                return ST_INVALID;
        }
        if (d->seen > 0 && was.version != d->seen)
                return was.id ? ST_STALE : ST_NOT_FOUND;
        st = id_of(c, &catalogue_department_id, d->department, "department", MSG_admin_department_unknown, &department);
        if (!st && !catalogue_may(c, department)) {
                form_error(c, "department", MSG_admin_department_unknown);
                st = ST_INVALID;
        }
        if (!st)
                st = id_of(c, &catalogue_group_id, d->group, "group", MSG_admin_group_unknown, &group);
        if (!st && group != was.group_id && !group_may_serve(c, group)) {
                form_error(c, "group", MSG_admin_group_unknown);
                st = ST_INVALID;
        }
        return st ? st : service_write(c, d, was.id, department, group);
}

enum status service_save(struct ctx *c, const struct service_edit *d)
{
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        service_fits(c, d);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : service_put(c, d);
        return st ? st : db_commit(&tx);
}
