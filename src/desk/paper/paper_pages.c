/* The printed ticket: its facts, its journal from the first entry to the last, its attachments by name. */
#include "desk/paper/paper.h"
#include "formats/paper.h"
#include "templates.h"

enum { JOURNAL_PAGE = 200, PAIRS_MAX = 24 };

/* ---- what is shown ---------------------------------------------------------------------------------------------- */

/* Pages come newest first, each oldest first: they are put together backwards. */
static enum status journal_read(struct ctx *c, struct paper_view *v, struct entry **out, size_t *n)
{
        struct entry *all = ARENA_ARRAY(c->arena, PAPER_ENTRIES_MAX, struct entry);
        size_t from = PAPER_ENTRIES_MAX;
        bool more = true;
        int64_t before = 0;
        enum status st = ST_OK;

        while (!st && more && from > 0) {
                struct entry *e;
                size_t got, take = from < JOURNAL_PAGE ? from : JOURNAL_PAGE;
                st = ticket_journal(c, &v->t, before, take, &e, &got, &more);
                if (st || !got)
                        break;
                from -= got;
                memcpy(all + from, e, got * sizeof *e);
                before = e[0].id;
        }
        v->cut = more && from == 0;
        *out = all + from;
        *n = PAPER_ENTRIES_MAX - from;
        return st;
}

static void entries_fill(struct ctx *c, struct paper_view *v, const struct entry *e, size_t n)
{
        struct paper_entry_view *out = ARENA_ARRAY(c->arena, n + 1, struct paper_entry_view);

        for (size_t i = 0; i < n; i++) {
                if (!v->all && !e[i].is_public)
                        continue;
                bool named = v->desk || v->t.agent_named || !e[i].by_agent;
                struct paper_entry_view *o = &out[v->n_entries++];
                *o = (struct paper_entry_view){.e = e[i], .files = e[i].files, .n_files = e[i].n_files};
                o->event = e[i].kind != ENTRY_COMMENT && e[i].kind != ENTRY_NOTE && e[i].kind != ENTRY_MAIL;
                o->who = !named ? ctx_msg(c, MSG_lists_paper_team) : e[i].author_name ? e[i].author_name : ctx_msg(c, MSG_lists_paper_nobody);
                o->when = human_datetime(c->arena, c->lang, c->zone, e[i].at, 0);
                o->what = e[i].is_public ? "" : ctx_msg(c, MSG_lists_paper_note);
        }
        v->entries = out;
}

static void pair(struct paper_view *v, struct paper_pair_view *p, const char *label, const char *value)
{
        if (value && *value)
                p[v->n_pairs++] = (struct paper_pair_view){label, value};
}

static void pairs_fill(struct ctx *c, struct paper_view *v)
{
        struct paper_pair_view *p = ARENA_ARRAY(c->arena, PAIRS_MAX, struct paper_pair_view);
        const struct ticket *t = &v->t;
        bool named = v->desk || t->agent_named;

        pair(v, p, ctx_msg(c, MSG_lists_state), state_label(c, t->kind, t->state, t->pending));
        if (v->desk)
                pair(v, p, ctx_msg(c, MSG_lists_priority), priority_label(c, t->priority));
        pair(v, p, ctx_msg(c, MSG_lists_requester), t->requester_name);
        if (t->requested_for_id != t->requester_id)
                pair(v, p, ctx_msg(c, MSG_lists_for), t->for_name);
        if (v->desk)
                pair(v, p, ctx_msg(c, MSG_lists_opened_by), t->opened_name);
        pair(v, p, ctx_msg(c, MSG_lists_service), t->service_name);
        if (v->desk)
                pair(v, p, ctx_msg(c, MSG_lists_group), t->group_name);
        if (named)
                pair(v, p, ctx_msg(c, MSG_lists_assignee), t->assignee_name);
        pair(v, p, ctx_msg(c, MSG_lists_channel), channel_label(c, t->channel));
        pair(v, p, ctx_msg(c, MSG_lists_site), t->site);
        pair(v, p, ctx_msg(c, MSG_lists_room), t->room);
        pair(v, p, ctx_msg(c, MSG_lists_equipment), t->equipment);
        pair(v, p, ctx_msg(c, MSG_lists_created), human_datetime(c->arena, c->lang, c->zone, t->created_at, 0));
        pair(v, p, ctx_msg(c, MSG_lists_updated), human_datetime(c->arena, c->lang, c->zone, t->updated_at, 0));
        if (t->resolved_at)
                pair(v, p, ctx_msg(c, MSG_lists_resolved), human_datetime(c->arena, c->lang, c->zone, t->resolved_at, 0));
        v->pairs = p;
}

static void files_fill(struct ctx *c, struct paper_view *v, const struct attachment *f, size_t n)
{
        struct attachment *out = ARENA_ARRAY(c->arena, n + 1, struct attachment);

        for (size_t i = 0; i < n; i++)
                if (v->all || f[i].is_public)
                        out[v->n_files++] = f[i];
        v->files = out;
}

static enum status view_fill(struct ctx *c, bool desk, struct paper_view *v)
{
        struct entry *e;
        struct attachment *f;
        size_t n_e, n_f;
        enum status st = ticket_find(c, ctx_var(c, "id"), desk ? ACT_READ_ALL : ACT_READ, &v->t);

