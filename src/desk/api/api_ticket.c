/* Tickets read and opened by programs. */
#include "desk/api/api.h"
#include "desk/catalog/intake.h"
#include "desk/ticket/filter.h"

/* ---- lists ------------------------------------------------------------------------------------------------ */

static enum status group_filter(struct ctx *c, struct ticket_query *q)
{
        struct group g;
        const char *code = ctx_param(c, "group");
        if (!*code)
                return ST_OK;
        enum status st = group_by_code(c, code, &g);
        if (st == ST_OK)
                q->group_id = g.id;
        else if (st == ST_NOT_FOUND)
                q->group_id = -1; /* no such group: nothing matches */
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* ?filter=field:operator:value, several times: all must hold. */
static enum status conditions(struct ctx *c, struct ticket_query *q)
{
        const char *text[FILTERS_MAX + 1];
        struct ticket_filter *f;
        size_t n = ctx_params(c, "filter", text, ARRAY_LEN(text));
        enum status st = n ? filters_read(c, text, n, &f) : ST_OK;
        q->filter = n && !st ? f : NULL;
        q->n_filter = st ? 0 : n;
        return st;
}

/* False when the word is none of them. */
static bool sort_find(const char *word, enum ticket_sort *out)
{
        static const struct {
                const char *word, *column;
        } sorts[] = {[SORT_DUE] = {"due", "due_at"}, [SORT_CREATED] = {"created", "created_at"},
                     [SORT_UPDATED] = {"updated", "updated_at"}, [SORT_PRIORITY] = {"priority", "priority"}};
        for (size_t i = 0; i < ARRAY_LEN(sorts); i++)
                if (str_eq(word, sorts[i].word) || str_eq(word, sorts[i].column)) {
                        *out = (enum ticket_sort)i;
                        return true;
                }
        return false;
}

static enum status filters(struct ctx *c, struct ticket_query *q)
{
        const char *state = ctx_param(c, "state"), *sort = ctx_param(c, "sort");
        q->q = ctx_param(c, "q");
        q->cursor = ctx_param(c, "cursor");
        q->limit = api_limit(c);
        q->sort = SORT_CREATED;
        bool sorted = !*sort || sort_find(sort, &q->sort);
        if (*state && !(q->state = state_find(state))) {
                form_error_text(c, "state", "new, open, pending, resolved, closed, cancelled");
                return ST_INVALID;
        }
        if (q->sort != SORT_CREATED && str_eq(q->view, "all"))
                q->view = "scope"; /* what is settled is sorted by creation alone */
        if (!sorted) {
                form_error_text(c, "sort", "due_at, created_at, updated_at, priority");
                return ST_INVALID;
        }
        enum status st = conditions(c, q);
        if (!st)
                st = group_filter(c, q);
        return st ? st : api_course_filter(c, q);
}

static enum status rows_out(struct ctx *c, const struct ticket_page *page)
{
        struct buf *b = &c->res->body;
        enum status st = ST_OK;
        bool first = true;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; !st && i < page->n_rows; i++) {
                struct ticket t;
                st = ticket_load(c, page->rows[i].id, ACT_READ, &t);
                if (st == ST_NOT_FOUND) { /* became invisible between the two reads */
                        st = ST_OK;
                        continue;
                }
                if (!first)
                        buf_char(b, ',');
                first = false;
                if (!st)
                        st = api_ticket(c, b, &t);
        }
        buf_str(b, "],\"next_cursor\":");
        buf_json(b, page->next);
        buf_str(b, "}\n");
        return st;
}

/* Service and support tasks in one list. */
static enum status tasks_only(struct ctx *c, struct ticket_query *q)
{
        const char *text = "kind:is:service_task,support_task";
        struct ticket_filter *both;
        size_t n = q->n_filter;
        enum status st = filters_read(c, &text, 1, &both);
        struct ticket_filter *all = ARENA_ARRAY(c->arena, n + 1, struct ticket_filter);

        for (size_t i = 0; !st && i < n; i++)
                all[i] = q->filter[i];
        if (st)
                return st;
        all[n] = both[0];
        q->filter = all;
        q->n_filter = n + 1;
        return ST_OK;
}

