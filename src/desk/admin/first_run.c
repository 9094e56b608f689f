/* The code of the first run, kept as its digest among the facts of the house, and the page it opens.  Everything
 * that the page asks is written in one transaction: until it commits there is no administrator, and the code still
 * opens; once it has, the page no longer exists for anybody.  The password is hashed inside that transaction:
 * there is nobody else yet who could wait for it. */
#include "desk/admin/first.h"

#include "desk/admin/first_view.h"
#include "desk/clock/promises.h"
#include "desk/people/people.h"
#include "desk/ticket/access.h"
#include "templates.h"

DB_STMT(first_admins, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM role_grant r JOIN person p ON p.id = r.person_id"
                      " WHERE r.role = 'admin' AND p.state = 10 LIMIT 1) a");
DB_STMT(first_heads, "SELECT COALESCE(MAX(id), 0) FROM ticket");
DB_STMT(first_people, "SELECT COALESCE(MAX(id), 0) FROM person");
static const struct db_stmt *const first_stmts[] = {&first_admins, &first_heads, &first_people, NULL};

static const struct country {
        const char *code, *zone, *set, *phone;
        int name;
} countries[] = {{"fr", "Europe/Paris", "fr", "33", MSG_first_country_fr},
                 {"fr-am", "Europe/Paris", "fr-am", "33", MSG_first_country_fr_am},
                 {"be", "Europe/Brussels", "be", "32", MSG_first_country_be},
                 {"qc", "America/Toronto", "qc", "1", MSG_first_country_qc},
                 {"other", "", "", "", MSG_first_country_other}};

/* ---- the code ------------------------------------------------------------------------------------------------ */

static enum status unopened(struct ctx *c)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &first_admins, DB_NO_ARGS, &n);

        return st ? st : n ? ST_NOT_FOUND : ST_OK;
}

static const char *code_hash(struct ctx *c, const char *code)
{
        unsigned char hash[DIGEST_BYTES];
        struct buf b;

        buf_init(&b, c->arena, 256);
        for (const char *p = code; *p && b.n < 100; p++)
                if (*p != '-' && *p != ' ')
                        buf_char(&b, *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p);
        digest(b.n ? b.p : "", b.n, hash);
        return hex(c->arena, hash, DIGEST_BYTES);
}

enum status first_code(struct ctx *c, const char **code)
{
        static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* none that looks like another */
        unsigned char bytes[20];
        struct buf b;
        enum status st = unopened(c);

        *code = NULL;
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        random_bytes(bytes, sizeof bytes);
        buf_init(&b, c->arena, 64);
        for (size_t i = 0; i < sizeof bytes; i++)
                buf_fmt(&b, "%s%c", i && i % 5 == 0 ? "-" : "", letters[bytes[i] % (sizeof letters - 1)]);
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : house_fact_set(c, "state.first", code_hash(c, b.p));
        if (!st)
                st = db_commit(&tx);
        *code = st ? NULL : b.p;
        return st;
}

static enum status code_opens(struct ctx *c, const char *code, bool *opens)
{
        const char *kept;
        enum status st = house_fact_now(c, "state.first", &kept);
        const char *typed = code_hash(c, code);

        *opens = !st && kept && strlen(kept) == strlen(typed) && same_bytes(kept, typed, strlen(typed));
        return st;
}

/* ---- the form ------------------------------------------------------------------------------------------------- */

struct first_in {
        const char *name, *institution, *country, *url, *phone, *login, *person, *mail;
};
static const struct form_field first_fields[] = {
        {"site_name", FORM_LINE, offsetof(struct first_in, name), 1, 60, 0},
        {"institution", FORM_LINE, offsetof(struct first_in, institution), 1, 150, 0},
        {"country", FORM_LINE, offsetof(struct first_in, country), 1, 10, 0},
        {"site_url", FORM_LINE, offsetof(struct first_in, url), 0, 250, 0},
        {"phone", FORM_LINE, offsetof(struct first_in, phone), 0, 40, 0},
        {"login", FORM_LINE, offsetof(struct first_in, login), 1, 64, 0},
        {"name", FORM_LINE, offsetof(struct first_in, person), 1, 150, 0},
        {"mail", FORM_MAIL, offsetof(struct first_in, mail), 1, 254, 0},
        {0}};

static struct admin_field line(struct ctx *c, const char *name, int label, int hint, const char *value, int64_t max)
{
        return (struct admin_field){.name = name, .label = ctx_msg(c, label), .hint = hint ? ctx_msg(c, hint) : NULL,
                                    .value = admin_typed(c, name, value), .max = max};
}

/* What this page was asked by, to be read and put right before it is kept; "" when it is this machine's own name. */
static const char *asked_by(struct ctx *c)
{
        const char *host = http_header(c->req, "Host");
        const char *url = host ? arena_fmt(c->arena, "%s://%s", c->req->tls ? "https" : "http", host) : "";
        const char *dot = host ? strrchr(host, '.') : NULL;
        bool named = dot && ((dot[1] | 32) >= 'a' && (dot[1] | 32) <= 'z'); /* not a number, not "localhost" */

        return named && site_url_fit(url) ? url : "";
}

