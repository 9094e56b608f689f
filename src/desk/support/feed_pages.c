/* Addresses of calendars: made, shown once, taken back; and the calendar that such an address gives, to anybody who
 * holds it, with an ETag so that programs which ask every hour get nothing when nothing changed. */
#include "base/sha256.h"
#include "desk/people/people.h"
#include "desk/support/choices.h"
#include "templates.h"

extern const struct slice slice_support_feeds;

static enum status feeds_show(struct ctx *c, const char *secret, const char *error)
{
        struct feeds_view v = {.error = error};
        struct feed *f;
        struct group *g;
        size_t n, n_groups = 0;
        enum status st = feed_list(c, &f, &n);

        if (!st)
                st = people_groups_of(c, c->actor->person_id, &g, &n_groups);
        if (st)
                return st;
        struct feed_row *rows = ARENA_ARRAY(c->arena, n + 1, struct feed_row);
        for (size_t i = 0; i < n; i++)
                rows[i] = (struct feed_row){f[i].id, f[i].made_at, f[i].group_id ? f[i].group_name : ctx_msg(c, MSG_support_feed_me)};
        struct cal_option *o = ARENA_ARRAY(c->arena, n_groups + 1, struct cal_option);
        for (size_t i = 0; i < n_groups; i++)
                o[i] = (struct cal_option){arena_fmt(c->arena, "%lld", (long long)g[i].id), g[i].name, false};
        v.rows = rows;
        v.n_rows = n;
        v.groups = o;
        v.n_groups = n_groups;
        if (secret)
                v.address = feed_url(c, secret);
        page_init(c, &v.page, ctx_msg(c, MSG_support_feeds), "calendar");
        v.page.page_script_desk = true;
        feeds_html(&c->html, &v);
        return ST_OK;
}

static enum status feeds_get(struct ctx *c)
{
        return feeds_show(c, NULL, NULL);
}

/* The answer to making one is the page with the address: it is shown this once and kept nowhere. */
static enum status feeds_post(struct ctx *c)
{
        const char *secret = NULL;
        int64_t id;
        enum status st;

        if (str_eq(form_value(c, "do"), "drop")) {
                st = feed_drop(c, cal_number_typed(c, "id"));
                if (st && st != ST_NOT_FOUND) /* gone already: all the better */
                        return st;
                page_notice(c, "support.feed_dropped", NULL);
                return ctx_redirect(c, "/calendar/feeds");
        }
        st = feed_make(c, cal_number_typed(c, "group"), &id, &secret);
        if (st == ST_CONFLICT) {
                c->res->status = 409;
                return feeds_show(c, NULL, c->why);
        }
        return st ? st : feeds_show(c, secret, NULL);
}

static enum status feed_get(struct ctx *c)
{
        const char *file = ctx_var(c, "secret"), *text, *seen = http_header(c->req, "If-None-Match");
        size_t n = strlen(file);
        unsigned char hash[DIGEST_BYTES];

        if (n < 5 || strcmp(file + n - 4, ".ics") != 0)
                return ST_NOT_FOUND;
        enum status st = feed_text(c, arena_strn(c->arena, file, n - 4), &text);
        if (st)
                return st;
        digest(text, strlen(text), hash);
        struct buf tag;
        buf_init(&tag, c->arena, 100);
        buf_char(&tag, '"');
        for (size_t i = 0; i < 12; i++)
                buf_fmt(&tag, "%02x", hash[i]);
        buf_char(&tag, '"');
        http_set(c->res, "ETag", tag.p);
        http_set(c->res, "Cache-Control", "private, no-cache");
        if (seen && strstr(seen, tag.p)) {
                c->res->status = 304;
                return ST_OK;
        }
        c->res->type = "text/calendar; charset=utf-8";
        buf_str(&c->res->body, text);
        return ST_OK;
}

static const struct route feed_routes[] = {
        {HTTP_GET, "/calendar/feeds", PERM_AGENT, feeds_get, 0, NULL},
        {HTTP_POST, "/calendar/feeds", PERM_AGENT, feeds_post, 0, NULL},
        {HTTP_GET, "/calendar/{secret}", PERM_PUBLIC, feed_get, ROUTE_QUIET, NULL},
        {0}};

const struct slice slice_support_feeds = {.name = "support-feeds", .routes = feed_routes};
