/* My requests, and the follow-up of one: whose turn it is, when the next news comes, the conversation,
 * and the three things a requester decides: answer, accept, reopen. */
#include "desk/plan/plan.h"
#include "desk/portal/portal.h"
#include "desk/ticket/panel.h"
#include "templates.h"

static int step_of(int64_t state, int64_t assignee)
{
        if (state >= STATE_RESOLVED)
                return 3;
        return state == STATE_NEW && !assignee ? 0 : state == STATE_PENDING ? 2 : 1;
}

static const char *card_line(struct ctx *c, const struct ticket_row *r, const struct portal_card *card)
{
        struct html_arg arg = {"when", human_datetime(c->arena, c->lang, c->zone, r->due_at, c->now), 0};
        if (card->done) {
                arg.text = human_day(c->arena, c->lang, c->zone, r->updated_at, c->now);
                return msg_text(c->arena, c->lang, MSG_portal_done_on, 1, &arg);
        }
        if (card->needs)
                return ctx_msg(c, MSG_portal_needs_line);
        if (r->due_at < MOMENT_NEVER && r->due_at > c->now)
                return msg_text(c->arena, c->lang, MSG_portal_next_news, 1, &arg);
        return ctx_msg(c, MSG_portal_working_line);
}

void portal_card_fill(struct ctx *c, const struct ticket_row *r, struct portal_card *out)
{
        *out = (struct portal_card){.number = r->number, .stub = r->stub, .subject = r->subject,
                                    .service = r->service_name};
        out->done = r->state >= STATE_RESOLVED;
        out->needs = (r->state == STATE_PENDING && (r->pending == PENDING_REQUESTER || r->pending == PENDING_EVIDENCE)) ||
                     r->state == STATE_RESOLVED;
        out->can_reopen = r->state == STATE_RESOLVED || r->state == STATE_CLOSED;
        out->step = step_of(r->state, r->assignee_id);
        out->line = card_line(c, r, out);
}

/* The numbers between which the page's tickets lie. */
static void ends_of(const struct ticket_page *page, int64_t *low, int64_t *high)
{
        *low = *high = page->rows[0].id;
        for (size_t i = 1; i < page->n_rows; i++) {
                *low = page->rows[i].id < *low ? page->rows[i].id : *low;
                *high = page->rows[i].id > *high ? page->rows[i].id : *high;
        }
}

static enum status others_of(struct ctx *c, const struct ticket_page *page, struct for_other **out, size_t *n)
{
        int64_t low, high;

        ends_of(page, &low, &high);
        return ticket_for_others(c, low, high, out, n);
}

static enum status heads_of(struct ctx *c, const struct ticket_page *page, struct item_head **out, size_t *n)
{
        int64_t low, high;

        ends_of(page, &low, &high);
        return item_heads(c, low, high, out, n);
}

static const char *mark_of(struct ctx *c, const struct for_other *other, size_t n, int64_t ticket_id)
{
        for (size_t i = 0; i < n; i++)
                if (other[i].ticket_id == ticket_id)
                        return portal_mark(c, &other[i]);
        return NULL;
}

static void head_of(const struct item_head *head, size_t n, int64_t id, struct portal_card *card)
{
        for (size_t i = 0; i < n; i++)
                if (head[i].item_id == id) {
                        card->request_id = head[i].request_id;
                        card->items = head[i].items;
                        card->head = head[i].number;
                }
}

static bool together(const struct portal_card *a, const struct portal_card *b)
{
        return a->request_id && a->request_id == b->request_id;
}

/* What waits for the person comes first; the rest keeps its order.  What was asked for together stays together, under
 * its request. */
static void cards_order(struct portal_card *in, size_t n, struct portal_card *out)
{
        size_t at = 0;

        for (int pass = 0; pass < 2; pass++)
                for (size_t i = 0; i < n; i++) {
                        bool needs = in[i].needs, first = true;
                        for (size_t j = 0; j < n; j++) {
                                needs = needs || (in[j].needs && together(&in[i], &in[j]));
                                first = first && !(j < i && together(&in[i], &in[j]));
                        }
                        if (!first || needs != (pass == 0))
                                continue;
                        out[at++] = in[i];
                        for (size_t j = i + 1; j < n; j++)
                                if (together(&in[i], &in[j])) {
                                        out[at] = in[j];
                                        out[at++].head = NULL;
                                }
                        out[at - 1].tail = in[i].head;
                }
}

