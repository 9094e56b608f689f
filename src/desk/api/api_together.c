/* Merge, split, children and what follows, for programs. */
#include "desk/api/api.h"
#include "desk/ticket/together.h"

static enum status find(struct ctx *c, struct ticket *t, int64_t *version)
{
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, t);

        if (st)
                return st;
        return api_if_match(c, version) && (!*version || *version == t->version) ? ST_OK : ST_STALE;
}

enum status api_merge_post(struct ctx *c)
{
        struct ticket t;
        int64_t version = 0;
        enum status st = find(c, &t, &version);

        if (!st)
                st = ticket_merge(c, &t, jv_text(jv_get(c->json, "to")), version);
        return st ? st : api_answer_ticket(c, &t, 200);
}

enum status api_merge_delete(struct ctx *c)
{
        struct ticket t;
        int64_t version = 0;
        enum status st = find(c, &t, &version);

        if (!st)
                st = ticket_unmerge(c, &t);
        return st ? st : api_answer_ticket(c, &t, 200);
}

static const int64_t *ids_in(struct ctx *c, const char *name, size_t *n)
{
        const struct json *list = jv_get(c->json, name);
        int64_t *ids = ARENA_ARRAY(c->arena, jv_count(list) + 1, int64_t);

        *n = jv_count(list);
        for (size_t i = 0; i < *n; i++)
                ids[i] = jv_int(jv_at(list, i), 0);
        return ids;
}

enum status api_split_post(struct ctx *c)
{
        struct ticket t, part;
        int64_t version = 0;
        struct split_draft d = {.subject = jv_text(jv_get(c->json, "subject")), .body = jv_text(jv_get(c->json, "body"))};
        enum status st = find(c, &t, &version);

        d.entries = ids_in(c, "entries", &d.n_entries);
        if (!st)
                st = ticket_split(c, &t, &d, &part);
        return st ? st : api_answer_ticket(c, &part, 201);
}

enum status api_follow_post(struct ctx *c)
{
        struct ticket t, next;
        int64_t version = 0;
        enum status st = find(c, &t, &version);

        if (!st)
                st = ticket_follow_up(c, &t, jv_text(jv_get(c->json, "body")), &next);
        return st ? st : api_answer_ticket(c, &next, 201);
}

/* ---- children ---- */

static enum status children_answer(struct ctx *c, const struct child *k, size_t n, int status)
{
        static const char *const words[] = {"may", "no_right", "done", "merged", "failed", "sent"};
        struct buf *b = &c->res->body;

        c->res->status = status;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"number\":\"%s\",\"state\":\"%s\",\"answer\":\"%s\",\"subject\":", i ? "," : "", k[i].number,
                        state_word(k[i].state), words[k[i].verdict]);
                buf_json(b, k[i].subject);
                buf_str(b, ",\"why\":");
                buf_json(b, *k[i].why ? k[i].why : NULL);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

enum status api_children_list(struct ctx *c)
{
        struct ticket t;
        struct child *k;
        size_t n;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);

        if (!st && !ticket_can(c, &t, ACT_READ_ALL))
                st = ST_DENIED;
        if (!st)
                st = ticket_children(c, &t, &k, &n);
        return st ? st : children_answer(c, k, n, 200);
}

/* "to": numbers; absent: all of them. */
static enum status chosen_in(struct ctx *c, int64_t **ids, size_t *n)
{
        const struct json *list = jv_get(c->json, "to");
        struct ticket one;

        *n = 0;
        *ids = list ? ARENA_ARRAY(c->arena, jv_count(list) + 1, int64_t) : NULL;
        for (size_t i = 0; i < jv_count(list) && i < CHILDREN_MAX; i++) {
                enum status st = ticket_find(c, jv_text(jv_at(list, i)), ACT_READ, &one);
                if (st == ST_NOT_FOUND)
                        form_error(c, "to", MSG_fields_link_unknown);
                if (st)
                        return st == ST_NOT_FOUND ? ST_INVALID : st;
                (*ids)[(*n)++] = one.id;
        }
        return ST_OK;
}

enum status api_children_post(struct ctx *c)
{
        struct ticket t;
        struct child *k;
        int64_t *ids, version = 0;
        size_t n, n_ids;
        enum status st = find(c, &t, &version);

        if (!st && !ticket_can(c, &t, ACT_WORK))
                st = ST_DENIED;
        if (!st)
                st = chosen_in(c, &ids, &n_ids);
        if (!st)
                st = ticket_children_answer(c, &t, jv_text(jv_get(c->json, "body")), ids, n_ids, &k, &n);
        return st ? st : children_answer(c, k, n, 201);
}

enum status api_children_delete(struct ctx *c)
{
        struct ticket t;
        size_t back;
        int64_t version = 0;
        enum status st = find(c, &t, &version);

        if (!st && !ticket_can(c, &t, ACT_WORK))
                st = ST_DENIED;
        if (!st)
                st = ticket_children_undo(c, &t, &back);
        return st ? st : api_answer_ticket(c, &t, 200);
}
