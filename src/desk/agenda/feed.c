/* Calendars by a secret address.  Whoever holds the address reads: so it shows hours, places and courses, no names of
 * people and no words that people wrote, it can be taken back, and only its hash is kept.  What it shows is asked
 * anew each time, with the rights that its owner has then. */
#include "base/sha256.h"
#include "desk/agenda/agenda.h"
#include "desk/agenda/agenda_own.h"
#include "desk/people/people.h"

DB_STMT(feed_rows,
        "SELECT k.id, k.made_at, k.used_at, k.scopes FROM token k WHERE k.person_id = :me AND k.use = 'calendar' AND k.ends_at > :now"
        " ORDER BY k.id LIMIT 20");
DB_STMT(feed_count, "SELECT COUNT(*) FROM token WHERE person_id = :me AND use = 'calendar' AND ends_at > :now");
DB_STMT(feed_add,
        "INSERT INTO token (secret_hash, person_id, use, scopes, ends_at, made_at, made_by) VALUES (:hash, :me, 'calendar', :scopes,"
        " 253402300799999, :now, :me) RETURNING id");
DB_STMT(feed_delete, "DELETE FROM token WHERE id = :id AND person_id = :me AND use = 'calendar'");
DB_STMT(feed_by_secret,
        "SELECT k.person_id, k.scopes, p.login, p.name, p.lang, CASE WHEN EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = p.id)"
        " THEN 1 ELSE 0 END AS agent FROM token k JOIN person p ON p.id = k.person_id WHERE k.secret_hash = :hash AND k.use = 'calendar'"
        " AND k.ends_at > :now AND p.state = 10");
static const struct db_stmt *const feed_stmts[] = {&feed_rows, &feed_count, &feed_add, &feed_delete, &feed_by_secret, NULL};

static const struct db_col feed_cols[] = {DB_COL_I64(struct feed, id), DB_COL_I64(struct feed, made_at), DB_COL_I64(struct feed, used_at),
                                          DB_COL_TEXT(struct feed, scopes), DB_COL_END};
struct owner {
        int64_t person_id, agent;
        const char *scopes, *login, *name, *lang;
};
static const struct db_col owner_cols[] = {DB_COL_I64(struct owner, person_id), DB_COL_TEXT(struct owner, scopes),
                                           DB_COL_TEXT(struct owner, login),    DB_COL_TEXT(struct owner, name),
                                           DB_COL_TEXT(struct owner, lang),     DB_COL_I64(struct owner, agent), DB_COL_END};

enum { SECRET_LETTERS = 43, LINE_BYTES = 74, FEED_BYTES = 4 << 20 };

static int64_t group_in(const char *scopes)
{
        int64_t id = 0;

        return str_starts(scopes, "group:") && text_i64(scopes + 6, &id) ? id : 0;
}

/* ---- making and ending --------------------------------------------------------------------------------------- */

enum status feed_list(struct ctx *c, struct feed **out, size_t *n)
{
        struct group g;
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_all(c->db, c->arena, &feed_rows, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now)), feed_cols,
                            sizeof **out, FEEDS_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++) {
                struct feed *f = &(*out)[i];
                f->group_id = group_in(f->scopes);
                f->group_name = f->group_id && group_load(c, f->group_id, &g) == ST_OK ? g.name : "";
        }
        return st;
}

enum status feed_make(struct ctx *c, int64_t group_id, int64_t *id, const char **secret)
{
        unsigned char hash[DIGEST_BYTES];
        int64_t n = 0;
        enum status st = agenda_agents_only(c);

        if (!st && (!c->actor->person_id || (group_id && !people_is_member(c, c->actor->person_id, group_id))))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : db_i64(c->db, &feed_count, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now)), &n);
        if (!st && n >= FEEDS_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_agenda_feeds_many);
        char *text = random_token(c->arena);
        digest(text, strlen(text), hash);
        if (!st)
                st = db_i64(c->db, &feed_add,
                            DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("me", c->actor->person_id), DB_I("now", c->now),
                                    DB_T("scopes", group_id ? arena_fmt(c->arena, "group:%lld", (long long)group_id) : "person")),
                            id);
        if (!st)
                st = audit(c, "feed.make", "group", group_id, "ok", NULL);
        if (!st)
                st = db_commit(&tx);
        *secret = text;
        return st;
}

/* By the site's own address, never what a browser says; without one, the part behind it. */
const char *feed_url(struct ctx *c, const char *secret)
{
        return arena_fmt(c->arena, "%s/calendar/%s.ics", setting_text(c, "site.url"), secret);
}

enum status feed_drop(struct ctx *c, int64_t id)
{
        int64_t rows = 0;
        enum status st = agenda_agents_only(c);

