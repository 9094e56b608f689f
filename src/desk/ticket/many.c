/* The order of a change for many, its rows, and the job that works them off.  A row is claimed by the UPDATE that
 * begins its transaction, so that the request and the job, or two nodes, never do one twice.  The job does a
 * hundred rows, then lets the others have their turn. */
#include "desk/people/people.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/many_own.h"
#include "formats/json.h"

enum { SLICE = 100, TRIES = 3, KEEP_DAYS = 30, ROWS_AT_ONCE = 500 };

DB_STMT(many_add,
        "INSERT INTO bulk_change (person_id, once, at, state, wish, back, lang) VALUES (:me, :once, :now, 10, :wish, :back, :lang)"
        " ON CONFLICT (person_id, once) DO NOTHING RETURNING id");
DB_STMT(many_known, "SELECT id FROM bulk_change WHERE person_id = :me AND once = :once");
DB_STMT(many_add_rows,
        "INSERT INTO bulk_change_row (bulk_id, ticket_id, seen_version) SELECT CAST(:id AS BIGINT), CAST(j.value->>0 AS BIGINT),"
        " CAST(j.value->>1 AS BIGINT) FROM"
        "\n--@sqlite\njson_each(:rows) j\n--@postgres\njsonb_array_elements(CAST(:rows AS jsonb)) AS j(value)\n--@both\n");
DB_STMT(many_order_get, "SELECT person_id, state, wish, lang FROM bulk_change WHERE id = :id");
DB_STMT(many_waiting,
        "SELECT id, ticket_id, seen_version, was, after_version FROM bulk_change_row WHERE bulk_id = :id AND outcome = 0"
        " ORDER BY ticket_id LIMIT :n");
DB_STMT(many_standing,
        "SELECT id, ticket_id, seen_version, was, after_version FROM bulk_change_row WHERE bulk_id = :id AND outcome = 10"
        " AND undo = 0 ORDER BY ticket_id LIMIT :n");
DB_STMT(many_claim, "UPDATE bulk_change_row SET outcome = :outcome, why = :why WHERE id = :id AND outcome = 0");
DB_STMT(many_did, "UPDATE bulk_change_row SET outcome = :outcome, was = :was, after_version = :version WHERE id = :id");
DB_STMT(many_back, "UPDATE bulk_change_row SET undo = :undo, undo_why = :why WHERE id = :id AND undo = 0");
DB_STMT(many_end, "UPDATE bulk_change SET state = :to, ended_at = COALESCE(ended_at, :now) WHERE id = :id AND state = :from");
DB_STMT(many_turn,
        "UPDATE bulk_change SET state = 30, undone_at = :now WHERE id = :id AND person_id = :me AND state = 20 AND at > :since");
DB_STMT(many_prune_rows,
        "DELETE FROM bulk_change_row WHERE id IN (SELECT r.id FROM bulk_change_row r JOIN bulk_change b ON b.id = r.bulk_id WHERE b.at < :before"
        " ORDER BY b.at LIMIT 5000)");
DB_STMT(many_prune,
        "DELETE FROM bulk_change WHERE id IN (SELECT b.id FROM bulk_change b WHERE b.at < :before"
        " AND NOT EXISTS (SELECT 1 FROM bulk_change_row r WHERE r.bulk_id = b.id) ORDER BY b.at LIMIT 500)");
static const struct db_stmt *const many_stmts[] = {&many_add, &many_known, &many_add_rows, &many_order_get, &many_waiting, &many_standing,
                                                   &many_claim, &many_did, &many_back, &many_end, &many_turn, &many_prune_rows,
                                                   &many_prune, NULL};

struct id_row {
        int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};

struct order_row {
        int64_t person_id, state;
        const char *wish, *lang;
};
static const struct db_col order_cols[] = {DB_COL_I64(struct order_row, person_id), DB_COL_I64(struct order_row, state),
                                           DB_COL_TEXT(struct order_row, wish), DB_COL_TEXT(struct order_row, lang), DB_COL_END};

struct work_row {
        int64_t id, ticket_id, seen_version, after_version;
        const char *was;
};
static const struct db_col work_cols[] = {DB_COL_I64(struct work_row, id), DB_COL_I64(struct work_row, ticket_id),
                                          DB_COL_I64(struct work_row, seen_version), DB_COL_TEXT(struct work_row, was),
                                          DB_COL_I64(struct work_row, after_version), DB_COL_END};

/* ---- ordering ------------------------------------------------------------------------------------------------ */

static const char *key_of(struct ctx *c, int64_t id)
{
        return arena_fmt(c->arena, "%lld", (long long)id);
}

