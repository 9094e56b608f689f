/* Merge, split and answer children.  A merge is looked at before it is made: who will read what.  The list of
 * children is the preview of an answer to them, and the answer is followed by a report; sent twice, the form
 * shows the report of the first sending. */
#include "desk/incident/incident_together.h"
#include "templates.h"

enum { ENTRIES_SHOWN = 50, WORDS_SHOWN = 140 };

/* ---- the page -------------------------------------------------------------------------------------------- */

static enum status entries_view(struct ctx *c, const struct ticket *t, struct incident_together *v)
{
        struct entry *e;
        size_t n;
        bool more;
        enum status st = ticket_journal(c, t, 0, ENTRIES_SHOWN, &e, &n, &more);

        if (st)
                return st;
        struct together_entry *rows = ARENA_ARRAY(c->arena, n + 1, struct together_entry);
        for (size_t i = 0; i < n; i++) {
                bool words = e[i].kind == ENTRY_COMMENT || e[i].kind == ENTRY_NOTE || e[i].kind == ENTRY_MAIL;
                if (!words || !e[i].body || !*e[i].body)
                        continue;
                const char *line = text_clean(c->arena, e[i].body, strlen(e[i].body), true);
                rows[v->n_entries++] = (struct together_entry){
                        e[i].id, e[i].at, e[i].author_name, text_short(c->arena, line, WORDS_SHOWN), !e[i].is_public,
                        form_value(c, arena_fmt(c->arena, "entry_%lld", (long long)e[i].id)) != NULL};
        }
        v->entries = rows;
        return ST_OK;
}

static void children_show(struct ctx *c, const struct child *k, size_t n, bool typed, struct incident_together *v)
{
        struct together_child *rows = ARENA_ARRAY(c->arena, n + 1, struct together_child);

        v->n_may = 0;
        for (size_t i = 0; i < n; i++) {
                const char *box = arena_fmt(c->arena, "child_%lld", (long long)k[i].id);
                rows[i] = (struct together_child){.child = &k[i], .sent = k[i].verdict == CHILD_SENT,
                                                  .may = k[i].verdict == CHILD_MAY, .chosen = !typed || form_value(c, box)};
                v->n_may += rows[i].may;
        }
        v->children = rows;
        v->n_children = n;
}

static enum status draft_kept(struct ctx *c, const struct ticket *t, struct incident_together *v)
{
        enum status st = draft_load(c, arena_fmt(c->arena, "children:%lld", (long long)t->id), &v->answer);

        if (st == ST_NOT_FOUND)
                v->answer = "";
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status view(struct ctx *c, struct ticket *t, struct incident_together *v)
{
        struct ticket into;
        struct child *k;
        size_t n;
        bool found = t->merged_into && ticket_load(c, t->merged_into, ACT_READ, &into) == ST_OK;
        enum status st = entries_view(c, t, v);

        if (!st)
                st = ticket_children(c, t, &k, &n);
        if (!st)
                st = draft_kept(c, t, v);
        if (st)
                return st;
        children_show(c, k, n, false, v);
        v->t = t;
        v->url = incident_url(c, t);
        v->once = random_token(c->arena);
        v->merged_into = !t->merged_into ? NULL : found ? into.number : ctx_msg(c, MSG_fields_other_ticket);
        v->can_unmerge = ticket_unmerge_may(c, t);
        v->can_merge = t->state < STATE_CLOSED;
        v->can_split = !t->merged_into && t->state != STATE_CANCELLED && t->requester_id;
        v->to = v->to ? v->to : "";
        v->subject = v->subject ? v->subject : "";
        v->body = v->body ? v->body : "";
        incident_desk_page(c, &v->page, ctx_msg(c, MSG_together_title), "queue");
        v->page.crumbs[0] = (struct page_crumb){v->url, t->number};
        v->page.crumbs[1] = (struct page_crumb){NULL, ctx_msg(c, MSG_together_title)};
        v->page.n_crumbs = 2;
        return ST_OK;
}

static enum status find(struct ctx *c, struct ticket *t)
{
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, t);

