/* Search in tickets.  The document of a ticket is written in the transaction that changes it: subject,
 * what the requester may read, agents' notes, and keys of who may see it ("s24 p812").  A search asks
 * words and keys together, so that the index itself narrows to what one may see, and the policy decides
 * again on each row.
 *
 * Notes are searched with the keys of scopes only: whoever merely takes part in a ticket must not learn
 * from a hit what its notes say.  Hence two questions for agents, merged.  The newest come first: the
 * newest 65,536 tickets are asked before older ones, so that a common word stays cheap.  Words are asked
 * whole; only when that finds nothing is the last one taken as a beginning, because an index has to read
 * the lists of all words that begin so. */
#include "desk/people/people.h"
#include "desk/ticket/course.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/sheet.h"

enum { LOOK_FIRST = 400, WORDS_MAX = 256 << 10, STEP = 1 << 16, KEYS_MAX = 2000, ITEMS_LOOK = 60, SHORT_LIST = 20 };

TICKET_SQL(search_ticket, "SELECT subject AS title, description, scope FROM ticket WHERE id = :id");
TICKET_SQL(search_bodies,
        "SELECT e.is_public, b.body FROM entry e JOIN entry_body b ON b.entry_id = e.id WHERE e.ticket_id = :id"
        " AND e.kind IN (10, 20, 40) ORDER BY e.id DESC LIMIT 1000");
TICKET_SQL(search_answers, "SELECT 0 AS is_public, words AS body FROM ticket_answer WHERE ticket_id = :id AND words <> '' LIMIT 8");
TICKET_SQL(search_hits,
        "--@sqlite\nSELECT rowid AS id FROM search WHERE search MATCH :q AND rowid < :before ORDER BY rowid DESC LIMIT 400\n"
        "--@postgres\nSELECT ticket_id AS id FROM search WHERE tsv @@ CAST(:q AS tsquery) AND ticket_id < :before"
        " ORDER BY ticket_id DESC LIMIT 400\n--@both\n");
TICKET_SQL(search_part, "SELECT COUNT(*) FROM (SELECT 1 FROM ticket_person WHERE person_id = :me LIMIT 1) p");
TICKET_SQL(search_items, "SELECT id FROM ticket WHERE parent_id = :id AND kind = 3 ORDER BY id LIMIT 60");
TICKET_SQL(search_newest, "SELECT COALESCE(MAX(id), 0) FROM ticket");

static const struct db_col words_cols[] = {DB_COL_TEXT(struct search_words, title),
                                           DB_COL_TEXT(struct search_words, description),
                                           DB_COL_I64(struct search_words, scope), DB_COL_END};
struct body_row {
        int64_t is_public;
        const char *body;
};
static const struct db_col body_cols[] = {DB_COL_I64(struct body_row, is_public), DB_COL_TEXT(struct body_row, body),
                                          DB_COL_END};

struct texts {
        struct buf pub, note, keys;
};

static void texts_init(struct ctx *c, struct texts *x, const struct search_words *w)
{
        buf_init(&x->pub, c->arena, WORDS_MAX);
        buf_init(&x->note, c->arena, WORDS_MAX);
        buf_init(&x->keys, c->arena, 64 << 10);
        buf_str(&x->pub, w->description);
        buf_fmt(&x->keys, "s%lld", (long long)w->scope);
}

static enum status texts_put(struct ctx *c, struct texts *x, int64_t id, const char *title, bool replace)
{
        struct db_search_doc doc = {id, title, x->pub.p, x->note.p, x->keys.p};

        return db_search_put(c->db, c->arena, &doc, replace);
}

enum status search_new(struct ctx *c, int64_t id, const struct search_words *w, const int64_t *people, size_t n)
{
        struct texts x;

        texts_init(c, &x, w);
        buf_str(&x.pub, w->course);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&x.keys, " p%lld", (long long)people[i]);
        return texts_put(c, &x, id, w->title, false);
}

/* A text over its ceiling stays as far as it went: the newest words are in. */
static enum status add_body(void *arg, void *row)
{
        struct texts *x = arg;
        const struct body_row *r = row;
        struct buf *to = r->is_public ? &x->pub : &x->note;

        buf_char(to, '\n');
        buf_str(to, r->body);
        return ST_OK;
}

enum status ticket_reindex(struct ctx *c, int64_t ticket_id)
{
        struct search_words w;
        struct texts x;
        struct party *party;
        size_t n = 0;
        struct db_args id = DB_ARGS(DB_I("id", ticket_id));
        enum status st = db_one(c->db, c->arena, &tsql_search_ticket, id, words_cols, &w);