enum status api_kind_list(struct ctx *c, int64_t kind)
{
        bool agent = ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
        bool tasks = kind == API_TASKS;
        struct ticket_query q = {.view = agent ? "all" : "requested", .kind = tasks ? 0 : kind};
        struct ticket_page page = {0};
        enum status st = filters(c, &q);
        if (!st && tasks)
                st = tasks_only(c, &q);
        if (!st)
                st = ticket_list(c, &q, &page);
        return st ? st : rows_out(c, &page);
}

enum status api_incident_list(struct ctx *c)
{
        return api_kind_list(c, TICKET_INCIDENT);
}

enum status api_request_list(struct ctx *c)
{
        return api_kind_list(c, TICKET_REQUEST);
}

enum status api_ticket_list(struct ctx *c)
{
        return api_kind_list(c, 0);
}

/* ---- one ---------------------------------------------------------------------------------------------------- */

enum status api_kind_get(struct ctx *c, int64_t kind)
{
        struct ticket t = {0};
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);
        bool task = t.kind == TICKET_SERVICE_TASK || t.kind == TICKET_SUPPORT_TASK;
        if (!st && kind && t.kind != kind && !(kind == API_TASKS && task))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        read_log(c, t.id, 2);
        return api_answer_ticket(c, &t, 200);
}

enum status api_ticket_get(struct ctx *c)
{
        return api_kind_get(c, 0);
}

enum status api_incident_get(struct ctx *c)
{
        return api_kind_get(c, TICKET_INCIDENT);
}

/* ---- opening -------------------------------------------------------------------------------------------------- */

struct incident_in {
        const char *subject, *description, *service, *group, *channel, *site, *room, *equipment, *persona;
        int64_t impact, urgency;
};
static const struct form_field incident_fields[] = {
        {"subject", FORM_LINE, offsetof(struct incident_in, subject), 1, 250, 0},
        {"description", FORM_TEXT, offsetof(struct incident_in, description), 0, 64000, 0},
        {"service", FORM_LINE, offsetof(struct incident_in, service), 0, 60, 0},
        {"group", FORM_LINE, offsetof(struct incident_in, group), 0, 60, 0},
        {"channel", FORM_LINE, offsetof(struct incident_in, channel), 0, 20, 0},
        {"site", FORM_LINE, offsetof(struct incident_in, site), 0, 120, 0},
        {"room", FORM_LINE, offsetof(struct incident_in, room), 0, 120, 0},
        {"equipment", FORM_LINE, offsetof(struct incident_in, equipment), 0, 120, 0},
        {"persona", FORM_LINE, offsetof(struct incident_in, persona), 0, 40, 0},
        {"impact", FORM_ID, offsetof(struct incident_in, impact), 0, 3, 0},
        {"urgency", FORM_ID, offsetof(struct incident_in, urgency), 0, 3, 0},
        {0}};

static enum status other_in(struct ctx *c, const char *name, const char *login, int64_t *id)
{
        enum status st = person_known(c, login, id);
        if (st != ST_NOT_FOUND)
                return st;
        form_error(c, name, MSG_api_no_person);
        return ST_INVALID;
}

/* {"requester":{"login":"icaron"}} or {"requester":"icaron"}; a requester speaks only for themselves. */
static enum status person_in(struct ctx *c, const char *name, int64_t *id)
{
        const struct json *j = jv_get(c->json, name);
        const char *login = jv_text(jv_get(j, "login"));
        struct person p;
        if (!login)
                login = jv_text(j);
        if (!login && jv_type(j) > JV_NULL) { /* named, in words we cannot read: never oneself instead */
                form_error(c, name, MSG_api_no_person);
                return ST_INVALID;
        }
        if (!login)
                return ST_OK;
        if (str_eq(login, c->actor->login)) {
                *id = c->actor->person_id;
                return ST_OK;
        }
        if (str_eq(name, "requested_for")) /* a requester too may ask for somebody they can name */
                return other_in(c, name, login, id);
        enum status st = person_by_login(c, login, &p);
        if (st == ST_NOT_FOUND) {
                form_error(c, name, MSG_api_no_person);
                return ST_INVALID;
        }
        if (!st)
                *id = p.id;
        return st;
}

