/* Outgoing mail for administrators: the relay with a test whose answer is shown as the relay gave it, and the
 * outbox.  What the page showed is one number over all its values, so that nobody writes over what they have not
 * seen; a password goes with its relay: who names another one gives it again. */
#include "desk/admin/mail_view.h"
#include "templates.h"

/* ---- the relay ------------------------------------------------------------------------------------------------- */

static enum status counts(struct ctx *c, struct mail_view *v)
{
        enum status st = outbox_count(c, OUTBOX_DUE, &v->due);

        if (!st)
                st = outbox_count(c, OUTBOX_FAILED, &v->failed);
        return st ? st : outbox_count(c, OUTBOX_HELD, &v->held);
}

/* `typed`: what was sent stays in the relay's fields. */
static enum status show(struct ctx *c, bool is_typed, const struct mail_answer *answer)
{
        struct mail_view v = {.e_try = form_msg(c, "to"), .answer = answer ? *answer : (struct mail_answer){0}};
        struct admin_field *f = admin_fields_new(c, RELAY_FIELDS);
        struct relay now;
        bool kept;
        enum status st = relay_now(c, &now);

        if (!st)
                st = relay_password_kept(c, &kept);
        if (!st)
                st = relay_mark(c, &v.version);
        if (!st)
                st = counts(c, &v);
        if (st)
                return st;
        mail_fields(c, &now, is_typed, kept, f);
        v.fields = (struct admin_fields){f, RELAY_FIELDS};
        v.version = is_typed ? admin_seen(c) : v.version;
        v.ready = *now.host && *now.sender;
        v.no_url = v.ready && !*setting_text(c, "site.url");
        v.try_to = !is_typed && form_value(c, "to") ? form_value(c, "to") : "";
        admin_page(c, &v.page, ctx_msg(c, MSG_mail_title), "admin-mail");
        admin_mail_html(&c->html, &v);
        return ST_OK;
}

static enum status mail_get(struct ctx *c)
{
        return show(c, false, NULL);
}

static enum status mail_post(struct ctx *c)
{
        struct relay r;

        mail_fields_read(c, &r);
        enum status st = relay_keep(c, &r, admin_seen(c));
        if (st == ST_STALE)
                form_error(c, "relay_host", MSG_admin_stale);
        if (st == ST_INVALID || st == ST_STALE)
                return show(c, true, NULL);
        if (st)
                return st;
        page_notice(c, "mail.saved", NULL);
        return ctx_redirect(c, "/admin/mail");
}

static enum status try_post(struct ctx *c)
{
        struct smtp_answer a;
        enum status st = relay_check(c, &a);

        if (st == ST_INVALID)
                return show(c, false, NULL);
        if (st)
                return st;
        struct mail_answer said = mail_said(c, form_value(c, "to"), &a);
        return show(c, false, &said);
}

/* ---- the outbox ------------------------------------------------------------------------------------------------ */

static const struct {
        const char *word;
        enum outbox_state state;
        int name;
} states[] = {{"due", OUTBOX_DUE, MSG_mail_state_due},
              {"held", OUTBOX_HELD, MSG_mail_state_held},
              {"failed", OUTBOX_FAILED, MSG_mail_state_failed},
              {"sent", OUTBOX_SENT, MSG_mail_state_sent}};

static enum status letters_get(struct ctx *c)
{
        struct mail_letters_view v = {.state = "due"};
        enum outbox_state state = OUTBOX_DUE;
        struct outbox_row *row;
        int64_t before = 0;

        for (size_t i = 0; i < ARRAY_LEN(states); i++) {
                bool chosen = str_eq(ctx_param(c, "state"), states[i].word);
                v.tabs[v.n_tabs++] = (struct mail_tab){states[i].word, ctx_msg(c, states[i].name), chosen};
                if (chosen) {
                        v.state = states[i].word;
                        state = states[i].state;
                }
        }
        v.tabs[0].chosen = state == OUTBOX_DUE;
        if (!text_i64(ctx_param(c, "before"), &before))
                before = 0;
        enum status st = outbox_list(c, state, before, &row, &v.n_rows);
        if (st)
                return st;
        struct mail_letter *l = ARENA_ARRAY(c->arena, v.n_rows + 1, struct mail_letter);
        for (size_t i = 0; i < v.n_rows; i++)
                l[i] = (struct mail_letter){&row[i], row[i].attempts || state == OUTBOX_FAILED ? relay_said(c, (enum smtp_outcome)row[i].outcome) : ""};
        v.rows = l;
        if (v.n_rows == OUTBOX_PAGE)
                v.older = arena_fmt(c->arena, "/admin/mail/letters?state=%s&before=%lld", v.state, (long long)row[v.n_rows - 1].id);
        v.held = state == OUTBOX_HELD;
        v.due = state == OUTBOX_DUE;
        v.failed = state == OUTBOX_FAILED;
        v.sent = state == OUTBOX_SENT;
        admin_page(c, &v.page, ctx_msg(c, MSG_mail_letters), "admin-mail");
        v.page.crumbs[0] = (struct page_crumb){"/admin/mail", ctx_msg(c, MSG_mail_title)};
        v.page.n_crumbs = 1;
        admin_mail_letters_html(&c->html, &v);
        return ST_OK;
}

static enum status again_post(struct ctx *c)
{
        int64_t id = 0;
        const char *s = form_value(c, "id");

        if (s && *s && (!text_i64(s, &id) || !id))
                return ST_NOT_FOUND;
        enum status st = outbox_ask_again(c, id);
        if (st && st != ST_NOT_FOUND) /* sent meanwhile: the list says so */
                return st;
        page_notice(c, "mail.again_done", NULL);
        return ctx_redirect(c, "/admin/mail/letters");
}

static const struct route mail_routes[] = {{HTTP_GET, "/admin/mail", PERM_ADMIN, mail_get, 0, NULL},
                                           {HTTP_POST, "/admin/mail", PERM_ADMIN, mail_post, 0, NULL},
                                           {HTTP_POST, "/admin/mail/try", PERM_ADMIN, try_post, ROUTE_SLOW, NULL},
                                           {HTTP_GET, "/admin/mail/letters", PERM_ADMIN, letters_get, 0, NULL},
                                           {HTTP_POST, "/admin/mail/letters/again", PERM_ADMIN, again_post, 0, NULL},
                                           {0}};

const struct slice slice_admin_mail = {.name = "admin-mail", .routes = mail_routes};
