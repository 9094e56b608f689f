/* The relay as a form: the same seven fields on its page and in the first run.  What is wrong with a value is what
 * the setting says of it, so that the page of all settings, the configuration file and these agree. */
#include "desk/admin/mail_view.h"

static const struct {
        int label, hint;
        enum admin_kind kind;
} rows[RELAY_FIELDS] = {
        {MSG_mail_host, MSG_mail_host_hint, ADMIN_LINE},         {MSG_mail_security, MSG_mail_security_hint, ADMIN_SELECT},
        {MSG_mail_port, MSG_mail_port_hint, ADMIN_LINE},         {MSG_mail_user, MSG_mail_user_hint, ADMIN_LINE},
        {MSG_mail_password, MSG_mail_password_none, ADMIN_PASSWORD}, {MSG_mail_sender, MSG_mail_sender_hint, ADMIN_LINE},
        {MSG_mail_sender_name, MSG_mail_sender_name_hint, ADMIN_LINE},
};

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
        const char *value[RELAY_FIELDS];

        relay_values(c, now, value);
        for (size_t i = 0; i < RELAY_FIELDS; i++) {
                const char *name = relay_fields[i].name;
                int hint = rows[i].kind == ADMIN_PASSWORD && kept ? MSG_mail_password_kept : rows[i].hint;
                f[i] = (struct admin_field){.kind = rows[i].kind, .name = name, .label = ctx_msg(c, rows[i].label), .hint = ctx_msg(c, hint),
                                            .value = !value[i] ? "" : is_typed ? admin_typed(c, name, value[i]) : value[i], .max = relay_fields[i].max,
                                            .number = str_eq(name, "relay_port"), .error = form_msg(c, name)};
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
        const char *password = http_field(c->req, "relay_password");

        *out = (struct relay){.host = typed(c, "relay_host"), .user = typed(c, "relay_user"), .password = password ? password : "",
                              .sender = typed(c, "sender"), .sender_name = typed(c, "sender_name"), .security = typed(c, "relay_security")};
        if (!*out->security)
                out->security = "starttls";
        out->port = str_eq(out->security, "tls") ? 465 : str_eq(out->security, "none") ? 25 : 587;
        if (*typed(c, "relay_port") && !text_i64(typed(c, "relay_port"), &out->port))
                out->port = -1;
        relay_judge(c, out);
}

struct mail_answer mail_said(struct ctx *c, const char *to, const struct smtp_answer *a)
{
        struct html_arg arg = {"to", to, 0};
        bool good = a->outcome == SMTP_SENT;

        return (struct mail_answer){.shown = true, .good = good, .relay = a->text,
                                    .said = good ? msg_text(c->arena, c->lang, MSG_mail_try_done, 1, &arg) : relay_said(c, a->outcome)};
}

struct mail_answer mail_try(struct ctx *c, const struct relay *r, const char *to)
{
        struct smtp_answer a;

        relay_try(c, r, to, &a);
        return mail_said(c, to, &a);
}
