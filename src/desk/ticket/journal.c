/* The journal: append-only entries, read newest first and shown oldest first.  `changes` holds ids and
 * numbers only; what people wrote, old subjects too, stands in entry_body, which erasure may blank.
 * Readers without ACT_READ_ALL get public entries, and the group's name where the service hides its
 * agents' names. */
#include "desk/ticket/asked_own.h"
#include "desk/ticket/notify.h"

enum { JOURNAL_MAX = 500, ENTRY_CHANGES_MAX = 16 << 10 };

TICKET_LATER(entry_insert,
        "INSERT INTO entry (id, ticket_id, at, kind, author_id, is_public, channel, changes)"
        "\n--@sqlite\n VALUES (:id,\n--@postgres\n VALUES (COALESCE(CAST(:id AS BIGINT), nextval('entry_id_seq')),\n--@both\n"
        " :ticket, :at, :kind, :author, :public, :channel, :changes) RETURNING id");
TICKET_LATER(entry_body_insert, "INSERT INTO entry_body (entry_id, body) VALUES (:entry, :body)");
/* Channel 80: somebody without account, also after they were withdrawn; never the desk. */
TICKET_SQL(entry_list,
        "SELECT e.id, e.at, e.kind, e.channel, e.is_public, e.author_id, CASE WHEN e.channel = 80 OR EXISTS (SELECT 1 FROM ticket_person x"
        " WHERE x.person_id = e.author_id AND x.ticket_id = e.ticket_id AND x.part <= 50) THEN 0 ELSE 1 END AS by_agent,"
        " e.changes, b.body, b.html, p.name AS author_name, p.login AS author_login"
        " FROM entry e LEFT JOIN entry_body b ON b.entry_id = e.id LEFT JOIN person p ON p.id = e.author_id"
        " WHERE e.ticket_id = :id AND e.id < :before AND e.is_public >= :public ORDER BY e.id DESC"
        " LIMIT CAST(:n AS BIGINT)");
TICKET_SQL(seen_until,
        "SELECT COALESCE(MAX(entry_id), 0) FROM ticket_seen WHERE person_id = :me AND ticket_id = :id");
TICKET_SQL(seen_put,
        "INSERT INTO ticket_seen (person_id, ticket_id, entry_id) SELECT CAST(:me AS BIGINT), CAST(:id AS BIGINT),"
        " COALESCE(MAX(e.id), 0) FROM entry e WHERE e.ticket_id = :id ON CONFLICT (person_id, ticket_id)"
        " DO UPDATE SET entry_id = excluded.entry_id WHERE ticket_seen.entry_id < excluded.entry_id");

static const struct db_col entry_cols[] = {
        DB_COL_I64(struct entry, id),           DB_COL_I64(struct entry, at),
        DB_COL_I64(struct entry, kind),         DB_COL_I64(struct entry, channel),
        DB_COL_I64(struct entry, is_public),    DB_COL_I64(struct entry, author_id),
        DB_COL_I64(struct entry, by_agent),     DB_COL_TEXT(struct entry, changes),
        DB_COL_TEXT(struct entry, body),        DB_COL_TEXT(struct entry, html),
        DB_COL_TEXT(struct entry, author_name), DB_COL_TEXT(struct entry, author_login),
        DB_COL_END};

enum status entry_add(struct ctx *c, const struct entry_row *e, int64_t *id)
{
        enum status st = db_fresh_id(c->db, "entry", id);
        const struct db_args row = DB_ARGS(DB_REF("id", *id), DB_I("ticket", e->ticket_id), DB_I("at", e->at), DB_I("kind", e->kind),
                                           DB_REF("author", e->author_id), DB_I("public", e->is_public),
                                           DB_I("channel", e->channel ? e->channel : CHANNEL_PORTAL), DB_T("changes", e->changes));

        if (!st)
                st = *id ? db_exec(c->db, &tsql_entry_insert, row, NULL) : db_i64(c->db, &tsql_entry_insert, row, id);
        if (st || !e->body)
                return st;
        return db_exec(c->db, &tsql_entry_body_insert, DB_ARGS(DB_I("entry", *id), DB_T("body", e->body)), NULL);
}

void changes_init(struct ctx *c, struct changes *ch)
{
        *ch = (struct changes){.any = false};
        buf_init(&ch->ids, c->arena, ENTRY_CHANGES_MAX);
        buf_init(&ch->texts, c->arena, 4 * MAX_BODY_BYTES);
}

void changes_id(struct changes *ch, const char *field, int64_t before, int64_t after)
{
        if (before == after)
                return;
        buf_fmt(&ch->ids, "%s\"%s\":[%lld,%lld]", ch->ids.n ? "," : "{", field, (long long)before, (long long)after);
        ch->any = true;
}

void changes_text(struct changes *ch, const char *field, const char *before, const char *after)
{
        before = before ? before : "";
        after = after ? after : "";
        if (strcmp(before, after) == 0)
                return;
        buf_fmt(&ch->texts, "%s\"%s\":[", ch->texts.n ? "," : "{", field);
        buf_json(&ch->texts, before);
        buf_char(&ch->texts, ',');
        buf_json(&ch->texts, after);
        buf_char(&ch->texts, ']');
        ch->any = true;
}