static enum status rows_add(struct ctx *c, int64_t id, const struct many_pick *pick, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i += ROWS_AT_ONCE) {
                struct buf b;
                buf_init(&b, c->arena, 64u << 10);
                for (size_t k = i; k < n && k < i + ROWS_AT_ONCE; k++)
                        buf_fmt(&b, "%s[%lld,%lld]", k == i ? "[" : ",", (long long)pick[k].ticket_id, (long long)pick[k].version);
                buf_char(&b, ']');
                st = buf_end(&b) ? ST_TOO_LARGE : db_exec(c->db, &many_add_rows, DB_ARGS(DB_I("id", id), DB_T("rows", b.p)), NULL);
        }
        return st;
}

enum status many_begin(struct ctx *c, const struct many_order *o, int64_t *id, bool *again)
{
        struct id_row row = {0};
        const char *wish = many_wish_text(c, &o->wish), *once = *o->once ? o->once : random_token(c->arena);

        *again = false;
        if (!many_some(&o->wish) || !o->n_pick || !wish)
                return ST_INVALID;
        if (o->n_pick > MANY_ALL_MAX)
                return ST_TOO_LARGE;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_one(c->db, c->arena, &many_add,
                            DB_ARGS(DB_I("me", c->actor->person_id), DB_T("once", once), DB_I("now", c->now), DB_T("wish", wish),
                                    DB_T("back", o->back), DB_T("lang", c->lang == LANG_EN ? "en" : "fr")),
                            id_cols, &row);
        *again = st == ST_NOT_FOUND;
        if (*again)
                st = db_one(c->db, c->arena, &many_known, DB_ARGS(DB_I("me", c->actor->person_id), DB_T("once", once)), id_cols, &row);
        *id = row.id;
        if (st || *again)
                return st;
        st = rows_add(c, *id, o->pick, o->n_pick);
        if (!st)
                st = job_plan(c, "ticket.many", key_of(c, *id), c->now, NULL);
        return st ? st : db_commit(&tx);
}

/* ---- one row -------------------------------------------------------------------------------------------------- */

static const char *before_text(struct ctx *c, const struct ticket *t, bool tagged)
{
        return arena_fmt(c->arena, "[%lld,%lld,%lld,%lld,%lld,%lld,%d]", (long long)t->group_id, (long long)t->assignee_id,
                         (long long)t->urgency, (long long)t->category_id, (long long)t->state, (long long)t->pending, tagged);
}

static void before_read(struct ctx *c, const char *text, struct many_before *b)
{
        const struct json *j = NULL;
        const char *why;
        int64_t v[7] = {0};

        if (text && !jv_parse(c->arena, text, strlen(text), &j, &why))
                for (size_t i = 0; i < ARRAY_LEN(v); i++)
                        v[i] = jv_int(jv_at(j, i), 0);
        *b = (struct many_before){v[0], v[1], v[2], v[3], v[4], v[5], v[6]};
}

/* ST_NOT_FOUND of the claim: another runner has it; then nothing is left to do. */
static enum status apply_one(struct ctx *c, const struct many_wish *w, const struct work_row *r)
{
        struct ticket t, before;
        bool tagged = false;
        int64_t rows = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &many_claim, DB_ARGS(DB_I("id", r->id), DB_I("outcome", MANY_ROW_DONE), DB_T("why", "")), &rows);
        if (st || !rows)
                return st;
        st = many_hold(c, r->ticket_id, r->seen_version, &t);
        before = t;
        if (!st)
                st = many_do(c, &t, w, &tagged);
        if (!st)
                st = ticket_raw(c, t.id, &t);
        if (!st)
                st = db_exec(c->db, &many_did,
                             DB_ARGS(DB_I("id", r->id), DB_I("outcome", t.version == before.version ? MANY_ROW_SAME : MANY_ROW_DONE),
                                     DB_T("was", before_text(c, &before, tagged)), DB_I("version", t.version)),
                             NULL);
        return st ? st : db_commit(&tx);
}

static enum status undo_one(struct ctx *c, const struct many_wish *w, const struct work_row *r)
{
        struct many_before b;
        struct ticket t;
        int64_t rows = 0;

        before_read(c, r->was, &b);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &many_back, DB_ARGS(DB_I("id", r->id), DB_I("undo", MANY_BACK_DONE), DB_T("why", "")), &rows);
        if (st || !rows)
                return st;
        st = many_hold(c, r->ticket_id, r->after_version, &t);
        if (!st)
                st = many_undo_one(c, &t, w, &b);
        return st ? st : db_commit(&tx);
}

static enum status note_refusal(struct ctx *c, const struct work_row *r, bool undo, const char *why)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, undo ? &many_back : &many_claim,
                             DB_ARGS(DB_I("id", r->id), undo ? DB_I("undo", MANY_BACK_KEPT) : DB_I("outcome", MANY_ROW_REFUSED), DB_T("why", why)),
                             NULL);
        return st ? st : db_commit(&tx);
}

