/* Idempotency-Key: the same key with the same request gives the first answer again, for a day; with
 * another request it is refused.  The row is written in the work's own transaction, so that work and
 * memory of it exist together or not at all.  Only answers below 400 are kept: a refused request did
 * nothing and may be sent again.  An answer that holds a secret (ROUTE_SECRET) is kept without its words: sent
 * again, the request is told that its work is done and that what it showed is not shown twice. */
#include "app/state.h"
#include "base/sha256.h"

DB_STMT(idem_get, "SELECT request_hash, status, reply FROM idempotency WHERE person_id = :me AND key_hash = :key");
DB_STMT(idem_put,
        "INSERT INTO idempotency (person_id, key_hash, request_hash, status, reply, made_at)"
        " VALUES (:me, :key, :request, :status, :reply, :now)");
static const struct db_stmt *const idem_stmts[] = {&idem_get, &idem_put, NULL};

struct idem_row {
        struct db_blob request_hash;
        int64_t status;
        const char *reply;
};
static const struct db_col idem_cols[] = {DB_COL_BLOB(struct idem_row, request_hash), DB_COL_I64(struct idem_row, status),
                                          DB_COL_TEXT(struct idem_row, reply), DB_COL_END};

struct idem {
        unsigned char key[DIGEST_BYTES], request[DIGEST_BYTES];
};

static void part_add(struct sha256 *h, const void *p, size_t n)
{
        uint64_t size = n; /* so that no two lists of parts read alike */

        sha256_add(h, &size, sizeof size);
        sha256_add(h, p, n);
}

/* All that was asked: where, the words of a form, what a file holds.  Only a form sends fields and files. */
static void idem_hashes(struct ctx *c, const char *key, struct idem *out)
{
        _Static_assert(DIGEST_BYTES == SHA256_BYTES, "one kind of digest");
        const struct http_request *r = c->req;
        struct sha256 h;

        sha256_init(&h);
        part_add(&h, r->method_text, strlen(r->method_text));
        part_add(&h, r->path, strlen(r->path));
        part_add(&h, r->query, strlen(r->query));
        part_add(&h, r->body, r->body_n);
        for (size_t i = 0; i < r->n_field; i++) {
                if (str_eq(r->field[i].name, "csrf"))
                        continue; /* of the session, not of what is asked */
                part_add(&h, r->field[i].name, strlen(r->field[i].name));
                part_add(&h, r->field[i].value, r->field[i].n);
        }
        for (size_t i = 0; i < r->n_upload; i++) {
                part_add(&h, r->upload[i].field, strlen(r->upload[i].field));
                part_add(&h, r->upload[i].name, strlen(r->upload[i].name));
                part_add(&h, r->upload[i].sha256, sizeof r->upload[i].sha256);
        }
        sha256_end(&h, out->request);
        digest(key, strlen(key), out->key);
}

/* What is kept of an answer: the headers that are part of it, a line each, then its body, which begins with '{'. */
static const char *const idem_headers[] = {"ETag", "Location"};

static const char *reply_keep(struct ctx *c)
{
        const struct http_response *res = c->res;
        struct buf b;

        buf_init(&b, c->arena, MAX_PAGE_BYTES);
        for (size_t i = 0; i < res->n_header; i++)
                for (size_t k = 0; k < ARRAY_LEN(idem_headers); k++)
                        if (strcmp(res->header[i].name, idem_headers[k]) == 0)
                                buf_fmt(&b, "%s: %s\n", idem_headers[k], res->header[i].value);
        buf_str(&b, res->body.n ? res->body.p : "");
        return buf_end(&b) ? res->body.p : b.n ? b.p : "";
}

static const char *reply_headers(struct ctx *c, const char *kept)
{
        for (size_t k = 0; k < ARRAY_LEN(idem_headers); k++) {
                size_t n = strlen(idem_headers[k]);
                for (const char *p = kept; *p && *p != '{'; p += strcspn(p, "\n"), p += *p == '\n')
                        if (strncmp(p, idem_headers[k], n) == 0 && str_starts(p + n, ": "))
                                http_set(c->res, idem_headers[k], arena_strn(c->arena, p + n + 2, strcspn(p + n + 2, "\n")));
        }
        while (*kept && *kept != '{')
                kept += strcspn(kept, "\n"), kept += *kept == '\n';
        return kept;
}