enum status portal_cards(struct ctx *c, const struct ticket_query *q, struct portal_card **cards, size_t *n, const char **next)
{
        struct ticket_page page = {0};
        struct for_other *other = NULL;
        struct item_head *head = NULL;
        size_t n_other = 0, n_head = 0;
        enum status st = ticket_list(c, q, &page);
        if (!st && page.n_rows)
                st = others_of(c, &page, &other, &n_other);
        if (!st && page.n_rows)
                st = heads_of(c, &page, &head, &n_head);
        struct portal_card *in = ARENA_ARRAY(c->arena, page.n_rows + 1, struct portal_card);
        *cards = ARENA_ARRAY(c->arena, page.n_rows + 1, struct portal_card);
        *n = st ? 0 : page.n_rows;
        for (size_t i = 0; i < *n; i++) {
                portal_card_fill(c, &page.rows[i], &in[i]);
                in[i].mark = mark_of(c, other, n_other, page.rows[i].id);
                head_of(head, n_head, page.rows[i].id, &in[i]);
        }
        cards_order(in, *n, *cards);
        if (next)
                *next = page.next;
        return st;
}

enum status portal_requests_page(struct ctx *c)
{
        struct portal_list v = {.done = str_eq(ctx_param(c, "state"), "done")};
        struct ticket_query open = {.view = "requested", .state_open = true, .limit = 25},
                            done = {.view = "requested", .state_done = true, .limit = 25};
        struct ticket_query *q = v.done ? &done : &open;
        struct portal_card *cards;
        q->cursor = ctx_param(c, "cursor");
        enum status st = portal_cards(c, q, &cards, &v.n_cards, &v.next);
        v.tabs[0] = (struct portal_tab){"/requests", MSG_portal_tab_open, 0, !v.done};
        v.tabs[1] = (struct portal_tab){"/requests?state=done", MSG_portal_tab_done, 0, v.done};
        v.n_tabs = 2;
        if (!st)
                st = ticket_count(c, &open, &v.tabs[0].count);
        if (!st)
                st = ticket_count(c, &done, &v.tabs[1].count);
        if (st)
                return st;
        v.cards = cards;
        v.empty = (struct empty_view){.title = ctx_msg(c, v.done ? MSG_portal_none_done : MSG_portal_none_open),
                                      .text = ctx_msg(c, MSG_portal_none_text), .href = "/services",
                                      .action = ctx_msg(c, MSG_portal_new), .primary = true};
        page_init(c, &v.page, ctx_msg(c, MSG_portal_mine), "requests");
        v.page.live = "me";
        portal_list_html(&c->html, &v);
        return ST_OK;
}

static const char *desk_name(struct ctx *c, const struct ticket *t, const char *name)
{
        return t->agent_named && name ? name : ctx_msg(c, MSG_portal_team);
}

static void entry_fill(struct ctx *c, const struct ticket *t, const struct entry *e, struct portal_entry *out)
{
        *out = (struct portal_entry){.entry = e, .desk = e->by_agent != 0, .mine = e->author_id == c->actor->person_id};
        out->event = e->kind != ENTRY_COMMENT && e->kind != ENTRY_MAIL;
        out->name = out->desk ? desk_name(c, t, e->author_name) : e->author_name ? e->author_name : "";
        out->initials = text_initials(c->arena, out->name);
        out->channel = e->channel != CHANNEL_PORTAL && e->channel != CHANNEL_IMPORT ? channel_label(c, e->channel) : NULL;
}

/* The request's own words stand at the top already. */
static bool says_opened(const struct entry *e)
{
        return e->kind == ENTRY_CHANGE && e->changes && strstr(e->changes, "\"opened\"");
}

/* The public journal, also when the reader is an agent who happens to be the requester. */
static enum status thread_load(struct ctx *c, struct portal_request *v)
{
        struct entry *e;
        size_t n;
        int64_t before = 0;
        if (!text_i64(ctx_param(c, "before"), &before))
                before = 0;
        enum status st = ticket_journal(c, &v->ticket, before, 100, &e, &n, &v->more);
        if (st)
                return st;
        struct portal_entry *out = ARENA_ARRAY(c->arena, n + 1, struct portal_entry);
        for (size_t i = 0; i < n; i++) {
                if (says_opened(&e[i])) {
                        v->files = e[i].files;
                        v->n_files = e[i].n_files;
                } else if (e[i].is_public) {
                        entry_fill(c, &v->ticket, &e[i], &out[v->n_entries++]);
                }
        }
        v->entries = out;
        return ST_OK;
}

