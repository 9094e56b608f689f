/* Live events.  A change writes one row naming who may know; every node tails the table and hands
 * the rows to its hub.  On PostgreSQL ids commit out of order, so a node asks again, for a minute,
 * for the ids above the oldest hole; each event is published once.  Repeats would be harmless: an
 * event only says "changed, version n". */
#include "app/state.h"
#include "formats/json.h"

DB_LATER(event_add,
        "INSERT INTO event (at, kind, ticket_id, version, scopes, people)"
        " VALUES (:at, :kind, :ticket, :version, :scopes, :people)");
DB_STMT(event_tail,
        "SELECT id, at, kind, ticket_id, version, scopes, people FROM event WHERE id > :floor ORDER BY id LIMIT 1000");
DB_STMT(event_newest, "SELECT COALESCE(MAX(id), 0) FROM event");
/* Another number after every commit that left an event.  On PostgreSQL an id may be seen before a smaller one is: so
 * how many there are counts too, among as many as may be under way at once. */
DB_STMT(event_stamp,
        "--@sqlite\nSELECT COALESCE(MAX(id), 0) FROM event\n"
        "--@postgres\nSELECT COALESCE(MAX(e.id), 0) * 1024 + COUNT(*) FROM event e"
        " WHERE e.id > (SELECT COALESCE(MAX(n.id), 0) FROM event n) - 1000\n--@both\n");
DB_STMT(event_sweep, "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < :before ORDER BY id LIMIT 5000)");
DB_STMT(live_scopes, "SELECT scope FROM actor_scope WHERE person_id = :me ORDER BY scope");
static const struct db_stmt *const live_stmts[] = {&event_add, &event_tail, &event_newest, &event_stamp, &event_sweep, &live_scopes, NULL};

enum { IDS_MAX = 64, TAIL_SEEN = 4096 };

/* What match() sees of a client and of an event: plain numbers, copied by the hub. */
struct live_who {
        int64_t person_id, ticket_id, all, n, scope[LIVE_SCOPES_MAX];
};
struct live_tag {
        int64_t ticket_id, kind, n_scopes, n_people, id[2 * IDS_MAX];
};

static const char *id_list(struct arena *a, const int64_t *id, size_t n)
{
        struct buf b;
        buf_init(&b, a, 4096);
        for (size_t i = 0; i < n && i < IDS_MAX; i++)
                buf_fmt(&b, i ? " %lld" : "%lld", (long long)id[i]);
        return b.p;
}

enum status live_event(struct ctx *c, enum live_kind kind, int64_t ticket_id, int64_t version, const int64_t *scopes,
                       size_t n_scopes, const int64_t *people, size_t n_people)
{
        return db_exec(c->db, &event_add,
                       DB_ARGS(DB_I("at", c->now), DB_I("kind", kind), DB_REF("ticket", ticket_id),
                               DB_I("version", version), DB_T("scopes", id_list(c->arena, scopes, n_scopes)),
                               DB_T("people", id_list(c->arena, people, n_people))),
                       NULL);
}

enum status live_newest(struct db *db, int64_t *id)
{
        return db_i64(db, &event_newest, DB_NO_ARGS, id);
}

enum status live_stamp(struct db *db, int64_t *stamp)
{
        return db_i64(db, &event_stamp, DB_NO_ARGS, stamp);
}

/* ---- what was kept is old ---- */

/* Written by looking, by signing in, by what runs by itself: no part of a page that is kept shows them, or only to
 * whoever wrote (memo_forget()). */
static const char *const quiet_tables[] = {
        "audit", "counter", "credential", "draft", "export_file", "idempotency", "job", "lookup_failure", "outbox", "pool_alarm",
        "read_log", "restated", "search", "session", "staged_file", "ticket_seen", "token", "webhook_send", NULL};

static enum status data_tell(struct db *db)
{
        return db_exec(db, &event_add,
                       DB_ARGS(DB_I("at", moment_now()), DB_I("kind", LIVE_DATA), DB_N("ticket"), DB_I("version", 0),
                               DB_T("scopes", ""), DB_T("people", "")),
                       NULL);
}

void live_watch(struct db_pool *pool)
{
        db_watch(pool, &(struct db_watch){quiet_tables, "event", data_tell});
}

bool live_match(const void *who_p, size_t who_n, const void *tag_p, size_t tag_n)
{
        const struct live_who *w = who_p;
        const struct live_tag *t = tag_p;
        if (w->ticket_id && w->ticket_id != t->ticket_id && t->kind != LIVE_NOTICE)
                return false;
        for (int64_t i = 0; i < t->n_people; i++)
                if (t->id[t->n_scopes + i] == w->person_id)
                        return true;
        for (int64_t i = 0; i < t->n_scopes; i++)
                for (int64_t k = 0; k < w->n; k++)
                        if (w->scope[k] == t->id[i])
                                return true;
        return w->all != 0 && t->kind != LIVE_NOTICE;
}