static void house_fields(struct ctx *c, struct first_view *v)
{
        struct admin_field *f = admin_fields_new(c, 5);
        struct admin_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(countries), struct admin_option);
        const char *chosen = admin_typed(c, "country", "fr");

        for (size_t i = 0; i < ARRAY_LEN(countries); i++)
                o[i] = (struct admin_option){countries[i].code, ctx_msg(c, countries[i].name), str_eq(chosen, countries[i].code)};
        f[0] = line(c, "site_name", MSG_first_name, 0, "Guichet", 60);
        f[1] = line(c, "institution", MSG_first_institution, 0, "", 150);
        f[2] = (struct admin_field){.kind = ADMIN_SELECT, .name = "country", .label = ctx_msg(c, MSG_first_country),
                                    .hint = ctx_msg(c, MSG_first_country_hint), .options = o, .n_options = ARRAY_LEN(countries)};
        f[3] = line(c, "site_url", MSG_first_url, MSG_first_url_hint, asked_by(c), 250);
        f[4] = line(c, "phone", MSG_first_phone, 0, "", 40);
        admin_errors(c, f, 5);
        v->house = (struct admin_fields){f, 5};
}

static void first_relay(struct ctx *c, struct first_view *v)
{
        static const struct relay none = {.host = "", .user = "", .password = "", .sender = "", .sender_name = "", .security = "starttls", .port = 587};
        struct admin_field *f = admin_fields_new(c, RELAY_FIELDS);

        mail_fields(c, &none, c->req->method == HTTP_POST, false, f);
        v->mail = (struct admin_fields){f, RELAY_FIELDS};
}

static void other_fields(struct ctx *c, struct first_view *v)
{
        struct admin_field *f = admin_fields_new(c, 3), *k = admin_fields_new(c, 16);
        size_t n = 0;

        f[0] = line(c, "name", MSG_first_person, 0, "", 150);
        f[1] = line(c, "login", MSG_first_login, 0, "", 64);
        f[2] = line(c, "mail", MSG_first_mail, 0, "", 254);
        admin_errors(c, f, 3);
        v->who = (struct admin_fields){f, 3};
        for (const struct first_pack *p; n < 15 && (p = first_pack_at(n)); n++)
                k[n] = (struct admin_field){.kind = ADMIN_FLAG, .name = p->name, .label = ctx_msg(c, p->title), .hint = ctx_msg(c, p->text),
                                            .checked = admin_typed_flag(c, p->name, true)};
        k[n++] = (struct admin_field){.kind = ADMIN_FLAG, .name = "trial", .label = ctx_msg(c, MSG_first_trial),
                                      .hint = ctx_msg(c, MSG_first_trial_hint), .checked = admin_typed_flag(c, "trial", true)};
        v->contents = (struct admin_fields){k, n};
}

static enum status first_show(struct ctx *c, const char *code, bool opened, const struct mail_answer *answer)
{
        struct first_view v = {.code = code, .opened = opened, .answer = answer ? *answer : (struct mail_answer){0}, .e_code = form_msg(c, "code"), .e_logo = form_msg(c, "logo"),
                               .e_password = form_msg(c, "password")};

        house_fields(c, &v);
        first_relay(c, &v);
        other_fields(c, &v);
        page_init(c, &v.page, ctx_msg(c, MSG_first_title), "first");
        if (c->n_error)
                c->res->status = 422;
        admin_first_html(&c->html, &v);
        return ST_OK;
}

static enum status first_get(struct ctx *c)
{
        const char *code = ctx_param(c, "code");
        bool opens = false;
        enum status st = unopened(c);

        if (!st && *code)
                st = code_opens(c, code, &opens);
        if (st)
                return st;
        if (*code && !opens)
                form_error(c, "code", MSG_first_code_wrong);
        return first_show(c, code, opens, NULL);
}

/* ---- what it does ----------------------------------------------------------------------------------------------- */

static const struct country *country_of(const char *code)
{
        for (size_t i = 0; i < ARRAY_LEN(countries); i++)
                if (str_eq(countries[i].code, code))
                        return &countries[i];
        return NULL;
}

static enum status country_put(struct ctx *c, const struct country *k)
{
        struct calendar_info is;

        if (!*k->zone)
                return ST_OK;
        enum status st = setting_change(c, "site.zone", k->zone, NULL);
        if (!st)
                st = setting_change(c, "people.phone_country", k->phone, NULL);
        if (!st)
                st = calendar_info_get(c, "standard", &is);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        return calendar_save(c, &(struct calendar_draft){.code = is.code, .name = is.name, .zone = k->zone, .week = is.week,
                                                         .holidays = arena_fmt(c->arena, "[{\"set\":\"%s\"}]", k->set), .day_ms = is.day_ms});
}

static enum status settings_put(struct ctx *c, const struct first_in *in)
{
        const struct {
                const char *name, *value;
        } said[] = {{"site.name", in->name}, {"site.institution", in->institution}, {"site.country", in->country},
                    {"site.url", in->url}, {"help.phone", in->phone}};
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < ARRAY_LEN(said); i++)
                st = setting_change(c, said[i].name, said[i].value, NULL);
        return st ? st : country_put(c, country_of(in->country));
}

