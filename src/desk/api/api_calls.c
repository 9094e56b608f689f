/* The phone entry for programs: one's own calls, parked and resumed, with the words of the form, until each becomes a
 * ticket or is given up.  Members are turned into the fields of the page's form, which are kept, read and opened by its
 * functions; service, group and kind are told by their words here and by their numbers there. */
#include "desk/api/api.h"
#include "desk/catalog/call.h"

enum { FIELDS_MAX = 240, ANSWERS_MAX = 100 };

static const char *const texts[] = {"person",     "pick",   "mail",  "phone", "description", "urgency", "school", "programme", "course",
                                    "study_year", "nature", "device", "owner", "site",        "room",    "equipment", "solution"};

static enum status call_of(struct ctx *c, struct call *k)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? call_load(c, id, k) : ST_NOT_FOUND;
}

/* ---- members in --------------------------------------------------------------------------------------------------- */

struct fields {
        struct http_pair *f;
        size_t n;
};

/* NULL takes it away. */
static void put(struct fields *x, const char *name, const char *value)
{
        size_t i = 0;

        while (i < x->n && !str_eq(x->f[i].name, name))
                i++;
        if (i == x->n && (!value || x->n == FIELDS_MAX))
                return;
        x->f[i] = value ? (struct http_pair){name, value, strlen(value)} : x->f[x->n - 1];
        if (!value)
                x->n--;
        else if (i == x->n)
                x->n++;
}

static void put_scalar(struct ctx *c, struct fields *x, const char *member, const char *name)
{
        const struct json *j = jv_get(c->json, member);
        const char *text = jv_scalar(c->arena, j);

        if (j && !text && jv_type(j) != JV_NULL)
                form_error(c, member, MSG_form_bad_text);
        else if (j)
                put(x, name, text);
}

static void put_id(struct ctx *c, struct fields *x, const char *name, enum status st, int64_t id, int unknown)
{
        if (st)
                form_error(c, name, unknown);
        else
                put(x, name, arena_fmt(c->arena, "%lld", (long long)id));
}

static enum status places_in(struct ctx *c, struct fields *x)
{
        struct service s;
        struct group g;
        const struct json *service = jv_get(c->json, "service"), *group = jv_get(c->json, "group");
        enum status st;

        if (service && jv_type(service) != JV_NULL) {
                st = jv_text(service) ? service_by_code(c, jv_text(service), &s) : ST_NOT_FOUND;
                if (st && st != ST_NOT_FOUND)
                        return st;
                put_id(c, x, "service", st, st ? 0 : s.id, MSG_api_no_service);
        } else if (service) {
                put(x, "service", NULL);
        }
        if (group && jv_type(group) != JV_NULL) {
                st = jv_text(group) ? group_by_code(c, jv_text(group), &g) : ST_NOT_FOUND;
                if (st && st != ST_NOT_FOUND)
                        return st;
                put_id(c, x, "group", st, st ? 0 : g.id, MSG_api_no_group);
        } else if (group) {
                put(x, "group", NULL);
        }
        return ST_OK;
}

static bool question(const char *name)
{
        return str_starts(name, "q_k_q") || str_starts(name, "q_s_q");
}

static void answers_in(struct ctx *c, struct fields *x)
{
        const struct json *value, *all = jv_get(c->json, "answers");
        const char *name;

        for (size_t i = 0; i < ANSWERS_MAX && (name = jv_key(all, i, &value)); i++)
                if (question(name))
                        put(x, name, jv_scalar(c->arena, value));
}

/* What was kept under what is said now, as the form's fields: from here on the body is not read again. */
static enum status fields_in(struct ctx *c, const struct call *k)
{
        struct fields x = {ARENA_ARRAY(c->arena, FIELDS_MAX, struct http_pair), 0};
        const struct json *written = jv_get(c->json, "written");
        enum status st = call_restore(c, k);

