/* Articles for programs: what one may read, and for editors the wordings of both languages.  A PATCH names what
 * changes; the rest stays as it is. */
#include "desk/api/api.h"
#include "desk/article/article.h"

static void member(struct buf *b, const char *name, const char *value)
{
        buf_fmt(b, ",\"%s\":", name);
        buf_json(b, value && *value ? value : NULL);
}

static void article_out(struct ctx *c, struct buf *b, const struct article *a, bool body)
{
        buf_str(b, "{\"slug\":");
        buf_json(b, a->slug);
        member(b, "kind", a->kind);
        member(b, "lang", a->lang);
        member(b, "title", a->title);
        if (body)
                member(b, "body", a->body);
        member(b, "service", a->service_code);
        buf_str(b, ",\"checked_at\":");
        api_time(c, b, a->checked_at);
        member(b, "url", a->href);
        buf_char(b, '}');
}

/* All of them from the newest on; what was searched, as well as it fits, of the best ARTICLE_LIST_MAX. */
static enum status articles_page(struct ctx *c, struct article **a, size_t *n, size_t *from, size_t *to)
{
        const char *cursor = ctx_param(c, "cursor");
        struct article_query q = {.kind = ctx_param(c, "kind"), .words = ctx_param(c, "q")};
        bool search = !text_blank(q.words);

        if (!search) {
                q.limit = api_limit(c) + 1;
                q.below = INT64_MAX;
                if (*cursor && (!text_i64(cursor, &q.below) || q.below <= 0))
                        return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        }
        enum status st = article_list(c, &q, a, n);
        if (st || search)
                return st ? st : api_page(c, *a, *n, sizeof **a, offsetof(struct article, id), from, to);
        *from = 0;
        *to = *n < q.limit ? *n : q.limit - 1;
        return ST_OK;
}

enum status api_article_list(struct ctx *c)
{
        struct article *a;
        size_t n, from, to;
        enum status st = articles_page(c, &a, &n, &from, &to);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = from; i < to; i++) {
                buf_str(&c->res->body, i > from ? "," : "");
                article_out(c, &c->res->body, &a[i], false);
        }
        api_items_next(c, to < n ? a[to - 1].id : 0);
        return ST_OK;
}

enum status api_article_get(struct ctx *c)
{
        struct article a;
        enum status st = article_by_slug(c, ctx_var(c, "slug"), &a);

        if (st)
                return st;
        c->res->type = "application/json";
        api_etag(c, a.version);
        article_out(c, &c->res->body, &a, true);
        return ST_OK;
}

struct voice_in {
        const char *remark;
        int64_t helpful;
};
static const struct form_field voice_fields[] = {{"remark", FORM_TEXT, offsetof(struct voice_in, remark), 0, 1000, 0},
                                                 {"helpful", FORM_FLAG, offsetof(struct voice_in, helpful), 0, 0, 0},
                                                 {0}};

enum status api_article_feedback(struct ctx *c)
{
        struct article a;
        struct voice_in in;
        enum status st = article_by_slug(c, ctx_var(c, "slug"), &a);

        if (st)
                return st;
        if (jv_type(jv_get(c->json, "helpful")) != JV_BOOL)
                form_error(c, "helpful", MSG_form_missing);
        if (!form_read(c, voice_fields, &in))
                return ST_INVALID;
        st = article_vote(c, &a, in.helpful != 0, in.remark);
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- editors ---------------------------------------------------------------------------------------- */

static enum status edit_answer(struct ctx *c, const char *slug, int status)
{
        struct article_edit a;
        struct buf *b = &c->res->body;
        enum status st = article_edit_load(c, slug, &a);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        if (status == 201)
                http_set(c->res, "Location", arena_fmt(c->arena, "/api/v1/articles/%s", a.slug));
        api_etag(c, a.version);
        buf_str(b, "{\"slug\":");
        buf_json(b, a.slug);
        member(b, "kind", a.kind);
        member(b, "service", a.service_code);
        member(b, "owner", a.owner_login);
        member(b, "title_fr", a.fr.title);
        member(b, "body_fr", a.fr.body);
        member(b, "title_en", a.en.title);
        member(b, "body_en", a.en.body);
        buf_str(b, ",\"audiences\":[");
        for (size_t i = 0; i < a.n_audiences; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, a.audiences[i]);
        }
        buf_fmt(b, "],\"state\":\"%s\",\"newer\":%lld,\"checked_at\":", article_state_word(a.state), (long long)a.newer);
        api_time(c, b, a.checked_at);
        buf_fmt(b, ",\"version\":%lld}", (long long)a.version);
        return ST_OK;
}

