/* Outgoing mail for administrators: the relay with a test whose answer is shown as the relay gave it, and the
 * outbox.  What the page showed is one number over all its values, so that nobody writes over what they have not
 * seen; a password goes with its relay: who names another one gives it again. */
#include "desk/admin/mail_view.h"
#include "templates.h"

/* ---- the relay ------------------------------------------------------------------------------------------------- */

static int64_t version_of(struct ctx *c, const struct relay *r)
{
        unsigned char hash[DIGEST_BYTES];
        const char *all = arena_fmt(c->arena, "%s\n%lld\n%s\n%s\n%s\n%s\n%s", r->host, (long long)r->port, r->security, r->user, r->password, r->sender,
                                    r->sender_name);
        int64_t v = 0;

        digest(all, strlen(all), hash);
        for (size_t i = 0; i < 6; i++)
                v = v * 256 + hash[i];
        return v;
}

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
        struct admin_field *f = admin_fields_new(c, MAIL_FIELDS);
        struct relay now;
        bool kept;
        enum status st = relay_now(c, &now);

        if (!st)
                st = relay_password_kept(c, &kept);
        if (!st)
                st = counts(c, &v);
        if (st)
                return st;
        mail_fields(c, &now, is_typed, kept, f);
        v.fields = (struct admin_fields){f, MAIL_FIELDS};
        v.version = is_typed ? admin_seen(c) : version_of(c, &now);
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

static enum status relay_put(struct ctx *c)
{
        struct relay now, r;
        bool kept;

        settings_fresh(c);
        mail_fields_read(c, &r);
        enum status st = relay_now(c, &now);
        if (!st)
                st = relay_password_kept(c, &kept);
        if (!st && admin_seen(c) != version_of(c, &now))
                form_error(c, "relay_host", MSG_admin_stale);
        if (!st && kept && *r.user && !*r.password && (!str_eq(r.host, now.host) || r.port != now.port || !str_eq(r.security, now.security)))
                form_error(c, "relay_password", MSG_mail_password_again);
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : mail_fields_put(c, &r, *r.password ? r.password : NULL);
        if (!st)
                st = outbox_hurry(c); /* what waits for a better relay waits no longer */
        if (!st)
                st = audit(c, "mail.relay", "site", 0, "ok", r.host);
        return st ? st : db_commit(&tx);
}

static enum status mail_post(struct ctx *c)
{
        enum status st = relay_put(c);

        if (st == ST_INVALID)
                return show(c, true, NULL);
        if (st)
                return st;
        settings_fresh(c);
        page_notice(c, "mail.saved", NULL);
        return ctx_redirect(c, "/admin/mail");
}

static enum status try_post(struct ctx *c)
{
        static const struct form_field fields[] = {{"to", FORM_MAIL, 0, 1, 254, 0}, {0}};
        const char *to;
        struct relay r;
        enum status st = relay_now(c, &r);

        if (st)
                return st;
        if (form_read(c, fields, &to) && (!*r.host || !*r.sender))
                form_error(c, "to", MSG_mail_try_off);
        const struct setting *address = setting_known(c, "mail.sender");
        if (!c->n_error && address->fits(c, to))
                form_error(c, "to", address->fits(c, to));
        if (c->n_error)
                return show(c, false, NULL);
        struct mail_answer a = mail_try(c, &r, to);
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : audit(c, "mail.try", "site", 0, a.good ? "ok" : "failed", to);
        if (!st)
                st = db_commit(&tx);
        return st ? st : show(c, false, &a);
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
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : outbox_again(c, id);
        if (!st)
                st = audit(c, "mail.again", "outbox", id, "ok", NULL);
        if (!st)
                st = db_commit(&tx);
        if (st)
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
