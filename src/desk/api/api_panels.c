/* Time given, points to check, restated need and checked evidence, for programs: the verbs of
 * desk/ticket/panels.h.  Each answer is the whole list as it now is. */
#include "desk/api/api.h"
#include "desk/ticket/panels.h"

static enum status panel_find(struct ctx *c, struct ticket *t, bool whole)
{
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, t);

        if (st)
                return st;
        return whole && !ticket_can(c, t, ACT_READ_ALL) ? ST_DENIED : ST_OK;
}

static int64_t id_in_path(struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

static struct buf *answer_begin(struct ctx *c, const struct ticket *t, int status)
{
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, t->version);
        buf_str(&c->res->body, "{\"items\":[");
        return &c->res->body;
}

static enum status answer_end(struct buf *b)
{
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

/* ---- time ------------------------------------------------------------------------------------------------- */

static enum status times_out(struct ctx *c, const struct ticket *t, int status)
{
        struct spent *s;
        size_t n;
        int64_t total;
        enum status st = spent_list(c, t, &s, &n, &total);

        if (st)
                return st;
        struct buf *b = answer_begin(c, t, status);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"person\":", i ? "," : "", (long long)s[i].id);
                api_person_ref(b, s[i].login, s[i].name);
                buf_str(b, ",\"at\":");
                api_time(c, b, s[i].at);
                buf_fmt(b, ",\"minutes\":%lld,\"note\":", (long long)(s[i].ms / MINUTE_MS));
                buf_json(b, s[i].note);
                buf_str(b, ",\"changed_at\":");
                api_time(c, b, s[i].changed_at);
                buf_fmt(b, ",\"version\":%lld}", (long long)s[i].version);
        }
        return answer_end(b);
}

enum status api_time_list(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, true);

        return st ? st : times_out(c, &t, 200);
}

enum status api_time_post(struct ctx *c)
{
        struct ticket t;
        int64_t id;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = spent_add(c, &t, jv_int(jv_get(c->json, "minutes"), -1), jv_text(jv_get(c->json, "note")), &id);
        return st ? st : times_out(c, &t, 201);
}

enum status api_time_patch(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = spent_correct(c, &t, id_in_path(c), jv_int(jv_get(c->json, "minutes"), -1),
                                   jv_text(jv_get(c->json, "note")), jv_int(jv_get(c->json, "version"), 0));
        return st ? st : times_out(c, &t, 200);
}

/* ---- points to check ------------------------------------------------------------------------------------------ */

static enum status checks_out(struct ctx *c, const struct ticket *t, int status)
{
        struct check *k;
        size_t n;
        enum status st = check_list(c, t, &k, &n);

        if (st)
                return st;
        struct buf *b = answer_begin(c, t, status);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"label\":", i ? "," : "", (long long)k[i].id);
                buf_json(b, k[i].label);
                buf_fmt(b, ",\"required\":%s,\"done\":%s,\"done_at\":", k[i].required ? "true" : "false",
                        k[i].done_at ? "true" : "false");
                api_time(c, b, k[i].done_at);
                buf_str(b, ",\"done_by\":");
                if (k[i].done_name)
                        api_person_ref(b, k[i].done_login, k[i].done_name);
                else
                        buf_str(b, "null");
                buf_char(b, '}');
        }
        return answer_end(b);
}

enum status api_check_list(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, true);

        return st ? st : checks_out(c, &t, 200);
}

enum status api_check_post(struct ctx *c)
{
        struct ticket t;
        int64_t id;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = check_add(c, &t, jv_text(jv_get(c->json, "label")), jv_true(jv_get(c->json, "required")), &id);
        return st ? st : checks_out(c, &t, 201);
}

enum status api_check_patch(struct ctx *c)
{
        struct ticket t;
        const struct json *done = jv_get(c->json, "done"), *required = jv_get(c->json, "required");
        enum status st = panel_find(c, &t, true);

        DB_TX(tx, c->db);
        if (!st)
                st = tx.st;
        if (!st && required)
                st = check_require(c, &t, id_in_path(c), jv_true(required));
        if (!st && (done || !required))
                st = check_tick(c, &t, id_in_path(c), jv_true(done));
        if (!st)
                st = db_commit(&tx);
        return st ? st : checks_out(c, &t, 200);
}

enum status api_check_delete(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = check_drop(c, &t, id_in_path(c));
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- restated need ----------------------------------------------------------------------------------------------- */

static enum status restated_out(struct ctx *c, const struct ticket *t, int status)
{
        struct restated *r;
        size_t n;
        enum status st = restated_list(c, t, &r, &n);

        if (st)
                return st;
        struct buf *b = answer_begin(c, t, status);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"body\":", i ? "," : "", (long long)r[i].id);
                buf_json(b, r[i].body);
                buf_fmt(b, ",\"state\":\"%s\",\"by_voice\":%s,\"by\":", restated_word(r[i].state),
                        r[i].by_voice ? "true" : "false");
                buf_json(b, r[i].by_name);
                buf_str(b, ",\"at\":");
                api_time(c, b, r[i].at);
                buf_str(b, ",\"answered_at\":");
                api_time(c, b, r[i].answered_at);
                buf_char(b, '}');
        }
        return answer_end(b);
}

enum status api_restated_list(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, false);

        return st ? st : restated_out(c, &t, 200);
}

enum status api_restated_post(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = restate(c, &t, jv_text(jv_get(c->json, "restated")));
        return st ? st : restated_out(c, &t, 201);
}

enum status api_restated_patch(struct ctx *c)
{
        struct ticket t;
        const char *state = jv_text(jv_get(c->json, "state"));
        enum status st = panel_find(c, &t, false);

        if (st)
                return st;
        if (str_eq(state, "corrected"))
                st = restated_correct(c, &t, id_in_path(c), jv_text(jv_get(c->json, "body")));
        else if (str_eq(state, "confirmed"))
                st = restated_confirm(c, &t, id_in_path(c), jv_true(jv_get(c->json, "by_voice")));
        else {
                form_error(c, "state", MSG_ticket_state_unknown);
                st = ST_INVALID;
        }
        return st ? st : restated_out(c, &t, 200);
}

/* ---- evidence --------------------------------------------------------------------------------------------------------- */

enum status api_evidence_list(struct ctx *c)
{
        struct ticket t;
        struct evidence *f;
        size_t n;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = evidence_list(c, &t, &f, &n);
        if (st)
                return st;
        struct buf *b = answer_begin(c, &t, 200);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"name\":", i ? "," : "", (long long)f[i].id);
                buf_json(b, f[i].name);
                buf_fmt(b, ",\"checked\":%s,\"checked_at\":", f[i].evidence ? "true" : "false");
                api_time(c, b, f[i].evidence_at);
                buf_str(b, ",\"checked_by\":");
                buf_json(b, f[i].checked_name);
                buf_char(b, '}');
        }
        return answer_end(b);
}

enum status api_evidence_patch(struct ctx *c)
{
        struct ticket t;
        enum status st = panel_find(c, &t, true);

        if (!st)
                st = evidence_check(c, &t, id_in_path(c), jv_true(jv_get(c->json, "checked")));
        return st ? st : api_evidence_list(c);
}