        if (!st)
                st = journal_read(c, v, &e, &n_e);
        if (!st)
                st = ticket_attachments(c, &v->t, &f, &n_f);
        if (st)
                return st == ST_DENIED ? ST_NOT_FOUND : st;
        v->desk = desk;
        v->all = desk && str_eq(ctx_param(c, "journal"), "all");
        v->which = ctx_msg(c, v->all ? MSG_lists_paper_all : MSG_lists_paper_public);
        v->base = arena_fmt(c->arena, desk ? "/tickets/%s" : "/requests/%s", v->t.number);
        v->made = human_datetime(c->arena, c->lang, c->zone, c->now, 0);
        v->description = plain_text(c->arena, v->t.description);
        entries_fill(c, v, e, n_e);
        pairs_fill(c, v);
        files_fill(c, v, f, n_f);
        read_log(c, v->t.id, 2);
        return ST_OK;
}

/* ---- as a page ---------------------------------------------------------------------------------------------------- */

static enum status print_page(struct ctx *c, bool desk)
{
        struct paper_view *v = ARENA_NEW(c->arena, struct paper_view);
        enum status st = view_fill(c, desk, v);

        if (st)
                return st;
        page_init(c, &v->page, arena_fmt(c->arena, "%s · %s", v->t.subject, v->t.number), desk ? "queue" : "requests");
        http_set(c->res, "Cache-Control", "private, no-store");
        paper_ticket_html(&c->html, v);
        return ST_OK;
}

static enum status ticket_print(struct ctx *c)
{
        return print_page(c, true);
}

static enum status request_print(struct ctx *c)
{
        return print_page(c, false);
}

/* ---- as PDF -------------------------------------------------------------------------------------------------------- */

static const char *file_line(struct ctx *c, const struct attachment *f)
{
        return arena_fmt(c->arena, "%s (%s, %s)", f->name, f->type, f->size_text ? f->size_text : "");
}

static void entry_write(struct ctx *c, struct paper *p, const struct paper_entry_view *o)
{
        bool note = !o->e.is_public;

        if (o->event) {
                paper_write(p, PAPER_SMALL, arena_fmt(c->arena, "%s · %s · %s", o->when, o->who, o->e.line ? o->e.line : ""), note);
                return;
        }
        paper_write(p, PAPER_STRONG, arena_fmt(c->arena, "%s · %s%s%s", o->who, o->when, note ? " · " : "", o->what), note);
        paper_write(p, PAPER_TEXT, o->e.body, note);
        for (size_t i = 0; i < o->n_files; i++)
                paper_write(p, PAPER_SMALL, file_line(c, &o->files[i]), note);
}

static enum status pdf_write(struct ctx *c, const struct paper_view *v)
{
        struct paper *p;
        const char *foot = arena_fmt(c->arena, "%s · %s · %s", v->t.number, v->which, v->made);
        enum status st = paper_open(c->arena, arena_fmt(c->arena, "%s %s", v->t.number, v->t.subject), foot,
                                    c->lang == LANG_EN ? "en" : "fr", &c->res->body, &p);

        if (st)
                return st;
        paper_write(p, PAPER_SMALL, v->t.number, false);
        paper_write(p, PAPER_TITLE, v->t.subject, false);
        for (size_t i = 0; i < v->n_pairs; i++)
                paper_pair(p, v->pairs[i].label, v->pairs[i].value);
        paper_write(p, PAPER_HEADING, ctx_msg(c, MSG_lists_paper_description), false);
        paper_write(p, PAPER_TEXT, v->t.description, false);
        paper_write(p, PAPER_HEADING, v->which, false);
        if (v->cut)
                paper_write(p, PAPER_SMALL, ctx_msg(c, MSG_lists_paper_cut), false);
        for (size_t i = 0; i < v->n_entries; i++)
                entry_write(c, p, &v->entries[i]);
        if (v->n_files)
                paper_write(p, PAPER_HEADING, ctx_msg(c, MSG_lists_paper_files), false);
        for (size_t i = 0; i < v->n_files; i++)
                paper_write(p, PAPER_TEXT, file_line(c, &v->files[i]), false);
        return paper_end(p);
}

static enum status pdf(struct ctx *c, bool desk)
{
        struct paper_view *v = ARENA_NEW(c->arena, struct paper_view);
        enum status st = view_fill(c, desk, v);

        if (!st)
                st = pdf_write(c, v);
        if (st)
                return st;
        c->res->type = "application/pdf";
        http_set(c->res, "Content-Disposition", arena_fmt(c->arena, "attachment; filename=\"%s%s.pdf\"", v->t.number, v->all ? "-complet" : ""));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Cache-Control", "private, no-store");
        return ST_OK;
}

static enum status ticket_pdf(struct ctx *c)
{
        return pdf(c, true);
}

static enum status request_pdf(struct ctx *c)
{
        return pdf(c, false);
}

static const struct route paper_routes[] = {
        {HTTP_GET, "/tickets/{id}/print", PERM_AGENT, ticket_print, 0, NULL},
        {HTTP_GET, "/tickets/{id}/pdf", PERM_AGENT, ticket_pdf, ROUTE_SLOW, NULL},
        {HTTP_GET, "/requests/{id}/print", PERM_SIGNED_IN, request_print, 0, NULL},
        {HTTP_GET, "/requests/{id}/pdf", PERM_SIGNED_IN, request_pdf, ROUTE_SLOW, NULL},
        {0},
};

const struct slice slice_paper = {.name = "paper", .routes = paper_routes};
