/* Departments and services as their keepers change them: the verbs of the administration's pages over what is there, so
 * that a member that is not named stays.  Without If-Match the version is the one just read. */
#include "desk/api/api.h"
#include "desk/people/catalogue.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/service_keep.h"

bool api_given(struct ctx *c, const char *name)
{
        const struct json *j = jv_get(c->json, name);

        if (jv_type(j) == JV_ARRAY || jv_type(j) == JV_OBJECT)
                form_error(c, name, MSG_form_bad_text);
        return j != NULL;
}

const char *api_over(struct ctx *c, const char *name, const char *typed, const char *now)
{
        return api_given(c, name) ? typed : now ? now : "";
}

/* The version to save over; false when If-Match names none of ours. */
static bool seen_in(struct ctx *c, int64_t version, int64_t *seen)
{
        if (!api_if_match(c, seen))
                return false;
        *seen = *seen ? *seen : version;
        return true;
}

/* ---- departments -------------------------------------------------------------------------------------------------- */

static enum status department_answer(struct ctx *c, const char *code)
{
        struct department_row d;
        struct buf *b = &c->res->body;
        enum status st = catalogue_department(c, code, &d);

        if (st)
                return st;
        c->res->type = "application/json";
        api_etag(c, d.version);
        buf_str(b, "{\"code\":");
        buf_json(b, d.code);
        api_text_member(b, "name_fr", d.name_fr);
        api_text_member(b, "name_en", d.name_en);
        api_text_member(b, "parent", d.parent);
        api_text_member(b, "time_zone", d.time_zone);
        buf_fmt(b, ",\"services\":%lld,\"groups\":%lld,\"version\":%lld}\n", (long long)d.services, (long long)d.groups, (long long)d.version);
        return ST_OK;
}

enum status api_department_get(struct ctx *c)
{
        return department_answer(c, ctx_var(c, "code"));
}

struct department_in {
        const char *code, *name_fr, *name_en, *parent, *time_zone;
};
static const struct form_field department_fields[] = {
        {"code", FORM_LINE, offsetof(struct department_in, code), 0, 64, 0},
        {"name_fr", FORM_LINE, offsetof(struct department_in, name_fr), 0, 150, 0},
        {"name_en", FORM_LINE, offsetof(struct department_in, name_en), 0, 150, 0},
        {"parent", FORM_LINE, offsetof(struct department_in, parent), 0, 64, 0},
        {"time_zone", FORM_LINE, offsetof(struct department_in, time_zone), 0, 60, 0},
        {0}};

/* A name that is not given is the one of the other language. */
static const char *name_in(struct ctx *c, const char *name, const char *typed, const char *other)
{
        return api_given(c, name) ? typed : other;
}

enum status api_department_post(struct ctx *c)
{
        struct department_in in;

        form_read(c, department_fields, &in);
        const struct department_edit e = {.code = in.code, .name_fr = name_in(c, "name_fr", in.name_fr, in.name_en),
                                          .name_en = name_in(c, "name_en", in.name_en, in.name_fr), .parent = in.parent,
                                          .time_zone = api_over(c, "time_zone", in.time_zone, setting_text(c, "site.zone"))};
        enum status st = department_save(c, &e);

        c->res->status = 201;
        return st ? st : department_answer(c, e.code);
}

enum status api_department_patch(struct ctx *c)
{
        struct department_in in;
        struct department_row d;
        int64_t seen;
        enum status st = catalogue_department(c, ctx_var(c, "code"), &d);

        if (st)
                return st;
        if (!seen_in(c, d.version, &seen))
                return ST_STALE;
        form_read(c, department_fields, &in);
        const struct department_edit e = {.code = d.code, .name_fr = api_over(c, "name_fr", in.name_fr, d.name_fr),
                                          .name_en = api_over(c, "name_en", in.name_en, d.name_en),
                                          .parent = api_over(c, "parent", in.parent, d.parent),
                                          .time_zone = api_over(c, "time_zone", in.time_zone, d.time_zone), .seen = seen};
        st = department_save(c, &e);
        return st ? st : department_answer(c, d.code);
}

enum status api_department_delete(struct ctx *c)
{
        enum status st = department_remove(c, ctx_var(c, "code"));

        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- services ----------------------------------------------------------------------------------------------------- */

/* "student, employee@dsi" as a list */
static void audiences_out(struct ctx *c, struct buf *b, const char *audiences)
{
        buf_str(b, ",\"audiences\":[");
        for (const char *p = audiences; *p; p += strspn(p, ", ")) {
                size_t n = strcspn(p, ", ");
                buf_str(b, p == audiences ? "" : ",");
                buf_json(b, arena_strn(c->arena, p, n));
                p += n;
        }
        buf_char(b, ']');
}

static void flag_out(struct buf *b, const char *name, bool on)
{
        buf_fmt(b, ",\"%s\":%s", name, on ? "true" : "false");
}

static enum status work_out(struct ctx *c, struct buf *b, int64_t service_id)
{
        struct service_resolution r;
        const char *points;
        bool evidence;
        enum status st = service_resolution_get(c, service_id, &r);

