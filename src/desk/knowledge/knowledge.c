/* What readers see: the list of help by sort, search, one article, and whether it helped.  The pages of the
 * site (legal, privacy, contact, accessibility) are articles too, shown without the question. */
#include "desk/knowledge/knowledge.h"
#include "templates.h"

extern const struct slice slice_knowledge;
enum { GROUP_SHOWN = 6, LIST_SHOWN = 200, NEAR_MAX = 4, WORDS_A_MINUTE = 200 };

/* ---- list ------------------------------------------------------------------------------------------------ */

static enum status tabs(struct ctx *c, struct kb_list *v, const char *kind)
{
        struct article_count *k;
        size_t n;
        enum status st = article_counts(c, &k, &n);

        if (st)
                return st;
        struct kb_tab *t = ARENA_ARRAY(c->arena, n + 1, struct kb_tab);
        t[v->n_tabs++] = (struct kb_tab){"/kb", ctx_msg(c, MSG_kb_all), "", 0, !*kind};
        for (size_t i = 0; i + 1 < n; i++) { /* the last sort is "page", which is not help */
                t[v->n_tabs++] = (struct kb_tab){arena_fmt(c->arena, "/kb?kind=%s", k[i].kind), k[i].label, k[i].kind, k[i].n,
                                                 str_eq(kind, k[i].kind)};
                t[0].n += k[i].n;
        }
        v->tabs = t;
        return ST_OK;
}

static int64_t of_kind(const struct kb_list *v, const char *kind)
{
        for (size_t i = 0; i < v->n_tabs; i++)
                if (str_eq(v->tabs[i].kind, kind))
                        return v->tabs[i].n;
        return 0;
}

/* `all`: how many there are, when the list is not all of them; 0: as many as it gives. */
static enum status group_of(struct ctx *c, struct kb_list *v, struct kb_group *g, const struct article_query *q, int64_t all,
                            const char *label, const char *href)
{
        struct article *rows;
        size_t n;
        enum status st = article_list(c, q, &rows, &n);

        if (st || !n)
                return st;
        size_t most = href ? GROUP_SHOWN : LIST_SHOWN, shown = n > most ? most : n;
        g[v->n_groups] = (struct kb_group){label, href, arena_fmt(c->arena, "g-%zu", v->n_groups + 1), rows, shown,
                                              (all > (int64_t)n ? all : (int64_t)n) - (int64_t)shown};
        v->n_groups++;
        return ST_OK;
}

static void empty(struct ctx *c, struct kb_list *v)
{
        bool search = *v->q != '\0';

        v->empty = (struct empty_view){ctx_msg(c, search ? MSG_kb_found_none : MSG_kb_none),
                                       ctx_msg(c, c->actor ? MSG_kb_none_text : MSG_kb_none_guest), "/services",
                                       ctx_msg(c, MSG_kb_describe), false, true};
}

static enum status list_get(struct ctx *c)
{
        struct kb_list *v = ARENA_NEW(c->arena, struct kb_list);
        struct kb_group *g = ARENA_ARRAY(c->arena, 8, struct kb_group);
        const char *kind = ctx_param(c, "kind");
        enum status st;

        *v = (struct kb_list){.q = text_short(c->arena, ctx_param(c, "q"), 200), .title = ctx_msg(c, MSG_kb_title), .groups = g};
        if (!article_kind_known(kind) || str_eq(kind, "page"))
                kind = "";
        if ((st = tabs(c, v, kind)))
                return st;
        if (!text_blank(v->q))
                st = group_of(c, v, g, &(struct article_query){.words = v->q, .kind = kind}, 0, ctx_msg(c, MSG_kb_found), NULL);
        else if (*kind)
                st = group_of(c, v, g, &(struct article_query){.kind = kind}, of_kind(v, kind), article_kind_label(c, kind), NULL);
        for (size_t i = 1; !st && text_blank(v->q) && !*kind && i < v->n_tabs; i++)
                st = group_of(c, v, g, &(struct article_query){.kind = v->tabs[i].kind}, v->tabs[i].n, v->tabs[i].label, v->tabs[i].href);
        if (st)
                return st;
        if (*kind)
                v->title = article_kind_label(c, kind);
        empty(c, v);
        page_init(c, &v->page, v->title, "kb");
        if (*kind) {
                v->page.crumbs[0] = (struct page_crumb){"/kb", ctx_msg(c, MSG_kb_title)};
                v->page.crumbs[1] = (struct page_crumb){NULL, v->title};
                v->page.n_crumbs = 2;
        }
        kb_list_html(&c->html, v);
        return ST_OK;
}

/* ---- one article -------------------------------------------------------------------------------------------- */

/* {institution} {phone} {hours} of a page of the site, as the settings say them. */
static const char *with_settings(struct ctx *c, const char *body, const struct page *p)
{
        const char *institution = p->site_sub && *p->site_sub ? p->site_sub : p->site;
        const struct {
                const char *name, *value;
        } known[] = {{"{institution}", institution}, {"{phone}", p->phone}, {"{hours}", p->help_hours}};
        struct buf b;

        buf_init(&b, c->arena, 2 * ARTICLE_BODY_MAX);
        while (*body) {
                size_t i = 0;
                while (i < ARRAY_LEN(known) && !str_starts(body, known[i].name))
                        i++;
                if (i < ARRAY_LEN(known)) {
                        buf_str(&b, known[i].value ? known[i].value : "");
                        body += strlen(known[i].name);
                } else {
                        buf_char(&b, *body++);
                }
        }
        return buf_end(&b) ? "" : b.p;
}