        return st || ticket_can(c, t, ACT_WORK) ? st : ST_DENIED;
}

/* With what was looked for: the ticket to merge into, if it may be. */
static enum status page_get(struct ctx *c)
{
        struct ticket t, *into = ARENA_NEW(c->arena, struct ticket);
        struct incident_together *v = ARENA_NEW(c->arena, struct incident_together);
        struct who *people = NULL;
        enum status st = find(c, &t);

        if (st || (st = view(c, &t, v)))
                return st;
        v->to = ctx_param(c, "to");
        if (*v->to && !t.merged_into) {
                st = ticket_merge_check(c, &t, v->to, into, &people, &v->n_people);
                if (st && st != ST_INVALID && st != ST_CONFLICT)
                        return st;
                v->into = st ? NULL : into;
                v->people = people;
                v->e_to = form_msg(c, "to");
                v->error = st == ST_CONFLICT ? c->why : NULL;
        }
        incident_together_html(&c->html, v);
        return ST_OK;
}

static enum status again(struct ctx *c, struct ticket *t, enum status why, struct incident_together *v)
{
        if (why != ST_INVALID && why != ST_STALE && why != ST_CONFLICT)
                return why;
        enum status st = ticket_load(c, t->id, ACT_READ_ALL, t);
        if (st || (st = view(c, t, v)))
                return st;
        v->error = why == ST_INVALID ? NULL : c->why;
        c->res->status = why == ST_INVALID ? 422 : 409;
        incident_together_html(&c->html, v);
        return ST_OK;
}

static enum status done(struct ctx *c, const struct ticket *t, const char *notice)
{
        page_notice(c, notice, NULL);
        return ctx_redirect(c, incident_url(c, t));
}

/* ---- merge ------------------------------------------------------------------------------------------------- */

static enum status merge_post(struct ctx *c)
{
        struct ticket t, into;
        struct incident_together *v = ARENA_NEW(c->arena, struct incident_together);
        const char *to = form_value(c, "to"), *typed = form_value(c, "version");
        int64_t version = 0;
        enum status st = find(c, &t);

        if (st)
                return st;
        if (typed && !text_i64(typed, &version))
                version = 0;
        st = ticket_merge(c, &t, to, version);
        if (st) {
                v->to = to;
                v->e_to = form_msg(c, "to");
                return again(c, &t, st, v);
        }
        st = ticket_load(c, t.merged_into, ACT_READ_ALL, &into);
        return st ? st : done(c, &into, "together.merged");
}

static enum status unmerge_post(struct ctx *c)
{
        struct ticket t;
        enum status st = find(c, &t);

        if (!st && (st = ticket_unmerge(c, &t)))
                return again(c, &t, st, ARENA_NEW(c->arena, struct incident_together));
        return st ? st : done(c, &t, "together.unmerged");
}

/* ---- split --------------------------------------------------------------------------------------------------- */

/* Numbers of the boxes "prefix_N" that were ticked. */
static const int64_t *ticked(struct ctx *c, const char *prefix, size_t *n)
{
        int64_t *ids = ARENA_ARRAY(c->arena, c->req->n_field + 1, int64_t);
        size_t len = strlen(prefix);

        *n = 0;
        for (size_t i = 0; i < c->req->n_field; i++) {
                const char *name = c->req->field[i].name;
                if (name && str_starts(name, prefix) && text_i64(name + len, &ids[*n]))
                        (*n)++;
        }
        return ids;
}

static enum status split_save(struct ctx *c, struct ticket *t, const struct split_draft *d, struct ticket *part)
{
        const char *before = NULL, *once = form_value(c, "once");
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once ? once : "", &before);

        if (!st && before)
                return ticket_find(c, before, ACT_READ_ALL, part);
        if (!st)
                st = ticket_split(c, t, d, part);
        if (!st)
                st = once_keep(c, once ? once : "", part->number);
        return st ? st : db_commit(&tx);
}