static enum status turn_fill(struct ctx *c, struct portal_request *v)
{
        const struct ticket *t = &v->ticket;
        v->settled = t->state == STATE_RESOLVED;
        v->closed = t->state == STATE_CLOSED || t->state == STATE_CANCELLED;
        v->evidence = t->state == STATE_PENDING && t->pending == PENDING_EVIDENCE;
        v->your_turn = v->evidence || (t->state == STATE_PENDING && t->pending == PENDING_REQUESTER);
        v->can_follow = ticket_follow_due(c, t);
        v->can_answer = ticket_can(c, t, ACT_COMMENT) && !v->closed;
        v->can_accept = v->settled && ticket_can(c, t, ACT_ACCEPT);
        for (const int *m = ticket_moves(c, t); m && *m; m++) {
                v->can_reopen |= *m == STATE_OPEN && t->state >= STATE_RESOLVED;
                v->can_cancel |= *m == STATE_CANCELLED;
        }
        v->step = step_of(t->state, t->assignee_id);
        v->state = state_label(c, TICKET_REQUEST, t->state, t->pending);
        if (t->due_at < MOMENT_NEVER && t->due_at > c->now && t->state < STATE_RESOLVED)
                v->next_news = human_datetime(c->arena, c->lang, c->zone, t->due_at, c->now);
        if (t->assignee_id) {
                v->desk_name = desk_name(c, t, t->assignee_name);
                v->desk_initials = text_initials(c->arena, v->desk_name);
        }
        if (!v->can_cancel)
                return ST_OK;
        enum status st = ticket_held_back(c, t, STATE_CANCELLED, &v->no_cancel);
        v->can_cancel = !v->no_cancel;
        return st;
}

static void people_fill(struct ctx *c, struct portal_request *v)
{
        const struct ticket *t = &v->ticket;
        struct for_other o = {t->id, t->requester_id, t->requested_for_id, t->requester_name, t->for_name};
        v->channel = channel_label(c, t->channel);
        v->can_invite = ticket_can(c, t, ACT_INVITE);
        if (t->requested_for_id && t->requester_id && t->requested_for_id != t->requester_id)
                v->mark = portal_mark(c, &o);
}

enum status portal_request_fill(struct ctx *c, struct portal_request *v)
{
        v->number = v->ticket.number;
        v->stub = ticket_stub(v->ticket.kind);
        v->description = plain_text(c->arena, v->ticket.description);
        people_fill(c, v);
        v->files_at = "/attachments";
        struct recipient *people;
        enum status st = turn_fill(c, v);
        if (!st)
                st = ticket_recipients(c, &v->ticket, &people, &v->n_people);
        if (st)
                return st;
        v->people = people;
        st = portal_need_fill(c, v);
        if (!st)
                st = portal_ways_fill(c, v);
        if (!st)
                st = thread_load(c, v);
        read_log(c, v->ticket.id, 1);
        return st;
}

static enum status request_load(struct ctx *c, struct portal_request *v)
{
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &v->ticket);
        return st ? st : portal_request_fill(c, v);
}

static enum status request_render(struct ctx *c, struct portal_request *v)
{
        page_init(c, &v->page, arena_fmt(c->arena, "%s, %s", v->number, v->ticket.subject), "requests");
        v->page.crumbs[0] = (struct page_crumb){"/requests", ctx_msg(c, MSG_portal_mine)};
        v->page.crumbs[1] = (struct page_crumb){NULL, v->number};
        v->page.n_crumbs = 2;
        v->page.live = arena_fmt(c->arena, "ticket-%lld", (long long)v->ticket.id);
        v->e_body = form_msg(c, "body");
        if (!v->e_body)
                v->e_body = form_msg(c, "reason");
        v->once = random_token(c->arena);
        if (!v->typed)
                v->typed = "";
        v->e_invite = form_msg(c, "who");
        v->e_name = form_msg(c, "name");
        v->name_typed = v->e_invite || v->e_name ? form_value(c, "name") : NULL;
        if (!v->name_typed)
                v->name_typed = "";
        if (!v->invite_typed)
                v->invite_typed = "";
        const char *service = v->ticket.service_code;
        v->new_href = service && *service ? arena_fmt(c->arena, "/services/%s/new", service) : "/services";
        enum status st = panels_render(c, PANEL_REQUEST, &v->ticket, v->ticket.id, &v->panels);
        if (!st)
                portal_request_html(&c->html, v);
        return st;
}

enum status portal_request_link(struct ctx *c, const struct access_link *link)
{
        struct portal_request v = {.link_url = access_url(c, link->secret), .link_name = link->name, .link_mailed = link->mailed};
        enum status st = request_load(c, &v);
        return st ? st : request_render(c, &v);
}

