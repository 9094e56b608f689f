/* "@login" in what the desk writes: the agent is told and sees the ticket, which stays where it is.  Who
 * could not see it yet becomes a watcher, if the author works on the ticket and it is not for its group
 * only; otherwise the text is refused with the name, so that nobody believes a colleague informed.  What is
 * not an agent's login stays plain text, and so does what stands between backticks.  The reader sees the
 * name in bold: the text is rewritten before Markdown reads it, so no markup is made here. */
#include "desk/ticket/asked_own.h"

enum { LOGIN_MAX = 64 };

DB_STMT(mention_person,
        "SELECT p.id, CASE WHEN EXISTS (SELECT 1 FROM actor_scope w WHERE w.person_id = p.id AND w.scope = :scope)"
        " OR EXISTS (SELECT 1 FROM ticket_share y JOIN actor_scope z ON z.scope = y.scope WHERE y.ticket_id = :id"
        " AND z.person_id = p.id) THEN 1 ELSE 0 END AS reads, CASE WHEN EXISTS (SELECT 1 FROM ticket_person x"
        " WHERE x.person_id = p.id AND x.ticket_id = :id AND x.part <= 50) THEN 1 ELSE 0 END AS party, p.name,"
        " COALESCE(p.login, '') AS login FROM person p WHERE p.login = :login AND p.state = 10"
        " AND EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = p.id)");
DB_STMT(mention_put,
        "INSERT INTO entry_mention (person_id, entry_id) VALUES (:person, :entry) ON CONFLICT (person_id, entry_id) DO NOTHING");
static const struct db_stmt *const mention_stmts[] = {&mention_person, &mention_put, NULL};

static const struct db_col mentioned_cols[] = {
        DB_COL_I64(struct mentioned, id),    DB_COL_I64(struct mentioned, reads), DB_COL_I64(struct mentioned, party),
        DB_COL_TEXT(struct mentioned, name), DB_COL_TEXT(struct mentioned, login), DB_COL_END};

/* ---- the words ---- */

static bool login_byte(char ch)
{
        return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || (ch && strchr("._+-", ch));
}

static bool word_before(const char *text, const char *at)
{
        return at > text && (login_byte(at[-1]) || at[-1] == '@' || at[-1] == '/' || (unsigned char)at[-1] >= 0x80);
}

/* The next "@login" from *p: where its '@' stands and how long the login is; a full stop at the end of a
 * sentence is not of it.  False at the end. */
static bool next_login(const char *text, const char **p, bool *code, size_t *n)
{
        for (; **p; (*p)++) {
                if (**p == '`')
                        *code = !*code;
                if (**p != '@' || *code || word_before(text, *p))
                        continue;
                for (*n = 0; *n <= LOGIN_MAX && login_byte((*p)[1 + *n]);)
                        (*n)++;
                if (*n > LOGIN_MAX || (*p)[1 + *n] == '@')
                        continue;
                while (*n && strchr("._+-", (*p)[*n]))
                        (*n)--;
                if (*n)
                        return true;
        }
        return false;
}

static const char *login_at(struct ctx *c, const char *at, size_t n)
{
        return text_fold(c->arena, arena_strn(c->arena, at + 1, n));
}

/* ---- writing ---- */

static bool known_already(const struct mentions *m, const char *login)
{
        for (size_t i = 0; i < m->n; i++)
                if (str_eq(m->who[i].login, login))
                        return true;
        return false;
}

static enum status mention_add(struct ctx *c, const struct ticket *t, const char *login, struct mentions *m)
{
        struct mentioned who;

        if (known_already(m, login))
                return ST_OK;
        enum status st = db_one(c->db, c->arena, &mention_person,
                                DB_ARGS(DB_I("scope", t->scope), DB_I("id", t->id), DB_T("login", login)), mentioned_cols, &who);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        if (who.id == c->actor->person_id || (who.party && !who.reads)) /* asks or was invited: reads what is public */
                return ST_OK;
        if (!who.reads && (t->scope % 2 || !ticket_can(c, t, ACT_WORK))) {
                struct html_arg name = {"name", who.name, 0};
                form_error_text(c, "body", msg_text(c->arena, c->lang, MSG_recipients_mention_refused, 1, &name));
                return ST_INVALID;
        }
        m->who[m->n++] = who;
        return ST_OK;
}

