/* Editing articles: list by state, one form with both languages side by side, preview of what is typed, the
 * declared steps, and every wording with what it changed.  A refused form comes back with its text; one that
 * was written over an older version says so and keeps both. */
#include "desk/knowledge/knowledge.h"
#include "templates.h"

extern const struct slice slice_knowledge_admin;

static void admin_page(struct ctx *c, struct page *p, const char *title)
{
        page_init(c, p, title, "admin-articles");
        p->page_script_desk = true;
}

static void crumbs(struct ctx *c, struct page *p, const char *slug, const char *title)
{
        p->crumbs[p->n_crumbs++] = (struct page_crumb){"/admin/articles", ctx_msg(c, MSG_kb_admin_title)};
        if (slug)
                p->crumbs[p->n_crumbs++] = (struct page_crumb){arena_fmt(c->arena, "/admin/articles/%s", slug), slug};
        p->crumbs[p->n_crumbs++] = (struct page_crumb){NULL, title};
}

/* ---- list -------------------------------------------------------------------------------------------------- */

static void state_tabs(struct ctx *c, struct kb_admin *v, int chosen)
{
        static const int states[] = {0, ARTICLE_DRAFT, ARTICLE_REVIEW, ARTICLE_PUBLISHED, ARTICLE_RETIRED};
        struct kb_tab *t = ARENA_ARRAY(c->arena, ARRAY_LEN(states), struct kb_tab);

        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                t[i] = (struct kb_tab){.href = i ? arena_fmt(c->arena, "/admin/articles?state=%s", article_state_word(states[i])) : "/admin/articles",
                                       .label = i ? article_state_label(c, states[i]) : ctx_msg(c, MSG_kb_all),
                                       .current = states[i] == chosen};
        v->tabs = t;
        v->n_tabs = ARRAY_LEN(states);
}

static enum status list_get(struct ctx *c)
{
        struct kb_admin *v = ARENA_NEW(c->arena, struct kb_admin);
        struct article_edit *a;
        int state = article_state_find(ctx_param(c, "state"));
        enum status st = article_edit_list(c, state, &a, &v->n_rows);

        if (st)
                return st;
        struct kb_row *r = ARENA_ARRAY(c->arena, v->n_rows + 1, struct kb_row);
        for (size_t i = 0; i < v->n_rows; i++) {
                const char *mine = c->lang == LANG_EN ? a[i].en.title : a[i].fr.title;
                r[i] = (struct kb_row){a[i], *mine ? mine : *a[i].fr.title ? a[i].fr.title : a[i].en.title,
                                       article_state_label(c, a[i].state), article_kind_label(c, a[i].kind), *a[i].fr.title != '\0',
                                       *a[i].en.title != '\0'};
        }
        v->rows = r;
        state_tabs(c, v, state);
        v->empty = (struct empty_view){ctx_msg(c, MSG_kb_admin_none), ctx_msg(c, MSG_kb_admin_none_text), NULL, NULL, false, true};
        admin_page(c, &v->page, ctx_msg(c, MSG_kb_admin_title));
        kb_admin_html(&c->html, v);
        return ST_OK;
}

/* ---- form: what may be chosen ------------------------------------------------------------------------------- */

/* What the form shows: of the article, or as it was typed. */
struct shown {
        const char *kind, *service;
        const char *const *audiences;
        size_t n_audiences;
};

static enum status options(struct ctx *c, struct kb_edit *v, const struct shown *in)
{
        struct service *s;
        size_t n;
        enum status st = service_list(c, &s, &n);

        if (st)
                return st;
        struct kb_option *o = ARENA_ARRAY(c->arena, n + 1, struct kb_option), *k = ARENA_ARRAY(c->arena, 8, struct kb_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct kb_option){s[i].code, s[i].name, str_eq(s[i].code, in->service)};
        for (size_t i = 0; article_kinds[i]; i++)
                k[v->n_kinds++] = (struct kb_option){article_kinds[i], article_kind_label(c, article_kinds[i]), str_eq(article_kinds[i], in->kind)};
        v->services = o;
        v->n_services = n;
        v->kinds = k;
        return ST_OK;
}

/* The audiences everybody knows as boxes; others stay in the text field beside them. */
static void audiences(struct ctx *c, struct kb_edit *v, const struct shown *in)
{
        static const char *const known[] = {"everyone", "student", "faculty", "staff", "employee", "researcher", "affiliate", "alum"};
        struct kb_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(known), struct kb_option);
        struct buf other;

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                o[i] = (struct kb_option){known[i], arena_fmt(c->arena, "%s (%s)", audience_word(c, known[i]), known[i]), false};
        buf_init(&other, c->arena, 4096);
        for (size_t j = 0; j < in->n_audiences; j++) {
                size_t i = 0;
                while (i < ARRAY_LEN(known) && !str_eq(known[i], in->audiences[j]))
                        i++;
                if (i < ARRAY_LEN(known))
                        o[i].chosen = true;
                else
                        buf_fmt(&other, "%s%s", other.n ? " " : "", in->audiences[j]);
        }
        v->audiences = o;
        v->n_audiences = ARRAY_LEN(known);
        v->other = other.p;
}

