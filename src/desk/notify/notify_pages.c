/* The bell, the list of notices, what each person chooses, and the table that administrators edit. */
#include "desk/notify/notify_view.h"
#include "templates.h"

enum { MEMO_BELL = 13 };

/* ---- list ------------------------------------------------------------------------------------------------- */

static enum status list_get(struct ctx *c)
{
        struct notify_page *v = ARENA_NEW(c->arena, struct notify_page);
        struct notification *rows;
        v->all = *ctx_param(c, "all") != '\0';
        enum status st = notify_list(c, !v->all, NOTIFY_LIST_MAX, &rows, &v->n_rows);

        if (st)
                return st;
        v->rows = rows;
        v->empty = (struct empty_view){ctx_msg(c, MSG_notice_none), ctx_msg(c, MSG_notice_none_text), v->all ? NULL : "/notifications?all=1",
                                       ctx_msg(c, MSG_notice_see_all), false, true};
        page_init(c, &v->page, ctx_msg(c, MSG_notice_title), "notifications");
        v->unread = v->page.notices;
        v->page.live = v->page.agent ? "desk,me" : "me";
        v->page.page_script_desk = v->page.agent;
        if (v->page.agent)
                notify_desk_html(&c->html, v);
        else
                notify_portal_html(&c->html, v);
        return ST_OK;
}

static enum status bell_get(struct ctx *c)
{
        struct page p = {0};
        enum status st = notify_unread(c, &p.notices);

        if (!st)
                layout_bell_html(&c->html, &p);
        return st;
}

static enum status open_post(struct ctx *c)
{
        int64_t id = 0;
        const char *href;

        if (!text_i64(ctx_var(c, "id"), &id) || !id)
                return ST_NOT_FOUND;
        enum status st = notify_read(c, id, &href);
        return st ? st : ctx_redirect(c, href);
}

static enum status read_post(struct ctx *c)
{
        enum status st = notify_read(c, 0, NULL);

        if (st)
                return st;
        page_notice(c, "notice.all_read", NULL);
        return ctx_redirect(c, "/notifications");
}

/* ---- what one chooses ---------------------------------------------------------------------------------------- */

static enum status choices_get(struct ctx *c)
{
        struct notify_choice_page *v = ARENA_NEW(c->arena, struct notify_choice_page);
        struct notify_choice *k;
        enum status st = notify_choices(c, &k, &v->n_rows);

        if (st)
                return st;
        struct notify_choice_row *r = ARENA_ARRAY(c->arena, v->n_rows + 1, struct notify_choice_row);
        for (size_t i = 0; i < v->n_rows; i++)
                r[i] = (struct notify_choice_row){notify_event_word(k[i].event), notify_event_label(c, k[i].event), k[i]};
        v->rows = r;
        page_init(c, &v->page, ctx_msg(c, MSG_notice_choices), "me-notifications");
        notify_choices_html(&c->html, v);
        return ST_OK;
}

static bool ticked(struct ctx *c, const char *what, int event)
{
        const char *v = form_value(c, arena_fmt(c->arena, "%s.%s", what, notify_event_word(event)));

        return v && str_eq(v, "1");
}

static enum status choices_post(struct ctx *c)
{
        struct notify_choice *k;
        size_t n;
        enum status st = notify_choices(c, &k, &n);

        if (st)
                return st;
        for (size_t i = 0; i < n; i++) {
                k[i].page = ticked(c, "page", k[i].event);
                k[i].mail = ticked(c, "mail", k[i].event);
        }
        st = notify_choices_put(c, k, n);
        if (st)
                return st;
        page_notice(c, "notice.saved", NULL);
        return ctx_redirect(c, "/me/notifications");
}

/* ---- the table ------------------------------------------------------------------------------------------------- */

static enum status rules_get(struct ctx *c)
{
        static const int label[] = {MSG_notice_level_never, MSG_notice_level_chooses, MSG_notice_level_default, MSG_notice_level_always};
        struct notify_rule_page *v = ARENA_NEW(c->arena, struct notify_rule_page);
        struct notify_rule *rule;
        enum status st = notify_rules(c, &rule, &v->n_rows);