        if (!st)
                st = service_points(c, service_id, &points);
        if (!st)
                st = service_evidence(c, service_id, &evidence);
        if (st)
                return st;
        flag_out(b, "evidence", evidence);
        buf_fmt(b, ",\"ask_nature\":%lld,\"ask_beneficiary\":%lld,\"ask_course\":%lld,\"ask_solution\":%lld", (long long)r.nature,
                (long long)r.beneficiary, (long long)r.course, (long long)r.solution);
        api_text_member(b, "points", points);
        return ST_OK;
}

enum status api_service_kept_out(struct ctx *c, struct buf *b, const struct service_row *s)
{
        api_text_member(b, "department", s->department);
        api_text_member(b, "group_code", s->group);
        api_text_member(b, "icon", s->icon);
        api_text_member(b, "body", s->body);
        audiences_out(c, b, s->audiences);
        flag_out(b, "offered", s->state == SERVICE_OFFERED);
        flag_out(b, "agent_named", s->agent_named);
        flag_out(b, "confidential", s->confidential);
        buf_fmt(b, ",\"keep_days\":%lld,\"sort\":%lld,\"version\":%lld", (long long)s->keep_days, (long long)s->sort, (long long)s->version);
        return work_out(c, b, s->id);
}

struct service_in {
        const char *code, *department, *group, *name_fr, *name_en, *summary_fr, *summary_en, *icon, *family_fr, *family_en, *body, *points;
        int64_t offered, agent_named, confidential, evidence, keep_days, sort, asks[4];
};
#define TEXT(m, type, max) {#m, type, offsetof(struct service_in, m), 0, max, 0}
static const struct form_field service_fields[] = {
        TEXT(code, FORM_LINE, 64), TEXT(department, FORM_LINE, 64), TEXT(group, FORM_LINE, 64), TEXT(name_fr, FORM_LINE, 150), TEXT(name_en, FORM_LINE, 150),
        TEXT(summary_fr, FORM_LINE, 400), TEXT(summary_en, FORM_LINE, 400), TEXT(icon, FORM_LINE, 40), TEXT(family_fr, FORM_LINE, 100),
        TEXT(family_en, FORM_LINE, 100), TEXT(body, FORM_TEXT, SERVICE_BODY_LETTERS), TEXT(points, FORM_TEXT, 0), TEXT(offered, FORM_FLAG, 0),
        TEXT(agent_named, FORM_FLAG, 0), TEXT(confidential, FORM_FLAG, 0), TEXT(evidence, FORM_FLAG, 0), TEXT(keep_days, FORM_ID, KEEP_DAYS_MAX),
        TEXT(sort, FORM_ID, 30000),
        {"ask_nature", FORM_ID, offsetof(struct service_in, asks[0]), 0, ASKS_MUST, 0},
        {"ask_beneficiary", FORM_ID, offsetof(struct service_in, asks[1]), 0, ASKS_MUST, 0},
        {"ask_course", FORM_ID, offsetof(struct service_in, asks[2]), 0, ASKS_MUST, 0},
        {"ask_solution", FORM_ID, offsetof(struct service_in, asks[3]), 0, ASKS_MUST, 0},
        {0}};
#undef TEXT

/* null says nothing: it stays. */
static int64_t number_over(struct ctx *c, const char *name, int64_t typed, int64_t now)
{
        return api_given(c, name) && jv_type(jv_get(c->json, name)) != JV_NULL ? typed : now;
}

/* A list of words, as they are given out; else what is. */
static const char *audiences_in(struct ctx *c, const char *now)
{
        const struct json *list = jv_get(c->json, "audiences");
        struct buf b;

        if (!list)
                return now;
        buf_init(&b, c->arena, 8192);
        for (size_t i = 0; jv_type(list) == JV_ARRAY && i < jv_count(list); i++) {
                const char *word = jv_text(jv_at(list, i));
                if (!word)
                        form_error(c, "audiences", MSG_admin_bad_audience);
                buf_fmt(&b, "%s ", word ? word : "");
        }
        if (jv_type(list) != JV_ARRAY || buf_end(&b))
                form_error(c, "audiences", MSG_admin_bad_audience);
        return b.n ? b.p : "";
}

static struct service_edit edit_over(struct ctx *c, const struct service_in *in, const struct service_row *s)
{
        return (struct service_edit){
                .code = s->code, .department = api_over(c, "department", in->department, s->department),
                .group = api_over(c, "group", in->group, s->group), .name_fr = api_over(c, "name_fr", in->name_fr, s->name_fr),
                .name_en = api_over(c, "name_en", in->name_en, s->name_en), .summary_fr = api_over(c, "summary_fr", in->summary_fr, s->summary_fr),
                .summary_en = api_over(c, "summary_en", in->summary_en, s->summary_en), .icon = api_over(c, "icon", in->icon, s->icon),
                .family_fr = api_over(c, "family_fr", in->family_fr, s->family_fr),
                .family_en = api_over(c, "family_en", in->family_en, s->family_en), .body = api_over(c, "body", in->body, s->body),
                .audiences = audiences_in(c, s->audiences),
                .state = number_over(c, "offered", in->offered ? SERVICE_OFFERED : SERVICE_RETIRED, s->state),
                .agent_named = number_over(c, "agent_named", in->agent_named, s->agent_named),
                .confidential = number_over(c, "confidential", in->confidential, s->confidential),
                .keep_days = number_over(c, "keep_days", in->keep_days, s->keep_days), .sort = number_over(c, "sort", in->sort, s->sort)};
}

/* All that is given over what is. */
static void keep_over(struct ctx *c, const struct service_in *in, const struct service_row *s, bool evidence,
                      const struct service_resolution *r, struct service_resolution *said, struct service_keep *k)
{
        k->edit = edit_over(c, in, s);
        k->evidence = number_over(c, "evidence", in->evidence, evidence);
        k->points = api_given(c, "points") ? in->points : NULL;
        *said = (struct service_resolution){number_over(c, "ask_nature", in->asks[0], r->nature), number_over(c, "ask_beneficiary", in->asks[1], r->beneficiary),
                                            number_over(c, "ask_course", in->asks[2], r->course), number_over(c, "ask_solution", in->asks[3], r->solution)};
        k->asks = said->nature != r->nature || said->beneficiary != r->beneficiary || said->course != r->course || said->solution != r->solution ? said : NULL;
}

/* Named no department, it is its group's. */
static enum status department_of(struct ctx *c, struct service_edit *e)
{
        struct group g;