static void steps(struct ctx *c, struct kb_edit *v, int64_t state)
{
        static const struct {
                int state, to, label;
        } all[] = {{ARTICLE_DRAFT, ARTICLE_REVIEW, MSG_kb_step_review},      {ARTICLE_DRAFT, ARTICLE_PUBLISHED, MSG_kb_step_publish},
                   {ARTICLE_REVIEW, ARTICLE_PUBLISHED, MSG_kb_step_publish}, {ARTICLE_REVIEW, ARTICLE_DRAFT, MSG_kb_step_draft},
                   {ARTICLE_PUBLISHED, ARTICLE_PUBLISHED, MSG_kb_step_again}, {ARTICLE_PUBLISHED, ARTICLE_RETIRED, MSG_kb_step_retire},
                   {ARTICLE_RETIRED, ARTICLE_PUBLISHED, MSG_kb_step_publish}, {ARTICLE_RETIRED, ARTICLE_DRAFT, MSG_kb_step_draft}};
        struct kb_step *s = ARENA_ARRAY(c->arena, 4, struct kb_step);

        for (size_t i = 0; i < ARRAY_LEN(all); i++)
                if (all[i].state == state && v->n_steps < 4)
                        s[v->n_steps++] = (struct kb_step){article_state_word(all[i].to), ctx_msg(c, all[i].label)};
        v->steps = s;
        v->can_check = state == ARTICLE_PUBLISHED;
}

static void errors(struct ctx *c, struct kb_edit *v)
{
        v->e_slug = form_msg(c, "slug");
        v->e_kind = form_msg(c, "kind");
        v->e_owner = form_msg(c, "owner");
        v->e_service = form_msg(c, "service");
        v->e_title_fr = form_msg(c, "title_fr");
        v->e_body_fr = form_msg(c, "body_fr");
        v->e_title_en = form_msg(c, "title_en");
        v->e_body_en = form_msg(c, "body_en");
        v->e_audience = form_msg(c, "audience");
}

static enum status edit_render(struct ctx *c, struct kb_edit *v, const struct shown *in)
{
        const char *slug = v->fresh ? NULL : ctx_var(c, "slug");
        const char *title = v->fresh ? ctx_msg(c, MSG_kb_new) : *v->title_fr ? v->title_fr : v->title_en;
        enum status st = options(c, v, in);

        if (st)
                return st;
        audiences(c, v, in);
        errors(c, v);
        v->page_kind = str_eq(in->kind, "page");
        v->action = slug ? arena_fmt(c->arena, "/admin/articles/%s", slug) : "/admin/articles";
        admin_page(c, &v->page, *title ? title : ctx_msg(c, MSG_kb_untitled));
        crumbs(c, &v->page, NULL, v->page.title);
        kb_edit_html(&c->html, v);
        return ST_OK;
}

/* ---- one article ------------------------------------------------------------------------------------------------ */

static enum status new_get(struct ctx *c)
{
        static const char *const everyone[] = {"everyone"};
        struct kb_edit *v = ARENA_NEW(c->arena, struct kb_edit);
        struct shown in = {"guide", ctx_param(c, "service"), everyone, 1};

        *v = (struct kb_edit){.fresh = true, .slug = "", .title_fr = "", .body_fr = "", .title_en = "", .body_en = "",
                              .owner = c->actor->login, .state = ""};
        return edit_render(c, v, &in);
}

/* What does not come from the form: state, votes, remarks, steps. */
static enum status standing(struct ctx *c, struct kb_edit *v, const struct article_edit *a)
{
        struct article_remark *r;
        enum status st = article_remarks(c, a->slug, &r, &v->n_remarks);

        v->remarks = r;
        v->slug = a->slug;
        v->state = article_state_label(c, a->state);
        v->newer = a->state == ARTICLE_PUBLISHED ? a->newer : 0;
        v->checked_at = a->checked_at;
        v->yes = a->yes;
        v->no = a->no;
        v->href = a->state == ARTICLE_PUBLISHED ? article_href(c, a->kind, a->slug) : NULL;
        steps(c, v, a->state);
        return st;
}

