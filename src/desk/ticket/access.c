/* Links for people without account.  Whoever shows a link could show it to anybody: so it opens one ticket,
 * carries no right of the desk (a person with a login, a role or a scope gets none and an existing one
 * dies), and what is written by it says so in the journal. */
#include "desk/people/people.h"
#include "desk/ticket/access.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/letters.h"

DB_STMT(access_person, "SELECT p.id AS person_id, p.name, CASE WHEN " BARE_PERSON " THEN 1 ELSE 0 END AS bare"
                       " FROM person p WHERE p.id = :person AND p.state = 10");
DB_STMT(access_invited, "SELECT COUNT(*) FROM ticket_person WHERE ticket_id = :id AND part = 50 AND person_id <> :person");
DB_STMT(access_is_invited, "SELECT COUNT(*) FROM ticket_person WHERE ticket_id = :id AND part = 50 AND person_id = :person");
DB_STMT(access_made, "SELECT COUNT(*) FROM token WHERE made_by = :me AND made_at > :since");
DB_STMT(access_drop, "DELETE FROM token WHERE use = 'invite' AND ticket_id = :id AND person_id = :person");
DB_STMT(access_add,
        "INSERT INTO token (secret_hash, person_id, use, ticket_id, ends_at, made_at, made_by)"
        " VALUES (:hash, :person, 'invite', :id, :ends, :now, :me)");
DB_STMT(access_by_secret,
        "SELECT k.person_id, p.name, k.ticket_id FROM token k JOIN person p ON p.id = k.person_id"
        " JOIN ticket t ON t.id = k.ticket_id JOIN ticket_person x ON x.person_id = k.person_id AND x.ticket_id = k.ticket_id"
        " AND x.part = 50 WHERE k.secret_hash = :hash AND k.use = 'invite' AND k.ends_at > :now AND " BARE_PERSON
        " AND (t.closed_at IS NULL OR t.closed_at > :shut)");
DB_STMT(access_replies,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM entry WHERE ticket_id = :id AND author_id = :me AND at > :since LIMIT 100) e");
DB_STMT(access_files,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM attachment a JOIN entry e ON e.id = a.entry_id WHERE a.ticket_id = :id"
        " AND e.author_id = :me AND e.at > :since LIMIT 100) f");
static const struct db_stmt *const access_stmts[] = {&access_person, &access_invited, &access_is_invited, &access_made,
                                                     &access_drop,   &access_add,     &access_by_secret,  &access_replies,
                                                     &access_files,  NULL};

struct access_row {
        int64_t person_id, ticket_id, bare;
        const char *name;
};
static const struct db_col person_cols[] = {DB_COL_I64(struct access_row, person_id), DB_COL_TEXT(struct access_row, name),
                                            DB_COL_I64(struct access_row, bare), DB_COL_END};
static const struct db_col secret_cols[] = {DB_COL_I64(struct access_row, person_id), DB_COL_TEXT(struct access_row, name),
                                            DB_COL_I64(struct access_row, ticket_id), DB_COL_END};

enum { SECRET_LETTERS = 43 };

/* ---- making and ending ---------------------------------------------------------------------------------------- */

enum status access_end(struct ctx *c, int64_t ticket_id, int64_t person_id)
{
        int64_t rows = 0;
        enum status st = db_exec(c->db, &access_drop, DB_ARGS(DB_I("id", ticket_id), DB_I("person", person_id)), &rows);

        /* streams opened by the link end with it */
        return st || !rows ? st : live_event(c, LIVE_PERSON, 0, 0, NULL, 0, &person_id, 1);
}

static enum status link_make(struct ctx *c, const struct ticket *t, int64_t person_id, const char **secret)
{
        char *text = random_token(c->arena);
        unsigned char hash[DIGEST_BYTES];
        int64_t made = 0;
        enum status st = db_hold(c->db, "access-made", c->actor->person_id);

