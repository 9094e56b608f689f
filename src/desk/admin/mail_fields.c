/* The relay as a form: the same seven fields on its page and in the first run.  What is wrong with a value is what
 * the setting says of it, so that the page of all settings, the configuration file and these agree. */
#include "desk/admin/mail_view.h"

static const struct {
        const char *name, *setting;
        int label, hint;
        int64_t max;
        enum admin_kind kind;
} rows[MAIL_FIELDS] = {
        {"relay_host", "mail.relay_host", MSG_mail_host, MSG_mail_host_hint, 253, ADMIN_LINE},
        {"relay_security", "mail.relay_security", MSG_mail_security, MSG_mail_security_hint, 0, ADMIN_SELECT},
        {"relay_port", "mail.relay_port", MSG_mail_port, MSG_mail_port_hint, 5, ADMIN_LINE},
        {"relay_user", "mail.relay_user", MSG_mail_user, MSG_mail_user_hint, 250, ADMIN_LINE},
        {"relay_password", NULL, MSG_mail_password, MSG_mail_password_none, 0, ADMIN_PASSWORD},
        {"sender", "mail.sender", MSG_mail_sender, MSG_mail_sender_hint, 254, ADMIN_LINE},
        {"sender_name", "mail.sender_name", MSG_mail_sender_name, MSG_mail_sender_name_hint, 100, ADMIN_LINE},
};

/* A relay's values in the order of the rows; the password's place stays NULL. */
static void values_of(struct ctx *c, const struct relay *r, const char *out[MAIL_FIELDS])
{
        const char *v[MAIL_FIELDS] = {r->host, r->security, arena_fmt(c->arena, "%lld", (long long)r->port), r->user, NULL, r->sender, r->sender_name};

        memcpy(out, v, sizeof v);
}

static void security_options(struct ctx *c, struct admin_field *f)
{
        static const struct {
                const char *word;
                int name;
        } all[] = {{"starttls", MSG_mail_security_starttls}, {"tls", MSG_mail_security_tls}, {"none", MSG_mail_security_none}};
        struct admin_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(all), struct admin_option);

        for (size_t i = 0; i < ARRAY_LEN(all); i++)
                o[i] = (struct admin_option){all[i].word, ctx_msg(c, all[i].name), str_eq(f->value, all[i].word)};
        f->options = o;
        f->n_options = ARRAY_LEN(all);
}

void mail_fields(struct ctx *c, const struct relay *now, bool is_typed, bool kept, struct admin_field *f)
{
        const char *value[MAIL_FIELDS];

        values_of(c, now, value);
        for (size_t i = 0; i < MAIL_FIELDS; i++) {
                int hint = rows[i].kind == ADMIN_PASSWORD && kept ? MSG_mail_password_kept : rows[i].hint;
                f[i] = (struct admin_field){.kind = rows[i].kind, .name = rows[i].name, .label = ctx_msg(c, rows[i].label), .hint = ctx_msg(c, hint),
                                            .value = !value[i] ? "" : is_typed ? admin_typed(c, rows[i].name, value[i]) : value[i], .max = rows[i].max,
                                            .number = str_eq(rows[i].name, "relay_port"), .error = form_msg(c, rows[i].name)};
                if (f[i].kind == ADMIN_SELECT)
                        security_options(c, &f[i]);
        }
}

static const char *typed(struct ctx *c, const char *name)
{
        const char *s = form_value(c, name);

        return s ? text_clean(c->arena, s, strlen(s), true) : "";
}

void mail_fields_read(struct ctx *c, struct relay *out)
{
        const char *value[MAIL_FIELDS], *password = http_field(c->req, "relay_password");

        *out = (struct relay){.host = typed(c, "relay_host"), .user = typed(c, "relay_user"), .password = password ? password : "",
                              .sender = typed(c, "sender"), .sender_name = typed(c, "sender_name"), .security = typed(c, "relay_security")};
        if (!*out->security)
                out->security = "starttls";
        out->port = str_eq(out->security, "tls") ? 465 : str_eq(out->security, "none") ? 25 : 587;
        if (*typed(c, "relay_port") && !text_i64(typed(c, "relay_port"), &out->port))
                out->port = -1;
        values_of(c, out, value);
        for (size_t i = 0; i < MAIL_FIELDS; i++) {
                const char *wrong = rows[i].setting ? setting_wrong(c, setting_known(c, rows[i].setting), value[i]) : NULL;
                if (!wrong && rows[i].max && utf8_count(value[i]) > (size_t)rows[i].max)
                        wrong = msg_text(c->arena, c->lang, MSG_form_too_long, 1, &(struct html_arg){"max", NULL, rows[i].max});
                if (wrong)
                        form_error_text(c, rows[i].name, wrong);
        }
        if (strlen(out->password) > 1024)
                form_error_text(c, "relay_password", msg_text(c->arena, c->lang, MSG_form_too_long, 1, &(struct html_arg){"max", NULL, 1024}));
        if (relay_wrong(out))
                form_error(c, "relay_security", relay_wrong(out));
        if (*out->host && !*out->sender)
                form_error(c, "sender", MSG_mail_sender_missing);
}

enum status mail_fields_put(struct ctx *c, const struct relay *r, const char *password)
{
        const char *value[MAIL_FIELDS];
        enum status st = ST_OK;

        values_of(c, r, value);
        for (size_t i = 0; !st && i < MAIL_FIELDS; i++)
                if (rows[i].setting)
                        st = setting_change(c, rows[i].setting, value[i], NULL);
        if (!st && !*r->user)
                return relay_password_put(c, "");
        return st || !password ? st : relay_password_put(c, password);
}

struct mail_answer mail_try(struct ctx *c, const struct relay *r, const char *to)
{
        struct html_arg arg = {"to", to, 0};
        struct smtp_answer a;

        relay_try(c, r, to, &a);
        bool good = a.outcome == SMTP_SENT;
        return (struct mail_answer){.shown = true, .good = good, .relay = a.text,
                                    .said = good ? msg_text(c->arena, c->lang, MSG_mail_try_done, 1, &arg) : relay_said(c, a.outcome)};
}