static enum status edit_get(struct ctx *c)
{
        struct kb_edit *v = ARENA_NEW(c->arena, struct kb_edit);
        struct article_edit a;
        enum status st = article_edit_load(c, ctx_var(c, "slug"), &a);

        if (!st)
                st = standing(c, v, &a);
        if (st)
                return st;
        v->title_fr = a.fr.title;
        v->body_fr = a.fr.body;
        v->title_en = a.en.title;
        v->body_en = a.en.body;
        v->owner = a.owner_login;
        v->version = a.version;
        struct shown in = {a.kind, a.service_code, a.audiences, a.n_audiences};
        return edit_render(c, v, &in);
}

/* ---- what is typed ------------------------------------------------------------------------------------------------- */

struct edit_in {
        const char *slug, *kind, *owner, *service, *title_fr, *body_fr, *title_en, *body_en, *other, *act;
        int64_t version;
};
static const struct form_field edit_fields[] = {
        {"slug", FORM_LINE, offsetof(struct edit_in, slug), 0, 80, 0},
        {"kind", FORM_LINE, offsetof(struct edit_in, kind), 0, 20, 0},
        {"owner", FORM_LINE, offsetof(struct edit_in, owner), 0, 100, 0},
        {"service", FORM_LINE, offsetof(struct edit_in, service), 0, 64, 0},
        {"title_fr", FORM_LINE, offsetof(struct edit_in, title_fr), 0, ARTICLE_TITLE_MAX, 0},
        {"body_fr", FORM_TEXT, offsetof(struct edit_in, body_fr), 0, ARTICLE_BODY_MAX, 0},
        {"title_en", FORM_LINE, offsetof(struct edit_in, title_en), 0, ARTICLE_TITLE_MAX, 0},
        {"body_en", FORM_TEXT, offsetof(struct edit_in, body_en), 0, ARTICLE_BODY_MAX, 0},
        {"other", FORM_LINE, offsetof(struct edit_in, other), 0, 400, 0},
        {"do", FORM_LINE, offsetof(struct edit_in, act), 0, 20, 0},
        {"version", FORM_ID, offsetof(struct edit_in, version), 0, INT64_MAX, 0},
        {0}};

static const char **audiences_typed(struct ctx *c, const char *other, size_t *n)
{
        const char **out = ARENA_ARRAY(c->arena, ARTICLE_AUDIENCES + 1, const char *);

        *n = 0;
        for (size_t i = 0; i < c->req->n_field && *n < ARTICLE_AUDIENCES; i++)
                if (strcmp(c->req->field[i].name, "audience") == 0)
                        out[(*n)++] = text_clean(c->arena, c->req->field[i].value, c->req->field[i].n, true);
        for (const char *p = other; *p && *n <= ARTICLE_AUDIENCES;) {
                size_t len = strcspn(p, " ,");
                if (len && *n <= ARTICLE_AUDIENCES)
                        out[(*n)++] = arena_strn(c->arena, p, len);
                p += len + strspn(p + len, " ,");
        }
        return out;
}

/* The form again, with what was typed; `a` NULL for a new article. */
static enum status typed_again(struct ctx *c, const struct edit_in *in, const struct article_edit *a, enum status why)
{
        struct kb_edit *v = ARENA_NEW(c->arena, struct kb_edit);
        struct shown shown = {in->kind, in->service, NULL, 0};
        enum status st = a ? standing(c, v, a) : ST_OK;

        if (st)
                return st;
        if (!a) {
                v->fresh = true;
                v->slug = in->slug;
                v->state = "";
        }
        shown.audiences = audiences_typed(c, in->other, &shown.n_audiences);
        v->title_fr = in->title_fr;
        v->body_fr = in->body_fr;
        v->title_en = in->title_en;
        v->body_en = in->body_en;
        v->owner = in->owner;
        v->stale = why == ST_STALE;
        /* whoever has seen that it changed may then save over it */
        v->version = a && v->stale ? a->version : in->version;
        v->why = why == ST_STALE || why == ST_CONFLICT ? c->why : NULL;
        v->preview = why == ST_OK;
        v->shown_fr = markdown(c->arena, in->body_fr);
        v->shown_en = markdown(c->arena, in->body_en);
        c->res->status = status_http(why);
        return edit_render(c, v, &shown);
}

static enum status save(struct ctx *c, const struct edit_in *in, const char *slug, const char **now)
{
        struct article_draft d = {.slug = in->slug, .kind = in->kind, .owner = in->owner, .service = in->service,
                                  .fr = {in->title_fr, in->body_fr}, .en = {in->title_en, in->body_en}};
        int state = article_state_find(in->act);