enum status changes_entry(struct ctx *c, struct changes *ch, const struct ticket *t, bool is_public, int64_t *entry_id)
{
        struct entry_row e = {.ticket_id = t->id, .at = c->now, .kind = ENTRY_CHANGE, .author_id = c->actor->person_id,
                              .is_public = is_public, .channel = c->channel};

        if (!ch->any)
                return ST_OK;
        if (ch->ids.n)
                buf_char(&ch->ids, '}');
        if (ch->texts.n)
                buf_char(&ch->texts, '}');
        if (buf_end(&ch->ids) || buf_end(&ch->texts))
                return ST_TOO_LARGE;
        e.changes = ch->ids.n ? ch->ids.p : NULL;
        e.body = ch->texts.n ? ch->texts.p : NULL;
        return entry_add(c, &e, entry_id);
}

/* Ids from `changes` and texts from the body become one object again. */
static void join_changes(struct ctx *c, struct entry *e)
{
        size_t n = e->changes ? strlen(e->changes) : 0;

        if (!e->body || e->body[0] != '{')
                return;
        if (n >= 2)
                e->changes = arena_fmt(c->arena, "%.*s,%s", (int)(n - 1), e->changes, e->body + 1);
        else
                e->changes = e->body;
        e->body = NULL;
}

static void entry_show(struct ctx *c, int64_t kind, struct entry *e)
{
        if (e->kind == ENTRY_CHANGE) {
                join_changes(c, e);
                e->line = changes_line(c, kind, e->changes);
        } else if (e->kind == ENTRY_CLOCK && e->changes) {
                e->line = changes_line(c, kind, e->changes);
        } else if (e->kind == ENTRY_CLOCK || e->kind == ENTRY_AGREEMENT) {
                e->line = e->body ? e->body : "";
        } else if (e->html && *e->html) {
                e->safe = sanitize(c->arena, e->html, strlen(e->html));
        } else if (e->by_agent) {
                e->safe = markdown(c->arena, e->body ? e->body : "");
        } else {
                e->safe = plain_text(c->arena, e->body ? e->body : "");
        }
}

static void entry_files(struct ctx *c, struct entry *e, const struct attachment *all, size_t n, bool whole)
{
        struct attachment *mine = ARENA_ARRAY(c->arena, n, struct attachment);

        for (size_t i = 0; i < n; i++)
                if (all[i].entry_id == e->id && (whole || all[i].is_public))
                        mine[e->n_files++] = all[i];
        e->files = mine;
}

static void entry_fill(struct ctx *c, const struct ticket *t, struct entry *e, int64_t seen, bool whole)
{
        int64_t me = c->actor->person_id;

        e->mine = e->author_id && e->author_id == me;
        e->unread = e->id > seen && !e->mine && e->kind != ENTRY_CHANGE && e->kind != ENTRY_CLOCK;
        if (!whole && !t->agent_named && e->by_agent) {
                e->author_id = 0;
                e->author_name = t->group_name;
                e->author_login = NULL;
        }
        if (!e->author_name)
                e->author_name = ctx_msg(c, MSG_ticket_nobody_wrote);
        e->initials = text_initials(c->arena, e->author_name);
        entry_show(c, t->kind, e);
}

enum status ticket_journal(struct ctx *c, const struct ticket *t, int64_t before, size_t max, struct entry **out,
                           size_t *n, bool *more)
{
        struct attachment *files = NULL;
        struct entry *rows;
        struct mark *marks = NULL;
        size_t n_files = 0, n_marks = 0;
        int64_t seen;
        bool whole = ticket_can(c, t, ACT_READ_ALL);

        if (!whole && !ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        max = max && max < JOURNAL_MAX ? max : JOURNAL_MAX;
        enum status st = db_all(c->db, c->arena, &tsql_entry_list,
                                DB_ARGS(DB_I("id", t->id), DB_I("before", before > 0 ? before : INT64_MAX),
                                        DB_I("public", whole ? 0 : 1), DB_I("n", max + 1)),
                                entry_cols, sizeof *rows, max + 1, &rows, n);
        if (!st)
                st = db_i64(c->db, &tsql_seen_until, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", t->id)), &seen);
        if (!st && !ticket_lacks(t, HOLDS_FILES))
                st = attachments_of(c, t->id, &files, &n_files);
        if (st)
                return st;
        *more = *n > max;
        *n = *more ? max : *n;
        *out = ARENA_ARRAY(c->arena, *n, struct entry);
        if (*n)
                st = marks_load(c, t->id, rows[*n - 1].id, rows[0].id, &marks, &n_marks);
        for (size_t i = 0; !st && i < *n; i++) {
                struct entry *e = &(*out)[*n - 1 - i];
                *e = rows[i];
                entry_fill(c, t, e, seen, whole);
                marks_show(c, e, marks, n_marks);
                entry_files(c, e, files, n_files, whole);
        }
        return st;
}

enum status ticket_seen(struct ctx *c, const struct ticket *t)
{
        if (!c->actor || !c->actor->person_id)
                return ST_OK;
        enum status st = db_exec(c->db, &tsql_seen_put, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", t->id)), NULL);
        if (!st)
                st = notify_seen(c, t->id);
        memo_forget(c);
        return st;
}