static int64_t minutes_of(const char *body)
{
        int64_t words = 0;

        for (const char *p = body; *p; p++)
                words += (*p == ' ' || *p == '\n') && p[1] > ' ';
        return words / WORDS_A_MINUTE + 1;
}

static void article_crumbs(struct ctx *c, struct kb_article *v)
{
        v->page.crumbs[0] = (struct page_crumb){"/kb", ctx_msg(c, MSG_kb_title)};
        v->page.crumbs[1] = (struct page_crumb){arena_fmt(c->arena, "/kb?kind=%s", v->article.kind), v->article.kind_text};
        v->page.crumbs[2] = (struct page_crumb){NULL, v->article.title};
        v->page.n_crumbs = 3;
}

static enum status near_ones(struct ctx *c, struct kb_article *v)
{
        struct article *rows;
        struct article_query q = {.service_id = v->article.service_id, .but = v->article.id, .limit = NEAR_MAX};
        enum status st = ST_OK;

        if (!v->article.service_id)
                q.kind = v->article.kind;
        st = article_list(c, &q, &rows, &v->n_near);
        v->near = rows;
        return st;
}

static enum status article_load(struct ctx *c, struct kb_article *v, bool page)
{
        struct kb_section *s;
        enum status st = article_by_slug(c, ctx_var(c, "slug"), &v->article);

        if (!st && str_eq(v->article.kind, "page") != page)
                st = ST_NOT_FOUND;
        if (!st && !page)
                st = near_ones(c, v);
        if (st)
                return st;
        page_init(c, &v->page, v->article.title, page ? "" : "kb");
        kb_sections(c, page ? with_settings(c, v->article.body, &v->page) : v->article.body, &s, &v->n_sections);
        v->sections = s;
        for (size_t i = 0; i < v->n_sections; i++)
                v->n_titles += s[i].title != NULL;
        v->minutes = minutes_of(v->article.body);
        v->may_vote = c->actor != NULL;
        const char *service = v->article.service_code;
        v->form_href = service && *service ? arena_fmt(c->arena, "/services/%s/new", service) : "/services";
        if (ctx_role(c, ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN))
                v->edit_href = arena_fmt(c->arena, "/admin/articles/%s", v->article.slug);
        return ST_OK;
}

static enum status article_get(struct ctx *c)
{
        struct kb_article *v = ARENA_NEW(c->arena, struct kb_article);
        enum status st = article_load(c, v, false);

        if (st)
                return st;
        article_crumbs(c, v);
        v->remark = "";
        v->asks_why = v->may_vote && *ctx_param(c, "why") != '\0';
        kb_article_html(&c->html, v);
        return ST_OK;
}

static enum status page_get(struct ctx *c)
{
        struct kb_article *v = ARENA_NEW(c->arena, struct kb_article);
        enum status st = article_load(c, v, true);

        if (!st)
                kb_page_html(&c->html, v);
        return st;
}

struct voice {
        const char *remark;
        int64_t helpful;
};
static const struct form_field voice_fields[] = {
        {"remark", FORM_TEXT, offsetof(struct voice, remark), 0, 1000, 0},
        {"v", FORM_FLAG, offsetof(struct voice, helpful), 0, 0, 0},
        {0}};

/* "Not quite" is kept at once; then the page asks why, which one may leave unanswered. */
static enum status feedback_post(struct ctx *c)
{
        struct kb_article *v = ARENA_NEW(c->arena, struct kb_article);
        struct voice in;
        bool good = form_read(c, voice_fields, &in);
        enum status st = article_load(c, v, false);

        if (st)
                return st;
        if (!good) {
                article_crumbs(c, v);
                v->remark = in.remark;
                v->e_remark = form_msg(c, "remark");
                v->asks_why = true;
                c->res->status = 422;
                kb_article_html(&c->html, v);
                return ST_OK;
        }
        st = article_vote(c, &v->article, in.helpful != 0, in.remark);
        if (st)
                return st;
        if (!in.helpful && text_blank(in.remark))
                return ctx_redirect(c, arena_fmt(c->arena, "/kb/%s?why=1", v->article.slug));
        page_notice(c, in.helpful ? "kb.thanks" : "kb.thanks_remark", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/kb/%s", v->article.slug));
}

static const struct route knowledge_routes[] = {
        {HTTP_GET, "/kb", PERM_PUBLIC, list_get, ROUTE_SLOW, NULL},
        {HTTP_GET, "/kb/{slug}", PERM_PUBLIC, article_get, 0, NULL},
        {HTTP_POST, "/kb/{slug}/feedback", PERM_SIGNED_IN, feedback_post, 0, NULL},
        {HTTP_GET, "/pages/{slug}", PERM_PUBLIC, page_get, 0, NULL},
        {0}};

const struct slice slice_knowledge = {.name = "knowledge", .routes = knowledge_routes};
