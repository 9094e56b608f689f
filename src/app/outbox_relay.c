/* The relay: its settings, its password (sealed, in no setting and no export), and one letter handed to it. */
#include "app/outbox.h"
#include "app/secret.h"
#include "base/random.h"
#include "mail/letter.h"

#define PASSWORD "mail.relay"

DB_STMT(secret_get, "SELECT id, name AS about, secret FROM house_secret WHERE name = :name");
DB_STMT(secret_put, "INSERT INTO house_secret (name, secret) VALUES (:name, :secret) ON CONFLICT (name) DO UPDATE SET secret = excluded.secret");
DB_STMT(secret_drop, "DELETE FROM house_secret WHERE name = :name");
DB_STMT(secret_page, "SELECT id, name AS about, secret FROM house_secret WHERE id > :after ORDER BY id LIMIT 200");
DB_STMT(secret_again, "UPDATE house_secret SET secret = :fresh WHERE id = :id AND secret = :old");
DB_STMT(secret_lost, "DELETE FROM house_secret WHERE id = :id");
static const struct db_stmt *const relay_stmts[] = {&secret_get, &secret_put, &secret_drop, &secret_page, &secret_again, &secret_lost, NULL};

struct secret_row {
        int64_t id;
        const char *about;
        struct db_blob secret;
};
static const struct db_col secret_cols[] = {DB_COL_I64(struct secret_row, id), DB_COL_TEXT(struct secret_row, about),
                                            DB_COL_BLOB(struct secret_row, secret), DB_COL_END};

/* ---- password ---- */

static enum status password_row(struct ctx *c, struct secret_row *r)
{
        enum status st = db_one(c->db, c->arena, &secret_get, DB_ARGS(DB_T("name", PASSWORD)), secret_cols, r);

        if (st == ST_NOT_FOUND)
                *r = (struct secret_row){0};
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status relay_password_kept(struct ctx *c, bool *kept)
{
        struct secret_row r;
        enum status st = password_row(c, &r);

        *kept = !st && r.id;
        return st;
}

enum status relay_password_put(struct ctx *c, const char *password)
{
        struct db_blob sealed;

        if (!*password)
                return db_exec(c->db, &secret_drop, DB_ARGS(DB_T("name", PASSWORD)), NULL);
        enum status st = secret_seal(c, PASSWORD, password, strlen(password), &sealed);
        return st ? st : db_exec(c->db, &secret_put, DB_ARGS(DB_T("name", PASSWORD), DB_B("secret", sealed.p, sealed.n)), NULL);
}

enum status relay_now(struct ctx *c, struct relay *out)
{
        struct secret_row r;
        struct db_blob clear = {0};
        enum status st = password_row(c, &r);

        if (!st && r.id)
                st = secret_open(c, PASSWORD, &r.secret, &clear);
        *out = (struct relay){.host = setting_text(c, "mail.relay_host"), .user = setting_text(c, "mail.relay_user"),
                              .password = clear.n ? arena_strn(c->arena, (const char *)clear.p, clear.n) : "",
                              .sender = setting_text(c, "mail.sender"), .sender_name = setting_text(c, "mail.sender_name"),
                              .security = setting_text(c, "mail.relay_security"), .port = setting_i64(c, "mail.relay_port")};
        return st;
}

enum status relay_mark(struct ctx *c, int64_t *out)
{
        unsigned char hash[DIGEST_BYTES], sealed[DIGEST_BYTES] = {0};
        struct secret_row row;
        struct relay r;
        struct buf b;
        enum status st = relay_now(c, &r);