struct event_row {
        int64_t id, at, kind, ticket_id, version;
        const char *scopes, *people;
};
static const struct db_col event_cols[] = {
        DB_COL_I64(struct event_row, id),        DB_COL_I64(struct event_row, at),
        DB_COL_I64(struct event_row, kind),      DB_COL_I64(struct event_row, ticket_id),
        DB_COL_I64(struct event_row, version),   DB_COL_TEXT(struct event_row, scopes),
        DB_COL_TEXT(struct event_row, people),   DB_COL_END};

static int64_t ids_read(const char *text, int64_t *out)
{
        int64_t n = 0;
        for (const char *p = text; p && *p && n < IDS_MAX;) {
                char *end;
                out[n++] = strtoll(p, &end, 10);
                p = *end ? end + 1 : end;
        }
        return n;
}

static const char *live_name(int64_t kind)
{
        return kind == LIVE_TICKET_NEW ? "ticket-new" : kind == LIVE_ENTRY ? "entry"
               : kind == LIVE_PERSON ? "person" : kind == LIVE_NOTICE ? "notice" : "ticket-changed";
}

static void publish(struct app *app, const struct event_row *e)
{
        if (e->kind == LIVE_DATA)
                return;
        struct live_tag tag = {.ticket_id = e->ticket_id, .kind = e->kind};
        tag.n_scopes = ids_read(e->scopes, tag.id);
        tag.n_people = ids_read(e->people, tag.id + tag.n_scopes);
        char data[80];
        snprintf(data, sizeof data, "{\"ticket\":%lld,\"version\":%lld}", (long long)e->ticket_id, (long long)e->version);
        /* the hub keeps thousands of these: only the ids there are */
        size_t tag_n = offsetof(struct live_tag, id) + (size_t)(tag.n_scopes + tag.n_people) * sizeof tag.id[0];
        sse_publish(app->server, &(struct sse_event){e->id, live_name(e->kind), data, &tag, tag_n});
        for (int64_t i = 0; e->kind == LIVE_PERSON && i < tag.n_people; i++)
                sse_close_key(app->server, (uint64_t)tag.id[tag.n_scopes + i]);
        app->state->live_sent++;
}

/* Ids published above the floor, so that late commits are found and nothing goes out twice. */
struct tail {
        int64_t floor, seen[TAIL_SEEN];
        size_t n;
};

static bool tail_seen(const struct tail *t, int64_t id)
{
        for (size_t i = t->n; i-- > 0;)
                if (t->seen[i] == id)
                        return true;
        return false;
}

/* The floor rises over ids without hole, and over holes older than a minute. */
static void tail_settle(struct tail *t, const struct event_row *row, size_t n, int64_t now)
{
        for (size_t i = 0; i < n; i++)
                if (row[i].id == t->floor + 1 || now - row[i].at > MINUTE_MS || t->n > TAIL_SEEN - 1001)
                        t->floor = row[i].id;
        size_t kept = 0;
        for (size_t i = 0; i < t->n; i++)
                if (t->seen[i] > t->floor)
                        t->seen[kept++] = t->seen[i];
        t->n = kept;
}

static enum status tail_once(struct app *app, struct db *db, struct arena *a, struct tail *t)
{
        struct event_row *row;
        size_t n;
        int64_t before = t->floor;
        enum status st = db_all(db, a, &event_tail, DB_ARGS(DB_I("floor", t->floor)), event_cols, sizeof *row, 1000, &row, &n);
        for (size_t i = 0; !st && i < n; i++) {
                if (tail_seen(t, row[i].id))
                        continue;
                publish(app, &row[i]);
                t->seen[t->n++] = row[i].id;
        }
        if (!st)
                tail_settle(t, row, n, moment_now());
        return st == ST_OK && n == 1000 && t->floor > before ? ST_BUSY : st;
}

void live_begin(struct app *app)
{
        struct db *db = NULL;
        app->state->live_from = -1;
        if (db_open(app->pool, &db))
                return;
        if (db_i64(db, &event_newest, DB_NO_ARGS, &app->state->live_from))
                app->state->live_from = -1;
        db_close(&db);
}