        DB_TX(tx, c->db);
        if (!st)
                st = tx.st ? tx.st : db_exec(c->db, &feed_delete, DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id)), &rows);
        if (!st && !rows)
                return ST_NOT_FOUND;
        if (!st)
                st = audit(c, "feed.drop", "token", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

/* ---- the text -------------------------------------------------------------------------------------------------- */

/* One content line: escaped, folded at 75 bytes between characters, CRLF. */
static void line(struct buf *b, const char *name, const char *value, bool text)
{
        size_t on_line = strlen(name) + 1;

        buf_fmt(b, "%s:", name);
        for (const char *p = value; *p;) {
                size_t n = 1;
                while (((unsigned char)p[n] & 0xc0) == 0x80)
                        n++;
                bool escaped = text && (*p == ',' || *p == ';' || *p == '\\' || *p == '\n');
                if (on_line + n + escaped > LINE_BYTES) {
                        buf_str(b, "\r\n ");
                        on_line = 1;
                }
                if (escaped)
                        buf_char(b, '\\');
                if (*p == '\n')
                        buf_char(b, 'n');
                else
                        buf_add(b, p, n);
                on_line += n + escaped;
                p += n;
        }
        buf_str(b, "\r\n");
}

static void moment(struct ctx *c, struct buf *b, const char *name, int64_t at)
{
        struct civil t;

        zone_local(zone_get("UTC"), at, &t);
        line(b, name, arena_fmt(c->arena, "%04d%02d%02dT%02d%02d%02dZ", t.year, t.month, t.day, t.hour, t.minute, t.second), false);
}

/* What makes the names of events one's own among the counters of several houses in one agenda. */
static const char *house(struct ctx *c)
{
        const char *url = setting_text(c, "site.url"), *host = strstr(url, "://");

        host = host ? host + 3 : "";
        return *host ? arena_strn(c->arena, host, strcspn(host, "/:")) : "guichet";
}

/* Without the name of anybody: course, mode, place. */
static void event_text(struct ctx *c, struct buf *b, const struct support *s, const char *host)
{
        bool hidden = s->confidential || s->scope % 2;
        const char *state = s->free ? ctx_msg(c, MSG_agenda_to_take) : s->flag ? ctx_msg(c, MSG_agenda_to_look) : NULL;
        const char *what = s->course_code ? arena_fmt(c->arena, "%s, %s", s->course_code, s->mode_label) : s->mode_label;

        line(b, "BEGIN", "VEVENT", false);
        line(b, "UID", arena_fmt(c->arena, "support-%lld@%s", (long long)s->ticket_id, host), false);
        /* of the event's last change, not of the asking: the same events give the same text, and the same ETag */
        moment(c, b, "DTSTAMP", s->updated_at);
        line(b, "SEQUENCE", arena_fmt(c->arena, "%lld", (long long)s->version), false);
        moment(c, b, "DTSTART", s->from_at);
        moment(c, b, "DTEND", s->to_at);
        line(b, "SUMMARY", hidden ? ctx_msg(c, MSG_agenda_busy) : state ? arena_fmt(c->arena, "%s (%s)", what, state) : what, true);
        if (!hidden && *s->where)
                line(b, "LOCATION", s->where, true);
        if (!hidden)
                line(b, "DESCRIPTION", s->number, true);
        line(b, "END", "VEVENT", false);
}

/* A list ends at its ceiling: what follows is asked behind its last event, until there is no more. */
static enum status events_text(struct ctx *c, struct buf *b, struct support_query q, bool *any)
{
        struct support *s;
        size_t n = SUPPORTS_MAX;

        for (*any = false; n == SUPPORTS_MAX;) {
                enum status st = support_list(c, &q, &s, &n);
                if (st)
                        return st;
                for (size_t i = 0; i < n; i++)
                        event_text(c, b, &s[i], house(c));
                *any = *any || n;
                q.after_at = n ? s[n - 1].from_at : 0;
                q.after_id = n ? s[n - 1].ticket_id : 0;
        }
        return ST_OK;
}

static enum status calendar_text(struct ctx *c, int64_t group_id, const char **out)
{
        struct buf b;
        bool any;
        int64_t today = c->now - c->now % DAY_MS;
        struct support_query q = {.from = today - FEED_DAYS_BACK * DAY_MS, .to = today + FEED_DAYS_AHEAD * DAY_MS, .group_id = group_id,
                                  .person_id = group_id ? 0 : c->actor->person_id, .done = true};

        buf_init(&b, c->arena, FEED_BYTES);
        buf_str(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Guichet//Agenda//FR\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
        line(&b, "X-WR-CALNAME", ctx_msg(c, MSG_agenda_feed_name), true);
        enum status st = events_text(c, &b, q, &any);
        if (st)
                return st;
        if (!any) /* RFC 5545 asks for one part at least: some agendas refuse a calendar of none */
                buf_str(&b, "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\n"
                            "TZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
        buf_str(&b, "END:VCALENDAR\r\n");
        *out = b.p;
        return buf_end(&b);
}

enum status feed_text(struct ctx *c, const char *secret, const char **out)
{
        unsigned char hash[DIGEST_BYTES];
        struct owner o;

        if (!secret || strlen(secret) != SECRET_LETTERS)
                return ST_NOT_FOUND;
        digest(secret, strlen(secret), hash);
        enum status st = db_one(c->db, c->arena, &feed_by_secret, DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("now", c->now)),
                                owner_cols, &o);
        if (st || !o.agent)
                return st ? st : ST_NOT_FOUND;
        int64_t group = group_in(o.scopes);
        const struct actor *who = c->actor;
        const struct actor owner = {.person_id = o.person_id, .login = o.login, .name = o.name, .lang_text = o.lang, .persona = "",
                                    .roles = ROLE_AGENT, .prefs = "{}"};
        if (group && !people_is_member(c, o.person_id, group)) /* who left the group reads it no more */
                return ST_NOT_FOUND;
        enum lang lang = c->lang;
        c->actor = &owner;
        c->lang = str_eq(o.lang, "en") ? LANG_EN : LANG_FR;
        st = calendar_text(c, group, out);
        c->actor = who;
        c->lang = lang;
        return st;
}

const struct slice slice_agenda_feed = {.name = "agenda-feed", .stmts = feed_stmts};