enum status mentions_find(struct ctx *c, const struct ticket *t, const char *body, struct mentions *m)
{
        const char *p = body;
        bool code = false;
        size_t n;
        enum status st = ST_OK;

        m->n = 0;
        if (c->actor->system || requester_side(t) || !strchr(body, '@'))
                return ST_OK;
        for (size_t tries = 0; !st && tries < 4 * MENTIONS_MAX && m->n < MENTIONS_MAX && next_login(body, &p, &code, &n); tries++) {
                st = mention_add(c, t, login_at(c, p, n), m);
                p += n + 1;
        }
        return st;
}

enum status mentions_write(struct ctx *c, const struct ticket *t, int64_t entry_id, const struct mentions *m)
{
        int64_t people[MENTIONS_MAX];
        bool came = false;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < m->n; i++) {
                people[i] = m->who[i].id;
                st = db_exec(c->db, &mention_put, DB_ARGS(DB_I("person", people[i]), DB_I("entry", entry_id)), NULL);
                if (!st && !m->who[i].reads)
                        st = db_exec(c->db, &tsql_person_invite,
                                     DB_ARGS(DB_I("id", t->id), DB_I("part", PART_WATCHER), DB_I("person", people[i])), NULL);
                came = came || !m->who[i].reads;
        }
        if (!st && came)
                st = ticket_reindex(c, t->id);
        if (!st && m->n) {
                struct ticket now = *t;
                st = hooks_run(c, &(struct ticket_change){.event = EV_MENTIONED, .before = t, .after = &now, .entry_id = entry_id});
        }
        return st || !m->n ? st : live_event(c, LIVE_ENTRY, t->id, t->version, NULL, 0, people, m->n);
}

/* ---- showing ---- */

static const struct mark *mark_of(const struct mark *mark, size_t n, int64_t entry_id, const char *login)
{
        for (size_t i = 0; i < n; i++)
                if (mark[i].what == 2 && mark[i].entry_id == entry_id && str_eq(mark[i].login, login))
                        return &mark[i];
        return NULL;
}

static void name_write(struct buf *b, const char *name)
{
        buf_str(b, "**@");
        for (const char *p = name; *p; p++) {
                if (strchr("\\`*_{}[]<>()#+-.!|~&:/", *p))
                        buf_char(b, '\\');
                buf_char(b, *p);
        }
        buf_str(b, "**");
}

static const char *names_in(struct ctx *c, const struct entry *e, const struct mark *mark, size_t n_mark)
{
        const char *p = e->body, *from = e->body;
        bool code = false;
        struct buf b;
        size_t n;

        buf_init(&b, c->arena, 2 * MAX_BODY_BYTES);
        for (; next_login(e->body, &p, &code, &n); p += n + 1) {
                const struct mark *who = mark_of(mark, n_mark, e->id, login_at(c, p, n));
                if (!who)
                        continue;
                buf_add(&b, from, (size_t)(p - from));
                name_write(&b, who->name);
                from = p + n + 1;
        }
        buf_str(&b, from);
        return buf_end(&b) ? e->body : b.p;
}

/* Names of those who were told, and the bold names of those who are mentioned. */
void marks_show(struct ctx *c, struct entry *e, const struct mark *mark, size_t n)
{
        struct buf to;
        bool named = false;

        buf_init(&to, c->arena, 64 << 10);
        for (size_t i = 0; i < n; i++) {
                if (mark[i].entry_id != e->id)
                        continue;
                named = named || mark[i].what == 2;
                if (mark[i].what == 1)
                        buf_fmt(&to, "%s%s", to.n ? ", " : "", mark[i].name);
        }
        e->to = buf_end(&to) ? "" : to.p;
        if (named && e->by_agent && e->body && !(e->html && *e->html))
                e->safe = markdown(c->arena, names_in(c, e, mark, n));
}

static const struct personal mention_personal[] = {
        {"entry_mention", "person_id", "person_id", "who was named in a text"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_mentions = {.name = "ticket_mentions", .stmts = mention_stmts, .personal = mention_personal};
