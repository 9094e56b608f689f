/* The relay and the outbox as administrators keep them, on their pages and by program: values judged by their settings,
 * changed over what was seen, tried, and letters asked for again. */
#include "app/outbox.h"

const struct relay_field relay_fields[RELAY_FIELDS] = {
        {"relay_host", "mail.relay_host", 253}, {"relay_security", "mail.relay_security", 0}, {"relay_port", "mail.relay_port", 5},
        {"relay_user", "mail.relay_user", 250}, {"relay_password", NULL, 0},                  {"sender", "mail.sender", 254},
        {"sender_name", "mail.sender_name", 100}};

void relay_values(struct ctx *c, const struct relay *r, const char *out[RELAY_FIELDS])
{
        const char *v[RELAY_FIELDS] = {r->host, r->security, arena_fmt(c->arena, "%lld", (long long)r->port), r->user, NULL, r->sender, r->sender_name};

        memcpy(out, v, sizeof v);
}

static const char *too_long(struct ctx *c, int64_t max)
{
        return msg_text(c->arena, c->lang, MSG_form_too_long, 1, &(struct html_arg){"max", NULL, max});
}

void relay_judge(struct ctx *c, const struct relay *r)
{
        const char *value[RELAY_FIELDS];

        relay_values(c, r, value);
        for (size_t i = 0; i < RELAY_FIELDS; i++) {
                const struct relay_field *f = &relay_fields[i];
                const char *wrong = f->setting ? setting_wrong(c, setting_known(c, f->setting), value[i]) : NULL;
                if (!wrong && f->max && utf8_count(value[i]) > (size_t)f->max)
                        wrong = too_long(c, f->max);
                if (wrong)
                        form_error_text(c, f->name, wrong);
        }
        if (strlen(r->password) > 1024)
                form_error_text(c, "relay_password", too_long(c, 1024));
        if (relay_wrong(r))
                form_error(c, "relay_security", relay_wrong(r));
        if (*r->host && !*r->sender)
                form_error(c, "sender", MSG_mail_sender_missing);
}

enum status relay_put(struct ctx *c, const struct relay *r, const char *password)
{
        const char *value[RELAY_FIELDS];
        enum status st = ST_OK;

        relay_values(c, r, value);
        for (size_t i = 0; !st && i < RELAY_FIELDS; i++)
                if (relay_fields[i].setting)
                        st = setting_change(c, relay_fields[i].setting, value[i], NULL);
        if (!st && !*r->user)
                return relay_password_put(c, "");
        return st || !password ? st : relay_password_put(c, password);
}

enum status relay_keep(struct ctx *c, const struct relay *r, int64_t seen)
{
        struct relay now;
        int64_t mark;
        bool kept;

        settings_fresh(c);
        enum status st = relay_now(c, &now);
        if (!st)
                st = relay_password_kept(c, &kept);
        if (!st)
                st = relay_mark(c, &mark);
        if (!st && kept && *r->user && !*r->password && (!str_eq(r->host, now.host) || r->port != now.port || !str_eq(r->security, now.security)))
                form_error(c, "relay_password", MSG_mail_password_again);
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        if (seen >= 0 && seen != mark)
                return ST_STALE;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : relay_put(c, r, *r->password ? r->password : NULL);
        if (!st)
                st = outbox_hurry(c); /* what waits for a better relay waits no longer */
        if (!st)
                st = audit(c, "mail.relay", "site", 0, "ok", r->host);
        if (!st)
                st = db_commit(&tx);
        if (!st)
                settings_fresh(c);
        return st;
}

enum status relay_check(struct ctx *c, struct smtp_answer *out)
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
                return ST_INVALID;
        relay_try(c, &r, to, out);
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : audit(c, "mail.try", "site", 0, out->outcome == SMTP_SENT ? "ok" : "failed", to);
        return st ? st : db_commit(&tx);
}

/* ---- letters ---- */

static const struct {
        const char *word;
        enum outbox_state state;
} states[] = {{"due", OUTBOX_DUE}, {"held", OUTBOX_HELD}, {"failed", OUTBOX_FAILED}, {"sent", OUTBOX_SENT}};

bool outbox_state_of(const char *word, enum outbox_state *out)
{
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (str_eq(states[i].word, word)) {
                        *out = states[i].state;
                        return true;
                }
        return false;
}

enum status outbox_ask_again(struct ctx *c, int64_t id)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : outbox_again(c, id);

        if (!st)
                st = audit(c, "mail.again", "outbox", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}