        if (st)
                return st;
        struct notify_rule_row *r = ARENA_ARRAY(c->arena, v->n_rows + 1, struct notify_rule_row);
        for (size_t i = 0; i < v->n_rows; i++) {
                struct notify_level_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(label), struct notify_level_option);
                for (int l = 0; l < (int)ARRAY_LEN(label); l++)
                        o[l] = (struct notify_level_option){arena_fmt(c->arena, "%d", l), ctx_msg(c, label[l]), rule[i].page == l, rule[i].mail == l};
                r[i] = (struct notify_rule_row){notify_event_label(c, rule[i].event), notify_role_label(c, rule[i].role), notify_rule_field(c, &rule[i]), o,
                                                ARRAY_LEN(label), rule[i].urgent != 0};
        }
        v->rows = r;
        page_init(c, &v->page, ctx_msg(c, MSG_notice_rules), "admin-notifications");
        v->page.page_script_desk = true;
        if (c->n_error)
                c->res->status = 422;
        notify_rules_html(&c->html, v);
        return ST_OK;
}

/* −1 for what is no level; what is not on the form stays. */
static void level_typed(struct ctx *c, const char *what, const struct notify_rule *r, int64_t *out)
{
        const char *v = form_value(c, arena_fmt(c->arena, "%s.%s", what, notify_rule_field(c, r)));

        if (v && !text_i64(v, out))
                *out = -1;
}

static enum status rules_post(struct ctx *c)
{
        struct notify_rule *rule;
        size_t n;
        enum status st = notify_rules(c, &rule, &n);

        if (st)
                return st;
        for (size_t i = 0; i < n; i++) {
                level_typed(c, "page", &rule[i], &rule[i].page);
                level_typed(c, "mail", &rule[i], &rule[i].mail);
                if (form_value(c, "whole"))
                        rule[i].urgent = form_value(c, arena_fmt(c->arena, "urgent.%s", notify_rule_field(c, &rule[i]))) != NULL;
        }
        st = notify_rules_put(c, rule, n);
        if (st == ST_INVALID)
                return rules_get(c);
        if (st)
                return st;
        page_notice(c, "notice.saved", NULL);
        return ctx_redirect(c, "/admin/notifications");
}

static void counter(struct ctx *c, struct page *p)
{
        if (!c->actor || !c->actor->session.n)
                p->notices = -1;
        else if (memo_get(c, MEMO_BELL, &p->notices))
                return;
        else if (notify_unread(c, &p->notices))
                p->notices = -1;
        else
                memo_put(c, MEMO_BELL, p->notices);
}

/* Runs before main(): the bell comes with the slice, whoever links it. */
__attribute__((constructor)) static void notify_register(void)
{
        page_counters(counter);
}

static const struct route notify_routes[] = {
        {HTTP_GET, "/notifications", PERM_SIGNED_IN, list_get, 0, NULL},
        {HTTP_GET, "/parts/bell", PERM_SIGNED_IN, bell_get, ROUTE_QUIET, NULL},
        {HTTP_POST, "/notifications/read", PERM_SIGNED_IN, read_post, 0, NULL},
        {HTTP_POST, "/notifications/{id}/open", PERM_SIGNED_IN, open_post, 0, NULL},
        {HTTP_GET, "/me/notifications", PERM_SIGNED_IN, choices_get, 0, NULL},
        {HTTP_POST, "/me/notifications", PERM_SIGNED_IN, choices_post, 0, NULL},
        {HTTP_GET, "/admin/notifications", PERM_ADMIN, rules_get, 0, NULL},
        {HTTP_POST, "/admin/notifications", PERM_ADMIN, rules_post, 0, NULL},
        {0}};

const struct slice slice_notify_pages = {.name = "notify-pages", .routes = notify_routes};
