/* Offers as they are kept: by whoever manages the service's department, with the version that they saw.  An offer is
 * retired, never removed: items point at it.  A form or a plan that belongs to another department is answered like one
 * that does not exist. */
#include "desk/catalog/offer.h"

#include "desk/catalog/own.h"

DB_STMT(offer_keep_all, OFFER_ROW " WHERE (CAST(:service AS TEXT) = '' OR s.code = :service) ORDER BY s.code, o.sort, o.code,"
        " o.audience LIMIT 200");
DB_STMT(offer_keep_one, OFFER_ROW " WHERE o.id = :id");
DB_STMT(offer_keep_key, OFFER_ROW " WHERE s.code = :service AND o.code = :code AND o.audience = :audience");
DB_STMT(offer_keep_hold, "SELECT version FROM offer WHERE id = :id @lock");
DB_STMT(offer_keep_add,
        "INSERT INTO offer (service_id, code, audience, form_version_id, plan_version_id, promise_id, group_id, name_fr, name_en,"
        " summary_fr, summary_en, state, sort) VALUES (:service, :code, :audience, :form, :plan, :promise, :group, :name_fr, :name_en,"
        " :summary_fr, :summary_en, :state, :sort) ON CONFLICT (service_id, code, audience) DO NOTHING RETURNING id");
DB_STMT(offer_keep_put,
        "UPDATE offer SET form_version_id = :form, plan_version_id = :plan, promise_id = :promise, group_id = :group,"
        " name_fr = :name_fr, name_en = :name_en, summary_fr = :summary_fr, summary_en = :summary_en, state = :state, sort = :sort,"
        " version = version + 1 WHERE id = :id");
DB_STMT(offer_plan_of,
        "SELECT id FROM plan_version WHERE plan = :plan AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1");
DB_STMT(offer_promise_of, "SELECT id FROM promise WHERE code = :code");
DB_STMT(offer_group_of, "SELECT id FROM support_group WHERE code = :code");
DB_STMT(offer_form_owner, "SELECT COALESCE(department_id, 0) FROM form WHERE code = :code");
DB_STMT(offer_plan_all,
        "SELECT p.plan AS code, CASE WHEN CAST(:lang AS TEXT) = 'en' THEN p.name_en ELSE p.name_fr END AS name FROM plan_version p"
        " WHERE p.published_at IS NOT NULL AND p.version = (SELECT MAX(m.version) FROM plan_version m WHERE m.plan = p.plan"
        " AND m.published_at IS NOT NULL) ORDER BY p.plan LIMIT 200");
DB_STMT(offer_promise_all,
        "SELECT p.code, CASE WHEN CAST(:lang AS TEXT) = 'en' THEN p.name_en ELSE p.name_fr END AS name FROM promise p"
        " WHERE p.between_groups = 0 ORDER BY p.code LIMIT 200");
static const struct db_stmt *const keep_stmts[] = {
        &offer_keep_all, &offer_keep_one, &offer_keep_key, &offer_keep_hold, &offer_keep_add, &offer_keep_put, &offer_plan_of,
        &offer_promise_of, &offer_group_of, &offer_form_owner, &offer_plan_all, &offer_promise_all, NULL};

static const struct db_col choice_cols[] = {DB_COL_TEXT(struct plan_choice, code), DB_COL_TEXT(struct plan_choice, name), DB_COL_END};

enum status offer_kept(struct ctx *c, const char *service, struct offer **out, size_t *n)
{
        struct offer *row;
        size_t all;

        *n = 0;
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &offer_keep_all, DB_ARGS(DB_T("service", service ? service : "")), offer_cols,
                                sizeof *row, OFFERS_MAX, &row, &all);
        for (size_t i = 0; !st && i < all; i++) {
                if (!catalogue_may(c, row[i].department_id))
                        continue;
                offer_named(c, &row[i]);
                row[(*n)++] = row[i];
        }
        *out = row;
        return st;
}

static enum status mine(struct ctx *c, enum status st, struct offer *out)
{
        if (!st && !catalogue_may(c, out->department_id))
                return ST_NOT_FOUND;
        if (!st)
                offer_named(c, out);
        return st;
}

enum status offer_kept_one(struct ctx *c, int64_t id, struct offer *out)
{
        return mine(c, db_one(c->db, c->arena, &offer_keep_one, DB_ARGS(DB_I("id", id)), offer_cols, out), out);
}