        if (st)
                return st;
        texts_init(c, &x, &w);
        st = db_each(c->db, c->arena, &tsql_search_bodies, id, body_cols, sizeof(struct body_row), add_body, &x);
        if (!st) /* what was answered at intake is the desk's to read */
                st = db_each(c->db, c->arena, &tsql_search_answers, id, body_cols, sizeof(struct body_row), add_body, &x);
        if (!st)
                st = course_words(c, ticket_id, &x.pub);
        if (!st)
                st = sheet_words(c, ticket_id, &x.note);
        if (!st)
                st = parties_load(c, ticket_id, &party, &n);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&x.keys, " %c%lld", party[i].what == 1 ? 's' : 'p', (long long)party[i].n);
        return st ? st : texts_put(c, &x, ticket_id, w.title, true);
}

/* ---- asking ------------------------------------------------------------------------------------------ */

struct asking {
        struct ctx *c;
        const struct ticket_query *q;
        int64_t before, newest;
        size_t limit;
        bool prefix;
        struct row_read *rows;
        size_t n;
};

static bool found_already(const struct asking *k, int64_t id)
{
        for (size_t i = 0; i < k->n; i++)
                if (k->rows[i].row.id == id)
                        return true;
        return false;
}

/* Adds what the other question found; both come newest first. */
static void merge(struct asking *k, const struct row_read *more, size_t n)
{
        struct row_read *out = ARENA_ARRAY(k->c->arena, k->limit, struct row_read);
        size_t at = 0, i = 0, j = 0;

        while (at < k->limit && (i < k->n || j < n)) {
                if (j < n && found_already(k, more[j].row.id))
                        j++;
                else if (j >= n || (i < k->n && k->rows[i].row.id > more[j].row.id))
                        out[at++] = k->rows[i++];
                else
                        out[at++] = more[j++];
        }
        k->rows = out;
        k->n = at;
}

/* One question, from the newest tickets down until there are enough or nothing is left. */
static enum status ask(struct asking *k, const char *const *keys, size_t n_keys, bool notes)
{
        struct ctx *c = k->c;
        const char *words = db_search_query(c->db, c->arena, k->q->q, keys, n_keys, notes, k->prefix);
        int64_t top = k->before <= k->newest ? k->before - 1 : k->newest;
        const int64_t floors[] = {(top & ~(int64_t)(STEP - 1)) - 1, top - 5 * (int64_t)STEP, 0};
        struct row_read *rows = NULL;
        size_t n = 0;
        enum status st = ST_OK;

        for (size_t i = 0; words && !st && i < ARRAY_LEN(floors) && n < k->limit; i++) {
                int64_t floor = floors[i] > 0 ? floors[i] : 0;
                struct found_query f = {i ? words : db_search_within(c->db, c->arena, words, top >> 16), floor, k->before,
                                        k->limit};
                st = view_found(c, k->q, &f, &rows, &n);
                if (!floor)
                        break;
        }
        if (!st && n)
                merge(k, rows, n);
        return st;
}

/* Agents see most of what words find.  A key that nearly every ticket carries makes the index work for
 * nothing (three times as long): so first the newest hits of the words alone, and the scopes on their rows.
 * *enough when that is the whole answer. */
static enum status ask_first(struct asking *k, bool *enough)
{
        static const struct db_col cols[] = {{"id", DB_I64, 0}, DB_COL_END};
        struct ctx *c = k->c;
        const char *words = db_search_query(c->db, c->arena, k->q->q, NULL, 0, true, k->prefix);
        int64_t *id = NULL;
        size_t hits = 0, got = 0;

        *enough = !words;
        if (!words || db_engine(c->db) != DB_SQLITE)
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &tsql_search_hits, DB_ARGS(DB_T("q", words), DB_I("before", k->before)), cols,
                                sizeof *id, LOOK_FIRST, &id, &hits);
        struct row_read *all = ARENA_ARRAY(c->arena, hits, struct row_read), *rows;
        for (size_t i = 0, n; !st && i < hits && got < k->limit; i += CHOSEN_MAX) {
                st = view_chosen(c, k->q, id + i, hits - i < CHOSEN_MAX ? hits - i : CHOSEN_MAX, &rows, &n);
                for (size_t j = 0; !st && j < n; j++)
                        all[got++] = rows[j];
        }
        *enough = !st && (got >= k->limit || hits < LOOK_FIRST);
        if (*enough && got)
                merge(k, all, got);
        return st;
}

static enum status ask_scopes(struct asking *k)
{
        struct ctx *c = k->c;
        struct scope *scope;
        size_t n;
        bool enough;
        enum status st = ask_first(k, &enough);

        if (st || enough)
                return st;
        st = people_scopes(c, c->actor->person_id, &scope, &n);
        if (st || !n)
                return st;
        n = n > KEYS_MAX ? KEYS_MAX : n;
        const char **keys = ARENA_ARRAY(c->arena, n, const char *);
        for (size_t i = 0; i < n; i++)
                keys[i] = arena_fmt(c->arena, "s%lld", (long long)scope[i].scope);
        return ask(k, keys, n, true);
}