static enum status service_in(struct ctx *c, const char *code, int64_t *id)
{
        struct service s;
        if (!*code)
                return ST_OK;
        enum status st = service_by_code(c, code, &s);
        if (st == ST_NOT_FOUND) {
                form_error(c, "service", MSG_api_no_service);
                return ST_INVALID;
        }
        if (!st)
                *id = s.id;
        return st;
}

static enum status group_in(struct ctx *c, const char *code, int64_t *id)
{
        struct group g;
        if (!*code)
                return ST_OK;
        enum status st = group_by_code(c, code, &g);
        if (st == ST_NOT_FOUND) {
                form_error(c, "group", MSG_api_no_group);
                return ST_INVALID;
        }
        if (!st)
                *id = g.id;
        return st;
}

static enum status draft_fill(struct ctx *c, const struct incident_in *in, struct ticket_draft *d)
{
        *d = (struct ticket_draft){.kind = TICKET_INCIDENT, .subject = in->subject, .description = in->description,
                                   .impact = in->impact, .urgency = in->urgency, .stated_urgency = in->urgency,
                                   .channel = CHANNEL_API, .persona = in->persona, .site = in->site, .room = in->room,
                                   .equipment = in->equipment, .confidential = -1};
        const struct json *confidential = jv_get(c->json, "confidential");
        if (jv_type(confidential) == JV_BOOL)
                d->confidential = jv_true(confidential);
        else if (jv_type(confidential) > JV_NULL) /* never taken for "no" */
                form_error(c, "confidential", MSG_form_bad_flag);
        if (*in->channel && !(d->channel = channel_find(in->channel)))
                form_error(c, "channel", MSG_api_no_channel);
        (void)api_course_in(c, &d->course_id);
        /* each says what is wrong with its own member: all of it at once */
        const enum status found[] = {service_in(c, in->service, &d->service_id), group_in(c, in->group, &d->group_id),
                                     person_in(c, "requester", &d->requester_id), person_in(c, "requested_for", &d->requested_for_id),
                                     person_in(c, "contact", &d->contact_id)};
        for (size_t i = 0; i < ARRAY_LEN(found); i++)
                if (found[i] && found[i] != ST_INVALID)
                        return found[i];
        return c->n_error ? ST_INVALID : ST_OK;
}

enum status api_incident_post(struct ctx *c)
{
        struct incident_in in;
        struct ticket_draft d;
        struct intake asked;
        struct ticket t;
        (void)form_read(c, incident_fields, &in); /* its errors are looked at with those of the draft */
        enum status st = draft_fill(c, &in, &d);
        if (!st)
                st = intake_read(c, d.service_id, true, &asked);
        if (!st)
                st = intake_open(c, &d, &asked, &t);
        return st ? st : api_answer_ticket(c, &t, 201);
}

/* ---- journal and ledger ----------------------------------------------------------------------------------------- */

enum status api_ticket_journal(struct ctx *c)
{
        struct ticket t;
        struct entry *e;
        size_t n;
        bool more;
        int64_t before = 0;
        if (!text_i64(ctx_param(c, "cursor"), &before))
                before = 0;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);
        if (!st)
                st = ticket_journal(c, &t, before, api_limit(c), &e, &n, &more);
        if (st)
                return st;
        struct buf *b = &c->res->body;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(b, ',');
                api_entry(c, b, &e[i]);
        }
        buf_str(b, "],\"next_cursor\":");
        if (more && n)
                buf_fmt(b, "\"%lld\"}\n", (long long)e[0].id);
        else
                buf_str(b, "null}\n");
        return ST_OK;
}

enum status api_ticket_ledger(struct ctx *c)
{
        struct ticket t;
        struct clock_line *l;
        struct clock_view k;
        size_t n;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);
        if (!st)
                st = clock_ledger(c, &t, ctx_var(c, "name"), &l, &n, &k);
        if (st)
                return st;
        struct buf *b = &c->res->body;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"from\":" : "{\"from\":");
                api_time(c, b, l[i].from);
                buf_str(b, ",\"to\":");
                api_time(c, b, l[i].to);
                buf_fmt(b, ",\"kind\":\"%s\",\"counted_ms\":%lld,\"note\":", l[i].kind, (long long)l[i].counted_ms);
                buf_json(b, l[i].note && *l[i].note ? l[i].note : NULL);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}