        if (*e->department)
                return ST_OK;
        enum status st = group_by_code(c, e->group, &g);
        if (st == ST_NOT_FOUND)
                form_error(c, "group", MSG_admin_group_unknown);
        else if (!st)
                e->department = g.department_code;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status service_answer(struct ctx *c, const char *code)
{
        struct service_row s;
        enum status st = catalogue_service(c, code, &s);

        return st ? st : api_service_kept_answer(c, &s);
}

enum status api_service_post(struct ctx *c)
{
        static const struct service_row fresh = {.department = "", .group = "", .name_fr = "", .name_en = "", .summary_fr = "", .summary_en = "",
                                                 .icon = "help", .family_fr = "Aide", .family_en = "Help", .body = "", .audiences = "",
                                                 .state = SERVICE_OFFERED, .agent_named = 1, .keep_days = 1825, .sort = 100};
        struct service_in in;
        struct service_resolution r, said;
        struct service_keep k = {.points = NULL};
        enum status st = service_resolution_get(c, 0, &r);

        if (st)
                return st;
        form_read(c, service_fields, &in);
        keep_over(c, &in, &fresh, false, &r, &said, &k);
        k.edit.code = in.code;
        k.edit.name_fr = name_in(c, "name_fr", in.name_fr, in.name_en);
        k.edit.name_en = name_in(c, "name_en", in.name_en, in.name_fr);
        st = department_of(c, &k.edit);
        if (!st)
                st = service_keep_save(c, &k);
        c->res->status = 201;
        return st ? st : service_answer(c, k.edit.code);
}

enum status api_service_patch(struct ctx *c)
{
        struct service_in in;
        struct service_row s;
        struct service_resolution r, said;
        struct service_keep k = {.points = NULL};
        int64_t seen;
        bool evidence = false;
        enum status st = catalogue_service(c, ctx_var(c, "code"), &s);

        if (!st)
                st = service_resolution_get(c, s.id, &r);
        if (!st)
                st = service_evidence(c, s.id, &evidence);
        if (!st && !seen_in(c, s.version, &seen))
                st = ST_STALE;
        if (st)
                return st;
        form_read(c, service_fields, &in);
        keep_over(c, &in, &s, evidence, &r, &said, &k);
        k.edit.seen = seen;
        st = service_keep_save(c, &k);
        return st ? st : api_service_get(c);
}