enum status offer_by_key(struct ctx *c, const char *service, const char *code, const char *audience, struct offer *out)
{
        return mine(c, db_one(c->db, c->arena, &offer_keep_key,
                              DB_ARGS(DB_T("service", service), DB_T("code", code), DB_T("audience", audience ? audience : "")),
                              offer_cols, out), out);
}

const char *offer_key(struct ctx *c, const struct offer *o)
{
        return arena_fmt(c->arena, "%s/%s%s%s", o->service_code, o->code, *o->audience ? "@" : "", o->audience);
}

void offer_key_read(struct ctx *c, const char *key, struct offer_edit *e)
{
        size_t service = strcspn(key, "/"), code;

        e->service = arena_strn(c->arena, key, service);
        key += service + (key[service] == '/');
        code = strcspn(key, "@");
        e->code = arena_strn(c->arena, key, code);
        e->audience = key[code] ? key + code + 1 : "";
}

enum status offer_by_text(struct ctx *c, const char *key, struct offer *out)
{
        struct offer_edit e;

        offer_key_read(c, key, &e);
        return offer_by_key(c, e.service, e.code, e.audience, out);
}

static enum status choices(struct ctx *c, const struct db_stmt *s, struct plan_choice **out, size_t *n)
{
        return db_all(c->db, c->arena, s, DB_ARGS(DB_T("lang", c->lang == LANG_EN ? "en" : "fr")), choice_cols, sizeof **out,
                      OFFERS_MAX, out, n);
}

enum status offer_plans(struct ctx *c, struct plan_choice **out, size_t *n)
{
        return choices(c, &offer_plan_all, out, n);
}

enum status offer_promises(struct ctx *c, struct plan_choice **out, size_t *n)
{
        return choices(c, &offer_promise_all, out, n);
}

/* ---- saving ---------------------------------------------------------------------------------------------------------- */

/* What the codes of an edit name. */
struct places {
        struct service_row service;
        int64_t form, plan, promise, group;
};

static enum status place(struct ctx *c, const struct db_stmt *s, const char *arg, const char *code, const char *field, int wrong, int64_t *id)
{
        *id = 0;
        if (!code || !*code)
                return ST_OK;
        enum status st = db_i64(c->db, s, DB_ARGS(DB_T(arg, code)), id);
        if (st == ST_NOT_FOUND) {
                form_error(c, field, wrong);
                return ST_OK;
        }
        return st;
}

/* A published form of the service's department, or one of all departments. */
static enum status form_place(struct ctx *c, const char *code, int64_t department, int64_t *id)
{
        struct ask_form f;
        int64_t owner = 0;
        enum status st = db_i64(c->db, &offer_form_owner, DB_ARGS(DB_T("code", code ? code : "")), &owner);

        if (!st)
                st = owner && owner != department ? ST_NOT_FOUND : form_published(c, code, &f);
        *id = st ? 0 : f.id;
        if (st == ST_NOT_FOUND) {
                form_error(c, "form", MSG_offer_form_unknown);
                return ST_OK;
        }
        return st;
}

static enum status places_of(struct ctx *c, const struct offer_edit *e, struct places *p)
{
        enum status st = catalogue_service(c, e->service ? e->service : "", &p->service);

        if (st == ST_NOT_FOUND) {
                form_error(c, "service", MSG_ticket_service_unknown);
                p->service = (struct service_row){0}; /* nothing of what was looked at counts */
                st = ST_OK;
        }
        if (!st)
                st = form_place(c, e->form, p->service.department_id, &p->form);
        if (!st)
                st = place(c, &offer_plan_of, "plan", e->plan, "plan", MSG_offer_plan_unknown, &p->plan);
        if (!st)
                st = place(c, &offer_promise_of, "code", e->promise, "promise", MSG_offer_promise_unknown, &p->promise);
        if (!st)
                st = place(c, &offer_group_of, "code", e->group, "group", MSG_ticket_group_unknown, &p->group);
        return st;
}

static bool code_good(const char *s, const char *signs, size_t max)
{
        size_t n = s ? strlen(s) : 0;
        return n && n <= max && strspn(s, signs) == n;
}