/* A number as typed, or digits alone: those tickets come first. */
static enum status ask_number(struct asking *k)
{
        struct row_read *rows;
        size_t n;
        int64_t kind = 0, num;

        if (!ticket_number_parse(k->c, k->q->q, &kind, &num) && !text_i64(k->q->q, &num))
                return ST_OK;
        enum status st = view_numbered(k->c, kind, num, &rows, &n);
        if (!st && n) {
                k->rows = rows;
                k->n = n;
        }
        return st;
}

static void number_first(struct asking *k, const struct row_read *first, size_t n_first)
{
        struct row_read *all = ARENA_ARRAY(k->c->arena, n_first + k->n, struct row_read);
        size_t at = 0;

        for (size_t i = 0; i < n_first; i++)
                all[at++] = first[i];
        for (size_t i = 0; i < k->n; i++) {
                bool there = false;
                for (size_t j = 0; j < n_first; j++)
                        there = there || first[j].row.id == k->rows[i].row.id;
                if (!there)
                        all[at++] = k->rows[i];
        }
        k->rows = all;
        k->n = at;
}

static enum status ask_words(struct asking *k)
{
        struct ctx *c = k->c;

        if (c->actor->system)
                return ask(k, NULL, 0, true);
        const char *mine = arena_fmt(c->arena, "p%lld", (long long)c->actor->person_id);
        int64_t takes_part = 0;
        enum status st = db_i64(c->db, &tsql_search_part, DB_ARGS(DB_I("me", c->actor->person_id)), &takes_part);
        if (!st && takes_part)
                st = ask(k, &mine, 1, false);
        bool own_only = k->q->view && strcmp(k->q->view, "requested") == 0;
        return st || own_only || !ctx_role(c, ~0) ? st : ask_scopes(k);
}

static enum status ask_all(struct asking *k, struct found *out)
{
        enum status st = ask_words(k);

        if (!st && !k->n && k->before == INT64_MAX && !k->prefix) {
                k->prefix = true;
                st = ask_words(k);
        }
        out->order = k->prefix ? ORDER_PREFIX : ORDER_NUMBER;
        return st;
}

/* One thing asked is one row, as in every list: a request goes when one of its items was found too, here or as the last row
 * of the page before.  A request whose words none of them has stays. */
static enum status submissions_drop(struct asking *k)
{
        static const struct db_col cols[] = {{"id", DB_I64, 0}, DB_COL_END};
        struct ctx *c = k->c;
        size_t kept = 0, n;
        int64_t *item;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < k->n; i++) {
                bool twice = false;
                if (k->rows[i].row.kind == TICKET_REQUEST) {
                        st = db_all(c->db, c->arena, &tsql_search_items, DB_ARGS(DB_I("id", k->rows[i].row.id)), cols, sizeof *item, ITEMS_LOOK, &item, &n);
                        for (size_t j = 0; !st && j < n; j++)
                                twice = twice || item[j] == k->before || found_already(k, item[j]);
                }
                if (!twice)
                        k->rows[kept++] = k->rows[i];
        }
        if (!st)
                k->n = kept;
        return st;
}

static bool cursor_apply(const struct ticket_query *q, struct asking *k)
{
        struct place at;

        if (!q->cursor || !*q->cursor)
                return true;
        k->prefix = cursor_read(q->cursor, ORDER_PREFIX, &at);
        if (!k->prefix && !cursor_read(q->cursor, ORDER_NUMBER, &at))
                return false;
        k->before = at.id;
        return true;
}

enum status search_list(struct ctx *c, const struct ticket_query *q, size_t limit, struct found *out)
{
        struct asking numbered = {.c = c, .q = q};
        /* a short list is not half a list because each thing found was there twice */
        struct asking k = {.c = c, .q = q, .limit = (limit <= SHORT_LIST ? 2 * limit : limit) + 1, .before = INT64_MAX};
        enum status st = ST_OK;

        *out = (struct found){.order = ORDER_NUMBER};
        if (!cursor_apply(q, &k))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        if (k.before == INT64_MAX)
                st = ask_number(&numbered);
        if (!st)
                st = db_i64(c->db, &tsql_search_newest, DB_NO_ARGS, &k.newest);
        if (!st)
                st = ask_all(&k, out);
        if (st)
                return st;
        bool full = k.n >= k.limit;
        if (!view_asks_kind(q))
                st = submissions_drop(&k);
        if (st)
                return st;
        out->more = full || k.n > limit;
        k.n = k.n > limit ? limit : k.n;
        if (numbered.n)
                number_first(&k, numbered.rows, numbered.n);
        out->rows = k.rows;
        out->n = k.n;
        return ST_OK;
}