        d.audiences = audiences_typed(c, in->other, &d.n_audiences);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = article_save(c, slug, &d, in->version, now);
        if (!st && state)
                st = article_move(c, *now, state, 0);
        return st ? st : db_commit(&tx);
}

static enum status saved(struct ctx *c, const struct edit_in *in, const char *slug)
{
        int state = article_state_find(in->act);

        page_notice(c, state == ARTICLE_PUBLISHED ? "kb.done_published" : state == ARTICLE_RETIRED ? "kb.done_retired" : "kb.done_saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/articles/%s", slug));
}

static enum status new_post(struct ctx *c)
{
        struct edit_in in;
        const char *slug = NULL;
        bool good = form_read(c, edit_fields, &in);

        if (good && str_eq(in.act, "preview"))
                return typed_again(c, &in, NULL, ST_OK);
        enum status st = good ? save(c, &in, NULL, &slug) : ST_INVALID;
        if (st == ST_INVALID)
                return typed_again(c, &in, NULL, st);
        return st ? st : saved(c, &in, slug);
}

static enum status edit_post(struct ctx *c)
{
        struct edit_in in;
        struct article_edit a;
        const char *slug = ctx_var(c, "slug"), *now;
        enum status st = article_edit_load(c, slug, &a);

        if (st)
                return st;
        bool good = form_read(c, edit_fields, &in);
        if (str_eq(in.act, "checked")) {
                st = article_checked(c, slug);
                page_notice(c, "kb.done_checked", NULL);
                return st ? st : ctx_redirect(c, arena_fmt(c->arena, "/admin/articles/%s", slug));
        }
        if (good && str_eq(in.act, "preview"))
                return typed_again(c, &in, &a, ST_OK);
        st = good ? save(c, &in, slug, &now) : ST_INVALID;
        if (st == ST_INVALID || st == ST_STALE || st == ST_CONFLICT)
                return typed_again(c, &in, &a, st);
        return st ? st : saved(c, &in, slug);
}

/* ---- history ------------------------------------------------------------------------------------------------------------ */

static void compared(struct ctx *c, struct kb_history *v, const struct article_wording *w, size_t n, size_t at)
{
        const struct article_wording *before = NULL;
        struct kb_line *lines;

        for (size_t i = at + 1; i < n && !before; i++)
                if (str_eq(w[i].lang, w[at].lang))
                        before = &w[i];
        v->first = before == NULL;
        v->title_now = w[at].title;
        v->title_before = before ? before->title : "";
        kb_difference(c->arena, before ? before->body : "", w[at].body, &lines, &v->n_lines);
        v->lines = lines;
}

static enum status history_get(struct ctx *c)
{
        struct kb_history *v = ARENA_NEW(c->arena, struct kb_history);
        struct article_edit a;
        struct article_wording *w;
        int64_t asked = 0;
        size_t at = 0;
        enum status st = article_edit_load(c, ctx_var(c, "slug"), &a);

        if (!st)
                st = article_wordings(c, a.slug, &w, &v->n_rows);
        if (st)
                return st;
        if (!text_i64(ctx_param(c, "v"), &asked))
                asked = 0;
        struct kb_wording *r = ARENA_ARRAY(c->arena, v->n_rows + 1, struct kb_wording);
        for (size_t i = 0; i < v->n_rows; i++) {
                r[i] = (struct kb_wording){w[i], arena_fmt(c->arena, "/admin/articles/%s/history?v=%lld", a.slug, (long long)w[i].id), false};
                if (w[i].id == asked)
                        at = i;
        }
        v->rows = r;
        v->slug = a.slug;
        if (v->n_rows) {
                r[at].current = true;
                compared(c, v, w, v->n_rows, at);
        }
        admin_page(c, &v->page, ctx_msg(c, MSG_kb_history));
        crumbs(c, &v->page, a.slug, v->page.title);
        kb_history_html(&c->html, v);
        return ST_OK;
}

static const struct route knowledge_admin_routes[] = {
        {HTTP_GET, "/admin/articles", PERM_MANAGER, list_get, 0, NULL},
        {HTTP_POST, "/admin/articles", PERM_MANAGER, new_post, 0, NULL},
        {HTTP_GET, "/admin/articles/new", PERM_MANAGER, new_get, 0, NULL},
        {HTTP_GET, "/admin/articles/{slug}", PERM_MANAGER, edit_get, 0, NULL},
        {HTTP_POST, "/admin/articles/{slug}", PERM_MANAGER, edit_post, 0, NULL},
        {HTTP_GET, "/admin/articles/{slug}/history", PERM_MANAGER, history_get, 0, NULL},
        {0}};

const struct slice slice_knowledge_admin = {.name = "knowledge-admin", .routes = knowledge_admin_routes};