static enum status packs_put(struct ctx *c)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && first_pack_at(i); i++)
                if (admin_typed_flag(c, first_pack_at(i)->name, false))
                        st = first_pack_put(c, first_pack_at(i));
        return st;
}

static enum status trial_put(struct ctx *c)
{
        int64_t tickets = 0, people = 0;

        if (!admin_typed_flag(c, "trial", false))
                return ST_OK;
        enum status st = db_i64(c->db, &first_heads, DB_NO_ARGS, &tickets);
        if (!st)
                st = db_i64(c->db, &first_people, DB_NO_ARGS, &people);
        return st ? st : house_fact_set(c, "state.trial", arena_fmt(c->arena, "%lld %lld %lld", (long long)c->now, (long long)tickets,
                                                              (long long)people));
}

static enum status first_run(struct ctx *c, const struct first_in *in, const struct relay *relay, const char *password,
                             const unsigned char *logo, size_t logo_n, int64_t *person)
{
        const struct actor *nobody = c->actor;
        struct person_draft d = {.login = in->login, .name = in->person, .mail = in->mail, .password = password, .role = "admin",
                                 .lang = c->lang == LANG_EN ? "en" : "fr"};

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_hold(c->db, "first", 0); /* many at once: one of them */
        if (!st)
                st = unopened(c);
        c->actor = &actor_system;
        if (!st)
                st = settings_put(c, in);
        if (!st)
                st = relay_put(c, relay, relay->password);
        if (!st && logo_n)
                st = logo_put(c, logo, logo_n);
        if (!st)
                st = packs_put(c);
        if (!st)
                st = person_add(c, &d, person);
        if (!st)
                st = trial_put(c);
        if (!st)
                st = house_fact_set(c, "state.first", NULL);
        if (!st)
                st = audit(c, "first.run", "person", *person, "ok", in->country);
        c->actor = nobody;
        return st ? st : db_commit(&tx);
}

/* « Envoyer un essai à moi »: with what is typed, before anything is kept. */
static enum status first_try(struct ctx *c, const char *code)
{
        static const struct form_field fields[] = {{"mail", FORM_MAIL, 0, 1, 254, MSG_mail_first_no_me}, {0}};
        const char *to;
        struct relay r;

        form_read(c, fields, &to);
        mail_fields_read(c, &r);
        if (!c->n_error && (!*r.host || !*r.sender))
                form_error(c, "relay_host", MSG_mail_first_no_relay);
        if (c->n_error)
                return first_show(c, code, true, NULL);
        struct mail_answer a = mail_try(c, &r, to);
        return first_show(c, code, true, &a);
}

static enum status first_post(struct ctx *c)
{
        struct first_in in;
        struct relay relay;
        const unsigned char *logo = NULL;
        const char *code = form_value(c, "code"), *password = http_field(c->req, "password");
        size_t logo_n = 0;
        int64_t person = 0;
        bool opens = false;
        enum status st = unopened(c);

        if (!st)
                st = code_opens(c, code ? code : "", &opens);
        if (st)
                return st;
        if (!opens) {
                form_error(c, "code", MSG_first_code_wrong);
                return first_show(c, code ? code : "", false, NULL);
        }
        if (str_eq(form_value(c, "act"), "try"))
                return first_try(c, code);
        form_read(c, first_fields, &in);
        mail_fields_read(c, &relay);
        if (*in.country && !country_of(in.country))
                form_error(c, "country", MSG_config_bad_word);
        if (!site_url_fit(in.url))
                form_error(c, "site_url", MSG_setting_site_url_wrong);
        if (!password || utf8_count(password) < 8)
                form_error(c, "password", MSG_first_password_short);
        st = upload_bytes(c, "logo", LOGO_BYTES, &logo, &logo_n);
        if (st == ST_TOO_LARGE || (!st && logo_n && !logo_type(logo, logo_n)))
                form_error(c, "logo", MSG_first_logo_wrong);
        if (!c->n_error)
                st = first_run(c, &in, &relay, password, logo, logo_n, &person);
        if (c->n_error)
                return first_show(c, code, true, NULL);
        if (!st)
                settings_fresh(c);
        if (!st)
                st = session_start(c, person);
        if (st)
                return st;
        page_notice(c, "first.done", NULL);
        return ctx_redirect(c, "/admin");
}

static int country_fits(const struct ctx *c, const char *value)
{
        return country_of(value) ? 0 : MSG_config_bad_word;
}

static const struct setting first_settings[] = {{"site.country", "fr", 0, 0, MSG_first_setting_country, country_fits},
                                                {0}};

static const struct route first_routes[] = {{HTTP_GET, "/first", PERM_PUBLIC, first_get, 0, NULL},
                                            {HTTP_POST, "/first", PERM_PUBLIC, first_post, ROUTE_UPLOAD | ROUTE_SLOW, NULL},
                                            {0}};

const struct slice slice_first = {.name = "first", .routes = first_routes, .stmts = first_stmts, .settings = first_settings};