enum status api_article_history(struct ctx *c)
{
        struct article_edit a;
        struct article_wording *w = NULL;
        size_t n = 0;
        struct buf *b = &c->res->body;
        enum status st = article_edit_load(c, ctx_var(c, "slug"), &a);

        if (!st)
                st = article_wordings(c, a.slug, &w, &n);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"version\":%lld,\"at\":", i ? "," : "", (long long)w[i].version);
                api_time(c, b, w[i].at);
                member(b, "lang", w[i].lang);
                member(b, "title", w[i].title);
                member(b, "body", w[i].body);
                member(b, "by", w[i].by);
                buf_fmt(b, ",\"shown\":%s}", w[i].shown ? "true" : "false");
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

/* A member's text, cleaned; what it was when the member is absent. */
static const char *text_in(struct ctx *c, const char *name, const char *was)
{
        const char *v = form_value(c, name);

        return v ? v : jv_get(c->json, name) ? "" : was;
}

static void audiences_in(struct ctx *c, struct article_draft *d)
{
        const struct json *list = jv_get(c->json, "audiences");
        size_t n = jv_count(list);

        if (!list)
                return;
        if (jv_type(list) != JV_ARRAY || n > ARTICLE_AUDIENCES) {
                form_error(c, "audiences", MSG_form_bad_text);
                return;
        }
        const char **words = ARENA_ARRAY(c->arena, n + 1, const char *);
        for (size_t i = 0; i < n; i++) {
                words[i] = jv_text(jv_at(list, i));
                if (!words[i])
                        form_error(c, "audiences", MSG_form_bad_text);
        }
        d->audiences = words;
        d->n_audiences = n;
}

static enum status save(struct ctx *c, const char *slug, const struct article_edit *was, const char **now)
{
        int64_t version = 0;
        const char *word = jv_text(jv_get(c->json, "state"));
        int state = word ? article_state_find(word) : 0;
        struct article_draft d = {.slug = text_in(c, "slug", ""), .kind = text_in(c, "kind", was->kind),
                                  .owner = text_in(c, "owner", was->owner_login), .service = text_in(c, "service", was->service_code),
                                  .fr = {text_in(c, "title_fr", was->fr.title), text_in(c, "body_fr", was->fr.body)},
                                  .en = {text_in(c, "title_en", was->en.title), text_in(c, "body_en", was->en.body)},
                                  .audiences = was->audiences, .n_audiences = was->n_audiences};

        audiences_in(c, &d);
        if (jv_get(c->json, "state") && !state)
                form_error(c, "state", MSG_form_bad_text);
        if (c->n_error)
                return ST_INVALID;
        if (!api_if_match(c, &version))
                return ctx_fail(c, ST_STALE, MSG_article_stale);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = article_save(c, slug, &d, version, now);
        if (!st && state && (state != was->state || state == ARTICLE_PUBLISHED))
                st = article_move(c, *now, state, 0);
        return st ? st : db_commit(&tx);
}

enum status api_article_post(struct ctx *c)
{
        const char *slug = NULL;
        struct article_edit none = {.kind = "guide", .owner_login = "", .service_code = "", .fr = {"", ""}, .en = {"", ""}, .state = ARTICLE_DRAFT};
        enum status st = save(c, NULL, &none, &slug);

        return st ? st : edit_answer(c, slug, 201);
}

enum status api_article_patch(struct ctx *c)
{
        struct article_edit was;
        const char *slug = ctx_var(c, "slug"), *now;
        enum status st = article_edit_load(c, slug, &was);

        if (!st)
                st = save(c, slug, &was, &now);
        return st ? st : edit_answer(c, slug, 200);
}
