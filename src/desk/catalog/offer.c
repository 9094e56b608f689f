/* What somebody may ask for.  Whether an offer is for the actor is in the statement, as for services; that their own
 * row hides the one for everybody is decided here, because it takes both. */
#include "desk/catalog/offer.h"

#include "desk/catalog/own.h"

DB_STMT(offer_by_id, OFFER_ROW " WHERE o.id = :id");
DB_STMT(offer_mine,
        OFFER_ROW " WHERE o.service_id = :service AND o.state = 10 AND s.state = 10 AND (o.audience = '' OR EXISTS"
        " (SELECT 1 FROM affiliation f WHERE f.person_id = :me AND f.kind = o.audience AND f.until_at > :now))"
        " ORDER BY o.sort, o.code, o.audience LIMIT 200");
static const struct db_stmt *const offer_stmts[] = {&offer_by_id, &offer_mine, NULL};

#define I(m) DB_COL_I64(struct offer, m)
#define T(m) DB_COL_TEXT(struct offer, m)
const struct db_col offer_cols[] = {
        I(id), I(service_id), I(department_id), I(form_version_id), I(plan_version_id), I(promise_id), I(group_id), I(own_group_id),
        I(state), I(sort), I(version), T(code), T(audience), T(name_fr), T(name_en), T(summary_fr), T(summary_en), T(service_code),
        T(service_fr), T(service_en), T(form), T(plan), T(promise), T(own_group), DB_COL_END};
#undef I
#undef T

void offer_named(const struct ctx *c, struct offer *o)
{
        bool en = c->lang == LANG_EN;

        o->service_name = en ? o->service_en : o->service_fr;
        o->name = en && *o->name_en ? o->name_en : o->name_fr;
        if (!*o->name)
                o->name = o->service_name;
        o->summary = en && *o->summary_en ? o->summary_en : o->summary_fr;
}

enum status offer_load(struct ctx *c, int64_t id, struct offer *out)
{
        enum status st = db_one(c->db, c->arena, &offer_by_id, DB_ARGS(DB_I("id", id)), offer_cols, out);

        if (!st)
                offer_named(c, out);
        return st;
}

static bool own_row(const struct offer *row, size_t n, const char *code)
{
        for (size_t i = 0; i < n; i++)
                if (*row[i].audience && str_eq(row[i].code, code))
                        return true;
        return false;
}

enum status offer_list(struct ctx *c, int64_t service_id, struct offer **out, size_t *n)
{
        struct offer *row, *kept;
        size_t all;
        enum status st = db_all(c->db, c->arena, &offer_mine,
                                DB_ARGS(DB_I("service", service_id), DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("now", c->now)),
                                offer_cols, sizeof *row, OFFERS_MAX, &row, &all);

        *n = 0;
        *out = kept = ARENA_ARRAY(c->arena, (st ? 0 : all) + 1, struct offer);
        for (size_t i = 0; !st && i < all; i++) {
                if (!*row[i].audience && own_row(row, all, row[i].code))
                        continue;
                offer_named(c, &row[i]);
                kept[(*n)++] = row[i];
        }
        return st;
}

enum status offer_for(struct ctx *c, const char *service_code, const char *code, const char *persona, struct offer *out)
{
        struct service s;
        struct offer *all;
        const struct offer *first = NULL, *last = NULL;
        const char *before = c->actor && c->actor->persona ? c->actor->persona : "";
        size_t n;
        enum status st = service_by_code(c, service_code, &s);

        if (!st)
                st = offer_list(c, s.id, &all, &n);
        for (size_t i = 0; !st && i < n; i++) {
                if (!str_eq(all[i].code, code))
                        continue;
                if (persona && *persona && str_eq(all[i].audience, persona)) {
                        *out = all[i];
                        return ST_OK;
                }
                if (*before && str_eq(all[i].audience, before))
                        last = &all[i];
                if (!first)
                        first = &all[i];
        }
        if (st || !first)
                return st ? st : ST_NOT_FOUND;
        *out = last ? *last : *first;
        return ST_OK;
}

enum status offer_answers_read(struct ctx *c, const struct offer *o, const struct json *answers, const char **answers_json)
{
        struct ask_form f;
        struct ask_answers a;
        enum status st = form_version_load(c, o->form_version_id, &f);

        *answers_json = "{}";
        if (!st)
                st = ask_read_json(c, &f, answers, "answers.", true, &a);
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        *answers_json = ask_json(c, &a);
        return ST_OK;
}

/* ---- areas --------------------------------------------------------------------------------------------------------- */

static struct offer_area area_of(struct ctx *c, const struct offer *o, size_t n, const char *audience)
{
        struct offer_link *l = ARENA_ARRAY(c->arena, n + 1, struct offer_link);
        struct offer_area a = {.title = *audience ? audience_area(c, audience) : NULL, .links = l};

        for (size_t i = 0; i < n; i++) {
                if (!str_eq(o[i].audience, audience))
                        continue;
                const char *at = arena_fmt(c->arena, "/services/%s/items/%s", o[i].service_code, o[i].code);
                l[a.n_links++] = (struct offer_link){*audience ? arena_fmt(c->arena, "%s?as=%s", at, audience) : at, o[i].name, o[i].summary};
        }
        return a;
}

enum status offer_areas(struct ctx *c, int64_t service_id, struct offer_area **out, size_t *n)
{
        struct offer *o;
        struct audience *mine;
        size_t n_offers, n_mine;
        enum status st = offer_list(c, service_id, &o, &n_offers);

        if (!st)
                st = audience_mine(c, &mine, &n_mine);
        *n = 0;
        *out = ARENA_ARRAY(c->arena, (st ? 0 : n_mine) + 1, struct offer_area);
        if (st)
                return st;
        for (size_t i = 0; i < n_mine; i++) {
                (*out)[*n] = area_of(c, o, n_offers, mine[i].kind);
                *n += (*out)[*n].n_links > 0;
        }
        (*out)[*n] = area_of(c, o, n_offers, "");
        *n += (*out)[*n].n_links > 0;
        return ST_OK;
}

const struct slice slice_offers = {.name = "offers", .stmts = offer_stmts};