static void words_fit(struct ctx *c, const char *field, const char *s, size_t max, bool needed)
{
        if (needed && (!s || text_blank(s)))
                form_error(c, field, MSG_form_missing);
        if (s && (utf8_count(s) > max || strlen(s) > max * 4)) {
                struct html_arg a = {"max", NULL, (int64_t)max};
                form_error_text(c, field, msg_text(c->arena, c->lang, MSG_form_too_long, 1, &a));
        }
}

static void edit_fits(struct ctx *c, const struct offer_edit *e)
{
        if (!code_good(e->code, "abcdefghijklmnopqrstuvwxyz0123456789.-", 64))
                form_error(c, "code", MSG_admin_bad_code);
        if (e->audience && *e->audience && !code_good(e->audience, "abcdefghijklmnopqrstuvwxyz0123456789-_.:", 40))
                form_error(c, "audience", MSG_offer_bad_audience);
        words_fit(c, "name_fr", e->name_fr, 150, true);
        words_fit(c, "name_en", e->name_en, 150, true);
        words_fit(c, "summary_fr", e->summary_fr, 400, false);
        words_fit(c, "summary_en", e->summary_en, 400, false);
        if (e->state != OFFER_OFFERED && e->state != OFFER_RETIRED)
                form_error(c, "state", MSG_form_bad_text);
        if (e->sort < 0 || e->sort > 9999)
                form_error(c, "sort", MSG_form_bad_number);
}

static const char *clean(struct ctx *c, const char *s)
{
        return s ? text_clean(c->arena, s, strlen(s), true) : "";
}

static enum status row_put(struct ctx *c, const struct offer_edit *e, const struct places *p, int64_t *id)
{
        struct db_args args = DB_ARGS(
                DB_I("service", p->service.id), DB_T("code", e->code), DB_T("audience", e->audience ? e->audience : ""),
                DB_I("form", p->form), DB_REF("plan", p->plan), DB_REF("promise", p->promise), DB_REF("group", p->group),
                DB_T("name_fr", clean(c, e->name_fr)), DB_T("name_en", clean(c, e->name_en)),
                DB_T("summary_fr", clean(c, e->summary_fr)), DB_T("summary_en", clean(c, e->summary_en)), DB_I("state", e->state),
                DB_I("sort", e->sort), DB_I("id", e->id));
        enum status st = e->id ? db_exec(c->db, &offer_keep_put, args, NULL) : db_i64(c->db, &offer_keep_add, args, id);

        if (!e->id && st == ST_NOT_FOUND) {
                form_error(c, "code", MSG_offer_taken);
                return ST_INVALID;
        }
        return st ? st : audit(c, e->id ? "offer.change" : "offer.add", "offer", *id, "ok", e->code);
}

/* Locks the row; service, code and audience are those that it has. */
static enum status held(struct ctx *c, struct offer_edit *e)
{
        struct offer now;
        int64_t version;

        if (!e->id)
                return ST_OK;
        enum status st = db_i64(c->db, &offer_keep_hold, DB_ARGS(DB_I("id", e->id)), &version);
        if (!st)
                st = offer_kept_one(c, e->id, &now);
        if (!st && e->seen >= 0 && now.version != e->seen)
                return ctx_fail(c, ST_STALE, MSG_intake_stale);
        if (!st) {
                e->service = now.service_code;
                e->code = now.code;
                e->audience = now.audience;
        }
        return st;
}

static enum status offer_put(struct ctx *c, const struct offer_edit *asked, int64_t *id)
{
        struct offer_edit e = *asked;
        struct places p = {0};
        enum status st = held(c, &e);

        *id = e.id;
        if (st)
                return st;
        edit_fits(c, &e);
        st = places_of(c, &e, &p);
        if (!st && c->n_error)
                st = ST_INVALID;
        return st ? st : row_put(c, &e, &p, id);
}

enum status offer_save(struct ctx *c, const struct offer_edit *e, int64_t *id)
{
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : offer_put(c, e, id);
        return st ? st : db_commit(&tx);
}

enum status offer_ensure(struct ctx *c, const struct offer_edit *e, int64_t *id)
{
        struct offer now;
        struct offer_edit first = *e;
        enum status st = offer_by_key(c, e->service, e->code, e->audience, &now);

        *id = st ? 0 : now.id;
        if (st != ST_NOT_FOUND)
                return st;
        first.id = 0;
        return offer_save(c, &first, id);
}

const struct slice slice_offers_kept = {.name = "offers-kept", .stmts = keep_stmts};