static enum status row_work(struct ctx *c, const struct many_wish *w, const struct work_row *r, bool undo)
{
        const char *why = "";
        enum status st = ST_BUSY;

        for (int i = 0; i < TRIES && st == ST_BUSY; i++) {
                c->why = NULL;
                c->n_error = 0;
                st = undo ? undo_one(c, w, r) : apply_one(c, w, r);
        }
        return many_refused(c, st, &why) ? note_refusal(c, r, undo, why) : st;
}

/* ---- running ---------------------------------------------------------------------------------------------------- */

/* Up to `max` rows as the context's actor, each in an arena that is emptied afterwards; *left: some wait. */
static enum status work(struct ctx *c, int64_t id, const struct order_row *o, size_t max, bool *left)
{
        bool undo = o->state == MANY_UNDOING;
        struct many_wish w;
        struct work_row *row;
        size_t n;
        struct arena *whole = c->arena;
        enum status st = db_all(c->db, c->arena, undo ? &many_standing : &many_waiting, DB_ARGS(DB_I("id", id), DB_I("n", max + 1)), work_cols,
                                sizeof *row, max + 1, &row, &n);

        *left = !st && n > max;
        many_wish_read(c, o->wish, &w);
        for (size_t i = 0; !st && i < n && i < max; i++) {
                c->arena = arena_new(8u << 20);
                st = row_work(c, &w, &row[i], undo);
                arena_free(&c->arena);
                c->arena = whole;
        }
        return st;
}

static enum status step(struct ctx *c, int64_t id, const struct order_row *o, size_t max)
{
        bool undo = o->state == MANY_UNDOING, left;
        enum status st = work(c, id, o, max, &left);

        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st && left)
                st = job_plan(c, "ticket.many", key_of(c, id), c->now, NULL);
        else if (!st)
                st = db_exec(c->db, &many_end,
                             DB_ARGS(DB_I("id", id), DB_I("from", o->state), DB_I("to", undo ? MANY_UNDONE : MANY_DONE), DB_I("now", c->now)),
                             NULL);
        return st ? st : db_commit(&tx);
}

static enum status order_load(struct ctx *c, int64_t id, struct order_row *o)
{
        return db_one(c->db, c->arena, &many_order_get, DB_ARGS(DB_I("id", id)), order_cols, o);
}

enum status many_run(struct ctx *c, int64_t id, size_t max)
{
        struct order_row o;
        enum status st = order_load(c, id, &o);

        if (!st && o.person_id != c->actor->person_id)
                st = ST_NOT_FOUND;
        return st || (o.state != MANY_RUNNING && o.state != MANY_UNDOING) ? st : step(c, id, &o, max);
}

/* As whoever asked, with the rights they have now, in their language. */
static enum status many_job(struct ctx *c, const struct job *j)
{
        struct order_row o;
        struct actor who;
        struct ctx as;
        int64_t id;

        if (!text_i64(j->key, &id))
                return ST_OK;
        enum status st = order_load(c, id, &o);
        if (st == ST_NOT_FOUND || (!st && o.state != MANY_RUNNING && o.state != MANY_UNDOING))
                return ST_OK;
        if (!st)
                st = person_acts(c, o.person_id, o.lang, &who, &as);
        if (st)
                return st;
        as.channel = CHANNEL_PORTAL;
        return step(&as, id, &o, SLICE);
}

enum status many_undo(struct ctx *c, int64_t id, size_t max)
{
        struct many m;
        int64_t rows = 0;
        enum status st = many_load(c, id, &m);

        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &many_turn,
                             DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id), DB_I("now", c->now), DB_I("since", c->now - DAY_MS)), &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, m.state == MANY_RUNNING ? MSG_many_still_running : m.state == MANY_DONE ? MSG_many_too_late : MSG_many_undone_already);
        if (!st)
                st = job_plan(c, "ticket.many", key_of(c, id), c->now, NULL);
        if (!st)
                st = db_commit(&tx);
        return st ? st : many_run(c, id, max);
}

static enum status many_clean(struct ctx *c, const struct job *j)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &many_prune_rows, DB_ARGS(DB_I("before", c->now - KEEP_DAYS * DAY_MS)), NULL);
        if (!st)
                st = db_exec(c->db, &many_prune, DB_ARGS(DB_I("before", c->now - KEEP_DAYS * DAY_MS)), NULL);
        return st ? st : db_commit(&tx);
}

static const struct job_kind many_jobs[] = {{"ticket.many", many_job, 0, 0}, {"ticket.many_clean", many_clean, HOUR_MS, 0}, {0}};
static const struct personal many_personal[] = {{"bulk_change", "wish", "person_id", "changes they made to many tickets at once, kept 30 days"},
                                                {NULL, NULL, NULL, NULL}};
const struct slice slice_ticket_many_order = {.name = "ticket-many-order", .stmts = many_stmts, .jobs = many_jobs, .personal = many_personal};