        if (st)
                return st;
        for (size_t i = 0; i < c->req->n_field; i++)
                put(&x, c->req->field[i].name, c->req->field[i].value);
        /* somebody else is named: whom the page's choice meant is over */
        if (jv_get(c->json, "person"))
                put(&x, "person_id", NULL);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                put_scalar(c, &x, texts[i], texts[i]);
        put_scalar(c, &x, "intervention", "kind");
        answers_in(c, &x);
        if (jv_type(written) == JV_BOOL) {
                put(&x, "written", jv_true(written) ? "1" : "0");
                put(&x, "written_asked", "1");
        }
        st = places_in(c, &x);
        if (jv_true(jv_get(c->json, "solve")))
                put(&x, "do", "solve");
        c->req->field = x.f;
        c->req->n_field = x.n;
        c->json = NULL;
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

/* ---- a call out ---------------------------------------------------------------------------------------------------- */

static void member(struct buf *b, bool *first, const char *name)
{
        buf_str(b, *first ? "" : ",");
        buf_json(b, name);
        buf_char(b, ':');
        *first = false;
}

static enum status word_of(struct ctx *c, const char *name, int64_t id, const char **out)
{
        struct service *s;
        struct group g;
        struct nature y;
        size_t n;
        enum status st = ST_OK;

        *out = NULL;
        if (str_eq(name, "kind")) {
                *out = intervention_word(id);
        } else if (str_eq(name, "group")) {
                if (!(st = group_load(c, id, &g)))
                        *out = g.code;
        } else if (str_eq(name, "nature")) {
                if (!(st = nature_load(c, id, &y)))
                        *out = y.code;
        } else if (!(st = service_list(c, &s, &n))) {
                for (size_t i = 0; i < n; i++)
                        if (s[i].id == id)
                                *out = s[i].code;
        }
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static bool by_number(const char *name)
{
        return str_eq(name, "service") || str_eq(name, "group") || str_eq(name, "kind") || str_eq(name, "nature");
}

static enum status kept_out(struct ctx *c, struct buf *b, const struct json *j)
{
        const struct json *value;
        const char *name, *text;
        bool first = true;
        int64_t id;

        buf_str(b, ",\"fields\":{");
        for (size_t i = 0; (name = jv_key(j, i, &value)); i++) {
                text = jv_text(value);
                if (!text || question(name) || str_eq(name, "lists") || str_eq(name, "written_asked") || str_eq(name, "person_id"))
                        continue;
                if (by_number(name) && text_i64(text, &id)) {
                        enum status st = word_of(c, name, id, &text);
                        if (st)
                                return st;
                }
                member(b, &first, str_eq(name, "kind") ? "intervention" : name);
                if (str_eq(name, "urgency") && text && text_i64(text, &id))
                        buf_fmt(b, "%lld", (long long)id);
                else if (str_eq(name, "written"))
                        buf_str(b, !text || !*text || str_eq(text, "0") ? "false" : "true");
                else if (text)
                        buf_json(b, text);
                else
                        buf_str(b, "null");
        }
        member(b, &first, "answers");
        buf_char(b, '{');
        first = true;
        for (size_t i = 0; (name = jv_key(j, i, &value)); i++)
                if (question(name) && jv_text(value)) {
                        member(b, &first, name);
                        buf_json(b, jv_text(value));
                }
        buf_str(b, "}}");
        return ST_OK;
}

static enum status call_out(struct ctx *c, struct buf *b, const struct call *k)
{
        const struct json *j;
        const char *why;