static enum status split_post(struct ctx *c)
{
        struct ticket t, part;
        struct incident_together *v = ARENA_NEW(c->arena, struct incident_together);
        struct split_draft d = {.subject = form_value(c, "subject"), .body = form_value(c, "body")};
        enum status st = find(c, &t);

        if (st)
                return st;
        d.entries = ticked(c, "entry_", &d.n_entries);
        st = split_save(c, &t, &d, &part);
        if (!st)
                return done(c, &part, "together.split_done");
        v->subject = d.subject;
        v->body = d.body;
        v->e_subject = form_msg(c, "subject");
        v->e_split = form_msg(c, "body");
        v->e_entries = form_msg(c, "entries");
        return again(c, &t, st, v);
}

/* ---- children --------------------------------------------------------------------------------------------------- */

/* "12:5 13:2": what became of each child, for whoever sends the same form again. */
static const char *report_write(struct ctx *c, const struct child *k, size_t n)
{
        struct buf b;

        buf_init(&b, c->arena, 64 << 10);
        buf_char(&b, ' ');
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%lld:%lld ", (long long)k[i].id, (long long)k[i].verdict);
        return b.p;
}

static void report_read(struct ctx *c, const char *kept, struct child *k, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const char *key = arena_fmt(c->arena, " %lld:", (long long)k[i].id), *at = strstr(kept, key);
                if (!at)
                        continue;
                k[i].verdict = at[strlen(key)] - '0';
                k[i].why = child_why(c, k[i].verdict);
        }
}

static enum status answer_save(struct ctx *c, struct ticket *t, const char *body, struct child **k, size_t *n)
{
        const char *before = NULL, *once = form_value(c, "once");
        size_t n_ids;
        const int64_t *ids = ticked(c, "child_", &n_ids);
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once ? once : "", &before);

        if (!st && before) {
                st = ticket_children(c, t, k, n);
                if (!st)
                        report_read(c, before, *k, *n);
                return st;
        }
        if (!st)
                st = ticket_children_answer(c, t, body, ids, n_ids, k, n);
        if (!st)
                st = once_keep(c, once ? once : "", report_write(c, *k, *n));
        return st ? st : db_commit(&tx);
}

static enum status children_post(struct ctx *c)
{
        struct ticket t;
        struct child *k;
        size_t n;
        struct incident_together *v = ARENA_NEW(c->arena, struct incident_together);
        const char *body = form_value(c, "body");
        enum status st = find(c, &t);

        if (st)
                return st;
        st = answer_save(c, &t, body ? body : "", &k, &n);
        if (st && st != ST_INVALID)
                return again(c, &t, st, v);
        enum status shown = ticket_load(c, t.id, ACT_READ_ALL, &t);
        if (shown || (shown = view(c, &t, v)))
                return shown;
        if (!st) {
                children_show(c, k, n, false, v);
                v->report = true;
        } else {
                if ((shown = ticket_children(c, &t, &k, &n)))
                        return shown;
                children_show(c, k, n, true, v);
                v->answer = body ? body : "";
                v->e_answer = form_msg(c, "body");
                v->e_children = form_msg(c, "children");
                c->res->status = 422;
        }
        incident_together_html(&c->html, v);
        return ST_OK;
}

static enum status children_undo_post(struct ctx *c)
{
        struct ticket t;
        size_t back;
        enum status st = find(c, &t);

        if (st)
                return st;
        if ((st = ticket_children_undo(c, &t, &back)))
                return again(c, &t, st, ARENA_NEW(c->arena, struct incident_together));
        page_notice(c, "together.children_undone", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "%s/together#children", incident_url(c, &t)));
}

static const struct route together_routes[] = {
        {HTTP_GET, "/tickets/{id}/together", PERM_AGENT, page_get, 0, NULL},
        {HTTP_POST, "/tickets/{id}/merge", PERM_AGENT, merge_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/unmerge", PERM_AGENT, unmerge_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/split", PERM_AGENT, split_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/children", PERM_AGENT, children_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/children/undo", PERM_AGENT, children_undo_post, 0, NULL},
        {0},
};

const struct slice slice_incident_together = {.name = "incident_together", .routes = together_routes};