        if (!st)
                st = db_i64(c->db, &access_made, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("since", c->now - DAY_MS)), &made);
        if (!st && made >= ACCESS_PER_DAY)
                st = ctx_fail(c, ST_THROTTLED, MSG_access_per_day);
        if (!st)
                st = access_end(c, t->id, person_id);
        if (st)
                return st;
        digest(text, strlen(text), hash);
        *secret = text;
        return db_exec(c->db, &access_add,
                       DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("person", person_id), DB_I("id", t->id),
                               DB_I("ends", c->now + setting_i64(c, "access.days") * DAY_MS), DB_I("now", c->now),
                               DB_I("me", c->actor->person_id)),
                       NULL);
}

/* name@host.tld, as far as a link needs: whoever reads it is shown it again before it is used. */
static bool address_ok(const char *s)
{
        const char *at = strchr(s, '@'), *dot = at ? strrchr(at, '.') : NULL;

        return at && at > s && !strchr(at + 1, '@') && dot && dot > at + 1 && dot[1] && strlen(s) <= 254 &&
               !strpbrk(s, " \t\n\"<>(),;:\\");
}

static enum status person_invited(struct ctx *c, const struct ticket *t, const char *who, const char *name, int64_t *id)
{
        enum status st = person_known(c, who, id);
        const char *called;

        if (st != ST_NOT_FOUND)
                return st;
        if (!address_ok(who)) {
                form_error(c, "who", MSG_recipients_unknown);
                return ST_INVALID;
        }
        if (!text_take(c, "name", name, MAX_NAME_BYTES, true, &called))
                return ST_INVALID;
        /* the desk may know no more than the address; a requester says whom they mean */
        if (text_blank(called) && requester_side(t)) {
                form_error(c, "name", MSG_access_name_missing);
                return ST_INVALID;
        }
        return person_ensure(c, NULL, text_short(c->arena, called, 100), who, id);
}

static enum status room_left(struct ctx *c, const struct ticket *t, int64_t person_id)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &access_invited, DB_ARGS(DB_I("id", t->id), DB_I("person", person_id)), &n);

        return st ? st : n >= ACCESS_PER_TICKET ? ctx_fail(c, ST_CONFLICT, MSG_access_per_ticket) : ST_OK;
}

enum status access_invite(struct ctx *c, struct ticket *t, const char *who, const char *name, struct access_link *out)
{
        struct access_row p;
        const char *typed = text_clean(c->arena, who ? who : "", who ? strnlen(who, 1000) : 0, true);
        int64_t id = 0;

        *out = (struct access_link){.secret = NULL};
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_load(c, t->id, ACT_INVITE, t);
        if (!st)
                st = db_hold(c->db, "access", t->id);
        if (!st)
                st = person_invited(c, t, typed, name, &id);
        if (!st)
                st = db_one(c->db, c->arena, &access_person, DB_ARGS(DB_I("person", id)), person_cols, &p);
        if (st == ST_NOT_FOUND && id) { /* somebody who left */
                form_error(c, "who", MSG_recipients_unknown);
                st = ST_INVALID;
        }
        if (!st)
                st = room_left(c, t, id);
        if (!st)
                st = ticket_invite(c, t, id, true);
        if (!st && p.bare)
                st = link_make(c, t, id, &out->secret);
        if (!st && p.bare)
                st = letter_link(c, t, id, out->secret, &out->mailed);
        if (st)
                return st;
        out->person_id = id;
        out->name = p.name;
        return db_commit(&tx);
}

enum status access_renew(struct ctx *c, struct ticket *t, int64_t person_id, struct access_link *out)
{
        struct access_row p;
        int64_t invited = 0;

