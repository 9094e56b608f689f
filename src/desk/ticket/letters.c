/* From what happened to a letter.  A notice that its reader wants by mail is claimed and written into the outbox in
 * one transaction, so that two nodes write one; it is looked at as the bell looks at it, by its reader's rights at
 * this moment, and what was read meanwhile is not written.  Of several changes the gravest that was not written yet
 * gives the letter.  What waited a day, because there was no relay, is no news any more. */
#include "desk/ticket/letters.h"

#include "desk/ticket/access.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/notify.h"

enum { AT_ONCE = 20, EVERY_MS = 15000 };

DB_STMT(letter_reader,
        "SELECT p.id, p.name, p.lang, COALESCE((SELECT MIN(m.address_fold) FROM person_mail m WHERE m.person_id = p.id AND m.bounced_at IS NULL), '')"
        " AS mail, CASE WHEN " BARE_PERSON " THEN 1 ELSE 0 END AS bare FROM person p WHERE p.id = :id AND p.state = 10");
DB_STMT(letter_due,
        "UPDATE notification SET mailed_at = CAST(:now AS BIGINT) WHERE id IN (SELECT n.id FROM notification n"
        " WHERE n.mail = 1 AND n.mailed_at IS NULL AND n.mail_at <= :now AND n.mail_at > :old ORDER BY n.mail_at, n.id LIMIT 20 @skip)"
        " RETURNING id, person_id, read_at, mailed AS told");
DB_STMT(letter_told, "UPDATE notification SET mailed = events WHERE id = :id");
DB_STMT(letter_waits,
        "SELECT COUNT(*) FROM (SELECT 1 FROM notification WHERE mail = 1 AND mailed_at IS NULL AND mail_at <= :now AND mail_at > :old LIMIT 1) w");
static const struct db_stmt *const letter_stmts[] = {&letter_reader, &letter_due, &letter_told, &letter_waits, NULL};

struct reader {
        int64_t id, bare; /* bare: no account, a link of their own instead */
        const char *name, *lang, *mail;
};
static const struct db_col reader_cols[] = {DB_COL_I64(struct reader, id), DB_COL_TEXT(struct reader, name), DB_COL_TEXT(struct reader, lang),
                                            DB_COL_TEXT(struct reader, mail), DB_COL_I64(struct reader, bare), DB_COL_END};

/* ---- one letter ---- */

static enum status reader_load(struct ctx *c, int64_t person_id, struct reader *r)
{
        enum status st = db_one(c->db, c->arena, &letter_reader, DB_ARGS(DB_I("id", person_id)), reader_cols, r);

        if (st == ST_NOT_FOUND)
                *r = (struct reader){.name = "", .lang = "fr", .mail = ""};
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status written(struct ctx *c, const struct reader *r, int kind, int64_t ticket_id, const struct letter_values *v)
{
        struct letter_text t, is;
        enum status st = letter_text(c, kind, c->lang, &t);

        if (st)
                return st;
        letter_fill(c, &t, v, &is);
        return outbox_put(c, &(struct outbox_letter){.to = r->mail, .to_name = r->name, .subject = is.subject, .text = is.body,
                                                     .kind = letter_word(kind), .person_id = r->id, .ticket_id = ticket_id});
}

static enum lang lang_of(const struct reader *r)
{
        return str_eq(r->lang, "en") ? LANG_EN : LANG_FR;
}

enum status letter_to_person(struct ctx *c, int64_t person_id, int kind, int64_t ticket_id, struct letter_values *v)
{
        const enum lang was = c->lang;
        struct reader r;
        enum status st = outbox_on(c) ? reader_load(c, person_id, &r) : ST_NOT_FOUND;

        if (st == ST_NOT_FOUND || (!st && !*r.mail))
                return ST_OK;
        if (st)
                return st;
        v->name = r.name;
        c->lang = lang_of(&r);
        st = written(c, &r, kind, ticket_id, v);
        c->lang = was;
        return st;
}

/* Links begin with site.url and with nothing else: what a browser says of itself never comes into a letter. */
static const char *link_to(struct ctx *c, const char *path)
{
        if (!*setting_text(c, "site.url"))
                return ctx_msg(c, MSG_letters_on_site);
        return arena_fmt(c->arena, "%s%s", setting_text(c, "site.url"), path);
}

enum status letter_link(struct ctx *c, const struct ticket *t, int64_t person_id, const char *secret, bool *told)
{
        struct letter_values v = {.number = t->number, .subject = t->confidential ? ctx_msg(c, MSG_letters_confidential) : t->subject,
                                  .link = access_url(c, secret), .what = ""};
        struct reader r;