        if (jv_parse(c->arena, k->body, strlen(k->body), &j, &why))
                return ST_IO;
        buf_fmt(b, "{\"id\":%lld,\"picked_at\":", (long long)k->id);
        api_time(c, b, k->picked_at);
        buf_str(b, ",\"parked_at\":");
        api_time(c, b, k->parked_at);
        buf_fmt(b, ",\"seconds\":%lld", (long long)(call_ms(c, k) / 1000));
        api_text_member(b, "who", k->who);
        enum status st = kept_out(c, b, j);
        buf_char(b, '}');
        return st;
}

static enum status call_answer(struct ctx *c, int64_t id, int status)
{
        struct call k;
        enum status st = call_load(c, id, &k);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        return call_out(c, &c->res->body, &k);
}

/* ---- handlers ------------------------------------------------------------------------------------------------------- */

enum status api_call_list(struct ctx *c)
{
        struct call *k;
        size_t n;
        enum status st = call_list(c, &k, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; !st && i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                st = call_out(c, &c->res->body, &k[i]);
        }
        api_items_end(c);
        return st;
}

enum status api_call_get(struct ctx *c)
{
        struct call k;
        enum status st = call_of(c, &k);

        return st ? st : call_answer(c, k.id, 200);
}

enum status api_call_post(struct ctx *c)
{
        struct call k;
        int64_t id;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : call_pick_up(c, &id);

        if (!st)
                st = call_load(c, id, &k);
        if (!st)
                st = fields_in(c, &k);
        if (!st && c->req->n_field)
                st = call_save(c, id);
        if (!st)
                st = db_commit(&tx);
        return st ? st : call_answer(c, id, 201);
}

enum status api_call_patch(struct ctx *c)
{
        struct call k;
        const struct json *parked = jv_get(c->json, "parked");
        bool park = jv_true(parked), resume = jv_type(parked) == JV_BOOL && !park;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : call_of(c, &k);

        if (!st)
                st = fields_in(c, &k);
        if (!st)
                st = call_save(c, k.id);
        if (!st && park)
                st = call_park(c, k.id);
        if (!st && resume)
                st = call_resume(c, k.id);
        if (!st)
                st = db_commit(&tx);
        return st ? st : call_answer(c, k.id, 200);
}

enum status api_call_delete(struct ctx *c)
{
        struct call k;
        enum status st = call_of(c, &k);

        if (!st)
                st = call_drop(c, k.id);
        if (!st)
                c->res->status = 204;
        return st;
}

/* Several fit: who, so that "pick" can say which. */
static void choices_out(struct ctx *c, const struct caller *who)
{
        struct buf b;

        if (!who->n_choices)
                return;
        buf_init(&b, c->arena, 8192);
        buf_str(&b, ",\"choices\":[");
        for (size_t i = 0; i < who->n_choices; i++) {
                buf_str(&b, i ? ",{\"pick\":" : "{\"pick\":");
                buf_json(&b, who->choices[i].value);
                api_text_member(&b, "text", who->choices[i].text);
                buf_char(&b, '}');
        }
        buf_char(&b, ']');
        if (!buf_end(&b))
                c->problem_extra = b.p;
}

static enum status opened_answer(struct ctx *c, const char *number, bool readable, int status)
{
        struct buf *b = &c->res->body;

        c->res->status = status;
        c->res->type = "application/json";
        if (readable)
                http_set(c->res, "Location", arena_fmt(c->arena, "/api/v1/tickets/%s", number));
        buf_str(b, "{\"ticket\":");
        if (readable)
                buf_json(b, number);
        else
                buf_str(b, "null");
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_call_open(struct ctx *c)
{
        struct call k;
        struct call_in in;
        struct intake asked;
        struct caller who = {0};
        struct ticket t;
        const char *number;
        int64_t id;
        bool readable;
        enum status st = call_of(c, &k);

        if (st == ST_NOT_FOUND) { /* registered by the first sending, or never ours */
                st = text_i64(ctx_var(c, "id"), &id) ? call_opened(c, id, &number, &readable) : st;
                return st ? st : opened_answer(c, number, readable, 200);
        }
        if (!st)
                st = fields_in(c, &k);
        if (st)
                return st;
        call_read(c, &in);
        st = call_open(c, &k, &in, &asked, &who, &t);
        if (st == ST_INVALID)
                choices_out(c, &who);
        return st ? st : opened_answer(c, t.number, ticket_can(c, &t, ACT_READ_ALL), 201);
}