static enum status idem_replay(struct ctx *c, const struct idem_row *row, const struct idem *i)
{
        if (row->request_hash.n != DIGEST_BYTES || !same_bytes(row->request_hash.p, i->request, DIGEST_BYTES))
                return ctx_fail(c, ST_INVALID, MSG_error_key_reused);
        if (c->route->flags & ROUTE_SECRET) {
                http_set(c->res, "Idempotency-Replayed", "true");
                return ctx_fail(c, ST_CONFLICT, MSG_error_key_secret);
        }
        c->res->status = (int)row->status;
        c->res->type = "application/json";
        buf_str(&c->res->body, reply_headers(c, row->reply));
        http_set(c->res, "Idempotency-Replayed", "true");
        return ST_OK;
}

static enum status run_once(struct ctx *c, const char *key)
{
        struct idem i;
        idem_hashes(c, key, &i);
        DB_TX(tx, c->db);
        struct idem_row row;
        enum status st = tx.st;
        if (st)
                return st;
        st = db_one(c->db, c->arena, &idem_get, DB_ARGS(DB_I("me", c->actor->person_id), DB_B("key", i.key, DIGEST_BYTES)),
                    idem_cols, &row);
        if (st == ST_OK)
                return idem_replay(c, &row, &i);
        if (st != ST_NOT_FOUND)
                return st;
        st = c->route->fn(c);
        if (st || c->res->status >= 400)
                return st;
        const char *kept = c->route->flags & ROUTE_SECRET ? "" : reply_keep(c);
        st = db_exec(c->db, &idem_put,
                     DB_ARGS(DB_I("me", c->actor->person_id), DB_B("key", i.key, DIGEST_BYTES),
                             DB_B("request", i.request, DIGEST_BYTES), DB_I("status", c->res->status),
                             DB_T("reply", kept), DB_I("now", c->now)),
                     NULL);
        if (st == ST_CONFLICT) /* the same key was under way elsewhere: run again, which replays it */
                return ST_BUSY;
        return st ? st : db_commit(&tx);
}

enum status idempotent_run(struct ctx *c)
{
        const char *key = http_header(c->req, "Idempotency-Key");
        if (!key || !*key || !c->actor || c->route->method != HTTP_POST || (c->route->flags & ROUTE_TRIES))
                return c->route->fn(c);
        if (strlen(key) > 255)
                return ctx_fail(c, ST_INVALID, MSG_error_key_long);
        enum status st = run_once(c, key);
        return st && st != ST_BUSY && c->undone ? c->undone(c, st) : st;
}

enum status once_find(struct ctx *c, const char *token, const char **kept)
{
        unsigned char key[DIGEST_BYTES];
        struct idem_row row;
        *kept = NULL;
        if (!token || !*token || !c->actor)
                return ST_OK;
        digest(token, strlen(token), key);
        enum status st = db_one(c->db, c->arena, &idem_get, DB_ARGS(DB_I("me", c->actor->person_id), DB_B("key", key, DIGEST_BYTES)),
                                idem_cols, &row);
        if (st == ST_OK)
                *kept = row.reply;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status once_keep(struct ctx *c, const char *token, const char *what)
{
        unsigned char key[DIGEST_BYTES];
        if (!token || !*token || !c->actor)
                return ST_OK;
        digest(token, strlen(token), key);
        enum status st = db_exec(c->db, &idem_put,
                                 DB_ARGS(DB_I("me", c->actor->person_id), DB_B("key", key, DIGEST_BYTES),
                                         DB_B("request", key, DIGEST_BYTES), DB_I("status", 303), DB_T("reply", what),
                                         DB_I("now", c->now)),
                                 NULL);
        return st == ST_CONFLICT ? ST_BUSY : st; /* its twin commits right now: run again and find it */
}

const struct slice slice_idempotency = {.name = "idempotency", .stmts = idem_stmts};