void *live_thread(void *arg)
{
        struct app *app = arg;
        struct arena *a = arena_new(16u << 20);
        struct tail *t = malloc(sizeof *t);
        struct db *db = NULL;
        if (!t)
                out_of_memory();
        t->n = 0;
        t->floor = app->state->live_from;
        bool look = true; /* a connection sees no change that is older than itself */
        while (!app_stopping(app, 0)) {
                if (!db && db_open(app->pool, &db)) {
                        app_stopping(app, 500);
                        continue;
                }
                if (t->floor < 0 && db_i64(db, &event_newest, DB_NO_ARGS, &t->floor)) {
                        t->floor = -1;
                        app_stopping(app, 300);
                        continue;
                }
                bool changed = db_changed(db, look ? 0 : 100) || look;
                look = false;
                if (!changed && t->n == 0 && db_engine(db) == DB_SQLITE)
                        continue;
                enum status st;
                while ((st = tail_once(app, db, a, t)) == ST_BUSY && !app_stopping(app, 0))
                        arena_reset(a);
                if (changed && settings_reload(app, db))
                        log_event(LOG_WARN, "settings.reload", LOG_S("why", db_why(db)));
                if (st)
                        log_event(LOG_WARN, "live.tail", LOG_S("status", status_name(st)), LOG_S("why", db_why(db)));
                arena_reset(a);
        }
        db_close(&db);
        free(t);
        arena_free(&a);
        return NULL;
}

enum status live_stream(struct ctx *c)
{
        const char *one = strstr(ctx_param(c, "topics"), "ticket-");
        return live_follow(c, one ? strtoll(one + 7, NULL, 10) : 0);
}

enum status live_follow(struct ctx *c, int64_t ticket_id)
{
        struct live_who *w = ARENA_NEW(c->arena, struct live_who);
        w->person_id = c->actor->person_id;
        w->ticket_id = ticket_id;
        struct scope_row {
                int64_t scope;
        } *row;
        static const struct db_col cols[] = {DB_COL_I64(struct scope_row, scope), DB_COL_END};
        size_t n;
        enum status st = db_all(c->db, c->arena, &live_scopes, DB_ARGS(DB_I("me", w->person_id)), cols, sizeof *row,
                                5000, &row, &n);
        if (st)
                return st;
        /* More scopes than a client may hold: only an administrator has them, who may know all. */
        w->all = n > LIVE_SCOPES_MAX && ctx_role(c, ROLE_ADMIN);
        w->n = (int64_t)(n < LIVE_SCOPES_MAX ? n : LIVE_SCOPES_MAX);
        for (int64_t i = 0; i < w->n; i++)
                w->scope[i] = row[i].scope;
        struct sse_client_spec *spec = ARENA_NEW(c->arena, struct sse_client_spec);
        const char *last = http_header(c->req, "Last-Event-ID");
        *spec = (struct sse_client_spec){.who = w, .key = (uint64_t)w->person_id,
                                         .who_n = offsetof(struct live_who, scope) + (size_t)w->n * sizeof(int64_t),
                                         .ends_at = moment_mono() + HOUR_MS,
                                         .key_max = (size_t)setting_i64(c, "live.per_person")};
        if (last && !text_i64(last, &spec->last_id))
                spec->last_id = 0;
        c->res->sse = spec;
        http_set(c->res, "X-Accel-Buffering", "no");
        return ST_OK;
}

/* Events are kept a quarter of an hour; what expired of sessions and keys goes with them. */
DB_STMT(sweep_sessions, "DELETE FROM session WHERE ends_at < :now");
DB_STMT(sweep_tokens, "DELETE FROM token WHERE ends_at < :before");
DB_STMT(sweep_keys, "DELETE FROM idempotency WHERE made_at < :before");
static const struct db_stmt *const sweep_stmts[] = {&sweep_sessions, &sweep_tokens, &sweep_keys, NULL};

enum status live_sweep(struct ctx *c, const struct job *j)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &event_sweep, DB_ARGS(DB_I("before", c->now - 15 * MINUTE_MS)), NULL);
        if (!st)
                st = db_exec(c->db, &sweep_sessions, DB_ARGS(DB_I("now", c->now)), NULL);
        if (!st)
                st = db_exec(c->db, &sweep_tokens, DB_ARGS(DB_I("before", c->now - 30 * DAY_MS)), NULL);
        if (!st)
                st = db_exec(c->db, &sweep_keys, DB_ARGS(DB_I("before", c->now - DAY_MS)), NULL);
        return st ? st : db_commit(&tx);
}

const struct slice slice_live = {.name = "live", .stmts = live_stmts};

const struct slice slice_sweep = {.name = "sweep", .stmts = sweep_stmts};
