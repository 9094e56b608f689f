/* The fast way in for imports.  A ticket of a file has its whole past at once, so its row is written once
 * with its last state and due date (no index is touched twice) and its search document once, after its
 * entries.  The number is drawn just before the row, as ticket_open() does. */
#include "desk/people/people.h"
#include "desk/ticket/bulk.h"
#include "desk/ticket/internal.h"

DB_STMT(bulk_ticket,
        "INSERT INTO ticket (kind, num, state, pending, scope, due_at, group_id, assignee_id, department_id, service_id,"
        " requester_id, requested_for_id, opened_by_id, contact_id, channel, impact, urgency, priority, confidential,"
        " news_at, news_kind, created_at, updated_at, resolved_at, closed_at, subject, description)"
        " VALUES (:kind, :num, :state, :pending, :scope, :due, :group, :assignee, :department, :service, :requester,"
        " :requester, :requester, :requester, :channel, :impact, :urgency, :priority, :confidential, :news_at,"
        " :news_kind, :created, :updated, :resolved, :closed, :subject, :description) RETURNING id");
DB_STMT(bulk_person, "INSERT INTO ticket_person (person_id, ticket_id, part) VALUES (:person, :ticket, 10)");
DB_STMT(bulk_entry,
        "INSERT INTO entry (ticket_id, at, kind, author_id, is_public, channel, changes)"
        " VALUES (:ticket, :at, :kind, :author, :public, :channel, :changes) RETURNING id");
DB_STMT(bulk_body, "INSERT INTO entry_body (entry_id, body) VALUES (:entry, :body)");
static const struct db_stmt *const bulk_stmts[] = {&bulk_ticket, &bulk_person, &bulk_entry, &bulk_body, NULL};
const struct slice slice_ticket_bulk = {.name = "ticket-bulk", .stmts = bulk_stmts};

enum { BULK_WORDS_MAX = 256 << 10 };

int64_t ticket_priority(struct ctx *c, int64_t impact, int64_t urgency)
{
        return priority_of(c, impact, urgency);
}

static int64_t scope_past(const struct past_ticket *p)
{
        return scope_of(p->department_id, p->group_id, p->confidential);
}

static enum status row_write(struct ctx *c, const struct past_ticket *p, int64_t *id)
{
        int64_t num;
        enum status st = db_number(c->db, (int)p->kind, &num);

        if (st)
                return st;
        return db_i64(c->db, &bulk_ticket,
                      DB_ARGS(DB_I("kind", p->kind), DB_I("num", num), DB_I("state", p->state), DB_I("pending", p->pending),
                              DB_I("scope", scope_past(p)), DB_I("due", p->due_at), DB_I("group", p->group_id),
                              DB_REF("assignee", p->assignee_id), DB_I("department", p->department_id),
                              DB_REF("service", p->service_id), DB_REF("requester", p->requester_id),
                              DB_I("channel", p->channel), DB_I("impact", p->impact), DB_I("urgency", p->urgency),
                              DB_I("priority", p->priority), DB_I("confidential", p->confidential),
                              DB_I("news_at", p->news_at), DB_I("news_kind", p->news_kind),
                              DB_I("created", p->created_at), DB_I("updated", p->updated_at),
                              DB_REF("resolved", p->resolved_at), DB_REF("closed", p->closed_at),
                              DB_T("subject", p->subject), DB_T("description", p->description)),
                      id);
}

static enum status past_entry_write(struct ctx *c, int64_t ticket_id, const struct past_entry *e)
{
        int64_t id;
        enum status st = db_i64(c->db, &bulk_entry,
                                DB_ARGS(DB_I("ticket", ticket_id), DB_I("at", e->at), DB_I("kind", e->kind),
                                        DB_REF("author", e->author_id), DB_I("public", e->is_public),
                                        DB_I("channel", e->channel), DB_T("changes", e->changes)),
                                &id);
        if (st || !e->body)
                return st;
        return db_exec(c->db, &bulk_body, DB_ARGS(DB_I("entry", id), DB_T("body", e->body)), NULL);
}

static enum status opened_write(struct ctx *c, int64_t ticket_id, const struct past_ticket *p)
{
        const struct past_entry e = {.at = p->created_at, .author_id = p->requester_id, .kind = ENTRY_CHANGE,
                                     .is_public = 1, .channel = p->channel,
                                     .changes = arena_fmt(c->arena, "{\"opened\":[0,%lld]}", (long long)p->kind)};
        return past_entry_write(c, ticket_id, &e);
}

static bool is_words(const struct past_entry *e)
{
        return e->body && e->kind != ENTRY_CHANGE;
}

static const char *words_of(struct ctx *c, const struct past_ticket *p, bool is_public)
{
        struct buf b;
        size_t n = is_public ? strlen(p->description) + 1 : 1;

        for (size_t i = 0; i < p->n_entry; i++)
                if (is_words(&p->entry[i]) && p->entry[i].is_public == is_public)
                        n += strlen(p->entry[i].body) + 1;
        if (n == 1)
                return "";
        buf_init(&b, c->arena, BULK_WORDS_MAX);
        buf_str(&b, is_public ? p->description : "");
        for (size_t i = 0; i < p->n_entry; i++) {
                if (!is_words(&p->entry[i]) || p->entry[i].is_public != is_public)
                        continue;
                buf_char(&b, '\n');
                buf_str(&b, p->entry[i].body);
        }
        /* over the ceiling the text stays as far as it went, as for any ticket */
        return b.p;
}

enum status ticket_past_words(struct ctx *c, int64_t ticket_id, const struct past_ticket *p)
{
        struct db_search_doc doc = {ticket_id, p->subject, words_of(c, p, true), words_of(c, p, false), NULL};

        doc.keys = p->requester_id ? arena_fmt(c->arena, "s%lld p%lld", (long long)scope_past(p), (long long)p->requester_id)
                                   : arena_fmt(c->arena, "s%lld", (long long)scope_past(p));
        return db_search_put(c->db, c->arena, &doc, false);
}

enum status ticket_past_write(struct ctx *c, const struct past_ticket *p, int64_t *id)
{
        ASSERT(db_in_tx(c->db) && c->actor && c->actor->system);
        enum status st = row_write(c, p, id);

        if (!st && p->requester_id)
                st = db_exec(c->db, &bulk_person, DB_ARGS(DB_I("person", p->requester_id), DB_I("ticket", *id)), NULL);
        if (!st)
                st = opened_write(c, *id, p);
        for (size_t i = 0; !st && i < p->n_entry; i++)
                st = past_entry_write(c, *id, &p->entry[i]);
        return st;
}