        if (!st)
                st = password_row(c, &row);
        if (st)
                return st;
        if (row.id) /* as it is kept: the mark says nothing of the password, yet changes with it */
                digest(row.secret.p, row.secret.n, sealed);
        buf_init(&b, c->arena, 65536);
        buf_fmt(&b, "%s\n%lld\n%s\n%s\n%s\n%s\n", r.host, (long long)r.port, r.security, r.user, r.sender, r.sender_name);
        buf_add(&b, (const char *)sealed, sizeof sealed);
        digest(b.p, b.n, hash);
        *out = 0;
        for (size_t i = 0; i < 6; i++)
                *out = *out * 256 + hash[i];
        *out += !*out;
        return ST_OK;
}

/* ---- values ---- */

static int sender_fits(const struct ctx *c, const char *value)
{
        return !*value || letter_address_ok(value) ? 0 : MSG_mail_bad_address;
}

static int host_fits(const struct ctx *c, const char *value)
{
        return !*value || smtp_host_ok(value) ? 0 : MSG_mail_bad_host;
}

static int security_fits(const struct ctx *c, const char *value)
{
        return str_eq(value, "starttls") || str_eq(value, "tls") || str_eq(value, "none") ? 0 : MSG_mail_bad_security;
}

int relay_wrong(const struct relay *r)
{
        if (*r->host && str_eq(r->security, "none") && !smtp_loopback(r->host))
                return MSG_mail_none_only_here;
        return 0;
}

/* ---- sending ---- */

static enum smtp_security security_of(const char *word)
{
        return str_eq(word, "tls") ? SMTP_TLS : str_eq(word, "none") ? SMTP_CLEAR : SMTP_STARTTLS;
}

void relay_send(struct ctx *c, const struct relay *r, const struct outbox_letter *l, const char *message_id, struct smtp_answer *out)
{
        struct buf b;
        const char *name = *r->sender_name ? r->sender_name : setting_text(c, "site.name");
        const char *domain = strchr(r->sender, '@');
        struct smtp_relay at = {.host = r->host, .port = r->port, .security = security_of(r->security), .user = r->user, .password = r->password,
                                .ca_file = c->app->cfg.ca_file};
        struct letter is = {.from = r->sender, .from_name = name, .to = l->to, .to_name = l->to_name, .subject = l->subject, .text = l->text,
                            .message_id = message_id, .at = c->now};

        *out = (struct smtp_answer){SMTP_BAD, 0, ""};
        if (domain && l->ticket_id)
                is.thread = arena_fmt(c->arena, "ticket.%lld%s", (long long)l->ticket_id, domain);
        buf_init(&b, c->arena, LETTER_BYTES);
        if (letter_write(&is, &b) == ST_OK)
                smtp_send(c->arena, &at, r->sender, l->to, b.p, b.n, out);
        log_event(out->outcome == SMTP_SENT ? LOG_INFO : LOG_WARN, "mail.sent", LOG_S("message", message_id), LOG_I("outcome", out->outcome),
                  LOG_I("code", out->code), LOG_S("answer", out->outcome == SMTP_SENT ? "" : out->text));
}

void relay_try(struct ctx *c, const struct relay *r, const char *to, struct smtp_answer *out)
{
        struct html_arg site = {"site", setting_text(c, "site.name"), 0};
        struct outbox_letter l = {.to = to, .to_name = "", .kind = "try", .subject = msg_text(c->arena, c->lang, MSG_mail_try_subject, 1, &site),
                                  .text = msg_text(c->arena, c->lang, MSG_mail_try_text, 1, &site)};

        relay_send(c, r, &l, letter_id(c->arena, r->sender), out);
}

const char *relay_said(struct ctx *c, enum smtp_outcome outcome)
{
        static const int said[] = {[SMTP_SENT] = MSG_mail_was_sent,       [SMTP_UNREACHABLE] = MSG_mail_was_unreachable,
                                   [SMTP_UNSAFE] = MSG_mail_was_unsafe,   [SMTP_LOGIN] = MSG_mail_was_login,
                                   [SMTP_REFUSED] = MSG_mail_was_refused, [SMTP_LATER] = MSG_mail_was_later,
                                   [SMTP_NEVER] = MSG_mail_was_never,     [SMTP_BAD] = MSG_mail_was_bad};

        return ctx_msg(c, said[outcome <= SMTP_BAD ? outcome : SMTP_BAD]);
}

static const struct setting relay_settings[] = {{"mail.relay_host", "", 0, 0, MSG_mail_set_host, host_fits},
                                                {"mail.relay_port", "587", 1, 65535, MSG_mail_set_port, NULL},
                                                {"mail.relay_security", "starttls", 0, 0, MSG_mail_set_security, security_fits},
                                                {"mail.relay_user", "", 0, 0, MSG_mail_set_user, NULL},
                                                {"mail.sender", "", 0, 0, MSG_mail_set_sender, sender_fits},
                                                {"mail.sender_name", "", 0, 0, MSG_mail_set_sender_name, NULL},
                                                {"mail.trial_to", "", 0, 0, MSG_mail_set_trial_to, sender_fits},
                                                {0}};
static const struct sealed relay_sealed[] = {{&secret_page, &secret_again, &secret_lost}, {0}};

const struct slice slice_relay = {.name = "relay", .stmts = relay_stmts, .settings = relay_settings, .sealed = relay_sealed};