enum status portal_request_again(struct ctx *c, const char *invite_typed)
{
        struct portal_request v = {.invite_typed = invite_typed};
        enum status st = request_load(c, &v);
        if (st)
                return st;
        c->res->status = 422;
        return request_render(c, &v);
}

enum status portal_request_corrected(struct ctx *c, const char *typed, int status)
{
        struct portal_request v = {.typed_correction = typed};
        enum status st = request_load(c, &v);
        if (st)
                return st;
        c->res->status = status;
        return request_render(c, &v);
}

enum status portal_request_page(struct ctx *c)
{
        struct portal_request v = {0};
        enum status st = request_load(c, &v);
        return st ? st : request_render(c, &v);
}

/* What live events refresh: whose turn, conversation and steps, without the composer. */
enum status portal_request_thread(struct ctx *c)
{
        struct portal_request v = {0};
        enum status st = request_load(c, &v);
        if (!st)
                portal_thread_html(&c->html, &v);
        return st;
}

enum status portal_seen(struct ctx *c, const struct ticket *t)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_seen(c, t);
        c->res->status = 204;
        return st ? st : db_commit(&tx);
}

/* The page says that somebody looks at it: what was told of this request is read. */
enum status portal_request_seen(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);
        return st ? st : portal_seen(c, &t);
}

/* A refused act shows the request again, with what was typed. */
static enum status again(struct ctx *c, enum status st, const char *typed)
{
        struct portal_request v = {.typed = typed};
        if (st != ST_INVALID && st != ST_CONFLICT)
                return st;
        if (c->n_error == 0)
                form_error_text(c, "body", c->why ? c->why : ctx_msg(c, MSG_error_conflict_text));
        st = request_load(c, &v);
        /* too late for this one: the text waits in the form of a new request */
        const char *service = v.ticket.service_code;
        if (!st && v.closed && service && !text_blank(typed ? typed : ""))
                st = draft_save(c, request_draft_place(c, service), typed);
        if (st)
                return st;
        c->res->status = 422;
        return request_render(c, &v);
}

static enum status back(struct ctx *c, const struct ticket *t, const char *notice)
{
        page_notice(c, notice, NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t->number));
}

static enum status comment(struct ctx *c, struct ticket *t, const char *body, const char *once)
{
        int64_t *files, entry_id;
        size_t n_files;
        const char *before = NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once, &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = ticket_attach_uploads(c, t, true, 0, &files, &n_files);
        if (st)
                return st;
        struct entry_draft e = {.body = body, .is_public = true, .channel = CHANNEL_PORTAL, .attach = files, .n_attach = n_files};
        if (text_blank(body) && n_files > 0)
                e.body = ctx_msg(c, MSG_portal_file_only);
        st = ticket_comment(c, t, &e, &entry_id);
        if (!st)
                st = once_keep(c, once, t->number);
        return st ? st : db_commit(&tx);
}

struct message_in {
        const char *body, *once;
};
static const struct form_field message_fields[] = {
        {"body", FORM_TEXT, offsetof(struct message_in, body), 0, 16000, 0},
        {"once", FORM_LINE, offsetof(struct message_in, once), 0, 60, 0},
        {0}};

enum status portal_request_message(struct ctx *c)
{
        struct message_in in;
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);
        if (st)
                return st;
        bool good = form_read(c, message_fields, &in);
        if (text_blank(in.body) && c->req->n_upload == 0)
                form_error(c, "body", MSG_portal_message_empty);
        if (!good || c->n_error)
                return again(c, ST_INVALID, in.body);
        if (ticket_follow_due(c, &t)) {
                struct ticket next;
                st = portal_follow(c, &t, in.body, in.once, &next);
                return st ? again(c, st, in.body) : back(c, &next, "together.followed_up");
        }
        st = comment(c, &t, in.body, in.once);
        return st ? again(c, st, in.body) : back(c, &t, "portal.message_sent");
}

static enum status move(struct ctx *c, int state, const char *notice)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);
        if (st)
                return st;
        const char *reason = form_value(c, "body");
        st = ticket_move(c, &t, state, 0, reason ? reason : "", 0);
        return st ? again(c, st, reason) : back(c, &t, notice);
}

enum status portal_request_accept(struct ctx *c)
{
        return move(c, STATE_CLOSED, "portal.accepted");
}

enum status portal_request_reopen(struct ctx *c)
{
        return move(c, STATE_OPEN, "portal.reopened");
}

enum status portal_request_cancel(struct ctx *c)
{
        return move(c, STATE_CANCELLED, "portal.cancelled");
}