        *out = (struct access_link){.person_id = person_id};
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_load(c, t->id, ACT_INVITE, t);
        if (!st)
                st = db_hold(c->db, "access", t->id);
        if (!st)
                st = db_i64(c->db, &access_is_invited, DB_ARGS(DB_I("id", t->id), DB_I("person", person_id)), &invited);
        if (!st)
                st = db_one(c->db, c->arena, &access_person, DB_ARGS(DB_I("person", person_id)), person_cols, &p);
        if (!st && (!invited || !p.bare))
                st = ST_NOT_FOUND;
        if (!st)
                st = link_make(c, t, person_id, &out->secret);
        if (!st)
                st = letter_link(c, t, person_id, out->secret, &out->mailed);
        if (st)
                return st;
        out->name = p.name;
        return db_commit(&tx);
}

const char *access_url(struct ctx *c, const char *secret)
{
        const char *site = setting_text(c, "site.url"), *host = c->req ? http_header(c->req, "Host") : NULL;

        if (*site)
                return arena_fmt(c->arena, "%s/i/%s", site, secret);
        if (!host || !str_eq(host, c->app->cfg.listen))
                return arena_fmt(c->arena, "/i/%s", secret);
        return arena_fmt(c->arena, "http://%s/i/%s", host, secret);
}

/* ---- entering ------------------------------------------------------------------------------------------------------ */

enum status access_enter(struct ctx *c, const char *secret, struct ticket *out)
{
        unsigned char hash[DIGEST_BYTES];
        struct access_row row;

        if (strlen(secret) != SECRET_LETTERS)
                return ST_NOT_FOUND;
        digest(secret, strlen(secret), hash);
        enum status st = db_one(c->db, c->arena, &access_by_secret,
                                DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("now", c->now),
                                        DB_I("shut", c->now - setting_i64(c, "access.closed_days") * DAY_MS)),
                                secret_cols, &row);
        if (st)
                return st;
        struct actor *guest = ARENA_NEW(c->arena, struct actor);
        *guest = (struct actor){.person_id = row.person_id, .login = "", .name = row.name, .persona = "", .prefs = "{}",
                                .lang_text = c->lang == LANG_EN ? "en" : "fr"};
        c->actor = guest;
        c->channel = CHANNEL_LINK;
        return ticket_load(c, row.ticket_id, ACT_READ, out);
}

enum status access_may_write(struct ctx *c, const struct ticket *t, size_t files)
{
        int64_t replies = 0, sent = 0, me = c->actor->person_id;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_hold(c->db, "access", t->id);

        if (!st)
                st = db_i64(c->db, &access_replies, DB_ARGS(DB_I("id", t->id), DB_I("me", me), DB_I("since", c->now - HOUR_MS)), &replies);
        if (!st)
                st = db_i64(c->db, &access_files, DB_ARGS(DB_I("id", t->id), DB_I("me", me), DB_I("since", c->now - DAY_MS)), &sent);
        if (!st && replies >= ACCESS_REPLIES_HOUR)
                st = ctx_fail(c, ST_THROTTLED, MSG_access_too_many);
        if (!st && sent + (int64_t)files > ACCESS_FILES_DAY)
                st = ctx_fail(c, ST_THROTTLED, MSG_access_too_many_files);
        return st ? st : db_commit(&tx);
}

bool site_url_fit(const char *url)
{
        const char *host = str_starts(url, "https://") ? url + 8 : str_starts(url, "http://") ? url + 7 : NULL;

        return !*url || (host && *host && strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") == strlen(host));
}

static int site_url_fits(const struct ctx *c, const char *value)
{
        return site_url_fit(value) ? 0 : MSG_setting_site_url_wrong;
}

static const struct setting access_settings[] = {
        {"access.days", "90", 1, 3650, MSG_setting_access_days},
        {"access.closed_days", "30", 0, 3650, MSG_setting_access_closed_days},
        {"site.url", "", 0, 0, MSG_setting_site_url, site_url_fits},
        {NULL, NULL, 0, 0, 0},
};

static const struct personal access_personal[] = {
        {"token", "made_at", "made_by", "who made a link for somebody, and when"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_access = {
        .name = "ticket_access", .stmts = access_stmts, .settings = access_settings, .personal = access_personal};
