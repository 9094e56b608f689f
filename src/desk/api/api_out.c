/* Objects of the API, written member by member as the contracts show them. */
#include "desk/api/api.h"
#include "desk/catalog/intake.h"

void api_time(struct ctx *c, struct buf *b, int64_t at)
{
        if (at <= 0 || at >= MOMENT_NEVER)
                buf_str(b, "null");
        else
                buf_fmt(b, "\"%s\"", moment_rfc3339(c->arena, at));
}

void api_person_ref(struct buf *b, const char *login, const char *name)
{
        if (!name) {
                buf_str(b, "null");
                return;
        }
        buf_str(b, "{\"login\":");
        buf_json(b, login);
        buf_str(b, ",\"name\":");
        buf_json(b, name);
        buf_char(b, '}');
}

static void text(struct buf *b, const char *name, const char *value)
{
        buf_fmt(b, ",\"%s\":", name);
        buf_json(b, value && *value ? value : NULL);
}

static void number(struct buf *b, const char *name, int64_t v)
{
        buf_fmt(b, ",\"%s\":%lld", name, (long long)v);
}

static void moment(struct ctx *c, struct buf *b, const char *name, int64_t at)
{
        buf_fmt(b, ",\"%s\":", name);
        api_time(c, b, at);
}

static void person(struct buf *b, const char *name, const char *login, const char *full)
{
        buf_fmt(b, ",\"%s\":", name);
        api_person_ref(b, login, full);
}

static enum status clocks(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct clock_view *k;
        size_t n;
        enum status st = clock_list(c, t, &k, &n);
        buf_str(b, ",\"clocks\":[");
        for (size_t i = 0; !st && i < n; i++) {
                buf_fmt(b, "%s{\"name\":\"%s\",\"target\":\"%s\",\"state\":\"%s\"", i ? "," : "", k[i].name, k[i].target,
                        k[i].word);
                moment(c, b, "due_at", k[i].due_at);
                moment(c, b, "stopped_at", k[i].stopped_at);
                buf_fmt(b, ",\"level\":%lld}", (long long)k[i].level);
        }
        buf_char(b, ']');
        return st;
}

/* What only the desk sees of a ticket is left out for its requester. */
enum status api_ticket(struct ctx *c, struct buf *b, struct ticket *t)
{
        bool all = ticket_can(c, t, ACT_READ_ALL);
        buf_fmt(b, "{\"number\":\"%s\",\"kind\":\"%s\"", t->number, ticket_kind_word(t->kind));
        buf_str(b, ",\"subject\":");
        buf_json(b, t->subject);
        buf_str(b, ",\"description\":");
        buf_json(b, t->description);
        buf_fmt(b, ",\"state\":\"%s\"", state_word(t->state));
        text(b, "pending_reason", t->pending ? pending_word(t->pending) : NULL);
        number(b, "impact", t->impact);
        number(b, "urgency", t->urgency);
        number(b, "priority", t->priority);
        text(b, "channel", channel_word(t->channel));
        text(b, "service", t->service_code);
        text(b, "category", t->category_code);
        buf_fmt(b, ",\"confidential\":%s", t->confidential ? "true" : "false");
        text(b, "persona", t->persona);
        api_course_out(b, t);
        text(b, "site", t->site);
        text(b, "room", t->room);
        text(b, "equipment", t->equipment);
        person(b, "requester", t->requester_login, t->requester_name);
        person(b, "requested_for", t->for_login, t->for_name);
        person(b, "opened_by", t->opened_login, t->opened_name);
        person(b, "contact", t->contact_login, t->contact_name);
        text(b, "group", t->group_code);
        bool named = t->assignee_id && (all || t->agent_named);
        person(b, "assigned_to", named ? t->assignee_login : NULL, named ? t->assignee_name : NULL);
        moment(c, b, "created_at", t->created_at);
        moment(c, b, "updated_at", t->updated_at);
        moment(c, b, "resolved_at", t->resolved_at);
        moment(c, b, "closed_at", t->closed_at);
        number(b, "version", t->version);
        enum status st = clocks(c, b, t);
        if (!st)
                st = api_plan_out(c, b, t);
        if (!st && all)
                st = api_sheet_out(c, b, t);
        if (!st && all)
                st = intake_json(c, b, t);
        buf_char(b, '}');
        return st;
}

static void files(struct buf *b, const struct entry *e)
{
        buf_str(b, ",\"attachments\":[");
        for (size_t i = 0; i < e->n_files; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"name\":", i ? "," : "", (long long)e->files[i].id);
                buf_json(b, e->files[i].name);
                buf_fmt(b, ",\"size\":%lld,\"url\":\"/attachments/%lld\"}", (long long)e->files[i].size,
                        (long long)e->files[i].id);
        }
        buf_char(b, ']');
}

void api_entry(struct ctx *c, struct buf *b, const struct entry *e)
{
        buf_fmt(b, "{\"id\":%lld,\"at\":\"%s\",\"kind\":\"%s\",\"author\":", (long long)e->id,
                moment_rfc3339(c->arena, e->at), entry_word(e->kind));
        api_person_ref(b, e->author_login, e->author_name);
        buf_fmt(b, ",\"public\":%s,\"channel\":\"%s\",\"body\":", e->is_public ? "true" : "false", channel_word(e->channel));
        buf_json(b, e->body);
        buf_str(b, ",\"changes\":");
        buf_str(b, e->changes && *e->changes ? e->changes : "null");
        buf_str(b, ",\"line\":");
        buf_json(b, e->line);
        files(b, e);
        buf_char(b, '}');
}

void api_etag(struct ctx *c, int64_t version)
{
        http_set(c->res, "ETag", arena_fmt(c->arena, "\"%lld\"", (long long)version));
}

bool api_if_match(struct ctx *c, int64_t *version)
{
        const char *h = http_header(c->req, "If-Match");
        *version = 0;
        if (!h || strcmp(h, "*") == 0)
                return true;
        size_t n = strlen(h);
        if (n < 3 || h[0] != '"' || h[n - 1] != '"')
                return false;
        return text_i64(arena_strn(c->arena, h + 1, n - 2), version) && *version > 0;
}

size_t api_limit(struct ctx *c)
{
        int64_t n;
        if (!text_i64(ctx_param(c, "limit"), &n) || n < 1)
                return API_LIST_DEFAULT;
        return n > API_LIST_MAX ? API_LIST_MAX : (size_t)n;
}

enum status api_answer_ticket(struct ctx *c, struct ticket *t, int status)
{
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, t->version);
        if (status == 201)
                http_set(c->res, "Location", arena_fmt(c->arena, "/api/v1/tickets/%s", t->number));
        enum status st = api_ticket(c, &c->res->body, t);
        buf_char(&c->res->body, '\n');
        return st;
}