        *told = false;
        if (!outbox_on(c) || !*setting_text(c, "site.url"))
                return ST_OK;
        enum status st = reader_load(c, person_id, &r);
        if (st || !*r.mail)
                return st;
        v.name = r.name;
        *told = true;
        return written(c, &r, LETTER_LINK, t->id, &v); /* in the language of whoever invites: the guest has none yet */
}

/* ---- notices ---- */

struct due_row {
        int64_t id, person_id, read_at, told;
};
static const struct db_col due_cols[] = {DB_COL_I64(struct due_row, id), DB_COL_I64(struct due_row, person_id), DB_COL_I64(struct due_row, read_at),
                                         DB_COL_I64(struct due_row, told), DB_COL_END};

static bool has(int64_t events, int event)
{
        return (events & INT64_C(1) << event) != 0;
}

static int kind_of(const struct notification *n)
{
        if (n->intention_id)
                return LETTER_NOTICE;
        if (n->desk)
                return has(n->events, NOTIFY_ASSIGNED) ? LETTER_ASSIGNED : LETTER_NOTICE;
        if (has(n->events, NOTIFY_STATE))
                return n->state >= STATE_RESOLVED && n->state < STATE_CANCELLED ? LETTER_RESOLVED : LETTER_NOTICE;
        if (has(n->events, NOTIFY_REPLY))
                return LETTER_ANSWERED;
        return has(n->events, NOTIFY_INVITATION) ? LETTER_INVITED : LETTER_RECEIVED;
}

/* As its reader: by their rights, in their language.  What they may not see, or no longer, writes nothing. */
static enum status notice_written(struct ctx *c, const struct due_row *d, const struct reader *r)
{
        const enum lang lang = c->lang;
        const struct actor reader = {.person_id = r->id, .login = "", .name = r->name, .persona = "", .prefs = "{}", .lang_text = r->lang}, *was = c->actor;
        struct notification n;

        c->actor = &reader;
        c->lang = lang_of(r);
        enum status st = notify_one_news(c, d->id, d->told, &n);
        if (!st && r->bare && kind_of(&n) == LETTER_INVITED)
                st = ST_NOT_FOUND; /* their link was written when it was made */
        if (!st) {
                struct letter_values v = {.name = r->name, .number = *n.number ? n.number : n.group_name,
                                          .subject = n.confidential ? ctx_msg(c, MSG_letters_confidential) : n.subject,
                                          .link = r->bare ? ctx_msg(c, MSG_letters_by_your_link) : link_to(c, n.href), .what = n.text};
                st = written(c, r, kind_of(&n), n.ticket_id, &v);
        }
        c->actor = was;
        c->lang = lang;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status some_written(struct ctx *c, size_t *n)
{
        struct due_row *d;
        struct reader r;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_all(c->db, c->arena, &letter_due, DB_ARGS(DB_I("now", c->now), DB_I("old", c->now - DAY_MS)), due_cols, sizeof *d, AT_ONCE, &d, n);
        for (size_t i = 0; !st && i < *n; i++) {
                if (d[i].read_at)
                        continue;
                st = reader_load(c, d[i].person_id, &r);
                if (!st && *r.mail)
                        st = notice_written(c, &d[i], &r);
                if (!st)
                        st = db_exec(c->db, &letter_told, DB_ARGS(DB_I("id", d[i].id)), NULL);
        }
        return st ? st : db_commit(&tx);
}

static enum status write_due(struct ctx *c, const struct job *j)
{
        int64_t waits = 0;
        size_t n = AT_ONCE;
        enum status st = outbox_on(c) ? db_i64(c->db, &letter_waits, DB_ARGS(DB_I("now", c->now), DB_I("old", c->now - DAY_MS)), &waits) : ST_OK;

        while (!st && waits && n == AT_ONCE)
                st = some_written(c, &n);
        return st;
}

/* Who asks by themselves is not told of it in the page: they see it.  By mail they are, unless they chose not to. */
static enum status on_opened(struct ctx *c, const struct ticket_change *ch)
{
        const struct ticket *t = ch->after;
        struct letter_values v = {.number = t->number, .subject = t->confidential ? ctx_msg(c, MSG_letters_confidential) : t->subject, .what = ""};
        bool wanted = false;

        if (ch->event != EV_OPENED || ch->quiet || t->kind == TICKET_ITEM || !t->requester_id || t->requester_id != c->actor->person_id || !outbox_on(c))
                return ST_OK;
        enum status st = notify_wants_mail(c, NOTIFY_OPENED, &wanted);
        if (st || !wanted)
                return st;
        v.link = link_to(c, arena_fmt(c->arena, "/requests/%s", t->number));
        return letter_to_person(c, t->requester_id, LETTER_RECEIVED, t->id, &v);
}

static const struct ticket_hook letters_hook = {"letters", on_opened};
static const struct ticket_hook *const letters_hooks[] = {&letters_hook, NULL};
static const struct job_kind letter_jobs[] = {{"letters.write", write_due, EVERY_MS, 0}, {NULL, NULL, 0, 0}};

const struct slice slice_letters = {.name = "letters", .stmts = letter_stmts, .hooks = letters_hooks, .jobs = letter_jobs};
